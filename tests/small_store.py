"""A small world to fill warehouses with: a catalogue of a few entries, and documents and figures in one line each."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from data import warehouse
from data.catalogue import Catalogue, load
from data.models import Document, Observation

INDICATORS = """
[[indicator]]
id = "displacement.idps"
label = "Internally displaced people"
kind = "stock"
units = ["people"]
minimum = 0
maximum = 100000000
jump = 3
definition = "People displaced inside their country."

[[indicator]]
id = "health.hospitals_functional"
label = "Hospitals that work"
kind = "stock"
units = ["hospitals", "percent"]
minimum = 0
definition = "Hospitals that work."

[[indicator]]
id = "crossing.trucks"
label = "Trucks"
kind = "flow"
units = ["trucks"]
minimum = 0
definition = "Trucks that entered."

[[indicator]]
id = "casualties.killed"
label = "People killed"
kind = "flow"
units = ["people"]
minimum = 0
definition = "People killed."

[[indicator]]
id = "crossing.status"
label = "Crossing status"
kind = "status"
units = []
statuses = ["open", "partially_open", "closed"]
lasts_days = 7
definition = "Whether a crossing is open."

[[indicator]]
id = "funding.required"
label = "Funding required"
kind = "stock"
units = ["currency"]
minimum = 0
definition = "Money asked for."
"""

SOURCE = """
title = "{title}"
publisher = "ocha"
url = "https://example.org/{name}"
licence = "CC BY 4.0"
redistribute = {redistribute}
words = "{words}"
citation = "{title}"
maturity = "provisional"
stale_after_days = 30
[fetch]
kind = "hand"
[read]
kind = "text"
"""

SOURCES = {
    "articles": ("Articles", "true", "publisher"),
    "dataset": ("Dataset", "true", "publisher"),
    "closed": ("Not for passing on", "false", "publisher"),
    "facts": ("Curated facts", "true", "ours"),
}

FILES = {
    "indicators.toml": INDICATORS,
    "crises.toml": """
[[crisis]]
id = "gaza"
title = { en = "Gaza Strip" }
places = ["PS02"]
first_day = 2023-10-07
speakers = ["unrwa", "ocha"]
""",
    "organisations.csv": (
        "org_id,name,kind,aliases,url\nunrwa,UNRWA,un,,\nocha,OCHA,un,,\nmoh,Ministry of Health,authority,,\n"
    ),
    "places.csv": (
        "place_id,parent_id,kind,admin_level,name,iso3,pcode,lat,lon,population,valid_from,valid_to\n"
        "PSE,,country,0,Palestine,PSE,,31.9,35.3,,,\n"
        "PS02,PSE,territory,,Gaza Strip,PSE,PS02,31.4,34.4,2200000,,\n"
        "PSE.rafah-crossing,PS02,crossing,,Rafah crossing,PSE,,31.2,34.2,,,\n"
    ),
    "place_names.csv": "place_id,lang,name\nPS02,en,Gaza\n",
    "reviews.csv": "observation_id,verdict,reason,decided_by,decided_at,retracted_at,evidence_url\n",
}


def seeds(folder: Path, *reviews: str, **changed: str) -> Catalogue:
    """The small catalogue, written to a folder and loaded; reviews are lines of reviews.csv."""
    for name, text in {**FILES, **{key.replace("__", "."): text for key, text in changed.items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + ("".join(f"{line}\n" for line in reviews) if name == "reviews.csv" else ""), "utf-8")
    (folder / "sources").mkdir(exist_ok=True)
    for name, (title, redistribute, words) in SOURCES.items():
        text = SOURCE.format(title=title, name=name, redistribute=redistribute, words=words)
        (folder / "sources" / f"{name}.toml").write_text(text, "utf-8")
    return load(folder)


def at(text: str) -> datetime:
    """An instant, from ISO 8601."""
    return datetime.fromisoformat(text)


ALWAYS = (date.min, date.max)


def document(content: str = "text", **fields: Any) -> Document:
    """A document of the source "articles", published, fetched and versioned on 1 March 2024, unless told otherwise."""
    published = fields.pop("published_at", at("2024-03-01"))
    retrieved = fields.pop("retrieved_at", published or at("2024-03-01"))
    return Document.model_validate(
        {
            "source_id": "articles",
            "lineage": "https://example.org/article",
            "title": "An article",
            "publisher_id": "ocha",
            "url": "https://example.org/article",
            "lang": "en",
            "media_type": "text/html",
            "published_at": published,
            "published_basis": "unknown" if published is None else "stated",
            "retrieved_at": retrieved,
            "version_at": retrieved,
            "restates": ALWAYS,
            "content": content.encode(),
            **fields,
        }
    )


def figure(value: float | None = None, day: str | None = "2024-02-28", **fields: Any) -> Observation:
    """A stock on a day: displaced people in the Gaza Strip, said by UNRWA in a table's cell, unless told otherwise."""
    status = fields.get("status")
    end = fields.pop("period_end", None if day is None else date.fromisoformat(day))
    start = fields.pop("period_start", end)
    found: dict[str, Any] = {"cell": "row 1"}
    if "quote" in fields and "cell" not in fields:
        start_char = fields.pop("char_start", 0)
        found = {"char_start": start_char, "char_end": start_char + len(fields["quote"]), "confidence": 0.9}
    if "cited" in fields:
        found = {}
    return Observation.model_validate(
        {
            "indicator_id": "displacement.idps" if status is None else "crossing.status",
            "place_id": "PS02" if status is None else "PSE.rafah-crossing",
            "place_text": "Gaza Strip" if status is None else "Rafah",
            "org_id": "unrwa",
            "org_text": "UNRWA",
            "period_start": start,
            "period_end": end,
            "period_basis": "unknown" if end is None else "stated",
            "value": value,
            "unit": None if status is not None else "people",
            **found,
            **fields,
        }
    )


def build(
    store: Path,
    catalogue: Catalogue,
    *readings: tuple[Document, Sequence[Observation]],
    now: str = "2024-06-01",
    reader: str = "test-1",
) -> int | None:
    """One run that appends each document with its observations, read when it was fetched; the release, if any."""
    run = warehouse.new_run(at(now))
    with warehouse.building(store, run=run, catalogue=catalogue) as con:
        for one, observations in readings:
            warehouse.append(con, one, reader, max(one.retrieved_at, at(now)), observations)
    return warehouse.published(store, run)


@contextlib.contextmanager
def reading(
    store: Path, known_at: datetime | date | None = None, recorded_at: datetime | date | None = None, **options: bool
) -> Iterator[Any]:
    """A cursor on the current release (`public=True`: its public file), through a locked connection."""
    release = warehouse.current(store, **options)
    assert release is not None
    yield warehouse.cursor(_connection(release), known_at, recorded_at)


@cache
def _connection(release: Path) -> Any:
    return warehouse.connect(release)
