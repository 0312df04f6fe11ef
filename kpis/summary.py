"""What a night came to, for the team's groups: how far the numbers reach, cards, goals behind. Nobody's score."""

from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis.models import Goal, Scorecard
from metrics.models import Channel
from metrics.watermarks import clock
from notices import outbox
from roles.calendar import WorkingDays
from roles.models import Team
from teamops.lib.months import Span, first_of
from teamops.lib.progress import Colour

MOST_NAMES = 5


def post(team: Team, *, day: date, at: datetime) -> int:
    """Say it once for ``day``, on working days only; return how many groups hear it."""
    today = timezone.localdate(at)
    if today not in WorkingDays(team, Span(today, today)):
        return 0
    return outbox.post(
        team, outbox.Topic.NIGHT_SUMMARY, lambda: words(team, day=day, at=at), about=f"night {day}", at=at
    )


def words(team: Team, *, day: date, at: datetime) -> tuple[str, str]:
    """Title and text in the language that is spoken."""
    lines = [*_of_numbers(team, at=at), *_of_cards(team, day), *_of_goals(team)]
    link = outbox.link(_("Open TeamOps"), reverse("reports:today", args=[team.slug]))
    return (
        _("%(team)s: the numbers of %(day)s") % {"team": outbox.plain(team.name), "day": f"{day:%m-%d}"},
        "\n".join([*(f"- {line}" for line in lines), link]),
    )


def _of_numbers(team: Team, *, at: datetime) -> list[str]:
    reached = clock(team, at=at)
    if reached.through is None:
        return [_("No numbers have been imported yet.")]
    said = [_("Numbers through %(day)s") % {"day": f"{reached.through:%m-%d}"}]
    if reached.is_behind:
        behind = Channel.objects.in_use().filter(subject__team=team, watermark=reached.through)
        names = behind.values_list("subject__name", flat=True)[:MOST_NAMES]
        said.append(_("Behind: %(channels)s") % {"channels": _(", ").join(outbox.plain(name) for name in names)})
    return said


def _of_cards(team: Team, day: date) -> list[str]:
    cards = Scorecard.objects.filter(team=team, month=first_of(day)).current().count()
    return [ngettext("%(cards)d scorecard counted", "%(cards)d scorecards counted", cards) % {"cards": cards}]


def _of_goals(team: Team) -> list[str]:
    behind = dict(
        Goal.objects.filter(team=team, colour__in=[Colour.ORANGE, Colour.RED])
        .active()
        .order_by()
        .values_list("colour")
        .annotate(many=Count("pk"))
    )
    red, orange = behind.get(Colour.RED, 0), behind.get(Colour.ORANGE, 0)
    if not red and not orange:
        return [_("No goal is far behind.")]
    return [_("Goals behind: %(red)d red, %(orange)d orange") % {"red": red, "orange": orange}]
