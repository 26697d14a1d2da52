"""The period that a figure is for, and how it is known.

The rules take the nearest date of the sentence, else what is running or present until the publication, else what is
carried from before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from ingest.text.calendars import EVENTS, SELDOM, UNKNOWN, Calendar, Dated, When, carried_on, current, keep_flow, made
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, cited, closed, has_any, has_class, has_kind, has_number, item_of, some_of
from ingest.text.linked import counted_by, in_year
from ingest.text.meant import (
    ended_on,
    for_hours,
    meant_as,
    of_another,
    of_its_event,
    once,
    told_again,
    undone,
    was_over,
)
from ingest.text.nearby import announced, earlier_level, near
from ingest.text.tenses import active_perfect, bare_perfect, grows, has_counted, only_toll, running, tense
from ingest.text.undated import of_flow, of_level

_TURNS, _REACHES = frozenset({"long_event", "turning_point"}), frozenset({"label_link", "be", "running", "rising"})
_PLANNED = ("food.", "funding.")  # what may be for a time to come
_ONE_BREATH = 25  # items from the dead to the injured that are told with them, without a verb
_WORDS = ("word", "name", "quantity", "phrase")
_FAR_AHEAD = 90  # days within which "by 5 January" is yet to come


def _by_rule(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int]) -> Dated:
    """The period of a claim of an indicator of this kind, and by which rule; `others`: all figures' items."""
    row, classes = sentence.items, sentence.classes
    form, runs = tense(row, claim), running(row, claim, "date" in sentence.kinds)
    told = near(sentence, claim, others) if "date" in sentence.kinds else None
    perfect = kind == "flow" and not classes.isdisjoint(("perfect", "perfect_only")) and active_perfect(row, claim)
    perfect = perfect and (told is None or "simple_perfect" not in classes)  # "les combats de lundi ont fait 9 morts"
    runs = runs or perfect or kind == "flow" and claim.link.way == "noun" and has_counted(sentence, claim)
    if told is not None and (_changed(row, claim, told) or kind == "status" and _explains(row, claim, told)):
        told = None
    said, listed = calendar.before, claim.link.way == "list" and not earlier_level(row, claim)
    same = not form and not (runs and told is None) or listed and told is None
    sourced = told is None or cited(row, told)
    if said is not None and (same and _joined(row, said[0], claim, told) or sourced and _both(row, said[0], claim)):
        return said[1], "of a day with the one before"  # "has killed 200 people and injured 500"
    if said is not None and told is not None and not said[1].start and said[1].end == told.to_day and not runs:
        if claim.indicator.startswith("casualties.") and has_any(row[max(0, claim.at - 2) : claim.at], ("with", "and")):
            return said[1], "of a day with the one before"  # "the toll rose to 90 on Friday, with 40 injured"
    if told is not None and kind == "flow" and not runs and announced(row, told, claim):
        return UNKNOWN, "of a statement"
    if told is not None:
        unmoved = claim.link.way == "label" and not grows(row, claim) or only_toll(row, claim)
        if kind == "flow" and (runs and not unmoved or claim.link.way == "label") and _level(row, claim, told):
            return made(None, told.to_day, "stated"), "of a level"
        if unmoved or runs and _done(told, sentence, claim):
            runs = False
        how = f"of a day told by '{told.relation.replace('behind', 'on').replace('_', ' ')}'"
        return _of_date(_Told(calendar, told, meant_as(told, claim, row), kind, claim, form, row), runs), how
    if earlier_level(row, claim):
        return UNKNOWN, "of an earlier level"
    if not classes.isdisjoint(("peak", "before_word")) and _at_another_time(row, claim, kind):
        return UNKNOWN, "of the past"
    if kind == "flow":
        found, rule = of_flow(calendar, sentence, claim, form, runs, perfect)
        if found.end is None and said is not None and not form and _listed(row, said[0], claim):
            return said[1].inferred, "of a day with the one before"  # "confirm 37 deaths in Tari, over 300 injured"
        return found, rule
    return of_level(calendar, sentence, claim, kind, form, runs)


@dataclass(frozen=True, slots=True)
class _Told:
    """A date that a sentence tells for a claim.

    Attributes:
        relation: How the date is meant.
        kind: That of the claim's indicator.
        form: The claim's tense.
    """

    calendar: Calendar
    period: Period
    relation: str
    kind: str
    claim: Claim
    form: str
    row: list[Item]


def _of_date(told: _Told, runs: bool) -> When:
    """The period that a date gives a claim; `runs`: whether it is a running total."""
    calendar, period, kind = told.calendar, told.period, told.kind
    struck = calendar.struck if calendar.number <= calendar.lead and calendar.sudden else None
    if told.relation == "on" and struck is not None and kind == "flow" and not runs:
        until_now = period.relative and period.grain in ("span", "month") and period.to_day == calendar.published
        if until_now and period.from_day and struck.from_day and period.from_day <= struck.from_day:
            return made(struck.from_day, struck.to_day, "inferred")  # "killed 12 this week. The raid was on Monday"
    found = _own_way(told) or _until_now(told) or _another_day(told) or _up_to(told)
    return found or (_told_flow(told, runs) if kind == "flow" else _told_level(told))


def _own_way(told: _Told) -> When | None:
    """The year of a plan, the present for money that a later year is to bring, and the days of a state that is over."""
    calendar, period, claim = told.calendar, told.period, told.claim
    if claim.indicator == "funding.required" and period.grain == "year" and period.from_day:
        return made(date(period.from_day.year, 1, 1), date(period.from_day.year, 12, 31), "stated")
    if claim.indicator == "funding.received" and (period.to_day or date.min) > (calendar.published or date.max):
        return current(calendar)
    of_state = told.kind == "status" and (told.relation == "since" or told.relation == "on" and period.grain == "day")
    if told.kind == "status" and period.grain == "vague" and told.relation != "since" and was_over(told.row, claim):
        return UNKNOWN  # "had previously been closed for a year"
    day = ended_on(told.row, claim, period) if of_state else None
    if day is not None and (told.relation == "since" or period.to_day is not None and period.to_day < day):
        return made(None if period.grain == "vague" else period.from_day, day, "stated")
    if of_state and (was_over(told.row, claim) or for_hours(told.row, claim)):
        end = None if told.relation == "since" else period.to_day  # "It had been closed since Sunday"
        return When(period.from_day, end, "stated" if end else "unknown")
    return None


def _until_now(told: _Told) -> When | None:
    """What is told to have lasted from a day, or from what was told before, until now; and "the same day"."""
    calendar, period, claim, relation = told.calendar, told.period, told.claim, told.relation
    published, today = calendar.published, calendar.reported or calendar.published
    if relation == "since_then":
        start = calendar.event.from_day if calendar.event else None
        return made(start, published, "inferred")
    if relation == "same_day":
        before = reversed(told.row[: item_of(told.row, period)])  # "was hit on 8 July and emptied the same day"
        day = next((i.period for i in before if i.period is not None and i.period.grain == "day"), calendar.day)
        alone = day is not None and day.relation == "since"  # "has been shut since 13 May. That day, it was hit"
        end = today if day and today and told.kind == "status" else day.from_day if day and alone else None
        end = end or (day.to_day if day else None)
        return made(day.from_day, end, "inferred") if day else UNKNOWN
    if relation in ("so_far", "now"):
        found = current(calendar)
        carried = carried_on(calendar, claim, told.row) if told.kind == "flow" else None
        if carried is not None and found.end is not None:
            return made(carried.start, found.end, "inferred")
        return found if told.kind == "flow" else found.last
    if relation == "since":
        start = None if period.grain == "vague" else period.from_day
        before = takewhile(lambda i: i.kind != ",", reversed(told.row[max(0, claim.at - 4) : claim.at]))
        if has_class(before, "existing"):  # but "in addition to food, 40 trucks have entered since Sunday"
            return made(start, None, "unknown")  # "on top of the existing 5 million since 2002"
        return made(start, today if today and (not start or today >= start) else published, "stated")
    return None


def _another_day(told: _Told) -> When | None:
    """The present, or no day, where a date is that of an event and not of the level or state that followed it."""
    period, kind, form, relation, row = told.period, told.kind, told.form, told.relation, told.row
    if kind == "stock" and period.grain == "year" and form == "past" and of_its_event(row, period):
        return UNKNOWN  # "those made homeless by the 2010 quake were still in camps"
    if kind == "stock" and relation == "on" and period.grain != "vague" and of_its_event(row, period, form):
        return current(told.calendar).last  # "three hospitals were damaged in Friday's quake"
    week = period.grain == "span" and period.relative and not period.dated  # "is open from Monday to Friday"
    if kind == "status" and (week or period.grain == "vague") and form == "present" and relation in ("on", "undated"):
        return current(told.calendar)  # "people are made to walk across after a raid last week"
    if kind == "status" and period.grain == "vague" and told_again(row, told.claim, period):
        return current(told.calendar).last  # "the clinic, which closed last week, remains closed"
    if kind == "stock" and period.grain == "vague" and not once(row, told.claim, period, relation, form):
        return current(told.calendar).last
    if relation == "undated" or period.grain == "vague":
        return UNKNOWN
    return made(period.from_day, None, "unknown") if relation == "after" else None


def _up_to(told: _Told) -> When | None:
    """What is told up to, before or as of a day, or of days that run back from one."""
    calendar, period, relation, key = told.calendar, told.period, told.relation, told.claim.indicator
    published, today, last = calendar.published, calendar.reported or calendar.published, period.to_day
    coming = published is not None and last is not None and last > published
    lasts = told.kind == "status" and told.form == "present" and period.relative and period.grain == "day"
    coming = coming or lasts and relation == "until"  # "is closed until Saturday"
    if told.kind == "status" and relation == "until" and not period.dated and published and last and last < published:
        agreed = "agreed_use" in told.row[told.claim.link.at].classes  # "authorised the use of X until November"
        will = has_class(told.row[max(0, told.claim.link.at - 2) : told.claim.link.at], "future")  # "will stay open"
        coming = coming or agreed or will or told.form in ("present", "perfect")
    if coming and relation == "by" and told.form in ("", "past") and not (period.dated or key.startswith(_PLANNED)):
        if published and last and (last - published).days > _FAR_AHEAD:
            last = in_year(last, last.year - 1)  # in December: "by 31 March it counted 900"
            return made(None if told.kind == "flow" else last, last, "stated")
    if coming and relation in ("by", "until") and not key.startswith(_PLANNED):
        found = current(calendar)  # "stays open until the end of the year"
        return found if told.kind == "flow" else found.last
    if relation == "until" and key == "funding.received" and (coming or period.grain != "day"):
        return current(calendar)  # "seeks $90 million through December and has received $20 million"
    to_come = relation == "until" or relation == "as_of" and period.grain == "month"
    if to_come and key == "funding.required" and not period.dated and last:
        if published is not None and last < published:
            return made(None, last.replace(year=last.year + 1), "stated")
    if relation == "past" and calendar.reported and today and period.from_day and last == published:
        back = published - today if published and published > today else timedelta()
        return made(period.from_day - back, today, "stated")  # in a report "1 - 7 May": "over the past week"
    if relation in ("before", "until"):
        return made(None, last, "stated")
    return made(None if told.kind == "flow" else last, last, "stated") if relation in ("as_of", "by") else None


def _told_flow(told: _Told, runs: bool) -> When:
    """The days of what happened on a date, or from it on where it `runs` until now."""
    calendar, period, key = told.calendar, told.period, told.claim.indicator
    published, today, end = calendar.published, calendar.reported or calendar.published, period.to_day
    if told.claim.link.way == "label" and told.relation == "on" and period.grain == "day" and period.dated:
        return made(None, end, "stated")  # "Dead: 40 (Government, 3 May 2011)"
    if (by := counted_by([i.period for i in told.row[:2]], period)) and of_its_event(told.row, period):
        return made(period.from_day, by, "stated")
    funding = key.startswith("funding")
    bounded = period.grain == "span" and not period.relative  # written with both its ends
    if runs and period.grain in ("day", "span") and published and not funding and not bounded:
        return made(period.from_day, today, "stated")
    last = today if period.grain == "year" else published
    if end and last and end > last and not funding:
        end = last
    return made(period.from_day, end, "stated")


def _told_level(told: _Told) -> When:
    """The days of a level or a state that is told with a date."""
    calendar, period, claim, form = told.calendar, told.period, told.claim, told.form
    today, end = calendar.reported or calendar.published, period.to_day
    if told.kind == "status" and period.grain == "day" and today and not (form == "past" and period.dated):
        return made(period.from_day, today, "stated")
    if told.kind == "status" and period.grain == "month" and told.relation == "on" and today:
        if of_another(told.row, claim, period):
            return current(calendar).last
        held = form == "present" or has_class(told.row[item_of(told.row, period) :], "perfect")
        held = held and not undone(told.row, claim, period)
        held = held or claim.status not in ("closed", "nonfunctional") or told_again(told.row, claim, period)
        held = held or "ruined" in told.row[claim.link.at].classes  # "was destroyed in March"
        return made(period.from_day, today, "stated") if held else When(period.from_day, None, "unknown")
    inside = claim.at < item_of(told.row, period) < claim.link.at or form == "present"
    over = period.grain in ("year", "span") and today is not None and end is not None and end < today
    if told.kind == "status" and inside and over:
        return current(calendar)  # "rebuilt last year, is closed"
    number = told.row[claim.at].quantity
    one = claim.indicator.startswith("health.") and number is not None and number.kind == "one"
    lasts = one or claim.indicator.endswith("_nonfunctional") and form == ""
    if lasts and period.grain == "day" and today and end:
        end = max(end, today)  # "closed on 4 May", "a clinic was reopened on 4 May", and since
    if period.grain == "year" and today and end and end > today and not claim.indicator.startswith(_PLANNED):
        end = today
    return made(period.from_day, end, "stated")


def _at_another_time(row: list[Item], claim: Claim, kind: str) -> bool:
    """Whether a level is told of the time before an event, or of its worst: "before the war", "at the height of"."""
    low, high = claim.kept
    for n in range(max(0, low - 12), min(len(row) - 2, high + 7)):
        if "peak" in row[n].classes:
            return tense(row, claim) != "present"
        if kind != "stock" or low <= n <= high or 0 < n < low - 8:
            continue
        if n > high + 1 and row[claim.at].quantity.of and {"have", "past"} <= row[n - 1].classes:  # type: ignore[union-attr]
            continue  # "with 220 of the 700 beds it had before the war"
        if "before_word" in row[n].classes and not has_number(row[min(n, high) + 1 : max(n, low)]):
            behind = row[n + 1 : n + 5]
            if "long_event" in behind[0].classes or "that" in behind[0].classes and behind[1].kind not in _WORDS:
                return True
            if not behind[0].classes.isdisjoint(("definite", "possessive")):
                return any(i.classes & EVENTS or i.classes & _TURNS for i in behind)
    return False


def _up_to_event(row: list[Item], claim: Claim) -> bool:
    """Whether a figure had been reached when the event came: "before the raid, they had counted 90 since May"."""
    for n in range(min(len(row) - 1, claim.kept[0])):
        if "before_word" in row[n].classes and not has_number(row[n : claim.kept[0]]):
            named = "definite" in row[n + 1].classes and has_any(row[n + 2 : n + 5], EVENTS)
            return named and any({"have", "past"} <= i.classes for i in row[n + 2 : claim.link.at + 1])
    return False


def _joined(row: list[Item], before: Claim, claim: Claim, told: Period | None) -> bool:
    """Whether a count of the hurt is told in one breath with that of the dead, behind a day that is of both."""
    if told is None and claim.link.way == before.link.way == "table" and before.indicator == claim.indicator:
        return True  # "as of 31 May: Niger 99,000; Chad 5,500"
    hurt = claim.indicator.startswith("casualties.")
    if hurt and told is None and before.indicator == "health.attacks" and claim.at > before.at:
        return not has_kind(row[before.at : claim.at], ";")  # "90 attacks since May, with 40 killed"
    if not hurt or not before.indicator.startswith("casualties."):
        return False
    if told is None and claim.link.way == "noun" and not has_kind(row[before.kept[1] : claim.at], ";"):
        return 0 < claim.at - before.kept[1] <= _ONE_BREATH  # "37 deaths in Enga, mostly by slides, 300 injured"
    day = next((n for n, item in enumerate(row) if item.period is told), -1) if told is not None else -1
    return claim.kept[0] - before.kept[1] <= 4 and day < min(before.at, claim.kept[0])


def _listed(row: list[Item], before: Claim, claim: Claim) -> bool:
    """Whether the hurt are only listed behind the dead of a sentence, without a verb or a day of their own."""
    if not before.indicator.startswith("casualties.") or not claim.indicator.startswith("casualties."):
        return False
    return before.indicator != claim.indicator and before.at < claim.at and not has_kind(row, "date", ";")


def _both(row: list[Item], before: Claim, claim: Claim) -> bool:
    """Whether the hurt are told right behind the dead, in the same tense: "17 have died and 50 more have been hurt"."""
    if not before.indicator.startswith("casualties.") or not claim.indicator.startswith("casualties."):
        return False
    if before.link.way == "label" and grows(row, before) and claim.indicator != before.indicator:
        return True  # "the toll has risen to 90, officials said, while 400 were injured"
    return 0 < claim.at - before.kept[1] <= 4 and tense(row, before) == "perfect"


def _done(told: Period, sentence: Sentence, claim: Claim) -> bool:
    """Whether a day is that of an attack or accident that is over: "shelling on Monday has killed 58"."""
    hurt = claim.indicator.startswith("casualties.") and told.grain == "day" and told.relation == "on"
    if not hurt or "hazard" in sentence.classes or sentence.classes.isdisjoint(EVENTS):
        return False
    return bare_perfect(sentence.items, claim, True, True) and meant_as(told, claim, sentence.items) == "on"


def _level(row: list[Item], claim: Claim, told: Period) -> bool:
    """Whether a day right behind a running total is the day that it was reached on: "had reached 116 on Monday"."""
    at = item_of(row, told)
    if told.relation != "on" or told.grain != "day":
        return False
    if at < claim.at and "to" in row[at + 1].classes and has_class(row[:at], "toll"):
        return True  # "the toll rose on Monday to 140"
    if at <= 3 and has_class(row[at : claim.kept[1] + 1], "stood"):
        return not of_its_event(row, told)  # "on Monday evening the toll stood at 3,800"
    if claim.link.way == "label" and claim.kept[0] < at < claim.at and row[at + 1].classes & _REACHES:
        return all(EVENTS.isdisjoint(item.classes) for item in row[claim.kept[0] : at])  # "the toll on Monday was 40"
    said = at <= 2 and has_any(row[at : claim.kept[0]], ("speech", "records"))  # "on Monday they put the dead at 800"
    last = max(claim.kept[1], claim.at)  # or a place stands between: "rose to 40 in Tolo on Friday"
    return said or 0 < at - last <= (4 if any(item.mention for item in row[last + 1 : at]) else 2)


def _changed(row: list[Item], claim: Claim, told: Period) -> bool:
    """Whether a date tells when a level changed and not what it is for: "rose last month from 1.7 to 1.9 million"."""
    before, at = range(max(0, claim.at - 5), claim.at - 1), item_of(row, told)
    levels = any("from" in row[n].classes and row[n + 1].quantity is not None for n in before)
    levels = earlier_level(row, claim) or levels and "to" in row[claim.at - 1].classes
    for n in range(claim.kept[1] + 1, at):
        if "with" in row[n].classes and has_number(row[n + 1 : min(n + 3, at)]):
            return grows(row, claim) or tense(row, claim) == "perfect"  # "has risen to 25, with three deaths on Sunday"
    if not levels:  # "90,000 IDPs, an increase of 22 per cent since May"
        return told.relation == "since" and at - 1 > claim.at and some_of(row[at - 1])
    bracket = closed(row, claim.at + 1, at) if row[min(claim.at + 1, at)].kind == "(" else 0
    return not claim.at < at <= max(claim.at, bracket) + 4


def _explains(row: list[Item], claim: Claim, told: Period) -> bool:
    """Whether a date only stands behind a colon that a state is explained by: "is open: 90 lorries passed in May"."""
    at = item_of(row, told)
    behind = [n for n in range(claim.kept[1] + 1, at) if row[n].kind == ":"]
    return bool(behind) and has_number(row[behind[0] : at])


def when(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int]) -> Dated:
    """The period of a claim of an indicator of this kind: "stock", "flow" or "status", and by which rule.

    `others`: all figures' items.
    """
    if calendar.paragraph != sentence.span.paragraph:
        calendar.listed = calendar.listed and sentence.span.kind != "sentence"
        if not calendar.listed:
            calendar.age += sentence.span.paragraph - calendar.paragraph
        if calendar.noted[0] == calendar.paragraph and calendar.noted[2] and sentence.span.kind == "item":
            calendar.noted = sentence.span.paragraph, *calendar.noted[1:]  # of the whole list
        calendar.paragraph = sentence.span.paragraph
        if calendar.paragraph > calendar.level_in + 2:
            calendar.level = None
    while calendar.reports and (first := min(calendar.reports)) <= calendar.number:
        calendar.reported = calendar.reports.pop(first)
    found, rule = _by_rule(calendar, sentence, claim, kind, others)
    if kind == "flow" and "before_word" in sentence.classes and found.end == current(calendar).end:
        if calendar.struck is not None and _up_to_event(sentence.items, claim):
            found, rule = made(found.start, calendar.struck.to_day, "inferred"), "of what came before the event"
    if found.end is None and calendar.published is None and "adds_up" in sentence.classes:
        if calendar.told == sentence.span.paragraph and calendar.event is not None and calendar.event.relation == "on":
            found, rule = made(found.start, calendar.event.to_day, "inferred"), "of a sum"  # "this brings the total to"
    quantity = sentence.items[claim.at].quantity if claim.indicator.startswith("casualties.") else None
    if quantity is not None and quantity.value >= SELDOM:
        before = calendar.counted.setdefault((claim.indicator, quantity.value), found)
        own = found.basis == "stated" or found.end is None and "date" in sentence.kinds
        found = found if own or before.end is None else before  # the same number told again
    former = found.basis == "stated" and ("'before'" in rule or earlier_level(sentence.items, claim))
    if kind == "flow" and claim.indicator.startswith(("casualties.", "displacement.")) and not former:
        keep_flow(calendar, sentence, found, quantity)
    moved = kind == "flow" and claim.indicator.startswith(("crossing.", "health.attacks")) and not former
    if moved and found.basis == "stated":
        calendar.moved, calendar.moved_in = found, sentence.span.paragraph
    if kind == "stock" and found.end is not None:
        if found.basis == "stated" and not former:
            calendar.level, calendar.level_of = found, claim.indicator[:4]
        if calendar.level is not None and found.end == calendar.level.end:
            calendar.level_in = sentence.span.paragraph
    if not former:
        calendar.before = claim, found
    return found, rule
