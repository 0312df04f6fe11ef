"""A card's way to the signature and past it, as its page shows it to one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kpis.adjusted import lines_of
from kpis.models import Appeal, Dispute, Line, Scorecard, SelfReview
from kpis.models.month_end import LineKey
from kpis.month_dates import MonthEnd, month_end
from kpis.seen import seen_of_words
from kpis.services.appeals import appeal_until
from kpis.services.review import counted_so_far
from kpis.who import asked_to_decide, reviewers_of
from roles.models import Member
from roles.permissions import Permission


@dataclass(frozen=True)
class ShownDispute:
    """``line`` is ``None`` if it isn't on the card any more."""

    dispute: Dispute
    line: Line | None
    is_overdue: bool
    waits_for_data: bool
    may_withdraw: bool
    may_answer: bool
    # Answered, and the reader, whose card it is, can't dispute the line again.
    is_last: bool


@dataclass(frozen=True)
class Ending:
    card: Scorecard
    today: date
    # Those of a card that isn't signed yet.
    dates: MonthEnd | None
    self_review: SelfReview | None
    disputes: Sequence[ShownDispute]
    appeal: Appeal | None
    appeal_until: date | None
    deciders: Sequence[Member]
    is_own: bool
    may_speak: bool
    may_adjust: bool
    may_appeal: bool
    may_decide: bool
    # Why the reader can't review and sign, and who can; empty where they can or needn't.
    refusal: str

    @property
    def review_seen(self) -> str:
        return seen_of_words(self.card.review_comment)

    @property
    def self_review_seen(self) -> str:
        return seen_of_words(self.self_review.text if self.self_review else "")

    @property
    def is_self_review_late(self) -> bool:
        return self.self_review is None and self.dates is not None and self.dates.self_review.is_over(on=self.today)

    @property
    def nobody_decides(self) -> bool:
        """Whether an appeal waits and there is nobody who may decide it."""
        return self.appeal is not None and self.appeal.is_open and not self.deciders

    @property
    def blocking(self) -> str:
        """Why the card can't be signed although it has a total; empty if nothing stands in the way."""
        for one in self.disputes:
            if one.dispute.is_open and self.card.is_current:
                return _("Answer the open dispute first, then sign.")
            if one.waits_for_data:
                return _("Data was to be corrected and hasn't changed. Import it, or answer the dispute anew.")
        is_waiting = self.card.is_current and not self.card.is_signed and self.card.is_over(on=self.today)
        return counted_so_far(self.card) if is_waiting and not self.card.is_counted_out else ""

    def dispute_of(self, key: LineKey) -> ShownDispute | None:
        """The line's dispute, unless it was withdrawn."""
        found = (one for one in self.disputes if one.dispute.line_key == key)
        return next((one for one in found if one.dispute.state != Dispute.State.WITHDRAWN), None)


def ending_of(card: Scorecard, *, reader: Member, today: date) -> Ending:
    """``card`` comes from ``for_heading()`` with its lines. At most three queries: the disputes, the working days,
    and who may sign or decide."""
    is_own, is_open = card.member_id == reader.pk, card.is_current and not card.is_signed
    appeal: Appeal | None = getattr(card, "appeal", None)
    deciders = asked_to_decide(card, on=today) if appeal and appeal.is_open else []
    may_speak = is_own and reader.may(Permission.SPEAK_ON_CARD)
    could_appeal = may_speak and card.is_signed and card.is_current and appeal is None
    until = appeal_until(card) if could_appeal else None
    may_decide = (
        reader.may(Permission.REOPEN_CARDS) and not is_own and card.signed_by_id != reader.pk and card.is_current
    )
    return Ending(
        card=card,
        today=today,
        dates=None if card.is_signed else month_end(card.team, card.month),
        self_review=card.whole_review,
        disputes=disputes_of(card, reader=reader, today=today, is_open=is_open),
        appeal=appeal,
        appeal_until=until,
        deciders=deciders,
        is_own=is_own,
        may_speak=may_speak and is_open,
        may_adjust=is_open and not is_own and reader.may(Permission.REVIEW_CARDS),
        may_appeal=until is not None and today <= until,
        may_decide=may_decide and appeal is not None and appeal.is_open,
        refusal=refusal_of(card, reader=reader, today=today) if is_open and card.is_over(on=today) else "",
    )


def disputes_of(card: Scorecard, *, reader: Member, today: date, is_open: bool) -> list[ShownDispute]:
    lines = lines_of(card)
    is_own, answers = card.member_id == reader.pk, reader.may(Permission.REVIEW_CARDS)
    shown = []
    for one in Dispute.objects.filter(scorecard=card).select_related("kpi__metric", "answered_by__person"):
        _part, line = lines.get(one.line_key, (None, None))
        waits = line is not None and one.waits_for_data(line.actual)
        shown.append(
            ShownDispute(
                dispute=one,
                line=line,
                is_overdue=one.is_open and one.due_on < today,
                waits_for_data=is_open and waits,
                may_withdraw=is_open and is_own and one.is_open,
                may_answer=is_open and not is_own and answers and (one.is_open or waits),
                is_last=is_open and is_own and one.answered_by_id is not None,
            )
        )
    return shown


def refusal_of(card: Scorecard, *, reader: Member, today: date) -> str:
    """Why ``reader`` can't sign the card, for who they are, and who can; empty if they can."""
    is_own = card.member_id == reader.pk
    if not is_own and reader.may(Permission.SIGN_CARDS):
        return ""
    names = _(", ").join(str(one) for one in reviewers_of(card, on=today))
    if not names:
        return _("Nobody here can sign this card: it takes a manager besides its member. Add one.")
    if is_own:
        return _("Nobody signs their own card. %(names)s can.") % {"names": names}
    return _("Only a manager can sign. %(names)s can.") % {"names": names}
