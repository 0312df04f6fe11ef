"""The numbers: subjects, the dictionary, points, imports."""
