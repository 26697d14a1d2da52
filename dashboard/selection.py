"""What is being looked at: one vocabulary for pages, API and embeds, to and from an address.

In an address `places`, `orgs`, `start` and `end` are called `place`, `org`, `from` and `to`; the others as here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol
from urllib.parse import urlencode

from data.catalogue import Catalogue
from data.errors import BadSelection
from data.models import Record

LANGUAGES = ("en", "ar", "fr", "es")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""A window that reaches further is cut to these days: no axis holds all that a calendar does."""
MOST_OFFERED = 8
"""Of so many known words all are offered instead of one that is unknown and like none of them."""


class Parameters(Protocol):
    """The parameters of an address; a name may repeat."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name, in order; empty if it is not there."""


class Selection(Record):
    """Which figures, of which days, as known when, in which language.

    Attributes:
        crisis: Its id, where a page is about one.
        places: Places themselves, not what lies in them; none means all.
        orgs: Speakers; none means all.
        start: A figure belongs to the window when its period touches it, both ends included.
        known_at: The day, or the instant, whose knowledge is shown; a day means its end. None: now.
        recorded_at: Likewise for what this installation had read.
    """

    crisis: str | None = None
    indicator: str | None = None
    places: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    known_at: datetime | None = None
    recorded_at: datetime | None = None
    lang: str = "en"


class PlainParameters:
    """Parameters from a mapping, where there is no address to take them from."""

    def __init__(self, values: Mapping[str, str | Iterable[str]]) -> None:
        """Keep the mapping; a string is one value, anything else is several."""
        self._values = values

    def getlist(self, key: str) -> list[str]:
        """All values of a name, in order."""
        value = self._values.get(key, ())
        return [value] if isinstance(value, str) else list(value)


def instant(text: str) -> datetime:
    """A day (its last microsecond) or an instant, as UTC without a zone.

    Raises:
        ValueError: the text is neither, or no calendar holds it in UTC.
    """
    if len(text) == 10:
        return end_of(date.fromisoformat(text))
    moment = datetime.fromisoformat(text)
    try:
        return (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(text) from error


def end_of(day: date) -> datetime:
    """The last microsecond of a day."""
    return datetime.combine(day, time.max)


def instant_text(moment: datetime) -> str:
    """An instant as an address says it: a bare day where it is the end of one."""
    return moment.date().isoformat() if moment.time() == time.max else moment.isoformat()


def from_query(params: Parameters, catalogue: Catalogue) -> Selection:
    """The selection that an address asks for; empty values are as if they were not there.

    Raises:
        BadSelection: every fault, as a sentence for a person, with the nearest known names.
    """
    faults: list[str] = []

    def only(key: str) -> str | None:
        values = [v.strip() for v in params.getlist(key) if v.strip()]
        if len(values) > 1:
            faults.append(f'"{key}" stands {len(values)} times; give it once.')
        return values[0] if values else None

    def one_of(key: str, known: Iterable[str], what: str) -> str | None:
        value = only(key)
        if value is None or value in known:
            return value
        names = list(known)
        near = catalogue.nearest(value, names) or ([] if len(names) > MOST_OFFERED else names)
        faults.append(f'"{value}" is no {what} that is known here.' + (_offer(near) or " /api/v1/catalogue lists all."))
        return None

    def day(key: str) -> date | None:
        value = only(key)
        try:
            return None if value is None else min(max(date.fromisoformat(value), EARLIEST), LATEST)
        except ValueError:
            faults.append(f'{key}: "{value}" is no day; write it as 2024-05-12.')
            return None

    def moment(key: str) -> datetime | None:
        value = only(key)
        try:
            return None if value is None else instant(value)
        except ValueError:
            faults.append(f'{key}: "{value}" is neither a day (2024-05-12) nor an instant (2024-05-12T09:30:00Z).')
            return None

    start, end = day("from"), day("to")
    if start and end and start > end:
        faults.append(f"The window ends ({end}) before it begins ({start}).")
    selection = Selection(
        crisis=one_of("crisis", catalogue.crises, "crisis"),
        indicator=one_of("indicator", catalogue.indicators, "indicator"),
        places=tuple(find_place(name, catalogue, faults) for name in params.getlist("place") if name.strip()),
        orgs=tuple(_find_organisation(name, catalogue, faults) for name in params.getlist("org") if name.strip()),
        start=start,
        end=end,
        known_at=moment("known_at"),
        recorded_at=moment("recorded_at"),
        lang=one_of("lang", LANGUAGES, "language") or "en",
    )
    if faults:
        raise BadSelection(faults)
    return selection


def find_place(name: str, catalogue: Catalogue, faults: list[str]) -> str:
    """The one place that a name means, else the name and a fault that offers what it may mean."""
    found = catalogue.find_places(name)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{i} ({catalogue.places[i].name}, {catalogue.places[i].kind})" for i in found)
        faults.append(f'"{name}" is the name of several places; give one of these ids: {listed}.')
    else:
        near = catalogue.nearest(name, _names_of_crises(catalogue))[:1]
        near += [n for n in catalogue.nearest(name, [p.name for p in catalogue.places.values()]) if n not in near]
        faults.append(f'"{name}" is no place that is known here.' + _offer(near[:3]))
    return name


def _names_of_crises(catalogue: Catalogue) -> list[str]:
    """Every spelling of the places that pages show by themselves: those that somebody most likely meant."""
    shown = {place for c in catalogue.crises.values() for place in (*c.places, *c.crossings, *c.hospitals)}
    spelt = [n.name for n in catalogue.place_names if n.place_id in shown]
    return list(dict.fromkeys([*(catalogue.places[place].name for place in sorted(shown)), *spelt]))


def _find_organisation(name: str, catalogue: Catalogue, faults: list[str]) -> str:
    found = catalogue.find_organisations(name)
    if len(found) == 1:
        return found[0]
    if found:
        faults.append(f'"{name}" is the name of several organisations; give one of these ids: {", ".join(found)}.')
    else:
        near = catalogue.nearest(name, [o.name for o in catalogue.organisations.values()])
        faults.append(f'"{name}" is no organisation that is known here.' + _offer(near))
    return name


def _offer(names: list[str]) -> str:
    return f" Did you mean {' or '.join(names)}?" if names else ""


def to_query(selection: Selection) -> list[tuple[str, str]]:
    """The parameters that give the selection back, in a fixed order, without what is not set."""
    s = selection
    pairs: list[tuple[str, str | None]] = [("crisis", s.crisis), ("indicator", s.indicator)]
    pairs += [("place", place) for place in s.places]
    pairs += [("org", org) for org in s.orgs]
    pairs += [
        ("from", s.start.isoformat() if s.start else None),
        ("to", s.end.isoformat() if s.end else None),
        ("known_at", instant_text(s.known_at) if s.known_at else None),
        ("recorded_at", instant_text(s.recorded_at) if s.recorded_at else None),
        ("lang", s.lang if s.lang != "en" else None),
    ]
    return [(key, value) for key, value in pairs if value is not None]


def address(path: str, selection: Selection, **more: str) -> str:
    """A path with the selection behind it."""
    query = urlencode([*to_query(selection), *more.items()])
    return f"{path}?{query}" if query else path
