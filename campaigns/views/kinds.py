"""What is said on an item's page about what only its kind has. Each leads back to the item."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.kind_forms import JoinForm, MeasureForm, ResourceForm, StopForm
from campaigns.models import Clock, Item, Resource
from campaigns.services import deadlines, items, publishing
from campaigns.services import resources as services
from campaigns.views.items import item_of
from campaigns.views.watching import back_to, refused
from metrics.models import Subject
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def stop(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    item, form = item_of(request, pk), StopForm(request.POST)
    if kind not in Clock.Kind:
        raise Http404

    def act() -> str:
        moment = form.cleaned_data["happened_at"]
        deadlines.stop(item, kind=kind, by=request.member, at=timezone.now(), happened_at=moment)
        return _("It is on record when that happened.")

    return done(request, item, form, act)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def ask(request: MemberRequest, pk: int) -> HttpResponse:
    item, form = item_of(request, pk), ResourceForm(request.POST)

    def act() -> str:
        services.ask(item, by=request.member, at=timezone.now(), **form.cleaned_data)
        return _("Asked for.")

    return done(request, item, form, act)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def settle(request: MemberRequest, pk: int, resource: int, how: str) -> HttpResponse:
    item = item_of(request, pk)
    found = get_object_or_404(Resource.objects.select_related("item"), item=item, pk=resource)

    def act() -> str:
        if how == "in-place":
            services.put_in_place(found, by=request.member, at=timezone.now())
            return _("It is in place.")
        services.withdraw(found, by=request.member, at=timezone.now())
        return _("It isn't needed any more.")

    return done(request, item, None, act)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def measure(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    if item.kind != Item.Kind.FINDING:
        raise Http404
    form = MeasureForm(request.POST, by=request.member, detail=item.finding)

    def act() -> str:
        items.change(
            item, by=request.member, at=timezone.now(), title=item.title, owner=item.owner, due_on=item.due_on,
            **form.cleaned_data,
        )  # fmt: skip
        return _("The numbers say whether it helped as soon as they are there.")

    return done(request, item, form, act)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def join(request: MemberRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    form = JoinForm(request.POST, candidates=Subject.objects.visible_to(request.member).counted().content())

    def act() -> str:
        publishing.join(item, form.cleaned_data["subject"], by=request.member, at=timezone.now())
        return _("The item has its numbers.")

    return done(request, item, form, act)


def done(request: MemberRequest, item: Item, form: Form | None, act: Callable[[], str]) -> HttpResponse:
    """Do it if what was typed makes sense, and say what came of it."""
    if form is not None and not form.is_valid():
        return refused(request, item, form)
    try:
        messages.success(request, act())
    except NotAllowedNow as reason:
        if form is not None:
            return refused(request, item, form, reason)
        messages.error(request, str(reason))
    return back_to(request, item)
