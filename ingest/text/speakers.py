"""Who says a figure: "according to X", "X said", "X: ...", "(X)", "X data show", "X asks for"."""

from data.catalogue import Catalogue
from ingest.text.bodies import (
    HELPING,
    STARTING,
    Speaker,
    is_body,
    is_place,
    named_after,
    named_before,
    owning,
    speaker_of,
    spokesman,
)
from ingest.text.items import Item, Sentence, cited, has_class, has_kind
from ingest.text.tokens import possessive

SAYING = frozenset({"according", "speech", "saying", "records"})
SPEECH, _TELLING = frozenset({"speech", "saying"}), SAYING | {"rising"}
_GIVING = frozenset({"giving", "counting", "places_at"})
COUNTED = frozenset({"records", "counting", "reception", "told_again"})


def speakers(sentence: Sentence, catalogue: Catalogue, told: Speaker | None = None) -> list[Speaker]:
    """All speakers of a sentence, in order; `told`: the last one of the sentence before, for "it said"."""
    row = sentence.items
    raws, words = sentence.marks.tokens.raw, sentence.marks.tokens.words
    unlike = [n for n, i in enumerate(row[:-1]) if i.mention is not None or raws[i.first] != words[i.first]]
    found = [s for n in unlike for s in _unspoken(sentence, n, catalogue)]
    gives = not sentence.classes.isdisjoint(_GIVING) and "toll" in sentence.classes
    guesses = [n + 1 for n in range(len(row)) if row[n].mention is not None and _guesses(sentence, n)]
    if sentence.classes.isdisjoint(_TELLING) and not gives and not guesses:
        return found
    for n, item in enumerate(row):
        if "area_noun" in item.classes and has_class(row[n + 1 : n + 2], "be"):
            continue  # "in many states are closed"
        counts = gives and not item.classes.isdisjoint(_GIVING) and has_class(row[n + 1 : n + 4], "toll")
        counts = counts or n > 0 and _raises_a_toll(item) and spokesman(sentence, row[n - 1])
        if item.classes.isdisjoint(SAYING) and not (counts or n in guesses):
            continue
        if "according" in item.classes:
            found += named_after(sentence, _published(sentence, n + 1), catalogue)
            continue
        if n + 2 < len(row) and "by" in row[n + 1].classes and "after" not in row[n + 1].classes:
            found += named_after(sentence, n + 2, catalogue)  # "12 deaths were recorded by WHO"
            continue
        if _received(sentence, n):
            found += named_after(sentence, n + 2, catalogue)  # "12 deaths were reported to the civil defence"
            continue
        if item.has_role("after") and row[min(n + 1, len(row) - 1)].quantity and _by_an_event(sentence, n):
            continue  # "floods in Tola have claimed 39 lives"
        before = [s for s in named_before(sentence, n, catalogue) if not _placed(sentence, s)]
        own = has_kind(row[n + 1 : n + 2], "quantity") and not item.classes.isdisjoint(("reception", "saying"))
        if item.classes.isdisjoint(SPEECH) or "area_noun" in item.classes or own:
            passive = n > 0 and "be" in row[n - 1].classes and not sentence.marks.ends(item.first, "active_ending")
            before = [s for s in before if not passive and not is_place(sentence, s)]  # "hospitals were recorded"
        elif not before and told is not None and _pronoun(sentence, n, told):
            before = [Speaker(told.org_id, told.text, n, n, n, kind=told.kind)]
        found += before
        quoted = n == 0 or row[n - 1].kind in (",", '"')
        if not before and not sentence.marks.run(item.first, "telling"):
            if quoted or n + 1 < len(row) and "that" not in row[n + 1].classes:
                after = named_after(sentence, n + 1, catalogue)
                says = quoted and not item.classes.isdisjoint(SPEECH)
                for s in after:
                    if s.org_id or says and (n or any(spokesman(sentence, i) for i in row[1 : s.last])):
                        found.append(s)  # "قالت وزارة الصحة", but not "Said the storm"
    closed = any(s.last > s.at and s.last + 1 >= len(row) for s in found[1:])
    return found[1:] if closed and found[0].at == 0 and row[1].kind == ":" else found  # "WHO: 40 dead, says Hamas"


def _raises_a_toll(item: Item) -> bool:
    """Whether an item tells a new count of dead or hurt: "raised the death toll"."""
    tolls = any(p.role == "label" and p.keys[0].startswith("casualties.") for p in item.phrases)
    return tolls and "rising" in item.classes


def _published(sentence: Sentence, start: int) -> int:
    """Where the body stands whose paper is told: "according to figures from the ministry"; else `start`."""
    row, run = sentence.items, sentence.marks.run
    for n in range(start, min(start + 4, len(row) - 2)):
        last = row[n].last - 1
        if any(run(word, "published") for word in range(row[n].first, last)):
            return n + 1  # "selon un bilan de" is one item
        if run(last, "published"):
            from_whom = range(n + 1, min(n + 3, len(row) - 1))
            return next((m + 1 for m in from_whom if not row[m].classes.isdisjoint(("by", "from", "of"))), start)
    return start


def _guesses(sentence: Sentence, n: int) -> bool:
    """Whether an organisation estimates or finds a number: "OCHA estimated 4,000", "a survey by IOM found that"."""
    row, run, verb = sentence.items, sentence.marks.run, sentence.items[n + 1 : n + 2]
    body = row[n].mention if verb else None
    if body is None or body.kind != "organisation":
        return False
    if verb[0].quantity is not None:
        return bool(run(verb[0].first, "speech"))
    counts = n > 0 and not row[n - 1].classes.isdisjoint(("by", "of"))
    return bool(run(verb[0].first, "showing")) and (counts or has_class(row[n + 2 : n + 3], "that"))


def _received(sentence: Sentence, n: int) -> bool:
    """Whether what is counted was reported to a body: "deaths were reported to the ministry"."""
    row = sentence.items
    if n < 1 or n + 3 > len(row) or row[n - 1].classes.isdisjoint(("be", "perfect")) or "to" not in row[n + 1].classes:
        return False
    return any(is_body(sentence, i) or "authority" in i.classes for i in row[n + 2 : n + 6])


def _placed(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether a speaker is no more than where others speak: "and in Lebanon report 570 deaths"."""
    return speaker.first > 0 and "in" in sentence.items[speaker.first - 1].classes and is_place(sentence, speaker)


def _by_an_event(sentence: Sentence, n: int) -> bool:
    """Whether an event is the subject of a verb, and nobody who says something."""
    for item in reversed(sentence.items[:n]):
        if item.kind in (",", ";", "date") or spokesman(sentence, item):
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
                for said in speaker_of(sentence, start, n - (row[n - 1].kind in (",", "-")), n, catalogue):
                    if not is_place(sentence, said):
                        found[paragraph] = said
    return found


def _unspoken(sentence: Sentence, n: int, catalogue: Catalogue) -> list[Speaker]:
    """An organisation that is named for what it says without a verb: "WHO: ...", "(WHO)", "WHO data", "WHO needs"."""
    row = sentence.items
    raw, last = sentence.marks.tokens.raw[row[n].first], _named_in_brackets(sentence, n)
    body = is_body(sentence, row[n]) or last > n + 1
    owner = not body and possessive(raw) and bool(catalogue.find_organisations(raw[:-2]))  # "by IOM's count"
    counts = (body or owner) and _count(sentence, n)
    if not (body or counts):
        return []
    labels = n == 0 and row[1].kind == ":"
    m = n + 1
    while m + 1 < len(row) and not row[m].classes.isdisjoint(HELPING):
        m += 1
    asks = any(p.keys[0] == "funding.required" and p.role not in ("label", "noun") for p in row[m].phrases)
    if not (labels or counts or asks or _in_brackets(sentence, n, last)):
        return []
    made = speaker_of(sentence, n, last, n, catalogue)
    for speaker in made:
        speaker.aside = asks  # "12 died in Kasai, UNICEF needs $40 million"
    return made


def _count(sentence: Sentence, n: int) -> bool:
    """Whether a body's own count is what tells: "by IOM's count", "WHO data show", but not "UN survey teams"."""
    row, run = sentence.items, sentence.marks.run
    noun = n + 1 + owning(sentence, n + 1)
    if noun >= len(row) or "estimate" not in row[noun].classes and not run(row[noun].first, "tallying"):
        return False
    start = n - 1 - (n > 1 and "article" in row[n - 1].classes)
    if start >= 0 and not row[start].classes.isdisjoint(STARTING):
        return True
    rest = row[noun : noun + 3]
    told = any(not i.classes.isdisjoint(SAYING) or run(i.first, "showing") for i in rest)
    return told or has_kind(rest[1:2], ":", "quantity", ".") or len(rest) == 1  # "up 4% since the IOM survey."


def _named_in_brackets(sentence: Sentence, n: int) -> int:
    """Where a name ends that begins at an item; more than one item only in brackets: "(Ministry of Public Health)"."""
    row, raw, last = sentence.items, sentence.marks.tokens.raw, n + 1
    if n and row[n - 1].kind == "(" and raw[row[n].first][0].isupper() and "according" not in row[n].classes:
        while last < len(row) and (raw[row[last].first][0].isupper() or "of" in row[last].classes):
            last += 1
    whole = last < len(row) and row[last].kind == ")" and any(spokesman(sentence, i) for i in row[n:last])
    return last if whole else n + 1


def _in_brackets(sentence: Sentence, n: int, last: int) -> bool:
    """Whether a name in brackets is the source of what stands before: "12 died (WHO)", but not "the agency (WHO)"."""
    row = sentence.items
    if n < 2 or row[n - 1].kind != "(" or row[last].kind not in (")", ","):
        return False
    before, raw = row[n - 2], sentence.marks.tokens.raw
    named = is_body(sentence, before) or "authority" in before.classes
    if named or before.kind == "word" and raw[before.first][0].isupper():
        return False
    if row[last].kind == "," and not any(i.kind == "date" or raw[i.first][0].isupper() for i in row[n + 2 : n + 3]):
        return False  # "(UNHCR, which runs the camp, has left)"
    end = next((m for m in range(n + 1, len(row)) if row[m].kind == ")"), len(row))
    return end + 1 >= len(row) or row[end + 1].kind in (".", ";", ",")


def _pronoun(sentence: Sentence, n: int, told: Speaker) -> bool:
    """Whether who says is told by a pronoun alone, which may stand for who spoke before: "it said", "he added"."""
    row, run, m = sentence.items, sentence.marks.run, n - 1
    while m > 0 and not row[m].classes.isdisjoint(HELPING) and "be" not in row[m].classes:
        m -= 1  # "it has said", but not "it was said"
    if m < 0 or not run(row[m].first, "who_spoke"):
        return False
    if run(row[m].first, "pronoun"):
        return told.kind == "body"
    opening = row["article" in row[0].classes]
    others = m > 1 and bool(run(opening.first, "witness"))  # "The rebels denied it and, they said, 12 died"
    return not others and (told.kind == "person" or told.kind == "body" and told.org_id is None)
