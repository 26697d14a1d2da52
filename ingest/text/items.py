"""A sentence as a row of items: quantities, dates, names, phrases of the lexicon, other words and signs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from data.tree import Entry, Phrase
from ingest.text.days import Period
from ingest.text.marks import Marks
from ingest.text.names import Mention
from ingest.text.quantities import Quantity
from ingest.text.segment import Span

AUXILIARIES = frozenset({"have", "perfect", "adverb"})  # before a verb
_NONE: frozenset[str] = frozenset()
_LABEL, _AFTER, _AROUND = frozenset({"label"}), frozenset({"after"}), frozenset({"around"})
_SIGNS = dict(zip("([)];\u061b:|=→,\u060c", "(());;::::,,", strict=True))  # Arabic semicolon and comma too
_DASHES, _STOPS = frozenset("–—-−"), frozenset(".!?؟…")
_NOTES = frozenset("*†‡")  # behind a number that a footnote explains


@dataclass(slots=True)
class Item:
    """One item; `first`, `last` are words, [first, last).

    Attributes:
        kind: "quantity", "date", "name", "phrase" (something of the lexicon), "word", or a sign: "(", ")", ",", ";",
            ":", "-", ".", '"'.
    """

    kind: str
    first: int
    last: int
    classes: frozenset[str] = _NONE
    units: frozenset[str] = _NONE
    phrases: tuple[Phrase, ...] = ()
    quantity: Quantity | None = None
    period: Period | None = None
    mention: Mention | None = None

    def has_role(self, *roles: str) -> bool:
        """Whether a phrase of the item has one of these roles."""
        for phrase in self.phrases:
            if phrase.role in roles:
                return True
        return False


def has_class(items: Iterable[Item], name: str) -> bool:
    """Whether any of some items is of a class."""
    for item in items:
        if name in item.classes:
            return True
    return False


def has_any(items: Iterable[Item], names: Iterable[str]) -> bool:
    """Whether any of some items is of one of these classes."""
    for item in items:
        if not item.classes.isdisjoint(names):
            return True
    return False


def has_kind(items: Iterable[Item], *kinds: str) -> bool:
    """Whether any of some items is of one of these kinds."""
    for item in items:
        if item.kind in kinds:
            return True
    return False


def has_number(items: Iterable[Item]) -> bool:
    """Whether any of some items is a number."""
    for item in items:
        if item.quantity is not None:
            return True
    return False


def passing(row: list[Item], n: int, classes: Collection[str] = AUXILIARIES, least: int = 0) -> int:
    """The last item, down from the `n`th to `least`, that is of none of some classes; else `least`."""
    while n > least and not row[n].classes.isdisjoint(classes):
        n -= 1
    return n


def item_of(row: list[Item], period: Period) -> int:
    """Where a date stands."""
    n = 0
    while row[n].period is not period:
        n += 1
    return n


@dataclass(slots=True)
class Sentence:
    """A sentence with all that the stages found in it. Tokens and places of the whole text.

    `classes` and `kinds` are those of any of its items: what is not there need not be looked for. `named` holds the
    indices of those that are names.
    """

    span: Span
    marks: Marks
    first: int
    last: int
    items: list[Item]
    classes: frozenset[str] = field(init=False)
    kinds: frozenset[str] = field(init=False)
    named: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the classes, kinds and names."""
        self.kinds = frozenset([item.kind for item in self.items])
        self.classes = _NONE.union(*[item.classes for item in self.items])
        self.named = [n for n, i in enumerate(self.items) if i.mention is not None] if "name" in self.kinds else []

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.marks.tokens.text[self.span.start : self.span.end]


def of_another_event(sentence: Sentence) -> bool:
    """Whether a sentence opens with words for an event not told yet: "Hours later", "Another strike", "Separately,"."""
    opening = range(max(0, sentence.first - 2), sentence.first + 3)
    return any(sentence.marks.run(n, "another_event") for n in opening)


def some_of(item: Item) -> bool:
    """Whether an item tells how many of a whole: "three of its eight", "40 per cent"."""
    return item.quantity is not None and (item.quantity.of is not None or item.quantity.kind == "percent")


def ward_of(sentence: Sentence, at: int) -> bool:
    """Whether only a part of a hospital is told: "two wards of X Hospital", "half of the Abs hospital"."""
    mention, back = sentence.items[at].mention, sentence.marks.back
    if mention is None or mention.sort != "facility":
        return False
    return back(start if (start := back(mention.first, "article", 1)) >= 0 else mention.first, "ward_of", 4) >= 0


def items(
    marks: Marks,
    first: int,
    last: int,
    quantities: dict[int, Quantity],
    periods: dict[int, Period],
    mentions: dict[int, Mention],
    begun: frozenset[int],
) -> list[Item]:
    """Items of the words [first, last), in order; the dictionaries are keyed by first word, `begun` are all keys."""
    found: list[Item] = []
    words, runs = marks.tokens.words, marks.at
    at = first
    while at < last:
        if at not in begun:
            run = runs[at][0] if runs[at] else None
            if run and (run[0] > at + 1 or run[1].naming):
                run = _run(marks, at, last, quantities, begun, at)  # else it is a word that can be nothing else
            if run:
                end, entry = run
                found.append(Item("phrase", at, end, entry.classes, entry.units, entry.phrases))
                at = end
                continue
            word = words[at]
            at += 1
            if word[0].isalnum():
                found.append(Item("word", at - 1, at))
            elif found and (found[-1].kind == "-" == _sign(word) or word in _NOTES and found[-1].kind == "quantity"):
                found[-1].last = at  # "--", "184,000*"
            else:
                found.append(Item(_sign(word), at - 1, at))
            continue
        if period := periods.get(at):
            found.append(Item("date", at, period.last, period=period))
            at = period.last
            continue
        if quantity := quantities.get(at):
            longer = ((e, t) for e, t in runs[at] if quantity.last < e <= last and _of_status(t))
            told = next(longer, None) if quantity.value != 1 else None
            if told and begun.isdisjoint(range(at + 1, told[0])):
                found.append(Item("phrase", at, told[0], phrases=told[1].phrases))
                at = told[0]
                continue  # "nobody is treated at the clinic", "two to a cot in"
            found.append(Item("quantity", at, quantity.last, quantity=quantity))
            at = max(quantity.last, at + 1)
            continue
        item = _name(marks, at, last, quantities, begun, mentions[at])
        if len(found) > 1 and "by_way_of" in found[-1].classes and _counts_through(found[-2], item):
            found[-1].phrases = ()
        found.append(item)
        at = item.last
    return found


def _name(
    marks: Marks, at: int, last: int, quantities: dict[int, Quantity], begun: frozenset[int], mention: Mention
) -> Item:
    """A name, or the longer phrase that begins with it, with what the lexicon says of the same words."""
    run = _run(marks, at, last, quantities, begun, mention.last) if marks.at[at] else None
    if run and run[0] > mention.last and not run[1].classes:
        end, entry = run
        return Item("phrase", at, end, entry.classes, entry.units, entry.phrases)
    same = run[1] if run and run[0] == mention.last else None
    phrases = same.phrases if same and mention.kind == "organisation" else ()
    return Item("name", at, mention.last, units=same.units if same else _NONE, phrases=phrases, mention=mention)


def _counts_through(before: Item, item: Item) -> bool:
    """Whether a word between a number and a gate is "by way of" and no verb: "339 عبر معبر" may be "crossed" too."""
    counted = before.quantity is not None or bool(before.units)
    return counted and item.mention is not None and item.mention.sort == "crossing"


def _run(
    marks: Marks, at: int, last: int, quantities: dict[int, Quantity], begun: frozenset[int], least: int
) -> tuple[int, Entry] | None:
    """The longest run of the lexicon that has a meaning here and does not run into something else."""
    runs = marks.at[at]
    for end, entry in runs:
        if end > last or entry.naming and not (entry.phrases and _said(marks, end, last, entry)):
            continue
        if end > (inside := max(at + 1, least)) and not begun.isdisjoint(range(inside, end)):
            if not entry.phrases or not _counts(marks, entry, quantities, begun.intersection(range(inside, end))):
                continue
        if not entry.classes and not entry.units and entry.roles <= _LABEL:
            keys = {p.keys for p in entry.phrases}
            counted = (q.last == at for q in quantities.values())  # "90 unmet: 3"
            if (not _labels(marks, end, last) or not marks.tokens.begins(at) and any(counted)) and any(
                e.units & {"people", "trucks", "patients"}
                or any(p.role == "before" and p.keys in keys for p in e.phrases)
                for _, e in runs
            ):
                continue
        if end - at > 1 and entry.roles == _AFTER and all(p.only == "attacks" for p in entry.phrases):
            if not any(n in quantities for n in range(end, min(end + 2, last))):
                continue  # "hospitals were hit", and not so many times
        if end - at > 1 and not entry.phrases and not entry.units:
            if _cuts(marks, at, end, last):
                continue
            if entry.classes & _OPEN:
                entry = _with_last(marks, at, end, entry)
        elif end - at > 1 and _of_status(entry) and not marks.run(at, "negation"):
            last_words = _with_last(marks, at, end, entry)  # "remain operational" is an "operational" too
            more = [p for p in last_words.phrases if p not in entry.phrases]
            more += _same_of_another(marks, at, end, entry, more)
            entry = replace(entry, phrases=(*entry.phrases, *more))
        elif entry.phrases and len(runs) > 1:
            same = _same_of_another(marks, at, end, entry, []) if end - at > 1 and _of_status(entry, True) else []
            entry = _with_narrow(marks, at, end, replace(entry, phrases=(*entry.phrases, *same)) if same else entry)
            if end - at > 1 and marks.run(at, "already") == at + 1:  # "still running" is a "running" too
                more = [p for p in _with_last(marks, at, end, entry).phrases if p not in entry.phrases]
                entry = replace(entry, phrases=(*entry.phrases, *more))
        return end, entry
    return None


def _said(marks: Marks, end: int, last: int, entry: Entry) -> bool:
    """Whether a run has phrases, and not only the first words of some whose last ones are missing: "work at"."""
    if not entry.roles <= _AROUND:
        return True
    return any([p.tail[0] in marks.tokens.words[end : min(end + _SPAN, last)] for p in entry.phrases])


_SPAN = 14  # words that the first and last words of a phrase may stand apart


def _counts(marks: Marks, entry: Entry, quantities: dict[int, Quantity], inside: frozenset[int]) -> bool:
    """Whether a number belongs to the words of a status, "takes no new patients", or "now" does: "hunger now grips"."""
    if all(marks.run(n, "now") == n + 1 for n in inside):
        return True
    return _of_status(entry) and all((q := quantities.get(n)) is not None and q.value != 1 for n in inside)


def _of_status(entry: Entry, numbers: bool = False) -> bool:
    """Whether a run tells statuses only; with `numbers`: or of so many hospitals and sites too, "open as before"."""
    others = [p for p in entry.phrases if p.sort != "status"]
    if len(others) == len(entry.phrases) or others and not numbers:
        return False
    return all([p.only == "sites" or p.keys[0].startswith("health.") for p in others])


def _same_of_another(marks: Marks, at: int, end: int, entry: Entry, more: list[Phrase]) -> list[Phrase]:
    """What the first words say of a crossing where all are said of a hospital, and so the other way about."""
    said = {p.keys[0] for p in (*entry.phrases, *more) if p.sort == "status"}
    same = {_ALIKE.get(p.status or "") for p in entry.phrases}
    known = [p for stop, e in marks.at[at] if stop < end for p in e.phrases if p.sort == "status" and p.status in same]
    return [p for p in known if p.keys[0] not in said]


_ALIKE = {"closed": "nonfunctional", "open": "functional", "partially_open": "partial"}
_ALIKE |= {hospital: crossing for crossing, hospital in _ALIKE.items()}
_ALIKE |= {other: status for status, other in _ALIKE.items()}
_OPEN = {"told_again", "reception", "hosting"}.union(
    "records running rising adds_up same_figure perfect have be adverb force flight refuge label_link present".split()
)


def _cuts(marks: Marks, at: int, end: int, last: int) -> bool:
    """Whether a phrase begins inside a run of grammar and goes on behind it."""
    for start in range(at + 1, end):
        for stop, entry in marks.at[start]:  # "the district hospital", "for treatment" in Egypt
            points = not entry.classes.isdisjoint(_POINTING) and not (stop < last and marks.run(stop, "of"))
            if end < stop <= last and (entry.phrases or points or "facility_noun" in entry.classes):
                if entry.classes or not entry.roles <= _AROUND:
                    return True  # and "en" before "la ciudad"
    return False


_POINTING = frozenset({"that_town", "that_region", "that_camp", "that_territory"})


def _with_narrow(marks: Marks, at: int, end: int, entry: Entry) -> Entry:
    """A phrase with those that it begins with and that are said of one noun only: "evacuated from" is "evacuated"."""
    first = [p for stop, e in marks.at[at] if stop < end for p in e.phrases]
    if not first:
        return entry
    narrow = all([p.only for p in entry.phrases])
    bare = all([p.sort == "figure" for p in entry.phrases])  # "shut for" is a "shut"
    verbs = bare and all([p.role == "after" for p in entry.phrases])  # "100 deaths of staff" are "deaths"
    first = [p for p in first if p.only or narrow or bare and p.sort == "status" or verbs and p.role == "noun"]
    more = [p for p in first if p not in entry.phrases]
    return replace(entry, phrases=(*entry.phrases, *more)) if more else entry


def _with_last(marks: Marks, at: int, end: int, entry: Entry) -> Entry:
    """A run of grammar with the phrases of its last words: "has reached" is a "reached" too."""
    for start in range(at + 1, end):
        for stop, last in marks.at[start]:
            if stop == end and last.phrases:
                return Entry(entry.classes | last.classes, entry.units | last.units, last.phrases, entry.values)
    return entry


def _labels(marks: Marks, at: int, last: int) -> bool:
    """Whether a sign links a label to its figure."""
    if at < last and marks.tokens.words[at] in ":|=-–—":
        return True
    ahead = marks.tokens.words[at : min(at + 7, last)]  # "trucks entering via Zikim: 88"
    return marks.back(at, "place_in", 2) >= 0 and any(w in ":|=" for w in ahead)


def _sign(word: str) -> str:
    if word in _SIGNS:
        return _SIGNS[word]
    if word in _DASHES:
        return "-"
    return "." if word in _STOPS else '"' if word in "\"“”„«»‘’'" else "sign"


def cited(row: list[Item], period: Period) -> bool:
    """Whether a date is that of a source in brackets: "(Ministry of Health, 30 June 2019)"."""
    if period.relative or period.grain != "day" or (at := item_of(row, period)) + 1 >= len(row):
        return False
    if row[at + 1].kind not in (")", ";"):
        return False
    for n in range(at - 1, max(at - 9, -1), -1):
        if row[n].kind in ("(", ";"):
            return n < at - 1
        if row[n].quantity is not None or row[n].kind not in ("word", "name", "phrase", ",", "-"):
            return False
    return False


def closed(row: list[Item], at: int, stop: int) -> int:
    """The closing bracket, or dash, of one that opens at an item, before `stop`; 0: there is none."""
    if row[at].kind == "-":
        end = next((n for n in range(at + 1, min(stop, at + 10)) if row[n].kind == "-"), 0)
        return 0 if any(i.quantity is not None or i.mention is not None for i in row[at + 1 : end]) else end
    return next((n for n in range(at + 1, min(stop, at + 40)) if row[n].kind == ")"), 0)
