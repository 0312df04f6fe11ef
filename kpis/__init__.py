"""What the numbers are worth: templates, scoring, scorecards."""
