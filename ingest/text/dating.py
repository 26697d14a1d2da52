"""The period that a figure is for, and how it is known."""

from dataclasses import dataclass
from datetime import date

from data.models import PeriodBasis
from ingest.text.claims import Claim
from ingest.text.items import Item, Sentence
from ingest.text.periods import Period


@dataclass(slots=True)
class When:
    """A period, both days inclusive; `basis` is "unknown" exactly where `end` is None."""

    start: date | None
    end: date | None
    basis: PeriodBasis


@dataclass(slots=True)
class Calendar:
    """What a document says of days as a whole.

    Attributes:
        reported: The last day of a reporting period given in the title or a heading.
        event: The last day or start told before, for "since then" and "the same day".
    """

    published: date | None
    reported: date | None = None
    event: Period | None = None
    paragraph: int = -1


def when(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str) -> When:
    """The period of a claim of an indicator of this kind: "stock", "flow" or "status"."""
    row = sentence.items
    near = _near(row, claim)
    running = _running(row, claim)
    tense = _tense(row, claim)
    if near is not None:
        return _from_period(calendar, near, kind, claim, running, tense)
    if _earlier_level(row, claim):
        return When(None, None, "unknown")
    if kind == "flow":
        if claim.indicator == "funding.required" or claim.indicator == "funding.received":
            return _current(calendar)
        if running or tense == "present":
            return _current(calendar)
        if calendar.reported is not None and tense != "past":
            return When(None, calendar.reported, "inferred")
        return When(None, None, "unknown")
    if tense == "past":
        return When(None, None, "unknown")
    found = _current(calendar)
    return When(found.end, found.end, found.basis)


def _current(calendar: Calendar) -> When:
    if calendar.reported is not None:
        return When(None, calendar.reported, "inferred")
    if calendar.published is not None:
        return When(None, calendar.published, "publication")
    return When(None, None, "unknown")


def _from_period(calendar: Calendar, period: Period, kind: str, claim: Claim, running: bool, tense: str) -> When:
    published = calendar.reported or calendar.published
    relation = period.relation
    if relation == "since_then":
        start = calendar.event.from_day if calendar.event else None
        return _made(start, calendar.published, "inferred")
    if relation == "same_day":
        event = calendar.event
        return _made(event.from_day, event.to_day, "inferred") if event else When(None, None, "unknown")
    if relation in ("so_far", "now"):
        found = _current(calendar)
        return found if kind == "flow" else When(found.end, found.end, found.basis)
    if relation == "undated" or period.grain == "vague" and relation not in ("since", "after"):
        return When(None, None, "unknown")
    if relation == "since":
        return _made(period.from_day, calendar.published, "stated" if calendar.published else "unknown")
    if relation == "after":
        return _made(period.from_day, None, "unknown")
    if relation == "before" or relation == "until":
        return _made(None, period.to_day, "stated")
    if relation in ("as_of", "by"):
        if kind == "flow":
            return _made(None, period.to_day, "stated")
        return _made(period.to_day, period.to_day, "stated")
    if kind == "flow":
        if running and period.grain == "day" and calendar.published and not claim.indicator.startswith("funding"):
            return _made(period.from_day, calendar.published, "stated")
        end = period.to_day
        if end and calendar.published and end > calendar.published and not claim.indicator.startswith("funding"):
            end = calendar.published
        return _made(period.from_day, end, "stated")
    if kind == "status" and period.grain == "day" and published:
        return _made(period.from_day, calendar.published, "stated")
    return _made(period.from_day, period.to_day, "stated")


def _made(start: date | None, end: date | None, basis: str) -> When:
    if end is None:
        return When(start, None, "unknown")
    if start is not None and start > end:
        start = None
    return When(start, end, basis)  # type: ignore[arg-type]


def _near(row: list[Item], claim: Claim) -> Period | None:
    """The date that belongs to a claim: the nearest of its clause, else that of the sentence's beginning."""
    best: tuple[float, Period] | None = None
    low, high = claim.kept
    if claim.link.way == "list":
        low = claim.at
    for n, item in enumerate(row):
        period = item.period
        if period is None or period.said:
            continue
        cost = 0.0
        span = range(high + 1, n) if n > high else range(n + 1, low) if n < low else range(0)
        for m in span:
            other = row[m]
            if other.kind == ";":
                cost += 4
            elif other.quantity is not None:
                cost += 1.5 if n > high else 0.8
            elif other.kind in (",", "-", ":"):
                cost += 0.5
            elif other.classes & {"and"}:
                cost += 0.7
            elif other.classes & {"relative"}:
                cost += 1.0
            elif other.classes & {"speech"}:
                cost += 0.5
            else:
                cost += 0.1
        if best is None or cost < best[0]:
            best = cost, period
    return best[1] if best is not None and best[0] <= 4.5 else None


def _window(row: list[Item], claim: Claim) -> list[Item]:
    low, high = claim.kept
    if claim.mention >= 0 or claim.status:
        low = max(0, low - 2)
    return row[max(0, low - 1) : high + 1]


def _running(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is a running total: "has risen to", "so far"."""
    return any(item.classes & {"running"} for item in _window(row, claim)) or any(
        item.period is not None and item.period.relation == "so_far" for item in row
    )


def _tense(row: list[Item], claim: Claim) -> str:
    """ "present", "past", "perfect" or "" by the words around a claim."""
    for item in _window(row, claim):
        for tense in ("present", "perfect", "past"):
            if tense in item.classes:
                return tense
    if claim.link.at < len(row) and row[claim.link.at].classes & {"past"}:
        return "past"
    return ""


def _earlier_level(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is the level that a change began from: "from 3,500 to about 1,400"."""
    before = claim.at - 1
    if before < 0 or not row[before].classes & {"from"}:
        return False
    return any(row[n].classes & {"to"} for n in range(claim.at + 1, min(claim.at + 5, len(row))))
