"""What the figures of a page share: language, colours, ground, the axis of days and that of counts."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dashboard import marks, placing, wording
from dashboard.wording import Words

FONT = '"Source Sans", system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif'


@dataclass(frozen=True)
class Style:
    """How figures of one page look: language, colours, ground, and the window of days that all of them share.

    `sheet` is what they are drawn on.
    """

    words: Words
    palette: marks.Palette
    start: date
    end: date
    dark: bool = False
    sheet: placing.Sheet = placing.SCREEN

    @property
    def edge(self) -> timedelta:
        """How far the axis of days goes on before and after the window, so that no mark is cut."""
        return timedelta(max((self.end - self.start).days / 90, 1))

    def across(self, day: date) -> float:
        """Where a day, or an instant, lies between the axes: 0 at the left, 1 at the right."""
        first = moment(self.start) - self.edge
        return (moment(day) - first) / (moment(self.end) + self.edge - first)

    @property
    def line(self) -> str:
        """Colour of the baseline."""
        return "#8A8F98" if self.dark else "#767676"

    @property
    def grid(self) -> str:
        """Colour of the other y lines."""
        return "#2C313B" if self.dark else "#E7E5E0"

    @property
    def band(self) -> str:
        """Colour of the area between figures that differ."""
        return "rgba(208,161,30,0.34)" if self.dark else "rgba(208,161,30,0.26)"

    @property
    def absent(self) -> str:
        """Colour of days for which a figure is said not to be had."""
        return "rgba(150,155,165,0.16)" if self.dark else "rgba(90,90,90,0.08)"

    @property
    def text(self) -> str:
        """Colour of ticks and notes."""
        return "#B6BAC2" if self.dark else "#595959"

    @property
    def ground(self) -> str:
        """Colour of the page, inside hollow marks."""
        return "#14171C" if self.dark else "#FFFFFF"


def moment(day: date) -> datetime:
    """A day's first instant; an instant as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())


def ticks(start: date, end: date, lang: str, most: int = 7) -> tuple[list[str], list[str]]:
    """Days to mark on an axis of time, and their words: a year at January, else a month, else a day."""
    months = max((end.year - start.year) * 12 + end.month - start.month, 0)
    if months < 2:
        step = max(math.ceil(((end - start).days + 1) / most), 1)
        days = [start + timedelta(n) for n in range(0, (end - start).days + 1, step)]
        return [d.isoformat() for d in days], [f"{d.day} {wording.month(d, lang)}" for d in days]
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= most), 240)
    found = [d for d in _months(start, end) if ((d.year * 12 + d.month - 1) % step) == 0]
    words = [str(d.year) if d.month == 1 else wording.month(d, lang) for d in found]
    if found and not any(d.month == 1 for d in found):
        words[0] = wording.month_and_year(found[0], lang)
    return [d.isoformat() for d in found], words


def time_axis(style: Style) -> dict[str, Any]:
    """The axis of days, the same under each chart of a page."""
    values, words = ticks(style.start, style.end, style.words.lang)
    return {
        "type": "date",
        "range": [(moment(style.start) - style.edge).isoformat(), (moment(style.end) + style.edge).isoformat()],
        "tickmode": "array",
        "tickvals": values,
        "ticktext": words,
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": style.line,
        "tickfont": {"size": 13, "color": style.text},
        "showgrid": False,
        "zeroline": False,
        "linecolor": style.line,
        "linewidth": 1,
        "showline": True,
        "fixedrange": True,
    }


def layout(style: Style) -> dict[str, Any]:
    """What every figure has in common, over the axis of days."""
    return {
        "xaxis": time_axis(style),
        "margin": {"l": 46, "r": 14, "t": 10, "b": 26},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": 24,
        "dragmode": False,
        "barmode": "overlay",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 14, "color": style.text, "family": FONT},
        "hoverlabel": {"align": "left", "font": {"size": 14}},
        "uirevision": "kept",
        "autosize": True,
    }


def counts(top: float, unit: str, style: Style) -> dict[str, Any]:
    """The axis of counts, or of percents: from zero, with three to six lines."""
    apart = step(top)
    values = [apart * n for n in range(int(top / apart) + 1)]
    percent = unit == "percent"
    lang = style.words.lang
    return {
        "range": [0, top * 1.1],
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [wording.short_number(v, lang) + (" %" if percent else "") for v in values],
        "tickfont": {"size": 13, "color": style.text},
        "gridcolor": style.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "rangemode": "tozero",
    }


def step(top: float) -> float:
    """A round step that gives three to six lines."""
    power: float = 10 ** math.floor(math.log10(top / 4))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if top / (m * power) <= 5), 10 * power)
    return max(step, 1) if top >= 3 else step


def _months(start: date, end: date) -> Iterator[date]:
    year, month = start.year, start.month
    if start.day > 1:
        month += 1
    while True:
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        day = date(year, month, 1)
        if day > end:
            return
        yield day
        month += 1
