"""Numbers that count only a part of a figure that is given, or unlike things together."""

from data.tree import Phrase
from ingest.text.again import by_target, told_out
from ingest.text.dwelling import camp_population, own_place
from ingest.text.figures import Claim, State
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, passing
from ingest.text.nouns import ANYBODY, HEALTH, PEOPLE, Link, Subject

PART = "a part of a figure that is given"
_OF_PEOPLE = ("casualties.", "displacement.returnees", "food.", "crossing.people")
_ARRIVED, _UNREAL = ("displacement.refugees", "displacement.returnees"), ("not said to be so", "a forecast or a plan")
_SHARED, _NAMES = ("people reached or assisted", "people in need", "people at risk", *_UNREAL), ("noun", "modifier")
_CARRIED = frozenset({"evacuation", "carried_off"})
_SERVED = ("people reached or assisted", "facilities that are run or supported")
_DEGREES = frozenset({"partly", "gravely", "wholly"})
_SUPPLIED = 6  # words before a number in which stands what is meant for those counted
_OWN_DAYS = 9  # items behind a part in which days of its own stand
_WHOLES = ("displacement.idps", "displacement.refugees", "displacement.returnees")
_MANY = 1000  # people of whom a share is told
_UPROOTED = ("displacement.idps", "displacement.new")  # "11.5 million IDPs, including 2.7 million uprooted before"
_OWNING = frozenset({"article", "filler", "adverb", "former", "area_noun", "kept_noun", "that_town", "that_camp"})
_PLANNED = frozenset({"infinitive", "future", "unreal", "being_built"})
_ITSELF = frozenset({"by_itself", "adverb", "have", "perfect"})


def subset(sentence: Sentence, at: int, what: Subject) -> str:
    """Whether a number counts some of those already counted: "ten of the injured"."""
    row, end = sentence.items, what.end
    own = at > 2 and end < len(row) and row[at - 3].phrases and row[end].phrases  # "killed and her two sons hurt"
    if at > 1 and "possessive" in row[at - 1].classes and "and" in row[at - 2].classes and not own:
        return "a part of a sum"
    if at and row[at - 1].kind == "," and at + 3 < len(row) and "part_of_them" in row[at + 1].classes:
        if row[at + 3].kind in (",", ";", ".") and row[at + 2].units & ({"people", "person"} | row[at - 2].units):
            return PART  # "9 died, 5 of them nurses, and 14 were hurt"
    if at > 1 and row[at - 1].kind == "," and what.units & PEOPLE and has_class(row[end : end + 1], "part"):
        if has_kind(row[end + 1 : end + 2], ",", "."):
            return PART  # "20 people, six soldiers among them, were killed"
    shared = at > 0 and "accounting" in row[at - 1].classes  # "Ica accounted for 40 of the deaths"
    if what.head > at + 1 and "counted_before" in row[what.head].classes and "of" in row[at + 1].classes and not shared:
        return PART
    if end + 1 < len(row) and "and" in row[end].classes and not what.units.isdisjoint(HEALTH):
        if "other" in row[end + 1].units or "shelter_building" in row[end + 1].classes:
            return "a sum of unlike things"  # "250 hospitals and schools"
    if what.head < 0 and not what.units and at + 2 < len(row) and "gravely" in row[at + 1].classes:
        if not row[at + 2].has_role("before", "noun"):
            return PART  # "three were wounded - two seriously"
    if at > 1 and at + 2 < len(row) and row[at + 2].kind == ")" and what.units <= HEALTH:
        if not row[at + 1].classes.isdisjoint(_DEGREES) and has_kind(row[max(0, at - 4) : at], "("):
            return PART  # "90 clinics (40 completely and 50 partially) were damaged"
    if at > 2 and "families" in what.units and "same_as" in row[at - 1].classes and "people" in row[at - 2].units:
        return "the same as a share"  # "3,289 people, representing 810 families"
    if at > 1 and what.head >= 0 and "dwellers" in row[what.head].classes and "with" in row[at - 1].classes:
        ends = what.end >= len(row) or row[what.end].kind in (".", ",", ";", ")")
        if ends and camp_population(sentence, at) < 0:
            return "all who live there"  # "the second largest town, with 80,000 inhabitants"
    if at > 1 and "inhabited" in row[at - 1].classes and camp_population(sentence, at) < 0:
        named = row[max(0, at - 4) : at - 1] + [row[n] for n in (*what.before, what.head) if n >= 0]
        named += [i for i in row[end + 1 : end + 2] if i.last - i.first > 2]  # "of 2 million is in phase 3"
        if not any(p.keys[0].startswith(("displacement.", "food.")) for i in named for p in i.phrases):
            return "all who live there"  # "the state, which has a population of 40 million"
    if has_class(row[end : end + 1], "of") and not shared and has_class(row[end + 1 : end + 3], "counted_before"):
        return PART
    if at > 2 and row[at - 1].kind == "," and "counted_before" in row[at - 2].classes and "of" in row[at - 3].classes:
        if has_any(row[end : end + 2], ("hail", "from")):
            return PART  # "of the dead, 22 were from Bamako"
    return ""


def some_of(row: list[Item], at: int, link: Link, state: State, found: list[Link]) -> str:
    """Whether a noun only names those of whom some are told: "one of the refugees", "4,500 of the returnees"."""
    if at + 1 >= len(row) or "of" not in row[at + 1].classes:
        return ""
    value = row[at].quantity.value  # type: ignore[union-attr]
    if at > 1 and "accounting" in row[at - 1].classes and row[at - 2].mention is not None:
        return ""  # "Ica accounted for 40 of the deaths"
    if not any(state.memory.totals.get(key, 0.0) > value for key in link.phrase.keys):
        return ""
    return PART if all(k.phrase.keys[0].startswith("displacement.") for k in found) else "some of those told"


def most_of(row: list[Item], at: int, end: int, link: Link) -> bool:
    """Whether not all of a number are told of, and not how many: "many of the initially 7,836"."""
    if "whom" in row[end].classes or link.at == end and "by" in row[min(end + 1, len(row) - 1)].classes:
        return False  # "many of the 3 million displaced by the war"
    for n in range(at - 1, max(at - 4, -1), -1):
        if "of" in row[n].classes:
            return n > 0 and bool("several" in row[n - 1].classes)
        if row[n].kind != "word" and row[n].mention is None and row[n].classes.isdisjoint(_OWNING):
            return False
    return False


def given(sentence: Sentence, at: int, indicator: str, link: Link) -> bool:
    """Whether something is given to those counted: "providing parcels in Port Sudan to 4,000 people who have fled"."""
    row, marks, first = sentence.items, sentence.marks, sentence.items[at].first
    if indicator == "displacement.sheltered" and has_class(row[max(0, link.at - 3) : link.at], "being_built"):
        return True  # "construction of 60 shelters for 240 families has begun"
    if indicator in ("casualties.injured", "crossing.medevac"):
        supplied = any(marks.run(n, "supplies") for n in range(max(sentence.first, first - _SUPPLIED), first))
        return supplied and marks.run(first - 1, "set_up_for") == first  # "medicines for 400 wounded"
    if indicator == "displacement.refugees" and link.way in _NAMES and not row[at - 1].classes.isdisjoint(_CARRIED):
        return True  # "UNHCR evacuated 140 refugees to Niger"
    if indicator.startswith("displacement.") and link.way in _NAMES:
        aimed = at > 1 and "set_up_for" in row[at - 1].classes and "shelter_building" not in row[at - 2].classes
        served = "reception" not in row[at - 1].classes and any(p.keys[0] in _SERVED for p in row[at - 1].phrases)
        if aimed and "other" in row[at - 2].units or served:
            return True  # "tents for 9,000 displaced people arrived", but "Tola received 9,000 displaced people"
    handed = link.way == "right" and row[at - 1].classes & {"infinitive"}
    if not indicator.startswith("displacement.") or not handed and "set_up_for" not in row[at - 1].classes:
        return False
    for n in range(at - 2, max(at - 14, -1), -1):
        if row[n].classes & ({"giving"} if handed else {"giving", "setting_up"}):
            return True
        if not handed and ("sites" in row[n].units or "shelter_building" in row[n].classes):
            return has_any(row[max(0, n - 4) : n], _PLANNED)  # but "opened 155 camps for 56,000"
    return False


def receiving(row: list[Item], at: int, what: Subject) -> bool:
    """Whether something is given to those counted: "delivered food, some of it by air, to 3 million people"."""
    uprooted = what.head >= 0 and any(p.role == "noun" and "displ" in p.keys[0] for p in row[what.head].phrases)
    if not at or not (uprooted or what.units & ANYBODY) or row[at - 1].classes.isdisjoint(("to", "set_up_for")):
        return False
    for n in range(at - 2, max(at - 20, -1), -1):  # items between what is given and to how many
        if "giving" in row[n].classes:
            return True
        if row[n].kind in (";", ".", ":") or row[n].classes & {"relative"} or row[n].has_role("before", "after"):
            return False
    return False


def same_as_share(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a share only says once more what a count said: "1,343, or 38 per cent, are closed"."""
    if at < 3 or "population" in what.units or "or" not in row[at - 1].classes or row[at - 2].kind != ",":
        return False
    count = row[at - 3].quantity
    return count is not None and count.kind == "count"


def whole_of_share(row: list[Item], at: int, what: Subject) -> Claim | None:
    """Those of whom a part is told by what they are or did: "70 per cent of the 1.4 million refugees are children"."""
    quantity, head = row[at].quantity, what.head
    if quantity is None or quantity.of is None or head < 0:
        return None
    entered = next((p for p in _behind_relative(row, what.end) if p.keys[0] == "crossing.trucks"), None)
    if entered is not None and "trucks" in what.units:
        return _whole(row, at, what, entered)  # "looted 77 of the 105 lorries that entered"
    if quantity.kind != "percent" or quantity.of < _MANY:
        return None
    verb = row[what.end : what.end + 1] if "people" in what.units else []
    for phrase in (*row[head].phrases, *(p for i in verb for p in i.phrases if p.role == "before")):
        toll = phrase.role == "before" and phrase.keys[0].startswith("casualties.")
        if phrase.sort == "figure" and (toll or phrase.role == "noun" and phrase.keys[0] in _WHOLES):
            return _whole(row, at, what, phrase)
    return None


def _behind_relative(row: list[Item], end: int) -> list[Phrase]:
    """What those counted are said to have done: "trucks that have entered"."""
    if end >= len(row) or "relative" not in row[end].classes:
        return []
    return [p for i in row[end + 1 : end + 3] for p in i.phrases if p.sort == "figure" and p.role == "before"]


def _whole(row: list[Item], at: int, what: Subject, phrase: Phrase) -> Claim:
    """The number of which another is a part or a share, as what the phrase says of it."""
    quantity = row[at].quantity
    assert quantity is not None
    quantity.kind, quantity.value, quantity.of, quantity.qualifier = "count", quantity.of or 0.0, None, "exact"
    quantity.low = quantity.high = None
    link = Link(phrase, what.head, "noun", 1.0, what.head)
    unit = "trucks" if "trucks" in what.units else "people"
    return Claim(phrase.keys[0], unit, at, link, what, (at, what.head), units=what.units)


def part(row: list[Item], claim: Claim, before: list[Claim], here: bool) -> str:
    """Why a figure is only a part of the one before; "": it is none."""
    if not before:
        return ""
    if claim.at > 1 and "accounting" in row[claim.at - 1].classes:
        whose = row[claim.at - 2].mention or "with" in row[claim.at - 1].classes
        return "" if whose else PART  # "Ica accounted for 40 of the deaths", but "Drowning"
    last = before[-1]
    if last.indicator == claim.indicator == "health.attacks" and by_target(row, claim):
        return PART
    front = row[max(last.at if here else 0, claim.at - 3) : claim.at]
    introduced = has_class(front, "part") and not has_kind(front, ";")
    introduced = introduced and not ("and" in row[claim.at - 1].classes and last.link.at + 3 >= claim.at)
    if introduced and here and _of_those(row, claim, last):
        return PART
    young = introduced and here and last.indicator == claim.indicator and claim.subject.head >= 0
    if young and "age_or_sex" in row[claim.subject.head].classes and not own_place(row, claim.subject.end):
        return PART  # "3.4 million refugees, including 1.5 million children, were under protection in Turkey"
    inside = claim.indicator == "displacement.sheltered"  # "of whom 900 are inside evacuation centres"
    if introduced and here and claim.link.way == "right" and claim.link.phrase.role == "noun" and not inside:
        return PART  # "of whom 480 were refugees"
    state = claim.indicator.partition("hospitals_")[2]
    wider = introduced and here and state and last.indicator == f"health.facilities_{state}"
    if wider and last.link.at == claim.link.at:
        return PART  # "40 health units, including two hospitals, were hit"
    uprooted = introduced and here and (last.indicator, claim.indicator) == _UPROOTED
    yearly = uprooted and any(i.period is not None and i.period.grain == "year" for i in row[claim.at :])
    if last.indicator != claim.indicator and (yearly or not uprooted):
        return ""
    if here and _same_again(row, claim, last):
        return PART
    end = claim.subject.end
    relative = end + 1 < len(row) and bool("part" in row[end].classes) and row[end + 1].quantity is None
    if not introduced and not relative:
        return ""
    if relative and claim.link.way == "left" and row[passing(row, claim.link.at - 1, _ITSELF)].mention is not None:
        return ""  # "Chad alone hosts 600,000 of them"
    if relative and claim.indicator.startswith("displacement.") and _own_days(row, claim):
        return ""  # "235,000 of whom moved in the past two months"
    if relative and claim.link.way == "right" and own_place(row, claim.link.tail + 1):
        return ""  # "20,000 of them left Choluteca"
    end = claim.link.at + 1 if claim.link.way == "right" and claim.link.at - end < 5 else end
    if introduced and claim.indicator in _ARRIVED and end < len(row) and "from" in row[end].classes:
        return PART  # "including 50,000 from Eastern Slavonia"
    shared = here and claim.link.way == "right" and claim.link.at == last.link.at
    if introduced and "part" in row[0].classes and _own_days(row, claim):
        return ""  # "Of these, 400 deaths were reported from 1 to 14 May"
    if introduced and (own_place(row, _told(row, claim)) or not shared and own_place(row, claim.link.tail + 1)):
        return ""
    return "" if introduced and here and not shared and _own_scene(row, claim) else PART


def _by_origin(row: list[Item], claim: Claim, last: Claim) -> bool:
    """Whether a dash or a bracket tells where some of those before are from: "60,000 refugees - 40,000 from Mali"."""
    one, whole, end = row[claim.at].quantity, row[last.at].quantity, claim.subject.end
    if claim.indicator not in _ARRIVED or claim.indicator != last.indicator or one is None or whole is None:
        return False
    opens = has_kind(row[last.at + 1 : claim.at], "(", "-")
    if end + 1 < len(row) and "part" in row[end].classes:
        opens, end = True, end + 1  # "60,000 refugees, 54,000 of them from Mali"
    return opens and one.value < whole.value and end < len(row) and bool("from" in row[end].classes)


def _own_scene(row: list[Item], claim: Claim) -> bool:
    """Whether a part died at a place of its own: "including 10 policemen who died when a bomb went off in Wajir"."""
    if claim.link.way != "right" or claim.subject.end >= len(row):
        return False
    before = {i.mention.text for i in row[: claim.at] if i.mention is not None}
    for n in range(claim.link.at + 1, min(claim.link.at + 2 * _OWN_DAYS, len(row))):
        if row[n].kind in (",", ";", ".", "quantity"):
            return False
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            return mention.text not in before
    return False


def _own_days(row: list[Item], claim: Claim) -> bool:
    return any(i.period is not None and not i.period.said for i in row[claim.at : claim.link.tail + _OWN_DAYS])


def _same_again(row: list[Item], claim: Claim, last: Claim) -> bool:
    """Whether a number in brackets tells how many of those before did one of two things: "returned (446) or ..."."""
    at = claim.at
    if row[at - 1].kind != "(" or at + 1 >= len(row) or row[at + 1].kind != ")" or at < 2 or row[at - 2].mention:
        return False
    one, other = row[at].quantity, row[last.at].quantity
    return one is not None and other is not None and one.value < other.value and last.link.at > last.at


def _of_those(row: list[Item], claim: Claim, last: Claim) -> bool:
    """Whether those told behind "including" are some of those before, whatever else is said of them."""
    head = claim.subject.head
    if head < 0 or last.unit not in ("people", "patients") or own_place(row, claim.subject.end):
        return False
    if not row[head].classes.isdisjoint(("age_or_sex", "subgroup")):
        return last.indicator != claim.indicator
    if claim.link.way != "noun":
        return False
    return last.indicator.startswith(_OF_PEOPLE) and claim.indicator.startswith("displacement.")


def goes_on(row: list[Item], claim: Claim, state: State) -> str:
    """Whether a figure stands in a row with parts that were left out: "including 70 boys and 30 girls"."""
    last = state.refusals[-1] if state.refusals else None
    if state.claims and _by_origin(row, claim, state.claims[-1]):
        return PART
    if last is None or "and" not in row[claim.at - 1].classes and row[claim.at - 1].kind != ",":
        return ""
    if last.reason != PART and "part" not in row[last.at - 1].classes:
        return ""  # "including 18 hit by lightning and seven who drowned"
    head = claim.subject.head
    group = head >= 0 and row[head].classes & {"age_or_sex", "subgroup"}
    named = claim.link.way == "noun" and claim.indicator.startswith("displacement.")
    alike = state.claims and (group or named or state.claims[-1].indicator == claim.indicator)
    end = claim.subject.end
    origin = claim.indicator in _ARRIVED and end < len(row) and "from" in row[end].classes
    return PART if alike and (origin or not own_place(row, end)) else ""


def by_age_or_sex(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether a figure of women, children and such is a part of a total told shortly before."""
    head, link = claim.subject.head, claim.link
    quantity = row[claim.at].quantity
    some = has_class(row[claim.at + 1 : claim.at + 2], "of") or quantity is not None and quantity.of is not None
    if link.way == "right" and claim.indicator.startswith("displ") and some:
        for n in range(link.at + 1, min(link.at + 8, len(row) - 1)):
            if "be" in row[n].classes and "age_or_sex" in row[n + 1].classes:
                return True  # "12,000 of the displaced in Ituri were children"
    whole = next((c for c in state.claims if c.link.at == link.at > claim.at > c.at), None)
    told = [q.value for i in row[whole.at : link.at] if (q := i.quantity) is not None] if whole is not None else []
    if whole is not None and 2 * told[0] == sum(told) and row[whole.subject.end].kind in (",", "-"):
        return True  # "two villagers, a man of 57 and a woman of 61, were killed in Boa"
    bare = claim.indicator.startswith("casualties.") and row[claim.at].quantity.kind != "zero"  # type: ignore[union-attr]
    unplaced = bare and all(i.mention is None and i.period is None for i in row)
    known = ever_known(claim, row, state) if unplaced else known_total(claim, row, state)
    if not known and not told_out(row, claim, state):
        return False
    if "part" in row[0].classes and not own_place(row, _told(row, claim)) and not own_place(row, claim.link.tail + 1):
        other = state.claims[-1].indicator if state.claims else ""  # "of these, 400 are refugees and 900 are IDPs"
        if not _own_days(row, claim) and not (other in _WHOLES and other != claim.indicator in _WHOLES):
            return True  # "Of this total, eight health workers have lost their lives"
    if state.claims and has_kind(row[state.claims[-1].at : claim.at], ";") and own_place(row, claim.link.tail + 1):
        return False  # "six died in Boa, two of them children; four women were killed in Tolo"
    if head >= 0 and "one_by_sex" in row[head].classes:
        return all(item.mention is None for item in row)  # "12 were hurt. A man and a girl were hurt, a medic said"
    return head >= 0 and bool("age_or_sex" in row[head].classes) and not _anew(row, claim, state)


def _anew(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether a day or place stands before a figure that nothing earlier has: "The 12 May attack killed 12 men"."""
    if has_class(row[: claim.at], "speech"):
        return False
    places = {i.mention.text for i in row[: claim.at] if i.mention is not None and i.mention.kind == "place"}
    told = {i.mention.text for r in state.memory.rows for i in r if i.mention is not None}
    there = {i.mention.text for i in row[claim.at :] if i.mention is not None and i.mention.kind == "place"}
    there = there if own_place(row, claim.link.tail + 1) else set() if state.memory.claims else places | there
    if (here := row[0].classes & {"place_in"} and places or claim.at < 2 and there) and told.isdisjoint(here):
        return True  # "In the West Bank 36 children were killed", "Six children died in a fire in Kisumu"
    days = {i.period.from_day for i in row[: claim.at] if i.period is not None and i.period.grain == "day"}
    days.discard(None)
    return bool(days) and all(i.period is None or i.period.from_day not in days for r in state.memory.rows for i in r)


def _told(row: list[Item], claim: Claim) -> int:
    """Where the place of a figure may begin: "Of these, one death had been reported from Boa"."""
    n = claim.subject.end
    while n < len(row) and row[n].classes & {"be", "have", "speech", "records"} and row[n].kind == "phrase":
        n += 1
    return n


def known_total(claim: Claim, row: list[Item], state: State) -> bool:
    """Whether a larger figure of the same indicator was told shortly before."""
    value = row[claim.at].quantity.value  # type: ignore[union-attr]
    return state.memory.totals.get(claim.indicator, 0.0) > value


def of_all_phases(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether people in Emergency are some of those in a crisis or worse, who were told before."""
    told = claim.indicator in state.memory.most or any(c.indicator == claim.indicator for c in state.claims)
    return told or has_any(row[max(0, claim.at - 2) : claim.at], ("another", "further"))


def ever_known(claim: Claim, row: list[Item], state: State) -> bool:
    """Whether a larger figure of the same indicator was told anywhere before."""
    value = row[claim.at].quantity.value  # type: ignore[union-attr]
    return known_total(claim, row, state) or state.memory.most.get(claim.indicator, 0.0) > value


def of_those_refused(row: list[Item], at: int, state: State) -> bool:
    """Whether the people before a number of places were no figure: "delivered water to 14,000 people at 6 sites"."""
    last = state.refusals[-1] if state.refusals else None
    if not state.claims and any(p.keys[0] == _SHARED[0] for i in row[max(0, at - 10) : at] for p in i.phrases):
        return True
    return last is not None and last.reason in _SHARED and (not state.claims or state.claims[-1].at < last.at)


def with_refused(row: list[Item], at: int, link: Link, state: State) -> str:
    """The reason against the number before that this one goes on with: "to assist 15 million and 8 million"."""
    last = state.refusals[-1] if state.refusals else None
    if last is not None and last.reason == _SHARED[0] and link.phrase.keys[0].startswith("funding."):
        return ""  # "received $41 million, covering 5 per cent of the $804 million needed"
    housed = link.phrase.role == "after" and link.phrase.keys[0] == "displacement.sheltered"
    if last is not None and last.reason == _SHARED[0] and housed and link.at == at - 1 and not state.claims:
        if has_class(row[last.last + 1 : at], "and"):
            return last.reason  # "gave meals to 800 people and shelter to 300"
    if last is not None and last.reason in _UNREAL and housed and link.at == at - 1 and "sites" in row[at - 2].units:
        return last.reason  # "will open 18 camps accommodating 4,000 people"
    noun = last is not None and last.reason in (_SHARED[0], "missing") and link.way == "noun"
    if last is not None and (noun or last.reason in _UNREAL or "supported" in last.reason):
        between = row[last.last + 1 : at]
        joined = has_class(between[-3:], "part")
        joined = joined or last.reason == _UNREAL[1] and link.way in _NAMES and "and" in row[at - 1].classes
        if joined and not has_number(between):
            return last.reason  # "assisted 1 million people, including 530,000 refugees"
    if last is not None and last.last > at and last.reason in _SHARED and not link.helped:
        if has_class(row[max(at - 3, last.at) : at], "part"):
            return last.reason  # "12,300 households, including 4,100 IDP households, received 85 dollars"
    if last is None or not last.left or last.reason not in _SHARED or link.helped or row[last.at].quantity is None:
        return ""
    if row[at - 1].kind == "," and link.way == "noun" and 0 < at - last.last <= 4:
        return last.reason  # "targets 2.9 million IDPs, 600,000 refugees and 1.2 million returnees"
    return "" if has_number(row[last.at + 1 : at]) or "and" not in row[at - 1].classes else last.reason
