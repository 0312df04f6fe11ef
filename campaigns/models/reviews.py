"""What comes after: the review of a piece of work, and the lessons that come back when something similar starts."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.models.workflows import WorkKind
from metrics.models import Channel
from roles.models import Member, Team


class Review(models.Model):
    """What is kept, what is changed, and who does what about it until when; with the numbers as they were then."""

    class Meta:
        verbose_name = _("review of a piece of work")
        constraints = [
            models.CheckConstraint(
                name="an_action_has_an_owner_and_a_day",
                condition=Q(action="") | Q(action_owner__isnull=False, action_due_on__isnull=False),
            )
        ]

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="review")
    keep = models.TextField(_("what to keep"), max_length=2000, blank=True)
    change = models.TextField(_("what to change"), max_length=2000, blank=True)
    action = models.CharField(_("action"), max_length=300, blank=True)
    action_owner = models.ForeignKey(
        Member, verbose_name=_("who does it"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action_due_on = models.DateField(_("until"), null=True, blank=True)
    # Plan against actual when the item was closed; before that it is read anew.
    numbers = models.JSONField(_("numbers"), default=dict, editable=False)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return str(self.item)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def matching(self, *, q: str = "", kind: str = "") -> Self:
        """Cut down to what is asked for: part of the text, the topic words or the item's title; a kind."""
        found = self
        if q:
            found = found.filter(Q(text__icontains=q) | Q(topics__icontains=q) | Q(item__title__icontains=q))
        return found.filter(kind=kind) if kind else found

    def for_list(self) -> Self:
        return self.select_related("team", "item", "channel__subject", "by__person").order_by("-at", "-pk")


class Lesson(models.Model):
    """What was learned from a piece of work: to do again, or to do otherwise. It comes back with its topic words, its
    kind or its channel."""

    class Meta:
        verbose_name = _("lesson")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="a_lesson_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["team", "kind"], name="lessons_of_a_team")]

    class Side(models.TextChoices):
        KEEP = "keep", pgettext_lazy("lesson", "do it again")
        CHANGE = "change", pgettext_lazy("lesson", "do it otherwise")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="lessons")
    item = models.ForeignKey(
        Item, verbose_name=_("learned from"), null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    side = models.CharField(_("what it says"), max_length=6, choices=Side, default=Side.CHANGE)
    text = models.CharField(_("lesson"), max_length=500)
    topics = models.CharField(_("topic words"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind)
    # The kind of a campaign or the format of a piece of content.
    variety = models.CharField(_("variety"), max_length=12, blank=True)
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = LessonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
