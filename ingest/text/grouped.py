"""Names that stand together: lists of places, the smaller of two, the crossing that bears a town's name."""

from ingest.text.items import Item, Sentence, has_class, has_number
from ingest.text.names import Mention
from ingest.text.scene import POINTS, Scene, Where, key_of, settle, written
from ingest.text.tokens import possessive
from ingest.text.usable import speaks


def group(scene: Scene, sentence: Sentence, n: int) -> Where:
    """The place of a name together with those beside it: lists, "X's city of Y", "Y (district of X)"."""
    row = sentence.items
    if (numbered := _numbered(scene, sentence, n)) is not None:
        return numbered
    if len(sentence.named) == 1:
        return written(scene, row[n].mention)  # type: ignore[arg-type]
    n = _inner(scene, sentence, n)
    listed = _listed(row, n) if not sentence.classes.isdisjoint(("and", "and_elsewhere")) else [n]
    if len(listed) > 1:
        ids = [settle(scene, m) if (m := row[k].mention) is not None else None for k in listed]
        pairs = zip(listed[1:], ids, ids[1:], strict=False)
        held = [k for k, one, other in pairs if one is not None and other in scene.above(one)]
        if len(listed) - len(held) > 1:
            listed = [k for k in listed if k not in held]  # "in Tolo, West Kora and Buko, East Kora"
        mentions = [m for i in listed if (m := row[i].mention)]
        if (whole := _whole(scene, row, listed)) is not None:
            return written(scene, whole)
        longer = _longer(sentence, listed[0])
        holder = _holder(scene, row, mentions, len(mentions) > 3 or longer)
        wide = holder is not None and len(mentions) > 3 and scene.catalogue.places[holder].kind == "country"
        alone = (i is None or scene.above(i) == [holder] and scene.sort(Where(i, "", "")) == "town" for i in ids)
        if wide and all(alone) and (home := _home(scene, mentions)).text:
            return home
        if holder is not None:
            return Where(holder, scene.catalogue.places[holder].name, "stated")
        if "quantity" in sentence.kinds and (around := _around(scene, sentence, listed)) is not None:
            return around
        if len(mentions) <= 3 and not longer:
            named = zip(listed, mentions, strict=True)
            texts = [_article(sentence, k) * (k > listed[0]) + _bare(sentence, m) for k, m in named]
            return Where(None, _in_words(sentence, texts), "stated")
        if all(m.sort not in POINTS for m in mentions):
            return _home(scene, mentions)  # what holds them is not named beside them
    return written(scene, row[n].mention)  # type: ignore[arg-type]


def _home(scene: Scene, mentions: list[Mention]) -> Where:
    """The province told last or in the title, where it may hold many places of which the catalogue lacks all or most.

    Without a text, where none was told or the towns may lie in any land.
    """
    places, sides = scene.catalogue.places, scene.catalogue.lexicons["en"].words.get("direction", ())
    lands = {places[i].iso3 for m in mentions if (i := settle(scene, m)) is not None}
    for known in reversed(scene.known.values()):
        whole = places.get(known.where.place_id or "") if known.sort == "region" else None
        if whole is not None and lands <= {whole.iso3} and whole.name.partition(" ")[0] not in sides:
            return Where(whole.place_id, known.where.text, "inferred")
    return Where(None, "", "stated")


def _whole(scene: Scene, row: list[Item], listed: list[int]) -> Mention | None:
    """What a row is said to lie in: "Tolo and Buko districts, Kora", "eastern Chad's Sila and Wadi Fira"; None."""
    before = row[listed[0] - 1].mention if listed[0] else None
    if before is not None and before.part and possessive(before.text):
        return before
    last = row[listed[-1]].mention
    behind = row[listed[-1] - 1].kind == "," and "area_noun" in row[listed[-1] - 2].classes
    if last is None or len(listed) < 3 or not behind or last.sort in POINTS:
        return None
    places = scene.catalogue.places
    whole = places.get(settle(scene, last) or "")
    ids = (settle(scene, m) for n in listed[:-1] if (m := row[n].mention) is not None)
    known = [places[i] for i in ids if i is not None]
    wider = whole is not None and all(p.iso3 == whole.iso3 and p.kind != whole.kind for p in known)
    return last if wider and whole is not None and whole.kind in ("country", "admin1", "region") else None


def _around(scene: Scene, sentence: Sentence, listed: list[int]) -> Where | None:
    """What is told right behind a row to hold it, of whose names the catalogue lacks one: "Dogo and Tola in Bakori"."""
    row, n = sentence.items, listed[-1] + 1
    while n < len(row) and n - listed[-1] < 6 and row[n].mention is None:  # items from a row to what holds it
        if row[n].kind != "," and row[n].classes.isdisjoint(_WITHIN):
            return None
        n += 1
    holder = row[n].mention if n < len(row) else None
    if holder is None or holder.kind != "place" or holder.sort in POINTS or row[n - 1].classes.isdisjoint(_INTO):
        return None
    n = _inner(scene, sentence, n)  # "in Nigeria's Kwara State"
    ids = [settle(scene, m) for i in listed if (m := row[i].mention) is not None]
    wide = any(scene.sort(Where(i, "", "")) in ("country", "region") for i in ids if i)
    return None if wide or None not in ids and not holder.part else group(scene, sentence, n)


def in_turn(scene: Scene, row: list[Item], at: int) -> Where | None:
    """The place of one of several numbers told "respectively": "Banki and Pulka (420 and 300 respectively)"."""
    told = next((n for n in range(at + 1, min(at + 12, len(row))) if "respective" in row[n].classes), 0)
    if not told:
        return None
    numbers = [n for n in range(max(0, at - 12), told) if row[n].quantity is not None]
    for n in range(told - 1, max(0, numbers[0] - 12), -1):
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            names = _listed(row, n)
            numbers = [m for m in numbers if m > n]
            if len(names) == len(numbers) > 1 and (own := row[names[numbers.index(at)]].mention) is not None:
                return written(scene, own)
            return None
    return None


def _longer(sentence: Sentence, first: int) -> bool:
    """Whether a row begins with names that no catalogue has: "Regions I, II, Caraga and CAR"."""
    row = sentence.items
    before = row[first - 2] if first > 1 and row[first - 1].kind == "," else None
    return before is not None and before.kind == "word" and sentence.marks.tokens.raw[before.first].isupper()


def _numbered(scene: Scene, sentence: Sentence, n: int) -> Where | None:
    """The land of a name in a row of letters or numbers, or the row where it is short: "Regions V, VI and Caraga"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    first = last = n
    while first > 1 and _in_capitals(row[first - 1], raw) | _joins(row[first - 1]):
        first -= 1
    while last + 1 < len(row) and _in_capitals(row[last + 1], raw) | _joins(row[last + 1]):
        last += 1
    while last > n and _joins(row[last]):
        last -= 1
    count = sum(not _joins(i) for i in row[first : last + 1])
    mention = row[n].mention
    several = sentence.marks.tokens.words[row[first - 1].first].endswith("s")
    if count < 3 or mention is None or not several or "area_noun" not in row[first - 1].classes:
        return None
    known = settle(scene, mention)
    if count > 3 and known is not None:
        land = scene.catalogue.places[scene.above(known)[-1]]
        return Where(land.place_id, land.name, "stated")
    spelt = sentence.marks.tokens
    return Where(None, spelt.text[spelt.starts[row[first - 1].first] : spelt.ends[row[last].last - 1]], "stated")


def _joins(item: Item) -> bool:
    return item.kind == "," or "and" in item.classes


def _in_capitals(item: Item, raw: list[str]) -> bool:
    return all(word.isupper() for word in raw[item.first : item.last])


def _in_words(sentence: Sentence, names: list[str]) -> str:
    """Names as a text joins them: "Kara, Tolo and Buko"."""
    return f"{', '.join(names[:-1])} {sentence.marks.lexicon.words.get('and', ('and',))[0]} {names[-1]}"


def _article(sentence: Sentence, n: int) -> str:
    """The article of a name in a row, with a blank: "Yemen and the Sudan"; not of "the Kara district"."""
    row = sentence.items
    if "definite" not in row[n - 1].classes or has_class(row[n + 1 : n + 2], "area_noun"):
        return ""
    return f"{sentence.marks.tokens.raw[row[n - 1].last - 1]} "


def _bare(sentence: Sentence, mention: Mention) -> str:
    """A name without a noun that is said of several: "Amhara and Afar regions"."""
    marks, last = sentence.marks, mention.last - 1
    tokens = marks.tokens
    several = tokens.words[last].endswith("s") and marks.run(last, "area_noun") or marks.run(last, "crossing_weak")
    cut = last if several else marks.back(mention.last, "crossing_noun", 3)
    return tokens.text[mention.start : tokens.ends[cut - 1]] if cut > mention.first else mention.text


_PARTING = frozenset({"have", "be", "past", "present", "from", "to", "place_at", "and"})


def _inner(scene: Scene, sentence: Sentence, n: int) -> int:
    """The smaller of two names that stand together: "Sudan's second city of Omdurman"."""
    row, tokens = sentence.items, sentence.marks.tokens
    mention = row[n].mention
    assert mention is not None
    steps = 0
    for m in range(n + 1, min(n + 7, len(row))):
        other = row[m].mention
        if other is not None:
            name, folded = tokens.raw[mention.last - 1], tokens.words[mention.last - 1]
            owned = mention.kind == "people" or name != folded and (possessive(name) or name[-1] in "'’")
            parts = has_number(row[m + 1 : m + 3])  # "27 in Pakistan (Sindh 9, Punjab 5)"
            bracket = row[m - 1].kind == "(" and not parts
            ids = [o for o in other.ids if o in scene.catalogue.places and o not in mention.ids]
            inside = bracket and any(scene.catalogue.within(o, mention.ids) for o in ids)  # "Sudan (Khartoum)"
            said = m > n + 1 and steps <= 3 and _holds(scene, mention) and "capital_word" not in row[m - 1].classes
            said = said and _sorted(row[n + 1 : m])  # "the US territory of Guam"
            return m if other.kind == "place" and (owned and steps <= 4 or inside or said) else n
        if row[m].kind == "," and row[m - 1].classes & _CALLED and m + 1 < len(row) and row[m + 1].mention is not None:
            continue  # "Kenya's second city, Mombasa"
        if row[m].kind not in ("word", "(", "phrase"):
            return n
        if mention.kind == "people" and not row[m].classes.isdisjoint(_PARTING):
            return n  # "Afghans had returned from Pakistan"
        steps += 1
    return n


_COUNTS = frozenset({"hosting", "reception", "records", "counts_so_many", "accounting"})
_WIDE = frozenset({"country", "territory", "admin1", "region"})
_WITHIN = frozenset({"area_noun", "all", "both", "article", "direction", "in", "place_of", "of"})
_INTO = _WITHIN - {"area_noun", "all", "both"}
_GAP = 9  # items from one to the next
_TOLD = 12  # so many of the places told last may be meant by "both provinces"
_CALLED = frozenset({"capital_word", "area_noun", "that_town"})
_PLACES, _SORTS = frozenset({"area_noun", "country_noun"}), frozenset({"area_noun", "that_town", "that_region"})
_SAID = frozenset({"place_of", "of", "adjective", "direction", "capital_word", "superlative", *_SORTS})


def _listed(row: list[Item], n: int) -> list[int]:
    """Indices of the names that are joined to a name by commas and "and", and are places too."""
    found = [n]
    joined = False
    for step in (1, -1):
        at = n
        for _ in range(20):  # names of a row on each side of one
            m = _next_place(row, at, step)
            first = min(at, m)
            holds = first > 1 and "place_in" in row[first - 1].classes and row[first - 2].mention is not None
            way = "" if m < 0 else _joined(row[first + 1 : max(at, m)], holds)  # "Kora in Ituri and"
            if way == "and" and _begins(row, first, max(at, m)):
                break  # "in Vietnam, and neighbouring Laos has"
            if not way:
                joined = joined or _and_next(row, at, step)  # and more that is no name
                break
            joined = joined or way == "and"
            found.append(m)
            at = m
    return sorted(found) if joined else [n]


def _next_place(row: list[Item], at: int, step: int) -> int:
    """The next name of a place, ahead only behind what may join two; -1: there is none near."""
    stop = min(at + _GAP, len(row)) if step > 0 else max(at - _GAP, -1)
    if step > 0 and at + 1 < stop and row[at + 1].kind != "," and row[at + 1].classes.isdisjoint(("and", "area_noun")):
        return -1
    for m in range(at + step, stop, step):
        mention = row[m].mention
        if mention is not None and mention.kind == "place":
            own = row[at].mention  # "in Rafah and the Rafah crossing"
            return m if own is None or not mention.text.startswith(f"{own.text} ") else -1
    return -1


def _begins(row: list[Item], n: int, m: int) -> bool:
    """Whether a name behind "and" begins a clause: its verb or number follows it, and it ends no row."""
    if m == n + 3 and "place_in" in row[m - 1].classes and has_number(row[:n]) and has_number(row[m + 1 : m + 2]):
        return True  # "killed 12 in Kora and in Tola nine died"
    listed = n > 1 and row[n - 1].kind == "," and row[n - 2].mention is not None
    verb = m + 1 < len(row) and not row[m + 1].classes.isdisjoint(("be", "have"))
    verb = verb or m + 2 < len(row) and row[m + 2].quantity is not None and bool(row[m + 1].classes & _COUNTS)
    verb = verb or has_number(row[:n]) and has_number(row[m + 1 : m + 2])  # "hosts 900 who fled Kora, and Boa 40"
    return row[n + 1].kind == "," and verb and not listed  # "since the fall of Goma, and Tola shelters 900"


def _and_next(row: list[Item], at: int, step: int) -> bool:
    """Whether "and" stands next to an item, a comma before it left out; not "in Sirte, Libya, and wounded four"."""
    name, before = row[at].mention, row[at - 2].mention if at > 1 and row[at - 1].kind == "," else None
    at += step
    if 0 <= at < len(row) and row[at].kind == ",":
        if step > 0 and before is not None and name is not None and name.sort in _WIDE and before.sort not in _WIDE:
            return False
        at += step
    if step > 0 and has_number(row[at + 1 : at + 2]) and has_class(row[at + 2 : at + 3], "place_in"):
        return False  # "one in Tolo, East Kora and two in Buko"
    return 0 <= at < len(row) and not row[at].classes.isdisjoint(("and", "and_elsewhere"))


def _joined(gap: list[Item], bare: bool) -> str:
    """How two names are joined, "," or "and", by what stands between them; "": they are not.

    Unless they must stand `bare`, a preposition may come again, and a word say what the second is: "in Kora and in the
    port city of Tolo".
    """
    at = start = int(bool(gap) and "area_noun" in gap[0].classes)
    while at < len(gap) and (gap[at].kind == "," or "and" in gap[at].classes):
        at += 1
    if at == start:
        return ""
    way = "and" if has_class(gap[start:at], "and") else ","
    if at == start + 1 < len(gap) and way == "and" and not bare and "place_at" in gap[at].classes:
        at += 1
    passed = {"article", "nearby"} | ({"facility_part"} if has_class(gap, "nearby") else set())
    rest = [item for item in gap[at:] if item.classes.isdisjoint(passed)]  # "and neighbouring parts of"
    return way if not rest or not bare and way == "and" and len(rest) < 4 and _sorted(rest) else ""


def _sorted(said: list[Item]) -> bool:
    """Whether words before a name say of what sort the place is: "Indian state of", "eastern city of", "capital"."""
    last = said[-1]
    noun = "place_of" in last.classes or "capital_word" in last.classes
    if not noun and not ("of" in last.classes and len(said) > 1 and said[-2].classes & _SORTS):
        return False
    return all(i.kind == "word" or i.classes & _SAID or i.mention and i.mention.kind == "people" for i in said)


def _holds(scene: Scene, mention: Mention) -> bool:
    """Whether a name is that of a country, of one of its regions, or of a side of either."""
    wide = all(scene.catalogue.places[i].kind in ("country", "territory", "region", "admin1") for i in mention.ids)
    return mention.part or bool(mention.ids) and wide


def _holder(scene: Scene, row: list[Item], mentions: list[Mention], many: bool) -> str | None:
    """A place named in the sentence that holds all of the others; the smallest that does for `many`."""
    places = scene.catalogue.places
    if any(m.sort in POINTS for m in mentions):
        return None  # crossings are told by name, also beside the country that they lead to
    ids = [i for m in mentions if (i := settle(scene, m)) is not None]
    if not ids or len(ids) < len(mentions) and not (many and len(ids) > 1):
        return None
    chains = [scene.above(i) for i in ids]
    placed = [above for above in chains if len(above) > 1]
    if many and 2 * len(placed) > len(chains):
        chains = placed  # of the other towns only the country is known
    shared = [a for a in chains[0] if all([a in c for c in chains[1:]])]
    if not shared:
        return None
    spoke = [n for n, item in enumerate(row[1:]) if item.classes & {"authority", "body"}]  # "Thai officials said"
    there = [m for n, i in enumerate(row) if (m := i.mention) and n not in spoke and not speaks(row, n)]
    folk = [m for m in there if m.kind == "people" and m.text.endswith("s")]  # "Nigerians", not "the Nigerian states"
    named = {
        i for m in there if m.kind != "dateline" and m not in folk for i in m.ids
    }  # not of "MANILA, Philippines -"
    return next((a for a in shared if a in named or many and a in places), None)


_NUMBERED = {2.0: 2, 3.0: 3}


def these(scene: Scene, sentence: Sentence, n: int) -> Where | None:
    """The places told last that "both provinces" or "the three Indian states" are, where they are of one sort."""
    row, marks = sentence.items, sentence.marks
    if n < 1 or row[n].classes.isdisjoint(_PLACES) or not marks.tokens.words[row[n].last - 1].endswith("s"):
        return None
    m = n - 1
    if m > 0 and (row[m].classes & {"adjective"} or (it := row[m].mention) is not None and it.kind == "people"):
        m -= 1
    quantity = row[m].quantity
    if quantity is not None:
        several = _NUMBERED.get(quantity.value or 0.0, 0) if m and row[m - 1].classes & {"definite", "all"} else 0
    else:
        several = 2 if "both" in row[m].classes else 0
    if not several:
        return None
    whole = "country_noun" in row[n].classes
    told: dict[str, Where] = {}
    here = [written(scene, i.mention) for i in row[:m] if i.mention is not None and i.mention.kind == "place"]
    for place in reversed([*scene.told, *here][-_TOLD:]):
        if (scene.sort(place) == "country") == whole and key_of(place) not in told:
            told[key_of(place)] = place
        if len(told) == several:
            break
    order = {key: n for n, key in enumerate(scene.keys)}  # as they were named first
    places = [told[key] for key in sorted(reversed(told), key=lambda key: order.get(key, len(order)))]
    if len(places) < several or len({scene.sort(place) for place in places if place.place_id}) > 1:
        return None
    names = [scene.catalogue.places[p.place_id].name if p.place_id else p.text for p in places]
    return Where(None, _in_words(sentence, names), "inferred")


def frontier(scene: Scene, sentence: Sentence, n: int) -> list[Where] | None:
    """The two countries of "the Thai-Cambodian border" at the first of their names, none at the second; None: none."""
    row = sentence.items
    for first in (n, n - 1, n - 2):
        other = first + 1 if first + 1 < len(row) and row[first + 1].kind == "name" else first + 2
        if first < 0 or n not in (first, other) or other + 1 >= len(row):
            continue
        one, two = row[first].mention, row[other].mention
        if one is None or two is None or "frontier" not in row[other + 1].classes:
            continue
        if row[first + 1].kind != "-" if other > first + 1 else not sentence.marks.tokens.joined(two.first):
            continue
        names = [scene.catalogue.places[i].name for i in [settle(scene, one), settle(scene, two)] if i is not None]
        return [Where(None, _in_words(sentence, names), "stated")] if n == first else []
    return None


def of_a_side(row: list[Item], n: int) -> bool:
    """Whether only a side of what words stand for is told: "in the south of the enclave"."""
    m = n - 1 - ("article" in row[n - 1].classes)
    return m > 0 and "of" in row[m].classes and {"direction", "terrain"} <= row[m - 1].classes


def side_of(scene: Scene, sentence: Sentence, n: int, whole: Where) -> list[tuple[str, Where]]:
    """A side of a territory or province, by its name."""
    tokens, words = sentence.marks.tokens, sentence.marks.lexicon.words
    at = next(m for m in range(n, -1, -1) if "direction" in sentence.items[m].classes)
    side = tokens.words[sentence.items[at].first]
    longer = min((w for w in words["direction"] if w.startswith(side) and len(w) > len(side)), key=len, default=side)
    name = (scene.catalogue.places[whole.place_id].name if whole.place_id else whole.text).split()
    name = name[1:] if name[0].lower() in words["direction"] and len(name) > 1 else name
    texts = [f"{longer} {' '.join(name)}", f"{longer} {name[0]}"]  # "southern Gaza" of "Gaza Strip"
    found = [(i, text) for text in texts for i in scene.catalogue.find_places(text)]
    return [("part", Where(found[0][0], found[0][1], "inferred") if found else Where(None, texts[0], "inferred"))]
