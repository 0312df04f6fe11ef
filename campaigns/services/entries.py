"""Committing and spending money of a budget; a yes of somebody else for what goes beyond it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import books
from campaigns.models import BudgetLine, CampaignDetail, Entry, Item
from campaigns.services.warning import tell_deciders, tell_of_decision, warn
from campaigns.spending import CENT, Standing, added_by
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.tags.numbers import quantity

State = Entry.State


@dataclass(frozen=True)
class Asked:
    """What somebody wants to commit or spend, before it is known whether it counts."""

    line: BudgetLine
    kind: str
    amount: Decimal
    day: date
    what_for: str
    item: Item | None = None
    settles: Entry | None = None
    document: str = ""


@dataclass(frozen=True)
class Pot:
    """Something that money is taken from: a line of the budget, or a campaign's own budget."""

    name: str
    about: str
    standing: Standing
    url: str


@transaction.atomic
def enter(asked: Asked, *, by: Member, at: datetime) -> Entry:
    """Put a commitment or a spend into the books. What would go beyond the line, or beyond the campaign's own budget,
    waits until somebody else has approved it; until then it doesn't count.

    Raise ``NotAllowedNow`` for a day outside the quarter or a spend to come, a campaign or commitment that doesn't fit.
    """
    line, detail = locked(asked.line, asked.item)
    need(by, Permission.ENTER_SPENDING, team=line.budget.team_id)
    refuse_impossible(asked, line, at=at)
    pots = list(pots_of(line, detail))
    left = books.left_of(asked.settles) if asked.settles else Decimal(0)
    more = added_by(asked.amount, left_of_commitment=left)
    is_over = bool(more) and any(pot.standing.with_more(more).is_over for pot in pots)
    entry = Entry.objects.create(
        line=line, kind=asked.kind, amount=asked.amount, day=asked.day, what_for=asked.what_for.strip(),
        item=asked.item, settles=asked.settles, document=asked.document.strip(), by=by, at=at,
        state=State.WAITING if is_over else State.COUNTED,
    )  # fmt: skip
    if is_over:
        tell_deciders(entry, at=at)
    else:
        warn_where_crossed(pots, line, detail, at=at)
    return entry


@transaction.atomic
def approve(entry: Entry, *, by: Member, at: datetime, comment: str = "") -> Entry:
    """Let an entry count though it goes beyond a budget. For who may, and never for who asked or leads the campaign."""
    entry, line, detail = waiting(entry, by=by)
    pots = list(pots_of(line, detail))
    decide(entry, State.COUNTED, by=by, at=at, comment=comment)
    warn_where_crossed(pots, line, detail, at=at)
    return entry


@transaction.atomic
def decline(entry: Entry, *, by: Member, at: datetime, comment: str) -> Entry:
    """Turn an entry away, with a reason. It stays on record and never counts."""
    if not comment.strip():
        raise NotAllowedNow(_("Say why it is declined."))
    entry, _line, _detail = waiting(entry, by=by)
    return decide(entry, State.DECLINED, by=by, at=at, comment=comment)


@transaction.atomic
def take_back(entry: Entry, *, by: Member, at: datetime, reason: str) -> Entry:
    """Let an entry count no more: a mistake, or a commitment that came to nothing. For who entered it, and for those
    who plan the budget. Raise ``NotAllowedNow`` without a reason, or if it doesn't count anyway."""
    locked(entry.line, entry.item)
    entry = fresh(entry)
    need(by, Permission.ENTER_SPENDING, team=entry.line.budget.team_id)
    if entry.by_id != by.pk and not by.may(Permission.PLAN_BUDGET):
        raise NotAllowedNow(_("%(name)s, who entered it, or a manager can take it back.") % {"name": entry.by})
    if entry.state not in {State.COUNTED, State.WAITING}:
        raise NotAllowedNow(_("This entry doesn't count any more (%(state)s).") % {"state": entry.get_state_display()})
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is taken back."))
    entry.state, entry.decided_by, entry.decided_at, entry.comment = State.TAKEN_BACK, by, at, reason.strip()
    entry.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    return entry


def locked(line: BudgetLine, item: Item | None) -> tuple[BudgetLine, CampaignDetail | None]:
    """The line and the campaign's budget as they are now; whoever takes from them next waits."""
    lines = BudgetLine.objects.select_for_update(of=("self",)).select_related("budget__team")
    found = lines.get(pk=line.pk)
    if item is None:
        return found, None
    details = CampaignDetail.objects.select_for_update(of=("self",)).select_related("item__team", "item__owner")
    return found, details.filter(pk=item.pk).first()


def fresh(entry: Entry) -> Entry:
    """The entry as it is now, its line and campaign locked before."""
    entries = Entry.objects.select_for_update(of=("self",))
    return entries.select_related("line__budget__team", "by__person", "item__owner__person").get(pk=entry.pk)


def waiting(entry: Entry, *, by: Member) -> tuple[Entry, BudgetLine, CampaignDetail | None]:
    """The entry, locked. Raise ``NotAllowedNow`` if it doesn't wait, or ``by`` is the last who should decide."""
    line, detail = locked(entry.line, entry.item)
    entry = fresh(entry)
    need(by, Permission.APPROVE_SPENDING, team=line.budget.team_id)
    if not entry.is_waiting:
        raise NotAllowedNow(already_decided(entry))
    if entry.by_id == by.pk:
        raise NotAllowedNow(_("You asked for this. Somebody else has to decide about it."))
    if entry.item is not None and entry.item.owner_id == by.pk:
        raise NotAllowedNow(_("You answer for this campaign. Somebody else has to decide about its money."))
    return entry, line, detail


def already_decided(entry: Entry) -> str:
    if entry.decided_by is None or entry.decided_at is None:
        return _("This entry doesn't wait for an approval.")
    told = {
        "name": entry.decided_by,
        "state": entry.get_state_display(),
        "time": timezone.localtime(entry.decided_at).strftime("%m-%d %H:%M"),
    }
    return _("%(name)s decided at %(time)s: %(state)s.") % told


def decide(entry: Entry, state: str, *, by: Member, at: datetime, comment: str) -> Entry:
    entry.state, entry.decided_by, entry.decided_at, entry.comment = state, by, at, comment.strip()
    entry.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    tell_of_decision(entry, by=by)
    return entry


def refuse_impossible(asked: Asked, line: BudgetLine, *, at: datetime) -> None:
    """Raise ``NotAllowedNow`` for what can't stand in the books."""
    if asked.amount < CENT or asked.amount != asked.amount.quantize(CENT):
        raise NotAllowedNow(_("An amount is at least one cent, in yuan and cents."))
    if not asked.what_for.strip():
        raise NotAllowedNow(_("Say what the money is for."))
    if asked.day not in line.budget.span:
        raise NotAllowedNow(
            _("%(day)s isn't in %(quarter)s. Choose a line of that quarter's budget.")
            % {"day": f"{asked.day:%Y-%m-%d}", "quarter": line.budget}
        )
    if asked.kind == Entry.Kind.SPEND and asked.day > timezone.localdate(at):
        raise NotAllowedNow(_("That day is still to come. Enter it as committed."))
    if asked.item is not None:
        if asked.item.team_id != line.budget.team_id or asked.item.kind != Item.Kind.CAMPAIGN:
            raise NotAllowedNow(_("Choose a campaign of this team."))
        if not asked.item.is_open:
            raise NotAllowedNow(_("This campaign is closed: nothing is spent on it any more."))
    if asked.settles is not None:
        refuse_settling(asked, line)


def refuse_settling(asked: Asked, line: BudgetLine) -> None:
    commitment = asked.settles
    if commitment is None or asked.kind != Entry.Kind.SPEND or not commitment.is_commitment:
        raise NotAllowedNow(_("Only a spend settles a commitment."))
    if (
        not commitment.is_counted
        or commitment.line_id != line.pk
        or commitment.item_id != getattr(asked.item, "pk", None)
    ):
        raise NotAllowedNow(_("This commitment is of another line or campaign, or doesn't count."))


def pots_of(line: BudgetLine, detail: CampaignDetail | None) -> Iterator[Pot]:
    """What an entry is taken from, and how that stands."""
    slug = line.budget.team.slug
    changes = line.changes.count()
    url = reverse("campaigns:budget-line", args=[slug, line.pk])
    yield Pot(line.name, f"line {line.pk}.{changes}", books.of_lines([line])[line.pk], url)
    if detail is not None:
        url = reverse("campaigns:items-item", args=[slug, detail.pk])
        yield Pot(detail.item.title, f"item {detail.pk} {detail.budget}", books.of_campaign(detail), url)


def warn_where_crossed(before: list[Pot], line: BudgetLine, detail: CampaignDetail | None, *, at: datetime) -> None:
    """Tell of each pot that has come to 80 or to 100 percent by the entry."""
    for was, now in zip(before, pots_of(line, detail), strict=True):
        if now.standing.warning > was.standing.warning:
            warn(line.budget.team, now.name, now.standing, about=now.about, url=now.url, at=at)


def beyond(asked: Asked) -> list[str]:
    """What an entry would go beyond, in words; nothing if it fits. For the form, before it is entered."""
    detail = asked.item.campaign if asked.item is not None else None
    left = books.left_of(asked.settles) if asked.settles else Decimal(0)
    more = added_by(asked.amount, left_of_commitment=left)
    said = []
    for pot in pots_of(asked.line, detail):
        then = pot.standing.with_more(more)
        if more and then.is_over:
            told = {"name": pot.name, "over": quantity(then.over, "yuan")}
            said.append(_("“%(name)s” would be %(over)s over.") % told)
    return said
