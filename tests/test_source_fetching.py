"""Sources fetched from a real server that answers in the shapes of their publishers."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from local_server import Site
from local_sources import fetched

from data.catalogue import Catalogue
from tests.conftest import ROOT

NOW = datetime(2026, 11, 25, 12)
FIXTURES = ROOT / "tests" / "fixtures"


def test_a_file_of_the_data_exchange_is_resolved_by_its_name(
    site: Site, tmp_path: Path, seeds_catalogue: Catalogue
) -> None:
    book = (FIXTURES / "unrwa_supplies" / "commodities_received.xlsx").read_bytes()
    resources = [
        {"name": "Read me", "format": "PDF", "download_url": f"{site.base}/readme.pdf"},
        {"name": "Commodities Received.xlsx", "format": "XLSX", "download_url": f"{site.base}/1/received.xlsx"},
    ]
    site.text("/show", json.dumps({"success": True, "result": {"id": "x", "resources": resources}}), "application/json")
    site.text("/1/received.xlsx", book, Last_Modified="Tue, 10 Sep 2024 14:31:37 GMT")
    [document], _ = fetched("unrwa_supplies", site, tmp_path, seeds_catalogue, NOW, "/show")
    assert (document.lineage, document.content) == ("unrwa_supplies", book)
    assert document.version_at == datetime(2024, 9, 10, 14, 31, 37)
    assert document.url == seeds_catalogue.sources["unrwa_supplies"].url


def test_the_tracking_service_is_asked_for_two_years(site: Site, tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    plans = (FIXTURES / "fts" / "plan-overview-progress-2020.json").read_bytes()
    for year in (2025, 2026):
        site.text(f"/progress/{year}", plans, "application/json")
    found, _ = fetched("fts", site, tmp_path, seeds_catalogue, NOW, "/progress")
    assert [document.lineage for document in found] == ["fts/plans/2025", "fts/plans/2026"]
    assert all(document.restates is None and document.retrieved_at >= NOW for document in found)


def test_reports_are_taken_from_the_answer_else_from_their_page(
    site: Site, tmp_path: Path, seeds_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKIKA_RELIEFWEB_APPNAME", "an-example-x7f")
    answer = (FIXTURES / "reliefweb" / "reports.json").read_text("utf-8").replace("https://reliefweb.int", site.base)
    site.text("/v2/reports", answer, "application/json")
    site.text("/node/4100002", "<html><body><p>A map of Sudan.</p></body></html>", "text/html")
    found, gathered = fetched(
        "reliefweb", site, tmp_path, seeds_catalogue, NOW, "/v2/reports?limit=100&filter[value]=sdn"
    )
    told = [(d.title, d.publisher_id, d.crisis_id, f"{d.published_at}") for d in found]
    assert told == [
        ("Sudan: displacement update", "iom", "sudan", "2025-07-02 00:00:00"),
        ("A map without a text", "ocha", "sudan", "2025-07-02 00:00:00"),
        ("Ukraine: refugees", None, None, "2025-07-02 00:00:00"),
    ]
    assert "appname=an-example-x7f" in next(path for path in site.asked if path.startswith("/v2"))
    assert all("an-example-x7f" not in str(line) for line in gathered.responses)


def test_a_stage_is_told_by_the_address(site: Site, tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    total = (FIXTURES / "un2720" / "fetchInterceptedData.json").read_bytes()
    site.text("/fetchCollectedData", total, "application/json")
    [document], _ = fetched("un2720", site, tmp_path, seeds_catalogue, NOW, "/fetchCollectedData")
    assert document.lineage == "un2720/collected"
    assert site.asked[-1] == "/fetchCollectedData?start=2025-05-19&end=2026-11-25"


def test_the_day_is_filled_into_an_address(site: Site, tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    records = (FIXTURES / "who_ssa" / "GetDashboardFullReport.json").read_bytes()
    site.text("/ssa", records, "application/json")
    [document], _ = fetched("who_ssa", site, tmp_path, seeds_catalogue, NOW, "/ssa?DaterangeEND={today}")
    assert site.asked[-1] == "/ssa?DaterangeEND=2026-11-25"
    assert document.lineage.endswith("{today}")  # one lineage, whatever the day
    assert document.url == seeds_catalogue.sources["who_ssa"].url
