"""The pages of content: what is listed, joined, ignored, attributed and taken back there."""

from datetime import date

import pytest
from django.urls import reverse

from metrics import content
from metrics.models import Subject
from tests.building import attribute, make_content, put
from tests.metrics.conftest import make_channel

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


def listed(client, **asked) -> set:
    page = client.get(url("content"), asked)
    assert page.status_code == 200
    return {line.item.name for line in page.context["lines"]}


@pytest.fixture
def items(account, videos, member):
    """One of each: known and answered for, new, ignored, joined, and one of another channel and month."""
    known = make_content(account, "甲")
    attribute(known, member, from_on=known.published_on)
    put(known, "oa.readers", {known.published_on: 1204})
    make_content(account, "乙", state="new")
    make_content(account, "丙", state="ignored")
    make_content(account, "丁", state="joined", joined_to=known)
    make_content(videos, "戊", published_on=date(2026, 9, 3))
    return {item.name: item for item in Subject.objects.filter(kind="content")}


def test_the_list_shows_what_counts_and_is_cut_down(items, account, member, browse):
    client = browse(member)

    assert listed(client) == {"甲", "乙", "戊"}
    assert listed(client, show="new") == {"乙"}
    assert listed(client, show="nobody") == {"乙", "戊"}
    assert listed(client, show="ignored") == {"丙"}
    assert listed(client, show="joined") == {"丁"}
    assert listed(client, channel=account.pk) == {"甲", "乙"}
    assert listed(client, month="2026-09") == {"戊"}
    assert listed(client, q="甲") == {"甲"}
    assert listed(client, q="zzz") == set()
    assert "1,204" in client.get(url("content")).content.decode()


def test_a_member_sees_and_decides_nothing(items, member, browse):
    page = browse(member).get(url("content")).content.decode()

    assert 'name="items"' not in page
    assert 'id="chosen"' not in page


def test_two_ticked_items_are_compared_and_joined_and_taken_apart(items, analyst, browse):
    client = browse(analyst)
    pair = {"items": [items["甲"].pk, items["乙"].pk]}

    compared = client.post(url("content-join"), pair)
    assert compared.status_code == 200
    assert Subject.objects.get(name="乙").state == "new"

    client.post(url("content-join"), pair | {"into": items["甲"].pk, "is_confirmed": "1"})
    assert Subject.objects.get(name="乙").joined_to == items["甲"]

    client.post(url("content-take-back", items["乙"].pk))
    assert Subject.objects.get(name="乙").state == "new"


def test_two_clearly_different_titles_are_doubted_until_somebody_confirms(account, analyst, browse):
    one, other = make_content(account, "秋冬护肤三步走"), make_content(account, "防晒怎么选 #护肤")
    client, pair = browse(analyst), {"items": [one.pk, other.pk]}

    page = client.post(url("content-join"), pair | {"into": one.pk})
    assert page.context["are_unlike"]
    assert page.content.decode().count(other.name) >= 2
    other.refresh_from_db()
    assert other.joined_to is None

    client.post(url("content-join"), pair | {"into": one.pk, "is_confirmed": "1"})
    other.refresh_from_db()
    assert other.joined_to == one


def test_items_of_two_channels_are_not_even_compared(account, videos, analyst, browse):
    one, other = make_content(account, "秋冬护肤三步走"), make_content(videos, "秋冬护肤三步走")

    page = browse(analyst).post(url("content-join"), {"items": [one.pk, other.pk]}, follow=True)

    assert page.redirect_chain[-1][0] == url("content")
    assert "两条属于不同的渠道" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "are_unlike"),
    [
        ("秋冬护肤三步", False),
        ("【必看】秋冬护肤三步走！", False),
        ("https://mp.weixin.qq.com/s/abc", False),
        ("export/UzFfAgtg", False),
        ("2247483650_1", False),
        ("防晒怎么选", True),
        ("秋日新品清单", True),
    ],
)
def test_titles_are_doubted_where_both_are_titles_and_little_is_alike(account, name, are_unlike):
    assert content.are_unlike(make_content(account, "秋冬护肤三步走"), make_content(account, name)) is are_unlike


@pytest.mark.parametrize("names", ["甲", "甲乙戊"])
def test_not_two_are_not_joined(items, analyst, browse, names):
    page = browse(analyst).post(url("content-join"), {"items": [items[name].pk for name in names]}, follow=True)

    assert 'role="alert"' in page.content.decode()


def test_ticked_items_are_ignored_and_one_is_kept(items, analyst, browse):
    client = browse(analyst)

    client.post(url("content-ignore"), {"items": [items["乙"].pk, items["戊"].pk]})
    assert listed(client, show="ignored") == {"乙", "丙", "戊"}
    client.post(url("content-take-back", items["乙"].pk))
    client.post(url("content-keep", items["乙"].pk))
    assert Subject.objects.get(name="乙").state == "known"


def test_ticked_items_are_given_to_a_member(items, analyst, other_member, browse):
    chosen = {"items": [items["乙"].pk, items["戊"].pk], "member": other_member.pk, "share": "100"}

    browse(analyst).post(url("content-attribute"), chosen)

    found = dict(other_member.attributions.values_list("subject__name", "from_on"))
    assert found == {"乙": date(2026, 10, 5), "戊": date(2026, 9, 3)}


def shares(*rows) -> dict:
    """What the form of shares sends: (member, share) a row."""
    typed = {"shares-TOTAL_FORMS": len(rows), "shares-INITIAL_FORMS": 0}
    for number, (one, share) in enumerate(rows):
        typed |= {f"shares-{number}-member": one.pk, f"shares-{number}-share": share}
    return typed


def test_ticked_items_are_shared_among_two_without_opening_them(items, analyst, member, other_member, browse):
    client, ticked = browse(analyst), {"items": [items["甲"].pk, items["乙"].pk]}

    form = client.post(url("content-split"), ticked).context["form"]
    assert next(row["member"].value() for row in form) == member.pk
    sent = client.post(url("content-split"), ticked | shares((member, "60"), (other_member, "40")))

    assert sent.url == url("content")
    for item in (items["甲"], items["乙"]):
        found = dict(item.attributions.values_list("member", "share"))
        assert found == {member.pk: 60, other_member.pk: 40}
        assert {one.from_on for one in item.attributions.all()} == {item.published_on}


@pytest.mark.parametrize("wrong", [("60", "41"), ("0", "40"), ("", "40")])
def test_shares_that_cannot_stand_change_no_item(items, analyst, member, other_member, browse, wrong):
    typed = shares((member, wrong[0]), (other_member, wrong[1]))

    page = browse(analyst).post(url("content-split"), {"items": [items["甲"].pk, items["乙"].pk]} | typed)

    assert page.status_code == 422
    assert [row["share"].value() for row in page.context["form"]] == list(wrong)
    assert dict(items["甲"].attributions.values_list("member", "share")) == {member.pk: 100}
    assert not items["乙"].attributions.exists()


def test_a_joined_item_among_the_ticked_stops_all(items, analyst, member, browse):
    ticked = {"items": [items["乙"].pk, items["丁"].pk]}

    assert browse(analyst).post(url("content-split"), ticked | shares((member, "60"))).status_code == 422
    assert not items["乙"].attributions.exists()


def test_an_item_of_another_team_cannot_be_ticked(items, other_team, analyst, browse):
    theirs = make_content(make_channel(other_team, "号", "official_account"), "别家")

    browse(analyst).post(url("content-ignore"), {"items": [theirs.pk]})

    theirs.refresh_from_db()
    assert theirs.state == "known"


def test_an_item_that_may_be_the_same_is_offered(account, analyst, browse):
    item = make_content(account, "秋冬护肤三步走 #护肤", state="new")
    make_content(account, "秋冬护肤三步", published_on=date(2026, 10, 6))
    make_content(account, "防晒怎么选 #护肤")

    page = browse(analyst).get(url("content-detail", item.pk))

    assert [one.name for one in page.context["candidates"]] == ["秋冬护肤三步"]
