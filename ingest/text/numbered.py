"""Unknown names beside numbers, which are places: "• Boa: 1,115", "(Boa 12, Kora 9)", "Boa has 15 camps"."""

from ingest.text.marks import Marks

_BULLETS, _ENDS = frozenset("•-–—*▪◦●·"), frozenset(",;.()")
_STOPS = frozenset(".;,()")
_BRACKET = 14  # words of a bracket behind a name, and those that join the next
_PLACING = frozenset({"area_noun", "water_noun", "frontier", "near_to", "beside", "direction", "inhabited", "length"})
_PEOPLE = frozenset({"people", "families"})
_HELD = _PEOPLE | {"sites"}
_TOLD = frozenset({"displ", "casua", "healt"})
_SHORT = 5  # words that a name at the head of a line has at most


def counting(marks: Marks, at: int, end: int, numbers: frozenset[int]) -> bool:
    """Whether a name is told to have so many displaced, sites, dead or wounded: "Liwa hosts 9,300 IDPs"."""
    words = len(marks.tokens.words)
    if at and (marks.tokens.raw[at - 1][0].isupper() or marks.run(at - 1, "of")):
        return False  # "the Ministry of Social Policy counts"
    if end < words and end in numbers and not marks.tokens.raw[end][0].isdigit():
        end += 1  # "Liwa today has"
    aside = marks.tokens.words[end : end + _BRACKET] if end < words and marks.tokens.raw[end] == "," else []
    last = aside.index(",", 1) if "," in aside[1:] else 0
    if placed := any(not _PLACING.isdisjoint(kinds) for kinds in marks.kinds[end : end + last]):
        end += last + 1  # "Liwa, across the river, has"
    if (step := marks.run(end, "adverb")) and not _counts_own(marks, end):
        end = step
    if (step := marks.run(end, "have")) and _counts_own(marks, step):
        end = step  # "Liwa has recorded"
    if end >= words or not (verb := _counts_own(marks, end)) or marks.run(end, "speech"):
        return False
    noun = verb
    while (
        noun < words
        and noun - verb < _SHORT
        and (noun in numbers or noun == verb and (marks.value(noun, "qualifier") or marks.run(noun, "another")))
    ):
        noun += 1
    if noun == verb or noun >= words:
        return False
    hosts = placed or marks.run(end, "hosting") or marks.run(end, "home_to") or verb - end > 1
    ends = marks.tokens.raw[noun] in _ENDS or marks.run(noun, "part_of_them")
    if hosts and (ends or placed and marks.run(noun, "place_in")):
        return True  # "Liwa alone has taken in 19,800.", "Liwa hosts 9,300 of them"
    held = _HELD if hosts else _HELD - _PEOPLE  # but "Amina has nine children"
    behind = [entry for n in range(noun, min(noun + 2, words)) for _, entry in marks.at[n]]
    told = [(p.keys[0][:6], p.role) for entry in behind for p in entry.phrases]
    counted = any(key == "displa" or key == "casual" and role in ("noun", "label") for key, role in told)
    return counted or any(entry.units & held for entry in behind)


def _counts_own(marks: Marks, at: int) -> int:
    """The end of a verb that may tell what a place has: "hosts", "recorded", "holds"; 0: there is none."""
    return marks.run(at, "reception") or marks.run(at, "hosting") or marks.run(at, "home_to")


def labelled(marks: Marks, at: int, end: int, numbers: frozenset[int], before: int) -> bool:
    """Whether a capitalised name is the label of a number, as places are: "• Um Kaddadah: 1,115", "Tolos (3)".

    Or one of several in a bracket: "(Tolos 3, Kora 12)". `end` is the end of its words, `numbers` are the words
    of numbers and dates; the place before ends at `before`.
    """
    tokens = marks.tokens
    if ranked(marks, at, end, numbers, before):
        return True
    if _heads_line(marks, at, end, numbers):
        return True
    opens = at > 0 and tokens.words[at - 1] == "("
    signed = end < len(tokens.words) and tokens.words[end] in (":", "(", "-", "–", "—")
    again = 1 < before < at - 1 < before + 4 and tokens.words[at - 1] in (",", ";")
    again = again and not numbers.isdisjoint((before, before + 1))
    if end + 1 >= len(tokens.words) or not (signed or opens or again) or end - at > _SHORT:
        return False
    number = end + signed
    while number < end + 3 and number < len(tokens.words) and number not in numbers:
        number += 1
    if number not in numbers or not tokens.raw[number][0].isdigit():
        return False
    if opens and number + 2 < len(tokens.words):
        return tokens.words[number + 1] in (",", ";") and tokens.raw[number + 2][0].isupper()
    if again and number + 1 < len(tokens.words) and tokens.words[number + 1] in (",", ";", ")"):
        return True
    listed = before > 0 and _follows(marks, before, at) or tokens.words[end] == "(" and _among_areas(marks, at)
    return (listed or tokens.words[end] != "(" and _begins_line(marks, at)) and _counts(marks, number, numbers)


def _heads_line(marks: Marks, at: int, end: int, numbers: frozenset[int]) -> bool:
    """Whether a name heads a line of figures: "Boa – shelters open: 19", "Boa as of 8 July – 630 people displaced"."""
    tokens = marks.tokens
    if end - at > 2 or not _begins_line(marks, at) or any(marks.run(n, "label_noun") for n in range(at, end)):
        return False
    sign = end
    if sign in numbers and not tokens.raw[sign][0].isdigit():
        while sign in numbers:
            sign += 1  # of "as of 8 July"
    if sign + 1 >= len(tokens.words) or tokens.words[sign] not in (":", "-", "–", "—"):
        return False
    if sign > end and sign + 1 in numbers and tokens.raw[sign + 1][0].isdigit():
        return _counts(marks, sign + 1, numbers)
    told = ((e, p) for stop, entry in marks.at[sign + 1] for e, p in [(stop, p) for p in entry.phrases])
    return any(
        p.role == "label" and p.keys[0][:5] in _TOLD and e + 1 < len(tokens.words) and tokens.words[e] == ":"
        for e, p in told
    )


def ranked(marks: Marks, at: int, end: int, numbers: frozenset[int], before: int) -> bool:
    """Whether a name is told with its number behind others: "followed by Boa (12) and Kora with nine"."""
    words = marks.tokens.words
    number = end + 1 if end < len(words) and words[end] == "(" else marks.run(end, "accounting")
    if not number or number not in numbers:
        return False
    joined = 1 < before < at < before + _SHORT and (words[at - 1] in (",", ";") or marks.run(at - 1, "and") == at)
    joined = joined and not numbers.isdisjoint(range(before, at))
    joined = joined and (words[before] == "(" or marks.run(before, "accounting") > 0)
    told = joined or marks.back(at, "next_in_rank", 3) >= 0 or marks.run(end, "next_in_rank") > 0
    return told and _counts(marks, number, numbers)


def _follows(marks: Marks, before: int, at: int) -> bool:
    """Whether a place with its number in brackets, and a comma or "and", stand right before: "Boa (12), Tolos"."""
    words = marks.tokens.words
    joined = words[at - 1] == "," or bool(marks.run(at - 1, "and"))
    before += words[before].isdecimal() and words[before + 1 : before + 2] == ["("]  # "Boa 2 (12), Tolos"
    return 3 < at - before < _BRACKET and joined and words[before] == "(" and ")" in words[at - 3 : at - 1]


def _among_areas(marks: Marks, at: int) -> bool:
    """Whether areas are spoken of right before a name: "districts of Boa (12", "the worst-hit districts: Boa (12"."""
    words = marks.tokens.words
    for n in range(at - 1, max(at - _SHORT, -1), -1):
        if words[n] in _STOPS:
            return False
        if words[n].endswith("s") and (marks.run(n, "area_noun") or any("sites" in e.units for _, e in marks.at[n])):
            return True
    return False


def _counts(marks: Marks, number: int, numbers: frozenset[int]) -> bool:
    """Whether a number stands alone or counts what is read: people, sites, the dead; not "1,200 tents"."""
    tokens = marks.tokens
    after = number
    while after in numbers:
        after += 1
    if after >= len(tokens.words) or tokens.raw[after] in _ENDS or _begins_line(marks, after):
        return True
    return marks.run(after, "and") == after + 1 or any(e.units - {"other"} or e.phrases for _, e in marks.at[after])


def _begins_line(marks: Marks, at: int) -> bool:
    tokens = marks.tokens
    if at and tokens.raw[at - 1] in _BULLETS:
        at -= 1
    return at == 0 or "\n" in tokens.text[tokens.ends[at - 1] : tokens.starts[at]]
