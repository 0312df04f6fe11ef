"""Writing word lists: a draft, its words, a sheet into it, and publishing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import word_sheet
from campaigns.models import Word, WordList, WordListVersion
from campaigns.services import word_lists as services
from campaigns.views.word_lists import UNPROCESSABLE, the_list
from campaigns.word_forms import ListForm, PublishForm, WordForm, WordSheetForm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_WORDS)
def add(request: MemberRequest) -> HttpResponse:
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_list(request.member.team, name=form.cleaned_data["name"], by=request.member)
        except NotAllowedNow as reason:
            form.add_error("name", str(reason))
        else:
            return to(request, made)
    return render(request, "campaigns/word_list_add.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@requires(Permission.EDIT_WORDS)
def start(request: MemberRequest, pk: int) -> HttpResponse:
    word_list = the_list(request, pk)
    try:
        services.start_draft(word_list, by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    return to(request, word_list)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_WORDS)
def say(request: MemberRequest, pk: int, word: int | None = None) -> HttpResponse:
    """A new word of the draft, or another wording for one that is in it."""
    word_list = the_list(request, pk)
    draft = the_draft(word_list)
    known = get_object_or_404(draft.words, pk=word) if word else None
    form = WordForm(request.POST or None, initial=said_of(known) if known else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.say(draft, form.saying, instead_of=known, by=request.member)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("“%(word)s” is in the draft.") % {"word": form.saying.word})
            return to(request, word_list)
    context = {"form": form, "list": word_list, "known": known}
    return render(request, "campaigns/word_form.html", context, status=UNPROCESSABLE if form.errors else 200)


def said_of(word: Word) -> dict[str, object]:
    return {name: getattr(word, name) for name in WordForm.base_fields}


@require_POST
@requires(Permission.EDIT_WORDS)
def take_out(request: MemberRequest, pk: int, word: int) -> HttpResponse:
    word_list = the_list(request, pk)
    draft = the_draft(word_list)
    found = get_object_or_404(draft.words, pk=word)
    try:
        services.take_out(draft, found, by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(word)s” is out of the draft.") % {"word": found.word})
    return to(request, word_list)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_WORDS)
def import_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """A sheet's words go into the draft; what counts doesn't change before it is published."""
    word_list = the_list(request, pk)
    form = WordSheetForm(request.POST or None, request.FILES or None)
    context = {"form": form, "list": word_list}
    if request.method == "POST" and form.is_valid():
        try:
            reading = word_sheet.read(form.cleaned_data["file"].read())
            if reading.sayings:
                services.take_in(word_list, reading.sayings, replace=form.cleaned_data["replace"], by=request.member)
        except NotAllowedNow as reason:
            form.add_error("file", str(reason))
        else:
            if reading.sayings and not reading.problems:
                messages.success(request, taken_in(len(reading.sayings)))
                return to(request, word_list)
            context |= {"reading": reading, "taken": taken_in(len(reading.sayings))}
    return render(request, "campaigns/word_import.html", context, status=UNPROCESSABLE if form.errors else 200)


def taken_in(count: int) -> str:
    return ngettext("%(count)s word went into the draft.", "%(count)s words went into the draft.", count) % {
        "count": count
    }


@require_POST
@requires(Permission.EDIT_WORDS)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    word_list = the_list(request, pk)
    form = PublishForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        version = services.publish(the_draft(word_list), note=note, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Version %(number)s counts from now on.") % {"number": version.number})
    return to(request, word_list)


@require_POST
@requires(Permission.EDIT_WORDS)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    word_list = the_list(request, pk)
    try:
        services.discard(the_draft(word_list), by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The draft is dropped. The published version goes on."))
    return to(request, word_list)


def the_draft(word_list: WordList) -> WordListVersion:
    """Raise ``Http404`` for a list without one."""
    if word_list.draft is None:
        raise Http404
    return word_list.draft


def to(request: MemberRequest, word_list: WordList) -> HttpResponseRedirect:
    return redirect("campaigns:words-list", request.member.team.slug, word_list.pk)
