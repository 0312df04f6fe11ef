"""What a number is worth: caps, lower is better, no data, pace, and half cents."""

from tests.kpis.paper import Case, answers, kpi, numbers

NEW = "oa.followers_new"
TOTAL = "oa.followers_total"
MEMBERS = "group.members"
LEFT = "group.left"
LEAVE_RATE = "group.leave_rate"
TEN_A_DAY = numbers(NEW, {"1–31": 10})

CAPS = [
    Case(
        "far over the target counts 120 of 100",
        [kpi(NEW, "100")],
        [TEN_A_DAY],
        """score: min(100 × 310 ÷ 100, 120) = 120
        result: 60 × 120 ÷ 100 = 72
        total: 40 + 72 = 112""",
    ),
    Case(
        "over the target and under the cap counts as it is",
        [kpi(NEW, "282")],
        [TEN_A_DAY],
        """score: 100 × 310 ÷ 282 ≈ 109.93
        result: 60 × 310 ÷ 282 ≈ 65.96
        total: 40 + 60 × 310 ÷ 282 ≈ 105.96""",
    ),
    Case(
        "a KPI with a cap of 100 of its own",
        [kpi(NEW, "100", cap=100)],
        [TEN_A_DAY],
        """score: min(100 × 310 ÷ 100, 100) = 100
        total: 40 + 60 × 100 ÷ 100 = 100""",
    ),
    Case(
        "what one KPI has beyond its cap doesn't help another",
        [kpi(NEW, "100", weight=30), kpi(TOTAL, "1000", weight=30)],
        [TEN_A_DAY, numbers(TOTAL, {"31": 500})],
        """new: 30 × min(310, 120) ÷ 100 = 36
        followers: 30 × 50 ÷ 100 = 15
        result: 36 + 15 = 51
        total: 40 + 51 = 91""",
    ),
]

LOWER_IS_BETTER = [
    Case(
        "15 % left where 10 % is the target and 35 % gives 0",
        [kpi(LEAVE_RATE, "0.10", zero="0.35")],
        [numbers(LEFT, {"5": 10, "20": 20}), numbers(MEMBERS, {"09-28": 200, "1": 500})],
        """group.leave_rate: (10 + 20) ÷ 200 = 15 %
        score: 100 × (15 % − 35 %) ÷ (10 % − 35 %) = 80
        total: 40 + 60 × 80 ÷ 100 = 88""",
    ),
    Case(
        "fewer than the target are rewarded up to the cap",
        [kpi(LEAVE_RATE, "0.10", zero="0.35")],
        [numbers(LEFT, {"5": 9}), numbers(MEMBERS, {"09-28": 300})],
        """group.leave_rate: 9 ÷ 300 = 3 %
        score: min(100 × (3 % − 35 %) ÷ (10 % − 35 %), 120) = 120
        total: 40 + 60 × 120 ÷ 100 = 112""",
    ),
    Case(
        "more than gives 0 is 0",
        [kpi(LEAVE_RATE, "0.10", zero="0.35")],
        [numbers(LEFT, {"5": 120}), numbers(MEMBERS, {"09-28": 300})],
        """group.leave_rate: 120 ÷ 300 = 40 %
        score: max(100 × (40 % − 35 %) ÷ (10 % − 35 %), 0) = 0
        total: 40 + 0 = 40""",
    ),
    Case(
        "nothing is best: one violation where three give 0",
        [kpi("process.violations", "0", zero="3")],
        [numbers("process.violations", {"12": 1})],
        """process.violations: 1 = 1
        score: 100 × (1 − 3) ÷ (0 − 3) ≈ 66.67
        total: 40 + 60 × 2 ÷ 3 = 80""",
    ),
]

NO_DATA = [
    Case(
        "no data in one of three: 20 of 60 go to 10 and 30, as 5 and 15",
        [kpi(NEW, "620", weight=10), kpi(TOTAL, "1000", weight=20), kpi(MEMBERS, "500", weight=30)],
        [TEN_A_DAY, numbers(MEMBERS, {"31": 400})],
        """oa.followers_total: none
        new: (10 + 5) × 310 ÷ 620 = 7.5
        members: (30 + 15) × 400 ÷ 500 = 36
        result: 7.5 + 36 = 43.5
        total: 40 + 43.5 = 83.5""",
    ),
    Case(
        "no data in the process half's second KPI: the first counts for 40",
        [
            kpi("process.stand_up_rate", "1", weight=15, half="process"),
            kpi("process.output_rate", "0.95", weight=25, half="process"),
            kpi(NEW, "620"),
        ],
        [TEN_A_DAY],
        """process: (15 + 25) × 100 ÷ 100 = 40
        result: 60 × 310 ÷ 620 = 30
        total: 40 + 30 = 70""",
    ),
    Case(
        "a half without any data leaves the total empty, and the other half stands",
        [kpi(NEW, "310", weight=30), kpi(TOTAL, "1000", weight=30)],
        [],
        """oa.followers_new: none
        process: 40 × 100 ÷ 100 = 40
        result: none
        total: none""",
    ),
    Case(
        "zeros are data: the weight stays where it is",
        [kpi(NEW, "310", weight=30), kpi(TOTAL, "1000", weight=30)],
        [numbers(NEW, {"1–31": 0}), numbers(TOTAL, {"31": 900})],
        """oa.followers_new: 31 × 0 = 0
        result: 0 + 30 × 900 ÷ 1000 = 27
        total: 40 + 27 = 67""",
    ),
    Case(
        "missing days are gaps: what is there counts, against the whole target",
        [kpi(NEW, "310")],
        [numbers(NEW, {"1–10": 10, "22–31": 10})],
        """oa.followers_new: 20 × 10 = 200
        coverage: 20 ÷ 31 ≈ 0.6452
        total: 40 + 60 × 200 ÷ 310 ≈ 78.71""",
    ),
    Case(
        "nobody answers for the channel: no data, however good its numbers are",
        [kpi(NEW, "310")],
        [TEN_A_DAY, answers("公众号", 100, other=True)],
        """oa.followers_new: none
        total: none""",
    ),
]

PACE = [
    Case(
        "ten of 31 days are gone: the score is of the full target, the pace of ten days of it",
        [kpi(NEW, "465")],
        [numbers(NEW, {"1–10": 12})],
        """oa.followers_new: 10 × 12 = 120
        total: 40 + 60 × 120 ÷ 465 ≈ 55.48
        target so far: 465 × 10 ÷ 31 = 150
        pace: 40 + 60 × 120 ÷ 150 = 88""",
        through="10",
    ),
    Case(
        "a stock has no pace: what is there is measured against the whole target",
        [kpi(TOTAL, "1000")],
        [numbers(TOTAL, {"10": 750})],
        """total: 40 + 60 × 750 ÷ 1000 = 85
        pace: 40 + 60 × 750 ÷ 1000 = 85""",
        through="10",
    ),
    Case(
        "numbers of days after the counted one are not counted yet",
        [kpi(NEW, "465")],
        [numbers(NEW, {"1–20": 12})],
        """oa.followers_new: 10 × 12 = 120
        pace: 40 + 60 × 120 ÷ 150 = 88""",
        through="10",
    ),
    Case(
        "a month that is over has no pace",
        [kpi(NEW, "465")],
        [TEN_A_DAY],
        """total: 40 + 60 × 310 ÷ 465 = 80
        pace: none""",
    ),
]

HALF_CENTS = [
    Case(
        "exactly half a cent goes up",
        [kpi(NEW, "12000")],
        [numbers(NEW, {"8": 8681})],
        """exactly: 60 × 8681 ÷ 12000 = 43.405
        result: 60 × 8681 ÷ 12000 ≈ 43.41
        total: 40 + 43.405 ≈ 83.41""",
    ),
    Case(
        "a hair less than half a cent goes down",
        [kpi(NEW, "1200000")],
        [numbers(NEW, {"8": 868099})],
        """exactly: 60 × 868099 ÷ 1200000 = 43.40495
        total: 40 + 43.40495 ≈ 83.40""",
    ),
    Case(
        "two halves with half a cent each: both go up, and their sum is exact before it is rounded",
        [kpi("process.topics_done", "8000", weight=40, half="process"), kpi(NEW, "12000")],
        [numbers("process.topics_done", {"8": 7001}), numbers(NEW, {"8": 8681})],
        """process: 40 × 7001 ÷ 8000 ≈ 35.01
        result: 60 × 8681 ÷ 12000 ≈ 43.41
        total: 35.005 + 43.405 = 78.41""",
    ),
    Case(
        "three thirds are a whole: nothing is rounded before the end",
        [kpi(NEW, "930", weight=20), kpi(TOTAL, "300", weight=20), kpi(MEMBERS, "600", weight=20)],
        [TEN_A_DAY, numbers(TOTAL, {"31": 100}), numbers(MEMBERS, {"31": 200})],
        """one: 20 × 310 ÷ 930 ≈ 6.67
        result: 20 ÷ 3 + 20 ÷ 3 + 20 ÷ 3 = 20
        total: 40 + 20 = 60""",
    ),
]

CASES = [*CAPS, *LOWER_IS_BETTER, *NO_DATA, *PACE, *HALF_CENTS]
