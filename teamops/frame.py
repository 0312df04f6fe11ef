"""The frame of every page: which sections there are for whom, the team switch, the data clock."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.watermarks import Clock, clock
from notices.models import Notice
from roles.calendar import WorkingDays
from roles.models import Member, Team
from roles.permissions import Permission
from teamops.lib.months import Span


@dataclass(frozen=True)
class Page:
    """A page in the navigation: its words, its address, and what one must be allowed to see it there."""

    label: Any
    name: str
    permission: Permission = Permission.SEE_TEAM
    # Further addresses at which this page is the current one.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    label: Any
    icon: str
    pages: tuple[Page, ...]
    on_phone: bool = False


SECTIONS = (
    Section(_("Today"), "house", (Page(_("Today"), "reports:today"),), on_phone=True),
    Section(
        _("Team"),
        "people",
        (
            Page(_("Role board"), "roles:board"),
            Page(_("Members"), "roles:members"),
            Page(_("Leave"), "roles:leave"),
            Page(_("Working days"), "roles:working-days"),
        ),
    ),
    Section(
        _("Work"),
        "kanban",
        (
            Page(_("My work"), "campaigns:mine"),
            Page(
                _("All the work"),
                "campaigns:items",
                also=("campaigns:board", "campaigns:calendar", "campaigns:calendar-rules", "campaigns:timeline"),
            ),
            Page(_("Review desk"), "campaigns:desk", also=("campaigns:bottlenecks", "campaigns:bottlenecks-stays")),
            Page(_("SOPs"), "campaigns:sops", also=("campaigns:sops-sop", "campaigns:sops-run")),
            Page(_("Budget"), "campaigns:budget"),
            Page(_("Risks"), "campaigns:risks"),
            Page(_("Lessons"), "campaigns:lessons"),
            Page(_("Workflows"), "campaigns:workflows"),
        ),
        on_phone=True,
    ),
    Section(
        _("Meetings"),
        "chat-square-text",
        (
            Page(_("Daily stand-up"), "meetings:wall", also=("meetings:write", "meetings:search")),
            Page(
                _("Meetings"),
                "meetings:meetings",
                also=("meetings:series", "meetings:series-add", "meetings:series-edit", "meetings:series-slots"),
            ),
            Page(pgettext_lazy("meeting", "Actions"), "meetings:actions"),
            Page(_("Decisions"), "meetings:decisions"),
            Page(_("Blockers"), "meetings:blockers"),
        ),
        on_phone=True,
    ),
    Section(
        _("Data"),
        "database",
        (
            Page(_("Completeness"), "metrics:completeness"),
            Page(_("Import"), "metrics:imports"),
            Page(_("Channels"), "metrics:channels"),
            Page(_("Connections"), "metrics:connections"),
            Page(_("Content"), "metrics:content"),
            Page(_("Metric dictionary"), "metrics:dictionary"),
        ),
    ),
    Section(
        _("Performance"),
        "clipboard-data",
        (
            Page(_("Scorecards"), "kpis:month", Permission.SEE_OWN_CARD),
            Page(_("Goals"), "goals:list"),
            Page(_("My targets"), "kpis:own-targets", Permission.SEE_OWN_CARD),
            Page(_("Targets"), "kpis:targets", Permission.SEE_TEAM_CARDS),
            Page(_("Templates"), "kpis:templates"),
            Page(_("Awards"), "kpis:awards"),
        ),
        on_phone=True,
    ),
    Section(
        _("Settings"),
        "gear",
        (
            Page(_("Team"), "roles:team", Permission.EDIT_TEAM),
            Page(
                _("Word lists"),
                "campaigns:words",
                also=("campaigns:words-list", "campaigns:words-version", "campaigns:words-try"),
            ),
            Page(_("Group bots"), "notices:bots", Permission.MANAGE_CONNECTIONS),
            Page(_("Sent notices"), "notices:log", Permission.SEE_JOBS),
            Page(_("Night"), "jobs:runs", Permission.SEE_JOBS),
            Page(_("Audit trail"), "roles:audit", Permission.SEE_AUDIT),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool
    icon: str = ""
    count: int = 0
    pages: tuple["Link", ...] = ()


@dataclass(frozen=True)
class Gone:
    """The month's working days: how many are over, of how many."""

    gone: int
    total: int


class Frame:
    """What ``base.html`` shows around a page. Each property is computed when the template asks for it."""

    def __init__(self, request: HttpRequest, member: Member | None) -> None:
        self.request = request
        self.member = member
        self.team = member.team if member else None
        self.profile_url = reverse("profile")
        self._here = request.resolver_match.view_name if request.resolver_match else ""

    @property
    def teams(self) -> list[Link]:
        teams = Team.objects.of(self.request.user, on=timezone.localdate())  # type: ignore[arg-type]
        return [Link(team.name, reverse("reports:today", args=[team.slug]), team == self.team) for team in teams]

    @property
    def sections(self) -> list[Link]:
        return [link for section in SECTIONS if (link := self._link(section))]

    @property
    def tabs(self) -> list[Link]:
        if self.team is None:
            return []
        tabs = [link for section in SECTIONS if section.on_phone and (link := self._link(section))]
        more = reverse("reports:more", args=[self.team.slug])
        return [*tabs, Link(str(_("More")), more, not any(tab.is_current for tab in tabs), icon="grid")]

    @property
    def everything(self) -> list[Link]:
        """Each section with all its pages: what a phone's 更多 lists."""
        return [
            Link(str(section.label), pages[0].url, is_current=False, icon=section.icon, pages=pages)
            for section in SECTIONS
            if (pages := self._pages(section))
        ]

    def _pages(self, section: Section) -> tuple[Link, ...]:
        if self.member is None or self.team is None:
            return ()
        return tuple(
            Link(str(page.label), reverse(page.name, args=[self.team.slug]), self._is_at(page))
            for page in section.pages
            if self.member.may(page.permission)
        )

    def _link(self, section: Section) -> Link | None:
        pages = self._pages(section)
        if not pages:
            return None
        is_current = any(page.is_current for page in pages)
        return Link(
            str(section.label), pages[0].url, is_current, section.icon, pages=pages if is_current and pages[1:] else ()
        )

    def _is_at(self, page: Page) -> bool:
        """A page is current on its own address and on those below it: ``kpis:month`` on ``kpis:month-card``."""
        return self._here in (page.name, *page.also) or self._here.startswith(f"{page.name}-")

    @property
    def data_clock(self) -> Clock | None:
        return clock(self.team, at=timezone.now()) if self.team else None

    @property
    def data_url(self) -> str:
        """Where the clock leads: which day of which channel is there."""
        return reverse("metrics:completeness", args=[self.team.slug]) if self.team else ""

    @property
    def unread(self) -> int:
        return Notice.objects.visible_to(self.member).unread().count() if self.member else 0

    @property
    def notices_url(self) -> str:
        return reverse("notices:inbox", args=[self.team.slug]) if self.team else ""

    @property
    def working_days(self) -> Gone | None:
        if self.team is None:
            return None
        today = timezone.localdate()
        days = list(WorkingDays(self.team, Span.month(today)))
        return Gone(sum(day <= today for day in days), len(days))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame``, or nothing before the sign-in. A personal page stands in the team used last."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"frame": SimpleLazyObject(lambda: Frame(request, getattr(request, "member", None) or last_member(request)))}


def last_member(request: HttpRequest) -> Member | None:
    """Who the person is in the team they used last, if they are still in it."""
    today = timezone.localdate()
    members = Member.objects.present(on=today).with_level(on=today).select_related("team", "person")
    return members.filter(person=request.user.pk, team=request.user.last_team_id).first()  # type: ignore[union-attr]
