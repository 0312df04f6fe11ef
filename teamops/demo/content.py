"""What the team published: articles and videos, who made them, and how they did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from teamops.demo.channels import OFFICIAL_ACCOUNT, VIDEO_ACCOUNT
from teamops.demo.dice import around, between
from teamops.demo.people import MANAGER, WRITER
from teamops.demo.sheet import SheetRow, rows_of
from teamops.demo.timeline import Timeline
from teamops.lib.months import Span

TUESDAY, WEDNESDAY, FRIDAY, SUNDAY = 1, 2, 4, 6
# More than any three months have such days, so that no title comes twice.
ARTICLES = (
    "敏感肌三步走：先停、再修、后养",
    "烂脸急救：3 样东西先收起来",
    "A 醇从哪一天开始用，一张表说清",
    "防晒补涂的 5 个误会",
    "62 位试用者的 28 天记录",
    "成分党别急：先看浓度再看排名",
    "油皮也缺水？测完 200 张脸的结论",
    "闭口反复，问题多半在卸妆",
    "早 C 晚 A，这四种人先别跟",
    "面膜天天敷，皮肤会怎么样",
    "屏障受损的 7 个信号，中 3 个就停手",
    "一瓶精华开封以后能放多久",
    "洗脸这件小事，水温差在哪",
    "换季泛红，医生先问这三个问题",
    "玻尿酸分大小，你用的是哪种",
    "熬夜脸第二天怎么救",
    "眼霜值不值，三年回购的人怎么说",
    "口罩闷痘：从材质到清洁",
    "会员来信：我和红血丝这两年",
    "痘印分红的和黑的，路子不一样",
    "孕期护肤，能用和慎用",
    "20 岁和 35 岁，流程差在哪一步",
    "男生护肤只要三样",
    "实验室一日：一款乳液怎么过稳定性",
    "刷酸之后的 48 小时",
    "干皮上妆不卡粉的顺序",
    "旅行装怎么带，过安检不洒",
    "面霜厚涂真的更润吗",
    "身体乳的时间点，比牌子要紧",
    "产品经理自述：为什么不加香精",
)
VIDEOS = (
    "30 秒学会卸妆手法",
    "泛红的时候先做这一步",
    "防晒用量到底多少",
    "实验室里怎么测保湿",
    "早上洗脸用不用洁面",
    "精华和乳液谁先谁后",
    "会员问答：闭口怎么办",
    "一分钟看懂成分表",
    "油皮夏天怎么补水",
    "面膜敷完要不要洗",
    "眼霜点涂的位置",
    "刮痧板别这样用",
    "口罩脸的急救",
    "冷水热水哪个好",
    "护肤台收拾给你看",
    "酸类产品怎么叠",
    "痘痘能不能挤",
    "乳液搓泥的原因",
    "颈纹护理的手势",
    "开箱：新品小样盒",
    "配方师的一天",
    "敏感肌洗脸三件事",
    "身体乳三分钟全涂好",
    "唇部脱皮先别撕",
    "手霜什么时候涂",
    "旅行护肤带什么",
    "熬夜第二天的早晨",
    "防晒喷雾喷多远",
    "化妆棉湿敷的时间",
    "头皮也要防晒",
)
STRONG_READERS = 9_842


@dataclass(frozen=True)
class Piece:
    """An article or a video: its makers with their share in percent."""

    title: str
    day: date
    channel: str
    makers: dict[str, int]
    is_strong: bool = False

    @property
    def video_id(self) -> str:
        return f"export/UzFfXIYU{self.day:%Y%m%d}"


def articles(timeline: Timeline) -> list[Piece]:
    """One each Tuesday and Friday. The first one after the tenth of the closed month struck a chord."""
    days = [day for day in timeline.days if day.weekday() in {TUESDAY, FRIDAY}]
    strong = next((day for day in days if day in timeline.closed and day.day > 10), None)  # noqa: PLR2004
    return [
        Piece(
            title_of(day, timeline),
            day,
            OFFICIAL_ACCOUNT,
            {WRITER: 60, MANAGER: 40} if day == strong or day.weekday() == TUESDAY else sole_maker(day),
            is_strong=day == strong,
        )
        for day in days
    ]


def title_of(day: date, timeline: Timeline) -> str:
    """Until the story begins the articles were a series, and were called by their day."""
    return ARTICLES[number_of(day) % len(ARTICLES)] if day >= timeline.first else f"溪屿周报 {day:%m-%d}"


def videos(timeline: Timeline) -> list[Piece]:
    """One each Wednesday and Sunday."""
    return [
        Piece(VIDEOS[number_of(day) % len(VIDEOS)], day, VIDEO_ACCOUNT, sole_maker(day))
        for day in timeline.days
        if day.weekday() in {WEDNESDAY, SUNDAY}
    ]


def number_of(day: date) -> int:
    """Each publishing day's own number: twice a week, so half-weeks are counted."""
    week, weekday = divmod(day.toordinal() - 1, 7)
    return 2 * week + (weekday in {FRIDAY, SUNDAY})


def sole_maker(day: date) -> dict[str, int]:
    """The planner and the copywriter take turns."""
    return {(MANAGER, WRITER)[(day.toordinal() - 1) // 7 % 2]: 100}


def article_rows(timeline: Timeline) -> Iterator[SheetRow]:
    """Each article's totals, filed under its publishing day."""
    for piece in articles(timeline):
        readers = STRONG_READERS if piece.is_strong else around(3_300, piece.day, "readers", spread=0.35)
        delivered = around(24_600, piece.day, "delivered", spread=0.02)
        shared = 0.124 if piece.is_strong else between(0.05, 0.08, piece.day, "shared")
        yield from rows_of(
            piece.day,
            piece.title,
            {
                "oa.reads": round(readers * between(1.25, 1.4, piece.day, "reads")),
                "oa.readers": readers,
                "oa.sharers": round(readers * shared),
                "oa.likes": round(readers * between(0.02, 0.035, piece.day, "likes")),
                "oa.favourites": round(readers * between(0.02, 0.04, piece.day, "favourites")),
                "oa.comments": round(readers * between(0.004, 0.009, piece.day, "comments")),
                "oa.delivered": delivered,
                "oa.session_reads": min(round(readers * 0.55), delivered),
                "oa.new_from_reading": round(readers * between(0.004, 0.008, piece.day, "new")),
                "oa.finished": round(readers * between(0.5, 0.68, piece.day, "finished")),
            },
        )


def video_records(timeline: Timeline, month: Span) -> list[list[str | int]]:
    """The rows of 视频号动态数据明细 for the videos of a month, in the order of its columns."""
    return [video_record(piece) for piece in videos(timeline) if piece.day in month]


def video_record(piece: Piece) -> list[str | int]:
    day = piece.day
    plays = around(5_600, day, "plays", spread=0.4)
    return [
        f"{piece.title} #溪屿护肤\n#护肤",
        piece.video_id,
        f"{day:%Y/%m/%d}",
        f"{between(11, 26, day, 'completed'):.2f}%",
        f"{between(9, 24, day, 'seconds'):.2f}秒",
        plays,
        round(plays * between(0.01, 0.02, day, "hearts")),
        round(plays * between(0.012, 0.024, day, "thumbs")),
        round(plays * between(0.001, 0.004, day, "comments")),
        round(plays * between(0.008, 0.016, day, "shares")),
        round(plays * between(0.002, 0.005, day, "follows")),
        round(plays * between(0.005, 0.01, day, "forwards")),
        0,
        0,
        0,
    ]
