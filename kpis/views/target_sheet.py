"""A month's targets as a sheet: downloaded, filled in, looked at, applied."""

from collections.abc import Sequence
from dataclasses import astuple
from decimal import Decimal
from typing import Any

from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpis.services import targets as services
from kpis.targets import filled, sheet
from kpis.targets.book import Book, Key, Wish
from kpis.targets.filled import Reading, ReadRow, row_of
from kpis.targets.forms import ApplyForm, SheetForm
from kpis.targets.grid import last_month, newest_row
from kpis.views.month import XLSX
from kpis.views.targets import CONFLICT, UNPROCESSABLE, month_shown, say
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.attachments import attachment
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import parse_month

SALT = "kpis.targets.sheet"
# So long what was looked at can be applied.
A_DAY = 24 * 60 * 60


@require_GET
@requires(Permission.EDIT_TEMPLATES)
def download(request: MemberRequest) -> HttpResponse:
    book = Book(request.member.team, month_shown(request))
    name = _("targets %(team)s %(month)s.xlsx") % {
        "team": request.member.team.slug,
        "month": f"{book.month.first:%Y-%m}",
    }
    return attachment(sheet.workbook(book, last_month(book)), name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_TEMPLATES)
def upload(request: MemberRequest) -> HttpResponse:
    """A sheet is looked at first: what it would change, and which rows can't be taken. Nothing is kept of the file."""
    book = Book(request.member.team, month_shown(request))
    form = SheetForm(request.POST or None, request.FILES or None) if request.method == "POST" else SheetForm()
    if request.method == "GET":
        return page(request, book, form)
    if not form.is_valid():
        return page(request, book, form, status=UNPROCESSABLE)
    may_not = services.refusal_for(request.member, book, at=timezone.now())
    try:
        reading = filled.read(form.cleaned_data["file"].read(), book, refusal=may_not)
    except NotAllowedNow as reason:
        form.add_error("file", str(reason))
        return page(request, book, form, status=UNPROCESSABLE)
    return looked_at(request, book, reading)


@require_POST
@requires(Permission.EDIT_TEMPLATES)
def apply(request: MemberRequest) -> HttpResponse:
    """Set what was looked at, all of it or nothing."""
    form = ApplyForm(request.POST)
    book = Book(request.member.team, month_shown(request))
    try:
        words = signing.loads(request.POST.get("packed", ""), salt=SALT, max_age=A_DAY)
        refuse_other_team(words, request)
    except signing.BadSignature:
        refusal = _("What you looked at is more than a day old. Upload the sheet once more.")
        return page(request, book, SheetForm(), status=CONFLICT, refusal=refusal)
    wishes = unpack(words)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        done = services.set_targets(
            parse_month(words["month"]), wishes, by=request.member, at=timezone.now(), reason=reason, seen=words["seen"]
        )
    except NotAllowedNow as refused:
        return looked_at(request, book, reading_of(words, wishes, book), typed=request.POST, refused=str(refused))
    say(request, done)
    return redirect(f"{reverse('kpis:targets', args=[request.member.team.slug])}?month={words['month']}")


def refuse_other_team(words: dict[str, Any], request: MemberRequest) -> None:
    """What was looked at in one team isn't applied in another."""
    if words["team"] != request.member.team_id:
        raise signing.BadSignature


def pack(book: Book, rows: Sequence[ReadRow], *, seen: int) -> str:
    """What was looked at, signed, so that it is applied as it is: in this team, for this month."""
    packed = [(row.number, *astuple(row.wish.key), text(row.wish.target), text(row.wish.zero_at)) for row in rows]
    words = {"team": book.team.pk, "month": f"{book.month.first:%Y-%m}", "seen": seen, "rows": packed}
    return signing.dumps(words, salt=SALT, compress=True)


def unpack(words: dict[str, Any]) -> list[Wish]:
    return [
        Wish(Key(role, metric, assignment), number(target), number(zero))
        for _row, role, metric, assignment, target, zero in words["rows"]
    ]


def reading_of(words: dict[str, Any], wishes: Sequence[Wish], book: Book) -> Reading:
    """What was looked at, once more, as far as it still fits."""
    numbers = [row[0] for row in words["rows"]]
    pairs = zip(numbers, wishes, strict=True)
    return Reading([row_of(place, wish, book) for place, wish in pairs if not book.fault(wish)])


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def looked_at(
    request: MemberRequest, book: Book, reading: Reading, *, typed: QueryDict | None = None, refused: str = ""
) -> HttpResponse:
    """What would change, and who would be asked to confirm anew. ``typed``: what was ``refused``, which can be sent
    again once its reader has seen what stands there now."""
    asked = services.asked_again(book, [row.wish for row in reading.rows])
    packed = {"packed": pack(book, reading.rows, seen=newest_row(book))}
    form = ApplyForm(initial=packed) if typed is None else ApplyForm(typed.dict() | packed)
    if refused:
        form.add_error(None, refused)
    form.fields["reason"].required = bool(asked) or book.month.first <= timezone.localdate()
    status = CONFLICT if form.is_bound else 200
    more = {"reading": reading, "apply_form": form, "asked": asked, "count": len(reading.rows)}
    return page(request, book, SheetForm(), status=status, **more)


def page(request: MemberRequest, book: Book, form: SheetForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "month": book.month.first,
        "is_begun": book.month.first <= timezone.localdate(),
        **more,
    }
    return render(request, "kpis/targets_upload.html", context, status=status)
