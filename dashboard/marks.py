"""The visual vocabulary: a colour for each speaker and status, a shape for each way to say a figure.

Colours are those of Okabe and Ito, darkened where they would fall under 3:1 on white; each has an ink for text (4.5:1).
Nothing is told by colour alone: lines bear their speaker's name, statuses a word and a pattern.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote as percent_encode

from data.catalogue import Catalogue


@dataclass(frozen=True)
class Colour:
    """The colour of a mark, and of text about it on light and on dark ground."""

    mark: str
    ink: str
    dark: str

    def text(self, dark: bool) -> str:
        """The colour for text on this ground."""
        return self.dark if dark else self.ink

    def line(self, dark: bool) -> str:
        """The colour for marks on this ground."""
        return self.dark if dark else self.mark


SPEAKERS = (
    Colour("#0072B2", "#00639B", "#56B4E9"),  # blue
    Colour("#D55E00", "#B04E00", "#F0803C"),  # vermilion
    Colour("#009E73", "#00704F", "#3CC79D"),  # bluish green
    Colour("#B8558F", "#9C3F75", "#DE93BE"),  # reddish purple
    Colour("#A87900", "#7D5A00", "#E69F00"),  # orange
    Colour("#3D8FC4", "#2A6F9E", "#8CCBF0"),  # sky blue
    Colour("#555555", "#444444", "#BBBBBB"),  # black
)


@dataclass(frozen=True)
class StatusMark:
    """How a status is drawn: a fill, a pattern of Plotly's, and the place it takes where statuses are ordered."""

    fill: str
    pattern: str
    order: int


FUNCTIONS = {
    "functional": Colour("#1F7F76", "#176B63", "#4FC0B4"),
    "partial": Colour("#B87A00", "#855800", "#E0A030"),
    "nonfunctional": Colour("#9B2226", "#9B2226", "#E0777A"),
}
"""Colours of the last part of an indicator's name, where a chart shows several indicators side by side."""

GOOD, HALF, BAD, WORST = "#2A9187", "#E0A030", "#9B2226", "#5F0F40"
STATUSES = {
    "open": StatusMark(GOOD, "", 0),
    "functional": StatusMark(GOOD, "", 0),
    "partially_open": StatusMark(HALF, ".", 1),
    "partial": StatusMark(HALF, ".", 1),
    "overwhelmed": StatusMark(WORST, "x", 2),
    "closed": StatusMark(BAD, "/", 3),
    "nonfunctional": StatusMark(BAD, "/", 3),
}
UNKNOWN = "#C8C8C8"

BARS = frozenset({"day", "days", "week", "month", "year"})
"""Cadences of flows that are drawn as bars; the others are running totals."""
UPWARD = frozenset({"at_least", "more_than"})
DOWNWARD = frozenset({"at_most", "less_than"})


def is_hollow(qualifier: str, period_basis: str) -> bool:
    """Whether the dot has no filling: the figure is "about", or its day is not in the text."""
    return qualifier == "approx" or period_basis != "stated"


def kinds(points: Iterable[Mapping[str, Any]]) -> set[str]:
    """The shapes that points are drawn in, as the key above a chart names them: exact, approx, up, down, range, day."""
    found = set()
    for p in points:
        shape = {"approx": "approx", "range": "range"}.get(p["qualifier"], "exact")
        shape = "up" if p["qualifier"] in UPWARD else "down" if p["qualifier"] in DOWNWARD else shape
        found |= {shape} if p["period_basis"] == "stated" else {shape, "day"} - {"exact"}
    return found


def size(period_basis: str) -> int:
    """Diameter of a dot in pixels; smaller where the day is not in the text."""
    return 8 if period_basis == "stated" else 6


class Palette:
    """The same speaker in the same colour: those that the crises name first, the others by their name.

    There are fewer colours than speakers: where two of one chart share one, the later takes another (see `apart`).
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Give out the colours once, in the order of the catalogue; speakers of one crisis in different ones."""
        self._given: dict[str, Colour] = {}
        for crisis in catalogue.crises.values():
            used = [self._given[org] for org in crisis.speakers if org in self._given]
            for org in crisis.speakers:
                if org not in self._given:
                    self._given[org] = min(SPEAKERS, key=used.count)
                    used.append(self._given[org])

    def colour(self, org_id: str | None, speaker: str | None) -> Colour:
        """The colour of a speaker; of one that no crisis names by the hash of the name; of nobody named, grey."""
        if org_id in self._given:
            return self._given[org_id]
        name = org_id or speaker
        if not name:
            return SPEAKERS[6]
        return SPEAKERS[hashlib.sha256(name.encode("utf-8", "replace")).digest()[0] % len(SPEAKERS)]

    def apart(self, speakers: Iterable[tuple[str | None, str | None]]) -> dict[tuple[str | None, str | None], Colour]:
        """The colours of the speakers of one chart, no two alike as long as there are enough.

        Who is named first by a crisis keeps the usual one; grey is for nobody named, if there is such a line.
        """
        ranks = {org: rank for rank, org in enumerate(self._given)}
        given: dict[tuple[str | None, str | None], Colour] = {}
        for each in sorted(
            set(speakers), key=lambda s: (any(s), ranks.get(s[0] or "", len(ranks)), s[0] or s[1] or "")
        ):
            usual = self.colour(*each)
            turned = SPEAKERS[SPEAKERS.index(usual) :] + SPEAKERS[: SPEAKERS.index(usual)]
            free = [one for one in turned if one not in given.values()] if any(each) else []
            given[each] = free[0] if free else usual
        return given

    def of_function(self, indicator_id: str) -> Colour:
        """The colour of an indicator beside others of its kind: functional, partial, nonfunctional."""
        return FUNCTIONS.get(indicator_id.rpartition("_")[2], SPEAKERS[6])


def sparkline(points: Sequence[tuple[date, float]], first: date, last: date, colour: str, gap_days: int) -> str:
    """A small line as an SVG picture in a `data:` address: 120 by 28, from zero, broken at gaps.

    Without words, as the tile says them; empty if there is no point in the window.
    """
    inside = [(day, value) for day, value in points if first <= day <= last]
    if not inside:
        return ""
    top = max(value for _, value in inside) or 1.0
    length = max((last - first).days, 1)
    spots = [((day - first).days * 116 / length + 2, 25 - value * 21 / top, day) for day, value in inside]
    path = ""
    before: date | None = None
    for x, y, day in spots:
        joined = before is not None and (day - before).days <= gap_days
        path += f"{'L' if joined else 'M'}{x:.1f} {y:.1f}"
        before = day
    x, y, _ = spots[-1]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 28">'
        f'<path d="M0 26.5H120" stroke="#999" stroke-width=".6"/>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"/>'
        f'{_dots(spots, colour)}<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}"/></svg>'
    )
    return "data:image/svg+xml," + percent_encode(svg)


def _dots(spots: Iterable[tuple[float, float, date]], colour: str) -> str:
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.1" fill="{colour}"/>' for x, y, _ in spots)
