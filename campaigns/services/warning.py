"""Who hears what about money: a budget that comes to its end, a yes that is asked for, a decision."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from campaigns.models import Entry
from campaigns.spending import Standing
from notices.models import Notice
from notices.services import tell, tell_all
from roles.models import Member, Team
from roles.permissions import Level, Permission
from teamops.lib.tags.numbers import plain

WHOLE = Decimal(1)
# Who minds a team's money.
MINDERS = {Level.LEAD, Level.MANAGER}


def minders(team: Team, *, at: datetime) -> list[Member]:
    """The leads and managers; where there are none, the owners."""
    found = list(Member.objects.filter(team=team).who_may(Permission.RUN_WORK, on=timezone.localdate(at)))
    return [one for one in found if one.level in MINDERS] or found


def warn(team: Team, name: str, standing: Standing, *, about: str, url: str, at: datetime) -> None:
    """Tell leads and managers that a budget has come to 80 or to 100 percent; of each once."""
    level = standing.warning
    kind = Notice.Kind.BUDGET_USED_UP if level == 100 else Notice.Kind.BUDGET_NEARLY_USED  # noqa: PLR2004
    percent = standing.percent
    words = {
        "name": name,
        "percent": plain(percent, WHOLE) if percent is not None else "—",
        "used": amount(standing.used),
        "planned": amount(standing.planned),
    }
    tell_all(minders(team, at=at), kind, words, url, about=f"{about}:{level}")


def tell_deciders(entry: Entry, *, at: datetime) -> None:
    """Ask those who may say yes, but not who asks, nor who leads the campaign."""
    team = entry.line.budget.team
    barred = {entry.by_id, entry.item.owner_id if entry.item else None}
    deciders = Member.objects.filter(team=team).who_may(Permission.APPROVE_SPENDING, on=timezone.localdate(at))
    words = {
        "by": str(entry.by),
        "amount": amount(entry.amount),
        "line": entry.line.name,
        "what": entry.what_for,
    }
    url = reverse("campaigns:budget", args=[team.slug]) + f"?quarter={entry.line.budget.name}"
    told = [one for one in deciders if one.pk not in barred]
    tell_all(told, Notice.Kind.SPENDING_TO_APPROVE, words, url, about=f"entry {entry.pk}")


def tell_of_decision(entry: Entry, *, by: Member) -> None:
    words = {"by": str(by), "what": entry.what_for, "amount": amount(entry.amount), "reason": entry.comment}
    kind = Notice.Kind.SPENDING_APPROVED if entry.is_counted else Notice.Kind.SPENDING_DECLINED
    url = reverse("campaigns:budget-line", args=[entry.line.budget.team.slug, entry.line_id])
    tell(entry.by, kind, words, url, about=f"entry {entry.pk}")


def amount(value: Decimal) -> dict[str, str]:
    """An amount for readers of either language."""
    return {"zh": f"{plain(value)} 元", "en": f"{plain(value)} yuan"}
