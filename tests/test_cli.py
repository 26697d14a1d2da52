"""The command line, as INTERFACE says it: results, messages, exit codes."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, SHARED
from local_server import serving
from local_sources import seeds_with

from dashboard.cli import main
from data import catalogue, warehouse

pytestmark = pytest.mark.whole

TEXT = (
    "Displacement goes on\n\nAs of 28 February 2024, more than 1.7 million people were displaced in the Gaza Strip, "
    "UNRWA said.\n"
)


class Ended(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def hakika(*args: str, store: Path | None = None, stdin: str | None = None) -> Ended:
    """Run a command in this process."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["hakika", *args])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((stdin or "").encode())))
        patch.setenv("HAKIKA_STORE", str(store or "/nowhere"))
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    return Ended(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, warehouse: Path) -> Path:
    """A store of one's own with the release of the seeds."""
    store = tmp_path_factory.mktemp("shop") / "store"
    shutil.copytree(warehouse, store, symlinks=True)
    return store


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def one_sentence(found: Ended, code: int = 1) -> str:
    assert found.returncode == code, found.stderr
    assert "Traceback" not in found.stderr
    return found.stderr


# -- extract


def test_extract_gives_one_line_an_observation_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    found = hakika("extract", str(path))
    assert found.returncode == 0, found.stderr
    [record] = lines(found.stdout)
    assert set(record) == set(
        "doc_id indicator place value status low high of qualifier unit period_start period_end attribution quote "
        "quote_start quote_end confidence".split()
    )
    assert TEXT[record["quote_start"] : record["quote_end"]] == record["quote"]
    assert (record["doc_id"], record["indicator"], record["place"]) == ("a.txt", "displacement.idps", "Gaza Strip")
    assert (record["value"], record["qualifier"], record["unit"]) == (1_700_000, "more_than", "people")
    assert (record["period_end"], record["attribution"]) == ("2024-02-28", "UNRWA")


def test_extract_reads_json_lines_and_names_the_bad_ones(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    good = {"doc_id": "one", "text": "😀 " + TEXT, "published": None, "language": "en"}
    path.write_text(
        f'{json.dumps(good)}\n{{"doc_id": "two"}}\nnot json\n{json.dumps({**good, "doc_id": "three"})}\n', "utf-8"
    )
    found = hakika("extract", str(path), "-o", str(out))
    assert "line 2" in found.stderr and "line 3" in found.stderr and found.returncode == 1
    records = lines(out.read_text("utf-8"))
    assert [record["doc_id"] for record in records] == ["one", "three"]
    for record in records:
        assert good["text"][record["quote_start"] : record["quote_end"]] == record["quote"]  # type: ignore[index]


def test_extract_tells_a_province_from_its_city(tmp_path: Path) -> None:
    path = tmp_path / "provinces.txt"
    path.write_text("Two died in Oran Province. Three died in Oran. Four died in Hunan Province.")
    found = lines(hakika("extract", str(path)).stdout)
    assert [row["place"] for row in found] == ["Oran Province", "Oran", "Hunan"]


def test_extract_takes_the_day_that_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("More than 10,000 people are displaced in the Gaza Strip.", "utf-8")
    [undated] = lines(hakika("extract", str(path)).stdout)
    [dated] = lines(hakika("extract", str(path), "--published", "2024-03-01").stdout)
    assert (undated["period_end"], dated["period_end"]) == (None, "2024-03-01")


def test_extract_names_a_side_of_a_country_as_the_text_does(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Last year 40 people were killed in north-east Nigeria and 12 in Borno State.", "utf-8")
    records = lines(hakika("extract", str(path)).stdout)
    assert {(r["place"], r["value"]) for r in records} == {("north-east Nigeria", 40), ("Borno", 12)}


@pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="the seed article is not here")
def test_the_seed_article_is_read_with_no_day_invented() -> None:
    path = next((SHARED / "seeds").glob("*.txt"))
    text = path.read_text("utf-8")
    records = lines(hakika("extract", str(path)).stdout)
    assert {(r["indicator"], r["value"] or r["status"]) for r in records} >= {
        ("displacement.idps", 1_500_000),
        ("crossing.status", "closed"),
        ("health.hospital_status", "overwhelmed"),
    }
    for record in records:
        assert record["period_end"] is None and text[record["quote_start"] : record["quote_end"]] == record["quote"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("picture.png", b"\x89PNG\r\n", "no text that can be read"),
        ("nul.txt", b"a\0b\0c", "NUL bytes"),
        ("blank.txt", b" \n\n ", "holds no text"),
        ("broken.pdf", b"%PDF-1.4 rubbish", "cannot be opened"),
        ("absent.txt", None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for command in ("extract", "add"):
        said = one_sentence(hakika(command, str(tmp_path / name), store=tmp_path / "store"))
        assert name in said and says in said and len(said.strip().splitlines()) == 1


# -- add, ingest, explain


def test_add_keeps_a_text_and_explain_walks_back(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    added = hakika("add", str(path), "--publisher", "UNRWA", "--published", "2024-02-29", "--json", store=shop)
    assert added.returncode == 0, added.stderr
    [observation] = json.loads(added.stdout)["observations"]
    walked = hakika("explain", observation["observation_id"], store=shop)
    told = (
        "more than 1,700,000 people",
        "Gaza Strip",
        "UNRWA",
        "2024-02-28",
        "Displacement goes on",
        "text-",
        "places weighed  Gaza Strip ",
        "of a day told by 'as of'",
    )
    for words in told:
        assert words in walked.stdout
    again = hakika("add", str(path), "--publisher", "UNRWA", "--published", "2024-02-29", store=shop)
    assert "nothing new" in again.stderr and again.returncode == 0


def test_an_undated_text_is_listed_and_charted_once_it_has_a_day(shop: Path) -> None:
    text = "Aid agencies say that more than 23,456 people are displaced in the West Bank.\n"
    first = hakika("add", "-", "--json", store=shop, stdin=text)
    [observation] = json.loads(first.stdout)["observations"]
    assert observation["period_end"] is None
    charted = "SELECT count(*) FROM series WHERE value = 23456"
    assert hakika("sql", charted, "--format", "csv", store=shop).stdout.split()[-1] == "0"
    hakika("add", "-", "--published", "2024-03-01", store=shop, stdin=text)
    assert hakika("sql", charted, "--format", "csv", store=shop).stdout.split()[-1] == "1"
    basis = "SELECT period_basis FROM series WHERE value = 23456"
    assert hakika("sql", basis, "--format", "csv", store=shop).stdout.split()[-1] == "publication"


def test_ingest_ends_with_a_table_and_adds_nothing_twice(shop: Path) -> None:
    found = hakika("ingest", "--json", store=shop)
    assert found.returncode == 0, found.stderr
    report = json.loads(found.stdout)
    assert {s["source_id"]: s["new"] for s in report["sources"]} == {"curated_facts": 0, "digests": 0}
    table = hakika("ingest", "curated_facts", store=shop)
    assert table.stdout.split("\n")[0].split("\t")[:5] == ["source", "new", "unchanged", "failed", "observations"]


@pytest.mark.parametrize(
    "args",
    [
        ("ingest", "nope"),
        ("ingest", "--from", "x"),
        ("ingest", "digests", "--all"),
        ("ingest", "digests", "--since", "yesterday"),
        ("add", "x", "--published", "31/02/2024"),
        ("up", "--refresh", "often"),
        ("sql", "SELECT 1", "--format", "xml"),
        ("sql", "SELECT 1", "--format", "parquet"),
        ("snapshot", "--indicator", "displacement.idps", "--place", "PS02", "--from", "yesterday"),
        ("nothing",),
    ],
)
def test_wrong_usage_ends_with_2(args: tuple[str, ...], shop: Path) -> None:
    one_sentence(hakika(*args, store=shop), 2)


def test_a_source_named_that_fails_ends_with_1(shop: Path, tmp_path: Path) -> None:
    assert hakika("ingest", "added", "--from", str(tmp_path / "absent"), store=shop).returncode == 1
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", "utf-8")
    found = hakika("ingest", "curated_facts", "--from", str(tmp_path / "bad.csv"), store=shop)
    assert found.returncode == 1 and "Traceback" not in found.stderr


def test_try_writes_nothing(tmp_path: Path) -> None:
    found = hakika("try", "curated_facts", "--json", store=tmp_path / "store")
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert sum(document["observations"] for document in told["documents"]) > 600
    assert not (tmp_path / "store").exists()
    shown = hakika("try", "digests", store=tmp_path / "store")
    assert "observations, the newest for" in shown.stdout


def test_reread_in_an_empty_store_makes_a_release_from_what_is_kept(shop: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    shutil.copytree(shop / "raw", store / "raw")
    shutil.copy(shop / "fetches.jsonl", store)
    found = hakika("reread", "--json", store=store)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["release"] == 1
    count = "SELECT count(DISTINCT observation_id) FROM history WHERE source_id = 'curated_facts'"
    both = [hakika("sql", count, "--format", "csv", store=s).stdout.split()[-1] for s in (shop, store)]
    assert both[0] == both[1]


# -- asking


def test_sql_answers_in_every_format(shop: Path, tmp_path: Path) -> None:
    question = (
        "SELECT indicator_id, max(period_end) AS day, count(*) AS n FROM observations GROUP BY ALL ORDER BY ALL LIMIT 3"
    )
    as_json = json.loads(hakika("sql", question, "--format", "json", store=shop).stdout)
    assert set(as_json) == {"columns", "types", "rows", "truncated", "elapsed_ms", "release"}
    assert len(as_json["rows"]) == 3
    as_csv = hakika("sql", question, "--format", "csv", store=shop).stdout.splitlines()
    assert as_csv[0] == "indicator_id,day,n" and len(as_csv) == 4
    assert hakika("sql", question, store=shop).stdout.splitlines()[0] == "indicator_id\tday\tn"
    out = tmp_path / "a.parquet"
    assert hakika("sql", question, "--format", "parquet", "-o", str(out), store=shop).returncode == 0
    import pandas as pd

    table = pd.read_parquet(out)
    assert list(table.columns) == ["indicator_id", "day", "n"] and table["day"].dtype.kind == "M"
    before = hakika("sql", "SELECT count(*) FROM series", "--known-at", "2023-01-01", "--format", "csv", store=shop)
    assert before.stdout.split()[-1] == "0"


@pytest.mark.parametrize("statement", ["DROP TABLE run", "SELECT * FROM read_csv('/etc/passwd')", "SELEC 1", ""])
def test_refused_sql_is_one_clear_line(shop: Path, statement: str) -> None:
    found = hakika("sql", statement, store=shop)
    said = one_sentence(found)
    assert len(said.strip().splitlines()) == 1 and not found.stdout


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(shop: Path) -> None:
    found = hakika("sql", "SELECT '=1+1' AS a, -1 AS b, ['x'] AS c", "--format", "csv", store=shop)
    assert found.stdout.splitlines()[1] == """'=1+1,-1,"[""x""]\""""


def test_the_catalogue_is_listed(shop: Path) -> None:
    sources = json.loads(hakika("sources", "--json", store=shop).stdout)
    assert {s["source"]: s["state"] for s in sources}["curated_facts"] in ("ok", "stale")
    assert "displacement.idps" in hakika("indicators").stdout
    assert "PSE.rafah-crossing" in hakika("places", "Rafah crossing").stdout.splitlines()[1]
    assert "seeds/place_names.csv" in one_sentence(hakika("places", "Atlantis"))


def test_questions_to_an_empty_store_say_what_to_do(tmp_path: Path) -> None:
    for args in (("sql", "SELECT 1"), ("explain", "x")):
        assert "Run `hakika ingest`" in one_sentence(hakika(*args, store=tmp_path / "store"))
    assert hakika("sources", store=tmp_path / "store").returncode == 0


def test_doctor_tells_what_works(shop: Path) -> None:
    found = hakika("doctor", "--json", store=shop)
    assert found.returncode == 0, found.stdout
    works = {row["what"]: row["works"] for row in json.loads(found.stdout)}
    assert works["catalogue"] and works["store"] and works["release"]


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root may write everywhere")
def test_a_store_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir(mode=0o500)
    one_sentence(hakika("ingest", store=store))


def test_a_store_that_is_a_file_is_said(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.write_text("", "utf-8")
    assert "store" in one_sentence(hakika("ingest", store=store))


def test_a_full_disk_changes_nothing(shop: Path, tmp_path: Path) -> None:
    """The size of files is limited, which the system reports as it does a full disk."""
    release = warehouse_of(shop)
    path = tmp_path / "a.txt"
    path.write_text(TEXT + "Another 5,000 people were displaced in Rafah on 1 March 2024.\n", "utf-8")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
        "sys.argv = ['hakika', 'add', sys.argv[1]]; from dashboard.cli import main; main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HAKIKA_STORE": str(shop), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert found.returncode == 1 and "Traceback" not in found.stderr, found.stderr
    assert warehouse_of(shop) == release
    assert hakika("sql", "SELECT 1", store=shop).returncode == 0


def warehouse_of(store: Path) -> Path | None:
    return warehouse.current(store)


def test_a_catalogue_with_faults_lists_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds_with(tmp_path)
    source = tmp_path / "seeds" / "sources" / "curated_facts.toml"
    source.write_text(source.read_text("utf-8").replace('words = "ours"', 'words = "mine"\nfoo = 1'), "utf-8")
    monkeypatch.setattr(catalogue, "SEEDS", tmp_path / "seeds")
    said = one_sentence(hakika("indicators"))
    assert "sources/curated_facts.toml: words" in said and "sources/curated_facts.toml: foo" in said


# -- up


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_up_serves_says_where_and_ends_with_its_ingest(shop: Path) -> None:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "up", "--port", str(port), "--offline"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HAKIKA_STORE": str(shop)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except OSError:
                assert server.poll() is None, server.stderr and server.stderr.read()
                time.sleep(0.2)
        busy = one_sentence(hakika("up", "--port", str(port), "--offline", store=shop))
        assert f"Port {port}" in busy and "--port" in busy
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/" in said


def test_add_takes_no_address_inside(tmp_path: Path) -> None:
    with serving() as site:
        site.text("/a.html", "<p>secret</p>", "text/html")
        said = one_sentence(hakika("add", f"{site.base}/a.html", store=tmp_path / "store"))
        assert "is not fetched from" in said and not site.asked
        said = one_sentence(hakika("add", "http://127.0.0.1/a.html", store=tmp_path / "store"))
        assert "no public address" in said
