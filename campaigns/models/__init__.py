"""Workflows, and the words that may not be published."""

from campaigns.models.words import Word, WordList, WordListVersion
from campaigns.models.workflows import Stage, Workflow

__all__ = ["Stage", "Word", "WordList", "WordListVersion", "Workflow"]
