"""How a question is put: which table answers it, and how values are bound."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection as Connection

Value = Any


def frame(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> pd.DataFrame:
    """The whole answer as a frame."""
    return con.execute(sql, values).df()


def records(con: Connection, sql: str, values: Mapping[str, Value] | Sequence[Value] = ()) -> list[dict[str, Value]]:
    """The whole answer as dictionaries; whatever is missing is None."""
    con.execute(sql, values)
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]


def now(con: Connection) -> bool:
    """Whether neither clock of the cursor is set: then the tables made at publish answer, else the views."""
    con.execute("SELECT getvariable('known_at') IS NULL AND getvariable('recorded_at') IS NULL")
    return bool(con.fetchall()[0][0])


def points(con: Connection) -> str:
    """The name of what holds the series at the cursor's clocks."""
    return "series_now" if now(con) else "series"


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

    def __str__(self) -> str:
        """The conditions as they stand after WHERE."""
        return " AND ".join(self.conditions)
