"""What is done with an item: it moves on and back, changes hands, is approved, published, dropped."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.item_forms import AssetForm, BackForm, DropForm, PublishForm, ReassignForm, SeenForm
from campaigns.models import Asset, Deliverable, Item
from campaigns.services import approvals, assets, handovers, publishing, stages
from campaigns.views.items import CONFLICT, UNPROCESSABLE, item_of, item_page, to
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

Service = Callable[..., Any]


def at_once(request: MemberRequest, item: Item, service: Service, done: str, **words: Any) -> HttpResponse:
    """Do what needs no words of its own; a refusal is said on the page that it leads back to."""
    try:
        service(item, by=request.member, at=timezone.now(), **words)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return to(request, item)


def in_dialog(request: MemberRequest, item: Item, said: tuple[str, Any], service: Service, done: str) -> HttpResponse:
    """Do what is said in a dialog (its name, its form); refused, the dialog stands open with what was typed."""
    asked, form = said
    status = UNPROCESSABLE
    if form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "read"}
        try:
            service(item, by=request.member, at=timezone.now(), **words)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, done)
            return to(request, item)
    return item_page(request, item_of(request, item.pk), asked=asked, form=form, status=status)


def seen_by(request: MemberRequest) -> dict[str, Any]:
    form = SeenForm(request.POST)
    return {"seen": form.cleaned_data["seen"]} if form.is_valid() else {}


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def move(request: MemberRequest, pk: int) -> HttpResponse:
    return at_once(request, item_of(request, pk), stages.move, _("It has gone on."), **seen_by(request))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    words = seen_by(request) | {
        "read": request.POST.get("read", ""),
        "comment": request.POST.get("comment", "").strip(),
    }
    return at_once(request, item_of(request, pk), approvals.approve, _("Approved."), **words)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def decline(request: MemberRequest, pk: int) -> HttpResponse:
    """No, why, and where it goes back to."""
    item = item_of(request, pk)
    form = BackForm(request.POST, item=item, auto_id="id_back_%s")

    def say_no(item: Item, *, reason: str, **words: Any) -> None:
        approvals.decline(item, comment=reason, **words)

    return in_dialog(request, item, ("send_back", form), say_no, _("Declined. It has gone back."))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    form = BackForm(request.POST, item=item, auto_id="id_back_%s")
    return in_dialog(request, item, ("send_back", form), stages.send_back, _("It has gone back."))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def reassign(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    form = ReassignForm(request.POST, by=request.member, on=timezone.localdate(), auto_id="id_reassign_%s")
    return in_dialog(request, item, ("reassign", form), stages.reassign, _("It has changed hands."))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    form = DropForm(request.POST, auto_id="id_drop_%s")
    return in_dialog(request, item_of(request, pk), ("drop", form), stages.drop, _("Dropped."))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    return at_once(request, item_of(request, pk), stages.claim, _("It is yours."), **seen_by(request))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def nudge(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    whose = item.now.assignee or item.owner
    return at_once(request, item, stages.nudge, _("%(name)s has been asked.") % {"name": whose})


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def tick(request: MemberRequest, pk: int) -> HttpResponse:
    """The lines of the hand-over list that are ticked now."""
    item = item_of(request, pk)
    known = set(Deliverable.objects.filter(stage=item.now.stage).values_list("pk", flat=True))
    lines = [key for key in known if str(key) in request.POST.getlist("lines")]
    return at_once(request, item, handovers.tick, _("Saved."), lines=lines, **seen_by(request))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """When and where a piece of content came out."""
    item = item_of(request, pk)
    if item.kind != Item.Kind.CONTENT:
        messages.error(request, _("Only content is published."))
        return to(request, item)
    now = timezone.localtime()
    planned = item.content.planned_at
    known = {
        "channel": item.content.channel_id,
        "published_at": timezone.localtime(planned) if planned and planned < now else now,
        "address": item.content.address,
    }
    typed = request.POST if request.method == "POST" else None
    form = PublishForm(typed, by=request.member, initial=known)
    status = 200 if typed is None else UNPROCESSABLE
    if form.is_valid():
        try:
            publishing.publish(item, by=request.member, at=timezone.now(), **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("Published. Its numbers will find it."))
            return to(request, item)
    return render(request, "campaigns/item_publish.html", {"form": form, "item": item}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def add_asset(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    form = AssetForm(request.POST if request.method == "POST" else None)
    status = UNPROCESSABLE if form.is_bound else 200
    if form.is_valid():
        try:
            assets.add(item, by=request.member, at=timezone.now(), **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            return to(request, item)
    return render(request, "campaigns/item_asset.html", {"form": form, "item": item}, status=status)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def take_asset(request: MemberRequest, pk: int, asset: int) -> HttpResponse:
    item = item_of(request, pk)
    one = get_object_or_404(Asset.objects.filter(item=item).select_related("item"), pk=asset)
    assets.take_away(one, by=request.member, at=timezone.now())
    messages.success(request, _("Taken away: %(name)s") % {"name": one.name})
    return to(request, item)
