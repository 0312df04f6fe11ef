"""One member's targets of a month, as they read and confirm them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kpis.models import Kpi, Target, TargetConfirmation, TargetQuestion
from kpis.models.templates import Half
from kpis.services.confirming import reminder_day
from kpis.targets.agreed import course
from kpis.targets.book import Book, Holder
from kpis.targets.grid import Before, LastMonth, last_month
from kpis.targets.said import Ends
from kpis.targets.told import change
from kpis.writing import plain_number
from metrics.wording import folding, formula
from notices.models import Notice
from roles.models import Member
from teamops.lib.months import first_of, month_after, parse_month
from teamops.lib.tags.numbers import quantity

# A definition with one of these in it is a formula already.
SIGNS = "÷×+−"


@dataclass(frozen=True)
class Wanted:
    """One KPI: what is wanted, how it is worked out, what it was last month, who set it and what changed late."""

    kpi: Kpi
    ends: Ends
    row: Target | None
    before: Before | None
    late: Sequence[str]

    @property
    def formula(self) -> str:
        """What the metric is made of, unless its definition says so, or how its days add up."""
        metric = self.kpi.metric
        if not metric.is_derived:
            return folding(metric)
        return "" if set(SIGNS) & set(metric.meaning) else formula(metric)

    @property
    def scale(self) -> str:
        """What gives 0 points, what 100, and where it ends."""
        unit = self.kpi.metric.unit
        return _("%(zero)s gives 0 points, %(target)s gives 100, at most %(cap)s") % {
            "zero": quantity(self.ends.zero_at, unit),
            "target": quantity(self.ends.target, unit),
            "cap": plain_number(self.kpi.cap),
        }


@dataclass(frozen=True)
class WantedHalf:
    half: str
    weight: Decimal
    wanted: Sequence[Wanted]

    @property
    def label(self) -> str:
        return str(Half(self.half).label)


@dataclass(frozen=True)
class WantedPart:
    """A role that the member holds in the month, under one version of its template."""

    holder: Holder
    version: int
    from_on: date | None
    halves: Sequence[WantedHalf]

    @property
    def wanted(self) -> list[Wanted]:
        return [one for half in self.halves for one in half.wanted]


@dataclass(frozen=True)
class Mine:
    month: date
    parts: Sequence[WantedPart]
    fingerprint: str
    confirmation: TargetConfirmation | None
    questions: Sequence[TargetQuestion]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmation is not None and self.confirmation.fingerprint == self.fingerprint

    @property
    def is_outdated(self) -> bool:
        """Whether something changed after it was confirmed."""
        return self.confirmation is not None and not self.is_confirmed


def mine(member: Member, month: date) -> Mine:
    """A constant number of queries."""
    book = Book(member.team, month, with_formulas=True)
    holders, before = book.of_member(member.pk), last_month(book, member=member.pk)
    roles = {one.assignment.role_id for one in holders}
    concerned = Q(assignment=None, role__in=roles) | Q(assignment__in=[one.assignment.pk for one in holders])
    said = Target.objects.filter(concerned, team=member.team).of_month(month)
    rows = list(said.select_related("set_by__person").order_by("set_at", "pk"))
    return Mine(
        month=month,
        parts=[part for one in holders for part in parts_of(one, book, rows, before)],
        fingerprint=book.fingerprint(member.pk),
        confirmation=TargetConfirmation.objects.newest_of([member.pk], month).get(member.pk),
        questions=list(TargetQuestion.objects.filter(member=member, month=month).select_related("answered_by__person")),
    )


def parts_of(holder: Holder, book: Book, rows: Sequence[Target], before: LastMonth) -> list[WantedPart]:
    one = holder.assignment
    parts = []
    for template in holder.templates:
        halves = []
        for half in Half.values:
            wanted = [
                wanted_of(kpi, holder, rows, before.get((one.member_id, one.role_id, kpi.metric_id)))
                for kpi in template.kpis.all()
                if kpi.half == half
            ]
            halves.append(WantedHalf(half, template.weight_of(half), wanted))
        begins = template.valid_from if len(holder.templates) > 1 else None
        parts.append(WantedPart(holder, template.version, begins, halves))
    return parts


def wanted_of(kpi: Kpi, holder: Holder, rows: Sequence[Target], before: Before | None) -> Wanted:
    one = holder.assignment
    concerned = [
        row
        for row in rows
        if row.metric_id == kpi.metric_id and row.role_id == one.role_id and row.assignment_id in {None, one.pk}
    ]
    agreed = course(concerned, template=Ends.of(kpi))
    return Wanted(kpi, agreed.ends, agreed.row, before, [change(step, kpi.metric) for step in agreed.late])


def month_to_confirm(member: Member, *, today: date) -> date:
    """The next month from the day on which its targets are asked about, this one before that. One query."""
    coming = month_after(today)
    return coming if today >= reminder_day(member.team, coming) else first_of(today)


def reminded_of(member: Member, *, today: date) -> date | None:
    """This or the next month, if the member was reminded of its targets and has confirmed none since. One query."""
    months = [first_of(today), month_after(today)]
    reminders = Notice.objects.filter(
        member=member, kind=Notice.Kind.TARGETS_TO_CONFIRM, about__in=[f"{month:%Y-%m}" for month in months]
    )
    confirmed = TargetConfirmation.objects.filter(
        member=OuterRef("member"), month__in=months, confirmed_at__gte=OuterRef("told_at")
    )
    about = reminders.filter(~Exists(confirmed)).order_by("-about").values_list("about", flat=True).first()
    return parse_month(about) if about else None
