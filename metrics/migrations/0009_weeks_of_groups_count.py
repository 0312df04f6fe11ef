"""Say that the weeks of groups count as plans, and where the topics of groups come from."""

from django.db import migrations

DEFINITIONS = [
    ("plans_submitted", "活动方案和社群周计划的每次审批，计在有结果的那天；退回后再提交算另一次。",
     "Each decision on a campaign's plan or a group's week, on that day; handed in again after it was sent back, it "
     "counts again."),
    ("group_topics", "社群周计划里的话题，发起了的计在计划的那天，没发起的计 0。",
     "Topics planned for a day of a group's week: 1 on that day if it was raised, else 0."),
    ("sop_due", "这天到期的 SOP 步骤；组长按时免掉的、提前结束后才到期的不算。",
     "SOP steps due that day; not those that a lead excused in time, or that came after an early end."),
    ("sop_done", "其中执行了的，晚做也算。", "Of these, done, even if late."),
]  # fmt: skip


def say(apps, schema_editor):
    metrics = apps.get_model("metrics", "Metric").objects
    for code, definition, definition_en in DEFINITIONS:
        metrics.filter(code=f"process.{code}", team=None).update(
            definition=definition, definition_en=definition_en, source="工作项自动记录",
            source_en="Made from the work itself",
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("metrics", "0008_what_is_spent")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
