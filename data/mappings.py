"""What a source's `[read]` may say: how each field of an observation stands in a row, or that prose is read.

Fields are constants or columns, never expressions. Pure records; `data.sources` holds the rest of a source's file.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from data.models import Record

EXCEL = "excel"  # a day as a number: days since 30 December 1899


class Column(Record):
    """A cell of each row: the first of `column` that is not missing, turned by `format` or `map`.

    `format` is strptime's, for days, or "excel" for the number by which a workbook keeps a day; several are tried in
    order. A format without a day or month means its first day in `period_start` and its last in `period_end`. `map`
    says what each text stands for ("" stands for missing); a text that is not in it refuses the row, unless "*" says
    what any other stands for ("*": for itself). Neither is an expression: a formula belongs into
    ingest/sources/<id>.py. `optional`: a file that has none of the columns says nothing here; otherwise it is not what
    the mapping describes, and is refused.
    """

    column: tuple[str, ...]
    format: tuple[str, ...] = ()
    map: dict[str, str] = {}
    optional: bool = False

    @field_validator("column", "format", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("column")
    @classmethod
    def _at_least_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or not all(value):
            raise ValueError("names no column")
        return value

    @field_validator("format")
    @classmethod
    def _says_a_day(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            told = set(re.findall(r"%-?(.)", pattern))
            if pattern == EXCEL:
                continue
            if not told & set("YyGDFcx") or (told & set("dj") == {"d"} and not told & set("mbBh")):
                raise ValueError(f"{pattern!r} does not say the year, or a day without its month")
        return value


class Parts(Record):
    """Parts of a breakdown, each a constant or a column; a part that is missing or "" is left out."""

    parts: dict[str, Value]


def as_text(value: object) -> object:
    """A number or a day of TOML as the text that it is in a file; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return value
    return value.isoformat() if isinstance(value, date) else format(value, "g" if isinstance(value, float) else "d")


def _shape(value: object) -> str:
    return "<column>" if isinstance(value, (dict, Column)) else "<constant>"


def _breakdown(value: object) -> object:
    return {"parts": value} if isinstance(value, dict) and not {"column", "parts"} & set(value) else value


def _breakdown_shape(value: object) -> str:
    return "<parts>" if isinstance(value, Parts) or (isinstance(value, dict) and "parts" in value) else _shape(value)


Value = Annotated[
    Annotated[Annotated[str, BeforeValidator(as_text)], Tag("<constant>")] | Annotated[Column, Tag("<column>")],
    Discriminator(_shape),
]
Breakdown = Annotated[
    Annotated[
        Annotated[str, Tag("<constant>")] | Annotated[Column, Tag("<column>")] | Annotated[Parts, Tag("<parts>")],
        Discriminator(_breakdown_shape),
    ],
    BeforeValidator(_breakdown),
]


class Mapping(Record):
    """One observation a row: what each field of `data.models.Observation` is, as a constant or a column.

    `where` takes only rows whose columns hold one of the texts named; the others are counted as ignored. `within`
    is the place (a country's code, mostly) in which a name in `place` is looked up, and `kind` the kind of place
    that it is: a unit called by its plain name ("Khartoum") is then found by its full one ("Khartoum State"). A row
    has `cell` for its evidence, or `cited` where that is given; `cell` says it in the file's own words. `count`:
    rows that agree in all fields make one observation, its value their number or the sum of a column's numbers
    (their number where the file has no such column). `unavailable`: texts in the column of `value` or `status` by which
    the publisher says that there is no figure to be had ("n/a", "not reported"): kept as such, with its day and place;
    what stands for nothing at all belongs into `missing`. `leave`: a row that has a text there is ignored under that
    name. `wider`: places in which `place` lies, the smallest first; where the catalogue lacks `place`, the first of
    them that it knows is taken, as inferred, and the part `location` of the breakdown says the place as written.
    `newest`: of rows that agree in all but the figure, only those with the highest number there are taken.
    """

    indicator: Value
    place: Value
    within: Value | None = None
    kind: Value | None = None
    wider: tuple[Column, ...] = ()
    speaker: Value | None = None
    period_start: Value | None = None
    period_end: Value | None = None
    period_basis: Value = "stated"
    place_basis: Value = "stated"
    value: Value | None = None
    low: Value | None = None
    high: Value | None = None
    of: Value | None = None
    qualifier: Value = "exact"
    value_basis: Value = "stated"
    status: Value | None = None
    unit: Value | None = None
    breakdown: Breakdown = ""
    quote: Value | None = None
    cited: Value | None = None
    cell: Value | None = None
    count: bool | Column = False
    leave: Column | None = None
    newest: Column | None = None
    where: dict[str, tuple[str, ...]] = {}
    unavailable: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @field_validator("where", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            key: tuple(map(as_text, texts)) if isinstance(texts, (list, tuple)) else (as_text(texts),)
            for key, texts in value.items()
        }

    @model_validator(mode="after")
    def _says_something(self) -> Mapping:
        said = [bool(self.count), self.value is not None, self.status is not None]
        if not any(said):
            raise ValueError("says none of value, status and count")
        if self.count and (self.value is not None or self.status is not None):
            raise ValueError("count makes the value: leave out value and status")
        if self.unavailable and not isinstance(self.status if self.value is None else self.value, Column):
            raise ValueError("unavailable: only a column of value or status can say that there is no figure")
        return self

    def columns(self) -> set[str]:
        """Names of all columns that the mapping reads or is told to leave."""
        named = set(self.where)
        for name in type(self).model_fields:
            value = getattr(self, name)
            for part in value.parts.values() if isinstance(value, Parts) else value if name == "wider" else [value]:
                if isinstance(part, Column):
                    named |= set(part.column)
        return named


class TableRead(Record):
    """A table: all cells are read as text, then converted by what is declared here; nothing is guessed.

    `header` names columns of the header line, which is looked for below a preamble; without it the first line that is
    not empty is the header. `skip_rows` rows after it are left (an HXL row is found without). `records` is the dotted
    path of a JSON list, "" for the top, or several of which the first that leads to a list holds; nested objects become
    dotted columns. The format "any" is that of each file: JSON, a workbook, else CSV. `missing` lists texts that mean
    "no figure": such a row is counted as ignored, any other text that is no number refuses it. `ignore` names columns
    (or patterns with *) that mean nothing to us; any other unmapped column is reported.
    """

    kind: Literal["table"]
    format: Literal["csv", "json", "xlsx", "any"]
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    header: tuple[str, ...] = ()
    skip_rows: int = Field(default=0, ge=0)
    thousands: str = Field(default="", max_length=1)
    decimal: str = Field(default=".", min_length=1, max_length=1)
    missing: tuple[str, ...] = ("",)
    records: tuple[str, ...] = ("",)
    sheet: str | None = None
    crisis: str | None = None
    ignore: tuple[str, ...] = ()
    observation: tuple[Mapping, ...] = Field(min_length=1)

    @field_validator("header", "records", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError:
            raise ValueError(f"{value!r} is no encoding that Python knows") from None
        return value

    @model_validator(mode="after")
    def _marks_differ(self) -> TableRead:
        if self.thousands == self.decimal:
            raise ValueError("thousands and decimal are the same mark")
        if both := {text for mapping in self.observation for text in mapping.unavailable} & set(self.missing):
            raise ValueError(f"{sorted(both)} stands in both missing and unavailable")
        return self


class TextRead(Record):
    """Prose, read by ingest.text. `lang` and `crisis` hold where a document does not say its own."""

    kind: Literal["text"]
    lang: str = "en"
    crisis: str | None = None


class CodeRead(Record):
    """Read by the function `read` of ingest/sources/<id>.py."""

    kind: Literal["code"]
    crisis: str | None = None
