"""What extract writes of an observation: a place is told by the name that the text gives it."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from ingest.extract import place
from ingest.text import Context, Text, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods killed nine people in north-east Nigeria.", "north-east Nigeria"),
        ("Floods killed nine people in Viet Nam on Monday.", "Viet Nam"),
        ("Floods killed nine people in Kachin State.", "Kachin"),
        ("Nine Syrians were killed on Monday.", "Syria"),
        ("The Rafah border crossing is closed.", "Rafah crossing"),
    ],
)
def test_a_place_is_told_by_the_name_in_the_text(seeds_catalogue: Catalogue, text: str, expected: str) -> None:
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 1), None)).observations
    assert [place(o, seeds_catalogue) for o in found] == [expected]
