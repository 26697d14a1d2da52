"""How likely an observation is right in indicator and number; weights set against labelled texts."""

from ingest.text.dating import When
from ingest.text.figures import Claim
from ingest.text.quantities import Quantity
from ingest.text.scene import Where


def score(claim: Claim, place: Where, day: When, quantity: Quantity | None) -> float:
    """From 0 to 1."""
    value = 0.93  # of the surest, so many are right in indicator and number: tests/bench/bench_reader.py
    value -= 0.05 * max(0.0, claim.link.cost - 1.3)
    if place.basis != "stated":
        value -= 0.15
    if claim.link.way == "list":
        value -= 0.1
    return round(min(0.93, max(0.05, value)), 2)
