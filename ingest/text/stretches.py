"""Days told from other days, and parts of a year: "the day before", "Friday to Sunday", "the first half of 2024"."""

import calendar
from datetime import date, timedelta

from ingest.text.days import Day, Period
from ingest.text.linked import months_before
from ingest.text.marks import Marks
from ingest.text.weekdays import WeekdayReader

_LENGTHS = frozenset("number tens few time ago_before".split())
LEANING = frozenset(
    "day_before day_later time_after that_year for_year next_year coming part first_of start_of"
    " end_of start_of_year end_of_year same_span same week_before year_to_date before_yesterday".split()
)
_SHIFTED = frozenset("before_yesterday year_to_date week_before day_before day_later".split())
_PARTS = frozenset("that_year for_year next_year coming part first_of".split())
_DATING = ("as_of", "by", "until", "since", "date_filler", "after", "before")
_HEAD = 80  # characters of a line that a heading's days may stand behind
MOST = 31  # days that another day may be told from one


class StretchReader(WeekdayReader):
    """Reads what leans on a day told before, `base`, or on a year beside it."""

    base: date | None = None
    first: date | None = None  # that of a span of days that ends on `base`
    near_year: int | None = None  # the year written in the date just before
    written: int | None = None  # that of this one
    covered: Period | None = None  # the days that the title says the text is of

    def __init__(self, marks: Marks, published: date | None) -> None:
        """Read the words of one text; `spans`: the spans of days read so far."""
        super().__init__(marks, published)
        self.spans: list[Period] = []

    def leaning(self, at: int) -> Period | None:
        """What leans on a day, a span or a year told before."""
        kinds = self.marks.kinds[at]
        return (
            (not kinds.isdisjoint(_SHIFTED) and self.shifted(at))
            or ("time_after" in kinds and self.past_event(at, self.marks.run(at, "time_after"), 1))
            or (not kinds.isdisjoint(_PARTS) and self.part(at))
            or (not kinds.isdisjoint(("start_of", "end_of", "start_of_year", "end_of_year")) and self.edge(at))
            or (not kinds.isdisjoint(("same", "same_span")) and self.same(at))
            or None
        )

    def shifted(self, at: int) -> Period | None:
        """A day or week told from the one before it: "the day before", "a day later", "a week earlier"."""
        if self.published and (end := self.marks.run(at, "before_yesterday")):
            day = self.published - timedelta(days=2)
            return Period(day, day, at, end, relative=True)
        if self.published and (end := self.marks.run(at, "year_to_date")):
            return Period(date(self.published.year, 1, 1), self.published, at, end, grain="year", relative=True)
        if end := self.marks.run(at, "week_before"):
            return self.before(at, end, next(str(u[1]) for n in range(at, end) if (u := self.marks.value(n, "time"))))
        for name, step in (("day_before", -1), ("day_later", 1)):
            if end := self.marks.run(at, name):
                # but "500 trucks a day before the war"
                return None if self.marks.run(at, "rate") > end else self.shift(at, end, step)
        return None

    def shift(self, at: int, end: int, step: int) -> Period | None:
        """The day so many days from the last one told; unknown where none was."""
        base = self.first if step < 0 and self.first else self.base
        day = base + timedelta(days=step) if base and abs(step) <= MOST else None
        if day is None:
            return Period(None, None, at, end, "undated", "vague", True)
        return Period(day, day, at, end, relative=True)

    def past_event(self, at: int, end: int, days: int) -> Period | None:
        """The time of what another day is told from: "came two weeks after a raid had killed 41".

        `end`: the word behind "after"; 0: it does not stand there. Days are told back from the last day; what is longer
        is no day, and so is what a date follows, as that is read by itself.
        """
        marks = self.marks
        unit = marks.value(end - 2, "time") if end else None
        near = range(end, min(end + 2, len(self.tokens.words)))
        if unit is None or any(marks.value(n, "weekday") or self.day(n) for n in near):
            return None
        found = self.shift(at, end, -days) if unit[1] == "day" and days and end - at > 2 else None
        found = found or Period(None, None, at, end, grain="vague", relative=True)
        found.relation = "behind"
        return found

    def same(self, at: int) -> Period | None:
        """The span that was told before: "in the same 42 days", "during that time", "over the week"."""
        marks = self.marks
        days, end = 0, marks.run(at, "same_span")
        if end:
            unit = marks.value(end - 1, "time")
            days = 7 if unit and unit[1] == "week" else 0
        elif (begin := marks.run(at, "same")) and (length := self.length(begin)) and length[0]:
            days, end = length
        if end and marks.run(at, "report_span") and (marks.run(end, "of") or marks.run(end, "by")):
            return None  # "during the month of May", "in the period covered by the truce"
        if not end or any(self.year(n) or marks.run(n, "last_year") for n in (end, end + 1)):
            return None  # "the same period last year"
        last, text = self.spans[-1] if self.spans else None, marks.tokens.text
        own = last is not None and last.grain == "month" and marks.tokens.words[end - 1] != "period"
        if own and last is not None and "\n" not in text[marks.tokens.ends[last.last - 1] : marks.tokens.starts[at]]:
            return Period(last.from_day, last.to_day, at, end, grain="span")  # "In April 12 died. During the month"
        if marks.run(at, "report_span") and (told := self.reported_on()):
            return Period(told.from_day, told.to_day, at, end, grain="span")
        for span in reversed(self.spans[-6:]):
            to_day = self.published if span.relation == "since" else span.to_day
            long = (to_day - span.from_day).days + 1 if span.from_day and to_day else 0
            if long and (not days or abs(long - days) <= 1):
                return Period(span.from_day, to_day, at, end, grain="span")
        told = self.covered
        return None if told is None or days else Period(told.from_day, told.to_day, at, end, grain="span")

    def reported_on(self) -> Period | None:
        """The days that the text reports of: those that the last heading or its title gives, "Events, 4 - 10 May"."""
        tokens = self.tokens
        for span in reversed(self.spans):
            if span.grain == "span" and span.from_day and not span.relative:
                start, end = tokens.starts[span.first], tokens.ends[span.last - 1]
                begun = start - tokens.text.rfind("\n", 0, start) - 1
                if begun < _HEAD and not tokens.text[end:].partition("\n")[0].strip(" ):]*"):
                    return span
        return self.covered

    def previous(self, at: int) -> Period | None:
        """The week before the one told: "410 the previous week"; a count of days runs back from today."""
        marks = self.marks
        end = marks.run(at, "previous")
        unit = marks.value(end, "time") if end else None
        if unit is None or unit[1] not in ("week", "month", "year"):
            many = self.length(end) if end and unit is None else None
            return self.moved(at, many[1], many[0]) if many and many[0] else None
        return self.before(at, unit[0], str(unit[1]))

    def before(self, at: int, end: int, unit: str) -> Period:
        """The week, month or year before the one told: "121 in January, 80 the month before"."""
        span = self.moved(at, end, 7) if unit == "week" else None
        for told in reversed(self.spans[-3:]):
            if span is None and told.grain == unit and told.from_day and (told.from_day.month == 1 or unit != "year"):
                last = told.from_day - timedelta(days=1)
                span = Period(last.replace(day=1, month=1 if unit == "year" else last.month), last, at, end, grain=unit)
        return span or Period(None, None, at, end, "undated", "vague", True)

    def moved(self, at: int, end: int, days: int) -> Period | None:
        """The span of so many days before the one told of as many: "39 in seven days, 72 in the seven before"."""
        for span in reversed(self.spans[-3:]):
            if span.from_day and span.to_day and days - 2 <= (span.to_day - span.from_day).days <= days + 1:
                back = timedelta(days=days)
                return Period(span.from_day - back, span.to_day - back, at, end, grain="span")
        return None

    def part(self, at: int) -> Period | None:
        """Part of a year: "the third quarter of 2025", "the first five months of the year"."""
        marks = self.marks
        if self.near_year and (end := marks.run(at, "that_year")):
            self.written = self.near_year  # "in 2020 ... recorded throughout the year"
            return Period(date(self.near_year, 1, 1), date(self.near_year, 12, 31), at, end, grain="year")
        if self.published and (end := marks.run(at, "for_year")):
            return Period(date(self.published.year, 1, 1), self.published, at, end, grain="year", relative=True)
        if end := marks.run(at, "next_year"):
            coming = self.published.year + 1 if self.published else 0
            first_day, last_day = (date(coming, month, day) if coming else None for month, day in ((1, 1), (12, 31)))
            return Period(first_day, last_day, at, end, "plan", "year", True)  # of an appeal alone
        if (begin := marks.run(at, "coming")) and self.published and marks.value(begin, "time") is None:
            many, length = self.months(begin), self.length(begin)
            if many and length:
                return Period(self.published, months_before(self.published, -many), at, length[1], "plan", "span", True)
        if run := marks.value(at, "part"):
            end = run[0]
            first, last = (int(month) for month in str(run[1]).split("-"))
        elif (begin := marks.run(at, "first_of")) and (count := self.number(begin)) and count[0] <= 12:
            unit = marks.value(count[1], "time")
            if unit is None or unit[1] not in ("month", "week", "day"):
                return None
            if unit[1] != "month":
                return self.first_days(at, unit[0], count[0] * (7 if unit[1] == "week" else 1))
            first, last, end = 1, count[0], unit[0]
        elif begin and (unit := marks.value(begin, "time")) and unit[1] == "week" and not marks.run(unit[0], "of"):
            return self.first_days(at, unit[0], 7)  # "reopened on 1 May; 900 crossed in the first week"
        else:
            return None
        behind = marks.run(end, "of") or end
        year = self.year(behind)
        if year is not None:
            stop = behind + 1
        elif self.published is None:
            return None
        else:
            year = self.published.year
            stop = marks.run(behind, "the_year")
            if not stop and (stop := marks.run(behind, "last_year")):
                year -= 1
            elif behind > end and not stop:
                return None  # "the first three months of the war"
            elif not stop:  # the last such part that has begun
                stop, year = end, year - (first > self.published.month)
        days = calendar.monthrange(year, last)[1]
        return Period(date(year, first, 1), date(year, last, days), at, stop, grain="month", dated=True)

    def edge(self, at: int) -> Period | None:
        """The first or the last day of a year that is told already: "by the end of the year"."""
        year = self.near_year or (self.published.year if self.published else None)
        if year is None:
            return None
        for name, month, day in (("start_of", 1, 1), ("end_of", 12, 31)):
            begin = self.marks.run(at, name)
            if end := begin and self.marks.run(begin, "the_year") or self.marks.run(at, f"{name}_year"):
                edge, self.written = date(year, month, day), self.near_year
                return Period(edge, edge, at, end, relative=True)
        begin, today = self.marks.run(at, "start_of"), self.published
        for name in ("the_month", "the_week") if begin else ():
            if today is not None and (end := self.marks.run(begin, name)):  # "since the beginning of the month"
                first = today - timedelta(today.day - 1 if name == "the_month" else today.weekday())
                return Period(first, first, at, end, relative=True)
        told, end = self.spans[-1] if self.spans else None, self.marks.run(self.marks.run(at, "end_of"), "the_month")
        if told is not None and told.grain == "month" and end and told.to_day is not None:  # "in May. At its end"
            return Period(told.to_day, told.to_day, at, end, relative=True)
        return None

    def half(self, at: int, end: int, month: Period) -> Period | None:
        """Half of the month that stands at a word: "the second half of May"."""
        begin = next((n for n in range(at - 2, max(-1, at - 4), -1) if self.marks.value(n, "part")), -1)
        run = self.marks.value(begin, "part") if begin >= 0 else None
        if run is None or self.marks.run(run[0], "of") not in (at, 0) or month.from_day is None:
            return None
        middle = month.from_day + timedelta(days=14)
        if str(run[1]) == "1-6":
            return Period(month.from_day, middle, begin, end, grain="month", dated=month.dated)
        if str(run[1]) != "7-12":
            return None
        return Period(middle + timedelta(days=1), month.to_day, begin, end, grain="month", dated=month.dated)

    def first_days(self, at: int, end: int, count: int) -> Period | None:
        """So many days from the last one told, or of a month: "in the first two days", "the first two weeks of May"."""
        if count > 1 and (found := self.of_month(at, end, count, 0, False)):
            return found
        if self.base is None or self.marks.run(end, "of"):
            return None
        return Period(self.base, self.base + timedelta(days=count - 1), at, end, grain="span", relative=True)

    def of_month(self, at: int, end: int, days: int, months: int, ends: bool) -> Period | None:
        """So many days of a month or months of a year, from its start or at its end: "the last two weeks of May"."""
        link, today = self.marks.run(end, "of"), self.published
        link = (self.marks.run(link, "year_before") or link) if link else 0  # "من عام 2025"
        whole = self.day(link) if link and link < len(self.tokens.words) else None
        if today and link and (stop := self.marks.run(end + 1, "the_month")):
            whole = Day(today.year, today.month, None, stop)
        elif today and (stop := self.marks.run(end, "last_year")):
            whole = Day(today.year - 1, None, None, stop)
        if whole is None or whole.day is not None or bool(days) != bool(whole.month):
            return None
        first, last = self.bounds(whole, None)
        if first and last and ends:
            first = months_before(last + timedelta(days=1), months) if months else last - timedelta(days=days - 1)
        elif first:
            last = months_before(first, -months) - timedelta(days=1) if months else first + timedelta(days=days - 1)
        return Period(first, last, at, whole.end, grain="span", dated=whole.year is not None)

    def of_fighting(self, at: int) -> Period | None:
        """So many days of fighting, which the day of a statement settles: "said on Friday ... in a week of war"."""
        marks, today, (days, last) = self.marks, self.published, self.length(at) or (0, at)
        end = marks.run(last, "of") if days and today else 0
        if not end or not any(marks.run(n, name) for n in (end, end + 1) for name in ("violence", "long_event")):
            return None
        return Period(today and today - timedelta(days=days), today, at, last, "while", "recent", True)

    def last_few(self, at: int) -> Period | None:
        """So many days back from today, where the number stands first or last: "les deux dernières semaines"."""
        marks, today = self.marks, self.published
        count, end = self.number(at) or (0, at)
        begin = (marks.run(end, "last_ones") or marks.run(end, "first_ones")) if count else 0
        unit = marks.value(begin, "time") if begin else None
        unit = marks.value(at, "time") if marks.run(at, "unit_before") else unit
        if unit is None or today is None:
            return None
        stop, firsts = unit[0], 0
        if begin and marks.run(end, "first_ones"):  # "les huit premiers mois de 2023"
            stop, firsts = 0, stop
        if not count:  # "الأيام السبعة الماضية", "الأسبوعين الماضيين"
            many = self.number(marks.run(stop, "article") or stop)
            count, end = many or (2 * bool(marks.run(at, "dual")), stop)
            stop, firsts = marks.run(end, "last_ones"), marks.run(end, "first_ones")
        days = {"hour": count // 24, "day": count, "week": 7 * count}.get(str(unit[1]), 0)
        months = count * {"month": 1, "year": 12}.get(str(unit[1]), 0)
        if not count or not stop:
            return self.of_month(at, firsts, days, months, False) if count and firsts else None
        first = months_before(today, months) if months else today - timedelta(days=max(1, days))
        return Period(first, today, at, stop, "past", "recent", True)

    def number(self, at: int) -> tuple[int, int] | None:
        """A small whole number in words or digits: it, and the word behind it."""
        if run := self.marks.value(at, "number"):
            return int(float(run[1])), run[0]
        raw = self.tokens.raw[at] if at < len(self.tokens.words) else ""
        return (int(raw), at + 1) if raw.isdecimal() and 0 < len(raw) < 3 else None

    def with_other(self, at: int, end: int, day: date | None) -> Period:
        """Today or yesterday, or both: "today and yesterday"."""
        link = self.marks.run(end, "and")
        both = link and max(self.marks.run(link, "today"), self.marks.run(link, "yesterday"))
        if both and self.published:
            return Period(self.published - timedelta(days=1), self.published, at, both, grain="span", relative=True)
        return Period(day, day, at, end, relative=True)

    def apart(self, start: int, end: int) -> bool:
        """Whether "from" a day stands between commas: "the last count, from May 2014, found"."""
        words = self.tokens.words
        comma = 0 < start and end < len(words) and words[start - 1] == words[end] == ","
        return comma and not self.marks.run(start, "since_word")

    def nth(self, at: int) -> Period | None:
        """A day of the month by its number alone, the last such one: "as of the 30th", "on the 12th and 13th"."""
        marks, tokens = self.marks, self.tokens
        day = self.day_number(at)
        if day is None or day[1] != at + 2 or self.published is None:
            return None
        article = marks.back(at, "day_article", 2)
        if article < 0 or not any(marks.back(article, name, 3) >= 0 for name in _DATING):
            return None
        word = tokens.words[day[1]] if day[1] < len(tokens.words) else "."
        if word[0].isalpha() and marks.kinds[day[1]].isdisjoint(("and", "to", "that", "be", "past", "present", "have")):
            return None  # "on the 30th anniversary"
        link = marks.run(day[1], "and")
        other = self.day_number(link + (1 if marks.run(link, "day_article") else 0)) if link else None
        last = other if other and 0 < other[0] - day[0] <= 2 else day  # "on the 12th and 13th"
        found = self.published
        while found.day != last[0] and (self.published - found).days < MOST:
            found -= timedelta(days=1)
        if found.day != last[0]:
            return None
        return Period(found - timedelta(days=last[0] - day[0]), found, at, last[1], relative=True)

    def until_today(self, at: int, first: Day) -> Period | None:
        """A span up to the days of publication: "between 26 October and yesterday", "from 5 May until Friday"."""
        marks = self.marks
        if self.published is None:
            return None
        start = self.bounds(first, None)[0]
        if (end := marks.run(first.end, "so_far")) and (self.begins(at) or marks.back(at, "since", 3) >= 0):
            return Period(start, self.published, at, end, grain="span", relative=True)  # "from 5 May to date"
        link = marks.run(first.end, "and") if marks.back(at, "between", 2) >= 0 else marks.run(first.end, "to")
        if not link and self.begins(at):
            link = marks.run(first.end, "until") or marks.run(first.end, "span_to")
        return None if not link else self.up_to_now(at, link, start)

    def length(self, at: int) -> tuple[int, int] | None:
        """Days of "two weeks" at a word, and its end; 0 days: months, years, or "few"."""
        marks = self.marks
        count = 1.0
        end = at
        if (run := marks.value(at, "number") or marks.value(at, "tens")) and float(run[1]) > 0:
            count, end = float(run[1]), run[0]
        elif at < len(self.tokens.words) and self.tokens.raw[at].isdecimal() and len(self.tokens.raw[at]) <= 3:
            count, end = float(self.tokens.raw[at]), at + 1
        elif run_end := marks.run(at, "few"):
            count, end = 0.0, run_end
        unit = marks.value(end, "time")
        if unit is None:
            return None
        days = {"hour": count / 24, "day": count, "week": 7 * count}.get(str(unit[1]), 0.0)
        return (int(days) if days >= 1 or not days else 1), unit[0]

    def months(self, at: int) -> int:
        """Months of "three months" or "two years" at a word; 0: it is no such length."""
        number, end = self.number(at) or (1, at)
        unit = self.marks.value(end, "time")
        return number * {"month": 1, "year": 12, "decade": 120}.get(str(unit[1]), 0) if unit else 0

    def ago(self, at: int) -> Period | None:
        """A day so many days ago, or from the one told before: "three days ago", "two days later"."""
        if self.marks.kinds[at].isdisjoint(_LENGTHS) and not self.tokens.raw[at].isdecimal():
            return None
        begin = self.marks.run(at, "ago_before")  # "il y a trois jours"
        span = self.length(begin or at)
        if span is None or not (end := span[1] if begin else self.marks.run(span[1], "ago")):
            return self.past_event(at, self.marks.run(span[1], "after"), span[0]) if span and not begin else None
        unit = self.marks.value(span[1] - 1, "time")
        if unit and unit[1] in ("hour", "short"):
            return None  # "five minutes later" is of no other day
        if self.base and unit and unit[1] == "day" and span[0] and (step := self.step(span[1], end)):
            return self.shift(at, end, step * span[0])
        day = None
        if self.published and unit and unit[1] == "day" and span[0]:
            day = self.published - timedelta(days=span[0])
        return Period(day, day, at, end, grain="day" if day else "vague", relative=True)

    def step(self, at: int, end: int) -> int:
        """Whether "so many days earlier" looks back (-1) or "later" ahead (1) from a day told before; 0: from today."""
        if self.marks.run(at, "later"):
            return 1
        return -1 if self.marks.run(at, "earlier") and not self.marks.run(end, "than") else 0
