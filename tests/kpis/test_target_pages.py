"""The pages of targets: one role's form, the sheet there and back, a member's own page."""

from decimal import Decimal as D
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jobs.models import JobRun
from kpis.models import Line, Scorecard, Target, TargetConfirmation, TargetQuestion
from kpis.scorecards import recompute
from kpis.services import confirming
from kpis.targets.book import Book
from metrics.models import Metric
from notices.models import Notice
from roles.models import Assignment
from teamops.lib.months import first_of, last_of, month_after
from tests.building import hold, make_card, make_target, make_template
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

NEW, REPURCHASE = "oa.followers_new", "shop.repurchase_rate"
KPIS = [
    {"metric": "process.stand_up_rate", "half": "process", "weight": 40, "target": 1, "subject_kind": "member"},
    {"metric": NEW, "half": "result", "weight": 30, "target": 300},
    {"metric": REPURCHASE, "half": "result", "weight": 30, "target": "0.35", "zero_at": "0.10"},
]
HEAD = ["月份", "任岗号", "岗位", "成员", "指标代码", "目标", "0 分线"]


@pytest.fixture
def month():
    return month_after(timezone.localdate())


@pytest.fixture
def template(team):
    return make_template(team, "copywriter", KPIS)


@pytest.fixture
def writer(template, member) -> Assignment:
    return hold(member, "copywriter")


def key(code):
    return Line._meta.get_field("kpi").related_model.objects.filter(metric__code=code).first().metric_id


def address(month, page="", role=""):
    return f"/t/brook/performance/targets/{page}?month={month:%Y-%m}{f'&role={role}' if role else ''}"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def standing():
    return {(row.assignment_id, row.metric.code): row.target for row in Target.objects.standing()}


# One role's form


def test_only_what_was_changed_is_set(browse, manager, writer, month):
    response = browse(manager).post(
        address(month, "save/", "copywriter"),
        {"seen": 0, f"t-{key(NEW)}-0": "", f"t-{key(NEW)}-{writer.pk}": "420", f"t-{key(REPURCHASE)}-0": "38.5"},
        follow=True,
    )

    assert standing() == {(writer.pk, NEW): 420, (None, REPURCHASE): D("0.385")}
    assert "已定 2 项目标值。" in text(response)


def test_an_emptied_field_takes_back_what_was_said(browse, manager, writer, month):
    make_target(writer, NEW, by=manager, month=month)

    browse(manager).post(
        address(month, "save/", "copywriter"), {"seen": Target.objects.get().pk, f"t-{key(NEW)}-{writer.pk}": ""}
    )

    assert standing() == {}
    assert Target.objects.filter(target=None).count() == 1


def test_zero_alone_keeps_the_templates_target(browse, manager, writer, month):
    browse(manager).post(address(month, "save/", "copywriter"), {"seen": 0, f"z-{key(REPURCHASE)}": "20"})

    row = Target.objects.get()
    assert (row.target, row.zero_at) == (D("0.35"), D("0.20"))


def test_what_cant_stand_is_said_and_what_was_typed_is_kept(browse, manager, writer, month):
    response = browse(manager).post(
        address(month, "save/", "copywriter"), {"seen": 0, f"t-{key(REPURCHASE)}-0": "5", f"t-{key(NEW)}-0": "777"}
    )

    assert response.status_code == 409
    assert "越高越好" in text(response)
    assert 'value="777"' in text(response)
    assert not Target.objects.exists()


def test_words_are_no_target(browse, manager, writer, month):
    response = browse(manager).post(address(month, "save/", "copywriter"), {"seen": 0, f"t-{key(NEW)}-0": "很多"})

    assert response.status_code == 422
    assert not Target.objects.exists()


def test_last_months_target_and_actual_stand_beside(browse, manager, template, writer, month):
    make_card(template, writer.member, first_of(timezone.localdate()))
    Line.objects.filter(kpi__metric__code=NEW).update(actual=D("281.54"), target=300)

    assert "281.5 人 / 300 人" in text(browse(manager).get(address(month, role="copywriter")))


def test_what_is_written_with_two_places_keeps_them_beside(browse, manager, template, writer, month):
    make_card(template, writer.member, first_of(timezone.localdate()))
    Line.objects.filter(kpi__metric__code=NEW).update(actual=D("3.6944"), target=5)
    Metric.objects.filter(code=NEW).update(unit=Metric.Unit.NUMBER)

    assert "3.69 / 5.00" in text(browse(manager).get(address(month, role="copywriter")))


def test_ones_own_column_is_closed_where_another_manager_is_there(browse, manager, other_manager, template, month):
    own = hold(manager, "copywriter")

    page = text(browse(manager).get(address(month, role="copywriter")))
    assert "不能改的格" in page
    assert "<small>按模板</small>" in page
    response = browse(manager).post(
        address(month, "save/", "copywriter"), {"seen": 0, f"t-{key(NEW)}-{own.pk}": "1", f"t-{key(NEW)}-0": "1"}
    )

    assert response.status_code == 302
    assert not Target.objects.exists()


def test_what_was_set_is_told_from_what_is_taken_over(browse, auditor, manager, writer, month):
    make_target(writer, NEW, by=manager, month=month, target=500)

    page = text(browse(auditor).get(address(month, role="copywriter")))

    assert "<span>500 人</span></td>" in page.replace("\xa0", " ").replace("\n", "")
    assert page.count("<small>按模板</small>") == page.count('<span class="ink3">') > 0


def test_too_many_decimal_places_are_said_in_our_words(browse, manager, writer, month):
    page = text(
        browse(manager).post(address(month, "save/", "copywriter"), {"seen": 0, f"t-{key(NEW)}-0": "1.1234567"})
    )

    assert "小数太长，最多 6 位小数。" in page


def test_an_auditor_reads_and_has_no_fields(browse, auditor, writer, month):
    page = text(browse(auditor).get(address(month, role="copywriter")))

    assert '<th scope="row">' in page
    assert "保存目标值" not in page


def test_the_month_before_is_copied(browse, manager, writer, month):
    make_target(writer, NEW, by=manager, month=first_of(timezone.localdate()), target=420)

    page = text(browse(manager).post(address(month, "copy/", "copywriter"), follow=True))

    assert "已定 1 项目标值。" in page
    assert Target.objects.get(month=month).target == 420


def test_what_isnt_copied_says_why(browse, manager, other_manager, template, month):
    mine = hold(manager, "copywriter")
    make_target(mine, NEW, by=other_manager, month=first_of(timezone.localdate()), target=420)

    page = text(browse(manager).post(address(month, "copy/", "copywriter"), follow=True))

    assert "有 1 项没有沿用。 有别的主管在，就不能给自己定目标：" in page
    assert not Target.objects.filter(month=month).exists()


def test_a_role_without_a_template_is_404(browse, manager, writer, month):
    assert browse(manager).get(address(month, role="visual_designer")).status_code == 404


def test_without_any_template_the_page_says_what_to_do(browse, manager, month):
    assert "没有生效的考核模板" in text(browse(manager).get(address(month)))


def test_a_question_is_answered_on_the_page(browse, manager, writer, month):
    question = TargetQuestion.objects.create(member=writer.member, month=month, text="为什么涨？")
    client = browse(manager)
    assert "为什么涨？" in text(client.get(address(month)))

    client.post(f"/t/brook/performance/targets/questions/{question.pk}/answer/", {"text": "加了投放"})

    assert "为什么涨？" not in text(client.get(address(month)))
    assert "加了投放" in text(browse(writer.member).get(address(month, "mine/")))


# The sheet


def sheet(rows, head=HEAD) -> SimpleUploadedFile:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate([head, *rows]):
            page.write_row(number, 0, cells)
    return SimpleUploadedFile("targets.xlsx", buffer.getvalue())


def upload(client, month, file):
    return client.post(address(month, "upload/"), {"file": file})


def apply(client, month, looked_at, reason=""):
    packed = looked_at.context["apply_form"]["packed"].value()
    return client.post(address(month, "apply/"), {"packed": packed, "reason": reason}, follow=True)


def test_the_downloaded_sheet_changes_nothing_when_it_comes_back(browse, manager, writer, other_member, month):
    make_target(writer, NEW, by=manager, month=month)
    hold(other_member, "copywriter")
    client = browse(manager)
    content = client.get(address(month, "sheet/")).content

    looked_at = upload(client, month, SimpleUploadedFile("targets.xlsx", content))

    reading = looked_at.context["reading"]
    assert (len(reading.rows), reading.same, reading.problems) == (0, 9, [])


def test_the_sheet_has_what_counts_and_last_month(browse, manager, template, writer, month):
    make_card(template, writer.member, first_of(timezone.localdate()))
    make_target(writer, NEW, by=manager, month=month, target=420)

    content = browse(manager).get(address(month, "sheet/")).content

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    head, *body = rows
    found = {(row[head.index("成员")], row[head.index("指标代码")]): row for row in body}
    mine = found["Member", NEW]
    columns = ("模板目标", "上月目标", "上月实际", "目标", "0 分线")
    assert [mine[head.index(name)] for name in columns] == [300, 300, 1, 420, 0]
    assert found["全岗位", REPURCHASE][head.index("目标")] == 0.35


def test_a_sheet_with_bad_rows_sets_the_good_ones_after_a_look(browse, manager, writer, month):
    stamp = f"{month:%Y-%m}"
    client = browse(manager)
    looked_at = upload(
        client,
        month,
        sheet(
            [
                [stamp, "", "文案撰写", "全岗位", NEW, 420, ""],
                [stamp, writer.pk, "copywriter", "Member", REPURCHASE, "40%", "15%"],
                [stamp, "", "文案撰写", "Member", NEW, "", ""],  # says nothing
                ["2020-01", "", "文案撰写", "", NEW, 1, ""],
                [stamp, "", "宇航员", "", NEW, 1, ""],
                [stamp, "", "文案撰写", "李四", NEW, 1, ""],
                [stamp, "", "文案撰写", "", "shop.gmv", 1, ""],
                [stamp, "", "文案撰写", "", REPURCHASE, 38, ""],
                [stamp, "", "文案撰写", "", REPURCHASE, "5%", ""],
                [stamp, "", "文案撰写", "", NEW, "许多", ""],
                [stamp, "", "文案撰写", "", NEW, 500, ""],  # asked for in row 2
                [stamp, 999_999, "文案撰写", "", NEW, 500, ""],
            ]
        ),
    )

    reading = looked_at.context["reading"]
    assert [(row.number, row.before.target, row.after.target) for row in reading.rows] == [
        (2, 300, 420),
        (3, D("0.35"), D("0.40")),
    ]
    assert [(one.number, one.words[:8]) for one in reading.problems] == [
        (5, "这一行是别的月份"),
        (6, "这个月没有叫这个"),
        (7, "这个月该岗位没有"),
        (8, "这个月该岗位的模"),
        (9, "这是比率吧？写上"),
        (10, "复购率：这一项越"),
        (11, "不是数字。改成数"),
        (12, "第 2 行已经填"),
        (13, "这个月没有这个任"),
    ]
    assert not Target.objects.exists()

    page = text(apply(client, month, looked_at))

    assert standing() == {(None, NEW): 420, (writer.pk, REPURCHASE): D("0.40")}
    assert Target.objects.get(metric__code=REPURCHASE).zero_at == D("0.15")
    assert "已定 2 项目标值。" in page


def test_each_row_that_is_left_out_names_its_column(browse, manager, writer, month):
    rows = [
        ["2020-01", "", "文案撰写", "", NEW, 1, ""],
        ["", 999_999, "文案撰写", "", NEW, 500, ""],
        ["", "", "宇航员", "", NEW, 1, ""],
        ["", "", "文案撰写", "李四", NEW, 1, ""],
        ["", "", "文案撰写", "", "shop.gmv", 1, ""],
        ["", "", "文案撰写", "", NEW, "#REF!", ""],
        ["", "", "文案撰写", "", NEW, 420, "许多"],
    ]

    reading = upload(browse(manager), month, sheet(rows)).context["reading"]

    assert [one.column for one in reading.problems] == ["月份", "任岗号", "岗位", "成员", "指标代码", "目标", "0 分线"]


def test_an_uncomputed_formula_is_no_target(browse, manager, writer, month):
    buffer = BytesIO()
    book = openpyxl.Workbook()
    for cells in (HEAD, ["", "", "文案撰写", "", NEW, "=400+20", ""]):
        book.active.append(cells)
    book.save(buffer)

    reading = upload(browse(manager), month, SimpleUploadedFile("t.xlsx", buffer.getvalue())).context["reading"]

    assert (reading.rows, [one.number for one in reading.problems]) == ([], [2])
    assert "公式" in reading.problems[0].words


def test_a_name_that_isnt_the_assignments_is_left_out_and_so_is_another_kpis_name(browse, manager, writer, month):
    head = [*HEAD, "考核项"]
    rows = [
        ["", writer.pk, "文案撰写", "张三", NEW, 420, "", ""],
        ["", writer.pk, "文案撰写", "Member", NEW, 420, "", "复购率"],
        ["", writer.pk, "文案撰写", "Member", NEW, 420, "", Metric.objects.get(code=NEW).name],
    ]

    reading = upload(browse(manager), month, sheet(rows, head)).context["reading"]

    assert [row.number for row in reading.rows] == [4]
    assert [(one.number, one.column) for one in reading.problems] == [(2, "成员"), (3, "考核项")]


def test_the_month_may_have_become_a_day(browse, manager, writer, month):
    rows = [[f"{month:%Y-%m}-01", "", "文案撰写", "", NEW, 420, ""]]

    assert len(upload(browse(manager), month, sheet(rows)).context["reading"].rows) == 1


def test_what_isnt_ones_own_to_set_is_left_out_before_it_is_applied(browse, manager, other_manager, template, month):
    mine, others = hold(manager, "copywriter"), hold(other_manager, "copywriter")
    rows = [["", one.pk, "文案撰写", "", NEW, 420, ""] for one in (mine, others)]
    client = browse(manager)

    looked_at = upload(client, month, sheet(rows))
    apply(client, month, looked_at)

    assert [one.number for one in looked_at.context["reading"].problems] == [2]
    assert standing() == {(others.pk, NEW): 420}


def test_a_signed_month_is_left_out_row_by_row(browse, manager, template, writer):
    signed = first_of(timezone.localdate())
    card = make_card(template, writer.member, signed)
    Scorecard.objects.filter(pk=card.pk).update(
        state="signed", signed_by=manager, signed_at=timezone.now(), content_hash="x"
    )

    reading = upload(browse(manager), signed, sheet([["", "", "文案撰写", "", NEW, 420, ""]])).context["reading"]

    assert (reading.rows, [one.column for one in reading.problems]) == ([], ["目标"])


def test_who_has_confirmed_is_named_and_a_reason_asked_for_before_anything_is_set(browse, manager, writer, month):
    shown = Book(writer.member.team, month).fingerprint(writer.member_id)
    confirming.confirm(month, shown, by=writer.member, at=timezone.now())
    client = browse(manager)

    looked_at = upload(client, month, sheet([["", "", "文案撰写", "", NEW, 420, ""]]))

    assert looked_at.context["asked"] == [writer.member]
    assert looked_at.context["apply_form"]["reason"].field.required

    refused = apply(client, month, looked_at)

    assert (refused.status_code, standing()) == (409, {})
    assert [row.after.target for row in refused.context["reading"].rows] == [420]
    apply(client, month, refused, reason="投放减半")
    assert standing() == {(None, NEW): 420}
    assert Notice.objects.filter(member=writer.member, kind=Notice.Kind.TARGETS_CHANGED).count() == 1


def test_a_csv_from_a_spreadsheet_is_read_too(browse, manager, writer, month):
    rows = f"岗位,成员,指标代码,目标\r\n文案撰写,全岗位,{REPURCHASE},40%\r\n文案撰写,Member,{NEW},按模板\r\n"
    make_target(writer, NEW, by=manager, month=month)
    client = browse(manager)

    looked_at = upload(client, month, SimpleUploadedFile("目标.csv", rows.encode("gb18030")))
    apply(client, month, looked_at)

    assert standing() == {(None, REPURCHASE): D("0.40")}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", "日期,数值\r\n2026-10-01,5\r\n".encode()])
def test_what_is_no_sheet_of_targets_is_refused_with_a_sentence(browse, manager, writer, month, content):
    response = upload(browse(manager), month, SimpleUploadedFile("x.csv", content))

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_two_of_one_name_are_told_apart_by_the_assignments_number(browse, manager, template, writer, month):
    namesake = make_member(manager.team, "namesake")
    namesake.person.name = writer.member.person.name
    namesake.person.save()
    other = hold(namesake, "copywriter")
    client = browse(manager)

    looked_at = upload(
        client,
        month,
        sheet([["", "", "文案撰写", "Member", NEW, 420, ""], ["", other.pk, "文案撰写", "Member", NEW, 420, ""]]),
    )

    reading = looked_at.context["reading"]
    assert [row.wish.key.assignment for row in reading.rows] == [other.pk]
    assert [one.number for one in reading.problems] == [2]


def test_what_was_looked_at_isnt_applied_over_what_came_meanwhile(browse, manager, other_manager, writer, month):
    client = browse(manager)
    looked_at = upload(client, month, sheet([["", "", "文案撰写", "", NEW, 420, ""]]))
    browse(other_manager).post(address(month, "save/", "copywriter"), {"seen": 0, f"t-{key(NEW)}-0": "500"})

    response = apply(client, month, looked_at)

    assert response.status_code == 409
    assert "刚刚把拉新关注定为 500".replace("拉新关注", str(Metric.objects.get(code=NEW))) in text(response)
    assert standing() == {(None, NEW): 500}
    apply(client, month, response)
    assert standing() == {(None, NEW): 420}


def test_what_was_taken_back_meanwhile_is_said_so(browse, manager, other_manager, writer, month):
    client = browse(manager)
    make_target(writer, NEW, by=manager, month=month, target=400)
    looked_at = upload(client, month, sheet([["", writer.pk, "文案撰写", "", NEW, 420, ""]]))
    browse(other_manager).post(
        address(month, "save/", "copywriter"), {"seen": Target.objects.get().pk, f"t-{key(NEW)}-{writer.pk}": ""}
    )

    assert "撤回" in text(apply(client, month, looked_at))


def test_a_sheet_of_another_month_says_so_once(browse, manager, writer, month):
    rows = [["2020-01", "", "文案撰写", "", code, 1, ""] for code in (NEW, REPURCHASE, "process.stand_up_rate")]

    response = upload(browse(manager), month, sheet([*rows, ["2020-02", "", "文案撰写", "", NEW, 1, ""]]))

    reading = response.context["reading"]
    assert [(one.number, one.value, one.more) for one in reading.problems] == [(2, "2020-01", 2), (5, "2020-02", 0)]
    assert reading.left_out == 4
    assert "另有 2 行" in text(response)


def test_what_was_looked_at_cant_be_altered(browse, manager, writer, month):
    client = browse(manager)
    looked_at = upload(client, month, sheet([["", "", "文案撰写", "", NEW, 420, ""]]))
    packed = looked_at.context["apply_form"]["packed"].value()

    assert client.post(address(month, "apply/"), {"packed": packed[:-2] + "xx"}).status_code == 409
    assert not Target.objects.exists()


# A member's own page


def test_a_member_reads_and_confirms_their_targets(browse, manager, writer, month):
    make_target(writer, NEW, by=manager, month=month, target=420)
    client = browse(writer.member)
    page = client.get(address(month, "mine/"))
    assert "420" in text(page)
    assert "0 分线 10.0%，100 分线 35.0%，最高 120 分" in text(page)
    assert "只对你" in text(page)

    after = client.post(address(month, "mine/confirm/"), {"fingerprint": page.context["mine"].fingerprint}, follow=True)

    assert TargetConfirmation.objects.get().member == writer.member
    assert "我已看过并确认" not in text(after)
    assert "已确认" in text(browse(manager).get(address(month, role="copywriter")))


def test_what_changed_while_the_page_was_open_isnt_confirmed(browse, manager, writer, month):
    client = browse(writer.member)
    shown = client.get(address(month, "mine/")).context["mine"].fingerprint
    make_target(writer, NEW, by=manager, month=month, target=420)

    response = client.post(address(month, "mine/confirm/"), {"fingerprint": shown})

    assert response.status_code == 409
    assert not TargetConfirmation.objects.exists()


def test_a_change_after_the_confirmation_is_marked_and_asks_for_another(browse, manager, writer, month):
    client = browse(writer.member)
    shown = client.get(address(month, "mine/")).context["mine"].fingerprint
    client.post(address(month, "mine/confirm/"), {"fingerprint": shown})
    manager_page = browse(manager)
    data = {"seen": 0, f"t-{key(NEW)}-0": "420"}
    assert manager_page.post(address(month, "save/", "copywriter"), data).status_code == 409
    manager_page.post(address(month, "save/", "copywriter"), {**data, "reason": "加了预算"})

    page = text(client.get(address(month, "mine/")))

    assert "确认以后目标改过" in page
    assert "从 300 人改为 420 人：加了预算" in page
    assert "我已看过并确认" in page
    assert "确认后改过" in text(manager_page.get(address(month, role="copywriter")))


def test_a_member_asks_and_the_managers_are_told(browse, manager, writer, month):
    browse(writer.member).post(address(month, "mine/ask/"), {"text": "为什么涨？"})

    assert Notice.objects.get().member == manager
    assert TargetQuestion.objects.get().text == "为什么涨？"


def test_peers_dont_see_each_others_targets(browse, manager, writer, other_member, month):
    hold(other_member, "copywriter")
    make_target(writer, NEW, by=manager, month=month, target=4321)

    assert "4,321" not in text(browse(other_member).get(address(month, "mine/")))
    assert browse(other_member).get(address(month)).status_code == 403


def test_the_home_page_leads_there_until_they_are_confirmed(browse, writer, month):
    client = browse(writer.member)
    assert "目标值等你确认" not in text(client.get("/t/brook/"))
    Notice.objects.create(
        member=writer.member, kind=Notice.Kind.TARGETS_TO_CONFIRM, about=f"{month:%Y-%m}",
        arguments={"month": f"{month:%Y-%m}"},
    )  # fmt: skip
    assert "目标值等你确认" in text(client.get("/t/brook/"))

    client.post(
        address(month, "mine/confirm/"), {"fingerprint": Book(writer.member.team, month).fingerprint(writer.member_id)}
    )

    assert "目标值等你确认" not in text(client.get("/t/brook/"))


def test_whoever_holds_no_role_with_a_template_reads_why_there_is_nothing(browse, lead, template, month):
    assert "没有你的目标" in text(browse(lead).get(address(month, "mine/")))


# REST


def test_targets_are_set_listed_and_confirmed_over_rest(browse, manager, writer, month):
    body = {
        "month": f"{month:%Y-%m}",
        "targets": [
            {"role": "copywriter", "metric": NEW, "target": "400"},
            {"assignment": writer.pk, "metric": REPURCHASE, "target": "0.4", "zero_at": "0.2"},
        ],
    }
    made = browse(manager).post("/api/v1/targets/", body, content_type="application/json")
    assert (made.status_code, made.json()["changed"]) == (201, 2)

    client = browse(writer.member)
    listed = client.get(f"/api/v1/targets/?month={month:%Y-%m}").json()["results"]
    assert {(row["role"], row["assignment"], row["metric"], row["target"]) for row in listed} == {
        ("copywriter", None, NEW, "400.000000"),
        ("copywriter", writer.pk, REPURCHASE, "0.400000"),
    }
    mine = client.get(f"/api/v1/targets/mine/?month={month:%Y-%m}").json()
    (part,) = mine["parts"]
    assert [(one["metric"], one["target"]) for one in part["targets"]][1:] == [
        (NEW, "400.000000"), (REPURCHASE, "0.400000"),
    ]  # fmt: skip
    assert mine["is_confirmed"] is False

    words = {"month": mine["month"], "fingerprint": mine["fingerprint"]}
    assert client.post("/api/v1/targets/confirm/", words, content_type="application/json").status_code == 201
    assert client.get(f"/api/v1/targets/mine/?month={month:%Y-%m}").json()["is_confirmed"] is True
    wrong = {**words, "fingerprint": "0" * 64}
    assert client.post("/api/v1/targets/confirm/", wrong, content_type="application/json").status_code == 409


def test_rest_refuses_what_isnt_there_and_what_cant_stand(browse, manager, writer, month):
    def send(**row):
        body = {"month": f"{month:%Y-%m}", "targets": [{"metric": NEW, "target": "400", **row}]}
        return browse(manager).post("/api/v1/targets/", body, content_type="application/json").status_code

    assert send(role="astronaut") == 400
    assert send(role="copywriter", metric="no.such") == 400
    assert send(assignment=999_999) == 400
    assert send() == 400
    assert send(role="copywriter", target="-1") == 409


def test_a_member_lists_no_targets_of_their_peers(browse, manager, writer, other_member, month):
    make_target(hold(other_member, "copywriter"), NEW, by=manager, month=month)

    assert browse(writer.member).get("/api/v1/targets/").json()["results"] == []


def test_a_late_change_asks_for_a_scoring_that_counts_it(browse, manager, writer):
    today = timezone.localdate()
    running = first_of(today)

    page = browse(manager).post(
        address(running, "save/", "copywriter"),
        {"seen": 0, f"t-{key(NEW)}-{writer.pk}": "420", "reason": "加了预算"},
        follow=True,
    )

    assert "正在重新计分" in text(page)
    assert JobRun.objects.filter(name="rescore", scope="brook").unfinished().count() == 1
    recompute(manager.team, through=last_of(today), at=timezone.now())
    line = Line.objects.get(part__scorecard__month=running, kpi__metric__code=NEW)
    assert line.target == 420
