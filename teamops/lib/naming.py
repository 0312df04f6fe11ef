"""Rows that are data and yet have a Chinese and an English name."""

from django.utils.translation import get_language


class Bilingual:
    """Mix-in for a model with ``name`` (Chinese) and ``name_en``; ``label`` is the one of the reader's language."""

    name: str
    name_en: str

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.in_readers_language(self.name, self.name_en)

    @staticmethod
    def in_readers_language(chinese: str, english: str) -> str:
        """The English words for who reads English and where there are any, else the Chinese ones."""
        return english if english and (get_language() or "").startswith("en") else chinese
