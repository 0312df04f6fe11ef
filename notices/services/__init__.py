"""Telling somebody something is writing a row; what brings it to them picks the rows up."""

from notices.services.telling import mark_read, tell, tell_all

__all__ = ["mark_read", "tell", "tell_all"]
