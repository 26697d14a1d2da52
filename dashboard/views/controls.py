"""The controls that all pages share: crisis, window, known-at, language; and the view that they ask for."""

from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from dashboard import selection, store
from dashboard.axes import Style
from dashboard.selection import LANGUAGES, Selection
from dashboard.views import address
from dashboard.views.shell import Html, View, show
from dashboard.wording import Words
from data import queries

WITHOUT_WINDOW = frozenset({"evidence", "sources", "revisions", "query", "read", "about"})
"""Pages that are about no crisis and no window: there the controls keep their values out of sight."""

_RIGHT_TO_LEFT = Html(
    "<style>.hk, [data-testid=stMarkdownContainer] { direction: rtl; text-align: start; }"
    ".st-key-controls, [class*=st-key-choices-] { flex-direction: row-reverse; justify-content: flex-start; }"
    "[class*=st-key-freeze-] { align-self: flex-end; }</style>"
)


def begin() -> tuple[Words, list[str]]:
    """The words of the language that is asked for, and what is wrong in the address."""
    faults = address.take(store.catalogue())
    return store.words(st.session_state.get("lang") or "en"), faults


def styled(words: Words) -> None:
    """Right-to-left text where the language asks for it, and its words for Streamlit's own; all else is the frame's."""
    rules = [f'[data-testid=stExpandSidebarButton]::after {{ content: "{words.say("page.menu")}" / ""; }}']
    if words.lang != "en":
        told = {"[data-testid=stSkipToContent]": "page.skip", "[data-testid=stFileUploader] button p": "read.upload"}
        rules += [
            f'{where} {{ font-size: 0; }} {where}::after {{ font-size: 1rem; content: "{words.say(key)}"; }}'
            for where, key in told.items()
        ]
    st.html(Html(f"<style>{' '.join(rules)}</style>"))
    if words.direction == "rtl":
        st.html(_RIGHT_TO_LEFT)


def view(words: Words, path: str, faults: list[str]) -> View | None:
    """Draw the controls and give what the page is drawn from; None where that cannot be."""
    release = store.release()
    head = st.container(key="head")
    crisis_id, start, end, known = _widgets(words, path in WITHOUT_WINDOW)
    recorded_at = st.session_state.get("recorded_at")
    address.give(
        crisis=[crisis_id],
        **{"from": [start.isoformat()] if start else []},
        to=[end.isoformat()] if end else [],
        known_at=[known.isoformat()] if known else [],
        lang=[words.lang] if words.lang != "en" else [],
        recorded_at=[selection.instant_text(recorded_at)] if recorded_at else [],
    )
    if start and end and start > end:
        faults = [words.say("fault.window")]
    if faults:
        show("fault.html", words=words, faults=faults)
    if start and end and start > end:
        return None
    return make_view(release, words, crisis_id, start, end, known, recorded_at, dark=_is_dark(), head=head)


def make_view(
    release: store.Release,
    words: Words,
    crisis_id: str,
    start: date | None = None,
    end: date | None = None,
    known: date | None = None,
    recorded_at: datetime | None = None,
    *,
    dark: bool = False,
    head: Any = None,
) -> View:
    """What a page is drawn from; no window: from the crisis's first day until today."""
    crisis = store.catalogue().crises[crisis_id]
    today = datetime.now(UTC).date()
    chosen = Selection(
        crisis=crisis_id,
        start=start or crisis.first_day,
        end=end or today,
        known_at=selection.end_of(known) if known else None,
        recorded_at=recorded_at,
        lang=words.lang,
    )
    last = min(end or today, known or today, today)
    style = Style(words, store.palette(), start or crisis.first_day, end or today, dark)
    made: queries.Release = store.ask(release, queries.release)
    return View(release, chosen, words, style, crisis, last, made.published_at, head)


def _widgets(words: Words, hidden: bool) -> tuple[str, date | None, date | None, date | None]:
    """The controls in one row: crisis, language, and behind a button that says them window and knowledge."""
    catalogue = store.catalogue()
    first, last = address.days(catalogue)
    names = words.language_names()
    with st.container(key="controls-hidden" if hidden else "controls", horizontal=True):
        crisis_id = st.selectbox(
            words.say("control.crisis"),
            list(catalogue.crises),
            format_func=words.crisis,
            key="crisis",
            width=180,
            label_visibility="collapsed",
        ) or next(iter(catalogue.crises))
        st.selectbox(
            words.say("control.language"),
            [lang for lang in LANGUAGES if lang in names],
            format_func=lambda lang: names[lang],
            key="lang",
            width=120,
            label_visibility="collapsed",
        )
        with st.popover(_window(words, crisis_id), width="content"):
            start, end, known = (
                st.date_input(
                    words.say(label),
                    None,
                    first,
                    last,
                    key=key,
                    format="YYYY-MM-DD",
                    help=words.say("control.known_help") if key == "known_at" else None,
                )
                for key, label in (("from", "control.from"), ("to", "control.to"), ("known_at", "control.known"))
            )
    return crisis_id, _day(start), _day(end), _day(known)


def _window(words: Words, crisis_id: str) -> str:
    """What the button says: the window, and whose day's knowledge."""
    start, end, known = (_day(st.session_state.get(key)) for key in ("from", "to", "known_at"))
    window = words.say(
        "control.window",
        start=words.day(start or store.catalogue().crises[crisis_id].first_day),
        end=words.day(end) if end else words.say("control.until_now"),
    )
    clock = words.say("control.known_on", day=words.day(known)) if known else words.say("control.known_now")
    return f"{window} · {clock}"


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _is_dark() -> bool:
    return getattr(st.context.theme, "type", "light") == "dark"
