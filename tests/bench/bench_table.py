"""The table reader against a bare `read_csv` of the same file: `python tests/bench/bench_table.py [ROWS]`.

Both read the file into a table in memory. The bare load checks and refuses nothing; the reader converts by its mapping,
looks up places, counts every row, and names each refusal. Giving ids and appending to a build is timed beside it.
"""

import contextlib
import resource
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
from small_store import document, seeds

from data import sources, warehouse
from data.catalogue import Catalogue
from data.sources import TableRead
from ingest import table

RUNS = 3
TOML = {
    "kind": "table",
    "format": "csv",
    "observation": [
        {
            "indicator": "displacement.idps",
            "place": {"column": "pcode"},
            "speaker": "unrwa",
            "period_start": {"column": "day"},
            "value": {"column": "people"},
            "ignore": ["name", "note"],
        }
    ],
}


def make(path: Path, rows: int) -> None:
    """A well-formed CSV of five columns, with one row in 100,000 that is no figure."""
    with contextlib.closing(duckdb.connect()) as con:
        con.execute(
            f"""COPY (
              SELECT 'PS{{}}' AS pcode, 'Place number ' || (i * 7919 % 300) AS name,
                (DATE '2015-01-01' + (i % 3650)::INTEGER)::VARCHAR AS day,
                CASE WHEN i % 100000 = 7 THEN 'n/a' ELSE (i * 104729 % 1000003)::VARCHAR END AS people,
                'note ' || (i % 97) AS note
              FROM range({rows}) t(i)
            ) TO '{path}' (HEADER)""".replace("'PS{}'", "'PS' || lpad((i * 7919 % 300)::VARCHAR, 4, '0')")
        )


def bare(path: Path) -> float:
    """Seconds of a bare load with the types declared as text, day and number as far as they are clean."""
    with contextlib.closing(duckdb.connect()) as con:
        started = time.perf_counter()
        con.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}')")
        return time.perf_counter() - started


def reader(path: Path, spec: TableRead, catalogue: Catalogue) -> tuple[float, str]:
    """Seconds from file to typed, checked rows and named refusals."""
    started = time.perf_counter()
    with table.reading(path, spec, catalogue) as found:
        refused = sum(1 for _ in found.refusals())
        seconds = time.perf_counter() - started
        return seconds, f"{found.taken:,} taken, {refused:,} refused of {found.total:,}"


def append(path: Path, spec: TableRead, catalogue: Catalogue, store: Path) -> float:
    """Seconds to give ids, judge and append what was read, to a build that is thrown away."""
    run = warehouse.new_run(datetime(2024, 6, 1))
    with table.reading(path, spec, catalogue) as found, contextlib.suppress(KeyboardInterrupt):
        with warehouse.building(store, run=run, catalogue=catalogue) as con:
            started = time.perf_counter()
            warehouse.append(con, document(), table.READER, datetime(2024, 6, 1), found.relation)
            seconds = time.perf_counter() - started
            raise KeyboardInterrupt
    return seconds


def main(rows: int) -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = "place_id,parent_id,kind,admin_level,name,iso3,pcode,lat,lon,population,valid_from,valid_to\n"
        places += "PSE,,country,,Palestine,PSE,,,,,,\nPS02,PSE,territory,,Gaza Strip,PSE,PS02,,,,,\n"
        places += "PSE.rafah-crossing,PS02,crossing,,Rafah crossing,PSE,,,,,,\n"
        places += "".join(f"PS{n:04},PSE,area,,Place {n},PSE,PS{n:04},,,,,\n" for n in range(300))
        catalogue = seeds(folder / "seeds", places__csv=places)
        about = {"title": "T", "publisher": "ocha", "licence": "L", "citation": "C", "redistribute": True}
        source, faults = sources.parse(
            "it", about | {"words": "publisher", "maturity": "final", "fetch": {"kind": "hand"}, "read": TOML}
        )
        assert source is not None and isinstance(source.read, TableRead), faults
        path = folder / "rows.csv"
        make(path, rows)
        control, ours, told = [], [], ""
        for _ in range(RUNS):
            control.append(bare(path))
            seconds, told = reader(path, source.read, catalogue)
            ours.append(seconds)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        a, b = statistics.median(control), statistics.median(ours)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB; {told}")
        print(f"bare read_csv {a:.2f} s; table reader {b:.2f} s, {a / b:.0%} of its speed; {memory:,.0f} MB at most")
        if rows <= 1_000_000:
            seconds = append(path, source.read, catalogue, folder / "store")
            print(f"ids and append {seconds:.2f} s, {rows / seconds:,.0f} rows/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
