"""What changes the numbers and what they are about: imports, channels, attribution."""
