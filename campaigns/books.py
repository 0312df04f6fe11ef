"""What the books say: how lines of a budget, and campaigns' own budgets, stand. One query, however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from campaigns.models import BudgetLine, CampaignDetail, Entry
from campaigns.models.budgets import EntryQuerySet
from campaigns.spending import ZERO, Standing, still_committed
from teamops.lib.sqlite import ExactSum


def of_lines(lines: Collection[BudgetLine]) -> dict[int, Standing]:
    """How each line stands, by its key."""
    used = _used("line", Entry.objects.filter(line__in=[line.pk for line in lines]))
    return {line.pk: Standing(line.planned, *used[line.pk]) for line in lines}


def of_campaigns(details: Collection[CampaignDetail]) -> dict[int, Standing]:
    """How each campaign's own budget stands, by the key of its item: over all quarters."""
    used = _used("item", Entry.objects.filter(item__in=[one.pk for one in details]))
    return {one.pk: Standing(one.budget, *used[one.pk]) for one in details}


def of_campaign(detail: CampaignDetail) -> Standing:
    return of_campaigns([detail])[detail.pk]


def left_of(commitment: Entry) -> Decimal:
    """What is left of one commitment; nothing of one that doesn't count."""
    if not commitment.is_counted:
        return ZERO
    paid = Entry.objects.filter(settles=commitment).counted().aggregate(total=ExactSum("amount"))["total"]
    return still_committed(commitment.amount, paid or ZERO)


def open_commitments(entries: EntryQuerySet) -> list[tuple[Entry, Decimal]]:
    """Commitments of one or several lines on which something is left, with what."""
    found = list(entries.counted().select_related("line", "item"))
    paid = _paid((one.settles_id, one.amount) for one in found)
    rests = [(one, still_committed(one.amount, paid[one.pk])) for one in found if one.is_commitment]
    return [(one, rest) for one, rest in rests if rest]


def _used(key: str, entries: EntryQuerySet) -> dict[int, tuple[Decimal, Decimal]]:
    """Committed and spent, by the key of what entries are of; a spend is of the line and campaign that it settles."""
    committed: dict[int, Decimal] = defaultdict(Decimal)
    spent: dict[int, Decimal] = defaultdict(Decimal)
    rows = list(entries.counted().values_list(key, "pk", "kind", "amount", "settles"))
    paid = _paid((settles, amount) for _of, _pk, _kind, amount, settles in rows)
    for of, pk, kind, amount, _settles in rows:
        if kind == Entry.Kind.SPEND:
            spent[of] += amount
        else:
            committed[of] += still_committed(amount, paid[pk])
    return defaultdict(lambda: (ZERO, ZERO), {of: (committed[of], spent[of]) for of in {*committed, *spent}})


def _paid(spends: Iterable[tuple[int | None, Decimal]]) -> dict[int, Decimal]:
    """What was spent on each commitment, by its key."""
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for settles, amount in spends:
        if settles is not None:
            paid[settles] += amount
    return paid
