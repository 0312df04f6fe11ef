"""What the work contributes to the numbers: as somebody would count on paper, and back to the items."""

import html
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import sources
from campaigns.models import IncidentDetail, Item
from campaigns.services import stages
from campaigns.sources.records import codes
from kpis.models import Line
from kpis.origins import PAGES
from metrics.collect import collect
from metrics.models import Point
from metrics.sources import registered, with_something
from teamops.lib.months import Span
from tests.building import attribute, make_card, make_template
from tests.campaigns.conftest import make_holder, moment
from tests.campaigns.paper import COUNTED, SPENT, Paper, rows

pytestmark = pytest.mark.django_db

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
NIGHT = moment("06:10", "2026-12-01")


@pytest.fixture
def cast(team, planner, writer, other_planner, minder, lead, member, analyst):
    return {
        "keeper": make_holder(team, "keeper", "community_manager"),
        "planner": planner, "writer": writer, "other_planner": other_planner, "minder": minder, "lead": lead,
        "member": member, "analyst": analyst,
    }  # fmt: skip


def total(whose, code: str) -> Decimal:
    found = Point.objects.filter(subject__member=whose, metric__code=f"process.{code}")
    return sum(found.values_list("value", flat=True), Decimal(0))


def day_of(whose, code: str, day: int) -> Decimal | None:
    found = Point.objects.filter(subject__member=whose, metric__code=f"process.{code}", day=date(2026, 11, day))
    return found.values_list("value", flat=True).first()


def test_a_month_of_work_comes_to_what_is_counted_on_paper(team, cast):
    Paper(cast).write()
    assert Item.objects.exclude(kind=Item.Kind.COMMUNITY).count() == 30

    collect(team, NOVEMBER, at=NIGHT)

    assert {(who, code): total(cast[who], code) for who, code, _count in rows(COUNTED)} == {
        (who, code): int(count) for who, code, count in rows(COUNTED)
    }


def test_what_was_paid_comes_to_what_is_counted_on_paper(team, cast):
    Paper(cast).write()

    collect(team, NOVEMBER, at=NIGHT)

    points = Point.objects.filter(metric__code="biz.spend").select_related("subject")
    found = {("team" if one.subject.kind == "team" else one.subject.name, one.day.day): one.value for one in points}
    written = ((of, *day.split(":")) for of, days in rows(SPENT) for day in days.split(","))
    assert found == {(of, int(day)): Decimal(yuan) for of, day, yuan in written}


def test_each_counts_on_its_day(team, cast):
    Paper(cast).write()

    collect(team, NOVEMBER, at=NIGHT)

    assert (day_of(cast["planner"], "outputs_due", 3), day_of(cast["planner"], "outputs_on_time", 3)) == (1, 0)
    assert (day_of(cast["lead"], "plans_submitted", 9), day_of(cast["lead"], "plans_approved", 9)) == (1, 1)
    assert (day_of(cast["lead"], "plans_submitted", 5), day_of(cast["lead"], "plans_approved", 5)) == (1, 0)
    assert (day_of(cast["member"], "requests_received", 6), day_of(cast["member"], "requests_within_sla", 6)) == (2, 1)
    assert day_of(cast["member"], "incidents", 14) == 2
    assert (day_of(cast["analyst"], "findings_verified", 12), day_of(cast["analyst"], "findings_verified", 16)) == (
        1,
        0,
    )
    assert day_of(cast["planner"], "outputs_due", 8) is None


def queries(team) -> dict[str, int]:
    """How often each source of the work asks."""
    asked = {}
    for finder, of_it in registered().values():
        if set(of_it) <= set(codes()):
            with CaptureQueriesContext(connection) as seen:
                list(finder(team, NOVEMBER, NIGHT))
            asked[of_it[-1]] = len(seen)
    return asked


def test_a_source_asks_as_often_for_five_times_as_many_items(team, cast):
    Paper(cast).write()
    few = queries(team)

    Paper(cast).write(times=4)

    assert queries(team) == few
    assert max(few.values()) <= 5


def test_a_team_without_work_is_asked_once_for_all_of_its_sources(team, cast):
    with CaptureQueriesContext(connection) as idle:
        left = with_something(team)

    assert len(idle) == 2  # whether there are items, whether SOPs run
    of_the_work = [function for function, of_it in registered().values() if set(of_it) <= set(codes())]
    assert not set(left) & set(of_the_work)

    Paper(cast).write()

    assert set(of_the_work) <= set(with_something(team))


def test_the_records_of_each_day_are_its_points(team, cast):
    """What the page lists is what was counted: of the second of a pair the good ones."""
    Paper(cast).write()
    collect(team, NOVEMBER, at=NIGHT)
    firsts = {of_it[0] for _finder, of_it in registered().values() if len(of_it) == 2}

    for code in codes():
        listed = Counter()
        for one in sources.records(code, team, NOVEMBER, at=NIGHT):
            listed[one.member, one.day] += 1 if code in firsts else one.is_good
        points = Point.objects.filter(metric__code=code).values_list("subject__member", "day", "value")
        assert {(member, day): value for member, day, value in points} == dict(listed)


def test_every_source_has_its_page():
    assert {PAGES.get(code) for code in codes()} == {"campaigns:records"}


def test_what_isnt_over_isnt_counted(team, cast):
    Paper(cast).write()

    collect(team, NOVEMBER, at=moment("12:00", "2026-11-06"))

    assert day_of(cast["lead"], "resources_asked", 6) == 2  # in place already
    assert day_of(cast["planner"], "outputs_due", 6) is None  # C4 may still come out today
    assert day_of(cast["planner"], "outputs_due", 9) is None


def test_planning_anew_moves_no_promise_once_the_topic_is_settled(team, cast):
    Paper(cast).write()
    late = Item.objects.get(title="C4")
    late.content.planned_at = moment("18:00", "2026-11-20")
    late.content.save()
    early = Item.objects.get(title="C6")
    early.content.planned_at = moment("18:00", "2026-11-20")
    early.content.save()

    collect(team, NOVEMBER, at=NIGHT)

    assert day_of(cast["planner"], "outputs_due", 6) == 1
    assert day_of(cast["planner"], "outputs_due", 10) is None
    assert day_of(cast["planner"], "outputs_due", 20) == 1


def test_what_is_dropped_before_its_day_isnt_due(team, cast):
    Paper(cast).write()
    stages.drop(Item.objects.get(title="C4"), by=cast["planner"], at=moment("10:00", "2026-11-05"), reason="过时了")
    stages.drop(Item.objects.get(title="C10"), by=cast["planner"], at=moment("10:00", "2026-11-28"), reason="过时了")

    collect(team, NOVEMBER, at=NIGHT)

    assert day_of(cast["planner"], "outputs_due", 6) is None
    assert day_of(cast["planner"], "outputs_due", 27) == 1


def test_a_clean_month_is_a_number_and_a_violation_counts_for_who_let_it_pass(team, cast, minder):
    paper = Paper(cast)
    for row in [["V1", "03T10:00", "02T10:00", "minder"], ["V2", "03T10:00", "02T10:00", "minder"]]:
        paper.review(*row)
    for item in Item.objects.all():
        item.content.published_at = moment("20:00", "2026-11-05")
        item.content.save()
    collect(team, NOVEMBER, at=NIGHT)
    assert day_of(minder, "violations", 5) == 0

    report = paper.start("incident", "被判违规", "minder", at=moment("09:00", "2026-11-08"), content_item=item)
    collect(team, NOVEMBER, at=NIGHT)
    assert day_of(minder, "violations", 5) == 0

    IncidentDetail.objects.filter(item=report).update(is_ruled=True)
    collect(team, NOVEMBER, at=NIGHT)
    assert day_of(minder, "violations", 5) == 1


# What a number of November leads to: whose card, the number, its metric, the page that it ends at.
WAYS = [
    ("planner", "process.output_rate", "member", "campaigns:items-item"),
    ("lead", "process.plan_rate", "member", "campaigns:items-item"),
    ("keeper", "process.sop_rate", "member", "campaigns:sops-run"),
    ("keeper", "process.group_topics", "member", "campaigns:items-item"),
    ("lead", "biz.spend", "campaign", "campaigns:budget-line"),
]


@pytest.mark.parametrize(("who", "code", "kind", "page"), WAYS)
def test_a_score_line_leads_to_the_work_in_three_clicks(who, code, kind, page, team, cast, manager, browse):
    Paper(cast).write()
    collect(team, NOVEMBER, at=timezone.now())  # as the page counts it
    attribute(Item.objects.get(title="A1").subject, cast["lead"])
    kpi = {"metric": code, "half": "process", "weight": 40, "target": 1, "subject_kind": kind}
    result = {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 300}
    card = make_card(make_template(team, "seo_sem_specialist", [kpi, result]), cast[who], NOVEMBER.first)
    line = Line.objects.get(part__scorecard=card, kpi__metric__code=code)
    client = browse(manager)

    first = click(client, reverse("kpis:month-card", args=["brook", card.pk]), f"?line={line.pk}")
    second = click(client, first, "/work/records/?")
    third = click(client, second, reverse(page, args=["brook", 0]).split("0/")[0])

    assert client.get(third).status_code == 200


def click(client: Client, page: str, to: str) -> str:
    """The address of the first link on a page that leads to such an address."""
    hrefs = [html.unescape(href) for href in re.findall(r'href="([^"]+)"', client.get(page).text)]
    found = next((href for href in hrefs if to in href), None)
    assert found, (page, to)
    return urljoin(page, found)


class TestThePageOfRecords:
    def page(self, team, by, whose, **asked):
        client = Client()
        client.force_login(by.person)
        asked = {"metric": "process.outputs_due", "member": whose.pk, "day": "2026-11-03"} | asked
        return client.get(f"/t/{team.slug}/work/records/", asked)

    def test_leads_to_the_items(self, team, cast, manager):
        Paper(cast).write()
        item = Item.objects.get(title="C2")

        for by in (cast["planner"], manager):
            assert f"/t/{team.slug}/items/{item.pk}/" in self.page(team, by, cast["planner"]).text

    def test_peers_see_nothing_of_it(self, team, cast):
        Paper(cast).write()

        assert self.page(team, cast["writer"], cast["planner"]).status_code == 404

    @pytest.mark.parametrize(
        "asked", [{"day": "yesterday"}, {"metric": "process.nothing"}, {"member": "x"}, {"member": "99999"}]
    )
    def test_what_there_is_none_of_isnt_found(self, team, cast, asked):
        assert self.page(team, cast["planner"], cast["planner"], **asked).status_code == 404

    def test_a_day_without_any_says_so(self, team, cast):
        assert self.page(team, cast["planner"], cast["planner"]).status_code == 200
