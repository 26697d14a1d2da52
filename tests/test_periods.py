"""Days and spans as they are written."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from ingest.text.periods import periods


@pytest.mark.parametrize(
    ("text", "first", "last", "relation"),
    [
        ("on 3 May 2024", "2024-05-03", "2024-05-03", "on"),
        ("since 7 October", "2023-10-07", "2023-10-07", "since"),
        ("on Monday", "2024-07-01", "2024-07-01", "on"),
        ("in the past 24 hours", "2024-07-02", "2024-07-03", "past"),
        ("as of 30 June 2024", "2024-06-30", "2024-06-30", "as_of"),
        ("in June 2024", "2024-06-01", "2024-06-30", "on"),
        ("this year", "2024-01-01", "2024-07-03", "on"),
        ("yesterday", "2024-07-02", "2024-07-02", "on"),
        ("over the weekend", "2024-06-29", "2024-06-30", "on"),
        ("27 Nov - 4 Dec", "2023-11-27", "2023-12-04", "on"),
        ("2024-05-03", "2024-05-03", "2024-05-03", "on"),
    ],
)
def test_written_days(text: str, first: str, last: str, relation: str, seeds_catalogue: Catalogue) -> None:
    [found] = periods(text, seeds_catalogue.lexicons["en"], date(2024, 7, 3))
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert (found.from_day, found.to_day, found.relation) == (*days, relation)


def test_vague_days_are_no_days(seeds_catalogue: Catalogue) -> None:
    [found] = periods("last week", seeds_catalogue.lexicons["en"], date(2024, 7, 3))
    assert found.from_day is None


def test_signs_that_only_look_like_digits_are_no_days(seeds_catalogue: Catalogue) -> None:
    assert periods("² May", seeds_catalogue.lexicons["en"], date(2024, 7, 3)) is not None
