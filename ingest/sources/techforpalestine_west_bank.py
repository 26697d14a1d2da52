"""Daily killed and injured in the West Bank: what is said, what is verified, what is carried forward."""

from data.models import Document
from ingest.sources import techforpalestine

READER = "techforpalestine_west_bank-1"

NOT_FILLED = "carried forward by the publisher"
FILLED = "not carried forward"


def lineage(content: bytes, name: str) -> str | None:
    """Other data sets of the publisher are not versions of this one."""
    return None if techforpalestine.is_of(content, "flash_source") else f"techforpalestine_west_bank/{name}"


def rows(document: Document) -> bytes:
    """Each report, told apart by whether the publisher carried its totals forward from the last update.

    Raises:
        ReadError: it is no JSON list.
    """
    told = []
    for report in techforpalestine.reports(document.content):
        if isinstance(report, dict):
            filled = str(report.get("flash_source") or "").strip().lower() == "fill"
            if "flash_source" not in report and "verified" not in report:
                report = {**report, "left": techforpalestine.OTHER}
            report = {**report, "left.stated" if filled else "left.filled": NOT_FILLED if filled else FILLED}
        told.append(report)
    return techforpalestine.written(told)
