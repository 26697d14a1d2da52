from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.models import (
    Document,
    Observation,
    Review,
    digest,
    document_id,
    number_text,
    observation_id,
)

SENTENCE = "more than 1.9 million people were displaced"


def observation(**changes: Any) -> Observation:
    fields: dict[str, Any] = {
        "indicator_id": "displacement.idps",
        "place_id": "PS02",
        "place_text": "Gaza",
        "period_start": date(2024, 5, 12),
        "period_end": date(2024, 5, 12),
        "period_basis": "stated",
        "value": 1_900_000,
        "qualifier": "more_than",
        "unit": "people",
        "quote": SENTENCE,
        "char_start": 10,
        "char_end": 10 + len(SENTENCE),
    }
    return Observation(**(fields | changes))


def document(**changes: Any) -> Document:
    fields: dict[str, Any] = {
        "source_id": "added",
        "lineage": "https://example.org/report",
        "title": "A report",
        "media_type": "text/plain",
        "published_at": datetime(2024, 5, 13),
        "published_basis": "stated",
        "retrieved_at": datetime(2024, 5, 14),
        "version_at": datetime(2024, 5, 14),
        "content": b"text",
    }
    return Document(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": None}, "either a value or a status"),
        ({"status": "open"}, "either a value or a status"),
        ({"unit": None}, "a value has a unit"),
        ({"period_end": None, "period_start": None}, "period_basis is 'unknown' exactly"),
        ({"period_basis": "unknown"}, "period_basis is 'unknown' exactly"),
        ({"period_start": date(2024, 6, 1)}, "period_start is after period_end"),
        ({"cell": "row 2, value"}, "found in exactly one way"),
        ({"char_start": None, "char_end": None, "quote": None}, "found in exactly one way"),
        ({"char_end": 11}, "the quote has the length"),
        ({"qualifier": "range"}, "a range has both bounds"),
        ({"low": 1, "high": 2}, "a range has both bounds"),
        ({"confidence": 1.5}, "confidence lies between"),
        ({"value": float("nan")}, "finite"),
        ({"surprise": 1}, "Extra inputs"),
    ],
)
def test_a_contradictory_observation_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        observation(**changes)


def test_all_contradictions_of_one_observation_are_said_at_once() -> None:
    with pytest.raises(ValidationError) as raised:
        observation(value=None, cell="row 2", period_basis="unknown")
    for fault in ("either a value or a status", "exactly one way", "period_basis"):
        assert fault in str(raised.value)


def test_a_figure_keeps_its_id_when_a_newer_version_or_reader_finds_it_elsewhere() -> None:
    first = observation(confidence=0.4)
    later = observation(confidence=0.9, char_start=500, char_end=500 + len(SENTENCE))
    assert observation_id("added", "a", first) == observation_id("added", "a", later)


@pytest.mark.parametrize(
    "changes", [{"value": 1_900_001}, {"qualifier": "exact"}, {"org_text": "UNRWA"}, {"place_basis": "inferred"}]
)
def test_another_claim_has_another_id(changes: dict[str, Any]) -> None:
    assert observation_id("added", "a", observation()) != observation_id("added", "a", observation(**changes))


def test_the_same_claim_in_another_document_has_another_id() -> None:
    assert observation_id("added", "a", observation()) != observation_id("added", "b", observation())


def test_a_corrected_document_with_the_same_day_is_another_version() -> None:
    assert document_id(document()) != document_id(document(content=b"text, corrected"))
    assert document_id(document()) == document_id(document(retrieved_at=datetime(2025, 1, 1)))


def test_an_undated_document_says_so_in_its_basis() -> None:
    with pytest.raises(ValidationError, match="published_basis"):
        document(published_at=None)
    assert document(published_at=None, published_basis="unknown").published_at is None


def test_instants_with_a_time_zone_are_refused_instead_of_shifted() -> None:
    with pytest.raises(ValidationError, match="time zone"):
        document(retrieved_at=datetime(2024, 5, 14, tzinfo=timezone(timedelta(hours=2))))


def test_a_retraction_needs_its_day_and_a_rejection_has_none() -> None:
    fields: dict[str, Any] = {
        "observation_id": "a",
        "reason": "taken back",
        "decided_by": "editor",
        "decided_at": datetime(2024, 6, 1),
    }
    with pytest.raises(ValidationError, match="retracted_at"):
        Review(verdict="retracted", **fields)
    with pytest.raises(ValidationError, match="retracted_at"):
        Review(verdict="rejected", retracted_at=datetime(2024, 6, 1), **fields)
    assert Review(verdict="retracted", retracted_at=datetime(2024, 6, 1), **fields).verdict == "retracted"


def test_numbers_enter_a_hash_in_one_form() -> None:
    assert [number_text(v) for v in (None, 0.0, -0.0, 17, 1.5, 1e14, 0.1)] == [
        "",
        "0",
        "0",
        "17",
        "1.5",
        "100000000000000",
        "0.10000000000000001",
    ]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_gives_the_number_back(value: float) -> None:
    assert float(number_text(value)) == value


def test_fields_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert len(digest("ab", "c")) == 26
