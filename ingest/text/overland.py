"""People who flee over a border and move on, and those who are counted on a way of migrants: they are told to cross."""

from itertools import takewhile

from ingest.text.figures import Memory
from ingest.text.items import Item, has_class
from ingest.text.nouns import PEOPLE, Link, Subject

_ACROSS = "crossing.people"


def moved_on(row: list[Item], link: Link) -> bool:
    """Whether some of those who fled abroad are told to stay: "fled Ukraine into Moldova, of whom 83,000 remain"."""
    if link.way != "right":
        return False
    if has_class(takewhile(lambda i: i.kind not in (",", ";", "quantity"), row[link.tail + 1 :]), "overland"):
        return True  # "fled Lebanon overland"
    for n in range(link.tail + 2, min(link.tail + 9, len(row) - 1)):
        if row[n].quantity is None:
            continue
        joined = row[n - 1].classes & {"with", "of_whom", "while"} or row[n - 1].kind == ","
        some = row[n].quantity.value < _value(row, link)  # type: ignore[union-attr]
        return bool(joined) and some and has_class(row[n + 1 : n + 5], "stayed_on")
    return False


def _value(row: list[Item], link: Link) -> float:
    """The number before a verb."""
    return next((q.value for i in reversed(row[: link.at]) if (q := i.quantity) is not None), 0.0)


def on_their_way(row: list[Item], link: Link, what: Subject, memory: Memory) -> bool:
    """Whether migrants are counted where migrants are told to cross: "have crossed the gap. 900 were registered"."""
    told = memory.rows[-1] if memory.rows else []
    if link.way != "right" or not (what.units & PEOPLE or what.head < 0 and what.unknown is None):
        return False
    if has_class(row[link.tail + 1 : link.tail + 2], "open_to"):
        return False  # "were registered for food aid"
    behind = takewhile(lambda i: i.quantity is None and i.kind not in (",", ";"), row[link.tail + 1 : link.tail + 6])
    if any(p.keys[0].startswith(("casualties.", "missing")) and p.role == "before" for i in behind for p in i.phrases):
        return False  # "90 were recorded dead", "40 were registered as missing"
    rows = [row[: link.at], told, *list(memory.rows)[-2:-1]]
    phrases = [p for r in rows for i in r if "sighted" not in i.classes for p in i.phrases]
    if not any(_ACROSS in p.keys for p in phrases):
        return False
    return any(p.role == "label" and _ACROSS in p.keys for p in phrases) or any(has_class(r, "wayfarers") for r in rows)
