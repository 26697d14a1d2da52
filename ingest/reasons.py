"""Why a figure of a text has its place and its period: the text is read again, and what decided is told."""

from typing import Any

from data.catalogue import Catalogue
from data.queries import Evidence
from ingest import text
from ingest.text.weights import PLACE, Choice

SHOWN = 3  # places told
SIGNS = 6  # signs of each
LEAST = 0.1  # what weighs less is not told


def reasons(kept: str, figure: Evidence, catalogue: Catalogue) -> dict[str, Any]:
    """The `places` weighed for a figure, the best first, and its period's `rule`; empty: it is read otherwise today.

    Each place has `what`, its `score`, and in `signs` what spoke for and against it, the heaviest first.
    """
    published = figure.published_at.date() if figure.published_at else None
    context = text.Context(catalogue, figure.lang or "en", published, figure.title, figure.crisis_id, explained=True)
    reading = text.read(text.Text(kept), context)
    wanted = figure.indicator_id, figure.value, figure.status, figure.char_start, figure.char_end
    for found, reason in zip(reading.observations, reading.reasons, strict=True):
        if (found.indicator_id, found.value, found.status, found.char_start, found.char_end) == wanted:
            best = sorted(reason.places, key=lambda choice: -choice.score)[:SHOWN]
            return {"places": [_told(choice) for choice in best], "rule": reason.rule}
    return {}


def _told(choice: Choice) -> dict[str, Any]:
    summed = [(name, round(PLACE.get(name, 0.0) * value, 1)) for name, value in choice.signs]
    signs = sorted((sign for sign in summed if abs(sign[1]) >= LEAST), key=lambda sign: -abs(sign[1]))[:SIGNS]
    return {"what": choice.it.text, "score": round(choice.score, 1), "signs": dict(signs)}
