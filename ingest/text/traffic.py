"""What moves through a crossing: traffic that has stopped or goes on there, and those who still pass on foot."""

from dataclasses import replace

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import CROSSINGS, alone, bears, in_turn, titled
from ingest.text.figures import Claim, Memory, Told, state
from ingest.text.items import Item, Sentence, has_any, has_kind, has_number, passing
from ingest.text.mistaken import capital
from ingest.text.names import Mention
from ingest.text.points import meant

_NOUNS, _ENDS = frozenset({"crossing_noun", "crossing_word"}), (",", ";", ".", "-", "(", ")")
_BEHIND = frozenset({"and", "open_to", "since_word", "on_day"})
_LIGHT, _WHEN = frozenset({"be", "have", "perfect", "adverb", "remain"}), frozenset({"on_day", "adverb", "once_more"})
_FAR, _ROW = 30, 12
_CLAUSE = frozenset({"be", "have", "relative", "speech"})


def moving_at(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> Told:
    """The crossing at which traffic stops or goes on, behind a day: "traffic resumed on Monday at Joda crossing"."""
    row = sentence.items
    head = row[passing(row, at - 1, _LIGHT)]  # and not "lorry traffic", of which only some stops
    some = phrase.status == "closed" and head.last - head.first > 1
    moves = "traffic_noun" in head.classes and not some and phrase.keys[0].startswith("crossing.")
    n = at + 1 if moves and phrase.role == "before" else len(row)
    while n < len(row) and (row[n].kind == "date" or row[n].kind == "," or row[n].classes & _WHEN):
        n += 1
    if n == at + 1 or n + 1 >= len(row) or row[n].classes.isdisjoint(("place_at", "by_way_of", "through")):
        return []
    n += 2 if "article" in row[n + 1].classes else 1
    told = meant(sentence, n, True, memory, catalogue) if n < len(row) else None
    return [(n, mention) for mention in told or ()]


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
            phrase = Phrase(("crossing.status",), "status", "before", "partially_open")
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


def listed(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> Told:
    """The crossings that a list names behind their noun, or their state: "shut two of its posts with Chad, A and B"."""
    row, run = sentence.items, sentence.marks.run
    gates = not sentence.classes.isdisjoint(_NOUNS) or at < 2 and ":" in sentence.kinds
    if not gates or not phrase.keys[0].startswith("crossing.") or phrase.role == "around":
        return []
    after = phrase.role == "after"
    near = range(at + 1, min(at + _ROW, len(row))) if after else range(at - 1, max(at - _FAR, -1), -1)
    if at < 2 and at + 2 < len(row) and row[at + 1].kind == ":" and (memory.gates or "crossing" in memory.points):
        return _names(sentence, at, at, memory, catalogue)[0]  # "Closed: Tine, Birak"
    nouns = (n for n in near if row[n].classes & _NOUNS and not row[n].mention)
    runs = ((n, run(row[n].first, name)) for n in nouns for name in _NOUNS)  # "posts", "crossings into"
    noun = next((n for n, end in runs if end and sentence.marks.tokens.raw[end - 1][-1] == "s"), -1)
    if noun < 0 or has_kind(row[noun : max(at, noun)], ";"):
        return []
    if after and (shared := in_turn(sentence, noun, True, catalogue)):
        return [(noun, m) for m in shared]  # "shut the Kasumbalesa, Mokambo and Sakania border posts"
    last = not after and all(i.classes & _LIGHT or i.kind == "quantity" for i in row[noun + 1 : at])
    last = last or not after and has_kind(row[at + 1 : at + 2], ":", "-") and has_number(row[:at])
    found, end = _names(sentence, noun, at if last else noun, memory, catalogue)
    ends = after or last or end <= at and all(i.kind in _ENDS or i.classes & _LIGHT for i in row[end:at])
    return found if ends else []


def _names(sentence: Sentence, noun: int, start: int, memory: Memory, catalogue: Catalogue) -> tuple[Told, int]:
    """The names of a list of crossings behind an item, and its end; behind a comma so many as their noun tells."""
    row = sentence.items
    near = range(start + 1, min(start + 14, len(row)))
    sign = next((n for n in near if row[n].kind in (":", "-", ",", ";", "(") or "part" in row[n].classes), len(row))
    part = has_any(row[sign + 1 : sign + 2], ("part", "such_as"))
    led = part or has_any(row[sign : sign + 1], ("part",))
    loose = led or has_kind(row[sign : sign + 1], ":", "-")
    if not loose and any(i.classes & _CLAUSE or i.has_role("before", "after") for i in row[start + 1 : sign]):
        return [], sign
    found: Told = []
    n = sign + 1 + part
    while n < len(row):
        if row[n].classes & {"article", "and"} or row[n].kind == "," and found:
            n += 1
            continue
        if (point := in_list(sentence, n, memory, catalogue)) is None:
            break
        end = next((m for m in range(n + 1, len(row)) if row[m].first >= point.last), len(row))
        joined = end < len(row) and sentence.marks.tokens.joined(row[end].first)  # "Aweil-Kiir Adem"
        if joined and (other := in_list(sentence, end, memory, catalogue)) is not None:
            point, end = other if other.ids else point, end + 1
        if end + 1 < len(row) and "place_in" in row[end].classes and row[end + 1].mention is not None:
            end += 2  # "Torkham in Khyber"
        if has_kind(row[end : end + 1], "("):
            end = next((m + 1 for m in range(end, len(row)) if row[m].kind == ")"), end)
        told = led and end < len(row) and (row[end].classes & _LIGHT or row[end].has_role("before"))  # "including X"
        over = end == len(row) or row[end].kind in (*_ENDS, "date") or not row[end].classes.isdisjoint(_BEHIND)
        if not over and not told:
            break  # "the closure of gates hurts many: Omar has not"
        found.append((n, point))
        n = end
        if n < len(row) and row[n].kind != "," and "and" not in row[n].classes:
            break
    count = [q.value for i in row[max(0, noun - 4) : noun] if (q := i.quantity) is not None]
    town = row[sign - 1].mention  # "crossings in Adre, Tine and Birak"
    fits = len(found) == count[-1] if count else len(found) > 1 and (town is None or town.sort == "country")
    return (found if loose or fits else []), n


def in_list(sentence: Sentence, at: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing that a name of a list of crossings means; None: it is none."""
    mention = sentence.items[at].mention
    if not capital(sentence, at) or mention is not None and (mention.kind != "place" or mention.sort == "country"):
        return None
    if mention is not None and mention.sort not in CROSSINGS:
        return bears(sentence, at, mention, memory, catalogue, spoken=True) or alone(sentence, at)
    known = titled(sentence, at, True, catalogue)
    return known if mention is known or known.ids else alone(sentence, at)
