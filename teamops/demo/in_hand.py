"""The demo's content that is under way today: something at each stage, and what holds some of it up."""

from datetime import date, timedelta

from campaigns import item_words, prints
from campaigns.models import ContentDetail, Item
from campaigns.services import stages, waivers
from campaigns.services.telling import address_of
from campaigns.services.waivers import Grounds
from metrics.models import Channel
from notices.models import Notice
from teamops.demo.channels import OFFICIAL_ACCOUNT, VIDEO_ACCOUNT
from teamops.demo.on_the_way import Way
from teamops.demo.people import COMPLIANCE, LEAD, MANAGER, OWNER, WRITER, Cast
from teamops.demo.timeline import A_DAY, Timeline

Format, Category = ContentDetail.Format, ContentDetail.Category
A_QUARTER = timedelta(days=90)
DRAFT = "{title}。先把顺序讲清楚，再讲为什么。\n\n第一步只做清洁，水温比手背略低。\n\n第二步保湿，量按指节算。"
BOLD = "\n\n62 位试用者里，它是评分最佳的一支。"


class InHand:
    """Begins items for days to come and takes each as far as it is today."""

    def __init__(self, cast: Cast, channels: dict[str, Channel], timeline: Timeline) -> None:
        self.cast, self.channels, self.timeline = cast, channels, timeline

    def do_all(self) -> None:
        for one in (
            self.only_a_topic, self.claimed_by_nobody, self.late_draft, self.waits_for_its_first_review,
            self.sent_back_twice, self.held_up_by_a_word, self.waived, self.scheduled, self.to_be_published,
            self.given_up,
        ):  # fmt: skip
            one()

    def begin(self, title: str, *, days: int, ago: int, by: str = MANAGER, is_video: bool = False) -> Way:
        """An item promised in so many days, started so many working days ago."""
        timeline = self.timeline
        day: date = timeline.today + days * A_DAY
        planned_at = timeline.now.replace(hour=18, minute=0, second=0, microsecond=0) + days * A_DAY
        return Way.begin(
            "content", title, by=by, cast=self.cast, timeline=timeline, day=timeline.today, ago=ago, due_on=day,
            channel=self.channels[VIDEO_ACCOUNT if is_video else OFFICIAL_ACCOUNT], planned_at=planned_at,
            format=Format.SHORT_VIDEO if is_video else Format.ARTICLE, category=Category.SCENE,
        )  # fmt: skip

    def drafted(self, title: str, *, days: int, ago: int, body: str = DRAFT, is_video: bool = False) -> Way:
        """Written by the writer; it stands at its first review."""
        way = self.begin(title, days=days, ago=ago, is_video=is_video)
        way.on(MANAGER, ago, "10:30")
        way.hand_to(WRITER, by=MANAGER, ago=ago, clock="10:35")
        way.write(WRITER, ago - 1, "11:00", body.format(title=title))
        way.on(WRITER, ago - 1, "11:10")
        return way

    def reviewed(self, title: str, *, days: int, ago: int, body: str = DRAFT, is_video: bool = False) -> Way:
        """Reviewed once and mended; it stands at compliance."""
        way = self.drafted(title, days=days, ago=ago, body=body, is_video=is_video)
        way.approve(MANAGER, ago - 1, "16:20")
        way.on(WRITER, ago - 2, "11:40")
        return way

    def only_a_topic(self) -> None:
        way = self.begin("双十二之前，护肤台先减三样", days=9, ago=0)
        way.say(WRITER, 0, "09:55", "可以用会员来信里的三张照片，授权书在要。")

    def claimed_by_nobody(self) -> None:
        """The lead asked for it; of two who could write it neither has taken it on."""
        way = self.begin("双十二会场预告：三分钟看完玩法", days=6, ago=2, by=LEAD, is_video=True)
        way.on(LEAD, 1, "15:00")

    def late_draft(self) -> None:
        """The pictures are missing; its stage ran out of time."""
        way = self.begin("痘印的三种颜色，三种做法", days=-1, ago=6)
        way.on(MANAGER, 6, "11:00")
        way.hand_to(WRITER, by=MANAGER, ago=6, clock="11:05")
        way.write(WRITER, 3, "15:30", DRAFT.format(title=way.item.title))
        stages.nudge(way.item, by=self.cast[MANAGER], at=way.at(1, "16:00"))
        way.say(WRITER, 1, "16:40", "正文好了，缺配图，设计岗空着，先找外包。")

    def waits_for_its_first_review(self) -> None:
        self.drafted("换季脱皮，别急着去角质", days=4, ago=1)

    def sent_back_twice(self) -> None:
        way = self.drafted("敏感肌能不能用 A 醇", days=3, ago=5)
        way.decline(MANAGER, 4, "16:00", "缺浓度和频次，读者照着做会出事。", to="create")
        way.write(
            WRITER,
            3,
            "11:30",
            DRAFT.format(title=way.item.title) + "\n\n从 0.1% 起，一周两次。",
            changes="补浓度和频次",
        )
        way.on(WRITER, 3, "11:35")
        way.approve(MANAGER, 3, "17:10")
        way.on(WRITER, 2, "10:40")
        way.decline(COMPLIANCE, 0, "09:15", "“修复屏障”要有检测报告，改成“帮助舒缓”。", to="revise")
        way.hand_to(WRITER, by=MANAGER, ago=0, clock="09:20")
        way.say(WRITER, 0, "09:50", "报告在质检那边，今天改成“帮助舒缓”。")

    def held_up_by_a_word(self) -> None:
        self.reviewed("一支面霜用一年是什么感觉", days=5, ago=2, body=DRAFT + BOLD)

    def waived(self) -> None:
        """The word may stand: the test report says just that. Passed, and not yet scheduled."""
        way = self.reviewed("62 位会员的年度面霜投票", days=2, ago=4, body=DRAFT + BOLD)
        at = way.just_now(40)
        words = item_words.of_item(way.item, prints.newest_version(way.item), on=self.timeline.today)
        for found in words.blocking:
            grounds = Grounds(
                "评分来自试用报告第 4 页，有原始问卷", "试用报告-62 人.pdf", self.timeline.today + A_QUARTER
            )
            waivers.waive(way.item, key=found.key, grounds=grounds, by=self.cast[COMPLIANCE], at=at)
        way.approve_at(COMPLIANCE, way.just_now(35), "词已豁免，报告在案。")

    def scheduled(self) -> None:
        """Approved, with its hour in the calendar: it stands at publishing and waits for its day."""
        way = self.reviewed("手霜什么时候涂才有用", days=1, ago=4, is_video=True)
        way.approve(COMPLIANCE, 2, "15:40")
        way.on_at(MANAGER, way.just_now(30))

    def to_be_published(self) -> None:
        way = self.reviewed("会员问答：卸妆油怎么乳化", days=0, ago=4)
        way.approve(COMPLIANCE, 2, "16:10")
        way.on_at(MANAGER, way.just_now(25))

    def given_up(self) -> None:
        way = self.begin("网红刮痧板测评", days=7, ago=5)
        stages.drop(
            way.item, by=self.cast[OWNER], at=way.at(4, "17:00"), reason="和“不做器械测评”的约定冲突，选题取消。"
        )


def read_what_is_over(cast: Cast, timeline: Timeline) -> None:
    """What people were told of work that has gone on since is old news."""
    waiting = Item.objects.filter(team=cast.team).open().exclude(run__stage__code__in=["data_review", "watch"])
    told = Notice.objects.filter(member__team=cast.team, read_at=None)
    at = timeline.at(timeline.yesterday, "18:00")
    for item in waiting.select_related("team", "run"):
        yours = told.filter(url=address_of(item))
        yours.exclude(member=item.now.assignee_id).update(read_at=at, told_at=at)
    told.filter(kind__startswith="item_").exclude(url__in=[address_of(one) for one in waiting]).update(
        read_at=at, told_at=at
    )
