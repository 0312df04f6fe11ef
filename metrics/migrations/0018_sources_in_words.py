from django.db import migrations

# Where a metric comes from, in words instead of an interface's name: Chinese, English.
WORDS = {
    "getusersummary": ("公众号接口", "official account interface"),
    "getusercumulate": ("公众号接口", "official account interface"),
    "getbizsummary": ("公众号接口", "official account interface"),
    "getweanalysisappiddailysummarytrend": ("小程序接口", "mini program interface"),
    "getweanalysisappiddailyvisittrend": ("小程序接口", "mini program interface"),
    "客户联系统计": ("企业微信接口（客户联系统计）", ""),
    "群聊统计": ("企业微信接口（群聊统计）", ""),
    "Customer contact statistics": ("", "WeCom interface (customer contact statistics)"),
    "Group chat statistics": ("", "WeCom interface (group chat statistics)"),
}


def put_in_words(apps, schema_editor):
    metrics = apps.get_model("metrics", "Metric").objects.filter(team=None)
    for metric in metrics:
        source, source_en = metric.source, metric.source_en
        for name, (chinese, english) in WORDS.items():
            source = source.replace(name, chinese) if chinese else source
            source_en = source_en.replace(name, english) if english else source_en
        source_en = source_en[:1].upper() + source_en[1:]
        if (source, source_en) != (metric.source, metric.source_en):
            metrics.filter(pk=metric.pk).update(source=source, source_en=source_en)


class Migration(migrations.Migration):
    dependencies = [("metrics", "0017_shares_of_content_and_targets_of_revenue")]

    operations = [migrations.RunPython(put_in_words, migrations.RunPython.noop)]
