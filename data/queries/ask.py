"""How a question is put: which table answers it, and how values are bound."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec

import pandas as pd
from duckdb import DuckDBPyConnection as Connection

P = ParamSpec("P")
Value = Any
Asked = tuple[str, Mapping[str, Value]]
"""A statement and the values bound in it."""


def frame(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> pd.DataFrame:
    """The whole answer as a frame."""
    return con.execute(sql, values).df()


def records(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> list[dict[str, Value]]:
    """The whole answer as dictionaries; whatever is missing is None."""
    con.execute(sql, values)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]


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
    con.execute("SELECT getvariable('known_at') IS NULL AND getvariable('recorded_at') IS NULL")
    return bool(con.fetchall()[0][0])


def points(con: Connection, indicator_id: str | None = None, place_ids: Iterable[str] = ()) -> str:
    """What holds the series at the cursor's clocks, to stand after FROM.

    With an indicator, and places, no more is read of the table made at publish than the rows from the first to the
    last of theirs; the question names both again.
    """
    if indicator_id is None:
        return "series_now" if now(con) else "series"
    rows = _rows(con, indicator_id, place_ids)
    return f"(SELECT * FROM series_now WHERE {rows})" if rows else "series"


def _rows(con: Connection, indicator_id: str, place_ids: Iterable[str]) -> str | None:
    """Where the rows of an indicator's places stand in series_now; None where a clock is set.

    A database knows the smallest and the largest text of a block by eight characters, which many indicators share.
    """
    where = Where()
    where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("place_id", places := tuple(place_ids))
    ends = "first_row, last_row" if places else "min(first_row), max(last_row)"  # a question of few rows costs less
    sql = f"""
        SELECT getvariable('known_at') IS NULL AND getvariable('recorded_at') IS NULL, {ends}
        FROM series_rows
        WHERE {where}
    """
    found = con.execute(sql, where.values).fetchall()
    if not (found[0][0] if found else now(con)):
        return None
    of = [(first, last) for _, first, last in found if first is not None]
    return f"rowid BETWEEN {min(of)[0]} AND {max(of)[1]}" if of else "false"


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

    def stored(self, con: Connection, indicator_id: str, place_ids: Iterable[str]) -> str:
        """Narrow to an indicator, and places if any are named; gives what holds their series, as `points` does."""
        self.add("indicator_id = $indicator_id", indicator_id=indicator_id)
        self.among("place_id", place_ids)
        rows = _rows(con, indicator_id, place_ids)
        if rows is None:
            return "series"
        self.add(rows)
        return "series_now"

    def __str__(self) -> str:
        """The conditions as they stand after WHERE."""
        return " AND ".join(self.conditions)
