"""What is signed stands: a row that hangs on a card changes only as long as the card does."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from kpis.models.scorecards import Scorecard


class RowOfCard(models.Model):
    """A row of a scorecard. It is refused to change, and to go, once the card is signed."""

    class Meta:
        abstract = True

    @property
    def card(self) -> "Scorecard":
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.card.refuse_if_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.card.refuse_if_frozen()
        return super().delete(*args, **kwargs)
