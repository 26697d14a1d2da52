"""The console: its queue, its clock, its limits and locks, and the values that come back."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import public_release
import pytest

from dashboard import console, console_worker, locks
from dashboard.console import Console
from data.errors import Refused

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the console needs fork")

ROOT = Path(__file__).parent.parent
BOMB = "SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b"
locked = pytest.mark.skipif(locks.missing() is not None, reason=f"no locks here: {locks.missing()}")


@pytest.fixture(scope="module")
def one(release: Path) -> Iterator[Console]:
    with Console(trusted=True, seconds=30) as open_console:  # the tests of the limit have consoles of their own
        open_console.warm(release)
        yield open_console


def refused(asked: Console, release: Path, sql: str, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        asked.ask(release, sql, **options)
    return caught.value


# -- answers


@pytest.mark.engine
def test_an_answer_has_names_types_rows_and_the_number_of_the_release(one: Console, release: Path) -> None:
    answer = one.ask(release, "SELECT place_id, count(*) AS n FROM series GROUP BY ALL ORDER BY ALL")
    assert answer.columns == ["place_id", "n"]
    assert answer.types == ["VARCHAR", "BIGINT"]
    assert answer.rows == [["PS02", 205], ["PSE.rafah-crossing", 240]]
    assert not answer.truncated
    assert answer.release == 1
    assert answer.elapsed_ms >= 0


@pytest.mark.engine
@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("DATE '2024-02-29'", "2024-02-29"),
        ("TIMESTAMP '2024-02-29 12:30:00'", "2024-02-29T12:30:00Z"),
        ("TIMESTAMPTZ '2024-02-29 12:30:00+02'", "2024-02-29T10:30:00Z"),
        ("TIMESTAMP_NS '2024-02-29 12:30:00.123456789'", "2024-02-29T12:30:00.123456789Z"),
        ("TIME '12:30:00'", "12:30:00"),
        ("INTERVAL '1 month 40 days'", "1 month 40 days"),
        ("DATE 'infinity'", "infinity"),
        ("DATE '9999-12-31'", "9999-12-31"),
        ("TIMESTAMP '-infinity'", "-infinity"),
        ("DATE '290000-01-01'", "290000-01-01"),
        ("[DATE 'infinity', NULL]", ["infinity", None]),
        ("9007199254740992", 9007199254740992),
        ("9007199254740993", "9007199254740993"),
        ("-170141183460469231731687303715884105727", "-170141183460469231731687303715884105727"),
        ("1.10::DECIMAL(5, 2)", 1.1),
        ("12345678901234567.89::DECIMAL(20, 2)", "12345678901234567.89"),
        ("'nan'::DOUBLE", "NaN"),
        ("'-infinity'::DOUBLE", "-Infinity"),
        ("0.1 + 0.2::DOUBLE", 0.30000000000000004),
        ("true", True),
        ("NULL", None),
        ("'\\xAA'::BLOB", "aa"),
        ("'fe8e1d2c-0000-4000-8000-000000000000'::UUID", "fe8e1d2c-0000-4000-8000-000000000000"),
        ("{'a': DATE '2024-01-01', 'b': [1, NULL]}", {"a": "2024-01-01", "b": [1, None]}),
        ("MAP {DATE '2024-01-01': 1}", {"2024-01-01": 1}),
        ("MAP {'inf'::DOUBLE: 1, 2.5: NULL}", {"Infinity": 1, "2.5": None}),
        ("MAP {TIMESTAMP '2024-01-01': ['nan'::DOUBLE]}", {"2024-01-01T00:00:00Z": ["NaN"]}),
        ("NULL::MAP(INTEGER, DATE)", None),
        ("row(1, DATE '2024-01-01', NULL)", [1, "2024-01-01", None]),
        ("NULL::STRUCT(a DATE)", None),
        ("[NULL, {'it''s': 9007199254740993}]", [None, {"it's": "9007199254740993"}]),
        ("[[DATE '2024-01-01']]::DATE[1][1]", [["2024-01-01"]]),
        ("union_value(day := DATE '2024-01-01')", "2024-01-01"),
        ("'[1, 2]'::JSON", "[1, 2]"),
        ("'b'::ENUM ('a', 'b')", "b"),
        ("0.25::DECIMAL(38, 20)", 0.25),
        ("'0044-03-15 (BC) 10:00:00'::TIMESTAMP", "0044-03-15 (BC) 10:00:00"),
        ("0.1::FLOAT", 0.10000000149011612),
        ("'معبر رفح'", "معبر رفح"),
        ("chr(0)", "\0"),
    ],
)
def test_values_come_back_as_json_holds_them(sql: str, value: object, one: Console, release: Path) -> None:
    answer = one.ask(release, f"SELECT {sql} AS value")
    assert answer.rows == [[value]]
    json.dumps(answer.rows, allow_nan=False)


@pytest.mark.engine
def test_a_clock_sets_what_the_views_know(one: Console, release: Path) -> None:
    sql = (
        "SELECT value FROM series WHERE series_id = 'displacement.idps/PS02/unrwa/point' AND period_end = '2024-02-28'"
    )
    before, after = datetime(2024, 3, 4), datetime(2024, 3, 6)
    assert one.ask(release, sql, known_at=before).rows != one.ask(release, sql, known_at=after).rows
    assert one.ask(release, sql, known_at=after).rows == one.ask(release, sql).rows
    assert one.ask(release, "SELECT count(*) FROM series", recorded_at=datetime(2020, 1, 1)).rows == [[0]]
    assert refused(one, release, "SELECT * FROM series_now", known_at=before).status == 400


def test_a_source_that_may_not_be_passed_on_is_not_there(one: Console, release: Path) -> None:
    assert one.ask(release, "SELECT count(*) FROM history WHERE source_id = 'closed'").rows == [[0]]
    assert one.ask(release, "SELECT count(*) FROM history WHERE value = 666").rows == [[0]]


def test_no_more_rows_are_given_than_asked_for(one: Console, release: Path) -> None:
    few = one.ask(release, "SELECT * FROM range(10)", limit=10)
    assert len(few.rows) == 10 and not few.truncated
    fewer = one.ask(release, "SELECT * FROM range(11)", limit=10)
    assert len(fewer.rows) == 10 and fewer.truncated
    most = one.ask(release, "SELECT * FROM range(5000)", limit=5000)
    assert len(most.rows) == 1000 and most.truncated


@pytest.mark.engine
def test_an_error_is_one_line_with_its_place_and_no_path(one: Console, release: Path) -> None:
    error = refused(one, release, "SELECT place,\n  plaice FROM place")
    assert error.status == 400
    assert "\n" not in str(error) and "plaice" in str(error)
    assert str(error).endswith("(line 2, column 3)")
    assert str(refused(one, release, "SELEC 1")).endswith("(line 1, column 1)")
    assert str(refused(one, release, "\n\n  SELECT plaice FROM place")).endswith("(line 3, column 10)")
    assert str(refused(one, release, "SELECT\n name::INT FROM place;")).endswith("(line 2, column 6)")
    assert "(line" not in str(refused(one, release, "\n PIVOT place ON kind USING count(nme)"))
    assert "/etc" not in str(refused(one, release, "SELECT error('no such file: /etc/passwd')"))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ('Parser Error: syntax error at or near "x"\n\nLINE 1: SELECT 1 x y\n                 ^', "near"),
        ('IO Error: Cannot open file "/srv/data/store/public-000001.duckdb": none', "…"),
        ("Binder Error: a\nb", "a b"),
        ('Parser Error: limit of 200 exceeded. Use "SET depth TO x" to increase the depth.', "exceeded."),
    ],
)
def test_a_message_of_the_engine_becomes_plain(message: str, line: str) -> None:
    plain = console_worker.plain(message, "SELECT 1 x y")
    assert line in plain and "\n" not in plain and not any(left_out in plain for left_out in ("/srv", "Error:", "SET"))


# -- queue and clock


def test_a_question_without_end_is_killed(release: Path) -> None:
    with Console(trusted=True, seconds=0.5) as quick:
        quick.warm(release)
        start = time.monotonic()
        assert refused(quick, release, BOMB).status == 408
        assert time.monotonic() - start < 2
        assert quick.ask(release, "SELECT 1").rows == [[1]]


@pytest.mark.engine
def test_the_engine_stops_before_the_console_does(release: Path) -> None:
    connection = console_worker._open(release, 30.0)
    told = connection.execute("SELECT value FROM duckdb_settings() WHERE name = 'max_execution_time'").fetchall()
    connection.close()
    assert [int(value) for (value,) in told] in ([], [29_500])  # older engines have no such setting


def test_two_are_answered_eight_wait_and_the_next_is_told_that_it_is_busy(release: Path) -> None:
    answers: list[int] = []

    def bomb(asked: Console) -> None:
        answers.append(refused(asked, release, BOMB).status)

    with Console(trusted=True, seconds=0.6) as busy:
        busy.warm(release)
        threads = [threading.Thread(target=bomb, args=(busy,)) for _ in range(10)]
        for thread in threads:
            thread.start()
        while busy._waiting < 8 and any(thread.is_alive() for thread in threads):
            time.sleep(0.005)
        start = time.monotonic()
        error = refused(busy, release, "SELECT 1")
        assert error.status == 503 and "busy" in str(error)
        assert time.monotonic() - start < 0.3
        for thread in threads:
            thread.join()
        assert answers == [408] * 10
        assert busy.ask(release, "SELECT 1").rows == [[1]]


def test_one_address_that_asks_without_pause_is_told_to_wait(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "BURST", 3)
    monkeypatch.setattr(console, "PER_SECOND", 0.001)
    with Console(trusted=True) as asked:
        for _ in range(3):
            asked.ask(release, "SELECT 1", address="192.0.2.1")
        assert refused(asked, release, "SELECT 1", address="192.0.2.1").status == 503
        assert asked.ask(release, "SELECT 1", address="192.0.2.2").rows == [[1]]


def test_it_moves_to_another_release_and_back(one: Console, release: Path, tmp_path: Path) -> None:
    other = public_release.make(tmp_path)
    assert one.ask(other, "SELECT count(*) FROM place").rows == one.ask(release, "SELECT count(*) FROM place").rows
    assert len(one._templates) == 2


def test_a_template_that_was_killed_is_started_again(release: Path) -> None:
    with Console(trusted=True) as asked:
        asked.warm(release)
        (template,) = asked._templates.values()
        template._process.kill()
        template._process.wait()
        assert asked.ask(release, "SELECT 1").rows == [[1]]


def test_one_fork_stands_ready_and_one_that_was_killed_is_not_asked(release: Path) -> None:
    with Console(trusted=True) as asked:
        asked.warm(release)
        (template,) = asked._templates.values()
        assert template._spare is not None
        os.kill(template._spare[1], signal.SIGKILL)
        while not console._ended(template._spare[0]):
            time.sleep(0.001)
        for _ in range(2):
            before = template._spare
            assert asked.ask(release, "SELECT 1").rows == [[1]]
            assert template._spare is not None and template._spare != before


def test_a_release_that_is_not_there_is_a_refusal(one: Console, tmp_path: Path) -> None:
    error = refused(one, tmp_path / "public-000009.duckdb", "SELECT 1")
    assert error.status == 503 and str(tmp_path) not in str(error)


def test_nothing_is_left_running(release: Path) -> None:
    with Console(trusted=True, seconds=0.3) as asked:
        refused(asked, release, BOMB)
        (template,) = asked._templates.values()
        process = template._process
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_the_command_line_asks_by_itself(release: Path) -> None:
    assert console.ask(release, "SELECT 6 * 7 AS n").rows == [[42]]
    with pytest.raises(Refused):
        console.ask(release, "DROP TABLE place")


# -- where the locks are missing, and where they hold


def test_without_locks_the_web_console_is_off_until_the_risk_is_named(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "missing", lambda: "This system has no locks.")
    monkeypatch.delenv("HAKIKA_CONSOLE", raising=False)
    with Console() as asked:
        error = refused(asked, release, "SELECT 1")
        assert error.status == 503 and "no locks" in str(error)
        monkeypatch.setenv("HAKIKA_CONSOLE", "on")
        assert refused(asked, release, "SELECT 1").status == 503
        monkeypatch.setenv("HAKIKA_CONSOLE", console.RISK)
        assert asked.ask(release, "SELECT 1").rows == [[1]]
        assert refused(asked, release, "SELECT * FROM read_text('/etc/passwd')").status == 400
    assert console.ask(release, "SELECT 1").rows == [[1]]
    assert console.weakness() == "This system has no locks."


def test_it_can_be_switched_off(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAKIKA_CONSOLE", "off")
    with Console() as asked:
        error = refused(asked, release, "SELECT 1")
        assert error.status == 503 and "switched off" in str(error)


def test_here_it_is_on_exactly_where_the_locks_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAKIKA_CONSOLE", raising=False)
    assert (console.switched_off() is None) == (locks.missing() is None)


TRY = """
    import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
    sys.path.insert(0, sys.argv[1])
    from dashboard import locks
    if sys.argv[2] == "other":
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
    parent = os.getppid()
    descriptor = os.open("/etc/hostname", os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    locks.limits(memory=1 << 30, seconds=8)
    def call(*numbers):
        if libc.syscall(*numbers) < 0:
            raise OSError(ctypes.get_errno(), "refused")
    tries = {
        "open": lambda: open("/etc/passwd").read(),
        "write": lambda: open("/tmp/hakika-lock-test", "w"),
        "list": lambda: os.listdir("/"),
        "stat": lambda: os.stat("/etc/passwd"),
        "socket": lambda: socket.socket(),
        "pair": lambda: socket.socketpair(),
        "fork": lambda: os.fork() or os._exit(0),
        "thread": lambda: threading.Thread(target=print).start(),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "spawn": lambda: subprocess.run(["/bin/true"]),
        "signal": lambda: os.kill(parent, 0),
        "signal to all": lambda: os.kill(-1, signal.SIGCONT),
        "chmod": lambda: os.fchmod(descriptor, 0o777),
        "truncate": lambda: os.ftruncate(descriptor, 0),
        "limits": lambda: resource.setrlimit(resource.RLIMIT_CPU, (99, 99)),
        "priority": lambda: os.nice(-5),
        "ptrace": lambda: call(101, 16, parent, 0, 0),
        "io_uring": lambda: call(425, 8, 0),
        "bpf": lambda: call(321, 0, 0, 0),
        "mount": lambda: call(165, 0, 0, 0, 0, 0),
        "memfd": lambda: call(319, b"x", 0),
        "user": lambda: os.setuid(0) if os.getuid() else call(105, 1),
    }
    locks.lock()
    results = {}
    for name, attempt in tries.items():
        try:
            attempt()
            results[name] = "done"
        except (OSError, RuntimeError, ValueError) as error:
            results[name] = type(error).__name__
    results["read what is open"] = os.read(descriptor, 1) != b""
    results["compute"] = sum(range(100_000)) == 4999950000
    results["memory"] = len(bytearray(100_000_000)) == 100_000_000
    try:
        bytearray(2_000_000_000)
        results["too much memory"] = "done"
    except MemoryError:
        results["too much memory"] = "MemoryError"
    os.write(1, json.dumps(results).encode())
    os._exit(0)
"""


@locked
@pytest.mark.parametrize("user", ["own", "other"])
def test_a_locked_process_reaches_nothing(user: str) -> None:
    if user == "other" and os.getuid() != 0:
        pytest.skip("only root can become another user")
    command = [sys.executable, "-I", "-c", textwrap.dedent(TRY), str(ROOT), user]
    done = subprocess.run(command, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    results = json.loads(done.stdout)
    worked = {name: results.pop(name) for name in ("read what is open", "compute", "memory")}
    assert worked == {"read what is open": True, "compute": True, "memory": True}
    assert results.pop("too much memory") == "MemoryError"
    assert not {name: result for name, result in results.items() if result == "done"}


@pytest.mark.skipif(not Path("/proc/self/autogroup").is_file(), reason="no groups of the scheduler here")
@pytest.mark.parametrize("own", [False, True])
def test_only_a_session_of_its_own_yields_as_a_whole(own: bool) -> None:
    """A group of the scheduler is a session: of a shared one, the server or the shell beside would yield too."""
    limited = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from dashboard import locks; "
        "locks.limits(memory=1 << 30, seconds=8); print(open('/proc/self/autogroup').read().split()[-1])"
    )
    shell = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {limited!r}], start_new_session={own})"
    )
    done = subprocess.run([sys.executable, "-I", "-c", shell], capture_output=True, timeout=30, start_new_session=True)
    assert done.stdout.decode().split() == [str(locks.NICENESS) if own else "0"], done.stderr.decode()


@locked
def test_the_filter_names_the_calls_of_this_machine() -> None:
    """Against the header of the system, where it is installed."""
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if not header.is_file():
        pytest.skip("no header of the kernel here")
    lines = (line.split() for line in header.read_text().splitlines() if line.startswith("#define __NR_"))
    numbers = {line[1].removeprefix("__NR_"): int(line[2]) for line in lines}
    assert {name: number for name, (number, _) in locks.CALLS.items()} == {name: numbers[name] for name in locks.CALLS}
    dangerous = (
        "open openat openat2 socket connect clone fork vfork execve execveat kill tgkill ptrace stat prctl ioctl"
    )
    assert not set(dangerous.split()) & set(locks.CALLS)


@locked
def test_a_fork_of_the_worker_is_locked_and_bare(release: Path) -> None:
    """What the kernel says of a process that answers."""
    with Console(seconds=2) as asked:
        asked.warm(release)
        (template,) = asked._templates.values()
        thread = threading.Thread(target=lambda: refused(asked, release, BOMB))
        thread.start()
        status: dict[str, str] = {}
        deadline = time.monotonic() + 1.8
        while status.get("Seccomp") != "2" and time.monotonic() < deadline:
            for child in (
                Path(f"/proc/{template._process.pid}/task/{template._process.pid}/children").read_text().split()
            ):
                lines = (line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines())
                status = {name: value.strip() for name, value in lines}
                fork = child
        assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1" and status["Threads"] == "1"
        assert os.getpriority(os.PRIO_PROCESS, int(fork)) >= locks.NICENESS
        assert int(fork) == os.getsid(int(fork))
        if os.getuid() == 0:
            environment = Path(f"/proc/{template._process.pid}/environ").read_bytes()
            assert environment == b""
            limits = Path(f"/proc/{fork}/limits").read_text()
            assert "Max address space         1073741824" in limits and "Max file size             0" in limits
            held = {os.readlink(link) for link in Path(f"/proc/{fork}/fd").iterdir()}
            assert {path for path in held if not path.startswith(("socket:", "/dev/null"))} == {str(release)}
        thread.join()


def test_a_template_ends_with_its_server(release: Path) -> None:
    """Also when the server is killed and can say nothing."""
    program = f"""
        import sys; sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from dashboard.console import Console
        console = Console(trusted=True)
        console.warm(Path({str(release)!r}))
        (template,) = console._templates.values()
        print(template._process.pid, flush=True)
        import time; time.sleep(60)
    """
    server = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    template = int(server.stdout.readline())
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _runs(template):
        time.sleep(0.02)
    assert not _runs(template)


def _runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text() if sys.platform == "linux" else not os.kill(pid, 0)
    except (OSError, ProcessLookupError):
        return False


def test_missing_locks_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "neither Landlock nor seccomp" in str(locks.missing())
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "riscv64" in str(locks.missing())


@locked
def test_a_kernel_without_landlock_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def syscall(self, *_: object) -> int:
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Old())
    assert "Landlock" in str(locks.missing())
    with pytest.raises(OSError):
        locks._landlock(Old())  # type: ignore[arg-type]
