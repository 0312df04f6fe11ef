"""The numbers over REST: one team's, cut down by metric, subject and days, each with its file and row."""

from datetime import date

import pytest

from metrics.models import Metric, Point
from tests.building import each_day, make_batch, make_channel, put

pytestmark = pytest.mark.django_db

LIST = "/api/v1/points/"
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def numbers(account):
    put(account.subject, "oa.followers_new", each_day(FIRST, LAST, 12))
    put(account.subject, "oa.followers_lost", each_day(FIRST, LAST, 3))


def test_the_team_must_be_named(program, member):
    answer = program(member).get(LIST)

    assert (answer.status_code, answer.json()) == (400, {"team": ["Say which team with ?team=."]})


def test_a_point_says_its_value_as_a_string_and_the_row_it_is_from(program, member, team, account):
    batch = make_batch(team, account)
    metric = Metric.objects.get(code="oa.followers_new")
    Point.objects.create(
        subject=account.subject, metric=metric, team=team, day=FIRST, value="12.5", as_of=LAST, batch=batch, row=7
    )

    (point,) = program(member).get(LIST, {"team": "brook"}).json()["results"]

    assert point == {
        "subject": account.subject_id,
        "name": "公众号",
        "kind": "channel",
        "metric": "oa.followers_new",
        "day": "2026-10-01",
        "value": "12.500000",
        "as_of": "2026-10-31",
        "batch": batch.pk,
        "file": "user_analysis.xls",
        "row": 7,
        "row_page": f"/t/brook/data/imports/{batch.pk}/rows/7/",
    }


def test_they_are_cut_down_by_metric_subject_and_days(program, member, numbers, account, team):
    videos = make_channel(team, "视频号", "video_account")
    put(videos.subject, "vc.plays", {FIRST: 100})
    client = program(member)

    def count(**query) -> int:
        return client.get(LIST, {"team": "brook"} | query).json()["count"]

    assert count() == 63
    assert count(metric="oa.followers_new") == 31
    assert count(subject=videos.subject_id) == 1
    assert count(**{"from": "2026-10-30", "to": "2026-10-31"}) == 4


@pytest.mark.parametrize("query", [{"metric": "oa.folowers"}, {"from": "1st"}, {"subject": "公众号"}])
def test_nonsense_is_refused_with_its_field(program, member, team, query):
    answer = program(member).get(LIST, {"team": "brook"} | query)

    assert (answer.status_code, list(answer.json())) == (400, list(query))


def test_pages_follow_each_other_without_gap_or_double(program, member, numbers):
    client = program(member)
    page = client.get(LIST, {"team": "brook", "page_size": 20, "ordering": "value"}).json()
    seen = list(page["results"])
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += page["results"]

    assert page["count"] == len(seen) == len({(one["subject"], one["metric"], one["day"]) for one in seen}) == 62


def test_another_teams_numbers_are_not_there(program, outsider, numbers):
    assert program(outsider).get(LIST, {"team": "brook"}).status_code == 404
    assert program(outsider).get(LIST, {"team": "hill"}).json()["results"] == []
