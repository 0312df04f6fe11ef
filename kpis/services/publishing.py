"""Publishing knowingly: before a template counts, whoever publishes it has seen which of its targets aren't fair, and
whose unsigned cards change where it counts from a day that is past."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.histories import Checked, check
from kpis.models import Template
from kpis.proposals import Proposal
from kpis.seen import refuse_changed, seen_of_template
from kpis.services import templates
from kpis.starting import against_past_day
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


class LookFirst(NotAllowedNow):
    """Some targets aren't fair, and that hasn't been seen or accepted. ``unfair`` names them."""

    def __init__(self, unfair: Sequence[Checked]) -> None:
        self.unfair = unfair
        names = _(", ").join(str(one.kpi.metric) for one in unfair if one.fairness.is_never)
        super().__init__(
            _("Nobody has ever reached the target of %(metrics)s. It can be published if that is accepted.")
            % {"metrics": names}
            if names
            else _("Some targets are always reached by everybody. Look at them first.")
        )

    @property
    def key(self) -> str:
        return key_of(self.unfair)

    @property
    def has_unreached(self) -> bool:
        return any(one.fairness.is_never for one in self.unfair)


class PastDay(NotAllowedNow):
    """It would count from a day that is past, and nobody has said that they know whose cards change by it."""


def key_of(unfair: Sequence[Checked]) -> str:
    """What was shown: it has been seen only as long as it is the same."""
    return " ".join(f"{one.kpi.pk}:{one.fairness.verdict}:{one.asked.ends.target}" for one in unfair)


def unfair_targets(draft: Template, *, today: date) -> list[Checked]:
    """The targets that nobody has ever reached, and those that everybody always does."""
    loaded = Template.objects.for_replay().get(pk=draft.pk)
    if loaded.team is None or templates.problems(loaded):
        return []
    return [one for one in check(Proposal.of(loaded), team=loaded.team, today=today) if one.fairness.is_unfair]


@transaction.atomic
def publish(
    template: Template,
    *,
    by: Member,
    at: datetime,
    valid_from: date,
    seen: str = "",
    looked_at: str | None = None,
    accepts_unreached: bool = False,
    knows_past: bool = False,
) -> Template:
    """Publish a draft. Raise ``PastDay`` for a day that changes cards of days gone, unless ``knows_past``, and
    ``LookFirst`` for a target that nobody has ever reached, unless that is accepted.

    ``seen``: the draft that was read (kpis/seen.py); of another one nothing is published. ``looked_at``: the key of the
    unfair targets that were shown; where it is given, ``LookFirst`` is raised for others too.
    """
    draft = templates.locked_draft(template, by=by)
    then = _("It stands here as it is now: look once more, then publish.")
    refuse_changed(seen, now=seen_of_template(draft), last=draft.edited_by, then=then)
    today = timezone.localdate(at)
    if not knows_past and (said := against_past_day(template, day=valid_from, today=today)):
        raise PastDay(said)
    unfair = unfair_targets(template, today=today)
    reason = LookFirst(unfair)
    is_new = looked_at is not None and looked_at != reason.key
    if (reason.has_unreached and not accepts_unreached) or (unfair and is_new):
        raise reason
    return templates.publish(template, by=by, at=at, valid_from=valid_from)
