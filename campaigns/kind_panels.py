"""What only one kind of work shows on its page: clocks, resources, whether a finding helped, the numbers of content."""

from django.db.models import F
from django.utils import timezone

from campaigns.kind_forms import JoinForm, MeasureForm, ResourceForm, StopForm
from campaigns.models import Clock, ContentDetail, FindingDetail, Item, SopRun
from campaigns.models.weeks import week_of
from campaigns.panels import Panel, Part, Place, Reading, panel
from campaigns.published import numbers
from campaigns.verifying import verdict_of
from campaigns.week_page import plan_of
from metrics.content import candidates
from metrics.models import Subject
from roles.permissions import Permission

# Pieces of content that a campaign's page lists.
CONTENTS = 30


def may_act(reading: Reading) -> bool:
    return reading.item.is_open and reading.by.may(Permission.WORK_ON_ITEMS)


@panel(Item.Kind.INCIDENT, Item.Kind.REQUEST, order=10)
def clocks(reading: Reading) -> Panel | None:
    """What has to happen by when, what happened, and the button for it."""
    found = list(Clock.objects.filter(item=reading.item).select_related("stopped_by__person"))
    if not found:
        return None
    late = {one.pk for one in found if not one.is_in_time and (one.has_stopped or one.due_at < reading.at)}
    form = (reading.typed(StopForm) or StopForm.at(reading.at)) if may_act(reading) else None
    return Panel("campaigns/_clocks.html", {"clocks": found, "late": late, "form": form})


@panel(Item.Kind.CAMPAIGN, place=Place.WIDE, order=35, part=Part.WORK)
def contents(reading: Reading) -> Panel | None:
    """The content that belongs to the campaign, the first to go out first."""
    own = ContentDetail.objects.filter(campaign=reading.item.pk).select_related("item__run__stage")
    found = list(own.order_by(F("planned_at").asc(nulls_last=True), "pk")[: CONTENTS + 1])
    words = {"contents": found[:CONTENTS], "more": len(found) > CONTENTS}
    return Panel("campaigns/_contents.html", words) if found else None


@panel(Item.Kind.CAMPAIGN, order=20, part=Part.WORK)
def resources(reading: Reading) -> Panel:
    """What the campaign needs from others, the soonest first."""
    today = timezone.localdate(reading.at)
    found = list(reading.item.resources.for_panel())
    late = {one.pk for one in found if one.is_late(on=today)}
    form = (reading.typed(ResourceForm) or ResourceForm.on(today)) if may_act(reading) else None
    return Panel("campaigns/_resources.html", {"resources": found, "late": late, "form": form})


@panel(Item.Kind.FINDING, place=Place.WIDE, order=10, part=Part.WORK)
def verdict(reading: Reading) -> Panel:
    """Before, action, after, and what the numbers say of it."""
    found = FindingDetail.objects.select_related("metric__weighted_by", "about", "item")
    detail = found.get(item=reading.item)
    form = reading.typed(MeasureForm) or MeasureForm(by=reading.by, detail=detail)
    words = {
        "detail": detail,
        "verdict": verdict_of(detail, at=reading.at),
        "form": form if may_act(reading) else None,
    }
    return Panel("campaigns/_verdict.html", words)


@panel(Item.Kind.COMMUNITY, place=Place.WIDE, order=15, part=Part.WORK)
def week(reading: Reading) -> Panel:
    """What is planned in the group this week, and what came of it."""
    today = timezone.localdate(reading.at)
    span = week_of(today)
    return Panel("campaigns/_week.html", {"span": span, "plan": plan_of(reading.item, span), "today": today})


@panel(Item.Kind.COMMUNITY, Item.Kind.CAMPAIGN, order=45, part=Part.WORK)
def sops(reading: Reading) -> Panel | None:
    """The SOPs that run for it, or ran."""
    today = timezone.localdate(reading.at)
    runs = list(SopRun.objects.filter(item=reading.item).for_list(on=today))
    return Panel("campaigns/_sops.html", {"runs": runs, "today": today}) if runs else None


@panel(Item.Kind.CONTENT, place=Place.WIDE, order=40, part=Part.WORK, when=lambda item: item.subject_id is not None)
def outcome(reading: Reading) -> Panel | None:
    """Once it is published: its numbers, or how they are found."""
    found = numbers(reading.item)
    if found is None:
        return None
    form = None
    if not found.rows and reading.by.may(Permission.WORK_ON_ITEMS):
        alike = [one.pk for one in candidates(found.subject)]
        form = JoinForm(candidates=Subject.objects.filter(pk__in=alike)) if alike else None
    return Panel("campaigns/_outcome.html", {"numbers": found, "form": form})
