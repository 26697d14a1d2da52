"""How likely an observation is right in indicator, number and place; weights set against labelled texts.

The odds of indicator and number fall with what the link between number and words cost, with the signs of a sentence
that is hard to read, and by how often an indicator is mistaken for another. Those weights come from a regression over
some 2,300 observations, each made by the reader as it was before anybody had looked at the texts. The odds of the place
rise with how far it outweighs the others that the text names (ingest/text/weights.py): a regression over some 3,600
observations, those of texts that nobody had looked at weighing ten times the others. tests/bench/bench_reader.py prints
what is right of what is said to be so.
"""

import math

from ingest.text.figures import Claim
from ingest.text.items import Sentence, has_class, has_kind
from ingest.text.scene import Where, key_of
from ingest.text.weights import Choice

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
_PLACE = 0.44
_OUTWEIGHS = 0.47  # for each 1.0 that the signs of a place weigh more than those of all others together
_MOST, _LEAST = 7.0, -1.0
_OWN = 1.5  # no other place was weighed
_CARRIED = -0.3  # the place of another sentence
_UNLISTED = -0.3  # the catalogue lacks it
_MOVED = 0.6
_PEOPLE = ("displacement.", "food.")  # seldom told of the wrong place


def score(claim: Claim, sentence: Sentence, again: bool, place: Where, weighed: list[Choice]) -> float:
    """From 0 to 1, in hundredths.

    `again`: the text has told the same number of the same indicator before; `weighed`: all places that were weighed.
    """
    odds = _PLACE + _MOVED * claim.indicator.startswith(_PEOPLE)
    key, own, rest = key_of(place), -math.inf, 0.0
    for choice in weighed:
        if key_of(choice.it) != key:
            rest += math.exp(choice.score)
        elif choice.score > own:
            own = choice.score
    if own == -math.inf:
        odds += _OWN
    else:
        odds += _OUTWEIGHS * (min(_MOST, max(_LEAST, own - math.log(rest))) if rest else _MOST)
        odds += _CARRIED * (place.basis == "inferred") + _UNLISTED * (place.place_id is None)
    return round(_likely(odds) * _likely(_figure(claim, sentence, again)), 2)


def _likely(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _figure(claim: Claim, sentence: Sentence, again: bool) -> float:
    """The odds that indicator and number are right."""
    row = sentence.items
    quantity = row[claim.at].quantity if claim.status is None else None
    odds = _BASE + _INDICATORS.get(claim.indicator, 0.0) + _AGAIN * again + _QUOTED * ('"' in sentence.kinds)
    odds += _UNREAL * (not sentence.classes.isdisjoint(("unreal", "future", "condition")))
    if "relative" in sentence.classes and has_class(row[: claim.at], "relative"):
        odds += _RELATIVE
    if "part" in sentence.classes and has_class(row[max(0, claim.at - 3) : claim.at], "part"):
        odds += _PART
    if len([1 for i in row if i.quantity is not None]) >= _MANY:
        odds += _CROWDED
    if quantity is not None:
        first, last = sorted((claim.at, claim.link.at))
        odds += _COST * min(3.0, max(0.0, claim.link.cost - _EASY))
        odds += _APART * has_kind(row[first + 1 : last], "word")
        odds += _SINGLE * (quantity.value == 1) + _LARGE * (quantity.value >= 1e7)
        odds += _HEDGED * (quantity.qualifier in ("at_least", "more_than"))
    return odds
