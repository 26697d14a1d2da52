"""Every page of main.py under AppTest, on a release of the sources of our own words."""

import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import figures, pieces, store, templating
from dashboard.views import controls, pages, revisions
from dashboard.views.sources import by_state
from dashboard.wording import make_words
from data import queries
from data import warehouse as warehouses
from data.catalogue import Catalogue
from ingest.gather import Given
from ingest.limits import apart
from ingest.run import run

MAIN = Path(__file__).parent.parent / "dashboard" / "main.py"
Opened = Callable[..., AppTest]


@pytest.fixture
def opened(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens a page of the dashboard, with parameters in its address."""
    monkeypatch.setenv("HAKIKA_STORE", str(warehouse))

    def open_page(path: str = "", **params: str | list[str]) -> AppTest:
        test = AppTest.from_file(str(MAIN), default_timeout=60)
        for name, value in params.items():
            test.query_params[name.rstrip("_")] = value
        if path != next(iter(pages.PAGES)):
            test._page_hash = calc_hash(path) if path else ""
        return test.run()

    return open_page


def shown(test: AppTest) -> str:
    """All HTML of ours on the page."""
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("path", list(pages.PAGES))
@pytest.mark.parametrize("crisis", ["gaza", "sudan"])
def test_every_page_is_drawn_for_every_crisis(opened: Opened, path: str, crisis: str) -> None:
    test = opened(path, crisis=crisis)
    assert not test.exception and not test.error
    assert "<h1>" in shown(test) and 'role="alert"' not in shown(test)


def test_a_file_can_be_opened_apart_after_a_page_was_drawn(opened: Opened) -> None:
    opened()
    assert Path(str(sys.modules["__main__"].__file__)) == MAIN
    assert apart(len, "four") == 4


def test_where_nobody_spoke_of_any_place_no_other_crisis_is_shown(opened: Opened) -> None:
    html = shown(opened("hospitals", crisis="sudan"))
    assert "Al Nao Hospital" in html and "Gaza" not in html and "Jabalya" not in html


def test_what_is_made_ready_is_what_a_visitor_sees(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages that are made before a release is shown leave nothing to be made at the first visit."""
    for _ in pages.make_ready(controls.make_view(store.release(), store.words("en"), "gaza")):
        pass
    for name in ("_block", "_card"):
        monkeypatch.delattr(f"dashboard.views.chart.{name}")
    for path in pages.READY:
        test = opened(path, crisis="gaza")
        assert not test.exception and not test.error, path
        assert len(test.get("plotly_chart")) > 1


@pytest.mark.parametrize("lang", ["ar", "fr", "es"])
def test_every_page_is_drawn_in_every_language(opened: Opened, lang: str) -> None:
    for path in pages.PAGES:
        test = opened(path, lang=lang)
        assert not test.exception and not test.error, path


def test_situation_shows_tiles_charts_and_changes_with_their_evidence(opened: Opened) -> None:
    test = opened()
    html = shown(test)
    assert html.count('<li class="hk-tile') == 6
    assert len(test.get("plotly_chart")) == 3
    assert html.count('<section class="hk hk-chart-head">') == 4
    assert len(re.findall(r'href="/o/[0-9a-f]{26}"', html)) > 60
    assert "digest, not the publisher" in html and "read by a person on the cited page" in html


def test_a_chart_carries_its_ids_its_alternative_and_no_cloud_button(opened: Opened) -> None:
    for chart in opened().get("plotly_chart"):
        assert chart.proto.alt and re.search(r'"customdata":\[\["[0-9a-f]{26}"', chart.proto.spec)
        assert '"showSendToCloud": false' in chart.proto.config and '"displaylogo": false' in chart.proto.config


def test_the_address_holds_ids_and_gives_them_back(opened: Opened) -> None:
    test = opened("explore", crisis="sudan", indicator="displacement.refugees", place=["Chad"], known_at="2026-01-01")
    assert not test.exception
    assert test.query_params["crisis"] == "sudan" and test.query_params["place"] == "TCD"
    assert test.query_params["known_at"] == "2026-01-01" and test.query_params["indicator"] == "displacement.refugees"
    assert "Chad" in shown(test) and "As known on 1 Jan 2026" in shown(test)


def test_a_choice_goes_into_the_address(opened: Opened) -> None:
    test = opened()
    test.selectbox(key="crisis").set_value("sudan").run()
    assert test.query_params["crisis"] == "sudan" and "Sudan" in shown(test)
    test.date_input(key="from").set_value(date(2024, 1, 1)).run()
    assert test.query_params["from"] == "2024-01-01"


def test_the_choices_of_a_chart_stand_in_the_address(opened: Opened) -> None:
    test = opened("crossings", crisis="gaza", **{"crossing.trucks.at": "PSE.rafah-crossing"})
    place = test.selectbox(key="crossing.trucks.at")
    assert place.value == "PSE.rafah-crossing"
    by = test.get("button_group")
    assert by and "crossing.trucks.by" not in test.query_params
    other = next(one for one in place.options if one != place.format_func("PSE.rafah-crossing"))
    place.select(other).run()
    assert not test.exception
    first = "crossing.trucks.at" not in test.query_params
    assert first or test.query_params["crossing.trucks.at"] != "PSE.rafah-crossing"
    test = opened("crossings", crisis="gaza", **{"crossing.trucks.by": "trucks/month"})
    assert not test.exception and test.query_params["crossing.trucks.by"] == "trucks/month"
    assert test.session_state["crossing.trucks.by"] == "trucks/month"
    shown = " ".join(h.proto.body for h in test.get("html"))
    (lasting,) = re.findall(r'href="(/crossings\?[^"]*crossing\.trucks\.by=[^"]*)"', shown)
    assert "crossing.trucks.by=trucks%2Fmonth" in lasting and "crossing.trucks.at=PS02" in lasting
    assert "known_at=" in lasting and "recorded_at=" in lasting
    nonsense = opened("crossings", crisis="gaza", **{"crossing.trucks.by": "nonsense", "crossing.trucks.at": "x"})
    assert not nonsense.exception and "crossing.trucks.by" not in nonsense.query_params


def test_where_no_place_is_chosen_the_control_says_what_is_shown(opened: Opened) -> None:
    crossings = opened("explore", crisis="gaza", indicator="crossing.status")
    assert "Rafah crossing" in shown(crossings) and "Erez crossing" in shown(crossings)
    assert crossings.multiselect(key="place").placeholder == "The whole of the crisis"
    people = opened("explore", crisis="gaza", indicator="crossing.people")
    assert people.multiselect(key="place").placeholder == "Rafah crossing"


def test_known_at_shows_only_what_had_been_published(opened: Opened) -> None:
    then, now = shown(opened(known_at="2023-12-31")), shown(opened())
    assert "As known on 31 Dec 2023" in then and "As known on" not in now
    assert len(re.findall(r"/o/[0-9a-f]{26}", then)) < len(re.findall(r"/o/[0-9a-f]{26}", now))


def test_days_that_the_controls_do_not_offer_are_shown_as_what_they_become(opened: Opened) -> None:
    test = opened(crisis="gaza", from_="1900-01-01", known_at="1900-01-01")
    assert not test.exception and "As known on 15 Apr 2023" in shown(test) and "about 2 million" not in shown(test)
    assert test.query_params["known_at"] == "2023-04-15"
    later = opened(crisis="gaza", known_at="2100-01-01")
    assert not later.exception and later.query_params["known_at"] < "2100"


def test_what_is_wrong_in_the_address_is_told_and_the_page_still_drawn(opened: Opened) -> None:
    test = opened(crisis="atlantis", from_="2024-99-99")
    assert not test.exception
    assert "atlantis" in shown(test) and "2024-99-99" in shown(test) and "Gaza Strip" in shown(test)


def test_what_changed_since_a_time_is_listed_alone(opened: Opened) -> None:
    assert "since=visit" in shown(opened()) and "What became known since" not in shown(opened(since="nonsense"))
    assert "What became known since 1 Jan 2020, 00:00 UTC" in shown(opened(since="2020-01-01T00:00:00Z"))
    none = shown(opened(since="2100-01-01"))
    assert "Nothing became known since 1 Jan 2100" in none and "hk-changes" not in none


def test_evidence_shows_the_sentence_in_its_passage(opened: Opened) -> None:
    known = re.findall(r'href="/o/([0-9a-f]{26})"', shown(opened()))[0]
    html = shown(opened("evidence", id=known))
    assert known in html and "SHA-256" in html and "Others on the same place and days" in html


def test_evidence_is_found_by_an_address_that_is_pasted(opened: Opened) -> None:
    known = re.findall(r'href="/o/([0-9a-f]{26})"', shown(opened()))[0]
    page = opened("evidence")
    page.text_input[0].set_value(f"see https://charts.example.org/o/{known}?lang=fr")
    page.button[0].click().run()
    assert page.query_params["id"] in (known, [known]) and known in shown(page)


def test_evidence_of_an_unknown_figure_is_no_error(opened: Opened) -> None:
    test = opened("evidence", id="nothing<script>")
    assert not test.exception and "nothing&lt;script&gt;" in shown(test)


def test_a_board_counts_crossings_and_not_all_of_them_together_as_one_more(opened: Opened) -> None:
    html = shown(opened("crossings"))
    assert "All crossings into Gaza" in html and re.search(r"The status of \d of 6 is known", html)


def test_sources_open_a_document_with_its_passages(opened: Opened) -> None:
    html = shown(opened("sources"))
    assert "Facts read by a person on cited pages" in html
    document = re.findall(r"/sources\?document=([0-9a-f]{26})", html)[0]
    page = opened("sources", document=document)
    assert not page.exception and "all sources" in shown(page)


def test_sources_fold_away_those_that_brought_nothing_and_tell_where_documents_came_by(opened: Opened) -> None:
    html = shown(opened("sources"))
    heard, folded = html.split("<details>", 1)
    assert "Facts read by a person on cited pages" in heard and "UN News" not in heard
    assert re.search(r"<p>\d+ sources: fresh \(2\), nothing fetched yet \(\d+\)\.</p>", heard)
    assert re.search(r"nothing fetched yet \(\d+\)</summary>", folded) and "UN News" in folded.split("</details>")[0]
    first = re.search(r"<tr><td><a href=./sources.document=.*?</td>", html, re.S)
    assert first and re.search("Facts read by a person|Digests: cited pages", first[0])


def _source(kind: str, reason: str = "") -> dict[str, str]:
    return {"kind": kind, "reason": reason}


def test_sources_are_grouped_by_state_and_a_common_reason_is_said_once() -> None:
    unfound = [_source("failed", "found")] * 15
    told = by_state([*unfound, _source("ok"), _source("ok"), _source("empty")], store.words("en"))
    assert told["counted"] == "18 sources: fresh (2), failed (15), nothing fetched yet (1)."
    assert [(g["name"], g["open"], len(g["sources"])) for g in told["groups"]] == [
        ("fresh (2)", True, 2),
        ("failed (15)", False, 15),
        ("nothing fetched yet (1)", False, 1),
    ]
    assert told["groups"][1]["reason"] == "their hosts cannot be found: is there a network here?"
    mixed = by_state([*unfound, _source("failed"), _source("stale")], store.words("fr"))
    assert [g["reason"] for g in mixed["groups"]] == ["", ""]


def test_few_failed_sources_and_those_of_which_no_others_are_known_stand_open() -> None:
    few = by_state([_source("ok"), _source("failed", "reached")], store.words("en"))
    assert [g["open"] for g in few["groups"]] == [True, True]
    assert [g["open"] for g in by_state([_source("empty")], store.words("ar"))["groups"]] == [True]


def test_every_table_has_a_caption_or_a_name() -> None:
    tables = [
        t for p in templating.FOLDER.glob("*.html") for t in re.findall(r"<table[^>]*>\s*.{9}", p.read_text("utf-8"))
    ]
    assert len(tables) > 12
    assert [t for t in tables if "<caption" not in t and "aria-label" not in t] == []


def test_a_shown_document_marks_every_quote(opened: Opened, warehouse: Path) -> None:
    html = shown(opened("sources"))
    for document in re.findall(r"/sources\?document=([0-9a-f]{26})", html):
        if (warehouse / "text" / f"{document}.txt").is_file():
            page = shown(opened("sources", document=document))
            assert "<mark>" in page and "digest, not the publisher" in page
            return
    pytest.fail("no document of the release has a kept text")


def test_revisions_are_told_series_by_series_with_both_sides(seeds_catalogue: Catalogue) -> None:
    def row(change: str, day: str, **fields: object) -> dict[str, object]:
        sides = {f"{side}_{name}": None for side in ("old", "new") for name in ("observation_id", "status", "cell")}
        told = {"old_value": 5.0, "new_value": 6.0, "old_qualifier": "exact", "new_qualifier": "at_least"}
        about = {"indicator_id": "crossing.trucks", "place_id": "PS02", "org_id": "ocha", "speaker": "OCHA"}
        when = {
            "changed_at": datetime.fromisoformat(day),
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 1, 1),
        }
        kept = {"breakdown": "", "unit": "trucks", "source_id": "digests", "source": "D", "url": None, "reason": None}
        words = {"old_quote": "five", "new_quote": "at least six"}
        ids = (
            {"old_observation_id": "a", "new_observation_id": "b"}
            if change == "changed"
            else {"new_observation_id": "b"}
        )
        return {**sides, **told, **about, **when, **kept, **words, "change": change, **ids, **fields}

    rows = [row("changed", "2024-03-02"), row("appeared", "2024-03-01", unit="percent"), row("changed", "2024-02-01")]
    first, second = (revisions.group(of, make_words(seeds_catalogue)["en"]) for of in revisions.by_series(rows))
    assert (first["what"], first["counted"], first["day"]) == (
        "Gaza Strip: Trucks that entered",
        "changed: 2",
        "2 Mar 2024",
    )
    assert (second["what"], second["counted"]) == ("Gaza Strip: Trucks that entered, percent", "appeared: 1")
    told = first["rows"][0]
    assert [(s["title"], s["figure"], s["quote"]) for s in (told["old"], told["new"])] == [
        ("Before", "5", "five"), ("After", "at least 6", "at least six"),
    ]  # fmt: skip
    parts = [("Changed", [first], 1), ("New", [second], 0)]
    html = templating.render("revisions.html", parts=parts, counted=[], cut=0, words=make_words(seeds_catalogue)["en"])
    assert html.count("<details") == 2 and html.count(" open>") == 1 and html.count("hk-sides") == 2


def test_revisions_take_two_days(opened: Opened) -> None:
    html = shown(opened("revisions", since="2024-01-01", until="2024-02-01"))
    assert "appeared" in html and re.search(r"/o/[0-9a-f]{26}", html)
    assert "window ends before" in shown(opened("revisions", since="2024-02-01", until="2024-01-01"))


def test_a_store_without_a_release_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAKIKA_STORE", str(tmp_path))
    test = AppTest.from_file(str(MAIN), default_timeout=60).run()
    assert not test.exception and "no release yet" in test.get("text")[0].value


def test_what_is_said_but_not_drawn_is_listed_with_its_reason(opened: Opened, seeds_catalogue: Catalogue) -> None:
    words = make_words(seeds_catalogue)["en"]
    row = {
        "gap": "undated", "observation_id": "a" * 26, "indicator_id": "displacement.idps", "place_id": "PS02",
        "speaker": None, "period_start": None, "period_end": None, "value": 1.5e6, "qualifier": "more_than",
        "status": None, "unit": "people", "reason": None, "low": None, "high": None, "of": None, "kind": "stock",
        "period_basis": "unknown",
    }  # fmt: skip
    (told,) = pieces.gaps([row], words)
    assert told["why"] == "no day stated" and told["figure"] == "Gaza Strip: more than 1.5 million"
    html = shown(opened(crisis="gaza"))
    assert "Said but not drawn" in html


def test_evidence_of_a_table_shows_its_row_and_the_kept_file(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    file = Path(__file__).parent / "fixtures" / "hapi_idps" / "hdx_hapi_idps_sdn.csv"
    run(
        ["hapi_idps"],
        store=tmp_path,
        now=datetime(2026, 11, 25, 12),
        catalogue=seeds_catalogue,
        given=Given(file),
    )
    path = warehouses.current(tmp_path)
    assert path is not None
    con = warehouses.cursor(warehouses.connect(path))
    (known,) = con.execute("SELECT observation_id FROM series_now ORDER BY 1 LIMIT 1").fetchall()[0]
    found = queries.evidence(con, known)
    assert found is not None and found.cell is not None
    told = figures.told(found, [], make_words(seeds_catalogue)["en"], tmp_path)
    assert (f"{found.value:.0f}" in dict(told["row"]).values()) and found.content_hash in told["file"]
    html = str(templating.render("evidence.html", e=told, words=make_words(seeds_catalogue)["en"], links=[]))
    assert "The row of the publisher" in html and found.content_hash in html


def test_evidence_says_how_many_speakers_are_behind_its_publishers(opened: Opened, warehouse: Path) -> None:
    html = shown(opened(crisis="gaza", to="2023-11-14"))
    for known in re.findall(r'href="/o/([0-9a-f]{26})"', html):
        page = shown(opened("evidence", id=known))
        if "Nobody else" not in page:
            assert re.search(r"Figures for these days: \d+; publishers: \d+; speakers: \d+\.", page)
            return
    pytest.fail("no figure has another beside it")


def test_a_window_of_the_past_does_not_make_the_newest_figure_one_of_a_coming_day(opened: Opened) -> None:
    html = shown(opened(from_="2025-01-01", to="2025-02-10"))
    assert "Last published" in html and "of a coming day" not in html
