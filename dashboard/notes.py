"""Small words and marks in a chart: why there is no figure, what does not add up, where the counting changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from statistics import median
from typing import Any

import numpy as np
from markupsafe import escape

from dashboard import audit, marks, placing
from dashboard.axes import Style
from dashboard.wording import Point

LOW = 0.07
"""How high above the axis words of a gap stand, in parts of the chart's height."""
BESIDE = 3
"""Pixels between a dotted line and what is said of it."""
GAP_DAYS = 120
"""A line stops where its speaker said nothing for longer than this; but see `lasting`."""


@dataclass(frozen=True)
class Missing:
    """Why a chart may have no figure for some days, besides that nobody reported one.

    Attributes:
        kept_back: Days of figures that were said but are not drawn: held, rejected, taken back, withdrawn.
        unavailable: Points without a value, of whom their speakers say that there is no figure to be had.
        unread: Words for why nothing new was read from the source of the newest figures; empty: it is up to date.
    """

    kept_back: tuple[date, ...] = ()
    unavailable: tuple[Point, ...] = ()
    unread: str = ""


NOTHING = Missing()


def lasting(line: Sequence[Point]) -> int:
    """The days of silence that a line bridges: `GAP_DAYS`, or more where its speaker is used to speak less often.

    Then it is half as long again as between most of its figures, of which it takes three to know.
    """
    days = sorted({p["period_end"] for p in line})
    apart = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
    return max(GAP_DAYS, round(1.5 * median(apart))) if len(apart) > 1 else GAP_DAYS


def doubts(
    lines: Mapping[str, Sequence[Point]], points: Sequence[Point], inner: Sequence[Point], style: Style
) -> list[dict[str, Any]]:
    """Words at totals that fall, at parts that do not add up, and where a line is counted of another total."""
    words = style.words
    found = [_pointed(p, words.say("mark.falls"), style) for line in lines.values() for p in audit.falls(line)]
    over = audit.overruns(points, words.catalogue, inner)
    found += [_pointed(o.point, words.say("mark.parts"), style) for o in over]
    found += [note for line in lines.values() for note in _breaks(line, style)]
    where: dict[str, Any] = {"yref": "y domain", "yanchor": "top", "xanchor": "left"}
    told = words.say("mark.declared")
    return found + [_note(day.isoformat(), 1.0, told, style, **where) for day in declared(lines, style)]


def divides(lines: Mapping[str, Sequence[Point]], style: Style) -> list[dict[str, Any]]:
    """Dotted lines from top to bottom, where a series is counted otherwise than before."""
    days = [b.point["period_end"] for line in lines.values() for b in audit.breaks(line)]
    return [_divide(day, style) for day in [*days, *declared(lines, style)]]


def declared(lines: Mapping[str, Sequence[Point]], style: Style) -> list[date]:
    """The days in the window from which a speaker counts otherwise, as the catalogue says."""
    found = {b.day for line in lines.values() for b in audit.declared(line, style.words.catalogue)}
    return sorted(day for day in found if style.start <= day <= style.end)


def silences(points: Sequence[Point], style: Style, missing: Missing = NOTHING) -> list[dict[str, Any]]:
    """Words in the wide gaps, which tell apart: not reported, said not to be had, said but not drawn, not read yet."""
    words = style.words
    days = sorted({p["period_end"] for p in points if p["period_end"] <= style.end})
    bridged = _bridged(points)
    length = max((style.end - style.start).days, 1)
    notes = []
    begun: dict[date, date] = {}
    for p in points:
        if p["period_start"] is not None and (p["kind"] == "stock" or p["cadence"] in marks.BARS):
            begun[p["period_end"]] = min(p["period_start"], begun.get(p["period_end"], date.max))
    for before, after in zip(days, [begun.get(day, day) for day in days[1:]] + [style.end], strict=True):
        silent = (after - before).days
        over = any(a <= before and after <= b for a, b in bridged)
        if silent > GAP_DAYS and silent / length >= 0.24 and not over:
            kept_back = sum(before < day < after for day in missing.kept_back)
            text = words.say("chart.gap", span=words.days(silent))
            if kept_back:
                text = words.say("chart.gap_kept_back", count=kept_back)
            elif any(before < p["period_end"] <= after for p in missing.unavailable):
                text = words.say("chart.gap_unavailable")
            elif missing.unread and before == days[-1]:
                text = str(escape(missing.unread))
            x = (before + timedelta(silent // 2)).isoformat()
            notes.append(_note(x, LOW, text, style, yref="y domain", yanchor="bottom"))
    return notes


def settled(
    wanted: Sequence[dict[str, Any]], marked: Sequence[placing.Area], top: float, style: Style
) -> list[dict[str, Any]]:
    """The notes, each at the first of its places where it covers no mark and no other note, or fewest."""
    sheet, found = style.sheet, []
    taken = sheet.edges(marked)
    for note in wanted:
        places = _places(note)
        areas = [area(place, top, style) for place in places]
        costs = [sum(both) for both in zip(sheet.covered(areas, taken), sheet.outside(areas), strict=True)]
        best = costs.index(min(costs))
        taken = np.concatenate([taken, sheet.edges([areas[best]])])
        found.append(places[best])
    return found


def _places(note: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a note may stand, the best first: at its side of its day or another, further and further from its foot."""
    beside, down = "xanchor" in note, note.get("yanchor") == "top"
    found = []
    for step, side in product(range(16), ("left", "right") if beside else ("center", "left", "right")):
        place: dict[str, Any] = {"y": note["y"] + 0.05 * step * (-1 if down else 1)}
        if note["showarrow"]:
            place = {"ay": (note["ay"] + 8 * (step // 2)) * (-1 if step % 2 else 1)}
        elif beside:
            place["xshift"] = BESIDE if side == "left" else -BESIDE
        found.append({**note, **place, "xanchor": side})
    return found


def area(note: Mapping[str, Any], top: float, style: Style) -> placing.Area:
    """Where a note stands in a chart; see `placing`."""
    x = style.across(date.fromisoformat(note["x"]))
    y = note["y"] if note.get("yref") == "y domain" else note["y"] / (top * 1.1)
    across = {"left": 0.0, "right": 1.0}.get(note.get("xanchor", ""), 0.5)
    up = {"bottom": 0.0, "top": 1.0}.get(note.get("yanchor", ""), 0.5)
    rows, size = note["text"].split("<br>"), note["font"]["size"]
    made = style.sheet.words(x, y, rows, size, across, up, note.get("xshift", 0))
    drop = note["ay"] if note["showarrow"] else 0  # pixels downward
    return replace(made, below=made.below + drop, above=made.above - drop)


def _bridged(points: Sequence[Point]) -> list[tuple[date, date]]:
    """The days of silence over which some speaker's line goes on; see `lasting`."""
    lines: dict[str, list[Point]] = {}
    for p in points:
        lines.setdefault(p["series_id"], []).append(p)
    found = []
    for line in lines.values():
        days, most = sorted({p["period_end"] for p in line}), lasting(line)
        found += [(a, b) for a, b in zip(days, days[1:], strict=False) if (b - a).days <= most]
    return found


def absences(missing: Missing, style: Style) -> list[dict[str, Any]]:
    """Light areas over the days for which a speaker says that there is no figure to be had."""
    return [
        {
            "type": "rect",
            "x0": max(p["period_start"], style.start).isoformat(),
            "x1": min(p["period_end"], style.end).isoformat(),
            "yref": "y domain",
            "y0": 0,
            "y1": 1,
            "line": {"width": 1, "dash": "dot", "color": style.grid},
            "fillcolor": style.absent,
            "layer": "below",
        }
        for p in missing.unavailable
        if p["period_start"] is not None and p["period_start"] < p["period_end"]
    ]


def _breaks(line: Sequence[Point], style: Style) -> list[dict[str, Any]]:
    number = style.words.number
    return [
        _note(
            b.point["period_end"].isoformat(),
            0.0,
            style.words.say("mark.break", after=number(b.point["of"]), before=number(b.before["of"])),
            style,
            yref="y domain",
            yanchor="bottom",
            xanchor="left",
        )
        for b in audit.breaks(line)
    ]


def bands(points: Sequence[Point], style: Style) -> list[dict[str, Any]]:
    """Light areas from the lowest to the highest figure, for days for which speakers differ."""
    return [
        {
            "type": "rect",
            "x0": first.isoformat(),
            "x1": last.isoformat(),
            "y0": low,
            "y1": high,
            "line": {"width": 0},
            "fillcolor": style.band,
            "layer": "below",
        }
        for first, last, low, high in audit.bands(audit.disagreements(points), style.start, style.end)
    ]


def _divide(day: date, style: Style) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "yref": "y domain",
        "y0": 0,
        "y1": 1,
        "line": {"width": 1, "dash": "dot", "color": style.line},
        "layer": "below",
    }


def _note(x: str, y: float, text: str, style: Style, **more: Any) -> dict[str, Any]:
    """Small words in a chart; `text` is ours, or escaped."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": 12, "color": style.text}, **more}


def _pointed(point: Point, text: str, style: Style) -> dict[str, Any]:
    """Small words beneath a mark, with a line to it."""
    arrow = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "ax": 0, "ay": 28}
    return _note(point["period_end"].isoformat(), point["value"], text, style, **arrow)
