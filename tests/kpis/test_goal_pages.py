"""The pages of goals: the tree, one goal, what is done with it there, the plan to start from."""

import itertools
import re
from datetime import timedelta
from decimal import Decimal as D
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kpis.goals import courses
from kpis.models import Goal
from kpis.services import goal_moves, goals, milestones, plans
from metrics.models import Metric
from teamops.lib.exceptions import NotAllowedNow
from tests.building import each_day, make_channel, make_goal, put
from tests.conftest import make_member
from tests.kpis.goals import AT, draft, under_way

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def address(name="list", *args) -> str:
    return reverse(f"goals:{name}", args=["brook", *args])


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def channel(team, today):
    return make_channel(team, watermark=today)


@pytest.fixture
def red(team, member, manager, channel, today) -> Goal:
    """Half of its days are over and nothing is reached."""
    put(channel.subject, "oa.followers_new", each_day(today - 50 * A_DAY, today - A_DAY, 0))
    goal = under_way(
        member, manager, name="新增关注", start_on=today - 50 * A_DAY, end_on=today + 49 * A_DAY, at=timezone.now()
    )
    return Goal.objects.get(pk=goal.pk)


@pytest.fixture
def wanted(member, today) -> dict[str, str]:
    """What the form of a new goal sends."""
    return {
        "name": "打开率到 12%", "dimension": "content", "parent": "", "subject_kind": "content", "numbers": "team",
        "metric": str(Metric.objects.get(code="oa.open_rate").pk), "period": "recent", "baseline": "8", "target": "12",
        "start_on": today.isoformat(), "end_on": (today + 90 * A_DAY).isoformat(), "owner": str(member.pk),
    }  # fmt: skip


def test_a_goal_typed_in_percent_is_a_draft_in_fractions(browse, lead, wanted):
    response = browse(lead).post(address("list-add"), wanted)

    goal = Goal.objects.get()
    assert response.url == address("list-goal", goal.pk)
    assert (goal.baseline, goal.target, goal.state, goal.set_by) == (D("0.08"), D("0.12"), "draft", lead)


def test_what_smart_lacks_stands_at_its_field_and_what_was_typed_stays(browse, lead, wanted):
    response = browse(lead).post(address("list-add"), wanted | {"baseline": "", "owner": "", "end_on": ""})

    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"baseline", "owner", "end_on"}
    assert form["name"].value() == "打开率到 12%"
    assert not Goal.objects.exists()


def test_a_missing_baseline_is_offered_from_history(browse, lead, wanted, channel, today):
    put(channel.subject, "group.messages", {today - A_DAY: 1000})
    put(channel.subject, "group.marketing_messages", {today - A_DAY: 312})
    asked = {
        "metric": str(Metric.objects.get(code="group.marketing_share").pk),
        "subject_kind": "channel",
        "baseline": "",
        "target": "20",
    }

    response = browse(lead).post(address("list-add"), wanted | asked)

    assert "31.2%" in " ".join(response.context["form"].errors["baseline"])


def test_a_field_that_is_no_number_is_said_once(browse, lead, wanted):
    response = browse(lead).post(address("list-add"), wanted | {"target": "zwölf"})

    assert list(response.context["form"].errors) == ["target"]


def test_another_teams_people_and_goals_cant_be_chosen(browse, lead, outsider, wanted):
    theirs = draft(outsider)
    response = browse(lead).post(address("list-add"), wanted | {"owner": outsider.pk, "parent": theirs.pk})

    assert set(response.context["form"].errors) == {"owner", "parent"}


def test_the_tree_shows_parts_below_their_whole_and_the_worst_first(browse, lead, manager, red, today):
    span = {"start_on": today - 50 * A_DAY, "end_on": today + 49 * A_DAY}
    whole = under_way(lead, manager, name="总目标", end_on=today + 300 * A_DAY, start_on=today - A_DAY)
    draft(lead, name="草稿", parent=whole, start_on=today, end_on=today + 9 * A_DAY)
    goal = Goal.objects.get(pk=red.pk)
    goal.parent = whole
    goal.save()

    response = browse(lead).get(address())

    rows = [(row.goal.name, row.depth) for row in response.context["rows"]]
    assert rows == [("总目标", 0), ("新增关注", 1), ("草稿", 1)]
    assert span["end_on"] == goal.end_on
    html = response.content.decode()
    assert "差 50 点" in html
    assert "exclamation-octagon-fill" in html  # a sign with the word, not the colour alone
    assert response.context["tally"].red == 1


def test_the_list_is_cut_down_and_says_when_nothing_is_left(browse, member, red):
    client = browse(member)

    assert len(client.get(address(), {"mine": "1"}).context["rows"]) == 1
    assert len(client.get(address(), {"q": "关注", "dimension": "users"}).context["rows"]) == 1
    nothing = client.get(address(), {"dimension": "data"})
    assert nothing.context["rows"] == []
    assert "清除筛选" in nothing.content.decode()
    assert client.get(address(), {"state": "met"}).context["rows"] == []
    assert len(client.get(address(), {"state": "all"}).context["rows"]) == 1


def test_a_long_list_comes_in_pages_and_the_export_holds_all_of_it(browse, member, red):
    for n in range(55):
        make_goal(member, name=f"=目标 {n}")
    client = browse(member)

    first = client.get(address())
    book = load_workbook(BytesIO(client.get(address("list-export"), {"q": "目标"}).content))

    assert (len(first.context["page"].object_list), len(first.context["rows"])) == (50, 56)
    rows = list(book.active.values)
    assert (len(rows), rows[1][0][0], rows[1][3]) == (56, "=", "Member")
    whole = load_workbook(BytesIO(client.get(address("list-export")).content))
    assert (50, "红色") in [(row[11], row[12]) for row in whole.active.values]


def test_the_page_asks_for_the_note_until_it_is_written(browse, member, red):
    client = browse(member)
    assert "欠一份追赶说明" in client.get(address("list-goal", red.pk)).content.decode()
    refused = client.post(address("list-note", red.pk), {"reason": "投放停了", "plan": ""})
    assert refused.status_code == 422
    assert refused.context["note_form"]["reason"].value() == "投放停了"

    client.post(address("list-note", red.pk), {"reason": "投放停了", "plan": "下周恢复"})

    html = client.get(address("list-goal", red.pk)).content.decode()
    assert "欠一份追赶说明" not in html
    assert "下周恢复" in html


def test_somebody_elses_note_is_refused_with_a_sentence(browse, team, red):
    response = browse(make_member(team, "peer")).post(address("list-note", red.pk), {"reason": "a", "plan": "b"})

    assert response.status_code == 409
    assert "Member" in response.content.decode()


def test_a_move_is_asked_for_decided_and_shown(browse, lead, manager, member, red):
    later = red.end_on + 30 * A_DAY
    browse(lead).post(address("list-move", red.pk), {"end_on": later, "target": "400", "reason": "渠道停了两周"})
    waiting = browse(manager).get(address("list-goal", red.pk)).content.decode()
    assert "批准变更" in waiting
    assert "批准变更" not in browse(lead).get(address("list-goal", red.pk)).content.decode()

    browse(manager).post(address("list-move-approve", red.pk))

    html = browse(member).get(address("list-goal", red.pk)).content.decode()
    assert "变更 1 次" in html
    assert "渠道停了两周" in html
    assert "差 50 点" in html  # still
    assert 'class="moved"' in html


def test_a_move_that_changes_nothing_is_409_with_what_was_typed(browse, lead, red):
    typed = {"end_on": red.end_on.isoformat(), "target": "400", "reason": "试试"}

    response = browse(lead).post(address("list-move", red.pk), typed)

    assert response.status_code == 409
    assert response.context["move_form"]["reason"].value() == "试试"
    declined = browse(lead).post(address("list-move-decline", red.pk), {"comment": "不"})
    assert declined.status_code == 403


def test_milestones_are_set_moved_judged_and_stand_in_order(browse, lead, manager, red, today):
    client = browse(lead)
    for name, day in (("手册", today + 9 * A_DAY), ("标签", today - 9 * A_DAY)):
        client.post(address("list-milestone-add", red.pk), {"name": name, "due_on": day})
    client.post(address("list-milestone-add", red.pk), {"name": "一半", "due_on": today, "value": "200"})
    tags, half, manual = red.milestones.order_by("due_on")
    assert (tags.name, half.value, manual.value) == ("标签", D(200), None)
    html = client.get(address("list-goal", red.pk)).content.decode()
    assert html.index("标签") < html.index("手册")
    assert "晚 9 天" in html

    judge = address("list-milestone-judge", red.pk, tags.pk)
    refused = client.post(judge, {"met_on": today, "evidence": ""})
    assert refused.status_code == 422
    assert [bool(stop.judge_form and stop.judge_form.errors) for stop in refused.context["page"].stops] == [
        True, False, False,
    ]  # fmt: skip
    client.post(judge, {"met_on": today, "evidence": "标签表已启用", "link": "https://docs.example.com/t"})
    client.post(address("list-milestone-move", red.pk, manual.pk), {"due_on": today + 20 * A_DAY})

    html = client.get(address("list-goal", red.pk)).content.decode()
    assert "标签表已启用" in html
    assert 'href="https://docs.example.com/t" rel="noopener noreferrer"' in html
    assert "改期 1 次" in html


def test_a_milestone_of_another_goal_isnt_found_under_this_one(browse, lead, manager, red, today):
    other = under_way(lead, manager)
    stop = milestones.add(other, by=lead, at=AT, name="手册", due_on=other.end_on)

    response = browse(lead).post(address("list-milestone-move", red.pk, stop.pk), {"due_on": today})

    assert response.status_code == 404


def test_a_link_that_is_no_web_address_is_refused(browse, lead, red, today):
    stop = milestones.add(red, by=lead, at=AT, name="手册", due_on=today)
    typed = {"met_on": today, "evidence": "看", "link": "javascript:alert(1)"}

    assert browse(lead).post(address("list-milestone-judge", red.pk, stop.pk), typed).status_code == 422


def test_a_draft_is_edited_approved_and_closed_by_those_who_may(browse, lead, manager, wanted):
    browse(lead).post(address("list-add"), wanted)
    goal = Goal.objects.get()
    page = browse(lead).get(address("list-edit", goal.pk))
    assert page.context["form"]["target"].value() == "12"
    browse(lead).post(address("list-edit", goal.pk), wanted | {"target": "11"})
    assert browse(lead).post(address("list-approve", goal.pk)).status_code == 403

    browse(manager).post(address("list-approve", goal.pk))

    goal.refresh_from_db()
    assert (goal.state, goal.target) == ("active", D("0.11"))
    assert browse(lead).post(address("list-edit", goal.pk), wanted).status_code == 409
    assert browse(manager).post(address("list-close", goal.pk), {"comment": ""}).status_code == 409
    browse(manager).post(address("list-close", goal.pk), {"comment": "换方向"})
    goal.refresh_from_db()
    assert goal.state == Goal.State.CLOSED


def test_ones_own_goal_isnt_approved_and_the_page_says_who_can(browse, manager, owner):
    goal = draft(manager)

    response = browse(manager).post(address("list-approve", goal.pk), follow=True)

    assert "Owner" in response.content.decode()
    goal.refresh_from_db()
    assert goal.is_draft


def test_a_draft_is_discarded_and_handed_over(browse, lead, member):
    goal = draft(lead)
    browse(lead).post(address("list-owner", goal.pk), {"owner": member.pk})
    goal.refresh_from_db()
    assert goal.owner == member

    browse(lead).post(address("list-discard", goal.pk))

    assert not Goal.objects.exists()


def test_gaps_stay_gaps_in_the_picture(browse, team, lead, manager, channel, today):
    """A stock that nobody counted for 31 days is unknown on one of them."""
    start = today - 70 * A_DAY
    put(channel.subject, "oa.followers_total", {start: 1000, start + 32 * A_DAY: 1100})
    goal = under_way(
        lead, manager, metric="oa.followers_total", baseline=D(900), target=D(2000), at=timezone.now(),
        start_on=start, end_on=today + 30 * A_DAY,
    )  # fmt: skip

    picture = browse(lead).get(address("list-goal", goal.pk)).context["page"].picture

    assert len(picture.actual) == 2


def test_a_new_team_starts_with_the_four_phases(browse, lead, member, today):
    client = browse(lead)
    html = client.get(address()).content.decode()
    assert "从四阶段计划开始" in html
    assert "从四阶段计划开始" not in browse(member).get(address()).content.decode()
    assert client.get(address("list-plan")).context["form"]["users"].value() == D(5_000_000)
    typed = {"users": "100000", "start_on": today.replace(day=1), "owner": member.pk}

    client.post(address("list-plan"), typed)

    whole = Goal.objects.get(parent=None)
    assert (whole.target, whole.term, whole.owner) == (D(100_000), "long", member)
    phases = whole.children.order_by("start_on")
    assert [phase.target for phase in phases] == [D("0.95"), D(20_000), D(60_000), D(100_000)]
    assert [phase.baseline for phase in phases] == [D("0.7"), D(0), D(20_000), D(60_000)]
    assert all(left.end_on + A_DAY == right.start_on for left, right in itertools.pairwise(phases))
    assert phases[3].end_on == whole.end_on
    assert next(stop.name for stop in phases[0].milestones.all()) == "100 个核心标签建好"
    assert Goal.objects.get(metric__code="biz.new_customers").target == D(12_000)
    assert {goal.state for goal in Goal.objects.all()} == {"draft"}
    assert client.post(address("list-plan"), typed).status_code == 409


def test_the_plan_begins_where_the_team_is_and_leaves_out_what_it_has_reached(team, lead, channel, today):
    put(channel.subject, "shop.payers", {today - A_DAY: 100})
    put(channel.subject, "shop.repeat_payers", {today - A_DAY: 40})
    team_subject = channel.subject.__class__.objects.create(team=team, kind="team", name="团队")
    put(team_subject, "user.private_domain", {today - A_DAY: 30_000})

    started = plans.start(by=lead, owner=lead, at=AT, start_on=today, users=D(100_000))

    assert len(started.left_out) == 2  # 30,000 are more than the first fifth; 40 % come back already
    assert Goal.objects.get(parent=None).baseline == 30_000
    assert not Goal.objects.filter(metric__code="shop.repurchase_rate").exists()


def test_too_small_a_plan_is_refused(lead, today):
    with pytest.raises(NotAllowedNow, match=r"\w"):
        plans.start(by=lead, owner=lead, at=AT, start_on=today, users=D(10))


def test_parts_of_the_same_metric_say_how_much_of_the_whole_they_want(browse, lead, manager):
    whole = under_way(lead, manager)
    under_way(lead, manager, parent=whole, target=D(100))
    under_way(lead, manager, parent=whole, target=D(200))

    page = browse(lead).get(address("list-goal", whole.pk)).context["page"]

    assert page.shares == D("0.75")
    assert len(page.parts) == 2


def test_the_page_leads_to_the_channel_days_behind_the_number(browse, member, red, channel, today):
    html = browse(member).get(address("list-goal", red.pk)).content.decode()

    assert reverse("metrics:completeness-day", args=["brook", channel.pk, today.isoformat()]) in html
    assert "oa.followers_new" in html


def test_each_value_leads_to_the_metrics_days_behind_it(browse, member, red, channel, today):
    client = browse(member)
    page = client.get(address("list-goal", red.pk)).content.decode()

    links = re.findall(r'href="([^"]*dictionary/oa.followers_new/\?day=[-0-9]+)#newest"', page)
    assert len(links) > 1
    behind = client.get(links[0])
    assert behind.context["by_day"][0].day.isoformat() == links[0][-10:]
    assert '<details class="panel-b" open>' in behind.content.decode()


def test_on_a_phone_the_pair_of_numbers_is_named_and_so_is_the_colour(browse, member, red):
    page = browse(member).get(address("list")).content.decode()

    phone = page.partition('<ul class="list goals only-p">')[2]
    assert "进度 / 计划" in phone
    assert '<span class="fw-normal">红色</span>' in phone


def test_the_auditor_reads_and_is_offered_nothing_to_change(browse, auditor, red):
    html = browse(auditor).get(address("list-goal", red.pk)).content.decode()

    assert "<form" not in html.split('id="main"')[1]


def test_who_may_not_write_the_note_isnt_sent_to_write_it_and_reads_who_does(browse, auditor, member, red):
    html = browse(auditor).get(address("list-goal", red.pk)).content.decode()

    assert "欠一份追赶说明" in html
    assert "去写" not in html
    assert f"还没有人写。负责人{member}或组长来写。" in html
    assert "目前没有要追赶的" not in html
    assert "去写" in browse(member).get(address("list-goal", red.pk)).content.decode()


def test_a_closed_goal_offers_nothing_more(browse, manager, red):
    goals.close(red, by=manager, at=timezone.now(), comment="不做了")
    html = browse(manager).get(address("list-goal", red.pk)).content.decode()

    assert "<form" not in html.split('id="main"')[1]
    assert "已放弃" in html


def test_english_readers_get_english(browse, member, red):
    member.person.language = "en"
    member.person.save()

    assert "50 points behind" in browse(member).get(address("list-goal", red.pk)).content.decode()


def test_the_move_keeps_the_goals_place_in_the_course(team, lead, manager, red):
    goal_moves.propose(red, by=lead, at=AT, end_on=red.end_on + 90 * A_DAY, target=D(400), reason="晚")
    goal_moves.approve(red, by=manager, at=AT)
    courses.update(team, through=timezone.localdate() - A_DAY, at=timezone.now())

    red.refresh_from_db()
    assert red.colour == "red"


def test_the_home_page_asks_its_owner_for_the_note_until_it_is_written(browse, member, lead, red):
    home = reverse("reports:today", args=["brook"])
    assert "你有 1 个目标欠追赶说明" in browse(member).get(home).content.decode()
    assert "欠追赶说明" not in browse(lead).get(home).content.decode()

    goals.write_note(red, by=member, at=timezone.now(), reason="投放停了", plan="下周恢复")

    assert "欠追赶说明" not in browse(member).get(home).content.decode()
