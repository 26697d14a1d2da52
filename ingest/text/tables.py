"""Figures in the rows of a table, and in lines that begin with a place under a line that says what is counted."""

import re
from dataclasses import dataclass, field

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link, Subject
from ingest.text.quantities import like_year
from ingest.text.series import named, number_of, pairs, states

_GAP = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*\t[ \u00a0]*|[ \u00a0]*\|[ \u00a0]*")
_TRUCKS, _NOUNS = Phrase(("crossing.trucks",), "figure", "label"), ("noun", "label", "before")
_HEAD = 24  # items that may say what the numbers behind a colon count


@dataclass(slots=True)
class Column:
    """What the numbers of a column are; `factor`: of "(US$ million)"."""

    indicator: str
    unit: str
    link: Link
    factor: float = 1.0


@dataclass(slots=True)
class Layout:
    """What the lines before leave to the next: the columns of a table, and what a list counts.

    Attributes:
        columns: One a cell, None where it is no figure of ours; empty outside a table.
        topic: What a list of places counts, from the line above it.
        line: The paragraph of the last row or list line.
        told: The last figure of a sentence, told in the paragraph `told_in`.
    """

    columns: list[Column | None] = field(default_factory=list)
    topic: Column | None = None
    line: int = -1
    told: Claim | None = None
    told_in: int = -1


def rows(sentence: Sentence, layout: Layout, catalogue: Catalogue) -> list[Claim]:
    """The figures of a line that is a row of a table, or a place of a list; and `layout` brought up to date."""
    cells = _cells(sentence)
    paragraph = sentence.span.paragraph
    if len(cells) > 1 and len(cells) == len(layout.columns) and paragraph == layout.line + 1:
        layout.line = paragraph
        return _row(sentence, cells, layout.columns)
    if len(cells) > 1 and len(cells) + 1 == len(layout.columns) and sentence.span.kind == "item":
        layout.line = paragraph  # "2. | Myagdi | 31" beneath "No. | District | Dead"
        return _row(sentence, cells, layout.columns[1:])
    layout.columns = []
    head = len(cells) > 1 and not any(i.quantity is not None and not like_year(i.quantity) for i in sentence.items)
    if head and any(columns := [_column(sentence, cell, catalogue) for cell in cells]):
        _with_sites(sentence, cells, columns, catalogue)
        if any(c is not None and c.unit == "people" and c.indicator.startswith("displacement.") for c in columns):
            columns = [c if c is None or c.unit != "families" else None for c in columns]  # the same, in people
        layout.columns, layout.line = columns, paragraph
        return []
    if "quantity" in sentence.kinds:
        if found := _boxes(sentence, catalogue):
            layout.columns = [None]  # the other numbers of the line are other boxes'
            return found
        if found := _in_line(sentence, catalogue) or states(sentence) or _sum(sentence, catalogue):
            return found
    if layout.topic is not None and paragraph == layout.line + 1 and (found := _listed(sentence, layout.topic)):
        layout.line = paragraph
        return found
    _introduce(sentence, layout, catalogue)
    return []


def _cells(sentence: Sentence) -> list[tuple[int, int]]:
    """The cells of a line as runs of items, [first, last); one cell where it is no row."""
    text = sentence.text
    tokens = sentence.marks.tokens
    begin = sentence.span.start
    if "  " not in text and "\t" not in text and "|" not in text and "\u00a0" not in text:
        return [(0, len(sentence.items))]
    cuts = [begin + match.end() for match in _GAP.finditer(text) if 0 < match.start() and match.end() < len(text)]
    if not cuts or sentence.items and sentence.items[-1].kind == "." and len(cuts) < 2:
        return [(0, len(sentence.items))]
    found: list[tuple[int, int]] = []
    first = 0
    for cut in cuts:
        last = first
        while last < len(sentence.items) and tokens.starts[sentence.items[last].first] < cut:
            last += 1
        if last > first:
            found.append((first, last))
        first = last
    if first < len(sentence.items):
        found.append((first, len(sentence.items)))
    return found


def _column(sentence: Sentence, cell: tuple[int, int], catalogue: Catalogue, total: bool = False) -> Column | None:
    """What the head of a column says that its numbers are; `total`: it may have their sum."""
    row = sentence.items
    currency, factor = None, 1.0
    for n in range(*cell):
        if row[n].quantity is not None and not total:
            return None
        at = row[n].first
        if sign := sentence.marks.value(at, "currency"):
            currency = str(sign[1])
        if scale := sentence.marks.value(at, "scale"):
            factor = float(scale[1])
    units: frozenset[str] = frozenset[str]().union(*(row[n].units for n in range(*cell)))
    for n in range(*cell):
        if "came_in" in row[n].classes:
            continue  # "arrivals" alone: from where is not told
        # nouns before verbs, a state before an event
        for phrase in sorted(row[n].phrases, key=lambda p: (p.role == "before", p.keys[0] != "displacement.idps")):
            if phrase.sort != "figure" or phrase.role not in _NOUNS and "funding" not in phrase.keys[0]:
                continue
            for key in phrase.keys:
                indicator = catalogue.indicators.get(key)
                if indicator is None or not indicator.units:
                    continue
                unit = indicator.units[0]
                link = Link(phrase, n, "label", 1.5, n)
                if unit == "currency":
                    if currency:
                        return Column(key, currency, link, factor)
                    continue
                if unit in units or unit == "people" and not units - {"people", "person", "population"}:
                    return Column(key, unit, link, factor)
                if "families" in units and key.startswith("displacement.") and "families" in indicator.units:
                    return Column(key, "families", link, factor)
    if "trucks" in units and "crossing.trucks" in catalogue.indicators:
        n = next(n for n in range(*cell) if "trucks" in row[n].units)
        return Column("crossing.trucks", "trucks", Link(_TRUCKS, n, "label", 1.5, n), factor)
    return None


def _with_sites(
    sentence: Sentence, cells: list[tuple[int, int]], columns: list[Column | None], catalogue: Catalogue
) -> None:
    """Takes a column of sites for those of the displaced whom another column counts."""
    beside = any(c is not None and c.indicator.startswith("displacement.") for c in columns)
    for n, (first, last) in enumerate(cells):
        if beside and columns[n] is None and last == first + 1 and "sites" in sentence.items[first].units:
            link = Link(Phrase(("displacement.sites",), "figure", "label"), first, "label", 1.5, first)
            columns[n] = Column("displacement.sites", "sites", link)


def _row(sentence: Sentence, cells: list[tuple[int, int]], columns: list[Column | None]) -> list[Claim]:
    row = sentence.items
    mention = next((m for n in range(*cells[0]) if (m := named(sentence, n)) is not None), None)
    total = columns[0] is not None or any("total_of" in row[n].classes for n in range(*cells[0]))
    found = []
    for cell, column in zip(cells, columns, strict=True):
        if column is None or mention is None and not total:
            continue
        at = next((n for n in range(*cell) if row[n].quantity is not None), -1)
        if at < 0:
            continue
        quantity = row[at].quantity
        assert quantity is not None
        if column.factor != 1.0:
            quantity.value = round(quantity.value * column.factor, 4)
        found.append(_claim(at, column, mention_at=0))
        found[-1].mention = mention
    return found


def _boxes(sentence: Sentence, catalogue: Catalogue) -> list[Claim]:
    """Numbers one below the other, each with the label that stands as far down in the lines beneath them."""
    row, tokens = sentence.items, sentence.marks.tokens
    if len(row) < 3 or row[0].quantity is None or row[1].quantity is None:
        return []
    count = next((n for n, i in enumerate(row) if i.quantity is None), 0)
    starts = [count]
    for n in range(count + 1, len(row)):
        if "\n" in tokens.text[tokens.ends[row[n].first - 1] : tokens.starts[row[n].first]]:
            starts.append(n)
    if len(starts) != count:
        return []
    found = []
    for at, (first, last) in enumerate(zip(starts, [*starts[1:], len(row)], strict=True)):
        column = _column(sentence, (first, last), catalogue)
        other = any(p.sort == "not" for i in row[first:last] for p in i.phrases)
        other = other or any(i.classes & {"future", "unreal"} for i in row[first:last])
        if column is not None and not other:
            found.append(_claim(at, column, column.link.at))
    return found


def _in_line(sentence: Sentence, catalogue: Catalogue) -> list[Claim]:
    """Figures by place behind what they count: "IDPs by state: Borno 1,800,000, Yobe 165,000"."""
    row = sentence.items
    start = next((n + 1 for n, i in enumerate(row[:_HEAD]) if i.kind == ":"), 0) if ":" in sentence.kinds else 0
    if not start or start >= len(row):
        return []
    column = _column(sentence, (0, start - 1), catalogue, total=True)
    listed = pairs(sentence, start) if column is not None else []
    if not listed and row[0].mention is not None and (listed := pairs(sentence, 0)):
        column = _column(sentence, (listed[0][1] + 1, len(row)), catalogue, total=True)
    if column is None:
        return []
    found = []
    for place, at in listed:
        found.append(_claim(at, column, place))
        found[-1].mention = named(sentence, place)
    return found


def _sum(sentence: Sentence, catalogue: Catalogue) -> list[Claim]:
    """Money whose currency stands with what it is: "Requirements (US$ million): 420"."""
    row = sentence.items
    colon = next((n for n, i in enumerate(row[:_HEAD]) if i.kind == ":"), 0) if ":" in sentence.kinds else 0
    at = colon + 1
    if not colon or at >= len(row) or (quantity := row[at].quantity) is None or quantity.kind != "count":
        return []
    if at + 1 < len(row) and row[at + 1].kind not in (".", ";", ",", "(", "-", ":"):
        return []
    column = _column(sentence, (0, colon), catalogue)
    if column is None or "funding." not in column.indicator:
        return []
    quantity.value = round(quantity.value * column.factor, 4)
    return [_claim(at, column, column.link.at)]


def _claim(at: int, column: Column, mention_at: int) -> Claim:
    link = Link(column.link.phrase, mention_at, "table", 1.6, at)
    kept = min(mention_at, at), max(mention_at, at)
    return Claim(column.indicator, column.unit, at, link, Subject(-1, at + 1, frozenset()), kept)


def _listed(sentence: Sentence, topic: Column) -> list[Claim]:
    """The figure of a line such as "Sudan: 9.3 million"."""
    row = sentence.items
    total = 2 <= len(row) <= 3 and bool("total_of" in row[0].classes) and row[-1].quantity is not None
    if "sum_word" in row[0].classes and (at := next((n for n in range(1, min(4, len(row))) if row[n].quantity), 0)):
        behind = row[at + 1] if at + 1 < len(row) else row[at]
        closed = behind is row[at] or behind.kind in (",", ".", ";") or topic.unit in behind.units
        return [_claim(at, topic, 0)] if closed else []  # "In all, 287,000 people"
    if topic.unit == "attacks":  # "Attacks on health care" above "156 attacks verified"
        told = len(row) > 1 and row[0].quantity is not None and bool("attacks" in row[1].units)
        return [_claim(0, topic, 0)] if told and not any(p.keys[0] == topic.indicator for p in row[1].phrases) else []
    at = len(row) - 1 if total else number_of(sentence, 0) if len(row) > 1 else 0
    while at and at + 1 < len(row) and row[at + 1].units and topic.unit not in row[at + 1].units:
        at = next((n for n in range(at + 1, len(row)) if row[n].quantity is not None), 0)  # "24 sites, 31,200 people"
    said = [p.keys[0].partition(".")[0] for i in row[at + 1 : at + 2] for p in i.phrases if p.sort == "figure"]
    if not at or any(family != topic.indicator.partition(".")[0] for family in said):
        return []  # "Guzara district: 94 killed" beneath a line on camps
    own = {key for i in row[at + 1 : at + 2] for p in i.phrases if p.role == "noun" for key in p.keys}
    if own and topic.indicator not in own and any(i.has_role("before") for i in row[at + 2 :]):
        return []  # "Shirqat: 138 IDPs fled" beneath a line on those who returned
    claim = _claim(at, topic, 0)
    claim.mention = None if total else named(sentence, 0)
    return [claim]


def _counted(row: list[Item], catalogue: Catalogue) -> Column | None:
    """The first people or attacks that a line without a number tells of."""
    for n, item in enumerate(row):
        if not item.phrases or "came_in" in item.classes:
            continue
        for phrase in item.phrases:
            if phrase.sort != "figure" or phrase.role not in _NOUNS:
                continue
            key, verb = phrase.keys[0], phrase.role == "before"
            if verb and phrase.only is not None or key not in catalogue.indicators:
                continue  # "Islam Qala: open"
            unit = catalogue.indicators[key].units[0]
            if not verb and unit in ("people", "attacks") or key.startswith("displacement."):
                return Column(key, unit, Link(phrase, n, "label", 1.5, n))
    return None


def _numbered(row: list[Item]) -> bool:
    """Whether a line has a number that is no year at its head."""
    for n, item in enumerate(row):
        if item.quantity is not None and (n or not like_year(item.quantity)):
            return True
    return False


def _introduce(sentence: Sentence, layout: Layout, catalogue: Catalogue) -> None:
    """Keeps what a heading, or a line that ends in a colon, says that the lines below count."""
    row = sentence.items
    opens = sentence.span.kind == "heading" or bool(row) and row[-1].kind == ":"
    numbered = "quantity" in sentence.kinds and _numbered(row)
    if numbered and not opens:
        layout.topic = None
        return
    column = _column(sentence, (0, len(row)), catalogue) if opens and not numbered else None
    if column is None and not numbered:
        column = _counted(row, catalogue)
    told = layout.told if row and row[-1].kind == ":" and layout.told_in == sentence.span.paragraph - 1 else None
    if column is None and told is not None and told.unit in ("people", "families") and not numbered:
        if all(not i.phrases and i.mention is None for i in row):
            column = Column(told.indicator, told.unit, told.link)  # "By province:" beneath "398,000 refugees"
    if column is not None:
        layout.topic, layout.line = column, sentence.span.paragraph
    elif not opens:
        layout.topic = None
    else:
        layout.line = sentence.span.paragraph
