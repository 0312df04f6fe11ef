"""How each person wants to be told what."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.models.notices import Notice
from roles.models import Person


class NoticeChoices(models.Model):
    """What of a person's notices is mailed, at once or once a day, and when they want to be left in peace.

    The inbox has everything in any case. Whoever has chosen nothing is told by what stands here.
    """

    class Meta:
        verbose_name = _("choice of notices")

    class Way(models.TextChoices):
        AT_ONCE = "at_once", _("mail at once")
        DIGEST = "digest", _("in the daily digest")
        INBOX = "inbox", _("inbox only")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notice_choices")
    due = models.CharField(Notice.Heading.DUE.label, max_length=8, choices=Way, default=Way.AT_ONCE)
    needs_me = models.CharField(Notice.Heading.NEEDS_ME.label, max_length=8, choices=Way, default=Way.AT_ONCE)
    upcoming = models.CharField(Notice.Heading.UPCOMING.label, max_length=8, choices=Way, default=Way.DIGEST)
    told = models.CharField(Notice.Heading.TOLD.label, max_length=8, choices=Way, default=Way.DIGEST)
    digest_at = models.TimeField(_("digest at"), default=time(17, 30))
    quiet_from = models.TimeField(_("quiet from"), default=time(20, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(8, 30))
    is_quiet_on_free_days = models.BooleanField(_("quiet on days off and on leave"), default=True)

    def __str__(self) -> str:
        return f"{self.person}"

    def way_of(self, notice: Notice) -> str:
        way: str = getattr(self, notice.heading)
        return way
