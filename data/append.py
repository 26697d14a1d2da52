"""How a build takes in what was read: documents, readings, observations, events; many rows a statement."""

import contextlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import duckdb
from duckdb import DuckDBPyConnection as Connection
from duckdb import DuckDBPyRelation as Relation

from data import models, statements
from data.errors import StoreError
from data.models import Document, Observation, Record, digest

CHUNK = 1000  # rows a statement: more gains nothing, and DuckDB 1.5 loses


class Event(Record):
    """What a run read, skipped or failed at; `payload` is the whole of what was skipped, as JSON."""

    source_id: str
    document_id: str | None = None
    kind: Literal["read", "skipped", "failed"]
    code: str | None = None
    message: str | None = None
    payload: str | None = None


def insert(con: Connection, table: str, rows: Iterable[Sequence[Any]], columns: Sequence[tuple[str, str]] = ()) -> None:
    """Insert rows, whose values stand in the order of the columns, many a statement."""
    kinds = [kind for _, kind in columns or statements.columns(table)]
    lists = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(kinds, 1))
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        con.execute(f"INSERT INTO {table} SELECT {lists}", [list(column) for column in zip(*chunk, strict=True)])


def literal(text: str) -> str:
    """A text as it stands in SQL, where none can be bound: in ATTACH, COMMENT and the names of files."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: BaseException) -> str:
    """What an engine's error says, without its trace."""
    return str(error).strip().split("\n")[0] or type(error).__name__


def append(
    con: Connection, document: Document, reader: str, read_at: datetime, observations: Iterable[Observation] | Relation
) -> int:
    """Add a document, a reading and what it gave; the number of figures that no version of the document gave before.

    All of it or, on an exception, nothing. A document that is there is not added again; a reading that gives what the
    last one gave adds nothing. A relation has the columns of `Observation`, in any order, with its types. Rows that
    break a rule (an unknown place, a value outside its bounds, ...) and claims that stand twice are kept as events of
    kind "skipped", whole.

    Raises:
        StoreError: the disk is full or the rows cannot be read.
    """
    document_id = models.document_id(document)
    run_id, now = con.execute("SELECT run_id, started_at FROM run WHERE release = 0").fetchall()[0]
    sql = statements.named("append")
    lineage = {"source_id": document.source_id, "lineage": document.lineage}
    con.execute("BEGIN")
    try:
        _await(con, observations)
        con.execute(sql["name"], lineage)
        con.execute(sql["mark_repeats"])
        con.execute("SELECT count(*) FROM document WHERE document_id = $document_id", {"document_id": document_id})
        if not con.fetchall()[0][0]:
            insert(con, "document", [_row(document, document_id, run_id)])
        count = 0
        reading_id = _reading(con, document_id, reader, read_at)
        if reading_id is not None:
            count = int(con.execute(sql["new"], lineage).fetchall()[0][0])
            insert(con, "reading", [(reading_id, document_id, reader, read_at, run_id)])
            con.execute(sql["take"], {"reading_id": reading_id})
            con.execute(
                sql["skip"],
                {"run_id": run_id, "now": now, "source_id": document.source_id, "document_id": document_id},
            )
        con.execute("DROP TABLE named")
        con.execute("DROP TABLE incoming")
        con.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(duckdb.Error):
            con.execute("ROLLBACK")
        if isinstance(error, duckdb.Error):
            raise StoreError(f"{document.source_id}: {document.title}: {first_line(error)}") from error
        raise
    return count


def _await(con: Connection, observations: Iterable[Observation] | Relation) -> None:
    """Put what was read into the temporary table `incoming`, numbered in its order."""
    columns = [
        (name, kind) for name, kind in statements.columns("observation") if name not in ("observation_id", "reading_id")
    ]
    if isinstance(observations, Relation):
        cast = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in columns)
        path = _folder(con) / f"handover-{uuid.uuid4().hex}.parquet"
        try:
            observations.write_parquet(str(path), compression="uncompressed")
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE incoming AS SELECT file_row_number AS nr, {cast} "
                f"FROM read_parquet({literal(str(path))}, file_row_number = true)"
            )
        finally:
            path.unlink(missing_ok=True)
        return
    numbered = [("nr", "BIGINT"), *columns]
    declared = ", ".join(f'"{name}" {kind}' for name, kind in numbered)
    con.execute(f"CREATE OR REPLACE TEMP TABLE incoming ({declared})")
    names = [name for name, _ in columns]
    rows = ((number, *(getattr(o, name) for name in names)) for number, o in enumerate(observations))
    insert(con, "incoming", rows, numbered)


def _folder(con: Connection) -> Path:
    con.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'build'")
    return Path(con.fetchall()[0][0]).parent


def _row(document: Document, document_id: str, run_id: str) -> tuple[Any, ...]:
    d = document
    first, last = d.restates or (None, None)
    return (
        *(document_id, d.source_id, d.lineage, d.crisis_id, d.title, d.publisher_id, d.publisher_text, d.url),
        *(d.archive_url, d.lang, d.media_type, d.published_at, d.published_basis, d.retrieved_at, d.version_at),
        *(first, last, models.content_hash(d.content), run_id),
    )


def _reading(con: Connection, document_id: str, reader: str, read_at: datetime) -> str | None:
    """The id of the reading that waits in `named`, or None where the document's last reading gave the same.

    What an earlier reading gave, and the last one no longer, is a reading of its own.
    """
    values = {"document_id": document_id, "reader": reader}
    plain = str(con.execute(statements.named("append")["reading"], values).fetchall()[0][0])
    con.execute(
        "SELECT reading_id, read_at FROM reading WHERE document_id = $document_id ORDER BY read_at, reading_id",
        {"document_id": document_id},
    )
    earlier = con.fetchall()
    if not earlier:
        return plain
    last_id, last_at = earlier[-1]
    if last_id in (plain, digest(plain, models.instant_text(last_at))):
        return None
    return plain if plain not in {found for found, _ in earlier} else digest(plain, models.instant_text(read_at))


def note(con: Connection, events: Iterable[Event]) -> None:
    """Add events to the build's run."""
    run_id, now = con.execute("SELECT run_id, started_at FROM run WHERE release = 0").fetchall()[0]
    insert(
        con,
        "event",
        ((run_id, now, e.source_id, e.document_id, e.kind, e.code, e.message, e.payload) for e in events),
    )


def readers(con: Connection, source_id: str) -> dict[str, str]:
    """Which reader read each document of a source last: document_id to reader."""
    sql = """
        SELECT document_id, arg_max(reader, (read_at, reading_id))
        FROM reading
        JOIN document USING (document_id)
        WHERE source_id = ?
        GROUP BY document_id
    """
    return dict(con.execute(sql, [source_id]).fetchall())
