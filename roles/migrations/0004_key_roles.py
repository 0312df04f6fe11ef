"""Which roles of the catalogue nobody should be alone in: what they know, no file says."""

from django.db import migrations

KEY = ["user_operator", "account_manager", "data_analyst", "wecom_admin", "compliance_specialist"]


def mark(apps, schema_editor):
    apps.get_model("roles", "Role").objects.filter(code__in=KEY).update(is_key=True)


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_role_is_key")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
