"""What a sentence tells before it has a place, a day and a speaker: figures, refusals, and what is left to the next."""

from collections import deque
from dataclasses import dataclass, field

from data.tree import Phrase
from ingest.text.bodies import Speaker
from ingest.text.items import Item
from ingest.text.names import Mention
from ingest.text.nouns import ANYBODY, Link, Subject

Told = list[tuple[int, Mention | None]]  # items of which something is said, with the gate or hospital that each means
SICK = 20_000  # no more sick people are told to have left at one time
MOVED = ANYBODY | {"trucks"}  # what goes through a crossing


@dataclass(slots=True)
class Claim:
    """A figure before it has a place, a day and a speaker. `at` and those of `link` are indices of items.

    Attributes:
        kept: Indices of the first and last item that the quote must hold.
        mention: The crossing or facility that it is for.
        known: It is a part of a figure told before, and only its days are for what follows.
    """

    indicator: str
    unit: str | None
    at: int
    link: Link
    subject: Subject
    kept: tuple[int, int]
    status: str | None = None
    of: float | None = None
    units: frozenset[str] = frozenset()
    mention: Mention | None = None
    known: bool = False


def state(phrase: Phrase, at: int, n: int, mention: Mention | None, status: str | None, cost: float = 1.6) -> Claim:
    """What is said at item `at` of the crossing or hospital at item `n`; None: of a place's hospitals as a whole."""
    link, what = Link(phrase, at, "status", cost, at), Subject(n, n + 1, frozenset())
    return Claim(phrase.keys[0], None, n, link, what, (min(at, n), max(at, n)), status=status, mention=mention)


@dataclass(slots=True)
class Refusal:
    """A number or status that was seen and not taken, with the reason in words."""

    reason: str
    at: int
    last: int
    left: bool = False


@dataclass(slots=True)
class Memory:
    """What the sentences before leave to the next: their last figures, and whether they tell of a disease.

    `epidemic`: the title tells of a disease; `assailed`: of attacks on health care; `totals` are the largest of this
    paragraph and the one before, `latest` those of this one, `most` those of all so far, `values` all; `home` is the
    country that the document is about; `denied`: where it says that figures are not to be had. `points` are the
    crossing and the facility last named, for "the crossing", `just` those of the sentence before (in paragraph
    `just_in`), for "it", `named` the last few, for "both crossings"; `told` is the last status, for "so did Rafah",
    `asked` those of a question, `said` are the crossings of which this sentence has told one; `rows` are the items of
    the last few sentences; `others` are where "another seven" and groups in a row begin, and these; `gates`: the title
    tells of borders; `posts`: the lines are of a list of crossings; `gate`: the paragraph in which a crossing was told
    of last, `passed` those of this paragraph, `several`: more than one was told at once the last time; `speaker`: who
    spoke last in the sentence before; `names`: the speakers so far by the last word of their names; `quote`: the
    paragraph of the sentence before, whether a quotation is open behind it, and whether somebody is told to speak;
    `sources`: whom paragraphs name at their end, by number.
    """

    paragraph: int = -1
    claims: list[Claim] = field(default_factory=list)
    earlier: list[Claim] = field(default_factory=list)
    disease: bool = False
    epidemic: bool = False
    assailed: bool = False
    latest: dict[str, float] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    points: dict[str, Mention] = field(default_factory=dict)
    just: dict[str, Mention] = field(default_factory=dict)
    named: dict[str, list[Mention]] = field(default_factory=dict)
    told: list[Claim] = field(default_factory=list)
    asked: list[Claim] = field(default_factory=list)
    said: list[Mention] = field(default_factory=list)
    values: set[tuple[str, float]] = field(default_factory=set)
    home: str | None = None
    denied: list[tuple[int, int]] = field(default_factory=list)
    others: set[tuple[int, float]] = field(default_factory=set)
    gates: bool = False
    posts: bool = False
    gate: int = -1
    passed: set[tuple[str, ...]] = field(default_factory=set)
    several: bool = False
    just_in: int = -1
    speaker: Speaker | None = None
    names: dict[str, Speaker] = field(default_factory=dict)
    quote: tuple[int, bool, bool] = (-1, False, False)
    sources: dict[int, Speaker] = field(default_factory=dict)
    rows: deque[list[Item]] = field(default_factory=lambda: deque(maxlen=8))

    def counted(self) -> frozenset[str]:
        """What was counted last, for "93 got through"."""
        return next((i.units for row in reversed(self.rows) for i in reversed(row) if i.units & MOVED), frozenset())


@dataclass(slots=True)
class State:
    """What one sentence has told so far; `whole`: the total of a list and what it counts."""

    memory: Memory
    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    whole: tuple[float, frozenset[str]] | None = None
