"""From the bytes of a file to numbers with their row: container, sheet, layout, values."""
