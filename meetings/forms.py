"""The stand-up's form, made for a thumb: three answers, and what became of the blockers that still stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Deliverable, Item
from meetings import from_items
from meetings.models import Blocker, StandUp, lines_of
from meetings.offers import offered
from meetings.services.blockers import Act, Settled
from roles.forms import DayField, colleagues
from roles.models import Member
from teamops.lib.months import Span

MOST_CHARACTERS = 2000


def words(rows: int, **attributes: str | Promise) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-grow": "", **attributes})


@dataclass(frozen=True)
class Read:
    """What a page has read already, so that the form needn't: what lies with the writer, the most urgent first, who is
    in the team, its open blockers, the oldest first."""

    with_me: Sequence[Item] | None = None
    people: Sequence[Member] | None = None
    stuck: Sequence[Blocker] | None = None


NOTHING_READ = Read()


class StandUpForm(forms.Form):
    """Three answers, one thing a line. Each open blocker of the member's can be ticked off, and what lies with them."""

    done = forms.CharField(label=_("Done yesterday"), required=False, max_length=MOST_CHARACTERS, widget=words(2))
    plan = forms.CharField(
        label=_("Plan for today"),
        max_length=MOST_CHARACTERS,
        widget=words(2),
        error_messages={"required": _("Write at least one thing that you plan for today.")},
    )
    blockers = forms.CharField(
        label=_("New blockers"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=words(1, placeholder=_("Where it is stuck, whom you wait for")),
    )
    owner = forms.ModelChoiceField(
        Member.objects.none(), label=_("Who solves it"), required=False, empty_label=_("I see to it")
    )
    needed_by = DayField(label=_("Needed by"), required=False)

    def __init__(self, *args: Any, by: Member, on: date, read: Read = NOTHING_READ, **options: Any) -> None:
        super().__init__(*args, **options)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(by, on=on).exclude(pk=by.pk)
        people = owner.queryset if read.people is None else read.people
        self.people = {one.pk: one for one in people if one != by}
        names = [(str(pk), str(one)) for pk, one in self.people.items()]
        owner.choices = [("", owner.empty_label), *names]
        standing = Blocker.objects.of(by).open().for_list().oldest_first() if read.stuck is None else read.stuck
        self.standing: Sequence[Blocker] = [one for one in standing if by.pk in (one.raised_by_id, one.owner_id)]
        for blocker in self.standing:
            self.fields[f"now-{blocker.pk}"] = fate_of(blocker, names)
            if blocker.is_stale:
                note = forms.CharField(label=_("What, to whom, or why"), max_length=500, required=False)
                self.fields[f"note-{blocker.pk}"] = note
        self.on = on
        self.with_me = from_items.with_member(by) if read.with_me is None else read.with_me
        self.under_way = from_items.to_tick_off(self.with_me)
        for item in self.under_way:
            self.fields[f"move-{item.pk}"] = forms.BooleanField(label=item.title, required=False)

    @property
    def fates(self) -> list[tuple[Blocker, forms.BoundField, forms.BoundField | None]]:
        """Each open blocker with its fields."""
        return [(one, self[f"now-{one.pk}"], self[f"note-{one.pk}"] if one.is_stale else None) for one in self.standing]

    @property
    def moves(self) -> list[tuple[Item, forms.BoundField, list[Deliverable]]]:
        """Each item that can be ticked as finished, with its field and what is handed over with it."""
        return [(one, self[f"move-{one.pk}"], from_items.owed(one)) for one in self.under_way]

    def clean(self) -> dict[str, Any]:
        """What was decided, and why something is dropped, is said."""
        cleaned = super().clean() or {}
        for one in self.standing:
            if cleaned.get(f"now-{one.pk}") in (Act.DECIDE, Act.DROP) and not cleaned.get(f"note-{one.pk}", "").strip():
                self.add_error(f"note-{one.pk}", _("Say what is decided, or why it is dropped."))
        return cleaned

    @property
    def words(self) -> dict[str, Any]:
        """The answers, for ``services.stand_ups.write``."""
        asked = {name: self.cleaned_data[name] for name in ("done", "plan", "blockers", "owner", "needed_by")}
        finished = [item for item in self.under_way if self.cleaned_data[f"move-{item.pk}"]]
        said = [from_items.finished_line(item, item.now.stage) for item in finished]
        planned = {from_items.plan_line(item, on=self.on) for item in finished}
        left = [line for line in lines_of(asked["plan"]) if line not in planned]
        return asked | {
            "done": together(asked["done"], said),
            "plan": "\n".join(left),
            "settled": [fate for one in self.standing if (fate := self._settled(one))],
            "finished": finished,
        }

    def _settled(self, blocker: Blocker) -> Settled | None:
        now, note = self.cleaned_data[f"now-{blocker.pk}"], self.cleaned_data.get(f"note-{blocker.pk}", "")
        if not now:
            return None
        if now is True:
            return Settled(blocker, Act.SOLVE)
        if now in list(Act):
            return Settled(blocker, Act(now), note)
        return Settled(blocker, Act.HAND_OVER, note, self.people[int(now)])

    @classmethod
    def of(cls, stand_up: StandUp, *, by: Member) -> "StandUpForm":
        """To change what is written."""
        fields = ("done", "plan", "blockers")
        return cls(initial={field: getattr(stand_up, field) for field in fields}, by=by, on=stand_up.day)

    @classmethod
    def after(cls, last: StandUp | None, *, by: Member, on: date, read: Read = NOTHING_READ) -> "StandUpForm":
        """To write a new one: what was planned last is proposed as done, but for what the work says better and what
        still lies with one; that is proposed as planned, with what else is offered."""
        form = cls(by=by, on=on, read=read)
        more = offered(by, Span(last.day if last else on, on))
        planned = [*from_items.plan_lines(form.with_me, on=on), *more.plan]
        said = (*more.instead_of, *(from_items.planned_line(item, item.now.stage) for item in form.with_me))
        planned_last, told = (last.plan_lines, last.done_lines) if last else ([], [])
        done = [line for line in planned_last if not line.startswith(said)]
        done += [line for line in more.done if line not in told]
        proposed = {"done": together("", done), "plan": together("", planned)}
        form.initial = {name: text for name, text in proposed.items() if text}
        return form


def together(text: str, more: list[str]) -> str:
    """The lines of a text and those of ``more`` that it doesn't hold."""
    return "\n".join(dict.fromkeys([*lines_of(text), *more]))


def fate_of(blocker: Blocker, names: list[tuple[str, str]]) -> forms.Field:
    """A tick, until it has stood too long: then one has to say what is done about it."""
    if not blocker.is_stale:
        return forms.BooleanField(label=pgettext_lazy("blocker", "solved"), required=False)
    others = [(pk, name) for pk, name in names if pk != str(blocker.owner_id)]
    return forms.ChoiceField(
        label=_("It stood unchanged three times. What now?"),
        choices=[
            ("", _("Choose: decide, hand over or drop")),
            (Act.SOLVE, _("It is solved")),
            (Act.DECIDE, _("Decide, and say what")),
            (Act.DROP, _("Drop it, and say why")),
            (_("Hand it over to"), others),
        ],
        error_messages={"required": _("Say what is done about it: it stood unchanged three times.")},
    )
