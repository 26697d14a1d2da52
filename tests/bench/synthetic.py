"""Releases of as many points as wanted: copies of a real one with a synthetic `series_now` and what rests on it."""

import contextlib
import shutil
from pathlib import Path

import duckdb

from data import statements, warehouse

INDICATORS = ("displacement.idps", "displacement.sheltered", *(f"synthetic.{number}" for number in range(8)))
"""Each has the same number of places; the last of them is, for those that pages show, the Gaza Strip."""
SHOWN = 2
FIRST = "2022-01-01"


def make(given: Path, path: Path, rows: int, days: int) -> int:
    """Copy a release and give it `rows` points, `days` a place, sorted as publishing sorts; the number of places."""
    shutil.copyfile(given, path)
    path.chmod(0o644)
    places = rows // (len(INDICATORS) * days)
    with contextlib.closing(duckdb.connect(str(path))) as con:
        con.execute("SET preserve_insertion_order = true")
        con.execute("SET threads = 2")
        con.execute("CREATE TABLE shape AS SELECT * FROM series_now WHERE kind = 'stock' ORDER BY ALL LIMIT 1")
        con.execute(
            "CREATE TABLE name AS SELECT unnest($1) AS indicator_id, generate_subscripts($1, 1) AS n", [[*INDICATORS]]
        )
        con.execute(
            f"""
            CREATE OR REPLACE TABLE series_now AS
            SELECT s.* REPLACE (
              t.indicator_id || '/' || t.place_id || '/unrwa/point' AS series_id,
              t.indicator_id AS indicator_id,
              t.place_id AS place_id,
              md5(t.i::VARCHAR)[:26] AS observation_id,
              (DATE '{FIRST}' + (t.i % {days})::INTEGER) AS period_start,
              (DATE '{FIRST}' + (t.i % {days})::INTEGER) AS period_end,
              (t.i * 104729 % 1000003)::DOUBLE AS value
            )
            FROM (
              SELECT
                i,
                (SELECT list(indicator_id ORDER BY n) FROM name)[i // {places * days} + 1] AS indicator_id,
                CASE
                  WHEN i // {days} % {places} = {places - 1} AND i < {places * days * SHOWN} THEN 'PS02'
                  ELSE 'P' || lpad((i // {days} % {places})::VARCHAR, 6, '0')
                END AS place_id
              FROM range({places * days * len(INDICATORS)}) r(i)
            ) t, shape s
            """
        )
        con.execute("DROP TABLE shape")
        con.execute("DROP TABLE name")
        for table in ("series_rows", "drawn_now"):
            con.execute(f"CREATE OR REPLACE TABLE {table} AS {statements.named('now')[table]}")
        con.execute("CHECKPOINT")
    return places


def store(given: Path, folder: Path, rows: int, days: int) -> Path:
    """A store whose only release has so many points; what it hands out is as it was."""
    release, public = warehouse.current(given), warehouse.current(given, public=True)
    assert release is not None and public is not None, "the store holds no release"
    folder.mkdir()
    make(release, folder / "warehouse-000001.duckdb", rows, days)
    shutil.copyfile(public, folder / "public-000001.duckdb")
    (folder / "current.duckdb").symlink_to("warehouse-000001.duckdb")
    return folder
