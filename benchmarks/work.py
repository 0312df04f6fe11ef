"""The pages of the work with 5,000 items: how near each comes to its own template from memory, and what it asks."""

import os
import statistics
from typing import Any

from django.db import connection
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment
from django.urls import reverse

from benchmarks.import_sheets import timed
from benchmarks.many_items import build
from benchmarks.nightly import ROUNDS
from benchmarks.results import Figure

ITEMS = int(os.environ.get("BENCH_ITEMS", "5000"))
PAGES = {
    "list": "campaigns:items",
    "board": "campaigns:board",
    "calendar, a month": "campaigns:calendar",
    "timeline": "campaigns:timeline",
}
# performance.md: at least a fifth of the speed of the same page without a database, at most eight queries of its own.
TARGET, MOST = 0.20, 8
FRAME = "reports:more"
# What base.html asks of the frame around a page.
AROUND = (
    "team", "teams", "sections", "tabs", "everything", "data_clock", "data_url", "unread", "notices_url",
    "working_days", "member", "profile_url",
)  # fmt: skip


class Kept:
    """The frame with everything looked up already."""

    def __init__(self, frame: Any) -> None:
        for name in AROUND:
            setattr(self, name, getattr(frame, name))


def figures() -> list[Figure]:
    reader = build(ITEMS)
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader.person)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    around = asked(client, reverse(FRAME, args=[reader.team.slug]))
    return [
        figure
        for name, view in PAGES.items()
        for figure in of_page(client, name, reverse(view, args=[reader.team.slug]), around)
    ]


def of_page(client: Client, name: str, address: str, around: int) -> list[Figure]:
    """The page over HTTP against its template with the same context, rendered in the same round."""
    template, words = shown(client, address)
    pages, memory = [], []
    for _ in range(ROUNDS + 2):
        memory.append(timed(lambda: template.template.render(Context(words))))
        pages.append(timed(lambda: client.get(address)))
    ratio = statistics.median(memory) / statistics.median(pages)
    return [
        Figure(f"{name} of {ITEMS:,} items: speed ÷ its template from memory", ratio, TARGET),
        Figure(
            f"{name} of {ITEMS:,} items: queries beyond the frame", asked(client, address) - around, MOST, at_most=True
        ),
    ]


def shown(client: Client, address: str) -> tuple[Template, dict[str, Any]]:
    """The page's template and all that it was given, the frame's answers with it."""
    setup_test_environment()
    try:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        words = response.context[0].flatten()
        return get_template(response.templates[0].name), words | {"frame": Kept(words["frame"])}
    finally:
        teardown_test_environment()


def asked(client: Client, address: str) -> int:
    """Queries of a page that was opened before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
