"""What meetings measure beside what was shipped: stand-ups and blockers in time."""

from django.db import migrations

STORED = [
    ("stand_ups_in_time", "按时站会数", "Stand-ups in time", "截止时间前写好的。", "Those written before the deadline."),
    ("blockers_due", "到期卡点数", "Blockers due", "当天最晚要解决的卡点。", "Blockers to be solved by that day."),
    ("blockers_in_time", "按时解决卡点数", "Blockers solved in time", "其中按时解决的。", "Of these, solved in time."),
]
RATES = [
    ("stand_up_in_time_rate", "站会按时率", "Stand-ups in time, share", "stand_ups_in_time", "stand_ups_due"),
    ("blocker_rate", "卡点按时解决率", "Blockers solved in time, share", "blockers_in_time", "blockers_due"),
]
LAST = 900


def ship(apps, schema_editor):
    metrics, terms = apps.get_model("metrics", "Metric"), apps.get_model("metrics", "Term")
    fields = {"group": "process", "is_daily": False, "team": None}
    for place, (code, name, name_en, definition, definition_en) in enumerate(STORED):
        metrics.objects.create(
            code=f"process.{code}", name=name, name_en=name_en, unit="times", fold="flow", definition=definition,
            definition_en=definition_en, source="TeamOps 自动记录", source_en="recorded by TeamOps", position=LAST + place,
            **fields,
        )  # fmt: skip
    for place, (code, name, name_en, over, under) in enumerate(RATES, start=LAST + len(STORED)):
        above, below = (metrics.objects.get(code=f"process.{one}", team=None) for one in (over, under))
        rate = metrics.objects.create(
            code=f"process.{code}", name=name, name_en=name_en, unit="percent", fold="ratio", position=place,
            definition=f"{above.name} ÷ {below.name}。", definition_en=f"{above.name_en} ÷ {below.name_en}.",
            source="由其他指标算出", source_en="computed from other metrics", **fields,
        )  # fmt: skip
        terms.objects.create(metric=rate, part="numerator", source=above, position=0)
        terms.objects.create(metric=rate, part="denominator", source=below, position=1)


class Migration(migrations.Migration):
    dependencies = [("metrics", "0004_shares_of_content_and_targets_of_revenue")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
