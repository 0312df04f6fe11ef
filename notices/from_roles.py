"""What the rows of roles mean for people: they hold a new role. Roles itself tells nobody."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse

from notices.models import Notice
from notices.services import tell
from roles.models import Assignment

# How far back to look: longer than any stop of the worker that would still be news.
WINDOW = timedelta(days=14)


def tell_of_assignments(*, at: datetime) -> int:
    """Tell members of roles that somebody else gave them. Safe to repeat; return how many were told."""
    told = Notice.objects.filter(
        member=OuterRef("member"), kind=Notice.Kind.ROLE_ASSIGNED, about=Cast(OuterRef("pk"), CharField())
    )
    untold = (
        Assignment.objects.filter(assigned_at__gt=at - WINDOW, assigned_by__isnull=False)
        .exclude(assigned_by=F("member"))
        .filter(~Exists(told))
        .select_related("member__team", "role")
    )
    news = list(untold)
    for assignment in news:
        tell(
            assignment.member,
            Notice.Kind.ROLE_ASSIGNED,
            {
                "day": assignment.from_on.isoformat(),
                "role": {"zh": assignment.role.name, "en": assignment.role.name_en},
                "share": assignment.share,
            },
            reverse("roles:board", args=[assignment.member.team.slug]),
            about=str(assignment.pk),
        )
    return len(news)
