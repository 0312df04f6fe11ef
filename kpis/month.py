"""A month's cards as its page shows them: what needs a look stands first, and each row has one thing to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis import rescoring
from kpis.adjusted import adjusted_totals
from kpis.models import Grade, Scorecard, Template
from kpis.models.grades import Ladder
from kpis.month_dates import Clock, month_end
from kpis.needs import FALL, NOTHING, TONES, Need, Spoken, needs_of, spoken_about
from kpis.states import state_of
from roles.models import Assignment, Member
from roles.permissions import Permission
from teamops.lib.months import Span, first_of, month_after, month_before
from teamops.lib.rounding import round_half_up

ORDER_OF_STATES = (Scorecard.State.OPEN, Scorecard.State.REVIEWED, Scorecard.State.SIGNED)


@dataclass(frozen=True)
class Row:
    """A card in the month's table."""

    card: Scorecard
    needs: Sequence[Need]
    change: Decimal | None
    state: str
    action: str
    url: str
    is_waiting: bool
    adjusted_total: Decimal | None = None
    grade: Grade | None = None

    @property
    def member(self) -> Member:
        return self.card.member

    @property
    def roles(self) -> str:
        return _(", ").join(dict.fromkeys(str(part.assignment.role) for part in self.card.parts.all()))

    @property
    def is_loud(self) -> bool:
        """Whether somebody has something to do about it."""
        return any(need.is_loud for need in self.needs)

    @property
    def change_tone(self) -> str:
        """Coloured only past the threshold."""
        if self.change is None or self.card.pace is not None or abs(self.change) < FALL:
            return ""
        return "good" if self.change > 0 else "bad"

    @property
    def urgency(self) -> tuple[int, int, Decimal, str]:
        tone = min((TONES.index(need.tone) for need in self.needs), default=len(TONES))
        return (
            tone,
            ORDER_OF_STATES.index(Scorecard.State(self.card.state)),
            self.change or Decimal(0),
            str(self.member),
        )


@dataclass(frozen=True)
class Month:
    """What the page says above, in and below the table."""

    month: date
    today: date
    rows: Sequence[Row]
    signing: Clock

    @property
    def before(self) -> date:
        return month_before(self.month)

    @property
    def after(self) -> date | None:
        """The month after, unless it is still to come."""
        after = month_after(self.month)
        return after if after <= self.today else None

    @property
    def last_day(self) -> date:
        return Span.month(self.month).last

    @property
    def is_over(self) -> bool:
        return self.last_day < self.today

    @property
    def signed(self) -> int:
        return sum(row.card.is_signed for row in self.rows)

    @property
    def is_to_be_signed(self) -> bool:
        """Whether the month is over and somebody's card isn't signed."""
        return self.is_over and self.signed < len(self.rows)

    @property
    def is_late(self) -> bool:
        return self.is_to_be_signed and self.signing.is_over(on=self.today)

    @property
    def waiting(self) -> list[Row]:
        """The cards that the reader can review or sign now."""
        return [row for row in self.rows if row.is_waiting]

    @property
    def totals(self) -> list[Decimal]:
        return [row.card.total for row in self.rows if row.card.total is not None]

    @property
    def median(self) -> Decimal | None:
        return round_half_up(median(self.totals)) if self.totals else None

    @property
    def coverage(self) -> Decimal | None:
        expected = sum(row.card.days_expected for row in self.rows)
        return Decimal(sum(row.card.days_present for row in self.rows)) / expected if expected else None

    @property
    def has_uncounted(self) -> bool:
        """Whether a card reads no channel day by day: it can't say how complete it is."""
        return any(row.card.coverage is None for row in self.rows)

    @property
    def through(self) -> date | None:
        return min((row.card.through for row in self.rows if row.card.through), default=None)

    @property
    def rounds_a_cent(self) -> bool:
        """Whether two halves don't add up to a total as they are shown, for rounding alone."""
        cards = [row.card for row in self.rows]
        return any(
            card.process is not None and card.result is not None and card.process + card.result != card.total
            for card in cards
        )

    @property
    def computed_at(self) -> object:
        return max((row.card.computed_at for row in self.rows if row.card.computed_at), default=None)


def month_of(month: date, *, reader: Member, today: date) -> Month:
    """The cards of a month that ``reader`` may see, what needs a look first. A constant number of queries."""
    cards = Scorecard.objects.visible_to(reader).current().of_month(month).with_total_before(month_before(month))
    shown = list(cards.for_month())
    # The same team in the frame and on the cards: its exceptions to the working days are read once for both.
    prefetch_related_objects([reader.team], "day_overrides")
    for card in shown:
        card.team = reader.team
    is_scoring = rescoring.is_about_to_score(shown, of=reader.team)
    dates = month_end(reader.team, month)
    spoken = spoken_about(shown, dates=dates, today=today)
    adjusted = adjusted_totals(card for card in shown if card.is_signed or spoken[card.pk].adjustments)
    rows = [
        row_of(
            card,
            before=card.total_before,
            reader=reader,
            today=today,
            is_scoring=is_scoring,
            spoken=spoken[card.pk],
            adjusted_total=adjusted.get(card.pk),
        )
        for card in shown
    ]
    if Span.month(month).last < today:
        rows = with_grades(rows, Grade.objects.ladder_of(reader.team))
    return Month(month, today, sorted(rows, key=lambda row: row.urgency), dates.review)


def with_grades(rows: Iterable[Row], ladder: Ladder) -> list[Row]:
    """Each row with the grade of the total that counts: the adjusted one, where something was adjusted."""
    counting = ((row, row.card.total if row.adjusted_total is None else row.adjusted_total) for row in rows)
    return [replace(row, grade=ladder.grade_of(total)) for row, total in counting]


def row_of(
    card: Scorecard,
    *,
    before: Decimal | None,
    reader: Member,
    today: date,
    is_scoring: bool = False,
    spoken: Spoken = NOTHING,
    adjusted_total: Decimal | None = None,
) -> Row:
    change = None if card.total is None or before is None else card.total - before
    may_finish = may_finish_now(card, by=reader, today=today)
    action, url = action_on(card, may_finish=may_finish, reader=reader)
    return Row(
        card=card,
        needs=list(needs_of(card, change=change if card.is_over(on=today) else None, spoken=spoken)),
        change=change,
        state=state_of(card, today=today, is_scoring=is_scoring),
        action=action,
        url=url,
        is_waiting=may_finish and card.total is not None,
        adjusted_total=adjusted_total,
    )


def may_finish_now(card: Scorecard, *, by: Member, today: date) -> bool:
    """Whether ``by`` has something to review or sign on the card today."""
    if card.is_signed or card.member_id == by.pk or not card.is_over(on=today):
        return False
    return by.may(Permission.SIGN_CARDS if card.is_reviewed else Permission.REVIEW_CARDS)


def action_on(card: Scorecard, *, may_finish: bool, reader: Member) -> tuple[str, str]:
    """The row's one action, and where it is done."""
    page = reverse("kpis:month-card", args=[card.team.slug, card.pk])
    if card.total is None and not card.is_signed and reader.may(Permission.IMPORT_METRICS):
        return _("Add data"), reverse("metrics:imports", args=[card.team.slug])
    if may_finish:
        return (pgettext("verb", "Sign") if card.is_reviewed else pgettext("verb", "Review")), page
    return pgettext("scorecard", "Look"), page


def month_to_open(reader: Member, *, today: date) -> date:
    """The month before as long as it has a card that waits for the reader's review or signature, else this one."""
    this = first_of(today)
    if reader.may(Permission.REVIEW_CARDS):
        last = Scorecard.objects.visible_to(reader).current().of_month(month_before(this))
        if last.unsigned().exclude(member=reader).exists():
            return month_before(this)
    return this


@dataclass(frozen=True)
class Cardless:
    """Who holds a role in the month and has no card. ``begins_on``: the first day on which a template counts, if all
    of them lack a card because that is later."""

    without_template: Sequence[Assignment]
    not_computed: Sequence[Assignment]
    begins_on: date | None = None


def cardless(rows: Iterable[Row], *, team_of: Member, month: date) -> Cardless:
    """Two queries."""
    have = {row.card.member_id for row in rows}
    span = Span.month(month)
    assignments = (
        Assignment.objects.visible_to(team_of)
        .overlapping(first=span.first, last=span.last)
        .filter(member__person__is_active=True)
        .exclude(member__in=have)
        .select_related("member__person", "role")
    )
    published = Template.objects.filter(team=team_of.team_id).published().order_by("-valid_from")
    begins = {role: day for role, day in published.values_list("role", "valid_from") if day is not None}
    scored = {role for role, day in begins.items() if day <= span.last}
    without = [one for one in assignments if one.role_id not in scored and one.role_id not in begins]
    early = [begins[one.role_id] for one in assignments if one.role_id in begins.keys() - scored]
    counted = [one for one in assignments if one.role_id in scored]
    return Cardless(without, counted, min(early) if early and not counted else None)
