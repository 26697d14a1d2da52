"""Paragraphs, headings, list items and sentences of a text, as spans."""

import re
from itertools import pairwise
from typing import NamedTuple

from data.lexicon import Lexicon

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_PLAIN_LINE = re.compile(r".+")  # of a text without the rare ends of lines
_BULLET = re.compile(r"\s*(?:[•‣▪▫●○◦∙·■□►➢✓*+–—-]|>(?=\s+[^\W\d])|\(?\d{1,2}[.)]|#{1,6})\s+")
_STOP = re.compile(r"([.!?…؟۔。][.!?…؟۔。]*[\"”’»)\]']*)\s+")
_NUMBER = re.compile(
    r"\s*[~<>≈+]?\s*(?:US|USD)?\s?[$€£]?\s?\d[\d.,  ]{0,12}\s*(?i:k|m|million|mln|b|billion|bn|thousand)?[+*†]?\s*"
)
_SOURCE = re.compile(r"[^\W\d](?:[^\d\n]*\d\d?(?!\d))?[^\d\n]*\b(?:19|20)\d\d\)?\s*")
_OF_YEAR, _CELLS = re.compile(r"(?:19|20)\d\d [^\W\d_]{3}"), re.compile(r"\d {2,}\d")
LONGEST = 1000  # code points of a sentence


class Span(NamedTuple):
    """A sentence, list item or heading: [start, end) in code points; `paragraph` counts from 0.

    Attributes:
        kind: "sentence", "item" (of a list or a table) or "heading".
    """

    start: int
    end: int
    paragraph: int
    kind: str = "sentence"


def segment(text: str, lexicon: Lexicon) -> list[Span]:
    """Sentences, list items and headings in order; together they hold every visible character."""
    short = lexicon.abbreviations
    found: list[Span] = []
    number = 0
    for start, end, gap in _paragraphs(text, lexicon.unfinished):
        line = text[start:end]
        bullet = _BULLET.match(line)
        begin = start + (bullet.end() if bullet and bullet.end() < len(line) else 0)
        while begin < end and text[begin].isspace():
            begin += 1
        kind = "item" if bullet else "sentence"
        stripped = line.rstrip()
        single = not bullet and gap and 0 < len(stripped) <= 120 and "\n" not in stripped and ". (" not in stripped
        kind = "heading" if single and stripped[-1] not in '.!?;,…؟”"’' else kind
        for a, b in _sentences(text, begin, start + len(stripped), short):
            if b - a > LONGEST:
                found += [Span(c, d, number, kind) for c, d in _pieces(text, a, b)]
            elif a < b:
                found.append(Span(a, b, number, kind))
        number += 1
    return found


def _paragraphs(text: str, unfinished: frozenset[str]) -> list[tuple[int, int, bool]]:
    """Lines, with those joined that only a narrow page has broken; and whether a blank or short line follows."""
    line = _LINE if any([end in text for end in "\r\u2028\u2029\x0b\x0c"]) else _PLAIN_LINE
    lines = [m.span() for m in line.finditer(text) if not m[0].isspace()]
    found: list[tuple[int, int, bool]] = []
    narrow = _narrow(text, lines)
    single = [_alone(text, start, end) for start, end in lines]
    if any(single):
        lines, single = _boxes(text, lines, single)
    below = _below(text, lines, single) if any(single) else frozenset()
    boxed = -1
    for n, (start, end) in enumerate(lines):
        if found:
            before_start, before_end, _ = found[-1]
            gap = text[before_end:start]
            if n in below or single[n - 1] and n - 1 not in below and _worded(text, start):
                found[-1] = (before_start, end, False)  # a number by itself, and beneath or above it what it counts
                boxed = n
                continue
            if boxed == n - 1 and gap.count("\n") == 1 and end - start <= 50 and _SOURCE.fullmatch(text, start, end):
                found[-1] = (before_start, end, False)  # "UN, July 2020", right beneath them
                continue
            wrapped = gap in ("\n", "\r\n") and (narrow or text[before_end - 1] not in ".!?:;…")
            full = narrow and _room(text, lines[n - 1], (start, end)) > narrow
            goes_on = full or before_end - before_start >= 25 and text[start:end].lstrip()[:1].islower()
            if wrapped and (goes_on or _cut(text, found[-1], start, unfinished)):
                found[-1] = before_start, end, True
                continue
        found.append((start, end, True))
    return found


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a line is a number by itself; but for "US$" one begins with no letter."""
    if text[start].isalpha() and text[start] != "U":
        return False
    return bool(_NUMBER.fullmatch(text, start, end)) and not _CELLS.search(text, start, end)


def _boxes(text: str, lines: list[tuple[int, int]], single: list[bool]) -> tuple[list[tuple[int, int]], list[bool]]:
    """Joins numbers one below the other with as many labels beneath them, as boxes beside each other give."""
    found: list[tuple[int, int]] = []
    alone: list[bool] = []
    n = 0
    while n < len(lines):
        k = 0
        while n + k < len(lines) and single[n + k]:
            k += 1
        labels = lines[n + k : n + 2 * k]
        plain = all(b - a <= 90 and text[a].isalpha() and not single[n + k + m] for m, (a, b) in enumerate(labels))
        if 2 <= k <= 6 and len(labels) == k and plain and all(text[b - 1] not in ".:" for _, b in labels):
            found.append((lines[n][0], labels[-1][1]))
            alone.append(False)
            n += 2 * k
            continue
        found.append(lines[n])
        alone.append(single[n])
        n += 1
    return found, alone


def _below(text: str, lines: list[tuple[int, int]], single: list[bool]) -> frozenset[int]:
    """Lines that are numbers by themselves, and stand beneath the words that say what they count."""
    found = set()
    label = [
        not alone and b - a <= 110 and _worded(text, a) and not (text[a:b].isupper() or text[b - 1] == ".")
        for (a, b), alone in zip(lines, single, strict=True)
    ]
    n = 0
    while n < len(lines):
        closer = 0 < n < len(lines) - 1 and label[n - 1] and _gap(text, lines, n) > _gap(text, lines, n + 1)
        closer = closer or n > 1 and single[n - 2] and n - 2 not in found and n < len(lines) - 1
        if not single[n] or n == 0 or not label[n - 1] or closer and _worded(text, lines[n + 1][0]):
            n += 1
            continue
        run = [n]  # numbers and labels in turn
        while run[-1] + 2 < len(lines) and label[run[-1] + 1] and single[run[-1] + 2]:
            run.append(run[-1] + 2)
        last = run[-1]
        follows = last + 1 < len(lines) and label[last + 1] and _gap(text, lines, last + 1) <= _gap(text, lines, last)
        if not follows:
            found.update(run)
        n = last + 1
    return frozenset(found)


def _worded(text: str, start: int) -> bool:
    """Whether a line begins with a word, or with a year and one: "2024 Humanitarian Appeal"."""
    return text[start].isalpha() or _OF_YEAR.match(text, start) is not None


def _gap(text: str, lines: list[tuple[int, int]], n: int) -> int:
    """How many blank lines stand before a line."""
    return text.count("\n", lines[n - 1][1], lines[n][0])


def _narrow(text: str, lines: list[tuple[int, int]]) -> int:
    """The width of a narrow page: in none of its lines the word that begins the next had room; 0: there is none."""
    width = max((end - start for start, end in lines), default=0)
    if not 40 <= width <= 100 or len(lines) < 3:
        return 0
    breaks = [(a, b) for a, b in pairwise(lines) if b[0] - a[1] <= 2]
    room = [b for a, b in breaks if _room(text, a, b) <= width or _BULLET.match(text, *b)]
    return width if len(breaks) > 1 and len(room) <= len(breaks) // 10 else 0


def _room(text: str, line: tuple[int, int], after: tuple[int, int]) -> int:
    """How long a line would be with the first word of the next one."""
    return line[1] - line[0] + 1 + len(text[after[0] : after[0] + 40].split(maxsplit=1)[0])


def _cut(text: str, before: tuple[int, int, bool], start: int, unfinished: frozenset[str]) -> bool:
    """Whether a line ends as no sentence does, "120 dead and", or one of a list goes on without a new bullet."""
    last = text[max(before[0], before[1] - 20) : before[1]].split()[-1:]
    if not last or _BULLET.match(text, start):
        return False
    listed = _BULLET.match(text, before[0], before[1]) and (text[start].islower() or text[start].isdigit())
    return bool(listed) or before[1] - before[0] >= 20 and last[0].casefold() in unfinished


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What is longer than any sentence, cut between words, so that time grows with the text and no faster."""
    found = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        found.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    return [*found, (start, end)] if start < end else found


def _sentences(text: str, start: int, end: int, short: frozenset[str]) -> list[tuple[int, int]]:
    found = []
    begin = start
    for match in _STOP.finditer(text, start, end):
        stop, after = match.start(), match.end()
        if after >= end:
            break
        if text[after].islower():
            continue
        if text[stop] == "." and (match.end(1) == stop + 1 or not match[1][1:].strip(".…")):
            if stop > begin and text[stop - 1].isalpha():
                word = text[max(begin, stop - 30) : stop].split()[-1]
                if not word[0].isalpha():
                    word = word[next(n for n, c in enumerate(word) if c.isalnum() and not c.isdecimal()) :]
                last = word.casefold()
                if last in short or (len(last) == 1 and last.isalpha() and word.isupper()) or "." in last[:-1]:
                    continue
        found.append((begin, match.end(1)))
        begin = after
    if begin < end:
        found.append((begin, end))
    return found
