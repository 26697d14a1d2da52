"""Crossings that bear a town's name, where no word but what is told of them says so: "Metema is open"."""

from data.catalogue import Catalogue
from ingest.text.by_town import SORTS, bears, unlisted
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence
from ingest.text.names import Mention

_WITHIN = frozenset({"place_in", "place_at", "place_of", "of"})


def gate_of(sentence: Sentence, n: int, at: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing that bears a town's name, where only a gate is so: "Metema is open", "Chad reopened Tina"."""
    row = sentence.items
    if (mention := town_of(sentence, n)) is None or n > at + 2:
        return None
    if n > at:  # "the army keeps Metema shut"
        behind = range(row[n].last, min(row[n].last + 2, sentence.last))
        shut = row[at].has_role("around") and any(sentence.marks.run(m, "gate_state") for m in behind)
        ends = _over(row, n + 1) or "and" in row[n + 1].classes
        shut = shut or n == at + 1 and row[at].has_role("after") and ends
        return bears(sentence, n, mention, memory, catalogue, spoken=True) if shut else None
    if n <= at <= n + 1 and row[at].last - row[at].first == 1 and not _over(row, at + 1):
        return None  # but "Metema opened its gates", and not "Metema reopened on Monday"
    within = n > 0 and not row[n - 1].classes.isdisjoint(_WITHIN)  # "schools in Rafah are open"
    if n > 1 and "and" in row[n - 1].classes:  # "Mayorske and Donetsk are shut", but not "schools in Kura and Rafah"
        other = None if n > 2 and "place_in" in row[n - 3].classes else town_of(sentence, n - 2)
        within = other is None or bears(sentence, n - 2, other, memory, catalogue, spoken=True) is None
    if within or not sentence.marks.run(row[at].last - 1, "gate_state"):
        return None
    if any(i.classes.isdisjoint(("be", "have", "remain", "adverb", "perfect")) for i in row[n + 1 : at]):
        return None
    return bears(sentence, n, mention, memory, catalogue, spoken=True)


def town_of(sentence: Sentence, n: int) -> Mention | None:
    """The name of a town that an item is, also of one that no catalogue has; no land, crossing or hospital."""
    item = sentence.items[n]
    if item.mention is None:
        bare = item.kind == "word" and sentence.marks.tokens.raw[item.first][0].isupper()
        return unlisted(sentence, n) if bare else None
    return item.mention if item.mention.kind == "place" and item.mention.sort not in SORTS else None


def _over(row: list[Item], n: int) -> bool:
    """Whether a clause is over before an item, or tells only when or for whom."""
    return n >= len(row) or row[n].kind in (".", ",", "date") or bool(row[n].classes & {"on_day", "open_to"})


def passed_by(sentence: Sentence, n: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing that bears the name of a town which some pass: "may leave by Medyka", "Joda accepts walkers"."""
    row = sentence.items
    through = n > 0 and bool(row[n - 1].classes & {"by", "by_way_of", "through"})
    if (town := town_of(sentence, n)) is None or not (through or n == 0):
        return None
    return bears(sentence, n, town, memory, catalogue, spoken=True)
