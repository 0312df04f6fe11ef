"""Word lists: shipped and own ones, drafts and frozen versions, and what a team's texts are checked against."""

from datetime import UTC, datetime

import pytest

from campaigns.checking import check
from campaigns.models import Word, WordList, WordListVersion
from campaigns.services import word_lists as services
from campaigns.services.word_lists import Saying
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
Severity = Word.Severity


@pytest.fixture
def own(team: Team, lead: Member) -> WordList:
    """A published list of the team's own: 竹林 is forbidden, 竹林路 is a street."""
    made = services.add_list(team, name="竞品", by=lead)
    draft = services.start_draft(made, by=lead)
    services.say(draft, Saying("竹林", Severity.BLOCK, "品牌部约定：不提竞品"), by=lead)
    services.say(draft, Saying("竹林路", Severity.ALLOW), by=lead)
    services.publish(draft, note="第一批", by=lead, at=AT)
    return made


def test_a_team_is_checked_against_the_shipped_lists(team: Team) -> None:
    found = check({"title": "换季修护", "body": "这是最有效的办法，请第一时间停用。把它转發到 3 个群。"}, team)
    assert [(mark.number, mark.field, mark.written, mark.entry.list_name) for mark in found.marks] == [
        (1, "body", "最有效", "广告法用语"),
        (2, "body", "转發到 3 个群", "诱导分享"),
    ]
    assert found.spared_phrases == ["第一时间"]
    assert all(mark.entry.rule and mark.entry.suggestion for mark in found.marks)


def test_the_shipped_lists_are_large_and_each_allowed_phrase_in_them_spares_a_word(team: Team) -> None:
    words = Word.objects.filter(version__list__team=None)
    assert words.exclude(severity=Severity.ALLOW).filter(version__list__kind="absolute").count() >= 120
    assert words.exclude(severity=Severity.ALLOW).filter(version__list__kind="sharing").count() >= 60
    for phrase in words.filter(severity=Severity.ALLOW):
        found = check({"text": phrase.word}, team)
        assert (found.marks, found.spared_phrases) == ([], [phrase.word])


def test_a_teams_own_words_count_for_this_team_alone(own: WordList, team: Team, other_team: Team) -> None:
    assert [mark.written for mark in check({"text": "竹 林在竹林路"}, team).marks] == ["竹 林"]
    assert check({"text": "竹林"}, other_team).marks == []


def test_a_teams_allowed_phrase_spares_a_shipped_word(own: WordList, team: Team, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    services.say(draft, Saying("最好吃的回忆", Severity.ALLOW), by=lead)
    services.publish(draft, note="栏目名", by=lead, at=AT)
    assert check({"text": "栏目《最好吃的回忆》"}, team).marks == []


def test_a_word_in_two_lists_counts_as_the_stricter_says(own: WordList, team: Team, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    services.say(draft, Saying("原价", Severity.BLOCK, "财务约定"), by=lead)
    services.say(draft, Saying("最佳", Severity.WARN, "品牌部约定"), by=lead)
    services.publish(draft, note="", by=lead, at=AT)
    assert [mark.entry.severity for mark in check({"text": "原价，最佳"}, team).marks] == ["block", "block"]


def test_a_draft_doesnt_count_before_it_is_published(own: WordList, team: Team, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    services.say(draft, Saying("山雀", Severity.WARN, "品牌部约定"), by=lead)
    assert check({"text": "山雀"}, team).marks == []
    services.publish(draft, note="", by=lead, at=AT)
    assert len(check({"text": "山雀"}, team).marks) == 1


def test_a_new_version_begins_with_the_words_of_the_one_before(own: WordList, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    assert (draft.number, [word.word for word in draft.words.all()]) == (2, ["竹林路", "竹林"])
    assert services.start_draft(own, by=lead) == draft
    assert services.differences(draft) == []


def test_the_differences_name_what_is_new_changed_and_gone(own: WordList, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    services.say(draft, Saying("竹林", Severity.WARN, "品牌部约定：不提竞品"), by=lead)
    services.say(draft, Saying("山雀", Severity.WARN, "品牌部约定"), by=lead)
    services.take_out(draft, draft.words.get(word="竹林路"), by=lead)
    found = {one.shown.word: (bool(one.before), bool(one.after)) for one in services.differences(draft)}
    assert found == {"竹林": (True, True), "山雀": (False, True), "竹林路": (True, False)}


def test_a_published_version_is_frozen(own: WordList, lead: Member) -> None:
    version = own.versions.get()
    for change in (
        lambda: services.say(version, Saying("山雀", Severity.WARN, "约定"), by=lead),
        lambda: services.take_out(version, version.words.first(), by=lead),
        lambda: services.publish(version, note="", by=lead, at=AT),
        lambda: services.discard(version, by=lead),
    ):
        with pytest.raises(NotAllowedNow, match="已发布的版本"):
            change()


def test_a_version_that_says_nothing_new_isnt_published(own: WordList, lead: Member) -> None:
    with pytest.raises(NotAllowedNow, match="没有改动"):
        services.publish(services.start_draft(own, by=lead), note="", by=lead, at=AT)


def test_a_dropped_draft_leaves_the_published_version(own: WordList, team: Team, lead: Member) -> None:
    services.discard(services.start_draft(own, by=lead), by=lead)
    assert len(check({"text": "竹林"}, team).marks) == 1


def test_the_same_word_in_disguise_is_one_word(own: WordList, lead: Member) -> None:
    draft = services.start_draft(own, by=lead)
    services.say(draft, Saying("竹 林", Severity.WARN, "约定"), by=lead)
    assert draft.words.get(folded="竹林").severity == Severity.WARN


@pytest.mark.parametrize(
    ("saying", "reason"),
    [
        (Saying("！！", Severity.BLOCK, "约定"), "没有可以查找的字"),
        (Saying("山雀", Severity.BLOCK), "哪条规则"),
        (Saying("山雀", Severity.ALLOW, asks_legal=True), "法务"),
        (Saying("雀" * 61, Severity.BLOCK, "约定"), "最多 60"),
        (Saying("\ufdfa" * 20, Severity.BLOCK, "约定"), "最多 120"),
        (Saying("山雀", Severity.BLOCK, "约" * 121), "最多 120"),
    ],
)
def test_what_a_list_cant_say_is_refused_with_the_reason(
    own: WordList, lead: Member, saying: Saying, reason: str
) -> None:
    with pytest.raises(NotAllowedNow, match=reason):
        services.say(services.start_draft(own, by=lead), saying, by=lead)


def test_a_shipped_list_doesnt_change(lead: Member) -> None:
    with pytest.raises(NotAllowedNow, match="自带"):
        services.start_draft(WordList.objects.get(kind="absolute"), by=lead)


def test_who_may_not_edit_lists_is_told_so(own: WordList, team: Team, member: Member, outsider: Member) -> None:
    for somebody in (member, outsider):
        with pytest.raises(NotAllowedNow):
            services.start_draft(own, by=somebody)
        with pytest.raises(NotAllowedNow):
            services.add_list(team, name="别的", by=somebody)


def test_the_lists_are_read_once(own: WordList, team: Team, django_assert_num_queries) -> None:
    check({"text": "竹林"}, team)
    with django_assert_num_queries(1):
        check({"title": "竹林", "body": "最好"}, team)


def test_versions_are_never_two_drafts_at_once(own: WordList, lead: Member) -> None:
    services.start_draft(own, by=lead)
    assert WordListVersion.objects.filter(list=own, published_at=None).count() == 1
