"""What a reader should know before figures are compared: who differs, what does not add up, where the counting changed.

Pure functions of points; they find and say nothing of who is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard import marks
from dashboard.wording import Point
from data.catalogue import Catalogue
from data.indicators import DefinitionBreak

DISJOINT = frozenset({"functional", "partial", "nonfunctional"})
"""Last parts of the names of indicators that together count each facility once."""
LOWER_BOUNDS = frozenset({"exact", "at_least", "more_than"})
UPPER_BOUNDS = frozenset({"exact", "at_most", "less_than"})


@dataclass(frozen=True)
class Disagreement:
    """Different figures of several speakers for one indicator, one place and the same days.

    Attributes:
        low, high: The lowest and the highest of the figures, ranges by their ends.
        said: One point of each speaker, the lowest first.
    """

    day: date
    low: float
    high: float
    said: tuple[Point, ...]


@dataclass(frozen=True)
class Overrun:
    """Parts of one speaker that do not add up to the speaker's own whole for the same days."""

    point: Point
    parts: float
    whole: float


@dataclass(frozen=True)
class Break:
    """A point from which its speaker counts of another total than in the point before."""

    point: Point
    before: Point


def disagreements(points: Iterable[Point]) -> list[Disagreement]:
    """The days for which speakers give different figures, the newest first.

    Figures that a publisher filled in are left out: nobody says them.
    """
    found: dict[tuple[Any, ...], list[Point]] = {}
    for p in points:
        if p["value"] is not None and p["value_basis"] != "estimated":
            start = p["period_start"] if p["kind"] == "flow" else None
            key = (p["indicator_id"], p["place_id"], p["unit"], p.get("breakdown") or "", start, p["period_end"])
            found.setdefault(key, []).append(p)
    listed = []
    for same in found.values():
        by_speaker = {speaker(p) or p["series_id"]: p for p in reversed(same)}
        if len(by_speaker) > 1 and len({p["value"] for p in by_speaker.values()}) > 1:
            said = sorted(by_speaker.values(), key=lambda p: (p["value"], p["observation_id"]))
            low = min(v for p in said for v in (p["low"], p["value"]) if v is not None)
            high = max(v for p in said for v in (p["high"], p["value"]) if v is not None)
            listed.append(Disagreement(said[0]["period_end"], low, high, tuple(said)))
    return sorted(listed, key=lambda d: (d.day, d.said[0]["observation_id"]), reverse=True)


def speaker(point: Point) -> str:
    """Whose figure it is: one key for an organisation however it is written; who is not named is nobody else."""
    return str(point["org_id"] or point["speaker"] or "")


def independent(points: Iterable[Point]) -> tuple[int, int]:
    """How many publishers carry the figures, and how many speakers say them.

    What several publishers carry from one speaker is one speaker's; figures of nobody named count as one, as it cannot
    be told whether they are of several.
    """
    listed = list(points)
    publishers = {p["publisher"] or p["source"] for p in listed}
    return len(publishers), len({speaker(p) for p in listed})


def overruns(points: Sequence[Point], catalogue: Catalogue, inner: Sequence[Point] = ()) -> list[Overrun]:
    """Where one speaker's parts and whole contradict each other, the newest first.

    Facilities by function: working, partly and out of service, all three said for a day, are not as many as the total
    that the same speaker counts them of. Places (`inner`: points of places within): what lies in a place sums to more
    than the place. Only bounds that the words give are compared: "about" contradicts nothing.
    """
    return sorted(
        [*_functions(points), *_places(points, inner, catalogue)],
        key=lambda o: (o.point["period_end"], o.point["observation_id"]),
        reverse=True,
    )


def _functions(points: Sequence[Point]) -> list[Overrun]:
    found: dict[tuple[Any, ...], dict[str, Point]] = {}
    for p in points:
        name = p["indicator_id"].rpartition("_")[2]
        if name in DISJOINT and p["value"] is not None and p["qualifier"] == "exact" and p["unit"] != "percent":
            key = (p["indicator_id"].rpartition("_")[0], p["place_id"], p["unit"], speaker(p), p["period_end"])
            found.setdefault(key, {})[name] = p
    listed = []
    for parts in found.values():
        wholes = {p["of"] for p in parts.values() if p["of"] is not None}
        total = sum(p["value"] for p in parts.values())
        if len(wholes) == 1:
            whole = wholes.pop()
            if total > whole or (total != whole and parts.keys() == DISJOINT):
                listed.append(Overrun(next(iter(parts.values())), total, whole))
    return listed


def _places(points: Sequence[Point], inner: Sequence[Point], catalogue: Catalogue) -> list[Overrun]:
    """Places of one kind do not lie in each other, so that their figures may be added; kinds are not mixed."""
    parts: dict[tuple[Any, ...], dict[str, float]] = {}
    for p in inner:
        if p["value"] is not None and p["qualifier"] in LOWER_BOUNDS:
            place = catalogue.places[p["place_id"]]
            for around in catalogue.ancestors(place.place_id):
                of_kind = parts.setdefault((place.kind, place.admin_level, *_claim(p, around)), {})
                of_kind[place.place_id] = max(p["value"], of_kind.get(place.place_id, 0))
    sums: dict[tuple[Any, ...], float] = {}
    for (_, _, *claim), of_kind in parts.items():
        sums[tuple(claim)] = max(sum(of_kind.values()), sums.get(tuple(claim), 0))
    listed = []
    for p in points:
        total = sums.get(_claim(p, p["place_id"]), 0)
        if p["value"] is not None and p["qualifier"] in UPPER_BOUNDS and total > p["value"]:
            listed.append(Overrun(p, total, p["value"]))
    return listed


def _claim(point: Point, place_id: str) -> tuple[Any, ...]:
    """What a part and its whole must share."""
    return (
        point["indicator_id"],
        place_id,
        point["unit"],
        point.get("breakdown") or "",
        speaker(point),
        point["period_start"],
        point["period_end"],
        point["value_basis"],
    )


def breaks(line: Sequence[Point]) -> list[Break]:
    """Points of a series, in the order of its days, that are counted of another total than the one before.

    "18 of 36" and then "20 of 35": the counting changed, so the two do not make one line.
    """
    counted = [p for p in line if p["of"] is not None]
    return [Break(b, a) for a, b in zip(counted, counted[1:], strict=False) if a["of"] != b["of"]]


def declared(line: Sequence[Point], catalogue: Catalogue) -> list[DefinitionBreak]:
    """The days from which the speaker of a series counts otherwise, as the catalogue says."""
    if not line:
        return []
    of, place, who = (line[0][key] for key in ("indicator_id", "place_id", "org_id"))
    return [
        b
        for b in catalogue.indicators[of].breaks
        if who in b.speakers and (not b.places or catalogue.within(place, b.places))
    ]


def parted(line: Sequence[Point], catalogue: Catalogue) -> set[str]:
    """Points of a series, in the order of its days, by observation_id, that make no line with the one before."""
    found = {b.point["observation_id"] for b in breaks(line)}
    for b in declared(line, catalogue):
        after = [p["observation_id"] for p in line if p["period_end"] >= b.day]
        if 0 < len(after) < len(line):
            found.add(after[0])
    return found


def falls(line: Sequence[Point]) -> list[Point]:
    """Points of a running total that are lower than the one before: a total cannot fall, so somebody recounted."""
    if not line or line[0]["kind"] != "flow" or line[0]["cadence"] in marks.BARS:
        return []
    pairs = zip(line, line[1:], strict=False)
    return [b for a, b in pairs if a["value"] is not None and b["value"] is not None and b["value"] < a["value"]]


def bands(found: Iterable[Disagreement], start: date, end: date) -> list[tuple[date, date, float, float]]:
    """Disagreements as areas of a chart over [start, end]: first and last day, lowest and highest figure.

    An area is at least a hundredth of the window wide, so that one day can be seen; areas do not cover each other.
    """
    half = max(((end - start).days + 1) // 200, 1)
    days: dict[date, tuple[float, float]] = {}
    for d in found:
        low, high = days.get(d.day, (d.low, d.high))
        days[d.day] = (min(low, d.low), max(high, d.high))
    areas: list[tuple[date, date, float, float]] = []
    for day in sorted(days):
        first = day - timedelta(half)
        if areas and areas[-1][1] > first:
            middle = areas[-1][1] - (areas[-1][1] - first) / 2
            areas[-1] = (areas[-1][0], middle, *areas[-1][2:])
            first = middle
        areas.append((first, day + timedelta(half), *days[day]))
    return areas
