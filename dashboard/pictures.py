"""The only maker of picture files: points to SVG; SVG to PNG and PDF by a library, without a browser.

The same points give the same bytes. An SVG says its fonts by name and falls back to the reader's own; PNG and PDF are
drawn with the fonts in `fonts/`, which have Latin and Arabic. Time runs from left to right in every language.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import vl_convert

from dashboard import audit, axes, charts, labels, marks, notes, strips, wording
from dashboard.axes import Style
from dashboard.canvas import Caption, Page, Size, fixed, plain, wide_of
from dashboard.wording import Point

FONTS = Path(__file__).resolve().parent / "fonts"
DASHES = ("2 4", "11 4 2 4", "16 5", "7 3 2 3 2 3")
FILLED_IN = "5 4"
BAND = "#d0a11e"
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
    """The picture of one group of points (see `charts.groups`); of statuses, by the spans that they last.

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
    start: date
    end: date
    highest: float = 1.0

    def x(self, day: date, part: float = 0.0) -> float:
        """A day, and a part of a day beyond it."""
        length = max((self.end - self.start).days, 1)
        return self.left + ((day - self.start).days + part) / length * (self.right - self.left)

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
    """Lines for stocks and running totals, bars for days to years, dots by qualifier."""
    scale = page.size.text
    highest = charts._top(points)
    step = axes.step(highest)
    percent = " %" if points[0]["unit"] == "percent" else ""
    values = [step * n for n in range(int(highest / step) + 1)]
    words = [wording.short_number(v, style.words.lang) + percent for v in values]
    left = page.pad + max(wide_of(w, scale) for w in words) + scale * 0.5
    right = page.size.width - page.pad
    edge = timedelta(days=(style.end - style.start).days // 50 + 1)  # so that no mark is cut at the border
    first, last = style.start - edge, style.end + edge
    field = _Field(left, right, top + scale * 0.6, bottom - scale * 1.6, first, last, highest * 1.1)
    for value, word in zip(values, words, strict=True):
        y = field.y(value)
        if value:
            page.line(left, y, right, y, style.grid)
        page.text(left - scale * 0.4, y + scale * 0.35, word, anchor="end", fill=style.text)
    _axis(page, field, style)
    _absent(page, field, missing.unavailable, style)
    lines = charts.by_series(points)
    bars = [key for key, line in lines.items() if line[0]["cadence"] in marks.BARS]
    if not bars:
        _bands(page, field, points, style)
    raised = _breaks(page, field, lines, style)
    labelled = {line[0]["series_id"] for line in labels.named(lines)}
    for number, (key, line) in enumerate(lines.items()):
        colour = labels.colour_of(line[0], points, style).mark
        if key in bars:
            _bars(page, field, line, colour, charts._slot(bars, key))
        else:
            named = key in labelled
            dash = FILLED_IN if line[0]["value_basis"] == "estimated" else "" if named else DASHES[number % len(DASHES)]
            _line(page, field, line, colour, dash, audit.parted(line, style.words.catalogue))
    for key, line in lines.items():
        colour = labels.colour_of(line[0], points, style).mark
        for point in line:
            _mark(page, field, point, colour, charts._slot(bars, key) if key in bars else None)
        for point in audit.falls(line):
            said = style.words.say("mark.falls")
            page.text(field.x(point["period_end"]), field.y(point["value"]) + scale * 1.8, said, size=scale * 0.85,
                      anchor="middle", fill=style.text, halo=True)  # fmt: skip
    _silences(page, field, points, style, raised, _names(page, field, lines, points, style), missing)


def _bands(page: Page, field: _Field, points: Sequence[Point], style: Style) -> None:
    """Light areas from the lowest to the highest figure, for days for which speakers differ."""
    for first, last, low, high in audit.bands(audit.disagreements(points), style.start, style.end):
        x, x2 = max(field.x(first), field.left), min(field.x(last), field.right)
        y = field.y(high)
        page.rect(x, y, x2 - x, max(field.y(low) - y, 1), BAND, ' fill-opacity=".3"')


def _breaks(page: Page, field: _Field, lines: Mapping[str, Sequence[Point]], style: Style) -> float:
    """Dotted lines where a series is counted otherwise than before, with what is known of it at their feet.

    Gives how high the words stand above the axis: those of different days do not cover each other.
    """
    size, said = page.size.text * 0.85, style.words
    found = {
        (
            b.point["period_end"],
            said.say("mark.break", after=said.number(b.point["of"]), before=said.number(b.before["of"])),
        )
        for line in lines.values()
        for b in audit.breaks(line)
    }
    found |= {(day, said.say("mark.declared")) for day in notes.declared(lines, style)}
    taken: list[tuple[float, float, float]] = []
    for day, text in sorted(found):
        x, parts = field.x(day), text.split("<br>")
        page.line(x, field.top, x, field.bottom, style.line, dash="1 3")
        if x + 3 + wide_of(" ".join(parts), size) <= field.right:
            parts = [" ".join(parts)]
        width = max(wide_of(part, size) for part in parts)
        left = max(min(x + 3, field.right - width), 3)
        foot = max((top for begin, end, top in taken if left <= end and left + width >= begin), default=0.0)
        for number, part in enumerate(reversed(parts)):
            y = field.bottom - foot - size * (0.4 + 1.2 * number)
            page.text(left, y, part, size=size, fill=style.text, halo=True)
        taken.append((left, left + width, foot + size * 1.2 * len(parts)))
    return max((top for _, _, top in taken), default=0.0)


def _bars(page: Page, field: _Field, line: Sequence[Point], colour: str, slot: tuple[int, int]) -> None:
    fill = page.pattern(colour, ("", "/", "x", ".")[slot[0] % 4])
    for point in line:
        middle, width = charts._extent(point, slot)
        part = (middle - timedelta(days=width / 2)).hour / 24
        x = field.x((middle - timedelta(days=width / 2)).date(), part)
        x2 = field.x((middle + timedelta(days=width / 2)).date(), (middle + timedelta(days=width / 2)).hour / 24)
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
        middle, _ = charts._extent(point, slot)
        x = field.x(middle.date(), middle.hour / 24)
    start = point["period_start"]
    if point["kind"] == "stock" and start not in (None, point["period_end"]):
        page.line(field.x(max(start, field.start)), y, x, y, colour, 1.6 * unit)
    if point["qualifier"] == "range":
        page.line(x, field.y(point["low"]), x, field.y(point["high"]), colour, 2 * unit)
    elif point["qualifier"] in marks.UPWARD:
        page.line(x, y, x, y - 11 * unit, colour, 2 * unit)
    elif point["qualifier"] in marks.DOWNWARD:
        page.line(x, y, x, y + 11 * unit, colour, 2 * unit)
    radius = marks.size(point["period_basis"]) / 2 * unit * (0.75 if slot else 1)
    fill = "#fff" if marks.is_hollow(point["qualifier"], point["period_basis"]) else colour
    page.dot(x, y, radius, fill, colour, 1.6 * unit)


def _names(
    page: Page, field: _Field, lines: Mapping[str, Sequence[Point]], points: Sequence[Point], style: Style
) -> list[tuple[float, float, float]]:
    """Names at the ends of the longest lines, moved until none covers another or a dot; where they stand."""
    size = page.size.text * 0.93
    dots = [(field.x(p["period_end"]), field.y(p["value"]) + size * 0.35) for p in points]
    taken: list[tuple[float, float, float]] = []
    for name, last in labels.last_of_each(lines, points, style):
        name = plain(name)
        name = name if len(name) <= 34 else name[:33] + "…"
        width, x = wide_of(name, size, bold=True), field.x(last["period_end"]) + size * 0.7
        y = field.y(last["value"]) + size * 0.35
        if x + width > page.size.width - 4:
            x, y = max(page.size.width - page.pad - width, field.left), y - size * 1.1
        for number in range(25):
            spot = y + size * 0.6 * ((number + 1) // 2) * (-1 if number % 2 else 1)
            free = all(abs(spot - at) >= size * 1.1 or x > end or x + width < begin for begin, end, at in taken)
            free = free and all(abs(spot - at) >= size * 0.9 or not x - 4 < dot < x + width + 4 for dot, at in dots)
            if field.top + size * 0.4 <= spot <= field.bottom - 3 and free:
                y = spot
                break
        taken.append((x, x + width, y))
        colour = labels.colour_of(last, points, style).ink
        page.text(x, y, name, size=size, fill=colour, bold=True, halo=True)
    return taken


def _silences(
    page: Page,
    field: _Field,
    points: Sequence[Point],
    style: Style,
    raised: float,
    taken: Sequence[tuple[float, float, float]],
    missing: notes.Missing,
) -> None:
    """Words in the wide gaps, `raised` above what stands at the axis already, and higher where a name stands."""
    size = page.size.text * 0.85

    def covered(x: float, foot: float, half: float, high: float) -> float:
        return sum(
            max(min(x + half, end) - max(x - half, begin), 0)
            for begin, end, y in taken
            if foot - high - size < y < foot + size * 1.2
        )

    for note in notes.silences(points, style, missing):
        at, parts = field.x(date.fromisoformat(note["x"])), note["text"].split("<br>")
        half, high = max(wide_of(part, size) for part in parts) / 2, size * 1.2 * len(parts)
        low = field.bottom - raised - size * 0.8
        spots = [(at + side * half, low - size * 1.2 * up) for up in range(7) for side in (0, 0.5, -0.5, 1, -1)]
        spots = [(x, y) for x, y in spots if y - high > field.top and x + half < page.size.width] or [(at, low)]
        hidden = [covered(spot_x, y, half, high) for spot_x, y in spots]
        x, foot = spots[hidden.index(min(hidden))]
        for number, part in enumerate(reversed(parts)):
            y = foot - size * 1.2 * number
            page.text(x, y, part, size=size, anchor="middle", fill=style.text, halo=True)


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
    bottom = _key(page, seen, style, bottom)
    names = max((wide_of(words.place(p), scale) for p in places), default=0)
    beside = page.size.width / scale > 40 and names < page.size.width * 0.4
    left = page.pad + (names + scale * 0.6 if beside else 0)
    field = _Field(left, page.size.width - page.pad, top, bottom - scale * 1.8, style.start, style.end + timedelta(1))
    row = min((field.bottom - field.top) / max(len(places), 1), scale * (11 if len(places) == 1 else 5))
    field = replace(field, top=field.bottom - row * len(places))  # few strips stand at the axis
    over = 0 if beside else min(scale * 1.25, row * 0.5)
    high = (row - over) * 0.72
    for number, place in enumerate(places):
        y = field.top + row * number + over
        size = min(scale, max(row * 0.8, scale * 0.5)) if beside else min(scale, over * 0.85)
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


def _key(page: Page, statuses: Sequence[str], style: Style, bottom: float) -> float:
    """What the fills mean, in words, above the bottom; gives where the chart must end."""
    scale = page.size.text
    names = [(style.words.status(s), marks.STATUSES[s]) for s in statuses]
    rows: list[list[tuple[str, str, float]]] = [[]]
    x = page.pad
    for name, mark in names:
        width = scale * 2.4 + wide_of(name, scale)
        if x + width > page.size.width - page.pad and rows[-1]:
            rows.append([])
            x = page.pad
        rows[-1].append((name, page.pattern(mark.fill, mark.pattern), x))
        x += width + scale
    y = bottom - scale * 1.5 * len(rows)
    for number, row in enumerate(rows):
        for name, fill, at in row:
            line = y + scale * 1.5 * (number + 1)
            page.rect(at, line - scale * 0.75, scale * 1.5, scale * 0.8, fill)
            page.text(at + scale * 2, line, name)
    return y
