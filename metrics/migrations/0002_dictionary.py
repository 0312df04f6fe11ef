"""Ship the metric dictionary: every code that an import, the work itself or a formula yields."""

from django.db import migrations

FLOW, STOCK, LEVEL = "flow", "stock", "level"
DAILY, NOW_AND_THEN = True, False

# code, name, English name, unit, fold, every day, definition, where it comes from
STORED = [
    ("oa.followers_new", "新关注人数", "New followers", "people", FLOW, DAILY, "当天新关注公众号的人数。", "用户分析；公众号接口"),
    ("oa.followers_lost", "取消关注人数", "Lost followers", "people", FLOW, DAILY, "当天取消关注的人数。", "用户分析；公众号接口"),
    ("oa.followers_total", "累积关注人数", "Followers", "people", STOCK, DAILY, "当天结束时的关注总人数。", "用户分析；公众号接口"),
    ("oa.readers", "阅读人数", "Readers", "people", FLOW, DAILY, "阅读图文的人数，按天去重；跨天、跨渠道不能相加成人数。", "内容分析；已通知内容；公众号接口"),
    ("oa.reads", "阅读次数", "Reads", "times", FLOW, NOW_AND_THEN, "图文被阅读的次数。", "已通知内容；数据明细"),
    ("oa.sharers", "分享人数", "Sharers", "people", FLOW, DAILY, "分享图文的人数。", "内容分析；已通知内容；公众号接口"),
    ("oa.shares", "分享次数", "Shares", "times", FLOW, NOW_AND_THEN, "图文被分享的次数。", "已通知内容；数据明细"),
    ("oa.favourites", "收藏人数", "Favourites", "people", FLOW, DAILY, "收藏图文的人数。", "内容分析；数据明细；公众号接口"),
    ("oa.likes", "点赞人数", "Likes", "people", FLOW, NOW_AND_THEN, "点拇指赞的人数。", "数据明细；公众号接口"),
    ("oa.wows", "在看人数", "Wows", "people", FLOW, NOW_AND_THEN, "点在看（爱心赞）的人数。", "数据明细；公众号接口"),
    ("oa.comments", "留言数", "Comments", "times", FLOW, NOW_AND_THEN, "留言的条数。", "数据明细；公众号接口"),
    ("oa.delivered", "送达人数", "Delivered", "people", FLOW, NOW_AND_THEN, "消息送达的人数。", "已通知内容；数据明细"),
    ("oa.session_reads", "公众号消息阅读次数", "Session reads", "times", FLOW, NOW_AND_THEN, "从公众号消息打开的阅读次数。", "已通知内容"),
    ("oa.session_readers", "公众号消息阅读人数", "Session readers", "people", FLOW, NOW_AND_THEN, "从公众号消息打开的阅读人数。", "数据明细"),
    ("oa.new_from_reading", "阅读后关注人数", "New followers from reading", "people", FLOW, NOW_AND_THEN, "读完这篇后关注的人数。", "已通知内容；数据明细"),
    ("oa.finished", "读完人数", "Finished readers", "people", FLOW, NOW_AND_THEN, "阅读完成率 × 总阅读人数。", "已通知内容；数据明细"),
    ("oa.original_clicks", "跳转阅读原文人数", "Original link clicks", "people", FLOW, DAILY, "点开「阅读原文」的人数。", "内容分析；公众号接口"),
    ("oa.mini_clicks", "跳转小程序人数", "Mini-program clicks", "people", FLOW, NOW_AND_THEN, "从图文点进小程序的人数。", "TeamOps 表格"),
    ("oa.published", "发表篇数", "Articles published", "pieces", FLOW, DAILY, "当天发表的图文篇数。", "内容分析；公众号接口"),
    ("oa.tips", "赞赏金额", "Tips", "yuan", FLOW, NOW_AND_THEN, "赞赏金额，后台的分换算成元。", "数据明细"),
    ("vc.plays", "播放量", "Plays", "times", FLOW, NOW_AND_THEN, "视频播放次数，累计到导出日，记在发布日。", "视频号动态数据明细"),
    ("vc.hearts", "推荐", "Hearts", "times", FLOW, NOW_AND_THEN, "点爱心的次数（推荐，不是曝光）。", "视频号动态数据明细"),
    ("vc.thumbs", "喜欢", "Thumbs", "times", FLOW, NOW_AND_THEN, "点拇指的次数（喜欢）。", "视频号动态数据明细"),
    ("vc.comments", "视频评论量", "Video comments", "times", FLOW, NOW_AND_THEN, "视频的评论条数。", "视频号动态数据明细"),
    ("vc.shares", "视频分享量", "Video shares", "times", FLOW, NOW_AND_THEN, "视频被分享的次数。", "视频号动态数据明细"),
    ("vc.follows", "视频关注量", "Follows from video", "people", FLOW, NOW_AND_THEN, "看完视频后的关注人数。", "视频号动态数据明细"),
    ("vc.forwards", "转发聊天和朋友圈", "Forwards", "times", FLOW, NOW_AND_THEN, "转发到聊天和朋友圈的次数。", "视频号动态数据明细"),
    ("vc.completed", "完整播放量", "Completed plays", "times", FLOW, NOW_AND_THEN, "完播率 × 播放量。", "视频号动态数据明细"),
    ("vc.watch_seconds", "播放总时长", "Watch time", "seconds", FLOW, NOW_AND_THEN, "平均播放时长 × 播放量。", "视频号动态数据明细"),
    ("vc.wecom_clicks", "企微链接点击次数", "WeCom link clicks", "times", FLOW, NOW_AND_THEN, "视频里企业微信链接的点击次数。", "视频号动态数据明细"),
    ("vc.wecom_adds", "企微添加次数", "WeCom contacts added", "times", FLOW, NOW_AND_THEN, "从视频添加到通讯录的次数。", "视频号动态数据明细"),
    ("shop.orders", "支付订单数", "Paid orders", "times", FLOW, DAILY, "当天支付的订单数，没支付就关闭的不算。", "有赞订单；微信小店订单"),
    ("shop.gmv", "支付金额", "GMV", "yuan", FLOW, DAILY, "当天支付订单的实付金额。", "有赞订单；微信小店订单"),
    ("shop.refunds", "退款金额", "Refunds", "yuan", FLOW, DAILY, "这些订单里已退款的金额。", "有赞订单；微信小店订单"),
    ("shop.payers", "支付人数", "Payers", "people", FLOW, DAILY, "当天支付的不同买家。", "有赞订单；微信小店订单"),
    ("shop.repeat_payers", "复购人数", "Repeat payers", "people", FLOW, DAILY, "当天支付、此前已有支付订单的买家。", "有赞订单；微信小店订单"),
    ("mini.users", "小程序累计用户", "Mini-program users", "people", STOCK, DAILY, "小程序累计用户数。", "小程序接口"),
    ("mini.visits", "访问次数", "Visits", "times", FLOW, DAILY, "小程序的访问次数。", "小程序接口"),
    ("mini.visitors", "访问人数", "Visitors", "people", FLOW, DAILY, "小程序的访问人数。", "小程序接口"),
    ("mini.new_visitors", "新访问人数", "New visitors", "people", FLOW, DAILY, "首次访问小程序的人数。", "小程序接口"),
    ("mini.sessions", "打开次数", "Sessions", "times", FLOW, DAILY, "小程序的打开次数。", "小程序接口"),
    ("mini.sharers", "小程序分享人数", "Mini-program sharers", "people", FLOW, DAILY, "分享小程序的人数。", "小程序接口"),
    ("wecom.requests", "发起申请数", "Friend requests", "times", FLOW, DAILY, "成员主动发起的添加客户申请。", "企业微信接口（客户联系统计）"),
    ("wecom.new_customers", "新增客户数", "New customers", "people", FLOW, DAILY, "成员新添加的客户。", "企业微信接口（客户联系统计）"),
    ("wecom.lost_customers", "流失客户数", "Lost customers", "people", FLOW, NOW_AND_THEN, "期内流失的客户。", "TeamOps 表格"),
    ("wecom.customers", "客户总数", "Customers", "people", STOCK, NOW_AND_THEN, "成员名下的客户总数。", "TeamOps 表格"),
    ("wecom.chats", "聊天总数", "Chats", "times", FLOW, DAILY, "有消息往来的单聊数。", "企业微信接口（客户联系统计）"),
    ("wecom.messages", "发送消息数", "Messages sent", "times", FLOW, DAILY, "成员发出的消息数。", "企业微信接口（客户联系统计）"),
    ("wecom.replied_chats", "已回复聊天数", "Replied chats", "times", FLOW, DAILY, "聊天总数 × 已回复占比。", "企业微信接口（客户联系统计）"),
    ("wecom.reply_minutes", "平均首次回复时长", "Average first reply", "minutes", LEVEL, DAILY, "客户先发消息到成员首次回复的分钟数，按聊天数加权。", "企业微信接口（客户联系统计）"),
    ("wecom.blocked", "被拉黑或删除数", "Blocked or deleted", "people", FLOW, DAILY, "被客户拉黑或删除的次数。", "企业微信接口（客户联系统计）"),
    ("wecom.first_replies", "首次回复数", "First replies", "times", FLOW, NOW_AND_THEN, "期内的首次回复。", "TeamOps 表格"),
    ("wecom.quick_replies", "5 分钟内首次回复数", "First replies within 5 min", "times", FLOW, NOW_AND_THEN, "5 分钟以内的首次回复。", "TeamOps 表格"),
    ("group.count", "群数", "Groups", "pieces", STOCK, DAILY, "群的总数。", "企业微信接口（群聊统计）"),
    ("group.new", "新建群数", "New groups", "pieces", FLOW, DAILY, "当天新建的群。", "企业微信接口（群聊统计）"),
    ("group.active", "活跃群数", "Active groups", "pieces", FLOW, DAILY, "当天有人发言的群。", "企业微信接口（群聊统计）"),
    ("group.members", "群成员数", "Group members", "people", STOCK, DAILY, "当天的群成员总数。", "企业微信接口（群聊统计）"),
    ("group.joined", "入群人数", "Joined", "people", FLOW, DAILY, "当天入群的人数。", "企业微信接口（群聊统计）"),
    ("group.left", "退群人数", "Left", "people", FLOW, NOW_AND_THEN, "当天退群的人数。", "TeamOps 表格"),
    ("group.spoke", "发言人数", "Members who spoke", "people", FLOW, DAILY, "当天发过言的群成员。", "企业微信接口（群聊统计）"),
    ("group.messages", "群消息数", "Group messages", "times", FLOW, DAILY, "当天的群消息，去掉运营和无效消息。", "企业微信接口（群聊统计）"),
    ("group.marketing_messages", "营销消息数", "Marketing messages", "times", FLOW, NOW_AND_THEN, "群消息里营销内容的条数。", "TeamOps 表格"),
    ("group.user_posts", "用户共创内容数", "User-made posts", "pieces", FLOW, NOW_AND_THEN, "群成员自己发的内容。", "TeamOps 表格"),
    ("group.monthly_active", "月活跃成员数", "Monthly active members", "people", FLOW, NOW_AND_THEN, "当月至少发言一次的群成员，每月一个数。", "TeamOps 表格"),
    ("group.monthly_members", "月末群成员数", "Members at month's end", "people", FLOW, NOW_AND_THEN, "与月活跃成员数同日记录的群成员数。", "TeamOps 表格"),
    ("group.stayed", "月初成员仍在数", "Still there at month's end", "people", FLOW, NOW_AND_THEN, "月初的成员到月末还在群里的人数。", "TeamOps 表格"),
    ("group.core_users", "核心用户数", "Core users", "people", STOCK, NOW_AND_THEN, "团队自己定义的核心用户。", "TeamOps 表格"),
    ("user.private_domain", "私域用户数", "Private-domain users", "people", STOCK, NOW_AND_THEN, "公众号、企业微信、社群里的去重用户。", "TeamOps 表格"),
    ("user.active", "活跃用户数", "Active users", "people", STOCK, NOW_AND_THEN, "最近 30 天有互动的用户。", "TeamOps 表格"),
    ("user.cohort_30", "30 天前新增用户", "Users new 30 days ago", "people", FLOW, NOW_AND_THEN, "30 日留存率的基数。", "TeamOps 表格"),
    ("user.retained_30", "30 日留存用户", "Users retained for 30 days", "people", FLOW, NOW_AND_THEN, "新增后第 30 天仍活跃的用户。", "TeamOps 表格"),
    ("user.cohort_7", "7 天前新增用户", "Users new 7 days ago", "people", FLOW, NOW_AND_THEN, "7 日留存率的基数。", "TeamOps 表格"),
    ("user.retained_7", "7 日留存用户", "Users retained for 7 days", "people", FLOW, NOW_AND_THEN, "新增后第 7 天仍活跃的用户。", "TeamOps 表格"),
    ("user.satisfaction", "满意度", "Satisfaction", "percent", LEVEL, NOW_AND_THEN, "满意的答卷占比。", "TeamOps 表格"),
    ("user.nps", "NPS", "NPS", "score", LEVEL, NOW_AND_THEN, "9–10 分占比减 0–6 分占比，−100 到 100。", "TeamOps 表格"),
    ("biz.spend", "花费", "Spend", "yuan", FLOW, NOW_AND_THEN, "活动和投放的花费。", "TeamOps 表格"),
    ("biz.revenue", "活动收入", "Campaign revenue", "yuan", FLOW, NOW_AND_THEN, "归到活动的收入。", "TeamOps 表格"),
    ("biz.participants", "参与人数", "Participants", "people", FLOW, NOW_AND_THEN, "参加活动的人数。", "TeamOps 表格"),
    ("biz.converted", "活动转化人数", "Converted participants", "people", FLOW, NOW_AND_THEN, "参加活动后下单的人数。", "TeamOps 表格"),
    ("biz.new_customers", "新客数", "New customers", "people", FLOW, NOW_AND_THEN, "首次下单的客户。", "TeamOps 表格"),
    ("biz.leads", "线索数", "Leads", "people", FLOW, NOW_AND_THEN, "留下联系方式的人数。", "TeamOps 表格"),
    ("biz.search_index", "品牌搜索指数", "Brand search index", "number", LEVEL, NOW_AND_THEN, "微信指数里的品牌词。", "TeamOps 表格"),
    ("biz.page_loads", "页面打开数", "Page loads", "times", FLOW, NOW_AND_THEN, "监测到的页面打开次数。", "TeamOps 表格"),
    ("biz.fast_page_loads", "2 秒内打开数", "Page loads within 2 s", "times", FLOW, NOW_AND_THEN, "2 秒以内打开的次数。", "TeamOps 表格"),
]

# Pairs of process numbers, made by the work itself: code, name, English name
PROCESS = [
    ("stand_ups_due", "应写站会数", "Stand-ups due", "每个成员每个工作日一次，请假不算。"),
    ("stand_ups_logged", "已写站会数", "Stand-ups logged", "应写的日子里写了的。"),
    ("topics_planned", "计划选题数", "Topics planned", "选题会定下的选题。"),
    ("topics_done", "完成选题数", "Topics done", "计划选题里完成的。"),
    ("outputs_due", "应产出内容数", "Outputs due", "约定在这天交付的内容。"),
    ("outputs_on_time", "按时产出内容数", "Outputs on time", "其中按时交付的。"),
    ("plans_submitted", "提交方案数", "Plans submitted", "提交审批的活动方案。"),
    ("plans_approved", "通过方案数", "Plans approved", "其中通过的。"),
    ("resources_asked", "申请资源数", "Resources asked for", "活动申请的资源项。"),
    ("resources_in_place", "到位资源数", "Resources in place", "其中按期到位的。"),
    ("sop_due", "应执行 SOP 步数", "SOP steps due", "这天应执行的 SOP 步骤。"),
    ("sop_done", "已执行 SOP 步数", "SOP steps done", "其中执行了的。"),
    ("actions_due", "到期行动数", "Actions due", "会议定下、这天到期的行动。"),
    ("actions_done", "按期完成行动数", "Actions done in time", "其中按期完成的。"),
    ("requests_received", "服务请求数", "Service requests", "收到的跨部门服务请求。"),
    ("requests_within_sla", "时限内完成请求数", "Requests within SLA", "其中在时限内完成的。"),
    ("training_planned", "计划培训场次", "Training planned", "计划的培训。"),
    ("training_held", "实际培训场次", "Training held", "其中举办了的。"),
    ("assessments_taken", "参加考核人次", "Assessments taken", "参加季度考核的人次。"),
    ("assessments_passed", "通过考核人次", "Assessments passed", "其中通过的。"),
    ("reports_due", "应交报告数", "Reports due", "这天应交的报告。"),
    ("reports_on_time", "按时报告数", "Reports on time", "其中按时交的。"),
    ("deliveries_due", "应交付数", "Deliveries due", "这天应交付的功能或页面。"),
    ("deliveries_on_time", "按时交付数", "Deliveries on time", "其中按时交付的。"),
    ("tag_refreshes", "标签更新次数", "Tag refreshes", "客户标签整体更新的次数。"),
    ("group_topics", "群话题数", "Group topics", "在群里发起的话题。"),
    ("decisions_made", "决策数", "Decisions made", "会议上做出的决策。"),
    ("decisions_backed", "有数据支持的决策数", "Decisions backed by a finding", "其中引用了数据结论的。"),
    ("findings_verified", "验证有效的结论数", "Findings with a verified effect", "改动后验证有效的数据结论。"),
    ("access_requests", "权限申请数", "Permission requests", "收到的权限申请。"),
    ("access_within_day", "一天内处理的权限申请数", "Requests decided within a day", "其中一天内处理的。"),
    ("access_findings", "权限检查问题数", "Permission findings", "权限检查发现的问题。"),
    ("access_findings_closed", "已关闭权限问题数", "Permission findings closed", "其中已关闭的。"),
    ("reviews_due", "应完成审核数", "Reviews due", "这天到时限的审核。"),
    ("reviews_within_sla", "时限内审核数", "Reviews within SLA", "其中在时限内完成的。"),
    ("violations", "发布后违规数", "Violations after publishing", "发布后被平台判违规的内容。"),
    ("incidents", "故障数", "Incidents", "技术故障。"),
    ("incidents_recovered", "2 小时内恢复故障数", "Incidents recovered within 2 h", "其中 2 小时内恢复的。"),
    ("points_expected", "应到数据点数", "Data points expected", "渠道应有的数据点。"),
    ("points_received", "已到数据点数", "Data points received", "其中已到的。"),
    ("meetings_planned", "计划评审与会议数", "Reviews and meetings planned", "计划的评审和会议。"),
    ("meetings_held", "已开评审与会议数", "Reviews and meetings held", "其中按时开了的。"),
]

SUMMAND, NUMERATOR, DENOMINATOR, OPENING, BASE = "summand", "numerator", "denominator", "opening", "base"


def ratio(over, under, *, opening=False):
    """Terms of Σ over ÷ Σ under."""
    return [(NUMERATOR, code, 1) for code in over.split()] + [
        (OPENING if opening else DENOMINATOR, code, 1) for code in under.split()
    ]


# code, name, English name, unit, fold, definition, terms
DERIVED = [
    ("oa.followers_net", "净增关注人数", "Net new followers", "people", "sum", "新关注 − 取消关注。", [(SUMMAND, "oa.followers_new", 1), (SUMMAND, "oa.followers_lost", -1)]),
    ("content.reads_and_plays", "阅读播放量", "Reads and plays", "times", "sum", "图文阅读次数 + 视频播放量。", [(SUMMAND, "oa.reads", 1), (SUMMAND, "vc.plays", 1)]),
    ("group.net_growth", "群成员净增", "Net group growth", "people", "sum", "入群 − 退群。", [(SUMMAND, "group.joined", 1), (SUMMAND, "group.left", -1)]),
    ("oa.open_rate", "打开率", "Open rate", "percent", "ratio", "公众号消息阅读次数 ÷ 送达人数（后台的送达阅读率）。", ratio("oa.session_reads", "oa.delivered")),
    ("oa.share_rate", "转发率", "Share rate", "percent", "ratio", "分享人数 ÷ 阅读人数。", ratio("oa.sharers", "oa.readers")),
    ("oa.engagement_rate", "互动率", "Engagement rate", "percent", "ratio", "（点赞 + 留言 + 收藏 + 分享）÷ 阅读人数。", ratio("oa.likes oa.comments oa.favourites oa.sharers", "oa.readers")),
    ("oa.mini_click_rate", "跳转率", "Click rate to the mini program", "percent", "ratio", "跳转小程序人数 ÷ 阅读人数。", ratio("oa.mini_clicks", "oa.readers")),
    ("oa.finish_rate", "完读率", "Finish rate", "percent", "ratio", "读完人数 ÷ 阅读人数。", ratio("oa.finished", "oa.readers")),
    ("vc.completion_rate", "完播率", "Completion rate", "percent", "ratio", "完整播放量 ÷ 播放量。", ratio("vc.completed", "vc.plays")),
    ("vc.share_rate", "视频转发率", "Video share rate", "percent", "ratio", "视频分享量 ÷ 播放量。", ratio("vc.shares", "vc.plays")),
    ("shop.conversion_rate", "下单转化率", "Order conversion", "percent", "ratio", "支付订单数 ÷ 访问人数。", ratio("shop.orders", "mini.visitors")),
    ("shop.repurchase_rate", "复购率", "Repurchase rate", "percent", "ratio", "复购人数 ÷ 支付人数。", ratio("shop.repeat_payers", "shop.payers")),
    ("shop.order_value", "客单价", "Order value", "yuan", "ratio", "支付金额 ÷ 支付订单数。", ratio("shop.gmv", "shop.orders")),
    ("wecom.reply_rate", "回复率", "Reply rate", "percent", "ratio", "已回复聊天数 ÷ 聊天总数。", ratio("wecom.replied_chats", "wecom.chats")),
    ("wecom.quick_reply_rate", "5 分钟首次回复率", "First reply within 5 min", "percent", "ratio", "5 分钟内首次回复数 ÷ 首次回复数。", ratio("wecom.quick_replies", "wecom.first_replies")),
    ("wecom.loss_rate", "客户流失率", "Customer loss rate", "percent", "ratio", "流失客户数 ÷ 期初客户总数。", ratio("wecom.lost_customers", "wecom.customers", opening=True)),
    ("group.daily_active_rate", "社群日活率", "Daily active share", "percent", "ratio", "发言人数 ÷ 群成员数，逐日相加。", ratio("group.spoke", "group.members")),
    ("group.leave_rate", "退群率", "Leave rate", "percent", "ratio", "退群人数 ÷ 期初群成员数。", ratio("group.left", "group.members", opening=True)),
    ("group.marketing_share", "营销占比", "Marketing share", "percent", "ratio", "营销消息数 ÷ 群消息数。", ratio("group.marketing_messages", "group.messages")),
    ("group.monthly_active_rate", "社群月活率", "Monthly active share", "percent", "ratio", "月活跃成员数 ÷ 月末群成员数。", ratio("group.monthly_active", "group.monthly_members")),
    ("group.monthly_retention", "月留存率", "Monthly retention", "percent", "ratio", "月初成员仍在数 ÷ 期初群成员数。", ratio("group.stayed", "group.members", opening=True)),
    ("user.retention_30", "30 日留存率", "30-day retention", "percent", "ratio", "30 日留存用户 ÷ 30 天前新增用户。", ratio("user.retained_30", "user.cohort_30")),
    ("user.retention_7", "7 日留存率", "7-day retention", "percent", "ratio", "7 日留存用户 ÷ 7 天前新增用户。", ratio("user.retained_7", "user.cohort_7")),
    ("biz.cac", "获客成本", "CAC", "yuan", "ratio", "花费 ÷ 新客数。", ratio("biz.spend", "biz.new_customers")),
    ("biz.roi", "ROI", "ROI", "number", "ratio", "活动收入 ÷ 花费。", ratio("biz.revenue", "biz.spend")),
    ("biz.conversion_rate", "活动转化率", "Campaign conversion", "percent", "ratio", "活动转化人数 ÷ 参与人数。", ratio("biz.converted", "biz.participants")),
    ("biz.fast_page_share", "2 秒内打开率", "Page loads within 2 s", "percent", "ratio", "2 秒内打开数 ÷ 页面打开数。", ratio("biz.fast_page_loads", "biz.page_loads")),
    ("shop.order_value_growth", "客单价提升", "Growth of the order value", "percent", "growth", "客单价比上月的变化。", [(BASE, "shop.order_value", 1)]),
]

# code, name, English name, over, under
PROCESS_RATES = [
    ("stand_up_rate", "站会记录率", "Stand-ups logged", "stand_ups_logged", "stand_ups_due"),
    ("topic_rate", "选题完成率", "Topics done", "topics_done", "topics_planned"),
    ("output_rate", "内容按时产出率", "Outputs on time", "outputs_on_time", "outputs_due"),
    ("plan_rate", "方案通过率", "Plans approved", "plans_approved", "plans_submitted"),
    ("resource_rate", "资源协调到位率", "Resources in place", "resources_in_place", "resources_asked"),
    ("sop_rate", "SOP执行率", "SOP steps done", "sop_done", "sop_due"),
    ("action_rate", "行动按期完成率", "Actions done in time", "actions_done", "actions_due"),
    ("request_rate", "服务请求达标率", "Requests within SLA", "requests_within_sla", "requests_received"),
    ("training_rate", "培训完成率", "Training held", "training_held", "training_planned"),
    ("assessment_rate", "考核通过率", "Assessments passed", "assessments_passed", "assessments_taken"),
    ("report_rate", "报告按时率", "Reports on time", "reports_on_time", "reports_due"),
    ("delivery_rate", "交付按时率", "Deliveries on time", "deliveries_on_time", "deliveries_due"),
    ("decision_rate", "数据决策率", "Decisions backed by data", "decisions_backed", "decisions_made"),
    ("access_rate", "权限申请一日处理率", "Requests decided within a day", "access_within_day", "access_requests"),
    ("access_finding_rate", "权限问题关闭率", "Permission findings closed", "access_findings_closed", "access_findings"),
    ("review_rate", "审核按时率", "Reviews within SLA", "reviews_within_sla", "reviews_due"),
    ("recovery_rate", "故障 2 小时恢复率", "Incidents recovered within 2 h", "incidents_recovered", "incidents"),
    ("completeness_rate", "数据完整率", "Data completeness", "points_received", "points_expected"),
    ("meeting_rate", "评审与会议按期率", "Reviews and meetings held", "meetings_held", "meetings_planned"),
]


def group_of(code):
    prefix = code.split(".")[0]
    return "oa" if prefix == "content" else prefix


def ship(apps, schema_editor):
    metric_model = apps.get_model("metrics", "Metric")
    term_model = apps.get_model("metrics", "Term")
    process_source = "TeamOps 自动记录；未接通的由 TeamOps 表格导入"
    rows = [
        *STORED,
        *((f"process.{code}", name, name_en, "times", FLOW, NOW_AND_THEN, definition, process_source) for code, name, name_en, definition in PROCESS),
    ]
    metrics = {}
    for position, (code, name, name_en, unit, fold, is_daily, definition, source) in enumerate(rows):
        metrics[code] = metric_model.objects.create(
            code=code, name=name, name_en=name_en, group=group_of(code), unit=unit, fold=fold,
            is_daily=is_daily, definition=definition, source=source, position=position,
        )  # fmt: skip
    metrics["wecom.reply_minutes"].weighted_by = metrics["wecom.chats"]
    metrics["wecom.reply_minutes"].save()
    derived = [
        *DERIVED,
        *(
            (f"process.{code}", name, name_en, "percent", "ratio", f"{metrics['process.' + over].name} ÷ {metrics['process.' + under].name}。", ratio(f"process.{over}", f"process.{under}"))
            for code, name, name_en, over, under in PROCESS_RATES
        ),
    ]
    for position, (code, name, name_en, unit, fold, definition, terms) in enumerate(derived, start=len(rows)):
        metrics[code] = metric_model.objects.create(
            code=code, name=name, name_en=name_en, group=group_of(code), unit=unit, fold=fold,
            is_daily=False, definition=definition, source="由其他指标算出", position=position,
        )  # fmt: skip
        for place, (part, source, sign) in enumerate(terms):
            term_model.objects.create(metric=metrics[code], part=part, source=metrics[source], sign=sign, position=place)


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
