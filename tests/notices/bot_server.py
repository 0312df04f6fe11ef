"""A server that behaves as the three platforms' bots are documented to: keys, signatures, and what goes wrong."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.metrics.wechat_server import Fault, Moved, Server, Slow, Status

KEY = "693a91f6-7acc-4bc4-97a0-0ec2sifa5aaa"
SECRET = "SECa0b1c2d3e4f5a6b7c8d9"
WECOM, FEISHU, DINGTALK = "/cgi-bin/webhook/send", f"/open-apis/bot/v2/hook/{KEY}", "/robot/send"


class Bots:
    """What was posted, as the group shows it; ``faults`` go wrong first, one each."""

    def __init__(self) -> None:
        self.base = ""
        self.posted: list[dict[str, Any]] = []
        self.asked = 0
        self.faults: list[Fault] = []

    def handle(self, path: str, query: dict[str, str], body: dict[str, Any]) -> Fault:
        self.asked += 1
        if self.faults:
            fault = self.faults.pop(0)
            if not isinstance(fault, Slow):
                return fault
            time.sleep(fault)
        answers = {WECOM: self.wecom, FEISHU: self.feishu, DINGTALK: self.dingtalk}
        if path not in answers:
            return {"code": 19001, "data": {}, "msg": "param invalid: incoming webhook access token invalid"}
        refusal = answers[path](query, body)
        if refusal is None:
            self.posted.append(body)
        return refusal or {"errcode": 0, "errmsg": "ok"} | ({"code": 0, "msg": "success"} if path == FEISHU else {})

    def wecom(self, query: dict[str, str], _body: dict[str, Any]) -> Fault | None:
        return None if query == {"key": KEY} else {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1]"}

    def feishu(self, _query: dict[str, str], body: dict[str, Any]) -> Fault | None:
        key = f"{body.get('timestamp')}\n{SECRET}".encode()
        sign = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        if body.get("sign") != sign or len(body["timestamp"]) != 10:
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        return None

    def dingtalk(self, query: dict[str, str], _body: dict[str, Any]) -> Fault | None:
        if query.get("access_token") != KEY:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        said = f"{query.get('timestamp')}\n{SECRET}".encode()
        sign = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
        if query.get("sign") != sign or len(query["timestamp"]) != 13:
            return {"errcode": 310000, "errmsg": "sign not match"}
        return None


class Handler(BaseHTTPRequestHandler):
    bots: Bots
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        found = self.bots.handle(parts.path, dict(parse_qsl(parts.query)), json.loads(content))
        status = int(found) if isinstance(found, Status) else 302 if isinstance(found, Moved) else 200
        answer = b"" if status != 200 else json.dumps(found, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            if isinstance(found, Moved):
                self.send_header("Location", str(found))
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_args: Any) -> None:
        """Tests read what the product logs, not what this does."""


@contextmanager
def running() -> Iterator[Bots]:
    bots = Bots()
    server = Server(("127.0.0.1", 0), type("OneHandler", (Handler,), {"bots": bots}))
    bots.base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield bots
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
