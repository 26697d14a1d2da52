"""The words of one language, read from seeds/lexicon/<lang>.toml: a language is a file.

Sections of the file (all but `numbers` may be left out; texts are compared without case and accents):

`[script]`
    `possessives`: endings after an apostrophe that are dropped ("s"); `elisions`: words that lean on the next one with
    an apostrophe ("l", "d"); `prefixes`: letters that are written onto a word ("و", "ب"), tried one after the other,
    only where the rest is a known word.
`[numbers]`
    `decimal` and `group`: the decimal sign and the signs between thousands; `words`, `tens`, `scales`, `fractions`:
    number words and their values; `wholes`: definite amounts in set words ("half a million" = 500000); `counts`: words
    of one or zero that stand before a noun ("not a single" = 0); `joins`: words inside a number ("two hundred and
    five"); `percent`; `currencies`: sign or word to ISO 4217 code.
`[qualifiers]`
    qualifier to the words before a number; `after`: the same for words behind it ("or more").
`[words]`
    grammar, by class. The classes are those that the stages in ingest/text ask for by name; en.toml has all of them,
    and a class that a language lacks is one that it does without.
`[nouns]`
    unit to the nouns that are counted in it: people, person (one of them), families, hospitals, facilities, trucks,
    patients, beds, sites, attacks; `other`: nouns that no indicator counts.
`[phrases]`
    indicator to its phrases; or a group of indicators, named in `[groups]`, that share phrases and are told apart by
    what is counted. `[not]`: reason to the phrases that say that a number is no figure of ours. `[statuses]`:
    indicator to status to phrases.
`[unavailable]`
    `said`: how it is said that figures are not to be had, "…" for a few words between; `of`: indicator to the words
    that say what they would be of.
`[dates]`
    `months` and `weekdays`: twelve and seven lists of names, January and Monday first; `units`: day, week, month,
    year, hour to their names; `days`: words for days ("premier" = 1); `parts` of a year ("first half" = [1, 6], its
    first and last month); `classes` of words around dates, those
    that ingest/text/periods.py asks for.
`[labels]`
    interface strings, for the dashboard.

How a phrase is written: "…" marks where the number stands ("killing …", "… were killed", "left … dead"); without it,
the phrase is itself what is counted ("deaths"). A phrase that ends in ":" is a label whose figure may stand further
on ("death toll:"). "{patients} … left" counts only what is in braces. In
statuses, "…" marks the crossing or the hospital. "(a|b|)" stands for any of its parts, the last one here for nothing;
"word*" for any word that begins so.
"""

import gc
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from pydantic import model_validator

from data.models import Qualifier, Record

HYPHENS = "-‐‑"
WORD = re.compile(rf"\d+(?:[.,٫٬]\d+)*|[^\W\d_]+(?:['’ʼ`´‘][^\W\d_]+)*|(?!(?<=[^\W_])[{HYPHENS}][^\W_])[^\w\s]|_")
"""A number, a word or a sign; a hyphen inside a word is none."""
ELLIPSIS = "…"
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʿʾـ]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_ONLY = re.compile(r"(?:\{(\w+)\}\s*)?(.*)", re.DOTALL)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the collection of garbage away while much is built that stays, and from looking through it ever after."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()


class Numbers(Record):
    """How numbers are written; see the module."""

    decimal: str
    group: tuple[str, ...]
    words: dict[str, float] = {}
    tens: dict[str, float] = {}
    scales: dict[str, float] = {}
    fractions: dict[str, float] = {}
    wholes: dict[str, float] = {}
    counts: dict[str, float] = {}
    joins: tuple[str, ...] = ()
    percent: tuple[str, ...] = ("%",)
    currencies: dict[str, str] = {}


class Dates(Record):
    """How days and spans are written; see the module."""

    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    units: dict[str, tuple[str, ...]] = {}
    days: dict[str, int] = {}
    parts: dict[str, tuple[int, int]] = {}
    classes: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _whole(self) -> "Dates":
        if self.months and len(self.months) != 12:
            raise ValueError(f"dates.months: 12 lists expected, {len(self.months)} found")
        if self.weekdays and len(self.weekdays) != 7:
            raise ValueError(f"dates.weekdays: 7 lists expected, {len(self.weekdays)} found")
        return self


class Script(Record):
    """How words are joined in writing; see the module."""

    possessives: tuple[str, ...] = ()
    elisions: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


class Unavailable(Record):
    """How it is said that there are no figures; see the module."""

    said: tuple[str, ...] = ()
    of: dict[str, tuple[str, ...]] = {}


class Phrase(NamedTuple):
    """One way to say an indicator, a status or a reason against.

    Attributes:
        keys: Indicator ids; the reason for `sort` "not".
        sort: "figure", "status" or "not".
        role: Where the number stands: "noun" (before, as what is counted), "before" or "after" the phrase, "around"
            (between phrase and `tail`), "label" (somewhere behind).
        only: The unit of the nouns that it is said of; None: whatever the indicators count.
    """

    keys: tuple[str, ...]
    sort: str
    role: str
    status: str | None = None
    tail: tuple[str, ...] = ()
    only: str | None = None


class Entry(NamedTuple):
    """All that one run of words may mean."""

    classes: frozenset[str]
    units: frozenset[str]
    phrases: tuple[Phrase, ...]
    values: tuple[tuple[str, float | str], ...]


class Trie(NamedTuple):
    """A tree of words: entry that ends here, words that may follow."""

    entry: list[Entry]
    next: dict[str, "Trie"]


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """A word as it is compared: no case, accents or apostrophes; a sign as it is."""
    if len(word) == 1 and not word.isalnum():
        return word
    word = word.casefold()
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        word = _APOSTROPHES.sub("", word)
    return word.replace("'", "").replace("`", "")


def split(text: str) -> tuple[str, ...]:
    """The folded words and signs of a phrase, without hyphens; a star is joined to the word before it."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return tuple(text.lower().split())
    words = [fold_word(word) for word in WORD.findall(text) if word not in HYPHENS]
    while "*" in words[1:]:
        at = words.index("*", 1)
        words[at - 1 : at + 1] = [words[at - 1] + "*"]
    return tuple(words)


def expand(phrase: str) -> Iterator[str]:
    """All phrases that "(a|b|)" stands for."""
    if "(" not in phrase:
        yield " ".join(phrase.split())
        return
    parts = _CHOICE.split(phrase)
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    for chosen in itertools.product(*choices):
        yield " ".join("".join(chosen).split())


class Lexicon(Record):
    """One language; the file's sections, and the tree of all its phrases."""

    lang: str
    script: Script = Script()
    numbers: Numbers
    qualifiers: dict[Qualifier, tuple[str, ...]] = {}
    qualifiers_after: dict[Qualifier, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    nouns: dict[str, tuple[str, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    statuses: dict[str, dict[str, tuple[str, ...]]] = {}
    unavailable: Unavailable = Unavailable()
    dates: Dates = Dates()
    labels: dict[str, str] = {}

    @classmethod
    def parse(cls, lang: str, content: Mapping[str, Any]) -> "Lexicon":
        """Check the content of a file.

        Raises:
            ValueError: something is missing, unknown or contradicts itself (pydantic's ValidationError is one).
        """
        fields = dict(content)
        fields["reasons"] = fields.pop("not", {})
        qualifiers = dict(fields.pop("qualifiers", {}))
        fields["qualifiers_after"] = qualifiers.pop("after", {})
        lexicon = cls.model_validate({"lang": lang, "qualifiers": qualifiers, **fields})
        for phrase in itertools.chain(*lexicon.phrases.values(), *lexicon.reasons.values()):
            if phrase.count(ELLIPSIS) > 1:
                raise ValueError(f'phrases: "{phrase}" has more than one "{ELLIPSIS}"')
        return lexicon

    def indicator_ids(self) -> Iterable[tuple[str, str]]:
        """Each indicator that the file names, after the key that names it."""
        for key in self.phrases:
            for indicator_id in self.groups.get(key, (key,)):
                yield f"phrases.{key}", indicator_id
        for key in self.statuses:
            yield f"statuses.{key}", key
        for key in self.unavailable.of:
            yield f"unavailable.of.{key}", key

    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of words that stand for the whole word."""
        return frozenset(word for word in self.vocabulary if word.endswith("*"))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that stands in some phrase."""
        found: set[str] = set()

        def walk(node: Trie) -> None:
            found.update(node.next)
            for child in node.next.values():
                walk(child)

        walk(self.trie)
        return frozenset(found)

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """For each first word of a phrase, all classes and sorts of values that a run from it may have."""

        def collect(node: Trie, found: set[str]) -> set[str]:
            for entry in node.entry:
                found |= entry.classes
                found.update([sort for sort, _ in entry.values])
            for child in node.next.values():
                collect(child, found)
            return found

        return {word: frozenset(collect(node, set())) for word, node in self.trie.next.items()}

    def beginning(self, wanted: frozenset[str]) -> frozenset[str]:
        """The first words of phrases of which a run may have one of these classes or sorts."""
        if wanted not in self.begun:
            self.begun[wanted] = frozenset(w for w, kinds in self.kinds.items() if not kinds.isdisjoint(wanted))
        return self.begun[wanted]

    @cached_property
    def begun(self) -> dict[frozenset[str], frozenset[str]]:
        """What `beginning` has been asked for, and its answers."""
        return {}

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words whose full stop ends no sentence, folded and without it."""
        return frozenset(word.casefold().rstrip(".") for word in self.words.get("abbreviation", ()))

    @cached_property
    def trie(self) -> Trie:
        """The tree of all phrases, each end with all its meanings; built when a text in the language is first read."""
        with uncollected():
            return _Builder(self).build()


class _Builder:
    """Collects meanings before the entries are frozen."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.auxiliaries = {
            w.casefold() for name in ("be", "have") for w in lexicon.words.get(name, ()) if " " not in w
        }
        self.links = {w.casefold() for name in ("preposition", "of", "in") for w in lexicon.words.get(name, ())}
        self.found: dict[tuple[str, ...], tuple[set[str], set[str], list[Phrase], list[tuple[str, float | str]]]] = {}

    def meaning(self, text: str) -> tuple[set[str], set[str], list[Phrase], list[tuple[str, float | str]]]:
        return self.found.setdefault(split(text), (set(), set(), [], []))

    def value(self, sort: str, text: str, value: float | str) -> None:
        for variant in expand(text):
            self.meaning(variant)[3].append((sort, value))

    def phrase(self, text: str, keys: tuple[str, ...], sort: str, status: str | None = None) -> None:
        only, text = _ONLY.match(text).groups()  # type: ignore[union-attr]
        before, dots, behind = text.partition(ELLIPSIS)
        for head, tail in itertools.product(expand(before), tuple(expand(behind))):
            if not dots:
                role = "label" if head.endswith(":") else "noun"
            else:
                role = "around" if head and tail else "after" if head else "before"
            rest = split(tail) if role == "around" else ()
            found = self.meaning(head.rstrip(":") if not dots else self.bare(head or tail))[2]
            if (phrase := Phrase(keys, sort, role, status, rest, only)) not in found:
                found.append(phrase)

    def bare(self, text: str) -> str:
        """A predicate without the auxiliaries that it begins with: the reader passes over these anyhow."""
        rest = text
        while (words := rest.partition(" "))[2] and words[0].casefold() in self.auxiliaries:
            rest = words[2]
        return text if words[0].casefold() in self.links else rest

    def build(self) -> Trie:
        x = self.lexicon
        for sort, table in (
            ("number", x.numbers.words),
            ("tens", x.numbers.tens),
            ("scale", x.numbers.scales),
            ("fraction", x.numbers.fractions),
            ("whole", x.numbers.wholes),
            ("count", x.numbers.counts),
        ):
            for text, value in table.items():
                self.value(sort, text, value)
        for text, code in x.numbers.currencies.items():
            self.value("currency", text, code)
        for sort, words in (("percent", x.numbers.percent), ("join", x.numbers.joins)):
            for text in words:
                self.value(sort, text, sort)
        for sort, qualifiers in (("qualifier", x.qualifiers), ("after", x.qualifiers_after)):
            for qualifier, words in qualifiers.items():
                for text in words:
                    self.value(sort, text, qualifier)
        for number, names in enumerate(x.dates.months, 1):
            for text in names:
                self.value("month", text, number)
        for number, names in enumerate(x.dates.weekdays):
            for text in names:
                self.value("weekday", text, number)
        for text, day in x.dates.days.items():
            self.value("day_word", text, day)
        for text, (first, last) in x.dates.parts.items():
            self.value("part", text, f"{first}-{last}")
        for unit, names in x.dates.units.items():
            for text in names:
                self.value("time", text, unit)
        for name, words in (*x.words.items(), *x.dates.classes.items()):
            for text in words:
                for variant in expand(text):
                    self.meaning(variant)[0].add(name)
        for unit, words in x.nouns.items():
            for text in words:
                for variant in expand(text):
                    self.meaning(variant)[1].add(unit)
        for key, texts in x.phrases.items():
            for text in texts:
                self.phrase(text, x.groups.get(key, (key,)), "figure")
        for reason, texts in x.reasons.items():
            for text in texts:
                self.phrase(text, (reason,), "not")
        for key, statuses in x.statuses.items():
            for status, texts in statuses.items():
                for text in texts:
                    self.phrase(text, (key,), "status", status)
        root = Trie([], {})
        for path, (classes, units, phrases, values) in self.found.items():
            node = root
            for word in path:
                following = node.next.get(word)
                if following is None:
                    following = node.next[word] = Trie([], {})
                node = following
            node.entry.append(Entry(frozenset(classes), frozenset(units), tuple(phrases), tuple(values)))
        return root
