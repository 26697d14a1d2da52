"""The process in which visitors' statements run: a template that holds the release open, and a fork of it for each.

The template is started with an empty environment and isolated Python; it opens the public file of one release, and
waits on a socket, descriptor 0. Each descriptor that it is sent is one question: it forks, and the fork limits itself,
locks itself, and only then reads the statement from that descriptor, judges it, runs it, writes the answer and ends. A
fork has one thread, so that the locks hold all of it. It takes milliseconds, for which nobody waits: one stands ready.

Started by dashboard.console: release, "locked" or "unlocked".
"""

import gc
import json
import os
import re
import signal
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard import gate, locks, written
from dashboard.allowed import RELATIONS
from data import warehouse
from data.errors import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

MEMORY = 1 << 30
PROCESSOR_SECONDS = 8
ROWS, BYTES, COLUMNS, CELL = 1_000, 2_000_000, 100, 1_000_000

USUAL = {"sql": "SELECT 1, 'one', 1.5, 1::DOUBLE, DATE '2024-01-01'", "known_at": None, "recorded_at": None, "limit": 1}

SETTINGS = {
    "threads": "1",
    "memory_limit": "640MB",  # of the 1 GiB of MEMORY: the views over a million figures need 500
    "temp_directory": "",
    "max_temp_directory_size": "0B",
    "max_expression_depth": "200",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}
WHERE_KNOWN = {
    "async_threads": "0",
    "lambda_syntax": "ENABLE_SINGLE_ARROW",
}
"""Settings that not every version has: since 2.0, no threads of its own (a fork loses them); where it is still to be
had, the older way to write a lambda, besides the newer. To them comes a time limit, as a courtesy, since 2.0 too."""


def main() -> None:
    """Open the release named on the command line, then fork for each descriptor received, until the socket closes."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    release, locked, seconds = Path(sys.argv[1]), sys.argv[2] == "locked", float(sys.argv[3])
    locks.die_with_parent()
    control = socket.socket(fileno=0)
    connection = _open(release, seconds)
    gc.disable()  # a fork lives for one question
    gc.freeze()
    control.sendall(b"ready\n")
    over: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        over |= {
            int(fork) for fork in message.split()[1:]
        }  # a fork that is not over keeps its number, though it has ended
        over = {fork for fork in over if not os.waitpid(fork, os.WNOHANG)[0]}
        for descriptor in descriptors:
            fork = os.fork()
            if fork == 0:
                _serve(connection, control, descriptor, locked, seconds)
            os.close(descriptor)
            control.sendall(f"{fork}\n".encode())


def _open(release: Path, seconds: float) -> "Connection":
    """The release, locked by the engine, with all imported and read that a question may need."""
    where_known = WHERE_KNOWN | {"max_execution_time": str(round(1000 * max(seconds - 0.5, 0.75 * seconds)))}
    settings = SETTINGS | where_known
    while True:
        try:
            connection = warehouse.connect(release, settings)
            break
        except duckdb.InvalidInputException as error:
            unknown = [name for name in where_known if name in settings and name in str(error)]
            if not unknown:
                raise
            settings = {name: value for name, value in settings.items() if name not in unknown}
    cursor = warehouse.cursor(connection)
    gate.check(cursor, "SELECT series_id FROM series_now AS s PIVOT (count(*) FOR unit IN ('people'))")
    cursor.execute(
        "SELECT *, DATE '2024-01-01', TIMESTAMP '2024-01-01', TIME '12:00', 1.5, 1::HUGEINT, uuid(), 'a'::BLOB, [1],"
        " {'a': 1}, MAP {'a': 1}, INTERVAL 1 DAY FROM series_now LIMIT 1"
    ).fetchmany(1)
    for statement in (
        *(f"SELECT * FROM {name} LIMIT 0" for name in RELATIONS),
        "SELECT no_such_column FROM series_now",
    ):
        with suppress(duckdb.Error):  # a release of an earlier version may lack a relation
            cursor.execute(statement).fetchall()
    return connection


def _serve(connection: "Connection", control: socket.socket, descriptor: int, locked: bool, seconds: float) -> None:
    """Answer one question in a fork, and end it."""
    try:
        os.setsid()
        control.close()
        locks.die_with_parent()
        locks.limits(memory=MEMORY, seconds=PROCESSOR_SECONDS)
        try:
            if locked:
                locks.lock()
        except OSError:
            _line(descriptor)
            answer = _refusal(503, "The SQL console is off: its locks do not hold here.")
        else:
            _answer(connection, USUAL)  # what it touches is its own by the time that it is asked
            request = json.loads(_line(descriptor))
            signal.setitimer(signal.ITIMER_REAL, seconds + 0.5)  # ends this process if the console should not
            answer = _answer(connection, request)
        sent, rest = 0, memoryview(answer.encode(errors="replace") + b"\n")
        while sent < len(rest):
            sent += os.write(descriptor, rest[sent:])
    finally:
        os._exit(0)


def _line(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 65_536):
        parts.append(part)
        if part.endswith(b"\n"):
            break
    return b"".join(parts)


def _refusal(status: int, error: str) -> str:
    return json.dumps({"status": status, "error": error})


def _answer(connection: "Connection", request: dict[str, Any]) -> str:
    """What the statement gives, or `status` and `error`: a record, as JSON on one line."""
    sql, limit = request["sql"], min(request["limit"], ROWS)
    clocks = {name: datetime.fromisoformat(request[name]) for name in ("known_at", "recorded_at") if request[name]}
    above = 0
    try:
        cursor = warehouse.cursor(connection, **clocks)
        text = gate.check(cursor, sql, clock=bool(clocks))
        head, whole = _prepared(cursor, text, limit)
        above = 1
        cursor.execute(whole)
        return _rows(cursor, head, limit)
    except Refused as error:
        return _refusal(error.status, str(error))
    except duckdb.InterruptException:
        return _refusal(408, "The question took too long and was stopped.")
    except (MemoryError, duckdb.OutOfMemoryException):
        return _refusal(413, "The question needs more memory than one question may use.")
    except RecursionError:
        return _refusal(400, "The statement is nested too deeply.")
    except (duckdb.Error, RuntimeError, ValueError, OverflowError) as error:
        if "bad_alloc" in str(error) or "could not allocate" in str(error).lower():
            return _refusal(413, "The question needs more memory than one question may use.")
        return _refusal(400, plain(str(error), sql, above))


def _prepared(cursor: "Connection", text: str, limit: int) -> tuple[str, str]:
    """The record's names and types, and the statement whose rows are the rows of `text` as JSON, one line lower."""
    try:
        asked = cursor.sql(text)
    except duckdb.Error:
        cursor.execute(text)  # fails alike, and says where
        raise
    names, types = asked.columns, asked.types
    if len(names) > COLUMNS:
        raise Refused(413, f"The answer has {len(names):,} columns; at most {COLUMNS} are sent.")
    head = _json({"columns": names, "types": [str(kind) for kind in types]})
    if len(head) > BYTES:
        raise Refused(413, "The names of the columns of the answer are too long.")
    whole = f"SELECT {written.row(types)} FROM (\n{text}\n) LIMIT {limit + 1}"
    return head, gate.check(cursor, whole, longest=len(whole))


def _rows(cursor: "Connection", head: str, limit: int) -> str:
    """The record with at most `limit` rows; `truncated` when there are more rows, or more bytes than are sent."""
    rows: list[str] = []
    size = 0
    while part := cursor.fetchmany(64):
        for (row,) in part:
            if len(row) > CELL and any(len(_json(value)) > CELL for value in json.loads(row)):
                raise Refused(413, f"One cell of the answer has more than {CELL:,} characters.")
            size += len(row) if row.isascii() else len(row.encode())
            if len(rows) == limit or size > BYTES:
                return _record(head, rows, more=True)
            rows.append(row)
    return _record(head, rows, more=False)


def _record(head: str, rows: list[str], *, more: bool) -> str:
    return f'{head[:-1]}, "truncated": {json.dumps(more)}, "rows": [{", ".join(rows)}]}}'


_json = json.JSONEncoder(ensure_ascii=False).encode


def plain(message: str, sql: str, above: int = 0) -> str:
    """The engine's message as one line, and where in the statement, if it says.

    Its kind, any path and the advice to change a setting, which nobody can here, are left out.
    `above`: lines that stood before the statement in what was run.
    """
    place = re.search(r"^LINE (\d+): (.*)\n( *)\^", message, re.MULTILINE)
    text = message.split("\n\n")[0].split("\nLINE ")[0]
    text = re.sub(r"\s+", " ", re.sub(r"^[A-Z][A-Za-z ]{1,30} Error: ", "", text))
    text = re.sub(r" Use \"SET [^.]*\.?", "", text)
    text = re.sub(r"(?<![\w.])/(?:[^\s/'\"]+/)+[^\s'\"]*", "…", text)[:480]
    lines = sql.split("\n")
    if place and 0 < (line := int(place[1]) - above) <= len(lines):
        shown, start = place[2], lines[line - 1].find(place[2].strip("."))
        if start >= 0:  # else the engine speaks of words that it has put in place of ours
            start -= len(shown) - len(shown.lstrip("."))
            text += f" (line {line}, column {max(start + len(place[3]) - len(place[1]) - 6, 1)})"
    return text


if __name__ == "__main__":
    main()
