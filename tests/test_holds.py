"""What a person must look at first, and what is never held."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_store import build, document, figure, reading, seeds

from data.catalogue import Catalogue
from data.models import Observation


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return seeds(tmp_path / "seeds")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def read(value: float | None, day: str = "2024-02-28", *, confidence: float = 0.9, **fields: Any) -> Observation:
    """A figure that a machine read in text."""
    made = figure(value, day, **{"quote": f"{value or fields.get('status')} said on {day}", **fields})
    return made.model_copy(update={"confidence": confidence})


def held(store: Path) -> dict[str, list[tuple[float, str]]]:
    """Rule to the values that it holds and why."""
    with reading(store) as con:
        con.execute(
            "SELECT DISTINCT h.rule, coalesce(o.value, 0), h.reason "
            "FROM hold h JOIN observation o USING (observation_id) ORDER BY ALL"
        )
        found: dict[str, list[tuple[float, str]]] = {}
        for rule, value, reason in con.fetchall():
            found.setdefault(rule, []).append((value, reason))
        return found


def test_low_confidence(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [read(10, confidence=0.49), read(20, "2024-02-01", confidence=0.5)]))
    assert held(store) == {"low_confidence": [(10, "read with confidence 0.49, under 0.50")]}


def test_more_people_than_live_there(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [read(2_300_000), read(2_200_000, "2024-02-01")]))
    assert held(store) == {
        "more_than_live_there": [(2_300_000, "2,300,000 people, more than the 2,200,000 who live there")]
    }


KILLED = {"indicator_id": "casualties.killed", "period_start": date(2023, 10, 7)}


def test_a_running_total_that_falls(store: Path, catalogue: Catalogue) -> None:
    said = [
        read(30_000, "2024-02-01", **KILLED),
        read(29_000, "2024-02-10", **KILLED),
        read(29_900, "2024-02-12", **KILLED, qualifier="approx"),
        read(28_000, "2024-02-13", **KILLED, qualifier="at_least"),
        read(31_000, "2024-02-20", **KILLED),
    ]
    build(store, catalogue, (document(), said))
    assert held(store) == {
        "falling_total": [(29_000, "a running total that falls, from 30,000 on 2024-02-01 to 29,000")]
    }


def test_a_daily_flow_may_fall(store: Path, catalogue: Catalogue) -> None:
    trucks = {"indicator_id": "crossing.trucks", "unit": "trucks"}
    build(store, catalogue, (document(), [read(200, "2024-02-01", **trucks), read(2, "2024-02-02", **trucks)]))
    assert held(store) == {}


def test_a_jump_beyond_the_indicators_factor(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document("1", lineage="1"), [read(1_000, "2024-02-01")]), now="2024-03-01")
    later = [read(3_000, "2024-02-10"), read(12_000, "2024-02-20")]
    build(store, catalogue, (document("2", lineage="2"), later), now="2024-03-02")
    assert held(store) == {"jump": [(12_000, "4.0 times the series' last, 3,000 on 2024-02-10")]}
    # a held figure is no measure for the next
    build(store, catalogue, (document("3", lineage="3"), [read(2_900, "2024-02-25")]), now="2024-03-03")
    assert len(held(store)["jump"]) == 1
    build(store, catalogue, (document("4", lineage="4"), [read(900, "2024-02-27")]), now="2024-03-04")
    assert held(store)["jump"][0] == (900, "0.3 times the series' last, 2,900 on 2024-02-25")


def test_two_figures_for_one_claim_in_one_document(store: Path, catalogue: Catalogue) -> None:
    said = [
        read(1_000),
        read(1_100.5),
        read(12, org_id="moh", org_text="the ministry"),
        read(1_300, "2024-02-01"),
        read(None, status="open"),
        read(None, status="closed"),
    ]
    build(store, catalogue, (document(), said))
    assert held(store) == {
        "two_figures": [
            (0, "the document says closed and open of the same"),
            (1_000, "the document says 1,000 and 1,100.5 of the same"),
            (1_100.5, "the document says 1,000 and 1,100.5 of the same"),
        ]
    }


def test_the_same_figure_in_other_words_is_no_contradiction(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [read(10), read(10, quote="ten people", char_start=50, qualifier="approx")]))
    assert held(store) == {}


def test_speakers_who_differ_are_both_shown(store: Path, catalogue: Catalogue) -> None:
    build(store, catalogue, (document(), [read(10), read(2_000_000, org_id="moh", org_text="the ministry")]))
    assert held(store) == {}
    with reading(store) as con:
        assert con.execute("SELECT count(*) FROM series_now").fetchall() == [(2,)]


def test_what_a_table_or_a_person_gave_is_never_held(store: Path, catalogue: Catalogue) -> None:
    build(
        store,
        catalogue,
        (document("1", lineage="1"), [figure(1, "2024-01-01"), figure(9_000_000), figure(8_000_000)]),
        (document("2", lineage="2", source_id="facts"), [figure(7_000_000, "2024-02-05", cited="p. 1")]),
    )
    assert held(store) == {}


def test_a_figure_is_judged_once_not_with_every_version_that_repeats_it(store: Path, catalogue: Catalogue) -> None:
    doubtful = read(10, confidence=0.1)
    build(store, catalogue, (document("1"), [doubtful]), now="2024-03-01")
    later = document("2", version_at=document().version_at.replace(day=9))
    build(store, catalogue, (later, [doubtful]), now="2024-03-10")
    with reading(store) as con:
        assert con.execute("SELECT count(*), min(held_at)::DATE::VARCHAR FROM hold").fetchall() == [(1, "2024-03-01")]
        con.execute("SELECT standing FROM history ORDER BY retrieved_at, standing")
        assert sorted(con.fetchall()) == [("held",), ("revised",)]
