"""Which item a file means: by address, message id, video id, then title and publishing day."""

from datetime import date

import pytest

from metrics.imports.addresses import normalised
from metrics.imports.content import ContentFinder, ToMake
from metrics.imports.layouts.base import Content, Problem
from metrics.models import ContentKey, Subject
from tests.building import make_content

LONG = "mp.weixin.qq.com/s?__biz=MzA5&mid=2247483&idx=1&sn=ab12"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("https://mp.weixin.qq.com/s?__biz=MzA5&mid=2247483&idx=1&sn=ab12&chksm=ff&scene=27#rd", "address", LONG),
        ("http://MP.weixin.qq.com/s?sn=ab12&idx=1&mid=2247483&__biz=MzA5#wechat_redirect", "address", LONG),
        ("http://mp.weixin.qq.com/s?__biz=MzA5&amp;mid=2247483&amp;idx=1&amp;sn=ab12&amp;scene=0", "address", LONG),
        ("mp.weixin.qq.com/s?__biz=MzA5==&mid=1&idx=2", "address", "mp.weixin.qq.com/s?__biz=MzA5==&mid=1&idx=2"),
        ("https://mp.weixin.qq.com/s/Ab_9xYz?from=timeline", "short_address", "mp.weixin.qq.com/s/Ab_9xYz"),
        ("https://Example.com/p/7/?utm_source=x&b=2&a=1", "address", "example.com/p/7?a=1&b=2"),
    ],
)
def test_an_address_loses_what_changes_from_copy_to_copy(typed, kind, value):
    assert normalised(typed) == (kind, value)


@pytest.mark.parametrize(
    "typed", ["", "-", "待发布", "https://mp.weixin.qq.com/s?__biz=MzA5&tempkey=xyz", "http://[", "https://a.b/"]
)
def test_what_is_no_lasting_address_is_none(typed):
    assert normalised(typed) is None


def named(title="护肤三步", day=date(2026, 10, 5), video="", address="", msgid="") -> Content:
    return Content(video, title, day, address, msgid)


@pytest.fixture
def known(account):
    """``known(item, kind=value)`` gives an item keys."""

    def give(item, **keys):
        for kind, value in keys.items():
            ContentKey.objects.create(subject=item, channel=account, kind=kind, value=value)
        return item

    return give


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        named("改过的标题", date(2026, 10, 7), address=f"https://{LONG}&scene=4"),
        named("改过的标题", date(2026, 10, 7), msgid="2247483_1"),
        named("改过的标题", date(2026, 10, 7), video="export/A"),
        named("护肤　三步 ｖ２".replace("　", " "), date(2026, 10, 5)),
        named("护肤三步V2"),
    ],
)
def test_an_item_is_found_by_each_of_its_keys_and_by_title_and_day(account, known, asked):
    item = known(make_content(account, "护肤三步 V2"), address=LONG, msgid="2247483_1", video_id="export/A")

    assert ContentFinder(account).find(asked, row=2).pk == item.pk


@pytest.mark.django_db
def test_the_address_goes_before_the_title(account, known):
    right = known(make_content(account, "旧标题"), address=LONG)
    make_content(account, "护肤三步")

    assert ContentFinder(account).find(named(address=LONG), row=2).pk == right.pk


@pytest.mark.django_db
def test_an_item_found_one_way_learns_the_other_keys(account, known):
    item = known(make_content(account), msgid="7_1")
    finder = ContentFinder(account)

    finder.find(named("别的", date(2026, 1, 1), address=LONG, msgid="7_1"), row=2)

    assert {(key.kind, key.value): pk for key, pk in finder.learned.items()} == {("address", LONG): item.pk}


@pytest.mark.django_db
def test_another_key_of_the_same_kind_makes_another_item_of_the_same_title(account, known):
    known(make_content(account), address=LONG)

    found = ContentFinder(account).find(named(address=LONG.replace("idx=1", "idx=2")), row=2)

    assert isinstance(found, ToMake)


@pytest.mark.django_db
def test_a_short_address_is_no_contradiction_of_a_long_one(account, known):
    item = known(make_content(account), address=LONG)

    assert ContentFinder(account).find(named(address="https://mp.weixin.qq.com/s/Ab"), row=2).pk == item.pk


@pytest.mark.django_db
def test_keys_of_two_items_in_one_row_are_a_problem_that_names_both(account, known):
    known(make_content(account, "甲"), address=LONG)
    other = known(make_content(account, "乙"), msgid="7_1")
    asked = named(address=LONG, msgid="7_1")

    found = ContentFinder(account).find(asked, row=9)
    assert isinstance(found, Problem)
    assert (found.row, found.code, found.arguments) == (9, "conflicting_keys", {"one": "甲", "other": "乙"})

    # Once the two are joined the row means the one that stays.
    stays = Subject.objects.get(name="甲")
    Subject.objects.filter(pk=other.pk).update(state="joined", joined_to=stays)
    assert ContentFinder(account).find(asked, row=9).stands == stays.pk


@pytest.mark.django_db
def test_a_new_item_that_a_file_names_twice_by_its_key_is_made_once(account):
    finder = ContentFinder(account)

    assert finder.find(named("一", address=LONG), row=2) is finder.find(named("一 ", address=LONG), row=3)


@pytest.mark.django_db
def test_a_key_is_the_channels_own(team, account, videos, known):
    known(make_content(account), video_id="export/A")

    assert isinstance(ContentFinder(videos).find(named("别的", video="export/A"), row=2), ToMake)
