"""The pages, in the order of the navigation: a page is a module with a function `page`, and a line here."""

from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from dashboard.views import (
    about,
    controls,
    crossings,
    displacement,
    evidence,
    explore,
    hospitals,
    query,
    read,
    revisions,
    situation,
    snapshot,
    sources,
)
from dashboard.views.shell import View
from dashboard.wording import Words

PAGES: dict[str, Callable[[View], None]] = {
    "situation": situation.page,
    "displacement": displacement.page,
    "crossings": crossings.page,
    "hospitals": hospitals.page,
    "explore": explore.page,
    "evidence": evidence.page,
    "sources": sources.page,
    "revisions": revisions.page,
    "query": query.page,
    "snapshot": snapshot.page,
    "read": read.page,
    "about": about.page,
}
"""Path to page; the first is the one at "/"."""


READY = ("situation", "displacement", "crossings", "hospitals")
"""The pages that are made ready for each crisis before a release is shown: what most visitors look at first."""


def paths() -> list[str]:
    """The addresses of the pages."""
    first, *rest = PAGES
    return ["/", *(f"/{path}" for path in rest)]


def listed(words: Words) -> list[Any]:
    """The pages for the navigation, titles in the language."""
    first = next(iter(PAGES))
    return [
        st.Page(
            _nothing, title=words.say(f"page.{path}"), url_path="" if path == first else path, default=path == first
        )
        for path in PAGES
    ]


def run(page: Any, words: Words, faults: list[str]) -> None:
    """Draw the controls, and the page that was asked for."""
    page.run()  # the page's own script is empty: it only tells Streamlit which page this is
    path = page.url_path or next(iter(PAGES))
    view = controls.view(words, path, faults)
    if view is not None:
        PAGES[path](view)


def make_ready(view: View) -> Iterator[None]:
    """Make what the first pages show of a crisis, a page at a time, before anybody asks for it."""
    for path in READY:
        PAGES[path](view)
        yield


def _nothing() -> None:
    """The script of every page: all is drawn by `run`, so that controls and pages share one view."""
