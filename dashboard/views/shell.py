"""What the pages share: the view that they draw, the way to show HTML of ours, the chart with all that belongs to it.

Text of sources reaches the browser only as a value of a template (escaped there) or through `st.text`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import charts, pieces, store, strips, templating
from dashboard.charts import Style
from dashboard.selection import Selection
from dashboard.situation import Asker
from dashboard.wording import Point, Words
from data import queries
from data.catalogue import Crisis


@dataclass(frozen=True, eq=False)
class View:
    """What a page is drawn from; one release, one selection, one language.

    Attributes:
        selection: With window and crisis filled in.
        today: The day by which ages are told: the last of the window, or of the knowledge shown.
        head: Where the page puts its title, above the controls.
        published_at: When the release was made.
    """

    release: store.Release
    selection: Selection
    words: Words
    style: Style
    crisis: Crisis
    today: date
    published_at: datetime
    head: Any

    @property
    def key(self) -> tuple[Any, ...]:
        """What every kept piece of this view depends on."""
        s = self.selection
        return (
            self.release.number,
            s.crisis,
            s.start,
            s.end,
            s.known_at,
            s.recorded_at,
            s.lang,
            self.style.dark,
            self.today,
        )

    def ask(self, question: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """The answer to a question, at the clocks of the view."""
        s = self.selection
        return store.ask(self.release, question, *values, known_at=s.known_at, recorded_at=s.recorded_at, **named)

    def points(self, indicator_id: str, places: Sequence[str] = (), orgs: Sequence[str] = ()) -> list[Point]:
        """The points of an indicator in the window."""
        s = self.selection
        frame = self.ask(queries.series, indicator_id, tuple(places), org_ids=tuple(orgs), start=s.start, end=s.end)
        return as_rows(self, ("points", indicator_id, tuple(places), tuple(orgs)), frame)

    def spans(self, indicator_id: str, places: Sequence[str] = ()) -> list[Point]:
        """The spans of a status in the window."""
        s = self.selection
        frame = self.ask(queries.strips, indicator_id, tuple(places), start=s.start, end=s.end)
        return as_rows(self, ("spans", indicator_id, tuple(places)), frame)

    def about(self, indicator_id: str, places: Sequence[str], orgs: Sequence[str] = ()) -> Selection:
        """The selection of one chart of this view."""
        return self.selection.model_copy(
            update={"indicator": indicator_id, "places": tuple(places), "orgs": tuple(orgs)}
        )


def asker(view: View) -> Asker:
    """How questions are put for this view."""
    return Asker(view.ask, lambda key, frame: as_rows(view, key, frame))


def clock_note(view: View) -> str:
    """What is shown if it is not today's knowledge."""
    s, words = view.selection, view.words
    parts = []
    if s.known_at:
        parts.append(words.say("clock.known", day=words.day(s.known_at.date())))
    if s.recorded_at:
        parts.append(words.say("clock.recorded", day=words.day(s.recorded_at.date())))
    return " ".join(parts)


def as_rows(view: View, key: tuple[Any, ...], frame: Any) -> list[Point]:
    """The rows of a frame, made plain once and kept as long as the release is."""
    return store.kept((*view.key, "rows", *key), lambda: list(charts.rows(frame)))


def show(template: str, **values: Any) -> None:
    """Show one of our own templates; every value is escaped there."""
    st.html(str(templating.render(template, **values)))


def show_kept(view: View, name: str, make: Callable[[], str]) -> None:
    """Show HTML of ours that is made once for the view's key."""
    st.html(store.kept((*view.key, "html", name), make))


class Prepared(go.Figure):  # type: ignore[misc]
    """A figure that was checked when it was made: Streamlit takes it as it is, instead of checking it at each run."""

    def __init__(self, spec: dict[str, Any]) -> None:
        """Keep the specification, as `Figure.to_dict` gave it."""
        object.__setattr__(self, "_spec", spec)

    def to_dict(self) -> dict[str, Any]:
        """The specification as it was kept."""
        spec: dict[str, Any] = object.__getattribute__(self, "_spec")
        return spec


@dataclass(frozen=True, eq=False)
class Block:
    """A chart ready to show: figure, words around it, and its points by observation_id.

    `shape` is "strip" or "line"; charts of lines and bars are lower on a narrow screen.
    """

    name: str
    shape: str
    head: str
    spec: dict[str, Any] | None
    alt: str
    foot: str
    points: Mapping[str, Point]
    newest: str | None
    height: int


def block(
    view: View,
    name: str,
    *,
    title: str,
    note: str,
    points: Sequence[Point],
    of: Selection,
    path: str,
    height: int = 380,
    spans: Sequence[Point] = (),
    places: Sequence[str] = (),
) -> Block:
    """A chart of points, or of the spans of statuses with the points behind them; made once for the view's key."""

    def make() -> Block:
        indicator = view.words.catalogue.indicators[of.indicator or ""]
        spec, alt = None, ""
        if points and indicator.kind == "status":
            spec = strips.figure(spans, places, view.style).to_dict()
            alt = strips.describe(spans, places, view.style)
        elif points:
            spec = charts.figure(points, indicator, view.style).to_dict()
            alt = charts.describe(points, indicator, view.style)
        by_id = {p["observation_id"]: p for p in points}
        newest = max(points, key=lambda p: (p["period_end"], p["quote"] is not None), default=None)
        values = {"words": view.words, "indicator": indicator, "title": title, "note": note}
        head = templating.render("chart_head.html", **values, **_keys(view, points, indicator.kind))
        foot = templating.render(
            "chart_foot.html",
            **values,
            sources=pieces.sources(points, view.words),
            speakers=pieces.speakers(points, view.words),
            actions=pieces.actions(of, view.words.catalogue, path, view.published_at),
            rows=pieces.table(points, view.words),
        )
        shape = "strip" if indicator.kind == "status" else "line"
        return Block(
            name, shape, str(head), spec, alt, str(foot), by_id, newest["observation_id"] if newest else None, height
        )

    return store.kept((*view.key, "block", name, of, path, len(points)), make)


def _keys(view: View, points: Sequence[Point], kind: str) -> dict[str, Any]:
    """What colours mean, where no name beside a line says it."""
    words, style = view.words, view.style
    if kind == "status":
        return {"statuses": sorted({p["status"] for p in points}), "functions": [], "speakers": []}
    indicators = list(dict.fromkeys(p["indicator_id"] for p in points))
    functions = [(words.indicator(i), style.palette.of_function(i).line(style.dark)) for i in indicators]
    found = {words.speaker(p): style.palette.colour(p["org_id"], p["speaker"]).line(style.dark) for p in points}
    many = len(charts.by_series(points)) > charts.LABELLED
    return {
        "statuses": [],
        "functions": functions if len(functions) > 1 else [],
        "speakers": list(found.items()) if many and len(functions) == 1 else [],
    }


def draw(view: View, made: Block) -> None:
    """Show a chart: its title, itself, the sentence of the point that was chosen, its sources and its table."""
    with st.container(key=f"chart-{made.name}", gap="small"):
        st.html(made.head)
        if made.spec is None:
            show("no_figure.html", words=view.words)
        else:
            _chart(view, made)
        st.html(made.foot)


@st.fragment
def _chart(view: View, made: Block) -> None:
    with st.container(key=f"plot-{made.shape}-{made.name}", height=made.height, border=False):
        event = st.plotly_chart(
            Prepared(made.spec or {}),
            key=f"figure-{made.name}",
            theme=None,
            height="stretch",
            on_select="rerun",
            selection_mode="points",
            config=charts.CONFIG,
            alt=made.alt,
        )
    chosen = _chosen(event, made)

    def make() -> str:
        point = made.points.get(chosen or "")
        others = 0
        if point is not None:
            others = sum(
                1
                for p in made.points.values()
                if p is not point and p["period_end"] == point["period_end"] and p["place_id"] == point["place_id"]
            )
        return str(templating.render("card.html", card=pieces.card(point, view.words, others), words=view.words))

    show_kept(view, f"card/{made.name}/{chosen}", make)


def _chosen(event: Any, made: Block) -> str | None:
    """The observation_id of the mark that was clicked, if it is one of this chart's; else of the newest point."""
    for point in event.selection.points if event else ():
        data = point.get("customdata")
        first = data[0] if isinstance(data, list) and data else data.get("0") if isinstance(data, dict) else None
        if isinstance(first, str) and first in made.points:
            return first
    return made.newest


def with_release(view: View, **changes: Any) -> View:
    """The view with other parts."""
    return replace(view, **changes)
