"""Self-review, adjustments, disputes, appeals: who may, until when, and what is kept."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis import freeze
from kpis.adjusted import adjusted_totals
from kpis.differences import differences
from kpis.models import Adjustment, Appeal, Dispute, Line, Scorecard, SelfReview
from kpis.month_dates import clock_from, clock_until, month_end
from kpis.past import past_of
from kpis.services import adjustments, appeals, disputes, finishing, self_reviews
from kpis.services import review as services
from kpis.sheet import sheet_of
from notices.models import Notice
from roles.models import DayOverride, Leave
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import make_member

NOW = timezone.now()
State = Dispute.State


@pytest.fixture
def line(card) -> Line:
    return lines_of(card).get(kpi__metric__code="shop.repurchase_rate")


def lines_of(card):
    related = ("part__scorecard__team", "part__assignment", "kpi__metric")
    return Line.objects.filter(part__scorecard=card).select_related(*related)


def adjust(line, by, points="2", reason="平台停机一天") -> Adjustment:
    return adjustments.adjust(line, by=by, points=Decimal(points), reason=reason, at=NOW)


def dispute(line, by, text="少算了一篇") -> Dispute:
    return disputes.dispute(line, by=by, text=text, at=NOW)


def answer(one, by, outcome=State.REJECTED, text="看过了，没有少算", **words) -> Dispute:
    return disputes.answer(one, by=by, outcome=outcome, text=text, at=NOW, **words)


def sign(card, by, at=NOW) -> Scorecard:
    return finishing.finish(card, by=by, comment="照计划做完", at=at)


class TestDates:
    def test_the_third_and_the_fifth_working_day_after_national_day(self, team):
        dates = month_end(team, datetime(2026, 9, 1, tzinfo=UTC).date())

        assert (f"{dates.self_review.due_on}", f"{dates.review.due_on}") == ("2026-10-10", "2026-10-13")

    def test_the_teams_own_days_and_its_own_numbers_count(self, team):
        team.self_review_days = 1
        DayOverride.objects.create(team=team, day=datetime(2026, 11, 2, tzinfo=UTC).date(), is_working=False)

        due = month_end(team, datetime(2026, 10, 1, tzinfo=UTC).date()).self_review.due_on

        assert f"{due}" == "2026-11-03"

    def test_a_clock_reminds_when_four_fifths_are_gone(self, team):
        monday = datetime(2026, 11, 23, tzinfo=UTC).date()
        five, three = clock_from(team, monday, 5), clock_from(team, monday, 3)

        assert (f"{five.remind_on}", f"{five.due_on}") == ("2026-11-27", "2026-11-30")
        assert three.remind_on == three.due_on
        assert clock_until(team, monday, five.due_on) == five


class TestSelfReview:
    def test_it_stands_on_the_card_and_says_that_it_is_late(self, card, member):
        said = self_reviews.write(card, by=member, text=" 返工两次 ", at=NOW)

        due = month_end(card.team, card.month).self_review.due_on
        assert (said.text, said.is_late) == ("返工两次", timezone.localdate(NOW) > due)

    def test_said_anew_it_replaces_what_was_said_and_a_line_has_its_own(self, card, line, member):
        for text in ("一", "二"):
            self_reviews.write(card, by=member, text=text, at=NOW)
        self_reviews.write(card, by=member, text="这一项", line=line, at=NOW)

        assert list(SelfReview.objects.values_list("text", "kpi")) == [("二", None), ("这一项", line.kpi_id)]

    @pytest.mark.parametrize("who", ["owner", "manager", "other_member", "auditor", "outsider"])
    def test_only_the_member_writes_it(self, who, card, request):
        with pytest.raises(NotAllowedNow):
            self_reviews.write(card, by=request.getfixturevalue(who), text="替他写", at=NOW)

    def test_a_deputy_does_not_write_it_either(self, card, member, manager):
        today = timezone.localdate(NOW)
        Leave.objects.create(member=member, from_on=today, until_on=today, deputy=manager)
        with pytest.raises(NotAllowedNow):
            self_reviews.write(card, by=manager, text="替他写", at=NOW)

    def test_neither_before_the_months_end_nor_after_the_signature(self, make_card, card, member, manager, this_month):
        with pytest.raises(NotAllowedNow):
            self_reviews.write(make_card(member, this_month), by=member, text="还早", at=NOW)
        sign(card, manager)
        with pytest.raises(NotAllowedNow):
            self_reviews.write(card, by=member, text="晚了", at=NOW)


class TestAdjustment:
    def test_it_stands_beside_the_computed_score(self, card, line, manager):
        before = Line.objects.get(pk=line.pk).score
        adjust(line, manager, "3")

        assert Line.objects.get(pk=line.pk).score == before
        # 3 points of a line that weighs 30 are 0.90 of the card.
        assert adjusted_totals([card]) == {card.pk: Decimal("84.30")}
        assert Scorecard.objects.get(pk=card.pk).total == Decimal("83.40")

    def test_what_it_adds_is_rounded_with_the_total_and_not_before(self, card, line, manager):
        """83.403 is shown as 83.40; with 0.01 points of a line that weighs 30 it is 83.406, shown as 83.41."""
        card.parts.update(total=Decimal("83.403"))
        adjust(line, manager, "0.01")

        assert adjusted_totals([card]) == {card.pk: Decimal("83.41")}
        sign(card, manager)
        assert Scorecard.objects.get(pk=card.pk).adjusted_total == Decimal("83.41")

    @pytest.mark.parametrize("points", ["5.01", "-5.01", "0", "1.005", "NaN"])
    def test_more_than_the_team_allows_is_refused(self, points, line, manager):
        with pytest.raises(NotAllowedNow):
            adjust(line, manager, points)

    def test_the_limit_is_the_teams(self, line, manager, team):
        type(team).objects.update(adjustment_limit=8)
        line.part.scorecard.team.refresh_from_db()
        assert adjust(line, manager, "-8").points == -8

    def test_it_ends_at_nought_and_at_the_cap(self, card, line, manager):
        Line.objects.filter(pk=line.pk).update(score=119, earned=Decimal("35.7"))
        adjust(line, manager, "5")
        assert adjusted_totals([card]) == {card.pk: Decimal("83.70")}

    def test_a_reason_and_data_are_needed(self, line, manager):
        with pytest.raises(NotAllowedNow):
            adjust(line, manager, reason=" ")
        Line.objects.filter(pk=line.pk).update(score=None, earned=None)
        with pytest.raises(NotAllowedNow):
            adjust(line, manager)

    @pytest.mark.parametrize("who", ["member", "lead", "analyst", "auditor", "outsider"])
    def test_only_managers_adjust(self, who, line, request):
        with pytest.raises(NotAllowedNow):
            adjust(line, request.getfixturevalue(who))

    @pytest.mark.parametrize("who", ["manager", "owner"])
    def test_nobody_adjusts_their_own(self, who, make_card, request):
        by = request.getfixturevalue(who)
        with pytest.raises(NotAllowedNow):
            adjust(lines_of(make_card(by))[0], by)

    def test_taken_back_it_is_as_if_it_had_never_been(self, card, line, manager):
        adjustments.take_back(adjust(line, manager), by=manager)
        assert sign(card, manager).adjusted_total is None

    def test_signed_it_is_frozen_with_the_card(self, card, line, manager, member):
        self_reviews.write(card, by=member, text="返工两次", at=NOW)
        made = adjust(line, manager)
        signed = sign(card, manager)

        assert signed.adjusted_total == Decimal("84.00")
        assert freeze.verify(Scorecard.objects.get(pk=card.pk))
        for refused in (
            lambda: adjust(line, manager, "1"),
            lambda: adjustments.take_back(made, by=manager),
            lambda: Adjustment.objects.get(pk=made.pk).save(),
            lambda: Adjustment.objects.get(pk=made.pk).delete(),
        ):
            with pytest.raises(NotAllowedNow):
                refused()


class TestDispute:
    def test_who_may_answer_hears_of_it_and_the_card_waits(self, card, line, member, manager, owner, lead):
        one = dispute(line, member)

        told = Notice.objects.filter(kind=Notice.Kind.DISPUTE_RAISED).values_list("member", flat=True)
        assert set(told) == {manager.pk, owner.pk}
        assert one.due_on == clock_from(card.team, timezone.localdate(NOW), 3).due_on
        with pytest.raises(NotAllowedNow, match="Member"):
            sign(card, manager)
        assert not Scorecard.objects.get(pk=card.pk).is_reviewed

    def test_rejected_it_lets_the_card_be_signed(self, card, line, member, manager):
        answer(dispute(line, member), manager)

        assert Notice.objects.filter(member=member, kind=Notice.Kind.DISPUTE_ANSWERED).exists()
        assert sign(card, manager).is_signed

    def test_accepted_it_leads_to_an_adjustment(self, card, line, member, manager):
        with pytest.raises(NotAllowedNow):
            answer(dispute(line, member), manager, State.ADJUSTED)
        answer(Dispute.objects.get(), manager, State.ADJUSTED, points=Decimal(4))

        assert sign(card, manager).adjusted_total == Decimal("84.60")

    def test_a_promised_correction_has_to_come_first(self, card, line, member, manager):
        one = answer(dispute(line, member), manager, State.CORRECTED)
        with pytest.raises(NotAllowedNow):
            sign(card, manager)
        Line.objects.filter(pk=line.pk).update(actual=Decimal("0.3"))

        assert one.state == State.CORRECTED
        assert sign(card, manager).is_signed

    def test_a_correction_that_never_came_is_answered_anew(self, card, line, member, manager):
        one = answer(dispute(line, member), manager, State.CORRECTED)
        answer(one, manager, State.REJECTED)
        assert sign(card, manager).is_signed

    def test_withdrawn_it_blocks_nothing_and_may_come_again(self, card, line, member, manager):
        disputes.withdraw(dispute(line, member), by=member)
        disputes.withdraw(dispute(line, member), by=member)
        assert sign(card, manager).is_signed

    @pytest.mark.parametrize("who", ["owner", "manager", "other_member", "auditor", "outsider"])
    def test_only_the_member_disputes(self, who, line, request):
        with pytest.raises(NotAllowedNow):
            dispute(line, request.getfixturevalue(who))

    @pytest.mark.parametrize("who", ["member", "lead", "auditor", "outsider"])
    def test_only_managers_answer(self, who, line, member, request):
        one = dispute(line, member)
        with pytest.raises(NotAllowedNow):
            answer(one, request.getfixturevalue(who))

    def test_a_manager_does_not_answer_their_own(self, make_card, manager, owner):
        one = dispute(lines_of(make_card(manager))[0], manager)
        with pytest.raises(NotAllowedNow):
            answer(one, manager)
        assert answer(one, owner).answered_by == owner

    def test_once_a_line_and_not_after_the_signature(self, card, line, member, manager):
        answer(dispute(line, member), manager)
        with pytest.raises(NotAllowedNow):
            dispute(line, member)
        sign(card, manager)
        with pytest.raises(NotAllowedNow):
            dispute(lines_of(card)[0], member)


class TestAppeal:
    def appeal(self, card, by, at=NOW) -> Appeal:
        return appeals.appeal(card, by=by, text="10-30 的订单没算进来", at=at)

    def decide(self, one, by, *, is_upheld=True, decision="补进来重算") -> Appeal:
        return appeals.decide(one, by=by, is_upheld=is_upheld, decision=decision, at=NOW)

    def test_another_manager_upholds_it_and_the_next_revision_differs_visibly(
        self, card, line, member, manager, other_manager
    ):
        adjust(line, manager)
        signed = sign(card, manager)
        one = self.decide(self.appeal(signed, member), other_manager)

        revision = Scorecard.objects.current().get(member=member)
        assert (one.state, revision.revision, revision.reopen_reason) == ("upheld", 2, "补进来重算")
        assert Adjustment.objects.filter(scorecard=revision).count() == 1
        lines_of(revision).filter(kpi=line.kpi).update(actual=Decimal("0.31"), score=84, earned=Decimal("25.2"))
        past = past_of(revision.pk, reader=manager)
        found = differences(sheet_of(past), past.replaced)
        assert [(one.metric.code, one.change) for one in found.lines] == [("shop.repurchase_rate", Decimal("1.45"))]
        assert freeze.verify(Scorecard.objects.get(pk=card.pk))
        heard = Notice.objects.filter(kind=Notice.Kind.APPEAL_DECIDED).values_list("member", flat=True)
        assert set(heard) == {member.pk, manager.pk}

    def test_dismissed_it_leaves_the_card(self, card, member, manager, other_manager):
        signed = sign(card, manager)
        self.decide(self.appeal(signed, member), other_manager, is_upheld=False)
        assert Scorecard.objects.get(member=member).is_signed

    def test_neither_the_signer_nor_the_member_decides(self, make_card, manager, other_manager, owner):
        signed = sign(make_card(other_manager), manager)
        one = self.appeal(signed, other_manager)
        for by in (manager, other_manager):
            with pytest.raises(NotAllowedNow):
                self.decide(one, by)
        assert self.decide(one, owner).decided_by == owner

    def test_the_other_managers_are_asked_and_the_owner_where_there_is_none(self, card, member, manager, owner):
        signed = sign(card, manager)
        self.appeal(signed, member)
        assert Notice.objects.get(kind=Notice.Kind.APPEAL_MADE).member == owner

    def test_where_nobody_can_decide_the_page_says_so(self, card, member, manager, browse):
        self.appeal(sign(card, manager), member)
        text = browse(member).get(reverse("kpis:month-card", args=["brook", card.pk])).content.decode()
        assert "没有人能裁定" in text

    def test_within_five_working_days(self, card, member, manager):
        signed = sign(card, manager)
        until = appeals.appeal_until(signed)
        late = NOW + timedelta(days=(until - timezone.localdate(NOW)).days + 1)
        with pytest.raises(NotAllowedNow):
            self.appeal(signed, member, at=late)
        assert self.appeal(signed, member, at=late - timedelta(days=1)).is_open

    def test_once_its_time_is_over_the_member_reads_until_when_it_was(self, card, member, manager, browse):
        signed = sign(card, manager)
        Scorecard.objects.filter(pk=signed.pk).update(signed_at=timezone.now() - timedelta(days=60))
        until = appeals.appeal_until(Scorecard.objects.get(pk=signed.pk))

        text = browse(member).get(reverse("kpis:month-card", args=["brook", card.pk])).content.decode()

        assert f"申诉期到 {until:%m-%d} 为止" in text
        others = browse(manager).get(reverse("kpis:month-card", args=["brook", card.pk])).content.decode()
        assert "申诉期" not in others

    def test_while_it_is_open_nobody_reopens_past_it(self, card, member, manager, other_manager):
        signed = sign(card, manager)
        self.appeal(signed, member)
        with pytest.raises(NotAllowedNow):
            services.reopen(signed, by=manager, at=NOW, reason="我来")

    @pytest.mark.parametrize("who", ["owner", "manager", "other_member", "auditor"])
    def test_only_the_member_appeals_and_once(self, who, card, member, manager, request):
        signed = sign(card, manager)
        with pytest.raises(NotAllowedNow):
            self.appeal(signed, request.getfixturevalue(who))
        self.appeal(signed, member)
        with pytest.raises(NotAllowedNow):
            self.appeal(signed, member)


def test_a_card_in_a_team_with_one_manager_says_who_could_sign_it(team, make_card, manager, browse):
    alone = make_card(manager)
    text = browse(manager).get(reverse("kpis:month-card", args=["brook", alone.pk])).content.decode()
    assert "没有人能签这张卡" in text

    make_member(team, "second", "owner")
    text = browse(manager).get(reverse("kpis:month-card", args=["brook", alone.pk])).content.decode()
    assert "Second可以" in text
