"""Sentences, list items and headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.lexicon import Lexicon
from ingest.text.segment import LONGEST, segment


@pytest.fixture(scope="module")
def lexicon(seeds_catalogue: Catalogue) -> Lexicon:
    return seeds_catalogue.lexicons["en"]


def test_sentences_items_and_headings(lexicon: Lexicon) -> None:
    text = "Key figures\n\n• Deaths: 12. Injured: 30.\nDr. Smith of the U.N. said 12 died. Then 3 more.\n"
    assert [(s.kind, text[s.start : s.end], s.paragraph) for s in segment(text, lexicon)] == [
        ("heading", "Key figures", 0),
        ("item", "Deaths: 12.", 1),
        ("item", "Injured: 30.", 1),
        ("sentence", "Dr. Smith of the U.N. said 12 died.", 2),
        ("sentence", "Then 3 more.", 2),
    ]


@given(st.text(max_size=400))
def test_spans_stand_in_order_and_inside_the_text(lexicon: Lexicon, text: str) -> None:
    last = 0
    for span in segment(text, lexicon):
        assert last <= span.start < span.end <= len(text)
        last = span.end


def test_no_sentence_is_endless(lexicon: Lexicon) -> None:
    assert all(s.end - s.start <= LONGEST for s in segment("word " * 5000, lexicon))
