"""Two people at the same moment: one wins, the other gets a clear word, nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from kpis import freeze
from kpis.models import Scorecard, Template
from kpis.services import review as services
from kpis.services import templates
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow

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


def test_of_two_signers_one_wins_and_the_other_hears_who(card, manager, owner, member):
    services.review(card, by=manager, comment="好", at=timezone.now())

    results = at_once(
        lambda: services.sign(card, by=manager, at=timezone.now()),
        lambda: services.sign(card, by=owner, at=timezone.now()),
    )

    signed = Scorecard.objects.get(pk=card.pk)
    words = [result for result in results if isinstance(result, str)]
    assert len(words) == 1
    assert str(signed.signed_by) in words[0]
    assert freeze.verify(signed)
    assert Notice.objects.filter(member=member, kind=Notice.Kind.CARD_SIGNED).count() == 1


def test_of_two_who_reopen_one_makes_the_revision(card, manager, owner):
    services.review(card, by=manager, comment="好", at=timezone.now())
    services.sign(card, by=manager, at=timezone.now())

    results = at_once(
        lambda: services.reopen(card, by=manager, at=timezone.now(), reason="补"),
        lambda: services.reopen(card, by=owner, at=timezone.now(), reason="补"),
    )

    assert sum(isinstance(result, str) for result in results) == 1
    assert list(Scorecard.objects.order_by("revision").values_list("revision", "is_current")) == [(1, False), (2, True)]


def test_two_copies_at_once_make_one_draft(team, manager, owner):
    shipped = Template.objects.shipped().get(role__code="copywriter")

    results = at_once(
        lambda: templates.copy(shipped, team=team, by=manager),
        lambda: templates.copy(shipped, team=team, by=owner),
    )

    assert sum(isinstance(result, str) for result in results) == 1
    assert Template.objects.filter(team=team).count() == 1


def test_two_who_publish_at_once_publish_once(team, manager, owner):
    draft = templates.copy(Template.objects.shipped().get(role__code="user_operator"), team=team, by=manager)

    results = at_once(
        *(
            lambda by=by: templates.publish(draft, by=by, at=timezone.now(), valid_from=date(2026, 11, 1))
            for by in (manager, owner)
        )
    )

    assert sum(isinstance(result, str) for result in results) == 1
    assert Template.objects.published().filter(team=team).count() == 1
