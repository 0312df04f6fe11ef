"""Reads arithmetic as it is written on paper, and checks it.

A paper is a few lines ``what: a × b = c``. Each equation must be right as it stands (``≈`` rounds half up to the places
that are written); ``none`` is no data.
"""

import ast
import operator
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_CALLS = {"min": min, "max": max}


def worth(text: str) -> Fraction:
    """What one side of an equation comes to, exactly: + − × ÷, brackets, %, min and max."""
    text = re.sub(r"([\d.]+) ?%", r"(\1/100)", text)
    for sign, plain in {"×": "*", "÷": "/", "−": "-"}.items():
        text = text.replace(sign, plain)
    return _worth(ast.parse(text.strip(), mode="eval").body)


def _worth(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(str(node.value))
        case ast.UnaryOp(op=ast.USub()):
            return -_worth(node.operand)
        case ast.BinOp():
            return Fraction(_OPERATORS[type(node.op)](_worth(node.left), _worth(node.right)))
        case ast.Call():
            return _CALLS[node.func.id](*map(_worth, node.args))
    msg = f"not arithmetic: {ast.unparse(node)}"
    raise ValueError(msg)


def rounded(exact: Fraction, places: int) -> Decimal:
    scaled = Decimal(exact.numerator) / Decimal(exact.denominator)
    return scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def places_of(text: str) -> int:
    return len(text.partition(".")[2])


def read(paper: str) -> list[tuple[str, Decimal | None, int]]:
    """Check every equation; yield each line's name, what it comes to, and the places it is written with."""
    found: list[tuple[str, Decimal | None, int]] = []
    for line in filter(None, map(str.strip, paper.splitlines())):
        name, sums = line.split(": ", 1)
        if sums == "none":
            found.append((name, None, 0))
            continue
        *_, last = sides = re.split(r" [=≈] ", sums)
        signs = re.findall(r" ([=≈]) ", sums)
        for left, sign, right in zip(sides, signs, sides[1:], strict=False):
            exact, written = worth(left), worth(right)
            assert written == (exact if sign == "=" else Fraction(rounded(exact, places_of(right)))), line
        found.append((name, rounded(worth(last), 6), places_of(last) if signs[-1:] == ["≈"] else 6))
    return found
