"""Who says a figure: "according to X", "X said", "X reports"."""

from dataclasses import dataclass

from data.catalogue import Catalogue
from ingest.text.items import Item, Sentence, has_class

_SAYING = frozenset({"according", "speech", "records"})


@dataclass(slots=True)
class Speaker:
    """Somebody named as saying something in a sentence; items [first, last)."""

    org_id: str | None
    text: str
    first: int
    last: int
    at: int


def speakers(sentence: Sentence, catalogue: Catalogue) -> list[Speaker]:
    """All speakers of a sentence, in order."""
    if sentence.classes.isdisjoint(_SAYING):
        return []
    row = sentence.items
    found: list[Speaker] = []
    for n, item in enumerate(row):
        if item.classes.isdisjoint(_SAYING):
            continue
        if "according" in item.classes:
            found += _after(sentence, n + 1, catalogue)
        else:
            before = _before(sentence, n, catalogue)
            if "speech" not in item.classes or "area_noun" in item.classes:
                before = [s for s in before if not _place(sentence, s)]
            found += before
            if not before and (
                n == 0 or row[n - 1].kind in (",", '"') or n + 1 < len(row) and "that" not in row[n + 1].classes
            ):
                found += [s for s in _after(sentence, n + 1, catalogue) if s.org_id]
    return found


def _place(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether it is a place that counts its own: "Uganda has received 41,900 refugees"."""
    for item in sentence.items[speaker.first : speaker.last]:
        if "authority" in item.classes or item.mention is None and item.kind == "word" or speaker.org_id:
            return False
        if item.mention is not None and item.mention.kind != "place":
            return False
    return True


def _after(sentence: Sentence, start: int, catalogue: Catalogue) -> list[Speaker]:
    row, raw, first = sentence.items, sentence.marks.tokens.raw, start
    while first < len(row) and "article" in row[first].classes:
        first += 1
    last = first
    while last < len(row) and last - first < 9:
        item = row[last]
        named = item.kind in ("name", "word") or bool(item.classes & {"authority", "of", "estimate", "adjective"})
        if not named and item.kind == "phrase":
            plain = item.classes.isdisjoint(("and", "relative", "speech", "preposition", "place_in"))
            named = plain and bool(raw[item.first][0].isupper() or item.units or item.phrases)
        joined = "and" in item.classes and last + 1 < len(row) and raw[row[last + 1].first][0].isupper()
        if not (named or joined):
            break
        last += 1
    if last + 1 < len(row) and "place_at" in row[last].classes and row[last + 1].mention is not None:
        seated = _made(sentence, first, last + 2, start, catalogue)
        if seated and seated[0].org_id:
            return seated  # "وزارة الصحة في غزة"
    return _made(sentence, first, last, start, catalogue)


def _before(sentence: Sentence, at: int, catalogue: Catalogue) -> list[Speaker]:
    row = sentence.items
    last = at
    while last > 0 and (
        row[last - 1].classes & {"have", "perfect", "adverb", "be", "present", "past"} or row[last - 1].kind == "date"
    ):
        last -= 1
    if last > 0 and row[last - 1].kind == ")":
        while last > 0 and row[last - 1].kind != "(":
            last -= 1
        last = max(0, last - 1)
    first = last
    while first > 0 and last - first < 9:
        item = row[first - 1]
        named = item.kind in ("name", "word") or not item.classes.isdisjoint(("authority", "of", "estimate"))
        if not named and item.kind == "phrase" and item.classes.isdisjoint(("that", "relative", "speech", "and")):
            capital = item.first > 0 and sentence.marks.tokens.raw[item.first][0].isupper()
            named = capital or bool(item.units) or not item.classes.isdisjoint(("article", "place_in"))
        if not named:
            break
        first -= 1
    while first < last and not row[first].classes.isdisjoint(("article", "of", "place_in")):
        first += 1
    return _made(sentence, first, last, at, catalogue)


def _made(sentence: Sentence, first: int, last: int, at: int, catalogue: Catalogue) -> list[Speaker]:
    if first >= last:
        return []
    row, tokens = sentence.items, sentence.marks.tokens
    text = tokens.text[tokens.starts[row[first].first] : tokens.ends[row[last - 1].last - 1]]
    ids = catalogue.find_organisations(text)
    for n in range(first, last):
        mention = row[n].mention
        if not ids and mention is not None and mention.kind == "organisation":
            ids = list(mention.ids)
            if last - first > 3:
                text = mention.text
    named = bool(ids) or any("authority" in row[n].classes for n in range(first, last))
    if not named and not any(tokens.raw[row[n].first][0].isupper() for n in range(first, last)):
        return []
    return [Speaker(ids[0] if len(ids) == 1 else None, text, first, last, at)]


def of_the_town(row: list[Item], speaker: Speaker) -> bool:
    """Whether a speaker's words may name where it happened: "police in Kassala", or many words."""
    words = row[speaker.first : speaker.last]
    return len(words) > 6 or has_class(words, "of_the_town")  # items that the name of a speaker takes


def nearest(found: list[Speaker], at: int) -> Speaker | None:
    """The speaker nearest to an item."""
    return min(found, key=lambda s: abs(s.at - at), default=None)
