"""The page of a what-if: tried numbers, gaps, names; publishing only what was looked at; the team's grades."""

from datetime import date
from decimal import Decimal as D
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpis.models import Grade, Kpi, Template
from kpis.services import grades
from kpis.services import templates as services
from metrics.models import Metric
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span, first_of, month_before
from tests.building import hold, make_template
from tests.conftest import make_member
from tests.kpis.what_if_scene import KPIS, working

pytestmark = pytest.mark.django_db


def address(name, template=None) -> str:
    return reverse(f"kpis:{name}", args=["brook", *([template.pk] if template else [])])


@pytest.fixture
def closed() -> list[Span]:
    """The last three months before today's, the newest first."""
    months = [month_before(first_of(timezone.localdate()))]
    for _ in range(2):
        months.append(month_before(months[-1]))
    return [Span.month(month) for month in months]


@pytest.fixture
def draft(team, manager, member, closed) -> Template:
    """A copy of version 1; the member won ten followers on each day of three months and wrote every stand-up."""
    template = make_template(team, "copywriter", KPIS, valid_from=closed[-1].first)
    hold(member, "copywriter", from_on=closed[-1].first)
    working(member, 10, *closed)
    return services.copy(template, team=team, by=manager)


def followers(draft) -> Kpi:
    return draft.kpis.get(metric__code="oa.followers_new")


def typed(client, draft, **changes) -> dict[str, str]:
    """The try form as a browser sends it, with some of the followers' numbers changed: ``target="400"``."""
    form = client.get(address("templates-what-if", draft)).context["form"]
    sent = {field.html_name: str(field.value()) for field in form}
    return sent | {f"{name}-{followers(draft).pk}": value for name, value in changes.items()}


def page(client, draft, **changes):
    return client.get(address("templates-what-if", draft), typed(client, draft, **changes))


def text(response) -> str:
    return unescape(response.content.decode())


def test_a_tried_target_is_replayed_marked_and_not_written(browse, manager, draft, member):
    client = browse(manager)

    response = page(client, draft, target="400")

    assert response.status_code == 200
    row = response.context["page"][0]
    assert row.mover.member == member
    assert row.mover.months[-1].difference < 0
    changed = [one for row in response.context["form"].rows for one in row.fields if one.is_changed]
    assert [(one.field.value(), one.now) for one in changed] == [("400", "300")]
    assert followers(draft).target == 300


def test_an_unchanged_draft_marks_nothing_and_moves_nobody(browse, manager, draft):
    response = browse(manager).get(address("templates-what-if", draft))

    assert not any(row.is_changed for row in response.context["form"].rows)
    assert response.context["found"].movers == []
    assert response.context["differs"] is False


def test_rates_are_tried_in_percent(browse, manager, draft):
    client = browse(manager)
    rate = draft.kpis.get(metric__code="process.stand_up_rate")

    response = client.get(address("templates-what-if", draft), typed(client, draft) | {f"target-{rate.pk}": "50"})

    assert typed(client, draft)[f"target-{rate.pk}"] == "100"
    # all stand-ups written: 200 of 100, at most 120 × 40 = 48.00
    cell = response.context["found"].rows[0].months[-1]
    assert cell.after - cell.before == D("8.00")


WRONG = {"target": "0", "weight": "0", "cap": "90", "zero_at": "很多"}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_its_place(name, browse, manager, draft):
    response = page(browse(manager), draft, **{name: WRONG[name]})

    assert response.status_code == 422
    assert 'class="errs"' in text(response)
    assert f'value="{WRONG[name]}"' in text(response)


def test_weights_that_don_t_add_up_are_named_instead_of_replayed(browse, manager, draft):
    response = page(browse(manager), draft, weight="50")

    assert len(response.context["problems"]) == 1
    assert "found" not in response.context
    assert len(response.context["targets"]) == 2


def test_without_a_target_nothing_is_replayed(browse, manager, draft):
    response = page(browse(manager), draft, target="")

    assert response.context["problems"]
    assert [target.metric.code for target in response.context["targets"]] == ["process.stand_up_rate"]


def test_what_was_tried_is_written_into_the_draft_on_request(browse, manager, draft):
    client = browse(manager)

    client.post(address("templates-keep", draft), typed(client, draft, target="400", cap="110"))

    kpi = followers(draft)
    assert (kpi.target, kpi.cap, kpi.weight) == (400, 110, 60)
    assert draft.kpis.count() == 2


def test_what_is_published_is_tried_with_other_numbers_and_stays_as_it_is(browse, manager, draft):
    in_force = Template.objects.published().get(role=draft.role)
    client = browse(manager)

    assert client.get(address("templates-what-if", in_force)).context["found"].movers == []
    tried = page(client, in_force, target="400")
    assert len(tried.context["found"].movers) == 1
    assert tried.context["differs"] is True
    draft.delete()
    client.post(address("templates-keep", in_force), typed(client, in_force, target="400"))

    made = Template.objects.drafts().get(team=in_force.team, role=in_force.role)
    assert (followers(in_force).target, followers(made).target) == (300, 400)


def test_while_a_draft_is_written_what_was_tried_makes_no_other(browse, manager, draft):
    in_force = Template.objects.published().get(role=draft.role)
    client = browse(manager)

    answer = client.post(address("templates-keep", in_force), typed(client, in_force, target="400"), follow=True)

    assert "正在写" in text(answer) or "草稿" in text(answer)
    assert Template.objects.drafts().get(team=draft.team) == draft
    assert followers(draft).target == 300


def test_a_shipped_template_has_no_what_if(browse, manager, draft):
    shipped = Template.objects.shipped().first()

    assert browse(manager).get(address("templates-what-if", shipped)).status_code == 404


def test_the_list_leads_to_the_draft_or_to_what_counts(browse, manager, auditor, draft):
    client, listed = browse(manager), reverse("kpis:templates", args=["brook"])
    assert address("templates-what-if", draft) in text(client.get(listed))
    assert address("templates-what-if", draft) in text(browse(auditor).get(listed))

    in_force = Template.objects.published().get(role=draft.role)
    draft.delete()

    assert address("templates-what-if", in_force) in text(client.get(listed))
    assert address("templates-what-if", in_force) in text(client.get(address("templates-detail", in_force)))


def test_a_role_that_nobody_held_in_a_closed_month_has_nothing_to_replay(browse, manager, team, other_member):
    this_month = first_of(timezone.localdate())
    hold(other_member, "user_operator", from_on=this_month)
    version = make_template(team, "user_operator", KPIS, valid_from=this_month)

    response = browse(manager).get(address("templates-what-if", version))

    assert response.context["found"].rows == []
    assert "最近三个月没有人" in text(response)


def test_with_one_closed_month_the_others_stay_empty_and_that_one_is_compared(
    browse, manager, team, other_member, closed
):
    hold(other_member, "user_operator", from_on=closed[0].first)
    working(other_member, 10, closed[0])
    version = make_template(team, "user_operator", KPIS, valid_from=closed[0].first)

    response = page(browse(manager), version, target="400")

    (row,) = response.context["found"].rows
    assert [month is None for month in row.months] == [True, True, False]
    assert row.mean == row.largest == row.months[-1].difference < 0


def test_a_new_kpi_without_data_is_named(browse, manager, draft):
    Kpi.objects.filter(pk=followers(draft).pk).update(weight=50)
    nps = Metric.objects.get(code="user.nps")
    Kpi.objects.create(
        template=draft, position=9, metric=nps, half="result", weight=10, target=50, subject_kind="channel"
    )

    shown = browse(manager).get(address("templates-what-if", draft))

    assert [metric.code for metric in shown.context["silent"]] == ["user.nps"]
    assert "这几个月没有数据：NPS" in text(shown)
    assert shown.context["found"].rows


def test_where_every_kpi_has_data_nothing_is_named(browse, manager, draft):
    assert "这几个月没有数据" not in text(browse(manager).get(address("templates-what-if", draft)))


def test_another_team_s_draft_is_not_there(browse, outsider, draft):
    client = browse(outsider)

    assert client.get(reverse("kpis:templates-what-if", args=["hill", draft.pk])).status_code == 404


@pytest.mark.parametrize("level", ["lead", "analyst", "member"])
def test_totals_of_others_are_for_managers_and_auditors(level, browse, draft, request):
    reader = request.getfixturevalue(level)

    assert browse(reader).get(address("templates-what-if", draft)).status_code == 403
    assert address("templates-what-if", draft) not in text(browse(reader).get(address("templates-detail", draft)))


def test_an_auditor_tries_numbers_and_writes_none(browse, auditor, draft):
    client = browse(auditor)

    response = page(client, draft, target="400")

    assert response.context["page"][0].mover.months[-1].difference < 0
    assert response.context["differs"]
    assert address("templates-keep", draft) not in text(response)
    assert address("templates-grades") not in text(response)
    assert client.post(address("templates-keep", draft), typed(client, draft, target="400")).status_code == 403
    assert followers(draft).target == 300


def test_many_members_cost_no_further_question(browse, manager, draft, team, closed):
    client = browse(manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address("templates-what-if", draft)).status_code == 200
        return len(asked)

    more_writers(team, range(5), closed)
    queries()  # the first page of a session remembers the team
    few = queries()
    more_writers(team, range(5, 50), closed)

    assert queries() == few


def more_writers(team, numbers, closed) -> None:
    for number in numbers:
        one = make_member(team, f"writer{number}", joined_on=date(2026, 1, 1))
        hold(one, "copywriter", from_on=closed[-1].first)
        working(one, number, closed[0])


# Publishing


def publish(client, draft, **more):
    return client.post(
        address("templates-publish", draft), {"valid_from": f"{first_of(timezone.localdate()):%Y-%m-%d}"} | more
    )


def test_a_target_that_nobody_ever_reached_is_named_and_takes_a_tick(browse, manager, draft):
    Kpi.objects.filter(pk=followers(draft).pk).update(target=5000)
    client = browse(manager)

    asked = publish(client, draft)
    form = asked.context["publish_form"]
    seen = form.initial["looked_at"]
    without_tick = publish(client, draft, looked_at=seen)

    assert asked.status_code == without_tick.status_code == 409
    unfair = {one.kpi.metric.code: one.fairness.verdict for one in asked.context["unfair"]}
    assert unfair == {"oa.followers_new": "never", "process.stand_up_rate": "always"}
    assert "accepts_unreached" in form.fields
    assert not Template.objects.get(pk=draft.pk).is_published

    publish(client, draft, looked_at=seen, accepts_unreached="on")

    assert Template.objects.get(pk=draft.pk).is_published


def test_a_target_that_everybody_reaches_is_named_and_takes_a_second_look(browse, manager, draft):
    client = browse(manager)  # all stand-ups were written, each month

    asked = publish(client, draft)
    form = asked.context["publish_form"]

    assert asked.status_code == 409
    assert "accepts_unreached" not in form.fields

    publish(client, draft, looked_at=form.initial["looked_at"])

    assert Template.objects.get(pk=draft.pk).is_published


def test_what_was_seen_holds_for_the_same_targets_only(browse, manager, draft):
    client = browse(manager)
    seen = publish(client, draft).context["publish_form"].initial["looked_at"]
    Kpi.objects.filter(pk=followers(draft).pk).update(target=5000)

    again = publish(client, draft, looked_at=seen, accepts_unreached="on")

    assert again.status_code == 409
    assert not Template.objects.get(pk=draft.pk).is_published


# REST


def rest(draft, what) -> str:
    return f"/api/v1/templates/{draft.pk}/{what}/?team=brook"


def test_over_rest_an_unreached_target_is_accepted_in_words(browse, manager, draft):
    Kpi.objects.filter(pk=followers(draft).pk).update(target=5000)
    client, sent = browse(manager), {"valid_from": f"{first_of(timezone.localdate()):%Y-%m-%d}"}

    refused = client.post(rest(draft, "publish"), sent, content_type="application/json")
    assert refused.status_code == 409
    assert not Template.objects.get(pk=draft.pk).is_published

    client.post(rest(draft, "publish"), sent | {"accepts_unreached": True}, content_type="application/json")
    assert Template.objects.get(pk=draft.pk).is_published


def test_over_rest_a_draft_is_replayed_with_the_same_numbers(browse, manager, draft, member):
    Kpi.objects.filter(pk=followers(draft).pk).update(target=400)
    client = browse(manager)

    (row,) = client.get(rest(draft, "what-if")).json()

    shown = client.get(address("templates-what-if", draft)).context["found"].rows[0]
    assert (row["member"], row["name"], len(row["months"])) == (member.pk, str(member), 3)
    for told, month in zip(row["months"], shown.months, strict=True):
        assert told["difference"] == str(month.difference)
        assert told["month"] == f"{month.month:%Y-%m}"
        assert (told["grade_before"], told["grade_after"]) == (month.grade_before.name, month.grade_after.name)


def test_over_rest_targets_are_judged_as_on_the_page(browse, manager, draft, member):
    Kpi.objects.filter(pk=followers(draft).pk).update(target=5000)

    told = {one["metric"]: one for one in browse(manager).get(rest(draft, "fairness")).json()}

    followed = told["oa.followers_new"]
    assert (followed["verdict"], followed["hits"], followed["months"]) == ("never", 0, 3)
    assert [(one["member"], one["standing"]) for one in followed["histories"]] == [(member.pk, "beyond")]
    assert told["process.stand_up_rate"]["histories"][0]["median"] == "1.000000"


def test_over_rest_a_draft_that_lacks_something_says_what(browse, manager, draft):
    Kpi.objects.filter(pk=followers(draft).pk).update(target=None)

    assert browse(manager).get(rest(draft, "what-if")).status_code == 409
    assert len(browse(manager).get(rest(draft, "fairness")).json()) == 1


def test_over_rest_what_is_published_is_judged_too_and_nothing_shipped(browse, manager, draft):
    in_force, client = Template.objects.published().get(role=draft.role), browse(manager)

    assert {one["verdict"] for one in client.get(rest(in_force, "fairness")).json()} == {"always"}
    assert client.get(rest(in_force, "what-if")).json()[0]["months"][-1]["difference"] == "0.00"
    for what in ("what-if", "fairness"):
        assert client.get(rest(Template.objects.shipped().first(), what)).status_code == 404


# Grades


def test_a_team_writes_its_own_ladder_and_gives_it_up_again(browse, manager, team):
    client = browse(manager)
    sent = {"form-TOTAL_FORMS": "8", "form-INITIAL_FORMS": "4"}
    rows = {"form-0-name": "优", "form-0-from_total": "95", "form-1-name": "良", "form-1-from_total": "0"}

    client.post(address("templates-grades"), sent | rows)
    assert [str(one) for one in Grade.objects.ladder_of(team).grades] == ["优", "良"]

    client.post(address("templates-grades"), sent)
    assert [str(one) for one in Grade.objects.ladder_of(team).grades] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    "ladder", [[("A", D(90)), ("A", D(0))], [("A", D(0)), ("B", D(0))], [("A", D(90)), ("B", D(60))]]
)
def test_a_ladder_that_can_t_stand_is_refused(ladder, manager, team):
    with pytest.raises(NotAllowedNow):
        grades.write(by=manager, ladder=ladder)

    assert not Grade.objects.filter(team=team).exists()


@pytest.mark.parametrize(
    ("total", "grade"), [("120", "A"), ("90.00", "A"), ("89.99", "B"), ("70", "C"), ("0", "D"), (None, "None")]
)
def test_the_shipped_ladder(total, grade, team):
    assert str(Grade.objects.ladder_of(team).grade_of(None if total is None else D(total))) == grade
