"""Attacks on health care that WHO recorded, one record an attack; a record may be there in several versions."""

import csv
import io
import json
from typing import Any

from data.errors import ReadError
from data.models import Document
from ingest.table import workbook

READER = "who_ssa-1"

KEPT = ("reportid", "attackdate", "countryiso3code", "countryiso2code", "country", "classification", "versionid")
HEADERS = (("attackdate", "country"), ("AttackDate", "Country"), ("Attack Date", "Country"))


def lineage(content: bytes, name: str) -> str | None:
    """A list of one country stands beside the list of all; so does the workbook of past years."""
    if workbook.is_workbook(content):
        return "who_ssa/workbook"
    try:
        records = [_kept(record) for record in _records(content)]
    except ReadError:
        return None
    countries = {record["country"] for record in records if record.get("country") and not record.get("hxl")}
    return f"who_ssa/{countries.pop()}" if len(countries) == 1 else None


def rows(document: Document) -> bytes:
    """A row for each record; older versions of a report are told as such, so that no attack counts twice.

    Raises:
        ReadError: it is no list of attacks.
    """
    records = [_kept(record) for record in _records(document.content)]
    newest: dict[str, int] = {}
    for n, record in enumerate(records):
        report = record.get("reportid")
        if report and _version(record) >= _version(records[newest.get(report, n)]):
            newest[report] = n
    for n, record in enumerate(records):
        if record.get("reportid") and newest[record["reportid"]] != n:
            record["left"] = "an older version of a report"
        elif record.pop("hxl", None):
            record["left"] = "HXL row"
        elif str(record.get("classification")).lower().startswith("reject"):
            record["left"] = "a rejected report"
    return json.dumps(records, ensure_ascii=False).encode()


def _version(record: dict[str, Any]) -> float:
    try:
        return float(record.get("versionid") or 0)
    except ValueError:
        return 0.0


def _kept(record: object) -> dict[str, Any]:
    """The columns that are read, whatever their case and blanks."""
    if not isinstance(record, dict):
        return {"attackdate": json.dumps(record, ensure_ascii=False)}  # refused by its reason: no day
    told = {"".join(str(key).lower().split()).replace("_", ""): value for key, value in record.items()}
    kept: dict[str, Any] = {name: None if told.get(name) is None else str(told[name]).strip() for name in KEPT}
    kept["country"] = kept.pop("countryiso3code") or kept["country"] or kept["countryiso2code"]
    if str(kept["attackdate"]).startswith("#"):
        kept["hxl"] = True
    return kept


def _records(content: bytes) -> list[Any]:
    if workbook.is_workbook(content):
        for header in HEADERS:
            cells = workbook.cells(content, header)
            start = next((n for n, row in enumerate(cells[:50]) if set(header) <= {c.strip() for c in row}), None)
            if start is not None:
                return [dict(zip(cells[start], row, strict=False)) for row in cells[start + 1 :] if any(row)]
        raise ReadError("no sheet has the columns attackdate and country")
    if content.lstrip()[:1] in (b"[", b"{"):
        try:
            found = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise ReadError(f"it is no JSON: {error}") from None
        found = next((v for v in found.values() if isinstance(v, list)), None) if isinstance(found, dict) else found
        if not isinstance(found, list):
            raise ReadError("a list of attacks was expected")
        return found
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")))
    if not table or not any("attackdate" in "".join(str(name).lower().split()) for name in table[0]):
        raise ReadError("it is no list of attacks: no column attackdate")
    return table
