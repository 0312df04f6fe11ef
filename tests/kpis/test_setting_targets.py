"""Who sets a month's targets, when it takes a reason, who is told, what is recomputed."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from jobs.models import JobRun
from kpis.models import Scorecard, Target
from kpis.services import confirming, targets
from kpis.targets.book import Book, Key, Wish
from metrics.models import Metric
from notices.models import Notice
from roles.models import Role
from roles.permissions import Level
from teamops.lib.exceptions import NotAllowedNow
from tests.building import hold, make_card, make_template
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

MONTH = date(2026, 12, 1)
BEFORE, DURING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
NEW, REPURCHASE, LOSS = "oa.followers_new", "shop.repurchase_rate", "wecom.loss_rate"
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
    {"metric": NEW, "half": "result", "weight": 20, "target": 300},
    {"metric": REPURCHASE, "half": "result", "weight": 20, "target": "0.35", "zero_at": "0.10"},
    {"metric": LOSS, "half": "result", "weight": 20, "target": "0.10", "zero_at": "0.35"},
]


@pytest.fixture
def template(team):
    return make_template(team, "copywriter", KPIS)


@pytest.fixture
def writer(template, member):
    return hold(member, "copywriter")


@pytest.fixture
def other_writer(template, other_member):
    return hold(other_member, "copywriter")


def wish(target, zero_at=None, *, code=NEW, assignment=None, role="copywriter"):
    key = Key(Role.objects.get(code=role).pk, Metric.objects.get(code=code).pk, assignment.pk if assignment else None)
    return Wish(key, None if target is None else D(str(target)), None if zero_at is None else D(str(zero_at)))


def say(by, *wishes, at=BEFORE, month=MONTH, **options):
    return targets.set_targets(month, wishes, by=by, at=at, **options)


def confirmed(member, *, at=BEFORE):
    return confirming.confirm(MONTH, Book(member.team, MONTH).fingerprint(member.pk), by=member, at=at)


# What can stand


def test_what_gives_no_points_stays_what_it_is_unless_said(manager, writer):
    say(manager, wish("0.40", code=REPURCHASE))

    row = Target.objects.get()
    assert (row.target, row.zero_at, row.set_by, row.is_late, row.is_own) == (
        D("0.40"), D("0.10"), manager, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "target", "zero_at", "words"),
    [
        (REPURCHASE, "0.10", None, "0 分线一样"),
        (REPURCHASE, "0.05", None, "越高越好"),
        (LOSS, "0.40", None, "越低越好"),
        (LOSS, "0.20", "0.10", "越低越好"),
        ("shop.gmv", "5", None, "没有这个指标"),
    ],
)
def test_what_turns_a_kpi_round_or_isnt_in_the_template_is_refused(manager, writer, code, target, zero_at, words):
    with pytest.raises(NotAllowedNow, match=words):
        say(manager, wish(target, zero_at, code=code))

    assert not Target.objects.exists()


def test_one_wish_that_cant_stand_keeps_back_all(manager, writer):
    with pytest.raises(NotAllowedNow):
        say(manager, wish(400), wish("0.05", code=REPURCHASE))

    assert not Target.objects.exists()


def test_an_assignment_of_another_role_or_team_is_refused(manager, writer, outsider):
    make_template(outsider.team, "copywriter", KPIS)
    foreign = hold(outsider, "copywriter")
    designer = hold(writer.member, "visual_designer")

    for assignment in (foreign, designer):
        with pytest.raises(NotAllowedNow, match="任岗号"):
            say(manager, wish(400, assignment=assignment))


def test_saying_what_counts_already_is_no_change(manager, writer):
    say(manager, wish(400))

    done = say(manager, wish(400), wish(400, assignment=writer))

    assert (done.changed, Target.objects.count()) == (0, 1)


def test_the_row_before_stays_as_it_was(manager, writer):
    say(manager, wish(400))
    say(manager, wish(500))

    rows = Target.objects.order_by("pk").values_list("target", "is_current")
    assert list(rows) == [(400, False), (500, True)]


def test_two_managers_dont_overwrite_each_other(manager, other_manager, writer):
    say(manager, wish(400))

    with pytest.raises(NotAllowedNow, match="Manager 刚刚把新关注人数定为 400"):
        say(other_manager, wish(500), seen=0)

    assert say(other_manager, wish(500), seen=Target.objects.get().pk).changed == 1


def test_the_database_refuses_equal_ends_and_a_late_target_without_a_reason(manager, writer):
    key = {"team": manager.team, "month": MONTH, "role": writer.role, "metric": Metric.objects.get(code=NEW)}
    given = {"set_by": manager, "set_at": BEFORE}
    for wrong in ({"target": 5, "zero_at": 5}, {"target": 5}, {"target": 5, "zero_at": 0, "is_late": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(**key, **given, **wrong)


# Who


@pytest.mark.parametrize("level", [Level.LEAD, Level.ANALYST, Level.MEMBER, Level.AUDITOR])
def test_below_a_manager_nobody_sets_targets(team, writer, level):
    with pytest.raises(NotAllowedNow):
        say(make_member(team, "somebody", level), wish(400))


def test_nobody_sets_their_own_where_another_manager_is_there(manager, other_manager, template):
    own = hold(manager, "copywriter")

    for mine in (wish(400), wish(400, assignment=own)):
        with pytest.raises(NotAllowedNow, match="不能给自己定目标"):
            say(manager, mine)

    assert say(other_manager, wish(400, assignment=own)).changed == 1


def test_a_teams_only_owner_may_and_it_is_on_record(owner, template):
    own = hold(owner, "copywriter")

    say(owner, wish(400, assignment=own))

    assert Target.objects.get().is_own


# Late


def test_a_month_that_has_begun_takes_a_reason(manager, writer):
    with pytest.raises(NotAllowedNow, match="已经开始"):
        say(manager, wish(400), at=DURING)

    done = say(manager, wish(400), at=DURING, reason=" 活动加投 ")

    row = Target.objects.get()
    assert (row.is_late, row.note, done.is_rescoring) == (True, "活动加投", True)
    assert JobRun.objects.filter(name="rescore", scope="brook").unfinished().exists()


def test_a_month_to_come_is_neither_late_nor_scored(manager, writer):
    done = say(manager, wish(400))

    assert (done.late, done.told, done.is_rescoring) == (0, 0, False)
    assert not JobRun.objects.exists()
    assert not Notice.objects.exists()


def test_what_somebody_has_confirmed_takes_a_reason_and_they_are_told(manager, writer, other_writer):
    confirmed(writer.member)
    with pytest.raises(NotAllowedNow, match="已经有人确认"):
        say(manager, wish(400))

    done = say(manager, wish(400), reason="加了预算")

    assert (done.late, done.told) == (1, 1)
    notice = Notice.objects.get()
    assert (notice.member, str(notice)) == (writer.member, "Manager改了你 2026-12 的目标：加了预算")


def test_a_confirmation_of_somebody_whom_it_doesnt_concern_is_none(manager, writer, other_writer):
    confirmed(writer.member)

    done = say(manager, wish(400, assignment=other_writer))

    assert (done.late, done.told) == (0, 0)


def test_the_role_moves_whom_no_target_of_their_own_shields(manager, writer, other_writer):
    say(manager, wish(350, assignment=writer))
    confirmed(writer.member)

    done = say(manager, wish(400))

    assert done.late == 0
    assert confirmed(writer.member).confirmed_at == BEFORE


def test_a_signed_card_closes_its_own_target_and_the_roles_once_all_are_signed(
    manager, owner, template, writer, other_writer
):
    signing = {"state": Scorecard.State.SIGNED, "signed_by": owner, "signed_at": DURING, "content_hash": "x"}
    make_card(template, writer.member, MONTH, **signing)
    other = make_card(template, other_writer.member, MONTH)
    with pytest.raises(NotAllowedNow, match="已签字"):
        say(manager, wish(400, assignment=writer), at=DURING, reason="补")
    assert say(manager, wish(400), at=DURING, reason="补").changed == 1

    Scorecard.objects.filter(pk=other.pk).update(**signing)

    with pytest.raises(NotAllowedNow, match="已签字"):
        say(manager, wish(500), at=DURING, reason="补")


def test_what_is_said_in_the_same_moment_as_a_signature_comes_after_it(manager, owner, template, writer, other_writer):
    make_card(
        template, writer.member, MONTH, state="signed", signed_by=owner, signed_at=DURING, content_hash="x"
    )  # fmt: skip

    say(manager, wish(400), at=DURING, reason="补")

    assert Target.objects.get().set_at > DURING


# Copied


def test_the_month_before_is_said_again_where_nothing_is_said_yet(manager, writer, other_writer):
    november = date(2026, 11, 1)
    at = datetime(2026, 10, 20, tzinfo=UTC)
    say(manager, wish(400), wish(350, assignment=writer), wish("0.4", "0.2", code=REPURCHASE), month=november, at=at)
    say(manager, wish(500))

    done = targets.copy_month_before(MONTH, by=manager, at=BEFORE)

    assert (done.changed, done.left_out) == (2, 0)
    book = Book(manager.team, MONTH)
    assert book.own(wish(0).key).target == 500
    assert book.own(wish(0, assignment=writer).key).target == 350
    assert book.own(wish(0, code=REPURCHASE).key) == (D("0.4"), D("0.2"))


def test_what_is_counted_has_no_target_below_zero(manager, writer):
    with pytest.raises(NotAllowedNow, match="不会低于 0"):
        say(manager, wish(-1, zero_at=-2))


def test_what_doesnt_fit_any_more_or_isnt_ones_own_to_set_is_left_out(manager, other_manager, writer):
    november, at = date(2026, 11, 1), datetime(2026, 10, 20, tzinfo=UTC)
    planner = hold(manager, "content_planner")
    make_template(manager.team, "content_planner", KPIS)
    say(other_manager, wish(350, assignment=writer), wish(380, role="content_planner", assignment=planner),
        month=november, at=at)  # fmt: skip
    writer.until_on = date(2026, 11, 30)
    writer.save()

    done = targets.copy_month_before(MONTH, by=manager, at=BEFORE)

    assert (done.changed, done.left_out) == (0, 2)


# Confirmed, asked, reminded


def test_a_confirmation_stands_as_long_as_nothing_of_it_changes(manager, writer):
    first = confirmed(writer.member)
    assert confirmed(writer.member) == first

    shown = Book(writer.member.team, MONTH).fingerprint(writer.member_id)
    say(manager, wish(400), reason="加了预算")

    with pytest.raises(NotAllowedNow, match="目标改过"):
        confirming.confirm(MONTH, shown, by=writer.member, at=BEFORE)
    assert confirmed(writer.member) != first


def test_a_new_template_version_asks_for_a_new_confirmation(writer, team):
    first = confirmed(writer.member)
    make_template(team, "copywriter", [{**KPIS[0], "target": "0.9"}, *KPIS[1:]], version=2, valid_from=MONTH)

    assert Book(team, MONTH).fingerprint(writer.member_id) != first.fingerprint


def test_whoever_has_no_targets_confirms_none(lead, template):
    with pytest.raises(NotAllowedNow, match="没有你的目标"):
        confirming.confirm(MONTH, "", by=lead, at=BEFORE)


def test_a_question_goes_to_the_managers_and_its_answer_back(manager, owner, writer):
    question = confirming.ask(MONTH, " 为什么涨这么多？ ", by=writer.member, at=BEFORE)
    assert {one.member for one in Notice.objects.all()} == {manager, owner}

    confirming.answer(question, "投放加了一倍", by=manager, at=BEFORE)

    assert str(Notice.objects.get(member=writer.member)) == "Manager答复了你对 2026-12 的疑问：投放加了一倍"
    with pytest.raises(NotAllowedNow, match="已有答复"):
        confirming.answer(question, "再说一遍", by=owner, at=BEFORE)


def test_nobody_answers_their_own_question(manager, other_manager, template):
    question = confirming.ask(MONTH, "为什么", by=manager, at=BEFORE)

    with pytest.raises(NotAllowedNow, match="自己提的"):
        confirming.answer(question, "因为", by=manager, at=BEFORE)


def test_three_working_days_before_the_month_whoever_hasnt_confirmed_is_told_once(team, writer, other_writer):
    """November 2026 ends on a Monday: the 30th, the 27th and the 26th are its last three working days."""
    confirmed(other_writer.member)

    assert confirming.remind(team, on=date(2026, 11, 25)) == 0
    for day in (26, 27, 28, 30):
        confirming.remind(team, on=date(2026, 11, day))

    notice = Notice.objects.get()
    assert (notice.member, str(notice)) == (writer.member, "2026-12 的目标值等你看过并确认。")
    assert confirming.remind(team, on=date(2026, 12, 1)) == 0
