"""What the console costs a question, and what eight bombs in it cost a chart, each beside the same without, in one run.

    python tests/bench/bench_console.py STORE

A warm question of 1,000 rows may take 30 ms more than the bare engine; with eight bombs, the 95th percentile of a
chart's data may double, and the machine's memory may fall by 2.5 GB. On an idle machine: forks yield to all else.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx

from dashboard.console import Console
from data import warehouse

PORT = int(os.environ.get("BENCH_PORT", "8649"))
QUESTIONS = [
    "SELECT 1",
    "SELECT observation_id, place, speaker, period_end, value FROM series_now LIMIT 1000",
    "SELECT * FROM series_now LIMIT 1000",
]
BOMBS = [
    "SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b",
    "SELECT length(lpad('x', 2000000000, 'y'))",
    "SELECT sum(levenshtein(repeat('a', 60000 + i::INT), repeat('b', 60000))) FROM range(50) t(i)",
    "SELECT len(list_transform(range(100000), lambda x: range(100000)))",
    "SELECT count(*) FROM (SELECT i, count(*) FROM range(500000000) t(i) GROUP BY i)",
    "SELECT cardinality(map_from_entries(list_transform(range(50000000), lambda x: (x, x))))",
    "WITH RECURSIVE r(s) AS (SELECT 'aaaaaaaa' UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r",
    "SELECT damerau_levenshtein(repeat('a', 100000), repeat('b', 100000))",
]


def milliseconds(of: Callable[[], object], times: int = 31) -> float:
    """The median time of a call."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        of()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def overhead(release: Path) -> None:
    """Each question by the bare engine and through the console."""
    with closing(warehouse.connect(release, {"threads": 1})) as con, Console(trusted=True) as console:
        console.warm(release)
        for question in QUESTIONS:
            bare = milliseconds(lambda q=question: warehouse.cursor(con).execute(q).fetchall())  # type: ignore[misc]
            asked = milliseconds(lambda q=question: console.ask(release, q))  # type: ignore[misc]
            print(f"{question[:60]:60}  engine {bare:6.1f} ms  console {asked:6.1f} ms  more {asked - bare:6.1f} ms")


def free() -> float:
    """Memory that the machine has left, in GB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) / 1e6


def charts(client: httpx.Client, seconds: float) -> list[float]:
    """Times of a chart's data, each asked with another window, so that none is kept."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        number = time.time_ns() // 1_000_000
        window = {"from": f"{2000 + number % 20}-01-{1 + number % 28:02}", "to": f"2026-01-{1 + number % 27:02}"}
        start = time.perf_counter()
        answer = client.get("/api/v1/series", params={"indicator": "displacement.idps", "place": "PS02", **window})
        taken.append(1000 * (time.perf_counter() - start))
        assert answer.status_code == 200
        time.sleep(0.02)
    return sorted(taken)


def bombs(url: str) -> None:
    """A chart's data while nobody asks the console, and while eight do without end."""
    over = threading.Event()
    statuses: dict[int, int] = {}
    left = [free()]

    def throw(bomb: str) -> None:
        with httpx.Client(base_url=url, timeout=60) as client:
            while not over.is_set():
                status = client.get("/api/v1/sql", params={"q": f"{bomb} /* {time.time_ns()} */"}).status_code
                statuses[status] = statuses.get(status, 0) + 1
                over.wait(0.5 if status == 503 else 0)

    def watch() -> None:
        while not over.wait(0.05):
            left.append(free())

    with httpx.Client(base_url=url, timeout=60) as client:
        quiet = charts(client, 8)
        threads = [threading.Thread(target=throw, args=(bomb,)) for bomb in BOMBS] + [threading.Thread(target=watch)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        loud = charts(client, 15)
        over.set()
        for thread in threads:
            thread.join()
    for name, taken in (("quiet", quiet), ("bombs", loud)):
        print(f"chart, {name}: p50 {taken[len(taken) // 2]:6.1f} ms  p95 {taken[int(len(taken) * 0.95)]:6.1f} ms")
    print(f"memory: {left[0] - min(left):.2f} GB less at most; answers to the bombs: {statuses}")


def main() -> None:
    """Measure both."""
    store = Path(sys.argv[1])
    release = warehouse.current(store, public=True)
    assert release is not None
    overhead(release)
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "dashboard.app:app", "--port", str(PORT), "--log-level", "warning"],
        env={**os.environ, "HAKIKA_STORE": str(store)},
        cwd=Path(__file__).parent.parent.parent,
    )
    url = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                if httpx.get(f"{url}/healthz").status_code == 200:
                    break
            except httpx.TransportError:
                continue
        bombs(url)
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
