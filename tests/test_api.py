import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from conftest import Caller

from dashboard import store
from dashboard.routes import answers

GAZA = {"indicator": "displacement.idps", "place": "Gaza Strip"}
FIELDS = (
    "observation_id series_id indicator place_id place org_id speaker breakdown period_start period_end period_basis "
    "value low high of qualifier value_basis status unit standing published_at source publisher licence url"
).split()


def test_a_series_is_answered_as_promised(call: Caller) -> None:
    answer = call.get("/api/v1/series", params=GAZA)
    body = answer.json()
    assert answer.status_code == 200 and body["indicator"] == "displacement.idps"
    assert body["known_at"] is None and body["next"] is None and isinstance(body["release"], int)
    rows = body["rows"]
    assert len(rows) > 20 and set(FIELDS) <= set(rows[0])
    assert [(r["series_id"], r["period_end"]) for r in rows] == sorted((r["series_id"], r["period_end"]) for r in rows)
    assert {row["unit"] for row in rows} == {"people"} and {row["place_id"] for row in rows} == {"PS02"}
    assert all(isinstance(row["value"], int) for row in rows)


def test_a_window_takes_every_period_that_touches_it(call: Caller) -> None:
    rows = call.get("/api/v1/series", params={**GAZA, "from": "2024-01-01", "to": "2024-01-31"}).json()["rows"]
    assert rows and all("2024-01-01" <= row["period_end"] <= "2024-01-31" for row in rows)


def test_nothing_found_is_no_fault(call: Caller) -> None:
    answer = call.get("/api/v1/series", params={**GAZA, "from": "1990-01-01", "to": "1990-12-31"})
    assert answer.status_code == 200 and answer.json()["rows"] == []


def test_known_at_leaves_out_what_was_published_later(call: Caller) -> None:
    then = call.get("/api/v1/series", params={**GAZA, "known_at": "2023-12-31"}).json()
    now = call.get("/api/v1/series", params=GAZA).json()
    assert 0 < len(then["rows"]) < len(now["rows"])
    assert all(row["published_at"] < "2024-01-01" for row in then["rows"])


def test_pages_join_without_gap_or_double(call: Caller) -> None:
    whole = [row["observation_id"] for row in call.get("/api/v1/series", params=GAZA).json()["rows"]]
    joined: list[str] = []
    after = None
    while True:
        params = {**GAZA, "limit": "7", **({"after": after} if after else {})}
        page = call.get("/api/v1/series", params=params).json()
        joined += [row["observation_id"] for row in page["rows"]]
        after = page["next"]
        if after is None:
            break
    assert joined == whole


def test_observations_are_paged_by_id(call: Caller) -> None:
    page = call.get("/api/v1/observations", params={"limit": "5"}).json()
    ids = [row["observation_id"] for row in page["rows"]]
    assert ids == sorted(ids) and page["next"] == ids[-1] and set(page) >= {"release", "known_at", "rows", "next"}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "indicator"),
        ({"indicator": "displacement.idp"}, "displacement.idps"),
        ({**GAZA, "place": "Gazza Strip"}, "Gaza Strip"),
        ({**GAZA, "org": "unwra"}, "UNRWA"),
        ({**GAZA, "from": "2024-02-31"}, "2024-02-31"),
        ({**GAZA, "format": "xml"}, "csv"),
        ({**GAZA, "known_at": "9999-12-31T23:59:59-14:00"}, "known_at"),
        ({**GAZA, "limit": "0"}, "10000"),
        ({**GAZA, "limit": "²"}, "limit"),
    ],
)
def test_what_is_not_known_is_a_400_that_offers_the_nearest(call: Caller, params: dict[str, str], words: str) -> None:
    answer = call.get("/api/v1/series", params=params)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "detail"} and words in answer.json()["detail"]


def test_a_csv_has_the_fields_of_a_row(call: Caller) -> None:
    answer = call.get("/api/v1/series", params={**GAZA, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv") and set(FIELDS) <= set(rows[0])
    assert rows[0]["value"].isdigit() and rows[0]["low"] == ""


def test_a_cell_that_a_spreadsheet_would_run_is_marked_and_numbers_are_not() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0x"):
        assert answers.cell(text) == "'" + text
    assert answers.cell(-5.0) == -5 and answers.cell("plain") == "plain" and answers.cell(None) == ""


def test_json_holds_no_number_that_programs_misread() -> None:
    body = json.loads(answers.as_json({"a": float("nan"), "b": float("inf"), "c": 2**60, "d": 1.0, "e": 0.5}).content)
    assert body == {"a": None, "b": None, "c": str(2**60), "d": 1, "e": 0.5}


def test_what_has_not_changed_is_not_sent_again(call: Caller) -> None:
    first = call.get("/api/v1/series", params=GAZA)
    again = call.get("/api/v1/series", params=GAZA, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    head = call.head("/api/v1/series", params=GAZA)
    assert head.status_code == 200 and head.content == b"" and head.headers["etag"] == first.headers["etag"]


def test_scripts_of_other_hosts_may_read_the_interface_and_no_cookie_is_set(call: Caller) -> None:
    for path in ("/api/v1/release", "/api/v1/catalogue", "/api/v1/openapi.json"):
        answer = call.get(path)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*" and "set-cookie" not in answer.headers


def test_the_release_and_the_catalogue_are_told(call: Caller) -> None:
    release = call.get("/api/v1/release").json()
    assert release["release"] == 1 and release["observations"] >= 649 and release["documents"] >= 248
    catalogue = call.get("/api/v1/catalogue").json()
    assert set(catalogue) >= {"indicators", "places", "organisations", "sources", "crises"}
    assert any(i["indicator_id"] == "displacement.idps" for i in catalogue["indicators"])


def test_every_address_of_the_description_answers(call: Caller) -> None:
    document = call.get("/api/v1/openapi.json").json()
    known = call.get("/api/v1/series", params={**GAZA, "limit": "1"}).json()["rows"][0]["observation_id"]
    for path in (path for path, methods in document["paths"].items() if "get" in methods):
        params = GAZA if path == "/api/v1/series" else {"q": "SELECT 1"} if path.endswith("/sql") else {}
        answer = call.get(path.replace("{observation_id}", known).replace("{number}", "1"), params=params)
        assert answer.status_code in (200, 503), path


def test_a_figure_has_a_page_and_a_record(call: Caller) -> None:
    row = next(r for r in call.get("/api/v1/series", params=GAZA).json()["rows"] if r["speaker"])
    page = call.get(f"/o/{row['observation_id']}")
    record = call.get(f"/o/{row['observation_id']}.json").json()
    assert page.status_code == 200 and row["speaker"] in page.text and row["url"].split("/")[2] in page.text
    assert record["indicator"] == "displacement.idps" and record["value"] == row["value"]
    assert record == call.get(f"/api/v1/observations/{row['observation_id']}").json()


def test_a_quote_stands_highlighted_in_its_passage(call: Caller) -> None:
    rows = call.get("/api/v1/observations", params={"source": "digests"}).json()["rows"]
    row = next(r for r in rows if r["quote"])
    record = call.get(f"/o/{row['observation_id']}.json").json()
    assert record["passage"]["quote"] == row["quote"]
    page = call.get(f"/o/{row['observation_id']}").text
    assert "<mark>" in page and "digest, not the publisher" in page


def test_a_figure_that_nobody_knows_is_a_404(call: Caller) -> None:
    assert call.get("/o/nothing").status_code == 404
    answer = call.get("/o/nothing.json")
    assert answer.status_code == 404 and answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/o/nothing?lang=ar", "لا رقم يحمل هذا المعرّف."), ("/now/atlantis/ar", "لا شيء في هذا العنوان."),
        ("/s/nothing/fr", "Aucun instantané n’a cet identifiant."), ("/v/nothing?lang=es", "No existe ese gráfico."),
        ("/o/nothing", "No figure has this id."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_the_language_of_its_address(call: Caller, path: str, words: str) -> None:
    answer = call.get(path)
    assert answer.status_code == 404 and f"<h1>{words}</h1>" in answer.text
    lang = re.search(r'<html lang="(..)"', answer.text)
    assert lang and ('<a href="/">' if lang[1] == "en" else f'<a href="/?lang={lang[1]}">') in answer.text


def test_the_errors_that_pages_translate_are_those_that_are_said() -> None:
    said = "".join(path.read_text("utf-8") for path in Path(answers.__file__).parent.glob("*.py"))
    for name in answers.TOLD:
        assert f'"{store.words("en").say(f"answer.{name}")}"' in said


def test_a_figure_has_its_page_in_each_language(call: Caller) -> None:
    known = call.get("/api/v1/series", params={**GAZA, "limit": "1"}).json()["rows"][0]["observation_id"]
    page = call.get(f"/o/{known}", params={"lang": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page and "قطاع غزة" in page


def test_a_figure_can_be_cited_with_its_document_and_address(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(r for r in call.get("/api/v1/series", params=GAZA).json()["rows"] if r["speaker"] == "OCHA")
    known = row["observation_id"]
    said = rf"Cite as: <bdi>Internally displaced people, Gaza Strip: .*, according to OCHA\. .*\. Hakika, {known}</bdi>"
    assert re.search(said, call.get(f"/o/{known}").text)
    monkeypatch.setenv("HAKIKA_ORIGIN", "https://charts.example.org")
    arabic = call.get(f"/o/{known}", params={"lang": "ar"}).text
    assert f"Hakika, https://charts.example.org/o/{known}</bdi>" in arabic and "للاستشهاد" in arabic


def test_words_of_our_own_are_not_looked_for_in_the_source(call: Caller) -> None:
    rows = call.get("/api/v1/observations", params={"source": "digests", "indicator": "displacement.idps"}).json()[
        "rows"
    ]
    row = next(r for r in rows if r["quote"] and r["place_id"] == "PS02")
    text = call.get("/v/displacement.idps", params={"place": "PS02"}).text
    said = re.search(rf'<tr id="obs-{row["observation_id"]}">.*?</tr>', text, re.DOTALL)
    assert said and "open the source</a>" in said[0] and "at the sentence" not in said[0]


def test_a_note_that_is_kept_in_english_says_so_in_other_languages(call: Caller) -> None:
    rows = call.get("/api/v1/observations", params={"source": "curated_facts", "limit": "5"}).json()["rows"]
    page = f"/o/{rows[0]['observation_id']}"
    assert "conservée en anglais" in call.get(page, params={"lang": "fr"}).text
    assert "kept in English" not in call.get(page).text


def test_the_plain_page_names_its_sections_and_where_a_chart_that_holds_is_made(call: Caller) -> None:
    text = call.get("/now/gaza").text
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings[:2] == ["Crossings: open, partly open, closed", "Displaced people, as each organisation says it"]
    assert re.findall(r'<table class="hk-pairs" aria-label="(.*?)">', text) == headings[:3]
    assert "This page changes with each release." in text


def test_the_plain_page_is_whole_and_small(call: Caller) -> None:
    for crisis in ("gaza", "sudan"):
        answer = call.get(f"/now/{crisis}")
        assert answer.status_code == 200 and "<script" not in answer.text
        assert len(answer.content) + len(call.get("/style.css").content) < 100_000
        assert answer.text.count('<li class="hk-tile') == 6
        assert answer.text.count('role="img" aria-label="') == answer.text.count("<svg xmlns") >= 2
    assert '<html lang="fr"' in call.get("/now/gaza?lang=fr").text
    then = call.get("/now/gaza?known_at=2024-05-12").text
    assert 'href="/now/gaza/ar?known_at=2024-05-12"' in then and "crisis=gaza&amp;known_at=2024-05-12" in then
    assert '<html lang="ar"' in call.get("/now/gaza/ar?lang=fr").text
    assert "/now/gaza, /now/sudan" in call.get("/now/atlantis").text
    assert call.get("/now?known_at=2024-05-12").headers["Location"].endswith("/now/gaza?known_at=2024-05-12")
    assert call.get("/now/atlantis").status_code == 404 and call.get("/now/gaza/xx").status_code == 404


def test_every_point_of_a_chart_stands_on_its_page(call: Caller) -> None:
    rows = call.get("/api/v1/series", params=GAZA).json()["rows"]
    page = call.get("/v/displacement.idps", params={"place": "PS02"})
    assert page.status_code == 200 and all(row["observation_id"] in page.text for row in rows)


def test_the_feed_of_changes_is_atom_with_a_link_for_each(call: Caller) -> None:
    answer = call.get("/changes.atom", params={"crisis": "gaza"})
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(answer.content)
    entries = root.findall(f"{atom}entry")
    assert answer.headers["content-type"].startswith("application/atom+xml") and len(entries) > 10
    for entry in entries:
        link = entry.find(f"{atom}link")
        summary = entry.find(f"{atom}summary")
        assert link is not None and "/o/" in link.attrib["href"]
        assert summary is not None and summary.text


def test_what_may_not_be_passed_on_is_not_linked_to_a_public_page(seeds_catalogue: object) -> None:
    from dashboard import pieces
    from data.catalogue import Catalogue

    assert isinstance(seeds_catalogue, Catalogue)
    kept = next(iter(seeds_catalogue.sources.values())).model_copy(update={"redistribute": False})
    catalogue = Catalogue(**{**seeds_catalogue.__dict__, "sources": {kept.source_id: kept}})
    assert pieces.href("abc", kept.source_id, catalogue) == "/evidence?id=abc"
    assert pieces.href("abc", "another", catalogue) == "/o/abc"


def test_no_release_is_a_503_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Caller) -> None:
    monkeypatch.setenv("HAKIKA_STORE", str(tmp_path))
    assert call.get("/healthz").status_code == 503
    answer = call.get("/api/v1/series", params=GAZA)
    assert answer.status_code == 503 and "release" in answer.json()["detail"]
    assert call.get("/now/gaza").status_code == 503
