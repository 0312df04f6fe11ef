"""Ship the limits that a team's groups and service are held to."""

from decimal import Decimal

from django.db import migrations

# metric, side, limit, days, kind, likelihood, impact
THRESHOLDS = [
    ("group.marketing_share", "at_most", "0.30", 7, "loss", 4, 3),
    ("group.leave_rate", "at_most", "0.10", 30, "loss", 4, 4),
    ("wecom.reply_minutes", "at_most", "5", 7, "loss", 3, 3),
    ("user.satisfaction", "at_least", "0.85", 30, "loss", 3, 4),
]


def ship(apps, schema_editor):
    threshold, metric = apps.get_model("campaigns", "Threshold"), apps.get_model("metrics", "Metric")
    for position, (code, side, value, days, kind, likelihood, impact) in enumerate(THRESHOLDS, start=1):
        threshold.objects.create(
            metric=metric.objects.get(code=code, team=None), side=side, value=Decimal(value), days=days, kind=kind,
            likelihood=likelihood, impact=impact, position=position,
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_shipped_word_lists"), ("metrics", "0005_stand_ups_and_blockers_in_time")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
