"""Who can sign in to the demo, with what, and what is worth a try."""

from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from teamops.demo.people import ANALYST, AUDITOR, CAST, COMPLIANCE, LEAD, MANAGER, OWNER, WRITER

# For a first look alone: it stands in the source for everybody to read.
PASSWORD = "xiyu-demo-2026"  # noqa: S105
GAP = 2


def accounts_table() -> str:
    """One account for each level, and who minds compliance, in columns."""
    chosen = {
        OWNER: _("sign last month's cards; your own is signed by the manager"),
        MANAGER: _("open Performance, follow a score to the row of its file, review and sign"),
        LEAD: _("open Team and find somebody for the vacant role"),
        ANALYST: _("import user_analysis once more: nothing changes; correct a row and see what would"),
        WRITER: _("write today's stand-up and find it on the wall"),
        COMPLIANCE: _("open Work, then Review: what waits for a yes, the forbidden words in it"),
        AUDITOR: _("read everything, change nothing"),
    }
    by_username = {one.username: one for one in CAST}
    rows = [(_("Level"), _("Username"), _("Password"), _("To try"))]
    for username, idea in chosen.items():
        rows.append((str(by_username[username].level.label), username, PASSWORD, idea))
    widths = [max(width(row[column]) for row in rows) + GAP for column in range(3)]
    return "\n".join(
        "".join(padded(cell, size) for cell, size in zip(row, widths, strict=False)) + row[3] for row in rows
    )


def padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def width(text: str) -> int:
    """Chinese characters take two columns of a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
