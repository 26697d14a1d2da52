"""Spans that the days told before them settle: "in 2016 (as of 31 August) and in the same period of 2015"."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from ingest.text.days import Period
from ingest.text.marks import Marks

_BACK = ("past", "while")
SAYS = 18  # words between a span and the day of the statement that gave it
STATEMENT = 20  # words between the day of a statement and a span in it


def settle(marks: Marks, found: list[Period], period: Period, published: date | None) -> None:
    """Settles a period, or the one before it, by what they say together; `found`: all before it, one at least."""
    before = found[-1]
    if before.relation == "since_then" and before.last == period.first and period.relation == "on":
        period.relation = "since"  # "has since May killed 90"
    if period.relation in _BACK:
        _of_statement(marks, before, period)
    if before.relation in _BACK:
        _of_statement(marks, period, before)
    if period.relation in ("so_far", "as_of", "until"):
        _year_so_far(marks, before, period)
    if period.grain == "year":
        _same_part(marks, found, period, published)


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def of_days(period: Period) -> bool:
    """Whether a span is of two or three days, on which another day may lean: "on 3 and 4 May ... The following day"."""
    if period.grain != "span" or period.relation != "on" or period.from_day is None or period.to_day is None:
        return False
    return (period.to_day - period.from_day).days < 3


def of_weeks(marks: Marks, day: Period, floor: int) -> None:
    """Makes of a day the weeks that it begins or ends: "the week of 15 May", "the 48 hours before 15 May"."""
    at = day.first
    for n in range(at - 1, max(floor, at - 4) - 1, -1):
        if "time" not in marks.kinds[n] or (unit := marks.value(n, "time")) is None:
            continue
        if unit[1] not in _LENGTHS or day.from_day is None or day.to_day is None:
            return
        on = marks.back(at, "date_filler", 1)
        ends = at, on if on > unit[0] else at
        number = marks.value(n - 1, "number") if n else None
        raw = marks.tokens.raw[n - 1] if n else ""
        many = int(number[1]) if number and number[0] == n else int(raw) if raw.isdecimal() and len(raw) < 3 else 1
        length = timedelta(days=many // 24 if unit[1] == "hour" else max(1, many) * _LENGTHS[str(unit[1])] - 1)
        months = max(1, many) * {"month": 1, "year": 12}.get(str(unit[1]), 0)
        if months and any(marks.back(end, "week_to", 3) == unit[0] for end in ends):
            day.from_day = months_before(day.to_day + timedelta(days=1), months)
        elif day.grain == "month":
            return
        elif unit[1] == "week" and any(marks.back(end, "week_from", 1) == unit[0] for end in ends):
            day.to_day += length
        elif (unit[1] != "day" or many > 1) and any(marks.back(end, "week_to", 3) == unit[0] for end in ends):
            day.from_day -= length
        else:
            return
        day.first, day.grain = n, "span"
        return


_LENGTHS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}


def _of_statement(marks: Marks, said: Period, back: Period) -> None:
    """Lets a span run back from the day of its statement: "said on Monday that in the past 48 hours", or behind it."""
    first, last, far = (said, back, STATEMENT) if said.last <= back.first else (back, said, SAYS)
    if said.grain != "day" or last.first - first.last > far or "." in marks.tokens.words[first.last : last.first]:
        return
    if not said.said and (first is back or not any(marks.run(n, "speech") for n in range(said.last, back.first))):
        return
    if said.to_day and back.from_day and back.to_day and said.to_day < back.to_day:
        back.from_day -= back.to_day - said.to_day
        back.to_day = said.to_day
    if said.to_day:
        back.relation = "past"


def _year_so_far(marks: Marks, year: Period, day: Period) -> None:
    """Makes one span of a year and the day up to which it is told: "in 2016 (as of 31 August)"."""
    if day.relation == "so_far" and day.first - year.last <= 1 and year.relation == "on":  # "this year so far"
        if year.grain == "day":
            year.relation = "since"  # "from 14 June till date"
            return
        day.from_day, day.to_day, day.relation, day.grain = year.from_day, year.to_day, "on", year.grain
        return
    if year.grain != "year" or day.relation == "so_far" or day.dated or day.first - year.last > 2:
        return
    if "." in marks.tokens.words[year.last : day.first]:
        return  # "... for the year. As of 31 July ..."
    if day.grain == "day" and day.to_day and year.from_day:
        year.to_day = day.to_day = in_year(day.to_day, year.from_day.year)
        day.from_day, day.relation, year.grain = year.from_day, "on", "month"


def _same_part(marks: Marks, found: list[Period], year: Period, published: date | None) -> None:
    """Makes of another year the part that was told before: "in the same period of 2015"."""
    if year.from_day is None or marks.back(year.first, "same_part", 5) < 0:
        return
    part = next((p for p in reversed(found[-4:]) if _is_part(p)), None)
    year.grain = "month"
    if part is None or part.from_day is None or part.to_day is None:
        year.from_day = year.to_day = None
    elif part.from_day.year == part.to_day.year:
        other = year.from_day.year
        last = published if part.relation == "since" and published else part.to_day
        year.from_day, year.to_day = in_year(part.from_day, other), in_year(last, other)


def _is_part(period: Period) -> bool:
    """Whether a period is a part of a year: a month, a span, a year so far, or the days since its beginning."""
    if period.from_day is None or period.to_day is None:
        return False
    if period.grain == "year":
        return period.relative and (period.to_day.month, period.to_day.day) != (12, 31)
    first = (period.from_day.month, period.from_day.day) == (1, 1)
    return period.grain in ("month", "span") or period.relation == "since" and first


def in_year(day: date, year: int) -> date:
    """The same day of another year; 28 February for the 29th."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def weekday_of(marks: Marks, day: Period, other: Period) -> bool:
    """Whether a bracket only tells which weekday a day was: "since September 23 (Monday)"."""
    return other.relative and day.grain == other.grain == "day" and marks.tokens.words[day.last : other.first] == ["("]


def counted_by(first: Iterable[Period | None], event: Period) -> date | None:
    """The day up to which it is counted what an event did: "As of 4 May, the quake of 1 May had killed 90"."""
    told = next((p for p in first if p is not None), None)
    if told is None or told.relation not in ("as_of", "by") or not told.grain == event.grain == "day":
        return None
    return told.to_day if told.to_day and event.from_day and told.to_day > event.from_day else None
