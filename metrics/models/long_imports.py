"""Work on files that take longer than somebody waits for a page."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models.points import ImportBatch
from metrics.models.subjects import Channel
from roles.models import Member, Team


class LongImportQuerySet(models.QuerySet["LongImport"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def waiting(self) -> Self:
        """What is still to be done, the oldest first; also what a process died over."""
        return self.filter(state=LongImport.State.WAITING).order_by("pk")

    def undoing(self, batch: ImportBatch) -> Self:
        """What takes this import back at the moment, or is about to."""
        return self.waiting().filter(batch=batch, kind=LongImport.Kind.UNDO)

    def for_page(self) -> Self:
        return self.select_related("team", "batch", "channel__subject")


class LongImport(models.Model):
    """A long file to be looked at, a preview to be written or an import to be undone, while its person goes on."""

    class Meta:
        verbose_name = _("long import")
        ordering = ["-pk"]

    class Kind(models.TextChoices):
        LOOK = "look", _("Read a file")
        WRITE = "write", _("Write its numbers")
        UNDO = "undo", _("Take its numbers back")

    class State(models.TextChoices):
        WAITING = "waiting", _("Under way")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="long_imports")
    kind = models.CharField(_("what is to be done"), max_length=5, choices=Kind)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    by = models.ForeignKey(Member, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    # The preview that reading makes or that is to be written, or the import that is to be undone.
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.CASCADE, related_name="long_imports")
    accepts_falls = models.BooleanField(_("totals that fell, too"), default=False)
    file_name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    stored_as = models.CharField(max_length=255, blank=True, editable=False)
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    as_of = models.DateField(_("as of"), null=True)
    modified = models.DateField(_("changed on"), null=True)
    # Why it was refused, in the words of the person who asked for it.
    refused_what = models.CharField(max_length=500, blank=True)
    refused_advice = models.CharField(max_length=500, blank=True)

    objects = LongImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_look(self) -> bool:
        return self.kind == self.Kind.LOOK

    @property
    def is_undo(self) -> bool:
        return self.kind == self.Kind.UNDO
