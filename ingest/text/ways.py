"""How people are told to get out: through a crossing, or to be treated elsewhere."""

from itertools import takewhile

from data.catalogue import Catalogue
from ingest.text.dwelling import ends_in_camp
from ingest.text.figures import Memory
from ingest.text.items import AUXILIARIES, Item, Sentence, has_any, has_class, has_kind, passing
from ingest.text.names import Mention
from ingest.text.nouns import ANYBODY, Link, Subject

_LANDS = ("country", "territory")
_NO_TOWNS = (*_LANDS, "crossing", "port")
_ABROAD = ("wayfarers", "crossing_noun", "over_water", "aboard", "ashore", "by_sea", "vessels")
_ACROSS = ("crossing.people", "displacement.refugees", "displacement.returnees")
_BEFORE_NAME = frozenset({"article", "direction", "place_of", "that_town", "area_noun"})


def others(row: list[Item], start: int, link: Link) -> bool:
    """Whether a way of staying is that of others told behind "and": "9,000 IDPs in all and 2,000 sheltering abroad"."""
    displaced = link.phrase.keys[0].startswith("displacement.")
    return displaced and _second(row, start, link) > 0 and not alike(row, start, link)


def alike(row: list[Item], start: int, link: Link) -> bool:
    """Whether a verb is said of two that are joined: "13,000 refugees from Chad and 9,000 IDPs have returned"."""
    n = _second(row, start, link)
    own = n == start + 2 or start + 1 < n and "from" in row[start + 1].classes
    return own and (link.helped or link.at < n + 4) and row[n + 1].has_role("noun")


def _second(row: list[Item], start: int, link: Link) -> int:
    """The number that "and" joins to those at an item, before a verb; 0: there is none."""
    return next((n for n in range(start + 2, link.at) if row[n].quantity and "and" in row[n - 1].classes), 0)


def through(row: list[Item], at: int) -> bool:
    """Whether a way out by a crossing is told: "left Gaza through Rafah", "through Rafah 210 left"."""
    if "by_way_of" in row[0].classes and row[1].mention is not None:
        return True
    for n in range(at + 1, min(at + 7, len(row) - 1)):
        if "by_way_of" in row[n].classes:
            return any(i.mention is not None for i in row[n + 1 : n + 3])
        if row[n].mention is None and not row[n].classes & {"article", "place_in"}:
            return False
    return False


def got_across(row: list[Item], at: int) -> bool:
    """Whether the wounded went abroad to be treated: "four wounded civilians crossed into Egypt for treatment"."""
    if at < len(row) and row[at].kind == "," and has_class(row[at + 1 : at + 4], "part"):
        at = next((n + 1 for n in range(at + 2, min(at + 10, len(row))) if row[n].kind == ","), at)  # ", nine of whom"
    for n in range(at, min(at + 10, len(row))):
        if "leaving" in row[n].classes and through(row, n) or row[n].classes & {"let_pass", "taken_out"}:
            return True  # "76 wounded left through Rafah"
        if "admission" in row[n].classes and any(i.mention and i.mention.sort == "facility" for i in row):
            return False  # "60 wounded were admitted to Kyeshero Hospital"
        came_to = row[n + 1 : n + 3] if "arriving" in row[n].classes else []
        if any("hospitals" in i.units or "facility_noun" in i.classes for i in came_to):
            return False  # "281 injured people had arrived at hospitals"
        if any("crossing.people" in p.keys and p.role == "before" for p in row[n].phrases):
            at_border = any("crossing_noun" in i.classes or i.mention and i.mention.sort in _NO_TOWNS for i in row)
            named = n + 1 < len(row) and row[n + 1].mention is not None
            if at_border or row[n].last - row[n].first > 1 and named:
                return True  # "nine wounded got out through Rafah"
        if row[n].quantity is not None and "and" in row[n - 1].classes:
            continue  # "40 wounded and 90 foreigners left"
        if any("crossing.medevac" in p.keys and p.role == "before" for p in row[n].phrases):
            return for_treatment(row, n) and not to_hospital(row, n)
        if row[n].kind in (";", ".", ",") or row[n].quantity is not None:
            return False
    return False


def crossed(row: list[Item], noun: int, number: int) -> bool:
    """Whether those whom a label counts are told to have come across: "number of families who crossed the hills"."""
    for n in range(noun + 1, min(noun + 6, number)):
        if "whom" in row[n].classes:
            verbs = [p for i in row[n + 1 : min(n + 4, number)] for p in i.phrases if p.role == "before"]
            return any(p.keys[-1] == "crossing.people" for p in verbs)
    return False


def damaged(row: list[Item], at: int) -> bool:
    """Whether a word behind tells what befell hospitals: "partially", then "damaged"."""
    partly, behind = "partly" in row[at].classes, row[at + 1 : at + 2]
    own = takewhile(lambda i: i.quantity is None, row[at : at + 4 if partly else at + 1])  # "eight partly, three not"
    if partly and row[at - 1].quantity and all(i.kind in (".", ",", ";") for i in behind):
        harm = (p for i in row[:at] if i.has_role("before") for p in i.phrases if p.role == "after")
        if any(p.keys[0] == "health.hospitals_nonfunctional" for p in harm):
            return True  # "40 were destroyed and 90 partially"
    return any(p.keys[0] == "health.hospitals_nonfunctional" for i in own for p in i.phrases)


def moved(row: list[Item], at: int) -> bool:
    """Whether the hurt were moved from a hospital: "injured in clashes were transferred from Ndosho Hospital"."""
    for n in range(at, min(at + 6, len(row) - 2)):
        if any("crossing.medevac" in p.keys and p.role == "before" for p in row[n].phrases):
            if "from" not in row[n + 1].classes:
                return False
            return any(i.mention is not None and i.mention.sort == "facility" for i in row[n + 2 : n + 4])
        if row[n].kind in (";", ".", ",") or row[n].quantity is not None:
            return False
    return False


def to_hospital(row: list[Item], at: int) -> bool:
    """Whether the hurt are brought to a hospital nearby, and not from another or abroad: "taken to Nasser Hospital"."""
    to = at + 1
    while to < len(row) and row[to].classes & {"article", "adjective"}:
        to += 1
    if to >= len(row) or "place_to" not in row[to].classes or "evacuation" in row[at].classes:
        return False
    near = row[to + 1 : to + 6]
    sorts = [i.mention.sort for i in near if i.mention is not None]
    if "facility" not in sorts and not any("facility_noun" in i.classes or "hospitals" in i.units for i in near):
        return False
    if "country" in sorts:
        return False  # "flown to a hospital in Turkey"
    return not any("from" in i.classes or "abroad" in i.classes or "treatment" in i.classes for i in row[at:])


def for_treatment(row: list[Item], at: int) -> bool:
    """Whether people were taken out as patients: "evacuated via Kerem Shalom", "evacuated to Nasser Hospital"."""
    for n in range(at + 1, min(at + 12, len(row))):
        item = row[n]
        share = item.quantity is not None and n + 1 < len(row) and "part" in row[n + 1].classes  # "half of them girls"
        if item.kind in (";", ".") or item.quantity is not None and not share:
            return False
        if "treatment" in item.classes:
            return True
        if item.mention is not None and item.mention.sort in ("crossing", "facility"):
            before = [i.classes for i in row[max(at, n - 4) : n]]
            return any(c & {"to", "through", "by_way_of"} for c in before)
    return False


def left(row: list[Item], link: Link, end: int, catalogue: Catalogue) -> bool:
    """Whether people, told before `end`, have left by a crossing, or a country, or were taken or let out by one."""
    at = link.at
    if link.way == "left" and "evacuation" in row[at].classes:
        return through(row, end - 1)  # "evacuated 40 people from Gaza via Rafah"
    if link.way == "around" and any(p.role == "around" and "crossing.people" in p.keys for p in row[at].phrases):
        at = link.tail + 1  # "allowed 40 people to leave Sudan"
        if any(i.mention is not None and i.mention.sort in ("crossing", "port") for i in row):
            return True
    elif link.way == "around" or "leaving" not in row[at].classes:
        return False
    away = through(row, at) or left_country(row, at, catalogue)
    return away or _of_a_crossing(row, at + 1) or _at_a_crossing(row, at)


def _at_a_crossing(row: list[Item], at: int) -> bool:
    """Whether a sentence begins with the crossing where people leave: "At the Torkham crossing, 900 have left"."""
    if row[0].classes.isdisjoint(("place_at", "place_in")) or has_class(row[at + 1 : at + 2], "article"):
        return False  # "At the Torkham crossing, 40 have left their jobs"
    mention = next((i.mention for i in row[1:4] if i.mention is not None), None)
    return mention is not None and mention.sort in ("crossing", "port")


def _of_a_crossing(row: list[Item], at: int) -> bool:
    """Whether a crossing is what is left: "left the Rafah crossing"."""
    at += at < len(row) and bool(row[at].classes & {"article"})
    mention = row[at].mention if at < len(row) else None
    return mention is not None and mention.sort in ("crossing", "port")


def left_country(row: list[Item], at: int, catalogue: Catalogue) -> bool:
    """Whether people are told to have left a country: "57,000 have left Afghanistan"."""
    mention = row[at + 1].mention if at + 1 < len(row) else None
    if mention is None or mention.kind != "place" or mention.part:
        return False
    return any(i in catalogue.places and catalogue.places[i].kind in _LANDS for i in mention.ids)


def _lands(mention: Mention, catalogue: Catalogue) -> set[str | None]:
    """The countries that a name of places or of a people belongs to."""
    return {catalogue.places[i].iso3 for i in mention.ids if i in catalogue.places} - {None}


def reached_land(row: list[Item], at: int, catalogue: Catalogue, memory: Memory) -> bool:
    """Whether people are told to have come to another country or ashore: "reached Italy", "the Greek shores"."""
    whom = row[max(0, at - 5) : at]
    landed = has_class(row[at : at + 8], "vessels") and not inland(memory, row)  # but "IDPs reached Kora in boats"
    bound = landed or has_class(whom, "wayfarers")  # "640 migrants reached Lampedusa"
    flown = "moving" in row[at].classes and "displacement.refugees" in memory.most
    lands = [_lands(i.mention, catalogue) for i in whom if i.mention is not None and i.mention.kind == "people"]
    for n in range(at + 1, min(at + 5, len(row))):
        if "ashore" in row[n].classes:
            return True
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            ends = n + 1 >= len(row) or not row[n + 1].classes & {"frontier"}
            home = any(own & _lands(mention, catalogue) for own in lands)  # "300 Congolese reached Bukavu by boat"
            bound = bound or flown and mention.sort not in _LANDS  # "21,000 reached Tine", told behind refugees
            return bound and not home or ends and left_country(row, n - 1, catalogue)
        if mention is None and not row[n].classes & {"article", "direction", "adjective"}:
            return False
    return False


def inland(memory: Memory, row: list[Item]) -> bool:
    """Whether displaced people are told of, and none who crossed a border: "new arrivals at the camp for IDPs"."""
    own = (p for i in row for p in i.phrases if p.role == "noun" or "displacement.idps" in p.keys)  # "driven", "IDPs"
    here = {p.keys[0] for p in own if p.sort == "figure"}
    told = {*memory.most, *(here - {"crossing.people"})}
    if told & {"displacement.refugees", "crossing.people"}:
        return False
    return any(key in told for key in ("displacement.idps", "displacement.new", "displacement.sites"))


def _after_flight(row: list[Item], at: int) -> bool:
    """Whether people came to a place that is no country, as they fled another: "arrived in Bama after fleeing"."""
    for n in range(at + 1, min(at + 9, len(row))):
        mention = row[n].mention
        if mention is not None and mention.sort == "country" or row[n].kind in (",", ";", ".", "quantity"):
            return False
        if "flight" in row[n].classes:
            return "by" in row[n - 1].classes or "have" in row[n - 1].classes
    return False


def arrived_inland(sentence: Sentence, at: int, memory: Memory) -> bool:
    """Whether people came to a site, or displaced people to a town of their country: "240 more arrived in Pemba"."""
    row = sentence.items
    if _after_flight(row, at):
        return True
    n = next((n for n in range(at) if "where" in row[n].classes), 0)
    if n and has_kind(row[at + 1 : at + 2], ".", ",", ";"):  # "went to Kora, where 900 have arrived"
        return any(i.mention is not None for i in row[max(0, n - 2) : n]) and come_inland(memory, row[:at])
    near = takewhile(lambda i: i.quantity is None and i.kind != ",", row[at + 1 : at + 6])
    if any("vague_site" in e.classes for i in near for _, e in sentence.marks.at[i.last - 1]):
        return not any(key in memory.totals for key in ("displacement.refugees", "crossing.people"))
    for item in row[at + 1 : at + 5]:
        if item.mention is not None:
            town = item.mention.kind == "place" and item.mention.sort not in _NO_TOWNS
            return town and come_inland(memory, row)
        if item.kind != "phrase":
            return False
    return False


def come_inland(memory: Memory, row: list[Item]) -> bool:
    """Whether people came to a town or a province, and neither a border nor another land nor the sea is told of."""
    if inland(memory, row):
        return True
    if any(key in told for told in (memory.most, memory.totals) for key in _ACROSS):
        return False
    mentions = [i.mention for i in row if i.mention is not None]
    if any(m.kind == "people" or m.sort in _NO_TOWNS for m in mentions) or has_any(row, _ABROAD):
        return False
    return any(m.kind == "place" for m in mentions)


def elsewhere(row: list[Item], at: int) -> bool:
    """Whether arrivals are those at a hospital or a school, or of goods: "36,000 arrivals of lorries"."""
    return any(i.units & {"hospitals", "facilities"} or "facility_noun" in i.classes for i in row)


def took_in_own(row: list[Item], link: Link, what: Subject, memory: Memory) -> bool:
    """Whether a district has taken in people of its country: "Chiúre district alone has taken in 42,000 people"."""
    other = not what.units & ANYBODY and (what.units or what.unknown)
    if other or "reception" not in row[link.at].classes or not inland(memory, row):
        return False
    n = passing(row, link.at - 1)
    mention = row[n].mention if n >= 0 else None
    home = any("families" in i.units or "kin" in i.classes for i in row[: n + 1])  # "families in Jos have taken in"
    town = mention is not None and mention.kind == "place" and mention.sort not in ("country", "territory")
    return home or town and not (n > 0 and "place_at" in row[n - 1].classes)  # "a charity in Kunduz took in"


def let_in(row: list[Item], at: int, by_place: bool) -> bool:
    """Whether people who are admitted or counted went across: by a country or a crossing, "Adre recorded 900"."""
    if "admission" in row[at].classes:
        return by_place and all(i.mention is None or i.mention.sort != "facility" for i in row[max(0, at - 2) : at])
    if "counting" not in row[at].classes:
        return True
    n = passing(row, at - 1, AUXILIARIES | {"crossing_noun", "crossing_word"})
    mention = row[n].mention if n >= 0 else None
    return mention is not None and mention.sort in ("crossing", "port") or _at_a_crossing(row, at)


def left_a_site(sentence: Sentence, start: int, what: Subject) -> bool:
    """Whether refugees are told to have left a camp: "left Nduta camp"."""
    row, at, head = sentence.items, what.end, what.head
    if start > 1 and row[start - 1].kind == "(" and at < len(row) and row[at].kind == ")":
        at, head = at + 1, start - 2  # the 20 of "90 IDPs (20 families) left Tola camp"
    refugees = head >= 0 and any(p.keys[0] in ("displacement.refugees", "displacement.idps") for p in row[head].phrases)
    if refugees and at + 1 < len(row) and row[at].kind == "(":
        at = next((n + 1 for n in range(at, len(row) - 1) if row[n].kind == ")"), at)  # "90 IDPs (20 families) left"
    if not refugees or at >= len(row):
        return False
    if "left_site" in row[at].classes:
        return True
    camp = any(i.units & {"sites"} or ends_in_camp(sentence, i) for i in row[at + 1 : at + 5])
    return camp and "leaving" in row[at].classes


def to_a_place(row: list[Item], at: int) -> bool:
    """Whether a verb is followed by a place that is left or reached: "left the town of Marawi"."""
    for item in row[at + 1 : at + 5]:
        if item.mention is not None:
            return item.mention.kind == "place"
        if "leaving" in row[at].classes and not item.classes.isdisjoint(("area_noun", "kinsfolk")):
            return True  # "left the mostly poor hamlets around the crater"
        if item.kind != "word" and item.classes.isdisjoint(_BEFORE_NAME):
            return False
    return False


def brought_elsewhere(row: list[Item], at: int, link: Link) -> bool:
    """Whether the hurt were taken from one place to another: "the ICRC flew 27 wounded from Minova to Bukavu"."""
    ahead = range(max(at, link.at) + 1, len(row))
    stop = next((n for n in ahead if row[n].kind in (",", ";", ".", "quantity")), len(row))
    behind, before = row[at + 1 : stop], row[max(0, at - 3) : at]
    if link.at > at + 1 and "be" in row[link.at - 1].classes:
        return False  # "eight were wounded and flown from Diffa to Niamey"
    if not has_class(before, "transferred") and not has_class(behind, "transferred") or has_class(row, "mishap"):
        return False
    start = next((n for n, i in enumerate(behind[:-3]) if "from" in i.classes and behind[n + 1].mention), -1)
    if start < 0:
        return False
    to = next((n for n in range(start + 2, len(behind) - 1) if "to" in behind[n].classes), 0)
    return to > 0 and any(i.mention is not None and i.mention.kind == "place" for i in behind[to + 1 : to + 4])


def let_out(row: list[Item], at: int) -> bool:
    """Whether the hurt were let through a crossing: "Rafah was opened, letting out 360 foreigners and 45 wounded"."""
    before = row[max(0, at - 6) : at]
    gate = any(i.mention is not None and i.mention.sort in ("crossing", "port") for i in row)
    gate = gate or has_class(row, "gate_state")
    return gate and not any(i.kind in (",", ";", ":") for i in before[-2:]) and has_class(before, "letting_out")
