"""A run: what is kept, what is refused, and that nothing else is disturbed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from conftest import ROOT
from local_server import Site, reply
from local_sources import catalogue_of, seeds_with

from dashboard.fates import vanished
from data import archive, warehouse
from data.catalogue import Catalogue
from data.errors import Busy, InputError
from ingest.gather import Given
from ingest.run import Outcome, Report, chosen, reread, run

pytestmark = pytest.mark.whole

MARCH, APRIL, MAY = datetime(2024, 3, 1), datetime(2024, 4, 1), datetime(2024, 5, 1)
TABLE = """
[read]
kind = "table"
format = "csv"
[[read.observation]]
indicator = "displacement.idps"
place = { column = "place" }
speaker = "unrwa"
period_start = { column = "day" }
value = { column = "people" }
"""
HAND = '[fetch]\nkind = "hand"\n' + TABLE


def rows(*lines: str) -> bytes:
    return ("place,day,people\n" + "".join(f"{line}\n" for line in lines)).encode()


def ask(store: Path, sql: str) -> list[tuple[object, ...]]:
    release = warehouse.current(store)
    assert release is not None
    with closing(warehouse.connect(release)) as con:
        return warehouse.cursor(con).execute(sql).fetchall()


def load(
    store: Path, catalogue: Catalogue, content: bytes, now: datetime, name: str = "a.csv", source: str = "it"
) -> Outcome:
    given = Given(Path(name), content=content)
    report = run([source], store=store, now=now, catalogue=catalogue, given=given)
    return report.outcomes[0]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return catalogue_of(tmp_path, {"it": HAND, "other": HAND})


def test_a_file_becomes_a_release_with_its_bytes_kept(store: Path, catalogue: Catalogue) -> None:
    content = rows("Gaza Strip,2024-02-01,100", "Nowhere,2024-02-01,1")
    outcome = load(store, catalogue, content, MARCH)
    assert (outcome.new, outcome.observations, outcome.skipped) == (1, 1, {"unknown_place": 1})
    [(value, cell, sha256)] = ask(store, "SELECT value, cell, content_hash FROM observations")
    assert (value, cell) == (100, "row 2, people")
    assert archive.raw(store, str(sha256)) == content
    [(message,)] = ask(store, "SELECT message FROM event WHERE kind = 'skipped'")
    assert message == 'row 3: place: "Nowhere" is in neither places.csv nor place_names.csv'
    [(told,)] = ask(store, "SELECT message FROM event WHERE code = 'rows'")
    assert told == "2 rows: 1 taken, 1 refused, 0 ignored"


def test_the_same_again_adds_nothing(store: Path, catalogue: Catalogue) -> None:
    content = rows("Gaza Strip,2024-02-01,100")
    load(store, catalogue, content, MARCH)
    again = load(store, catalogue, content, APRIL)
    assert (again.new, again.unchanged, again.observations) == (0, 1, 0)
    assert ask(store, "SELECT count(*) FROM document") == [(1,)]
    assert ask(store, "SELECT max(release) FROM run") == [(1,)]


def test_a_changed_version_overtakes_and_never_doubles(store: Path, catalogue: Catalogue) -> None:
    load(
        store, catalogue, rows("Gaza Strip,2024-02-01,100", "Gaza Strip,2024-02-02,7", "Gaza Strip,2024-02-03,5"), MARCH
    )
    outcome = load(store, catalogue, rows("Gaza Strip,2024-02-01,120", "Gaza Strip,2024-02-02,7"), APRIL)
    assert (outcome.new, outcome.observations) == (1, 1)
    assert ask(store, "SELECT value FROM series ORDER BY period_end") == [(120,), (7,)]
    assert ask(store, "SELECT change, old_value, new_value, old_cell, new_cell FROM revisions ORDER BY ALL") == [
        ("changed", 100, 120, "row 2, people", "row 2, people"),
        ("withdrawn", 5, None, "row 4, people", None),
    ]
    assert ask(store, "SELECT count(*) FROM observation") == [(5,)]


def test_a_breach_of_what_a_source_promises_keeps_its_last_state(store: Path, tmp_path: Path) -> None:
    expect = '[expect]\nobservations = [2, 10]\nnever_falls = ["displacement.idps"]\nnewest_within_days = 60\n'
    catalogue = catalogue_of(tmp_path, {"it": HAND + expect, "other": HAND})
    good = rows("Gaza Strip,2024-02-01,100", "Palestine,2024-02-01,100")
    assert load(store, catalogue, good, MARCH).new == 1
    few = load(store, catalogue, rows("Gaza Strip,2024-02-02,100"), APRIL)
    fell = load(store, catalogue, rows("Gaza Strip,2024-03-02,90", "Palestine,2024-03-02,100"), APRIL)
    old = load(store, catalogue, rows("Gaza Strip,2023-01-02,100", "Palestine,2023-01-02,100"), MAY)
    assert "it gave 1 observations; from 2 to 10 were expected" in few.failed[0]
    assert "displacement.idps at PS02 fell from 100 to 90" in fell.failed[0]
    assert "one within 60 days was expected" in old.failed[0]
    load(store, catalogue, rows("Gaza Strip,2024-02-01,1"), MAY, source="other")
    assert ask(store, "SELECT source_id, value FROM observations ORDER BY ALL") == [
        ("it", 100),
        ("it", 100),
        ("other", 1),
    ]


def test_a_source_that_fails_stops_only_itself(store: Path, tmp_path: Path) -> None:
    folder = {"bad": "a,b\n1,2\n", "good": rows("Gaza Strip,2024-02-01,100").decode()}
    for name, text in folder.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    file = '[fetch]\nkind = "file"\npath = "{}.csv"\n' + TABLE
    sources = {name: file.replace("{}", name) for name in ("bad", "good", "absent")}
    report = run(["bad", "absent", "good"], store=store, now=MARCH, catalogue=catalogue_of(tmp_path, sources))
    bad, absent, good = report.outcomes
    assert "it has no column" in bad.failed[0]
    assert absent.error is not None and "is not there" in absent.error
    assert (good.new, report.release) == (1, 1)
    assert {"bad", "absent"} <= {s for s, state in archive.source_states(store).items() if state.last_error}


def test_reread_makes_a_release_from_what_is_kept(store: Path, catalogue: Catalogue) -> None:
    load(store, catalogue, rows("Gaza Strip,2024-02-01,100"), MARCH)
    load(store, catalogue, rows("Gaza Strip,2024-02-01,120"), APRIL)
    tables = "SELECT document_id, known_at, observation_id, value FROM history ORDER BY ALL"
    before = ask(store, tables)
    for path in store.glob("*.duckdb"):
        path.unlink()
    report = reread([], store=store, now=MAY, catalogue=catalogue)
    assert report.release is not None and ask(store, tables) == before


def test_a_spelling_that_is_added_recovers_what_was_skipped(store: Path, tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, {"it": HAND})
    load(store, catalogue, rows("Ghazza,2024-02-01,100"), MARCH)
    with (tmp_path / "seeds" / "place_names.csv").open("a", encoding="utf-8") as names:
        names.write("PS02,en,Ghazza\n")
    from data.catalogue import load as load_seeds

    report = reread(["it"], store=store, now=APRIL, catalogue=load_seeds(tmp_path / "seeds"))
    assert report.outcomes[0].observations == 1
    assert ask(store, "SELECT place_id, place_text FROM observations") == [("PS02", "Ghazza")]


def test_one_table_of_many_documents(store: Path, tmp_path: Path) -> None:
    content = (
        "page,title,when,place,day,people\nhttps://e.org/a,A,2024-02-02,Gaza Strip,2024-02-01,100\n"
        "https://e.org/b,B,,Gaza Strip,2024-02-01,120\nhttps://e.org/a,A,2024-02-02,Gaza Strip,2024-02-02,101\n"
    )
    (tmp_path / "facts.csv").write_text(content, "utf-8")
    fetch = """[fetch]
kind = "file"
path = "facts.csv"
[fetch.document]
lineage = { column = "page" }
title = { column = "title" }
published = { column = "when" }
"""
    catalogue = catalogue_of(tmp_path, {"it": fetch + TABLE})
    report = run(["it"], store=store, now=MARCH, catalogue=catalogue)
    assert (report.outcomes[0].new, report.outcomes[0].observations) == (2, 3)
    assert ask(store, "SELECT title, url, published_at, cell FROM observations ORDER BY title, period_end") == [
        ("A", "https://e.org/a", datetime(2024, 2, 2), "row 2, people"),
        ("A", "https://e.org/a", datetime(2024, 2, 2), "row 3, people"),
        ("B", "https://e.org/b", None, "row 2, people"),
    ]
    (tmp_path / "facts.csv").write_text(
        content.replace("A,2024-02-02,Gaza Strip,2024-02-02", "Z,2024-02-02,Gaza Strip,2024-02-02"), "utf-8"
    )
    report = run(["it"], store=store, now=APRIL, catalogue=catalogue)
    assert "two values of title: 'A' and 'Z'" in report.outcomes[0].failed[0]


def test_texts_are_read_by_several_processes_alike(store: Path, tmp_path: Path) -> None:
    from concurrent.futures import ProcessPoolExecutor

    text = (
        "---\nlineage: https://e.org/{n}\npublisher: OCHA\npublished: 2024-02-0{n}\n---\n\n"
        "In the Gaza Strip, {n}0,000 people were displaced.\n"
    )
    (tmp_path / "texts").mkdir()
    for n in (1, 2, 3):
        (tmp_path / "texts" / f"{n}.md").write_text(text.format(n=n), "utf-8")
    source = '[fetch]\nkind = "file"\npath = "texts"\n[read]\nkind = "text"\n'
    catalogue = seeds_with(tmp_path, {"it": source})
    one = run(["it"], store=store, now=MARCH, catalogue=catalogue)
    with ProcessPoolExecutor(2) as pool:
        two = run(["it"], store=tmp_path / "second", now=MARCH, catalogue=catalogue, mapper=pool.map)
    figures = "SELECT observation_id, value, quote, url, publisher_id FROM observations ORDER BY ALL"
    assert one.outcomes[0].observations == two.outcomes[0].observations >= 3
    assert ask(store, figures) == ask(tmp_path / "second", figures)


def test_unknown_sources_are_offered_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match='no source "othr". Did you mean other'):
        chosen(["othr"], catalogue)


def test_a_run_waits_for_another_to_end(store: Path, catalogue: Catalogue) -> None:
    with warehouse.building(store, run=warehouse.new_run(MARCH), catalogue=catalogue), pytest.raises(Busy):
        run(["it"], store=store, now=MARCH, catalogue=catalogue, patience=0.3)


# -- live sources


def live(site: Site, tmp_path: Path, extra: str = "", names: tuple[str, ...] = ("it",)) -> Catalogue:
    sources = {n: f'[fetch]\nkind = "url"\naddress = "{site.base}/{n}.csv"\n{extra}\n{TABLE}' for n in names}
    return catalogue_of(tmp_path, sources)


def go(site: Site, store: Path, catalogue: Catalogue, now: datetime, due_only: bool = False) -> Report:
    ids = [source.source_id for source in catalogue.sources.values() if source.live]
    return run(ids, store=store, now=now, catalogue=catalogue, due_only=due_only, network=site.network())


def test_a_live_source_is_fetched_kept_and_not_asked_too_often(site: Site, store: Path, tmp_path: Path) -> None:
    site.text("/it.csv", rows("Gaza Strip,2024-02-01,100"), "text/csv", ETag='"1"')
    catalogue = live(site, tmp_path, 'every = "2d"')
    assert go(site, store, catalogue, MARCH).outcomes[0].new == 1
    [line] = [line for line in archive.fetches(store) if line.get("status")]
    assert (line["status"], line["address"]) == (200, f"{site.base}/it.csv")
    early = go(site, store, catalogue, datetime(2024, 3, 2), due_only=True).outcomes[0]
    assert early.not_tried == "not due before 2024-03-03 00:00 UTC"
    site.handlers["/it.csv"] = lambda request: reply(request, 304 if request.headers["If-None-Match"] else 500, "", {})
    assert go(site, store, catalogue, APRIL, due_only=True).outcomes[0].unchanged == 1


def test_bytes_that_come_back_stand_again(site: Site, store: Path, tmp_path: Path) -> None:
    catalogue = live(site, tmp_path)
    told = []
    for people, now in ((100, MARCH), (120, APRIL), (100, MAY), (100, datetime(2024, 6, 1))):
        site.text(
            "/it.csv",
            rows(f"Gaza Strip,2024-02-01,{people}"),
            "text/csv",
            Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT",
        )
        outcome = go(site, store, catalogue, now).outcomes[0]
        told.append((outcome.new, outcome.observations, ask(store, "SELECT value FROM series")))
    assert told == [(1, 1, [(100,)]), (1, 1, [(120,)]), (1, 0, [(100,)]), (0, 0, [(100,)])]
    revisions = "SELECT old_value, new_value FROM revisions ORDER BY changed_at"
    assert ask(store, revisions) == [(100, 120), (120, 100)]
    assert ask(store, "SELECT count(*) FROM document") == [(3,)]
    [again] = reread(["it"], store=store, now=datetime(2024, 7, 1), catalogue=catalogue).outcomes
    assert (again.new, ask(store, "SELECT value FROM series")) == (0, [(100,)])


def test_what_could_not_be_reached_is_said_and_the_rest_goes_on(site: Site, store: Path, tmp_path: Path) -> None:
    site.text("/good.csv", rows("Gaza Strip,2024-02-01,100"), "text/csv")
    report = go(site, store, live(site, tmp_path, names=("good", "gone")), MARCH)
    gone, good = report.outcomes
    assert (good.new, report.release) == (1, 1), report
    assert gone.error == "127.0.0.1 answered 404 Not Found"
    assert archive.source_states(store)["gone"].last_error == gone.error
    assert archive.source_states(store)["good"].last_error is None


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_noted_until_it_is_back(site: Site, store: Path, tmp_path: Path, status: int) -> None:
    def moved(request: BaseHTTPRequestHandler) -> None:
        reply(request, 302, "", {"Location": "/there.csv"})

    def log() -> list[tuple[object, object]]:
        return [(line["status"], line["final_address"]) for line in archive.fetches(store) if line.get("status")]

    site.handlers["/it.csv"] = moved
    site.text("/there.csv", rows("Gaza Strip,2024-02-01,100"), "text/csv")
    catalogue = live(site, tmp_path)
    pages = {f"{site.base}/it.csv", f"{site.base}/there.csv"}
    go(site, store, catalogue, MARCH)
    assert vanished(archive.fetches(store)) == set()
    site.handlers["/it.csv"] = lambda request: reply(request, status, "", {})
    assert f"answered {status}" in str(go(site, store, catalogue, APRIL).outcomes[0].error)
    assert log()[-1] == (status, f"{site.base}/there.csv") and vanished(archive.fetches(store)) == pages
    site.handlers["/it.csv"] = lambda request: reply(request, 503, "", {"Retry-After": "600"})
    go(site, store, catalogue, APRIL)
    assert vanished(archive.fetches(store)) == pages
    site.handlers["/it.csv"] = moved
    go(site, store, catalogue, MAY)
    assert vanished(archive.fetches(store)) == set()


def test_a_page_that_a_feed_led_to_is_asked_for_again_now_and_then(site: Site, store: Path, tmp_path: Path) -> None:
    day = "<pubDate>Fri, 31 May 2024 10:00:00 GMT</pubDate>"
    entry = f"<item><title>Gaza</title><link>{site.base}/one.html</link>{day}</item>"
    site.text("/feed", f'<rss version="2.0"><channel><title>F</title>{entry}</channel></rss>', "application/xml")
    site.text(
        "/one.html", "<p>As of 28 May 2024, 100 people were displaced in the Gaza Strip, OCHA said.</p>", "text/html"
    )
    spec = f'[fetch]\nkind = "feed"\naddress = "{site.base}/feed"\nformat = "rss"\n[read]\nkind = "text"'
    catalogue = catalogue_of(tmp_path, {"it": spec})
    today = datetime.now(UTC).replace(tzinfo=None)

    def asked(days: int) -> int:
        site.asked.clear()
        assert go(site, store, catalogue, today + timedelta(days)).outcomes[0].error is None
        return site.asked.count("/one.html")

    assert [asked(days) for days in (0, 1, 8)] == [1, 0, 1]
    assert vanished(archive.fetches(store)) == set()
    site.handlers["/one.html"] = lambda request: reply(request, 410, "", {})
    assert [asked(days) for days in (9, 0, 9)] == [1, 0, 1]
    assert vanished(archive.fetches(store)) == {f"{site.base}/one.html"}
    site.text("/one.html", "back", "text/html")
    assert asked(9) == 1 and vanished(archive.fetches(store)) == set()


def test_the_page_of_a_text_that_came_within_its_feed_is_looked_for_too(
    site: Site, store: Path, tmp_path: Path
) -> None:
    entry = {"fields": {"title": "Gaza", "url": f"{site.base}/one.html", "body": "<p>In Gaza, 100 were displaced.</p>"}}
    site.text("/feed", json.dumps({"data": [entry]}), "application/json")
    fields = {"lineage": "url", "url": "url", "title": "title", "content": "body"}
    columns = "\n".join(f'{name} = {{ column = "fields.{column}" }}' for name, column in fields.items())
    head = f'[fetch]\nkind = "feed"\naddress = "{site.base}/feed"\nformat = "json"\nrecords = "data"'
    spec = f'{head}\n[fetch.document]\n{columns}\n[read]\nkind = "text"'
    catalogue = catalogue_of(tmp_path, {"it": spec})
    today = datetime.now(UTC).replace(tzinfo=None)
    site.text("/one.html", "there", "text/html")
    go(site, store, catalogue, today)
    assert "/one.html" not in site.asked
    go(site, store, catalogue, today + timedelta(8))
    assert site.asked.count("/one.html") == 1 and vanished(archive.fetches(store)) == set()
    site.handlers["/one.html"] = lambda request: reply(request, 404, "", {})
    go(site, store, catalogue, today + timedelta(16))
    assert vanished(archive.fetches(store)) == {f"{site.base}/one.html"}


def test_what_was_never_there_is_not_gone(site: Site, store: Path, tmp_path: Path) -> None:
    site.handlers["/it.csv"] = lambda request: reply(request, 404, "", {})
    assert go(site, store, live(site, tmp_path), MARCH).outcomes[0].error
    assert not list(archive.fetches(store))


def test_not_changed_is_not_believed_after_a_failure(site: Site, store: Path, tmp_path: Path) -> None:
    def conditional(request: object) -> None:
        unchanged = "If-None-Match" in request.headers  # type: ignore[attr-defined]
        reply(request, 304 if unchanged else 200, b"" if unchanged else b"a,b\n1,2\n", {"ETag": '"1"'})  # type: ignore[arg-type]

    site.handlers["/it.csv"] = conditional
    catalogue = live(site, tmp_path)
    for now in (MARCH, APRIL):
        assert "it has no column" in go(site, store, catalogue, now).outcomes[0].failed[0]


def test_a_missing_key_skips_its_source_alone(site: Site, store: Path, tmp_path: Path) -> None:
    catalogue = live(site, tmp_path, 'query = { key = { env = "HAKIKA_TEST_ABSENT" } }')
    outcome = go(site, store, catalogue, MARCH).outcomes[0]
    assert outcome.not_tried == "set HAKIKA_TEST_ABSENT" and not site.asked


def test_without_a_network_all_ends_soon(store: Path, tmp_path: Path) -> None:
    hosts = [f"host{n}.invalid" for n in range(20)]
    sources = {
        f"s{n}": f'[fetch]\nkind = "url"\naddress = "https://{host}/a.csv"\n{TABLE}' for n, host in enumerate(hosts)
    }
    catalogue = catalogue_of(tmp_path, sources)
    started = time.monotonic()
    report = run(list(sources), store=store, now=MARCH, catalogue=catalogue)
    assert time.monotonic() - started < 30
    assert all(o.error and "cannot be found" in o.error for o in report.outcomes)


# -- death


CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from data.catalogue import load
from ingest.run import run
run(["it"], store=Path(sys.argv[1]), now=datetime(2024, 4, 1), catalogue=load(Path(sys.argv[2])))
"""


def test_a_kill_at_any_moment_leaves_a_whole_release(store: Path, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_bytes(rows(*(f"Gaza Strip,2024-02-01,{n}" for n in range(50))))
    catalogue = catalogue_of(tmp_path, {"it": '[fetch]\nkind = "file"\npath = "many.csv"\n' + TABLE, "other": HAND})
    load(store, catalogue, rows("Gaza Strip,2024-02-01,1"), MARCH, source="other")
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(ROOT)}
    for delay in (0.3, 0.6, 0.9, 1.2, 1.5):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(store), str(tmp_path / "seeds")],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        counts = ask(store, "SELECT count(*) FROM observations")
        assert counts in ([(1,)], [(51,)])
    report = run(["it"], store=store, now=MAY, catalogue=catalogue)
    assert report.outcomes[0].new + report.outcomes[0].unchanged == 1
    assert ask(store, "SELECT count(*) FROM observations") == [(51,)]
    assert not list(store.glob("build*.duckdb*")) and not list(store.glob("*.wal"))
