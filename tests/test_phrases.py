"""Phrases of indicators in a text."""

import pytest

from data.catalogue import Catalogue
from ingest.text.phrases import phrases


@pytest.mark.parametrize(
    ("text", "key", "written"),
    [
        ("12 people were killed", "casualties.killed", "killed"),
        ("the death toll rose to 12", "casualties.killed", "death toll"),
        ("IDPs: 1,200", "displacement.idps", "IDPs"),
    ],
)
def test_phrases_are_found(text: str, key: str, written: str, seeds_catalogue: Catalogue) -> None:
    found = phrases(text, seeds_catalogue.lexicons["en"])
    assert (key, written) in {(p.phrase.keys[0], text[p.start : p.end]) for p in found}
