"""The audit trail: what is watched, in which team's trail it stands, and how it reads. Secrets never get in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from auditlog.context import auditlog_value
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roles.models import Member, Person, Team

HIDDEN = "••••••"
EMPTY = ("", "None")


@dataclass(frozen=True)
class Watched:
    """How a model is watched: the way to its team (or its person), what else its rows are about and are found by,
    fields left out, fields shown as dots."""

    team: str = ""
    person: str = ""
    about: str = ""
    leave_out: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()


# Every model whose changes are on record, of all apps. What machines write each night (points, runs, the numbers
# on a card) isn't: those have their own history.
WATCHED: dict[str, Watched] = {
    "roles.Person": Watched(person="self", leave_out=("last_login", "last_team", "joined_at"), hide=("password",)),
    "roles.ApiToken": Watched(person="person", leave_out=("digest", "used_at", "made_at")),
    "roles.Team": Watched(team="self", leave_out=("made_at",)),
    "roles.Member": Watched(team="team", leave_out=("team",)),
    "roles.LevelGrant": Watched(team="member.team", leave_out=("granted_at",)),
    "roles.Assignment": Watched(team="member.team", leave_out=("assigned_at",)),
    "roles.Leave": Watched(team="member.team"),
    "roles.DayOverride": Watched(team="team", leave_out=("team",)),
    "roles.StaffingTemplate": Watched(team="team", leave_out=("team",)),
    "roles.StaffingLine": Watched(team="template.team"),
    "notices.GroupBot": Watched(
        team="team",
        only=("kind", "name", "key", "signing", "topics", "language", "quiet_from", "quiet_until", "is_active"),
        hide=("key", "signing"),
    ),
    "metrics.Channel": Watched(team="subject.team", leave_out=("watermark",)),
    "metrics.Attribution": Watched(team="subject.team", about="subject_id", leave_out=("came_with",)),
    "metrics.Connection": Watched(
        team="channel.subject.team",
        only=("channel", "app_id", "secret", "groups", "since_on", "state", "proposed_by", "confirmed_by"),
        hide=("secret",),
    ),
    "metrics.WecomUser": Watched(team="connection.channel.subject.team", only=("userid", "member")),
    "metrics.Metric": Watched(team="team", leave_out=("team", "position", "is_daily")),
    "metrics.Keeper": Watched(team="team", leave_out=("team",)),
    "metrics.ImportBatch": Watched(team="team", only=("state", "as_of", "channel", "file_name")),
    "kpis.Template": Watched(team="team", leave_out=("team",)),
    "kpis.Kpi": Watched(team="template.team"),
    "kpis.Target": Watched(team="team", leave_out=("team", "is_current", "set_at")),
    "kpis.TargetQuestion": Watched(team="member.team", only=("text", "answer")),
    "kpis.Scorecard": Watched(
        team="team", only=("state", "review_comment", "sign_reason", "reopen_reason", "reviewed_by", "signed_by")
    ),
    "kpis.SelfReview": Watched(team="scorecard.team", only=("scorecard", "kpi", "text")),
    "kpis.Adjustment": Watched(team="scorecard.team", leave_out=("assignment", "at")),
    "kpis.Dispute": Watched(team="scorecard.team", only=("scorecard", "kpi", "text", "state", "answer")),
    "kpis.Appeal": Watched(team="scorecard.team", only=("scorecard", "text", "state", "decision")),
    "kpis.Goal": Watched(team="team", leave_out=("team", "set_at", "colour", "serious_since")),
    "kpis.Commitment": Watched(team="goal.team", about="goal_id"),
    "kpis.Milestone": Watched(team="goal.team", about="goal_id"),
    "kpis.CatchUpNote": Watched(team="goal.team", only=("reason", "plan")),
    "kpis.Award": Watched(team="team", leave_out=("team", "code", "purpose_en", "written_at")),
    "kpis.Grant": Watched(
        team="team",
        only=("award", "month", "subject", "reason", "picked_by", "announced_by", "withdrawn_by", "withdrawal"),
    ),
    "campaigns.Waiver": Watched(
        team="item.team",
        only=("item", "word", "rule", "passage", "reason", "evidence", "until_on", "by", "withdrawn_by"),
    ),
    "campaigns.Budget": Watched(team="team", only=("quarter", "trial_percent")),
    "campaigns.Sop": Watched(team="team", only=("name", "version", "made_for", "put_away_at")),
    "campaigns.SopRun": Watched(
        team="team", only=("sop", "name", "owner", "begins_on", "ended_on", "ended_by", "end_reason")
    ),
    "campaigns.DueStep": Watched(team="run.team", only=("member", "done_by", "skipped_by", "note", "is_excused")),
    "campaigns.Workflow": Watched(team="team", only=("code", "version", "name", "note")),
    "campaigns.WorkflowDraft": Watched(team="team", only=("code", "name", "revision")),
    "meetings.StandUp": Watched(team="member.team", only=("edited_at",)),
}


def watch() -> None:
    """Put every model of ``WATCHED`` on record. Called once, when the apps are ready."""
    for label, how in WATCHED.items():
        model = apps.get_model(label)
        names = how.only or [field.name for field in model._meta.concrete_fields if field.name not in how.leave_out]
        auditlog.register(
            model,
            include_fields=[name for name in names if name != "id"],
            mask_fields=list(how.hide),
            mask_callable="roles.audit.hidden",
        )
        # The name that auditlog asks each row for.
        model.add_to_class("get_additional_data", lambda row, how=how: scope_of(row, how))


def hidden(_value: str) -> str:
    """That it was changed is on record, what it was isn't."""
    return HIDDEN


def scope_of(row: Model, how: Watched) -> dict[str, int]:
    """Whose trail a row's entries stand in: a team's, or those of all teams that a person is in."""
    if how.person:
        return {"person": _follow(row, how.person).pk}
    team = _follow(row, how.team)
    if team is None:
        return {}
    return {"team": team.pk} | ({"about": _follow(row, how.about)} if how.about else {})


def _follow(row: Any, way: str) -> Any:
    for step in way.split("."):
        if step != "self":
            row = getattr(row, step)
    return row


def acts(person: Person) -> None:
    """Name who acts in this request where the session doesn't say it: a program with a token."""
    context = auditlog_value.get({})
    if "actor" in context:
        context["actor"] = person


def entries(team: Team) -> QuerySet[LogEntry]:
    """The team's trail, the newest first."""
    people = list(Member.objects.filter(team=team).values_list("person", flat=True))
    mine = Q(additional_data__team=team.pk) | Q(additional_data__person__in=people)
    return LogEntry.objects.filter(mine).select_related("actor", "content_type").order_by("-timestamp", "-pk")  # type: ignore[no-any-return]


def entries_about(model: type[Model], key: int) -> QuerySet[LogEntry]:
    """What was done to the rows of ``model`` that are about this key, those that are gone among them."""
    found = LogEntry.objects.get_for_model(model).filter(additional_data__about=key)
    return found.select_related("actor", "content_type").order_by("-timestamp", "-pk")  # type: ignore[no-any-return]


def narrowed(
    trail: QuerySet[LogEntry], *, actor: int | None = None, kind: str = "", day: date | None = None
) -> QuerySet[LogEntry]:
    """Only what one person did, to one kind of thing (``roles.assignment``), on one day."""
    if actor is not None:
        trail = trail.filter(actor=actor)
    if kind:
        app, _dot, model = kind.partition(".")
        trail = trail.filter(content_type__app_label=app, content_type__model=model)
    if day is not None:
        start = timezone.make_aware(datetime.combine(day, time.min))
        end = timezone.make_aware(datetime.combine(day, time.max))
        trail = trail.filter(timestamp__range=(start, end))
    return trail


def kinds() -> list[tuple[str, str]]:
    """What can be asked for: the key and the words of each watched model."""
    return [(label.lower(), str(apps.get_model(label)._meta.verbose_name)) for label in WATCHED]


@dataclass(frozen=True)
class Change:
    """One field of one entry, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One entry of the trail as the page shows it."""

    at: datetime
    who: str
    what: str
    kind: str
    name: str
    changes: list[Change]


def line(entry: LogEntry) -> Line:
    model = entry.content_type.model_class()
    actions = {
        LogEntry.Action.CREATE: pgettext("audit trail", "made"),
        LogEntry.Action.UPDATE: pgettext("audit trail", "changed"),
        LogEntry.Action.DELETE: pgettext("audit trail", "removed"),
    }
    return Line(
        at=entry.timestamp,
        who=entry.actor.name if entry.actor else "",
        what=actions.get(entry.action, ""),
        kind=str(model._meta.verbose_name) if model else entry.content_type.model,
        name=entry.object_repr,
        changes=[
            Change(*_in_words(model, name, values[0], values[1]))
            for name, values in sorted((entry.changes or {}).items())
            if entry.action == LogEntry.Action.UPDATE or values[entry.action == LogEntry.Action.CREATE] not in EMPTY
        ],
    )


def _in_words(model: type[Model] | None, name: str, old: str, new: str) -> tuple[str, str, str]:
    """A field's own label, and its values as the forms show them."""
    if model is None:
        return name, old, new
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, _value(None, old), _value(None, new)
    choices = {str(key): str(words) for key, words in getattr(field, "flatchoices", [])}
    label = str(getattr(field, "verbose_name", name))
    return label, _value(choices, old), _value(choices, new)


def _value(choices: dict[str, str] | None, value: str) -> str:
    words = {"None": "", "True": _("yes"), "False": _("no")}
    return (choices or {}).get(value, words.get(value, value))
