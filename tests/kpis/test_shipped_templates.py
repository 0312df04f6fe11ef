"""Each role has a template to start from; its weights are exact, and what only the team knows is left open."""

from decimal import Decimal

import pytest

from kpis.models import Kpi, Template
from kpis.services.templates import problems, sums
from roles.models import Role

pytestmark = pytest.mark.django_db


def test_every_role_has_a_shipped_draft():
    shipped = Template.objects.shipped()

    assert set(shipped.values_list("role__code", flat=True)) == set(Role.objects.values_list("code", flat=True))
    assert set(shipped.values_list("state", "version")) == {("draft", 1)}


def test_the_halves_of_each_sum_to_exactly_40_and_60():
    for template in Template.objects.shipped().prefetch_related("kpis"):
        assert sums(template.kpis.all()) == {"process": 40, "result": 60}, template


def test_only_targets_are_missing():
    for template in Template.objects.shipped().prefetch_related("kpis__metric"):
        missing = template.kpis.filter(target=None).count()
        assert len(problems(template)) == missing, template


@pytest.mark.parametrize(
    ("role", "metric", "weight", "target", "zero_at"),
    [
        ("copywriter", "oa.share_rate", 20, "0.30", "0"),
        ("copywriter", "content.reads_and_plays", 20, None, "0"),
        ("visual_designer", "process.output_rate", 20, "0.95", "0"),
        ("user_operator", "user.retention_30", 20, "0.50", "0.20"),
        ("community_manager", "group.marketing_share", 15, "0.30", "0.60"),
        ("community_manager", "user.nps", 10, "50", "0"),
        ("account_manager", "wecom.loss_rate", 30, "0.10", "0.35"),
        ("compliance_specialist", "process.violations", 60, "0", "3"),
        ("ecommerce_operator", "biz.roi", 20, "5", "0"),
    ],
)
def test_they_say_what_the_reference_says(role, metric, weight, target, zero_at):
    kpi = Kpi.objects.get(template__team=None, template__role__code=role, metric__code=metric)

    assert kpi.weight == weight
    assert kpi.target == (None if target is None else Decimal(target))
    assert kpi.zero_at == Decimal(zero_at)


def test_what_the_work_makes_is_read_of_members():
    kinds = Kpi.objects.filter(template__team=None, metric__code__startswith="process.").values_list("subject_kind")

    assert {kind for (kind,) in kinds} == {"member"}
