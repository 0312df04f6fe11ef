"""The whole page of a workflow as it is typed: read into a plan, printed from one, rearranged without script."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from campaigns.flows.faults import MOST_STAGES, Fault
from campaigns.flows.forms import NEW, Choices, NameForm, StageSheet, Typed
from campaigns.flows.plans import FlowPlan, GatePlan, StagePlan


class FlowSheet:
    """A workflow on the page. ``fresh`` is the key of what was just added, ``at`` the stage where it was done."""

    def __init__(self, typed: Typed, *, kind: str, roles: Choices, fresh: str = "", at: str = "") -> None:
        self.fresh, self.at = fresh, at
        self.names = NameForm(typed)
        keys = list(dict.fromkeys(typed.getlist("stage")))[: MOST_STAGES + 1]
        self.stages = [StageSheet(typed, key, kind=kind, roles=roles) for key in keys]
        self.faults: list[Fault] = []

    @property
    def unreadable(self) -> list[Fault]:
        """What isn't even a number."""
        return [fault for place, stage in enumerate(self.stages) for fault in _unreadable(place, stage)]

    @property
    def plan(self) -> FlowPlan:
        """What is typed; ask for ``unreadable`` first."""
        self.names.is_valid()
        for stage in self.stages:
            for form in (stage.form, *stage.lines.values(), *stage.gates.values()):
                form.is_valid()
        typed = self.names.cleaned_data
        return FlowPlan(typed.get("name", ""), typed.get("name_en", ""), tuple(stage.plan for stage in self.stages))

    def show(self, faults: list[Fault]) -> None:
        """Put each fault in its place; what has none stands above the stages."""
        self.faults = faults
        for fault in faults:
            form = self.names if fault.stage is None else self.stages[fault.stage].form_of(fault)
            if fault.field in form.fields and fault.field not in form.errors:
                form.add_error(fault.field, fault.what)


def _unreadable(place: int, stage: StageSheet) -> Iterator[Fault]:
    if stage.form.has_error("hours"):
        yield Fault(_("the time limit is a whole number of hours."), place, stage.name, "hours")
    for n, gate in enumerate(stage.gates.values()):
        if gate.has_error("budget_over"):
            yield Fault(_("say over which budget, in yuan."), place, stage.name, "budget_over", "gate", n)


def typed_out(plan: FlowPlan) -> Typed:
    """A plan as if somebody had typed it."""
    typed: Typed = MultiValueDict({"name": [plan.name], "name_en": [plan.name_en]})
    for number, stage in enumerate(plan.stages):
        key = stage.code or f"{NEW}{number}"
        typed.appendlist("stage", key)
        for name, value in _typed_stage(stage).items():
            typed[f"{key}-{name}"] = value
        for n, line in enumerate(stage.lines):
            typed.appendlist(f"{key}-line", str(n))
            typed[f"{key}-line-{n}-name"], typed[f"{key}-line-{n}-name_en"] = line.name, line.name_en
        for n, gate in enumerate(stage.gates):
            typed.appendlist(f"{key}-gate", str(n))
            for name, value in _typed_gate(gate).items():
                typed[f"{key}-gate-{n}-{name}"] = value
    return typed


def _typed_stage(stage: StagePlan) -> dict[str, str]:
    typed = {"name": stage.name, "name_en": stage.name_en, "role": stage.role}
    typed["hours"] = "" if stage.hours is None else str(stage.hours)
    ticks = ("is_for_writing", "is_for_publishing")
    return typed | {name: "on" for name in ticks if getattr(stage, name)}


def _typed_gate(gate: GatePlan) -> dict[str, str]:
    return {
        "kind": gate.kind,
        "who": f"role:{gate.role}" if gate.role else f"level:{gate.level}",
        "needs": gate.needs,
        "condition": gate.condition,
        "budget_over": "" if gate.budget_over is None else f"{gate.budget_over.normalize():f}",
        "channel_kind": gate.channel_kind,
    }


ACTS = ("up", "down", "out", "line", "gate", "line-out", "gate-out")


@dataclass(frozen=True)
class Rearranged:
    """What is typed after an act on the page, the key of what is new in it, the stage it was done at, and a sentence
    that says what happened."""

    typed: Typed
    fresh: str = ""
    at: str = ""
    said: str = ""


def rearranged(sent: QueryDict, act: str) -> Rearranged:
    """Do one act: ``up:topic``, ``line:topic``, ``line-out:topic:0``. One that makes no sense changes nothing."""
    typed: Typed = sent.copy()
    what, _colon, rest = act.partition(":")
    key, _colon, part = rest.partition(":")
    keys = typed.getlist("stage")
    if what == "add":
        fresh = _unused(keys, NEW)
        typed.setlist("stage", [*keys, fresh])
        return Rearranged(typed, fresh, fresh, _("A stage is added at the end."))
    if key not in keys or what not in ACTS:
        return Rearranged(typed)
    name = typed.get(f"{key}-name", "")
    if what in ("up", "down"):
        return Rearranged(typed, said=_moved(typed, keys, key, name, up=what == "up"))
    if what == "out":
        typed.setlist("stage", [one for one in keys if one != key])
        return Rearranged(typed, said=_("“%(stage)s” is taken out. Nothing is saved yet.") % {"stage": name})
    field = f"{key}-{what.removesuffix('-out')}"
    if what in ("line", "gate"):
        fresh = _unused(typed.getlist(field), "")
        typed.appendlist(field, fresh)
        return Rearranged(typed, f"{field}-{fresh}", key, _("“%(stage)s” has one more.") % {"stage": name})
    typed.setlist(field, [one for one in typed.getlist(field) if one != part])
    return Rearranged(typed, at=key, said=_("It is taken out of “%(stage)s”. Nothing is saved yet.") % {"stage": name})


def _moved(typed: Typed, keys: list[str], key: str, name: str, *, up: bool) -> str:
    place = keys.index(key)
    other = min(max(place + (-1 if up else 1), 0), len(keys) - 1)
    keys = [*keys]
    keys[place], keys[other] = keys[other], keys[place]
    typed.setlist("stage", keys)
    told = {"stage": name, "place": other + 1, "of": len(keys)}
    return _("“%(stage)s” is stage %(place)s of %(of)s now.") % told


def _unused(keys: list[str], start: str) -> str:
    return next(f"{start}{n}" for n in range(len(keys) + 1) if f"{start}{n}" not in keys)
