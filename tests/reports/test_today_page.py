"""The home page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs.models import JobRun
from kpis.models import Line, Scorecard
from meetings.models import Action, Blocker, StandUp
from roles.board import Board
from roles.models import DayOverride, Leave, StaffingTemplate
from teamops.lib.months import first_of, month_before
from tests.building import hold, make_card, make_template
from tests.guards.scene import KPIS

pytestmark = pytest.mark.django_db

ADDRESS = "/t/brook/"


@pytest.fixture
def today(team) -> date:
    """A working day, whichever day the suite runs on."""
    day = timezone.localdate()
    DayOverride.objects.create(team=team, day=day, is_working=True)
    return day


def card(member, month, *, total="83.40", **fields) -> Scorecard:
    halves = {"process": "35.90", "result": "47.50"} if total else {"process": None, "result": "47.50"}
    return Scorecard.objects.create(
        team=member.team, member=member, month=month, total=total and Decimal(total), **halves | fields
    )


def test_a_member_starts_with_the_form_of_their_stand_up(browse, member, today):
    StandUp.objects.create(member=member, day=today - timedelta(days=1), plan="选题会", written_at=timezone.now())

    page = browse(member).get(ADDRESS).content.decode()

    assert 'action="/t/brook/meetings/stand-ups/write/"' in page
    assert "选题会" in page


def test_on_a_day_off_the_form_comes_after_what_there_is_to_do(browse, member, today):
    promised = {"owner": member, "given_by": member, "promised_on": today, "due_on": today, "given_at": timezone.now()}
    Action.objects.create(team=member.team, text="补群规", **promised)

    def is_form_first() -> bool:
        page = browse(member).get(ADDRESS).content.decode()
        return page.index("<textarea") < page.index('id="waiting"')

    assert is_form_first()
    DayOverride.objects.filter(day=today).update(is_working=False)
    assert not is_form_first()


def test_what_is_written_stands_there_instead_of_the_form(browse, member, today):
    StandUp.objects.create(member=member, day=today, plan="改稿", blockers="缺报告", written_at=timezone.now())

    page = browse(member).get(ADDRESS).content.decode()

    assert "改稿" in page
    assert "缺报告" in page
    assert "<textarea" not in page


def test_an_auditor_has_no_stand_up_to_write(browse, auditor, today):
    assert "<textarea" not in browse(auditor).get(ADDRESS).content.decode()


def test_an_auditor_sees_what_holds_the_team_up_instead_of_a_card_they_never_get(browse, auditor, member, today):
    Blocker.objects.create(team=member.team, text="等预算", raised_by=member, owner=member, raised_on=today)

    page = browse(auditor).get(ADDRESS).content.decode()

    assert "等预算" in page
    assert "还没有评分卡" not in page


def test_a_member_sees_which_lines_moved_their_card(browse, member, lead, today):
    template = make_template(member.team, "copywriter", KPIS)
    made = {"process": 30, "result": 45, "total": 75, "was_total": 71, "changed_on": today}
    mine = make_card(template, member, first_of(today), **made)
    line = Line.objects.filter(part__scorecard=mine).first()
    Line.objects.filter(pk=line.pk).update(changed_on=today, was_earned=line.earned - 4, was_actual=line.actual)

    found = browse(member).get(ADDRESS)

    assert [(one.pk, change) for one, change in found.context["today"].moved] == [(line.pk, 4)]
    assert f"?line={line.pk}" in found.content.decode()


def test_a_card_that_stayed_says_nothing_of_change(browse, member, today):
    card(member, first_of(today), was_total=Decimal("83.40"), changed_on=today)

    assert browse(member).get(ADDRESS).context["today"].moved == []


def test_my_score_so_far_stands_beside_last_months(browse, member, today):
    month = first_of(today)
    card(member, month, through=today, days_present=9, days_expected=10)
    card(member, month_before(month), total="82.00")

    answer = browse(member).get(ADDRESS)

    score = answer.context["today"].score
    assert score.card.month == month
    assert score.change == Decimal("1.40")
    assert score.tone == ""
    page = answer.content.decode()
    assert "83.40" in page
    assert "+1.40" in page
    assert "90.0%" in page


def test_a_change_of_five_points_has_a_colour(browse, member, today):
    month = first_of(today)
    card(member, month, total="70.00")
    card(member, month_before(month), total="75.00")

    assert browse(member).get(ADDRESS).context["today"].score.tone == "bad"


def test_no_card_is_said_in_words(browse, member, today):
    assert browse(member).get(ADDRESS).context["today"].score is None


def test_a_card_without_a_total_is_no_zero(browse, member, today):
    card(member, first_of(today), total=None)

    answer = browse(member).get(ADDRESS)

    assert answer.context["today"].score.change is None
    assert "0.00" not in answer.content.decode()


def test_a_lead_sees_who_has_not_written_and_a_member_does_not(browse, lead, member, other_member, today):
    StandUp.objects.create(member=member, day=today, plan="改稿", written_at=timezone.now())

    assert browse(lead).get(ADDRESS).context["today"].crew.missing == [other_member]
    assert "Other_Member" not in browse(member).get(ADDRESS).content.decode()


def test_who_is_on_leave_is_not_missing(browse, lead, member, other_member, today):
    Leave.objects.create(member=member, from_on=today, until_on=today)

    assert browse(lead).get(ADDRESS).context["today"].crew.missing == [other_member]


@pytest.mark.parametrize("level", ["lead", "member"])
def test_who_is_on_leave_is_not_due(level, browse, request, today):
    who = request.getfixturevalue(level)
    assert browse(who).get(ADDRESS).context["today"].is_due

    Leave.objects.create(member=who, from_on=today, until_on=today)

    assert not browse(who).get(ADDRESS).context["today"].is_due


def test_on_a_day_off_nobody_is_due(browse, lead, today):
    DayOverride.objects.update(is_working=False)

    assert not browse(lead).get(ADDRESS).context["today"].is_due


def test_a_lead_is_told_what_the_role_board_wants_settled(browse, team, lead, member, today):
    team.staffing = StaffingTemplate.objects.get(team=None, code="standard")
    team.save()
    hold(member, "copywriter", share=80)
    hold(member, "user_operator", share=40)
    board = Board.of(team, on=today)

    answer = browse(lead).get(ADDRESS)

    concerns = answer.context["today"].crew.concerns
    assert [one.name for one in concerns if one.is_vacancy] == [row.role.label for row in board.vacancies]
    assert [(one.name, one.percent) for one in concerns if not one.is_vacancy] == [("Member", 120)]
    page = answer.content.decode()
    assert "占用 120%" in page
    assert 'id="concerns"' not in browse(member).get(ADDRESS).content.decode()


def test_a_board_that_needs_nobody_is_quiet(browse, lead, member, today):
    assert 'id="concerns"' not in browse(lead).get(ADDRESS).content.decode()


def test_who_is_alone_in_a_team_is_told_where_to_begin(browse, manager, today):
    page = browse(manager).get(ADDRESS).content.decode()

    assert 'href="/t/brook/team/members/add/"' in page
    assert 'href="/t/brook/data/channels/"' in page
    assert "还没写站会" not in page


def test_with_a_second_member_the_first_steps_are_over(browse, manager, member, today):
    page = browse(manager).get(ADDRESS).content.decode()

    assert "先做这几步" not in page
    assert "还没写站会" in page


def test_a_manager_sees_the_cards_that_need_a_look(browse, manager, member, other_member, lead, today):
    running, last = first_of(today), month_before(first_of(today))
    fine = card(member, running, days_present=10, days_expected=10)
    incomplete = card(other_member, running, days_present=9, days_expected=10)
    empty = card(lead, running, total=None)
    unsigned = card(member, last, days_present=10, days_expected=10)
    card(manager, last)

    cards = browse(manager).get(ADDRESS).context["today"].cards

    assert cards == [unsigned, empty, incomplete]
    assert fine not in cards


def test_only_who_signs_cards_sees_others_cards(browse, lead, member, today):
    card(member, first_of(today), total="12.34")

    page = browse(lead).get(ADDRESS).content.decode()
    assert "12.34" not in page
    assert 'id="cards"' not in page


def test_a_failed_night_is_told_to_managers_alone(browse, manager, member, today):
    JobRun.objects.create(name="night", scope="brook", day=today, state=JobRun.State.FAILED, error="RuntimeError: no")

    assert "RuntimeError: no" in browse(manager).get(ADDRESS).content.decode()
    assert "RuntimeError: no" not in browse(member).get(ADDRESS).content.decode()


def test_a_failed_night_is_forgotten_once_a_later_one_is_done(browse, manager, today):
    JobRun.objects.create(name="night", scope="brook", day=today - timedelta(days=1), state=JobRun.State.FAILED)
    JobRun.objects.create(name="night", scope="brook", day=today, state=JobRun.State.DONE)

    assert browse(manager).get(ADDRESS).context["today"].failed_night is None


def test_more_lists_every_page_that_one_may_see(browse, member, manager):
    assert 'href="/t/brook/night/"' in browse(manager).get(f"{ADDRESS}more/").content.decode()
    page = browse(member).get(f"{ADDRESS}more/").content.decode()
    assert 'href="/t/brook/night/"' not in page
    assert 'href="/t/brook/meetings/stand-ups/"' in page


def test_who_is_in_no_team_is_told_what_to_do(browse, member):
    member.left_on = timezone.localdate()
    member.save()

    answer = browse(member).get("/")

    assert answer.status_code == 200
    assert "member" in answer.content.decode()


def test_the_way_in_leads_to_the_team_used_last(browse, member):
    answer = browse(member).get("/")

    assert answer.status_code == 302
    assert answer.url == ADDRESS
