"""Templates: copied, edited as drafts, checked, published for good."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis import rescoring
from kpis.models import Kpi, Template
from kpis.models.templates import Half
from kpis.possible import impossible
from kpis.seen import refuse_changed, seen_of_template
from kpis.who import against_own_template
from kpis.writing import plain_number
from metrics.models import Metric, Subject
from notices.models import Notice
from notices.services import tell_all
from roles.models import Assignment, Member, Team
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI as it is written into a draft. Target and zero are in the metric's unit, rates as fractions of 1."""

    metric: Metric
    half: str
    weight: Decimal
    subject_kind: str
    zero_at: Decimal = Decimal(0)
    target: Decimal | None = None
    cap: Decimal = Decimal(120)
    numbers: str = Kpi.Numbers.OWN

    @classmethod
    def of(cls, kpi: Kpi) -> "Row":
        """A KPI that is there already."""
        return cls(
            metric=kpi.metric,
            half=kpi.half,
            weight=kpi.weight,
            subject_kind=kpi.subject_kind,
            zero_at=kpi.zero_at,
            target=kpi.target,
            cap=kpi.cap,
            numbers=kpi.numbers,
        )


@transaction.atomic
def copy(template: Template, *, team: Team, by: Member) -> Template:
    """Make the team's next version from ``template``, as a draft.

    Raise ``NotAllowedNow`` if the team has a draft for that role already, or the template is another team's.
    """
    refuse_strangers(team, by=by)
    if template.team_id not in {None, team.pk}:
        raise NotAllowedNow(_("This template belongs to another team."))
    Team.objects.select_for_update().get(pk=team.pk)  # one version number at a time
    versions = Template.objects.filter(team=team, role=template.role_id)
    if draft := versions.drafts().first():
        raise NotAllowedNow(
            _("Version %(version)s for %(role)s is being written already. Go on with that draft, or discard it.")
            % {"version": draft.version, "role": template.role}
        )
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    draft = Template.objects.create(
        team=team,
        role=template.role,
        version=newest + 1,
        process_weight=template.process_weight,
        result_weight=template.result_weight,
    )
    put(draft, [Row.of(kpi) for kpi in template.kpis.select_related("metric")])
    return draft


@transaction.atomic
def edit(
    template: Template, *, by: Member, rows: Sequence[Row], process_weight: Decimal | None = None, seen: str = ""
) -> Template:
    """Write the KPIs of a draft anew: those of ``rows``, in that order, and no others.

    Raise ``NotAllowedNow`` if it is published or isn't the team's, other than what was ``seen`` (kpis/seen.py), or if a
    row can't stand.
    """
    draft = locked_draft(template, by=by)
    then = _("What you typed is kept: look at what stands there now, then save.")
    refuse_changed(seen, now=seen_of_template(draft), last=draft.edited_by, then=then)
    if process_weight is not None:
        if not 0 < process_weight < HUNDRED:
            raise NotAllowedNow(_("The process half weighs more than 0 and less than 100."))
        draft.process_weight, draft.result_weight = process_weight, HUNDRED - process_weight
    draft.edited_by = by
    draft.save(update_fields=["process_weight", "result_weight", "edited_by"])
    known = set(
        Metric.objects.known_to(by.team).filter(pk__in=[row.metric.pk for row in rows]).values_list("pk", flat=True)
    )
    if reasons := list(faults_in(rows, known=known)):
        raise NotAllowedNow(" ".join(reasons))
    put(draft, rows)
    return draft


@transaction.atomic
def write_tried(
    template: Template, *, by: Member, rows: Sequence[Row], process_weight: Decimal | None = None, seen: str = ""
) -> Template:
    """Write what was tried into the draft, or into the next version where the one it was tried on is published.

    Raise ``NotAllowedNow`` as ``copy`` and ``edit`` do.
    """
    draft = copy(template, team=by.team, by=by) if template.is_published else template
    seen = "" if template.is_published else seen
    return edit(draft, by=by, rows=rows, process_weight=process_weight, seen=seen)


@transaction.atomic
def discard(template: Template, *, by: Member) -> None:
    """Throw a draft away. Raise ``NotAllowedNow`` if it is published or isn't the team's."""
    locked_draft(template, by=by).delete()


@transaction.atomic
def publish(template: Template, *, by: Member, at: datetime, valid_from: date) -> Template:
    """Freeze a draft: from ``valid_from`` on, the role is scored by it. The team's cards are queued for scoring.

    Raise ``NotAllowedNow`` with every reason against it.
    """
    draft = locked_draft(template, by=by)
    reasons = problems(draft)
    same_day = Template.objects.filter(team=draft.team_id, role=draft.role_id, valid_from=valid_from).published()
    if other := same_day.first():
        reasons.append(
            _("Version %(version)s counts from that day already. Choose another day.") % {"version": other.version}
        )
    if own := against_own_template(draft, by=by, since=valid_from, on=timezone.localdate(at)):
        reasons.append(own)
    if reasons:
        raise NotAllowedNow(" ".join(reasons))
    draft.state, draft.valid_from = Template.State.PUBLISHED, valid_from
    draft.published_by, draft.published_at = by, at
    draft.save(update_fields=["state", "valid_from", "published_by", "published_at"])
    tell_holders(draft, by=by, valid_from=valid_from)
    rescoring.request(by.team, at=at)
    return draft


def tell_holders(template: Template, *, by: Member, valid_from: date) -> None:
    """Let who holds the role then, or takes it later, know what they are scored by from that day on, with the way to
    their targets of its month; not the publisher."""
    role, month = template.role, first_of(valid_from)
    held = Assignment.objects.visible_to(by).overlapping(first=valid_from, last=date.max).filter(role=role)
    holders = Member.objects.filter(pk__in=held.values("member"), person__is_active=True).exclude(pk=by.pk)
    words = {
        "day": f"{valid_from:%Y-%m-%d}",
        "role": {"zh": role.name, "en": role.name_en},
        "version": template.version,
        "by": str(by),
    }
    address = f"{reverse('kpis:own-targets', args=[by.team.slug])}?month={month:%Y-%m}"
    tell_all(holders, Notice.Kind.TEMPLATE_PUBLISHED, words, address, about=f"template {template.pk}")


def problems(template: Template, kpis: Sequence[Kpi] | None = None) -> list[str]:
    """Why the template, with its KPIs or those given, can't be published yet: one sentence a reason, none if it can."""
    kpis = list(template.kpis.all()) if kpis is None else kpis
    reasons = list(unbalanced_halves(template, kpis))
    for kpi in kpis:
        if kpi.target is None:
            reasons.append(_("%(metric)s has no target.") % {"metric": kpi.metric})
        elif kpi.target == kpi.zero_at:
            reasons.append(equal_ends(kpi.metric))
        elif fault := impossible(kpi.metric, kpi.target):
            reasons.append(fault)
        if template.team_id is not None and kpi.metric.team_id not in {None, template.team_id}:
            reasons.append(_("%(metric)s isn't in this team's dictionary.") % {"metric": kpi.metric})
    return reasons


def sums(kpis: Iterable[Kpi]) -> dict[str, Decimal]:
    """What the weights of each half add up to, exactly."""
    found = dict.fromkeys(Half.values, Decimal(0))
    for kpi in kpis:
        found[kpi.half] += kpi.weight
    return found


def unbalanced_halves(template: Template, kpis: Iterable[Kpi]) -> Iterator[str]:
    for half, weight in sums(kpis).items():
        wanted = template.weight_of(half)
        if weight == wanted:
            continue
        words = {"half": Half(half).label, "sum": plain_number(weight), "of": plain_number(wanted)}
        if weight == 0:
            yield _("%(half)s has no KPI.") % words
        elif weight < wanted:
            yield _("%(half)s: the weights add up to %(sum)s of %(of)s; %(rest)s are missing.") % {
                **words,
                "rest": plain_number(wanted - weight),
            }
        else:
            yield _("%(half)s: the weights add up to %(sum)s of %(of)s; %(rest)s too many.") % {
                **words,
                "rest": plain_number(weight - wanted),
            }


def faults_in(rows: Sequence[Row], *, known: set[int]) -> Iterator[str]:
    """What the database would refuse, in words."""
    seen: set[int] = set()
    for row in rows:
        if row.metric.pk not in known:
            yield _("%(metric)s isn't in this team's dictionary.") % {"metric": row.metric}
        if row.metric.pk in seen:
            yield _("%(metric)s stands there twice.") % {"metric": row.metric}
        seen.add(row.metric.pk)
        if row.target is not None and row.target == row.zero_at:
            yield equal_ends(row.metric)
        elif row.target is not None and (fault := impossible(row.metric, row.target)):
            yield fault
        if not 0 < row.weight <= HUNDRED:
            yield _("%(metric)s: the weight is over 0 and at most 100.") % {"metric": row.metric}
        if row.cap < HUNDRED:
            yield _("%(metric)s: the cap is at least 100.") % {"metric": row.metric}
        if row.subject_kind not in Subject.Kind.values or row.half not in Half.values:
            yield _("%(metric)s: choose a half and a kind of subject.") % {"metric": row.metric}


def equal_ends(metric: Metric) -> str:
    return _("%(metric)s: the target and the value for 0 points are the same.") % {"metric": metric}


def put(draft: Template, rows: Sequence[Row]) -> None:
    """Write the rows; a KPI of the same metric stays the same row, so that its history can be followed."""
    there = {kpi.metric_id: kpi for kpi in draft.kpis.all()}
    wanted = {row.metric.pk for row in rows}
    draft.kpis.exclude(metric__in=wanted).delete()
    for place, row in enumerate(rows):
        kpi = there.get(row.metric.pk) or Kpi(template=draft, metric=row.metric)
        kpi.half, kpi.weight, kpi.subject_kind = row.half, row.weight, row.subject_kind
        kpi.zero_at, kpi.target, kpi.cap = row.zero_at, row.target, row.cap
        kpi.numbers, kpi.position = row.numbers, place
        kpi.save()


def locked_draft(template: Template, *, by: Member) -> Template:
    """The draft as it is now, locked. Raise ``NotAllowedNow`` if it is gone, published, or not the team's own."""
    draft = Template.objects.select_for_update().filter(pk=template.pk).first()
    if draft is None:
        raise NotAllowedNow(_("This draft was discarded meanwhile."))
    if draft.team_id is None:
        raise NotAllowedNow(_("A shipped template is only a start: copy it, then change your copy."))
    if draft.team_id != by.team_id:
        raise NotAllowedNow(_("This template belongs to another team."))
    draft.refuse_if_frozen()
    return draft


def refuse_strangers(team: Team, *, by: Member) -> None:
    if by.team_id != team.pk:
        raise NotAllowedNow(_("You aren't a member of that team."))
