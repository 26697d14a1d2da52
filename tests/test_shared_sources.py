"""The publishers' real files, where they are at hand: what loads of them, and a few figures that a person looked up."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.catalogue import Catalogue
from ingest.gather import Given
from ingest.run import run
from tests.conftest import SHARED

FILES = SHARED / "sources"
EARLIER, NOW = datetime(2025, 3, 20), datetime(2026, 11, 25, 12)
LOADED = [
    ("techforpalestine_gaza", "techforpalestine/casualties_daily.vintage-2025-03-20.json", EARLIER),
    ("techforpalestine_gaza", "techforpalestine/casualties_daily.json", NOW),
    ("techforpalestine_gaza", "techforpalestine/infrastructure-damaged.json", NOW),
    ("techforpalestine_gaza", "techforpalestine/gaza-daily-notes", NOW),
    ("unrwa_supplies", "unrwa", NOW),
    ("cogat", "cogat", NOW),
    ("un2720", "un2720", NOW),
    ("fts", "fts", NOW),
    ("insecurity_insight", "insecurity-insight", NOW),
]

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the publishers' files are not at hand")


class Store:
    """A store to be asked."""

    def __init__(self, release: Path) -> None:
        self.release = release

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the release."""
        with closing(warehouse.connect(self.release)) as con:
            return warehouse.cursor(con).execute(sql).fetchall()

    def accounts(self, source_id: str) -> list[str]:
        """What was told of the rows of each document, without the reasons."""
        sql = f"SELECT message FROM event WHERE code = 'rows' AND source_id = '{source_id}'"
        return sorted(text.split(" (")[0] for (text,) in self.ask(sql))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, seeds_catalogue: Catalogue) -> Store:
    """Everything loaded, one file or folder after the other; nothing may fail."""
    folder = tmp_path_factory.mktemp("real")
    for source_id, path, retrieved in LOADED:
        given = Given(FILES / path, retrieved=retrieved)
        outcome = run([source_id], store=folder, now=NOW, catalogue=seeds_catalogue, given=given).outcomes[0]
        assert outcome.error is None and outcome.failed == [], path
    release = warehouse.current(folder)
    assert release is not None
    return Store(release)


def test_two_vintages_show_eight_changed_figures_each_once(store: Store) -> None:
    changed = (
        "SELECT change, old_cell, old_value, new_value FROM revisions WHERE source_id LIKE 'techfor%' ORDER BY ALL"
    )
    assert store.ask(changed) == [
        ("changed", "/528/ext_injured", 562, 678),
        ("changed", "/528/ext_injured_cum", 112603, 112719),
        ("changed", "/528/ext_killed", 404, 436),
        ("changed", "/528/ext_killed_cum", 48981, 49013),
        ("changed", "/528/injured", 562, 678),
        ("changed", "/528/injured_cum", 112603, 112719),
        ("changed", "/528/killed", 404, 436),
        ("changed", "/528/killed_cum", 48981, 49013),
    ]


def test_reported_and_filled_in_casualties_stay_apart(store: Store) -> None:
    totals = """SELECT value, value_basis, org_id FROM series WHERE indicator_id = 'casualties.killed'
        AND period_start = DATE '2023-10-07' AND period_end = DATE '{}' ORDER BY value_basis"""
    assert store.ask(totals.format("2026-08-22")) == [
        (73419, "estimated", "tech-for-palestine"),
        (73419, "stated", "gaza-moh"),
    ]
    assert store.ask(totals.format("2023-11-11")) == [(11129, "estimated", "tech-for-palestine")]


def test_a_report_of_48_hours_is_for_two_days(store: Store) -> None:
    days = "SELECT period_start::VARCHAR, period_end::VARCHAR, value FROM observations WHERE cell = '/{}/killed'"
    assert store.ask(days.format(309)) == []  # 11 August 2024: no report, its 0 is no figure
    assert store.ask(days.format(310)) == [("2024-08-11", "2024-08-12", 107)]


def test_other_files_of_tech_for_palestine_withdraw_nothing(store: Store) -> None:
    assert store.accounts("techforpalestine_gaza") == [
        *["1 rows: 1 taken, 0 refused, 0 ignored"] * 25,
        "1,051 rows: 1,051 taken, 0 refused, 0 ignored",
        "529 rows: 529 taken, 0 refused, 0 ignored",
        "730 rows: 0 taken, 0 refused, 730 ignored",
    ]
    assert store.ask("SELECT count(*) FROM observations WHERE cell = '/1050/killed_cum'") == [(1,)]
    assert store.ask("SELECT count(*) FROM observations WHERE cell = 'front matter, killed_cum'") == [(25,)]


def test_a_row_of_unrwa_is_a_truck(store: Store) -> None:
    trucks = (
        "SELECT sum(value), count(DISTINCT place_id), min(value_basis) FROM observations WHERE source_id LIKE 'unrwa%'"
    )
    assert store.ask(trucks) == [(35521, 6, "counted")]
    april = trucks + " AND period_end BETWEEN '2024-04-01' AND '2024-04-27'"
    assert store.ask(april) == [(5132, 2, "counted")]


def test_cogat_is_in_tons(store: Store) -> None:
    assert store.accounts("cogat") == ["52,479 rows: 51,501 taken, 0 refused, 978 ignored"]
    of_cogat = "FROM observations WHERE source_id = 'cogat'"
    assert store.ask(f"SELECT DISTINCT indicator_id, unit {of_cogat}") == [("crossing.tons", "tons")]
    total, parts = store.ask(f"SELECT round(sum(value), 2) {of_cogat} GROUP BY breakdown <> ''")
    assert total == parts == (1033641.2,)


def test_un2720_says_its_stage(store: Store) -> None:
    found = "SELECT indicator_id, breakdown, value, period_end::VARCHAR FROM observations WHERE source_id = 'un2720'"
    assert sorted(store.ask(found)) == [
        ("crossing.tons", "stage=collected", 335775, "2026-03-08"),
        ("crossing.trucks", "stage=collected", 26236, "2026-03-08"),
    ]


def test_plans_of_the_tracking_service(store: Store) -> None:
    assert store.accounts("fts") == [
        "15 rows: 15 taken, 0 refused, 0 ignored",
        "2 rows: 1 taken, 0 refused, 1 ignored",
        "24 rows: 0 taken, 0 refused, 24 ignored",
        "338 rows: 0 taken, 0 refused, 338 ignored",
        "6 rows: 3 taken, 0 refused, 3 ignored",
    ]
    plan = "SELECT DISTINCT value, unit FROM observations WHERE indicator_id = '{}' AND breakdown = 'plan=HPSE20'"
    assert store.ask(plan.format("funding.required")) == [(420381684, "USD")]
    assert store.ask(plan.format("funding.received")) == [(295077912, "USD")]


def test_incidents_are_counted_for_the_country_and_the_area(store: Store) -> None:
    assert store.accounts("insecurity_insight") == [
        "416 rows: 414 taken, 2 refused, 0 ignored",
        "8,855 rows: 8,852 taken, 2 refused, 1 ignored",
    ]
    days = """SELECT sum(value) FROM observations WHERE source_id LIKE 'insec%' AND value_basis = 'counted'
        AND place_id = '{}'"""
    assert [store.ask(days.format(place)) for place in ("PSE", "PS02", "SDN", "UKR")] == [
        [(1265,)], [(549,)], [(427,)], [(1319,)],
    ]  # fmt: skip
    year = """SELECT value FROM observations WHERE source_id LIKE 'insec%' AND place_id = 'PSE'
        AND period_start = DATE '2023-01-01' AND period_end = DATE '2023-12-31'"""
    assert store.ask(year) == [(766,)]


def test_no_sentence_about_a_person_is_kept_of_a_table(store: Store) -> None:
    assert store.ask("SELECT count(*) FROM observations WHERE quote IS NOT NULL") == [(0,)]
