"""Points parted into what may stand in one chart, and into lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard import marks
from dashboard.wording import Point, Words


def groups(points: Sequence[Point]) -> dict[str, list[Point]]:
    """The points parted into what may stand in one chart, the largest part first.

    The keys are "status", or a unit, and for flows the cadence: "trucks/month"; running totals, with or without a
    beginning, are "trucks/total".
    """
    found: dict[str, list[Point]] = {}
    for point in points:
        if point["kind"] == "status":
            key = "status"
        elif point["kind"] == "flow":
            key = f"{point['unit']}/{point['cadence'] if point['cadence'] in marks.BARS else 'total'}"
        else:
            key = str(point["unit"])
        found.setdefault(key, []).append(point)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def group_name(key: str, words: Words) -> str:
    """The name of a group of points that may share a chart (see `groups`)."""
    if key == "status":
        return words.say("key.statuses")
    unit, _, cadence = key.partition("/")
    parts = [words.unit(unit), *([words.say("cadence." + cadence)] if cadence else [])]
    return words.say("list.comma").join(parts)


def broad(points: Sequence[Point]) -> list[Point]:
    """The points of each speaker that are divided least: of totals, or where there is none, of the largest parts."""
    divided = [(p.get("breakdown") or "").count("=") for p in points]
    keys = [(p["indicator_id"], p["place_id"], p["org_id"] or p["speaker"], p["unit"]) for p in points]
    least: dict[Any, int] = {}
    for key, count in zip(keys, divided, strict=True):
        least[key] = min(count, least.get(key, count))
    return [p for p, key, count in zip(points, keys, divided, strict=True) if count == least[key]]


def by_series(points: Sequence[Point]) -> dict[str, list[Point]]:
    """Points by their series, each in the order of its days."""
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point["series_id"], []).append(point)
    for line in found.values():
        line.sort(key=lambda p: (p["period_end"], p["period_start"] or date.min, p["observation_id"]))
    return found
