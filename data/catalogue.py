"""The reviewed data in seeds/: loaded, checked against each other, looked up.

No database and no pandas here, so that readers and workers start fast.
"""

import csv
import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from data import sources
from data.errors import CatalogueError
from data.indicators import Indicator as Indicator
from data.lexicon import Lexicon, uncollected
from data.models import Record, Review
from data.sources import Source
from data.tree import unaccented

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

R = TypeVar("R", bound=Record)


class Crisis(Record):
    """A crisis and what its first page shows; texts by language.

    `speakers` are organisations in the order in which a tile prefers them; `neighbours` are countries that receive
    its refugees; `hospitals` and `crossings` are the places that have a strip, from top to bottom; `begun_in` is where
    the attack of `first_day` struck, if that is none of its places.
    """

    crisis_id: str
    title: dict[str, str]
    context: dict[str, str] = {}
    places: tuple[str, ...]
    neighbours: tuple[str, ...] = ()
    first_day: date
    begun_in: str | None = None
    speakers: tuple[str, ...] = ()
    crossings: tuple[str, ...] = ()
    hospitals: tuple[str, ...] = ()
    outlines: tuple[str, ...] = ()


class Organisation(Record):
    """Who says things and who publishes; aliases are every spelling that stands in texts."""

    org_id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    url: str | None = None


class Place(NamedTuple):
    """A country, admin unit, region, crossing, facility or site; coordinates in degrees (WGS 84)."""

    place_id: str
    parent_id: str | None
    kind: str
    admin_level: int | None
    name: str
    iso3: str | None
    pcode: str | None
    lat: float | None
    lon: float | None
    population: float | None
    valid_from: date | None
    valid_to: date | None


class PlaceName(NamedTuple):
    """One spelling of a place; lang "en-demonym" is a word for its people."""

    place_id: str
    lang: str
    name: str


PLACE_KINDS = frozenset("country territory admin1 admin2 city camp area region crossing port facility".split())
_SIGNS = re.compile(r"[\W_]+")
_DROPPED = {ord(c): None for c in "'’‘`ʿʾʼ´ـ\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"}


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """A name as it is compared: without case, accents, punctuation, apostrophes and a leading "the"."""
    if name.isascii() and name.isalnum():
        return name.lower()
    text = name.translate(_DROPPED).casefold()
    if not text.isascii():
        text = unaccented(text)
    words = _SIGNS.sub(" ", text).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@dataclass(frozen=True)
class Catalogue:
    """All of seeds/, checked. Dictionaries are keyed by id and keep the order of their file; never changed."""

    folder: Path
    hash: str
    indicators: dict[str, Indicator]
    places: dict[str, Place]
    place_names: list[PlaceName]
    organisations: dict[str, Organisation]
    crises: dict[str, Crisis]
    sources: dict[str, Source]
    lexicons: dict[str, Lexicon]
    reviews: list[Review]
    place_index: dict[str, tuple[str, ...]] = field(repr=False)
    """Folded name to the ids that bear it, names before aliases."""
    organisation_index: dict[str, tuple[str, ...]] = field(repr=False)

    def find_places(self, name: str) -> list[str]:
        """Ids of the places that a name may mean: by id, else by exact name, else by alias; empty if none."""
        if name in self.places:
            return [name]
        ids = self.place_index.get(folded := fold(name), ())
        named = [i for i in ids if fold(self.places[i].name) == folded] if len(ids) > 1 else ids
        return list(named or ids)

    def find_organisations(self, name: str) -> list[str]:
        """Ids of the organisations that a name may mean: by id, else by name or alias; empty if none."""
        if name in self.organisations:
            return [name]
        ids = self.organisation_index.get(folded := fold(name), ())
        named = [i for i in ids if fold(self.organisations[i].name) == folded] if len(ids) > 1 else ids
        return list(named or ids)

    def ancestors(self, place_id: str) -> list[str]:
        """The places that hold a place, the nearest first."""
        found: list[str] = []
        parent = self.places[place_id].parent_id
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.places[parent].parent_id
        return found

    def within(self, place_id: str, roots: Iterable[str]) -> bool:
        """Whether a place is one of the roots or lies in one."""
        return not {place_id, *self.ancestors(place_id)}.isdisjoint(roots)

    def nearest(self, name: str, known: Iterable[str], most: int = 3) -> list[str]:
        """Up to `most` of the known words that are spelt most like a name, in capitals or not: what an error offers."""
        spelt = {word.casefold(): word for word in reversed(list(known))}
        return [spelt[near] for near in difflib.get_close_matches(name.casefold(), list(spelt), n=most, cutoff=0.6)]


def load(folder: Path | None = None) -> Catalogue:
    """Load and check everything in seeds/; what was loaded last is given again while none of its files has changed.

    Raises:
        CatalogueError: the files contradict themselves or each other; all faults are listed, each with file, entry
            and key.
    """
    folder = folder or SEEDS
    if not folder.is_dir():
        raise CatalogueError([f"{folder}: no such folder. The catalogue is the folder seeds/ of the checkout."])
    return _load(folder, hash_of(folder))


@lru_cache(maxsize=1)
@uncollected()
def _load(folder: Path, hash_: str) -> Catalogue:
    faults: list[str] = []
    indicators = _by_id(_records(folder / "indicators.toml", "indicator", Indicator, faults), "indicator_id", faults)
    crises = _by_id(_records(folder / "crises.toml", "crisis", Crisis, faults), "crisis_id", faults)
    organisations = _by_id(_rows(folder / "organisations.csv", _organisation, faults), "org_id", faults)
    places = _by_id(_rows(folder / "places.csv", _place, faults), "place_id", faults)
    names = [name for _, name in _rows(folder / "place_names.csv", _place_name, faults)]
    reviews = [review for _, review in _rows(folder / "reviews.csv", _review, faults)]
    lexicons = {}
    for path in sorted((folder / "lexicon").glob("*.toml")):
        try:
            lexicons[path.stem] = Lexicon.parse(path.stem, _toml(path))
        except ValidationError as error:
            faults += [f"lexicon/{path.name}: {text}" for text in _texts(error)]
        except ValueError as error:
            faults.append(f"lexicon/{path.name}: {error}")
    found = {}
    for path in sorted((folder / "sources").glob("*.toml")):
        try:
            source, wrong = sources.parse(path.stem, _toml(path))
        except ValueError as error:
            faults.append(f"sources/{path.name}: {error}")
            continue
        faults += [f"sources/{path.name}: {text}" for text in wrong]
        if source is not None:
            found[path.stem] = source
    catalogue = Catalogue(
        folder=folder,
        hash=hash_,
        indicators=indicators,
        places=places,
        place_names=names,
        organisations=organisations,
        crises=crises,
        sources=found,
        lexicons=lexicons,
        reviews=reviews,
        place_index=_index(
            [(p.place_id, p.name) for p in places.values()]
            + [(n.place_id, n.name) for n in names if not n.lang.endswith("-demonym")]
        ),
        organisation_index=_index([(o.org_id, n) for o in organisations.values() for n in (o.name, *o.aliases)]),
    )
    faults += _contradictions(catalogue)
    if faults:
        raise CatalogueError(faults)
    return catalogue


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _texts(error: ValidationError) -> list[str]:
    return [f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors()]


def _records(path: Path, table: str, model: type[R], faults: list[str]) -> list[tuple[str, R]]:
    """Entries of a TOML file of [[table]] blocks; `id` there is `<table>_id` here."""
    found = []
    try:
        content = _toml(path)
    except (OSError, ValueError) as error:
        faults.append(f"{path.name}: {error}")
        return []
    if unknown := set(content) - {table}:
        faults.append(f"{path.name}: unknown tables {', '.join(sorted(unknown))}; expected [[{table}]]")
    for number, entry in enumerate(content.get(table, [])):
        where = f"{path.name}: {table}[{number}] {entry.get('id', '')}".rstrip()
        try:
            found.append(
                (where, model.model_validate({f"{table}_id" if k == "id" else k: v for k, v in entry.items()}))
            )
        except ValidationError as error:
            faults += [f"{where}: {text}" for text in _texts(error)]
    return found


T = TypeVar("T")


def _rows(path: Path, make: Callable[[dict[str, str]], T], faults: list[str]) -> list[tuple[str, T]]:
    """Rows of a CSV file, each with its place in the file for messages."""
    found = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    found.append((f"{path.name}: line {number}", make(row)))
                except ValidationError as error:
                    faults += [f"{path.name}: line {number}: {text}" for text in _texts(error)]
                except (KeyError, ValueError, TypeError, AttributeError) as error:
                    faults.append(f"{path.name}: line {number}: {error}")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: {error}")
    return found


def _organisation(row: dict[str, str]) -> Organisation:
    aliases = tuple(a for a in row["aliases"].split("|") if a)
    return Organisation(
        org_id=row["org_id"], name=row["name"], kind=row["kind"], aliases=aliases, url=row["url"] or None
    )


def _place(row: dict[str, str]) -> Place:
    if row["kind"] not in PLACE_KINDS:
        raise ValueError(f'kind: "{row["kind"]}" is not one of {", ".join(sorted(PLACE_KINDS))}')
    return Place(
        row["place_id"],
        row["parent_id"] or None,
        row["kind"],
        int(row["admin_level"]) if row["admin_level"] else None,
        row["name"],
        row["iso3"] or None,
        row["pcode"] or None,
        float(row["lat"]) if row["lat"] else None,
        float(row["lon"]) if row["lon"] else None,
        float(row["population"]) if row["population"] else None,
        date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _place_name(row: dict[str, str]) -> PlaceName:
    if not row["name"].strip():
        raise ValueError("name: is empty")
    return PlaceName(row["place_id"], row["lang"], row["name"])


def _review(row: dict[str, str]) -> Review:
    return Review.model_validate({key: value or None for key, value in row.items()})


def _by_id(entries: Sequence[tuple[str, T]], key: str, faults: list[str]) -> dict[str, T]:
    found: dict[str, T] = {}
    for where, entry in entries:
        entry_id = getattr(entry, key)
        if entry_id in found:
            faults.append(f'{where}: {key}: "{entry_id}" stands twice')
        found[entry_id] = entry
    return found


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry_id, name in pairs:
        found.setdefault(fold(name), {})[entry_id] = None
    return {name: tuple(ids) for name, ids in found.items()}


def hash_of(folder: Path) -> str:
    """SHA-256 over the files of the catalogue; the samples are documents, not catalogue."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and relative.parts[0] != "samples" and not path.name.startswith("."):
            total.update(relative.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:26]


def _contradictions(c: Catalogue) -> list[str]:
    """What is wrong between files: names that one uses and another lacks."""
    faults = []

    def missing(where: str, name: str | None, known: Iterable[str], file: str) -> None:
        if name is not None and name not in known:
            near = c.nearest(name, known, 1)
            faults.append(
                f'{where}: "{name}" is not in {file}.' + (f' Did you mean "{near[0]}"?' if near else " Add it there.")
            )

    for i in c.indicators.values():
        where = f"indicators.toml: {i.indicator_id}"
        if (i.kind == "status") != bool(i.statuses):
            faults.append(f"{where}: statuses: a status has them, and nothing else has")
        if (i.kind == "status") == bool(i.units):
            faults.append(f"{where}: units: a stock or a flow has them, a status has none")
        if (i.kind == "status") != (i.lasts_days is not None):
            faults.append(f"{where}: lasts_days: a status has it, and nothing else has")
        for b in i.breaks:
            for place_id in b.places:
                missing(f"{where}: breaks: places", place_id, c.places, "places.csv")
            for org_id in b.speakers:
                missing(f"{where}: breaks: speakers", org_id, c.organisations, "organisations.csv")
    for p in c.places.values():
        missing(f"places.csv: {p.place_id}: parent_id", p.parent_id, c.places, "places.csv")
        if p.parent_id == p.place_id:
            faults.append(f"places.csv: {p.place_id}: parent_id: is the place itself")
    for n in c.place_names:
        missing(f"place_names.csv: {n.name}: place_id", n.place_id, c.places, "places.csv")
    for k in c.crises.values():
        for key in ("places", "neighbours", "crossings", "hospitals"):
            for place_id in getattr(k, key):
                missing(f"crises.toml: {k.crisis_id}: {key}", place_id, c.places, "places.csv")
        missing(f"crises.toml: {k.crisis_id}: begun_in", k.begun_in, c.places, "places.csv")
        for org_id in k.speakers:
            missing(f"crises.toml: {k.crisis_id}: speakers", org_id, c.organisations, "organisations.csv")
        for name in k.outlines:
            if not (c.folder / "outlines" / name).is_file():
                faults.append(f"crises.toml: {k.crisis_id}: outlines: {name} is not in outlines/")
    for s in c.sources.values():
        where = f"sources/{s.source_id}.toml"
        missing(f"{where}: publisher", s.publisher, c.organisations, "organisations.csv")
        for key, kind, name in s.names():
            known: dict[str, set[str]] = {
                "indicator": set(c.indicators),
                "org": set(c.organisations),
                "crisis": set(c.crises),
            }
            missing(f"{where}: {key}", name, known[kind], f"the {kind} file")
    for lang, lexicon in c.lexicons.items():
        for key, indicator_id in lexicon.indicator_ids():
            missing(f"lexicon/{lang}.toml: {key}", indicator_id, c.indicators, "indicators.toml")
    return faults
