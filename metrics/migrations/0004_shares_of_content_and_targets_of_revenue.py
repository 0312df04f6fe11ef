from django.db import migrations

SHARES, TARGET = "content.shares", "biz.revenue_target"


def ship(apps, schema_editor):
    metric_model = apps.get_model("metrics", "Metric")
    term_model = apps.get_model("metrics", "Term")
    shipped = {metric.code: metric for metric in metric_model.objects.filter(team=None)}
    shares = metric_model.objects.create(
        code=SHARES, name="内容分享量", name_en="Shares of content", group="oa", unit="times", fold="sum",
        definition="图文分享人数 + 视频分享量。", definition_en="Sharers of articles + shares of videos.",
        source=shipped["content.reads_and_plays"].source, source_en=shipped["content.reads_and_plays"].source_en,
        position=shipped["content.reads_and_plays"].position,
    )  # fmt: skip
    for place, code in enumerate(["oa.sharers", "vc.shares"]):
        term_model.objects.create(metric=shares, part="summand", source=shipped[code], sign=1, position=place)
    metric_model.objects.create(
        code=TARGET, name="活动收入目标", name_en="Target of campaign revenue", group="biz", unit="yuan", fold="flow",
        definition="活动当月要做到的收入，记在当月任意一天；跨月的活动每月各记一个。",
        definition_en="What a campaign is to bring in a month, filed on any day of it; one a month if it runs longer.",
        source=shipped["biz.revenue"].source, source_en=shipped["biz.revenue"].source_en,
        position=shipped["biz.revenue"].position,
    )  # fmt: skip


def unship(apps, schema_editor):
    apps.get_model("metrics", "Metric").objects.filter(team=None, code__in=[SHARES, TARGET]).delete()


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_english_definitions")]

    operations = [migrations.RunPython(ship, unship)]
