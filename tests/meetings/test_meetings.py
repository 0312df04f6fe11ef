"""Meetings: written from the data, frozen when they start, locked when they are closed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.writing import agenda_of
from meetings.models import Action, Blocker, Decision, Meeting, Series
from meetings.services import actions, meetings, series
from meetings.services.meetings import Said
from notices.models import Notice
from roles.models import Leave
from teamops.lib.exceptions import NotAllowedNow
from tests.building import each_day, make_card, make_channel, make_content, make_goal, make_template, put
from tests.guards.scene import KPIS

pytestmark = pytest.mark.django_db

# A Thursday, 16:00 in Beijing; the numbers reach to the Wednesday before.
DAY = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


def hold(lead, *, kind="weekly", day=DAY, series=None, **fields) -> Meeting:
    series = series or Series.objects.create(
        team=lead.team, kind=kind, name="周复盘", frequency="weekly", weekday=3, first_on=date(2026, 9, 1),
        starts_at=time(16, 0), minutes=60, chair=lead, **fields,
    )  # fmt: skip
    return Meeting.objects.create(series=series, day=day, starts_at=time(16, 0), minutes=60, chair=lead)


def written(meeting, *, at=AT) -> dict[str, list[tuple[str, str]]]:
    """Each section with its lines: the words, and the chip's."""
    return {one.code: [(line.title, line.chip_words) for line in one.lines] for one in agenda_of(meeting, at=at)}


def stuck(member, text="等预算", *, days=3) -> Blocker:
    return Blocker.objects.create(
        team=member.team, text=text, raised_by=member, owner=member, raised_on=DAY - timedelta(days=days)
    )


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"


def test_the_weekly_agenda_is_the_one_a_person_would_write(team, lead, member, english):
    """Reads up by half, new followers as before, one article far ahead, one goal red, one blocker, one action late."""
    channel = make_channel(team, watermark=DAY - timedelta(days=1))
    put(channel.subject, "oa.readers", each_day(date(2026, 11, 5), date(2026, 11, 11), 100))
    put(channel.subject, "oa.readers", each_day(date(2026, 11, 12), date(2026, 11, 18), 150))
    put(channel.subject, "oa.followers_new", each_day(date(2026, 11, 5), date(2026, 11, 18), 10))
    for n, reads in enumerate((900, 500, 300, 20)):
        item = make_content(channel, f"第 {n + 1} 篇", published_on=date(2026, 11, 13))
        put(item, "oa.reads", {date(2026, 11, 13): reads})
    goal = make_goal(member, name="私域 100 万", colour="red", serious_since=DAY)
    goal.days.create(day=DAY - timedelta(days=1), planned=50, actual=76, progress=19, colour="red")
    stuck(member)
    before = hold(lead, day=DAY - timedelta(days=7))
    earlier = AT - timedelta(days=7)
    meetings.start(before, by=lead, at=earlier)
    due_on = DAY - timedelta(days=2)
    actions.give("补群规", owner=member, due_on=due_on, by=lead, at=earlier, meeting=before)
    meetings.close(before, by=lead, at=earlier)
    meeting = hold(lead, series=before.series)

    agenda = {one.code: one for one in agenda_of(meeting, at=AT)}
    lines = written(meeting)

    (readers,) = (line.figures for line in agenda["numbers"].lines)
    assert (readers.metric["zh"], readers.now, readers.before, readers.change_percent) == (
        "阅读人数", "1.05E+3", "700.0000", 50,
    )  # fmt: skip
    assert readers.tone == "good"
    assert agenda["numbers"].fact_words[-1] == "1 more changed by less than 3%"
    assert lines["content"] == [("第 1 篇", "top 1"), ("第 2 篇", "top 2"), ("第 4 篇", "bottom 1")]
    assert lines["colours"] == [("私域 100 万", "31 points behind")]
    assert lines["blockers"] == [("等预算", "3 days")]
    assert lines["actions"] == [("补群规", "2 days late")]
    assert all(line.url for section in agenda.values() for line in section.lines)


def test_what_the_numbers_said_at_the_start_stays(lead, member):
    meeting = hold(lead)
    blocker = stuck(member)
    meetings.start(meeting, by=lead, at=AT)
    Blocker.objects.filter(pk=blocker.pk).update(text="别的")
    meeting.refresh_from_db()

    assert written(meeting)["blockers"][0][0] == "等预算"
    with pytest.raises(NotAllowedNow):
        meetings.take_off(meeting, key=f"blocker:{blocker.pk}", by=lead, at=AT)


def test_a_line_taken_off_waits_in_the_backlog_until_it_is_taken_back(lead, member):
    meeting, blocker = hold(lead), stuck(member)
    topic = meetings.take_off(meeting, key=f"blocker:{blocker.pk}", by=lead, at=AT)
    following = hold(lead, series=meeting.series, day=DAY + timedelta(days=7))

    assert [written(one)["blockers"] for one in (meeting, following)] == [[], []]
    meetings.take_back(following, topic, by=lead, at=AT)
    assert written(following)["blockers"][0][0] == "等预算"
    assert "topics" not in written(following)


def test_an_action_tells_its_owner_and_comes_back_until_it_is_done(lead, member):
    meeting = hold(lead)
    meetings.start(meeting, by=lead, at=AT)
    action = actions.give("补群规", owner=member, due_on=DAY, by=lead, at=AT, meeting=meeting)
    meetings.close(meeting, by=lead, at=AT)
    following = hold(lead, series=meeting.series, day=DAY + timedelta(days=7))

    assert Notice.objects.get().member == member
    assert [title for title, _chip in written(following)["actions"]] == ["补群规"]
    actions.finish(action, by=member, at=AT)
    assert written(following)["actions"] == []


def test_moving_an_action_takes_a_reason_and_keeps_the_day_that_was_promised(lead, member, other_member):
    action = actions.give("补群规", owner=member, due_on=DAY, by=lead, at=AT)

    with pytest.raises(NotAllowedNow):
        actions.move(action, due_on=DAY + timedelta(days=1), reason=" ", by=member, at=AT)
    with pytest.raises(NotAllowedNow):
        actions.finish(action, by=other_member, at=AT)
    moved = actions.move(action, due_on=DAY + timedelta(days=1), reason="等素材", by=member, at=AT)
    assert (moved.promised_on, moved.due_on, moved.moves) == (DAY, DAY + timedelta(days=1), 1)


def test_a_closed_meeting_is_locked_and_corrected_with_a_reason(lead, member):
    meeting = hold(lead)
    meetings.start(meeting, by=lead, at=AT)
    meetings.close(meeting, by=lead, at=AT)

    for late in (
        lambda: meetings.decide(meeting, text="晚了", by=lead, at=AT),
        lambda: meetings.take_minutes(meeting, [Said("numbers", "晚了")], by=lead, at=AT),
        lambda: meetings.correct(meeting, text="是 39 人", reason="", by=lead, at=AT),
    ):
        with pytest.raises(NotAllowedNow):
            late()
    meetings.correct(meeting, text="是 39 人", reason="抄错", by=lead, at=AT)
    assert not Decision.objects.exists()


def test_who_is_on_leave_is_excused_and_members_cannot_run_it(lead, member, other_member):
    Leave.objects.create(member=other_member, from_on=DAY, until_on=DAY)
    meeting = hold(lead)

    with pytest.raises(NotAllowedNow):
        meetings.start(meeting, by=member, at=AT)
    meetings.start(meeting, by=lead, at=AT)
    meetings.note_absent(meeting, absent=[member.pk, other_member.pk], by=lead)
    roll = {str(one.member): one.state for one in meeting.attendances.all()}
    assert roll == {"Lead": "present", "Member": "absent", "Other_Member": "excused"}


def test_the_monthly_agenda_counts_cards_and_names_nobody(team, lead, manager, member, other_member, english):
    template = make_template(team, "copywriter", KPIS)
    for one in (lead, manager, member, other_member):
        make_card(template, one, date(2026, 10, 1), total="61.23")
    meeting = hold(lead, kind="monthly")

    meetings.start(meeting, by=lead, at=AT)

    meeting.refresh_from_db()
    assert written(meeting)["cards"] == [("4 to be reviewed", "")]
    frozen = str(meeting.agenda)
    assert "61.23" not in frozen
    assert not any(str(one) in frozen for one in (manager, member, other_member))


def test_a_series_plans_its_meetings_and_planning_again_adds_none(team, lead):
    fields = {"kind": "weekly", "name": "周复盘", "frequency": "weekly", "weekday": 3, "first_on": DAY}
    series.set_up(by=lead, at=AT, chair=lead, starts_at=time(16, 0), minutes=60, **fields)

    assert [f"{one.day:%m-%d}" for one in Meeting.objects.order_by("day")] == [
        "11-19",
        "11-26",
        "12-03",
        "12-10",
        "12-17",
    ]
    assert series.plan_ahead(team, on=DAY) == 0


@pytest.mark.parametrize(
    "rule",
    [{"frequency": "weekly", "weekday": 6}, {"frequency": "monthly", "month_day": 1, "every": 12}],
    ids=["Sundays", "New Year's Days"],
)
def test_a_series_that_would_never_be_held_is_refused_and_nothing_is_stored(lead, english, rule):
    fields = {"kind": "weekly", "name": "周复盘", "first_on": date(2027, 1, 1), "minutes": 60, "starts_at": time(16)}

    with pytest.raises(NotAllowedNow, match="only fall on days off and never be held"):
        series.set_up(by=lead, at=AT, chair=lead, moves=False, **fields, **rule)

    assert not Series.objects.exists()
    series.set_up(by=lead, at=AT, chair=lead, moves=True, **fields, **rule)


def test_on_the_pages_from_the_agenda_to_an_action(browse, lead, member):
    today = timezone.localdate()
    meeting = hold(lead, day=today)
    client = browse(lead)

    def post(name, **words):
        return client.post(reverse(f"meetings:meetings-{name}", args=["brook", meeting.pk]), words)

    assert post("decide", text="早").status_code == 409
    assert post("put-on", text="年会").status_code == 302
    assert post("start").status_code == 302
    post("minutes", **{"text-numbers": "净增回落"})
    post("decide", text="每周一篇清单")
    assert post("give", text="补群规").status_code == 422
    post("give", text="补群规", owner=member.pk, due_on=f"{today}")
    post("close")
    page = browse(member).get(reverse("meetings:meetings-detail", args=["brook", meeting.pk])).content.decode()
    for words in ("年会", "净增回落", "每周一篇清单", "补群规"):
        assert words in page
    action = Action.objects.get()
    assert "补群规" in browse(member).get(reverse("meetings:actions", args=["brook"])).content.decode()
    finish = reverse("meetings:actions-finish", args=["brook", action.pk])
    # An address that is none leads to the list, as any other site's does.
    assert browse(member).post(finish, {"next": "a\0b"}).url == reverse("meetings:actions", args=["brook"])
    action.refresh_from_db()
    assert action.done_on == today


@pytest.fixture
def under_way(lead) -> Meeting:
    meeting = hold(lead, day=timezone.localdate())
    return meetings.start(meeting, by=lead, at=timezone.now())


def say(client, meeting, name="minutes", **words):
    return client.post(reverse(f"meetings:meetings-{name}", args=["brook", meeting.pk]), words)


def test_who_writes_a_section_second_is_told_what_stands_there_and_keeps_their_words(browse, lead, manager, under_way):
    page = browse(manager).get(reverse("meetings:meetings-detail", args=["brook", under_way.pk])).text
    assert 'name="seen-numbers" value=""' in page
    say(browse(lead), under_way, **{"text-numbers": "净增回落", "seen-numbers": ""})

    response = say(browse(manager), under_way, **{"text-numbers": "转发回升", "seen-numbers": ""})

    assert response.status_code == 409
    assert under_way.notes.get().text == "净增回落"
    assert ">转发回升</textarea>" in response.text
    assert "净增回落" in response.text
    stamp = under_way.notes.get().stamp
    assert f'name="seen-numbers" value="{stamp}"' in response.text
    say(browse(manager), under_way, **{"text-numbers": "净增回落，转发回升", "seen-numbers": stamp})
    assert under_way.notes.get().text == "净增回落，转发回升"


def test_one_section_after_the_other_is_nobodys_concern(browse, lead, manager, under_way):
    for client, section in ((browse(lead), "numbers"), (browse(manager), "late")):
        response = say(client, under_way, **{f"text-{section}": "说了", f"seen-{section}": ""})
        assert response.headers["Location"].endswith(f"/#{section}")
    assert under_way.notes.count() == 2


def test_a_meeting_closes_with_its_last_words_and_what_comes_later_is_a_correction_to_be(
    browse, lead, manager, under_way
):
    assert say(browse(lead), under_way, "close", **{"text-late": "周一发", "seen-late": ""}).status_code == 302
    assert under_way.notes.get().text == "周一发"

    response = say(browse(manager), under_way, **{"text-numbers": "还有一句", "seen-numbers": ""})

    assert response.status_code == 409
    assert response.context["correction_form"].initial == {"text": "还有一句"}
    assert under_way.notes.count() == 1


def test_a_meeting_stays_open_if_its_last_words_would_cover_anothers(browse, lead, manager, under_way):
    say(browse(lead), under_way, **{"text-late": "周一发", "seen-late": ""})

    response = say(browse(manager), under_way, "close", **{"text-late": "周二发", "seen-late": ""})

    under_way.refresh_from_db()
    assert response.status_code == 409
    assert under_way.is_running
    assert under_way.notes.get().text == "周一发"
