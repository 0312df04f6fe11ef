"""The grades of a team: what its totals are called."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kpis.models import Grade
from kpis.models.grades import Ladder
from kpis.services import grades as services
from kpis.writing import plain_number
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422
MOST_GRADES = 8


class GradeForm(forms.Form):
    """One grade; an empty name leaves it out."""

    mark_optional = False

    name = forms.CharField(label=gettext_lazy("Grade"), max_length=10, required=False)
    from_total = forms.DecimalField(
        label=gettext_lazy("From a total of"), max_digits=5, decimal_places=2, min_value=Decimal(0),
        max_value=Decimal(200), required=False,
    )  # fmt: skip

    def clean_from_total(self) -> Decimal | None:
        bound: Decimal | None = self.cleaned_data["from_total"]
        if bound is None and self.cleaned_data.get("name"):
            raise forms.ValidationError(_("Say from which total this grade is given."))
        return bound


GradeFormSet = forms.formset_factory(GradeForm, extra=0, max_num=MOST_GRADES, absolute_max=MOST_GRADES)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_TEMPLATES)
def grades(request: MemberRequest) -> HttpResponse:
    """The ladder in one form, saved as a whole."""
    ladder, status = Grade.objects.ladder_of(request.member.team), 200
    rows = GradeFormSet(request.POST if request.method == "POST" else None, initial=initial_of(ladder))
    if rows.is_bound:
        try:
            if rows.is_valid():
                services.write(by=request.member, ladder=typed(rows))
                messages.success(request, _("Saved."))
                return redirect("kpis:templates-grades", request.member.team.slug)
            status = UNPROCESSABLE
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
            status = CONFLICT
    return render(request, "kpis/grades.html", {"rows": rows, "ladder": ladder}, status=status)


def typed(rows: "forms.BaseFormSet[GradeForm]") -> list[tuple[str, Decimal]]:
    return [
        (form.cleaned_data["name"], form.cleaned_data["from_total"]) for form in rows if form.cleaned_data.get("name")
    ]


def initial_of(ladder: Ladder) -> list[dict[str, str]]:
    """The grades there are, and empty rows up to the most there may be."""
    there = [{"name": grade.name, "from_total": plain_number(grade.from_total)} for grade in ladder.grades]
    return there + [{}] * (MOST_GRADES - len(there))
