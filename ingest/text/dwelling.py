"""Whether people are told to be in camps, shelters or buildings that shelter them."""

from collections.abc import Sequence

from data.tree import Phrase
from ingest.text.items import Item, Sentence, has_class, has_kind, has_number
from ingest.text.nouns import Subject
from ingest.text.objects import PREPOSITIONS, SHELTERED

_SITES, _ENDS = (Phrase(("displacement.sites",), "figure", "noun"),), (",", ".", ";", ":", "(")
_REACHES = frozenset({"label_link", "running", "rising"})
_HOLDING = frozenset("article filler adjective total_of have perfect with present adverb which counts_so_many".split())
_TO_SITE = frozenset({"be", "have", "present", "adverb", "filler"})
_TOLD = frozenset({"dwell", "be", "present", "have", "perfect", "adverb"})  # "16 reported in Serbia"
_BEFORE_PLACE = frozenset(
    "preposition place_in to in from article direction nearby part capital_word place_of that_town of manner".split()
)


def there(row: list[Item], at: int, what: Subject) -> bool:
    """Whether people are told to be somewhere: "in 212 centres", but not "out of school" or pupils "in 30 schools"."""
    if what.head >= 0 and at > 1 and "leading_article" in row[at].classes:
        at -= 1  # "29,000 IDPs in the 15 sites"
    if "place_in" not in row[at].classes or row[at].classes & {"of", "out_of", "compare", "near_to"}:
        return False
    return what.head < 0 or "pupils" not in row[what.head].classes


def in_sites(row: list[Item], at: int) -> Phrase | None:
    """What "in 212 evacuation centres" says of the people that are in them."""
    the = False
    for n in range(at + 1, min(at + 8, len(row))):  # items behind "in" in which the sites stand
        if "sites" in row[n].units or any([p in _SITES for p in row[n].phrases]):
            return SHELTERED
        if "shelter_building" in row[n].classes:
            return None if the else SHELTERED  # "in 12 schools", but "in the hotel"
        the = the or bool("leading_article" in row[n].classes)
        narrowing = row[n].kind == "phrase" and not row[n].units
        narrowing = narrowing and bool("leading_article" in row[n].classes or row[n].classes.isdisjoint(PREPOSITIONS))
        if row[n].kind in (",", "-") and row[n - 1].mention is None or row[n].quantity is not None and n > at + 1:
            continue  # "in cramped, leaking camps", "at Renk's two transit centres"
        if row[n].kind not in ("word", "name") and not narrowing:
            break
    return None


def takes_in(row: list[Item], at: int) -> bool:
    """Whether those counted are told to take in people, whose number stands right behind."""
    n = next((n for n in range(at, len(row)) if row[n].kind in _ENDS or row[n].quantity is not None), 0)
    return n > 0 and row[n].kind == "quantity" and has_class(row[max(at, n - 2) : n], "hosting")


def lies(row: list[Item], at: int) -> bool:
    """Whether "are in Gaza City" is said, or "have been confirmed in"."""
    n = at
    while n < len(row) and (row[n].classes & _TOLD or n > at and "records" in row[n].classes):
        n += 1  # "and 3,000 have been registered in Niger"
    if n == at or n + 1 >= len(row) or "place_in" not in row[n].classes:
        return False
    return any(i.mention is not None for i in row[n + 1 : n + 3])


def there_are(row: list[Item], at: int) -> int:
    """The item of "there are" before a number; -1: it is not told so."""
    n = at - 1
    while n > 0 and (row[n].kind == "date" or not row[n].classes.isdisjoint(("adverb", "filler"))):
        n -= 1
    told = n >= 0 and ("there_are" in row[n].classes or n and "there" in row[n - 1].classes and "be" in row[n].classes)
    return n if told else -1


def in_a_camp(sentence: Sentence, at: int) -> bool:
    """Whether a camp or site stands behind "in" or its like: "in Lusenda camp", but not "near the camp"."""
    row = sentence.items
    if at + 1 >= len(row) or "place_in" not in row[at].classes or "near_to" in row[at].classes:
        return False
    camp = next((i for i in row[at + 1 : at + 5] if i.mention or i.units or "that_camp" in i.classes), row[at])
    return ends_in_camp(sentence, camp)


def ends_in_camp(sentence: Sentence, item: Item) -> bool:
    """Whether the last words of an item are those for a camp: "Lusenda camp", "Nyakabande transit centre"."""
    camp = "sites" in item.units or "that_camp" in item.classes
    last = range(max(item.first, item.last - 2), item.last)
    return camp or any("sites" in e.units for k in last for end, e in sentence.marks.at[k] if end == item.last)


def camp_population(sentence: Sentence, at: int) -> int:
    """The item of the population of a camp that a number tells: "Tola camp has a population of"; -1: it tells none."""
    row, of = sentence.items, at - 1
    while of > 0 and (row[of].classes & _HOLDING or row[of].kind == ","):
        of -= 1  # "the settlement at Boni, with its 8,000 residents", "Tola camp has 9,000 inhabitants"
    if of >= 0 and has_class(row[at + 1 : at + 2], "dwellers") and not (of and "of" in row[of - 1].classes):
        if ends_in_camp(sentence, row[of]) or is_site(row, of):
            return of  # "Tola camp's 9,000 residents", "a camp with 9,000 inhabitants"
    kinds = ("phrase", "date", "name")
    before = range(at - 1, max(at - 9, -1), -1)
    n = next((n for n in before if "population" in row[n].units or row[n].kind not in kinds), 0)
    if "population" not in row[n].units or n < at - 1 and row[at - 1].classes.isdisjoint(_REACHES):
        if row[at - 1].classes.isdisjoint(("rising", "counts_so_many")) or not of_a_site(row, at - 1):
            return -1
        start = at - 4 if row[at - 2].mention and "place_at" in row[at - 3].classes else at - 2
        return at - 1 if start < 2 or row[start - 1].classes.isdisjoint(PREPOSITIONS) else -1  # "Tola camp rose to"
    m = n - 1
    while m > 0 and (row[m].kind in (",", "date") or row[m].classes & _HOLDING):
        m -= 1
        m -= 2 if m > 1 and row[m].mention is not None and "place_at" in row[m - 1].classes else 0
    told = row[n + 1 : n + 4] if n < at - 1 else row[at + 1 : at + 5] if m <= 0 else []
    if has_kind(row[m:n], ",") and has_number(row[:m]):
        told += [i for i in row[:m] if "sites" in i.units]  # "nine sites are open in Goma, with a population of"
    told += row[m : m + 1]
    named = any("that_camp" in i.classes or i.mention is not None and i.mention.sort == "camp" for i in told)
    return n if named or any(ends_in_camp(sentence, i) for i in told) else -1


def own_place(row: list[Item], at: int) -> bool:
    """Whether a place follows the noun directly: "including 3.2 million to Poland"."""
    whom = has_class(row[at : at + 1], "whom") and not has_class(row[at + 1 : at + 2], "dwell")  # "900 who went to Jos"
    whom = whom or at > 1 and "part" in row[at - 2].classes  # "including nine at a market in Jos"
    at += at + 1 < len(row) and row[at].kind == "-" and "to" in row[at + 1].classes  # "41,000 - to Chad"
    if at + 2 < len(row) and row[at].kind == "," and "part" in row[at + 1].classes:  # "12, including a girl, in Jos"
        at = next((n + 1 for n in range(at + 2, min(at + 6, len(row))) if row[n].kind == ","), at)
    for n in range(at, min(at + 7, len(row))):
        mention = row[n].mention
        if mention is not None and mention.kind == "place" or "whole_country" in row[n].classes:
            return True  # "and more than 11,000 across the country"
        if "every" in row[n].classes and n <= at + 1 or whom and row[n].kind == "date":
            continue  # "one each in Feni and Noakhali", "900 of them are tonight at Kora"
        whom = whom or bool("part" in row[n].classes)
        lodged = bool(row[n].classes & {"shelter_building", "spot_noun"}) or "sites" in row[n].units
        if whom and (lodged or not row[n].classes.isdisjoint(("be", "present", "dwell", "travel", "whom"))):
            continue  # "850,000 of whom are in Erbil", "live in Dadaab", "40 of them in churches in Jos"
        by = "by" in row[n].classes and n + 1 < len(row) and (way := row[n + 1].mention) and way.sort == "crossing"
        if row[n].kind != "phrase" or row[n].classes.isdisjoint(_BEFORE_PLACE) and not by:
            return False
    return False


def of_a_site(row: list[Item], at: int) -> bool:
    """Whether a camp or a building is the subject of a verb: "Zamzam camp is home to"."""
    n = at - 1
    while n > 0 and (row[n].kind == "date" or not row[n].classes.isdisjoint(_TO_SITE)):
        n -= 1
    if n > 2 and row[n].kind == ",":  # "the camp at Dagahaley, built for 900, holds"
        n = next((m for m in range(n - 1, max(n - 9, 0), -1) if row[m].kind == ","), n + 1) - 1
    return is_site(row, n) or is_building(row, at)


def they_are_camps(sentence: Sentence, verb: int, rows: Sequence[list[Item]]) -> bool:
    """Whether what stands before a verb are camps: "they" of the sentence before, "Camps: Kora holds 900, Tola 40"."""
    colon = next((n for n in range(1, min(verb, 6)) if sentence.items[n].kind == ":"), 0)
    if any("sites" in i.units for i in sentence.items[:colon]):
        return True
    run, subject = sentence.marks.run, sentence.items[verb - 1].first if verb else 0
    pronoun = verb > 0 and (run(subject, "pronoun") or run(subject, "plural_pronoun"))
    before = rows[-1] if pronoun and rows else ()
    return any("sites" in i.units or "that_camp" in i.classes or i.mention and i.mention.sort == "camp" for i in before)


def is_site(row: list[Item], at: int) -> bool:
    """Whether a camp or shelter stands right before: "Zamzam camp, home to"."""
    while at > 0 and row[at].kind in (",", "-"):
        at -= 1
    if at > 1 and (town := row[at].mention) is not None and town.sort != "camp" and "place_at" in row[at - 1].classes:
        at -= 2  # "the camp at Dagahaley is home to"
    if at < 0:
        return False
    mention = row[at].mention
    camp = mention is not None and mention.sort == "camp" or "that_camp" in row[at].classes
    if camp or "sites" in row[at].units:
        return True
    before = range(at - 1, max(at - 10, -1), -1) if has_kind(row[at + 1 : at + 2], ",") else ()
    comma = next((n for n in before if row[n].kind == ","), -1)
    return comma > 0 and is_site(row, comma - 1)


def is_building(row: list[Item], at: int) -> bool:
    """Whether a school, a camp or their like is the subject of a verb: "a school in the town took in"."""
    for n in range(at - 1, max(at - 8, -1), -1):
        if row[n].kind in (";", ".", ":") or row[n].quantity is not None and row[n].quantity.kind == "count":  # type: ignore[union-attr]
            return False
        if "shelter_building" in row[n].classes or "sites" in row[n].units:
            return True
        if row[n].kind == "," and "there" in row[n - 1].classes:
            return False  # "no school stands on the island, which is home to 9,000"
    return False
