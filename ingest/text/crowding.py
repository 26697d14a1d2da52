"""Hospitals that have more patients than beds: "120 beds for 310 patients"."""

from data.lexicon import Phrase
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link

_OVERWHELMED = Phrase(("health.hospital_status",), "status", "before", "overwhelmed")
_BEDS = "health.beds"
_FULL = 1.1  # patients to a bed from which on a hospital is told to be overwhelmed


def crowded(sentence: Sentence, figures: list[Claim]) -> list[Claim]:
    """What beds and patients told together say of a hospital, beside the figure for its beds."""
    row = sentence.items
    found = []
    for claim in figures:
        beds = row[claim.at].quantity
        if claim.indicator != _BEDS or beds is None or beds.kind != "count" or beds.value < 1:
            continue
        at = next((n for n in range(len(row)) if n != claim.at and _patients(row, n)), -1)
        if at < 0 or row[at].quantity.value < _FULL * beds.value or any("rate" in i.classes for i in row):  # type: ignore[union-attr]
            continue
        link = Link(_OVERWHELMED, at, "status", 1.4, at)
        kept = min(at, *claim.kept), max(at + 1, *claim.kept)
        found.append(
            Claim(
                _OVERWHELMED.keys[0], None, claim.at, link, claim.subject, kept,
                status=_OVERWHELMED.status, mention=claim.mention,
            )
        )  # fmt: skip
    return found


def _patients(row: list[Item], at: int) -> bool:
    """Whether an item is a count of patients: "310 wounded patients"."""
    quantity = row[at].quantity
    if quantity is None or quantity.kind != "count":
        return False
    for item in row[at + 1 : at + 4]:
        if "patients" in item.units or any(
            p.keys[0] == "casualties.injured" and p.role == "noun" for p in item.phrases
        ):
            return True
        if item.kind not in ("word", "phrase", "name") or "preposition" in item.classes:
            return False
    return False
