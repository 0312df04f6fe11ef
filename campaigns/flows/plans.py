"""A workflow's stages as plain data: kept by a draft, made into a version, compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from campaigns.models import Gate, Stage, Workflow


@dataclass(frozen=True)
class LinePlan:
    """A line of a stage's hand-over list."""

    name: str
    name_en: str = ""


@dataclass(frozen=True)
class GatePlan:
    """Who must say yes: a role (by code) or a level, and when that is asked."""

    kind: str = Gate.Kind.APPROVAL
    role: str = ""
    level: str = ""
    needs: str = Gate.Needs.ANY
    condition: str = Gate.Condition.ALWAYS
    budget_over: Decimal | None = None
    channel_kind: str = ""

    @classmethod
    def of(cls, gate: Gate) -> "GatePlan":
        role = gate.role.code if gate.role else ""
        return cls(gate.kind, role, gate.level, gate.needs, gate.condition, gate.budget_over, gate.channel_kind)


@dataclass(frozen=True)
class StagePlan:
    """A stage. Its ``code`` stays the same from version to version; a new one has none until it is saved."""

    name: str
    role: str
    code: str = ""
    name_en: str = ""
    hours: int | None = None
    is_for_writing: bool = False
    is_for_publishing: bool = False
    lines: tuple[LinePlan, ...] = ()
    gates: tuple[GatePlan, ...] = ()

    @classmethod
    def of(cls, stage: Stage) -> "StagePlan":
        return cls(
            name=stage.name,
            role=stage.role.code,
            code=stage.code,
            name_en=stage.name_en,
            hours=stage.hours,
            is_for_writing=stage.is_for_writing,
            is_for_publishing=stage.is_for_publishing,
            lines=tuple(LinePlan(line.name, line.name_en) for line in stage.deliverables.all()),
            gates=tuple(GatePlan.of(gate) for gate in stage.gates.all()),
        )


@dataclass(frozen=True)
class FlowPlan:
    """A workflow's name and its stages in their order."""

    name: str
    name_en: str
    stages: tuple[StagePlan, ...]

    @classmethod
    def of(cls, workflow: Workflow) -> "FlowPlan":
        """What a version says. Load it with ``for_list()``."""
        return cls(workflow.name, workflow.name_en, tuple(StagePlan.of(stage) for stage in workflow.stages.all()))

    @classmethod
    def read(cls, name: str, name_en: str, stages: Sequence[Mapping[str, Any]]) -> "FlowPlan":
        """From what ``stored`` wrote, or a program sent. Raise ``KeyError``, ``TypeError`` or ``ValueError`` for what
        has another shape."""
        return cls(name, name_en, tuple(_stage(one) for one in stages))

    @property
    def stored(self) -> list[dict[str, Any]]:
        """The stages as JSON."""
        return [_stored(stage) for stage in self.stages]

    def coded(self, taken: set[str]) -> "FlowPlan":
        """With a code for each new stage: one that no stage of any version ever had."""
        used, stages, number = taken | {stage.code for stage in self.stages}, [], 0
        for stage in self.stages:
            if not stage.code:
                number += 1
                while f"stage_{number}" in used:
                    number += 1
                stage = replace(stage, code=f"stage_{number}")  # noqa: PLW2901 - the same stage, named
            stages.append(stage)
        return replace(self, stages=tuple(stages))


def _stage(stored: Mapping[str, Any]) -> StagePlan:
    known = dict(stored)
    lines = tuple(LinePlan(**line) for line in known.pop("lines", ()))
    gates = tuple(_gate(gate) for gate in known.pop("gates", ()))
    return StagePlan(**known, lines=lines, gates=gates)


def _gate(stored: Mapping[str, Any]) -> GatePlan:
    known = dict(stored)
    if (over := known.pop("budget_over", None)) is not None:
        try:
            over = Decimal(str(over))
        except InvalidOperation as error:
            raise ValueError(over) from error
    return GatePlan(**known, budget_over=over)


def _stored(stage: StagePlan) -> dict[str, Any]:
    columns = {name: getattr(stage, name) for name in StagePlan.__dataclass_fields__}
    gates = [{name: getattr(gate, name) for name in GatePlan.__dataclass_fields__} for gate in stage.gates]
    for gate in gates:
        gate["budget_over"] = None if gate["budget_over"] is None else f"{gate['budget_over']:f}"
    return columns | {"lines": [{"name": one.name, "name_en": one.name_en} for one in stage.lines], "gates": gates}
