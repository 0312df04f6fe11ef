"""What people are told: one row each."""

from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roles.models import Member
from teamops.lib.naming import Bilingual


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member=member)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def unplanned(self) -> Self:
        """Nobody has looked yet whether they go anywhere besides the inbox."""
        return self.filter(planned_at__isnull=True)

    def for_inbox(self) -> Self:
        """The unread ones under their headings, the most pressing first; then what was read, the newest first."""
        ranks = [
            When(Q(read_at__isnull=True, kind__in=Notice.kinds_under(heading)), then=Value(rank))
            for rank, heading in enumerate(Notice.Heading)
            if heading != Notice.Heading.TOLD
        ]
        unread = When(read_at__isnull=True, then=Value(len(ranks)))
        rank = Case(*ranks, unread, default=Value(len(ranks) + 1), output_field=models.SmallIntegerField())
        return self.order_by(rank, "-told_at", "-pk")


class Notice(models.Model):
    """Something that a member should know, with the page it leads to. The text is made when it is read."""

    class Meta:
        verbose_name = _("notice")
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["member", "read_at"], name="notices_of_a_member"),
            models.Index(fields=["told_at"], name="notices_unplanned", condition=Q(planned_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="told_once_about_a_row", fields=["member", "kind", "about"], condition=~Q(about="")
            )
        ]

    class Kind(models.TextChoices):
        CARD_REVIEWED = "card_reviewed", _("Your scorecard for %(month)s was reviewed by %(by)s.")
        CARD_SIGNED = "card_signed", _("Your scorecard for %(month)s was signed by %(by)s.")
        SELF_REVIEW_DUE = "self_review_due", _("Write your self-review for %(month)s by %(day)s.")
        REVIEW_DUE = "review_due", _("Scorecards for %(month)s wait for your review and signature until %(day)s.")
        REVIEW_LATE = (
            "review_late",
            _("Scorecards for %(month)s still wait for your review and signature. They were due on %(day)s."),
        )
        DISPUTE_RAISED = (
            "dispute_raised",
            _("%(by)s disputes “%(line)s” on their scorecard for %(month)s. Answer by %(day)s."),
        )
        DISPUTE_DUE = "dispute_due", _("%(by)s's dispute of “%(line)s” for %(month)s has to be answered by %(day)s.")
        DISPUTE_ANSWERED = (
            "dispute_answered",
            _("%(by)s answered your dispute of “%(line)s” for %(month)s: %(outcome)s"),
        )
        APPEAL_MADE = "appeal_made", _("%(name)s appeals against their scorecard for %(month)s. Somebody else decides.")
        APPEAL_DECIDED = "appeal_decided", _("%(by)s decided the appeal for %(month)s: %(outcome)s")
        CARD_TAMPERED = (
            "card_tampered",
            _("The signed scorecard of %(name)s for %(month)s no longer says what was signed."),
        )
        CARD_REOPENED = "card_reopened", _("Your scorecard for %(month)s was reopened by %(by)s: %(reason)s")
        ROLE_ASSIGNED = "role_assigned", _("From %(day)s you hold the role %(role)s, %(share)s%%.")
        GOAL_GREEN = "goal_green", _("The goal “%(goal)s” is back on plan.")
        GOAL_YELLOW = (
            "goal_yellow",
            _("The goal “%(goal)s” is %(gap)s points behind plan. Say why, and how it catches up."),
        )
        GOAL_ORANGE = "goal_orange", _("The goal “%(goal)s” is %(gap)s points behind plan. It needs a catch-up note.")
        GOAL_RED = "goal_red", _("The goal “%(goal)s” is %(gap)s points behind plan. It is on the next agenda.")
        GOAL_APPROVED = "goal_approved", _("%(by)s approved the goal “%(goal)s”. It counts from now on.")
        GOAL_TO_DECIDE = "goal_to_decide", _("%(by)s asks to move the goal “%(goal)s” to %(day)s: %(reason)s")
        GOAL_MOVED = "goal_moved", _("%(by)s approved the move of the goal “%(goal)s” to %(day)s.")
        GOAL_STAYS = "goal_stays", _("%(by)s declined the move of the goal “%(goal)s”: %(reason)s")
        MILESTONE_LATE = "milestone_late", _("The milestone “%(milestone)s” of “%(goal)s” was due on %(day)s.")
        TARGETS_TO_CONFIRM = "targets_to_confirm", _("Your targets for %(month)s wait for you to look at and confirm.")
        TARGETS_CHANGED = "targets_changed", _("%(by)s changed your targets for %(month)s: %(reason)s")
        TARGETS_ASKED = "targets_asked", _("%(by)s asks about their targets for %(month)s: %(question)s")
        TARGETS_ANSWERED = "targets_answered", _("%(by)s answered your question about %(month)s: %(answer)s")
        TEMPLATE_PUBLISHED = (
            "template_published",
            _("From %(day)s on %(role)s is scored by version %(version)s of its template, which %(by)s published."),
        )
        AWARDS_TO_PICK = (
            "awards_to_pick",
            _("The candidates for the awards of %(month)s are there. Pick who gets them."),
        )
        AWARD_WON = "award_won", _("You get %(award)s of %(month)s: %(reason)s")
        AWARD_ANNOUNCED = "award_announced", _("%(award)s of %(month)s goes to %(winner)s: %(reason)s")
        AWARD_WITHDRAWN = "award_withdrawn", _("%(by)s withdrew %(award)s of %(month)s from %(winner)s: %(reason)s")
        STAND_UP_DUE = "stand_up_due", _("Your stand-up of %(day)s isn't written yet. It is due at %(at)s.")
        STAND_UP_REPORT = (
            "stand_up_report",
            _("Stand-up of %(day)s: %(written)s of %(expected)s written, %(blockers)s stuck. Missing: %(missing)s"),
        )
        BLOCKER_YOURS = "blocker_yours", _("%(by)s waits for you: %(text)s")
        BLOCKER_OLD = "blocker_old", _("Stuck for %(days)s working days, with %(name)s: %(text)s")
        ACTION_YOURS = "action_yours", _("%(by)s gave you an action until %(day)s: %(text)s")
        ITEM_YOURS = "item_yours", _("“%(item)s” waits for you at “%(stage)s”.")
        ITEM_TO_APPROVE = "item_to_approve", _("“%(item)s” waits at “%(stage)s” for your approval.")
        ITEM_SENT_BACK = "item_sent_back", _("%(by)s sent “%(item)s” back to “%(stage)s”: %(reason)s")
        ITEM_NUDGED = "item_nudged", _("%(by)s asks how “%(item)s” is getting on at “%(stage)s”.")
        ITEM_SOON_DUE = "item_soon_due", _("“%(item)s” has used most of its time at “%(stage)s”: due %(due)s.")
        ITEM_LATE = "item_late", _("“%(item)s” has used up its time at “%(stage)s”: due %(due)s. It is with %(name)s.")
        CLOCK_SOON = "clock_soon", _("“%(item)s”: most of the time is gone. “%(what)s” is due at %(due)s.")
        CLOCK_LATE = "clock_late", _("“%(item)s”: “%(what)s” was due at %(due)s. %(name)s answers for it.")
        ITEM_APPROVED = "item_approved", _("%(by)s approved “%(item)s” at “%(stage)s”.")
        ITEM_WITHDRAWN = (
            "item_withdrawn",
            _("%(by)s edited “%(item)s” after your approval: it doesn't count any more."),
        )
        ITEM_COMMENTED = "item_commented", _("%(by)s remarked on “%(item)s”: %(text)s")
        ITEM_DROPPED = "item_dropped", _("%(by)s dropped “%(item)s”: %(reason)s")
        BUDGET_NEARLY_USED = (
            "budget_nearly_used",
            _("“%(name)s” has used %(percent)s%% of its budget: %(used)s of %(planned)s."),
        )
        BUDGET_USED_UP = (
            "budget_used_up",
            _("“%(name)s” has used up its budget: %(used)s of %(planned)s. Anything more needs an approval."),
        )
        SPENDING_TO_APPROVE = (
            "spending_to_approve",
            _("%(by)s asks for %(amount)s beyond the budget of “%(line)s”: %(what)s"),
        )
        SPENDING_APPROVED = "spending_approved", _("%(by)s approved %(amount)s beyond the budget: %(what)s")
        SPENDING_DECLINED = "spending_declined", _("%(by)s declined %(amount)s for “%(what)s”: %(reason)s")
        WORKFLOW_PUBLISHED = (
            "workflow_published",
            _("%(by)s published version %(version)s of the workflow “%(workflow)s”. New work goes by it."),
        )
        SOP_YOURS = "sop_yours", _("%(by)s handed the SOP “%(sop)s” for “%(name)s” over to you.")
        WEEK_TO_DECIDE = "week_to_decide", _("%(by)s handed in the week %(week)s of “%(item)s”. It waits for a yes.")
        RISK_YOURS = "risk_yours", _("%(by)s gave you a risk to mind: %(risk)s")
        RISK_RAISED = "risk_raised", _("%(metric)s of %(subject)s is %(value)s (limit %(limit)s): a risk is raised.")
        ITEM_BLOCKED = (
            "item_blocked",
            _("“%(item)s” can't go out as it is: %(words)s. Change the words, or have them waived."),
        )
        ITEM_WAIVED = "item_waived", _("%(by)s waived “%(word)s” in “%(item)s” until %(day)s: %(reason)s")
        WAIVER_ENDS = (
            "waiver_ends",
            _("“%(word)s” in “%(item)s” is waived until %(day)s. After that it holds the item up."),
        )
        CAMPAIGN_GREEN = "campaign_green", _("The campaign “%(item)s” is back on plan.")
        CAMPAIGN_YELLOW = (
            "campaign_yellow",
            _("The campaign “%(item)s” is %(gap)s points behind plan. Say why, and how it catches up."),
        )
        CAMPAIGN_ORANGE = (
            "campaign_orange",
            _("The campaign “%(item)s” is %(gap)s points behind plan. It needs a catch-up note."),
        )
        CAMPAIGN_RED = (
            "campaign_red",
            _("The campaign “%(item)s” is %(gap)s points behind plan. It is on the next agenda."),
        )
        NIGHT_FAILED = "night_failed", _("The night of %(day)s failed: %(error)s")
        BOT_REFUSED = "bot_refused", _("The group bot “%(bot)s” can't post any more: %(reason)s")

    class Heading(models.TextChoices):
        """Under what it stands in the inbox, the most pressing first."""

        DUE = "due", _("Due")
        NEEDS_ME = "needs_me", _("Needs me")
        UPCOMING = "upcoming", _("Coming up")
        TOLD = "told", _("For information")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    arguments = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(_("told"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)
    planned_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.Kind(self.kind).label) % {key: _in_words(value) for key, value in self.arguments.items()}

    @classmethod
    def kinds_under(cls, heading: str) -> list[str]:
        return [kind for kind in cls.Kind if HEADINGS.get(kind, cls.Heading.TOLD) == heading]

    @property
    def heading(self) -> str:
        return HEADINGS.get(self.kind, self.Heading.TOLD)

    @property
    def rank(self) -> int:
        """The place of its heading, the most pressing first."""
        return list(self.Heading.values).index(self.heading)

    @property
    def heading_label(self) -> str:
        return str(self.Heading(self.heading).label)

    @property
    def section(self) -> str:
        """The words that it stands under in the inbox."""
        return self.heading_label if self.read_at is None else gettext("Read")

    @property
    def is_urgent(self) -> bool:
        """Whether it is brought at once, at night and on free days too."""
        return self.kind in URGENT


# What isn't here is told for information.
HEADINGS: dict[str, Notice.Heading] = {
    Notice.Kind.SELF_REVIEW_DUE: Notice.Heading.DUE,
    Notice.Kind.REVIEW_DUE: Notice.Heading.DUE,
    Notice.Kind.REVIEW_LATE: Notice.Heading.DUE,
    Notice.Kind.DISPUTE_DUE: Notice.Heading.DUE,
    Notice.Kind.MILESTONE_LATE: Notice.Heading.DUE,
    Notice.Kind.STAND_UP_DUE: Notice.Heading.DUE,
    Notice.Kind.ITEM_SOON_DUE: Notice.Heading.DUE,
    Notice.Kind.ITEM_LATE: Notice.Heading.DUE,
    Notice.Kind.CLOCK_SOON: Notice.Heading.DUE,
    Notice.Kind.CLOCK_LATE: Notice.Heading.DUE,
    Notice.Kind.ITEM_YOURS: Notice.Heading.NEEDS_ME,
    Notice.Kind.ITEM_TO_APPROVE: Notice.Heading.NEEDS_ME,
    Notice.Kind.ITEM_SENT_BACK: Notice.Heading.NEEDS_ME,
    Notice.Kind.ITEM_NUDGED: Notice.Heading.NEEDS_ME,
    Notice.Kind.ITEM_WITHDRAWN: Notice.Heading.NEEDS_ME,
    Notice.Kind.ITEM_BLOCKED: Notice.Heading.NEEDS_ME,
    Notice.Kind.DISPUTE_RAISED: Notice.Heading.NEEDS_ME,
    Notice.Kind.APPEAL_MADE: Notice.Heading.NEEDS_ME,
    Notice.Kind.CARD_TAMPERED: Notice.Heading.NEEDS_ME,
    Notice.Kind.GOAL_YELLOW: Notice.Heading.NEEDS_ME,
    Notice.Kind.GOAL_ORANGE: Notice.Heading.NEEDS_ME,
    Notice.Kind.GOAL_RED: Notice.Heading.NEEDS_ME,
    Notice.Kind.GOAL_TO_DECIDE: Notice.Heading.NEEDS_ME,
    Notice.Kind.TARGETS_TO_CONFIRM: Notice.Heading.NEEDS_ME,
    Notice.Kind.TARGETS_ASKED: Notice.Heading.NEEDS_ME,
    Notice.Kind.AWARDS_TO_PICK: Notice.Heading.NEEDS_ME,
    Notice.Kind.BLOCKER_YOURS: Notice.Heading.NEEDS_ME,
    Notice.Kind.BLOCKER_OLD: Notice.Heading.NEEDS_ME,
    Notice.Kind.ACTION_YOURS: Notice.Heading.NEEDS_ME,
    Notice.Kind.BUDGET_NEARLY_USED: Notice.Heading.NEEDS_ME,
    Notice.Kind.BUDGET_USED_UP: Notice.Heading.NEEDS_ME,
    Notice.Kind.SPENDING_TO_APPROVE: Notice.Heading.NEEDS_ME,
    Notice.Kind.SPENDING_DECLINED: Notice.Heading.NEEDS_ME,
    Notice.Kind.SOP_YOURS: Notice.Heading.NEEDS_ME,
    Notice.Kind.WEEK_TO_DECIDE: Notice.Heading.NEEDS_ME,
    Notice.Kind.RISK_YOURS: Notice.Heading.NEEDS_ME,
    Notice.Kind.RISK_RAISED: Notice.Heading.NEEDS_ME,
    Notice.Kind.CAMPAIGN_YELLOW: Notice.Heading.NEEDS_ME,
    Notice.Kind.CAMPAIGN_ORANGE: Notice.Heading.NEEDS_ME,
    Notice.Kind.CAMPAIGN_RED: Notice.Heading.NEEDS_ME,
    Notice.Kind.NIGHT_FAILED: Notice.Heading.NEEDS_ME,
    Notice.Kind.BOT_REFUSED: Notice.Heading.NEEDS_ME,
    Notice.Kind.ROLE_ASSIGNED: Notice.Heading.UPCOMING,
    Notice.Kind.WAIVER_ENDS: Notice.Heading.UPCOMING,
    Notice.Kind.TARGETS_CHANGED: Notice.Heading.UPCOMING,
    Notice.Kind.TEMPLATE_PUBLISHED: Notice.Heading.UPCOMING,
    Notice.Kind.GOAL_MOVED: Notice.Heading.UPCOMING,
}
# What loses its worth by the next morning.
URGENT = frozenset(
    {Notice.Kind.NIGHT_FAILED, Notice.Kind.CARD_TAMPERED, Notice.Kind.CLOCK_SOON, Notice.Kind.CLOCK_LATE}
)


def _in_words(value: Any) -> Any:
    """Names of rows that are data come in both languages."""
    if isinstance(value, dict):
        return Bilingual.in_readers_language(value["zh"], value["en"])
    return value
