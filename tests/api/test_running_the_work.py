"""SOPs, groups' weeks, quotas and blackout days over REST: the same rooms as the pages, with their rules."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Blackout, DueStep, Quota, Sop, SopRun, WeekPlan
from campaigns.services import sending
from notices.models import Notice
from tests.building import make_channel, make_sop_run
from tests.campaigns.conftest import make_holder, start

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def keeper(team):
    return make_holder(team, "keeper", "community_manager")


@pytest.fixture
def planner(team):
    return make_holder(team, "planner", "content_planner")


@pytest.fixture
def group(keeper):
    return start(keeper, code="community", title="护肤交流 3 群", keeper=keeper, at=timezone.now())


class TestSops:
    def test_one_is_written_started_and_put_away(self, program, lead, keeper, group):
        client, today = program(lead), timezone.localdate()
        words = {
            "name": "开群第一周",
            "made_for": "group",
            "steps": [{"day": 0, "name": "欢迎"}, {"day": 2, "name": "答疑"}],
        }

        made = client.post("/api/v1/sops/", words)
        assert (made.status_code, made.json()["team"], made.json()["version"]) == (201, "brook", 1)
        address = f"/api/v1/sops/{made.json()['id']}/"
        run = client.post(f"{address}start/", {"begins_on": f"{today}", "owner": keeper.pk, "item": group.pk})
        assert (run.status_code, run.json()["name"]) == (201, "护肤交流 3 群")
        assert [step["name"] for step in run.json()["steps"]] == ["欢迎", "答疑"]

        again = client.post(f"{address}write/", words | {"steps": [{"day": 1, "name": "话题"}]})
        assert (again.status_code, again.json()["version"]) == (201, 2)
        assert client.post(f"{address}write/", words).status_code == 409
        assert SopRun.objects.get().steps.count() == 2
        assert client.post(f"/api/v1/sops/{again.json()['id']}/put-away/").json()["put_away_at"]
        current = client.get("/api/v1/sops/", {"current": "true", "made_for": "group"}).json()["results"]
        assert made.json()["code"] not in [one["code"] for one in current]

    def test_a_day_out_of_reach_is_a_bad_request(self, program, lead):
        words = {"name": "太远", "made_for": "group", "steps": [{"day": 400, "name": "见面"}]}
        assert program(lead).post("/api/v1/sops/", words).status_code == 400
        assert not Sop.objects.filter(team=lead.team).exists()

    def test_its_steps_are_ticked_taken_back_skipped_and_it_is_handed_over(self, program, keeper, planner, member):
        run = make_sop_run(keeper)
        first, second, *_more = run.steps.order_by("due_on")
        client, address = program(keeper), f"/api/v1/sop-runs/{run.pk}/"

        assert client.post(f"{address}tick/", {"step": first.pk, "note": "发了"}).status_code == 200
        assert client.post(f"{address}tick/", {"step": first.pk}).status_code == 409
        assert client.post(f"{address}untick/", {"step": first.pk}).json()["steps"][0]["done_at"] is None
        assert client.post(f"{address}skip/", {"step": second.pk}).status_code == 400
        assert client.post(f"{address}skip/", {"step": second.pk, "reason": "撞大促"}).status_code == 200
        assert client.post(f"{address}tick/", {"step": 0}).status_code == 404
        assert program(member).post(f"{address}tick/", {"step": first.pk}).status_code == 409

        assert client.post(f"{address}hand-over/", {"to": planner.pk}).json()["owner_name"] == str(planner)
        assert DueStep.objects.filter(member=planner).count() == 6
        told = Notice.objects.get(kind=Notice.Kind.SOP_YOURS)
        assert (told.member, told.url) == (planner, f"/t/brook/work/sops/runs/{run.pk}/")
        assert client.post(f"{address}end/", {"reason": "群解散"}).status_code == 409
        assert program(planner).post(f"{address}end/", {"reason": "群解散"}).json()["ended_on"]
        assert client.get("/api/v1/sop-runs/", {"open": "true"}).json()["count"] == 0

    def test_who_takes_it_on_oneself_needn_t_be_told(self, keeper, lead, program):
        run = make_sop_run(keeper)
        assert program(lead).post(f"/api/v1/sop-runs/{run.pk}/hand-over/", {"to": lead.pk}).status_code == 200
        assert not Notice.objects.filter(kind=Notice.Kind.SOP_YOURS).exists()


class TestWeeks:
    def test_one_is_planned_handed_in_decided_and_settled(self, program, keeper, lead, manager, group):
        client, today = program(keeper), timezone.localdate()
        words = {"item": group.pk, "day": f"{today}", "kind": "topic", "title": "换季泛红怎么办"}

        made = client.post("/api/v1/group-weeks/", words)
        assert (made.status_code, made.json()["state"]) == (201, "draft")
        address = f"/api/v1/group-weeks/{made.json()['id']}/"
        read = client.post(f"{address}submit/").json()
        assert read["state"] == "submitted"
        assert set(Notice.objects.filter(kind=Notice.Kind.WEEK_TO_DECIDE).values_list("member", flat=True)) == {
            lead.pk, manager.pk
        }  # fmt: skip

        assert client.post(f"{address}decide/", {"is_approved": True}).status_code == 403
        deciding = program(lead)
        assert deciding.post(f"{address}decide/", {"is_approved": True, "read": "x"}).status_code == 409
        decided = deciding.post(f"{address}decide/", {"is_approved": True, "read": read["read"]}).json()
        assert (decided["state"], decided["decisions"][0]["by"]) == ("approved", lead.pk)

        activity = decided["activities"][0]["id"]
        assert client.post(f"{address}take-out/", {"activity": activity}).status_code == 409
        settled = client.post(f"{address}settle/", {"activity": activity, "outcome": "held"}).json()
        assert settled["activities"][0]["outcome"] == "held"
        assert client.get("/api/v1/group-weeks/", {"item": group.pk, "state": "approved"}).json()["count"] == 1

    def test_a_lead_who_planned_in_it_isn_t_asked(self, program, keeper, lead, manager, group):
        words = {"item": group.pk, "day": f"{timezone.localdate()}", "kind": "offer", "title": "限时券"}
        made = program(lead).post("/api/v1/group-weeks/", words).json()
        program(keeper).post(f"/api/v1/group-weeks/{made['id']}/submit/")
        assert [one.member for one in Notice.objects.filter(kind=Notice.Kind.WEEK_TO_DECIDE)] == [manager]

    def test_another_teams_group_is_not_there(self, program, outsider, group):
        words = {"item": group.pk, "day": f"{timezone.localdate()}", "kind": "topic", "title": "越界"}
        assert program(outsider).post("/api/v1/group-weeks/", words).status_code == 404
        assert not WeekPlan.objects.exists()


class TestSending:
    def test_a_quota_is_set_changed_and_taken_away(self, program, lead, member, team):
        channel, client = make_channel(team), program(lead)
        words = {"channel": channel.pk, "at_most": 4, "per": "month"}

        made = client.post("/api/v1/quotas/", words)
        assert (made.status_code, made.json()["channel_name"]) == (201, channel.name)
        assert client.post("/api/v1/quotas/", words | {"at_most": 2}).json()["id"] == made.json()["id"]
        assert client.post("/api/v1/quotas/", words | {"at_most": 0}).status_code == 400
        assert program(member).get("/api/v1/quotas/").json()["results"][0]["at_most"] == 2
        assert program(member).delete(f"/api/v1/quotas/{made.json()['id']}/").status_code == 403
        assert client.delete(f"/api/v1/quotas/{made.json()['id']}/").status_code == 204
        assert not Quota.objects.exists()

    def test_another_teams_channel_has_no_quota_here(self, program, outsider, lead, team):
        words = {"channel": make_channel(outsider.team).pk, "at_most": 4, "per": "month"}
        assert program(lead).post("/api/v1/quotas/", words).status_code == 400
        assert not Quota.objects.exists()

    def test_days_are_kept_free_and_opened_again(self, program, lead, outsider, team):
        today, client = timezone.localdate(), program(lead)
        words = {"first_on": f"{today}", "last_on": f"{today + A_DAY}", "reason": "系统维护"}

        made = client.post("/api/v1/blackouts/", words)
        assert made.status_code == 201
        assert client.post("/api/v1/blackouts/", words | {"last_on": f"{today - A_DAY}"}).status_code == 409
        foreign = words | {"channel": make_channel(outsider.team).pk}
        assert client.post("/api/v1/blackouts/", foreign).status_code == 400
        assert client.get("/api/v1/blackouts/", {"on": f"{today + A_DAY}"}).json()["count"] == 1
        assert client.get("/api/v1/blackouts/", {"on": f"{today + 2 * A_DAY}"}).json()["count"] == 0
        assert client.delete(f"/api/v1/blackouts/{made.json()['id']}/").status_code == 204
        assert not Blackout.objects.exists()

    def test_many_quotas_are_read_with_as_many_queries_as_one(self, program, lead, team, django_assert_num_queries):
        client = program(lead)
        sending.set_quota(make_channel(team), at_most=1, per="day", by=lead, at=timezone.now())
        client.get("/api/v1/quotas/")  # a token's use is noted once a while
        with django_assert_num_queries(4):  # the token, the memberships, the count, the quotas
            client.get("/api/v1/quotas/")
        for number in range(5):
            account = make_channel(team, f"号 {number}")
            sending.set_quota(account, at_most=1, per="day", by=lead, at=timezone.now())
        with django_assert_num_queries(4):
            assert client.get("/api/v1/quotas/").json()["count"] == 6
