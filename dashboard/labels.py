"""The names beside the lines of a chart: which lines bear one, and where it stands."""

import itertools
import math
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from dashboard import marks, notes, placing
from dashboard.axes import Style
from dashboard.wording import Point

LABELLED, SPARSE, FEW = 5, 6, 30
"""Up to so many lines bear their speaker's name; up to `SPARSE` where all of them together have few points."""
LED, SHIFT = 0.12, 14
"""A name that stands further from its mark, in parts of the chart's height, has a line to it, aslant by so many pixels:
an upright one would look like the stem of a bar.
"""
WIDTHS, ROWS, SIZE = (34, 24, 16, 12), 3, 13
"""Letters of a row that are tried for a name, rows, and the size of the letters in pixels."""
_CLOSE, _OVER = 9, 0.08
"""Pixels between a mark and its name; how far a name before its mark stands above a line, in parts of the height."""
_STEPS = tuple(sorted((0.045 * n for n in range(-6, 7)), key=lambda step: (abs(step), -step)))
"""How far above or below its mark a name may stand: the line to one far away would look like a fall of the figure."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a name may stand: beside which mark, in which rows, how high its middle is, before the mark or behind.

    Mark and height are in parts of the chart.
    """

    mark: tuple[float, float]
    rows: tuple[str, ...]
    height: float
    before: bool
    away: float  # from its mark, up or down
    area: placing.Area


def named(lines: Mapping[str, Sequence[Point]]) -> list[Sequence[Point]]:
    """The lines that bear their speaker's name beside them: all where there are few, else the longest."""
    ordered = sorted(lines.values(), key=lambda line: (-len(line), line[-1]["series_id"]))
    few = len(ordered) <= SPARSE and sum(map(len, ordered)) <= FEW
    return ordered if few else ordered[:LABELLED]


def colour_of(point: Point, points: Sequence[Point], style: Style) -> marks.Colour:
    """The colour of a line: its speaker's in this chart; where it holds several indicators, its indicator's."""
    if len({p["indicator_id"] for p in points}) > 1:
        return style.palette.of_function(point["indicator_id"])
    given = style.palette.apart((p["org_id"], p["speaker"]) for p in points)
    return given[point["org_id"], point["speaker"]]


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
    """The names that a chart shows, each once, with the newest point of the lines that bear it; the newest first.

    Several who are not named have one name, "not named": all are grey.
    """
    found: dict[str, Point] = {}
    ends = [line[-1] for line in lines.values()]
    grey = len({name_of(p, points, style) for p in ends if not (p["org_id"] or p["speaker"])})
    for line in named(lines):
        name, last = name_of(line[-1], points, style), line[-1]
        if grey > 1 and not (last["org_id"] or last["speaker"]):
            name = style.words.say("speaker.unnamed")
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
    marked: Sequence[placing.Area] = (),
    noted: Sequence[Mapping[str, Any]] = (),
    dotted: Sequence[placing.Area] = (),
    keyed: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Names as annotations of Plotly; none covers what is `marked`, `noted` or named, at any width.

    A name for which there is no such place is left out: it belongs into a key (see `shown`). So does
    "not named", where they are several: it would stand beside the mark of one of them.
    """
    sheet = style.sheet
    halo = ", ".join([f"0 0 2px {style.ground}"] * 3)  # sets a name off from what it crosses; a box would hide figures
    said = sheet.edges(notes.area(note, top, style) for note in noted)
    taken = np.concatenate([sheet.edges(marked), said])
    crossed = sheet.edges([*_between(lines, top, style), *dotted])
    waiting = []
    for name, last in last_of_each(lines, points, style):
        if name in keyed or name == style.words.say("speaker.unnamed"):
            continue
        at, own = style.across(last["period_end"]), (last["value"] or 0) / (top * 1.1)
        spots = _free(_spots(name, at, own, sheet), taken, said, sheet)
        across = sheet.covered([spot.area for spot in spots], crossed)
        ranked = sorted(zip(map(_cost, spots, across), range(len(spots)), spots, strict=True))
        waiting.append((name, last, [spot for *_, spot in ranked]))
    found = []
    for name, last, spots in sorted(waiting, key=lambda each: len(each[2])):  # who has the least choice chooses first
        spot = next(iter(_free(spots, taken, said, sheet)), None)
        if spot is None:
            continue
        taken = np.concatenate([taken, sheet.edges([spot.area, *_lead(spot)])])
        said = np.concatenate([said, sheet.edges([spot.area])])
        day, aside = last["period_end"].isoformat(), -1 if spot.before else 1
        placed: dict[str, Any] = {"x": day, "y": spot.height, "yref": "y domain", "showarrow": False}
        if spot.away > LED:  # a thin line leads from the name to its mark
            aim = {"ax": SHIFT * aside, "ay": spot.height * top * 1.1, "ayref": "y", "arrowhead": 0, "arrowwidth": 0.8}
            placed = {"x": day, "y": last["value"], "showarrow": True, "arrowcolor": style.line, "standoff": 5, **aim}
        found.append(
            {
                **placed,
                "name": str(escape(name)),  # not drawn; see `shown`
                "xanchor": "right" if spot.before else "left",
                "xshift": 0 if spot.away > LED else _CLOSE * aside,
                "yanchor": "middle",
                "align": "right" if spot.before else "left",
                "text": f"<b>{'<br>'.join(str(escape(row)) for row in spot.rows)}</b>",
                "font": {"size": SIZE, "color": colour_of(last, points, style).text(style.dark), "shadow": halo},
            }
        )
    return found


def shown(said: Iterable[Any]) -> set[str]:
    """The names among the annotations of a figure."""
    return {Markup(note["name"]).unescape() for note in said if "name" in note and note["name"]}


def _cost(spot: _Spot, lines: int) -> float:
    """What speaks against a place: far from its mark, before it, in several rows, across lines."""
    return 6 * spot.away + 0.4 * spot.before + 0.2 * len(spot.rows) + lines


def _free(spots: Sequence[_Spot], taken: placing.Edges, said: placing.Edges, sheet: placing.Sheet) -> list[_Spot]:
    """The places where nothing that is taken would be covered, nor anything said be crossed by the line to the mark."""
    over = sheet.covered([spot.area for spot in spots], taken)
    spots = [spot for spot, covered in zip(spots, over, strict=True) if not covered]
    leads = [list(_lead(spot)) for spot in spots]
    crossed = iter(sheet.covered(itertools.chain(*leads), said))
    return [spot for spot, lead in zip(spots, leads, strict=True) if not sum([next(crossed) for _ in lead])]


def _lead(spot: _Spot) -> Iterator[placing.Area]:
    """The line from a mark to its name, where there is one: small areas along it."""
    if spot.away > LED:
        (x, own), aside = spot.mark, -SHIFT if spot.before else SHIFT
        for part in (part / 8 for part in range(1, 8)):
            yield placing.point(x, own + (spot.height - own) * part, aside * part)


def _spots(name: str, at: float, own: float, sheet: placing.Sheet) -> list[_Spot]:
    """Where a name may stand by its mark, inside the chart: in one row or several, behind or before, higher or lower.

    `at` and `own` are those of the mark, in parts of the chart.
    """
    found = []
    broken = {tuple(textwrap.wrap(name, width, break_long_words=False)): None for width in WIDTHS}
    for rows in [rows for rows in broken if len(rows) <= ROWS]:
        for step, before in itertools.product(_STEPS, (False, True)):
            away, height = abs(step), own + step + (_OVER if before else 0.0)
            shift = (SHIFT if away > LED else _CLOSE) * (-1 if before else 1)
            area = sheet.words(at, height, rows, SIZE, 1.0 if before else 0.0, 0.5, shift)
            found.append(_Spot((at, own), rows, height, before, away, area))
    outside = sheet.outside(spot.area for spot in found)
    return [spot for spot, over in zip(found, outside, strict=True) if not over]


def _between(lines: Mapping[str, Sequence[Point]], top: float, style: Style) -> list[placing.Area]:
    """The ways from point to point: small areas along each, which names had better not cross."""
    found = []
    for line in lines.values():
        most = notes.lasting(line)
        for a, b in itertools.pairwise(line):
            if (b["period_end"] - a["period_end"]).days > most:
                continue
            (x, y), (x2, y2) = ((style.across(p["period_end"]), (p["value"] or 0) / (top * 1.1)) for p in (a, b))
            steps = math.ceil(max(abs(x2 - x), abs(y2 - y)) * 40) + 1
            for part in (step / steps for step in range(1, steps)):
                at, height = x + (x2 - x) * part, y + (y2 - y) * part
                found.append(placing.point(at, height))
    return found
