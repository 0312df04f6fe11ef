"""What is fast enough: each figure a ratio against its limit in the same run. ``make bench`` runs them all."""
