"""How likely an observation is right in indicator and number; weights set against labelled texts.

The odds fall with what the link between number and words cost, with the signs of a sentence that is hard to read, and
by how often an indicator is mistaken for another. The weights come from a regression over some 2,300 observations, each
made by the reader as it was before anybody had looked at the texts; those kept hold for each set of texts that was left
out, and for documents left out in turn. tests/bench/bench_reader.py prints what is right of what is said to be so.
"""

import math

from ingest.text.figures import Claim
from ingest.text.items import Sentence
from ingest.text.quantities import Quantity

_BASE = 2.2
_COST = -0.4  # for each 1.0 that a link costs beyond the plain case
_EASY = 1.3
_INDICATORS = {
    "casualties.killed": 0.8,
    "food.insecure": 0.6,
    "food.ipc5": 0.4,
    "displacement.refugees": -0.2,
    "displacement.sites": -0.5,
    "health.beds": -0.5,
    "displacement.idps": -0.7,
    "displacement.new": -0.7,
    "health.hospital_status": -0.8,
    "crossing.status": -0.9,
    "crossing.people": -1.1,
}
_SINGLE = -1.1  # a number that is one
_LARGE = 0.7  # ten million or more
_AGAIN = -0.9  # told before as a figure of the same indicator
_PART = -1.0  # behind "including"
_APART = -0.9  # words that the reader does not know stand between number and link
_CROWDED = -1.0  # so many numbers in one sentence that any may belong to any
_QUOTED = -0.7
_UNREAL = -0.5  # something in the sentence is not said to be so
_HEDGED = 0.5  # "at least 40", "more than 500" are what reports count
_RELATIVE = -0.25  # behind a "who", "which" or "when"
_MANY = 6
_IMAGINED = ("unreal", "future", "condition")


def score(claim: Claim, quantity: Quantity | None, sentence: Sentence, again: bool) -> float:
    """From 0 to 1, in hundredths; `again`: the text has told the same number of the same indicator before."""
    row = sentence.items
    odds = _BASE + _INDICATORS.get(claim.indicator, 0.0) + _AGAIN * again + _QUOTED * ('"' in sentence.kinds)
    odds += _UNREAL * (not sentence.classes.isdisjoint(_IMAGINED))
    if "relative" in sentence.classes and any("relative" in i.classes for i in row[: claim.at]):
        odds += _RELATIVE
    if "part" in sentence.classes and any("part" in i.classes for i in row[max(0, claim.at - 3) : claim.at]):
        odds += _PART
    if len([1 for i in row if i.quantity is not None]) >= _MANY:
        odds += _CROWDED
    if quantity is not None:
        first, last = sorted((claim.at, claim.link.at))
        odds += _COST * min(3.0, max(0.0, claim.link.cost - _EASY))
        odds += _APART * any(i.kind == "word" for i in row[first + 1 : last])
        odds += _SINGLE * (quantity.value == 1) + _LARGE * (quantity.value >= 1e7)
        odds += _HEDGED * (quantity.qualifier in ("at_least", "more_than"))
    return round(1 / (1 + math.exp(-odds)), 2)
