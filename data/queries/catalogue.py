"""The release and its catalogue, as frames."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
from duckdb import DuckDBPyConnection as Connection

from data.models import Record
from data.queries.ask import frame, records

if TYPE_CHECKING:
    import pyarrow as pa


class Release(Record):
    """Which release a connection reads, and what it holds in all (overtaken and held figures too)."""

    release: int
    published_at: datetime
    code_version: str
    catalogue_hash: str
    observations: int
    documents: int


def release(con: Connection) -> Release:
    """The release that the cursor reads: number, when it was made, and how many figures and documents it holds."""
    sql = """
        SELECT
          * EXCLUDE (schema_hash),
          (SELECT count(DISTINCT observation_id) FROM observation) AS observations,
          (SELECT count(*) FROM document) AS documents
        FROM release
    """
    return Release.model_validate(records(con, sql)[0])


def indicators(con: Connection) -> pd.DataFrame:
    """The table `indicator`, ordered by indicator_id."""
    return frame(con, "SELECT * FROM indicator ORDER BY indicator_id")


def places(con: Connection) -> pd.DataFrame:
    """The table `place`, ordered by place_id."""
    return frame(con, "SELECT * FROM place ORDER BY place_id")


def place_names(con: Connection) -> pd.DataFrame:
    """The table `place_name`, ordered by place_id, lang, name."""
    return frame(con, "SELECT * FROM place_name ORDER BY place_id, lang, name")


def organisations(con: Connection) -> pd.DataFrame:
    """The table `organisation`, ordered by org_id."""
    return frame(con, "SELECT * FROM organisation ORDER BY org_id")


def sources(con: Connection) -> pd.DataFrame:
    """The table `source`, ordered by source_id."""
    return frame(con, "SELECT * FROM source ORDER BY source_id")


def crises(con: Connection) -> pd.DataFrame:
    """The table `crisis`, ordered by crisis_id."""
    return frame(con, "SELECT * FROM crisis ORDER BY crisis_id")


PUBLIC = (
    "observations",
    "series",
    "history",
    "spans",
    "revisions",
    "series_now",
    "spans_now",
    "indicator",
    "place",
    "place_name",
    "organisation",
    "source",
    "crisis",
)
"""The views and tables that are a promise, in the order in which people are shown them; the rest may change."""


def dictionary(con: Connection) -> pd.DataFrame:
    """The public views and tables, column by column, in the order of PUBLIC.

    Columns: table, table_comment, column, type, comment.
    """
    sql = """
        SELECT
          c.table_name AS "table", t.comment AS table_comment, c.column_name AS "column", c.data_type AS type, c.comment
        FROM duckdb_columns() c
        JOIN (
          SELECT database_name, table_name, comment FROM duckdb_tables()
          UNION ALL
          SELECT database_name, view_name, comment FROM duckdb_views()
        ) t ON t.database_name = c.database_name AND t.table_name = c.table_name
        WHERE c.database_name = current_database() AND list_contains($public, c.table_name)
        ORDER BY list_position($public, c.table_name), c.column_index
    """
    return frame(con, sql, {"public": list(PUBLIC)})


KEYS = {
    "observations": "indicator_id, place_id, period_end, observation_id, reading_id",
    "series": "indicator_id, place_id, period_end, series_id, period_start, observation_id",
    "history": "indicator_id, place_id, period_end, observation_id, reading_id",
    "spans": "indicator_id, place_id, from_day, series_id, observation_id",
    "revisions": "changed_at, old_observation_id, new_observation_id, old_document_id, new_document_id",
    "indicator": "indicator_id",
    "place": "place_id",
    "place_name": "place_id, lang, name",
    "organisation": "org_id",
    "source": "source_id",
    "crisis": "crisis_id",
}
"""By what each public relation is sorted where it is handed out whole; what is kept ready stands in others already."""


def whole(con: Connection, relation: str) -> "pa.RecordBatchReader":
    """All rows of one of KEYS, sorted by them, in batches; to be read before the cursor is asked anything else."""
    return con.sql(f"SELECT * FROM {relation} ORDER BY {KEYS[relation]}").to_arrow_reader()


def functions(con: Connection) -> pd.DataFrame:
    """The table macros for analysts. Columns: name, call (with its parameters), comment."""
    sql = """
        SELECT function_name AS name, parameters, comment
        FROM duckdb_functions()
        WHERE database_name = current_database() AND function_type = 'table_macro' AND NOT internal
        ORDER BY function_name
    """
    found = [row for row in records(con, sql) if re.fullmatch(r"[a-z_]+", row["name"])]
    rows = [(row["name"], f"{row['name']}({', '.join(row['parameters'])})", row["comment"]) for row in found]
    return pd.DataFrame(rows, columns=["name", "call", "comment"])
