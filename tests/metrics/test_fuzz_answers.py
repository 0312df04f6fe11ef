"""Whatever a platform answers, taking it in ends with entries or with a reason."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.imports import reading, reasons
from metrics.imports.calls import CALLS, kept
from metrics.imports.calls.base import Made
from metrics.imports.layouts.base import Around
from metrics.imports.unreadable import Unreadable
from tests.metrics.fuzzing import OFTEN, WORDS, has_sentence
from tests.metrics.wechat_server import Platform

TODAY = date(2026, 11, 23)
AROUND = Around(TODAY, {})
AT = datetime(2026, 11, 23, 8, 15).astimezone()
YESTERDAY = 1795276800  # 2026-11-22, a Sunday, in Beijing
MONDAY = date(2026, 11, 16)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from([word for word in WORDS if word.isprintable()])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


def good(name):
    """What the platform says when all is well, to be spoilt."""
    return json.loads(json.dumps(answer_of(Platform(TODAY), name)))


def answer_of(platform, name):
    if name in ("get_user_behavior_data", "statistic_group_by_day"):
        body = {"userid": ["zhangsan"]} | dict.fromkeys(
            ("start_time", "end_time", "day_begin_time", "day_end_time"), YESTERDAY
        )
        return platform.wecom(name, {}, body)
    written = MONDAY.strftime("%Y%m%d" if name.startswith("getwe") else "%Y-%m-%d")
    return platform.datacube(name, {"begin_date": written, "end_date": written})


@pytest.mark.parametrize("name", sorted(CALLS))
def test_what_is_spoilt_here_is_read_when_it_is_whole(name):
    assert read(name, good(name)).entries


@given(st.sampled_from(sorted(CALLS)), st.data())
@OFTEN
def test_spoilt_answers_give_entries_or_a_reason(name, data):
    answer = good(name)
    for _time in range(data.draw(st.integers(1, 4))):
        spoil(answer, data)
    try:
        found = read(name, answer)
    except Unreadable as unreadable:
        has_sentence(unreadable)
        return
    for entry in found.entries:
        assert isinstance(entry.value, Decimal)
        assert entry.value.is_finite()
        assert entry.day <= TODAY
    for problem in [*found.problems, *found.warnings]:
        told = {"row": problem.row, "value": problem.value, **problem.arguments}
        assert str(reasons.explain(problem.code, told))


def read(name, answer):
    """Through the file that is kept of it, as a connection does."""
    made = Made({"userid": ["zhangsan"]}, answer, "zhangsan")
    return reading.read_table(kept.table(kept.pack(name, [made], asked_at=AT)), kept.CONTAINER, AROUND)


def spoil(answer, data):
    """Walk somewhere into an answer and put anything in the place of what is there, or take it out."""
    inner = answer
    while True:
        places = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        if not places:
            return
        place = data.draw(st.sampled_from(places))
        if isinstance(inner[place], dict | list) and data.draw(st.booleans()):
            inner = inner[place]
        elif isinstance(inner, dict) and data.draw(st.integers(0, 4)) == 0:
            del inner[place]
            return
        else:
            inner[place] = data.draw(ANYTHING)
            return
