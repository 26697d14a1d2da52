"""Real files on displacement, needs, food and funding, where they are at hand: sums, and figures looked up in them."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import pytest

from data import warehouse
from data.catalogue import Catalogue
from ingest.gather import Given
from ingest.run import run
from tests.conftest import SHARED
from tests.test_shared_sources import Store

FILES = SHARED / "sources"
NOW = datetime(2026, 11, 25, 12)
LOADED = [
    ("idmc_idu", "idmc/pse_idu_events_2025-10-23.csv"),
    ("idmc_gidd", "idmc/pse_gidd_idps_2009-2024.csv"),
    *(("idmc_gidd", f"idmc/gidd_conflicts_page{n}.json") for n in range(5)),
    ("idmc_gidd", "idmc/gidd_disasters_page0.json"),
    ("unhcr_population", "unhcr/population_pse_sdn_ssd_syr_yem_afg_lbn.csv"),
    ("unhcr_population", "unhcr/footnotes.csv"),
    ("unhcr_population", "unhcr/HDX_EndYearPopulationTotals_afg.csv"),
    ("unhcr_odp", "unhcr/odp_get_origin_geo220_collection429.json"),
    ("unhcr_odp", "unhcr/odp_get_origin_geo259_collection429.json"),
    ("unhcr_odp", "unhcr/unhcr-situations.csv"),
    ("iom_dtm", "iom-dtm"),
    ("hapi_idps", "hdx-hapi/hdx_hapi_idps_global.csv"),
    ("hapi_funding", "hdx-hapi/hdx_hapi_funding_global.csv"),
    ("hapi_humanitarian_needs", "hdx-hapi/hdx_hapi_humanitarian_needs_global_2024.csv"),
    ("hapi_conflict_events", "hdx-hapi/hdx_hapi_conflict_event_global_1997.csv"),
    ("ipc", "ipc"),
]

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the publishers' files are not at hand")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, seeds_catalogue: Catalogue) -> Store:
    """Everything loaded, one file or folder after the other; nothing may fail."""
    folder = tmp_path_factory.mktemp("displacement")
    for source_id, path in LOADED:
        given = Given(FILES / path, retrieved=NOW)
        outcome = run([source_id], store=folder, now=NOW, catalogue=seeds_catalogue, given=given).outcomes[0]
        assert outcome.error is None and outcome.failed == [], path
    release = warehouse.current(folder)
    assert release is not None
    return Store(release)


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a file, read by other means than ours."""
    with (FILES / path).open(encoding="utf-8-sig", newline="") as stream:
        yield from (row for row in csv.DictReader(stream) if not any(str(v).startswith("#") for v in row.values()))


def test_nothing_is_withdrawn_by_the_file_of_another_country_or_kind(store: Store) -> None:
    assert store.ask("SELECT DISTINCT standing FROM history") == [("unreviewed",)]


def test_new_displacements_have_their_sentence_and_document(store: Store) -> None:
    assert store.accounts("idmc_idu") == ["83 rows: 82 taken, 0 refused, 1 ignored"]
    of_idu = "FROM observations WHERE source_id = 'idmc_idu'"
    total = sum(int(row["figure"]) for row in rows("idmc/pse_idu_events_2025-10-23.csv"))
    assert store.ask(f"SELECT sum(value), count(quote) {of_idu}") == [(total, 82)]
    assert store.ask(f"SELECT qualifier, count(*) {of_idu} GROUP BY ALL ORDER BY ALL") == [("approx", 2), ("exact", 80)]
    found = f"""SELECT place_id, org_id, period_start::VARCHAR, period_end::VARCHAR, qualifier,
        cell LIKE 'row 3, figure%Oct.pdf' {of_idu} AND value = 95639"""
    assert store.ask(found) == [("PS02", "site-management-cluster", "2025-10-15", "2025-10-18", "exact", True)]
    assert store.ask("SELECT max(restates_to)::VARCHAR FROM document WHERE source_id = 'idmc_idu'") == [("9999-12-31",)]
    inferred = f"SELECT count(*) {of_idu} AND (place_basis = 'inferred') <> (breakdown LIKE '%location=%')"
    assert store.ask(inferred) == [(0,)]


def test_years_of_displacement(store: Store) -> None:
    year = """SELECT indicator_id, value, period_start::VARCHAR FROM observations WHERE source_id = 'idmc_gidd'
        AND place_id = 'PSE' AND period_end = DATE '2024-12-31' ORDER BY 1"""
    assert store.ask(year) == [
        ("displacement.idps", 2032011, "2024-12-31"),
        ("displacement.new", 3216490, "2024-01-01"),
    ]
    pages = [json.loads((FILES / f"idmc/gidd_conflicts_page{n}.json").read_text())["results"] for n in range(5)]
    total = sum(row["total_displacement"] or 0 for page in pages for row in page)
    of_pages = "SELECT sum(value) FROM observations WHERE cell LIKE '/results/%/total_displacement'"
    assert store.ask(of_pages) == [(total,)]
    published = "SELECT DISTINCT published_at::DATE::VARCHAR FROM document WHERE lineage LIKE 'idmc_gidd/%/page to %'"
    assert store.ask(published) == [("2025-05-13",)]


def test_refugees_are_those_of_the_download(store: Store) -> None:
    path = "unhcr/population_pse_sdn_ssd_syr_yem_afg_lbn.csv"
    with (FILES / path).open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.reader(stream) if line and line[0].isdigit()]
    assert len(lines) == 6061
    of_download = "FROM observations WHERE source_id = 'unhcr_population' AND lineage LIKE '%/download/%'"
    for column, indicator, group in (
        (5, "displacement.refugees", "group=refugees%"),
        (6, "displacement.refugees", "group=asylum-seekers%"),
        (7, "displacement.idps", "%"),
    ):
        total = sum(int(line[column]) for line in lines if line[4] not in ("UNK", "XXA"))
        found = store.ask(
            f"SELECT sum(value) {of_download} AND indicator_id = '{indicator}' AND breakdown LIKE '{group}'"
        )
        assert found == [(total,)], column
    assert "6,061 rows: 6,061 taken, 0 refused, 0 ignored" in store.accounts("unhcr_population")
    assert "38 rows: 0 taken, 0 refused, 38 ignored" in store.accounts("unhcr_population")
    dates = f"SELECT DISTINCT published_at::VARCHAR {of_download}"
    assert store.ask(dates) == [("2024-06-13 00:00:00",)]


def test_refugees_now(store: Store) -> None:
    found = """SELECT lineage, value, period_end::VARCHAR FROM observations WHERE source_id = 'unhcr_odp'
        AND place_id = 'UGA' AND breakdown = 'origin=South Sudan' ORDER BY 1"""
    assert store.ask(found) == [
        ("unhcr_odp/BEN+CIV+GIN+SDN+SSD+UGA", 948191, "2024-06-30"),
        ("unhcr_odp/Uganda", 948191, "2024-06-30"),
    ]
    assert store.accounts("unhcr_odp") == [f"{n} rows: {n} taken, 0 refused, 0 ignored" for n in (10, 25, 9)]


def test_rounds_of_displacement_tracking_agree_with_the_exchange(store: Store) -> None:
    """The sums of IOM's rows by reason and origin are what the data exchange publishes for Haiti."""
    sums = """SELECT period_end, breakdown, value FROM observations WHERE source_id = '{}' AND place_id = 'HTI'
        AND breakdown NOT LIKE '%reason=%' ORDER BY ALL"""
    ours, theirs = store.ask(sums.format("iom_dtm")), store.ask(sums.format("hapi_idps"))
    assert len(ours) > 40 and ours == theirs
    passed_on = "SELECT DISTINCT source_id, redistribute FROM source WHERE source_id IN ('iom_dtm', 'hapi_idps')"
    assert sorted(store.ask(passed_on)) == [("hapi_idps", False), ("iom_dtm", False)]


def test_people_in_need_by_sector_and_status(store: Store) -> None:
    assert store.accounts("hapi_humanitarian_needs") == ["1,942 rows: 1,924 taken, 0 refused, 18 ignored"]
    of_needs = (
        "SELECT value FROM observations WHERE indicator_id = 'needs.people' AND place_id = 'AFG' AND breakdown = '{}'"
    )
    assert store.ask(of_needs.format("")) == [(23666389,)]
    assert store.ask(of_needs.format("status=targeted")) == [(17327995,)]
    faulty = [row for row in rows("hdx-hapi/hdx_hapi_humanitarian_needs_global_2024.csv") if row["error"]]
    assert len(faulty) == 18


def test_types_of_conflict_events_stay_apart(store: Store) -> None:
    kinds: dict[str, int] = defaultdict(int)
    for row in rows("hdx-hapi/hdx_hapi_conflict_event_global_1997.csv"):
        if row["admin_level"] == "0":
            kinds[f"type={row['event_type']}"] += int(row["events"])
    found = """SELECT breakdown, sum(value) FROM observations WHERE indicator_id = 'conflict.events'
        AND place_kind = 'country' GROUP BY ALL ORDER BY ALL"""
    assert store.ask(found) == sorted(kinds.items())
    deaths = """SELECT DISTINCT value_basis, org_id FROM observations
        WHERE source_id = 'hapi_conflict_events' AND indicator_id = 'casualties.killed'"""
    assert store.ask(deaths) == [("estimated", "acled")]


def test_money_outside_appeals_is_no_figure_of_one(store: Store) -> None:
    assert store.accounts("hapi_funding") == ["8 rows: 5 taken, 0 refused, 3 ignored"]
    found = """SELECT indicator_id, value, period_end::VARCHAR FROM observations WHERE source_id = 'hapi_funding'
        AND place_id = 'PSE' ORDER BY 1"""
    assert store.ask(found) == [
        ("funding.received", 295077912, "2020-12-31"),
        ("funding.required", 420381684, "2020-12-31"),
    ]


def test_food_insecurity_is_of_its_own_time(store: Store) -> None:
    found = """SELECT DISTINCT indicator_id, value, "of", period_start::VARCHAR, breakdown FROM observations
        WHERE source_id = 'ipc' AND place_id = '{}' AND period_end = DATE '{}' ORDER BY ALL"""
    assert store.ask(found.format("CAF", "2023-08-31")) == [
        ("food.insecure", 2388086, 6128671, "2023-04-01", ""),
        ("food.ipc5", 0, 6128671, "2023-04-01", ""),
    ]
    assert store.ask(found.format("ETH", "2021-06-30")) == [
        ("food.insecure", 5522943, 8980967, "2021-05-01", "coverage=analysis of 8980967 people"),
        ("food.insecure", 16756345, 56346877, "2021-05-01", ""),
        ("food.ipc5", 352896, 8980967, "2021-05-01", "coverage=analysis of 8980967 people"),
        ("food.ipc5", 352896, 56346877, "2021-05-01", ""),
    ]
    assert store.ask("SELECT max(period_end)::VARCHAR FROM observations WHERE source_id = 'ipc'") == [("2023-08-31",)]
