"""What a template's version changes that is to count from a day that is past."""

from datetime import date

from django.utils.translation import gettext as _

from kpis.models import Part, Scorecard, Template


def against_past_day(draft: Template, *, day: date, today: date) -> str:
    """Whose unsigned cards it would be scored on from that day, and that earlier days keep the version before: to be
    said before it is published. Empty for a day to come, and where it changes nobody's card."""
    if day >= today:
        return ""
    cards = (
        Scorecard.objects.filter(parts__in=Part.objects.filter(assignment__role=draft.role_id, last__gte=day))
        .filter(team=draft.team_id)
        .current()
        .unsigned()
    )
    members = list(dict.fromkeys(str(card.member) for card in cards.distinct().select_related("member__person")))
    if not members:
        return ""
    return _(
        "%(day)s is past. From then on it counts for %(names)s, on cards that aren't signed; the days before keep the "
        "version before."
    ) % {"day": f"{day:%Y-%m-%d}", "names": _(", ").join(members)}
