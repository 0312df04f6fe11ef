"""Notices from before there were mails stay in the inbox: nobody gets letters about what is long over."""

from django.db import migrations
from django.db.models import F


def plan(apps, schema_editor):
    apps.get_model("notices", "Notice").objects.filter(planned_at=None).update(planned_at=F("told_at"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_deliveries_choices_and_bots")]
    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
