"""What the channels reported each day, up to yesterday: plausible, in the week's rhythm, the same on each run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from teamops.demo.channels import GROUPS, OFFICIAL_ACCOUNT, WECHAT_SHOP, WECOM
from teamops.demo.dice import BUYING, READING, TALKING, around, between
from teamops.demo.people import COMMUNITY, NAMES, OPERATOR, TEAM_NAME
from teamops.demo.sheet import SheetRow, rows_of
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import last_of

MONDAY, FRIDAY = 0, 4
FOLLOWERS_BEFORE, MEMBERS_BEFORE, PRIVATE_BEFORE = 24_186, 3_940, 78_200
# On the day so many days ago nobody exported the tenant's numbers: a gap.
GAP_BEFORE_TODAY = 12
# What an order came to, by month: it grows, so there is something to say about growth.
ORDER_VALUE = (171, 182, 190)
REPEAT_SHARE = (0.274, 0.294, 0.286)
PAYERS_OF_ORDERS = 0.93
DAILY_TALKERS = (0.212, 0.224, 0.226)
MARKETING_SHARE = (0.32, 0.36, 0.34)
MONTHLY_ACTIVE = (0.355, 0.331, 0.342)
STAYED = (0.862, 0.842, 0.851)
RETAINED = (0.405, 0.434, 0.44)
SATISFIED = (43, 41, 44)


@dataclass(frozen=True)
class FollowerDay:
    """A row of 用户分析."""

    day: date
    new: int
    lost: int
    total: int


def followers(timeline: Timeline) -> list[FollowerDay]:
    found: list[FollowerDay] = []
    moves = [
        (day, around(74, day, "followed", rhythm=READING, spread=0.3), around(29, day, "unfollowed", spread=0.3))
        for day in timeline.days
    ]
    total = timeline.opening(FOLLOWERS_BEFORE, sum(new - lost for _day, new, lost in moves))
    for day, new, lost in moves:
        total += new - lost
        found.append(FollowerDay(day, new, lost, total))
    return found


def account_rows(timeline: Timeline) -> Iterator[SheetRow]:
    """What the official account's back end says of all articles together, day by day."""
    for day in timeline.days:
        readers = around(1_180, day, "all readers", rhythm=READING)
        yield from rows_of(
            day,
            OFFICIAL_ACCOUNT,
            {
                "oa.readers": readers,
                "oa.sharers": round(readers * between(0.055, 0.07, day, "all sharers")),
                "oa.likes": round(readers * between(0.026, 0.034, day, "all likes")),
                "oa.favourites": round(readers * between(0.022, 0.03, day, "all favourites")),
                "oa.comments": round(readers * between(0.005, 0.008, day, "all comments")),
                "oa.original_clicks": round(readers * between(0.03, 0.05, day, "clicks")),
                "oa.published": int(day.weekday() in {1, FRIDAY}),
            },
        )


def shop_rows(timeline: Timeline, shop: str = WECHAT_SHOP, *, orders_a_day: int = 86) -> Iterator[SheetRow]:
    """What somebody writes down of 微信小店; 有赞 has its own export."""
    for day in timeline.days:
        orders = around(orders_a_day, day, shop, rhythm=BUYING)
        payers = round(orders * PAYERS_OF_ORDERS)
        value = ORDER_VALUE[timeline.place(day)] * between(0.96, 1.04, day, shop, "value")
        value *= 1 + timeline.drift(day.month, "value")
        gmv = Decimal(str(round(orders * value, 2)))
        share = REPEAT_SHARE[timeline.place(day)] + between(-0.03, 0.03, day, shop, "repeat")
        yield from rows_of(
            day,
            shop,
            {
                "shop.orders": orders,
                "shop.gmv": gmv,
                "shop.refunds": (gmv * Decimal("0.04")).quantize(Decimal("0.01")),
                "shop.payers": payers,
                "shop.repeat_payers": round(payers * share),
            },
        )


def group_rows(timeline: Timeline) -> Iterator[SheetRow]:
    """The members' groups; once a month how many were active and how many stayed."""
    moves = {day: (around(26, day, "joined", spread=0.3), around(9, day, "left", spread=0.4)) for day in timeline.days}
    members = opening = timeline.opening(MEMBERS_BEFORE, sum(joined - left for joined, left in moves.values()))
    for day, (joined, left) in moves.items():
        place = timeline.place(day)
        if day.day == 1:
            opening = members
        members += joined - left
        messages = around(430, day, "messages", rhythm=TALKING)
        numbers: dict[str, Decimal | int] = {
            "group.count": 12,
            "group.active": 11 + (messages > 430),  # noqa: PLR2004 - on lively days all twelve
            "group.members": members,
            "group.joined": joined,
            "group.left": left,
            "group.spoke": around(members * DAILY_TALKERS[place], day, "spoke", rhythm=TALKING, spread=0.06),
            "group.messages": messages,
            "group.marketing_messages": around(messages * MARKETING_SHARE[place], day, "marketing", spread=0.1),
            "group.user_posts": around(2.6, day, "posts", spread=0.5),
        }
        if day.weekday() == FRIDAY:
            numbers["user.nps"] = SATISFIED[place] + round(between(-3, 3, day, "nps"))
        if day == last_of(day):
            numbers |= {
                "group.monthly_active": round(members * (MONTHLY_ACTIVE[place] + timeline.drift(day.month, "active"))),
                "group.monthly_members": members,
                "group.stayed": round(opening * (STAYED[place] + timeline.drift(day.month, "stayed"))),
            }
        yield from rows_of(day, GROUPS, numbers)


def contact_rows(timeline: Timeline) -> Iterator[SheetRow]:
    """The tenant's customer contacts, for those who use it and for all of it. One day is missing."""
    gap = timeline.today - GAP_BEFORE_TODAY * A_DAY
    for day in timeline.days:
        if day == gap:
            continue
        whole: dict[str, Decimal | int] = {}
        for username, base in ((OPERATOR, 38), (COMMUNITY, 24)):
            chats = around(base, day, username, rhythm=BUYING)
            numbers: dict[str, Decimal | int] = {
                "wecom.requests": round(chats * 0.4),
                "wecom.new_customers": round(chats * between(0.24, 0.34, day, username, "customers")),
                "wecom.chats": chats,
                "wecom.messages": round(chats * between(4.2, 6.1, day, username, "sent")),
                "wecom.replied_chats": round(chats * between(0.93, 0.99, day, username, "replied")),
                "wecom.blocked": around(1.2, day, username, "blocked", spread=0.9),
            }
            for metric, value in numbers.items():
                whole[metric] = whole.get(metric, 0) + value
            numbers["wecom.reply_minutes"] = minutes(day, username)
            yield from rows_of(day, NAMES[username], numbers)
        yield from rows_of(day, WECOM, {**whole, "wecom.reply_minutes": minutes(day, WECOM)})


def minutes(day: date, who: str) -> Decimal:
    return Decimal(str(round(between(3.1, 6.4, day, who, "minutes"), 1)))


def user_rows(timeline: Timeline) -> Iterator[SheetRow]:
    """What the team counts over all channels: on Mondays how many, each day who was still there after 30 days."""
    gained = {day: around(84, day, "private domain", spread=0.3) for day in timeline.days}
    private = timeline.opening(PRIVATE_BEFORE, sum(gained.values()))
    for day in timeline.days:
        private += gained[day]
        cohort = around(96, day, "cohort")
        share = RETAINED[timeline.place(day)] + between(-0.04, 0.04, day, "retained")
        numbers: dict[str, Decimal | int] = {"user.cohort_30": cohort, "user.retained_30": round(cohort * share)}
        if day.weekday() == MONDAY or day == last_of(day):
            numbers["user.private_domain"] = private
            numbers["user.active"] = round(private * 0.31)
        yield from rows_of(day, TEAM_NAME, numbers)
