"""Who answers for what: shares day by day, all in one form, and who computes from it is told."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from jobs.models import JobRun
from kpis.models import Scorecard
from metrics.models import Attribution
from metrics.services import attribution
from metrics.services.attribution import Share
from teamops.lib.exceptions import NotAllowedNow
from tests.building import attribute, make_card, make_content, make_template
from tests.metrics.conftest import NOW
from tests.metrics.test_concurrency import at_once, refused

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def share(member, percent, first=OCTOBER, last=None, pk=None) -> Share:
    return Share(member, Decimal(percent), first, last, pk)


def standing(subject) -> set:
    return set(subject.attributions.values_list("member__person__username", "share", "from_on", "until_on"))


def queued() -> int:
    return JobRun.objects.filter(name="rescore").count()


def test_shares_are_moved_from_one_to_the_other_in_one_go(account, member, other_member):
    one = attribute(account.subject, member, from_on=OCTOBER)

    outcome = attribution.put(
        account.subject,
        [
            share(member, 100, OCTOBER, date(2026, 10, 31), one.pk),
            share(member, 40, NOVEMBER),
            share(other_member, 60, NOVEMBER),
        ],
        at=NOW,
    )

    assert standing(account.subject) == {
        ("member", 100, OCTOBER, date(2026, 10, 31)),
        ("member", 40, NOVEMBER, None),
        ("other_member", 60, NOVEMBER, None),
    }
    assert (outcome.is_changed, outcome.short) == (True, None)
    assert queued() == 1


def test_two_people_change_places(account, member, other_member):
    rows = [attribute(account.subject, who, share=n, from_on=OCTOBER) for who, n in ((member, 70), (other_member, 30))]

    attribution.put(account.subject, [share(other_member, 70, pk=rows[0].pk), share(member, 30, pk=rows[1].pk)], at=NOW)

    assert {(name, percent) for name, percent, *_ in standing(account.subject)} == {
        ("other_member", 70),
        ("member", 30),
    }


def test_a_day_over_all_of_it_is_refused_and_nothing_is_changed(account, member, other_member):
    one = attribute(account.subject, member, from_on=OCTOBER)
    before = standing(account.subject)

    with pytest.raises(NotAllowedNow, match="2026-11-01"):
        attribution.put(account.subject, [share(member, 100, pk=one.pk), share(other_member, 1, NOVEMBER)], at=NOW)

    assert standing(account.subject) == before
    assert queued() == 0


def test_under_all_of_it_is_told_with_the_first_such_day(account, member):
    outcome = attribution.put(
        account.subject, [share(member, 100, OCTOBER, date(2026, 10, 31)), share(member, 60, NOVEMBER)], at=NOW
    )

    assert outcome.short == (NOVEMBER, 60)


def test_what_is_the_same_changes_nothing_and_tells_nobody(account, member):
    one = attribute(account.subject, member, from_on=OCTOBER)

    assert not attribution.put(account.subject, [share(member, 100, pk=one.pk)], at=NOW).is_changed
    assert queued() == 0


def test_a_content_item_is_answered_for_from_its_publishing_day_whenever_that_is_entered(account, member):
    item = make_content(account, published_on=date(2026, 10, 5), state="new")

    given = attribution.attribute(item, member=member, share=Decimal(100), from_on=date(2026, 11, 20), at=NOW)

    assert given.from_on == date(2026, 10, 5)
    item.refresh_from_db()
    assert item.state == "known"


def test_several_items_at_once_or_none(account, member, other_member):
    free, taken = make_content(account, "甲"), make_content(account, "乙")
    attribute(taken, other_member, share=50, from_on=taken.published_on)

    with pytest.raises(NotAllowedNow, match="乙"):
        attribution.give_all([free, taken], member=member, share=Decimal(100), at=NOW)
    assert not free.attributions.exists()

    assert len(attribution.give_all([free, taken], member=member, share=Decimal(50), at=NOW)) == 2
    assert queued() == 1


def test_giving_changing_and_ending_each_queue_the_scoring(account, member):
    def told() -> bool:
        return bool(JobRun.objects.filter(name="rescore").delete()[0])

    one = attribution.attribute(account.subject, member=member, share=Decimal(60), from_on=OCTOBER, at=NOW)
    assert told()
    attribution.change(one, share=Decimal(70), from_on=OCTOBER, until_on=None, at=NOW)
    assert told()
    attribution.end(one, until_on=date(2026, 11, 20), at=NOW)
    assert told()


def test_a_signed_month_is_named_and_its_card_stays(account, member, manager, team, browse, analyst):
    template = make_template(
        team, "copywriter", [{"metric": "oa.followers_new", "half": "result", "weight": 100, "target": 1}]
    )
    signed = {"signed_by": manager, "signed_at": NOW, "content_hash": "x"}
    card = make_card(template, member, OCTOBER, state=Scorecard.State.SIGNED, **signed)
    one = attribute(account.subject, member, from_on=OCTOBER)

    page = browse(analyst).post(
        reverse("metrics:channels-answering", args=["brook", account.pk]), form([(one.pk, member, 60, "2026-10-01")]),
        follow=True,
    )  # fmt: skip

    assert "2026-10" in page.content.decode()
    assert "已签字" in page.content.decode()
    assert Scorecard.objects.get(pk=card.pk).total == card.total


def form(rows) -> dict:
    """(key, member, share, first day) a row, as the page sends them."""
    typed = {"shares-TOTAL_FORMS": len(rows), "shares-INITIAL_FORMS": len(rows)}
    for n, (pk, member, percent, first) in enumerate(rows):
        typed |= {
            f"shares-{n}-pk": pk or "",
            f"shares-{n}-member": member.pk,
            f"shares-{n}-share": percent,
            f"shares-{n}-from_on": first,
        }
    return typed


def test_the_page_refuses_with_a_sentence_and_keeps_what_was_typed(account, member, other_member, analyst, browse):
    rows = [(None, member, 80, "2026-10-01"), (None, other_member, 30, "2026-10-15")]

    page = browse(analyst).post(reverse("metrics:channels-answering", args=["brook", account.pk]), form(rows))

    assert page.status_code == 422
    assert "2026-10-15" in page.content.decode()
    assert 'value="30"' in page.content.decode()
    assert not Attribution.objects.exists()


def test_the_page_of_an_item_sets_two_people_and_shows_who_did(account, member, other_member, analyst, browse):
    item = make_content(account)
    client = browse(analyst)
    rows = [(None, member, 60, ""), (None, other_member, 30, "")]

    page = client.post(reverse("metrics:content-answering", args=["brook", item.pk]), form(rows), follow=True)

    assert "10%" in page.content.decode()  # counts for nobody
    assert {(name, percent) for name, percent, *_ in standing(item)} == {("member", 60), ("other_member", 30)}
    assert {first for *_, first, _until in standing(item)} == {item.published_on}
    shown = client.get(reverse("metrics:content-detail", args=["brook", item.pk])).content.decode()
    assert "Analyst" in shown


def test_a_row_struck_out_goes_and_stays_in_the_history(account, member, analyst, browse):
    one = attribute(account.subject, member, from_on=OCTOBER)
    client = browse(analyst)

    client.post(
        reverse("metrics:channels-answering", args=["brook", account.pk]),
        form([(one.pk, member, 100, "2026-10-01")]) | {"shares-0-DELETE": "on"},
    )

    assert not Attribution.objects.exists()
    shown = client.get(reverse("metrics:channels-detail", args=["brook", account.pk])).content.decode()
    assert "Analyst" in shown


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_give_shares_at_once_do_not_pass_all_of_it(account, member, other_member):
    def give(who):
        return lambda: attribution.attribute(account.subject, member=who, share=Decimal(60), from_on=OCTOBER, at=NOW)

    outcomes = at_once(give(member), give(other_member))

    assert len(refused(outcomes)) == 1
    assert Attribution.objects.get().share == 60
