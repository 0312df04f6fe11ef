"""What one wants to be told how."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notices.forms import ChoicesForm
from notices.models import NoticeChoices
from notices.services import choosing
from roles.access import personal
from roles.models import Person


@require_http_methods(["GET", "POST"])
@personal
def choices(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    chosen = NoticeChoices.objects.filter(person=person).first() or NoticeChoices(person=person)
    form = ChoicesForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        choosing.choose(person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notice-choices")
    context = {"form": form, "can_mail": settings.MAILS_NOTICES}
    return render(request, "notices/choices.html", context, status=422 if form.is_bound else 200)
