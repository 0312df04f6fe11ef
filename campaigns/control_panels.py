"""What the control of campaigns shows on an item's page: how it runs, its money, its review, what others learned."""

from datetime import date, timedelta

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from campaigns import books, lessons
from campaigns.control_forms import CatchUpForm, NoteForm
from campaigns.models import CampaignDay, DailyNote, Entry, Item, Review, Risk
from campaigns.panels import Panel, Part, Place, Reading, panel
from campaigns.services import watching
from campaigns.standings import Standings
from roles.permissions import Permission
from teamops.lib.months import Span
from teamops.lib.quarters import quarter_name, quarter_of

NEWEST, GRAVEST = 7, 3
A_DAY = timedelta(days=1)


@panel(Item.Kind.CAMPAIGN, place=Place.WIDE, order=10, part=Part.RUN)
def run(reading: Reading) -> Panel | None:
    """Targets against plan, the days with their notes, the days without, what is owed."""
    item, today = reading.item, timezone.localdate(reading.at)
    promises = watching.promises_of(item)
    if not promises:
        return None
    first = promises[0]
    first.item = item
    prefetch_related_objects([item], Prefetch("daily_notes", DailyNote.objects.select_related("by__person")))
    may_write = item.is_open and reading.by.may(Permission.WORK_ON_ITEMS)
    targets = Standings(item.team, [first], last=today).so_far(first.item, today)
    days = watching.days_of(item, first, on=today)
    newest = CampaignDay.objects.filter(item=item, progress__isnull=False).order_by("-day").first()
    missing = watching.missing_days(item, on=today) if item.is_open else []
    typed = [one.metric for one in targets if one.value is None or one.is_typed]
    note_form = reading.typed(NoteForm) or NoteForm(initial={"day": min(today, days.last)}, metrics=typed)
    catch_up_form = reading.typed(CatchUpForm) or CatchUpForm()
    words = {
        "detail": item.campaign,
        "first": first,
        "targets": targets,
        "newest": newest,
        "moves": watching.moves(item),
        "notes": watching.notes_of(item)[:NEWEST],
        "missing": missing,
        "missing_spans": spans_of(missing),
        "catch_up": watching.catch_ups_of(item)[:3],
        "owes_note": item.is_open and watching.owes_note(item),
        "note_form": note_form if may_write and days else None,
        "catch_up_form": catch_up_form if may_write and item.campaign.is_behind else None,
    }
    return Panel("campaigns/_run.html", words)


def spans_of(days: list[date]) -> list[Span]:
    """Days in a row as one span each."""
    found: list[Span] = []
    for day in days:
        if found and day == found[-1].last + A_DAY:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


@panel(Item.Kind.CAMPAIGN, order=30, part=Part.WORK)
def money(reading: Reading) -> Panel:
    """The campaign's own budget and what was taken from it last."""
    item = reading.item
    words = {
        "standing": books.of_campaign(item.campaign),
        "entries": Entry.objects.filter(item=item).for_list()[:3],
        "quarter": quarter_name(quarter_of(timezone.localdate(reading.at))),
        "may_enter": item.is_open and reading.by.may(Permission.ENTER_SPENDING),
    }
    return Panel("campaigns/_money.html", words)


@panel(Item.Kind.CAMPAIGN, order=20, part=Part.WORK)
def risks(reading: Reading) -> Panel:
    """What may go wrong with the campaign: how much, and the gravest of it."""
    found = list(Risk.objects.filter(item=reading.item).open().for_list())
    words = {
        "risks": found[:GRAVEST],
        "count": len(found),
        "high": sum(one.is_high for one in found),
        "today": timezone.localdate(reading.at),
        "may_add": reading.item.is_open and reading.by.may(Permission.WORK_ON_ITEMS),
    }
    return Panel("campaigns/_item_risks.html", words)


@panel(order=60, part=Part.TRAIL)
def learned(reading: Reading) -> Panel | None:
    """What similar work taught, and the way to this one's own review."""
    item = reading.item
    found = lessons.of_item(item) if item.is_open else []
    review: Review | None = getattr(item, "review", None)
    if not found and review is None and item.kind != Item.Kind.CAMPAIGN:
        return None
    return Panel("campaigns/_learned.html", {"lessons": found, "review": review})
