"""A template is copied, written as a draft, published when nothing is missing, and frozen from then on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.utils import timezone

from jobs.models import JobRun
from kpis.models import Kpi, Template
from kpis.services import templates as services
from kpis.services.templates import Row
from metrics.models import Metric
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.building import hold

DAY = date(2026, 11, 1)


def shipped(role: str) -> Template:
    return Template.objects.shipped().get(role__code=role)


@pytest.fixture
def draft(team, manager) -> Template:
    return services.copy(shipped("user_operator"), team=team, by=manager)


def rows_of(template: Template) -> list[Row]:
    return [Row.of(kpi) for kpi in template.kpis.select_related("metric")]


def write(draft: Template, manager, **by_metric) -> None:
    """Change some rows of a draft: ``{"oa.share_rate": {"weight": …}}``; ``None`` removes one."""
    rows = [(row, by_metric.get(row.metric.code.replace(".", "_"), {})) for row in rows_of(draft)]
    services.edit(draft, by=manager, rows=[replace(row, **change) for row, change in rows if change is not None])


def publish(draft, manager, **fields) -> Template:
    return services.publish(draft, by=manager, at=timezone.now(), **{"valid_from": DAY} | fields)


def test_a_copy_is_the_teams_next_version_with_the_same_kpis(team, manager):
    draft = services.copy(shipped("copywriter"), team=team, by=manager)

    assert (draft.team, draft.version, draft.state) == (team, 1, Template.State.DRAFT)
    assert rows_of(draft) == rows_of(shipped("copywriter"))


def test_a_role_has_one_draft_at_a_time(team, manager, draft):
    with pytest.raises(NotAllowedNow, match="1"):
        services.copy(shipped("user_operator"), team=team, by=manager)


def test_the_next_version_starts_from_the_published_one(team, manager, draft):
    published = publish(draft, manager)

    following = services.copy(published, team=team, by=manager)

    assert following.version == 2
    assert rows_of(following) == rows_of(published)


def test_another_teams_template_is_not_copied(other_team, outsider, manager, team):
    theirs = services.copy(shipped("copywriter"), team=other_team, by=outsider)

    with pytest.raises(NotAllowedNow):
        services.copy(theirs, team=team, by=manager)


PROBLEMS = {
    "process half too light": ({"process_sop_rate": {"weight": D(8)}}, ["38", "40", "2"]),
    "result half too heavy": ({"user_retention_30": {"weight": D("20.5")}}, ["60.5", "60", "0.5"]),
    "a hundredth short": ({"shop_repurchase_rate": {"weight": D("19.99")}}, ["59.99", "0.01"]),
    "no target": ({"shop_repurchase_rate": {"target": None}}, ["复购率"]),
    "no KPI in a half": (
        {"user_retention_30": None, "shop_repurchase_rate": None, "shop_order_value_growth": None},
        ["结果|Result"],
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_not_exact_is_refused_with_words_that_say_what_is_missing(name, manager, draft):
    changes, words = PROBLEMS[name]
    write(draft, manager, **changes)

    with pytest.raises(NotAllowedNow) as refusal:
        publish(draft, manager)

    for word in words:
        assert any(one in str(refusal.value) for one in word.split("|"))
    draft.refresh_from_db()
    assert draft.state == Template.State.DRAFT


def test_every_reason_is_named_at_once(manager, draft):
    write(draft, manager, process_sop_rate={"weight": D(8)}, shop_repurchase_rate={"target": None})

    assert len(services.problems(draft)) == 2


def test_another_split_is_exact_when_the_weights_follow_it(manager, draft):
    services.edit(draft, by=manager, rows=rows_of(draft), process_weight=D(50))
    assert len(services.problems(Template.objects.get(pk=draft.pk))) == 2

    write(
        Template.objects.get(pk=draft.pk),
        manager,
        process_sop_rate={"weight": D(20)},
        user_retention_30={"weight": D(10)},
    )

    assert services.problems(Template.objects.get(pk=draft.pk)) == []


REFUSED_ROWS = {
    "target at zero": lambda row: [replace(row, target=row.zero_at)],
    "twice": lambda row: [row, row],
    "weight of nothing": lambda row: [replace(row, weight=D(0))],
    "cap under 100": lambda row: [replace(row, cap=D(99))],
    "no such half": lambda row: [replace(row, half="luck")],
    "unknown kind": lambda row: [replace(row, subject_kind="moon")],
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_a_row_that_cannot_stand_changes_nothing(name, manager, draft):
    before = rows_of(draft)

    with pytest.raises(NotAllowedNow):
        services.edit(draft, by=manager, rows=REFUSED_ROWS[name](before[0]))

    assert rows_of(draft) == before


def test_a_metric_of_another_team_is_unknown_here(manager, other_team, draft):
    theirs = Metric.objects.create(
        team=other_team, code="own.cups", name="杯数", name_en="Cups", group="biz", unit="pieces", fold="flow"
    )

    with pytest.raises(NotAllowedNow, match=r"杯数|Cups"):
        services.edit(draft, by=manager, rows=[Row(theirs, "result", D(60), "team")])


def test_publishing_freezes_and_queues_the_scoring(team, manager, draft):
    published = publish(draft, manager)

    assert (published.state, published.valid_from, published.published_by) == ("published", DAY, manager)
    assert JobRun.objects.filter(name="rescore", scope=team.slug).exists()


def test_two_versions_do_not_count_from_the_same_day(team, manager, draft):
    following = services.copy(publish(draft, manager), team=team, by=manager)

    with pytest.raises(NotAllowedNow, match="1"):
        publish(following, manager)
    assert publish(following, manager, valid_from=date(2026, 12, 1)).version == 2


FROZEN = {
    "edit": lambda template, by: services.edit(template, by=by, rows=[]),
    "publish again": publish,
    "discard": lambda template, by: services.discard(template, by=by),
    "save": lambda template, by: Template.objects.get(pk=template.pk).save(),
    "delete": lambda template, by: Template.objects.get(pk=template.pk).delete(),
    "save a KPI": lambda template, by: Kpi.objects.filter(template=template)[0].save(),
    "delete a KPI": lambda template, by: Kpi.objects.filter(template=template)[0].delete(),
    "add a KPI": lambda template, by: Kpi.objects.create(
        template=Template.objects.get(pk=template.pk), metric=Metric.objects.first(), half="process", weight=1
    ),
}


@pytest.mark.parametrize("name", FROZEN)
def test_a_published_version_cannot_be_changed(name, manager, draft):
    published = publish(draft, manager)
    before = rows_of(published)

    with pytest.raises(NotAllowedNow):
        FROZEN[name](published, manager)

    assert rows_of(published) == before


@pytest.mark.parametrize("role", ["user_operator"])
def test_a_shipped_template_is_only_a_start(role, manager):
    with pytest.raises(NotAllowedNow):
        services.edit(shipped(role), by=manager, rows=[])
    with pytest.raises(NotAllowedNow):
        publish(shipped(role), manager)


def test_nobody_writes_another_teams_draft(outsider, draft):
    for refused in (
        lambda: services.edit(draft, by=outsider, rows=[]),
        lambda: services.discard(draft, by=outsider),
        lambda: publish(draft, outsider),
    ):
        with pytest.raises(NotAllowedNow):
            refused()


def test_a_discarded_draft_is_gone_and_another_can_be_started(team, manager, draft):
    services.discard(draft, by=manager)

    with pytest.raises(NotAllowedNow):
        publish(draft, manager)
    assert services.copy(shipped("user_operator"), team=team, by=manager).version == 1


def test_who_holds_the_role_leaves_publishing_to_somebody_else(team, manager, other_manager, draft):
    hold(manager, "user_operator")

    with pytest.raises(NotAllowedNow, match=str(other_manager)):
        publish(draft, manager)
    assert not Template.objects.published().filter(team=team).exists()

    assert publish(draft, other_manager).published_by == other_manager


def test_who_held_it_on_a_day_it_counts_from_does_not_publish_it_either(manager, other_manager, draft):
    hold(manager, "user_operator", until_on=DAY)

    with pytest.raises(NotAllowedNow):
        publish(draft, manager)
    assert publish(draft, manager, valid_from=DAY + timedelta(days=1)).is_published


def test_where_nobody_else_may_one_publishes_for_oneself(manager, draft):
    hold(manager, "user_operator")

    assert publish(draft, manager).is_published


def test_two_who_both_hold_the_role_do_not_wait_for_each_other(manager, other_manager, draft):
    hold(manager, "user_operator")
    hold(other_manager, "user_operator")

    assert publish(draft, manager).is_published


def test_who_holds_the_role_hears_what_they_are_scored_by(manager, member, other_member, draft):
    hold(member, "user_operator")
    hold(manager, "user_operator")
    hold(other_member, "user_operator", until_on=DAY - timedelta(days=1))

    template = publish(draft, manager)

    notice = Notice.objects.get(kind=Notice.Kind.TEMPLATE_PUBLISHED)
    assert notice.member == member
    assert notice.url.endswith(f"?month={DAY:%Y-%m}")
    assert f"{DAY:%Y-%m-%d} 起" in str(notice)
    assert f"第 {template.version} 版" in str(notice)
