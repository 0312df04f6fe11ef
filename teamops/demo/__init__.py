"""A team to look at: ten invented people of a skin-care brand, and what they did, up to yesterday."""
