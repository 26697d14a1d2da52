"""An answer of the SQL console as a chart: marks only where there are figures, lines where days lie along."""

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go
from markupsafe import escape

from dashboard import console
from dashboard.axes import FONT, Style
from dashboard.charts import CONFIG
from dashboard.console import Answer
from dashboard.marks import SPEAKERS, Colour, Palette

__all__ = ["CONFIG", "choices", "figure", "offers"]

MOST_APART, MOST_BARS = 12, 60
SERIES = frozenset(
    "series_id indicator_id indicator_label place_id place org_id speaker unit cadence breakdown".split()
)
"""Columns that tell series apart: a line joins no two points that differ in one of them."""


def offers(answer: Answer) -> bool:
    """Whether there is anything to draw: a column of numbers, and another beside it."""
    return len(answer.columns) > 1 and bool(choices(answer)[1])


def choices(answer: Answer) -> tuple[list[str], list[str], list[str]]:
    """Columns that may lie along (days first), be measured, and tell lines apart; those that stand twice left out."""
    kinds = {
        name: kind for name, kind in zip(answer.columns, answer.types, strict=True) if answer.columns.count(name) == 1
    }
    days = [name for name, kind in kinds.items() if kind.startswith(("DATE", "TIMESTAMP"))]
    measured = [name for name, kind in kinds.items() if console.is_number(kind)]
    texts = [name for name, kind in kinds.items() if kind in ("VARCHAR", "BOOLEAN") and not name.endswith("_id")]
    apart = [name for name in texts if 1 < len(set(_column(answer, name))) <= MOST_APART]
    along = days + texts + measured
    return along or list(kinds), [name for name in measured if name not in along[:1]], apart


def figure(answer: Answer, x: str, y: str, colour: str | None, style: Style) -> go.Figure:
    """A chart of one column along another. Every name is escaped: Plotly reads some marks as markup."""
    along, measured = _column(answer, x), _column(answer, y)
    groups = (
        ["–" if value is None else str(value) for value in _column(answer, colour)] if colour else [""] * len(along)
    )
    lines = answer.types[answer.columns.index(x)].startswith(("DATE", "TIMESTAMP"))
    told = [place for place, column in enumerate(answer.columns) if column in SERIES]
    series = [tuple(str(row[place]) for place in told) for row in answer.rows]
    drawn = go.Figure()
    names = list(dict.fromkeys(groups))
    shades = _shades(names, style.palette if colour == "speaker" else None)
    for name in names:
        rows = zip(along, measured, groups, series, strict=True)
        apart: dict[tuple[str, ...], list[tuple[Any, Any]]] = {}
        for a, b, group, one in rows:
            if group == name and None not in (a, b):
                apart.setdefault(one if lines else (), []).append((a, b))
        found = _joined(apart.values()) if lines else apart.get((), [])[:MOST_BARS]
        shade = shades[name]
        values: dict[str, Any] = {
            "x": [a if lines else str(escape(str(a))) for a, _ in found],
            "y": [b for _, b in found],
            "name": str(escape(name)),
        }
        if lines:
            mark = {"color": shade.line(style.dark), "size": 7}
            drawn.add_scatter(**values, mode="lines+markers", marker=mark, line={"width": 1, "color": mark["color"]})
        else:
            drawn.add_bar(**values, marker={"color": shade.line(style.dark)})
    axis = {"gridcolor": style.grid, "linecolor": style.line, "tickfont": {"size": 13, "color": style.text}}
    drawn.update_layout(
        xaxis={**axis, "title": str(escape(x)), "type": "date" if lines else "category", "showgrid": False},
        yaxis={**axis, "title": str(escape(y)), "rangemode": "tozero", "zeroline": False},
        font={"size": 14, "color": style.text, "family": FONT},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=bool(colour),
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},  # beside, it leaves a phone no room
        margin={"l": 60, "r": 14, "t": 20, "b": 60},
        height=400 + (12 * len(names) if colour else 0),
        uirevision="kept",
    )
    return drawn


def _joined(apart: Iterable[Sequence[tuple[Any, Any]]]) -> list[tuple[Any, Any]]:
    """The points of several lines in one list, each line by its days, with a gap behind each but the last."""
    joined = [point for line in apart for point in [*sorted(line), (None, None)]]
    return joined[:-1]


def _shades(names: list[str], palette: Palette | None) -> dict[str, Colour]:
    """A colour for each name, of a speaker its own; no two alike as long as there are enough."""
    shades: dict[str, Colour] = {}
    for number, name in enumerate(names):
        start = SPEAKERS.index(palette.colour(None, name)) if palette else number
        turned = [SPEAKERS[(start + step) % len(SPEAKERS)] for step in range(len(SPEAKERS))]
        shades[name] = next((one for one in turned if one not in shades.values()), turned[0])
    return shades


def _column(answer: Answer, name: str) -> list[Any]:
    place = answer.columns.index(name)
    return [row[place] for row in answer.rows]
