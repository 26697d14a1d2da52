"""Which quantity is a figure of which indicator: the cheapest phrase that fits what is counted and is said to be so."""

from data.catalogue import Catalogue
from ingest.text import modality
from ingest.text.figures import Claim, Memory, Refusal, State
from ingest.text.fits import fit
from ingest.text.items import Item, Sentence
from ingest.text.lists import inherit, own_place, same_event
from ingest.text.nouns import Link, Subject, subject
from ingest.text.phrases import SITES, links

_NOUN_YIELDS = {
    "displacement.refugees": ("casualties.", "displacement.returnees", "food."),
    "displacement.idps": ("casualties.", "displacement.returnees", "displacement.sheltered", "food."),
    "displacement.returnees": ("casualties.", "food."),
    "crossing.people": ("casualties.",),
    "casualties.injured": ("crossing.medevac",),
}
_SHARED = (
    "people reached or assisted",
    "people in need",
    "not said to be so",
    "a forecast or a plan",
    "people at risk",
)
_SUMS = (
    ("casualties.killed", "casualties.injured"),
    ("displacement.idps", "displacement.refugees", "displacement.returnees"),
)


def claims(
    sentence: Sentence, catalogue: Catalogue, memory: Memory, told: list[Claim] | None = None
) -> tuple[list[Claim], list[Refusal]]:
    """The figures of a sentence, and the numbers that are none, each in order; `told` are those of a table or list."""
    state = State(memory, claims=list(told or ()))
    known = {claim.at for claim in state.claims}
    scenario = next((n for n, i in enumerate(sentence.items[:6]) if i.kind == ":"), 0)
    if any(i.classes & {"unreal"} for i in sentence.items[:scenario]):
        return [], [Refusal("a scenario", n, n) for n, i in enumerate(sentence.items) if i.quantity is not None]
    endings = sentence.marks.lexicon.words.get("people_ending", ())
    for at, item in enumerate(sentence.items):
        if item.quantity is not None and at not in known:
            _consider(sentence, at, state, catalogue, endings)
    return same_event(sentence.items, state.claims), state.refusals


def _consider(sentence: Sentence, at: int, state: State, catalogue: Catalogue, endings: tuple[str, ...]) -> None:
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    what = subject(sentence, at, endings)
    of = quantity.of
    if what.head < 0 and what.unknown is None and at and at + 2 < len(row) and row[at - 1].classes & {"from"}:
        if row[at + 1].classes & {"to"} and row[at + 2].quantity is not None:
            what = subject(sentence, at + 2, endings)  # "from 80 to 140 beds"
    if _is_whole(row, at, what):
        state.whole = quantity.value, what.units
        if "sites" in what.units:
            _choose(sentence, at, what, None, state, catalogue)
        return
    bare = not what.units and what.unknown is None and what.head < 0
    if bare and (own := _heading(row)):
        what.units = own
    if bare and state.whole and quantity.value <= state.whole[0] and quantity.kind == "count":
        of, what.units = of or state.whole[0], state.whole[1]
    if why := _subset(row, at, what):
        state.refusals.append(Refusal(why, at, at))
        return
    if _choose(sentence, at, what, of, state, catalogue):
        if quantity.kind == "zero" and state.claims and state.claims[-1].at == at:
            _other_zero(sentence, at, what, state, catalogue)
        return
    before = state.claims or state.memory.claims
    shared = before[-1].units - {"people", "person"} if before else frozenset()
    if bare and not what.units and shared and (state.claims or quantity.of):
        what.units = shared
        if _choose(sentence, at, what, of or (before[-1].of if state.claims else None), state, catalogue):
            return
        what.units = frozenset()
    if (inherited := inherit(sentence, at, what, state)) is not None:
        state.claims.append(inherited)
    elif quantity.kind in ("count", "percent", "money") and (what.unknown is None or what.units):
        state.refusals.append(Refusal("no subject", at, at))


def _other_zero(sentence: Sentence, at: int, what: Subject, state: State, catalogue: Catalogue) -> None:
    """The second of two things denied at once: "no deaths or injuries"."""
    row = sentence.items
    n = what.head + 1
    if what.head < 0 or n + 1 >= len(row) or not row[n].classes & {"or", "and"}:
        return
    other = Subject(n + 1, n + 2, row[n + 1].units)
    for phrase in row[n + 1].phrases:
        key = phrase.keys[0]
        if phrase.role == "noun" and phrase.sort == "figure" and key in catalogue.indicators:
            link = Link(phrase, n + 1, "noun", 1.2, n + 1)
            state.claims.append(Claim(key, catalogue.indicators[key].units[0], at, link, other, (at, n + 1)))
            return


def _choose(sentence: Sentence, at: int, what: Subject, of: float | None, state: State, catalogue: Catalogue) -> bool:
    """Takes the cheapest phrase that fits; whether the number was taken or refused with a reason."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    found = _ordered(links(sentence, at, what), row)
    label = any(k.way == "label" and k.phrase.sort == "figure" for k in found)
    for link in found:
        last = max(link.tail, at)
        if link.phrase.sort == "not":
            if _arrives(row, link):
                continue
            if label and row[link.at].classes & {"label_link"}:
                continue  # "the toll reached 116"
            if link.cost <= 3.5:
                state.refusals.append(Refusal(link.phrase.keys[0], at, last, link.way == "left"))
                return True
            continue
        if link.cost > 5:
            break
        fitting = fit(link, sentence, at, what, catalogue, state.memory)
        if fitting is None:
            continue
        why = modality.unreal(sentence, at, what, link) or _with_refused(row, at, link, state)
        if not why and quantity.kind != "zero" and _sum(row, link, fitting[0]):
            why = "a sum of unlike things"
        if not why and fitting[0] == "casualties.killed" and _disease(sentence, state.memory):
            why = "deaths by disease or hunger"
        if link.phrase is SITES and "sites" not in what.units:
            housed = any(row[n].classes & {"dwell"} for n in range(max(0, at - 5), at))
            if not housed and (not state.claims or state.claims[-1].indicator != "displacement.sheltered"):
                continue
        claim = Claim(fitting[0], fitting[1], at, link, what, _kept(at, link, what), of=of, units=what.units)
        if not why and (row[link.at].classes & {"among_them"}) and _known_total(claim, row, state):
            why = "a part of a figure that is given"
        if not why and _by_age_or_sex(row, claim, state):
            why = "a part of a figure that is given"
        if why := why or _part(row, claim, state.claims or state.memory.claims, bool(state.claims)):
            state.refusals.append(Refusal(why, at, last))
        else:
            state.claims.append(claim)
        return True
    return False


def _arrives(row: list[Item], link: Link) -> bool:
    """Whether those counted reached a place, and were not reached: "18,000 have reached Tawila"."""
    n = link.at
    return (
        link.way == "right"
        and bool(row[n].classes & {"departure"})
        and n + 1 < len(row)
        and row[n + 1].mention is not None
        and not any(row[m].classes & {"be"} for m in range(max(0, n - 2), n))
    )


def _heading(row: list[Item]) -> frozenset[str]:
    """What the numbers of a line count that begins with a noun: "Hospitals: 4 functional, 6 partially functional"."""
    if len(row) > 2 and row[1].kind == ":" and row[0].units:
        return row[0].units
    return frozenset()


def _disease(sentence: Sentence, memory: Memory) -> bool:
    """Whether the deaths that a sentence tells of are deaths by disease or hunger."""
    classes = [item.classes for item in sentence.items]
    if any("violence" in c for c in classes):
        return False
    return memory.disease or any("disease" in c for c in classes)


def _subset(row: list[Item], at: int, what: Subject) -> str:
    """Whether a number counts some of those already counted: "ten of the injured"."""
    end = what.end
    if at > 1 and row[at - 1].classes & {"possessive"} and row[at - 2].classes & {"and"}:
        return "a part of a sum"
    if what.head > at + 1 and row[what.head].classes & {"counted_before"} and row[at + 1].classes & {"of"}:
        return "a part of a figure that is given"
    if end < len(row) and row[end].classes & {"of"} and end + 1 < len(row):
        following = row[end + 1 : end + 3]
        if any(i.classes & {"counted_before"} for i in following):
            return "a part of a figure that is given"
    return ""


def _kept(at: int, link: Link, what: Subject) -> tuple[int, int]:
    ends = [at, link.at, link.tail, max(at, what.head)]
    return min(ends), max(ends)


def _is_whole(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number is the total of a list: "Of the 36 hospitals, 13 are ..."."""
    if not what.units or at == 0:
        return False
    n = at - 1
    while (
        n > 0
        and at - n < 5
        and not row[n].classes & {"of", "out_of"}
        and (
            row[n].kind in ("word", "name")
            or row[n].classes & {"article", "filler", "all", "total_of", "area_noun", "adjective"}
        )
    ):
        n -= 1
    if not row[n].classes & {"of", "out_of"}:
        return False
    return (n == 0 or row[n - 1].kind in (",", ";", "-", ".", '"')) and any(i.quantity for i in row[at + 1 :])


def _ordered(found: list[Link], row: list[Item]) -> list[Link]:
    """Links, cheapest first; a verb goes before the noun that it says something of, where it may."""
    nouns = [k for k in found if k.way in ("noun", "modifier") and k.phrase.sort == "figure"]
    if not nouns:
        if found and found[0].phrase.keys[-1] == "crossing.people":
            found.sort(key=lambda k: (k.phrase.keys != ("displacement.refugees",) or k.cost > 3.5, k.cost))
        if found and found[0].way == "right" and "displacement.new" in found[0].phrase.keys:
            found.sort(key=lambda k: (k.way != "right" or k.phrase.keys != ("displacement.returnees",), k.cost))
        return found
    yields = tuple(y for k in nouns for key in k.phrase.keys for y in _NOUN_YIELDS.get(key, ()))
    first = []
    for link in found:
        if link.way != "right" or link.cost > 3.0:
            continue
        if link.phrase.sort == "not" and link.cost <= 1.9 or yields and link.phrase.keys[0].startswith(yields):
            first.append(link)
    kept = {key for k in nouns for key in k.phrase.keys}
    blocked = [
        k
        for k in found
        if k.way in ("left", "around")
        and k.cost <= 1.6
        and (k.phrase.sort == "not" or k.phrase.keys[0].startswith(yields or ("!",)) or not kept & set(_NOUN_YIELDS))
    ]
    if blocked:
        return blocked + first + [k for k in found if k not in first and k not in blocked]
    return first + [k for k in found if k not in first]


def _sum(row: list[Item], link: Link, indicator: str) -> bool:
    """Whether two unlike things are counted together: "killed and wounded", "IDPs and refugees"."""
    n = link.at + 1
    if link.way == "label" and link.at > 1 and row[link.at - 1].classes & {"and", "or"}:
        before = {key for p in row[link.at - 2].phrases for key in p.keys}
        if any(indicator in group and before & {*group} - {indicator} for group in _SUMS):
            return True
    if n + 1 >= len(row) or not row[n].classes & {"and", "or"}:
        return False
    n += 1
    while n + 1 < len(row) and row[n].classes & {"adverb", "article"}:
        n += 1
    keys = {key for p in row[n].phrases for key in p.keys if p.role in ("noun", "before")}
    if not keys or n + 1 < len(row) and row[n + 1].quantity is not None:
        return False
    for group in _SUMS:
        if indicator in group and indicator not in keys and keys & {*group, "missing"}:
            return True
    return False


def _part(row: list[Item], claim: Claim, before: list[Claim], here: bool) -> str:
    """Why a figure is only a part of the one before; "": it is none."""
    if not before or before[-1].indicator != claim.indicator:
        return ""
    since = before[-1].at if here else 0
    introduced = any(row[n].classes & {"part"} for n in range(max(since, claim.at - 3), claim.at))
    end = claim.subject.end
    relative = end < len(row) and bool(row[end].classes & {"part"})
    if not introduced and not relative:
        return ""
    if introduced and (own_place(row, claim.subject.end) or own_place(row, claim.link.tail + 1)):
        return ""
    return "a part of a figure that is given"


def _by_age_or_sex(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether a figure of women, children and such is a part of a total told shortly before."""
    head = claim.subject.head
    return head >= 0 and bool(row[head].classes & {"age_or_sex"}) and _known_total(claim, row, state)


def _known_total(claim: Claim, row: list[Item], state: State) -> bool:
    """Whether a larger figure of the same indicator was told shortly before."""
    value = row[claim.at].quantity.value  # type: ignore[union-attr]
    return any(total > value for total in state.memory.totals.get(claim.indicator, ()))


def _with_refused(row: list[Item], at: int, link: Link, state: State) -> str:
    """The reason against the number before that this one goes on with: "to assist 15 million and 8 million"."""
    last = state.refusals[-1] if state.refusals else None
    if last is None or not last.left or last.reason not in _SHARED or link.helped or row[last.at].quantity is None:
        return ""
    if any(i.quantity is not None for i in row[last.at + 1 : at]) or not row[at - 1].classes & {"and"}:
        return ""
    return last.reason
