"""UNHCR's operational figures: of which situation they are, and which groups are no refugees."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from data.models import Document
from ingest.table.added import Row, added

READER = "unhcr_odp-1"

REFUGEES = {"REF", "ASY", "ROC", "OIP", "REFUGEES", "ASYLUM-SEEKERS", "ASYLUM SEEKERS"}


def lineage(content: bytes, name: str) -> str | None:
    """A situation's file is no version of a country's."""
    view = _view(content)
    return f"unhcr_odp/situation/{view}" if view else None


def rows(document: Document) -> bytes:
    """Each country's number with the situation, and what groups it has that are no refugees.

    Raises:
        ReadError: JSON without a list of countries.
    """
    view = _view(document.content)

    def told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
        return [{"situation": view, "left": _other(row)} for row in found]

    return added(document.content, told, records=("data", "data.timeseries", ""))


def _view(content: bytes) -> str | None:
    if content.lstrip()[:1] != b"{":
        return None
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return str(found.get("situation_view_name") or found.get("situation_view_id") or "") or None


def _other(row: Row) -> str | None:
    """The groups of a row that are neither refugees nor asylum-seekers."""
    told = {row.get("pop_type_code", "Population type")} | _types(row.get("population_groups"))
    others = sorted({kind for kind in told if kind} - {kind for kind in told if kind.upper() in REFUGEES})
    return f"groups of people: {', '.join(others)}" if others else None


def _types(groups: str) -> set[str]:
    """The types of a row's groups, where they come as a list of records."""
    if not groups.startswith("["):
        return set()
    found: Any = json.loads(groups)
    return {str(one.get("pop_type_code") or "") for one in found if isinstance(one, dict)}
