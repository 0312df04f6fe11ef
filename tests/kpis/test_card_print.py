"""A card prints on exactly one A4 page, from three KPIs to two roles of eight, with a long review and many files."""

import re
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route, sync_playwright

from kpis.models import Line, Part
from kpis.services import review as services
from metrics.models import ImportBatch, Metric, Point, Subject
from tests.building import attribute, hold, make_target, make_template, put
from tests.kpis.conftest import add_part

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[2] / "static"
PAGE = "http://teamops.test/"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def pages_of(html: str) -> int:
    """How many A4 pages Chromium makes of it. Nothing but our own files is loaded."""

    def answer(route: Route) -> None:
        if route.request.url == PAGE:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(path=STATIC / route.request.url.split("/static/")[1].split("?")[0])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(PAGE)
        paper = page.pdf(prefer_css_page_size=True, format="A4")
        browser.close()
    return len(re.findall(rb"/Type\s*/Page\b", paper))


@pytest.fixture
def big_template(team):
    rates = Metric.objects.filter(code__startswith="process.", fold="ratio")
    codes = ["process.stand_up_rate", *rates.exclude(code="process.stand_up_rate").values_list("code", flat=True)]
    kpis = [
        {"metric": code, "half": half, "weight": weight, "target": 1, "subject_kind": "member"}
        for code, half, weight in zip(codes, ["process", "result"] * 4, [10, 15] * 4, strict=False)
    ]
    return lambda role, size: make_template(team, role, kpis[:size])


@pytest.mark.parametrize(
    ("roles", "size", "late"),
    [(0, 3, 0), (1, 6, 0), (1, 8, 0), (2, 4, 0), (2, 6, 0), (2, 8, 0), (1, 6, 2), (1, 8, 8), (2, 4, 8), (2, 8, 16)],
)
def test_it_is_one_page(roles, size, late, card, big_template, browse, manager, member, team):
    subject = Subject.objects.create(team=team, kind=Subject.Kind.MEMBER, name="Member", member=member)
    attribute(subject, member)
    if roles:
        Line.objects.all().delete()
        Part.objects.all().delete()
    for role in ["copywriter", "team_lead"][:roles]:
        template = big_template(role, size)
        add_part(card, template, Decimal(36), Decimal(48))
        Part.objects.filter(template=template).update(assignment=hold(member, role), weight=Decimal(1) / roles)
    for line in Line.objects.filter(part__scorecard=card).select_related("part__assignment", "kpi__metric")[:late]:
        make_target(
            line.part.assignment, line.kpi.metric.code, by=manager, month=card.month, target=2, is_late=True,
            note="两个群合并，停了一周拉新，照原来的目标对谁都不公平，和大家商量过再改。" * 2,
        )  # fmt: skip
    services.review(card, by=manager, comment="转发率稳住了，下月补一篇长图文。" * 20, at=timezone.now())
    for n in range(9):
        batch = ImportBatch.objects.create(
            team=team, file_name=f"过程记录_{n}.xlsx", sha256="0", size=1, as_of=card.month
        )
        put(subject, "process.stand_ups_due", {card.month + timedelta(days=n): 1})
        Point.objects.filter(day=card.month + timedelta(days=n)).update(batch=batch, row=n + 2)
    url = reverse("kpis:month-print", args=["brook", card.pk])

    response = browse(manager).get(url)
    html = response.content.decode()

    assert len(response.context["origins"]) >= 2
    assert bool(late) == ("两个群合并" in html)
    assert pages_of(html) == 1
