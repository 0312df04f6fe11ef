"""The id that a content item had becomes its first key; items that nobody answers for wait for somebody to look."""

from django.db import migrations


def keep_ids(apps, _editor):
    subject, key = (apps.get_model("metrics", name) for name in ("Subject", "ContentKey"))
    content = subject.objects.filter(kind="content")
    known = content.exclude(external_id="").exclude(channel=None)
    key.objects.bulk_create(
        (
            key(subject_id=pk, channel_id=channel, kind="video_id" if kind == "video_account" else "msgid", value=value)
            for pk, channel, kind, value in known.values_list("pk", "channel", "channel__kind", "external_id")
        ),
        batch_size=1000,
    )
    content.filter(attributions=None).update(state="new")


def give_back(apps, _editor):
    subject, key = (apps.get_model("metrics", name) for name in ("Subject", "ContentKey"))
    for pk, value in key.objects.filter(kind__in=["video_id", "msgid"]).values_list("subject", "value"):
        subject.objects.filter(pk=pk).update(external_id=value)


class Migration(migrations.Migration):
    dependencies = [("metrics", "0005_connections")]

    operations = [migrations.RunPython(keep_ids, give_back)]
