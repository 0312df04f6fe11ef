"""Which metric is shown beside a metric, chosen on its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.dictionary_forms import PairForm
from metrics.services import pairs as services
from metrics.views.dictionary import the_metric
from metrics.views.own_metrics import to
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_POST
@requires(Permission.EDIT_DICTIONARY)
def pair(request: MemberRequest, code: str) -> HttpResponse:
    metric = the_metric(request, code)
    form = PairForm(request.POST, metric=metric, team=request.member.team)
    if not form.is_valid():
        messages.error(request, _("Choose a metric, whose numbers, and which way is a warning."))
        return to(metric, request)
    try:
        made = services.pair(metric, by=request.member, **form.cleaned_data)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        words = _("Cards show “%(partner)s” beside “%(metric)s” from tonight on.")
        messages.success(request, words % {"partner": made.partner.label, "metric": metric.label})
    return to(metric, request)


@require_POST
@requires(Permission.EDIT_DICTIONARY)
def unpair(request: MemberRequest, code: str) -> HttpResponse:
    metric = the_metric(request, code)
    services.unpair(metric, by=request.member)
    messages.success(request, _("The team's own choice is taken back."))
    return to(metric, request)
