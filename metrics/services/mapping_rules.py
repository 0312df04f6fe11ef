"""Which explanations of a sheet make sense. Each that doesn't is answered with a sentence."""

from collections import Counter

from django.utils.translation import gettext as _

from metrics.imports import customers
from metrics.imports.intake import Dictionary
from metrics.imports.mapped import CONTENT, Explained, Means, Meant, Scale
from metrics.imports.words import header_word
from metrics.models import Metric
from teamops.lib.exceptions import NotAllowedNow

Unit = Metric.Unit

SCALED: dict[str, frozenset[str]] = {
    Scale.PERCENT: frozenset({Unit.PERCENT}),
    Scale.FEN: frozenset({Unit.YUAN}),
    Scale.WAN: frozenset({Unit.PEOPLE, Unit.TIMES, Unit.PIECES, Unit.YUAN, Unit.NUMBER}),
}


def refuse_misfits(explained: Explained, dictionary: Dictionary) -> None:
    """Raise ``NotAllowedNow`` with what is wrong and what to choose instead."""
    _refuse_people(explained)
    _refuse_twice(explained)
    if not explained.metrics:
        raise NotAllowedNow(_("No column is a metric. Choose at least one."))
    for column in explained.metrics:
        _refuse_metric(column, dictionary)
    _refuse_about(explained)
    _refuse_days(explained)


def _refuse_people(explained: Explained) -> None:
    for header in explained.headers:
        if customers.is_about_somebody(header):
            words = {"column": header}
            raise NotAllowedNow(
                _("“%(column)s” is about people. Delete the column and upload the file again: nothing is stored of it.")
                % words
            )


def _refuse_twice(explained: Explained) -> None:
    words = Counter(header_word(header) for header in explained.headers)
    for column in explained.columns:
        if words[header_word(column.header)] > 1:
            raise NotAllowedNow(
                _("Several columns are called “%(column)s”: they can't be told apart. Rename one in the file.")
                % {"column": column.header}
            )
    first: dict[tuple[str, str], str] = {}
    for column in explained.columns:
        other = first.setdefault((column.means, column.metric), column.header)
        if other != column.header:
            raise NotAllowedNow(
                _("“%(one)s” and “%(other)s” are the same thing. Choose one of the two.")
                % {"one": other, "other": column.header}
            )


def _refuse_metric(column: Meant, dictionary: Dictionary) -> None:
    metric = dictionary.by_code.get(column.metric)
    words = {"column": column.header, "metric": metric}
    if metric is None:
        raise NotAllowedNow(_("The dictionary doesn't have the metric for “%(column)s”.") % words)
    if metric.is_retired:
        raise NotAllowedNow(_("%(metric)s is retired.") % words)
    if metric.is_derived:
        raise NotAllowedNow(
            _("%(metric)s is computed from others and never stored. Map the columns that it is computed from.") % words
        )
    if column.scale and metric.unit not in SCALED[column.scale]:
        words["unit"] = metric.get_unit_display()
        raise NotAllowedNow(_("“%(column)s” can't be written like that: %(metric)s is counted in %(unit)s.") % words)


def _refuse_about(explained: Explained) -> None:
    if explained.has(Means.SUBJECT) and explained.has(*CONTENT, Means.PUBLISHED):
        raise NotAllowedNow(
            _("A row is about its subject or about a content item, not both. Leave out one of the columns.")
        )
    if explained.is_about_content and not explained.has(Means.PUBLISHED):
        raise NotAllowedNow(_("Content is found by its publishing day, too. Choose the column that says it."))
    if explained.has(Means.PUBLISHED) and not explained.is_about_content:
        raise NotAllowedNow(_("There is a publishing day, and no title, address or id of the content it is about."))
    if not explained.has(Means.SUBJECT) and not explained.channel_kind:
        raise NotAllowedNow(_("Choose the channel that the numbers are about, or the column that names the subject."))


def _refuse_days(explained: Explained) -> None:
    if explained.has(Means.DAY) and explained.is_of_one_day:
        raise NotAllowedNow(_("There is a column of days, so the rows can't all be of the as-of day."))
    if not (explained.has(Means.DAY) or explained.is_of_one_day or explained.is_about_content):
        raise NotAllowedNow(_("No column is the day. Choose one, or say that all rows are of the as-of day."))
