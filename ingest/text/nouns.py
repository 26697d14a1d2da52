"""What a number counts, and the links between numbers and phrases."""

from dataclasses import dataclass, field

from data.tree import Phrase
from ingest.text.items import Item, Sentence

_NONE: frozenset[str] = frozenset()
PEOPLE = frozenset({"people", "person", "patients", "families"})


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
    row = sentence.items
    tokens = sentence.marks.tokens
    found = Subject(-1, at + 1, _NONE)
    quantity = row[at].quantity
    words = 0
    n = at + 1
    while n < len(row) and n - at <= 9:
        item = row[n]
        if found.head == n - 1 >= 0 and "sites" in item.units and _stay(sentence, n):
            break  # "6,000 refugees shelter in Maban"
        if item.units and item.kind in ("phrase", "name"):
            both = (
                found.units | item.units if found.head == n - 1 and "patients" in found.units & PEOPLE else item.units
            )
            if found.head == n - 1 and "families" in item.units and "narrowing" in row[found.head].classes:
                found.before.append(found.head)  # "1,053 refugee families"
            found.head, found.units, found.unknown = n, both, None
            n += 1
            found.end = n
            if "beds" in item.units and n < len(row) and not row[n].units.isdisjoint(("hospitals", "facilities")):
                break  # "a 40-bed hospital"
            if "hospitals" in found.units and n + 1 < len(row) and "and" in row[n].classes:
                other = n + 2 if "adjective" in row[n + 1].classes else n + 1
                if other < len(row) and "facilities" in row[other].units:
                    found.head, found.units, found.end = other, row[other].units, other + 1
                    break
            continue
        if found.head >= 0:
            if item.kind == "phrase" and any([p.role == "noun" for p in item.phrases]):
                found.head = n
                n += 1
                found.end = n
                continue
            break
        related = n + 1 < len(row) and "related" in row[n + 1].classes and all(p.role != "noun" for p in item.phrases)
        if related or n + 1 < len(row) and _harmed(sentence, n):
            n += 2  # "earthquake-related deaths", but "deaths caused by"; "half of a war-torn country's hospitals"
            continue
        if item.kind == "(" and n == at + 1 and (behind := _behind_aside(row, n)):
            n = behind  # "834,000 (52% of them female) displaced people"
            continue
        if (
            n == at + 1
            and not item.classes.isdisjoint(_HAPPENED)
            and not (item.units or item.phrases or _noun_follows(row, n + 1))
        ):
            if tokens.words[item.last - 1].endswith("s") and not tokens.joined(item.last):
                found.unknown, found.end = tokens.raw[item.first], n + 1
                break  # "there were 40 landslides"
        placed = "place_of" in item.classes or "area_noun" in item.classes and not _noun_follows(row, n + 1)
        if placed and not item.phrases:
            found.unknown, found.end = tokens.raw[item.first], n + 1
            break  # "in the four districts of Assam"
        if item.kind == "phrase":
            nouns = [p for p in item.phrases if p.role == "noun"]
            if nouns:
                found.head, found.unknown = n, None
                n += 1
                found.end = n
                if (
                    tokens.words[item.last - 1] in sentence.marks.lexicon.words.get("of", ())
                    and item.last - item.first > 1
                ):
                    break  # "deaths of staff"
                if _compound(sentence, n):
                    found.head, found.unknown, found.end = -1, tokens.raw[row[n].first], n + 1
                    break
                continue
            verb = any([p.role == "before" for p in item.phrases]) and _noun_follows(row, n + 1)
            if verb and not sentence.marks.run(item.last - 1, "preposition"):  # "700,000 sheltering in schools"
                found.before.append(n)
            elif (
                "and" in item.classes and n > at + 1 and "adjective" in row[n - 1].classes and _noun_follows(row, n + 1)
            ):
                pass  # "85 sick and injured patients"
            elif "and" in item.classes and n == at + 2 and _both_kinds(sentence, n):
                n += 1  # "78 rebel and loyalist fighters"
            elif not item.classes.isdisjoint(("authority", "area_noun")) and _its_hospitals(row, n + 1):
                pass  # "two Ministry of Health hospitals", "six of the county's hospitals"
            elif "several" in item.classes and row[n - 1].mention is not None:
                pass  # "two of Mariupol's three hospitals"
            elif item.classes.isdisjoint(INSIDE) and (item.classes.isdisjoint(_ASIDE) or not _noun_follows(row, n + 1)):
                break
        elif item.kind == "name" and item.mention is not None:
            if item.mention.kind == "organisation":
                n = _behind(row, n + 1)  # "40 UN Agency (UNRWA) schools"
                continue
            if item.mention.kind == "people" and (area := _of_an_area(sentence, n)):
                found.unknown, found.end = tokens.raw[row[area].first], area + 1
                break
            if item.mention.kind == "people" and not _noun_follows(row, n + 1):
                found.head, found.units, found.unknown = n, _PEOPLE_ONLY, None
                found.end = n + 1
                break
            goes_on = n + 1 < len(row) and (row[n + 1].kind == "word" or "several" in row[n + 1].classes)
            if not _noun_follows(row, n + 1) and not goes_on:
                break
        elif item.kind == "word":
            raw = tokens.raw[item.first]
            if raw[0].isupper() and raw.endswith(endings) and not _noun_follows(row, n + 1):
                found.head, found.units, found.unknown = n, _PEOPLE_ONLY, None
                found.end = n + 1
                break
            words += 1
            if words > (1 if quantity is not None and quantity.kind == "zero" else 3):
                break
            found.unknown = raw
            found.end = n + 1
        elif item.kind == "date" and n == at + 1 and quantity is not None and quantity.kind == "money":
            if not _noun_follows(row, n + 1):
                break  # but "$674M 2024 humanitarian appeal"
        elif item.kind == "," and n > at + 1 and _of_hospitals(row, n):
            pass  # "no functional, accessible hospitals"
        elif item.kind not in ('"',):
            break
        n += 1
    if quantity is not None and quantity.kind == "zero" and found.head < 0 and (other := _or_victims(row, at)):
        return Subject(other, other + 1, row[other].units)
    if quantity is not None and found.head < 0 and not found.before and found.unknown is None:
        found.end = at + 1
        while found.end < len(row) and "more" in row[found.end].classes:
            found.end += 1
    return found


def _or_victims(row: list[Item], at: int) -> int:
    """Victims that are denied together with something else: "no damage or casualties"; 0: none."""
    for n in range(at + 2, min(at + 5, len(row) - 1)):
        before = row[n - 1]
        if row[n].kind not in ("word", "phrase") or before.units or before.phrases or before.classes & {"be", "have"}:
            return 0
        if "or" in row[n].classes:
            return n + 1 if any(p.keys[0].startswith("casualties.") for p in row[n + 1].phrases) else 0
    return 0


_SIDES = frozenset({"word", "phrase", "name"})
_HAPPENED = frozenset({"hazard", "violence", "mishap"})
_ASIDE = _HAPPENED | {"adverb", "authority", "facility_noun", "whole_country", "frontier"}
_PEOPLE_ONLY = frozenset({"people"})
INSIDE = frozenset({"of", "article", "filler", "adjective", "all", "those", "total_of", "number_of"})


def last_of_row(row: list[Item], at: int) -> int:
    """The last of a row of numbers that are told "respectively", whose noun is that of all; -1: there is none."""
    n = at + 1
    while n + 1 < len(row) and (row[n].kind == "," or "and" in row[n].classes):
        n += 2 if row[n + 1].quantity is not None else 1
        if row[n - 1].quantity is None and not row[n - 1].kind == ",":
            break
    if n == at + 1 or row[n - 1].quantity is None:
        return -1
    return n - 1 if any("respective" in i.classes for i in row[n : n + 9]) else -1


def _of_an_area(sentence: Sentence, at: int) -> int:
    """The area of which a people's name only says whose it is: "four Thai border provinces"; 0: there is none."""
    row = sentence.items
    return next((n for n in range(at + 1, min(at + 3, len(row))) if "area_noun" in row[n].classes), 0)


def _stay(sentence: Sentence, n: int) -> bool:
    """Whether "shelter" behind people tells that they stay somewhere."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    if n + 1 >= len(row) or "place_at" not in row[n + 1].classes:
        return False
    return raw[row[n - 1].last - 1][-1] == "s" != raw[row[n].last - 1][-1]


def _compound(sentence: Sentence, at: int) -> bool:
    """Whether a noun only narrows a plural that nothing counts: "640 refugee requests"."""
    row, tokens = sentence.items, sentence.marks.tokens
    if at >= len(row) or "narrowing" not in row[at - 1].classes or row[at].units:
        return False
    if row[at].kind != "word" and (
        row[at].kind != "phrase"
        or not row[at].classes.isdisjoint(("be", "have"))
        or any(p.role in ("noun", "before") for p in row[at].phrases)
    ):
        return False
    raw = tokens.raw[row[at].first]
    return raw.islower() and raw.endswith("s")


def _of_hospitals(row: list[Item], comma: int) -> bool:
    """Whether a comma parts two qualities of hospitals."""
    if not (row[comma - 1].phrases or "adjective" in row[comma - 1].classes) or comma + 2 >= len(row):
        return False
    quality = row[comma + 1].phrases or "adjective" in row[comma + 1].classes or row[comma + 1].kind == "word"
    return bool(quality and not row[comma + 2].units.isdisjoint(("hospitals", "facilities")))


def _harmed(sentence: Sentence, n: int) -> bool:
    """Whether two words joined by a hyphen tell what harmed a place: "war-battered", "drought-hit"."""
    item, after = sentence.items[n], sentence.items[n + 1]
    if item.classes.isdisjoint(("hazard", "violence", "long_event", "disaster")) or item.last != after.first:
        return False
    return sentence.marks.tokens.joined(after.first) and not after.units


def _behind(row: list[Item], at: int) -> int:
    """The item behind a short form in brackets that opens at an item, else the item itself."""
    return at + 3 if at + 2 < len(row) and row[at].kind == "(" and row[at + 2].kind == ")" else at


def _behind_aside(row: list[Item], at: int) -> int:
    """The noun behind a bracket that opens at an item; 0: there is none."""
    for n in range(at + 2, min(at + 14, len(row) - 1)):
        if row[n].kind == ")":
            noun = row[n + 1].units or any(p.role == "noun" for p in row[n + 1].phrases)
            return n + 1 if noun and row[n + 1].kind == "phrase" else 0
    return 0


def _its_hospitals(row: list[Item], at: int) -> bool:
    """Whether hospitals or clinics follow that belong to a body just named."""
    for n in range(at, min(at + 5, len(row))):
        if not row[n].units.isdisjoint(("hospitals", "facilities")):
            return True
        if row[n].classes.isdisjoint(INSIDE):
            return False
    return False


def _both_kinds(sentence: Sentence, n: int) -> bool:
    """Whether "and" joins two words that say of which sides people are: "rebel and loyalist fighters"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    if n + 2 >= len(row) or row[n - 1].kind != "word" or raw[row[n - 1].last - 1].endswith("s"):
        return False
    return not row[n + 1].phrases and row[n + 1].kind in _SIDES and "people" in row[n + 2].units


def _noun_follows(row: list[Item], at: int) -> bool:
    """Whether a noun comes next, other nouns' adjectives between."""
    for n in range(at, min(at + 3, len(row))):
        item = row[n]
        if item.units or any(p.role == "noun" for p in item.phrases):
            return True
        if item.kind == "," and _of_hospitals(row, n):
            continue
        if item.kind == "phrase" and (item.classes & {"adjective", "and", "number_of", "total_of"} or item.phrases):
            continue
        if item.kind == "name" and item.mention and item.mention.kind == "people":
            continue
        return False
    return False


_SHARES = frozenset({"accounting", "same_number", "same_as", "or", "adverb", "article"})


def share_aside(row: list[Item], at: int) -> int:
    """The item behind a share told behind a comma: "13 million people, or 29 per cent of the population, faced"; 0."""
    for n in range(at + 1, min(at + 5, len(row))):
        share = row[n].quantity
        if share is not None and share.kind == "percent":
            end = next((m for m in range(n + 1, min(n + 6, len(row) - 2)) if "population" in row[m].units), 0)
            return end + 1 + (row[end + 1].kind == ",") if end else 0
        if row[n].classes.isdisjoint(_SHARES):
            return 0
    return 0


def names_aside(row: list[Item], comma: int) -> int:
    """Behind an insertion of names between two commas; 0: that is not what stands there."""
    for n in range(comma + 1, min(comma + 10, len(row) - 1)):
        if row[n].kind == "," and not (row[n + 1].kind in ("name", "word") and n - comma < 6):
            return n + 1 if n > comma + 1 else 0
        if row[n].kind not in ("name", "word", ",") and row[n].classes.isdisjoint(("and", "name_link")):
            return 0
    return 0


def main_auxiliary(row: list[Item], at: int) -> int:
    """The "are" or "have" behind the words that say whose hospitals are counted; 0: there is none."""
    for n in range(at, min(at + 20, len(row))):
        if not row[n].classes.isdisjoint(("be", "have", "remain")):
            return n
        if (
            row[n].quantity is not None
            or row[n].kind in (";", ".", ":")
            or not row[n].classes.isdisjoint(("which", "while", "clause"))
        ):
            return 0
    return 0


def describes(row: list[Item], n: int, end: int) -> bool:
    """Whether words behind hospitals only say which: "run by the ministry", "that the team saw in May"."""
    if "run_by" in row[n].classes:
        return True
    return (
        n == end
        and "that" in row[n].classes
        and row[n + 1].classes.isdisjoint(("be", "have", "remain", "unreal"))
        and not of_health(row[n + 1])
    )


def of_health(item: Item) -> bool:
    """Whether an item tells what became of hospitals: "closed"."""
    return any(p.role == "before" and p.keys[0].startswith("health.") for p in item.phrases)


def predicated(found: list[Link]) -> bool:
    """Whether a figure is told by a verb with its auxiliary behind the noun: "six clinics ... are closed"."""
    return any(k.way == "right" and k.helped and k.phrase.sort == "figure" for k in found)


def whole_of_list(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number is the total of a list: "Of the 36 hospitals, 13 are ..."."""
    if not what.units or at == 0:
        return False
    n = at - 1
    while n > max(0, at - 5) and row[n].classes.isdisjoint(_OF):
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_BEFORE_ALL):
            return False
        n -= 1
    if row[n].classes.isdisjoint(_OF):
        return False
    opens = n == 0 or row[n - 1].kind in (",", ";", "-", ".", '"', ":") or bool("that" in row[n - 1].classes)
    return opens and any(i.quantity or "portion" in i.classes for i in row[at + 1 :])


_OF = frozenset({"of", "out_of"})
_BEFORE_ALL = frozenset({"article", "filler", "all", "total_of", "area_noun", "adjective"})
