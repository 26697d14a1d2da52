"""The gate alone: which statements it lets through, and what it says to the others."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import public_release
import pytest
from public_release import Statement

from dashboard import allowed, gate
from data import statements, warehouse
from data.errors import Refused

pytestmark = pytest.mark.engine

REFUSED = [s for s in (*public_release.hostile(), *public_release.shared()) if s.must == "refuse"]
BINDER = {"collation that is none", "function by its name in a list's"}
"""Left to the engine to refuse: these names reach nothing."""

ANSWERED = [
    *public_release.ordinary(),
    *(s.sql for s in (*public_release.hostile(), *public_release.shared()) if s.must == "work"),
]


@pytest.fixture(scope="module")
def con() -> Iterator[Any]:
    with contextlib.closing(warehouse.scratch()) as one:
        yield one


def refusal(con: Any, sql: str, **options: bool) -> str:
    with pytest.raises(Refused) as caught:
        gate.check(con, sql, **options)
    assert caught.value.status == 400
    return str(caught.value)


@pytest.mark.parametrize("statement", [s for s in REFUSED if s.name not in BINDER], ids=lambda s: s.name)
def test_a_comment_before_it_changes_nothing(statement: Statement, con: Any) -> None:
    bare = re.sub(r"^/\*.*?\*/ ", "", statement.sql)
    for sql in (bare, f"/* {statement.name} */ {bare}", f"-- {statement.name}\n{bare}"):
        with pytest.raises((Refused, duckdb.Error)):
            gate.check(con, sql)


@pytest.mark.parametrize("sql", ANSWERED)
def test_what_is_let_through_is_the_statement_itself(sql: str, con: Any) -> None:
    assert gate.check(con, sql) in sql


def test_what_is_refused_is_named(con: Any) -> None:
    assert "“read_text”" in refusal(con, "SELECT * FROM read_text('x')")
    assert "“run”" in refusal(con, "SELECT * FROM run")
    assert "observations" in refusal(con, "SELECT * FROM run")
    assert "“pointer”" in refusal(con, "SELECT 1::pointer").lower()
    assert "“current_user”" in refusal(con, "SELECT current_user")
    assert refusal(con, "DROP TABLE place") == refusal(con, "SELECT 1; SELECT 2") == gate.ONE
    assert "NUL" in refusal(con, "SELECT '\0'")
    assert "UTF-8" in refusal(con, "SELECT '\ud800'")
    assert "20,000" in refusal(con, "SELECT '" + "x" * 20_000 + "'")


@pytest.mark.parametrize("sql", ["DESCRIBE series", "SHOW TABLES", "SUMMARIZE series", "FROM duckdb_columns()"])
def test_who_asks_for_the_columns_is_shown_where_they_are_described(sql: str, con: Any) -> None:
    assert "/api/v1/dictionary" in refusal(con, sql)


def test_a_name_in_an_error_is_short_and_on_one_line(con: Any) -> None:
    text = refusal(con, 'SELECT * FROM "' + "long\n" * 900 + '"')
    assert "\n" not in text and len(text) < 300


def test_what_is_kept_ready_has_no_clock(con: Any) -> None:
    assert gate.check(con, "SELECT * FROM series", clock=True)
    assert "series_now" in refusal(con, "SELECT * FROM series_now", clock=True)
    assert "ask spans" in refusal(con, "SELECT * FROM release.spans_now", clock=True)
    assert gate.check(con, "WITH series_now AS (FROM series) FROM series_now", clock=True)


def test_what_ends_a_statement_is_left_out(con: Any) -> None:
    assert gate.check(con, "SELECT 1 ;  ") == gate.check(con, "SELECT 1;; -- ;") == "SELECT 1"
    assert gate.check(con, "\n SELECT ';' -- ;") == "\n SELECT ';' -- ;"
    assert gate.check(con, "PIVOT place ON kind USING count(*) ;") == "PIVOT place ON kind USING count(*)"


@pytest.mark.parametrize(
    ("sql", "places"),
    [
        ("PIVOT t ON a USING sum(b)", 1),
        ("PIVOT_WIDER t ON a USING sum(b)", 1),
        ("PIVOT t ON a, b USING sum(c) GROUP BY d", 2),
        ("PIVOT t ON a IN ('x'), b USING sum(c)", 1),
        ("PIVOT t ON a IN ('x') USING sum(c)", 0),
        ("PIVOT t ON a || '_' || b /* USING */ USING sum(c)", 1),
        ("PIVOT t ON a -- the end", 1),
        ("FROM (PIVOT (SELECT 1 AS on_, 'USING' AS b) ON b) SELECT *", 1),
        ("WITH p AS (PIVOT t ON a USING sum(b)), q AS (PIVOT p ON c) FROM q", 2),
        ("SELECT 'PIVOT t ON a', \"pivot\" FROM t -- PIVOT t ON a", 0),
        ("PIVOT t ON lower(a) USING sum(b), max(c) AS most ORDER BY 1 LIMIT 3", 1),
    ],
)
def test_the_values_of_a_pivot_get_a_name_where_none_are_listed(sql: str, places: int, con: Any) -> None:
    fixed, count = gate._fixed_pivots(sql)
    assert count == places
    assert fixed.replace(f"\nIN {gate.PIVOT_VALUES} ", "") == sql
    if "||" not in sql:
        duckdb.extract_statements(fixed)  # the engine parses it


@pytest.mark.skipif(duckdb.__version__ < "2", reason="newer functions are named as well")
def test_a_function_that_is_named_as_allowed_exists(con: Any) -> None:
    """In this version of the engine; a few are syntax."""
    syntax = {"coalesce", "if", "ifnull", "nullif", "try", "grouping", "grouping_id", "count_star", "current_date"}
    syntax |= {"current_time", "current_timestamp", "localtime", "localtimestamp", "percentile_cont", "percentile_disc"}
    syntax |= {"alias", "error", "position", "overlay", "unnest", "row"}
    found = {n for (n,) in con.execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()}
    assert not allowed.FUNCTIONS - allowed.OPERATORS - syntax - {name.lower() for name in found}


def test_functions_that_reach_outside_are_not_named() -> None:
    outside = {"getvariable", "current_setting", "getenv", "read_text", "glob", "query", "query_table", "nextval"}
    outside |= {"write_log", "sleep_ms", "json_execute_serialized_sql", "txid_current", "version", "stats", "setseed"}
    assert not outside & (allowed.FUNCTIONS | allowed.TABLE_FUNCTIONS)


def test_every_view_of_the_system_has_a_name_that_cannot_be_covered(con: Any) -> None:
    sql = "SELECT view_name FROM duckdb_views() WHERE internal AND schema_name IN ('main', 'pg_catalog')"
    names = [name for (name,) in con.execute(sql).fetchall()]
    assert names and all(name.startswith(gate.SYSTEM_PREFIXES) for name in names)


def test_relations_are_those_of_the_release(con: Any) -> None:
    con.execute("".join(statements.script(name) for name in ("schema", "views", "macros")))
    views = {n for (n,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
    macros = con.execute("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
    assert views - allowed.RELATIONS == {"undrawn"}  # made for the charts alone
    assert {name for (name,) in macros} == allowed.MACROS
