"""What a page looks up once; and that a change never sees what a page remembers."""

import pytest

from campaigns import prints, seats
from campaigns.models import Item
from campaigns.once import once, remembering
from campaigns.services import access, approvals
from teamops.lib.exceptions import NotAllowedNow
from tests.campaigns.conftest import AT, go, start, write

pytestmark = pytest.mark.django_db


def test_a_remembering_item_looks_once_and_any_other_each_time(planner):
    item, looked = start(planner), []
    for _time in range(2):
        once(item, "what", lambda: looked.append(1))
    assert len(looked) == 2
    remembering(item, known=7)
    for _time in range(2):
        once(item, "what", lambda: looked.append(1))
    assert len(looked) == 3
    assert once(item, "known", list) == 7


def test_an_answer_of_nothing_is_an_answer(planner):
    item = remembering(start(planner))
    assert prints.newest_version(item) is None
    write(Item.objects.get(pk=item.pk), by=planner)
    assert prints.newest_version(item) is None


def test_what_is_locked_for_a_change_remembers_nothing(planner, writer):
    item = remembering(go(start(planner), "create", by=planner))
    assert seats.makers(item) == set()
    write(item, by=writer)
    assert seats.makers(item) == set()
    assert seats.makers(access.locked(item, by=planner)) == {writer.pk}


def test_who_made_it_since_the_page_was_read_still_cant_approve(article, other_planner, planner):
    read = remembering(Item.objects.select_related("run__stage", "team").get(pk=article.pk))
    seats.makers(read)
    write(article, by=other_planner, body="先停，再修，后养，慢慢来。")
    with pytest.raises(NotAllowedNow):
        approvals.approve(read, by=other_planner, at=AT)
