"""Whether a phrase fits what is counted: which indicator it then is, and in which unit."""

from collections.abc import Callable

from data.catalogue import Catalogue
from ingest.text.dwelling import ends_in_camp
from ingest.text.figures import Memory
from ingest.text.hosts import by_a_place, from_abroad
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind
from ingest.text.money import otherwise, small
from ingest.text.nouns import HEALTH, PEOPLE, Link, Subject
from ingest.text.objects import HOUSING, SITES
from ingest.text.turns import MEDEVAC, Saying, meant
from ingest.text.ways import come_inland, elsewhere, inland, left_a_site, let_in, to_hospital

_GATES = 100  # so many crossings at most are counted
_SITES = 20_000  # no country has more camps and shelters for the displaced

_OF_ONE = ("casualties.", "health.hospitals", "health.facilities")  # of which "a" is one
_OF_CARE = ("health", "casualties")  # what a hospital that takes people in may tell of them
_CAMPED = ("displacement.idps", "displacement.new")
_OF_NOBODY = ("displacement.new", "displacement.returnees", "crossing.people")
_MOVING = ("displacement.new", "displacement.idps", "crossing.people")


def fit(
    link: Link, sentence: Sentence, at: int, what: Subject, catalogue: Catalogue, memory: Memory, told: str = ""
) -> tuple[str, str] | None:
    """The indicator and unit that a phrase gives for what is counted; None: it does not fit."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    said, follows = row[link.at].classes, what.head < 0 and not what.units
    s = Saying(link, sentence, row, at, quantity, what, catalogue, memory, told, follows, said)
    keys = meant(s)
    if keys == MEDEVAC and "reception" in said and _tended(s):
        return None  # "the hospital has received 200 wounded civilians"
    return MEDEVAC if keys == MEDEVAC else next((found for key in keys if (found := _by(s, key)) is not None), None)


def _by(s: Saying, key: str) -> tuple[str, str] | None:
    """The indicator and unit of one that a phrase may tell; None: it is not meant."""
    indicator = s.catalogue.indicators[key]
    if key.startswith("funding."):
        return _of_money(s, key) if "currency" in indicator.units else None
    if s.quantity.kind == "money":
        return None
    family = key.split(".")[0]
    if family in _BARS and (_BARS[family](s, key) or family not in _OF_CARE and "reception" in s.said and _tended(s)):
        return None
    came = _arrivals(s).classes if key == "crossing.people" else frozenset()
    if "came_in" in came and inland(s.memory, s.row) or "newly_in" in came and come_inland(s.memory, s.row):
        key, indicator = "displacement.new", s.catalogue.indicators["displacement.new"]
    if s.quantity.kind == "percent":
        return (key, "percent") if _share(s, key, indicator.units) else None
    if s.quantity.kind == "zero" and s.follows:
        told = key.startswith(("casualties.", "food.", *_OF_NOBODY))
        if not told or not s.sentence.marks.run(s.row[s.at].first, "nobody"):
            return None
    unit = _unit(indicator.units, s.link, s.what, s.row)
    one = s.quantity.kind == "one"  # "the only doctor has seen 58 wounds"
    lone = one or s.quantity.value == 1 and s.sentence.marks.run(s.row[s.at].last - 1, "only_word")
    if unit is None or lone and s.link.cost > 3.2 or one and not key.startswith(_OF_ONE):
        return None
    if key == "displacement.returnees" and s.quantity.value == 1 and "person" in s.what.units:
        return None  # "we saw one man returning from his house"
    return key, unit


def _tended(s: Saying) -> bool:
    """Whether a hospital takes in those counted: "the hospital took in 24 patients"."""
    near = s.row[0 if "patients" in s.what.units else max(0, s.link.at - 3) : s.link.at]
    return any("facility_noun" in i.classes or i.mention is not None and i.mention.sort == "facility" for i in near)


def _of_money(s: Saying, key: str) -> tuple[str, str] | None:
    """An appeal or what was given to it, in its currency."""
    row, link = s.row, s.link
    bare = row[link.at].last - row[link.at].first == 1  # but "43 per cent funded at $1.1 billion"
    if key == "funding.received" and link.way == "left" and link.at and bare and row[link.at - 1].quantity:
        return None
    if small(s.quantity) or key == "funding.received" and otherwise(row, s.at, link):
        return None
    return (key, s.quantity.currency) if s.quantity.kind == "money" and s.quantity.currency else None


def _share(s: Saying, key: str, units: tuple[str, ...]) -> bool:
    """Whether a percentage may be told of an indicator."""
    if "percent" not in units:
        return False
    if units[0] != "percent":
        return units[0] in s.what.units
    whom = s.what.end < s.link.at <= s.what.end + 2 and "whom" in s.row[s.what.end].classes  # "70% of those who fled"
    return key != "displacement.share" or bool(s.what.units & {"population", "people"}) and not (s.what.before or whom)


def _no_care(s: Saying, key: str) -> bool:
    """Whether nothing is told of hospitals, clinics, beds or attacks on them."""
    if key == "health.bed_occupancy":
        if not s.what.units.isdisjoint(("hospitals", "facilities")):
            return True  # "one in five clinics was occupied"
        if "capacity_share" in s.said and s.quantity.value <= 100 or not _in_hospital(s.row, s.memory):
            return True
    if s.quantity.kind != "percent" and s.sentence.marks.run(s.row[s.at].last - 1, "only_word"):
        return True  # "destroyed the only hospital"
    if key == "health.beds" and s.at > 2 and "with" in s.row[s.at - 1].classes and s.row[s.at - 3].quantity is not None:
        return not s.row[s.at - 2].units.isdisjoint(("hospitals", "facilities"))  # "20 hospitals with 50 beds or more"
    return key == "health.beds" and s.quantity.value == 1  # "two children in one bed"


def _not_displaced(s: Saying, key: str) -> bool:
    """Whether those or the sites counted are not of people who were displaced."""
    row, link, at, what = s.row, s.link, s.at, s.what
    if link.way == "noun" and at and row[at - 1].classes & {"carrying", "every"} or left_a_site(s.sentence, at, what):
        return True  # "a boat carrying 150 refugees", "of every ten refugees", "a convoy of 317 refugees left the camp"
    if link.way == "right" and "departure" in s.said:
        if at and row[at - 1].classes & {"have", "be", "with"} or "article" in row[link.at - 1].classes:
            return True  # "Tola has 300 residents left", "on the left bank"
    lasting = key == "displacement.sheltered" and bool(s.sentence.marks.run(row[link.at].first, "remain"))
    if lasting and what.head >= 0 and "dwellers" in row[what.head].classes:
        run = s.sentence.marks.run
        near = row[link.at + 1 : link.at + 5]
        if not any(ends_in_camp(s.sentence, i) or run(i.first, "shelter_building") for i in near):
            return True  # "300 residents have stayed in Tola"
    if s.told == "crossing.trucks" and s.follows or _on_duty(s) and key in _MOVING:
        return True  # "445 trucks have entered, but only 38 returned", "26 staff members have been relocated"
    if key == "displacement.sheltered" and what.head >= 0 and row[what.head].classes & {"crowd", "on_duty"}:
        return True  # "6,000 protesters are crowded into the square"
    if key == "displacement.refugees" and link.way == "left" and "reception" in s.said:
        fleeing = what.end < len(row) and "flight" in row[what.end].classes
        told = {p.keys[-1] for i in row[what.end : what.end + 6] for p in i.phrases if p.role == "before"}
        back = told & {"displacement.returnees", "crossing.people"}  # "registered 900 Syrians crossing home"
        foreign = not back if "registering" in s.said else by_a_place(row, link.at)  # "UNHCR registered 90 Somalis"
        there = fleeing and by_a_place(row, link.at) or from_abroad(row, what, s.catalogue, link.at)
        again = s.follows and s.told == key  # "Jordan hosts 1.3 million Syrians and has registered 660,000"
        again = again or _on_the_books(s, key)
        if link.phrase.only == "people" and not (foreign and there or again):
            return True  # but "Kenya has received 7,000 Somalis", "Laos took in 90 people fleeing"
    if "setting_up" in s.said and s.sentence.marks.run(row[link.at].first - 1, "in_progress"):
        return True  # "five camps are being built"
    # "rescuers dig at three sites"
    return key == "displacement.sites" and (s.quantity.value == 1 or s.quantity.value > _SITES or _any_site(s))


def _at_a_gate(s: Saying) -> bool:
    """Whether a crossing, a border or a country is spoken of, so that who enters goes over a border."""
    named = any(i.mention is not None and i.mention.sort in ("crossing", "country", "port") for i in s.row)
    return (
        named or list(s.memory.just) == ["crossing"] or has_any(s.row, ("crossing_noun", "crossing_word", "frontier"))
    )


def _on_the_books(s: Saying, key: str) -> bool:
    """Whether people are registered where refugees are told of: "it has registered 920,000 people"."""
    after = s.row[s.what.end] if s.what.end < len(s.row) else None
    ends = after is None or after.kind in (".", "date") or not after.classes.isdisjoint(("by_way_of", "by"))
    told = {s.told, *s.memory.most}
    return ends and "registering" in s.said and "population" in s.what.units and told & {*_CAMPED, key} == {key}


def _not_across(s: Saying, key: str) -> bool:
    """Whether those or the trucks counted did not go over a border."""
    row, link, at, what = s.row, s.link, s.at, s.what
    if key == "crossing.trucks":
        following = row[link.at + 1].mention if link.at + 1 < len(row) else None
        named = following is not None and following.sort in ("crossing", "port")
        return link.way == "right" and "leaving" in s.said and not named
    if key == "crossing.medevac":  # "30 wounded people were taken to the hospital"
        if at > 0 and "possessive" in row[at - 1].classes:
            return True  # "the hospital moved its 31 patients"
        return what.head >= 0 and bool(row[what.head].phrases) and to_hospital(row, link.at)
    if key != "crossing.people":
        return False
    if s.quantity.kind == "zero" and _arrivals(s).classes & {"came_in", "arriving"} and not _at_a_gate(s):
        return True  # "a camp which nobody has entered yet"
    if link.way == "around" and "mishap" in s.sentence.classes and "carried_off" in row[link.at].classes:
        return True  # "the vessel, thought to have carried 200 people, broke apart"
    if link.way == "left" and not let_in(row, link.at, by_a_place(row, link.at)) or _on_duty(s):
        return True
    if s.told == "crossing.trucks" and s.follows and link.way == "label":
        return True  # "90 lorries have crossed since May: 60 at Tolo"
    item, run = row[link.at], s.sentence.marks.run
    using = link.way == "right" and run(item.first, "using")
    using = using and (item.last - item.first == 1 or run(item.last - 1, "by"))
    near = row[link.at : link.at + 4]
    known = list(s.memory.just) == ["crossing"] or any(i.mention and i.mention.sort == "crossing" for i in row[:at])
    pointed = known and any(run(i.first, name) for i in near for name in ("pronoun", "crossing_noun", "crossing_word"))
    if using and not pointed and not any(i.mention and i.mention.sort in ("crossing", "port") for i in near):
        return True  # but "4,000 people used the Joda crossing", "used it"
    if link.way == "right" and s.sentence.marks.run(row[link.at].last - 1, "inward"):
        if all(i.mention is None and "abroad" not in i.classes for i in row[link.at + 1 : link.at + 4]):
            return True  # "900 people went into hiding"
    if "came_in" in _arrivals(s).classes:
        if link.way == "label" and not _at_a_place(row, link.at + 1) or elsewhere(row, what.head):
            return True  # "arrivals: 1,200", "300 new arrivals at the hospital"
    if s.quantity.kind == "zero" and at and "let_pass" in row[at - 1].classes:
        return True  # "lets no traders in"
    if s.quantity.value < 10:
        if any(s.sentence.marks.run(i.first, "crossing_noun") for i in (*row[at + 1 : at + 2], row[link.at])):
            return True  # "through just one crossing", "the only official crossing"
    return link.way == "noun" and "crossing_noun" in s.said and s.quantity.value < _GATES


def _of_a_ward(s: Saying, key: str) -> bool:
    """Whether a hospital stands between those counted and what is said: "90 patients, the only ward for wounds"."""
    other = s.link.way == "left" and s.link.at > 0 and s.row[s.link.at - 1].quantity is not None
    if other and "adjective" in s.said and has_class(s.row[s.link.at : s.at], "and"):
        return True  # "76 wounded men and 335 foreigners"
    ward = s.link.way == "right" and key == "casualties.injured" and "patients" in s.what.units
    return ward and any(not i.units.isdisjoint(HEALTH) for i in s.row[s.what.end : s.link.at])


_BARS: dict[str, Callable[[Saying, str], bool]] = {
    "casualties": _of_a_ward,
    "health": _no_care,
    "displacement": _not_displaced,
    "crossing": _not_across,
}


def _arrivals(s: Saying) -> Item:
    """What is said to come: the noun that is counted, or the phrase."""
    return s.row[s.what.head] if s.link.way in ("left", "around") and s.what.head >= 0 else s.row[s.link.at]


def _on_duty(s: Saying) -> bool:
    """Whether staff, patients or prisoners are counted, who are moved, or break out, and do not flee."""
    kinds = s.row[s.what.head].classes if s.what.head >= 0 else frozenset()
    return "patients" in s.what.units or not kinds.isdisjoint(("on_duty", "jailed"))


def _at_a_place(row: list[Item], at: int) -> bool:
    """Whether a place is named within a few items, before a sign or a number."""
    for item in row[at : at + 7]:
        if item.mention is not None:
            return item.mention.kind == "place"
        if item.kind in (":", ";", ",", "quantity"):
            return False
    return False


def _any_site(s: Saying) -> bool:
    """Whether sites or centres may be of any kind, as nothing tells of people who are displaced."""
    if s.what.head < 0 or "vague_site" not in s.row[s.what.head].classes or s.told.startswith("displacement."):
        return False
    if any(key.startswith("displacement.") for key in s.memory.totals):
        return False
    spoken = (p for n, i in enumerate(s.row) if n != s.what.head for p in i.phrases if p.only != "sites")
    return not any(p.keys[0].startswith("displacement.") and p.keys[0] != "displacement.sites" for p in spoken)


def _unit(units: tuple[str, ...], link: Link, what: Subject, row: list[Item]) -> str | None:
    if link.way in ("noun", "modifier") and link.at == what.head:
        own = row[what.head].units
        if not own or own & set(units) or own & {*PEOPLE, "bodies"} and units[0] in ("people", "patients"):
            return "families" if "families" in own and "families" in units else units[0]
        return None
    if what.units:
        if "families" in what.units:
            return "families" if "families" in units else None
        if "bodies" in what.units:
            return units[0] if link.phrase.keys[0] == "casualties.killed" else None
        if units[0] == "attacks" and link.phrase.only in HEALTH:  # "four hospitals were attacked in May"
            more = row[link.tail + 1 : link.tail + 2]  # but "attacked, looted or occupied"
            return units[0] if link.helped and not has_kind(more, ",") and not has_any(more, ("or", "and")) else None
        if units[0] == "patients" and len(link.phrase.keys) > 1:
            return "patients" if "patients" in what.units else None
        if not what.units.isdisjoint(PEOPLE) and units[0] in ("people", "patients"):
            return units[0]
        if units[0] == "sites" not in what.units and what.head >= 0 and row[what.head].classes & HOUSING:
            return "sites" if link.phrase is SITES or "as_shelter" in row[link.at].classes else None
        return units[0] if units[0] in what.units else None
    if what.unknown is not None:
        near = link.way == "left" and link.cost <= 2.0 or link.way == "right" and link.cost <= 2.5
        people = units[0] == "people" and near and link.phrase.keys[0].startswith("casualties.")
        return units[0] if people and what.unknown.endswith("s") and what.unknown.islower() else None
    if what.head >= 0:
        noun = {key for p in row[what.head].phrases for key in p.keys}
        return units[0] if units[0] == "people" and any(k.startswith(("displ", "casual")) for k in noun) else None
    if link.way == "label" and what.unknown is None:
        if link.phrase.role != "label":
            beside = row[link.at].units or (row[link.at - 1].units if link.at else frozenset())
            if not beside & {*units} and link.at + 1 < len(row) and units[0] in ("hospitals", "facilities"):
                beside = row[link.at + 1].units or beside  # "the number of functioning hospitals has fallen to"
            if "families" in units and any("families" in i.units for i in row[max(0, link.at - 2) : link.at + 2]):
                return "families"  # "the number of IDP families", "of families in centres"
            if units[0] == "people":
                return "people" if not beside or beside & PEOPLE else None
            return units[0] if units[0] in beside or link.phrase.role == "noun" and not beside else None
        return units[0] if units[0] != "percent" else None
    return units[0] if units[0] in ("people",) else None


def _in_hospital(row: list[Item], memory: Memory) -> bool:
    """Whether a sentence speaks of hospitals or beds, or the text has just named one."""
    if "facility" in memory.points:
        return True
    long = ((p, i.last - i.first) for i in row for p in i.phrases)  # "of the beds are full"
    beds = (p for p, words in long if words > (1 if p.role in ("label", "after") else 3))
    if has_any(row, ("hospital_part", "facility_noun")) or any(p.keys[0] == "health.bed_occupancy" for p in beds):
        return True
    return any(i.units & {*HEALTH, "beds"} or i.mention is not None and i.mention.sort == "facility" for i in row)
