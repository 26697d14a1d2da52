"""The process in which visitors' statements run: a template that holds the release open, and a fork of it for each.

The template is started with an empty environment and isolated Python; it opens the public file of one release, and
waits on a socket, descriptor 0. Each descriptor that it is sent is one question: it forks, and the fork limits itself,
locks itself, and only then reads the statement from that descriptor, judges it, runs it, writes the answer and ends. A
fork has one thread, so that the locks hold all of it, and takes milliseconds, so that none must be kept in reserve.

Started by dashboard.console: release, "locked" or "unlocked".
"""

import gc
import json
import math
import os
import re
import signal
import socket
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard import gate, locks
from dashboard.allowed import RELATIONS
from data import warehouse
from data.errors import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

MEMORY = 1 << 30
PROCESSOR_SECONDS, SECONDS = 8, 3.5
ROWS, BYTES, COLUMNS, CELL = 1_000, 2_000_000, 100, 1_000_000

DAYS = re.compile("DATE|TIME|INTERVAL")
LESS_IN_PYTHON = re.compile("INTERVAL|WITH TIME ZONE|_NS")
"""Types of which Python holds less than the engine: an interval's months, a nanosecond."""

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
    "max_execution_time": "2500",
    "lambda_syntax": "ENABLE_SINGLE_ARROW",
}
"""Settings that not every version has: since 2.0, no threads of its own (a fork loses them), and a time limit, as a
courtesy; where it is still to be had, the older way to write a lambda, besides the newer."""


def main() -> None:
    """Open the release named on the command line, then fork for each descriptor received, until the socket closes."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    release, locked = Path(sys.argv[1]), sys.argv[2] == "locked"
    locks.die_with_parent()
    control = socket.socket(fileno=0)
    connection = _open(release)
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
                _serve(connection, control, descriptor, locked)
            os.close(descriptor)
            control.sendall(f"{fork}\n".encode())


def _open(release: Path) -> "Connection":
    """The release, locked by the engine, with all imported and read that a question may need."""
    settings = SETTINGS | WHERE_KNOWN
    while True:
        try:
            connection = warehouse.connect(release, settings)
            break
        except duckdb.InvalidInputException as error:
            unknown = [name for name in WHERE_KNOWN if name in settings and name in str(error)]
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


def _serve(connection: "Connection", control: socket.socket, descriptor: int, locked: bool) -> None:
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
            answer = _refusal(503, "The SQL console is off: its locks do not hold here.")
        else:
            request = json.loads(_line(descriptor))
            signal.setitimer(signal.ITIMER_REAL, SECONDS)  # ends this process if the console should not
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
    sql = request["sql"]
    clocks = {name: datetime.fromisoformat(request[name]) for name in ("known_at", "recorded_at") if request[name]}
    try:
        cursor = warehouse.cursor(connection, **clocks)
        text = gate.check(cursor, sql, clock=bool(clocks))
        return _rows(cursor, text, min(request["limit"], ROWS))
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
        return _refusal(400, plain(str(error), sql))


def _rows(cursor: "Connection", text: str, limit: int) -> str:
    """Names, types and at most `limit` rows; `truncated` when there are more rows, or more bytes than are sent."""
    cursor.execute(text)
    names = [str(column[0]) for column in cursor.description or []]
    types = [str(column[1]) for column in cursor.description or []]
    if len(names) > COLUMNS:
        raise Refused(413, f"The answer has {len(names):,} columns; at most {COLUMNS} are sent.")
    head = json.dumps({"columns": names, "types": types}, ensure_ascii=False)
    if len(head) > BYTES:
        raise Refused(413, "The names of the columns of the answer are too long.")
    written = [bool(LESS_IN_PYTHON.search(kind)) for kind in types]
    if any(written):
        _write(cursor, text, types, written)
    found = _fetch(cursor, types, written, limit)
    if found is None:
        written = [bool(DAYS.search(kind)) for kind in types]
        _write(cursor, text, types, written)
        found = _fetch(cursor, types, written, limit) or ([], False)
    rows, more = found
    return f'{head[:-1]}, "truncated": {json.dumps(more)}, "rows": [{", ".join(rows)}]}}'


def _fetch(cursor: "Connection", types: list[str], written: list[bool], limit: int) -> tuple[list[str], bool] | None:
    """The rows as pieces of JSON, and whether there are more; None where a day or instant is one that Python lacks.

    The engine makes little more than is fetched, and no more is fetched than is sent.
    """
    timed = [place for place, kind in enumerate(types) if DAYS.search(kind) and not written[place]]
    nested = [place for place in timed if re.search(r"[\[(]", types[place])]
    days = [place for place in timed if place not in nested]
    instants = [place for place, kind in enumerate(types) if kind.startswith("TIMESTAMP") and written[place]]
    others = [place for place, kind in enumerate(types) if kind not in AS_THEY_ARE and place not in instants]
    pieces: list[str] = []  # JSON of one row or of several, without the brackets around all
    count = size = 0
    while part := cursor.fetchmany(64):
        found = []
        for row in part:
            if not ENDS.isdisjoint([row[place] for place in days]) or any(_endless(row[place]) for place in nested):
                return None
            values = list(row)
            for place in others:
                if (value := values[place]) is not None:
                    values[place] = _value(value)
            for place in instants:
                values[place] = _instant(values[place])
            found.append(values)
        text = _json(found)
        length = len(text) if text.isascii() else len(text.encode(errors="replace"))
        if count + len(found) <= limit and size + length <= BYTES and length <= CELL:  # all of them fit
            pieces.append(text[1:-1])
            count, size = count + len(found), size + length
            continue
        for values in found:
            text = _json(values)
            if len(text) > CELL and any(len(_json(value)) > CELL for value in values):
                raise Refused(413, f"One cell of the answer has more than {CELL:,} characters.")
            size += len(text.encode(errors="replace"))
            if count == limit or size > BYTES:
                return pieces, True
            pieces.append(text)
            count += 1
    return pieces, False


def _write(cursor: "Connection", text: str, types: list[str], written: list[bool]) -> None:
    """Run the statement again with those columns as the engine writes them; an instant with a zone becomes UTC."""
    columns = [f"#{place}" for place in range(1, len(types) + 1)]
    for place, kind in enumerate(types):
        if written[place]:
            instant = f"CAST({columns[place]} AS TIMESTAMP)" if kind == "TIMESTAMP WITH TIME ZONE" else columns[place]
            columns[place] = f"CAST({instant} AS VARCHAR)"
    cursor.execute(gate.check(cursor, f"SELECT {', '.join(columns)} FROM (\n{text}\n)"))


def _instant(value: Any) -> Any:
    """What the engine writes for an instant, in ISO 8601 where it has a form there."""
    return re.sub(r"^(\d{4,}-\d\d-\d\d) ([\d:.]+)$", r"\1T\2Z", value) if isinstance(value, str) else value


AS_THEY_ARE = frozenset({"VARCHAR", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"})
"""Types whose values JSON holds as Python does."""

ENDS = frozenset({date.max, date.min, datetime.max, datetime.min})


def _endless(value: Any) -> bool:
    """Whether this is the first or last day that Python knows: what the engine's infinities come out as."""
    if isinstance(value, list | tuple):
        return any(_endless(part) for part in value)
    if isinstance(value, dict):
        return any(_endless(part) for part in value.values())
    return value in ENDS if isinstance(value, date) else False


def _value(value: Any) -> Any:
    """The value in JSON: ISO 8601, instants in UTC, and as text the numbers that JSON or doubles cannot hold."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN")
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, datetime):
        utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return utc.isoformat() + "Z"
    if isinstance(value, date | clock_time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [_value(part) for part in value]
    if isinstance(value, dict):
        return {name if isinstance(name, str) else str(_value(name)): _value(part) for name, part in value.items()}
    return str(value)


_json = json.JSONEncoder(ensure_ascii=False).encode


def plain(message: str, sql: str) -> str:
    """The engine's message as one line: its kind and any path left out, and where in the statement, if it says."""
    place = re.search(r"^LINE (\d+): (.*)\n( *)\^", message, re.MULTILINE)
    text = message.split("\n\n")[0].split("\nLINE ")[0]
    text = re.sub(r"^[A-Z][A-Za-z ]{1,30} Error: ", "", text).replace("\n", " ")
    text = re.sub(r"(?<![\w.])/(?:[^\s/'\"]+/)+[^\s'\"]*", "…", text)
    if place:
        line, shown = int(place[1]), place[2]
        lines = sql.split("\n")
        whole = lines[line - 1] if line <= len(lines) else ""
        start = max(whole.find(shown.strip(".")), 0) - (len(shown) - len(shown.lstrip(".")))
        text += f" (line {line}, column {max(start + len(place[3]) - len(place[1]) - 6, 1)})"
    return text[:500]


if __name__ == "__main__":
    main()
