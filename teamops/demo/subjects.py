"""The demo's articles, videos and campaigns as subjects of numbers, with those who made them."""

from metrics.models import Channel, ContentKey, Subject
from teamops.demo.campaigns import campaigns
from teamops.demo.channels import OFFICIAL_ACCOUNT, credit
from teamops.demo.content import articles, videos
from teamops.demo.people import Cast
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span


def announce(cast: Cast, channels: dict[str, Channel], timeline: Timeline) -> None:
    """Make articles and campaigns before their numbers come; a sheet names them, it doesn't make them."""
    for piece in articles(timeline):
        subject = Subject.objects.create(
            team=cast.team,
            kind=Subject.Kind.CONTENT,
            name=piece.title,
            channel=channels[OFFICIAL_ACCOUNT],
            published_on=piece.day,
        )
        credit(subject, piece.makers, cast, from_on=piece.day)
    for campaign in campaigns(timeline):
        subject = Subject.objects.create(team=cast.team, kind=Subject.Kind.CAMPAIGN, name=campaign.name)
        credit(subject, campaign.owners, cast, from_on=campaign.days.first)


def credit_videos(cast: Cast, timeline: Timeline, month: Span) -> None:
    """A month's videos came with their export; those who made them answer for them from their publishing day."""
    keys = ContentKey.objects.filter(subject__team=cast.team, kind=ContentKey.Kind.VIDEO_ID).select_related("subject")
    made = {key.value: key.subject for key in keys}
    for piece in videos(timeline):
        if piece.day in month:
            subject = made[piece.video_id]
            if not subject.attributions.exists():  # what the team made as an item is answered for by whom that credits
                credit(subject, piece.makers, cast, from_on=piece.day)
