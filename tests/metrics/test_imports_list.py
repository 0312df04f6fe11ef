"""The list of imports: whole names, previews counted, and who took an import back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from metrics.models import ImportBatch
from tests.building import make_batch
from tests.metrics.conftest import days

pytestmark = pytest.mark.django_db

LONG = "2026年10月公众号用户分析数据导出（含历史对比）最终版_user_analysis_20261101.xls"


@pytest.fixture
def imports() -> str:
    return reverse("metrics:imports", args=["brook"])


def listed(response) -> list[str]:
    return [batch.file_name for batch in response.context["page"]]


def test_all_states_are_all_and_waiting_previews_are_counted_above(team, analyst, browse, imports):
    make_batch(team, file_name="waits.xls")
    make_batch(team, file_name="is in.xls", state=ImportBatch.State.IMPORTED)
    client = browse(analyst)

    page = client.get(imports)
    assert (listed(page), page.context["waiting"]) == (["is in.xls", "waits.xls"], 1)
    assert listed(client.get(imports, {"q": "", "channel": "", "state": ""})) == listed(page)
    assert "1 份预览等着确认" in page.content.decode()
    assert f'href="{imports}?state=preview"' in page.content.decode()

    waiting = client.get(imports, {"state": "preview"})
    assert (listed(waiting), waiting.context["waiting"]) == (["waits.xls"], 0)


def test_a_preview_is_found_by_its_name(team, analyst, browse, imports):
    make_batch(team, file_name="waits.xls")

    assert listed(browse(analyst).get(imports, {"q": "waits"})) == ["waits.xls"]


def test_another_teams_previews_are_not_counted(team, other_team, analyst, browse, imports):
    make_batch(other_team)

    assert browse(analyst).get(imports).context["waiting"] == 0


def test_a_long_name_stands_there_whole(team, analyst, browse, imports):
    batch = make_batch(team, file_name=LONG, state=ImportBatch.State.IMPORTED)
    client = browse(analyst)

    assert client.get(imports).content.decode().count(LONG) == 2  # the table's and the phone's
    assert LONG in client.get(reverse("metrics:imports-result", args=["brook", batch.pk])).content.decode()


def test_an_undone_import_says_who_undid_it_and_when(team, owner, account, bring_in, browse):
    batch = bring_in(days(("2026-10-01", 1, 0, 1)), account)
    before = timezone.now()
    client = browse(owner)

    client.post(reverse("metrics:imports-undo", args=["brook", batch.pk]))

    batch.refresh_from_db()
    assert batch.undone_by == owner
    assert before <= batch.undone_at <= timezone.now()
    page = client.get(reverse("metrics:imports-result", args=["brook", batch.pk])).content.decode()
    assert "Owner撤销" in page
