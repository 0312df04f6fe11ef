"""What an item says: its text, the versions and what differs between them, remarks, credits."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import differences, prints
from campaigns.item_forms import CommentForm, CreditSet, TextForm
from campaigns.models import Credit, Item, Version
from campaigns.services import texts as services
from campaigns.views.items import CONFLICT, UNPROCESSABLE, item_of, to
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def write(request: MemberRequest, pk: int) -> HttpResponse:
    """Edit the text. Who is second keeps what they typed, and sees what the first one changed."""
    item = item_of(request, pk)
    newest = prints.newest_version(item)
    if request.method != "POST":
        return write_page(request, item, TextForm.beginning_as(newest, item), newest)
    form = TextForm(request.POST)
    if not form.is_valid():
        return write_page(request, item, form, newest, status=UNPROCESSABLE)
    try:
        version = services.write(item, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        base = form.cleaned_data["base"]
        if newest is not None and base is not None and base != newest.number:
            form.on_top_of(newest)
            older = Version.objects.filter(item=item, number=base).first()
            theirs = differences.between(older, newest) if older else []
            return write_page(request, item, form, newest, status=CONFLICT, theirs=theirs)
        return write_page(request, item, form, newest, status=CONFLICT)
    messages.success(request, _("Version %(number)s is saved.") % {"number": version.number})
    return to(request, item)


def write_page(
    request: MemberRequest, item: Item, form: TextForm, newest: Version | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "item": item, "version": newest} | more
    return render(request, "campaigns/item_write.html", context, status=status)


@require_safe
@requires(Permission.SEE_TEAM)
def version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """A version and what differs from another one: ``?with=2``, else from the one before."""
    item = item_of(request, pk)
    numbers = list(Version.objects.filter(item=item).order_by("number").values_list("number", flat=True))
    shown = get_object_or_404(Version.objects.filter(item=item).select_related("by__person"), number=number)
    asked = request.GET.get("with", "")
    if asked and not (asked.isascii() and asked.isdigit()):
        raise Http404
    other_number = int(asked) if asked else number - 1
    other = Version.objects.filter(item=item, number=other_number).select_related("by__person").first()
    if other is None and asked:
        raise Http404
    older, newer = sorted([shown, other], key=lambda one: one.number) if other else (None, shown)
    context = {
        "item": item,
        "shown": shown,
        "older": older,
        "newer": newer,
        "numbers": numbers,
        "other": other,
        "differences": differences.between(older, newer) if older else [],
    }
    return render(request, "campaigns/item_version.html", context)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def comment(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what you want to say, in at most 2,000 characters."))
        return to(request, item)
    services.comment(item, by=request.member, at=timezone.now(), text=form.cleaned_data["text"])
    return to(request, item)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def credit(request: MemberRequest, pk: int) -> HttpResponse:
    """Who made it, in percent."""
    item = item_of(request, pk)
    given = Credit.objects.filter(item=item)
    known = [{"member": one.member_id, "part": one.part, "share": one.share} for one in given]
    asked = {"by": request.member, "on": timezone.localdate()}
    typed = request.POST if request.method == "POST" else None
    form: Any = CreditSet(typed, initial=known, form_kwargs=asked)
    refused = ""
    status = 200 if typed is None else UNPROCESSABLE
    if form.is_bound and form.is_valid():
        try:
            services.credit(item, form.parts, by=request.member, at=timezone.now())
        except NotAllowedNow as reason:
            refused, status = str(reason), CONFLICT
        else:
            messages.success(request, _("Saved."))
            return to(request, item)
    return render(
        request, "campaigns/item_credits.html", {"form": form, "item": item, "refused": refused}, status=status
    )
