"""Why a file is refused as a whole: the sentence and what to do, by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILES: dict[str, tuple[Promise, Promise]] = {
    "empty_file": (_("The file is empty."), _("Export it again and look into it before you upload it.")),
    "too_large_file": (
        _("The file has %(megabytes)s MB; at most %(limit)s MB can be read."),
        _("Export a shorter period."),
    ),
    "picture": (_("This is a picture, not a sheet."), _("Upload the exported file itself, not a screenshot.")),
    "document": (_("This is a document, not a sheet."), _("Upload the xls, xlsx or csv file that was exported.")),
    "web_page": (
        _("This is a web page without a table in it, perhaps the one to sign in."),
        _("Sign in to the back end again, then export the file once more."),
    ),
    "binary": (
        _("This is no sheet: it holds characters that no text has."),
        _("Upload the xls, xlsx or csv file that was exported."),
    ),
    "damaged": (
        _("The file can't be opened: it is damaged, or was cut off while it was downloaded."),
        _("Download it again, then upload it again."),
    ),
    "broken_text": (
        _("The text breaks off near row %(row)s: a quotation mark is not closed, or a cell is far too long."),
        _("Export it again."),
    ),
    "encrypted": (
        _("The file can't be opened: it has a password."),
        _("Save a copy without a password in Excel, then upload that."),
    ),
    "zip_too_many_entries": (
        _("The file packs %(entries)s parts; a sheet has at most %(limit)s."),
        _("Save it again in Excel as xlsx or csv."),
    ),
    "zip_too_big": (
        _("Unpacked, the file would take %(megabytes)s MB; at most %(limit)s MB can be read."),
        _("Export a shorter period, or save it as csv."),
    ),
    "zip_no_sheet": (_("This is a packed file without a sheet in it."), _("Unpack it and upload the sheet itself.")),
    "too_many_rows": (
        _("The file has more than %(limit)s rows, or very many columns."),
        _("Export a shorter period, in several files."),
    ),
    "too_much_memory": (
        _("The file takes more memory than reading one may."),
        _("Save it as csv, or export a shorter period."),
    ),
    "too_slow": (
        _("The file couldn't be read within %(seconds)s seconds."),
        _("Save it as csv, or export a shorter period."),
    ),
    "reader_stopped": (
        _("The file made its reader stop: it is damaged, or takes more memory than it may."),
        _("Save it again in Excel as xlsx or csv, then upload that."),
    ),
    "unknown_layout": (
        _("No known header was found. The file has: %(seen)s."),
        _("The import page lists which files are read. Put other numbers into TeamOps' own sheet."),
    ),
    "unknown_table": (
        _("No known header was found."),
        _("The import page lists which files are read. Put other numbers into TeamOps' own sheet."),
    ),
    "customers": (
        _("The file has columns about customers: %(columns)s. Nothing of it was kept."),
        _("Delete these columns and upload it again: nothing about single customers may be stored."),
    ),
    "phone_numbers": (
        _("The file has phone numbers or identity numbers in it. Nothing of it was kept."),
        _("Delete these columns and upload it again: nothing about single customers may be stored."),
    ),
    "split_header": (
        _("The header is spread over rows %(first)s and %(second)s."),
        _("Undo the merged cells and write the name of each column into one row, then upload the file again."),
    ),
    "no_rows": (_("There is a header in row %(row)s, and no row below it."), _("Export a period that has data.")),
    "no_publishing_day": (
        _("It doesn't say when “%(title)s” was published: there is no day in its trend section."),
        _("Export the details of this article again, with its trend."),
    ),
    "odd_answer": (
        _("The answer isn't as it is documented: %(missing)s is missing."),
        _("The platform may have changed it; tell whoever looks after TeamOps."),
    ),
    "no_article_title": (
        _("It doesn't say which article it is about: there is no title above its sections."),
        _("Export the details of this article again."),
    ),
    "wrong_channel": (
        _("This is %(layout)s, which doesn't belong to the channel %(channel)s (%(kind)s)."),
        _("Choose another channel."),
    ),
    "no_channel": (
        _("This is %(layout)s, and the team has no channel of that kind."),
        _("Add the channel first, under Data, Channels."),
    ),
    "which_channel": (
        _("This is %(layout)s, and the team has several channels of that kind: %(channels)s."),
        _("Choose one."),
    ),
    "nothing_accepted": (_("No row of it can be taken."), _("Mend the rows below and upload the file again.")),
    "as_of_in_future": (_("The as-of day %(day)s is later than today."), _("Give the day the numbers were exported.")),
}
