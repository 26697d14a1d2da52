"""The places that a sentence names, as written and as meant: where each stands, and what the words around it say."""

from dataclasses import dataclass

from ingest.text.beside import calls, governing, holder, named_next, owns
from ingest.text.gazetteer import gazetteer
from ingest.text.grouped import frontier, group
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number
from ingest.text.names import Mention
from ingest.text.overview import holds
from ingest.text.scene import POINTS, Scene, Where, country, key_of, written
from ingest.text.standins import LINKS, STANDING, and_more, meant, stands, taken_to, vague
from ingest.text.tokens import possessive
from ingest.text.usable import does, ministries, mourns, passed_over, said_there, speaks, usable

_INSIDE = frozenset({"place_in", "article", "direction", "area_noun", "place_of", "that_town", "lies_too"})
_NAMING, _BESIDES = (frozenset({"place_of"}), frozenset({"place_of", "place_at"})), {"beside", "excepting", "lacking"}
_PASSED = frozenset({"article", "direction", "and", "capital_word", "nearby"})
_EVENTS, _PART = frozenset({"hazard", "violence", "long_event", "mishap"}), frozenset({"part", "mostly"})
_LOOSE = frozenset({"bare", "first", "subject", "head"})
_BESIDE = 8  # items from a name to the one beside it
_RETURNED = "displacement.returnees"
_APPOSED = 12  # items to the comma that ends what is said of a name
_COUNTING = frozenset({"reception", "records", "hosting", "home_to", "counts_so_many"})
_HELPERS = frozenset({"have", "perfect", "present", "past", "counts_so_many"}) | _COUNTING


@dataclass(slots=True)
class Spot:
    """A name, or a word that stands for one, in a sentence.

    Attributes:
        at: Index of its item.
        sort: "place", "part" (of a place), "unlisted" (not in the catalogue), "people", "crossing", "facility",
            "nation" ("the country"), "nation told last", "world", "that" ("the town"), "group" ("neighbouring
            countries") or "speaker" (whose authority speaks).
        word: What stands before it: "in", "of", "from", "to", "through", "between", "beside", or "bare"; "frame": it
            is where the sentence begins; "head": the sentence is a line about it; "subject": a verb follows.
        holds: Whether it holds the one beside it; `held`: whether that one holds it.
        inner: Whether the words say that the next one holds it; `outer`: that it holds the one before.
        event: Whether an event is told to be there: "the war in Sudan".
        struck: Whether it is told to be attacked: "attacked southern Israel".
        ward: Whether a hospital is told to be there: "treated at a hospital in Goma".
        more: Whether it is not the only place meant: "in the capital and other areas".
        vague: Whether a smaller place in it is meant, and not named: "a village in Enga".
        broad: Whether it is only the side of a country that a report begins with.
    """

    at: int
    where: Where
    key: str
    sort: str
    word: str
    holds: bool = False
    held: bool = False
    inner: bool = False
    outer: bool = False
    event: bool = False
    struck: bool = False
    ward: bool = False
    more: bool = False
    vague: bool = False
    broad: bool = False


def spots(scene: Scene, sentence: Sentence, shut: frozenset[int], figures: bool) -> list[Spot]:
    """All that a figure of the sentence may be at; items in `shut` are names of speakers; `figures`: it has any."""
    row, classes = sentence.items, sentence.classes
    found: list[Spot] = []
    standing = not classes.isdisjoint(STANDING)
    for n, item in enumerate(row):
        mention = item.mention
        if mention is None:
            if item.last - item.first > 2 or standing and not item.classes.isdisjoint(STANDING):
                found += _standing_in(scene, sentence, n)
        elif mention.kind == "dateline":
            scene.dateline = scene.dateline or written(scene, mention)
        elif "frontier" in classes and (pair := frontier(scene, sentence, n)) is not None:
            found += [Spot(n, place, key_of(place), "place", _word(sentence, n)) for place in pair]
        elif passed_over(sentence, n):
            continue
        elif mention.sort == "capital" and named_next(row, n):
            continue
        elif mention.kind in ("place", "people"):
            where = usable(row, n, shut) or mourns(row, n)
            spot = _named(scene, sentence, n, figures) if where else _speaker(scene, sentence, n, shut)
            if spot is not None:
                if found and found[-1].sort == "people" and found[-1].key == spot.key:
                    found.pop()  # "the Indian state of Bihar"
                found.append(spot)
    if figures and not found:
        found = [Spot(n, seat, key_of(seat), "speaker", _word(sentence, n)) for n, seat in ministries(scene, row, shut)]
    for spot in found:
        acts = spot.word == "subject" or spot.word == "frame" and _is_told_of(sentence, spot.at + 1)
        acts = acts and not mourns(row, spot.at) and not _shelters(row, spot.at)
        if (spot.sort == "speaker" or acts) and row[spot.at].mention is not None:
            _as_government(scene, sentence, spot)
    if len(found) > 1:
        _nest(scene, sentence, found)
    return found


def _standing_in(scene: Scene, sentence: Sentence, n: int) -> list[Spot]:
    """The places that words without a name stand for: "the country", "the town"."""
    if not stands(sentence, n):
        return []
    item, found = sentence.items[n], []
    for sort, place in meant(scene, sentence, n):
        wide = "all_over" in item.classes and sort != "nation told last"
        word = "throughout" if wide else _word(sentence, n)
        word = word if wide or sort in ("that", "group", "part") or word == "subject" else "in"
        within = bool(item.phrases) and sentence.marks.back(item.last - 2, "place_in", 2) >= item.first
        if word == "bare" and (within or "here" in item.classes):
            word = "in"  # "are living in the camp"
        of = n > 1 and sentence.items[n - 1].classes & {"of"} and sentence.items[n - 2].classes & {"body"}
        said = sort == "that" and (of or has_any(sentence.items[n + 1 : n + 2], ("authority", "body")))
        if not said:  # "the city council"
            found.append(Spot(n, place, key_of(place), sort, word))
    return found


def _speaker(scene: Scene, sentence: Sentence, n: int, shut: frozenset[int]) -> Spot | None:
    """A name that is no place of a figure, and still says where a text is: who speaks, and a people that is counted."""
    row, mention = sentence.items, sentence.items[n].mention
    assert mention is not None
    near = row[max(0, n - 2) : n]  # "1.9 million Gazans", "hundreds of Afghans"
    counted = mention.kind == "people" and (has_number(near) or has_class(near, "several"))
    of = n > 1 and "of" in row[n - 1].classes
    says = n in shut or speaks(row, n) or n > 0 and "body" in row[n - 1 - of].classes  # or whose authority speaks
    if not counted and (mention.sort in POINTS or not says or said_there(row, n)):
        return None
    place = group(scene, sentence, n)
    return Spot(n, place, key_of(place), "people" if counted else "speaker", _word(sentence, n)) if place.text else None


def _named(scene: Scene, sentence: Sentence, n: int, figures: bool) -> Spot | None:
    """A name that may be the place of a figure, with what the words around it say where the sentence has `figures`."""
    row, mention = sentence.items, sentence.items[n].mention
    assert mention is not None
    place = group(scene, sentence, n)
    if mention.sort == "admin1" and _its_capital(sentence, n):
        places = scene.catalogue.places
        towns = (w for w in scene.told[::-1] if scene.sort(w) == "town" and w.place_id in places)
        home = places[place.place_id or ""].iso3 if place.place_id else None
        place = next((w for w in towns if places[w.place_id or ""].iso3 == home), place)
    if not place.text:
        return None
    if n > 1 and "nearby" in row[n - 1].classes and "country_noun" in row[n - 2].classes:  # "countries around Syria"
        start = sentence.marks.tokens.starts[row[n - 2].first]
        around = Where(None, sentence.marks.tokens.text[start : mention.end], "stated")
        return Spot(n, around, key_of(around), "group", _word(sentence, n - 2))
    spot = Spot(n, place, key_of(place), _sort(mention), _word(sentence, n))
    own = scene.whole.get(key_of(written(scene, mention))) if place.place_id is None else None
    if own is not None and own.called and own.order >= 0:
        scene.whole.setdefault(spot.key, own)  # of "Tola and Buko" what is told of each
    if done := does(scene, row, n, place):
        if done.startswith("casualties."):
            return None  # "Israel has killed 40 people"
        spot.word = "from"  # "Iran has deported 40,000 people"
    whole = scene.catalogue.places.get(place.place_id or "") if possessive(mention.text) and n + 1 < len(row) else None
    if whole is not None and whole.kind == "region" and not whole.iso3 and not has_any(row[n + 1 : n + 4], _EVENTS):
        return None  # "Asia's youngest nation"
    labelled = spot.word == "head" and row[n + 1].kind == ":"
    over = n > 1 and "over_water" in row[n - 2].classes or n > 2 and "span" in row[n - 3].classes
    over = over and "definite" in row[n - 1].classes  # "across the Tana", "a bridge over the Tana"
    town = not over or mention.sort not in ("", "city") or has_any(row[n + 1 : n + 2], ("area_noun", "and"))
    if not town or (over or spot.word in _LOOSE) and not labelled and _waters(sentence, n):
        return None  # "since the Tana river burst its banks"
    spot.struck = n > 0 and has_any(row[n - 1 : n], ("aggressor", "attacking"))
    if mention.sort == "facility":  # "shells hit the Kora Hospital", "Kora Hospital was bombed"
        was = row[n + 2 : n + 3] if has_class(row[n + 1 : n + 2], "be") else []
        spot.struck |= has_class(row[max(0, n - 2) : n] + was, "attacked")
    spot.ward = taken_to(sentence, n)
    if figures:
        _tell(scene, sentence, spot)
    return spot


def _waters(sentence: Sentence, n: int) -> bool:
    """Whether a name is that of a river, or of one of two: "the Chari and Logone rivers"."""
    row, run = sentence.items, sentence.marks.run
    n += 2 * (n + 2 < len(row) and "and" in row[n + 1].classes and row[n + 2].mention is not None)
    return any(run(at, "water_noun") for at in (row[n].last - 1, row[n].last))


def _its_capital(sentence: Sentence, n: int) -> bool:
    """Whether a province is told only for its capital, which was named before: "in the capital of Kunduz province"."""
    row = sentence.items
    if n < 2 or "place_of" not in row[n - 1].classes or not sentence.marks.run(row[n - 1].first, "capital_word"):
        return False
    return all(item.mention is None for item in row[max(0, n - 4) : n])


def _tell(scene: Scene, sentence: Sentence, spot: Spot) -> None:
    """Notes what the words around a place say of it."""
    row, n = sentence.items, spot.at
    if not sentence.classes.isdisjoint(_EVENTS):
        spot.event = has_any(row[max(0, n - 4) : n], _EVENTS)
    spot.broad = scene.single and scene.number < 2 and "hazard" not in sentence.classes and _broad(scene, row, spot)
    spot.vague = spot.broad or vague(sentence, n, scene.sort(spot.where) == "town") or _terrain(scene, sentence, spot)
    spot.more, spot.where, spot.key = and_more(scene, row, n, spot.where)


def _terrain(scene: Scene, sentence: Sentence, spot: Spot) -> bool:
    """Whether only a landscape of a country is told: "in Peru's jungle", "Mali's far north"."""
    row, n = sentence.items, spot.at
    if scene.sort(spot.where) != "country" or n + 1 >= len(row) or not owns(sentence, n):
        return False
    return has_class(row[n + 1 : n + 3], "terrain")


def _broad(scene: Scene, row: list[Item], spot: Spot) -> bool:
    """Whether a place is only a side of a country, as a report's beginning names it: "western India"."""
    return spot.sort == "part" and not (spot.at and "place_of" in row[spot.at - 1].classes)  # "the island of Lampedusa"


def _as_government(scene: Scene, sentence: Sentence, spot: Spot) -> None:
    """Takes a capital that speaks or acts for its country: "Ankara had admitted", "the government in Kabul"."""
    if spot.where.place_id in gazetteer(scene.catalogue).meant(sentence.marks.lexicon.words.get("capital_word", ())):
        held = country(scene, spot.where)
        if held is not None and held.place_id:
            spot.where = Where(held.place_id, held.text, "inferred")
            spot.key = key_of(spot.where)


def _shelters(row: list[Item], n: int) -> bool:
    """Whether a capital holds people uprooted in its own country: "Mogadishu hosts 850,000 IDPs"."""
    at = next((k for k in range(n + 1, min(n + 4, len(row))) if row[k].quantity is not None), 0)
    own = {key for i in row[at : at + 4] for p in i.phrases for key in p.keys} if at else set()
    return "displacement.idps" in own and not has_any(row[n : at + 4], ("abroad", "records"))


def _sort(mention: Mention) -> str:
    if mention.sort in POINTS:
        return "facility" if mention.sort == "facility" else "crossing"
    if mention.kind == "people":
        return "people"
    return "part" if mention.part else "place" if mention.ids else "unlisted"


def _nest(scene: Scene, sentence: Sentence, found: list[Spot]) -> None:
    """Notes which places of a sentence lie in those beside them, by the catalogue or the words: "Sake, North Kivu"."""
    row = sentence.items
    for k, (one, other) in enumerate(zip(found, found[1:], strict=False)):
        if other.sort == "that" and other.at == one.at + 2 and "place_in" in row[one.at + 1].classes:
            one.inner = other.outer = True  # "Tolo in the same province"
        if row[one.at].mention is None or row[other.at].mention is None:
            continue  # "Aleppo ... across the country"
        other.ward |= one.ward and one.key == other.key  # "in hospitals in Kara and Lome"
        if one.where.place_id is not None and one.key == other.key:  # "in Kenya's northern Turkana county"
            other.inner, other.outer = one.inner, one.outer
            continue
        a, b = one.where.place_id, other.where.place_id
        twice = k + 2 < len(found) and found[k + 2].key == other.key != one.key and b is not None
        twice = twice and found[k + 2].at - other.at < _BESIDE and row[found[k + 2].at].mention is not None
        owned = [found[k + 2]] if twice else []  # "Kenya's Lamu", "the Amazon region of Ucayali"
        if b is not None and b not in row[other.at].mention.ids and not owned:  # type: ignore[union-attr]
            continue  # the holder of a row of names
        apart = "beside" in (one.word, other.word)  # "80 km east of the Chadian capital"
        far = other.at - one.at > _BESIDE or apart
        gap = row[one.at + 1 : other.at]
        near = a is None or b is None or not row[other.at - 1].classes.isdisjoint(_NAMING[other.sort == "part"])
        near |= len(gap) == 1 and "in" in gap[0].classes or has_class(gap, "lies_too")  # "Padang, also on Sumatra"
        if a is not None and b is not None and a != b and b in scene.above(a):
            other.holds = one.held = not far
        elif a is not None and b is not None and a != b and a in scene.above(b):
            one.holds = other.held = not apart
        elif (
            0 < len(gap) <= 5
            and all(i.kind in (",", "(") or i.classes & _INSIDE for i in gap)
            and (near or _worded(scene, row, one, other))
        ):
            by_water = _waters(sentence, one.at) and has_class(gap, "near_to")  # "on the Kwa river near Mushie"
            town = owns(sentence, one.at) and scene.sort(one.where) == "town"  # "Baghdad's Saydiyah district"
            small, large = (other, one) if town or by_water or _smaller(scene, row, one, other) else (one, other)
            small.inner = large.outer = True
            small.held |= small is other and "place_of" in gap[-1].classes
            large.holds |= small.held or large.sort == "part"  # "Flores island in eastern Indonesia"
            for spot in owned if large is other else ():
                spot.outer = True
        elif 2 < len(gap) < 9 and not gap[-1].classes.isdisjoint(LINKS) and calls(gap):
            one.inner = other.outer = True  # "Semba, a fishing village in Kolda"
    for spot in found:
        spot.held = spot.held and not spot.outer


def _worded(scene: Scene, row: list[Item], one: Spot, other: Spot) -> bool:
    """Whether words alone put a place in a larger one, of which the catalogue says nothing: "Beledweyne in Hiran"."""
    wide = one.sort == "part" or scene.sort(one.where) in ("country", "point")
    if wide or not holds(row, one.at, other.at):
        return False
    if has_class(row[one.at + 1 : other.at], "near_to"):
        return True  # "Kassab camp near Kutum"
    return other.sort == "part" or scene.sort(other.where) in ("region", "country")


def _smaller(scene: Scene, row: list[Item], one: Spot, other: Spot) -> bool:
    """Whether the second of two names is the smaller place: "in Oromia, Doba district", "the Piura town of Tambo"."""
    of = "place_of" in row[other.at - 1].classes and not has_kind(row[one.at : other.at], ",")
    if one.where.place_id is None or scene.sort(one.where) not in ("country", "region"):
        beside = other.at - one.at == 2 and "inhabited" in row[other.at - 1].classes  # "the Hawaiian island of Maui"
        return of and (beside or one.where.place_id is not None) and other.where.place_id is None
    if scene.sort(one.where) == "country" and scene.sort(other.where) == "town" and other.sort != "part":
        return True  # "off the Tunisian coast near Zarzis"
    return other.at + 1 < len(row) and "area_noun" in row[other.at + 1].classes


def verb(row: list[Item], m: int) -> int:
    """Where words go on behind a name, and behind what is said of it between commas: "Kora, a town, has"."""
    if m < len(row) and row[m].kind == ",":
        m = 1 + next((k for k in range(m + 1, min(m + _APPOSED, len(row))) if row[k].kind == ","), m)
    return min(m, len(row) - 1)


def _is_told_of(sentence: Sentence, m: int) -> bool:
    """Whether a verb tells what a place counts or what struck it: "Togo counted 13 dead", "Kora, a town, fell"."""
    row, m = sentence.items, verb(sentence.items, m)
    if m + 1 < len(row) and sentence.marks.run(row[m].first, "stricken"):
        return True
    if m + 4 < len(row) and "be" in row[m].classes and "definite" in row[m + 1].classes and row[m + 4].kind == ",":
        return "area_noun" in row[m + 3].classes  # "Tolo is the worst-hit province, with 90 deaths"
    m += m + 2 < len(row) and row[m + 1].quantity is None and row[m].classes.isdisjoint(_COUNTING - {"reception"})
    told = (i.quantity for i in row[m + 1 : m + 3]) if m < len(row) and row[m].classes & _COUNTING else ()
    return any(quantity is not None and quantity.kind in ("count", "zero") for quantity in told)


def _of_a_road(row: list[Item], n: int) -> bool:
    """Whether a name only tells where a road begins or ends: "the road from Kora to Boa is cut"."""
    for k in range(n - 2, max(-1, n - 7), -1):
        if "road_noun" in row[k].classes:
            on = has_any(row[max(0, k - 3) : k], ("place_in",))
            return not on and not row[k + 1].classes.isdisjoint(("from", "between"))
        if row[k].quantity is not None or row[k].kind in (",", ";", "."):
            return False
    return False


def _word(sentence: Sentence, n: int) -> str:
    """What the word before a name says of it."""
    row, marks = sentence.items, sentence.marks
    if n > 1 and "from" in row[n - 1].classes and any(p.keys[0] == _RETURNED for p in row[n - 2].phrases):
        return "from"  # "rentrés du Cameroun"
    if n > 1 and "sent_off" in row[n - 1 - ("leading_article" in row[n - 1].classes)].classes:
        return "from"  # "were made to leave Pakistan"
    if n > 3 and "set_up_for" in row[n - 1].classes and row[n - 2].mention is not None:
        if any("flight" in item.classes or "departure" in item.classes for item in row[max(0, n - 7) : n - 2]):
            return "to"  # "fled Tolo for Chad"
    if n > 1 and "and" in row[n - 1].classes and row[n - 2].kind == ",":
        if _is_told_of(sentence, n + 1) or has_number(row[:n]) and has_number(row[n + 1 : n + 2]):
            return "frame"  # "900 drowned, and Italy has counted 40,000", "hosts 900 who fled Togo, and Benin 40"
    if "epicentre" in sentence.classes and has_any(row[max(0, n - 5) : n], ("epicentre",)):
        return "beside"  # "a quake struck Nepal, with its epicentre in Jajarkot"
    fell = n and "since_word" in row[n - 1].classes and has_any(row[n + 1 : n + 2], ("fallen", "stricken", "overrun"))
    if fell or "road_noun" in sentence.classes and _of_a_road(row, n):
        return "beside"  # "since Tola fell"
    m = n - 1 - (n > 1 and row[n - 1].classes == {"name_link"} and "place_in" in row[n - 2].classes)  # "in Les Cayes"
    m -= m > 0 and row[m].quantity is not None and "definite" in row[m - 1].classes  # "across the three countries"
    while m >= 0 and (not row[m].classes.isdisjoint(_PASSED) or row[m].mention or row[m].kind == ","):
        m -= 1
    for back in range(m, max(m - 4, -1), -1):  # "in rebel-held Idlib"
        item = row[back]
        if not item.classes.isdisjoint(("place_in", "place_of", "by_way_of")):
            m = back
        if item.kind != "word" and item.classes.isdisjoint(("adjective", "article")) and not owns(sentence, back):
            break
    following = row[n + 1].classes if n + 1 < len(row) else frozenset()
    if m < 0 or row[m].kind in (".", ":", ";") or m == 0 and "sum_word" in row[0].classes:
        if _is_told_of(sentence, n + 1):
            return "frame"
        if row[verb(row, n + 1)].classes & _HELPERS:
            return "subject"
        return "head" if n + 1 < len(row) and row[n + 1].kind in (":", "-", "(") else "first"
    m = governing(row, m) if row[m].classes & {"place_of", "facility_part"} else holder(row, m)
    classes = row[m].classes
    if "along_road" in classes or "ravaged" in classes:
        return "in"  # "a blast on the road to Stepanakert", "a gale tore through Tulear"
    if "by_way_of" in classes or "contested" in classes:
        return "through" if "by_way_of" in classes else "between"
    part = m if classes & _PART else m - 1
    aside = part > 1 and not row[part].classes.isdisjoint(_PART) and row[part - 1].kind == ","
    if aside and row[part - 2].mention is None:
        aside = not has_number(row[:part]) and any(n < part for n in sentence.named)
    if "near_to" in classes:  # "close to the Chadian border", "which is near Goma"
        land = row[n].mention is not None and row[n].mention.sort == "country"  # type: ignore[union-attr]
        aside = aside or land and m > 0 and "area_noun" in row[m - 1].classes  # "in provinces near Saudi Arabia"
        aside = aside or "frontier" in following or m > 0 and "be" in row[m - 1].classes
    aloof = m > 1 and (row[m - 2].mention is not None and "direction" in row[m - 1].classes)  # "Tala, north of"
    aloof = aloof or m > 1 and "length" in row[m - 2].classes  # "80 km east of the capital"
    facing = m > 1 and "from" in classes and "abroad" in row[m - 1].classes and row[m - 2].kind == ","
    if aside or facing or not classes.isdisjoint(_BESIDES) or "of" in classes and aloof:
        return "beside"  # "a town north of Mogadishu", "in Adre, across the border from Sudan, 40,000 people"
    last = row[m].last - 1
    kinds = marks.kinds[last]
    if {"place_in", "place_of"} <= classes:
        return "frame" if m == 0 else "in"  # "off the coast of"
    for name, word in (("from", "from"), ("to", "to"), ("heading_to", "to"), ("place_of", "of"), ("place_in", "in")):
        if name in classes or name in kinds and marks.run(last, name) == last + 1:
            opens = m == 0 or m == 2 and row[1].kind == "," and "abroad" in row[0].classes  # "Across the border, in"
            return "frame" if opens and word in ("in", "of") else word
    return "subject" if n + 1 < len(row) and row[verb(row, n + 1)].classes & _HELPERS else "bare"
