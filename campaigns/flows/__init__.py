"""A workflow as it is written before it counts: its stages as data, what can't stand, what changes."""
