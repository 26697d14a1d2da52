"""Which quantity is a figure of which indicator: the cheapest phrase that fits what is counted and is said to be so."""

from data.catalogue import Catalogue
from ingest.text import halves, modality, money, parts, sums
from ingest.text.again import (
    as_before,
    as_trucks,
    attacks_on,
    companions,
    counted_in_brackets,
    none_of,
    of_them,
    of_which,
    some_more,
    some_of_the_dead,
    with_so_many,
)
from ingest.text.dwelling import takes_in
from ingest.text.figures import PEOPLE, Claim, Memory, Refusal, State
from ingest.text.fits import fit
from ingest.text.gathered import by_kind, gather, heading, in_brackets, spell_out
from ingest.text.hosts import aside, leader, of_a_kind
from ingest.text.illness import ailment
from ingest.text.items import Item, Sentence
from ingest.text.labels import glance
from ingest.text.lists import inherit
from ingest.text.nouns import Link, Subject, last_of_row, predicated, subject, whole_of_list
from ingest.text.objects import SITES, stays
from ingest.text.phrases import links
from ingest.text.quantities import like_year
from ingest.text.strays import of_areas, stray, unfit
from ingest.text.ways import alike, others

_NONE: frozenset[str] = frozenset()
_TRUCKS = frozenset({"trucks"})
_HEALTH = frozenset({"hospitals", "facilities"})
_WENT = ("crossing.people", "displacement.returnees")
_NOUN_YIELDS = {
    "displacement.refugees": ("casualties.", "displacement.returnees", "food."),
    "displacement.idps": ("casualties.", "displacement.returnees", "displacement.shelt", "displacement.new", "food."),
    "displacement.returnees": ("casualties.", "food."),
    "crossing.people": ("casualties.", "displacement."),
    "casualties.injured": ("crossing.medevac",),
    "health.hospitals_functional": ("health.hospitals_nonfunctional", "health.hospitals_partial"),
}
_WHERE = 9  # items that tell where or why something happened to those counted
_OF_ALL = ("casualties.", "displacement.refugees", "displacement.idps")  # of whom a few are told something else


def claims(
    sentence: Sentence, catalogue: Catalogue, memory: Memory, told: list[Claim] | None = None
) -> tuple[list[Claim], list[Refusal]]:
    """The figures of a sentence, and the numbers that are none, each in order; `told` are those of a table or list."""
    if "quantity" not in sentence.kinds:
        return list(told or ()), []
    state = State(memory, claims=list(told or ()))
    if not sentence.classes.isdisjoint(("imagined", "unreal")) and modality.scenario(sentence.items):
        return [], [Refusal("a scenario", n, n) for n, i in enumerate(sentence.items) if i.quantity is not None]
    known = {claim.at for claim in state.claims}
    endings = sentence.marks.lexicon.words.get("people_ending", ())
    spell_out(sentence.items, known)
    if not told:
        gather(sentence.items)
    for at, item in enumerate(sentence.items):
        if item.quantity is not None and at not in known:
            _consider(sentence, at, state, catalogue, endings)
    kept = state.claims and halves.unmixed(sentence.items, sums.same_event(sentence.items, state.claims), memory.home)
    return by_kind(sentence.items, kept, memory.values), state.refusals


def _consider(sentence: Sentence, at: int, state: State, catalogue: Catalogue, endings: tuple[str, ...]) -> None:
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    if quantity.kind == "percent" and (counted_in_brackets(row, at) or in_brackets(row, at, state)):
        state.refusals.append(Refusal("a share of a figure that is given", at, at))
        return  # "51 per cent (57) of the hospitals"
    if why := modality.no_figure(row, at):
        state.refusals.append(Refusal(why, at, at))
        return
    what = subject(sentence, at, endings)
    if quantity.kind == "count" and not what.units.isdisjoint(_HEALTH) and none_of(row, at):
        quantity.of, quantity.value, quantity.kind = quantity.value, 0.0, "zero"
    if (whole := parts.whole_of_share(row, at, what)) is not None:
        state.claims.append(whole)
        return  # "70 per cent of the 1.4 million IDPs live in camps"
    of = quantity.of
    if what.unknown is not None and at and row[at - 1].phrases and glance(row):
        what = Subject(-1, at + 1, _NONE)  # "Injured 2,310 MoH - May 9"
    if what.head < 0 and what.unknown is None and at and at + 2 < len(row) and "from" in row[at - 1].classes:
        if "to" in row[at + 1].classes and row[at + 2].quantity is not None:
            what = subject(sentence, at + 2, endings)  # "from 80 to 140 beds"
    counted = quantity.kind == "count"  # "there are 38 hospitals: nine work", "30 per cent of posts; 13 per cent work"
    if not what.units.isdisjoint(_HEALTH) and (counted or quantity.kind == "percent" and state.whole is None):
        state.whole = quantity.value if counted else 0.0, what.units
    if whole_of_list(row, at, what) and not (what.end < len(row) and "whom" in row[what.end].classes):
        state.whole = quantity.value, what.units
        people = what.units & {*PEOPLE, "families"} and (of_a_kind(row, what) or _said_at_once(row, what.end))
        if people or not what.units.isdisjoint(("sites", "attacks")):
            _choose(sentence, at, what, None, state, catalogue)
            if "sites" not in what.units and state.claims and state.claims[-1].link.at > what.end:
                state.claims.pop()  # "of the 500 people displaced, 300 returned"
        return
    if what.head < 0 and not what.units and (last := last_of_row(row, at)) > at:
        what = subject(sentence, last, endings)
    told = state.claims or state.memory.claims
    if what.head >= 0 and "more" in row[what.head].classes and told and told[-1].units.isdisjoint(PEOPLE):
        what = Subject(-1, what.end, _NONE)  # "and three others": hospitals
    bare = not what.units and what.unknown is None and what.head < 0
    if bare and told:
        money.as_before(row, at, what.end, told[-1])
    if at == 0 and sentence.span.kind == "heading" and like_year(quantity):
        return
    if "other" in what.units and sentence.marks.run(row[what.head].first, "health_bare"):
        spoken = [*sentence.classes, *(c for i in (state.memory.rows or [[]])[-1] for c in i.classes)]
        if told and told[-1].unit in _HEALTH or not {"care", "health_system", "hospital_part"}.isdisjoint(spoken):
            what.units = frozenset({"facilities"})  # "in Balochistan 198 of 1,200 facilities": of health, as before
    elif "other" in what.units and "shelter_building" in row[what.head].classes and takes_in(row, what.end):
        what.units = frozenset({"sites"})  # "three schools in Tola are sheltering 900 people"
    if bare and at + 1 < len(row) and "part" in row[at + 1].classes and at > 1 and row[at - 1].kind in (",", "-", "("):
        what.units = row[at - 2].units & _TRUCKS  # "trucks, 84 of which crossed"
    elif bare and at > 2 and "part" in row[at - 1].classes and at + 1 < len(row) and "of" in row[at + 1].classes:
        what.units = row[at - 3].units & _TRUCKS  # "150 trucks, including five of fuel"
    if bare and (own := heading(row) or with_so_many(sentence, at, what.end, state.memory)):
        what.units = own
    earlier = told or state.memory.earlier
    if bare and earlier and earlier[-1].indicator == "crossing.medevac" and as_before(row, what.end, earlier[-1]):
        what.units = frozenset({"patients"})
    elif bare and quantity.value != 1 and as_trucks(row, what.end, state):
        what.units = _TRUCKS  # "90 lorries entered and another 40 crossed"
    of_places = at + 1 < len(row) and row[at + 1].kind == "name" or of_areas(row, at)  # "the two Darfur states"
    if bare and not of_places and state.whole and quantity.value <= state.whole[0] and quantity.kind == "count":
        of, what.units = of or state.whole[0], state.whole[1]
    elif bare and state.whole and quantity.kind == "percent" and state.whole[1] & {"hospitals", "facilities"}:
        what.units = state.whole[1]
    if (placed := some_of_the_dead(row, at, state)) is not None:
        state.claims.append(placed)
        return
    same = quantity.kind == "percent" and parts.same_as_share(row, at, what) and "the same as a share"
    if why := same or stray(sentence, at, what) or parts.subset(row, at, what) or modality.increase(row, at, what):
        state.refusals.append(Refusal(why, at, at))
        return
    if some := companions(row, at, what, state) or of_which(row, at, what, state) or halves.half(row, at, what, state):
        state.claims.append(some)
        return
    again = bare and not what.units and state.claims and at and "compare_only" in row[at - 1].classes
    if not again and _choose(sentence, at, what, of, state, catalogue):
        if quantity.kind == "zero" and state.claims and state.claims[-1].at == at:
            _other_zero(sentence, at, state, catalogue)
        return
    if quantity.kind == "money" and (funded := money.funded(row, at, what, catalogue, told[-1] if told else None)):
        state.claims.append(funded)
        return
    before = state.claims or state.memory.claims
    shared = before[-1].units - {"people", "person", "population"} if before else frozenset()
    labelled = shared & _HEALTH and (at and row[at - 1].kind == ":" or quantity.kind == "percent")
    if bare and not what.units and shared and (state.claims or quantity.of or labelled):
        what.units = shared
        if _choose(sentence, at, what, of or (before[-1].of if state.claims else None), state, catalogue):
            return
        what.units = frozenset()
    if told and any("number_of" in row[n].classes and "other" in row[n + 1].units for n in range(told[-1].at, at)):
        state.refusals.append(Refusal("no subject", at, at))
        return  # "no deaths, and the number of districts under water fell from 14"
    inherited = leader(row, at, what, state) or aside(row, at, what, state) or inherit(sentence, at, what, state)
    inherited = inherited or (of_them(row, at, what, state) if bare else None)
    inherited = inherited or attacks_on(sentence, at, what) or some_more(sentence, at, what, state)
    if inherited is not None and (why := parts.goes_on(row, inherited, state)):
        state.refusals.append(Refusal(why, at, at))
    elif inherited is not None:
        state.claims.append(inherited)
    elif quantity.kind in ("count", "percent", "money") and (what.unknown is None or what.units):
        why = "people reached or assisted" if parts.receiving(row, at, what) else "no subject"
        state.refusals.append(Refusal(why, at, at))


def _other_zero(sentence: Sentence, at: int, state: State, catalogue: Catalogue) -> None:
    """The second of two things denied at once: "no deaths or injuries", "nobody was killed or injured"."""
    row = sentence.items
    what, first = state.claims[-1].subject, state.claims[-1].link
    role = "before" if first.way == "right" else "noun"
    n = first.at + 1 if first.way == "right" else what.head + 1
    if first.way != "right" and what.head < 0 or n + 1 >= len(row) or row[n].classes.isdisjoint(("or", "and")):
        return
    other = Subject(n + 1, n + 2, row[n + 1].units)
    for phrase in row[n + 1].phrases:
        key = phrase.keys[0]
        if phrase.role == role and phrase.sort == "figure" and key in catalogue.indicators:
            if key == state.claims[-1].indicator:
                return
            link = Link(phrase, n + 1, first.way, 1.2, n + 1)
            state.claims.append(Claim(key, catalogue.indicators[key].units[0], at, link, other, (at, n + 1)))
            return


def _choose(sentence: Sentence, at: int, what: Subject, of: float | None, state: State, catalogue: Catalogue) -> bool:
    """Takes the cheapest phrase that fits; whether the number was taken or refused with a reason."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    found = _ordered(links(sentence, at, what), row)
    told = state.claims or state.memory.claims
    label = any([k.way == "label" and k.phrase.sort == "figure" for k in found])
    for link in found:
        last = max(link.tail, at)
        if link.phrase.sort == "not":
            if _arrives(row, link) or _received(row, link, what) or quantity.kind == "zero" and link.way == "right":
                continue
            if link.way == "right" and any("according" in i.classes for i in row[what.end : link.at]):
                continue  # "remain displaced, according to a count received from"
            hurt = [k for k in found if k.way == "right" and k.phrase.keys[0] == "casualties.injured"]
            if link.way == "right" and any(k.at <= link.tail + 2 for k in hurt):
                continue  # "14 were rescued with injuries"
            if link.way == "left" and _known(row, at, what, found):
                continue  # "nursing the 900 who were hurt"
            if link.phrase.keys[0].startswith("money") and quantity.kind == "count" and (what.units or what.head >= 0):
                continue  # "announced 16 trucks"
            if what.units & {"hospitals", "facilities"} and not (link.way == "left" and not predicated(found)):
                if link.way == "left" or link.phrase.keys[0].startswith("people reached"):
                    continue  # "800 clinics supported under the project are closed"
            if label and "label_link" in row[link.at].classes:
                continue  # "the toll reached 116"
            if quantity.kind == "money" and link.phrase.keys[0].startswith("people"):
                continue  # "46 million dollars have been received"
            if link.way == "left" and "giving" in row[link.at].classes and "label_noun" in row[what.end - 1].classes:
                continue  # "reports give 1,200 deaths"
            if link.way == "left" and "records" in row[link.at].classes and of_a_kind(row, what):
                continue  # "the survey captured 900 IDPs"
            if link.way in ("noun", "modifier") and any(k.way == "right" and _hurt(k) for k in found):
                continue  # "three hostages were shot dead", "60 detained migrants who died"
            if link.way == "modifier" and any(k.phrase.keys[-1] in _WENT for k in found):
                continue  # "200 rescued migrants arrived in Lampedusa"
            bare = not what.units and what.head < 0 and row[link.at - 1].classes.isdisjoint(("be", "have"))
            if link.way == "right" and (bare or quantity.kind == "percent"):
                if any(i.kind == "," for i in row[what.end : link.at]):
                    continue  # "and 12,000 in Malawi, in places already at risk"
            if link.cost <= 3.5:
                state.refusals.append(Refusal(link.phrase.keys[0], at, last, link.way == "left"))
                return True
            continue
        if link.cost > 5:
            break
        if link.way == "right" and parts.most_of(row, at, what.end, link):
            continue  # "most of the 7,836 displaced people have returned"
        if link.way in ("noun", "modifier") and (some := parts.some_of(row, at, link, state, found)):
            if some == parts.PART:
                state.refusals.append(Refusal(some, at, last))
                return True
            continue
        fitting = fit(link, sentence, at, what, catalogue, state.memory, told[-1].indicator if told else "")
        if fitting is None or quantity.value == 1 and what.head < 0 and fitting[0].startswith("displacement."):
            continue  # "one is Syria, where war displaced"
        if quantity.kind == "count" and quantity.low is None and quantity.value % 1:
            state.refusals.append(Refusal("an average or a rate", at, last))
            return True
        why = modality.unreal(sentence, at, what, link)
        why = why or parts.with_refused(row, at, link, state) or unfit(sentence, at, what, link, fitting[0], state)
        if not why and quantity.kind != "zero" and sums.unlike(sentence, link, fitting[0], at, state.memory.home):
            why = "a sum of unlike things"
        why = why or ailment(sentence, at, fitting[0], link, what, state.memory)
        if not why and at and parts.given(row, at, fitting[0], link):
            why = "people reached or assisted"
        bare = link.way in ("noun", "modifier") or link.way == "right" and link.at == what.end and not link.helped
        if not why and bare and quantity.of and quantity.kind == "count" and fitting[0].startswith(_OF_ALL):
            quantity.value, of = quantity.of, None  # "three of the 12 people killed were children"
        if not why and link.phrase is SITES and parts.of_those_refused(row, at, state):
            why = "people reached or assisted"
        if fitting[0] == "displacement.sites" and "filled" in row[link.at].classes and (quantity.of or of):
            if not quantity.of:
                why = parts.PART  # "of the 1,023 shelters opened, 834 are full"
            quantity.value, of = quantity.of or quantity.value, None  # "four of the seven camps are full"
        if link.phrase is SITES and link.way != "label" and "sites" not in what.units:
            housed = any("dwell" in row[n].classes for n in range(max(0, at - 5), at)) or stays(row, at - 1)
            if not housed and (not state.claims or state.claims[-1].indicator != "displacement.sheltered"):
                continue
        claim = Claim(fitting[0], fitting[1], at, link, what, _kept(at, link, what), of=of, units=what.units)
        if not why and ("among_them" in row[link.at].classes) and parts.ever_known(claim, row, state):
            why = "a part of a figure that is given"
        if not why and parts.by_age_or_sex(row, claim, state):
            why = "a part of a figure that is given"
        why = why or parts.goes_on(row, claim, state) or parts.one_phase(sentence, claim, state)
        if why := why or parts.part(row, claim, state.claims or state.memory.claims, bool(state.claims)):
            before = state.refusals[-1] if state.refusals else None
            state.refusals.append(Refusal(why, at, last, before is not None and before.left and before.reason == why))
        else:
            state.claims.append(claim)
        return True
    return False


def _known(row: list[Item], at: int, what: Subject, found: list[Link]) -> bool:
    """Whether those who get something are told to be all to whom something else has happened: "the 900 who fled"."""
    if (
        at < 1
        or what.end >= len(row)
        or "leading_article" not in row[at - 1].classes
        or "whom" not in row[what.end].classes
    ):
        return False
    return any(k.way == "right" and k.phrase.sort == "figure" and k.at <= what.end + 4 for k in found)


def _said_at_once(row: list[Item], at: int) -> bool:
    """Whether what happened to them stands behind their noun: "of the 40 people killed in Goma, 12 were children"."""
    if not any(p.role == "before" for i in row[at : at + 1] for p in i.phrases):
        return False
    for item in row[at + 1 : at + _WHERE]:
        if item.quantity is not None or item.classes & {"be", "have", "and"} or item.kind in (";", ":", "-"):
            return False
        if item.kind == ",":
            return True
    return False


def _hurt(link: Link) -> bool:
    return link.phrase.sort == "figure" and link.cost <= 2.5 and link.phrase.keys[0].startswith("casualties.")


def _arrives(row: list[Item], link: Link) -> bool:
    """Whether those counted reached a place, and were not reached: "18,000 have reached Tawila"."""
    n = link.at
    mention = row[n + 1].mention if n + 1 < len(row) else None
    following = row[n + 1 : n + 4]
    there = bool(following) and (mention is not None or any(not i.classes.isdisjoint(_LAND) for i in following))
    return (
        link.way == "right"
        and bool("departure" in row[n].classes)
        and there
        and not any("be" in row[m].classes for m in range(max(0, n - 2), n))
    )


_LAND = frozenset({"ashore", "that_town"})  # "14 trucks reached the besieged city of Kadugli"


def _received(row: list[Item], link: Link, what: Subject) -> bool:
    """Whether refugees were taken in, and not helped: "279 refugees were received in Chad"."""
    if link.way != "right" or what.head < 0 or link.at + 1 >= len(row):
        return False
    there = row[link.at + 1].mention is not None or "place_in" in row[link.at + 1].classes
    took_in = any(p.keys[0] == "displacement.refugees" and p.role == "after" for p in row[link.at].phrases)
    if not (link.helped or there) or not (took_in or "reception" in row[link.at].classes):
        return False
    return any(p.keys[0] == "displacement.refugees" for p in row[what.head].phrases)


def _kept(at: int, link: Link, what: Subject) -> tuple[int, int]:
    ends = at, link.at, link.tail, max(at, what.head)
    return min(ends), max(ends)


def _ordered(found: list[Link], row: list[Item]) -> list[Link]:
    """Links, cheapest first; a verb goes before the noun that it says something of, where it may."""
    if found and found[0].phrase.only == "trucks" and found[0].way in ("left", "around"):
        stopped = [k for k in found if k.way == "right" and k.phrase.sort == "not" and k.cost <= 2.6]
        found = stopped + [k for k in found if k not in stopped]  # "a convoy of 30 trucks is on its way"
    nouns = [k for k in found if k.way in ("noun", "modifier") and k.phrase.sort == "figure"]
    if not nouns:
        if found and found[0].phrase.keys[-1] == "crossing.people":
            found.sort(key=lambda k: (k.phrase.keys != ("displacement.refugees",) or k.cost > 3.5, k.cost))
        if found and found[0].way == "right" and "displacement.new" in found[0].phrase.keys:
            n = next((m for m in range(found[0].at, len(row)) if row[m].quantity), 999)  # "and 90 returned"
            found.sort(key=lambda k: (k.way != "right" or k.at > n or k.phrase.keys[0] != _WENT[1], k.cost))
        return found
    yields = tuple(y for k in nouns for key in k.phrase.keys for y in _NOUN_YIELDS.get(key, ()))
    first = []
    for link in (k for k in found if k.way == "right" and not others(row, nouns[0].at, k)):
        if link.phrase.keys[0] == _WENT[1] and link.cost < 7.0 and alike(row, nouns[0].at, link):
            link.cost = min(link.cost, 2.9)
        if link.cost > (4.0 if link.helped and link.phrase.keys[0] == _WENT[1] else 3.0):
            continue  # "9,000 displaced families (40,000 people), from Tola and other towns have returned"
        state = "displacement.idps" in link.phrase.keys  # "IDPs displaced by the fighting" are IDPs
        hurt = link.phrase.keys[0] == "missing" and nouns[0].phrase.keys == ("casualties.injured",)  # "were rescued"
        died = nouns[0].phrase.keys == ("casualties.injured",) and link.phrase.keys == ("casualties.killed",)
        if (
            (link.phrase.sort == "not" or died)
            and link.cost <= 1.9
            and not hurt
            or link.phrase.keys[0].startswith(yields or ("!",))
            and not state
        ):
            first.append(link)
    first.sort(key=lambda k: not k.phrase.keys[0].startswith("food."))  # "IDPs in shelters face catastrophic hunger"
    kept = {key for k in nouns for key in k.phrase.keys}
    blocked = [
        k
        for k in found
        if k.way in ("left", "around")
        and k.cost <= 1.6
        and (k.phrase.sort == "not" or k.phrase.keys[0].startswith(yields or ("!",)) or not kept & set(_NOUN_YIELDS))
        and not any(o.at == k.at and o.cost < k.cost and kept & {*o.phrase.keys} for o in found)
    ]
    if blocked:
        return blocked + first + [k for k in found if k not in first and k not in blocked]
    return first + [k for k in found if k not in first]
