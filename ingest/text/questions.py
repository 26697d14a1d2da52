"""What a question leaves to its answer: "How many hospitals work? Nine.", "And Zikim? Shut since May."."""

from dataclasses import replace

from data.tree import Phrase
from ingest.text.figures import Claim, Memory, Told
from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link, Subject

_UNITS = ("hospitals", "facilities", "beds", "trucks", "patients", "people")
_AFTER = frozenset({"since_word", "and", "preposition", "adverb"})


def asks(sentence: Sentence, row: list[Item] | None = None) -> bool:
    """Whether a sentence is a question; `row`: the items of another one."""
    items = sentence.items if row is None else row
    return bool(items) and sentence.marks.tokens.raw[items[-1].last - 1] == "?"


def answered(sentence: Sentence, at: int, what: Subject, memory: Memory) -> Claim | None:
    """A number that answers "how many": what the question counts, and what it asks of it."""
    asked = memory.rows[-1] if memory.rows else []
    if at > 2 or what.units or what.head >= 0 or not asks(sentence, asked):
        return None
    n = next((n for n in range(1, len(asked)) if asked[n].units and "few" in asked[n - 1].classes), len(asked))
    for item in asked[n + 1 :]:
        for phrase in item.phrases:
            if phrase.sort != "figure" or phrase.role != "before":
                continue
            unit = next((u for u in _UNITS if u in asked[n].units), "people")
            key = next((k for k in phrase.keys if unit in k), phrase.keys[0])
            return Claim(key, unit, at, Link(phrase, at, "list", 1.8, at), what, (at, at), units=asked[n].units)
    return None


def fragment(sentence: Sentence, at: int, phrase: Phrase, memory: Memory) -> Told:
    """What a status without a subject is said of: the only one of the sentence before: "And Zikim? Shut since May."."""
    row = sentence.items
    known = memory.just.get("crossing" if phrase.keys[0].startswith("crossing.") else "facility")
    if known is None or phrase.role != "before" or at > 3:
        return []
    if any(i.kind != "," and i.classes.isdisjoint(("adverb", "filler", "yes", "no", "be", "have")) for i in row[:at]):
        return []
    if at and "no" in row[at - 1].classes and row[at - 1].last - row[at - 1].first > 1:
        return []  # "It is not closed"
    behind = row[at + 1] if at + 1 < len(row) else None
    ended = behind is None or behind.kind in (".", ",", ";", "date") or not behind.classes.isdisjoint(_AFTER)
    return [(at, known)] if ended else []


def confirmed(sentence: Sentence, memory: Memory) -> list[Claim]:
    """A status asked for and then told in a word: "Is Adre open? Yes, since 15 August."."""
    row = sentence.items
    if not memory.asked or len(row) < 3:
        return []
    yes, no = (sentence.marks.run(row[0].first, name) for name in ("yes", "no"))
    other = {"open": "closed", "closed": "open", "functional": "nonfunctional"}
    status = memory.asked[-1].status or ""
    status = status if yes else other.get(status, "") if no else ""
    told = [(c, replace(c.link, at=0, tail=0)) for c in memory.asked if status]
    return [replace(c, status=status, at=0, link=link, kept=(0, len(row) - 1)) for c, link in told]
