"""What an agenda is made of. Nothing here is a sentence yet: words are codes with arguments, said to each reader in
their language, so that a frozen agenda reads as the live one did."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

from meetings.agenda.words import said
from metrics.drawing import Drawn, drawn
from teamops.lib.naming import Bilingual

# A sentence's code and its arguments.
Saying = tuple[str, dict[str, Any]]
TOPIC = "topic:"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Figures:
    """A number beside the one before: decimals as text, rates as fractions of 1. ``days``: the course of the period."""

    metric: dict[str, str]
    unit: str
    now: str
    before: str | None
    change: str | None
    is_notable: bool = False
    is_good: bool = True
    days: list[str | None] = field(default_factory=list)

    @property
    def name(self) -> str:
        return Bilingual.in_readers_language(self.metric["zh"], self.metric["en"])

    @property
    def value(self) -> Decimal:
        return Decimal(self.now)

    @property
    def value_before(self) -> Decimal | None:
        return None if self.before is None else Decimal(self.before)

    @property
    def difference(self) -> Decimal | None:
        """Of rates in points, of everything else in percent."""
        return None if self.change is None else Decimal(self.change)

    @property
    def change_percent(self) -> Decimal | None:
        """A change of 0.188 as people read it: 18.8."""
        return None if self.difference is None else self.difference * HUNDRED

    @property
    def is_rate(self) -> bool:
        return self.unit == "percent"

    @property
    def tone(self) -> str:
        if not self.is_notable:
            return ""
        return "good" if self.is_good else "bad"

    @property
    def drawing(self) -> Drawn | None:
        return drawn([None if day is None else Decimal(day) for day in self.days])


@dataclass(frozen=True)
class Line:
    """One thing to talk about. ``key`` says what it is about, whenever it is written; ``tone`` colours its ``chip``."""

    key: str
    text: str | dict[str, Any]
    url: str = ""
    who: str = ""
    tone: str = ""
    chip: Saying | None = None
    small: Sequence[Saying] = ()
    figures: Figures | None = None

    @property
    def title(self) -> str:
        return self.text if isinstance(self.text, str) else said(self.text["code"], self.text)

    @property
    def chip_words(self) -> str:
        return said(*self.chip) if self.chip else ""

    @property
    def small_words(self) -> list[str]:
        return [said(*one) for one in self.small]

    @property
    def is_topic(self) -> bool:
        return self.key.startswith(TOPIC)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        figures = Figures(**kept["figures"]) if kept["figures"] else None
        return cls(**{**kept, "figures": figures})


@dataclass(frozen=True)
class Section:
    """A part of the agenda with its minutes. ``facts`` stand beside its title, or below its numbers."""

    code: str
    minutes: int
    lines: Sequence[Line] = ()
    facts: Sequence[Saying] = ()

    @property
    def label(self) -> str:
        return said(f"section.{self.code}", {})

    @property
    def fact_words(self) -> list[str]:
        return [said(*one) for one in self.facts]

    @property
    def is_numbers(self) -> bool:
        return any(line.figures for line in self.lines)

    @property
    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["code"], kept["minutes"], [Line.read(one) for one in kept["lines"]], kept["facts"])
