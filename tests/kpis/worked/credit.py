"""Whose credit it is, and what is wanted of them: shared articles, the team's numbers, a month's targets."""

from tests.kpis.paper import ARTICLE, Case, answers, away, kpi, numbers, target

NEW = "oa.followers_new"
MEMBERS = "group.members"
LEFT = "group.left"
LEAVE_RATE = "group.leave_rate"
TEN_A_DAY = numbers(NEW, {"1–31": 10})

ARTICLE_READS = [kpi("oa.reads", "1000", about=ARTICLE)]


def article(share: str, sums: str) -> Case:
    """One article of 2000 reads, and one member's part of it; the rest is a colleague's."""
    return Case(
        f"an article of four people: whoever has {share} % of it",
        ARTICLE_READS,
        [
            numbers("oa.reads", {"5": 1500, "6": 500}, of=ARTICLE),
            numbers("oa.reads", {"5–6": 99999}),
            answers(ARTICLE, share),
            answers(ARTICLE, 100 - int(share), other=True),
        ],
        sums,
    )


CREDIT = [
    article(
        "20",
        """oa.reads: 2000 × 20 % = 400
        total: 40 + 60 × 400 ÷ 1000 = 64""",
    ),
    article(
        "40",
        """oa.reads: 2000 × 40 % = 800
        total: 40 + 60 × 800 ÷ 1000 = 88""",
    ),
    article(
        "25",
        """oa.reads: 2000 × 25 % = 500
        total: 40 + 60 × 500 ÷ 1000 = 70""",
    ),
    article(
        "15",
        """oa.reads: 2000 × 15 % = 300
        total: 40 + 60 × 300 ÷ 1000 = 58""",
    ),
    Case(
        "the team's number counts a shared channel once",
        [kpi(NEW, "620", numbers="team")],
        [TEN_A_DAY, answers("公众号", 60), answers("公众号", 40, other=True)],
        """oa.followers_new: 31 × 10 = 310
        total: 40 + 60 × 310 ÷ 620 = 70""",
    ),
    Case(
        "one's own numbers of the same channel are one's part of it",
        [kpi(NEW, "620", numbers="own")],
        [TEN_A_DAY, answers("公众号", 60), answers("公众号", 40, other=True)],
        """oa.followers_new: 31 × 10 × 60 % = 186
        total: 40 + 60 × 186 ÷ 620 = 58""",
    ),
    Case(
        "the team's number counts what others alone answer for, beside one's own",
        [kpi(NEW, "620", weight=30, numbers="team"), kpi(MEMBERS, "500", weight=30)],
        [TEN_A_DAY, numbers(MEMBERS, {"31": 400}), answers("公众号", 100, other=True)],
        """new: 30 × 310 ÷ 620 = 15
        members: 30 × 400 ÷ 500 = 24
        total: 40 + 15 + 24 = 79""",
    ),
]

TARGETS = [
    Case(
        "a month's target for the role counts instead of the template's",
        [kpi(NEW, "310")],
        [TEN_A_DAY, target(NEW, "496")],
        """total: 40 + 60 × 310 ÷ 496 = 77.5""",
    ),
    Case(
        "one holder's target counts instead of the role's",
        [kpi(NEW, "310")],
        [TEN_A_DAY, target(NEW, "496"), target(NEW, "400", only_theirs=True)],
        """total: 40 + 60 × 310 ÷ 400 = 86.5""",
    ),
    Case(
        "a month's target moves where 0 points are, too",
        [kpi(LEAVE_RATE, "0.10", zero="0.35")],
        [
            numbers(LEFT, {"5": 30}),
            numbers(MEMBERS, {"09-28": 200}),
            target(LEAVE_RATE, "0.05", zero="0.25"),
        ],
        """group.leave_rate: 30 ÷ 200 = 15 %
        score: 100 × (15 % − 25 %) ÷ (5 % − 25 %) = 50
        total: 40 + 60 × 50 ÷ 100 = 70""",
    ),
    Case(
        "a month's target of a flow shrinks with leave as the template's does",
        [kpi(NEW, "310")],
        [TEN_A_DAY, target(NEW, "720"), away("12", "16")],
        """target: 720 × 13 ÷ 18 = 520
        total: 40 + 60 × 310 ÷ 520 ≈ 75.77""",
    ),
    Case(
        "what was set and taken back is as if nothing had been said",
        [kpi(NEW, "620")],
        [TEN_A_DAY, target(NEW, "100"), target(NEW, None)],
        """total: 40 + 60 × 310 ÷ 620 = 70""",
    ),
]

CASES = [*CREDIT, *TARGETS]
