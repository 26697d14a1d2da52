"""What the pages share: the view that they draw, and the way to show HTML of ours.

Text of sources reaches the browser only as a value of a template (escaped there) or through `st.text`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from dashboard import board, situation, store, templating
from dashboard.axes import Style
from dashboard.selection import Selection
from dashboard.wording import Point, Words
from data import queries
from data.catalogue import Crisis

SINGLE = frozenset({"crossing", "facility", "port"})
"""Kinds of places that are one thing: "all crossings into Gaza" stands on a board and is not counted there."""
BOARD = 12
"""So many places of a board are open at first; the others behind a summary."""


@dataclass(frozen=True, eq=False)
class View:
    """What a page is drawn from; one release, one selection, one language.

    Attributes:
        selection: With window and crisis filled in.
        today: The day by which ages are told: the last of the window, or of the knowledge shown.
        head: Where the page puts its title, above the controls; None: the page is made ready, and shown to nobody.
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
    def shown(self) -> bool:
        """Whether somebody looks; else a page only makes what it would show, with all choices as they are at first."""
        return self.head is not None

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
        found: list[Point] = self.ask(
            queries.drawn, indicator_id, tuple(places), org_ids=tuple(orgs), start=s.start, end=s.end
        )
        return found

    def spans(self, indicator_id: str, places: Sequence[str] = ()) -> list[Point]:
        """The spans of a status in the window."""
        s = self.selection
        found: list[Point] = self.ask(queries.strips.rows, indicator_id, tuple(places), start=s.start, end=s.end)
        return found

    def about(self, indicator_id: str, places: Sequence[str], orgs: Sequence[str] = ()) -> Selection:
        """The selection of one chart of this view."""
        return self.selection.model_copy(
            update={"indicator": indicator_id, "places": tuple(places), "orgs": tuple(orgs)}
        )


def clock_note(view: View) -> str:
    """What is shown if it is not today's knowledge."""
    s, words = view.selection, view.words
    parts = []
    if s.known_at:
        parts.append(words.say("clock.known", day=words.day(s.known_at.date())))
    if s.recorded_at:
        parts.append(words.say("clock.recorded", day=words.day(s.recorded_at.date())))
    return " ".join(parts)


class Html(str):
    """HTML of our own templates, which Streamlit takes as it stands: it does not look for a file of that name."""

    def _repr_html_(self) -> str:
        return str(self)


def html(template: str, **values: Any) -> Html:
    """One of our own templates with its values; every value is escaped there."""
    return Html(templating.render(template, **values))


def show(template: str, **values: Any) -> None:
    """Show one of our own templates."""
    st.html(html(template, **values))


def show_kept(view: View, name: str, make: Callable[[], Html]) -> None:
    """Show HTML of ours that is made once for the view's key."""
    made = store.kept((*view.key, "html", name), make)
    if view.shown:
        st.html(made)


def page_head(view: View, name: str) -> None:
    """The title of a page about a crisis, with what it is about, above the controls."""
    if not view.shown:
        return
    words = view.words
    title = words.say("list.colon").join((words.say("page." + name), words.crisis(view.crisis.crisis_id)))
    with view.head:
        show("page_head.html", title=title, lead=words.say(f"{name}.lead"), clock=clock_note(view))


def show_board(view: View, name: str, indicator_id: str, places: Sequence[str]) -> None:
    """What each place is now, or was when somebody last spoke of it; `name` is the page's."""
    words = view.words

    def make() -> Html:
        known = view.ask(queries.strips.rows, indicator_id, tuple(places), end=view.today)
        lines = board.lines(known, places, words, view.today)
        title = words.say(f"board.{name}", day=words.day(view.today))
        single = [line for line in lines if words.catalogue.places[line.place_id].kind in SINGLE]
        note = words.say(
            "board.note",
            known=sum(line.known for line in single),
            count=len(single),
            days=words.catalogue.indicators[indicator_id].lasts_days,
        )
        silent = [line.place for line in lines if not line.said]
        return html(
            "board.html",
            lines=[line for line in lines if line.said],
            silent=words.listed(silent, len(silent)),
            title=title,
            note=note,
            words=words,
            open=BOARD,
        )

    show_kept(view, f"board/{name}", make)


def spoken_of(view: View, indicator_id: str, first: Sequence[str]) -> list[str]:
    """The places of the crisis of which an indicator says something in the window; those of `first` before others."""
    inside = situation.within(view.crisis.crisis_id, view.words)
    known = dict.fromkeys(span["place_id"] for span in view.spans(indicator_id, inside))
    return [*(place for place in first if place in known), *(place for place in known if place not in first)]
