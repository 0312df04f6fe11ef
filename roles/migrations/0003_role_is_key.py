from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_catalogue")]
    operations = [
        migrations.AddField(
            model_name="role",
            name="is_key",
            field=models.BooleanField(
                default=False, help_text="The board warns if one person alone can do it.", verbose_name="key role"
            ),
        )
    ]
