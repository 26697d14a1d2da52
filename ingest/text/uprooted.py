"""People who are driven from their homes inside their country: whether that is an event, a state, or a share of all."""

from ingest.text.calendars import the_event
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence, has_any, has_class, has_number
from ingest.text.nouns import Link, Subject


def lately(row: list[Item], link: Link) -> bool:
    """Whether people have become displaced since a day: an event, though they are "internally displaced"."""
    before = [row[n].classes for n in range(max(0, link.at - 3), link.at)]
    perfect = any("perfect" in c for c in before)
    state = not perfect and any(c & {"present", "already", "remain"} for c in before)
    years = (n for n, i in enumerate(row) if n and i.period and i.period.grain == "year")
    within = [n for n in years if "in" in row[n - 1].classes]
    if link.way == "right" and not state:
        # "between January and June, 158,000 people were internally displaced"
        span = any(i.period is not None and i.period.grain == "span" for i in row)
        if span or any(_since(i) for i in row[link.at + 1 : link.at + 7]):
            return True  # "people internally displaced since fighting began"
        if any(link.at < n < link.at + 8 and not has_number(row[link.at : n]) for n in within):
            return True  # "19.2 million were internally displaced by storms in 2015"
    recent = any((p := i.period) and (p.relation in ("since", "past") or p.relative and p.grain == "year") for i in row)
    abroad = any(p.keys[0] == "displacement.refugees" for i in row for p in i.phrases)
    done = link.way == "right" and not abroad and all(i.period is None or i.period.relation != "as_of" for i in row)
    return perfect and (done or bool(within) or recent)  # "32,400 people have been internally displaced"


def _of_a_day(sentence: Sentence, what: Subject) -> bool:
    """Whether a sentence begins with the day of a state, or tells one of a number and not of the one before it."""
    row = sentence.items
    at = next((n for n in range(min(what.end, len(row)) - 1, -1, -1) if row[n].quantity is not None), 0)
    before = next((n for n in range(at - 1, -1, -1) if row[n].quantity is not None), -1)
    days = [i for n, i in enumerate(row) if i.period is not None and (n < _FRONT or n > before + _FRONT)]
    return any(i.period.relation == "as_of" or _at_the_end(sentence, i) for i in days)  # type: ignore[union-attr]


_FRONT = 4  # items at the front of a sentence, or behind the number before, in which a day is of others too


def _since(item: Item) -> bool:
    return "since_word" in item.classes or item.period is not None and item.period.relation == "since"


_NEW, _IDPS = ("displacement.new",), ("displacement.idps",)


def displaced(sentence: Sentence, link: Link, what: Subject, kind: str, memory: Memory, told: str) -> tuple[str, ...]:
    """Whether "displaced" tells of a state, of an event, or of a share of the population."""
    row = sentence.items
    if kind == "percent":
        return ("displacement.share",)
    if "families" in what.units:
        state = any("hosting" in i.classes and "took_in" not in i.classes for i in row[max(0, link.at - 4) : link.at])
        state = state or link.way == "right" and row[link.at - 1].classes >= {"be", "present"}  # "are displaced"
        state = state or link.way == "modifier" and any(i.period and i.period.relation == "as_of" for i in row)
        return _IDPS if state or registered(row, link.at, what) else _NEW  # "Kosti hosts 900 displaced families"
    if link.way == "left" and link.at <= 1 and what.head < 0 and what.end >= len(row):
        return _IDPS  # a line of key figures: "Displaced 12,000"
    numbered = link.way in ("label", "left") and has_class(row[max(0, link.at - 4) : link.at], "number_of")
    heads = row[link.at - 1 : link.at] + row[max(0, what.head - 1) : what.head]
    if link.way == "right" and has_class(heads, "number_of"):
        numbered = True  # "puts at 900 the number of people displaced", "the number displaced"
    aside = next((n for n in range(link.at, len(row)) if row[n].kind == ","), len(row))  # ", 40 per cent up since May"
    if numbered and not any("hazard" in i.classes or _since(i) for i in row[max(0, link.at - 4) : aside]):
        return _IDPS  # "the number of people displaced by violence has reached"
    if link.way in ("left", "around") or numbered and any(_since(i) for i in row):
        return _NEW  # "to 640,000 since fighting broke out"
    if found := _by_what_follows(sentence, link, what) or _by_tense(sentence, link, what):
        return found
    if link.way == "label":
        return _IDPS
    told_of = [i for n, i in enumerate(row) if n != link.at and "reception" not in i.classes]  # "$3M received"
    events = any(key.startswith("casualties.") for key in (key for i in told_of for p in i.phrases for key in p.keys))
    totals = memory.totals
    again = told == _NEW[0] and not has_class(row[link.at + 1 : link.at + 2], "before_word")
    again = again and (link.at == 0 or row[link.at - 1].period is None)  # but "and 900 currently displaced in Tola"
    return _NEW if events or again or "displacement.new" in totals and "displacement.idps" not in totals else _IDPS


def registered(row: list[Item], at: int, what: Subject) -> bool:
    """Whether those counted are told to be registered, as of now: "12,000 displaced families have been registered"."""
    lately = any(i.period and (i.period.relation in ("since", "past") or i.period.grain == "span") for i in row)
    return not lately and has_class(row[max(0, at - 3) : what.end + 12], "registering")


def _by_what_follows(sentence: Sentence, link: Link, what: Subject) -> tuple[str, ...]:
    """Whether what stands beside "displaced" makes it an event or a state; empty: it does neither."""
    row = sentence.items
    tail = row[link.at + 1] if link.at + 1 < len(row) else None
    if tail is not None and "and" in tail.classes and _in_need(row, link.at + 2):
        return _IDPS  # "were displaced and in need of food"
    auxiliary = row[link.at - 1].classes if link.at else frozenset()
    if "present" in auxiliary and "be" in auxiliary and "perfect" not in auxiliary:
        return _IDPS  # "are displaced by the raids", "currently displaced from Zigue"
    if link.way == "right" and "past" in auxiliary and "be" in auxiliary and (tail is None or "by" not in tail.classes):
        inside = tail is not None and bool(sentence.marks.run(tail.first, "inside_of"))
        named = any(i.mention is not None for i in row[link.at + 2 : link.at + 3])
        inside = inside and named and not has_class(row[link.at + 3 : link.at + 5], "by")
        if inside or has_class(row[max(0, what.end - 7) : what.end], "before_word"):
            return _IDPS  # "already before the quake 900 were displaced", "were displaced inside Tola"
    if link.way == "right" and not _of_late(row, link) and _of_a_day(sentence, what):
        return _IDPS  # "as of May, 64,000 people were displaced by war"
    if tail is None:
        return ()
    if "place_to" in tail.classes and link.way == "right" and not link.helped:
        return _NEW  # "900 families displaced to seven villages"
    if "from" in tail.classes and link.way == "right" and not link.helped:
        behind = row[link.at + 2 : link.at + 9]
        over = any(i.period is not None and i.period.grain in ("span", "month") for i in behind)
        if over or any("to" in i.classes and "from" not in i.classes for i in behind):
            return _NEW  # "200 people displaced from Tola to Bunia", "from Tola between 1 and 30 May"
    if "by" in tail.classes or "from" in tail.classes and (link.helped or "place_in" not in tail.classes):
        return _IDPS if _those(row, link) else _NEW
    inside = link.way == "right" and "in" in tail.classes  # "9,000 people displaced in the clashes"
    return _NEW if inside and the_event(row[link.at : link.at + 4]) else ()


def _of_late(row: list[Item], link: Link) -> bool:
    """Whether days that run back from now stand right behind a verb."""
    return any(i.period is not None and i.period.relation == "past" for i in row[link.at + 1 : link.at + 12])


def _by_tense(sentence: Sentence, link: Link, what: Subject) -> tuple[str, ...]:
    """Whether the tense of "displaced" and the days told make it an event or a state; empty: they do neither."""
    row = sentence.items
    start = what.end if link.way == "right" else 0  # but "has 900 displaced"
    before = [row[n].classes for n in range(max(start, link.at - 3), link.at)]
    perfect, past = any("perfect" in c for c in before), any("past" in c for c in before)
    if not (link.at and "perfect" in row[link.at - 1].classes):  # "are estimated to have been displaced" is an event
        if any("present" in c or "already" in c and not perfect for c in before):
            return _IDPS
    if _of_late(row, link):
        return _NEW  # "400,000 were displaced in the last two weeks"
    if link.way == "right" and not perfect and _among_affected(row, link.at):
        return _IDPS  # "of the affected, 900 were displaced, with 300 staying in schools"
    if past and any(i.period and i.period.relation in ("as_of", "by") for i in row):
        return _IDPS
    if past and not any(c & {"perfect", "have"} for c in before):
        if has_any(row, ("worldwide", "own_country")) or any(_at_the_end(sentence, i) for i in row):
            return _IDPS  # "at the end of 2024, 123 million were displaced"
    if any(c & {"perfect", "past", "have", "be"} for c in before):
        return _NEW
    behind = [i.period for i in row[link.at + 1 : link.at + 7] if i.period is not None]
    if any(p.relation in ("since", "past") or p.grain == "span" and not link.helped for p in behind):
        return _NEW
    tail = row[link.at + 1 : link.at + 3]
    day = tail[-1 if len(tail) > 1 and "in" in tail[0].classes else 0].period if tail else None
    # "another 3,000 uprooted last week", "1.9 million of them uprooted during that year"
    stops = (i for i in row[link.at + 1 : link.at + 20] if "by" in i.classes or i.quantity or i.kind in (";", "."))
    cause = next(stops, None) if link.way == "right" else None  # "40,000 people displaced in Tola because of raids"
    caused = cause is not None and "by" in cause.classes
    return _NEW if caused or day is not None and day.relation not in ("as_of", "now", "by") else ()


def _among_affected(row: list[Item], verb: int) -> bool:
    """Whether those displaced are some of those affected, or some of them stay in shelters: "with 900 in tents"."""
    n = next((n for n in range(verb + 1, min(verb + 4, len(row))) if row[n].quantity is not None), len(row))
    near = row[n + 1 : n + 5]
    keys = (p.keys[0] for i in near for p in i.phrases)
    return "displacement.sheltered" in keys or any("dwell" in i.classes or "sites" in i.units for i in near)


def _those(row: list[Item], link: Link) -> bool:
    """Whether those of a long conflict are spoken of as known: "the 3 million people whom the conflict uprooted"."""
    if link.way != "right" or not has_class(row[link.at + 1 : link.at + 4], "long_event"):
        return False
    n = link.at - 1
    while n > 0 and row[n].quantity is None and row[n].kind == "phrase" and row[n].classes.isdisjoint(("be", "have")):
        n -= 1
    if n <= 0 or row[n].quantity is None:
        return False
    known = "of" in row[n - 1].classes and row[n - 1].last - row[n - 1].first > 1  # "many of the"
    return known or "leading_article" in row[n - 1].classes


def driven(row: list[Item], link: Link, what: Subject, keys: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Whether those who fled are a share of all, or a state, and whether refugees are on their way home."""
    if keys == ("displacement.refugees",) and link.way == "noun":
        told = (p.keys for i in row[what.end : what.end + 2] for p in i.phrases)
        moving = has_class(row[what.end : what.end + 1], "aboard") or any("crossing.people" in keys for keys in told)
        if moving and has_class(row, "repatriation") or _home_of(row, link.at):
            return ("displacement.returnees",)  # "580 refugees crossed the border in the first repatriation"
    if keys[0] != "displacement.new":
        return keys
    if kind == "percent":
        left = link.way == "right" and row[link.at].classes & {"flight", "departure"}
        return ("displacement.share",) if left else keys
    forced = any("displacement.share" in p.keys for p in row[link.at].phrases)
    if link.way == "label" and forced and has_class(row[max(0, link.at - 4) : link.at], "number_of"):
        inside = link.at + 2 < len(row) and "place_at" in row[link.at + 1].classes and row[link.at + 2].mention
        if inside and not has_class(row, "hazard"):
            return ("displacement.idps",)  # "the number of those forced to flee within Sudan is now"
    return keys


def _home_of(row: list[Item], at: int) -> bool:
    """Whether those counted are whom a return is of: "the voluntary return to Liberia of 3,300 refugees"."""
    n = next((n for n in range(at - 1, max(at - 6, 0), -1) if row[n].quantity is not None), 0) - 1
    while n > 0 and not row[n].classes.isdisjoint(("total_of", "filler")) and "of" not in row[n].classes:
        n -= 1
    if n < 2 or not ("of" in row[n].classes or "total_of" in row[n].classes):
        return False
    for m in range(n - 1, max(n - 7, -1), -1):
        if not row[m].classes.isdisjoint(("return_noun", "repatriation")):
            return has_class(row[m + 1 : n], "to")
    return False


def _in_need(row: list[Item], at: int) -> bool:
    """Whether a state is told at an item, with no verb before it: "in urgent need of", "in need of"."""
    at += at < len(row) and row[at].kind == '"'
    in_it = at < len(row) and ("in" in row[at].classes or any(p.sort == "not" for p in row[at].phrases))
    return in_it and any(p.keys[0] == "people in need" for i in row[at : at + 5] for p in i.phrases)


def _at_the_end(sentence: Sentence, item: Item) -> bool:
    """Whether a date is the end of a span, at which a state is told: "at the end of 2024"."""
    run = sentence.marks.run
    return item.period is not None and any(run(n, "end_of") for n in range(max(item.first - 3, 0), item.first + 2))


def newly(row: list[Item], at: int, link: Link, what: Subject, told: str) -> bool:
    """Whether displaced people are told to have come or to be more than before, which is an event."""
    if at == 2 and row[1].kind == ":" and row[0].period is not None and row[0].period.grain in ("month", "span"):
        return not row[link.at].has_role("noun")  # "May 2019: 90 people displaced"
    if link.at > what.head and at and not row[at - 1].classes.isdisjoint(("counting", "records")):
        if any(i.period is not None and i.period.grain == "span" for i in row[:at]):
            return True  # "between 2 and 8 May DTM tracked 186 people displaced once or more"
    if link.way == "right":
        more = at > 0 and "another" in row[at - 1].classes
        return more and any(i.period and i.period.relative and i.period.grain == "year" for i in row)
    if link.way == "label":
        year = row[at + 2].period if at + 2 < len(row) and "in" in row[at + 1].classes else None
        level = any("from" in row[n - 1].classes for n in range(1, at + 1) if row[n].quantity is not None)
        return year is not None and year.grain == "year" and not level  # "the number of IDPs to 139,000 in 2019"
    if has_class(row[at + 1 : link.at], "fresh"):
        return True  # "50,000 new IDPs"
    behind = row[link.at + 1 : link.at + 9]
    by = behind and not behind[0].classes.isdisjoint(("by", "flight"))
    if link.way == "noun" and behind and (_since(behind[0]) or by and any(map(_since, row))):
        return True  # "3.3 million IDPs since 2014", "people displaced by war since January"
    came = row[at - 1].classes & {"influx", "took_in"} if at else ()
    if came and ("influx" in came or any(i.period and i.period.grain in ("month", "span") for i in row)):
        return True  # "Kosti received 4,000 IDPs in May"
    if told == "displacement.new" and at and "and" in row[at - 1].classes:
        return True  # "displaced 90,000 IDPs in Kassala and 40,000 IDPs in Gedaref"
    end = what.end
    if end < len(row) and row[end].kind == "(":  # "90 IDPs (20 families) arrived"
        end = next((n + 1 for n in range(end, min(end + 9, len(row))) if row[n].kind == ")"), end)
    return has_class(row[end : end + 3], "arriving")


def counted_over(row: list[Item], end: int) -> bool:
    """Whether those displaced are counted over a time: "this year 136,900 IDPs have been verified"."""
    behind = row[end : end + 2]
    counted = len(behind) > 1 and {"have", "be"} <= behind[0].classes and "records" in behind[1].classes
    days = (i.period for i in row if i.period is not None) if counted else ()
    return any(p.relation in ("since", "past") or p.grain == "year" and p.relation == "on" for p in days)
