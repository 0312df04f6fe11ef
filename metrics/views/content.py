"""The team's content items: which are known twice, which don't count, who answers for them."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from metrics.content import Headline, are_unlike, candidates, figures, headlines, known_as
from metrics.forms import ChosenForm, ChosenForMember, ContentFilter
from metrics.imports.as_of import beijing_day
from metrics.models import Subject
from metrics.services import attribution as attribution_services
from metrics.services import content as services
from metrics.views import told
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50
PAIR = 2


@dataclass(frozen=True)
class Line:
    """An item as the list shows it."""

    item: Subject
    headline: Headline | None


@require_GET
@requires(Permission.SEE_TEAM)
def content(request: MemberRequest) -> HttpResponse:
    form = ContentFilter(request.GET, by=request.member)
    items = Subject.objects.visible_to(request.member).content()
    new = items.filter(state=Subject.State.NEW).count()
    if form.is_valid():
        asked = form.cleaned_data
        items = items.shown_as(asked["show"]).matching(q=asked["q"], channel=asked["channel"], month=asked["month"])
    page = Paginator(items.for_content_list(), A_PAGE).get_page(request.GET.get("page"))
    numbers = headlines(item.pk for item in page)
    context = {
        "page": page,
        "lines": [Line(item, numbers.get(item.pk)) for item in page],
        "filter": form,
        "show": request.GET.get("show", ""),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "new": new,
        "chosen": ChosenForMember(by=request.member, on=beijing_day(timezone.now()), initial={"share": 100}),
        "may_edit": request.member.may(Permission.EDIT_CHANNELS),
    }
    return render(request, "metrics/content.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    item = the_item(request, pk)
    may_edit = request.member.may(Permission.EDIT_CHANNELS)
    context = {
        "item": item,
        "figures": figures(item),
        "attributions": item.attributions.for_channel(),
        "known_as": known_as(item),
        "candidates": candidates(item) if may_edit else [],
        "history": told.attribution_history(item),
        "may_edit": may_edit,
    }
    return render(request, "metrics/content_item.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def join(request: MemberRequest) -> HttpResponse:
    """Two items side by side, and which of them stays. A POST without that choice leads here."""
    typed = request.POST if request.method == "POST" else request.GET
    form = ChosenForm(typed, by=request.member)
    pair = list(form.cleaned_data["items"].order_by("pk")) if form.is_valid() else []
    if len(pair) != PAIR:
        messages.error(request, _("Tick the two items that are one."))
        return redirect("metrics:content", request.member.team.slug)
    try:
        services.refuse_other_channel(*pair)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("metrics:content", request.member.team.slug)
    into = next((item for item in pair if str(item.pk) == request.POST.get("into")), None)
    if into is not None:
        (item,) = (one for one in pair if one != into)
        try:
            signed = services.join(
                item,
                into=into,
                by=request.member,
                at=timezone.now(),
                is_confirmed=bool(request.POST.get("is_confirmed")),
            )
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Joined. “%(name)s” has the numbers of both.") % {"name": into.name})
            told.tell_signed(request, signed)
            return redirect("metrics:content-detail", request.member.team.slug, into.pk)
    numbers = headlines(item.pk for item in pair)
    stays = into or next((one for one in pair if not one.is_new), pair[0])
    lines = [Line(item, numbers.get(item.pk)) for item in sorted(pair, key=lambda one: one != stays)]
    context = {"lines": lines, "stays": stays, "are_unlike": are_unlike(*pair)}
    return render(request, "metrics/content_join.html", context)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def ignore(request: MemberRequest) -> HttpResponse:
    form = ChosenForm(request.POST, by=request.member)
    if not form.is_valid():
        messages.error(request, _("Tick an item first."))
        return redirect("metrics:content", request.member.team.slug)
    signed: set[date] = set()
    items = list(form.cleaned_data["items"])
    try:
        for item in items:
            signed |= set(services.ignore(item, by=request.member, at=timezone.now()))
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        words = ngettext(
            "%(count)d item ignored. Its numbers count nowhere.",
            "%(count)d items ignored. Their numbers count nowhere.",
            len(items),
        )
        messages.success(request, words % {"count": len(items)})
    told.tell_signed(request, sorted(signed))
    return redirect("metrics:content", request.member.team.slug)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def attribute(request: MemberRequest) -> HttpResponse:
    """One member for all ticked items."""
    at = timezone.now()
    form = ChosenForMember(request.POST, by=request.member, on=beijing_day(at))
    if not form.is_valid():
        messages.error(request, _("Tick the items, choose a member and a share from 1 to 100."))
        return redirect("metrics:content", request.member.team.slug)
    items, member, share = (form.cleaned_data[name] for name in ("items", "member", "share"))
    try:
        given = attribution_services.give_all(list(items), member=member, share=share, at=at)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        words = ngettext("%(name)s answers for %(count)d item.", "%(name)s answers for %(count)d items.", len(given))
        messages.success(request, words % {"name": member, "count": len(given)})
        signed = {day for one in given for day in attribution_services.settled(one, at=at)}
        told.tell_signed(request, sorted(signed))
    return redirect("metrics:content", request.member.team.slug)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """Looked at: an item of its own."""
    item = the_item(request, pk)
    try:
        services.keep(item, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(name)s” is an item of its own.") % {"name": item.name})
    return redirect("metrics:content-detail", request.member.team.slug, pk)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """A join or an ignore."""
    item = the_item(request, pk)
    try:
        signed = services.take_back(item, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Taken back. “%(name)s” is on its own again.") % {"name": item.name})
        told.tell_signed(request, signed)
    return redirect("metrics:content-detail", request.member.team.slug, pk)


def the_item(request: MemberRequest, pk: int) -> Subject:
    items = Subject.objects.visible_to(request.member).content()
    return get_object_or_404(items.select_related("team", "channel__subject", "joined_to", "decided_by__person"), pk=pk)
