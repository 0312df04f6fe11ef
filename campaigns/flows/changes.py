"""What a version of a workflow says otherwise than the one before: stage by stage, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.flows.plans import FlowPlan, GatePlan, LinePlan, StagePlan
from campaigns.models import Gate
from metrics.models import Channel
from roles.models import Role
from roles.permissions import Level
from teamops.lib.naming import Bilingual


@dataclass(frozen=True)
class Detail:
    """One thing that a stage says otherwise."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class StageChange:
    """A stage in one or both of two versions, with its place in each, from 1; ``says`` is all of one that is new."""

    stage: StagePlan
    before: int | None
    after: int | None
    is_moved: bool
    details: Sequence[Detail]
    says: str

    @property
    def label(self) -> str:
        return Bilingual.in_readers_language(self.stage.name, self.stage.name_en)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_gone(self) -> bool:
        return self.after is None

    @property
    def is_same(self) -> bool:
        return not (self.is_new or self.is_gone or self.is_moved or self.details)


def between(before: FlowPlan, after: FlowPlan, *, roles: Mapping[str, Role]) -> list[StageChange]:
    """Each stage of both: those that stay or come in their new order, those that went where they stood."""
    old, new = [stage.code for stage in before.stages], [stage.code for stage in after.stages]
    was, now = dict(zip(old, before.stages, strict=True)), dict(zip(new, after.stages, strict=True))
    stayed = _in_place(old, new)
    words, found = Words(roles), []
    for code in _merged(old, new):
        stage, other = now.get(code), was.get(code)
        shown = stage or other
        assert shown is not None  # noqa: S101 - the code is of one of them
        found.append(
            StageChange(
                shown,
                old.index(code) + 1 if other else None,
                new.index(code) + 1 if stage else None,
                is_moved=bool(stage and other) and code not in stayed,
                details=list(words.details(other, stage)) if stage and other else [],
                says="" if other else words.all_of(shown),
            )
        )
    return found


def names_between(before: FlowPlan, after: FlowPlan) -> list[Detail]:
    """What the workflow is called otherwise."""
    pairs = [(_("Name"), before.name, after.name), (_("English name"), before.name_en, after.name_en)]
    return [Detail(label, was, now) for label, was, now in pairs if was != now]


def _in_place(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The most stages that keep their order among those in both; the others have moved."""
    both = set(old) & set(new)
    first, second = [code for code in old if code in both], [code for code in new if code in both]
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return {code for block in blocks for code in first[block.a : block.a + block.size]}


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    merged = list(new)
    for place, code in enumerate(old):
        if code in merged:
            continue
        before = next((one for one in reversed(old[:place]) if one in merged), None)
        merged.insert(merged.index(before) + 1 if before else 0, code)
    return merged


class Words:
    """Stages in words; knows the roles by their codes."""

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self.roles = roles

    def details(self, before: StagePlan, after: StagePlan) -> Iterator[Detail]:
        for label, was, now in (
            (_("Name"), before.name, after.name),
            (_("English name"), before.name_en, after.name_en),
            (_("Responsible"), self.role(before.role), self.role(after.role)),
            (_("Time limit"), hours(before.hours), hours(after.hours)),
            (_("The text is written here"), _yes(before.is_for_writing), _yes(after.is_for_writing)),
            (_("It is published here"), _yes(before.is_for_publishing), _yes(after.is_for_publishing)),
            (_("Hand-over list"), lines(before.lines), lines(after.lines)),
            (_("Gates"), self.gates(before.gates), self.gates(after.gates)),
        ):
            if was != now:
                yield Detail(label, was, now)

    def all_of(self, stage: StagePlan) -> str:
        """What a stage says, in a line."""
        told = [self.role(stage.role), hours(stage.hours)]
        if stage.lines:
            told.append(f"{_('Hand-over list')}{_(': ')}{lines(stage.lines)}")
        return _("; ").join([*told, *map(self.gate, stage.gates)])

    def role(self, code: str) -> str:
        return self.roles[code].label if code in self.roles else code

    def gates(self, gates: Sequence[GatePlan]) -> str:
        return _("; ").join(self.gate(gate) for gate in gates) or _("none")

    def gate(self, gate: GatePlan) -> str:
        """“Approval by the team lead, one of them, if the budget is over ¥5,000”."""
        who = self.role(gate.role) if gate.role else _("%(level)s or above") % {"level": Level(gate.level).label}
        told = [f"{Gate.Kind(gate.kind).label}{_(': ')}{who}", str(Gate.Needs(gate.needs).label), when(gate)]
        return _(", ").join(word for word in told if word)


def when(gate: GatePlan) -> str:
    """The gate's condition in words; nothing for one that is always asked."""
    match gate.condition:
        case Gate.Condition.BUDGET_OVER:
            return _("if the budget is over ¥%(yuan)s") % {"yuan": f"{gate.budget_over:,.0f}"}
        case Gate.Condition.CHANNEL_IS:
            return _("if the channel is %(channel)s") % {"channel": Channel.Kind(gate.channel_kind).label}
        case Gate.Condition.WORDS_ASK:
            return str(Gate.Condition.WORDS_ASK.label)
    return ""


def hours(limit: int | None) -> str:
    if limit is None:
        return _("no time limit")
    return ngettext("%(n)s working hour", "%(n)s working hours", limit) % {"n": limit}


def lines(found: Sequence[LinePlan]) -> str:
    names = [Bilingual.in_readers_language(line.name, line.name_en) for line in found]
    return _("; ").join(names) or _("none")


def _yes(value: bool) -> str:  # noqa: FBT001 - said, not switched
    return _("yes") if value else _("no")
