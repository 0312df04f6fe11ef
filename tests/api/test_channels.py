"""Channels over REST."""

import pytest

from metrics.models import Channel
from tests.building import attribute, make_channel

pytestmark = pytest.mark.django_db

LIST = "/api/v1/channels/"


def test_a_channel_says_who_answers_for_it(program, member, account):
    attribute(account.subject, member, share=60)

    told = program(member).get(f"{LIST}{account.pk}/").json()

    assert (told["team"], told["name"], told["kind"]) == ("brook", "公众号", "official_account")
    (share,) = told["attributions"]
    assert (share["member"], share["share"], share["until_on"]) == (member.pk, "60.00", None)


def test_an_analyst_adds_renames_and_retires(program, analyst, team):
    client = program(analyst)

    made = client.post(LIST, {"name": "视频号", "kind": "video_account"})
    assert made.status_code == 201
    changed = client.patch(f"{LIST}{made.json()['id']}/", {"is_active": False})

    assert (changed.status_code, changed.json()["name"], changed.json()["is_active"]) == (200, "视频号", False)
    assert not Channel.objects.in_use().exists()


def test_a_taken_name_is_a_conflict_and_an_unknown_kind_a_field_error(program, analyst, account):
    client = program(analyst)

    taken = client.post(LIST, {"name": "公众号", "kind": "official_account"})
    assert (taken.status_code, taken.json()["detail"]) == (409, "The team has a channel “公众号” already.")
    unknown = client.post(LIST, {"name": "抖音", "kind": "douyin"})
    assert (unknown.status_code, list(unknown.json())) == (400, ["kind"])


def test_the_list_is_cut_down_by_kind_and_use(program, member, team, account):
    make_channel(team, "旧号", is_active=False)
    make_channel(team, "有赞", "shop")

    def found(**query) -> list[str]:
        return [row["name"] for row in program(member).get(LIST, query).json()["results"]]

    assert found() == ["公众号", "旧号", "有赞"]
    assert found(kind="shop") == ["有赞"]
    assert found(is_active="false") == ["旧号"]
    assert found(ordering="-kind")[0] == "有赞"
