"""An item that is known twice becomes one, and two again: no number is lost, and imports are undone exactly."""

from datetime import date
from decimal import Decimal

import pytest

from jobs.models import JobRun
from kpis.models import Scorecard
from metrics.formulas import Formula, Needs
from metrics.models import Attribution, ContentKey, ImportBatch, Metric, Point, Restatement, Subject
from metrics.segments import Segments
from metrics.services import content, imports
from metrics.tallies import TEAM, Tallies
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from tests.building import attribute, make_card, make_template, put
from tests.metrics.conftest import NOW, own_sheet

pytestmark = pytest.mark.django_db

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
FIRST, SECOND = "护肤三步", "护肤三步走"


def videos_file(*rows) -> bytes:
    """(title, id, day, plays) a row."""
    lines = ["视频描述,视频ID,发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量"]
    lines += [f"{title},{key},{day},-,-,{plays},1,1,1,1" for title, key, day, plays in rows]
    return "\n".join(lines).encode()


@pytest.fixture
def pair(videos, bring_in):
    """The same video from two files, under two titles: first as of 10-10, then as of 10-12."""
    one = bring_in(videos_file((FIRST, "export/A", "2026-10-05", 100)), videos, as_of=date(2026, 10, 10))
    other = bring_in(videos_file((SECOND, "export/B", "2026-10-05", 120)), videos, as_of=date(2026, 10, 12))
    return one, other


def item(name) -> Subject:
    return Subject.objects.get(name=name)


def plays() -> dict:
    found = Point.objects.filter(metric__code="vc.plays").values_list("subject__name", "day", "value")
    return {(name, day.day): value for name, day, value in found}


def kept() -> list:
    """Every restatement, to compare before and after."""
    return sorted(
        Restatement.objects.values_list("subject__name", "metric__code", "day", "value", "as_of", "batch", "row")
    )


def team_total(team) -> Decimal | None:
    metric = Metric.objects.get(code="vc.plays")
    needs = Needs.of([Formula.of(metric)])
    tallies = Tallies(team, Segments(OCTOBER), needs, kinds={"content"}, members=None)
    return tallies.view(TEAM, "content", OCTOBER).flow(metric.pk)


def join(owner, name=SECOND, into=FIRST):
    return content.join(item(name), into=item(into), by=owner, at=NOW)


def test_an_import_makes_items_that_wait_for_somebody(pair):
    assert {item(FIRST).state, item(SECOND).state} == {Subject.State.NEW}


def test_a_join_keeps_the_newest_number_and_the_other_as_what_it_replaced(pair, owner, team):
    assert team_total(team) == 220

    join(owner)

    assert plays() == {(FIRST, 5): 120}
    assert team_total(team) == 120
    replaced = Restatement.objects.get(metric__code="vc.plays")
    assert (replaced.subject, replaced.value, replaced.batch, replaced.replaced_by) == (item(FIRST), 100, *pair)
    joined = item(SECOND)
    assert (joined.state, joined.joined_to, joined.decided_by) == ("joined", item(FIRST), owner)
    assert item(FIRST).state == "known"


def test_taking_a_join_back_leads_back_exactly(pair, owner, standing):
    before, said = standing(), kept()

    join(owner)
    assert standing() != before
    content.take_back(item(SECOND), by=owner, at=NOW)

    assert (standing(), kept()) == (before, said)
    assert item(SECOND).state == "new"


@pytest.mark.parametrize(("undone", "left"), [(0, 120), (1, 100)])
def test_imports_from_before_a_join_are_undone_exactly_after_it(pair, owner, undone, left):
    join(owner)

    imports.undo(pair[undone], by=None, at=NOW)

    assert plays() == {(FIRST, 5): left}
    assert not Restatement.objects.exists()
    imports.undo(pair[1 - undone], by=None, at=NOW)
    assert not Point.objects.exists()
    assert not Restatement.objects.exists()


def test_an_import_undone_after_a_join_stays_undone_when_the_join_is_taken_back(pair, owner):
    join(owner)
    imports.undo(pair[1], by=None, at=NOW)

    content.take_back(item(SECOND), by=owner, at=NOW)

    assert plays() == {(FIRST, 5): 100}


def test_a_later_import_of_a_joined_item_goes_to_the_one_it_is_joined_to_and_back_with_it(
    pair, owner, videos, bring_in, standing
):
    join(owner)
    later = bring_in(videos_file((SECOND, "export/B", "2026-10-05", 300)), videos, as_of=date(2026, 10, 20))
    assert plays() == {(FIRST, 5): 300}
    assert Subject.objects.filter(kind="content").count() == 2

    content.take_back(item(SECOND), by=owner, at=NOW)
    assert plays() == {(FIRST, 5): 100, (SECOND, 5): 300}

    imports.undo(later, by=None, at=NOW)
    assert plays() == {(FIRST, 5): 100, (SECOND, 5): 120}
    assert not Restatement.objects.exists()


def test_by_title_or_in_our_own_sheet_a_joined_item_is_the_one_it_is_joined_to(pair, owner, bring_in):
    join(owner)

    bring_in(own_sheet(("2026-10-05", SECOND, "vc.comments", 9), ("2026-10-06", "export/B", "vc.shares", 8)))

    assert item(FIRST).points.get(metric__code="vc.comments").value == 9
    assert item(FIRST).points.get(metric__code="vc.shares", day=date(2026, 10, 6)).value == 8
    content.take_back(item(SECOND), by=owner, at=NOW)
    assert item(SECOND).points.get(metric__code="vc.comments").value == 9
    assert item(FIRST).points.get(metric__code="vc.comments").value == 1


def test_totals_of_a_joined_item_stand_under_the_publishing_day_of_the_one_that_stays(videos, bring_in, owner):
    bring_in(videos_file((FIRST, "export/A", "2026-10-05", 100)), videos, as_of=date(2026, 10, 10))
    late = bring_in(videos_file((SECOND, "export/B", "2026-10-06", 120)), videos, as_of=date(2026, 10, 12))

    join(owner)
    assert plays() == {(FIRST, 5): 120}
    bring_in(videos_file((SECOND, "export/B", "2026-10-06", 150)), videos, as_of=date(2026, 10, 13))
    assert plays() == {(FIRST, 5): 150}
    assert ImportBatch.objects.get(pk=late.pk).first_day == date(2026, 10, 5)

    imports.undo(late, by=None, at=NOW)
    content.take_back(item(SECOND), by=owner, at=NOW)
    assert plays() == {(FIRST, 5): 100, (SECOND, 6): 150}
    assert not Restatement.objects.exists()


def test_different_numbers_of_one_day_make_two_items(videos, bring_in, owner):
    rows = (FIRST, "export/A", "2026-10-05", 100), (SECOND, "export/B", "2026-10-05", 120)
    bring_in(videos_file(*rows), videos)

    with pytest.raises(NotAllowedNow, match=r"100.*120"):
        join(owner)

    assert plays() == {(FIRST, 5): 100, (SECOND, 5): 120}


def test_what_cannot_be_joined_is_refused_with_a_sentence(pair, owner, account, videos, team):
    article = Subject.objects.create(
        team=team, kind="content", name="文章", channel=account, published_on=date(2026, 10, 5)
    )
    third = Subject.objects.create(
        team=team, kind="content", name="第三", channel=videos, published_on=date(2026, 10, 5)
    )
    with pytest.raises(NotAllowedNow, match=r"渠道|channels"):
        content.join(article, into=item(FIRST), by=owner, at=NOW)
    with pytest.raises(NotAllowedNow):
        content.join(third, into=third, by=owner, at=NOW)
    with pytest.raises(NotAllowedNow):
        content.join(account.subject, into=third, by=owner, at=NOW)
    join(owner)
    with pytest.raises(NotAllowedNow):
        content.join(item(FIRST), into=third, by=owner, at=NOW)
    with pytest.raises(NotAllowedNow):
        content.join(third, into=item(SECOND), by=owner, at=NOW)


def test_who_answers_goes_along_and_comes_back(pair, owner, member, other_member):
    attribute(item(FIRST), member, share=60, from_on=date(2026, 10, 5))
    attribute(item(SECOND), other_member, share=40, from_on=date(2026, 10, 5))

    join(owner)
    assert dict(item(FIRST).attributions.values_list("member", "share")) == {member.pk: 60, other_member.pk: 40}

    content.take_back(item(SECOND), by=owner, at=NOW)
    assert item(FIRST).attributions.get().member == member
    assert item(SECOND).attributions.get().member == other_member


def test_people_with_more_than_all_of_it_together_stop_a_join(pair, owner, member, other_member):
    attribute(item(FIRST), member, from_on=date(2026, 10, 5))
    attribute(item(SECOND), other_member, share=40, from_on=date(2026, 10, 5))

    with pytest.raises(NotAllowedNow):
        join(owner)

    assert Attribution.objects.filter(subject=item(SECOND)).exists()
    assert plays()[SECOND, 5] == 120


def test_the_same_person_for_both_is_no_hindrance(pair, owner, member):
    for name in (FIRST, SECOND):
        attribute(item(name), member, from_on=date(2026, 10, 5))

    join(owner)
    assert item(FIRST).attributions.count() == 1

    content.take_back(item(SECOND), by=owner, at=NOW)
    assert item(SECOND).attributions.get().member == member


def test_an_ignored_item_counts_for_nobody_and_stays_ignored(pair, owner, team, videos, bring_in):
    content.ignore(item(SECOND), by=owner, at=NOW)
    assert team_total(team) == 100

    bring_in(videos_file((SECOND, "export/B", "2026-10-05", 500)), videos, as_of=date(2026, 10, 20))
    assert team_total(team) == 100

    content.take_back(item(SECOND), by=owner, at=NOW)
    assert team_total(team) == 600


def test_a_decision_outlives_the_import_that_made_the_item(pair, owner, videos, bring_in):
    content.ignore(item(SECOND), by=owner, at=NOW)
    imports.undo(pair[1], by=None, at=NOW)

    bring_in(videos_file((SECOND, "export/B", "2026-10-05", 120)), videos, as_of=date(2026, 10, 12))

    assert item(SECOND).state == "ignored"


def test_each_decision_queues_the_scoring_and_names_the_signed_months(pair, owner, member, team):
    def queued() -> int:
        found = JobRun.objects.filter(name="rescore")
        return found.delete()[0]

    template = make_template(
        team, "copywriter", [{"metric": "oa.followers_new", "half": "result", "weight": 100, "target": 1}]
    )
    make_card(
        template, member, date(2026, 10, 1), state=Scorecard.State.SIGNED,
        signed_by=owner, signed_at=NOW, content_hash="x",
    )  # fmt: skip
    queued()

    assert join(owner) == [date(2026, 10, 1)]
    assert queued() == 1
    content.take_back(item(SECOND), by=owner, at=NOW)
    assert queued() == 1
    content.ignore(item(SECOND), by=owner, at=NOW)
    assert queued() == 1


def test_points_without_a_file_go_along_too(team, videos, owner):
    for name in (FIRST, SECOND):
        Subject.objects.create(team=team, kind="content", name=name, channel=videos, published_on=date(2026, 10, 5))
    put(item(SECOND), "vc.plays", {date(2026, 10, 5): 7})

    join(owner)
    assert plays() == {(FIRST, 5): 7}
    content.take_back(item(SECOND), by=owner, at=NOW)
    assert plays() == {(SECOND, 5): 7}


def test_the_keys_of_both_lead_to_the_one_that_stays(pair, owner, videos, look):
    join(owner)
    assert set(ContentKey.objects.values_list("value", "subject__name")) == {("export/A", FIRST), ("export/B", SECOND)}

    both = (FIRST, "export/A", "2026-10-05", 130), (SECOND, "export/B", "2026-10-05", 131)
    batch = look(videos_file(*both), videos, as_of=date(2026, 10, 30))
    assert batch.rejected_rows.get().reason == "duplicate_row"
