"""A chart with all that belongs to it: title, keys, marks, the sentence of a chosen point, sources, table, links."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from dashboard import charts, doubts, grouping, labels, maps, marks, notes, pieces, store, strips, unread
from dashboard.selection import Selection
from dashboard.views import address, freezing
from dashboard.views.prepared import Prepared, prepared
from dashboard.views.shell import Html, View, html, show
from dashboard.wording import Point
from data import queries
from data.catalogue import Indicator

SHOWN = 15
"""Rows of the table beneath a chart, the newest; all of them stand on the page of the chart (/v)."""

NO_CHOICES: Mapping[str, str] = {}
LEAST_PLACED = 3
"""Without outlines, a map of fewer places shows nothing that a table does not."""


@dataclass(frozen=True, eq=False)
class Block:
    """A chart ready to show: figure, words around it, its points and what is said not to be had, by observation_id.

    `shape` is "strip" or "line"; charts of lines and bars are lower on a narrow screen.
    """

    name: str
    shape: str
    head: Html
    figure: Prepared | None
    alt: str
    foot: Html
    points: Mapping[str, Point]
    absent: Mapping[str, Point]
    newest: str | None
    height: int
    of: Selection


def block(
    view: View,
    name: str,
    *,
    title: str,
    note: str,
    points: Callable[[], Sequence[Point]],
    of: Selection,
    path: str,
    height: int = 380,
    spans: Callable[[], Sequence[Point]] = tuple,
    places: Sequence[str] = (),
    choices: Mapping[str, str] = NO_CHOICES,
) -> Block:
    """A chart of points, or of the spans of statuses with the points behind them; made once for the view's key.

    `name`, `of` and `path` say what is drawn; `points` and `spans` are asked only where it is not yet made. `choices`
    are the parameters of the chart's own controls.
    """
    return store.kept(
        (*view.key, "block", name, of, path, unread.failing(view.release), tuple(choices.items())),
        lambda: _block(view, name, title, note, points(), of, path, height, spans(), places, choices),
    )


def _block(
    view: View,
    name: str,
    title: str,
    note: str,
    points: Sequence[Point],
    of: Selection,
    path: str,
    height: int,
    spans: Sequence[Point],
    places: Sequence[str],
    choices: Mapping[str, str],
) -> Block:
    words, style = view.words, view.style
    told = len(points)
    points = points if path == "/explore" else grouping.broad(points)
    indicator = words.catalogue.indicators[of.indicator or ""]
    is_strip = indicator.kind == "status"
    if not places:
        known = {span["place_id"] for span in spans}
        places = [place for place in of.places if place in known]
    drawn: Prepared | None = None
    alt, named = "", set[str]()
    gaps = _gaps(view, of, points)
    absent = tuple(row for row in gaps if row["gap"] == "unavailable" and row["period_end"])
    inner = _inner(view, points)
    if points and is_strip:
        drawn, alt = prepared(strips.figure(spans, places, style, absent)), strips.describe(spans, places, style)
    elif points:
        kept_back = tuple(row["period_end"] for row in gaps if row["period_end"] and row["gap"] != "unavailable")
        missing = notes.Missing(
            kept_back, absent, unread.why(view.release, of, points, words, datetime.now(UTC).date())
        )
        figure = charts.figure(points, indicator, style, missing, inner)
        named, drawn = labels.shown(figure.layout.annotations), prepared(figure)
        alt = charts.describe(points, indicator, style)
    newest = max(points, key=_newness, default=None)
    values = {"words": words, "indicator": indicator, "title": title, "note": note}
    return Block(
        name=name,
        shape="strip" if is_strip else "line",
        head=html(
            "chart_head.html",
            **values,
            drawn=drawn is not None,
            absent=bool(absent),
            used=marks.kinds(points),
            **_keys(view, points, indicator, named),
        ),
        figure=drawn,
        alt=alt,
        foot=Html("")
        if not points and not gaps
        else html(
            "chart_foot.html",
            **values,
            sources=pieces.sources(points, words),
            speakers=pieces.speakers(points, words),
            actions=pieces.actions(of, path, view.published_at, choices),
            rows=pieces.table(points, words)[:SHOWN],
            count=len(points),
            parts_left=words.say("chart.parts_left", count=told - len(points)) if told > len(points) else "",
            gaps=pieces.gaps(gaps, words),
            differing=doubts.differing(points, words),
            doubts=doubts.listed(points, inner, words),
            independence=doubts.independence(points, words),
        ),
        points={p["observation_id"]: p for p in points},
        absent={p["observation_id"]: p for p in absent},
        newest=newest["observation_id"] if newest else None,
        height=60 + 46 * max(len(places), 1) if is_strip else height,
        of=of,
    )


def _newness(p: Point) -> tuple[int, date, bool]:
    """What a chart's first sentence is chosen by: a total before a part, the newest day, words before a cell."""
    return -(p["breakdown"] or "").count("="), p["period_end"], p["quote"] is not None


def _inner(view: View, points: Sequence[Point]) -> list[Point]:
    """The points of places within those drawn, for indicators whose places add up."""
    catalogue = view.words.catalogue
    found: list[Point] = []
    for indicator_id in dict.fromkeys(p["indicator_id"] for p in points):
        if catalogue.indicators[indicator_id].sums_over_places:
            drawn = sorted({p["place_id"] for p in points})
            within = [p for p in catalogue.places if p not in drawn and catalogue.within(p, drawn)]
            found += view.points(indicator_id, within) if within else []
    return found


def _gaps(view: View, of: Selection, points: Sequence[Point]) -> list[Point]:
    """What was said of the chart's indicators and places but is not drawn; what has a day, only in the window."""
    found: list[Point] = []
    for indicator_id in dict.fromkeys([of.indicator or "", *(p["indicator_id"] for p in points)]):
        found += view.ask(queries.gaps.rows, indicator_id, of.places)
    start, end = view.style.start, view.style.end
    return [row for row in found if row["period_end"] is None or start <= row["period_end"] <= end]


def _keys(view: View, points: Sequence[Point], indicator: Indicator, named: Collection[str]) -> dict[str, Any]:
    """What colours mean, where not all speakers are `named` beside their lines."""
    words, style = view.words, view.style
    if indicator.kind == "status":
        seen = sorted({p["status"] for p in points}, key=lambda s: (marks.STATUSES[s].order, s))
        return {"statuses": seen, "functions": [], "speakers": []}
    indicators = list(dict.fromkeys(p["indicator_id"] for p in points))
    functions = [(words.indicator(i), style.palette.of_function(i).line(style.dark)) for i in indicators]
    if len(functions) == 1 and indicators != [indicator.indicator_id]:  # a chart of several, of which one has figures
        functions = [(functions[0][0], labels.colour_of(points[0], points, style).line(style.dark))]
        return {"statuses": [], "functions": functions, "speakers": []}
    speaking = {words.speaker(p): p for p in points}
    found = {name: labels.colour_of(p, points, style).line(style.dark) for name, p in speaking.items()}
    many = not found.keys() <= {words.speaker(p) for p in points if labels.name_of(p, points, style) in named}
    return {
        "statuses": [],
        "functions": functions if len(functions) > 1 else [],
        "speakers": list(found.items()) if many and len(functions) == 1 else [],
    }


def draw(view: View, made: Block, head: Any = st) -> None:
    """Show a chart: its title (in `head`), itself, the sentence of the chosen point, its sources and its table."""
    if not view.shown:
        _kept_card(view, made, made.newest)
        return
    head.html(made.head)
    if made.figure is None:
        if made.foot:  # nothing can be done with a chart without figures
            st.html(made.foot)
    else:
        _chart(view, made)


@st.fragment
def _chart(view: View, made: Block) -> None:
    """The part that reruns by itself when a point is chosen."""
    with st.container(key=f"plot-{made.shape}-{made.name}", height=made.height, border=False):
        event = st.plotly_chart(
            made.figure,
            key=f"figure-{made.name}",
            theme=None,
            height="stretch",
            on_select="rerun",
            selection_mode="points",
            config=charts.CONFIG,
            alt=made.alt,
        )
    chosen = _chosen(event, made)
    st.html(_kept_card(view, made, chosen))
    freezing.opener(view, made.name, made.of, tuple(made.points.values()))


def _kept_card(view: View, made: Block, chosen: str | None) -> Html:
    return store.kept((*view.key, "card", made.name, chosen), lambda: _card(view, made, chosen))


def _card(view: View, made: Block, chosen: str | None) -> Html:
    point = made.points.get(chosen or "") or made.absent.get(chosen or "")
    beside = [
        p
        for p in made.points.values()
        if point and p is not point and (p["period_end"], p["place_id"]) == (point["period_end"], point["place_id"])
    ]
    card = html("card.html", card=pieces.card(point, view.words, len(beside)), words=view.words)
    return Html(card + made.foot)


def _chosen(event: Any, made: Block) -> str | None:
    """The observation_id of the mark that was clicked, if it is one of this chart's; else of the newest point."""
    for point in event.selection.points if event else ():
        data = point.get("customdata")
        first = data[0] if isinstance(data, list) and data else data.get("0") if isinstance(data, dict) else None
        if isinstance(first, str) and (first in made.points or first in made.absent):
            return first
    return made.newest


def section(
    view: View,
    indicator_id: str,
    places: Sequence[str],
    path: str,
    *,
    title: str | None = None,
    note: str | None = None,
    orgs: Sequence[str] = (),
    choose_place: bool = False,
) -> None:
    """The chart of one indicator under its title, with the choices that it needs.

    `choose_place`: one of the places of which there are figures, at first the crisis as a whole. Points that cannot
    share a chart (days and months, people and families) are chosen between.
    """
    words = view.words
    indicator = words.catalogue.indicators[indicator_id]
    head = st.container(gap=None) if view.shown else None
    name = f"choices-{path[1:]}-{indicator_id.replace('.', '-')}"
    with st.container(key=name, horizontal=True) if view.shown else nullcontext():
        if choose_place:
            places = _one_place(view, indicator_id, places)
        of = view.about(indicator_id, places, orgs)
        groups = store.kept((*view.key, "groups", of), lambda: grouping.groups(view.points(indicator_id, places, orgs)))
        group = choose_group(view, indicator_id, list(groups))
    choices = {f"{indicator_id}.at": places[0]} if choose_place else {}
    choices |= {f"{indicator_id}.by": group} if len(groups) > 1 else {}
    made = block(
        view,
        "-".join([indicator_id, group]).replace("/", "-").replace(".", "-"),
        title=title or words.indicator(indicator_id),
        note=words.definition(indicator_id) if note is None else note,
        points=lambda: groups.get(group, []),
        spans=lambda: view.spans(indicator_id, places) if indicator.kind == "status" else (),
        of=of,
        path=path,
        choices=choices,
    )
    draw(view, made, head)


def choose_group(view: View, indicator_id: str, groups: Sequence[str]) -> str:
    """The one of several groups of points (`grouping.groups`) that a chart shows; the only one, without a choice."""
    words = view.words
    if len(groups) < 2 or not view.shown:
        return next(iter(groups), "")
    name = f"{indicator_id}.by"
    address.choice(name, groups)
    st.segmented_control(
        words.say("control.group_of", indicator=words.indicator(indicator_id)),
        groups,
        format_func=lambda group: grouping.group_name(group, words),
        required=True,
        key=name,
        label_visibility="collapsed",
    )
    return address.give_choice(name, groups)


def _one_place(view: View, indicator_id: str, places: Sequence[str]) -> list[str]:
    counted: dict[str, int] = {}
    for point in view.points(indicator_id, places):
        counted[point["place_id"]] = counted.get(point["place_id"], 0) + 1
    roots = view.crisis.places
    offered = sorted(counted, key=lambda place: (place not in roots, -counted[place], place))
    if len(offered) < 2 or not view.shown:
        return offered[:1] or list(roots)
    name = f"{indicator_id}.at"
    address.choice(name, offered)
    st.selectbox(
        view.words.say("control.place_of", indicator=view.words.indicator(indicator_id)),
        offered,
        format_func=view.words.place,
        key=name,
        width=260,
        label_visibility="collapsed",
    )
    return [address.give_choice(name, offered)]


def draw_map(view: View, name: str, indicator_id: str, places: Sequence[str], title: str, note: str) -> None:
    """A map of places by what is said of each on the last day of the view, with the same as a table beneath."""
    words = view.words
    if len(maps.placed(words.catalogue, places)) < (1 if view.crisis.outlines else LEAST_PLACED):
        return

    def make() -> tuple[Prepared, str, Html]:
        said = strips.on_day(view.spans(indicator_id, places), view.today)
        drawn = prepared(maps.figure(view.crisis.outlines, places, said, view.style))
        rows = [
            {
                "place": words.place(place),
                "said": [
                    {
                        "status": words.status(span["status"]),
                        "speaker": span["speaker"] or words.say("speaker.unnamed"),
                        "day": words.day(span["said_day"]),
                        "href": pieces.href(span["observation_id"], "", words.catalogue, words.lang),
                    }
                    for span in sorted(said.get(place, ()), key=lambda s: s["said_day"], reverse=True)
                ],
            }
            for place in places
        ]
        alt = words.say("alt.map", count=len(places), known=len(said), day=words.day(view.today))
        lacking = [words.place(p) for p in places if p not in maps.placed(words.catalogue, [p])]
        unplaced = words.say("map.unplaced", names=words.listed(lacking, len(lacking))) if lacking else ""
        key = maps.key({p: said[p] for p in places if p in said}, words)
        return drawn, alt, html("map_table.html", rows=rows, words=words, title=title, key=key, unplaced=unplaced)

    drawn, alt, table = store.kept((*view.key, "map", name), make)
    if not view.shown:
        return
    show("section_head.html", title=title, note=note)
    with st.container(key=f"plot-map-{name}", height=440, border=False):
        st.plotly_chart(drawn, key=f"map-{name}", theme=None, height="stretch", config=charts.CONFIG, alt=alt)
    st.html(table)
