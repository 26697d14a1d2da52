"""From a sentence to observations: claims with their place, period, speaker and quote."""

from dataclasses import dataclass, field
from datetime import date

from data.catalogue import Catalogue
from data.models import Observation
from ingest.text import assigned, confidence, unavailable
from ingest.text.bodies import Speaker
from ingest.text.calendars import Calendar, When, carried_there, remember
from ingest.text.claims import claims
from ingest.text.dating import when
from ingest.text.figures import Claim, Memory, Refusal
from ingest.text.following import begin, follow
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, of_another_event
from ingest.text.locate import where
from ingest.text.modality import commanded
from ingest.text.objects import SUM
from ingest.text.scene import Scene, Where, key_of
from ingest.text.speakers import SPEECH, speakers
from ingest.text.spots import Spot, spots
from ingest.text.standing import together
from ingest.text.statuses import statuses
from ingest.text.tables import Layout, rows
from ingest.text.totals import apart, apportion, as_the_rest, of_the_whole
from ingest.text.weights import Choice
from ingest.text.whose import named, nearest, of_the_town, quoted

_REACH = 100  # items that a quote may hold before and behind its figure
_BEHIND = 6  # items behind a number in which its own place stands
_SIGNS = (",", ";", "-")  # between clauses


@dataclass(frozen=True)
class Context:
    """What is known of a document besides its text; `explained`: the reading keeps what it weighed."""

    catalogue: Catalogue
    lang: str = "en"
    published: date | None = None
    title: str | None = None
    crisis_id: str | None = None
    explained: bool = False


@dataclass(slots=True)
class Unread:
    """A number or status that was seen and not taken: why, and where; [start, end) in code points."""

    reason: str
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Reason:
    """The places that were weighed for one observation, with the signs that spoke for each, and the rule of its day."""

    rule: str
    places: list[Choice] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What was read from a text, and what was seen and not taken, each in the order of the text.

    `reasons` has one for each observation where they are asked for.
    """

    observations: list[Observation] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def assemble(
    sentence: Sentence,
    context: Context,
    scene: Scene,
    calendar: Calendar,
    memory: Memory,
    layout: Layout,
    places: list[int] | None,
) -> Reading:
    """The observations of one sentence; `scene` and `calendar` carry what the document has said before.

    `places` maps the sentence's code points to those of the kept text, where hidden characters make them differ.
    """
    reading = Reading()
    _turn_to(memory, sentence.span.paragraph)
    if commanded(sentence):
        told = [n for n, item in enumerate(sentence.items) if item.quantity is not None]
        reading.unread += [_unread(sentence, Refusal("not said to be so", n, n), places) for n in told]
        memory.speaker = None
        return reading
    read, refused = claims(sentence, context.catalogue, memory, rows(sentence, layout, context.catalogue))
    figures = [claim for claim in read if not claim.known]
    if figures:
        layout.told, layout.told_in = figures[-1], sentence.span.paragraph
    again = _keep(memory, sentence, figures)
    assigned.own(sentence, figures, memory, context.catalogue)
    states, refused_states = statuses(sentence, memory, context.catalogue)
    found = (apportion(sentence.items, figures) if "every" in sentence.classes else figures) + states
    if memory.denied:
        found += unavailable.claims(sentence, memory, found)
    found += [claim for claim in read if claim.known]
    found.sort(key=lambda c: c.kept)
    said = _said(memory, sentence, context.catalogue)
    shut = frozenset(n for s in said if not of_the_town(sentence.items, s) for n in range(s.first, s.last))
    begin(scene, sentence)
    settled: list[tuple[Claim, Where]] = []
    numbered = frozenset([claim.at for claim in found if claim.status is None])
    named = spots(scene, sentence, shut, bool(found))
    for claim in found:
        day, rule = when(calendar, sentence, claim, context.catalogue.indicators[claim.indicator].kind, numbered)
        reason = Reason(rule)
        if claim.known:
            continue
        if unavailable.is_one(claim):
            day = unavailable.day(day, calendar)
        place = _place(scene, sentence, claim, found, named, day, reason, settled)
        if not place.text:
            reading.unread.append(_unread(sentence, Refusal("unknown place", *claim.kept), places))
            continue
        n, next_to = len(settled) - 1, claim
        while n >= 0 and _shared(scene, sentence, settled[n], next_to, place, named):
            next_to = settled[n][0]
            settled[n] = next_to, place  # "eight killed and 27 wounded in a raid that hit Marib"
            there = {"place_id": place.place_id, "place_text": place.text, "place_basis": "stated"}
            reading.observations[n] = reading.observations[n].model_copy(update=there)
            n -= 1
        day, reason.rule = carried_there(calendar, place, day, rule)
        settled.append((claim, place))
        if context.explained:
            reading.reasons.append(reason)
        toll = claim.indicator.startswith("casualties.")
        sure = confidence.score(claim, sentence, claim.at in again, place, reason.places)
        speaker = nearest(said, sentence.items, claim.at) or memory.sources.get(sentence.span.paragraph)
        observation = _observation(sentence, claim, place, day, speaker, places, sure)
        more = claim.at and toll and "another" in sentence.items[claim.at - 1].classes
        more = more or toll and not settled[:-1] and of_another_event(sentence)
        if more or settled[:-1] and _in_a_list(sentence.items, settled[-2][0], claim):
            memory.others.add((observation.char_start or 0, observation.value or 0.0))
        reading.observations.append(observation)
    follow(scene, sentence, settled, named)
    whole = any([r.reason == SUM for r in refused]) or any([c.indicator == "displacement.new" for c in found])
    remember(calendar, sentence, whole)
    reading.unread += [_unread(sentence, r, places) for r in refused + refused_states]
    return reading


def _turn_to(memory: Memory, paragraph: int) -> None:
    """Leaves to a new paragraph what the one before told."""
    if memory.paragraph != paragraph:
        memory.earlier = memory.claims or memory.earlier
        memory.totals, memory.latest = (memory.latest, {}) if paragraph == memory.paragraph + 1 else ({}, {})
        memory.paragraph, memory.claims, memory.disease = paragraph, [], memory.epidemic
        memory.passed = set()


def _said(memory: Memory, sentence: Sentence, catalogue: Catalogue) -> list[Speaker]:
    """The speakers of a sentence, kept for the next; the source at their paragraph's end only retells what they say."""
    said = speakers(sentence, catalogue, memory.speaker)
    named(said, sentence, memory.names, memory.speaker)
    paragraph, inside, spoken = memory.quote
    on = paragraph == sentence.span.paragraph
    whole, still = quoted(sentence.text, on and inside)
    goes_on = whole and spoken and (on or inside) and not said  # '"It is dark," Ruiz said. "We have 40 dead."'
    if goes_on and (told := memory.speaker) is not None:
        said = [Speaker(told.org_id, told.text, 0, 0, 0, kind=told.kind)]
    memory.quote = sentence.span.paragraph, still, goes_on or not sentence.classes.isdisjoint(SPEECH)
    memory.speaker = said[-1] if said else None
    if said:
        memory.sources.pop(sentence.span.paragraph, None)
    return said


def _keep(memory: Memory, sentence: Sentence, figures: list[Claim]) -> set[int]:
    """Keeps the figures of a sentence for the next; gives the items of those that were told before."""
    memory.claims = figures or memory.claims
    memory.rows.append(sentence.items)
    again: set[int] = set()
    for claim in figures:
        quantity = sentence.items[claim.at].quantity
        if quantity is not None:
            for largest in (memory.totals, memory.latest, memory.most):
                largest[claim.indicator] = max(quantity.value, largest.get(claim.indicator, 0.0))
            figure = claim.indicator, quantity.value
            again |= {claim.at} if figure in memory.values else set()
            memory.values.add(figure)
    feared = "unreal" in sentence.classes and "quantity" not in sentence.kinds  # "many could die of starvation"
    memory.disease = memory.disease or "disease" in sentence.classes and not feared
    return again


def _place(
    scene: Scene,
    sentence: Sentence,
    claim: Claim,
    found: list[Claim],
    named: list[Spot],
    day: When,
    reason: Reason,
    settled: list[tuple[Claim, Where]],
) -> Where:
    """The place of a claim; `found`: all of its sentence, `settled`: those before it with their places."""
    near = of_the_whole(sentence.items, claim, found, named)
    place = where(scene, sentence, claim, found, near, day, reason.places)
    if settled and "respective" not in sentence.classes and _same_verb(settled[-1][0], claim, named):
        place = settled[-1][1]  # "seven soldiers and 80 gunmen were killed in the north"
    place = apart(scene, sentence.items, claim, place, reason.places, named, near)
    if len(settled) > 1 and _past_a_part(sentence.items, settled[-1][0], claim, named):
        return settled[-2][1]
    if settled and _of_the_same(scene, sentence, settled[-1], claim, place, named):
        return settled[-1][1]
    last = settled[-1] if settled else scene.rest if claim.subject.head < 0 and not named else None
    return as_the_rest(claim, place, *last) if last else place  # "12 of 40 clinics in Tolo work. Nine are shut"


def _past_a_part(row: list[Item], part: Claim, claim: Claim, named: list[Spot]) -> bool:
    """Whether a figure goes on past a part of the one before: "1,774 dead, of whom 1,664 in Leyte; 2,487 were hurt"."""
    stop = next((n for n in range(part.at, claim.at) if row[n].kind == ";"), 0)
    some = stop and "part_of_them" in row[part.at - 1].classes and claim.indicator.startswith("casualties.")
    return bool(some) and part.indicator.startswith("casualties.") and not any(s.at > stop for s in named)


def _of_the_same(
    scene: Scene, sentence: Sentence, last: tuple[Claim, Where], claim: Claim, place: Where, named: list[Spot]
) -> bool:
    """Whether a figure has the place of the one before: some of those, their camps, or what they are compared with."""
    row, at, before = sentence.items, claim.at, last[0]
    if claim.link.way == "list" and "compare_only" in row[at - 1].classes and before.indicator == claim.indicator:
        return not any(at < s.at < at + _BEHIND for s in named)  # "up from 313,000 a day earlier"
    if place.basis == "stated":
        return False
    some = has_class(row[max(before.at + 1, at - 2) : at], "part_of_them")  # "of them 33,100 are in 79 camps"
    some |= claim.indicator == "crossing.medevac" and has_class(row[at + 1 : at + 2], "part_of_them")
    opens = max((n for n in range(before.at, at) if row[n].kind in (";", ",")), default=before.at)
    it = opens > before.at and scene.sort(last[1]) != "point"  # "left Ghouta; it has killed 1,600"
    it = it and sentence.marks.run(row[opens + 1].first, "pronoun") > 0
    toll = {before.indicator, claim.indicator} == {"casualties.killed", "casualties.injured"}
    toll = toll and last[1].basis == "stated" and not has_kind(row[before.at : at], ";", ":", "date")
    toll = toll and before.link.way != "list"  # but "90 deaths, 40 of them in Tolo, and 61 hurt"
    if toll and not any(before.at < s.at < at + _BEHIND for s in named):
        return True  # "224 were killed in Iran, 90 per cent of them civilians, and 1,277 taken to hospital"
    return some or it or claim.indicator == "displacement.sites" and before.unit in ("people", "families")


def _same_verb(one: Claim, other: Claim, named: list[Spot]) -> bool:
    """Whether two figures of one indicator share the verb behind them, and no place stands before it."""
    alike = one.indicator == other.indicator and one.status is other.status is None
    shared = alike and one.at < other.at < one.link.at == other.link.at
    return shared and not any(one.at < s.at < one.link.at for s in named)


def _shared(
    scene: Scene, sentence: Sentence, last: tuple[Claim, Where], claim: Claim, place: Where, named: list[Spot]
) -> bool:
    """Whether the dead and the wounded are told in one breath, and only the place of the second is stated."""
    if has_kind(sentence.items[last[0].at : claim.at], ":"):
        return False  # "12 were hurt: 20 of the dead are in Ica"
    if last[1].basis != "stated" and any(s.key == key_of(last[1]) and s.at < claim.at for s in named):
        return False  # "the wounded in the town are 90, and 12 were killed in Taiba"
    inside = place.place_id is None or last[1].place_id in scene.above(place.place_id)
    inside = inside and scene.sort(last[1]) != "town"  # "In Kara, nine died and 20 were hurt in Tolo district"
    if place.basis != "stated" or last[1].basis == "stated" and not inside or last[0].status is not None:
        return False
    if _in_a_list(sentence.items, last[0], claim):
        return True
    if {last[0].indicator, claim.indicator} != {"casualties.killed", "casualties.injured"}:
        return False
    known = scene.known.get(key_of(last[1]))
    here = last[1].basis == "stated" or known is None or known.paragraph == scene.paragraph
    narrower = here and scene.sort(last[1]) == "town" and scene.sort(place) in ("region", "country")
    if narrower or together(sentence, last[0], claim):
        return not narrower
    gap = sentence.items[max(last[0].kept[1], last[0].at) + 1 : min(claim.kept[0], claim.at)]
    commas = [n for n, item in enumerate(gap) if item.kind == ","]
    part = len(commas) == 2 and commas[0] == 0 and "part" in gap[1].classes
    return part and len(gap) == commas[1] + 2  # "19 dead, 4 of them children, and 60 hurt in Sabha"


def _in_a_list(row: list[Item], one: Claim, other: Claim) -> bool:
    """Whether only commas and "and" part two groups of the dead: "killed four nurses, a driver and two guards"."""
    if one.indicator != other.indicator or not one.indicator.startswith("casualties."):
        return False
    if one.subject.head < 0 or other.subject.head < 0:
        return False  # "has claimed four lives, two of them in Moknine"
    gap = row[one.subject.end : other.at]
    joined = has_any(gap[-1:], ("and", "likewise")) or has_class(row[other.subject.end : other.subject.end + 1], "and")
    return joined and all(i.kind == "," or not i.classes.isdisjoint(("and", "likewise")) for i in gap)


def _observation(
    sentence: Sentence,
    claim: Claim,
    place: Where,
    day: When,
    speaker: Speaker | None,
    places: list[int] | None,
    sure: float,
) -> Observation:
    quantity = sentence.items[claim.at].quantity if claim.status is None else None
    start, end = _quote(sentence, claim)
    found = Observation(
        indicator_id=claim.indicator,
        place_id=place.place_id,
        place_text=place.text,
        place_basis="stated" if place.basis == "stated" else "inferred",
        org_id=speaker.org_id if speaker else None,
        org_text=speaker.text if speaker else None,
        period_start=day.start,
        period_end=day.end,
        period_basis=day.basis,
        value=quantity.value if quantity else None,
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        of=claim.of,
        qualifier=quantity.qualifier if quantity else "exact",
        status=claim.status,
        unit=claim.unit,
        value_basis="unavailable" if unavailable.is_one(claim) else "stated",
        confidence=sure,
        quote=sentence.marks.tokens.text[start:end],
        char_start=start,
        char_end=end,
    )
    if places is None:
        return found
    start, end = _kept(start, end, places)
    return found.model_copy(update={"char_start": start, "char_end": end})  # its quote is put in from the kept text


def _kept(start: int, end: int, places: list[int] | None) -> tuple[int, int]:
    return (start, end) if places is None else (places[start], places[end - 1] + 1)


def _quote(sentence: Sentence, claim: Claim) -> tuple[int, int]:
    """The shortest clause that holds figure and subject, without signs at its ends."""
    row, tokens = sentence.items, sentence.marks.tokens
    low, high = claim.kept
    least, most = max(0, low - _REACH), min(len(row), high + _REACH)
    while low > least and not (row[low - 1].kind in _SIGNS and _edge(sentence, low - 1)):
        low -= 1
    while high + 1 < most and not (row[high + 1].kind in _SIGNS and _edge(sentence, high + 1)):
        high += 1
    held = row[low : high + 1]  # who says so may stand in their midst
    return tokens.starts[min([i.first for i in held])], tokens.ends[max([i.last for i in held]) - 1]


def _edge(sentence: Sentence, n: int) -> bool:
    """Whether a comma, semicolon or dash ends a clause."""
    row = sentence.items
    if row[n].kind != "," or n + 1 == len(row):
        return True
    return not row[n + 1].classes.isdisjoint(("and", "relative", "according"))


def _unread(sentence: Sentence, refusal: Refusal, places: list[int] | None) -> Unread:
    row, tokens = sentence.items, sentence.marks.tokens
    last = min(refusal.last, len(row) - 1)
    start, end = _kept(tokens.starts[row[refusal.at].first], tokens.ends[row[last].last - 1], places)
    return Unread(refusal.reason, start, end, "")
