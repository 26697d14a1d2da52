"""Figures, days, ages and sources in words, in the reader's language.

Labels stand in `[labels]` of seeds/lexicon/<lang>.toml; numbers and dates follow CLDR, through Babel. A point is a row
of `queries.series` or of a like frame, as a mapping from column to value, None for what is missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal

from dashboard.selection import LANGUAGES
from data.catalogue import Catalogue

Point = Mapping[str, Any]

RIGHT_TO_LEFT = frozenset({"ar"})
RIGHT_MARK = "\u200f"
"""Before a day in writing that runs to the left: after a Latin name its number would else be drawn beside the name."""
HELD = {
    "held.confidence": re.compile(r"read with confidence (?P<a>[\d.]+), under (?P<b>[\d.]+)"),
    "held.people": re.compile(r"(?P<a>[\d,]+) people, more than the (?P<b>[\d,]+) who live there"),
    "held.falls": re.compile(r"a running total that falls, from (?P<a>[\d,]+) on (?P<b>[\d-]+) to (?P<c>[\d,]+)"),
    "held.jump": re.compile(r"(?P<a>[\d.]+) times the series' last, (?P<b>[\d,]+) on (?P<c>[\d-]+)"),
    "held.two": re.compile(r"the document says (?P<a>.+) and (?P<b>.+) of the same"),
}
"""What the rules that hold a figure say (see data/holds.sql), as labels."""
DAY, NUMBER = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d[\d,]*(\.\d+)?")
LATE_DAYS = 30
"""A newest figure older than this is called late; the page About says so."""


@dataclass(frozen=True, eq=False)
class Words:
    """One language: its labels, and its ways to write numbers and days."""

    lang: str
    labels: Mapping[str, str]
    catalogue: Catalogue
    place_names: Mapping[str, str]

    @property
    def direction(self) -> str:
        """The value of the attribute `dir`."""
        return "rtl" if self.lang in RIGHT_TO_LEFT else "ltr"

    def say(self, key: str, **values: object) -> str:
        """A label with its values filled in; a label that no language has is a fault of ours, a KeyError."""
        label = self.labels[key]
        return label.format(**values) if values else label

    def number(self, value: float) -> str:
        """A number; in millions with a word where nothing is lost by it."""
        return _number(value, self.lang)

    def day(self, day: date) -> str:
        """A day, month as a word."""
        return _day(day, self.lang)

    def span(self, start: date | None, end: date) -> str:
        """A period, both ends included; "until" where its beginning is not said."""
        if start is None:
            return self.say("period.until", day=self.day(end))
        return self.day(end) if start == end else f"{self.day(start)} – {self.day(end)}"

    def days(self, days: int) -> str:
        """A length of time in its largest fitting unit: days up to two months, then months, then years."""
        return _days(days, self.lang)

    def age(self, day: date, today: date) -> str:
        """How old a figure is; late ones in words that say that nothing came since."""
        days = (today - day).days
        if days < 0:
            return self.say("age.future")
        if days == 0:
            return self.say("age.today")
        return self.say("age.late" if days > LATE_DAYS else "age.days", span=self.days(days))

    def place(self, place_id: str) -> str:
        """A place's name in this language, else its own."""
        name = self.place_names.get(place_id) or self.catalogue.places[place_id].name
        return name[:1].upper() + name[1:]

    def indicator(self, indicator_id: str) -> str:
        """An indicator's label in this language, else in English."""
        indicator = self.catalogue.indicators[indicator_id]
        return indicator.labels.get(self.lang, indicator.label)

    def definition(self, indicator_id: str) -> str:
        """What an indicator means, in this language, else in English."""
        indicator = self.catalogue.indicators[indicator_id]
        return indicator.definitions.get(self.lang, indicator.definition)

    def crisis(self, crisis_id: str) -> str:
        """A crisis's title in this language, else in English."""
        title = self.catalogue.crises[crisis_id].title
        return title.get(self.lang) or title["en"]

    def status(self, status: str) -> str:
        """The word for a status."""
        return self.say(f"status.{status}")

    def licence(self, licence: str) -> str:
        """A licence in this language where its words are translated; names of licences stay as they are."""
        return self.labels.get(f"licence.{licence}", licence)

    def source(self, source_id: str, title: str) -> str:
        """A source's title in this language where it is ours; else as its publisher calls it."""
        return self.labels.get(f"source.{source_id}", title)

    def unit(self, unit: str) -> str:
        """The word for a unit; currency codes and units without a word stay as they are."""
        return self.labels.get(f"unit.{unit}", unit)

    def unit_of(self, point: Point) -> str:
        """The word for what a figure counts, "person" where that is one; "" for a status and a share."""
        unit = point["unit"]
        if unit in (None, "percent"):
            return ""
        alone = point["value"] == 1 and point["of"] is None
        return self.labels.get(f"unit.{unit}.one" if alone else "", self.unit(unit))

    def counted(self, point: Point) -> str:
        """The figure with its unit: "more than 1.9 million people"."""
        return f"{self.figure(point)} {self.unit_of(point)}".rstrip()

    def figure(self, point: Point) -> str:
        """The figure with its qualifier: "more than 1.9 million", "18 of 36", "84.1 %", "partly open"."""
        if point["status"] is not None:
            return self.status(point["status"])
        if point["value"] is None:
            return self.say("figure.unavailable")
        if point["qualifier"] == "range":
            text = self.say("qualifier.range", low=self.number(point["low"]), high=self.number(point["high"]))
        else:
            text = self.say(f"qualifier.{point['qualifier']}", value=self.number(point["value"]))
        if point["unit"] == "percent":
            return self.say("unit.of_hundred", value=text)
        if point["of"] is not None:
            return self.say("figure.of", value=text, total=self.number(point["of"]))
        return text

    def part(self, point: Point) -> str:
        """Which part a figure counts: "cause: conflict, origin: Sudan"; empty for the total."""
        pairs = [pair.partition("=") for pair in (point.get("breakdown") or "").split(";") if pair]
        known = {text: self.labels.get(f"breakdown.{text}", text) for pair in pairs for text in pair}
        colon = self.say("list.colon")
        told = [f"{known[key]}{colon}{known[value]}" if value else known[key] for key, _, value in pairs]
        return self.say("list.comma").join(told)

    def about(self, point: Point) -> str:
        """Of what a figure is: the place, and which part is counted."""
        return self.say("list.comma").join(filter(None, (self.place(point["place_id"]), self.part(point))))

    def speaker(self, point: Point) -> str:
        """Who says it; where nobody is named, through whom it came."""
        if point["speaker"]:
            return str(point["speaker"])
        return self.say("speaker.via", publisher=point["publisher"] or point["source"])

    def when(self, point: Point) -> str:
        """Which days a figure is for, and how that is known where the text does not say it."""
        if point["period_end"] is None:
            return self.say("period.undated")
        start, end = point["period_start"], point["period_end"]
        if point["kind"] == "stock" and (start is None or start == end):
            text = self.say("period.as_of", day=self.day(end))
        else:
            text = self.span(start, end)
        if point["period_basis"] == "stated":
            return text
        return f"{text} ({self.say('basis.' + point['period_basis'])})"

    def origin(self, point: Point) -> str:
        """How the figure came here: read by whom in what, and whether a person has looked."""
        if point["found_as"] == "cited":
            parts = ["origin.cited"]
        elif point["found_as"] == "cell":
            parts = ["origin.counted" if point["value_basis"] == "counted" else "origin.cell"]
        elif point["words"] == "ours":
            parts = ["origin.digest"]
        else:
            parts = ["origin.reviewed" if point["standing"] == "accepted" else "origin.machine"]
        if point["value_basis"] == "counted" and parts != ["origin.counted"]:
            parts.append("origin.counted_too")
        if point["value_basis"] == "estimated":
            parts.append("origin.estimated")
        if point["standing"] == "accepted" and "origin.reviewed" not in parts:
            parts.append("origin.reviewed")
        return " · ".join(self.say(part) for part in parts)

    def reason(self, text: str | None) -> str:
        """Why a figure is held, where rules of ours say it; what a person wrote stays as it is."""
        return "; ".join(self._reason(part) for part in (text or "").split("; "))

    def _reason(self, text: str) -> str:
        for key, pattern in HELD.items():
            if found := pattern.fullmatch(text):
                return self.say(key, **{name: self._plain(part) for name, part in found.groupdict().items()})
        return text

    def _plain(self, part: str) -> str:
        if DAY.fullmatch(part):
            return self.day(date.fromisoformat(part))
        return self.number(float(part.replace(",", ""))) if NUMBER.fullmatch(part) else part

    def sentence(self, point: Point) -> str:
        """One line that stands alone: figure, indicator, place, speaker, days."""
        what = self.indicator(point["indicator_id"])
        where = self.place(point["place_id"])
        what = self.say("list.comma").join((what, where))
        parts = [self.say("list.colon").join((what, self.figure(point))), self.speaker(point), self.when(point)]
        return " · ".join(parts)

    def language_names(self) -> dict[str, str]:
        """The languages that the interface speaks, each with its own name for itself."""
        lexicons = self.catalogue.lexicons
        named = {lang: lexicons[lang].labels.get("language.name") for lang in LANGUAGES if lang in lexicons}
        return {lang: name for lang, name in named.items() if name}

    def listed(self, names: Sequence[str], most: int = 5) -> str:
        """Names with commas; beyond `most`, how many more, where that is more than the name of one."""
        if len(names) <= most + 1:
            return self.say("list.comma").join(names)
        return self.say("list.more", names=self.say("list.comma").join(names[:most]), count=len(names) - most)


def make_words(catalogue: Catalogue) -> dict[str, Words]:
    """The words of each language of the catalogue; what a language lacks is said in English."""
    english = catalogue.lexicons["en"].labels
    names: dict[str, dict[str, str]] = {lang: {} for lang in catalogue.lexicons}
    for entry in catalogue.place_names:
        if entry.lang in names:
            names[entry.lang].setdefault(entry.place_id, entry.name)
    names["en"] = {}
    return {
        lang: Words(lang, {**english, **lexicon.labels}, catalogue, names[lang])
        for lang, lexicon in catalogue.lexicons.items()
    }


@lru_cache(maxsize=10_000)
def _number(value: float, lang: str) -> str:
    if abs(value) >= 1_000_000 and value % 10_000 == 0:
        return str(format_compact_decimal(value, format_type="long", fraction_digits=2, locale=lang))
    return str(format_decimal(int(value) if value == int(value) else value, locale=lang))


@lru_cache(maxsize=10_000)
def _day(day: date, lang: str) -> str:
    text = str(format_date(day, "d MMM y", locale=lang))
    return f"{RIGHT_MARK}{text}" if lang in RIGHT_TO_LEFT else text


@lru_cache(maxsize=1_000)
def _days(days: int, lang: str) -> str:
    granularity: Literal["day", "month", "year"] = "day" if days <= 60 else "month" if days < 730 else "year"
    whole = (
        days // 365 * 365 if granularity == "year" else days
    )  # Babel rounds: of three years and a half it makes four
    return str(format_timedelta(timedelta(days=whole), granularity=granularity, threshold=1000, locale=lang))


@lru_cache(maxsize=1_000)
def short_number(value: float, lang: str) -> str:
    """A number for an axis: "1.5M", "500K", in the language's own short form."""
    if abs(value) < 10_000:
        return str(format_decimal(value, locale=lang))
    return str(format_compact_decimal(value, format_type="short", fraction_digits=1, locale=lang))


@lru_cache(maxsize=1_000)
def month(day: date, lang: str) -> str:
    """The short name of a month."""
    return str(format_date(day, "MMM", locale=lang))


@lru_cache(maxsize=1_000)
def month_and_year(day: date, lang: str) -> str:
    """The short name of a month, and its year."""
    return str(format_skeleton("yMMM", day, locale=lang))


def to_day(moment: datetime | date | None) -> date | None:
    """The day of an instant."""
    return moment.date() if isinstance(moment, datetime) else moment
