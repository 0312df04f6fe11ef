"""Awards: who could get them by the numbers, and what their pages and the API show."""
