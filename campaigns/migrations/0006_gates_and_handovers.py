"""A stage's gate becomes a row; the shipped stages say where text is written and what is handed over."""

from django.db import migrations

# Where the text is written: an approval before it holds for the version of then.
WRITING = {
    "content": ["topic", "create", "revise"],
    "campaign": ["request", "plan", "resources"],
    "finding": ["collect", "analyse", "locate", "suggest", "change", "verify"],
    "community": ["position", "seed", "open", "weekly_plan", "weekly_numbers", "tune"],
    "customer": ["add", "tag", "profile", "follow_up"],
    "incident": ["report", "take_down", "statement", "cause"],
    "request": ["ask", "respond", "deliver"],
}

# workflow, stage, what is handed over, in English
HANDOVERS = [
    ("content", "topic", "选题和目标读者", "Topic and intended readers"),
    ("content", "topic", "渠道、形式和计划发布时间", "Channel, format and planned time"),
    ("content", "create", "正文和摘要", "Text and digest"),
    ("content", "create", "封面和配图", "Cover and pictures"),
    ("content", "revise", "初审意见逐条改过", "Each remark of the first review dealt with"),
    ("content", "schedule", "发布时间和渠道额度", "Publishing time, within the channel's quota"),
    ("content", "publish", "发布后的地址", "The address it was published at"),
    ("campaign", "plan", "方案、目标和预算", "Plan, targets and budget"),
    ("campaign", "plan", "应急预案", "Contingency plan"),
    ("campaign", "resources", "人员、预算和技术都有着落", "People, budget and technology are in place"),
    ("campaign", "run", "活动页上线并测过", "The campaign's page is live and tested"),
    ("incident", "take_down", "下线的时间和截图", "When it was taken down, with a screenshot"),
]


def make_rows(apps, schema_editor):
    stage_model, role_model = apps.get_model("campaigns", "Stage"), apps.get_model("roles", "Role")
    gate_model, line_model = apps.get_model("campaigns", "Gate"), apps.get_model("campaigns", "Deliverable")
    workflows = apps.get_model("campaigns", "Workflow").objects
    for workflow in workflows.all():
        workflow.kind = workflow.code if workflow.code in WRITING else "content"
        workflow.save(update_fields=["kind"])
    for stage in stage_model.objects.exclude(gate="none"):
        gate_model.objects.create(stage=stage, kind=stage.gate, role_id=stage.role_id)
    for code, stages in WRITING.items():
        stage_model.objects.filter(workflow__code=code, code__in=stages).update(is_for_writing=True)
    shipped = {(stage.workflow.code, stage.code): stage for stage in stage_model.objects.filter(workflow__team=None)}
    legal = role_model.objects.get(code="legal_reviewer")
    gate_model.objects.create(
        stage=shipped["content", "compliance"], position=2, kind="legal", role=legal, condition="words_ask"
    )
    for position, (workflow, stage, name, name_en) in enumerate(HANDOVERS, start=1):
        line_model.objects.create(stage=shipped[workflow, stage], position=position, name=name, name_en=name_en)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_items"), ("roles", "0002_catalogue")]

    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
