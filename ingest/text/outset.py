"""The days of a text's writing and of the event that it is of, looked for before it is read."""

from datetime import date, timedelta

from ingest.text.calendars import CURRENT_DAYS, EVENTS, NEAR, Calendar, afterwards, current_day, happened, the_event
from ingest.text.days import Period
from ingest.text.items import Item, Sentence, cited, has_any, has_class

_TOLD = EVENTS | {"assailed", "attacked", "ravaged"}  # what a day is told of: "gunmen stormed it on Monday"
_DATELINE = 8  # items at the beginning of a text in which a dateline stands
_VERBS, _LASTING = frozenset({"attacked", "assailed", "ravaged"}), frozenset({"hazard", "long_event", "begin"})
_NOT_OF_IT = frozenset({"running", "rising"})  # "the toll of the quake reached 22 on Monday"
_NOT_IT = frozenset({"toll", "after"})  # "closed on Sunday after a night of fighting"
_OVERDUE = 200  # days that a report of days told in its title may come out after them
_LATE = 3  # days that a text may come out after the day of its dateline
_DAYS = 2  # that an event lasts beyond its first
_REPORTS = frozenset({"speech_object", "statement", "numbered"})
_OLD = 10  # days that a report that is retold may be old
_FAR = 30  # the same, where a verb says that it happened on that day


def calendar(heads: list[Sentence], published: date | None) -> Calendar:
    """The publication day, and the last day of the period that the title reports on; "since 7 October" is none."""
    found = Calendar(published)
    for sentence in heads:
        found.hurt = found.hurt or _hurt(sentence)
        for n, item in enumerate(sentence.items):
            takes = has_class(sentence.items[n + 1 : n + 3], "on_day")  # "violence takes its toll on civilians"
            found.toll = found.toll or "running" in item.classes and not takes
            period = item.period
            told = period is not None and period.relation != "since" and _to_the_day(sentence, period)
            if told and period is not None and period.to_day:
                found.reported = period.to_day
                found.covered = period if period.grain == "span" else None
            elif period is not None and period.grain in ("span", "month") and period.dated and not found.covered:
                if period.relation == "on" and found.reported is None:
                    found.covered = period  # "Report, May 2024": only of "the reporting period"
    late = _OVERDUE if found.covered is not None and found.covered.dated else CURRENT_DAYS
    last = found.covered.to_day if found.covered is not None else found.reported
    if published and last and not 0 <= (published - last).days <= late:
        found.reported = found.covered = None  # "worse than the floods of 2000-2001"
    found.titled = found.reported is not None
    return found


def _to_the_day(sentence: Sentence, period: Period) -> bool:
    """Whether a day, or a span with its days, is written: "1 - 31 May", not "December to February"."""
    written = sentence.marks.tokens.raw[period.first : period.last]
    days = period.grain == "day" or any(word[0].isdecimal() and len(word) != 4 for word in written)
    return days and period.grain in ("day", "span") and not period.relative


def around(heads: list[Sentence]) -> date | None:
    """A day soon after the last one that the title gives with its year; None: it gives none."""
    days = [i.period.to_day for s in heads for i in s.items if i.period and i.period.dated and i.period.to_day]
    return min(max(days), date(2999, 1, 1)) + timedelta(days=31) if days else None


def begin(calendar: Calendar, body: list[Sentence]) -> None:
    """Looks through a text for the day of its writing and that of its event before it is read."""
    _dateline(calendar, body)
    telling = (n for n, s in enumerate(body) if len(s.items) > _DATELINE or s.span.kind == "sentence" and _counts(s))
    calendar.lead = next(telling, 0)
    first = 0  # sentence of the paragraph
    for n, sentence in enumerate(body) if not calendar.titled else ():
        first = first if body[first].span.paragraph == sentence.span.paragraph else n
        if "date" in sentence.kinds and (told := _of_report(sentence.items, calendar.published)):
            calendar.reports[n] = told
        elif "date" in sentence.kinds and not sentence.classes.isdisjoint(("covering", "surveyed")):
            for span in [i.period for m, i in enumerate(sentence.items) if i.period and _surveyed(sentence.items, m)]:
                if span.relation == "on" and not span.said and span.to_day and current_day(calendar, span):
                    calendar.reports[first] = span.to_day
        last = n + 1 == len(body) or body[n + 1].span.paragraph != sentence.span.paragraph
        if last and calendar.published is None and (stamp := _stamp(sentence.items)) is not None:
            calendar.reports |= {first: stamp.to_day, n + 1: None}
    for n, sentence in enumerate(body):
        dated = "date" in sentence.kinds and not sentence.classes.isdisjoint(_TOLD)
        if dated and calendar.struck is None and _to_come(sentence.items):
            return
        if dated and (day := _struck(sentence, calendar.struck is None)):
            if calendar.struck is not None and calendar.struck.to_day != day.to_day:
                calendar.several = n  # of several events the first is meant until the second is told
                return
            anew = n > calendar.lead and _counts(sentence) and not the_event(sentence.items)  # "four died when it fell"
            if calendar.struck is None and not anew:
                calendar.struck, calendar.struck_in, calendar.happened = day, n, happened(sentence.items, sentence)
                calendar.sudden = sentence.classes.isdisjoint(_LASTING)
    if calendar.struck is None and calendar.lead < len(body):
        _of_lead(calendar, body[calendar.lead])


def _hurt(sentence: Sentence) -> bool:
    """Whether a sentence tells of dead or hurt."""
    return any(p.keys[0].startswith("casualties.") for item in sentence.items for p in item.phrases)


def _counts(sentence: Sentence) -> bool:
    """Whether a short sentence counts dead or hurt, as no dateline does."""
    return "quantity" in sentence.kinds and _hurt(sentence)


def _of_report(row: list[Item], published: date | None) -> date | None:
    """The day of a report that a sentence begins with: "In its report of 24 May, the agency said"."""
    for n in range(1, min(len(row), 6)):  # items at the beginning of a sentence
        period = row[n].period
        if period is None or period.grain != "day" or period.relative or period.to_day is None or published is None:
            continue
        if has_class(row[:n], "since_word"):
            return None  # "since the last report on 3 May"
        heads = n < 4 and period.dated and not row[n - 1].classes.isdisjoint(_REPORTS)  # "Update 3 May 2014 In Tola"
        report = [i for i in row[max(0, n - 3) : n - 1] if "that" not in i.classes]  # "a fire that broke out on 3 May"
        if heads or "date_filler" in row[n - 1].classes and has_any(report, _REPORTS):
            return period.to_day if 0 <= (published - period.to_day).days <= _OLD else None
    return None


def _stamp(row: list[Item]) -> Period | None:
    """The day of a source that a paragraph of a compilation ends with: "... were hurt. (Red Cross, 4 May 2014)"."""
    n = len(row) - 2 - (row[-1].kind == ".")
    period = row[n].period if n > 1 else None
    return period if period is not None and period.dated and cited(row, period) else None


def _surveyed(row: list[Item], n: int) -> bool:
    """Whether a period is that in which what the text tells was counted: "for which data were gathered in July"."""
    if has_class(row[max(0, n - 4) : n], "covering"):
        return True  # "this bulletin covers the period of 3 to 9 May"
    made = next((m for m in range(n - 1, max(-1, n - 7), -1) if "surveyed" in row[m].classes), -1)
    active = row[n].period.grain == "span" and has_class(row[made:n], "survey")  # type: ignore[union-attr]
    return made > 0 and (active or has_class(row[max(0, made - 6) : made], "survey"))


def _of_lead(calendar: Calendar, lead: Sentence) -> None:
    """Takes the day on which a text's first sentence tells of dead or hurt for that of what it is of."""
    days = [i.period for i in lead.items if i.period is not None and not i.period.said]
    if len(days) != 1 or "since_word" in lead.classes or days[0].relation != "on" or days[0].grain != "day":
        return
    at = next(n for n, item in enumerate(lead.items) if item.period is days[0])
    if has_any(lead.items[:at], ("aftermath", "toll", "rising")):
        return  # "crews dug on Monday for those whom a slide had buried", "the toll of the storm reached 40 on Monday"
    if (calendar.hurt or _hurt(lead)) and days[0].to_day:
        calendar.struck, calendar.struck_in = days[0], calendar.lead
        calendar.sudden = lead.classes.isdisjoint(_LASTING)


def _to_come(row: list[Item]) -> bool:
    """Whether an event is still to come on a day: "the storm was expected to reach Tolo on Sunday"."""
    days = [n for n, i in enumerate(row) if i.period is not None and i.period.relation == "on" and not i.period.said]
    return any(has_any(row[max(0, n - 6) : n], ("future", "unreal")) for n in days)


def _struck(sentence: Sentence, first: bool) -> Period | None:
    """The day on which an event is told to have happened: "the quake struck late on Tuesday"; `first`: none before."""
    row = sentence.items
    for n, item in enumerate(row):
        period = item.period
        if period is None or period.said or period.to_day is None:
            continue
        if "since_word" in sentence.classes and has_class(row[max(0, n - 5) : n], "since_word"):
            continue  # "since fighting resumed on 4 May"
        named = period.relation in ("after", "by") and period.relative and has_any(row[n + 1 : n + 2], EVENTS)
        if period.relation != "on" and not named:  # but "after Friday's raid"
            continue
        if period.from_day is None or (period.to_day - period.from_day).days > _DAYS:
            continue
        m = _beside(sentence, n)
        if m >= 0 and _of_toll(row, m, n) or m >= 0 and has_class(row[max(0, m - 3) : m], "another"):
            continue  # "the toll of the storm that swept the coast rose on Monday to 40"
        joined = next((k for k in range(m + 1, n) if row[k].classes & {"and", "relative", "while"}), n)
        if m < 0 or afterwards(row, n, min(len(row), n + NEAR)) or has_class(row[joined + 1 : n], "aftermath"):
            continue  # "a slide buried homes, and people were digging on Monday"
        if first or not any("indefinite" in i.classes or i.quantity for i in row[max(0, m - 6) : m]):
            return period
    return None


def _of_toll(row: list[Item], m: int, n: int) -> bool:
    """Whether a day is that on which the toll of an event was raised: "the toll of the storm rose to 40 on Monday"."""
    raised = any(row[k].quantity is not None and "to" in row[k - 1].classes for k in range(m + 1, n))
    return has_class(row[:m], "toll") and (raised or has_class(row[n + 1 : n + 2], "to"))


def _beside(sentence: Sentence, n: int) -> int:
    """The event that a day is told of; -1: none, or what was reached on that day."""
    row = sentence.items
    near = row[max(0, n - 3) : n]  # "the raid, which ..., took place on Monday", "shortly before dusk on Monday"
    happened = has_any(near, ("happened", "time_of_day"))
    near_to = n - (_FAR if happened else NEAR + 3)  # items that a time of day may take beyond
    # farther off only a verb: "who attacked the town of ... on Monday"
    least = max(-1, n - _FAR, near_to - 1 if sentence.classes.isdisjoint(_VERBS) else -1)
    sides = (range(n - 1, least, -1), _NOT_OF_IT), (range(n + 1, min(len(row), n + NEAR)), _NOT_IT)
    for side, ends in sides:
        for m in side:
            classes = row[m].classes
            if not classes or m < near_to and classes.isdisjoint(_VERBS):
                continue
            if not classes.isdisjoint(ends):
                if m < n and n - m < 4 and "running" in classes:
                    return -1  # "the toll rose to 38 on Monday from a series of storms"
                break
            if not classes.isdisjoint(_TOLD) and "long_event" not in classes:
                return m
    return -1


def _dateline(calendar: Calendar, body: list[Sentence]) -> None:
    """Takes the day of a dateline ("MANILA, 28 October (Agency) - ") as that of the writing, and of no event."""
    for sentence in body[:1]:
        row = sentence.items
        for n, item in enumerate(row[:_DATELINE]):
            period = item.period
            if item.quantity is not None or item.phrases:
                return
            if period is None or period.grain != "day" or period.relative or period.relation != "on":
                continue
            after = row[n + 1 : n + 7]
            dash = next((m for m, other in enumerate(after) if other.kind == "-"), -1)
            closes = n + 2 < len(row) and row[0].kind == "(" and row[n + 1].kind == ")"
            named = row[0].mention is not None and n + 1 < len(row) and row[n + 1].kind == "("  # "Lae, May 9 (AP)"
            if calendar.published and period.to_day and (calendar.published - period.to_day).days > _LATE:
                return  # "3 July - twelve people were killed", told a week later
            dashed = dash >= 0 and all(i.quantity is None and not i.phrases for i in after[:dash])
            if closes or named or dashed or _after_city(row, n):
                period.said = True
                if calendar.published is None and calendar.reported is None and period.dated:
                    calendar.reported = period.to_day
            return


def _after_city(row: list[Item], n: int) -> bool:
    """Whether a day stands right behind a place in capitals at the beginning: "ACCRA, June 3. At least ...".

    So does one behind any name, with a colon, where the sentence tells another day.
    """
    if n + 2 < len(row) and row[n + 1].kind == ":" and any(i.period is not None for i in row[n + 2 :]):
        return n > 0 and all(i.mention or i.kind in (",", "word") for i in row[:n])
    place = row[0].mention
    return place is not None and place.text.isupper() and all(i.mention or i.kind == "," for i in row[1:n])
