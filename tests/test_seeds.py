"""What stands in seeds/: the indicators, who speaks, the curated facts and the digests of the same pages."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from data.catalogue import SEEDS, Catalogue, Indicator
from data.models import PeriodBasis, PublishedBasis, Qualifier, ValueBasis
from ingest import table
from tests.conftest import ROOT, SHARED

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = rows_of(SEEDS / "samples" / "facts.csv")
DIGESTS = sorted((SEEDS / "samples" / "digests").glob("*.md"))
GOLDEN: dict[str, list[dict[str, Any]]] = {
    entry["file"]: entry["expect"]
    for entry in map(json.loads, (ROOT / "tests" / "golden" / "digests.jsonl").read_text(encoding="utf-8").splitlines())
}
UNNAMED = {"bus driver", "hospital director", "Egyptian sources", "humanitarian partners"}
UNNAMED |= {"humanitarian partners of the UN"}
KINDS = set("un government armed_group military ngo red_cross media research data other".split())
LABELLED = """displacement.idps displacement.refugees displacement.returnees displacement.new displacement.sheltered
    displacement.sites displacement.share crossing.status crossing.trucks crossing.people crossing.medevac
    health.hospitals_functional health.hospitals_partial health.hospitals_nonfunctional health.facilities_functional
    health.facilities_partial health.facilities_nonfunctional health.beds health.bed_occupancy health.hospital_status
    health.attacks casualties.killed casualties.injured food.insecure food.ipc5 funding.required
    funding.received""".split()


def pages() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in FACTS:
        found[row["url"]].append(row)
    return found


def claim(row: Row) -> tuple[str, ...]:
    document = {"title", "publisher", "published", "published_basis", "read_on", "crisis"}
    return tuple(value for key, value in row.items() if key not in document)


def digest(path: Path) -> tuple[Row, str]:
    """Front matter and body of a digest."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return {key: value.strip() for key, _, value in (line.partition(":") for line in front.splitlines())}, body.strip()


def number(text: str) -> float | None:
    return float(text) if text else None


# Indicators


def test_every_indicator_of_the_labelling_guide_is_there(seeds_catalogue: Catalogue) -> None:
    assert set(LABELLED) <= set(seeds_catalogue.indicators)
    for extra in ("crossing.tons", "needs.people", "conflict.events"):
        assert extra in seeds_catalogue.indicators


def test_indicators_say_in_four_languages_what_they_are(seeds_catalogue: Catalogue) -> None:
    definitions = Counter(i.definition for i in seeds_catalogue.indicators.values())
    for i in seeds_catalogue.indicators.values():
        assert set(i.labels) == set(i.definitions) == {"ar", "fr", "es"}, i.indicator_id
        assert all(text.strip() and text != i.definition for text in i.definitions.values()), i.indicator_id
        assert all(set(b.says) == {"en", "ar", "fr", "es"} and all(b.says.values()) for b in i.breaks), i.indicator_id
        assert definitions[i.definition] == 1
        assert 1 <= len(re.findall(r"[.](?: |$)", i.definition)) <= 2, f"{i.indicator_id}: one or two sentences"
        assert len(i.definition) <= 250
        assert re.fullmatch(r"#[a-z]+(\+[a-z0-9]+)*", i.hxl or ""), f"{i.indicator_id}: {i.hxl}"


def test_kinds_and_units_are_those_of_the_guide(seeds_catalogue: Catalogue) -> None:
    indicators = seeds_catalogue.indicators
    flows = {i for i, entry in indicators.items() if entry.kind == "flow"}
    assert {"casualties.killed", "casualties.injured", "displacement.returnees", "displacement.new"} <= flows
    assert indicators["health.hospitals_partial"].units == ("hospitals", "percent")
    assert indicators["health.facilities_functional"].units == ("facilities", "percent")
    assert indicators["displacement.new"].units == ("people", "families")
    assert indicators["funding.required"].units == ("currency",)
    assert indicators["crossing.status"].statuses == ("open", "partially_open", "closed")


# Organisations


def test_no_spelling_means_two_organisations(seeds_catalogue: Catalogue) -> None:
    assert {name: ids for name, ids in seeds_catalogue.organisation_index.items() if len(ids) > 1} == {}


def test_organisations_are_many_and_of_known_kinds(seeds_catalogue: Catalogue) -> None:
    organisations = seeds_catalogue.organisations
    assert len(organisations) >= 90
    assert {o.kind for o in organisations.values()} <= KINDS
    wanted = (
        "un ocha unrwa unhcr iom who wfp unicef un2720 gaza-moh gaza-gmo idf cogat hamas sudan-moh saf rsf msf icrc"
    )
    assert set(wanted.split()) <= set(organisations)


@pytest.mark.parametrize(
    ("spelling", "org_id"),
    [
        ("UN Office for the Coordination of Humanitarian Affairs", "ocha"),
        ("Gaza’s health ministry", "gaza-moh"),
        ("the Ministry of Health in Gaza", "gaza-moh"),
        ("Israel Defense Forces", "idf"),
        ("World Health Organization", "who"),
        ("منظمة الصحة العالمية", "who"),
        ("Médicos Sin Fronteras", "msf"),
        ("IOM DTM", "iom"),
    ],
)
def test_an_organisation_is_found_by_its_spellings(seeds_catalogue: Catalogue, spelling: str, org_id: str) -> None:
    assert seeds_catalogue.find_organisations(spelling) == [org_id]


# Curated facts


def test_facts_are_as_many_as_were_read() -> None:
    assert len(FACTS) == 649
    assert len({claim(row) for row in FACTS}) == len(FACTS), "two rows of one page claim the same"
    by_crisis = Counter(row["crisis"] for row in FACTS)
    assert by_crisis["gaza"] >= 400 and by_crisis["sudan"] >= 60


@pytest.mark.parametrize("row", FACTS, ids=lambda row: f"{row['indicator']}-{row['period_end']}")
def test_a_fact_fits_its_indicator(seeds_catalogue: Catalogue, row: Row) -> None:
    indicator = seeds_catalogue.indicators[row["indicator"]]
    assert bool(row["value"]) != bool(row["status"])
    assert bool(row["value"]) == bool(row["unit"])
    if row["status"]:
        assert row["status"] in indicator.statuses
        assert row["qualifier"] == "exact"
    else:
        assert unit_is_known(row["unit"], indicator)
        value = float(row["value"])
        lowest, highest = bounds(row["unit"], indicator)
        assert lowest <= value <= highest
        assert row["unit"] != "percent" or not row["of"], "a share says no total"
        assert not row["of"] or value <= float(row["of"])
    assert (row["qualifier"] == "range") == bool(row["low"] and row["high"])
    assert row["qualifier"] in get_args(Qualifier)
    assert row["value_basis"] in get_args(ValueBasis)
    assert row["cited"].strip()


def unit_is_known(unit: str, indicator: Indicator) -> bool:
    return unit in indicator.units or ("currency" in indicator.units and re.fullmatch("[A-Z]{3}", unit) is not None)


def bounds(unit: str, indicator: Indicator) -> tuple[float, float]:
    if unit == "percent" and indicator.units[0] != "percent":
        return 0, 100
    return indicator.minimum or 0, float("inf") if indicator.maximum is None else indicator.maximum


@pytest.mark.parametrize("row", FACTS, ids=lambda row: f"{row['indicator']}-{row['period_end']}")
def test_a_fact_has_a_place_a_day_and_a_speaker(seeds_catalogue: Catalogue, row: Row) -> None:
    assert len(seeds_catalogue.find_places(row["place"])) == 1
    assert len(seeds_catalogue.find_organisations(row["publisher"])) == 1
    if row["speaker"] and row["speaker"] not in UNNAMED:
        assert len(seeds_catalogue.find_organisations(row["speaker"])) == 1
    end = date.fromisoformat(row["period_end"])
    start = date.fromisoformat(row["period_start"]) if row["period_start"] else end
    published, read_on = date.fromisoformat(row["published"]), date.fromisoformat(row["read_on"])
    assert start <= end
    assert published <= read_on
    assert row["period_basis"] in get_args(PeriodBasis) and row["period_basis"] != "unknown"
    assert row["published_basis"] in get_args(PublishedBasis) and row["published_basis"] != "unknown"
    assert not row["crisis"] or row["crisis"] in seeds_catalogue.crises


def test_rows_of_one_page_agree_on_the_page() -> None:
    for url, rows in pages().items():
        assert len({(r["title"], r["publisher"], r["published"], r["published_basis"], r["crisis"]) for r in rows}) == 1
        assert url.startswith(("http://", "https://"))


def test_a_page_without_a_day_is_not_known_before_the_last_day_that_it_reports() -> None:
    inferred = {url: rows for url, rows in pages().items() if rows[0]["published_basis"] == "inferred"}
    assert inferred
    for url, rows in inferred.items():
        announced = [r for r in rows if r["cited"].endswith("period announced")]
        told = [r["period_end"] for r in rows if r not in announced]
        assert rows[0]["published"] >= max(told, default=""), url
        assert announced or rows[0]["published"] == max(told), url


def test_what_was_worked_out_or_counted_says_so() -> None:
    basis = Counter(row["period_basis"] for row in FACTS)
    assert basis["inferred"] >= 40
    counted = [row for row in FACTS if row["value_basis"] == "counted"]
    trucks = [row for row in counted if row["indicator"] == "crossing.trucks"]
    assert len(trucks) == 47 and all("each record counted as one truck" in row["cited"] for row in trucks)


def test_tolls_of_the_war_in_gaza_run_from_its_first_day() -> None:
    tolls = [row for row in FACTS if row["indicator"].startswith("casualties.") and row["place"] == "Gaza Strip"]
    starts = Counter(row["period_start"] for row in tolls)
    assert len(tolls) == 81 and starts["2023-10-07"] == 80  # and one figure for a single day


def test_one_page_says_one_thing_about_one_series_and_period() -> None:
    keys = "url indicator place speaker unit value_basis breakdown period_start period_end".split()
    said = Counter(tuple(row[key] for key in keys) for row in FACTS)
    assert [key for key, times in said.items() if times > 1] == []


def test_the_table_reader_takes_every_fact(seeds_catalogue: Catalogue) -> None:
    spec = seeds_catalogue.sources["curated_facts"].read
    content = (SEEDS / "samples" / "facts.csv").read_bytes()
    with table.reading(content, spec, seeds_catalogue) as reading:  # type: ignore[arg-type]
        assert [str(refusal) for refusal in reading.refusals()] == []
        assert (reading.total, reading.taken, reading.unmapped) == (len(FACTS), len(FACTS), [])


@pytest.mark.skipif(not (SHARED / "seed-facts" / "facts.csv").exists(), reason="the facts as collected are not here")
def test_no_collected_fact_is_lost() -> None:
    def key(row: Row) -> tuple[object, ...]:
        said = [row[name] for name in ("indicator", "place", "status", "period_end", "url")]
        return (*said, number(row["value"]), row["qualifier"] or "exact")

    collected = rows_of(SHARED / "seed-facts" / "facts.csv")
    collected = [row for row in collected if not row["note"].startswith("a projection")]
    assert Counter(map(key, collected)) == Counter(map(key, FACTS))


# Digests


def test_digests_are_enough_for_both_crises() -> None:
    crises = Counter(digest(path)[0]["crisis"] for path in DIGESTS)
    assert crises["gaza"] >= 12 and crises["sudan"] >= 5
    assert {path.name for path in DIGESTS} == set(GOLDEN)
    told = {entry["indicator"].partition(".")[0] for entries in GOLDEN.values() for entry in entries}
    assert {"displacement", "crossing", "health", "casualties"} <= told


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_a_digest_is_short_and_names_its_page(seeds_catalogue: Catalogue, path: Path) -> None:
    front, body = digest(path)
    assert 80 <= len(body.split()) <= 250
    assert front["crisis"] in seeds_catalogue.crises
    assert front["lineage"].endswith("#digest")
    if not front["url"]:
        assert (front["published"], front["published_basis"]) == ("", "unknown")
        return
    assert front["lineage"] == front["url"] + "#digest"
    page = pages()[front["url"]][0]
    for key in ("title", "publisher", "published", "published_basis", "read_on", "crisis"):
        assert front[key] == page[key], key


@pytest.mark.parametrize("path", [p for p in DIGESTS if digest(p)[0]["url"]], ids=lambda path: path.stem)
def test_a_digest_gives_no_figure_that_its_page_lacks(path: Path) -> None:
    front, body = digest(path)
    known = {number(row[key]) for row in pages()[front["url"]] for key in ("value", "low", "high", "of")}
    assert figures(body, front["lang"]) - known == set()


@pytest.mark.parametrize("path", [p for p in DIGESTS if digest(p)[0]["url"]], ids=lambda path: path.stem)
def test_what_is_expected_of_a_digest_are_facts_of_its_page(path: Path, seeds_catalogue: Catalogue) -> None:
    rows = pages()[digest(path)[0]["url"]]

    def told(row: Row, key: str) -> set[str | None]:
        found = seeds_catalogue.find_places(row[key]) if key == "place" else []
        return {row[key] or None, *(seeds_catalogue.places[i].name for i in found)}

    for entry in GOLDEN[path.name]:
        numbers = ("value", "low", "high", "of")
        assert [
            row
            for row in rows
            if all(value in told(row, key) for key, value in entry.items() if key not in numbers)
            and all(number(row[key]) == entry[key] for key in numbers)
        ], entry


MONTHS = """January February March April May June July August September October November December
    avril octobre marzo octubre أكتوبر ديسمبر""".split()
GROUP = {"en": ",", "fr": " ", "es": r"\.", "ar": ","}
WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
WORDS += " eighteen nineteen"
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
ONES = {word: value for value, word in enumerate(WORDS.split(), 1)}
COUNTED = "hospitals?|trucks?|patients?|people|primary|health|sites?|injured|attacks?"


def figures(text: str, lang: str) -> set[float]:
    """Numbers that a text gives: digits, and words before what is counted; days, years and times are left out."""
    text = re.sub(rf"(?<!\d)\d{{1,2}}( (and|to) \d{{1,2}})?( (?:de )?(?:{'|'.join(MONTHS)}))", r"\3", text)
    text = re.sub(r"\b20[0-9]{2}\b(?!,\d)|\b\d{1,2}:\d{2}\b", "", text)
    text = text.replace("one million", "1 million").replace("two million", "2 million")
    scale = {"million": 1e6, "billion": 1e9, "": 1.0}
    grouped = rf"\d+(?:{GROUP[lang]}\d{{3}})+|\d+(?:\.\d+)?"
    found = {
        float(re.sub("[ ,]", "", digits) if lang != "es" else digits.replace(".", "")) * scale[word]
        for digits, word in re.findall(rf"({grouped})(?: (million|billion))?", text)
    }
    for word in re.findall(rf"(?i)\b([a-z-]+) (?:{COUNTED})\b", text):
        tens, _, ones = word.lower().partition("-")
        if word.lower() in ONES or tens in TENS:
            found.add(float(ONES.get(word.lower()) or TENS[tens] + ONES[ones]))
    return found
