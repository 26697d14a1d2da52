"""Snapshots: identity, what they keep, what becomes of them, and that they outlive the database."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from test_cli import hakika

from data.catalogue import Catalogue
from tests import frozen_store, small_store
from tests.conftest import Caller
from tests.frozen_store import ASKED, QUOTE, changed, make, moved, second, status


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return small_store.seeds(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, seeds: Catalogue) -> Path:
    store = tmp_path_factory.mktemp("built")
    frozen_store.first(store, seeds)
    return store


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A store of one's own, with the first release."""
    store = tmp_path / "store"
    shutil.copytree(built, store, symlinks=True)
    return store


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    with frozen_store.served(home, monkeypatch) as caller:
        yield caller


def test_the_id_is_the_hash_of_the_document_that_is_handed_out(call: Caller) -> None:
    answer = call.post("/api/v1/snapshots", json=ASKED)
    assert answer.status_code == 201
    found = answer.json()
    content = call.get(f"/s/{found['id']}.json").content
    assert base64.b32encode(hashlib.sha256(content).digest()).decode().lower()[:26] == found["id"]
    assert rfc8785.dumps(json.loads(content)) == content
    assert found["url"] == f"http://hakika.test/s/{found['id']}"


def test_the_same_again_is_the_same_snapshot(call: Caller) -> None:
    one = call.post("/api/v1/snapshots", json=ASKED)
    two = call.post("/api/v1/snapshots", json={"indicator": ASKED["indicator"], "place": "Gaza Strip"})
    assert (one.status_code, two.status_code) == (201, 200) and one.json() == two.json()


def test_a_snapshot_explains_every_point(call: Caller) -> None:
    document = json.loads(call.get(f"/s/{make(call)}.json").content)
    assert document["schema"] == "snapshot/1" and document["known_at"] is None
    assert set(document["title"]) == set(document["alt"]) == {"en", "ar", "fr", "es"}
    assert all(0 < len(text) <= 300 for text in document["alt"].values())
    assert [r["value"] for r in document["rows"]] == [1_950_000, 1_700_000, 1_900_000]
    last = document["rows"][2]
    assert last["quote"] == QUOTE and last["attribution"] == "UNRWA" and last["qualifier"] == "more_than"
    assert document["rows"][0]["quote"] == "row 7"
    source = document["sources"][last["source"]]
    assert source["url"] == "https://example.org/article" and source["captured"] == "2024-03-01T00:00:00Z"
    assert source["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert "1 Mar 2024" not in document["citation"]["full"]


def test_what_was_known_then_can_be_frozen(call: Caller, seeds: Catalogue, home: Path) -> None:
    second(home, seeds, *changed())
    moved(2)
    then = json.loads(call.get(f"/s/{make(call, known_at='2024-04-01')}.json").content)
    now = json.loads(call.get(f"/s/{make(call)}.json").content)
    assert [r["value"] for r in then["rows"]] == [1_950_000, 1_700_000, 1_900_000]
    assert then["known_at"] == "2024-04-01T23:59:59.999999Z" and now["known_at"] is None
    assert [r["value"] for r in now["rows"]] == [1_950_000, 1_700_000, 1_870_000]


def test_sources_that_may_not_be_passed_on_are_left_out_and_said_to_be(
    call: Caller, seeds: Catalogue, home: Path
) -> None:
    closed = small_store.document("closed", source_id="closed", lineage="closed")
    small_store.build(home, seeds, (closed, [small_store.figure(2_000_000, "2024-02-20")]), now="2024-06-03")
    moved(2)
    document = json.loads(call.get(f"/s/{make(call)}.json").content)
    assert len(document["rows"]) == 3 and "1" in document["note"]["en"] and "passed on" in document["note"]["en"]
    answer = call.post("/api/v1/snapshots", json={**ASKED, "from": "2024-02-20", "to": "2024-02-20"})
    assert answer.status_code == 400 and "licence" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicator": "displacement.idps", "place": "Atlantis"}, "Atlantis"),
        ({"indicator": "displacement.idp", "place": "PS02"}, "displacement.idps"),
        ({"place": "PS02"}, "indicator"),
        ({**ASKED, "from": "2030-01-01"}, "Nobody has said"),
        ({**ASKED, "group": "camels"}, "camels"),
        ({**ASKED, "html": "<b>"}, "html"),
        ({**ASKED, "place": 7}, "place"),
        ([], "object"),
    ],
)
def test_what_cannot_be_frozen_is_refused_in_words(call: Caller, asked: Any, said: str) -> None:
    answer = call.post("/api/v1/snapshots", json=asked)
    assert answer.status_code == 400 and said in answer.json()["detail"]


def test_a_body_that_is_no_json_or_too_long_is_refused(call: Caller) -> None:
    for body in (b"{", b"[" * 9_000):
        assert call.post("/api/v1/snapshots", content=body).status_code == 400
    assert call.post("/api/v1/snapshots", content=b" " * 20_000).status_code == 413


def test_too_many_at_once_are_told_to_wait(call: Caller) -> None:
    answers = [call.post("/api/v1/snapshots", json=ASKED) for _ in range(15)]
    assert answers[0].status_code == 201 and answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61


def test_too_many_rows_are_refused(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import frozen

    monkeypatch.setattr(frozen, "ROWS", 2)
    answer = call.post("/api/v1/snapshots", json=ASKED)
    assert answer.status_code == 400 and "3 figures" in answer.json()["detail"]


def test_every_file_is_there_in_every_language_and_never_changes(call: Caller, home: Path) -> None:
    from dashboard import bundle

    snapshot_id = make(call)
    for ending in bundle.names():
        answer = call.get(f"/s/{snapshot_id}{ending}")
        assert answer.status_code == 200 and answer.content, ending
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["access-control-allow-origin"] == "*"
        (home / "snapshots" / snapshot_id / f"{snapshot_id}{ending}").unlink()
        assert call.get(f"/s/{snapshot_id}{ending}").content == answer.content  # from memory
    assert {"-ar.svg", "-fr.png", "-es.pdf", "-ar.html", "-fr-narrow.svg"} < set(bundle.names())
    other = call.get(f"/s/{snapshot_id}-de.svg")
    assert other.status_code == 404 and f"/s/{snapshot_id}" in other.text
    assert call.get(f"/s/{'a' * 26}.json").status_code == 404


def test_the_digest_in_the_header_is_that_of_the_bytes(call: Caller) -> None:
    path = f"/s/{make(call)}.json"
    plain = call.get(path, headers={"Accept-Encoding": "identity"})
    digest = base64.b64encode(hashlib.sha256(plain.content).digest()).decode()
    assert plain.headers["content-digest"] == f"sha-256=:{digest}:"


def test_the_table_is_a_data_package(call: Caller, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    snapshot_id = make(call)
    with zipfile.ZipFile(io.BytesIO(call.get(f"/s/{snapshot_id}.zip").content)) as archive:
        archive.extractall(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {
        "datapackage.json",
        "README.txt",
        f"{snapshot_id}.json",
        f"{snapshot_id}.csv",
        f"{snapshot_id}.svg",
    } <= names
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    fields = described["resources"][0]["schema"]["fields"]
    assert all(field["type"] and field["description"] for field in fields)
    assert next(f for f in fields if f["name"] == "value")["unit"] == "people"


# -- what becomes of it


def test_a_source_that_revises_is_told_with_both_numbers_and_the_document_stays(
    call: Caller, seeds: Catalogue, home: Path
) -> None:
    snapshot_id = make(call)
    before, tag = call.get(f"/s/{snapshot_id}.json").content, call.get(f"/embed/s/{snapshot_id}").headers["etag"]
    assert status(call, snapshot_id)["state"] == "current"
    second(home, seeds, *changed())
    moved(2)
    told = status(call, snapshot_id)
    assert told["state"] == "revised" and told["release"] == 2 and told["revision"] == 2
    (notice,) = told["notices"]
    assert notice["kind"] == "revised_by_source"
    assert notice["was"] == "more than 1.9 million people" and notice["now"] == "1.87 million people"
    assert notice["quote"] == QUOTE and notice["quote_now"] == "1,870,000 people are displaced"
    for path in (f"/embed/s/{snapshot_id}", f"/s/{snapshot_id}"):
        page = call.get(path).text
        assert "Revised" in page and "1.87 million" in page and "more than 1.9 million" in page
    assert "1.87 مليون" in call.get(f"/embed/s/{snapshot_id}/ar").text
    assert call.get(f"/embed/s/{snapshot_id}", headers={"If-None-Match": tag}).status_code == 200
    assert call.get(f"/s/{snapshot_id}.json").content == before
    feed = call.get("/corrections.atom").text
    assert snapshot_id in feed and "1.87 million" in feed and QUOTE in feed
    assert call.get("/corrections.json").json()["corrections"][0]["kind"] == "revised_by_source"


def test_the_embed_alone_makes_the_server_take_up_a_release(call: Caller, seeds: Catalogue, home: Path) -> None:
    from dashboard.routes import snapshots

    snapshot_id = make(call)
    second(home, seeds, *changed())
    for _ in range(200):
        snapshots._looked = 0.0
        if "Revised" in call.get(f"/embed/s/{snapshot_id}").text:
            return
    raise AssertionError("the embed never said that its source has revised")


def test_a_revised_snapshot_has_a_successor(call: Caller, seeds: Catalogue, home: Path) -> None:
    old = make(call)
    second(home, seeds, *changed())
    moved(2)
    new = make(call)
    assert new != old
    assert status(call, old)["latest"] == status(call, old)["successor"] == f"http://hakika.test/s/{new}"
    assert status(call, new)["predecessor"] == f"http://hakika.test/s/{old}"
    assert f'<http://hakika.test/s/{new}>; rel="latest-version"' in call.get(f"/s/{old}").headers["link"]


def test_of_several_places_it_is_said_whose_the_newest_figure_is(call: Caller, seeds: Catalogue, home: Path) -> None:
    other = small_store.figure(2_500_000, "2024-03-15", place_id="PSE", place_text="Palestine", cell="row 9")
    frozen_store.second(home, seeds, *frozen_store.figures(), other)
    moved(2)
    both = call.get(f"/s/{make(call, place=['PS02', 'PSE'])}").text
    assert "Palestine: 2.5 million people, as of 15 Mar 2024" in both
    assert "Gaza Strip: " not in call.get(f"/s/{make(call)}").text.split('class="asof">')[1].split("</p>")[0]


def test_what_a_snapshot_shows_itself_is_not_newer(call: Caller, seeds: Catalogue, home: Path) -> None:
    part = small_store.figure(2_500_000, "2024-03-15", breakdown="coverage=with refugees", cell="row 9")
    frozen_store.second(home, seeds, *frozen_store.figures(), part)
    moved(2)
    snapshot_id = make(call)
    assert frozen_store.status(call, snapshot_id)["state"] == "current"
    document = call.get(f"/s/{snapshot_id}.json").json()
    assert "2024-03-15" in [row["period_end"] for row in document["rows"]]
    assert "2.5 million" not in document["alt"]["en"]  # a part is compared with no total


def test_a_newer_figure_is_told_in_a_small_line_and_not_in_the_feed(call: Caller, seeds: Catalogue, home: Path) -> None:
    snapshot_id = make(call)
    second(home, seeds, *frozen_store.figures(), small_store.figure(2_000_000, "2024-05-20"))
    moved(2)
    told = status(call, snapshot_id)
    assert told["state"] == "newer" and told["notices"][0]["now"] == "2 million people"
    assert "Newer figure" in call.get(f"/embed/s/{snapshot_id}").text
    assert call.get("/corrections.json").json() == {"corrections": []}


def test_another_document_of_the_same_speaker_with_the_same_figure_is_no_notice(
    call: Caller, seeds: Catalogue, home: Path
) -> None:
    snapshot_id = make(call)
    again = small_store.document(
        "again", lineage="https://example.org/again", published_at=small_store.at("2024-03-05")
    )
    same = small_store.figure(1_900_000, "2024-02-28", qualifier="more_than", quote="1.9 million and more")
    small_store.build(home, seeds, (again, [same]), now="2024-06-03")
    moved(2)
    assert status(call, snapshot_id)["state"] == "current"


def test_what_a_review_rejects_is_corrected_by_us_and_can_be_undone(call: Caller, tmp_path: Path, home: Path) -> None:
    snapshot_id = make(call)
    wrong = json.loads(call.get(f"/s/{snapshot_id}.json").content)["rows"][2]["obs"]
    folder = tmp_path / "reviewed"
    folder.mkdir()
    line = f"{wrong},rejected,The text is about 2023,ab,2024-06-03T00:00:00,,"
    small_store.build(home, small_store.seeds(folder, line), now="2024-06-03")
    moved(2)
    told = status(call, snapshot_id)
    assert told["state"] == "corrected" and told["notices"][0]["now"] is None
    assert "The text is about 2023" in call.get(f"/s/{snapshot_id}").text
    undone = f"{wrong},accepted,It is about 2024 after all,ab,2024-06-04T00:00:00,,"
    small_store.build(home, small_store.seeds(folder, line, undone), now="2024-06-04")
    moved(3)
    told = status(call, snapshot_id)
    assert told["state"] == "current" and not told["notices"] and told["past"][0]["ended_at"]
    assert "no longer holds" in call.get("/corrections.atom").text


def test_another_speaker_who_differs_is_told_without_a_verdict(call: Caller, seeds: Catalogue, home: Path) -> None:
    alone = make(call, org="ocha")  # shows OCHA's figure; that UNRWA says another one was known when it was made
    assert status(call, alone)["state"] == "current"
    other = small_store.document("other", lineage="https://example.org/other", url="https://example.org/other")
    told = small_store.figure(1_200_000, "2024-02-28", org_id="moh", org_text="Ministry of Health")
    small_store.build(home, seeds, (other, [told]), now="2024-06-03")
    moved(2)
    found = status(call, alone)
    assert found["state"] == "disputed" and found["notices"][0]["speaker"] == "Ministry of Health"
    line = call.get(f"/embed/s/{alone}").text
    assert "Disputed" in line and "Ministry of Health" in line and "1.2 million" in line


def test_what_lies_within_what_was_stated_is_no_dispute() -> None:
    from dashboard import fates

    def said(value: float, qualifier: str = "exact", **more: Any) -> dict[str, Any]:
        return {"series_id": str(value) + qualifier, "value": value, "qualifier": qualifier, "status": None, **more}

    assert not fates._differs(said(1_900_000, "approx"), said(1_930_000))
    assert fates._differs(said(1_900_000, "approx"), said(1_960_000))
    assert not fates._differs(said(1_900_000, "at_least"), said(5_000_000))
    assert fates._differs(said(1_900_000, "more_than"), said(1_000_000))
    assert not fates._differs(said(5, "range", low=4, high=6), said(6))
    assert fates._differs(said(5, "at_most"), said(6, "at_least"))


def test_a_page_that_vanished_is_told(call: Caller, home: Path, seeds: Catalogue) -> None:
    from data import archive

    snapshot_id = make(call)
    archive.log_fetch(home, {"address": "https://example.org/article", "status": 404, "at": "2024-06-03"})
    small_store.build(home, seeds, (small_store.document("x", lineage="x"), []), now="2024-06-03")
    moved(2)
    told = status(call, snapshot_id)
    assert told["state"] == "source_gone"
    assert "our copy remains" in call.get(f"/embed/s/{snapshot_id}").text


def test_a_withdrawn_snapshot_is_gone_everywhere(call: Caller, home: Path) -> None:
    from dashboard import bundle

    snapshot_id = make(call)
    assert QUOTE in call.get(f"/s/{snapshot_id}").text
    command = [sys.executable, "-m", "dashboard.cli", "snapshot", "--store", str(home), "--withdraw", snapshot_id]
    subprocess.run([*command, "--reason", "It puts people at risk", "--ask", "desk@example.org"], check=True,
                   capture_output=True, cwd=Path(__file__).parent.parent)  # fmt: skip
    paths = [f"/s/{snapshot_id}", f"/s/{snapshot_id}/ar", f"/embed/s/{snapshot_id}", f"/s/{snapshot_id}/status.json"]
    paths += [f"/s/{snapshot_id}{ending}" for ending in bundle.names()]
    for path in paths:
        answer = call.get(path)
        assert answer.status_code == 410, path
        assert QUOTE not in answer.text and "1.9" not in answer.text and "displaced" not in answer.text.lower(), path
        assert "It puts people at risk" in answer.text
    assert call.get("/oembed", params={"url": f"http://hakika.test/s/{snapshot_id}"}).status_code == 410
    assert QUOTE not in call.get("/corrections.atom").text and "withdrawn" in call.get("/corrections.atom").text
    assert call.post("/api/v1/snapshots", json=ASKED).status_code == 400
    assert hakika("snapshot", "--restore", snapshot_id, store=home).returncode == 0
    assert QUOTE in call.get(f"/s/{snapshot_id}").text


def test_with_the_database_deleted_a_snapshot_still_answers(call: Caller, home: Path) -> None:
    snapshot_id = make(call)
    kept = call.get(f"/s/{snapshot_id}.json").content
    for path in home.iterdir():
        if path.name != "snapshots":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    frozen_store.forget()
    assert call.get(f"/s/{snapshot_id}.json").content == kept
    page = call.get(f"/s/{snapshot_id}")
    assert page.status_code == 200 and QUOTE in page.text
    for path in (
        f"/embed/s/{snapshot_id}",
        f"/s/{snapshot_id}/status.json",
        f"/s/{snapshot_id}-ar.png",
        f"/s/{snapshot_id}.zip",
    ):
        assert call.get(path).status_code == 200, path


def test_a_folder_for_any_static_host_holds_what_the_server_answers(call: Caller, home: Path, tmp_path: Path) -> None:
    from dashboard import snapshot

    snapshot_id = make(call)
    written = snapshot.write_out(snapshot_id, tmp_path / "out")
    assert len(written) > 30
    assert (tmp_path / f"out/s/{snapshot_id}.json").read_bytes() == call.get(f"/s/{snapshot_id}.json").content
    page = (tmp_path / f"out/embed/s/{snapshot_id}/ar/index.html").read_text("utf-8")
    assert 'dir="rtl"' in page and QUOTE in page and "interactive" not in page
    for link in re.findall(r'(?:src|srcset|rel="stylesheet" href)="(/[^"]+)"', page):
        assert (tmp_path / "out" / link[1:]).is_file(), link


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--indicator", "displacement.idps"], 2),
        (["--withdraw", "a" * 26], 2),
        (["--withdraw", "a" * 26, "--reason", "x"], 1),
        (["--restore", "a" * 26], 1),
        (["--indicator", "displacement.idps", "--place", "Atlantis"], 1),
        (["--indicator", "displacement.idps", "--place", "PS02", "--json"], 0),
    ],
)
@pytest.mark.usefixtures("call")
def test_the_command_ends_as_it_should(home: Path, options: list[str], code: int) -> None:
    run = hakika("snapshot", "--store", str(home), *options)
    assert run.returncode == code, run.stderr
    assert "Traceback" not in run.stderr and (run.stderr or json.loads(run.stdout)["new"])
