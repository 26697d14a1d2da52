"""The phrase that a number is a figure of: the cheapest that fits what is counted and is said to be so."""

from data.catalogue import Catalogue
from ingest.text import modality, parts, sums
from ingest.text.dwelling import takes_in
from ingest.text.figures import Claim, Refusal, State
from ingest.text.fits import fit
from ingest.text.hosts import of_a_kind
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, of_another_event
from ingest.text.nouns import HEALTH, Link, Subject
from ingest.text.objects import SITES, SUM, stays
from ingest.text.phrases import links
from ingest.text.series import accounts
from ingest.text.strays import ailment, unfit
from ingest.text.ways import alike, others

_WENT = ("crossing.people", "displacement.returnees")
_NOUN_YIELDS = {
    "displacement.refugees": ("casualties.", "displacement.returnees", "food."),
    "displacement.idps": ("casualties.", "displacement.returnees", "displacement.shelt", "displacement.new", "food."),
    "displacement.returnees": ("casualties.", "food."),
    "displacement.new": ("displacement.returnees",),
    "crossing.people": ("casualties.", "displacement."),
    "casualties.injured": ("crossing.medevac",),
    "health.hospitals_functional": ("health.hospitals_nonfunctional", "health.hospitals_partial"),
}
_OF_ALL = ("casualties.", "displacement.refugees", "displacement.idps")  # of whom a few are told something else
_AREAS = frozenset({"area_noun", "that_town", "that_region", "that_territory"})
_NEXT = frozenset({"and", "with", "adverb", "later"})


def choose(sentence: Sentence, at: int, what: Subject, of: float | None, state: State, catalogue: Catalogue) -> bool:
    """Takes the cheapest phrase that fits; whether the number was taken or refused with a reason."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    found = _ordered(links(sentence, at, what), row)
    told, passed = state.claims or state.memory.claims, -1
    for link in found:
        last = max(link.tail, at)
        if link.phrase.sort == "not":
            if link.cost > 3.5 or _spares(sentence, at, what, link, found):
                passed = link.at if what.units & HEALTH else -1
                continue
            state.refusals.append(Refusal(link.phrase.keys[0], at, last, link.way == "left"))
            return True
        if link.cost > 5:
            break
        if link.at == passed or link.way == "right" and parts.most_of(row, at, what.end, link):
            continue  # "have run out of drugs", "most of the 7,836 displaced people have returned"
        if link.way in ("noun", "modifier") and (some := parts.some_of(row, at, link, state, found)):
            if some == parts.PART:
                state.refusals.append(Refusal(some, at, last))
                return True
            continue
        fitting = fit(link, sentence, at, what, catalogue, state.memory, told[-1].indicator if told else "")
        lone = quantity.value == 1 and not quantity.of and (what.head < 0 or quantity.qualifier == "at_least")
        if fitting is None or lone and fitting[0].startswith("displacement."):
            continue  # "one is Syria, where war displaced", "each hosts at least one IDP family"
        if fitting[0] == "displacement.sheltered" and what.head < 0 and told and told[-1].indicator == "health.beds":
            continue  # "with 300 beds, it takes in 480"
        why = _why_none(sentence, at, what, link, fitting[0], state)
        if why == SUM and link.way == "label" and any(k.way == "right" and k.at == what.end for k in found):
            continue  # "Deaths and injuries: 31 dead, 52 injured"
        whom = "whom" in row[min(what.end, len(row) - 1)].classes
        right = link.way == "right" and link.at == what.end + whom and not link.helped
        bare = right or link.way in ("noun", "modifier")
        known = fitting[0].startswith(_OF_ALL) or whom and fitting[0].startswith("displacement.")
        known = known and not _share_of_a_place(row, at)
        if not why and bare and quantity.of and quantity.kind == "count" and known:
            quantity.value, of = quantity.of, None  # "three of the 12 people killed", "one of 900 who camp in a school"
        if fitting[0] == "displacement.sites" and "filled" in row[link.at].classes and (quantity.of or of):
            if not quantity.of:
                why = parts.PART  # "of the 1,023 shelters opened, 834 are full"
            quantity.value, of = quantity.of or quantity.value, None  # "four of the seven camps are full"
        if link.phrase is SITES and link.way != "label" and "sites" not in what.units:
            housed = has_class(row[max(0, at - 5) : at], "dwell") or stays(row, at - 1)
            if not housed and (not state.claims or state.claims[-1].indicator != "displacement.sheltered"):
                continue
        ends = at, link.at, link.tail, max(at, what.head)
        claim = Claim(fitting[0], fitting[1], at, link, what, (min(ends), max(ends)), of=of, units=what.units)
        if why := _why_part(sentence, claim, state, why):
            before = state.refusals[-1] if state.refusals else None
            state.refusals.append(Refusal(why, at, last, before is not None and before.left and before.reason == why))
        else:
            state.claims.append(claim)
        return True
    return False


def _why_none(sentence: Sentence, at: int, what: Subject, link: Link, key: str, state: State) -> str | None:
    """Why a number is no figure of an indicator (`key`) although a phrase of it fits; None or "": it is one."""
    row, quantity = sentence.items, sentence.items[at].quantity
    if link.way == "right" and link.at > at + 3 and not what.units and _ends_clause(row, at):
        return "no subject"
    why = "" if _in_use(row, what) else modality.unreal(sentence, at, what, link)
    why = why or parts.with_refused(row, at, link, state) or unfit(sentence, at, what, link, key, state)
    if not why and quantity is not None and quantity.kind != "zero":
        if sums.unlike(sentence, link, key, at, state.memory.home):
            return SUM
    why = why or ailment(sentence, at, key, link, what, state.memory)
    reached = at > 0 and parts.given(sentence, at, key, link)
    reached = reached or link.phrase is SITES and parts.of_those_refused(row, at, state)
    reached = reached and not _in_use(row, what)
    return why or ("people reached or assisted" if reached else None)


def _ends_clause(row: list[Item], at: int) -> bool:
    """Whether another count begins behind a number: "the sites have doubled to 142, and 680 people were killed"."""
    reached = at > 0 and row[at - 1].classes & {"to", "label_link"} and row[at + 1].kind == ","
    return bool(reached) and "and" in row[at + 2].classes and row[at + 3].quantity is not None


def _share_of_a_place(row: list[Item], at: int) -> bool:
    """Whether a part of a total is the share of a place: "Sud accounts for 22 of the 26 deaths", not "men account"."""
    if not at or "accounting" not in row[at - 1].classes:
        return False
    return any(i.mention is not None or not i.classes.isdisjoint(_AREAS) for i in row[max(0, at - 4) : at - 1])


def _in_use(row: list[Item], what: Subject) -> bool:
    """Whether camps are told to hold people now, whatever is to come: "will run 40 shelters now housing 1,900"."""
    n = what.end
    return n < len(row) and row[n].kind == "date" and "sites" in what.units and takes_in(row, n)


def _why_part(sentence: Sentence, claim: Claim, state: State, why: str | None) -> str | None:
    """Why a figure is only a part of another one, or not to be kept (`why`) anyway; None or "": it is to be kept."""
    row = sentence.items
    if not why and "among_them" in row[claim.link.at].classes and parts.ever_known(claim, row, state):
        why = parts.PART
    if not why and "phase_four" in row[claim.link.at].classes and parts.of_all_phases(row, claim, state):
        why = "a phase of its own"
    apart = not state.claims and of_another_event(sentence)  # "Another strike killed a girl"
    if not why and not apart and parts.by_age_or_sex(row, claim, state):
        why = parts.PART
    why = why or parts.goes_on(row, claim, state)
    if not why and (town := accounts(sentence, claim.at - 1)) is not None:
        claim.mention = town
        return None
    return why or parts.part(row, claim, state.claims or state.memory.claims, bool(state.claims))


def _spares(sentence: Sentence, at: int, what: Subject, link: Link, found: list[Link]) -> bool:
    """Whether a phrase that makes a number none of ours does not say that of this one."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    classes, key = row[link.at].classes, link.phrase.keys[0]
    if key.startswith("people" if quantity.kind == "money" else "money"):
        return True  # "46 million dollars have been received", "announced six dead"
    if "label_link" in classes and any([k.way == "label" and k.phrase.sort == "figure" for k in found]):
        return True  # "the toll reached 116"
    if what.units & HEALTH and link.way != "left" and key.startswith(("people reached", "people in need")):
        told = any(k.way == "right" and k.phrase.sort == "figure" for k in found)
        return told or key == "people reached or assisted"  # "supported by the project", "ran out of fuel and closed"
    if link.way == "right":
        return _told_otherwise(row, at, what, link, found)
    if link.way == "left":
        dead = any(k.at == what.end and k.phrase.keys[0].startswith("casualties.") for k in found)
        if dead and quantity.of or "giving" in classes and (dead or "label_noun" in row[what.end - 1].classes):
            return True  # "reports give 1,200 deaths", "a count gave 31 dead"
        if "asking" in classes and any(k.way == "label" and k.phrase.keys[0] == "funding.required" for k in found):
            return row[link.at - 1].kind in (",", "-", "name")  # "the appeal for Chad, worth $5 million"
        if "records" in classes and of_a_kind(row, what):
            return True  # "the survey captured 900 IDPs"
        return _known(row, at, what, found)  # "nursing the 900 who were hurt"
    # "three hostages were shot dead", "200 detained people fled"
    return link.way in ("noun", "modifier") and any(k.way == "right" and k.phrase.sort == "figure" for k in found)


def _hosts(row: list[Item], link: Link) -> bool:
    """Whether a place, and no camp or building, takes in those counted: "Tola acoge a 900 desplazados"."""
    if link.phrase.keys[0] != "displacement.sheltered" or "hosting" not in row[link.at].classes:
        return False
    who = row[: link.at]
    housed = any("sites" in i.units or i.mention is not None and i.mention.sort == "camp" for i in who)
    return not housed and not has_any(who, ("that_camp", "shelter_building", "refuge_spot"))


def _told_otherwise(row: list[Item], at: int, what: Subject, link: Link, found: list[Link]) -> bool:
    """Whether a phrase behind a number that would make it none of ours is told of somebody else, or means no help."""
    quantity, said = row[at].quantity, row[link.at].classes
    gone = "trucks" in what.units and "leaving" in said  # "left for Dilling"
    if "sites" in what.units and "reception" in said and has_kind(row[link.at + 1 : link.at + 2], "quantity"):
        return True  # "30 sites have received 60,000"
    none = quantity is not None and quantity.kind == "zero"
    if none or not gone and _arrives(row, link) or _received(row, link, what):
        return True
    between = row[what.end : link.at]
    if has_class(between, "according"):
        return True  # "remain displaced, according to a count received from"
    hurt = [k.at for k in found if k.way == "right" and k.phrase.keys[0].startswith("casualties.")]
    if any(link.at < n <= link.at + 5 and _same_verbs(row[link.at + 1 : n]) for n in hurt):
        return True  # "14 were rescued with injuries", "were kidnapped, tortured and killed"
    bare = not what.units and what.head < 0 and row[link.at - 1].classes.isdisjoint(("be", "have"))
    bare = bare or quantity is not None and quantity.kind == "percent"
    # "and 12,000 in Malawi, in places already at risk"
    return bare and "," in [i.kind for i in between[:-1]] and between[-1].kind != ","


def _same_verbs(between: list[Item]) -> bool:
    """Whether one verb goes on to another that says more of the same people: ", tortured and later"."""
    row = all(i.kind in (",", "word") or i.classes & _NEXT or any(p.sort == "not" for p in i.phrases) for i in between)
    return not between or row and has_any(between, ("and", "with"))


def _known(row: list[Item], at: int, what: Subject, found: list[Link]) -> bool:
    """Whether those who get something are told to be all to whom something else has happened: "the 900 who fled"."""
    if at < 1 or what.end >= len(row) or "leading_article" not in row[at - 1].classes:
        return False
    told = any(k.way == "right" and k.phrase.sort == "figure" and k.at <= what.end + 4 for k in found)
    return told and "whom" in row[what.end].classes


def _arrives(row: list[Item], link: Link) -> bool:
    """Whether those counted reached a place, and were not reached: "18,000 have reached Tawila"."""
    n = link.at
    mention = row[n + 1].mention if n + 1 < len(row) else None
    following = row[n + 1 : n + 4]
    there = bool(following) and (mention is not None or has_any(following, ("ashore", "that_town")))
    went = link.way == "right" and "departure" in row[n].classes
    return went and there and not has_class(row[max(0, n - 2) : n], "be")  # "reached the besieged city of Kadugli"


def _received(row: list[Item], link: Link, what: Subject) -> bool:
    """Whether refugees were taken in, and not helped: "279 refugees were received in Chad"."""
    if link.way != "right" or what.head < 0 or link.at + 1 >= len(row):
        return False
    there = row[link.at + 1].mention is not None or "place_in" in row[link.at + 1].classes
    took_in = any(p.keys[0] == "displacement.refugees" and p.role == "after" for p in row[link.at].phrases)
    if not (link.helped or there) or not (took_in or "reception" in row[link.at].classes):
        return False
    return any(p.keys[0] == "displacement.refugees" for p in row[what.head].phrases)


def _ordered(found: list[Link], row: list[Item]) -> list[Link]:
    """Links, cheapest first; a verb goes before the noun that it says something of, where it may."""
    nouns = [k for k in found if k.way in ("noun", "modifier") and k.phrase.sort == "figure"]
    if not nouns:
        if found and found[0].phrase.keys[0] == "displacement.sheltered":  # "900 in camps are in Catastrophe"
            found.sort(key=lambda k: (not k.phrase.keys[0].startswith("food.") or k.cost > 5, k.cost))
        if found and found[0].phrase.keys[-1] == "crossing.people":
            found.sort(key=lambda k: (k.phrase.keys != ("displacement.refugees",) or k.cost > 3.5, k.cost))
        if found and found[0].way == "right" and "displacement.new" in found[0].phrase.keys:
            n = next((m for m in range(found[0].at, len(row)) if row[m].quantity), 999)  # "and 90 returned"
            n = next((m for m in range(found[0].at, min(n, len(row))) if "of_whom" in row[m].classes), n)  # "of whom"
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
        barred = (link.phrase.sort == "not" or died) and link.cost <= 1.9 and not hurt
        if barred or link.phrase.keys[0].startswith(yields or ("!",)) and not state:
            first.append(link)
    first.sort(key=lambda k: not k.phrase.keys[0].startswith("food."))  # "IDPs in shelters face catastrophic hunger"
    kept = {key for k in nouns for key in k.phrase.keys}
    free = kept.isdisjoint(_NOUN_YIELDS)
    near = [k for k in found if k.way in ("left", "around") and k.cost <= 1.6]
    near = [k for k in near if k.phrase.sort == "not" or free or k.phrase.keys[0].startswith(yields or ("!",))]
    near = [k for k in near if not _hosts(row, k)]
    blocked = [k for k in near if not any(o.at == k.at and o.cost < k.cost and kept & {*o.phrase.keys} for o in found)]
    if blocked:
        return blocked + first + [k for k in found if k not in first and k not in blocked]
    return first + [k for k in found if k not in first]
