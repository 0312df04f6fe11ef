"""What days come to: flows, sums, stocks, levels, ratios and growths."""

from tests.kpis.paper import Case, answers, kpi, numbers, sheet

NEW = "oa.followers_new"
LOST = "oa.followers_lost"
NET = "oa.followers_net"
TOTAL = "oa.followers_total"
READERS = "oa.readers"
SHARERS = "oa.sharers"
SHARE_RATE = "oa.share_rate"
MEMBERS = "group.members"
LEFT = "group.left"
LEAVE_RATE = "group.leave_rate"
GMV = "shop.gmv"
ORDERS = "shop.orders"
GROWTH = "shop.order_value_growth"
TEN_A_DAY = numbers(NEW, {"1–31": 10})

FLOWS = [
    Case(
        "a flow is the sum of its days; on target it gives 100",
        [kpi(NEW, "310")],
        [TEN_A_DAY],
        """oa.followers_new: 31 × 10 = 310
        score: 100 × 310 ÷ 310 = 100
        result: 60 × 100 ÷ 100 = 60
        total: 40 + 60 = 100""",
    ),
    Case(
        "three quarters of a target give three quarters of its weight",
        [kpi(NEW, "400")],
        [numbers(NEW, {"1–30": 10})],
        """oa.followers_new: 30 × 10 = 300
        score: 100 × 300 ÷ 400 = 75
        result: 60 × 75 ÷ 100 = 45
        total: 40 + 45 = 85""",
    ),
    Case(
        "points are counted from where the target says 0",
        [kpi(NEW, "300", zero="100")],
        [numbers(NEW, {"1–31": 8})],
        """oa.followers_new: 31 × 8 = 248
        score: 100 × (248 − 100) ÷ (300 − 100) = 74
        result: 60 × 74 ÷ 100 = 44.4
        total: 40 + 44.40 = 84.40""",
    ),
    Case(
        "fewer than where the target says 0 is 0, never less",
        [kpi(NEW, "300", zero="100")],
        [numbers(NEW, {"1–4": 20})],
        """oa.followers_new: 4 × 20 = 80
        score: max(100 × (80 − 100) ÷ (300 − 100), 0) = 0
        result: 60 × 0 ÷ 100 = 0
        total: 40 + 0 = 40""",
    ),
    Case(
        "60 % of a channel for ten days, then 50 % of it for eleven",
        [kpi(NEW, "200")],
        [TEN_A_DAY, answers("公众号", 60, "11", "20"), answers("公众号", 50, "21")],
        """oa.followers_new: 10 × 10 × 60 % + 11 × 10 × 50 % = 60 + 55 = 115
        score: 100 × 115 ÷ 200 = 57.5
        result: 60 × 57.5 ÷ 100 = 34.5
        total: 40 + 34.50 = 74.50""",
    ),
    Case(
        "the numbers come in by TeamOps' own sheet",
        [kpi(NEW, "300", weight=30), kpi(LEAVE_RATE, "0.10", weight=30, zero="0.35")],
        [
            sheet(
                ("1", "公众号", NEW, 120),
                ("2", "公众号", NEW, 90),
                ("09-30", "会员群", MEMBERS, 200),
                ("3", "会员群", LEFT, 30),
            )
        ],
        """oa.followers_new: 120 + 90 = 210
        new: 30 × 210 ÷ 300 = 21
        group.leave_rate: 30 ÷ 200 = 15 %
        left: 30 × (15 % − 35 %) ÷ (10 % − 35 %) = 24
        result: 21 + 24 = 45
        total: 40 + 45 = 85""",
    ),
]

SUMS = [
    Case(
        "net followers are the new without the lost",
        [kpi(NET, "310")],
        [TEN_A_DAY, numbers(LOST, {"1–31": 2})],
        """oa.followers_net: 31 × 10 − 31 × 2 = 248
        score: 100 × 248 ÷ 310 = 80
        result: 60 × 80 ÷ 100 = 48
        total: 40 + 48 = 88""",
    ),
    Case(
        "more lost than new is a number below zero, and 0 points",
        [kpi(NET, "310")],
        [numbers(NEW, {"1–31": 1}), numbers(LOST, {"1–31": 4})],
        """oa.followers_net: 31 × 1 − 31 × 4 = -93
        score: max(100 × -93 ÷ 310, 0) = 0
        total: 40 + 0 = 40""",
    ),
    Case(
        "reads and plays are added across two channels",
        [kpi("content.reads_and_plays", "10000")],
        [numbers("oa.reads", {"1–30": 200}), numbers("vc.plays", {"1–10": 150})],
        """content.reads_and_plays: 30 × 200 + 10 × 150 = 7500
        score: 100 × 7500 ÷ 10000 = 75
        total: 40 + 60 × 75 ÷ 100 = 85""",
    ),
    Case(
        "a team without a video account has its reads alone",
        [kpi("content.reads_and_plays", "10000")],
        [numbers("oa.reads", {"1–30": 200})],
        """content.reads_and_plays: 30 × 200 = 6000
        total: 40 + 60 × 6000 ÷ 10000 = 76""",
    ),
]

STOCKS = [
    Case(
        "a stock is its last day, by the share of it",
        [kpi(TOTAL, "1000")],
        [numbers(TOTAL, {"09-30": 900, "1": 1000, "31": 1300}), answers("公众号", 50)],
        """oa.followers_total: 1300 × 50 % = 650
        total: 40 + 60 × 650 ÷ 1000 = 79""",
    ),
    Case(
        "a stock whose last days are missing is the last one known",
        [kpi(TOTAL, "2000")],
        [numbers(TOTAL, {"1": 1000, "20": 1250})],
        """oa.followers_total: 1250 = 1250
        total: 40 + 60 × 1250 ÷ 2000 = 77.5""",
    ),
    Case(
        "two groups are added, each with its own last day",
        [kpi(MEMBERS, "800")],
        [numbers(MEMBERS, {"31": 480}), numbers(MEMBERS, {"28": 160}, of="新客群")],
        """group.members: 480 + 160 = 640
        total: 40 + 60 × 640 ÷ 800 = 88""",
    ),
]

LEVELS = [
    Case(
        "the reply time is weighted by the chats behind it",
        [kpi("wecom.reply_minutes", "2", zero="10")],
        [numbers("wecom.reply_minutes", {"8": 10, "9": 2}), numbers("wecom.chats", {"8": 10, "9": 30})],
        """wecom.reply_minutes: (10 × 10 + 2 × 30) ÷ (10 + 30) = 160 ÷ 40 = 4
        score: 100 × (4 − 10) ÷ (2 − 10) = 75
        total: 40 + 60 × 75 ÷ 100 = 85""",
    ),
    Case(
        "a level that nothing weighs is the plain mean of the days it has",
        [kpi("user.satisfaction", "1")],
        [numbers("user.satisfaction", {"8": "0.9", "15": "0.8", "22": "0.7", "29": "0.8"})],
        """user.satisfaction: (90 % + 80 % + 70 % + 80 %) ÷ 4 = 80 %
        total: 40 + 60 × 80 % ÷ 100 % = 88""",
    ),
]

RATIOS = [
    Case(
        "a ratio is sum by sum: 10 % and 30 % are 25 % here, not their mean",
        [kpi(SHARE_RATE, "0.30")],
        [numbers(SHARERS, {"1": 10, "2": 90}), numbers(READERS, {"1": 100, "2": 300})],
        """oa.share_rate: (10 + 90) ÷ (100 + 300) = 25 %
        score: 100 × 25 % ÷ 30 % ≈ 83.33
        result: 60 × 25 % ÷ 30 % = 50
        total: 40 + 50 = 90""",
    ),
    Case(
        "days on which one side is missing are left out of both",
        [kpi(SHARE_RATE, "0.50")],
        [numbers(SHARERS, {"1": 10, "2": 90, "3": 77}), numbers(READERS, {"1": 100, "2": 300, "9": 1000})],
        """oa.share_rate: (10 + 90) ÷ (100 + 300) = 25 %
        total: 40 + 60 × 25 % ÷ 50 % = 70""",
    ),
    Case(
        "orders are the shop's, visitors the mini program's: the days that both have",
        [kpi("shop.conversion_rate", "0.10")],
        [numbers(ORDERS, {"1": 5, "2": 10, "3": 99}), numbers("mini.visitors", {"1": 100, "2": 200})],
        """shop.conversion_rate: (5 + 10) ÷ (100 + 200) = 5 %
        total: 40 + 60 × 5 % ÷ 10 % = 70""",
    ),
    Case(
        "four kinds of engagement; the day without its comments is left out",
        [kpi("oa.engagement_rate", "0.15")],
        [
            numbers("oa.likes", {"1–2": 10}),
            numbers("oa.comments", {"1": 20}),
            numbers("oa.favourites", {"1–2": 30}),
            numbers(SHARERS, {"1–2": 40}),
            numbers(READERS, {"1–2": 1000}),
        ],
        """oa.engagement_rate: (10 + 20 + 30 + 40) ÷ 1000 = 10 %
        total: 40 + 60 × 10 % ÷ 15 % = 80""",
    ),
    Case(
        "a ratio takes its sides by the share of each channel",
        [kpi("group.marketing_share", "0.30", zero="0.60")],
        [
            numbers("group.marketing_messages", {"8": 100}),
            numbers("group.messages", {"8": 200}),
            numbers("group.marketing_messages", {"8": 40}, of="新客群"),
            numbers("group.messages", {"8": 200}, of="新客群"),
            answers("会员群", 60),
            answers("新客群", 30),
        ],
        """above: 100 × 60 % + 40 × 30 % = 72
        below: 200 × 60 % + 200 × 30 % = 180
        group.marketing_share: 72 ÷ 180 = 40 %
        score: 100 × (40 % − 60 %) ÷ (30 % − 60 %) ≈ 66.67
        total: 40 + 60 × (40 % − 60 %) ÷ (30 % − 60 %) = 80""",
    ),
    Case(
        "a stock below a ratio counts day by day",
        [kpi("group.daily_active_rate", "0.25")],
        [numbers("group.spoke", {"1": 20, "2": 30}), numbers(MEMBERS, {"1": 100, "2": 150})],
        """group.daily_active_rate: (20 + 30) ÷ (100 + 150) = 20 %
        total: 40 + 60 × 20 % ÷ 25 % = 88""",
    ),
    Case(
        "who is still there, of those who were there at the start: 1 October's members don't count",
        [kpi("group.monthly_retention", "0.90", zero="0.65")],
        [numbers("group.stayed", {"31": 170}), numbers(MEMBERS, {"09-28": 200, "1": 500})],
        """group.monthly_retention: 170 ÷ 200 = 85 %
        score: 100 × (85 % − 65 %) ÷ (90 % − 65 %) = 80
        total: 40 + 60 × 80 ÷ 100 = 88""",
    ),
    Case(
        "a ratio that is no rate: what a campaign returns of each yuan",
        [kpi("biz.roi", "5")],
        [numbers("biz.revenue", {"10": 9000, "11": 7500}), numbers("biz.spend", {"10": 4000, "11": 2000})],
        """biz.roi: (9000 + 7500) ÷ (4000 + 2000) = 2.75
        total: 40 + 60 × 2.75 ÷ 5 = 73""",
    ),
]

GROWTHS = [
    Case(
        "an order's value went up from 100 to 110: a ratio's growth compares whole months",
        [kpi(GROWTH, "0.20")],
        [numbers(GMV, {"09-03": 1000, "1": 1320}), numbers(ORDERS, {"09-03": 10, "1": 12})],
        """before: 1000 ÷ 10 = 100
        now: 1320 ÷ 12 = 110
        shop.order_value_growth: 110 ÷ 100 − 1 = 10 %
        total: 40 + 60 × 10 % ÷ 20 % = 70""",
    ),
    Case(
        "an order's value fell: below zero, 0 points",
        [kpi(GROWTH, "0.20")],
        [numbers(GMV, {"09-03": 1000, "1": 1080}), numbers(ORDERS, {"09-03": 10, "1": 12})],
        """shop.order_value_growth: (1080 ÷ 12) ÷ (1000 ÷ 10) − 1 = -10 %
        score: max(100 × -10 % ÷ 20 %, 0) = 0
        total: 40 + 0 = 40""",
    ),
    Case(
        "growth from nothing is no data, and its weight goes to the others",
        [kpi(GROWTH, "0.20", weight=20), kpi(GMV, "2000", weight=40)],
        [numbers(GMV, {"1": 1320}), numbers(ORDERS, {"1": 12})],
        """shop.order_value_growth: none
        shop.gmv: 1320 = 1320
        result: (40 + 20) × 1320 ÷ 2000 = 39.6
        total: 40 + 39.6 = 79.6""",
    ),
    Case(
        "a flow's growth, while the month runs, compares as many days of the month before",
        [kpi("own.sales_growth", "0.40", about="商城")],
        [numbers(GMV, {"09-01–09-30": 100, "1–10": 120})],
        """before: 10 × 100 = 1000
        now: 10 × 120 = 1200
        own.sales_growth: 1200 ÷ 1000 − 1 = 20 %
        total: 40 + 60 × 20 % ÷ 40 % = 70""",
        through="10",
    ),
    Case(
        "a flow's growth over a whole month compares whole months, of 30 and of 31 days",
        [kpi("own.sales_growth", "0.40", about="商城")],
        [numbers(GMV, {"09-01–09-30": 100, "1–31": 120})],
        """own.sales_growth: 31 × 120 ÷ (30 × 100) − 1 = 24 %
        total: 40 + 60 × 24 % ÷ 40 % = 76""",
    ),
]

CASES = [*FLOWS, *SUMS, *STOCKS, *LEVELS, *RATIOS, *GROWTHS]
