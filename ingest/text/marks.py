"""What the lexicon knows about each word of a text: looked up once, read by every stage."""

from dataclasses import dataclass
from itertools import compress, count, repeat

from data.lexicon import Lexicon
from data.tree import Entry
from ingest.text.tokens import Folder, Tokens, tokenise

_NOTHING: tuple[tuple[int, Entry], ...] = ()
_NO_KINDS: frozenset[str] = frozenset()
_BESIDE = [_NO_KINDS] * 16  # so many words before the first and behind the last may be asked for, and have nothing


@dataclass(slots=True)
class Marks:
    """Tokens, and for each the runs of words that begin there and stand in the lexicon, longest first.

    `kinds` holds for each word all classes and sorts that a run from it may have: what is not there need not be
    looked for. Behind the last word stand some that have none, which also serve for those before the first.
    """

    tokens: Tokens
    at: list[tuple[tuple[int, Entry], ...]]
    kinds: list[frozenset[str]]
    lexicon: Lexicon

    def value(self, at: int, sort: str) -> tuple[int, float | str] | None:
        """The longest run at a word that has a value of this sort: its end and the value."""
        if sort in self.kinds[at]:
            for end, entry in self.at[at]:
                for name, value in entry.values:
                    if name == sort:
                        return end, value
        return None

    def run(self, at: int, name: str) -> int:
        """The end of the longest run at a word that belongs to a class; 0: there is none."""
        if name in self.kinds[at]:
            for end, entry in self.at[at]:
                if name in entry.classes:
                    return end
        return 0

    def first_name(self, at: int) -> bool:
        """Whether a capitalised word that the language has not stands right behind a word: "Jan Egeland"."""
        behind = at + 1
        known = behind >= len(self.at) or self.at[behind]
        return not known and self.tokens.near(behind) and self.tokens.capital(behind)

    def back(self, at: int, name: str, longest: int = 5) -> int:
        """The start of the longest run of a class that ends right before a word; -1: there is none."""
        kinds = self.kinds
        for start in range(at - longest if at > longest else 0, at):
            if name in kinds[start]:
                for end, entry in self.at[start]:
                    if end == at and name in entry.classes:
                        return start
        return -1

    def ends(self, at: int, name: str) -> bool:
        """Whether a word ends as those of a kind do: "active_ending"; not in a language that has no such endings."""
        return self.tokens.words[at].endswith(self.lexicon.words.get(name, ()))

    def risen(self, at: int) -> bool:
        """Whether something is told to have risen to the number at a word, so that it is no year: "rose to 1992"."""
        before = frozenset[str]().union(*self.kinds[max(0, at - 8) : at])
        return self.back(at, "to", 2) >= 0 and "rising" in before and "from" not in before

    def counted(self, at: int) -> bool:
        """Whether a number, its scale or "of" stands right before a word: "94.000 haitianos", "millones de sirios"."""
        if at == 0:
            return False
        return self.tokens.words[at - 1][-1].isdecimal() or not self.kinds[at - 1].isdisjoint(("scale", "of"))

    def numeric(self, wanted: frozenset[str]) -> list[int]:
        """The words that begin with a digit, and those from which a run of one of these classes or sorts may go."""
        return [*compress(count(), map(self.lexicon.numeric(wanted).__getitem__, self.tokens.words))]


def mark(text: str, lexicon: Lexicon, folder: Folder | None = None) -> Marks:
    """The words of a text with what the lexicon knows about them."""
    return look_up(tokenise(text, folder or Folder(lexicon)), lexicon)


def look_up(tokens: Tokens, lexicon: Lexicon) -> Marks:
    """What the lexicon knows about each of the words."""
    words = tokens.words
    root = lexicon.trie
    found: list[tuple[tuple[int, Entry], ...]] = []
    kinds = [*map(lexicon.kinds.get, words, repeat(_NO_KINDS)), *_BESIDE]
    most = len(words)
    for end, node in enumerate(map(root.next.get, words), 1):
        if node is None:
            found.append(_NOTHING)
            continue
        before = root.grow(words[end - 1], node) if isinstance(node, list) else node
        entry, following = before
        runs = ((end, entry[0]),) if entry else _NOTHING
        while following and end < most and (node := following.get(words[end])) is not None:
            before = before.grow(words[end], node) if isinstance(node, list) else node
            entry, following = before
            end += 1
            if entry:
                runs = ((end, entry[0]), *runs)
        found.append(runs)
    return Marks(tokens, found, kinds, lexicon)


def prefixed(marks: Marks, at: int) -> int:
    """The first word of a name that a hyphen joins to a small word before: "al-Haas"; else the word itself."""
    tokens = marks.tokens
    small = at > 0 and tokens.joined(at) and tokens.raw[at - 1].islower() and marks.run(at - 1, "name_link") == at
    return at - 1 if small else at
