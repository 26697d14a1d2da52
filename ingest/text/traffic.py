"""What moves through a crossing: traffic that has stopped or goes on there, and those who still pass on foot."""

from dataclasses import replace

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import CROSSINGS, alone, bears
from ingest.text.figures import Claim, Memory, state
from ingest.text.items import Item, Sentence, has_any
from ingest.text.names import Mention
from ingest.text.points import meant

_STATUS = "crossing.status"
_NOUNS = frozenset({"crossing_noun", "crossing_word"})
_ENDS = (",", ";", ".", "-", "(", ")")
_BEHIND = frozenset({"and", "open_to", "since_word"})
_LIGHT = frozenset({"be", "have", "perfect", "adverb", "remain"})
_WHEN = frozenset({"on_day", "adverb", "once_more"})
_WAY = frozenset({"place_at", "by_way_of", "through"})


def moving_at(
    sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue
) -> list[tuple[int, Mention | None]]:
    """The crossing at which traffic stops or goes on, behind a day: "traffic resumed on Monday at Joda crossing"."""
    row = sentence.items
    if phrase.role != "before" or not phrase.keys[0].startswith("crossing.") or not _traffic(row, at, phrase.status):
        return []
    n = at + 1
    while n < len(row) and (row[n].kind == "date" or row[n].kind == "," or row[n].classes & _WHEN):
        n += 1
    if n == at + 1 or n + 1 >= len(row) or row[n].classes.isdisjoint(_WAY):
        return []
    n += 2 if "article" in row[n + 1].classes else 1
    told = meant(sentence, n, True, memory, catalogue) if n < len(row) else None
    return [(n, mention) for mention in told or ()]


def _traffic(row: list[Item], at: int, status: str | None) -> bool:
    """Whether traffic is the subject of a verb, and not only some of it stops: "lorry traffic resumed"."""
    n = at - 1
    while n > 0 and row[n].classes & _LIGHT:
        n -= 1
    for m in range(n, max(n - 4, -1), -1):
        if "traffic_noun" in row[m].classes:
            some = row[m].last - row[m].first > 1 and status == "closed"
            return not some and (m == n or "of" in row[m + 1].classes)
        if row[m].kind not in ("word", "phrase"):
            return False
    return False


def on_foot(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """Crossings that only walkers pass: "had to walk over the rubble at Arida, as cars could no longer get through"."""
    row = sentence.items
    blocked = "no_vehicles" in sentence.classes or has_any(row, ("aftermath",)) and "made_to_walk" in sentence.classes
    for n in range(len(row) - 2):  # "impassable for vehicles, but people cross it on foot"
        shut = any(p.status == "closed" for p in row[n].phrases) and "open_to" in row[n + 1].classes
        blocked = blocked or shut and "user_vehicles" in row[n + 2].classes
    at = next((n for n, i in enumerate(row) if i.classes & {"walking", "made_to_walk"}), -1)
    if not blocked or at < 0:
        return []
    for n in sorted(range(len(row)), key=lambda n: abs(n - at)):
        if n != at and (mentions := meant(sentence, n, True, memory, catalogue)):
            phrase = Phrase((_STATUS,), "status", "before", "partially_open")
            return [state(phrase, at, n, mention, "partially_open") for mention in mentions]
    return []


def still_walked(row: list[Item], claim: Claim) -> Claim:
    """A closed crossing, or one that some still pass where its sentence says so: "is cut, and people cross on foot"."""
    if claim.status != "closed" or not claim.indicator.startswith("crossing."):
        return claim
    for n in range(max(claim.at, claim.link.at) + 1, len(row)):
        if row[n].kind in (";", ".") or row[n].mention is not None:
            return claim
        across = "over_water" in row[n - 1].classes or any("crossing.people" in p.keys for p in row[n - 1].phrases)
        if "walking" in row[n].classes and across:
            return replace(claim, status="partially_open")
    return claim


def listed_behind(
    sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue
) -> list[tuple[int, Mention | None]]:
    """The crossings that a list names behind what became of them: "the closure of two gates goes on: Adre and Tine"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    if phrase.role != "after" or not phrase.keys[0].startswith("crossing."):
        return []
    noun = next((n for n in range(at + 1, min(at + 6, len(row))) if row[n].classes & _NOUNS), 0)
    if not noun or row[noun].mention is not None or not raw[row[noun].last - 1].endswith("s"):
        return []
    sign = next((n for n in range(noun + 1, min(noun + 14, len(row))) if row[n].kind in (":", "-", ";", ",")), len(row))
    if sign + 1 >= len(row) or row[sign].kind not in (":", "-"):
        return []
    end = next((n for n in range(sign + 1, len(row)) if row[n].kind in (row[sign].kind, ";", ".")), len(row))
    found: list[tuple[int, Mention | None]] = []
    for n in range(sign + 1, end):
        head = row[n - 1].kind in (":", "-", ",") or "and" in row[n - 1].classes
        behind = row[n + 1] if n + 1 < len(row) else None
        ends = behind is None or behind.kind in (*_ENDS, "date") or not behind.classes.isdisjoint(_BEHIND)
        head = head and ends  # and not "the closure of gates hurts many: Omar has not"
        mention = row[n].mention if head else None
        if mention is not None and mention.kind == "place" and mention.sort != "country":
            point = (
                mention if mention.sort in CROSSINGS else bears(sentence, n, mention, memory, catalogue, spoken=True)
            )
            found.append((n, point or alone(sentence, n)))
        elif head and row[n].kind == "word" and raw[row[n].first][0].isupper():
            found.append((n, alone(sentence, n)))
    return found
