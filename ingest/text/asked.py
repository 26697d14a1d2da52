"""What is known of a figure when its place is asked for: its kind, how wide it is meant, what its sentence names."""

from dataclasses import dataclass

from ingest.text.beside import aside, only_most
from ingest.text.calendars import When
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, closed, has_class
from ingest.text.nearby import adds_up
from ingest.text.overview import of_another_year
from ingest.text.scene import Scene
from ingest.text.spots import Spot
from ingest.text.standing import crowd, kind_of, parted
from ingest.text.standins import unnamed

_SPEAKERS = frozenset({"speaker"})
_PASSED = {"health": frozenset({"speaker", "facility"})}  # a hospital is not where others are shut
_NO_OTHERS = frozenset({"speaker", "people", "nation", "nation told last"})
EVENTFUL = frozenset({"toll", "flight"})
_FAR = 8.0  # a place this far is no nearer than one further
_SIGNS = {",": 0.5, ";": 3.0, ":": 0.6, ".": 0.6, "-": 0.8}
WINDOW = 80  # items to each side of a figure in which its place may stand
_EVENT, _DEEDS = frozenset({"hazard", "violence", "disaster"}), frozenset({"violence", "mishap"})
_AMID = frozenset({"place_at", "in", "since_word"})  # "killed in, during, since the war"
_OF_WAR = 10  # items behind a figure in which the war is told that killed those counted
_PERFECT = frozenset({"have", "perfect_only"})
_NEAR = 9  # items to each side of a figure
NEAREST = 16  # so many of the places of a sentence are weighed
FRAMED = 4.0  # no farther is one that a sentence begins with: "In Tolo, ..."
APART = 5.0  # a name this far from a figure in its sentence need not be its place


@dataclass(slots=True)
class Asked:
    """A claim whose place is asked for.

    Attributes:
        scene: What the text has told of places so far.
        sentence: The sentence of the claim; `row` are its items, `claims` all that it claims.
        claim: What is said.
        kind: What a figure of its indicator is like: "toll", "flight", "shelter", ...
        counted: Whether hospitals, clinics or attacks on them are counted.
        about: How wide the sentence means its figures: "a war", "in all", ...
        once: Whether the figure may be of the one event that is told.
        near: The spots around the claim, the nearest first; `costs`: how far from its words each of them stands.
        others: Where those stand that are neither speakers nor people.
        named: Whether one of them is so near that places told elsewhere are less likely.
        vague: The places of which a village or town is meant that the sentence does not name.
        alone: Whether a semicolon parts the claim from all places: "a mine went off in Kara; nine people were killed".
        many: How many people a place must have had for what is counted; 0: no more than many have.
    """

    scene: Scene
    sentence: Sentence
    row: list[Item]
    claim: Claim
    claims: list[Claim]
    kind: str
    counted: bool
    about: list[str]
    once: bool
    near: list[Spot]
    costs: list[float]
    others: list[int]
    named: bool
    vague: list[str]
    many: float
    alone: bool


def asked(scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], found: list[Spot], day: When) -> Asked:
    """What is known of a claim; `found` are the spots of its sentence."""
    row = sentence.items
    head = claim.subject.head
    along = head >= 0 and "companions" in row[head].classes  # "40 patients and 90 companions"
    kind = kind_of("crossing.medevac" if along else claim.indicator)
    gone = (c for c in claims if c.at > claim.at and c.indicator in ("displacement.new", "displacement.sheltered"))
    if kind == "toll" and (fled := next(gone, None)) is not None:  # "40 died and 900 fled to Tola"
        took = "refuge" in row[fled.link.at].classes  # "have sought refuge in Tola"
        found = [s for s in found if s.at < fled.at or not (s.word == "to" or took and s.at > fled.link.at)]
    near = sorted((s for s in found if abs(s.at - claim.at) < WINDOW), key=lambda s: abs(s.at - claim.at))[:NEAREST]
    ways = {c.at: c.link.way for c in claims}
    costs = [min(_distance(row, s.at, claim, ways), FRAMED if s.word == "frame" and not s.more else _FAR) for s in near]
    semi = max((m for m in range(claim.at) if row[m].kind == ";"), default=0)
    alone = 0 < semi and all(s.at < semi or s.sort == "speaker" for s in near)
    costs = [max(0.6, cost - _SIGNS[";"] + _SIGNS[","]) if alone else cost for cost in costs]
    close = (s for s, c in zip(near, costs, strict=True) if c < APART and s.sort not in _PASSED.get(kind, _SPEAKERS))
    kept = (s for s in close if (kind != "cross" or s.sort == "crossing") and not (kind == "toll" and s.ward))
    named = any(alone or not parted(row, spot.at, claim.at) for spot in kept)
    about = extent(sentence, claim, day)
    return Asked(
        scene=scene,
        sentence=sentence,
        row=row,
        claim=claim,
        claims=claims,
        kind=kind,
        counted=claim.indicator.startswith(("health.hospitals", "health.facilities", "health.attacks")),
        about=about,
        once={"another time", "several events", "of months", "a war"}.isdisjoint(about),
        near=near,
        costs=costs,
        others=[s.at for s in near if s.sort not in _NO_OTHERS and not only_most(row, claim.kept[1], s.at)],
        named=named,
        vague=_vague(scene, sentence, claim, near) if kind in EVENTFUL else [],
        many=crowd(row, claim, kind),
        alone=alone,
    )


def _vague(scene: Scene, sentence: Sentence, claim: Claim, near: list[Spot]) -> list[str]:
    """The places of which a smaller one is meant: "a village in Enga"; the text's own of "a village" alone."""
    vague = [s.where.place_id or s.key for s in near if s.vague and s.sort != "unlisted" and not (s.outer or s.holds)]
    if not vague and scene.main is not None and scene.main.place_id is not None:
        if all(s.sort == "speaker" for s in near) and unnamed(sentence, claim.kept[0] - 12, claim.kept[1] + 12):
            return [scene.main.place_id]
    return vague


def _distance(row: list[Item], n: int, claim: Claim, ways: dict[int, str]) -> float:
    """How far a name stands from a claim's words: clauses and other figures between count more than words.

    `ways` says how each figure of the sentence is told. What is further than any place may be is not measured.
    """
    low, high = claim.kept
    if claim.link.way == "list":
        low, high = claim.at, max(claim.at, claim.subject.end - 1)
    if low <= n <= high:
        return 0.3 + 0.8 * sum(1 for i in row[min(n, claim.at) + 1 : max(n, claim.at)] if i.quantity)
    behind = n > high
    start, stop = (high + 1, n) if behind else (n + 1, low)
    cost = 0.0 if behind else 0.4
    m = start - 1
    while (m := m + 1) < stop and cost < _FAR:
        item = row[m]
        if item.kind in ("(", "-") and (end := closed(row, m, stop)):
            cost += 0.3
            m = end
        elif item.kind == "," and not behind and (end := _lying(row, m, stop)):
            cost += 0.3
            m = end
        elif item.kind in _SIGNS:
            cost += _SIGNS[item.kind]
        elif item.quantity is not None:
            cost += ((8.0 if ways[m] == "list" else 1.6) if behind else 0.9) if m in ways else 0.6
        elif behind and "part" in item.classes and (end := aside(row, m, n)):
            cost += 0.3
            m = end
        elif behind and m != claim.at + 1 and ("part" in item.classes or "mostly" in item.classes):
            cost += 6.0  # but "30,000 of them in Derna"
        elif "clause" in item.classes:
            cost += 2.0
        elif "and" in item.classes:
            cost += 0.5
        elif "relative" in item.classes or "speech" in item.classes:
            cost += 0.8
        elif item.kind == "word":
            cost += 0.2
        else:
            cost += 0.15
    return cost


def _lying(row: list[Item], comma: int, stop: int) -> int:
    """The comma that ends words that only say where a place lies: "in Tola, to the north, 40 died"; 0: none does."""
    end = next((m for m in range(comma + 2, min(comma + 8, stop)) if row[m].kind == ","), 0)
    inside = row[comma + 1 : end]
    return end if end and has_class(inside, "direction") and all(i.kind in ("word", "phrase") for i in inside) else 0


def extent(sentence: Sentence, claim: Claim, day: When) -> list[str]:
    """What a sentence says of how wide a figure without a place is meant."""
    low, high = low0, high0 = claim.kept
    row, classes = sentence.items[max(0, low - WINDOW) : high + WINDOW], sentence.classes
    low, high = min(low, WINDOW), min(low, WINDOW) + high - low
    behind = row[high : high + _OF_WAR] if "long_event" in classes else []  # "have been killed in the conflict"
    fought = next((n for n, item in enumerate(behind) if "long_event" in item.classes), 0)
    war = any(i.classes & _AMID and "from" not in i.classes for i in behind[max(0, fought - 5) : fought])
    lead = max((n + 1 for n in range(max(0, low - 6), low) if row[n].kind == ","), default=max(0, low - 6))
    war = war or bool(behind) and has_class(row[lead:low], "long_event")
    fought = "the_war" in classes and has_class(row[max(lead, low - 3) : low], "the_war")
    war = war or fought and any(i.classes & _PERFECT for i in row[lead : low + 2])  # "the fighting has killed"
    years = day.long and day.basis == "stated" and (day.end - day.start).days > 366  # type: ignore[operator]
    war = war or years and claim.indicator.startswith("casualties.")  # no town's dead are told so: "since 2022"
    placed = range(max(0, low - _NEAR), min(high + 4, len(row) - 1)) if "there" in classes else ()
    known = not classes.isdisjoint(_EVENT)
    events = [n for n, i in enumerate(row) if not i.classes.isdisjoint(_EVENT)] if known else []
    told = (
        ("there", any("there" in row[n].classes and "be" not in row[n + 1].classes for n in placed)),  # "Police there"
        ("a war", war),
        ("of months", day.long and day.basis != "inferred" or war),
        ("another time", "date" in sentence.kinds and of_another_year(row)),
        ("the event", any([n > 0 and "article" in row[n - 1].classes for n in events])),
        ("several events", not classes.isdisjoint(_DEEDS) and _several(sentence, low0, high0)),
        ("former events", "former" in row[0].classes and has_class(row[1:2], "strikes_of")),  # "Earlier strikes had"
        ("for the nation", nationwide(sentence, claim)),
        ("at one spot", "mishap" in classes and has_class(row, "mishap")),
    )
    return [name for name, holds in told if holds]


def nationwide(sentence: Sentence, claim: Claim) -> bool:
    """Whether a toll is that of the whole country: "taking the national death toll to 90", "the toll since May to"."""
    if "adds_up" in sentence.classes and (word := adds_up(sentence.items, 0, claim.at)):
        gap = sentence.items[word : claim.at]
        if any(i.period is not None and i.period.relation == "since" for i in gap):
            return all(i.mention is None for i in gap)
    if claim.link.way != "label" and "number_of" not in sentence.classes:
        return False
    row, kinds = sentence.items, sentence.marks.kinds
    first = row[min(claim.at, max(0, claim.link.at - 2))].first
    return any("of_the_nation" in kinds[n] for n in range(first, row[claim.at].first))


def across(sentence: Sentence, claim: Claim, nouns: str) -> bool:
    """Whether several provinces or districts are told of right behind: "are in 143 centres in four provinces"."""
    if nouns not in sentence.classes:
        return False
    row, high = sentence.items, max(claim.at, claim.kept[1])
    for n in range(claim.at + 2, min(high + _NEAR, len(row) - 1)):
        if row[n].kind in (";", ".") or row[n].mention is not None:
            return False
        if nouns in row[n + 1].classes and "place_in" in row[n - 1].classes:
            return row[n].quantity is not None or "several" in row[n].classes
    return False


def left_country(sentence: Sentence, claim: Claim) -> bool:
    """Whether all who left are counted, behind a figure of some: "bringing those who fled the country to 9,000"."""
    row, low, high = sentence.items, *claim.kept
    if claim.indicator == "displacement.refugees" and claim.link.way == "noun":  # "900 refugees fled into other lands"
        near = row[claim.subject.end : claim.subject.end + 7]
        went = next(
            (i for i in near[:2] for p in i.phrases if p.keys[0] == claim.indicator and p.role == "before"), None
        )
        out = went is not None and (has_class(near, "abroad") or _leads_abroad(sentence, went))
        return out and all(i.mention is None for i in near)
    if claim.indicator != "displacement.refugees" or claim.link.way not in ("label", "around", "right"):
        return False
    behind, verb = row[low : high + 3], row[claim.link.at]
    if claim.link.way != "label":  # "has driven 9,000 Somalis into neighbouring countries"
        out = claim.link.way == "around" and has_class(row[claim.at : high + 3], "abroad")
        if claim.link.way == "right":
            out = _leads_abroad(sentence, verb)
        return out and all(i.mention is None or i.mention.kind == "people" for i in behind)
    fled = has_class(behind, "abroad") or claim.link.phrase.role == "before"
    return fled and all(i.mention is None for i in behind) and any(i.quantity is not None for i in row[:low])


def _leads_abroad(sentence: Sentence, verb: Item) -> bool:
    """Whether a verb ends in where people went, without its name: "fled to neighbouring countries"."""
    return any(sentence.marks.run(n, "abroad") == verb.last for n in range(verb.first + 1, verb.last))


def with_fewer(scene: Scene, sentence: Sentence, claim: Claim, keys: list[str]) -> set[str]:
    """Of places told later those with fewer dead than are told, if there are several, or one of several attacks.

    "Killed 16 in raids on villages", "the toll of the storm is 90".
    """
    quantity, raw = sentence.items[claim.at].quantity, sentence.marks.tokens.raw
    if quantity is None or not claim.indicator.startswith("casualties."):
        return set()
    fewer = {key for key in keys if 0 < scene.whole[key].tolls.get(claim.indicator, 0.0) < quantity.value}
    deeds = (i for i in sentence.items if not i.classes.isdisjoint(_DEEDS))
    return fewer if len(fewer) > 1 or any(raw[i.last - 1][-1] == "s" for i in deeds) else set()


def _several(sentence: Sentence, low: int, high: int) -> bool:
    """Whether a figure is that of more than one event: "killed in two attacks", "died in separate blasts"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    for n in range(max(1, low - _NEAR), min(high + _NEAR, len(row))):
        if row[n].classes.isdisjoint(_DEEDS) or raw[row[n].last - 1][-1] != "s":
            continue
        for m in range(n - 1, max(n - 4, -1), -1):
            quantity = row[m].quantity
            if quantity is not None:
                return quantity.kind == "count" and 1 < (quantity.value or 0.0) < 50  # events
            if "several" in row[m].classes:
                return True
            if row[m].kind not in ("word", "phrase"):
                break
    return False
