"""Which numbers a meeting looks at: the shipped ones, or those that a team chose for its series."""

from collections.abc import Sequence

from django.db.models import Q

from metrics.expected import YIELDS
from metrics.models import Channel, Metric, Subject
from roles.models import Team

# In this order. A channel shows those of its own kind, the team the others.
SHIPPED = (
    "oa.readers", "oa.followers_net", "oa.share_rate", "oa.open_rate",
    "vc.plays", "vc.completion_rate", "vc.follows",
    "mini.visitors", "mini.new_visitors",
    "shop.gmv", "shop.orders", "shop.order_value", "shop.repurchase_rate",
    "wecom.new_customers", "wecom.reply_rate", "wecom.reply_minutes",
    "group.members", "group.daily_active_rate", "group.messages",
    "user.private_domain", "biz.spend", "biz.roi", "biz.cac",
)  # fmt: skip
# A fall of these is good news.
LOWER_IS_BETTER = frozenset({
    "oa.followers_lost", "wecom.reply_minutes", "wecom.lost_customers", "shop.refunds", "group.left",
    "group.leave_rate", "biz.spend", "biz.cac",
})  # fmt: skip
# More nobody looks at in a quarter of an hour.
MOST = 40
OF_CHANNELS = frozenset(group for groups in YIELDS.values() for group in groups)


def to_choose_from(team: Team) -> list[Metric]:
    """What a channel or the team as a whole may have a number of, the shipped ones first."""
    found = Metric.objects.known_to(team).in_use().exclude(group=Metric.Group.PROCESS)
    return sorted(found, key=place)


def place(metric: Metric) -> tuple[int, int]:
    shipped = metric.code in SHIPPED
    return (SHIPPED.index(metric.code) if shipped else len(SHIPPED), metric.position)


def looked_at(team: Team, chosen: Sequence[str] = ()) -> list[tuple[Subject, list[Metric]]]:
    """The channels in use with their numbers, then the team itself. Four queries; a channel's subject comes with its
    ``as_channel``. Without a choice: the shipped ones; a chosen one that isn't in use any more is left out."""
    known = Metric.objects.known_to(team).in_use().filter(code__in=chosen or SHIPPED).with_terms()
    metrics = sorted(known, key=place)
    of_team = [metric for metric in metrics if metric.group not in OF_CHANNELS]
    is_asked = Q(as_channel__in=Channel.objects.in_use()) | Q(kind=Subject.Kind.TEAM)
    subjects = Subject.objects.filter(is_asked, team=team).select_related("as_channel")
    return [
        (one, of_team if is_team(one) else [m for m in metrics if m.group in YIELDS.get(one.as_channel.kind, ())])
        for one in sorted(subjects, key=lambda one: (True,) if is_team(one) else (False, *place_of(one.as_channel)))
    ]


def is_team(subject: Subject) -> bool:
    return subject.kind == Subject.Kind.TEAM


def place_of(channel: Channel) -> tuple[str, int]:
    return str(channel.kind), channel.pk
