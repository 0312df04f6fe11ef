"""What is written down in a meeting, and what has to be said about it once it is closed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from roles.models import Member


class Minute(models.Model):
    """What was said about one section of the agenda; written anew until the meeting is closed."""

    class Meta:
        verbose_name = _("minutes of a section")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="minutes_once_a_section", fields=["meeting", "section"])]

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    section = models.CharField(_("section"), max_length=20)
    text = models.TextField(_("minutes"), max_length=4000)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.meeting} {self.section}"

    @property
    def stamp(self) -> str:
        """Another one whenever it is written anew."""
        return self.at.isoformat()


class Correction(models.Model):
    """What has to be said about a closed meeting afterwards, and why. The meeting itself stays as it was."""

    class Meta:
        verbose_name = _("correction")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="correction_says_why", condition=~Q(text="") & ~Q(reason=""))]

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    text = models.CharField(_("correction"), max_length=1000)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Member, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.meeting} {self.text}"
