"""What ``manage.py demo`` makes, on a Monday in November."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from kpis.histories import check
from kpis.models import Adjustment, Dispute, Goal, Scorecard, Template
from kpis.models.templates import Half
from kpis.proposals import Proposal
from kpis.services.templates import sums
from kpis.whatif import what_if
from kpis.whatif_pages import Picture
from meetings.models import StandUp
from metrics import sources
from metrics.models import Attribution, Channel, ImportBatch, Point, RejectedRow, Restatement
from metrics.services import imports
from roles import audit
from roles.board import Board
from roles.models import Member
from roles.permissions import Level, Permission
from teamops.demo import uploads
from teamops.demo.accounts import PASSWORD, accounts_table
from teamops.demo.people import ANALYST, COMMUNITY, LEAD, MANAGER, OWNER, WRITER
from tests.demo.conftest import TODAY, run

OLDER, CLOSED, RUNNING = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
pytestmark = pytest.mark.django_db


def cards(team, month):
    return Scorecard.objects.filter(team=team).of_month(month).current().select_related("member__person")


def test_nine_of_ten_people_hold_the_roles_and_one_role_is_vacant(demo):
    board = Board.of(demo, on=TODAY)

    assert len(board.members) == 10
    assert [(row.role.code, row.vacant_days) for row in board.vacancies] == [("visual_designer", 14)]
    assert [load.percent for load in board.overloads] == [125]
    assert {row.role.code: row.state for row in board.rows if row.state != "filled"} == {
        "copywriter": "over",
        "visual_designer": "vacant",
        "tech_support": "outsourced",
        "wecom_admin": "shared",
    }


def test_there_is_an_account_for_each_level_and_it_can_sign_in(demo):
    printed = accounts_table()
    levels = set()
    for member in Member.objects.filter(team=demo).with_level(on=TODAY).select_related("person"):
        if member.person.username in printed:
            levels.add(member.level)
            assert Client().login(username=member.person.username, password=PASSWORD)
    assert levels == set(Level)


def test_two_people_can_sign_so_that_each_ones_own_card_has_somebody(demo):
    assert Member.objects.filter(team=demo).who_may(Permission.SIGN_CARDS, on=TODAY).count() == 2


def test_six_channels_each_with_somebody_who_answers_for_it(demo):
    found = {channel.name: channel.kind for channel in Channel.objects.filter(subject__team=demo)}

    assert found == {
        "公众号": "official_account",
        "视频号": "video_account",
        "有赞": "shop",
        "微信小店": "shop",
        "企业微信": "wecom",
        "会员群": "group",
    }
    answered = Attribution.objects.filter(subject__team=demo, subject__kind="channel").overlapping(
        first=TODAY, last=TODAY
    )
    assert set(answered.values_list("subject__name", flat=True)) == found.keys()
    shares = answered.filter(subject__name="微信小店").order_by("-share").values_list("share", flat=True)
    assert list(shares) == [60, 40]
    assert {channel.watermark for channel in Channel.objects.filter(subject__team=demo)} == {date(2026, 11, 22)}


def test_every_card_of_the_closed_month_has_both_halves(demo):
    closed = list(cards(demo, CLOSED))

    assert len(closed) == 9
    assert all(card.process is not None and card.result is not None and card.total is not None for card in closed)
    totals = sorted(card.total for card in closed)
    assert Decimal(50) < totals[0] < Decimal(65)
    assert Decimal(95) < totals[-1] < Decimal(110)


def test_one_card_of_the_closed_month_is_less_than_95_percent_complete(demo):
    assert [card.member.person.username for card in cards(demo, CLOSED) if not card.is_complete] == [WRITER]


def test_the_closed_month_is_half_way_through_its_signatures_and_the_older_one_done(demo):
    states = [card.state for card in cards(demo, CLOSED)]

    assert {state: states.count(state) for state in states} == {"signed": 1, "reviewed": 2, "open": 6}
    assert {card.state for card in cards(demo, OLDER)} == {"signed"}


def test_the_running_month_is_scored_through_yesterday_and_every_card_has_both_halves(demo):
    running = list(cards(demo, RUNNING))

    assert {card.through for card in running} == {date(2026, 11, 22)}
    assert not [card for card in running if card.empty_half]


def test_every_number_came_in_by_a_file_or_from_a_source(demo):
    by_source = {code for _function, codes in sources.registered().values() for code in codes}
    batches = ImportBatch.objects.filter(team=demo)

    assert set(batches.values_list("state", flat=True)) == {"imported"}
    layouts = {"user_analysis", "video_posts", "youzan_orders", "own_sheet"}
    assert set(batches.values_list("layout", flat=True)) == layouts
    without_file = Point.objects.filter(team=demo, batch=None)
    assert set(without_file.values_list("metric__code", flat=True)) <= by_source
    assert not Point.objects.filter(team=demo, batch__isnull=False, row=None).exists()


def test_the_two_months_before_have_numbers_out_of_files_and_no_cards(demo):
    before = Point.objects.filter(team=demo, day__lt=OLDER)

    assert before.earliest("day").day == date(2026, 7, 1)
    assert not before.filter(batch=None).exists()
    assert not Scorecard.objects.filter(team=demo, month__lt=OLDER).exists()


@pytest.mark.parametrize(
    ("total", "gained", "lost"),
    [
        ("oa.followers_total", "oa.followers_new", "oa.followers_lost"),
        ("group.members", "group.joined", "group.left"),
    ],
)
def test_totals_go_on_from_the_months_before(total, gained, lost, demo):
    def value(code, day):
        return Point.objects.get(team=demo, metric__code=code, subject__kind="channel", day=day).value

    last_before = OLDER - timedelta(days=1)
    assert value(total, OLDER) - value(total, last_before) == value(gained, OLDER) - value(lost, OLDER)


def test_the_fairness_check_says_something_true_of_a_role_that_two_people_hold(demo):
    template = Template.objects.filter(team=demo, role__code="copywriter").for_replay().get()
    found = {one.kpi.metric.code: one.fairness for one in check(Proposal.of(template), team=demo, today=TODAY)}

    assert found["oa.share_rate"].is_never
    assert [one.months for one in found["oa.share_rate"].histories] == [4, 4]
    low, high = found["content.reads_and_plays"].spread
    assert 0 < low < high
    assert 0 < found["process.output_rate"].hits < found["process.output_rate"].months
    assert all(one.poor < one.good for one in found["process.output_rate"].judged)


def test_a_draft_waits_to_be_tried_out(demo):
    draft = Template.objects.filter(team=demo).drafts().for_replay().get()

    assert draft.role.code == "community_manager"
    assert [
        row.mover.member.person.username for row in Picture(what_if(Proposal.of(draft), team=demo, today=TODAY)).rows
    ] == [COMMUNITY]


def test_one_row_was_rejected_and_one_day_corrected(demo):
    rejected = RejectedRow.objects.get(batch__team=demo)
    replaced = Restatement.objects.filter(team=demo).exclude(metric__code__startswith="process.")

    assert rejected.reason == "letter_in_number"
    assert rejected.value.endswith("O")
    assert {(one.day, one.subject.name) for one in replaced.select_related("subject")} == {(date(2026, 10, 19), "有赞")}


def test_importing_a_file_once_more_changes_nothing(demo):
    path = next(uploads.folder().glob("user_analysis_20261101*"))
    analyst = Member.objects.get(team=demo, person__username=ANALYST)

    batch = imports.preview(
        demo, path.read_bytes(), name=path.name, channel=None, as_of=None, by=analyst, at=timezone.now()
    )

    assert (batch.rows_new, batch.rows_changed, batch.rows_same) == (0, 0, 22)


def test_published_templates_weigh_exactly_40_and_60_with_stand_ups_among_them(demo):
    templates = Template.objects.filter(team=demo).published().prefetch_related("kpis__metric")

    assert len(templates) == 10
    for template in templates:
        assert sums(template.kpis.all()) == {Half.PROCESS: 40, Half.RESULT: 60}
        counted = {kpi.metric.code for kpi in template.kpis.all()}
        assert "process.stand_up_rate" in counted


def test_seven_have_written_today_and_whoever_looks_around_hasnt(demo):
    wrote = StandUp.objects.filter(member__team=demo).of_day(TODAY).values_list("member__person__username", flat=True)

    assert len(wrote) == 7
    assert WRITER not in wrote


def test_a_second_run_keeps_what_was_typed(demo, django_assert_max_num_queries):
    member = Member.objects.get(team=demo, person__username=WRITER)
    typed = StandUp.objects.create(member=member, day=TODAY, plan="自己写的", written_at=timezone.now())

    with django_assert_max_num_queries(4):
        printed = run(day=TODAY)

    assert PASSWORD in printed
    typed.refresh_from_db()
    assert typed.plan == "自己写的"


def test_in_the_closed_month_a_dispute_was_answered_with_an_adjustment_and_another_one_waits(demo):
    disputes = Dispute.objects.filter(scorecard__team=demo).order_by("raised_at")
    assert [one.state for one in disputes] == [Dispute.State.ADJUSTED, Dispute.State.OPEN]
    assert Adjustment.objects.get(scorecard__team=demo).scorecard == disputes[0].scorecard


def test_the_trail_says_who_imported_reviewed_and_signed_and_when(demo):
    trail = audit.entries(demo)

    assert {entry.actor.username for entry in trail} == {OWNER, MANAGER, LEAD, ANALYST, WRITER, COMMUNITY}
    signed = [entry for entry in trail if "signed_by" in (entry.changes or {})]
    assert len(signed) == Scorecard.objects.filter(team=demo).signed().count()
    card = Scorecard.objects.filter(team=demo).signed().latest("signed_at")
    assert card.signed_at in {entry.timestamp for entry in signed}
    imported = [entry for entry in trail if (entry.changes or {}).get("state") == ["preview", "imported"]]
    assert len(imported) == ImportBatch.objects.filter(team=demo).imported().count()


def test_the_goals_show_every_colour_a_note_a_move_and_a_milestone_with_evidence(demo):
    goals = {goal.colour: goal for goal in Goal.objects.filter(team=demo, parent__isnull=False).active().for_list()}

    assert set(goals) == {"green", "yellow", "orange", "red"}
    assert (goals["orange"].owes_note, goals["orange"].notes.count()) == (False, 1)
    assert (goals["red"].owes_note, goals["red"].moves) == (True, 1)
    assert goals["orange"].milestones.exclude(evidence="").get().judged_by.person.username == LEAD
    assert Goal.objects.get(team=demo, state=Goal.State.DRAFT).owner.person.username == WRITER
