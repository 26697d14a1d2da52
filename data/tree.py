"""The tree of a language's phrases, grown where texts lead: what no text says of it is never built.

A phrase of the lexicon, "(was|were) … (killed|shot dead)", stands for as many runs of words as its choices allow, tens
of thousands in a language. It is kept as it is written, as its slots; the tree knows at first only the words that
phrases begin with. Where a text follows such a word, the phrases behind it are told apart by their next word, and so
on: each node is grown when it is first reached, and kept.
"""

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

HYPHENS = "-‐‑"
WORD = re.compile(
    r"[a-zA-Z]+(?=[ ,.\n])|"  # most words are such
    rf"\d+(?:[.,٫٬]\d+|['’]\d{{3}}(?!\d))*|[^\W\d_]+(?:['’ʼ`´‘][^\W\d_]+)*|(?!(?<=[^\W_])[{HYPHENS}][^\W_])[^\w\s]|_"
)
"""A number, a word or a sign; a hyphen inside a word is none."""
ELLIPSIS = "…"
TIMING = frozenset(
    "month weekday day_word number tens past today yesterday weekend this last since_then so_far now same_day"
    " undated few day_before day_later time_after part first_of that_year for_year next_year coming ago_before end_of"
    " start_of last_year last_month same_span same week_before year_to_date before_yesterday feast"
    " unit_before".split()
)
COUNTING = frozenset("number tens scale fraction whole count currency indefinite article percent".split())
OF_NAMES = frozenset(
    "led opener building_noun held_place named_as office_word office_noun body_noun quarter_noun title name_first"
    " stricken fallen_on owned_by_town ruined witness who_spoke telling showing tallying ministry sent_abroad"
    " sent_out commanding hearsay inside_of name_front".split()
)  # classes of words that only tell names, and else are plain
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʿʾـ]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_WHOLE = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ى": "ي"}
)
_SLOT = re.compile(r"(?:\([^()]*\)|[^\s()])+|[()]")


def unaccented(text: str) -> str:
    """A casefolded text without accents, also of letters that Unicode takes for whole: "Đà Nẵng", "Iğdır"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(_WHOLE)


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """A word as it is compared: no case, accents or apostrophes; a sign as it is, but an Arabic comma as a comma."""
    if len(word) == 1 and not word.isalnum():
        return "," if word == "،" else word
    word = word.casefold()
    if not word.isascii():
        word = unaccented(word)
        word = _APOSTROPHES.sub("", word)
    return word.replace("'", "").replace("`", "")


def split(text: str) -> tuple[str, ...]:
    """The folded words and signs of a phrase, without hyphens."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return tuple(text.lower().split())
    return tuple([fold_word(word) for word in WORD.findall(text) if word not in HYPHENS])


def expand(phrase: str) -> Iterator[str]:
    """All phrases that "(a|b|)" stands for."""
    if "(" not in phrase:
        yield " ".join(phrase.split())
        return
    parts = _CHOICE.split(phrase)
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    for chosen in itertools.product(*choices):
        yield " ".join("".join(chosen).split())


def slots(phrase: str) -> tuple[str, ...]:
    """The parts of a phrase between blanks, a choice in brackets and what is joined to it as one."""
    return tuple(_SLOT.findall(phrase))


@lru_cache(maxsize=50_000)
def spelt(slot: str) -> tuple[tuple[str, ...], ...]:
    """The words of each choice of a slot."""
    return tuple([split(choice) for choice in expand(slot)])


@dataclass(slots=True, unsafe_hash=True)
class Phrase:
    """One way to say an indicator, a status or a reason against.

    Attributes:
        keys: Indicator ids; the reason for `sort` "not".
        sort: "figure", "status" or "not".
        role: Where the number stands: "noun" (before, as what is counted), "before" or "after" the phrase, "around"
            (between phrase and `tail`), "label" (somewhere behind).
        only: The unit of the nouns that it is said of; None: whatever the indicators count.
    """

    keys: tuple[str, ...]
    sort: str
    role: str
    status: str | None = None
    tail: tuple[str, ...] = ()
    only: str | None = None


@dataclass(slots=True)
class Entry:
    """All that one run of words may mean."""

    classes: frozenset[str]
    units: frozenset[str]
    phrases: tuple[Phrase, ...]
    values: tuple[tuple[str, float | str], ...]
    roles: frozenset[str] = field(init=False)
    telling: bool = field(init=False)
    naming: bool = field(init=False)

    def __post_init__(self) -> None:
        """Gather the roles of the phrases; whether a number or a day may begin so, whether it only tells names."""
        self.roles = frozenset([phrase.role for phrase in self.phrases])
        self.naming = not self.units and self.classes <= OF_NAMES
        self.telling = bool(self.values) or not (self.classes.isdisjoint(TIMING) and self.classes.isdisjoint(COUNTING))


class Sense(NamedTuple):
    """What words mean beside phrases: a "class", the "unit" of a noun, or a value of a sort of its own."""

    sort: str
    value: float | str


class Saying(NamedTuple):
    """A phrase, and what of it stands behind the number, as written."""

    phrase: Phrase
    tail: str = ""


Waiting = tuple[tuple[str, ...], tuple[str, ...], Sense | Saying]
"""A phrase read up to some point: the words that are next, its slots behind them, and its meaning."""


@dataclass(slots=True)
class Trie:
    """A node: the entry that ends here, and for each word that may follow its node, or the phrases that wait there.

    `kinds` are all classes and sorts of values that a run through it may have.
    """

    entry: Entry | None
    kinds: frozenset[str]
    next: "dict[str, Trie | list[Waiting]]"

    def grow(self, word: str, waiting: list[Waiting]) -> "Trie":
        """The node behind a word where these phrases wait; kept."""
        node = self.next[word] = plant(waiting)
        return node


def plant(phrases: list[Waiting]) -> Trie:
    """A node of phrases that are all read up to it."""
    following: dict[str, list[Waiting]] = defaultdict(list)
    ended: list[Sense | Saying] = []
    for words, slots, meaning in phrases:
        if words:
            following[words[0]].append((words[1:], slots, meaning))
            continue
        for n, slot in enumerate(slots, 1):
            passed = False
            behind = slots[n:]
            for words in spelt(slot):
                if words:
                    following[words[0]].append((words[1:], behind, meaning))
                else:
                    passed = True
            if not passed:
                break
        else:
            ended.append(meaning)
    senses = [m for _, _, m in phrases if isinstance(m, Sense) and m.sort != "unit"]
    kinds = frozenset([str(m.value) if m.sort == "class" else m.sort for m in senses])
    return Trie(_entry(ended) if ended else None, kinds, {**following})


def _entry(meanings: list[Sense | Saying]) -> Entry:
    """All meanings of one run of words together."""
    classes, units, values = set(), set(), []
    phrases: dict[Phrase, None] = {}
    for meaning in meanings:
        if isinstance(meaning, Saying):
            for tail in expand(meaning.tail):
                role = "around" if tail else meaning.phrase.role
                phrases[replace(meaning.phrase, role=role, tail=split(tail))] = None
        elif meaning.sort == "class":
            classes.add(str(meaning.value))
        elif meaning.sort == "unit":
            units.add(str(meaning.value))
        else:
            values.append((meaning.sort, meaning.value))
    return Entry(frozenset(classes), frozenset(units), tuple(phrases), tuple(values))
