"""Stand-ups and meetings."""
