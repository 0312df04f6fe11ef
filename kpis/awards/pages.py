"""What the pages of awards show: a month's awards with their candidates, one award of a month, a pick."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from kpis.awards.candidates import Candidate, Shared, Shortlist, shortlists
from kpis.awards.wording import counted_as_read, rule_of
from kpis.models import Award, Grant
from metrics.models import Metric
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.months import first_of, month_after, month_before

# So many of the first are shown where a month's awards stand together.
FIRST = 3


@dataclass(frozen=True)
class Figure:
    """A number of a candidate or a pick, and what it is of."""

    metric: Metric
    value: Decimal | None
    is_target: bool = False


@dataclass(frozen=True)
class Row:
    """A candidate as the list shows it."""

    candidate: Candidate
    figures: Sequence[Figure]
    counted: str
    is_own: bool


@dataclass
class Shown:
    """An award of a month: its candidates for who may see them, and the pick that stands."""

    award: Award
    month: date
    reader: Member
    today: date
    shortlist: Shortlist | None = None
    grant: Grant | None = None

    @property
    def rule(self) -> str:
        return rule_of(self.award)

    @property
    def is_over(self) -> bool:
        return self.month < first_of(self.today)

    @property
    def is_waiting(self) -> bool:
        """The month is over, and nobody is picked."""
        return self.is_over and self.grant is None

    @property
    def is_unannounced(self) -> bool:
        return self.grant is not None and not self.grant.is_announced

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(one) for one in self.shortlist.candidates] if self.shortlist else []

    @property
    def first_rows(self) -> list[Row]:
        return self.rows[:FIRST]

    @property
    def more(self) -> int:
        """Candidates beyond the first ones."""
        return self.shortlist.total - len(self.first_rows) if self.shortlist else 0

    @property
    def heads(self) -> list[Metric]:
        return self.award.metrics

    @property
    def is_counted(self) -> bool:
        """Whether places go by something else than the number itself."""
        return self.award.is_gain or self.award.also is not None

    def _row(self, one: Candidate) -> Row:
        return Row(
            one, figures_of(self.award, one), counted_as_read(self.award, one.numbers.counted), one.is_by(self.reader)
        )

    @property
    def picked(self) -> "Picked | None":
        return Picked(self.grant, self.reader) if self.grant else None

    @property
    def has_changed(self) -> bool:
        """Whether the numbers say something else now than when it was picked."""
        if self.grant is None or self.shortlist is None or self.grant.value is None:
            return False
        now = self.shortlist.of(self.grant.subject)
        then = (self.grant.value, self.grant.also_value, self.grant.target_value)
        return now is None or tuple(now.numbers[:3]) != then

    @property
    def now(self) -> Row | None:
        """What the numbers of the picked one say now."""
        return next((row for row in self.rows if self.grant and row.candidate.subject == self.grant.subject), None)


def figures_of(award: Award, one: Candidate) -> list[Figure]:
    value, also, target, _counted = one.numbers
    found = [Figure(award.metric, value)] if award.metric else []
    found += [Figure(award.also, also)] if award.also else []
    measured_in = award.target_metric or award.metric
    return found + ([Figure(measured_in, target, is_target=True)] if award.is_gain and measured_in else [])


@dataclass(frozen=True)
class Picked:
    """A pick with its people and what the numbers said then."""

    grant: Grant
    reader: Member

    @property
    def people(self) -> list[Shared]:
        return [Shared(one.member, one.share) for one in self.grant.shares.all()]

    @property
    def figures(self) -> list[Figure]:
        award, grant = self.grant.award, self.grant
        found = [Figure(metric, value) for metric, value in grant.values if metric != award.target_metric]
        measured_in = award.target_metric or award.metric
        if award.is_gain and measured_in and grant.target_value is not None:
            found.append(Figure(measured_in, grant.target_value, is_target=True))
        return found

    @property
    def counted(self) -> str:
        return counted_as_read(self.grant.award, self.grant.counted)

    @property
    def shows_points(self) -> bool:
        """Whether the reader may see the points behind its numbers."""
        return self.reader.may(Permission.SEE_CANDIDATES) or self.grant.is_announced

    @property
    def is_own(self) -> bool:
        """Whether the reader is among those it goes to."""
        return any(one.member.pk == self.reader.pk for one in self.people)


@dataclass
class AwardsMonth:
    """The awards of a month as somebody may see them."""

    month: date
    today: date
    shown: list[Shown]

    @property
    def before(self) -> date:
        return month_before(self.month)

    @property
    def after(self) -> date | None:
        after = month_after(self.month)
        return after if after <= first_of(self.today) else None

    @property
    def is_over(self) -> bool:
        return self.month < first_of(self.today)

    @property
    def waiting(self) -> list[Shown]:
        return [one for one in self.shown if one.is_waiting]

    @property
    def unannounced(self) -> list[Shown]:
        return [one for one in self.shown if one.is_unannounced]

    @property
    def announced(self) -> int:
        return sum(one.grant is not None and one.grant.is_announced for one in self.shown)


def awards_of(month: date, *, reader: Member, today: date) -> AwardsMonth:
    """Who may see the candidates sees every award of the month; the others those that were announced.

    A constant number of queries.
    """
    awards = list(Award.objects.given_in(month, team=reader.team).for_candidates())
    return AwardsMonth(month, today, list(shown_of(awards, month, reader=reader, today=today)))


def shown_of(awards: Sequence[Award], month: date, *, reader: Member, today: date) -> Iterator[Shown]:
    """The awards with their picks; those that were picked last stand at the end."""
    grants = Grant.objects.visible_to(reader).standing().of_month(month).for_list()
    picked = {grant.award_id: grant for grant in grants.filter(award__in=awards)}
    if reader.may(Permission.SEE_CANDIDATES):
        lists = shortlists(awards, team=reader.team, month=month)
        yield from sorted(
            (Shown(one, month, reader, today, lists[one.pk], picked.get(one.pk)) for one in awards),
            key=lambda shown: (shown.grant is not None, shown.grant is not None and shown.grant.is_announced),
        )
        return
    yield from (Shown(one, month, reader, today, None, picked[one.pk]) for one in awards if one.pk in picked)


def month_to_open(today: date) -> date:
    """The month whose awards are due: the one that was over last."""
    return month_before(today)
