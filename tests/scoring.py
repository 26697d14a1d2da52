"""Compares what the reader finds in labelled texts with their labels: pairs of one document, the best ones first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue, fold
from data.models import Observation
from ingest.text import Context, Text, read

Row = dict[str, Any]
_SAME = {"about": "approx", "at_least": "more_than"}


@dataclass
class Score:
    """Counts over many documents; `full` are pairs with the right place, qualifier and last day as well."""

    gold: int = 0
    found: int = 0
    pairs: int = 0
    full: int = 0
    places: int = 0
    days: int = 0
    alarms: int = 0

    @property
    def precision(self) -> float:
        return self.pairs / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.pairs / max(1, self.gold)

    @property
    def figure(self) -> float:
        """F1 over figures: indicator, number or status, and an overlapping quote."""
        return 2 * self.pairs / max(1, self.gold + self.found)

    @property
    def whole(self) -> float:
        """F1 over figures with everything right."""
        return 2 * self.full / max(1, self.gold + self.found)


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def observations(document: Row, catalogue: Catalogue) -> list[Observation]:
    stated = document.get("published")
    published = date.fromisoformat(stated[:10]) if stated else None
    context = Context(catalogue, document.get("language") or "en", published, document.get("title"))
    return read(Text(document["text"]), context).observations


def details(label: Row, found: Observation, catalogue: Catalogue) -> tuple[bool, bool, bool]:
    """Whether place, qualifier and last day are right."""
    wanted = str(label.get("place") or "")
    names = {fold(found.place_text)}
    if found.place_id:
        names.add(fold(catalogue.places[found.place_id].name))
    place = fold(wanted) in names or found.place_id in catalogue.find_places(wanted)
    alike = _SAME.get(str(label.get("qualifier")), label.get("qualifier")) == _SAME.get(
        found.qualifier, found.qualifier
    )
    day = found.period_end.isoformat() if found.period_end else None
    return place, label.get("status") is not None or alike, label.get("period_end") == day


def same(label: Row, found: Observation) -> bool:
    """Whether a label and an observation tell of one figure, in quotes that overlap."""
    if label["indicator"] != found.indicator_id or found.char_start is None or found.char_end is None:
        return False
    if min(label["quote_end"], found.char_end) <= max(label["quote_start"], found.char_start):
        return False
    if label.get("status") is not None or found.status is not None:
        return bool(label.get("status") == found.status)
    wanted = [label["value"]] if label.get("low") is None else [label["low"], label["high"]]
    told = [found.value] if found.low is None else [found.low, found.high, found.value]
    return any(abs(a - b) <= 0.005 * abs(a) for a in wanted for b in told if a is not None and b is not None)


def pairs(labels: list[Row], found: list[Observation], catalogue: Catalogue) -> list[tuple[int, int]]:
    """One to one, those with most right first."""
    candidates = [
        (sum(details(label, o, catalogue)), -i, -j)
        for i, label in enumerate(labels)
        for j, o in enumerate(found)
        if same(label, o)
    ]
    taken: list[tuple[int, int]] = []
    for _, i, j in sorted(candidates, reverse=True):
        if all(-i != a and -j != b for a, b in taken):
            taken.append((-i, -j))
    return taken


def score(documents: Iterable[tuple[Row, list[Row]]], catalogue: Catalogue) -> Score:
    """The score over documents with their labels."""
    total = Score()
    for document, labels in documents:
        found = observations(document, catalogue)
        joined = pairs(labels, found, catalogue)
        right = [details(labels[i], found[j], catalogue) for i, j in joined]
        total.gold += len(labels)
        total.found += len(found)
        total.pairs += len(joined)
        total.full += sum(all(r) for r in right)
        total.places += sum(r[0] for r in right)
        total.days += sum(r[2] for r in right)
        total.alarms += len(found) if not labels else 0
    return total


def golden(path: Path) -> list[tuple[Row, list[Row]]]:
    """The documents of a file of labelled texts, each with its labels."""
    return [(document, document["gold"]) for document in lines(path)]


def corpus(folder: Path) -> list[tuple[Row, list[Row]]]:
    """The documents of the shared corpus, each with its labels."""
    labels: dict[str, list[Row]] = {}
    for row in lines(folder / "gold.jsonl"):
        labels.setdefault(row["doc_id"], []).append(row)
    return [(document, labels.get(document["doc_id"], [])) for document in lines(folder / "documents.jsonl")]
