"""What the command line prints: tables for a terminal, lines for a pipe. Results go to standard output."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.models import number_text

if TYPE_CHECKING:
    from dashboard.console import Answer
    from data.queries import Evidence

Rows = Sequence[Mapping[str, Any]]


def say(text: str) -> None:
    """A message for a person, on standard error."""
    print(text, file=sys.stderr, flush=True)


def as_json(value: object) -> None:
    """A result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(rows: Rows, columns: Sequence[str], title: str | None = None) -> None:
    """Rows as a table: drawn on a terminal, tab-separated with a header in a pipe."""
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(" ".join(cell(row.get(name)).split()) for name in columns))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, header_style="bold", title_justify="left")
    for name in columns:
        numeric = rows and all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell(row.get(name))) for name in columns))
    Console().print(drawn)


def cell(value: object) -> str:
    """A value as a person reads it; nothing for what is missing, no time for a midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,.0f}" if float(value).is_integer() else number_text(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def counts(codes: Mapping[str, int]) -> str:
    """How often each reason held, the most frequent first."""
    return ", ".join(f"{count:,} {code}" for code, count in sorted(codes.items(), key=lambda pair: -pair[1]))


def answer(found: "Answer", kind: str, out: Path | None) -> None:
    """The answer to a question in SQL, as a table, CSV or, in a file, Parquet."""
    if kind == "parquet" and out is not None:
        from dashboard import downloads

        out.write_bytes(downloads.parquet(found))
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([[guarded(value) for value in row] for row in found.rows])
    if out is not None:
        out.write_text(text.getvalue(), encoding="utf-8")
    elif kind == "csv":
        print(text.getvalue(), end="")
    else:
        table([dict(zip(found.columns, row, strict=True)) for row in found.rows], found.columns)


def guarded(value: Any) -> Any:
    """A value as CSV holds it: lists and structs are JSON, a text that a spreadsheet would run is made harmless."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") else value


def lines(pairs: Iterable[tuple[str, object]]) -> None:
    """Names and values, one a line; missing ones are left out."""
    known = [(name, value) for name, value in pairs if value not in (None, "")]
    width = max(len(name) for name, _ in known)
    for name, value in known:
        shown = str(value).replace("\n", "\n" + " " * (width + 2))
        print(f"{name:<{width}}  {shown}")


def figure(e: "Evidence") -> str:
    """A figure in words: "more than 1,900,000 people", "17 of 36", "closed"."""
    if e.status is not None:
        return e.status.replace("_", " ")
    if e.value is None:
        return "none: said not to be available"
    words = {"approx": "about ", "at_least": "at least ", "more_than": "more than ", "at_most": "at most ",
             "less_than": "less than "}  # fmt: skip
    amount = f"{cell(e.low)} to {cell(e.high)}" if e.qualifier == "range" else cell(e.value)
    total = f" of {cell(e.of)}" if e.of is not None else ""
    return f"{words.get(e.qualifier, '')}{amount}{total} {e.unit or ''}".strip()


def period(e: "Evidence") -> str:
    """The days that a figure is for, and how they are known."""
    if e.period_end is None:
        return "undated: listed, charted nowhere"
    start = f"{e.period_start} to " if e.period_start and e.period_start != e.period_end else ""
    until = "until " if e.period_start is None else ""
    return f"{until}{start}{e.period_end} ({e.period_basis})"


def walk(
    e: "Evidence",
    passage: str | None,
    row: Sequence[tuple[str, str]] | None,
    link: str | None,
    reasons: Mapping[str, Any],
) -> None:
    """The walk of one figure, from what it says to where it stands; `reasons`: why it has its place and period."""
    lines(
        [
            ("figure", figure(e)),
            ("indicator", f"{e.indicator_label} ({e.indicator_id})"),
            ("place", f"{e.place}" + (f', written "{e.place_text}"' if e.place_text != e.place else "")),
            ("period", period(e)),
            ("speaker", e.speaker),
            ("breakdown", e.breakdown),
            ("basis", None if e.value_basis == "stated" else e.value_basis),
            ("quote", f'"{e.quote}"' if e.quote else None),
            ("passage", passage),
            ("cell", e.cell),
            ("its row", "\n".join(f"{name}: {text}" for name, text in row or ())),
            ("our note of where on the page", e.cited),
            ("document", e.title),
            ("publisher", e.publisher),
            ("published", f"{e.published_at:%Y-%m-%d} ({e.published_basis})" if e.published_at else "no date given"),
            ("retrieved", f"{e.retrieved_at:%Y-%m-%d %H:%M} UTC"),
            ("source", f"{e.source} ({e.source_id})"),
            ("licence", e.licence),
            ("link", link or e.url),
            ("kept file", f"SHA-256 {e.content_hash}"),
            ("reader", e.reader),
            ("places weighed", "\n".join(map(choice, reasons.get("places", ())))),
            ("period's rule", reasons.get("rule")),
            ("standing", e.standing + (f": {e.standing_reason}" if e.standing_reason else "")),
            *(("review", f"{r.verdict} by {r.decided_by}, {r.decided_at:%Y-%m-%d}: {r.reason}") for r in e.reviews),
            ("id", e.observation_id),
        ]
    )


def choice(found: Mapping[str, Any]) -> str:
    """One that might have been meant, its sum, and the signs that weighed most: "Goma 2.1: in +1.2, far -0.8"."""
    signs = "; ".join(f"{name} {weight:+}" for name, weight in found["signs"].items())
    return f"{found['what']} {found['score']}" + (f": {signs}" if signs else "")


def trial(found: Mapping[str, Any]) -> None:
    """What `hakika try` found, skipped, and why."""
    if found["error"]:
        say(f"{found['source']}: {found['error']}")
    for why in found["failed"]:
        say(f"{found['source']}: {why}")
    print(f"{found['source']}: {len(found['documents'])} documents")
    for document in found["documents"]:
        print(f"\n{document['title']} ({document['bytes']:,} bytes)\n  {document['lineage']}")
        if document["error"]:
            print(f"  refused: {document['error']}")
        if "observations" not in document:
            continue
        print(f"  {document['observations']:,} observations, the newest for {document['newest'] or 'no day'}")
        for told in document["told"]:
            print(f"  {told}")
        for o in document["sample"]:
            value = o["status"] if o["value"] is None else cell(o["value"])
            said = f"{o['indicator']}  {o['place']}  {o['period_end'] or 'undated'}  {value}  {o['speaker'] or '-'}"
            print(f"    {said}\n      {' '.join((o['found'] or '').split())[:160]}")
        for skipped in document["skipped"]:
            print(f"  skipped {skipped['count']:,}: {skipped['code']}")
            for told in skipped["first"]:
                print(f"    {' '.join((told or '').split())[:160]}")
