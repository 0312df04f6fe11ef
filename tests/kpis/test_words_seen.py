"""What is said on a card isn't replaced by a window that was opened before it was said."""

from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis.models import Adjustment, Line, Scorecard, SelfReview
from kpis.services import adjustments, review, self_reviews


@pytest.fixture
def line(card) -> Line:
    lines = Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "kpi__metric")
    return lines.get(kpi__metric__code="shop.repurchase_rate")


def address(card, act="", line=None) -> str:
    of_line = f"lines/{line.pk}/" if line else ""
    asked = f"?line={line.pk}" if line else ""
    return reverse("kpis:month-card", args=["brook", card.pk]) + of_line + act + asked


def opened(client, card, line=None):
    """The card's page, with a line opened."""
    return client.get(f"{reverse('kpis:month-card', args=['brook', card.pk])}{f'?line={line.pk}' if line else ''}")


def seen_in(page, act) -> str:
    """What the form whose address ends on ``act`` sends back."""
    (form,) = [form for form in page.text.split("<form ")[1:] if f"{act}/" in form.split(">", 1)[0]]
    return form.split('name="seen" value="', 1)[1].split('"', 1)[0]


def adjust(line, by, points, reason) -> None:
    adjustments.adjust(line, by=by, points=D(points), reason=reason, at=timezone.now())


@pytest.mark.parametrize("before", ["", "上个月写的"])
def test_another_managers_review_is_read_before_it_is_replaced(browse, card, manager, other_manager, before):
    client = browse(manager)
    if before:
        review.review(card, by=manager, comment=before, at=timezone.now())
    sent = {"comment": "我写的评语", "seen": seen_in(opened(client, card), "review")}
    review.review(card, by=other_manager, comment="先写的评语", at=timezone.now())

    refused = client.post(address(card, "review/"), sent)

    assert refused.status_code == 409
    assert f"{other_manager}在你打开之后写了评语" in refused.text
    assert "先写的评语" in refused.text
    assert "我写的评语</textarea>" in refused.text
    assert Scorecard.objects.get(pk=card.pk).review_comment == "先写的评语"

    client.post(address(card, "review/"), sent | {"seen": seen_in(refused, "review")})
    assert Scorecard.objects.get(pk=card.pk).review_comment == "我写的评语"


def test_another_managers_adjustment_is_read_before_it_is_replaced(browse, card, line, manager, other_manager):
    client = browse(manager)
    sent = {"points": "-2", "reason": "我的理由", "seen": seen_in(opened(client, card, line), "adjust")}
    adjust(line, other_manager, "1", "平台停机")

    refused = client.post(address(card, "adjust/", line), sent)

    assert refused.status_code == 409
    assert f"{other_manager}在你打开之后把这一项调整了 +1.00 分：「平台停机」" in refused.text
    assert "我的理由</textarea>" in refused.text
    assert Adjustment.objects.get().points == D(1)

    client.post(address(card, "adjust/", line), sent | {"seen": seen_in(refused, "adjust")})
    assert Adjustment.objects.get().points == D(-2)


def test_an_adjustment_that_was_taken_back_meanwhile_is_not_made_again_unasked(
    browse, card, line, manager, other_manager
):
    adjust(line, other_manager, "1", "平台停机")
    client = browse(manager)
    seen = seen_in(opened(client, card, line), "adjust")
    adjustments.take_back(Adjustment.objects.get(), by=other_manager)

    refused = client.post(address(card, "adjust/", line), {"points": "2", "reason": "停机", "seen": seen})

    assert refused.status_code == 409
    assert "这一项的调整撤回了" in refused.text
    assert not Adjustment.objects.exists()


def test_a_window_with_an_empty_box_does_not_replace_the_self_review(browse, card, member):
    client = browse(member)
    sent = {"text": "第二个窗口", "seen": seen_in(opened(client, card), "self-review")}
    client.post(address(card, "self-review/"), sent | {"text": "写了一小时的自评"})

    refused = client.post(address(card, "self-review/"), sent)

    assert refused.status_code == 409
    assert "你在另一个窗口里写过了" in refused.text
    assert "写了一小时的自评" in refused.text
    assert "第二个窗口</textarea>" in refused.text
    assert SelfReview.objects.get().text == "写了一小时的自评"

    client.post(address(card, "self-review/"), sent | {"seen": seen_in(refused, "self-review")})
    assert SelfReview.objects.get().text == "第二个窗口"


def test_a_note_on_a_line_is_not_replaced_either(browse, card, line, member):
    client = browse(member)
    seen = seen_in(opened(client, card, line), "note")
    self_reviews.write(card, by=member, text="先写的", at=timezone.now(), line=line)

    assert client.post(address(card, "note/", line), {"text": "后写的", "seen": seen}).status_code == 409
    assert SelfReview.objects.get().text == "先写的"


def test_over_rest_what_was_read_goes_back_with_what_is_said(browse, card, line, manager, other_manager, member):
    one = f"/api/v1/scorecards/{card.pk}/"

    def send(client, act, **words):
        return client.post(f"{one}{act}/", words, content_type="application/json")

    theirs, mine, own = browse(other_manager), browse(manager), browse(member)
    nothing = mine.get(one).json()["review_seen"]
    assert nothing == "none"
    move = {"points": "1", "reason": "停机"}
    send(theirs, "review", comment="先写的")
    send(theirs, f"lines/{line.pk}/adjust", **move)
    send(own, "self-review", text="写了一小时")

    assert send(mine, "review", comment="后写的", seen=nothing).status_code == 409
    assert send(mine, f"lines/{line.pk}/adjust", **move, seen=nothing).status_code == 409
    assert send(own, "self-review", text="后写的", seen=nothing).status_code == 409

    now = mine.get(one).json()
    assert send(mine, "review", comment="后写的", seen=now["review_seen"]).status_code == 200
    assert send(mine, f"lines/{line.pk}/adjust", **move, seen=now["adjustments"][0]["seen"]).status_code == 200
    assert send(own, "self-review", text="后写的", seen=now["self_reviews"][0]["seen"]).status_code == 200
