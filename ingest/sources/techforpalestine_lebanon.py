"""Killed and injured in Lebanon: totals as the ministry said them, each since its own first day, and as continued."""

from data.models import Document
from ingest.sources import techforpalestine

READER = "techforpalestine_lebanon-1"

COUNTED = ("killed", "injured")
PHASES = {"1": "2023-10-08", "2": "2026-03-02"}
"""On which day the ministry began to count anew; a later phase has no first day until it is known here."""


def lineage(content: bytes, name: str) -> str | None:
    """Other data sets of the publisher are not versions of this one."""
    return None if techforpalestine.is_of(content, "phase") else f"techforpalestine_lebanon/{name}"


def rows(document: Document) -> bytes:
    """Each report with its first day, and with the day on which its running totals began.

    Raises:
        ReadError: it is no JSON list.
    """
    told = []
    for report in techforpalestine.reports(document.content):
        if isinstance(report, dict):
            began = PHASES.get(str(report.get("phase")))
            added: dict[str, str | None] = {} if "phase" in report else {"left": techforpalestine.OTHER}
            added |= {"first_day": techforpalestine.first_day(report), "phase_began": began}
            report = {**report, **added, **techforpalestine.silent(report, COUNTED)}
        told.append(report)
    return techforpalestine.written(told)
