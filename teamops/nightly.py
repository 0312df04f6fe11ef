"""What runs when: the night of each team, its repetition when the late numbers are there,
the fetching of those, the cleaning up.

Days and clock times are those of Beijing, where WeChat's days end.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import courses as campaign_courses
from campaigns import raising
from campaigns.models import Item
from campaigns.services import clocks, deadlines, publishing, rechecking
from jobs import services as jobs
from jobs import tasks
from jobs.models import JobRun
from jobs.registry import Due, Run, each_minute, job, schedule
from kpis import restated, scorecards, summary, verifying
from kpis.goals import courses
from kpis.services import confirming, reminders
from meetings.services import escalation, reminding
from meetings.services import series as meeting_series
from metrics.collect import collect
from metrics.connectors import teams
from metrics.services import files, long_imports
from notices.from_roles import tell_of_assignments
from notices.services import deliveries, planning
from roles.models import Team
from teamops.lib.months import Span, last_of

BEIJING = ZoneInfo("Asia/Shanghai")
CLEANING_AT = time(4, 0)
VERIFYING_AT = time(5, 0)
NIGHT_AT = time(6, 10)
# WeChat's own numbers of yesterday are there after 08:00: they are fetched, then counted.
PULL_AT = time(8, 15)
MORNING_AT = time(9, 15)
# How many days a site that stood still catches up.
MOST_DAYS_BACK = 7
# How long rows about what ran are kept.
RUNS_KEPT = timedelta(days=90)
A_DAY = timedelta(days=1)


@schedule
def due(at: datetime) -> Iterator[Due]:
    """The nights that should have begun by ``at``, oldest first, for each team; and today's cleaning up."""
    now = at.astimezone(BEIJING)
    today, yesterday = now.date(), now.date() - A_DAY
    last = yesterday if now.time() >= NIGHT_AT else yesterday - A_DAY
    newest = dict(
        JobRun.objects.filter(name="night", state=JobRun.State.DONE).values_list("scope").annotate(Max("day"))
    )
    connected = teams.connected() if now.time() >= PULL_AT else []
    yield from (Due(teams.JOB, slug, yesterday) for slug in connected)
    for slug, made_at in Team.objects.values_list("slug", "made_at"):
        made_on = made_at.astimezone(BEIJING).date()
        first = max(today - MOST_DAYS_BACK * A_DAY, made_on - A_DAY, newest.get(slug, date.min) + A_DAY)
        yield from (Due("night", slug, first + n * A_DAY) for n in range((last - first).days + 1))
        if now.time() >= VERIFYING_AT:
            yield Due("verifying", slug, today)
        if now.time() >= MORNING_AT:
            yield Due("morning", slug, yesterday)
    if now.time() >= CLEANING_AT:
        yield Due("cleaning", "", today)


@each_minute
def tell_what_changed(at: datetime) -> int:
    """Roles tells nobody: who was given one reads it in their notices."""
    return tell_of_assignments(at=at)


@each_minute
def bring_what_was_told(at: datetime) -> None:
    """What was told is looked at once, and goes out when its time has come."""
    planning.plan(at=at)
    if deliveries.are_due(at=at):
        jobs.request("deliveries", scope="", day=at.astimezone(BEIJING).date(), at=at)
        tasks.wake("")


@each_minute
def watch_the_clocks_of_the_work(at: datetime) -> int:
    """Who has an item hears at 80 % of its time, the leads when it is used up; the same of its own clocks."""
    return clocks.remind(at=at) + deadlines.remind(at=at)


@each_minute
def mind_the_stand_ups(at: datetime) -> int:
    """Who is missing is reminded before the window closes; then the leads get a report."""
    return reminding.look(at)


@each_minute
def fetch_what_was_not_there(at: datetime) -> int:
    """A platform that was busy, or hadn't its numbers yet, is asked again when its time has come."""
    return teams.request_rested(at=at)


@each_minute
def forget_unconfirmed_previews(at: datetime) -> int:
    """A preview lives for 24 hours, not until the cleaning after that."""
    return files.discard_unconfirmed(at=at)


@job(teams.JOB, _("Fetching numbers"), of_teams=True)
def pull(run: Run) -> None:
    """Fetch what the team's connections are missing. What a platform refuses stands on the connection, in words."""
    teams.pull(Team.objects.get(slug=run.scope), at=run.at, progress=run.progress)


@job(long_imports.JOB, _("Long imports"), of_teams=True)
def read_and_write_long_files(run: Run) -> None:
    """Read the long files that wait, write the long previews that were confirmed, undo long imports."""
    long_imports.work(Team.objects.get(slug=run.scope), at=run.at, progress=run.progress)


@job("night", _("Night"), of_teams=True)
def night(run: Run) -> None:
    """Collect what the work itself contributes, then score each card that isn't signed and bring the goals' courses
    up to date, through the run's day."""
    team = Team.objects.prefetch_related("day_overrides").get(slug=run.scope)
    has_items = Item.objects.filter(team=team).exists()
    if has_items:
        publishing.look_for_numbers(team, at=run.at)
    months = scorecards.months_to_compute(team, run.day)
    for month in months:
        collect(team, Span(month, min(last_of(month), run.day)), at=run.at)
    scorecards.recompute(team, through=run.day, at=run.at, months=months, progress=run.progress)
    restated.look_again(team, at=run.at)
    reminders.remind(team, at=run.at)
    courses.update(team, through=run.day, at=run.at)
    courses.tell_of_late_milestones(team, on=run.day + A_DAY)
    raising.look(team, on=run.day, at=run.at)
    confirming.remind(team, on=run.day + A_DAY)
    escalation.escalate(team, on=run.day + A_DAY, at=run.at)
    meeting_series.plan_ahead(team, on=run.day + A_DAY)
    if has_items:
        campaign_courses.update(team, through=run.day, at=run.at)
        rechecking.look_again(team, at=run.at)
        rechecking.tell_of_ending_waivers(team, on=timezone.localdate(run.at))


@job("morning", _("Morning, with the late numbers"), of_teams=True)
def morning(run: Run) -> None:
    """Once more with the late numbers; then the groups are told how the night went."""
    night(run)
    summary.post(Team.objects.get(slug=run.scope), day=run.day, at=run.at)


@job("rescore", _("Scoring after an import"), of_teams=True)
def rescore(run: Run) -> None:
    night(run)


@job("verifying", _("Checking signatures"), of_teams=True)
def verify(run: Run) -> None:
    """Make the hash of each signed card again. Who signs is told of one that differs."""
    verifying.look_after(Team.objects.get(slug=run.scope), progress=run.progress)


@job("deliveries", _("Mails and group messages"), of_teams=False)
def deliver(run: Run) -> None:
    """Send what is due. Its rows say what became of each; it isn't held up by a team's night."""
    deliveries.send_due(clock=timezone.now)


@job("cleaning", _("Cleaning up"), of_teams=False)
def cleaning(run: Run) -> None:
    """Forget what has outlived its use: old files, rows about runs."""
    files.drop_old(at=run.at)
    JobRun.objects.exclude(state=JobRun.State.RUNNING).filter(day__lt=run.day - RUNS_KEPT).delete()
