"""Lines of a list of crossings, each with its state: "Birgunj: no cargo", "Tatopani (China): closed since April"."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.figures import Claim, Memory, Told, state
from ingest.text.items import Sentence, has_class
from ingest.text.mistaken import capital
from ingest.text.names import Mention
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
    """The crossing of its line that a state behind the sign is said of."""
    post, sign = of_line(sentence, memory, catalogue)
    return [(0, post)] if post is not None and sign < at <= sign + _NEAR else []


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
