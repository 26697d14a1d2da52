"""What a number counts, and the links between numbers and phrases."""

from dataclasses import dataclass, field

from data.tree import Phrase
from ingest.text.items import Item, Sentence, has_class

PEOPLE = frozenset({"people", "person", "patients"})
ANYBODY = PEOPLE | {"families"}
HEALTH = frozenset({"hospitals", "facilities"})


@dataclass(slots=True)
class Subject:
    """What a number counts: the noun phrase behind it.

    Attributes:
        head: Index of the item that is the noun; -1: there is none.
        end: Index of the first item behind the noun phrase.
        units: What the noun is counted in; empty where the number stands alone.
        unknown: A noun that no indicator counts, where there is one.
        before: Indices of phrases that stand before the noun ("displaced families").
        single: One person named by an article.
    """

    head: int
    end: int
    units: frozenset[str]
    unknown: str | None = None
    before: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Link:
    """A phrase that a number may go with.

    Attributes:
        at: Index of the phrase's item.
        way: "noun", "modifier", "right", "left", "around", "label", "list".
        tail: Index of the last item that belongs to it.
        helped: Whether an auxiliary stands before it.
    """

    phrase: Phrase
    at: int
    way: str
    cost: float
    tail: int
    helped: bool = False


def subject(sentence: Sentence, at: int, endings: tuple[str, ...]) -> Subject:
    """The noun phrase behind the number that is item `at`."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    quantity = row[at].quantity
    denied = quantity is not None and quantity.kind == "zero"
    found = Subject(-1, at + 1, frozenset())
    words, n = 0, at + 1
    if at and row[at - 1].kind == ":" and raw[row[at].last - 1] in _NOTES:
        return found  # "Deaths: 26* Houses flooded*: 1,046"
    if quantity is not None and quantity.kind == "money":
        n = _named_plan(sentence, n)
    while 0 < n < len(row) and n - at <= 9:
        item = row[n]
        small = item.units == _PEOPLE_ONLY and raw[item.first].lower().endswith(endings)
        small = small and not raw[item.first].istitle()
        if small and found.head >= 0 and row[found.head].has_role("noun"):
            n, found.end = n + 1, n + 1  # "900 demandeurs d'asile burkinabè"
        elif item.units and item.kind in ("phrase", "name") and not (found.head >= 0 and "unreal" in item.classes):
            n = _unit(row, n, found)
        elif found.head >= 0:
            if item.kind != "phrase" or not item.has_role("noun"):
                break
            found.head, found.end = n, n + 1
            n += 1
        elif end := _no_noun(sentence, at, n):
            n = end
        elif n == at + 1 and item.has_role("after") and _begins_thing(sentence, n):
            found.unknown, found.end = raw[item.first], n + 1
            break
        elif _of_what(sentence, at, n):
            found.unknown, found.end = raw[item.first], n + 1
            break
        elif item.kind == "phrase":
            n = _phrase(sentence, at, n, found)
        elif item.mention is not None:
            n = _name(sentence, n, found)
        elif item.kind == "word":
            if raw[item.first][0].isupper() and raw[item.first].endswith(endings) and not _noun_follows(row, n + 1):
                found.head, found.units, found.unknown, found.end = n, _PEOPLE_ONLY, None, n + 1
                break
            words += 1
            source = n + 1 < len(row) and row[n + 1].kind in ("-", "(") and not raw[item.first][1:].islower()
            if words > (1 if denied else 3) or source and n == at + 1:  # "Deaths 1,802 GoP – August"
                break
            n += 1
            found.unknown, found.end = raw[item.first], n
        elif item.kind == "date" and n == at + 1 and quantity is not None and quantity.kind == "money":
            if not _noun_follows(row, n + 1):
                break  # but "$674M 2024 humanitarian appeal"
            n += 1
        elif item.kind == '"' or item.kind == "," and n > at + 1 and _of_hospitals(row, n):
            n += 1  # "no functional, accessible hospitals"
        else:
            break
    if denied and found.head < 0 and (other := _or_victims(row, at)):
        return Subject(other, other + 1, row[other].units)
    if quantity is not None and found.head < 0 and not found.before and found.unknown is None:
        found.end = at + 1
        while found.end < len(row) and "more" in row[found.end].classes:
            found.end += 1
    return found


def _named_plan(sentence: Sentence, n: int) -> int:
    """The item at which an appeal's proper name comes to its noun: "Rohingya Crisis Humanitarian Response Plan"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    for end in range(n, min(n + 7, len(row))):
        if not raw[row[end].first][0].isupper():
            return n
        if any(p.role == "noun" and p.keys[0].startswith("funding.") for p in row[end].phrases):
            return end
    return n


def _unit(row: list[Item], n: int, found: Subject) -> int:
    """Takes a noun that says what is counted; the next item, 0: the noun phrase ends here."""
    units, narrowed = row[n].units, found.head == n - 1
    if narrowed and "patients" in found.units & ANYBODY:
        units = found.units | units
    arrived = narrowed and row[found.head].has_role("before")  # "90 newly arrived families"
    if arrived or narrowed and "families" in row[n].units and "narrowing" in row[found.head].classes:
        found.before.append(found.head)  # "1,053 refugee families"
    found.head, found.units, found.unknown, found.end = n, units, None, n + 1
    n += 1
    if n < len(row) and "beds" in row[n - 1].units and not row[n].units.isdisjoint(HEALTH):
        return 0  # "a 40-bed hospital"
    return n


def _no_noun(sentence: Sentence, at: int, n: int) -> int:
    """The item behind words before a noun that only say what caused it, or tell of it in brackets; 0: none."""
    row = sentence.items
    related = n + 1 < len(row) and "related" in row[n + 1].classes and not row[n].has_role("noun")
    if related or n + 1 < len(row) and _harmed(sentence, n):
        return n + 2  # "earthquake-related deaths", but "deaths caused by"; "half of a war-torn country's hospitals"
    return _behind_aside(row, n) if row[n].kind == "(" and n == at + 1 else 0  # "834,000 (52% female) displaced people"


def _begins_thing(sentence: Sentence, n: int) -> bool:
    """Whether a phrase begins with a noun that nothing counts: "250 buses carrying evacuees"."""
    first, last = sentence.items[n].first, sentence.items[n].last
    return any("other" in entry.units for end, entry in sentence.marks.at[first] if end < last)


def _of_what(sentence: Sentence, at: int, n: int) -> bool:
    """Whether events or areas are counted, and nobody: "there were 40 landslides", "in the four districts of Assam"."""
    row, tokens, item = sentence.items, sentence.marks.tokens, sentence.items[n]
    if n == at + 1 and not item.classes.isdisjoint(_THINGS) and not (item.units or item.phrases):
        one = row[at].quantity.value == 1  # type: ignore[union-attr]
        plural = (one or tokens.words[item.last - 1].endswith("s")) and not tokens.joined(item.last)
        if plural and not _noun_follows(row, n + 1):
            return True
    if item.phrases:
        return False
    after = tokens.words[min(item.last, len(tokens.words) - 1)]  # "four of the town's 15 hospitals"
    counts = after.isdecimal() or after in sentence.marks.lexicon.numbers.words
    return "place_of" in item.classes or "area_noun" in item.classes and not (counts or _noun_follows(row, n + 1))


def _phrase(sentence: Sentence, at: int, n: int, found: Subject) -> int:
    """Takes a phrase as the noun, or passes one that may stand before it; the next item, 0: no noun comes."""
    row, item = sentence.items, sentence.items[n]
    tokens, of = sentence.marks.tokens, sentence.marks.lexicon.words.get("of", ())
    if item.has_role("noun"):
        found.head, found.unknown, found.end = n, None, n + 1
        if tokens.words[item.last - 1] in of and item.last - item.first > 1:
            return 0  # "deaths of staff"
        if _compound(sentence, n + 1):
            found.head, found.unknown, found.end = -1, tokens.raw[row[n + 1].first], n + 2
            return 0
        return n + 1
    verb = item.has_role("before") and _noun_follows(row, n + 1)
    if verb and not sentence.marks.run(item.last - 1, "preposition"):  # "700,000 sheltering in schools"
        found.before.append(n)
    elif "and" in item.classes and n > at + 1 and "adjective" in row[n - 1].classes and _noun_follows(row, n + 1):
        pass  # "85 sick and injured patients"
    elif "and" in item.classes and n == at + 2 < len(row) - 1 and row[n + 1].quantity is None:
        return n + 2  # "78 rebel and loyalist fighters"
    elif "and" in item.classes and n == at + 3 and row[n - 1].kind == "word" and _noun_follows(row, n + 2):
        return n + 2  # "11 Assad regime and allied fighters"
    elif "disease" in item.classes and n + 1 < len(row) and "patients" in row[n + 1].units:
        pass  # "60 cholera patients were driven to Yida"
    elif not item.classes.isdisjoint(_OWNERS):
        pass  # "two Ministry of Health hospitals", "six of the county's hospitals"
    elif "several" in item.classes and (row[n - 1].mention is not None or row[n - 1].classes & _OWNERS):
        pass  # "two of Mariupol's three hospitals", "one of the city's three hospitals"
    elif item.classes.isdisjoint(INSIDE) and (item.classes.isdisjoint(_ASIDE) or not _noun_follows(row, n + 1)):
        return 0
    return n + 1


def _name(sentence: Sentence, n: int, found: Subject) -> int:
    """Takes a people's name as the noun, or passes a name before it; the next item, 0: no noun comes."""
    row, mention = sentence.items, sentence.items[n].mention
    assert mention is not None
    area = next((m for m in range(n + 1, min(n + 3, len(row))) if "area_noun" in row[m].classes), 0)
    if mention.kind == "people" and area:  # "four Thai border provinces"
        found.unknown, found.end = sentence.marks.tokens.raw[row[area].first], area + 1
        return 0
    follows = _noun_follows(row, n + 1)
    last = sentence.marks.tokens.raw[row[n].last - 1]
    if mention.kind == "organisation" and last.islower() and last.endswith("s") and not follows:
        found.unknown, found.end = last, n + 1  # "four UN agencies"
        return 0
    if mention.kind == "people" and not follows:
        found.head, found.units, found.unknown, found.end = n, _PEOPLE_ONLY, None, n + 1
        return 0
    goes_on = n + 1 < len(row) and (row[n + 1].kind == "word" or "several" in row[n + 1].classes)
    goes_on = goes_on or n + 1 < len(row) and "hazard" in row[n + 1].classes and _noun_follows(row, n + 2)
    return n + 1 if follows or goes_on else 0


def _or_victims(row: list[Item], at: int) -> int:
    """Victims that are denied together with something else: "no damage or casualties"; 0: none."""
    for n in range(at + 2, min(at + 5, len(row) - 1)):
        before = row[n - 1]
        if row[n].kind not in ("word", "phrase") or before.units or before.phrases or before.classes & {"be", "have"}:
            return 0
        if "or" in row[n].classes:
            return n + 1 if any(p.keys[0].startswith("casualties.") for p in row[n + 1].phrases) else 0
    return 0


_NOTES = frozenset("*†‡")
HAPPENED = frozenset({"hazard", "violence", "mishap"})
_OWNERS = frozenset("authority area_noun nation_noun country_noun that_town that_region that_territory".split())
_THINGS = HAPPENED | {"tribe", "day_part", "authority"}  # "all of them from one clan", "in a single night"
_ASIDE = HAPPENED | {"adverb", "authority", "facility_noun", "whole_country", "frontier"}
_PEOPLE_ONLY = frozenset({"people"})
INSIDE = frozenset({"of", "article", "filler", "adjective", "all", "those", "total_of", "number_of", "superlative"})


def last_of_row(row: list[Item], at: int) -> int:
    """The last of a row of numbers that are told "respectively", whose noun is that of all; -1: there is none."""
    n = at + 1
    while n + 1 < len(row) and (row[n].kind == "," or "and" in row[n].classes):
        n += 2 if row[n + 1].quantity is not None else 1
        if row[n - 1].quantity is None and not row[n - 1].kind == ",":
            break
    if n == at + 1 or row[n - 1].quantity is None:
        return -1
    return n - 1 if has_class(row[n : n + 9], "respective") else -1


def _compound(sentence: Sentence, at: int) -> bool:
    """Whether a noun only narrows a plural that nothing counts: "640 refugee requests"."""
    row, tokens = sentence.items, sentence.marks.tokens
    if at >= len(row) or "narrowing" not in row[at - 1].classes or row[at].units:
        return False
    if row[at].kind != "word" and (
        row[at].kind != "phrase" or not row[at].classes.isdisjoint(("be", "have")) or row[at].has_role("noun", "before")
    ):
        return False
    raw = tokens.raw[row[at].first]
    return raw.islower() and raw.endswith("s")


def _of_hospitals(row: list[Item], comma: int) -> bool:
    """Whether a comma parts two qualities of hospitals."""
    if not (row[comma - 1].phrases or "adjective" in row[comma - 1].classes) or comma + 2 >= len(row):
        return False
    quality = row[comma + 1].phrases or "adjective" in row[comma + 1].classes or row[comma + 1].kind == "word"
    return bool(quality and not row[comma + 2].units.isdisjoint(HEALTH))


def _harmed(sentence: Sentence, n: int) -> bool:
    """Whether two words joined by a hyphen tell what harmed a place: "war-battered", "drought-hit"."""
    item, after = sentence.items[n], sentence.items[n + 1]
    if item.classes.isdisjoint(("hazard", "violence", "long_event", "disaster")) or item.last != after.first:
        return False
    return sentence.marks.tokens.joined(after.first) and not after.units


def _behind_aside(row: list[Item], at: int) -> int:
    """The noun behind a bracket that opens at an item; 0: there is none."""
    for n in range(at + 2, min(at + 14, len(row) - 1)):
        if row[n].kind == ")":
            noun = row[n + 1].units or row[n + 1].has_role("noun")
            return n + 1 if noun and row[n + 1].kind == "phrase" else 0
    return 0


def _noun_follows(row: list[Item], at: int) -> bool:
    """Whether a noun comes next, other nouns' adjectives between."""
    for n in range(at, min(at + 3, len(row))):
        item = row[n]
        if item.units or item.has_role("noun"):
            return True
        if item.kind == "," and _of_hospitals(row, n):
            continue
        counting = item.classes & {"adjective", "and", "number_of", "total_of", "superlative"}
        if item.kind == "phrase" and (counting or item.phrases):
            continue
        if item.kind == "name" and item.mention and item.mention.kind == "people":
            continue
        return False
    return False


def of_health(item: Item) -> bool:
    """Whether an item tells what became of hospitals: "closed"."""
    return any(p.role == "before" and p.keys[0].startswith("health.") for p in item.phrases)


def whole_of_list(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number is the total of a list: "Of the 36 hospitals, 13 are ..."."""
    if not what.units or at == 0:
        return False
    n = at - 1
    if what.units & HEALTH and "looked_at" in row[n].classes:  # "a survey of 40 clinics found that 12 were shut"
        return any(i.quantity for i in row[at + 1 :])
    while n > max(0, at - 5) and row[n].classes.isdisjoint(_OF):
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_BEFORE_ALL):
            return False
        n -= 1
    opens = n == 0 or row[n - 1].kind in (",", ";", "-", ".", '"', ":") or bool("that" in row[n - 1].classes)
    opens = (opens or "that_of" in row[n].classes) and not row[n].classes.isdisjoint(_OF)  # "said that of 120 clinics"
    return opens and any(i.quantity or "portion" in i.classes for i in row[at + 1 :])


_OF = frozenset({"of", "out_of", "that_of"})
_BEFORE_ALL = frozenset({"article", "filler", "all", "total_of", "area_noun", "adjective"})
