"""Two people at the same moment take from one budget, or decide about the same money."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from campaigns import books
from campaigns.models import Entry
from campaigns.services import entries
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_budget
from tests.campaigns.conftest import AT
from tests.campaigns.money import asked, spend

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only"),
]


def at_once(*actions) -> list[object]:
    """Run the actions at the same moment, each with its own connection; their results, or the refusal's words."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=10)
            return action()
        except NotAllowedNow as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_approvals_at_once_one_counts_and_the_other_hears_who(member, manager, owner):
    line = make_budget(manager, planned=100)
    made = spend(line, 150, by=member)

    results = at_once(
        lambda: entries.approve(made, by=manager, at=AT),
        lambda: entries.approve(made, by=owner, at=AT),
    )

    entry = Entry.objects.select_related("decided_by__person").get()
    words = [one for one in results if isinstance(one, str)]
    assert len(words) == 1
    assert str(entry.decided_by) in words[0]
    assert books.of_lines([line])[line.pk].used == 150
    assert Notice.objects.filter(kind=Notice.Kind.SPENDING_APPROVED).count() == 1


def test_of_two_spends_at_once_that_fit_only_singly_one_waits(member, other_member, manager):
    line = make_budget(manager, planned=100)

    at_once(
        lambda: entries.enter(asked(line, 60), by=member, at=AT),
        lambda: entries.enter(asked(line, 60), by=other_member, at=AT),
    )

    assert sorted(Entry.objects.values_list("state", flat=True)) == ["counted", "waiting"]
