"""The page on which SQL is written: its examples, its proof, its chart, and what a link of it shows."""

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import downloads, drawing, locks, proof, store
from dashboard.axes import Style
from dashboard.console import Answer, Console
from dashboard.marks import SPEAKERS
from dashboard.views import controls, query
from data import warehouse as releases

MAIN = Path(__file__).parent.parent / "dashboard" / "main.py"
SERIES = (
    "SELECT place, speaker, period_end, value, quote, observation_id FROM series WHERE value > 0 ORDER BY period_end"
)
locked = pytest.mark.skipif(locks.missing() is not None, reason=f"the console is off: {locks.missing()}")


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with Console(trusted=True, seconds=30) as one:  # enough on a busy machine: the limit is tested elsewhere
        yield one


@pytest.fixture
def release(warehouse: Path) -> Path:
    found = releases.current(warehouse, public=True)
    assert found is not None
    return found


@pytest.fixture
def style(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Style:
    monkeypatch.setenv("HAKIKA_STORE", str(warehouse))
    return controls.make_view(store.release(), store.words("en"), "gaza").style


def opened(warehouse: Path, monkeypatch: pytest.MonkeyPatch, **params: str) -> AppTest:
    monkeypatch.setenv("HAKIKA_STORE", str(warehouse))
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    test._page_hash = calc_hash("query")
    return test.run()


def shown(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


# -- examples and proof


def test_there_are_twenty_examples_and_each_has_a_title() -> None:
    words = store.words("en")
    assert len(query.EXAMPLES) >= 20
    assert len({words.say(f"query.example.{name}") for name in query.EXAMPLES}) == len(query.EXAMPLES)


@pytest.mark.parametrize("name", list(query.EXAMPLES))
def test_an_example_answers(name: str, console: Console, release: Path) -> None:
    answer = console.ask(release, query.EXAMPLES[name])
    assert answer.columns
    if name != "revised":  # the curated facts were not revised
        assert answer.rows


TRACED = [name for name in query.EXAMPLES if name not in ("by_speaker", "delay", "why", "counted", "revised")]


@pytest.mark.parametrize("name", TRACED)
def test_an_example_keeps_the_figures_behind_its_rows(name: str, console: Console, release: Path) -> None:
    told = query.told(console.ask(release, query.EXAMPLES[name]))
    assert all(any(cell["figures"] for cell in row) for row in told["rows"])


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("SELECT place, value FROM series", "observation_id"),
        ("SELECT place, max(value) FROM series GROUP BY place", "observation_ids"),
        ("SELECT max(value) FROM observations", "observation_ids"),
        ("SELECT extract(year FROM period_end) AS y, count(*) FROM series GROUP BY ALL", "observation_ids"),
        ("WITH s AS (SELECT * FROM series WHERE value > 0) SELECT place, value FROM s LIMIT 3", "observation_id"),
        ("SELECT value, value - lag(value) OVER (PARTITION BY series_id ORDER BY period_end) FROM series",
         "observation_id"),
        ("SELECT place IS DISTINCT FROM 'x' AS other FROM series -- FROM nowhere", "observation_id"),
        ("SELECT speaker /* FROM */, value\nFROM series\nORDER BY value", "observation_id"),
    ],
)  # fmt: skip
def test_a_question_can_be_asked_with_its_proof(statement: str, column: str, console: Console, release: Path) -> None:
    proved = proof.with_proof(statement)
    assert proved is not None
    plain, answer = console.ask(release, statement), console.ask(release, proved)
    assert answer.columns == [*plain.columns, column]
    assert len(answer.rows) == len(plain.rows) > 0
    assert all(cell["figures"] for row in query.told(answer)["rows"] for cell in row[-1:])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT place, observation_id FROM series",
        "SELECT s.observation_id, value FROM series s",
        "SELECT place, list(observation_id) AS observation_ids FROM series GROUP BY place",
        "SELECT s.*, 1 FROM series s",
    ],
)
def test_proof_that_is_there_is_not_put_twice(statement: str) -> None:
    assert proof.with_proof(statement) == statement


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT DISTINCT place FROM series",
        "SELECT place FROM series UNION SELECT name FROM place",
        "PIVOT series ON speaker USING max(value)",
        "FROM series SELECT place",
        "SELECT 1",
    ],
)
def test_where_proof_has_no_place_none_is_put(statement: str) -> None:
    assert proof.with_proof(statement) is None


# -- what is shown


def test_an_error_marks_its_place() -> None:
    assert query.marked("SELECT place,\n  plaice FROM place", "no plaice (line 2, column 3)") == (
        "  ",
        "plaice",
        " FROM place",
    )
    assert query.marked("SELECT (", "syntax error (line 1, column 9)") == ("SELECT (", " ", "")
    assert query.marked("SELECT 1", "refused") is None
    assert query.marked("SELECT 1", "odd (line 7, column 1)") is None


def answer(columns: dict[str, str], *rows: list[object]) -> Answer:
    return Answer(list(columns), list(columns.values()), [list(row) for row in rows], False, 1, 1)


def test_a_cell_links_to_figures_and_to_addresses_only() -> None:
    figure = "0123456789abcdef0123456789"
    told = query.told(
        answer(
            {"observation_id": "VARCHAR", "observation_ids": "VARCHAR[]", "url": "VARCHAR", "name": "VARCHAR"},
            [figure, [figure] * 9, "javascript:alert(1)", figure],
        )
    )
    one, many, url, name = told["rows"][0]
    assert one["figures"] == [figure] and len(many["figures"]) == 6 and many["more"] == 3
    assert name["figures"] == [] and url["url"] == "javascript:alert(1)"


def test_the_files_hold_the_types(console: Console, release: Path) -> None:
    sql = (
        "SELECT DATE '2024-02-29' AS day, 1.5 AS value, 'معبر' AS name, NULL AS nothing, [1] AS list, true AS yes, "
        "TIMESTAMP '2024-01-01 10:00:00' AS at, 9007199254740993 AS large, 1 AS day"
    )
    frame = pd.read_parquet(io.BytesIO(downloads.parquet(console.ask(release, sql))))
    assert list(frame.columns) == ["day", "value", "name", "nothing", "list", "yes", "at", "large", "day_9"]
    row = frame.iloc[0]
    assert row["day"] == pd.Timestamp("2024-02-29") and row["name"] == "معبر" and row["list"] == "[1]"
    assert row["at"] == pd.Timestamp("2024-01-01 10:00") and int(row["large"]) == 9007199254740993 and bool(row["yes"])


def test_a_chart_draws_only_what_is_there_and_escapes_names(style: Style) -> None:
    columns = {"day": "DATE", "value": "DOUBLE", "speaker": "VARCHAR"}
    made = answer(
        columns, ["2024-02-01", 2.0, "<b>A</b>"], ["2024-01-01", 1.0, "<b>A</b>"], ["2024-03-01", None, "UNRWA"]
    )
    assert drawing.offers(made)
    assert drawing.choices(made) == (["day", "speaker", "value"], ["value"], ["speaker"])
    first, second = drawing.figure(made, "day", "value", "speaker", style).data
    assert first.name == "&lt;b&gt;A&lt;/b&gt;" and list(first.x) == ["2024-01-01", "2024-02-01"]
    assert list(second.y or ()) == []
    assert not drawing.offers(answer({"n": "BIGINT"}, [1]))
    assert not drawing.offers(answer({"a": "VARCHAR", "b": "VARCHAR"}, ["x", "y"]))


# -- the page


def test_a_line_joins_no_two_speakers_or_places_whatever_tells_the_colours_apart(style: Style) -> None:
    made = answer(
        {"day": "DATE", "place": "VARCHAR", "speaker": "VARCHAR", "value": "DOUBLE"},
        ["2024-05-01", "Gaza Strip", "UN", 3.0],
        ["2024-05-03", "Gaza Strip", "OCHA", 2.0],
        ["2024-05-02", "Gaza Strip", "UN", 1.0],
    )
    (by_place,) = drawing.figure(made, "day", "value", "place", style).data
    assert list(by_place.x) == ["2024-05-01", "2024-05-02", None, "2024-05-03"]
    assert list(by_place.y) == [3.0, 1.0, None, 2.0] and not by_place.connectgaps
    (alone,) = drawing.figure(made, "day", "value", None, style).data
    assert list(alone.y) == list(by_place.y)


def test_no_two_speakers_have_one_colour(style: Style) -> None:
    names = [f"Speaker {n}" for n in range(len(SPEAKERS))]
    rows = [["2024-01-01", name, 1] for name in names]
    made = answer({"day": "DATE", "speaker": "VARCHAR", "value": "BIGINT"}, *rows)
    drawn = drawing.figure(made, "day", "value", "speaker", style).data
    assert len({line.marker.color for line in drawn}) == len(SPEAKERS)


def test_nothing_is_asked_before_somebody_asks(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(warehouse, monkeypatch)
    assert not test.exception
    assert "hk-answer" not in shown(test) and "<code>observations</code>" in shown(test)
    assert test.text_area(key="sql").value == query.EXAMPLES["now"]


@locked
def test_a_link_asks_its_question_and_rows_lead_to_their_words(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(warehouse, monkeypatch, q=SERIES)
    assert not test.exception
    html = shown(test)
    assert "hk-answer" in html and 'href="/o/' in html and "/api/v1/sql?q=SELECT" in html
    assert len(test.get("plotly_chart")) == 1 and len(test.get("download_button")) == 3
    assert test.text_area(key="sql").value == SERIES


@locked
def test_a_question_is_run_and_goes_into_the_address(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(warehouse, monkeypatch)
    test.text_area(key="sql").set_value("SELECT place, max(value) AS most FROM series GROUP BY place")
    test.toggle(key="proof").set_value(True)
    test.button[0].click().run()
    assert not test.exception
    assert test.query_params["q"] == "SELECT place, max(value) AS most FROM series GROUP BY place"
    assert test.query_params["proof"] == "1" and 'href="/o/' in shown(test)


def test_an_example_is_put_into_the_editor(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(warehouse, monkeypatch)
    test.selectbox(key="example").set_value("share").run()
    assert test.text_area(key="sql").value == query.EXAMPLES["share"]
    assert "hk-answer" not in shown(test)


@locked
def test_an_error_is_shown_in_words(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    html = shown(opened(warehouse, monkeypatch, q="SELECT <b>plaice\nFROM series"))
    assert "Not answered." in html and "<mark>" in html and "<b>plaice" not in html
    html = shown(opened(warehouse, monkeypatch, q="SELECT * FROM read_text('/etc/passwd')"))
    assert "read_text" in html and "not among those" in html


@locked
def test_a_clock_holds_for_sql_too(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT max(period_end) AS newest FROM series"
    html = shown(opened(warehouse, monkeypatch, q=sql, known_at="2023-12-31"))
    assert "2023-12-" in html and "As known on 31 Dec 2023" in html
