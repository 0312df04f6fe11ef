"""Ship SOPs to start from: for groups, for segments, for events."""

from django.db import migrations

GROUP, SEGMENT, EVENT = "group", "segment", "event"

# code, name, English name, what it is for, steps: day, what is done, the same in English
SOPS = [
    ("new_group", "新群开群 30 天", "A new group's first 30 days", GROUP, [
        (0, "发欢迎语和群规，说清群里有什么", "Welcome, house rules, and what the group is for"),
        (0, "核对管理员和入群口令", "Check who keeps order and how one gets in"),
        (1, "发破冰话题，请种子用户先说", "An opening topic; ask the seed users to speak first"),
        (3, "分享一篇干货，收问题", "Share one useful piece, collect questions"),
        (5, "集中答疑", "Answer the questions together"),
        (7, "第一次小活动：晒单或打卡", "A first small event: show and tell, or check in"),
        (14, "回访没说过话的成员", "Write to those who haven't said anything"),
        (21, "群福利日，营销消息不超过三成", "A day of offers; marketing stays below 30% of messages"),
        (30, "看活跃和退群，调整群规和话题", "Look at activity and leaving; adjust rules and topics"),
    ]),
    ("group_week", "社群一周", "A group's week", GROUP, [
        (0, "发本周话题", "The week's topic"),
        (1, "分享一篇干货", "Share one useful piece"),
        (2, "集中答疑", "Answer questions together"),
        (3, "征集用户晒单", "Ask for users' own posts"),
        (4, "预告周末活动", "Announce the weekend's event"),
        (5, "做周末活动", "Hold the weekend's event"),
        (6, "发一周小结，记下本周数据", "Sum the week up and note its numbers"),
    ]),
    ("new_customers", "新客 7 天激活", "New customers: 7 days", SEGMENT, [
        (0, "发欢迎语，打渠道标签", "Welcome, and tag where they came from"),
        (1, "发使用指南", "Send the guide"),
        (3, "发首单券", "Send the first-order coupon"),
        (5, "问使用感受，补画像标签", "Ask how it goes, add tags"),
        (7, "提醒还没下单的，收尾打标签", "Remind who hasn't ordered, tag the outcome"),
    ]),
    ("wake_up", "沉默用户唤醒", "Waking silent users", SEGMENT, [
        (0, "圈定 60 天没来的，分三组", "Pick who was away for 60 days, in three groups"),
        (1, "发一篇他们看过的主题", "Send a piece on a topic that they read"),
        (4, "发专属券，限三天", "Send a coupon for three days"),
        (7, "一对一问候没用券的", "Write to those who didn't use it"),
        (14, "记下唤醒率，没反应的降低频率", "Note who came back; write less often to the rest"),
    ]),
    ("high_value", "高价值客户维护", "Looking after high-value customers", SEGMENT, [
        (0, "看购买记录，写维护重点", "Look at what they bought, note what matters"),
        (3, "一对一问候，送专属权益", "Write to each, with what is only for them"),
        (15, "推荐新品或护理建议", "Recommend something new, or advice"),
        (30, "回访满意度，更新标签", "Ask how satisfied they are, update tags"),
    ]),
    ("live_stream", "直播活动", "A live stream", EVENT, [
        (-7, "发预约海报，公众号和社群各一次", "The poster to sign up, once on the account and in the groups"),
        (-3, "社群预告货品和福利", "Announce goods and offers in the groups"),
        (-1, "过一遍脚本、货品、网络和应急预案", "Go through script, goods, network and contingency plan"),
        (0, "开播前一小时提醒预约的人", "Remind who signed up, an hour before"),
        (0, "直播中在群里回答问题、发链接", "Answer in the groups and post links during the stream"),
        (1, "发回放，提醒没付款的订单", "Post the recording, remind of unpaid orders"),
        (3, "汇总观看、互动和成交，写复盘", "Sum up views, interaction and sales; write the review"),
    ]),
]  # fmt: skip


def ship(apps, schema_editor):
    sop_model, step_model = apps.get_model("campaigns", "Sop"), apps.get_model("campaigns", "SopStep")
    for position, (code, name, name_en, made_for, steps) in enumerate(SOPS, start=1):
        sop = sop_model.objects.create(code=code, name=name, name_en=name_en, made_for=made_for, position=position)
        step_model.objects.bulk_create(
            step_model(sop=sop, position=place, day=day, name=label, name_en=label_en)
            for place, (day, label, label_en) in enumerate(steps, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_shipped_thresholds")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
