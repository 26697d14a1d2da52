"""What a speaker says is not to be had: read, kept, and a gap of its own; never a point and never zero."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_store import at, build, document, figure, reading, seeds

from dashboard import charts, notes, pieces, strips
from dashboard.axes import Style
from dashboard.marks import Palette
from dashboard.wording import make_words
from data import queries, sources
from data.catalogue import Catalogue
from data.errors import ReadError
from data.models import Observation
from data.sources import TableRead
from ingest import table
from ingest.text import Context, Text, read
from tests import frozen_store
from tests.conftest import Caller

QUOTE = "Figures for the Gaza Strip were not available in March, OCHA said."
SAID: dict[str, Any] = {"value_basis": "unavailable", "unit": None, "org_id": "ocha", "org_text": "OCHA"}
PUBLISHED = date(2024, 6, 5)


def texts(text: str, catalogue: Catalogue, lang: str = "en") -> list[Observation]:
    found = read(Text(text), Context(catalogue, lang, PUBLISHED, crisis_id="gaza")).observations
    return [o for o in found if o.value_basis == "unavailable"]


# -- texts


@pytest.mark.parametrize(
    ("lang", "text", "quote", "place", "speaker", "days"),
    [
        (
            "en",
            "No data on displaced people in North Gaza could be collected since 10 November 2023, OCHA said.",
            "No data on displaced people",
            "PS0255",
            "OCHA",
            (date(2023, 11, 10), PUBLISHED),
        ),
        (
            "en",
            "UNRWA said 1.7 million people were displaced in the Gaza Strip as of 12 May 2024. "
            "Figures for North Gaza were not available.",
            "Figures for North Gaza were not available.",
            "PS0255",
            None,
            (date(2024, 5, 12), date(2024, 5, 12)),
        ),
        (
            "fr",
            "Aucune donnée sur les déplacés au Darfour n’est disponible, selon l’OIM.",
            "Aucune donnée",
            "SDN.darfur",
            "OIM",
            (PUBLISHED, PUBLISHED),
        ),
        (
            "es",
            "No se dispone de datos sobre los desplazados en Rafah, dijo la OCHA.",
            "No se dispone de datos",
            "PSE.rafah",
            "OCHA",
            (PUBLISHED, PUBLISHED),
        ),
        (
            "ar",
            "لا تتوفر بيانات عن النازحين في رفح منذ 10 نوفمبر 2023.",
            "لا تتوفر بيانات",
            "PSE.rafah",
            None,
            (date(2023, 11, 10), PUBLISHED),
        ),
    ],
)
def test_a_text_may_say_that_there_is_no_figure(
    seeds_catalogue: Catalogue,
    lang: str,
    text: str,
    quote: str,
    place: str,
    speaker: str | None,
    days: tuple[date, date],
) -> None:
    (found,) = texts(text, seeds_catalogue, lang)
    assert (found.indicator_id, found.place_id, found.org_text) == ("displacement.idps", place, speaker)
    assert (found.value, found.status, found.unit) == (None, None, None)
    assert (found.period_start, found.period_end) == days
    assert found.quote is not None and found.quote.startswith(quote)
    assert text[found.char_start : found.char_end] == found.quote


@pytest.mark.parametrize(
    "text",
    [
        "Food was not available in Rafah, and displaced people went hungry.",
        "The figures on displaced people could not be independently verified.",
        "Information on displacement is available on the website.",
        "Data on rainfall are not available.",  # of nothing that is measured here
        "As of 2 June 2024, 1.7 million people were displaced; a breakdown of the displaced is not available.",
    ],
)
def test_other_words_say_nothing_of_the_kind(seeds_catalogue: Catalogue, text: str) -> None:
    assert texts(text, seeds_catalogue) == []


def test_what_one_part_lacks_does_not_take_the_other(seeds_catalogue: Catalogue) -> None:
    text = "On 2 June 2024, 40 people were killed in Rafah, but figures for the injured were not available."
    found = read(Text(text), Context(seeds_catalogue, "en", PUBLISHED)).observations
    assert [(o.indicator_id, o.value) for o in found] == [("casualties.killed", 40), ("casualties.injured", None)]


def test_a_record_is_either_a_figure_or_the_want_of_one() -> None:
    assert figure(**SAID).value is None
    with pytest.raises(ValidationError, match="neither a value nor a status"):
        figure(5, **{**SAID, "unit": "people"})
    with pytest.raises(ValidationError, match="either a value or a status"):
        figure(unit=None)


# -- tables


def spec(**mapping: Any) -> TableRead:
    idps = {
        "indicator": "displacement.idps",
        "place": {"column": "place"},
        "speaker": "unrwa",
        "period_start": {"column": "day"},
        "value": {"column": "people"},
        **mapping,
    }
    about = {"title": "T", "publisher": "ocha", "licence": "L", "citation": "C", "redistribute": True}
    how = {"kind": "table", "format": "csv", "missing": ["", "-"], "observation": [idps]}
    kept = {"words": "publisher", "maturity": "final", "fetch": {"kind": "hand"}, "read": how}
    source, faults = sources.parse("it", {**about, **kept})
    if source is None:
        raise ReadError("; ".join(faults))
    assert isinstance(source.read, TableRead)
    return source.read


CELLS = "place,day,people\nPS02,2024-05-31,n/a\nPS02,2024-06-30,-\nPS02,2024-07-31,12\nPS02,2024-08-31,many\n"


def test_a_cell_may_say_that_there_is_no_figure(tmp_path: Path) -> None:
    with table.reading(CELLS.encode(), spec(unavailable=["n/a"]), seeds(tmp_path), None) as one:
        lacking, counted = table.records([one])[0]
        assert (one.taken, one.ignored, [r.code for r in one.refusals()]) == (2, 1, ["number"])
    assert (lacking.value, lacking.unit, lacking.value_basis, lacking.cell) == (
        None,
        None,
        "unavailable",
        "row 2, people",
    )
    assert (lacking.period_end, lacking.org_id) == (date(2024, 5, 31), "unrwa")
    assert (counted.value, counted.value_basis) == (12, "stated")


def test_a_cell_may_say_that_there_is_no_status(tmp_path: Path) -> None:
    status = {"column": "people", "map": {"O": "open", "C": "closed"}}
    how = spec(indicator="crossing.status", value=None, status=status, unavailable=["?"])
    content = "place,day,people\nPSE.rafah-crossing,2024-05-31,?\nPSE.rafah-crossing,2024-06-01,O\n"
    with table.reading(content.encode(), how, seeds(tmp_path), None) as one:
        found = table.records([one])[0]
    assert [(o.status, o.value_basis) for o in found] == [(None, "unavailable"), ("open", "stated")]


def test_a_text_cannot_mean_both_nothing_and_that_there_is_nothing() -> None:
    with pytest.raises(ReadError, match="both missing and unavailable"):
        spec(unavailable=["-"])
    with pytest.raises(ReadError, match="only a column"):
        spec(value=5, unavailable=["n/a"])


# -- kept and shown


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unavailable")
    catalogue = seeds(folder / "seeds")
    later = [figure(1_900_000, "2024-04-30", org_id="ocha", org_text="OCHA")]
    lacking = figure(day="2024-03-31", period_start=date(2024, 3, 1), quote=QUOTE, **SAID)
    then_had = figure(day="2024-04-30", **SAID, cell="row 4")
    build(
        folder / "store",
        catalogue,
        (document("a", lineage="https://example.org/a"), [figure(1_700_000, "2023-06-30", org_id="ocha"), lacking]),
        (document("b", lineage="https://example.org/b"), [then_had]),
        (document("c", lineage="https://example.org/c", published_at=at("2024-05-02")), later),
    )
    return folder / "store"


def test_it_is_kept_as_a_statement_and_drawn_as_no_point(store: Path) -> None:
    with reading(store) as con:
        assert queries.series(con, "displacement.idps")["value"].tolist() == [1_700_000, 1_900_000]
        kept = con.execute("SELECT count(*) FROM observations WHERE value_basis = 'unavailable'").fetchall()
        assert kept == [(2,)]
        assert con.execute("SELECT count(*) FROM revisions").fetchall() == [(0,)]
        appeared = queries.changes(con, at("2024-01-01"), at("2024-12-31"))
        assert sorted(appeared["new_value"]) == [1_700_000, 1_900_000]


def test_it_is_a_gap_with_its_sentence_until_somebody_gives_the_figure(store: Path) -> None:
    with reading(store) as con:
        (row,) = charts.rows(queries.gaps(con, "displacement.idps"))
        assert (row["gap"], row["speaker"], row["period_end"], row["quote"]) == (
            "unavailable", "OCHA", date(2024, 3, 31), QUOTE,
        )  # fmt: skip
    with reading(store, known_at=at("2024-05-01")) as con:
        both = queries.gaps(con, "displacement.idps")
        assert both["period_end"].dt.strftime("%Y-%m-%d").tolist() == ["2024-03-31", "2024-04-30"]
    with reading(store) as con:
        told = queries.evidence(con, row["observation_id"])
    assert told is not None and told.value is None and told.quote == QUOTE


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es"])
def test_a_chart_says_it_in_words_and_leads_to_the_sentence(store: Path, seeds_catalogue: Catalogue, lang: str) -> None:
    words = make_words(seeds_catalogue)[lang]
    style = Style(words, Palette(seeds_catalogue), date(2023, 6, 1), date(2024, 6, 30))
    with reading(store) as con:
        points = charts.rows(queries.series(con, "displacement.idps"))
        lacking = charts.rows(queries.gaps(con, "displacement.idps"))
    indicator = seeds_catalogue.indicators["displacement.idps"]
    drawn = json.loads(charts.figure(points, indicator, style, notes.Missing(unavailable=tuple(lacking))).to_json())
    (cross,) = [t for t in drawn["data"] if t.get("marker", {}).get("symbol") == "x-thin"]
    assert cross["x"] == ["2024-03-31"] and cross["customdata"][0][0] == lacking[0]["observation_id"]
    assert words.say("figure.unavailable") in cross["customdata"][0][1]
    assert words.say("chart.gap_unavailable") in [note["text"] for note in drawn["layout"]["annotations"]]
    assert ("2024-03-01", "2024-03-31") in [(s["x0"], s["x1"]) for s in drawn["layout"]["shapes"]]
    (listed,) = pieces.gaps(lacking, words)
    assert listed["reason"] == QUOTE and listed["why"] == words.say("gap.unavailable")
    card = pieces.card(lacking[0], words)
    assert card is not None and card["quote"] == QUOTE and words.say("figure.unavailable") in card["figure"]


def test_a_strip_bears_a_cross_where_no_status_could_be_had(store: Path, seeds_catalogue: Catalogue) -> None:
    words = make_words(seeds_catalogue)["en"]
    style = Style(words, Palette(seeds_catalogue), date(2024, 1, 1), date(2024, 6, 30))
    with reading(store) as con:
        (row,) = charts.rows(queries.gaps(con, "displacement.idps"))
    drawn = json.loads(strips.figure([], ["PSE.erez-crossing", "PS02"], style, [row]).to_json())
    assert [t["y"] for t in drawn["data"]] == [[1]]


def test_its_page_is_served_like_that_of_a_figure(store: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAKIKA_STORE", str(store))
    with reading(store) as con:
        (row,) = charts.rows(queries.gaps(con, "displacement.idps"))
    answer = call.get(f"/o/{row['observation_id']}")
    assert answer.status_code == 200 and "reported as not available" in answer.text and QUOTE in answer.text
    told = call.get(f"/o/{row['observation_id']}.json").json()
    assert (told["value"], told["value_basis"], told["quote"]) == (None, "unavailable", QUOTE)


@pytest.fixture
def caller(store: Path, call: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """The application over this store, its memory empty before and after."""
    monkeypatch.setenv("HAKIKA_STORE", str(store))
    frozen_store.forget()
    yield call
    frozen_store.forget()


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es"])
def test_a_live_chart_says_it_with_its_sentence(seeds_catalogue: Catalogue, caller: Caller, lang: str) -> None:
    words = make_words(seeds_catalogue)[lang]
    for page in ("/v", "/embed/v"):
        answer = caller.get(f"{page}/displacement.idps?place=PS02&lang={lang}")
        assert words.say("figure.unavailable") in answer.text and QUOTE in answer.text
    picture = caller.get(f"/v/displacement.idps.svg?place=PS02&lang={lang}").text
    assert words.say("key.unavailable") in picture and words.say("chart.gap_unavailable").split("<br>")[0] in picture


def test_a_snapshot_keeps_it_beside_its_points(caller: Caller) -> None:
    made = caller.post("/api/v1/snapshots", json={"indicator": "displacement.idps", "place": "PS02"}).json()
    document = caller.get(f"/s/{made['id']}.json").json()
    (lacking,) = document["unavailable"]
    assert (len(document["rows"]), lacking["value"], lacking["quote"]) == (2, None, QUOTE)
    assert document["sources"][lacking["source"]]["title"]
    assert QUOTE in caller.get(f"/s/{made['id']}").text
    elsewhere = {"indicator": "displacement.idps", "place": "PS02", "from": "2024-04-01"}
    other = caller.post("/api/v1/snapshots", json=elsewhere).json()
    assert "unavailable" not in caller.get(f"/s/{other['id']}.json").json()


def test_the_plain_page_says_it_as_long_as_its_speaker_says_nothing_newer(caller: Caller) -> None:
    then = caller.get("/now/gaza?known_at=2024-05-01").text
    assert then.count("reported as not available") == 1 and "says that no figure is available" in then
    assert "reported as not available" not in caller.get("/now/gaza").text


def test_a_live_picture_reaches_until_today_and_one_of_the_past_no_further(caller: Caller) -> None:
    year = f">{date.today().year}<"
    assert year in caller.get("/v/displacement.idps.svg?place=PS02").text
    for then in ("to=2024-06-30", "known_at=2024-06-30"):
        assert year not in caller.get(f"/v/displacement.idps.svg?place=PS02&{then}").text
