"""Error pages say what happened, what to do, and a number that the log knows too."""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from teamops import errors

pytestmark = pytest.mark.usefixtures("english")


def asked(path: str = "/t/x/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_a_missing_page_doesnt_tell_whether_it_exists_elsewhere() -> None:
    answer = errors.page_not_found(asked(), Http404("Team x exists but you aren't in it"))
    assert answer.status_code == 404
    assert b"exists" not in answer.content


def test_a_refusal_gives_its_reason() -> None:
    answer = errors.permission_denied(asked(), PermissionDenied("Only managers sign."))
    assert answer.status_code == 403
    assert b"Only managers sign." in answer.content


def test_an_unreadable_request_is_400_and_an_expired_form_403() -> None:
    assert errors.bad_request(asked(), ValueError()).status_code == 400
    assert errors.csrf_failure(asked()).status_code == 403


def test_our_own_failure_needs_neither_request_nor_database(caplog: pytest.LogCaptureFixture) -> None:
    answer = errors.server_error(RequestFactory().get("/"))
    number = re.search(rb"E-[0-9A-F]{6}", answer.content)
    assert answer.status_code == 500
    assert number is not None
    assert number[0].decode() in caplog.text


def test_our_own_failure_survives_a_broken_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(errors.loader, "get_template", broken)
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Something failed on our side." in answer.content


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/points/"])
def test_machines_get_json(path: str) -> None:
    answer = errors.page_not_found(asked(path), Http404())
    assert answer["Content-Type"] == "application/json"
    assert set(json.loads(answer.content)) == {"detail", "number"}
    assert errors.server_error(RequestFactory().get(path))["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_who_opens_an_address_that_only_takes_forms_reads_so(browse, lead) -> None:
    answer = browse(lead).get("/t/brook/items/1/approve/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "表单是发到这个地址的" in answer.content.decode()
    assert browse(lead).put("/t/brook/items/1/approve/").content == b""
