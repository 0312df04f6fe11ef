"""Reviewing, signing and reopening: who may, when, and what a signature keeps."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import JobRun
from kpis import freeze
from kpis.models import Kpi, Line, Part, Scorecard
from kpis.services import review as services
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow

NOW = timezone.now()


def review(card, by, comment="转发率稳住了，下月补一篇长图文。") -> Scorecard:
    return services.review(card, by=by, comment=comment, at=NOW)


def sign(card, by, **fields) -> Scorecard:
    return services.sign(card, by=by, **{"at": NOW} | fields)


@pytest.fixture
def signed(card, manager) -> Scorecard:
    return sign(review(card, manager), manager)


def test_a_review_stands_on_the_card_and_the_member_is_told(card, manager, member):
    reviewed = review(card, manager)

    assert (reviewed.state, reviewed.reviewed_by) == (Scorecard.State.REVIEWED, manager)
    notice = Notice.objects.get(member=member)
    assert notice.kind == Notice.Kind.CARD_REVIEWED
    assert notice.url.endswith(f"/cards/{card.pk}/")
    assert manager.person.name in str(notice)


def test_a_review_can_be_said_anew_until_the_signature(card, manager, owner):
    review(card, manager)
    assert review(card, owner, comment="补一句。").reviewed_by == owner

    sign(card, manager)
    with pytest.raises(NotAllowedNow, match="Manager"):
        review(card, owner)


def test_a_signature_freezes_the_card_with_a_hash_of_its_content(signed, manager, member):
    assert (signed.state, signed.signed_by, len(signed.content_hash)) == (Scorecard.State.SIGNED, manager, 64)
    assert freeze.verify(Scorecard.objects.get(pk=signed.pk))
    assert Notice.objects.filter(member=member, kind=Notice.Kind.CARD_SIGNED).exists()


def before_the_months_end(card) -> datetime:
    return datetime.combine(card.last_day, time(12), tzinfo=timezone.get_current_timezone())


REFUSED = {  # what is wrong: (fields of the card, whether it is reviewed, how it is signed)
    "not reviewed": ({}, False, lambda card: {}),
    "month not over": ({}, True, lambda card: {"at": before_the_months_end(card)}),
    "result has no data": ({"result": None}, True, lambda card: {}),
    "process has no data": ({"process": None}, True, lambda card: {"reason": "等不到了"}),
    "not counted yet": ({"through": None}, True, lambda card: {}),
    "not counted to its last day": ({"through": date(2026, 1, 30)}, True, lambda card: {}),
    "incomplete without a reason": ({"days_present": 94}, True, lambda card: {}),
    "incomplete with blanks for a reason": ({"days_present": 94}, True, lambda card: {"reason": "  "}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_card_that_is_not_ready_is_not_signed(name, make_card, member, manager):
    fields, is_reviewed, how = REFUSED[name]
    card = make_card(member, **fields)
    if is_reviewed:
        review(card, manager)

    with pytest.raises(NotAllowedNow):
        sign(card, manager, **how(card))

    assert not Scorecard.objects.get(pk=card.pk).is_signed


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({"days_present": 95}, {}),
        ({"days_present": 94}, {"reason": "平台 10-12 停机"}),
        ({"days_present": 0, "days_expected": 0}, {}),
    ],
)
def test_a_card_that_is_ready_is_signed(fields, how, make_card, member, manager):
    card = sign(review(make_card(member, **fields), manager), manager, **how)

    assert card.is_signed
    assert card.sign_reason == how.get("reason", "")


def test_the_page_says_that_the_last_days_are_still_to_be_counted(make_card, member, manager, browse):
    card = make_card(member, through=date(2026, 1, 30), state="reviewed", review_comment="好")
    text = browse(manager).get(reverse("kpis:month-card", args=["brook", card.pk])).content.decode()

    assert "这张卡只算到 2026-01-30" in text
    assert reverse("kpis:month-sign", args=["brook", card.pk]) not in text


def test_the_first_moment_after_the_month_is_late_enough(card, manager):
    first_moment = before_the_months_end(card).replace(hour=0) + timedelta(days=1)

    assert sign(review(card, manager), manager, at=first_moment).is_signed


@pytest.mark.parametrize("level", ["manager", "owner", "lead"])
def test_nobody_reviews_signs_or_reopens_their_own_card(level, make_card, request, other_manager):
    by = request.getfixturevalue(level)
    card = make_card(by)

    with pytest.raises(NotAllowedNow):
        review(card, by)
    review(card, other_manager)
    with pytest.raises(NotAllowedNow):
        sign(card, by)
    sign(card, other_manager)
    with pytest.raises(NotAllowedNow):
        services.reopen(card, by=by, at=NOW, reason="我再看看")


def test_another_teams_owner_can_do_nothing(card, outsider, manager):
    with pytest.raises(NotAllowedNow):
        review(card, outsider)
    review(card, manager)
    with pytest.raises(NotAllowedNow):
        sign(card, outsider)
    sign(card, manager)
    with pytest.raises(NotAllowedNow):
        services.reopen(card, by=outsider, at=NOW, reason="看看")


def test_the_second_signer_is_told_who_was_first(signed, owner, manager):
    with pytest.raises(NotAllowedNow, match=manager.person.name):
        sign(signed, owner)


def test_a_signed_card_does_not_let_itself_be_changed(signed):
    card = Scorecard.objects.get(pk=signed.pk)
    part = Part.objects.get(scorecard=card)
    line = Line.objects.filter(part__scorecard=card)[0]
    for refused in (card.save, card.delete, part.save, part.delete, line.save, line.delete):
        with pytest.raises(NotAllowedNow):
            refused()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda card: Scorecard.objects.filter(pk=card.pk).update(total=99),
        lambda card: Scorecard.objects.filter(pk=card.pk).update(review_comment="别的话"),
        lambda card: Line.objects.filter(part__scorecard=card).update(actual=Decimal("0.9")),
        lambda card: Part.objects.filter(scorecard=card).update(weight=Decimal("0.5")),
        lambda card: Kpi.objects.filter(template__parts__scorecard=card).update(target=77),
        lambda card: Line.objects.filter(part__scorecard=card)[0:1].get() and Line.objects.filter(
            pk=Line.objects.filter(part__scorecard=card)[0].pk
        )._raw_delete("default"),
    ],
)  # fmt: skip
def test_the_hash_tells_when_somebody_wrote_past_the_services(tamper, signed):
    tamper(signed)

    assert not freeze.verify(Scorecard.objects.get(pk=signed.pk))


def test_what_the_hash_covers_is_the_same_after_a_round_through_the_database(signed):
    assert freeze.content(signed) == freeze.content(Scorecard.objects.get(pk=signed.pk))


def test_reopening_makes_the_next_revision_and_keeps_the_signed_one(signed, owner, member, team):
    revision = services.reopen(signed, by=owner, at=NOW, reason="10-30 的订单补进来了")

    old = Scorecard.objects.get(pk=signed.pk)
    assert (old.state, old.is_current, freeze.verify(old)) == (Scorecard.State.SIGNED, False, True)
    assert (revision.revision, revision.state, revision.is_current) == (2, Scorecard.State.OPEN, True)
    assert (revision.total, revision.review_comment, revision.content_hash) == (old.total, "", "")
    lines = Line.objects.filter(part__scorecard=revision)
    assert [(line.kpi_id, line.earned) for line in lines] == [
        (line.kpi_id, line.earned) for line in Line.objects.filter(part__scorecard=old)
    ]
    notice = Notice.objects.get(member=member, kind=Notice.Kind.CARD_REOPENED)
    assert "10-30 的订单补进来了" in str(notice)
    assert JobRun.objects.filter(name="rescore", scope=team.slug).exists()


def test_reopening_takes_a_signed_card_and_a_reason(card, manager):
    with pytest.raises(NotAllowedNow):
        services.reopen(card, by=manager, at=NOW, reason="想看看")
    sign(review(card, manager), manager)
    with pytest.raises(NotAllowedNow):
        services.reopen(card, by=manager, at=NOW, reason=" ")


def test_an_older_revision_is_left_alone(signed, owner):
    services.reopen(signed, by=owner, at=NOW, reason="补数据")

    with pytest.raises(NotAllowedNow):
        services.reopen(signed, by=owner, at=NOW, reason="再来")


def test_a_review_says_something(card, manager):
    with pytest.raises(NotAllowedNow):
        review(card, manager, comment="  ")
