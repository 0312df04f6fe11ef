"""The pages of people and roles."""
