"""Figures in a row within one line: "IDPs: Marib 1,600,000; Hajjah 480,000", "functional 4, partly functional 13"."""

from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence
from ingest.text.modality import numbered
from ingest.text.names import Mention
from ingest.text.nouns import HEALTH, Link, Subject

_JOINING, _SIGNS = frozenset({"name_link"}), (":", "(", "-")
_STATES = ("health.hospitals_functional", "health.hospitals_partial", "health.hospitals_nonfunctional")


def tabled(row: list[Item], dash: int) -> bool:
    """Whether figures follow the dash behind a place, and no report: "Ica as of 8 May – 900 dead", "Ica – dead: 9"."""
    dated = any(i.period is not None and i.period.relation == "as_of" for i in row[:dash])
    labelled = (
        dash + 2 < len(row) and row[dash + 2].kind == ":" and any(p.role == "label" for p in row[dash + 1].phrases)
    )
    return dated or labelled


def pairs(sentence: Sentence, start: int) -> list[tuple[int, int]]:
    """Places with a number each, from an item on, as (place, number); empty where that is not what stands there."""
    row = sentence.items
    found: list[tuple[int, int]] = []
    n = start
    while n < len(row) and len(found) < 60:  # pairs of a row
        if not row[n].classes.isdisjoint(("and", "article")) and found:
            n += 1
            continue
        at = number_of(sentence, n)
        if not at:
            return []
        found.append((n, at))
        n = at + 1
        if n < len(row) and row[n].units and row[n].kind == "phrase":
            n += 1
        if n >= len(row) or row[n].kind == ".":
            break
        if row[n].kind not in (",", ";") and "and" not in row[n].classes:
            return []
        n += 1
    return found if len(found) > 1 else []


def number_of(sentence: Sentence, n: int) -> int:
    """The number that stands by a place: "Marib 1,600", "Marib: 1,600", "Marib (1,600"; 0: none does."""
    row = sentence.items
    if named(sentence, n) is None:
        return 0
    at = _end(sentence, n)
    while at < min(n + 6, len(row)) and (row[at].kind in _SIGNS or row[at].classes & {"area_noun", "with", "between"}):
        at += 1
    quantity = row[at].quantity if at < len(row) else None
    return at if quantity is not None and quantity.kind in ("count", "zero") else 0


def named(sentence: Sentence, n: int) -> Mention | None:
    """The place that an item names, known or not: a table and a list name places that no catalogue has."""
    item, tokens = sentence.items[n], sentence.marks.tokens
    if item.mention is not None:
        return item.mention if item.mention.kind in ("place", "dateline") else None
    end = _end(sentence, n)
    last = sentence.items[end - 1].last
    if all(i.kind != "word" for i in sentence.items[n:end]) or not _of_name(sentence, item):
        return None
    start, end = tokens.starts[item.first], tokens.ends[last - 1]
    return Mention("place", (), item.first, last, tokens.text[start:end], "", False, start, end)


def accounts(sentence: Sentence, n: int) -> Mention | None:
    """The place that no catalogue has before "accounted for" at an item: "of the 40 deaths, Boka accounted for 12"."""
    row = sentence.items
    if n < 2 or n >= len(row) or "accounting" not in row[n].classes or "with" in row[n].classes:
        return None
    first = n - 1
    while first > 1 and _of_name(sentence, row[first - 1]):
        first -= 1
    parted = row[first - 1].kind in (",", ";") or not row[first - 1].classes.isdisjoint(("and", "while"))
    return named(sentence, first) if row[n - 1].kind == "word" and parted else None


def coded(sentence: Sentence, at: int) -> Mention | None:
    """The place whose name ends in the number at an item: "Kora 2 (16,000)"."""
    row, tokens = sentence.items, sentence.marks.tokens
    name = row[at - 1].mention if at > 0 and numbered(row, at) else None
    if name is None:
        return None
    start, end = tokens.starts[row[at - 1].first], tokens.ends[row[at].last - 1]
    return Mention("place", (), row[at - 1].first, row[at].last, tokens.text[start:end], "", False, start, end)


def _end(sentence: Sentence, n: int) -> int:
    """The end of a name: behind one item, or a run of capitalised words that no catalogue has."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    end = n + 1
    while end < min(n + 4, len(row)) and _of_name(sentence, row[n]):
        linked = row[end].classes == _JOINING and end + 1 < len(row)  # "Hammam al-Alil"
        if not _of_name(sentence, row[end + 1 if linked else end]):
            break
        end += 1
    coded = end > n + 1 and end < len(row) and row[end].kind == "word" and raw[row[end].first].isdigit()
    return end + coded  # "Hasansham U2"


def _of_name(sentence: Sentence, item: Item) -> bool:
    """Whether an item is a capitalised word that is no other, or the "Al" of a name."""
    word = item.kind == "word" or item.classes == _JOINING
    return word and sentence.marks.tokens.raw[item.first][0].isupper()


def states(sentence: Sentence) -> list[Claim]:
    """How many hospitals are in each state, the state first: "functional: 4; partly functional: 13"."""
    row = sentence.items
    for first in row[:8]:
        if not first.units.isdisjoint(HEALTH):
            break
    else:
        return []
    found = []
    for n, item in enumerate(row):
        if not item.phrases:
            continue
        phrase = next((p for p in item.phrases if p.sort == "figure" and p.keys[0] in _STATES), None)
        if phrase is None:
            continue
        at = n + 2 if n + 1 < len(row) and row[n + 1].kind in _SIGNS else n + 1
        quantity = row[at].quantity if at < len(row) else None
        if quantity is None or quantity.kind != "count":
            continue
        if n and row[n - 1].quantity is not None or at + 1 < len(row) and row[at + 1].kind in ("phrase", "word"):
            continue
        unit = "hospitals" if "hospitals" in first.units else "facilities"
        key = phrase.keys[0] if unit == "hospitals" else phrase.keys[0].replace("hospitals_", "facilities_")
        link = Link(phrase, n, "label", 1.4, n)
        found.append(Claim(key, unit, at, link, Subject(-1, at + 1, frozenset()), (n, at)))
    return found if len(found) > 1 else []


def respective(row: list[Item], last: int, at: int) -> bool:
    """Whether a number is one of those told "respectively", and not the first: "310,000 and 2 million respectively"."""
    if not _joins(row[at - 1]) or last < at - 3:
        return False
    n = at + 1
    while n < len(row) and (row[n].quantity is not None or row[n].units or _joins(row[n])):
        n += 1
    return n < len(row) and "respective" in row[n].classes


def _joins(item: Item) -> bool:
    return item.kind == "," or "and" in item.classes
