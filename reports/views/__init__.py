"""The pages to look at first."""
