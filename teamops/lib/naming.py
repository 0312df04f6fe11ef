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
        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.name
