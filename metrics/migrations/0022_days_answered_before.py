"""Days that came are answered ones since the moment they were asked for last."""

from typing import Any

from django.db import migrations
from django.db.models import F


def remember(apps: Any, _schema: Any) -> None:
    came = apps.get_model("metrics", "PulledDay").objects.filter(state__in=["ready", "empty"])
    came.update(answered_at=F("asked_at"))


class Migration(migrations.Migration):
    dependencies = [("metrics", "0021_answered_days")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
