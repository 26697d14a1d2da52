"""One told by words: "a civilian", "injured another", and "one of the 16 hospitals", which counts nothing."""

from collections.abc import Callable

from ingest.text.marks import Marks
from ingest.text.quantities import Number

Reader = Callable[[int], Number | None]
_ENDS = frozenset({"preposition", "be", "and"})  # what ends the words between an article and its noun
_HELPING = frozenset({"be", "have", "adverb", "gravely"})


def bare(marks: Marks, at: int) -> bool:
    """Whether an article stands at a word that says no number by itself or with the next: no "a million", "a third"."""
    if "indefinite" not in marks.kinds[at]:
        return False
    for _, entry in marks.at[at]:
        if entry.values:
            return False
    return marks.kinds[marks.run(at, "article") or at].isdisjoint(("scale", "fraction"))


def single(marks: Marks, at: int, number: Reader) -> int:
    """The end of an article that tells of one person: "a civilian", "a five-year-old girl"; 0: it tells of none."""
    tokens = marks.tokens
    end = marks.run(at, "indefinite")
    if not end or marks.back(at, "that_of", 3) >= 0:
        return 0  # "two bodies, that of a boy and that of a girl"
    for _, entry in marks.at[at]:
        if "person" in entry.units or "people" in entry.units:
            return end if _behind_harm(marks, at) else 0  # where there are no articles: "загинула жінка"
    if end < len(tokens) and marks.run(at, "another") and number(end) is None:
        n = next((n for n in range(end, min(end + 4, len(tokens))) if marks.kinds[n].isdisjoint(_HELPING)), end)
        if at and _harmed(marks, at - 1) or _harmed(marks, n):
            return end  # "killed one and injured another", "another is badly hurt"
    for n in range(end, min(end + 6, len(tokens))):
        runs = marks.at[n]
        for last, entry in runs:
            if "person" in entry.units:
                return 0 if marks.run(last, "toll") else end  # but "a civilian death toll"
        if not tokens.raw[n][0].isalnum():
            return 0
        for _, entry in runs:
            if not entry.classes.isdisjoint(_ENDS):
                return 0
    return 0


def one_among(marks: Marks, at: int, end: int, number: Reader) -> bool:
    """Whether something is told to be one of several: "is one of the 16 hospitals that ...", "in one of the camps"."""
    link = marks.run(end, "of")
    if not link:
        return False
    if marks.back(at, "be", 3) >= 0:
        return True
    return number(link) is None and marks.back(at, "preposition", 3) >= 0


def _behind_harm(marks: Marks, at: int) -> bool:
    """Whether the word before a person, but for an age and the like, tells of the dead or injured."""
    words = marks.tokens.words
    for n in range(at - 1, max(at - 6, -1), -1):
        if _harmed(marks, n):
            return True
        if not (words[n] == "-" or words[n].isdecimal() or marks.run(n, "adjective")):
            return False
    return False


def _harmed(marks: Marks, at: int) -> bool:
    """Whether a word tells of the dead or injured."""
    return any(p.keys[0].startswith("casualties.") for _, entry in marks.at[at] for p in entry.phrases)
