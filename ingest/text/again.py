"""Numbers that go on with those told just before: of the same patients, hospitals or attacks."""

from data.tree import Phrase
from ingest.text.dwelling import own_place
from ingest.text.figures import MOVED, SICK, Claim, Memory, State
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.nouns import ANYBODY, HEALTH, Link, Subject
from ingest.text.questions import answered


def counted_in_brackets(row: list[Item], at: int) -> bool:
    """Whether a share of hospitals and their count stand side by side: "51% (57) were working", "57 (51%)"."""
    if at + 3 >= len(row) or row[at + 1].kind != "(" or row[at + 3].kind != ")":
        return False
    told = any(i.units & HEALTH or not i.classes.isdisjoint(("fully", "partly")) for i in row)
    return told and (count := row[at + 2].quantity) is not None and count.kind == "count"


def of_them(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Some of those counted before that have a place or days of their own: "Nine of them are in Khartoum"."""
    last = state.memory.claims[-1] if state.memory.claims and not state.claims else None
    end = what.end
    if last is None or not last.indicator.startswith(("health.", "crossing.")):
        return None
    if end >= len(row) or "part" not in row[end].classes:
        return None
    if not own_place(row, end) and not has_class(row[end : end + 7], "happened"):
        return None
    link = Link(last.link.phrase, end, "list", 1.8, end)
    return Claim(last.indicator, last.unit, at, link, what, (at, min(end + 3, len(row) - 1)), units=last.units)


def does_so(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Hospitals of which a verb without more tells the same, or the contrary: "of 33, 12 work; the other 21 do not"."""
    told = state.claims or state.memory.claims
    n = what.end
    n += n + 1 < len(row) and "have" in row[n].classes  # "have done the same"
    if not told or n >= len(row) or "does_so" not in row[n].classes:
        return None
    last, denied = told[-1], n + 1 < len(row) and "negation" in row[n + 1].classes
    if last.unit not in HEALTH and (denied or last.unit != "trucks"):
        return None  # but "64 trucks crossed on Monday; on Tuesday none did"
    behind = row[n + 1 + denied :]
    if behind and behind[0].kind not in (",", ";", ".") and "and" not in behind[0].classes:
        return None
    key = last.indicator
    unit = next(iter(what.units & HEALTH), last.unit or "")
    key = key.replace(last.unit or unit, unit) if last.unit in HEALTH else key
    if denied:
        kind = "_functional" if "_nonfunctional" in key else "_nonfunctional"
        key = key[: key.rindex("_")] + kind
    link = Link(last.link.phrase, n, "list", 1.8, n + denied)
    return Claim(key, unit, at, link, what, (at, n + denied), units=last.units)


def of_which(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Some of those told before that have days of their own: "of which 436 since May", "on Tuesday 33 came"."""
    told, opens = state.claims or state.memory.claims, at <= 2 and "part" in row[0].classes
    if len(told) > 1 and told[-2].indicator == "health.attacks" and told[-1].indicator.startswith("casualties."):
        told = told[:-1]  # "90 attacks, with 40 deaths, since May; in June there were six"
    last = told[-1] if told and what.head < 0 else None
    n = what.end
    since = at and "part" in row[at - 1].classes and n < len(row) and "since_word" in row[n].classes
    if last is None or not since and not last.indicator.startswith(("crossing.", "displacement.", "health.")):
        return None  # but "Of these, 2,100 came in June"
    if n + 2 < len(row) and "part" in row[n].classes and row[at - 1].kind == ",":
        n += 2 if "in" in row[n + 1].classes else 1
        own = row[n].kind == "date"
    else:
        n = _came(row, n)
        own = has_class(row[max(0, at - 2) : at], "part") and n < len(row)
        own = own and (row[n].kind == "date" or bool("since_word" in row[n].classes))
    daily = last.indicator.startswith(_BY_DAY) and _on_its_day(row, at, n, what.end)
    if not daily and not (own and (state.claims or opens)):
        return None
    n -= not own and (n >= len(row) or row[n].period is None)
    link = Link(last.link.phrase, n, "list", 1.8, n)
    there = last.mention if not own_place(row, what.end) else None
    return Claim(last.indicator, last.unit, at, link, what, (at, n), units=last.units, mention=there)


def _came(row: list[Item], at: int) -> int:
    """The item behind "have arrived", "were recorded in", "did", where that is said; else the item itself."""
    n = at
    while n < len(row) and not row[n].classes.isdisjoint(_VERBS | {"past", "happened", "arriving", "does_so"}):
        n += 1
    while at < n < len(row) - 1 and row[n].kind == "phrase" and row[n].classes & {"in", "date_filler", "event_name"}:
        n += 1  # "came in the week from 2 to 8 May"
    return n


def _on_its_day(row: list[Item], at: int, end: int, verb: int) -> bool:
    """Whether a clause tells of a number no more than its day: "the day before, 14 had", "33 came on Sunday"."""
    n = at - 1
    while n > 0 and (row[n].kind == "," or row[n].classes & _BEFORE_NUMBER):
        n -= 1
    ahead = n >= 0 and row[n].period is not None and row[at - 1].classes.isdisjoint(("part", "compare", "label_link"))
    if not ahead and (end == verb or end >= len(row) or row[end].period is None):
        return False
    n = n if ahead else at
    while n > 0 and row[n - 1].classes & {"in", "preposition", "day_article"}:
        n -= 1
    begins = n == 0 or row[n - 1].kind in (",", ";", ":", "-") or row[n - 1].classes & {"and", "contrast", "while"}
    ends = not ahead or end >= len(row) or row[end].kind in (",", ";", ".") or row[end].classes & {"and", "contrast"}
    return bool(begins and ends)


_BEFORE_NUMBER = frozenset("pronoun be have adverb filler article there only_word same_figure".split())


def as_trucks(row: list[Item], at: int, state: State) -> bool:
    """Whether a bare number does what trucks did that were told of: "the lorries left; none has reached Goma"."""
    nouns = (i.units for i in reversed(row[: at - 1]) if "more" not in i.classes and not i.units.isdisjoint(MOVED))
    here = next(nouns, frozenset[str]())
    if here and here != {"trucks"}:
        return False
    if here == {"trucks"} and has_any(row[at : at + 3], {"turned_away"}):
        return True  # "41 lorries were loaded; four turned back"
    if state.claims:  # but "600 people come a day, and 3,000 came in May"
        told = (p for i in row[max(0, at - 4) : at] for p in i.phrases if p.role == "after")  # "pasaron otros 93"
        same = as_before(row, at, state.claims[-1]) or any("crossing.trucks" in p.keys for p in told)
        return state.claims[-1].units == here == {"trucks"} and same
    if at >= len(row):
        return False
    saw = any("crossing.trucks" in p.keys and p.role == "after" for i in row[max(0, at - 2) : at] for p in i.phrases)
    saw = saw and not row[at].phrases  # but "counted 40 dead"
    if not saw and not row[at].phrases and row[at].classes.isdisjoint(_VERBS):
        return False
    came = any("crossing.trucks" in p.keys and p.role == "before" for i in row[at : at + 3] for p in i.phrases)
    return (saw or came) and (here or state.memory.counted()) == {"trucks"}


def as_patients(row: list[Item], at: int, end: int, state: State) -> bool:
    """Whether a bare number of patients told before is taken somewhere: "92 of them were flown to Iran"."""
    verbs = [p.keys for i in (*row[at - 1 : at], *row[end : end + 4]) for p in i.phrases if p.role != "noun"]
    quantity = row[at].quantity
    if at == 0 or not any(["crossing.medevac" in keys for keys in verbs]):
        return False
    if quantity is not None and quantity.value >= SICK:
        return False  # "a further 2 million have crossed into neighbouring countries"
    return "patients" in next((i.units for i in reversed(row[:at]) if i.units & MOVED), state.memory.counted())


_VERBS = frozenset({"have", "perfect", "another_one", "adverb", "be"})


def as_before(row: list[Item], at: int, last: Claim) -> bool:
    """Whether a bare number does what those before it did: "282 have been able to leave" behind one of patients."""
    for item in row[at : at + 5]:
        if any(last.indicator in p.keys and p.role == "before" for p in item.phrases):
            return True
        if item.kind in (",", ";", ":", ".") or item.quantity is not None:
            return False
    return False


def companions(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Those who go with patients: "40 patients and 90 companions", told as people who crossed."""
    last = state.claims[-1] if state.claims else None
    if last is not None and last.indicator == "crossing.people" and "patients" in what.units:
        return _more_patients(row, at, what, state)
    if last is None or last.indicator != "crossing.medevac" or not 0 < at - last.at < _BESIDE or what.head < 0:
        return None
    if "companions" not in row[what.head].classes or row[at - 1].classes.isdisjoint(("and", "with")):
        return None
    link = Link(last.link.phrase, what.head, "noun", 2.0, what.head)
    return Claim("crossing.people", "people", at, link, what, (last.at, what.head), units=what.units)


def _more_patients(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Patients behind those who went with the ones before: "to Jordan, and four other patients to Turkey"."""
    first = next((c for c in state.claims if c.indicator == "crossing.medevac"), None)
    if first is None or "and" not in row[at - 1].classes or not has_class(row[at : what.head], "more"):
        return None
    link = Link(first.link.phrase, what.head, "noun", 2.0, what.head)
    return Claim(first.indicator, first.unit, at, link, what, (at, what.head), units=what.units)


def by_target(row: list[Item], claim: Claim) -> bool:
    """Whether attacks are told by what they hit: "of the 61 attacks 40 hit clinics"."""
    end = claim.link.tail + 1
    dated = any(i.period is not None for i in row[claim.at : end + 4])
    return claim.link.way == "right" and not own_place(row, end) and not dated


def with_so_many(sentence: Sentence, at: int, end: int, memory: Memory) -> frozenset[str]:
    """The hospitals before of which a bare number is told: "clinics lack drugs. Only 12 work", "with a third open"."""
    row = sentence.items
    while end < len(row) and not row[end].phrases and not row[end].classes.isdisjoint(_VERBS):
        end += 1
    gates = end < len(row) and sentence.marks.run(row[end].first, "crossing_noun")
    told = row[end].phrases if end < len(row) and not gates else ()
    if not any(p.role == "before" and p.keys[0].startswith("health.hospitals_") for p in told):
        return frozenset()
    spoken = (*(memory.rows[-1] if memory.rows else ()), *row[:at])
    last = memory.claims[-1].units & HEALTH if memory.claims else frozenset()
    return next((i.units & HEALTH for i in reversed(spoken) if i.units), last)


_AMONG = frozenset({"article", "of", "adjective", "that_town", "that_region", "that_camp"})


def none_of(row: list[Item], at: int) -> bool:
    """Whether a number is one of which none is told: "none of Gaza's 36 hospitals"."""
    for n in range(at - 1, max(at - 5, -1), -1):
        quantity = row[n].quantity
        if quantity is not None:
            return quantity.kind == "zero"
        if row[n].kind != "name" and row[n].classes.isdisjoint(_AMONG):
            return False
    return False


def tells_none(row: list[Item], what: Subject) -> bool:
    """Whether what is said of none of them is what is counted: "none of the 90 people has returned"; not "90 dead"."""
    n = what.end
    while n < len(row) and (row[n].mention is not None or "place_at" in row[n].classes):
        n += 1
    verb = has_any(row[n : n + 1], ("be", "have"))
    return not what.units.isdisjoint({*HEALTH, "sites"}) or verb and not what.units.isdisjoint(ANYBODY)


def attacks_on(sentence: Sentence, at: int, what: Subject) -> Claim | None:
    """Attacks on somebody's health care: "40 attacks on Mali's health system", "90 raids, 12 of them on clinics"."""
    row, n = sentence.items, what.end
    while n < len(row) and row[n].classes & {"part_of_them", "be"}:
        n += 1
    some = at > 1 and not what.units and has_any(row[at - 1 : n], ("part", "part_of_them"))
    some = some and any("attacks" in i.units for i in row[: at - 1])
    if not some and ("attacks" not in what.units or what.head < 0) or n >= len(row):
        return None
    if "preposition" not in row[n].classes:
        return None
    for m in range(n + 1, min(n + 6, len(row))):
        if sentence.marks.run(row[m].first, "care"):
            link = Link(_ATTACKS, m if some else what.head, "noun", 1.6, m)
            return Claim("health.attacks", "attacks", at, link, what, (at, m), units=what.units)
        if row[m].kind not in ("name", "word") and row[m].classes.isdisjoint(_OWNERS):
            return None
    return None


_BY_DAY, _ATTACKS = ("crossing.", "health.attacks", "health.beds"), Phrase(("health.attacks",), "figure", "noun")
_OWNERS = frozenset("article adjective of area_noun that_town that_region whole_country direction authority".split())


def more_attacks(sentence: Sentence, at: int, what: Subject, state: State) -> Claim | None:
    """Attacks without a word on whom, behind those on health care: "Since March there were 12 attacks"."""
    row = sentence.items
    if what.units != {"attacks"} or what.head < 0 or has_class(row[what.end :], "part") and has_class(row, "care"):
        return None  # "130 raids, 6 of them on clinics"
    told = (*state.claims, *state.memory.claims, *state.memory.earlier)
    known = state.memory.assailed or any(c.indicator == "health.attacks" for c in told)
    raw = sentence.marks.tokens.raw
    near = row[max(0, at - 5) : at]
    known = known or any(sentence.marks.run(i.first, "health_body") for i in near if raw[i.first][0].isupper())
    if not known and not any(of_attacks(spoken) for spoken in (row[:at], *list(state.memory.rows)[-2:])):
        return None
    link = Link(_ATTACKS, what.head, "noun", 2.0, what.head)
    return Claim("health.attacks", "attacks", at, link, what, (at, what.head), units=what.units)


def of_attacks(row: list[Item]) -> bool:
    """Whether attacks on health care are spoken of: "health care is under attack"."""
    if any("health.attacks" in p.keys for i in row for p in i.phrases):
        return True
    return has_class(row, "care") and any("attacks" in i.units or i.classes & {"attacked", "assailed"} for i in row)


def of_the_dead(row: list[Item], at: int, what: Subject) -> Claim | None:
    """Some of the dead or wounded that have a place of their own: "Of those killed, 19 were in Rafah"."""
    if what.head >= 0 or what.units or at < 2 or row[at - 1].kind != ",":
        return None
    whole = at == 2 and row[0].last - row[0].first > 2  # "Of these deaths" is one item
    if not whole and not has_any(row[max(0, at - 6) : at - 1], ("of", "out_of", "among_them")):
        return None
    n = what.end
    while n < len(row) and not row[n].classes.isdisjoint(("be", "have", "past", "happened", "adverb", "records")):
        n += 1
    if n == what.end or not own_place(row, n):
        return None
    for phrase in row[at - 2].phrases:
        if phrase.sort == "figure" and phrase.keys[0].startswith("casualties."):
            link = Link(phrase, at - 2, "list", 1.8, at - 2)
            return Claim(phrase.keys[0], "people", at, link, what, (at - 2, n), units=frozenset({"people"}))
    return None


def some_of_the_dead(row: list[Item], at: int, state: State) -> Claim | None:
    """Some of the dead or wounded who are told to be elsewhere than the others: "Six of the victims died in Peru"."""
    if at + 3 >= len(row) or "of" not in row[at + 1].classes or row[at].quantity.kind != "count":  # type: ignore[union-attr]
        return None
    noun = next((n for n in (at + 2, at + 3) if has_class(row[n : n + 1], "counted_before")), 0)
    phrase = next((p for p in row[noun].phrases if p.sort == "figure" and p.keys[0].startswith("casualties.")), None)
    phrase = _KILLED if phrase is None and "sufferers" in row[noun].classes else phrase
    n = noun + 1
    while n < len(row) and not row[n].classes.isdisjoint(_BEFELL):
        n += 1
    if not noun or phrase is None or n >= len(row) or "from" in row[n].classes:
        return None
    later = (p for i in row[noun + 1 : noun + 4] for p in i.phrases if phrase.keys != _KILLED.keys)
    died = any(p.keys == _KILLED.keys and p.role == "before" and p.only is None for p in later)
    died = died and not has_class(row, "rising")
    phrase = _KILLED if died else phrase  # "two of the injured later died"
    placed = own_place(row, n) or _by_event(row, n) or "where" in row[at - 1].classes  # "six of the dead on the pier"
    counts = bool(at and row[at - 1].classes & _COUNTING)  # "Kora, the worst-hit town, counted 20 of the deaths"
    if n > noun + 1 or counts:
        before = row[0 if counts else max(0, at - 2) : at]
        placed = placed or any(i.mention is not None and i.mention.kind == "place" for i in before)
    if not placed and not died:
        return None
    told = state.claims or state.memory.claims
    if not died and told and told[-1].indicator != phrase.keys[0] and state.memory.most.get(phrase.keys[0]) is None:
        return None  # "61 attacks on clinics; six of the victims were in Kosti"
    link = Link(phrase, noun, "list", 1.8, noun)
    return Claim(phrase.keys[0], "people", at, link, Subject(noun, n, _PERSONS), (at, n), units=_PERSONS)


def _by_event(row: list[Item], at: int) -> bool:
    """Whether the dead are told by what killed them, and where: "nine were caused by a slide that hit huts in Boa"."""
    event = False
    for n in range(at, min(at + 14, len(row))):  # items in which a disaster and its place are told
        if row[n].quantity is not None or row[n].kind in (",", ";", "."):
            return False
        event = event or not row[n].classes.isdisjoint(("hazard", "mishap", "violence"))
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            return event and "place_at" in row[n - 1].classes
    return False


_KILLED, _PERSONS = Phrase(("casualties.killed",), "figure", "noun"), frozenset({"people"})
_BEFELL = frozenset({"be", "have", "past", "happened", "adverb", "records", "natural_death", "come_upon"})
_COUNTING = frozenset({"records", "counts_so_many", "reception"})


_MOVED = ("displacement.new", "displacement.refugees", "displacement.returnees")
_HAVING = frozenset({"have", "perfect", "adverb", "part", "part_of_them"})
_BESIDE = 16  # items between patients and those who go with them
_MANY = 12  # items between a number and what is told of those of whom it counts some


def of_many(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Some of many who are not counted, by their place: "thousands have fled, including 18,000 to Chad"."""
    quantity, end = row[at].quantity, what.end
    if state.claims or what.head >= 0 or what.units or not own_place(row, end):
        return None
    some = "part" in row[at - 1].classes or "part" in row[end].classes
    if not some or quantity is None or quantity.kind != "count":
        return None
    for n in range(at - 1, max(at - _MANY, -1), -1):
        if row[n].quantity is not None or row[n].kind in (";", ".", ":"):
            return None
        for phrase in row[n].phrases:
            if phrase.sort == "figure" and phrase.role == "before" and phrase.keys[0] in _MOVED:
                land = next((i.mention for i in row[end : end + 3] if i.mention is not None), None)
                abroad = "to" in row[end].classes and land is not None and land.sort == "country"
                key = "displacement.refugees" if abroad else phrase.keys[0]
                link = Link(phrase, n, "list", 2.3, at)
                return Claim(key, "people", at, link, what, (n, end), units=frozenset({"people"}))
    return None


def as_well(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """More people who do what those before did: "another 12,000 have gone to Rwanda", "in May alone 12,000 came".

    So too some of them who went to a place of their own: "about 2,000 headed for Tola".
    """
    told = [c for c in state.claims or state.memory.claims if c.indicator.startswith(("displacement.", "crossing."))]
    more = row[at - 1].classes & {"another", "further"} or "more" in row[what.end - 1].classes
    if not told or what.units or what.head >= 0 or told[-1].unit not in ("people", "families", "trucks", "patients"):
        return None
    if row[at].quantity.kind == "percent":  # type: ignore[union-attr]
        return None  # "66 per cent of them went to Homs"
    n = next((n for n in range(what.end, len(row)) if row[n].classes.isdisjoint(_HAVING)), 0)
    some = "travel" in row[n].classes and own_place(row, n + 1) and told[-1].indicator in _MOVED
    if some and state.memory.most.get(told[-1].indicator, row[at].quantity.value + 1) <= row[at].quantity.value:  # type: ignore[union-attr]
        return None
    if not some and ("followed" not in row[n].classes or not (more or any(i.period is not None for i in row[:at]))):
        return None
    link = Link(told[-1].link.phrase, n, "list", 2.3, n)
    return Claim(told[-1].indicator, told[-1].unit, at, link, what, (at, n), units=told[-1].units)


def some_more(sentence: Sentence, at: int, what: Subject, state: State) -> Claim | None:
    """A number that is told by a place or a word of its own alone, in one of the ways above."""
    row = sentence.items
    told = does_so(row, at, what, state) or of_many(row, at, what, state) or as_well(row, at, what, state)
    told = told or more_attacks(sentence, at, what, state) or of_the_dead(row, at, what)
    return told or answered(sentence, at, what, state.memory)


def told_out(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether a figure follows a dash behind that of which it is a part: "five people dead - three women"."""
    last = state.claims[-1] if state.claims and row[claim.at - 1].kind == "-" else None
    return last is not None and last.indicator == claim.indicator and claim.link.at < claim.at
