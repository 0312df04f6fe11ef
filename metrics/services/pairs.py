"""Which metric a team shows beside which."""

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import Metric, Pair
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def pair(metric: Metric, *, partner: Metric, warns: str, subject_kind: str, by: Member) -> Pair:
    """Show ``partner`` beside the metric on the team's cards, instead of what was shown there; scored from tonight on.

    Raise ``NotAllowedNow`` if one of the two is another team's or retired, or if they are the same.
    """
    need(by, Permission.EDIT_DICTIONARY, team=by.team_id)
    if {metric.team_id, partner.team_id} - {None, by.team_id}:
        raise NotAllowedNow(_("This metric belongs to another team."))
    if metric == partner:
        raise NotAllowedNow(_("A metric can't watch over itself. Choose another one."))
    if metric.is_retired or partner.is_retired:
        raise NotAllowedNow(_("It is retired. Bring it back first."))
    said = {"partner": partner, "warns": warns, "subject_kind": subject_kind}
    made, _is_new = Pair.objects.update_or_create(team=by.team, metric=metric, defaults=said)
    return made


@transaction.atomic
def unpair(metric: Metric, *, by: Member) -> None:
    """Take the team's own choice back: the shipped partner counts again, if there is one."""
    need(by, Permission.EDIT_DICTIONARY, team=by.team_id)
    Pair.objects.filter(team=by.team, metric=metric).delete()
