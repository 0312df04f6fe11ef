"""What an item says and who made it: the versions of its text, comments, credits."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from campaigns.models.runs import StageRun
from roles.models import Member


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(item__team=member.team_id)

    def for_item_page(self) -> list["Version"]:
        """The newest first, in one query: the words of that one alone."""
        newest = self.order_by("-number").values("number")[:1]

        def words(field: str) -> Case:
            return Case(
                When(number=Subquery(newest), then=F(field)), default=Value(""), output_field=models.TextField()
            )

        found = self.select_related("by__person").defer("body", "image_texts").order_by("-number")
        rows = list(found.annotate(its_body=words("body"), its_image_texts=words("image_texts")))
        for row in rows[:1]:
            row.body, row.image_texts = row.its_body, row.its_image_texts  # type: ignore[attr-defined]  # annotated
        return rows


class Version(models.Model):
    """An item's text as somebody saved it. Versions are added, never changed."""

    class Meta:
        verbose_name = pgettext_lazy("of a text", "version")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="a_version_number_once_an_item", fields=["item", "number"])]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    digest = models.TextField(_("digest"), blank=True)
    body = models.TextField(_("text"), blank=True)
    image_texts = models.TextField(_("words in pictures"), blank=True, help_text=_("One line a picture."))
    sha256 = models.CharField(_("hash"), max_length=64)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    by = models.ForeignKey(Member, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))

    objects = VersionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item} {self.number}"

    @property
    def mark(self) -> str:
        """The first characters of the hash, to tell versions apart by."""
        return self.sha256[:4]


class Comment(models.Model):
    """What somebody remarks on an item, with the version they had read."""

    class Meta:
        verbose_name = _("comment")
        ordering = ["at", "pk"]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="comments")
    run = models.ForeignKey(StageRun, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("comment"))

    def __str__(self) -> str:
        return self.text[:60]


class Credit(models.Model):
    """A member's part in an item, in percent of its result. An item's credits sum to 100."""

    class Meta:
        verbose_name = _("credit")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="credited_once_for_a_part", fields=["item", "member", "part"]),
            models.CheckConstraint(name="credit_over_0_to_100", condition=Q(share__gt=0, share__lte=100)),
        ]

    class Part(models.TextChoices):
        TOPIC = "topic", pgettext_lazy("credit", "Topic")
        TEXT = "text", pgettext_lazy("credit", "Text")
        DESIGN = "design", pgettext_lazy("credit", "Design")
        PUBLISHING = "publishing", pgettext_lazy("credit", "Publishing")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="credits")
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="credits")
    part = models.CharField(_("part"), max_length=12, choices=Part)
    share = models.DecimalField(
        _("share in percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0.01), MaxValueValidator(100)],
    )
    by = models.ForeignKey(Member, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))

    def __str__(self) -> str:
        return f"{self.member} {self.get_part_display()} {self.share} %"
