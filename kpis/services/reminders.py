"""What a month's end still waits for: whoever it waits for is reminded, each of it once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kpis.awards.candidates import shortlists
from kpis.models import Award, Dispute, Grant, Scorecard
from kpis.month_dates import MonthEnd, clock_until, month_end
from kpis.services.telling import name_of, tell_some
from kpis.who import reviewers_of
from notices.models import Notice
from notices.services import tell
from roles.models import Member, Team
from roles.permissions import Permission
from teamops.lib.months import first_of, month_before


def remind(team: Team, *, at: datetime) -> None:
    """Remind of self-reviews, signatures and answers when four fifths of their time are gone. Safe to repeat."""
    today = timezone.localdate(at)
    month = month_before(first_of(today))
    cards = Scorecard.objects.filter(team=team, month=month).current().unsigned().select_related("team", "member")
    dates = month_end(team, month)
    of_self_reviews(cards, dates, today=today)
    of_signatures(team, cards, dates, today=today)
    of_awards(team, month, dates, today=today)
    of_disputes(team, today=today)


def of_self_reviews(cards: Iterable[Scorecard], dates: MonthEnd, *, today: date) -> None:
    clock = dates.self_review
    if today < clock.remind_on or clock.is_over(on=today):
        return
    for card in silent(cards, today=today):
        words = {"day": f"{clock.due_on:%Y-%m-%d}"}
        tell_some([card.member], card, Notice.Kind.SELF_REVIEW_DUE, about=f"card {card.pk}", **words)


def silent(cards: Iterable[Scorecard], *, today: date) -> list[Scorecard]:
    """The cards whose member may say something and hasn't."""
    cards = list(cards)
    found = Scorecard.objects.filter(pk__in=[card.pk for card in cards], selfreviews__kpi=None)
    written = set(found.exclude(selfreviews=None).values_list("pk", flat=True))
    there = Member.objects.filter(pk__in=[card.member_id for card in cards])
    speaking = set(there.who_may(Permission.SPEAK_ON_CARD, on=today).values_list("pk", flat=True))
    return [card for card in cards if card.pk not in written and card.member_id in speaking]


def of_signatures(team: Team, cards: QuerySet[Scorecard], dates: MonthEnd, *, today: date) -> None:
    """Once before their day, and once when it is over."""
    if today < dates.review.remind_on:
        return
    clock = dates.review
    months = dict(cards.values_list("member", "month"))
    if not months:
        return
    month = next(iter(months.values()))
    url = f"{reverse('kpis:month-sitting', args=[team.slug])}?month={month:%Y-%m}"
    words = {"month": f"{month:%Y-%m}", "day": f"{clock.due_on:%Y-%m-%d}"}
    kind = Notice.Kind.REVIEW_LATE if clock.is_over(on=today) else Notice.Kind.REVIEW_DUE
    for signer in Member.objects.filter(team=team).who_may(Permission.SIGN_CARDS, on=today):
        if months.keys() - {signer.pk}:
            tell(signer, kind, words, url, about=f"{month:%Y-%m}")


def of_awards(team: Team, month: date, dates: MonthEnd, *, today: date) -> None:
    """Once the month's cards should be signed its numbers stand: who gives awards is told that candidates wait."""
    if today < dates.review.due_on:
        return
    managers = list(Member.objects.filter(team=team).who_may(Permission.GIVE_AWARDS, on=today))
    kind, about = Notice.Kind.AWARDS_TO_PICK, f"{month:%Y-%m}"
    if not managers or Notice.objects.filter(kind=kind, about=about, member__in=managers).exists():
        return
    if awards_waiting(team, month):
        url = f"{reverse('kpis:awards', args=[team.slug])}?month={month:%Y-%m}"
        for manager in managers:
            tell(manager, kind, {"month": f"{month:%Y-%m}"}, url, about=about)


def awards_waiting(team: Team, month: date) -> bool:
    """Whether an award of the month has candidates and nobody was picked."""
    picked = Grant.objects.filter(team=team).standing().of_month(month).values("award")
    awards = list(Award.objects.given_in(month, team=team).exclude(pk__in=picked).for_candidates())
    return any(found.total for found in shortlists(awards, team=team, month=month).values())


def of_disputes(team: Team, *, today: date) -> None:
    open_ones = Dispute.objects.open().filter(scorecard__team=team, scorecard__is_current=True)
    for one in open_ones.select_related("scorecard__team", "scorecard__member__person", "kpi__metric"):
        clock = clock_until(team, timezone.localdate(one.raised_at), one.due_on)
        if today < clock.remind_on:
            continue
        card = one.scorecard
        words = {"by": str(card.member), "line": name_of(one.kpi.metric), "day": f"{one.due_on:%Y-%m-%d}"}
        asked = reviewers_of(card, on=today)
        tell_some(asked, card, Notice.Kind.DISPUTE_DUE, about=f"dispute {one.pk}", **words)
