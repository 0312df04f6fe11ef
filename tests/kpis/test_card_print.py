"""A card prints on exactly one A4 page, from three KPIs to two roles of eight, with a long review and many files."""

import re
import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route, sync_playwright

from kpis.models import Appeal, Dispute, Line, Part, Scorecard
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


def put_files(subject: Subject, month: date) -> None:
    """Nine files, each of one row."""
    for n in range(9):
        day = month + timedelta(days=n)
        batch = ImportBatch.objects.create(
            team=subject.team, file_name=f"过程记录_{n}.xlsx", sha256="0", size=1, as_of=month
        )
        put(subject, "process.stand_ups_due", {day: 1})
        Point.objects.filter(day=day).update(batch=batch, row=n + 2)


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
    put_files(subject, card.month)
    response = browse(manager).get(reverse("kpis:month-print", args=["brook", card.pk]))
    html = response.content.decode()

    assert len(response.context["origins"]) >= 2
    assert bool(late) == ("两个群合并" in html)
    assert pages_of(html) == 1


WHY = "两个群月中合并，停了一周拉新，照原来的口径对谁都不公平，和大家商量过，按实际天数补上。" * 3


@pytest.mark.parametrize(
    ("size", "adjusted", "disputed", "is_replaced"),
    [(3, 1, 0, False), (4, 3, 1, True), (6, 3, 2, True), (6, 4, 2, True), (6, 6, 3, True), (8, 8, 8, True)],
)
def test_an_old_revision_with_adjustments_disputes_and_an_appeal_is_one_page(
    size, adjusted, disputed, is_replaced, card, big_template, browse, manager, member, team
):
    Part.objects.all().delete()
    add_part(card, big_template("copywriter", size), Decimal(36), Decimal(48))
    lines = list(Line.objects.filter(part__scorecard=card).select_related("part"))
    for line in lines[:adjusted]:
        card.adjustments.create(
            assignment=line.part.assignment, kpi=line.kpi, points=5, reason=WHY, by=manager, at=timezone.now()
        )
    for line in lines[:disputed]:
        card.disputes.create(
            assignment=line.part.assignment, kpi=line.kpi, text=WHY, raised_at=timezone.now(), due_on=card.month,
            state=Dispute.State.REJECTED, answer=WHY, answered_by=manager, answered_at=timezone.now(),
        )  # fmt: skip
    Appeal.objects.create(scorecard=card, text=WHY)
    Scorecard.objects.filter(pk=card.pk).update(is_current=not is_replaced)
    subject = Subject.objects.create(team=team, kind=Subject.Kind.MEMBER, name="Member", member=member)
    attribute(subject, member)
    put_files(subject, card.month)
    html = browse(manager).get(reverse("kpis:month-print", args=["brook", card.pk])).content.decode()

    assert "申诉" in html
    assert "等级" in html
    assert html.count("合并") >= adjusted
    assert pages_of(html) == 1
