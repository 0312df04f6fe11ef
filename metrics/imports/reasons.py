"""Why something was left out or looked odd: a code becomes a sentence and what to do, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.imports.refusals import FILES


@dataclass(frozen=True, slots=True)
class Reason:
    """What is the matter, and what to do about it."""

    what: str
    advice: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.advice) if part)


# Rows that are left out.
ROWS: dict[str, tuple[Promise, Promise]] = {
    "not_a_number": (_("Not a number."), _("Write it in digits.")),
    "letter_in_number": (_("Not a number: there is a letter %(letter)s in it."), _("Write %(mended)s instead.")),
    "formula": (
        _("A formula, not its result."),
        _("Open the file in Excel or WPS and save it, so that it is computed; then upload that."),
    ),
    "error_cell": (_("The spreadsheet says %(error)s: a formula failed."), _("Mend the formula or type the number.")),
    "scientific": (
        _("Written with an exponent, as spreadsheets shorten long numbers."),
        _("Format the column as a number and save the file again."),
    ),
    "percentage": (_("A percentage where a number belongs."), _("Check whether columns are shifted.")),
    "beside_number": (_("Not a number: there is %(beside)s in it."), _("Write %(mended)s instead.")),
    "rounded_number": (
        _("A rounded number, not the exact one."),
        _("Put the full number from the back end; rounded ones are not imported."),
    ),
    "too_large": (_("Larger than any number that can be right here."), _("Check whether columns are shifted.")),
    "negative": (_("A count below zero."), _("Check it against the back end.")),
    "not_whole": (_("A count with a fraction."), _("Check whether columns are shifted.")),
    "rate_over_one": (
        _("Not a rate between 0%% and 100%%."),
        _("Write it with its percent sign, 11.14%%, or as 0.1114."),
    ),
    "not_a_duration": (_("Not a length of time."), _("Write seconds: 32.50秒.")),
    "no_day": (_("There is no day."), _("Fill in the day; of merged cells only the first has it.")),
    "not_a_day": (_("Not a day."), _("Write it as 2026-10-21.")),
    "no_such_day": (_("There is no such day."), _("Check it against the original.")),
    "day_in_future": (_("Later than today, %(today)s."), _("Remove this row.")),
    "day_too_early": (_("Before WeChat existed."), _("Check the year.")),
    "no_order_number": (_("There is no order number."), _("Export the orders again; none goes without its number.")),
    "no_amount": (_("The order was paid, and there is no amount."), _("Check it against the shop's back end.")),
    "not_an_amount": (_("Not an amount of money."), _("Write it in digits, as 1234.50.")),
    "negative_amount": (_("An amount below zero."), _("Check it against the shop's back end.")),
    "amount_too_large": (
        _("A million yuan or more for one order."),
        _("Check whether columns are shifted in this row."),
    ),
    "paid_before_created": (
        _("Paid on a day before the order was created."),
        _("Check whether columns are shifted in this row."),
    ),
    "duplicate_order": (
        _("The same order as in row %(first)s, which counts."),
        _("Nothing to do, unless the two differ: then export the orders again."),
    ),
    "duplicate_item": (
        _("The same item of the same order stands above; the order begins in row %(first)s."),
        _("Nothing to do: an item counts once."),
    ),
    "order_differs": (
        _("The order has another amount or another day than in row %(first)s, which counts."),
        _("Export the orders again in one go."),
    ),
    "no_title": (
        _("Neither title nor id: it can't be known which item this is."),
        _("Fill in the title or the video id."),
    ),
    "summary_row": (
        _("A row of totals, which would count twice."),
        _("Nothing to do: it is left out."),
    ),
    "repeated_header": (_("The header once more."), _("Nothing to do: it is left out.")),
    "no_numbers": (_("There is no number in this row."), _("Nothing to do: no data is not zero.")),
    "source_missing": (
        _("There is no row 全部, and no sum of the sources: that of row %(bad)s can't be read."),
        _("Mend that row."),
    ),
    "no_subject": (_("It doesn't say what the number is about."), _("Fill in a code or a name.")),
    "unknown_subject": (
        _("Nothing in the team has this name or code."),
        _("Check the spelling, or add the channel or the member first."),
    ),
    "ambiguous_subject": (
        _("Several things in the team are called so: %(found)s."),
        _("Write the code instead of the name."),
    ),
    "no_metric": (_("It doesn't say which number this is."), _("Fill in a code of the metric dictionary.")),
    "unknown_metric": (
        _("The metric dictionary doesn't have this."),
        _("Take the code from the metric dictionary."),
    ),
    "ambiguous_metric": (_("Several metrics are called so: %(codes)s."), _("Write the code instead of the name.")),
    "derived_metric": (
        _("This one is computed from others and never stored."),
        _("Import what it is computed from; the metric dictionary says what that is."),
    ),
    "no_value": (_("There is no value."), _("Leave the row out if there is no data: no data is not zero.")),
    "ambiguous_content": (
        _("Several items have this title and this day."),
        _("Export it with the column of the ids."),
    ),
    "conflicting_keys": (
        _("Its address or ids belong to two items: “%(one)s” and “%(other)s”."),
        _("Join the two under Data, Content if they are one, then import the file again."),
    ),
    "duplicate_row": (_("The same subject, metric and day as in row %(first)s."), _("Leave one of the two.")),
    "total_fell": (
        _("%(metric)s to date fell from %(before)s to %(after)s."),
        _("Check that the file isn't an old one; tick below to import it all the same."),
    ),
}

# What is worth a look before the import is confirmed; the rows go in.
WARNINGS: dict[str, tuple[Promise, Promise]] = {
    "net_differs": (
        _("Row %(row)s: the net growth %(value)s isn't new − lost = %(expected)s."),
        _("%(new)s new, %(lost)s lost. The net is computed, not imported; check the two columns."),
    ),
    "inexact": (
        _("Row %(row)s: %(value)s is a rounded number; %(taken)s goes in, and isn't exact."),
        _("Put the full number from the back end if there is one."),
    ),
    "sum_of_sources": (
        _("%(about)s: there is no row 全部. %(sum)s is the sum of %(sources)s sources, and approximate."),
        _("Whoever came by two of them counts twice."),
    ),
    "jump": (
        _("%(day)s: %(metric)s is %(value)s, %(times)s times the median of the 28 days before."),
        _("The median is %(median)s. If there was a reason that day, import it all the same."),
    ),
    "slump": (
        _("%(day)s: %(metric)s is %(value)s, less than a fifth of the median of the 28 days before."),
        _("The median is %(median)s. Check whether the day was complete when it was exported."),
    ),
    "stock_fell": (
        _("%(day)s: %(metric)s is %(difference)s less than the day before."),
        _("%(before)s → %(value)s. That happens when more leave than come."),
    ),
    "stuck": (
        _("%(metric)s is %(value)s on five days running, through %(day)s."),
        _("Check whether the export was filled up with the last known number."),
    ),
    "orders_counted": (
        _("%(rows)s rows: %(paid)s paid orders; %(unpaid)s orders that nobody paid don't count."),
        _("Below, a row is a day. Single orders and customers aren't stored, and the file isn't kept."),
    ),
    "days_in_part": (
        _("%(later)s orders were paid after %(through)s, the last day on which an order was created."),
        _("Of those days the file knows a part. Any file that covers them replaces these counts."),
    ),
    "approximate_masked": (
        _("Payers and repeat payers are approximate: %(masked)s of %(paid)s paid orders have a masked phone number."),
        _("Buyers whose visible digits are the same count as one. Export full numbers for exact counts."),
    ),
    "approximate_strangers": (
        _("Payers are approximate: %(strangers)s paid orders have no phone number."),
        _("Each of them counts as a payer of its own, and never as a repeat payer."),
    ),
    "smaller_kept": (
        _("%(numbers)s totals are smaller than those there, which were counted over other days."),
        _("The larger ones stay, named under “Numbers that stay”; the other numbers of these rows go in."),
    ),
    "sheet_hidden": (
        _("These numbers stand in a hidden sheet: %(sheet)s."),
        _("Show the sheets in Excel and check that it is the one you mean."),
    ),
    "sheets_left_out": (
        _("Only the sheet %(sheet)s is read. Not read: %(others)s."),
        _("A file is read from one sheet: save each of the others as a file of its own and upload that, too."),
    ),
    "column_twice": (
        _("Several columns are called so: %(columns)s. The leftmost is read."),
        _("If another one is meant, delete the wrong ones and upload the file again."),
    ),
    "columns_left_out": (
        _("Left out: %(columns)s."),
        _("No number is read from these columns, and nothing of them is stored among the numbers."),
    ),
    "new_content": (
        _("%(items)s content items are here for the first time: %(titles)s"),
        _("Once imported they stand under Content. What is there already under another title is joined there."),
    ),
    "more_doubts": (
        _("%(more)s more warnings like these aren't listed."),
        _("So many have one cause as a rule: look at the first ones."),
    ),
    "older_kept": (
        _("%(rows)s rows hold numbers that are older than what is there."),
        _("The newer numbers stay: the newest as-of day counts. They are named under “Numbers that stay”."),
    ),
}

# Said with a warning's means, and nothing to worry about.
REMARKS = frozenset({"orders_counted", "columns_left_out", "new_content"})


def explain(code: str, arguments: Mapping[str, object], *, metrics: Mapping[str, str] | None = None) -> Reason:
    """The sentences for a code; ``metrics`` gives the names of metrics by code in the reader's language.

    A code that nobody declared raises ``KeyError``: tests walk them all.
    """
    what, advice = (FILES | ROWS | WARNINGS)[code]
    told = dict(arguments)
    if metrics and "metric" in told:
        told["metric"] = metrics.get(str(told["metric"]), told["metric"])
    return Reason(str(what) % told, str(advice) % told)
