"""The hard cases of the views, each under both clocks, through a release attached read-only and locked."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_store import at, build, document, figure, reading, seeds

from data import models
from data.catalogue import Catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return seeds(tmp_path / "seeds")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def values(store: Path, table: str = "series", **clocks: Any) -> list[tuple[Any, ...]]:
    """(day, value or status) of every row, by day."""
    with reading(store, **clocks) as con:
        con.execute(f"SELECT period_end, coalesce(status, value::INTEGER::VARCHAR) FROM {table} ORDER BY ALL")
        return [(None if day is None else day.isoformat(), said) for day, said in con.fetchall()]


def standings(store: Path, **clocks: Any) -> dict[str, str]:
    with reading(store, **clocks) as con:
        con.execute("SELECT coalesce(status, value::INTEGER::VARCHAR), standing FROM history")
        return dict(con.fetchall())


# -- documents that overtake each other


def test_a_corrected_article_overtakes_its_first_version(store: Path, catalogue: Catalogue) -> None:
    first = document("first", published_at=at("2024-03-01"))
    corrected = document(
        "corrected", published_at=at("2024-03-01"), retrieved_at=at("2024-03-05"), version_at=at("2024-03-04T12:00")
    )
    build(store, catalogue, (first, [figure(1_700_000)]), now="2024-03-02")
    build(store, catalogue, (corrected, [figure(17_000)]), now="2024-03-05")

    assert values(store) == values(store, "series_now") == [("2024-02-28", "17000")]
    assert standings(store) == {"1700000": "revised", "17000": "unreviewed"}
    # the page still bears the old publication day, and yet nobody could know the correction before it was made
    assert values(store, known_at=date(2024, 3, 3)) == [("2024-02-28", "1700000")]
    assert values(store, known_at=at("2024-03-04T11:59")) == [("2024-02-28", "1700000")]
    assert values(store, known_at=at("2024-03-04T12:00")) == [("2024-02-28", "17000")]
    assert values(store, known_at=date(2024, 2, 29)) == []
    # this installation met the correction a day later than the world
    assert values(store, recorded_at=date(2024, 3, 4)) == [("2024-02-28", "1700000")]
    assert values(store, recorded_at=date(2024, 3, 5)) == [("2024-02-28", "17000")]
    assert values(store, recorded_at=date(2024, 3, 1)) == []
    assert values(store, known_at=date(2024, 3, 3), recorded_at=date(2024, 3, 5)) == [("2024-02-28", "1700000")]


def test_a_correction_shows_as_a_revision_with_both_figures(store: Path, catalogue: Catalogue) -> None:
    quote_before, quote_after = "1.7 million people were displaced", "17,000 people were displaced"
    first, later = document("first"), document("later", version_at=at("2024-03-04"), retrieved_at=at("2024-03-04"))
    build(
        store,
        catalogue,
        (first, [figure(1_700_000, quote=quote_before), figure(5, day="2024-02-01"), figure(9, day="2024-02-02")]),
        (later, [figure(17_000, quote=quote_after), figure(9, day="2024-02-02")]),
    )
    with reading(store) as con:
        con.execute(
            "SELECT change, changed_at, old_value, new_value, old_quote, new_quote FROM revisions ORDER BY change"
        )
        changed, withdrawn = con.fetchall()
    assert changed == ("changed", at("2024-03-04"), 1_700_000, 17_000, quote_before, quote_after)
    assert withdrawn[:4] == ("withdrawn", at("2024-03-04"), 5, None)
    with reading(store, known_at=date(2024, 3, 3)) as con:
        assert con.execute("FROM revisions").fetchall() == []


def test_a_repeated_figure_keeps_its_id_and_stands_once(store: Path, catalogue: Catalogue) -> None:
    first, later = document("first"), document("later", version_at=at("2024-03-04"), retrieved_at=at("2024-03-04"))
    build(store, catalogue, (first, [figure(7)]), (later, [figure(7)]))
    with reading(store) as con:
        assert con.execute("SELECT count(DISTINCT observation_id), count(*) FROM history").fetchall() == [(1, 2)]
    assert values(store, "observations") == values(store) == [("2024-02-28", "7")]
    with reading(store) as con:
        assert con.execute("FROM revisions").fetchall() == []


def test_a_rolling_window_replaces_only_the_days_that_it_covers(store: Path, catalogue: Catalogue) -> None:
    january = document(
        "january", source_id="dataset", lineage="d", restates=(date(2024, 1, 1), date(2024, 1, 31)),
        published_at=at("2024-02-01"),
    )  # fmt: skip
    february = document(
        "february", source_id="dataset", lineage="d", restates=(date(2024, 1, 15), date(2024, 2, 15)),
        published_at=at("2024-02-16"),
    )  # fmt: skip
    january_said = [figure(1, "2024-01-10"), figure(2, "2024-01-20"), figure(3, "2024-01-25")]
    build(store, catalogue, (january, january_said), now="2024-02-02")
    build(store, catalogue, (february, [figure(22, "2024-01-20"), figure(4, "2024-02-10")]), now="2024-02-17")
    now = [("2024-01-10", "1"), ("2024-01-20", "22"), ("2024-02-10", "4")]
    then = [("2024-01-10", "1"), ("2024-01-20", "2"), ("2024-01-25", "3")]
    assert values(store) == values(store, "series_now") == now  # 25 January was taken back
    assert values(store, known_at=date(2024, 2, 15)) == then
    assert values(store, recorded_at=date(2024, 2, 15)) == then
    assert standings(store)["3"] == "revised" and standings(store)["1"] == "unreviewed"


def test_what_only_adds_overtakes_nothing(store: Path, catalogue: Catalogue) -> None:
    one = document("one", restates=None)
    two = document("two", restates=None, version_at=at("2024-03-09"), retrieved_at=at("2024-03-09"))
    build(store, catalogue, (one, [figure(1, "2024-02-01")]), (two, [figure(2, "2024-02-02")]))
    assert values(store) == [("2024-02-01", "1"), ("2024-02-02", "2")]


def test_an_old_version_that_is_fetched_late_does_not_overtake_the_newer(store: Path, catalogue: Catalogue) -> None:
    newer = document("newer", published_at=at("2024-03-01"), version_at=at("2024-03-04"), retrieved_at=at("2024-03-05"))
    older = document("older", published_at=at("2024-03-01"), version_at=at("2024-03-01"), retrieved_at=at("2024-06-01"))
    build(store, catalogue, (newer, [figure(2)]), now="2024-03-05")
    build(store, catalogue, (older, [figure(1)]), now="2024-06-01")

    assert values(store) == values(store, "series_now") == [("2024-02-28", "2")]
    assert standings(store) == {"1": "revised", "2": "unreviewed"}
    assert values(store, known_at=date(2024, 3, 2)) == [("2024-02-28", "1")]  # the world knew the older one then
    # before the older one was met, the newer was the first that this installation knew of, under its publication day
    assert values(store, known_at=date(2024, 3, 2), recorded_at=date(2024, 4, 1)) == [("2024-02-28", "2")]
    assert values(store, recorded_at=date(2024, 4, 1)) == [("2024-02-28", "2")]


def test_an_undated_text_that_is_dated_later_is_charted_from_then_on(store: Path, catalogue: Catalogue) -> None:
    undated = document("same words", published_at=None, lineage="text:x", retrieved_at=at("2024-05-01"))
    dated = document(
        "same words", lineage="text:x", published_at=at("2024-03-01"), retrieved_at=at("2024-05-09"),
        version_at=at("2024-05-09"),
    )  # fmt: skip
    build(store, catalogue, (undated, [figure(8, day=None)]), now="2024-05-01")
    assert values(store) == values(store, "series_now") == []
    assert values(store, "observations") == [(None, "8")]
    build(store, catalogue, (dated, [figure(8, "2024-03-01", period_basis="publication")]), now="2024-05-09")

    assert values(store) == values(store, "series_now") == [("2024-03-01", "8")]
    assert values(store, "observations") == [("2024-03-01", "8")]  # the undated one is overtaken
    assert values(store, known_at=date(2024, 3, 2)) == [("2024-03-01", "8")]  # the same bytes were public then
    assert values(store, recorded_at=date(2024, 5, 8)) == []
    assert values(store, "observations", recorded_at=date(2024, 5, 8)) == [(None, "8")]


def test_a_correction_of_our_own_words_holds_at_all_times(store: Path, catalogue: Catalogue) -> None:
    read = {"source_id": "facts", "published_at": at("2024-03-01")}
    wrong = document("wrong", **read, retrieved_at=at("2024-05-01"))
    right = document("right", **read, retrieved_at=at("2024-06-01"), version_at=at("2024-06-01"))
    build(store, catalogue, (wrong, [figure(13, cited="table 1")]), now="2024-05-01")
    build(store, catalogue, (right, [figure(31, cited="table 1")]), now="2024-06-01")
    assert values(store) == values(store, known_at=date(2024, 3, 2)) == [("2024-02-28", "31")]
    assert values(store, recorded_at=date(2024, 5, 2)) == [("2024-02-28", "13")]
    assert values(store, known_at=date(2024, 2, 28)) == []


# -- readings that overtake each other


def test_a_second_reading_overtakes_the_first_at_all_times_of_the_world(store: Path, catalogue: Catalogue) -> None:
    article = document("article")
    build(store, catalogue, (article, [figure(10), figure(20, "2024-02-27")]), now="2024-03-01", reader="text-1")
    build(store, catalogue, (article, [figure(11), figure(20, "2024-02-27")]), now="2024-04-01", reader="text-2")

    after = [("2024-02-27", "20"), ("2024-02-28", "11")]
    assert values(store) == values(store, "series_now") == values(store, known_at=date(2024, 3, 2)) == after
    assert values(store, recorded_at=date(2024, 3, 2)) == [("2024-02-27", "20"), ("2024-02-28", "10")]
    with reading(store) as con:
        con.execute("SELECT value, standing FROM history ORDER BY recorded_at, value")
        assert con.fetchall() == [(10, "reread"), (20, "reread"), (11, "unreviewed"), (20, "unreviewed")]


def test_a_reading_that_finds_nothing_any_more_overtakes_too(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [figure(10)]), now="2024-03-01", reader="text-1")
    build(store, catalogue, (document(), []), now="2024-04-01", reader="text-2")
    assert values(store) == []
    assert values(store, recorded_at=date(2024, 3, 31)) == [("2024-02-28", "10")]


def test_a_reading_that_returns_to_what_it_gave_before_counts(store: Path, catalogue: Catalogue) -> None:
    for day, value in (("2024-03-01", 10), ("2024-03-02", 11), ("2024-03-03", 10), ("2024-03-04", 11)):
        assert build(store, catalogue, (document(), [figure(value)]), now=day) is not None
        assert values(store) == [("2024-02-28", str(value))]
        assert build(store, catalogue, (document(), [figure(value)]), now=day + "T12:00") is None
    assert values(store, recorded_at=date(2024, 3, 2)) == [("2024-02-28", "11")]


# -- what people decide


def test_rejected_accepted_again_and_retracted(store: Path, tmp_path: Path) -> None:
    article = document("article")
    of = models.observation_id(article.source_id, article.lineage, figure(10))
    lines = [
        f"{of},rejected,misread,ab,2024-03-10T00:00:00,,",
        f"{of},accepted,it was right,ab,2024-03-20T00:00:00,,",
        f"{of},retracted,UNRWA took it back,ab,2024-04-10T00:00:00,2024-04-01T00:00:00,https://example.org/why",
    ]
    build(store, seeds(tmp_path / "seeds"), (article, [figure(10)]), now="2024-03-02")
    shown = [("2024-02-28", "10")]
    for number, expected, standing in ((1, [], "rejected"), (2, shown, "accepted"), (3, [], "retracted")):
        assert build(store, seeds(tmp_path / "seeds", *lines[:number]), now=f"2024-0{3 + number}-15") is not None
        assert values(store) == values(store, "series_now") == expected
        assert standings(store) == {"10": standing}
    # what this installation knew
    assert values(store, recorded_at=date(2024, 3, 9)) == shown
    assert values(store, recorded_at=date(2024, 3, 10)) == []
    assert values(store, recorded_at=date(2024, 3, 20)) == shown
    assert values(store, recorded_at=date(2024, 4, 9)) == shown
    assert values(store, recorded_at=date(2024, 4, 10)) == []
    # what the world knew: a misreading of ours is none of its, a retraction counts from its day
    assert values(store, known_at=date(2024, 3, 31)) == shown
    assert values(store, known_at=date(2024, 4, 1)) == []
    assert standings(store, known_at=date(2024, 3, 31)) == {"10": "accepted"}


def test_a_held_figure_waits_until_a_person_released_it(store: Path, tmp_path: Path) -> None:
    article = document("article")
    doubtful = figure(10, quote="ten people").model_copy(update={"confidence": 0.2})
    of = models.observation_id(article.source_id, article.lineage, doubtful)
    build(store, seeds(tmp_path / "seeds"), (article, [doubtful]), now="2024-03-02")
    assert values(store) == values(store, "series_now") == values(store, "observations") == []
    with reading(store) as con:
        (row,) = con.execute("SELECT standing, standing_reason FROM history").fetchall()
    assert row == ("held", "read with confidence 0.20, under 0.50")

    build(store, seeds(tmp_path / "seeds", f"{of},accepted,as printed,ab,2024-03-05T00:00:00,,"), now="2024-03-06")
    assert values(store) == values(store, "series_now") == [("2024-02-28", "10")]
    assert values(store, recorded_at=date(2024, 3, 4)) == []
    assert values(store, known_at=date(2024, 3, 2)) == [("2024-02-28", "10")]
    with reading(store) as con:
        (row,) = con.execute("SELECT standing, standing_reason, hold_reason FROM history").fetchall()
    assert row == ("accepted", "as printed", "read with confidence 0.20, under 0.50")


# -- what makes a line


def series_ids(store: Path) -> list[str]:
    with reading(store) as con:
        return [row[0] for row in con.execute("SELECT DISTINCT series_id FROM series ORDER BY 1").fetchall()]


def test_percent_and_count_share_no_line(store: Path, catalogue: Catalogue) -> None:
    hospitals = {"indicator_id": "health.hospitals_functional"}
    build(
        store,
        catalogue,
        (document(), [figure(17, unit="hospitals", of=36, **hospitals), figure(47, unit="percent", **hospitals)]),
    )
    assert series_ids(store) == [
        "health.hospitals_functional/PS02/unrwa/point",
        "health.hospitals_functional/PS02/unrwa/point/percent",
    ]
    assert values(store, known_at=date(2024, 3, 1)) == [("2024-02-28", "17"), ("2024-02-28", "47")]
    assert values(store, recorded_at=date(2024, 2, 28)) == []


def test_speakers_basis_breakdown_and_publisher_each_have_a_line(store: Path, catalogue: Catalogue) -> None:
    build(
        store,
        catalogue,
        (
            document(),
            [
                figure(1),
                figure(2, org_id="moh", org_text="the ministry"),
                figure(3, org_id=None, org_text=None),
                figure(4, value_basis="estimated"),
                figure(5, breakdown="sex=f"),
            ],
        ),
    )
    assert series_ids(store) == [
        "displacement.idps/PS02/moh/point",
        "displacement.idps/PS02/unrwa/point",
        "displacement.idps/PS02/unrwa/point/estimated",
        "displacement.idps/PS02/unrwa/point/sex=f",
        "displacement.idps/PS02/via-ocha/point",
    ]


@pytest.mark.parametrize(
    ("start", "end", "cadence"),
    [
        ("2024-02-28", "2024-02-28", "day"),
        ("2024-02-27", "2024-02-28", "days"),
        ("2024-02-22", "2024-02-28", "week"),
        ("2024-02-01", "2024-02-29", "month"),
        ("2024-01-01", "2024-12-31", "year"),
        ("2023-10-21", "2024-02-28", "from-2023-10-21"),
        (None, "2024-02-28", "total"),
    ],
)
def test_flows_of_different_periods_share_no_line(
    store: Path, catalogue: Catalogue, start: str | None, end: str, cadence: str
) -> None:
    period = {"period_start": None if start is None else date.fromisoformat(start)}
    trucks = figure(14_000, end, indicator_id="crossing.trucks", unit="trucks", **period)
    build(store, catalogue, (document(), [trucks]))
    with reading(store) as con:
        assert con.execute("SELECT cadence FROM series").fetchall() == [(cadence,)]
    assert series_ids(store) == [f"crossing.trucks/PS02/unrwa/{cadence}"]


def test_for_one_period_the_newest_publication_wins_then_the_publishers_words(
    store: Path, catalogue: Catalogue
) -> None:
    old = document("old", lineage="a", published_at=at("2024-03-01"))
    new = document("new", lineage="b", published_at=at("2024-03-08"))
    ours = document("ours", lineage="c", source_id="facts", published_at=at("2024-03-08"))
    build(store, catalogue, (old, [figure(1)]), (new, [figure(2)]), (ours, [figure(3, cited="p. 1")]))
    assert values(store) == values(store, "series_now") == [("2024-02-28", "2")]
    assert values(store, known_at=date(2024, 3, 7)) == [("2024-02-28", "1")]
    assert len(values(store, "observations")) == 3


def test_zero_is_a_figure_and_missing_is_none(store: Path, catalogue: Catalogue) -> None:
    trucks = {"indicator_id": "crossing.trucks", "unit": "trucks"}
    build(store, catalogue, (document(), [figure(0, "2024-02-01", **trucks), figure(5, "2024-02-03", **trucks)]))
    assert values(store) == [("2024-02-01", "0"), ("2024-02-03", "5")]


def test_qualifiers_and_ranges_are_kept(store: Path, catalogue: Catalogue) -> None:
    build(
        store,
        catalogue,
        (
            document(),
            [
                figure(11_000, "2024-02-01", qualifier="range", low=10_000, high=12_000),
                figure(1_000_000, "2024-02-02", qualifier="at_least"),
            ],
        ),
    )
    with reading(store) as con:
        con.execute("SELECT qualifier, low, high FROM series ORDER BY period_end")
        assert con.fetchall() == [("range", 10_000, 12_000), ("at_least", None, None)]


# -- statuses


def spans(store: Path, table: str = "spans", **clocks: Any) -> list[tuple[str, str, str, str]]:
    with reading(store, **clocks) as con:
        con.execute(f"SELECT speaker, status, from_day::VARCHAR, to_day::VARCHAR FROM {table} ORDER BY ALL")
        return [tuple(row) for row in con.fetchall()]  # type: ignore[misc]


def test_a_status_wears_out(store: Path, catalogue: Catalogue) -> None:
    early = document("early", lineage="a", published_at=at("2024-02-02"))
    late = document("late", lineage="b", published_at=at("2024-03-02"))
    build(
        store,
        catalogue,
        (early, [figure(day="2024-02-01", status="open"), figure(day="2024-02-04", status="closed")]),
        (late, [figure(day="2024-03-01", status="open", period_start=date(2024, 2, 20))]),
    )
    assert spans(store) == spans(store, "spans_now") == [
        ("UNRWA", "closed", "2024-02-04", "2024-02-11"),  # seven days after it was last said; then not known
        ("UNRWA", "open", "2024-02-01", "2024-02-03"),  # until its speaker said otherwise
        ("UNRWA", "open", "2024-02-20", "2024-03-08"),  # from the day it began
    ]  # fmt: skip
    assert len(spans(store, known_at=date(2024, 2, 28))) == 2
    assert spans(store, recorded_at=date(2024, 2, 1)) == []


def test_speakers_who_part_each_have_their_span(store: Path, catalogue: Catalogue) -> None:
    said = [figure(day="2024-02-01", status="open"), figure(day="2024-02-03", status="closed", org_id="moh")]
    build(store, catalogue, (document(), said))
    assert spans(store) == [
        ("Ministry of Health", "closed", "2024-02-03", "2024-02-10"),
        ("UNRWA", "open", "2024-02-01", "2024-02-08"),
    ]
