"""What is written while a campaign runs: the note of a day, how it catches up. Both lead back to the item."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.control_forms import CatchUpForm, NoteForm
from campaigns.models import Item
from campaigns.services import watching as services
from campaigns.views.items import CONFLICT, UNPROCESSABLE, item_of, item_page
from metrics.models import Metric
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


def back_to(request: MemberRequest, item: Item) -> HttpResponseRedirect:
    return redirect("campaigns:items-item", request.member.team.slug, item.pk)


def say_what_is_wrong(request: MemberRequest, form: Form) -> None:
    """The item's page is anew: what was refused is said above it, with the field's name."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label} {' '.join(map(str, faults))}".strip())


def refused(request: MemberRequest, item: Item, form: Form, reason: NotAllowedNow | None = None) -> HttpResponse:
    """The whole page once more, with what was typed still in its panel's form."""
    if reason is None:
        say_what_is_wrong(request, form)
    else:
        messages.error(request, str(reason))
    return item_page(request, item, refused=form, status=CONFLICT if reason else UNPROCESSABLE)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def day(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    first = item.promises.filter(number=1).first()
    codes = list(first.targets) if first else []
    metrics = Metric.objects.known_to(request.member.team).filter(code__in=codes)
    form = NoteForm(request.POST, metrics=metrics)
    if not form.is_valid():
        return refused(request, item, form)
    said = {"day": form.cleaned_data["day"], "text": form.cleaned_data["text"], "typed": form.typed}
    try:
        services.write_note(item, by=request.member, at=timezone.now(), **said)
    except NotAllowedNow as reason:
        return refused(request, item, form, reason)
    messages.success(request, _("The note of the day is written."))
    return back_to(request, item)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def catch_up(request: MemberRequest, pk: int) -> HttpResponse:
    item, form = item_of(request, pk), CatchUpForm(request.POST)
    if not form.is_valid():
        return refused(request, item, form)
    try:
        services.catch_up(item, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        return refused(request, item, form, reason)
    messages.success(request, _("The catch-up note is written."))
    return back_to(request, item)
