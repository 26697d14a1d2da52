"""How a build takes in what was read: documents, readings, observations, events; many rows a statement."""

import contextlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Any, Literal

import duckdb
from duckdb import DuckDBPyConnection as Connection
from duckdb import DuckDBPyRelation as Relation

from data import models, statements
from data.errors import StoreError
from data.models import Document, Observation, Record

CHUNK = 1000  # rows a statement: more gains nothing, and DuckDB 1.5 loses
ROWS = 50_000  # observations that wait for one append


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


@dataclass(frozen=True)
class Read:
    """A document and what a reader made of it; a relation has the columns of `Observation`, in any order."""

    document: Document
    reader: str
    read_at: datetime
    observations: Iterable[Observation] | Relation


def append(
    con: Connection, document: Document, reader: str, read_at: datetime, observations: Iterable[Observation] | Relation
) -> int:
    """Add a document, a reading and what it gave; the number of figures that the warehouse did not hold before.

    All of it or, on an exception, nothing. A document that is there is not added again; a reading that gives what the
    last one gave adds nothing. Rows that break a rule (fault.sql: an unknown place, a value outside its bounds, ...)
    and claims that stand twice are kept as events of kind "skipped", whole.

    Raises:
        StoreError: the disk is full or the rows cannot be read.
    """
    return append_all(con, [Read(document, reader, read_at, observations)])[0]


def append_all(con: Connection, reads: Iterable[Read]) -> list[int]:
    """As `append`, for many documents, a chunk at a time: some thirty times as fast. The numbers are in their order."""
    counts: list[int] = []
    waiting: dict[str, Read] = {}
    rows = 0
    for read in reads:
        document_id = models.document_id(read.document)
        observations = read.observations
        if not isinstance(observations, Relation):
            observations = list(observations)
            rows += len(observations)
        if document_id in waiting:
            counts += _append(con, waiting)
            waiting, rows = {}, 0
        waiting[document_id] = replace(read, observations=observations)
        if len(waiting) >= CHUNK or rows >= ROWS or isinstance(observations, Relation):
            counts += _append(con, waiting)
            waiting, rows = {}, 0
    return counts + (_append(con, waiting) if waiting else [])


def _append(con: Connection, reads: Mapping[str, Read]) -> list[int]:
    sql = statements.named("append")
    sources = sorted({read.document.source_id for read in reads.values()})
    con.execute("BEGIN")
    try:
        run_id = con.execute("SELECT run_id FROM run WHERE release = 0").fetchall()[0][0]
        _put(con, "arriving", ARRIVING, ((*_row(r, key, run_id), n) for n, (key, r) in enumerate(reads.items())))
        _await(con, [read.observations for read in reads.values()])
        for step in ("number_text", "name", "repeats", "documents", "readings"):
            con.execute(sql[step])
        counts = [int(count) for _, count in con.execute(sql["new"]).fetchall()]
        con.execute(sql["take"])
        con.execute(sql["drop"])
        con.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(duckdb.Error):
            con.execute("ROLLBACK")
        if isinstance(error, duckdb.Error):
            raise StoreError(f"{', '.join(sources)}: what was read cannot be kept: {first_line(error)}") from error
        raise
    return counts


ARRIVING = (*statements.columns("document"), ("reader", "VARCHAR"), ("read_at", "TIMESTAMP"), ("doc", "BIGINT"))
FIELDS = tuple(pair for pair in statements.columns("observation") if pair[0] not in ("observation_id", "reading_id"))
INCOMING = (("doc", "BIGINT"), ("nr", "BIGINT"), *FIELDS)


def _put(con: Connection, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({declared})")
    insert(con, table, rows, columns)


def _await(con: Connection, readings: Sequence[Iterable[Observation] | Relation]) -> None:
    """Put what was read into the temporary table `incoming`, numbered in its order."""
    numbers = count()
    names = [name for name, _ in FIELDS]
    plain = [(doc, found) for doc, found in enumerate(readings) if not isinstance(found, Relation)]
    rows = ((doc, next(numbers), *(getattr(o, name) for name in names)) for doc, found in plain for o in found)
    _put(con, "incoming", INCOMING, rows)
    for doc, found in enumerate(readings):
        if isinstance(found, Relation):
            _hand_over(con, doc, next(numbers), found)


def _hand_over(con: Connection, doc: int, first: int, relation: Relation) -> None:
    """Move a relation's rows from its database to this one, by a file beside the build: none passes through Python."""
    con.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'build'")
    path = Path(con.fetchall()[0][0]).parent / f"handover-{uuid.uuid4().hex}.parquet"
    cast = ", ".join(f'"{name}"::{kind}' for name, kind in FIELDS)
    try:
        relation.write_parquet(str(path), compression="uncompressed")
        con.execute(
            f"INSERT INTO incoming SELECT {doc}, {first} + file_row_number, {cast} "
            f"FROM read_parquet({literal(str(path))}, file_row_number = true)"
        )
    finally:
        path.unlink(missing_ok=True)


def _row(read: Read, document_id: str, run_id: str) -> tuple[Any, ...]:
    d = read.document
    first, last = d.restates or (None, None)
    return (
        *(document_id, d.source_id, d.lineage, d.crisis_id, d.title, d.publisher_id, d.publisher_text, d.url),
        *(d.archive_url, d.lang, d.media_type, d.published_at, d.published_basis, d.retrieved_at, d.version_at),
        *(first, last, models.content_hash(d.content), run_id, read.reader, read.read_at),
    )


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


def newest(con: Connection, source_id: str) -> dict[str, str]:
    """The bytes of the newest version of each lineage of a source: lineage to content_hash."""
    sql = """
        SELECT lineage, arg_max(content_hash, (version_at, retrieved_at, document_id))
        FROM document
        WHERE source_id = ?
        GROUP BY lineage
    """
    return dict(con.execute(sql, [source_id]).fetchall())
