"""A changed byte of a signed card is found: by hand, and every day."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs.registry import Run, named
from kpis import verifying
from kpis.models import Adjustment, Dispute, Evidence, Line, Part, Scorecard, SelfReview
from kpis.services import adjustments, disputes, finishing, self_reviews
from kpis.services import review as services
from notices.models import Notice

NOW = timezone.now()


@pytest.fixture
def signed(card, member, manager) -> Scorecard:
    """Signed, with everything that can be said about a card."""
    line = Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "part__assignment")[1]
    self_reviews.write(card, by=member, text="返工两次", at=NOW)
    adjustments.adjust(line, by=manager, points=Decimal(2), reason="停机", at=NOW)
    one = disputes.dispute(line, by=member, text="少算了", at=NOW)
    disputes.answer(one, by=manager, outcome=Dispute.State.REJECTED, text="没有少算", at=NOW)
    return finishing.finish(card, by=manager, comment="照计划", at=NOW)


TAMPERED = {
    "the total": lambda card: Scorecard.objects.filter(pk=card.pk).update(total=99),
    "the adjusted total": lambda card: Scorecard.objects.filter(pk=card.pk).update(adjusted_total=99),
    "no adjusted total": lambda card: Scorecard.objects.filter(pk=card.pk).update(adjusted_total=None),
    "the state": lambda card: Scorecard.objects.filter(pk=card.pk).update(state="open"),
    "the hash": lambda card: Scorecard.objects.filter(pk=card.pk).update(content_hash="0" * 64),
    "a line": lambda card: Line.objects.filter(part__scorecard=card).update(actual=Decimal("0.9")),
    "a part": lambda card: Part.objects.filter(scorecard=card).update(weight=Decimal("0.5")),
    "the evidence": lambda card: Evidence.objects.filter(line__part__scorecard=card).update(rows=[[1]]),
    "no evidence": lambda card: Evidence.objects.filter(line__part__scorecard=card).delete(),
    "the self-review": lambda card: SelfReview.objects.filter(scorecard=card).update(text="很好"),
    "an adjustment": lambda card: Adjustment.objects.filter(scorecard=card).update(points=3),
    "an adjustment's reason": lambda card: Adjustment.objects.filter(scorecard=card).update(reason="别的"),
    "a dispute": lambda card: Dispute.objects.filter(scorecard=card).update(state="adjusted"),
    "no dispute": lambda card: Dispute.objects.filter(scorecard=card)._raw_delete("default"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_changed_byte_is_found(what, signed, team, capsys):
    call_command("verify_cards", "--team", team.slug)
    TAMPERED[what](signed)

    with pytest.raises(CommandError) as refusal:
        call_command("verify_cards", "--team", team.slug)
    assert refusal.value.returncode == 1
    assert "Member" in capsys.readouterr().out


def test_a_signed_revision_that_is_gone_is_found(signed, owner, team):
    services.reopen(signed, by=owner, at=NOW, reason="补数据")
    assert list(verifying.findings(team)) == []
    Scorecard.objects.filter(pk=signed.pk).delete()  # past the model, which refuses

    assert [one.card.revision for one in verifying.findings(team)] == [2]


def test_another_teams_cards_are_not_looked_at(signed, other_team):
    TAMPERED["the total"](signed)
    call_command("verify_cards", "--team", other_team.slug)
    with pytest.raises(CommandError):
        call_command("verify_cards")


def test_a_team_that_is_none_is_refused(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("verify_cards", "--team", "nobody")


def test_each_day_it_is_looked_after_and_who_signs_is_told_once(signed, team, manager, owner, lead):
    run = Run(scope=team.slug, day=timezone.localdate(), at=NOW, progress=lambda done, total: None)
    named("verifying").function(run)
    assert not Notice.objects.filter(kind=Notice.Kind.CARD_TAMPERED).exists()
    TAMPERED["a line"](signed)
    for _twice in range(2):
        named("verifying").function(run)

    told = Notice.objects.filter(kind=Notice.Kind.CARD_TAMPERED).values_list("member", flat=True)
    assert sorted(told) == sorted([manager.pk, owner.pk])
