"""How a question is put: which table answers it, and how values are bound."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec
from weakref import WeakKeyDictionary

import pandas as pd
from duckdb import DuckDBPyConnection as Connection
from duckdb import Statement

from data import cursors

P = ParamSpec("P")
Value = Any
Asked = tuple[str, Mapping[str, Value]]
"""A statement and the values bound in it."""


PARSED = 500
"""So many statements are kept parsed: a question of few rows spends a fifth of its time on that."""

_parsed: dict[str, Statement] = {}


def _statement(con: Connection, sql: str) -> Statement:
    found = _parsed.get(sql)
    if found is None:
        (found,) = con.extract_statements(sql)
        if len(_parsed) >= PARSED:
            _parsed.clear()
        _parsed[sql] = found
    return found


def frame(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> pd.DataFrame:
    """The whole answer as a frame."""
    return con.execute(_statement(con, sql), values).df()


def fetched(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> list[tuple[Value, ...]]:
    """The whole answer as tuples."""
    return con.execute(_statement(con, sql), values).fetchall()


def records(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> list[dict[str, Value]]:
    """The whole answer as dictionaries; whatever is missing is None."""
    rows = fetched(con, sql, values)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


class Question(Generic[P]):
    """A question, made of a function that gives its statement: called, it answers with a frame; `rows`, with records.

    Records cost a page half of what a frame does.
    """

    def __init__(self, asked: Callable[Concatenate[Connection, P], Asked]) -> None:
        """Bear the name and the description of the function."""
        self._asked = asked
        functools.update_wrapper(self, asked)

    def __call__(self, con: Connection, *values: P.args, **named: P.kwargs) -> pd.DataFrame:
        """The whole answer as a frame."""
        return frame(con, *self._asked(con, *values, **named))

    def rows(self, con: Connection, *values: P.args, **named: P.kwargs) -> list[dict[str, Value]]:
        """The whole answer as dictionaries; whatever is missing is None."""
        return records(con, *self._asked(con, *values, **named))


def now(con: Connection) -> bool:
    """Whether neither clock of the cursor is set: then the tables made at publish answer, else the views."""
    return cursors.made(con)[1]


def points(con: Connection) -> str:
    """The name of what holds all series at the cursor's clocks."""
    return "series_now" if now(con) else "series"


Rows = tuple[int, int]
"""The first and the last row of a part of series_now, both included."""
PARTS = 20
"""So many parts of a table are asked for one by one; where there are more, all from the first to the last is read."""

_rows: WeakKeyDictionary[Connection, dict[str, dict[str | None, Rows]]] = WeakKeyDictionary()


def _stand(con: Connection, indicator_id: str, place_ids: Sequence[str]) -> list[Rows]:
    """Where an indicator's places, or all of them, stand in series_now; places side by side are one part.

    No condition on texts finds them as fast: the engine knows the smallest and the largest of a block by their first
    eight characters, which many share. A release does not change: this is read once for each connection and indicator.
    """
    kept = _rows.setdefault(cursors.made(con)[0], {})
    if indicator_id not in kept:
        sql = "SELECT place_id, first_row, last_row FROM series_rows WHERE indicator_id = ? ORDER BY first_row"
        found: dict[str | None, Rows] = {
            place: (first, last) for place, first, last in fetched(con, sql, [indicator_id])
        }
        if rows := list(found.values()):
            found[None] = (rows[0][0], rows[-1][1])
        kept[indicator_id] = found
    known = kept[indicator_id]
    parts: list[Rows] = []
    for first, last in sorted({known[place] for place in place_ids or (None,) if place in known}):
        if parts and first == parts[-1][1] + 1:
            first, _ = parts.pop()
        parts.append((first, last))
    return parts


def spans(con: Connection) -> str:
    """The name of what holds the spans at the cursor's clocks."""
    return "spans_now" if now(con) else "spans"


@contextlib.contextmanager
def one_lineage(con: Connection, lineage: str) -> Iterator[None]:
    """Narrow the views to one lineage, whose answers stay the same, so that they go through no other document."""
    con.execute("SET VARIABLE lineage = ?", [lineage])
    try:
        yield
    finally:
        con.execute("RESET VARIABLE lineage")


def lineage_of(con: Connection, observation_id: str) -> str | None:
    """The lineage of the documents that make a claim; they have but one."""
    sql = """
        SELECT d.lineage
        FROM document d
        JOIN reading r ON r.document_id = d.document_id
        JOIN observation o ON o.reading_id = r.reading_id
        WHERE o.observation_id = ?
        LIMIT 1
    """
    found = con.execute(sql, [observation_id]).fetchall()
    return str(found[0][0]) if found else None


class Where:
    """Conditions that all hold, with the values bound in them."""

    def __init__(self) -> None:
        """Begin without any condition."""
        self.conditions: list[str] = ["true"]
        self.values: dict[str, Value] = {}

    def add(self, condition: str, **values: Value) -> None:
        """Add a condition; each value is bound under its own name."""
        self.conditions.append(condition)
        self.values.update(values)

    def among(self, column: str, choices: Iterable[str]) -> None:
        """The column is one of the choices; no choices: no condition."""
        chosen = list(choices)
        if chosen:
            names = [f"{column.replace('.', '_')}_{number}" for number in range(len(chosen))]
            self.conditions.append(f"{column} IN ({', '.join('$' + name for name in names)})")
            self.values.update(zip(names, chosen, strict=True))

    def stored(self, con: Connection, indicator_id: str, place_ids: Sequence[str]) -> str:
        """Narrow to an indicator, and places if any are named; gives the name of what holds their series.

        series_now is sorted by indicator, then by place: the rows of one of either are those and no others.
        """
        if not now(con):
            self.add("indicator_id = $indicator_id", indicator_id=indicator_id)
            self.among("place_id", place_ids)
            return "series"
        parts = _stand(con, indicator_id, place_ids)
        if len(parts) > PARTS:
            parts = [(parts[0][0], parts[-1][1])]
            self.among("place_id", place_ids)
        within = [f"rowid BETWEEN $first_{number} AND $last_{number}" for number in range(len(parts))]
        self.add(f"({' OR '.join(within)})" if parts else "false")
        for number, (first, last) in enumerate(parts):
            self.values |= {f"first_{number}": first, f"last_{number}": last}
        return "series_now"

    def __str__(self) -> str:
        """The conditions as they stand after WHERE."""
        return " AND ".join(self.conditions)
