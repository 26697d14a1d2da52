"""The words of one language, read from seeds/lexicon/<lang>.toml: a language is a file.

Sections of the file (all but `numbers` may be left out; texts are compared without case and accents):

`[script]`
    `possessives`: endings after an apostrophe that are dropped ("s"); `elisions`: words that lean on the next one with
    an apostrophe ("l", "d"); `prefixes`: letters that are written onto a word ("و", "ب"), tried one after the other,
    only where the rest is a known word; `negations`: endings that say "not" ("n't"), the shortest first.
`[numbers]`
    `decimal` and `group`: the decimal sign and the signs between thousands; `words`, `tens`, `scales`, `fractions`:
    number words and their values; `wholes`: definite amounts in set words ("half a million" = 500000); `counts`: words
    of one or zero that stand before a noun ("not a single" = 0); `joins`: words inside a number ("two hundred and
    five"); `joins_tens`: those between tens and ones ("vingt et un"); `percent`; `currencies`: sign or word to ISO
    4217 code.
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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

from pydantic import model_validator

from data.models import Qualifier, Record
from data.tree import ELLIPSIS, Phrase, Saying, Sense, Trie, Waiting, expand, plant, slots, spelt, split

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
    joins_tens: tuple[str, ...] = ()
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
    negations: tuple[str, ...] = ()


class Unavailable(Record):
    """How it is said that there are no figures; see the module."""

    said: tuple[str, ...] = ()
    of: dict[str, tuple[str, ...]] = {}


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
    def vocabulary(self) -> frozenset[str]:
        """Every word that stands in some phrase."""
        found: set[str] = set()
        for words, rest, meaning in self.written:
            tail = slots(meaning.tail) if isinstance(meaning, Saying) else ()
            found.update(words, *[choice for slot in (*rest, *tail) for choice in spelt(slot)])
        return frozenset(found)

    @cached_property
    def bare(self) -> dict[str, str]:
        """Words that an article is written onto, and the same without it, where phrases have both: "الشاحنات"."""
        joined = [w for w in self.script.prefixes if w in self.words.get("article", ())]
        cuts = ((word, word.removeprefix(w)) for w in joined for word in self.vocabulary)
        return {word: rest for word, rest in cuts if rest != word and rest in self.vocabulary}

    def beginning(self, wanted: frozenset[str]) -> frozenset[str]:
        """The first words of phrases of which a run may have one of these classes."""
        phrases = [phrase for phrase in self.written if isinstance(sense := phrase[2], Sense) and sense.value in wanted]
        return frozenset(plant(phrases).next)

    @cached_property
    def unfinished(self) -> frozenset[str]:
        """Words with which no sentence ends: "and", "of", "the", "at least"."""
        names = ("and", "or", "preposition", "article", "be", "have", "direction")
        words = (w for name in names for w in self.words.get(name, ()) if " " not in w)
        return frozenset(w.split()[-1].casefold() for w in (*words, *itertools.chain(*self.qualifiers.values())))

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words whose full stop ends no sentence, folded and without it."""
        return frozenset(word.casefold().rstrip(".") for word in self.words.get("abbreviation", ()))

    @cached_property
    def written(self) -> list[Waiting]:
        """All phrases with what they mean, as they are written; read when a text in the language is."""
        return list(_written(self))

    @cached_property
    def trie(self) -> Trie:
        """The tree of all phrases, each end with all its meanings."""
        return plant(self.written)


def _written(x: Lexicon) -> Iterator[Waiting]:
    """What `Lexicon.written` holds, in the order of the sections."""
    tables: tuple[tuple[str, Mapping[str, float | str]], ...] = (
        ("number", x.numbers.words),
        ("tens", x.numbers.tens),
        ("scale", x.numbers.scales),
        ("fraction", x.numbers.fractions),
        ("whole", x.numbers.wholes),
        ("count", x.numbers.counts),
        ("currency", x.numbers.currencies),
        ("percent", dict.fromkeys(x.numbers.percent, "percent")),
        ("join", dict.fromkeys(x.numbers.joins, "join")),
        ("join_tens", dict.fromkeys(x.numbers.joins_tens, "join")),
        *(("qualifier", dict.fromkeys(words, name)) for name, words in x.qualifiers.items()),
        *(("after", dict.fromkeys(words, name)) for name, words in x.qualifiers_after.items()),
        *(("month", dict.fromkeys(names, n)) for n, names in enumerate(x.dates.months, 1)),
        *(("weekday", dict.fromkeys(names, n)) for n, names in enumerate(x.dates.weekdays)),
        ("day_word", x.dates.days),
        ("part", {text: f"{first}-{last}" for text, (first, last) in x.dates.parts.items()}),
        *(("time", dict.fromkeys(names, unit)) for unit, names in x.dates.units.items()),
        *(("class", dict.fromkeys(words, name)) for name, words in (*x.words.items(), *x.dates.classes.items())),
        *(("unit", dict.fromkeys(words, unit)) for unit, words in x.nouns.items()),
    )
    for sort, table in tables:
        for text, value in table.items():
            yield (), slots(text), Sense(sort, value)
    auxiliaries = {w.casefold() for name in ("be", "have") for w in x.words.get(name, ()) if " " not in w}
    links = {w.casefold() for name in ("preposition", "of", "in") for w in x.words.get(name, ())}
    for key, texts in x.phrases.items():
        for text in texts:
            yield from _said(text, Phrase(x.groups.get(key, (key,)), "figure", ""), auxiliaries, links)
    for reason, texts in x.reasons.items():
        for text in texts:
            yield from _said(text, Phrase((reason,), "not", ""), auxiliaries, links)
    for key, statuses in x.statuses.items():
        for status, texts in statuses.items():
            for text in texts:
                yield from _said(text, Phrase((key,), "status", "", status), auxiliaries, links)


def _said(text: str, phrase: Phrase, auxiliaries: set[str], links: set[str]) -> Iterator[Waiting]:
    """One phrase of the file: the words that it is found by, and the role that the number has beside them."""
    only, text = _ONLY.match(text).groups()  # type: ignore[union-attr]
    phrase = replace(phrase, only=only)
    before, dots, behind = text.partition(ELLIPSIS)
    if not dots:
        role = "label" if text.endswith(":") else "noun"
        yield (), slots(text.rstrip(":")), Saying(replace(phrase, role=role))
        return
    head, tail = slots(before), slots(behind)
    for words, rest in dict.fromkeys(_bare((), head, auxiliaries, links)):
        yield words, rest, Saying(replace(phrase, role="after"), behind)
    if all(() in spelt(slot) for slot in head):
        for words, rest in dict.fromkeys(_bare((), tail, auxiliaries, links)):
            yield words, rest, Saying(replace(phrase, role="before"))


def _bare(
    said: tuple[str, ...], phrase: tuple[str, ...], auxiliaries: set[str], links: set[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The ways that a predicate begins, without the auxiliaries before it: the reader passes over these anyhow.

    Each as its first words and the slots behind them; `said` are auxiliaries that were passed.
    """
    if not phrase:
        if said:
            yield split(" ".join(said if said[-1].casefold() in links else said[-1:])), ()
        return
    for choice in expand(phrase[0]):
        whole = bare = (*said, *choice.split())
        while len(bare) > 1 and bare[0].casefold() in auxiliaries:
            bare = bare[1:]
        if not bare or bare[0].casefold() in auxiliaries:
            yield from _bare(whole, phrase[1:], auxiliaries, links)
        else:
            yield split(" ".join(whole if bare[0].casefold() in links else bare)), phrase[1:]
