"""Which goals ask for attention: what stands on the next agenda, what waits for a decision or for a note."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from kpis.models import Commitment, Goal
from kpis.models.goals import GoalQuerySet
from roles.models import Member, Team
from roles.permissions import Permission


class Decision(TextChoices):
    """What a goal waits for from who approves goals."""

    APPROVE = "approve", _("a goal waits for my approval")
    MOVE = "move", _("a move waits for my decision")
    CLOSE = "close", _("its days are over: close it")


def red(team: Team) -> GoalQuerySet:
    """The red goals, loaded as the list shows them, the longest red first: they stand on the next agenda."""
    return Goal.objects.filter(team=team).red().for_list().order_by("serious_since", "pk")


def owing_a_note(member: Member) -> GoalQuerySet:
    """The member's own goals that are orange or red and whose catch-up note nobody has written."""
    return Goal.objects.visible_to(member).filter(owner=member).owing_a_note()


def to_decide(member: Member, *, on: date) -> list[tuple[Goal, Decision]]:
    """Others' goals that wait for the member's decision, and for which; what ends first comes first."""
    if not member.may(Permission.APPROVE_GOALS):
        return []
    is_moved = Exists(Commitment.objects.filter(goal=OuterRef("pk"), number__gt=1).proposed())
    decision = Case(
        When(state=Goal.State.DRAFT, then=Value(Decision.APPROVE)),
        When(Q(state=Goal.State.ACTIVE) & is_moved, then=Value(Decision.MOVE)),
        When(state=Goal.State.ACTIVE, end_on__lt=on, then=Value(Decision.CLOSE)),
    )
    others = Goal.objects.visible_to(member).exclude(owner=member).annotate(decision=decision)
    found = others.filter(decision__isnull=False).select_related("team", "owner__person").order_by("end_on", "pk")
    return [(goal, Decision(goal.decision)) for goal in found]  # type: ignore[attr-defined]
