"""The pages outside: sign-in, lock-out, new passwords by a link that works once; and the list of sign-ins."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from roles.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chinese")]


@pytest.fixture
def person() -> Person:
    cache.clear()
    return Person.objects.create_user(
        username="liuhaoran", password="a-long-secret", name="刘浩然", email="liu@example.com"
    )


def try_sign_in(client: Client, password: str, login: str = "liuhaoran") -> str:
    answer = client.post("/account/login/", {"login": login, "password": password})
    return answer.content.decode() if answer.status_code == 200 else answer["Location"]


@pytest.mark.parametrize("login", ["liuhaoran", "liu@example.com"])
def test_one_signs_in_by_username_or_e_mail(client: Client, person: Person, login: str) -> None:
    assert try_sign_in(client, "a-long-secret", login) == "/"


@pytest.mark.parametrize("login", ["liuhaoran", "nobody"])
def test_wrong_tries_are_counted_aloud_and_the_fifth_locks(client: Client, person: Person, login: str) -> None:
    assert "再错 4\u00a0次会锁定" in try_sign_in(client, "wrong", login)
    assert "再错 3\u00a0次会锁定" in try_sign_in(client, "wrong", login)
    try_sign_in(client, "wrong", login)
    try_sign_in(client, "wrong", login)
    assert "锁定 15 分钟" in try_sign_in(client, "wrong", login)
    assert "锁定 15 分钟" in try_sign_in(client, "a-long-secret", login)


def test_what_was_typed_stays_but_never_the_password(client: Client, person: Person) -> None:
    page = try_sign_in(client, "wrong-secret", "liu<hao>")
    assert 'value="liu&lt;hao&gt;"' in page
    assert "wrong-secret" not in page


def test_a_link_sets_a_password_once(client: Client, person: Person) -> None:
    client.post("/account/password/reset/", {"email": "liu@example.com"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link is not None
    page = client.get(link[1], follow=True)
    assert "账号 liuhaoran" in page.content.decode()
    client.post(page.request["PATH_INFO"], {"password1": "another-secret", "password2": "another-secret"})
    assert try_sign_in(Client(), "another-secret") == "/"
    assert "链接已失效" in Client().get(link[1], follow=True).content.decode()


def test_an_address_nobody_has_gets_the_same_page(client: Client, person: Person) -> None:
    known = client.post("/account/password/reset/", {"email": "liu@example.com"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_other_sign_ins_can_be_ended(client: Client, person: Person) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        try_sign_in(browser, "a-long-secret")
        browser.get("/account/sessions/")
    assert "结束其他登录" in client.get("/account/sessions/").content.decode()
    client.post("/account/sessions/")
    assert elsewhere.get("/account/sessions/").status_code == 302
    assert client.get("/account/sessions/").status_code == 200


def test_the_gate_speaks_english_on_request(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert "Sign in to TeamOps" in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    ("came_from", "goes_on"),
    [
        ("http://testserver/t/brook/items/1/?version=2", "/t/brook/items/1/%3Fversion%3D2"),
        ("http://elsewhere.example/t/brook/items/1/", "/"),
        ("", "/"),
    ],
)
def test_whose_session_ended_over_a_form_comes_back_to_its_page(came_from: str, goes_on: str) -> None:
    answer = Client().post("/t/brook/items/1/approve/", headers={"Referer": came_from})
    assert answer.headers["Location"] == f"/account/login/?next={goes_on}"
