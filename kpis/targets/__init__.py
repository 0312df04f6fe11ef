"""Targets of a month: what counts, what can be set, how it came about, its sheet and its pages."""
