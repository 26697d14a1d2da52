"""Which quantity is a figure of which indicator: the cheapest phrase that fits what is counted and is said to be so."""

from dataclasses import dataclass, field

from data.catalogue import Catalogue
from ingest.text import modality
from ingest.text.items import Item, Sentence
from ingest.text.names import Mention
from ingest.text.phrases import SITES, Link, Subject, links, subject

_PEOPLE = frozenset({"people", "person", "patients"})
_NOUN_YIELDS = {
    "displacement.refugees": ("casualties.", "displacement.returnees", "food."),
    "displacement.idps": ("casualties.", "displacement.returnees", "displacement.sheltered", "food."),
    "displacement.returnees": ("casualties.", "food."),
    "crossing.people": ("casualties.",),
    "casualties.injured": ("crossing.medevac",),
}
_SHARED = ("people reached or assisted", "people in need", "not said to be so", "a forecast or a plan", "people at risk")
_SUMS = (
    ("casualties.killed", "casualties.injured"),
    ("displacement.idps", "displacement.refugees", "displacement.returnees"),
)


@dataclass(slots=True)
class Claim:
    """A figure before it has a place, a day and a speaker. `at` and those of `link` are indices of items.

    Attributes:
        kept: Indices of the first and last item that the quote must hold.
        mention: The crossing or facility that it is for.
    """

    indicator: str
    unit: str | None
    at: int
    link: Link
    subject: Subject
    kept: tuple[int, int]
    status: str | None = None
    of: float | None = None
    units: frozenset[str] = frozenset()
    mention: Mention | None = None


@dataclass(slots=True)
class Refusal:
    """A number or status that was seen and not taken, with the reason in words."""

    reason: str
    at: int
    last: int
    left: bool = False


@dataclass(slots=True)
class Memory:
    """What the sentences before leave to the next: their last figures, and whether they tell of a disease.

    `epidemic`: the title tells of a disease; `totals` are the figures of this paragraph and the one before, `latest`
    those of this one; `points` are the crossing and the facility last named, for "the crossing"; `home` is the country that the
    document is about.
    """

    paragraph: int = -1
    claims: list[Claim] = field(default_factory=list)
    earlier: list[Claim] = field(default_factory=list)
    disease: bool = False
    epidemic: bool = False
    latest: dict[str, list[float]] = field(default_factory=dict)
    totals: dict[str, list[float]] = field(default_factory=dict)
    points: dict[str, Mention] = field(default_factory=dict)
    home: str | None = None


@dataclass(slots=True)
class _State:
    memory: Memory
    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    whole: tuple[float, frozenset[str]] | None = None


def claims(
    sentence: Sentence, catalogue: Catalogue, memory: Memory, told: list[Claim] | None = None
) -> tuple[list[Claim], list[Refusal]]:
    """The figures of a sentence, and the numbers that are none, each in order; `told` are those of a table or list."""
    state = _State(memory, claims=list(told or ()))
    known = {claim.at for claim in state.claims}
    scenario = next((n for n, i in enumerate(sentence.items[:6]) if i.kind == ":"), 0)
    if any(i.classes & {"unreal"} for i in sentence.items[:scenario]):
        return [], [Refusal("a scenario", n, n) for n, i in enumerate(sentence.items) if i.quantity is not None]
    endings = sentence.marks.lexicon.words.get("people_ending", ())
    for at, item in enumerate(sentence.items):
        if item.quantity is not None and at not in known:
            _consider(sentence, at, state, catalogue, endings)
    return _same_event(sentence.items, state.claims), state.refusals


def _consider(sentence: Sentence, at: int, state: _State, catalogue: Catalogue, endings: tuple[str, ...]) -> None:
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
    if (inherited := _inherit(sentence, at, what, state)) is not None:
        state.claims.append(inherited)
    elif quantity.kind in ("count", "percent", "money") and (what.unknown is None or what.units):
        state.refusals.append(Refusal("no subject", at, at))


def _other_zero(sentence: Sentence, at: int, what: Subject, state: _State, catalogue: Catalogue) -> None:
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


def _choose(
    sentence: Sentence, at: int, what: Subject, of: float | None, state: _State, catalogue: Catalogue
) -> bool:
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
        fit = _fit(link, sentence, at, what, catalogue, state.memory)
        if fit is None:
            continue
        why = modality.unreal(sentence, at, what, link) or _with_refused(row, at, link, state)
        if not why and quantity.kind != "zero" and _sum(row, link, fit[0]):
            why = "a sum of unlike things"
        if not why and fit[0] == "casualties.killed" and _disease(sentence, state.memory):
            why = "deaths by disease or hunger"
        if link.phrase is SITES and "sites" not in what.units:
            housed = any(row[n].classes & {"dwell"} for n in range(max(0, at - 5), at))
            if not housed and (not state.claims or state.claims[-1].indicator != "displacement.sheltered"):
                continue
        claim = Claim(fit[0], fit[1], at, link, what, _kept(at, link, what), of=of, units=what.units)
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
    while n > 0 and at - n < 5 and not row[n].classes & {"of", "out_of"} and (
        row[n].kind in ("word", "name") or row[n].classes & {"article", "filler", "all", "total_of", "area_noun", "adjective"}
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


def _fit(
    link: Link, sentence: Sentence, at: int, what: Subject, catalogue: Catalogue, memory: Memory
) -> tuple[str, str] | None:
    """The indicator and unit that a phrase gives for what is counted; None: it does not fit."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    keys = link.phrase.keys
    if keys == ("displacement.idps", "displacement.share") and _lately(row, link):
        keys = ("displacement.new", "displacement.share")
    if "displacement.new" in keys and "displacement.idps" in keys:
        keys = _displaced(row, link, what, quantity.kind, memory)
    if keys[0] in ("displacement.new", "displacement.sheltered") and _abroad(row, link, catalogue, memory.home):
        keys = ("displacement.refugees",)
    if keys[0] == "displacement.sheltered" and link.way == "left" and _foreign(row, what, catalogue):
        keys = ("displacement.refugees",)
    elif row[link.at].classes & {"home_to"} and not _is_site(row, link.at - 1) and not _is_building(row, link.at):
        return None
    elif keys == ("displacement.refugees",) and link.way == "left" and _is_building(row, link.at):
        keys = ("displacement.sheltered",)
    if keys[0] in ("health.hospitals_functional",) and any(i.classes & {"none_fully"} for i in row[at : link.tail + 10]):
        keys = ("health.hospitals_partial", "health.facilities_partial")
    if link.way == "right" and row[link.at].classes & {"departure"} and not (link.at + 1 < len(row) and row[link.at + 1].mention):
        keys = tuple(k for k in keys if k != "displacement.new")
    for key in keys:
        indicator = catalogue.indicators.get(key)
        if indicator is None:
            continue
        units = indicator.units
        if key == "funding.received" and link.way == "left" and link.at and row[link.at - 1].quantity is not None:
            continue
        if quantity.kind == "money" or "currency" in units:
            if quantity.kind == "money" and "currency" in units and quantity.currency:
                return key, quantity.currency
            continue
        if key == "health.bed_occupancy":
            little = row[link.at].classes & {"capacity_share"} and quantity.value <= 100
            if little or not _in_hospital(row, memory):
                continue
        if key == "displacement.sites" and quantity.value == 1 and link.phrase is SITES:
            continue
        if quantity.kind == "percent":
            if "percent" not in units:
                continue
            if units[0] == "percent":
                if key != "displacement.share" or what.units & {"population", "people"} and not what.before:
                    return key, "percent"
                continue
            if units[0] in what.units:
                return key, "percent"
            continue
        if quantity.kind == "zero" and not what.units and what.head < 0:
            if not key.startswith("casualties.") or not _nobody(sentence, at):
                continue
        unit = _unit(units, link, what, row)
        if unit is None and "families" in what.units and key in ("displacement.idps", "displacement.sheltered"):
            return "displacement.new", "families"
        if unit is None:
            continue
        if quantity.kind == "one" and (not key.startswith("casualties.") or link.cost > 3.2):
            continue
        return key, unit
    return None


def _nobody(sentence: Sentence, at: int) -> bool:
    return bool(sentence.marks.run(sentence.items[at].first, "nobody"))


def _unit(units: tuple[str, ...], link: Link, what: Subject, row: list[Item]) -> str | None:
    if link.way in ("noun", "modifier") and link.at == what.head:
        own = row[what.head].units
        if not own or own & set(units) or own & {*_PEOPLE, "bodies"} and units[0] in ("people", "patients"):
            return "families" if "families" in own and "families" in units else units[0]
        return None
    if what.units:
        if "families" in what.units:
            return "families" if "families" in units else None
        if "bodies" in what.units:
            return units[0] if link.phrase.keys[0] == "casualties.killed" else None
        if units[0] == "patients" and len(link.phrase.keys) > 1:
            return "patients" if "patients" in what.units else None
        if what.units & _PEOPLE and units[0] in ("people", "patients"):
            return units[0]
        if units[0] == "sites" and what.head >= 0 and row[what.head].classes & {"shelter_building"}:
            return "sites" if link.phrase is SITES or row[link.at].classes & {"as_shelter"} else None
        return units[0] if units[0] in what.units else None
    if what.unknown is not None:
        near = link.way == "left" or link.way == "right" and link.cost <= 2.5
        people = units[0] == "people" and near and link.phrase.keys[0].startswith("casualties.")
        return units[0] if people and what.unknown.endswith("s") and what.unknown.islower() else None
    if what.head >= 0:
        noun = {key for p in row[what.head].phrases for key in p.keys}
        return units[0] if units[0] == "people" and any(k.startswith(("displ", "casual")) for k in noun) else None
    if link.way == "label" and what.unknown is None:
        if link.phrase.role != "label":
            noun = row[link.at].units or (row[link.at - 1].units if link.at else frozenset())
            if units[0] == "people":
                return "people" if not noun or noun & _PEOPLE else None
            return units[0] if units[0] in noun or link.phrase.role == "noun" and not noun else None
        return units[0] if units[0] != "percent" else None
    return units[0] if units[0] in ("people",) else None


def _lately(row: list[Item], link: Link) -> bool:
    """Whether people have become displaced since a day: an event, though they are "internally displaced"."""
    perfect = any("perfect" in row[n].classes for n in range(max(0, link.at - 3), link.at))
    return perfect and any(i.period is not None and i.period.relation == "since" for i in row)


def _displaced(row: list[Item], link: Link, what: Subject, kind: str, memory: Memory) -> tuple[str, ...]:
    """Whether "displaced" tells of a state, of an event, or of a share of the population."""
    if "crossing.medevac" in link.phrase.keys:  # "evacuated": the sick for treatment, others from their homes
        return ("crossing.medevac",) if "patients" in what.units else ("displacement.new",)
    if kind == "percent":
        return ("displacement.share",)
    if "families" in what.units:
        return ("displacement.new",)
    if link.way in ("left", "around"):
        return ("displacement.new",)
    if link.way == "modifier":
        return ("displacement.idps",)
    tail = row[link.at + 1] if link.at + 1 < len(row) else None
    if tail is not None and (tail.classes & {"by"} or tail.classes & {"from"} and not tail.classes & {"place_in"}):
        return ("displacement.new",)
    before = [row[n].classes for n in range(max(0, link.at - 3), link.at)]
    if any(c & {"present", "already"} for c in before):
        return ("displacement.idps",)
    if any(c & {"past"} for c in before) and any(i.period and i.period.relation in ("as_of", "by") for i in row):
        return ("displacement.idps",)
    if any(c & {"perfect", "past", "have", "be"} for c in before):
        return ("displacement.new",)
    if any(i.period is not None and i.period.relation in ("since", "past") for i in row[link.at + 1 : link.at + 7]):
        return ("displacement.new",)
    if link.way == "label":
        return ("displacement.idps",)
    events = any(
        key.startswith("casualties.") for n, i in enumerate(row) if n != link.at for p in i.phrases for key in p.keys
    )
    told = memory.totals
    if events or "displacement.new" in told and "displacement.idps" not in told:
        return ("displacement.new",)
    return ("displacement.idps",)


def _abroad(row: list[Item], link: Link, catalogue: Catalogue, home: str | None) -> bool:
    """Whether a flight leads across a border: "fled Ukraine", "fled to Chad", "sought refuge in Lebanon"."""
    flight, refuge = (bool(row[link.at].classes & {name}) for name in ("flight", "refuge"))
    if not flight and not refuge:
        return False
    into = flight
    for n in range(link.at + 1, min(link.at + 7, len(row))):
        item = row[n]
        if item.classes & {"abroad"}:
            return True
        if item.mention is not None:
            countries = [i for i in item.mention.ids if i in catalogue.places and catalogue.places[i].kind == "country"]
            if item.mention.kind != "place" or not countries or item.mention.part:
                return False
            return into and (flight or home not in countries)
        if item.kind != "phrase" or item.phrases:
            return False
        into = bool(item.classes & ({"to", "article"} if flight else {"place_at"}))
    return False


def _in_hospital(row: list[Item], memory: Memory) -> bool:
    """Whether a sentence speaks of hospitals or beds, or the text has just named one."""
    if "facility" in memory.points:
        return True
    return any(
        i.units & {"hospitals", "facilities", "beds"}
        or i.classes & {"hospital_part"}
        or i.mention is not None
        and i.mention.sort == "facility"
        or any(p.keys[0] == "health.bed_occupancy" and p.role == "label" and i.last - i.first > 1 for p in i.phrases)
        for i in row
    )


def _is_site(row: list[Item], at: int) -> bool:
    """Whether a camp or shelter stands right before: "Zamzam camp, home to"."""
    while at > 0 and row[at].kind in (",", "-"):
        at -= 1
    if at < 0:
        return False
    mention = row[at].mention
    if row[at].units & {"sites"} or row[at].classes & {"kept_noun", "that_camp"} or mention is not None and mention.sort == "camp":
        return True
    comma = next((n for n in range(at - 1, max(at - 10, -1), -1) if row[n].kind == ","), -1)
    return comma > 0 and row[at + 1].kind == "," and _is_site(row, comma - 1)


def _is_building(row: list[Item], at: int) -> bool:
    """Whether a school, a camp or their like is the subject of a verb: "a school in the town took in"."""
    for n in range(at - 1, max(at - 8, -1), -1):
        if row[n].kind in (";", ".", ":") or row[n].quantity is not None and row[n].quantity.kind == "count":  # type: ignore[union-attr]
            return False
        if row[n].classes & {"shelter_building"} or row[n].units & {"sites"}:
            return True
    return False


def _foreign(row: list[Item], what: Subject, catalogue: Catalogue) -> bool:
    """Whether those hosted are of a country, so that they are refugees: "hosts 2.7 million Syrians"."""
    people = row[what.head].mention if what.head >= 0 else None
    if people is None or people.kind != "people":
        return False
    ids = [i for i in people.ids if i in catalogue.places]
    return bool(ids) and all(catalogue.places[i].kind == "country" for i in ids)


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
    if introduced and (_own_place(row, claim.subject.end) or _own_place(row, claim.link.tail + 1)):
        return ""
    return "a part of a figure that is given"


def _by_age_or_sex(row: list[Item], claim: Claim, state: _State) -> bool:
    """Whether a figure of women, children and such is a part of a total told shortly before."""
    head = claim.subject.head
    return head >= 0 and bool(row[head].classes & {"age_or_sex"}) and _known_total(claim, row, state)


def _known_total(claim: Claim, row: list[Item], state: _State) -> bool:
    """Whether a larger figure of the same indicator was told shortly before."""
    value = row[claim.at].quantity.value  # type: ignore[union-attr]
    return any(total > value for total in state.memory.totals.get(claim.indicator, ()))


def _with_refused(row: list[Item], at: int, link: Link, state: _State) -> str:
    """The reason against the number before, where this one only goes on with it: "to assist 15 million and 8 million"."""
    last = state.refusals[-1] if state.refusals else None
    if last is None or not last.left or last.reason not in _SHARED or link.helped or row[last.at].quantity is None:
        return ""
    if any(i.quantity is not None for i in row[last.at + 1 : at]) or not row[at - 1].classes & {"and"}:
        return ""
    return last.reason


def _own_place(row: list[Item], at: int) -> bool:
    """Whether a place follows the noun directly: "including 3.2 million to Poland"."""
    for n in range(at, min(at + 4, len(row))):
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            return True
        if row[n].kind != "phrase" or not row[n].classes & {"preposition", "place_in", "to", "in", "from", "article", "direction", "part"}:
            return False
    return False


def _inherit(sentence: Sentence, at: int, what: Subject, state: _State) -> Claim | None:
    """A number that goes on from a figure before: a list, "from 81 on Friday", "(6,212)", "the figure was 315,000"."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    if what.unknown is not None:
        return None
    here = bool(state.claims)
    if here and (share := _as_share(row, at, what, state.claims[-1])):
        return share
    before = state.claims or state.memory.claims
    if not before and at > 1 and row[at - 1].kind == "(":
        before = state.memory.earlier
    inside = at > 0 and row[at - 1].kind == "("
    listed = [c for c in before if c.status is None and not (here and not inside and _bracketed(row, c.at, at))]
    while len(listed) > 1 and listed[-1].indicator == "displacement.sites" and listed[-2].unit == "people":
        listed.pop()  # "1,738 are in 55 camps in Thrissur and 1,702 in Alappuzha"
    last = listed[-1] if listed else None
    if at > 1 and row[at - 1].kind == "(" and row[at - 2].mention and (last is None or not here):
        last = _spoken_of(row, at) or last
    if last is None or quantity.kind != ("percent" if last.unit == "percent" else "money" if _money(last) else "count"):
        return None
    if what.units and last.units and not what.units & last.units and not {*what.units, *last.units} <= _PEOPLE:
        return None
    if what.units and not last.units and not what.units & _PEOPLE:
        return None
    bracket = at > 1 and row[at - 1].kind == "(" and row[at - 2].mention is not None
    own = bracket or _own_place(row, what.end) or _place_before(row, at) or _days(row, at, what, last)
    if bracket:
        pass
    elif _anaphor(sentence, at):
        if any(m.quantity for m in row[max(0, at - 3) : at]):
            return None
    elif _told_again(row, at, what):
        pass
    elif not here or not _goes_on(row, at, what, last, own):
        return None
    units = what.units or last.units
    unit = "families" if "families" in what.units and last.unit in ("families", "people") else last.unit
    link = Link(last.link.phrase, last.link.at if here else at, "list", last.link.cost + 1.0, at)
    low = last.kept[0] if here or last.at == at else at
    return Claim(last.indicator, unit, at, link, what, (min(low, at), max(at, what.end - 1)), units=units)


def _bracketed(row: list[Item], earlier: int, at: int) -> bool:
    """Whether a number stands in a bracket that is closed before a later one."""
    for n in range(earlier, at):
        if row[n].kind == "(":
            return False
        if row[n].kind == ")":
            return True
    return False


def _same_event(row: list[Item], claims: list[Claim]) -> list[Claim]:
    """Leaves out people told beside the families of one event, or families beside people."""
    kept: list[Claim] = []
    for claim in claims:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.indicator == claim.indicator
            and {last.unit, claim.unit} == {"people", "families"}
            and any(row[n].kind in ("-", "(") or row[n].classes & {"or"} for n in range(last.at, claim.at))
            and claim.at - last.at <= 5
        ):
            continue
        kept.append(claim)
    return kept


def _as_share(row: list[Item], at: int, what: Subject, last: Claim) -> Claim | None:
    """Those displaced as a share: "7.7 million people are displaced, around 17.5% of the population"."""
    quantity = row[at].quantity
    if quantity is None or quantity.kind != "percent" or not what.units & {"population"}:
        return None
    if last.indicator not in ("displacement.idps", "displacement.new") or at - max(last.kept[1], last.at) > 4:
        return None
    if not any(row[n].kind in (",", "(", "-") for n in range(last.at, at)):
        return None
    link = Link(last.link.phrase, last.link.at, "list", last.link.cost + 0.5, at)
    return Claim("displacement.share", "percent", at, link, what, (last.kept[0], max(at, what.head)), units=what.units)


def _spoken_of(row: list[Item], at: int) -> Claim | None:
    """What a list in brackets counts: "refugees have fled to Tanzania (140,000), Rwanda (75,000)"."""
    for n in range(at - 1, -1, -1):
        if row[n].quantity is not None or row[n].kind == ";":
            return None
        for phrase in row[n].phrases:
            if phrase.sort == "figure" and phrase.role == "noun" and phrase.keys[0].startswith(("displ", "casual")):
                link = Link(phrase, n, "noun", 1.0, n)
                return Claim(phrase.keys[0], "people", at, link, Subject(n, n + 1, frozenset()), (n, at))
    return None


def _money(claim: Claim) -> bool:
    return claim.indicator.startswith("funding.")


def _days(row: list[Item], at: int, what: Subject, last: Claim) -> bool:
    """Whether figures are listed by day: "14 trucks on Monday, 22 on Tuesday"."""

    def dated(n: int) -> bool:
        return any(i.period is not None for i in row[n : n + 2])

    return row[at - 1].kind in (",", ";") and dated(what.end) and dated(last.subject.end)


def _place_before(row: list[Item], at: int) -> bool:
    """Whether a place stands right before a number: "in Odesa 17", "Ocaña 10,160"."""
    n = at - 2 if at > 1 and row[at - 1].kind == ":" else at - 1
    mention = row[n].mention if n >= 0 else None
    return mention is not None and mention.kind == "place"


def _anaphor(sentence: Sentence, at: int) -> bool:
    """Whether the number is told of "the figure" or its like, spoken of before."""
    row = sentence.items
    for n in range(at - 1, max(at - 8, -1), -1):
        if row[n].classes & {"same_figure"}:
            return True
        if row[n].kind in (",", ";", "quantity") or row[n].units or any(p.sort == "figure" for p in row[n].phrases):
            return False
    return False


def _told_again(row: list[Item], at: int, what: Subject) -> bool:
    """Whether somebody else's number of the same is told: "the Red Cross spoke of 14"."""
    if not row[at - 1].classes & {"speech", "told_again"} or what.units or what.head >= 0:
        return False
    return what.end >= len(row) or row[what.end].kind in (",", ".", ";", "date", ")", '"')


def _goes_on(row: list[Item], at: int, what: Subject, last: Claim, own: bool) -> bool:
    """Whether a number continues the list that the last figure began, or tells its earlier level."""
    before = row[at - 1]
    compare = bool(before.classes & {"compare"}) and last.link.way != "noun" or bool(before.classes & {"compare_only"})
    words = 0
    n = last.at + 1
    while n < at:
        item = row[n]
        if item.kind == "(":
            while n < at and row[n].kind != ")":
                n += 1
        elif last.subject.end > n or n in (last.link.at, last.link.tail):
            pass
        elif item.kind == "word":
            words += 1
        elif item.kind in (";", ".", "quantity") and not (item.kind == ";" and own):
            return False
        elif item.classes & {"part"}:
            if not own:
                return False
        elif any(p.role in ("before", "after") for p in item.phrases) or item.classes & {"speech"}:
            if not own and not compare:
                return False
        n += 1
    if words > 8 or before.kind == "word" or before.kind == "date" and not own:
        return False
    if what.end < len(row):
        item = row[what.end]
        fine = item.kind in (",", ")", ".", ";", "name", "date", "-", "(") or item.classes & {
            "preposition", "place_in", "and", "to", "in", "from", "of", "filler", "adverb", "part", "through",
        }
        if not fine or item.classes & {"be", "have"} or item.classes & {"by"} and not item.classes & {"place_in"}:
            return False
    if own or compare:
        return True
    n = at - 1
    while n > last.at and row[n].classes & {"article", "filler"} and not row[n].classes & {"and"}:
        n -= 1
    return bool(row[n].classes & {"and"}) and last.link.way != "noun"
