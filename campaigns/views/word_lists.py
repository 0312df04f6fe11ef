"""Word lists to read: all of them, one with its words, what a version changed, and a text to try them on."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.checking import check
from campaigns.marked import pieces
from campaigns.models import Word, WordList, WordListVersion
from campaigns.services.word_lists import differences
from campaigns.word_forms import PublishForm, TryForm, WordFilter
from campaigns.word_sheet import rows_of
from metrics.views.files import as_csv, as_file
from roles.access import MemberRequest, requires
from roles.permissions import Permission

UNPROCESSABLE = 422
A_PAGE = 50


@require_GET
@requires(Permission.SEE_TEAM)
def lists(request: MemberRequest) -> HttpResponse:
    found = WordList.objects.visible_to(request.member).for_list()
    may_edit = request.member.may(Permission.EDIT_WORDS)
    return render(request, "campaigns/word_lists.html", {"lists": found, "may_edit": may_edit})


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One list with its words: the draft's for who may edit it, else the published ones."""
    word_list = the_list(request, pk)
    may_edit = request.member.may(Permission.EDIT_WORDS) and not word_list.is_shipped
    shown = (word_list.draft if may_edit else None) or word_list.published
    form = WordFilter(request.GET)
    words = words_of(shown, form)
    context = {
        "list": word_list,
        "shown": shown,
        "page": Paginator(words, A_PAGE).get_page(request.GET.get("page")),
        "filter": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_edit": may_edit,
        "changed": len(differences(shown)) if shown and not shown.is_published else 0,
        "publish": PublishForm(),
    }
    return render(request, "campaigns/word_list.html", context)


def words_of(version: WordListVersion | None, form: WordFilter) -> QuerySet[Word]:
    if version is None:
        return Word.objects.none()
    asked = form.cleaned_data if form.is_valid() else {"q": "", "severity": ""}
    found = Word.objects.filter(version=version).matching(q=asked["q"].strip(), severity=asked["severity"])
    return found.order_by("pk")


@require_GET
@requires(Permission.SEE_TEAM)
def version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """What a version says that the one before it didn't."""
    word_list = the_list(request, pk)
    found = next((one for one in word_list.versions.all() if one.number == number), None)
    if found is None:
        raise Http404
    context = {"list": word_list, "version": found, "differences": differences(found)}
    return render(request, "campaigns/word_version.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """The words that count now (those of the draft if nothing is published yet), as a workbook or csv."""
    word_list = the_list(request, pk)
    shown = word_list.published or word_list.draft
    rows = rows_of(shown.words.all() if shown else [])
    if request.GET.get("as") == "csv":
        return as_csv(rows, f"{word_list.label}.csv")
    return as_file({word_list.label: rows}, f"{word_list.label}.xlsx")


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_TEAM)
def try_out(request: MemberRequest) -> HttpResponse:
    """A text, checked against the lists in force. Nothing is stored."""
    form = TryForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        checked = check({"text": text}, request.member.team)
        context |= {"checked": checked, "pieces": list(pieces(text, checked.marks, checked.spared["text"]))}
    return render(request, "campaigns/word_try.html", context, status=UNPROCESSABLE if form.errors else 200)


def the_list(request: MemberRequest, pk: int) -> WordList:
    """Raise ``Http404`` for another team's, as for one that isn't there."""
    return get_object_or_404(WordList.objects.visible_to(request.member).for_list(), pk=pk)
