"""Hospitals that are told to have more patients than room: "60 beds and 145 patients", "built for 80, it has 260"."""

import math

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import by_name, last_described, titled
from ingest.text.figures import Claim, Memory, state
from ingest.text.items import Item, Sentence, has_any

ROOM = frozenset({"hospital_part", "room_for", "counted_before", "in_hand", "times_over"})
"""Of which a sentence has one where `crowded` may find something."""
_FULL = Phrase(("health.hospital_status",), "status", "before", "overwhelmed")
_HAVING = frozenset({"have", "be", "with", "in_hand", "for", "there_are"})
_PASSED = frozenset({"adverb", "filler", "article"})
_UNREAL = frozenset({"unreal", "future", "rate", "average", "condition"})
_MOST = 30  # times as many patients as beds at most


def crowded(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """The hospital of a sentence that tells of more patients than beds; the beds may be told just before."""
    row = sentence.items
    told = (row, memory.rows[-2] if len(memory.rows) > 1 else [])
    room = next((most for r in told if (most := max([0.0, *(_room(r, n) for n in range(len(r)))]))), 0.0)
    if not room:
        return []
    at = max(range(len(row)), key=lambda n: _held(row, n))
    before = enumerate(row[: at + 5])  # but "310 patients for its 220 beds, and cannot take one more"
    if any(i.classes & _UNREAL and not _room(row, n + 1) and not _room(row, n + 2) for n, i in before):
        return []
    if not 1.1 * room <= (held := _held(row, at)) <= _MOST * room and held < math.inf:  # times as many patients as beds
        return []  # nor "40 beds for a district of 180,000 people"
    named = [n for n, i in enumerate(row) if i.mention is not None and i.mention.sort == "facility"]
    n = min(named, key=lambda n: (n > at, abs(n - at)), default=at)
    mention = row[n].mention if named else last_described(sentence, len(row), memory, catalogue)
    if mention is None and "place_at" in row[0].classes and row[1].mention is not None:
        ward = titled(sentence, 1, False, catalogue)
        mention = ward if ward.ids else None  # "At Al-Aqsa, 700 patients share 200 beds"
    if mention is None and all(i.mention is None or i.mention.kind != "place" for i in row):
        mention = by_name(sentence, memory, catalogue) or memory.just.get("facility")
    return [] if mention is None else [state(_FULL, at, n, mention, "overwhelmed")]


def _room(row: list[Item], n: int) -> float:
    """For how many a number tells that a hospital has room: "60 beds", "built for 80", "can hold 80"; 0: for none."""
    quantity = row[n].quantity if n < len(row) else None
    if quantity is None or quantity.kind != "count":
        return 0.0
    last, first = row[n - 1].classes if n else frozenset(), row[n - 2].classes if n > 1 else frozenset()
    told = last & {"room_for", "unreal"} or "in_hand" in last and "unreal" in first
    return quantity.value if told or any("beds" in i.units for i in row[n + 1 : n + 3]) else 0.0


def _held(row: list[Item], n: int) -> float:
    """How many patients a number tells to be there: "has 145 patients", "is caring for 260"; 0: none."""
    quantity, m = row[n].quantity, n - 1
    than = n + 1 < len(row) and "relative" in row[n + 1].classes  # "twice as many as in March"
    if "times_over" in row[n].classes and not than and any("beds" in i.units for i in row[max(0, n - 3) : n]):
        return math.inf  # "has 120 beds for three times as many patients"
    if quantity is None or quantity.kind != "count" or n == 0 or _room(row, n):
        return 0.0
    while m > 0 and row[m].kind == "phrase" and row[m].classes & _PASSED and not row[m].classes & _HAVING:
        m -= 1
    if row[m].kind == "," and m > 2 and row[m - 2].kind == "," and "and" in row[m - 3].classes:
        m -= 3  # "has 90 beds and, at present, 140 patients"
    behind = row[n + 1 : n + 3]
    linked = ("and", "contrast", "set_up_for")  # "80 beds for 200 patients", "but 200 patients"
    listed = row[m].kind == "," or not row[m].classes.isdisjoint(linked)
    listed = listed and "beds" in row[m - 1].units
    listed = listed or any("sharing" in i.classes for i in behind)  # "700 patients share 200 beds"
    tended = listed or "in_hand" in row[m].classes or "have" in row[m].classes and has_any(row[:m], ("room_for",))
    if any("patients" in i.units or not i.classes.isdisjoint(("ailing", "facility_part")) for i in behind):
        return quantity.value if tended or row[m].classes & _HAVING else 0.0
    alone = not behind or behind[0].kind in (".", ",", ";", "date") or "people" in behind[0].units
    alone = alone or "on_day" in behind[0].classes  # "built for 80, it had 260 on Sunday"
    return quantity.value if tended and alone else 0.0
