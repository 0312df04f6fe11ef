"""Where a line's target comes from, in sentences."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import Line
from kpis.targets.agreed import Agreed, Step
from metrics.models import Metric
from teamops.lib.tags.numbers import quantity


def notes_on_target(line: Line, agreed: Agreed) -> Iterator[str]:
    """Which target counts instead of the template's and who said so, each late change, how it was cut to the days
    held. Nothing where the template's counts as it is."""
    metric = line.kpi.metric
    if agreed.row is not None:
        yield origin(agreed, metric)
    yield from (change(step, metric) for step in agreed.late)
    if line.target != agreed.ends.target:
        yield _("The target of %(whole)s shrinks to the working days held: %(held)s.") % {
            "whole": quantity(agreed.ends.target, metric.unit),
            "held": quantity(line.target, metric.unit),
        }


def origin(agreed: Agreed, metric: Metric) -> str:
    """Who set the target that counts, for whom and when; the template's needs no words."""
    row = agreed.row
    if row is None:
        return ""
    words = {
        "target": quantity(agreed.ends.target, metric.unit),
        "by": row.set_by,
        "day": f"{timezone.localdate(row.set_at):%Y-%m-%d}",
    }
    if row.assignment_id is not None:
        return _("The target of %(target)s was set for this member and month by %(by)s on %(day)s.") % words
    return _("The target of %(target)s was set for this role and month by %(by)s on %(day)s.") % words


def change(step: Step, metric: Metric) -> str:
    """A late change, with its reason; of what gives 0 points where the target itself stayed."""
    is_of_zero = step.before.target == step.after.target
    before, after = (step.before.zero_at, step.after.zero_at) if is_of_zero else (step.before.target, step.after.target)
    words = {
        "day": f"{timezone.localdate(step.row.set_at):%Y-%m-%d}",
        "by": step.row.set_by,
        "before": quantity(before, metric.unit),
        "after": quantity(after, metric.unit),
        "reason": step.row.note,
    }
    if is_of_zero:
        return _("0 points at: changed on %(day)s by %(by)s from %(before)s to %(after)s: %(reason)s") % words
    return _("Target changed on %(day)s by %(by)s from %(before)s to %(after)s: %(reason)s") % words
