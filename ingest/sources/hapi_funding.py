"""Funding of appeals: the day that a number is as of, and what is no figure of an appeal."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.errors import ReadError
from data.models import Document
from ingest.table.added import Row, added

READER = "hapi_funding-1"


def rows(document: Document) -> bytes:
    """Each appeal with its day: that of the fetch, or the appeal's last where that was earlier."""
    fetched = document.retrieved_at.date()
    return added(document.content, lambda found: [_told(row, fetched) for row in found], records=("data", ""))


def restates(document: Document) -> tuple[date, date] | None:
    """The days of appeals that had ended by the fetch: those of running ones stand beside what was known earlier."""
    ended: list[str] = []

    def told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
        ended.extend(day for row in found if (day := row.get("reference_period_end")[:10]))
        return [{}] * len(found)

    try:
        added(document.content, told, records=("data", ""))
        days = sorted(date.fromisoformat(day) for day in ended)
    except (ReadError, ValueError):
        return None
    past = [day for day in days if day <= document.retrieved_at.date()]
    return (date.min, past[-1]) if past else None


def _told(row: Row, fetched: date) -> dict[str, str | None]:
    last = row.get("reference_period_end")[:10]
    running = not last or last > fetched.isoformat()
    outside = row.get("appeal_code", "appeal_name").casefold() in ("", "not specified")
    return {
        "as_of": fetched.isoformat() if running else last,
        "basis": "inferred" if running else "stated",
        "left": "money outside any appeal" if outside else None,
        "left.required": "a requirement of 0: withdrawn" if _zero(row.get("requirements_usd")) else None,
    }


def _zero(text: str) -> bool:
    return bool(text) and not text.strip("0.")
