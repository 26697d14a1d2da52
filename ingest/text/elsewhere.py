"""The signs of a place that another sentence than that of a figure names: told before, in a title, or only later."""

import math
from bisect import bisect_right
from itertools import islice

from ingest.text.asked import EVENTFUL, Asked, with_fewer
from ingest.text.beside import only_most
from ingest.text.calendars import FAR_MORE
from ingest.text.items import has_any
from ingest.text.scene import Known, Scene, Where, country, key_of
from ingest.text.standing import ago, company, standing, too_small
from ingest.text.standins import may_be
from ingest.text.weights import Choice, Signs, summed

RECENT = 12  # so many of the places told before are weighed
LATER = 8  # and of those that are not told yet
_STAYING, _LONG = EVENTFUL | {"shelter", "stay"}, frozenset({"of months", "a war", "another time", "in all"})
_WARLIKE = _LONG - {"of months", "in all"}
_WIDE = frozenset({"money", "stay", "refuge", "return"})  # what no hospital or crossing has
_EVENT, _TOLLS = frozenset({"local_event", "hazard", "mishap"}), ("casualties.killed", "casualties.injured")
_ALIKE = 5.0  # so many times the dead of a place may be hurt there
_MANY = 12  # so many are hurt for each of the dead at most
_MORE = 2.0  # so many times what was told of a place is not told of it again
_WARDS = 5_000  # no hospital holds more people
_SOON = 3  # so many paragraphs on the place of what a lead tells is told, and so many sentences on parts of it
_ROUNDED = 1.2  # parts of what is "more than" a number may add up to so many times that


def before(asked: Asked, here: set[str]) -> list[Choice]:
    """The places told before, each with its signs; `here` are the keys of those that the sentence names."""
    scene, claim, kind, named = asked.scene, asked.claim, asked.kind, asked.named
    quantity = asked.row[claim.at].quantity
    told_of = quantity.value if quantity is not None and not asked.others and _LONG.isdisjoint(asked.about) else 0.0
    gate = claim.indicator in ("crossing.people", "crossing.trucks")
    just = scene.figured == scene.number - 1 and (gate or not asked.others)
    pointless = asked.counted or kind in _WIDE  # no hospital is crossed, and no appeal is for one
    lorries = claim.indicator == "crossing.trucks" and scene.main is not None and scene.sort(scene.main) == "country"
    abroad = claim.indicator == "crossing.people" and any(scene.sort(s.where) == "country" for s in asked.near)
    grounds = "hospital_part" in asked.sentence.classes
    if claim.indicator == "crossing.medevac":  # "evacuated 38 patients to Italy"
        pointless |= any(i.mention is not None and i.mention.sort == "country" for i in asked.row[claim.at :])
    told_here = any(s.sort != "speaker" and s.at < claim.at for s in asked.near)
    fresh = not named and not scene.bygone and _of_the_event_told(asked)
    spread = any(_wide(scene, s.where) and only_most(asked.row, claim.kept[1], s.at) for s in asked.near)
    made, places = [], scene.catalogue.places
    meant = _called(asked) if "there" in asked.about else ""
    for key, known in _told(scene):
        told = scene.whole.get(key)
        point = known.sort == "point" or told is not None and told.point
        ward = point and key in places and places[key].kind == "facility"
        crowded = kind in ("flight", "shelter", "toll") and quantity is not None and quantity.value > _WARDS
        blow = known.struck >= 0 and _LONG.isdisjoint(asked.about)  # but "the war has killed 3,800"
        ward = ward and (gate or crowded or kind == "toll" and not (blow or grounds or "there" in asked.about))
        inner = lorries and known.sort == "town" and not point and key not in scene.titles
        treated = kind == "leave" and known.led == "to"  # "30 left for Jordan. Another 12 were flown out"
        landed = abroad and known.sort == "town" and not point  # "72,000 people have reached Italy, Spain and Malta"
        refuge = kind == "toll" and known.sort == "country" and _only_took_in(scene, key, known)
        idps = claim.indicator == "displacement.idps" and (scene.main is None or key != key_of(scene.main))
        refuge = refuge or idps and known.values.keys() == {"displacement.refugees"}
        if key in here or ward or inner or treated or landed or refuge or point and pointless:
            continue
        at = "over those here" if named else "untold" if known.seen < 0 else "before"
        signs: Signs = [("elsewhere", 1.0), (f"elsewhere, {kind}", 1.0)]
        if spread and known.sort == "town":
            signs.append(("most of them there", 1.0))  # "12 died in Tolo. 9,000 fled, most of them in Sool and Bari"
        if _too_many(asked, key, known.where):
            signs.append(("more than live there", 1.0))
        if known.where.place_id is None and known.figure < 0 and " and " in known.where.text:
            signs.append(("a row without a figure", 1.0))  # "has opened posts in Tari and Mendi"
        ago(scene, known, kind, at, signs)
        spot_last = scene.spot is not None and key == key_of(scene.spot)
        if spot_last:
            signs += ((f"told last, {at}", 1.0), (f"told last, {kind}", 1.0))
        _in_course(asked, key, known, fresh, signs)
        if not named and _whole_of_parts(scene, known):
            signs.append(("the whole of those", 1.0))
        most = max(known.values.get(i, 0.0) for i in _TOLLS) * _ALIKE if kind == "toll" and key == scene.focus else 0.0
        if 0 < told_of <= most and known.sort != "country":
            signs.append(("of the toll there", 1.0))  # "At least 75 were wounded" where 40 died
        for name in asked.about:
            signs += ((f"{name}, {known.sort}", 1.0), (f"{name}, told before", float(known.sort == "town")))
            if key == scene.focus:
                signs.append((f"{name}, focus", 1.0))
            last = key == meant if meant else known.figure == scene.figured if just else spot_last
            if name == "there" and not told_here and last:
                signs.append(("there, told last", 3.0 if meant else 1.0 + gate))
        standing(scene, known.where, key, kind, at, signs, asked.once)
        company(scene, asked.sentence, claim, key, at, signs)
        if asked.vague and may_be(scene, known.where, key, asked.vague):
            signs.append(("may be the village", 1.0))
        made.append(summed(Where(known.where.place_id, known.where.text, "inferred"), signs))
    return made


def later(asked: Asked, here: set[str]) -> list[Choice]:
    """The places that the text tells next, each with its signs; most are the scene of what its beginning tells."""
    scene, kind, named = asked.scene, asked.kind, asked.named
    start = bisect_right(scene.firsts, scene.number)
    last = next(reversed(scene.known.values()), None)
    if last is not None and last.among and last.figure == scene.number - 1:
        return []  # "11 died in Hola and two in Boa. Another 43 were hurt"
    keys = [key for key in scene.keys[start : start + LATER] if key not in here and key not in scene.known]
    if not keys:
        return []
    fewer = with_fewer(scene, asked.sentence, asked.claim, keys)
    own = (s for s in asked.near if s.sort not in ("part", "speaker", "facility") and not s.ward)
    narrow = any(scene.sort(s.where) in ("town", "point") for s in own)
    sided = kind in EVENTFUL and any(s.broad for s in asked.near)
    made = []
    for key in keys:
        place = (told := scene.whole[key]).place
        town = scene.sort(place) == "town"
        if told.point and not (told.scene or asked.vague) or told.past and "another time" not in asked.about:
            continue  # "two died at Kora Hospital", "nine died. In 2017 a fire in Tolo killed 40"
        if told.alone:
            continue  # "left 217 dead. In Kathmandu valley alone, 50 died"
        if len(fewer) > 1 and (key in fewer and not named or (key in fewer or not told.scene) and (named or town)):
            continue  # what the beginning counts is of all of them
        signs: Signs = [("told later", 1.0), (f"told later, {kind}", 1.0)]
        signs.append(("how far on", math.log(told.first - scene.number)))
        if named and kind not in EVENTFUL:
            signs.append(("told later, over those here", 1.0))  # "the toll in Togo rose to 40, with 9,000 in camps"
        if scene.number < 2:
            signs += (("told later than the lead", 1.0), (f"told later than the lead, {kind}", 1.0))
        if _too_many(asked, key, place):
            signs.append(("more than live there", 1.0))
        if told.scene and told.paragraph - scene.paragraph <= _SOON and asked.once and not narrow:
            signs.append(("took place, none so narrow here", 1.0))
        for name in asked.about:
            signs += ((f"{name}, later", 1.0), (f"{name}, {scene.sort(place)}", 1.0))
        standing(scene, place, key, kind, "later", signs, asked.once)
        if asked.vague and may_be(scene, place, key, asked.vague):
            signs.append(("may be the village, later", 1.0))
            if told.called and town and not sided:
                signs.append(("called the village, later", 1.0))
        made.append(summed(Where(place.place_id, place.text, "inferred"), signs))
    return made


def _wide(scene: Scene, place: Where) -> bool:
    """Whether a place is wider than a town, or several."""
    return " and " in place.text or scene.sort(place) in ("region", "country")


def _too_many(asked: Asked, key: str, place: Where) -> bool:
    """Whether more are counted than live in a place; the scene of a text may have many dead of other towns."""
    if not asked.many or key == asked.scene.focus and asked.kind == "toll":
        return False
    return too_small(asked.scene, place, asked.many)


def _whole_of_parts(scene: Scene, known: Known) -> bool:
    """Whether a sentence right before shared out by place what was told of this one: "90,000 fled, 40,000 to Boa"."""
    if known.among or not scene.figured - _SOON < known.figure < scene.figured >= scene.number - _SOON:
        return False
    parts = [part.values for part in scene.known.values() if part.figure == scene.figured]
    for indicator, most in known.values.items():
        told = [values.get(indicator, math.inf) for values in parts]
        if len(told) > 1 and max(told) < most and sum(told) < most * _ROUNDED:
            return True
    return False


def _only_took_in(scene: Scene, key: str, known: Known) -> bool:
    """Whether a country is told only for those who fled there from the one that the text is of."""
    home = country(scene, scene.main)
    if home is None or home.place_id in (None, key) or any(i in known.values for i in _TOLLS):
        return False
    return any(i in known.values for i in ("displacement.refugees", "crossing.people"))


def _called(asked: Asked) -> str:
    """The key of the place that "on the island", "in the valley" mean by what it is called; "": none is called so."""
    words = asked.sentence.marks.tokens.words
    nouns = {words[i.last - 1] for i in asked.row if "there" in i.classes and i.last - i.first > 1}
    whole = asked.scene.whole
    return next((key for key in reversed(asked.scene.known) if key in whole and whole[key].called in nouns), "")


def _told(scene: Scene) -> list[tuple[str, Known]]:
    """Places told before, in titles, and those of the whole document."""
    found = dict(reversed(list(islice(reversed(scene.known.items()), RECENT))))
    for place in (scene.main, country(scene, scene.main), scene.heading, scene.intro, scene.label, scene.lead):
        if place is not None and place.text and (key := key_of(place)) not in found:
            found[key] = scene.known.get(key) or Known(place, scene.sort(place))
    return list(found.items())


def _in_course(asked: Asked, key: str, known: Known, fresh: bool, signs: Signs) -> None:
    """What the sentences right before say of a place: a heading, an event, fewer dead; `fresh`: the event goes on."""
    scene, quantity = asked.scene, asked.row[asked.claim.at].quantity
    just = known.seen == scene.number - 1 >= 0
    if fresh and just and (known.inner or not known.outer):
        signs.append(("its event just told", 1.0))
    hurt = asked.claim.indicator == "casualties.injured" and asked.claim.at < 3 and quantity is not None
    hurt = hurt and quantity.value <= known.values.get("casualties.killed", 0.0) * _MANY  # type: ignore[union-attr]
    told = scene.rest if hurt and not asked.others and not known.among else None
    if told and told[0].indicator == "casualties.killed" and key == key_of(told[1]) and _LONG.isdisjoint(asked.about):
        signs.append(("its event just told", 0.75))  # "killed nine in Jenin, in the West Bank. Twenty were hurt"
    pronoun = asked.sentence.marks.run(asked.row[0].first, "pronoun")
    if key == scene.topic and asked.kind in ("refuge", "shelter", "stay") and pronoun:
        signs.append(("it hosts them", 1.0))  # "Uganda has open borders. It hosts 1.7 million refugees"
    aside = scene.aside and scene.lead is not None and key != key_of(scene.lead)
    just_there = just and not asked.others and not aside
    wide = just_there and not (_LONG if known.sort == "town" else _WARLIKE).isdisjoint(asked.about)
    wide = wide or just_there and _too_many(asked, key, known.where)  # but "bombs hit Goma. The war has killed 900"
    before = asked.row[max(0, asked.claim.at - 3) : asked.claim.at]
    just_there = just_there and not wide and not has_any(before, ("total_of", "sum_word"))
    goes_on = just_there and known.paragraph == scene.paragraph
    framed = known.framed or known.at and scene.figured < known.seen
    framed = framed and (known.figure == known.seen or scene.figured < known.seen)  # its figures were all there
    topic = just_there and key == scene.topic and scene.figured < known.seen and known.sort != "country"
    here = known.among and (just or known.paragraph == scene.paragraph)
    if here and (known.sort != "country" or scene.main is None or key != key_of(scene.main)):
        signs.append(("one of several", 1.0))
    counted = known.sort == "town" and not asked.named and quantity is not None and asked.kind in ("toll", "cross")
    many = (known.values.get("casualties.killed") or math.inf) * _MANY if asked.kind == "toll" else math.inf
    most = known.values.get(asked.claim.indicator, many)  # where many times fewer died no such crowd was hurt
    if counted and quantity.value > most * _MORE:  # type: ignore[union-attr]
        more = 1.0 if asked.claim.indicator in known.values else 1.7
        more = 2.0 if quantity.value > most * FAR_MORE else more  # type: ignore[union-attr]
        signs.append(("more than told there", more))  # "raising the number of deaths since March to 188"
    elif goes_on and framed and not (known.outer or known.among) and known.sort != "country":
        more = 1.0 + 0.4 * (scene.eventful and scene.figured < known.seen)
        signs.append(("it goes on there", more * (asked.kind in _STAYING)))  # "In Tolo, many arrive. Schools shelter"
    elif pronoun and known.figure == scene.figured == scene.number - 1 and not asked.others:  # "It has driven out 900"
        signs.append(("it goes on there", 0.7 * (asked.kind in _STAYING)))
    elif wide and known.sort == "town" and scene.figured < known.seen:
        signs.append(("more than told there", 1.5))
    elif topic:  # "Tolo, a hill province, has seen two years of raids. At least 300 people have died"
        signs.append(("it goes on there", 0.7 * (asked.kind in _STAYING)))


def _of_the_event_told(asked: Asked) -> bool:
    """Whether a sentence begins with the event of the one before: "The explosion killed 40 people"."""
    row = asked.row
    if asked.kind not in EVENTFUL or asked.claim.at < 2 or "definite" not in row[0].classes:
        return False
    return any(not row[n].classes.isdisjoint(_EVENT) for n in range(1, min(4, asked.claim.at)))
