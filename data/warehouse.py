"""The warehouse: build a copy, check it, publish it under a new name, move a pointer; and open what is published.

The only module that opens a database. A published file is never changed. One build at a time holds the lock; readers
never wait for it, and see nothing of it before it is whole.
"""

import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection as Connection
from filelock import FileLock, Timeout

from data import pointer, statements
from data.append import Event, Read, append, append_all, first_line, insert, literal, newest, note, readers
from data.catalogue import Catalogue
from data.cursors import cursor
from data.errors import Busy, ChecksFailed, NoRelease, StoreError
from data.models import Instant, Record, digest, instant_text
from data.pointer import current, number_of

__all__ = [
    "Event",
    "Read",
    "Run",
    "append",
    "append_all",
    "building",
    "connect",
    "current",
    "cursor",
    "new_run",
    "note",
    "number_of",
    "published",
    "newest",
    "readers",
    "scratch",
]

STORAGE = "v1.5.0"  # what DuckDB 1.5 opens
CATALOGUE = ("organisation", "source", "indicator", "place", "place_name", "crisis")
APPENDED = ("document", "reading", "observation", "hold", "review", "run", "event")
SHOWN = 3  # rows of a failed check


class Run(Record):
    """One ingest: every row that it brings bears its id."""

    run_id: str
    started_at: Instant
    code_version: str


def new_run(now: datetime) -> Run:
    """A run that begins now (UTC), under an id that no other has."""
    try:
        version = metadata.version("hakika")
    except metadata.PackageNotFoundError:  # run from the folder, without having been installed
        version = "0"
    return Run(run_id=uuid.uuid4().hex[:26], started_at=now, code_version=version)


# -- reading


def connect(release: Path, config: Mapping[str, str | int | bool] | None = None) -> Connection:
    """A connection in memory with the release attached read-only as `release`, then locked.

    Nothing else can be read, written, attached or set through it; it does not spill to the disk. Ask through
    `cursor`, one a question. `config` sets further options of DuckDB at the start, such as threads or memory_limit.

    Raises:
        NoRelease: the file is not there.
        StoreError: it cannot be opened.
    """
    if not release.is_file():
        raise NoRelease(f"{release} is not there. Run `hakika ingest` to make a release.")
    con = _memory({**(config or {}), "temp_directory": ""})
    try:
        con.execute(f"ATTACH {literal(str(release))} AS release (READ_ONLY)")
        con.execute("SET enable_external_access = false")
        con.execute("SET disabled_filesystems = 'LocalFileSystem'")
        con.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        con.close()
        raise StoreError(f"{release} cannot be opened: {first_line(error)}") from error
    return con


def scratch() -> Connection:
    """An empty database in memory, for a reader that maps its rows in SQL."""
    return _memory({})


def _memory(config: Mapping[str, str | int | bool]) -> Connection:
    closed: dict[str, str | int | bool] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    return duckdb.connect(":memory:", config={**closed, **config})


# -- building


@contextlib.contextmanager
def building(store: Path, *, run: Run, catalogue: Catalogue) -> Iterator[Connection]:
    """Give a writable copy of the current release; on a clean exit hold, check and publish.

    Where the run brought no new document, reading, hold, review or catalogue, nothing is published: `published` says
    so. On an exception nothing is published either, and the build is swept away.

    Raises:
        Busy: another build holds the lock.
        ChecksFailed: nothing was published; the build stays as failed.duckdb to be looked at.
        StoreError: the store cannot be read or written; readers see what they saw before.
    """
    with _told(store):
        store.mkdir(parents=True, exist_ok=True)
        lock = FileLock(store / "build.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as busy:
            raise Busy(f"{store}: another ingest is building. Wait until it has ended, then try again.") from busy
    try:
        with _told(store):
            number = pointer.sweep(store) + 1
            con = _open(store, run, catalogue)
        try:
            yield con
            with _told(store):
                if _brought(con, run, catalogue):
                    _publish(con, store, number, run, catalogue)
        finally:
            con.close()
            with contextlib.suppress(OSError):
                pointer.sweep_builds(store)
    finally:
        lock.release()


def published(store: Path, run: Run) -> int | None:
    """The number of the release that a run made, or None where it published nothing."""
    release = current(store)
    if release is None:
        return None
    with contextlib.closing(connect(release)) as con:
        found = cursor(con).execute("SELECT release FROM run WHERE run_id = ?", [run.run_id]).fetchall()
    return int(found[0][0]) if found else None


@contextlib.contextmanager
def _told(store: Path) -> Iterator[None]:
    """Turn what disk and engine report into one sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{store} cannot be written: {error.strerror or error}. Nothing was published; the last release stands."
        ) from error
    except duckdb.Error as error:
        raise StoreError(
            f"{store}: no release could be made: {first_line(error)} Nothing was published; the last release stands."
        ) from error


def _open(store: Path, run: Run, catalogue: Catalogue) -> Connection:
    """Open build.duckdb: a copy of the current release with today's tables, views and catalogue."""
    release = current(store)
    build = store / "build.duckdb"
    con = _memory({"temp_directory": str(store / "build.tmp")})
    try:
        before = None if release is None else _facts(con, release)
        same = before is not None and before["schema_hash"] == statements.schema_hash()
        if release is not None and same:
            shutil.copyfile(release, build)
        else:
            build.write_bytes(_empty())
        _attach(con, build, "build")
        if release is not None and not same:
            _carry_over(con, release)
        con.execute(statements.named("append")["earlier"])
        con.execute("CREATE TEMP TABLE before (catalogue_hash VARCHAR, schema_hash VARCHAR)")
        if before is not None:
            con.execute("INSERT INTO before VALUES (?, ?)", [before["catalogue_hash"], before["schema_hash"]])
        if before is None or not same or before["catalogue_hash"] != catalogue.hash:
            _load(con, catalogue)
        insert(con, "run", [(run.run_id, run.started_at, run.code_version, catalogue.hash, 0)])
    except BaseException:
        con.close()
        raise
    return con


def _attach(con: Connection, path: Path, name: str) -> None:
    con.execute(f"ATTACH {literal(str(path))} AS {name} (STORAGE_VERSION '{STORAGE}')")
    con.execute(f"USE {name}")


@cache
def _empty() -> bytes:
    """A file with all tables, views, macros and their comments, and no row: what new files begin as."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(_memory({})) as con:
        path = Path(folder) / "empty.duckdb"
        _attach(con, path, "empty")
        con.execute("BEGIN")
        for name in ("schema", "views", "macros"):
            con.execute(statements.script(name))
        con.execute("COMMIT")
        _make_fast(con, "empty")
        con.execute("USE memory")
        con.execute("DETACH empty")
        return path.read_bytes()


def _facts(con: Connection, release: Path) -> dict[str, Any]:
    con.execute(f"ATTACH {literal(str(release))} AS old (READ_ONLY)")
    row = con.execute("SELECT catalogue_hash, schema_hash FROM old.release").fetchall()[0]
    con.execute("DETACH old")
    return dict(zip(("catalogue_hash", "schema_hash"), row, strict=True))


def _carry_over(con: Connection, release: Path) -> None:
    """Take over all rows of a release that was made with other tables; columns by their names."""
    con.execute(f"ATTACH {literal(str(release))} AS old (READ_ONLY)")
    sql = """
        SELECT table_name, column_name
        FROM duckdb_columns()
        WHERE database_name = 'old'
        ORDER BY table_name, column_index
    """
    old: dict[str, list[str]] = {}
    for table, column in con.execute(sql).fetchall():
        old.setdefault(table, []).append(column)
    for table in APPENDED:
        shared = [f'"{name}"' for name, _ in statements.columns(table) if name in old.get(table, [])]
        if shared:
            con.execute(f"INSERT INTO {table} BY NAME SELECT {', '.join(shared)} FROM old.{table}")
    con.execute("DETACH old")


def _load(con: Connection, catalogue: Catalogue) -> None:
    """Replace the catalogue tables by what seeds/ say."""
    c = catalogue
    source = ("source_id", "title", "publisher", "url", "licence", "citation", "redistribute", "words", "maturity")
    tables: dict[str, list[Sequence[Any]]] = {
        "organisation": [(o.org_id, o.name, o.kind, o.url) for o in c.organisations.values()],
        "source": [(*(getattr(s, name) for name in source), s.stale_after_days) for s in c.sources.values()],
        "indicator": [
            tuple(getattr(i, name) for name, _ in statements.columns("indicator")) for i in c.indicators.values()
        ],
        "place": list(c.places.values()),
        "place_name": list(c.place_names),
        "crisis": [(k.crisis_id, k.title.get("en", k.crisis_id), k.places, k.first_day) for k in c.crises.values()],
    }
    con.execute("BEGIN")
    for table in CATALOGUE:
        con.execute(f"DELETE FROM {table}")
        insert(con, table, (tuple(list(v) if isinstance(v, tuple) else v for v in row) for row in tables[table]))
    con.execute("COMMIT")


def _brought(con: Connection, run: Run, catalogue: Catalogue) -> bool:
    """Apply holds and reviews; whether anything is new since the release before."""
    con.execute(statements.named("append")["fresh"], {"run_id": run.run_id})
    held = []
    if con.execute("SELECT count(*) FROM fresh").fetchall()[0][0]:
        for rule, sql in statements.named("holds").items():
            rows = con.execute(sql).fetchall()
            held += [(observation_id, rule, reason, run.started_at) for observation_id, reason in rows]
    insert(con, "hold", held)
    known = {row[0] for row in con.execute("SELECT review_id FROM review").fetchall()}
    decided = {}
    for r in catalogue.reviews:
        fields = (r.observation_id, r.verdict, r.reason, r.decided_by, r.decided_at, r.retracted_at, r.evidence_url)
        texts = (instant_text(f) if isinstance(f, datetime) else f or "" for f in fields)
        decided[digest(*texts)] = fields
    insert(con, "review", [(key, *fields) for key, fields in decided.items() if key not in known])
    sql = """
        SELECT
          (SELECT count(*) FROM before WHERE catalogue_hash = $catalogue AND schema_hash = $schema) = 0
          OR (SELECT sum(rows) FROM earlier WHERE "table" IN ('document', 'reading', 'hold', 'review'))
            <> (SELECT count(*) FROM document) + (SELECT count(*) FROM reading)
              + (SELECT count(*) FROM hold) + (SELECT count(*) FROM review)
    """
    con.execute(sql, {"catalogue": catalogue.hash, "schema": statements.schema_hash()})
    return bool(con.fetchall()[0][0])


def _publish(con: Connection, store: Path, number: int, run: Run, catalogue: Catalogue) -> None:
    """Check the build, make what is read fast, write the public file beside it, and move the pointer."""
    if broken := _check(con):
        con.execute("CHECKPOINT build")
        con.execute("USE memory")
        con.execute("DETACH build")
        (store / "build.duckdb").replace(store / "failed.duckdb")
        raise ChecksFailed(
            "The build broke rules and was not published; the last release stands. "
            f"Look at {store / 'failed.duckdb'}.\n" + "\n".join(broken)
        )
    con.execute("UPDATE run SET release = ? WHERE run_id = ?", [number, run.run_id])
    con.execute("DELETE FROM release")
    facts = (number, run.started_at, run.code_version, catalogue.hash, statements.schema_hash())
    insert(con, "release", [facts])
    _make_fast(con, "build")
    _hand_out(con, store)
    con.execute("USE memory")
    for name, file in (("public", "public.duckdb"), ("build", "build.duckdb")):
        con.execute(f"CHECKPOINT {name}")
        con.execute(f"DETACH {name}")
        if (store / f"{file}.wal").exists():
            raise StoreError(f"{store / file} was not written whole. Nothing was published; try again.")
    pointer.publish(store, number)


def _check(con: Connection) -> list[str]:
    """What checks.sql finds: a line a broken rule, with its first rows."""
    broken = []
    for name, sql in statements.named("checks").items():
        con.execute(sql)
        columns = [column[0] for column in con.description or ()]
        rows = con.fetchall()
        if rows:
            shown = "; ".join(
                ", ".join(f"{key} {value}" for key, value in zip(columns, row, strict=True)) for row in rows[:SHOWN]
            )
            broken.append(f"{name} ({len(rows)}): {shown}")
    return broken


def _hand_out(con: Connection, store: Path) -> None:
    """Write public.duckdb: the same tables without what may not be handed out, in a file that never held it."""
    (store / "public.duckdb").write_bytes(_empty())
    _attach(con, store / "public.duckdb", "public")
    for table in (*CATALOGUE, "release"):
        con.execute(f"INSERT INTO {table} SELECT * FROM build.{table}")
    con.execute("SELECT count(*) FROM build.document JOIN source USING (source_id) WHERE NOT redistribute")
    whole = con.fetchall()[0][0] == 0
    con.execute("BEGIN")
    for sql in statements.named("public").values():
        con.execute(sql)
    con.execute("COMMIT")
    for table in NOW:
        copied = whole and table in COPIED
        con.execute(f"INSERT INTO {table} {f'FROM build.{table}' if copied else statements.named('now')[table]}")


COPIED = ("series_now", "spans_now", "undrawn_now")
NOW = (*COPIED, "series_rows", "drawn_now")
"""Tables of what is read most, each made of those before it; rowids are each file's own, so series_rows too."""


def _make_fast(con: Connection, name: str) -> None:
    now = statements.named("now")
    for table in NOW:
        con.execute(f"CREATE OR REPLACE TABLE {table} AS {now[table]}")
    con.execute("BEGIN")
    con.execute(now["comments"])
    _describe(con, name)
    con.execute("COMMIT")


TAKEN_OVER = {
    "history": ("observation", "document", "reading", "review"),
    "observations": ("history", "place", "source"),
    "series": ("observations",),
    "spans": ("series",),
    "undrawn": ("observations", "history"),
    "revisions": ("history",),
    "series_now": ("series",),
    "series_rows": ("series",),
    "drawn_now": ("series",),
    "spans_now": ("spans",),
    "undrawn_now": ("undrawn",),
}
"""Where the columns of a view come from: a comment is written once and goes with its column."""


def _describe(con: Connection, name: str) -> None:
    sql = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = ?"
    said = {(table, column): comment for table, column, comment in con.execute(sql, [name]).fetchall()}
    new = []
    for table, origins in TAKEN_OVER.items():
        for column in [column for of, column in said if of == table]:
            comment = said[table, column] or next((c for o in origins if (c := said.get((o, column)))), None)
            if comment and not said[table, column]:
                said[table, column] = comment
                new.append(f'COMMENT ON COLUMN {table}."{column}" IS {literal(comment)}')
    con.execute("; ".join(new))
