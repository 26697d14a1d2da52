"""Quantities, and how digits are written."""

from collections.abc import Container
from dataclasses import dataclass

from data.models import Qualifier

DASHES = ("-", "–", "—", "‐", "‑", "−")


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


def parse_digits(text: str, decimal: str, group: Container[str]) -> float | None:
    """The value of digits with signs between; None where the signs make no number."""
    for sign in ("٬", "٫"):
        text = text.replace(sign, "," if sign == "٬" else ".") if sign in text else text
    if text.isdecimal():
        return float(text) if len(text) <= 15 else None
    signs = [c for c in text if not c.isdecimal()]
    parts = text.replace(",", ".").split(".")
    grouped = all(len(p) == 3 for p in parts[1:]) and 1 <= len(parts[0]) <= 3
    if len(set(signs)) == 1:
        sign = signs[0]
        if grouped and (sign in group and sign != decimal or len(signs) > 1):
            return float("".join(parts))
        if len(signs) > 1:
            # "12,34,567" and such: groups of the Indian kind
            indian = sign in group and len(parts[-1]) == 3 and all(len(p) == 2 for p in parts[1:-1])
            return float("".join(parts)) if indian and len(parts[0]) <= 2 else None
        if sign == decimal or not grouped:
            return float(".".join(parts))
        return None
    if signs[:-1].count(signs[0]) == len(signs) - 1 and signs[-1] == decimal:
        return float("".join(parts[:-1]) + "." + parts[-1])
    return None
