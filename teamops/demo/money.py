"""The demo's budget of the running quarter: one line is nearly used, one spend beyond another waits for a yes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campaigns.models import Budget, BudgetLine, Entry, Item
from campaigns.services import budgets, entries
from campaigns.services.entries import Asked
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, OPERATOR, OWNER, TECH, Cast
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.quarters import quarter_of

Purpose, Kind = BudgetLine.Purpose, Entry.Kind
PEOPLE, TOOLS, CONTENT, CAMPAIGNS, INCENTIVES, TRIALS = range(6)
# Name, purpose, yuan, whether it is a trial.
LINES = (
    ("人员与外包", Purpose.PEOPLE, 180_000, False),
    ("工具与账号", Purpose.TOOLS, 36_000, False),
    ("内容制作", Purpose.CONTENT, 48_000, False),
    ("活动执行", Purpose.CAMPAIGNS, 90_000, False),
    ("用户激励", Purpose.INCENTIVES, 42_000, False),
    ("直播间改造", Purpose.CAMPAIGNS, 60_000, True),
)


@dataclass(frozen=True)
class Paid:
    """So many yuan of a line, so many days ago."""

    line: int
    yuan: str
    what_for: str
    by: str
    days_ago: int
    kind: str = Kind.SPEND


PAID = (
    Paid(PEOPLE, "118600.00", "外包与兼职，10–11 月", OWNER, 20),
    Paid(TOOLS, "12800.00", "企业微信助手，季度费", TECH, 40),
    Paid(TOOLS, "4680.00", "素材库与剪辑软件", TECH, 33),
    Paid(CONTENT, "9600.00", "成分科普长文插图 6 组", MANAGER, 30),
    Paid(CONTENT, "7400.00", "短视频拍摄两天", MANAGER, 12),
    Paid(CAMPAIGNS, "42000.00", "双十一拼团投放", LEAD, 25),
    Paid(CAMPAIGNS, "18350.50", "拼团满减补贴结算", COMMUNITY, 9),
    Paid(CAMPAIGNS, "17500.00", "邀新券和小样备货", LEAD, 4, Kind.COMMITMENT),
    Paid(INCENTIVES, "11200.00", "老客邀新券", OPERATOR, 15),
    Paid(TRIALS, "22000.00", "直播设备", TECH, 18, Kind.COMMITMENT),
)
BEYOND = Paid(CAMPAIGNS, "16000.00", "双十二短信提醒加量", LEAD, 1)


def keep_books(cast: Cast, timeline: Timeline) -> None:
    """Plan the quarter on its first day, enter what was paid since, change one plan."""
    quarter = quarter_of(timeline.today)
    lines = planned(cast, timeline, quarter)
    campaign = Item.objects.filter(team=cast[LEAD].team, kind=Item.Kind.CAMPAIGN).open().order_by("pk").last()
    for one in (*PAID, BEYOND):
        day = max(timeline.today - one.days_ago * A_DAY, quarter)
        on_campaign = one.line == CAMPAIGNS and one.kind == Kind.COMMITMENT
        asked = Asked(
            lines[one.line], one.kind, Decimal(one.yuan), day, one.what_for, campaign if on_campaign else None
        )
        entries.enter(asked, by=cast[one.by], at=timeline.at(day, "15:10"))
    at = timeline.at(max(timeline.today - 6 * A_DAY, quarter), "11:00")
    budgets.plan(lines[TRIALS], planned=Decimal(64_000), reason="灯光和收音一起换", by=cast[MANAGER], at=at)


def planned(cast: Cast, timeline: Timeline, quarter: date) -> list[BudgetLine]:
    made = Budget.objects.create(
        team=cast[OWNER].team, quarter=quarter, made_by=cast[MANAGER], made_at=timeline.at(quarter, "10:00")
    )
    return [
        budgets.add_line(made, name=name, purpose=purpose, is_trial=is_trial, planned=Decimal(yuan), by=cast[MANAGER])
        for name, purpose, yuan, is_trial in LINES
    ]
