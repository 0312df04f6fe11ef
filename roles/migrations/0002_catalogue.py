"""The role catalogue and the eight staffing templates, as data."""

from django.db import migrations

# Nobody should be alone in these: what they know, no file says.
KEY = ["user_operator", "account_manager", "data_analyst", "wecom_admin", "compliance_specialist"]

# module, code, name, English name, duty, English duty, skills, English skills
ROLES = [
    (
        "management",
        "team_lead",
        "团队负责人",
        "Team lead",
        "定策略、资源和排期，对增长、GMV 和曝光负责，定 KPI",
        "Strategy, resources, schedule; answers for growth, GMV and exposure; sets KPIs",
        "5 年以上微信或数字营销经验，带过团队",
        "5+ years of WeChat or digital marketing, leading a team",
    ),
    (
        "management",
        "training_supervisor",
        "培训与督导专员",
        "Training and supervision specialist",
        "培训、手册、过程督导、考核",
        "Training, manuals, process supervision, assessment",
        "授课能力",
        "Teaching",
    ),
    (
        "content",
        "content_planner",
        "内容策划",
        "Content planner",
        "选题、内容日历、各渠道内容矩阵",
        "Topics, content calendar, content matrix across channels",
        "用户洞察、创意",
        "User insight, creativity",
    ),
    (
        "content",
        "copywriter",
        "文案撰写",
        "Copywriter",
        "推文、视频脚本、社群话术",
        "Articles, video scripts, group talk scripts",
        "写作能力，熟悉平台偏好",
        "Writing, platform preferences",
    ),
    (
        "content",
        "visual_designer",
        "视觉设计",
        "Visual designer",
        "插画、海报、H5、封面",
        "Illustrations, posters, H5, cover art",
        "PS、剪映、Canva",
        "PS, CapCut, Canva",
    ),
    (
        "content",
        "video_editor",
        "视频剪辑",
        "Video editor",
        "短视频拍摄和剪辑",
        "Shooting and editing short video",
        "剪映、AE",
        "CapCut, AE",
    ),
    (
        "content",
        "short_video_operator",
        "短视频运营",
        "Short video operator",
        "运营视频号",
        "Runs the video account",
        "熟悉视频号规则",
        "Video account rules",
    ),
    (
        "content",
        "live_stream_operator",
        "直播运营",
        "Live stream operator",
        "策划和执行直播",
        "Plans and runs live streams",
        "直播带货",
        "Live selling",
    ),
    (
        "content",
        "social_media_operator",
        "社交媒体运营",
        "Social media operator",
        "其他社交平台",
        "Other social platforms",
        "潮流敏感度",
        "Trend sense",
    ),
    (
        "users",
        "user_operator",
        "用户运营",
        "User operator",
        "用户分层、生命周期（拉新、促活、留存、转化）、反馈",
        "Segments, lifecycle (acquisition, activation, retention, conversion), feedback",
        "心理学，企业微信标签和 SOP",
        "Psychology, WeCom tags and SOPs",
    ),
    (
        "users",
        "community_manager",
        "社群运营",
        "Community manager",
        "社群定位、规则、每日话题、秩序和转化",
        "Groups: positioning, rules, daily topics, order, conversion",
        "社群活动",
        "Community events",
    ),
    (
        "users",
        "crm_specialist",
        "客户关系管理专员",
        "CRM specialist",
        "客户档案、标签、跟进、生命周期",
        "Customer records, tags, follow-up, lifecycle",
        "沟通、分析",
        "Communication, analysis",
    ),
    (
        "users",
        "account_manager",
        "客户经理",
        "Account manager",
        "高价值客户一对一服务（金融、零售）",
        "One-to-one service of high-value customers (finance, retail)",
        "产品知识",
        "Product knowledge",
    ),
    (
        "campaigns",
        "campaign_planner",
        "活动策划与执行",
        "Campaign planner",
        "拼团、砍价、助力、抽奖、线下引流、联合活动，从方案到复盘",
        "Group buying, bargaining, assistance, lottery, offline-to-online and joint events; plan to review",
        "创意、协调",
        "Creativity, coordination",
    ),
    (
        "campaigns",
        "ecommerce_operator",
        "电商运营",
        "E-commerce operator",
        "店铺上架、优惠、转化",
        "Shop listings, offers, conversion",
        "熟悉店铺平台",
        "Shop platforms",
    ),
    (
        "data",
        "data_analyst",
        "数据分析与优化",
        "Data analyst",
        "指标体系、报表、发现和建议",
        "Metric system, reports, findings, suggestions",
        "Excel、SQL、微信后台、新榜、西瓜数据",
        "Excel, SQL, WeChat back ends, Newrank, Xigua Data",
    ),
    (
        "data",
        "seo_sem_specialist",
        "SEO/SEM 专员",
        "SEO/SEM specialist",
        "搜索可见度、付费搜索",
        "Search visibility, paid search",
        "熟悉搜索平台",
        "Search platforms",
    ),
    (
        "tech",
        "tech_support",
        "技术支持与产品对接",
        "Tech support",
        "小程序、H5、接口对接（支付、服务、登录）",
        "Mini program, H5, API links (payment, service, sign-in)",
        "小程序和接口开发",
        "Mini program and API development",
    ),
    (
        "tech",
        "wecom_admin",
        "企业微信管理员",
        "WeCom administrator",
        "企业微信后台：设置、权限、安全、数据监控",
        "The WeCom tenant: settings, permissions, security, data watch",
        "IT 管理",
        "IT administration",
    ),
    (
        "compliance",
        "compliance_specialist",
        "合规专员",
        "Compliance specialist",
        "所有发布内容的二级审核",
        "Second-level review of everything published",
        "平台规则、广告法",
        "Platform rules, advertising law",
    ),
    ("compliance", "legal_reviewer", "法务", "Legal reviewer", "三级审核", "Third-level review", "法律", "Law"),
]

STANDARD = {
    "team_lead": (1, 1),
    "content_planner": (1, 1),
    "copywriter": (1, 1),
    "visual_designer": (0, 1),
    "user_operator": (1, 1),
    "community_manager": (1, 2),
    "campaign_planner": (1, 2),
    "data_analyst": (1, 1),
    "tech_support": (1, 1),
}

# code, name, English name, role: (at least, at most). A role that somebody holds beside their main one stands
# in its own line: it has to be held, and the board then says that it is shared.
TEMPLATES = [
    (
        "startup",
        "初创",
        "Startup",
        {
            "team_lead": (1, 1),
            "campaign_planner": (1, 1),
            "content_planner": (1, 1),
            "copywriter": (1, 1),
            "visual_designer": (1, 1),
            "user_operator": (1, 1),
            "community_manager": (1, 1),
            "wecom_admin": (1, 1),
            "tech_support": (1, 1),
        },
    ),
    ("standard", "标准", "Standard", STANDARD),
    (
        "mature",
        "成熟",
        "Mature",
        {
            **STANDARD,
            "short_video_operator": (1, 2),
            "live_stream_operator": (1, 2),
            "visual_designer": (1, 1),
            "video_editor": (1, 1),
        },
    ),
    (
        "wecom",
        "企业微信管理",
        "WeCom management",
        {
            "wecom_admin": (1, 1),
            "crm_specialist": (1, 3),
            "content_planner": (1, 2),
            "tech_support": (1, 1),
            "training_supervisor": (1, 1),
        },
    ),
    (
        "home-furnishing",
        "家居零售",
        "Home furnishing",
        {
            "crm_specialist": (1, 3),
            "content_planner": (1, 2),
            "tech_support": (1, 1),
            "training_supervisor": (1, 1),
        },
    ),
    (
        "bank",
        "银行",
        "Bank",
        {
            "account_manager": (2, 10),
            "tech_support": (1, 2),
            "content_planner": (1, 2),
            "compliance_specialist": (1, 1),
        },
    ),
    (
        "large",
        "大型新媒体",
        "Large new-media",
        {
            "content_planner": (1, 1),
            "copywriter": (2, 2),
            "visual_designer": (1, 1),
            "video_editor": (1, 1),
            "data_analyst": (1, 1),
            "tech_support": (3, 5),
            "community_manager": (5, 5),
            "campaign_planner": (2, 2),
            "user_operator": (2, 2),
        },
    ),
    (
        "digital",
        "数字营销",
        "Digital marketing",
        {
            "team_lead": (1, 1),
            "content_planner": (1, 1),
            "seo_sem_specialist": (1, 1),
            "social_media_operator": (1, 1),
            "data_analyst": (1, 1),
            "ecommerce_operator": (0, 1),
            "visual_designer": (1, 1),
        },
    ),
]


def fill(apps, schema_editor):
    role_model = apps.get_model("roles", "Role")
    staffing_model = apps.get_model("roles", "StaffingTemplate")
    line_model = apps.get_model("roles", "StaffingLine")
    roles = {}
    for position, (module, code, name, name_en, duty, duty_en, skills, skills_en) in enumerate(ROLES, start=1):
        roles[code] = role_model.objects.create(
            module=module,
            code=code,
            name=name,
            name_en=name_en,
            duty=duty,
            duty_en=duty_en,
            skills=skills,
            skills_en=skills_en,
            position=position * 10,
            is_key=code in KEY,
        )
    for position, (code, name, name_en, wanted) in enumerate(TEMPLATES, start=1):
        staffing = staffing_model.objects.create(code=code, name=name, name_en=name_en, position=position)
        line_model.objects.bulk_create(
            line_model(template=staffing, role=roles[role], minimum=low, maximum=high)
            for role, (low, high) in wanted.items()
        )


def empty(apps, schema_editor):
    apps.get_model("roles", "StaffingTemplate").objects.filter(team=None).delete()
    apps.get_model("roles", "Role").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
