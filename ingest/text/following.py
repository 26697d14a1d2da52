"""What a sentence leaves to the next: the places of its figures, those that it names, and what a list is of."""

from ingest.text.figures import Claim
from ingest.text.items import Sentence, has_class
from ingest.text.overview import of_another_year
from ingest.text.scene import POINTS, Known, Scene, Where, key_of, label, written
from ingest.text.spots import Spot
from ingest.text.standing import kind_of, led

_EVENTS = frozenset({"violence", "hazard", "mishap", "local_event", "long_event"})
_ROW = 4  # so many names in a sentence are a row
_NAMED = 7  # items at the beginning of a sentence in which the place that it is about is named
_TOPIC = frozenset({"subject", "first", "head", "bare"})


def follow(scene: Scene, sentence: Sentence, found: list[tuple[Claim, Where]], named: list[Spot]) -> None:
    """Keeps what a sentence leaves to the next: the places of its figures, and those that it names."""
    row, past = sentence.items, "date" in sentence.kinds and of_another_year(sentence.items)
    lasts = past and any(i.period is not None and i.period.relation == "since" for i in row)
    aside = past and scene.lead is not None and bool(found) and not lasts  # "In 2017 a bombing killed 90": by the way
    scene.topic = next((s.key for s in named if s.at < 2 and s.word in _TOPIC and s.sort != "speaker"), "")
    for spot in named:
        mention = row[spot.at].mention
        if mention is None and (spot.sort == "that" or spot.word == "throughout" and not spot.at):  # "Nationwide, ..."
            known = _know(scene, spot.where)
            known.seen, known.paragraph = scene.number, scene.paragraph
        if mention is None or mention.kind != "place" or spot.sort == "speaker" or spot.word == "beside":
            continue
        at = spot.word in ("in", "of", "frame") and not spot.ward
        own = written(scene, mention)
        listed = spot.key in scene.whole and spot.where.place_id is None
        for place in (own, spot.where) if spot.key != key_of(own) and not listed else (spot.where,):
            known = _know(scene, place)
            known.seen, known.paragraph, known.at = scene.number, scene.paragraph, at
            known.among = place is own and spot.key != key_of(own) or len(named) >= _ROW and known.sort == "region"
            known.among |= has_class(row[spot.at + 1 : spot.at + 2], "and_elsewhere")  # "into Kabul and other towns"
            known.led = led(sentence, spot.at, spot.word)
            apposed = 0 < spot.at < _NAMED and "be" in row[spot.at - 1].classes and spot.at == sentence.named[0]
            known.framed = spot.word == "frame" or apposed  # "The worst-hit place is Feni"
            known.times += 1
            known.inner, known.outer = spot.held or spot.inner, spot.holds or spot.outer
            if spot.struck:
                known.struck = scene.number
            if at and not (spot.outer or spot.holds or aside):  # of "Camp 11 in Cox's Bazar" the camp
                scene.spot = place
        scene.told.insert(len(scene.told) - bool(spot.outer and scene.told), own)  # "Tolo, a town above the capital"
    for claim, place in found:
        known = _know(scene, place)
        if not aside:
            known.figure = scene.figured = scene.number
        quantity = row[claim.at].quantity if claim.status is None else None
        if quantity is not None:
            known.values[claim.indicator] = max(known.values.get(claim.indicator, 0.0), quantity.value)
        if kind_of(claim.indicator) in ("toll", "flight"):
            known.toll = scene.number
            if place.basis == "stated" and not past:
                scene.lead = scene.lead or place
    apart = {key_of(place): place for _, place in found if place.basis == "stated"}
    for key in apart if len(apart) > 1 else ():
        scene.known[key].among = all(not p.place_id or key not in scene.above(p.place_id) for p in apart.values())
    scene.before, scene.rest = None, found[-1] if found and found[-1][0].status is None else None
    scene.eventful = not sentence.classes.isdisjoint(_EVENTS) and not found
    scene.bygone, scene.aside = past, aside
    scene.number += 1


def _know(scene: Scene, place: Where) -> Known:
    """What is known of a place, put last of all."""
    key = key_of(place)
    known = scene.known.pop(key, None) or Known(place, scene.sort(place))
    scene.known[key] = known
    return known


def begin(scene: Scene, sentence: Sentence) -> None:
    """Begins a paragraph: in a list, what its first line says is kept."""
    span = sentence.span
    own = label(scene, sentence.items)
    scene.label = own or scene.label if scene.paragraph == span.paragraph else own
    if scene.paragraph != span.paragraph:
        scene.paragraph = span.paragraph
        if span.kind == "sentence":
            scene.intro = None
        if sentence.items and sentence.items[-1].kind == ":":
            names = [m for i in sentence.items if (m := i.mention) and m.kind == "place" and m.sort not in POINTS]
            scene.intro = written(scene, names[-1]) if names else None
