"""Hospitals among the buildings that are told to be damaged: "damaged 210 buildings, including 14 clinics"."""

from data.tree import Phrase
from ingest.text.figures import Claim
from ingest.text.items import Item, has_class
from ingest.text.nouns import HEALTH, Link, Subject

_REACH = 24  # items of a list of buildings
_HIT, _AMONG = "health.hospitals_nonfunctional", frozenset({"part", "such_as"})
_LISTED = frozenset({"and", "article", "filler", "adjective", "adverb", "shelter_building", "facility_noun", "care"})


def among_wrecked(row: list[Item], at: int, what: Subject) -> Claim | None:
    """Hospitals or clinics that are listed among the buildings that were damaged: "210 buildings, including 14"."""
    unit = next(iter(what.units & HEALTH), "")
    n = at - 1
    while n > 0 and at - n < _REACH and row[n].classes.isdisjoint(_AMONG):
        listed = row[n].kind in (",", "word") or row[n].quantity is not None or row[n].units
        if not listed and row[n].classes.isdisjoint(_LISTED):
            return None
        n -= 1
    if not unit or n <= 0 or row[n].classes.isdisjoint(_AMONG):
        return None
    verb, phrase = _verb(row, n)
    if phrase is None:
        return None
    key = phrase.keys[0].replace("hospitals", unit)
    return Claim(key, unit, at, Link(phrase, verb, "list", 2.0, verb), what, (verb, what.head), units=what.units)


def _verb(row: list[Item], end: int) -> tuple[int, Phrase | None]:
    """The verb that tells of damage to a number of buildings before an item."""
    for n in range(end - 1, max(end - _REACH, -1), -1):
        if row[n].kind in (";", "."):
            break
        for phrase in row[n].phrases:
            if phrase.keys[0] != _HIT or phrase.sort != "figure" or phrase.role not in ("before", "after"):
                continue
            helped = n > 0 and has_class(row[max(0, n - 2) : n], "be")  # "210 buildings were damaged"
            whole = row[max(0, n - 8) : n] if helped else row[n + 1 : end]
            if "affected" in row[n].classes or not helped and _another_verb(row, n, end):
                continue  # "a power cut affected 210 buildings"
            if (phrase.role == "before") == helped and any(i.quantity is not None for i in whole):
                return n, phrase
    return -1, None


def _another_verb(row: list[Item], verb: int, end: int) -> bool:
    """Whether the last number before a list is told by another verb: "damaged 200 homes and cut power to 40 sites"."""
    last = next((n for n in range(end - 1, verb, -1) if row[n].quantity is not None), verb)
    listed = (i.kind == "," or i.quantity is not None or i.units or i.classes & _LISTED for i in row[verb + 1 : last])
    return not all(listed)
