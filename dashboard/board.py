"""What each place is now: the statuses that still hold, else the one said last, which nobody has confirmed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import marks, pieces, strips
from dashboard.wording import Point, Words


@dataclass(frozen=True)
class Said:
    """One status of a place in words: who says it, and since when, or that it is not confirmed since its day."""

    status: str
    word: str
    speaker: str
    when: str
    href: str


@dataclass(frozen=True)
class Line:
    """A place with what is said of it; not `known`: nothing holds any more, and `said` is what was said last."""

    place_id: str
    place: str
    known: bool
    differs: bool
    said: tuple[Said, ...]


def lines(spans: Sequence[Point], place_ids: Iterable[str], words: Words, today: date) -> list[Line]:
    """One line a place: those of which something is known first, then those spoken of last; the silent ones last.

    `spans` are rows of `queries.strips`. Who says the same as another for now is listed beside the one who said it
    last; of what holds no more, only the last.
    """
    of_place: dict[str, list[Point]] = {}
    for span in sorted((s for s in spans if s["said_day"] <= today), key=lambda s: s["said_day"], reverse=True):
        of_place.setdefault(span["place_id"], []).append(span)
    now = strips.on_day(spans, today)
    found: list[tuple[tuple[bool, int], Line]] = []
    for place in dict.fromkeys(place_ids):
        every, current = of_place.get(place, []), now.get(place, [])
        newest: dict[str, Point] = {}
        for span in sorted(current, key=lambda s: s["said_day"], reverse=True):
            newest.setdefault(span["status"], span)
        if newest:
            ordered = sorted(newest.values(), key=lambda s: (marks.STATUSES[s["status"]].order, s["status"]))
            said = tuple(_said(s, _holding(s, every, words), words) for s in ordered)
        else:
            said = tuple(_said(s, _past(s, words, today), words) for s in every[:1])
        line = Line(place, words.place(place), bool(newest), len(newest) > 1, said)
        last = every[0]["said_day"].toordinal() if every else 0
        found.append(((not newest, -last), line))
    return [line for _, line in sorted(found, key=lambda item: item[0])]


def _said(span: Point, when: str, words: Words) -> Said:
    speaker = span["speaker"] or words.say("speaker.unnamed")
    href = pieces.href(span["observation_id"], "", words.catalogue, words.lang)
    return Said(span["status"], words.status(span["status"]), speaker, when, href)


def _holding(span: Point, every: Sequence[Point], words: Words) -> str:
    """Since when a status holds without a day on which nobody said so, and when it was last said."""
    since = span["from_day"]
    for other in every:  # the last said first
        if other["status"] == span["status"] and other["from_day"] < since <= other["to_day"] + timedelta(1):
            since = other["from_day"]
    day = words.day(span["said_day"])
    return words.say("board.since", since=words.day(since), day=day) if since < span["said_day"] else day


def _past(span: Point, words: Words, today: date) -> str:
    age = words.days((today - span["said_day"]).days)
    return words.say("board.past", day=words.day(span["said_day"]), span=age)
