"""Two people at the same moment save the draft of one workflow, or publish it."""

import pytest
from django.db import connection

from campaigns.models import Workflow, WorkflowDraft
from campaigns.services import workflows
from campaigns.services.workflows import Seen
from tests.campaigns.conftest import AT
from tests.campaigns.flows import changed, now, plan, save
from tests.campaigns.test_two_at_once import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only"),
]


def test_of_two_first_saves_at_once_one_is_the_draft_and_the_other_hears_whose(lead, manager):
    base = now(lead.team)
    mine, theirs = changed(plan(lead.team), "topic", hours=2), changed(plan(lead.team), "topic", hours=3)

    results = at_once(
        lambda: workflows.save(base, mine, by=lead, at=AT, seen=Seen(0, base.pk)),
        lambda: workflows.save(base, theirs, by=manager, at=AT, seen=Seen(0, base.pk)),
    )

    draft = WorkflowDraft.objects.select_related("saved_by__person").get()
    words = [one for one in results if isinstance(one, str)]
    assert len(words) == 1
    assert str(draft.saved_by) in words[0]
    assert draft.revision == 1


def test_of_two_publications_at_once_one_is_the_version_and_the_other_hears_of_it(lead, manager):
    base = now(lead.team)
    save(changed(plan(lead.team), "topic", hours=2), by=lead)

    results = at_once(
        lambda: workflows.publish(base, by=lead, at=AT, seen=Seen(1, base.pk)),
        lambda: workflows.publish(base, by=manager, at=AT, seen=Seen(1, base.pk)),
    )

    made = Workflow.objects.select_related("made_by__person").get(team=lead.team)
    words = [one for one in results if isinstance(one, str)]
    assert made.version == 2
    assert len(words) == 1
    assert str(made.made_by) in words[0]


def test_of_a_save_and_a_publication_at_once_no_save_is_lost_unheard(lead, manager):
    base = now(lead.team)
    save(changed(plan(lead.team), "topic", hours=2), by=lead)
    mine = changed(plan(lead.team), "topic", hours=3)

    results = at_once(
        lambda: workflows.publish(base, by=lead, at=AT, seen=Seen(1, base.pk)),
        lambda: workflows.save(base, mine, by=manager, at=AT, seen=Seen(1, base.pk)),
    )

    assert len([one for one in results if isinstance(one, str)]) == 1
    saved, published = WorkflowDraft.objects.filter(revision=2).count(), Workflow.objects.filter(team=lead.team).count()
    assert saved + published == 1
