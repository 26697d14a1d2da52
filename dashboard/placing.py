"""Where words may stand in a chart whose width only its reader knows: over no mark and over no other words.

A place is a point of the chart, in parts of its width and height, and an area around it in pixels, since letters keep
their size where a chart is narrow. It is free if it is so in all of `ROOMS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.canvas import wide_of

ROOMS = ((276, 222), (400, 222), (560, 222), (600, 342), (800, 342), (1060, 342))
"""Widths and heights in pixels between the axes, from a phone's to a wide screen's."""
HIGH, TRUE = 1.32, 0.82
"""A row's height in parts of its letters'; how wide letters are drawn in our own fonts, of what `wide_of` expects."""
AIR = 1.5
"""Pixels that are left free around words."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area: in parts of the chart from left to right and from bottom to top, and pixels beyond it on each side."""

    left: float
    right: float
    bottom: float
    top: float
    before: float = 0.0
    after: float = 0.0
    below: float = 0.0
    above: float = 0.0


Edges = NDArray[np.float64]
"""A row for each area: its left, right, lower and upper edge in each of `ROOMS`."""


def edges(areas: Iterable[Area]) -> Edges:
    """The edges of areas in pixels, in each room: shape (areas, 4, rooms)."""
    wide, high = (np.array([room[side] for room in ROOMS], float) for side in (0, 1))
    rows = [
        (a.left * wide - a.before, a.right * wide + a.after, a.bottom * high - a.below, a.top * high + a.above)
        for a in areas
    ]
    return np.array(rows, float).reshape(-1, 4, len(ROOMS))


def covered(area: Area, others: Edges) -> int:
    """How many of the others the area touches in the room where it touches most."""
    (left, right, bottom, top) = edges([area])[0]
    apart = (others[:, 0] > right) | (others[:, 1] < left) | (others[:, 2] > top) | (others[:, 3] < bottom)
    return int((~apart).sum(axis=0).max(initial=0))


def outside(area: Area) -> float:
    """By how many pixels the area reaches over the chart, at most; the right margin and some of the upper are free."""
    (left, right, bottom, top) = edges([area])[0]
    wide, high = (np.array([room[side] for room in ROOMS], float) for side in (0, 1))
    return float(np.max([-left, right - wide - 10, -bottom, top - high - 8, np.zeros(len(ROOMS))]))


def words(x: float, y: float, rows: Iterable[str], size: float, across: float, up: float, shift: float = 0.0) -> Area:
    """The area of words at a point: `across` 0 begins there, 0.5 is in the middle, 1 ends there; `up` from their foot.

    `shift`: pixels to the right.
    """
    rows = list(rows)
    wide = max(wide_of(row, size, bold=True) for row in rows) * TRUE
    high = len(rows) * size * HIGH
    return Area(
        *(x, x, y, y),
        before=across * wide - shift + AIR,
        after=(1 - across) * wide + shift + AIR,
        below=up * high,
        above=(1 - up) * high,
    )
