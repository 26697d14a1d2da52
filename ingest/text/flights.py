"""People who are driven from their homes: whether that is an event or a state, and whether they crossed a border."""

from data.catalogue import Catalogue
from ingest.text.calendars import the_event
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link, Subject


def lately(row: list[Item], link: Link) -> bool:
    """Whether people have become displaced since a day: an event, though they are "internally displaced"."""
    before = [row[n].classes for n in range(max(0, link.at - 3), link.at)]
    perfect = any("perfect" in c for c in before)
    state = not perfect and any(c & {"present", "already", "remain"} for c in before) or _now(row, link.at - 1)
    if link.way == "right" and not state and any(_since(i) for i in row[link.at + 1 : link.at + 7]):
        return True  # "people internally displaced since fighting began"
    if link.way == "right" and not state and any(i.period is not None and i.period.grain == "span" for i in row):
        return True  # "between January and June, 158,000 people were internally displaced"
    years = (n for n, i in enumerate(row) if n and i.period and i.period.grain == "year")
    within = [n for n in years if "in" in row[n - 1].classes]
    near = [n for n in within if link.at < n < link.at + 8 and all(i.quantity is None for i in row[link.at : n])]
    if link.way == "right" and not state and near:
        return True  # "19.2 million were internally displaced by storms in 2015"
    return perfect and (
        bool(within)  # "so far in 2022, 32,400 people have been internally displaced"
        or any(
            i.period is not None
            and (i.period.relation in ("since", "past") or i.period.relative and i.period.grain == "year")
            for i in row
        )
    )


def _moved_on(row: list[Item], at: int) -> bool:
    """Whether both ends of a movement are told: "from the reserve to the town"."""
    if at >= len(row) or "from" not in row[at].classes:
        return False
    for n in range(at + 1, min(at + 10, len(row) - 1)):
        if "to" in row[n].classes and "from" not in row[n].classes:
            return row[n + 1].mention is not None or "article" in row[n + 1].classes
        if row[n].kind in (",", ";", ".") or row[n].quantity is not None:
            return False
    return False


def _now(row: list[Item], n: int) -> bool:
    """Whether a word tells of the present: "currently displaced"."""
    period = row[n].period if n >= 0 else None
    return period is not None and period.relation == "now"


def _as_of(sentence: Sentence, item: Item) -> bool:
    """Whether a date is that of a state: "as of 31 May", "at the end of 2021"."""
    return item.period is not None and (item.period.relation == "as_of" or _at_the_end(sentence, item))


def _of_a_day(sentence: Sentence, what: Subject) -> bool:
    """Whether a sentence begins with the day of a state, or tells one of a number and not of the one before it."""
    row = sentence.items
    at = next((n for n in range(min(what.end, len(row)) - 1, -1, -1) if row[n].quantity is not None), 0)
    before = next((n for n in range(at - 1, -1, -1) if row[n].quantity is not None), -1)
    return any(_as_of(sentence, row[n]) for n in range(len(row)) if n < _FRONT or n > before + _FRONT)


_FRONT = 4  # items at the front of a sentence, or behind the number before, in which a day is of others too


def _since(item: Item) -> bool:
    return "since_word" in item.classes or item.period is not None and item.period.relation == "since"


def displaced(sentence: Sentence, link: Link, what: Subject, kind: str, memory: Memory, told: str) -> tuple[str, ...]:
    """Whether "displaced" tells of a state, of an event, or of a share of the population."""
    row = sentence.items
    if kind == "percent":
        return ("displacement.share",)
    if "families" in what.units:
        return ("displacement.new",)
    if link.way == "left" and link.at <= 1 and what.head < 0 and what.end >= len(row):
        return ("displacement.idps",)  # a line of key figures: "Displaced 12,000"
    numbered = link.way in ("label", "left") and any(
        "number_of" in i.classes for i in row[max(0, link.at - 4) : link.at]
    )
    if numbered and not any("hazard" in i.classes or _since(i) for i in row):
        return ("displacement.idps",)  # "the number of people displaced by violence has reached"
    if link.way in ("left", "around") or numbered and any(_since(i) for i in row):
        return ("displacement.new",)  # "to 640,000 since fighting broke out"
    tail = row[link.at + 1] if link.at + 1 < len(row) else None
    if tail is not None and "and" in tail.classes and _in_need(row, link.at + 2):
        return ("displacement.idps",)  # "were displaced and in need of food"
    auxiliary = row[link.at - 1].classes if link.at else frozenset()
    if _now(row, link.at - 1) or "present" in auxiliary and "be" in auxiliary and "perfect" not in auxiliary:
        return ("displacement.idps",)  # "are displaced by the raids", "currently displaced from Zigue"
    before = [row[n].classes for n in range(max(0, link.at - 3), link.at)]
    perfect = any("perfect" in c for c in before)
    lately_told = any(i.period is not None and i.period.relation == "past" for i in row[link.at + 1 : link.at + 7])
    if link.way == "right" and not perfect and not lately_told and _of_a_day(sentence, what):
        return ("displacement.idps",)  # "as of May, 64,000 people were displaced by war"
    if link.way == "right" and not link.helped and _moved_on(row, link.at + 1):
        return ("displacement.new",)  # "200 people displaced from Tola to Bunia"
    if link.way == "right" and not link.helped and what.head > 0:
        there = (i for i in row[max(0, what.head - 5) : what.head] if i.classes.isdisjoint(("past", "leaves")))
        if any(p.role == "around" and p.keys[0] == "displacement.idps" for i in there for p in i.phrases):
            return ("displacement.idps",)  # "there are 90 persons displaced in Tola"
    if tail is not None and (
        "by" in tail.classes or "from" in tail.classes and (link.helped or "place_in" not in tail.classes)
    ):
        return ("displacement.idps",) if _those(row, link) else ("displacement.new",)
    if link.way == "right" and tail is not None and "in" in tail.classes and the_event(row[link.at : link.at + 4]):
        return ("displacement.new",)  # "9,000 people displaced in the clashes"
    state = "perfect" not in auxiliary  # "are estimated to have been displaced" is an event
    if state and any("present" in c or "already" in c and not perfect for c in before):
        return ("displacement.idps",)
    if lately_told:
        return ("displacement.new",)  # "400,000 were displaced in the last two weeks"
    if (
        link.way == "right"
        and not perfect
        and _among_affected(row, what.end - 1 if what.head < 0 else what.head, link.at)
    ):
        return ("displacement.idps",)  # "of the affected, 900 were displaced, with 300 staying in schools"
    if any("past" in c for c in before) and any(i.period and i.period.relation in ("as_of", "by") for i in row):
        return ("displacement.idps",)
    if any("past" in c for c in before) and not any(c & {"perfect", "have"} for c in before):
        if any(i.classes & {"worldwide", "own_country"} for i in row) or any(_at_the_end(sentence, i) for i in row):
            return ("displacement.idps",)  # "at the end of 2024, 123 million were displaced"
    if any(c & {"perfect", "past", "have", "be"} for c in before):
        return ("displacement.new",)
    behind = [i.period for i in row[link.at + 1 : link.at + 7] if i.period is not None]
    if any(p.relation in ("since", "past") or p.grain == "span" and not link.helped for p in behind):
        return ("displacement.new",)
    day = tail.period if tail is not None else None
    if tail is not None and "in" in tail.classes and link.at + 2 < len(row):
        day = row[link.at + 2].period  # "1.9 million of them uprooted during that year"
    if day is not None and day.relation not in ("as_of", "now", "by"):
        return ("displacement.new",)  # "another 3,000 uprooted last week"
    if link.way == "label":
        return ("displacement.idps",)
    events = any(
        key.startswith("casualties.") for n, i in enumerate(row) if n != link.at for p in i.phrases for key in p.keys
    )
    totals = memory.totals
    if events or "displacement.new" in totals and "displacement.idps" not in totals:
        return ("displacement.new",)
    return ("displacement.idps",)


def _among_affected(row: list[Item], at: int, verb: int) -> bool:
    """Whether those displaced are some of those affected, or some of them stay in shelters: "with 900 in tents"."""
    if any("affected" in i.classes and row[n].classes & {"of", "out_of"} for n, i in enumerate(row[1:at])):
        return True
    n = next((n for n in range(verb + 1, min(verb + 4, len(row))) if row[n].quantity is not None), len(row))
    keys = (p.keys[0] for i in row[n + 1 : n + 5] for p in i.phrases)
    return "displacement.sheltered" in keys or any(
        "dwell" in i.classes or i.units & {"sites"} for i in row[n + 1 : n + 5]
    )


def _those(row: list[Item], link: Link) -> bool:
    """Whether those of a long conflict are spoken of as known: "the 6.5 million people displaced by the conflict"."""
    if link.way != "right" or not any("long_event" in i.classes for i in row[link.at + 1 : link.at + 4]):
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
        if _brought_home(row, what.end) or _home_of(row, link.at):
            return ("displacement.returnees",)  # "580 refugees crossed the border in the first repatriation"
    if keys[0] != "displacement.new":
        return keys
    if kind == "percent":
        left = link.way == "right" and row[link.at].classes & {"flight", "departure"}
        return ("displacement.share",) if left else keys
    forced = any("displacement.share" in p.keys for p in row[link.at].phrases)
    if link.way == "label" and forced and any("number_of" in i.classes for i in row[max(0, link.at - 4) : link.at]):
        inside = link.at + 2 < len(row) and "place_at" in row[link.at + 1].classes and row[link.at + 2].mention
        if inside and not any("hazard" in i.classes for i in row):
            return ("displacement.idps",)  # "the number of those forced to flee within Sudan is now"
    return keys


def _brought_home(row: list[Item], end: int) -> bool:
    """Whether those counted cross a border or are on board, and a repatriation is told of."""
    moving = any("aboard" in i.classes for i in row[end : end + 1])
    moving = moving or any("crossing.people" in p.keys for i in row[end : end + 2] for p in i.phrases)
    return moving and any("repatriation" in i.classes for i in row)


def _home_of(row: list[Item], at: int) -> bool:
    """Whether those counted are whom a return is of: "the voluntary return to Liberia of 3,300 refugees"."""
    n = next((n for n in range(at - 1, max(at - 6, 0), -1) if row[n].quantity is not None), 0) - 1
    while n > 0 and not row[n].classes.isdisjoint(("total_of", "filler")) and "of" not in row[n].classes:
        n -= 1
    if n < 2 or not ("of" in row[n].classes or "total_of" in row[n].classes):
        return False
    for m in range(n - 1, max(n - 7, -1), -1):
        if not row[m].classes.isdisjoint(("return_noun", "repatriation")):
            return any("to" in i.classes for i in row[m + 1 : n])
        if row[m].quantity is not None or row[m].kind not in ("name", "phrase", "word"):
            return False
    return False


def _in_need(row: list[Item], at: int) -> bool:
    """Whether a state is told at an item, with no verb before it: "in urgent need of", "in need of"."""
    at += at < len(row) and row[at].kind == '"'
    in_it = at < len(row) and ("in" in row[at].classes or any(p.sort == "not" for p in row[at].phrases))
    return in_it and any(p.keys[0] == "people in need" for i in row[at : at + 5] for p in i.phrases)


def abroad(row: list[Item], link: Link, catalogue: Catalogue, home: str | None) -> bool:
    """Whether a flight leads across a border: "fled Ukraine", "fled to Chad", "sought refuge in Lebanon"."""
    flight, refuge = (bool(name in row[link.at].classes) for name in ("flight", "refuge"))
    start = link.at + 1
    fleeing = link.way == "around" and any("flight" in i.classes for i in row[link.tail : link.tail + 2])
    if fleeing or link.way == "around" and "flee" in link.phrase.tail:  # "prompted 655,000 people to flee to Chad"
        end = row[link.tail].first + len(link.phrase.tail)
        flight, start = True, next((n for n in range(link.tail, len(row)) if row[n].first >= end), len(row))
    if not flight and not refuge:
        return False
    if flight and (link.way == "left" and _led_abroad(row, link.at, catalogue) or _left_for(row, start)):
        return True
    if flight and link.way == "left":  # "the exodus of 90,000 people to Chad", not "displaced 900 at home and sent"
        turns = (n for n in range(start, min(start + 7, len(row))) if row[n].kind == "," or row[n].classes & _TURNS)
        start = next(turns, len(row) - 1)
        if row[start].kind == "," or "and" in row[start].classes:
            return False
    into, led = flight or "refuge_in" in row[link.at].classes, False
    for n in range(start, min(start + 7, len(row))):
        item = row[n]
        if "abroad" in item.classes:
            near = row[n + 1] if n + 1 < len(row) else item  # but "neighbouring provinces", "neighbouring Afar"
            return "area_noun" not in near.classes and (near.mention is None or near.mention.sort == "country")
        if item.mention is not None:
            onward = n + 1 < len(row) and row[n + 1].classes & {"to", "heading_to", "abroad"}
            if flight and onward and not led:
                into = False  # "fled Rann to neighbouring Cameroon", "fled Rann across the border"
                continue
            countries = [i for i in item.mention.ids if i in catalogue.places and catalogue.places[i].kind == "country"]
            if item.mention.kind == "place" and item.mention.sort in ("part", "region", "admin1") and flight and led:
                lands = {catalogue.places[i].iso3 for i in item.mention.ids if i in catalogue.places}
                return bool(lands) and home is not None and home not in lands  # "fled to eastern Sudan"
            if item.mention.kind != "place" or not countries or item.mention.part:
                return False
            if into and item.mention.text[-2:] in ("'s", "’s"):
                return False  # "fled Mali's capital"
            return into and (flight or home not in countries)
        if flight and item.kind == "word":
            continue  # "fled the French-speaking north to Ghana"
        if item.kind != "phrase" or item.phrases or "relative" in item.classes:
            return False
        led = led or not item.classes.isdisjoint(("to", "heading_to"))
        into = bool(item.classes & ({"to", "article", "heading_to"} if flight else {"place_at"}))
        into = into or flight and n > start and "nearby" in item.classes
    return False


def _where_abroad(row: list[Item], at: int) -> bool:
    """Whether a neighbouring country is told in which those counted are: "in nearby Chad, where 900 sought refuge"."""
    while at > 0 and row[at].quantity is None:
        at -= 1
    for n in range(at - 1, max(at - 4, 2), -1):
        if "where" in row[n].classes:
            n -= 1 + (row[n - 1].kind == ",")
            land = row[n].mention
            return n > 0 and land is not None and land.sort == "country" and "nearby" in row[n - 1].classes
    return False


def _left_for(row: list[Item], start: int) -> bool:
    """Whether people are told to have fled one place for a country: "fled the suburbs of Kora for Chad"."""
    for n in range(start, min(start + 7, len(row) - 1)):
        land = row[n + 1].mention if "set_up_for" in row[n].classes and n > start else None
        if land is not None:
            return land.kind == "place" and land.sort == "country"
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_ON_THE_WAY):
            return False
    return False


_TURNS = frozenset({"to", "abroad", "and"})
_ON_THE_WAY = frozenset({"article", "place_in", "place_of", "direction", "area_noun", "adjective", "of", "that_town"})


def _led_abroad(row: list[Item], at: int, catalogue: Catalogue) -> bool:
    """Whether the country that people fled to stands before the verb: "До Румунії виїхали 900 тисяч"."""
    mention = row[at - 1].mention if at > 1 and "to" in row[at - 2].classes else None
    return mention is not None and any(
        i in catalogue.places and catalogue.places[i].kind == "country" for i in mention.ids
    )


def then_abroad(row: list[Item], link: Link, catalogue: Catalogue, home: str | None) -> bool:
    """Whether a flight ends across a border: "fled their homes and took refuge in neighbouring countries"."""
    if link.way != "right":
        return False
    if "refuge" in row[link.at].classes and _where_abroad(row, link.at):
        return True
    for n in range(link.at + 1, min(link.at + 6, len(row))):
        if row[n].quantity is not None or row[n].kind in (",", ";", "."):
            return False
        if any(p.keys == ("displacement.refugees",) and p.role == "before" for p in row[n].phrases):
            return True  # "have fled since May to seek asylum in Chad"
        if "refuge" in row[n].classes:
            return abroad(row, Link(link.phrase, n, "right", 1.0, n), catalogue, home)
    return False


def in_another_land(row: list[Item], at: int, what: Subject, catalogue: Catalogue, start: int) -> bool:
    """Whether people of one country are told, from an item on, to be in another: "900 displaced Malians in Niger"."""
    people = next((m for i in row[at + 1 : what.end] if (m := i.mention) is not None and m.kind == "people"), None)
    own = {catalogue.places[i].iso3 for i in people.ids if i in catalogue.places} if people is not None else set()
    if len(own) != 1:
        return False
    for n in range(start, min(start + 6, len(row))):
        mention = row[n].mention
        if mention is not None:
            lands = [catalogue.places[i] for i in mention.ids if i in catalogue.places]
            there = (
                "place_at" in row[n - 1].classes and "from" not in row[n - 1].classes or "nearby" in row[n - 1].classes
            )
            there = mention.kind == "place" and (there or "refuge_in" in row[n - 1].classes)
            return there and bool(lands) and all(p.kind == "country" and p.iso3 not in own for p in lands)
        if row[n].kind not in ("phrase", "word") or row[n].quantity is not None:
            return False
    return False


def of_refugees(sentence: Sentence, link: Link, key: str) -> bool:
    """Whether a bare number goes on with the refugees just told: "another 900 that fled", "88,000 live with hosts"."""
    item = sentence.items[link.at]
    if key == "displacement.new":
        return "flight" in item.classes and link.phrase.sort == "figure"
    if key == "displacement.idps":
        return link.way == "right" and bool(sentence.marks.run(item.first, "dwell"))
    behind = sentence.items[link.tail + 1 : link.tail + 4]
    lands = any(i.mention is not None and i.mention.sort in ("country", "region") for i in behind)
    return key == "displacement.sheltered" and "hosting" in item.classes and lands


def _at_the_end(sentence: Sentence, item: Item) -> bool:
    """Whether a date is the end of a span, at which a state is told: "at the end of 2024"."""
    if item.period is None:
        return False
    marks = sentence.marks
    return any(marks.run(n, "end_of") for n in range(max(item.first - 3, 0), item.first + 2))


def newly(row: list[Item], at: int, link: Link, what: Subject, told: str) -> bool:
    """Whether displaced people are told to have come or to be more than before, which is an event."""
    if at == 2 and row[1].kind == ":" and row[0].period is not None and row[0].period.grain in ("month", "span"):
        return not any(p.role == "noun" for p in row[link.at].phrases)  # "May 2019: 90 people displaced"
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
    if any("fresh" in i.classes for i in row[at + 1 : link.at]):
        return True  # "50,000 new IDPs"
    behind = row[link.at + 1 : link.at + 9]
    if (
        link.way == "noun"
        and behind
        and (_since(behind[0]) or not behind[0].classes.isdisjoint(("by", "flight")) and any(map(_since, row)))
    ):
        return True  # "3.3 million IDPs since 2014", "people displaced by war since January"
    if at and "influx" in row[at - 1].classes:
        return True
    if told == "displacement.new" and at and "and" in row[at - 1].classes:
        return True  # "displaced 90,000 IDPs in Kassala and 40,000 IDPs in Gedaref"
    return any("arriving" in i.classes for i in row[what.end : what.end + 3])
