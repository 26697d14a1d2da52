"""The signs of a place that the sentence of a figure names: the words around it, and what stands between the two."""

from collections.abc import Iterator

from ingest.text.asked import EVENTFUL, Asked
from ingest.text.beside import antecedent, cause, ends, labels, of_another, only_most, owns, right_behind
from ingest.text.calendars import the_event
from ingest.text.items import Item, has_any, has_class, has_kind, has_number
from ingest.text.scene import key_of
from ingest.text.spots import Spot, verb
from ingest.text.standing import company, kind_of, of_some_dead, parted, standing, together
from ingest.text.standins import DEEDS
from ingest.text.weights import Choice, Signs, summed

_WHERE, _SAYING = frozenset({"in", "to", "of", "bare"}), frozenset({"speech", "records"})
_TOOK_IN = frozenset({"counting", "reception", "took_in", "told_again"})
_HOMED = frozenset({"stay", "flight", "refuge", "return", "shelter"})  # not of those who are in a hospital
_FOREIGN = ("foreign, here", 1.0)


def here(asked: Asked) -> list[Choice]:
    """The places that the sentence names, each with its signs."""
    scene, claim, kind, row, near = asked.scene, asked.claim, asked.kind, asked.row, asked.near
    stands = antecedent(asked.sentence, claim)
    if stands >= 0:
        stands = _smallest(row, near, stands)
        narrow = (s for s in near if s.at > claim.kept[1] and scene.sort(s.where) in ("town", "point") and not s.vague)
        if any(_own(asked, s) and s.at != stands for s in narrow):
            stands = -1  # "Goma, where 9 died in Keshero"
    tags = [s.at for s in near if labels(row, s.at, claim.at) and not s.vague]
    tags += [s.at for s in near if s.word == "frame" and s.at < claim.at and has_kind(row[: s.at], ";")]
    tagged = max(tags, default=0)  # "40 died in Kara; Lome has counted 12"
    prior = max((m for m in range(claim.at) if row[m].quantity is not None), default=len(row))
    wide = [s for s in near if s.sort == "part" or s.sort != "speaker" and scene.sort(s.where) in ("country", "region")]
    why = cause(row, claim) if kind == "toll" and wide else len(row)
    own = (kind in EVENTFUL or kind == "shelter") and any(s.at > claim.at and _own(asked, s) for s in near)
    lorries = claim.indicator == "crossing.trucks" and not (near and near[0].at)
    made = []
    for spot, cost in _meant(asked):
        n = spot.at
        signs: Signs = [(f"{spot.sort}, {kind}", 1.0)]
        _near(asked, spot, cost, signs)
        _around(asked, spot, signs)
        _label(asked, spot, tagged, signs)
        _holding(asked, spot, signs)
        if kind == "toll":
            _toll(asked, spot, signs)
            held = scene.catalogue.places.get(spot.where.place_id or "")
            if n > why > wide[0].at and spot.word == "in" and spot not in wide and (held is None or held.iso3):
                signs.append(("where it struck", 1.0))  # "12 died in Togo when a storm hit a market in Lome"
            wider = (s for s in asked.near if s.at < claim.at and scene.sort(s.where) in ("region", "country"))
            if (
                n > claim.at
                and spot.word == "in"
                and scene.sort(spot.where) == "town"
                and any(s.word == "in" for s in wider)
            ):
                signs.append(
                    ("narrower behind", 1.0)
                )  # "a raid in the south killed nine people in the village of Tolo"
        if n > claim.at and only_most(row, claim.kept[1], n):
            signs.append(("most of them there", 1.0))
        if prior < n < claim.at and own:
            signs.append(("of the figure before", 1.0))
        _between(asked, spot, signs)
        _movement(asked, spot, signs)
        if n == stands and not spot.vague:
            signs.append(("where", 1.0))
        elif 0 <= stands < n < claim.kept[0]:
            signs.append(("in another clause", 3.0))  # "In Iran, where Mashhad was shaken, nobody died"
        if n < claim.at and of_some_dead(asked.row, n, claim.at):
            signs.append(("in another clause", 7.0))
        standing(scene, spot.where, spot.key, kind, "here", signs, asked.once)
        if spot.sort == "speaker" and kind in EVENTFUL and _of_its_land(asked, spot):
            signs.append(("counts its own dead", 1.0))
        elif spot.sort == "speaker" and _FOREIGN in signs and kind in ("flight", "cross"):
            signs.append(("a foreign speaker", 1.0))  # "Russia's defence ministry said 5,000 have been evacuated"
        elif lorries and _FOREIGN in signs and 0 < claim.link.at - n < 4:
            signs.append(("a foreign speaker", 2.0))  # "Israel let in 40 lorries"
        company(scene, asked.sentence, claim, spot.key, "here", signs)
        local = has_class(row[max(0, n - 3) : max(0, n - 1)], "of_the_town") and has_any(row[n + 1 : n + 2], _SAYING)
        if (spot.sort == "speaker" or local) and kind in EVENTFUL and _of_elsewhere(asked, spot):
            signs.append(("speaks of elsewhere", 1.0))
        made.append(summed(spot.where, signs))
    return made


def _meant(asked: Asked) -> Iterator[tuple[Spot, float]]:
    """The spots that may be meant at all, each with how far it stands from the claim."""
    scene, claim = asked.scene, asked.claim
    exiles = claim.indicator == "displacement.sites" and scene.before is not None
    exiles = exiles and scene.before[0].indicator == "displacement.refugees"  # type: ignore[index]
    left = next((s.at for s in asked.near if s.word == "from"), 0) if asked.kind == "leave" else 0
    for spot, cost in zip(asked.near, asked.costs, strict=True):
        if 0 < left < spot.at and spot.at > claim.at and spot.word in ("in", "to"):
            continue  # "left Gaza for treatment in Jordan"
        if spot.sort == "people" and (exiles or claim.indicator == "health.attacks"):
            continue  # "400,000 Malian refugees are hosted in eight camps"
        abroad = spot.sort == "people" and claim.indicator in ("displacement.sheltered", "displacement.sites")
        abroad = abroad and not has_class(asked.row[claim.at + 1 : claim.at + 2], "part_of_them")
        if abroad or spot.sort == "people" and spot.at > claim.kept[1] and asked.kind == "stay":
            continue  # "hosts 9,000 people, nearly all Somalis"
        if asked.counted and (spot.sort == "facility" or _is_one_of_them(asked, spot)):
            continue  # "Al-Nao Hospital works. Two of three clinics are shut"
        own = spot.at > claim.at and any(c.status and c.at == spot.at for c in asked.claims)
        if own and spot.sort == "facility" and asked.kind in _HOMED:
            continue  # "The town hosts 9,000 IDPs, and Al-Nao Hospital is shut"
        yield spot, cost


def _is_one_of_them(asked: Asked, spot: Spot) -> bool:
    """Whether a name is that of one of those counted: "Three hospitals (Tola, Kora and Saint Luc) have closed"."""
    row, first = asked.row, asked.claim.subject.end
    if not first < spot.at or row[first].kind not in ("(", "-") or row[first + 1].kind not in ("name", "word"):
        return False
    close = ")" if row[first].kind == "(" else "-"
    last = next((n for n in range(first + 2, len(row)) if row[n].kind == close), 0)
    return spot.at < last and any(i.kind == "," or "and" in i.classes for i in row[first:last])


def _near(asked: Asked, spot: Spot, cost: float, signs: Signs) -> None:
    """The word before a name, how wide its figures are meant, and how far it stands."""
    if spot.sort == "speaker":
        signs.append(("speaker", 1.0))
    else:
        passed = spot.word == "throughout" and (
            any(spot.at < s.at < asked.claim.at for s in asked.near)
            or has_kind(asked.row[spot.at : asked.claim.at], ":")  # "900 nationwide: 40 in Tolo"
        )
        word = "in" if passed else spot.word  # "dire across the region, with Kenya reporting 13 deaths"
        signs += ((word, 1.0), (f"{word}, {asked.kind}", 1.0))
        before = (s.at for s in asked.near if s.at < asked.claim.at and s.sort != "speaker" and not s.outer)
        last = spot.at == max(before, default=-1)
        for name in asked.about:
            signs += ((f"{name}, {asked.scene.sort(spot.where)}", 1.0), (f"{name}, here", 1.0))
            signs.append((f"{name}, told last", float(last)))  # "roads to Kani are cut; six clinics there are shut"
    signs.append(("distance", min(cost, 8.0)))
    if cost > 2:
        signs.append(("far", 1.0))
    if cost == min(asked.costs):
        signs += (("nearest", 1.0), (f"nearest, {spot.word}", 1.0))


def _around(asked: Asked, spot: Spot, signs: Signs) -> None:
    """Whether a name stands among the words of a claim, or behind them."""
    claim, kind, row, n = asked.claim, asked.kind, asked.row, spot.at
    first, last = claim.kept
    if first <= n <= last:
        signs += (("within", 1.0), (f"within, {spot.sort}", 1.0))
        if claim.indicator != "displacement.sites" and kind in ("shelter", "stay", "refuge"):
            if has_class(row[claim.at + 1 : n], "flight"):
                signs.append(("whence they fled", 1.0))  # "200,000 who fled the war in Sudan have taken refuge"
        if spot.sort == "people":
            returned = kind == "return" and claim.link.way == "noun"  # "9,000 Chadian returnees"
            signs.append(("returnees by nation" if returned else f"people counted, {kind}", 1.0))
    elif n < first < claim.at and kind == "toll" and spot.word in ("in", "to") and row[first].phrases:
        gap = row[n + 1 : first] if not (spot.outer or spot.ward or spot.vague) else []
        led = bool(gap) and (gap[0].kind == "," or len(gap) == 1 and "and" in gap[0].classes)
        if led and all(i.period is not None or "date_filler" in i.classes for i in gap[1:]):
            signs.append(("its outcome", 1.0))  # "in Tola, killing 9"
    elif n > last:
        signs.append(("behind", 1.0))
        whence = claim.indicator == "displacement.new" and spot.word == "from"  # "displacement of 900 from Tolo"
        led = whence and all(s.word != "frame" for s in asked.near)  # but "In Kara 900 who fled from Lome live"
        if n <= last + 6 and (whence or spot.word in _WHERE) and spot.sort != "group" and kind != "leave":
            if all(s.sort != "crossing" for s in asked.near) and right_behind(row, n, last, kind == "shelter"):
                signs.append(("right behind", 1.0 + led))  # "have taken shelter in Mizoram"


def _label(asked: Asked, spot: Spot, tagged: int, signs: Signs) -> None:
    """Whether a name labels the claim or another; `tagged` is where the last one that labels it stands."""
    scene, row, at, n = asked.scene, asked.row, asked.claim.at, spot.at
    inner = next((s for s in asked.near if (s.held or s.inner) and s.at == n - 2 and not s.vague), None)
    link = asked.claim.link
    own = link.way == "label" and (n < link.at <= n + 3 and not has_number(row[link.at : at]) or 0 < at - n <= 2)
    if own and owns(asked.sentence, n):
        signs.append(("labels it", 2.0))  # "raising Chad's overall death toll to 120"
    elif link.way == "label" and link.at < n <= link.at + 2 < at and spot.word in ("in", "frame"):
        signs.append(("labels it", 1.0))  # "arrivals in Yemen rose from 27,000"
    elif labels(row, n, at) and not spot.vague and (inner is None or not (spot.holds or spot.outer)):
        bracketed = at == n + 2 and row[n + 1].kind == "("
        signs.append(("labels it", 1.0 + bracketed))  # "Mueda (8,930 people)", but not "Tola camp in Chad counts 900"
    elif n == 0 and len(asked.others) == 1 and scene.label is not None and spot.key == key_of(scene.label):
        signs.append(("label of the line", 1.0))  # "MALI - 40 deaths; 12 camps"
    elif n < tagged:
        signs.append(("another labels it", 1.0))  # "Boa has 133 camps, followed by Tolos with 56"
    elif n < at and spot.word == "in" and scene.before and together(asked.sentence, scene.before[0], asked.claim):
        pass  # "in Goma nine died and 40 were hurt"
    elif spot.sort != "that" and spot.word != "frame" and (much := of_another(row, n, at, spot.word == "bare")):
        signs.append(("labels another", much))  # "and Ocaña 10,160"


def _holding(asked: Asked, spot: Spot, signs: Signs) -> None:
    """Whether a name holds another or is held, and whether all of it is meant."""
    claim = asked.claim
    labelled = claim.link.way == "label" and claim.link.at < spot.at < claim.at and spot.word == "in"
    labelled = labelled and not spot.vague  # "the toll of the floods in Peru has passed 90, after a slide in Ica"
    narrowed = not labelled and spot.at <= claim.kept[1] and any(_narrows(asked, spot, s) for s in asked.near)
    war = spot.at + 1 < len(asked.row) and "long_event" in asked.row[spot.at + 1].classes  # "the Gaza war began in"
    for s in asked.near if war or spot.word == "frame" else ():  # "In Kara district a storm hit Tolo, killing nine"
        gap = asked.row[spot.at + 1 : s.at]
        hit = has_any(gap, DEEDS) and asked.scene.sort(s.where) in ("town", "point") and s.at < claim.at
        hit = hit and not has_number(gap) and not has_any(gap, ("where", "which"))
        closer = war and s.key != spot.key and abs(s.at - claim.at) < abs(spot.at - claim.at)
        narrowed |= s.word == "in" and (hit or closer) and not (s.vague or s.outer or s.ward)
    both = spot.sort == "that" and " and " in spot.where.text and spot.at > claim.at
    told = (
        ("holds the next", spot.holds),
        ("labels it", labelled and (spot.sort == "group" or not labels(asked.row, spot.at, claim.at))),
        ("narrowed behind", narrowed),
        ("lies in the next", spot.held and not (asked.kind == "health" and parted(asked.row, spot.at, claim.at))),
        ("and elsewhere", spot.more),
        ("all of them", both),  # "killing 90 people across the three countries"
        ("a village there", spot.vague),
        ("inner", spot.inner),
        ("outer", spot.outer),
    )
    signs += [(name, 1.0 + (spot.sort == "group" and name == "labels it")) for name, holds in told if holds]


def _toll(asked: Asked, spot: Spot, signs: Signs) -> None:
    """What only speaks for or against the place of the dead and the injured."""
    before = asked.row[spot.at - 1] if spot.at else None
    if spot.broad:
        signs.append(("a side of a country", 1.0))
    if before is not None and "heading_to" in before.classes and before.last > before.first + 1:
        signs.append(("set out for", 1.0))  # "drowned trying to reach Europe"
    elif spot.word == "from" and spot.at > 1 and asked.sentence.marks.run(asked.row[spot.at - 2].first, "sent_out"):
        signs.append(("set out for", 1.0))  # "after a boat from Togo sank", "a rocket from Chad killed two"
    if spot.word == "from" and -1 < asked.claim.subject.head < spot.at < asked.claim.kept[1] + 3:
        signs.append(("where they come from", 1.0))  # "one death from Mitch", "two pilgrims from Togo died"
    if spot.ward:
        signs.append(("carried there" if spot.word == "to" or spot.sort == "facility" else "hospital there, toll", 1.0))
    elif spot.sort == "facility" and has_any(asked.row[max(0, asked.claim.at - 2) : asked.claim.at], _TOOK_IN):
        signs.append(("carried there", 1.0))  # "we counted 56 dead at Gao Hospital"
    elif spot.sort == "facility" and _struck(asked, spot):
        signs.append(("what was struck", 1.0))


def _between(asked: Asked, spot: Spot, signs: Signs) -> None:
    """What stands between a name and the number: a new clause, other figures, or nothing."""
    row, at, n = asked.row, asked.claim.at, spot.at
    quantity = row[at].quantity
    if parted(row, n, at) and not asked.alone and not (n < at and quantity and quantity.kind == "zero"):
        signs.append(("in another clause", 1.0))
    elif spot.sort == "speaker":
        return
    elif 0 < n - at <= 8 and _in_a_row(asked, n):
        signs += (("follows the figure", 1.0), (f"follows the figure, {spot.word}", 1.0))
    elif at < n <= at + 16 and ends(row, n, at, asked.others) and spot.word in ("in", "of") and spot.sort != "world":
        signs.append(("follows all figures", 1.0))  # "eight dead and three missing in Jiangxi"


def _movement(asked: Asked, spot: Spot, signs: Signs) -> None:
    """Where those stand who are taken in, cross or leave."""
    kind, row, at, n = asked.kind, asked.row, asked.claim.at, spot.at
    if kind in ("cross", "refuge") and n > at and spot.word != "from":
        people = asked.claim.indicator != "crossing.trucks"
        into = bool(people and spot.word == "to" and row[n - 1].phrases)  # "9,000 have crossed into Uganda"
        before = row[n - 2 if "article" in row[n - 1].classes else n - 1].classes  # "900 people entered Uganda"
        arrived = spot.word == "to" and "arriving" in row[asked.claim.link.at].classes  # "arrived by sea to Italy"
        into = into or "arriving" in before or "heading_to" in before or arrived
        if not any(map(_gate, asked.near)) and into:
            signs.append(("entered", 1.0 + 0.3 * arrived))
    whence = n > at and any(s.at < at and s.event and s.sort != "speaker" for s in asked.near)
    if kind == "flight" and spot.word == "to" and n and (whence or "toward" in row[n - 1].classes):
        signs.append(("toward it, flight", 1.0))  # "clashes in Tolo led to the flight of 90 to Kara"
    first = n
    while first > 1 and (row[first - 1].kind == "," or "and" in row[first - 1].classes) and row[first - 2].mention:
        first -= 2  # "left for Jordan, Italy and Egypt"
    article = first > 1 and "article" in row[first - 1].classes
    bound = first > 0 and "set_up_for" in row[first - 1 - article].classes
    if kind == "leave" and (spot.word == "to" or bound):
        if any(s.word != "to" and s.key != spot.key and s.sort != "speaker" for s in asked.near):
            signs.append(("bound for", 1.0 + bound))  # "patients left Gaza for Jordan"
        elif bound or asked.scene.main is not None and spot.key != key_of(asked.scene.main):
            signs.append(("bound for", 2.0))  # "14 patients left for Jordan"
    if kind == "refuge" and spot.word == "to" and spot.sort != "group" and n > at:
        fled = any(s.at == n - 2 and s.word == "from" for s in asked.near)  # "fled Sinjar for Syria"
        if fled or ends(row, n, at, asked.others):
            signs.append(("led to", 1.0 + fled))
    through = spot.word == "through"
    if _gate(spot) and (spot.where.place_id or through) and kind in ("cross", "leave", "return"):
        other = n < at and any(c.at < n for c in asked.claims) and has_class(row[n:at], "while")
        if not other and not any(i.quantity is not None or i.kind == ";" for i in row[min(n, at) + 1 : max(n, at)]):
            signs.append(("the crossing itself", 1.0))
            if through:
                signs.append(("through the crossing", 1.0))


def _gate(spot: Spot) -> bool:
    """Whether a place is a crossing, or an unknown one that people pass through: "entered Egypt through Boa"."""
    return spot.sort == "crossing" or spot.sort == "unlisted" and spot.word == "through"


def _own(asked: Asked, spot: Spot) -> bool:
    """Whether a place behind a figure is the figure's: no other number and no new clause stands between."""
    row, claim = asked.row, asked.claim
    if spot.word not in ("in", "of") or spot.sort == "speaker" or parted(row, spot.at, claim.at):
        return False
    if asked.kind == "shelter" and spot.at > claim.kept[1] and right_behind(row, spot.at, claim.kept[1], True):
        return True  # "are sheltering across 695 camps in Assam"
    return not has_kind(row[claim.at + 1 : spot.at], ",") and _in_a_row(asked, spot.at)


def _in_a_row(asked: Asked, n: int) -> bool:
    """Whether between a figure and a place behind it only others of its breath stand: "9 dead and 60 hurt in Goma"."""
    told = asked.claim
    for claim in asked.claims:
        if told.at < claim.at < n and kind_of(claim.indicator) in EVENTFUL and together(asked.sentence, told, claim):
            told = claim
    counted = {claim.at for claim in asked.claims}
    between = enumerate(asked.row[told.at + 1 : n], told.at + 1)
    return not has_number([i for m, i in between if not _some(asked, m, counted)])


def _some(asked: Asked, n: int, counted: set[int]) -> bool:
    """Whether a number only tells how many places are meant: "from three camps in Jenin", "five towns of Ica"."""
    behind = asked.row[n + 1 : n + 4]
    sites = any("sites" in i.units for i in behind) or has_any(behind, ("area_noun", "place_of"))
    return asked.row[n].quantity is not None and n not in counted and sites


def _narrows(asked: Asked, spot: Spot, other: Spot) -> bool:
    """Whether a figure's place is told smaller behind it: "In Chad, 30 people are dead and many hurt in Moundou"."""
    claim, scene = asked.claim, asked.scene
    semi = has_kind(asked.row[claim.at : max(claim.at, other.at)], ";")
    left = claim.indicator == "displacement.new" and other.word == "from"  # "In Sumy 900 fled from Konotop"
    left = left and not only_most(asked.row, claim.kept[1], other.at)
    if other.at <= claim.kept[1] or not left and other.word not in ("in", "of") or other.vague or other.ward:
        return False
    if (asked.kind == "health" or semi) and parted(asked.row, other.at, claim.at):
        return False  # "Of Kassala's 90 clinics, 40 are shut, and the one in Aroma is flooded"
    framed = spot.word == "frame" and scene.sort(spot.where) == "region" and scene.sort(other.where) == "town"
    places, ids = scene.catalogue.places, (spot.where.place_id, other.where.place_id)
    lands = {places[i].iso3 for i in ids if i is not None}
    held = ids[1] is not None and ids[0] in scene.above(ids[1]) or framed and len(lands) == 1
    held = held or owns(asked.sentence, other.at - 1) and "that_town" in asked.row[other.at - 1].classes  # "the city's"
    between = (c for c in asked.claims if claim.at < c.at < other.at and c.unit != "sites")
    return held and all(together(asked.sentence, claim, c) for c in between)


def _smallest(row: list[Item], near: list[Spot], at: int) -> int:
    """Of a name and the one before that lies in it, the smaller: "Goma in Kivu, where"; not "Goma lies in Kivu"."""
    own = next((s for s in near if s.at == at), None)
    if own is None or not (own.outer or own.holds):
        return at
    small = (s for s in near if at - 10 < s.at < at and (s.inner or s.held) and not s.vague)
    return max((s.at for s in small if row[s.at + 1].kind != "word"), default=at)


def _of_elsewhere(asked: Asked, spot: Spot) -> bool:
    """Whether a place only speaks of a town just told: "A mine blew up in Tolo. Officials in Lome said 9 had died"."""
    scene = asked.scene
    if scene.spot is None or spot.at > asked.claim.at and spot.word == "in" or scene.sort(spot.where) == "country":
        return False
    told = scene.known.get(key_of(scene.spot))
    just = told is not None and told.seen == scene.number - 1 and told.sort == "town"
    return just and spot.key != key_of(scene.spot)


def _of_its_land(asked: Asked, spot: Spot) -> bool:
    """Whether a land or its ministry speaks after another was told: "40 died in Chad. Gaza's ministry said 9 had"."""
    scene, row, run = asked.scene, asked.row, asked.sentence.marks.run
    if scene.spot is None or spot.at + 1 >= len(row) or scene.sort(spot.where) != "country":
        return False
    words = range(row[spot.at].first, row[min(spot.at + 4, asked.claim.at)].last)
    own = owns(asked.sentence, spot.at) and has_any(row[spot.at + 1 : spot.at + 5], ("authority", "title"))
    if "speech" in row[spot.at + 1].classes and asked.claim.link.way == "right":
        own |= all(s.sort == "speaker" for s in asked.near)  # "Malawi says 60 people died"
    if any(run(n, "sent_abroad") for n in words) or not own and not any(run(n, "ministry") for n in words):
        return False
    if the_event(row[asked.claim.at : asked.claim.kept[1] + 5]):
        return False  # "nine wounded in the attack had died"
    told = scene.known.get(key_of(scene.spot))
    above = scene.above(scene.spot.place_id) if scene.spot.place_id else []
    lands = [key for key, k in scene.known.items() if told and k.sort == "country" and k.seen == told.seen]
    several = scene.spot.place_id is None and len(lands) > 1  # "hit Togo and Benin. Togo's minister said 98 had died"
    return several or spot.key not in (*above, *lands, key_of(scene.spot)) and bool(above or lands)


def _struck(asked: Asked, spot: Spot) -> bool:
    """Whether a building is told to be hit: "missiles hit Kora Hospital in Goma"."""
    told = verb(asked.row, min(spot.at + 1, len(asked.row) - 1))  # "Kora Hospital, the only one in Goma, was hit"
    hit = "be" in asked.row[told].classes and has_any(asked.row[told + 1 : told + 3], DEEDS)
    return hit or has_any(asked.row[max(0, spot.at - 4) : spot.at], DEEDS)
