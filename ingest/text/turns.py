"""What the words around a phrase make of it: displaced or newly displaced, a refugee, sheltered, gone over a border."""

from dataclasses import dataclass
from itertools import dropwhile, takewhile

from data.catalogue import Catalogue
from ingest.text.dwelling import ends_in_camp, in_a_camp, in_sites, is_building, is_site, of_a_site, they_are_camps
from ingest.text.figures import SICK, Memory
from ingest.text.flights import abroad, in_another_land, of_refugees, ordered_out, then_abroad
from ingest.text.hosts import taken_in
from ingest.text.items import Item, Sentence, has_any, has_class, has_number
from ingest.text.limits import limited
from ingest.text.names import Mention
from ingest.text.nouns import PEOPLE, Link, Subject
from ingest.text.objects import AUXILIARY
from ingest.text.overland import moved_on, on_their_way
from ingest.text.quantities import Quantity
from ingest.text.uprooted import counted_over, displaced, driven, lately, newly, registered
from ingest.text.ways import (
    arrived_inland,
    brought_elsewhere,
    crossed,
    damaged,
    for_treatment,
    got_across,
    left,
    let_out,
    moved,
    reached_land,
    to_a_place,
    took_in_own,
)

Keys = tuple[str, ...]
MEDEVAC = ("crossing.medevac", "patients")
_REFUGEES, _NEW, _ACROSS = ("displacement.refugees",), ("displacement.new",), ("crossing.people",)
_IDPS, _SHELTERED = ("displacement.idps",), ("displacement.sheltered",)
_MANY = 50  # so many leave a place at least, where nothing says that they flee
_CAME, _FEW = frozenset({"crossing.people", "displacement.returnees"}), 10  # people, where nothing tells whither
_TO_VERB = AUXILIARY | {"adverb", "whom"}


@dataclass(slots=True)
class Saying:
    """A phrase that may tell what a number counts.

    Attributes:
        link: How the phrase is tied to the number, which stands at `at` of `row`, the items of `sentence`.
        quantity: The number.
        what: What is counted.
        told: The indicator of the claim before; "": there is none. `follows`: nothing counted is named, so that it may
            be of the same.
        said: The classes of the phrase.
    """

    link: Link
    sentence: Sentence
    row: list[Item]
    at: int
    quantity: Quantity
    what: Subject
    catalogue: Catalogue
    memory: Memory
    told: str
    follows: bool
    said: frozenset[str]


def meant(s: Saying) -> Keys:
    """The indicators that a phrase may tell here; `MEDEVAC` where patients left; none where it tells none."""
    keys = _of_flight(s, s.link.phrase.keys)
    if s.quantity.value < _FEW and s.link.way == "right" and s.what.units <= PEOPLE and not _CAME.isdisjoint(keys):
        after = s.row[s.link.tail + 1] if s.link.tail + 1 < len(s.row) else None
        if after is None or after.kind == "." or "and" in after.classes:
            return ()  # "two others entered and opened fire", "three hostages were returned."
    if keys == ("displacement.idps",) and s.link.way == "noun" and counted_over(s.row, s.what.end):
        keys = _NEW
    keys = keys and _of_crossing(s, keys)
    if not keys:
        return ()
    if keys == MEDEVAC or _as_patients(s, keys):
        return MEDEVAC
    keys = _of_hosts(s, keys)
    if not keys or keys[0] == "casualties.killed" and s.what.head >= 0 and "survived" in s.row[s.what.head].classes:
        return ()  # "two survivors were washed up"
    if keys == ("displacement.returnees",) and "patients" in s.what.units:
        return ()  # "40 patients were sent home"
    if keys[0] == "health.hospitals_partial" and damaged(s.row, s.link.at):
        keys = ("health.hospitals_nonfunctional", "health.facilities_nonfunctional")  # "20 partially damaged"
    if keys[0] == "health.hospitals_functional":
        end = s.link.tail if s.link.way == "right" else s.what.end - 1  # "leaves 21 hospitals in partial use"
        if s.link.way in ("right", "left") and limited(s.row, end, s.sentence.marks):
            return "health.hospitals_partial", "health.facilities_partial"  # "two are open on some days"
        if any(s.sentence.marks.run(i.first, "none_fully") for i in s.row[s.at : s.link.tail + 16]):
            keys = ("health.hospitals_partial", "health.facilities_partial")
    behind = s.link.way == "right"  # "left Jos", "moved 900 people out of Jos"
    leaving = "departure" in s.said if behind else s.link.phrase.tail == ("out", "of") and "force" not in s.said
    home = behind and s.what.head >= 0 and "dwellers" in s.row[s.what.head].classes  # "20,000 residents had left"
    home = home and "article" not in s.row[min(s.link.tail + 1, len(s.row) - 1)].classes
    home = home or behind and _left_home(s)
    whom = s.row[s.what.head if s.what.head >= 0 else min(s.at + 1, len(s.row) - 1)]
    bound = behind and "travellers" in whom.classes  # "300 pilgrims departed Lahore"
    if leaving and not home and (bound or not to_a_place(s.row, s.link.at if behind else s.link.tail)):
        keys = tuple(k for k in keys if k != "displacement.new")
    return keys


def _left_home(s: Saying) -> bool:
    """Whether people leave where others fled or had to go: "thousands fled. In Solino 900 people left in a night"."""
    after = s.row[s.link.tail + 1 : s.link.tail + 3]
    if s.quantity.value < _MANY or s.what.units.isdisjoint(("people", "families")):
        return False
    over = all(i.kind in (".", ",", "date", "quantity") or i.classes & {"in", "on_day", "adverb"} for i in after)
    return over and any(has_class(row, "flight") or ordered_out(row) for row in (*s.memory.rows, s.row[: s.at]))


def _of_flight(s: Saying, keys: Keys) -> Keys:
    """Of those who were driven from home: newly or not, abroad or not."""
    row, link = s.row, s.link
    stays = s.sentence.marks.run(row[link.at].first, "present")  # "remain displaced since May"
    if keys == (*_IDPS, "displacement.share") and not stays and lately(row, link):
        keys = ("displacement.new", "displacement.share")
    if "displacement.new" in keys and "displacement.idps" in keys:
        keys = displaced(s.sentence, link, s.what, s.quantity.kind, s.memory, s.told)
    else:
        keys = driven(row, link, s.what, keys, s.quantity.kind)
    fled = keys[0] in ("displacement.new", "displacement.sheltered")
    sought = fled and link.way == "right" and "refuge" in s.said
    if (fled or link.way in ("label", "around")) and (
        abroad(row, link, s.catalogue, s.memory.home) or then_abroad(row, link, s.catalogue, s.memory.home)
    ):
        keys = _ACROSS if moved_on(row, link) else _REFUGEES
    elif keys == _REFUGEES and link.way == "around" and link.phrase.tail == ("into",):
        return ()  # "drove 900 people into debt"
    elif sought and in_another_land(row, s.at, s.what, s.catalogue, link.at + 1):
        keys = _REFUGEES  # "35,000 Malians have sought refuge in Mauritania"
    elif s.told == "displacement.refugees" and s.what.head < 0 and of_refugees(s.sentence, link, keys[0]):
        keys = _REFUGEES
    if keys == _NEW and link.way == "label" and "brought_away" in s.said and _stay_there(s):
        keys = _SHELTERED  # "the number of evacuees in Tola fell to 900 people in 12 centres"
    if keys == _NEW and s.what.before and registered(row, link.at, s.what):
        keys = _IDPS  # "900 displaced families who fled Tola have been registered in Kosti"
    if keys[0] == "displacement.idps" and newly(row, s.at, link, s.what, s.told):
        keys = _NEW
    own = keys == _IDPS and link.way == "right" and link.helped
    if own and has_class(row[link.tail + 1 : link.tail + 2], "place_in"):
        if in_sites(row, link.tail + 1 + has_number(row[link.tail + 2 : link.tail + 3])):
            keys = _SHELTERED  # "are displaced in 25 centres"
    if keys[0] == "displacement.idps" and in_another_land(s.row, s.at, s.what, s.catalogue, s.what.end):
        keys = _REFUGEES
    if keys[0] == "displacement.new" and "evacuation" in s.said and _ailing(s):
        return MEDEVAC  # "evacuated 47 war-wounded from Misrata to Benghazi"
    if keys[0] == "displacement.new" and "evacuation" in s.said and for_treatment(row, max(link.at, s.what.end - 1)):
        keys = _ACROSS if has_class(row[s.at : max(link.at, s.what.end + 12)], "foreign_people") else MEDEVAC
    if "crossing.people" in keys and "families" in s.what.units and "arriving" in s.said:
        keys = _NEW  # "501 households entered the town"
    return keys


def _stay_there(s: Saying) -> bool:
    """Whether evacuees are counted who stay in shelters: some have left since, or shelters are spoken of."""
    rows = (s.row, *s.memory.rows)
    falls = has_any(s.row[s.link.at : s.at], ("falling", "remain"))
    return falls or any("sites" in i.units for row in rows for i in row)


_KINDS = ("displacement.refugees", "displacement.returnees")


def _of_crossing(s: Saying, keys: Keys) -> Keys:
    """Of those who came or went: over a border or not."""
    row, link, arriving = s.row, s.link, "arriving" in s.said
    if keys == _REFUGEES and s.what.units & PEOPLE and s.sentence.marks.run(row[link.at].first, "flight"):
        return _ACROSS if moved_on(row, link) else keys  # "fled into Romania, while 12,000 stayed there"
    if keys == _REFUGEES and "stayed_on" in s.said and link.way == "right" and s.what.head < 0:
        return keys if s.told == "crossing.people" else ()  # "of whom 83,000 remain in the country"
    if "sighted" in s.said and row[link.at].last - row[link.at].first == 1 and keys == _ACROSS and link.way == "right":
        if on_their_way(row, link, s.what, s.memory):
            return keys
        # "3,000 Congolese have been registered in Uganda", "in Uganda, 3,000 Congolese have been registered"
        done = all(i.kind in (".", ",", ";", "date") for i in row[link.at + 1 : link.at + 2])  # and not "to vote"
        near = (*(range(s.at) if done else ()), link.at + 1, link.at + 2) if "registering" in s.said else ()
        return _REFUGEES if any(_of_other_land(s, n) for n in near) else ()
    if keys == _REFUGEES and s.quantity.kind == "zero" and s.sentence.marks.run(row[link.at].last - 1, "came_in"):
        return _ACROSS  # "no refugee arrivals have been reported"
    gate = row[link.at - 1].mention if keys == _REFUGEES and link.way == "left" and "reception" in s.said else None
    if gate is not None and gate.sort in ("crossing", "port") and s.what.head >= 0 and not row[s.what.head].phrases:
        return _ACROSS  # "Joda received 1,900 people"
    inland = _uprooted(s) or arrived_inland(s.sentence, link.at, s.memory)
    if keys == _ACROSS and arriving and inland and not any(_of_other_land(s, link.at + n) for n in (1, 2)):
        keys = _NEW  # "9,000 have arrived in Maiduguri after fleeing Bama"
    if keys == _ACROSS and link.way == "right" and s.sentence.marks.run(row[link.at].first, "reception"):
        if s.told == _REFUGEES[0] or _of_other_land(s, link.at + 1):
            return _REFUGEES  # "900 Iraqis received in Al Hol camp"
    if keys == _ACROSS and "registering" in s.said and link.way == "around" and link.tail + 1 < len(row):
        if row[link.tail + 1].kind == "word" and s.sentence.marks.tokens.raw[row[link.tail + 1].first].islower():
            return ()  # "registered 900 people through biometric registration"
    if keys[0] == "displacement.new" and left(row, link, s.what.end, s.catalogue):
        keys = _ACROSS  # "450 passport holders left Gaza through Rafah"
    people = row[s.what.head].mention if s.what.head >= 0 and "outflow" in s.said else None
    if keys == _NEW and people is not None and people.kind == "people":
        named = ((n, m) for n in range(s.what.end, len(row)) if (m := row[n].mention))
        towns = [n for n, m in named if m.sort not in ("country", "territory")]
        own = any(has_class(row[max(n - 4, s.what.end) : n], "from") and not _of_other_land(s, n) for n in towns)
        return keys if own else _ACROSS  # "an exodus of 60,000 Syrians", but not "of 900 Syrians from Homs"
    if keys[0] in ("displacement.new", "displacement.refugees", "crossing.people") and _homeward(s):
        return ("displacement.returnees",)  # "4,000 Malians left Libya for their own country"
    if keys == _NEW and "told_to_go" in s.said and _sent_from(s) is not None:
        return ()  # "900 Americans were made to leave Niger"
    if keys == _ACROSS and s.told.startswith("casualties.") and "hail" in s.said:
        return ()  # "killed 84 pupils, 74 of whom came from Boa"
    if keys == _ACROSS and arriving and s.told in _KINDS and s.follows:
        keys = (s.told,)  # "another 15,000 had arrived", "the first group of 360 arrived"
    counted = s.what.head >= 0 and link.way in ("noun", "modifier") and "came_in" in row[s.what.head].classes
    if keys == _ACROSS and counted and s.told == _REFUGEES[0]:
        keys = _REFUGEES  # "more than 6,000 arrivals in Tanzania" behind refugees
    if keys[0] == "displacement.new" and "departure" in s.said and link.way in ("right", "label"):
        if reached_land(row, link.at, s.catalogue, s.memory) or s.told == "crossing.people" and s.what.head < 0:
            keys = _ACROSS  # "900 people reached the Greek shores"
    if keys == _ACROSS and s.told == "displacement.returnees" and link.way == "right":
        if s.sentence.marks.run(row[link.at].last - 1, "compare"):
            keys = ("displacement.returnees",)  # "74,000 returned: 43,000 came from Iran"
    return keys


def _of_other_land(s: Saying, n: int) -> bool:
    """Whether those counted are of one country, and an item is a place in another."""
    own, place = s.row[s.what.head].mention if s.what.head >= 0 else None, s.row[n].mention if n < len(s.row) else None
    if own is None or place is None or own.kind != "people" or place.kind != "place":
        return False
    lands = [{s.catalogue.places[i].iso3 for i in m.ids if i in s.catalogue.places} for m in (own, place)]
    return all(lands) and lands[0].isdisjoint(lands[1])


def _sent_from(s: Saying) -> Mention | None:
    """The country that people were made to leave, if one is named: "made to leave the Dominican Republic"."""
    near = s.row[s.link.tail + 1 : s.link.tail + 4] if "sent_off" in s.said and s.link.way == "right" else []
    named = next(dropwhile(lambda i: "article" in i.classes, near), None)
    return named.mention if named is not None and named.mention and named.mention.sort == "country" else None


def _homeward(s: Saying) -> bool:
    """Whether people of a country are told to have left another for it: "left Libya for home", "left voluntarily"."""
    row, verb = s.row, s.link.at
    own = [m for n in (s.what.head, s.what.head - 1) if n > s.at and (m := row[n].mention) is not None]
    if s.link.way != "right" or all(m.kind != "people" for m in own):
        return False
    land = _sent_from(s)
    if land is not None and {i for m in own for i in m.ids}.isdisjoint(land.ids):
        return True  # "900 Afghans were made to leave Pakistan"
    end = next((n for n in range(verb + 1, len(row)) if row[n].quantity is not None or row[n].kind == ";"), len(row))
    return has_class(row[max(s.what.end, verb - 2) : min(end, verb + 9)], "homeward")


def _as_patients(s: Saying, keys: Keys) -> bool:
    """Whether those counted left for treatment, or are ill or hurt and were taken over a border."""
    row, link, marks = s.row, s.link, s.sentence.marks
    if "crossing.people" in keys and s.follows and link.way == "right" and s.quantity.value < SICK:
        above = s.memory.rows[-1] if s.memory.rows else []
        told = next((i.units for i in (*reversed(row[: s.at]), *reversed(above)) if i.units & PEOPLE), frozenset())
        return "patients" in told  # "2,200 patients are waiting; just 19 got out"
    if "crossing.people" in keys and "admission" not in s.said and for_treatment(row, link.at):
        if link.way == "right" and "treatment" in row[link.at + 1].classes:
            return True  # "60 people were let out for treatment"
        if any(marks.run(word, "ailing") for word in range(row[s.at].last, row[link.at].first)):
            return True  # "wounded civilians crossed into Egypt for treatment"
    if keys == _ACROSS and "letting_out" in s.said and link.way == "left" and _ailing(s):
        return True  # "let in 40 wounded through Masnaa"
    moved_on = keys[0] == "casualties.injured" and (_evacuated_too(s) or brought_elsewhere(row, s.at, link))
    if moved_on or keys[0] == "casualties.injured" and let_out(row, s.at):
        return True
    if keys[0] == "casualties.injured" and link.way in ("noun", "modifier", "label", "right", "around"):
        behind = s.what.end if link.way in ("noun", "modifier", "around") else link.at + 1
        across = (link.way != "right" or link.at == s.what.end) and got_across(row, behind)
        across = across or s.at > 0 and "evacuation" in row[s.at - 1].classes  # "the evacuation of 41 wounded"
        if s.at > 0 and "reception" in row[s.at - 1].classes:  # "Egypt received 76 wounded through Rafah"
            near = range(behind, min(behind + 8, len(row) - 1))
            across = across or any("by_way_of" in row[n].classes and row[n + 1].mention for n in near)
        return across or link.way == "right" and moved(row, behind)
    if keys[0] == "displacement.new" and s.told == "casualties.injured" and link.way == "right":
        return "part_of_them" in row[s.at + 1].classes  # "50 were wounded, and 20 of them were evacuated to Bunia"
    if keys == _REFUGEES and link.way == "left" and "reception" in s.said:
        words = range(row[s.at].last, row[max(s.what.head, s.at)].last)
        return any(marks.run(word, "ailing") for word in words)  # "Jordan has taken in 29 sick children"
    return False


def _ailing(s: Saying) -> bool:
    """Whether those counted are told to be ill or hurt: "47 war-wounded", "nine sick children"."""
    first = s.row[s.at].last
    words = range(first, min(max(first + 3, s.row[max(s.what.end - 1, s.at)].last), s.sentence.last))
    return any(s.sentence.marks.run(word, "ailing") for word in words)


def _evacuated_too(s: Saying) -> bool:
    """Whether more of the hurt were evacuated after those who were: "nine more wounded were evacuated"."""
    row = s.row
    before = "crossing.medevac" in s.memory.most or s.told == MEDEVAC[0]
    before = before or any(i.mention is not None and i.mention.sort == "crossing" for i in row[: s.at])
    for n in range(s.at) if not before else ():
        if "evacuation" in row[n].classes:
            some = has_number(row[n + 1 : s.at])  # not "after the evacuation of Kora hospital"
            before = some and any(i.mention is not None and i.mention.sort == "facility" for i in row[n : s.at])
    near = takewhile(lambda i: i.kind not in (",", ";", "."), row[s.at + 1 : s.at + 9])
    return before and s.link.at <= s.at + 2 and has_class(near, "evacuation")


def _of_hosts(s: Saying, keys: Keys) -> Keys:
    """Of those who were taken in: as refugees, in a shelter, or in their own country; none where no camp does so."""
    row, link = s.row, s.link
    hosted = link.way == "left"
    if keys == _REFUGEES and link.way == "label" and crossed(row, link.at, s.at):
        keys = _ACROSS  # "the number of migrants who have crossed the hills"
    if keys == _REFUGEES and link.way == "noun" and (_kept_by_a_camp(row, s.at) or _in_a_camp(s.sentence, s.what.end)):
        keys = _SHELTERED  # "Farchana camp hosts 3,630 refugees"
    follows = link.way == "right" and s.told == "displacement.refugees" and s.what.head < 0
    further = follows and "hosting" in s.said
    told_at = hosted or link.way == "right" and "hosting" in s.said
    if keys[0] == "displacement.sheltered" and (further or taken_in(row, link, s.what, s.told, s.catalogue, s.memory)):
        if further or not of_a_site(row, link.at):
            return _REFUGEES  # "Lebanon hosts 720,000 of them", "joined the 400,000 already hosted"
    if link.way == "label" and keys[0] in ("displacement.idps", "displacement.refugees") and link.at:
        if any("displacement.returnees" in p.keys and p.role == "before" for p in row[link.at - 1].phrases):
            return ("displacement.returnees",)  # "the number of returning refugees rose to"
    elif keys[0] == "displacement.sheltered" and told_at and _uprooted(s) and not _in_a_site(row, link):
        if hosted or not _in_a_camp(s.sentence, link.at):
            return _IDPS  # "the town hosts 38,000 displaced people", "900,000 IDPs are hosted in North Kivu"
    elif "home_to" in s.said and not (of_a_site(row, link.at) or they_are_camps(s.sentence, link.at, s.memory.rows)):
        some = s.told.startswith("displacement.") and has_class(row[s.what.end : s.what.end + 1], "part")
        return keys if some else ()  # "Kibati holds 40,000 of them"
    elif "inhabiting" in s.said and keys == _SHELTERED and (follows or not _at_a_site(s.sentence, s.at, link.at)):
        return ()
    elif keys == _REFUGEES and hosted and (_some_displaced(s) or took_in_own(row, link, s.what, s.memory)):
        return _IDPS  # "300,000 are displaced. Ancuabe district has taken in 31,000", "took in 900 of the displaced"
    elif keys == _REFUGEES and hosted and is_building(row, link.at):
        return _SHELTERED
    return keys


def _some_displaced(s: Saying) -> bool:
    """Whether those counted are some of the displaced: "900 of the displaced"."""
    behind = s.row[s.what.end : s.what.end + 3]
    some = bool(behind) and not behind[0].classes.isdisjoint(("of", "part"))
    return some and any("displacement.idps" in p.keys for i in behind for p in i.phrases)


def _kept_by_a_camp(row: list[Item], at: int) -> bool:
    """Whether a camp, a site or a building is said to host those counted."""
    for n in range(at - 1, max(at - 5, 0), -1):
        if any(p.keys[0] == "displacement.sheltered" and p.role == "after" for p in row[n].phrases):
            return any("sites" in i.units for i in row[max(0, n - 9) : n]) or of_a_site(row, n)
        if row[n].kind not in ("phrase", "word"):
            return False
    return False


def _in_a_camp(sentence: Sentence, at: int) -> bool:
    """Whether those counted are told to stay in a camp or a building, or were taken to one: "are living in tents"."""
    row, n, run = sentence.items, at, sentence.marks.run
    while n < len(row) - 1 and (row[n].kind == "date" or not row[n].classes.isdisjoint(_TO_VERB)):
        n += 1
    keys = {p.keys[0] for p in row[n].phrases if p.role == "before"} if n < len(row) else set()
    goes = bool(keys) and n > at and ("carried_off" in row[n].classes or "displacement.new" in keys)
    if not goes and _SHELTERED[0] not in keys:
        return False
    ends = (i.first for i in row[n + 1 : n + 8] if i.quantity is not None or i.kind in (",", ".", ";"))
    words = range(row[n].first + 1, next(ends, row[min(n + 7, len(row) - 1)].last))
    if goes:  # "moved from the border to Lusenda camp"
        words = words[next((k for k, w in enumerate(words) if run(w, "to")), len(words)) :]
    told = (w for w in words if goes or w >= row[n].last or run(w, "place_in"))
    entries = [entry for w in told for _, entry in sentence.marks.at[w]]
    stays = any(p.keys == _SHELTERED and p.role == "before" for e in entries for p in e.phrases)
    return stays or any("sites" in e.units or "shelter_building" in e.classes for e in entries)


def _uprooted(s: Saying) -> bool:
    """Whether those counted are called displaced, or are some of those just told to be: "the south-east hosts 900"."""
    nouns = (*s.what.before, s.what.head if s.what.head >= 0 else min(s.what.end, len(s.row) - 1))
    nouns += (s.at - 2,) if s.at > 1 and s.row[s.at - 1].kind == "(" else ()  # "IDPs (900 people) are hosted in Tola"
    called = any("displacement.idps" in p.keys for n in nouns for p in s.row[n].phrases)
    return called or s.follows and s.told in (*_IDPS, *_NEW) and "home_to" not in s.said


def _in_a_site(row: list[Item], link: Link) -> bool:
    """Whether a camp, a shelter or a building is the subject of a verb, or stands behind the number."""
    others = (*row[: link.at], *row[link.at + 1 :])  # "shelters" may be the verb
    sites = any("sites" in i.units or i.classes & {"shelter_building", "kept_noun", "as_shelter"} for i in others)
    return sites or of_a_site(row, link.at)


def _at_a_site(sentence: Sentence, at: int, verb: int) -> bool:
    """Whether people are told to live in a camp: "Tola camp, where 900 people live", "900 people live in Tola camp"."""
    row = sentence.items
    if in_a_camp(sentence, verb + 1):
        return True
    where = next((n for n in range(at - 1, max(at - 5, 0), -1) if not row[n].classes.isdisjoint(("where", "which"))), 0)
    where -= where > 1 and "place_in" in row[where - 1].classes  # "the camp in which 900 people live"
    last = where - 1 - (where > 1 and row[where - 1].kind == ",")
    return where > 0 and (is_site(row, where - 1) or ends_in_camp(sentence, row[last]))
