"""Awards over REST: the same rooms, the same rights."""

import pytest
from django.utils import timezone

from kpis.models import Grant
from teamops.lib.months import first_of, month_before
from tests.building import make_channel
from tests.kpis.awards import article, shipped

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def month():
    return month_before(first_of(timezone.localdate()))


@pytest.fixture
def best(team, month, member):
    return article(make_channel(team), "护肤三步", month.replace(day=12), reads=10_000, sharers=800, by={member: 100})


def award(name: str = "best_content", tail: str = "") -> str:
    return f"/api/v1/awards/{shipped(name).pk}/{tail}"


def test_candidates_are_named_with_their_numbers_as_strings(browse, manager, member, best):
    (only,) = browse(manager).get(award(tail="candidates/")).json()["candidates"]

    assert (only["place"], only["name"], only["value"], only["also"]) == (1, "护肤三步", "10000.000000", "800.000000")
    assert only["people"] == [{"member": member.pk, "name": "Member", "share": "100.00"}]
    assert browse(member).get(award(tail="candidates/")).status_code == 403


def test_an_award_is_picked_announced_and_withdrawn(browse, manager, member, best, month):
    client, sent = browse(manager), {"month": f"{month:%Y-%m}", "subject": best.pk, "reason": "读者都在转"}

    made = client.post(award(tail="pick/"), sent, content_type=JSON)
    url = f"/api/v1/awards/picks/{made.json()['id']}/"
    unseen = browse(member).get(url).status_code
    client.post(f"{url}announce/")
    seen = browse(member).get(url).json()
    client.post(f"{url}withdraw/", {"reason": "导错了"}, content_type=JSON)

    assert (made.status_code, unseen, seen["state"]) == (201, 404, "announced")
    assert Grant.objects.get().withdrawal == "导错了"
    assert [one["state"] for one in client.get("/api/v1/awards/picks/?state=withdrawn").json()["results"]] == [
        "withdrawn"
    ]


def test_the_service_says_what_is_wrong(browse, manager, other_manager, best, month):
    sent = {"month": f"{month:%Y-%m}", "subject": best.pk, "reason": "好"}
    client = browse(manager)
    client.post(award(tail="pick/"), sent, content_type=JSON)

    again = client.post(award(tail="pick/"), sent, content_type=JSON)

    assert (again.status_code, bool(again.json()["detail"])) == (409, True)
    assert client.post(award(tail="pick/"), sent | {"month": "x"}, content_type=JSON).status_code == 400
    without = {key: value for key, value in sent.items() if key != "subject"}
    assert client.post(award(tail="pick/"), without, content_type=JSON).status_code == 400


def test_a_teams_own_award_is_added_changed_and_stopped(browse, manager, outsider):
    client = browse(manager)
    sent = {"name": "最快回复奖", "basis": "lowest", "subject_kind": "member", "metric": "wecom.reply_minutes"}

    made = client.post("/api/v1/awards/", sent, content_type=JSON).json()
    url = f"/api/v1/awards/{made['id']}/"
    changed = client.patch(url, {"purpose": "回得快"}, content_type=JSON).json()
    stopped = client.post(f"{url}stop/").json()

    assert (changed["id"], changed["purpose"], stopped["is_given"]) == (made["id"], "回得快", False)
    assert browse(outsider).get(url).status_code == 404
    assert client.post("/api/v1/awards/", sent | {"metric": "no.such"}, content_type=JSON).status_code == 400
