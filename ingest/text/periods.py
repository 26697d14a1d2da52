"""Days and spans of time as written, resolved against the publication day; null where nothing settles them."""

from datetime import date, timedelta
from itertools import chain

from data.lexicon import Lexicon
from data.tree import TIMING
from ingest.text.days import Day, Period
from ingest.text.linked import months_before, of_days, of_weeks, settle, weekday_of
from ingest.text.marks import Marks, mark
from ingest.text.stretches import LEANING, StretchReader
from ingest.text.tokens import possessive

_RELATIVE = TIMING - {"month", "day_word", "number", "tens", "few", "unit_before"}
_NAMED_TIMES = frozenset(
    "today yesterday weekend last_year last_month this last since_then so_far now same_day undated".split()
)
_DASHES, _RELATIONS = ("-", "–", "—", "−"), ("since", "as_of", "after", "by", "until", "before")
_RELATED = frozenset(_RELATIONS)
_LINKS = frozenset({"to", "and", "until", "span_to"})  # what may stand between the two days of a span
BESIDE = 60  # days by which a text may go on from the last day that it gives in full
_ANEW = 7  # days from one told before to that of a statement, from which "a day earlier" is then told
AHEAD = 240  # days for which "until 5 March" may be past


def periods(text: str, lexicon: Lexicon, published: date | None) -> list[Period]:
    """Days and spans in the text, in order, not overlapping. Spans are [start, end) in code points of `text`."""
    return find(mark(text, lexicon), published)


def find(
    marks: Marks, published: date | None, around: date | None = None, covered: Period | None = None
) -> list[Period]:
    """Days and spans among marked words; `around`: a day near which the text was written, for years left out.

    `covered`: the days that its title says it is of.

    Where no day of publication is known, the last day that the text itself gives with its year stands for it.
    """
    found = _found(marks, published, around, covered)
    if published is None and any(not p.dated and not p.relative for p in found):
        days = [p.to_day for p in found if p.dated and p.grain in ("day", "span") and p.to_day is not None]
        if days and (around is None or max(days) > around):
            return _found(marks, None, max(days) + timedelta(days=BESIDE), covered)
    return found


def _found(marks: Marks, published: date | None, around: date | None, covered: Period | None) -> list[Period]:
    reader = _Reader(marks, published)
    reader.around = published or around
    reader.covered = covered
    found: list[Period] = []
    end = 0
    tokens = marks.tokens
    for at in marks.counts:
        if at < end or not (tokens.words[at][0].isdecimal() or _begins(marks, at)):
            continue
        period = reader.period(at)
        if period is None:
            continue
        if period.relative and period.grain in ("year", "month"):
            reader.dim(period)
        if period.grain in ("day", "month"):
            of_weeks(marks, period, found[-1].last if found else 0)
        reader.relate(period, found[-1].last if found else 0)
        if found:
            settle(marks, found, period, published)
        if found and period.relative and weekday_of(marks, found[-1], period):
            end = period.last
            continue
        period.start = tokens.starts[period.first]
        period.end = tokens.ends[period.last - 1]
        found.append(period)
        anew = reader.base and period.to_day and (period.to_day - reader.base).days > _ANEW
        plain = period.relation != "since" and (not period.said or not reader.base or anew)
        if plain and period.to_day is not None and (period.grain == "day" or of_days(period)):
            reader.base, reader.first = period.to_day, period.from_day
        if period.grain in ("span", "recent", "month", "year") or period.relation == "since":
            reader.spans.append(period)
        reader.near_year, reader.written = reader.written, None
        end = period.last
    return [period for period in found if period.relation != "while"]


def _begins(marks: Marks, at: int) -> bool:
    """Whether a run at a word is one that a day or a span begins with."""
    if not marks.kinds[at].isdisjoint(TIMING):
        for _, entry in marks.at[at]:
            if entry.values or not entry.classes.isdisjoint(TIMING):
                return True
    return False


_THIS = {"year": "year", "month": "month", "week": "span"}
_UP_TO_A_DAY = frozenset({"date_filler", "in", "speech_object", "article"})  # between a verb of saying and its day


class _Reader(StretchReader):
    def period(self, at: int) -> Period | None:
        return None if self.no_day(at) else self.dated(at) or self.relative(at)

    # -- dates with a month or a year

    def dated(self, at: int) -> Period | None:
        first = self.day(at)
        if first is None:
            return None
        if (second := self.other_end(at, first)) is not None:
            return self.span(at, first, second)
        if open_ended := self.until_today(at, first):
            return open_ended
        self.written = first.year
        days = self.bounds(first, None)
        grain = "day" if first.day else "month" if first.month else "year"
        period = Period(*days, at, first.end, grain=grain, dated=first.year is not None)
        if grain == "month" and (half := self.half(at, first.end, period)):
            return half
        vague = self.marks.back(at, "vague_before", 3)
        if vague >= 0 and grain != "day":
            begin = self.marks.back(at, "start_of", 4)
            if (last := self.marks.back(at, "end_of", 4)) >= 0:
                period.first, period.grain, period.from_day = last, "day", period.to_day
            elif begin >= 0 and self.marks.back(begin, "since", 3) >= 0:
                period.first, period.grain, period.to_day = begin, "day", period.from_day
            else:
                period = Period(None, None, vague, first.end, grain="vague")
        return period

    def other_end(self, at: int, first: Day) -> Day | None:
        """The second date of a span; changes nothing."""
        marks, tokens = self.marks, self.tokens
        end = first.end
        if end >= len(tokens.words):
            return None
        end += tokens.words[end] == "," and first.year is not None and bool(marks.run(end + 1, "and"))
        joined = tokens.joined(end)
        if not joined and tokens.words[end] not in _DASHES and marks.kinds[end].isdisjoint(_LINKS):
            return None
        vague = max(marks.back(at, name, 3) for name in ("vague_before", "date_filler"))
        begin = vague if vague >= 0 else at
        between = self.behind(at, "between") or self.behind(begin, "between")
        begins = between or self.behind(at, "from") or self.behind(begin, "from")
        if joined or tokens.words[end] in _DASHES:
            link = end if joined else end + 1
        elif link := marks.run(end, "to"):
            night = at > 0 and "of" in marks.kinds[at - 1] and marks.value(at, "month")  # "the night of May 3 to 4"
            begins = begins or bool(night and self.second_day(link))
        elif between and (link := marks.run(end, "and")):
            pass
        elif begins and (link := marks.run(end, "until") or marks.run(end, "span_to")):
            pass
        elif first.month and not first.day and (link := marks.run(end, "and")) and self.month(link):
            pass  # "in March and April"
        elif marks.value(at, "month") and first.day and (link := marks.run(end, "and")) and self.second_day(link):
            begins = True  # "on March 11 and 14"
        else:
            return None
        if skip := max(marks.run(link, name) for name in ("end_of", "day_article", "date_filler")):
            link = skip
        if first.month and first.day and (day := self.day_number(link)) and not self.month_behind(day[1]):
            apart = tokens.words[first.end] in _DASHES  # "May 3 - 12", but "as of 3 May - 26 per cent"
            if not self.counts(day[1]) and day[0] > first.day and not (apart and self.day_number(at)):
                if apart or tokens.joined(first.end) or begins:
                    return self.with_year(Day(first.year, first.month, day[0], day[1]))
        other = self.day(link) if link < len(tokens.words) else None
        return None if other is None or (other.month is None) != (first.month is None) else other

    def second_day(self, at: int) -> bool:
        """Whether a number behind "March 11 and" is a day too, and not a count: "March 11 and 14 were killed"."""
        day = self.day_number(at)
        if day is None or self.counts(day[1]) or day[1] >= len(self.tokens.words):
            return False
        return not any(self.marks.run(day[1], name) for name in ("past", "present", "perfect", "number", "tens"))

    def behind(self, at: int, name: str) -> bool:
        """Whether a word of a class stands before a day, an article between them or not: "entre le 15"."""
        if self.marks.back(at, name, 2) >= 0:
            return True
        article = self.marks.back(at, "day_article", 2)
        return article >= 0 and self.marks.back(article, name, 2) >= 0

    def span(self, at: int, first: Day, second: Day) -> Period:
        dated = first.year is not None or second.year is not None
        if first.year is None and second.year is None and (begin := self.bounds(first, None)[0]):
            first.year = begin.year  # the last such span that has begun: "October to December", told in November
            second.year = begin.year + ((second.month or 0) < (first.month or 0))
        to_start, to_end = self.bounds(second, None)
        from_start, _ = self.bounds(first, to_end)
        return Period(from_start, to_end, at, second.end, grain="span", dated=dated)

    # -- days told from the publication day

    def relative(self, at: int) -> Period | None:
        marks, published = self.marks, self.published
        kinds = marks.kinds[at]
        if kinds.isdisjoint(_RELATIVE):
            told = self.ago(at) or (self.short_span(at) or self.nth(at) if self.day_number(at) else None)
            return told or self.of_fighting(at) or self.last_few(at)
        if not kinds.isdisjoint(LEANING) and (told := self.leaning(at)):
            return told
        if "weekday" in kinds and (run := marks.value(at, "weekday")):
            return self.weekday(at, run[0], int(run[1]))
        if "previous" in kinds and "past" in kinds and (told := self.previous(at)):
            return told
        if "past" in kinds and (end := marks.run(at, "past")) and (told := self.last_few(end)):
            told.first = at
            return told
        if "past" in kinds and "be" not in kinds and (end := marks.run(at, "past")) and (unit := self.length(end)):
            days, last = unit
            months = self.months(end)
            if (days or months) and (ends := self.of_month(at, last, days, months, True)):
                return ends
            begin = published - timedelta(days=days) if published and days else None
            if months:
                begin = months_before(published, months) if published else None
            alone = marks.value(end, "time")
            several = alone and any(self.tokens.raw[end][:-1].lower() in names for names in self.units)  # "past days"
            bare = several or marks.run(at, "for_days") and (months or alone)  # "within hours", "eight months"
            known = bool(days or months) and not bare
            return Period(begin, published if known else None, at, last, "past", "recent" if known else "vague", True)
        if kinds.isdisjoint(_NAMED_TIMES):
            told = self.ago(at) or self.short_span(at)  # "were", "over", "including"
            return told or (self.last_few(at) if kinds & {"number", "unit_before"} else None)
        for name, back in (("today", 0), ("yesterday", 1)):
            if name in kinds and (end := marks.run(at, name)):
                behind = range(end, min(end + 3, len(marks.at)))
                if any(marks.value(n, "weekday") or self.day(n) or self.short_span(n) for n in behind):
                    return None  # "overnight on Tuesday", "overnight, on 8-9 June"
                return self.with_other(at, end, published - timedelta(days=back) if published else None)
        if "weekend" in kinds and (end := marks.run(at, "weekend")):
            sunday = published - timedelta(days=(published.weekday() + 1) % 7) if published else None
            begin = sunday - timedelta(days=1) if sunday else None
            last = marks.back(at, "last", 2) >= 0
            if sunday and begin and published and last and published.weekday() == 6:
                begin, sunday = begin - timedelta(days=7), sunday - timedelta(days=7)
            elif sunday and published and not last and published.weekday() == 5:
                begin, sunday = published, published
            return Period(begin, sunday, at, end, grain="span", relative=True)
        for name, length in (("last_year", "year"), ("last_month", "month")):
            if name in kinds and (end := marks.run(at, name)):
                return self.last(at, end, length)
        if "this" in kinds and (end := marks.run(at, "this")) and (unit_ := marks.value(end, "time")):
            if sort := _THIS.get(str(unit_[1])):
                start = published and published.replace(day=1, month=1 if sort == "year" else published.month)
                if sort == "span":
                    start = published and published - timedelta(days=published.weekday())
                return Period(start, published, at, unit_[0], grain=sort, relative=True)
        if "last" in kinds and (end := marks.run(at, "last")) and (unit_ := marks.value(end, "time")):
            return self.last(at, unit_[0], str(unit_[1]))
        for name in ("since_then", "so_far", "now", "same_day", "undated"):
            if name in kinds and (end := marks.run(at, name)):
                named = name == "now" and self.tokens.words[at - 1] == "("  # "Burma (now Myanmar)"
                return None if named else Period(None, None, at, end, name, "vague", True)
        return self.ago(at) or self.short_span(at) or self.last_few(at)

    def short_span(self, at: int) -> Period | None:
        """A span whose month stands behind the second day: "1 and 4 July", "8-9 January"."""
        day = self.day_number(at)
        if day is None:
            return None
        marks, tokens = self.marks, self.tokens
        end = day[1]
        while end + 1 < len(tokens.words) and tokens.words[end] == "," and (more := self.day_number(end + 1)):
            end = more[1]  # "3, 4 and 5 July"
        several = end > day[1]
        if end >= len(tokens.words):
            return None
        if tokens.joined(end):
            link = end
        elif tokens.words[end] in (*_DASHES, "/"):
            link = end + 1
        else:
            link = marks.run(end, "to") or marks.run(end, "until") or marks.run(end, "and")
            if not link and self.behind(at, "from"):
                link = marks.run(end, "span_to")
        if several and link != marks.run(end, "and"):
            return None  # "Report no. 5, 16 to 30 November"
        if link and (skip := marks.run(link, "day_article")):
            link = skip
        if not link or link >= len(tokens.words):
            return None
        second = self.day(link)
        if second is None or second.day is None or second.month is None:
            return None
        return self.span(at, Day(second.year, second.month, day[0], end), second)

    # -- the words before

    def dim(self, period: Period) -> None:
        """Leaves a part of a year or month without days: "late last year", "the summer of this year"."""
        at = self.marks.back(period.first, "vague_before", 3)
        if at >= 0 and self.marks.back(at, "since", 3) < 0:
            period.from_day = period.to_day = None
            period.first, period.grain = at, "vague"

    def coming(self, period: Period) -> None:
        """Takes a day without a year that something lasts until for the next one: "until 5 January", in December."""
        to_day, today = period.to_day, self.published
        if period.relation not in ("until", "by") or period.dated or period.relative or to_day is None or today is None:
            return
        if period.from_day and (today - to_day).days > AHEAD and (to_day.month, to_day.day) != (2, 29):
            period.from_day = period.from_day.replace(year=period.from_day.year + 1)
            period.to_day = to_day.replace(year=to_day.year + 1)

    def days_after(self, period: Period) -> None:
        """Takes "five days after Saturday's quake" for the day that it is."""
        for start in range(max(0, period.first - 3), period.first):
            bare = self.marks.value(start, "time") and self.marks.back(start, "indefinite", 1) < 0  # "the days after"
            span = None if bare else self.length(start)
            if span and span[1] == period.first and span[0] and period.grain == "day" and period.to_day:
                day = period.to_day + timedelta(days=span[0])
                if self.published is None or day <= self.published:
                    period.from_day = period.to_day = day
                    period.relation, period.first = "on", start
                return

    def led(self, at: int) -> frozenset[str]:
        """What the three words before may say of how a day is meant."""
        return _RELATED.intersection(chain(*self.marks.kinds[at - 3 if at > 3 else 0 : at]))

    def of_issue(self, start: int) -> bool:
        """Whether "from" tells of which day a named source is: "according to the update from 10 June"."""
        marks = self.marks
        if start < 1 or marks.run(start, "since_word") or not marks.run(start - 1, "speech_object"):
            return False
        return any(marks.back(n, "according", 3) >= 0 for n in range(max(1, start - 7), start))

    def of_source(self, at: int, floor: int) -> bool:
        """Whether a day is when somebody spoke: "according to sources on Tuesday", "addressing the House on Friday"."""
        marks, first = self.marks, max(floor, at - 12)  # words between one who speaks and the day
        if not any(["according" in kinds or "speaking" in kinds for kinds in marks.kinds[first:at]]):
            return False
        for n in range(at - 1, first - 1, -1):
            share = marks.value(n, "percent") is not None  # "95 per cent full on Saturday"
            if marks.back(n + 1, "according", 3) >= 0 and not share or marks.run(n, "speaking"):
                return True
            if not self.tokens.words[n][0].isalpha() or not marks.kinds[n].isdisjoint(("which", "that", "when")):
                return False
        return False

    def relate(self, period: Period, floor: int) -> None:
        """Sets relation and whether the day is that of a statement, from the words before: "a statement on Monday"."""
        marks = self.marks
        at = period.first
        skip = marks.back(at, "date_filler", 3)
        near = skip if skip >= floor and skip >= 0 else at
        near = self.before_time(near)
        led = self.led(at) | self.led(near) if near < at else self.led(at)
        for name in [name for name in _RELATIONS if name in led] if led else ():
            start = marks.back(at, name, 3)
            start = start if near == at else max(start, marks.back(near, name, 3))
            if name == "since" and period.grain == "span" and not (period.relative and marks.run(start, "since_word")):
                continue
            if name == "since" and self.apart(start, period.last):
                continue
            if name == "since" and period.grain == "day" and self.of_issue(start):
                period.relation, period.first = "as_of", start  # "according to its update from 10 June"
                return
            if start >= floor and start >= 0 and period.relation == "on":
                if near < skip and name in ("after", "before"):
                    return  # "shortly after 2 a.m. on Sunday"
                period.relation, period.first = name, start
                self.coming(period)
                if name == "after":
                    self.days_after(period)
                return
        if period.relation != "on":
            return
        if period.grain == "year" and not period.relative and self.of_plan(period.last - 1):
            period.relation = "plan"
            return
        behind = near > floor and (marks.run(period.last, "speech") or marks.run(period.last, "stance"))
        if period.grain == "day" and (behind or period.relative and self.of_source(at, floor)):  # "on Monday condemned"
            period.said = True
            return
        if possessive(self.tokens.raw[period.last - 1]) and not marks.run(period.last, "statement"):
            return  # "said Monday's clashes killed nine"
        before = (marks.run(at - 2, "today"), marks.run(at - 2, "yesterday")) if at > 1 else ()
        start = at - 2 * (at - 1 in before)  # "said yesterday (Tuesday)"
        for _ in range(7):
            step = start - 1
            if step < floor or step < 0 or marks.run(step, "that"):
                return  # "reports that yesterday 90 trucks left"
            uttered = marks.back(start, "utterance", 3) if period.grain == "day" else -1
            uttered = -1 if uttered < floor or self.tokens.capital(uttered) else uttered
            noun = "area_noun" in marks.kinds[step]  # "across 14 states on Monday"
            told = max(marks.back(start, "speech", 3), marks.back(start, "stance", 4)) >= floor
            told = (told or bool(marks.run(step, "speech"))) and not marks.counting(start)
            if uttered >= 0 or not noun and told:
                told = period.dated or start == at or marks.run(step - 1, "be") > 0  # "in July 2011", "says July was"
                period.said = period.grain != "month" or not told
                return
            if not self.tokens.capital(step):
                if not any([marks.run(step, name) for name in _UP_TO_A_DAY.intersection(marks.kinds[step])]):
                    return
            start = step
