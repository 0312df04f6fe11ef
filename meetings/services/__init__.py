"""What is done with stand-ups, blockers and meetings."""
