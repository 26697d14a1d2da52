"""What a text says is not to be had: "figures for North Gaza were not available". A gap with its own words."""

import re
from functools import lru_cache

from data.lexicon import Lexicon
from data.tree import ELLIPSIS, Phrase, expand
from ingest.text.calendars import Calendar, When
from ingest.text.figures import Claim, Memory
from ingest.text.items import Sentence
from ingest.text.nouns import Link, Subject

WAY = "unavailable"
NEAR = 50
"""So many code points from the words that deny a figure may the words lie that say what it would be of."""
_GAP = r"[^.;!?؟\n]{0,80}?"


def spans(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a text says that figures are not to be had, as [start, end); in most texts nowhere."""
    small, phrases = text.lower(), tuple(lexicon.unavailable.said)
    there = {word for word in _last(phrases) if word in small}
    said = []
    for phrase in phrases if there else ():
        last, first = _ends(phrase)
        if not there.isdisjoint(last) and any([word in small for word in first]):
            said.append(phrase)
    pattern = _any(tuple(said))
    return [m.span() for m in pattern.finditer(text)] if pattern else []


def claims(sentence: Sentence, memory: Memory, found: list[Claim]) -> list[Claim]:
    """The figures that a sentence says are not to be had; what they would be of it names, or the figures before it.

    A figure that the sentence gives all the same (`found`) is none of them.
    """
    tokens, subjects = sentence.marks.tokens, sentence.marks.lexicon.unavailable.of
    given = {claim.indicator for claim in found}
    listed = []
    for start, end in memory.denied:
        if not sentence.span.start <= start < sentence.span.end:
            continue
        near = max(sentence.span.start, start - NEAR), min(sentence.span.end, end + NEAR)
        named = {
            indicator: _item(sentence, m.start())
            for indicator, names in subjects.items()
            if (about := _any(names)) and (m := about.search(tokens.text, *near))
        }
        before = {claim.indicator for claim in memory.claims}
        if not named and len(before) == 1:
            named = {before.pop(): _item(sentence, start)}
        first, last = _item(sentence, start), _item(sentence, end - 1)
        for indicator, at in named.items():
            if indicator not in given:
                given.add(indicator)
                link = Link(Phrase((indicator,), "figure", "label"), at, WAY, 1.3, at)
                subject = Subject(at, at + 1, frozenset())
                listed.append(Claim(indicator, None, at, link, subject, (min(first, at), max(last, at))))
    return listed


def is_one(claim: Claim) -> bool:
    """Whether a claim says that there is no figure."""
    return claim.link.way == WAY


def day(found: When, calendar: Calendar) -> When:
    """When a figure is not to be had: as the text says, else at the time that the document is of."""
    last = calendar.reported or calendar.published
    if found.end is not None or last is None:
        return found
    return When(last, last, "inferred" if calendar.reported else "publication")


def _item(sentence: Sentence, place: int) -> int:
    """The item that holds a code point, else the last one before it."""
    tokens, row = sentence.marks.tokens, sentence.items
    return max((n for n, item in enumerate(row) if tokens.starts[item.first] <= place), default=0)


@lru_cache(maxsize=200)
def _ends(phrase: str) -> tuple[frozenset[str], ...]:
    """The last and the first words of a phrase: of each a text must have one for the phrase to stand in it."""
    every = [variant.lower().split() for variant in expand(phrase)]
    return frozenset(words[-1] for words in every), frozenset(words[0] for words in every)


@lru_cache(maxsize=20)
def _last(phrases: tuple[str, ...]) -> frozenset[str]:
    """The last words of all phrases."""
    return frozenset(word for phrase in phrases for word in _ends(phrase)[0])


@lru_cache(maxsize=200)
def _any(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for phrases as the lexicon writes them; "…" stands for a few words."""
    if not phrases:
        return None
    gap = rf"(?!\w){_GAP}(?<!\w)"
    found = [gap.join(map(_words, phrase.split(ELLIPSIS))) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def _words(part: str) -> str:
    """Words in a row as a pattern; "(a|b|)" is any of its parts, the last one here nothing."""
    found = ""
    for n, piece in enumerate(re.split(r"\(([^()]*)\) ?", part.strip())):
        options = [r"\s+".join(map(re.escape, option.split())) for option in piece.split("|")]
        if n % 2 == 0:
            found += options[0] + (r"\s+" if piece.endswith(" ") else "")
        elif "" in options:
            found += rf"(?:(?:{'|'.join(filter(None, options))})\s+)?"
        else:
            found += rf"(?:{'|'.join(options)})\s+"
    return found.removesuffix(r"\s+")
