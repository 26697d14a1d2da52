"""Statuses: what is said of a named crossing, a named hospital, or a place's hospitals as a whole."""

from data.catalogue import Catalogue
from data.lexicon import Phrase
from ingest.text.figures import Claim, Memory, Refusal
from ingest.text.items import Item, Sentence
from ingest.text.names import Mention
from ingest.text.nouns import Link, Subject

_CROSSINGS = ("crossing", "port")


def statuses(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> tuple[list[Claim], list[Refusal]]:
    """Statuses in a sentence, and those that are only planned or denied."""
    row = sentence.items
    found: list[Claim] = []
    refused: list[Refusal] = []
    for at, item in enumerate(row):
        for phrase in item.phrases:
            if phrase.sort != "status" or phrase.status is None:
                continue
            reduced = phrase.status == "functional" and _at_share(row, at)
            if not reduced and any(i.quantity and i.quantity.kind == "percent" for i in row[at + 1 : at + 3]):
                continue  # "operating at 250 per cent of its capacity"
            for subject in _subjects(sentence, at, phrase, memory, catalogue):
                kept = min(at, subject), max(at, subject)
                why = _unreal(sentence, at, subject)
                status = "partial" if reduced else _turned(row, at, subject, phrase.status, bool(why == DENIED))
                if why and (why != DENIED or not status):
                    refused.append(Refusal(why, kept[0], kept[1]))
                    continue
                cost = 1 + 0.2 * abs(at - subject)
                link = Link(phrase, at, "status", cost, at)
                mention = _meant(sentence, subject, phrase, memory, catalogue)
                claim = Claim(
                    phrase.keys[0],
                    None,
                    subject,
                    link,
                    Subject(subject, subject + 1, frozenset()),
                    kept,
                    status=status,
                    mention=mention,
                )
                same = [c for c in found if c.indicator == claim.indicator and c.at == claim.at]
                if not any(c.status == claim.status or c.link.at == at for c in same):
                    found.append(claim)
    memory.just = {}
    for item in row:
        if item.mention is not None and item.mention.sort in ("crossing", "port", "facility"):
            memory.points["crossing" if item.mention.sort == "port" else item.mention.sort] = item.mention
            memory.just["crossing" if item.mention.sort == "port" else item.mention.sort] = item.mention
    return found, refused


def _meant(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing or facility that a subject means; None: hospitals as a whole."""
    mention = sentence.items[at].mention
    if mention is None:
        return _spoken_of(sentence, at, memory, phrase.keys[0].startswith("crossing."))
    if mention.sort not in (*_CROSSINGS, "facility") and (named := _bears(sentence, mention, memory, catalogue)):
        return Mention(
            "place", (named,), mention.first, mention.last, mention.text, "crossing", False, mention.start, mention.end
        )
    return mention


def _bears(sentence: Sentence, mention: Mention, memory: Memory, catalogue: Catalogue) -> str:
    """The id of the crossing that bears a town's name, where crossings are spoken of; "": there is none."""
    if (
        mention.kind != "place"
        or "crossing" not in memory.points
        and not any(
            i.classes & {"crossing_noun"} or i.mention is not None and i.mention.sort == "crossing"
            for i in sentence.items
        )
    ):
        return ""
    for word in sentence.marks.lexicon.words.get("crossing_noun", ())[:1]:
        found = catalogue.find_places(f"{mention.text} {word}")
        if len(found) == 1 and catalogue.places[found[0]].kind == "crossing":
            return found[0]
    return ""


_DENIALS = {"open": "closed", "partially_open": "closed", "functional": "nonfunctional", "partial": "nonfunctional"}
_LIMITED = {"open": "partially_open", "closed": "partially_open", "functional": "partial", "nonfunctional": "partial"}
DENIED = "a denial"


def _turned(row: list[Item], at: int, subject: int, status: str, denied: bool) -> str:
    """The status that is meant: "not open" is closed, "open to trucks" is partially open; "": none."""
    if denied:
        if row[at].classes & {"fully"} or row[at - 1].classes & {"fully"}:
            return "partial" if status == "functional" else "partially_open"
        return _DENIALS.get(status, "")
    if status not in _LIMITED:
        return status
    if any(row[n].classes & {"only_word"} for n in range(max(subject + 1, at - 2), at)) and not row[at].classes & {
        "closing"
    }:
        return _LIMITED[status]
    shut = status in ("closed", "nonfunctional")
    end = max(at, subject)
    for n in range(end + 1, min(end + 7, len(row))):
        item = row[n]
        if item.classes & {"limiting"} or not shut and item.classes & {"only_word", "limited_hours"}:
            return _LIMITED[status]
        if status in ("functional", "partial") and item.classes & {"beyond_capacity"}:
            return "overwhelmed"
        if item.kind in (";", ".", ":") or item.classes & {"and", "relative"} or item.mention is not None:
            break
        if item.kind == "," and not (n + 1 < len(row) and row[n + 1].classes & {"limiting", "only_word"}):
            break
    return status


def _at_share(row: list[Item], at: int) -> bool:
    """Whether a hospital works "at a quarter of its capacity"."""
    for n in range(at + 1, min(at + 8, len(row) - 1)):
        quantity = row[n].quantity
        if quantity is not None:
            return quantity.kind == "percent" and quantity.value < 100 and bool(row[n + 1].classes & {"capacity_share"})
    return False


def _spoken_of(sentence: Sentence, at: int, memory: Memory, crossing: bool) -> Mention | None:
    """The crossing or hospital that "the crossing", "the hospital" or "it" means: the one last named."""
    row = sentence.items
    if row[at].classes & {"pronoun"}:
        named = [
            i.mention for i in row[:at] if i.mention is not None and i.mention.sort in ("crossing", "port", "facility")
        ]
        last = named[-1] if named else memory.just.get("crossing" if crossing else "facility")
        return last if last is not None and (last.sort != "facility") == crossing else None
    if at == 0 or not row[at - 1].classes & {"article"}:
        return None
    first = row[at].first
    for name, sort in (("crossing_noun", "crossing"), ("facility_noun", "facility"), ("facility_word", "facility")):
        if sentence.marks.run(first, name) and not sentence.marks.tokens.raw[row[at].last - 1].endswith("s"):
            return memory.points.get(sort)
    return None


def _subjects(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> list[int]:
    """Indices of what a status is said of: one, or several joined by "and"."""
    row = sentence.items
    crossing = phrase.keys[0].startswith("crossing.")
    back = phrase.role in ("before", "noun")
    cost = 0.0
    n = at
    while True:
        n += -1 if back else 1
        if not 0 <= n < len(row):
            return []
        if back and row[n].kind == ",":
            # "X crossing, a gate between A and B, reopened"
            start = next((m for m in range(n - 1, max(n - 16, 0), -1) if row[m].kind == ","), 0)
            if start and _suits(sentence, start - 1, crossing, memory, catalogue):
                return [start - 1]
        if _suits(sentence, n, crossing, memory, catalogue):
            found = [n]
            step = -1 if back else 1
            m = n + step
            while 0 <= m < len(row):
                if row[m].classes & {"and", "article"} or row[m].kind == ",":
                    m += step
                elif row[m].mention and _suits(sentence, m, crossing, memory, catalogue):
                    found.append(m)
                    m += step
                else:
                    break
            return sorted(found)
        cost += _cost(row[n], phrase.role)
        if cost > 3.0:
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
        if item.classes & {"be", "remain", "have", "present", "past", "perfect", "adverb", "article", "filler"}:
            return 0.0
        if item.classes & {"and", "or", "relative", "speech"}:
            return 1.3
        if any(p.sort == "status" for p in item.phrases):
            return 2.0
        if item.phrases:
            return 0.8
        return 0.4
    return 0.4


def _suits(sentence: Sentence, at: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> bool:
    """Whether an item is a crossing, or a hospital, or hospitals as a whole."""
    row = sentence.items
    mention = row[at].mention
    if mention is not None and mention.kind == "place":
        if sentence.marks.back(row[at].first, "facility_part", 4) >= 0:
            return False  # "the maternity wing of Al-Nao Hospital"
        if not crossing:
            return mention.sort == "facility"
        return mention.sort in _CROSSINGS or bool(_bears(sentence, mention, memory, catalogue))
    spoken = _spoken_of(sentence, at, memory, crossing)
    if spoken is not None:
        return (spoken.sort != "facility") == crossing
    if crossing or not row[at].units & {"hospitals"} and not row[at].classes & {"health_system"}:
        return False
    if row[at].classes & {"health_system"}:
        return True
    for n in range(max(0, at - 3), at):
        if row[n].quantity or row[n].classes & {"several", "those", "negation"}:
            return False
    if at and row[at - 1].classes & {"article"}:
        return False
    return sentence.marks.tokens.words[row[at].first].endswith("s")


def _unreal(sentence: Sentence, at: int, subject: int) -> str:
    row = sentence.items
    low, high = min(at, subject), max(at, subject)
    object_ = subject == low > 0 and bool(row[low - 1].classes & {"place_in"})  # "treated at X, which has closed"
    for n in range(low if object_ else max(0, low - 4), high):
        if n < low and any(row[m].kind in (",", ";", ":", ".") for m in range(n, low)):
            continue
        if row[n].classes & {"unreal", "future", "condition"} and "perhaps_past" not in row[n].classes:
            if sentence.marks.run(row[n].last, "remain") or row[n].classes & {"remain"}:
                continue  # "would remain closed"
            return "not said to be so"
        if n >= low and row[n].classes & {"negation"} and not any(i.kind == "," for i in row[n:high]):
            return DENIED
    if at and row[at - 1].classes & {"infinitive"}:
        return "a plan"
    return ""
