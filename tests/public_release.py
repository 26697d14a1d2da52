"""A public file of a small release, for questions in SQL; and statements to ask it, kept one a line in files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from small_store import at, build, document, figure, seeds

from data import warehouse

TESTS = Path(__file__).parent
SHARED = TESTS.parent.parent / "shared" / "security" / "hostile.sql"
PLACE = {"org_id": "ocha", "org_text": "OCHA"}


@dataclass(frozen=True)
class Statement:
    """A statement, its name, and what must happen: refuse, stop, cut, escape or work."""

    name: str
    must: str
    sql: str


def make(folder: Path) -> Path:
    """Half a year of two speakers' figures and one crossing's status, one figure corrected, one source kept back."""
    catalogue = seeds(folder / "seeds")
    first = date(2024, 1, 1)
    days = [(first + timedelta(n), n) for n in range(180)]
    counts = [
        figure(1_000_000 + 1_000 * n, day.isoformat(), quote=f"نزح {n} شخصًا", char_start=99 * n) for day, n in days
    ]
    others = [figure(900_000 + 3_000 * n, day.isoformat(), qualifier="approx", **PLACE) for day, n in days[::7]]
    trucks = [
        figure(
            20 + n % 9, day.isoformat(), indicator_id="crossing.trucks", unit="trucks", place_id="PSE.rafah-crossing"
        )
        for day, n in days
    ]
    statuses = [figure(None, day.isoformat(), status="closed" if n % 30 < 5 else "open") for day, n in days[::3]]
    build(
        folder / "store",
        catalogue,
        (document("first", restates=None), counts[:100] + trucks + statuses),
        (document("others", lineage="https://example.org/others", restates=None), others),
        (document("corrected", lineage="https://example.org/c", published_at=at("2024-03-01")), [figure(17_000)]),
        (
            document(
                "corrected again",
                lineage="https://example.org/c",
                published_at=at("2024-03-01"),
                version_at=at("2024-03-05"),
            ),
            [figure(1_700_000)],
        ),
        (document("later", lineage="https://example.org/later", restates=None), counts[100:]),
        (document("kept back", source_id="closed", lineage="https://example.org/closed"), [figure(666, "2023-12-31")]),
    )
    public = warehouse.current(folder / "store", public=True)
    assert public is not None
    return public


def hostile() -> Iterator[Statement]:
    """Our own hostile statements."""
    for line in (TESTS / "hostile.sql").read_text("utf-8").splitlines():
        if not line.startswith("--"):
            name, must, sql = line.split(" | ", 2)
            yield Statement(name, must, sql.replace("\\0", "\0"))


def shared() -> Iterator[Statement]:
    """The sample beside the project, where it is there, in the words of our tables; its comments left before it."""
    if not SHARED.is_file():
        return
    ours = {" sources": " source", "indicator,": "indicator_id,", "place =": "place_id <>", "place <": "place_id >"}
    for line in SHARED.read_text("utf-8").splitlines():
        if line.startswith("/*"):
            name, _, must = (part.strip() for part in line[2:].split("|")[:3])
            comment, sql = line.split("*/ ", 1)
            if must == "work":
                for theirs, own in ours.items():
                    sql = sql.replace(theirs, own)
                sql = (
                    sql.replace("<> 7", "<> '7'").replace("indicator = 3", "unit <> '3'").replace("id < 3", "id > '3'")
                )
                sql = sql.replace("> 3 ", "> '3' ")
            yield Statement(name, must, f"{comment}*/ {sql.replace(' sources', ' source')}".replace("\\0", "\0"))


def ordinary() -> Iterator[str]:
    """Ordinary questions of analysts."""
    for line in (TESTS / "ordinary.sql").read_text("utf-8").splitlines():
        if line and not line.startswith("-- "):
            yield line
