"""What all resources share: signing in, who is on record, limits, errors a program can read, the schema."""

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.test import Client
from rest_framework.throttling import UserRateThrottle

from metrics.models import Channel
from roles.models import Person
from teamops.api import RESOURCES

pytestmark = pytest.mark.django_db

API = "/api/v1/"


@pytest.mark.parametrize("prefix", [prefix for prefix, _viewset in RESOURCES])
def test_nobody_gets_in_without_a_sign_in(prefix):
    answer = Client().get(f"{API}{prefix}/")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Token"
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize("header", ["Token to_unknown", "Token", "Token a b"])
def test_a_wrong_token_is_refused_with_a_sentence(header):
    answer = Client().get(f"{API}teams/", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_session_gets_in_but_changes_nothing_without_its_csrf_token(analyst):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(analyst.person)

    assert browser.get(f"{API}channels/").status_code == 200
    refused = browser.post(f"{API}channels/", {"name": "x", "kind": "shop"}, content_type="application/json")
    assert (refused.status_code, Channel.objects.count()) == (403, 0)


def test_what_a_program_changes_is_on_record_under_its_person(program, analyst):
    program(analyst).post(f"{API}channels/", {"name": "有赞", "kind": "shop"})

    entry = LogEntry.objects.get_for_model(Channel).get()
    assert entry.actor == analyst.person


def test_a_program_is_spoken_to_in_the_language_of_its_person(program, member, lead):
    sentences = {
        language: program(who, language=language).get(f"{API}teams/?team=nowhere")
        for who, language in ((member, Person.Language.ENGLISH), (lead, Person.Language.CHINESE))
    }

    assert sentences["en"].json()["detail"] == "There is no such team, or you aren't in it."
    assert {language: answer.headers["Content-Language"] for language, answer in sentences.items()} == {
        "en": "en",
        "zh-hans": "zh-hans",
    }


def test_too_many_calls_are_told_to_wait(program, member, monkeypatch):
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    client = program(member)

    answers = [client.get(f"{API}teams/") for _call in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("prefix", [prefix for prefix, _viewset in RESOURCES])
def test_every_list_comes_in_pages(program, owner, prefix):
    page = program(owner).get(f"{API}{prefix}/?team=brook&page_size=1")

    assert list(page.json()) == ["count", "next", "previous", "results"]
    assert len(page.json()["results"]) <= 1
    assert program(owner).get(f"{API}{prefix}/?team=brook&page=999").status_code == 404


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("delete", "teams/", 405),
        ("options", "teams/", 405),
        ("get", "teams/0/", 404),
        ("get", "teams/word/", 404),
        ("get", "teams/99999999999999999999999/", 404),
        ("get", "nothing/", 404),
        ("get", "metrics/?group=nonsense", 400),
    ],
)
def test_errors_are_json_with_a_status_that_says_what_kind(program, member, verb, path, status):
    answer = getattr(program(member), verb)(f"{API}{path}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()


def test_what_isnt_json_is_refused(program, lead):
    broken = program(lead).generic("POST", f"{API}assignments/", "{", content_type="application/json")
    form = program(lead).generic("POST", f"{API}assignments/", "a=1", content_type="application/x-www-form-urlencoded")

    assert (broken.status_code, form.status_code) == (400, 415)


def test_nothing_but_json_is_answered(program, member):
    assert program(member).get(f"{API}teams/", headers={"Accept": "text/html"}).status_code == 406


def test_the_schema_is_valid_and_complete():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_schema_and_docs_are_for_who_is_signed_in(program, browse, member):
    assert Client().get(f"{API}schema/").status_code == 401
    assert Client().get(f"{API}docs/").headers["Location"] == "/account/login/?next=/api/v1/docs/"
    assert program(member).get(f"{API}schema/", headers={"Accept": "application/json"}).status_code == 200
    assert browse(member).get(f"{API}docs/").status_code == 200


def test_the_docs_alone_may_style_themselves_and_no_page_runs_inline_script(browse, member):
    docs = browse(member).get(f"{API}docs/").headers["Content-Security-Policy"]
    page = browse(member).get("/me/").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in docs
    assert "script-src" not in docs
    assert "unsafe-inline" not in page
