"""Phases of food insecurity, one a row: rows that follow each other make an analysis of a place and a period."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Phase(NamedTuple):
    """One row: the place and the validity period as they stand there, the phase ("3+", "5", "all") and its people."""

    place: str
    period: str
    name: str
    number: str


def looked_at(found: Sequence[Phase]) -> list[Mapping[str, str | None]]:
    """For each row how many people its analysis looked at (`analysed`) and, but for the widest, its `coverage`.

    Several analyses of one place and period cover different people: only the widest speaks for the place.
    """
    analyses = list(_analyses(found))
    widest: dict[tuple[str, str], int] = {}
    for number, rows in enumerate(analyses):
        key = rows[0].place, rows[0].period
        if key not in widest or _people(rows) > _people(analyses[widest[key]]):
            widest[key] = number
    told: list[Mapping[str, str | None]] = []
    for number, rows in enumerate(analyses):
        total = next((row.number for row in rows if row.name == "all" and row.number), None)
        part = widest[rows[0].place, rows[0].period] != number
        coverage = f"analysis of {total} people" if part and total else f"analysis {number + 1}" if part else None
        told += [{"analysed": total, "coverage": coverage}] * len(rows)
    return told


def _analyses(found: Sequence[Phase]) -> Iterator[list[Phase]]:
    rows: list[Phase] = []
    for row in found:
        again = any(row.name == before.name for before in rows)
        if rows and (again or (row.place, row.period) != (rows[0].place, rows[0].period)):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _people(rows: Sequence[Phase]) -> float:
    try:
        return max(float(row.number) for row in rows if row.number)
    except ValueError:
        return 0.0
