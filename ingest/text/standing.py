"""What a place is to its document: the one that it is about, that of a heading, the scene of what happens."""

import math
from functools import lru_cache

from ingest.text.dwelling import own_place
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_any, has_class, has_number
from ingest.text.nearby import adds_up
from ingest.text.scene import POINTS, Known, Scene, Where, key_of
from ingest.text.tokens import possessive
from ingest.text.weights import Signs

MOVED = {"crossing.people": "cross", "displacement.refugees": "refuge", "displacement.returnees": "return"}
MOVED |= dict.fromkeys(("funding.required", "funding.received"), "money")

_CROWDS = {"toll": 5.0, "flight": 0.5, "stay": 0.5, "shelter": 0.5, "refuge": 0.5}  # not all of a town are killed
_UNKNOWN = 25_000  # people of a place that the catalogue lacks, at most
_CITY = 250_000  # people of a town of which the catalogue has no number
_SITES, _JOINING = "displacement.sites", frozenset({"and", "filler", "article", "preposition"})
_WIDER = frozenset({"both", "area_noun", "that_region", "whole_country", "worldwide", "country_noun"})


def standing(scene: Scene, place: Where, key: str, kind: str, at: str, signs: Signs, once: bool) -> None:
    """What a place is to the document; `at` is "here", "later", "before", "untold" so far, or "over those here".

    `once`: whether the figure may be of the one event that is told.
    """
    sort = scene.sort(place)
    signs.append((f"{sort}, {kind}", 1.0))
    name = _to_main(scene, place, key)
    if name and not (name in ("main", "foreign") and _led_elsewhere(scene)):
        signs += ((f"{name}, {at}", 1.0), (f"{name}, {kind}", 1.0))
    for name in _roles(scene, place, key, kind):
        if name == "took place" and not once:
            continue
        signs.append((f"{name}, {at}", 1.0))
        if at not in ("here", "later"):
            signs.append((f"{name}, {kind}", 1.0))
    told = scene.whole.get(key)
    if told is None:
        return
    if at == "later" and told.holder * 2 >= told.times:
        signs.append(("only holds, later", 1.0))
    if told.times:
        signs.append((f"often, {at}", math.log1p(told.times)))
    if told.close:
        signs.append((f"event beside its name, {at}", math.log1p(told.close)))
    if told.where:
        signs.append((f"where something is, {at}", math.log1p(told.where)))
    if told.close and kind in ("toll", "flight") and at not in ("here", "later"):
        signs.append((f"event beside its name, {sort}", math.log1p(told.close)))


def crowd(row: list[Item], claim: Claim, kind: str) -> float:
    """How many people a place must have had so that those counted may have been of it; 0: no more than many have."""
    quantity = row[claim.at].quantity if claim.status is None else None
    if quantity is None or kind not in _CROWDS:
        return 0.0
    people = quantity.value * (2.5 if claim.unit == "families" else _CROWDS[kind])
    return people if people > 20_000 else 0.0  # people of a place that the catalogue lacks


def too_small(scene: Scene, place: Where, people: float) -> bool:
    """Whether fewer people live in a town than are counted; one that the catalogue lacks is no large one."""
    own = scene.catalogue.places.get(place.place_id or "")
    if own is None:
        side = place.text.partition(" ")[0].lower() in scene.catalogue.lexicons["en"].words.get("direction", ())
        return not side and " and " not in place.text and people > _UNKNOWN
    most = own.population or _CITY * (own.kind in ("city", "camp"))
    return own.kind not in ("country", "territory") and 0 < most < people


def ago(scene: Scene, known: Known, kind: str, at: str, signs: Signs) -> None:
    """How long ago a place was told, and whether figures were of it."""
    if known.seen < 0:
        if known.toll >= 0 and known.figure == scene.figured and known.sort == "town" and at == "untold":
            signs.append((f"scene of the lead, {kind}", 1.0))
    else:
        gap = scene.number - known.seen
        if gap == 1:
            signs.append(("a sentence ago", 1.0))
        elif gap > 1:
            signs += (("sentences ago", 1.0), ("how long ago", math.log(gap)))
        if known.paragraph == scene.paragraph:
            signs.append(("this paragraph", 1.0))
        if known.at:
            signs.append(("told as where", 1.0))
        if gap == 1 and kind in ("toll", "flight", "shelter"):
            signs.append((f"lay in another, {at}", float(known.inner)))
    if known.figure >= 0:
        gap = scene.number - known.figure
        name = "last figure" if known.figure == scene.figured else "earlier figure"
        signs += ((f"{name}, {at}", 1.0), (f"{name}, {kind}", 1.0))
        if gap <= 1:
            signs.append((f"{name}, a sentence ago", 1.0))
        if known.paragraph == scene.paragraph:
            signs += ((f"{name}, this paragraph", 1.0), (f"{name}, this paragraph, {kind}", 1.0))


def moved(scene: Scene, row: list[Item], claim: Claim, key: str, at: str, signs: Signs) -> None:
    """Where those who went abroad may be: not in their own country, and where people were just told to go."""
    kind = MOVED.get(claim.indicator)
    if kind is None:
        return
    own = kind != "money" and (kind != "return" or claim.link.way == "label")
    verb = row[claim.link.at]  # "fled to neighbouring countries" is one item
    spread = kind == "refuge" and (verb.last - verb.first > 3 or has_class(row, "group_place"))
    low, high = claim.kept if claim.link.way == "label" else (claim.at, claim.subject.end)
    for item in () if spread or not own else row[low : high + 1]:
        if item.mention is not None and item.mention.kind == "people" and key in item.mention.ids:
            signs.append((f"their own country, {kind}", 1.0))  # "9,000 Sudanese have arrived"
    known = scene.known.get(key)
    other = at == "here" or known is not None and kind == "money" and known.seen <= scene.figured > known.figure
    other = other or kind == "money" and at == "over those here"  # "that for Syria asks for 90 million"
    if known is not None and known.led and scene.number - known.seen <= 2 and not other:
        if all(i.mention is None or i.mention.sort not in POINTS for i in row):
            signs.append((f"just told {known.led} it, {kind}", 1.0))  # "more entered Albania. Another 900 came"


def together(sentence: Sentence, one: Claim, other: Claim) -> bool:
    """Whether two claims are told in one breath: "killing 90 people and injuring 300"."""
    gap = sentence.items[max(one.kept[1], one.at) + 1 : min(other.kept[0], other.at)]
    return len(gap) <= 4 and all(i.kind == "," or not i.classes.isdisjoint(_JOINING) for i in gap)


def company(scene: Scene, sentence: Sentence, claim: Claim, key: str, at: str, signs: Signs) -> None:
    """Whether the claim before in the sentence is for a place too."""
    moved(scene, sentence.items, claim, key, at, signs)
    if scene.before is not None and key == scene.before[1]:
        signs.append((f"same as before, {at}", 1.0))
        if together(sentence, scene.before[0], claim):
            signs.append((f"in one breath, {at}", 1.0))


def total(scene: Scene, row: list[Item], claim: Claim) -> str | None:
    """The key of the place of a count that led to a total without a place: "12 died, raising the toll to 90".

    The last row of a list has that of its heading, or of the whole text: "Total 412".
    """
    if claim.link.way == "table" and claim.mention is None and row[claim.kept[0]].classes & {"total_of", "sum_word"}:
        whole = scene.heading or scene.main
        return key_of(whole) if whole is not None else None
    if scene.before is None:
        return None
    if claim.indicator == _SITES and scene.before[0].indicator.startswith("displ") and scene.before[0].at < claim.at:
        apart = any(i.mention is not None or i.kind == ";" for i in row[scene.before[0].at : claim.at])
        apart = apart or own_place(row, claim.subject.end)  # "displaced people, most of them in 16 camps in Kathmandu"
        return scene.before[1] if not apart else None  # "650 people live in four camps"
    semi = next((n for n in range(claim.at - 1, scene.before[0].at, -1) if row[n].kind == ";"), len(row))
    others = has_class(row[claim.at : claim.subject.end + 1], "more")  # "16 died in Kara, while 40 others were hurt"
    if scene.before[0].indicator[:4] == claim.indicator[:4] and (others or semi < claim.at):
        told = row[semi:] if semi < claim.at else row[scene.before[0].at : claim.kept[1] + 12]
        owned = any(i.mention is not None and "toll" in j.classes for i, j in zip(told, told[1:], strict=False))
        named = owned or any(i.mention is not None and not possessive(i.mention.text) for i in told)
        if not named and all(i.classes.isdisjoint(_WIDER) for i in told):
            return scene.before[1]
    if scene.before[0].indicator != claim.indicator:
        return None
    apart = claim.link.way != "list" or own_place(row, claim.subject.end)  # "59 of them in a camp at Tola"
    if not apart and all(i.mention is None for i in row[scene.before[0].at : claim.subject.end + 4]):
        return scene.before[1]  # "killing 40 people, though an earlier count put the number at 60"
    word = adds_up(row, scene.before[0].at, claim.at)
    named = any(i.mention is not None or not i.classes.isdisjoint(_WIDER) for i in row[word : claim.at])
    lasting = any(i.period is not None and i.period.relation == "since" for i in row[word : claim.at])
    return None if not word or named or lasting else scene.before[1]  # "bringing the toll since May to 90"


def led(sentence: Sentence, at: int, word: str) -> str:
    """Whether a place is told as where people went, whence they came, or what an appeal is for."""
    row = sentence.items
    if at > 0 and sentence.marks.run(row[at - 1].last - 1, "set_up_for"):
        if any(p.keys[0] == "funding.required" for i in row[max(0, at - 3) : at] for p in i.phrases):
            return "for"
        if has_class(row[max(0, at - 3) : at], "departure"):
            return "to"  # "left for Jordan"
    return word if word in ("to", "from") else ""


def _to_main(scene: Scene, place: Where, key: str) -> str:
    """How a place lies to the one that the document is about; "": neither holds the other, in one country."""
    main = scene.main
    if main is None or not main.place_id:
        return ""
    if key == main.place_id:
        return "main"
    if not place.place_id:
        return ""
    if key in scene.above(main.place_id):
        return "holds the main"
    if main.place_id in scene.above(place.place_id):
        return "in the main"
    places = scene.catalogue.places
    return "foreign" if places[place.place_id].iso3 != places[main.place_id].iso3 else ""


def _led_elsewhere(scene: Scene) -> bool:
    """Whether a heading names another country than the one that the document is about: "Greece" in a daily digest."""
    if scene.heading is None or scene.main is None or not (scene.heading.place_id and scene.main.place_id):
        return False
    places = scene.catalogue.places
    lands = {places[p.place_id].iso3 for p in (scene.heading, scene.main) if p.place_id}
    return len(lands) > 1 and "" not in lands and None not in lands


def _roles(scene: Scene, place: Where, key: str, kind: str) -> list[str]:
    """What a place is in title, headings and beginning, and among those where something happens."""
    main = scene.main is not None and key == key_of(scene.main)
    found = [] if key not in scene.titles else ["main, title"] if main else ["title"]
    if scene.heading is not None and key == key_of(scene.heading):
        found.append("heading")
    if scene.label is not None and key == key_of(scene.label):
        found.append("label")
    if scene.lead is not None and not main and key == key_of(scene.lead):
        found.append("lead")
    heading = scene.heading.place_id if scene.heading is not None else None
    if heading is not None and place.place_id is not None and place.place_id != heading:
        if heading not in scene.above(place.place_id):
            found.append("outside the heading")
    if scene.focus is not None:
        if key == scene.focus:
            found.append("focus")
        elif place.place_id is not None and scene.focus in scene.above(place.place_id):
            found.append("in the focus")
        elif scene.focus in scene.catalogue.places and key in scene.above(scene.focus):
            found.append("holds the focus")
    told = scene.whole.get(key)
    if told is None:
        return found
    if told.order == 0 and scene.single:
        found.append("first spot")
    if told.called:
        found.append("called a town")
    if told.scene and kind in ("toll", "flight"):
        found.append("took place")
    return found


def parted(row: list[Item], n: int, at: int) -> bool:
    """Whether a new clause begins between a name and a figure: "but", "while", a semicolon."""
    first = min(n, at) + 1
    for m, item in enumerate(row[first : max(n, at)], first):
        if item.kind in (";", ".") or "clause" in item.classes:
            return True
        if m > at and "and" in item.classes and n == m + 2 and "place_in" in row[m + 1].classes:
            if row[m - 1].mention is None and has_number(row[n + 1 : n + 4]):
                return True  # "report 25 deaths and in Togo report 12"
        if item.kind == "," and m > at:
            if "meanwhile" in row[m + 1].classes:
                return True  # "killed 25, as shells fell on Lodwar"
            far = m + 3 == n and "place_in" in row[m + 2].classes  # "killed 25, and in Kara 12 were hurt"
            behind = row[n + 1 : n + (9 if far else 2)]
            goes_on = has_any(behind, ("be", "have", "hosting", "counts_so_many")) or far and has_number(behind)
            if "and" in row[m + 1].classes and goes_on:
                return True  # "killed 25 in Togo, and the town of Kara was flooded"
    return n < at and _placed_behind(row, at)


def of_some_dead(row: list[Item], n: int, at: int) -> bool:
    """Whether a name is that of some of the dead alone: "killed 40 people, nine of them in Kara, and hurt 60"."""
    m = next((m for m in range(n - 1, max(n - 7, 0), -1) if row[m].quantity is not None), 0)
    end = n + 1 + has_class(row[n + 1 : n + 2], "area_noun")
    aside = m > 0 and row[m - 1].kind == "," and has_class(row[m + 1 : m + 3], "part_of_them")
    return aside and end + 1 < at and row[end].kind == "," and "and" in row[end + 1].classes


def _placed_behind(row: list[Item], at: int) -> bool:
    """Whether a part of what was counted before is told with its own place: "40 dead, 12 of whom were in Kara"."""
    if not has_class(row[at + 1 : at + 3], "part_of_them"):
        return False
    for m in range(at + 3, min(at + 8, len(row))):
        mention = row[m].mention
        if mention is not None:
            return mention.kind == "place" and bool(row[m - 1].classes & {"place_in", "place_at"})
        if row[m].kind not in ("word", "phrase"):
            return False
    return False


_KINDS = (
    ("casualties.", "toll"),
    ("displacement.new", "flight"),
    ("displacement.idps", "stay"),
    ("displacement.returnees", "return"),
    ("displacement.refugees", "refuge"),
    ("displacement.", "shelter"),
    ("food.", "stay"),
    ("funding.", "money"),
    ("crossing.medevac", "leave"),
    ("crossing.", "cross"),
    ("health.beds", "ward"),
    ("health.bed_occupancy", "ward"),
    ("health.hospital_status", "ward"),
    ("health.", "health"),
)


@lru_cache
def kind_of(indicator: str) -> str:
    """What a figure of an indicator is like, as far as its place goes: the first prefix that fits says it."""
    return next(kind for prefix, kind in _KINDS if indicator.startswith(prefix))
