"""Evidence: one figure, the words it came from, and everything that speaks to it."""

import re

import streamlit as st

from dashboard import figures, situation, store
from dashboard.views import shell
from dashboard.views.shell import View
from data import queries

RECENT = 6
ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{26}(?![0-9a-f])")
"""The id of a figure, wherever it stands in what was pasted."""


def page(view: View) -> None:
    """Draw the page of the figure that the address names."""
    words = view.words
    asked = (st.query_params.get("id") or "").strip()
    found = view.ask(queries.evidence, asked) if asked else None
    if found is None:
        shell.show(
            "page_head.html",
            title=words.say("page.evidence"),
            lead=words.say("evidence.unknown", id=asked) if asked else words.say("evidence.ask"),
            clock=shell.clock_note(view),
        )
        with st.form("find", border=False):
            wanted = st.text_input(words.say("evidence.id"), asked, max_chars=300)
            named = ID.search(wanted)
            wanted = named[0] if named else wanted.strip()
            if st.form_submit_button(words.say("evidence.find")) and wanted != asked:
                st.query_params["id"] = wanted
                st.rerun()
        shell.show_kept(view, "evidence-recent", lambda: _recent(view))
        return
    others = view.ask(queries.others.rows, found)
    shell.show(
        "evidence.html",
        e=figures.told(found, others, words, store.folder()),
        words=words,
        links=links(view, found),
    )


def _recent(view: View) -> shell.Html:
    """The figures that became known last, to begin with."""
    words = view.words
    items = situation.recent(view.ask, view.crisis, words, RECENT)
    title = words.crisis(view.crisis.crisis_id)
    return shell.html("changes.html", items=items, words=words, note=title, links=[])


def links(view: View, found: queries.Evidence) -> list[tuple[str, str]]:
    """The ways on from a figure: its plain page, and its chart."""
    words = view.words
    ways = [(words.say("link.chart"), figures.chart_url(found, words.lang))] if found.period_end else []
    if found.redistribute:
        ways.append((words.say("link.plain"), f"/o/{found.observation_id}"))
    return ways
