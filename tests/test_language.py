import json
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from ingest.text.language import language

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es", "uk"])
def test_a_text_shows_its_language(seeds_catalogue: Catalogue, lang: str) -> None:
    lines = (GOLDEN / f"{lang}.jsonl").read_text("utf-8").splitlines()
    found = [language(json.loads(line)["text"], seeds_catalogue.lexicons) for line in lines[:15]]
    assert set(found) == {lang}


@pytest.mark.parametrize("text", ["", "1,234", "Kakuma 2024-05-12", "漢字"])
def test_a_text_without_grammar_shows_none(seeds_catalogue: Catalogue, text: str) -> None:
    assert language(text, seeds_catalogue.lexicons) is None
