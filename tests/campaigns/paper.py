"""November's work as somebody would write it down: thirty items, a line each; beside them SOPs, a group's weeks, and
what was paid. ``tests/campaigns/test_sources.py`` says
what they come to, counted by hand on this table."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from campaigns.models import Approval, BudgetLine, CampaignDetail, Clock, Item, Resource, WeekPlan, Workflow
from campaigns.models.weeks import week_of
from campaigns.services import items, sop_runs
from metrics.models import Channel, Metric
from roles.models import Member
from tests.building import each_day, make_budget, make_channel, make_sop_run, put
from tests.campaigns.conftest import moment

A_DAY = timedelta(days=1)
BEGINNING = moment("09:00", "2026-11-01")

# Settled (its topic left the first stage), promised, out: days of November.
#        title, who answers, who wrote, settled, promised, out
CONTENT = """
C1   planner  writer  1  2   2
C2   planner  writer  1  3   5
C3   planner  writer  1  4   4
C4   planner  writer  2  6   -
C5   planner  -       2  9   9
C6   planner  -       -  10  -
C7   planner  writer  5  -   -
C8   writer   -       2  12  11
C9   writer   -       2  13  16
C10  planner  writer  2  27  -
"""
# Each decision on its plan: the day, and whether it was approved. Resources: needed on, in place on.
#        title, decisions, resources
CAMPAIGNS = """
A1   4+         6:6,6:5
A2   5-,9+      10:11
A3   10-,11-    12:-
A4   -          13:13,30:-
A5   16+        16:16,17:16,18:20
A6   17-,18-,19+  20:-
"""
# A review's time ran out at due; decided at, by whom. Days and clock times of November.
#        title, due, decided, by
REVIEWS = """
V1   03T10:00  03T10:00  minder
V2   03T15:00  03T15:01  minder
V3   04T10:00  -         -
V4   05T10:00  04T17:00  minder
"""
# Asked for, answered, delivered. At nine hours a day the answer is due at 17:30 and the delivery on the fifth
# working day at 13:30.
REQUESTS = """
R1   02T09:00  02T12:00  06T13:30
R2   02T09:00  02T17:31  06T10:00
R3   09T09:00  09T10:00  16T09:00
R4   09T09:00  -         -
R5   26T09:00  26T10:00  -
"""
# A technical incident: began, recovered.
INCIDENTS = """
I1   07T23:30  08T01:30
I2   14T10:00  14T12:01
I3   14T20:00  -
"""
# A finding: acted on, a day's number before and after.
FINDINGS = """
F1   5   100  120
F2   9   100  104
"""
# A SOP of seven days: its day 0, what became of its steps (+ done on its day, a number: done on that day, s skipped, x
# excused by a lead in time, - nothing), the day on which it was ended.
SOPS = """
S1   2   +,+,6,s,x,-,+   -
S2   27  +,-,-,-,-,-,-   28
"""
# A group's weeks: topics planned for a day, raised or not; decisions on its plans.
WEEKS = """
G1   3+,5-,10+,17+,24-   2-,3+,9+
"""
# What was paid: day, yuan, for which campaign, from which kind of line. A1 runs from the 8th to the 12th; A2 has no
# days of its own.
PAID = """
3    500     A1  campaigns
9    200     A1  campaigns
20   100.50  A1  campaigns
15   80      A2  incentives
15   40      -   content
16   900     -   tools
"""


# What it comes to: whose, metric, how many in November.
COUNTED = """
planner  topics_planned       7
planner  topics_done          4
writer   topics_planned       8
writer   topics_done          5
planner  outputs_due          7
planner  outputs_on_time      3
writer   outputs_due          7
writer   outputs_on_time      3
lead     plans_submitted      9
lead     plans_approved       4
lead     resources_asked     10
lead     resources_in_place   5
minder   reviews_due          4
minder   reviews_within_sla   2
member   requests_received    4
member   requests_within_sla  1
member   incidents            3
member   incidents_recovered  1
analyst  findings_verified    1
keeper   sop_due              8
keeper   sop_done             5
keeper   plans_submitted      3
keeper   plans_approved       2
keeper   group_topics         3
"""
# And of campaigns and the team, day by day, in yuan.
SPENT = """
A1    8:500,9:200,10:0,11:0,12:100.50
A2    15:80
team  3:500,9:200,15:120,20:100.50
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.split("\n") if line.strip()]


def on(day: str) -> date | None:
    return None if day == "-" else date(2026, 11, int(day))


def noon(day: date) -> datetime:
    return moment("12:00", day.isoformat())


def then(text: str) -> datetime | None:
    if text == "-":
        return None
    day, clock = text.split("T")
    return moment(clock, f"2026-11-{int(day):02}")


class Paper:
    """Puts the tables into the database; who is named in them is in the cast."""

    def __init__(self, cast: dict[str, Member]) -> None:
        self.cast = cast

    def write(self, times: int = 1) -> None:
        tables = {
            CONTENT: self.content, CAMPAIGNS: self.campaign, REVIEWS: self.review, REQUESTS: self.request,
            INCIDENTS: self.incident, FINDINGS: self.finding, SOPS: self.sop, WEEKS: self.weeks, PAID: self.paid,
        }  # fmt: skip
        for _time in range(times):
            for table, put_in in tables.items():
                for row in rows(table):
                    put_in(*row)

    def start(self, code: str, title: str, owner: str, at: datetime = BEGINNING, **more) -> Item:
        by = self.cast[owner]
        workflow = Workflow.objects.current(by.team_id).get(code=code)
        return items.start(workflow=workflow, title=title, by=by, at=at, **more)

    def leave(self, item: Item, at: datetime, outcome: str = "moved") -> None:
        item.now.left_at, item.now.outcome = at, outcome
        item.now.save()

    def enter(self, item: Item, stage: str, at: datetime, **fields):
        return item.runs.create(stage=item.workflow.stages.get(code=stage), entered_at=at, **fields)

    def content(self, title, owner, writer, settled, promised, out) -> None:
        day = on(promised)
        planned = moment("18:00", day.isoformat()) if day else None
        item = self.start("content", title, owner, planned_at=planned)
        if (day := on(settled)) is not None:
            self.leave(item, moment("17:00", day.isoformat()))
            who = self.cast[writer] if writer != "-" else None
            self.enter(item, "create", moment("17:00", day.isoformat()), assignee=who)
        if (day := on(out)) is not None:
            item.content.published_at = moment("20:00", day.isoformat())
            item.content.save()

    def campaign(self, title, decisions, resources) -> None:
        item = self.start("campaign", title, "lead")
        for one in decisions.split(",") if decisions != "-" else []:
            at = moment("15:00", on(one[:-1]).isoformat())
            self.leave_at(item, "approval", at, "approved" if one[-1] == "+" else "sent_back")
        for needed, there in (one.split(":") for one in resources.split(",")):
            Resource.objects.create(
                item=item, what="海报", needed_by=on(needed), in_place_on=on(there), asked_by=item.owner
            )

    def leave_at(self, item: Item, stage: str, at: datetime, outcome: str) -> None:
        self.enter(item, stage, at, left_at=at, outcome=outcome)

    def review(self, title, due, decided, by) -> None:
        item = self.start("content", title, "other_planner")
        self.leave(item, item.made_at)
        left = then(decided)
        outcome = "approved" if left else ""
        run = self.enter(item, "compliance", item.made_at, due_at=then(due), left_at=left, outcome=outcome)
        if left is not None:
            gate = run.stage.gates.get(kind="compliance")
            Approval.objects.create(run=run, gate=gate, by=self.cast[by], decision="approved", at=left)

    def request(self, title, asked, answered, delivered) -> None:
        item = self.start("request", title, "member", at=then(asked))
        self.stop(item, "respond", answered)
        self.stop(item, "deliver", delivered)

    def incident(self, title, began, recovered) -> None:
        began = then(began)
        item = self.start("incident", title, "member", at=began, kind="technical", happened_at=began)
        self.stop(item, "recover", recovered)

    def stop(self, item: Item, kind: str, at: str) -> None:
        if at != "-":
            Clock.objects.filter(item=item, kind=kind).update(stopped_at=then(at), stopped_by=item.owner)

    def finding(self, title, acted, before, after) -> None:
        day = on(acted)
        subject = make_channel(self.cast["analyst"].team, f"{title} {Channel.objects.count()}").subject
        put(subject, "oa.followers_new", each_day(day - 7 * A_DAY, day - A_DAY, before))
        put(subject, "oa.followers_new", each_day(day + A_DAY, day + 7 * A_DAY, after))
        metric = Metric.objects.get(code="oa.followers_new")
        self.start("finding", title, "analyst", metric=metric, about=subject, acted_on=day)

    def sop(self, title, begins, became, ended) -> None:
        day, keeper, lead = on(begins), self.cast["keeper"], self.cast["lead"]
        run = make_sop_run(keeper, begins_on=day, name=title)
        if ended != "-":
            sop_runs.end(run, reason="群解散了", by=keeper, at=noon(on(ended)))
        for step, what in zip(run.steps.order_by("due_on"), became.split(","), strict=True):
            done_on = step.due_on if what == "+" else on(what) if what.isdigit() else None
            if done_on is not None:
                step.done_at, step.done_by = noon(done_on), keeper
            elif what in ("s", "x"):
                step.skipped_at, step.skipped_by, step.note = noon(step.due_on), keeper if what == "s" else lead, "停发"
                step.is_excused = what == "x"
            step.save()

    def weeks(self, title, topics, decisions) -> None:
        keeper = self.cast["keeper"]
        group = self.start("community", title, "keeper", keeper=keeper)
        for one in topics.split(","):
            day = on(one[:-1])
            plan, _is_new = WeekPlan.objects.get_or_create(item=group, week=week_of(day).first)
            topic = plan.activities.create(day=day, title="换季泛红", planned_by=keeper)
            if one[-1] == "+":
                topic.outcome, topic.settled_by, topic.settled_at = "held", keeper, noon(day)
                topic.save()
        for one in decisions.split(","):
            at = noon(on(one[:-1]))
            plan.decisions.create(by=self.cast["lead"], at=at, is_approved=one[-1] == "+", comment="少一次福利")

    def paid(self, day, yuan, title, purpose) -> None:
        by = self.cast["lead"]
        line = BudgetLine.objects.filter(budget__team=by.team, purpose=purpose).first()
        if line is None:
            line = make_budget(by, name=purpose)
            BudgetLine.objects.filter(pk=line.pk).update(purpose=purpose)
        item = Item.objects.filter(team=by.team, title=title).order_by("pk").last()
        if title == "A1":
            CampaignDetail.objects.filter(item=item).update(starts_on=on("8"), ends_on=on("12"))
        line.entries.create(amount=Decimal(yuan), day=on(day), what_for="投放", item=item, by=by, at=noon(on(day)))
