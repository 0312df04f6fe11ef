"""Numbers that are fetched: who is asked, in which words, how often, and what an answer that says no means."""
