"""Names of places and organisations in a text."""

import pytest

from data.catalogue import Catalogue
from ingest.text.gazetteer import gazetteer, uncapitalise
from ingest.text.marks import mark
from ingest.text.names import names


@pytest.mark.parametrize(
    ("text", "kind", "written", "sort"),
    [
        ("at Rafah crossing", "place", "Rafah crossing", "crossing"),
        ("the Nasser Hospital", "place", "Nasser Hospital", "facility"),
        ("in El Fasher", "place", "El Fasher", "city"),
        ("WHO said", "organisation", "WHO", ""),
    ],
)
def test_names_are_found(text: str, kind: str, written: str, sort: str, seeds_catalogue: Catalogue) -> None:
    [found] = names(text, seeds_catalogue, "en")
    assert (found.kind, found.text, found.sort) == (kind, written, sort)
    assert found.ids
    assert text[found.start : found.end] == written


def test_a_word_is_no_organisation(seeds_catalogue: Catalogue) -> None:
    assert names("who said", seeds_catalogue, "en") == []


def test_a_part_of_a_place_is_no_longer_the_place(seeds_catalogue: Catalogue) -> None:
    [found] = names("in northern Sudan", seeds_catalogue, "en")
    assert found.part


def test_a_headline_in_capitals_over_several_lines_keeps_its_letters(seeds_catalogue: Catalogue) -> None:
    """A name that goes on in the next line, "SAN MIGUEL" and "DEPARTMENT", is written anew once."""
    text = "RAIDERS KILLED 12 PEOPLE IN SAN MIGUEL\nDEPARTMENT AND FLED\nTO EL SALVADOR."
    marks = mark(text, seeds_catalogue.lexicons["en"])
    uncapitalise(gazetteer(seeds_catalogue), marks)
    assert marks.tokens.text == "Raiders killed 12 people in San Miguel\nDepartment and fled\nto El Salvador."
