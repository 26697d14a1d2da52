"""Of all who fled, those who stayed in their country and those who left it, which are told together."""

from data.tree import Phrase
from ingest.text.figures import Claim, State
from ingest.text.items import Item, has_class
from ingest.text.nouns import PEOPLE, Link, Subject

_HOME = Phrase(("displacement.idps",), "figure", "before")
_AWAY = Phrase(("displacement.refugees",), "figure", "before")
_FLED = frozenset({"displacement.new", "displacement.idps", "displacement.refugees"})
_LIVING = frozenset({"be", "present", "adverb", "part"})


def half(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """A number of those inside or outside their country: "14 million: 9 million inside Sudan and 4 million abroad"."""
    quantity = row[at].quantity
    if not state.claims or quantity is None or quantity.kind != "count" or what.before or what.unknown is not None:
        return None
    if what.head >= 0 and row[what.head].units.isdisjoint(PEOPLE):
        return None
    told = [q.value for c in state.claims if c.indicator in _FLED and (q := row[c.at].quantity) is not None]
    if not told or max(told) < quantity.value and "and" not in row[at - 1].classes:
        return None
    n = at + 1 if at + 1 < len(row) and "at_home" in row[at + 1].classes else what.end  # "8.6 million internally"
    while n < min(what.end + 3, len(row)) and row[n].classes & _LIVING and "at_home" not in row[n].classes:
        n += 1
    side = _side(row, n, state.memory.home)
    listed = all(c.indicator == "displacement.refugees" for c in state.claims) and "and" not in row[at - 1].classes
    inside = all("internal" in row[c.link.at].classes for c in state.claims)
    if side is None or side is _HOME and (listed or inside and "at_home" not in row[n].classes):
        return None  # "917,000 live as refugees: 518,000 in Kenya", "3 million IDPs: 2 million in Nigeria"
    return Claim(side.keys[0], "people", at, Link(side, n, "right", 1.0, n), what, (at, n), units=what.units)


def _side(row: list[Item], n: int, home: str | None) -> Phrase | None:
    """Whether words say that somebody is in their country, or outside it."""
    if n >= len(row):
        return None
    if "at_home" in row[n].classes:
        return _HOME
    if "abroad" in row[n].classes and "whole_country" not in row[n].classes:
        return _AWAY
    if n + 1 < len(row) and "place_in" in row[n].classes:
        mention = row[n + 1].mention
        if "group_place" in row[n + 1].classes or "abroad" in row[n + 1].classes:
            return _AWAY if "whole_country" not in row[n + 1].classes else None
        if mention is not None and home in mention.ids and "place_at" in row[n].classes:
            return _HOME
    return None


def unmixed(row: list[Item], claims: list[Claim], home: str | None) -> list[Claim]:
    """The claims without a sum of those inside and outside their country, where some of either are told."""
    told = [c for c in claims if c.indicator in _FLED and c.status is None]
    for whole, part in ((w, c) for w in told for c in told if w.at < c.at):
        if whole.indicator == "displacement.refugees" or _number(row, whole) <= _number(row, part):
            continue
        inside = any(_side(row, n, home) is _HOME for n in (whole.subject.end, whole.link.tail + 1))
        if inside or "internal" in row[whole.link.at].classes:
            continue  # "360,000 people at home and 185,000 across borders"
        between = row[max(whole.at, whole.link.tail) + 1 : part.at]
        some = has_class(between[-4:], "part")
        if part.link.phrase is _HOME or part.link.phrase is _AWAY:
            mixed = True
        elif part.indicator == "displacement.refugees":
            mixed = some and part.link.way == "right"  # "of whom 3 million have fled abroad"
        else:  # "9.6 million forced out, including 3.7 million IDPs"
            mixed = whole.indicator == "displacement.new" and "internal" in row[part.link.at].classes
            mixed = mixed and (some and not has_class(between, "relative") or _both(row, whole, told))
        if mixed and whole.unit == part.unit:
            return [c for c in claims if c is not whole]
    return claims


def _number(row: list[Item], claim: Claim) -> float:
    quantity = row[claim.at].quantity
    return quantity.value if quantity is not None else 0.0


def _both(row: list[Item], whole: Claim, claims: list[Claim]) -> bool:
    """Whether IDPs and refugees are told who come to about as many as were displaced."""
    told = {c.indicator: _number(row, c) for c in claims if c is not whole}
    if not {"displacement.idps", "displacement.refugees"} <= told.keys():
        return False
    return 0.7 <= (told["displacement.idps"] + told["displacement.refugees"]) / _number(row, whole) <= 1.1


def elsewhere(row: list[Item], at: int) -> bool:
    """Whether some are told to be at a place: "9,000 of the newly displaced are massed in Tolo"."""
    if at >= len(row) or row[at].classes.isdisjoint(("be", "present", "dwell")):
        return False
    for n in range(at + 1, min(at + 5, len(row))):
        mention = row[n].mention
        if mention is not None:
            return mention.kind == "place" and "place_at" in row[n - 1].classes
        if row[n].kind not in ("word", "phrase") or row[n].units:
            return False
    return False
