"""Awards picked, announced and withdrawn: who may, what stays on record, who hears of it."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kpis.models import Award, Grant
from kpis.services import awards, grants
from kpis.services.awards import Rule
from metrics.models import Metric, Point
from notices.models import Notice
from roles import audit
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_award, make_channel
from tests.kpis.awards import article, findings, shipped

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DAY = date(2026, 10, 12)
NOW = datetime(2026, 11, 6, 15, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def channel(team):
    return make_channel(team)


@pytest.fixture
def best(channel, member):
    return article(channel, "护肤三步", DAY, reads=10_000, sharers=800, by={member: 100})


@pytest.fixture
def pick(best, manager):
    """``pick()``: the best article for the best-content award, by the manager."""

    def act(to=best, by=manager, award=None, **words) -> Grant:
        words = {"month": OCTOBER, "reason": "读者都在转", "at": NOW} | words
        return grants.pick(award or shipped("best_content"), to=to, by=by, **words)

    return act


def test_a_pick_keeps_what_the_numbers_said_and_who_made_it(pick, best, member):
    grant = pick()

    Point.objects.filter(subject=best).update(value=1)

    grant = Grant.objects.for_list().get(pk=grant.pk)
    assert (grant.place, grant.among, grant.value, grant.also_value, grant.counted) == (1, 1, 10_000, 800, 100)
    assert [(share.member, share.share) for share in grant.shares.all()] == [(member, 100)]


def test_nobody_picks_their_own_work_not_even_a_part_of_it(pick, channel, member, manager, other_manager):
    shared = article(channel, "一起写的", DAY, reads=90_000, sharers=900, by={member: 90, manager: 10})

    with pytest.raises(NotAllowedNow, match="Nobody picks themselves"):
        pick(to=shared)

    assert pick(to=shared, by=other_manager).subject == shared


def test_nobody_announces_what_they_won(pick, channel, manager, other_manager):
    own = article(channel, "主管写的", DAY, reads=90_000, sharers=900, by={manager: 100})
    grant = pick(to=own, by=other_manager)

    with pytest.raises(NotAllowedNow, match="Nobody announces"):
        grants.announce(grant, by=manager, at=NOW)


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "auditor"])
def test_only_a_manager_picks(pick, level, request):
    with pytest.raises(NotAllowedNow, match="level doesn't allow"):
        pick(by=request.getfixturevalue(level))


def test_a_month_that_runs_is_not_picked_for(pick):
    with pytest.raises(NotAllowedNow, match="isn't over"):
        pick(at=NOW.replace(month=10, day=31))


def test_what_the_numbers_do_not_name_cannot_be_picked(pick, channel, member):
    unread = article(channel, "没有数字", DAY, by={member: 100})

    with pytest.raises(NotAllowedNow, match="among the candidates"):
        pick(to=unread)


def test_what_nobody_answers_for_goes_to_nobody(pick, channel):
    orphan = article(channel, "没人认领", DAY, reads=20_000, sharers=900)

    with pytest.raises(NotAllowedNow, match="Nobody answers for it"):
        pick(to=orphan)


def test_another_teams_work_cannot_be_picked(pick, other_team, outsider):
    theirs = article(make_channel(other_team), "别队的", DAY, reads=20_000, sharers=900, by={outsider: 100})

    with pytest.raises(NotAllowedNow, match="your own team"):
        pick(to=theirs)


def test_a_pick_takes_a_reason(pick):
    with pytest.raises(NotAllowedNow, match="why"):
        pick(reason="  ")


def test_the_whole_team_hears_of_what_is_announced_once(pick, manager, member, auditor, outsider):
    grant = pick()
    assert not Notice.objects.exists()

    grants.announce(grant, by=manager, at=NOW)
    with pytest.raises(NotAllowedNow, match="announced already"):
        grants.announce(grant, by=manager, at=NOW)

    won = Notice.objects.get(member=member)
    assert (won.kind, won.arguments["reason"]) == (Notice.Kind.AWARD_WON, "读者都在转")
    assert set(Notice.objects.filter(kind=Notice.Kind.AWARD_ANNOUNCED).values_list("member", flat=True)) == {
        manager.pk,
        auditor.pk,
    }
    assert "护肤三步" in str(Notice.objects.get(member=auditor))


def test_a_withdrawn_pick_stays_on_record_with_its_reason_and_makes_room(pick, manager, member):
    grant = grants.announce(pick(), by=manager, at=NOW)

    grants.withdraw(grant, by=manager, reason="数字导错了", at=NOW)
    second = pick()

    grant.refresh_from_db()
    assert (grant.state, grant.withdrawal, grant.reason) == ("withdrawn", "数字导错了", "读者都在转")
    assert second.state == "picked"
    assert Notice.objects.filter(member=member, kind=Notice.Kind.AWARD_WITHDRAWN).count() == 1


def test_what_was_only_picked_is_withdrawn_without_a_word(pick, manager):
    grants.withdraw(pick(), by=manager, reason="再想想", at=NOW)

    assert not Notice.objects.exists()


def test_somebody_else_is_picked_only_with_a_reason_and_the_first_stays_on_record(pick, channel, member):
    first, other = pick(), article(channel, "另一篇", DAY, reads=9_000, sharers=700, by={member: 100})

    with pytest.raises(NotAllowedNow, match="picked already"):
        pick(to=other)
    second = pick(to=other, instead="阅读是投放买来的")

    first.refresh_from_db()
    assert (second.replaces, first.withdrawal) == (first, "阅读是投放买来的")


def test_the_database_holds_one_standing_pick_a_month(pick):
    grant = pick()

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            team=grant.team, award=grant.award, month=OCTOBER, subject=grant.subject, reason="又一次",
            picked_by=grant.picked_by, picked_at=NOW,
        )  # fmt: skip


def test_what_a_manager_judges_goes_to_a_member_who_was_there(pick, team, manager, member, other_member):
    award = make_award(team, "最佳拍档", basis="judged", subject_kind="member", metric=None)
    other_member.left_on = date(2026, 9, 1)
    other_member.save()

    grant = pick(award=award, to=member)

    assert (grant.subject.member, grant.value, grant.place) == (member, None, None)
    with pytest.raises(NotAllowedNow, match="Nobody picks themselves"):
        pick(award=award, to=manager, instead="换人")
    with pytest.raises(NotAllowedNow, match="was in the team"):
        pick(award=award, to=other_member, instead="换人")


def test_what_was_only_picked_is_seen_by_who_sees_the_candidates(pick, manager, member, auditor):
    grant = pick()

    assert [list(Grant.objects.visible_to(one)) for one in (auditor, member)] == [[grant], []]
    grants.announce(grant, by=manager, at=NOW)
    assert list(Grant.objects.visible_to(member)) == [grant]


def rule(**fields) -> Rule:
    return Rule(**{"name": "最快回复奖", "basis": "lowest", "subject_kind": "member"} | fields)


def metric(code: str) -> Metric:
    return Metric.objects.get(code=code)


def test_a_team_adds_an_award_by_any_metric(team, manager, other_team):
    made = awards.add(rule(metric=metric("wecom.reply_minutes")), by=manager, at=NOW)

    assert made in Award.objects.given_in(OCTOBER, team=team)
    assert made not in Award.objects.given_in(date(2026, 9, 1), team=team)
    assert made not in Award.objects.given_in(OCTOBER, team=other_team)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose the metric"),
        ({"name": " ", "basis": "judged"}, "Name the award"),
        ({"name": "数据之星", "basis": "judged"}, "of that name"),
        ({"basis": "judged", "subject_kind": "content"}, "goes to a member"),
        ({"basis": "judged", "metric": "oa.reads"}, "reads no metric"),
        ({"metric": "oa.reads", "subject_kind": "team"}, "goes to a member, a content item"),
        ({"metric": "oa.reads", "also": "vc.plays"}, "only towards the highest"),
        ({"metric": "oa.reads", "also": "oa.reads", "basis": "highest"}, "twice"),
        ({"metric": "oa.reads", "target": Decimal(5)}, "only towards a gain"),
        ({"metric": "oa.reads", "basis": "gain"}, "Say what the target is"),
        ({"metric": "oa.reads", "basis": "gain", "target": Decimal(0)}, "above 0"),
    ],
)
def test_a_senseless_rule_is_refused(manager, fields, words):
    fields = {key: metric(value) if key in ("metric", "also") else value for key, value in fields.items()}

    with pytest.raises(NotAllowedNow, match=words):
        awards.add(rule(**fields), by=manager, at=NOW)


def test_a_shipped_award_changes_for_the_one_team_alone(team, other_team, manager):
    star = shipped("data_star")

    awards.edit(star, Rule.of(star), by=manager, at=NOW)

    assert Award.objects.get(replaces=star).name_en == "Data star"
    assert star not in Award.objects.given_in(OCTOBER, team=team)
    assert star in Award.objects.given_in(OCTOBER, team=other_team)


def test_a_change_counts_from_the_first_month_that_nobody_was_picked_for(pick, team, manager):
    grant = pick()
    words = Rule.of(grant.award).fields | {"name": "月度最佳文章"}

    changed = awards.edit(grant.award, Rule(**words), by=manager, at=NOW)

    assert grant.award in Award.objects.given_in(OCTOBER, team=team)
    assert changed in Award.objects.given_in(NOVEMBER, team=team)
    assert grant.award not in Award.objects.given_in(NOVEMBER, team=team)
    with pytest.raises(NotAllowedNow, match="changed meanwhile"):
        awards.edit(grant.award, Rule(**words), by=manager, at=NOW)


def test_an_award_that_was_stopped_is_given_no_more_until_it_is_resumed(team, manager):
    stopped = awards.stop(shipped("data_star"), by=manager, at=NOW)
    names = set(Award.objects.given_in(OCTOBER, team=team).values_list("name", flat=True))
    with pytest.raises(NotAllowedNow):
        awards.stop(stopped, by=manager, at=NOW)

    awards.resume(stopped, by=manager, at=NOW)

    assert "数据之星" not in names
    assert "数据之星" in set(Award.objects.given_in(OCTOBER, team=team).values_list("name", flat=True))


def test_a_stopped_award_cannot_be_picked(pick, manager, member):
    findings(member, OCTOBER, 3)
    star = shipped("data_star")
    awards.stop(star, by=manager, at=NOW)

    with pytest.raises(NotAllowedNow, match="doesn't give this award"):
        pick(award=star, to=member)


def test_only_a_manager_edits_the_awards(lead):
    with pytest.raises(NotAllowedNow, match="level doesn't allow"):
        awards.add(rule(metric=metric("wecom.reply_minutes")), by=lead, at=NOW)


def test_picks_stand_in_the_audit_trail(pick, team, manager):
    grant = grants.announce(pick(), by=manager, at=NOW)

    lines = [audit.line(entry) for entry in audit.entries(team) if entry.object_repr == str(grant)]

    assert len(lines) == 2
