"""What happens to a card that is there: corrections, adjustments, a signature, and what comes after it."""

from decimal import Decimal

from kpis.models import Line, Scorecard
from kpis.services import adjustments, review
from metrics.models import ImportBatch
from metrics.services import imports
from tests.kpis.paper import AT, Case, Desk, Step, kpi, numbers, sheet

NEW = "oa.followers_new"
TOTAL = "oa.followers_total"
WANTS = [kpi(NEW, "400")]
REASON = "a file was wrong, or incomplete, when the month ended"


def night(desk: Desk) -> None:
    desk.night()


def undone(desk: Desk) -> None:
    """The newest import is taken back."""
    imports.undo(ImportBatch.objects.imported().latest("pk"), by=desk.manager, at=AT)


def adjusted(code: str, points: str) -> Step:
    def lay(desk: Desk) -> None:
        line = Line.objects.get(part__scorecard__member=desk.member, kpi__metric__code=code)
        adjustments.adjust(line, by=desk.manager, points=Decimal(points), reason=REASON, at=AT)

    return lay


def signed(desk: Desk) -> None:
    """Reviewed and signed, although most days have no numbers: with a reason."""
    card = Scorecard.objects.current().get(member=desk.member)
    review.review(card, by=desk.manager, comment=REASON, at=AT)
    review.sign(card, by=desk.manager, at=AT, reason=REASON)


def reopened(desk: Desk) -> None:
    card = Scorecard.objects.current().get(member=desk.member)
    review.reopen(card, by=desk.manager, at=AT, reason=REASON)


FIRST = numbers(NEW, {"8": 200})
FIRST_FILE = sheet(("8", "公众号", NEW, 200))
NEXT_DAY = sheet(("9", "公众号", NEW, 60))
CORRECTED = sheet(("8", "公众号", NEW, 260))

CORRECTIONS = [
    Case(
        "numbers that come after the first night are counted by the next one",
        WANTS,
        [FIRST, night, NEXT_DAY],
        """oa.followers_new: 200 + 60 = 260
        total: 40 + 60 × 260 ÷ 400 = 79""",
    ),
    Case(
        "a newer number replaces the older one, and isn't added to it",
        WANTS,
        [FIRST, night, CORRECTED],
        """oa.followers_new: 260 = 260
        total: 40 + 60 × 260 ÷ 400 = 79""",
    ),
    Case(
        "a correction that is taken back leaves the card as it was",
        WANTS,
        [FIRST_FILE, CORRECTED, night, undone],
        """oa.followers_new: 200 = 200
        total: 40 + 60 × 200 ÷ 400 = 70""",
    ),
    Case(
        "the only file is taken back: no data again",
        WANTS,
        [FIRST_FILE, night, undone],
        """oa.followers_new: none
        process: 40 = 40
        total: none""",
    ),
]

ADJUSTMENTS = [
    Case(
        "five points more on a line of 60: 3.00 beside the total, never in it",
        WANTS,
        [FIRST, night, adjusted(NEW, "5")],
        """score: 100 × 200 ÷ 400 = 50
        total: 40 + 60 × 50 ÷ 100 = 70
        adjusted: 40 + 60 × (50 + 5) ÷ 100 = 73""",
    ),
    Case(
        "two lines, one up and one down, by what each weighs",
        [kpi(NEW, "400", weight=40), kpi(TOTAL, "1000", weight=20)],
        [FIRST, numbers(TOTAL, {"31": 900}), night, adjusted(NEW, "-3"), adjusted(TOTAL, "2")],
        """total: 40 + 40 × 50 ÷ 100 + 20 × 90 ÷ 100 = 78
        adjusted: 78 − 40 × 3 ÷ 100 + 20 × 2 ÷ 100 = 77.2""",
    ),
    Case(
        "an adjusted line stays adjusted when its numbers change",
        WANTS,
        [FIRST, night, adjusted(NEW, "5"), NEXT_DAY],
        """total: 40 + 60 × 260 ÷ 400 = 79
        adjusted: 79 + 60 × 5 ÷ 100 = 82""",
    ),
]

SIGNATURES = [
    Case(
        "a signed card stands; beside it, what it would be with the numbers of now",
        WANTS,
        [FIRST, night, signed, CORRECTED],
        """oa.followers_new: 200 = 200
        total: 40 + 60 × 200 ÷ 400 = 70
        restated: 40 + 60 × 260 ÷ 400 = 79""",
    ),
    Case(
        "less than a cent is no change of a signed card",
        [kpi(NEW, "4000000")],
        [numbers(NEW, {"8": 2000000}), night, signed, sheet(("8", "公众号", NEW, 2000300))],
        """total: 40 + 60 × 2000000 ÷ 4000000 = 70
        with the numbers of now: 40 + 60 × 2000300 ÷ 4000000 = 70.0045 ≈ 70.00
        restated: none""",
    ),
    Case(
        "a reopened card is scored anew",
        WANTS,
        [FIRST, night, signed, CORRECTED, reopened],
        """oa.followers_new: 260 = 260
        total: 40 + 60 × 260 ÷ 400 = 79""",
    ),
]

CASES = [*CORRECTIONS, *ADJUSTMENTS, *SIGNATURES]
