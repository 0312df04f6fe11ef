"""An item's page and what is done on it: who may is asked by the services, here is what is shown and kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from campaigns import trail
from campaigns.models import CampaignDetail, Comment, Credit, HandoverTick, Item, StageRun, Version, Workflow
from campaigns.services import approvals, stages
from tests.building import make_channel
from tests.campaigns.conftest import AT, go, moment, start, write
from tests.campaigns.flows import changed, plan, publish

pytestmark = pytest.mark.django_db


def page(client, item, name="item", /, *more, **asked):
    return client.get(reverse(f"campaigns:items-{name}", args=["brook", item.pk, *more]), asked)


def post(client, item, name, /, *more, **words):
    return client.post(reverse(f"campaigns:items-{name}", args=["brook", item.pk, *more]), words)


def again(item) -> Item:
    return Item.objects.select_related("run__stage", "run__assignee", "owner").get(pk=item.pk)


@pytest.mark.parametrize("code", ["content", "campaign", "finding", "community", "customer", "incident", "request"])
def test_each_kind_has_its_page_its_form_and_its_beginning(code, lead, browse, team):
    make_channel(team)
    workflow = Workflow.objects.current(team).get(code=code)
    address = reverse("campaigns:items-new", args=["brook"]) + f"?workflow={workflow.pk}"
    form = browse(lead).get(address).context["particulars"]
    typed = {f"of-{name}": field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
    firsts = {
        f"of-{name}": next(iter(dict(field.choices)))
        for name, field in form.fields.items()
        if name in ("kind", "format", "category", "purpose")
    }

    response = browse(lead).post(address, {"title": "护肤三步", "owner": lead.pk} | typed | firsts)

    item = Item.objects.get()
    assert response.status_code == 302, response.context["particulars"].errors
    assert item.kind == code
    assert page(browse(lead), item).status_code == 200
    assert page(browse(lead), item, "edit").status_code == 200


def test_nothing_new_is_due_on_a_day_that_is_over(lead, browse, team):
    workflow = Workflow.objects.current(team).get(code="customer")
    address = reverse("campaigns:items-new", args=["brook"]) + f"?workflow={workflow.pk}"
    typed = {"title": "护肤三步", "owner": lead.pk}
    yesterday, today = localdate() - timedelta(days=1), localdate()

    refused = browse(lead).post(address, typed | {"due_on": f"{yesterday}"})

    assert refused.status_code == 422
    assert refused.context["form"].errors["due_on"]
    assert not Item.objects.exists()
    assert browse(lead).post(address, typed | {"due_on": f"{today}"}).status_code == 302
    Item.objects.update(due_on=yesterday)
    kept = post(browse(lead), Item.objects.get(), "edit", **typed, due_on=f"{yesterday}")
    assert kept.status_code == 302  # late already


PRIMARY = {  # stage: who sees which button
    "topic": {"planner": "move", "writer": "", "minder": "", "lead": "move", "auditor": ""},
    "create": {"planner": "move", "writer": "move", "minder": "", "lead": "move", "auditor": ""},
    "first_review": {"planner": "", "other_planner": "approve", "writer": "", "lead": "", "owner": "", "auditor": ""},
}


@pytest.mark.parametrize(
    ("stage", "name", "button"),
    [(stage, name, button) for stage, row in PRIMARY.items() for name, button in row.items()],
)
def test_the_one_button_is_the_readers(stage, name, button, planner, writer, other_planner, minder, browse, request):
    reader = request.getfixturevalue(name)
    item = go(start(planner), "create", by=planner) if stage != "topic" else start(planner)
    if stage == "first_review":
        write(item, by=writer)
        write(item, by=planner, body="先停。")
        item = go(item, stage, by=writer)

    assert page(browse(reader), item).context["standing"].primary == button


def test_what_is_in_the_way_stands_beside_the_button(planner, browse):
    item = start(planner)
    assert "disabled" in page(browse(planner), item).content.decode()

    lines = [one.pk for one in item.now.stage.deliverables.all()]
    post(browse(planner), item, "tick", lines=lines, seen=item.run_id)

    assert HandoverTick.objects.count() == len(lines)
    assert post(browse(planner), item, "move", seen=item.run_id).status_code == 302
    assert again(item).now.stage.code == "create"


def test_the_second_to_move_it_is_told_who_was_first(planner, lead, browse):
    item = start(planner)
    seen = item.run_id
    go(item, "create", by=planner)

    response = post(browse(lead), item, "move", seen=seen)

    told = browse(lead).get(response["Location"])
    assert again(item).now.stage.code == "create"
    assert told.status_code == 200


def test_a_refused_dialog_stands_open_with_what_was_typed(article, other_planner, browse):
    stage = article.workflow.stages.get(code="create")
    approvals.approve(article, by=other_planner, at=AT)

    response = post(browse(other_planner), article, "send-back", to=stage.pk, reason="第 2 步太长", seen=article.run_id)

    assert response.status_code == 409
    assert "第 2 步太长" in response.content.decode()


def test_declining_sends_it_back_and_stands_among_the_approvals(article, other_planner, browse):
    stage = article.workflow.stages.get(code="create")

    response = post(browse(other_planner), article, "decline", to=stage.pk, reason="太长", seen=article.run_id)

    assert response.status_code == 302
    assert again(article).now.stage.code == "create"
    shown = page(browse(other_planner), article)
    assert next(one.state for one in shown.context["gates"]) == "declined"


def test_an_edit_after_approval_says_that_the_approval_is_gone(approved, writer, planner, browse):
    assert post(browse(writer), approved, "write", title="护肤三步", body="先停，再修。", base=1).status_code == 302

    shown = page(browse(planner), approved)

    assert shown.context["standing"].undone.code == "compliance"
    assert shown.context["standing"].primary == "send-back"
    assert "gone" in [one.state for one in shown.context["gates"]]


def test_who_saves_second_keeps_what_they_typed_and_sees_what_changed(article, writer, planner, browse):
    write(article, by=writer, body="先停，再修，后养，再防。")

    response = post(browse(planner), article, "write", title="护肤三步", body="我的一版", base=1)

    assert response.status_code == 409
    assert "我的一版" in response.content.decode()
    assert "<ins>" in response.content.decode()
    assert Version.objects.count() == 2
    assert post(browse(planner), article, "write", title="护肤三步", body="我的一版", base=2).status_code == 302


def test_differences_are_told_field_by_field(article, writer, browse):
    write(article, by=writer, title="护肤四步", body="先停，再修，后养，再防。")

    shown = page(browse(writer), article, "version", 2)

    assert [one.label for one in shown.context["differences"]] == ["标题", "正文"]
    assert page(browse(writer), article, "version", 1, **{"with": 2}).status_code == 200
    assert page(browse(writer), article, "version", 9).status_code == 404
    assert page(browse(writer), article, "version", 1, **{"with": "x"}).status_code == 404


def test_a_remark_is_kept_and_an_empty_one_refused(article, other_planner, browse):
    post(browse(other_planner), article, "comment", text="第 2 步再短些")
    post(browse(other_planner), article, "comment", text="  ")

    assert [one.text for one in Comment.objects.all()] == ["第 2 步再短些"]


def rows_of(*parts):
    words = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 0}
    for place, (member, part, share) in enumerate(parts):
        words |= {f"form-{place}-member": member.pk, f"form-{place}-part": part, f"form-{place}-share": share}
    return words | {f"form-{place}-part": "text" for place in range(len(parts), 4)}


def test_credits_sum_to_a_hundred_or_are_refused_with_the_sum(article, planner, writer, browse):
    refused = post(browse(planner), article, "credits", **rows_of((planner, "topic", 20), (writer, "text", 70)))
    assert refused.status_code == 409
    assert "90" in refused.content.decode()
    assert not Credit.objects.exists()

    post(browse(planner), article, "credits", **rows_of((planner, "topic", 20), (writer, "text", 80)))
    assert Credit.objects.count() == 2


def test_an_asset_stands_beside_the_item_until_it_is_taken_away(article, writer, browse):
    words = {"name": "封面", "address": "https://assets.example.com/1", "expires_on": "2026-01-01"}
    assert post(browse(writer), article, "assets-add", **words).status_code == 302
    assert post(browse(writer), article, "assets-add", **words).status_code == 409
    asset = article.assets.get()
    assert "https://assets.example.com/1" in page(browse(writer), article, "beside", "trail").text

    post(browse(writer), article, "assets-take", asset.pk)
    assert not article.assets.exists()


def test_publishing_asks_for_the_channel_and_the_time(approved, planner, team, browse):
    channel = make_channel(team)
    assert page(browse(planner), approved, "publish").status_code == 200
    assert post(browse(planner), approved, "publish", channel=channel.pk).status_code == 422

    response = post(browse(planner), approved, "publish", channel=channel.pk, published_at="2026-11-20T20:00")

    assert response.status_code == 302
    assert again(approved).subject is not None


def test_a_dropped_item_says_why_and_nothing_can_be_done_with_it(article, planner, browse):
    assert post(browse(planner), article, "drop", reason="", seen=article.run_id).status_code == 422
    post(browse(planner), article, "drop", reason="选题撞了", seen=article.run_id)

    shown = page(browse(planner), article)

    assert "选题撞了" in shown.content.decode()
    assert shown.context["standing"].primary == ""
    with pytest.raises(stages.NotAllowedNow):
        stages.nudge(again(article), by=planner, at=AT)


def test_the_trail_says_what_changed_in_words(planner, other_planner, browse):
    item = start(planner, code="campaign")
    form = {"title": item.title, "owner": other_planner.pk, "of-kind": "lottery", "of-budget": "1000"}

    assert post(browse(planner), item, "edit", **form).status_code == 302

    shown = page(browse(planner), item, "beside", "trail").text
    assert "抽奖" in shown
    assert "Lottery" not in shown


def test_the_trail_says_which_campaign_a_content_item_became_part_of(planner, browse):
    campaign = start(planner, code="campaign", title="冬至上新")
    article = start(planner)
    form = {"title": article.title, "owner": planner.pk, "of-format": "article", "of-category": "scene"}

    assert post(browse(planner), article, "edit", **form, **{"of-campaign": campaign.pk}).status_code == 302

    assert "属于活动：<del>—</del> → <ins>冬至上新</ins>" in page(browse(planner), article, "beside", "trail").text


def test_moments_are_told_by_the_clock_of_the_team(planner, browse):
    """As they come out of the database they are in UTC."""
    item = start(planner, planned_at=moment("18:00", "2026-11-30"))
    later = {"title": item.title, "owner": planner.pk, "of-format": "article", "of-category": "scene"}
    post(browse(planner), item, "edit", **later, **{"of-planned_at": "2026-12-01T19:30"})

    shown = page(browse(planner), item, "beside", "trail").text

    assert "12-01 19:30" in shown
    assert "11-30 18:00" in shown
    assert "11:30" not in shown
    assert "+00:00" not in shown


def test_a_campaigns_kind_is_told_by_its_own_words(planner, browse):
    item = start(planner, code="campaign")
    post(browse(planner), item, "edit", title=item.title, owner=planner.pk, **{"of-kind": "lottery", "of-budget": "0"})

    changes = next(line.changes for line in trail.of_item(again(item)) if line.changes)

    assert [change.after for change in changes] == [str(CampaignDetail.Kind.LOTTERY.label)]


def test_an_item_says_which_version_of_its_workflow_it_goes_by(planner, lead, browse):
    before = start(planner)
    publish(changed(plan(lead.team), "topic", hours=2), by=lead)
    after = start(planner)

    for item, version in ((before, 1), (after, 2)):
        shown = page(browse(planner), item).content.decode()
        assert f"工作流第 {version} 版" in shown
        assert reverse("campaigns:workflows-version", args=["brook", "content", item.workflow_id]) in shown


def test_a_form_that_was_sent_twice_begins_one_item(planner, team, browse):
    client = browse(planner)
    address = reverse("campaigns:items-new", args=["brook"])
    address += f"?workflow={Workflow.objects.current(team).get(code='request').pk}"
    beginning = client.get(address).context["begun"]["beginning"].value()
    typed = {"title": "要一张图", "owner": planner.pk, "of-respond_hours": 8, "of-deliver_hours": 40}

    first = client.post(address, typed | {"beginning": beginning})
    again_ = client.post(address, typed | {"beginning": beginning})

    assert Item.objects.count() == 1
    assert again_.url == first.url
    other = client.get(address).context["begun"]["beginning"].value()
    assert client.post(address, typed | {"beginning": other}).url != first.url


def test_who_only_looks_is_not_offered_as_an_owner(planner, auditor, other_planner, browse):
    form = browse(planner).get(reverse("campaigns:items-new", args=["brook"])).context["form"]
    offered = set(form.fields["owner"].queryset)
    assert other_planner in offered
    assert auditor not in offered


def test_a_day_that_is_over_is_refused_in_bulk_as_in_the_form(planner, browse):
    item = start(planner)
    today = timezone.localdate()
    address = reverse("campaigns:items-bulk", args=["brook"])
    client = browse(planner)

    said = client.post(address, {"items": item.pk, "act": "due", "due_on": today - timedelta(days=1)}, follow=True)
    assert "那天已经过了" in said.text
    assert "选择日期" not in said.text
    assert again(item).due_on is None

    client.post(address, {"items": item.pk, "act": "due", "due_on": today})
    assert again(item).due_on == today


def test_the_list_begins_with_what_is_late(planner, browse):
    early, late, closed = start(planner, title="早"), start(planner, title="迟"), start(planner, title="完")
    today = timezone.localdate()
    Item.objects.filter(pk=early.pk).update(due_on=today + timedelta(days=1))
    Item.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    Item.objects.filter(pk=closed.pk).update(state="done", closed_at=timezone.now(), due_on=today - timedelta(days=9))
    StageRun.objects.update(due_at=timezone.now() + timedelta(days=9))
    address = reverse("campaigns:items", args=["brook"])

    def shown(**asked):
        return [row.pk for row, _is_late in browse(planner).get(address, asked).context["rows"]]

    assert shown() == [late.pk, early.pk]
    assert shown(state="") == [late.pk, early.pk, closed.pk]
    assert shown(ordering="number") == [early.pk, late.pk]


@pytest.mark.parametrize("key", [10**19, 10**30, -(10**19)])
def test_a_key_that_no_row_can_have_is_no_choice(key, planner, browse):
    form = {"title": "面霜", "owner": planner.pk, "of-format": "article", "of-category": "scene", "of-campaign": key}
    refused = browse(planner).post(reverse("campaigns:items-new", args=["brook"]) + "?kind=content", form)
    assert refused.status_code == 422
    assert refused.context["particulars"].errors["campaign"]
