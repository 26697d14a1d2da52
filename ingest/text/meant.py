"""How a date is meant: as the day of a figure, as a beginning, as the day of another event or of a source."""

from datetime import date

from ingest.text.calendars import EVENTS
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, cited, has_any, has_class, has_number, item_of
from ingest.text.nearby import earlier_level, in_clause_on
from ingest.text.tenses import leading, tense

_CLAUSE = 22  # items before a day in which "since" may begin its clause
_BESIDE = 5  # items between what ends a state and its day
_EVENT = 9  # items between "after" and the day of what came before
_OPENING = 4  # items before the first number of a sentence that say that it tells parts of what was told


def once(row: list[Item], claim: Claim, period: Period, relation: str, form: str) -> bool:
    """Whether a level was one of days that nothing settles: "in mid-April the camp held 900"."""
    if form == "past" or earlier_level(row, claim):
        return True
    at = item_of(row, period)
    beside = at < claim.kept[0] or at - claim.kept[1] <= 2
    return relation in ("on", "by", "as_of", "undated") and form == "" and beside


def was_over(row: list[Item], claim: Claim) -> bool:
    """Whether a state had come before what is told: "It had been closed since Sunday"; but not in what one said."""
    low, high = min(claim.at, claim.link.at), max(claim.at, claim.link.at)
    low = max((n for n in range(low, high) if row[n].kind == ","), default=low)  # "X, which had been shut, was opened"
    return any({"have", "past"} <= item.classes for item in row[low : high + 1]) and not has_class(row, "speech")


_OVER = {"closed": "open", "nonfunctional": "functional"}  # a state, and what ends it


def ended_on(row: list[Item], claim: Claim, since: Period) -> date | None:
    """The day on which a sentence lets a state end: "closed since 7 May, it reopened on Monday"; None: it does not."""
    after = _OVER.get(claim.status or "")
    words = [n for n, item in enumerate(row) if any(p.status == after and p.sort == "status" for p in item.phrases)]
    if after is None or not words or has_any(row, ("while", "contrast")):
        return None
    for n, item in enumerate(row):
        period = item.period
        if period is not None and period is not since and period.relation == "on" and period.grain == "day":
            return period.to_day if not period.said and min(abs(n - m) for m in words) < _BESIDE else None
    return None


def told_again(row: list[Item], claim: Claim, period: Period) -> bool:
    """Whether a state is told once more behind a day: "which closed last week, remains closed"."""
    for n in range(item_of(row, period) + 1, len(row)):
        some = n + 2 < len(row) and "open_to" in row[n + 1].classes
        some = some and any(c.startswith("user_") for c in row[n + 2].classes)
        if not some and any(p.status == claim.status and p.sort == "status" for p in row[n].phrases):
            return True  # and not "closed last month, is closed to lorries"
    return False


def undone(row: list[Item], claim: Claim, period: Period) -> bool:
    """Whether a closure is told to have ended behind its day: "X, shut in April, has reopened to lorries"."""
    behind = row[item_of(row, period) + 1 :] if claim.at < claim.link.at < item_of(row, period) else []
    after = _OVER.get(claim.status or "")
    return any(p.sort == "status" and p.status == after for item in behind for p in item.phrases)


def of_another(row: list[Item], claim: Claim, period: Period) -> bool:
    """Whether a day stands in an insertion with a state of its own: "X, closed last month, is open to lorries"."""
    day = item_of(row, period)
    if not claim.at < day < claim.link.at or row[day + 1].kind != ",":
        return False
    return any(p.sort == "status" for item in row[claim.at + 1 : day] for p in item.phrases)


_HOURS = frozenset({"hour_word", "limited_hours"})


def for_hours(row: list[Item], claim: Claim) -> bool:
    """Whether a state is told to have lasted some hours alone: "was shut for two hours on Monday"."""
    high = max(claim.at, claim.link.at)
    lasted = (n for n in range(high + 1, min(high + 5, len(row) - 1)) if row[n].classes & _HOURS)
    lasted = (n for n in lasted if not has_class(row[high + 1 : n], "after"))  # "reopened after nine hours"
    return any(row[n + 1].classes.isdisjoint(("after", "before_word", "ago", "of", "rate")) for n in lasted)


def of_its_event(row: list[Item], period: Period, form: str = "past") -> bool:
    """Whether a day is told of an event by its name: "Friday's quake", "the 3 June raid", "the quake of 3 June".

    Or right behind it, where what is told is of now (`form`): "are in use again after the army's retreat on 11 May".
    """
    at = item_of(row, period)
    if form in ("present", "") and period.grain == "day":
        for n in range(at - 2, max(at - _EVENT, -1), -1):
            since = row[n].period
            if row[n].quantity is not None or row[n].kind in (",", ";", ":") or "since_word" in row[n].classes:
                break
            if "after" in row[n].classes or since is not None and since.relation == "behind":
                return row[n + 1].kind != "date"  # "a month after the storm hit on 11 May"
    if at > 1 and "of" in row[at - 1].classes and row[at - 2].classes & EVENTS:
        return True
    for item in row[at + 1 : at + 4]:
        if item.kind == "," or "indefinite" in item.classes or "after" in item.classes:
            return False  # "on Friday, raids", "on Friday a quake struck", "fled between 3 and 9 May following clashes"
        if item.kind in ("word", "phrase") and item.classes & EVENTS:
            return True
    return False


def meant_as(period: Period, claim: Claim, row: list[Item]) -> str:
    """How a day is meant: "since the war began on", "that began in" and a bare "since" make it a beginning."""
    if period.relation in ("since", "before", "until", "on") and in_clause_on(row, period, claim):
        return "on"
    if cited(row, period):
        return "as_of"
    at = item_of(row, period)
    if period.relation == "after" and has_any(row[at + 1 : at + 4], EVENTS):
        return "on"  # "hurt after Saturday's quake"
    hurt = at > 0 and any(p.keys[0].startswith(("casu", "displ")) for p in row[at - 1].phrases)
    struck = hurt and has_any(row[at + 1 : at + 4], EVENTS)
    if period.relation == "by" and (struck or period.grain == "year" and has_any(row[at + 1 : at + 2], EVENTS)):
        return "on"  # "displaced by the 2010 quake", "killed by Tuesday's strong quake"
    if period.relation not in ("on", "undated"):
        return period.relation
    if period.relation == "undated" or period.relative and period.grain != "day":
        n = next((n for n in range(at - 1, max(at - _CLAUSE, -1), -1) if "since_word" in row[n].classes), at)
        since = n < at and not has_number(row[n:at])
        return "since" if since else period.relation  # "since the overthrow of the government last month"
    far = _CLAUSE if "since_word" in row[0].classes else 13  # "since the influx ... began on 24 August, police have"
    for n in range(at - 1, max(at - far, -1), -1):
        item = row[n]
        if "since_word" in item.classes:
            return "since"
        if "before_word" in item.classes:
            return "before"
        behind = item.period is not None and item.period.relation == "behind"
        behind = behind and tense(row, claim) in ("present", "perfect")  # "a year after war broke out on 15 April"
        if behind or "after" in item.classes and "perfect" in (tense(row, claim), leading(row, claim)[10:]):
            return "since"  # "following the attack on 7 October they have bombed the town, killing 300"
        if item.quantity is not None and n <= claim.kept[1] or item.kind == ";" or item.kind == "," and n < at - 2:
            break  # "since the truce took effect, on 19 January, ..."
        of_what = period.grain != "day" or row[n - 1].classes & {"that", "which"}
        if of_what and n >= at - 2 and "begin" in item.classes:
            short = n > 1 and "mishap" in row[n - 2].classes  # "a fire that broke out on 3 May killed nine"
            return "on" if short else "since"
    return "on"


def of_them(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is a part of the one before: "of them"."""
    return has_class(row[max(0, claim.kept[0] - 4) : claim.kept[1] + 4], "part_of_them")


def opened(row: list[Item], claim: Claim) -> bool:
    """Whether a sentence begins by saying that it tells parts of what was told: "those displaced included"."""
    first = next((n for n, item in enumerate(row[: claim.at + 1]) if item.quantity is not None), 0)
    return first <= 2 * _OPENING and has_class(row[max(0, first - _OPENING) : first], "part")
