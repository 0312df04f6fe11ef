"""A team's own metrics: added, edited while nothing published stands on them, retired instead of deleted.

Shipped metrics are everybody's and don't change; a team only says who keeps their definition.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from metrics.models import Keeper, Metric, Point, Restatement, Term
from metrics.models.dictionary import OWN
from metrics.services.fitting import Part, refuse_misfits
from metrics.uses import uses
from metrics.web import Web
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

# Behind "own.": letters, digits and underscores, a letter first.
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a team says of a metric of its own. ``parts`` are the formula of a derived one."""

    name: str
    group: str
    unit: str
    definition: str
    name_en: str = ""
    source: str = ""
    weighted_by: Metric | None = None
    parts: Sequence[Part] = ()


@transaction.atomic
def add(team: Team, *, code: str, fold: str, says: Definition, keeper: Member, by: Member) -> Metric:
    """Let the team have a metric of its own under ``own.<code>``.

    Raise ``NotAllowedNow`` if the code or the name is taken, or if the formula or the unit doesn't fit.
    """
    refuse_strangers(team, by, keeper)
    if not CODE.fullmatch(code):
        raise NotAllowedNow(_("A code is 2 to 40 small letters, digits and underscores, a letter first."))
    if Metric.objects.own_of(team).filter(code=OWN + code).exists():
        raise NotAllowedNow(_("The team has a metric with the code %(code)s already.") % {"code": OWN + code})
    metric = Metric(team=team, code=OWN + code, fold=fold)
    refuse_taken_names(team, metric, says)
    refuse_misfits(metric, says.unit, says.parts, weighted_by=says.weighted_by, web=Web.of(team))
    put(metric, says)
    Keeper.objects.create(team=team, metric=metric, member=keeper)
    return metric


@transaction.atomic
def edit(metric: Metric, *, says: Definition, by: Member) -> Metric:
    """Say something else of it; the code and how its days fold stay.

    Raise ``NotAllowedNow`` if it is frozen (``why_frozen``), or as ``add`` does.
    """
    metric = locked(metric, by=by)
    if why := why_frozen(metric):
        raise NotAllowedNow(why)
    if says.unit != metric.unit and not metric.is_derived and has_numbers(metric):
        raise NotAllowedNow(_("There are numbers in the old unit. Add another metric instead, and retire this one."))
    refuse_taken_names(by.team, metric, says)
    refuse_misfits(metric, says.unit, says.parts, weighted_by=says.weighted_by, web=Web.of(by.team))
    return put(metric, says)


@transaction.atomic
def retire(metric: Metric, *, by: Member, at: datetime) -> Metric:
    """Offer it no more. Its numbers, and all that was computed from it, stay.

    Raise ``NotAllowedNow`` if a template counts it, now or from a later day, or if another metric is made of it.
    """
    metric = locked(metric, by=by)
    if metric.is_retired:
        raise NotAllowedNow(_("It is retired already."))
    above = Metric.objects.in_use().filter(pk__in=Web.of(by.team).all_above(metric.pk))
    if first := above.first():
        words = {"metric": metric, "other": first}
        raise NotAllowedNow(_("%(other)s is made of %(metric)s. Retire that one first.") % words)
    if standing := [use for use in uses(by.team, {metric.pk}) if use.is_standing]:
        refused = _("%(template)s counts %(metric)s. Publish a version without it first, then retire it.")
        raise NotAllowedNow(refused % {"metric": metric, "template": standing[0].name})
    metric.retired_at = at
    metric.save(update_fields=["retired_at"])
    return metric


@transaction.atomic
def bring_back(metric: Metric, *, by: Member) -> Metric:
    """Offer it again. Raise ``NotAllowedNow`` if it isn't retired, or if it is made of one that is."""
    metric = locked(metric, by=by)
    if not metric.is_retired:
        raise NotAllowedNow(_("It isn't retired."))
    parts = Metric.objects.filter(Q(used_in__metric=metric) | Q(pk=metric.weighted_by_id)).exclude(retired_at=None)
    if retired := parts.first():
        raise NotAllowedNow(_("It is made of %(metric)s, which is retired.") % {"metric": retired})
    metric.retired_at = None
    metric.save(update_fields=["retired_at"])
    return metric


@transaction.atomic
def keep(metric: Metric, *, team: Team, keeper: Member | None, by: Member) -> None:
    """Name the member of the team who answers for the definition, of a shipped metric too; or nobody."""
    refuse_strangers(team, by, keeper)
    if metric.team_id not in {None, team.pk}:
        raise NotAllowedNow(_("This metric belongs to another team."))
    there = Keeper.objects.select_for_update().filter(team=team, metric=metric).first()
    if keeper is None:
        if there is not None:
            there.delete()
        return
    there = there or Keeper(team=team, metric=metric)
    there.member = keeper
    there.save()


def why_frozen(metric: Metric) -> str:
    """Why the definition of one's own metric doesn't change any more; empty if it still may."""
    if metric.team is None:
        return _("A shipped metric means the same for everybody. Make one of your own beside it.")
    if metric.is_retired:
        return _("It is retired. Bring it back first.")
    known = {metric.pk, *Web.of(metric.team).all_above(metric.pk)}
    binding = [use for use in uses(metric.team, known) if use.is_binding]
    if not binding:
        return ""
    words = {"template": binding[0].name, "metric": metric}
    frozen = _(
        "%(template)s is published and counts %(metric)s: what cards were scored by doesn't change. Add another "
        "metric and put it into the next version."
    )
    return frozen % words


def put(metric: Metric, says: Definition) -> Metric:
    """Write the metric and its formula."""
    metric.name, metric.name_en, metric.group = says.name, says.name_en, says.group
    metric.unit, metric.definition, metric.source = says.unit, says.definition, says.source
    metric.weighted_by = says.weighted_by
    try:
        with transaction.atomic():
            metric.save()
    except IntegrityError as error:
        # Two people at once: the other one was first.
        raise NotAllowedNow(
            _("The team has a metric with the code %(code)s already.") % {"code": metric.code}
        ) from error
    metric.terms.all().delete()
    Term.objects.bulk_create(
        Term(metric=metric, part=one.part, source=one.source, sign=one.sign, position=place)
        for place, one in enumerate(says.parts)
    )
    return metric


def has_numbers(metric: Metric) -> bool:
    """Whether anything was ever imported for it."""
    return any(
        model.objects.filter(subject__team=metric.team_id, metric=metric).exists() for model in (Point, Restatement)
    )


def refuse_taken_names(team: Team, metric: Metric, says: Definition) -> None:
    """Raise ``NotAllowedNow`` for a name that another metric has: sheets name metrics by their names, too."""
    for name in filter(None, (says.name, says.name_en)):
        known = Metric.objects.known_to(team).exclude(pk=metric.pk)
        if other := known.filter(Q(name__iexact=name) | Q(name_en__iexact=name) | Q(code__iexact=name)).first():
            words = {"name": name, "code": other.code}
            raise NotAllowedNow(_("“%(name)s” is the name of %(code)s already. One name, one meaning.") % words)


def refuse_strangers(team: Team, *members: Member | None) -> None:
    if any(member is not None and member.team_id != team.pk for member in members):
        raise NotAllowedNow(_("Only members of the team can do that."))


def locked(metric: Metric, *, by: Member) -> Metric:
    """The metric as it is now, locked. Raise ``NotAllowedNow`` for a shipped one or another team's."""
    found = Metric.objects.select_for_update(of=("self",)).select_related("team").get(pk=metric.pk)
    if found.team_id is None:
        raise NotAllowedNow(_("A shipped metric means the same for everybody. Make one of your own beside it."))
    if found.team_id != by.team_id:
        raise NotAllowedNow(_("This metric belongs to another team."))
    return found
