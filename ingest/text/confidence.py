"""How likely an observation is right in indicator and number; weights set against labelled texts.

The odds fall with what the link between number and words cost, and by how often an indicator is mistaken for another.
The weights come from a regression over some 1,400 observations in seven sets of labelled texts, each set left out in
turn; the base is set lower than it gives, since texts that nobody has looked at are read less well: there nine in ten
of the surest are right. tests/bench/bench_reader.py prints what is right of what is said to be so.
"""

import math

from ingest.text.figures import Claim
from ingest.text.quantities import Quantity

_BASE = 2.7
_COST = -0.65  # for each 1.0 that a link costs beyond the plain case
_EASY = 1.3
_INDICATORS = {
    "casualties.killed": 0.5,
    "casualties.injured": 0.5,
    "displacement.idps": -0.4,
    "displacement.refugees": -0.4,
    "displacement.sheltered": -0.4,
    "health.hospitals_functional": -0.4,
    "health.facilities_nonfunctional": -0.4,
    "crossing.people": -0.8,
    "crossing.medevac": -0.8,
    "food.insecure": -0.8,
    "food.ipc5": -0.8,
}
_ARTICLE = -0.5  # one person told by an article


def score(claim: Claim, quantity: Quantity | None) -> float:
    """From 0 to 1, in hundredths."""
    odds = _BASE + _INDICATORS.get(claim.indicator, 0.0) + _COST * min(3.0, max(0.0, claim.link.cost - _EASY))
    if quantity is not None and quantity.kind == "one":
        odds += _ARTICLE
    return round(1 / (1 + math.exp(-odds)), 2)
