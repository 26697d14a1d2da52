"""Revisions: two days in; out, series by series, what appeared, changed or was withdrawn, with both quotes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import pieces, selection
from dashboard.views import address, shell
from dashboard.views.shell import Html, View
from dashboard.wording import Point, Words
from data import queries

KINDS = ("changed", "withdrawn", "appeared")
REVISED = frozenset({"changed", "withdrawn"})
GROUPS, EACH, OPEN = 80, 25, 5
"""So many series are listed under each heading, so many changes of each; so many revised ones are open at first."""


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
    revised = [row for row in rows if row["change"] in REVISED]
    new = [row for row in rows if row["change"] not in REVISED]
    parts = [("revisions.revised", by_series(revised), OPEN), ("revisions.new", by_series(new), 0)]
    return shell.html(
        "revisions.html",
        counted=[(words.say(f"revision.{kind}"), words.number(count)) for kind, count in counted.items()],
        parts=[
            (words.say(title), [group(of, words) for of in found[:GROUPS]], n) for title, found, n in parts if found
        ],
        cut=sum(len(of) for _, found, _ in parts for of in found[GROUPS:]),
        words=words,
    )


def by_series(rows: Sequence[Point]) -> list[list[Point]]:
    """The changes of each series by its source: a series is of one indicator, place, speaker, part and unit.

    The series that changed last come first, and so do the changes of each; `rows` are those of `queries.changes`.
    """
    found: dict[tuple[Any, ...], list[Point]] = {}
    for row in rows:
        who = row["org_id"] or row["speaker"]
        key = (row["indicator_id"], row["place_id"], who, row["breakdown"], row["unit"], row["source_id"])
        found.setdefault(key, []).append(row)
    return list(found.values())


def group(rows: Sequence[Point], words: Words) -> dict[str, Any]:
    """The changes of one series in words."""
    first = rows[0]
    counted = {kind: sum(row["change"] == kind for row in rows) for kind in KINDS}
    usual = next(iter(words.catalogue.indicators[first["indicator_id"]].units), None)
    about = [words.say("list.colon").join((words.about(first), words.indicator(first["indicator_id"])))]
    about += [words.unit(first["unit"])] if first["unit"] not in (None, usual) else []
    return {
        "what": words.say("list.comma").join(about),
        "speaker": first["speaker"] or words.say("speaker.unnamed"),
        "source": words.source(first["source_id"], first["source"]),
        "day": words.day(first["changed_at"].date()),
        "counted": " · ".join(_counted(kind, n, words) for kind, n in counted.items() if n),
        "rows": [told(row, words) for row in rows[:EACH]],
        "left": len(rows) - EACH if len(rows) > EACH else 0,
    }


def _counted(kind: str, count: int, words: Words) -> str:
    """How many there are of a kind; said so that no language must bend the kind for it."""
    return words.say("list.colon").join((words.say(f"revision.{kind}"), words.number(count)))


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
            "title": words.say("column.before" if name == "old" else "column.after"),
            "figure": figure,
            "quote": row[f"{name}_quote"],
            "cell": row[f"{name}_cell"],
            "href": pieces.href(observation_id, row["source_id"], words.catalogue, words.lang),
        }

    end = row["period_end"]
    return {
        "change": words.say(f"revision.{row['change']}"),
        "revised": row["change"] in REVISED,
        "day": words.day(row["changed_at"].date()),
        "period": words.span(row["period_start"], end) if end else words.say("period.undated"),
        "url": row["url"],
        "old": side("old"),
        "new": side("new"),
        "reason": row["reason"],
    }
