"""What a named place is told to do: to kill, to send people home, or to have dead of its own."""

from ingest.text.items import Item
from ingest.text.scene import Scene, Where

_BEFORE = frozenset({"place_in", "place_at", "place_of", "of"})
_DOING = frozenset({"have", "adverb"})
_SENT = "displacement.returnees"
_DEEDS = frozenset({"casualties.killed", "casualties.injured", _SENT})


def does(scene: Scene, row: list[Item], n: int, place: Where) -> str:
    """What a country does to those counted behind its name, as an indicator: killing, or sending home; else ""."""
    m = n - 1 - (n > 1 and "definite" in row[n - 1].classes)  # "strikes across the Gaza Strip killed"
    if place.place_id is None or scene.sort(place) != "country" or m >= 0 and row[m].classes & _BEFORE:
        return ""
    for m in range(n + 1, min(n + 4, len(row) - 1)):
        if row[m + 1].quantity is not None:
            if m + 2 < len(row) and "counted_before" in row[m + 2].classes:
                break  # "Chad has found 17 bodies"
            keys = (p.keys[0] for p in row[m].phrases if p.role == "before" and p.sort == "figure")
            return next((k for k in keys if k in _DEEDS), "")
        if row[m].classes.isdisjoint(_DOING) or "be" in row[m].classes:
            break
    return ""


def mourns(row: list[Item], n: int) -> bool:
    """Whether a place is told to have dead or wounded of its own: "Kigali recorded four deaths"."""
    m = n + 1
    while m + 1 < len(row) and row[m].classes & {"adverb", "have", "perfect"} and row[m + 1].quantity is None:
        m += 1
    if m + 2 >= len(row) or "reception" not in row[m].classes or row[m + 1].quantity is None or row[n].mention is None:
        return False
    listed = row[m + 2].kind == "," or "and" in row[m + 2].classes  # "of 66 deaths, Kigali reported 21, Huye 18"
    victims = (*row[:n], *row[m + 2 : m + 4]) if listed else row[m + 2 : m + 4]
    return any(p.role == "noun" and p.keys[0].startswith("casualties.") for i in victims for p in i.phrases)
