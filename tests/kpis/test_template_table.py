"""The shipped templates against the reference's table, KPI by KPI: half, metric, weight, target, 0 points at."""

from decimal import Decimal

import pytest

from kpis.models import Kpi
from roles.models import Role

pytestmark = pytest.mark.django_db

# In percent where the metric is a rate; ``?`` is the team's to set.
TABLE = """
content_planner       process.topic_rate 20 95% 0%, process.output_rate 20 95% 0%
                    | content.reads_and_plays 20 ? 0, oa.share_rate 20 30% 0%, oa.followers_net 20 ? 0
user_operator         group.daily_active_rate 15 25% 0%, oa.engagement_rate 15 15% 0%, process.sop_rate 10 95% 50%
                    | user.retention_30 20 50% 20%, shop.repurchase_rate 20 35% 10%, shop.order_value_growth 20 10% 0%
campaign_planner      process.plan_rate 20 90% 40%, process.resource_rate 20 95% 50%
                    | biz.participants 20 ? 0, biz.conversion_rate 20 12% 0%, biz.roi 20 5 0
community_manager     process.group_topics 10 4 0, process.sop_rate 15 95% 50%, group.marketing_share 15 30% 60%
                    | group.net_growth 10 ? 0, group.monthly_active_rate 15 40% 10%, group.monthly_retention 15 90% 65%,
                      user.nps 10 50 0, group.user_posts 10 ? 0
data_analyst          process.completeness_rate 20 95% 70%, process.report_rate 20 100% 50%
                    | process.findings_verified 30 ? 0, process.decision_rate 30 90% 40%
tech_support          process.request_rate 20 95% 60%, process.delivery_rate 20 90% 50%
                    | biz.fast_page_share 30 95% 70%, process.recovery_rate 30 100% 50%
crm_specialist        process.tag_refreshes 20 2 0, wecom.quick_reply_rate 20 90% 50%
                    | wecom.new_customers 30 ? 0, wecom.loss_rate 30 10% 35%
wecom_admin           process.access_rate 40 95% 50% | process.access_finding_rate 60 100% 50%
training_supervisor   process.training_rate 40 100% 50% | process.assessment_rate 60 90% 60%
compliance_specialist process.review_rate 40 95% 60% | process.violations 60 0 3
team_lead             process.meeting_rate 40 100% 50%
                    | user.private_domain 20 ? 0, shop.gmv 20 ? 0, biz.roi 20 5 0
"""
# A role without a template of its own starts from a copy of the nearest.
NEAREST = {
    "copywriter": "content_planner",
    "visual_designer": "copywriter",
    "video_editor": "copywriter",
    "short_video_operator": "copywriter",
    "live_stream_operator": "copywriter",
    "social_media_operator": "copywriter",
    "seo_sem_specialist": "copywriter",
    "ecommerce_operator": "campaign_planner",
    "account_manager": "crm_specialist",
    "legal_reviewer": "compliance_specialist",
}


def table() -> dict[str, list[tuple]]:
    """Each role's rows, as the reference writes them."""
    found: dict[str, list[tuple]] = {}
    whole = " ".join(TABLE.split())
    starts = sorted(
        (whole.index(f"{role.code} "), role.code) for role in Role.objects.all() if f"{role.code} " in whole
    )
    for (start, role), (end, _next) in zip(starts, [*starts[1:], (len(whole), "")], strict=True):
        process, result = whole[start + len(role) : end].split("|")
        found[role] = [*rows("process", process), *rows("result", result)]
    return found


def rows(half: str, written: str) -> list[tuple]:
    split = [one.split() for one in written.split(",")]
    return [(half, metric, int(weight), number(target), number(zero)) for metric, weight, target, zero in split]


def number(written: str) -> Decimal | None:
    if written == "?":
        return None
    return Decimal(written[:-1]) / 100 if written.endswith("%") else Decimal(written)


def shipped(role: str) -> list[tuple]:
    kpis = Kpi.objects.filter(template__team=None, template__role__code=role).order_by("position")
    return list(kpis.values_list("half", "metric__code", "weight", "target", "zero_at"))


def test_every_role_of_the_table_is_shipped_as_it_stands_there():
    written = table()

    assert len(written) == 11
    assert {role: shipped(role) for role in written} == written


def test_every_other_role_is_a_copy_of_the_nearest():
    assert set(NEAREST) | set(table()) == set(Role.objects.values_list("code", flat=True))
    assert {role: shipped(role) for role in NEAREST} == {role: shipped(near) for role, near in NEAREST.items()}


def test_the_cap_is_120_everywhere():
    assert set(Kpi.objects.filter(template__team=None).values_list("cap", flat=True)) == {Decimal(120)}
