"""Explore: any indicator, any places, any speakers, in the one way of drawing that all pages share."""

from typing import Any

import streamlit as st

from dashboard import situation
from dashboard.views import address, chart, shell
from dashboard.views.shell import View
from data import queries


def page(view: View) -> None:
    """Draw the page."""
    words = view.words
    with view.head:
        shell.show(
            "page_head.html",
            title=words.say("page.explore"),
            lead=words.say("explore.lead"),
            clock=shell.clock_note(view),
        )
    chosen = choose(view)
    if chosen is None:
        return
    indicator_id, shown, orgs = chosen
    listed = words.listed([words.place(place) for place in shown])
    chart.section(
        view,
        indicator_id,
        shown,
        "/explore",
        title=words.say("explore.title", indicator=words.indicator(indicator_id), places=listed),
        orgs=orgs,
    )


def choose(view: View) -> tuple[str, list[str], list[str]] | None:
    """Draw the choices of indicator, places and speakers, and give what was chosen; None where there is no figure."""
    words, catalogue = view.words, view.words.catalogue
    inside = (*situation.within(view.crisis.crisis_id, words), *view.crisis.neighbours)
    counted = view.ask(queries.freshness.rows, inside)
    known = {row["indicator_id"] for row in counted}
    indicators = [indicator for indicator in catalogue.indicators if indicator in known]
    if not indicators:
        shell.show("no_figure.html", words=words)
        return None
    address.among("indicator", indicators)
    with st.container(key="explore-controls", horizontal=True, vertical_alignment="bottom"):
        indicator_id = st.selectbox(
            words.say("control.indicator"), indicators, format_func=words.indicator, key="indicator", width=320
        )
        rows = [row for row in counted if row["indicator_id"] == indicator_id]
        places = _most(rows, "place_id")
        speakers = [org for org in _most(rows, "org_id") if org]
        address.among("place", places)
        address.among("org", speakers)
        main = [place for place in view.crisis.places if place in places]
        if catalogue.indicators[indicator_id].kind == "status":  # a strip each
            main = places
        chosen_places = st.multiselect(
            words.say("control.places"),
            places,
            format_func=words.place,
            key="place",
            width=360,
            placeholder=words.say("control.all_main") if main else words.place(places[0]),
        )
        orgs = st.multiselect(
            words.say("control.speakers"),
            speakers,
            format_func=lambda org: catalogue.organisations[org].name,
            key="org",
            width=320,
            placeholder=words.say("control.all"),
        )
    address.give(indicator=[indicator_id], place=chosen_places, org=orgs)
    return indicator_id, chosen_places or main or places[:1], orgs


def _most(rows: list[Any], column: str) -> list[Any]:
    """The values of a column, those with the most points first."""
    counted: dict[Any, int] = {}
    for row in rows:
        counted[row[column]] = counted.get(row[column], 0) + int(row["points"])
    return sorted(counted, key=lambda value: (-counted[value], str(value)))
