"""Say of the process numbers that the work makes itself what counts, and on which day."""

from django.db import migrations

SOURCE, SOURCE_EN = "工作项自动记录", "Made from the work itself"
# code, definition, English definition
DEFINITIONS = [
    ("topics_planned", "定下的选题（离开了第一个环节），计在约定发布的那天；没有约定的，计在定下的那天。", "Topics that were settled (they left the first stage), on the day promised for publishing; without one, on the day they were settled."),
    ("topics_done", "其中已经发布的，晚发也算。", "Of these, published by now, even if late."),
    ("outputs_due", "约定在这天发布的内容。选题定下以后改期，不改约定的日子。", "Content promised for that day. Planning anew after the topic is settled doesn't move the promise."),
    ("outputs_on_time", "其中当天或提前发布的。", "Of these, published on that day or before."),
    ("plans_submitted", "活动方案的每次审批，计在有结果的那天；退回后再提交算另一次。", "Each decision on a campaign's plan, on that day; handed in again after it was sent back, it counts again."),
    ("plans_approved", "其中通过的。", "Of these, approved."),
    ("resources_asked", "活动申请的资源，计在需要到位的那天。", "Resources that campaigns asked for, on the day they were needed by."),
    ("resources_in_place", "其中按期到位的。", "Of these, in place by that day."),
    ("requests_received", "跨部门服务请求，计在应交付的那天。", "Service requests, on the day on which delivery was due."),
    ("requests_within_sla", "其中响应和交付都在时限内的。", "Of these, both answered and delivered within the hours agreed."),
    ("reviews_due", "这天到时限的审核，决定的人各计一次；没人决定，计给当时该审的人。", "Reviews whose time ran out that day, once for each who decided; undecided ones for who should have."),
    ("reviews_within_sla", "其中在时限内决定的。", "Of these, decided in time."),
    ("violations", "发布后被平台判违规的内容，计在发布那天、合规放行的人名下。", "Content that the platform ruled against after publishing, on its publishing day, for who let it pass."),
    ("findings_verified", "改动后对比期结束、数据验证有效的结论，计在对比期的最后一天。", "Findings that the numbers confirm, on the last of the days compared after the change."),
    ("incidents", "技术故障，计在发生那天，恢复了或过了时限才计。", "Technical incidents, on the day they began, once over or out of time."),
    ("incidents_recovered", "其中在时限（默认 2 小时）内恢复的，夜里和休息日照算。", "Of these, recovered within the limit (2 hours unless said otherwise), nights and free days included."),
]  # fmt: skip


def say(apps, schema_editor):
    metrics = apps.get_model("metrics", "Metric").objects
    for code, definition, definition_en in DEFINITIONS:
        metrics.filter(code=f"process.{code}", team=None).update(
            definition=definition, definition_en=definition_en, source=SOURCE, source_en=SOURCE_EN
        )


class Migration(migrations.Migration):
    dependencies = [("metrics", "0005_stand_ups_and_blockers_in_time")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
