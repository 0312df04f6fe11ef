"""Waiving a forbidden word: compliance lets it stand in one passage until a day, and may take that back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import item_words, prints, seats
from campaigns.item_words import Found
from campaigns.models import Fact, Item, Waiver
from campaigns.seats import Seat
from campaigns.services.access import locked
from campaigns.services.rechecking import look_again
from campaigns.services.telling import note, tell_some
from campaigns.words.folding import fold
from notices.models import Notice
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow

# Nothing is waived for good: rules and products change.
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Grounds:
    """Why a word may stand, what shows it (an address, or the name of a file), and the last day that holds."""

    reason: str
    evidence: str
    until_on: date


@transaction.atomic
def waive(item: Item, *, key: str, grounds: Grounds, by: Member, at: datetime) -> Waiver:
    """Let the word stand that ``key`` names, in its passage. Whoever passes compliance does that: a holder of its
    role, or who sits there for them; never who wrote, edited or is credited.

    Raise ``NotAllowedNow`` for others, without reason, evidence or a day to come, and for a word that isn't there, is
    only warned of, or is waived already.
    """
    item = locked(item, by=by)
    today = timezone.localdate(at)
    sitting = refuse_who_does_not_sit(item, by=by, on=today)
    found = _the_word(item, key, on=today)
    refuse_grounds(grounds, on=today)
    entry = found.mark.entry
    made = Waiver.objects.create(
        item=item, field=found.mark.field, word=entry.word, folded=fold(entry.word).letters, rule=entry.rule,
        passage=found.passage, reason=grounds.reason.strip(), evidence=grounds.evidence.strip(),
        until_on=grounds.until_on, by=by, at=at,
    )  # fmt: skip
    note(
        item, Fact.Kind.WAIVED, by=by, at=at, version=prints.newest_version(item), text=made.reason,
        particulars={"word": made.word, "key": key, "until": f"{made.until_on}", "evidence": made.evidence},
    )  # fmt: skip
    told = [*sitting, item.owner, *([item.now.assignee] if item.now.assignee else [])]
    words = {"word": made.word, "day": f"{made.until_on}", "reason": made.reason[:80]}
    tell_some(told, item, Notice.Kind.ITEM_WAIVED, by=by, **words)
    return made


@transaction.atomic
def take_back(waiver: Waiver, *, by: Member, at: datetime) -> Waiver:
    """The word counts again from now on. For whoever may waive it; raise ``NotAllowedNow`` if it is gone already."""
    item = locked(waiver.item, by=by)
    refuse_who_does_not_sit(item, by=by, on=timezone.localdate(at))
    waiver = Waiver.objects.get(pk=waiver.pk)
    if waiver.is_withdrawn:
        raise NotAllowedNow(_("This waiver has been taken back already."))
    waiver.withdrawn_by, waiver.withdrawn_at = by, at
    waiver.save(update_fields=["withdrawn_by", "withdrawn_at"])
    note(item, Fact.Kind.UNWAIVED, by=by, at=at, whom=waiver.by, particulars={"word": waiver.word})
    look_again(item.team, at=at, only=item)
    return waiver


def sitting_at_compliance(item: Item, *, on: date) -> list[Seat]:
    """Who may waive words of this item."""
    gate = item_words.compliance_gate(item)
    return seats.of_gate(gate, item, on=on) if gate else []


def refuse_who_does_not_sit(item: Item, *, by: Member, on: date) -> list[Member]:
    """Raise ``NotAllowedNow`` with who can; return all who may."""
    gate = item_words.compliance_gate(item)
    if gate is None:
        raise NotAllowedNow(_("This workflow has no compliance review: nothing is held up, so nothing is waived."))
    found = seats.of_gate(gate, item, on=on)
    if not any(seat.is_for(by) for seat in found):
        raise NotAllowedNow(seats.refusal(gate, item, by, found))
    return [one for seat in found for one in seat.sitting]


def refuse_grounds(grounds: Grounds, *, on: date) -> None:
    if not grounds.reason.strip():
        raise NotAllowedNow(_("Say why the word may stand."))
    if not grounds.evidence.strip():
        raise NotAllowedNow(_("Name what shows it: an address, or the name of a file."))
    if grounds.until_on < on:
        raise NotAllowedNow(_("The waiver has to last until today at least."))
    if grounds.until_on > on + LONGEST:
        raise NotAllowedNow(_("A word is waived for a year at the longest: until %(day)s.") % {"day": on + LONGEST})


def _the_word(item: Item, key: str, *, on: date) -> Found:
    words = item_words.of_item(item, prints.newest_version(item), on=on)
    found = next((one for one in words.found if one.key == key), None)
    if found is None:
        raise NotAllowedNow(_("The text has changed: this word doesn't stand there any more. Load the page again."))
    if not found.mark.entry.blocks:
        raise NotAllowedNow(_("“%(word)s” is only warned of: nothing has to be waived.") % {"word": found.mark.written})
    if found.waiver is not None:
        told = {"name": found.waiver.by, "day": found.waiver.until_on}
        raise NotAllowedNow(_("%(name)s waived it until %(day)s already.") % told)
    return found
