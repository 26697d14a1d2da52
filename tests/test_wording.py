import re
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.selection import LANGUAGES
from dashboard.wording import Words, make_words
from data.catalogue import Catalogue

POINT: dict[str, Any] = {
    "indicator_id": "displacement.idps",
    "kind": "stock",
    "place_id": "PS02",
    "speaker": "UNRWA",
    "publisher": "Reuters",
    "source": "A source",
    "period_start": date(2024, 5, 12),
    "period_end": date(2024, 5, 12),
    "period_basis": "stated",
    "value": 1_900_000.0,
    "low": None,
    "high": None,
    "of": None,
    "qualifier": "more_than",
    "value_basis": "stated",
    "status": None,
    "unit": "people",
    "standing": "unreviewed",
    "words": "publisher",
    "found_as": "text",
}


@pytest.fixture(scope="module")
def english(seeds_catalogue: Catalogue) -> Words:
    return make_words(seeds_catalogue)["en"]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "more than 1.9 million"),
        ({"value": 1_987_654.0, "qualifier": "exact"}, "1,987,654"),
        ({"value": 13.0, "of": 36.0, "qualifier": "exact", "unit": "hospitals"}, "13 of 36"),
        ({"qualifier": "range", "low": 10_000.0, "high": 12_000.0}, "between 10,000 and 12,000"),
        ({"value": 84.1, "of": 100.0, "unit": "percent", "qualifier": "approx"}, "about 84.1 %"),
        ({"value": 0.0, "qualifier": "exact"}, "0"),
        ({"value": None, "status": "partially_open"}, "partly open"),
    ],
)
def test_a_figure_is_said_with_its_qualifier(english: Words, changes: dict[str, Any], text: str) -> None:
    assert english.figure({**POINT, **changes}) == text


def test_one_alone_is_no_plural(english: Words) -> None:
    assert english.unit_of(POINT) == "people"
    assert english.unit_of({**POINT, "value": 1.0}) == "person"
    assert english.unit_of({**POINT, "value": 1.0, "of": 24.0, "unit": "hospitals"}) == "hospitals"
    assert english.unit_of({**POINT, "value": 1.0, "unit": "percent"}) == ""


def test_a_day_that_is_not_stated_says_so(english: Words) -> None:
    assert english.when(POINT) == "as of 12 May 2024"
    assert english.when({**POINT, "period_basis": "publication"}) == "as of 12 May 2024 (day of publication)"
    assert english.when({**POINT, "period_end": None}) == "no day stated"
    assert english.when({**POINT, "kind": "flow", "period_start": None}) == "until 12 May 2024"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "read by machine, not reviewed"),
        ({"standing": "accepted"}, "reviewed"),
        ({"words": "ours"}, "digest, not the publisher's words"),
        ({"words": "ours", "found_as": "cited"}, "read by a person on the cited page"),
        ({"found_as": "cell", "value_basis": "counted"}, "counted from the publisher's list"),
        ({"found_as": "cell", "value_basis": "estimated"}, "from the publisher's table · filled in by the publisher"),
    ],
)
def test_how_a_figure_came_is_said(english: Words, changes: dict[str, Any], text: str) -> None:
    assert english.origin({**POINT, **changes}) == text


def test_an_old_figure_is_called_late(english: Words) -> None:
    assert english.age(date(2024, 5, 12), date(2024, 5, 15)) == "3 days old"
    assert english.age(date(2024, 5, 12), date(2024, 6, 22)) == "nothing newer for 41 days"


def test_a_figure_without_a_speaker_is_told_by_its_publisher(english: Words) -> None:
    assert english.speaker({**POINT, "speaker": None}) == "not named (in Reuters)"


def fields(label: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(label) if name}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_each_language_says_everything_with_the_same_values(seeds_catalogue: Catalogue, lang: str) -> None:
    english, other = seeds_catalogue.lexicons["en"].labels, seeds_catalogue.lexicons[lang].labels
    assert sorted(set(english) - set(other)) == []
    assert sorted(set(other) - set(english)) == []
    assert {key for key in english if fields(english[key]) != fields(other[key])} == set()


def test_every_label_that_code_or_a_template_says_is_there(seeds_catalogue: Catalogue) -> None:
    labels = seeds_catalogue.lexicons["en"].labels
    folder = Path(__file__).parent.parent / "dashboard"
    said: set[str] = set()
    for path in [*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.xml")]:
        said |= set(re.findall(r"""\bsay\(\s*["']([a-z_.0-9]+)["']""", path.read_text("utf-8")))
    assert sorted(key for key in said if key not in labels and not key.endswith(".")) == []


def test_numbers_and_days_follow_the_language(seeds_catalogue: Catalogue) -> None:
    words = make_words(seeds_catalogue)
    assert words["fr"].number(1_987_654) == "1\u202f987\u202f654"
    assert words["es"].day(date(2024, 5, 12)) == "12 may 2024"
    assert words["ar"].direction == "rtl" and words["ar"].place("PS02") == "قطاع غزة"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_ours_is_said_in_each_language(seeds_catalogue: Catalogue, lang: str) -> None:
    words, catalogue = make_words(seeds_catalogue)[lang], seeds_catalogue
    for source in catalogue.sources.values():
        said = words.licence(source.licence)
        plain = re.fullmatch(r"CC BY[\w. -]*", source.licence)
        assert said and (lang == "en" or plain or said != source.licence), source.source_id
        if source.publisher == "hakika":
            assert lang == "en" or words.source(source.source_id, source.title) != source.title
    units = {unit for indicator in catalogue.indicators.values() for unit in indicator.units}
    assert sorted(unit for unit in units if f"unit.{unit}" not in words.labels) == []
    assert words.definition("displacement.idps") != catalogue.indicators["displacement.idps"].definition or lang == "en"
    assert words.listed(["a", "b"]) == ("a، b" if lang == "ar" else "a, b")


def test_a_list_never_ends_in_one_more(english: Words) -> None:
    assert english.listed(list("abcdef")) == "a, b, c, d, e, f"
    assert english.listed(list("abcdefg")) == "a, b, c, d, e and 2 more"


def test_why_a_figure_is_held_is_said_in_each_language(seeds_catalogue: Catalogue) -> None:
    words = make_words(seeds_catalogue)
    text = "15.8 times the series' last, 88,873 on 2023-05-14; 2,000 people, more than the 1,500 who live there"
    assert words["en"].reason(text) == (
        "15.8 times what this series said last: 88,873 on 14 May 2023; 2,000 people, more than the 1,500 who live there"
    )
    assert "14 mai 2023" in words["fr"].reason(text) and "vivent" in words["fr"].reason(text)
    said = (Path(__file__).parent.parent / "data" / "holds.sql").read_text("utf-8")
    patterns = [found.replace("''", "'") for found in re.findall(r"format\('((?:[^']|'')+)',", said) if " " in found]
    for pattern in patterns:  # no rule is without its words
        told = re.sub(r"\{[^}]*\}", "7", pattern)
        assert words["ar"].reason(told) != told, pattern
    assert words["ar"].reason("a person's own words; two") == "a person's own words; two"
