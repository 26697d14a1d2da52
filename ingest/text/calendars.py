"""What a document has said of days so far, and the periods that follow from it."""

import math
from dataclasses import dataclass, field, replace
from datetime import date

from data.models import PeriodBasis
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, cited, has_any, has_class, has_kind
from ingest.text.quantities import Quantity
from ingest.text.scene import Where, key_of

EVENTS = frozenset({"hazard", "violence", "mishap"})
SELDOM = 10  # so many dead are seldom those of two events
LEADS = 4  # sentences behind the first in which the day of what that tells may stand
_OF_NATURE = EVENTS - {"mishap"}
NEAR = 10  # items between an event and its day
REACH = 3  # paragraphs over which "the attack" is the one told before
FAR_MORE = 200  # times: the toll of a war beside that of one of its days or towns
MANY = 1_000_000  # sentences: more than a text has
CURRENT_DAYS = 60  # an "as of" day further back is an earlier level


@dataclass(slots=True)
class When:
    """A period, both days inclusive; `basis` is "unknown" exactly where `end` is None."""

    start: date | None
    end: date | None
    basis: PeriodBasis

    @property
    def inferred(self) -> "When":
        """The same for another figure, which does not tell it."""
        return made(self.start, self.end, "inferred")

    @property
    def last(self) -> "When":
        """Its last day alone, for a level or a state."""
        return When(self.end, self.end, self.basis)

    @property
    def short(self) -> bool:
        """Whether it spans less than a week."""
        return self.start is not None and self.end is not None and (self.end - self.start).days < 7

    @property
    def long(self) -> bool:
        """Whether it spans more than two months."""
        return self.start is not None and self.end is not None and (self.end - self.start).days > 60


UNKNOWN = When(None, None, "unknown")


Dated = tuple[When, str]  # with the rule by which it is told


@dataclass(slots=True)
class Calendar:
    """What a document says of days as a whole.

    Attributes:
        reported: The last day of a reporting period given in the title, or an "as of" before.
        titled: Whether the title gave it.
        covered: The days that the title says the text is of.
        event: The last day or span told before, for "since then" and "the same day".
        told: The paragraph of `event`, and `told_in` its sentence; `opens`: it stands at the beginning of its sentence.
        day: The last single day told, settled or not, for "the same day".
        before: The claim before in this sentence, and its period.
        noted: The paragraph in which a sentence begins with an "as of" and figures, that day, and whether it opens it.
        level: The stated day of the last stock, told in the paragraph `level_in` of the family `level_of`; None: not
            lately.
        whole: The day of a sum of unlike things, told in the sentence `whole_in`.
        reports: By sentence, the day of a report that it retells; None: from there on none is retold.
        toll: Whether the title tells of a running total; `hurt`: of dead or hurt.
        war: Whether the text has spoken of a war.
        number: The number of the sentence; `lead`: of the first one that is more than a dateline.
        counted: When each number of dead or hurt was told first.
        flow: The period of the last flow, and in `age` how many paragraphs ago it was told.
        flow_of: The words for the event that it was told of; `flow_in`: its sentence.
        flow_many: How many dead or hurt it counts; `flow_whole`: the period of those that these are a part of.
        days: The last stated period of a flow by the key of its place; `where`: the key of that of `flow`.
        listed: Whether a line before opened a list that `flow` is for.
        moved: The stated period of the last traffic or attacks, told in the paragraph `moved_in`.
        struck: The day of the one event that the text is of, told in the sentence `struck_in`, before or behind a
            figure; `happened`: the words for it there; `several`: the sentence that tells of another; `sudden`: it is
            an attack or an accident, over when it is told.
        bygone_in: The last sentence that told a figure of long before.
        months: The last stated period of a flow that is a week at least, and over.
    """

    published: date | None
    reported: date | None = None
    titled: bool = False
    covered: Period | None = None
    event: Period | None = None
    told: int = -1
    told_in: int = -1
    opens: bool = False
    flow: When | None = None
    flow_of: frozenset[str] = frozenset()
    flow_in: int = -1
    flow_many: float = math.inf
    flow_whole: When | None = None
    counted: dict[tuple[str, float], When] = field(default_factory=dict)
    paragraph: int = -1
    age: int = 0
    days: dict[str, When] = field(default_factory=dict)
    where: str = ""
    listed: bool = False
    day: Period | None = None
    before: tuple[Claim, When] | None = None
    noted: tuple[int, date | None, bool] = (-1, None, False)
    level: When | None = None
    level_in: int = -1
    level_of: str = ""
    whole: When | None = None
    whole_in: int = -1
    toll: bool = False
    hurt: bool = False
    reports: dict[int, date | None] = field(default_factory=dict)
    war: bool = False
    number: int = 0
    lead: int = 0
    moved: When | None = None
    moved_in: int = -1
    struck: Period | None = None
    struck_in: int = -1
    several: int = MANY
    sudden: bool = False
    happened: frozenset[str] = frozenset()
    bygone_in: int = -1
    months: When | None = None


def made(start: date | None, end: date | None, basis: str) -> When:
    """A period whose start, where it is not before the end, is kept."""
    if end is None:
        return When(start, None, "unknown")
    if start is not None and start > end:
        start = None
    return When(start, end, basis)  # type: ignore[arg-type]


def current(calendar: Calendar) -> When:
    """The time that a document is of: the day that it reports of, else its publication; no start."""
    paragraph, day, _ = calendar.noted
    if day is not None and paragraph == calendar.paragraph:
        return When(None, day, "inferred")  # "As of 8 May, 54 are dead. Some 9,000 are staying in camps"
    if calendar.reported is not None:
        return When(None, calendar.reported, "inferred")
    return When(None, calendar.published, "publication") if calendar.published is not None else UNKNOWN


def keep_flow(calendar: Calendar, sentence: Sentence, day: When, quantity: Quantity | None) -> None:
    """Keeps the period of a flow of people for the next; not one told by the way: "a bombing killed 90 in 2017"."""
    if day.end is None:
        return
    flow, stated = calendar.flow, day.basis == "stated"
    if flow is not None and flow.end is not None and stated and (flow.end - day.end).days > CURRENT_DAYS:
        calendar.bygone_in = calendar.number
        return
    over = stated and calendar.published is not None and day.end < calendar.published
    if over and not (flow and flow.short) and day.start and (day.end - day.start).days > 4:
        calendar.months = day
    part = calendar.flow_in == calendar.number and quantity is not None and quantity.value < calendar.flow_many
    calendar.flow_whole = flow if part else None  # "the toll has reached 900, with 75 deaths on Monday"
    calendar.flow_of, calendar.flow_in = happened(sentence.items, sentence), calendar.number
    calendar.flow_many = max(1.0, quantity.value) if quantity is not None else math.inf
    until = flow is not None and stated and not day.start and flow.start  # "72 had died by Sunday"
    calendar.flow, calendar.age = flow if until else day, 0


def carried_on(calendar: Calendar, claim: Claim, row: list[Item]) -> When | None:
    """The period of the flow before, where a figure goes on telling of the same event."""
    if calendar.flow is None or not claim.indicator.startswith(("casualties.", "displacement.")):
        return None
    if calendar.flow.short and has_class(row, "long_event") or of_a_war(calendar, claim, row):
        return None  # "60,000 were evacuated after the war began"
    runs = calendar.flow.start is not None and calendar.flow.end == current(calendar).end  # until now, also in a part
    placed = row[0].mention is not None or len(row) > 1 and "in" in row[0].classes and row[1].mention is not None
    quantity = row[claim.at].quantity if calendar.flow_whole is not None else None
    flow = calendar.flow_whole if quantity is not None and quantity.value > calendar.flow_many else calendar.flow
    return flow if calendar.age == 0 or calendar.age <= REACH and (the_event(row) or runs and placed) else None


def of_a_war(calendar: Calendar, claim: Claim, row: list[Item]) -> bool:
    """Whether far more died than in the flow before: "nine were killed on Monday. 31,000 have been killed"."""
    quantity = row[claim.at].quantity if claim.indicator.startswith("casualties.") else None
    far = quantity is not None and quantity.value > calendar.flow_many * FAR_MORE
    return far and not has_class(row, "hazard")  # but "the quake killed 5,500"


def carried_there(calendar: Calendar, place: Where, day: When, rule: str) -> Dated:
    """The period of a flow at a place, and its rule: one carried from elsewhere gives way to what was told of here."""
    if calendar.flow is None or calendar.flow != day:
        return day, rule
    key, runs = key_of(place), day.start != day.end == (calendar.reported or calendar.published)  # "the toll is now 84"
    if day.basis == place.basis == "stated":
        calendar.days[key] = day
    elif day.basis != "inferred" or runs or "year before" in rule or key == calendar.where:
        pass
    elif (own := calendar.days.get(key)) is not None:
        calendar.flow, rule = own.inferred, "of a day told of its place"
        day = calendar.flow
    calendar.where = key
    return day, rule


def happened(row: list[Item], sentence: Sentence) -> frozenset[str]:
    """The words of a sentence that tell of an event, without their endings."""
    words = sentence.marks.tokens.words
    told = (words[n] for i in row if not i.classes.isdisjoint(EVENTS) for n in range(i.first, i.last))
    return frozenset(word.rstrip("s") for word in told if len(word) > 3)


def the_event(row: list[Item]) -> bool:
    """Whether a sentence speaks of an event as of a known one: "in the fire", "the attack"."""
    for n in range(len(row) - 1):
        if "definite" not in row[n].classes:
            continue
        m = n + 1 + (row[n + 1].kind == "word" and n + 2 < len(row))  # "the strong quake"
        if not row[m].classes.isdisjoint(EVENTS):
            later = n > 0 and row[n - 1].period is not None and row[n - 1].period.relation == "behind"  # type: ignore
            return not later and not (n and "before_word" in row[n - 1].classes)
    return False


def afterwards(row: list[Item], n: int, low: int) -> bool:
    """Whether a day is that of what came after an event: "crews dug on Monday for those whom a slide had buried"."""
    for m in range(n + 1, low):
        if m > n + 2 and not row[m].classes.isdisjoint(EVENTS):
            return has_class(row[max(0, n - 12) : m], "aftermath") and not has_any(row[max(0, n - 12) : n], _OF_NATURE)
    return False


def remember(calendar: Calendar, sentence: Sentence, whole: bool) -> None:
    """Keeps the days of a sentence for the next ones; `whole`: it tells a sum whose parts they may tell."""
    calendar.war = calendar.war or "long_event" in sentence.classes
    if "date" in sentence.kinds:
        if whole:
            days = [i.period for i in sentence.items if i.period and not i.period.said]
            # "in 2017, 68.5 million were displaced"
            runs = "since_word" in sentence.classes  # "since it began on 19 May, 900 have fled"
            if len(days) == 1 and days[0].from_day and days[0].relation in ("on", "as_of", "by") and not runs:
                calendar.whole = made(days[0].from_day, days[0].to_day, "inferred")
                calendar.whole_in = calendar.number
        _remember_days(calendar, sentence)
    calendar.before = None
    calendar.number += 1


def _remember_days(calendar: Calendar, sentence: Sentence) -> None:
    """Keeps the days of a sentence that tells some."""
    # a day beside a figure is that figure's alone, where others may be of the publication
    counts = sentence.span.kind != "heading" and "quantity" in sentence.kinds
    bare = calendar.published is None or calendar.before is None and not counts
    heads = sentence.span.kind == "heading" and sentence.classes.isdisjoint(EVENTS)  # its day is that of what follows
    if sentence.items[-1].kind == ":" or bare and heads:
        _open(calendar, sentence)
    for n, item in enumerate(sentence.items):
        period = item.period
        if period is not None and period.grain == "day" and period.relation in ("on", "as_of", "since"):
            calendar.day = period
        if period is not None and period.relation == "same_day" and n <= 1 and calendar.day is not None:
            first = calendar.day.from_day  # "shut since 13 May. That day, shells hit it"
            period = replace(calendar.day, to_day=first, relation="on", relative=True)
        if period is None or period.said or period.from_day is None or period.relation == "plan":
            continue
        if period.relation == "as_of" and period.grain == "day" and not period.relative:
            said = n < NEAR and "according" in sentence.items[0].classes and sentence.items[n - 1].kind == ","
            bare = bare or calendar.number == 0 and n == 0 or has_kind(sentence.items[n + 1 : n + 5], ":")
            if not calendar.titled and bare and current_day(calendar, period):
                calendar.reported = period.to_day
            elif (n <= 1 or said) and counts and calendar.reported is None and current_day(calendar, period):
                text, start = sentence.marks.tokens.text, sentence.marks.tokens.starts[sentence.items[0].first]
                opens = not any(c.isalnum() for c in text[text.rfind("\n", 0, start) + 1 : start])
                calendar.noted = sentence.span.paragraph, period.to_day, opens
        elif period.relation not in ("past", "behind") and not cited(sentence.items, period):
            calendar.told_in = calendar.number
            calendar.event, calendar.told, calendar.opens = period, sentence.span.paragraph, n <= 1


def _open(calendar: Calendar, sentence: Sentence) -> None:
    """Keeps the day or period of a heading, or of a line that ends in a colon, for the lines that it opens."""
    since = False
    for n, item in enumerate(sentence.items):
        period = item.period
        since = since or "since_word" in item.classes
        if period is None or period.said or period.relative or period.to_day is None:
            continue
        if period.grain not in ("day", "span"):
            continue
        if since or period.relation == "since":
            today = calendar.reported or calendar.published
            calendar.flow, calendar.age, calendar.listed = made(period.from_day, today, "stated"), 0, True
        elif calendar.titled and period.relation != "as_of" and not (n and sentence.items[n - 1].kind == "("):
            continue  # but "HIGHLIGHTS (19 Jul 2021)"
        elif (period.relation == "as_of" or period.grain == "span") and current_day(calendar, period):
            calendar.reported = period.to_day
        elif sentence.span.kind == "heading" and period.relation == "on" and current_day(calendar, period):
            calendar.reported = period.to_day


def current_day(calendar: Calendar, period: Period) -> bool:
    """Whether an "as of" may date what follows: it is not long before the publication."""
    if calendar.published is None or period.to_day is None:
        return True
    return 0 <= (calendar.published - period.to_day).days <= CURRENT_DAYS
