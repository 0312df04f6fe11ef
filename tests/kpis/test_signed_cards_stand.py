"""No sequence of permitted actions changes a signed card: whatever is imported, undone, reassigned, retargeted, scored
anew, said, signed, reopened or appealed, whoever goes on leave or changes their role, in whatever order, what was
signed stays as it was, and its hash proves it."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kpis import freeze, restated, verifying
from kpis.models import Adjustment, Appeal, Dispute, Evidence, Line, Part, Scorecard, SelfReview, Target
from kpis.scorecards import recompute
from kpis.services import adjustments, appeals, disputes, finishing, grades, review, self_reviews, templates
from metrics.models import Attribution, ImportBatch, Metric, Point, Subject
from metrics.services import imports
from roles.models import Assignment, DayOverride, LevelGrant, Member, Person, Team
from roles.permissions import Level
from roles.services import leave
from teamops.lib.exceptions import NotAllowedNow
from tests.building import attribute, hold, make_channel, make_template, put

OCTOBER = date(2026, 10, 1)
LAST = date(2026, 10, 31)
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 300},
]
WORDS = st.sampled_from(["补数据", "我不同意", "照计划", ""])
# Whose cards there are, and mostly by whom they are signed.
CARDS = st.sampled_from(["member", "manager"])
SIGNERS = st.sampled_from(["owner", "other", "other", "manager", "member"])
# What a signed card is made of, in the database's own words; what may be written beside it is left out.
BESIDE = {"is_current", "is_touched", "restated_at", "restated_total"}
ROWS: dict[type, str] = {
    Part: "scorecard", Line: "part__scorecard", Evidence: "line__part__scorecard", Adjustment: "scorecard",
    SelfReview: "scorecard", Dispute: "scorecard",
}  # fmt: skip


# How often each act succeeded: a machine that never signs would prove nothing.
DONE: Counter[str] = Counter()


def rows_of(card: int) -> list[Any]:
    """Everything that the database holds of a signed card."""
    own = Scorecard.objects.filter(pk=card).values().get()
    found = [{name: value for name, value in own.items() if name not in BESIDE}]
    for model, way in ROWS.items():
        found.extend(model._default_manager.filter(**{way: card}).order_by("pk").values())
    return found


class MonthEnd(RuleBasedStateMachine):
    """A team of four, one channel, one month that is over; everybody tries everything."""

    @initialize()
    def begin(self) -> None:
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.at = datetime(2026, 11, 3, 2, tzinfo=UTC)
        self.signed: dict[int, list[Any]] = {}
        self.team = Team.objects.create(slug="stand", name="站住")
        levels = {"owner": Level.OWNER, "manager": Level.MANAGER, "other": Level.MANAGER, "member": Level.MEMBER}
        self.people = {name: self.person(name, level) for name, level in levels.items()}
        self.template = make_template(self.team, "copywriter", KPIS)
        hold(self.people["member"], "copywriter")
        hold(self.people["manager"], "copywriter")
        self.account = make_channel(self.team)
        attribute(self.account.subject, self.people["member"], share=60)
        attribute(self.account.subject, self.people["manager"], share=40)
        for name in ("member", "manager"):
            self.stand_ups(self.people[name])
        put(self.account.subject, "oa.followers_new", {OCTOBER + timedelta(days=n): 9 for n in range(31)})
        self.score()
        # One card begins signed and appealed against, the other one disputed; the rest is left to chance.
        line, member = self.lines("member")[0], self.people["member"]
        self_reviews.write(line.part.scorecard, by=member, text="返工两次", at=self.now())
        words = {"points": Decimal(-2), "reason": "补交", "at": self.now()}
        adjustments.adjust(line, by=self.people["owner"], **words)
        self.sign("member", by="other")
        for card in Scorecard.objects.signed():
            appeals.appeal(card, by=self.people["member"], text="再看看", at=self.now())
        disputes.dispute(self.lines("manager")[0], by=self.people["manager"], text="少算了", at=self.now())
        # After the signature a number comes in that another one replaces, and that is taken back.
        for value in (20, 30):
            self.bring_in(5, value)
        self.undo()
        self.night()
        self.what_was_signed_stands()

    def person(self, name: str, level: str) -> Member:
        person = Person.objects.create_user(username=f"stand-{name}", password=None, name=name)
        member = Member.objects.create(team=self.team, person=person, joined_on=date(2026, 1, 1))
        LevelGrant.objects.create(member=member, level=level, from_on=date(2026, 1, 1))
        return Member.objects.with_level(on=date(2026, 11, 3)).select_related("team", "person").get(pk=member.pk)

    def stand_ups(self, member: Member) -> None:
        subject = Subject.objects.create(team=self.team, kind=Subject.Kind.MEMBER, name=str(member), member=member)
        days = [OCTOBER + timedelta(days=n) for n in range(31)]
        for code in ("process.stand_ups_due", "process.stand_ups_logged"):
            put(subject, code, dict.fromkeys(days, 1))
        attribute(subject, member)

    def now(self) -> datetime:
        self.at += timedelta(minutes=7)
        return self.at

    def score(self) -> None:
        recompute(self.team, through=LAST, at=self.now())

    def card(self, of: str) -> Scorecard | None:
        return Scorecard.objects.filter(member=self.people[of], month=OCTOBER).current().first()

    def attempt(self, act: Any, *args: Any, **words: Any) -> None:
        """What isn't allowed is refused with a sentence, and nothing else happens."""
        with suppress(NotAllowedNow), transaction.atomic():
            act(*args, **words)
            DONE[act.__name__] += 1

    # What happens to the numbers.

    @rule(day=st.integers(1, 31), value=st.integers(0, 40))
    def bring_in(self, day: int, value: int) -> None:
        """Through the importer, confirmed."""
        sheet = f"日期,对象,指标,数值\n2026-10-{day:02},公众号,oa.followers_new,{value}\n".encode()
        by, at = self.people["owner"], self.now()
        words = {"name": f"late-{day}-{value}-{at:%H%M}.csv", "channel": None, "as_of": at.date(), "by": by, "at": at}
        batch = imports.preview(self.team, sheet, **words)
        self.attempt(imports.confirm, batch, by=by, at=self.now())

    @rule()
    def undo(self) -> None:
        batch = ImportBatch.objects.filter(team=self.team, state=ImportBatch.State.IMPORTED).order_by("-pk").first()
        if batch:
            self.attempt(imports.undo, batch, by=self.people["owner"], at=self.now())

    @rule(value=st.integers(0, 20), day=st.integers(1, 31))
    def restate(self, value: int, day: int) -> None:
        points = Point.objects.filter(subject=self.account.subject, day=date(2026, 10, day))
        points.update(value=Decimal(value))

    @rule(share=st.integers(1, 60))
    def reassign(self, share: int) -> None:
        Attribution.objects.filter(subject=self.account.subject, member=self.people["member"]).update(share=share)

    @rule(share=st.integers(10, 100))
    def change_role(self, share: int) -> None:
        Assignment.objects.filter(member=self.people["member"]).update(share=share)

    @rule(of=CARDS, first=st.integers(1, 31), days=st.integers(0, 9))
    def go_on_leave(self, of: str, first: int, days: int) -> None:
        """Entered afterwards: it would shrink the targets of flows."""
        day = date(2026, 10, first)
        words = {"from_on": day, "until_on": day + timedelta(days=days), "by": self.people["owner"]}
        self.attempt(leave.enter, self.people[of], **words)

    @rule(day=st.integers(1, 31), is_working=st.booleans())
    def change_the_calendar(self, day: int, is_working: bool) -> None:
        DayOverride.objects.update_or_create(
            team=self.team, day=date(2026, 10, day), defaults={"is_working": is_working}
        )

    @rule(day=st.integers(1, 31))
    def leave_the_role(self, day: int) -> None:
        Assignment.objects.filter(member=self.people["member"]).update(until_on=date(2026, 10, day))

    @rule(value=st.integers(0, 9))
    def change_the_team(self, value: int) -> None:
        """What the team sets for its months' ends, and where its grades begin."""
        Team.objects.filter(pk=self.team.pk).update(adjustment_limit=value, appeal_days=value + 1)
        ladder = [("A", Decimal(90 - value)), ("B", Decimal(0))]
        self.attempt(grades.write, by=self.people["owner"], ladder=ladder)

    @rule(wanted=st.integers(100, 500))
    def retarget(self, wanted: int) -> None:
        """A target of the month, set after all that was signed so far."""
        metric = Metric.objects.get(code="oa.followers_new")
        at, where = self.now(), {"team": self.team, "month": OCTOBER, "role": self.template.role, "metric": metric}
        Target.objects.filter(**where).update(is_current=False)
        Target.objects.create(
            **where, target=wanted, zero_at=0, note="晚了", is_late=True, set_by=self.people["owner"], set_at=at
        )

    @rule(day=st.integers(2, 28))
    def publish(self, day: int) -> None:
        """The next version of the template, from a day within the month."""

        def next_version() -> None:
            owner = self.people["owner"]
            draft = templates.copy(self.template, team=self.team, by=owner)
            templates.publish(draft, by=owner, at=self.now(), valid_from=date(2026, 10, day))

        self.attempt(next_version)

    @rule()
    def night(self) -> None:
        self.score()
        restated.look_again(self.team, at=self.now())

    # What people do with the cards.

    @rule(of=CARDS, by=CARDS, text=WORDS)
    def write_self_review(self, of: str, by: str, text: str) -> None:
        if card := self.card(of):
            self.attempt(self_reviews.write, card, by=self.people[by], text=text, at=self.now())

    @rule(of=CARDS, by=SIGNERS, points=st.integers(-6, 6), reason=WORDS, place=st.integers(0, 1))
    def adjust(self, of: str, by: str, points: int, reason: str, place: int) -> None:
        for line in self.lines(of)[place : place + 1]:
            words = {"points": Decimal(points), "reason": reason, "at": self.now()}
            self.attempt(adjustments.adjust, line, by=self.people[by], **words)

    @rule(by=SIGNERS)
    def take_back(self, by: str) -> None:
        for one in Adjustment.objects.filter(scorecard__team=self.team):
            self.attempt(adjustments.take_back, one, by=self.people[by])

    @rule(of=CARDS, by=CARDS, text=WORDS, place=st.integers(0, 1))
    def dispute(self, of: str, by: str, text: str, place: int) -> None:
        for line in self.lines(of)[place : place + 1]:
            self.attempt(disputes.dispute, line, by=self.people[by], text=text, at=self.now())

    @rule(by=SIGNERS, outcome=st.sampled_from(Dispute.ANSWERS), text=WORDS)
    def answer(self, by: str, outcome: str, text: str) -> None:
        for one in Dispute.objects.filter(scorecard__team=self.team):
            words = {"outcome": outcome, "text": text, "at": self.now(), "points": Decimal(2)}
            self.attempt(disputes.answer, one, by=self.people[by], **words)
            self.attempt(disputes.withdraw, one, by=self.people[by])

    @rule(of=CARDS, by=SIGNERS, text=WORDS)
    def review(self, of: str, by: str, text: str) -> None:
        if card := self.card(of):
            self.attempt(review.review, card, by=self.people[by], comment=text, at=self.now())

    @rule(of=CARDS, by=SIGNERS)
    def sign_one(self, of: str, by: str) -> None:
        self.sign(of, by=by)

    def sign(self, of: str, *, by: str) -> None:
        card = self.card(of)
        if card is None:
            return
        words = {"comment": "照计划", "reason": "缺一天", "at": self.now()}
        self.attempt(finishing.finish, card, by=self.people[by], **words)
        card = Scorecard.objects.get(pk=card.pk)
        if card.is_signed and card.pk not in self.signed:
            assert card.signed_by_id != card.member_id
            self.signed[card.pk] = rows_of(card.pk)

    @rule(of=CARDS, by=SIGNERS, text=WORDS)
    def reopen(self, of: str, by: str, text: str) -> None:
        for card in Scorecard.objects.filter(member=self.people[of]):
            self.attempt(review.reopen, card, by=self.people[by], reason=text, at=self.now())

    @rule(of=CARDS, by=CARDS, text=WORDS)
    def appeal(self, of: str, by: str, text: str) -> None:
        if card := self.card(of):
            self.attempt(appeals.appeal, card, by=self.people[by], text=text, at=self.now())

    @rule(by=st.sampled_from(["owner", "manager", "other"]), is_upheld=st.booleans(), text=WORDS)
    def decide(self, by: str, is_upheld: bool, text: str) -> None:
        for one in Appeal.objects.open():
            words = {"is_upheld": is_upheld, "decision": text, "at": self.now()}
            self.attempt(appeals.decide, one, by=self.people[by], **words)

    def lines(self, of: str) -> list[Line]:
        lines = Line.objects.filter(part__scorecard__member=self.people[of], part__scorecard__is_current=True)
        return list(lines.select_related("part__scorecard__team", "part__assignment", "kpi").order_by("pk"))

    @invariant()
    def what_was_signed_stands(self) -> None:
        for card, rows in getattr(self, "signed", {}).items():
            assert rows_of(card) == rows
            assert freeze.verify(Scorecard.objects.get(pk=card))

    def teardown(self) -> None:
        if not hasattr(self, "undo_all"):
            return
        try:
            DONE["revisions"] += Scorecard.objects.filter(revision__gt=1).count()
            assert list(verifying.findings(self.team)) == []
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)


def test_no_sequence_of_permitted_actions_changes_a_signed_card(db):
    MonthEnd.TestCase.settings = settings(
        max_examples=8, stateful_step_count=40, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    case = MonthEnd.TestCase("runTest")
    DONE.clear()
    case.runTest()

    for act in (finishing.finish, appeals.decide, leave.enter, imports.confirm, imports.undo, grades.write):
        assert DONE[act.__name__], act.__name__
    assert DONE["revisions"]
