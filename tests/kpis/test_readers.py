"""A row of a file leads to the lines that were computed from it: own numbers, the team's, shared, signed, replaced."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kpis.lineage import lineage
from kpis.models import Line, Scorecard
from kpis.scorecards import recompute
from kpis.services import review
from metrics.models import Channel, ImportBatch, Point, Subject
from metrics.readers import readers
from metrics.services import imports
from metrics.yielded import entries_of_row, given_by, given_by_row
from tests.building import attribute, each_day, hold, make_channel, make_template, put
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

SEPTEMBER, FIRST, MIDDLE, LAST = date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 31)
AT = datetime(2026, 11, 20, tzinfo=UTC)


def sheet(*rows) -> bytes:
    return "\n".join(["日期,对象,指标,数值", *(",".join(map(str, row)) for row in rows)]).encode()


def bring_in(team, *rows, as_of=LAST) -> ImportBatch:
    batch = imports.preview(team, sheet(*rows), name="表.csv", channel=None, as_of=as_of, by=None, at=AT)
    return imports.confirm(batch, by=None, at=AT)


@pytest.fixture
def shop(team):
    return make_channel(team, "有赞", Channel.Kind.SHOP, watermark=LAST)


def count(team, metric, *, role="user_operator", through=LAST, **fields) -> None:
    """Score October by a template whose result half is this one metric."""
    kpis = [
        {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
        {"metric": metric, "half": "result", "weight": 60, "target": D(100), **fields},
    ]
    make_template(team, role, kpis)
    recompute(team, through=through, at=AT)


def read_from(batch, row, by) -> list[tuple[str, str, str]]:
    found = readers(batch.team, given_by_row(batch, entries_of_row(batch, row)), by=by)
    return [(one.who, f"{one.month:%Y-%m}", one.what) for one in found]


def test_a_shared_row_leads_to_each_who_answers_for_it(team, manager, member, other_member, shop, browse):
    for one, share in ((member, 60), (other_member, 40)):
        hold(one, "user_operator")
        attribute(shop.subject, one, share=share)
    batch = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44), ("2026-10-02", "有赞", "shop.gmv", 9))
    count(team, "shop.orders")

    with override("en"):
        assert read_from(batch, 2, manager) == [
            ("Member", "2026-10", "Paid orders"),
            ("Other_Member", "2026-10", "Paid orders"),
        ]
        assert read_from(batch, 3, manager) == []
    line = Line.objects.get(part__scorecard__member=member, kpi__metric__code="shop.orders")
    page = browse(manager).get(reverse("metrics:imports-row", args=[team.slug, batch.pk, 2])).content.decode()
    card = reverse("kpis:month-card", args=[team.slug, line.part.scorecard_id])
    assert f"{card}?line={line.pk}" in page


def test_a_member_opens_their_own_card_and_learns_how_many_others_there_are(team, member, other_member, shop, browse):
    for one in (member, other_member):
        hold(one, "user_operator")
        attribute(shop.subject, one, share=50)
    batch = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44))
    count(team, "shop.orders")

    found = readers(team, given_by_row(batch, entries_of_row(batch, 2)), by=member)

    assert ([one.who for one in found], found.hidden) == (["Member"], 1)
    for name, row in (("imports-row", [2]), ("imports-points", [])):
        page = browse(member).get(reverse(f"metrics:{name}", args=[team.slug, batch.pk, *row])).content.decode()
        mine = Scorecard.objects.get(member=member)
        theirs = Scorecard.objects.get(member=other_member)
        assert reverse("kpis:month-card", args=[team.slug, mine.pk]) in page
        assert reverse("kpis:month-card", args=[team.slug, theirs.pk]) not in page


def test_the_teams_number_counts_for_all_and_the_days_before_an_attribution_for_nobody(
    team, manager, member, other_member, shop
):
    hold(member, "user_operator")
    hold(other_member, "copywriter")
    attribute(shop.subject, member, from_on=MIDDLE)
    batch = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44), ("2026-10-15", "有赞", "shop.orders", 5))
    count(team, "shop.orders")
    count(team, "shop.orders", role="copywriter", numbers="team")

    with override("en"):
        assert [who for who, *_more in read_from(batch, 2, manager)] == ["Other_Member"]
        assert [who for who, *_more in read_from(batch, 3, manager)] == ["Member", "Other_Member"]


def test_a_ratio_and_a_growth_of_it_read_the_row_too(team, manager, member, shop):
    hold(member, "user_operator")
    attribute(shop.subject, member)
    batch = bring_in(
        team,
        ("2026-09-04", "有赞", "shop.gmv", 100),
        ("2026-09-04", "有赞", "shop.orders", 2),
        ("2026-10-01", "有赞", "shop.gmv", 120),
        ("2026-10-01", "有赞", "shop.orders", 2),
        ("2026-10-01", "有赞", "shop.refunds", 2),
    )
    count(team, "shop.order_value_growth", target=D("0.1"))

    with override("en"):
        for row in (2, 3, 4, 5):
            assert [month for _who, month, _what in read_from(batch, row, manager)] == ["2026-10"], row
        assert read_from(batch, 6, manager) == []


def test_of_a_stock_only_the_last_day_counts_both_ways(team, manager, member, shop):
    hold(member, "user_operator")
    attribute(shop.subject, member)
    batch = bring_in(team, ("2026-10-01", "有赞", "group.members", 480), ("2026-10-30", "有赞", "group.members", 500))
    count(team, "group.members")

    assert read_from(batch, 2, manager) == []
    assert len(read_from(batch, 3, manager)) == 1
    line = Line.objects.select_related("kpi__metric", "part__scorecard").get(kpi__metric__code="group.members")
    assert line.actual == 500
    assert [(row.day, row.cells[0].value) for row in lineage(line).rows] == [(date(2026, 10, 30), 500)]


def test_an_opening_is_the_last_value_before_the_month_both_ways(team, manager, member, shop):
    hold(member, "user_operator")
    attribute(shop.subject, member, share=50)
    batch = bring_in(
        team,
        ("2026-09-29", "有赞", "group.members", 470),
        ("2026-09-30", "有赞", "group.members", 480),
        ("2026-10-01", "有赞", "group.members", 490),
        ("2026-10-01", "有赞", "group.left", 12),
    )
    count(team, "group.leave_rate", target=D("0.01"), zero_at=D("0.1"))

    found = lineage(
        Line.objects.select_related("kpi__metric", "part__scorecard").get(kpi__metric__code="group.leave_rate")
    )

    assert [(row.day, row.share, [cell and cell.value for cell in row.cells]) for row in found.rows] == [
        (FIRST, 50, [12, None]),
        (SEPTEMBER, 50, [None, 480]),
    ]
    assert [len(read_from(batch, row, manager)) for row in (2, 3, 4, 5)] == [0, 1, 0, 1]


def test_a_replaced_number_says_what_counts_instead(team, manager, member, shop, browse):
    hold(member, "user_operator")
    attribute(shop.subject, member)
    old = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 39))
    new = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44), as_of=date(2026, 11, 2))
    count(team, "shop.orders")

    (entry,) = entries_of_row(old, 2)

    assert (entry.value, entry.stands, entry.now.value, entry.now.batch) == (39, False, 44, new)
    assert read_from(old, 2, manager) == []
    assert len(read_from(new, 2, manager)) == 1
    page = browse(manager).get(reverse("metrics:imports-row", args=[team.slug, old.pk, 2])).content.decode()
    assert reverse("metrics:imports-row", args=[team.slug, new.pk, 2]) in page
    points = browse(manager).get(reverse("metrics:imports-points", args=[team.slug, old.pk]))
    assert (points.context["stand"], points.context["replaced"]) == (0, 1)


def test_a_signed_card_reads_what_it_was_signed_with(team, manager, owner, member, shop):
    hold(member, "user_operator")
    attribute(shop.subject, member)
    make_stand_ups(member)
    old = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 39))
    count(team, "shop.orders")
    card = Scorecard.objects.get(member=member, month=FIRST)
    review.review(card, by=manager, at=AT, comment="好")
    review.sign(card, by=owner, at=AT, reason="够了")

    new = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44), as_of=date(2026, 11, 19))

    assert len(read_from(old, 2, manager)) == 1
    assert read_from(new, 2, manager) == []
    assert [one.who for one in readers(team, given_by(old), by=manager)] == ["Member"]
    assert not readers(team, given_by(new), by=manager)


def make_stand_ups(member) -> None:
    subject = Subject.objects.create(team=member.team, kind=Subject.Kind.MEMBER, name="Member", member=member)
    attribute(subject, member)
    for code in ("process.stand_ups_due", "process.stand_ups_logged"):
        put(subject, code, {FIRST: 1})


def test_the_number_of_queries_grows_neither_with_rows_nor_with_cards(team, manager, member, shop):
    hold(member, "user_operator")
    attribute(shop.subject, member, share=50)
    batch = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44))
    count(team, "shop.orders")
    with CaptureQueriesContext(connection) as few:
        readers(team, given_by(batch), by=manager)
    for n in range(5):
        further = make_member(team, f"further-{n}")
        hold(further, "user_operator")
        attribute(shop.subject, further, share=10)
    put(shop.subject, "shop.orders", each_day(date(2026, 10, 2), LAST, 3))
    Point.objects.filter(subject=shop.subject).update(batch=batch)
    ImportBatch.objects.filter(pk=batch.pk).update(last_day=LAST)
    batch.refresh_from_db()
    recompute(team, through=LAST, at=AT)

    with CaptureQueriesContext(connection) as many:
        found = readers(team, given_by(batch), by=manager)

    assert len(list(found)) == 6
    assert len(many) == len(few)


def test_another_teams_rows_stay_hidden(team, outsider, shop, browse):
    batch = bring_in(team, ("2026-10-01", "有赞", "shop.orders", 44))

    for name, row in (("imports-row", [2]), ("imports-points", [])):
        assert browse(outsider).get(reverse(f"metrics:{name}", args=[team.slug, batch.pk, *row])).status_code == 404
