"""Controls and address kept in step: ids in the address, words on the screen.

Streamlit can bind a control to the address by itself, but would write there what the control shows, in whatever
language; a link must hold ids. A control's key is the name of its parameter.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from dashboard import selection
from data.catalogue import Catalogue
from data.errors import BadSelection

FIELDS = {
    "crisis": "crisis",
    "from": "start",
    "to": "end",
    "known_at": "known_at",
    "recorded_at": "recorded_at",
    "lang": "lang",
    "indicator": "indicator",
    "place": "places",
    "org": "orgs",
}
"""Parameter to field of a Selection."""
SEEN = "address"
CHOSEN = "choices"


def take(catalogue: Catalogue) -> list[str]:
    """Take what was changed in the address, by a link or the browser's buttons, into the controls; what is wrong in it.

    Must run before any control is drawn. A parameter that is not there says nothing: a page change drops them all.
    """
    now = {name: tuple(st.query_params.get_all(name)) for name in FIELDS}
    before = st.session_state.get(SEEN, {})
    changed = {name: values for name, values in now.items() if values and values != before.get(name)}
    if not changed:
        return []
    try:
        asked = selection.from_query(selection.PlainParameters(changed), catalogue)
    except BadSelection as error:
        return error.faults
    for name in changed:
        value: Any = getattr(asked, FIELDS[name])
        if name in ("from", "to", "known_at") and value is not None:
            first, last = days(catalogue)
            value = min(max(value.date() if isinstance(value, datetime) else value, first), last)
        st.session_state[name] = list(value) if isinstance(value, tuple) else value
    return []


def days(catalogue: Catalogue) -> tuple[date, date]:
    """The first and the last day that the controls offer; Streamlit drops others without a word."""
    return min(crisis.first_day for crisis in catalogue.crises.values()), datetime.now(UTC).date()


def give(**values: Iterable[str]) -> None:
    """Write the values of controls into the address, so that it can be copied; none of a name: it is left out."""
    seen = dict(st.session_state.get(SEEN, {}))
    for name, given in values.items():
        texts = tuple(given)
        if tuple(st.query_params.get_all(name)) != texts:
            if texts:
                st.query_params[name] = texts[0] if len(texts) == 1 else list(texts)
            else:
                st.query_params.pop(name, None)
        seen[name] = texts
    st.session_state[SEEN] = seen


def give_extra(**values: str) -> None:
    """Write parameters that belong to one page alone."""
    for name, text in values.items():
        if st.query_params.get(name) != text:
            st.query_params[name] = text


def choice(name: str, options: Sequence[str]) -> None:
    """Take what the address says of one chart's control into it; else its first option. Before the control is drawn.

    The control's key is the parameter's name.
    """
    given = st.query_params.get(name)
    seen = st.session_state.get(CHOSEN, {})
    if given in options and given != seen.get(name):
        st.session_state[name] = given
    if st.session_state.get(name) not in options:
        st.session_state[name] = options[0]


def give_choice(name: str, options: Sequence[str]) -> str:
    """Write one chart's choice into the address, but for the first option, which needs no words; gives the choice."""
    chosen = st.session_state.get(name) or options[0]
    if chosen != options[0]:
        give_extra(**{name: chosen})
    else:
        st.query_params.pop(name, None)
    st.session_state[CHOSEN] = {**st.session_state.get(CHOSEN, {}), name: chosen}
    return str(chosen)


def among(name: str, options: Iterable[Any]) -> None:
    """Drop from a control's value what it does not offer."""
    offered = set(options)
    value = st.session_state.get(name)
    if isinstance(value, list):
        st.session_state[name] = [one for one in value if one in offered]
    elif value is not None and value not in offered:
        del st.session_state[name]
