"""What a file covers: which files are versions of each other, and which days a later one replaces."""

from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data import warehouse
from data.catalogue import Catalogue
from data.models import Document
from ingest.gather import Given, gather
from ingest.run import run

NOW, LATER = datetime(2025, 11, 1), datetime(2025, 11, 20)
IDU = "id,country,iso3,role,displacement_type,qualifier,figure,displacement_start_date,displacement_end_date,locations_name,created_at,description\n"  # noqa: E501
CSV = "location_code,admin_level,event_type,events,reference_period_start,reference_period_end\n"


def document(source_id: str, content: str, catalogue: Catalogue, retrieved: datetime = NOW) -> Document:
    given = Given(Path("file"), retrieved=retrieved, content=content.encode())
    gathered = gather(catalogue.sources[source_id], catalogue, retrieved, given, lambda source, gathered: [])
    assert gathered.error is None and not gathered.failed
    return gathered.found[0]


def load(source_id: str, content: str, catalogue: Catalogue, store: Path, now: datetime) -> None:
    given = Given(Path("file"), retrieved=now, content=content.encode())
    outcome = run([source_id], store=store, now=now, catalogue=catalogue, given=given).outcomes[0]
    assert outcome.error is None and not outcome.failed


def ask(store: Path, sql: str) -> list[tuple[Any, ...]]:
    release = warehouse.current(store)
    assert release is not None
    with closing(warehouse.connect(release)) as con:
        return warehouse.cursor(con).execute(sql).fetchall()


def events(*rows: str) -> str:
    return CSV + "".join(f"{row}\n" for row in rows)


def idu(*rows: Mapping[str, str]) -> str:
    lines = [
        f"{r['id']},Palestine,PSE,Recommended figure,Conflict,total,{r['figure']},{r['day']},{r['day']},"
        f'"Gaza Strip, Palestinian Territories",{r["day"]}T09:00:00.000000Z,A sentence.'
        for r in rows
    ]
    return IDU + "\n".join(lines) + "\n"


def test_files_of_one_country_are_versions_of_each_other(seeds_catalogue: Catalogue) -> None:
    one = document("hapi_conflict_events", events("SDN,0,political_violence,5,2024-05-01,2024-05-31"), seeds_catalogue)
    two = document("hapi_conflict_events", events("PSE,0,political_violence,5,2024-05-01,2024-05-31"), seeds_catalogue)
    api = '{"data": [{"location_code": "SDN", "admin_level": 0, "events": 4, "reference_period_start": "2024-06-01"}]}'
    same = document("hapi_conflict_events", api, seeds_catalogue)
    assert (one.lineage, two.lineage, same.lineage) == (
        "hapi_conflict_events/SDN", "hapi_conflict_events/PSE", "hapi_conflict_events/SDN",
    )  # fmt: skip
    assert one.restates == (date(2024, 5, 1), date(2024, 5, 31))


def test_a_file_of_another_year_leaves_the_first_alone(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    may, june = "SDN,0,political_violence,5,2024-05-01,2024-05-31", "SDN,0,political_violence,6,2024-06-01,2024-06-30"
    corrected = "SDN,0,political_violence,7,2024-06-01,2024-06-30"
    for now, rows in ((NOW, [may]), (NOW, [june]), (LATER, [corrected])):
        load("hapi_conflict_events", events(*rows), seeds_catalogue, tmp_path, now)
    assert ask(tmp_path, "SELECT value FROM observations ORDER BY period_end") == [(5,), (7,)]
    assert ask(tmp_path, "SELECT change, old_value, new_value FROM revisions") == [("changed", 6, 7)]


def test_a_rolling_window_withdraws_within_itself_only(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    old, kept, wrong = (
        {"id": "1", "figure": "10", "day": "2025-04-28"},
        {"id": "2", "figure": "20", "day": "2025-10-10"},
        {"id": "3", "figure": "30", "day": "2025-10-18"},
    )
    load("idmc_idu", idu(old, kept, wrong), seeds_catalogue, tmp_path, NOW)
    load("idmc_idu", idu(kept, {"id": "4", "figure": "44", "day": "2025-10-19"}), seeds_catalogue, tmp_path, LATER)
    assert ask(tmp_path, "SELECT value FROM observations ORDER BY period_end") == [(10,), (20,), (44,)]
    assert ask(tmp_path, "SELECT change, old_value FROM revisions") == [("withdrawn", 30)]


def test_an_older_file_loaded_late_overtakes_nothing(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    older, newer = {"id": "2", "figure": "20", "day": "2025-10-10"}, {"id": "3", "figure": "33", "day": "2025-10-12"}
    load("idmc_idu", idu({**older, "figure": "21"}, newer), seeds_catalogue, tmp_path, NOW)
    load("idmc_idu", idu(older), seeds_catalogue, tmp_path, LATER)
    assert ask(tmp_path, "SELECT value FROM observations ORDER BY period_end") == [(21,), (33,)]


def test_pages_given_one_by_one_stand_beside_each_other(seeds_catalogue: Catalogue) -> None:
    def page(following: str, previous: str) -> str:
        row = '{"iso3": "PSE", "year": 2023, "new_displacement": 1, "total_displacement": 2}'
        around = f'"next": {following}, "previous": {previous}'
        return f'{{"last_updated": "2025-05-13", "count": 9, {around}, "results": [{row}]}}'

    first = document("idmc_gidd", page('"https://example.org/?limit=100&offset=100"', "null"), seeds_catalogue)
    last = document("idmc_gidd", page("null", '"https://example.org/?limit=100&offset=800"'), seeds_catalogue)
    assert first.lineage != last.lineage
    assert first.published_at == datetime(2025, 5, 13)


def test_running_appeals_keep_what_was_known_earlier(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    head = "location_code,appeal_code,requirements_usd,funding_usd,reference_period_start,reference_period_end\n"
    text = head + "SDN,HSDN24,{},900,2024-01-01,2024-12-31\nSDN,HSDN25,1000,{},2025-01-01,2025-12-31\n"
    load("hapi_funding", text.format(1000, 100), seeds_catalogue, tmp_path, NOW)
    load("hapi_funding", text.format(1100, 250), seeds_catalogue, tmp_path, LATER)
    received = (
        "SELECT period_end::VARCHAR, value FROM observations WHERE indicator_id = 'funding.received' ORDER BY ALL"
    )
    assert ask(tmp_path, received) == [("2024-12-31", 900), ("2025-11-01", 100), ("2025-11-20", 250)]
    assert ask(tmp_path, "SELECT change, old_value, new_value FROM revisions") == [("changed", 1000, 1100)]
