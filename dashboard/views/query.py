"""Query: SQL on the public views, the dictionary beside it; an answer as table and chart, each row to its words."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import console, downloads, drawing, store
from dashboard.console import Answer
from dashboard.proof import with_proof
from dashboard.routes import sql
from dashboard.views import address, shell
from dashboard.views.shell import View
from data import queries, statements
from data.errors import Refused

SHOWN, LINKED = 200, 6
EXAMPLES = statements.named("examples")
FIRST = next(iter(EXAMPLES))


@dataclass(frozen=True)
class Outcome:
    """What became of a question: an answer, or one line that says why not; `sql` is what was run."""

    sql: str
    answer: Answer | None = None
    error: str = ""
    unproved: bool = False


def page(view: View) -> None:
    """Draw the page. A link that holds a question asks it at once; else nothing is asked before Run is pressed."""
    words = view.words
    with view.head:
        shell.show(
            "page_head.html", title=words.say("page.query"), lead=words.say("query.lead"), clock=shell.clock_note(view)
        )
    linked = st.query_params.get("q")
    if linked is not None and linked != st.session_state.get("query-linked"):
        for name in ("query-linked", "query-text", "query-asked", "sql"):
            st.session_state[name] = linked
        st.session_state["proof"] = st.session_state["query-proof"] = st.query_params.get("proof") == "1"
    if "sql" not in st.session_state:  # a page that is left drops what was in its editor
        st.session_state["sql"] = st.session_state.get("query-text", EXAMPLES[FIRST])
    editor, beside = st.columns([5, 3], gap="medium")
    with editor:
        _editor(view)
    with beside:
        st.html(store.kept((view.release.number, "dictionary", words.lang), lambda: _dictionary(view)))
    asked = st.session_state.get("query-asked")
    if asked:
        with editor:  # what became of the question stands beneath it; the answer, beneath all, has room for its columns
            with st.spinner(words.say("query.asking")):
                outcome = _outcome(view, asked, bool(st.session_state.get("query-proof")))
            _tell(view, outcome)
        if outcome.answer is not None:
            _show(view, outcome, outcome.answer)


def _editor(view: View) -> None:
    words = view.words

    def take() -> None:
        chosen = st.session_state.get("example")
        if chosen in EXAMPLES and chosen != st.session_state.get("query-taken"):
            st.session_state["sql"] = EXAMPLES[chosen]
        st.session_state["query-taken"] = chosen

    st.selectbox(
        words.say("query.example"),
        list(EXAMPLES),
        index=None,
        format_func=lambda name: words.say(f"query.example.{name}"),
        key="example",
        on_change=take,
        placeholder=words.say("query.choose"),
    )
    with st.form("query", border=False):
        text = st.text_area(words.say("query.statement"), key="sql", height=240, max_chars=20_000)
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.form_submit_button(words.say("query.run"), type="primary")
            proof = st.toggle(words.say("query.proof"), key="proof", help=words.say("query.proof_help"))
    st.session_state["query-text"] = text
    if pressed and text.strip():
        st.session_state["query-asked"] = st.session_state["query-linked"] = text
        st.session_state["query-proof"] = proof
        st.session_state.pop("query-outcome", None)
        address.give_extra(q=text)
        if proof:
            address.give_extra(proof="1")
        else:
            st.query_params.pop("proof", None)


def _outcome(view: View, asked: str, proof: bool) -> Outcome:
    """Ask, once for a question: a page that is drawn again for another reason shows what it has."""
    s = view.selection
    key = (view.release.number, asked, proof, s.known_at, s.recorded_at)
    kept = st.session_state.get("query-outcome")
    if kept is None or kept[0] != key:
        found: Outcome | None = None
        statement = _proved(asked) if proof else None
        if statement:
            found = _ask(view, statement)
        if found is None or found.answer is None:
            plain = _ask(view, asked)
            found = Outcome(asked, plain.answer, plain.error, unproved=proof)
        kept = st.session_state["query-outcome"] = (key, found)
    outcome: Outcome = kept[1]
    return outcome


def _proved(asked: str) -> str | None:
    try:
        return with_proof(asked)
    except (ValueError, RuntimeError):  # no SQL: the plain question says what is wrong with it
        return None


def _ask(view: View, statement: str) -> Outcome:
    s = view.selection
    try:
        answer = sql.CONSOLE.ask(
            view.release.public_path,
            statement,
            known_at=s.known_at,
            recorded_at=s.recorded_at,
            address=st.context.ip_address or "here",
        )
    except Refused as refused:
        return Outcome(statement, error=str(refused))
    return Outcome(statement, answer)


def _tell(view: View, outcome: Outcome) -> None:
    """Why there is no answer; else how long it is, and the way there."""
    words, answer = view.words, outcome.answer
    if answer is None:
        shell.show("query_error.html", words=words, error=outcome.error, marked=marked(outcome.sql, outcome.error))
    else:
        shell.show("query_told.html", words=words, count=len(answer.rows))


def _show(view: View, outcome: Outcome, answer: Answer) -> None:
    words = view.words
    shell.show("query_result.html", words=words, unproved=outcome.unproved, **told(answer))
    _downloads(view, outcome.sql, answer)
    if answer.rows and drawing.offers(answer):
        _chart(view, answer)


def marked(statement: str, error: str) -> tuple[str, str, str] | None:
    """The line of the statement that an error names, in three parts: before the place, the word there, after it."""
    place = console.place_of(error)
    lines = statement.split("\n")
    if place is None or not 1 <= place[0] <= len(lines):
        return None
    line, column = lines[place[0] - 1], place[1] - 1
    if column >= len(line):
        return line, " ", ""
    end = column + 1
    while (
        end < len(line)
        and (line[end].isalnum() or line[end] == "_")
        and (line[column].isalnum() or line[column] == "_")
    ):
        end += 1
    return line[:column], line[column:end], line[end:]


def told(answer: Answer) -> dict[str, Any]:
    """The values for the template: heads, and cells with their links."""
    numbers = [console.is_number(kind) for kind in answer.types]
    return {
        "columns": list(zip(answer.columns, answer.types, numbers, strict=True)),
        "rows": [
            [_cell(name, value) for name, value in zip(answer.columns, row, strict=True)] for row in answer.rows[:SHOWN]
        ],
        "numbers": numbers,
        "count": len(answer.rows),
        "shown": min(len(answer.rows), SHOWN),
        "truncated": answer.truncated,
        "elapsed": answer.elapsed_ms,
        "release": answer.release,
    }


def _cell(column: str, value: Any) -> dict[str, Any]:
    """One cell: its text, or the figures that it names."""
    ids = [one for one in (value if isinstance(value, list) else [value]) if _is_figure(one)]
    if ids and column.lower().endswith(("observation_id", "observation_ids")):
        return {"text": "", "figures": ids[:LINKED], "more": max(len(ids) - LINKED, 0), "url": None}
    text = (
        "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    )
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    return {"text": text, "figures": [], "more": 0, "url": value if column.lower().endswith("url") else None}


def _is_figure(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 26 and not set(value) - set("0123456789abcdef")


def _downloads(view: View, statement: str, answer: Answer) -> None:
    words = view.words
    s = view.selection
    clocks = {"known_at": s.known_at, "recorded_at": s.recorded_at}
    params = {"q": statement, **{name: at.isoformat() + "Z" for name, at in clocks.items() if at}}
    with st.container(key="query-downloads", horizontal=True):
        for kind, media, make in (
            ("csv", "text/csv", lambda: sql.as_csv(answer).content),
            ("json", "application/json", lambda: sql.as_json(answer).content),
            ("parquet", "application/vnd.apache.parquet", lambda: downloads.parquet(answer)),
        ):
            st.download_button(kind.upper(), make, f"answer.{kind}", media, key=f"download-{kind}", on_click="ignore")
    shell.show(
        "query_links.html",
        words=words,
        api=f"/api/v1/sql?{urlencode(params)}",
        link=f"/query?{urlencode(params)}",
        release=answer.release,
    )


@st.fragment
def _chart(view: View, answer: Answer) -> None:
    """The answer drawn: what lies along, what is measured, what tells the lines apart."""
    words = view.words
    along, measured, apart = drawing.choices(answer)
    with st.container(key="query-chart", horizontal=True):
        x = st.selectbox(words.say("query.x"), along, key="chart-x", width=200)
        y = st.selectbox(words.say("query.y"), measured, key="chart-y", width=200)
        colour = st.selectbox(
            words.say("query.colour"),
            [None, *apart],
            index=1 if apart else 0,
            format_func=lambda name: name or words.say("query.no_colour"),
            key="chart-colour",
            width=200,
        )
    figure = drawing.figure(answer, x, y, colour, view.style)
    alt = words.say("query.alt", y=y, x=x, count=len(answer.rows))
    st.plotly_chart(figure, key="query-figure", theme=None, config=drawing.CONFIG, alt=alt)


def _dictionary(view: View) -> shell.Html:
    tables: dict[str, dict[str, Any]] = {}
    for row in view.ask(queries.dictionary).to_dict("records"):
        table = tables.setdefault(row["table"], {"comment": row["table_comment"], "columns": []})
        table["columns"].append((row["column"], row["type"], row["comment"]))
    macros = view.ask(queries.functions).to_dict("records")
    return shell.html("query_dictionary.html", words=view.words, tables=tables, macros=macros)
