"""How fast and how right the reader is, beside numbers and keywords alone, and how far its confidence may be trusted.

python tests/bench/bench_reader.py
"""

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from scoring import Row, corpus, details, golden, observations, pairs, score

from data import catalogue
from data.catalogue import Catalogue

ROOT = Path(__file__).parent.parent.parent
KEYWORDS = {
    "casualties.killed": "killed|dead|died|deaths",
    "casualties.injured": "injured|wounded|hurt",
    "displacement.new": "displaced|fled|homeless|evacuated",
    "displacement.idps": "IDPs|internally displaced",
    "displacement.refugees": "refugees",
    "displacement.returnees": "returned|returnees",
    "displacement.sheltered": "shelter|sheltering",
    "crossing.trucks": "trucks|lorries",
    "health.hospitals_functional": "hospitals",
    "food.insecure": "food insecur",
    "funding.required": "appeal|requires|plan",
}
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def plain(document: Row) -> list[tuple[str, float, int]]:
    """Each number of a sentence with the indicator whose keyword stands nearest."""
    found = []
    for sentence in re.finditer(r"[^.!?\n]+(?:\.\d[^.!?\n]*)*", document["text"]):
        words = [(m.start(), key) for key, w in KEYWORDS.items() for m in re.finditer(w, sentence[0])]
        for number in NUMBER.finditer(sentence[0]):
            if words:
                key = min(words, key=lambda w: abs(w[0] - number.start()))[1]
                value = float(re.sub(r"[,.]", "", number[0]))
                scale = re.match(r"\s*(million|billion)", sentence[0][number.end() :])
                value = (
                    float(number[0].replace(",", "")) * {"million": 1e6, "billion": 1e9}[scale[1]] if scale else value
                )
                found.append((key, value, sentence.start() + number.start()))
    return found


def baseline(documents: list[tuple[Row, list[Row]]]) -> tuple[float, float]:
    """Documents a second, and F1 over figures, of numbers with the nearest keyword."""
    start, said, told, right = time.process_time(), 0, 0, 0
    for document, labels in documents:
        found = plain(document)
        said += len(found)
        told += len(labels)
        right += sum(
            any(
                k == x["indicator"] and v == x["value"] and x["quote_start"] <= at < x["quote_end"]
                for k, v, at in found
            )
            for x in labels
        )
    return len(documents) / (time.process_time() - start), 2 * right / max(1, said + told)


def calibration(documents: list[tuple[Row, list[Row]]], seeds: Catalogue) -> None:
    """Prints how many observations of each confidence are right in indicator, number and place."""
    table: dict[int, list[int]] = {}
    for document, labels in documents:
        found = observations(document, seeds)
        right = {j for i, j in pairs(labels, found, seeds) if details(labels[i], found[j], seeds)[0]}
        for j, o in enumerate(found):
            row = table.setdefault(int((o.confidence or 0) * 10), [0, 0])
            row[0] += 1
            row[1] += j in right
    print("confidence  observations  right")
    for tenth, (count, right_ones) in sorted(table.items()):
        print(f"{tenth / 10:.1f}-{tenth / 10 + 0.1:.1f}  {count:12}  {right_ones / count:.2f}")


def main() -> None:
    """Prints everything."""
    seeds = catalogue.load()
    sets = {p.stem: golden(p) for p in sorted((ROOT / "tests" / "golden").glob("en*.jsonl"))}
    shared = ROOT.parent / "shared" / "corpus"
    if shared.exists():
        sets["corpus"] = corpus(shared)
    score(next(iter(sets.values()))[:1], seeds)  # the names are made ready once
    for name, documents in sets.items():
        start = time.process_time()
        for document, _ in documents:
            observations(document, seeds)
        speed = len(documents) / (time.process_time() - start)
        reached = score(documents, seeds)
        base_speed, base = baseline(documents)
        size = sum(len(document["text"]) for document, _ in documents) / len(documents) / 1000
        print(f"{name}: {speed:.0f} documents/s of {size:.1f} thousand characters (keywords {base_speed:.0f}/s)")
        print(f"  figure F1 {reached.figure:.3f} (precision {reached.precision:.3f}, recall {reached.recall:.3f};")
        print(f"  keywords {base:.3f}), whole F1 {reached.whole:.3f}")
    calibration([d for documents in sets.values() for d in documents], seeds)


if __name__ == "__main__":
    main()
