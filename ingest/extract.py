"""Reading without keeping: text files and JSON Lines to one record an observation."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue, fold
from data.errors import HakikaError, InputError, ReadError
from data.models import Observation
from ingest import documents, text

_SORTS = frozenset("province governorate prefecture district locality".split())
OPTIONAL = ("title", "publisher", "url", "published", "language")
LINES = (".jsonl", ".ndjson")
Reader = Callable[[text.Text, text.Context], text.Reading]


@dataclass(frozen=True)
class Job:
    """One text with what is known of it. `published` is None for an undated text."""

    doc_id: str
    text: text.Text
    title: str | None
    published: date | None
    lang: str


def jobs(path: Path, content: bytes | None = None, published: date | None = None) -> Iterator[Job | str]:
    """The texts of a file: itself, or those of its lines; a sentence for each line that holds none.

    `content` is given where the file is standard input.

    Raises:
        InputError: the file cannot be read, or is no text.
    """
    content = documents.read_file(path) if content is None else content
    if path.suffix.lower() in LINES or _looks_like_lines(content):
        yield from _lines(content, published)
        return
    try:
        cleaned = documents.cleaned(content, documents.media_type(path.name, content, "text/plain"))
    except ReadError as error:
        raise InputError(f"{path.name}: {error}") from None
    if not cleaned.text.strip():
        raise InputError(f"{path.name}: it holds no text")
    yield Job(path.name, cleaned, cleaned.title, published or cleaned.published, cleaned.lang or "en")


def _looks_like_lines(content: bytes) -> bool:
    first = content.lstrip()[:1]
    if first != b"{":
        return False
    try:
        return "text" in json.loads(content.lstrip().split(b"\n", 1)[0])
    except ValueError:
        return False


def _lines(content: bytes, published: date | None) -> Iterator[Job | str]:
    for number, line in enumerate(content.decode("utf-8-sig", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _job(json.loads(line), published)
        except json.JSONDecodeError as error:
            yield f"line {number}: it is no JSON: {error.msg} at character {error.pos + 1}"
        except ValueError as error:
            yield f"line {number}: {error}"


def _job(given: Any, published: date | None) -> Job:
    if not isinstance(given, dict):
        raise ValueError("an object with doc_id and text was expected")
    for name in ("doc_id", "text"):
        if not isinstance(given.get(name), str):
            raise ValueError(f'"{name}" is missing or no text')
    for name in OPTIONAL:
        if given.get(name) is not None and not isinstance(given[name], str):
            raise ValueError(f'"{name}" is no text')
    day = documents.instant(given["published"]).date() if given.get("published") else published
    return Job(given["doc_id"], text.Text(given["text"]), given.get("title"), day, given.get("language") or "en")


def read(job: Job, catalogue: Catalogue, reader: Reader = text.read) -> text.Reading:
    """What a reader finds in one text.

    Raises:
        ReadError: the reader failed at this text, or could not reach whom it asks.
    """
    context = text.Context(catalogue=catalogue, lang=job.lang, published=job.published, title=job.title, crisis_id=None)
    try:
        return reader(job.text, context)
    except HakikaError as error:
        raise ReadError(f"{job.doc_id}: {error}") from None
    except Exception as error:  # a fault of the reader stops one text, not the others
        raise ReadError(f"{job.doc_id}: the reader failed: {type(error).__name__}: {error}") from error


def record(doc_id: str, o: Observation, catalogue: Catalogue) -> dict[str, Any]:
    """One observation with the names that other programs know; what is unknown is None."""
    return {
        "doc_id": doc_id,
        "indicator": o.indicator_id,
        "place": place_name(o, catalogue),
        "value": plain(o.value),
        "status": o.status,
        "low": plain(o.low),
        "high": plain(o.high),
        "of": plain(o.of),
        "qualifier": o.qualifier if o.status is None else None,
        "unit": o.unit,
        "period_start": o.period_start.isoformat() if o.period_start else None,
        "period_end": o.period_end.isoformat() if o.period_end else None,
        "attribution": o.org_text,
        "quote": o.quote,
        "quote_start": o.char_start,
        "quote_end": o.char_end,
        "confidence": o.confidence,
    }


def place_name(o: Observation, catalogue: Catalogue) -> str | None:
    """The name of a place in the catalogue, else as written; of the names of a side of a country the written one.

    "North-east Nigeria" and "northeastern Nigeria" are names of one place. A bracket that tells a name from the same
    name elsewhere is no part of it: "Al-Thawra Hospital (Hodeidah)". Nor is the noun of a province: see _bare.
    """
    place = catalogue.places.get(o.place_id or "")
    if place is None:
        return _bare(o.place_text, catalogue) or None
    country = catalogue.places.get(place.iso3 or "")
    side, written = place.name.split()[0], o.place_text.split()
    directions = catalogue.lexicons["en"].words.get("direction", ())
    if written and written[0].lower() in directions and fold(" ".join(written[1:])) == fold(place.name):
        return o.place_text  # a side that the catalogue does not tell from the whole: "central Mediterranean"
    told = country is not None and place.kind == "region" and place.name == f"{side} {country.name}"
    if told and written and side in directions and written[0].lower() in directions:
        own = place.place_id in catalogue.find_places(o.place_text) and not o.place_text.isupper()  # "NORTHERN UGANDA"
        return o.place_text if own else place.name
    if place.kind == "admin1" and fold(place.name.rpartition(" ")[0]) == fold(o.place_text):
        return o.place_text  # "Sud" of "Sud department"
    name = place.name.partition(" (")[0] if place.name.endswith(")") else place.name
    return _bare(name, catalogue, o.place_id)


def _bare(name: str, catalogue: Catalogue, own: str | None = None) -> str:
    """A name without the noun that tells what sort of place it is, "Hunan" of "Hunan Province"; but "Davao City".

    Not where another place has that name: Oran is the city of Oran Province.
    """
    first, _, last = name.rpartition(" ")
    sort = last.lower() in _SORTS or last == "city"
    return first if first and sort and set(catalogue.find_places(first)) <= {own} else name


def plain(value: float | None) -> float | int | None:
    """A number without a needless ".0"."""
    return int(value) if value is not None and value == int(value) and abs(value) < 2**53 else value


def crisis_of(name: str | None, catalogue: Catalogue) -> str | None:
    """The crisis of this id.

    Raises:
        InputError: there is none.
    """
    if name is not None and name not in catalogue.crises:
        raise InputError(f'There is no crisis "{name}"; there are {", ".join(catalogue.crises)}.')
    return name
