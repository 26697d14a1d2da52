"""People who flee: whether they crossed a border, and into which country."""

from data.catalogue import Catalogue
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.nouns import PEOPLE, Link, Subject
from ingest.text.objects import ACROSS
from ingest.text.tokens import possessive


def abroad(row: list[Item], link: Link, catalogue: Catalogue, home: str | None) -> bool:
    """Whether a flight leads across a border: "fled Ukraine", "fled to Chad", "sought refuge in Lebanon"."""
    flight, refuge = (bool(name in row[link.at].classes) for name in ("flight", "refuge"))
    start = link.at + 1
    fleeing = link.way == "around" and has_class(row[link.tail : link.tail + 2], "flight")
    if fleeing or link.way == "around" and not _ABROAD.isdisjoint(link.phrase.tail):  # "prompted 900 to flee to Chad"
        end = row[link.tail].first + len(link.phrase.tail)
        flight, start = True, next((n for n in range(link.tail, len(row)) if row[n].first >= end), len(row))
    if not flight and not refuge:
        return False
    if flight and (link.way == "left" and _led_abroad(row, link.at, catalogue) or _left_for(row, start)):
        return True
    if flight and link.way == "left":  # "the exodus of 90,000 people to Chad", not "displaced 900 at home and sent"
        turns = (n for n in range(start, min(start + 7, len(row))) if row[n].kind == "," or row[n].classes & _TURNS)
        start = next(turns, len(row) - 1)
        if row[start].kind == "," or "and" in row[start].classes:
            return False
    into, led = flight or "refuge_in" in row[link.at].classes, False
    for n in range(start, min(start + 7, len(row))):
        item = row[n]
        if "abroad" in item.classes:
            near = row[n + 1] if n + 1 < len(row) else item  # but "neighbouring provinces", "neighbouring Afar"
            return "area_noun" not in near.classes and (near.mention is None or near.mention.sort == "country")
        if item.mention is not None:
            if possessive(item.mention.text) and n + 1 < len(row) and row[n + 1].mention is not None:
                continue  # "fled Sudan's White Nile State into South Sudan"
            onward = n + 1 < len(row) and row[n + 1].classes & {"to", "heading_to", "abroad"}
            if flight and onward and not led:
                into = False  # "fled Rann to neighbouring Cameroon", "fled Rann across the border"
                continue
            countries = [i for i in item.mention.ids if i in catalogue.places and catalogue.places[i].kind == "country"]
            if item.mention.kind == "place" and item.mention.sort in ("part", "region", "admin1") and flight and led:
                lands = {catalogue.places[i].iso3 for i in item.mention.ids if i in catalogue.places}
                return bool(lands) and home is not None and home not in lands  # "fled to eastern Sudan"
            if item.mention.kind != "place" or not countries or item.mention.part:
                return False
            if into and possessive(item.mention.text):
                return link.way == "around" and home not in countries  # but "fled Mali's capital"
            return into and (flight or home not in countries)
        if flight and item.kind == "word":
            continue  # "fled the French-speaking north to Ghana"
        if item.kind != "phrase" or item.phrases or "relative" in item.classes:
            return False
        led = led or not item.classes.isdisjoint(("to", "heading_to"))
        into = bool(item.classes & ({"to", "article", "heading_to"} if flight else {"place_at"}))
        into = into or flight and n > start and "nearby" in item.classes
    return False


_ABROAD = frozenset({"flee", "into"})  # how a flight is told behind those who are driven to it


def _where_abroad(row: list[Item], at: int) -> bool:
    """Whether a neighbouring country is told in which those counted are: "in nearby Chad, where 900 sought refuge"."""
    while at > 0 and row[at].quantity is None:
        at -= 1
    for n in range(at - 1, max(at - 4, 2), -1):
        if "where" in row[n].classes:
            n -= 1 + (row[n - 1].kind == ",")
            land = row[n].mention
            return n > 0 and land is not None and land.sort == "country" and "nearby" in row[n - 1].classes
    return False


def _left_for(row: list[Item], start: int) -> bool:
    """Whether people are told to have fled one place for a country: "fled the suburbs of Kora for Chad"."""
    for n in range(start, min(start + 7, len(row) - 1)):
        land = row[n + 1].mention if "set_up_for" in row[n].classes and n > start else None
        if land is not None:
            return land.kind == "place" and land.sort == "country"
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_ON_THE_WAY):
            return False
    return False


_TURNS = frozenset({"to", "abroad", "and"})
_ON_THE_WAY = frozenset({"article", "place_in", "place_of", "direction", "area_noun", "adjective", "of", "that_town"})


def _led_abroad(row: list[Item], at: int, catalogue: Catalogue) -> bool:
    """Whether the country that people fled to stands before the verb: "До Румунії виїхали 900 тисяч"."""
    mention = row[at - 1].mention if at > 1 and "to" in row[at - 2].classes else None
    return mention is not None and any((p := catalogue.places.get(i)) and p.kind == "country" for i in mention.ids)


def then_abroad(row: list[Item], link: Link, catalogue: Catalogue, home: str | None) -> bool:
    """Whether a flight ends across a border: "fled their homes and took refuge in neighbouring countries"."""
    if link.way != "right":
        return False
    if "refuge" in row[link.at].classes and _where_abroad(row, link.at):
        return True
    for n in range(link.at + 1, min(link.at + 6, len(row))):
        if row[n].quantity is not None or row[n].kind in (",", ";", "."):
            return False
        if any(p.keys == ("displacement.refugees",) and p.role == "before" for p in row[n].phrases):
            return True  # "have fled since May to seek asylum in Chad"
        if "refuge" in row[n].classes:
            return abroad(row, Link(link.phrase, n, "right", 1.0, n), catalogue, home)
    return False


def in_another_land(row: list[Item], at: int, what: Subject, catalogue: Catalogue, start: int) -> bool:
    """Whether people of one country are told, from an item on, to be in another: "900 displaced Malians in Niger"."""
    people = next((m for i in row[at + 1 : what.end] if (m := i.mention) is not None and m.kind == "people"), None)
    own = {catalogue.places[i].iso3 for i in people.ids if i in catalogue.places} if people is not None else set()
    if len(own) != 1:
        return False
    for n in range(start, min(start + 6, len(row))):
        mention = row[n].mention
        if mention is not None:
            lands = [catalogue.places[i] for i in mention.ids if i in catalogue.places]
            word = row[n - 1].classes
            there = "place_at" in word and "from" not in word or bool(word & {"nearby", "refuge_in"})
            there = there and mention.kind == "place"
            return there and bool(lands) and all(p.kind == "country" and p.iso3 not in own for p in lands)
        if row[n].kind not in ("phrase", "word") or row[n].quantity is not None:
            return False
    return False


def landed(row: list[Item], at: int, what: Subject) -> Claim | None:
    """People on a boat that reached a shore: "a dinghy arrived at Samos with 44 people on board"."""
    if what.head < 0 or not at:
        return None
    fled = any(p.keys[0] == "displacement.refugees" and p.role == "noun" for p in row[what.head].phrases)
    if not fled and what.units.isdisjoint(PEOPLE):
        return None
    aboard = what.end < len(row) and "aboard" in row[what.end].classes
    if not aboard and row[at - 1].classes.isdisjoint(("carrying", "with")):
        return None
    first = max((n for n in range(at) if row[n].kind in (";", ".")), default=0)
    boats = [n for n in range(first, at) if "vessels" in row[n].classes]
    near = [*range(boats[-1] + 1, at), *range(what.end, min(what.end + 3, len(row)))] if boats else []
    verb = next((n for n in near if _comes_in(row[n])), -1)
    if verb < 0 or any(row[n].units & PEOPLE and row[n].quantity is None for n in range(boats[-1] + 1, at)):
        return None
    link, kept = Link(ACROSS, verb, "list", 1.5, verb), (min(at, verb), max(what.end - 1, verb))
    shore = row[verb + 1].mention if verb + 1 < len(row) else None
    shore = shore if shore is not None and shore.kind == "place" else None
    return Claim("crossing.people", "people", at, link, what, kept, units=what.units, mention=shore)


def _comes_in(item: Item) -> bool:
    """Whether a verb tells that somebody arrived: "arrived at", "reached", "landed on"."""
    told = any("crossing.people" in p.keys and p.role == "before" for p in item.phrases)
    return told and not item.classes.isdisjoint(("arriving", "come_to", "overrun"))


def of_refugees(sentence: Sentence, link: Link, key: str) -> bool:
    """Whether a bare number goes on with the refugees just told: "another 900 that fled", "88,000 live with hosts"."""
    item = sentence.items[link.at]
    if has_class(sentence.items[link.tail + 1 : link.tail + 3], "at_home"):
        return False  # "and 900 are displaced inside the country"
    if key == "displacement.new":
        return "flight" in item.classes and link.phrase.sort == "figure" and link.way != "left"
    if key == "displacement.idps":
        return link.way == "right" and bool(sentence.marks.run(item.first, "dwell"))
    behind = sentence.items[link.tail + 1 : link.tail + 4]
    lands = any(i.mention is not None and i.mention.sort in ("country", "region") for i in behind)
    return key == "displacement.sheltered" and "hosting" in item.classes and lands


def ordered_out(row: list[Item]) -> bool:
    """Whether people are told to leave a place, and not something in it: "the army told those in Tolo to leave"."""
    for n in range(1, len(row) - 2):
        goes = "to" in row[n].classes and not row[n + 1].classes.isdisjoint(("departs", "flight"))
        if goes and has_any(row[:n], ("telling", "demanding")) and "possessive" not in row[n + 2].classes:
            return True
    return any(i.classes >= {"errand", "demanding"} for i in row)  # "an evacuation order"
