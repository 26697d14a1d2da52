"""Questions in SQL from people whom nobody knows, put to the public file of a release.

A statement is judged and run in a process of its own (dashboard.console_worker), with limits and locks of the operating
system (dashboard.locks) and a gate (dashboard.gate). Here are the queue, the clock that ends it, and what comes back.

Where the operating system lacks the locks, the web console is off, unless the operator sets the environment variable
HAKIKA_CONSOLE to the words of RISK; `off` switches it off anywhere. `ask` is for the command line, whose user owns the
machine: there the same question goes through all that is there, and `weakness()` is the warning to print.
"""

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard import locks
from dashboard.gate import LONGEST
from data.errors import Refused

RUNNING, WAITING = 2, 8
SECONDS = 3.0
LARGEST = 4_000_000
"""Bytes read of one answer; more end the worker."""

BURST, PER_SECOND = 120, 10.0
"""Questions that one address may ask at once, and how fast it may go on."""

RISK = "visitors may read the files of this machine"

START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from dashboard.console_worker import main; main()"


@dataclass(frozen=True)
class Answer:
    """What a question gave.

    `rows` are lists of JSON values in the order of `columns`: days and instants (UTC) in ISO 8601, integers over 2^53
    and what is no finite number as text, None for what is missing. `types`: the engine's. `truncated`: there is more.
    `release` is the number in the file's name, None where it has none.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    truncated: bool
    elapsed_ms: int
    release: int | None


def is_number(kind: str) -> bool:
    """Whether a column of this type of the engine's holds numbers, however they are written in an answer."""
    return re.fullmatch(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*|BIGNUM", kind) is not None


def place_of(error: str) -> tuple[int, int] | None:
    """Line and column, from 1, that an error's message names, if it does."""
    found = re.search(r"\(line (\d+), column (\d+)\)$", error)
    return (int(found[1]), int(found[2])) if found else None


def weakness() -> str | None:
    """What this system lacks for a stranger's SQL, as a sentence to warn with; None where nothing."""
    return locks.missing()


def switched_off() -> str | None:
    """Why the web console does not answer on this system, as a sentence; None where it does."""
    wish = os.environ.get("HAKIKA_CONSOLE", "").strip()
    if wish == "off":
        return "The SQL console is switched off here."
    if not hasattr(os, "fork"):
        return "The SQL console is off: this system cannot run it."
    if (lack := locks.missing()) and wish != RISK:
        return f"The SQL console is off: {lack} Without locks, {RISK}."
    return None


def ask(
    release: Path, sql: str, *, known_at: datetime | None = None, recorded_at: datetime | None = None, limit: int = 1000
) -> Answer:
    """One question of the machine's own user, by a worker that ends with it; see `Console.ask`.

    Raises:
        Refused: as `Console.ask`; never because a lock is missing.
    """
    if not hasattr(os, "fork"):
        raise Refused(503, "SQL cannot be asked here: this system cannot fork. Open the release in DuckDB instead.")
    with Console(trusted=True) as console:
        return console.ask(release, sql, known_at=known_at, recorded_at=recorded_at, limit=limit)


class Console:
    """The console of one server: two questions at once, eight waiting; to be closed."""

    def __init__(self, *, trusted: bool = False, seconds: float = SECONDS) -> None:
        """`trusted`: for the machine's own user, answer also where locks are missing; `seconds`: of one question."""
        self._trusted = trusted
        self._seconds = seconds
        self._places = threading.Condition()
        self._running = self._waiting = 0
        self._rates: dict[str, tuple[float, float]] = {}
        self._templates: dict[Path, _Template] = {}
        self._starting = threading.Lock()
        self._keeper = ThreadPoolExecutor(1, "console")  # the kernel ends a template with the thread that started it
        atexit.register(self.close)

    def __enter__(self) -> "Console":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers."""
        self.close()

    def close(self) -> None:
        """End all workers; idempotent."""
        atexit.unregister(self.close)
        with self._starting:
            for template in self._templates.values():
                template.close()
            self._templates.clear()
        self._keeper.shutdown(wait=False)

    def warm(self, release: Path) -> None:
        """Have the template of this release ready, so that the first question need not wait for it."""
        if self._trusted or not switched_off():
            self._template(release).asked -= 1

    def ask(
        self,
        release: Path,
        sql: str,
        *,
        known_at: datetime | None = None,
        recorded_at: datetime | None = None,
        limit: int = 1000,
        address: str | None = None,
    ) -> Answer:
        """The answer of `release`, a public file, to one SELECT.

        `known_at` and `recorded_at` (UTC) set the clocks of the views.

        Blocks while others are answered. At most 1,000 rows are given, however large `limit`.

        Raises:
            Refused: 400 for what is not answered, 408 after the seconds of one question, 413 for what needs too much
                memory or has too large a cell, 503 when ten are asking already, `address` asks too often, or the
                console is off.
        """
        if not self._trusted and (reason := switched_off()):
            raise Refused(503, reason)
        if len(sql) > LONGEST:
            raise Refused(400, f"The statement has {len(sql):,} characters; at most {LONGEST:,} are read.")
        if address is not None:
            self._count(address)
        self._enter()
        try:
            request = {
                "sql": sql,
                "known_at": known_at.isoformat() if known_at else None,
                "recorded_at": recorded_at.isoformat() if recorded_at else None,
                "limit": limit,
            }
            start = time.perf_counter()
            template = self._template(release)
            try:
                answer = template.answer(json.dumps(request).encode() + b"\n", self._seconds)
            finally:
                template.asked -= 1
        finally:
            with self._places:
                self._running -= 1
                self._places.notify()
        number = re.search(r"-(\d+)\.duckdb$", release.name)
        elapsed = round(1000 * (time.perf_counter() - start))
        match answer:
            case {"columns": list(names), "types": list(types), "rows": list(rows), "truncated": bool(more)}:
                return Answer(names, types, rows, more, elapsed, int(number[1]) if number else None)
            case {"status": int(status), "error": str(error)}:
                raise Refused(status, error)
        raise Refused(503, "The SQL console gave no sound answer; please try again.")

    def _count(self, address: str) -> None:
        """Take one from the allowance of an address, which fills up again with time."""
        now = time.monotonic()
        with self._places:
            left, since = self._rates.get(address, (float(BURST), now))
            left = min(float(BURST), left + (now - since) * PER_SECOND) - 1
            if left < 0:
                raise Refused(503, "There have been many questions from your address; please wait a moment.")
            self._rates[address] = (left, now)
            if len(self._rates) > 10_000:
                self._rates = {a: v for a, v in self._rates.items() if now - v[1] < BURST / PER_SECOND}

    def _enter(self) -> None:
        """Take one of the places, or wait for one, if not too many wait."""
        with self._places:
            if self._running >= RUNNING:
                if self._waiting >= WAITING:
                    raise Refused(503, "The SQL console is busy; please try again in a few seconds.")
                self._waiting += 1
                try:
                    self._places.wait_for(lambda: self._running < RUNNING)
                finally:
                    self._waiting -= 1
            self._running += 1

    def _template(self, release: Path) -> "_Template":
        """The template that holds this release open; those of older releases are closed once nobody asks them."""
        with self._starting:
            template = self._templates.get(release)
            if template is not None and not template.alive():
                self._templates.pop(release).close()
                template = None
            if template is None:
                locked = locks.missing() is None
                template = self._keeper.submit(_Template, release, locked, self._seconds).result()
                self._templates[release] = template
            idle = [path for path, held in self._templates.items() if path != release and not held.asked]
            for other in idle[:-1]:  # the release before may still be asked while a new one is made ready
                self._templates.pop(other).close()
            template.asked += 1
            return template


class _Template:
    """A process that holds one release open and forks for each question, one fork ahead."""

    def __init__(self, release: Path, locked: bool, seconds: float) -> None:
        self.asked = 0
        self._over: list[int] = []
        self._spare: tuple[socket.socket, int] | None = None
        self._talking = threading.Lock()
        self._control, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parent.parent)
        command = [sys.executable, "-I", "-c", START, root, str(release.resolve()), "locked" if locked else "unlocked"]
        command.append(str(seconds))
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        self._control.settimeout(20)
        if self._said() != b"ready":
            self.close()
            raise Refused(503, "The SQL console could not be started.")
        self.spare()

    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._control.close()
        if self._spare is not None:
            self._spare[0].close()
        self._process.kill()
        self._process.wait()

    def _said(self) -> bytes:
        """What the template says next, one line; empty where it has ended."""
        said = b""
        with suppress(OSError):
            while not said.endswith(b"\n") and (part := self._control.recv(64)):
                said += part
        return said.strip()

    def answer(self, request: bytes, seconds: float) -> dict[str, Any]:
        """The record that a fork gives for this request; it is dead when this returns."""
        with self._talking:
            fork, self._spare = self._spare, None
            if fork is not None and _ended(fork[0]):
                fork[0].close()
                fork = None
            fork = fork or self._fork()
        if fork is None:
            return {"status": 503, "error": "The SQL console has ended; please try again."}
        line, number = fork
        with line:
            try:
                return _exchange(line, request, seconds, meanwhile=self.spare)
            finally:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(number, signal.SIGKILL)
                self._over.append(number)  # until the template is told, its number is no other process's

    def spare(self) -> None:
        """Have a fork ready for the next question."""
        with self._talking:
            self._spare = self._spare or self._fork()

    def _fork(self) -> tuple[socket.socket, int] | None:
        """A fork's line and number; None where the template has ended."""
        ours, theirs = socket.socketpair()
        with theirs:
            over, self._over = self._over[:100], self._over[100:]
            with suppress(OSError):
                socket.send_fds(self._control, [" ".join(["fork", *map(str, over)]).encode()], [theirs.fileno()])
            said = self._said()
        if said.isdigit():
            return ours, int(said)
        ours.close()
        return None


def _ended(line: socket.socket) -> bool:
    """Whether the fork at the other end, which has been asked nothing yet, is no more."""
    try:
        return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except OSError as error:
        return not isinstance(error, BlockingIOError)


def _exchange(line: socket.socket, request: bytes, seconds: float, meanwhile: Callable[[], None]) -> dict[str, Any]:
    """Send a request, do something meanwhile, and read the answer, within `seconds` and LARGEST."""
    deadline = time.monotonic() + seconds
    answer = bytearray()
    try:
        line.settimeout(seconds)
        line.sendall(request)
        meanwhile()
        while not answer.endswith(b"\n"):
            line.settimeout(max(deadline - time.monotonic(), 0.001))
            part = line.recv(1 << 16)
            answer += part
            if not part or len(answer) > LARGEST:
                return {
                    "status": 413,
                    "error": "The question needs more memory or more depth than one question may use.",
                }
    except TimeoutError:
        return {"status": 408, "error": f"The question took longer than {seconds:.0f} seconds and was stopped."}
    except OSError:
        return {"status": 413, "error": "The question needs more memory or more depth than one question may use."}
    try:
        record = json.loads(answer, parse_constant=str)  # what is no finite number is text
    except (ValueError, RecursionError):
        record = None
    return record if isinstance(record, dict) else {}
