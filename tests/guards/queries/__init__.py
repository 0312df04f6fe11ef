"""Every list asks the database equally often with 2 rows and with 22: a page that asks once a row fails."""
