"""The words and signs of a text, each with its place: what all stages read."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from data.lexicon import Lexicon
from data.tree import HYPHENS, WORD, fold_word

# Hidden characters and marks that sit on a letter are looked through, and never removed from the kept text.
_HIDDEN = re.compile(
    "[\u00ad²³¹⁰⁴-⁹\u0300-\u036f\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_WORDS = re.compile(f"({WORD.pattern})")
_JOINS = frozenset(HYPHENS + "'’")
_APOSTROPHE = re.compile("['’ʼ`´‘]")
_MISPRINTED = re.compile(r"(?<=\w)[´‘](?=\w)")  # such signs for an apostrophe
# "**12** people[3]", "[12 people](https://un.example)", "killed.3": what is read of them, in their last group
_MARKUP = re.compile(
    r"(?<![\w*])(?P<sign>\*{1,3}|_{1,3})(?=[^\s*_])([^*_\n]+)(?<=\S)(?P=sign)(?![\w*])"
    r"|!?\[([^\[\]\n]+)\]\([^()\s]*\)|\[\^?\d{1,3}\]()"
)
# a footnote's number behind a sign, but not "in Sudan,12 people"
_NOTE = re.compile(r"([.,;])(?<=[a-z]{4}.)(?:(?=\d\d?\s*$)|(?<=\.)(?=\d\d?\s+[^\W\d_a-z]))\d{1,2}", re.M)


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a word or sign; places are code points of `text`."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    """Folded, without possessive endings; "1,200" as written."""
    raw: list[str] = field(repr=False)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def joined(self, at: int) -> bool:
        """Whether only a hyphen stands between this word and the one before."""
        if not 0 < at < len(self.starts):
            return False
        return self.starts[at] - self.ends[at - 1] == 1 and self.text[self.ends[at - 1]] in HYPHENS

    def touches(self, at: int) -> bool:
        """Whether nothing stands between this word and the one before."""
        return 0 < at < len(self.starts) and self.starts[at] == self.ends[at - 1]

    def near(self, at: int) -> bool:
        """Whether a space or two, a hyphen or an apostrophe stands between this word and the one before."""
        gap = self.text[self.ends[at - 1] : self.starts[at]]
        return gap in _JOINS or 0 < len(gap) < 3 and gap.isspace() and "\n" not in gap

    def begins(self, at: int) -> bool:
        """Whether the word begins a sentence or a line."""
        return at == 0 or self.raw[at - 1] in '.!?:•"“”‘—–' or "\n" in self.text[self.ends[at - 1] : self.starts[at]]

    def capital(self, at: int) -> bool:
        """Whether the word begins with a capital, or its script has none."""
        first = self.raw[at][0]
        return first.isupper() or not first.islower() and first.isalpha()


def possessive(text: str) -> bool:
    """Whether a word or name is written as an owner's: "Gaza's"."""
    return text[-2:] in ("'s", "’s")


def unowned(text: str) -> str:
    """A word or name without the ending of an owner: "Gaza" of "Gaza's"."""
    return text[:-2] if possessive(text) else text


def see_through(text: str) -> tuple[str, list[int] | None]:
    """The text as it is read, and for each of its characters its place in the kept text (None: the same)."""
    if "‘" in text or "´" in text:
        text = _MISPRINTED.sub("’", text)
    text = _NOTE.sub(_unmarked, text)
    if "*" in text or "_" in text or "[" in text:
        text = _MARKUP.sub(_unmarked, text)
    if text.isascii() or not _HIDDEN.search(text):
        return text, None
    places = [n for n, c in enumerate(text) if not _HIDDEN.match(c)]
    return "".join(text[n] for n in places), places


def _unmarked(found: re.Match[str]) -> str:
    """What is read of a marked passage, with hidden characters for its marks."""
    start, end = found.span(found.lastindex or 0)
    return "\u2060" * (start - found.start()) + found.string[start:end] + "\u2060" * (found.end() - end)


class Folder(dict[str, str]):
    """Words as they are compared, for one language, by how they are written; what has been folded is kept."""

    def __init__(self, lexicon: Lexicon, names: frozenset[str] = frozenset()) -> None:
        """Take the language, and the words of names so that prefixes are cut from them too."""
        self.endings = frozenset(lexicon.script.possessives)
        self.elisions = frozenset(lexicon.script.elisions)
        self.negations = lexicon.script.negations
        self.vocabulary = lexicon.vocabulary
        self.update(dict.fromkeys(self.negations, "not"))
        self.prefixes = tuple(sorted(lexicon.script.prefixes, key=len, reverse=True))
        self.known = self.vocabulary | names if self.prefixes else frozenset()
        # "لل" is "ل" before "ال", whose first letter is then not written: "لليمن" is "ل" and "اليمن"
        pairs = [p for p in self.prefixes if len(p) == 2]
        self.doubled = {p: q for p in pairs for q in pairs if p[0] == p[-1] == q[-1] and p != q}

    def __missing__(self, raw: str) -> str:
        """Fold a word for the first time."""
        word = self._fold(raw) or raw  # a letter that is an apostrophe alone
        if len(self) < 200_000:  # words that a folder keeps
            self[raw] = word
        return word

    def _fold(self, raw: str) -> str:
        word = raw
        if self.endings:
            parts = _APOSTROPHE.split(raw)
            if len(parts) > 1 and parts[-1].lower() in self.endings:
                word = raw[: -len(parts[-1]) - 1]
        word = fold_word(word)
        return self._cut(word) if self.prefixes and word not in self.known else word

    def _cut(self, word: str) -> str:
        rest = word
        for _ in range(3):
            for prefix in self.prefixes:
                if rest.startswith(prefix) and len(rest) > len(prefix) + 1:
                    rest = rest[len(prefix) :]
                    if rest in self.known:
                        return rest
                    if prefix in self.doubled and (whole := self.doubled[prefix] + rest) in self.known:
                        return whole
                    break
            else:
                break
        return word


def tokenise(text: str, folder: Folder) -> Tokens:
    """Words and signs in order."""
    parts = _WORDS.split(text)  # by turns what stands between words, and a word
    raws, places = parts[1::2], list(accumulate(map(len, parts)))
    starts, ends = places[:-1:2], places[1::2]
    if folder.elisions or any([ending in text for ending in folder.negations]):
        cut: list[tuple[int, int]] = []
        for start, end, raw in zip(starts, ends, raws, strict=True):  # a word of letters alone has no apostrophe
            cut += ((start, end),) if raw.isalpha() else _parted((start, end), raw, folder)
        starts, ends = [start for start, _ in cut], [end for _, end in cut]
        raws = [text[start:end] for start, end in cut]
    return Tokens(text, starts, ends, list(map(folder.__getitem__, raws)), raws)


def _parted(span: tuple[int, int], raw: str, folder: Folder) -> list[tuple[int, int]]:
    """A word with what is elided before it, "l'hôpital", or with its negation, "isn't", "can't", as two."""
    parts = _APOSTROPHE.split(raw, 1)
    if len(parts) > 1 and fold_word(parts[0]) in folder.elisions:
        cut = len(parts[0]) + 1
    else:
        stems = [len(raw) - len(ending) for ending in folder.negations if raw.endswith(ending)]
        cut = next((stem for stem in stems if fold_word(raw[:stem]) in folder.vocabulary), 0)
    return [(span[0], span[0] + cut), (span[0] + cut, span[1])] if cut else [span]


def first_at(tokens: Tokens, offset: int) -> int:
    """The first word that ends behind a place of the text."""
    return bisect_right(tokens.ends, offset)
