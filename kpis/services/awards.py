"""What awards a team gives: its own, and the shipped ones as it wants them. What was given stays as it was then."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import Award, Grant
from metrics.models import Metric, Subject
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import month_after, month_before

Basis = Award.Basis


@dataclass(frozen=True)
class Rule:
    """An award as it is wanted."""

    name: str
    basis: str
    subject_kind: str = Subject.Kind.MEMBER
    purpose: str = ""
    metric: Metric | None = None
    also: Metric | None = None
    target_metric: Metric | None = None
    target: Decimal | None = None

    @classmethod
    def of(cls, award: Award) -> "Rule":
        return cls(**{name: getattr(award, name) for name in cls.__dataclass_fields__})

    @property
    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def metrics(self) -> list[Metric]:
        return [metric for metric in (self.metric, self.also, self.target_metric) if metric is not None]


@transaction.atomic
def add(rule: Rule, *, by: Member, at: datetime) -> Award:
    """Give a further award, from the month that was over last. Raise ``NotAllowedNow`` for a senseless rule."""
    team = writing(by)
    refuse_nonsense(rule, team=team)
    from_month = month_before(timezone.localdate(at))
    return Award.objects.create(team=team, from_month=from_month, written_by=by, written_at=at, **rule.fields)


@transaction.atomic
def edit(award: Award, rule: Rule, *, by: Member, at: datetime) -> Award:
    """Change an award from the first month on that it wasn't picked for. Raise ``NotAllowedNow`` for a rule that makes
    no sense, and if the award was changed meanwhile."""
    team = writing(by)
    award = newest(award, team=team)
    refuse_nonsense(rule, team=team, besides=award)
    return next_version(award, rule.fields | {"is_given": award.is_given}, by=by, at=at)


@transaction.atomic
def stop(award: Award, *, by: Member, at: datetime) -> Award:
    """Give an award no more. What it was given for stays. Raise ``NotAllowedNow`` if it is stopped already."""
    return set_given(award, is_given=False, by=by, at=at)


@transaction.atomic
def resume(award: Award, *, by: Member, at: datetime) -> Award:
    """Give a stopped award again. Raise ``NotAllowedNow`` if it is given."""
    return set_given(award, is_given=True, by=by, at=at)


def set_given(award: Award, *, is_given: bool, by: Member, at: datetime) -> Award:
    team = writing(by)
    award = newest(award, team=team)
    if award.is_given == is_given:
        raise NotAllowedNow(_("It is given already.") if is_given else _("It isn't given any more."))
    return next_version(award, Rule.of(award).fields | {"is_given": is_given}, by=by, at=at)


def writing(by: Member) -> Team:
    """``by``'s team, locked."""
    need(by, Permission.GIVE_AWARDS, team=by.team)
    return Team.objects.select_for_update().get(pk=by.team_id)


def newest(award: Award, *, team: Team) -> Award:
    found = Award.objects.newest_of(team).filter(pk=award.pk).first()
    if found is None:
        raise NotAllowedNow(_("This award was changed meanwhile. Load the page anew."))
    return found


def next_version(award: Award, fields: dict[str, Any], *, by: Member, at: datetime) -> Award:
    """Written in place as long as nobody was picked by it, else as a version that counts from the month after."""
    last: date | None = Grant.objects.filter(team=by.team_id, award=award).aggregate(last=Max("month"))["last"]
    is_named_alike = award.name == fields["name"] and award.purpose == fields["purpose"]
    written: dict[str, Any] = fields | {
        "name_en": award.name_en if is_named_alike else "",
        "purpose_en": award.purpose_en if is_named_alike else "",
        "written_by": by,
        "written_at": at,
    }
    if award.is_shipped or last is not None:
        from_month = award.from_month if last is None else month_after(last)
        return Award.objects.create(team=by.team, replaces=award, from_month=from_month, **written)
    for name, value in written.items():
        setattr(award, name, value)
    award.save()
    return award


def refuse_nonsense(rule: Rule, *, team: Team, besides: Award | None = None) -> None:
    """Raise ``NotAllowedNow`` for a rule by which nothing could be decided."""
    if not rule.name.strip():
        raise NotAllowedNow(_("Name the award."))
    others = Award.objects.newest_of(team).filter(name=rule.name)
    if others.exclude(pk__in=[besides.pk] if besides else []).exists():
        raise NotAllowedNow(_("The team has an award of that name already."))
    if rule.basis == Basis.JUDGED:
        if rule.metrics or rule.target is not None or rule.subject_kind != Subject.Kind.MEMBER:
            raise NotAllowedNow(_("What a manager judges goes to a member, and reads no metric."))
        return
    if rule.subject_kind not in Award.KINDS:
        raise NotAllowedNow(_("An award goes to a member, a content item, a campaign or a channel."))
    refuse_metrics(rule, team=team)


def refuse_metrics(rule: Rule, *, team: Team) -> None:
    if rule.metric is None:
        raise NotAllowedNow(_("Choose the metric that names the candidates."))
    usable = set(Metric.objects.known_to(team).in_use().values_list("pk", flat=True))
    if any(metric.pk not in usable for metric in rule.metrics):
        raise NotAllowedNow(_("This metric isn't in use. Choose another one."))
    if len({metric.pk for metric in rule.metrics}) < len(rule.metrics):
        raise NotAllowedNow(_("The same metric stands there twice."))
    if rule.also is not None and rule.basis != Basis.HIGHEST:
        raise NotAllowedNow(_("A second metric counts only towards the highest number."))
    if rule.basis == Basis.GAIN:
        if (rule.target is None) == (rule.target_metric is None):
            raise NotAllowedNow(_("Say what the target is: one number for all, or the metric that holds each one's."))
        if rule.target is not None and rule.target <= 0:
            raise NotAllowedNow(_("A gain is counted over a target above 0."))
    elif rule.target is not None or rule.target_metric is not None:
        raise NotAllowedNow(_("A target counts only towards a gain."))
