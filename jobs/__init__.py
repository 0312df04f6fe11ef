"""What runs by itself: a row for each job, scope and day."""
