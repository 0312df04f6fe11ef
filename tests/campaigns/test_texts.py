"""Versions are added, credits sum to 100 and flow into the numbers."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.models import Item
from campaigns.services import publishing, texts
from metrics.models import Attribution, ContentKey, Subject
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_channel, make_content
from tests.campaigns.conftest import AT, go, moment, start, write

Part = texts.Part


def test_each_save_is_a_version_with_its_own_hash(planner, writer):
    item = start(planner)
    first = write(item, by=planner, body="第一稿")
    second = write(item, by=writer, body="第二稿", base=1)

    assert [first.number, second.number] == [1, 2]
    assert first.sha256 != second.sha256


def test_a_save_over_somebody_elses_is_refused_and_names_them(planner, writer):
    item = start(planner)
    write(item, by=planner, body="第一稿")
    write(item, by=writer, body="第二稿", base=1)

    with pytest.raises(NotAllowedNow, match="Writer"):
        write(item, by=planner, body="我的第二稿", base=1)
    assert item.versions.count() == 2


def test_the_same_text_is_no_new_version(planner):
    item = start(planner)
    write(item, by=planner, body="一稿\r\n二段")

    with pytest.raises(NotAllowedNow):
        write(item, by=planner, body="一稿\n二段 ")


def test_a_remark_is_heard_by_who_has_it_and_who_wrote_it(article, member, writer):
    texts.comment(article, by=member, at=AT, text="第二步加一张图")

    assert Notice.objects.filter(member=writer, kind=Notice.Kind.ITEM_COMMENTED).count() == 1


@pytest.mark.parametrize("shares", [[60, 30], [60, 60], [100, 0], []])
def test_credits_that_do_not_sum_to_100_are_refused(planner, writer, shares):
    item = start(planner)
    people = [(planner, "topic"), (writer, "text")]
    parts = [Part(*who, Decimal(share)) for who, share in zip(people, shares, strict=False)]

    with pytest.raises(NotAllowedNow):
        texts.credit(item, parts, by=planner, at=AT)
    assert not item.credits.exists()


def test_published_content_is_a_subject_that_the_credited_answer_for(approved, planner, writer, team):
    parts = [
        Part(planner, "topic", Decimal(20)),
        Part(planner, "publishing", Decimal(15)),
        Part(writer, "text", Decimal(65)),
    ]
    texts.credit(approved, parts, by=planner, at=AT)
    item = go(approved, "publish", by=planner)

    channel = make_channel(team)
    publishing.publish(
        item, by=planner, at=AT, published_at=moment("09:40"), channel=channel, address="https://mp.weixin.qq.com/s/a1"
    )

    subject = Item.objects.get(pk=item.pk).subject
    assert (subject.kind, subject.published_on, subject.channel) == (Subject.Kind.CONTENT, date(2026, 11, 23), channel)
    key = ContentKey.objects.get(subject=subject)
    assert (key.kind, key.value) == ("short_address", "mp.weixin.qq.com/s/a1")  # as imports know it
    shares = dict(Attribution.objects.filter(subject=subject).values_list("member", "share"))
    assert shares == {planner.pk: 35, writer.pk: 65}


def test_content_that_an_import_knew_before_is_found_by_title_and_day(approved, planner, team):
    channel = make_channel(team)
    known = make_content(channel, approved.title, published_on=date(2026, 11, 23), state="new")
    item = go(approved, "publish", by=planner)

    publishing.publish(item, by=planner, at=AT, published_at=AT, channel=channel)

    assert Item.objects.get(pk=item.pk).subject == known


def test_two_items_do_not_share_one_subject(approved, planner, team):
    channel = make_channel(team)
    subject = make_content(channel, approved.title, published_on=date(2026, 11, 23))
    other = start(planner)
    Item.objects.filter(pk=other.pk).update(subject=subject)

    with pytest.raises(NotAllowedNow, match=other.code):
        publishing.publish(approved, by=planner, at=AT, published_at=AT, channel=channel)
