"""A hospital or crossing that is told by its town: "the general hospital in Mrauk-U", "the crossing at Joda"."""

from data.catalogue import Catalogue
from ingest.text.bearers import CROSSINGS, SORTS, bears, of_town, patron, renamed, wide
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence
from ingest.text.names import Mention
from ingest.text.nouns import HEALTH
from ingest.text.tokens import possessive

_DETAIL = 10  # items between a hospital and the words that say where it is
_INSERTED = frozenset({"between", "and", "run_by", "article", "name_link", "adjective"})
_TOWARDS = frozenset({"article", "adjective", "place_of", "area_noun", "that_town", "direction", "name_link", "in"})
QUALITIES = frozenset({"adjective", "superlative", "only_word", "direction", "last"})


def described(sentence: Sentence, at: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """A hospital or crossing told by its town: "the general hospital in Mrauk-U", "the crossing at Joda"."""
    row, marks = sentence.items, sentence.marks
    if not (row[at].classes & {"crossing_noun", "crossing_weak"} if crossing else _is_health(row[at])):
        return None
    if row[at].mention is not None or marks.tokens.raw[row[at].last - 1].endswith(("s", "aux")):
        return None
    n = _article(sentence, at, crossing)
    bare = n == at - 1 >= 0 and "definite" in row[n].classes
    town = row[n].mention if n >= 0 and not crossing else None
    bare_town = town is not None and town.kind == "place" and not (town.ids or town.sort)
    if town is not None and (bare_town or town.sort in ("city", "camp", "admin2")):
        return of_town(sentence, at, town, catalogue)  # "Tolo's only hospital"
    if any(marks.run(row[m].first, "leading_article") for m in (n, n + 1) if m >= 0):
        pass  # "the last functioning hospital", whose first words are one item
    elif n < 0 or "article" not in row[n].classes and not _owner(sentence, n):
        return None
    elif crossing and "indefinite" in row[n].classes:
        return None
    start = n if n >= 0 and marks.run(row[n].first, "article") else n + 1
    if not crossing and start > 1 and (own := _just_named(sentence, start)) is not None:
        return own
    n = _its_town(sentence, at)
    mention = row[n].mention if n else None
    if mention is None or mention.kind != "place" or mention.sort in SORTS:
        return mention if mention is not None and crossing and mention.sort in CROSSINGS else None
    weak = crossing and "crossing_noun" not in row[at].classes
    if crossing and (named := bears(sentence, n, mention, memory, catalogue, spoken=True)) is not None or weak:
        return named
    own_name = crossing or bare and not marks.tokens.raw[mention.first][0].islower()
    if own_name or any(wide(catalogue.places[i]) for i in mention.ids):
        return of_town(sentence, at, mention, catalogue, "crossing" if crossing else "facility")
    return renamed(mention, mention.ids, "facility")


def _article(sentence: Sentence, at: int, crossing: bool) -> int:
    """The article or owner before a noun and its qualities; -1: the sentence begins with these."""
    row, n = sentence.items, at - 1
    while n >= 0 and at - n < 5 and not _owner(sentence, n):
        quality = row[n].kind == "word" or row[n].phrases or not row[n].classes.isdisjoint(QUALITIES)
        if not (quality or "beds" in row[n + 1].units or not crossing and patron(row[n])):
            break
        n -= 1
    return n


def _just_named(sentence: Sentence, start: int) -> Mention | None:
    """The hospital right before words that say what it is: "Lacor Hospital (40 beds), the last one in Gulu"."""
    row = sentence.items
    if row[start - 1].kind in (",", "-", "("):
        opened = (m for m in range(start - 2, max(start - 11, 0), -1) if row[m].kind == "(")
        head = row[next(opened, start - 1) - 1 if row[start - 2].kind == ")" else start - 2].mention
        if head is not None and head.sort == "facility":
            return head
    return None


def _its_town(sentence: Sentence, at: int) -> int:
    """The name of the place in which something is told to be, behind it; 0: there is none."""
    row, n = sentence.items, at + 1
    while n < len(row) and n - at < _DETAIL and "place_at" not in row[n].classes:
        if n == at + 1 and "of" in row[n].classes:
            break
        aside = row[n].kind == "," and row[n + 1 : n + 2] and row[n + 1].classes & {"place_at"}
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_INSERTED) and not aside:
            return 0
        n += 1
    n += 1
    while n < len(row) and n - at < _DETAIL + 3 and row[n].mention is None:
        if row[n].kind != "word" and row[n].classes.isdisjoint(_TOWARDS):
            return 0
        n += 1
    return n if n < len(row) and n - at < _DETAIL + 3 else 0


def last_described(sentence: Sentence, stop: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The last hospital before an item that is told by its town."""
    row = sentence.items
    for n in range(stop - 1, 0, -1) if "facility_noun" in sentence.classes else ():
        bare = "facility_noun" in row[n].classes and row[n].mention is None
        found = (fronted(sentence, n) or described(sentence, n, False, memory, catalogue)) if bare else None
        if found is not None:
            return found
    return None


def fronted(sentence: Sentence, at: int) -> Mention | None:
    """The hospital of a town told right before it: "in Nyala, the hospital is shut"; not one that was just named."""
    row = sentence.items
    if at < 3 or not _is_health(row[at]) or sentence.marks.tokens.raw[row[at].last - 1].endswith("s"):
        return None
    where = "where" in row[at - 2].classes  # "are in Akobo, where the only hospital has shut"
    town = at - 3 if where or row[at - 2].kind == "," else at - 2
    town -= where and row[town].kind == ","
    mention = row[town].mention
    placed = where or "place_at" in row[town - 1].classes
    if mention is None or town < 1 or mention.sort not in ("", "city") or not placed:
        return None
    sole = row[at - 1].quantity is not None and sentence.marks.run(row[at - 1].last - 1, "only_word")
    if not sole and "article" not in row[at - 1].classes or "indefinite" in row[at - 1].classes:
        return None
    return renamed(mention, mention.ids, "facility")


def _owner(sentence: Sentence, at: int) -> bool:
    """Whether a name says whose something is: "MSF's hospital", "Yemen's western coast"."""
    raw = sentence.marks.tokens.raw[sentence.items[at].last - 1]
    return possessive(raw) and raw[0].isupper()


def _is_health(item: Item) -> bool:
    return bool(not item.units.isdisjoint(HEALTH) or "facility_noun" in item.classes)
