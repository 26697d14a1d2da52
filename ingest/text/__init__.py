"""Reading text: a document to observations, each with the words that it stands on. Pure: no network, no database."""

from data.catalogue import Catalogue
from data.models import Observation
from ingest.text import begun, outset, points, prepare, unavailable
from ingest.text.again import of_attacks
from ingest.text.assemble import Context, Reading, Unread, assemble
from ingest.text.calendars import EVENTS
from ingest.text.clean import Text, clean
from ingest.text.figures import Memory
from ingest.text.items import Sentence
from ingest.text.scene import province_named, written
from ingest.text.speakers import sources
from ingest.text.tables import Layout
from ingest.text.tokens import see_through

__all__ = ["READER", "Context", "Reading", "Text", "Unread", "clean", "read"]

READER = "text-9"

_LARGE = 100  # such a number told again is that of the same event, though another day stands beside it
_SELDOM = 20  # a number that two events of one text seldom have in common
_UPROOTED = ("displacement.new", "displacement.idps", "displacement.refugees", "displacement.sheltered")


def read(text: Text, context: Context) -> Reading:
    """All observations of a text, and what was seen and not taken.

    The text at [char_start, char_end) of an observation is its quote; a claim that is made twice is taken once.
    """
    lexicons = context.catalogue.lexicons
    lexicon = lexicons.get(context.lang[:2].lower()) or lexicons["en"]
    visible, places = see_through(text.text)
    title = see_through(context.title or "")[0]
    heads = prepare.sentences(title, lexicon, context.catalogue, context.published) if title else []
    calendar = outset.calendar(heads, context.published)
    today = context.published or calendar.reported
    body = prepare.sentences(visible, lexicon, context.catalogue, today, outset.around(heads), calendar.covered)
    begun.years(heads, body, context.catalogue, today)
    outset.begin(calendar, body)
    scene = prepare.scene(heads, body, context.catalogue, context.crisis_id)
    memory = Memory(
        home=prepare.home(scene),
        epidemic=any("disease" in s.classes and s.classes.isdisjoint(EVENTS) for s in heads),
        assailed=any(of_attacks(s.items) for s in heads),
        denied=unavailable.spans(visible, lexicon),
        sources=sources(body, context.catalogue),
    )
    points.begin(heads, body, memory)
    layout = Layout()
    reading = Reading()
    below, upper = False, None  # right below a heading; the place of the heading above several
    for sentence in body:
        row = sentence.items
        listed = row[0].quantity is not None or row[0].mention is not None and row[-1].quantity is not None
        if (names_only := _names_only(sentence)) and sentence.span.paragraph != scene.paragraph:
            scene.headed = scene.number
        if head := sentence.span.kind == "heading" and not listed or names_only:  # "Gabon 12" is none
            mentions = [i.mention for i in sentence.items if i.mention and i.mention.kind == "place"]
            named = written(scene, mentions[0]) if mentions else province_named(scene, sentence.text)
            if below and named is None:  # "MALI", and below it "Insecurity increases", is that of the next ones as well
                upper = scene.heading
            elif named is not None:
                upper = None
            scene.heading = named or upper
            scene.lead = None
        below = head
        found = assemble(sentence, context, scene, calendar, memory, layout, places)
        reading.observations += found.observations
        reading.reasons += found.reasons
        reading.unread += found.unread
    return _ground(reading, text.text, context.catalogue, memory.others)


def _names_only(sentence: Sentence) -> bool:
    """Whether a line is only the name of a place, and so a heading: "c. Tonga"."""
    if len(sentence.items) > 4 or sentence.items[-1].kind == ".":
        return False
    names = [i for i in sentence.items if i.mention is not None]
    words = [i for i in sentence.items if i.kind in ("word", "phrase", "quantity", "date")]
    short = all(i.last - i.first == 1 and len(sentence.marks.tokens.raw[i.first]) == 1 for i in words)
    return len(names) == 1 and names[0].mention.kind == "place" and short  # type: ignore[union-attr]


def _ground(reading: Reading, text: str, catalogue: Catalogue, others: set[tuple[int, float]]) -> Reading:
    """Puts the quotes in, drops what is said twice, and makes sure that each quote stands where it is said to.

    `others` are where clauses with "another seven" begin, and what they count: those were not told before.
    """
    kept = Reading()
    seen: dict[tuple[object, ...], list[Observation]] = {}
    for n, found in enumerate(reading.observations):
        assert found.char_start is not None and found.char_end is not None
        quote = text[found.char_start : found.char_end]
        observation = found if found.quote == quote else found.model_copy(update={"quote": quote})
        flown = found.indicator_id in _UPROOTED and (found.value or 0) > _LARGE and _digits(found.value or 0) > 1
        kind = _UPROOTED if flown else found.indicator_id  # "4,800 fled", "there are 4,800 displaced"
        figure = kind, found.value, found.status, found.unit, found.low, found.high
        alike = seen.setdefault(figure, [])
        new = (found.char_start, found.value) in others
        if not new and any(
            _same(observation, other, catalogue) and not _apart(observation, other, catalogue) for other in alike
        ):
            kept.unread.append(Unread("said before", found.char_start, found.char_end, quote))
            continue
        alike.append(observation)
        kept.observations.append(observation)
        kept.reasons += reading.reasons[n : n + 1]
    for unread in reading.unread:
        unread.text = text[unread.start : unread.end]
        kept.unread.append(unread)
    for observation in kept.observations:
        assert text[observation.char_start : observation.char_end] == observation.quote
    return kept


def _round(value: float) -> bool:
    """Whether a number has at most two digits before noughts, as two places may have it."""
    return value % 10 == 0 and _digits(value) <= 2


def _digits(value: float) -> int:
    return len(f"{value:.0f}".rstrip("0"))


def _apart(one: Observation, other: Observation, catalogue: Catalogue) -> bool:
    """Whether two places are stated of which neither may hold the other: two districts may count as many dead."""
    if one.of and other.of and one.of != other.of:
        return True  # "eight of 24 in the north", "eight of 11 in the south"
    if not one.place_basis == other.place_basis == "stated":
        return False
    a, b = one.place_id, other.place_id
    if a is not None and b is not None:
        return not catalogue.within(a, [b]) and not catalogue.within(b, [a])
    return a is b is None and one.place_text not in other.place_text and other.place_text not in one.place_text


def _same(one: Observation, other: Observation, catalogue: Catalogue) -> bool:
    """Whether two observations of one figure are one claim made twice: no place or day tells them apart."""
    if one.char_start == other.char_start and one.char_end == other.char_end:
        return one.place_text == other.place_text and (one.value or 0) >= _SELDOM  # two numbers of one sentence
    value = one.value or 0
    a, b = one.place_id, other.place_id
    nested = a is not None and b is not None and (catalogue.within(a, [b]) or catalogue.within(b, [a]))
    hedged = one.qualifier != other.qualifier and "exact" not in (one.qualifier, other.qualifier)
    unlike = one.place_id != other.place_id and (not nested or one.period_end != other.period_end)
    if hedged and unlike and _round(value / 100 if value % 100 == 0 else value):
        return False  # "more than 12,000 in Magway", "some 9,000 remain displaced"
    placed = one.place_basis == other.place_basis == "stated"
    dated = one.period_basis == other.period_basis == "stated" and one.period_end != other.period_end
    if value >= _SELDOM and not (dated and value < _LARGE) and not (placed and _round(value) and not nested):
        return True
    if dated and value < _LARGE and one.status is None:
        return False  # "six died on Monday, a day after six had been killed"
    same_place = (one.place_id or one.place_text) == (other.place_id or other.place_text)
    if same_place or one.status is not None or "inferred" not in (one.place_basis, other.place_basis):
        return same_place
    another = one.place_basis == "stated" and not nested and one.period_end not in (None, other.period_end)
    few = (value <= 3 or another) and one.value is not None
    return not few or one.period_end == other.period_end is not None and nested
