"""Points to an interactive figure: lines for stocks and running totals, bars for flows, marks by qualifier.

No Streamlit, no SQL. What a chart must never do is decided here: join a line across a gap, draw percents with counts,
or put strings of a source into a template.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from markupsafe import escape

from dashboard import audit, axes, grouping, labels, marks, notes, placing, wording
from dashboard.axes import Style
from dashboard.wording import Point, Words
from data.catalogue import Indicator

CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "scrollZoom": False,
    "responsive": True,
    "doubleClick": False,
}
DAY_MS = 86_400_000
DAYS = frozenset("period_start period_end from_day to_day said_day first_day last_day newest_day due_on".split())


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings: None for what is missing, `date` in the columns that hold days."""
    found: list[dict[str, Any]] = []
    for record in frame.to_dict("records"):
        row = {str(key): plain(value) for key, value in record.items()}
        for name in DAYS.intersection(row):
            row[name] = wording.to_day(row[name])
        found.append(row)
    return found


def plain(value: Any) -> Any:
    """One value without the types of pandas; a midnight stays an instant."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") and not isinstance(value, (str, bytes)) else value


def figure(
    points: Sequence[Point],
    indicator: Indicator,
    style: Style,
    missing: notes.Missing = notes.NOTHING,
    inner: Sequence[Point] = (),
) -> go.Figure:
    """The figure of one indicator: one line or row of bars for each series.

    Every mark carries its observation_id as the first of its customdata. Beneath the lines, a light band reaches from
    the lowest to the highest figure where speakers differ. `inner`: points of places within, whose sums are compared.

    Raises:
        ValueError: the points are not of one group (see `groups`): percents beside counts, days beside months.
    """
    if len(grouping.groups(points)) > 1:
        raise ValueError(f"{indicator.indicator_id}: points of several units or cadences do not share a chart")
    lines = grouping.by_series(points)
    top = _top(points)
    traces: list[Any] = []
    bars = [key for key, line in lines.items() if line[0]["cadence"] in marks.BARS]
    for key, line in lines.items():
        colour = labels.colour_of(line[0], points, style).line(style.dark)
        if key in bars:
            traces.append(_bars(line, colour, bars.index(key), len(bars)))
        else:
            traces.append(_line(line, colour, audit.parted(line, style.words.catalogue)))
        traces.append(_marks(line, colour, top, style, middle=key in bars, slot=_slot(bars, key)))
    if missing.unavailable:
        traces.append(absent(missing.unavailable, [0] * len(missing.unavailable), style))
    shapes = notes.absences(missing, style) + ([] if bars else notes.bands(points, style)) + notes.divides(lines, style)
    counts = axes.counts(top, points[0]["unit"], style)
    layout = {**axes.layout(style), "yaxis": counts}
    layout["margin"] = {**layout["margin"], "l": max(46, 12 + round(7.5 * max(map(len, counts["ticktext"]))))}
    return go.Figure(traces, {**layout, "annotations": said(lines, points, style, missing, inner), "shapes": shapes})


def said(
    lines: Mapping[str, Sequence[Point]],
    points: Sequence[Point],
    style: Style,
    missing: notes.Missing = notes.NOTHING,
    inner: Sequence[Point] = (),
    keyed: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The words in a chart, as Plotly takes them: what does not add up, why there is no figure, names beside lines.

    `keyed`: names that a key has already.
    """
    top = _top(points)
    bars = [key for key, line in lines.items() if line[0]["cadence"] in marks.BARS]
    marked = [area for key, line in lines.items() for area in _areas(line, top, style, _slot(bars, key), key in bars)]
    feet = [style.across(p["period_end"]) for p in missing.unavailable]
    marked += [placing.Area(x, x, 0.0, 0.0, 5, 5, 5, 5) for x in feet]
    divided = [style.across(date.fromisoformat(shape["x0"])) for shape in notes.divides(lines, style)]
    dotted = [placing.point(x, part / 40) for x in divided for part in range(41)]
    wanted = notes.doubts(lines, points, inner, style) + notes.silences(points, style, missing)
    found = notes.settled(wanted, [*marked, *dotted], top, style)
    return found + labels.beside(lines, points, top, style, marked, found, dotted, keyed)


def describe(points: Sequence[Point], indicator: Indicator, style: Style) -> str:
    """The text alternative of a chart: what is drawn, for which days, and each speaker's first and last figure."""
    words = style.words
    lines = grouping.by_series(points)
    head = words.say(
        "alt.chart",
        indicator=words.indicator(indicator.indicator_id),
        places=words.listed(list(dict.fromkeys(words.place(p["place_id"]) for p in points))),
        start=words.day(style.start),
        end=words.day(style.end),
        points=len(points),
    )
    parts = []
    for line in sorted(lines.values(), key=len, reverse=True)[:6]:
        first, last = line[0], line[-1]
        key = "alt.line" if len(line) > 1 else "alt.point"
        parts.append(
            words.say(
                key,
                speaker=words.speaker(first),
                first=words.figure(first),
                first_day=words.day(first["period_end"]),
                last=words.figure(last),
                last_day=words.day(last["period_end"]),
            )
        )
    return " ".join([head, *parts])


def hover(point: Point, words: Words) -> str:
    """The few lines beside a mark, with every character that Plotly would read as markup escaped."""
    lines = [words.figure(point), words.part(point), words.speaker(point), words.when(point), words.origin(point)]
    lines = [str(escape(line)) for line in lines if line]
    return f"<b>{lines[0]}</b><br>" + "<br>".join(lines[1:])


def _top(points: Sequence[Point]) -> float:
    highest = max((v for p in points for v in (p["value"], p["high"]) if v is not None), default=1.0)
    return float(highest) or 1.0


def _slot(bars: Sequence[str], key: str) -> tuple[int, int]:
    return (bars.index(key), len(bars)) if key in bars else (0, 1)


def _extent(point: Point, slot: tuple[int, int]) -> tuple[datetime, float]:
    """Middle and width in days of a bar; bars of several series share the period side by side."""
    start = axes.moment(point["period_start"])
    days = (point["period_end"] - point["period_start"]).days + 1
    number, count = slot
    width = days * 0.88 / count
    return start + timedelta(days=days * 0.06 + width * (number + 0.5)), width


def _bars(line: Sequence[Point], colour: str, number: int, count: int) -> go.Bar:
    extents = [_extent(p, (number, count)) for p in line]
    return go.Bar(
        x=[x for x, _ in extents],
        y=[p["value"] for p in line],
        width=[width * DAY_MS for _, width in extents],
        marker={"color": colour, "opacity": 0.55, "line": {"width": 0}},
        hoverinfo="skip",
        customdata=[[p["observation_id"]] for p in line],
        selected={"marker": {"opacity": 0.75}},
        unselected={"marker": {"opacity": 0.55}},
    )


def _line(line: Sequence[Point], colour: str, apart: Collection[str]) -> go.Scatter:
    days: list[Any] = []
    values: list[Any] = []
    most = notes.lasting(line)
    for before, point in zip([None, *line], line, strict=False):
        silent = before is not None and (point["period_end"] - before["period_end"]).days > most
        if before is not None and (silent or point["observation_id"] in apart):
            days.append(before["period_end"])
            values.append(None)
        days.append(point["period_end"])
        values.append(point["value"])
    return go.Scatter(
        x=days,
        y=values,
        mode="lines",
        connectgaps=False,
        line={"color": colour, "width": 1.6, "dash": "dash" if line[0]["value_basis"] == "estimated" else "solid"},
        hoverinfo="skip",
    )


def _marks(
    line: Sequence[Point], colour: str, top: float, style: Style, *, middle: bool, slot: tuple[int, int]
) -> go.Scatter:
    """The dots: filled or hollow, with a tick upward or downward, a bar for a range, a bar across for a span."""
    tick = top * 0.055
    up, down, across = [], [], []
    for p in line:
        is_range = p["qualifier"] == "range"
        up.append(p["high"] - p["value"] if is_range else tick if p["qualifier"] in marks.UPWARD else 0)
        down.append(p["value"] - p["low"] if is_range else tick if p["qualifier"] in marks.DOWNWARD else 0)
        spans = p["kind"] == "stock" and p["period_start"] not in (None, p["period_end"])
        across.append((p["period_end"] - p["period_start"]).days * DAY_MS if spans else 0)
    hollow = [marks.is_hollow(p["qualifier"], p["period_basis"]) for p in line]
    bar = {"type": "data", "symmetric": False, "color": colour, "thickness": 1.6, "width": 0}
    return go.Scatter(
        x=[_extent(p, slot)[0] if middle else p["period_end"] for p in line],
        y=[p["value"] for p in line],
        mode="markers",
        name=str(escape(style.words.speaker(line[0]))),
        marker={
            "color": [style.ground if empty else colour for empty in hollow],
            "size": [marks.size(p["period_basis"]) - (2 if middle else 0) for p in line],
            "line": {"color": colour, "width": 1.6},
            "opacity": 1,
        },
        error_y={**bar, "array": up, "arrayminus": down},
        error_x={**bar, "array": [0] * len(across), "arrayminus": across} if any(across) else {"visible": False},
        customdata=[[p["observation_id"], hover(p, style.words)] for p in line],
        hovertemplate="%{customdata[1]}<extra></extra>",
        selected={"marker": {"size": 12, "opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )


def _areas(line: Sequence[Point], top: float, style: Style, slot: tuple[int, int], is_bar: bool) -> list[placing.Area]:
    """Where marks lie, in parts of the chart: dots with their ticks, ranges and periods, and bars."""
    highest, found = top * 1.1, []
    for p in line:
        day, width = _extent(p, slot) if is_bar else (p["period_end"], 0.0)
        x, y = style.across(day), p["value"] / highest
        tick, radius = 0.05, marks.size(p["period_basis"]) / 2 + 1
        low, high = y, y
        if p["qualifier"] == "range":
            low, high = p["low"] / highest, p["high"] / highest
        elif p["qualifier"] in marks.UPWARD:
            high = y + tick
        elif p["qualifier"] in marks.DOWNWARD:
            low = y - tick
        found.append(placing.Area(x, x, low, high, radius, radius, radius, radius))
        if is_bar:
            half = style.across(day + timedelta(width / 2)) - x
            found.append(placing.Area(x - half, x + half, 0.0, y, 1, 1))
        elif p["kind"] == "stock" and p["period_start"] is not None:
            found.append(placing.Area(max(style.across(p["period_start"]), 0.0), x, y, y, 0, 0, 1, 1))
    return found


def absent(told: Sequence[Point], heights: Sequence[float], style: Style) -> go.Scatter:
    """Crosses where a speaker says that there is no figure to be had: at the foot of a chart, or in a strip."""
    return go.Scatter(
        x=[p["period_end"] for p in told],
        y=heights,
        mode="markers",
        marker={
            "symbol": "x-thin",
            "size": 9,
            "color": style.text,
            "line": {"color": style.text, "width": 2},
            "opacity": 1,
        },
        customdata=[[p["observation_id"], hover(p, style.words)] for p in told],
        hovertemplate="%{customdata[1]}<extra></extra>",
        selected={"marker": {"size": 13, "opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )
