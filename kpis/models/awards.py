"""Awards: what a team honours each month, and by which number; whom they were given to, and what spoke for it."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.models import Metric, Subject
from roles.models import Member, Team
from roles.permissions import Permission
from teamops.lib.naming import Bilingual

# Shipped awards are given from the first month that anything is known of.
BEGINNING = date(2011, 1, 1)


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, member: Member) -> Self:
        return self.known_to(member.team)

    def known_to(self, team: Team) -> Self:
        """The shipped awards and the team's own, with all their versions."""
        return self.filter(Q(team=None) | Q(team=team))

    def newest_of(self, team: Team) -> Self:
        """Of each award of the team the version that nothing replaces, whether it is given or not."""
        return self.known_to(team).filter(~Exists(Award.objects.filter(team=team, replaces=OuterRef("pk"))))

    def given_in(self, month: date, *, team: Team) -> Self:
        """What the team gives in a month: of each award the version that counts then."""
        later = Award.objects.filter(team=team, replaces=OuterRef("pk"), from_month__lte=month)
        return self.known_to(team).filter(~Exists(later), from_month__lte=month, is_given=True)

    def for_candidates(self) -> Self:
        """Load what the candidates are computed from."""
        names = ("metric", "also", "target_metric")
        terms = [f"{name}__terms__source__terms" for name in names]
        return self.select_related(*names).prefetch_related(*terms).order_by(F("team").asc(nulls_first=True), "pk")


class Award(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """Something a team honours once a month: by a number that names the candidates, or by a manager's judgement."""

    class Meta:
        verbose_name = pgettext_lazy("prize", "award")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="a_shipped_award_once", fields=["code"], condition=Q(team=None)),
            models.UniqueConstraint(name="an_award_is_replaced_once_a_team", fields=["team", "replaces"]),
            models.CheckConstraint(name="award_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="award_from_a_month", condition=Q(from_month__day=1)),
            models.CheckConstraint(
                name="judged_award_honours_a_member_and_reads_nothing",
                condition=~Q(basis="judged") | Q(metric=None, also=None, subject_kind="member"),
            ),
            models.CheckConstraint(
                name="computed_award_has_a_metric", condition=Q(basis="judged") | Q(metric__isnull=False)
            ),
            models.CheckConstraint(
                name="only_the_highest_counts_a_second_metric", condition=Q(also=None) | Q(basis="highest")
            ),
            models.CheckConstraint(
                name="a_gain_has_one_target",
                condition=(Q(basis="gain") & (Q(target=None) ^ Q(target_metric=None)))
                | (~Q(basis="gain") & Q(target=None, target_metric=None)),
            ),
            models.CheckConstraint(name="award_target_over_0", condition=Q(target=None) | Q(target__gt=0)),
        ]

    class Basis(models.TextChoices):
        HIGHEST = "highest", pgettext_lazy("award", "the highest number")
        LOWEST = "lowest", pgettext_lazy("award", "the lowest number")
        GAIN = "gain", pgettext_lazy("award", "the largest gain over target")
        JUDGED = "judged", pgettext_lazy("award", "a manager's judgement, with the reason in writing")

    # Whose numbers can win: a team of one kind has nobody to win against.
    KINDS = (Subject.Kind.MEMBER, Subject.Kind.CONTENT, Subject.Kind.CAMPAIGN, Subject.Kind.CHANNEL)
    KIND_CHOICES = [(kind.value, kind.label) for kind in KINDS]

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    code = models.CharField(max_length=20, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    purpose = models.CharField(_("what it honours"), max_length=200, blank=True)
    purpose_en = models.CharField(max_length=200, blank=True, editable=False)
    basis = models.CharField(_("goes to"), max_length=10, choices=Basis, default=Basis.HIGHEST)
    subject_kind = models.CharField(_("of"), max_length=10, choices=KIND_CHOICES)
    metric = models.ForeignKey(
        Metric, verbose_name=_("metric"), null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    also = models.ForeignKey(
        Metric, verbose_name=_("second metric"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    target_metric = models.ForeignKey(
        Metric, verbose_name=_("metric of the target"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    target = models.DecimalField(_("target"), null=True, blank=True, max_digits=20, decimal_places=6)
    is_given = models.BooleanField(_("given"), default=True)
    from_month = models.DateField(_("from the month"), default=BEGINNING)
    replaces = models.ForeignKey(
        "self", verbose_name=_("replaces"), null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    written_by = models.ForeignKey(
        Member, verbose_name=_("written by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = AwardQuerySet.as_manager()

    @property
    def words(self) -> str:
        """What it honours, in the reader's language."""
        return self.in_readers_language(self.purpose, self.purpose_en)

    @property
    def is_shipped(self) -> bool:
        return self.team_id is None

    @property
    def is_judged(self) -> bool:
        return self.basis == self.Basis.JUDGED

    @property
    def is_gain(self) -> bool:
        return self.basis == self.Basis.GAIN

    @property
    def metrics(self) -> list[Metric]:
        """What it reads, in the order in which it is shown."""
        return [metric for metric in (self.metric, self.also, self.target_metric) if metric is not None]


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, member: Member) -> Self:
        """What was announced is the whole team's to see; what was only picked, theirs who see the candidates."""
        grants = self.filter(team=member.team_id)
        return grants if member.may(Permission.SEE_CANDIDATES) else grants.announced()

    def announced(self) -> Self:
        """Those that the team was told of, whether they were withdrawn since or not."""
        return self.filter(announced_at__isnull=False)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def of_month(self, month: date) -> Self:
        return self.filter(month=month)

    def matching(self, *, q: str = "", state: str = "") -> Self:
        """Those whose award, work or people have these words; perhaps of one state only."""
        found = self
        if q:
            named = GrantShare.objects.filter(member__person__name__icontains=q).values("grant")
            words = Q(award__name__icontains=q) | Q(award__name_en__icontains=q) | Q(subject__name__icontains=q)
            found = found.filter(words | Q(pk__in=named))
        match state:
            case Grant.State.PICKED:
                return found.standing().filter(announced_at=None)
            case Grant.State.ANNOUNCED:
                return found.standing().announced()
            case Grant.State.WITHDRAWN:
                return found.exclude(withdrawn_at=None)
        return found

    def for_list(self) -> Self:
        """Load what the pages, the API and the export show, the newest month first."""
        people = ("picked_by__person", "announced_by__person", "withdrawn_by__person")
        return (
            self.select_related(
                "team", "subject", "award__metric", "award__also", "award__target_metric", "replaces__subject", *people
            )
            .prefetch_related(Prefetch("shares", GrantShare.objects.select_related("member__person")))
            .order_by("-month", "award", "-picked_at", "-pk")
        )


class Grant(models.Model):
    """A month's award goes to somebody: who picked them and why, what the numbers said then. What was picked is never
    rewritten; a pick that was a mistake is withdrawn, with the reason, and stays on record."""

    class Meta:
        verbose_name = pgettext_lazy("award", "pick")
        ordering = ["-month", "award", "-picked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="an_award_goes_to_one_a_month",
                fields=["team", "award", "month"],
                condition=Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(name="a_pick_is_replaced_once", fields=["replaces"]),
            models.CheckConstraint(name="grant_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="a_pick_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="announced_pick_says_by_whom",
                condition=Q(announced_at=None, announced_by=None)
                | Q(announced_at__isnull=False, announced_by__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_pick_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal="")),
            ),
        ]

    class State(models.TextChoices):
        PICKED = "picked", pgettext_lazy("award", "Picked, not announced")
        ANNOUNCED = "announced", pgettext_lazy("award", "Announced")
        WITHDRAWN = "withdrawn", pgettext_lazy("award", "Withdrawn")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="grants")
    award = models.ForeignKey(
        Award, verbose_name=pgettext_lazy("prize", "award"), on_delete=models.PROTECT, related_name="grants"
    )
    month = models.DateField(_("month"))
    subject = models.ForeignKey(Subject, verbose_name=_("goes to"), on_delete=models.PROTECT, related_name="grants")
    reason = models.CharField(_("reason"), max_length=300)
    # What the numbers said when it was picked; empty for what a manager judged.
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)
    among = models.PositiveIntegerField(_("candidates"), null=True, blank=True)
    value = models.DecimalField(_("value"), null=True, blank=True, max_digits=20, decimal_places=6)
    also_value = models.DecimalField(_("second value"), null=True, blank=True, max_digits=20, decimal_places=6)
    target_value = models.DecimalField(_("target"), null=True, blank=True, max_digits=20, decimal_places=6)
    counted = models.DecimalField(_("counted"), null=True, blank=True, max_digits=20, decimal_places=6)
    picked_by = models.ForeignKey(Member, verbose_name=_("picked by"), on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(_("picked"))
    announced_by = models.ForeignKey(
        Member, verbose_name=_("announced by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Member, verbose_name=_("withdrawn by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self", verbose_name=_("instead of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.award} {self.month:%Y-%m}"

    @property
    def state(self) -> str:
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.PICKED if self.announced_at is None else self.State.ANNOUNCED

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_announced(self) -> bool:
        """The team was told, and it stands."""
        return self.state == self.State.ANNOUNCED

    @property
    def is_of_a_member(self) -> bool:
        return self.subject.kind == Subject.Kind.MEMBER

    @property
    def values(self) -> list[tuple[Metric, Decimal | None]]:
        """What the numbers said when it was picked, by the metric."""
        award = self.award
        found = ((award.metric, self.value), (award.also, self.also_value), (award.target_metric, self.target_value))
        return [(metric, value) for metric, value in found if metric is not None]


class GrantShare(models.Model):
    """Who stood behind what was picked, for which share in percent, as it was known then."""

    class Meta:
        verbose_name = _("share in an award")
        ordering = ["grant", "-share", "pk"]
        constraints = [models.UniqueConstraint(name="a_member_once_a_grant", fields=["grant", "member"])]

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="shares")
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="award_shares")
    share = models.DecimalField(_("share in percent"), max_digits=5, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.grant}: {self.member}"
