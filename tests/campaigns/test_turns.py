"""Whose turn it is where nobody has an item: the form says with whom it will lie, lists offer what lies free."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from campaigns import mine, turns
from campaigns.models import Gate, Item, Stage, Workflow
from roles.models import Leave
from tests.campaigns.conftest import AT, go, make_holder, start, write

pytestmark = pytest.mark.django_db

TODAY = AT.date()


def address(name, *args):
    return reverse(f"campaigns:items{name}", args=["brook", *args])


def begin(client, team, owner, code="content"):
    workflow = Workflow.objects.current(team).get(code=code)
    typed = {"title": "护肤三步", "owner": owner.pk, "of-format": "article", "of-category": "expertise"}
    return client.post(address("-new") + f"?workflow={workflow.pk}", typed, follow=True).content.decode()


def form(client):
    return client.get(address("-new") + "?kind=content").content.decode()


def free_for(member) -> list[Item]:
    return mine.of_member(member, at=AT).free


class TestTheFormSaysWithWhomItWillLie:
    def test_with_the_only_one_who_holds_the_role(self, planner, writer, browse, team):
        assert "先到「选题」，在<b>Planner</b>手上（内容策划）。" in form(browse(writer))
        assert "在Planner手上" in begin(browse(writer), team, writer)
        assert Item.objects.get().now.assignee == planner

    def test_with_who_stands_in_while_that_one_is_away(self, planner, writer, browse, team):
        Leave.objects.create(member=planner, from_on=localdate(), until_on=localdate(), deputy=writer)

        assert "在<b>Writer</b>手上（代Planner，内容策划）。" in form(browse(writer))
        assert "在你手上" in begin(browse(writer), team, writer)
        assert Item.objects.get().now.assignee == writer

    def test_with_who_answers_for_it_where_several_could(self, planner, other_planner, browse, team):
        assert "归内容策划：<b>Planner、Other_Planner</b>。负责人在其中" in form(browse(planner))
        assert "在你手上" in begin(browse(planner), team, planner)
        assert Item.objects.get().now.assignee == planner

    def test_with_nobody_where_several_could_and_somebody_else_answers(
        self, planner, other_planner, writer, browse, team
    ):
        assert "可以领的：Planner、Other_Planner。" in begin(browse(writer), team, writer)
        page = browse(writer).get(address("-item", Item.objects.get().pk)).content.decode()
        assert "任内容策划的可以领：<b>Planner、Other_Planner</b>" in page

    def test_with_nobody_where_the_role_is_vacant(self, writer, browse, team):
        assert "但现在没有人任内容策划" in form(browse(writer))
        assert "没有人任内容策划，由负责人或组长接手。" in begin(browse(writer), team, writer)
        page = browse(writer).get(address("-item", Item.objects.get().pk)).content.decode()
        assert "由Writer或组长接手" in page


class TestWhatLiesFree:
    @pytest.fixture
    def free(self, writer, planner, other_planner) -> Item:
        """An article that two planners could have and none has."""
        return start(writer)

    @pytest.mark.parametrize(
        ("name", "may"), [("planner", True), ("lead", True), ("writer", False), ("auditor", False)]
    )
    def test_the_list_says_so_and_offers_it_to_who_may_claim_it(self, name, may, free, browse, request):
        page = browse(request.getfixturevalue(name)).get(address("")).content.decode()

        assert page.count("还没有人领") == 2  # in the table and in the phone's list
        assert page.count(address("-claim", free.pk)) == (2 if may else 0)

    def test_claimed_from_the_list_it_is_with_who_claimed_it(self, free, planner, browse):
        browse(planner).post(address("-claim", free.pk), {"seen": free.run_id})

        assert Item.objects.get().now.assignee == planner
        assert "还没有人领" not in browse(planner).get(address("")).content.decode()

    def test_my_work_offers_it_to_who_holds_the_role(self, free, planner, writer, lead, browse):
        assert free_for(planner) == [free]
        assert free_for(lead) == []  # may, but needn't
        own_work = reverse("campaigns:mine", args=["brook"])
        assert address("-claim", free.pk) in browse(planner).get(own_work).content.decode()
        own = browse(writer).get(own_work).content.decode()
        assert "还没有人领" in own
        assert address("-claim", free.pk) not in own

    def test_what_is_claimed_or_closed_is_offered_to_nobody(self, free, planner, browse):
        assert turns.free_for(planner, Item.objects.for_list(), on=TODAY) == {free.pk}
        browse(planner).post(address("-drop", free.pk), {"reason": "不做了", "seen": free.run_id})
        browse(free.owner).post(address("-drop", free.pk), {"reason": "不做了", "seen": free.run_id})
        assert Item.objects.get().state == Item.State.DROPPED
        assert turns.free_for(planner, Item.objects.for_list(), on=TODAY) == set()

    def test_at_a_gate_it_is_offered_to_who_may_say_yes(self, planner, writer, lead, team):
        reviewers = [make_holder(team, name, "content_planner") for name in ("first", "second")]
        item = go(start(writer), "create", by=writer)
        write(item, by=writer)
        item = go(item, "first_review", by=writer)
        offered = {
            one.person.username
            for one in (planner, writer, lead, *reviewers)
            if turns.free_for(one, Item.objects.for_list(), on=TODAY)
        }

        assert item.now.assignee is None
        assert offered == {"planner", "first", "second"}

    def test_what_its_text_may_ask_for_is_left_to_its_page(self, free, planner, lead):
        stage = Stage.objects.get(pk=free.now.stage_id)
        Gate.objects.create(stage=stage, position=9, kind="legal", level="owner", condition="words_ask")

        assert turns.free_for(planner, Item.objects.for_list(), on=TODAY) == set()
