"""The place that a figure is for: of all that the document names, the one that the most speaks for.

Each place that may be meant has signs: what stands between it and the figure, the word before it, how long ago it was
told, whether it is the place of the title. The signs have weights, set against labelled texts; the sums decide.
"""

from data.catalogue import fold
from ingest.text import begun
from ingest.text.asked import across, asked, left_country, nationwide
from ingest.text.calendars import When
from ingest.text.elsewhere import before, later
from ingest.text.figures import Claim
from ingest.text.grouped import in_turn
from ingest.text.here import here
from ingest.text.items import Sentence
from ingest.text.scene import Scene, Where, country, key_of, nation, written
from ingest.text.spots import Spot
from ingest.text.standing import total
from ingest.text.weights import Choice


def where(
    scene: Scene,
    sentence: Sentence,
    claim: Claim,
    claims: list[Claim],
    found: list[Spot],
    day: When,
    weighed: list[Choice],
) -> Where:
    """The place of a claim; `found` are the spots of its sentence, and all that is weighed is put into `weighed`."""
    if claim.mention is not None:
        place = written(scene, claim.mention)
    elif "respective" in sentence.classes and (own := in_turn(scene, sentence.items, claim.at)) is not None:
        place = own
    else:
        question = asked(scene, sentence, claim, claims, found, day)
        keys = {spot.key for spot in question.near}
        weighed += here(question) + before(question, keys) + later(question, keys)
        whole = None if nationwide(sentence, claim) else total(scene, sentence.items, claim)
        weighed[:] = [c for c in weighed if key_of(c.it) == whole] or weighed  # no other is in doubt
        best = max(weighed, key=lambda c: c.score, default=None)
        place = best.it if best is not None else nation(scene, sentence.items)
        if place.basis == "inferred" and scene.sort(place) == "town" and across(sentence, claim, "districts"):
            wide = [c for c in weighed if scene.sort(c.it) in ("region", "country")]
            place = max(wide, key=lambda c: c.score).it if wide else place  # "1,300 are in camps in nine districts"
        if place.basis == "inferred" and across(sentence, claim, "provinces"):
            place = (country(scene, place) if place.place_id else None) or nation(scene, sentence.items)
        elif left_country(sentence, claim):
            folk = next((i.mention for i in sentence.items[claim.at : claim.kept[1]] if i.mention is not None), None)
            land = country(scene, place) if place.place_id and claim.link.way == "right" else None
            place = written(scene, folk) if folk is not None else land or nation(scene, sentence.items)
    place = begun.struck(scene, sentence, claim, day, _town(scene, sentence, claim, claims, place))
    scene.before = claim, key_of(place)
    return place


def _town(scene: Scene, sentence: Sentence, claim: Claim, claims: list[Claim], place: Where) -> Where:
    """A town that is known for its crossing, unless what crosses is told: "shells fell on Torkham"."""
    point, name = scene.catalogue.places.get(place.place_id or ""), fold(place.text)
    passing = claim.indicator.startswith("crossing.") or claim.indicator == "displacement.returnees"
    for told in claims if passing and claim.mention is None else ():
        if told.status and told.mention is not None and fold(told.mention.text) == name:
            return written(scene, told.mention)  # "Rafah is open for the sick: 46 patients left"
    town = point is not None and point.kind in ("crossing", "port") and fold(point.name).startswith(f"{name} ")
    if passing or not town:
        return place
    nouns = sentence.marks.lexicon.words.get("place_of", ())[:2]
    ids = next((i for noun in nouns if len(i := scene.catalogue.find_places(f"{noun} {name}")) == 1), [])
    return Where(ids[0] if ids else None, place.text, place.basis)
