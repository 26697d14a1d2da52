"""Revisions: two days in, a table out. What appeared, changed or was withdrawn between them, with both quotes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import pieces, selection
from dashboard.views import address, shell
from dashboard.views.shell import Html, View
from dashboard.wording import Point, Words
from data import queries

KINDS = ("changed", "withdrawn", "appeared")
MOST = 300


def page(view: View) -> None:
    """Draw the page."""
    words = view.words
    with view.head:
        shell.show("page_head.html", title=words.say("page.revisions"), lead=words.say("revisions.lead"), clock="")
    today = datetime.now(UTC).date()
    with st.container(key="revisions-controls", horizontal=True):
        since = _day(words.say("revisions.since"), "since", today - timedelta(days=365), today)
        until = _day(words.say("revisions.until"), "until", today, today)
    address.give_extra(since=since.isoformat(), until=until.isoformat())
    if since >= until:
        shell.show("fault.html", words=words, faults=[words.say("fault.window")])
        return
    shell.show_kept(view, f"revisions/{since}/{until}", lambda: _table(view, since, until))


def _day(label: str, name: str, usual: date, today: date) -> date:
    """A day to choose, at first from the address."""
    if name not in st.session_state:
        try:
            asked = date.fromisoformat(st.query_params.get(name, ""))
        except ValueError:
            asked = usual
        st.session_state[name] = min(asked, today)
    chosen = st.date_input(label, None, date(2000, 1, 1), today, key=name, format="YYYY-MM-DD", width=170)
    return chosen if isinstance(chosen, date) else usual


def _table(view: View, since: date, until: date) -> Html:
    words = view.words
    rows = view.ask(queries.changes.rows, selection.end_of(since), selection.end_of(until))
    counted = {kind: sum(row["change"] == kind for row in rows) for kind in KINDS}
    ordered = sorted(rows, key=lambda row: KINDS.index(row["change"]))
    return shell.html(
        "revisions.html",
        counted=[(words.say(f"revision.{kind}"), words.number(count)) for kind, count in counted.items()],
        rows=[told(row, words) for row in ordered[:MOST]],
        cut=max(len(ordered) - MOST, 0),
        words=words,
    )


def told(row: Point, words: Words) -> dict[str, Any]:
    """One change in words, before and after side by side."""

    def side(name: str) -> dict[str, Any] | None:
        observation_id = row[f"{name}_observation_id"]
        if observation_id is None:
            return None
        value, status = row[f"{name}_value"], row[f"{name}_status"]
        figure = (
            words.status(status)
            if status is not None
            else words.say(f"qualifier.{row[f'{name}_qualifier']}", value=words.number(value), low="", high="")
        )
        return {
            "figure": figure,
            "quote": row[f"{name}_quote"] or row[f"{name}_cell"],
            "href": pieces.href(observation_id, row["source_id"], words.catalogue, words.lang),
        }

    end = row["period_end"]
    return {
        "change": words.say(f"revision.{row['change']}"),
        "day": words.day(row["changed_at"].date()),
        "what": f"{words.indicator(row['indicator_id'])}, {words.place(row['place_id'])}",
        "period": words.span(row["period_start"], end) if end else words.say("period.undated"),
        "speaker": row["speaker"] or words.say("speaker.unnamed"),
        "source": row["source"],
        "url": row["url"],
        "old": side("old"),
        "new": side("new"),
        "reason": row["reason"],
    }
