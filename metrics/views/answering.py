"""Who answers for a channel or a content item: all of it in one form, so that shares are moved in one go."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from metrics.forms import SharesForm
from metrics.imports.as_of import beijing_day
from metrics.models import Subject
from metrics.services import attribution as services
from metrics.services.attribution import Outcome, Share, plain
from metrics.views import told
from metrics.views.channels import the_channel
from metrics.views.content import the_item
from roles.access import MemberRequest, requires
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

# Empty rows below those that are there.
EMPTY_ROWS = 2


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def channel(request: MemberRequest, pk: int) -> HttpResponse:
    return answering(request, the_channel(request, pk).subject, back=("metrics:channels-detail", pk))


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def content(request: MemberRequest, pk: int) -> HttpResponse:
    return answering(request, the_item(request, pk), back=("metrics:content-detail", pk))


def answering(request: MemberRequest, subject: Subject, *, back: tuple[str, int]) -> HttpResponse:
    at = timezone.now()
    form = shares_form(request, subject)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = services.put(subject, asked(form, subject), at=at)
        except NotAllowedNow as reason:
            refused = str(reason)
        else:
            say(request, outcome)
            return redirect(back[0], request.member.team.slug, back[1])
    context = {
        "subject": subject,
        "form": form,
        "refused": refused,
        "has_days": has_days(subject),
        "back_name": back[0],
        "back_pk": back[1],
        "history": told.attribution_history(subject),
    }
    return render(
        request, "metrics/answering.html", context, status=422 if refused or form.total_error_count() else 200
    )


def has_days(subject: Subject) -> bool:
    """A content item is answered for from its publishing day on: there are no days to type."""
    return subject.kind != Subject.Kind.CONTENT or subject.published_on is None


def shares_form(request: MemberRequest, subject: Subject) -> Any:
    """A row for each attribution, and some empty ones. Who has left the team may stay where they stand."""
    day = beijing_day(timezone.now())
    there = list(subject.attributions.select_related("member__person").order_by("from_on", "pk"))
    team = Member.objects.visible_to(request.member)
    members = (team.present(on=day) | team.filter(attributions__subject=subject)).distinct().select_related("person")
    rows = [
        {
            "pk": one.pk,
            "member": one.member_id,
            "share": plain(one.share),
            "from_on": one.from_on,
            "until_on": one.until_on,
        }
        for one in there
    ]
    empty: list[dict[str, Any]] = [{"from_on": day} for _row in range(EMPTY_ROWS)]
    options = {"members": {one.pk: one for one in members}, "has_days": has_days(subject)}
    return SharesForm(request.POST or None, initial=[*rows, *empty], form_kwargs=options, prefix="shares")


def asked(form: Any, subject: Subject) -> list[Share]:
    """The rows with a member that aren't struck out."""
    today = beijing_day(timezone.now())
    return [
        Share(
            row["member"],
            row["share"],
            row.get("from_on") or subject.published_on or today,
            row.get("until_on"),
            row["pk"],
        )
        for row in form.cleaned_data
        if row.get("member") and not row.get("DELETE")
    ]


def say(request: MemberRequest, outcome: Outcome) -> None:
    if not outcome.is_changed:
        messages.success(request, _("Nothing was changed."))
        return
    messages.success(request, _("Saved. Unsigned scorecards are computed again."))
    if outcome.short:
        day, total = outcome.short
        words = {"day": day.isoformat(), "total": plain(total), "left": plain(services.ALL - total)}
        messages.warning(request, _("On %(day)s the shares sum to %(total)s %%: %(left)s %% count for nobody.") % words)
    told.tell_signed(request, outcome.signed)
