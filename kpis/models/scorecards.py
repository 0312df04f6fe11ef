"""Scorecards: a member's month, taken apart into parts and lines."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kpis.models.frozen import RowOfCard
from kpis.models.templates import Half, Kpi, Template
from roles.models import Assignment, Member, Team
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import last_of

if TYPE_CHECKING:
    from kpis.models.month_end import SelfReview


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def visible_to(self, member: Member) -> Self:
        """Managers, owners and auditors see the team's cards, everybody else their own; never another team's."""
        cards = self.filter(team=member.team_id)
        return cards if member.may(Permission.SEE_TEAM_CARDS) else cards.filter(member=member)

    def of_month(self, month: date) -> Self:
        return self.filter(month=month)

    def current(self) -> Self:
        """The newest revision of each card."""
        return self.filter(is_current=True)

    def signed(self) -> Self:
        return self.filter(state=Scorecard.State.SIGNED)

    def unsigned(self) -> Self:
        return self.exclude(state=Scorecard.State.SIGNED)

    def with_total_before(self, month: date) -> Self:
        """``total_before``: what counts of the same member's ``month``."""
        then = Scorecard.objects.filter(member=models.OuterRef("member")).current().of_month(month)
        return self.annotate(total_before=models.Subquery(then.values("total")[:1]))

    def for_month(self) -> Self:
        """Load what the month's page shows, in two queries."""
        return self.select_related("member__person", "team").prefetch_related(
            models.Prefetch("parts", Part.objects.select_related("assignment__role"))
        )

    def up_to(self, pk: int) -> Self:
        """One card and the member's others up to its month, the oldest first."""
        one = Scorecard.objects.filter(pk=pk)
        member, month = models.Subquery(one.values("member")), models.Subquery(one.values("month"))
        return self.filter(member=member, month__lte=month).order_by("month", "revision")

    def for_heading(self) -> Self:
        """Load what stands above and beside a card's lines, in one query; ``whole_review``: what the member says about
        the month as a whole."""
        people = ("team", "member__person", "reviewed_by__person", "signed_by__person", "appeal__decided_by__person")
        whole_review = models.FilteredRelation("selfreviews", condition=Q(selfreviews__kpi=None))
        return self.annotate(whole_review=whole_review).select_related(*people, "whole_review")

    def for_card(self) -> Self:
        """Load all of a card, in three queries."""
        return self.for_heading().prefetch_related(
            models.Prefetch("parts", Part.objects.select_related("assignment__role", "template__role")),
            models.Prefetch("parts__lines", Line.objects.select_related("kpi__metric__weighted_by", "beside__partner")),
        )


# The part of the expected data below which a signature takes a written reason.
COMPLETE = Decimal("0.95")


class Scorecard(models.Model):
    """One member's result for one month, recomputed each night until a manager signs it."""

    class Meta:
        verbose_name = _("scorecard")
        ordering = ["-month", "member"]
        constraints = [
            models.UniqueConstraint(
                name="one_card_a_member_month_and_revision", fields=["member", "month", "revision"]
            ),
            models.UniqueConstraint(
                name="one_current_card_a_member_and_month", fields=["member", "month"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="signed_card_has_signature_and_hash",
                condition=~Q(state="signed")
                | (~Q(content_hash="") & Q(signed_by__isnull=False) & Q(signed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["team", "month"], name="cards_of_a_team_and_month")]

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("scorecard", "To be reviewed")
        REVIEWED = "reviewed", pgettext_lazy("scorecard", "To be signed")
        SIGNED = "signed", pgettext_lazy("scorecard", "Signed")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="scorecards")
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="scorecards")
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    is_current = models.BooleanField(default=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    through = models.DateField(_("counted through"), null=True)
    process = models.DecimalField(_("process"), max_digits=7, decimal_places=2, null=True)
    result = models.DecimalField(_("result"), max_digits=7, decimal_places=2, null=True)
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=2, null=True)
    pace = models.DecimalField(
        _("pace"), max_digits=7, decimal_places=2, null=True, help_text=_("The total if each flow went on like this.")
    )
    days_present = models.PositiveIntegerField(_("days with data"), default=0)
    days_expected = models.PositiveIntegerField(_("days expected"), default=0)
    computed_at = models.DateTimeField(_("computed"), null=True)
    # The last day on which its numbers changed, and the total before that day (kpis/since.py).
    changed_on = models.DateField(null=True, editable=False)
    was_total = models.DecimalField(max_digits=7, decimal_places=2, null=True, editable=False)
    # The total with what managers adjusted, written when it is signed; empty where nothing was adjusted.
    adjusted_total = models.DecimalField(_("adjusted total"), max_digits=7, decimal_places=2, null=True)
    review_comment = models.TextField(_("review"), blank=True)
    reviewed_by = models.ForeignKey(
        Member, verbose_name=_("reviewed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    sign_reason = models.CharField(_("why signed although incomplete"), max_length=300, blank=True)
    signed_by = models.ForeignKey(
        Member, verbose_name=_("signed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"), null=True)
    # What became of a signed card's numbers (kpis/restated.py); no part of what was signed.
    is_touched = models.BooleanField(default=False, db_default=False, editable=False)
    restated_at = models.DateTimeField(_("numbers changed"), null=True, editable=False)
    restated_total = models.DecimalField(
        _("total with the numbers of now"), max_digits=7, decimal_places=2, null=True, editable=False
    )
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True)
    reopen_reason = models.CharField(_("why it was reopened"), max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScorecardQuerySet.as_manager()

    # With ``with_total_before()``.
    total_before: Decimal | None
    # With ``for_heading()``, where the member wrote one: the self-review of the whole card.
    whole_review: "SelfReview | None" = None

    def __str__(self) -> str:
        return f"{self.member} {self.month:%Y-%m}"

    # Whether the stored row is signed; an instance that is just being signed isn't frozen yet.
    is_frozen = False

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        card = super().from_db(*args, **kwargs)
        card.is_frozen = card.__dict__.get("state") == cls.State.SIGNED
        return card

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the stored card is signed. Making way for its next revision is all that it allows."""
        if set(kwargs.get("update_fields") or ["everything"]) != {"is_current"}:
            self.refuse_if_frozen()
        super().save(*args, **kwargs)
        self.is_frozen = self.is_signed

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_frozen()
        return super().delete(*args, **kwargs)

    def refuse_if_frozen(self) -> None:
        """Raise ``NotAllowedNow`` if this card is signed."""
        if self.is_frozen:
            raise NotAllowedNow(gettext("This card is signed. It doesn't change any more."))

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    @property
    def is_reviewed(self) -> bool:
        return self.state == self.State.REVIEWED

    @property
    def coverage(self) -> Decimal | None:
        """The part of the expected days that has data, 0 to 1; ``None`` where nothing is expected."""
        return Decimal(self.days_present) / self.days_expected if self.days_expected else None

    @property
    def is_complete(self) -> bool:
        return self.coverage is None or self.coverage >= COMPLETE

    @property
    def is_unscored(self) -> bool:
        """Whether it was reopened and still shows the numbers of the revision before."""
        return (
            self.revision > 1 and not self.is_signed and (self.computed_at is None or self.computed_at < self.made_at)
        )

    @property
    def empty_half(self) -> str:
        """The half that has no data at all; empty if both have some."""
        return next((half for half in Half.values if getattr(self, half) is None), "")

    @property
    def last_day(self) -> date:
        return last_of(self.month)

    def is_over(self, *, on: date) -> bool:
        """Whether the month is over on that day."""
        return self.last_day < on

    def is_running_on(self, day: date) -> bool:
        return not self.is_over(on=day)

    @property
    def is_counted_out(self) -> bool:
        """Whether the month is counted to its last day: the first night after it sees to that."""
        return self.through is not None and self.through >= self.last_day


class Part(RowOfCard):
    """The share of a card that one assignment under one template version makes."""

    class Meta:
        verbose_name = _("part of a scorecard")
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_part_once_a_card", fields=["scorecard", "assignment", "template", "first"])
        ]

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="parts")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="parts")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="parts")
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    weight = models.DecimalField(_("weight of 1"), max_digits=9, decimal_places=6)
    process = models.DecimalField(_("process"), max_digits=12, decimal_places=6, null=True)
    result = models.DecimalField(_("result"), max_digits=12, decimal_places=6, null=True)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=6, null=True)
    lines_digest = models.CharField(max_length=64, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.assignment} {self.first}–{self.last}"

    @property
    def card(self) -> Scorecard:
        return self.scorecard


class Line(RowOfCard):
    """One KPI of a part: what was reached, what was wanted, and what it earns. 6 places, half up."""

    class Meta:
        verbose_name = _("line of a scorecard")
        ordering = ["kpi__half", "kpi__position", "pk"]
        constraints = [models.UniqueConstraint(name="a_kpi_once_a_part", fields=["part", "kpi"])]

    # Without database constraints, as points are: checking them takes longer than writing the lines.
    part = models.ForeignKey(Part, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="lines")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lines")
    actual = models.DecimalField(_("actual"), max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(_("numerator"), max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(_("denominator"), max_digits=24, decimal_places=6, null=True)
    zero_at = models.DecimalField(_("0 points at"), max_digits=20, decimal_places=6)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6)
    score = models.DecimalField(_("score"), max_digits=12, decimal_places=6, null=True)
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=6)
    earned = models.DecimalField(_("earned"), max_digits=12, decimal_places=6, null=True)
    pace = models.DecimalField(_("score at this pace"), max_digits=12, decimal_places=6, null=True)
    days_present = models.PositiveIntegerField(_("days with data"), default=0)
    days_expected = models.PositiveIntegerField(_("days expected"), default=0)
    through = models.DateField(_("data through"), null=True)
    # The last day on which it changed, and what it said before that day (kpis/since.py).
    changed_on = models.DateField(null=True, editable=False)
    was_actual = models.DecimalField(max_digits=20, decimal_places=6, null=True, editable=False)
    was_target = models.DecimalField(max_digits=20, decimal_places=6, null=True, editable=False)
    was_weight = models.DecimalField(max_digits=12, decimal_places=6, null=True, editable=False)
    was_earned = models.DecimalField(max_digits=12, decimal_places=6, null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.kpi}: {self.score}"

    @property
    def card(self) -> Scorecard:
        return self.part.scorecard

    @property
    def coverage(self) -> Decimal | None:
        return Decimal(self.days_present) / self.days_expected if self.days_expected else None
