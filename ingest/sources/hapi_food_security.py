"""Acute food insecurity by area: how many people an analysis looked at, and which of several is the place's."""

from collections.abc import Mapping, Sequence

from data.models import Document
from ingest.sources import phases
from ingest.table.added import Row, added

READER = "hapi_food_security-1"

PLACE = ("location_code", "provider_admin1_name", "provider_admin2_name", "admin1_code", "admin2_code")


def rows(document: Document) -> bytes:
    """Each phase with the number of people looked at, and what it covers where a wider analysis stands beside it."""
    return added(document.content, _told, records=("data", ""))


def _told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
    return phases.looked_at(
        [
            phases.Phase(
                place="/".join(row.get(name) for name in PLACE),
                period=f"{row.get('ipc_type')} {row.get('reference_period_start')} {row.get('reference_period_end')}",
                name=row.get("ipc_phase"),
                number=row.get("population_in_phase"),
            )
            for row in found
        ]
    )
