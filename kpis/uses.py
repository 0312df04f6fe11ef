"""Which templates and awards count a metric: what the dictionary says of it, and why it may be frozen or stay."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.awards.wording import rule_of
from kpis.models import Award, Kpi, Template
from kpis.writing import plain_number
from metrics.uses import Use, used_by
from roles.models import Team


@used_by
def kpis(team: Team, metrics: Collection[int]) -> Iterator[Use]:
    """The KPIs of the team's templates and of the shipped ones, the newest version first. Two queries."""
    found = Kpi.objects.filter(Q(template__team=team) | Q(template__team=None), metric__in=metrics)
    found = found.select_related("template__role").order_by("template__role__position", "-template__version")
    counting = {version.pk for version in in_force_or_to_come(team)}
    for kpi in found:
        template = kpi.template
        words = {"role": template.role, "version": template.version}
        name = _("%(role)s, shipped") if template.is_shipped else _("%(role)s, version %(version)s")
        yield Use(
            metric=kpi.metric_id,
            name=name % words,
            detail=described(kpi, is_counting=template.pk in counting),
            url=reverse("kpis:templates-detail", args=[team.slug, template.pk]),
            is_binding=template.is_published and not template.is_shipped,
            is_standing=template.pk in counting,
        )


@used_by
def awards(team: Team, metrics: Collection[int]) -> Iterator[Use]:
    """The awards that the team gives by a metric. One query."""
    reads = Q(metric__in=metrics) | Q(also__in=metrics) | Q(target_metric__in=metrics)
    for award in Award.objects.newest_of(team).filter(reads, is_given=True).for_candidates():
        for metric in award.metrics:
            if metric.pk in metrics:
                url = reverse("kpis:awards-kinds", args=[team.slug])
                yield Use(metric=metric.pk, name=str(award), detail=rule_of(award), url=url, is_standing=True)


def described(kpi: Kpi, *, is_counting: bool) -> str:
    words = {"half": kpi.get_half_display(), "weight": plain_number(kpi.weight)}
    if is_counting:
        return _("%(half)s, weight %(weight)s, in force") % words
    if kpi.template.is_shipped:
        return _("%(half)s, weight %(weight)s, a start to copy") % words
    if kpi.template.is_published:
        return _("%(half)s, weight %(weight)s, replaced by a later version") % words
    return _("%(half)s, weight %(weight)s, draft") % words


def in_force_or_to_come(team: Team) -> Iterator[Template]:
    """The published versions that count today or will: of each role the last one that began, and those after it."""
    today = timezone.localdate()
    seen: set[int] = set()
    versions = Template.objects.filter(team=team).published().order_by("role", "-valid_from")
    for version in versions:
        if version.valid_from is not None and version.valid_from > today:
            yield version
        elif version.role_id not in seen:
            seen.add(version.role_id)
            yield version
