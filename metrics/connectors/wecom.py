"""企业微信: each member's contact with customers, the groups by day, and who is known under which userid."""

from dataclasses import dataclass
from datetime import date

from metrics.connectors.errors import CallFailed
from metrics.connectors.interface import Interface, Platform, moment
from metrics.connectors.session import Session
from metrics.connectors.spans import remembered
from metrics.imports.calls import BEHAVIOUR, GROUPS
from metrics.imports.calls.base import Made
from metrics.models import Connection, WecomUser
from teamops.lib.months import Span

BEHAVIOUR_PATH = "/cgi-bin/externalcontact/get_user_behavior_data"
GROUPS_PATH = "/cgi-bin/externalcontact/groupchat/statistic_group_by_day"
USERS_PATH = "/cgi-bin/externalcontact/get_follow_user_list"
# The whole company.
ROOT = 1
# What says that names can't be read: the userids alone do then.
NAMES_REFUSED = frozenset({"48002", "60011", "60003", "301002", "48001", "60020"})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may have customers. The name is empty where WeCom doesn't tell it."""

    userid: str
    name: str


def ask_behaviour(session: Session, span: Span, connection: Connection) -> list[Made]:
    """A call for each member: several userids in one call would come as one sum."""
    made = []
    for user in connection.users.joined().select_related("member__person").order_by("userid"):
        request = {"userid": [user.userid], "start_time": moment(span.first), "end_time": moment(span.last)}
        made.append(Made(request, session.post(BEHAVIOUR_PATH, request), username(user)))
    return made


def username(user: WecomUser) -> str:
    return user.member.person.username if user.member else ""


def ask_groups(session: Session, span: Span, _connection: Connection) -> list[Made]:
    request = {"day_begin_time": moment(span.first), "day_end_time": moment(span.last)}
    return [Made(request, session.post(GROUPS_PATH, request))]


def users(session: Session) -> list[Known]:
    """Everybody who may have customers, with their names as far as WeCom tells them. Raise ``CallFailed``."""
    answer = session.get(USERS_PATH)
    found = answer.get("follow_user")
    if not isinstance(found, list):
        raise CallFailed("odd_answer", interface="get_follow_user_list")
    told = names(session)
    return [Known(userid, told.get(userid, "")) for userid in found if isinstance(userid, str) and userid]


def names(session: Session) -> dict[str, str]:
    """By userid. Of what WeCom tells about its people nothing else is read."""
    try:
        told = session.get("/cgi-bin/user/list", department_id=ROOT, fetch_child=1)
    except CallFailed as failed:
        if failed.code not in NAMES_REFUSED:
            raise
        return {}
    listed = told.get("userlist")
    people = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(one.get("userid")): str(one.get("name") or "") for one in people}


def try_out(session: Session, _day: date) -> None:
    """One call. Raise ``CallFailed``."""
    session.get(USERS_PATH)


WECOM = Platform(
    interfaces=(
        Interface(call=BEHAVIOUR, ask=ask_behaviour, longest=30, again=3, oldest=remembered, is_about_members=True),
        Interface(call=GROUPS, ask=ask_groups, longest=30, again=3, oldest=remembered, is_about_groups=True),
    ),
    try_out=try_out,
)
