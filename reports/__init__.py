"""What to look at: the home page."""
