"""A whole embedded site with the demo team, as ``make demo`` starts it, and a real Chromium to use it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

from tests.metrics.wechat_server import BEIJING, Platform, running

ROOT = Path(__file__).parent.parent.parent
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
PATIENCE = 60  # seconds until the site answers
PASSWORD = "xiyu-demo-2026"
# Without these Chromium asks the network for things that no test needs.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """Debian's Chromium. Set CHROMIUM where it is elsewhere."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("These tests need Chromium: apt-get install chromium fonts-noto-cjk, or set CHROMIUM.")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory) -> Path:
    """A DATA_DIR with the demo team in it; made once."""
    folder = tmp_path_factory.mktemp("demo")
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=embedded(folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return folder


def embedded(folder: Path, **more: str) -> dict[str, str]:
    """The environment of an embedded site that keeps its data in ``folder``."""
    outside = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY", "EMAIL_URL")
    kept = {name: value for name, value in os.environ.items() if name not in outside}
    return {**kept, "DJANGO_SETTINGS_MODULE": "teamops.settings.embedded", "DATA_DIR": str(folder), **more}


@pytest.fixture(params=[PHONE, WIDE], ids=["phone", "wide"], scope="module")
def screen(request) -> dict[str, int]:
    return request.param


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """A server that answers as the platforms do."""
    with running(datetime.now(BEIJING).date()) as server:
        yield server


@pytest.fixture(scope="module")
def site(demo_data, screen, platform, tmp_path_factory) -> Iterator[str]:
    """The address of a running site with its own copy of the demo data; a fresh one for each size of screen."""
    assert screen
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_data, folder)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--log-level", "warning", "teamops.wsgi"],
        cwd=ROOT,
        env=embedded(folder, BIND=f"127.0.0.1:{port}", WECHAT_API_BASE=platform.base, WECOM_API_BASE=platform.base),
    )
    try:
        wait_until_it_answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_it_answers(address: str, process: subprocess.Popen) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(f"{address}/healthz") as answer:
                assert answer.status == 200
                return
        except OSError:
            assert process.poll() is None, "The site stopped before it answered."
            time.sleep(0.2)
    pytest.fail(f"{address} didn't answer within {PATIENCE} s.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield launched(playwright)


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=QUIET)


class Visitor:
    """Somebody at a screen of some size. Counts what they touch, and what the pages complain about."""

    def __init__(self, browser: Browser, site: str, screen: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.page: Page = self.context.new_page()
        self.site = site
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.watch)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def watch(self, request: Request) -> None:
        if not request.url.startswith(self.site):
            self.elsewhere.append(request.url)

    def sign_in(self, username: str) -> "Visitor":
        self.page.goto(f"{self.site}/account/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit], form button[type=submit]")
        self.page.wait_for_url("**/t/demo/**")
        return self

    def go(self, path: str) -> Page:
        answer = self.page.goto(f"{self.site}{path}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.fixture
def visit(browser, site, screen) -> Iterator:
    """``visit("zhoumingyuan")``: that person, signed in, ``on`` a screen. No page may complain or ask another host for
    anything."""
    visitors: list[Visitor] = []

    def arrive(username: str, *, on: dict[str, int] = screen) -> Visitor:
        visitors.append(Visitor(browser, site, on))
        return visitors[-1].sign_in(username)

    yield arrive
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
        assert visitor.elsewhere == []
