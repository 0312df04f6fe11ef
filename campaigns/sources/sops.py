"""SOPs: the steps that were due, and those that were done. For whose step it was."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from campaigns.models import DueStep
from campaigns.sources.records import Record, counts, through
from roles.models import Team
from teamops.lib.months import Span


@counts("process.sop_due", "process.sop_done")
def steps(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A step on its day, done by whoever and even if late. What is due today counts once it is done or skipped. Left
    out is what a lead excused in time, and what was still open of a SOP that had ended before. One query."""
    today = timezone.localdate(at)
    found = DueStep.objects.filter(
        run__team=team, due_on__range=(span.first, through(span, at)), is_excused=False
    ).exclude(done_at=None, skipped_at=None, run__ended_on__lt=F("due_on"))
    rows = found.values_list("pk", "member", "due_on", "done_at", "skipped_at")
    for step, member, due, done, skipped in rows:
        if due < today or done is not None or skipped is not None:
            yield Record(member, due, done is not None, step=step)
