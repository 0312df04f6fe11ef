"""SOPs: versions that never change, runs whose steps fall due on days, ticking off, skipping, handing over, ending."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import mine
from campaigns.models import DueStep, Sop, SopRun
from campaigns.services import sop_runs, sops
from campaigns.services.sops import Line
from metrics.collect import collect
from metrics.models import Point
from roles.models import Leave
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from tests.building import make_sop_run
from tests.campaigns.conftest import make_holder, moment, start

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
A_DAY = timedelta(days=1)


@pytest.fixture
def keeper(team):
    return make_holder(team, "keeper", "community_manager")


@pytest.fixture
def run(keeper) -> SopRun:
    """A group's week from Monday on: seven steps, one a day."""
    return make_sop_run(keeper, begins_on=MONDAY)


def step(run: SopRun, day: int) -> DueStep:
    return run.steps.get(due_on=MONDAY + day * A_DAY)


def on(day: int, clock: str = "10:00"):
    return moment(clock, f"{MONDAY + day * A_DAY}")


class TestWriting:
    def test_a_team_changes_a_shipped_one_and_what_runs_goes_on_as_it_began(self, lead, run):
        shipped = Sop.objects.get(code="group_week")
        lines = [Line(3, "答疑"), Line(0, "发本周话题", "这周聊屏障修护"), Line(0, "")]

        own = sops.write(name=shipped.name, made_for="group", steps=lines, by=lead, at=on(0), instead_of=shipped)

        assert (own.team, own.code, own.version) == (lead.team, "group_week", 1)
        assert list(own.steps.values_list("day", "name", "name_en", "text")) == [
            (0, "发本周话题", "The week's topic", "这周聊屏障修护"),
            (3, "答疑", "", ""),
        ]
        assert own in Sop.objects.current(lead.team)
        assert shipped not in Sop.objects.current(lead.team)
        assert SopRun.objects.get().sop == shipped
        assert run.steps.count() == 7

    def test_who_comes_second_is_told(self, lead):
        shipped = Sop.objects.get(code="group_week")
        words = {"name": "社群一周", "made_for": "group", "by": lead, "at": on(0), "instead_of": shipped}
        sops.write(steps=[Line(0, "话题")], **words)

        with pytest.raises(NotAllowedNow, match="重新载入"):
            sops.write(steps=[Line(0, "别的")], **words)

    @pytest.mark.parametrize(
        "lines", [[], [Line(0, " ")], [Line(366, "太晚")], [Line(-61, "太早")], [Line(0, "多")] * 61]
    )
    def test_what_makes_no_sense_is_refused_and_nothing_is_stored(self, lead, lines):
        before = Sop.objects.count()

        with pytest.raises(NotAllowedNow):
            sops.write(name="新的", made_for="group", steps=lines, by=lead, at=on(0))
        assert Sop.objects.count() == before

    def test_members_dont_write_them(self, member):
        with pytest.raises(NotAllowedNow, match="编写 SOP"):
            sops.write(name="新的", made_for="group", steps=[Line(0, "话题")], by=member, at=on(0))

    def test_one_that_is_put_away_isnt_started_and_another_team_never_saw_it(self, lead, outsider):
        own = sops.write(name="新的", made_for="segment", steps=[Line(0, "话题")], by=lead, at=on(0))
        assert own not in Sop.objects.current(outsider.team)

        sops.put_away(own, by=lead, at=on(1))

        assert own not in Sop.objects.current(lead.team)
        with pytest.raises(NotAllowedNow):
            sop_runs.start(own, begins_on=MONDAY, name="新客", by=lead, at=on(0))
        with pytest.raises(NotAllowedNow, match="自带"):
            sops.put_away(Sop.objects.get(code="wake_up"), by=lead, at=on(1))


class TestStarting:
    def test_each_step_is_due_on_its_day_for_who_leads(self, keeper, run):
        assert list(run.steps.values_list("due_on", "member")) == [(MONDAY + n * A_DAY, keeper.pk) for n in range(7)]

    def test_days_that_are_over_are_left_out_and_none_left_is_refused(self, keeper):
        sop = Sop.objects.get(code="group_week")

        late = sop_runs.start(sop, begins_on=MONDAY, name="3 群", by=keeper, at=on(5))

        assert list(late.steps.values_list("due_on", flat=True)) == [MONDAY + 5 * A_DAY, MONDAY + 6 * A_DAY]
        with pytest.raises(NotAllowedNow, match="第 0 天"):
            sop_runs.start(sop, begins_on=MONDAY, name="3 群", by=keeper, at=on(7))

    def test_days_before_an_event_count_down(self, keeper):
        live = Sop.objects.get(code="live_stream")

        made = sop_runs.start(live, begins_on=MONDAY + 7 * A_DAY, name="周年直播", by=keeper, at=on(0))

        assert made.steps.first().due_on == MONDAY

    def test_it_takes_the_items_name_and_only_an_item_of_its_kind(self, keeper, planner):
        group = start(keeper, code="community", title="护肤交流 3 群")
        sop = Sop.objects.get(code="group_week")

        assert sop_runs.start(sop, begins_on=MONDAY, item=group, by=keeper, at=on(0)).name == "护肤交流 3 群"
        with pytest.raises(NotAllowedNow, match="不是给"):
            sop_runs.start(sop, begins_on=MONDAY, item=start(planner), by=keeper, at=on(0))
        with pytest.raises(NotAllowedNow, match="为谁"):
            sop_runs.start(sop, begins_on=MONDAY, name=" ", by=keeper, at=on(0))


class TestTicking:
    @pytest.mark.parametrize(
        ("who", "may"),
        [("keeper", True), ("lead", True), ("owner", True), ("member", False), ("auditor", False), ("outsider", False)],
    )
    def test_whose_step_it_is_who_leads_it_and_leads_may(self, who, may, run, request):
        by = request.getfixturevalue(who)
        if may:
            assert sop_runs.tick(step(run, 0), by=by, at=on(0), note="42 人回复").done_by == by
        else:
            with pytest.raises(NotAllowedNow):
                sop_runs.tick(step(run, 0), by=by, at=on(0))

    def test_who_comes_second_is_told_who_was_first(self, keeper, lead, run):
        sop_runs.tick(step(run, 0), by=keeper, at=on(0))

        with pytest.raises(NotAllowedNow, match="Keeper"):
            sop_runs.tick(step(run, 0), by=lead, at=on(0))
        with pytest.raises(NotAllowedNow):
            sop_runs.skip(step(run, 0), reason="晚了", by=lead, at=on(0))

    def test_a_slip_is_taken_back_by_who_made_it_on_the_same_day(self, keeper, lead, run):
        sop_runs.tick(step(run, 0), by=keeper, at=on(0), note="按错了")
        with pytest.raises(NotAllowedNow):
            sop_runs.untick(step(run, 0), by=lead, at=on(0))
        with pytest.raises(NotAllowedNow, match="当天"):
            sop_runs.untick(step(run, 0), by=keeper, at=on(1))

        sop_runs.untick(step(run, 0), by=keeper, at=on(0, "23:59"))

        again = step(run, 0)
        assert (again.done_at, again.note, again.is_waiting) == (None, "", True)

    def test_with_the_last_step_it_ends_and_a_slip_opens_it_again(self, keeper, run):
        for day in range(7):
            sop_runs.tick(step(run, day), by=keeper, at=on(6))
        assert SopRun.objects.get().ended_on == MONDAY + 6 * A_DAY

        sop_runs.untick(step(run, 6), by=keeper, at=on(6))

        assert SopRun.objects.get().is_open

    def test_skipping_says_why_and_nobody_excuses_themselves(self, keeper, lead, run):
        with pytest.raises(NotAllowedNow, match="为什么"):
            sop_runs.skip(step(run, 0), reason=" ", by=keeper, at=on(0))

        assert not sop_runs.skip(step(run, 0), reason="群主请假", by=keeper, at=on(0)).is_excused
        assert sop_runs.skip(step(run, 1), reason="平台禁言", by=lead, at=on(1)).is_excused
        assert not sop_runs.skip(step(run, 2), reason="忘了", by=lead, at=on(3)).is_excused

    def test_a_lead_doesnt_excuse_themselves_either(self, lead):
        own = make_sop_run(lead, begins_on=MONDAY)

        assert not sop_runs.skip(step(own, 1), reason="忙", by=lead, at=on(0)).is_excused

    def test_handed_over_is_what_is_to_come(self, keeper, lead, member, run):
        with pytest.raises(NotAllowedNow):
            sop_runs.hand_over(run, to=member, by=member, at=on(2))

        sop_runs.hand_over(run, to=member, by=keeper, at=on(2))

        whose = list(run.steps.values_list("member", flat=True))
        assert whose == [keeper.pk] * 2 + [member.pk] * 5
        with pytest.raises(NotAllowedNow):
            sop_runs.hand_over(SopRun.objects.get(), to=member, by=lead, at=on(2))

    def test_ended_early_nothing_more_is_ticked_off(self, keeper, run):
        with pytest.raises(NotAllowedNow, match="为什么"):
            sop_runs.end(run, reason="", by=keeper, at=on(2))

        sop_runs.end(run, reason="群解散了", by=keeper, at=on(2))

        with pytest.raises(NotAllowedNow, match="已经结束"):
            sop_runs.tick(step(run, 3), by=keeper, at=on(3))


def counted(code: str) -> dict[int, int]:
    points = Point.objects.filter(metric__code=f"process.{code}")
    return {(one.day - MONDAY).days: int(one.value) for one in points}


class TestTheNumbers:
    def test_what_was_due_and_what_was_done_on_its_day_even_if_late(self, team, keeper, lead, run):
        sop_runs.tick(step(run, 0), by=keeper, at=on(0))
        sop_runs.tick(step(run, 1), by=lead, at=on(4))  # late, and by somebody else
        sop_runs.skip(step(run, 2), reason="没时间", by=keeper, at=on(2))
        sop_runs.skip(step(run, 3), reason="平台禁言", by=lead, at=on(3))  # excused

        collect(team, NOVEMBER, at=on(5, "12:00"))

        assert counted("sop_due") == {0: 1, 1: 1, 2: 1, 4: 1}  # day 5 is today and may still be done
        assert counted("sop_done") == {0: 1, 1: 1, 2: 0, 4: 0}
        steps = Point.objects.filter(metric__code__startswith="process.sop")
        assert set(steps.values_list("subject__member", flat=True)) == {keeper.pk}

    def test_what_was_to_come_when_it_ended_isnt_due(self, team, keeper, run):
        sop_runs.tick(step(run, 5), by=keeper, at=on(1))  # before its day
        sop_runs.end(run, reason="群解散了", by=keeper, at=on(1))

        collect(team, NOVEMBER, at=moment("06:10", "2026-12-01"))

        assert counted("sop_due") == {0: 1, 1: 1, 5: 1}
        assert counted("sop_done") == {0: 0, 1: 0, 5: 1}

    def test_the_record_of_a_day_leads_to_the_step(self, keeper, run, browse, other_member):
        sop_runs.tick(step(run, 0), by=keeper, at=on(0), note="42 人回复")
        address = reverse("campaigns:records", args=["brook"])
        asked = {"metric": "process.sop_due", "day": MONDAY.isoformat(), "member": keeper.pk}

        text = browse(keeper).get(address, asked).text

        assert reverse("campaigns:sops-run", args=["brook", run.pk]) in text
        assert "42 人回复" in text
        assert browse(other_member).get(address, asked).status_code == 404


class TestMyWork:
    def test_shows_the_steps_until_today_to_whose_they_are(self, keeper, member, run):
        assert [one.due_on for one in mine.of_member(keeper, at=on(1)).steps] == [MONDAY, MONDAY + A_DAY]
        assert mine.of_member(member, at=on(1)).steps == []

        sop_runs.tick(step(run, 0), by=keeper, at=on(1))
        sop_runs.end(run, reason="群解散了", by=keeper, at=on(1))

        assert mine.of_member(keeper, at=on(1)).steps == []


class TestPages:
    def test_one_tap_ticks_off_and_leads_back_to_where_it_was_said(self, keeper, browse):
        run = make_sop_run(keeper)
        first, client = run.steps.first(), browse(keeper)
        page = client.get(reverse("campaigns:sops-run", args=["brook", run.pk])).text
        assert page.index("发本周话题") < page.index("分享一篇干货")
        address = reverse("campaigns:sops-tick", args=["brook", first.pk])
        assert address in client.get(reverse("campaigns:mine", args=["brook"])).text

        answer = client.post(address, {"note": "", "from": "mine"})

        assert answer["Location"] == reverse("campaigns:mine", args=["brook"])
        assert DueStep.objects.get(pk=first.pk).is_done

    def test_starting_one_on_its_page(self, keeper, browse, lead):
        sop = Sop.objects.get(code="new_customers")
        client, address = browse(keeper), reverse("campaigns:sops-start", args=["brook", sop.pk])
        assert client.post(address, {"begins_on": "2099-01-01", "owner": lead.pk}).status_code == 422

        assert (
            client.post(address, {"begins_on": "2099-01-01", "owner": lead.pk, "name": "11 月新客"}).status_code == 302
        )

        made = SopRun.objects.get()
        assert (made.name, made.owner, made.steps.count()) == ("11 月新客", lead, 5)
        assert "11 月新客" in client.get(reverse("campaigns:sops", args=["brook"])).text

    def test_writing_one_keeps_what_was_typed_when_a_day_is_missing(self, lead, browse):
        address = reverse("campaigns:sops-add", args=["brook"])
        typed = {
            "name": "开学季", "made_for": "event", "step-TOTAL_FORMS": 2, "step-INITIAL_FORMS": 0,
            "step-0-name": "预告", "step-0-day": "", "step-1-name": "复盘", "step-1-day": "3",
        }  # fmt: skip
        refused = browse(lead).post(address, typed)
        assert refused.status_code == 422
        assert "哪一天" in refused.text
        assert "预告" in refused.text

        assert browse(lead).post(address, typed | {"step-0-day": "-3"}).status_code == 302

        made = Sop.objects.get(name="开学季")
        assert list(made.steps.values_list("day", "name")) == [(-3, "预告"), (3, "复盘")]

    def test_a_group_shows_the_sops_that_run_for_it(self, keeper, browse):
        group = start(keeper, code="community", title="护肤交流 3 群")
        run = make_sop_run(keeper, item=group)

        page = browse(keeper).get(reverse("campaigns:items-beside", args=["brook", group.pk, "work"])).text

        assert reverse("campaigns:sops-run", args=["brook", run.pk]) in page

    def test_the_export_lists_each_step(self, keeper, browse):
        make_sop_run(keeper)
        assert browse(keeper).get(reverse("campaigns:sops-export", args=["brook"])).status_code == 200


def test_who_is_away_cant_be_given_one(keeper, lead, member, run):
    Leave.objects.create(member=member, from_on=MONDAY, until_on=MONDAY + 9 * A_DAY)
    member.left_on = MONDAY
    member.save()

    with pytest.raises(NotAllowedNow):
        sop_runs.hand_over(run, to=member, by=lead, at=on(2))


def test_a_run_that_is_still_to_begin_counts_the_days_until_then(keeper, browse):
    run = make_sop_run(keeper)
    type(run).objects.filter(pk=run.pk).update(begins_on=timezone.localdate() + timedelta(days=5))
    page = browse(keeper).get(reverse("campaigns:sops-run", args=["brook", run.pk])).text
    assert "还有 5 天开始" in page.replace("\xa0", " ").replace("&nbsp;", " ")
    assert "第 -5 天" not in page.replace("\xa0", " ").replace("&nbsp;", " ")
