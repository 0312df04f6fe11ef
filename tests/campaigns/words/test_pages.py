"""The pages of word lists: read, try out, edit in a draft, bring in a sheet, publish."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.models import Word, WordList
from campaigns.services import word_lists as services
from roles.models import Member, Team

pytestmark = pytest.mark.django_db


def address(team: Team, name: str, *args: object) -> str:
    return reverse(f"campaigns:words-{name}", args=[team.slug, *args])


@pytest.fixture
def client(lead: Member) -> Client:
    client = Client()
    client.force_login(lead.person)
    return client


@pytest.fixture
def own(team: Team, lead: Member) -> WordList:
    return services.add_list(team, name="竞品", by=lead)


def upload(client: Client, own: WordList, content: str, **also: str):
    sheet = SimpleUploadedFile("words.csv", content.encode("utf-8-sig"))
    return client.post(address(own.team, "import", own.pk), {"file": sheet, **also})


def test_a_text_is_shown_with_its_marks_numbered_as_in_the_list(client: Client, team: Team) -> None:
    page = client.post(address(team, "try"), {"text": "<b>最　佳</b>\n请第一时间转发给朋友"}).content.decode()
    assert '&lt;b&gt;<mark class="ban">最　佳<sup>1</sup></mark>&lt;/b&gt;' in page
    assert '<mark class="okw">第一时间</mark><mark class="warn">转发给<sup>2</sup></mark>' in page
    assert "「第一时间」在放行词里" in page


def test_a_text_that_is_too_long_is_refused_and_kept_in_the_form(client: Client, team: Team) -> None:
    answer = client.post(address(team, "try"), {"text": "字" * 20_001})
    assert answer.status_code == 422
    assert "字" * 20_001 in answer.content.decode()


def test_a_list_is_made_filled_and_published(client: Client, team: Team) -> None:
    client.post(address(team, "add"), {"name": "竞品"})
    own = WordList.objects.get(name="竞品")
    typed = {"word": "竹林", "severity": "block", "rule": "品牌部约定", "suggestion": "别家"}
    assert client.post(address(team, "say", own.pk), typed).status_code == 302
    client.post(address(team, "publish", own.pk), {"note": "第一批"})
    page = client.post(address(team, "try"), {"text": "比竹林便宜"}).content.decode()
    assert "竹林<sup>1</sup>" in page


def test_a_word_without_a_rule_is_refused_with_what_was_typed(client: Client, own: WordList) -> None:
    answer = client.post(address(own.team, "say", own.pk), {"word": "竹林", "severity": "warn"})
    assert answer.status_code == 422
    assert 'value="竹林"' in answer.content.decode()
    assert not Word.objects.filter(word="竹林").exists()


def test_a_sheet_names_its_bad_rows_and_takes_the_others(client: Client, own: WordList) -> None:
    page = upload(
        client, own, "词,级别,规则\n竹林,禁用,约定\n山雀,严禁,约定\n竹 林,提醒,约定\n！,禁用,约定\n"
    ).content.decode()
    assert [word.word for word in own.draft.words.all()] == ["竹林"]
    assert "没有「严禁」这个级别" in page
    assert "第 2 行已有这个词" in page
    assert "没有可以查找的字" in page


def test_a_sheet_can_take_out_what_it_doesnt_have(client: Client, own: WordList) -> None:
    upload(client, own, "词,级别,规则\n竹林,禁用,约定\n山雀,提醒,约定\n")
    upload(client, own, "Word,Severity,Rule\n竹林,Warned of,说好的\n", replace="on")
    assert [(word.word, word.severity, word.rule) for word in own.draft.words.all()] == [("竹林", "warn", "说好的")]


def test_a_sheet_of_something_else_is_refused(client: Client, own: WordList) -> None:
    answer = upload(client, own, "日期,数值\n2026-10-01,3\n")
    assert answer.status_code == 422
    assert "这不是词表" in answer.content.decode()


@pytest.mark.parametrize("kind", ["", "?as=csv"])
def test_an_exported_list_reads_back_the_same(client: Client, own: WordList, kind: str) -> None:
    shipped = WordList.objects.for_list().get(kind="absolute")
    exported = client.get(address(own.team, "export", shipped.pk) + kind).content
    sheet = SimpleUploadedFile("words.xlsx", exported)
    client.post(address(own.team, "import", own.pk), {"file": sheet})
    says = [{word.says for word in version.words.all()} for version in (own.draft, shipped.published)]
    assert says[0] == says[1]


def test_the_words_are_searched(client: Client, team: Team) -> None:
    absolute = WordList.objects.get(kind="absolute")
    page = client.get(address(team, "list", absolute.pk), {"q": "国家级"}).content.decode()
    assert "国家级" in page
    assert "最好用" not in page
    assert "没有符合的词" in client.get(address(team, "list", absolute.pk), {"q": "竹林"}).content.decode()


def test_another_teams_list_isnt_there(client: Client, own: WordList, outsider: Member) -> None:
    stranger = Client()
    stranger.force_login(outsider.person)
    assert stranger.get(address(outsider.team, "list", own.pk)).status_code == 404


def test_a_text_is_checked_over_rest(client: Client, team: Team) -> None:
    answer = client.post(
        "/api/v1/word-lists/check/", {"texts": {"title": "國家級好物"}}, content_type="application/json"
    )
    mark = answer.json()["marks"][0]
    assert (mark["field"], mark["start"], mark["end"], mark["written"], mark["word"]) == (
        "title", 0, 3, "國家級", "国家级",
    )  # fmt: skip
    assert answer.json()["blocks"] is True


def test_words_are_written_and_published_over_rest(client: Client, own: WordList) -> None:
    words = [{"word": "竹林", "severity": "block", "rule": "品牌部约定"}]
    path = f"/api/v1/word-lists/{own.pk}/"
    assert client.post(f"{path}words/", {"words": words}, content_type="application/json").status_code == 200
    answer = client.post(f"{path}publish/", {}, content_type="application/json").json()
    assert (answer["version"], answer["words"][0]["word"], answer["draft"]) == (1, "竹林", None)
    again = client.post(f"{path}publish/", {}, content_type="application/json")
    assert (again.status_code, again.json()["detail"]) == (409, "这份词表没有草稿。")
