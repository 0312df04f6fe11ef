"""Files over REST: a preview first, then commit, discard or undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from metrics.models import ImportBatch, Point
from metrics.services import long_imports
from tests.building import make_batch, make_channel
from tests.metrics.conftest import FILES

pytestmark = pytest.mark.django_db

LIST = "/api/v1/imports/"


@pytest.fixture
def send(program, analyst):
    """``send(content)`` uploads a file as the analyst, or as ``by``."""

    def post(content: bytes, name: str = "user_analysis.xls", *, by=analyst, **fields):
        file = SimpleUploadedFile(name, content)
        return program(by).post(LIST, {"file": file, **fields}, format="multipart")

    return post


def test_a_file_becomes_a_preview_that_writes_nothing(send, account, followers, analyst):
    answer = send(followers, team="brook", channel=account.pk, as_of="2026-11-01")

    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["format"], told["channel_name"]) == ("preview", "user_analysis", "公众号")
    assert (told["new"], told["changed"], told["same"], told["rejected"], told["points"]) == (31, 0, 0, 0, 93)
    assert (told["days"], told["as_of"]) == (["2026-10-01", "2026-10-31"], "2026-11-01")
    assert (told["uploaded_by"], told["problems"]) == (analyst.pk, [])
    assert not Point.objects.exists()


def test_the_channel_is_found_by_the_file_and_the_team_by_the_only_membership(send, account, followers):
    assert send(followers).json()["channel"] == account.pk


def test_commit_writes_and_undo_takes_back(send, program, analyst, account, followers):
    one = f"{LIST}{send(followers).json()['id']}/"
    client = program(analyst)

    committed = client.post(f"{one}commit/")
    assert (committed.status_code, committed.json()["state"]) == (200, "imported")
    assert Point.objects.count() == 93

    undone = client.post(f"{one}undo/")
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    assert not Point.objects.exists()


def test_a_long_import_is_undone_in_the_background(send, program, analyst, account, followers, monkeypatch):
    one = f"{LIST}{send(followers).json()['id']}/"
    client = program(analyst)
    client.post(f"{one}commit/")
    monkeypatch.setattr(long_imports, "POINTS_AT_ONCE", 10)

    assert client.post(f"{one}undo/").status_code == 202
    assert client.get(one).json()["state"] == "undone"  # the worker of the tests is through by now
    assert client.post(f"{one}undo/").status_code == 409


def test_a_long_import_is_written_in_the_background(send, program, analyst, account, followers, monkeypatch):
    monkeypatch.setattr(long_imports, "POINTS_AT_ONCE", 10)
    one = f"{LIST}{send(followers).json()['id']}/"
    client = program(analyst)
    assert client.get(one).json()["job"] is None

    asked = client.post(f"{one}commit/")

    assert (asked.status_code, asked["Location"]) == (202, f"http://testserver{one}")
    told = client.get(asked["Location"]).json()  # the worker of the tests is through by now
    assert (told["state"], told["job"]["kind"], told["job"]["state"]) == ("imported", "write", "done")
    assert Point.objects.filter(batch=told["id"]).count() == 93
    assert client.post(f"{one}commit/").status_code == 409


def test_a_job_that_could_not_write_says_why(send, program, analyst, account, followers, monkeypatch):
    first, second = (f"{LIST}{send(followers).json()['id']}/" for _time in range(2))
    monkeypatch.setattr(long_imports, "POINTS_AT_ONCE", 10)
    client = program(analyst)
    client.post(f"{first}commit/")

    client.post(f"{second}commit/")

    told = client.get(second).json()
    assert (told["state"], told["job"]["state"]) == ("preview", "refused")
    assert told["job"]["refused"].startswith("Everything in this file is there already.")


def test_where_several_channels_fit_they_are_named_and_one_is_said(send, team, account, followers):
    second = make_channel(team, "第二个公众号")

    refused = send(followers)
    assert refused.status_code == 422
    assert refused.json()["channels"] == [
        {"id": one.pk, "name": one.name, "kind": "official_account"} for one in (account, second)
    ]
    assert "channel" in refused.json()["detail"]
    assert not ImportBatch.objects.exists()

    assert send(followers, channel=second.pk).json()["channel_name"] == "第二个公众号"


def test_a_long_file_that_several_channels_fit_waits_for_one_of_them(
    send, program, analyst, team, account, followers, monkeypatch
):
    second = make_channel(team, "第二个公众号")
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 10)
    client = program(analyst)

    job = client.get(send(followers)["Location"]).json()  # the worker of the tests is through by now
    one = f"{LIST}{job['batch']}/"
    waiting = client.get(one).json()
    assert (waiting["channel"], waiting["channel_name"]) == (None, None)
    assert [channel["id"] for channel in waiting["channels"]] == [account.pk, second.pk]
    assert client.post(f"{one}commit/").status_code == 409
    unsaid = client.patch(one, {"as_of": "2026-11-02"}, format="json")
    assert (unsaid.status_code, len(unsaid.json()["channels"])) == (422, 2)

    said = client.patch(one, {"channel": second.pk}, format="json")

    assert (said.status_code, said.json()["channel"], said.json()["channels"]) == (200, second.pk, [])
    assert client.post(f"{one}commit/").json()["state"] == "imported"
    assert set(Point.objects.values_list("subject__name", flat=True)) == {"第二个公众号"}
    again = client.get(send(followers, channel=account.pk)["Location"]).json()
    assert client.get(f"{LIST}{again['batch']}/").json()["channel"] == account.pk


def test_a_preview_is_looked_at_again_for_another_channel_or_day(
    send, program, analyst, team, other_team, account, followers
):
    videos = make_channel(team, "视频号", "video_account")
    one = f"{LIST}{send(followers, as_of='2026-11-01').json()['id']}/"
    client = program(analyst)

    assert client.patch(one, {"as_of": "2026-11-03"}, format="json").json()["as_of"] == "2026-11-03"
    wrong = client.patch(one, {"channel": videos.pk}, format="json")
    assert (wrong.status_code, "视频号" in wrong.json()["detail"]) == (422, True)
    theirs = make_channel(other_team, "别家的")
    assert client.patch(one, {"channel": theirs.pk}, format="json").status_code == 400
    assert client.get(one).json()["channel"] == account.pk
    client.post(f"{one}commit/")
    assert client.patch(one, {"as_of": "2026-11-02"}, format="json").status_code == 409


def test_what_isnt_a_preview_any_more_is_a_conflict_with_a_sentence(send, program, analyst, account, followers):
    one = f"{LIST}{send(followers).json()['id']}/"
    client = program(analyst)
    client.post(f"{one}commit/")

    for again in (client.post(f"{one}commit/"), client.delete(one)):
        assert again.status_code == 409
        assert again.json()["detail"] == "This import is already “Imported”: somebody was faster."


def test_the_same_file_again_is_all_same_and_has_nothing_to_commit(send, program, analyst, account, followers):
    client = program(analyst)
    client.post(f"{LIST}{send(followers).json()['id']}/commit/")

    again = send(followers).json()
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 31)
    assert client.post(f"{LIST}{again['id']}/commit/").status_code == 409


def test_delete_discards_a_preview_and_its_file(send, program, analyst, account, followers, own_files):
    batch = send(followers).json()["id"]

    assert program(analyst).delete(f"{LIST}{batch}/").status_code == 204
    assert ImportBatch.objects.get(pk=batch).state == ImportBatch.State.DISCARDED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "This is a picture, not a sheet."),
        ("姓名,电话\n王,1\n".encode(), "The file has columns about customers"),
    ],
)
def test_a_file_that_cant_go_in_is_refused_with_what_to_do(send, account, content, sentence):
    answer = send(content, "numbers.csv")

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(sentence)
    assert not ImportBatch.objects.exists()


def test_a_file_over_the_limit_is_refused(send, account, settings, followers):
    settings.IMPORT_MAX_BYTES = 1024

    assert send(followers).status_code == 422


def test_rejected_rows_say_where_and_why_in_the_readers_language(send, program, analyst, account):
    sheet = (
        "日期,对象,指标,数值\n2026-10-01,公众号,oa.followers_new,12O\n2026-10-02,公众号,oa.followers_new,8\n".encode()
    )

    told = send(sheet, "numbers.csv").json()

    assert (told["new"], told["rejected"]) == (1, 1)
    (problem,) = told["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "数值", "12O")
    assert problem["reason"].startswith("Not a number")


def test_without_a_file_the_field_is_named(program, analyst, account):
    answer = program(analyst).post(LIST, {}, format="multipart")

    assert (answer.status_code, list(answer.json())) == (400, ["file"])


def test_another_teams_channel_team_and_import_are_not_there(send, program, analyst, other_team, followers, account):
    foreign = make_channel(other_team, "公众号")

    assert send(followers, channel=foreign.pk).json() == {"channel": ["The team has no such channel."]}
    assert send(followers, team="hill").status_code == 404
    batch = make_batch(other_team, foreign)
    for verb, path in (("get", ""), ("post", "commit/"), ("post", "undo/"), ("delete", "")):
        assert getattr(program(analyst), verb)(f"{LIST}{batch.pk}/{path}").status_code == 404


def test_a_plain_member_sees_imports_and_makes_none(program, member, send, account, followers, team):
    make_batch(team, account)

    assert len(program(member).get(LIST).json()["results"]) == 1
    refused = send(followers, by=member)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "Your level doesn't allow you to import data."


def test_the_list_is_cut_down_by_channel_and_state(program, member, team, account):
    other = make_channel(team, "视频号", "video_account")
    first, second = make_batch(team, account), make_batch(team, other, state=ImportBatch.State.DISCARDED)

    def found(**query) -> list[int]:
        return [row["id"] for row in program(member).get(LIST, query).json()["results"]]

    assert found() == [second.pk, first.pk]
    assert found(channel=account.pk) == [first.pk]
    assert found(state="discarded") == [second.pk]
    assert program(member).get(LIST, {"state": "lost"}).status_code == 400


def test_the_file_comes_back_as_it_was_and_is_saved_not_shown(send, program, browse, analyst, account, followers):
    pk = send(followers).json()["id"]
    program(analyst).post(f"{LIST}{pk}/commit/")

    page = reverse("metrics:imports-file", args=["brook", pk])
    for answer in (program(analyst).get(f"{LIST}{pk}/file/"), browse(analyst).get(page)):
        assert (answer.status_code, answer.content) == (200, followers)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == 'attachment; filename="user_analysis.xls"'


def test_a_file_of_orders_cant_be_had_back(send, program, browse, analyst, team):
    make_channel(team, "有赞", kind="shop")
    pk = send((FILES / "有赞订单.csv").read_bytes(), "有赞订单.csv").json()["id"]
    program(analyst).post(f"{LIST}{pk}/commit/")

    answer = program(analyst).get(f"{LIST}{pk}/file/")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("The file isn't kept")
    page = browse(analyst).get(reverse("metrics:imports-file", args=["brook", pk]), follow=True)
    assert "The file isn&#x27;t kept" in page.content.decode()


def test_a_long_file_is_read_in_the_background(send, program, analyst, account, followers, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 100)

    begun = send(followers, as_of="2026-11-01")

    assert begun.status_code == 202
    told = program(analyst).get(begun["Location"]).json()
    assert (told["kind"], told["state"], told["refused"], told["file_name"]) == (
        "look",
        "done",
        "",
        "user_analysis.xls",
    )
    preview = program(analyst).get(f"{LIST}{told['batch']}/").json()
    assert (preview["state"], preview["new"], preview["as_of"]) == ("preview", 31, "2026-11-01")


def test_a_long_file_that_no_layout_knows_says_so_in_its_job(send, program, analyst, account, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 10)

    told = program(analyst).get(send("今天开会\n".encode() * 9)["Location"]).json()

    assert (told["state"], told["batch"], told["total"]) == ("refused", None, 0)
    assert told["refused"].startswith("No known header was found.")
    assert told["advice"]


def test_a_long_file_of_a_day_to_come_is_refused_at_once(send, account, followers, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 100)

    assert send(followers, as_of="2099-01-01").status_code == 422
    assert not ImportBatch.objects.exists()


def test_another_teams_job_is_not_there(send, program, outsider, account, followers, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 100)

    assert program(outsider).get(send(followers)["Location"]).status_code == 404
