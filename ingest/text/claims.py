"""Which quantity is a figure of which indicator, and which is none and why."""

from dataclasses import replace

from data.catalogue import Catalogue
from ingest.text import modality, money, parts, sums
from ingest.text.again import (
    as_before,
    as_patients,
    as_trucks,
    attacks_on,
    companions,
    counted_in_brackets,
    none_of,
    of_them,
    of_which,
    some_more,
    some_of_the_dead,
    tells_none,
    with_so_many,
)
from ingest.text.chosen import choose
from ingest.text.dwelling import in_a_camp, in_sites, takes_in
from ingest.text.figures import Claim, Memory, Refusal, State
from ingest.text.flights import landed
from ingest.text.gathered import anaphor, by_kind, for_them, gather, heading, in_brackets, retold, sites_told, spell_out
from ingest.text.hosts import aside, leader, of_many
from ingest.text.items import Sentence, has_any, has_class, has_kind, has_number
from ingest.text.lists import inherit
from ingest.text.nouns import ANYBODY, HEALTH, PEOPLE, Link, Subject, last_of_row, subject, whole_of_list
from ingest.text.objects import SHELTERED, SUM
from ingest.text.posts import by_gate
from ingest.text.predicates import behind_clause
from ingest.text.strays import of_areas, stray
from ingest.text.wrecked import among_wrecked

_STATES = ("functional", "partial")
_LYING, _TRUCKS = frozenset({"be", "present", "adverb", "part", "dwell"}), frozenset({"trucks"})


def claims(
    sentence: Sentence, catalogue: Catalogue, memory: Memory, told: list[Claim] | None = None
) -> tuple[list[Claim], list[Refusal]]:
    """The figures of a sentence, and the numbers that are none, each in order; `told` are those of a table or list."""
    if "quantity" not in sentence.kinds:
        return list(told or ()), []
    state = State(memory, claims=list(told or ()))
    if not sentence.classes.isdisjoint(("imagined", "undecided", "unreal")) and modality.scenario(sentence.items):
        return [], [Refusal("a scenario", n, n) for n, i in enumerate(sentence.items) if i.quantity is not None]
    known = {claim.at for claim in state.claims}
    endings = sentence.marks.lexicon.words.get("people_ending", ())
    spell_out(sentence.items, known)
    if not told:
        gather(sentence.items)
    for at, item in enumerate(sentence.items):
        if item.quantity is not None and at not in known:
            _consider(sentence, at, state, catalogue, endings)
    if "adds_up" in sentence.classes:
        sums.parts_before(sentence.items, state)
    if any(c.unit in HEALTH for c in state.claims[1:]):
        state.claims[:] = sums.in_numbers(sentence.items, state.claims)
    once = sums.same_event(sentence.items, state.claims)
    kept = sums.unmixed(sentence.items, once)
    state.refusals += [Refusal("a sum of unlike things", c.at, c.at) for c in once if all(c is not k for k in kept)]
    return by_kind(sentence.items, kept, memory.values), state.refusals


def _consider(sentence: Sentence, at: int, state: State, catalogue: Catalogue, endings: tuple[str, ...]) -> None:
    """Takes a number for a figure, or refuses it, with a reason where it may be taken for one."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    if quantity.kind == "percent" and (counted_in_brackets(row, at) or in_brackets(row, at, state)):
        state.refusals.append(Refusal("a share of a figure that is given", at, at))
        return  # "51 per cent (57) of the hospitals"
    why = modality.no_figure(row, at) or modality.by_name(sentence, at)
    if why := why or ("people reached or assisted" if for_them(sentence, at) else ""):
        state.refusals.append(Refusal(why, at, at))
        return
    what = subject(sentence, at, endings)
    if quantity.kind == "count" and none_of(row, at) and tells_none(row, what):
        quantity.of, quantity.value, quantity.kind = quantity.value, 0.0, "zero"
    if (whole := parts.whole_of_share(row, at, what)) is not None:
        state.claims.append(whole)
        return  # "70 per cent of the 1.4 million IDPs live in camps"
    what = _borrowed(sentence, at, what, endings)
    if _is_whole(sentence, at, what, state, catalogue):
        return
    if what.head < 0 and not what.units and (last := last_of_row(row, at)) > at:
        what = subject(sentence, last, endings)
    what.end = behind_clause(sentence, what)
    told = state.claims or state.memory.claims
    if what.head >= 0 and "more" in row[what.head].classes and told and told[-1].units.isdisjoint(PEOPLE):
        what = Subject(-1, what.end, frozenset())  # "and three others": hospitals
    bare = not what.units and what.unknown is None and what.head < 0
    if bare and told:
        money.as_before(row, at, what.end, told[-1])
    if parts.receiving(row, at, what) and not (told and retold(row, at, what)):
        state.refusals.append(Refusal("people reached or assisted", at, at))
        return
    of = quantity.of
    if "other" in what.units:
        _other_things(sentence, what, state)
    elif bare:
        of = _units_told(sentence, at, what, state)
    if _settled(sentence, at, what, state):
        return
    again = bare and not what.units and state.claims and at and "compare_only" in row[at - 1].classes
    again = again and not has_class(row[at + 1 : at + 2], "sighted")  # but "compared to 900 detected in May"
    same = has_kind(row[what.end : what.end + 1], ",", ".", ";") and anaphor(sentence, at)
    again = (
        again or bare and bool(told) and (same or has_class(row[at - 1 : at], "told_again") and retold(row, at, what))
    )
    if not again and choose(sentence, at, what, of, state, catalogue):
        if (quantity.kind == "zero" or has_class(row[at - 1 : at], "none_but")) and state.claims[-1:]:
            _doubly_denied(sentence, state.claims[-1], at)
        if quantity.kind == "zero" and state.claims and state.claims[-1].at == at:
            _other_zero(sentence, at, state, catalogue)
        return
    if quantity.kind == "money" and (funded := money.funded(row, at, what, catalogue, told[-1] if told else None)):
        state.claims.append(funded)
        return
    _of_what_was_told(sentence, at, what, of, bare, state, catalogue)


def _borrowed(sentence: Sentence, at: int, what: Subject, endings: tuple[str, ...]) -> Subject:
    """The noun of a number that is another's: of a row of key figures, or of "from 80 to 140 beds"."""
    row = sentence.items
    if what.head < 0 and what.unknown is None and at and at + 2 < len(row) and "from" in row[at - 1].classes:
        if "to" in row[at + 1].classes and row[at + 2].quantity is not None:
            return subject(sentence, at + 2, endings)
    return what


def _is_whole(sentence: Sentence, at: int, what: Subject, state: State, catalogue: Catalogue) -> bool:
    """Whether a number is the whole of which parts are told; notes it, and takes it where it is a figure itself."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    last = state.claims[-1] if state.claims and at and what.head < 0 and "of" in row[at - 1].classes else None
    own = last is not None and last.unit in HEALTH and quantity.kind != "percent"
    if last is not None and own and not last.of and not row[at - 1].phrases:
        last.of = quantity.value  # "Hospitals: seven destroyed or damaged of ten"
        return True
    counted = quantity.kind == "count"  # "there are 38 hospitals: nine work", "30 per cent of posts; 13 per cent work"
    some = state.whole is not None and "part" in row[at - 1].classes  # "24 clinics, including six hospitals"
    if what.units & HEALTH and not some and (counted or quantity.kind == "percent" and state.whole is None):
        state.whole = (quantity.of or quantity.value) if counted else 0.0, what.units
    whose = what.end < len(row) and "whom" in row[what.end].classes
    if not whole_of_list(row, at, what):
        return False
    commas = [n for n in range(at, len(row)) if row[n].kind == ","] if what.units & (HEALTH | _TRUCKS) else []
    if whose and not any(has_kind(row[n + 1 : n + 3], "quantity") for n in commas):
        return False  # but "of 90 lorries that set out, 40 got in"
    state.whole = quantity.value, what.units
    if not what.units.isdisjoint(ANYBODY | {"sites", "attacks"}):
        choose(sentence, at, what, None, state, catalogue)
        verb = state.claims[-1].link.at if state.claims else 0
        if verb > what.end and ("sites" not in what.units or has_number(row[what.end : verb])):
            state.claims.pop()  # "of the 500 people displaced, 300 returned"
    return True


def _other_things(sentence: Sentence, what: Subject, state: State) -> None:
    """Notes what "facilities" and "schools" are where the words around say so: of health, or shelters."""
    row, told = sentence.items, state.claims or state.memory.claims
    if sentence.marks.run(row[what.head].first, "health_bare"):
        spoken = [*sentence.classes, *(c for i in (state.memory.rows or [[]])[-1] for c in i.classes)]
        if told and told[-1].unit in HEALTH or not {"care", "health_system", "hospital_part"}.isdisjoint(spoken):
            what.units = frozenset({"facilities"})  # "in Balochistan 198 of 1,200 facilities": of health, as before
    elif "shelter_building" in row[what.head].classes and takes_in(row, what.end):
        what.units = frozenset({"sites"})  # "three schools in Tola are sheltering 900 people"


def _units_told(sentence: Sentence, at: int, what: Subject, state: State) -> float | None:
    """Notes what a number without a noun counts by what was told before; gives the total that it is a part of."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    if at + 1 < len(row) and "part" in row[at + 1].classes and at > 1 and row[at - 1].kind in (",", "-", "("):
        what.units = row[at - 2].units & _TRUCKS  # "trucks, 84 of which crossed"
    elif at > 2 and "part" in row[at - 1].classes and at + 1 < len(row) and "of" in row[at + 1].classes:
        what.units = row[at - 3].units & _TRUCKS  # "150 trucks, including five of fuel"
    peopled = bool(state.claims) and state.claims[-1].unit == "people"  # "Camps: Tola holds 900 people, Kora 400"
    if (
        own := (frozenset() if peopled else heading(row))
        or with_so_many(sentence, at, what.end, state.memory)
        or sites_told(row, at, state.memory.rows)
    ):
        what.units = own
    earlier = state.claims or state.memory.claims or state.memory.earlier
    if earlier and earlier[-1].indicator == "crossing.medevac" and as_before(row, what.end, earlier[-1]):
        what.units = frozenset({"patients"})
    elif as_patients(row, at, what.end, state):
        what.units = frozenset({"patients"})
    elif quantity.value != 1 and as_trucks(row, what.end, state):
        what.units = _TRUCKS  # "90 lorries entered and another 40 crossed"
    elif 1 < at < len(row) - 1 and row[at - 1].kind == "(" and row[at + 1].kind == ")":
        what.units = row[at - 2].units & (_TRUCKS | HEALTH)  # "aid trucks (61) entered"
    if state.whole is None:
        return quantity.of
    label = next((row[n + 1].units & HEALTH for n in range(at - 2, 0, -1) if "number_of" in row[n].classes), None)
    if label:
        what.units = label  # "124 clinics are shut; the number of hospitals that work fell from 86 to 61"
        return quantity.of
    of_places = at + 1 < len(row) and row[at + 1].kind == "name" or of_areas(row, at)  # "the two Darfur states"
    more = quantity.value > state.whole[0]
    if not of_places and quantity.kind == "count" and not (more and row[at - 1].kind != ";"):
        what.units = state.whole[1]  # "26 clinics were hit; 46 have closed"
        others = has_any(row[at - 1 : at], ("another", "further")) or has_any(row[at + 1 : what.end], ("more",))
        apart = [c for c in state.claims if others or c.indicator.endswith(_STATES)]  # "eight are shut, and six work"
        told = [q.value for c in apart if (q := row[c.at].quantity) is not None]
        return quantity.of or (None if more or state.whole[0] in told else state.whole[0])  # "another three work"
    beds = (p.keys[0] == "health.bed_occupancy" for i in row[max(0, at - 4) : at] for p in i.phrases)
    if quantity.kind == "percent" and state.whole[1] & HEALTH and not any(beds):  # "six work; bed occupancy is at 110%"
        what.units = state.whole[1]
    return quantity.of


def _settled(sentence: Sentence, at: int, what: Subject, state: State) -> bool:
    """Whether a number is a part of a figure that was told, or none at all; takes or refuses it where it is."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    if (placed := some_of_the_dead(row, at, state)) is not None:
        state.claims.append(placed)
        return True
    bare = not what.units and what.head < 0 and what.unknown is None
    told = row[at + 1 : at + 2] and row[at + 1].has_role("before")  # "put the number of survivors at 64, and 6 dead"
    since = state.claims[-1].at if bare and state.claims else 0 if bare and not told else at
    numbers = range(since, at) if "number_of" in sentence.classes else ()
    if any("number_of" in row[n].classes and "other" in row[n + 1].units for n in numbers):
        state.refusals.append(Refusal("no subject", at, at))  # "no deaths, and the number of districts fell from 14"
        return True
    same = quantity.kind == "percent" and parts.same_as_share(row, at, what) and "the same as a share"
    subset = parts.subset(sentence, at, what)
    if subset == parts.PART and state.refusals and state.refusals[-1].reason == SUM and not state.claims:
        subset = ""  # "400 deaths and missing people; 90 of those deaths were due to drowning"
    if why := same or stray(sentence, at, what) or subset or modality.increase(row, at, what):
        state.refusals.append(Refusal(why, at, at))
        return True
    if (
        some := landed(row, at, what)
        or companions(row, at, what, state)
        or of_which(row, at, what, state)
        or sums.half(row, at, what, state)
    ):
        state.claims.append(_housed(sentence, some))
        return True
    return False


def _of_what_was_told(
    sentence: Sentence, at: int, what: Subject, of: float | None, bare: bool, state: State, catalogue: Catalogue
) -> None:
    """Takes a number as one of what was told before, where it goes on with that; else refuses it."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    before = state.claims or state.memory.claims
    shared = before[-1].units - {"people", "person", "population"} if before else frozenset()
    if "sites" in shared and state.claims and quantity.value > 10 * (row[before[-1].at].quantity or quantity).value:
        shared = frozenset()  # "the number of families in the 30 centres has doubled to 6,800"
    labelled = shared & HEALTH and (at and row[at - 1].kind == ":" or quantity.kind == "percent")
    if bare and not what.units and shared and (state.claims or quantity.of or labelled):
        what.units = shared
        if choose(sentence, at, what, of or (before[-1].of if state.claims else None), state, catalogue):
            return
        what.units = frozenset()
    inherited = leader(row, at, what, state) or aside(row, at, what, state) or inherit(sentence, at, what, state)
    inherited = inherited or (of_them(row, at, what, state) if bare else None) or of_many(sentence, at, what, state)
    inherited = inherited or attacks_on(sentence, at, what) or among_wrecked(row, at, what)
    inherited = inherited or some_more(sentence, at, what, state) or by_gate(row, at, what)
    if inherited is not None and (why := parts.goes_on(row, inherited, state)):
        state.refusals.append(Refusal(why, at, at))
    elif inherited is not None:
        state.claims.append(_housed(sentence, inherited))
    elif quantity.kind in ("count", "percent", "money") and (what.unknown is None or what.units):
        state.refusals.append(Refusal("no subject", at, at))


def _housed(sentence: Sentence, claim: Claim) -> Claim:
    """Some of those told before, as people who stay in a camp where they are said to: "1,200 are now in Tola camp"."""
    row, n = sentence.items, claim.subject.end
    while n < len(row) and (row[n].kind == "date" or row[n].classes & _LYING):
        n += 1
    listed = row[claim.at - 1].kind == "(" and any("sites" in i.units for i in row[: claim.at])  # "sites like X (900)"
    there = listed and not claim.indicator.endswith("refugees") or in_a_camp(sentence, n)
    there = there or n < len(row) and "place_in" in row[n].classes and in_sites(row, n) is not None
    arrived = claim.indicator == "crossing.people" and has_class(row[claim.at : claim.at + 2], "part_of_them")
    if claim.unit != "sites" and (arrived or claim.indicator.startswith("displacement.")) and there:
        return replace(claim, indicator=SHELTERED.keys[0])
    return claim


def _doubly_denied(sentence: Sentence, claim: Claim, at: int) -> None:
    """Makes of none that do "not" work none that work, where a language denies twice: "жодна лікарня не працює".

    And of "none but nine" nine: "لا يعمل في سوريا سوى تسعة مستشفيات".
    """
    verb, idle = sentence.items[claim.link.at], "nonfunctional"
    if claim.at == at and claim.indicator.endswith(idle) and sentence.marks.run(verb.first, "negation"):
        claim.indicator = claim.indicator.replace(idle, "functional")


def _other_zero(sentence: Sentence, at: int, state: State, catalogue: Catalogue) -> None:
    """The second of two things denied at once: "no deaths or injuries", "nobody was killed or injured"."""
    row = sentence.items
    what, first = state.claims[-1].subject, state.claims[-1].link
    hurt = [p.keys[0] for p in row[first.at].phrases if p.only == "none" and p.keys[0] != state.claims[-1].indicator]
    if hurt and first.way == "noun":  # "no casualties": neither dead nor hurt
        state.claims.append(replace(state.claims[-1], indicator=hurt[0]))
        return
    role = "before" if first.way == "right" else "noun"
    n = first.at + 1 if first.way == "right" else what.head + 1
    if first.way != "right" and what.head < 0 or n + 1 >= len(row) or row[n].classes.isdisjoint(("or", "and")):
        return
    other = Subject(n + 1, n + 2, row[n + 1].units)
    for phrase in row[n + 1].phrases:
        key = phrase.keys[0]
        if phrase.role == role and phrase.sort == "figure" and key in catalogue.indicators:
            link = Link(phrase, n + 1, first.way, 1.2, n + 1)
            state.claims.append(Claim(key, catalogue.indicators[key].units[0], at, link, other, (at, n + 1)))
            return
