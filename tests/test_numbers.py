"""Numbers as they are written."""

import pytest

from data.catalogue import Catalogue
from ingest.text.numbers import numbers


@pytest.mark.parametrize(
    ("text", "value", "kind", "qualifier"),
    [
        ("1.5 million", 1_500_000, "count", "exact"),
        ("half a million", 500_000, "count", "exact"),
        ("more than 1,200", 1200, "count", "more_than"),
        ("2,000 to 3,000", 2500, "count", "range"),
        ("nine in ten people", 90, "percent", "exact"),
        ("a third of the population", 33.33, "percent", "exact"),
        ("US$ 2.7 billion", 2.7e9, "money", "exact"),
        ("not a single hospital", 0, "zero", "exact"),
        ("two hundred and five", 205, "count", "exact"),
        ("up to 40", 40, "count", "at_most"),
        ("around 30 per cent", 30, "percent", "approx"),
    ],
)
def test_written_numbers(text: str, value: float, kind: str, qualifier: str, seeds_catalogue: Catalogue) -> None:
    [found] = numbers(text, seeds_catalogue.lexicons["en"])
    assert (found.value, found.kind, found.qualifier) == (value, kind, qualifier)


@pytest.mark.parametrize("text", ["17 of 36 hospitals", "17 out of 36 hospitals"])
def test_a_total_stands_beside_its_part(text: str, seeds_catalogue: Catalogue) -> None:
    [found] = numbers(text, seeds_catalogue.lexicons["en"])
    assert (found.value, found.of) == (17, 36)
