"""Ship the seven workflows: how content, campaigns, findings, groups, customer records, incidents and requests go."""

from django.db import migrations

APPROVAL, COMPLIANCE, LEGAL, NONE = "approval", "compliance", "legal", "none"

# code, name, English name, stages: code, name, English name, role, working hours, gate
WORKFLOWS = [
    ("content", "内容生产", "Content", [
        ("topic", "选题", "Topic", "content_planner", 8, NONE),
        ("create", "创作", "Create", "copywriter", 16, NONE),
        ("first_review", "初审", "First review", "content_planner", 8, APPROVAL),
        ("revise", "修改定稿", "Revise", "copywriter", 8, NONE),
        ("compliance", "合规审核", "Compliance", "compliance_specialist", 8, COMPLIANCE),
        ("schedule", "排期", "Schedule", "content_planner", 4, NONE),
        ("publish", "发布", "Publish", "content_planner", 4, NONE),
        ("data_review", "数据复盘", "Data review", "data_analyst", 56, NONE),
    ]),
    ("campaign", "活动执行", "Campaign", [
        ("request", "需求", "Request", "campaign_planner", 8, NONE),
        ("plan", "方案", "Plan", "campaign_planner", 24, NONE),
        ("resources", "资源评估", "Resource check", "campaign_planner", 8, NONE),
        ("approval", "审批", "Approval", "team_lead", 8, APPROVAL),
        ("run", "执行", "Run", "campaign_planner", None, NONE),
        ("watch", "监控", "Live watch", "data_analyst", None, NONE),
        ("review", "复盘", "Review", "campaign_planner", 24, NONE),
    ]),
    ("finding", "数据反馈", "Data feedback", [
        ("collect", "收集", "Collect", "data_analyst", 8, NONE),
        ("analyse", "分析", "Analyse", "data_analyst", 8, NONE),
        ("locate", "定位", "Locate", "data_analyst", 8, NONE),
        ("suggest", "建议", "Suggest", "data_analyst", 8, NONE),
        ("change", "调整", "Change", "content_planner", 24, NONE),
        ("verify", "验证", "Verify", "data_analyst", 56, NONE),
    ]),
    ("community", "社群运营", "Community", [
        ("position", "定位与规则", "Position and rules", "community_manager", 16, APPROVAL),
        ("seed", "种子用户", "Seed users", "community_manager", 40, NONE),
        ("open", "开群", "Open", "community_manager", 8, NONE),
        ("weekly_plan", "周计划", "Weekly plan", "community_manager", 8, NONE),
        ("weekly_numbers", "周数据", "Weekly numbers", "community_manager", 8, NONE),
        ("tune", "优化", "Tune", "community_manager", 16, NONE),
    ]),
    ("customer", "客户信息", "Customer records", [
        ("add", "添加", "Add", "crm_specialist", 8, NONE),
        ("tag", "打标签", "Tag", "crm_specialist", 8, NONE),
        ("profile", "完善画像", "Profile", "crm_specialist", 24, NONE),
        ("follow_up", "跟进", "Follow up", "crm_specialist", 40, NONE),
    ]),
    ("incident", "舆情与违规", "Incident", [
        ("report", "上报", "Report", "compliance_specialist", 1, NONE),
        ("take_down", "下线", "Take down", "content_planner", 1, NONE),
        ("statement", "说明", "Statement", "team_lead", 4, LEGAL),
        ("cause", "查明原因", "Cause", "compliance_specialist", 16, NONE),
        ("close", "措施落实", "Measures closed", "team_lead", 24, APPROVAL),
    ]),
    ("request", "跨部门协作", "Service request", [
        ("ask", "提出", "Ask", "team_lead", 4, NONE),
        ("respond", "响应", "Respond", "tech_support", 8, NONE),
        ("deliver", "交付", "Deliver", "tech_support", 40, NONE),
        ("accept", "验收", "Accept", "team_lead", 8, APPROVAL),
    ]),
]  # fmt: skip


def ship(apps, schema_editor):
    workflow_model, stage_model = apps.get_model("campaigns", "Workflow"), apps.get_model("campaigns", "Stage")
    roles = {role.code: role for role in apps.get_model("roles", "Role").objects.all()}
    for position, (code, name, name_en, stages) in enumerate(WORKFLOWS):
        workflow = workflow_model.objects.create(code=code, name=name, name_en=name_en, position=position)
        stage_model.objects.bulk_create(
            stage_model(
                workflow=workflow, position=place, code=stage, name=label, name_en=label_en, role=roles[role],
                hours=hours, gate=gate,
            )
            for place, (stage, label, label_en, role, hours, gate) in enumerate(stages, start=1)
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("roles", "0002_catalogue")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
