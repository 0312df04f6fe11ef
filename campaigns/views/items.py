"""An item's page, starting one, and its particulars."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import decided, panels, steps, turns
from campaigns import whole as whole_item
from campaigns.item_forms import BackForm, BegunForm, DropForm, ItemForm, ReassignForm, SeenForm
from campaigns.models import Item, Workflow
from campaigns.once import remembering
from campaigns.panels import Part, Reading
from campaigns.particulars import FORMS
from campaigns.seats import roster_of
from campaigns.services import items as services
from campaigns.standing import Standing
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422
# What an item's page shows of its kind and of where it stands: loaded with the item.
OF_KIND = (
    "content__channel__subject", "content__campaign__item", "campaign", "incident", "request", "finding__metric",
    "finding__about", "community__keeper__person", "community__parent__item", "community__channel__subject",
    "incident__content_item", "subject", "review",
)  # fmt: skip
# What a visitor has begun lately, in the session: by the form that it was begun with.
BEGUN, BEGUN_KEPT = "begun_items", 20
OF_RUN = ("run__stage__role", "run__claimed_by__person")
LATER = {part.value for part in Part} - {Part.PAGE.value}


def item_of(request: MemberRequest, pk: int) -> Item:
    """The item, loaded for its page. Raise ``Http404`` for another team's."""
    items = Item.objects.visible_to(request.member).for_list().select_related(*OF_KIND, *OF_RUN)
    found: Item = get_object_or_404(items, pk=pk)
    return found


def to(request: MemberRequest, item: Item) -> HttpResponse:
    return redirect("campaigns:items-item", request.member.team.slug, item.pk)


@require_safe
@requires(Permission.SEE_TEAM)
def item(request: MemberRequest, pk: int) -> HttpResponse:
    return item_page(request, item_of(request, pk), whole="all" in request.GET)


@require_safe
@requires(Permission.SEE_TEAM)
def beside(request: MemberRequest, pk: int, part: str) -> HttpResponse:
    """A part of an item's page that comes after it: what only its kind has, or what happened to it."""
    if part not in LATER:
        raise Http404
    shown = item_of(request, pk)
    remembering(shown, **({"detail": getattr(shown, shown.kind)} if shown.kind in services.DETAILS else {}))
    shown.team = request.member.team
    found = panels.of_parts(Reading(shown, by=request.member, at=timezone.now()), Part(part))
    return render(request, "campaigns/_beside.html", {"item": shown, "panels": found, "part": part})


def item_page(
    request: MemberRequest,
    shown: Item,
    *,
    asked: str = "",
    form: Any = None,
    status: int = 200,
    whole: bool = False,
    refused: Form | None = None,
) -> HttpResponse:
    """The page; ``asked`` names the dialog that stands open, with ``form`` as it was typed. The ``whole`` page has its
    later parts in it: for a browser that asks for nothing by itself, and where a panel's form was ``refused``.
    """
    at = timezone.now()
    shown.team = request.member.team
    prefetch_related_objects([shown.team], "day_overrides")
    read = whole_item.load(shown, on=timezone.localdate(at))
    standing = Standing(shown, request.member, at, read.stages, read.version)
    line = steps.of_item(shown, read.stages, read.runs, at=at)
    reading = Reading(shown, by=request.member, at=at, version=read.version, refused=refused)
    context = {
        "item": shown,
        "standing": standing,
        "steps": line,
        "now": next((step for step in line if step.state == "now"), None),
        "gates": decided.of_item(standing),
        "panels": panels.of_parts(reading, *Part) if whole or refused else panels.of_page(reading),
        "asked": asked or request.GET.get("do", ""),
        "forms": forms_of(standing) | ({asked: form} if form is not None else {}),
        "seen": SeenForm(seen=shown.run_id, read=standing.print, auto_id=False),
    }
    return render(request, "campaigns/item.html", context, status=status)


def forms_of(standing: Standing) -> dict[str, Any]:
    """The forms of what this reader may do, by the names of the dialogs that they stand in."""
    item, found, today = standing.item, dict[str, Any](), timezone.localdate(standing.at)
    seen: dict[str, Any] = {"seen": item.run_id, "read": standing.print}
    if standing.may_send_back:
        back = {"to": standing.undone} if standing.undone else {}
        found["send_back"] = BackForm(item=item, initial=back, auto_id="id_back_%s", **seen)
    if standing.has_a_hand:
        people = roster_of(item, on=today).everybody
        found["reassign"] = ReassignForm(by=standing.by, on=today, people=people, auto_id="id_reassign_%s")
    if standing.may_change:
        found["drop"] = DropForm(auto_id="id_drop_%s", **seen)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def new(request: MemberRequest) -> HttpResponse:
    """Begin a piece of work: first which workflow (``?workflow=``), then what."""
    offered = list(Workflow.objects.current(request.member.team))
    workflow = chosen(offered, request.GET.get("workflow", ""), request.GET.get("kind", ""))
    typed, today = request.POST if request.method == "POST" else None, timezone.localdate()
    form = ItemForm(typed, by=request.member, on=today)
    particulars = FORMS[workflow.kind](typed, by=request.member, prefix="of")
    begun, status = BegunForm(typed), 200
    if typed is not None:
        status = UNPROCESSABLE
        if (known := already_begun(request, begun.name)) is not None:
            messages.info(request, _("%(code)s was begun with this form already.") % {"code": known.code})
            return to(request, known)
        if form.is_valid() & particulars.is_valid():
            words = form.cleaned_data | particulars.particulars
            try:
                made = services.start(workflow=workflow, by=request.member, at=timezone.now(), **words)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                keep_begun(request, begun.name, made)
                messages.success(request, begun_words(made, on=today))
                return to(request, made)
    context = {
        "form": form,
        "particulars": particulars,
        "workflow": workflow,
        "workflows": offered,
        "begun": begun,
        "turn": turns.first_turn(workflow, request.member.team_id, on=today),
    }
    return render(request, "campaigns/item_new.html", context, status=status)


def begun_words(made: Item, *, on: date) -> str:
    """That it is under way, and with whom."""
    stage, whose = made.now.stage, made.now.assignee
    told = {"code": made.code, "stage": stage, "name": whose, "role": stage.role}
    if whose is not None and whose.pk == made.made_by_id:
        return _("%(code)s is under way. It is with you at “%(stage)s”.") % told
    if whose is not None:
        return _("%(code)s is under way. It is with %(name)s at “%(stage)s”.") % told
    holders = roster_of(made, on=on).holding(stage.role_id)
    if not holders:
        return _("%(code)s is under way. Nobody holds the role %(role)s for “%(stage)s”.") % told
    told["names"] = _(", ").join(str(one) for one in holders)
    return _("%(code)s is under way. At “%(stage)s” one of them has to claim it: %(names)s.") % told


def already_begun(request: MemberRequest, name: str) -> Item | None:
    """What this visitor has begun with the same form."""
    key = request.session.get(BEGUN, {}).get(name)
    return Item.objects.visible_to(request.member).filter(pk=key).first() if key else None


def keep_begun(request: MemberRequest, name: str, made: Item) -> None:
    if name:
        known = list(request.session.get(BEGUN, {}).items())
        request.session[BEGUN] = dict([*known[1 - BEGUN_KEPT :], (name, made.pk)])


def chosen(offered: list[Workflow], key: str, kind: str) -> Workflow:
    """The workflow that was asked for, else the first."""
    asked = (one for one in offered if str(one.pk) == key or (kind and one.kind == kind))
    return next(asked, offered[0])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Its title, owner, day and the particulars of its kind."""
    shown, today = item_of(request, pk), timezone.localdate()
    typed = request.POST if request.method == "POST" else None
    detail = getattr(shown, shown.kind) if shown.kind in services.DETAILS else None
    form = ItemForm(typed, by=request.member, on=today, item=shown)
    particulars = FORMS[shown.kind](typed, by=request.member, detail=detail, prefix="of")
    status = 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid() & particulars.is_valid():
            words = form.cleaned_data | particulars.particulars
            try:
                services.change(shown, by=request.member, at=timezone.now(), **words)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("Saved."))
                return to(request, shown)
    context = {"form": form, "particulars": particulars, "item": shown}
    return render(request, "campaigns/item_edit.html", context, status=status)
