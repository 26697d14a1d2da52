"""Lines of a list of crossings, each with its state: "Birgunj: no cargo", "Tatopani (China): closed since April"."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import CROSSINGS
from ingest.text.figures import Claim, Memory, Told, state
from ingest.text.items import Item, Sentence, has_class
from ingest.text.mistaken import capital
from ingest.text.names import Mention
from ingest.text.nouns import Link, Subject
from ingest.text.objects import ACROSS, TRUCKS
from ingest.text.passage import is_user
from ingest.text.traffic import in_list

_STATUS = "crossing.status"
_POSTS = frozenset({"crossing_noun", "crossing_word"})
_NEAR = 8  # items behind a line's name in which its state stands


def opens_list(sentence: Sentence) -> bool | None:
    """Whether a heading, or a line that ends in a colon, is one of a list of crossings; None: it is no such line."""
    row = sentence.items
    short = len(row) < 4 and all(i.kind in ("word", "phrase") for i in row)  # "1. Border points"
    if sentence.span.kind != "heading" and row[-1].kind != ":" and not (short and sentence.span.kind == "item"):
        return None
    several = (i for i in row if i.classes & _POSTS and i.mention is None)
    return any(sentence.marks.tokens.raw[i.last - 1].casefold().endswith("s") for i in several)


def of_line(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> tuple[Mention | None, int]:
    """The crossing with whose name a line of such a list begins, and the item of its sign; None, 0: it is no line."""
    row = sentence.items
    if not memory.posts or not capital(sentence, 0):
        return None, 0
    end = 1
    while end < len(row) and end < 4 and row[end].kind in ("word", "name") and capital(sentence, end):
        end += 1
    if end < len(row) and row[end].kind == "(":  # "Tatopani (China): closed"
        end = next((n + 1 for n in range(end, len(row)) if row[n].kind == ")"), len(row))
    if end >= len(row) or row[end].kind not in (":", "-"):
        return None, 0
    return in_list(sentence, 0, memory, catalogue), end


def lined(sentence: Sentence, at: int, memory: Memory, catalogue: Catalogue) -> Told:
    """The crossing of its line that a state behind the sign is said of, in a list or behind a known name and colon."""
    row = sentence.items
    if (gate := _gate(row, at)) is not None:
        return [(0, gate)]  # "Bab al-Salama: 38 trucks; shut on Friday"
    post, sign = of_line(sentence, memory, catalogue)
    return [(0, post)] if post is not None and sign < at <= sign + _NEAR else []


def _gate(row: list[Item], at: int) -> Mention | None:
    """The crossing with whose name and a colon a line begins, if an item is still told of it."""
    gate = row[0].mention if at > 1 and row[1].kind == ":" else None
    if gate is None or gate.sort not in CROSSINGS:
        return None
    other = any(row[n].mention is not None and row[n + 1].kind in (":", "-") for n in range(2, at))
    return None if other else gate  # "Joda crossing: open; Renk - closed"


def by_gate(row: list[Item], at: int, what: Subject) -> Claim | None:
    """The trucks or people of such a line that are told without a verb: "Adre: open; 61 trucks on Monday"."""
    gate = _gate(row, at) if row[at - 1].kind in (":", ";", ",") and what.head >= 0 else None
    phrase = TRUCKS if what.units == {"trucks"} else ACROSS if "people" in what.units else None
    ends = (
        what.end >= len(row) or row[what.end].kind in (",", ";", ".", "date", "(") or "on_day" in row[what.end].classes
    )
    if gate is None or phrase is None or not ends or row[what.head].phrases:
        return None
    link = Link(phrase, what.head, "noun", 1.6, what.head)
    unit = "trucks" if phrase is TRUCKS else "people"
    return Claim(phrase.keys[0], unit, at, link, what, (0, what.head), units=what.units, mention=gate)


def by_users(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """The state of a line that only tells who passes: "Birgunj: no cargo", "Rasuwagadhi (China): trucks only"."""
    row = sentence.items
    post, sign = of_line(sentence, memory, catalogue)
    for n in range(sign + 1, min(sign + 4, len(row) - 1)) if post is not None else ():
        none = row[n].quantity is not None and row[n].quantity.kind == "zero" and is_user(row[n + 1])  # type: ignore[union-attr]
        if none or is_user(row[n]) and has_class(row[n + 1 : n + 3], "only_word"):
            phrase = Phrase((_STATUS,), "status", "before", "partially_open")
            return [state(phrase, n, 0, post, "partially_open")]
    return []
