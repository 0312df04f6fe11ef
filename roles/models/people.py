"""People, their teams, and the level each of them has in a team on a day."""

from datetime import date, time
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.permissions import Level, Permission, levels_that_may, may

if TYPE_CHECKING:
    from roles.models.positions import Assignment


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person; without a password nobody can sign in until a link has set one."""
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. People are deactivated, never deleted."""

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.UniqueConstraint(name="one_person_an_email", fields=["email"], condition=~Q(email="")),
        ]

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    username = models.CharField(_("username"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    last_team = models.ForeignKey(
        "Team", verbose_name=_("team used last"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


# How many working days a team may give somebody for something.
ONE_TO_TWENTY = [MinValueValidator(1), MaxValueValidator(20)]


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, person: Person, *, on: date) -> Self:
        """The teams that ``person`` is in on that day."""
        return self.filter(pk__in=Member.objects.filter(person=person).present(on=on).values("team"))

    def visible_to(self, member: "Member") -> Self:
        return self.filter(pk=member.team_id)


class Team(models.Model):
    """A group of people who work together; the boundary of everything: who isn't in it sees nothing of it."""

    class Meta:
        verbose_name = _("team")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="stand_up_due_before_it_starts", condition=Q(stand_up_due_at__lte=F("stand_up_at"))
            ),
            models.CheckConstraint(name="work_ends_after_it_starts", condition=Q(work_ends_at__gt=F("work_starts_at"))),
        ]

    slug = models.CharField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Only small letters, digits and hyphens."))],
    )
    name = models.CharField(_("name"), max_length=60)
    staffing = models.ForeignKey(
        "StaffingTemplate",
        verbose_name=_("staffing template"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # The stand-up's window: from the evening of the working day before until it is due, before the stand-up starts.
    stand_up_opens_at = models.TimeField(_("tomorrow's stand-up opens at"), default="18:00")
    stand_up_due_at = models.TimeField(_("stand-up is due at"), default="09:30")
    stand_up_at = models.TimeField(_("stand-up starts at"), default="10:00")
    # The hours in which the clocks of the work run.
    work_starts_at = models.TimeField(_("work starts at"), default=time(9, 30))
    work_ends_at = models.TimeField(_("work ends at"), default=time(18, 30))
    # The end of a month, in working days, and by how many points of a score a manager may move a line.
    self_review_days = models.PositiveSmallIntegerField(
        _("self-review until working day"), default=3, validators=ONE_TO_TWENTY
    )
    review_days = models.PositiveSmallIntegerField(
        _("review and signature until working day"), default=5, validators=ONE_TO_TWENTY
    )
    dispute_days = models.PositiveSmallIntegerField(
        _("working days to answer a dispute"), default=3, validators=ONE_TO_TWENTY
    )
    appeal_days = models.PositiveSmallIntegerField(_("working days to appeal"), default=5, validators=ONE_TO_TWENTY)
    adjustment_limit = models.DecimalField(
        _("points a line is adjusted by at most"),
        max_digits=4,
        decimal_places=2,
        default=5,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """The one character that stands for the team."""
        return self.name[:1]


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self, *, on: date) -> Self:
        """Who is in the team on that day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), joined_on__lte=on, person__is_active=True)

    def left(self, *, on: date) -> Self:
        """Who isn't in the team any more on that day."""
        return self.filter(Q(left_on__lte=on) | Q(person__is_active=False))

    def with_level(self, *, on: date) -> Self:
        """Annotate ``level``: the newest grant in force on that day; without any, member."""
        newest = LevelGrant.objects.filter(member=OuterRef("pk")).in_force(on=on).order_by("-from_on", "-pk")
        return self.annotate(level=Coalesce(Subquery(newest.values("level")[:1]), Value(Level.MEMBER.value)))

    def at_level(self, level: str, *, on: date) -> Self:
        return self.with_level(on=on).filter(level=level)

    def who_may(self, permission: Permission, *, on: date) -> Self:
        """Members whose level on that day allows ``permission``."""
        return self.present(on=on).with_level(on=on).filter(level__in=levels_that_may(permission))

    def visible_to(self, member: "Member") -> Self:
        return self.filter(team=member.team_id)

    def matching(
        self, *, on: date, q: str = "", role: Any = None, level: str = "", employment: str = "", left: bool = False
    ) -> Self:
        """Those found by name or username, holding a role that day, of a level (``with_level``), of an employment.

        ``left`` is the caller's: it starts from ``left()`` or from ``present()``.
        """
        found = self
        if q:
            found = found.filter(Q(person__name__icontains=q) | Q(person__username__icontains=q))
        if role is not None:
            holding = role.assignments.in_force(on=on)
            found = found.filter(pk__in=holding.values("member"))
        if level:
            found = found.filter(level=level)
        if employment:
            found = found.filter(employment=employment)
        return found

    def for_members(self, *, on: date) -> Self:
        """Load what ``roles/members.html`` shows: the person, and the roles of the day as ``held``."""
        assignments = apps.get_model("roles", "Assignment").objects.in_force(on=on).select_related("role")
        held = models.Prefetch("assignments", queryset=assignments, to_attr="held")
        return self.select_related("person").prefetch_related(held)


class Member(models.Model):
    """A person in one team."""

    class Meta:
        verbose_name = _("member")
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_person_once_a_team", fields=["team", "person"]),
            models.CheckConstraint(
                name="member_leaves_after_joining", condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on"))
            ),
        ]

    class Employment(models.TextChoices):
        STAFF = "staff", _("Staff")
        PART_TIME = "part_time", _("Part-time")
        OUTSOURCED = "outsourced", _("Outsourced")
        FREELANCE = "freelance", _("Freelance")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships")
    employment = models.CharField(_("employment"), max_length=12, choices=Employment, default=Employment.STAFF)
    joined_on = models.DateField(_("in the team from"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    level: str  # annotated by with_level(on=…)
    held: list["Assignment"]  # the roles of the day, loaded by for_members(on=…)

    def __str__(self) -> str:
        return self.person.name

    def may(self, permission: Permission) -> bool:
        """Whether this member, loaded ``with_level``, may do that."""
        return may(self.level, permission)

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def load(self) -> int:
        """The sum of the shares of the roles ``held``, in percent."""
        return sum(assignment.share for assignment in self.held)

    @property
    def is_external(self) -> bool:
        return self.employment in (self.Employment.OUTSOURCED, self.Employment.FREELANCE)


class LevelGrantQuerySet(models.QuerySet["LevelGrant"]):
    def in_force(self, *, on: date) -> Self:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class LevelGrant(models.Model):
    """A level given to a member from a day, perhaps until a day; the newest one in force counts."""

    class Meta:
        verbose_name = _("level grant")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="level_ends_after_it_starts", condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
            ),
        ]

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    granted_by = models.ForeignKey(
        Member, verbose_name=_("granted by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted"), default=timezone.now, editable=False)

    objects = LevelGrantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.get_level_display()}"
