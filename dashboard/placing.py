"""Where words may stand in a chart: over no mark and over no other words.

A place is a point of the chart, in parts of its width and height, and an area around it in pixels, since letters keep
their size where a chart is narrow. It is free if it is so in all rooms that the chart may be drawn in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.canvas import wide_of

HIGH = 1.32
"""A row's height in parts of its letters'."""
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


def point(x: float, y: float, shift: float = 0.0) -> Area:
    """A point, `shift` pixels to the right."""
    return Area(x, x, y, y, -shift, shift)


Edges = NDArray[np.float64]
"""A row for each area: its left, right, lower and upper edge in each room."""


@dataclass(frozen=True)
class Sheet:
    """What a chart is drawn on.

    Attributes:
        rooms: Widths and heights in pixels between the axes, all that the chart may have.
        fit: How wide letters are drawn, in parts of what `wide_of` expects.
    """

    rooms: tuple[tuple[float, float], ...]
    fit: float = 1.0

    def edges(self, areas: Iterable[Area]) -> Edges:
        """The edges of areas in pixels, in each room: shape (areas, 4, rooms)."""
        rows = [(a.left, a.right, a.bottom, a.top, -a.before, a.after, -a.below, a.above) for a in areas]
        parts, beyond = np.moveaxis(np.array(rows, float).reshape(-1, 2, 4, 1), 1, 0)
        wide, high = np.array(self.rooms, float).T
        found: Edges = parts * np.stack([wide, wide, high, high]) + beyond
        return found

    def covered(self, areas: Iterable[Area], others: Edges) -> list[int]:
        """How many of the others each area touches in the room where it touches most."""
        left, right, bottom, top = np.moveaxis(self.edges(areas)[:, None], 2, 0)
        apart = (others[:, 0] > right) | (others[:, 1] < left) | (others[:, 2] > top) | (others[:, 3] < bottom)
        return [int(most) for most in (~apart).sum(axis=1).max(axis=1, initial=0)]

    def outside(self, areas: Iterable[Area]) -> list[float]:
        """By how many pixels each area reaches over the chart; the right margin and some of the upper are free."""
        left, right, bottom, top = np.moveaxis(self.edges(areas), 1, 0)
        wide, high = (np.array([room[side] for room in self.rooms], float) for side in (0, 1))
        over = np.max([-left, right - wide - 10, -bottom, top - high - 8, np.zeros(left.shape)], axis=0)
        return [float(most) for most in over.max(axis=1, initial=0)]

    def words(
        self, x: float, y: float, rows: Iterable[str], size: float, across: float, up: float, shift: float = 0.0
    ) -> Area:
        """The area of words at a point: `across` 0 begins there, 0.5 is in the middle, 1 ends there.

        `up`: the same from their foot to their head; `shift`: pixels to the right.
        """
        rows = list(rows)
        wide = max(wide_of(row, size, bold=True) for row in rows) * self.fit
        high = len(rows) * size * HIGH
        return Area(
            *(x, x, y, y),
            before=across * wide - shift + AIR,
            after=(1 - across) * wide + shift + AIR,
            below=up * high,
            above=(1 - up) * high,
        )


SCREEN = Sheet(((276, 222), (400, 222), (560, 222), (600, 342), (800, 342), (1060, 342)), fit=0.82)
"""From a phone's to a wide screen's; letters are those of our own fonts."""
