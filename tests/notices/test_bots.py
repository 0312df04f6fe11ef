"""Group bots against a real server: posted, refused with 200, slow, silent, limited, led elsewhere, cut down."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from notices import outbox
from notices.bots import platforms
from notices.bots.client import BotClient
from notices.bots.refusals import MEANINGS, SENTENCES, explain
from notices.models import GroupBot, GroupMessage, Notice
from notices.models.deliveries import SILENCE
from notices.services import bots as services
from notices.services import claiming, posting
from roles.models import DayOverride
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.wechat_server import Moved, Slow, Status
from tests.notices.bot_server import KEY, SECRET, running

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
KINDS = list(GroupBot.Kind)
WEBHOOKS = {
    "wecom": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
    "feishu": f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}",
    "dingtalk": f"https://oapi.dingtalk.com/robot/send?access_token={KEY}",
}
Topic, State = GroupBot.Topic, GroupMessage.State


@pytest.fixture
def server(settings):
    with running() as bots:
        settings.WECOM_BOT_BASE = settings.FEISHU_BASE = settings.DINGTALK_BASE = bots.base
        yield bots


def fields(kind="wecom", **changed):
    return {
        "kind": kind, "name": f"{kind} 群", "webhook": WEBHOOKS[kind], "signing": "" if kind == "wecom" else SECRET,
        "topics": list(Topic), "language": "zh-hans", "quiet_from": time(20), "quiet_until": time(8, 30),
        "is_active": True,
    } | changed  # fmt: skip


def enter(manager, kind="wecom", **changed):
    return services.save(manager.team, bot=None, by=manager, **fields(kind, **changed))


def say(team, topic=Topic.AGENDA, about="1", at=NOW, text="**周会** 15:00"):
    return outbox.post(team, topic, lambda: ("周会议程", text), about=about, at=at)


def send(at=NOW, **patience):
    return posting.send_due(clock=lambda: at, clients=lambda kind: BotClient(kind, **patience))


def outcome():
    return list(GroupMessage.objects.order_by("pk").values_list("state", "error"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_platform_gets_what_it_takes_signed_as_it_wants(kind, server, manager):
    bot = enter(manager, kind)
    say(manager.team)

    assert send() == 1
    assert "周会" in str(server.posted[0])
    assert outcome() == [("sent", "")]
    bot.refresh_from_db()
    assert bot.last_sent_at == NOW


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_with_http_200_is_a_refusal_and_is_told_once_in_words(kind, server, manager):
    wrong = WEBHOOKS[kind].replace(KEY, "0" * 36)
    bot = enter(manager, kind, webhook=wrong)
    say(manager.team, about="1")
    say(manager.team, about="2")

    assert send() == 0
    assert send(NOW + timedelta(minutes=1)) == 0
    assert {state for state, _error in outcome()} == {"given_up"}
    bot.refresh_from_db()
    assert "no bot" in explain(kind, bot.error, bot.error_arguments) or "地址" in explain(kind, bot.error, {})
    assert Notice.objects.filter(kind=Notice.Kind.BOT_REFUSED).count() == 1


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_wrong_signature_is_refused_and_tried_out_again_after_mending(kind, server, manager):
    bot = enter(manager, kind, signing="wrong-secret")
    with pytest.raises(NotAllowedNow):
        services.try_out(bot, by=manager, clock=lambda: NOW)
    bot = services.save(manager.team, bot=bot, by=manager, **fields(kind, webhook=""))
    services.try_out(bot, by=manager, clock=lambda: NOW)

    assert outcome()[1] == ("sent", "")


@pytest.mark.parametrize(("kind", "code", "until"), [("wecom", 45009, "10:01"), ("dingtalk", 130101, "10:10")])
def test_a_trial_beyond_the_limit_says_until_when_the_bot_rests(kind, code, until, server, manager):
    bot = enter(manager, kind)
    server.faults = [{"errcode": code, "errmsg": "api freq out of limit"}]

    with pytest.raises(NotAllowedNow, match=f"休息到 {until}"):
        services.try_out(bot, by=manager, clock=lambda: NOW)
    assert [state for state, _error in outcome()] == ["given_up"]


def test_a_bot_that_rests_asks_nothing_of_its_platform_for_a_trial(server, manager):
    bot = enter(manager, "dingtalk", name="门店群")
    GroupBot.objects.update(rests_until=NOW + timedelta(minutes=9))
    bot.refresh_from_db()

    with pytest.raises(NotAllowedNow, match="休息到 10:09"):
        services.try_out(bot, by=manager, clock=lambda: NOW)
    assert server.asked == 0
    services.try_out(bot, by=manager, clock=lambda: NOW + timedelta(minutes=9))
    assert len(server.posted) == 1


def test_a_bot_that_has_posted_its_twenty_of_a_minute_may_try_again_in_one(server, manager):
    bot = enter(manager, "dingtalk")
    for n in range(20):
        say(manager.team, about=str(n))
    assert send() == 20

    with pytest.raises(NotAllowedNow, match="一分钟后再试"):
        services.try_out(bot, by=manager, clock=lambda: NOW)


def test_the_page_says_until_when_a_bot_rests(client, manager):
    enter(manager, "dingtalk")
    until = timezone.now() + timedelta(minutes=10)
    GroupBot.objects.update(rests_until=until)
    client.force_login(manager.person)

    page = client.get(reverse("notices:bots", args=[manager.team.slug])).content.decode()
    assert f"休息到 {timezone.localtime(until):%H:%M}" in page
    GroupBot.objects.update(rests_until=timezone.now())
    assert "休息到" not in client.get(reverse("notices:bots", args=[manager.team.slug])).content.decode()


def test_a_slow_answer_is_waited_for(server, manager):
    enter(manager)
    say(manager.team)
    server.faults = [Slow(0.2)]

    assert send(silence=2.0) == 1
    assert len(server.posted) == 1


def test_silence_leaves_a_report_unsure_rather_than_doubled(server, manager):
    enter(manager)
    say(manager.team)
    server.faults = [Slow(0.4)]

    assert send(silence=0.1) == 0
    assert outcome() == [("given_up", "unsure")]
    assert send(NOW + timedelta(minutes=5)) == 0
    assert server.asked == 1


def test_silence_has_a_red_alert_said_again_rather_than_lost(server, manager):
    enter(manager)
    say(manager.team, Topic.RED_ALERT)
    server.faults = [Slow(0.4)]

    assert send(silence=0.1) == 0
    assert outcome() == [("failed", "timeout")]
    assert send(NOW + timedelta(minutes=2)) == 1


def test_a_platform_that_cannot_be_reached_is_tried_again_whatever_the_topic(server, manager, settings):
    enter(manager)
    say(manager.team)
    settings.WECOM_BOT_BASE = "http://127.0.0.1:9"

    assert send() == 0
    assert outcome() == [("failed", "unreachable")]
    settings.WECOM_BOT_BASE = server.base
    assert send(NOW + timedelta(minutes=2)) == 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"errcode": -1, "errmsg": "system busy"}, ("failed", "-1")),
        (Status(503), ("failed", "http_status")),
        (Status(502), ("given_up", "unsure")),
        (Status(404), ("given_up", "http_status")),
        ({"errcode": 40058, "errmsg": "invalid request"}, ("given_up", "40058")),
        ({"said": "nothing"}, ("given_up", "unsure")),
    ],
)
def test_only_what_helps_is_tried_again(fault, expected, server, manager):
    enter(manager)
    say(manager.team)
    server.faults = [fault]

    assert send() == 0
    assert outcome() == [expected]


@pytest.mark.parametrize(("kind", "code", "minutes"), [("wecom", 45009, 1), ("dingtalk", 130101, 10)])
def test_a_bot_told_to_slow_down_rests_and_loses_nothing(kind, code, minutes, server, manager):
    enter(manager, kind)
    say(manager.team, about="1")
    say(manager.team, about="2")
    server.faults = [{"errcode": code, "errmsg": "api freq out of limit"}]

    assert send() == 0
    assert server.asked == 1
    assert send(NOW + timedelta(minutes=minutes, seconds=-1)) == 0
    assert send(NOW + timedelta(minutes=minutes)) == 2


@pytest.mark.parametrize(("kind", "first"), [("wecom", 20), ("dingtalk", 20), ("feishu", 5)])
def test_the_platforms_limits_are_kept_by_queueing(kind, first, server, manager):
    enter(manager, kind)
    for one in range(30):
        say(manager.team, about=f"{one}")

    assert send() == first
    if kind != "feishu":
        assert send(NOW + timedelta(seconds=59)) == 0
    moment, sent = NOW, first
    while sent < 30:
        moment += timedelta(seconds=61)
        sent += send(moment)
    assert len(server.posted) == 30
    assert set(outcome()) == {("sent", "")}


def test_no_redirect_is_followed(server, manager):
    enter(manager)
    say(manager.team)
    with running() as elsewhere:
        server.faults = [Moved(f"{elsewhere.base}/cgi-bin/webhook/send?key={KEY}")]

        assert send() == 0
        assert elsewhere.asked == 0
    assert outcome() == [("given_up", "redirect")]


def test_one_bot_in_trouble_holds_up_no_other(server, manager):
    enter(manager, webhook=WEBHOOKS["wecom"].replace(KEY, "0" * 36))
    enter(manager, "feishu")
    say(manager.team)

    assert send() == 1


@pytest.mark.parametrize(
    ("topic", "sent", "state"), [(Topic.STAND_UP_REPORT, 0, ("given_up", "unsure")), (Topic.RED_ALERT, 1, ("sent", ""))]
)
def test_a_worker_killed_between_claim_and_send_errs_as_the_topic_says(topic, sent, state, server, manager):
    enter(manager)
    say(manager.team, topic)
    claiming.claim(GroupMessage.objects.due(at=NOW), at=NOW)

    assert send(NOW + SILENCE / 2) == 0
    send(NOW + SILENCE * 2)
    assert send(NOW + SILENCE * 3) + send(NOW + SILENCE * 2) == sent
    assert outcome() == [state]
    assert len(server.posted) == sent


def test_what_was_given_up_is_said_again_by_hand(server, manager):
    enter(manager)
    say(manager.team)
    server.faults = [Status(502)]
    send()
    message = GroupMessage.objects.get()
    services.say_again(message, by=manager, at=NOW)

    assert send() == 1
    with pytest.raises(NotAllowedNow):
        services.say_again(message, by=manager, at=NOW)


def test_the_same_thing_is_said_once_and_only_by_bots_that_post_it(server, manager):
    enter(manager, topics=[Topic.AGENDA])
    enter(manager, "feishu", topics=[Topic.RED_ALERT])
    for _time in range(2):
        say(manager.team)

    assert send() == 1
    assert GroupMessage.objects.count() == 1


def test_it_is_said_in_the_bots_language_and_names_stay_names(manager):
    enter(manager, language="en")
    outbox.post(
        manager.team, Topic.RED_ALERT, lambda: (str(Topic.RED_ALERT.label), outbox.plain("[x](http://y)\n*")),
        about="1", at=NOW,
    )  # fmt: skip
    message = GroupMessage.objects.get()

    assert message.title == "Goals that turn red"
    assert message.text == "［x］(http://y) ＊"


def test_nights_and_free_days_hold_what_can_wait_and_time_ends_what_cannot(server, manager):
    enter(manager)
    DayOverride.objects.create(team=manager.team, day=NOW.date() + timedelta(days=1), is_working=False)
    late = NOW.replace(hour=22)
    say(manager.team, Topic.RED_ALERT, at=late)
    say(manager.team, Topic.STAND_UP_REMINDER, at=late)

    assert [one.next_at for one in GroupMessage.objects.order_by("pk")] == [
        datetime(2026, 11, 25, 8, 30, tzinfo=BEIJING), late,
    ]  # fmt: skip
    assert send(late + timedelta(hours=2)) == 0
    assert outcome()[1] == ("given_up", "too_late")


@pytest.mark.parametrize(
    ("kind", "webhook"),
    [
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=" + KEY),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=" + KEY),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/../../../x" + KEY),
        ("dingtalk", WEBHOOKS["wecom"]),
        ("dingtalk", "just text"),
    ],
)
def test_only_an_address_of_the_platform_is_taken(kind, webhook, manager):
    with pytest.raises(NotAllowedNow):
        enter(manager, kind, webhook=webhook)


def test_secrets_are_encrypted_masked_and_in_no_log(server, manager, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.INFO)
    bot = enter(manager, "feishu")
    say(manager.team)
    send()

    assert KEY not in caplog.text
    assert SECRET not in caplog.text
    assert KEY not in GroupBot.objects.values_list("key", flat=True)[0].sealed
    assert bot.key.masked == "••••" + KEY[-4:]


def test_a_long_text_is_cut_at_a_line_within_the_limit():
    text = "\n".join("一行字" for _line in range(2000))

    assert len(platforms.cut(text, 4000).encode()) <= 4000
    assert platforms.cut(text, 4000).endswith("一行字\n…")


@pytest.mark.parametrize("setting", ["WECOM_BOT_BASE", "FEISHU_BASE", "DINGTALK_BASE"])
def test_nonsense_for_a_base_address_stops_the_start(setting, settings):
    setattr(settings, setting, "open.feishu.cn")

    with pytest.raises(ImproperlyConfigured):
        platforms.check()


def test_each_known_code_has_a_sentence():
    assert [code for code in MEANINGS if code not in SENTENCES] == []
