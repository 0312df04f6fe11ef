"""Connections over REST."""

import json

import pytest
from django.utils import timezone

from metrics.models import Channel, Connection
from roles.models import Member
from teamops.lib.secrets import Secret
from tests.building import make_channel, make_connection

pytestmark = pytest.mark.django_db

SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


@pytest.fixture
def refused(team, manager) -> Connection:
    channel = make_channel(team, "公众号", Channel.Kind.OFFICIAL_ACCOUNT)
    return make_connection(
        channel, by=manager, secret=Secret.of(SECRET), app_id="wx0123456789abcdef", state="active", error="40164",
        error_arguments={"address": "203.0.113.7"},
    )  # fmt: skip


def test_it_says_what_is_wrong_and_what_to_do(browse, analyst, refused):
    (told,) = browse(analyst).get("/api/v1/connections/?team=brook").json()["results"]

    assert (told["name"], told["kind"], told["state"]) == ("公众号", "official_account", "trouble")
    assert told["error"]["code"] == "40164"
    assert "203.0.113.7" in told["error"]["advice"]


def test_neither_the_secret_nor_the_id_is_told(browse, manager, refused):
    client = browse(manager)

    answers = [
        client.get("/api/v1/connections/?team=brook").json(),
        client.get(f"/api/v1/connections/{refused.pk}/").json(),
    ]

    assert not any(hidden in json.dumps(answers) for hidden in (SECRET, SECRET[-4:], refused.app_id))


def test_nothing_can_be_written(browse, manager, refused):
    assert browse(manager).post("/api/v1/connections/?team=brook", {}).status_code == 405
    assert browse(manager).delete(f"/api/v1/connections/{refused.pk}/").status_code == 405


def test_another_team_s_are_hidden(browse, outsider, refused):
    assert browse(outsider).get("/api/v1/connections/").json()["results"] == []
    assert browse(outsider).get(f"/api/v1/connections/{refused.pk}/").status_code == 404


def test_where_nobody_is_joined_to_a_userid_it_says_so_in_all_of_ones_teams(browse, analyst, manager, other_team):
    Member.objects.create(team=other_team, person=analyst.person, joined_on=analyst.joined_on)
    for team in (analyst.team, other_team):
        channel = make_channel(team, "企业微信", Channel.Kind.WECOM)
        make_connection(channel, state="active", last_success_at=timezone.now()).users.create(userid="lisi")
    first = Connection.objects.earliest("pk")

    def told() -> list[tuple[str, str | None]]:
        found = browse(analyst).get("/api/v1/connections/").json()["results"]
        return [(one["state"], one["through"]) for one in found]

    assert told() == [("nobody", None)] * 2
    first.users.update(member=manager)
    assert {state for state, _through in told()} == {"nobody", "waiting"}
