"""Say of the stages called ``publish`` that content is published there: shipped ones, and teams' copies of them."""

from django.db import migrations


def say(apps, schema_editor):
    stages = apps.get_model("campaigns", "Stage").objects
    stages.filter(code="publish", workflow__kind="content").update(is_for_publishing=True)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_stages_for_publishing")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
