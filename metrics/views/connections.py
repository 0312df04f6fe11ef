"""Connections: how each stands, its credentials, which days to fetch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jobs import tasks
from jobs.models import JobRun
from metrics.connection_forms import NAMES, ConnectionForm, SpanForm
from metrics.connectors import spans, teams
from metrics.connectors.platforms import PLATFORMS
from metrics.connectors.standing import WORDS, Standing, standing
from metrics.imports.as_of import beijing_day
from metrics.models import Channel, Connection
from metrics.services import connections as services
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from roles.services.rights import others_who_may
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span


@dataclass(frozen=True)
class Line:
    """A channel that can be connected, and how its connection stands if it has one."""

    channel: Channel
    standing: Standing | None


@require_GET
@requires(Permission.SEE_TEAM)
def connections(request: MemberRequest) -> HttpResponse:
    """Those in trouble first, then the channels without a connection."""
    at = timezone.now()
    channels = Channel.objects.visible_to(request.member).filter(kind__in=PLATFORMS).select_related("subject")
    rows = Connection.objects.visible_to(request.member).for_list()
    known = {row.channel_id: standing(row, at=at) for row in rows}
    lines = [Line(one, known.get(one.pk)) for one in channels if one.is_active or one.pk in known]
    lines.sort(key=lambda line: WORDS.index(line.standing.word) if line.standing else len(WORDS))
    context = {
        "lines": lines,
        "may_manage": request.member.may(Permission.MANAGE_CONNECTIONS),
        "may_join": request.member.may(Permission.EDIT_CHANNELS),
        "may_add_channels": request.member.may(Permission.EDIT_CHANNELS),
    }
    return render(request, "metrics/connections.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_CONNECTIONS)
def edit(request: MemberRequest, channel: int) -> HttpResponse:
    """Enter a channel's credentials, or change them. They are tried out before anything is stored."""
    at = timezone.now()
    of = get_object_or_404(
        Channel.objects.visible_to(request.member).filter(kind__in=PLATFORMS).select_related("subject__team"),
        pk=channel,
    )
    known = Connection.objects.for_list().filter(channel=of).first()
    form = ConnectionForm(
        request.POST or None, channel=of, known=known, by=request.member, initial=proposed(request, of, known, at=at)
    )
    if request.method == "POST" and form.is_valid():
        asked = {"groups": None} | form.cleaned_data
        try:
            saved = services.save(of, **asked, by=request.member, at=at)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, told_after_saving(saved))
            return redirect("metrics:connections-detail", request.member.team.slug, saved.pk)
    context = {
        "form": form,
        "channel": of,
        "connection": known,
        "needs_second": others_who_may(Permission.MANAGE_CONNECTIONS, besides=request.member, on=beijing_day(at)),
    }
    return render(request, "metrics/connection_form.html", context, status=422 if form.errors else 200)


def proposed(request: MemberRequest, channel: Channel, known: Connection | None, *, at: datetime) -> dict[str, Any]:
    """What the form begins with: what is there; else a month back, and the team's only channel of groups."""
    if known is not None:
        return {"app_id": known.app_id, "groups": known.groups_id, "since_on": known.since_on}
    groups = Channel.objects.visible_to(request.member).in_use().filter(kind=Channel.Kind.GROUP)[:2]
    return {
        "groups": groups[0].pk if len(groups) == 1 else None,
        "since_on": beijing_day(at) - services.BEGINS_BEFORE,
    }


def told_after_saving(connection: Connection) -> str:
    if connection.is_proposed:
        return _("Tried out and stored. Somebody else has to confirm it before it is used.")
    return _("Tried out and stored.")


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How a connection stands; to htmx, which asks while something is being fetched, that part alone."""
    connection = the_connection(request, pk)
    context = shown(request, connection)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "metrics/_connection_standing.html", context)
    return render(request, "metrics/connection.html", context)


def shown(request: MemberRequest, connection: Connection, *, form: SpanForm | None = None) -> dict[str, Any]:
    at = timezone.now()
    last = spans.last_ready(at)
    member = request.member
    runs = JobRun.objects.visible_to(member).unfinished().filter(name=teams.JOB)
    may_manage = member.may(Permission.MANAGE_CONNECTIONS)
    id_label, secret_label, _where = NAMES[Channel.Kind(connection.kind)]
    return {
        "connection": connection,
        "standing": standing(connection, at=at),
        "is_at_work": runs.exists(),
        "form": form or SpanForm(initial={"first": last - timedelta(days=6), "last": last}),
        "may_fetch": member.may(Permission.IMPORT_METRICS),
        "may_manage": may_manage,
        "may_confirm": may_manage and connection.is_proposed and may_confirm(request, connection, at=at),
        "may_join": member.may(Permission.EDIT_CHANNELS),
        "unjoined": connection.users.filter(member=None, is_decided=False).count(),
        "id_label": id_label,
        "secret_label": secret_label,
    }


def may_confirm(request: MemberRequest, connection: Connection, *, at: datetime) -> bool:
    """Whoever didn't enter them; who did, only alone."""
    member = request.member
    if connection.proposed_by_id != member.pk:
        return True
    return not others_who_may(Permission.MANAGE_CONNECTIONS, besides=member, on=beijing_day(at))


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    connection = the_connection(request, pk)
    try:
        services.confirm(connection, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        tasks.wake(request.member.team.slug)
        messages.success(request, _("Confirmed. The numbers are being fetched."))
    return redirect("metrics:connections-detail", request.member.team.slug, pk)


@require_POST
@requires(Permission.IMPORT_METRICS)
def fetch(request: MemberRequest, pk: int) -> HttpResponse:
    connection = the_connection(request, pk)
    try:
        services.fetch_now(connection, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        tasks.wake(request.member.team.slug)
    return redirect("metrics:connections-detail", request.member.team.slug, pk)


@require_POST
@requires(Permission.IMPORT_METRICS)
def back_fill(request: MemberRequest, pk: int) -> HttpResponse:
    """Fetch all days of a span once more."""
    connection = the_connection(request, pk)
    form = SpanForm(request.POST)
    if form.is_valid():
        try:
            span = Span(form.cleaned_data["first"], form.cleaned_data["last"])
            days = services.back_fill(connection, span=span, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            tasks.wake(request.member.team.slug)
            told = ngettext("%(days)d day is asked for again.", "%(days)d days are asked for again.", days)
            messages.success(request, told % {"days": days})
            return redirect("metrics:connections-detail", request.member.team.slug, pk)
    return render(request, "metrics/connection.html", shown(request, connection, form=form), status=422)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    connection = the_connection(request, pk)
    services.delete(connection, by=request.member)
    messages.success(request, _("The connection is gone. What it fetched stays."))
    return redirect("metrics:connections", request.member.team.slug)


def the_connection(request: MemberRequest, pk: int) -> Connection:
    return get_object_or_404(Connection.objects.visible_to(request.member).for_list(), pk=pk)
