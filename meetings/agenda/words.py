"""The sentences of agendas, by code."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teamops.lib.naming import Bilingual
from teamops.lib.tags.numbers import quantity

WORDS: dict[str, Any] = {
    "section.missing": _("No stand-up yet"),
    "section.blockers": _("Blockers"),
    "section.due": _("Due today"),
    "section.late": _("Late work"),
    "section.numbers": _("Numbers against last week"),
    "section.content": _("Best and worst content"),
    "section.colours": _("Goals and campaigns that changed colour"),
    "section.actions": pgettext_lazy("agenda", "Actions"),
    "section.gaps": _("Missing data"),
    "section.cards": _("Scorecards of the month"),
    "section.hits": _("Targets reached"),
    "section.disputes": _("Disputes and appeals"),
    "section.goals": _("Goals"),
    "section.risks": _("Risks"),
    "section.value": _("Value of the month"),
    "section.next": _("Next month"),
    "section.topics": _("Further topics"),
    "new": pgettext_lazy("blocker", "new"),
    "days": _("%(days)s days"),
    "late_days": _("%(days)s days late"),
    "late_hours": _("over time since today"),
    "stage": "%(code)s %(name)s",
    "due_today": _("due today"),
    "due_on": _("due %(day)s"),
    "needed_by": _("needed by %(day)s"),
    "raised_by": _("raised by %(name)s"),
    "unchanged": _("unchanged three times: decide, hand over or drop"),
    "moved": _("moved %(times)s times"),
    "raised_on": _("from %(day)s"),
    "weight": "%(weight)s",
    "campaign": _("campaign"),
    "review_due": _("review due %(day)s"),
    "risks_besides": _("%(count)s smaller ones besides"),
    "points_behind": _("%(points)s points behind"),
    "colour": _("%(before)s → %(now)s"),
    "stays": _("still %(now)s"),
    "needs_note": _("needs a catch-up note"),
    "top": pgettext_lazy("content", "top %(place)s"),
    "bottom": pgettext_lazy("content", "bottom %(place)s"),
    "reads": _("%(value)s reads and plays"),
    "share_rate": _("share rate %(value)s"),
    "channel": "%(name)s",
    "compared": _("%(first)s to %(last)s against the period before"),
    "by_day": _("%(days)s days are missing in the period before: compared by daily mean"),
    "folded": _("%(count)s more changed by less than 3%%"),
    "gap_days": _("missing %(days)s"),
    "part_days": _("partial %(days)s"),
    "actions_before": _("since the last meeting %(done)s done, %(open)s open"),
    "written": _("%(written)s of %(expected)s written"),
    "cards_sign": _("%(count)s to be signed"),
    "cards_review": _("%(count)s to be reviewed"),
    "cards_signed": _("%(count)s signed"),
    "cards_incomplete": _("%(count)s without enough data"),
    "of_cards": _("of %(count)s cards of %(month)s"),
    "hits": _("%(hit)s of %(count)s targets of %(month)s reached"),
    "hits_hidden": _("Too few cards to count targets without naming somebody"),
    "disputes": _("%(count)s disputes are open"),
    "disputes_late": _("%(count)s past their day"),
    "appeals": _("%(count)s appeals are open"),
    "milestone": _("milestone of %(goal)s"),
    "goal_ends": _("Goal ends: %(goal)s"),
    "working_days": _("%(month)s has %(count)s working days"),
    "year_missing": _("The make-up days of %(year)s aren't known yet"),
    "targets_month": _("Agree on the targets of %(month)s"),
    "due": _("due %(day)s"),
}


def said(code: str, arguments: Mapping[str, Any]) -> str:
    """A sentence in the reader's language."""
    return str(WORDS[code]) % {key: _plain(value) for key, value in arguments.items()}


def _plain(value: Any) -> Any:
    """Names that are data come in both languages, amounts with their unit."""
    if isinstance(value, Mapping) and "zh" in value:
        return Bilingual.in_readers_language(value["zh"], value["en"])
    if isinstance(value, Mapping) and "unit" in value:
        return quantity(Decimal(value["value"]), value["unit"])
    return value
