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

# Where the page asks when and where it came out.
PUBLISHING = {"content": ["publish"]}

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


def ship(apps, schema_editor):
    models = {name: apps.get_model("campaigns", name) for name in ("Workflow", "Stage", "Gate", "Deliverable")}
    roles = {role.code: role for role in apps.get_model("roles", "Role").objects.all()}
    shipped = {}
    for position, (code, name, name_en, stages) in enumerate(WORKFLOWS):
        workflow = models["Workflow"].objects.create(code=code, name=name, name_en=name_en, position=position, kind=code)
        for place, (stage, label, label_en, role, hours, gate) in enumerate(stages, start=1):
            shipped[code, stage] = models["Stage"].objects.create(
                workflow=workflow, position=place, code=stage, name=label, name_en=label_en, role=roles[role],
                hours=hours, is_for_writing=stage in WRITING[code], is_for_publishing=stage in PUBLISHING.get(code, ()),
            )
            if gate != NONE:
                models["Gate"].objects.create(stage=shipped[code, stage], kind=gate, role=roles[role])
    models["Gate"].objects.create(
        stage=shipped["content", "compliance"], position=2, kind="legal", role=roles["legal_reviewer"],
        condition="words_ask",
    )
    models["Deliverable"].objects.bulk_create(
        models["Deliverable"](stage=shipped[workflow, stage], position=position, name=name, name_en=name_en)
        for position, (workflow, stage, name, name_en) in enumerate(HANDOVERS, start=1)
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("roles", "0002_catalogue")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
