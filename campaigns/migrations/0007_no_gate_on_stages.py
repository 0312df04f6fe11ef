from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_gates_and_handovers")]

    operations = [migrations.RemoveField(model_name="stage", name="gate")]
