"""What a sentence says of how wide a figure without a place of its own is meant: a war, a year, several attacks."""

from ingest.text.calendars import When
from ingest.text.figures import Claim
from ingest.text.items import Sentence, has_class
from ingest.text.overview import of_another_year
from ingest.text.scene import Scene

WINDOW = 80  # items to each side of a figure in which its place may stand
_EVENT = frozenset({"hazard", "violence", "disaster"})
_DEEDS = frozenset({"violence", "mishap"})
_OF_WAR = 10  # items behind a figure in which the war is told that killed those counted
_NEAR = 9  # items to each side of a figure


def extent(sentence: Sentence, claim: Claim, day: When) -> list[str]:
    """What a sentence says of how wide a figure without a place is meant."""
    low, high = low0, high0 = claim.kept
    row, classes = sentence.items[max(0, low - WINDOW) : high + WINDOW], sentence.classes
    low, high = min(low, WINDOW), min(low, WINDOW) + high - low
    behind = row[high : high + _OF_WAR] if "long_event" in classes else []  # "have been killed in the conflict"
    fought = next((n for n, item in enumerate(behind) if "long_event" in item.classes), 0)
    war = any("place_at" in i.classes and "from" not in i.classes for i in behind[max(0, fought - 5) : fought])
    war = war or bool(behind) and has_class(row[max(0, low - 6) : low], "long_event")
    placed = range(max(0, low - _NEAR), min(high + 4, len(row) - 1)) if "there" in classes else ()
    known = not classes.isdisjoint(_EVENT)
    events = [n for n, i in enumerate(row) if not i.classes.isdisjoint(_EVENT)] if known else []
    told = (
        ("there", any("there" in row[n].classes and "be" not in row[n + 1].classes for n in placed)),  # "Police there"
        ("a war", war),
        ("of months", day.long or war),
        ("another time", "date" in sentence.kinds and of_another_year(row)),
        ("the event", any([n > 0 and "article" in row[n - 1].classes for n in events])),
        ("several events", not classes.isdisjoint(_DEEDS) and _several(sentence, low0, high0)),
        ("for the nation", nationwide(sentence, claim)),
        ("at one spot", "mishap" in classes and has_class(row, "mishap")),
    )
    return [name for name, holds in told if holds]


def nationwide(sentence: Sentence, claim: Claim) -> bool:
    """Whether a toll is told to be that of the whole country: "taking the national death toll to 90"."""
    if claim.link.way != "label" and "number_of" not in sentence.classes:
        return False
    row, kinds = sentence.items, sentence.marks.kinds
    first = row[min(claim.at, max(0, claim.link.at - 2))].first
    return any("of_the_nation" in kinds[n] for n in range(first, row[claim.at].first))


def across_provinces(sentence: Sentence, claim: Claim) -> bool:
    """Whether several provinces are told of right behind: "are living in 143 centres in four provinces"."""
    if "provinces" not in sentence.classes:
        return False
    row, high = sentence.items, claim.kept[1]
    for n in range(high + 2, min(high + _NEAR, len(row) - 1)):
        if row[n].kind in (";", ".") or row[n].mention is not None:
            return False
        if "provinces" in row[n + 1].classes and "place_in" in row[n - 1].classes:
            return row[n].quantity is not None or "several" in row[n].classes
    return False


def left_country(sentence: Sentence, claim: Claim) -> bool:
    """Whether all who left are counted, behind a figure of some: "bringing those who fled the country to 9,000"."""
    if claim.indicator != "displacement.refugees" or claim.link.way not in ("label", "around", "right"):
        return False
    row, low, high = sentence.items, *claim.kept
    behind, verb = row[low : high + 3], row[claim.link.at]
    if claim.link.way != "label":  # "has driven 9,000 Somalis into neighbouring countries"
        out = claim.link.way == "around" and has_class(row[claim.at : high + 3], "abroad")
        if claim.link.way == "right":
            out = any(sentence.marks.run(n, "abroad") == verb.last for n in range(verb.first + 1, verb.last))
        return out and all(i.mention is None or i.mention.kind == "people" for i in behind)
    fled = has_class(behind, "abroad") or claim.link.phrase.role == "before"
    return fled and all(i.mention is None for i in behind) and any(i.quantity is not None for i in row[:low])


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
