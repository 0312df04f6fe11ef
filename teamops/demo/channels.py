"""The demo's channels, and who answers for each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from metrics.models import Channel, Subject
from metrics.services import attribution, channels
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, OPERATOR, WRITER, Cast
from teamops.demo.timeline import A_DAY, Timeline

OFFICIAL_ACCOUNT, VIDEO_ACCOUNT = "公众号", "视频号"
YOUZAN, WECHAT_SHOP = "有赞", "微信小店"
WECOM, GROUPS = "企业微信", "会员群"

Kind = Channel.Kind
CHANNELS = {
    OFFICIAL_ACCOUNT: Kind.OFFICIAL_ACCOUNT,
    VIDEO_ACCOUNT: Kind.VIDEO_ACCOUNT,
    YOUZAN: Kind.SHOP,
    WECHAT_SHOP: Kind.SHOP,
    WECOM: Kind.WECOM,
    GROUPS: Kind.GROUP,
}
ANSWER_FOR = {
    VIDEO_ACCOUNT: {MANAGER: 100},
    YOUZAN: {OPERATOR: 100},
    WECHAT_SHOP: {OPERATOR: 60, LEAD: 40},
    WECOM: {OPERATOR: 100},
    GROUPS: {COMMUNITY: 60, OPERATOR: 40},
}
# From the middle of the closed month the copywriter answers for a part of the official account.
ACCOUNT_BEFORE = {MANAGER: 80, OPERATOR: 20}
ACCOUNT_SINCE = {MANAGER: 50, WRITER: 30, OPERATOR: 20}
SINCE_DAY = 16


def open_all(cast: Cast, timeline: Timeline) -> dict[str, Channel]:
    """Make the six channels, each with somebody who answers for it."""
    found = {name: channels.add(cast.team, name=name, kind=kind) for name, kind in CHANNELS.items()}
    for name, shares in ANSWER_FOR.items():
        credit(found[name].subject, shares, cast, from_on=timeline.began)
    account = found[OFFICIAL_ACCOUNT].subject
    since = timeline.closed.first.replace(day=SINCE_DAY)
    credit(account, ACCOUNT_BEFORE, cast, from_on=timeline.began, until_on=since - A_DAY)
    credit(account, ACCOUNT_SINCE, cast, from_on=since)
    return found


def credit(
    subject: Subject, shares: Mapping[str, int], cast: Cast, *, from_on: date, until_on: date | None = None
) -> None:
    """Let members, by username, answer for a subject with a share in percent each."""
    for username, share in shares.items():
        attribution.give(subject, member=cast[username], share=Decimal(share), from_on=from_on, until_on=until_on)
