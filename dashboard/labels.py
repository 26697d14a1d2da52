"""The names beside the lines of a chart: which lines bear one, and where it stands."""

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import escape

from dashboard import marks
from dashboard.axes import Style
from dashboard.wording import Point

LABELLED, SPARSE, FEW = 5, 6, 30
"""Up to so many lines bear their speaker's name; up to `SPARSE` where all of them together have few points."""
LED, SHIFT = 0.12, 14
"""A name that stands further from its mark, in parts of the chart's height, has a line to it, aslant by so many pixels:
an upright one would look like the stem of a bar.
"""
WIDTHS, ROWS = (34, 24, 16, 12), 3
"""Letters of a row that are tried for a name, and rows."""
_LETTER, _TALL, _ABOVE, _MARGIN = 7.2 / 300, 0.085, 0.09, 0.03
"""A letter's width and a row's height in parts of the chart; how far a name before its mark stands above a line; and
how far it may reach over the axis.
"""
_STEPS = (0, 0.09, -0.09, 0.18, -0.18, 0.27, -0.27, 0.36, -0.36, 0.45, -0.45, 0.54, 0.63)


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a name may stand, in parts of the chart, and its rows; `before` its mark, or behind it."""

    rows: tuple[str, ...]
    left: float
    right: float
    height: float
    before: bool
    away: float = 0.0  # from its mark, up or down

    @property
    def tall(self) -> float:
        """Its height, where `height` is that of its middle."""
        return _TALL * len(self.rows)

    def meets(self, other: "_Box") -> bool:
        """Whether one name would cover the other."""
        near = abs(self.height - other.height) < (self.tall + other.tall) / 2
        return near and self.left <= other.right and self.right >= other.left


def named(lines: Mapping[str, Sequence[Point]]) -> list[Sequence[Point]]:
    """The lines that bear their speaker's name beside them: all where there are few, else the longest."""
    ordered = sorted(lines.values(), key=lambda line: (-len(line), line[-1]["series_id"]))
    few = len(ordered) <= SPARSE and sum(map(len, ordered)) <= FEW
    return ordered if few else ordered[:LABELLED]


def colour_of(point: Point, points: Sequence[Point], style: Style) -> marks.Colour:
    """The colour of a line: its speaker's; where a chart holds several indicators, its indicator's."""
    if len({p["indicator_id"] for p in points}) > 1:
        return style.palette.of_function(point["indicator_id"])
    return style.palette.colour(point["org_id"], point["speaker"])


def name_of(point: Point, points: Sequence[Point], style: Style) -> str:
    """The name of a line: its speaker, with what else tells it from the other lines of the chart."""
    words = style.words
    parts = [words.speaker(point)]
    if len({p["indicator_id"] for p in points}) > 1:
        parts.insert(0, words.say(f"short.{point['indicator_id'].rpartition('_')[2]}"))
    if len({p["place_id"] for p in points}) > 1:
        parts.insert(0, words.place(point["place_id"]))
    if part := words.part(point):
        parts.append(part)
    if point["value_basis"] != "stated":
        parts.append(words.say(f"short.{point['value_basis']}"))
    return words.say("list.comma").join(parts)


def last_of_each(
    lines: Mapping[str, Sequence[Point]], points: Sequence[Point], style: Style
) -> list[tuple[str, Point]]:
    """The names that a chart shows, each once, with the newest point of the lines that bear it; the newest first."""
    found: dict[str, Point] = {}
    for line in named(lines):
        name, last = name_of(line[-1], points, style), line[-1]
        if name not in found or _order(last) > _order(found[name]):
            found[name] = last
    return sorted(found.items(), key=lambda each: _order(each[1]), reverse=True)


def _order(point: Point) -> tuple[date, float, str]:
    return point["period_end"], point["value"] or 0.0, point["series_id"]


def beside(
    lines: Mapping[str, Sequence[Point]],
    points: Sequence[Point],
    top: float,
    style: Style,
    silent: Sequence[date] = (),
) -> list[dict[str, Any]]:
    """Names as annotations of Plotly, placed until none covers another, few marks, and no words of a gap.

    Room is reckoned for the narrowest chart (300 by 210 pixels), so that wider ones have enough. `silent` are the days
    at which words of a gap stand.
    """
    days = max((style.end - style.start).days, 1)
    halo = ", ".join([f"0 0 2px {style.ground}"] * 3)  # sets a name off from what it crosses; a box would hide figures
    gaps = [(day - style.start).days / days for day in silent]
    taken = [_Box(("",), x - 0.14, x + 0.14, 0.16, False) for x in gaps]
    spots = [
        ((p["period_end"] - style.start).days / days, p["value"] / (top * 1.1))
        for p in points
        if p["value"] is not None
    ]
    found = []
    for name, last in last_of_each(lines, points, style):
        at, value = (last["period_end"] - style.start).days / days, last["value"] or 0
        own = value / (top * 1.1)
        box = _place(name, at, own, taken, [spot for spot in spots if spot != (at, own)])
        taken.append(box)
        day, aside = last["period_end"].isoformat(), -1 if box.before else 1
        placed: dict[str, Any] = {"x": day, "y": box.height, "yref": "y domain", "showarrow": False}
        led = box.away > LED
        if led:  # a thin line leads from the name to its mark
            aim = {"ax": SHIFT * aside, "ay": box.height * top * 1.1, "ayref": "y", "arrowhead": 0, "arrowwidth": 0.8}
            placed = {"x": day, "y": value, "showarrow": True, "arrowcolor": style.line, "standoff": 5, **aim}
        found.append(
            {
                **placed,
                "xanchor": "right" if box.before else "left",
                "xshift": 0 if led else 9 * aside,
                "yanchor": "middle",
                "align": "right" if box.before else "left",
                "text": f"<b>{'<br>'.join(str(escape(row)) for row in box.rows)}</b>",
                "font": {"size": 13, "color": colour_of(last, points, style).text(style.dark), "shadow": halo},
            }
        )
    return found


def _place(name: str, at: float, own: float, taken: Sequence[_Box], marked: Sequence[tuple[float, float]]) -> _Box:
    """Where a name stands: near its mark, over no other name and as few marks as can be.

    Lengths are parts of the chart: `at` and `own` are those of its mark, `marked` those of the others.
    """

    def cost(box: _Box) -> float:
        near = (y for x, y in marked if box.left - 0.02 <= x <= box.right + 0.01)
        over = sum(abs(box.height - y) < box.tall - 0.035 for y in near) + 9 * any(map(box.meets, taken))
        outside = max(-box.left - _MARGIN, box.right - 1, 0.0)
        return over + 6 * box.away + 0.4 * box.before + 0.2 * len(box.rows) + 99 * outside

    return min(_boxes(name, at, own), key=cost)


def _boxes(name: str, at: float, own: float) -> list[_Box]:
    """Where a name may stand beside its mark: in one row or several, behind it or before it, higher or lower."""
    found = []
    for rows in dict.fromkeys(tuple(textwrap.wrap(name, w, max_lines=ROWS, placeholder="…")) for w in WIDTHS):
        width = max(map(len, rows)) * _LETTER
        for step, before in itertools.product(_STEPS, (False, True)):
            left = at - width if before else at
            found.append(_Box(rows, left, left + width, own + step + (_ABOVE if before else 0.0), before, abs(step)))
    return [box for box in found if -0.01 <= box.height - box.tall / 2 and box.height + box.tall / 2 <= 1.04]
