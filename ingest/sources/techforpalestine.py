"""What the daily counts of Tech for Palestine have in common: a list of reports, each for a number of hours."""

import json
from datetime import date, timedelta
from typing import Any

from data.errors import ReadError

NO_REPORT = "0 on a day without a report"
OTHER = "a report of another data set"


def reports(content: bytes) -> list[dict[str, Any]]:
    """The reports of a file, one a day; entries that are none stay as they are.

    Raises:
        ReadError: it is no JSON list.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    if not isinstance(found, list):
        raise ReadError("a list of daily reports was expected at the top")
    return found


def is_of(content: bytes, *names: str) -> bool:
    """Whether the first report of a file has all of these fields: other data sets of the publisher have others."""
    head = content[:3000]
    return all(f'"{name}"'.encode() in head for name in names)


def first_day(report: dict[str, Any]) -> str | None:
    """The first day that a report is for: a report of 48 hours is also for the day before its date.

    A report for less than a day, or that says no hours, is for its date. None where date or hours cannot be read.
    """
    try:
        hours = report.get("report_period")
        days = 1 if hours is None else max(1, round(float(hours) / 24))
        return (date.fromisoformat(report["report_date"]) - timedelta(days=days - 1)).isoformat()
    except (KeyError, TypeError, ValueError):
        return None


def silent(report: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """For each counted field that is 0 on a day without a report (0 hours), why it is no figure."""
    if str(report.get("report_period")) != "0":
        return {}
    return {f"left.{name}": NO_REPORT for name in names if report.get(name) == 0}


def written(records: list[Any]) -> bytes:
    """The reports as JSON again, in their order."""
    return json.dumps(records, ensure_ascii=False).encode()
