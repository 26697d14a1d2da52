"""The controls that all pages share, bound to the address: crisis, window, known-at, language."""

from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from dashboard import selection, store, templating
from dashboard.charts import Style
from dashboard.selection import LANGUAGES, Selection
from dashboard.views.shell import View, show
from dashboard.wording import Words
from data import queries
from data.errors import BadSelection

WITHOUT_WINDOW = frozenset({"evidence", "sources", "query", "read", "about"})
"""Pages that are about no crisis and no window; they keep the controls' values, out of sight."""

_STYLE = f"<style>{templating.style()}</style>"


def language() -> str:
    """The language asked for, by control or address; English where it is none of ours."""
    asked = st.session_state.get("lang") or st.query_params.get("lang") or "en"
    return asked if asked in LANGUAGES else "en"


def styled(words: Words) -> None:
    """Our style sheet; right-to-left text where the language asks for it."""
    st.html(_STYLE)
    if words.direction == "rtl":
        st.html("<style>.hk, [data-testid=stMarkdownContainer] { direction: rtl; text-align: start; }</style>")


def view(words: Words, path: str) -> View | None:
    """Draw the controls and give what the page is drawn from; None where the address asks for what does not exist."""
    catalogue = store.catalogue()
    release = store.release()
    head = st.container(key="head")
    crisis_id, start, end, known = _widgets(words, path in WITHOUT_WINDOW)
    try:
        asked = selection.from_query(
            selection.PlainParameters({"recorded_at": st.query_params.get("recorded_at", "")}), catalogue
        )
        if start and end and start > end:
            raise BadSelection([words.say("fault.window")])
    except BadSelection as error:
        show("fault.html", words=words, faults=error.faults)
        return None
    crisis = catalogue.crises[crisis_id]
    now = datetime.now(UTC).replace(tzinfo=None)
    last = min(end or now.date(), known or now.date(), now.date())
    chosen = Selection(
        crisis=crisis_id,
        start=start or crisis.first_day,
        end=end or now.date(),
        known_at=selection.end_of(known) if known else None,
        recorded_at=asked.recorded_at,
        lang=words.lang,
    )
    style = Style(words, store.palette(), chosen.start or last, chosen.end or last, _is_dark())
    made: queries.Release = store.ask(release, queries.release)
    return View(release, chosen, words, style, crisis, last, made.published_at, head)


def _widgets(words: Words, hidden: bool) -> tuple[str, date | None, date | None, date | None]:
    catalogue = store.catalogue()
    first = min(crisis.first_day for crisis in catalogue.crises.values())
    bound: dict[str, Any] = {"bind": "query-params"}
    with st.container(key="controls-hidden" if hidden else "controls", horizontal=True, vertical_alignment="bottom"):
        crisis_id = st.selectbox(
            words.say("control.crisis"),
            list(catalogue.crises),
            format_func=words.crisis,
            key="crisis",
            width=190,
            **bound,
        )
        start = st.date_input(
            words.say("control.from"), None, first, "today", key="from", format="YYYY-MM-DD", width=150, **bound
        )
        end = st.date_input(
            words.say("control.to"), None, first, "today", key="to", format="YYYY-MM-DD", width=150, **bound
        )
        known = st.date_input(
            words.say("control.known"),
            None,
            first,
            "today",
            key="known_at",
            format="YYYY-MM-DD",
            width=150,
            help=words.say("control.known_help"),
            **bound,
        )
        st.selectbox(
            words.say("control.language"),
            LANGUAGES,
            format_func=lambda lang: dict(words.names_of_languages()).get(lang, lang),
            key="lang",
            width=130,
            **bound,
        )
    return crisis_id or next(iter(catalogue.crises)), _day(start), _day(end), _day(known)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _is_dark() -> bool:
    return getattr(st.context.theme, "type", "light") == "dark"
