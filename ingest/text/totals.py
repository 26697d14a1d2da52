"""Totals whose parts stand behind them, each with a place of its own, which is not that of the whole."""

from ingest.text.figures import Claim
from ingest.text.items import Item
from ingest.text.scene import Where, key_of
from ingest.text.signs import Choice
from ingest.text.spots import Spot

_BESIDE = 4  # items behind the last part in which its place stands
_OPENS = frozenset({"(", ":"})


def of_the_whole(row: list[Item], claim: Claim, found: list[Claim], named: list[Spot]) -> list[Spot]:
    """The names that may be where a total is: "519 died (430 in Ica, 60 in Chincha)" did not all die in Ica."""
    if claim.status is not None:
        return named
    alike = [c for c in found if c.indicator == claim.indicator and c.unit == claim.unit and c.status is None]
    parts = [c for c in alike if c.at > claim.at]
    if len(parts) == 1:
        return _but_of_the_part(row, claim, parts[0], named)
    if not parts:
        return named
    values = [q.value for c in (claim, *parts) if (q := row[c.at].quantity) is not None]
    opening = next((n for n in range(claim.at + 1, parts[0].at) if row[n].kind in _OPENS), 0)
    total = sum(values[1:])
    if total != values[0] and not (opening and total < values[0]) or max(values[1:]) >= values[0]:
        return named
    first = opening or parts[0].at - 2  # "Ica 430", but not "died in Peru, 430 of them in Ica"
    if parts[0].at == opening + 1 and row[opening + 2].kind == ")":
        first = opening - 2  # "killed 519 people in Ica (430), Chincha (60)"
    last = parts[-1].at + _BESIDE
    outside = [spot for spot in named if not first < spot.at <= last]
    return outside if len(named) - len(outside) >= 2 else named


def _but_of_the_part(row: list[Item], whole: Claim, part: Claim, named: list[Spot]) -> list[Spot]:
    """The names less the one right behind a part: "700 people, including 400 in Sake, fled" did not all flee Sake."""
    one, other = row[whole.at].quantity, row[part.at].quantity
    if one is None or other is None or one.value <= other.value:
        return named
    if not any("part" in item.classes for item in row[max(whole.at, part.at - 2) : part.at]):
        return named
    end = part.subject.end
    own = next((s for s in named if end <= s.at <= end + _BESIDE and _leads_to(row[end : s.at])), None)
    return [s for s in named if s is not own]


def _leads_to(row: list[Item]) -> bool:
    """Whether only prepositions, articles and words such as "alone" stand before a name."""
    return bool(row) and all(item.kind == "phrase" and not item.phrases and not item.units for item in row)


def apart(place: Where, weighed: list[Choice[Where]], named: list[Spot], near: list[Spot]) -> Where:
    """The place of a total, which is none of those of its parts, wherever else the text names them."""
    if len(near) == len(named):
        return place
    inside = {key_of(spot.where) for spot in named} - {key_of(spot.where) for spot in near}
    others = [choice for choice in weighed if key_of(choice.it) not in inside]
    if key_of(place) not in inside or not others:
        return place
    return max(others, key=lambda choice: choice.score).it
