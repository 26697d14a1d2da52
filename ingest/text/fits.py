"""Whether a phrase fits what is counted: which indicator it then is, and in which unit."""

from data.catalogue import Catalogue
from ingest.text import flights
from ingest.text.figures import PEOPLE, Memory
from ingest.text.flights import abroad, abroad_of, after_flight, displaced, driven, lately, newly, then_abroad
from ingest.text.hosts import by_a_place, from_abroad, taken_in
from ingest.text.items import Item, Sentence
from ingest.text.money import otherwise, small
from ingest.text.nouns import Link, Subject
from ingest.text.objects import AUXILIARY, SITES
from ingest.text.ways import (
    arrived_inland,
    crossed,
    damaged,
    elsewhere,
    for_treatment,
    got_across,
    inland,
    left,
    left_a_site,
    let_in,
    moved,
    reached_land,
    to_a_place,
    to_hospital,
    took_in_own,
)

_SITES = 20_000  # no country has more camps and shelters for the displaced

_MOVING = ("displacement.new", "displacement.idps", "crossing.people")
_CAME, _FEW = frozenset({"crossing.people", "displacement.returnees"}), 10  # people, where nothing tells whither


def fit(
    link: Link, sentence: Sentence, at: int, what: Subject, catalogue: Catalogue, memory: Memory, told: str = ""
) -> tuple[str, str] | None:
    """The indicator and unit that a phrase gives for what is counted; None: it does not fit."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    keys, said = link.phrase.keys, row[link.at].classes
    if keys == ("displacement.idps", "displacement.share") and lately(row, link):
        keys = ("displacement.new", "displacement.share")
    if "displacement.new" in keys and "displacement.idps" in keys:
        keys = displaced(sentence, link, what, quantity.kind, memory, told)
    else:
        keys = driven(row, link, what, keys, quantity.kind)
    if (keys[0] in ("displacement.new", "displacement.sheltered") or link.way == "label") and (
        abroad(row, link, catalogue, memory.home) or then_abroad(row, link, catalogue, memory.home)
    ):
        keys = ("displacement.refugees",)
    elif keys[0] in ("displacement.new", "displacement.sheltered") and abroad_of(row, link, what, catalogue):
        keys = ("displacement.refugees",)  # "35,000 Malians have sought refuge in Mauritania"
    elif told == "displacement.refugees" and what.head < 0 and flights.of_refugees(sentence, link, keys[0]):
        keys = ("displacement.refugees",)
    if keys[0] == "displacement.idps" and newly(row, at, link, what, told):
        keys = ("displacement.new",)
    if keys[0] == "displacement.idps" and flights.in_another_land(row, at, what, catalogue):
        keys = ("displacement.refugees",)
    if keys[0] == "displacement.new" and "evacuation" in said and for_treatment(row, link.at):
        foreign = any("foreign_people" in i.classes for i in row[at : link.at])
        keys = ("crossing.people",) if foreign else ("crossing.medevac",)
    if "crossing.people" in keys and "families" in what.units and "arriving" in said:
        keys = ("displacement.new",)  # "501 households entered the town"
    if quantity.value < _FEW and link.way == "right" and what.units <= PEOPLE and not _CAME.isdisjoint(keys):
        if link.tail + 1 >= len(row) or row[link.tail + 1].kind == "." or "and" in row[link.tail + 1].classes:
            return None  # "two others entered and opened fire", "three hostages were returned."
    if keys == ("crossing.people",) and "arriving" in said:
        if after_flight(row, link.at) or arrived_inland(row, link.at, memory):
            keys = ("displacement.new",)  # "9,000 have arrived in Maiduguri after fleeing Bama"
    if keys[0] == "displacement.new" and left(row, link, catalogue):
        keys = ("crossing.people",)  # "450 passport holders left Gaza through Rafah"
    if keys == ("crossing.people",) and told == "displacement.refugees" and what.head < 0 and not what.units:
        if "arriving" in said:
            keys = ("displacement.refugees",)  # "another 15,000 had arrived"
    if keys[0] == "displacement.new" and "departure" in said and link.way in ("right", "label"):
        if reached_land(row, link.at, catalogue) or told == "crossing.people" and what.head < 0:
            keys = ("crossing.people",)  # "900 people reached the Greek shores"
    if keys == ("crossing.people",) and told == "displacement.returnees" and link.way == "right":
        if sentence.marks.run(row[link.at].last - 1, "compare"):
            keys = ("displacement.returnees",)  # "74,000 returned: 43,000 came from Iran"
    if "crossing.people" in keys and "admission" not in said and for_treatment(row, link.at):
        gone = link.way == "right" and "treatment" in row[link.at + 1].classes  # "60 people were let out for treatment"
        if gone or any(sentence.marks.run(word, "ailing") for word in range(row[at].last, row[link.at].first)):
            return "crossing.medevac", "patients"  # "wounded civilians crossed into Egypt for treatment"
    behind = what.end if link.way in ("noun", "modifier") else link.at + 1
    if keys[0] == "casualties.injured" and link.way in ("noun", "modifier", "label", "right"):
        across = (link.way != "right" or link.at == what.end) and got_across(row, behind)
        if across or link.way == "right" and moved(row, behind):
            return "crossing.medevac", "patients"
    if keys == ("displacement.refugees",) and link.way == "left" and "reception" in said:
        if any(sentence.marks.run(word, "ailing") for word in range(row[at].last, row[max(what.head, at)].last)):
            return "crossing.medevac", "patients"  # "Jordan has taken in 29 sick children"
    if keys == ("displacement.refugees",) and link.way == "label" and crossed(row, link.at, at):
        keys = ("crossing.people",)  # "the number of migrants who have crossed the hills"
    if keys == ("displacement.refugees",) and link.way == "noun":
        if _kept_by_a_camp(row, at) or _moved_to_a_camp(sentence, what.end):
            keys = ("displacement.sheltered",)  # "Farchana camp hosts 3,630 refugees"
    further = link.way == "right" and told == "displacement.refugees" and what.head < 0 and "hosting" in said
    if keys[0] == "displacement.sheltered" and (further or taken_in(row, link, what, told, catalogue, memory)):
        keys = ("displacement.refugees",)  # "Lebanon hosts 720,000 of them", "joined the 400,000 already hosted"
    elif link.way == "label" and keys[0] in ("displacement.idps", "displacement.refugees") and link.at:
        if any("displacement.returnees" in p.keys and p.role == "before" for p in row[link.at - 1].phrases):
            keys = ("displacement.returnees",)  # "the number of returning refugees rose to"
    elif keys[0] == "displacement.sheltered" and link.way == "left" and _idps(row, what) and not _in_a_site(row, link):
        keys = ("displacement.idps",)  # "the town hosts 38,000 displaced people"
    elif "home_to" in said and not _of_a_site(row, link.at):
        return None
    elif keys == ("displacement.refugees",) and link.way == "left" and took_in_own(row, link, what, memory):
        keys = ("displacement.idps",)  # "300,000 are displaced. Ancuabe district has taken in 31,000"
    elif keys == ("displacement.refugees",) and link.way == "left" and _is_building(row, link.at):
        keys = ("displacement.sheltered",)
    if keys[0] == "health.hospitals_partial" and damaged(row, link.at):
        keys = ("health.hospitals_nonfunctional", "health.facilities_nonfunctional")  # "20 partially damaged"
    if keys[0] == "health.hospitals_functional":
        if any(sentence.marks.run(i.first, "none_fully") for i in row[at : link.tail + 10]):
            keys = ("health.hospitals_partial", "health.facilities_partial")
    if link.way == "right" and "departure" in said and not to_a_place(row, link.at):
        keys = tuple(k for k in keys if k != "displacement.new")
    if keys[:1] == ("casualties.killed",) and what.head >= 0 and "survived" in row[what.head].classes:
        return None  # "two survivors were washed up"
    for key in keys:
        indicator = catalogue.indicators.get(key)
        if indicator is None:
            continue
        units = indicator.units
        bare = row[link.at].last - row[link.at].first == 1  # but "43 per cent funded at $1.1 billion"
        if key == "funding.received" and link.way == "left" and link.at and bare and row[link.at - 1].quantity:
            continue
        if key.startswith("funding.") and (small(quantity) or key == "funding.received" and otherwise(row, at, link)):
            continue
        if quantity.kind == "money" or "currency" in units:
            if quantity.kind == "money" and "currency" in units and quantity.currency:
                return key, quantity.currency
            continue
        if key == "health.attacks" and quantity.kind == "percent":
            continue  # "nearly half of the attacks"
        if key == "health.bed_occupancy":
            if not what.units.isdisjoint(("hospitals", "facilities")):
                continue  # "one in five clinics was occupied"
            little = said & {"capacity_share"} and quantity.value <= 100
            if little or not _in_hospital(row, memory):
                continue
        carried = link.way == "noun" and at and row[at - 1].classes & {"carrying", "every"}
        if carried and key.startswith("displacement."):
            continue  # "a boat carrying 150 refugees", "of every ten refugees"
        if key.startswith("displacement.") and left_a_site(row, what):
            continue  # "a convoy of 317 refugees left the camp"
        if key == "displacement.refugees" and link.way == "left" and "reception" in said:
            fleeing = what.end < len(row) and "flight" in row[what.end].classes
            if link.phrase.only == "people" and not (
                by_a_place(row, link.at) and (fleeing or from_abroad(row, what, catalogue, link.at))
            ):
                continue  # but "Kenya has received 7,000 Somalis", "Laos took in 90 people fleeing"
        if key == "crossing.trucks" and link.way == "right" and "leaving" in said:
            following = row[link.at + 1].mention if link.at + 1 < len(row) else None
            if following is None or following.sort not in ("crossing", "port"):
                continue
        if key == "crossing.people" and link.way == "left" and not let_in(row, link.at, by_a_place(row, link.at)):
            continue
        if key == "crossing.people" and any(
            i.classes & {"facility_word", "facility_noun"} or i.mention is not None and i.mention.sort == "facility"
            for i in row[link.at + 1 : link.at + 4]
        ):
            continue  # "five volunteers arrived in the facility"
        if told == "crossing.trucks" and key.startswith("displacement.") and what.head < 0 and not what.units:
            continue  # "445 trucks have entered, but only 38 returned"
        if key == "crossing.medevac" and what.head >= 0 and row[what.head].phrases and to_hospital(row, link.at):
            continue  # "30 wounded people were taken to the hospital"
        arrivals = row[what.head] if link.way in ("left", "around") and what.head >= 0 else row[link.at]
        if key == "crossing.people" and "came_in" in arrivals.classes:
            if link.way == "label" and not _at_a_place(row, link.at + 1) or elsewhere(row, what.head):
                continue  # "arrivals: 1,200", "300 new arrivals at the hospital"
            if inland(memory, row):
                key, units = "displacement.new", catalogue.indicators["displacement.new"].units
        on_duty = what.head >= 0 and row[what.head].classes & {"on_duty"}
        if (on_duty or "patients" in what.units) and key in _MOVING:
            continue  # "26 staff members have been relocated"
        if key == "crossing.people" and quantity.kind == "zero" and at and "let_pass" in row[at - 1].classes:
            continue  # "lets no traders in"
        if key == "crossing.people" and quantity.value < 10:
            if any(sentence.marks.run(i.first, "crossing_noun") for i in (*row[at + 1 : at + 2], row[link.at])):
                continue  # "through just one crossing", "the only official crossing"
        if key == "crossing.people" and link.way == "noun" and "crossing_noun" in said:
            if at and "place_in" in row[at - 1].classes or quantity.value < 100:
                continue  # "at two border crossings"
        if key == "displacement.sites" and (
            quantity.value == 1 or quantity.value > _SITES or _any_site(row, what, memory, told)
        ):
            continue  # "rescuers dig at three sites"
        if quantity.kind == "percent":
            if "percent" not in units:
                continue
            if units[0] == "percent":
                fled = what.end < link.at <= what.end + 2 and "whom" in row[what.end].classes  # "70% of those who fled"
                if key != "displacement.share" or what.units & {"population", "people"} and not (what.before or fled):
                    return key, "percent"
                continue
            if units[0] in what.units:
                return key, "percent"
            continue
        if quantity.kind == "zero" and not what.units and what.head < 0:
            if not key.startswith(("casualties.", "food.")) or not _nobody(sentence, at):
                continue
        none = quantity.kind == "zero" and link.way == "noun" and key.startswith("displacement.")
        if none and _of_some(sentence, at):
            continue  # "none of the refugees were forced to return"
        unit = _unit(units, link, what, row)
        if unit == "families" and key == "displacement.idps" and link.way != "right" and link.way != "label":
            return "displacement.new", "families"
        if unit is None:
            continue
        if key.startswith("health.") and sentence.marks.run(row[at].last - 1, "only_word"):
            continue  # "destroyed the only hospital"
        if key == "health.beds" and quantity.value == 1:
            continue  # "two children in one bed"
        if quantity.kind == "one" and (not key.startswith("casualties.") or link.cost > 3.2):
            continue
        return key, unit
    return None


def _of_some(sentence: Sentence, at: int) -> bool:
    """Whether a number is of some who are known: "none of the refugees"."""
    return bool(sentence.marks.run(sentence.items[at].last - 1, "leading_article"))


def _at_a_place(row: list[Item], at: int) -> bool:
    """Whether a place is named within a few items, before a sign or a number."""
    for item in row[at : at + 7]:
        if item.mention is not None:
            return item.mention.kind == "place"
        if item.kind in (":", ";", ",", "quantity"):
            return False
    return False


def _any_site(row: list[Item], what: Subject, memory: Memory, told: str) -> bool:
    """Whether sites or centres may be of any kind, as nothing tells of people who are displaced."""
    if what.head < 0 or "vague_site" not in row[what.head].classes or told.startswith("displacement."):
        return False
    if any(key.startswith("displacement.") for key in memory.totals):
        return False
    spoken = (p for n, i in enumerate(row) if n != what.head for p in i.phrases if p.only != "sites")
    return not any(p.keys[0].startswith("displacement.") and p.keys[0] != "displacement.sites" for p in spoken)


def _nobody(sentence: Sentence, at: int) -> bool:
    return bool(sentence.marks.run(sentence.items[at].first, "nobody"))


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
        if units[0] == "patients" and len(link.phrase.keys) > 1:
            return "patients" if "patients" in what.units else None
        if not what.units.isdisjoint(PEOPLE) and units[0] in ("people", "patients"):
            return units[0]
        if units[0] == "sites" not in what.units and what.head >= 0 and "shelter_building" in row[what.head].classes:
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
            if units[0] == "people":
                return "people" if not beside or beside & PEOPLE else None
            return units[0] if units[0] in beside or link.phrase.role == "noun" and not beside else None
        return units[0] if units[0] != "percent" else None
    return units[0] if units[0] in ("people",) else None


def _kept_by_a_camp(row: list[Item], at: int) -> bool:
    """Whether a camp, a site or a building is said to host those counted."""
    for n in range(at - 1, max(at - 5, 0), -1):
        if any(p.keys[0] == "displacement.sheltered" and p.role == "after" for p in row[n].phrases):
            sites = any("sites" in i.units for i in row[max(0, n - 9) : n])
            m = n - 1
            while m > 0 and (row[m].kind == "date" or row[m].classes & {"adverb", "have", "present", "filler"}):
                m -= 1
            return sites or _is_site(row, m) or _is_building(row, n)
        if row[n].kind not in ("phrase", "word"):
            return False
    return False


def _moved_to_a_camp(sentence: Sentence, at: int) -> bool:
    """Whether those counted are told to have been taken to a camp: "800 refugees have been moved to Lusenda camp"."""
    row, n = sentence.items, at
    while n < len(row) and (row[n].kind == "date" or not row[n].classes.isdisjoint(AUXILIARY)):
        n += 1
    to = n > at and n + 1 < len(row) and "to" in row[n + 1].classes and row[n]
    if not to or "carried_off" not in to.classes and all(p.keys[0] != "displacement.new" for p in to.phrases):
        return False
    camp = next((i for i in row[n + 2 : n + 6] if i.mention is not None or i.units), to)
    return any("sites" in entry.units for _, entry in sentence.marks.at[camp.last - 1])


def _idps(row: list[Item], what: Subject) -> bool:
    """Whether those counted are called displaced."""
    nouns = (*what.before, *((what.head,) if what.head >= 0 else ()))
    return any("displacement.idps" in p.keys for n in nouns for p in row[n].phrases)


def _in_a_site(row: list[Item], link: Link) -> bool:
    """Whether a camp, a shelter or a building is the subject of a verb, or stands behind the number."""
    sites = any("sites" in i.units or i.classes & {"shelter_building", "kept_noun", "as_shelter"} for i in row)
    return sites or _of_a_site(row, link.at)


def _of_a_site(row: list[Item], at: int) -> bool:
    """Whether a camp or a building is the subject of a verb: "Zamzam camp is home to"."""
    n = at - 1
    while n > 0 and not row[n].classes.isdisjoint(("be", "have", "present", "adverb")):
        n -= 1
    if n > 1 and row[n].mention is not None and "place_at" in row[n - 1].classes:
        n -= 2  # "the camp at Dagahaley is home to"
    return _is_site(row, n) or _is_building(row, at)


def _in_hospital(row: list[Item], memory: Memory) -> bool:
    """Whether a sentence speaks of hospitals or beds, or the text has just named one."""
    if "facility" in memory.points:
        return True
    return any(
        not i.units.isdisjoint(("hospitals", "facilities", "beds"))
        or "hospital_part" in i.classes
        or i.mention is not None
        and i.mention.sort == "facility"
        or any(
            p.keys[0] == "health.bed_occupancy" and p.role in ("label", "after") and i.last - i.first > 1
            for p in i.phrases
        )
        for i in row
    )


def _is_site(row: list[Item], at: int) -> bool:
    """Whether a camp or shelter stands right before: "Zamzam camp, home to"."""
    while at > 0 and row[at].kind in (",", "-"):
        at -= 1
    if at < 0:
        return False
    mention = row[at].mention
    camp = mention is not None and mention.sort == "camp" or row[at].classes & {"kept_noun", "that_camp"}
    if camp or "sites" in row[at].units:
        return True
    comma = next((n for n in range(at - 1, max(at - 10, -1), -1) if row[n].kind == ","), -1)
    return comma > 0 and row[at + 1].kind == "," and _is_site(row, comma - 1)


def _is_building(row: list[Item], at: int) -> bool:
    """Whether a school, a camp or their like is the subject of a verb: "a school in the town took in"."""
    for n in range(at - 1, max(at - 8, -1), -1):
        if row[n].kind in (";", ".", ":") or row[n].quantity is not None and row[n].quantity.kind == "count":  # type: ignore[union-attr]
            return False
        if "shelter_building" in row[n].classes or "sites" in row[n].units:
            return True
        if row[n].kind == "," and "there" in row[n - 1].classes:
            return False  # "no school stands on the island, which is home to 9,000"
    return False
