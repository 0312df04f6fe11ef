"""Mails: planned once by each one's choices, claimed by one worker, sent as one letter, tried again, never lost."""

import smtplib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as mails
from django.core.mail.backends.locmem import EmailBackend

from notices.models import Delivery, Mail, Notice
from notices.models.deliveries import MOST_ATTEMPTS, SILENCE
from notices.services import choosing, claiming, mailing, mark_read, planning, tell
from roles.models import DayOverride, Leave

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
SIGNED = {"month": "2026-10", "by": "林乔"}
KINDS = Notice.Kind


@pytest.fixture
def reader(member):
    member.person.email = "member@example.com"
    member.person.language = "en"
    member.person.save()
    return member


def hear(member, kind=KINDS.REVIEW_DUE, number=1, at=MONDAY, **choices):
    """Let the member choose, then be told so many things, and let the minute look at them."""
    if choices:
        choosing.choose(member.person, **choices)
    for one in range(number):
        tell(member, kind, {"month": f"2026-{one % 12 + 1:02}", "day": "2026-12-07", "by": "林乔", "error": "x"}, "/x/")
    planning.plan(at=at)


def send(at=MONDAY):
    return mailing.send_due(clock=lambda: at)


def states():
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


class Full(EmailBackend):
    """A mailbox that takes nothing."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


class Away(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


class Dying(EmailBackend):
    """The letter goes out, and the worker dies before it can sign that."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def backend(settings, which):
    settings.EMAIL_BACKEND = f"{__name__}.{which.__name__}"


def test_what_is_due_goes_at_once_and_is_signed(reader):
    hear(reader)

    assert send() == 1
    assert send() == 0
    letter = mails.outbox[0]
    assert letter.to == ["member@example.com"]
    assert "wait for your review" in letter.subject
    assert "http://127.0.0.1:8000/x/" in letter.body
    assert states() == ["sent"]


def test_thirty_changes_go_as_one_letter(reader):
    hear(reader, KINDS.CARD_SIGNED, number=30)

    assert send() == 0
    assert send(at=MONDAY.replace(hour=17, minute=30)) == 1
    assert mails.outbox[0].subject.startswith("[溪屿护肤] 30 notices: ")
    assert states() == ["sent"] * 30


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 22:00", "2026-11-24 08:30"),
        ("2026-11-24 06:10", "2026-11-24 08:30"),
        ("2026-11-27 21:00", "2026-11-30 08:30"),  # Friday evening
        ("2026-11-28 12:00", "2026-11-30 08:30"),  # Saturday
        ("2026-10-01 09:00", "2026-10-08 08:30"),  # the National Day's holidays
        ("2026-10-10 09:00", "2026-10-10 09:00"),  # a make-up Saturday
    ],
)
def test_quiet_hours_and_free_days_hold_a_letter_until_the_next_working_morning(reader, told, expected):
    hear(reader, at=datetime.fromisoformat(f"{told}+08:00"))

    assert Mail.objects.get().next_at == datetime.fromisoformat(f"{expected}+08:00")


def test_leave_and_the_teams_own_free_days_hold_it_too(reader):
    Leave.objects.create(member=reader, from_on=MONDAY.date(), until_on=MONDAY.date() + timedelta(days=1))
    DayOverride.objects.create(team=reader.team, day=MONDAY.date() + timedelta(days=2), is_working=False)
    hear(reader)

    assert Mail.objects.get().next_at == datetime(2026, 11, 26, 8, 30, tzinfo=BEIJING)


def test_whoever_wants_it_is_told_on_free_days_and_at_night(reader):
    sunday_night = datetime(2026, 11, 29, 23, 0, tzinfo=BEIJING)
    hear(reader, at=sunday_night, is_quiet_on_free_days=False, quiet_from=time(0, 0), quiet_until=time(0, 0))

    assert Mail.objects.get().next_at == sunday_night


def test_what_is_urgent_waits_for_nothing(reader):
    saturday_night = datetime(2026, 11, 28, 23, 0, tzinfo=BEIJING)
    hear(reader, KINDS.NIGHT_FAILED, at=saturday_night, due="inbox", needs_me="inbox", upcoming="inbox", told="inbox")

    assert send(at=saturday_night) == 1


def test_the_inbox_alone_is_a_choice(reader):
    hear(reader, due="inbox")

    assert not Mail.objects.exists()
    assert not Notice.objects.unplanned().exists()


def test_nothing_is_planned_without_an_address_or_a_mail_server(member, reader, settings):
    settings.MAILS_NOTICES = False
    hear(reader)

    assert not Mail.objects.exists()


def test_what_was_read_meanwhile_is_not_mailed(reader):
    hear(reader, number=2)
    mark_read(reader, at=MONDAY)

    assert send() == 0
    assert states() == ["needless", "needless"]


def test_whoever_has_left_gets_no_letter(reader):
    hear(reader)
    reader.person.is_active = False
    reader.person.save()

    assert send() == 0
    assert states() == ["needless"]


def test_a_notice_is_planned_once(reader):
    hear(reader)

    assert planning.plan(at=MONDAY) == 0
    assert Mail.objects.count() == 1


def test_of_two_workers_one_gets_the_letter(reader):
    hear(reader)
    due = Mail.objects.due(at=MONDAY)

    assert claiming.claim(due, at=MONDAY) is not None
    assert claiming.claim(due, at=MONDAY) is None
    assert send() == 0


def test_a_worker_killed_between_claim_and_send_loses_nothing(reader):
    hear(reader)
    claiming.claim(Mail.objects.due(at=MONDAY), at=MONDAY)

    assert send(at=MONDAY + SILENCE / 2) == 0
    assert send(at=MONDAY + SILENCE * 2) == 1
    assert states() == ["sent"]


def test_a_worker_killed_after_sending_errs_on_the_side_of_a_copy_with_the_same_message_id(reader, settings):
    hear(reader)
    backend(settings, Dying)
    with pytest.raises(KeyboardInterrupt):
        send()
    assert states() == ["claimed"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send(at=MONDAY + SILENCE * 2) == 1
    first, second = (letter.extra_headers["Message-ID"] for letter in mails.outbox)
    assert first == second


def test_a_letter_that_takes_its_worker_down_each_time_is_given_up(reader):
    hear(reader)
    at = MONDAY
    claiming.claim(Mail.objects.due(at=at), at=at)
    Mail.objects.update(attempts=MOST_ATTEMPTS)

    assert send(at=at + SILENCE * 2) == 0
    assert states() == ["given_up"]


def test_a_server_that_is_away_is_tried_again_and_in_the_end_given_up(reader, settings):
    hear(reader)
    backend(settings, Away)
    at = MONDAY
    waits = []
    for _attempt in range(MOST_ATTEMPTS):
        send(at=at)
        one = Mail.objects.get()
        waits.append((one.next_at - at).total_seconds() / 60)
        at = one.next_at

    assert waits[:4] == [2, 10, 30, 120]
    assert (one.state, one.error, one.attempts) == (Delivery.State.GIVEN_UP, "no_mail_server", MOST_ATTEMPTS)


def test_an_address_that_the_server_refuses_is_given_up_at_once(reader, settings):
    hear(reader)
    backend(settings, Full)
    send()

    one = Mail.objects.get()
    assert (one.state, one.error_arguments) == (Delivery.State.GIVEN_UP, {"code": 550})
    assert "550" in mailing.explain(one.error, one.error_arguments)


def test_a_later_notice_goes_although_an_earlier_one_rests(reader, settings):
    hear(reader)
    backend(settings, Away)
    send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    hear(reader)

    assert send() == 1
    assert states() == ["failed", "sent"]


def test_planning_asks_the_same_number_of_times_for_2_and_22(reader, django_assert_num_queries):
    tell(reader, KINDS.CARD_SIGNED, SIGNED)
    with django_assert_num_queries(7):
        planning.plan(at=MONDAY)
    for _one in range(22):
        tell(reader, KINDS.CARD_SIGNED, SIGNED)
    with django_assert_num_queries(7):
        planning.plan(at=MONDAY)


def test_the_choice_is_made_on_a_page(reader, browse):
    client = browse(reader)
    chosen = {"due": "at_once", "needs_me": "digest", "upcoming": "inbox", "told": "inbox", "digest_at": "09:00",
              "quiet_from": "19:00", "quiet_until": "08:00", "is_quiet_on_free_days": "on"}  # fmt: skip
    assert client.get("/me/notices/").status_code == 200
    assert client.post("/me/notices/", chosen).status_code == 302
    assert client.post("/me/notices/", chosen | {"digest_at": "25:00"}).status_code == 422

    reader.person.refresh_from_db()
    assert reader.person.notice_choices.needs_me == "digest"
    assert reader.person.notice_choices.digest_at == time(9, 0)


def test_the_inbox_puts_the_most_pressing_first_and_the_read_last(reader, browse):
    for kind in (KINDS.REVIEW_DUE, KINDS.CARD_SIGNED, KINDS.GOAL_RED, KINDS.ROLE_ASSIGNED):
        words = {"month": "2026-10", "by": "x", "day": "2026-12-07", "goal": "x", "gap": "31", "role": "x", "share": 1}
        tell(reader, kind, words)
    mark_read(reader, at=MONDAY, pks=[Notice.objects.get(kind=KINDS.REVIEW_DUE).pk])

    page = browse(reader).get(f"/t/{reader.team.slug}/notices/").context["page"]
    assert [(one.heading, one.read_at is None) for one in page] == [
        ("needs_me", True), ("upcoming", True), ("told", True), ("due", False),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", Notice.Kind)
def test_each_kind_stands_under_a_heading(kind):
    assert Notice(kind=kind).heading in Notice.Heading
