"""Statuses: what is said of a named crossing, a named hospital, or a place's hospitals as a whole."""

from ingest.text.claims import Claim, Refusal
from ingest.text.items import Item, Sentence
from ingest.text.phrases import Link, Subject
from data.lexicon import Phrase

_CROSSINGS = ("crossing", "port")


def statuses(sentence: Sentence) -> tuple[list[Claim], list[Refusal]]:
    """Statuses in a sentence, and those that are only planned or denied."""
    row = sentence.items
    found: list[Claim] = []
    refused: list[Refusal] = []
    for at, item in enumerate(row):
        for phrase in item.phrases:
            if phrase.sort != "status" or phrase.status is None:
                continue
            for subject in _subjects(sentence, at, phrase):
                kept = min(at, subject), max(at, subject)
                if why := _unreal(row, at, subject):
                    refused.append(Refusal(why, kept[0], kept[1]))
                    continue
                cost = 1 + 0.2 * abs(at - subject)
                link = Link(phrase, at, "status", cost, at)
                claim = Claim(
                    phrase.keys[0], None, subject, link, Subject(subject, subject + 1, frozenset()), kept,
                    status=phrase.status, mention=subject if row[subject].mention else -1,
                )
                if not any(c.indicator == claim.indicator and c.at == claim.at for c in found):
                    found.append(claim)
    return found, refused


def _subjects(sentence: Sentence, at: int, phrase: Phrase) -> list[int]:
    """Indices of what a status is said of: one, or several joined by "and"."""
    row = sentence.items
    crossing = phrase.keys[0].startswith("crossing.")
    steps = range(at - 1, -1, -1) if phrase.role in ("before", "noun") else range(at + 1, len(row))
    cost = 0.0
    for n in steps:
        item = row[n]
        if _suits(sentence, n, crossing, phrase):
            found = [n]
            m = n - 1 if phrase.role in ("before", "noun") else n + 1
            step = -1 if phrase.role in ("before", "noun") else 1
            while 0 <= m < len(row):
                if row[m].classes & {"and", "article"} or row[m].kind == ",":
                    m += step
                elif _suits(sentence, m, crossing, phrase) and row[m].mention:
                    found.append(m)
                    m += step
                else:
                    break
            return sorted(found)
        cost += _cost(item, phrase.role)
        if cost > 3.0:
            break
    return []


def _cost(item: Item, role: str) -> float:
    if item.kind == "word":
        return 0.7 if role == "before" else 0.9
    if item.kind == ":":
        return 0.4
    if item.kind in (";", ".", "quantity"):
        return 9.0
    if item.kind in (",", "-", "("):
        return 0.8
    if item.kind == "phrase":
        if item.classes & {"be", "have", "present", "past", "perfect", "adverb", "article", "filler"}:
            return 0.0
        if item.classes & {"and", "or", "relative", "speech"}:
            return 1.3
        if any(p.sort in ("status", "figure") for p in item.phrases):
            return 2.0
        return 0.4
    return 0.4


def _suits(sentence: Sentence, at: int, crossing: bool, phrase: Phrase) -> bool:
    """Whether an item is a crossing, or a hospital, or hospitals as a whole."""
    row = sentence.items
    mention = row[at].mention
    if mention is not None and mention.kind == "place":
        return mention.sort in _CROSSINGS if crossing else mention.sort == "facility"
    if crossing or not row[at].units & {"hospitals"} and not row[at].classes & {"health_system"}:
        return False
    if row[at].classes & {"health_system"}:
        return True
    before = row[at - 1] if at else None
    if before is not None and (before.quantity or before.classes & {"several", "article", "those", "negation"}):
        return False
    return "several" in row[at].classes or sentence.marks.tokens.words[row[at].first].endswith("s")


def _unreal(row: list[Item], at: int, subject: int) -> str:
    low, high = min(at, subject), max(at, subject)
    for n in range(max(0, low - 4), high):
        if n < low and any(row[m].kind in (",", ";", ":", ".") for m in range(n, low)):
            continue
        if row[n].classes & {"unreal", "future", "condition"} and "perhaps_past" not in row[n].classes:
            return "not said to be so"
        if n >= low and row[n].classes & {"negation"}:
            return "a denial"
    if at and row[at - 1].classes & {"infinitive"}:
        return "a plan"
    return ""
