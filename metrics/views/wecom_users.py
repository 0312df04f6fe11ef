"""Which member of the team each of WeCom's userids is."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from metrics.connection_forms import WecomUsersForm
from metrics.imports.as_of import beijing_day
from metrics.models import Channel, Connection
from metrics.services import connections, wecom_users
from metrics.views.connections import the_connection
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CHANNELS)
def users(request: MemberRequest, pk: int) -> HttpResponse:
    connection = the_wecom(request, pk)
    rows = list(connection.users.for_page())
    form = WecomUsersForm(request.POST or None, users=rows, by=request.member, on=beijing_day(timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            changed = wecom_users.join(connection, form.chosen(rows), at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            told = ngettext("%(n)d userid changed.", "%(n)d userids changed.", changed) % {"n": changed}
            messages.success(request, told if changed else _("Saved."))
            return redirect("metrics:connections-users", request.member.team.slug, pk)
    lines = [(row, form[form.name_of(row)]) for row in rows]
    context = {"connection": connection, "form": form, "lines": lines}
    return render(request, "metrics/wecom_users.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EDIT_CHANNELS)
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the list from WeCom once more."""
    connection = the_wecom(request, pk)
    try:
        new = connections.read_users(connection, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, ngettext("%(n)d new userid.", "%(n)d new userids.", new) % {"n": new})
    return redirect("metrics:connections-users", request.member.team.slug, pk)


def the_wecom(request: MemberRequest, pk: int) -> Connection:
    connection = the_connection(request, pk)
    if connection.kind != Channel.Kind.WECOM:
        raise Http404
    return connection
