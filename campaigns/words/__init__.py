"""The words that may not be published: how a text is folded, and how words are found in it. No Django in here."""
