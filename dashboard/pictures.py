"""The only maker of picture files: points to SVG; SVG to PNG and PDF by a library, without a browser.

The same points give the same bytes. An SVG says its fonts by name and falls back to the reader's own; PNG and PDF are
drawn with the fonts in `fonts/`, which have Latin and Arabic. Time runs from left to right in every language.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup

from dashboard import audit, axes, charts, grouping, labels, marks, notes, placing, strips
from dashboard.axes import Style
from dashboard.canvas import Caption, Page, Size, fixed, wide_of
from dashboard.wording import Point

FONTS = Path(__file__).resolve().parent / "fonts"
DASHES = ("2 4", "11 4 2 4", "16 5", "7 3 2 3 2 3")
FILLED_IN = "5 4"
BAND = "#d0a11e"
KEY = 0.9
"""The size of letters in a key, in parts of the others'."""
WIDE = Size(800, 450, 16)
NARROW = Size(340, 400, 14)
CARD = Size(1200, 630, 23)


def svg(
    points: Sequence[Point],
    spans: Sequence[Point],
    style: Style,
    caption: Caption,
    size: Size = WIDE,
    missing: notes.Missing = notes.NOTHING,
) -> str:
    """The picture of one group of points (see `grouping.groups`); of statuses, by the spans that they last.

    `style.start` and `style.end` bound the axis of time. No points: the words that there is no figure.
    """
    page = Page(size, style.words.direction == "rtl")
    top = page.head(caption)
    bottom = page.feet(caption)
    if not points:
        page.text(size.width / 2, (top + bottom) / 2, style.words.say("chart.none"), anchor="middle")
    elif points[0]["kind"] == "status":
        _strips(page, spans, style, top, bottom, missing.unavailable)
    else:
        _chart(page, points, style, top, bottom, missing)
    return page.whole(caption.title)


def png(picture: str) -> bytes:
    """The picture in pixels, one for each of its units."""
    _fonts()
    return bytes(vl_convert.svg_to_png(picture, scale=1.0, ppi=72))


def pdf(picture: str, lines: Sequence[str], *, right_to_left: bool = False) -> bytes:
    """One page: the picture, and its caption beneath as text, each line broken where it must be."""
    _fonts()
    width, height = (int(v) for v in re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    page = Page(Size(width, 2_000, 13), right_to_left)
    y = height + 26.0
    for line in lines:
        for part in page.broken(line, width - 2 * page.pad, 13):
            page.text(page.begin, y, part, size=13, anchor=page.start)
            y += 18
        y += 5
    page.size = Size(width, int(y + 12), 13)
    return bytes(vl_convert.svg_to_pdf(page.whole("", picture)))


@lru_cache(maxsize=1)
def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


@dataclass(frozen=True)
class _Field:
    """Where days and numbers lie on a page."""

    left: float
    right: float
    top: float
    bottom: float
    start: datetime
    end: datetime
    highest: float = 1.0

    def x(self, day: date, part: float = 0.0) -> float:
        """A day or an instant, and a part of a day beyond it."""
        length = max(self.end - self.start, timedelta(1))
        return self.left + (axes.moment(day) - self.start + timedelta(part)) / length * (self.right - self.left)

    def y(self, value: float) -> float:
        """A number."""
        return self.bottom - value / self.highest * (self.bottom - self.top)


def _axis(page: Page, field: _Field, style: Style) -> None:
    narrow = page.size.width / page.size.text < 40
    days, words = axes.ticks(style.start, style.end, style.words.lang, 4 if narrow else 7)
    page.line(field.left, field.bottom, field.right, field.bottom, style.line)
    for day, word in zip(days, words, strict=True):
        x = field.x(date.fromisoformat(day))
        page.line(x, field.bottom, x, field.bottom + 5, style.line)
        half = wide_of(word, page.size.text) / 2
        at = min(max(x, half), page.size.width - half)
        page.text(at, field.bottom + page.size.text * 1.35, word, anchor="middle", fill=style.text)


def _chart(
    page: Page, points: Sequence[Point], style: Style, top: float, bottom: float, missing: notes.Missing
) -> None:
    """Lines for stocks and running totals, bars for days to years, dots by qualifier; names beside, or in a key."""
    lines = grouping.by_series(points)
    bars = [key for key, line in lines.items() if line[0]["cadence"] in marks.BARS]
    fills = {}
    for key, line in lines.items():
        colour = labels.colour_of(line[0], points, style).mark
        fills[key] = page.pattern(colour, ("", "/", "x", ".")[bars.index(key) % 4]) if key in bars else colour
    keyed: dict[str, str] = {}
    while True:
        field = _field(page, points, style, top, bottom - _high(page, keyed.items()))
        unit = page.size.text / 14
        room = (field.right - field.left) / unit, (field.bottom - field.top) / unit
        style = replace(style, sheet=placing.Sheet((room,)))
        said = charts.said(lines, points, style, missing, keyed=keyed)
        named = labels.last_of_each(lines, points, style)
        there = labels.shown(said) | keyed.keys()
        lacking = next(((name, fills[last["series_id"]]) for name, last in named if name not in there), None)
        if lacking is None:
            break
        keyed |= [lacking]
    _key(page, keyed.items(), bottom)
    _scale(page, field, points, style)
    _axis(page, field, style)
    _absent(page, field, missing.unavailable, style)
    if not bars:
        _bands(page, field, points, style)
    for shape in notes.divides(lines, style):
        x = field.x(date.fromisoformat(shape["x0"]))
        page.line(x, field.top, x, field.bottom, style.line, dash="1 3")
    _series(page, field, lines, points, style, fills)
    for note in said:
        _write(page, field, note, style)


def _field(page: Page, points: Sequence[Point], style: Style, top: float, bottom: float) -> _Field:
    """Between the axes of days and of numbers, whose words stand to the left."""
    scale, highest = page.size.text, charts._top(points)
    words = axes.counts(highest, points[0]["unit"], style)["ticktext"]
    left = page.pad + max(wide_of(w, scale) for w in words) + scale * 0.5
    first, last = axes.moment(style.start) - style.edge, axes.moment(style.end) + style.edge
    right = page.size.width - page.pad
    return _Field(left, right, top + scale * 0.6, bottom - scale * 1.6, first, last, highest * 1.1)


def _scale(page: Page, field: _Field, points: Sequence[Point], style: Style) -> None:
    """The axis of numbers."""
    scale, counts = page.size.text, axes.counts(charts._top(points), points[0]["unit"], style)
    for value, word in zip(counts["tickvals"], counts["ticktext"], strict=True):
        y = field.y(value)
        if value:
            page.line(field.left, y, field.right, y, style.grid)
        page.text(field.left - scale * 0.4, y + scale * 0.35, word, anchor="end", fill=style.text)


def _series(
    page: Page,
    field: _Field,
    lines: Mapping[str, Sequence[Point]],
    points: Sequence[Point],
    style: Style,
    fills: Mapping[str, str],
) -> None:
    """Lines or bars, and above all of them the marks."""
    bars = [key for key, line in lines.items() if line[0]["cadence"] in marks.BARS]
    labelled = {line[0]["series_id"] for line in labels.named(lines)}
    for number, (key, line) in enumerate(lines.items()):
        if key in bars:
            _bars(page, field, line, fills[key], charts._slot(bars, key))
        else:
            dash = "" if key in labelled else DASHES[number % len(DASHES)]
            dash = FILLED_IN if line[0]["value_basis"] == "estimated" else dash
            _line(page, field, line, fills[key], dash, audit.parted(line, style.words.catalogue))
    for key, line in lines.items():
        colour = labels.colour_of(line[0], points, style).mark
        for point in line:
            _mark(page, field, point, colour, charts._slot(bars, key) if key in bars else None)


def _write(page: Page, field: _Field, note: Mapping[str, Any], style: Style) -> None:
    """Words of `charts.said`, with the line to their mark where they have one."""
    unit, size = page.size.text / 14, note["font"]["size"] * page.size.text / 14
    x, high = field.x(date.fromisoformat(note["x"])), field.bottom - field.top
    y = field.bottom - note["y"] * high if note.get("yref") == "y domain" else field.y(note["y"])
    rows = [Markup(row).unescape() for row in note["text"].removeprefix("<b>").removesuffix("</b>").split("<br>")]
    tall = len(rows) * size * placing.HIGH
    if note["showarrow"]:
        end, foot = x + note["ax"] * unit, field.y(note["ay"]) if "ayref" in note else y + note["ay"] * unit
        near = 5 * unit / (math.hypot(end - x, foot - y) or 1)  # as far from the mark as Plotly's "standoff"
        edge = math.copysign(tall / 2, foot - y) if not note["ax"] else 0.0
        page.line(end, foot - edge, x + (end - x) * near, y + (foot - y) * near, style.line, 0.8 * unit)
        x, y = end, foot
    x += note.get("xshift", 0) * unit
    anchor = {"left": "start", "right": "end"}.get(note.get("xanchor", ""), "middle")
    y -= {"bottom": 1.0, "top": 0.0}.get(note.get("yanchor", ""), 0.5) * tall
    for number, row in enumerate(rows):
        foot = y + size * (placing.HIGH * (number + 1) - 0.36)
        bold = note["text"].startswith("<b>")
        page.text(x, foot, row, size=size, anchor=anchor, fill=note["font"]["color"], bold=bold, halo=True)


def _bands(page: Page, field: _Field, points: Sequence[Point], style: Style) -> None:
    """Light areas from the lowest to the highest figure, for days for which speakers differ."""
    for first, last, low, high in audit.bands(audit.disagreements(points), style.start, style.end):
        x, x2 = max(field.x(first), field.left), min(field.x(last), field.right)
        y = field.y(high)
        page.rect(x, y, x2 - x, max(field.y(low) - y, 1), BAND, ' fill-opacity=".3"')


def _bars(page: Page, field: _Field, line: Sequence[Point], fill: str, slot: tuple[int, int]) -> None:
    for point in line:
        middle, width = charts._extent(point, slot)
        x, x2 = field.x(middle, -width / 2), field.x(middle, width / 2)
        y = field.y(point["value"])
        page.rect(x, y, max(x2 - x, 1.5), field.bottom - y, fill, ' fill-opacity=".6"')


def _line(page: Page, field: _Field, line: Sequence[Point], colour: str, dash: str, apart: Collection[str]) -> None:
    path, before, most = "", None, notes.lasting(line)
    for point in line:
        joined = before is not None and (point["period_end"] - before).days <= most
        joined = joined and point["observation_id"] not in apart
        path += f"{'L' if joined else 'M'}{fixed(field.x(point['period_end']))} {fixed(field.y(point['value']))}"
        before = point["period_end"]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    width = page.size.text / 8
    if "L" in path:
        page.parts.append(
            f'<path d="{path}" stroke="{colour}" stroke-width="{fixed(width)}" stroke-linejoin="round"{dashes}/>'
        )


def _mark(page: Page, field: _Field, point: Point, colour: str, slot: tuple[int, int] | None) -> None:
    """A dot, filled or hollow; a tick up or down; a bar for a range; a line across for the days of a stock's period."""
    unit = page.size.text / 14
    y, x = field.y(point["value"]), field.x(point["period_end"])
    if slot is not None:
        x = field.x(charts._extent(point, slot)[0])
    start = point["period_start"]
    if point["kind"] == "stock" and start not in (None, point["period_end"]):
        page.line(max(field.x(start), field.left), y, x, y, colour, 1.6 * unit)
    if point["qualifier"] == "range":
        page.line(x, field.y(point["low"]), x, field.y(point["high"]), colour, 2 * unit)
    elif point["qualifier"] in marks.UPWARD:
        page.line(x, y, x, y - 11 * unit, colour, 2 * unit)
    elif point["qualifier"] in marks.DOWNWARD:
        page.line(x, y, x, y + 11 * unit, colour, 2 * unit)
    radius = marks.size(point["period_basis"]) / 2 * unit * (0.75 if slot else 1)
    fill = "#fff" if marks.is_hollow(point["qualifier"], point["period_basis"]) else colour
    page.dot(x, y, radius, fill, colour, 1.6 * unit)


def _absent(page: Page, field: _Field, told: Sequence[Point], style: Style) -> None:
    """Where a speaker says that there is no figure to be had: a cross at the foot, a light area over several days."""
    for p in told:
        start, end = max(p["period_start"] or p["period_end"], style.start), min(p["period_end"], style.end)
        if start < end:
            x, x2 = field.x(start), field.x(end)
            page.rect(x, field.top, x2 - x, field.bottom - field.top, "#5a5a5a", ' fill-opacity=".09"')
        _cross(page, field.x(end), field.bottom, style)


def _cross(page: Page, x: float, y: float, style: Style) -> None:
    arm = page.size.text / 3.2
    for turned in (arm, -arm):
        page.line(x - arm, y - turned, x + arm, y + turned, style.text, 2)


def _strips(
    page: Page, spans: Sequence[Point], style: Style, top: float, bottom: float, absent: Sequence[Point] = ()
) -> None:
    """One strip a place: what is said of it for each day, divided where speakers differ; nothing where nobody knows."""
    words, scale = style.words, page.size.text
    places = list(dict.fromkeys(span["place_id"] for span in spans))
    shown = strips.segments(spans, style.start, style.end)
    seen = sorted({s.status for s in shown}, key=lambda s: (marks.STATUSES[s].order, s))
    fills = [(words.status(s), page.pattern(marks.STATUSES[s].fill, marks.STATUSES[s].pattern)) for s in seen]
    _key(page, fills, bottom)
    bottom -= _high(page, fills)
    names = max((wide_of(words.place(p), scale) for p in places), default=0)
    beside = page.size.width / scale > 40 and names < page.size.width * 0.4
    left = page.pad + (names + scale * 0.6 if beside else 0)
    first = axes.moment(style.start)
    field = _Field(
        left, page.size.width - page.pad, top, bottom - scale * 1.8, first, axes.moment(style.end + timedelta(1))
    )
    row = min((field.bottom - field.top) / max(len(places), 1), scale * (11 if len(places) == 1 else 5))
    field = replace(field, top=field.bottom - row * len(places))  # few strips stand at the axis
    over = 0 if beside else min(scale * 1.25, row * 0.5)
    high = (row - over) * 0.72
    for number, place in enumerate(places):
        y = field.top + row * number + over
        size = min(scale, max(row * 0.8, scale * 0.5)) if beside else min(scale, over * 0.85)
        size *= min(1, (page.size.width - 2 * page.pad) / wide_of(words.place(place), size))
        page.text(page.pad, y + high * 0.5 + size * 0.35 if beside else y - size * 0.3, words.place(place), size=size)
        page.rect(field.left, y, field.right - field.left, high, "none", f' stroke="{marks.UNKNOWN}"')
        for s in (s for s in shown if s.place_id == place):
            mark = marks.STATUSES[s.status]
            x, x2 = field.x(s.first), field.x(s.last + timedelta(1))
            page.rect(
                x, y + high * s.lane / s.lanes, max(x2 - x, 1), high / s.lanes, page.pattern(mark.fill, mark.pattern)
            )
        for span in spans:
            if span["place_id"] == place and style.start <= span["said_day"] <= style.end:
                page.dot(field.x(span["said_day"], 0.5), y + high / 2, min(scale / 5, high / 3), "#fff", "#222")
        for p in (p for p in absent if p["place_id"] == place and style.start <= p["period_end"] <= style.end):
            _cross(page, field.x(p["period_end"], 0.5), y + high / 2, style)
    _axis(page, field, style)


def _keyed(page: Page, entries: Iterable[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """The rows of a key: places from the left, fills (none where a name goes on) and words."""
    scale, most = page.size.text * KEY, page.size.width - page.pad
    rows: list[list[tuple[float, str, str]]] = []
    x = most
    for name, fill in entries:
        parts = page.broken(name, most - page.pad - scale * 2, scale)
        width = scale * 2 + max(wide_of(part, scale) for part in parts)
        if x + width > most or len(parts) > 1:
            rows.append([])
            x = page.pad
        rows[-1].append((x, fill, parts[0]))
        rows += [[(x, "", part)] for part in parts[1:]]
        x += width + scale * 1.4
    return rows


def _high(page: Page, entries: Iterable[tuple[str, str]]) -> float:
    """The height of a key."""
    return page.size.text * KEY * 1.3 * len(_keyed(page, entries))


def _key(page: Page, entries: Iterable[tuple[str, str]], bottom: float) -> None:
    """What fills mean, in words, above the bottom."""
    scale, y = page.size.text * KEY, bottom - _high(page, entries)
    for number, row in enumerate(_keyed(page, entries)):
        line = y + scale * (1.3 * number + 1.1)
        for x, fill, words in row:
            if fill:
                page.rect(x, line - scale * 0.75, scale * 1.5, scale * 0.8, fill)
            page.text(x + scale * 2, line, words, size=scale)
