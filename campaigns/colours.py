"""The colours of progress control as people call them."""

from django.db import models
from django.utils.translation import pgettext_lazy

from teamops.lib.progress import Colour


class Colours(models.TextChoices):
    GREEN = Colour.GREEN, pgettext_lazy("progress", "on plan")
    YELLOW = Colour.YELLOW, pgettext_lazy("progress", "yellow")
    ORANGE = Colour.ORANGE, pgettext_lazy("progress", "orange")
    RED = Colour.RED, pgettext_lazy("progress", "red")


SERIOUS = [Colours.ORANGE, Colours.RED]
