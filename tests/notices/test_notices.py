"""Telling, the inbox, and what new rows of roles mean."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from notices.from_roles import tell_of_assignments
from notices.models import Notice
from notices.services import mark_read, tell
from roles.models import Assignment, Role
from tests.conftest import TODAY


@pytest.fixture
def assignment(lead, member):
    return Assignment.objects.create(
        member=member, role=Role.objects.get(code="copywriter"), from_on=TODAY, share=60, assigned_by=lead
    )


def told(member, number=1):
    for one in range(number):
        tell(member, Notice.Kind.NIGHT_FAILED, {"day": f"2026-11-{one + 1:02}", "error": "x"}, "/")


def test_a_member_is_told_once_of_a_role_that_somebody_gave_them(assignment, member):
    assert tell_of_assignments(at=timezone.now()) == 1
    assert tell_of_assignments(at=timezone.now()) == 0
    notice = Notice.objects.get()
    assert notice.member == member
    with translation.override("en"):
        assert str(notice) == "From 2026-11-23 you hold the role Copywriter, 60%."
    with translation.override("zh-hans"):
        assert "文案撰写" in str(notice)


def test_nobody_is_told_of_what_they_did_themselves_or_of_old_rows(assignment, member):
    Assignment.objects.update(assigned_by=member)
    assert tell_of_assignments(at=timezone.now()) == 0
    Assignment.objects.update(assigned_by=None)
    assert tell_of_assignments(at=timezone.now()) == 0


def test_a_stop_longer_than_two_weeks_is_no_news(assignment):
    assert tell_of_assignments(at=timezone.now() + timedelta(days=15)) == 0


def test_the_same_thing_is_told_once_and_different_things_each(member):
    for _time in range(2):
        tell(member, Notice.Kind.CARD_SIGNED, {"month": "2026-10", "by": "M"}, about="7")
        tell(member, Notice.Kind.CARD_REVIEWED, {"month": "2026-10", "by": "M"}, about="7")
    assert Notice.objects.count() == 2


def test_reading_marks_once(member, other_member):
    told(member, 3)
    told(other_member)
    one = Notice.objects.filter(member=member).first()
    assert mark_read(member, at=timezone.now(), pks=[one.pk]) == 1
    assert mark_read(member, at=timezone.now()) == 2
    assert mark_read(member, at=timezone.now()) == 0
    assert Notice.objects.unread().count() == 1


def test_following_a_notice_reads_it_and_leads_on(member, assignment, browse):
    tell_of_assignments(at=timezone.now())
    notice = Notice.objects.get()
    answer = browse(member).post(f"/t/{member.team.slug}/notices/{notice.pk}/")
    assert answer.headers["Location"] == f"/t/{member.team.slug}/team/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_anothers_notice_is_not_there(member, other_member, browse):
    told(member)
    notice = Notice.objects.get()
    assert browse(other_member).post(f"/t/{member.team.slug}/notices/{notice.pk}/").status_code == 404
    assert list(browse(other_member).get(f"/t/{member.team.slug}/notices/").context["page"]) == []


def test_the_inbox_shows_all_or_the_unread_and_marks_all(member, browse):
    told(member, 3)
    client, address = browse(member), f"/t/{member.team.slug}/notices/"
    mark_read(member, at=timezone.now(), pks=[Notice.objects.first().pk])
    assert len(client.get(address).context["page"]) == 3
    assert len(client.get(address, {"unread": ""}).context["page"]) == 2
    client.post(f"{address}read/")
    assert client.get(address).context["unread"] == 0


def test_the_inbox_asks_the_same_number_of_times_for_2_and_22(member, browse):
    client, counts = browse(member), []
    for many in (2, 20):
        told(member, many)
        client.get(f"/t/{member.team.slug}/notices/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/t/{member.team.slug}/notices/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
