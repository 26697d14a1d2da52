"""Which phrase of the lexicon a quantity goes with: what is counted, and what is said of it.

Each way to reach a phrase from a number has a cost; the cheapest wins, so that the nearest noun, verb or label
decides. Phrases that say that a number is no figure of ours ("in need of", "plan to") compete on the same terms.
"""

from dataclasses import dataclass

from data.lexicon import Lexicon
from data.tree import Phrase
from ingest.text.dwelling import camp_population, in_a_camp, lies, there_are
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, passing
from ingest.text.labels import labels
from ingest.text.marks import mark
from ingest.text.nouns import ANYBODY, HAPPENED, Link, Subject
from ingest.text.objects import AUXILIARY, KILLED, REFUGEES, SHELTERED, SITES, SUM, TRUCKS, UPROOTED, alone, left
from ingest.text.predicates import right

_BEFORE_NOUN = frozenset({"article", "adjective"})


@dataclass(slots=True)
class Trigger:
    """An indicator's or status's phrase in a text; [start, end) in code points."""

    phrase: Phrase
    start: int
    end: int


def phrases(text: str, lexicon: Lexicon) -> list[Trigger]:
    """Phrases of indicators and statuses in the text, in order; the longest at each word."""
    marks = mark(text, lexicon)
    found: list[Trigger] = []
    at = 0
    while at < len(marks.tokens):
        end = at + 1
        for stop, entry in marks.at[at]:
            if kept := [p for p in entry.phrases if p.sort != "not"]:
                found += [Trigger(p, marks.tokens.starts[at], marks.tokens.ends[stop - 1]) for p in kept]
                end = stop
                break
        at = end
    return found


def links(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """All phrases that the number at item `at` may go with, the cheapest first."""
    found = _nouns(sentence, what)
    found += _finite(sentence, right(sentence, at, what))
    found += left(sentence, at, what)
    found += labels(sentence, at, what)
    kind = quantity.kind if (quantity := sentence.items[at].quantity) is not None else ""
    row = sentence.items
    for link in (k for k in found if k.phrase.keys[0] == "missing" and k.way == "right"):
        if "stuck" in row[link.at].classes and in_a_camp(sentence, link.at + 1):
            link.phrase = SHELTERED  # "900 people are stranded in Mabruka camp"
    if "uprooting" in sentence.classes:
        for link in (k for k in found if k.phrase.keys[0] == "people affected" and k.way == "left"):
            event = max((n for n in range(link.at) if row[n].classes & (HAPPENED | {"uprooting"})), default=-1)
            before = row[max(passing(row, event - 1, _BEFORE_NOUN), 0)].classes
            aside = "preposition" in before and not before & {"article", "of"}  # "a fire during the displacement"
            own = event >= 0 and "uprooting" in row[event].classes and not aside
            if own and not has_kind(row[event : link.at], "quantity"):
                link.phrase = UPROOTED  # "displacements occurred in Jos and Boa, affecting 900 people"
    if "sufferers" in sentence.classes and (n := _slain(row, at, what)) >= 0:
        found.append(Link(KILLED, n, "noun" if n > at else "label", 0.9, n))
    found = [k for k in found if k.phrase.only is None or _counts(k.phrase.only, what, kind, row)]
    if "sites" in what.units and what.head < 0 and lies(sentence.items, what.end):
        found.append(Link(SITES, what.end, "right", 1.5, what.end + 1, True))
    if (n := camp_population(sentence, at)) >= 0:
        found.append(Link(SHELTERED, n, "left", 0.9 if "population" in row[n].units else 1.9, n))
    n, end = there_are(row, at), row[what.end : what.end + 1]
    dwellers = what.head >= 0 and "dwellers" in row[what.head].classes and has_class(end, "of")
    if not found and what.head >= 0 and (n >= 0 or dwellers):  # "the 9,000 inhabitants of Tola camp get"
        if "sites" in what.units:
            found.append(Link(SITES, n, "left", 1.5, n))
        elif (row[what.head].mention or not what.units.isdisjoint(ANYBODY)) and in_a_camp(sentence, what.end):
            found.append(Link(SHELTERED, what.end, "right", 1.5, what.end, True))  # "there are 900 people in Tola camp"
    people = row[what.head].mention if what.head >= 0 and not found else None
    if people is not None and people.kind == "people" and lies(row, what.end):
        found.append(Link(REFUGEES, what.end, "right", 2.0, what.end + 1, True))
    if what.head >= 0 and all(k.cost > 5.0 for k in found):  # what is said so far off is said of something else
        lorries = "trucks" in what.units and not has_class(row[what.end : what.end + 5], "given_up")  # "was postponed"
        others = at > 1 and not what.units.isdisjoint(("people", "patients"))  # "Adre: open, 900 people"
        moving = lorries and "moving" in sentence.classes and row[at - 1].kind != "("
        if moving or (lorries or others) and alone(row, at, what.end):
            found.append(Link(TRUCKS, what.head, "noun", 2.8, what.head))
    if 1 < at < 4 and row[at - 1].kind == "," and has_any(row[at + 2 : at + 3], AUXILIARY) and row[at + 1].kind == ",":
        told = [p for p in row[at - 2].phrases if p.role == "label" and p.sort == "figure"]
        found = [Link(p, at - 2, "label", 0.5, at - 2) for p in told] or found  # "the wounded, some 90, were taken to"
    if at > 1 and row[at - 1].kind == "," and has_class(row[at + 1 : at + 2], "so_many_strong"):
        nouns = [p for p in row[at - 2].phrases if p.role == "noun" and p.sort == "figure"]
        found = [Link(p, at - 2, "label", 0.5, at - 2) for p in nouns]  # "Chad's refugees, 900,000 strong,"
    found = [k for k in found if k.phrase.keys[0] != SUM or k.way != "label" and kind != "zero"]
    found.sort(key=lambda link: link.cost)
    return found


def _slain(row: list[Item], at: int, what: Subject) -> int:
    """The item of "casualties" that are the dead, as the injured are told apart: "61 casualties and 140 injured"."""
    n = what.head if what.head > at else next((n for n in range(at - 1, max(at - 9, -1), -1) if row[n].phrases), -1)
    if (
        n < 0
        or "sufferers" not in row[n].classes
        or n < at
        and row[at - 1].classes.isdisjoint(("label_link", "running"))
    ):
        return -1
    first = max(n, at) + 1
    if has_kind(row[first : first + 1], "("):  # "154 (70 male, 84 female) and 366 injured"
        first = next((m + 1 for m in range(first, len(row)) if row[m].kind == ")"), first)
    number = next((m for m in range(first, len(row)) if row[m].quantity is not None), 0)
    near = row[first : number + 4]
    hurt = any(p.keys == ("casualties.injured",) for i in near for p in i.phrases)
    dead = any(
        p.keys[0] == "casualties.killed" and p.only is None and p.role != "around" for i in row for p in i.phrases
    )
    joined = number and (has_any(row[number - 2 : number], ("and", "with")) or row[number - 1].kind == "phrase")
    return n if joined and hurt and not dead and not has_any(near, ("part",)) and not has_kind(near, "(") else -1


def _finite(sentence: Sentence, found: list[Link]) -> list[Link]:
    """Lets the verb of a sentence go before the participle of its subject: "people fleeing war have reached Chad"."""
    marks, row = sentence.marks, sentence.items
    first = next((k for k in found if k.phrase.sort == "figure"), None)
    ends = () if first is None or first.helped else (row[first.at].first, row[first.at].last - 1)  # "made homeless by"
    if first is None or not any(marks.ends(n, "participle_ending") for n in ends):
        return found
    told = [k for k in found if k.phrase.sort == "figure" and k.at != first.at]
    main = next((k for k in told if k.helped or "flight" not in row[k.at].classes), None)
    if main is None or not main.helped and "and" in row[first.at + 1].classes:
        return found  # "displaced and sheltered there"
    if "evacuation" in row[first.at].classes and not main.phrase.keys[0].startswith("displacement."):
        return found  # "40 people evacuated for surgery crossed at Rafah"
    before = passing(row, main.at - 1, AUXILIARY)
    if before > first.at and "and" in row[before].classes:
        return found  # "evacuated from Tola and were housed in schools"
    counts = [m for m in range(first.at, main.at) if row[m].quantity is not None]
    opens = any(not main.helped or "and" in row[m - 1].classes or row[m + 1].classes & AUXILIARY for m in counts)
    if not opens and not any(i.classes & {"relative", "part"} or i.kind == ";" for i in row[first.at : main.at]):
        for link in [k for k in found if k.at == main.at]:
            link.cost = min(link.cost, first.cost - 0.1)
    return found  # but "3,000 people remain missing and 8,000 were injured"


def _counts(only: str, what: Subject, kind: str, row: list[Item]) -> bool:
    """Whether a phrase that is said of one sort of noun, or of none at all, is said of this one."""
    if only == "none":
        return kind == "zero"
    if only == "people":
        if not what.units and what.head >= 0:
            return any(p.keys[0].startswith(("displ", "casual", "food")) for p in row[what.head].phrases)
        return bool(what.units & ANYBODY - {"patients"}) or not what.units and what.unknown is None
    return only in what.units


def _nouns(sentence: Sentence, what: Subject) -> list[Link]:
    row = sentence.items
    found = []
    if what.head >= 0:
        for phrase in row[what.head].phrases:
            if phrase.role == "noun" and phrase.sort != "status":
                found.append(Link(phrase, what.head, "noun", 1.0, what.head))
    for n in what.before:
        for phrase in row[n].phrases:
            if phrase.role in ("before", "noun") and phrase.sort != "status":
                found.append(Link(phrase, n, "modifier", 1.0, max(n, what.head)))
    return found
