"""A small desk to lay a month out on: what is wanted, what happened, and the card that the night makes of it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from kpis import restated
from kpis.adjusted import adjusted_totals
from kpis.models import Line, Scorecard, Template
from kpis.scorecards import recompute
from kpis.services.targets import set_targets
from kpis.targets.book import Key, Wish
from metrics.models import Channel, Metric, Subject
from metrics.services import imports
from roles.models import Assignment, DayOverride, Leave, Member, Role
from teamops.lib.months import Span
from tests.building import attribute, hold, make_channel, make_content, make_template, put

YEAR = 2026
OCTOBER = date(YEAR, 10, 1)
BEFORE = datetime(YEAR, 1, 20, 9, 0, tzinfo=UTC)
AT = datetime(YEAR, 11, 1, 6, 10, tzinfo=UTC)

# The subject that a group of metrics is usually about, and what kind of channel it is.
CHANNELS = {
    "公众号": Channel.Kind.OFFICIAL_ACCOUNT,
    "视频号": Channel.Kind.VIDEO_ACCOUNT,
    "小程序": Channel.Kind.MINI_PROGRAM,
    "商城": Channel.Kind.SHOP,
    "会员群": Channel.Kind.GROUP,
    "新客群": Channel.Kind.GROUP,
}
USUAL = {"oa": "公众号", "content": "公众号", "vc": "视频号", "shop": "商城", "mini": "小程序", "group": "会员群"}
ARTICLE, ANOTHER, CAMPAIGN, ONESELF = "文章", "另一篇", "活动", "本人"
ARTICLES = (ARTICLE, ANOTHER)
KINDS = {ARTICLE: Subject.Kind.CONTENT, CAMPAIGN: Subject.Kind.CAMPAIGN, ONESELF: Subject.Kind.MEMBER}


def usual(code: str) -> str:
    group = code.split(".", maxsplit=1)[0]
    return USUAL.get(group, CAMPAIGN if group == "biz" else ONESELF)


def kpi(code: str, target: str, *, weight=60, half="result", zero="0", cap=120, about="", numbers="own") -> dict:
    """One KPI of a template; ``about``: the subject whose kind it asks for."""
    return {
        "metric": code, "half": half, "weight": weight, "target": Decimal(target), "zero_at": Decimal(zero),
        "cap": cap, "numbers": numbers, "subject_kind": KINDS.get(about or usual(code), Subject.Kind.CHANNEL),
    }  # fmt: skip


STAND_UPS = kpi("process.stand_up_rate", "1", weight=40, half="process")


def day_of(text: str, month: date) -> date:
    """``"5"`` is a day of the month, ``"09-28"`` one of any."""
    if "-" in text:
        return date.fromisoformat(f"{YEAR}-{text}")
    return month.replace(day=int(text))


def days_of(text: str, month: date) -> Iterator[date]:
    """``"5"``, ``"1–10"`` or ``"09-01–09-30"``."""
    first, _dash, last = text.partition("–")
    return iter(Span(day_of(first, month), day_of(last or first, month)))


@dataclass
class Desk:
    """A member, the manager who sets targets, and a month."""

    member: Member
    manager: Member
    other: Member
    month: date = OCTOBER
    subjects: dict[str, Subject] = field(default_factory=dict)
    holdings: list[Assignment] = field(default_factory=list)
    versions: int = 0
    # What needs the template and the roles to be there.
    later: list[Callable[[], object]] = field(default_factory=list)
    is_settled: bool = False

    @property
    def team(self):
        return self.member.team

    def day(self, text: str | None) -> date | None:
        return None if text is None else day_of(text, self.month)

    def subject(self, name: str) -> Subject:
        if name not in self.subjects:
            self.subjects[name] = self._made(name)
        return self.subjects[name]

    def _made(self, name: str) -> Subject:
        if name in CHANNELS:
            return make_channel(self.team, name, CHANNELS[name], watermark=Span.month(self.month).last).subject
        if name in ARTICLES:
            return make_content(self.subject("公众号").as_channel, name)
        owner = {"member": self.member} if name == ONESELF else {}
        name = self.member.person.name if owner else name
        return Subject.objects.create(team=self.team, kind=KINDS[ONESELF if owner else CAMPAIGN], name=name, **owner)

    def publish(self, kpis: Sequence[dict], *, role="copywriter", from_on=date(YEAR, 1, 1), split=()) -> None:
        kpis = kpis if any(one["half"] == "process" for one in kpis) else [STAND_UPS, *kpis]
        self.versions += 1
        template = make_template(self.team, role, kpis, valid_from=from_on, version=self.versions)
        if split:
            Template.objects.filter(pk=template.pk).update(process_weight=split[0], result_weight=split[1])

    def settle(self) -> None:
        """What nobody said: one role all the time, every stand-up written, all subjects one's own."""
        if self.is_settled:
            return
        self.is_settled = True
        if not self.holdings:
            self.holdings.append(hold(self.member, "copywriter"))
        every_day = dict.fromkeys(Span.month(self.month), 1)
        for code in ("process.stand_ups_due", "process.stand_ups_logged"):
            put(self.subject(ONESELF), code, every_day)
        for subject in self.subjects.values():
            if not subject.attributions.exists():
                attribute(subject, self.member)
        for act in self.later:
            act()

    def night(self, *, through: str | None = None) -> Scorecard:
        """The card as the night leaves it."""
        self.settle()
        recompute(self.team, through=self.day(through) or Span.month(self.month).last, at=AT)
        restated.look_again(self.team, at=AT)
        return Scorecard.objects.current().get(member=self.member, month=self.month)


Step = Callable[[Desk], object]


def numbers(code: str, values: dict[str, object], *, of: str = "") -> Step:
    """Points: what the subject had on each of some days."""

    def lay(desk: Desk) -> None:
        spread = {day: value for days, value in values.items() for day in days_of(days, desk.month)}
        put(desk.subject(of or usual(code)), code, spread)

    return lay


def sheet(*rows: tuple[str, str, str, object]) -> Step:
    """The same by TeamOps' own sheet, previewed and confirmed: day, subject, metric, number."""

    def lay(desk: Desk) -> None:
        lines = [",".join(map(str, (desk.day(row[0]), desk.subject(row[1]).name, *row[2:]))) for row in rows]
        content = "\n".join(["日期,对象,指标,数值", *lines]).encode()
        batch = imports.preview(
            desk.team, content, name="sheet.csv", channel=None, as_of=AT.date(), by=desk.manager, at=AT
        )
        imports.confirm(batch, by=desk.manager, at=AT)

    return lay


def answers(of: str, share: object = 100, since: str = "01-01", until: str | None = None, *, other=False) -> Step:
    return lambda desk: attribute(
        desk.subject(of), desk.other if other else desk.member, share=share,
        from_on=desk.day(since), until_on=desk.day(until),
    )  # fmt: skip


def role(code="copywriter", share=100, since="01-01", until=None) -> Step:
    return lambda desk: desk.holdings.append(
        hold(desk.member, code, share=share, from_on=desk.day(since), until_on=desk.day(until))
    )


def template(*kpis: dict, role="copywriter", since="01-01", split=()) -> Step:
    return lambda desk: desk.publish(kpis, role=role, from_on=desk.day(since), split=split)


def away(first: str, last: str) -> Step:
    return lambda desk: Leave.objects.create(member=desk.member, from_on=desk.day(first), until_on=desk.day(last))


def there(**days: str) -> Step:
    """``joined_on`` or ``left_on``, which is the first day without them."""
    return lambda desk: Member.objects.filter(pk=desk.member.pk).update(
        **{name: desk.day(day) for name, day in days.items()}
    )


def day_off(day: str) -> Step:
    return lambda desk: DayOverride.objects.create(team=desk.team, day=desk.day(day), is_working=False)


def target(code: str, amount: str | None, *, zero: str | None = None, only_theirs=False) -> Step:
    """What the manager sets for the month: for the role, or for this holder alone; nothing takes it back."""

    def lay(desk: Desk) -> None:
        def set_it() -> None:
            own = desk.holdings[0].pk if only_theirs else None
            key = Key(Role.objects.get(code="copywriter").pk, Metric.objects.get(code=code).pk, own)
            wish = Wish(key, *(None if text is None else Decimal(text) for text in (amount, zero)))
            assert set_targets(desk.month, [wish], by=desk.manager, at=BEFORE).changed == 1

        desk.later.append(set_it)

    return lay


@dataclass(frozen=True)
class Case:
    """A story, the KPIs it is measured by, what happened, and the arithmetic of it on paper."""

    story: str
    wants: Sequence[dict]
    given: Sequence[Step]
    paper: str
    month: date = OCTOBER
    through: str | None = None


ON_CARD = {
    "process": lambda card: card.process,
    "result": lambda card: card.result,
    "total": lambda card: card.total,
    "pace": lambda card: card.pace,
    "coverage": lambda card: card.coverage,
    "adjusted": lambda card: adjusted_totals([card]).get(card.pk),
    "restated": lambda card: card.restated_total,
}


def said_by(card: Scorecard, name: str) -> Decimal | None:
    """What the stored card says under a paper's name for it: a metric, ``part N`` (its result half), or ``ON_CARD``."""
    if name in ON_CARD:
        return ON_CARD[name](card)
    if name.startswith("part "):
        return list(card.parts.all())[int(name[5:]) - 1].result
    return Line.objects.get(part__scorecard=card, kpi__metric__code=name).actual


def is_on_card(name: str) -> bool:
    return name in ON_CARD or name.startswith("part ") or bool(re.fullmatch(r"\w+\.\w+", name))
