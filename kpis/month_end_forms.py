"""What is typed about a card between the month's end and the end of its appeal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpis.forms import SeenForm
from kpis.models import Appeal, Dispute


def few_lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SelfReviewForm(SeenForm):
    text = forms.CharField(
        label=_("Self-review"), max_length=2000, widget=few_lines(4),
        help_text=_("What went well, what didn't, what you need. The managers read it before they review."),
    )  # fmt: skip


class OneOfSeveral(forms.Form):
    """Stands on a card beside other forms with fields of the same names: its ids begin with ``about``."""

    about = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.about}-%s"} | options)


class NoteForm(OneOfSeveral, SeenForm):
    """The member's words about one line."""

    about = "note"
    text = forms.CharField(label=_("Your note on this line"), max_length=1000, widget=few_lines(2))


class DisputeForm(OneOfSeveral):
    about = "dispute"
    text = forms.CharField(
        label=_("What is wrong with this line"), max_length=1000, widget=few_lines(2),
        help_text=_("A manager answers within the team's working days. Until then the card can't be signed."),
    )  # fmt: skip


class AdjustForm(OneOfSeveral, SeenForm):
    about = "adjust"
    points = forms.DecimalField(label=_("Points up or down"), max_digits=5, decimal_places=2)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=few_lines(2), help_text=_("Stands beside the score.")
    )


class AnswerForm(OneOfSeveral):
    """``points`` belongs to an adjustment."""

    about = "answer"
    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (Dispute.State.ADJUSTED, _("Accept and adjust")),
            (Dispute.State.CORRECTED, _("Accept: the data will be corrected")),
            (Dispute.State.REJECTED, _("Reject")),
        ],
    )
    points = forms.DecimalField(label=_("Points, for an adjustment"), max_digits=5, decimal_places=2, required=False)
    text = forms.CharField(label=_("To the member"), max_length=1000, widget=few_lines(2))


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What should be looked at again"), max_length=2000, widget=few_lines(3),
        help_text=_("Somebody else than the signer decides. Each revision of a card is appealed against once."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[
            (Appeal.State.UPHELD, _("Uphold: a new revision is opened")),
            (Appeal.State.DISMISSED, _("Dismiss: what was signed stands")),
        ],
        coerce=lambda key: key == Appeal.State.UPHELD,
    )
    decision = forms.CharField(label=_("Reason"), max_length=300, widget=few_lines(2))


class FinishForm(SeenForm):
    """Review and signature in one: the sitting's form. The reason is asked for only where the data is incomplete, and
    needed there."""

    mark_optional = False

    comment = forms.CharField(label=_("Review"), max_length=2000, widget=few_lines(3))
    reason = forms.CharField(
        label=_("Why it can be signed although data is missing"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "required": True}),
    )
