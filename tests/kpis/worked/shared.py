"""What is shared: articles that several made, and levels that are weighted by how much of a subject one answers for."""

from tests.kpis.paper import ANOTHER, ARTICLE, Case, answers, kpi, numbers

NEW = "oa.followers_new"
READS = "oa.reads"
SHARERS = "oa.sharers"
READERS = "oa.readers"
SHARE_RATE = "oa.share_rate"
BOTH = "content.reads_and_plays"
SATISFACTION = "user.satisfaction"
MINUTES = "wecom.reply_minutes"
CHATS = "wecom.chats"
OURS, THEIRS = "会员群", "新客群"

TWO_ARTICLES = [
    numbers(SHARERS, {"5": 300}, of=ARTICLE),
    numbers(READERS, {"5": 1000}, of=ARTICLE),
    numbers(SHARERS, {"12": 40}, of=ANOTHER),
    numbers(READERS, {"12": 400}, of=ANOTHER),
]

ARTICLES = [
    Case(
        "40 % of one article and 25 % of another: both sides of the rate are cut to one's part",
        [kpi(SHARE_RATE, "0.30", about=ARTICLE)],
        [*TWO_ARTICLES, answers(ARTICLE, 40), answers(ANOTHER, 25)],
        """sharers: 300 × 40 % + 40 × 25 % = 130
        readers: 1000 × 40 % + 400 × 25 % = 500
        oa.share_rate: 130 ÷ 500 = 26 %
        total: 40 + 60 × 26 % ÷ 30 % = 92""",
    ),
    Case(
        "the team's rate has each article whole, however it is shared",
        [kpi(SHARE_RATE, "0.40", about=ARTICLE, numbers="team")],
        [*TWO_ARTICLES, answers(ARTICLE, 40), answers(ARTICLE, 60, other=True), answers(ANOTHER, 100, other=True)],
        """oa.share_rate: (300 + 40) ÷ (1000 + 400) = 340 ÷ 1400
        total: 40 + 60 × 340 ÷ 1400 ÷ 40 % ≈ 76.43""",
    ),
    Case(
        "one share of a rate alone changes nothing: it stands above and below",
        [kpi(SHARE_RATE, "0.40", about=ARTICLE)],
        [numbers(SHARERS, {"5": 300}, of=ARTICLE), numbers(READERS, {"5": 1000}, of=ARTICLE), answers(ARTICLE, 15)],
        """oa.share_rate: (300 × 15 %) ÷ (1000 × 15 %) = 30 %
        total: 40 + 60 × 30 % ÷ 40 % = 85""",
    ),
    Case(
        "a share that grows on the 11th: the reads of each day by the share of that day",
        [kpi(READS, "1000", about=ARTICLE)],
        [
            numbers(READS, {"8": 1000, "15": 500}, of=ARTICLE),
            answers(ARTICLE, 40, "01-01", "10"),
            answers(ARTICLE, 60, "11"),
        ],
        """oa.reads: 1000 × 40 % + 500 × 60 % = 700
        total: 40 + 60 × 700 ÷ 1000 = 82""",
    ),
    Case(
        "a text and a film: reads of the one, plays of the other, each by its share",
        [kpi(BOTH, "2000", about=ARTICLE)],
        [
            numbers(READS, {"5": 1000}, of=ARTICLE),
            numbers("vc.plays", {"12": 2000}, of=ANOTHER),
            answers(ARTICLE, 60),
            answers(ANOTHER, 50),
        ],
        """content.reads_and_plays: 1000 × 60 % + 2000 × 50 % = 1600
        total: 40 + 60 × 1600 ÷ 2000 = 88""",
    ),
    Case(
        "an article that is wholly a colleague's is no data, and its weight goes to the rest of the half",
        [kpi(READS, "1000", weight=30, about=ARTICLE), kpi(NEW, "620", weight=30)],
        [numbers(READS, {"5": 5000}, of=ARTICLE), answers(ARTICLE, 100, other=True), numbers(NEW, {"1–31": 10})],
        """oa.reads: none
        oa.followers_new: 31 × 10 = 310
        total: 40 + (30 + 30) × 310 ÷ 620 = 70""",
    ),
    Case(
        "a third of an article ends in thirds, and is rounded at the end alone",
        [kpi(READS, "1000", about=ARTICLE)],
        [numbers(READS, {"5": 1001}, of=ARTICLE), answers(ARTICLE, "33.33"), answers(ARTICLE, "66.67", other=True)],
        """oa.reads: 1001 × 33.33 % = 333.6333
        score: 100 × 333.6333 ÷ 1000 = 33.36333
        result: 60 × 33.36333 ÷ 100 ≈ 20.02
        total: 40 + 60 × 33.36333 ÷ 100 ≈ 60.02""",
    ),
]

LEVELS = [
    Case(
        "two groups, 80 % and 20 %: the mean leans to the one that is more one's own",
        [kpi(SATISFACTION, "1", about=OURS)],
        [
            numbers(SATISFACTION, {"8": "0.9"}, of=OURS),
            numbers(SATISFACTION, {"9": "0.5"}, of=THEIRS),
            answers(OURS, 80),
            answers(THEIRS, 20),
        ],
        """user.satisfaction: (90 % × 80 + 50 % × 20) ÷ (80 + 20) = 82 %
        total: 40 + 60 × 82 % ÷ 100 % = 89.2""",
    ),
    Case(
        "30 % of a group, then 60 % of it: the later days weigh twice",
        [kpi(SATISFACTION, "1", about=OURS)],
        [
            numbers(SATISFACTION, {"5": "0.9", "20": "0.6"}, of=OURS),
            answers(OURS, 30, "01-01", "15"),
            answers(OURS, 60, "16"),
        ],
        """user.satisfaction: (90 % × 30 + 60 % × 60) ÷ (30 + 60) = 70 %
        total: 40 + 60 × 70 % ÷ 100 % = 82""",
    ),
    Case(
        "one share alone doesn't move a level",
        [kpi(SATISFACTION, "1", about=OURS)],
        [numbers(SATISFACTION, {"5": "0.9", "20": "0.6"}, of=OURS), answers(OURS, 15)],
        """user.satisfaction: (90 % × 15 + 60 % × 15) ÷ (15 + 15) = 75 %
        total: 40 + 60 × 75 % ÷ 100 % = 85""",
    ),
    Case(
        "chats weigh and shares weigh: minutes of 60 % and of 30 %",
        [kpi(MINUTES, "2", zero="10", about=OURS)],
        [
            numbers(MINUTES, {"8": 10}, of=OURS),
            numbers(CHATS, {"8": 10}, of=OURS),
            numbers(MINUTES, {"8": 2}, of=THEIRS),
            numbers(CHATS, {"8": 20}, of=THEIRS),
            answers(OURS, 60),
            answers(THEIRS, 30),
        ],
        """chats: 10 × 60 % + 20 × 30 % = 12
        wecom.reply_minutes: (10 × 10 × 60 % + 2 × 20 × 30 %) ÷ 12 = 72 ÷ 12 = 6
        score: 100 × (6 − 10) ÷ (2 − 10) = 50
        total: 40 + 60 × 50 ÷ 100 = 70""",
    ),
    Case(
        "a day whose chats nobody knows weighs nothing",
        [kpi(MINUTES, "2", zero="10")],
        [numbers(MINUTES, {"8": 4, "9": 99}), numbers(CHATS, {"8": 25})],
        """wecom.reply_minutes: (4 × 25) ÷ 25 = 4
        score: 100 × (4 − 10) ÷ (2 − 10) = 75
        total: 40 + 60 × 75 ÷ 100 = 85""",
    ),
    Case(
        "the team's level weighs each group alike, whoever answers for how much of it",
        [kpi(SATISFACTION, "1", about=OURS, numbers="team")],
        [
            numbers(SATISFACTION, {"8": "0.9"}, of=OURS),
            numbers(SATISFACTION, {"8": "0.5"}, of=THEIRS),
            answers(OURS, 80),
            answers(OURS, 20, other=True),
            answers(THEIRS, 100, other=True),
        ],
        """user.satisfaction: (90 % + 50 %) ÷ 2 = 70 %
        total: 40 + 60 × 70 % ÷ 100 % = 82""",
    ),
]

CASES = [*ARTICLES, *LEVELS]
