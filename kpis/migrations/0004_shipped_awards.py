from django.db import migrations

# code, name, English name, what it honours, in English, basis, of what, metric, second metric, metric of the target
SHIPPED = [
    (
        "best_content", "月度最佳内容奖", "Best content of the month",
        "当月发布、阅读和分享最好的一篇内容。", "The item published in the month that was read and shared best.",
        "highest", "content", "content.reads_and_plays", "content.shares", None,
    ),
    (
        "breakthrough", "活动突破奖", "Breakthrough campaign",
        "收入超出目标最多的活动。", "The campaign whose revenue went furthest over its target.",
        "gain", "campaign", "biz.revenue", None, "biz.revenue_target",
    ),
    (
        "data_star", "数据之星", "Data star",
        "验证有效的数据结论最多的人。", "Who had the most findings with a verified effect.",
        "highest", "member", "process.findings_verified", None, None,
    ),
]  # fmt: skip


def ship(apps, schema_editor):
    award_model, metric_model = apps.get_model("kpis", "Award"), apps.get_model("metrics", "Metric")
    metrics = {metric.code: metric for metric in metric_model.objects.filter(team=None)} | {None: None}
    for code, name, name_en, purpose, purpose_en, basis, kind, metric, also, target in SHIPPED:
        award_model.objects.create(
            code=code, name=name, name_en=name_en, purpose=purpose, purpose_en=purpose_en, basis=basis,
            subject_kind=kind, metric=metrics[metric], also=metrics[also], target_metric=metrics[target],
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_shipped_grades"), ("metrics", "0004_shares_of_content_and_targets_of_revenue")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
