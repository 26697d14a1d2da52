import pickle
import shutil
import time
from pathlib import Path

import pytest

from data import catalogue
from data.catalogue import Catalogue, fold
from data.errors import CatalogueError


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of seeds/ to break, without its samples."""
    return Path(shutil.copytree(catalogue.SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("samples")))


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_seeds_agree_with_each_other(seeds_catalogue: Catalogue) -> None:
    assert set(seeds_catalogue.crises) >= {"gaza", "sudan"}
    assert len(seeds_catalogue.organisations) >= 60
    assert len([p for p in seeds_catalogue.places.values() if p.kind == "country"]) >= 240
    assert seeds_catalogue.places["PS02"].name == "Gaza Strip"


def test_all_faults_of_all_files_are_listed_at_once(seeds: Path) -> None:
    append(seeds / "places.csv", "XX1,NOWHERE,admin1,1,Nowhere,,,,,,,\n")
    append(seeds / "place_names.csv", "XX2,en,Elsewhere\n")
    append(seeds / "organisations.csv", "un,Twice,un,,\n")
    append(seeds / "indicators.toml", '\n[[indicator]]\nid = "x.y"\nlabel = "X"\nkind = "stok"\ndefinition = "X."\n')
    with pytest.raises(CatalogueError) as raised:
        catalogue.load(seeds)
    text = str(raised.value)
    assert 'places.csv: XX1: parent_id: "NOWHERE" is not in places.csv' in text
    assert 'place_names.csv: Elsewhere: place_id: "XX2"' in text
    assert 'org_id: "un" stands twice' in text
    assert "indicators.toml" in text and "x.y: kind" in text
    assert len(raised.value.faults) == 4


def test_a_misspelt_name_offers_the_nearest(seeds: Path) -> None:
    path = seeds / "crises.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"PSE.rafah-crossing"', '"PSE.rafa-crossing"', 1))
    with pytest.raises(CatalogueError, match=r'"PSE.rafa-crossing" .* Did you mean "PSE.rafah-crossing"\?'):
        catalogue.load(seeds)


def test_broken_toml_is_said_with_its_file(seeds: Path) -> None:
    append(seeds / "indicators.toml", "\n[[indicator]\n")
    with pytest.raises(CatalogueError, match="indicators.toml: "):
        catalogue.load(seeds)


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such folder"):
        catalogue.load(tmp_path / "none")


def test_the_hash_follows_the_catalogue_and_not_the_samples(seeds: Path, seeds_catalogue: Catalogue) -> None:
    assert catalogue.load(seeds).hash == seeds_catalogue.hash
    append(seeds / "place_names.csv", "PS02,en,A new spelling\n")
    changed = catalogue.load(seeds)
    assert changed.hash != seeds_catalogue.hash
    assert changed.find_places("a NEW spelling") == ["PS02"]


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("PS02", "PS02"),
        ("Gaza Strip", "PS02"),
        ("the Gaza Strip", "PS02"),
        ("Gaza", "PS02"),
        ("قطاع غزة", "PS02"),
        ("Rafah Crossing", "PSE.rafah-crossing"),
        ("Soudan", "SDN"),
        ("Sudán", "SDN"),
    ],
)
def test_places_are_found_by_id_name_and_alias(seeds_catalogue: Catalogue, name: str, place_id: str) -> None:
    assert seeds_catalogue.find_places(name) == [place_id]


def test_a_name_that_several_places_bear_keeps_them_all(seeds_catalogue: Catalogue) -> None:
    found = seeds_catalogue.find_places("Tripoli")
    assert {seeds_catalogue.places[i].iso3 for i in found} >= {"LBN", "LBY"}


def test_a_word_for_a_people_is_no_name_of_their_place(seeds_catalogue: Catalogue) -> None:
    assert any(n.name == "Syrians" for n in seeds_catalogue.place_names)
    assert seeds_catalogue.find_places("Syrians") == []


def test_a_place_lies_within_its_ancestors(seeds_catalogue: Catalogue) -> None:
    assert seeds_catalogue.within("PSE.rafah-crossing", ["PS02"])
    assert not seeds_catalogue.within("SDN", ["PS02"])


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Gaza  Strip", "gaza strip"),
        ("Al-Shifa'", "al shifa"),
        ("Türkiye", "turkiye"),
        ("Öncüpınar, Łódź, Đà Nẵng", "oncupinar lodz da nang"),
        ("the", "the"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_the_catalogue_travels_between_processes(seeds_catalogue: Catalogue) -> None:
    assert pickle.loads(pickle.dumps(seeds_catalogue)).hash == seeds_catalogue.hash


def test_loading_is_quick_enough_for_a_command(seeds: Path) -> None:
    started = time.process_time()
    catalogue.load(seeds)
    assert time.process_time() - started < 5


def test_what_was_loaded_is_given_again_until_a_file_changes(seeds: Path) -> None:
    before = catalogue.load(seeds)
    assert catalogue.load(seeds) is before
    append(seeds / "place_names.csv", "PS02,en,A new spelling\n")
    assert catalogue.load(seeds).find_places("a NEW spelling") == ["PS02"]
