"""Which date of a sentence belongs to a figure: that of its clause, not of a comparison, a source or a statement."""

from ingest.text.calendars import afterwards
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, cited, closed, has_any, has_class, has_kind, has_number, item_of
from ingest.text.tenses import running, tense

_FRONTED = ("as_of", "by")  # how a day is told that is of all levels of a sentence
_ISSUES = frozenset({"statement", "speech_object"})
INSIDE = 4.6  # what it costs to look into a clause or a bracket of its own: too much
_EVENTS = ("casualties.", "crossing.", "displacement.new", "displacement.returnees")
_STAYS = ("displacement.idps", "displacement.refugees", "displacement.sheltered")
_INSERTED = 5  # items between the comma of an insertion and its claim
_THAN, _WHO_IS = frozenset({"than", "times_over"}), frozenset({"which", "where"})
_NO_PARTICIPLE = frozenset({"preposition", "date_filler", "and", "be", "have", "opener", "article", "speech", "filler"})
_TO_BE = frozenset({"unreal", "future"})
_SAID = 10  # items behind a day in which somebody says something on it
_PART = 8  # items that a part put in between two counts may have
_SINCE = 12  # items before a day in which "since" may stand


def near(sentence: Sentence, claim: Claim, others: frozenset[int]) -> Period | None:
    """The date that belongs to a claim: the nearest of its clause, else that of the sentence's beginning."""
    row, best = sentence.items, None
    states, later = not sentence.classes.isdisjoint(("issued", "speech")), "aftermath" in sentence.classes
    for n, item in enumerate(row):
        period = item.period
        if period is None or period.relation == "plan" and claim.indicator != "funding.required":
            continue  # the year of a plan is that of what it asks for
        if period.grain == "vague" and has_class(row[max(0, n - 2) : n], "begin"):
            continue  # "died in the floods that began earlier this month"
        if period.said and not (claim.kept[0] > n and has_class(row[n + 1 : n + 3], "when")):
            continue  # but "reported on 28 April, when six people died"
        if states and _stated(row, n, claim) or _apposed(row, n, claim):
            continue
        if later and not _of_event(row, n) and afterwards(row, n, claim.kept[0]):
            continue
        if period.relation == "behind" and not _told_behind(row, n, claim):
            continue
        if claim.status is not None and n > claim.kept[1] and has_kind(row[claim.kept[1] : n], ";"):
            continue  # "X is full; Y was hit on Sunday"
        if n < claim.kept[0] and _of_a_level(row, n, claim):
            continue
        over = period.grain in ("month", "year") and period.relation == "on" and n < claim.kept[0]
        if over and claim.indicator in _STAYS and has_number(row[n + 1 : claim.kept[0]]):
            now = tense(row, claim) == "present" or sentence.marks.run(row[claim.link.at].first, "remain") > 0
            if now and not has_any(row[claim.at : claim.at + 3], ("part_of_them", "part")):
                continue  # "In 2024, 900 were killed, and 30,000 remain displaced"
        cost = nearness(row, n, claim, others)
        hurt = claim.indicator.startswith("casualties.")  # "205 were killed and 913 hurt as of 18 May"
        later = n < claim.kept[0] and has_kind(row[n + 1 : claim.kept[0]], "date")  # "As of May, 90; in June 40 fled"
        beside = hurt or all(i.quantity is None for i in row[claim.kept[1] + 1 : n])
        if period.relation == "as_of" and beside and not later:
            cost -= 2.0
        if period.relation == "behind" and n < claim.kept[0] and has_kind(row[claim.kept[1] + 1 :], "date"):
            cost += 1.0  # "came a week after 14 were killed on 16 November"
        if period.grain == "year" and claim.indicator == "funding.required":
            cost -= 4.0 if period.relation == "plan" else 2.0  # "today launched an appeal for $3 million for next year"
        if period.grain == "day" and cited(row, period):
            cost += INSIDE if running(row, claim) else 1.0  # the day of a source comes after one that is told
        if best is None or cost < best[0]:
            best = cost, period
    limit = 5.0 if claim.indicator.startswith("casualties.") else 4.5
    return best[1] if best is not None and best[0] <= limit else None


def _of_event(row: list[Item], n: int) -> bool:
    """Whether a day is that of an event that it owns: "searching for survivors of Sunday's 7.2-magnitude quake"."""
    return any(_named(row, m) for m in range(n, min(n + 3, len(row) - 1)))


def _of_a_level(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a date is that of an earlier level: "212, against 187 in May; 900 came", "of 40 that worked in May"."""
    level = next((m for m in range(n - 1, max(n - 5, 0), -1) if row[m].quantity is not None), 0)
    apart = has_kind(row[n : claim.kept[0]], ";")
    apart = apart or row[n + 1].kind == "," and has_any(row[n + 2 : n + 3], ("with", "and"))
    if level and _from(row[level - 1]) and apart:
        return True  # "risen to 193, up from 157 on Saturday, with 900 injured as of Sunday"
    whole = next((m for m in range(n - 1, max(n - 9, -1), -1) if row[m].quantity is not None), -1)
    part = whole > 0 and "of" in row[whole - 1].classes and has_any(row[whole:n], ("that", "which", "whom"))
    return part and row[n + 1].kind == "," and tense(row, claim) == "present"  # "of the 40 that worked in May, 12 are"


def nearness(row: list[Item], n: int, claim: Claim, others: frozenset[int]) -> float:
    """How far a date stands from a claim's words: clauses and other figures between count more than words."""
    low, high = claim.kept
    at = claim.at if _to(row, claim.at) else 0  # "from 90,000 in May to 110,000 in June"
    risen = any(_from(row[m]) and has_number(row[m + 1 : min(m + 5, at - 1)]) for m in range(max(0, at - 9), at - 2))
    compared = claim.at > 0 and (risen or _from(row[claim.at - 1]))
    if claim.link.way == "list" or compared:
        low = claim.at
    cost = 2.0 if compared and n < low else 0.0  # "9,000 in 2012, compared to 7,000 in 2011"
    cost += 2 * INSIDE if _first_since(row, n, claim) else 0.0
    if claim.status and any(p.sort == "status" for i in row[claim.at + 1 : claim.link.at] for p in i.phrases):
        low = claim.link.at  # "was closed on 27 January and reopened on 4 February"
    if low < n < high:  # a label at one end and its figure at the other: "IDPs peaked in March and now are 1.2 million"
        cost += 0.4 * sum(row[m].quantity is not None for m in range(n + 1, claim.at)) + 0.01 * abs(claim.at - n)
        its = n < claim.at and row[n + 1].kind == "," and not others.isdisjoint((n - 1, n - 2))
        if its or has_class(row[claim.at + 1 : n], "which"):
            cost += INSIDE  # "the toll, 90 in May, is now 104", "14,000 people who left in 1994 have returned"
    if n < low and (_after_another(row, n, low) or _aside(row, n, claim)) or n < claim.at and adds_up(row, n, claim.at):
        cost += INSIDE
    if n > high and claim.indicator.startswith("casualties."):
        high = _past_part(row, high, n)
    span = range(high + 1, n) if n > high else range(n + 1, low) if n < low else range(0)
    at, skip = high if n > high else low, -1
    for m in span:
        if m <= skip:
            continue
        if row[m].kind == "(" and (skip := closed(row, m, span.stop)):
            cost += 0.3
        elif n > high and (opened := _opens(row, m, n, claim)):
            cost += opened
        elif passed := _passed(row, m, n, claim, others, n < low):
            cost += passed
        else:
            cost += 0.1 if abs(m - at) < 12 else 0.05
    return cost


def _to(row: list[Item], at: int) -> bool:
    """Whether something is told to have come to a number: "to 110,000", "to a record high of 6 million"."""
    for item in reversed(row[max(0, at - 4) : at]):
        if "to" in item.classes:
            return True
        if item.kind not in ("word", "phrase") or item.mention is not None or item.quantity is not None:
            return False
    return False


def _past_part(row: list[Item], high: int, n: int) -> int:
    """The last item of a part put in between two counts: "ten died, including a boy, and 24 were hurt on Monday"."""
    if high + 2 >= n or row[high + 1].kind != "," or "part" not in row[high + 2].classes:
        return high
    end = next((m for m in range(high + 3, min(high + _PART, n - 2)) if row[m].kind == ","), n)
    return end + 2 if end < n and "and" in row[end + 1].classes and has_number(row[end + 2 : end + 4]) else high


def _opens(row: list[Item], m: int, n: int, claim: Claim) -> float:
    """What it costs to pass an item that opens a clause or bracket of its own before a date; 0: it opens none."""
    item = row[m]
    if item.kind == "(":
        inside = (k for k in range(m + 1, closed(row, m, len(row))) if k != n)
        return INSIDE if has_number([row[k] for k in inside]) else 0.1  # "6.9 million (December 2024: 7.4 million)"
    if "existing" in item.classes and m > claim.at and has_number(row[m + 1 : n]):
        return INSIDE  # "4,000 fled, in addition to the 9,000 displaced since May"
    if "adds_up" in item.classes or "and" in item.classes and n - m < 3 and has_number(row[n + 1 : n + _PART]):
        return INSIDE  # "2,000 fled, bringing the number of IDPs since May to 9,000", "40 died, and in 2023 nine died"
    as_of = row[n].period.relation == "as_of"  # type: ignore[union-attr]
    if "part" in item.classes and claim.indicator.startswith(_EVENTS) and has_number(row[m + 1 : m + 3]) and not as_of:
        of_year = row[n].period.grain == "year"  # type: ignore[union-attr]
        if of_year or not has_any(row[m + 2 : min(m + 4, n)], ("age_or_sex", "one_by_sex")):
            return INSIDE  # "ten have died, including four whom doctors lost on Thursday"
    if "superlative" in item.classes and has_kind(row[claim.kept[1] + 1 : m], ","):
        return INSIDE  # "drowned, one of the deadliest wrecks this year"
    if "most_of_all" in item.classes and not claim.indicator.startswith(_EVENTS) or item.classes & _THAN:
        return INSIDE  # "hosts 900,000 refugees, most of whom fled in 2017", "82,300 people, more than in all of 2024"
    came = m == claim.kept[1] + 1 and claim.indicator.startswith("displacement.")
    came = came and has_class(row[m + 1 : n], "moving")
    came = came and n + 1 < len(row) and row[n + 1].kind in (",", ".", ";")  # "10,000 who came on Friday,"
    if "which" in item.classes and not came or "where" in item.classes and row[n].period.relation == "now":  # type: ignore[union-attr]
        return INSIDE  # "killed in the hospital, which they seized on Sunday", "in Tolo, where 900 now live"
    return INSIDE if _compared_with(row, m) else 0.0  # "1,300 remain, down from 9,400 on 2 May"


def _passed(row: list[Item], m: int, n: int, claim: Claim, others: frozenset[int], fronted: bool) -> float:
    """What it costs to pass an item between a figure and a date; 0: as any word. `fronted`: the date comes first."""
    item, high, period = row[m], claim.kept[1], row[n].period
    assert period is not None
    behind, far = n > high, 0.5 if n <= 1 and period.relation in _FRONTED else 1.0
    if item.kind == ";":
        other = not behind and n > 3 and tense(row, claim) == "present"  # "40 died in May; in Tolo 90 are homeless"
        if behind and n - m <= 2 or other or _named(row, n):
            return INSIDE  # "12 died; by Friday 40 more had"
        return 1.8 if n <= 1 and period.relation == "on" else 4  # "In April 2005, a bus fell off a bridge; 37 died"
    if item.quantity is not None:
        if behind and "part_of_them" in row[m + 1].classes:
            return INSIDE  # "has reached 25,000, 4,500 of them in the past day"
        to = high + 1 if "label_link" in row[m - 1].classes else max(high + 1, m - 2)  # "could reach 4 million by June"
        told = has_any(row[to:m] + row[m + 1 : m + 4], _TO_BE)
        if behind and ("rising" in row[m - 1].classes or told and m not in others):
            return INSIDE  # "3 million are hungry, and it could be 4 million by June"
        joined = behind and m == high + 2 and "and" in row[m - 1].classes  # "10 died and 24 were hurt on Monday"
        cost = far * (0.2 if joined else (1.5 if behind else 0.8) if m in others else 0.4)
        asked = behind and claim.indicator == "funding.required" and m in others
        return cost + INSIDE if asked else cost  # "needs $9 million, and $2 million had arrived by May"
    if item.kind == "," and (row[m - 1].mention or row[m + 1].mention):
        return 0.2  # "at Korail, near Mohakhali, Dhaka, on Thursday"
    if item.kind in (",", "-", ":"):
        return far * (0.5 if behind else 0.8)
    if "and" in item.classes:
        return far * 0.7
    same = "while" in item.classes and (has_class(row[high + 1 : m], "when") or "flight" in row[m + 1].classes)
    if same and behind and not has_number(row[m + 1 : n]):
        return 0.5  # "died when a boat capsized while it was being towed on Monday", "while fleeing on Monday"
    if "while" in item.classes:
        return 0.7 if n <= 1 and period.relation == "as_of" else INSIDE
    if "contrast" in item.classes and (claim.status or not claim.indicator.startswith(_EVENTS)):
        return INSIDE  # "was 672,000 in May but has risen to 812,000"
    if fronted and "which" in item.classes and has_any(row[m + 1 : m + 3], ("speech", "present")):
        if not claim.indicator.startswith(_EVENTS):
            return INSIDE  # "40 died last year, says the agency, which counts 900 IDPs"
    if "where" in item.classes and fronted:
        lasts = not claim.indicator.startswith(_EVENTS) or tense(row, claim) == "perfect"
        if lasts or _named(row, n):
            return 5.0  # "on Monday they entered Rafah, where a million had taken refuge"
    if "relative" in item.classes:
        return 1.0
    goes_on = behind and "aftermath" in item.classes and claim.indicator.startswith("casualties.")
    if goes_on and any(i.classes & {"and", "relative", "while"} and "when" not in i.classes for i in row[high + 1 : m]):
        return INSIDE  # "nine died, and rescuers were still digging on Friday"
    return 0.5 if "speech" in item.classes else 0.0


def _told_behind(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a figure is of the event that another came so long after: "two weeks after a raid killed 41"."""
    another = claim.kept[0] < claim.at and not has_class(row[n + 1 : n + 2], "definite")
    end = claim.kept[0] - another  # "days after a raid hit Sebha, killing 41"
    return n < claim.kept[0] and not has_kind(row[n + 1 : end], ",", ";")


def _named(row: list[Item], n: int) -> bool:
    """Whether a day is that of an event told by its name: "yesterday's attack"."""
    return n + 1 < len(row) and not row[n + 1].classes.isdisjoint(("hazard", "violence", "mishap", "assailed"))


def _after_another(row: list[Item], n: int, low: int) -> bool:
    """Whether an event that came before the day lies between: "shut on 28 May, following a strike that killed two"."""
    for m in range(low - 1, n, -1):
        if row[m].kind == ",":
            return False
        if "after" in row[m].classes and "indefinite" in row[m + 1].classes:
            return m - 1 == n or row[m - 1].kind == ","
    return False


def _aside(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a day is told of the place where a level is counted: "the camp, which opened in 1991, has 40,000".

    So in "Tola, hit by floods in July, hosts 40,000". And of those who killed, where another day is told: "rebels, who
    rose in 2012, have killed 90 since May".
    """
    if row[n + 1].kind != ",":
        return False
    name, event = "which", claim.indicator.startswith(_EVENTS)
    if event:
        if all(item.period is None or item.period.said for item in row[claim.kept[1] + 1 :]):
            return False
        name = "whom"
    opens = [m for m in range(max(1, n - 6), n) if row[m - 1].kind == ","]
    if not event and opens and opens[-1] > 1 and row[opens[-1] - 2].mention is not None:
        first = row[opens[-1]]
        told = first.kind == "word" or first.kind == "phrase" and first.classes.isdisjoint(_NO_PARTICIPLE)
        if told and not has_number(row[opens[-1] : n]) and row[opens[-1] + 1].period is None:
            return True
    return any(name in row[m].classes for m in opens)


def _apposed(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a day is told outside an insertion that says who lives there: "on Monday they hit Tola, home to 90"."""
    low, high = claim.kept
    start = next((m for m in range(low, max(low - _INSERTED, 0), -1) if row[m].kind == ","), 0)
    if not start or claim.indicator.startswith(_EVENTS) or row[start - 1].mention is None and not row[start - 1].units:
        return False
    opens = row[start + 1].classes
    if claim.indicator == "health.beds":
        apposed = "with" in opens
    else:
        apposed = "home_to" in opens or bool(opens & _WHO_IS) and tense(row, claim) in ("", "present")
    return apposed and (n < start or has_kind(row[high + 1 : n], ","))


def _stated(row: list[Item], at: int, claim: Claim) -> bool:
    """Whether a sentence begins with the day of a statement: "On Monday, the ministry said that 12 people ..."."""
    issued = has_any(row[max(0, at - 4) : at], _ISSUES)
    if issued and has_class(row[max(0, at - 2) : at], "issued"):
        return True  # "a report published last week"
    opening = row[max(0, at - 9) : at] if at < claim.kept[0] else []
    if has_class(opening, "issued") and has_any(opening, _ISSUES):
        return not has_number(opening)  # "a study issued by the law society last month"
    period = row[at].period
    if period is None or not issued and (period.relation in ("since", "past") or period.grain == "year"):
        return False  # "since January the agency has registered 40"
    line = next((n + 1 for n in range(min(at, 9) - 1, -1, -1) if row[n].kind in (")", "-")), 0)  # "CITY, 4 May - On"
    if at - line > 2 and not issued or at > claim.kept[0] or not (issued or period.relative):
        return False
    for item in row[at + 1 : min(at + 14, claim.kept[0])]:
        if "speech" in item.classes:
            return True
        if item.quantity is not None or item.phrases and "of" not in item.classes:
            return False
    return False


def announced(row: list[Item], period: Period, claim: Claim) -> bool:
    """Whether a sentence begins with a day on which it was said that something had happened.

    "On 3 June, the army announced that it had killed four": the day of neither, where it does not run on.
    """
    at = item_of(row, period)
    if at > 1 or period.relative or period.grain != "day" or period.relation != "on" or _named(row, at):
        return False
    said = next((n for n in range(at + 1, min(at + _SAID, claim.kept[0])) if "speech" in row[n].classes), 0)
    if not said or any(i.quantity is not None or i.phrases and "of" not in i.classes for i in row[at + 1 : said]):
        return False
    return "that" in row[said + 1].classes and not has_kind(row[said + 2 : claim.kept[0]], "date")


def in_clause_on(row: list[Item], period: Period, claim: Claim) -> bool:
    """Whether a figure is told in a clause on a day: "the worst since 1991, when 143,000 people died"."""
    at = item_of(row, period)
    if claim.kept[0] <= at:
        return False
    if any(_named(row, n) for n in (at, at + 1)) and has_any(row[at + 2 : at + 6], ("that", "which")):
        return True  # "the worst since the 2010 quake that killed 220,000"
    who = at + 2 if row[at + 1].kind == "," else at + 1
    who += "place_in" in row[who].classes  # "since the siege of 2004, in which 330 died"
    if row[who].classes & {"that", "which"} and row[who + 1].classes.isdisjoint(("have", "running")):
        if any(_named(row, n) for n in range(max(0, at - 6), at)):
            return True  # "since the attack on 7 October that killed 1,200"
    when = next((n for n in range(at + 1, min(at + 3, len(row))) if "when" in row[n].classes), 0)
    ended = any(row[n].kind == "," for n in range(when + 1, max(claim.kept[0], claim.at)))
    return when > 0 and not ended  # but "since May, when the rains came, 400 have died"


def _first_since(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a date only says how long there was none such: "for the first time since May", "the largest since"."""
    period = row[n].period
    if period is None or has_any(row[n + 1 : n + 4], ("when", "which", "that")):
        return False  # "the worst since the quake of 2010, which killed 90"
    if period.relation != "since":  # "the worst since the war began in 2011"
        start = next((m for m in range(n - 1, max(n - _SINCE, 0), -1) if "since_word" in row[m].classes), 0)
        n = 0 if start < claim.at < n else start
    for m in range(n - 1, max(n - 9, -1), -1):  # "the deadliest in Sokoto since 2021"
        if row[m].classes & {"first_of", "superlative", "year_saw"}:
            return True
        if row[m].kind not in ("word", "phrase", "name") or row[m].classes & {"be", "have"}:
            return False
    return False


def adds_up(row: list[Item], n: int, at: int) -> int:
    """The word by which a count led to a total: "on Friday 12 died, bringing the toll to 350"; 0: none."""
    if "to" not in row[at - 1].classes:
        return 0
    return next((m for m in range(max(n + 1, at - 14), at - 1) if "adds_up" in row[m].classes), 0)


def _compared_with(row: list[Item], n: int) -> bool:
    """Whether an earlier level is told behind: "down from 9,400", "a tenth below the 9,400", "against 9,400"."""
    if "compare_only" in row[n].classes:
        return True  # "2,400 were identified, compared to the round of May"
    first = n + 1 + has_class(row[n + 1 : n + 2], "leading_article")
    if not _from(row[n]) or first >= len(row) or row[first].quantity is None:
        return False
    if "change" in row[n - 1].classes:
        return True  # "over 124,000, an increase from the 117,591 of January"
    share, against = row[n - 1].quantity, "place_at" not in row[n].classes and "compare" in row[n].classes
    return against or row[n - 1].kind == "," or share is not None and share.kind == "percent"


def _from(item: Item) -> bool:
    """Whether a word begins a change or a comparison: "from 3,500", "compared to 140", and not "leaving 24 dead"."""
    return "from" in item.classes and "leaves" not in item.classes


def earlier_level(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is the level that a change began from: "from 3,500 to about 1,400"."""
    before = claim.at - 1
    if _former(row, claim):
        return True
    if before < 0 or not _from(row[before]):
        return False
    if before and ("change" in row[before - 1].classes or row[before - 1].kind in (",", "-")):
        return True
    if "compare" in row[before].classes and has_class(row[claim.at + 1 : claim.at + 4], "past"):
        return True  # "compared to 7,900 in the previous round"
    for n in range(max(1, before - 3), before):
        if row[n].quantity is not None and row[n - 1].classes & {"to", "rising", "label_link"}:
            return True  # "climbed to 7.4 million from 5.1 million"
    return any("to" in row[n].classes for n in range(claim.at + 1, min(claim.at + 5, len(row))))


def _former(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is one of before that another now replaces: "a previous count of 304 dead"."""
    label = row[: claim.at][: claim.link.at][-1:] if claim.link.way == "label" else []  # "the initial toll of the"
    for n in range(claim.at - 1, max(claim.at - 9, -1), -1):
        if "former" in row[n].classes and not claim.indicator.startswith("funding."):
            return row[n + 1].period is None and "this" not in row[n + 1].classes
        comma = row[n].kind == "," and n > 0 and "former" in row[n - 1].classes  # "initially, 8,400 were in camps"
        if not comma and row[n].mention is None and row[n].classes.isdisjoint(_TO_FORMER):
            break
    return has_class(label, "former")


_TO_FORMER = frozenset(
    "of in toll label_link running estimate article speech that be have counted_before number_of records"
    " authority".split()
)
