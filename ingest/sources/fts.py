"""What plans ask for and have got, by the Financial Tracking Service: one row a plan, or a cluster of a plan."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from data.errors import ReadError
from data.models import Document
from data.sources import Source
from ingest.fetch import Client

READER = "fts-1"

FLOW = "a single contribution"
NO_PLAN = "money outside any plan"
SEVERAL = "a plan for several countries"
WITHDRAWN = "a requirement of 0: withdrawn"


def lineage(content: bytes, name: str) -> str:
    """One a kind of file and country or year."""
    head = content[:3000].decode("utf-8", "replace")
    kind = next((kind for kind, mark in (("flows", "amountUSD"), ("clusters", "cluster")) if mark in head), "plans")
    return f"fts/{kind}/{name}"


def fetch(source: Source, client: Client, since: datetime | None) -> Iterator[Document]:
    """The plans of last year and of this one; a year that has none yet is left out."""
    for year in (client.now.year - 1, client.now.year):
        answer = client.get(client.address(f"{client.fetch.address[0]}/{year}"))
        yield from client.make(answer, f"fts/plans/{year}")


def rows(document: Document) -> bytes:
    """A row for each plan, cluster or contribution, with its one country and the day on which it was fetched.

    Raises:
        ReadError: it is neither a table nor an answer of the service.
    """
    content = document.content
    found = list(_of_json(content) if content.lstrip()[:1] in (b"{", b"[") else _of_table(content))
    day = document.retrieved_at.date().isoformat()
    times = Counter(_line(record) for record in found)
    told = [
        {**record, "day": day, "year": record.get("year") if times[_line(record)] > 1 else None} for record in found
    ]
    return json.dumps(told, ensure_ascii=False).encode()


def _line(record: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a row the same plan; a plan that stands in several years has one row a year."""
    return record.get("countryCode"), record.get("code"), record.get("cluster")


def _of_table(content: bytes) -> Iterator[dict[str, Any]]:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    names = [" ".join(name.split()) for name in next(reader, [])]
    flows = "amountUSD" in names
    if not flows and not {"countryCode", "requirements", "funding"} <= set(names):
        raise ReadError(f"neither plans nor contributions: its columns are {', '.join(names)[:200]}")
    while True:
        line = reader.line_num + 1
        cells = next(reader, None)
        if cells is None:
            return
        record = dict(zip(names, cells, strict=False))
        if any(cell.startswith("#") for cell in cells[:3]):
            yield {"left": "HXL row"}
        elif flows:
            yield {"left": FLOW}
        elif not (record.get("code") or record.get("id")):
            yield {"left": NO_PLAN}
        else:
            yield {
                "countryCode": record.get("countryCode"),
                "code": record.get("code") or record.get("id"),
                "cluster": record.get("cluster"),
                "year": record.get("year"),
                "requirements": record.get("requirements"),
                "funding": record.get("funding"),
                "left.requirements": WITHDRAWN if record.get("requirements") == "0" else None,
                "cell.requirements": f"row {line}, requirements",
                "cell.funding": f"row {line}, funding",
            }


def _of_json(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        answer = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, dict) and isinstance(data.get("flows"), list):
        for _ in data["flows"]:
            yield {"left": FLOW}
        return
    if not isinstance(data, dict) or not isinstance(data.get("plans"), list):
        raise ReadError("neither data.plans nor data.flows was found")
    for n, plan in enumerate(data["plans"]):
        asked, got = plan.get("requirements") or {}, plan.get("funding") or {}
        countries = plan.get("countries") or []
        yield {
            "countryCode": countries[0].get("iso3") or countries[0].get("name") if len(countries) == 1 else None,
            "code": plan.get("code") or plan.get("id"),
            "requirements": asked.get("revisedRequirements"),
            "funding": got.get("totalFunding"),
            "left": None if len(countries) == 1 else SEVERAL,
            "left.requirements": WITHDRAWN if asked.get("revisedRequirements") == 0 else None,
            "cell.requirements": f"/data/plans/{n}/requirements/revisedRequirements",
            "cell.funding": f"/data/plans/{n}/funding/totalFunding",
        }
