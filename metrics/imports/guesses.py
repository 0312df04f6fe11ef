"""What a column probably is: as the team said of this header before, else by a metric's name, else by usual words."""

import re
from collections.abc import Iterable, Mapping, Sequence

from metrics.imports import values
from metrics.imports.mapped import Means, Meant, Scale
from metrics.imports.words import header_word, header_words
from metrics.models import Metric

USUAL: dict[Means, tuple[str, ...]] = {
    Means.DAY: header_words(("日期", "时间", "统计日期", "统计时间", "数据日期", "Date", "Day")),
    Means.PUBLISHED: header_words(("发布时间", "发布日期", "发表时间", "发表日期", "发文时间", "推送时间")),
    Means.SUBJECT: header_words(("对象", "群名称", "群名", "成员", "员工", "渠道", "账号", "公众号名称", "Subject")),
    Means.TITLE: header_words(("标题", "内容标题", "文章标题", "作品标题", "视频描述", "视频标题", "Title")),
    Means.ADDRESS: header_words(("链接", "文章链接", "内容链接", "内容url", "原文链接", "地址", "网址", "url", "Link")),
    Means.ID: header_words(("视频ID", "作品ID", "文章ID", "内容ID", "msgid")),
}
# What a header says of its numbers, at its end or in brackets.
SCALES: dict[Scale, tuple[str, ...]] = {
    Scale.FEN: ("(分)",),
    Scale.WAN: ("(万)", "(万元)", "(w)"),
    Scale.PERCENT: ("(%)",),
}
FIVE_DIGITS = re.compile(r"\d{5}")
_COUNT = re.compile(r"(次数|人数|总数|数量|总量|数|量)$")
# The group of metrics in which a channel's own are.
GROUPS = {
    "official_account": "oa",
    "video_account": "vc",
    "mini_program": "mini",
    "wecom": "wecom",
    "group": "group",
    "shop": "shop",
}


def guess(
    headers: Sequence[str],
    *,
    remembered: Mapping[str, Meant],
    metrics: Iterable[Metric],
    channel_kind: str = "",
    rows: Sequence[Sequence[str]] = (),
) -> list[Meant | None]:
    """For each header what it probably is. Of two columns that would be the same, the first.

    Where no header says that it has the days, the first column does whose cells in ``rows`` are days.
    """
    known = by_word(metrics, channel_kind)
    taken: set[tuple[str, str]] = set()
    found: list[Meant | None] = []
    for header in headers:
        meant = _of(header, remembered, known) if header else None
        what = (meant.means, meant.metric) if meant else ("", "")
        found.append(None if what in taken else meant)
        taken |= {what} if meant else set()
    if not {(Means.DAY, ""), (Means.PUBLISHED, "")} & taken:
        place = next((at for at, one in enumerate(found) if one is None and has_days(rows, at)), None)
        if place is not None and headers[place]:
            found[place] = Meant(headers[place], Means.DAY)
    return found


def has_days(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether most of a column is days: below them may stand a sum. Five digits are rather a count than a day."""
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return 2 * sum(values.is_day(cell) and not FIVE_DIGITS.fullmatch(cell) for cell in cells) > len(cells)


def _of(header: str, remembered: Mapping[str, Meant], known: Mapping[str, Metric]) -> Meant | None:
    word = header_word(header)
    before = remembered.get(word)
    if before is not None and (not before.metric or any(one.code == before.metric for one in known.values())):
        return Meant(header, before.means, before.metric, before.scale, before.unit)
    for means, words in USUAL.items():
        if word in words:
            return Meant(header, means)
    scale = next((scale for scale, ends in SCALES.items() if word.endswith(ends)), Scale.PLAIN)
    bare = word.partition("(")[0]
    metric = known.get(word) or known.get(bare) or known.get(_stem(bare))
    return Meant(header, Means.METRIC, metric.code, scale, metric.unit) if metric else None


def by_word(metrics: Iterable[Metric], channel_kind: str) -> dict[str, Metric]:
    """Stored metrics by code and by name, with and without what says that it is a number (点赞数).

    Of several with one name, that of the channel's group; none if that has several.
    """
    named: dict[str, list[Metric]] = {}
    for metric in metrics:
        words = {header_word(one) for one in (metric.code, metric.name, metric.name_en)}
        for word in words | {_stem(header_word(metric.name))} - {""}:
            named.setdefault(word, []).append(metric)
    group = GROUPS.get(channel_kind, "")
    found: dict[str, Metric] = {}
    for word, several in named.items():
        fitting = [one for one in several if one.group == group] if len(several) > 1 else several
        if len(fitting) == 1:
            found[word] = fitting[0]
    return found


def _stem(word: str) -> str:
    return _COUNT.sub("", word)
