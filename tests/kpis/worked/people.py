"""Whose a number is: roles, template versions, and the days that somebody held them."""

from datetime import date

from tests.kpis.paper import Case, away, day_off, kpi, numbers, role, template, there

NEW = "oa.followers_new"
TOTAL = "oa.followers_total"
READERS = "oa.readers"
SHARERS = "oa.sharers"
SHARE_RATE = "oa.share_rate"
MEMBERS = "group.members"
TEN_A_DAY = numbers(NEW, {"1–31": 10})

ROLES = [
    Case(
        "70 % copywriter and 30 % planner all month: 70 × 31 and 30 × 31 days",
        [kpi(NEW, "620")],
        [
            TEN_A_DAY,
            numbers(MEMBERS, {"31": 400}),
            template(kpi(MEMBERS, "500"), role="content_planner"),
            role("copywriter", 70),
            role("content_planner", 30),
        ],
        """part 1: 60 × 310 ÷ 620 = 30
        part 2: 60 × 400 ÷ 500 = 48
        result: (30 × 70 × 31 + 48 × 30 × 31) ÷ (100 × 31) = 35.4
        total: 40 + 35.4 = 75.4""",
    ),
    Case(
        "40 % for 31 days, and 60 % for the last ten: 1240 and 600; only the second's days count in the second",
        [kpi(NEW, "620")],
        [
            TEN_A_DAY,
            template(kpi(NEW, "450"), role="content_planner"),
            role("copywriter", 40),
            role("content_planner", 60, "22"),
        ],
        """part 1: 60 × 310 ÷ 620 = 30
        target of 7 working days: 450 × 7 ÷ 18 = 175
        part 2: 60 × 100 ÷ 175 ≈ 34.285714
        result: (30 × 1240 + 60 × 100 ÷ 175 × 600) ÷ 1840 ≈ 31.40
        total: 40 + (30 × 1240 + 60 × 100 ÷ 175 × 600) ÷ 1840 ≈ 71.40""",
    ),
    Case(
        "a role held twice with a gap: 10 and 11 days, whose own numbers count",
        [kpi(MEMBERS, "500")],
        [
            numbers(MEMBERS, {"10": 250, "15": 9000, "31": 400}),
            role("copywriter", 100, "01-01", "10"),
            role("copywriter", 100, "21"),
        ],
        """part 1: 60 × 250 ÷ 500 = 30
        part 2: 60 × 400 ÷ 500 = 48
        result: (30 × 10 + 48 × 11) ÷ 21 ≈ 39.43
        total: 40 + (30 × 10 + 48 × 11) ÷ 21 ≈ 79.43""",
    ),
    Case(
        "one role without data in a half empties the total",
        [kpi(NEW, "620")],
        [
            TEN_A_DAY,
            template(kpi(MEMBERS, "500"), role="content_planner"),
            role("copywriter", 70),
            role("content_planner", 30),
        ],
        """part 1: 60 × 310 ÷ 620 = 30
        part 2: none
        result: none
        total: none""",
    ),
]

VERSIONS = [
    Case(
        "a new version from the 16th: 15 days by the old target, 16 by the new one",
        [kpi(MEMBERS, "500")],
        [numbers(MEMBERS, {"15": 300, "31": 400}), template(kpi(MEMBERS, "800"), since="16")],
        """part 1: 60 × 300 ÷ 500 = 36
        part 2: 60 × 400 ÷ 800 = 30
        result: (36 × 15 + 30 × 16) ÷ 31 ≈ 32.90
        total: 40 + (36 × 15 + 30 × 16) ÷ 31 ≈ 72.90""",
    ),
    Case(
        "a flow's target in both versions shrinks to the working days of each: 8 and 10 of 18",
        [kpi(NEW, "360")],
        [TEN_A_DAY, template(kpi(NEW, "540"), since="17")],
        """target until the 16th: 360 × 8 ÷ 18 = 160
        target from the 17th: 540 × 10 ÷ 18 = 300
        part 1: 60 × 160 ÷ 160 = 60
        part 2: 60 × 150 ÷ 300 = 30
        result: (60 × 16 + 30 × 15) ÷ 31 ≈ 45.48
        total: 40 + (60 × 16 + 30 × 15) ÷ 31 ≈ 85.48""",
    ),
    Case(
        "another split of the halves: 50 and 50",
        [],
        [
            TEN_A_DAY,
            template(
                kpi("process.stand_up_rate", "1", weight=50, half="process"), kpi(NEW, "620", weight=50), split=(50, 50)
            ),
        ],
        """process: 50 × 100 ÷ 100 = 50
        result: 50 × 310 ÷ 620 = 25
        total: 50 + 25 = 75""",
    ),
]

DAYS_HELD = [
    Case(
        "who joined on the 19th had 10 of 18 working days",
        [kpi(NEW, "432")],
        [TEN_A_DAY, there(joined_on="19")],
        """oa.followers_new: 13 × 10 = 130
        target: 432 × 10 ÷ 18 = 240
        total: 40 + 60 × 130 ÷ 240 = 72.5""",
    ),
    Case(
        "whose first day away for good is the 17th had the 8 working days before it",
        [kpi(NEW, "450")],
        [TEN_A_DAY, there(left_on="17")],
        """oa.followers_new: 16 × 10 = 160
        target: 450 × 8 ÷ 18 = 200
        total: 40 + 60 × 160 ÷ 200 = 88""",
    ),
    Case(
        "a week of leave, 12 to 16, leaves 13 of 18 working days",
        [kpi(NEW, "558")],
        [TEN_A_DAY, away("12", "16")],
        """oa.followers_new: 31 × 10 = 310
        target: 558 × 13 ÷ 18 = 403
        total: 40 + 60 × 310 ÷ 403 ≈ 86.15""",
    ),
    Case(
        "the same week changes no rate's target",
        [kpi(SHARE_RATE, "0.30")],
        [numbers(SHARERS, {"1": 75}), numbers(READERS, {"1": 500}), away("12", "16")],
        """oa.share_rate: 75 ÷ 500 = 15 %
        total: 40 + 60 × 15 % ÷ 30 % = 70""",
    ),
    Case(
        "leave over the National Day week costs no working day",
        [kpi(NEW, "620")],
        [TEN_A_DAY, away("1", "7")],
        """target: 620 × 18 ÷ 18 = 620
        total: 40 + 60 × 310 ÷ 620 = 70""",
    ),
    Case(
        "leave on Saturday the 10th, a make-up day (调休), costs one",
        [kpi(NEW, "620")],
        [TEN_A_DAY, away("10", "10")],
        """target: 620 × 17 ÷ 18 ≈ 585.56
        result: 60 × 310 ÷ (620 × 17 ÷ 18) ≈ 31.76
        total: 40 + 60 × 310 ÷ (620 × 17 ÷ 18) ≈ 71.76""",
    ),
    Case(
        "joining on Saturday 14 February: it and the 28th make up for the Spring Festival, 6 of 16 working days",
        [kpi(NEW, "800")],
        [numbers(NEW, {"1–28": 15}), there(joined_on="14")],
        """oa.followers_new: 15 × 15 = 225
        target: 800 × 6 ÷ 16 = 300
        total: 40 + 60 × 225 ÷ 300 = 85""",
        month=date(2026, 2, 1),
    ),
    Case(
        "the team's own day off is no working day: leave on it costs nothing, another day one of 17",
        [kpi(NEW, "510")],
        [TEN_A_DAY, day_off("30"), away("29", "30")],
        """target: 510 × 16 ÷ 17 = 480
        total: 40 + 60 × 310 ÷ 480 = 78.75""",
    ),
    Case(
        "away all month: no working day, no data for a flow",
        [kpi(NEW, "310", weight=30), kpi(TOTAL, "1000", weight=30)],
        [TEN_A_DAY, numbers(TOTAL, {"31": 800}), away("1", "31")],
        """result: (30 + 30) × 800 ÷ 1000 = 48
        total: 40 + 48 = 88""",
    ),
    Case(
        "a share of the role's time doesn't shrink its target",
        [kpi(NEW, "620")],
        [TEN_A_DAY, role("copywriter", 40)],
        """total: 40 + 60 × 310 ÷ 620 = 70""",
    ),
]

CASES = [*ROLES, *VERSIONS, *DAYS_HELD]
