"""Numbers told by words: "two hundred and five", "vingt et un", "خمسة وعشرون", and the one of "a civilian"."""

from collections.abc import Callable, Container

from ingest.text.marks import Marks
from ingest.text.names import Mention
from ingest.text.quantities import Number, Quantity
from ingest.text.tokens import Tokens

Reader = Callable[[int], Number | None]
_ENDS = frozenset({"preposition", "be", "and"})  # what ends the words between an article and its noun
_HELPING, _COUNTS = frozenset({"be", "have", "adverb", "gravely"}), frozenset({"tens", "number"})


def spelled(marks: Marks, taken: Container[int], at: int) -> Number | None:
    """The number whose words begin at a word; words in `taken` (of dates) end it."""
    tokens = marks.tokens
    if marks.kinds[at].isdisjoint(("whole", "tens", "number", "indefinite")):
        return None
    total = current = 0.0
    end, seen, linked = at, False, False
    if whole := marks.value(at, "whole"):
        amount = float(whole[1])
        if amount not in (100.0, 200.0, 1000.0, 2000.0):  # amounts in one word that more may follow
            return Number(amount, whole[0], amount)
        total, current = (amount, 0.0) if amount >= 1000 else (0.0, amount)
        end, seen = whole[0], True
    article = marks.run(at, "article")
    if article and marks.run(at, "indefinite") and marks.value(article, "scale"):
        current, end, seen = 1.0, article, True
    while end < len(tokens.words) and end not in taken and (seen or marks.kinds[end] & _COUNTS):
        glued = linked or seen and tokens.raw[end].startswith(marks.lexicon.numbers.joins_tens)
        linked = False
        if (run := _counted(marks, end)) or glued and total and (run := marks.value(end, "whole")):
            if seen and not _adds(current % 100, float(run[1]), glued):
                break
            current += float(run[1])
        elif (run := marks.value(end, "scale")) and seen and len(tokens.raw[end]) > 1:
            factor = float(run[1])
            if factor == 100:
                current = (current or 1.0) * 100  # "mille cent"
            else:
                total, current = total + current * factor, 0.0
        elif seen and (run := marks.value(end, "join_tens")) and (other := _counted(marks, run[0])):
            linked = bool(current % 100) and _adds(current % 100, float(other[1]), True)
            if not linked and not _goes_on(marks, end, run[0], current, total):
                break
        elif seen and (run := marks.value(end, "join")) and _goes_on(marks, end, run[0], current, total):
            pass
        else:
            break
        seen = True
        end = run[0]
    return None if not seen or end in (at, article) else Number(total + current, end, total + current)


def _counted(marks: Marks, at: int) -> tuple[int, float | str] | None:
    """The end and the value of the longest number under a hundred at a word: "vingt et un", not only "vingt"."""
    tens, number = marks.value(at, "tens"), marks.value(at, "number")
    return tens if tens and (not number or tens[0] >= number[0]) else number


def _adds(so_far: float, value: float, glued: bool) -> bool:
    """Whether a number may follow what stands behind the hundreds; a word for "and" is `glued` to it or before it."""
    return not so_far or value < 10 <= so_far and so_far % 10 == 0 or glued and so_far < 10 <= value  # "خمسة وعشرون"


def _goes_on(marks: Marks, at: int, behind: int, current: float, total: float) -> bool:
    """Whether "and" joins the rest to hundreds or thousands: "two hundred and five", "two hundred and six thousand"."""
    rest = _counted(marks, behind)
    if rest is None or float(rest[1]) >= 100 or not marks.value(at, "join") or current < 100 and not total:
        return False
    scale = marks.value(rest[0], "scale")
    return scale is None or 100 <= current < 1000 <= float(scale[1]) and not total


def single(marks: Marks, at: int, number: Reader) -> int:
    """The end of an article that tells of one person: "a civilian", "a five-year-old girl"; 0: it tells of none."""
    tokens = marks.tokens
    end = marks.run(at, "indefinite")
    if not end or tokens.joined(end) or marks.back(at, "that_of", 3) >= 0:
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
            body = "bodies" in entry.units and last + 2 < len(tokens)
            body = body and any(_harmed(marks, last + m) for m in (0, 1, 2))
            if body or "person" in entry.units:
                return 0 if marks.run(last, "toll") else end  # but "a civilian death toll"
            if not entry.units.isdisjoint(("hospitals", "facilities")) and not tokens.words[last - 1].endswith("s"):
                return end if not tokens.joined(end) and _out_of_use(marks, last) else 0  # not "An-Nur Hospital"
        if not tokens.raw[n][0].isalnum():
            return 0
        for _, entry in runs:
            if not entry.classes.isdisjoint(_ENDS):
                return 0
    return 0


def _out_of_use(marks: Marks, at: int) -> bool:
    """Whether a hospital told before a word was shut, ruined or reopened: "a clinic in Panjwai was closed"."""
    near = range(at, min(at + 7, len(marks.at) - 2))
    told = next((n for n in near if marks.run(n, "be") or not marks.tokens.raw[n][0].isalnum()), -1)
    if told < 0 or not marks.at[at]:
        return False  # "a hospital ship was"
    verbs = (p for _, e in (*marks.at[told + 1], *marks.at[told + 2]) for p in e.phrases if marks.run(told, "be"))
    return any(p.sort == "status" and p.role == "before" and p.keys[0].startswith("health.") for p in verbs)


def one_among(marks: Marks, at: int, end: int, number: Reader) -> bool:
    """Whether something is told to be one of several: "is one of the 16 hospitals that ...", "in one of the camps"."""
    link = marks.run(end, "of")
    if not link:
        return False
    return marks.back(at, "be", 3) >= 0 or number(link) is None and marks.back(at, "preposition", 3) >= 0


def _behind_harm(marks: Marks, at: int) -> bool:
    """Whether the word before a person, but for an age and the like, tells of the dead or injured."""
    words = marks.tokens.words
    for n in range(at - 1, max(at - 6, -1), -1):
        if _harmed(marks, n):
            return True
        if not (words[n] == "-" or words[n].isdecimal() or marks.run(n, "adjective")):
            return False
    return False


def one_at(tokens: Tokens, at: int) -> Quantity:
    """The one that an article tells of."""
    return Quantity(1, at, at + 1, tokens.starts[at], tokens.ends[at], "one", front=at)


def one_of_them(marks: Marks, people: Mention) -> bool:
    """Whether the article before the name of a people tells of one of them: "a Kenyan was killed"."""
    at, end = people.first, people.last
    if not at or marks.run(at - 1, "indefinite") != at or end >= len(marks.tokens) or marks.run(at - 1, "another"):
        return False
    if marks.kinds[end].isdisjoint(_HELPING):
        ends = not marks.tokens.raw[end][0].isalnum() or not marks.kinds[end].isdisjoint(_ENDS)
        return ends and at > 1 and _harmed(marks, at - 2)  # "killed a Kenyan and hurt four others"
    verb = next((n for n in range(end, min(end + 4, len(marks.tokens))) if marks.kinds[n].isdisjoint(_HELPING)), end)
    return _harmed(marks, verb)


def _harmed(marks: Marks, at: int) -> bool:
    """Whether a word tells of the dead or injured."""
    return any(p.keys[0].startswith("casualties.") for _, entry in marks.at[at] for p in entry.phrases)
