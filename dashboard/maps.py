"""Maps from our own outlines: lines and points on a plain ground, with nothing asked of anybody else."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from markupsafe import escape

from dashboard import marks
from dashboard.axes import FONT, Style
from dashboard.wording import Point, Words
from data.catalogue import Catalogue

SYMBOLS = {
    "open": "circle",
    "functional": "circle",
    "partially_open": "diamond",
    "partial": "diamond",
    "closed": "square",
    "nonfunctional": "square",
    "overwhelmed": "triangle-up",
}
NOT_KNOWN = "circle-open"
GLYPHS = {"circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲"}
NAMED = 12
"""Up to so many places bear their names on the map."""
LETTER = 6.8
"""About how wide a letter of a name is, in pixels."""


@lru_cache(maxsize=20)
def rings(path: Path) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The rings of all polygons of a GeoJSON file, as (longitude, latitude)."""
    features = json.loads(path.read_text("utf-8"))["features"]
    return tuple(ring for feature in features for ring in _rings(feature["geometry"]))


def _rings(geometry: Mapping[str, Any]) -> Iterator[tuple[tuple[float, float], ...]]:
    shapes = geometry["coordinates"]
    for polygon in shapes if geometry["type"] == "MultiPolygon" else [shapes]:
        for ring in polygon:
            yield tuple((point[0], point[1]) for point in ring)


def placed(catalogue: Catalogue, place_ids: Sequence[str]) -> list[str]:
    """The places that have coordinates."""
    return [p for p in place_ids if catalogue.places[p].lat is not None and catalogue.places[p].lon is not None]


def figure(
    outlines: Sequence[str], place_ids: Sequence[str], said: Mapping[str, Sequence[Point]], style: Style
) -> go.Figure:
    """Outlines, and each place by what is said of it now; those of which nothing is known are empty rings.

    `said` is what `strips.on_day` gives. Every point that is known carries the observation_id of what was said last.
    """
    catalogue = style.words.catalogue
    shapes = [ring for name in outlines for ring in rings(catalogue.folder / "outlines" / name)]
    traces: list[Any] = [
        go.Scatter(
            x=[x for x, _ in ring],
            y=[y for _, y in ring],
            mode="lines",
            line={"color": style.line, "width": 1},
            fill="toself",
            fillcolor="rgba(128,128,128,0.07)",
            hoverinfo="skip",
        )
        for ring in shapes
    ]
    places = [catalogue.places[p] for p in placed(catalogue, place_ids)]
    states = [_state(said.get(p.place_id, ())) for p in places]
    names = shortened([style.words.place(p.place_id) for p in places])
    sides = [_side(p.lon or 0, p.lat or 0, shapes) for p in places]
    traces.append(
        go.Scatter(
            x=[p.lon for p in places],
            y=[p.lat for p in places],
            mode="markers+text" if len(places) <= NAMED else "markers",
            text=[f"  {escape(name)}  " for name in names],
            textposition=[f"middle {side}" for side in sides],
            textfont={"size": 13, "color": style.text},
            cliponaxis=False,
            marker={
                "size": 12,
                "color": [marks.STATUSES[s].fill if s in marks.STATUSES else style.line for s in states],
                "symbol": [SYMBOLS.get(s, NOT_KNOWN) for s in states],
                "line": {"color": style.line, "width": 1},
                "opacity": 1,
            },
            customdata=[_data(p.place_id, said.get(p.place_id, ()), style) for p in places],
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    layout = _layout(shapes, [(p.lon or 0, p.lat or 0) for p in places], style)
    if len(places) <= NAMED:
        room = {
            side: max((len(n) for n, s in zip(names, sides, strict=True) if s == side), default=0) for side in sides
        }
        layout["margin"] |= {side[0]: LETTER * (letters + 2) for side, letters in room.items()}
    return go.Figure(traces, layout)


def shortened(names: Sequence[str]) -> list[str]:
    """Names without the first or last word that all of them share, as a map of crossings need not say "crossing"."""
    split = [name.split() for name in names]
    if len(split) < 2 or min(map(len, split)) < 2:
        return list(names)
    first, last = (len({words[end] for words in split}) == 1 for end in (0, -1))
    return [" ".join(words[1:] if first else words[:-1] if last else words) for words in split]


def _side(lon: float, lat: float, shapes: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Where a name stands beside its point: away from the land at the same height."""
    land = [x for ring in shapes for x, y in ring if abs(y - lat) < 0.05]
    return "right" if not land or lon >= sum(land) / len(land) else "left"


def key(said: Mapping[str, Sequence[Point]], words: Words) -> list[tuple[str, str, str]]:
    """The statuses on a map, from best to worst, each as sign, colour and word."""
    states = {_state(spans) for spans in said.values()} - {""}
    ordered = sorted(states, key=lambda state: marks.STATUSES[state].order)
    return [(GLYPHS[SYMBOLS[state]], marks.STATUSES[state].fill, words.status(state)) for state in ordered]


def _state(said: Sequence[Point]) -> str:
    """The status said last; "" where nobody says any."""
    return str(max(said, key=lambda s: s["said_day"])["status"]) if said else ""


def _data(place_id: str, said: Sequence[Point], style: Style) -> list[str]:
    words = style.words
    lines = [words.place(place_id)]
    for span in sorted(said, key=lambda s: s["said_day"], reverse=True):
        who = span["speaker"] or words.say("speaker.unnamed")
        lines.append(f"{words.status(span['status'])} · {who} · {words.day(span['said_day'])}")
    if not said:
        lines.append(words.say("status.unknown"))
    newest = max(said, key=lambda s: s["said_day"])["observation_id"] if said else ""
    head, *rest = (str(escape(line)) for line in lines)
    return [newest, "<br>".join([f"<b>{head}</b>", *rest])]


def _layout(
    shapes: Sequence[Sequence[tuple[float, float]]], points: Sequence[tuple[float, float]], style: Style
) -> dict[str, Any]:
    every = [*points, *(point for ring in shapes for point in ring)]
    middle = sum(y for _, y in every) / len(every)
    axis = {"visible": False, "fixedrange": True}
    return {
        "xaxis": axis,
        "yaxis": {**axis, "scaleanchor": "x", "scaleratio": 1 / math.cos(math.radians(middle))},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 14, "color": style.text, "family": FONT},
        "hoverlabel": {"align": "left"},
    }
