"""Sources on displacement as they are fetched, against a real server that answers in their publishers' shapes."""

import json
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from local_server import Site, reply
from local_sources import fetched

from data.catalogue import Catalogue
from data.errors import FetchError
from data.models import Document
from data.sources import Source
from ingest import reading

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 1, 1, 12)


def values(source: Source, found: list[Document], catalogue: Catalogue) -> list[float | None]:
    """All values, those of a document by their cells: which of a row's comes first is not settled."""
    told = []
    for _, read in reading.read_others(source, found, catalogue):
        assert isinstance(read, reading.Read) and isinstance(read.observations, list), read
        told += [o.value for o in sorted(read.observations, key=lambda o: (o.indicator_id, o.cell or ""))]
    return told


def index(site: Site, *files: str) -> str:
    resources = [{"name": name, "format": "CSV", "download_url": f"{site.base}/{name}"} for name in files]
    return json.dumps({"success": True, "result": {"resources": resources}})


def test_the_exchange_is_asked_where_a_countrys_file_lies_now(
    site: Site, tmp_path: Path, seeds_catalogue: Catalogue
) -> None:
    site.text("/package_show", index(site, "notes.txt", "pse_idmc_idu_events.csv"), "application/json")
    site.text("/pse_idmc_idu_events.csv", (FIXTURES / "idmc_idu/pse_idmc_idu_events.csv").read_bytes(), "text/csv")
    found, gathered = fetched("idmc_idu", site, tmp_path, seeds_catalogue, NOW, "/package_show?id=pse", "/gone?id=sdn")
    assert [document.lineage for document in found] == ["idmc_idu/PSE"]
    assert len(gathered.failed) == 1
    assert 4210 in values(gathered.source, found, seeds_catalogue)


def test_an_index_without_the_file_says_so(site: Site, tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    site.text("/package_show", index(site, "readme.txt"), "application/json")
    with pytest.raises(FetchError, match="no file"):
        fetched("idmc_idu", site, tmp_path, seeds_catalogue, NOW, "/package_show?id=pse")


def test_pages_of_the_humanitarian_interface(
    site: Site, tmp_path: Path, seeds_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKIKA_HAPI_APP_IDENTIFIER", "c2VjcmV0")
    site.text("/idps", (FIXTURES / "hapi_idps/api_page.json").read_bytes(), "application/json")
    found, gathered = fetched("hapi_idps", site, tmp_path, seeds_catalogue, NOW, "/idps?location_code=HTI")
    assert values(gathered.source, found, seeds_catalogue) == [77]
    assert [document.lineage for document in found] == ["hapi_idps/HTI"]
    asked = parse_qs(urlsplit(site.asked[-1]).query)
    assert asked["limit"] == ["10000"] and asked["offset"] == ["0"] and asked["app_identifier"] == ["c2VjcmV0"]
    assert "c2VjcmV0" not in json.dumps(gathered.responses, default=str)


def test_pages_of_refugee_statistics(site: Site, tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    def page(request: BaseHTTPRequestHandler) -> None:
        number = int(parse_qs(urlsplit(request.path).query)["page"][0])
        row = {"year": 2023, "coo_iso": "SDN", "coa_iso": "TCD", "refugees": str(number), "asylum_seekers": "-"}
        reply(request, 200, json.dumps({"page": number, "maxPages": 2, "items": [row]}), {"Content-Type": "text/json"})

    site.handlers["/population/"] = page
    found, gathered = fetched("unhcr_population", site, tmp_path, seeds_catalogue, NOW, "/population/?coa=TCD")
    assert values(gathered.source, found, seeds_catalogue) == [None, 1, None, 2]  # a dash: said not to be had
    assert [document.lineage for document in found] == ["unhcr_population/interface/in TCD"]


def test_displacement_tracking_is_asked_with_its_key(
    site: Site, tmp_path: Path, seeds_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKIKA_IOM_DTM_KEY", "k3y")
    site.text("/admin1", (FIXTURES / "iom_dtm/admin1.json").read_bytes(), "application/json")
    found, gathered = fetched("iom_dtm", site, tmp_path, seeds_catalogue, NOW, "/admin1?Admin0Pcode=SDN")
    assert 345 in values(gathered.source, found, seeds_catalogue)
    assert site.headers[-1]["ocp-apim-subscription-key"] == "k3y"
    assert "python" not in site.headers[-1]["user-agent"]
    assert "k3y" not in json.dumps(gathered.responses, default=str)
