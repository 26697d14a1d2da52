"""Hospitals that are told to have more patients than room: "60 beds and 145 patients", "built for 80, it has 260"."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import last_described
from ingest.text.figures import Claim, Memory
from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link, Subject

ROOM = frozenset({"hospital_part", "room_for", "counted_before", "in_hand"})
"""Of which a sentence has one where `crowded` may find something."""
_STATUS = "health.hospital_status"
_FULL = Phrase((_STATUS,), "status", "before", "overwhelmed")
_HAVING = frozenset({"have", "be", "with", "in_hand", "for", "there_are"})
_PASSED = frozenset({"adverb", "filler", "article"})
_UNREAL = frozenset({"unreal", "future", "rate", "average", "condition"})
_MORE = 1.1  # times as many patients as beds


def crowded(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """The hospital of a sentence that tells of more patients than beds; the beds may be told just before."""
    row = sentence.items
    if any(i.classes & _UNREAL and not _fits(row, n + 1) and not _fits(row, n + 2) for n, i in enumerate(row)):
        return []
    room = _room(row) or (_room(memory.rows[-2]) if len(memory.rows) > 1 else 0.0)
    at = max((n for n in range(len(row)) if _held(row, n)), key=lambda n: _value(row, n), default=0)
    if not room or not at or _value(row, at) < _MORE * room:
        return []
    named = [n for n, i in enumerate(row) if i.mention is not None and i.mention.sort == "facility"]
    n = min(named, key=lambda n: abs(n - at), default=at)
    mention = row[n].mention if named else last_described(sentence, len(row), memory, catalogue)
    if mention is None and not _placed(row):
        mention = memory.just.get("facility")
    if mention is None:
        return []
    kept = min(at, n), max(at, n)
    link = Link(_FULL, at, "status", 1.6, at)
    return [Claim(_STATUS, None, n, link, Subject(n, n + 1, frozenset()), kept, status="overwhelmed", mention=mention)]


def _value(row: list[Item], n: int) -> float:
    quantity = row[n].quantity
    return quantity.value if quantity is not None and quantity.kind == "count" else 0.0


def _placed(row: list[Item]) -> bool:
    return any(i.mention is not None and i.mention.kind == "place" for i in row)


def _room(row: list[Item]) -> float:
    """The beds that a row tells of, or the patients that a hospital was built for; 0: none."""
    return max((_value(row, n) for n in range(len(row)) if _fits(row, n)), default=0.0)


def _fits(row: list[Item], n: int) -> bool:
    """Whether a number tells for how many a hospital has room: "60 beds", "built for 80", "can hold 80"."""
    if n >= len(row) or not _value(row, n):
        return False
    before = row[max(0, n - 2) : n]
    built = before and ("room_for" in before[-1].classes or "unreal" in before[-1].classes)
    can = len(before) > 1 and "unreal" in before[0].classes and "in_hand" in before[1].classes
    return bool(built or can or any("beds" in i.units for i in row[n + 1 : n + 3]))


def _held(row: list[Item], n: int) -> bool:
    """Whether a number tells how many patients are there: "has 145 patients", "is caring for 260"."""
    if not _value(row, n) or n == 0:
        return False
    m = n - 1
    while m > 0 and row[m].kind == "phrase" and row[m].classes & _PASSED and not row[m].classes & _HAVING:
        m -= 1
    behind = row[n + 1 : n + 3]
    if _fits(row, n):
        return False
    listed = (row[m].kind == "," or "and" in row[m].classes) and "beds" in row[m - 1].units
    tended = listed or "in_hand" in row[m].classes
    if any("patients" in i.units or "ailing" in i.classes for i in behind):
        return tended or bool(row[m].classes & _HAVING)
    return tended and (not behind or behind[0].kind in (".", ",", ";", "date") or bool(behind[0].units & {"people"}))
