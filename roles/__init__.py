"""Who is in which team, holds which role, and may do what."""
