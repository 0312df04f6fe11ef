"""The shipped scorecard templates, one for each role: drafts to start from. A missing target is the team's to set."""

from decimal import Decimal

from django.db import migrations

PROCESS, RESULT = "process", "result"
OWN, TEAM = "own", "team"
MEMBER, CHANNEL, CONTENT, CAMPAIGN, WHOLE_TEAM = "member", "channel", "content", "campaign", "team"
TO_BE_SET = None

# half, metric, weight, target, 0 points at, kind of subject, whose numbers; rates are fractions of 1
CONTENT_MAKER = [
    (PROCESS, "process.topic_rate", 20, "0.95", "0", MEMBER, OWN),
    (PROCESS, "process.output_rate", 20, "0.95", "0", MEMBER, OWN),
    (RESULT, "content.reads_and_plays", 20, TO_BE_SET, "0", CONTENT, OWN),
    (RESULT, "oa.share_rate", 20, "0.30", "0", CONTENT, OWN),
    (RESULT, "oa.followers_net", 20, TO_BE_SET, "0", CHANNEL, OWN),
]
CAMPAIGN_MAKER = [
    (PROCESS, "process.plan_rate", 20, "0.90", "0.40", MEMBER, OWN),
    (PROCESS, "process.resource_rate", 20, "0.95", "0.50", MEMBER, OWN),
    (RESULT, "biz.participants", 20, TO_BE_SET, "0", CAMPAIGN, OWN),
    (RESULT, "biz.conversion_rate", 20, "0.12", "0", CAMPAIGN, OWN),
    (RESULT, "biz.roi", 20, "5", "0", CAMPAIGN, OWN),
]
CUSTOMER_CARE = [
    (PROCESS, "process.tag_refreshes", 20, "2", "0", MEMBER, OWN),
    (PROCESS, "wecom.quick_reply_rate", 20, "0.90", "0.50", CHANNEL, OWN),
    (RESULT, "wecom.new_customers", 30, TO_BE_SET, "0", CHANNEL, OWN),
    (RESULT, "wecom.loss_rate", 30, "0.10", "0.35", CHANNEL, OWN),
]
REVIEWER = [
    (PROCESS, "process.review_rate", 40, "0.95", "0.60", MEMBER, OWN),
    (RESULT, "process.violations", 60, "0", "3", MEMBER, OWN),
]

TEMPLATES = {
    "content_planner": CONTENT_MAKER,
    "copywriter": CONTENT_MAKER,
    "user_operator": [
        (PROCESS, "group.daily_active_rate", 15, "0.25", "0", CHANNEL, OWN),
        (PROCESS, "oa.engagement_rate", 15, "0.15", "0", CHANNEL, OWN),
        (PROCESS, "process.sop_rate", 10, "0.95", "0.50", MEMBER, OWN),
        (RESULT, "user.retention_30", 20, "0.50", "0.20", WHOLE_TEAM, TEAM),
        (RESULT, "shop.repurchase_rate", 20, "0.35", "0.10", CHANNEL, OWN),
        (RESULT, "shop.order_value_growth", 20, "0.10", "0", CHANNEL, OWN),
    ],
    "campaign_planner": CAMPAIGN_MAKER,
    "community_manager": [
        (PROCESS, "process.group_topics", 10, "4", "0", MEMBER, OWN),
        (PROCESS, "process.sop_rate", 15, "0.95", "0.50", MEMBER, OWN),
        (PROCESS, "group.marketing_share", 15, "0.30", "0.60", CHANNEL, OWN),
        (RESULT, "group.net_growth", 10, TO_BE_SET, "0", CHANNEL, OWN),
        (RESULT, "group.monthly_active_rate", 15, "0.40", "0.10", CHANNEL, OWN),
        (RESULT, "group.monthly_retention", 15, "0.90", "0.65", CHANNEL, OWN),
        (RESULT, "user.nps", 10, "50", "0", CHANNEL, OWN),
        (RESULT, "group.user_posts", 10, TO_BE_SET, "0", CHANNEL, OWN),
    ],
    "data_analyst": [
        (PROCESS, "process.completeness_rate", 20, "0.95", "0.70", MEMBER, OWN),
        (PROCESS, "process.report_rate", 20, "1", "0.50", MEMBER, OWN),
        (RESULT, "process.findings_verified", 30, TO_BE_SET, "0", MEMBER, OWN),
        (RESULT, "process.decision_rate", 30, "0.90", "0.40", MEMBER, OWN),
    ],
    "tech_support": [
        (PROCESS, "process.request_rate", 20, "0.95", "0.60", MEMBER, OWN),
        (PROCESS, "process.delivery_rate", 20, "0.90", "0.50", MEMBER, OWN),
        (RESULT, "biz.fast_page_share", 30, "0.95", "0.70", WHOLE_TEAM, TEAM),
        (RESULT, "process.recovery_rate", 30, "1", "0.50", MEMBER, OWN),
    ],
    "crm_specialist": CUSTOMER_CARE,
    "wecom_admin": [
        (PROCESS, "process.access_rate", 40, "0.95", "0.50", MEMBER, OWN),
        (RESULT, "process.access_finding_rate", 60, "1", "0.50", MEMBER, OWN),
    ],
    "training_supervisor": [
        (PROCESS, "process.training_rate", 40, "1", "0.50", MEMBER, OWN),
        (RESULT, "process.assessment_rate", 60, "0.90", "0.60", MEMBER, OWN),
    ],
    "compliance_specialist": REVIEWER,
    "team_lead": [
        (PROCESS, "process.meeting_rate", 40, "1", "0.50", MEMBER, OWN),
        (RESULT, "user.private_domain", 20, TO_BE_SET, "0", WHOLE_TEAM, TEAM),
        (RESULT, "shop.gmv", 20, TO_BE_SET, "0", CHANNEL, TEAM),
        (RESULT, "biz.roi", 20, "5", "0", CAMPAIGN, TEAM),
    ],
    # Roles without a start of their own: a copy of the nearest.
    "visual_designer": CONTENT_MAKER,
    "video_editor": CONTENT_MAKER,
    "short_video_operator": CONTENT_MAKER,
    "live_stream_operator": CONTENT_MAKER,
    "social_media_operator": CONTENT_MAKER,
    "seo_sem_specialist": CONTENT_MAKER,
    "ecommerce_operator": CAMPAIGN_MAKER,
    "account_manager": CUSTOMER_CARE,
    "legal_reviewer": REVIEWER,
}


def ship(apps, schema_editor):
    template_model, kpi_model = apps.get_model("kpis", "Template"), apps.get_model("kpis", "Kpi")
    roles = {role.code: role for role in apps.get_model("roles", "Role").objects.all()}
    metrics = {metric.code: metric for metric in apps.get_model("metrics", "Metric").objects.all()}
    for code, kpis in TEMPLATES.items():
        template = template_model.objects.create(role=roles[code])
        kpi_model.objects.bulk_create(
            kpi_model(
                template=template, metric=metrics[metric], half=half, weight=weight, zero_at=Decimal(zero_at),
                target=None if target is None else Decimal(target), numbers=numbers, subject_kind=kind, position=place,
            )
            for place, (half, metric, weight, target, zero_at, kind, numbers) in enumerate(kpis)
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0001_initial"),
        ("metrics", "0002_dictionary"),
        ("roles", "0002_catalogue"),
    ]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
