"""What the catalogue knows of how a crisis began: the year of its first day, and where that day's attack struck."""

from dataclasses import replace
from datetime import date

from data.catalogue import Catalogue, Crisis
from ingest.text.calendars import When
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Sentence
from ingest.text.scene import Scene, Where

_FRESH = 60  # so many days after a day without a year it is told as that of this year


def years(heads: list[Sentence], body: list[Sentence], catalogue: Catalogue, published: date | None) -> None:
    """Gives days without a year that of a crisis's first day, where its place is named: "since 7 October"."""
    if published is None:
        return
    dated = [i for s in body if "date" in s.kinds for i in s.items if i.period is not None and not i.period.dated]
    for crisis in catalogue.crises.values():
        days = [i for i in dated if _is_first(i.period, crisis.first_day, published)]  # type: ignore[arg-type]
        if days and _spoken_of(crisis, (*heads, *body), catalogue):
            for item in days:
                assert item.period is not None
                ends = item.period.to_day == item.period.from_day
                end = crisis.first_day if ends else item.period.to_day
                item.period = replace(item.period, from_day=crisis.first_day, to_day=end)


def _is_first(period: Period, first: date, published: date) -> bool:
    """Whether a day without a year may be the first of a crisis, and is not a fresh one of a later year."""
    day = period.from_day
    if day is None or period.grain not in ("day", "span") or (day.month, day.day) != (first.month, first.day):
        return False
    if period.relation == "on" and (period.to_day != day or (published - day).days < _FRESH):
        return False
    return day > first


def _spoken_of(crisis: Crisis, sentences: tuple[Sentence, ...], catalogue: Catalogue) -> bool:
    named = {i for s in sentences for n in s.named if (m := s.items[n].mention) is not None for i in m.ids}
    return any(i in catalogue.places and catalogue.within(i, crisis.places) for i in named)


def struck(scene: Scene, sentence: Sentence, claim: Claim, day: When, place: Where) -> Where:
    """Where the attack struck that a crisis began with: "the war began with an attack by X, which killed 1,200"."""
    if not claim.indicator.startswith("casualties.") or day.start is None or day.start != day.end:
        return place
    told = place.basis == "stated" and any(i.mention and i.mention.ids for i in sentence.items[claim.at :])
    if told or place.place_id is None:
        return place
    for crisis in scene.catalogue.crises.values():
        if crisis.begun_in is None or crisis.first_day != day.start:
            continue
        if scene.catalogue.within(place.place_id, crisis.places) and _by_fighters(scene, sentence, claim):
            return Where(crisis.begun_in, scene.catalogue.places[crisis.begun_in].name, "inferred")
    return place


def _by_fighters(scene: Scene, sentence: Sentence, claim: Claim) -> bool:
    """Whether fighters or an armed group are told right before as those who killed."""
    for item in reversed(sentence.items[: claim.at]):
        if "armed" in item.classes or "over_border" in item.classes:
            return True
        if item.mention is not None and item.mention.kind == "organisation":
            return any(scene.catalogue.organisations[i].kind == "armed_group" for i in item.mention.ids)
        if item.kind == "quantity" or item.mention is not None and item.mention.ids:
            return False
    return False
