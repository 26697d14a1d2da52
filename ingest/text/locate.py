"""The place that a figure is for: of all that the document names, the one that the most speaks for.

Each place that may be meant has signs: what stands between it and the figure, the word before it, how long ago it was
told, whether it is the place of the title. The signs have weights, set against labelled texts; the sums decide.
"""

import math
from bisect import bisect_right
from itertools import islice

from ingest.text.beside import (
    antecedent,
    cause,
    driven_from,
    ends,
    entered,
    goes_along,
    labels,
    of_another,
    only_most,
    right_behind,
)
from ingest.text.calendars import When
from ingest.text.extent import WINDOW, extent, nationwide, with_fewer
from ingest.text.figures import Claim
from ingest.text.grouped import in_turn
from ingest.text.items import Item, Sentence
from ingest.text.scene import Known, Scene, Where, country, key_of, nation, written
from ingest.text.signs import Choice, Signs, summed
from ingest.text.smaller import may_be, unnamed
from ingest.text.spots import FAR, Spot, as_point, distance
from ingest.text.standing import MOVED, ago, crowd, kind_of, moved, parted, standing, together, too_small, total
from ingest.text.weights import PLACE

_HOSTS = frozenset({"hosting", "counts_so_many"})
_SPEAKERS = frozenset({"speaker"})
_PASSED = {"health": frozenset({"speaker", "facility"})}  # a hospital is not where others are shut
_WHERE = frozenset({"in", "to", "of", "bare"})
_PART = frozenset({"part", "those"})
_EVENTFUL = frozenset({"toll", "flight"})
RECENT = 12  # so many of the places told before are weighed
NEAREST = 16  # and so many of the sentence
LATER = 8  # and of those that it has not told yet
_ELSEWHEN = frozenset({"another time", "several events", "of months", "a war"})
_STAYING = frozenset({"shelter", "stay", "refuge"})
_FOREIGN = ("foreign, here", 1.0)
_LONG = frozenset({"of months", "a war", "another time", "in all"})
_ALIKE = 5.0  # so many times the dead of a place may be hurt there
_SOON = 3  # so many paragraphs on the place of what a lead tells is told
FRAMED = 4.0  # no farther is one that a sentence begins with: "In Tolo, ..."
APART = 5.0  # a name this far from a figure in its sentence need not be its place


def where(
    scene: Scene,
    sentence: Sentence,
    claim: Claim,
    claims: list[Claim],
    found: list[Spot],
    day: When,
    weighed: list[Choice[Where]],
) -> Where:
    """The place of a claim; `found` are the spots of its sentence, and all that is weighed is put into `weighed`."""
    if claim.mention is not None:
        place = written(scene, claim.mention, 0.0)
    elif "respective" in sentence.classes and (own := in_turn(scene, sentence.items, claim.at)) is not None:
        place = own
    else:
        weighed += candidates(scene, sentence, claim, claims, found, day)
        whole = None if nationwide(sentence, claim) else total(scene, sentence.items, claim)
        likely = [c for c in weighed if key_of(c.it) == whole] if whole is not None else []
        best = max(likely or weighed, key=lambda c: c.score, default=None)
        place = best.it if best is not None else nation(scene, sentence.items)
    scene.before = claim, key_of(place)
    return place


def _own(row: list[Item], claim: Claim, spot: Spot, sheltered: bool) -> bool:
    """Whether a place behind a figure is the figure's: no other number and no new clause stands between."""
    if spot.word not in ("in", "of") or spot.sort == "speaker" or parted(row, spot.at, claim.at):
        return False
    if sheltered and spot.at > claim.kept[1] and right_behind(row, spot.at, claim.kept[1], True):
        return True  # "are sheltering across 695 camps in Assam"
    return not any(i.quantity is not None or i.kind == "," for i in row[claim.at + 1 : spot.at])


def candidates(
    scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], found: list[Spot], day: When
) -> list[Choice[Where]]:
    """All places that a claim may be for, those of its sentence first, each with its signs and their sum."""
    row = sentence.items
    kind = kind_of("crossing.medevac" if goes_along(row, claim.subject.head) else claim.indicator)
    if claim.indicator == "displacement.idps" and driven_from(row, claim):
        kind = kind_of("displacement.new")
    made = []
    here = set()
    stands = antecedent(sentence, claim)
    ways = {c.at: c.link.way for c in claims}
    about, quantity = extent(sentence, claim, day), row[claim.at].quantity
    once = _ELSEWHEN.isdisjoint(about)
    part = any([not item.classes.isdisjoint(_PART) for item in row[: min(4, claim.kept[0])]])
    if kind == "toll" and any(c.indicator == "displacement.new" for c in claims):  # "40 died and 900 fled to Tola"
        fled = min((c.at for c in claims if c.at > claim.at and c.indicator == "displacement.new"), default=len(row))
        found = [s for s in found if not (s.word == "to" and s.at > fled)]
    near = sorted((s for s in found if abs(s.at - claim.at) < WINDOW), key=lambda s: abs(s.at - claim.at))[:NEAREST]
    far = [min(distance(row, s.at, claim, ways), FRAMED if s.word == "frame" and not s.more else FAR) for s in near]
    nearest = min(far, default=0.0)
    named = any(
        cost < APART
        and spot.sort not in _PASSED.get(kind, _SPEAKERS)
        and (kind != "cross" or spot.sort == "crossing")
        and not (kind == "toll" and spot.ward)
        and not parted(row, spot.at, claim.at)
        for spot, cost in zip(near, far, strict=True)
    )
    sides = near if kind in _EVENTFUL else []
    vague = [s.where.place_id or s.key for s in sides if s.vague and s.sort != "unlisted" and not (s.outer or s.holds)]
    if kind in _EVENTFUL and not vague and scene.main is not None and scene.main.place_id is not None:
        if all(s.sort == "speaker" for s in near) and unnamed(sentence, claim.kept[0] - 12, claim.kept[1] + 12):
            vague = [scene.main.place_id]
    inside = {spot.where.place_id for spot in near if spot.where.place_id is not None}
    moves, before = claim.indicator in MOVED, scene.before[1] if scene.before is not None else None
    gates = any(s.sort == "crossing" for s in near)
    counted = claim.indicator.startswith(("health.hospitals", "health.facilities"))
    if stands >= 0:
        stands = _smallest(near, stands)
    origin = _origin(row, claim) if kind == "refuge" else frozenset()
    exiles = claim.indicator == "displacement.sites" and scene.before is not None
    exiles = exiles and scene.before[0].indicator == "displacement.refugees"  # type: ignore[index]
    others = [s.at for s in near if s.sort not in ("speaker", "people", "nation", "nation told last")]
    tagged = max([s.at for s in near if labels(row, s.at, claim.at) and not s.vague], default=0)
    prior = max((m for m in range(claim.at) if row[m].quantity is not None), default=len(row))
    wide = [s for s in near if s.sort == "part" or s.sort != "speaker" and scene.sort(s.where) == "country"]
    why = cause(row, claim) if kind == "toll" and wide else len(row)
    own = kind in _EVENTFUL or kind == "shelter"
    own = own and any(s.at > claim.at and _own(row, claim, s, kind == "shelter") for s in near)
    for spot, cost in zip(near, far, strict=True):
        here.add(spot.key)
        if spot.sort == "people" and (exiles or spot.key in origin):
            continue  # "400,000 Malian refugees are hosted in eight camps"
        if counted and spot.sort == "facility":
            continue  # "Al-Nao Hospital works. Two of three clinics are shut"
        signs: Signs = [(f"{spot.sort}, {kind}", 1.0)]
        if spot.sort == "speaker":
            signs.append(("speaker", 1.0))
        else:
            passed = spot.word == "throughout" and any(spot.at < s.at < claim.at for s in near)
            word = "in" if passed else spot.word  # "dire across the region, with Kenya reporting 13 deaths"
            signs += ((word, 1.0), (f"{word}, {kind}", 1.0))
            for name in about:
                signs += ((f"{name}, {scene.sort(spot.where)}", 1.0), (f"{name}, here", 1.0))
        signs.append(("distance", min(cost, 8.0)))
        if cost > 2:
            signs.append(("far", 1.0))
        if cost > 5:
            signs.append(("farther", 1.0))
        if cost == nearest:
            signs += (("nearest", 1.0), (f"nearest, {spot.word}", 1.0))
        n = spot.at
        if 0 < n < 3 and "nearby" in row[n - 1].classes and spot.word not in ("in", "frame"):
            signs.append(("a neighbour told first", 1.0))  # "Neighbouring Laos was hit too, and has counted 40 dead"
        if claim.kept[0] <= n <= claim.kept[1]:
            signs += (("within", 1.0), (f"within, {spot.sort}", 1.0))
            if (
                claim.indicator != "displacement.sites"
                and kind in _STAYING
                and any("flight" in item.classes for item in row[claim.at + 1 : n])
            ):
                signs.append(("whence they fled", 1.0))  # "200,000 who fled the war in Sudan have taken refuge"
            if spot.sort == "people":
                returned = kind == "return" and claim.link.way == "noun"  # "9,000 Chadian returnees"
                signs.append(("returnees by nation" if returned else f"people counted, {kind}", 1.0))
            elif n > claim.at and spot.word == "in" and kind == "health":
                signs.append(("between both", 1.0))  # "40 clinics in Hama have suspended work"
        elif n > claim.kept[1]:
            signs.append(("behind", 1.0))
            whence = (
                claim.indicator == "displacement.new" and spot.word == "from"
            )  # "the displacement of 900 families from Tolo"
            if n <= claim.kept[1] + 6 and (whence or spot.word in _WHERE) and spot.sort != "group" and kind != "leave":
                if not gates and right_behind(row, n, claim.kept[1], kind == "shelter"):
                    signs.append(("right behind", 1.0))  # "have taken shelter in Mizoram"
        if labels(row, n, claim.at) and not spot.vague:
            signs.append(("labels it", 1.0))  # "Mueda (8,930 people)"
        elif n == 0 and len(others) == 1 and scene.label is not None and spot.key == key_of(scene.label):
            signs.append(("label of the line", 1.0))  # "MALI - 40 deaths; 12 camps"
        elif n < tagged:
            signs.append(("another labels it", 1.0))  # "Boa has 133 camps, followed by Tolos with 56"
        elif much := of_another(row, n, claim.at, spot.word == "bare"):
            signs.append(("labels another", much))  # "and Ocaña 10,160"
        if spot.holds:
            signs.append(("holds the next", 1.0))
        if n <= claim.kept[1] and any(_narrows(scene, spot, s, claim, claims) for s in near):
            signs.append(("narrowed behind", 1.0))
        if spot.held:
            signs.append(("lies in the next", 1.0))
        if spot.more:
            signs.append(("and elsewhere", 1.0))
        if spot.sort == "that" and " and " in spot.where.text and n > claim.at:
            signs.append(("all of them", 1.0))  # "killing 90 people across the three countries"
        if spot.vague:
            signs += (("a village there", 1.0), (f"a village there, {kind}", 1.0))
        if spot.broad and kind == "toll":
            signs.append(("a side of a country", 1.0))
        if kind == "toll" and n and "heading_to" in row[n - 1].classes and row[n - 1].last > row[n - 1].first + 1:
            signs.append(("set out for", 1.0))  # "drowned trying to reach Europe"
        if spot.inner:
            signs.append(("inner", 1.0))
        if spot.outer:
            signs.append(("outer", 1.0))
        if spot.event and kind in ("toll", "flight", "stay", "refuge", "cross"):
            signs.append((f"event there, {kind}", 1.0))
        if kind == "toll" and spot.sort == "facility" and n and "staff_of" in row[n - 1].classes:
            signs.append(("whose staff speaks", 1.0))  # "40 people were hurt, said a nurse at Erdogan Hospital"
        if spot.ward and kind == "toll":
            signs.append(("carried there" if spot.word == "to" else "hospital there, toll", 1.0))
        held = scene.catalogue.places.get(spot.where.place_id or "")
        if n > why > wide[0].at and spot.word == "in" and spot not in wide and (held is None or held.iso3):
            signs.append(("where it struck", 1.0))  # "12 died in Togo when a storm hit a market in Lome"
        if n > claim.at and kind in _EVENTFUL and only_most(row, claim.kept[1], n):
            signs.append(("most of them there", 1.0))
        if prior < n < claim.at and own:
            signs.append(("of the figure before", 1.0))
        if parted(row, n, claim.at) and not (n < claim.at and quantity and quantity.kind == "zero"):
            signs.append(("in another clause", 1.0))
        elif spot.sort == "speaker":
            pass
        elif 0 < n - claim.at <= 8 and not any(i.quantity for i in row[claim.at + 1 : n]):
            signs += (("follows the figure", 1.0), (f"follows the figure, {spot.word}", 1.0))
        elif claim.at < n <= claim.at + 16 and ends(row, n, claim.at, others) and spot.word in ("in", "of"):
            signs.append(("follows all figures", 1.0))  # "eight dead and three missing in Jiangxi"
        if kind == "refuge" and n < claim.at and any(i.classes & _HOSTS for i in row[n + 1 : n + 4]):
            if not any(i.quantity for i in row[n + 1 : claim.at]):
                signs.append(("hosts", 1.0))  # "Chad shelters the largest group"
        if kind in ("cross", "refuge") and n > claim.at and spot.word != "from" and not gates and entered(row, n):
            signs.append(("entered", 1.0))
        if kind == "leave" and (spot.word == "to" or n and "set_up_for" in row[n - 1].classes):
            if any(s.word != "to" and s.key != spot.key and s.sort != "speaker" for s in near):
                signs.append(("bound for", 1.0))  # "patients left Gaza for Jordan"
        led = kind == "refuge" and spot.word == "to" and spot.sort != "group" and n > claim.at
        if led and ends(row, n, claim.at, others):
            signs.append(("led to", 1.0))
        if n == stands and not spot.vague:
            signs.append(("where", 1.0))
        through = spot.word == "through"
        if spot.sort == "crossing" and (spot.where.place_id or through) and kind in ("cross", "leave"):
            between = row[min(n, claim.at) + 1 : max(n, claim.at)]
            if not any(i.quantity is not None or i.kind == ";" for i in between):
                signs.append(("the crossing itself", 1.0))
                if through:
                    signs.append(("through the crossing", 1.0))
        standing(scene, spot.where, spot.key, kind, "here", signs, once)
        if spot.sort == "speaker" and _FOREIGN in signs:
            its = scene.known.get(spot.key)
            if its is not None and 0 <= its.figure == scene.figured and not named:
                signs.append(("speaks where figures were", 1.0))  # "Five died in Laos. The Lao Red Cross said 90"
            elif kind == "flight":
                signs.append(("a foreign speaker", 1.0))  # "Russia's defence ministry said 5,000 have been evacuated"
        if moves or spot.key == before:
            _company(scene, sentence, claim, spot.key, "here", signs)
        made.append(summed(as_point(scene, sentence, spot, claim), signs, PLACE))
    counts = kind == "toll" and not others and _LONG.isdisjoint(about) and quantity is not None
    told_of = quantity.value if counts and quantity is not None else 0.0
    many = crowd(row, claim, kind)
    just = scene.figured == scene.number - 1 and not others
    for key, known in _elsewhere(scene):
        if key in here or counted and known.sort == "point":
            continue
        at = "over those here" if named else "untold" if known.seen < 0 else "before"
        signs = [("elsewhere", 1.0), (f"elsewhere, {kind}", 1.0)]
        if many and (key != scene.focus or kind != "toll") and too_small(scene, known.where, many):
            signs.append(("more than live there", 1.0))
        if named:
            signs.append((f"others are nearer, {kind}", 1.0))
        ago(scene, known, kind, at, signs)
        spot_last = scene.spot is not None and key == key_of(scene.spot)
        if spot_last:
            signs += ((f"told last, {at}", 1.0), (f"told last, {kind}", 1.0))
        if kind == "toll" and known.struck == scene.number - 1 >= 0:
            signs.append(("just struck", 1.0))
        if 0 < told_of <= known.most * _ALIKE and key == scene.focus and known.sort != "country":
            signs.append(("of the toll there", 1.0))  # "At least 75 were wounded" where 40 died
        if part and not named and known.figure == scene.figured:
            signs.append(("part of the last figure", 1.0))
        for name in about:
            signs.append((f"{name}, {known.sort}", 1.0))
            if key == scene.focus:
                signs.append((f"{name}, focus", 1.0))
            elif name == "a war" and known.sort == "town":
                signs.append(("a town in a war", 1.0))
            if name == "there" and (known.figure == scene.figured if just else spot_last):
                signs.append(("there, told last", 1.0))
        standing(scene, known.where, key, kind, at, signs, once)
        if moves or key == before:
            _company(scene, sentence, claim, key, at, signs)
        if known.where.place_id is not None and not inside.isdisjoint(scene.above(known.where.place_id)):
            signs.append(("in one told here", 1.0))
        if vague and may_be(scene, known.where, key, vague):
            signs.append(("may be the village", 1.0))
        made.append(summed(Where(known.where.place_id, known.where.text, "inferred", 0.0), signs, PLACE))
    later = [key for key in _later(scene) if key not in here and key not in scene.known]
    fewer = with_fewer(scene, sentence, claim, later)
    for key in later:
        place = (told := scene.whole[key]).place
        if len(fewer) > 1 and (key in fewer or not told.scene) and (named or scene.sort(place) == "town"):
            continue  # what the beginning counts is of all of them
        signs = [("told later", 1.0), (f"told later, {kind}", 1.0), ("how far on", math.log(told.first - scene.number))]
        if scene.number < 2:
            signs += (("told later than the lead", 1.0), (f"told later than the lead, {kind}", 1.0))
        if many and (key != scene.focus or kind != "toll") and too_small(scene, place, many):
            signs.append(("more than live there", 1.0))
        signs += [(s, 1.0) for s, so in (("told later, others are here", named), ("fewer there", key in fewer)) if so]
        soon = told.scene and told.paragraph - scene.paragraph <= _SOON and once
        if soon and all(s.sort == "part" or scene.sort(s.where) != "town" for s in near if s.sort != "speaker"):
            signs.append(("took place, none so narrow here", 1.0))
        for name in about:
            signs += ((f"{name}, later", 1.0), (f"{name}, {scene.sort(place)}", 1.0))
        standing(scene, place, key, kind, "later", signs, once)
        if vague and may_be(scene, place, key, vague):
            signs.append(("may be the village, later", 1.0))
            if told.called and scene.sort(place) == "town" and not any(s.broad for s in sides):
                signs.append(("called the village, later", 1.0))
        made.append(summed(Where(place.place_id, place.text, "inferred", 0.0), signs, PLACE))
    return made


def _narrows(scene: Scene, spot: Spot, other: Spot, claim: Claim, claims: list[Claim]) -> bool:
    """Whether a figure's place is told smaller behind it: "In Chad, 30 people are dead and many hurt in Moundou"."""
    held = other.at > claim.kept[1] and other.word in ("in", "of") and other.where.place_id is not None
    if not held or spot.where.place_id not in scene.above(other.where.place_id or ""):
        return False
    return not any(claim.at < c.at < other.at for c in claims)


def _origin(row: list[Item], claim: Claim) -> frozenset[str]:
    """The country that people who are told to be hosted somewhere have left: "Sudanese refugees are hosted in"."""
    low, high = claim.at, max(claim.link.at, claim.subject.head) + 6
    if not any(i.classes & _HOSTS for i in row[low:high]):
        return frozenset()
    named = (i.mention for i in row[low : claim.subject.head + 1])
    return frozenset(i for m in named if m is not None and m.kind == "people" for i in m.ids)


def _smallest(near: list[Spot], at: int) -> int:
    """Of a name and the one before that lies in it, the smaller: "Belet Weyne in Hiran, where"."""
    own = next((s for s in near if s.at == at), None)
    if own is None or not (own.outer or own.holds):
        return at
    return max((s.at for s in near if at - 10 < s.at < at and (s.inner or s.held) and not s.vague), default=at)


def _company(scene: Scene, sentence: Sentence, claim: Claim, key: str, at: str, signs: Signs) -> None:
    """Whether the claim before in the sentence is for a place too."""
    moved(scene, sentence.items, claim, key, at, signs)
    if scene.before is not None and key == scene.before[1]:
        signs.append((f"same as before, {at}", 1.0))
        if together(sentence, scene.before[0], claim):
            signs.append((f"in one breath, {at}", 1.0))


def _later(scene: Scene) -> list[str]:
    """The keys of the places that the text tells next; most are the scene of what its beginning tells."""
    start = bisect_right(scene.firsts, scene.number)
    return scene.keys[start : start + LATER]


def _elsewhere(scene: Scene) -> list[tuple[str, Known]]:
    """Places told before, in titles, and those of the whole document."""
    found = dict(reversed(list(islice(reversed(scene.known.items()), RECENT))))
    for place in (scene.main, country(scene, scene.main), scene.heading, scene.intro, scene.label, scene.lead):
        if place is not None and place.text and (key := key_of(place)) not in found:
            found[key] = scene.known.get(key) or Known(place, scene.sort(place))
    return list(found.items())
