"""The names of those who speak: persons, bodies, and places that count their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue import Catalogue
from ingest.text.items import Item, Sentence, has_kind
from ingest.text.tokens import possessive, unowned

_NAMING = frozenset(
    "article place_in set_up_for possessive adjective authority of estimate area_noun hazard office_word".split()
).union({"armed_group"})
_OFFICE = frozenset({"authority", "of", "estimate", "adjective", "body_noun", "office_word"})
_THAT = frozenset({"that_territory", "that_region", "that_town", "whole_country", "country_noun"})
_LONGEST = 9  # items that the name of a speaker takes
_ASIDE = 16  # items of a clause between who speaks and the verb
HELPING, _WORDS = frozenset({"have", "perfect", "adverb", "be", "present", "past"}), ("name", "word", "phrase")
_PASSED = HELPING | {"there"}
STARTING = frozenset({"by", "according"})


@dataclass(slots=True)
class Speaker:
    """Somebody named as saying something in a sentence; items [first, last), `at`: where it is said.

    `aside`: in a clause that begins right before, "when X announced that", which says nothing of what stands before.
    `kind`: "body" for whom "it" may stand, "person" for whom "he" may; "": neither, "his wife Aisha".
    """

    org_id: str | None
    text: str
    first: int
    last: int
    at: int
    aside: bool = False
    kind: str = ""


def named_after(sentence: Sentence, start: int, catalogue: Catalogue) -> list[Speaker]:
    """Who is named from an item on: "according to X", "said X"; none or one."""
    row, raw, first = sentence.items, sentence.marks.tokens.raw, _begins(sentence, start)
    last = first
    while last < len(row) and last - first < _LONGEST:
        item = row[last]
        named = item.kind in ("name", "word") or not item.classes.isdisjoint(_OFFICE) or owning(sentence, last)
        if not named and item.kind == "phrase":
            plain = item.classes.isdisjoint(("and", "relative", "speech", "preposition", "place_in"))
            tells = any([p.keys[0].startswith("casualties.") for p in item.phrases])
            named = plain and bool(raw[item.first][0].isupper() or item.units or item.phrases and not tells)
        if not (named or "and" in item.classes and last + 1 < len(row) and raw[row[last + 1].first][0].isupper()):
            break
        last += 1
        if sentence.marks.run(row[last - 1].first, "showing"):
            last -= 1
            break  # "figures from IOM show"
    made = speaker_of(sentence, first, last, start, catalogue)
    if last + 1 < len(row) and "place_at" in row[last].classes and row[last + 1].mention is not None:
        seated = speaker_of(sentence, first, last + 2, start, catalogue)
        if seated and seated[0].org_id and not (made and made[0].org_id):
            return seated  # "وزارة الصحة في غزة"
    return made


def _begins(sentence: Sentence, start: int) -> int:
    """Where a name may begin from an item on, past what says when or to whom.

    "a annoncé, vendredi, le maire", "informó a la AFP", "according to the territory's health ministry".
    """
    row, n = sentence.items, start
    while n + 1 < len(row):
        item, after = row[n], row[n + 1]
        dated = item.kind == "date" or after.kind == "date" and not item.classes.isdisjoint(("date_filler", "article"))
        comma = item.kind == "," and (after.kind == "date" or n > start and row[n - 1].kind == "date")
        told = [i.mention.kind for i in row[n + 1 : n + 3] if i.mention is not None]
        press = "organisation" in told and not item.classes.isdisjoint(("to", "open_to"))
        one = item.quantity is not None and item.quantity.value == 1
        if press:
            n += 2 + (after.mention is None)
        elif dated or comma or one or "article" in item.classes or item.mention is None and _of_that(sentence, item):
            n += 1
        else:
            break
    return n


def named_before(sentence: Sentence, at: int, catalogue: Catalogue) -> list[Speaker]:
    """Who is named before a verb at an item: "X said"; none or one."""
    row = sentence.items
    last = at
    while last > 0 and (not row[last - 1].classes.isdisjoint(_PASSED) or row[last - 1].kind == "date"):
        last -= 1 + (row[last - 1].kind == "date" and last > 1 and "date_filler" in row[last - 2].classes)
    if last > 0 and row[last - 1].kind == ")":
        while last > 0 and row[last - 1].kind != "(":
            last -= 1
        last = max(0, last - 1)
    last = _past_aside(sentence, last)
    end = last
    if last > 1 and row[last - 1].kind == "," and (comma := _apposed(sentence, last - 1)):
        last = comma  # "Omar Idris, a spokesman for the agency, said"
        end -= 1
    elif last > 2 and row[last - 1].kind == row[last - 3].kind == "," and is_body(sentence, row[last - 2]):
        last = end = last - 1  # "the UN relief wing, OCHA, said"
    first = last
    while first > 0 and last - first < _LONGEST and _of_a_name(sentence, first - 1):
        first -= 1
    while first < last and not row[first].classes.isdisjoint(("article", "of", "place_in")):
        first += 1
    while first + 1 < last and row[first].mention and "in" in row[max(0, first - 1)].classes:
        first += 1  # "In Kharkiv the mayor said"
    made = speaker_of(sentence, first, end if first < last else first, at, catalogue)
    front = first - 1 - (first > 1 and "article" in row[first - 1].classes)
    for speaker in made if front > 0 and not row[front].classes.isdisjoint(("when", "after", "which")) else ():
        speaker.aside = True
    return made


def _past_aside(sentence: Sentence, last: int) -> int:
    """Where a clause on who speaks begins, if one ends here, else `last`: "a doctor, who was not named, said"."""
    row = sentence.items
    comma = last > 1 and row[last - 1].kind == ","
    for n in range(last - 1 - comma, max(0, last - _ASIDE), -1):
        if row[n].quantity is not None or row[n].kind in (";", ":", '"', "."):
            break
        if not row[n].classes.isdisjoint(("which", "anonymous")):
            told = row[n - 1 - (row[n - 1].kind == ",")]
            speaks = told.kind in ("word", "name") or spokesman(sentence, told)
            if speaks and (n == last - 1 or (row[n - 1].kind == ",") == comma):
                return n - (row[n - 1].kind == ",")
            break
    return last


def _of_a_name(sentence: Sentence, n: int) -> bool:
    """Whether an item may belong to the name of a speaker."""
    row, item = sentence.items, sentence.items[n]
    if item.kind in ("name", "word") or not item.classes.isdisjoint(("authority", "of", "estimate")):
        return True
    if owning(sentence, n):
        return True
    if item.kind != "phrase" or n == 0 and not item.classes.isdisjoint(STARTING):
        return False
    if "name_link" in item.classes and n > 0 and row[n - 1].kind in ("word", "name") and row[n + 1].kind == "word":
        return True  # "Hassan al-Tamimi"
    if "of_office" in item.classes and "body_noun" in row[n - 1].classes:
        return True  # "Directorate for Relief"
    if "and" in item.classes:
        raw, beside = sentence.marks.tokens.raw, (row[n - 1], row[n + 1])
        title = all(i.kind == "word" and raw[i.first][0].isupper() for i in beside)  # "Medicine and Support Centre"
        return n > 0 and (title or _headed(sentence, n) or all(spokesman(sentence, i) for i in beside))
    if not item.classes.isdisjoint(("that", "relative", "speech", "and", "according")):
        return False
    capital = item.first > 0 and sentence.marks.tokens.raw[item.first][0].isupper()
    return capital or bool(item.units) or not item.classes.isdisjoint(_NAMING) or spokesman(sentence, item)


def _headed(sentence: Sentence, n: int) -> bool:
    """Whether "and" joins what a body is named for: "Ministry of Refugees and Repatriation"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    heads = (m for m in range(n - 2, max(1, n - 5), -1) if not row[m].classes.isdisjoint(("of", "of_office")))
    of = next(heads, 0)
    named = all(raw[i.first][0].isupper() for i in (*row[of + 1 : n], row[n + 1]))
    return of > 0 and named and "body_noun" in row[of - 1].classes


def _of_that(sentence: Sentence, item: Item) -> bool:
    """Whether an item stands for a place that is told before, as an owner: "the region's"."""
    return not item.classes.isdisjoint(_THAT) and possessive(sentence.marks.tokens.raw[item.last - 1])


def owning(sentence: Sentence, n: int) -> bool:
    """Whether an item is the apostrophe of an owner in "s": "Comoros' interior ministry", "the doctors' union"."""
    item, tokens = sentence.items[n], sentence.marks.tokens
    apostrophe = tokens.raw[item.first] in ("'", "’") and tokens.touches(item.first)
    return apostrophe and n > 0 and sentence.items[n - 1].kind in _WORDS and tokens.raw[item.first - 1][-1] == "s"


def _apposed(sentence: Sentence, close: int) -> int:
    """The comma before words that only say who somebody is, which end with the comma at `close`; 0: they do not."""
    row, marks = sentence.items, sentence.marks
    comma = next((m for m in range(close - 1, max(close - 12, 0), -1) if row[m].kind == ","), 0)
    inside = row[comma + 1 : close]
    if not comma or not inside or has_kind(inside, "quantity", "(", '"', ";"):
        return 0
    raw = marks.tokens.raw
    office = any(spokesman(sentence, i) or marks.run(i.first, "title") for i in inside)
    before = row[max(0, comma - 5) : comma]
    if office:  # "Omar Idris, a spokesman for the agency, said"
        return comma if raw[before[-1].first][0].isupper() or spokesman(sentence, before[-1]) else 0
    named = all(i.kind in ("name", "word") and raw[i.first][0].isupper() for i in inside)
    return comma if named and any(spokesman(sentence, i) or marks.run(i.first, "title") for i in before) else 0


def is_body(sentence: Sentence, item: Item) -> bool:
    """Whether an item is the name of an organisation or authority: "WHO", "MoH"."""
    if item.mention is not None:
        return item.mention.kind == "organisation"
    return sentence.marks.tokens.raw[item.first][-1:].isupper() and spokesman(sentence, item)


def spokesman(sentence: Sentence, item: Item) -> bool:
    """Whether an item is, or ends in, a word for those who say things: "aid agencies", "residents"."""
    run, last = sentence.marks.run, item.last - 1
    known = item.mention is not None and item.mention.kind == "organisation" or "authority" in item.classes
    return known or bool(run(last, "witness") or run(last, "authority"))


def is_place(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether it is a place that counts its own: "Uganda has received 4,900 refugees", "Chad reported 40 dead"."""
    for item in sentence.items[speaker.first : speaker.last]:
        if spokesman(sentence, item) or item.mention is None and item.kind == "word" or speaker.org_id:
            return False
        if item.mention is not None and item.mention.kind != "place":
            return False
    return True


def speaker_of(sentence: Sentence, first: int, last: int, at: int, catalogue: Catalogue) -> list[Speaker]:
    """Who the items [first, last) name, if they name a speaker; none or one."""
    if first >= last:
        return []
    row, tokens = sentence.items, sentence.marks.tokens
    text = unowned(tokens.text[tokens.starts[row[first].first] : tokens.ends[row[last - 1].last - 1]])  # "IOM's count"
    ids = catalogue.find_organisations(text)
    named = next((i.mention for i in reversed(row[first:last]) if i.mention and i.mention.kind == "organisation"), None)
    if not ids and named is not None:
        ids = list(named.ids)  # "the U.N. humanitarian office OCHA"
        if last - first > 3:
            text = unowned(named.text)
    if not ids and not any(spokesman(sentence, i) for i in row[first:last]):
        capital = [n for n in range(first, last) if tokens.raw[row[n].first][0].isupper()]
        if last == at and last - first == 1 and row[first].kind == "word" and _said(sentence, first):
            capital = [first]  # "Amnesty said", "the syndicate said"
        elif not capital or len(capital) == 1 and capital[0] == 0 and row[0].mention is None:
            return []  # "Current estimates say"
        text = tokens.text[tokens.starts[row[capital[0]].first] : tokens.ends[row[last - 1].last - 1]]
    return [Speaker(ids[0] if len(ids) == 1 else None, text, first, last, at, kind=_kind(sentence, first, last, ids))]


def _said(sentence: Sentence, n: int) -> bool:
    """Whether a word that is no pronoun is who says something: "Amnesty said"."""
    row, run = sentence.items, sentence.marks.run
    return not run(row[n].first, "who_spoke") and run(row[n + 1].first, "who_said") > 0


def _kind(sentence: Sentence, first: int, last: int, ids: Sequence[str]) -> str:
    """For which pronouns a speaker may stand: see Speaker."""
    row, marks = sentence.items, sentence.marks
    words = range(row[first].first, row[last - 1].last)
    titled = any(marks.run(at, "title") and not possessive(marks.tokens.raw[at]) for at in words)
    if not titled and (ids or any(spokesman(sentence, i) for i in row[first:last])):
        return "body"
    return "" if first > 0 and "possessive" in row[first - 1].classes and not titled else "person"
