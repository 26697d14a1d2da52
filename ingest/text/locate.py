"""The place that a figure is for: the smallest that the words name, else the one that the document is about."""

from ingest.text.figures import Claim
from ingest.text.grouped import crossing, group
from ingest.text.items import Item, Sentence, closed
from ingest.text.scene import POINTS, Scene, Where, behind, country, settle, usable, written

_EVENTS = ("casualties.", "displacement.new", "displacement.sheltered", "displacement.sites", "displacement.returnees")
_ARRIVALS = (
    "displacement.refugees",
    "displacement.returnees",
    "displacement.sheltered",
    "displacement.sites",
    "crossing.trucks",
    "crossing.people",
)
_AT_HOME = ("displacement.idps", "displacement.new", "displacement.returnees", "food.")
_NOUNS = {
    "that_town": frozenset({"city", "area", "admin2", ""}),
    "that_region": frozenset({"admin1", "admin2", "region", "area", "territory", ""}),
    "that_camp": frozenset({"camp"}),
}
_AT_FACILITY = ("health.beds", "health.bed_occupancy", "health.hospital_status")

_FAR = 8.0  # so much further than the nearest name, another is none; more than what prepositions can speak for it
_WINDOW = 70  # items to each side in which a name may stand


def where(
    scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], shut: frozenset[int], long: bool = False
) -> Where:
    """The place of a claim; items in `shut` are names of speakers. `long`: it is said of months, or of a whole war."""
    row = sentence.items
    if claim.mention is not None:
        return written(scene, claim.mention, 0.0)
    best = _nearest(scene, sentence, claim, claims, shut)
    if best is not None and best[1] <= 6.0:
        if row[best[0]].mention is None:
            return _general(scene, row, best[0], best[1])
        return crossing(scene, sentence, best[0], claim, group(scene, sentence, best[0], best[1]))
    there = any(item.classes & {"there"} for item in row[claim.kept[0] : claim.kept[1] + 4])
    if there and scene.spot is not None:
        return Where(scene.spot.place_id, scene.spot.text, "inferred", 7.0)
    point = scene.point or scene.entry
    if claim.indicator.startswith("crossing.") and point is not None and scene.last is None:
        return Where(point.place_id, point.text, "inferred", 7.5)
    long = long or any("long_event" in item.classes for item in row[max(0, claim.kept[0] - 6) : claim.kept[1]])
    for known, cost in _chain(scene, claim, long):
        if known is not None:
            return Where(known.place_id, known.text, "inferred", cost)
    return Where(None, "", "inferred", 20.0)


def _general(scene: Scene, row: list[Item], n: int, cost: float) -> Where:
    """What "the country", "the world" and "the town" are in this document."""
    item = row[n]
    if (told := _that(scene, row, n)) is not None:
        return Where(told.place_id, told.text, "inferred", cost)
    if "worldwide" in item.classes:
        ids = scene.catalogue.find_places("World")
        return (
            Where(ids[0], scene.catalogue.places[ids[0]].name, "stated", cost)
            if ids
            else Where(None, "", "inferred", 20.0)
        )
    found = country(scene, scene.main)
    return Where(found.place_id, found.text, "inferred", cost) if found else Where(None, "", "inferred", 20.0)


def _that(scene: Scene, row: list[Item], n: int) -> Where | None:
    """The place of its kind that was named last, for "the town" and "the camp"."""
    if row[n].classes.isdisjoint(_NOUNS):
        return None
    kinds = next((k for name, k in _NOUNS.items() if name in row[n].classes), None)
    if (
        kinds is None
        or n + 1 < len(row)
        and (row[n + 1].mention is not None or row[n + 1].classes & {"of", "place_of"})
    ):
        return None
    places = scene.catalogue.places
    here = [written(scene, m, 1.0) for i in row[:n] if (m := i.mention) and m.kind == "place" and m.sort != "capital"]
    for known in [*reversed(here), *reversed(scene.told[-30:])]:
        if (
            places[known.place_id].kind if known.place_id else "camp" if "that_camp" in row[n].classes else ""
        ) in kinds:
            return known
    return None


def _chain(scene: Scene, claim: Claim, long: bool) -> list[tuple[Where | None, float]]:
    """Places that a figure without one may be for, the likeliest first."""
    if long and claim.indicator.startswith(_EVENTS):
        return [(country(scene, scene.main), 10.0), (scene.heading, 10.0), (scene.last, 11.0)]
    if claim.indicator.startswith(_EVENTS):
        lead = scene.event
        return [(scene.last, 8.0), (scene.intro, 8.5), (scene.heading, 9.0), (lead, 9.5), (scene.main, 10.0)]
    return [(scene.intro, 8.5), (scene.heading, 9.0), (country(scene, scene.main), 10.0), (scene.last, 11.0)]


def follow(scene: Scene, sentence: Sentence, found: list[tuple[Claim, Where]], shut: frozenset[int]) -> None:
    """Keeps what a sentence leaves to the next: the place of its figures, and the last place that it names."""
    for claim, place in found:
        if place.basis == "stated" and claim.mention is None and claim.link.way != "list":
            if not claim.indicator.startswith("crossing.") and not _is_point(scene, place):
                scene.last = place
            if claim.indicator.startswith(_EVENTS):
                if not any(
                    i.period and i.period.grain in ("month", "year") and not i.period.relative for i in sentence.items
                ):
                    scene.event = scene.event or place
    row = sentence.items
    for n, item in enumerate(row):
        mention = item.mention
        if mention is not None and mention.sort in ("crossing", "port"):
            scene.point = written(scene, mention, 8.0)
        if mention is None or mention.kind != "place" or mention.sort in POINTS or not usable(row, n, shut):
            continue
        scene.told.append(written(scene, mention, 8.0))
        if behind(row, n).classes & {"place_at", "place_in", "place_of"}:
            scene.spot = group(scene, sentence, n, 8.0)
            if not found and scene.last is None:
                scene.last = scene.spot


def _is_point(scene: Scene, place: Where) -> bool:
    """Whether a place is a crossing or a hospital, which no figure is for that does not name it."""
    return place.place_id is not None and scene.catalogue.places[place.place_id].kind in POINTS


def begin(scene: Scene, sentence: Sentence) -> None:
    """Begins a paragraph: what the one before was set in is forgotten, but in a list what its first line says."""
    span = sentence.span
    if scene.paragraph != span.paragraph:
        scene.paragraph, scene.last, scene.point = span.paragraph, None, None
        if span.kind == "sentence":
            scene.intro = None
        if sentence.items and sentence.items[-1].kind == ":":
            names = [
                m
                for n, i in enumerate(sentence.items)
                if (m := i.mention) and m.kind == "place" and m.sort not in POINTS
            ]
            scene.intro = written(scene, names[-1], 8.5) if names else None


def _nearest(
    scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], shut: frozenset[int]
) -> tuple[int, float] | None:
    row = sentence.items
    points = claim.indicator.startswith(("crossing.", *_AT_FACILITY))
    best: tuple[int, float] | None = None
    if (head := _antecedent(row, claim)) >= 0 and usable(row, head, shut):
        return head, 1.0
    found: list[tuple[int, float]] = []
    near = range(max(0, claim.at - _WINDOW), min(len(row), claim.at + _WINDOW))
    told = {c.at: c.link.way for c in claims}
    for n in sorted(near, key=lambda n: abs(n - claim.at)):
        item = row[n]
        far = best[1] + _FAR if best is not None else 1000.0
        if item.mention is None:
            if item.classes & {"whole_country", "worldwide"} and not (n and row[n - 1].classes & {"from", "to"}):
                cost = _distance(row, n, claim, told, far) - (0.6 if "worldwide" in item.classes else 0.0)
                if best is None or (cost, n) < (best[1], best[0]):
                    best = n, cost
            elif _that(scene, row, n) is not None:
                cost = _distance(row, n, claim, told, far)
                if best is None or (cost, n) < (best[1], best[0]):
                    best = n, cost
            continue
        counted = _counted(row, n, claim)
        if not counted and not usable(row, n, shut):
            continue
        mention = item.mention
        if mention.sort in POINTS and not points:
            if mention.sort == "facility" or not behind(row, n).classes & {"place_at"}:
                continue
        if mention.sort == "facility" and not claim.indicator.startswith(_AT_FACILITY):
            continue
        cost = _distance(row, n, claim, told, far)
        if cost > far:
            continue
        if mention.kind == "people":
            cost += 2.5
        cost += 0.0 if counted else _preposition(sentence, n, claim)
        if claim.indicator.startswith("crossing.") and mention.sort in ("crossing", "port"):
            cost -= 2.5
        if claim.indicator.startswith(_AT_FACILITY) and mention.sort == "facility":
            cost -= 2.0
        found.append((n, cost))
        if best is None or (cost, n) < (best[1], best[0]):
            best = n, cost
    return _inmost(scene, row, best, found) if best else None


def _counted(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a people is what is counted, in a figure that is of a people at home: "1.9 million Gazans displaced"."""
    mention = row[n].mention
    if mention is None or mention.kind != "people" or not claim.indicator.startswith(_AT_HOME):
        return False
    return claim.at < n <= claim.at + 2


def _inmost(
    scene: Scene, row: list[Item], best: tuple[int, float], found: list[tuple[int, float]]
) -> tuple[int, float]:
    """A place within the nearest one that stands almost as near: "in West Darfur, ... in the locality of Kulbus"."""
    mention = row[best[0]].mention
    outer = settle(scene, mention) if mention is not None else None
    if mention is None or outer is None or mention.sort in POINTS:
        return best
    for n, cost in sorted(found, key=lambda f: (f[1], f[0])):
        inner = row[n].mention
        if n == best[0] or inner is None or inner.kind != "place" or cost > min(best[1] + 2.5, 6.0):
            continue
        inside = settle(scene, inner)
        if inside is not None and inside != outer and scene.catalogue.within(inside, [outer]):
            return n, cost
    return best


def _antecedent(row: list[Item], claim: Claim) -> int:
    """The name that "where" stands for: "Rafah, the southernmost city in Gaza, where ..."; -1: there is none."""
    for n in range(claim.kept[0] - 1, max(claim.kept[0] - 8, 0), -1):
        if row[n].quantity is not None or row[n].kind in (";", ":"):
            return -1
        if row[n].classes & {"where"}:
            end = n - 1
            if row[end].kind == ",":
                comma = next((m for m in range(end - 1, max(end - 11, 0), -1) if row[m].kind == ","), 0)
                if comma and row[comma - 1].mention is not None:
                    return comma - 1
                end -= 1
            return end if row[end].mention is not None else -1
    return -1


def _distance(row: list[Item], n: int, claim: Claim, told: dict[int, str], far: float) -> float:
    """How far a name stands from a claim's words: clauses and other figures between count more than words.

    What is further than `far` need not be measured to the end; `told` gives for each figure how it is told.
    """
    low, high = claim.kept
    if claim.link.way == "list":
        low, high = claim.at, max(claim.at, claim.subject.end - 1)
    if low <= n <= high:
        others = sum(1 for m in range(min(n, claim.at) + 1, max(n, claim.at)) if row[m].quantity and m != claim.at)
        return 0.3 + 0.8 * others
    start, stop = (high + 1, n) if n > high else (n + 1, low)
    cost = 0.0 if n > high else 0.4
    m = start - 1
    while (m := m + 1) < stop and cost <= far:
        item = row[m]
        if item.kind == "(" and (end := closed(row, m, stop)):
            cost += 0.3
            m = end
        elif item.kind == ",":
            cost += 0.5
        elif item.kind == ";":
            cost += 3.0
        elif item.kind in (":", "."):
            cost += 0.6
        elif item.kind == "-":
            cost += 0.8
        elif item.quantity is not None:
            cost += ((8.0 if told[m] == "list" else 1.6) if n > high else 0.9) if m in told else 0.6
        elif item.classes & {"part", "mostly"} and n > high:
            cost += 6.0
        elif item.kind == "(" and n > high and any(row[k].quantity for k in range(m, n)):
            cost += 6.0
        elif item.classes & {"and"}:
            cost += 0.5
        elif item.classes & {"relative", "speech"}:
            cost += 0.8
        elif item.kind == "word":
            cost += 0.2
        else:
            cost += 0.15
    return cost


def _preposition(sentence: Sentence, n: int, claim: Claim) -> float:
    """What the word before a name says: "in" speaks for it, "from" against it where people arrive."""
    row, marks = sentence.items, sentence.marks
    if claim.at == n + 2 and row[n + 1].kind in ("(", ":"):
        return -2.0  # "Mueda (8,930 people)"
    m = n - 1
    while m >= 0 and (row[m].classes & {"article", "direction", "and"} or row[m].mention or row[m].kind == ","):
        m -= 1
    if n + 1 < len(row) and row[n + 1].quantity is not None and n + 1 != claim.at and row[n - 1].classes & {"and"}:
        return 2.5  # "and Ocaña 10,160"
    if m < 0 or row[m].kind in (".", ":"):
        return -0.2 if n + 1 < len(row) and row[n + 1].classes & {"have", "perfect", "present"} else 0.6
    if row[m].classes & {"contested"}:
        return 6.0 if not claim.indicator.startswith("crossing.") else 1.0
    last = row[m].last - 1
    names = ("from", "to", "place_of", "place_in")
    classes = {name for name in names if name in row[m].classes or marks.run(last, name) == last + 1}
    arrivals = claim.indicator in _ARRIVALS
    if "from" in classes:
        return (9.0 if claim.indicator != "displacement.refugees" else 3.0) if arrivals else 0.4
    if "to" in classes:
        return 0.0 if arrivals else 9.0 if claim.indicator == "crossing.medevac" else 1.5
    if "place_of" in classes:
        return -0.8
    if "place_in" in classes:
        return 1.4 if not row[n].mention.ids and row[n - 1].classes & {"article"} else -0.6  # type: ignore[union-attr]
    return 0.5
