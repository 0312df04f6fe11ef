"""Agendas that write themselves: each section asks the data, each line leads to its record."""
