"""What people change about themselves."""

from django.test import Client


def test_the_language_follows_the_person(member, browse):
    client = browse(member)
    typed = {"name": "Member", "email": "", "language": "en"}
    client.post("/me/", typed)
    assert client.get("/me/").headers["Content-Language"] == "en"
    other_browser = Client()
    other_browser.post("/account/login/", {"login": "member", "password": "a-long-secret"})
    assert other_browser.get("/me/").headers["Content-Language"] == "en"


def test_an_email_that_somebody_has_is_refused_and_what_was_typed_stays(member, other_member, browse):
    other_member.person.email = "taken@example.com"
    other_member.person.save()
    page = browse(member).post("/me/", {"name": "N", "email": "Taken@example.com", "language": "en"})
    assert page.status_code == 422
    assert "Taken@example.com" in page.content.decode()
    member.person.refresh_from_db()
    assert member.person.email == ""


def test_people_sign_in_by_their_email_too(member, browse):
    browse(member).post("/me/", {"name": "N", "email": "me@example.com", "language": "zh-hans"})
    signed_in = Client().post("/account/login/", {"login": "me@example.com", "password": "a-long-secret"})
    assert signed_in.status_code == 302


def test_the_password_is_reset_by_email(member, browse, mailoutbox):
    browse(member).post("/me/", {"name": "N", "email": "me@example.com", "language": "zh-hans"})
    Client().post("/account/password/reset/", {"email": "me@example.com"})
    assert len(mailoutbox) == 1
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_nobody_gets_there_without_signing_in(db):
    assert Client().get("/me/").status_code == 302
