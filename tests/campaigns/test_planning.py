"""When content may go out: quotas, blackout days, the next free day; on every way by which a time is set."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from campaigns.models import Blackout, ContentDetail, Item, Quota, QuotaPreset
from campaigns.services import items, planning, sending, stages
from campaigns.services.planning import NoRoom
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_channel
from tests.campaigns.conftest import AT, moment, start

pytestmark = pytest.mark.django_db


def at(day: str, clock: str = "12:00") -> datetime:
    return moment(clock, day)


@pytest.fixture
def account(team):
    return make_channel(team)


def four_a_month(account, lead) -> Quota:
    return sending.set_quota(account, at_most=4, per="month", by=lead, at=AT)


def planned(by, account, day: str, clock: str = "12:00", **words) -> Item:
    return start(by, title=f"{day} {clock}", channel=account, planned_at=at(day, clock), **words)


def fill_november(by, account) -> None:
    for day in ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-30"):
        planned(by, account, day)


def test_a_full_month_refuses_a_fifth_and_offers_the_next_free_day(planner, lead, account):
    four_a_month(account, lead)
    fill_november(planner, account)
    item = start(planner, channel=account)
    with pytest.raises(NoRoom, match="11-01 – 11-30") as refused:
        planning.plan(item, planned_at=at("2026-11-25"), by=planner, at=AT)
    assert refused.value.next_free == at("2026-12-01")
    assert ContentDetail.objects.get(item=item).planned_at is None
    planning.plan(item, planned_at=refused.value.next_free, by=planner, at=AT)
    assert ContentDetail.objects.get(item=item).planned_at == at("2026-12-01")


def test_one_a_day_offers_the_day_after(planner, lead, account):
    sending.set_quota(account, at_most=1, per="day", by=lead, at=AT)
    planned(planner, account, "2026-11-25")
    planned(planner, account, "2026-11-26")
    with pytest.raises(NoRoom) as refused:
        planned(planner, account, "2026-11-25", "20:00")
    assert refused.value.next_free == at("2026-11-27", "20:00")


def test_a_weeks_quota_goes_from_monday_to_sunday(planner, lead, account):
    sending.set_quota(account, at_most=1, per="week", by=lead, at=AT)
    planned(planner, account, "2026-11-29")
    planned(planner, account, "2026-11-30")
    with pytest.raises(NoRoom) as refused:
        planned(planner, account, "2026-11-23")
    assert refused.value.next_free == at("2026-12-07")


def test_several_articles_of_one_minute_are_one_send(planner, lead, account):
    sending.set_quota(account, at_most=1, per="day", by=lead, at=AT)
    planned(planner, account, "2026-11-25")
    planned(planner, account, "2026-11-25")
    assert ContentDetail.objects.filter(planned_at=at("2026-11-25")).count() == 2


def test_what_was_dropped_leaves_its_place_and_what_is_out_keeps_it(planner, lead, account):
    sending.set_quota(account, at_most=1, per="day", by=lead, at=AT)
    stages.drop(planned(planner, account, "2026-11-25"), by=planner, at=AT, reason="撞题")
    out = planned(planner, account, "2026-11-25")
    ContentDetail.objects.filter(item=out).update(published_at=at("2026-11-24", "09:00"))
    planned(planner, account, "2026-11-25")
    with pytest.raises(NoRoom):
        planned(planner, account, "2026-11-24")


def test_other_channels_and_channels_without_a_quota_have_room(planner, lead, account, team):
    four_a_month(account, lead)
    fill_november(planner, account)
    planned(planner, make_channel(team, "视频号", "video_account"), "2026-11-25")


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_nothing_goes_out_on_a_blackout_day(is_everywhere, planner, lead, account, team):
    channel = None if is_everywhere else account
    days = {"first_on": date(2026, 11, 25), "last_on": date(2026, 11, 26)}
    sending.black_out(**days, reason="大促封网", channel=channel, by=lead, at=AT)
    with pytest.raises(NoRoom, match="大促封网") as refused:
        planned(planner, account, "2026-11-25")
    assert refused.value.next_free == at("2026-11-27")
    other = make_channel(team, "视频号", "video_account")
    if is_everywhere:
        with pytest.raises(NoRoom):
            planned(planner, other, "2026-11-26")
    else:
        planned(planner, other, "2026-11-26")


def test_days_without_end_offer_nothing(planner, lead, account):
    days = {"first_on": date(2026, 11, 1), "last_on": date(2028, 1, 1)}
    sending.black_out(**days, reason="停更", by=lead, at=AT)
    with pytest.raises(NoRoom) as refused:
        planned(planner, account, "2026-11-25")
    assert refused.value.next_free is None


def change(item, by, **particulars):
    item = Item.objects.get(pk=item.pk)
    return items.change(item, by=by, at=AT, title=item.title, owner=item.owner, due_on=None, **particulars)


def test_changing_particulars_obeys_it_and_what_stays_isnt_asked_again(planner, lead, account):
    item = planned(planner, account, "2026-11-30")
    fill_november(planner, account)
    four_a_month(account, lead)
    change(item, planner, is_original=False, planned_at=at("2026-11-30"), channel=account)
    with pytest.raises(NoRoom):
        change(item, planner, planned_at=at("2026-11-27"))
    assert ContentDetail.objects.get(item=item).planned_at == at("2026-11-30")


def test_what_is_out_isnt_planned_again(planner, lead, account):
    item = planned(planner, account, "2026-11-25")
    ContentDetail.objects.filter(item=item).update(published_at=at("2026-11-23"))
    with pytest.raises(NotAllowedNow, match="已经发布"):
        planning.plan(item, planned_at=at("2026-12-25"), by=planner, at=AT)
    with pytest.raises(NotAllowedNow):
        planning.plan(start(lead, code="campaign"), planned_at=at("2026-12-25"), by=lead, at=AT)


def test_who_has_no_hand_in_it_plans_nothing(minder, planner, account):
    item = planned(planner, account, "2026-11-25")
    with pytest.raises(NotAllowedNow):
        planning.plan(item, planned_at=at("2026-12-25"), by=minder, at=AT)


def test_planning_stands_in_the_trail(planner, account):
    item = start(planner, channel=account)
    planning.plan(item, planned_at=at("2026-12-01"), by=planner, at=AT, audience="会员")
    fact = item.facts.latest("pk")
    assert set(fact.particulars) == {"planned_at", "audience"}


def test_the_page_offers_the_next_free_day_in_one_click(planner, lead, account, browse):
    four_a_month(account, lead)
    fill_november(planner, account)
    item = start(planner, channel=account)
    address = reverse("campaigns:items-plan", args=["brook", item.pk])
    typed = {"channel": account.pk, "planned_at": "2026-11-25T12:00", "audience": "会员"}
    response = browse(planner).post(address, typed)
    assert response.status_code == 409
    assert 'value="2026-12-01T12:00"' in response.content.decode()
    assert response.context["form"]["audience"].value() == "会员"
    response = browse(planner).post(address, typed | {"planned_at": "2026-12-01T12:00"})
    assert response.headers["Location"].endswith("?month=2026-12")
    assert ContentDetail.objects.get(item=item).planned_at == at("2026-12-01")


def test_the_editing_page_says_the_refusal(planner, lead, account, browse):
    four_a_month(account, lead)
    fill_november(planner, account)
    item = start(planner, channel=account)
    typed = {
        "title": item.title, "owner": planner.pk, "of-channel": account.pk, "of-format": "article",
        "of-category": "expertise", "of-planned_at": "2026-11-25T12:00",
    }  # fmt: skip
    response = browse(planner).post(reverse("campaigns:items-edit", args=["brook", item.pk]), typed)
    assert response.status_code == 409
    assert "12-01 12:00" in response.content.decode()


def test_leads_set_quotas_and_blackout_days_and_others_dont(lead, planner, account, browse):
    with pytest.raises(NotAllowedNow):
        sending.set_quota(account, at_most=1, per="day", by=planner, at=AT)
    address = reverse("campaigns:calendar-quota", args=["brook", account.pk])
    browse(lead).post(address, {"at_most": "4", "per": "month"})
    assert Quota.objects.get().at_most == 4
    browse(lead).post(address, {"at_most": "0", "per": "month"})
    assert Quota.objects.get().at_most == 4
    browse(lead).post(address, {"at_most": "", "per": "month"})
    assert not Quota.objects.exists()
    words = {"first_on": "2026-12-13", "last_on": "2026-12-12", "reason": "国家公祭日"}
    wrong = browse(lead).post(reverse("campaigns:calendar-black-out", args=["brook"]), words)
    assert (wrong.status_code, Blackout.objects.count()) == (422, 0)
    assert "国家公祭日" in wrong.content.decode()
    browse(lead).post(reverse("campaigns:calendar-black-out", args=["brook"]), words | {"last_on": "2026-12-13"})
    browse(lead).post(reverse("campaigns:calendar-open", args=["brook", Blackout.objects.get().pk]))
    assert not Blackout.objects.exists()


def test_the_platforms_own_quotas_are_shipped(db):
    shipped = {one.code: (one.at_most, one.per) for one in QuotaPreset.objects.all()}
    assert shipped == {"service_account": (4, "month"), "subscription_account": (1, "day")}


def test_another_teams_channel_is_nobodys_business_here(outsider, account, browse):
    address = reverse("campaigns:calendar-quota", args=["hill", account.pk])
    assert browse(outsider).post(address, {"at_most": "4", "per": "month"}).status_code == 404
