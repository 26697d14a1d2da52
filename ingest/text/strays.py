"""Numbers that look like figures of ours and are none: ages, people told by rank, fighters, those who died ill."""

from ingest.text.figures import Memory, State
from ingest.text.items import Item, Sentence, has_any, has_class, has_number, passing
from ingest.text.nouns import Link, Subject
from ingest.text.parts import PART

_CAMPS = 30  # camps and blocks of one name have no higher number
_CROWD = 20  # no fewer people are told to be hungry
_FEW = 60  # refugees of a place, told by that noun alone, are as many at least
_FIGHTERS = frozenset({"armed_group", "armed"})
_OTHERS = {  # who are told to flee, stay or return, and are not displaced
    "displacement.new": _FIGHTERS | {"riders"},
    "displacement.idps": _FIGHTERS,
    "displacement.sheltered": _FIGHTERS,
    "displacement.returnees": _FIGHTERS | {"on_duty"},
    "displacement.share": frozenset({"on_duty", "kin"}),
}
ELSE = "people who do something else"
_AREAS = frozenset({"area_noun", "country_noun", "nation_noun", "place_of"})
_DEFINITE = frozenset({"leading_article", "all"})
_REACH = 60  # items around a figure that may say what people died of
_NEAR = 6  # items behind a verb in which its cause stands
_EVENTS, _CAUSES = frozenset({"mishap", "local_event", "assailed"}), frozenset({"hazard", "mishap", "violence"})


def stray(sentence: Sentence, at: int, what: Subject) -> str:
    """Why a number counts nobody, by the words right around it; "": it may."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    quantity = row[at].quantity
    assert quantity is not None
    if at + 1 < len(row) and "of" in row[at + 1].classes and quantity.value == 1 and quantity.kind == "count":
        if has_any(row[at + 2 : at + 4], ("ranked", "superlative")):
            return "told by rank"  # "one of the most wanted men was killed"
        if at > 2 and row[at - 1].kind == "," and row[at - 2].kind == "word" and raw[row[at - 2].first][0].isupper():
            return "told by rank"  # "Ana Ruiz, one of the founders, was killed"
    if what.head < 0 and what.unknown is None and quantity.value <= 110 and 2 < at + 1 < len(row):  # nobody is older
        before = [i for i in row[max(0, at - 3) : at - 1] if i.kind != "sign"]  # "Amina*, 26, who fled"
        named = all(i.kind == "word" and raw[i.first][0].isupper() for i in before)
        named = named or "person" in row[at - 2].units or has_class(row[at + 2 : at + 3], "whom")
        children = at > 4 and row[at - 2].kind in ("word", "quantity") and "of" in row[at - 3].classes
        named = named or children and "person" in row[at - 4].units  # "a mother of four, 31, was killed"
        if named and row[at - 1].kind == "," and row[at + 1].kind == ",":
            return "an age"  # "Omar Nasser, 31, was killed", "a woman, 40, died", "said Ana, 26, who fled"
    struck = at - 1 - (at > 1 and "preposition" in row[at - 1].classes)
    hit = at and (row[struck].classes & {"violence", "waged", "overrun"} or "attacks" in row[struck].units)
    if "sites" in what.units and hit:  # "airstrikes in two camps", "attacks on 15 sites"
        return "a site that is not said to be used"
    only = row[at + 1] if at + 1 < len(row) and quantity.value == 1 else row[at]
    people = "people" in only.units and sentence.marks.run(row[at].last - 1, "only_word")
    if people or "crossing_noun" in only.classes and what.head < 0:
        return "no subject"  # "through Rafah, the only crossing that is open", "the only people let in"
    clock = at and what.head < 0 and quantity.value <= 12 and has_any(row[at + 1 : at + 2], ("day_part",))
    if clock and any(sentence.marks.run(row[at].first - 1, name) for name in ("from", "until", "at_hour", "by")):
        return "no subject"  # "from eight in the morning"
    end = what.end
    miles = at + 1 < len(row) and sentence.marks.run(row[at + 1].first, "length")
    if what.head < 0 and not what.units and (miles or of_areas(row, at)):
        return "no subject"  # "at 40 sites in the three northern districts", "14 km from Tolo, was buried"
    if what.head < 0 and quantity.value <= _CAMPS and at > 1 and row[at - 1].mention is not None and end < len(row):
        alone = not has_number(row[max(0, at - 8) : at]) and row[at].last - row[at].first == 1
        if alone and "place_in" in row[at - 2].classes and row[end].kind == ",":
            return "no subject"  # "who lives in Hagadera 2, has"
    return ""


def of_areas(row: list[Item], at: int) -> bool:
    """Whether districts or provinces are counted: "in the three northern districts"."""
    n = at + 1
    while n < len(row) and row[n].kind == "phrase" and row[n].classes & {"direction", "adjective"}:
        n += 1
    return n < len(row) and row[n].units <= {"other"} and not row[n].classes.isdisjoint(_AREAS)


def unfit(sentence: Sentence, at: int, what: Subject, link: Link, indicator: str, state: State) -> str:
    """Why what a number is linked to is not told of those it counts; "": it is."""
    row, most = sentence.items, state.memory.most.get(indicator, 0.0)
    quantity = row[at].quantity
    assert quantity is not None
    if indicator.startswith("food.") and quantity.kind == "count" and quantity.value < _CROWD:
        return "no subject"  # "the food security group 1 says that hunger has"
    if indicator.startswith(("displacement.", "crossing.")) and has_class(row[at - 1 : at], "crew") and what.head < 0:
        return ELSE  # "our team of four came back to Bunia"
    if indicator.startswith("casualties."):
        endings = sentence.marks.lexicon.words.get("person_ending")
        if endings and what.unknown is not None and what.unknown.islower() and not what.unknown.endswith(endings):
            return "no subject"  # "killed 30 ostriches"
        if quantity.kind == "zero" and "bodies" in what.units:
            return "no subject"  # "no bodies were found"
    if indicator.startswith("casualties.") and what.head >= 0:
        if quantity.kind == "zero" and most and has_class(row[what.head : what.head + 4], "outsiders"):
            return PART  # "no Britons are among the dead"
        own = has_any(row[max(0, at - 1) : what.head], ("possessive", "which"))
        own = own or '"' in sentence.kinds  # "I lost two brothers"
        if own and most > quantity.value and "kin" in row[what.head].classes:
            return PART  # "five of my cousins were killed"
    if indicator.startswith("funding.") and link.way == "right" and _in_part(row[at + 1 : link.at]):
        return "a share"  # "was $20 billion, a third of what was needed"
    others = _OTHERS.get(indicator, frozenset())
    if others and has_any(row[at + 1 : max(what.head, at + 1) + 1], others):
        return ELSE  # "2,000 Taliban fighters are on the run", "20 peacekeepers were repatriated"
    if indicator == "displacement.sheltered" and link.way == "right" and quantity.value < _FEW:
        camps = what.head < 0 and any("sites" in i.units for i in row[max(0, at - 5) : at])  # "camps, two of them in"
        if camps or not _uprooted(row, link, state):
            return ELSE  # "19 workers were sleeping in the attic"
    if indicator == "funding.received" and "collecting" in row[link.at].classes:
        if "funding.required" not in (p.keys[0] for r in (row, *state.memory.rows) for i in r for p in i.phrases):
            return "money that is no appeal"  # "the concert raised $170,000 for the clinic"
    if indicator in ("displacement.refugees", "displacement.idps") and link.way == "noun" and 0 < quantity.value < _FEW:
        return ELSE  # "two refugees have been charged"
    if quantity.value and at and not row[at - 1].classes.isdisjoint(_DEFINITE) and quantity.kind == "count":
        if (indicator, quantity.value) in state.memory.values:
            return "said before"  # "the three were killed when"
    return ""


def _in_part(between: list[Item]) -> bool:
    """Whether a share of something else stands between an amount and its verb: "a third of what was needed"."""
    shares = (n for n, i in enumerate(between) if i.quantity is not None and i.quantity.kind == "percent")
    return any(n + 2 < len(between) and between[n + 2].kind == "word" for n in shares)


def _uprooted(row: list[Item], link: Link, state: State) -> bool:
    """Whether those who stay somewhere are in camps or schools, or somebody is told to have left home."""
    housed = any(i.units & {"sites"} or i.classes & {"shelter_building", "as_shelter", "refuge"} for i in row)
    if housed or any(key.startswith("displacement.") for key in state.memory.most):
        return True
    rows = (row[: link.at] + row[link.at + 1 :], *state.memory.rows)
    return any(p.keys[0].startswith("displacement.") for told in rows for i in told for p in i.phrases)


def ailment(sentence: Sentence, at: int, indicator: str, link: Link, what: Subject, memory: Memory) -> str:
    """Why people told to have died or to be in hospital are no figure, as they were ill; "": they were not."""
    if indicator == "casualties.killed":
        died = "natural_death" in sentence.items[link.at].classes
        if died and has_class(sentence.items[link.at + 1 : link.at + _NEAR], "disease"):
            return "deaths by disease or hunger"  # "have died from malaria in flood-hit Sindh"
        slain = link.way == "right" and "slain" in sentence.items[link.at].classes
        if slain and not has_class(sentence.items[link.at : link.at + _NEAR], "disease"):
            return ""  # "amid the famine 12 aid workers were killed", but "were killed by cholera"
        ill = _diseased(sentence, at, memory) or _died_ill(sentence, at, link, what, memory)
        return "deaths by disease or hunger" if ill else ""
    hurt = indicator == "casualties.injured" and link.way == "right"
    cared_for = hurt and "in_care" in sentence.items[link.at].classes
    if cared_for and any("patients" in i.units for i in sentence.items[:at]):
        return "people who are ill"  # "the hospital moved its patients, 20 of them in intensive care"
    return "people who are ill" if hurt and _diseased(sentence, at, memory) else ""


def _died_ill(sentence: Sentence, at: int, link: Link, what: Subject, memory: Memory) -> bool:
    """Whether patients, or one person, died of what is no disaster or violence, or a disease is told to have killed."""
    row, n = sentence.items, passing(sentence.items, link.at - 1)
    while link.at < at and n >= 0 and row[n].kind in ("word", "phrase", "name", "date"):
        if row[n].classes & (_CAUSES | {"while", "relative"}):
            break
        if "disease" in row[n].classes and not has_any(row[max(0, n - 2) : n], ("place_at", "place_in")):
            return True  # "cholera has killed 12 since the flood", "the measles outbreak in Boa has claimed 12 lives"
        n -= 1
    died = link.phrase.sort == "figure" and "natural_death" in row[link.at].classes
    if died and row[at].quantity.kind == "one" and "casualties.killed" not in memory.most:  # type: ignore[union-attr]
        return not any(i.classes & _CAUSES for told in (row, *memory.rows) for i in told)  # "the death of his son"
    if "patients" not in what.units and not has_class(row[at + 1 : what.end], "sickly"):
        return False
    return died and not has_any(row[max(0, at - _REACH) : link.at + _NEAR], _CAUSES)


def _diseased(sentence: Sentence, at: int, memory: Memory) -> bool:
    """Whether the deaths that the words around a number tell of are deaths by disease or hunger."""
    if not memory.disease and "disease" not in sentence.classes:
        return False
    row = sentence.items
    end = next((n for n in range(at, min(len(row), at + _REACH)) if row[n].kind == ";"), at + _REACH)
    classes = [item.classes for item in row[max(0, at - _REACH) : end]]  # "60 deaths; 4,000 cholera cases"
    if any(not c.isdisjoint(("violence", "wounding", "mishap", "assailed")) for c in classes):
        return False
    return any("disease" in c for c in classes) or memory.disease and all(c.isdisjoint(_EVENTS) for c in classes)
