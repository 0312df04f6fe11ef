"""The month: what needs a look stands first, everybody sees what is theirs, and it stays quick with many members."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpis.models import Scorecard, Template
from kpis.month import month_of
from kpis.month_dates import month_end
from kpis.services import review as services
from roles.models import Assignment
from teamops.lib.months import month_before
from tests.building import hold, make_template
from tests.conftest import make_member


@pytest.fixture
def page(browse, team, last_month):
    def get(member, month=last_month, **query):
        address = reverse("kpis:month", args=[team.slug])
        return browse(member).get(address, {"month": f"{month:%Y-%m}"} | query)

    return get


@pytest.fixture
def team_of_six(team, make_card, last_month, manager):
    """A card without a result, one incomplete, one that fell, one as before, one reviewed, one signed."""
    before = month_before(last_month)
    cards = {}
    for name, fields in {
        "steady": {},
        "signed": {},
        "fallen": {"process": "30.00"},
        "reviewed": {},
        "incomplete": {"days_present": 90},
        "empty": {"result": None},
    }.items():
        member = make_member(team, name)
        make_card(member, before)
        cards[name] = make_card(member, **fields)
    for name in ("reviewed", "signed"):
        services.review(cards[name], by=manager, comment="好", at=cards[name].computed_at)
    services.sign(cards["signed"], by=manager, at=cards["signed"].computed_at)
    return cards


def names(response) -> list[str]:
    return [row.member.person.username for row in response.context["page"].object_list]


def test_what_needs_a_look_stands_first(page, team_of_six, manager):
    response = page(manager)

    assert names(response) == ["empty", "fallen", "incomplete", "steady", "reviewed", "signed"]
    tones = [[need.tone for need in row.needs] for row in response.context["page"].object_list]
    assert tones == [["red", "mute"], ["yellow", "mute"], ["yellow", "mute"], ["mute"], ["mute"], []]


def test_each_row_has_one_action(page, team_of_six, manager):
    rows = {row.member.person.username: row for row in page(manager).context["page"].object_list}

    assert rows["empty"].url == reverse("metrics:imports", args=["brook"])
    assert rows["steady"].url == reverse("kpis:month-card", args=["brook", team_of_six["steady"].pk])
    assert len({rows[name].action for name in ("empty", "steady", "reviewed", "signed")}) == 4


def test_the_change_is_against_the_month_before(page, team_of_six, manager):
    rows = {row.member.person.username: row for row in page(manager).context["page"].object_list}

    assert rows["fallen"].change == Decimal("-5.90")
    assert rows["fallen"].change_tone == "bad"
    assert rows["empty"].change is None


def test_the_one_green_button_leads_through_the_cards_that_wait(page, team_of_six, manager):
    response = page(manager)

    waiting = response.context["month"].waiting
    assert [row.member.person.username for row in waiting] == ["fallen", "incomplete", "steady", "reviewed"]
    assert response.content.decode().count("btn-primary") == 1
    sitting = reverse("kpis:month-sitting", args=["brook"])
    assert f'btn-primary" href="{sitting}?month=' in response.content.decode()


@pytest.mark.parametrize("level", ["lead", "analyst", "member"])
def test_who_is_no_manager_sees_their_own_card_alone(level, page, team_of_six, make_card, request):
    reader = request.getfixturevalue(level)
    make_card(reader)

    response = page(reader)

    assert names(response) == [level]
    text = response.content.decode()
    assert "Fallen" not in text
    assert "btn-primary" not in text
    assert reverse("kpis:month-export", args=["brook"]) not in text


def test_an_auditor_sees_all_and_can_do_nothing(page, team_of_six, auditor):
    response = page(auditor)

    assert len(names(response)) == 6
    assert response.context["month"].waiting == []
    assert "btn-primary" not in response.content.decode()


def test_another_team_sees_nothing_of_it(page, team_of_six, outsider):
    assert page(outsider).status_code == 404


def test_while_the_month_runs_nobody_is_told_that_they_fell(page, make_card, member, manager, this_month, last_month):
    make_card(member, last_month)
    make_card(member, this_month, process="1.00", pace=Decimal("80.00"))

    (row,) = page(manager, this_month).context["page"].object_list

    assert row.needs == []
    assert not row.is_waiting


def test_a_manager_lands_on_the_month_that_waits_for_them(
    browse, team, manager, member, make_card, last_month, this_month
):
    address = reverse("kpis:month", args=[team.slug])
    make_card(member, this_month)
    assert browse(manager).get(address).context["month"].month == this_month

    make_card(member, last_month)
    assert browse(manager).get(address).context["month"].month == last_month
    assert browse(member).get(address).context["month"].month == this_month


@pytest.mark.parametrize("month", ["2026-13", "october", "9999-01", "2026-1"])
def test_a_month_that_is_none_or_still_to_come_is_not_found(month, browse, team, manager):
    response = browse(manager).get(reverse("kpis:month", args=[team.slug]), {"month": month})

    assert response.status_code == 404


def test_a_search_finds_by_name_and_says_when_it_finds_nobody(page, team_of_six, manager):
    assert names(page(manager, q="fall")) == ["fallen"]
    nobody = page(manager, q="zzz")
    assert names(nobody) == []
    assert "q=" not in nobody.content.decode().split('class="blank"')[1].split("</section>")[0]


def test_who_holds_a_role_without_a_template_is_named(page, manager, member, other_member, make_card):
    make_card(member)
    hold(other_member, "copywriter")

    found = page(manager).context["cardless"]

    assert [one.member for one in found.without_template] == [other_member]


class TestWithoutCards:
    """The page says what is missing and leads there."""

    def test_nobody_holds_a_role(self, page, manager):
        assert reverse("roles:board", args=["brook"]) in blank(page(manager))

    def test_no_template_is_published(self, page, manager, member):
        hold(member, "copywriter")
        assert reverse("kpis:templates", args=["brook"]) in blank(page(manager))

    def test_the_night_has_not_come_yet(self, page, manager, member, team):
        hold(member, "copywriter")
        kpis = [{"metric": "shop.gmv", "half": "result", "weight": 60, "target": 1}]
        make_template(team, "copywriter", kpis, valid_from=date(2026, 1, 1))
        assert reverse("metrics:imports", args=["brook"]) in blank(page(manager))

    def test_a_member_is_told_who_publishes(self, page, member):
        assert "href" not in blank(page(member))


def blank(response) -> str:
    return response.content.decode().split('class="blank"')[1].split("</section>")[0]


def test_the_number_of_queries_does_not_grow_with_the_members(team, manager, page, make_card):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(manager)
        return len(captured)

    for n in range(2):
        make_card(make_member(team, f"few{n}"))
    queries()  # the first page after a sign-in does more
    few = queries()
    for n in range(20):
        make_card(make_member(team, f"many{n}"))

    assert queries() == few


def test_the_page_itself_takes_at_most_eight_queries(
    team, manager, make_card, last_month, django_assert_max_num_queries
):
    for n in range(22):
        make_card(make_member(team, f"member{n}"))

    with django_assert_max_num_queries(8):
        found = month_of(last_month, reader=manager, today=timezone.localdate())
        assert [row.roles for row in found.rows]
    assert len(found.rows) == 22


def test_more_than_fifty_rows_come_in_pages(page, team, manager, make_card):
    for n in range(52):
        make_card(make_member(team, f"member{n:02}"))

    assert len(names(page(manager))) == 50
    assert len(names(page(manager, page=2))) == 2


def test_a_card_of_an_older_revision_is_not_counted(page, card, manager):
    services.review(card, by=manager, comment="好", at=card.computed_at)
    services.sign(card, by=manager, at=card.computed_at)
    services.reopen(card, by=manager, at=card.computed_at, reason="补")

    (row,) = page(manager).context["page"].object_list

    assert row.card.revision == 2
    assert Scorecard.objects.count() == 2
    assert Assignment.objects.count() == 1
    assert Template.objects.published().count() == 1


def test_a_cent_that_rounding_moved_is_explained(page, make_card, member, manager):
    card = make_card(member)
    assert "看上去可能差 0.01" not in page(manager).content.decode()

    Scorecard.objects.filter(pk=card.pk).update(total="83.41")

    assert "看上去可能差 0.01" in page(manager).content.decode()


def test_a_card_that_reads_no_channel_shows_a_dash_and_says_why(page, card, manager):
    Scorecard.objects.filter(pk=card.pk).update(days_present=0, days_expected=0)

    text = page(manager).content.decode()

    assert '<span class="ink3" title="这张卡上没有按天从渠道来的数' in text
    assert "数据完整为「—」" in text


def test_without_such_a_card_nothing_is_said_about_dashes(page, card, manager):
    assert "数据完整为「—」" not in page(manager).content.decode()


def test_the_order_is_explained_where_there_is_one(page, card, make_card, lead, manager, member):
    make_card(lead)

    assert "按「需要关注」排" in page(manager).content.decode()
    assert "按「需要关注」排" not in page(member).content.decode()


def test_the_page_says_by_when_the_month_is_to_be_signed_and_whether_that_is_past(
    team_of_six, manager, team, last_month
):
    due = month_end(team, last_month).review.due_on

    on_the_day = month_of(last_month, reader=manager, today=due)
    day_after = month_of(last_month, reader=manager, today=due + timedelta(days=1))
    running = month_of(last_month, reader=manager, today=last_month)

    assert (on_the_day.is_to_be_signed, on_the_day.is_late, on_the_day.signing.due_on) == (True, False, due)
    assert (day_after.is_to_be_signed, day_after.is_late) == (True, True)
    assert not running.is_to_be_signed


def test_a_month_that_is_signed_has_no_date_to_be_signed_by(page, team, make_card, manager, member):
    card = make_card(member)
    assert "前签完" in page(manager).content.decode()
    services.review(card, by=manager, comment="好", at=card.computed_at)
    services.sign(card, by=manager, at=card.computed_at)

    assert "前签完" not in page(manager).content.decode()


def test_a_month_before_any_template_counts_is_said_to_have_no_cards_instead_of_lacking_templates(
    page, team, manager, member, last_month, this_month
):
    make_template(team, "copywriter", [], valid_from=this_month)
    hold(member, "copywriter", from_on=last_month)

    text = page(manager).content.decode()

    assert f"考核模板从 {this_month:%Y-%m-%d} 起算" in text
    assert "岗位还没有发布模板" not in text
