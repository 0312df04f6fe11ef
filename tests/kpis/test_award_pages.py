"""The pages of awards: what a manager picks from, what the team sees of it, and where each number leads."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kpis.models import Award, Grant
from kpis.services import grants
from tests.building import make_award, make_channel
from tests.kpis.awards import article, findings, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(last_month):
    return last_month.replace(day=12)


@pytest.fixture
def channel(team):
    return make_channel(team)


@pytest.fixture
def best(channel, day, member):
    return article(channel, "护肤三步", day, reads=10_000, sharers=800, by={member: 100})


@pytest.fixture
def pick(best, manager, last_month):
    def act(to=best, by=manager, award=None) -> Grant:
        found = award or shipped("best_content")
        return grants.pick(found, month=last_month, to=to, by=by, reason="读者都在转", at=timezone.now())

    return act


@pytest.fixture
def address(team, last_month):
    """``address("detail", award)``; further arguments stand at its end."""

    def of(name: str, award: Award, *more) -> str:
        return reverse(f"kpis:awards-{name}", args=[team.slug, award.pk, f"{last_month:%Y-%m}", *more])

    return of


@pytest.fixture
def month_url(team):
    return reverse("kpis:awards", args=[team.slug])


def test_a_manager_sees_who_could_get_it_and_is_led_to_pick(browse, manager, best, month_url, address):
    page = browse(manager).get(month_url).content.decode()

    assert "护肤三步" in page
    assert f'class="btn btn-primary" href="{address("detail", shipped("best_content"))}"' in page


def test_the_team_sees_nothing_of_the_candidates(browse, member, best, pick, month_url, address):
    pick()
    client = browse(member)

    assert "护肤三步" not in client.get(month_url).content.decode()
    award = shipped("best_content")
    assert client.get(address("detail", award)).status_code == 404
    assert client.get(address("evidence", award, best.pk)).status_code == 404


def test_what_is_announced_is_seen_by_all_with_its_numbers_down_to_the_points(
    browse, other_member, manager, best, pick, month_url, address
):
    grants.announce(pick(), by=manager, at=timezone.now())
    client, award = browse(other_member), shipped("best_content")

    page = client.get(month_url).content.decode()
    response = client.get(address("evidence", award, best.pk))
    evidence = response.content.decode()

    # The article has reads and sharers; it never had plays, so no column says 0 for them.
    assert [metric.code for metric in response.context["evidence"].metrics] == ["oa.reads", "oa.sharers"]
    assert "读者都在转" in page
    assert "10,000" in page
    assert "10,000" in evidence


def test_of_an_announced_award_the_others_stay_unseen(
    browse, other_member, manager, channel, day, member, pick, address
):
    second = article(channel, "另一篇", day, reads=9_000, sharers=700, by={member: 100})
    grants.announce(pick(), by=manager, at=timezone.now())
    client, award = browse(other_member), shipped("best_content")

    assert "另一篇" not in client.get(address("detail", award)).content.decode()
    assert client.get(address("evidence", award, second.pk)).status_code == 404


def test_a_manager_picks_and_announces(browse, manager, best, address, team):
    client, award = browse(manager), shipped("best_content")

    client.post(address("pick", award), {"to": best.pk, "reason": "读者都在转"})
    grant = Grant.objects.get()
    client.post(reverse("kpis:awards-announce", args=[team.slug, grant.pk]))

    grant.refresh_from_db()
    assert (grant.subject, grant.state) == (best, "announced")


def test_what_was_typed_stays_when_nobody_was_chosen(browse, manager, best, address):
    answer = browse(manager).post(address("pick", shipped("best_content")), {"reason": "读者都在转"})

    assert answer.status_code == 422
    assert "读者都在转" in answer.content.decode()
    assert not Grant.objects.exists()


def test_ones_own_work_cannot_be_ticked(browse, manager, channel, day, address):
    own = article(channel, "主管写的", day, reads=10, sharers=1, by={manager: 100})
    client, award = browse(manager), shipped("best_content")

    assert "disabled" in client.get(address("detail", award)).content.decode()
    assert client.post(address("pick", award), {"to": own.pk, "reason": "好"}).status_code == 422


def test_a_second_manager_replaces_a_pick_with_a_reason(browse, other_manager, channel, day, member, pick, address):
    first, award = pick(), shipped("best_content")
    other = article(channel, "另一篇", day, reads=9_000, sharers=700, by={member: 100})
    client = browse(other_manager)

    assert "另一篇" in client.get(f"{address('detail', award)}?replace").content.decode()
    client.post(address("pick", award), {"to": other.pk, "reason": "更真", "instead": "阅读是买的"})

    first.refresh_from_db()
    assert first.withdrawal == "阅读是买的"
    assert "阅读是买的" in client.get(address("detail", award)).content.decode()


def test_an_auditor_reads_and_gets_no_form(browse, auditor, best, address, month_url):
    client = browse(auditor)

    assert "护肤三步" in client.get(month_url).content.decode()
    assert "<form" not in client.get(address("detail", shipped("best_content"))).content.decode().split("<main")[1]


def test_a_judged_award_is_picked_among_the_members(browse, manager, member, team, address):
    award = make_award(team, "最佳拍档", basis="judged", subject_kind="member", metric=None)

    browse(manager).post(address("pick", award), {"to": member.pk, "reason": "总在帮人"})

    assert Grant.objects.get().subject.member == member


def test_numbers_that_changed_since_the_pick_are_said_to_have(browse, manager, best, pick, address):
    pick()
    best.points.filter(metric__code="oa.reads").update(value=12_000)

    page = browse(manager).get(address("detail", shipped("best_content"))).content.decode()

    assert "10,000" in page
    assert "选定之后数字变过" in page


def test_the_history_is_searched_and_exported(browse, manager, member, pick, team, last_month, day):
    grants.withdraw(pick(), by=manager, reason="导错了", at=timezone.now())
    grants.announce(pick(), by=manager, at=timezone.now())
    url = reverse("kpis:awards-history", args=[team.slug])

    assert "导错了" in browse(manager).get(url).content.decode()
    assert "导错了" not in browse(member).get(url).content.decode()
    assert "护肤三步" not in browse(manager).get(url, {"q": "别的"}).content.decode()
    sheet = load_workbook(BytesIO(browse(manager).get(reverse("kpis:awards-export", args=[team.slug])).content)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[6]) for row in rows] == [(f"{last_month:%Y-%m}", "护肤三步", 10_000)] * 2


def test_the_numbers_of_the_history_lead_to_their_points_where_the_reader_may_see_them(
    browse, manager, member, pick, best, team, address
):
    grants.announce(pick(), by=manager, at=timezone.now())
    url, evidence = (
        reverse("kpis:awards-history", args=[team.slug]),
        address("evidence", shipped("best_content"), best.pk),
    )

    page = browse(member).get(url).content.decode()

    phone = page.partition('<ul class="list only-p">')[2]
    assert f'href="{evidence}"' in phone
    assert page.count(evidence) == 2 * phone.count(evidence)
    grants.withdraw(Grant.objects.get(), by=manager, reason="导错了", at=timezone.now())
    assert evidence not in browse(member).get(url).content.decode()
    assert evidence in browse(manager).get(url).content.decode()


def test_a_manager_adds_an_award_and_everybody_reads_its_rule(browse, manager, member, team):
    metric = Award.objects.get(code="data_star").metric
    typed = {"name": "勤奋奖", "basis": "highest", "subject_kind": "member", "metric": metric.pk}

    browse(manager).post(reverse("kpis:awards-add", args=[team.slug]), typed)

    assert "勤奋奖" in browse(member).get(reverse("kpis:awards-kinds", args=[team.slug])).content.decode()


def test_a_target_in_percent_is_typed_as_it_is_read(browse, manager, team):
    typed = {"name": "转化突破", "basis": "gain", "subject_kind": "campaign", "target": "12"}
    typed["metric"] = Award._meta.get_field("metric").related_model.objects.get(code="biz.conversion_rate").pk

    browse(manager).post(reverse("kpis:awards-add", args=[team.slug]), typed)

    assert str(Award.objects.get(name="转化突破").target) == "0.120000"


def test_a_month_to_come_and_nonsense_are_not_found(browse, manager, team, month_url):
    client = browse(manager)

    assert client.get(month_url, {"month": "2099-01"}).status_code == 404
    assert client.get(month_url, {"month": "x"}).status_code == 404
    assert client.get(f"{month_url}{shipped('best_content').pk}/x/").status_code == 404


def test_the_running_month_shows_how_it_stands_and_offers_no_pick(browse, manager, member, this_month, month_url):
    findings(member, this_month, 2)

    page = browse(manager).get(month_url, {"month": f"{this_month:%Y-%m}"}).content.decode()

    assert str(member) in page
    assert "btn-primary" not in page.split("<main")[1]


def test_who_picks_what_was_just_picked_reads_by_whom(browse, other_manager, best, pick, address):
    grant = pick()
    picking = address("pick", grant.award)

    refused = browse(other_manager).post(picking, {"to": best.pk, "reason": "读者都在转"})

    assert refused.status_code == 409
    html = refused.content.decode()
    assert f"{grant.picked_by}刚刚已经选了" in html
    assert "这一项要填" not in html
    assert Grant.objects.count() == 1
