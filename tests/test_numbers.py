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


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "one hundred and twenty thousand people", 120_000),
        ("en", "four thousand and seventy-nine people", 4079),
        ("fr", "vingt et un blessés", 21),
        ("fr", "soixante et onze morts", 71),
        ("fr", "mille cent vingt personnes", 1120),
        ("fr", "deux cent mille habitants", 200_000),
        ("es", "cincuenta y nueve heridos", 59),
        ("es", "ciento noventa y cuatro personas", 194),
        ("es", "cien mil personas", 100_000),
        ("ar", "واحد وعشرون شخصا", 21),
        ("ar", "مئة وخمسة وثلاثون شخصا", 135),
        ("ar", "ألف ومئتا شخص", 1200),
        ("ar", "أربعمئة وستون شخصا", 460),
        ("uk", "тисячу двісті осіб", 1200),
        ("uk", "сто двадцять п'ять осіб", 125),
    ],
)
def test_numbers_are_spelled_out_in_each_language(
    lang: str, text: str, value: float, seeds_catalogue: Catalogue
) -> None:
    assert [found.value for found in numbers(text, seeds_catalogue.lexicons[lang])] == [value]


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "killed fifty and nine were hurt", [50, 9]),
        ("en", "one hundred died and two thousand fled", [100, 2000]),
        ("ar", "قتل ثلاثة وأصيب عشرون شخصا", [3, 20]),
        ("fr", "cent morts et vingt blessés", [100, 20]),
    ],
)
def test_two_numbers_stay_two(lang: str, text: str, values: list[float], seeds_catalogue: Catalogue) -> None:
    assert [found.value for found in numbers(text, seeds_catalogue.lexicons[lang])] == values
