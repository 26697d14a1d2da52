"""Every source reads its kept files as expected: tests/fixtures/<source_id>/ in, expected.csv and told.txt out.

After a change, `python tests/test_sources.py SOURCE...` writes both anew; read the difference before committing it.
"""

import csv
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from duckdb import DuckDBPyRelation as Relation

from data import catalogue as seeds
from data.catalogue import SEEDS, Catalogue
from data.models import Observation
from ingest import reading
from ingest.gather import Given, gather
from ingest.reading import Read

FIXTURES = Path(__file__).parent / "fixtures"
SOURCES = sorted(path.stem for path in (SEEDS / "sources").glob("*.toml"))
NOW = datetime(2026, 11, 25, 12)
FIELDS = [name for name in Observation.model_fields if name != "confidence"]
MADE = ("expected.csv", "told.txt")


def kept(source_id: str) -> list[Path]:
    """The kept files of a source; a folder among them is given as a whole."""
    folder = FIXTURES / source_id
    return sorted(path for path in folder.glob("*") if path.name not in MADE) if folder.is_dir() else []


def readings(source_id: str, catalogue: Catalogue) -> Iterator[tuple[str, str, Read | str]]:
    """What each document of the kept files gives: file, lineage, and the reading or why there is none."""
    source = catalogue.sources[source_id]
    for path in kept(source_id):
        gathered = gather(source, catalogue, NOW, Given(path, retrieved=NOW), lambda source, gathered: [])
        assert gathered.error is None and not gathered.failed, (path.name, gathered.error, gathered.failed)
        if reading.is_text(source):
            for document in gathered.found:
                yield path.name, document.lineage, reading.read_text(reading.TextJob(source, document, catalogue))
        else:
            for document, read in reading.read_others(source, gathered.found, catalogue):
                yield path.name, document.lineage, read


def shown(source_id: str, catalogue: Catalogue) -> tuple[str, str]:
    """The figures as CSV without the columns that are empty throughout, and what was told of each document."""
    rows: list[dict[str, str]] = []
    told: list[str] = []
    for name, lineage, read in readings(source_id, catalogue):
        if isinstance(read, str):
            told.append(f"{name}: {read}")
            continue
        own: list[dict[str, str]] = []
        found = read.observations
        if isinstance(found, Relation):
            names = list(Observation.model_fields)
            found = [Observation.model_validate(dict(zip(names, row, strict=True))) for row in found.fetchall()]
        for o in found:
            values = {field: getattr(o, field) for field in FIELDS}
            texts = {k: "" if v is None else f"{v:.15g}" if isinstance(v, float) else str(v) for k, v in values.items()}
            own.append({"file": name, "lineage": lineage, **texts})
        rows += sorted(own, key=lambda row: [row[field] for field in ("lineage", "indicator_id", *FIELDS)])
        told += [f"{name}: {e.kind} {e.code or ''}: {e.message or ''}" for e in read.events]
    used = ["file", "lineage", *(field for field in FIELDS if any(row[field] for row in rows))]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue(), "".join(f"{line}\n" for line in told)


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_source_reads_its_kept_files_as_expected(source_id: str, seeds_catalogue: Catalogue) -> None:
    assert kept(source_id), f"tests/fixtures/{source_id}/ holds no kept file"
    figures, told = shown(source_id, seeds_catalogue)
    assert figures.count("\n") > 1, "no figure was read"
    assert figures == (FIXTURES / source_id / "expected.csv").read_text("utf-8")
    if not reading.is_text(seeds_catalogue.sources[source_id]):
        assert told == (FIXTURES / source_id / "told.txt").read_text("utf-8")


@pytest.mark.parametrize("source_id", SOURCES)
def test_no_fixture_is_a_bare_copy(source_id: str) -> None:
    assert all(path.is_dir() or path.stat().st_size < 40_000 for path in kept(source_id))


if __name__ == "__main__":
    loaded = seeds.load()
    for chosen in sys.argv[1:] or SOURCES:
        figures, told = shown(chosen, loaded)
        (FIXTURES / chosen / "expected.csv").write_text(figures, "utf-8")
        if not reading.is_text(loaded.sources[chosen]):
            (FIXTURES / chosen / "told.txt").write_text(told, "utf-8")
