"""The reader against labelled texts: scores that may not fall, and texts that must be read exactly."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SHARED
from scoring import corpus, details, golden, lines, observations, pairs, score

from data.catalogue import Catalogue
from data.models import Observation
from ingest.text import Context, Text, read

GOLDEN = ROOT / "tests" / "golden"
DIGESTS = ROOT / "seeds" / "samples" / "digests"
# file: least figure F1, least F1 with place, qualifier and last day, most false alarms in texts without figures
FLOORS = {
    "en": (0.93, 0.68, 0),
    "en_blind": (0.87, 0.55, 0),
    "en_news": (0.94, 0.66, 0),
    "en_where": (0.82, 0.74, 0),
    "ar": (0.90, 0.54, 0),
    "fr": (0.92, 0.70, 0),
    "es": (0.92, 0.55, 0),
    "uk": (0.92, 0.54, 0),
}


@pytest.mark.parametrize("name", FLOORS)
def test_scores_do_not_fall(name: str, seeds_catalogue: Catalogue) -> None:
    figure, whole, alarms = FLOORS[name]
    reached = score(golden(GOLDEN / f"{name}.jsonl"), seeds_catalogue)
    assert reached.figure >= figure, reached
    assert reached.whole >= whole, reached
    assert reached.alarms <= alarms, reached


def test_confidence_tells_how_much_is_right(seeds_catalogue: Catalogue) -> None:
    """Of observations at 0.9 nine in ten have indicator, number and place right; those under 0.5 far fewer."""
    sure, doubtful = [], []
    for document, labels in golden(GOLDEN / "en.jsonl") + golden(GOLDEN / "en_blind.jsonl"):
        found = observations(document, seeds_catalogue)
        joined = pairs(labels, found, seeds_catalogue)
        right = {j for i, j in joined if details(labels[i], found[j], seeds_catalogue)[0]}
        sure += [j in right for j, o in enumerate(found) if (o.confidence or 0) >= 0.85]
        doubtful += [j in right for j, o in enumerate(found) if (o.confidence or 0) < 0.5]
    assert len(sure) > 50 and sum(sure) / len(sure) >= 0.9
    assert len(doubtful) > 10 and sum(doubtful) / len(doubtful) < 0.6


@pytest.mark.skipif(not (SHARED / "corpus" / "gold.jsonl").exists(), reason="the shared corpus is not here")
def test_scores_on_the_shared_corpus_do_not_fall(seeds_catalogue: Catalogue) -> None:
    reached = score(corpus(SHARED / "corpus"), seeds_catalogue)
    assert reached.figure >= 0.93, reached
    assert reached.precision >= 0.94, reached
    assert reached.whole >= 0.70, reached
    assert reached.alarms == 0, reached


def test_plain_sentences_tell_what_they_say(seeds_catalogue: Catalogue) -> None:
    wrong = []
    for row in lines(GOLDEN / "sentences.jsonl"):
        context = Context(seeds_catalogue, row.get("lang", "en"), date(2024, 7, 1), "Sudan: update")
        found = read(Text(row["text"]), context).observations
        told = sorted(str([o.indicator_id, o.value if o.status is None else o.status]) for o in found)
        if told != sorted(map(str, row["tells"])):
            wrong.append((row["text"], told))
    assert not wrong


def digest(path: Path) -> tuple[dict[str, str], str]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.strip().splitlines() if ": " in line), body


def as_row(found: Observation, catalogue: Catalogue) -> tuple[Any, ...]:
    place = catalogue.places[found.place_id].name if found.place_id else found.place_text
    figure = found.value if found.status is None else found.status
    qualifier = found.qualifier if found.status is None else "exact"
    days = found.period_start and found.period_start.isoformat(), found.period_end and found.period_end.isoformat()
    return found.indicator_id, place, figure, found.low, found.high, found.of, qualifier, found.unit, *days


def expected(row: dict[str, Any]) -> tuple[Any, ...]:
    figure = row["value"] if row["status"] is None else row["status"]
    qualifier = row["qualifier"] if row["status"] is None else "exact"
    days = row["period_start"], row["period_end"]
    return row["indicator"], row["place"], figure, row["low"], row["high"], row["of"], qualifier, row["unit"], *days


def test_digests_are_read_right(seeds_catalogue: Catalogue) -> None:
    wanted, wrong = 0, []
    for row in lines(GOLDEN / "digests.jsonl"):
        about, body = digest(DIGESTS / row["file"])
        stated = about.get("published", "")
        published = date.fromisoformat(stated) if stated[:1].isdigit() else None
        context = Context(seeds_catalogue, about["lang"], published, about["title"], about.get("crisis"))
        found = {as_row(o, seeds_catalogue) for o in read(Text(body), context).observations}
        labels = {expected(e) for e in row["expect"]}
        wanted += len(labels)
        wrong += [(row["file"], "missed", *label) for label in labels - found]
        wrong += [(row["file"], "no such figure", *one) for one in found - labels]
    assert wanted >= 140
    assert not wrong


ARTICLE = SHARED / "seeds" / "000_517f32e9cc3345e3.txt"


@pytest.mark.skipif(not ARTICLE.exists(), reason="the first article is not here")
def test_the_first_article_gives_its_four_claims_and_no_more(seeds_catalogue: Catalogue) -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    found = observations({"text": text, "language": "en"}, seeds_catalogue)
    names = {o.place_id: seeds_catalogue.places[o.place_id].name for o in found if o.place_id}
    assert sorted((o.indicator_id, o.value or o.status, o.qualifier, names[o.place_id]) for o in found) == [
        ("crossing.status", "closed", "exact", "Rafah crossing"),
        ("displacement.idps", 1_500_000.0, "more_than", "Gaza Strip"),
        ("displacement.sheltered", 1_000_000.0, "more_than", "Rafah"),
        ("health.hospital_status", "overwhelmed", "exact", "Gaza Strip"),
    ]
    for o in found:
        assert text[o.char_start : o.char_end] == o.quote
        assert o.period_end is None


def test_sentences_of_ours_are_json(seeds_catalogue: Catalogue) -> None:
    for line in (GOLDEN / "sentences.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert {key for key, _ in row["tells"]} <= set(seeds_catalogue.indicators)
