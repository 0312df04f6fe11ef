"""Thresholds raise risks by themselves: each night every number that has a limit is read, for each subject by itself.

There is one open risk for a metric and a subject: it is brought up to date, not doubled, and told once. Only a person
closes it. Closed while the number was still beyond, it isn't raised again before that was within, or as many days are
over as the threshold looks at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.figures import Figures
from campaigns.models import Risk, RiskStep, Threshold
from campaigns.services.risks import address_of, note
from campaigns.services.warning import minders
from metrics.formulas import Formula
from metrics.models import Attribution, Subject
from notices.models import Notice
from notices.services import tell_all
from roles.models import Member, Team
from teamops.lib.months import Span
from teamops.lib.tags.numbers import quantity

# Whose numbers are watched: a member's are for their scorecard.
KINDS = (Subject.Kind.TEAM, Subject.Kind.CHANNEL)
A_DAY = timedelta(days=1)
REVIEW_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Seen:
    """What a threshold saw of one subject."""

    threshold: Threshold
    subject: int
    value: Decimal

    @property
    def is_beyond(self) -> bool:
        return self.threshold.is_crossed_by(self.value)


@transaction.atomic
def look(team: Team, *, on: date, at: datetime) -> int:
    """Read every threshold of a team through a day; return how many risks were raised. Safe to repeat."""
    Team.objects.select_for_update().get(pk=team.pk)
    seen = list(seen_by(Threshold.objects.of(team).filter(is_active=True), team, on))
    metrics = {one.threshold.metric_id for one in seen}
    newest: dict[tuple[int | None, int | None], Risk] = {}
    for risk in Risk.objects.filter(team=team, metric__in=metrics).select_related("team").order_by("raised_at", "pk"):
        newest[risk.metric_id, risk.subject_id] = risk
    return sum(act_on(one, newest.get((one.threshold.metric_id, one.subject)), team, on=on, at=at) for one in seen)


def seen_by(thresholds: Iterable[Threshold], team: Team, on: date) -> Iterator[Seen]:
    """The number of each subject over a threshold's days that end on a day; subjects without it are left out.

    One query for the subjects, and what the figures ask for each number of days."""
    subjects = Subject.objects.counted().filter(team=team, kind__in=KINDS).order_by("pk")
    keys = list(subjects.values_list("pk", flat=True))
    if not keys:
        return
    by_days: dict[int, list[tuple[Threshold, Formula]]] = defaultdict(list)
    for threshold in thresholds:
        by_days[threshold.days].append((threshold, Formula.of(threshold.metric)))
    for days, asked in by_days.items():
        span = Span(on - (days - 1) * A_DAY, on)
        figures = Figures(keys, [formula for _threshold, formula in asked], span)
        for threshold, formula in asked:
            for subject in keys:
                value = figures.of(subject, formula, span) if figures.newest(subject, formula) else None
                if value is not None:
                    yield Seen(threshold, subject, value)


def act_on(seen: Seen, newest: Risk | None, team: Team, *, on: date, at: datetime) -> bool:
    """Raise a risk, or bring the newest one up to date; return whether one was raised."""
    if newest is not None and newest.is_open:
        update(newest, seen, on=on)
        return False
    if newest is not None and not seen.is_beyond:
        update(newest, seen, on=on)
    if not seen.is_beyond or (newest is not None and is_settled(newest, seen.threshold, on=on)):
        return False
    raise_one(seen, team, on=on, at=at)
    return True


def is_settled(closed: Risk, threshold: Threshold, *, on: date) -> bool:
    """Whether a closed risk still speaks for the number: it never came back within, and not long ago."""
    closed_on = timezone.localdate(closed.closed_at)
    return closed.within_since is None and on < closed_on + threshold.days * A_DAY


def update(risk: Risk, seen: Seen, *, on: date) -> None:
    if risk.value_on is not None and on < risk.value_on:
        return
    if risk.is_open:
        risk.value, risk.value_on = seen.value, on
    risk.within_since = None if seen.is_beyond else risk.within_since or on
    risk.save(update_fields=["value", "value_on", "within_since"])


def raise_one(seen: Seen, team: Team, *, on: date, at: datetime) -> Risk:
    threshold, subject = seen.threshold, Subject.objects.get(pk=seen.subject)
    told = minders(team, at=at)
    risk = Risk.objects.create(
        team=team, kind=threshold.kind, title=title_of(threshold, subject), likelihood=threshold.likelihood,
        impact=threshold.impact, owner=owner_of(subject, told, on=on), review_on=on + REVIEW_AFTER, raised_at=at,
        metric=threshold.metric, subject=subject, value=seen.value, value_on=on,
    )  # fmt: skip
    note(risk, RiskStep.Kind.RAISED, by=None, at=at, text=sentence(seen))
    words = {
        "metric": {"zh": threshold.metric.name, "en": threshold.metric.name_en},
        "subject": subject.name,
        "value": quantity(seen.value, threshold.metric.unit),
        "limit": f"{threshold.sign} {quantity(threshold.value, threshold.metric.unit)}",
    }
    people = {one.pk: one for one in [*told, risk.owner]}
    tell_all(people.values(), Notice.Kind.RISK_RAISED, words, address_of(risk), about=f"risk {risk.pk}")
    return risk


def title_of(threshold: Threshold, subject: Subject) -> str:
    """In Chinese, as everything that a team's rows say of itself."""
    crossed = "高于" if threshold.side == Threshold.Side.AT_MOST else "低于"
    return f"{subject.name}：{threshold.metric.name}{crossed} {in_chinese(threshold.value, threshold)}"[:120]


def sentence(seen: Seen) -> str:
    told = {"days": seen.threshold.days, "value": in_chinese(seen.value, seen.threshold)}
    with override("zh-hans"):
        return _("%(value)s over %(days)s days") % told


def in_chinese(value: Decimal, threshold: Threshold) -> str:
    with override("zh-hans"):
        return quantity(value, threshold.metric.unit)


def owner_of(subject: Subject, minders_: list[Member], *, on: date) -> Member:
    """Who answers for most of the subject on that day, else the first lead."""
    held = Attribution.objects.filter(subject=subject).overlapping(first=on, last=on).select_related("member")
    found = held.order_by("-share", "pk").first()
    if found is not None:
        return found.member
    if minders_:
        return minders_[0]
    first = Member.objects.filter(team=subject.team_id).order_by("pk").first()
    assert first is not None, "a team without members"  # noqa: S101 - createowner makes a team with its owner
    return first
