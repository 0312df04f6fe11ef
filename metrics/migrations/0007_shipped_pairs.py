from django.db import migrations

CHANNEL, TEAM = "channel", "team"
# metric, partner, which way of the partner is a warning, of what it is counted
PAIRS = [
    ("oa.reads", "oa.followers_lost", "rises", CHANNEL),
    ("content.reads_and_plays", "oa.followers_lost", "rises", CHANNEL),
    ("wecom.new_customers", "user.retention_7", "falls", TEAM),
    ("wecom.quick_reply_rate", "user.satisfaction", "falls", TEAM),
    ("wecom.reply_minutes", "user.satisfaction", "falls", TEAM),
]


def ship(apps, schema_editor):
    metrics = {one.code: one for one in apps.get_model("metrics", "Metric").objects.filter(team=None)}
    apps.get_model("metrics", "Pair").objects.bulk_create(
        apps.get_model("metrics", "Pair")(
            metric=metrics[metric], partner=metrics[partner], warns=warns, subject_kind=kind
        )
        for metric, partner, warns, kind in PAIRS
    )


def take_back(apps, schema_editor):
    apps.get_model("metrics", "Pair").objects.filter(team=None).delete()


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_what_the_work_counts")]

    operations = [migrations.RunPython(ship, take_back)]
