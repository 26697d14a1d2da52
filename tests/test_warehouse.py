"""The warehouse as files and processes: builds, releases, the pointer, what is refused, what a crash leaves."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_store import at, build, document, figure, reading, seeds

from data import archive, models, pointer, statements, warehouse
from data.catalogue import Catalogue
from data.errors import Busy, ChecksFailed, NoRelease, StoreError
from data.models import Observation

TESTS = Path(__file__).parent


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return seeds(tmp_path / "seeds")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture(scope="module")
def one_figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    build(folder / "store", seeds(folder / "seeds"), (document(), [figure(1)]))
    return folder / "store"


@pytest.fixture
def with_one(one_figure: Path, store: Path) -> Path:
    """A store whose one release has one figure, 1."""
    shutil.copytree(one_figure, store, symlinks=True)
    return store


def names(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir() if path.name != "build.lock")


def figures(store: Path) -> list[float]:
    with reading(store) as con:
        return [row[0] for row in con.execute("SELECT value FROM series_now ORDER BY value").fetchall()]


# -- releases


def test_a_build_publishes_a_release_and_its_public_file_behind_the_pointer(store: Path, catalogue: Catalogue) -> None:
    assert warehouse.current(store) is None and warehouse.current(store, public=True) is None
    assert build(store, catalogue, (document(), [figure(1)])) == 1
    assert names(store) == ["current.duckdb", "public-000001.duckdb", "warehouse-000001.duckdb"]
    assert os.readlink(store / "current.duckdb") == "warehouse-000001.duckdb"
    assert warehouse.current(store) == store / "warehouse-000001.duckdb"
    assert warehouse.current(store, public=True) == store / "public-000001.duckdb"
    with reading(store) as con:
        con.execute("SELECT release, published_at, catalogue_hash FROM release")
        assert con.fetchall() == [(1, at("2024-06-01"), catalogue.hash)]


def test_a_run_that_brings_nothing_new_publishes_nothing(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(1)]))
    before = names(store)
    assert build(store, catalogue, (document(), [figure(1)]), now="2024-06-02") is None
    assert build(store, catalogue, now="2024-06-03") is None
    assert names(store) == before


def test_each_kind_of_news_publishes(store: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    assert build(store, catalogue) == 1  # a catalogue alone
    assert build(store, catalogue, (document(), [])) == 2  # a document
    assert build(store, catalogue, (document(), [figure(1)])) == 3  # a reading
    review = f"{'0' * 26},rejected,of a figure that another store holds,ab,2024-03-10T00:00:00,,"
    assert build(store, seeds(tmp_path / "seeds", review)) == 4  # a review
    changed = seeds(tmp_path / "seeds", review, place_names__csv="place_id,lang,name\nPS02,en,The Strip\n")
    assert build(store, changed) == 5  # a spelling
    with reading(store) as con:
        assert con.execute("SELECT name FROM place_name").fetchall() == [("The Strip",)]
    assert build(store, changed) is None


def test_only_the_last_five_releases_are_kept_and_no_number_comes_twice(store: Path, catalogue: Catalogue) -> None:
    for number in range(1, 8):
        assert build(store, catalogue, (document(str(number), lineage=str(number)), [figure(number)])) == number
    kept = [f"{kind}-{number:06}.duckdb" for kind in ("public", "warehouse") for number in range(3, 8)]
    assert names(store) == ["current.duckdb", *kept]
    # a release that was never pointed to is swept, and its number is left out
    shutil.copyfile(store / "warehouse-000007.duckdb", store / "warehouse-000008.duckdb")
    assert build(store, catalogue, (document("8", lineage="8"), [figure(8)])) == 9
    assert not (store / "warehouse-000008.duckdb").exists()


def test_a_release_is_read_while_the_next_is_built_and_after(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document("a"), [figure(1)]))
    first = warehouse.current(store)
    assert first is not None
    old = warehouse.connect(first)
    run = warehouse.new_run(at("2024-06-02"))
    with warehouse.building(store, run=run, catalogue=catalogue) as con:
        warehouse.append(con, document("b", lineage="b"), "r", at("2024-06-02"), [figure(2, "2024-02-01")])
        assert warehouse.cursor(old).execute("SELECT value FROM series").fetchall() == [(1,)]
        assert figures(store) == [1]
    assert figures(store) == [1, 2]
    assert warehouse.cursor(old).execute("SELECT value FROM series").fetchall() == [(1,)]
    old.close()


def test_releases_open_in_duckdb_as_a_plain_file(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(1)]))
    con = duckdb.connect(str(store / "current.duckdb"), read_only=True)
    try:
        assert con.execute("SELECT value FROM observations").fetchall() == [(1,)]
        assert len(con.execute("FROM latest('displacement.idps')").fetchall()) == 1
        con.execute("SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
        assert "v1.5" in str(con.fetchall()[0][0])
    finally:
        con.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the system lets this user write anything")
def test_releases_cannot_be_written(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue)
    with pytest.raises(duckdb.IOException):
        duckdb.connect(str(store / "warehouse-000001.duckdb"))


# -- the pointer


def test_where_links_are_refused_the_pointer_is_a_line_of_text(
    store: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(store, catalogue, (document("1"), [figure(1)]))

    def refused(*_: object) -> None:
        raise OSError("links are refused here")

    with monkeypatch.context() as patched:
        patched.setattr(os, "symlink", refused)
        assert build(store, catalogue, (document("2", lineage="2"), [figure(2, "2024-02-01")])) == 2
    assert (store / "current.txt").read_text() == "warehouse-000002.duckdb\n"
    assert not (store / "current.duckdb").is_symlink()
    assert figures(store) == [1, 2]
    assert build(store, catalogue, (document("3", lineage="3"), [figure(3, "2024-02-02")])) == 3  # links work again
    assert names(store)[0] == "current.duckdb" and not (store / "current.txt").exists()
    assert figures(store) == [1, 2, 3]


def test_a_pointer_that_names_nothing_is_said_and_nothing_is_built_over_it(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue)
    (store / "warehouse-000001.duckdb").rename(store / "elsewhere")
    with pytest.raises(StoreError, match="names 'warehouse-000001.duckdb', which is no release there"):
        warehouse.current(store)
    with pytest.raises(StoreError, match="no release there"):
        build(store, catalogue)
    (store / "current.duckdb").unlink()
    shutil.copyfile(store / "elsewhere", store / "current.duckdb")
    with pytest.raises(StoreError, match="is a file, not a link"):
        warehouse.current(store)


def test_a_missing_or_damaged_release_is_said_in_a_sentence(store: Path, tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="Run `hakika ingest`"):
        warehouse.connect(tmp_path / "warehouse-000001.duckdb")
    damaged = tmp_path / "warehouse-000002.duckdb"
    damaged.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="cannot be opened") as error:
        warehouse.connect(damaged)
    assert "\n" not in str(error.value)


# -- what a reader may do


def test_a_connection_reads_its_release_and_nothing_else(store: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(1)]))
    (tmp_path / "secret.csv").write_text("a\n1\n")
    release = warehouse.current(store)
    assert release is not None
    con = warehouse.connect(release, {"threads": 1, "memory_limit": "256MB"})
    for refused in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"SELECT * FROM read_blob('{tmp_path}/secret.csv')",
        f"SELECT * FROM '{tmp_path}/secret.csv'",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.duckdb'",
        f"EXPORT DATABASE '{tmp_path}/out'",
        "CREATE TABLE release.t (a INTEGER)",
        "CREATE TABLE t (a INTEGER)",
        "DELETE FROM observation",
        "UPDATE observation SET value = 2",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET threads = 2",
        "INSTALL httpfs",
        "LOAD httpfs",
    ):
        with pytest.raises(duckdb.Error):
            warehouse.cursor(con).execute(refused).fetchall()
    local = [1, 2]
    assert local
    with pytest.raises(duckdb.Error):
        warehouse.cursor(con).execute("SELECT * FROM local").fetchall()
    con.close()


def test_clocks_belong_to_one_cursor(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(1)]))
    release = warehouse.current(store)
    assert release is not None
    con = warehouse.connect(release)
    early = warehouse.cursor(con, known_at=date(2024, 1, 1))
    late = warehouse.cursor(con)
    assert early.execute("SELECT count(*) FROM series").fetchall() == [(0,)]
    assert late.execute("SELECT count(*) FROM series").fetchall() == [(1,)]
    assert early.execute("SELECT count(*) FROM series").fetchall() == [(0,)]
    con.close()


# -- the public file


def test_the_public_file_holds_nothing_that_may_not_be_handed_out(
    store: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    closed = document("closed", source_id="closed", lineage="closed", title="Kept under wraps")
    secret = figure(777, quote="seven hundred and seventy-seven secrets").model_copy(update={"confidence": 0.1})
    of = models.observation_id("closed", "closed", figure(778))
    run = warehouse.new_run(at("2024-06-01"))
    reviewed = seeds(tmp_path / "seeds", f"{of},rejected,a reason under wraps,ab,2024-03-10T00:00:00,,")
    with warehouse.building(store, run=run, catalogue=reviewed) as con:
        warehouse.append(con, closed, "r", at("2024-06-01"), [secret, figure(778), figure(779, "2024-01-01")])
        warehouse.append(con, document("open"), "r", at("2024-06-01"), [figure(1)])
        warehouse.note(con, [warehouse.Event(source_id="articles", kind="failed", message="a message under wraps")])
    with reading(store) as con:
        counted = {t: con.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in ("hold", "review", "event")}
        assert counted == {"hold": 2, "review": 1, "event": 1}
        assert con.execute("SELECT value FROM series_now ORDER BY ALL").fetchall() == [(1,), (779,)]
    with reading(store, public=True) as con:
        for table in ("hold", "review", "run", "event"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)], table
        for table in ("document", "reading", "observation", "history", "observations", "series", "series_now"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchall() == [(1,)], table
        assert con.execute("SELECT release FROM release").fetchall() == [(1,)]
        assert ("closed", False) in con.execute("SELECT source_id, redistribute FROM source").fetchall()
    public = warehouse.current(store, public=True)
    assert public is not None
    assert b"under wraps" not in public.read_bytes() and b"seventy-seven secrets" not in public.read_bytes()


def test_both_files_have_the_same_tables_columns_comments_and_macros(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(1)]))
    shapes = []
    for public in (False, True):
        with reading(store, public=public) as con:
            con.execute(
                "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() "
                "WHERE database_name = 'release' ORDER BY ALL"
            )
            shape = con.fetchall()
            con.execute("SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'release' ORDER BY ALL")
            shape += con.fetchall()
            con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'release' ORDER BY ALL")
            shape += con.fetchall()
            con.execute(
                "SELECT function_name, comment FROM duckdb_functions() WHERE database_name = 'release' ORDER BY ALL"
            )
            shapes.append(shape + con.fetchall())
    assert shapes[0] == shapes[1]
    assert {"series_now", "spans_now", "revisions", "why"} <= {row[0] for row in shapes[0]}
    assert [row for row in shapes[0] if not row[-1]] == []


# -- appending


def test_a_document_that_is_there_is_not_added_again(store: Path, catalogue: Catalogue) -> None:
    run = warehouse.new_run(at("2024-06-01"))
    with warehouse.building(store, run=run, catalogue=catalogue) as con:
        assert warehouse.append(con, document(), "r", at("2024-06-01"), [figure(1)]) == 1
        again = document(title="Another title", retrieved_at=at("2024-07-01"))
        assert warehouse.append(con, again, "r", at("2024-06-01"), [figure(1)]) == 0
        assert warehouse.append(con, again, "r", at("2024-06-01"), [figure(1), figure(2, "2024-01-01")]) == 1
        assert con.execute("SELECT title FROM document").fetchall() == [("An article",)]
        assert con.execute("SELECT count(*) FROM reading").fetchall() == [(2,)]
        assert warehouse.readers(con, "articles") == {models.document_id(document()): "r"}


def test_rows_that_break_a_rule_are_kept_as_events_and_stop_nothing(store: Path, catalogue: Catalogue) -> None:
    broken = {
        "unknown_place": figure(1, place_id=None, place_text="Atlantis"),
        "unknown_indicator": figure(1, indicator_id="no.such"),
        "unknown_organisation": figure(1, org_id="nobody"),
        "unknown_unit": figure(1, unit="camels"),
        "unknown_status": figure(status="ajar"),
        "out_of_bounds": figure(-1),
        "repeated": figure(2, cell="row 9"),
    }
    share = figure(101, indicator_id="health.hospitals_functional", unit="percent")
    run = warehouse.new_run(at("2024-06-01"))
    with warehouse.building(store, run=run, catalogue=catalogue) as con:
        given_ = [figure(2), *broken.values(), share, figure(5, indicator_id="funding.required", unit="USD")]
        assert warehouse.append(con, document(), "r", at("2024-06-01"), given_) == 2
        con.execute("SELECT code, kind, message, payload ->> 'place_text', payload ->> 'value' FROM event")
        events = {row[0]: row[1:] for row in con.fetchall()}
    assert set(events) == set(broken)
    assert events["unknown_place"] == ("skipped", "row 1", "Atlantis", "1.0")
    assert events["repeated"] == ("skipped", "row 9", "Gaza Strip", "2.0")
    assert figures(store) == [2, 5]


def test_append_all_gives_what_append_gives(store: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    reads = [
        warehouse.Read(
            document(f"{n % 12}", lineage=f"{n % 6}"), f"r-{n % 2}", at("2024-06-01"), [figure(n % 10), figure(n)]
        )
        for n in range(27)
    ]
    one, many = store, tmp_path / "many"
    results = []
    for folder, at_once in ((one, False), (many, True)):
        with warehouse.building(folder, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue) as con:
            if at_once:
                counts = warehouse.append_all(con, iter(reads))
            else:
                counts = [warehouse.append(con, r.document, r.reader, r.read_at, r.observations) for r in reads]
        with reading(folder) as con:
            con.execute("SELECT * EXCLUDE (run_id) FROM reading ORDER BY ALL")
            rows = con.fetchall()
            con.execute("FROM observation ORDER BY ALL")
            rows += con.fetchall()
            con.execute("SELECT * EXCLUDE (run_id) FROM document ORDER BY ALL")
            results.append((counts, rows + con.fetchall()))
    assert results[0] == results[1]


def test_a_relation_gives_the_same_rows_as_observations(store: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    said = [
        figure(1.5, "2024-02-01", of=3),
        figure(0.1 + 0.2, "2024-02-02", qualifier="range", low=0.1, high=1 / 3),
        figure(12, "2024-02-03", breakdown="sex=f", quote="é “quoted” 'row'", cell="row 3"),
        figure(12, "2024-02-03", breakdown="sex=f", quote="é “quoted” 'row'", cell="row 4"),
        figure(status="closed", org_id=None, org_text=None),
    ]
    scratch = warehouse.scratch()
    columns = {name: str(kind) for name, kind in statements.columns("observation")}
    fields = [name for name in Observation.model_fields if name not in ("observation_id", "reading_id")]
    scratch.execute(f"CREATE TABLE t ({', '.join(f'{chr(34)}{n}{chr(34)} {columns[n]}' for n in reversed(fields))})")
    for one in said:
        values = [getattr(one, name) for name in reversed(fields)]
        scratch.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(values))})", values)
    results = []
    for folder, rows in ((store, said), (tmp_path / "relation", scratch.table("t"))):
        with warehouse.building(folder, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue) as con:
            assert warehouse.append(con, document(), "r", at("2024-06-01"), rows) == 4
        with reading(folder) as con:
            found = con.execute("FROM observation ORDER BY ALL").fetchall()
            found += con.execute("SELECT reading_id FROM reading").fetchall()
            results.append(found + con.execute("SELECT code, message FROM event").fetchall())
        assert not list(folder.glob("handover*"))
    assert results[0] == results[1]
    assert {row[0] for row in results[0][:4]} == {
        models.observation_id("articles", document().lineage, one) for one in said
    }


numbers = st.one_of(
    st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**17), 10**17).map(float)
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(numbers, numbers, numbers, texts, texts, st.dates()), min_size=1, max_size=30))
def test_ids_are_the_same_in_python_and_sql(rows: list[tuple[Any, ...]], id_con: Any) -> None:
    said = [
        figure(
            1 if value is None else value, day.isoformat(), of=of, low=low, cited="x", place_text=text, breakdown=other
        )
        for value, of, low, text, other, day in rows
    ]
    sql = statements.named("append")
    source, line = "articles", 'https://example.org/?q=é"'
    columns = ", ".join(f'"{name}" {kind}' for name, kind in statements.columns("observation")[2:])
    id_con.execute(f"CREATE OR REPLACE TEMP TABLE incoming (doc INTEGER, nr INTEGER, {columns})")
    fields = [name for name, _ in statements.columns("observation")[2:]]
    for n, one in enumerate(said):
        marks = ", ".join("?" * len(fields))
        id_con.execute(f"INSERT INTO incoming VALUES (0, {n}, {marks})", [getattr(one, f) for f in fields])
    id_con.execute(
        "CREATE OR REPLACE TEMP TABLE arriving AS SELECT 0 AS doc, ? AS source_id, ? AS lineage", [source, line]
    )
    id_con.execute(sql["name"])
    found = [row[0] for row in id_con.execute("SELECT observation_id FROM named ORDER BY nr").fetchall()]
    assert found == [models.observation_id(source, line, one) for one in said]


@pytest.fixture(scope="module")
def id_con() -> Iterator[Any]:
    con = warehouse.scratch()
    con.execute(statements.script("schema"))
    con.execute(statements.named("append")["number_text"])
    yield con
    con.close()


def test_a_failure_while_appending_leaves_the_build_as_it_was(store: Path, catalogue: Catalogue) -> None:
    def breaks() -> Iterator[Observation]:
        yield figure(1)
        raise RuntimeError("the reader broke")

    run = warehouse.new_run(at("2024-06-01"))
    with warehouse.building(store, run=run, catalogue=catalogue) as con:
        with pytest.raises(RuntimeError):
            warehouse.append(con, document("a", lineage="a"), "r", at("2024-06-01"), breaks())
        with pytest.raises(StoreError, match="cannot be kept"):
            warehouse.append(con, document("b", lineage="b"), "r", at("2024-06-01"), con.sql("SELECT 1 AS nonsense"))
        warehouse.append(con, document("c", lineage="c"), "r", at("2024-06-01"), [figure(3)])
    assert figures(store) == [3]
    with reading(store) as con:
        assert con.execute("SELECT lineage FROM document").fetchall() == [("c",)]


# -- what stops a release


BREAK: dict[str, str] = {
    "an id stands twice": "INSERT INTO document FROM document",
    "a figure stands twice in one reading": "INSERT INTO observation FROM observation",
    "a hold stands twice": "INSERT INTO hold SELECT observation_id, 'r', 'x', '2024-01-01' FROM observation, range(2)",
    "a document names what the catalogue lacks": "UPDATE document SET publisher_id = 'nobody'",
    "a document contradicts itself": "UPDATE document SET restates_to = '0001-01-01', restates_from = '2024-01-01'",
    "a reading has no document": "UPDATE reading SET document_id = 'none'",
    "a figure has no reading": "UPDATE observation SET reading_id = 'none'",
    "a hold has no figure": "INSERT INTO hold VALUES ('none', 'r', 'x', '2024-01-01')",
    "a review contradicts itself": "INSERT INTO review VALUES ('i', 'o', 'retracted', '', '', '2024-01-01', NULL, '')",
    "rows were lost": "DELETE FROM observation",
}
FAULTS = {
    "unknown_indicator": "indicator_id = 'no.such'",
    "unknown_place": "place_id = 'nowhere'",
    "unknown_organisation": "org_id = 'nobody'",
    "value_or_status": "status = 'open'",
    "unit_without_value": "value = NULL, status = 'open'",
    "unknown_unit": "unit = 'camels'",
    "unknown_status": "value = NULL, unit = NULL, status = 'open'",
    "no_number": "value = 'infinity'",
    "out_of_bounds": "value = -1",
    "bad_range": "low = 1, high = 2",
    "unknown_word": "qualifier = 'roughly'",
    "period_order": "period_start = DATE '2025-01-01'",
    "period_basis": "period_basis = 'unknown'",
    "found_once": "cited = 'too'",
    "quote_length": "cell = NULL, char_start = 0, char_end = 3, quote = 'four'",
}


@pytest.mark.parametrize("name", statements.named("checks"))
def test_a_broken_rule_refuses_the_release(with_one: Path, catalogue: Catalogue, name: str) -> None:
    statements_ = [BREAK[name]] if name in BREAK else [f"UPDATE observation SET {change}" for change in FAULTS.values()]
    assert name in BREAK or name == "a figure breaks a rule"
    for statement, fault in zip(statements_, FAULTS if len(statements_) > 1 else [""], strict=False):
        before = [n for n in names(with_one) if n != "failed.duckdb"]
        with pytest.raises(ChecksFailed) as error:
            with warehouse.building(with_one, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue) as con:
                warehouse.append(con, document("2", lineage="2"), "r", at("2024-06-02"), [])
                con.execute(statement)
        assert name in str(error.value) and fault in str(error.value)
        assert sorted([*before, "failed.duckdb"]) == names(with_one)
        assert figures(with_one) == [1]
    kept = duckdb.connect(str(with_one / "failed.duckdb"), read_only=True)
    assert kept.execute("SELECT count(*) FROM run").fetchall() == [(2,)]
    kept.close()
    assert build(with_one, catalogue, (document("3", lineage="3"), [figure(3, "2024-01-01")])) == 2
    assert "failed.duckdb" not in names(with_one)


def test_an_exception_in_a_build_publishes_nothing(with_one: Path, catalogue: Catalogue) -> None:
    before = names(with_one)
    for error in (RuntimeError("a bug"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            with warehouse.building(with_one, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue) as con:
                warehouse.append(con, document("2", lineage="2"), "r", at("2024-06-02"), [figure(2, "2024-01-01")])
                raise error
        assert names(with_one) == before and figures(with_one) == [1]


def test_a_second_build_is_told_to_wait(with_one: Path, catalogue: Catalogue) -> None:
    with warehouse.building(with_one, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue):
        with pytest.raises(Busy, match="another ingest is building"):
            with warehouse.building(with_one, run=warehouse.new_run(at("2024-06-02")), catalogue=catalogue):
                pass
    assert build(with_one, catalogue) is None  # the lock is free again


def test_a_release_of_other_tables_is_carried_over(
    with_one: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = statements.script("schema")
    wider = script.replace("  cited VARCHAR\n);", "  cited VARCHAR,\n  remark VARCHAR\n);")
    assert wider != script
    real = statements.script

    def changed(name: str) -> str:
        return wider if name == "schema" else real(name)

    caches: list[Callable[..., Any]] = [statements.columns, statements.schema_hash, warehouse._empty]
    with monkeypatch.context() as patched:
        for cached in caches:
            cached.cache_clear()  # type: ignore[attr-defined]
        patched.setattr(statements, "script", changed)
        assert build(with_one, catalogue) == 2  # nothing new but the tables
        assert build(with_one, catalogue) is None
    for cached in caches:
        cached.cache_clear()  # type: ignore[attr-defined]
    with reading(with_one) as con:
        assert con.execute("SELECT value, remark FROM history").fetchall() == [(1, None)]
        assert con.execute("SELECT count(*) FROM run").fetchall() == [(2,)]
    assert build(with_one, catalogue) == 3  # and back
    assert figures(with_one) == [1]


# -- faults and crashes

STEPS = ("os.replace", "os.symlink", "os.fsync", "shutil.copyfile", "pathlib.Path.write_bytes", "os.chmod")


class Disk:
    """Fails at the n-th call of any step that writes."""

    def __init__(self, patched: pytest.MonkeyPatch, fail_at: int) -> None:
        self.calls: list[str] = []
        for step in STEPS:
            module, name = step.rsplit(".", 1)
            owner: Any = {"os": os, "shutil": shutil, "pathlib.Path": Path}[module]
            patched.setattr(owner, name, self.failing(step, getattr(owner, name), fail_at))

    def failing(self, step: str, real: Callable[..., Any], fail_at: int) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.calls.append(step)
            if len(self.calls) == fail_at:
                raise OSError(28, "No space left on device")
            return real(*args, **options)

        return call


def test_a_fault_at_any_write_or_rename_changes_nothing_that_is_read(
    with_one: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, number = 1, 2
    while True:
        with monkeypatch.context() as patched:
            disk = Disk(patched, fail_at=step)
            read = (document(str(step), lineage=str(step)), [figure(step + 1, f"2024-01-{step:02}")])
            try:
                build(with_one, catalogue, read)
            except StoreError as error:
                assert "No space left on device" in str(error) and "\n" not in str(error)
                failed = True
            else:
                failed = False
        seen = figures(with_one)  # whatever failed, what is read is whole
        assert seen[0] == 1
        release = warehouse.current(with_one)
        assert release is not None and (with_one / f"public-{pointer.number_of(release):06}.duckdb").is_file()
        if len(disk.calls) < step:
            assert not failed and step + 1 in seen
            break
        if failed and "os.symlink" not in disk.calls[:step]:
            assert step + 1 not in seen
        step += 1
    assert step > 8, disk.calls
    assert set(disk.calls) >= {"os.replace", "os.symlink", "os.fsync", "shutil.copyfile"}
    assert build(with_one, catalogue) is None
    left = [name for name in names(with_one) if not re.fullmatch(r"(public|warehouse)-\d{6}\.duckdb", name)]
    assert left == ["current.duckdb"]
    assert number


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from small_store import at, build, document, figure
from data.catalogue import load
store, catalogue = Path({store!r}), load(Path({seeds!r}))
print("ready", flush=True)
for n in range(int(sys.argv[1]), 10_000):
    rows = [figure(k, breakdown=f"n={{n}}") for k in range(300)]
    build(store, catalogue, (document(str(n), lineage=str(n)), rows))
    print(n, flush=True)
"""


def test_a_build_that_is_killed_at_any_moment_is_never_noticed(with_one: Path, catalogue: Catalogue) -> None:
    script = CHILD.format(root=str(TESTS.parent), tests=str(TESTS), store=str(with_one), seeds=str(catalogue.folder))
    dice = random.Random(7)
    next_number = 1
    moments = set()
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", script, str(next_number)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "ready\n"
            deadline = time.monotonic() + dice.uniform(0.05, 1.2)
            while time.monotonic() < deadline:  # a reader in another process, all the while
                release = warehouse.current(with_one)
                assert release is not None
                try:
                    con = warehouse.connect(release)
                except NoRelease:
                    continue  # five more were published since; the pointer has moved
                ((points, figures_kept),) = (
                    warehouse.cursor(con)
                    .execute("SELECT count(*), (SELECT count(*) FROM observation) FROM series_now")
                    .fetchall()
                )
                con.close()
                # each build brings 300 figures that share one point of a series of its own
                assert figures_kept % 300 == 1 and points == 1 + figures_kept // 300
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
        moments |= {name for name in names(with_one) if not re.fullmatch(r"(public|warehouse)-\d+\.duckdb", name)}
        with reading(with_one) as con:
            ((done, rows),) = con.execute(
                "SELECT max(release), count(*) FROM run JOIN release USING (release)"
            ).fetchall()
        assert rows == 1
        next_number += 1000
    assert build(with_one, catalogue, (document("last", lineage="last"), [figure(5, "2023-01-01")])) is not None
    clean = [name for name in names(with_one) if not re.fullmatch(r"(public|warehouse)-\d+\.duckdb", name)]
    assert clean == ["current.duckdb"]
    assert done


def test_the_sweep_leaves_what_others_are_writing(with_one: Path, catalogue: Catalogue) -> None:
    young, old = with_one / ".abc.x1.part", with_one / ".abc.x2.part"
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    archive.keep_raw(with_one, b"whole")
    build(with_one, catalogue, (document("2", lineage="2"), [figure(2)]))
    assert young.exists() and not old.exists()
    assert archive.raw(with_one, models.content_hash(b"whole")) == b"whole"
