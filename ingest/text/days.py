"""Single days as they are written: "3 May", "May 2024", "2024-05-03", "3/5/2024"."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.text.marks import Marks

_LED = "in since until by of from between and vague_before as_of before after year_before to".split()  # a year
_ONE, _DASHES = frozenset({"attacks", "person"}), ("-", "–", "—", "−", "/")


@dataclass(slots=True)
class Period:
    """A day or span as written. `start`, `end` are code points; `first`, `last` words: [start, end), [first, last).

    Attributes:
        from_day: First day, inclusive; None: not settled.
        to_day: Last day, inclusive; None: not settled.
        relation: How it is said: "on", "since", "as_of", "by", "until", "before", "after", "past", "so_far", "now",
            "plan" (the year of a plan), "while" (so many days of fighting, of no day by themselves).
        grain: "day", "span" (two days), "month", "year", "recent" (so many days back) or "vague".
        relative: Whether it was worked out from the publication day.
        said: Whether it is the day of a statement.
        dated: Whether the year is written.
    """

    from_day: date | None
    to_day: date | None
    first: int
    last: int
    relation: str = "on"
    grain: str = "day"
    relative: bool = False
    said: bool = False
    dated: bool = False
    start: int = 0
    end: int = 0

    @property
    def short(self) -> bool:
        """Whether it is a day or a span of at most a month, as an event has."""
        if self.grain not in ("day", "span") or self.from_day is None or self.to_day is None:
            return self.grain == "day"
        return (self.to_day - self.from_day).days <= 31


@dataclass(slots=True)
class Day:
    """A partly written date: what is missing is None."""

    year: int | None
    month: int | None
    day: int | None
    end: int


_LINE = 40  # characters before the day of a line that says where a text was printed
_FEASTS = {"christmas": (12, 25), "christmas_eve": (12, 24), "new_year": (1, 1), "year_eve": (12, 31)}
_GOES_ON = frozenset("last_ones month of time ordinal to until and span_to".split())  # what a number of a day precedes
_NAMED = frozenset({"month", "day_word", *_FEASTS})  # how a day begins that has a name


class DayReader:
    """Reads the days of marked words; a year that is not written is the one nearest before the publication.

    Where the day of publication is not known, `around` settles the years alone.
    """

    def __init__(self, marks: Marks, published: date | None) -> None:
        """Read the words of one text."""
        self.marks = marks
        self.tokens = marks.tokens
        self.published = published
        self.around = published
        self.units = marks.lexicon.dates.units.values()
        self.capitals = any(name[:1].isupper() for names in marks.lexicon.dates.months for name in names)

    def no_day(self, at: int) -> bool:
        """Whether a word is a number that begins no day, year or length of time: "12,400", "40 people"."""
        tokens, kinds, end = self.tokens, self.marks.kinds, at + 1
        raw = tokens.raw[at]
        if not raw[0].isdecimal():
            return False
        if len(raw) > 3 or end == len(tokens.words):
            return len(raw) > 4 and "." not in raw
        if kinds[at] or not kinds[end].isdisjoint(_GOES_ON):
            return False
        return tokens.words[end][0].isalpha() and not tokens.joined(end)

    def day(self, at: int) -> Day | None:
        """A date at a word: "7 October 2023", "October 7", "May 2018", "2023-10-07", "in 2018"."""
        tokens, marks = self.tokens, self.marks
        raw = tokens.raw[at]
        if raw[0].isdecimal():
            if len(raw) == 4 and raw.isdecimal():
                return self.iso(at) or self.year_alone(at)
            if numeric := self.numeric(at):
                return numeric
            day = self.day_number(at)
            if day is None:
                return None
            number, end = day
            link = marks.run(end, "of")
            month = self.month(link or end)
            return None if month is None else self.with_year(Day(None, month[1], number, month[0]))
        if marks.kinds[at].isdisjoint(_NAMED):
            return None
        month = self.month(at)
        if month is None:
            for sort, (feast, number) in _FEASTS.items():
                if (end := marks.run(at, sort)) and (found := self.feast(at, Day(None, feast, number, end))):
                    return found
            if (run := marks.value(at, "day_word")) and (name := self.month(marks.run(run[0], "of") or run[0])):
                return self.with_year(Day(None, name[1], int(run[1]), name[0]))
            return None
        end = month[0]
        if end < len(tokens.words) and tokens.words[end] == "." and tokens.touches(end):
            end += 1
        link = marks.run(end, "day_article") or end
        day = self.day_number(link)
        if day is not None and day[1] < len(tokens.words) and tokens.capital(day[1]) and marks.run(day[1], "body_noun"):
            return None  # "the March 23 Movement"
        dated = at > 0 and marks.run(at - 1, "on_day") == at  # "On June 28 militants attacked", but "in June 28 people"
        if day is not None and not marks.value(day[1], "percent") and (dated or not self.counts(day[1])):
            return self.with_year(Day(None, month[1], day[0], day[1]))
        found = self.with_year(Day(None, month[1], None, end))
        return None if found.year is None and not self.is_month(at) else found

    def feast(self, at: int, day: Day) -> Day | None:
        """A named day with its year, or where all since then is told, or told within the week."""
        found = self.with_year(day)
        begin = self.bounds(found, None)[0]
        lately = self.published is not None and begin is not None and (self.published - begin).days <= 7
        return found if found.year or lately or self.marks.back(at, "since", 3) >= 0 else None

    def counts(self, at: int) -> bool:
        """Whether a counted noun follows, so that "in May 30 people" is no day."""
        if at >= len(self.tokens.words) or not any(entry.units for _, entry in self.marks.at[at]):
            return False
        one = self.tokens.raw[at - 1] != "1" and any(entry.units & _ONE for _, entry in self.marks.at[at])
        return not (one and not self.tokens.words[at].endswith("s"))  # "the October 7 attack"

    def month(self, at: int) -> tuple[int, int] | None:
        """A month at a word: its number, and the word behind it."""
        run = self.marks.value(at, "month")
        words = self.tokens.words
        if run is None or words[at] in (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2]):  # the "Maï-Maï"
            return None
        return None if self.capitals and not self.tokens.capital(at) else (run[0], int(run[1]))

    def month_behind(self, at: int) -> bool:
        """Whether a month stands at a word, or behind its "of"."""
        return self.month(at) is not None or self.month(self.marks.run(at, "of") or at) is not None

    def is_month(self, at: int) -> bool:
        """Whether a month's name alone is a month: "may" and "march" are words too."""
        marks = self.marks
        if at > 1 and marks.run(at - 1, "name_link") == at and not any(marks.run(at - 1, n) for n in ("of", "in")):
            if self.tokens.capital(at - 2):
                return False  # "Viña del Mar"
        if 0 < at < len(self.tokens.words) - 1 and self.tokens.capital(at - 1) and not marks.at[at - 1]:
            if marks.run(at + 1, "area_noun"):
                return False  # "Zinda Jan district"
        if marks.first_name(at) or any("unreal" in entry.classes or entry.phrases for _, entry in marks.at[at]):
            names = ("in", "since", "until", "by", "of", "last", "vague_before")
            if any(marks.back(at, name, 3) >= 0 for name in names):
                return True
            joined = marks.run(at - 1, "and") or marks.run(at - 1, "to") or self.tokens.words[at - 1] in _DASHES
            if self.month(at - 1 if self.tokens.joined(at) else at - 2 if at > 1 and joined else at) != self.month(at):
                return self.month(at - 1 - (not self.tokens.joined(at))) is not None  # "April-May", "April and May"
            if at + 2 >= len(self.tokens.words):
                return False
            dash = self.tokens.words[at + 1] in _DASHES
            worded = marks.run(at + 1, "to") or marks.run(at + 1, "and")  # "May to September", "between May and July"
            link = at + 2 if dash else worded or at + 1
            return bool(dash or worded or self.tokens.joined(link)) and self.month(link) is not None
        return True

    def day_number(self, at: int) -> tuple[int, int] | None:
        """A day of a month at a word: its number, and the word behind it."""
        tokens = self.tokens
        if at >= len(tokens.words):
            return None
        raw = tokens.raw[at]
        if len(raw) > 2 or not raw.isdecimal() or not 1 <= int(raw) <= 31:
            return None
        end = at + 1
        if tokens.touches(end):
            if self.marks.run(end, "ordinal"):
                end += 1
            elif tokens.raw[end] == "°" or self.clock(end):
                return None
        return int(raw), end

    def before_time(self, at: int) -> int:
        """The first word of a time of day that ends right before a word: "21:00", "8 a.m."; else the word."""
        marks, tokens = self.marks, self.tokens
        if at > 2 and tokens.raw[at - 1] == "," and (timed := self.before_time(at - 1)) < at - 1:
            return timed  # "as of 6 a.m., on Wednesday"
        start = at - (at > 1 and tokens.raw[at - 1] == ",")  # "as of 6 a.m., on Wednesday"
        while start > 0 and at - start < 7:
            raw = tokens.raw[start - 1]
            dotted = marks.value(start - 4, "time") if raw == "." and start > 3 else None  # "p.m."
            if dotted and dotted[0] == start:
                start -= 4
                continue
            if not (raw[0].isdecimal() and len(raw) <= 5 or raw in (":", ".")):
                unit = marks.value(start - 1, "time") or (0, "short" if marks.run(start - 1, "time_of_day") else "")
                clock = unit[1] == "hour" and start > 1 and len(tokens.raw[start - 2]) == 4  # "as of 1500 hours on"
                if unit[1] != "short" and not clock:
                    break
            start -= 1
        first = tokens.raw[start]
        bare = start == at - 1 and first.replace(",", "").isdecimal()  # "from 157 on Saturday"
        timed = first[0].isdecimal() or bool(marks.run(start, "time_of_day"))
        return start if start < at and timed and not bare else at

    def clock(self, at: int) -> bool:
        """Whether a colon parts hours from minutes; the one behind a day is followed by a space: "JUBA, April 3: "."""
        tokens = self.tokens
        if tokens.raw[at] != ":" or at + 1 >= len(tokens.words) or not tokens.touches(at + 1):
            return False
        return tokens.raw[at + 1].isdecimal()

    def with_year(self, day: Day) -> Day:
        """The day with the year that stands behind it, or the one nearest before the publication."""
        at, tokens = day.end, self.tokens
        if at < len(tokens.words) and (tokens.words[at] in (",", ".") or self.marks.run(at, "of")):
            at += 1
        year = self.year(at)
        if year is None and day.day and at < len(tokens.words) and tokens.joined(at) and tokens.joined(at - 1):
            raw = tokens.raw[at]
            year = 2000 + int(raw) if len(raw) == 2 and raw.isdecimal() else None  # "12-May-24"
        hurt = year is not None and year < 1900 and at + 1 < len(tokens.words)
        if year is not None and not (hurt and any(e.phrases or e.units for _, e in self.marks.at[at + 1])):
            day.year, day.end = year, at + 1
        elif self.published and day.month and (end := self.marks.run(at, "last_year")):
            day.year, day.end = self.published.year - 1, end
        elif self.published and day.month and (end := self.marks.run(at, "of_this_year")):
            day.year, day.end = self.published.year, end
        elif self.published and not day.day and day.month == self.published.month:
            if self.marks.back(day.end - 1, "last", 1) >= 0:
                day.year = self.published.year - 1  # "last August", told in August
        return day

    def year(self, at: int) -> int | None:
        """A year at a word."""
        if at >= len(self.tokens.words):
            return None
        raw = self.tokens.raw[at]
        return int(raw) if len(raw) == 4 and raw.isdecimal() and 1500 <= int(raw) <= 2100 else None

    def year_alone(self, at: int) -> Day | None:
        """A year that stands without a day or a month."""
        year = self.year(at)
        joined = year is not None and (self.tokens.joined(at + 1) or self.tokens.joined(at))
        if year is not None and joined and (self.year(at + 1) or self.year(at - 1)):
            return Day(year, None, None, at + 1)  # "1988-1994"
        marks = self.marks
        begun = at == 1 and self.published is not None and marks.run(0, "in") == 1  # "In 2022 attacks killed 90"
        lately = begun and year is not None and 1990 < year <= self.published.year  # type: ignore[union-attr]
        if year is None or self.counts(at + 1) and not lately or self.tokens.touches(at) or marks.risen(at):
            return None
        if marks.run(at + 1, "year_saw"):
            return Day(year, None, None, at + 1)
        if (year < 1900 or marks.run(at - 1, "and")) and at + 1 < len(self.tokens.words):
            hurt = (p.keys[0].startswith("casualties.") for _, entry in marks.at[at + 1] for p in entry.phrases)
            if any(hurt) or year < 1900 and any(entry.phrases for _, entry in marks.at[at + 1]):
                return None  # "410 are dead and 1200 hurt"
        led = self.of_plan(at) or self.opens(at)  # or it is that of an event: "the 2010 earthquake"
        led = led or any(marks.run(at + 1, name) for name in ("hazard", "violence", "mishap", "long_event"))
        return Day(year, None, None, at + 1) if led or any(marks.back(at, name, 3) >= 0 for name in _LED) else None

    def opens(self, at: int) -> bool:
        """Whether a year opens a line of a list of what happened: "2005, India - A train left the rails".

        So does one that ends what opens a line: "Funding, 2016: ".
        """
        tokens = self.tokens
        if at + 1 < len(tokens.words) and (not at or "\n" in tokens.text[tokens.ends[at - 1] : tokens.starts[at]]):
            return tokens.words[at + 1] in (",", ":", "-", "–", "—")
        return 0 < at < len(tokens.words) - 1 and tokens.words[at - 1] == "," and tokens.words[at + 1] == ":"

    def of_plan(self, at: int) -> bool:
        """Whether a year is that of a plan or an appeal: "the 2025 response plan"."""
        marks = self.marks
        for n in range(at + 1, min(at + 7, len(self.tokens.words))):  # "Humanitarian Needs and Response Plan"
            if marks.run(n, "plan"):
                return True
            if not self.tokens.words[n][0].isalpha():
                break
        headed = at > 1 and self.tokens.words[at - 1] in (",", "(") and marks.back(at - 1, "plan_head", 3) >= 0
        return headed or marks.back(at, "plan", 4) >= 0  # "Funding, 2019: the plan asks for $9 million"

    def iso(self, at: int) -> Day | None:
        """A day written as "2024-05-03"."""
        tokens = self.tokens
        slashed = at + 4 < len(tokens.words) and tokens.words[at + 1] == tokens.words[at + 3] == "/"
        slashed = slashed and tokens.touches(at + 1)
        if slashed or at + 2 < len(tokens.words) and tokens.joined(at + 1) and tokens.joined(at + 2):
            step = 2 if slashed else 1
            year, month, day = tokens.raw[at : at + 2 * step + 1 : step]
            if month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
                return Day(int(year), int(month), int(day), at + 2 * step + 1)
        return None

    def numeric(self, at: int) -> Day | None:
        """A date like "26/10/2025" or "26.10.2025", only where day and month cannot be mistaken."""
        tokens = self.tokens
        raw = tokens.raw[at]
        if raw.count(".") == 2:
            parts, end = raw.split("."), at + 1
        elif at + 4 < len(tokens.words) and tokens.words[at + 1 : at + 4 : 2] == ["/", "/"] and tokens.touches(at + 1):
            parts, end = [raw, tokens.raw[at + 2], tokens.raw[at + 4]], at + 5
        else:
            return None
        if len(parts[2]) == 2 and self.around is not None and self.of_reprint(at, end):
            parts[2] = f"20{parts[2]}"
        if not all(p.isdecimal() for p in parts) or len(parts[2]) != 4:
            return None
        one, two, year = (int(p) for p in parts)
        if one != two and 1 <= one <= 12 and 1 <= two <= 12 and self.around is not None:
            before = [(m, d) for m, d in ((two, one), (one, two)) if date(year, m, d) <= self.around]
            month, day = max(before, default=(0, 0))  # of two days that may be meant the one nearer to the publication
            return Day(year, month, day, end) if month else None
        if one > 12 >= two >= 1 and one <= 31 or one == two:
            return Day(year, two, one, end)
        return Day(year, one, two, end) if two > 12 >= one >= 1 and two <= 31 else None

    def of_reprint(self, at: int, end: int) -> bool:
        """Whether a day ends the line that says where what is below it was printed: "The Herald, 12/5/19"."""
        tokens = self.tokens
        if at == 0 or tokens.words[at - 1] != ",":
            return False
        begun = tokens.starts[at] - tokens.text.rfind("\n", 0, tokens.starts[at])
        return begun < _LINE and not tokens.text[tokens.ends[end - 1] :].partition("\n")[0].strip()

    def last(self, at: int, end: int, unit: str) -> Period:
        """The whole year or month before the publication, or its last day: "last month", "at the end of last year"."""
        published = self.published
        final = self.marks.back(at, "end_of", 4)
        if published and final >= 0 and unit in ("year", "month"):
            first = published.replace(day=1) if unit == "month" else date(published.year, 1, 1)
            return Period(first - timedelta(days=1), first - timedelta(days=1), final, end, relative=True)
        if published and unit == "year":
            year = published.year - 1
            return Period(date(year, 1, 1), date(year, 12, 31), at, end, grain="year", relative=True)
        if published and unit == "month":
            to_day = published.replace(day=1) - timedelta(days=1)
            return Period(to_day.replace(day=1), to_day, at, end, grain="month", relative=True)
        return Period(None, None, at, end, grain="vague", relative=True)

    def bounds(self, day: Day, before: date | None) -> tuple[date | None, date | None]:
        """First and last day; a missing year is the last in which the date is not later than publication."""
        latest = before or self.around
        year = day.year
        if year is None:
            if latest is None or day.month is None:
                return None, None
            year = latest.year
            if (day.month, day.day or 1) > (latest.month, latest.day):
                year -= 1
        if day.month is None:
            return date(year, 1, 1), date(year, 12, 31)
        length = calendar.monthrange(year, day.month)[1]
        if day.day is None:
            return date(year, day.month, 1), date(year, day.month, length)
        if day.day > length:
            return None, None
        exact = date(year, day.month, day.day)
        return exact, exact
