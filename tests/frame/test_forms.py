"""Forms come in the look's markup, with every help and error tied to its input."""

import pytest
from django import forms

from roles.forms import DayField, MomentField, SeveralField
from roles.models import Role
from teamops.lib.months import parse_month


class Assign(forms.Form):
    share = forms.IntegerField(label="Share", help_text="In percent", max_value=100)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"class": "num"}))
    told = forms.BooleanField(label="Tell them", required=False)
    ways = forms.MultipleChoiceField(
        label="Ways", required=False, choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> None:
        raise forms.ValidationError("<b>They already hold it.")


pytestmark = pytest.mark.usefixtures("english")


def test_an_input_is_tied_to_its_help_and_its_error() -> None:
    text = Assign({"share": "140"}).as_div()
    assert 'aria-describedby="id_share_helptext id_share_error"' in text
    assert 'id="id_share_helptext"' in text
    assert 'id="id_share_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'class="inp bad"' in text


def test_what_was_typed_stays() -> None:
    assert 'value="140"' in str(Assign({"share": "140"}))


def test_only_the_optional_is_marked() -> None:
    text = str(Assign())
    assert text.count('class="opt"') == 2
    assert 'Note <span class="opt">optional' in text


def test_a_filter_marks_nothing() -> None:
    form = Assign()
    form.mark_optional = False
    assert "optional" not in str(form)


def test_a_widget_keeps_its_own_class() -> None:
    assert 'class="num inp"' in str(Assign()["note"])
    assert 'class="check"' in str(Assign()["told"])


def test_an_error_of_the_whole_form_stands_above_and_is_escaped() -> None:
    text = str(Assign({"share": "40"}))
    assert text.index("note-red") < text.index("id_share")
    assert "&lt;b&gt;They already hold it." in text


@pytest.mark.parametrize("year", ["0001", "0026", "1899", "2200", "9999"])
def test_a_year_typed_by_halves_is_refused(year: str) -> None:
    for field, text in ((DayField(), f"{year}-12-31"), (MomentField(), f"{year}-12-31T18:00")):
        with pytest.raises(forms.ValidationError, match=f"{year} isn't between 1900 and 2199"):
            field.clean(text)


def test_a_month_has_one_before_and_one_after() -> None:
    for text in ("0001-01", "9999-12"):
        with pytest.raises(ValueError, match=text):
            parse_month(text)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 19, "9" * 5000, "-1", "x"])
def test_a_key_that_no_row_has_is_no_choice(key: str) -> None:
    """Such a long one is more than SQLite can be asked for."""
    with pytest.raises(forms.ValidationError):
        SeveralField(Role.objects.all()).clean([key])
