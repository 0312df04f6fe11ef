"""What everybody sees about themselves: name, e-mail, language, tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roles.access import personal
from roles.forms import ProfileForm, TokenForm
from roles.models import ApiToken, Person
from roles.services import people, tokens
from teamops.lib.exceptions import NotAllowedNow

SECRET = "token_shown_once"  # noqa: S105 - the name of a place in the session


@require_http_methods(["GET", "POST"])
@never_cache
@personal
def profile(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    initial = {"name": person.name, "email": person.email, "language": person.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.edit_profile(Person.objects.get(pk=person.pk), **form.cleaned_data)
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Saved."))
            return redirect("profile")
    return page(request, form, TokenForm(), status=422 if form.is_bound else 200)


@require_POST
@personal
def issue_token(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            token, secret = tokens.issue(person, **form.cleaned_data, at=timezone.now())
        except NotAllowedNow as reason:
            form.add_error(None, str(reason))
        else:
            request.session[SECRET] = {"name": token.name, "secret": secret}
            return redirect("profile")
    initial = {"name": person.name, "email": person.email, "language": person.language}
    return page(request, ProfileForm(initial=initial), form, status=422)


@require_POST
@personal
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, person=request.user.pk, pk=pk)
    tokens.revoke(token, at=timezone.now())
    messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
    return redirect("profile")


def page(request: HttpRequest, form: ProfileForm, token_form: TokenForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "token_form": token_form,
        "tokens": ApiToken.objects.filter(person=request.user.pk).usable(at=timezone.now()),
        "shown_once": request.session.pop(SECRET, None),
    }
    return render(request, "roles/profile.html", context, status=status)
