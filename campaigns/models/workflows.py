"""Workflows: the stages that a piece of work goes through, what is handed over there and who must approve, as data."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models import Channel
from roles.models import Member, Role, Team
from roles.permissions import Level
from teamops.lib.naming import Bilingual


class WorkKind(models.TextChoices):
    """What a piece of work is; each kind has a shipped workflow of the same code."""

    CONTENT = "content", _("Content")
    CAMPAIGN = "campaign", _("Campaign")
    FINDING = "finding", _("Finding")
    COMMUNITY = "community", _("Community")
    CUSTOMER = "customer", _("Customer records")
    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Service request")


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    def visible_to(self, member: Member) -> Self:
        """The shipped ones and the team's own."""
        return self.of(member.team_id)

    def of(self, team: Team | int) -> Self:
        """The shipped ones and the team's own."""
        return self.filter(Q(team=None) | Q(team=team))

    def current(self, team: Team | int) -> Self:
        """What new work of a team begins with: of each code the team's newest version, else the newest shipped one."""
        rivals = Workflow.objects.of(team).filter(code=OuterRef("code"))
        newest = rivals.order_by(models.F("team").desc(nulls_last=True), "-version").values("pk")[:1]
        return self.of(team).filter(pk=Subquery(newest))

    def for_list(self) -> Self:
        """Load what ``campaigns/workflows.html`` shows, in four queries."""
        stages = models.Prefetch("stages", Stage.objects.select_related("role"))
        gates = models.Prefetch("stages__gates", Gate.objects.select_related("role"))
        return self.select_related("made_by__person").prefetch_related(stages, gates, "stages__deliverables")


class Workflow(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """How one kind of work is done: content, a campaign, an incident. Shipped, or a team's own; a version never
    changes once it is there."""

    class Meta:
        verbose_name = _("workflow")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="workflow_version_once_a_team", fields=["team", "code", "version"]),
            models.UniqueConstraint(
                name="shipped_workflow_version_once", fields=["code", "version"], condition=Q(team=None)
            ),
        ]

    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="own_workflows"
    )
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind, default=WorkKind.CONTENT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        Member, verbose_name=_("made by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = WorkflowQuerySet.as_manager()


class StageQuerySet(models.QuerySet["Stage"]):
    def with_their_gates(self) -> list[tuple["Stage", list["Gate"]]]:
        """Each stage with its gates, in their order, in one query."""
        related = ("role", "its_gate__role")
        joined = self.annotate(its_gate=FilteredRelation("gates")).select_related(*related)
        rows = joined.order_by("position", "its_gate__position", "its_gate__pk")
        found: dict[int, tuple[Stage, list[Gate]]] = {}
        for row in rows:
            stage, gates = found.setdefault(row.pk, (row, []))
            if (gate := getattr(row, "its_gate", None)) is not None:
                gate.stage = stage
                gates.append(gate)
        return list(found.values())


class Stage(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """One step of a workflow: who does it, in how many working hours, and whether the text is written here."""

    class Meta:
        verbose_name = _("stage")
        ordering = ["workflow", "position"]
        constraints = [models.UniqueConstraint(name="one_stage_a_place", fields=["workflow", "position"])]

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    role = models.ForeignKey(Role, verbose_name=_("responsible"), on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(_("time limit in working hours"), null=True, blank=True)
    is_for_writing = models.BooleanField(
        _("the text is written here"),
        default=False,
        help_text=_("What was approved before holds only for the version of then; later approvals read the new one."),
    )
    is_for_publishing = models.BooleanField(
        _("it is published here"), default=False, help_text=_("The page asks when and where the content came out.")
    )

    objects = StageQuerySet.as_manager()

    @property
    def has_gate(self) -> bool:
        """Whether somebody must say yes before the work goes on. Asks for ``gates``: load them first."""
        return bool(self.gates.all())


class Gate(models.Model):
    """Somebody who must say yes at a stage. Several at one stage are parallel: each of them has to be passed."""

    class Meta:
        verbose_name = _("gate")
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_gate_is_passed_by_a_role_or_a_level",
                condition=Q(role__isnull=False, level="") | (Q(role__isnull=True) & ~Q(level="")),
            ),
            models.CheckConstraint(
                name="a_gate_over_a_budget_says_which",
                condition=~Q(condition="budget_over") | Q(budget_over__isnull=False),
            ),
            models.CheckConstraint(
                name="a_gate_of_a_channel_says_which", condition=~Q(condition="channel_is") | ~Q(channel_kind="")
            ),
        ]

    class Kind(models.TextChoices):
        APPROVAL = "approval", _("Approval")
        COMPLIANCE = "compliance", _("Compliance")
        LEGAL = "legal", _("Legal")

    class Needs(models.TextChoices):
        ANY = "any", _("one of them")
        ALL = "all", _("all of them")

    class Condition(models.TextChoices):
        ALWAYS = "always", _("always")
        BUDGET_OVER = "budget_over", _("if the budget is over")
        WORDS_ASK = "words_ask", _("if the word list asks for legal")
        CHANNEL_IS = "channel_is", _("if the channel is")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="gates")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.APPROVAL)
    role = models.ForeignKey(
        Role, verbose_name=_("role"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(_("level or above"), max_length=10, choices=Level, blank=True)
    needs = models.CharField(_("needs"), max_length=4, choices=Needs, default=Needs.ANY)
    condition = models.CharField(_("when"), max_length=12, choices=Condition, default=Condition.ALWAYS)
    budget_over = models.DecimalField(
        _("budget over, in yuan"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    channel_kind = models.CharField(_("channel"), max_length=20, choices=Channel.Kind, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"

    @property
    def who(self) -> str:
        """The role, or the level, that passes it."""
        return self.role.label if self.role else str(Level(self.level).label)


class Deliverable(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """A line of a stage's hand-over list: ticked off before the work goes on."""

    class Meta:
        verbose_name = _("hand-over line")
        ordering = ["stage", "position", "pk"]

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="deliverables")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
