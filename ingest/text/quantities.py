"""Quantities, and how digits are written."""

from collections.abc import Container
from dataclasses import dataclass

from data.models import Qualifier
from ingest.text.marks import Marks
from ingest.text.tokens import Tokens

DASHES = ("-", "–", "—", "‐", "‑", "−")
_COUNTED = frozenset({"people", "families"})


@dataclass(slots=True)
class Quantity:
    """A number as written. `start`, `end` are code points, `first`, `last` words: [start, end), [first, last).

    Attributes:
        kind: "count", "percent", "money", "zero" (said by a negation) or "one" (said by an article).
        of: The total of "17 of 36".
        currency: ISO 4217, for money.
        front: The first word of the qualifier before, else `first`.
    """

    value: float
    first: int
    last: int
    start: int = 0
    end: int = 0
    kind: str = "count"
    low: float | None = None
    high: float | None = None
    of: float | None = None
    qualifier: Qualifier = "exact"
    currency: str | None = None
    front: int = 0


def like_year(quantity: Quantity) -> bool:
    """Whether a number that begins a heading may be a year: "2017 new arrivals by state"."""
    return quantity.kind == "count" and quantity.end - quantity.start == 4 and 1990 <= quantity.value <= 2100


@dataclass(slots=True)
class Number:
    """A number while it is read; `end` is the word behind it."""

    value: float
    end: int
    bare: float  # before scale and percent
    factor: float = 1.0
    percent: bool = False
    digits: bool = False


def begins(marks: Marks, at: int) -> bool:
    """Whether a run at a word says a number or tells of one; a definite article does before a fraction alone."""
    for end, entry in marks.at[at]:
        if entry.values or "indefinite" in entry.classes:
            return True
        if "article" in entry.classes and "fraction" in marks.kinds[end]:
            return True
    return False


def qualified(marks: Marks, at: int) -> bool:
    """Whether the words right before are those of a qualifier."""
    runs = (run for start in range(max(0, at - 4), at) for run in marks.at[start])
    return any(end == at and any(sort == "qualifier" for sort, _ in entry.values) for end, entry in runs)


def named(tokens: Tokens, at: int) -> bool:
    """Whether a number word is written as a part of a name: "Group of Seven"."""
    if not tokens.raw[at][0].isupper() or at == 0 or not tokens.raw[at - 1][0].isalpha():
        return False
    if tokens.raw[at - 1] == "o":  # the sign of a list: "o Six of 10 hospitals"
        return at > 1 and "\n" not in tokens.text[tokens.ends[at - 2] : tokens.starts[at - 1]]
    return "\n" not in tokens.text[tokens.ends[at - 1] : tokens.starts[at]]


def goes_on(tokens: Tokens, at: int, group: Container[str]) -> bool:
    """Whether a word is the next three digits of a number that is grouped by spaces or apostrophes."""
    raw = tokens.raw[at]
    if len(raw) != 3 or not raw.isdecimal():
        return False
    gap = tokens.text[tokens.ends[at - 1] : tokens.starts[at]]
    return len(gap) == 1 and (gap in "\u00a0\u202f\u2009" or gap in group and gap != ",")


def parted(marks: Marks, taken: Container[int], at: int, comma: int) -> bool:
    """Whether a stray space parts the thousands of a number of people: "1, 250 villagers", "380, 000"."""
    tokens, last = marks.tokens, comma + 1
    if last >= len(tokens.words) or tokens.words[comma] != "," or not tokens.touches(comma) or last in taken:
        return False
    raw = tokens.raw[last]
    if len(raw) != 3 or not raw.isdecimal() or tokens.touches(last) or marks.back(at, "numbered", 2) >= 0:
        return False
    listed = at > 1 and tokens.words[at - 1] == "," and tokens.words[at - 2][0].isdecimal()
    if listed or at and marks.run(at - 1, "area_noun"):
        return False  # "wards 3, 4, 12, 130 families"
    dead = (p for n in range(max(0, at - 3), at) for _, e in marks.at[n] for p in e.phrases)
    if any(p.keys[0].startswith("casualties.") for p in dead):
        return False  # "a toll of 90, 400 people injured"
    return last + 1 < len(tokens.words) and any(e.units & _COUNTED for _, e in marks.at[last + 1]) or raw == "000"


def parse_digits(text: str, decimal: str, group: Container[str], scaled: bool = False) -> float | None:
    """The value of digits with signs between; None where the signs make no number.

    A sign that is both the decimal sign and one between thousands is the latter before three digits, unless the number
    is `scaled`: "1,142 people", but "1,142 million".
    """
    either, text = decimal in group, text.replace("’", "").replace("'", "")  # "12'400"
    if text.isdecimal():
        return float(text) if len(text) <= 15 else None
    text = text.replace("٬", ",").replace("٫", ".")
    signs = [c for c in text if not c.isdecimal()]
    if any(map(str.isalnum, signs)):
        return None  # "²²"
    parts = text.replace(",", ".").split(".")
    grouped = 1 <= len(parts[0]) <= 3 and all([len(p) == 3 for p in parts[1:]])
    if len(set(signs)) == 1:
        sign = signs[0]
        thousands = sign in group and (sign != decimal or not scaled and parts[0] != "0")
        thousands = thousands or not scaled and parts[0] != "0" and parts[1] == "000"  # "438.000 people"
        if grouped and (thousands or len(signs) > 1):
            return float("".join(parts))
        if len(signs) > 1:
            # "12,34,567" and such: groups of the Indian kind
            indian = sign in group and len(parts[-1]) == 3 and all(len(p) == 2 for p in parts[1:-1])
            return float("".join(parts)) if indian and len(parts[0]) <= 2 else None
        return float(".".join(parts)) if sign == decimal or not grouped else None
    if signs[:-1].count(signs[0]) == len(signs) - 1 and (either or signs[-1] == decimal):
        return float("".join(parts[:-1]) + "." + parts[-1])
    return None


def remainder(marks: Marks, taken: Container[int], number: Number) -> None:
    """Add to a number what follows its scale: "135 mil 773", "45 ألفا و986"; a number in digits alone stays."""
    tokens, at = marks.tokens, number.end
    if tokens.raw[at - 1][-1].isdecimal():
        return
    joint = marks.value(at, "join")
    if joint and joint[0] < len(tokens) and tokens.touches(joint[0]):
        at = joint[0]
    if at >= len(tokens) or at in taken or not tokens.raw[at].isdecimal() or len(tokens.raw[at]) > 3:
        return
    if at == number.end and tokens.text[tokens.ends[at - 1] : tokens.starts[at]] not in (" ", "\u00a0"):
        return
    rest, end = float(tokens.raw[at]), at + 1
    if scale := marks.value(end, "scale"):
        rest, end = rest * float(scale[1]), scale[0]
    if 0 < rest < (1000 if number.value % 1e6 else 1e6) and not marks.value(end, "percent"):
        number.value, number.bare, number.factor, number.end = number.value + rest, number.value + rest, 1.0, end


def counts_people(marks: Marks, at: int) -> bool:
    """Whether people are named at a word or the next, so that a point in the number before it groups its digits."""
    near = (e for runs in marks.at[at : at + 2] for _, e in runs)
    return any("people" in e.units or any(p.keys[0].startswith("displ") for p in e.phrases) for e in near)


def is_ratio(count: Number, total: Number, link: str) -> bool:
    """Whether two numbers with a word between are a share: "nine in ten", "1 in 5", "9 out of 10"."""
    if count.value == 1 and not count.digits and total.digits and link == "in" and 10 < total.value < 1000:
        return not total.percent  # "one in 73 people"
    if total.value not in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100) or count.value >= total.value or total.percent:
        return False
    return not (total.digits or count.digits) or not count.percent and (link == "in" or total.value in (10, 100))


def bounds(number: Number, second: Number) -> tuple[float, float]:
    """The lower and the upper end of a range, the lower one scaled as the upper: "10 to 12 thousand"."""
    low = number.value
    if second.factor > 1 and number.factor == 1 and number.bare <= second.bare:
        low = round(number.bare * second.factor, 4)
    elif not number.digits and not second.digits and low < 100 and second.value >= 1000 * low:
        low *= next(scale for scale in (1e9, 1e6, 1e3) if second.value >= scale)  # "thirty to forty thousand"
    return low, second.value
