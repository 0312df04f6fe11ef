"""The table of hand-worked cases that tests/kpis/test_worked_cases.py runs."""
