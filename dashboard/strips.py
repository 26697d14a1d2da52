"""Statuses over time as one strip for each place: drawn while there is evidence, divided where speakers differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import plotly.graph_objects as go
from markupsafe import escape

from dashboard import axes, charts, marks
from dashboard.axes import Style
from dashboard.charts import DAY_MS
from dashboard.wording import Point, Words

HEIGHT = 0.62
"""How much of its row a strip fills."""


@dataclass(frozen=True)
class Segment:
    """One status of one place over days, both included.

    Attributes:
        lane: Which part of the strip it fills, from the top; `lanes`: into how many the strip is divided there.
        said: The spans behind it, the last said first.
    """

    place_id: str
    status: str
    first: date
    last: date
    lane: int
    lanes: int
    said: tuple[Point, ...]


def segments(spans: Iterable[Point], start: date, end: date) -> list[Segment]:
    """The segments of every place within a window, by place and day.

    `spans` are rows of the view of that name: place_id, org_id, speaker, status, from_day, to_day, said_day,
    observation_id. Where all who speak for a day say the same, the strip is whole; where they differ it is divided
    among the statuses, and nobody is preferred.
    """
    places: dict[str, list[Point]] = {}
    for span in spans:
        if span["to_day"] >= start and span["from_day"] <= end:
            places.setdefault(span["place_id"], []).append(span)
    return [segment for place, found in places.items() for segment in _strip(place, found, start, end)]


def _strip(place_id: str, spans: Sequence[Point], start: date, end: date) -> list[Segment]:
    bounds = {start, end + timedelta(1)}
    for span in spans:
        bounds |= {max(span["from_day"], start), min(span["to_day"], end) + timedelta(1)}
    edges = sorted(bounds)
    found: list[Segment] = []
    for first, after in zip(edges, edges[1:], strict=False):
        now = [s for s in spans if s["from_day"] <= first <= s["to_day"]]
        if not now:
            continue
        statuses = sorted({s["status"] for s in now}, key=lambda status: (marks.STATUSES[status].order, status))
        for lane, status in enumerate(statuses):
            said = sorted((s for s in now if s["status"] == status), key=lambda s: s["said_day"], reverse=True)
            found.append(Segment(place_id, status, first, after - timedelta(1), lane, len(statuses), tuple(said)))
    return _joined(found)


def _joined(found: Sequence[Segment]) -> list[Segment]:
    """Neighbours that look the same as one segment."""
    kept: list[Segment] = []
    for segment in found:
        twin = next(
            (
                k
                for k in reversed(kept)
                if (k.status, k.lane, k.lanes) == (segment.status, segment.lane, segment.lanes)
                and k.last + timedelta(1) == segment.first
            ),
            None,
        )
        if twin is None:
            kept.append(segment)
            continue
        said = tuple({s["observation_id"]: s for s in (*segment.said, *twin.said)}.values())
        kept[kept.index(twin)] = Segment(
            twin.place_id, twin.status, twin.first, segment.last, twin.lane, twin.lanes, said
        )
    return kept


def on_day(spans: Iterable[Point], day: date) -> dict[str, list[Point]]:
    """What is said of each place for a day; a place of which nobody says anything any more is not there."""
    found: dict[str, list[Point]] = {}
    for span in spans:
        if span["from_day"] <= day <= span["to_day"]:
            found.setdefault(span["place_id"], []).append(span)
    return found


def figure(
    spans: Sequence[Point], place_ids: Sequence[str], style: Style, unavailable: Sequence[Point] = ()
) -> go.Figure:
    """One strip a place, the first on top; each statement is a dot that carries its observation_id.

    `unavailable`: points without a status, for days for which their speaker says that none could be had.
    """
    rows = {place: number for number, place in enumerate(place_ids)}
    shown = [s for s in segments(spans, style.start, style.end) if s.place_id in rows]
    traces: list[Any] = []
    for status in sorted({s.status for s in shown}, key=lambda s: (marks.STATUSES[s].order, s)):
        traces.append(_bars([s for s in shown if s.status == status], status, rows, style))
    said = [s for s in spans if s["place_id"] in rows and style.start <= s["said_day"] <= style.end]
    if said:
        traces.append(_statements(said, rows, style))
    if absent := [p for p in unavailable if p["place_id"] in rows]:
        traces.append(charts.absent(absent, [rows[p["place_id"]] for p in absent], style))
    layout = axes.layout(style)
    names = [style.words.place(place) for place in place_ids]
    layout |= {
        "margin": {"l": 8, "r": 14, "t": 4, "b": 26},
        "yaxis": {
            "range": [len(rows) - 0.5, -0.75],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "shapes": [_outline(number, style) for number in rows.values()],
        "annotations": [
            {
                "x": style.start.isoformat(),
                "y": number - HEIGHT / 2,
                "text": str(escape(name)),
                "xanchor": "left",
                "yanchor": "bottom",
                "xshift": -2,
                "showarrow": False,
                "font": {"size": 13, "color": style.text},
            }
            for number, name in enumerate(names)
        ],
    }
    return go.Figure(traces, layout)


def describe(spans: Sequence[Point], place_ids: Sequence[str], style: Style) -> str:
    """The text alternative: each place with what was last said of it."""
    words = style.words
    parts = [words.say("alt.strips", count=len(place_ids), start=words.day(style.start), end=words.day(style.end))]
    for place in place_ids:
        of_place = [s for s in spans if s["place_id"] == place and s["said_day"] <= style.end]
        if not of_place:
            parts.append(words.say("alt.strip_none", place=words.place(place)))
            continue
        last = max(of_place, key=lambda s: s["said_day"])
        parts.append(
            words.say(
                "alt.strip",
                place=words.place(place),
                status=words.status(last["status"]),
                speaker=last["speaker"] or "",
                day=words.day(last["said_day"]),
            )
        )
    return " ".join(parts)


def _bars(shown: Sequence[Segment], status: str, rows: dict[str, int], style: Style) -> go.Bar:
    mark = marks.STATUSES[status]
    return go.Bar(
        orientation="h",
        base=[s.first.isoformat() for s in shown],
        x=[((s.last - s.first).days + 1) * DAY_MS for s in shown],
        y=[rows[s.place_id] - HEIGHT / 2 + HEIGHT * (s.lane + 0.5) / s.lanes for s in shown],
        width=[HEIGHT / s.lanes for s in shown],
        marker={
            "color": mark.fill,
            "line": {"width": 0},
            "pattern": {
                "shape": mark.pattern,
                "size": 6,
                "solidity": 0.18,
                "fgcolor": style.ground,
                "fillmode": "overlay",
            },
        },
        customdata=[[s.said[0]["observation_id"], _hover(s, style.words)] for s in shown],
        hovertemplate="%{customdata[1]}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _statements(said: Sequence[Point], rows: dict[str, int], style: Style) -> go.Scatter:
    return go.Scatter(
        x=[s["said_day"].isoformat() for s in said],
        y=[rows[s["place_id"]] for s in said],
        mode="markers",
        marker={"color": "#FFFFFF", "size": 6, "line": {"color": "#222222", "width": 1}, "opacity": 1},
        customdata=[[s["observation_id"], _statement(s, style.words)] for s in said],
        hovertemplate="%{customdata[1]}<extra></extra>",
        selected={"marker": {"size": 10, "opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )


def _hover(segment: Segment, words: Words) -> str:
    who = words.listed(list(dict.fromkeys(str(s["speaker"] or words.say("speaker.unnamed")) for s in segment.said)))
    lines = [words.place(segment.place_id), words.span(segment.first, segment.last), who]
    return f"<b>{escape(words.status(segment.status))}</b><br>" + "<br>".join(str(escape(line)) for line in lines)


def _statement(span: Point, words: Words) -> str:
    who = span["speaker"] or words.say("speaker.unnamed")
    lines = [words.place(span["place_id"]), str(who), words.day(span["said_day"])]
    return f"<b>{escape(words.status(span['status']))}</b><br>" + "<br>".join(str(escape(line)) for line in lines)


def _outline(number: int, style: Style) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "x0": style.start.isoformat(),
        "x1": datetime.combine(style.end + timedelta(1), datetime.min.time()).isoformat(),
        "y0": number - HEIGHT / 2,
        "y1": number + HEIGHT / 2,
        "line": {"color": marks.UNKNOWN, "width": 1},
        "fillcolor": "rgba(0,0,0,0)",
        "layer": "below",
    }
