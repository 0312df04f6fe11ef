"""Folding: a text without its disguises (width, case, traditional characters, inserted signs), and where it stood."""

import re
import unicodedata
from dataclasses import dataclass

from campaigns.words.traditional import SIMPLIFIED

# What stands for a character, but isn't its traditional form.
STAND_INS = {"妳": "你", "囯": "国", "壹": "一", "弌": "一"}
# Letters to Unicode, blanks to the eye.
INVISIBLE = frozenset("\u115f\u1160")
# White letters on black squares and discs, which Unicode doesn't derive from the letters.
NEGATIVE_LETTERS = (0x1F150, 0x1F170)
# An empty line: nothing that is read as one word goes across it.
EMPTY_LINE = re.compile(r"\n\s*\n")
BREAK = "\uffff"


@dataclass(frozen=True)
class Folded:
    """``letters`` are what a reader reads; the letter at ``n`` came from the character at ``places[n]`` of the text."""

    letters: str
    places: list[int]


class FoldedCharacters(dict[str, str]):
    """What each character folds to: a letter, several, or nothing. Filled as characters are met."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = fold_character(character)
        return folded


def fold_character(character: str) -> str:
    """The plain letters and digits that a character stands for; nothing for spaces, signs and emoji.

    Enclosed letters (Ⓐ ㊀ ❶) stand for the letter. Other symbols that Unicode spells out (™, ℃) are signs between
    letters, not letters: an inserted one must not hide the word.
    """
    if character in "%％﹪٪":
        return "%"
    if character == BREAK:
        return character
    for first in NEGATIVE_LETTERS:
        if first <= ord(character) < first + 26:
            return chr(ord("a") + ord(character) - first)
    plain = unicodedata.normalize("NFKD", character)
    category = unicodedata.category(character)
    if category == "So" and len(plain) > 1:
        return ""
    if category == "No" and plain == character and (number := unicodedata.numeric(character)) == int(number):
        return str(int(number))
    return "".join(filter(is_letter, map(simplified, plain.casefold())))


def simplified(letter: str) -> str:
    return STAND_INS.get(letter) or SIMPLIFIED.get(letter, letter)


def is_letter(letter: str) -> bool:
    """Whether it is read as a letter or a digit; modifiers (ˊ ˉ), marks and fillers aren't."""
    category = unicodedata.category(letter)
    return category[0] in "LN" and category != "Lm" and letter not in INVISIBLE


FOLDED = FoldedCharacters()


def fold(text: str) -> Folded:
    """Fold a text. A percent sign counts only behind a digit: 100% is a word, 最%好 is 最好."""
    parts = [FOLDED[character] for character in with_breaks(text)]
    places = [place for place, part in enumerate(parts) for _letter in part]
    letters = "".join(parts)
    if "%" not in letters:
        return Folded(letters, places)
    kept = [at for at, letter in enumerate(letters) if letter != "%" or letters[at - 1 : at].isdigit()]
    return Folded("".join(letters[at] for at in kept), [places[at] for at in kept])


def with_breaks(text: str) -> str:
    """The same length, with a break for each character of an empty line."""
    return EMPTY_LINE.sub(lambda found: BREAK * len(found.group()), text.replace(BREAK, " "))
