"""The period of a figure for which its sentence tells a date: the day itself, from it until now, or the present."""

from datetime import date, timedelta

from ingest.text.calendars import Calendar, When, carried_on, current, made
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item
from ingest.text.meant import bounded, for_hours, meant_as, of_its_event, once, was_over
from ingest.text.nearby import earlier_level, sourced

PLANNED = ("food.", "funding.")  # what may be for a time to come
_SHUT = ("closed", "nonfunctional")


def of_date(
    calendar: Calendar, period: Period, kind: str, claim: Claim, runs: bool, form: str, row: list[Item]
) -> When:
    """The period that a date gives a claim.

    `kind`: that of its indicator; `runs`: whether it is a running total; `form`: its tense.
    """
    published = calendar.published
    today = calendar.reported or published
    relation = meant_as(period, claim, row)
    struck = calendar.struck if calendar.number <= calendar.lead and calendar.sudden else None
    if relation == "on" and struck is not None and kind == "flow" and not runs and _in_it(struck, period, published):
        return made(struck.from_day, struck.to_day, "inferred")  # "killed 12 this week. The raid was on Monday"
    if claim.indicator == "funding.required" and period.grain == "year" and period.from_day:
        return made(date(period.from_day.year, 1, 1), date(period.from_day.year, 12, 31), "stated")
    if claim.indicator == "funding.received" and period.to_day and published and period.to_day > published:
        return current(calendar)
    day_of_state = kind == "status" and relation in ("on", "since") and period.grain == "day"
    if day_of_state and (was_over(row, claim) or for_hours(row, claim)):
        if relation == "since":
            return When(period.from_day, None, "unknown")  # "It had been closed since Sunday"
        return When(period.from_day, period.to_day, "stated" if period.to_day else "unknown")
    if relation == "since_then":
        start = calendar.event.from_day if calendar.event else None
        return made(start, published, "inferred")
    if relation == "same_day":
        day = calendar.day
        return made(day.from_day, day.to_day, "inferred") if day else When(None, None, "unknown")
    if relation in ("so_far", "now"):
        found = current(calendar)
        carried = carried_on(calendar, claim, row) if kind == "flow" else None
        if carried is not None and found.end is not None:
            return made(carried.start, found.end, "inferred")
        return found if kind == "flow" else When(found.end, found.end, found.basis)
    if relation == "since":
        start = None if period.grain == "vague" else period.from_day
        if any("existing" in item.classes for item in row[max(0, claim.at - 4) : claim.at]):
            return made(start, None, "unknown")  # "on top of the existing 5 million since 2002"
        return made(start, today if today and start and today >= start else published, "stated")
    if kind == "stock" and period.grain == "year" and form == "past" and of_its_event(row, period):
        return When(None, None, "unknown")  # "those made homeless by the 2010 quake were still in camps"
    if kind == "stock" and relation == "on" and period.grain != "vague" and of_its_event(row, period, form):
        found = current(calendar)  # "three hospitals were damaged in Friday's quake"
        return When(found.end, found.end, found.basis)
    if kind == "status" and period.grain == "vague" and form == "present" and relation in ("on", "undated"):
        return current(calendar)  # "people are made to walk across after a raid last week"
    if kind == "stock" and period.grain == "vague" and not once(row, claim, period, relation, form):
        found = current(calendar)
        return When(found.end, found.end, found.basis)
    if relation == "undated" or period.grain == "vague":
        return When(None, None, "unknown")
    if relation == "after":
        return made(period.from_day, None, "unknown")
    coming = published is not None and period.to_day is not None and period.to_day > published
    if coming and relation in ("by", "until") and not claim.indicator.startswith(PLANNED):
        found = current(calendar)  # "stays open until the end of the year"
        return found if kind == "flow" else When(found.end, found.end, found.basis)
    if (
        relation == "by"
        and claim.indicator == "funding.required"
        and published
        and (period.to_day or published) <= published
    ):
        return current(calendar)  # "needs $39 million, of which $12 million had arrived by 30 November"
    if relation == "until" and claim.indicator == "funding.received":
        return current(calendar)  # "seeks $90 million through December and has received $20 million"
    if relation == "until" and claim.indicator == "funding.required" and not period.dated and period.to_day:
        if published is not None and period.to_day < published:
            return made(None, period.to_day.replace(year=period.to_day.year + 1), "stated")
    if relation == "past" and calendar.titled and today and period.from_day and period.to_day == published:
        back = published - today if published and published > today else timedelta()
        return made(period.from_day - back, today, "stated")  # in a report "1 - 7 May": "over the past week"
    if relation in ("before", "until"):
        return made(None, period.to_day, "stated")
    if relation in ("as_of", "by"):
        return made(None if kind == "flow" else period.to_day, period.to_day, "stated")
    if kind == "flow" and claim.link.way == "label" and relation == "on" and period.grain == "day" and period.dated:
        return made(None, period.to_day, "stated")  # "Dead: 40 (Government, 3 May 2011)"
    if kind == "flow":
        funding = claim.indicator.startswith("funding")
        if runs and period.grain in ("day", "span") and published and not funding and not bounded(period, row):
            return made(period.from_day, today, "stated")
        end = period.to_day
        last = today if period.grain == "year" else published
        if end and last and end > last and not funding:
            end = last
        return made(period.from_day, end, "stated")
    if kind == "status" and period.grain == "day" and today and not (form == "past" and period.dated):
        return made(period.from_day, today, "stated")
    if kind == "status" and period.grain == "month" and relation == "on" and claim.status in _SHUT:
        return When(period.from_day, None, "unknown")  # "after the crossing was closed in May 2024"
    if (
        kind == "stock"
        and form == "present"
        and not earlier_level(row, claim)
        and period.grain in ("month", "year")
        and not sourced(row, period)
        and not claim.indicator.startswith("food")
    ):
        found = current(calendar)
        return When(found.end, found.end, found.basis)
    end = period.to_day
    if claim.indicator.endswith("_nonfunctional") and period.grain == "day" and form == "" and today and end:
        end = max(end, today)  # "closed on 4 May", and since
    if period.grain == "year" and today and end and end > today and not claim.indicator.startswith(PLANNED):
        end = today
    return made(period.from_day, end, "stated")


def _in_it(day: Period, span: Period, published: date | None) -> bool:
    """Whether the day of an event lies in the days until now that a figure of it is told of: "this week"."""
    if not span.relative or span.grain not in ("span", "month") or span.to_day != published:
        return False
    return span.from_day is not None and day.from_day is not None and span.from_day <= day.from_day
