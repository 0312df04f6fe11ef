"""What can't stand in a workflow, and what falls away with a change of it: a sentence each, which says which stage."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.flows.plans import FlowPlan, GatePlan, StagePlan
from campaigns.models import Gate
from campaigns.models.workflows import WorkKind
from metrics.models import Channel
from roles.permissions import LADDER

MOST_STAGES, MOST_LINES, MOST_GATES, MOST_HOURS = 20, 12, 6, 2_000
NAME, ENGLISH, LINE, LINE_ENGLISH, CODE = 40, 60, 80, 120, 40
BUDGET_DIGITS = 12
# What can only be asked of one kind of work.
ONLY_FOR = {Gate.Condition.BUDGET_OVER: WorkKind.CAMPAIGN, Gate.Condition.CHANNEL_IS: WorkKind.CONTENT}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a stage by its place (from 0), the field, and which line or gate of the stage."""

    what: str
    stage: int | None = None
    named: str = ""
    field: str = ""
    part: str = ""  # "line", "gate", or nothing for the stage itself
    place: int | None = None

    def __str__(self) -> str:
        if self.stage is None:
            return self.what
        told = {"number": self.stage + 1, "name": self.named, "what": self.what}
        if self.named:
            return _("Stage %(number)s, “%(name)s”: %(what)s") % told
        return _("Stage %(number)s: %(what)s") % told


def faults_in(plan: FlowPlan, *, kind: str, roles: Collection[str]) -> list[Fault]:
    """Why a workflow of this kind can't go like that; ``roles`` are the codes there are."""
    found = [*_faults_of_name(plan.name, plan.name_en), *_of_the_whole(plan, kind)]
    names, codes = Counter(one.name for one in plan.stages), Counter(one.code for one in plan.stages)
    for place, stage in enumerate(plan.stages):
        said = [*_of_stage(stage, roles), *_of_lines(stage), *_of_gates(stage, kind, roles)]
        if stage.name and names[stage.name] > 1:
            said.append(("name", "", None, _("Another stage has this name. Tell them apart.")))
        if stage.code and (codes[stage.code] > 1 or not re.fullmatch(r"[-\w]{1,40}", stage.code, re.ASCII)):
            said.append(("name", "", None, _("Its code “%(code)s” isn't its own.") % {"code": stage.code[:CODE]}))
        found += [Fault(what, place, stage.name, field, part, n) for field, part, n, what in said]
    return found


Said = tuple[str, str, int | None, str]


def _faults_of_name(name: str, name_en: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault(_("Give the workflow a name."), field="name")
    if len(name) > NAME:
        yield Fault(_("The workflow's name has at most %(most)s characters.") % {"most": NAME}, field="name")
    if len(name_en) > ENGLISH:
        most = {"most": ENGLISH}
        yield Fault(_("The workflow's English name has at most %(most)s characters.") % most, field="name_en")


def _of_the_whole(plan: FlowPlan, kind: str) -> Iterator[Fault]:
    if not plan.stages:
        yield Fault(_("A workflow has at least one stage. Add one."))
    if len(plan.stages) > MOST_STAGES:
        yield Fault(_("A workflow has at most %(most)s stages.") % {"most": MOST_STAGES})
    out = [place for place, stage in enumerate(plan.stages) if stage.is_for_publishing]
    if kind != WorkKind.CONTENT:
        for place in out:
            what = _("only content is published, so it can't be published here.")
            yield Fault(what, place, plan.stages[place].name, "is_for_publishing")
    elif plan.stages and not out:
        yield Fault(_("Content is published at no stage. Tick “it is published here” at one of them."))
    for place in out[1:]:
        what = _("content comes out once: another stage before publishes it.")
        yield Fault(what, place, plan.stages[place].name, "is_for_publishing")


def _of_stage(stage: StagePlan, roles: Collection[str]) -> Iterator[Said]:
    if not stage.name.strip():
        yield "name", "", None, _("it has no name.")
    for field, most in (("name", NAME), ("name_en", ENGLISH)):
        if len(getattr(stage, field)) > most:
            yield field, "", None, _("the name has at most %(most)s characters.") % {"most": most}
    if stage.role not in roles:
        yield "role", "", None, _("choose who is responsible.")
    if stage.hours is not None and not 1 <= stage.hours <= MOST_HOURS:
        limit = _("a time limit is 1 to %(most)s working hours; leave it empty for none.") % {"most": f"{MOST_HOURS:,}"}
        yield "hours", "", None, limit


def _of_lines(stage: StagePlan) -> Iterator[Said]:
    if len(stage.lines) > MOST_LINES:
        yield "", "", None, _("its hand-over list has at most %(most)s lines.") % {"most": MOST_LINES}
    names = Counter(line.name for line in stage.lines)
    for place, line in enumerate(stage.lines):
        if not line.name.strip():
            yield "name", "line", place, _("line %(n)s of its hand-over list is empty.") % {"n": place + 1}
        elif names[line.name] > 1:
            yield "name", "line", place, _("“%(line)s” is twice in its hand-over list.") % {"line": line.name[:LINE]}
        if len(line.name) > LINE or len(line.name_en) > LINE_ENGLISH:
            most = {"n": place + 1, "most": LINE, "most_en": LINE_ENGLISH}
            what = _("line %(n)s of its hand-over list has at most %(most)s characters, in English %(most_en)s.") % most
            yield "name", "line", place, what


def _of_gates(stage: StagePlan, kind: str, roles: Collection[str]) -> Iterator[Said]:
    if len(stage.gates) > MOST_GATES:
        yield "", "", None, _("it has at most %(most)s gates.") % {"most": MOST_GATES}
    twice = Counter(stage.gates)
    for place, gate in enumerate(stage.gates):
        for field, what in _of_gate(gate, kind, roles):
            yield field, "gate", place, _("gate %(n)s: %(what)s") % {"n": place + 1, "what": what}
        if twice[gate] > 1:
            yield "who", "gate", place, _("gate %(n)s is there twice.") % {"n": place + 1}


def _of_gate(gate: GatePlan, kind: str, roles: Collection[str]) -> Iterator[tuple[str, str]]:
    is_role, is_level = gate.role in roles, gate.level in LADDER
    if is_role == is_level or (gate.role and gate.level):
        yield "who", _("choose who says yes, a role or a level.")
    if gate.kind not in Gate.Kind.values or gate.needs not in Gate.Needs.values:
        yield "kind", _("choose what is looked at, and how many must say yes.")
    if gate.condition not in Gate.Condition.values:
        yield "condition", _("choose when it is asked.")
        return
    wanted = ONLY_FOR.get(Gate.Condition(gate.condition))
    if wanted is not None and wanted != kind:
        yield "condition", _("“%(when)s” fits other kinds of work.") % {"when": Gate.Condition(gate.condition).label}
    if gate.condition == Gate.Condition.BUDGET_OVER and not _is_money(gate.budget_over):
        yield "budget_over", _("say over which budget, in yuan.")
    if gate.condition == Gate.Condition.CHANNEL_IS and gate.channel_kind not in Channel.Kind.values:
        yield "channel_kind", _("say for which channel.")


def _is_money(over: Decimal | None) -> bool:
    if over is None or not over.is_finite() or over < 0:
        return False
    return over.adjusted() < BUDGET_DIGITS and over == round(over, 2)


def falls_away(before: FlowPlan, after: FlowPlan, *, kind: str, held: Collection[str]) -> list[str]:
    """What whoever publishes should have thought of, though it can be done. ``held`` are the roles somebody holds."""
    found = [_without(gate) for gate in Gate.Kind if _has(before, gate) and not _has(after, gate)]
    out = next((n for n, stage in enumerate(after.stages) if stage.is_for_publishing), None)
    checks = [n for n, stage in enumerate(after.stages) if any(g.kind == Gate.Kind.COMPLIANCE for g in stage.gates)]
    if kind == WorkKind.CONTENT and out is not None and checks and checks[0] > out:
        told = {"out": after.stages[out].name, "check": after.stages[checks[0]].name}
        found.append(_("“%(check)s” comes after “%(out)s”: compliance sees the text when it is out.") % told)
    for stage in after.stages:
        if stage.role in held:
            continue
        found.append(_("Nobody holds the role of “%(stage)s”: leads will have to see to it.") % {"stage": stage.name})
    return found


def _has(plan: FlowPlan, kind: str) -> bool:
    return any(gate.kind == kind for stage in plan.stages for gate in stage.gates)


def _without(kind: Gate.Kind) -> str:
    match kind:
        case Gate.Kind.COMPLIANCE:
            return _("Compliance isn't asked any more: forbidden words are noticed when it is published, not before.")
        case Gate.Kind.LEGAL:
            return _("Legal isn't asked any more, not even where a word list asks for it.")
    return _("Nobody approves any more: it goes on without anybody's yes.")
