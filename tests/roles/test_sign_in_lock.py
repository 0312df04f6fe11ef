"""Five wrong tries lock an account for 15 minutes, whether anybody has that name or not."""

import time

import pytest
from django.core.cache import cache
from django.test import Client

from roles.services import links

ADDRESS = "/account/login/"
CHINESE = "15 分钟"


@pytest.fixture(autouse=True)
def _forget_tries():
    cache.clear()
    yield
    cache.clear()


def attempt(login, password="wrong-password", client=None):
    return (client or Client()).post(ADDRESS, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["member", "nobody-at-all"])
def test_the_sixth_try_is_refused_with_a_sentence(member, login):
    for left in (4, 3, 2, 1, 0):
        page = attempt(login)
        assert page.status_code == 200
        assert page.wsgi_request.tries_left == left

    locked = attempt(login)

    assert locked.context["form"].has_error("__all__", "too_many_login_attempts") or "15" in locked.content.decode()
    assert not locked.wsgi_request.user.is_authenticated


def test_the_right_password_does_not_help_while_locked(member):
    for _try in range(5):
        attempt("member")
    assert attempt("member", "a-long-secret").status_code == 200
    assert not attempt("member", "a-long-secret").wsgi_request.user.is_authenticated


def test_a_locked_name_does_not_lock_another(member, other_member):
    for _try in range(5):
        attempt("member")
    assert attempt("other_member", "a-long-secret").status_code == 302


def test_after_15_minutes_it_opens_again(member, monkeypatch):
    for _try in range(5):
        attempt("member")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
    assert attempt("member", "a-long-secret").status_code == 302


def test_a_right_try_before_the_lock_counts_for_nothing(member):
    for _try in range(4):
        attempt("member")
    assert attempt("member", "a-long-secret").status_code == 302
    assert attempt("member", "a-long-secret").status_code == 302


def test_a_new_password_by_a_link_opens_a_locked_account(member):
    for _try in range(5):
        attempt("member")
    client = Client()
    page = client.get(links.one_time_link(member.person), follow=True)
    new = "another-long-secret"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert attempt("member", new).status_code == 302
