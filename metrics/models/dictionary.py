"""The metric dictionary: one definition each, for everybody (统一口径)."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models import Member, Team
from teamops.lib.naming import Bilingual

# How the codes of a team's own metrics begin, so that they never meet a shipped one.
OWN = "own."


class MetricQuerySet(models.QuerySet["Metric"]):
    def visible_to(self, member: Member) -> Self:
        return self.known_to(member.team)

    def known_to(self, team: Team) -> Self:
        """The shipped metrics and the team's own."""
        return self.filter(Q(team=None) | Q(team=team))

    def own_of(self, team: Team) -> Self:
        return self.filter(team=team)

    def in_use(self) -> Self:
        """Those that can be chosen: not the retired ones."""
        return self.filter(retired_at=None)

    def shown_as(self, show: str) -> Self:
        """The team's own (``own``), the retired ones (``retired``), or all that can be chosen."""
        if show == "retired":
            return self.exclude(retired_at=None)
        return self.in_use().exclude(team=None) if show == "own" else self.in_use()

    def stored(self) -> Self:
        return self.filter(fold__in=Metric.STORED)

    def matching(self, asked: str, *, group: str = "") -> Self:
        """Those whose code, name or definition has these words; perhaps of one group only."""
        found = self.filter(group=group) if group else self
        if not asked:
            return found
        words = Q(code__icontains=asked) | Q(name__icontains=asked) | Q(name_en__icontains=asked)
        return found.filter(words | Q(definition__icontains=asked) | Q(definition_en__icontains=asked))

    def with_terms(self) -> Self:
        """With what their formulas are made of, and what that is made of. Three queries."""
        terms = models.Prefetch("terms", Term.objects.select_related("source"))
        return self.select_related("weighted_by").prefetch_related(terms, "terms__source__terms")


class Metric(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """A number with one meaning: how it is counted, in which unit, and how its days fold into a month."""

    class Meta:
        verbose_name = _("metric")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="only_a_level_is_weighted", condition=Q(weighted_by__isnull=True) | Q(fold="level")
            ),
            models.UniqueConstraint(name="a_shipped_code_once", fields=["code"], condition=Q(team=None)),
            models.UniqueConstraint(name="an_own_code_once_a_team", fields=["team", "code"]),
            models.CheckConstraint(
                name="own_codes_begin_with_own",
                condition=(Q(team__isnull=True) & ~Q(code__startswith=OWN))
                | Q(team__isnull=False, code__startswith=OWN),
            ),
            models.CheckConstraint(
                name="only_own_metrics_retire", condition=Q(retired_at__isnull=True) | Q(team__isnull=False)
            ),
        ]

    class Fold(models.TextChoices):
        FLOW = "flow", _("Flow: sum of the days")
        STOCK = "stock", _("Stock: last known day")
        LEVEL = "level", _("Level: mean of the days")
        SUM = "sum", _("Sum of other metrics")
        RATIO = "ratio", _("Ratio of other metrics")
        GROWTH = "growth", _("Growth against the month before")

    STORED = (Fold.FLOW, Fold.STOCK, Fold.LEVEL)

    class Unit(models.TextChoices):
        PEOPLE = "people", _("people")
        TIMES = "times", _("times")
        PIECES = "pieces", _("pieces")
        YUAN = "yuan", _("yuan")
        SECONDS = "seconds", _("seconds")
        MINUTES = "minutes", _("minutes")
        PERCENT = "percent", _("percent, kept as a fraction of 1")
        SCORE = "score", _("points")
        NUMBER = "number", _("number")

    class Group(models.TextChoices):
        OFFICIAL_ACCOUNT = "oa", _("Official account")
        VIDEO = "vc", _("Video account")
        SHOP = "shop", _("Shop")
        MINI_PROGRAM = "mini", _("Mini program")
        WECOM = "wecom", _("WeCom")
        GROUPS = "group", _("Groups")
        USERS = "user", _("Users")
        BUSINESS = "biz", _("Business")
        PROCESS = "process", _("Process")

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="own_metrics"
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    group = models.CharField(_("group"), max_length=10, choices=Group)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    fold = models.CharField(_("fold"), max_length=10, choices=Fold)
    weighted_by = models.ForeignKey(
        "self", verbose_name=_("weighted by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_daily = models.BooleanField(
        _("every day"), default=False, help_text=_("A channel yields it every day, so a day without it is a gap.")
    )
    definition = models.CharField(_("definition"), max_length=300)
    definition_en = models.CharField(_("English definition"), max_length=300, blank=True)
    source = models.CharField(_("comes from"), max_length=200, blank=True)
    source_en = models.CharField(_("comes from, in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1000)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = MetricQuerySet.as_manager()

    @property
    def meaning(self) -> str:
        """The definition in the reader's language."""
        return self.in_readers_language(self.definition, self.definition_en)

    @property
    def origin(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.in_readers_language(self.source, self.source_en)

    @property
    def is_derived(self) -> bool:
        return self.fold not in self.STORED

    @property
    def is_own(self) -> bool:
        """Whether a team made it, for itself alone."""
        return self.team_id is not None

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


class TermQuerySet(models.QuerySet["Term"]):
    def behind(self, metrics: Collection[Metric]) -> Self:
        """The terms of these metrics, and of what grows in them, with the metrics that they name. One query."""
        keys = [metric.pk for metric in metrics]
        grown = Term.objects.filter(metric__in=keys, part=Term.Part.BASE).values("source")
        return self.filter(Q(metric__in=keys) | Q(metric__in=grown)).select_related("source__weighted_by")


class Term(models.Model):
    """One metric in the formula of a derived one."""

    class Meta:
        verbose_name = _("term of a formula")
        ordering = ["part", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_source_once_a_part", fields=["metric", "part", "source"]),
            models.CheckConstraint(name="sign_is_plus_or_minus_one", condition=Q(sign__in=[1, -1])),
        ]

    class Part(models.TextChoices):
        SUMMAND = "summand", _("summand")
        NUMERATOR = "numerator", _("numerator")
        DENOMINATOR = "denominator", _("denominator")
        OPENING = "opening", _("denominator, the last value before the period")
        BASE = "base", _("what grows")

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="terms")
    part = models.CharField(max_length=12, choices=Part)
    source = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="used_in")
    sign = models.SmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TermQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.metric.code}: {self.source.code}"


class Keeper(models.Model):
    """Who answers, in one team, for what a metric means: whom to ask before its meaning is doubted or changed."""

    class Meta:
        verbose_name = _("keeper of a definition")
        constraints = [models.UniqueConstraint(name="one_keeper_a_team_and_metric", fields=["team", "metric"])]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="+")
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.CASCADE, related_name="keepers")
    member = models.ForeignKey(Member, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="keeps")

    def __str__(self) -> str:
        return f"{self.metric}: {self.member}"
