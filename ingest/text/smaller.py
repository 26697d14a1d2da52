"""What the words before a name say of a smaller place in it: a village without its name, a hospital, a market."""

from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.scene import Scene, Where, key_of

DEEDS = frozenset({"violence", "local_event", "mishap", "attacked", "overrun", "assailed", "ruined"})
LINKS = frozenset({"place_in", "place_at", "place_of", "of"})
_SMALLER = frozenset({"area_noun", "facility_noun"})
_SMALLEST = _SMALLER | {"spot_noun"}  # a mosque, but not where its town is told
_SPOTS = frozenset({"area_noun", "spot_noun"})
_SITES = frozenset({"sites", "hospitals", "facilities"})


def vague(sentence: Sentence, n: int, town: bool) -> bool:
    """Whether the words tell of a smaller place there without its name: "a village in", "a remote region of"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    m = n - 1
    if row[n].mention.kind == "people" and n + 1 < len(row) and "area_noun" in row[n + 1].classes:  # type: ignore[union-attr]
        if raw[row[n + 1].last - 1][-1] != "s":  # "in a southern Chadian town"
            return has_class(row[max(0, n - 3) : n], "indefinite")
    while m > 0 and (row[m].classes & {"direction", "capital_word"} or row[m].mention is not None):
        m -= 1  # "in a suburb of the Chadian capital N'Djamena"
    if m < 2 or row[m].classes.isdisjoint(LINKS):
        return False
    if sentence.marks.run(row[m].first, "article"):
        m -= 1  # "a village in the state of Taraba", where "the state of" is one item
    if "place_of" in row[m].classes and has_class(row[max(0, m - 3) : m], "indefinite"):
        return True
    for back in range(m - 1, max(m - 7, -1), -1):
        item = row[back]
        if item.mention is not None or item.quantity is not None:
            return False
        if "water_noun" in item.classes and m - back > 1:
            return False  # "a river burst its banks in"
        if not item.classes.isdisjoint(_SMALLER if town else _SMALLEST) or not item.units.isdisjoint(_SITES):
            several = raw[item.last - 1][-1] == "s"  # "a series of attacks on villages in Plateau"
            return not several and has_class(row[max(0, back - 4) : back], "indefinite")
    return False


def unnamed(sentence: Sentence, low: int, high: int) -> bool:
    """Whether a sentence tells of a village or mine without its name or where it lies: "a raid on a village"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    for n in range(max(1, low), min(high, len(row) - 1)):
        if row[n].classes.isdisjoint(_SPOTS) or raw[row[n].last - 1][-1] == "s" or row[n + 1].mention is not None:
            continue
        if not row[n + 1].classes.isdisjoint(LINKS) or row[n + 1].kind in ("word", "name"):
            continue  # "a village in", "a village elder"
        first = next((m for m in range(max(0, n - 3), n) if "indefinite" in row[m].classes), -1)
        if first < 0 or "area_noun" in row[n].classes:
            return first >= 0
        return first > 0 and not row[first - 1].classes.isdisjoint(("place_in", "place_at", "place_to", "preposition"))
    return False


def taken_to(sentence: Sentence, n: int) -> bool:
    """Whether somebody was taken to the hospitals of a town: "were taken to hospitals in Surkhet"."""
    row, marks = sentence.items, sentence.marks
    if row[n].mention.sort == "facility":  # type: ignore[union-attr]
        return _tends(row, n)
    to = n - 2 if n > 3 and "article" in row[n - 1].classes else n - 1
    if n > 2 and "to" in row[to].classes and has_class(row[max(0, n - 7) : to], "carried_off"):
        return True  # "11 of the wounded were airlifted to Peshawar"
    if n < 3 or "place_at" not in row[n - 1].classes:
        return False
    noun = row[n - 2]
    if "in_care" in noun.classes:
        return True  # "two of whom are in hospital in Goma"
    if noun.phrases and noun.last - noun.first > 1:  # "taken to hospitals" as one item
        return any(not e.units.isdisjoint(_SITES) for _, e in marks.at[noun.last - 1])
    return not noun.units.isdisjoint(_SITES) and has_class(row[n - 4 : n - 2], "place_to")


def _tends(row: list[Item], n: int) -> bool:
    """Whether a hospital is only where the hurt were brought: "Kora Hospital received 22 bodies", "admitted to"."""
    if has_any(row[max(0, n - 6) : n], DEEDS):
        return False  # "a strike on Kora Hospital"
    if has_class(row[n + 1 : n + 7], "tends") or has_any(row[n + 1 : n + 2], ("speech", "records")):
        return True
    first = n == 1 and "to" in row[0].classes  # "To Kora Hospital ten people were carried"
    return has_any(row[2:] if first else row[max(0, n - 9) : n], ("carried_off", "tends", "in_care"))


def and_more(scene: Scene, row: list[Item], n: int, place: Where) -> tuple[bool, Where, str]:
    """Whether a name is not the only place meant, the place, and its key: "in Osh and other towns".

    Where it is not, the smallest that the text names and that holds them all is meant.
    """
    after = row[n + 1].classes if n + 1 < len(row) else frozenset[str]()
    if "and_elsewhere" not in after and not ("and" in after and "elsewhere" in row[min(n + 2, len(row) - 1)].classes):
        return False, place, key_of(place)
    named = {*scene.whole, scene.main.place_id if scene.main is not None else None}
    above = scene.above(place.place_id) if place.place_id is not None and "and_around" not in after else ()
    if not (held := next((i for i in above if i in named), "")):
        return True, place, key_of(place)
    return False, Where(held, scene.catalogue.places[held].name, "inferred"), held


def may_be(scene: Scene, place: Where, key: str, vague: list[str]) -> bool:
    """Whether a place may be the unnamed one in one of others; in a side of a country whatever lies in the country."""
    if place.place_id is None:
        return True
    above = scene.above(place.place_id)
    main = scene.main.place_id if scene.main is not None else None
    for holder in vague:
        side = scene.catalogue.places.get(holder)
        town = key == scene.focus and side is not None and side.kind == "city"  # in a suburb of it
        if holder in above or town and any(i in above for i in scene.above(holder)[:1]):
            return True
        if side is None or side.kind == "region":
            if main in above:
                return True
        elif above == scene.above(holder) == above[:1] and scene.catalogue.places[place.place_id].kind == "city":
            return scene.catalogue.places[holder].kind == "admin1"  # a town whose province is not known
    return False
