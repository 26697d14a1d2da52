"""What a run asks of its own build: totals of the version before, and what was skipped."""

from collections.abc import Sequence
from datetime import date

from duckdb import DuckDBPyConnection as Connection

from data.queries.ask import records

Line = tuple[str, str, str | None, str, str | None, date | None]
"""indicator, place, organisation, breakdown, unit, and where a running total starts (None for a stock)."""


def totals(con: Connection, source_id: str, lineage: str, indicator_ids: Sequence[str]) -> dict[Line, float]:
    """The newest total of each line that a document's versions gave, as it stands."""
    sql = """
        SELECT
          indicator_id, place_id, org_id, breakdown, unit,
          CASE WHEN period_start <> period_end THEN period_start END AS starts, arg_max(value, period_end) AS value
        FROM observations
        WHERE source_id = $source_id AND lineage = $lineage AND list_contains($indicators, indicator_id)
          AND period_end IS NOT NULL AND value IS NOT NULL
        GROUP BY ALL
    """
    found = records(con, sql, {"source_id": source_id, "lineage": lineage, "indicators": list(indicator_ids)})
    return {tuple(row[key] for key in list(row)[:6]): row["value"] for row in found}


def standing(con: Connection, source_id: str, lineage: str, days: tuple[date, date]) -> int:
    """How many figures of a document's versions stand for these days; undated ones are for the end of time."""
    sql = """
        SELECT count(*) AS standing
        FROM observations
        WHERE source_id = $source_id AND lineage = $lineage
          AND coalesce(period_end, DATE '9999-12-31') BETWEEN $first AND $last
    """
    given = {"source_id": source_id, "lineage": lineage, "first": days[0], "last": days[1]}
    return int(records(con, sql, given)[0]["standing"])


def skipped(con: Connection, run_id: str) -> dict[str, dict[str, int]]:
    """How many rows or passages of each source a run skipped, by code."""
    sql = """
        SELECT source_id, coalesce(code, 'other') AS code, count(*) AS skipped
        FROM event
        WHERE run_id = $run_id AND kind = 'skipped'
        GROUP BY ALL
        ORDER BY ALL
    """
    found: dict[str, dict[str, int]] = {}
    for row in records(con, sql, {"run_id": run_id}):
        found.setdefault(row["source_id"], {})[row["code"]] = row["skipped"]
    return found
