"""A real worker is killed with a message on its way: after the claim, before anybody could sign what became of it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
from django.utils import timezone

from jobs.models import SILENCE as JOB_SILENCE
from jobs.models import JobRun
from notices import outbox
from notices.models import GroupBot, GroupMessage, Mail, Notice
from notices.models.deliveries import SILENCE, Delivery
from notices.services import bots, planning
from notices.services.telling import tell
from roles.models import DayOverride
from teamops import celery_app
from tests.metrics.wechat_server import Slow
from tests.notices import bot_server, mail_server
from tests.real_worker import environment_of, kill, wait_until, worker

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Topic = GroupBot.Topic
ON_ITS_WAY = 3


@pytest.fixture(autouse=True)
def through_the_broker(monkeypatch) -> None:
    """Messages of these tests are really sent."""
    monkeypatch.setitem(celery_app.conf, "task_always_eager", False)


def environment(settings, **ours: str) -> dict[str, str]:
    return environment_of(settings) | ours


def tick() -> None:
    """What beat does each minute: it finds what is due, and what was left lying."""
    celery_app.send_task("jobs.tick")


def state(model: type[Delivery]) -> str:
    return model.objects.values_list("state", flat=True).get()


def much_later(model: type[Delivery]) -> None:
    """Long enough for the next worker to take the dead one's claim, and its run, for left."""
    now = timezone.now()
    model.objects.update(claimed_at=now - SILENCE - timedelta(seconds=1))
    JobRun.objects.update(heartbeat_at=now - JOB_SILENCE - timedelta(seconds=1))


@pytest.fixture
def message(manager) -> None:
    """A bot that may post at any hour."""
    bots.save(
        manager.team, bot=None, by=manager, kind="wecom", name="群", language="zh-hans",
        topics=[Topic.AGENDA, Topic.RED_ALERT],
        webhook=f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={bot_server.KEY}", signing="",
        quiet_from=time(0), quiet_until=time(0), is_active=True,
    )  # fmt: skip
    DayOverride.objects.create(team=manager.team, day=timezone.localdate(), is_working=True)


def say(team, topic) -> None:
    outbox.post(team, topic, lambda: ("周会议程", "15:00"), about="1", at=timezone.now())


@contextmanager
def deaf() -> Iterator[str]:
    """A host that lets one in and never reads a word: what is sent there arrives nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize(
    ("topic", "signed", "copies"), [(Topic.AGENDA, ("given_up", "unsure"), 1), (Topic.RED_ALERT, ("sent", ""), 2)]
)
def test_killed_once_the_message_is_in_the_group_it_errs_as_its_topic_says(
    topic, signed, copies, settings, message, manager
):
    say(manager.team, topic)
    with bot_server.running() as group:
        ours = environment(settings, WECOM_BOT_BASE=group.base)
        group.faults = [Slow(ON_ITS_WAY)]
        with worker(ours) as process:
            tick()
            wait_until(lambda: group.asked == 1, "the message is on its way")
            kill(process)
        wait_until(lambda: len(group.posted) == 1, "the message is in the group")
        assert state(GroupMessage) == "claimed"

        much_later(GroupMessage)
        with worker(ours):
            settle(GroupMessage)

        assert GroupMessage.objects.values_list("state", "error").get() == signed
        assert len(group.posted) == copies


@pytest.mark.parametrize(
    ("topic", "signed", "copies"), [(Topic.AGENDA, ("given_up", "unsure"), 0), (Topic.RED_ALERT, ("sent", ""), 1)]
)
def test_killed_before_anybody_read_the_message_it_is_sent_or_said_to_be_unsure(
    topic, signed, copies, settings, message, manager
):
    say(manager.team, topic)
    with deaf() as nowhere, worker(environment(settings, WECOM_BOT_BASE=nowhere)) as process:
        tick()
        wait_until(lambda: state(GroupMessage) == "claimed", "the message is claimed")
        kill(process)

    much_later(GroupMessage)
    with bot_server.running() as group:
        with worker(environment(settings, WECOM_BOT_BASE=group.base)):
            settle(GroupMessage)

        assert GroupMessage.objects.values_list("state", "error").get() == signed
        assert len(group.posted) == copies


def test_killed_over_a_letter_it_comes_again_and_is_known_as_the_same(settings, member):
    member.person.email = "member@example.com"
    member.person.save()
    words = {"month": "2026-11", "day": "2026-12-07", "by": "林乔"}
    tell(member, Notice.Kind.REVIEW_DUE, words, "/t/brook/")
    now = timezone.now()
    settings.MAILS_NOTICES = True
    planning.plan(at=now)
    Mail.objects.update(next_at=now)
    with mail_server.running() as mailbox:
        ours = environment(settings, EMAIL_URL=mailbox.url)
        mailbox.speaks.clear()
        with worker(ours) as process:
            tick()
            wait_until(lambda: len(mailbox.letters) == 1, "the letter is on its way")
            kill(process)
        assert state(Mail) == "claimed"

        mailbox.speaks.set()
        much_later(Mail)
        with worker(ours):
            settle(Mail)

        assert state(Mail) == "sent"
        assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1
        assert len(mailbox.letters) == 2


def settle(model: type[Delivery]) -> None:
    """The dead worker's claim is signed; what may go again does, once its rest is over."""
    tick()
    wait_until(lambda: state(model) != "claimed", "the claim is settled")
    wait_until(lambda: not JobRun.objects.unfinished().exists(), "the run is over")
    if state(model) == "failed":
        model.objects.update(next_at=timezone.now())
        tick()
        wait_until(lambda: state(model) not in {"failed", "claimed"}, "it is sent again")
