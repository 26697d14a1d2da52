"""Situation: a crisis at a glance. Tiles, three charts, what changed."""

from contextlib import nullcontext
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

from dashboard import pieces, selection, situation
from dashboard.views import chart, shell
from dashboard.views.shell import Html, View
from dashboard.wording import Point

CHANGES = 12
MOST = 100
"""Changes that are listed; since a time, more."""


def page(view: View) -> None:
    """Draw the page."""
    with view.head or nullcontext():
        shell.show_kept(view, "head", lambda: _head(view))
    shell.show_kept(view, "tiles", lambda: _tiles(view))
    for made in blocks(view):
        chart.draw(view, made)
    since = _since() if view.shown else None
    shell.show_kept(view, f"changes/{since}", lambda: _changes(view, since))


def blocks(view: View) -> list[chart.Block]:
    """The three charts."""
    words, crisis = view.words, view.crisis
    lasts = words.catalogue.indicators["crossing.status"].lasts_days
    return [
        chart.block(
            view,
            "idps",
            title=words.say("chart.idps"),
            note=words.say("chart.idps_note"),
            points=lambda: view.points("displacement.idps", crisis.places),
            of=view.about("displacement.idps", crisis.places),
            path="/displacement",
        ),
        chart.block(
            view,
            "crossings",
            title=words.say("chart.crossings"),
            note=words.say("chart.strips_note", days=lasts),
            points=lambda: view.points("crossing.status", crisis.crossings),
            spans=lambda: view.spans("crossing.status", crisis.crossings),
            of=view.about("crossing.status", crisis.crossings),
            path="/crossings",
        ),
        hospitals_block(view),
    ]


def hospitals_block(view: View) -> chart.Block:
    """Hospitals by function."""
    return chart.block(
        view,
        "hospitals",
        title=view.words.say("chart.hospitals"),
        note=view.words.say("chart.hospitals_note"),
        points=lambda: hospitals(view),
        of=view.about(situation.HOSPITALS[0], view.crisis.places),
        path="/hospitals",
    )


def hospitals(view: View) -> list[Point]:
    """The figures for hospitals by function: numbers, or shares where nobody gives a number; never both."""
    points = [p for indicator in situation.HOSPITALS for p in view.points(indicator, view.crisis.places)]
    return [p for p in points if p["unit"] == "hospitals"] or points


def _tiles(view: View) -> Html:
    tiles = situation.tiles(view.ask, view.crisis, view.words, view.style.palette, view.today, view.style.start)
    return shell.html("tiles.html", tiles=tiles)


def _since() -> datetime | None:
    """The time in the address after which something is new; none, or not a time: all is shown."""
    try:
        return selection.instant(st.query_params.get("since") or "")
    except ValueError:
        return None


def _changes(view: View, since: datetime | None = None) -> Html:
    words = view.words
    items = situation.recent(view.ask, view.crisis, words, CHANGES if since is None else MOST, since)
    lang = {"lang": words.lang} if words.lang != "en" else {}
    crisis = {"crisis": view.crisis.crisis_id}
    note = words.say("changes.note")
    links = [
        (words.say("changes.follow"), "/revisions?" + urlencode({**crisis, "since": view.today.isoformat(), **lang})),
        (words.say("changes.feed"), "/changes.atom?" + urlencode({**crisis, **lang})),
    ]
    if since is None:
        links.insert(0, (words.say("changes.since"), "/?" + urlencode({**crisis, "since": "visit", **lang})))
    else:
        moment = f"{words.day(since.date())}{words.say('list.comma')}{since:%H:%M} UTC"
        note = words.say("changes.since_day" if items else "changes.since_none", moment=moment)
        links.insert(0, (words.say("changes.since_all"), "/?" + urlencode({**crisis, **lang})))
    return shell.html("changes.html", items=items, words=words, note=note, links=links)


def _head(view: View) -> Html:
    words, crisis, known_at = view.words, view.crisis, view.selection.known_at
    known = known_at.date() if known_at else datetime.now(UTC).date()
    links = [(words.say("link.light"), pieces.now_path(crisis.crisis_id, words.lang))]
    for lang, name in words.language_names().items():
        if lang != words.lang:
            links.append((name, pieces.now_path(crisis.crisis_id, lang)))
    return shell.html(
        "situation_head.html",
        title=words.crisis(crisis.crisis_id),
        lead=situation.lead(view.ask, crisis, words, known),
        clock=shell.clock_note(view),
        links=links,
    )
