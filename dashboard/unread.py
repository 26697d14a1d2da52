"""Why nothing newer was read from the source of the newest figures: it cannot be reached, or is later than it says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from dashboard import store
from dashboard.selection import Selection
from dashboard.wording import Point, Words
from data import queries


def failing(of: store.Release) -> frozenset[str]:
    """The sources whose last fetch failed; looked up once a minute, as that changes without a release."""
    now = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)

    def ask() -> frozenset[str]:
        health = queries.health(store.ask(of, queries.holdings), store.folder(), now)
        return frozenset(health.loc[health["state"] == "failed", "source_id"])

    return store.kept((of.number, "failing", now), ask)


def why(of: store.Release, asked: Selection, points: Sequence[Point], words: Words, today: date) -> str:
    """Words for why nothing newer was read; empty where the source is up to date, or an earlier day is looked at."""
    if not points or asked.known_at or asked.recorded_at or (asked.end is not None and asked.end < today):
        return ""
    newest = max(points, key=lambda p: (p["period_end"], p["known_at"]))
    if newest["source_id"] in failing(of):
        return words.say("chart.gap_failed")
    source = words.catalogue.sources.get(newest["source_id"])
    if source is None or source.stale_after_days is None or source.fetch.kind == "hand":
        return ""
    late = (today - newest["known_at"].date()).days - source.stale_after_days
    return words.say("chart.gap_late", span=words.days(late)) if late > 0 else ""
