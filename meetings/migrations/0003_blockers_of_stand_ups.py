"""The blockers in each member's newest stand-up become rows; older words stay words."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

# Who hasn't written for so long isn't held up by what they wrote then.
LOOKED_BACK = timedelta(days=31)


def to_rows(apps, schema_editor):
    """Raised on the first of the unbroken run of stand-ups that name it. Its owner is who wrote it."""
    stand_ups = apps.get_model("meetings", "StandUp").objects.order_by("member", "-day")
    newest = stand_ups.filter(day__gte=timezone.localdate() - LOOKED_BACK)
    by_member = {}
    for one in newest.select_related("member"):
        by_member.setdefault(one.member_id, []).append(one)
    for written in by_member.values():
        for line in dict.fromkeys(lines(written[0])):
            run = next((n for n, one in enumerate(written) if line not in lines(one)), len(written))
            make(apps, line, written[run - 1])


def make(apps, line, first):
    blocker = apps.get_model("meetings", "Blocker").objects.create(
        team_id=first.member.team_id, text=line, raised_by=first.member, owner=first.member, raised_on=first.day,
        stand_up=first,
    )  # fmt: skip
    apps.get_model("meetings", "BlockerStep").objects.create(
        blocker=blocker, kind="raised", by=first.member, at=first.written_at, day=first.day
    )


def lines(stand_up):
    return [line.strip()[:300] for line in stand_up.blockers.splitlines() if line.strip()]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_blockers")]

    operations = [migrations.RunPython(to_rows, migrations.RunPython.noop, elidable=True)]
