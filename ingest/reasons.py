"""Why a figure of a text has its place and its period: the text is read again, and what was weighed is told."""

from typing import Any, TypeVar

from data.catalogue import Catalogue
from data.queries import Evidence
from ingest import text
from ingest.text.day_weights import PERIOD
from ingest.text.signs import Choice
from ingest.text.weights import PLACE

SHOWN = 3  # places and periods
SIGNS = 6  # signs of each
LEAST = 0.1  # what weighs less is not told
T = TypeVar("T")


def reasons(kept: str, figure: Evidence, catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """What was weighed for "place" and "period" of a figure, the best first; empty where it is read otherwise today.

    Each has `what`, the `score`, and in `signs` what spoke for and against it with its weight, the heaviest first.
    """
    published = figure.published_at.date() if figure.published_at else None
    context = text.Context(catalogue, figure.lang or "en", published, figure.title, figure.crisis_id, explained=True)
    reading = text.read(text.Text(kept), context)
    wanted = figure.indicator_id, figure.value, figure.status, figure.char_start, figure.char_end
    for found, reason in zip(reading.observations, reading.reasons, strict=True):
        if (found.indicator_id, found.value, found.status, found.char_start, found.char_end) == wanted:
            places = [_told(choice, choice.it.text, PLACE) for choice in _best(reason.places)]
            days = [_told(choice, choice.it.words + _rule(choice), PERIOD) for choice in _best(reason.days)]
            return {"place": places, "period": days}
    return {}


def _best(weighed: list[Choice[T]]) -> list[Choice[T]]:
    return sorted(weighed, key=lambda choice: -choice.score)[:SHOWN]


def _rule(choice: Choice[Any]) -> str:
    """By which rule a period is, where a rule says it."""
    return next((f", by the {name}" for name, _ in choice.signs if name.startswith("rule of") and "," not in name), "")


def _told(choice: Choice[Any], what: str, weights: dict[str, float]) -> dict[str, Any]:
    summed = [(name, round(weights.get(name, 0.0) * value, 1)) for name, value in choice.signs]
    signs = sorted((sign for sign in summed if abs(sign[1]) >= LEAST), key=lambda sign: -abs(sign[1]))[:SIGNS]
    return {"what": what, "score": round(choice.score, 1), "signs": dict(signs)}
