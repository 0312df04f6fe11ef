"""Cells that real sheets hold, and such as they shouldn't: what the fuzz runs are made of.

``FUZZ=50 pytest tests/metrics/test_fuzz*.py`` tries fifty times as many examples as every run does.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from metrics.imports import reasons
from metrics.imports.unreadable import Unreadable

TIMES = int(os.environ.get("FUZZ", "1"))


def tries(examples, *, deadline=None):
    return settings(max_examples=examples * TIMES, deadline=deadline, suppress_health_check=list(HealthCheck))


RARELY = tries(40)
OFTEN = tries(150, deadline=2000)

WORDS = [
    *(
        "",
        " ",
        "-",
        "——",
        "全部",
        "All",
        "合计",
        "数据概况",
        "阅读转化",
        "数据趋势明细",
        "推荐转化",
        "朋友圈",
        "阅读(人)",
        "完读率",
    ),
    *(
        "1.2万",
        "10万+",
        "1,2O6",
        "20%",
        "120%",
        "1分20秒",
        "￥3.50",
        "-5",
        "1e400",
        "NaN",
        "inf",
        "９９",
        "1,23,4",
        "+",
        "万",
    ),
    *(
        "2026-10-01",
        "20261001",
        "2026年2月30日",
        "45000",
        "0000-00-00",
        "biz.spend",
        "oa.readers",
        "溪屿护肤",
        "\ud800",
    ),
    *("=1+1", "\x00", "a" * 400, "\n\n", "https://mp.weixin.qq.com/s/x", "9" * 300),
]
CELLS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
)


@st.composite
def rows_like(draw, good):
    """A row that would be read, with a few cells replaced; or nothing like it."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.lists(CELLS, max_size=len(good) + 2))
    row = list(good)
    for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=3)) if row else []:
        row[place] = draw(CELLS)
    return row


def has_sentence(unreadable: Unreadable):
    """A file may be refused, but whoever sent it is told why."""
    assert str(reasons.explain(unreadable.code, unreadable.arguments))
