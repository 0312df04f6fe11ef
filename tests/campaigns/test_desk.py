"""The review desk: what waits for a yes, for whom, how long already."""

import pytest
from django.urls import reverse

from campaigns.desk import waiting
from campaigns.models import Item
from campaigns.services import approvals
from tests.campaigns.conftest import AT, go, make_holder, moment, start, write
from tests.campaigns.words.conftest import fresh, publish_list


def titles(by, **asked) -> list[str]:
    return [one.item.title for one in waiting(by, at=asked.pop("at", AT), **asked)]


def test_what_waits_for_a_yes_stands_there_with_clock_words_and_whose_turn(article, other_planner, planner, lead, team):
    publish_list(team, "再修", by=lead)
    start(planner, title="没到关口")
    found = waiting(other_planner, at=moment("14:00"))
    assert [one.item.pk for one in found] == [article.pk]
    one = found[0]
    assert (one.hits, one.is_mine, one.may_claim) == (1, True, True)
    assert sorted(str(member) for member in one.turn) == ["Other_Planner", "Planner"]
    assert not one.is_over
    assert 0 < one.used < 100


def test_the_desk_agrees_with_the_gates(article, approved, other_planner, team):
    """Who sits where, and what is passed, comes out the same for many items as for one."""
    assert titles(other_planner) == []


@pytest.mark.parametrize(("at", "is_over", "is_soon"), [("10:30", False, False), ("17:30", False, True)])
def test_its_clock_goes_from_soon_to_over(at, is_over, is_soon, article, other_planner):
    one = waiting(other_planner, at=moment(at))[0]
    assert (one.is_over, one.is_soon) == (is_over, is_soon)
    late = waiting(other_planner, at=moment("18:00", "2026-11-25"))[0]
    assert (late.is_over, late.is_soon) == (True, False)
    assert late.used > 100


def test_the_author_sees_it_but_it_is_not_theirs_to_decide(article, writer):
    assert [one.is_mine for one in waiting(writer, at=AT)] == [False]
    assert titles(writer, only_mine=True) == []


def test_it_is_narrowed_by_gate(article, other_planner, writer, minder):
    assert titles(other_planner, kind="compliance") == []
    approvals.approve(article, by=other_planner, at=AT)
    go(fresh(article), "compliance", by=writer)
    write(fresh(article), by=writer, body="改过。")
    assert titles(minder, kind="compliance") == ["护肤三步"]
    assert titles(minder, kind="approval") == []


def test_legal_is_missing_where_the_list_asks_for_it(article, other_planner, writer, minder, team, lead):
    lawyer = make_holder(team, "lawyer", "legal_reviewer")
    publish_list(team, "再修", severity="warn", asks_legal=True, by=lead)
    approvals.approve(article, by=other_planner, at=AT)
    go(fresh(article), "compliance", by=writer)
    approvals.approve(fresh(article), by=minder, at=AT)
    found = waiting(lawyer, at=AT)
    assert [[state.gate.kind for state in one.shut] for one in found] == [["legal"]]
    assert found[0].is_mine


def test_a_claimed_one_says_by_whom_and_isnt_claimed_again(article, other_planner, planner, browse):
    path = reverse("campaigns:desk-claim", args=["brook", article.pk])
    assert browse(other_planner).post(path, {"seen": article.now.pk}).status_code == 302
    assert Item.objects.get(pk=article.pk).now.claimed_by == other_planner
    page = browse(other_planner).get(reverse("campaigns:desk", args=["brook"])).content.decode()
    assert "Other_Planner 已认领" in page
    assert path not in page


def test_another_teams_work_isnt_there(article, outsider):
    assert titles(outsider) == []


def test_what_is_due_first_stands_on_top(article, other_planner, planner, lead):
    group = start(planner, code="community", title="老客群", at=moment("09:30", "2026-11-20"))
    assert titles(other_planner) == [group.title, article.title]
    assert article.title in titles(other_planner, kind="approval")
