"""The metric dictionary over REST."""

import pytest

pytestmark = pytest.mark.django_db

LIST = "/api/v1/metrics/"


def test_a_derived_metric_says_its_formula(program, member):
    told = program(member).get(f"{LIST}oa.followers_net/").json()

    assert (told["fold"], told["is_derived"], told["team"]) == ("sum", True, None)
    assert told["terms"] == [
        {"part": "summand", "metric": "oa.followers_new", "sign": 1},
        {"part": "summand", "metric": "oa.followers_lost", "sign": -1},
    ]


def test_it_is_searched_by_code_and_name_and_cut_down_by_group(program, member):
    client = program(member)

    def codes(**query) -> set[str]:
        return {row["code"] for row in client.get(LIST, {"page_size": 500} | query).json()["results"]}

    assert "oa.followers_new" in codes(q="followers")
    assert {code.partition(".")[0] for code in codes(group="vc")} == {"vc"}
    assert codes(q="no such thing") == set()


def test_an_unknown_code_is_404(program, member):
    assert program(member).get(f"{LIST}oa.nothing/").status_code == 404
