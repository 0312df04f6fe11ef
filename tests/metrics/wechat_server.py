"""A server that behaves as the two platforms are documented to: tokens that end, quotas, spans, days not ready yet.

It runs in a thread of its own and speaks real HTTP. What a test wants to go wrong it puts into ``faults``.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
APP_ID, SECRET = "wx0123456789abcdef", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
CORP_ID, CORP_SECRET = "ww0123456789abcdef", "K8dFv3mQx9-ZtR2sLwYb7NcHjUe5PaGi4oTqBkXfMzE"

# The days that an answer may span, as documented.
SPANS = {
    "getusersummary": 7,
    "getusercumulate": 7,
    "getbizsummary": 30,
    "getarticletotaldetail": 1,
    "getweanalysisappiddailysummarytrend": 1,
    "getweanalysisappiddailyvisittrend": 1,
}
BEGIN_AND_END = ("begin_date", "end_date")
BUSY = {"errcode": -1, "errmsg": "system error"}
NOT_READY = {"errcode": 61503, "errmsg": "data not ready, please try later rid: 5fba12c0-09b4034b-4972ba1f"}
NOT_ALLOWED_FROM_HERE = {
    "errcode": 40164,
    "errmsg": "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 654c9d3e-1fc7bc05-2f6a9a5f",
}
WECOM_NOT_ALLOWED_FROM_HERE = {
    "errcode": 60020,
    "errmsg": "not allow to access from your ip, hint: [1700000000123456789012345], from ip: 203.0.113.8, "
    "more info at https://open.work.weixin.qq.com/devtool/query?e=60020",
}


class Html(str):
    """A page in place of an answer."""


class Raw(bytes):
    """Bytes in place of an answer."""


class Status(int):
    """An HTTP status without an answer."""


class Moved(str):
    """A redirect to an address."""


class Slow(float):
    """Seconds that the server keeps silent before the right answer."""


Fault = dict[str, Any] | Html | Raw | Status | Moved | Slow


class Platform:
    """What the server knows and what it was asked. ``today`` is its own Beijing day."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.base = ""
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.tokens: set[str] = set()
        self.issued = 0
        self.forced = 0
        # By the last part of a path: what goes wrong at the next calls, one each.
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        # The last day whose numbers are there, and the first that isn't forgotten.
        self.ready_through = today - timedelta(days=1)
        self.users: dict[str, str] = {"zhangsan": "张三", "lisi": "李四"}

    def calls(self, name: str) -> list[dict[str, Any]]:
        """The bodies with which an interface was asked."""
        return [body for path, _query, body in self.asked if path.endswith(f"/{name}")]

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def handle(self, path: str, query: dict[str, str], body: dict[str, Any]) -> Fault:
        self.asked.append((path, query, body))
        name = path.rsplit("/", 1)[-1]
        if self.faults[name]:
            fault = self.faults[name].pop(0)
            if not isinstance(fault, Slow):
                return fault
            time.sleep(fault)
        if name in ("stable_token", "gettoken"):
            return self.let_in(name, query, body)
        if query.get("access_token") not in self.tokens:
            hint = "invalid credential, access_token is invalid or not latest hint: [****] rid: 1-2-3"
            return {"errcode": 40001 if path.startswith("/datacube") else 42001, "errmsg": hint}
        if name in self.answers:
            return self.answers[name](body)
        if path == f"/datacube/{name}":
            return self.datacube(name, body)
        return self.wecom(name, query, body)

    def let_in(self, name: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        given = (body.get("appid"), body.get("secret")) if name == "stable_token" else (
            query.get("corpid"), query.get("corpsecret"),
        )  # fmt: skip
        if given not in ((APP_ID, SECRET), (CORP_ID, CORP_SECRET)):
            return {"errcode": 40001, "errmsg": "invalid credential rid: 1-2-3"}
        self.forced += body.get("force_refresh") is True
        if body.get("force_refresh") or not self.tokens:
            self.issued += 1
            self.tokens = {f"token-{self.issued}"}
        return {"access_token": next(iter(self.tokens)), "expires_in": 7200}

    def datacube(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            first, last = (day_of(body[key], compact=name.startswith("getweanalysis")) for key in BEGIN_AND_END)
        except (KeyError, ValueError):
            return {"errcode": 61500, "errmsg": "date format error"}
        if last < first or (last - first).days >= SPANS[name] or last >= self.today:
            return {"errcode": 61501, "errmsg": "date range error"}
        if last > self.ready_through:
            return NOT_READY
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        answer: dict[str, Any] = {"list": [row for day in days for row in getattr(self, f"_{name}")(day)]}
        if name in ("getbizsummary", "getarticletotaldetail"):
            answer["is_delay"] = False
        return answer

    def _getusersummary(self, day: date) -> list[dict[str, Any]]:
        return [
            {"ref_date": f"{day}", "user_source": 0, "new_user": day.day, "cancel_user": 2},
            {"ref_date": f"{day}", "user_source": 30, "new_user": 10, "cancel_user": 0},
        ]

    def _getusercumulate(self, day: date) -> list[dict[str, Any]]:
        return [{"ref_date": f"{day}", "cumulate_user": 10_000 + day.toordinal() % 1000}]

    def _getbizsummary(self, day: date) -> list[dict[str, Any]]:
        detail = {
            "read_user": 500, "read_user_source": sources(500, 120), "share_user": 20, "zaikan_user": 5,
            "like_user": 9, "comment_count": 3, "collection_user": 4, "redirect_ori_page_user": 2,
            "send_page_count": 1,
        }  # fmt: skip
        return [{"ref_date": f"{day}", "detail": detail}]

    def _getarticletotaldetail(self, day: date) -> list[dict[str, Any]]:
        if day.weekday() != 0:
            return []
        details = [
            {
                "stat_date": f"{day + timedelta(days=n)}", "read_user": 100 * (n + 1),
                "read_user_source": sources(100 * (n + 1), 60 * (n + 1)), "share_user": n, "zaikan_user": n,
                "like_user": n, "comment_count": n, "collection_user": n, "praise_money": 361,
                "read_subscribe_user": n, "read_delivery_rate": 0.06 * (n + 1), "read_finish_rate": 0.63,
                "read_avg_activetime": 1.05, "read_jump_position": [{"position": 1, "rate": 0.53}],
            }
            for n in range((self.ready_through - day).days + 1)
        ]  # fmt: skip
        address = f"https://mp.weixin.qq.com/s?__biz=MzA&mid={day.toordinal()}&idx=1&sn=abc{day.toordinal()}"
        return [{
            "ref_date": f"{day}", "msgid": f"{day.toordinal()}_1", "publish_type": 0, "title": f"护肤周报 {day}",
            "content_url": address, "detail_list": details,
        }]  # fmt: skip

    def _getweanalysisappiddailysummarytrend(self, day: date) -> list[dict[str, Any]]:
        return [{"ref_date": f"{day:%Y%m%d}", "visit_total": 3910, "share_pv": 57, "share_uv": 38}]

    def _getweanalysisappiddailyvisittrend(self, day: date) -> list[dict[str, Any]]:
        return [{
            "ref_date": f"{day:%Y%m%d}", "session_cnt": 1425, "visit_pv": 4723, "visit_uv": 555, "visit_uv_new": 54,
            "stay_time_session": 0, "visit_depth": 1.9838,
        }]  # fmt: skip

    def wecom(self, name: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        ok = {"errcode": 0, "errmsg": "ok"}
        if name == "get_follow_user_list":
            return ok | {"follow_user": list(self.users)}
        if path_is_users(name, query):
            people = [
                {"userid": key, "name": value, "mobile": "15723333333", "email": f"{key}@example.com", "status": 1}
                for key, value in self.users.items()
            ]
            return ok | {"userlist": people}
        if name == "get_user_behavior_data":
            return self.span(body, "start_time", "end_time") or ok | {
                "behavior_data": [self.behaviour(at, body["userid"]) for at in self.moments(body, "start", "end")]
            }
        if name == "statistic_group_by_day":
            return self.span(body, "day_begin_time", "day_end_time") or ok | {
                "items": [{"stat_time": at, "data": GROUP_DAY} for at in self.moments(body, "day_begin", "day_end")]
            }
        return {"errcode": 40066, "errmsg": "invalid url"}

    def span(self, body: dict[str, Any], first: str, last: str) -> dict[str, Any] | None:
        wrong = {"errcode": 600018, "errmsg": "invalid start time or end time"}
        if not all(isinstance(body.get(key), int) and body[key] < 10**10 for key in (first, last)):
            return wrong
        days = [datetime.fromtimestamp(body[key], tz=BEIJING).date() for key in (first, last)]
        is_right = days[0] <= days[1] < self.today and (days[1] - days[0]).days < 30
        return None if is_right and days[0] >= self.today - timedelta(days=180) else wrong

    def moments(self, body: dict[str, Any], first: str, last: str) -> list[int]:
        return list(range(body[f"{first}_time"], body[f"{last}_time"] + 1, 86_400))

    def behaviour(self, at: int, userids: list[str]) -> dict[str, Any]:
        """Several userids come as one sum; without chats two of the fields aren't there."""
        day = {"stat_time": at, "chat_cnt": 0, "message_cnt": 0, "negative_feedback_cnt": 0, "new_apply_cnt": 1,
               "new_contact_cnt": 1}  # fmt: skip
        if datetime.fromtimestamp(at, tz=BEIJING).weekday() < 5:
            n = len(userids)
            day |= {"chat_cnt": 20 * n, "message_cnt": 80 * n, "reply_percentage": 60.25, "avg_reply_time": 12}
        return day


GROUP_DAY = {
    "new_chat_cnt": 1, "chat_total": 12, "chat_has_msg": 9, "new_member_cnt": 7, "member_total": 800,
    "member_has_msg": 160, "msg_total": 950, "migrate_trainee_chat_cnt": 0,
}  # fmt: skip


def day_of(written: str, *, compact: bool) -> date:
    """Mini programs' days have no hyphens, all others' must."""
    if len(written) != (8 if compact else 10):
        raise ValueError(written)
    return date.fromisoformat(written)


def sources(total: int, from_messages: int) -> list[dict[str, Any]]:
    return [
        {"user_count": total, "scene_desc": "全部"},
        {"user_count": from_messages, "scene_desc": "公众号消息"},
    ]


def path_is_users(name: str, query: dict[str, str]) -> bool:
    return name == "list" and query.get("department_id") == "1"


class Handler(BaseHTTPRequestHandler):
    platform: Platform
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # head and body in one piece, or the client waits for the second

    def do_GET(self) -> None:
        self.answer({})

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(json.loads(content) if content else {})

    def answer(self, body: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        found = self.platform.handle(parts.path, dict(parse_qsl(parts.query)), body)
        status, kind, headers = 200, "application/json; encoding=utf-8", {}
        if isinstance(found, Status):
            status, content = int(found), b""
        elif isinstance(found, Moved):
            status, content, headers = 302, b"", {"Location": str(found)}
        elif isinstance(found, Html):
            content, kind = str(found).encode(), "text/html"
        elif isinstance(found, Raw):
            content = bytes(found)
        else:
            content = json.dumps(found, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):  # the client has had enough, as it should
            self.close_connection = True

    def log_message(self, *_args: Any) -> None:
        """Tests read what the product logs, not what this does."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def running(today: date) -> Iterator[Platform]:
    platform = Platform(today)
    server = Server(("127.0.0.1", 0), type("OneHandler", (Handler,), {"platform": platform}))
    platform.base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
