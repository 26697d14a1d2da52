"""Adding an indicator, a source, a spelling: only the files that README and architecture name are touched."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.catalogue import SEEDS, Catalogue, load
from data.errors import CatalogueError
from ingest.gather import Given
from ingest.run import reread, run

NOW = datetime(2026, 1, 1)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the catalogue, without the sources that are fetched."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    for path in (tmp_path / "seeds" / "sources").glob("*.toml"):
        if path.stem not in ("added", "curated_facts", "digests"):
            path.unlink()
    return tmp_path / "seeds"


def append(path: Path, text: str) -> None:
    """Add lines at the end of a file, as a person would; nothing that stands there changes."""
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def touched(before: dict[str, bytes], folder: Path) -> set[str]:
    after = files(folder)
    return {name for name in after if after[name] != before.get(name)}


def ask(store: Path, sql: str) -> list[tuple[Any, ...]]:
    release = warehouse.current(store)
    assert release is not None
    with closing(warehouse.connect(release)) as con:
        return warehouse.cursor(con).execute(sql).fetchall()


def add_text(store: Path, catalogue: Catalogue, text: str) -> int:
    given = Given(Path("a.txt"), content=text.encode(), said={"published": "2025-03-02", "publisher": "OCHA"})
    return run(["added"], store=store, now=NOW, catalogue=catalogue, given=given).outcomes[0].observations


def test_an_indicator_is_one_block_and_one_line_of_phrases(seeds: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    text = "As of 1 March 2025, 35 bakeries run by WFP were working in the Gaza Strip, OCHA said."
    assert add_text(store, load(seeds), text) == 0
    before = files(seeds)
    append(
        seeds / "indicators.toml",
        '\n[[indicator]]\nid = "food.bakeries"\nlabel = "Working bakeries"\nkind = "stock"\nunits = ["count"]\n'
        'minimum = 0\nsums_over_places = false\ndefinition = """Bakeries that bake bread."""\n',
    )
    lexicon = seeds / "lexicon" / "en.toml"
    lines = lexicon.read_text("utf-8").replace("[phrases]\n", '[phrases]\n"food.bakeries" = ["bakeries"]\n', 1)
    lexicon.write_text(lines, "utf-8")
    assert touched(before, seeds) == {"indicators.toml", "lexicon/en.toml"}
    reread(["added"], store=store, now=NOW, catalogue=load(seeds))
    assert ask(store, "SELECT value, place, indicator_label FROM series WHERE indicator_id = 'food.bakeries'") == [
        (35, "Gaza Strip", "Working bakeries")
    ]


def test_a_table_source_is_one_file(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("code,day,people\nPS02,2025-03-01,1000\n", "utf-8")
    before = files(seeds)
    (seeds / "sources" / "sites.toml").write_text(
        'title = "People in sites"\npublisher = "iom"\nlicence = "CC BY 4.0"\nredistribute = true\n'
        'words = "publisher"\ncitation = "IOM"\nmaturity = "provisional"\nstale_after_days = 30\n'
        '[fetch]\nkind = "file"\npath = "sites.csv"\n[read]\nkind = "table"\nformat = "csv"\n'
        '[[read.observation]]\nindicator = "displacement.sheltered"\nplace = { column = "code" }\nspeaker = "iom"\n'
        'period_start = { column = "day" }\nvalue = { column = "people" }\n',
        "utf-8",
    )
    assert touched(before, seeds) == {"sources/sites.toml"}
    store = tmp_path / "store"
    run(["sites"], store=store, now=NOW, catalogue=load(seeds))
    assert ask(store, "SELECT value, place, speaker, source, cell FROM series WHERE source_id = 'sites'") == [
        (1000, "Gaza Strip", "IOM", "People in sites", "row 2, people")
    ]


def test_a_spelling_is_one_row(seeds: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    text = "On 1 March 2025, 1,200 people were displaced from Qarmatlik, OCHA said."
    assert add_text(store, load(seeds), text) == 0
    before = files(seeds)
    append(seeds / "place_names.csv", "PSE.rafah,und,Qarmatlik\n")
    assert touched(before, seeds) == {"place_names.csv"}
    reread(["added"], store=store, now=NOW, catalogue=load(seeds))
    assert ask(store, "SELECT value, place_id, place_text FROM observations WHERE source_id = 'added'") == [
        (1200, "PSE.rafah", "Qarmatlik")
    ]


def test_a_slip_is_named_with_file_entry_and_key(seeds: Path) -> None:
    source = seeds / "sources" / "digests.toml"
    source.write_text(source.read_text("utf-8").replace('kind = "text"', 'kind = "text"\nlanguage = "en"'), "utf-8")
    append(seeds / "place_names.csv", "PSE.raffah,und,Raffah\n")
    with pytest.raises(CatalogueError) as caught:
        load(seeds)
    assert any("sources/digests.toml: read.language" in fault for fault in caught.value.faults)
    assert any("PSE.raffah" in fault and "place_names.csv" in fault for fault in caught.value.faults)
