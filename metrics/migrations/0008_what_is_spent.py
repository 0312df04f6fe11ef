"""Say of the spend, which the books make now, what counts for a campaign and what for the team."""

from django.db import migrations

DEFINITION = (
    "活动：记在预算里、为它花的钱，开始前花的计在第一天，结束后花的计在最后一天，期间没花的日子记 0。"
    "团队：弹性预算项（内容、活动、用户激励）当天花的钱。"
)
DEFINITION_EN = (
    "Of a campaign: what the budget says was paid for it; what was paid before it began counts on its first day, "
    "what was paid afterwards on its last, and days without any are 0. "
    "Of the team: what its flexible lines (content, campaigns, user incentives) paid that day."
)


def say(apps, schema_editor):
    apps.get_model("metrics", "Metric").objects.filter(code="biz.spend", team=None).update(
        definition=DEFINITION, definition_en=DEFINITION_EN, source="预算自动记录，或 TeamOps 表格",
        source_en="Made from the budget, or TeamOps' own sheet",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("metrics", "0007_shipped_pairs")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
