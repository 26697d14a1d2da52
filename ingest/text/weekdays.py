"""Weekdays: alone, with their date, and as the ends of a span: "Monday, 6 May", "Friday 3 to Monday 6 May"."""

from datetime import date, timedelta

from ingest.text.days import DayReader, Period

_MOST = 15  # days that a span of weekdays is shorter than
_DASHES = ("-", "–", "—", "−")


class WeekdayReader(DayReader):
    """Reads weekdays, each the last one on or before the publication."""

    def weekday(self, at: int, end: int, number: int) -> Period:
        """The last such day on or before the publication; up to another one where a span goes on."""
        if found := self.two_days(at, end):
            return found
        first = self.one_weekday(at, end, number)
        marks, tokens = self.marks, self.tokens
        behind = first.last
        if self.published and first.relative and (end := marks.run(behind, "last_week")):
            day = self.published - timedelta(days=self.published.weekday() + 7 - number)
            return Period(day, day, at, end, relative=True)
        if behind < len(tokens.words) and tokens.words[behind] == ",":
            behind += 1
        if behind >= len(tokens.words) or first.from_day is None:
            return first
        link = marks.run(behind, "and") or marks.run(behind, "to") or marks.run(behind, "span_to")
        if not link and (tokens.words[behind] in _DASHES or marks.run(behind, "until") and self.begins(at)):
            link = behind + 1
        if link and self.begins(at) and (found := self.up_to_now(at, link, first.from_day)):
            return found
        link = link and (marks.run(link, "date_filler") or link)  # "between late Sunday and early Monday"
        if not link or (run := marks.value(link, "weekday")) is None:
            return first
        second = self.one_weekday(link, run[0], int(run[1]))
        if second.to_day is None:
            return first
        start = first.from_day
        if second.relative and not first.relative:  # "from Wednesday, 19 October, until Sunday"
            second.to_day = start + timedelta(days=(int(run[1]) - start.weekday()) % 7)
        if first.relative and start > second.to_day:
            start -= timedelta(days=7)
        if not 0 < (second.to_day - start).days < 14:
            return first
        return Period(start, second.to_day, at, second.last, grain="span", relative=first.relative)

    def two_days(self, at: int, end: int) -> Period | None:
        """Two weekdays with their numbers, of which the second tells the month: "Friday 3 to Monday 6 May"."""
        marks, day = self.marks, self.day_number(end)
        if day is None or day[1] + 2 >= len(self.tokens.words):
            return None
        link = marks.run(day[1], "to") or marks.run(day[1], "and") or marks.run(day[1], "span_to")
        if not link and (self.tokens.words[day[1]] in _DASHES or marks.run(day[1], "until") and self.begins(at)):
            link = day[1] + 1
        link = link and (marks.run(link, "day_article") or link)  # "entre el viernes 3 y el lunes 6"
        run = marks.value(link, "weekday") if link else None
        second = self.day(run[0]) if run and run[0] < len(self.tokens.words) else None
        if second is None or second.day is None:
            return None
        to_day = self.bounds(second, None)[1]
        before = [to_day - timedelta(days=n) for n in range(1, _MOST)] if to_day else []
        start = next((other for other in before if other.day == day[0]), None)
        if start is None:
            return None
        return Period(start, to_day, at, second.end, grain="span", dated=second.year is not None)

    def one_weekday(self, at: int, end: int, number: int) -> Period:
        """A weekday by itself, or with its date: "Monday, 6 May"."""
        tokens = self.tokens
        if end < len(tokens.words) and (skip := self.marks.run(end, "day_part")):
            end = skip
        link = end + 1 if end < len(tokens.words) and tokens.words[end] in (",", "(") else end
        if link < len(tokens.words) and (day := self.day(link)) and day.day:
            return Period(*self.bounds(day, None), at, day.end)
        day_ = None
        if self.published:
            day_ = self.published - timedelta(days=(self.published.weekday() - number) % 7)
            if day_ == self.published and self.marks.back(at, "last", 2) >= 0:
                day_ -= timedelta(days=7)
        return Period(day_, day_, at, end, relative=True)

    def begins(self, at: int) -> bool:
        """Whether the word before opens a span: "from", "between"."""
        return any(self.marks.back(at, name, 2) >= 0 for name in ("from", "between"))

    def up_to_now(self, at: int, link: int, start: date | None) -> Period | None:
        """A span that ends in today or yesterday: "between Tuesday night and yesterday"."""
        for name, back in (("today", 0), ("yesterday", 1)):
            if self.published and (end := self.marks.run(link, name)):
                return Period(start, self.published - timedelta(days=back), at, end, grain="span", relative=True)
        return None
