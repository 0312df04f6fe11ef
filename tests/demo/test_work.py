"""What the demo's team works on: something at every stage, somebody who may act at each, numbers from all of it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from campaigns import books, gates, published, seats, verifying
from campaigns.models import Blackout, Clock, Fact, Gate, Item, Lesson, Quota, Stage, StageRun, Waiver, Workflow
from metrics.models import Point
from roles.models import Member
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.django_db


def content(demo):
    return Item.objects.filter(team=demo, kind="content").select_related("run__stage", "content")


def test_some_25_pieces_of_content_stand_at_every_stage(demo):
    found = list(content(demo))

    assert 20 <= len(found) <= 30
    at = {item.now.stage.code for item in found}
    assert at == set(Stage.objects.filter(workflow=found[0].workflow_id).values_list("code", flat=True))
    assert {item.state for item in found} == {"open", "done", "dropped"}


def test_what_is_published_has_met_its_numbers(demo):
    out = [item for item in content(demo) if item.content.published_at]

    assert len(out) >= 12
    assert all(published.numbers(item).rows for item in out)


def test_one_was_sent_back_twice_one_lies_unclaimed_one_is_late(demo):
    back = StageRun.objects.filter(item__team=demo, outcome="sent_back").values_list("item__title", flat=True)
    assert list(back).count("敏感肌能不能用 A 醇") == 2
    under_way = content(demo).open()
    assert under_way.filter(run__assignee=None).exists()
    assert under_way.late(at=timezone.now(), on=TODAY).filter(run__stage__code="create").exists()


def test_a_word_holds_one_up_and_another_one_was_waived_by_compliance(demo):
    waived = Waiver.objects.get(item__team=demo)

    assert waived.by.person.username == "xuanran"
    assert waived.item.run.stage.code == "schedule"
    assert content(demo).open().filter(run__stage__code="compliance").exists()


def test_at_every_stage_somebody_may_act_and_at_every_gate_somebody_who_holds_its_role(demo):
    roster = seats.Roster(demo.pk, on=TODAY)
    workers = seats.workers(demo.pk, on=TODAY)
    held = {role for member in workers.values() for role in roster.roles_of(member)}
    for workflow in Workflow.objects.current(demo).filter(code__in=["content", "campaign", "incident", "request"]):
        for stage in workflow.stages.all():
            assert stage.role_id in held, stage
            for gate in stage.gates.exclude(condition=Gate.Condition.WORDS_ASK):
                assert roster.of_gate(gate, barred=()), gate


def test_nobody_approved_what_they_made(demo):
    for item in content(demo):
        made = seats.makers(item)
        approved = Fact.objects.filter(item=item, kind=Fact.Kind.APPROVED).values_list("by", flat=True)
        assert not made & set(approved), item


def test_one_campaign_runs_near_its_budget_and_one_is_reviewed_with_lessons(demo):
    done, running = Item.objects.filter(team=demo, kind="campaign").order_by("pk").select_related("campaign")

    assert (done.state, running.state, running.run.stage.code) == ("done", "open", "watch")
    assert Decimal(78) < books.of_campaign(running.campaign).percent <= Decimal(80)
    assert running.course.exists()
    assert running.daily_notes.exists()
    assert set(Lesson.objects.filter(item=done).values_list("side", flat=True)) == {"keep", "change"}
    assert done.review.numbers


def test_an_incident_was_closed_in_time_and_a_finding_helped(demo):
    incident = Item.objects.get(team=demo, kind="incident")
    finding = Item.objects.get(team=demo, kind="finding").finding

    assert incident.state == "done"
    assert Clock.objects.get(item=incident).is_in_time
    at = timezone.now()
    assert verifying.verdict_of(finding, at=at).state == verifying.State.VERIFIED


def test_the_last_weeks_numbers_of_content_come_from_the_work(demo):
    codes = ("topics_planned", "outputs_due", "outputs_on_time", "reviews_due", "reviews_within_sla")
    for code in codes:
        made = Point.objects.filter(team=demo, metric__code=f"process.{code}", day__gte="2026-11-01")
        assert made.exists(), code
        assert not made.filter(batch__isnull=False).exists(), code


def test_what_waits_for_a_yes_waits_with_somebody(demo):
    waiting = [item for item in Item.objects.filter(team=demo).open() if gates.here(item, on=TODAY)]

    assert {item.now.stage.code for item in waiting} == {"first_review", "compliance"}
    assert all(state.waiting for item in waiting for state in gates.here(item, on=TODAY))


def test_who_only_looks_was_given_nothing(demo):
    auditor = Member.objects.get(team=demo, person__username="hejing")

    assert not StageRun.objects.filter(assignee=auditor).exists()
    assert not Fact.objects.filter(by=auditor).exists()


def test_a_channel_has_its_quota_and_what_is_to_come_its_audience_and_campaign(demo):
    quota = Quota.objects.get(channel__subject__team=demo)
    assert (quota.at_most, quota.per) == (1, "day")
    assert Blackout.objects.get(team=demo).reason == "国家公祭日"
    ahead = content(demo).filter(content__campaign__isnull=False)
    assert ahead.exists()
    assert content(demo).exclude(content__audience="").count() == 2


def test_the_team_has_a_workflow_of_its_own_and_its_group_keeps_the_shipped_one(demo):
    own = Workflow.objects.current(demo).get(code="community")

    assert (own.team, own.version) == (demo, 2)
    assert own.note
    assert Item.objects.get(team=demo, kind="community").workflow.team is None
