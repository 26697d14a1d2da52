"""Reading as a whole: what holds for any text."""

import gc
import random
import time
from datetime import date

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring import lines

from data.catalogue import Catalogue
from ingest.text import Context, Text, read

GOLDEN = ROOT / "tests" / "golden"
WORDS = st.sampled_from(
    (
        "12 1,200 1.5 million two dozen half a of the in Gaza Sudan Rafah crossing hospital people families trucks "
        "were killed wounded displaced and , . ; : ( ) - – \n \n\n • | since Monday 3 May 2024 not no none at least "
        "more than to from 17 of 36 hospitals closed reopened said WHO UNHCR % $ US$ appeal for beds per cent ² ½ ٣٤ "
        "\u200b \u202e é 'l' the last week up between whom which while"
    ).split(" ")
)


def reading(text: str, catalogue: Catalogue, lang: str = "en", published: date | None = date(2024, 7, 1)) -> None:
    found = read(Text(text), Context(catalogue, lang, published, "Gaza: update"))
    for o in found.observations:
        assert text[o.char_start : o.char_end] == o.quote
        assert o.quote
        assert o.confidence is not None and 0 <= o.confidence <= 1
        assert o.place_text
        assert (o.period_basis == "unknown") == (o.period_end is None)
    for u in found.unread:
        assert text[u.start : u.end] == u.text
        assert u.reason


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["en", "ar", "fr", "es", "uk"]))
def test_any_words_are_read_without_error(seeds_catalogue: Catalogue, text: str, lang: str) -> None:
    reading(text, seeds_catalogue, lang)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_are_read_without_error(seeds_catalogue: Catalogue, text: str) -> None:
    reading(text, seeds_catalogue)
    reading(text, seeds_catalogue, published=None)


@pytest.mark.parametrize(
    "text",
    [
        "The shelling of Tolemba",
        "The war has left over two million IDPs, including 300,000",
        "Some 1.9 million people, about 90 per cent",
        "Chad has shut the Tina and Adre border posts, leaving",
        "It is one of the 11 hospitals that",
        "Adre stays open: 41 lorries on Tuesday",
        "The flood in Patna killed 31 people, of whom",
        "Red Cross buses took 12 war-wounded out",
        "Some 5,200 people were displaced within",
        "Around 70 wounded Sudanese crossed into",
        "Chad opened the Adre crossing, a month after",
        "Adre is open all day. , it is open round the clock; Tina is open.",
        "1.2M\n450K\n3,100\nDisplaced people, the UN says,\nRefugees in nearby countries\nPeople killed",
    ],
)
def test_a_sentence_that_breaks_off_is_read(text: str, seeds_catalogue: Catalogue) -> None:
    reading(text, seeds_catalogue)
    read(Text("The town is quiet."), Context(seeds_catalogue, "en", date(2024, 7, 1), text))


def test_any_part_of_a_sentence_is_read(seeds_catalogue: Catalogue) -> None:
    chance = random.Random(11)
    for row in lines(GOLDEN / "sentences.jsonl"):
        words = row["text"].split()
        first, last = sorted(chance.sample(range(len(words) + 1), 2))
        part = " ".join(words[first:last])
        read(Text(part), Context(seeds_catalogue, row.get("lang", "en"), date(2024, 7, 1), part))


def test_a_text_is_read_the_same_every_time(seeds_catalogue: Catalogue) -> None:
    text = "At least 12 people were killed in Rafah on Monday. Hospitals in Gaza are overwhelmed."
    context = Context(seeds_catalogue, "en", date(2024, 7, 1), None)
    assert read(Text(text), context) == read(Text(text), context)


def test_a_claim_made_twice_is_taken_once(seeds_catalogue: Catalogue) -> None:
    text = "In Rafah 12 people were killed. The strike killed 12 people in Rafah."
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 1), None))
    assert len(found.observations) == 1
    assert [u.reason for u in found.unread] == ["said before"]


def test_hidden_characters_stay_in_the_quote(seeds_catalogue: Catalogue) -> None:
    text = "At least 1\u200b2 peo\u200dple were killed in Rafah."
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 1), None)).observations
    assert [o.value for o in found] == [12]
    assert text[found[0].char_start : found[0].char_end] == found[0].quote
    assert "\u200b" in found[0].quote


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Some 30,000 people could be displaced in Rafah.", "not said to be so"),
        ("WFP plans to reach 30,000 displaced people in Rafah.", ""),
        ("On average 30 people are killed in Rafah every day.", "an average or a rate"),
        ("A further 30 people are missing in Rafah.", "missing"),
    ],
)
def test_what_is_not_taken_has_a_reason(text: str, reason: str, seeds_catalogue: Catalogue) -> None:
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 1), None))
    assert not found.observations
    assert found.unread
    assert not reason or reason in {u.reason for u in found.unread}


@pytest.mark.parametrize(
    "piece",
    [
        "12 people were killed in Rafah and ",
        "1,000, ",
        "(",
        "Gaza Strip ",
        "the number of ",
        "A B C D ",
        "x",
        "\n12 | 13 | 14",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str, seeds_catalogue: Catalogue) -> None:
    context = Context(seeds_catalogue, "en", date(2024, 7, 1), None)

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        read(Text(text), context)
        return time.process_time() - start

    seconds(2_000)
    gc.collect()
    gc.disable()  # a collection counts what the other tests left behind
    try:
        short = min(seconds(10_000) for _ in range(3))
        assert any(seconds(40_000) < 12 * short + 0.1 for _ in range(3))  # so is the least of three
    finally:
        gc.enable()


def test_who_had_taken_refuge_is_there_on_the_day_of_publication(seeds_catalogue: Catalogue) -> None:
    text = (
        "On Saturday troops entered Rafah, the southernmost town in Gaza, where over a million people had taken refuge."
    )
    (found,) = read(Text(text), Context(seeds_catalogue, "en", date(2025, 5, 6), None)).observations
    assert (found.indicator_id, found.place_text, found.value) == ("displacement.sheltered", "Rafah", 1_000_000)
    assert (found.period_end, found.period_basis) == (date(2025, 5, 6), "publication")


def test_what_runs_on_in_a_text_without_a_day_has_no_last_day(seeds_catalogue: Catalogue) -> None:
    text = "Attacks on health care since 15 April 2023:\n\n• 156 in Sennar and 410 injured."
    found = read(Text(text), Context(seeds_catalogue)).observations
    assert all((o.period_basis == "unknown") == (o.period_end is None) for o in found) and found
