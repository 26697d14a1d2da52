"""What `audit` finds, in words, for the foot of a chart: who says what, what does not add up, how many speak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import audit, grouping, pieces
from dashboard.wording import Point, Words


@dataclass(frozen=True)
class Differing:
    """The newest day for which speakers differ, as a table."""

    title: str
    note: str
    rows: tuple[Mapping[str, str], ...]


def differing(points: Sequence[Point], words: Words) -> Differing | None:
    """Who says what for the newest day of disagreement, the lowest figure first; None where nobody differs."""
    found = audit.disagreements(points)
    if not found:
        return None
    newest = found[0]
    low, high = words.number(newest.low), words.number(newest.high)
    return Differing(
        title=words.say("differ.title", day=words.when(newest.said[0]), low=low, high=high),
        note=words.say("differ.note", count=len({(d.said[0]["place_id"], d.day) for d in found})),
        rows=tuple(
            {
                "speaker": words.speaker(p),
                "figure": words.figure(p),
                "place": words.place(p["place_id"]),
                "origin": words.origin(p),
                "title": p["title"],
                "href": pieces.point_href(p, words),
            }
            for p in newest.said
        ),
    )


def listed(
    points: Sequence[Point], inner: Sequence[Point], words: Words, window: tuple[date, date] = (date.min, date.max)
) -> list[dict[str, str]]:
    """What does not add up and where the counting changed, each a sentence with the way to its figure or source."""
    number = words.number
    found: list[tuple[Point, str, dict[str, str]]] = []
    for line in grouping.by_series(points).values():
        before = {b["observation_id"]: a for a, b in zip(line, line[1:], strict=False)}
        for p in audit.falls(line):
            was = before[p["observation_id"]]
            found.append((p, "audit.falls", {"before": words.figure(was), "after": words.figure(p)}))
        for b in audit.breaks(line):
            found.append((b.point, "audit.break", {"before": number(b.before["of"]), "after": number(b.point["of"])}))
    for o in audit.overruns(points, words.catalogue, inner):
        found.append((o.point, "audit.parts", {"parts": number(o.parts), "whole": number(o.whole)}))
    found.sort(key=lambda item: (item[0]["period_end"], item[0]["observation_id"]), reverse=True)
    return _declared(points, words, window) + [
        {
            "text": words.say(key, day=words.day(p["period_end"]), speaker=words.speaker(p), **values),
            "href": pieces.point_href(p, words),
        }
        for p, key, values in found
    ]


def _declared(points: Sequence[Point], words: Words, window: tuple[date, date]) -> list[dict[str, str]]:
    """The days from which speakers count otherwise, as the catalogue says, the newest first, each with its source."""
    found = {
        (b.day, b.url): (b, words.speaker(line[0]))
        for line in grouping.by_series(points).values()
        for b in audit.declared(line, words.catalogue)
        if window[0] <= b.day <= window[1]
    }
    return [
        {
            "text": words.say(
                "audit.declared", day=words.day(b.day), speaker=who, what=b.says.get(words.lang) or b.says["en"]
            ),
            "url": b.url,
            "citation": b.citation,
        }
        for _, (b, who) in sorted(found.items(), reverse=True)
    ]


def independence(points: Sequence[Point], words: Words) -> str:
    """How many publishers carry a chart's figures and how many speakers say them, where these are not the same."""
    publishers, speakers = audit.independent(points)
    if publishers <= speakers:
        return ""
    return words.say("chart.independent", publishers=publishers, speakers=speakers)
