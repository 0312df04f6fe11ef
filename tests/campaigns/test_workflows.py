"""The workflows: shipped as data, shown as stages."""

from django.urls import reverse

from campaigns.models import Workflow


def test_the_seven_workflows_are_shipped_with_their_stages(db):
    shipped = {workflow.code: workflow.stages.count() for workflow in Workflow.objects.all()}

    assert shipped == {
        "content": 8,
        "campaign": 7,
        "finding": 6,
        "community": 6,
        "customer": 4,
        "incident": 5,
        "request": 4,
    }


def test_a_member_sees_who_does_what_and_where_somebody_must_approve(browse, member):
    page = browse(member).get(reverse("campaigns:workflows", args=[member.team.slug])).content.decode()

    assert "内容生产" in page
    assert "合规专员" in page
    assert "审批" in page


def test_another_teams_workflow_is_not_shown(browse, member, other_team):
    Workflow.objects.create(team=other_team, code="secret", name="别人的流程", name_en="Theirs")

    page = browse(member).get(reverse("campaigns:workflows", args=[member.team.slug])).content.decode()

    assert "别人的流程" not in page
