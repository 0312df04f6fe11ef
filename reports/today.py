"""What the home page says to one member this morning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from campaigns import mine
from campaigns.mine import Mine
from campaigns.models import Item
from jobs.models import JobRun
from kpis.goals import attention
from kpis.models import Goal, Line, Part, Scorecard
from kpis.models.templates import Half
from kpis.since import has_moved, lines_moved
from kpis.targets.mine import reminded_of
from meetings.forms import Read, StandUpForm
from meetings.models import StandUp
from metrics.models import ImportBatch
from reports import held_up, numbers
from reports.crew import Crew
from reports.held_up import Stuck
from reports.numbers import MOST_CHANGES, MOST_OWED, Changed, Owed
from reports.waiting import Waiting, waiting_for
from roles.calendar import WorkingDays
from roles.models import Leave, Member
from roles.permissions import Permission
from teamops.lib.months import Span, first_of, month_before

# A list of things to act on is short; the rest is on its own page.
MOST_CARDS = MOST_WAITING = 7
MOST_STUCK = 5
# A change of a score is coloured from so many points on.
NOTABLE = Decimal(5)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class HalfSoFar:
    """One half of my card: what it earned, of how much, and the score from 0 to 120 that this is."""

    label: str
    weight: Decimal
    earned: Decimal | None

    @property
    def score(self) -> Decimal | None:
        return None if self.earned is None or not self.weight else self.earned * HUNDRED / self.weight


@dataclass(frozen=True)
class ScoreSoFar:
    """My newest card, beside the one of the month before."""

    card: Scorecard
    halves: Sequence[HalfSoFar]
    before: Scorecard | None

    @property
    def change(self) -> Decimal | None:
        if self.card.total is None or self.before is None or self.before.total is None:
            return None
        return self.card.total - self.before.total

    @property
    def tone(self) -> str:
        if self.change is None or abs(self.change) < NOTABLE:
            return ""
        return "good" if self.change > 0 else "bad"


class Today:
    """What ``reports/today.html`` shows to ``member``, loaded ``with_level``, at a moment. Nothing is read unasked."""

    def __init__(self, member: Member, *, at: datetime) -> None:
        self.member = member
        self.team = member.team
        self.at = at
        self.day = timezone.localdate(at)
        self.hour = timezone.localtime(at).hour
        self.is_late = timezone.localtime(at).time() > member.team.stand_up_due_at

    @cached_property
    def may_write(self) -> bool:
        return self.member.may(Permission.WRITE_STAND_UP)

    @cached_property
    def leads(self) -> bool:
        """Whether who hasn't written is this member's business."""
        return self.member.may(Permission.EDIT_LEAVE)

    @cached_property
    def signs(self) -> bool:
        return self.member.may(Permission.SIGN_CARDS)

    @property
    def may_edit_team(self) -> bool:
        return self.member.may(Permission.EDIT_TEAM)

    @property
    def may_edit_channels(self) -> bool:
        return self.member.may(Permission.EDIT_CHANNELS)

    @cached_property
    def crew(self) -> Crew:
        return Crew(self.member, day=self.day)

    @cached_property
    def working_day_number(self) -> int | None:
        """The day's place among the month's working days; ``None`` on a day off."""
        days = list(WorkingDays(self.team, Span(first_of(self.day), self.day)))
        return len(days) if self.day in days else None

    @cached_property
    def newest(self) -> list[StandUp]:
        """My last two stand-ups: today's, perhaps, and the one before."""
        return list(StandUp.objects.filter(member=self.member, day__lte=self.day).order_by("-day")[:2])

    @property
    def stand_up(self) -> StandUp | None:
        return next((one for one in self.newest if one.day == self.day), None)

    @cached_property
    def is_due(self) -> bool:
        return self.may_write and self.working_day_number is not None and not self._is_away

    @property
    def writes_first(self) -> bool:
        """Whether the stand-up is what to do or to read first; on a day off it comes last."""
        return self.may_write and (self.is_due or self.stand_up is not None)

    @property
    def _is_away(self) -> bool:
        if self.leads:
            return self.crew.is_reader_away
        return Leave.objects.filter(member=self.member).overlapping(first=self.day, last=self.day).exists()

    @cached_property
    def form(self) -> StandUpForm:
        last = next((one for one in self.newest if one.day < self.day), None)
        read = Read(with_me=self.mine.assigned if self.works else None)
        if self.leads:
            read = replace(read, people=self.crew.members, stuck=[one.blocker for one in self.stuck])
        return StandUpForm.after(last, by=self.member, on=self.day, read=read)

    @cached_property
    def mine(self) -> Mine:
        return mine.of_member(self.member, at=self.at)

    @cached_property
    def current_cards(self) -> list[Scorecard]:
        """All of mine, the newest first; for who signs, this and last month's unsigned cards of the others, too."""
        running = first_of(self.day)
        wanted = Q(member=self.member)
        if self.signs:
            wanted |= Q(month__in=[month_before(running), running]) & ~Q(state=Scorecard.State.SIGNED)
        cards = Scorecard.objects.visible_to(self.member).current().filter(wanted)
        return list(cards.select_related("member__person").order_by("-month", "pk"))

    @cached_property
    def score(self) -> ScoreSoFar | None:
        """My newest card. Its parts are one query more."""
        mine = [card for card in self.current_cards if card.member_id == self.member.pk]
        if not mine:
            return None
        card = mine[0]
        prefetch_related_objects([card], Prefetch("parts", Part.objects.select_related("template")))
        return ScoreSoFar(
            card, halves_of(card), next((one for one in mine if one.month == month_before(card.month)), None)
        )

    @cached_property
    def moved(self) -> list[tuple[Line, Decimal]]:
        """Which lines moved my running card last; who leads reads the team's numbers instead."""
        card = self.score.card if self.score and not self.leads else None
        return lines_moved(card)[:MOST_CHANGES] if card and has_moved(card) else []

    @cached_property
    def targets_to_confirm(self) -> date | None:
        """The month whose targets wait for me."""
        return reminded_of(self.member, today=self.day)

    @cached_property
    def cards(self) -> list[Scorecard]:
        """The cards of others that need a look, the older month first, and by need."""
        running = first_of(self.day)
        others = [card for card in self.current_cards if card.member_id != self.member.pk]
        needing = [card for card in others if card.month < running or card.total is None or not card.is_complete]
        return sorted(needing, key=lambda card: (card.month, card.total is not None, card.is_complete, card.pk))

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What I have to do, the most urgent first."""
        return waiting_for(self.member, self.mine if self.works else None, at=self.at)

    @property
    def works(self) -> bool:
        return self.member.may(Permission.WORK_ON_ITEMS)

    @property
    def shown_waiting(self) -> list[Waiting]:
        return self.waiting[:MOST_WAITING]

    @cached_property
    def stuck(self) -> Sequence[Stuck]:
        """The team's blockers, the oldest first."""
        return held_up.blockers(self.member, on=self.day)

    @property
    def shown_stuck(self) -> Sequence[Stuck]:
        return self.stuck[:MOST_STUCK]

    @cached_property
    def approvals(self) -> list[Item]:
        """What stands at a gate in the team, by its clock; among one's own work it has been read already."""
        return self.mine.at_gate if self.works else held_up.approvals(self.member)

    @property
    def shown_approvals(self) -> list[Item]:
        return self.approvals[:MOST_STUCK]

    @property
    def shown_cards(self) -> list[Scorecard]:
        return self.cards[:MOST_CARDS]

    @cached_property
    def changed(self) -> Changed | None:
        """For who leads or only looks: what the numbers of the last working day say."""
        is_asked = self.leads or not self.may_write
        return numbers.changed(self.team, day=self.day) if is_asked else None

    @property
    def imports(self) -> bool:
        """Whether missing numbers are first of all this member's business; who leads sees them on the data's pages."""
        return self.member.may(Permission.IMPORT_METRICS) and not self.leads

    @cached_property
    def owed(self) -> list[Owed]:
        return numbers.owed(self.member, at=self.at) if self.imports else []

    @property
    def shown_owed(self) -> list[Owed]:
        return self.owed[:MOST_OWED]

    @cached_property
    def unconfirmed(self) -> list[ImportBatch]:
        return numbers.unconfirmed(self.member) if self.imports else []

    @cached_property
    def goals_owing(self) -> list[Goal]:
        """My goals that are orange or red without a catch-up note: asked for until it is written."""
        return list(attention.owing_a_note(self.member))

    @cached_property
    def failed_night(self) -> JobRun | None:
        """The newest night, if it failed and this member may see it."""
        if not self.member.may(Permission.SEE_JOBS):
            return None
        newest = JobRun.objects.visible_to(self.member).filter(name="night").order_by("-day").first()
        return newest if newest and newest.is_failed else None


def halves_of(card: Scorecard) -> list[HalfSoFar]:
    """The card's halves with their weights; those of several parts are blended as the parts are."""
    parts = list(card.parts.all())
    whole = sum((part.weight for part in parts), Decimal(0)) or Decimal(1)
    return [
        HalfSoFar(
            label=str(half.label),
            weight=sum((part.template.weight_of(half) * part.weight for part in parts), Decimal(0)) / whole,
            earned=getattr(card, half),
        )
        for half in Half
    ]
