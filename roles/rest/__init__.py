"""What every REST resource shares: whose rows, who may, pages, errors with words."""
