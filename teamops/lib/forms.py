"""Forms in the look's markup: label, input, help, error in its place."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template.exceptions import TemplateDoesNotExist
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy, pgettext_lazy

# Sentences of Django's own forms that our catalogue says in our words.
REWORDED = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
        "max",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
        "max",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s digit before the decimal point.",
        "Ensure that there are no more than %(max)s digits before the decimal point.",
        "max",
    ),
)

CHOICE_WIDGETS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


# How Django calls the choice of nothing, where a form doesn't say better.
DASHES = "---------"


def name_the_empty_choice(field: forms.Field) -> None:
    """Say in words what a line of dashes means: something is still to be chosen, or nothing needs to be."""
    words = gettext_lazy("Choose") if field.required else pgettext_lazy("choice", "none")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        if choices and choices[0] == ("", DASHES):
            field.choices = [("", words), *choices[1:]]


def first_wrong(form: forms.BaseForm) -> str | None:
    """The field that a refused form leads its reader to."""
    if not form.is_bound:
        return None
    return next((name for name in form.fields if name in form.errors and not form[name].is_hidden), None)


class LookField(forms.BoundField):
    """A field that dresses its own widget."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        name_the_empty_choice(field)
        super().__init__(form, field, name)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        classes = [widget.attrs.get("class", ""), "check" if isinstance(widget, CHOICE_WIDGETS) else "inp"]
        if self.errors:
            classes.append("bad")
        if self.name == first_wrong(self.form):
            built["autofocus"] = True
        built["class"] = " ".join(dict.fromkeys(" ".join(classes).split()))
        return built

    @property
    def is_choice(self) -> bool:
        """A single tick: the box stands before its label."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_marked_optional(self) -> bool:
        """Required is the rule; forms of filters say ``mark_optional = False``."""
        return not self.field.required and not self.is_choice and getattr(self.form, "mark_optional", True)


class Renderer(TemplatesSetting):
    """Ours first, then those that come with Django."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = LookField

    def __init__(self) -> None:
        self.shipped = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self.shipped.get_template(template_name)
