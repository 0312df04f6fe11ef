"""What the review desk and the page of bottlenecks are asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Gate


class DeskFilter(forms.Form):
    mark_optional = False
    MINE = "mine"

    kind = forms.ChoiceField(label=_("Gate"), required=False, choices=[("", _("All gates")), *Gate.Kind.choices])
    whose = forms.ChoiceField(
        label=_("Whose turn"), required=False, choices=[("", _("Everybody's")), (MINE, _("For me to decide"))]
    )
