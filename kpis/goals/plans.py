"""The shipped plan in four phases, 基础建设, 模式验证, 规模扩张, 生态深耕: where a team without goals can start.

Counts are for a team that wants five million private-domain users in the end, and shrink or grow with what it wants;
rates stay. The names are data, in both languages.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpis.models import Goal
from metrics.models import Subject
from teamops.lib.naming import Bilingual
from teamops.lib.tags.numbers import quantity

PRIVATE_DOMAIN, ROI = "user.private_domain", "biz.roi"
# What the plan's counts are written for.
WHOLE = Decimal(5_000_000)
DIMENSION, KIND, PERIOD = Goal.Dimension, Subject.Kind, Goal.Period


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return Bilingual.in_readers_language(self.zh, self.en)


@dataclass(frozen=True)
class Step:
    """A goal of a phase. ``start``: the baseline where nothing is known and no earlier phase sets it."""

    name: Words
    metric: str
    target: str
    start: str
    kind: str = KIND.TEAM
    dimension: str = DIMENSION.USERS
    period: str = PERIOD.RECENT
    grows: bool = False  # a count, which the team's size scales

    @property
    def wanted(self) -> str:
        """What the step is to reach: a rate, a return, or its part of the users in the end."""
        if self.grows:
            share = quantity(Decimal(self.target) / WHOLE, "percent")
            return _("%(share)s of the users in the end") % {"share": share}
        return quantity(Decimal(self.target), "number" if self.metric == ROI else "percent")


@dataclass(frozen=True)
class Stop:
    """A judged milestone, due so many months into its phase."""

    name: Words
    months: int


@dataclass(frozen=True)
class Phase:
    name: Words
    months: int
    main: Step
    steps: tuple[Step, ...]
    stops: tuple[Stop, ...]


def rate(zh: str, en: str, metric: str, *, start: str, target: str, kind: str, dimension: str) -> Step:
    return Step(Words(zh, en), metric, target, start, kind, dimension)


def work(zh: str, en: str, metric: str, *, start: str, target: str, dimension: str) -> Step:
    """A rate of what the members do."""
    return rate(zh, en, metric, start=start, target=target, kind=KIND.MEMBER, dimension=dimension)


def active(target: str) -> Step:
    words, metric = ("社群月活率", "Monthly active share of the groups"), "group.monthly_active_rate"
    return rate(*words, metric, start="0.15", target=target, kind=KIND.CHANNEL, dimension=DIMENSION.USERS)


def roi(target: str) -> Step:
    words = ("活动 ROI", "ROI of campaigns")
    return rate(*words, ROI, start="2", target=target, kind=KIND.CAMPAIGN, dimension=DIMENSION.CONVERSION)


def shop(zh: str, en: str, metric: str, *, start: str, target: str) -> Step:
    return rate(zh, en, metric, start=start, target=target, kind=KIND.CHANNEL, dimension=DIMENSION.CONVERSION)


def private_domain(zh: str, en: str, target: str) -> Step:
    return Step(Words(zh, en), PRIVATE_DOMAIN, target, "0", dimension=DIMENSION.TOTAL, grows=True)


NEW_USERS = Step(
    Words("三场活动新增用户", "New users of three campaigns"),
    metric="biz.new_customers",
    target="600000",
    start="0",
    kind=KIND.CAMPAIGN,
    period=PERIOD.START,
    grows=True,
)
COMPLETE, ON_TIME, DECISIONS = "process.completeness_rate", "process.output_rate", "process.decision_rate"
ALL = Words("三年目标：私域用户", "Three-year goal: private-domain users")

PHASES = (
    Phase(
        Words("基础建设", "Foundations"),
        3,
        work(
            "基础建设：数据完整", "Foundations: complete data", COMPLETE, start="0.70", target="0.95", dimension="data"
        ),
        (work("内容按时产出", "Content on time", ON_TIME, start="0.70", target="0.95", dimension="content"),),
        (
            Stop(Words("100 个核心标签建好", "100 core tags in place"), 1),
            Stop(Words("内容 SOP 跑通，周期不超过 7 天", "Content SOP runs with a cycle of at most 7 days"), 2),
            Stop(Words("工具与 15 人团队到位", "Tools and a team of 15 in place"), 3),
        ),
    ),
    Phase(
        Words("模式验证", "Proof"),
        6,
        private_domain("模式验证：私域用户", "Proof: private-domain users", "1000000"),
        (
            active("0.25"),
            roi("3"),
            NEW_USERS,
            work(
                "数据支持的决策", "Decisions backed by data", DECISIONS, start="0.40", target="0.70", dimension="data"
            ),
        ),
        (Stop(Words("原创内容占 30%", "30% of the content is original"), 6),),
    ),
    Phase(
        Words("规模扩张", "Growth"),
        12,
        private_domain("规模扩张：私域用户", "Growth: private-domain users", "3000000"),
        (
            active("0.30"),
            shop("下单转化率", "Order conversion", "shop.conversion_rate", start="0.05", target="0.10"),
            roi("5"),
        ),
        (
            Stop(Words("方法写成手册", "The method is written down"), 6),
            Stop(Words("合作伙伴达到 50 家", "50 partners"), 12),
        ),
    ),
    Phase(
        Words("生态深耕", "Depth"),
        18,
        private_domain("生态深耕：私域用户", "Depth: private-domain users", "5000000"),
        (shop("复购率", "Repurchase", "shop.repurchase_rate", start="0.10", target="0.35"), roi("8")),
        (
            Stop(Words("私域 GMV 占比 60%", "60% of GMV from the private domain"), 12),
            Stop(Words("会员体系更新", "The members' system is renewed"), 18),
        ),
    ),
)
