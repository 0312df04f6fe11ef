"""A team to look at: nine invented people of a skin-care brand, and what they did, up to yesterday."""
