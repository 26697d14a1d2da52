"""The app's query of one series over many points: `python tests/bench/bench_series.py STORE [ROWS [DAYS [KEEP]]]`.

A copy of the store's release gets a synthetic `series_now`, sorted as a release is: ten indicators, each of as many
places as it takes, so many days a place (1,000 unless told), and the row ranges that publishing makes. It is asked as
pages ask, for a window of 100 days and for all days: of series that nobody asked of since the release was opened, then
of the same once more (warm). Beside it, in the same run: a question without a table, one row of a table, three columns
without our query, and our query over the release as it was.

`bench_series.py STORE 100000000` takes some ten minutes and 6 GB of disk to begin with, and gives them back, unless
KEEP names a file to keep: then it is made once. 100 points of a series of 100 million observations should take at most
3 ms warm. Measured on two cores that others kept busy, at the median and (the 95th percentile): 1.4 ms (1.5), where a
question without a table takes 0.4; of a series that nobody had asked of 2.3 (2.7); 1,000 points 3.3 (3.6).
"""

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import synthetic
from streamlit_client import machine, share

from data import queries, warehouse

DAYS = 1000
TIMES = 200


def timed(name: str, ask: Callable[[int], object]) -> None:
    """One line: the first time, then the median and the 95th percentile of many."""
    waits = []
    used = time.process_time()
    for number in range(TIMES + 1):
        begun = time.perf_counter()
        ask(number)
        waits.append((time.perf_counter() - begun) * 1000)
    cpu = (time.process_time() - used) / len(waits) * 1000
    first, *rest = waits
    print(
        f"{name:44} first {first:6.1f} ms  p50 {statistics.median(rest):5.2f} ms  p95 {share(rest, 0.95):5.2f} ms  "
        f"CPU {cpu:5.2f} ms"
    )


def measure(path: Path, given: Path, rows: int) -> None:
    """Print a line a question."""
    places = rows // (len(synthetic.INDICATORS) * DAYS)
    with contextlib.closing(warehouse.connect(path)) as big, contextlib.closing(warehouse.connect(given)) as small:

        def which(number: int) -> tuple[str, str]:
            return synthetic.INDICATORS[number % 10], f"P{number * 7919 % (places - 1):06}"

        def ours(number: int) -> list[dict[str, object]]:
            indicator, place = which(number)
            return queries.drawn(warehouse.cursor(big), indicator, [place])

        def window(number: int) -> list[dict[str, object]]:
            indicator, place = which(number)
            start = date(2022, 1, 1) + timedelta(days=number % (DAYS - 100))
            end = start + timedelta(days=99)
            return queries.drawn(warehouse.cursor(big), indicator, [place], start=start, end=end)

        def one_row(_: int) -> object:
            return warehouse.cursor(big).execute("SELECT * FROM place WHERE place_id = ?", ["PS02"]).fetchall()

        def bare(number: int) -> object:
            sql = "SELECT observation_id, period_end, value FROM series_now WHERE indicator_id = ? AND place_id = ?"
            return warehouse.cursor(big).execute(sql, which(number)).fetchall()

        def of_several(number: int) -> list[dict[str, object]]:
            several = [f"P{(number * 7919 + 1009 * nth) % (places - 1):06}" for nth in range(8)]
            start = date(2022, 1, 1) + timedelta(days=number % (DAYS - 100))
            end = start + timedelta(days=99)
            return queries.drawn(warehouse.cursor(big), which(number)[0], several, start=start, end=end)

        assert len(ours(1)) == DAYS and len(window(1)) == 100
        found = [(str(row["series_id"]), str(row["period_end"])) for row in of_several(1)]
        assert len(found) == 800 and found == sorted(found)
        timed("no table", lambda _: warehouse.cursor(big).execute("SELECT 1").fetchall())
        timed("one row of a table", one_row)
        timed("queries.drawn, 100 points, not asked before", window)
        timed("queries.drawn, 100 points, warm", window)
        timed(f"queries.drawn, {DAYS} points, warm", ours)
        timed("queries.drawn, 100 points of 8 places each", of_several)
        timed(f"three columns without it, {DAYS} points", bare)
        timed("queries.drawn, the release as it was",
              lambda _: queries.drawn(warehouse.cursor(small), "displacement.idps", ["PS02"]))  # fmt: skip
        timed("queries.series, the release as it was",
              lambda _: queries.series.rows(warehouse.cursor(small), "displacement.idps", ["PS02"]))  # fmt: skip
        timed("queries.latest, all places of an indicator",
              lambda _: queries.latest.rows(warehouse.cursor(small), "displacement.idps"))  # fmt: skip


def main(store: Path, rows: int, keep: Path | None) -> None:
    """Make the release where it is not kept yet, and measure."""
    print(machine())
    given = warehouse.current(store)
    assert given is not None, "the store holds no release"
    with tempfile.TemporaryDirectory() as folder:
        path = keep or Path(folder, "warehouse-000001.duckdb")
        begun = time.perf_counter()
        if not path.exists():
            synthetic.make(given, path, rows, DAYS)
            print(f"made in {time.perf_counter() - begun:.0f} s")
        print(f"{rows:,} points, {path.stat().st_size / 1e6:,.0f} MB")
        measure(path, given, rows)


if __name__ == "__main__":
    DAYS = int(sys.argv[3]) if len(sys.argv) > 3 else DAYS
    kept = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000, kept)
