"""What the lexicon knows about each word of a text: looked up once, read by every stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from data.lexicon import Lexicon
from data.tree import Entry
from ingest.text.tokens import Folder, Tokens, tokenise

_NOTHING: tuple[tuple[int, Entry], ...] = ()
_NO_KINDS: frozenset[str] = frozenset()
_BESIDE = 16  # so many words before the first and behind the last may be asked for, and have nothing


@dataclass(slots=True)
class Marks:
    """Tokens, and for each the runs of words that begin there and stand in the lexicon, longest first.

    `kinds` holds for each word all classes and sorts that a run from it may have: what is not there need not be
    looked for. Behind the last word stand some that have none, which also serve for those before the first. `counts`
    are the words at which a number or a day may begin: with a digit, or with a run that has a value or tells of one.
    """

    tokens: Tokens
    at: list[tuple[tuple[int, Entry], ...]]
    kinds: list[frozenset[str]]
    lexicon: Lexicon
    counts: list[int]

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

    def counting(self, end: int) -> bool:
        """Whether words that count people end before a word: "lodged asylum claims" in 2017."""
        near = range(max(0, end - 4), end - 1)
        told = (p for n in near for stop, entry in self.at[n] if stop == end for p in entry.phrases)
        return any(p.sort == "figure" and p.keys[0].startswith("displacement.") for p in told)

    def ends(self, at: int, name: str) -> bool:
        """Whether a word ends as those of a kind do: "active_ending"; not in a language that has no such endings."""
        return self.tokens.words[at].endswith(self.lexicon.words.get(name, ()))

    def risen(self, at: int) -> bool:
        """Whether something is told to have risen to the number at a word, so that it is no year: "rose to 1992"."""
        if self.back(at, "to", 2) < 0:
            return False
        before = _NO_KINDS.union(*self.kinds[max(0, at - 8) : at])
        return "rising" in before and "from" not in before

    def counted(self, at: int) -> bool:
        """Whether a number, its scale or "of" stands right before a word: "94.000 haitianos", "millones de sirios"."""
        if at == 0:
            return False
        return self.tokens.words[at - 1][-1].isdecimal() or not self.kinds[at - 1].isdisjoint(("scale", "of"))


def mark(text: str, lexicon: Lexicon, folder: Folder | None = None) -> Marks:
    """The words of a text with what the lexicon knows about them."""
    return look_up(tokenise(text, folder or Folder(lexicon)), lexicon)


def look_up(tokens: Tokens, lexicon: Lexicon) -> Marks:
    """What the lexicon knows about each of the words."""
    words, bare = tokens.words, lexicon.bare
    root = lexicon.trie
    most = len(words)
    found = [_NOTHING] * most
    kinds = [_NO_KINDS] * (most + _BESIDE)
    told = [at for at, word in enumerate(words) if word[0].isdecimal()]
    for at, word in chain(enumerate(words), _cut(words, bare) if bare else ()):
        node = root.next.get(word)
        if node is None:
            continue
        before = root.grow(word, node) if isinstance(node, list) else node
        end, longer = at + 1, found[at]
        kinds[at] = kinds[at] | before.kinds if longer else before.kinds
        while True:
            if (entry := before.entry) is not None and (not longer or all([end != stop for stop, _ in longer])):
                found[at] = ((end, entry), *found[at])
                if entry.telling:
                    told.append(at)
            after = words[end] if end < most else ""
            if after not in before.next and (after := bare.get(after, "")) not in before.next:
                break
            node = before.next[after]
            before = before.grow(after, node) if isinstance(node, list) else node
            end += 1
        if longer:
            found[at] = tuple(sorted(found[at], key=lambda run: -run[0]))
    return Marks(tokens, found, kinds, lexicon, sorted({*told}))


def _cut(words: list[str], bare: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The words whose article may be left off, without it."""
    return ((at, bare[word]) for at, word in enumerate(words) if word in bare)


def prefixed(marks: Marks, at: int) -> int:
    """The first word of a name that a hyphen joins to a small word before: "al-Haas"; else the word itself."""
    tokens = marks.tokens
    small = at > 0 and tokens.joined(at) and tokens.raw[at - 1].islower() and marks.run(at - 1, "name_link") == at
    return at - 1 if small else at
