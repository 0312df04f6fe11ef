"""The demo's story from the first day to now, in one transaction: an interrupted run leaves nothing behind."""

from dataclasses import dataclass

from auditlog.context import disable_auditlog
from django.db import transaction
from django.utils import timezone

from metrics.models import Channel
from teamops.demo import (
    awards,
    before,
    channels,
    flows,
    goals,
    groups,
    in_hand,
    meetings,
    money,
    month_ends,
    nights,
    other_work,
    people,
    pieces,
    plans,
    risks,
    sending,
    sops,
    stand_ups,
    subjects,
    targets,
    templates,
    uploads,
    watch,
)
from teamops.demo.exports import Exports
from teamops.demo.people import Cast
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import Span, month_after

CORRECTED_ON = 3


@transaction.atomic
def tell(timeline: Timeline, *, password: str) -> None:
    """Make the team and all that it did. What they were given isn't audited, what
    they decided and imported is."""
    with disable_auditlog():
        cast = people.gather(timeline, password=password)
        opened = channels.open_all(cast, timeline)
        subjects.announce(cast, opened, timeline)
        templates.publish(cast, timeline)
        people.take_leave(cast, timeline)
        stand_ups.write_before_the_work(cast, timeline)
        before.bring_along(cast, opened, timeline)
        story = Story(timeline, cast, opened, Exports(timeline))
        for month in timeline.months:
            story.live_through(month)
        goals.set_all(cast, timeline)
        meetings.hold_all(cast, timeline)
        targets.set_all(cast, timeline)
        templates.draft_next(cast, timeline)
        awards.give_all(cast, timeline)
        watch.run(cast, timeline)
        money.keep_books(cast, timeline)
        risks.foresee(cast, timeline)
        groups.keep(cast, timeline)
        sops.keep_up(cast, timeline)
        sending.settle(cast, opened, timeline)
        flows.settle(cast, timeline)


def work(cast: Cast, opened: dict[str, Channel], timeline: Timeline) -> None:
    """What the team has worked on here: before the numbers of the last weeks come, which find it."""
    published = pieces.publish_all(cast, opened, timeline)
    in_hand.InHand(cast, opened, timeline).do_all()
    other_work.close_an_incident(published[-len(published) // 2], cast, timeline)
    other_work.find_something(opened, cast, timeline)
    other_work.ask_for_help(cast, timeline)
    plans.approve_all(cast, timeline)
    nights.leave_out()
    in_hand.read_what_is_over(cast, timeline)
    stand_ups.write_about_the_work(cast, timeline)


@dataclass(frozen=True)
class Story:
    """One month after the other."""

    timeline: Timeline
    cast: Cast
    channels: dict[str, Channel]
    exports: Exports

    def live_through(self, month: Span) -> None:
        """The files of a month come in the morning after its last day; the month is scored, corrected, closed."""
        timeline = self.timeline
        morning_after = month.last + A_DAY
        if month == timeline.closed:
            work(self.cast, self.channels, timeline)
        if month.last == timeline.yesterday:
            nights.night(month.last, at=timeline.at(morning_after, "06:10"))
        at = timeline.at(morning_after, "09:00")
        for file in self.exports.of(month):
            uploads.bring_in(file, cast=self.cast, channels=self.channels, as_of=month.last, at=at)
        subjects.credit_videos(self.cast, timeline, month)
        nights.settle(at=at)
        if month.first == timeline.first:
            month_ends.close_older(self.cast, timeline)
        elif month == timeline.closed:
            self.correct(month)
            month_ends.begin_newer(self.cast, timeline)

    def correct(self, month: Span) -> None:
        """A few days later the rest of a day's orders comes in, and replaces what was known of it."""
        at = self.timeline.at(month_after(month.first).replace(day=CORRECTED_ON), "10:20")
        file = self.exports.corrected()
        uploads.bring_in(file, cast=self.cast, channels=self.channels, as_of=timezone.localdate(at), at=at)
        nights.settle(at=at)
