"""The pages of budgets."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.models import Budget, Entry
from campaigns.services import budgets
from teamops.lib.quarters import quarter_name, quarter_of
from tests.building import make_budget
from tests.campaigns.money import spend

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(manager):
    return make_budget(manager, quarter=quarter_of(timezone.localdate()), planned=100)


def enter(client, line, **typed):
    typed = {"kind": "spend", "line": line.pk, "day": timezone.localdate(), "what_for": "奖品"} | typed
    return client.post(reverse("campaigns:budget-enter", args=["brook"]), typed)


def test_a_quarter_without_a_budget_says_who_makes_it(browse, member, manager):
    url = reverse("campaigns:budget", args=["brook"])

    assert "由主管建" in browse(member).get(url).text
    quarter = quarter_name(quarter_of(timezone.localdate()))
    browse(manager).post(reverse("campaigns:budget-start", args=["brook"]), {"quarter": quarter})
    assert Budget.objects.get().name == quarter


def test_what_is_entered_stands_on_the_page(browse, member, line):
    client = browse(member)

    assert enter(client, line, amount="85.50").status_code == 302

    page = client.get(reverse("campaigns:budget", args=["brook"])).text
    assert "85.50" in page
    assert "已用 85.5%" in page


def test_what_goes_beyond_waits_and_somebody_else_decides(browse, member, manager, line):
    enter(browse(member), line, amount="101")
    entry = Entry.objects.get()
    approve = reverse("campaigns:budget-approve", args=["brook", entry.pk])

    assert approve not in browse(member).get(reverse("campaigns:budget", args=["brook"])).text
    assert approve in browse(manager).get(reverse("campaigns:budget", args=["brook"])).text
    browse(manager).post(approve)

    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == ("counted", manager)


def test_a_refused_form_keeps_what_was_typed(browse, member, line):
    answer = enter(browse(member), line, amount="12.345", what_for="海报印刷")

    assert answer.status_code == 422
    assert "海报印刷" in answer.text
    assert not Entry.objects.exists()


def test_another_day_than_the_quarters_is_refused_in_words(browse, member, line):
    answer = enter(browse(member), line, amount="1", day="2020-01-01")

    assert answer.status_code == 409
    assert "2020-01-01" in answer.text


def test_the_plan_changes_with_a_reason(browse, manager, line):
    client, url = browse(manager), reverse("campaigns:budget-line-plan", args=["brook", line.pk])

    assert client.post(url, {"planned": "120"}).status_code == 422
    assert client.post(url, {"planned": "120", "reason": "双十二加投"}).status_code == 302
    assert "双十二加投" in client.get(reverse("campaigns:budget-line", args=["brook", line.pk])).text


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026", "x", "0000-Q1", "2026-Q4 "])
def test_what_is_no_quarter_is_not_found(browse, member, quarter):
    assert browse(member).get(reverse("campaigns:budget", args=["brook"]), {"quarter": quarter}).status_code == 404


def test_another_team_finds_nothing(browse, outsider, line, member):
    entry = spend(line, 1, by=member, day=timezone.localdate(), at=timezone.now())

    for name, pk in (("budget-line", line.pk), ("budget-approve", entry.pk)):
        address = reverse(f"campaigns:{name}", args=["hill", pk])
        assert browse(outsider).post(address).status_code in {404, 405}
    assert browse(outsider).get(reverse("campaigns:budget-line", args=["hill", line.pk])).status_code == 404


def test_the_workbook_has_lines_entries_and_changes(browse, member, manager, line):
    spend(line, "12.50", by=member, day=timezone.localdate(), at=timezone.now(), what_for="=1+1")
    budgets.plan(line, planned=200, reason="加投", by=manager, at=timezone.now())

    book = load_workbook(BytesIO(browse(member).get(reverse("campaigns:budget-export", args=["brook"])).content))

    lines, _campaigns, entries, changes = (list(sheet.values) for sheet in book)
    assert lines[1][4:8] == (200, 0, 12.5, 187.5)
    assert entries[1][3:5] == (12.5, "=1+1")
    assert changes[1][2:5] == (100, 200, "加投")


def test_the_first_day_of_a_quarter_is_in_it():
    assert quarter_of(date(2026, 12, 31)) == date(2026, 10, 1) == quarter_of(date(2026, 10, 1))


def test_the_split_of_core_and_trials_is_agreed_on_by_who_plans(browse, member, manager, line):
    url = reverse("campaigns:budget-split", args=["brook"])

    assert browse(member).post(url, {"trial_percent": 30}).status_code == 403
    assert "试验至多占 30%" in browse(manager).post(url, {"trial_percent": 30}, follow=True).text
    assert Budget.objects.get().trial_percent == 30

    browse(manager).post(url, {"trial_percent": 130}, follow=True)
    assert Budget.objects.get().trial_percent == 30
