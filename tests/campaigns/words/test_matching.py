"""The word check finds what is disguised, spares what is allowed, and says where each word stands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.words.folding import fold
from campaigns.words.matching import Matcher, Spared

WORDS = [
    "第一",
    "第1",
    "最好",
    "最高级",
    "国家级",
    "全球第一",
    "全网最低价",
    "no1",
    "top1",
    "100%有效",
    "转发到群",
    "绝",
]
ALLOWED = ["第一时间", "第一次", "最好的朋友", "绝不", "绝缘", "Top 10"]
# What nobody reads between two letters, and what a reader reads over.
NOISE = [
    " ",
    "　",
    "\t",
    "\n",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2060",
    "\u00ad",
    "\u0336",
    "\ufe0f",
    "\u3164",
    "\u2800",
    *"-_.·。，、！*+~|/\\@#^“”【】™℃☆★♥✅",
    "😀",
    "🔥",
    "👨‍👩‍👧",
]

EVASIONS = [
    ("最好", "最好"),
    ("Ｎｏ１", "no1"),
    ("ｎｏ．１", "no1"),
    ("NO.1", "no1"),
    ("N o . 1", "no1"),
    ("No①", "no1"),
    ("🄽🅞❶", "no1"),
    ("ⓃⓄ１", "no1"),
    ("ᴺᵒ¹", "no1"),
    ("ＴＯＰ－１", "top1"),
    ("第１", "第1"),
    ("第⑴", "第1"),
    ("第㊀", "第一"),
    ("第壹", "第一"),
    ("國家級", "国家级"),
    ("囯 家 級", "国家级"),
    ("全網最低價", "全网最低价"),
    ("最髙級的最高級", "最高级"),
    ("轉發到羣", "转发到群"),
    ("转\u200b发\u200b到\u200b群", "转发到群"),
    ("最\u3164好", "最好"),
    ("最 好", "最好"),
    ("最　　好", "最好"),
    ("最\n好", "最好"),
    ("最...好", "最好"),
    ("最★好", "最好"),
    ("最™好", "最好"),
    ("最🔥🔥好", "最好"),
    ("最👨‍👩‍👧好", "最好"),
    ("最（好", "最好"),
    ("最%好", "最好"),
    ("最̶好̶", "最好"),
    ("１００％ 有 效", "100%有效"),
    ("国🏆家-级", "国家级"),
    ("國\u200b ★家·級", "国家级"),
    ("第 一 时 间", "第一"),
    ("第一，时间有限", "第一"),
    ("第一 时间有限", "第一"),
]

NOT_MEANT = [
    "出现泛红时，请第一时间停用",
    "第一\u200b时间",
    "第一時間發布",
    "第一次来的客人",
    "她是我最好的朋友",
    "绝不加价",
    "绝缘手套",
    "casino1 号桌",
    "第10名",
    "no12",
    "autop1",
    "1100%有效",
    "榜单 Top 10 与 TOP10",
    "最\n\n好",
    "最\r\n \r\n好",
    "",
]


@pytest.fixture(scope="module")
def matcher() -> Matcher[str]:
    return Matcher(((word, word) for word in WORDS), ALLOWED)


@pytest.mark.parametrize(("written", "word"), EVASIONS)
def test_a_disguised_word_is_found_where_it_stands(matcher: Matcher[str], written: str, word: str) -> None:
    text = f"我们说，{written}，如此而已"
    hits = matcher.find(text).hits
    assert [hit.meaning for hit in hits] == [word]
    assert text[hits[0].start : hits[0].end] == hits[0].written
    assert fold(hits[0].written).letters == fold(word).letters


@pytest.mark.parametrize("text", NOT_MEANT)
def test_what_is_allowed_or_another_word_is_left_alone(matcher: Matcher[str], text: str) -> None:
    assert matcher.find(text).hits == []


def test_a_spared_phrase_is_named_with_its_place(matcher: Matcher[str]) -> None:
    assert matcher.find("请第一时间停用").spared == [Spared(1, 5, "第一时间")]


def test_an_allowed_phrase_that_spares_nothing_isnt_named() -> None:
    assert Matcher([("最好", 1)], ["第一时间"]).find("第一时间").spared == []


def test_the_longest_word_wins(matcher: Matcher[str]) -> None:
    assert [hit.written for hit in matcher.find("全球第一，第一").hits] == ["全球第一", "第一"]


def test_an_allowed_phrase_inside_a_longer_banned_word_doesnt_save_it() -> None:
    assert len(Matcher([("第一时间包过", 1)], ["第一时间"]).find("第一时间包过").hits) == 1


def test_an_allowed_phrase_that_only_overlaps_doesnt_save_it(matcher: Matcher[str]) -> None:
    assert [hit.written for hit in matcher.find("全球第一时间").hits] == ["全球第一"]


def test_two_words_that_overlap_both_count() -> None:
    hits = Matcher([("全国第一", 1), ("第一品牌", 2)]).find("全国第一品牌").hits
    assert [(hit.start, hit.end) for hit in hits] == [(0, 4), (2, 6)]


def test_a_word_of_signs_alone_is_no_word() -> None:
    assert Matcher([("！！！", 1)]).find("买！！！").hits == []


@given(st.text())
def test_folding_keeps_each_letters_place_in_range_and_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.letters) == len(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)
    assert folded.places == sorted(folded.places)


@given(st.text(st.characters(exclude_characters="\n\uffff")))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).letters
    assert fold(once).letters == once


@given(st.sampled_from(WORDS), st.data(), st.text(), st.text())
def test_noise_never_hides_a_word(word: str, data: st.DataObject, before: str, after: str) -> None:
    noise = st.lists(st.sampled_from(NOISE), max_size=4).map("".join).filter(lambda put: put.count("\n") < 2)
    written = word[0] + "".join(data.draw(noise) + letter for letter in word[1:])
    text = f"{before}\n\n{written}\n\n{after}"
    place = len(before) + 2
    hits = Matcher([(word, word)]).find(text).hits
    assert (place, place + len(written)) in [(hit.start, hit.end) for hit in hits]


@given(st.text("第一时间最好的朋友 ，\n国家级no1", max_size=40))
def test_each_hit_is_a_stretch_of_the_text_that_folds_to_its_word(text: str) -> None:
    for hit in Matcher(((word, word) for word in WORDS), ALLOWED).find(text).hits:
        assert text[hit.start : hit.end] == hit.written
        assert fold(hit.written).letters == fold(hit.meaning).letters


@pytest.mark.parametrize("text", ["最" * 20_000, "第一" * 10_000, "100%" * 5_000, "\n" * 20_000, "👨‍👩‍👧" * 4_000])
def test_no_text_takes_long(matcher: Matcher[str], text: str) -> None:
    start = time.perf_counter()
    matcher.find(text)
    assert time.perf_counter() - start < 2
