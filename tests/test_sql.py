"""SQL over HTTP, and the public file in ranges."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from conftest import Caller

from dashboard import console, locks
from dashboard.routes import sql as route
from data import warehouse as releases
from data.errors import Refused

locked = pytest.mark.skipif(locks.missing() is not None, reason=f"the console is off: {locks.missing()}")
ADDRESS = "/api/v1/sql"


@locked
def test_a_question_is_answered_as_promised(call: Caller) -> None:
    answer = call.get(ADDRESS, params={"q": "SELECT indicator_id, count(*) AS n FROM series GROUP BY ALL ORDER BY ALL"})
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
    body = answer.json()
    assert body["columns"] == ["indicator_id", "n"] and body["release"] == 1 and body["truncated"] is False
    assert len(body["rows"]) > 10 and all(len(row) == 2 for row in body["rows"]) and body["elapsed_ms"] >= 0
    assert "set-cookie" not in answer.headers


@locked
@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("DROP TABLE place", 400),
        ("SELECT * FROM read_text('/etc/passwd')", 400),
        ("SELECT 1; SELECT 2", 400),
        ("what?", 400),
        ("SELECT repeat('x', 2000000)", 413),
        ("SELECT len(range(1000000000))", 413),
        ("SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b", 408),
    ],
)
def test_what_is_not_answered_has_its_status_and_a_sentence(call: Caller, statement: str, status: int) -> None:
    answer = call.get(ADDRESS, params={"q": statement})
    assert answer.status_code == status
    assert answer.json()["error"] and "Traceback" not in answer.text and "/etc" not in answer.json()["error"]


def test_what_is_missing_or_malformed_is_said(call: Caller) -> None:
    assert "q: is missing" in call.get(ADDRESS).json()["detail"]
    assert call.get(ADDRESS, params={"q": "SELECT 1", "format": "xml"}).status_code == 400
    assert call.get(ADDRESS, params={"q": "SELECT 1", "known_at": "soon"}).status_code == 400


def test_busy_and_off_are_503_with_a_time_to_come_back(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAKIKA_CONSOLE", "off")
    answer = call.get(ADDRESS, params={"q": "SELECT 1"})
    assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
    assert "switched off" in answer.json()["error"]


@locked
def test_a_clock_holds(call: Caller) -> None:
    sql = "SELECT max(published_at)::DATE FROM series"
    ((now,),) = call.get(ADDRESS, params={"q": sql}).json()["rows"]
    ((then,),) = call.get(ADDRESS, params={"q": sql, "known_at": "2023-12-31"}).json()["rows"]
    assert then <= "2023-12-31" < now
    nothing = call.get(ADDRESS, params={"q": "SELECT count(*) FROM series", "recorded_at": "2020-01-01"}).json()
    assert nothing["rows"] == [[0]]


@locked
def test_csv_is_quoted_marked_and_says_whether_it_was_cut(call: Caller) -> None:
    sql = (
        "SELECT '=1+1' AS \"=head\", -5 AS n, [1, 2] AS list, 'a,\"b\"' AS text, NULL AS nothing, "
        "-9007199254740993 AS big"
    )
    answer = call.get(ADDRESS, params={"q": sql, "format": "csv"})
    head, row = csv.reader(io.StringIO(answer.text))
    assert head[0] == "'=head" and row == ["'=1+1", "-5", "[1, 2]", 'a,"b"', "", "-9007199254740993"]
    assert answer.headers["hakika-truncated"] == "false" and "\r\n" in answer.text
    cut = call.get(ADDRESS, params={"q": "SELECT * FROM range(2000)", "format": "csv"})
    assert cut.headers["hakika-truncated"] == "true" and len(cut.text.splitlines()) == 1001


@locked
def test_the_same_question_of_the_same_release_is_not_asked_again(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = call.get(ADDRESS, params={"q": "SELECT 1"})

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(route.CONSOLE, "ask", never)
    again = call.get(ADDRESS, params={"q": "SELECT 1"}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


@locked
def test_one_address_cannot_ask_without_pause(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "BURST", 2)
    monkeypatch.setattr(console, "PER_SECOND", 0.0001)
    monkeypatch.setattr(route.CONSOLE, "_rates", {})
    statuses = [call.get(ADDRESS, params={"q": f"SELECT {n}"}).status_code for n in range(3)]
    assert statuses == [200, 200, 503]
    with pytest.raises(Refused):
        route.CONSOLE._count("127.0.0.1")


def test_the_dictionary_says_what_can_be_asked(call: Caller) -> None:
    body = call.get("/api/v1/dictionary").json()
    relations = {one["name"]: one for one in body["relations"]}
    assert {"observations", "series", "history", "spans", "revisions", "series_now", "place"} <= set(relations)
    assert all(column["comment"] for one in relations.values() for column in one["columns"])
    assert {macro["name"] for macro in body["macros"]} == {"series_at", "latest", "disagreement", "status_on", "why"}
    assert "date_trunc" in body["functions"] and "read_text" not in body["functions"]


# -- the public file


@pytest.fixture
def public(warehouse: Path) -> bytes:
    path = releases.current(warehouse, public=True)
    assert path is not None
    return path.read_bytes()


@pytest.mark.parametrize("address", ["/api/v1/warehouse.duckdb", "/api/v1/warehouse-1.duckdb"])
def test_the_public_file_is_given_whole_and_in_ranges(address: str, call: Caller, public: bytes) -> None:
    whole = call.get(address)
    assert whole.status_code == 200 and whole.content == public and whole.headers["accept-ranges"] == "bytes"
    part = call.get(address, headers={"Range": "bytes=4096-8191"})
    assert part.status_code == 206 and part.content == public[4096:8192]
    assert part.headers["content-range"] == f"bytes 4096-8191/{len(public)}"
    last = call.get(address, headers={"Range": "bytes=-100"})
    assert last.content == public[-100:]
    assert call.get(address, headers={"Range": f"bytes={len(public)}-"}).status_code == 416
    head = call.head(address)
    assert head.content == b"" and int(head.headers["content-length"]) == len(public)
    same = call.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert same.status_code == 304 and same.content == b""
    stale = call.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert stale.status_code == 200 and stale.content == public
    assert whole.headers["access-control-allow-origin"] == "*" and "set-cookie" not in whole.headers
    assert call.request("OPTIONS", address).status_code == 204


def test_a_numbered_file_is_kept_for_ever_and_the_current_one_is_not(call: Caller) -> None:
    assert "immutable" in call.get("/api/v1/warehouse-1.duckdb").headers["cache-control"]
    assert "immutable" not in call.get("/api/v1/warehouse.duckdb").headers["cache-control"]


@pytest.mark.parametrize(
    "name", ["warehouse-99.duckdb", "warehouse-x.duckdb", "public-000001.duckdb", "..%2Fcurrent.duckdb"]
)
def test_no_other_file_is_given(name: str, call: Caller) -> None:
    assert call.get(f"/api/v1/{name}").status_code == 404


def test_a_file_of_a_whole_release_is_never_given(call: Caller, warehouse: Path, public: bytes) -> None:
    full = releases.current(warehouse)
    assert full is not None
    assert full.read_bytes() != public
    assert call.get("/api/v1/warehouse-1.duckdb").content == public


def test_another_duckdb_attaches_the_file(call: Caller, tmp_path: Path) -> None:
    """By its copy; over HTTP the same bytes come in ranges, as tested above."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(call.get("/api/v1/warehouse.duckdb").content)
    con = duckdb.connect()
    con.execute(f"ATTACH '{copy}' AS hakika (READ_ONLY)")
    assert con.execute("SELECT count(*) FROM hakika.series").fetchall()[0][0] > 300
    con.close()
