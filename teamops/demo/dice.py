"""Chance that falls the same way each time: the same words give the same number."""

import random
from datetime import date

# Monday to Sunday, around 1: reading is done on workdays, buying at weekends, talking in the evenings of both.
READING = (1.06, 1.10, 1.04, 1.08, 1.02, 0.86, 0.84)
BUYING = (0.90, 0.90, 0.94, 0.97, 1.06, 1.14, 1.09)
TALKING = (0.98, 1.00, 1.04, 1.02, 1.05, 0.96, 0.95)
EVEN = (1.0,) * 7


def around(base: float, day: date, *words: object, rhythm: tuple[float, ...] = EVEN, spread: float = 0.14) -> int:
    """A count near ``base`` in the week's rhythm, off by at most the part ``spread``."""
    return max(round(base * rhythm[day.weekday()] * (1 + between(-spread, spread, day, *words))), 0)


def between(low: float, high: float, *words: object) -> float:
    """A number between the two."""
    return chance(*words).uniform(low, high)


def chance(*words: object) -> random.Random:
    """Dice for many throws."""
    return random.Random(":".join(map(str, words)))  # noqa: S311 - a story, no secret
