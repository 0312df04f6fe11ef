"""Bringing notices by mail: what is due for a member goes as one letter.

A letter errs on the side of coming twice. If the worker dies between claim and signature nobody knows whether the
letter went; it goes again, under the same Message-ID, by which mailboxes recognise a copy. A deadline missed because
a letter never came costs more than the copy.
"""

import logging
import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from notices.models import Delivery, Mail, Notice
from notices.models.deliveries import MOST_ATTEMPTS
from notices.services import claiming
from roles.models import Member

logger = logging.getLogger(__name__)

# As many letters in one run; what is left follows in the next.
MOST_LETTERS = 100
# A letter with more than this says how many there are besides.
MOST_NOTICES = 50
SUBJECT_LENGTH = 90
# From here on a mail server's refusal is for good.
FOR_GOOD = 500

Clock = Callable[[], datetime]


def send_due(*, clock: Clock) -> int:
    """Send a letter to each member for whom something is due, and again what a dead worker left. Return how many."""
    sent = sum(_again(mark, clock=clock) for mark in _left_lying(at=clock()))
    due = Mail.objects.due(at=clock()).order_by("next_at", "pk")
    for member in list(dict.fromkeys(due.values_list("member", flat=True)))[: MOST_LETTERS - sent]:
        at = clock()
        if mark := claiming.claim(Mail.objects.due(at=at).filter(member=member), at=at):
            sent += _send(mark, clock=clock)
    return sent


def _left_lying(*, at: datetime) -> list[UUID]:
    marks = Mail.objects.left_lying(at=at).order_by().values_list("claim", flat=True).distinct()
    return [mark for mark in marks[:MOST_LETTERS] if mark]


def _again(mark: UUID, *, clock: Clock) -> int:
    """One that has taken its worker down each time isn't tried for ever."""
    at, rows = clock(), Mail.objects.filter(claim=mark)
    if claiming.give_up(rows.left_lying(at=at).filter(attempts__gte=MOST_ATTEMPTS), error="silent"):
        return 0
    return _send(mark, clock=clock) if claiming.take_over(rows, at=at) else 0


def _send(mark: UUID, *, clock: Clock) -> int:
    rows = Mail.objects.filter(claim=mark)
    rows.filter(notice__read_at__isnull=False).update(state=Delivery.State.NEEDLESS)
    mails = list(rows.filter(state=Delivery.State.CLAIMED).select_related("notice", "member__person", "member__team"))
    if not mails:
        return 0
    member = mails[0].member
    if not _is_reachable(member, at=clock()):
        rows.filter(state=Delivery.State.CLAIMED).update(state=Delivery.State.NEEDLESS)
        return 0
    try:
        letter(member, mails, mark=mark).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, _said = next(iter(refused.recipients.values()), (0, b""))
        if code >= FOR_GOOD:
            claiming.give_up(rows.filter(state=Delivery.State.CLAIMED), error="recipient", arguments={"code": code})
        else:
            claiming.sign_failed(rows, error="recipient", arguments={"code": code}, at=clock())
    except smtplib.SMTPResponseException as refused:
        claiming.sign_failed(rows, error="mail_server", arguments={"code": refused.smtp_code}, at=clock())
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("A letter couldn't be sent: %s", type(error).__name__)
        claiming.sign_failed(rows, error="no_mail_server", arguments={}, at=clock())
    else:
        claiming.sign_sent(rows, at=clock())
        return 1
    return 0


def _is_reachable(member: Member, *, at: datetime) -> bool:
    is_there = Member.objects.present(on=timezone.localdate(at)).filter(pk=member.pk).exists()
    return is_there and bool(member.person.email)


def letter(member: Member, mails: Sequence[Mail], *, mark: UUID) -> EmailMessage:
    """One letter about all of them, the most pressing first, in the reader's language."""
    notices = sorted((mail.notice for mail in mails), key=lambda one: (one.rank, -one.told_at.timestamp()))
    site = settings.SITE_URL.rstrip("/")
    with override(member.person.language):
        subject = subject_of(notices)
        context = {
            "member": member,
            "notices": notices[:MOST_NOTICES],
            "more": max(len(notices) - MOST_NOTICES, 0),
            "site": site,
        }
        body = render_to_string("notices/letter.txt", context)
    sender_host = urlsplit(site).hostname or "localhost"
    return EmailMessage(
        f"[{member.team}] {subject}",
        body,
        to=[member.person.email],
        headers={"Message-ID": f"<{mark}.notices@{sender_host}>"},
    )


def subject_of(notices: Sequence[Notice]) -> str:
    words = " ".join(str(notices[0]).split())
    if len(notices) > 1:
        told = ngettext("%(number)d notice: %(first)s", "%(number)d notices: %(first)s", len(notices))
        words = told % {"number": len(notices), "first": words}
    return shortened(words, SUBJECT_LENGTH)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def explain(error: str, arguments: dict[str, str | int]) -> str:
    """Why a letter hasn't gone, in the reader's language; empty if nothing went wrong."""
    words = {
        "recipient": gettext("The mail server doesn't take letters for this address (%(code)s)."),
        "mail_server": gettext("The mail server refused the letter (%(code)s)."),
        "no_mail_server": gettext("The mail server can't be reached."),
        "silent": gettext("The worker stopped without a word, several times."),
    }
    return words.get(error, error) % ({"code": ""} | arguments)
