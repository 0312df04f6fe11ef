"""What the books say: how lines of a budget, and campaigns' own budgets, stand. Two queries, however many there are."""

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
    """Commitments on which something is left, with what."""
    found = list(entries.counted().commitments().select_related("line", "item"))
    paid = _paid_on(one.pk for one in found)
    with_rest = [(one, still_committed(one.amount, paid[one.pk])) for one in found]
    return [(one, rest) for one, rest in with_rest if rest]


def _used(key: str, entries: EntryQuerySet) -> dict[int, tuple[Decimal, Decimal]]:
    """Committed and spent, by the key of what the entries are of."""
    committed: dict[int, Decimal] = defaultdict(Decimal)
    spent: dict[int, Decimal] = defaultdict(Decimal)
    rows = list(entries.counted().values_list(key, "pk", "kind", "amount"))
    paid = _paid_on(pk for _of, pk, kind, _amount in rows if kind == Entry.Kind.COMMITMENT)
    for of, pk, kind, amount in rows:
        if kind == Entry.Kind.SPEND:
            spent[of] += amount
        else:
            committed[of] += still_committed(amount, paid[pk])
    return defaultdict(lambda: (ZERO, ZERO), {of: (committed[of], spent[of]) for of in {*committed, *spent}})


def _paid_on(commitments: Iterable[int]) -> dict[int, Decimal]:
    """What was spent on each commitment, by its key."""
    keys = list(commitments)
    if not keys:
        return defaultdict(Decimal)
    rows = Entry.objects.filter(settles__in=keys).counted().values("settles").annotate(total=ExactSum("amount"))
    return defaultdict(Decimal, {row["settles"]: row["total"] for row in rows.order_by()})
