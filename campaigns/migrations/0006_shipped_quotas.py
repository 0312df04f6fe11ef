"""Ship what WeChat lets its two kinds of official account send."""

from django.db import migrations

# code, name, English name, sends, per
PRESETS = [
    ("service_account", "服务号", "Service account", 4, "month"),
    ("subscription_account", "订阅号", "Subscription account", 1, "day"),
]


def ship(apps, schema_editor):
    presets = apps.get_model("campaigns", "QuotaPreset").objects
    for position, (code, name, name_en, at_most, per) in enumerate(PRESETS, start=1):
        presets.create(
            code=code, name=name, name_en=name_en, channel_kind="official_account", at_most=at_most, per=per,
            position=position,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_shipped_sops")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
