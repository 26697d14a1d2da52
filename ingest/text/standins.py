"""What words that stand for a place mean, "the country", "the world", "here"; and those of one without a name."""

from ingest.text.grouped import of_a_side, side_of, these
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.overview import holds
from ingest.text.scene import POINTS, Scene, Where, country, key_of, province, written
from ingest.text.tokens import possessive

_NOUNS = {
    "that_territory": frozenset({"territory", "admin2"}),
    "that_area": frozenset({"city", "area", "admin2", "admin1", "region", "camp", ""}),
    "that_town": frozenset({"city", "area", "admin2", ""}),
    "that_region": frozenset({"admin1", "admin2", "region", "area", "territory", ""}),
    "that_camp": frozenset({"camp"}),
}
_NOUNS_LAST = (*_NOUNS, "that_province")
_STANDING_FOR = frozenset(
    {"here", "side_of_it", "group_place", "worldwide", "whole_country", "area_noun", "country_noun", "nation_noun"}
) | set(_NOUNS)
STANDING = _STANDING_FOR | {"direction"}  # without one of these only a long phrase stands for a place
_AFTER = frozenset({"and", "speech", "after", "since", "while", "place_at", "definite"})
_DESCRIBING = frozenset({"direction", "adjective"})
_TOLD = 30  # so many of the places told last may be meant
_HERE = 3  # so many sentences behind a dateline in which "here" is the place of writing
DEEDS = frozenset({"violence", "local_event", "mishap", "attacked", "overrun", "assailed", "ruined"})
LINKS = frozenset({"place_in", "place_at", "place_of", "of"})
_SMALLER = frozenset({"area_noun", "facility_noun"})
_SMALLEST = _SMALLER | {"spot_noun"}  # a mosque, but not where its town is told
_SPOTS, _SITES = frozenset({"area_noun", "spot_noun"}), frozenset({"sites", "hospitals", "facilities"})


def stands(sentence: Sentence, n: int) -> bool:
    """Whether an item is, or ends in, words that stand for a place."""
    item = sentence.items[n]
    if not item.classes.isdisjoint(_STANDING_FOR) or "direction" in item.classes and _bare_side(sentence.items, n):
        return True
    return bool(item.phrases) and item.last - item.first > 2 and bool(_noun_last(sentence, n))


def meant(scene: Scene, sentence: Sentence, n: int) -> list[tuple[str, Where]]:
    """What "the country", "the world" and "the town" are in this document."""
    row = sentence.items
    classes = row[n].classes
    if last_noun := _noun_last(sentence, n):
        classes = last_noun  # "through the town", where "through the" is one item
    if "here" in classes and scene.dateline is not None and scene.number < _HERE:
        if not n or row[n - 1].classes.isdisjoint(("issued", "speech")):  # not "a report released here"
            return [("that", scene.dateline)]
    ends = n + 1 >= len(row) or row[n + 1].kind in (",", ";", ".")
    if "here" in classes and scene.dateline is None and n and ends and scene.told:
        if scene.sort(scene.told[-1]) == "town" and has_any(row[n - 1 : n], ("dwell", "be", "present")):
            return [("that", scene.told[-1])]  # "some 74,000 displaced people lived here"
    if "side_of_it" in classes or "direction" in classes and _bare_side(row, n):
        return [("part", side)] if (side := _side(scene, sentence, n)) is not None else []
    if "that_region" in classes and n > 1 and "direction" in row[n - 1].classes:  # "across the southern region"
        land = _country_named(scene, row[:n]) or country(scene, scene.main)
        if land is None or land.place_id is None:
            return []
        tokens, word = sentence.marks.tokens, row[n - 1]
        text = f"{tokens.text[tokens.starts[word.first] : tokens.ends[word.last - 1]].lower()} {land.text}"
        ids = scene.catalogue.find_places(text)
        return [("part", Where(ids[0] if len(ids) == 1 else None, text, "inferred"))]
    if "group_place" in classes:
        tokens = sentence.marks.tokens
        text = tokens.text[tokens.starts[row[n].first] : tokens.ends[row[n].last - 1]]
        return [("group", Where(None, text, "stated"))]
    if "worldwide" in classes:
        ids = scene.catalogue.find_places("World")
        return [("world", Where(ids[0], scene.catalogue.places[ids[0]].name, "stated"))] if ids else []
    if "whole_country" in classes or (told := _told_as_nation(scene, row, n)) >= 0:
        return _nation(scene, row, n if "whole_country" in classes else told)
    if not classes.isdisjoint(("area_noun", "country_noun")) and (row_of := these(scene, sentence, n)) is not None:
        return [("that", row_of)]
    if classes.isdisjoint(_NOUNS):
        return []
    kinds = next(k for name, k in _NOUNS.items() if name in classes)
    if n + 1 < len(row) and (row[n + 1].mention is not None or row[n + 1].classes & {"of", "place_of", "capital_word"}):
        return []
    apposed = n > 1 and row[n - 1].kind == "," and row[n - 2].mention is not None
    if apposed and has_any(row[n + 1 : n + 2], ("place_in",)):
        return []  # "Tolo, the village in Kara where"
    last = _last_told(scene, sentence, n, classes, kinds)
    return side_of(scene, sentence, n, last[0][1]) if last and of_a_side(row, n) else last


def _told_as_nation(scene: Scene, row: list[Item], n: int) -> int:
    """Where words begin that tell a country without its name: "the Sahel state", "Asia's poorest nation"; else -1."""
    nation = "nation_noun" in row[n].classes
    for m in range(n - 1, max(n - 6, -1), -1):
        item, mention = row[m], row[m].mention
        whole = scene.catalogue.places.get(mention.ids[0]) if mention is not None and mention.ids else None
        of_many = whole is not None and whole.kind == "region" and not whole.iso3
        if "definite" in item.classes or of_many and possessive(mention.text):  # type: ignore[union-attr]
            return m if nation and m < n - 1 else -1
        nation |= of_many and "province_noun" in row[n].classes
        if mention is not None and mention.ids and not of_many or item.kind not in ("word", "name", "phrase"):
            break
    return -1


def _nation(scene: Scene, row: list[Item], n: int) -> list[tuple[str, Where]]:
    """What "the country" is: the one last named, that of the title, or that of most places."""
    if n + 1 < len(row) and (owned := row[n + 1].mention) is not None and owned.sort == "capital":
        return []  # "in the country's capital"
    found: list[tuple[str, Where]] = []
    if (own := _country_named(scene, row[:n])) is not None:
        return [("nation", _left(scene, row[:n], own) or own)]
    last = scene.told[-1] if scene.told else None
    if last is not None and scene.main is not None and (known := scene.known.get(key_of(last))) and known.led:
        last = None  # "200,000 fled to Chad. Inside the country 900,000 are displaced"
    if last is not None and scene.rest and scene.rest[0].indicator == "displacement.refugees":
        last = last if key_of(scene.rest[1]) != key_of(last) else None  # "Chad hosts 200,000. Inside the country"
    for sort, place in (("nation", scene.heading), ("nation", scene.main), ("nation told last", last)):
        held = country(scene, place)
        if held is not None and held.place_id and all(held.place_id != w.place_id for _, w in found):
            if scene.sort(held) != "country":
                continue  # a region of many countries
            found.append((sort, Where(held.place_id, held.text, "inferred")))
    most = max(scene.countries, key=lambda i: scene.countries[i], default="") if not found else ""
    if most in scene.catalogue.places:  # a text of towns that the catalogue lacks
        found.append(("nation", Where(most, scene.catalogue.places[most].name, "inferred")))
    return found


def _left(scene: Scene, row: list[Item], last: Where) -> Where | None:
    """The country of the text, where the last named is one that people left it for: "from Togo to Benin; inside it"."""
    main = country(scene, scene.main)
    if main is None or main.place_id is None or main.place_id == last.place_id or scene.sort(main) != "country":
        return None
    at = max((n for n, item in enumerate(row) if item.mention and last.place_id in item.mention.ids), default=0)
    while at > 1 and (row[at - 1].kind == "," or "and" in row[at - 1].classes) and row[at - 2].mention is not None:
        at -= 2  # "to Moldova and Poland"
    abroad = at > 0 and not row[at - 1].classes.isdisjoint(("place_in", "place_to", "set_up_for"))
    own = any(item.mention is not None and main.place_id in item.mention.ids for item in row)
    return Where(main.place_id, main.text, "inferred") if own and abroad else None


def _last_told(
    scene: Scene, sentence: Sentence, n: int, classes: frozenset[str], kinds: frozenset[str]
) -> list[tuple[str, Where]]:
    """The place of one of these kinds that was told last, for "the town"."""
    row = sentence.items
    site = row[0].mention if "that_camp" in classes and n > 1 and row[1].kind == ":" else None
    if site is not None and site.kind == "place":
        return [("that", written(scene, site))]  # "Adré: the site holds 900"
    names = [k for k in range(n) if (m := row[k].mention) and m.kind == "place" and m.sort not in ("capital", *POINTS)]
    small = [k for before, k in zip((-1, *names), names, strict=False) if not holds(row, before, k)]
    small = [k for k in small if not has_any(row[max(0, k - 3) : k], ("abroad",))]  # "over the border from Chad's Tola"
    here = [written(scene, m) for k in small if (m := row[k].mention) is not None]
    titled = [known.where for key, known in scene.known.items() if key in scene.titles and known.sort != "country"]
    topic = [scene.main] if scene.main is not None and scene.titled and scene.sort(scene.main) == "town" else []
    headed = [scene.heading] if scene.heading is not None and scene.heading.place_id else []
    told = [*reversed(here), *headed, *topic, *reversed(scene.told[-_TOLD:]), *titled]
    told = [p for p in told if p.place_id or not (" and " in p.text or _built(sentence, p.text))]
    if "that_province" in classes:
        if here and sentence.marks.run(row[n].first, "possessive") and has_any(row[small[-1] + 1 : n], ("authority",)):
            return [("that", here[-1])]  # "Bohol's governor reported 12 deaths in his province"
        provinces = [p for known in told if (p := province(scene, known)) is not None]
        land = country(scene, scene.main)
        inside = (p for p in provinces if land is not None and land.place_id in scene.above(p.place_id or ""))
        for known in (*inside, *provinces[:1]):
            return [("that", known)]  # none abroad, where the text names one of its own country
    noun = sentence.marks.tokens.words[row[n].last - 1]
    for known in told:
        if (whole := scene.whole.get(key_of(known))) is not None and whole.called == noun:
            return [("that", Where(known.place_id, known.text, "inferred"))]  # "the island", of "Boa island"
    if "that_territory" in classes:  # a region that the catalogue knows goes before a name of which nothing is known
        told = [t for known in told if (t := _territory(scene, known)) is not None] or told
    for wanted in (kinds - {""}, kinds) if "that_region" in classes else (kinds,):
        for known in told:
            kind = "camp" if "that_camp" in classes or known.text.endswith(" camp") else ""
            if (scene.catalogue.places[known.place_id].kind if known.place_id else kind) in wanted:
                return [("that", Where(known.place_id, known.text, "inferred"))]
    for known in told if "that_town" in classes else ():
        if known.place_id and scene.catalogue.places[known.place_id].kind == "admin1":
            return [("that", Where(known.place_id, known.text, "inferred"))]  # a province that bears its name
    return []


def _territory(scene: Scene, place: Where) -> Where | None:
    """The territory that a place is, or lies in."""
    for i in (place.place_id, *scene.above(place.place_id)) if place.place_id else ():
        if scene.catalogue.places[i].kind == "territory":
            return Where(i, scene.catalogue.places[i].name, "inferred")
    return None


def _side(scene: Scene, sentence: Sentence, n: int) -> Where | None:
    """The part of a country that words without its name mean: "in the country's south", "in the north"."""
    row, marks = sentence.items, sentence.marks
    bare = "side_of_it" not in row[n].classes
    within = marks.run(row[n].first, "place_at")
    at = n if within else _front(row, n) if bare else n - 1
    named = any(i.mention is not None and i.mention.kind == "place" for i in row[max(0, at - 2) : at])
    if at < 0 or named or not within and "place_at" not in row[at].classes:
        return None  # "returned to the north", "Magway region in the west of the country"
    land = _country_named(scene, row[:n]) or country(scene, scene.main)
    if land is None or land.place_id is None or scene.sort(land) != "country":
        return None
    sides = marks.lexicon.words.get("direction", ())
    told = [m for m in range(row[n].first, row[n].last) if marks.tokens.words[m] in sides]
    if not told:
        return None
    tokens = marks.tokens
    side = tokens.text[tokens.starts[told[0]] : tokens.ends[told[-1]]].lower()
    longer = min((s for s in sides if s.startswith(side) and len(s) > len(side)), key=len, default="")
    if bare and not longer:
        return None  # "in the coastal, low-lying areas"
    text = f"{longer or side} {land.text}"
    ids = scene.catalogue.find_places(text)
    return Where(ids[0] if ids else None, text, "inferred")


def _bare_side(row: list[Item], n: int) -> bool:
    """Whether a side stands alone: "in the north", but not "in the north wing"."""
    after = row[n + 1] if n + 1 < len(row) and _front(row, n) >= 0 else None
    if after is None:
        return n + 1 == len(row) and _front(row, n) >= 0
    return after.kind not in ("word", "name", "phrase") or not after.classes.isdisjoint(_AFTER)


def _front(row: list[Item], n: int) -> int:
    """The preposition before a side that stands alone: "in the north", "in the rebel-held north"; -1: there is none."""
    name = row[n - 1].mention if n > 2 else None  # "in the Houthi-controlled north"
    held = n > 2 and ("held_place" in row[n - 1].classes or name is not None and name.kind == "dateline")
    first = n - 2 if held else n - 1
    return first - 1 if first > 0 and "definite" in row[first].classes and "place_at" in row[first - 1].classes else -1


def _noun_last(sentence: Sentence, n: int) -> frozenset[str]:
    """What stands for a place at an item's end, its article in it or before it: "managed to escape the city"."""
    item, marks = sentence.items[n], sentence.marks
    longer = item.last - item.first > 2 and bool(item.phrases)
    if not longer and (item.last < 2 or "area_noun" not in item.classes or not item.classes.isdisjoint(_NOUNS)):
        return frozenset()
    at = item.last - 2
    found = [name for name in _NOUNS_LAST if name in marks.kinds[at] and marks.run(at, name) == item.last]
    return frozenset(found if found or longer else _described(sentence, n))


def _described(sentence: Sentence, n: int) -> list[str]:
    """What stands for a place with words between its article and its noun: "the northern Chadian city"."""
    row, words = sentence.items, sentence.marks.tokens.words
    m, told = n - 1, False
    while m >= 0 and n - m < 5 and (row[m].kind in ("word", "name") or not row[m].classes.isdisjoint(_DESCRIBING)):
        told = told or "adjective" not in row[m].classes  # "the lakeside city"
        if row[m].mention is not None and row[m].mention.kind != "people":  # type: ignore[union-attr]
            return []
        if words[row[m].first].endswith("est"):
            return []  # "the nearest town"
        m -= 1
    if not told or m < 0 or "definite" not in row[m].classes:
        return []
    text = f"{words[row[m].first]} {words[row[n].first]}"
    return [name for name in _NOUNS_LAST if text in sentence.marks.lexicon.words.get(name, ())]


def _country_named(scene: Scene, row: list[Item]) -> Where | None:
    """The country of the last place that the words before "the country" name; a neighbour's is not meant."""
    for n in range(len(row) - 1, max(len(row) - 60, 0) - 1, -1):
        mention = row[n].mention
        if n and "nearby" in row[n - 1].classes or n + 1 < len(row) and "aggressor" in row[n + 1].classes:
            continue  # "since Russia invaded the country"
        if mention is None or mention.sort in ("capital", *POINTS) or not mention.ids:
            continue  # a crossing is at the edge of two
        if mention.kind != "place" and not (mention.kind == "people" and mention.text.endswith("s")):
            continue  # "Syrians are scattered across the country"
        place = written(scene, mention)
        held = country(scene, place if place.place_id else Where(mention.ids[0], "", "inferred"))
        return None if held is None or held.place_id is None else Where(held.place_id, held.text, "inferred")
    return None


def _built(sentence: Sentence, name: str) -> bool:
    """Whether a name that the catalogue lacks is no town's: "the Nasa-Hablod hotel", "east DR Congo"."""
    words = sentence.marks.lexicon.words
    name = name.lower()
    side = name.partition(" ")[0] in words.get("direction", ())
    return side or any([name.endswith(words.get(key, ())) for key in ("building_noun", "facility_noun")])


def vague(sentence: Sentence, n: int, town: bool) -> bool:
    """Whether the words tell of a smaller place there without its name: "a village in", "a remote region of"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    m = n - 1
    if row[n].mention.kind == "people" and n + 1 < len(row) and "area_noun" in row[n + 1].classes:  # type: ignore[union-attr]
        if raw[row[n + 1].last - 1][-1] != "s":  # "in a southern Chadian town"
            return has_class(row[max(0, n - 3) : n], "indefinite")
    while m > 0 and (row[m].classes & {"direction", "capital_word"} or row[m].mention is not None):
        m -= 1  # "in a suburb of the Chadian capital N'Djamena"
    if m < 2 or row[m].classes.isdisjoint(LINKS):
        return False
    if sentence.marks.run(row[m].first, "article"):
        m -= 1  # "a village in the state of Taraba", where "the state of" is one item
    if "place_of" in row[m].classes and has_class(row[max(0, m - 3) : m], "indefinite"):
        return True
    for back in range(m - 1, max(m - 7, -1), -1):
        item = row[back]
        if item.mention is not None or item.quantity is not None or "water_noun" in item.classes and m - back > 1:
            return False  # "a river burst its banks in"
        if not item.classes.isdisjoint(_SMALLER if town else _SMALLEST) or not item.units.isdisjoint(_SITES):
            several = raw[item.last - 1][-1] == "s"  # "a series of attacks on villages in Plateau"
            return not several and has_class(row[max(0, back - 4) : back], "indefinite")
    return False


def unnamed(sentence: Sentence, low: int, high: int) -> bool:
    """Whether a sentence tells of a village or mine without its name or where it lies: "a raid on a village"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    for n in range(max(1, low), min(high, len(row) - 1)):
        if row[n].classes.isdisjoint(_SPOTS) or raw[row[n].last - 1][-1] == "s" or row[n + 1].mention is not None:
            continue
        if not row[n + 1].classes.isdisjoint(LINKS) or row[n + 1].kind in ("word", "name"):
            continue  # "a village in", "a village elder"
        first = next((m for m in range(max(0, n - 3), n) if "indefinite" in row[m].classes), -1)
        if first < 0 or "area_noun" in row[n].classes:
            return first >= 0
        return first > 0 and not row[first - 1].classes.isdisjoint(("place_in", "place_at", "place_to", "preposition"))
    return False


def taken_to(sentence: Sentence, n: int) -> bool:
    """Whether somebody was taken to the hospitals of a town: "were taken to hospitals in Surkhet"."""
    row, marks = sentence.items, sentence.marks
    if row[n].mention.sort == "facility":  # type: ignore[union-attr]
        return _tends(sentence, n)
    to = n - 2 if n > 3 and "article" in row[n - 1].classes else n - 1
    if n > 2 and "to" in row[to].classes and has_class(row[max(0, n - 7) : to], "carried_off"):
        return True  # "11 of the wounded were airlifted to Peshawar"
    if n < 2 or "place_at" not in row[n - 1].classes:
        return False
    noun = row[n - 2]
    site = noun.mention is not None and noun.mention.sort == "facility" or noun.units & _SITES
    if site and _tends(sentence, n - 2) or "in_care" in noun.classes:
        return True  # "the hospital in Goma said it had received 22 bodies", "two of whom are in hospital in Goma"
    if noun.phrases and noun.last - noun.first > 1:  # "taken to hospitals" as one item, not "raids on 15 IDP sites"
        return not has_any(row[max(0, n - 6) : n - 2], DEEDS) and any(
            not e.units.isdisjoint(_SITES) for _, e in marks.at[noun.last - 1]
        )
    return not noun.units.isdisjoint(_SITES) and has_class(row[n - 4 : n - 2], "place_to")


_BROUGHT = frozenset({"carried_off", "tends", "in_care"})


def _tends(sentence: Sentence, n: int) -> bool:
    """Whether a hospital is only where the hurt were brought: "Kora Hospital received 22 bodies", "admitted to"."""
    row, kinds = sentence.items, sentence.marks.kinds
    if has_any(row[max(0, n - 6) : n], DEEDS):
        return False  # "a strike on Kora Hospital"
    behind = row[n + 1 : n + 13]  # items behind a hospital in which its doctors say whom it took in
    if any("tends" in kinds[i.first] for i in behind) or has_any(behind[:1], ("speech", "records")):
        return True
    first = n == 1 and "to" in row[0].classes  # "To Kora Hospital ten people were carried"
    before = row[2:] if first else row[max(0, n - 9) : n]
    return any(not _BROUGHT.isdisjoint(i.classes | kinds[i.first] if i.phrases else i.classes) for i in before)


def and_more(scene: Scene, row: list[Item], n: int, place: Where) -> tuple[bool, Where, str]:
    """Whether a name is not the only place meant, the place, and its key: "in Osh and other towns".

    Where it is not, the smallest that the text names and that holds them all is meant.
    """
    after = row[n + 1].classes if n + 1 < len(row) else frozenset[str]()
    if "and_elsewhere" not in after and not ("and" in after and "elsewhere" in row[min(n + 2, len(row) - 1)].classes):
        return False, place, key_of(place)
    named = {*scene.whole, scene.main.place_id if scene.main is not None else None}
    above = scene.above(place.place_id) if place.place_id is not None and "and_around" not in after else ()
    if not (held := next((i for i in above if i in named), "")):
        return True, place, key_of(place)
    return False, Where(held, scene.catalogue.places[held].name, "inferred"), held


def may_be(scene: Scene, place: Where, key: str, vague: list[str]) -> bool:
    """Whether a place may be the unnamed one in one of others; in a side of a country whatever lies in the country."""
    if place.place_id is None:
        return True
    above = scene.above(place.place_id)
    main = scene.main.place_id if scene.main is not None else None
    for holder in vague:
        side = scene.catalogue.places.get(holder)
        town = key == scene.focus and side is not None and side.kind == "city"  # in a suburb of it
        if holder in above or town and any(i in above for i in scene.above(holder)[:1]):
            return True
        if side is None or side.kind == "region":
            if main in above:
                return True
        elif above == scene.above(holder) == above[:1] and scene.catalogue.places[place.place_id].kind == "city":
            return scene.catalogue.places[holder].kind == "admin1"  # a town whose province is not known
    return False
