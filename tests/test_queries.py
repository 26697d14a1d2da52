"""What pages and routes ask: columns as documented, answers as the figures say."""

import inspect
import itertools
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_store import at, build, document, figure, reading, seeds

from data import archive, models, queries
from data.queries import ask, figures

TRUCKS = {"indicator_id": "crossing.trucks", "unit": "trucks"}
QUOTE = "As of 28 February, around 1.7 million people were displaced across the Gaza Strip, UNRWA says."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of which one was corrected, a dataset of trucks, curated facts, an undated text."""
    folder = tmp_path_factory.mktemp("queries")
    store = folder / "store"
    undated = document("u", lineage="text:u", published_at=None, retrieved_at=at("2024-03-20"), url=None)
    rejected = models.observation_id("articles", "https://example.org/b", figure(666, "2024-02-20"))
    catalogue = seeds(folder / "seeds", f"{rejected},rejected,a page number,ab,2024-05-10T00:00:00,,")
    first = document("first")
    build(
        store,
        catalogue,
        (first, [figure(1_700_000, quote=QUOTE, qualifier="approx"), figure(900, "2024-02-10")]),
        (
            document("b", lineage="https://example.org/b"),
            [
                figure(1_500_000, org_id="ocha", org_text="OCHA"),
                figure(666, "2024-02-20"),
                figure(day="2024-02-26", status="open"),
                figure(day="2024-02-27", status="closed", org_id="moh"),
                figure(day="2024-02-28", status="open"),
            ],
        ),
        (
            document("t", source_id="dataset", lineage="trucks"),
            [figure(10 * n, f"2024-02-{n:02}", **TRUCKS) for n in (1, 20, 22, 23, 26)],
        ),
        (
            document("f", source_id="facts", lineage="facts:1", url="https://example.org/cited"),
            [figure(1_650_000, "2024-02-25", cited="key points")],
        ),
        (undated, [figure(5, None, org_id=None, org_text="a doctor")]),
        now="2024-03-21",
    )
    corrected = document("second", version_at=at("2024-03-05"), retrieved_at=at("2024-03-25"))
    fixed = figure(1_900_000, quote=QUOTE.replace("1.7", "1.9"), qualifier="approx")
    build(store, catalogue, (corrected, [fixed]), now="2024-03-25")
    archive.keep_text(store, models.document_id(corrected), f"Gaza.\n\n{fixed.quote} More.")
    archive.tried(store, "dataset", at("2024-03-25"), "the server did not answer")
    return store


def only(rows: list[Any]) -> Any:
    assert len(rows) == 1, rows
    return rows[0]


# -- series


def test_a_series_has_its_documented_columns_even_when_empty(store: Path) -> None:
    for indicator_id in ("displacement.idps", "no.such"):
        with reading(store) as con:
            assert tuple(queries.series(con, indicator_id).columns) == queries.POINT
    with reading(store) as con:
        frame = queries.series(con, "displacement.idps")
    assert str(frame["period_end"].dtype).startswith("datetime64") and str(frame["value"].dtype) == "float64"
    assert frame["series_id"].is_monotonic_increasing


def points(store: Path, *args: Any, known_at: date | None = None, **options: Any) -> list[tuple[str, float]]:
    with reading(store, known_at) as con:
        frame = queries.series(con, "displacement.idps", *args, **options)
    return [(str(day.date()), value) for day, value in zip(frame["period_end"], frame["value"], strict=True)]


def test_a_series_by_place_speaker_and_window(store: Path) -> None:
    assert points(store) == [("2024-02-28", 1_500_000), ("2024-02-25", 1_650_000), ("2024-02-28", 1_900_000)]
    assert points(store, org_ids=["ocha"]) == [("2024-02-28", 1_500_000)]
    assert points(store, ["PS02", "PSE"], end=date(2024, 2, 27)) == [("2024-02-25", 1_650_000)]
    assert points(store, ["PSE"]) == []
    assert points(store, start=date(2024, 2, 26), end=date(2024, 2, 27)) == []


def test_a_series_with_a_clock_asks_what_was_known(store: Path) -> None:
    assert points(store, known_at=date(2024, 3, 4)) == [
        ("2024-02-28", 1_500_000),
        ("2024-02-10", 900),
        ("2024-02-25", 1_650_000),
        ("2024-02-28", 1_700_000),
    ]
    with reading(store, recorded_at=date(2024, 3, 22)) as con:
        assert 1_700_000 in queries.series(con, "displacement.idps")["value"].tolist()


def test_a_period_belongs_to_the_window_when_it_touches_it(tmp_path: Path) -> None:
    month = figure(31, "2024-01-31", period_start=date(2024, 1, 1), **TRUCKS)
    build(tmp_path / "s", seeds(tmp_path / "seeds"), (document(), [month]))
    for start, end, found in (
        ("2024-01-31", "2024-03-01", 1),
        ("2023-12-01", "2024-01-01", 1),
        ("2024-01-10", "2024-01-12", 1),
        ("2024-02-01", "2024-03-01", 0),
        ("2023-12-01", "2023-12-31", 0),
    ):
        with reading(tmp_path / "s") as con:
            days = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
            assert len(queries.series(con, "crossing.trucks", **days)) == found, days


@pytest.mark.parametrize("clock", [None, date(2024, 3, 4)])
def test_rows_say_what_the_frame_says_in_the_same_order(store: Path, clock: date | None) -> None:
    for indicator_id, places in (("displacement.idps", ()), ("displacement.idps", ("PSE", "PS02")), ("no.such", ())):
        with reading(store, clock) as con:
            frame = queries.series(con, indicator_id, places)
            rows = queries.series.rows(con, indicator_id, places)
        keys = [(p["series_id"], p["period_end"], p["period_start"] or date.min, p["observation_id"]) for p in rows]
        assert keys == sorted(keys) and [tuple(row) for row in rows] == [queries.POINT] * len(frame)
        assert [p["observation_id"] for p in rows] == frame["observation_id"].tolist()
        assert [p["period_end"] for p in rows] == [day.date() for day in frame["period_end"]]
        assert all(p["low"] is None and isinstance(p["known_at"], datetime) for p in rows)


def test_the_rows_of_an_indicator_are_found_without_its_name(store: Path) -> None:
    with reading(store) as con:
        found = con.execute(
            """
            SELECT r.indicator_id, r.place_id, count(*) = any_value(last_row - first_row + 1)
            FROM series_rows r JOIN series_now s ON s.rowid BETWEEN first_row AND last_row
            WHERE (s.indicator_id, s.place_id) = (r.indicator_id, r.place_id)
            GROUP BY ALL
            """
        ).fetchall()
        whole = con.execute("SELECT DISTINCT indicator_id, place_id FROM series_now").fetchall()
    assert len(whole) > 2 and all(dense for *_, dense in found)
    assert sorted(row[:2] for row in found) == sorted(whole)


@pytest.mark.parametrize("clock", [None, date(2024, 3, 4)])
def test_pages_of_a_series_make_the_whole(store: Path, clock: date | None) -> None:
    with reading(store, clock) as con:
        whole = queries.series(con, "displacement.idps")
    for limit in (1, 2):
        pages, after = [], None
        while True:
            with reading(store, clock) as con:
                page = queries.series(con, "displacement.idps", after=after, limit=limit)
            if page.empty:
                break
            pages.append(page)
            after = page["observation_id"].iloc[-1]
        assert pd.concat(pages)["observation_id"].tolist() == whole["observation_id"].tolist()
    with reading(store, clock) as con:
        assert queries.series(con, "displacement.idps", after="unknown").empty


def test_latest_gives_the_newest_point_of_each_series(store: Path) -> None:
    with reading(store) as con:
        assert queries.latest(con, "displacement.idps")["value"].tolist() == [1_500_000, 1_900_000]
    with reading(store) as con:
        assert queries.latest(con, "displacement.idps", place_kind="crossing").empty
    with reading(store) as con:
        assert queries.latest(con, "crossing.status", place_kind="crossing")["status"].tolist() == ["open", "closed"]


def test_pages_of_observations_make_the_whole_without_doubles(store: Path) -> None:
    with reading(store) as con:
        con.execute("SELECT DISTINCT observation_id FROM observations ORDER BY 1")
        expected = [row[0] for row in con.fetchall()]
    found: list[str] = []
    while True:
        with reading(store) as con:
            page = queries.observations(con, after=found[-1] if found else None, limit=3)
        found += [row["observation_id"] for row in page]
        if len(page) < 3:
            break
    assert found == expected and len(found) > 6
    with reading(store) as con:
        row = only(queries.observations(con, source_ids=["facts"]))
    assert (row["period_end"], row["value"], row["low"], row["speaker"]) == (
        date(2024, 2, 25),
        1_650_000,
        None,
        "UNRWA",
    )
    with reading(store) as con:
        assert len(queries.observations(con, indicator_id="displacement.idps", start=date(2024, 1, 1))) == 3
    with reading(store) as con:
        assert len(queries.observations(con, indicator_id="displacement.idps")) == 4  # the undated one too


def test_undated_figures_are_listed_and_never_charted(store: Path) -> None:
    with reading(store) as con:
        frame = queries.undated(con)
    assert frame["value"].tolist() == [5] and frame["speaker"].tolist() == ["a doctor"]
    with reading(store) as con:
        assert 5 not in queries.series(con, "displacement.idps")["value"].tolist()


def test_changes_between_two_days_have_both_quotes(store: Path) -> None:
    with reading(store) as con:
        frame = queries.changes(con, at("2024-03-02"), at("2024-03-31"))
    rows = {row["change"]: row for row in frame.to_dict("records")}
    assert set(rows) == {"changed", "withdrawn", "appeared"} and len(frame) == 3
    assert (rows["changed"]["old_value"], rows["changed"]["new_value"]) == (1_700_000, 1_900_000)
    assert rows["changed"]["old_quote"] == QUOTE and "1.9 million" in rows["changed"]["new_quote"]
    assert (rows["withdrawn"]["old_value"], rows["withdrawn"]["period_end"].date()) == (900, date(2024, 2, 10))
    assert rows["appeared"]["new_value"] == 5  # the undated text counts from the day on which it was met
    with reading(store) as con:
        before = queries.changes(con, at("2024-02-01"), at("2024-03-02"))
    assert set(before["change"]) == {"appeared"} and 666 not in before["new_value"].tolist()
    with reading(store) as con:
        assert queries.changes(con, at("2025-01-01"), at("2025-02-01")).empty


def test_gaps_say_why_a_figure_is_not_drawn(store: Path) -> None:
    with reading(store) as con:
        frame = queries.gaps(con, "displacement.idps")
    found = {row["gap"]: (row["value"], row["reason"]) for row in frame.to_dict("records")}
    assert found["rejected"] == (666, "a page number")
    assert found["undated"][0] == 5 and found["withdrawn"][0] == 900
    assert set(found) == {"rejected", "undated", "withdrawn"}  # the corrected figure has one in its stead


# -- evidence


def evidence_of(store: Path, value: float, **clocks: Any) -> queries.Evidence:
    with reading(store, **clocks) as con:
        ids = con.execute("SELECT observation_id FROM history WHERE value = ?", [value]).fetchall()
    with reading(store, **clocks) as con:
        found = queries.evidence(con, ids[0][0])
    assert found is not None
    return found


def test_evidence_holds_the_walk_of_a_figure(store: Path) -> None:
    found = evidence_of(store, 1_900_000)
    assert (found.speaker, found.place, found.indicator_label) == ("UNRWA", "Gaza Strip", "Internally displaced people")
    assert (found.period_end, found.qualifier, found.standing) == (date(2024, 2, 28), "approx", "unreviewed")
    assert (found.source, found.licence, found.publisher) == ("Articles", "CC BY 4.0", "OCHA")
    assert found.series_id == "displacement.idps/PS02/unrwa/point"
    assert found.run_started_at == at("2024-03-25") and found.reader == "test-1"
    assert [(v.value, v.standing, v.known_at) for v in found.versions] == [
        (1_700_000, "revised", at("2024-03-01")),
        (1_900_000, "unreviewed", at("2024-03-05")),
    ]
    assert found.model_dump(mode="json")["period_end"] == "2024-02-28"


def test_evidence_of_what_no_longer_stands(store: Path) -> None:
    old = evidence_of(store, 1_700_000)
    assert (old.standing, old.series_id, old.revised_at) == ("revised", None, at("2024-03-05"))
    assert old.revised_by == evidence_of(store, 1_900_000).document_id
    then = evidence_of(store, 1_700_000, known_at=date(2024, 3, 4))
    assert (then.standing, len(then.versions)) == ("unreviewed", 1) and then.series_id is not None
    rejected = evidence_of(store, 666)
    assert [(r.verdict, r.reason) for r in rejected.reviews] == [("rejected", "a page number")]
    gone = evidence_of(store, 900)
    assert [v.observation_id is None for v in gone.versions] == [False, True]  # the correction has it no more


def test_evidence_of_what_is_not_there_is_none(store: Path) -> None:
    with reading(store) as con:
        assert queries.evidence(con, "0" * 26) is None
    of = evidence_of(store, 1_900_000).observation_id
    with reading(store, known_at=date(2024, 3, 4)) as con:
        assert queries.evidence(con, of) is None  # the world could not know it yet


def test_evidence_from_the_public_file_lacks_only_the_run(store: Path) -> None:
    whole = evidence_of(store, 1_900_000)
    public = evidence_of(store, 1_900_000, public=True)
    assert public == whole.model_copy(update={"run_started_at": None, "code_version": None})


def test_others_speak_for_the_same_place_and_time(store: Path) -> None:
    found = evidence_of(store, 1_900_000)
    with reading(store) as con:
        frame = queries.others(con, found)
    assert frame[["speaker", "value"]].values.tolist() == [["OCHA", 1_500_000]]
    with reading(store) as con:
        assert queries.others(con, evidence_of(store, 5)).empty


def test_the_passage_is_read_from_the_kept_text(store: Path) -> None:
    found = evidence_of(store, 1_900_000)
    with_offsets = found.model_copy(update={"char_start": 7, "char_end": 7 + len(found.quote or "")})
    passage = archive.passage(store, found.document_id, found.quote, with_offsets.char_start, with_offsets.char_end)
    assert passage is not None and (passage.before, passage.after) == ("Gaza.\n\n", " More.")


def test_a_passage_url_opens_the_source_at_the_quote(store: Path) -> None:
    found = evidence_of(store, 1_900_000)
    assert queries.passage_url(found) == (
        "https://example.org/article#:~:text="
        "As%20of%2028%20February%2C%20around%201.9%20million%20people%20were%20displaced%20across%20the%20Gaza%20Strip%2C"
        "%20UNRWA%20says."
    )
    long = " ".join(f"word{n}" for n in range(40))
    changed = found.model_copy(update={"quote": f"a-b, c & d {long}", "url": "https://example.org/x?q=1#part"})
    assert queries.passage_url(changed) == (
        "https://example.org/x?q=1#part:~:text=a%2Db%2C%20c%20%26%20d%20word0%20word1,"
        "word34%20word35%20word36%20word37%20word38%20word39"
    )
    for refused in ({"url": None}, {"quote": None}, {"words": "ours"}, {"found_as": "cell"}, {"url": "javascript:x"}):
        assert queries.passage_url(found.model_copy(update=refused)) is None


# -- the situation


def test_a_tile_shows_a_part_only_where_nobody_gives_the_total(tmp_path: Path) -> None:
    catalogue = seeds(tmp_path / "seeds")
    parts = [
        figure(70, "2024-02-20", breakdown="operation=A", org_id="ocha"),
        figure(90, "2024-02-20", breakdown="operation=B", org_id="ocha"),
        figure(8, "2024-02-24", breakdown="operation=B;origin=X", org_id="ocha"),
    ]
    build(tmp_path / "store", catalogue, (document("parts"), parts))
    with reading(tmp_path / "store") as con:
        tile = queries.tile(con, "displacement.idps", ("PS02",))
    assert tile is not None and (tile.figure["value"], tile.figure["breakdown"]) == (90, "operation=B")
    assert tile.part is None and not tile.differs  # parts that differ do not disagree
    total = document("total", lineage="https://example.org/total")
    build(tmp_path / "store", catalogue, (total, [figure(200, "2024-02-10")]), now="2024-06-02")
    with reading(tmp_path / "store") as con:
        tile = queries.tile(con, "displacement.idps", ("PS02",))
    assert tile is not None and (tile.figure["value"], tile.figure["breakdown"]) == (200, "")
    assert tile.part is not None and (tile.part["value"], tile.part["breakdown"]) == (8, "operation=B;origin=X")


def test_a_tile_shows_the_preferred_speaker_of_the_newest_day(store: Path) -> None:
    with reading(store) as con:
        tile = queries.tile(con, "displacement.idps", ["PS02"], speakers=["unrwa", "ocha"])
    assert tile is not None
    assert (tile.figure["speaker"], tile.figure["value"], tile.figure["period_end"]) == (
        "UNRWA", 1_900_000, date(2024, 2, 28),
    )  # fmt: skip
    assert [(o["speaker"], o["value"]) for o in tile.others] == [("OCHA", 1_500_000)] and tile.differs
    assert [p["value"] for p in tile.line] == [1_650_000, 1_900_000]
    with reading(store) as con:
        other = queries.tile(con, "displacement.idps", ["PS02"], speakers=["ocha"])
    assert other is not None and other.figure["speaker"] == "OCHA"
    with reading(store) as con:
        early = queries.tile(con, "displacement.idps", ["PS02"], end=date(2024, 2, 27))
    assert early is not None and early.figure["value"] == 1_650_000 and not early.differs
    with reading(store) as con:
        assert queries.tile(con, "displacement.idps", ["PSE"]) is None


def test_strips_and_the_status_of_a_day(store: Path) -> None:
    with reading(store) as con:
        frame = queries.strips(con, "crossing.status", ["PSE.rafah-crossing"])
    rows = frame[["speaker", "status", "from_day", "to_day"]].astype(str).values.tolist()
    assert rows == [
        ["Ministry of Health", "closed", "2024-02-27", "2024-03-05"],
        ["UNRWA", "open", "2024-02-26", "2024-02-27"],
        ["UNRWA", "open", "2024-02-28", "2024-03-06"],
    ]
    with reading(store) as con:
        assert len(queries.strips(con, "crossing.status", start=date(2024, 3, 6), end=date(2024, 3, 9))) == 1
    with reading(store) as con:
        day = queries.status_on(con, "crossing.status", date(2024, 2, 28))
    assert day["status"].tolist() == ["open", "closed"] and day["differs"].tolist() == [True, True]
    with reading(store) as con:
        assert queries.status_on(con, "crossing.status", date(2024, 3, 7)).empty  # worn out: not known
    with reading(store, known_at=date(2024, 3, 1)) as con:
        assert len(queries.strips(con, "crossing.status")) == 3


def test_reported_days_are_added_and_missing_ones_are_counted_not_filled(store: Path) -> None:
    with reading(store) as con:
        row = only(queries.reported(con, "crossing.trucks").to_dict("records"))
    assert (row["total"], row["days_reported"]) == (20 * 10 + 220 + 230 + 260, 4)
    assert (row["first_day"].date(), row["last_day"].date()) == (date(2024, 2, 20), date(2024, 2, 26))
    assert len(row["observation_ids"]) == 4 and not row["qualified"]
    with reading(store) as con:
        row = only(queries.reported(con, "crossing.trucks", until=date(2024, 2, 25), days=3).to_dict("records"))
    assert (row["total"], row["days_reported"]) == (230, 1)


def test_recent_points_come_newest_first_and_repeated_statuses_not(store: Path) -> None:
    with reading(store) as con:
        frame = queries.recent(con, indicator_ids=["displacement.idps", "crossing.status"])
    assert frame["value"].iloc[0] == 1_900_000 and frame["previous_value"].iloc[0] == 1_650_000
    assert sorted(frame["status"].dropna()) == ["closed", "open"]
    with reading(store) as con:
        assert len(queries.recent(con, ["PS02"], limit=2)) == 2


def test_recent_since_a_time_gives_what_was_not_here_by_then(tmp_path: Path) -> None:
    catalogue, store = seeds(tmp_path / "seeds"), tmp_path / "store"
    build(store, catalogue, (document("early"), [figure(1_700_000)]), now="2024-03-02")
    late = document(
        "late", lineage="https://example.org/other", retrieved_at=at("2024-03-05")
    )  # published before the visit, met after it
    build(store, catalogue, (late, [figure(1_800_000, day="2024-02-29")]), now="2024-03-05")

    def values(since: str) -> list[float]:
        with reading(store) as con:
            found: list[float] = queries.recent(con, since=at(since))["value"].tolist()
            return found

    assert values("2024-03-03") == [1_800_000]
    assert values("2024-03-06") == []
    assert sorted(values("2024-01-01")) == [1_700_000, 1_800_000]


# -- sources


def test_source_health_says_what_is_stale_failed_and_empty(store: Path) -> None:
    with reading(store) as con:
        frame = queries.source_health(con, store, at("2024-04-10")).set_index("source_id")
    assert frame["state"].to_dict() == {"articles": "ok", "closed": "empty", "dataset": "failed", "facts": "stale"}
    assert frame.loc["dataset", "last_error"] == "the server did not answer"
    assert frame.loc["articles", "documents"] == 4 and frame.loc["articles", "age_days"] == 16
    assert frame.loc["facts", "newest_day"] == pd.Timestamp("2024-02-25")


def test_a_source_has_figures_up_to_no_later_a_day_than_they_were_known(tmp_path: Path) -> None:
    plan = document("plan", published_at=at("2024-02-19"))
    year = figure(2_900, indicator_id="crossing.trucks", unit="trucks", period_start=date(2024, 1, 1), day="2024-12-31")
    build(tmp_path / "store", seeds(tmp_path / "seeds"), (plan, [year]), now="2024-03-05")
    with reading(tmp_path / "store") as con:
        frame = queries.source_health(con, tmp_path / "store", at("2024-04-10")).set_index("source_id")
    assert frame["newest_day"].dropna().tolist() == [pd.Timestamp("2024-02-19")]


def test_documents_know_their_versions(store: Path) -> None:
    with reading(store) as con:
        frame = queries.documents(con, "articles")
    article = frame[frame["lineage"] == "https://example.org/article"].sort_values("version")
    assert article["version"].tolist() == [1, 2] and article["versions"].tolist() == [2, 2]
    assert article["observations"].tolist() == [2, 1] and article["standing"].tolist() == [0, 1]
    with reading(store) as con:
        figures_ = queries.document_figures(con, article["document_id"].iloc[0])
    assert [(f["value"], f["standing"]) for f in figures_] == [(1_700_000, "revised"), (900, "revised")]


def test_held_figures_come_with_their_reason(tmp_path: Path) -> None:
    doubtful = figure(10, quote="ten people").model_copy(update={"confidence": 0.2})
    build(tmp_path / "s", seeds(tmp_path / "seeds"), (document(), [doubtful]))
    with reading(tmp_path / "s") as con:
        row = only(queries.held(con).to_dict("records"))
    assert (row["value"], row["reason"], row["quote"]) == (10, "read with confidence 0.20, under 0.50", "ten people")
    with reading(tmp_path / "s") as con:
        assert queries.gaps(con, "displacement.idps")["gap"].tolist() == ["held"]


def test_freshness_and_counts(store: Path) -> None:
    with reading(store) as con:
        frame = queries.freshness(con).set_index("series_id")
    trucks = frame.loc["crossing.trucks/PS02/unrwa/day"]
    assert (trucks["points"], trucks["newest_day"], trucks["usual_days"]) == (5, pd.Timestamp("2024-02-26"), 2.5)
    assert trucks["due_on"] == trucks["newest_known"].normalize() + pd.Timedelta(days=30)
    with reading(store) as con:
        assert set(queries.freshness(con, source_id="closed")["source_id"]) <= {"closed"}
        assert queries.freshness(con, indicator_ids=("crossing.trucks",), org_ids=("moh",)).empty
    with reading(store) as con:
        assert queries.counts(con) == {
            "observations": 11, "series": 5, "documents": 4, "organisations": 3, "sources": 3,
            "newest_day": date(2024, 2, 28), "newest_known": at("2024-03-05"),
        }  # fmt: skip
    with reading(store) as con:
        assert queries.counts(con, ["PSE"])["observations"] == 0


# -- the release


def test_the_release_tells_its_number(store: Path) -> None:
    with reading(store) as con:
        found = queries.release(con)
    assert (found.release, found.published_at, found.documents) == (2, at("2024-03-25"), 6)


def test_the_dictionary_explains_every_public_column(store: Path) -> None:
    with reading(store) as con:
        frame = queries.dictionary(con)
    assert frame["comment"].notna().all() and frame["table_comment"].notna().all()
    assert frame["table"].unique().tolist() == list(queries.catalogue.PUBLIC)  # type: ignore[attr-defined]
    with reading(store) as con:
        assert queries.functions(con)["name"].tolist() == [
            "disagreement", "latest", "series_at", "status_on", "why",
        ]  # fmt: skip


def test_macros_answer(store: Path) -> None:
    def ask(call: str) -> list[tuple[Any, ...]]:
        with reading(store) as con:
            return con.execute(f"FROM {call}").fetchall()  # type: ignore[no-any-return]

    of = evidence_of(store, 1_900_000).observation_id
    known = [row[5] for row in ask("series_at('displacement.idps', 'PS02', TIMESTAMP '2024-03-04')")]
    assert sorted(known) == [900, 1_500_000, 1_650_000, 1_700_000]
    assert len(ask("series_at('displacement.idps', 'PS02', '2024-03-06'::TIMESTAMP)")) == 3
    assert [row[5] for row in ask("latest('displacement.idps')")] == [1_500_000, 1_900_000]
    with reading(store) as con:
        con.execute(
            "SELECT lowest_speaker, highest_speaker, round(spread, 3) FROM disagreement('displacement.idps', 'PS02')"
        )
        assert con.fetchall() == [("OCHA", "UNRWA", 0.267)]
    assert [row[2] for row in ask("status_on('PSE.rafah-crossing', '2024-02-28')")] == ["open", "closed"]
    assert only(ask(f"why('{of}')"))[0] == "unreviewed"


def test_what_is_kept_sorted_holds_the_rows_of_a_place_together(store: Path) -> None:
    with reading(store) as con:
        sql = "SELECT first_row, last_row, indicator_id, place_id FROM series_rows ORDER BY first_row"
        stand = con.execute(sql).fetchall()
        assert len({indicator for _, _, indicator, _ in stand}) > 2
        ends = [end for first, last, *_ in stand for end in (first, last + 1)]
        assert ends[0] == 0 and ends[1:-1:2] == ends[2::2] and ends == sorted(ends)  # one behind the other, no gap
        assert ends[-1] == con.execute("SELECT count(*) FROM series_now").fetchall()[0][0]
        parts = [indicator for indicator, _ in itertools.groupby(stand, key=lambda row: row[2])]
        assert len(parts) == len(set(parts))


@pytest.mark.parametrize("known_at", [None, date(2030, 1, 1)])
def test_places_of_an_indicator_are_found_as_in_the_view(store: Path, known_at: date | None) -> None:
    with reading(store) as con:
        rows = con.execute("SELECT indicator_id, place_id, observation_id FROM series ORDER BY ALL").fetchall()
    places = sorted({place for _, place, _ in rows})
    for indicator_id in {indicator for indicator, _, _ in rows}:
        for chosen in (
            [],
            *([place] for place in places),
            [places[0], places[-1]],
            ["nowhere"],
            [places[0], "nowhere"],
        ):
            with reading(store, known_at=known_at) as con:
                found = [(r["indicator_id"], r["place_id"], r["observation_id"])
                         for r in queries.series.rows(con, indicator_id, chosen)]  # fmt: skip
            assert sorted(found) == [row for row in rows if row[0] == indicator_id and (not chosen or row[1] in chosen)]
    with reading(store, known_at=known_at) as con:
        assert queries.series.rows(con, "of.nothing") == queries.series.rows(con, "of.nothing", [places[0]]) == []


@pytest.mark.parametrize("known_at", [None, date(2030, 1, 1)])
def test_what_charts_draw_is_what_the_series_holds(store: Path, known_at: date | None) -> None:
    windows: list[dict[str, Any]] = [{}, {"start": date(2024, 1, 15)}, {"end": date(2024, 2, 1), "org_ids": ["unrwa"]}]
    with reading(store, known_at=known_at) as con:
        rows = con.execute("SELECT DISTINCT indicator_id, place_id FROM series ORDER BY ALL").fetchall()
        places = sorted({place for _, place in rows})
        seen = 0
        for indicator_id in {indicator for indicator, _ in rows}:
            for chosen in ([], [places[0]], [places[-1]], [places[0], places[-1], "nowhere"]):
                for window in windows:
                    found = queries.drawn(con, indicator_id, chosen, **window)
                    assert found == queries.series.rows(con, indicator_id, chosen, **window, columns=queries.DRAWN)
                    seen += len(found)
        assert seen > 20


def test_every_question_documents_itself() -> None:
    for name in queries.__all__:
        thing = getattr(queries, name)
        if inspect.isfunction(thing):
            assert thing.__doc__, name
            assert re.match(r"[A-Z]", thing.__doc__), name
    assert set(queries.POINT) >= {"observation_id", "series_id", "value", "quote"}
    assert figures.COLUMNS.count('"') == 2 * len(queries.POINT)


def test_what_was_sorted_at_publish_answers_where_no_clock_is_set(store: Path) -> None:
    with reading(store) as con:
        assert (ask.points(con), ask.spans(con)) == ("series_now", "spans_now")
    for clocks in ({"known_at": date(2024, 3, 4)}, {"recorded_at": date(2024, 3, 4)}):
        with reading(store, **clocks) as con:
            assert (ask.points(con), ask.spans(con)) == ("series", "spans")


def test_the_sorted_tables_are_the_views(store: Path) -> None:
    for public in (False, True):
        for table, view in (("series_now", "series"), ("spans_now", "spans")):
            with reading(store, public=public) as con:
                rows = con.execute(f"FROM {table} ORDER BY ALL").fetchall()
            with reading(store, public=public) as con:
                assert rows == con.execute(f"FROM {view} ORDER BY ALL").fetchall() != []
