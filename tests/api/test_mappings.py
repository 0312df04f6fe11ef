"""Sheets that no layout knows, over REST: kept, explained once, and then an import like any other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.models import ColumnMapping, ImportBatch, MappingDraft, Point
from metrics.services import long_imports
from tests.building import make_channel, make_mapping

pytestmark = pytest.mark.django_db

IMPORTS, MAPPINGS, DRAFTS = (f"/api/v1/{name}/" for name in ("imports", "mappings", "mapping-drafts"))
SHEET = "日期,某榜阅读,备用\n2026-10-01,500,x\n2026-10-02,600,y\n".encode()
COLUMNS = [{"header": "日期", "means": "day"}, {"header": "某榜阅读", "means": "metric", "metric": "oa.reads"}]


@pytest.fixture
def client(program, analyst):
    return program(analyst)


@pytest.fixture
def send(client):
    def post(content: bytes = SHEET, name: str = "某榜日报_20261103.csv", **fields):
        return client.post(IMPORTS, {"file": SimpleUploadedFile(name, content), **fields}, format="multipart")

    return post


def test_an_unknown_sheet_is_kept_and_its_explanation_makes_it_a_preview(send, client, account):
    refused = send(channel=account.pk)
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("No known header was found.")
    one = f"{DRAFTS}{refused.json()['draft']}/"

    kept = client.get(one).json()
    assert (kept["file_name"], kept["as_of"], kept["channel"]) == ("某榜日报_20261103.csv", "2026-11-03", account.pk)
    assert kept["sheets"][0]["rows"][0] == {"number": 1, "cells": ["日期", "某榜阅读", "备用"]}
    assert (kept["proposed"]["sheet"], kept["proposed"]["header_row"]) == (0, 1)
    assert kept["proposed"]["columns"][0] == {"header": "日期", "means": "day", "metric": "", "scale": ""}

    preview = client.post(f"{one}map/", {"name": "某榜日报", "columns": COLUMNS}, format="json")
    assert (preview.status_code, preview.json()["state"], preview.json()["new"]) == (201, "preview", 2)
    assert not MappingDraft.objects.exists()
    assert client.post(f"{IMPORTS}{preview.json()['id']}/commit/").json()["state"] == "imported"
    assert Point.objects.filter(metric__code="oa.reads", subject=account.subject).count() == 2

    (mapping,) = client.get(MAPPINGS).json()["results"]
    assert (mapping["name"], mapping["version"], mapping["format"]) == ("某榜日报", 1, preview.json()["format"])
    assert mapping["headers"] == ["日期", "某榜阅读", "备用"]
    assert send(SHEET.replace(b"500", b"501"), channel=account.pk).json()["changed"] == 1


def test_a_long_unknown_file_names_its_draft_with_its_day(send, client, account, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 10)

    job = client.get(send(as_of="2026-11-02")["Location"]).json()  # the worker of the tests is through by now

    assert (job["state"], job["batch"]) == ("refused", None)
    assert client.get(f"{DRAFTS}{job['draft']}/").json()["as_of"] == "2026-11-02"


def test_a_kind_of_sheet_is_explained_before_its_first_file(client, send, account):
    said = {
        "name": "某榜日报",
        "channel_kind": "official_account",
        "headers": ["日期", "某榜阅读", "备用"],
        "columns": COLUMNS,
    }
    made = client.post(MAPPINGS, said, format="json")

    assert made.status_code == 201
    assert client.get(f"{MAPPINGS}{made.json()['id']}/").json() == made.json()
    assert send().json()["new"] == 2
    assert client.post(MAPPINGS, said, format="json").status_code == 409


@pytest.mark.parametrize(
    ("columns", "status", "sentence"),
    [
        ([{"header": "点赞", "means": "metric", "metric": "oa.reads"}], 400, "The sheet has no column “点赞”."),
        ([COLUMNS[0]], 409, "No column is a metric."),
        ([COLUMNS[0], COLUMNS[1] | {"metric": "no.such"}], 409, "The dictionary doesn't have the metric"),
        ([COLUMNS[0], COLUMNS[1] | {"scale": "percent"}], 409, "“某榜阅读” can't be written like that"),
        ([COLUMNS[1]], 409, "No column is the day."),
        ([COLUMNS[0] | {"means": "weather"}], 400, "is not a valid choice"),
    ],
)
def test_an_explanation_that_makes_no_sense_is_refused_and_the_file_stays(
    columns, status, sentence, send, client, account
):
    one = f"{DRAFTS}{send(channel=account.pk).json()['draft']}/"

    answer = client.post(f"{one}map/", {"name": "某榜日报", "columns": columns}, format="json")

    assert answer.status_code == status
    assert sentence in str(answer.json())
    assert client.get(one).status_code == 200
    assert not ColumnMapping.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("where", [{"sheet": 5}, {"header_row": 900}])
def test_a_sheet_or_a_row_that_isnt_there_is_said(where, send, client, account):
    draft = send(channel=account.pk).json()["draft"]

    answer = client.post(f"{DRAFTS}{draft}/map/", {"name": "某榜", "columns": COLUMNS} | where, format="json")

    assert (answer.status_code, list(answer.json())) == (400, list(where))


def test_another_teams_channel_cannot_be_named(send, client, account, other_team):
    draft = send(channel=account.pk).json()["draft"]
    theirs = make_channel(other_team, "别家的")

    said = {"name": "某榜", "columns": COLUMNS, "channel": theirs.pk}

    assert client.post(f"{DRAFTS}{draft}/map/", said, format="json").status_code == 400


def test_a_draft_is_dropped_and_a_mapping_forgotten(send, client, team, account):
    draft, mapping = send().json()["draft"], make_mapping(team)

    assert client.delete(f"{DRAFTS}{draft}/").status_code == 204
    assert client.delete(f"{MAPPINGS}{mapping.pk}/").status_code == 204

    assert not MappingDraft.objects.exists()
    assert client.get(MAPPINGS).json()["results"] == []
    mapping.refresh_from_db()
    assert mapping.forgotten_at is not None


def test_nobody_reads_another_teams_drafts_and_mappings(send, team, account, program, outsider):
    draft, mapping = send().json()["draft"], make_mapping(team)

    for address in (f"{DRAFTS}{draft}/", f"{MAPPINGS}{mapping.pk}/"):
        assert program(outsider).get(address).status_code in {403, 404}
