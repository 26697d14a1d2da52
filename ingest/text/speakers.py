"""Who says a figure: "according to X", "X said", "X: ...", "(X)", "X data show", "X asks for"."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue import Catalogue
from ingest.text.items import Item, Sentence, cited, has_any, has_class, has_kind
from ingest.text.tokens import possessive

_SAYING = frozenset({"according", "speech", "records"})
_NAMING = frozenset(
    "article place_in set_up_for possessive adjective authority of estimate area_noun hazard office_word".split()
).union({"armed_group"})
_GIVING = frozenset({"giving", "counting", "places_at"})
_COUNTED = frozenset({"records", "counting", "reception", "told_again"})
_HELPING, _WORDS = frozenset({"have", "perfect", "adverb", "be", "present", "past"}), ("name", "word", "phrase")
_STARTING = frozenset({"by", "according"})
_LONGEST = 9  # items that the name of a speaker takes


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


def speakers(sentence: Sentence, catalogue: Catalogue, told: Speaker | None = None) -> list[Speaker]:
    """All speakers of a sentence, in order; `told`: the last one of the sentence before, for "it said"."""
    row = sentence.items
    raws, words = sentence.marks.tokens.raw, sentence.marks.tokens.words
    unlike = [n for n, i in enumerate(row[:-1]) if i.mention is not None or raws[i.first] != words[i.first]]
    found = [s for n in unlike for s in _unspoken(sentence, n, catalogue)]
    gives = not sentence.classes.isdisjoint(_GIVING) and "toll" in sentence.classes
    if sentence.classes.isdisjoint(_SAYING) and not gives:
        return found
    for n, item in enumerate(row):
        if "area_noun" in item.classes and has_class(row[n + 1 : n + 2], "be"):
            continue  # "in many states are closed"
        counts = gives and not item.classes.isdisjoint(_GIVING) and has_class(row[n + 1 : n + 4], "toll")
        if item.classes.isdisjoint(_SAYING) and not counts:
            continue
        if "according" in item.classes:
            found += _after(sentence, n + 1, catalogue)
            continue
        if n + 2 < len(row) and "by" in row[n + 1].classes and "after" not in row[n + 1].classes:
            found += _after(sentence, n + 2, catalogue)  # "12 deaths were recorded by WHO"
            continue
        if item.has_role("after") and row[min(n + 1, len(row) - 1)].quantity and _by_an_event(sentence, n):
            continue  # "floods in Tola have claimed 39 lives"
        before = [s for s in _before(sentence, n, catalogue) if not _placed(sentence, s)]
        own = "reception" in item.classes and n + 1 < len(row) and row[n + 1].quantity is not None
        if "speech" not in item.classes or "area_noun" in item.classes or own:
            passive = n > 0 and "be" in row[n - 1].classes and not sentence.marks.ends(item.first, "active_ending")
            before = [s for s in before if not passive and not _place(sentence, s)]  # "hospitals were recorded"
        elif not before and told is not None and _pronoun(sentence, n, told):
            before = [Speaker(told.org_id, told.text, n, n, n, kind=told.kind)]
        found += before
        quoted = n == 0 or row[n - 1].kind in (",", '"')
        if not before and not sentence.marks.run(item.first, "telling"):
            if quoted or n + 1 < len(row) and "that" not in row[n + 1].classes:
                after = _after(sentence, n + 1, catalogue)
                found += [s for s in after if s.org_id or quoted and "speech" in item.classes and n]
    closed = any(s.last > s.at and s.last + 1 >= len(row) for s in found[1:])
    return found[1:] if closed and found[0].at == 0 and row[1].kind == ":" else found  # "WHO: 40 dead, says Hamas"


def _placed(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether a speaker is no more than where others speak: "and in Lebanon report 570 deaths"."""
    return speaker.first > 0 and "in" in sentence.items[speaker.first - 1].classes and _place(sentence, speaker)


def _by_an_event(sentence: Sentence, n: int) -> bool:
    """Whether an event is the subject of a verb, and nobody who says something."""
    for item in reversed(sentence.items[:n]):
        if item.kind in (",", ";", "date") or _spokesman(sentence, item):
            return False
        if not item.classes.isdisjoint(("hazard", "violence", "mishap")):
            return True
    return False


def sources(body: list[Sentence], catalogue: Catalogue) -> dict[int, Speaker]:
    """Whom a compilation names as the source of a paragraph at its end, by paragraph: "... (Red Cross, 4 May 2014)"."""
    found: dict[int, Speaker] = {}
    for at, sentence in enumerate(body):
        row, paragraph = sentence.items, sentence.span.paragraph
        if "(" not in sentence.kinds or at + 1 < len(body) and body[at + 1].span.paragraph == paragraph:
            continue
        for n, item in enumerate(row):
            if item.period is not None and n > len(row) - 4 and cited(row, item.period):
                start = max(m for m in range(n) if row[m].kind == "(") + 1
                while row[start].kind == "word" and sentence.marks.tokens.raw[row[start].first].islower():
                    start += 1  # "(see Reuters, 3 May 2014)"
                for said in _made(sentence, start, n - (row[n - 1].kind in (",", "-")), n, catalogue):
                    if not _place(sentence, said):
                        found[paragraph] = said
    return found


def _unspoken(sentence: Sentence, n: int, catalogue: Catalogue) -> list[Speaker]:
    """An organisation that is named for what it says without a verb: "WHO: ...", "(WHO)", "WHO data", "WHO needs"."""
    row = sentence.items
    raw = sentence.marks.tokens.raw[row[n].first]
    body = _body(sentence, row[n])
    owner = not body and possessive(raw) and bool(catalogue.find_organisations(raw[:-2]))  # "by IOM's count"
    counts = (body or owner) and _count(sentence, n)
    if not (body or counts):
        return []
    labels = n == 0 and row[1].kind == ":"
    m = n + 1
    while m + 1 < len(row) and not row[m].classes.isdisjoint(_HELPING):
        m += 1
    asks = any(p.keys[0] == "funding.required" and p.role not in ("label", "noun") for p in row[m].phrases)
    if not (labels or counts or asks or _in_brackets(sentence, n)):
        return []
    made = _made(sentence, n, n + 1, n, catalogue)
    for speaker in made:
        speaker.aside = asks  # "12 died in Kasai, UNICEF needs $40 million"
    return made


def _count(sentence: Sentence, n: int) -> bool:
    """Whether a body's own count is what tells: "by IOM's count", "WHO data show", but not "UN survey teams"."""
    row, run = sentence.items, sentence.marks.run
    noun = n + 1 + _owning(sentence, n + 1)
    if noun >= len(row) or "estimate" not in row[noun].classes and not run(row[noun].first, "tallying"):
        return False
    start = n - 1 - (n > 1 and "article" in row[n - 1].classes)
    if start >= 0 and not row[start].classes.isdisjoint(_STARTING):
        return True
    rest = row[noun : noun + 3]
    told = any(not i.classes.isdisjoint(_SAYING) or run(i.first, "showing") for i in rest)
    return told or has_kind(rest[1:2], ":", "quantity", ".") or len(rest) == 1  # "up 4% since the IOM survey."


def _body(sentence: Sentence, item: Item) -> bool:
    """Whether an item is the name of an organisation or authority: "WHO", "MoH"."""
    if item.mention is not None:
        return item.mention.kind == "organisation"
    return sentence.marks.tokens.raw[item.first][-1:].isupper() and _spokesman(sentence, item)


def _spokesman(sentence: Sentence, item: Item) -> bool:
    """Whether an item is, or ends in, a word for those who say things: "aid agencies", "residents"."""
    run, last = sentence.marks.run, item.last - 1
    known = item.mention is not None and item.mention.kind == "organisation" or "authority" in item.classes
    return known or bool(run(last, "witness") or run(last, "authority"))


def _in_brackets(sentence: Sentence, n: int) -> bool:
    """Whether a name in brackets is the source of what stands before: "12 died (WHO)", but not "the agency (WHO)"."""
    row = sentence.items
    if n < 2 or row[n - 1].kind != "(" or row[n + 1].kind not in (")", ","):
        return False
    before, raw = row[n - 2], sentence.marks.tokens.raw
    named = _body(sentence, before) or "authority" in before.classes
    if named or before.kind == "word" and raw[before.first][0].isupper():
        return False
    if row[n + 1].kind == "," and not any(i.kind == "date" or raw[i.first][0].isupper() for i in row[n + 2 : n + 3]):
        return False  # "(UNHCR, which runs the camp, has left)"
    end = next((m for m in range(n + 1, len(row)) if row[m].kind == ")"), len(row))
    return end + 1 >= len(row) or row[end + 1].kind in (".", ";", ",")


def _pronoun(sentence: Sentence, n: int, told: Speaker) -> bool:
    """Whether who says is told by a pronoun alone, which may stand for who spoke before: "it said", "he added"."""
    row, run, m = sentence.items, sentence.marks.run, n - 1
    while m > 0 and not row[m].classes.isdisjoint(_HELPING) and "be" not in row[m].classes:
        m -= 1  # "it has said", but not "it was said"
    if m < 0 or not run(row[m].first, "who_spoke"):
        return False
    if run(row[m].first, "pronoun"):
        return told.kind == "body"
    opening = row["article" in row[0].classes]
    others = m > 1 and bool(run(opening.first, "witness"))  # "The rebels denied it and, they said, 12 died"
    return not others and (told.kind == "person" or told.kind == "body" and told.org_id is None)


def _place(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether it is a place that counts its own: "Uganda has received 4,900 refugees", "Chad reported 40 dead"."""
    for item in sentence.items[speaker.first : speaker.last]:
        if _spokesman(sentence, item) or item.mention is None and item.kind == "word" or speaker.org_id:
            return False
        if item.mention is not None and item.mention.kind != "place":
            return False
    return True


def _after(sentence: Sentence, start: int, catalogue: Catalogue) -> list[Speaker]:
    row, raw, first = sentence.items, sentence.marks.tokens.raw, start
    while first < len(row) and "article" in row[first].classes:
        first += 1
    last = first
    while last < len(row) and last - first < _LONGEST:
        item = row[last]
        named = item.kind in ("name", "word") or bool(item.classes & {"authority", "of", "estimate", "adjective"})
        if not named and item.kind == "phrase":
            plain = item.classes.isdisjoint(("and", "relative", "speech", "preposition", "place_in"))
            named = plain and bool(raw[item.first][0].isupper() or item.units or item.phrases)
        if not (named or "and" in item.classes and last + 1 < len(row) and raw[row[last + 1].first][0].isupper()):
            break
        last += 1
        if sentence.marks.run(row[last - 1].first, "showing"):
            last -= 1
            break  # "figures from IOM show"
    made = _made(sentence, first, last, start, catalogue)
    if last + 1 < len(row) and "place_at" in row[last].classes and row[last + 1].mention is not None:
        seated = _made(sentence, first, last + 2, start, catalogue)
        if seated and seated[0].org_id and not (made and made[0].org_id):
            return seated  # "وزارة الصحة في غزة"
    return made


def _before(sentence: Sentence, at: int, catalogue: Catalogue) -> list[Speaker]:
    row = sentence.items
    last = at
    while last > 0 and (not row[last - 1].classes.isdisjoint(_HELPING) or row[last - 1].kind == "date"):
        last -= 1 + (row[last - 1].kind == "date" and last > 1 and "date_filler" in row[last - 2].classes)
    if last > 0 and row[last - 1].kind == ")":
        while last > 0 and row[last - 1].kind != "(":
            last -= 1
        last = max(0, last - 1)
    end = last
    if last > 1 and row[last - 1].kind == "," and (comma := _apposed(sentence, last - 1)):
        last = comma  # "Omar Idris, a spokesman for the agency, said"
        end -= 1
    elif last > 2 and row[last - 1].kind == row[last - 3].kind == "," and _body(sentence, row[last - 2]):
        last = end = last - 1  # "the UN relief wing, OCHA, said"
    first = last
    while first > 0 and last - first < _LONGEST and _of_a_name(sentence, first - 1):
        first -= 1
    while first < last and not row[first].classes.isdisjoint(("article", "of", "place_in")):
        first += 1
    made = _made(sentence, first, end if first < last else first, at, catalogue)
    front = first - 1 - (first > 1 and "article" in row[first - 1].classes)
    for speaker in made if front > 0 and not row[front].classes.isdisjoint(("when", "after", "which")) else ():
        speaker.aside = True
    return made


def _of_a_name(sentence: Sentence, n: int) -> bool:
    """Whether an item may belong to the name of a speaker."""
    row, item = sentence.items, sentence.items[n]
    if item.kind in ("name", "word") or not item.classes.isdisjoint(("authority", "of", "estimate")):
        return True
    if _owning(sentence, n):
        return True
    if item.kind != "phrase" or n == 0 and not item.classes.isdisjoint(_STARTING):
        return False
    if "of_office" in item.classes and "body_noun" in row[n - 1].classes:
        return True  # "Directorate for Relief"
    if "and" in item.classes:
        raw, beside = sentence.marks.tokens.raw, (row[n - 1], row[n + 1])
        title = all(i.kind == "word" and raw[i.first][0].isupper() for i in beside)  # "Medicine and Support Centre"
        return n > 0 and (title or _headed(sentence, n) or all(_spokesman(sentence, i) for i in beside))
    if not item.classes.isdisjoint(("that", "relative", "speech", "and", "according")):
        return False
    capital = item.first > 0 and sentence.marks.tokens.raw[item.first][0].isupper()
    return capital or bool(item.units) or not item.classes.isdisjoint(_NAMING) or _spokesman(sentence, item)


def _headed(sentence: Sentence, n: int) -> bool:
    """Whether "and" joins what a body is named for: "Ministry of Refugees and Repatriation"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    heads = (m for m in range(n - 2, max(1, n - 5), -1) if not row[m].classes.isdisjoint(("of", "of_office")))
    of = next(heads, 0)
    named = all(raw[i.first][0].isupper() for i in (*row[of + 1 : n], row[n + 1]))
    return of > 0 and named and "body_noun" in row[of - 1].classes


def _owning(sentence: Sentence, n: int) -> bool:
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
    office = any(_spokesman(sentence, i) or marks.run(i.first, "title") for i in inside)
    before = row[max(0, comma - 5) : comma]
    if office:  # "Omar Idris, a spokesman for the agency, said"
        return comma if raw[before[-1].first][0].isupper() or _spokesman(sentence, before[-1]) else 0
    named = all(i.kind in ("name", "word") and raw[i.first][0].isupper() for i in inside)
    return comma if named and any(_spokesman(sentence, i) or marks.run(i.first, "title") for i in before) else 0


def _made(sentence: Sentence, first: int, last: int, at: int, catalogue: Catalogue) -> list[Speaker]:
    if first >= last:
        return []
    row, tokens = sentence.items, sentence.marks.tokens
    text = tokens.text[tokens.starts[row[first].first] : tokens.ends[row[last - 1].last - 1]]
    text = text[:-2] if possessive(text) else text  # "IOM's count"
    ids = catalogue.find_organisations(text)
    for n in range(first, last):
        mention = row[n].mention
        if not ids and mention is not None and mention.kind == "organisation":
            ids = list(mention.ids)
            if last - first > 3:
                text = mention.text
    if not ids and not any(_spokesman(sentence, i) for i in row[first:last]):
        capital = [n for n in range(first, last) if tokens.raw[row[n].first][0].isupper()]
        if not capital or len(capital) == 1 and capital[0] == 0 and row[0].mention is None:
            return []  # "Current estimates say"
        text = tokens.text[tokens.starts[row[capital[0]].first] : tokens.ends[row[last - 1].last - 1]]
    return [Speaker(ids[0] if len(ids) == 1 else None, text, first, last, at, kind=_kind(sentence, first, last, ids))]


def _kind(sentence: Sentence, first: int, last: int, ids: Sequence[str]) -> str:
    """For which pronouns a speaker may stand: see Speaker."""
    row, marks = sentence.items, sentence.marks
    words = range(row[first].first, row[last - 1].last)
    titled = any(marks.run(at, "title") and not possessive(marks.tokens.raw[at]) for at in words)
    if not titled and (ids or any(_spokesman(sentence, i) for i in row[first:last])):
        return "body"
    return "" if first > 0 and "possessive" in row[first - 1].classes and not titled else "person"


def of_the_town(row: list[Item], speaker: Speaker) -> bool:
    """Whether a speaker's words may name where it happened: "police in Kassala", or many words.

    So do those of authorities that tell a number of their own: "health authorities in Iran report 1,300 deaths".
    """
    words, end = row[speaker.first : speaker.last], speaker.last
    if (
        len(words) > 2
        and end + 1 < len(row)
        and row[end].classes & {"speech", "records"}
        and row[end + 1].quantity is not None
    ):
        land = words[-1].mention  # whose own dead they are
        return land is not None and land.sort in ("country", "territory")
    return len(words) > 6 or has_class(words, "of_the_town")  # items that the name of a speaker takes


def nearest(found: list[Speaker], row: list[Item], at: int) -> Speaker | None:
    """The speaker nearest to a figure; none of a clause before it, where it has a verb of its own that counts it.

    "WHO said 12 had died in Goma; Bukavu counted seven".
    """
    found = [s for s in found if not (s.aside and at < s.first) and not _counts_anew(row, at, s.at)]
    semi = max((n for n in range(at) if row[n].kind == ";"), default=-1)
    told = [*row[at - 1 : at], *(row[semi + 2 : semi + 3] if semi >= 0 and row[semi + 1].mention else ())]
    there = at > 3 and "and" in row[at - 4].classes and "place_in" in row[at - 3].classes and row[at - 2].mention
    if there and row[at - 1].classes & _SAYING:
        return None  # "officials in Togo report nine dead and in Chad report 12", by whom is not said
    if has_any(told, _COUNTED):  # "Tajikistan put its dead at 35"
        found = [s for s in found if s.at > semi]
    return min(found, key=lambda s: _apart(row, *sorted((row[s.at].first, row[at].first))), default=None)


def _counts_anew(row: list[Item], at: int, n: int) -> bool:
    """Whether a speaker behind a figure gives another against it: "have 44 dead, whereas the police acknowledge 17"."""
    said = next((m for m in range(n, min(n + 4, len(row) - 1)) if "told_again" in row[m].classes), 0)
    against = at < n and has_any(row[at + 1 : n], ("while", "contrast"))
    return against and said > 0 and row[said + 1].quantity is not None


def _apart(row: list[Item], first: int, last: int) -> tuple[int, int]:
    """How far two words are apart: the clauses that begin between them, and the words."""
    between = [n for n in range(1, len(row)) if first < row[n].first < last and row[n - 1].kind == ","]
    return sum(not row[n].classes.isdisjoint(("and", "while")) for n in between), last - first
