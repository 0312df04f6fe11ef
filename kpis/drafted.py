"""What a draft says now where somebody typed something else: shown beside what they typed before it is written over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpis.forms import KpiForm, SplitForm
from kpis.goals.forms import GoalForm
from kpis.models import Goal, Kpi, Template
from kpis.services.templates import Row
from kpis.writing import plain_number
from teamops.lib.tags.numbers import quantity

NUMBERS, CHOICES = ("weight", "target", "zero_at", "cap"), ("half", "subject_kind", "numbers")


@dataclass(frozen=True)
class Now:
    """One place of the draft: a KPI or a field, and what stands there."""

    label: str
    words: str


def of_template(draft: Template, rows: Sequence[Row], *, process_weight: Decimal) -> list[Now]:
    """``draft`` with its KPIs and their metrics; ``rows``: what was typed."""
    typed = {row.metric.pk: row for row in rows}
    kpis = list(draft.kpis.all())
    found = [Now(str(kpi.metric), words) for kpi in kpis if (words := said_by(kpi, typed.get(kpi.metric_id)))]
    there = {kpi.metric_id for kpi in kpis}
    found += [Now(str(row.metric), _("not in the draft")) for row in rows if row.metric.pk not in there]
    if draft.process_weight != process_weight:
        label = str(SplitForm.base_fields["process_weight"].label)
        found.append(Now(label, plain_number(draft.process_weight)))
    return found


def said_by(kpi: Kpi, typed: Row | None) -> str:
    """What a KPI says otherwise than its row, all of it without one; empty if they agree."""
    names = [name for name in (*NUMBERS, *CHOICES) if typed is None or getattr(typed, name) != getattr(kpi, name)]
    return _(", ").join(f"{KpiForm.base_fields[name].label} {of_kpi(kpi, name)}" for name in names)


def of_kpi(kpi: Kpi, name: str) -> str:
    value = getattr(kpi, name)
    if name in CHOICES:
        return str(getattr(kpi, f"get_{name}_display")())
    if name in {"weight", "cap"}:
        return plain_number(value)
    return quantity(value, kpi.metric.unit)


def of_goal(draft: Goal, form: GoalForm) -> list[Now]:
    """``draft`` with its metric, owner and parent; ``form``: valid, with what was typed."""
    return list(_of_goal(draft, form))


def _of_goal(draft: Goal, form: GoalForm) -> Iterator[Now]:
    for name, typed in form.aim.values.items():
        value = getattr(draft, name)
        if value == typed:
            continue
        label = str(form.fields[name].label)
        if name in {"baseline", "target"}:
            yield Now(label, quantity(value, draft.metric.unit))
        elif name in {"start_on", "end_on"}:
            yield Now(label, f"{value:%Y-%m-%d}")
        elif hasattr(draft, f"get_{name}_display"):
            yield Now(label, str(getattr(draft, f"get_{name}_display")()))
        else:
            yield Now(label, str(value or _("no other goal")))
