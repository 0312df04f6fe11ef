"""The articles and videos of the demo's last weeks as work: from a topic to its data review, by those who made them."""

from datetime import timedelta
from decimal import Decimal

from campaigns.models import ContentDetail, Credit
from campaigns.services import publishing, texts
from campaigns.services.texts import Part
from metrics.models import Channel
from teamops.demo.channels import OFFICIAL_ACCOUNT
from teamops.demo.content import Piece, articles, videos
from teamops.demo.on_the_way import Way, workday, works_since
from teamops.demo.people import ANALYST, COMPLIANCE, MANAGER, OWNER, WRITER, Cast
from teamops.demo.timeline import A_DAY, Timeline

A_WEEK = timedelta(days=7)
Format, Category = ContentDetail.Format, ContentDetail.Category
CATEGORIES = (Category.EXPERTISE, Category.SCENE, Category.CO_CREATION, Category.INTERACTION)
# Of so many pieces one came out later than promised, and one went back from its first review,
# and for one compliance took more than its day.
LATE_EACH, BACK_EACH, SLOW_EACH = 7, 5, 12
BODY = (
    "{title}。这次从会员最常问的开始：什么时候该停，什么时候再加。\n\n"
    "先说结论：步骤越少越好，一次只加一样，观察三天。\n\n"
    "试用记录来自 62 位会员，28 天，每周拍照一次。泛红的先停功效类，只留清洁和保湿；稳定一周再往回加。\n\n"
    "最后提醒：皮肤持续刺痛请去看医生，文章替代不了面诊。"
)
DIGEST = "会员最常问的，这次一次说清。"
SECOND = "\n\n补充：成分表按浓度从高到低排，前五位决定了肤感。"


def publish_all(cast: Cast, channels: dict[str, Channel], timeline: Timeline) -> list[Way]:
    """What came out in the last four weeks, in the order of the days."""
    pieces = [*articles(timeline), *videos(timeline)]
    found = sorted((one for one in pieces if one.day >= works_since(timeline)), key=lambda one: (one.day, one.channel))
    return [bring_out(number, piece, cast, channels, timeline) for number, piece in enumerate(found, start=1)]


def bring_out(number: int, piece: Piece, cast: Cast, channels: dict[str, Channel], timeline: Timeline) -> Way:
    """One piece's way. Who reviews it first had no part in it."""
    promised = piece.day - A_DAY if number % LATE_EACH == 0 else piece.day
    is_article = piece.channel == OFFICIAL_ACCOUNT
    way = Way.begin(
        "content", piece.title, by=MANAGER, cast=cast, timeline=timeline, day=piece.day, ago=6,
        channel=channels[piece.channel], format=Format.ARTICLE if is_article else Format.SHORT_VIDEO,
        category=CATEGORIES[number % len(CATEGORIES)], planned_at=timeline.at(promised, "18:00"),
    )  # fmt: skip
    writer = WRITER if WRITER in piece.makers else MANAGER
    reviewer = OWNER if MANAGER in piece.makers else MANAGER
    way.on(MANAGER, 6, "14:30")
    way.hand_to(writer, by=MANAGER, ago=6, clock="14:35")
    way.write(writer, 4, "11:20", BODY.format(title=piece.title), digest=DIGEST)
    credit(way, piece)
    way.on(writer, 4, "11:30")
    if number % BACK_EACH == 0:
        way.decline(reviewer, 4, "15:10", "开头太绕，第一段就给结论。", to="create")
        way.write(
            writer,
            4,
            "17:00",
            BODY.format(title=piece.title)[len(piece.title) + 1 :],
            digest=DIGEST,
            changes="开头改成结论",
        )
        way.on(writer, 4, "17:05")
    way.approve(reviewer, 3, "10:10")
    way.write(writer, 3, "14:00", BODY.format(title=piece.title) + SECOND, digest=DIGEST, changes="补成分表一段")
    way.on(writer, 3, "14:10")
    ago = 0 if number % SLOW_EACH == 0 else 2
    way.approve(COMPLIANCE, ago, "10:30")
    way.on(MANAGER, ago, "15:00")
    come_out(way, piece, timeline)
    return way


def credit(way: Way, piece: Piece) -> None:
    parts = [
        Part(way.cast[username], Credit.Part.TEXT if place == 0 else Credit.Part.TOPIC, Decimal(share))
        for place, (username, share) in enumerate(piece.makers.items())
    ]
    texts.credit(way.item, parts, by=way.cast[MANAGER], at=way.at(4, "11:25"))


def come_out(way: Way, piece: Piece, timeline: Timeline) -> None:
    """Published on its day, and reviewed a week later, if that has gone by."""
    at, is_article = timeline.at(piece.day, "18:04"), piece.channel == OFFICIAL_ACCOUNT
    publishing.publish(
        way.item, by=way.cast[MANAGER], at=at, published_at=at, video_id="" if is_article else piece.video_id
    )
    way.reload()
    way.on_at(MANAGER, timeline.at(piece.day, "18:10"))
    if (reviewed_on := workday(piece.day + A_WEEK + A_DAY, 0)) <= timeline.yesterday:
        way.on_at(ANALYST, timeline.at(reviewed_on, "16:30"), "第 7 天数据对过了。")
