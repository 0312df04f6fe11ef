"""The board: a workflow's open items by stage, what is due first on top, with what holds each of them up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, OuterRef, Prefetch, Subquery, TextField, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from campaigns import gates
from campaigns.models import Gate, Item, Stage, StageRun, Workflow
from campaigns.models.items import ItemQuerySet

# Cards of a column that stand there at first.
AT_FIRST = 8


@dataclass(frozen=True)
class Card:
    """An item where it stands, as somebody sees it at a moment."""

    item: Item
    at: datetime
    asked: Sequence[Gate]

    @property
    def is_late(self) -> bool:
        return self.item.now.is_late(at=self.at)

    @property
    def is_soon(self) -> bool:
        """Whether most of its time is used."""
        remind_at = self.item.now.remind_at
        return not self.is_late and remind_at is not None and remind_at <= self.at

    @property
    def held_up(self) -> str:
        """What keeps it here, the gravest thing alone; nothing for what simply is being worked on."""
        item = self.item
        if item.sent_back:  # type: ignore[attr-defined]  # annotated by _cards
            return _("Sent back: %(reason)s") % {"reason": item.sent_back}  # type: ignore[attr-defined]
        if self.asked:
            return _("waits for a yes: %(who)s") % {"who": _(", ").join(dict.fromkeys(g.who for g in self.asked))}
        return _("nobody has it") if item.now.assignee is None else ""


@dataclass(frozen=True)
class Column:
    """A stage with the first of its cards; ``stage`` is nothing for stages that only earlier versions have."""

    stage: Stage | None
    cards: Sequence[Card]
    count: int

    @property
    def code(self) -> str:
        return self.stage.code if self.stage else ""

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def columns(items: ItemQuerySet, workflow: Workflow, *, at: datetime) -> list[Column]:
    """The open ones of these items by the stages of a workflow, in four queries.

    Items of an earlier version stand at the stage of the same code; where the newest version has none, in a column of
    their own at the front.
    """
    stages = list(Stage.objects.filter(workflow=workflow).select_related("role"))
    known = {stage.code for stage in stages}
    under_way = items.open().filter(workflow__code=workflow.code)
    counted = dict(under_way.order_by().values_list("run__stage__code").annotate(n=Count("pk")))
    cards: dict[str, list[Card]] = defaultdict(list)
    for item in _cards(under_way):
        code = item.now.stage.code
        asked = [gate for gate in item.now.stage.gates.all() if _surely_asks(gate, item)]
        cards[code if code in known else ""].append(Card(item, at, asked))
    sizes = Counter[str]()
    for code, count in counted.items():
        sizes[code if code in known else ""] += count
    found = [Column(stage, cards[stage.code], sizes[stage.code]) for stage in stages]
    return [Column(None, cards[""], sizes[""]), *found] if sizes[""] else found


def _surely_asks(gate: Gate, item: Item) -> bool:
    """Whether the gate asks for a yes as far as the item alone tells; what a text asks for, its page says."""
    return gate.condition != Gate.Condition.WORDS_ASK and gates.applies(gate, item)


def _cards(items: ItemQuerySet) -> Iterable[Item]:
    """The first of each stage by their clock, in two queries."""
    place = Window(
        RowNumber(), partition_by=F("run__stage__code"), order_by=[F("run__due_at").asc(nulls_last=True), F("pk").asc()]
    )
    numbered = items.order_by().annotate(place=place)
    first = numbered.filter(place__lte=AT_FIRST)
    before = StageRun.objects.filter(item=OuterRef("pk"), left_at__isnull=False).order_by("-pk")
    said = Case(When(outcome=StageRun.Outcome.SENT_BACK, then="comment"), default=Value(""), output_field=TextField())
    loaded = Item.objects.filter(pk__in=first.values("pk")).for_list()
    return (
        loaded.select_related("content__channel", "campaign", "run__stage__role")
        .annotate(sent_back=Subquery(before.annotate(said=said).values("said")[:1]))
        .prefetch_related(Prefetch("run__stage__gates", Gate.objects.select_related("role")))
        .order_by(F("run__due_at").asc(nulls_last=True), "pk")
    )
