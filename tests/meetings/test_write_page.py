"""The stand-up's form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Blocker, StandUp
from notices.models import Notice

pytestmark = pytest.mark.django_db

ADDRESS = "/t/brook/meetings/stand-ups/write/"


@pytest.fixture
def today():
    return timezone.localdate()


def stuck(member, today, **fields) -> Blocker:
    fields = {"text": "等预算", "raised_on": today - timedelta(days=3)} | fields
    return Blocker.objects.create(team=member.team, raised_by=member, owner=member, **fields)


def written(member, *, day, **words) -> StandUp:
    return StandUp.objects.create(member=member, day=day, written_at=timezone.now(), **{"plan": "改稿"} | words)


def test_a_stand_up_takes_one_request_and_stands_on_the_wall(browse, member, today):
    answer = browse(member).post(ADDRESS, {"day": f"{today}", "plan": "改稿", "blockers": "缺报告"}, follow=True)

    assert answer.redirect_chain == [(reverse("meetings:wall", args=["brook"]), 302)]
    assert "缺报告" in answer.content.decode()
    assert StandUp.objects.get().member == member


def test_the_last_plan_is_proposed_as_done_and_open_blockers_can_be_ticked_off(browse, member, today):
    written(member, day=today - timedelta(days=3), plan="选题\n排期")
    written(member, day=today - timedelta(days=4), plan="older")
    blocker = stuck(member, today)

    form = browse(member).get(ADDRESS).context["form"]
    browse(member).post(ADDRESS, {"day": f"{today}", "plan": "改稿", f"now-{blocker.pk}": "on"})

    assert form.initial == {"done": "选题\n排期"}
    assert [one for one, _fate, _note in form.fates] == [blocker]
    blocker.refresh_from_db()
    assert (blocker.outcome, blocker.closed_on) == ("solved", today)


def test_what_stood_unchanged_three_times_has_to_be_settled(browse, member, lead, today):
    blocker = stuck(member, today, kept=3)
    words = {"day": f"{today}", "plan": "改稿"}
    client = browse(member)

    asked = client.post(ADDRESS, words)
    unsaid = client.post(ADDRESS, words | {f"now-{blocker.pk}": "drop"})
    client.post(ADDRESS, words | {f"now-{blocker.pk}": f"{lead.pk}", f"note-{blocker.pk}": "要主管定"})

    assert (asked.status_code, unsaid.status_code) == (422, 422)
    blocker.refresh_from_db()
    assert (blocker.owner, blocker.kept) == (lead, 0)
    assert Notice.objects.get(member=lead).arguments["text"] == "等预算"


def test_a_new_one_may_have_an_owner_and_a_day(browse, member, lead, today):
    words = {"plan": "改稿", "blockers": "等预算", "owner": lead.pk, "needed_by": f"{today}"}

    browse(member).post(ADDRESS, {"day": f"{today}"} | words)

    blocker = Blocker.objects.get()
    assert (blocker.raised_by, blocker.owner, blocker.needed_by) == (member, lead, today)


def test_what_is_written_today_can_be_changed(browse, member, today):
    written(member, day=today, done="选题", plan="改稿")

    assert browse(member).get(ADDRESS).context["form"].initial["done"] == "选题"
    browse(member).post(ADDRESS, {"day": f"{today}", "plan": "交稿"})

    assert StandUp.objects.get().plan == "交稿"


def test_a_form_without_a_plan_comes_back_with_everything_else_in_it(browse, member, today):
    answer = browse(member).post(ADDRESS, {"day": f"{today}", "done": "选题会", "plan": " ", "blockers": "等预算"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "选题会" in page
    assert "等预算" in page
    assert not StandUp.objects.exists()


def test_a_form_that_midnight_overtook_is_refused_and_comes_back_with_what_was_typed(browse, member, today):
    yesterday = today - timedelta(days=1)

    answer = browse(member).post(ADDRESS, {"day": f"{yesterday}", "plan": "改稿"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "改稿" in page
    assert f'name="day" value="{today}"' in page
    assert f"{yesterday:%m-%d}" in page
    assert not StandUp.objects.exists()


@pytest.mark.parametrize("day", ["2026-13-01", "nonsense"])
def test_a_day_that_is_no_day_means_today(browse, member, today, day):
    browse(member).post(ADDRESS, {"day": day, "plan": "改稿"})

    assert StandUp.objects.get().day == today


def test_an_auditor_writes_none(browse, auditor, today):
    assert browse(auditor).get(ADDRESS).status_code == 403
    assert browse(auditor).post(ADDRESS, {"day": f"{today}", "plan": "改稿"}).status_code == 403


def test_whoever_is_not_in_the_team_finds_nothing(browse, outsider, team):
    assert browse(outsider).get(ADDRESS).status_code == 404
