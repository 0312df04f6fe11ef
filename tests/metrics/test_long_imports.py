"""Long files: kept at once, read and written by the job, watched on a page."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from jobs.models import JobRun
from metrics.imports.intake import Refused
from metrics.models import ImportBatch, LongImport, MappingDraft, Metric, Point
from metrics.services import imports, long_imports
from tests.metrics.conftest import NOW, days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_long(monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 100)
    monkeypatch.setattr(long_imports, "POINTS_AT_ONCE", 10)


@pytest.fixture
def asleep(monkeypatch, settings):
    """No worker: what was asked for waits."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr("jobs.tasks.wake", lambda scope: None)


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


def upload(client, content, **fields):
    return client.post(url("imports-upload"), {"file": SimpleUploadedFile("user_analysis.xls", content), **fields})


def no_progress(_done, _total):
    pass


def test_a_long_file_is_read_and_written_by_the_job(analyst, account, followers, browse):
    client = browse(analyst)

    asked = upload(client, followers, channel=account.pk, modified="2026-11-03")
    task = LongImport.objects.get()
    assert asked.url == url("imports-waiting", task.pk)

    preview = client.get(asked.url)  # the worker of the tests is through by now
    batch = ImportBatch.objects.get()
    assert preview.url == url("imports-preview", batch.pk)
    assert (batch.rows_new, f"{batch.as_of}", batch.uploaded_by) == (31, "2026-11-03", analyst)
    assert not Point.objects.exists()

    written = client.post(url("imports-confirm", batch.pk), follow=True)
    assert written.redirect_chain[-1][0] == url("imports-result", batch.pk)
    assert Point.objects.filter(batch=batch).count() == 93
    run = JobRun.objects.get(name=long_imports.JOB)
    assert (run.state, run.done, run.total) == (JobRun.State.DONE, 31, 31)


def test_its_page_says_how_far_it_is(analyst, account, followers, browse, asleep):
    client = browse(analyst)
    address = upload(client, followers, channel=account.pk).url

    assert "马上开始" in client.get(address).content.decode()

    JobRun.objects.filter(name=long_imports.JOB).update(state=JobRun.State.RUNNING, done=20_000, total=31_000)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "20,000 / 31,000" in part
    assert "<html" not in part


def test_the_page_that_asks_is_sent_on(analyst, account, followers, browse, asleep):
    client = browse(analyst)
    address = upload(client, followers, channel=account.pk).url

    long_imports.work(analyst.team, at=NOW, progress=no_progress)

    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == url("imports-preview", ImportBatch.objects.get().pk)


def test_a_file_that_can_not_go_in_says_why_and_is_gone(analyst, account, browse, own_files):
    client = browse(analyst)

    address = upload(client, b"\x89PNG\r\n\x1a\n" + b"0" * 200, channel=account.pk).url
    page = client.get(address)

    assert page.status_code == 422
    assert "这是一张图片" in page.content.decode()
    assert not ImportBatch.objects.exists()
    assert not [path for path in own_files.rglob("*") if path.is_file()]


def test_a_long_file_that_no_layout_knows_can_be_mapped(analyst, account, browse):
    unknown = "日子,涨了多少\n" + "\n".join(f"2026-10-{day:02d},{day}" for day in range(1, 29))
    client = browse(analyst)

    page = client.get(upload(client, unknown.encode(), channel=account.pk).url)

    draft = MappingDraft.objects.get()
    assert page.status_code == 422
    assert url("imports-draft", draft.pk) in page.content.decode()


def test_what_need_not_be_opened_is_refused_at_once(analyst, account, settings):
    settings.IMPORT_MAX_BYTES = 150

    with pytest.raises(Refused):
        long_imports.ask_to_look(b"0" * 200, name="x.csv", channel=account, by=analyst, at=NOW)
    assert not LongImport.objects.exists()


def test_confirming_twice_asks_once(analyst, account, followers, look, asleep):
    batch = look(followers, account)

    first = long_imports.ask_to_write(batch, by=analyst, at=NOW)
    again = long_imports.ask_to_write(batch, by=analyst, at=NOW)

    assert first == again


def test_somebody_who_was_faster_is_named(analyst, account, followers, look, browse, asleep):
    """The same file, previewed twice and confirmed twice: the second writes nothing and says so."""
    first, second = look(followers, account), look(followers, account)
    for batch in (first, second):
        long_imports.ask_to_write(batch, by=analyst, at=NOW)

    long_imports.work(analyst.team, at=NOW, progress=no_progress)

    tasks = LongImport.objects.order_by("pk")
    assert [task.state for task in tasks] == [LongImport.State.DONE, LongImport.State.REFUSED]
    page = browse(analyst).get(url("imports-waiting", tasks[1].pk), follow=True)
    assert "什么都没有写入" in page.content.decode()


def test_what_a_dead_process_left_is_done_again(analyst, account, followers, asleep):
    """A process that dies leaves its task waiting and its run running; whoever takes the run up does the task."""
    task = long_imports.ask_to_look(followers, name="user_analysis.xls", channel=account, by=analyst, at=NOW)
    stored = task.stored_as

    def die(done, _total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        long_imports.work(analyst.team, at=NOW, progress=die)
    assert LongImport.objects.get().is_waiting
    assert not ImportBatch.objects.exists()

    long_imports.work(analyst.team, at=NOW, progress=no_progress)
    task.refresh_from_db()
    assert (task.state, task.batch.rows_new) == (LongImport.State.DONE, 31)
    assert not default_storage.exists(stored)


def test_nobody_else_sees_it(analyst, account, browse, member, followers, asleep):
    task = long_imports.ask_to_look(followers, name="x.xls", channel=account, by=analyst, at=NOW)

    assert browse(member).get(url("imports-waiting", task.pk)).status_code == 403


def test_a_short_file_is_read_at_once(analyst, account, browse, monkeypatch):
    monkeypatch.setattr(long_imports, "BYTES_AT_ONCE", 1000)

    answer = upload(browse(analyst), days(("2026-10-01", 5, 1, 104)), channel=account.pk)

    assert answer.url == url("imports-preview", ImportBatch.objects.get().pk)


def test_a_long_import_is_undone_by_the_job(analyst, account, followers, bring_in, browse):
    batch = bring_in(followers, account)

    asked = browse(analyst).post(url("imports-undo", batch.pk))
    task = LongImport.objects.get()
    assert asked.url == url("imports-waiting", task.pk)
    assert (task.kind, task.state) == (LongImport.Kind.UNDO, LongImport.State.DONE)  # the worker is through by now

    page = browse(analyst).get(asked.url, follow=True)
    assert page.redirect_chain[-1][0] == url("imports-result", batch.pk)
    assert "已撤销" in page.content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (ImportBatch.State.UNDONE, analyst)
    assert not Point.objects.filter(metric__group=Metric.Group.OFFICIAL_ACCOUNT).exists()


def test_a_waiting_undo_says_how_far_it_is_and_is_asked_for_once(analyst, account, followers, bring_in, browse, asleep):
    batch = bring_in(followers, account)
    client = browse(analyst)

    address = client.post(url("imports-undo", batch.pk)).url
    assert client.post(url("imports-undo", batch.pk)).url == address
    JobRun.objects.filter(name=long_imports.JOB).update(done=31, total=31)  # what the day's last run left
    assert "马上开始" in client.get(address).content.decode()
    JobRun.objects.filter(name=long_imports.JOB).update(state=JobRun.State.RUNNING, done=1, total=3)

    assert "1 / 3 个文件" in client.get(address).content.decode()
    result = client.get(url("imports-result", batch.pk)).content.decode()
    assert address in result
    assert url("imports-undo", batch.pk) not in result
    assert Point.objects.filter(batch=batch).count() == 93


def test_an_undo_that_died_half_way_is_done_again_whole(analyst, account, bring_in, asleep, standing):
    """The second file said the same as the first: its numbers come back with the undo, read from it again."""
    numbers = days(*[(f"2026-10-{day:02d}", 5, 1, 100 + 4 * day) for day in range(1, 6)])
    first = bring_in(numbers, account)
    second = bring_in(numbers + b"\n2026-10-06,5,1,4,124", account)
    before = standing()
    long_imports.ask_to_undo(first, by=analyst, at=NOW)
    said = []

    def die(done, total):
        said.append((done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        long_imports.work(analyst.team, at=NOW, progress=die)
    assert standing() == before

    long_imports.work(analyst.team, at=NOW, progress=no_progress)
    assert said == [(0, 2), (1, 2)]
    assert LongImport.objects.get().state == LongImport.State.DONE
    assert set(Point.objects.values_list("batch", flat=True)) == {second.pk}


def test_an_undo_that_came_too_late_is_refused_in_words(analyst, account, followers, bring_in, browse, asleep):
    batch = bring_in(followers, account)
    task = long_imports.ask_to_undo(batch, by=analyst, at=NOW)
    imports.undo(batch, by=None, at=NOW)

    long_imports.work(analyst.team, at=NOW, progress=no_progress)

    page = browse(analyst).get(url("imports-waiting", task.pk), follow=True)
    assert "有人先了一步" in page.content.decode()


def test_what_would_be_read_again_makes_a_short_import_long_to_undo(account, bring_in, monkeypatch):
    short = days(("2026-10-01", 5, 1, 104))
    first = bring_in(short, account)
    monkeypatch.setattr(long_imports, "POINTS_AT_ONCE", 5)
    assert not long_imports.is_long_to_undo(first)

    bring_in(short + b"\n2026-10-02,5,1,4,108", account)
    assert long_imports.is_long_to_undo(first)
