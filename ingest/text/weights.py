"""Choosing a place by signs: what each of them weighs, set against labelled texts, and the sum of those of a place."""

from dataclasses import dataclass

from ingest.text.scene import Where

Signs = list[tuple[str, float]]

_ALONE: dict[str, float] = {
    "a foreign speaker": -2.00,
    "a sentence ago": -0.54,
    "a side of a country": -0.90,
    "a village there": -0.80,
    "all of them": 1.50,
    "and elsewhere": -2.78,
    "another labels it": -1.50,
    "behind": -1.04,
    "beside": -3.60,
    "between": -2.27,
    "bound for": -3.00,
    "carried there": -5.00,
    "counts its own dead": 3.50,
    "distance": -0.47,
    "elsewhere": -2.25,
    "entered": 1.50,
    "far": 0.71,
    "first": 0.65,
    "follows all figures": 1.20,
    "follows the figure": 1.44,
    "frame": 1.73,
    "head": 1.19,
    "holds the next": -0.48,
    "how far on": -1.42,
    "how long ago": -0.17,
    "in": 0.69,
    "in another clause": -0.90,
    "inner": 1.07,
    "its outcome": 1.50,
    "it goes on there": 3.40,
    "it hosts them": 3.00,
    "its event just told": 2.00,
    "label of the line": 5.00,
    "labels another": -1.91,
    "labels it": 3.06,
    "led to": 2.20,
    "lies in the next": 1.71,
    "may be the village": 1.20,
    "more than live there": -4.00,
    "more than told there": -1.50,
    "most of them there": -4.00,
    "narrowed behind": -2.50,
    "nearest": 0.64,
    "of": -0.67,
    "of the figure before": -1.50,
    "of the toll there": 1.00,
    "a row without a figure": -1.20,
    "one of several": -2.00,
    "outer": -1.50,
    "returnees by nation": 2.00,
    "right behind": 1.00,
    "sentences ago": -0.60,
    "set out for": -3.00,
    "speaker": -0.28,
    "speaks of elsewhere": -2.00,
    "subject": 1.16,
    "the crossing itself": 1.14,
    "this paragraph": 1.80,
    "through the crossing": 2.20,
    "throughout": 3.70,
    "told as where": 0.22,
    "told later": -2.34,
    "told later than the lead": 0.89,
    "what was struck": 3.60,
    "where they come from": -2.00,
    "whence they fled": -7.00,
    "where": 3.36,
    "where it struck": 3.50,
    "within": -1.63,
}
_WITH: dict[str, dict[str, float]] = {
    "a war": {"country": 1.63, "here": -1.28, "told before": -1.5},
    "another time": {"here": 0.37, "later": -0.69, "told before": -0.80},
    "at one spot": {"country": -0.60, "here": 0.67, "later": 0.41},
    "called a town": {"before": 0.39, "later": 0.73, "over those here": -0.52, "untold": -1.03},
    "called the village": {"later": 2.00},
    "country": {"cross": -0.32, "health": 0.15, "money": 0.22, "refuge": 0.16, "stay": 0.20, "toll": -0.16},
    "earlier figure": {"before": 0.12, "toll": -0.38, "untold": 0.71},
    "elsewhere": {"toll": -0.24},
    "event beside its name": {"before": -0.26, "here": 0.70, "over those here": -0.57, "town": 0.50},
    "first spot": {"before": 0.93, "here": -1.02, "later": 0.58, "toll": 0.50},
    "focus": {"later": 0.70, "over those here": 0.67, "toll": 0.60, "untold": 0.80},
    "follows the figure": {"bare": -0.13, "in": 0.54},
    "for the nation": {"country": 5.00, "here": -1.50},
    "foreign": {"here": -0.28, "later": -1.32, "over those here": -0.74, "refuge": 0.14},
    "from": {"cross": -1.55, "money": -2.00, "refuge": -2.05, "return": -4.50, "shelter": -1.80},
    "group": {"money": -1.00, "refuge": -6.00},
    "heading": {"before": 1.30, "untold": 1.30},
    "holds the focus": {"before": 0.20, "here": -0.87, "over those here": 0.90, "untold": 0.54},
    "holds the main": {"before": -0.47, "untold": 0.44},
    "hospital there": {"toll": -3.50},
    "in one breath": {"before": 0.51, "here": 0.74, "over those here": 1.91, "untold": 0.57},
    "in the focus": {"before": 1.15, "flight": 0.21, "later": 0.86, "over those here": -0.52},
    "in the main": {
        "before": -0.64,
        "cross": 0.29,
        "flight": 0.32,
        "health": -0.18,
        "here": 0.31,
        "later": -1.14,
        "stay": -0.26,
        "toll": -0.14,
    },
    "just told for it": {"money": 2.50},
    "just told from it": {"return": -3.50},
    "just told to it": {"cross": 1.50, "refuge": 1.20},
    "label": {"before": 2.00, "over those here": 0.80},
    "last figure": {
        "a sentence ago": 0.27,
        "before": 0.39,
        "cross": 0.31,
        "over those here": 0.32,
        "this paragraph": -0.08,
        "untold": 0.42,
    },
    "last figure, this paragraph": {"cross": 0.34, "health": -0.18, "stay": -0.12},
    "lay in another": {"before": 1.00},
    "lead": {"before": 0.95, "over those here": 1.02},
    "main": {
        "before": 2.08,
        "flight": -0.28,
        "health": 0.35,
        "money": 0.35,
        "over those here": 0.42,
        "return": 0.41,
        "shelter": -0.69,
        "stay": 0.25,
        "untold": 1.28,
    },
    "main, title": {"health": 0.14, "stay": 0.11, "untold": 0.14},
    "may be the village": {"later": 2.10},
    "nearest": {"bare": -0.16, "first": 0.18, "in": 0.15},
    "of months": {"country": 0.52, "focus": -0.80, "later": -1.50, "town": -0.34},
    "often": {"before": 0.59, "here": 0.88, "later": -0.85, "over those here": 0.49, "untold": 0.14},
    "only holds": {"later": -1.30},
    "outside the heading": {"before": -1.11, "over those here": -0.75, "untold": -0.67},
    "people": {"refuge": -0.17},
    "people counted": {"cross": -2.00, "flight": 0.87, "refuge": -2.31, "toll": -1.73},
    "same as before": {"before": 0.89, "here": 0.30, "untold": 0.57},
    "scene of the lead": {"toll": 2.00},
    "several events": {"later": -2.00, "town": -0.50},
    "the event": {"here": 1.49, "later": 0.42},
    "their own country": {"cross": -1.50, "refuge": -1.00},
    "there": {"told last": 1.50},
    "title": {"before": 2.35, "here": -0.23, "over those here": 0.61, "refuge": 0.13, "untold": 0.6},
    "told last": {
        "before": 0.64,
        "flight": 0.15,
        "health": -0.09,
        "over those here": -0.43,
        "stay": -0.15,
        "toll": 0.29,
    },
    "took place": {"before": 1.41, "later": 2.80, "none so narrow here": 3.50, "over those here": 1.00, "toll": 0.80},
    "toward it": {"flight": -4.00},
    "town": {"toll": 0.20},
    "where something is": {"before": -0.34, "here": 0.28, "later": 0.89, "over those here": 0.11, "untold": 0.79},
    "within": {"place": 0.27},
}
"""Those of signs that weigh otherwise by what is counted, by the sort of the place, or by where it is told."""
PLACE = _ALONE | {f"{sign}, {what}": weight for sign, found in _WITH.items() for what, weight in found.items()}


@dataclass(slots=True)
class Choice:
    """A place that may be meant, what speaks for and against it, and the sum of what that weighs."""

    it: Where
    signs: Signs
    score: float


def summed(it: Where, signs: Signs) -> Choice:
    """A place that may be meant, with its signs summed."""
    weighs = PLACE.get
    score = 0.0
    for name, value in signs:
        if weight := weighs(name):
            score += weight * value
    return Choice(it, signs, score)
