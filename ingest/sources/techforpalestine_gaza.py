"""Daily killed and injured in the Gaza Strip: what days a report is for, and who says it."""

import re
from typing import Any

from data.errors import ReadError
from data.models import Document
from ingest.documents import front_matter
from ingest.sources import techforpalestine

READER = "techforpalestine_gaza-1"

SPEAKERS = {"mohtel": "Gaza Ministry of Health", "gmotel": "Gaza Government Media Office", "unocha": "OCHA"}
COUNTED = ("killed", "injured", "ext_killed", "ext_injured")
FIGURES = (*COUNTED, "killed_cum", "injured_cum", "ext_killed_cum", "ext_injured_cum")


def lineage(content: bytes, name: str) -> str | None:
    """A day's note, the count of buildings and other data sets are not versions of the daily counts."""
    if content.lstrip().startswith(b"---"):
        keys, _ = front_matter(content)
        return f"techforpalestine_gaza/gaza-daily/{keys.get('report_date') or name}"
    return None if techforpalestine.is_of(content, "report_source", "ext_killed") else f"techforpalestine_gaza/{name}"


def rows(document: Document) -> bytes:
    """Each report with its first day, its speaker by name, and why a 0 on a silent day is no figure.

    A day's note (front matter over the ministry's bulletin) is one report.

    Raises:
        ReadError: it is neither.
    """
    found = _note(document.content) if document.content.lstrip().startswith(b"---") else None
    told = []
    for report in found or techforpalestine.reports(document.content):
        if not isinstance(report, dict):
            told.append(report)
            continue
        source = report.get("report_source")
        speaker = None if source in (None, "missing") else SPEAKERS.get(str(source), str(source))
        added: dict[str, Any] = {"first_day": techforpalestine.first_day(report), "speaker": speaker}
        if "report_source" not in report or "phase" in report:
            added["left"] = "counts of buildings" if "residential" in report else techforpalestine.OTHER
        told.append({**report, **added, **techforpalestine.silent(report, COUNTED)})
    return techforpalestine.written(told)


def _note(content: bytes) -> list[dict[str, Any]]:
    keys, _ = front_matter(content)
    if "report_date" not in keys:
        raise ReadError("its front matter has no report_date")
    report: dict[str, Any] = {name: int(v) if v and re.fullmatch(r"\d+", v) else v for name, v in keys.items()}
    return [{**report, **{f"cell.{name}": f"front matter, {name}" for name in FIGURES}}]
