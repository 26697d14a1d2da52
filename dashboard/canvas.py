"""The lines of an SVG in the making, and the few forms that pictures are made of: text, lines, rectangles, patterns.

Text of others is cleaned and escaped here, and nowhere else for pictures.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import escape

FAMILY = "'IBM Plex Sans Arabic','Noto Sans','Noto Sans Arabic','Liberation Sans',sans-serif"
CONTROL = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Characters that would break XML or turn the writing around; dropped where text of others is drawn."""


@dataclass(frozen=True)
class Size:
    """Width, height and text size of a picture, in its own units."""

    width: int
    height: int
    text: float


@dataclass(frozen=True)
class Caption:
    """What stands around the chart in a picture: its title, what it is for, and where it comes from, line by line.

    Not `headed`: a page says title and as-of day above the picture; in the picture they stand small beneath the chart.
    """

    title: str
    asof: str = ""
    unit: str = ""
    foot: tuple[str, ...] = ()
    headed: bool = True


def plain(text: str) -> str:
    """Text of others as it may be drawn: without control and direction characters."""
    return CONTROL.sub(" ", text)


@lru_cache(maxsize=10_000)
def wide_of(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is drawn, also in DejaVu, the widest of the fonts that it may fall back to."""
    narrow = sum(c in " .,:;'!|ijlftIrا" for c in text)
    wide = sum(c.isupper() or c in "mwMW@%" for c in text)
    return (len(text) - narrow * 0.5 + wide * 0.17) * size * (0.71 if bold else 0.64)


class Page:
    """The lines of an SVG in the making, and the few forms that it is made of."""

    def __init__(self, size: Size, right_to_left: bool) -> None:
        """An empty page; text of a language that is written from right to left begins at the right."""
        self.size, self.rtl = size, right_to_left
        self.pad = size.text * 1.1
        self.begin = size.width - self.pad if right_to_left else self.pad
        self.start = "end" if right_to_left else "start"
        self.parts: list[str] = []
        self.patterns: dict[str, str] = {}

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 0,
        anchor: str = "start",
        fill: str = "#1a1a1a",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text; `anchor` says which end of it stands at x: start is left, also for Arabic."""
        shown = plain(text)
        if self.rtl:
            shown = f"\u202b{shown}\u202c"
        weight = ' font-weight="700"' if bold else ""
        edge = ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        scale = f' font-size="{fixed(size)}"' if size and size != self.size.text else ""
        self.parts.append(
            f'<text x="{fixed(x)}" y="{fixed(y)}"{scale}{side}{weight}{edge} fill="{fill}">{escape(shown)}</text>'
        )

    def line(self, x: float, y: float, x2: float, y2: float, stroke: str, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        path = f"M{fixed(x)} {fixed(y)}L{fixed(x2)} {fixed(y2)}"
        self.parts.append(f'<path d="{path}" stroke="{stroke}" stroke-width="{fixed(width)}"{dashes}/>')

    def rect(self, x: float, y: float, width: float, height: float, fill: str, more: str = "") -> None:
        """A rectangle."""
        at = f'x="{fixed(x)}" y="{fixed(y)}" width="{fixed(width)}" height="{fixed(height)}"'
        self.parts.append(f'<rect {at} fill="{fill}"{more}/>')

    def dot(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float = 1) -> None:
        """A circle."""
        at = f'cx="{fixed(x)}" cy="{fixed(y)}" r="{fixed(radius)}"'
        self.parts.append(f'<circle {at} fill="{fill}" stroke="{stroke}" stroke-width="{fixed(width)}"/>')

    def pattern(self, colour: str, shape: str) -> str:
        """A fill of a colour with a pattern, so that it reads in grey too; the shapes are those of `marks.STATUSES`."""
        if not shape:
            return colour
        name = f"p{len(self.patterns)}"
        drawn = {
            "/": '<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#fff" stroke-width="1.1"/>',
            "x": '<path d="M0 0L6 6M6 0L0 6" stroke="#fff" stroke-width=".9"/>',
            ".": '<circle cx="3" cy="3" r="1.3" fill="#fff"/>',
        }[shape]
        content = (
            f'width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{colour}"/>{drawn}'
        )
        for known, text in self.patterns.items():
            if text == content:
                return f"url(#{known})"
        self.patterns[name] = content
        return f"url(#{name})"

    def broken(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """A text in lines of at most a width; a word that is longer stays whole."""
        lines: list[str] = []
        for word in plain(text).split():
            if lines and wide_of(f"{lines[-1]} {word}", size, bold) <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def head(self, caption: Caption) -> float:
        """Title, as-of line and unit; gives where the chart may begin."""
        room = self.size.width - 2 * self.pad
        size, y = self.size.text * 1.25, self.size.text * 0.6
        title = self.broken(caption.title, room, size, bold=True) if caption.headed else []
        for line in _cut(title, 2):
            y += size * 1.2
            self.text(self.begin, y, line, size=size, anchor=self.start, bold=True)
        for text in (caption.asof if caption.headed else "", caption.unit):
            for line in _cut(self.broken(text, room, self.size.text), 2):
                y += self.size.text * 1.4
                self.text(self.begin, y, line, anchor=self.start, fill="#595959")
        return y + self.size.text * 0.8

    def feet(self, caption: Caption) -> float:
        """The lines at the bottom; gives where the chart must end."""
        lines = caption.foot if caption.headed else (f"{caption.title} · {caption.asof}", *caption.foot)
        size = self.size.text * 0.82
        most = [3, *[2] * len(lines)]  # the first says the figure, and who says it
        width = self.size.width - 2 * self.pad
        broken = [
            part for line, room in zip(lines, most, strict=False) for part in _cut(self.broken(line, width, size), room)
        ]
        y = self.size.height - size * 0.8
        for line in reversed(broken):
            self.text(self.begin, y, line, size=size, anchor=self.start, fill="#595959")
            y -= size * 1.3
        return y - size * 0.4

    def whole(self, title: str, inside: str = "") -> str:
        """The document."""
        width, height = self.size.width, self.size.height
        patterns = "".join(f'<pattern id="{name}" {text}</pattern>' for name, text in self.patterns.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'font-family="{FAMILY}" font-size="{fixed(self.size.text)}" fill="none">'
            + (f"<title>{escape(plain(title))}</title>" if title else "")
            + (f"<defs>{patterns}</defs>" if patterns else "")
            + f'<rect width="{width}" height="{height}" fill="#fff"/>{inside}{"".join(self.parts)}</svg>'
        )


def fixed(value: float) -> str:
    """A length, to a tenth."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"]
