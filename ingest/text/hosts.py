"""Who has most of those told: "Ethiopia has the largest group, with 131,051", "Chios records most arrivals (224)"."""

from data.lexicon import Phrase
from ingest.text.figures import Claim, State
from ingest.text.items import Item
from ingest.text.nouns import Link, Subject

_FAMILIES = ("displacement.", "crossing.people", "food.", "casualties.")
_SIGNS = (",", ":", "(", "-")
_REACH = 10  # items between a number and the word for "most"


def leader(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """The number of the place that has most of those told, where only "with" or a sign stands before it."""
    n = at - 1
    while n > 0 and (row[n].kind in _SIGNS or row[n].classes & {"accounting", "label_link", "adverb", "now"}):
        n -= 1
    kind = row[at].quantity.kind  # type: ignore[union-attr]
    if n == at - 1 or what.unknown is not None or kind not in ("count", "percent"):
        return None
    most, phrase = _most(row, n)
    if most < 0 or not _placed(row, most):
        return None
    if kind == "percent":
        return _share(row, at, what, most, state)
    before = state.claims or state.memory.claims or state.memory.earlier
    if phrase is None:
        last = next((c for c in reversed(before) if c.status is None), None)
        if last is None or last.unit not in ("people", "families") or not last.indicator.startswith(_FAMILIES):
            return None
        phrase = last.link.phrase
        indicator = last.indicator
    else:
        indicator = phrase.keys[0]
    return Claim(indicator, "people", at, Link(phrase, most, "list", 2.2, at), what, (most, at), units=what.units)


def of_a_kind(row: list[Item], what: Subject) -> bool:
    """Whether a noun says already what people are: "of the 2.2 million South Sudanese refugees"."""
    return any(p.role == "noun" and p.keys[0].startswith("displacement.") for p in row[what.head].phrases)


def _share(row: list[Item], at: int, what: Subject, most: int, state: State) -> Claim | None:
    """The highest share of those displaced, behind others: "Somalia had the second-highest proportion (22%)"."""
    told = [c for c in (*state.memory.earlier, *state.memory.claims, *state.claims) if c.unit == "percent"]
    if not told or told[-1].indicator != "displacement.share":
        return None
    link = Link(told[-1].link.phrase, most, "list", 2.2, at)
    return Claim("displacement.share", "percent", at, link, what, (most, at), units=what.units)


def _most(row: list[Item], start: int) -> tuple[int, Phrase | None]:
    """The item that says "the largest number", going left, and the noun behind it where one is ours; -1: none."""
    phrase = None
    for n in range(start, max(start - _REACH, -1), -1):
        item = row[n]
        if "most_of_all" in item.classes:
            return n, phrase
        if item.quantity is not None or item.kind in (";", ".", ":") or item.classes & {"relative"}:
            return -1, None
        for p in item.phrases:
            if p.role in ("noun", "label") and p.sort == "figure" and p.keys[0].startswith(_FAMILIES):
                phrase = p
    return -1, None


def _placed(row: list[Item], most: int) -> bool:
    """Whether a place is the subject: "Lebanon has hosted the highest number"."""
    for n in range(most - 1, max(most - 8, -1), -1):
        mention = row[n].mention
        if mention is not None:
            return mention.kind == "place"
        if row[n].quantity is not None or row[n].kind in (",", ";", ":", "."):
            return False
    return False
