"""The place that a figure is for: the smallest that the words name, else the one that the document is about."""

from collections import Counter
from dataclasses import dataclass, field

from data.catalogue import Catalogue, fold
from ingest.text.claims import Claim
from ingest.text.items import Item, Sentence, closed
from ingest.text.names import Mention

_RANK = {"country": 0, "territory": 1, "admin1": 2, "region": 3, "admin2": 4, "area": 4, "city": 3, "camp": 5}
_POINTS = frozenset({"crossing", "port", "facility"})
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


@dataclass(slots=True)
class Where:
    """A place as chosen. `ids` has one id where the catalogue has the place, else none."""

    place_id: str | None
    text: str
    basis: str
    cost: float


@dataclass(slots=True)
class Scene:
    """What a document says of places as a whole.

    Attributes:
        countries: Votes of the named places for their countries, by ISO3.
        main: The place that the document is about; None: it names none.
        last: The place last told in this paragraph.
        heading: The place of the heading above.
        event: The place of the first figure of deaths or displacement under a heading.
        spot: The last place named.
        point: The crossing last named in this paragraph.
        entry: The crossing that the title names.
        titled: Whether the title names a place.
        intro: The place of the line above that ends in a colon, for the lines that it opens.
        told: All places that were named, the last one last.
    """

    catalogue: Catalogue
    countries: Counter[str] = field(default_factory=Counter)
    main: Where | None = None
    last: Where | None = None
    heading: Where | None = None
    event: Where | None = None
    spot: Where | None = None
    point: Where | None = None
    entry: Where | None = None
    titled: bool = False
    intro: Where | None = None
    told: list[Where] = field(default_factory=list)
    paragraph: int = -1


def vote(scene: Scene, mention: Mention, weight: float) -> None:
    """Counts a mention for the countries that it may lie in."""
    if mention.sort == "capital":
        return
    countries = {p.iso3 for i in mention.ids if (p := scene.catalogue.places.get(i)) and p.iso3}
    for country in countries:
        scene.countries[country] += weight / len(countries)


def settle(scene: Scene, mention: Mention) -> str | None:
    """One of the ids that a name may mean: the one in the country that the document speaks of most."""
    places = scene.catalogue.places
    ids = [i for i in mention.ids if i in places]
    if not ids:
        return None
    if mention.sort == "capital":
        told = [w.place_id for w in (scene.last, scene.spot, scene.heading) if w is not None and w.place_id]
        near = [places[i].iso3 for i in told] + [country for country, _ in scene.countries.most_common(1)]
        return next((i for country in near for i in ids if places[i].iso3 == country), None)
    if len(ids) == 1:
        return ids[0]
    name = fold(mention.text)

    def order(i: str) -> tuple[float, bool, int, float]:
        place = places[i]
        return scene.countries[place.iso3 or ""], fold(place.name) == name, -_RANK.get(place.kind, 6), place.population or 0

    return max(ids, key=order)


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
        return _crossing(scene, sentence, best[0], claim, _group(scene, sentence, best[0], best[1]))
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
        return Where(ids[0], scene.catalogue.places[ids[0]].name, "stated", cost) if ids else Where(None, "", "inferred", 20.0)
    found = country(scene, scene.main)
    return Where(found.place_id, found.text, "inferred", cost) if found else Where(None, "", "inferred", 20.0)


def _that(scene: Scene, row: list[Item], n: int) -> Where | None:
    """The place of its kind that was named last, for "the town" and "the camp"."""
    kinds = next((k for name, k in _NOUNS.items() if name in row[n].classes), None)
    if kinds is None or n + 1 < len(row) and (row[n + 1].mention is not None or row[n + 1].classes & {"of", "place_of"}):
        return None
    places = scene.catalogue.places
    here = [written(scene, m, 1.0) for i in row[:n] if (m := i.mention) and m.kind == "place" and m.sort != "capital"]
    for known in [*reversed(here), *reversed(scene.told[-30:])]:
        if (places[known.place_id].kind if known.place_id else "camp" if "that_camp" in row[n].classes else "") in kinds:
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


def country(scene: Scene, place: Where | None) -> Where | None:
    """The country or territory that holds a place."""
    if place is None or place.place_id is None:
        return place
    places = scene.catalogue.places
    for i in (place.place_id, *scene.catalogue.ancestors(place.place_id)):
        if places[i].kind in ("country", "territory"):
            return Where(i, places[i].name, "inferred", place.cost)
    return place


def follow(scene: Scene, sentence: Sentence, found: list[tuple[Claim, Where]], shut: frozenset[int]) -> None:
    """Keeps what a sentence leaves to the next: the place of its figures, and the last place that it names."""
    for claim, place in found:
        if place.basis == "stated" and claim.mention is None and claim.link.way != "list":
            if not claim.indicator.startswith("crossing.") and not _is_point(scene, place):
                scene.last = place
            if claim.indicator.startswith(_EVENTS):
                if not any(i.period and i.period.grain in ("month", "year") and not i.period.relative for i in sentence.items):
                    scene.event = scene.event or place
    row = sentence.items
    for n, item in enumerate(row):
        mention = item.mention
        if mention is not None and mention.sort in ("crossing", "port"):
            scene.point = written(scene, mention, 8.0)
        if mention is None or mention.kind != "place" or mention.sort in _POINTS or not usable(row, n, shut):
            continue
        scene.told.append(written(scene, mention, 8.0))
        if _behind(row, n).classes & {"place_at", "place_in", "place_of"}:
            group = _group(scene, sentence, n, 8.0)
            scene.spot = group
            if not found and scene.last is None:
                scene.last = scene.spot


def _is_point(scene: Scene, place: Where) -> bool:
    """Whether a place is a crossing or a hospital, which no figure is for that does not name it."""
    return place.place_id is not None and scene.catalogue.places[place.place_id].kind in _POINTS


def begin(scene: Scene, sentence: Sentence) -> None:
    """Begins a paragraph: what the one before was set in is forgotten, but in a list what its first line says."""
    span = sentence.span
    if scene.paragraph != span.paragraph:
        scene.paragraph, scene.last, scene.point = span.paragraph, None, None
        if span.kind == "sentence":
            scene.intro = None
        if sentence.items and sentence.items[-1].kind == ":":
            names = [m for n, i in enumerate(sentence.items) if (m := i.mention) and m.kind == "place" and m.sort not in _POINTS]
            scene.intro = written(scene, names[-1], 8.5) if names else None


def usable(row: list[Item], n: int, shut: frozenset[int]) -> bool:
    """Whether a name is a place that something may be at, and not that of an authority or an attacker."""
    mention = row[n].mention
    if mention is None or n in shut or mention.kind in ("organisation", "dateline"):
        return False
    if mention.kind == "people":
        before, after = _behind(row, n), row[n + 1] if n + 1 < len(row) else Item("", 0, 0)
        counted = any(p.role == "label" for p in after.phrases) or after.units & {"hospitals", "facilities"}
        if not counted and not (before.classes & {"place_at"} and after.kind):
            return False
    if n > 1 and row[n - 1].classes & {"place_at", "place_in"} and row[n - 2].classes & {"body"}:
        return False  # "the ministry in Tehran"
    if mention.text.isupper() and mention.text.isascii() and len(mention.text) < 5:
        if not _behind(row, n).classes & {"place_in", "place_at"}:
            return False  # "US funding"
    if n + 1 < len(row) and row[n + 1].classes & {"superlative"}:
        return False  # "Europe's largest"
    if mention.sort in _POINTS and n + 3 < len(row) and row[n + 1].classes & {"and"} and row[n + 2].quantity is not None:
        if any(row[m].classes & {"crossing_noun"} for m in range(n + 3, min(n + 5, len(row)))):
            return False  # "through Joda and 21 other border points"
    following = row[n + 1 : n + 3]
    for item in following:
        if item.classes & {"authority"} or item.mention and item.mention.kind == "organisation":
            return False
        if item.kind != "word":
            break
    return True


def _behind(row: list[Item], n: int) -> Item:
    """The item before a name, articles and "northern" left out."""
    m = n - 1
    while m > 0 and row[m].classes & {"article", "direction"}:
        m -= 1
    return row[m] if m >= 0 else Item("", 0, 0)


def _nearest(
    scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], shut: frozenset[int]
) -> tuple[int, float] | None:
    row = sentence.items
    points = claim.indicator.startswith(("crossing.", *_AT_FACILITY))
    best: tuple[int, float] | None = None
    if (head := _antecedent(row, claim)) >= 0 and usable(row, head, shut):
        return head, 1.0
    found: list[tuple[int, float]] = []
    for n, item in enumerate(row):
        if item.mention is None:
            if item.classes & {"whole_country", "worldwide"} and not (n and row[n - 1].classes & {"from", "to"}):
                cost = _distance(row, n, claim, claims) - (0.6 if "worldwide" in item.classes else 0.0)
                if best is None or cost < best[1]:
                    best = n, cost
            elif _that(scene, row, n) is not None:
                cost = _distance(row, n, claim, claims)
                if best is None or cost < best[1]:
                    best = n, cost
            continue
        counted = _counted(row, n, claim)
        if not counted and not usable(row, n, shut):
            continue
        mention = item.mention
        if mention.sort in _POINTS and not points:
            if mention.sort == "facility" or not _behind(row, n).classes & {"place_at"}:
                continue
        if mention.sort == "facility" and not claim.indicator.startswith(_AT_FACILITY):
            continue
        cost = _distance(row, n, claim, claims)
        if mention.kind == "people":
            cost += 2.5
        cost += 0.0 if counted else _preposition(sentence, n, claim)
        if claim.indicator.startswith("crossing.") and mention.sort in ("crossing", "port"):
            cost -= 2.5
        if claim.indicator.startswith(_AT_FACILITY) and mention.sort == "facility":
            cost -= 2.0
        found.append((n, cost))
        if best is None or cost < best[1]:
            best = n, cost
    return _inmost(scene, row, best, found) if best else None


def _counted(row: list[Item], n: int, claim: Claim) -> bool:
    """Whether a people is what is counted, in a figure that is of a people at home: "1.9 million Gazans displaced"."""
    mention = row[n].mention
    if mention is None or mention.kind != "people" or not claim.indicator.startswith(_AT_HOME):
        return False
    return claim.at < n <= claim.at + 2


def _inmost(scene: Scene, row: list[Item], best: tuple[int, float], found: list[tuple[int, float]]) -> tuple[int, float]:
    """A place within the nearest one that stands almost as near: "in West Darfur, ... in the locality of Kulbus"."""
    mention = row[best[0]].mention
    outer = settle(scene, mention) if mention is not None else None
    if mention is None or outer is None or mention.sort in _POINTS:
        return best
    for n, cost in sorted(found, key=lambda f: f[1]):
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


def _distance(row: list[Item], n: int, claim: Claim, claims: list[Claim]) -> float:
    """How far a name stands from a claim's words: clauses and other figures between count more than words."""
    low, high = claim.kept
    if claim.link.way == "list":
        low, high = claim.at, max(claim.at, claim.subject.end - 1)
    if low <= n <= high:
        others = sum(1 for m in range(min(n, claim.at) + 1, max(n, claim.at)) if row[m].quantity and m != claim.at)
        return 0.3 + 0.8 * others
    start, stop = (high + 1, n) if n > high else (n + 1, low)
    cost = 0.0 if n > high else 0.4
    m = start - 1
    while (m := m + 1) < stop:
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
            others = [c for c in claims if c.at == m]
            listed = any(c.link.way == "list" for c in others)
            cost += ((8.0 if listed else 1.6) if n > high else 0.9) if others else 0.6
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
        return 0.0 if arrivals else 1.5
    if "place_of" in classes:
        return -0.8
    if "place_in" in classes:
        return 1.4 if not row[n].mention.ids and row[n - 1].classes & {"article"} else -0.6  # type: ignore[union-attr]
    return 0.5


def _group(scene: Scene, sentence: Sentence, n: int, cost: float) -> Where:
    """The place of a name together with those beside it: lists, "X's city of Y", "Y (district of X)"."""
    row = sentence.items
    n = _inner(scene, sentence, n)
    listed = _listed(row, n)
    if len(listed) > 1:
        mentions = [m for i in listed if (m := row[i].mention)]
        holder = _holder(scene, row, mentions)
        if holder is not None:
            return Where(holder, scene.catalogue.places[holder].name, "stated", cost)
        if len(mentions) <= 3:
            texts = [m.text for m in mentions]
            word = sentence.marks.lexicon.words.get("and", ("and",))[0]
            return Where(None, f"{', '.join(texts[:-1])} {word} {texts[-1]}", "stated", cost)
    return _named(scene, sentence, n, cost)


def _inner(scene: Scene, sentence: Sentence, n: int) -> int:
    """The smaller of two names that stand together: "Sudan's second city of Omdurman"."""
    row, tokens = sentence.items, sentence.marks.tokens
    mention = row[n].mention
    assert mention is not None
    steps = 0
    for m in range(n + 1, min(n + 7, len(row))):
        other = row[m].mention
        if other is not None:
            own = tokens.raw[mention.last - 1] != tokens.words[mention.last - 1] and "'" in tokens.raw[
                mention.last - 1
            ].replace("’", "'")
            bracket = row[m - 1].kind == "("
            inside = bool(other.ids) and any(
                o in scene.catalogue.places and scene.catalogue.within(o, mention.ids) and o not in mention.ids
                for o in other.ids
            )
            if other.kind == "place" and ((own or mention.kind == "people") and steps <= 4 or bracket and inside):
                return m
            return n
        if row[m].kind not in ("word", "(", "phrase") or row[m].quantity:
            return n
        steps += 1
    return n


def _listed(row: list[Item], n: int) -> list[int]:
    """Indices of the names that are joined to a name by commas and "and", and are places too."""
    found = [n]
    joined = False
    m = n + 1
    gap = False
    while m < len(row):
        if row[m].kind == "," or row[m].classes & {"and"}:
            joined = joined or bool(row[m].classes & {"and"})
            gap = True
        elif row[m].mention and row[m].mention.kind == "place" and gap:  # type: ignore[union-attr]
            found.append(m)
            gap = False
        elif row[m].classes & {"article"} and gap:
            pass
        else:
            break
        m += 1
    m = n - 1
    gap = False
    while m >= 0:
        if row[m].kind == "," or row[m].classes & {"and"}:
            joined = joined or bool(row[m].classes & {"and"})
            gap = True
        elif row[m].mention and row[m].mention.kind == "place" and gap:  # type: ignore[union-attr]
            found.insert(0, m)
            gap = False
        else:
            break
        m -= 1
    return found if joined else [n]


def _holder(scene: Scene, row: list[Item], mentions: list[Mention]) -> str | None:
    """A place named in the sentence that holds all of the others; for four or more, the smallest that does."""
    places = scene.catalogue.places
    ids = [settle(scene, m) for m in mentions]
    if any(i is None for i in ids):
        return None
    chains = [scene.catalogue.ancestors(i) for i in ids if i]
    shared = [a for a in chains[0] if all(a in c for c in chains[1:])]
    named = {i for item in row if item.mention for i in item.mention.ids}
    for a in shared:
        if a in named or len(mentions) > 3 and a in places:
            return a
    return None


def _crossing(scene: Scene, sentence: Sentence, n: int, claim: Claim, place: Where) -> Where:
    """The crossing that bears a town's name, where trucks went "through Rafah"."""
    mention = sentence.items[n].mention
    if claim.indicator != "crossing.trucks" or mention is None or mention.sort in _POINTS:
        return place
    if not sentence.items[n - 1].classes & {"through"}:
        return place
    for word in sentence.marks.lexicon.words.get("crossing_noun", ())[:1]:
        if len(found := scene.catalogue.find_places(f"{mention.text} {word}")) == 1:
            return Where(found[0], place.text, place.basis, place.cost)
    return place


def _named(scene: Scene, sentence: Sentence, n: int, cost: float) -> Where:
    mention = sentence.items[n].mention
    assert mention is not None
    return written(scene, mention, cost)


def written(scene: Scene, mention: Mention, cost: float) -> Where:
    """The place of one name, as written where the catalogue lacks it."""
    text = mention.text
    if text[-2:] in ("'s", "’s"):
        text = text[:-2]
    place_id = settle(scene, mention)
    if mention.sort == "capital" and place_id is None:
        return Where(None, "", "inferred", 20.0)
    main = scene.main
    if mention.kind == "people" and main is not None and main.place_id and scene.catalogue.within(main.place_id, [place_id or ""]):
        if scene.catalogue.places[main.place_id].kind == "territory":
            return Where(main.place_id, main.text, "inferred", cost)
    return Where(place_id, text, "inferred" if mention.kind == "people" else "stated", cost)
