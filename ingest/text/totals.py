"""Totals whose parts stand behind them, each with a place of its own, which is not that of the whole."""

from dataclasses import replace

from ingest.text.figures import Claim
from ingest.text.items import Item, has_any, has_class, passing
from ingest.text.nearby import adds_up
from ingest.text.nouns import HEALTH
from ingest.text.scene import Scene, Where, country, key_of
from ingest.text.spots import Spot
from ingest.text.tokens import possessive
from ingest.text.weights import Choice

_BESIDE = 4  # items behind the last part in which its place stands
_BRACKET = 24  # items of a bracket at most
_OPENING = frozenset({"frame", "subject", "head"})
_HAVING, _PLACED = frozenset({"have", "perfect", "adverb", "reception"}), frozenset({"in", "bare", "from"})
_HOSTING = frozenset({"hosting", "have", "reception", "remain"})
_BEING = frozenset({"be", "present", "dwell", "remain"})
_MISCOUNTED = 1.05  # the parts that a text lists may be a few more than its total
_MANY = 1.5e7  # more people than any one country has had displaced, or taken in, at one time
_UNLIKELY = -2.5  # the score of a place that a figure is not of
_LEVELS = ("displacement.idps", "displacement.refugees")


def of_the_whole(row: list[Item], claim: Claim, found: list[Claim], named: list[Spot]) -> list[Spot]:
    """The names that may be where a total is: "519 died (430 in Ica, 60 in Chincha)" did not all die in Ica."""
    if claim.status is not None:
        return named
    if claim.indicator == "crossing.medevac":
        named = [spot for spot in named if spot.word != "to"]  # the sick are counted where they left
    if claim.indicator.startswith("displacement."):
        named = [s for s in named if not _scope(row, s)]
    if claim.indicator == "displacement.idps":
        named = [s for s in named if s.sort != "group" or "abroad" not in row[s.at].classes]  # "neighbouring countries"
    if claim.indicator == "displacement.idps":  # "90,000 are IDPs, and 40,000 have found refuge in Chad"
        fled = (c.at for c in found if c.indicator == "displacement.refugees" and c.link.way == "right")
        abroad = min((at for at in fled if at > claim.at), default=len(row))
        named = [s for s in named if s.at < abroad]
    if claim.indicator.startswith("health.") and (own := _owner(row, claim, named)):
        return own
    if (sum_at := adds_up(row, 0, claim.at)) and not has_class(row[sum_at : claim.at], "there"):
        rest = [s for s in named if s.at > sum_at or s.word not in ("in", "of", "bare")]
        if claim.indicator.startswith("casualties."):
            named = rest  # "two died in Ica, bringing the toll to 9"
    if len(found) < 2:
        return named
    named = _but_of_others(row, claim, found, named)
    alike = [c for c in found if c.indicator == claim.indicator and c.unit == claim.unit and c.status is None]
    parts = [c for c in alike if c.at > claim.at]
    for part in found:
        if part.at > claim.at and part.status is None and "part_of_them" in row[part.at - 1].classes:
            named = _but_of_the_part(row, claim, part, named)  # "displaced 900, of whom 40 stay in Ica"
    if claim.indicator == "casualties.injured":  # "41 died and 12 were hurt: 20 in Ica, 21 in Puno"
        dead = [c for c in found if c.at > claim.at and c.indicator == "casualties.killed"]
        dead = [c for c in dead if c.link.way == "list" or _of_those(row, c.at)]
        taken = [s for part in dead for s in _own(row, part, named)]
        named = [s for s in named if s not in taken]
    every = len(named)
    for part in parts:
        named = _but_of_the_part(row, claim, part, named)
    if len(parts) < 2:
        return named
    values = [q.value for c in (claim, *parts) if (q := row[c.at].quantity) is not None]
    opening = next((n for n in range(claim.at + 1, parts[0].at) if row[n].kind in ("(", ":")), 0)
    if row[parts[0].at - 1].kind == "-":
        opening = opening or parts[0].at - 1  # "400 were hurt - 330 in Ica, 40 in Puno"
    total = sum(values[1:])
    most = opening or len(parts) > 2 and total > values[0] / 2
    if total != values[0] and not (most and total < _MISCOUNTED * values[0]) or max(values[1:]) >= values[0]:
        return named
    n = passing(row, parts[0].at - 1, _HAVING, claim.at)  # "of 519 deaths, Ica reported 430"
    first = opening or min(n, parts[0].at - 1) - 1  # "Ica 430", but not "died in Peru, 430 of them in Ica"
    if parts[0].at == opening + 1 and row[opening + 2].kind == ")":
        first = opening - 2  # "killed 519 people in Ica (430), Chincha (60)"
    outside = [spot for spot in named if not first < spot.at <= parts[-1].at + _BESIDE]
    return outside if every - len(outside) >= 2 else named


def _owner(row: list[Item], claim: Claim, named: list[Spot]) -> list[Spot]:
    """The place whose hospitals a figure counts some of: "two of Kunar's three hospitals work, and one, in Nurgal"."""
    near = (s for s in named if claim.at < s.at < claim.at + 4 and (m := row[s.at].mention) and possessive(m.text))
    return [s for s in near if any(not i.units.isdisjoint(HEALTH) for i in row[s.at + 1 : s.at + 4])]


def _scope(row: list[Item], spot: Spot) -> bool:
    """Whether a name only tells among whom somebody has the most: "5.7 million IDPs, the most in Africa"."""
    name = row[spot.at].mention
    if name is None or name.sort != "region" or spot.word != "in" or spot.at < 2:
        return False
    top = next((n for n in range(spot.at - 2, max(spot.at - 7, 0), -1) if "most_of_all" in row[n].classes), 0)
    comma = next((n for n in range(top - 1, max(top - 4, -1), -1) if row[n].kind in (",", "-")), -1) if top else -1
    verbs = range(max(1, top - 3), top)  # items of "hosts the second largest"
    if any(row[n].classes & _HOSTING and row[n - 1].mention is not None for n in verbs):
        return True  # "Uganda hosts the largest refugee population in Africa"
    return comma >= 0 and not any(i.quantity is not None or i.mention is not None for i in row[comma : spot.at])


def _but_of_others(row: list[Item], claim: Claim, found: list[Claim], named: list[Spot]) -> list[Spot]:
    """The names less those of parts told in brackets: "9 died, most in Ica (7), and 40 were hurt"."""
    taken: set[int] = set()
    for part in found:
        if part.link.way not in ("list", "noun") or part.at == claim.at:
            continue
        start = next((n for n in range(part.at - 1, max(part.at - _BRACKET, -1), -1) if row[n].kind in "()"), -1)
        if start < 0 or row[start].kind == ")":
            continue
        end = next((n for n in range(part.at, min(part.at + _BRACKET, len(row))) if row[n].kind == ")"), len(row))
        if not start < claim.at < end:
            taken.update(range(start, end))
            if start == part.at - 1 and not any(s.at == start - 1 and s.word in _OPENING for s in named):
                taken.add(start - 1)
    return [s for s in named if s.at not in taken] if taken else named


def _but_of_the_part(row: list[Item], whole: Claim, part: Claim, named: list[Spot]) -> list[Spot]:
    """The names less the one right behind a part: "700 people, including 400 in Sake, fled" did not all flee Sake."""
    one, other = row[whole.at].quantity, row[part.at].quantity
    if one is None or other is None or one.value <= other.value:
        return named
    told = has_any(row[max(whole.at, part.at - 3) : part.at], ("part", "most_of_all", "portion"))
    told = told or has_class(row[part.at + 1 : part.at + 3], "part_of_them")
    if not (told or _of_those(row, part.at)) and part.link.way != "list":
        return named
    return [s for s in named if s not in _own(row, part, named)]


def _of_those(row: list[Item], at: int) -> bool:
    """Whether a number counts some of those already counted: "with 12 of the deaths in Ica"."""
    return has_class(row[at + 1 : at + 2], "of") and has_class(row[at + 2 : at + 4], "counted_before")


def _own(row: list[Item], part: Claim, named: list[Spot]) -> list[Spot]:
    """The name right before or behind a number of a list: "Ica 430", "most of them (700) in Sake"."""
    end = part.subject.end
    if row[part.at - 1].kind == "(" and end < len(row) and row[end].kind == ")":
        if (before := next((s for s in named if s.at == part.at - 2), None)) is not None:
            return [before]  # "in Ica (430) in Puno (60)"
    end += end < len(row) and row[end].kind == ")"
    behind = (s for s in named if end < s.at <= end + _BESIDE and _leads_to(row[end : s.at]))
    n = passing(row, part.at - 1, _HAVING)  # "Ica has reported 430"
    n -= n > 0 and "accounting" in row[n].classes and "with" not in row[n].classes  # "with Ica accounting for 430"
    own = next(behind, None) or next((s for s in named if s.at == n), None)
    return [] if own is None else [own]


def _leads_to(row: list[Item]) -> bool:
    """Whether only prepositions, articles and words such as "alone" stand before a name."""
    while row and (not row[0].classes.isdisjoint(("be", "have", "adverb")) or row[0].has_role("before")):
        row = row[1:]  # "16 were reported in", "of whom 1,600 died in"
    while row and (not row[0].classes.isdisjoint(_BEING) or "part_of_them" in row[0].classes):
        row = row[1:]  # "of whom 40 stay in Ica", "40 of them are in Ica"
    if not row or row[0].classes.isdisjoint(("place_in", "place_at")):
        return False
    return all(item.kind == "phrase" and not (item.phrases or item.units or "and" in item.classes) for item in row)


def apart(
    scene: Scene, row: list[Item], claim: Claim, place: Where, chosen: list[Choice], named: list[Spot], near: list[Spot]
) -> Where:
    """The place of a total, which is none of those of its parts, wherever else the text names them, but holds them."""
    quantity = row[claim.at].quantity
    clinics = claim.unit == "facilities" and quantity is not None and quantity.value >= 100  # no town has so many
    wide = (clinics or claim.indicator.startswith(("funding.", "health.attacks"))) and place.basis == "inferred"
    if wide and (scene.sort(place) == "town" or place.place_id is None and not claim.indicator.startswith("funding.")):
        return country(scene, place if place.place_id else scene.main) or place  # an appeal is for a land
    many = quantity is not None and quantity.kind == "count" and quantity.value >= _MANY
    if many and claim.indicator in _LEVELS and place.basis == "inferred" and scene.sort(place) == "country":
        if world := scene.catalogue.find_places("World"):
            return Where(world[0], scene.catalogue.places[world[0]].name, "inferred")
    placed = _PLACED if claim.indicator.startswith("casualties.") else _PLACED - {"from"} | {"to"}
    own = _own(row, claim, named) if claim.link.way == "list" and claim.mention is None else None
    if own and own[0].word in placed:
        return place if place.text == own[0].where.text else own[0].where
    if len(near) == len(named):
        return place
    if place.basis == "inferred" and (listed := _listed(scene, row, [spot for spot in named if spot not in near])):
        return Where(None, listed, "stated")
    inside = {key_of(spot.where) for spot in named} - {key_of(spot.where) for spot in near}
    others = [choice for choice in chosen if key_of(choice.it) not in inside]
    row_of = claim.indicator.startswith("displacement.") and " and " in place.text  # parts may be wherever they went
    if place.basis == "inferred" and not _side(scene, place) and not row_of:
        above = [{*scene.above(key)} for key in inside if key in scene.catalogue.places]
        holders = set.intersection(*above) if above else set()
        holding = [choice for choice in others if choice.it.place_id in holders]
        if holding and place.place_id not in holders:
            return max(holding, key=lambda choice: choice.score).it
        if place.place_id is not None and not inside.isdisjoint(scene.above(place.place_id)):
            nearest = next((i for i in scene.above(place.place_id) if i in holders), None)
            if nearest is not None:  # of "1,774 dead, of whom 1,664 in the Visayas", told in a town of theirs
                return Where(nearest, scene.catalogue.places[nearest].name, "inferred")
        if not above and len(inside) > 1 and scene.sort(place) == "town":  # "60 dead: 51 in Ora and nine in Boa"
            land = scene.heading or country(scene, scene.main)
            return land if land is not None and land.place_id is not None else place
    others = [choice for choice in others if choice.it.place_id is not None or choice.score > _UNLIKELY]
    return place if key_of(place) not in inside or not others else max(others, key=lambda choice: choice.score).it


def _listed(scene: Scene, row: list[Item], parts: list[Spot]) -> str:
    """Two or three places, each told with its number, as the place of their total; "": they are not so told."""
    lands = all(scene.sort(s.where) == "country" for s in parts)  # of provinces their country is meant
    if not 2 <= len(parts) <= 3 or not (all(_bracketed(row, s.at) for s in parts) or lands and _summed(row, parts)):
        return ""
    if any(one.where.place_id is None for one in parts) or parts[-1].at - parts[0].at > 5 * len(parts):
        return ""
    names = [spot.where.text for spot in parts]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _bracketed(row: list[Item], at: int) -> bool:
    """Whether a name has its number behind it in a bracket: "Turkey (18,900)"."""
    return at + 2 < len(row) and row[at + 1].kind == "(" and row[at + 2].quantity is not None


def _summed(row: list[Item], parts: list[Spot]) -> bool:
    """Whether names stand behind their numbers, which a colon opens: "22,300: 18,900 in Turkey and 3,400 in Syria"."""
    first = parts[0].at
    opens = first > 2 and row[first - 3].kind == ":" and row[first - 2].quantity is not None
    opens = opens and not has_class(row[first - 1 : first], "from")  # "have returned: 18,900 from Turkey"
    return opens and all(has_class(row[s.at - 1 : s.at], "place_in") and row[s.at - 2].quantity for s in parts)


def as_the_rest(claim: Claim, place: Where, before: Claim, other: Where) -> Where:
    """The place of some of the hospitals of which others were just told: "of six in Kosti two work, four are shut"."""
    alike = claim.indicator.startswith("health.") or claim.indicator == before.indicator == "crossing.people"
    alike = alike and claim.status is before.status is None and claim.unit == before.unit
    if claim.indicator.startswith("casualties.") and before.indicator == "health.attacks":
        alike = claim.at > before.at  # "28 attacks, with 8 deaths"
    return other if place.basis == "inferred" and alike else place


def _side(scene: Scene, place: Where) -> bool:
    """Whether a place is only a side of one: "north-eastern Syria"."""
    if place.place_id is not None:
        return scene.catalogue.places[place.place_id].kind == "region"
    return bool(scene.catalogue.find_places(place.text.partition(" ")[2]))


def apportion(row: list[Item], claims: list[Claim]) -> list[Claim]:
    """Tells a figure once for each place of a list: "one each in Feni, Noakhali and Lakshmipur"."""
    found: list[Claim] = []
    for claim in claims:
        end = claim.subject.end
        if end + 1 >= len(row) or "every" not in row[end].classes:
            found.append(claim)
            continue
        numbers = (n for n in range(end + 1, len(row)) if row[n].quantity is not None and row[n - 1].kind != "(")
        last = min(end + _BRACKET, next(numbers, len(row)))  # "three each in Feni and Boa, two in Sylhet"
        names = [(n, m) for n in range(end + 1, last) if (m := row[n].mention) is not None]
        placed = [replace(claim, mention=m, kept=(claim.kept[0], n)) for n, m in names if m.kind == "place"]
        found += placed if len(placed) > 1 else [claim]
    return found
