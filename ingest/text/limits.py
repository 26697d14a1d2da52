"""What limits a status: hours, users, goods, a part of the beds; and what a denial turns it into."""

from ingest.text.by_town import SORTS
from ingest.text.figures import Memory, Told
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, some_of, ward_of
from ingest.text.marks import Marks
from ingest.text.mistaken import USERS
from ingest.text.names import Mention
from ingest.text.tokens import possessive

DENIED = "a denial"
_DENIALS = {"open": "closed", "partially_open": "closed", "functional": "nonfunctional", "partial": "nonfunctional"}
_DENIALS |= {"closed": "open"}
_LIMITED = {"open": "partially_open", "closed": "partially_open", "functional": "partial", "nonfunctional": "partial"}
_WORKING, _BARE = ("open", "functional"), ("functional", "nonfunctional")
_ALL = frozenset({"all", "every"})
_PARTS = frozenset({"hospital_part", "hospital_service", "ward_noun"})
_HIT, _VEHICLES = frozenset({"ruined", "mishap", "assailed"}), frozenset({"user_vehicles"})
_SOME = frozenset({"user_some"})


def turned(sentence: Sentence, at: int, subject: int, status: str, denied: bool) -> str:
    """The status that is meant: "not open" is closed, "open to patients" is partially open; "": none."""
    row = sentence.items
    led = row[max(0, subject - 4) : subject]
    every = status == "functional" and not denied and has_any(led[-3:], _ALL) and not has_any(led, ("negation",))
    if (_a_part(row[subject]) or ward_of(sentence, subject)) and status in _LIMITED and not every:
        return "" if denied or row[at].classes & _HIT else "partial"  # "its operating theatre is shut"
    if denied:
        if "fully" in row[at].classes or "fully" in row[at - 1].classes:
            return "partial" if status == "functional" else "partially_open"
        if status == "closed" and (subject > at or has_class(row[max(0, subject - 4) : subject], "denial")):
            return ""  # "has not closed X", "denied that X was shut"
        return _DENIALS.get(status, "")
    if status in _WORKING and any(_share(row, n) for n in range(at + 1, min(at + 8, len(row)))):
        return _LIMITED[status]
    if status not in _LIMITED:
        return status
    adverbs = {"rarely"} if status in _WORKING else {"largely"}  # "rarely open", "virtually closed"
    if any(row[n].classes & adverbs for n in range(max(subject + 1, at - 2), at)):
        return _LIMITED[status]
    if status == "open" and at and "only_word" in row[at - 1].classes and has_class(row[at + 1 : at + 2], "open_to"):
        return _LIMITED[status]  # "is only open to arrivals from Thailand"
    usual = (row[at].classes | row[at - 1].classes) & {"habitual", "present"}
    daily = status == "closed" and sentence.marks.run(row[at].last - 1, "daily_end")
    if (usual and status in _WORKING or daily) and _hours(sentence, at):
        return _LIMITED[status]
    status = _behind(row, _last_of_row(row, at, subject), status, sentence.marks)
    if status in _BARE and "habitual" in row[at].classes and not _by_itself(row, at, subject):
        return ""  # "runs a clinic in Abs"
    return status


def _by_itself(row: list[Item], at: int, subject: int) -> bool:
    """Whether a hospital is said to work, and nobody to run it: "was searched on Monday and works again"."""
    n = at + 2 if at + 1 < len(row) and row[at + 1].classes & {"adverb", "on_day"} else at + 1
    ends = n >= len(row) or row[n].kind in (",", ";", ".", "date") or row[n].classes & (_AND | _BY_WHICH)
    return bool(ends) and subject < at and not has_any(row[subject + 1 : at], _AGENT)


_BY_WHICH = frozenset({"out_of", "with"})  # "works out of tents", "works with two doctors"
_AGENT = frozenset({"relative", "pronoun", "speech", "article"})


def limited(row: list[Item], end: int, marks: Marks) -> bool:
    """Whether hospitals that are counted work only in part: "two are open on some days"."""
    near = range(end + 1, min(end + 8, len(row)))  # but "the 14 still open had barely enough drugs"
    ends = (n for n in near if row[n].kind in _PARTING or row[n].classes & {*_AND, "have", "be"})
    stop = next((n for n in ends if not has_class(row[n : n + 2], "limiting")), None)  # "are open, if only in part"
    days = any(p.keys[0] == "health.hospitals_partial" for i in row[end + 1 : end + 2] for p in i.phrases)
    return days or _behind(row[:stop], end, "functional", marks) == "partial"  # "open on two days a week"


_AND, _PARTING = frozenset({"and", "contrast", "relative"}), frozenset({",", ";", ".", ":", "(", "-", "sign"})


def _last_of_row(row: list[Item], at: int, subject: int) -> int:
    """The last of the names that a status is said of: "opened the X and Y crossings to aid"."""
    end = max(at, subject)
    while at < subject and end + 2 < len(row) and "and" in row[end + 1].classes and row[end + 2].mention is not None:
        end += 2
    return end


def _hours(sentence: Sentence, at: int) -> bool:
    """Whether opening hours are told: "opens at 6 a.m. and closes at 3 p.m."."""
    row, marks = sentence.items, sentence.marks
    for n in range(at + 1, min(at + 5, len(row))):
        if row[n].kind in (";", ".", ","):
            return False
        word = marks.tokens.words[row[n].first]
        if word.isdecimal() and word != "24" and marks.value(row[n].last, "time"):
            return True
        if n > at + 1 and marks.run(row[n].first - 1, "at_hour") and _hour(marks, row[n].first):
            return n + 1 >= len(row) or row[n + 1].kind in _PARTING or bool(row[n + 1].classes & _AND)
    return False


def _behind(row: list[Item], end: int, status: str, marks: Marks) -> str:
    """What the words behind a status make of it."""
    words = marks.tokens.words
    working = status in _WORKING  # "operating at minimum levels" may be one item
    if any(marks.run(m, "limiting") for m in range(row[end].first + 1, row[end].last)):
        return _LIMITED[status]
    for n in range(end + 1, min(end + 11, len(row))):
        item = row[n]
        limited = any(p.status == _LIMITED[status] and p.role != "around" for p in item.phrases)
        if limited and row[n - 1].kind not in ("name", "date"):
            return _LIMITED[status]  # "still operates, and only in part"
        if working and _days_of_all(row, n, marks):
            return _LIMITED[status]
        part = item.quantity is not None and n == end + 1
        if part and item.quantity.of is None:  # type: ignore[union-attr]
            part = n + 1 < len(row) and bool(row[n + 1].classes & _PARTS)  # "shut two floors"
        elif n == end + 1 and (status == "nonfunctional" or status == "functional" and "possessive" in item.classes):
            led = item.classes & {"possessive", "article", "several", "adjective", "all"}
            part = has_any(row[n : n + 4 if led else n + 1], _PARTS)  # "stopped dialysis"
        but = n + (item.kind == ",")
        rest = row[but + 1].quantity if working and but + 1 < len(row) and row[but].classes & _AND else None
        if rest is not None and rest.kind == "zero" and has_any(row[but + 2 : but + 3], USERS):
            return _LIMITED[status]  # "lets lorries through, but no travellers"
        few_hours = "limited_hours" in item.classes and words[item.first - 1] not in _ALL_DAY
        few = working and (few_hours or "only_word" in item.classes) or not working and "closed_hours" in item.classes
        if part or few or _limits(row, n) or marks.run(item.first, "limiting") > item.last:
            return _LIMITED[status]
        held = row[n + 1 : n + 3] if some_of(item) else ()  # "with 30 of its 120 beds", "in two of its four wards"
        some = any("beds" in i.units or i.classes & _PARTS for i in held)
        if status == "functional" and ("beyond_capacity" in item.classes or some):
            return "partial" if item.quantity is not None else "overwhelmed"
        till = row[n + 1 : n + 2] if working and "until" in item.classes else ()
        if any(i.quantity is not None or words[i.first].isdecimal() for i in till):
            return _LIMITED[status]  # "open until 4 p.m."
        if status == "open" and n == end + 1 and "open_to" in item.classes:
            stop = next((m for m in range(n, len(row)) if row[m].kind in (",", ";", ".")), len(row))
            if "only_word" in row[stop - 1].classes:
                return _LIMITED[status]  # "open for foreign staff and medical cases only"
        if status in ("open", "closed") and "open_to" in item.classes:
            if (known := _users(row, n + 1, working)) is not None and (known or not working):
                return _LIMITED[status] if known or _spared(row, n, marks) else status
        if _span_of_hours(row, n, marks):
            return _LIMITED[status]
        dated = row[n - 1].kind == "date" or has_any(row[n + 1 : n + 2], ("contrast", "excepting"))
        dated = dated and working and item.kind == ","
        ahead = row[n + 1 : n + 7 if dated else n + 3]  # "on 4 May, but to cars only"
        goes_on = has_any(ahead, ("only_word", "limited_hours"))
        goes_on = goes_on or any(_limits(row, m) for m in range(n + 1, n + 1 + len(ahead)))
        pauses = working and (item.kind == "," or "contrast" in item.classes)
        to = next((m for m in (n + 1, n + 2, n + 3) if pauses and has_class(row[m : m + 1], "open_to")), 0)
        goes_on = goes_on or to > 0 and bool(_users(row, to + 1, working))  # "is open again, but to patients"
        goes_on = goes_on or any(p.status == _LIMITED[status] for i in ahead for p in i.phrases)
        goes_on = goes_on or item.kind == "," and _span_of_hours(row, n + 1, marks)
        there = n == end + 2 and "place_at" in row[n - 1].classes  # "opens the bridge at X on Mondays"
        other = item.mention is not None and row[n - 1].classes.isdisjoint(("by", "with")) and not there
        if other or item.kind in (";", ".", ":") or "relative" in item.classes and not goes_on:
            break
        later = n + 1 < len(row) and row[n + 1].kind == "date"  # "and has since partly reopened"
        later = later and not has_class(row[n + 2 : n + 3], "only_word")  # ", so far only for observers"
        if (item.kind == "," or not item.classes.isdisjoint(("and", "contrast"))) and (later or not goes_on):
            break
    return status


def _limits(row: list[Item], n: int) -> bool:
    """Whether an item tells that something works in part; not "open, but most of its patients have left"."""
    gone = has_any(row[n + 2 : n + 3], ("have", "be")) and "patients" in row[n + 1].units
    return "limiting" in row[n].classes and not gone


def _days_of_all(row: list[Item], n: int, marks: Marks) -> bool:
    """Whether opening days are told as some of more: "for 21 of 47 days", "for only two days"."""
    words = marks.tokens.words
    if row[n].quantity is not None and n + 3 < len(row) and "of" in row[n + 1].classes:
        return words[row[n + 2].first].isdecimal() and bool(marks.value(row[n + 3].first, "time"))
    only = any(marks.run(m, "only_word") for m in range(row[n].first, row[n].last)) and row[n].last < len(words)
    return only and n + 2 < len(row) and bool(marks.value(row[n + 2].first, "time"))


def _spared(row: list[Item], n: int, marks: Marks) -> bool:
    """Whether some hours or users are left out: "closed to traffic from 6 to 8", "but walkers may pass"."""
    near = range(n + 1, min(n + 5, len(row) - 2))
    but = (m for m in near if "contrast" in row[m].classes and row[m + 1].classes & USERS)
    return any(_span_of_hours(row, m, marks) for m in near) or any("let_pass" in row[m + 2].classes for m in but)


def _span_of_hours(row: list[Item], n: int, marks: Marks) -> bool:
    """Whether opening hours are told: "from 8 to 4", "between dawn and 3 p.m.", "08:00-16:00"."""
    words = [marks.tokens.words[i.first] for i in row[n : n + 6]]
    clocks = [i.kind for i in row[n : n + 6]] == ["word", ":", "word"] * 2 and "".join(words).replace(
        ":", ""
    ).isdecimal()
    if clocks and row[n - 1].kind != ",":
        return words[:3] != ["00", ":", "00"]
    if n >= len(row) or row[n].classes.isdisjoint(("between", "from")):
        return False
    first = row[n].last
    stop = min(first + 9, len(marks.tokens.words) - 1)  # "6 a.m. and"
    link = next((m for m in range(first + 1, stop) if any(marks.run(m, name) for name in ("to", "and", "until"))), 0)
    after = link + 2
    counts = link and after < len(marks.tokens.words) and marks.tokens.words[after][0].isalpha()
    return _hour(marks, first) and _hour(marks, link + 1) and not (counts and not marks.value(after, "time"))


def _hour(marks: Marks, at: int) -> bool:
    word = marks.tokens.words[at] if at < len(marks.tokens) else ""
    return word.isdecimal() and int(word) <= 24 or word in marks.lexicon.numbers.words


_ALL_DAY = ("24", "7", "seven")  # hours a day, days a week


def _users(row: list[Item], at: int, working: bool) -> bool | None:
    """Whether those whom a crossing is open or closed to are only some; None: no users are told."""
    groups: set[frozenset[str]] = set()
    joined = trucks = False
    for n in range(at, min(at + 9, len(row))):
        item = row[n]
        if "everybody" in item.classes:
            return False  # "to all traffic", "for walkers and drivers alike"
        if item.quantity is not None and not groups or n == at and "let_pass" in item.classes:
            continue  # "opened to let 900 people go home"
        some = bool(item.units & {"people", "patients"}) and item.classes.isdisjoint(("population",)) and n > at
        some = some and row[n - 1].quantity is not None or item.mention is not None and item.mention.kind == "people"
        displaced = any(p.role == "noun" and p.keys[0].startswith("displacement.") for p in item.phrases)
        some = some or displaced and not working  # "closed to Syrian refugees"
        users = item.classes & USERS or (_SOME if some else frozenset())
        if users or "trucks" in item.units:
            groups.add(frozenset(users) or _VEHICLES)
            trucks = trucks or "trucks" in item.units
        elif "and" in item.classes or item.kind == ",":
            joined = joined or bool(groups)
        elif item.kind != "word" and item.classes.isdisjoint(("article", "adjective", "both", "filler", "open_to")):
            break
    if not groups:
        return None
    if groups == {frozenset({"user_aid"})} or working and not trucks and groups == {_VEHICLES}:
        return False  # "was opened to aid", "reopened to vehicles"
    if any(not g.isdisjoint(("user_some", "user_aid")) for g in groups):
        return True
    if joined and groups == {frozenset({"user_goods"}), _VEHICLES}:
        return True  # "open to cargo and fuel trucks"
    return not (joined and len(groups) > 1 or working and groups == {frozenset({"user_goods"})})


def counted(sentence: Sentence, at: int) -> bool:
    """Whether a number goes with the words: "at 250 per cent of its capacity", "hospitals closed: 8"."""
    if "quantity" not in sentence.kinds:
        return False
    row = sentence.items
    if at < 4 and len(row) - at < 8 and row[0].mention is None:
        if [i.kind for i in row[at + 1 :] if i.kind != "."][-2:] == [":", "quantity"]:
            return True  # "health centres working in Rafah: 4"
    for n in range(at + 1, min(at + 3, len(row))):
        quantity = row[n].quantity
        if quantity is None:
            continue
        point = any(i.mention is not None and i.mention.sort in SORTS for i in row[:at])  # "Adre is open: 21 trucks"
        listed = quantity.value > 0 and at < 4 and row[n - 1].kind in ((":", "(") if not point else ("(",))
        listed = listed and sentence.marks.tokens.raw[row[n - 1].first] != "|"  # which only parts the cells of a table
        if n == at + 1 and n + 1 < len(row) and "rate" in row[n + 1].classes:
            return True  # "has been shut 18 times"
        zero = n == at + 1 and quantity.kind == "zero" and n + 1 < len(row)
        if zero and row[n + 1].units & {"hospitals", "facilities"}:
            return True  # "no funciona ningún hospital"
        bare = n == at + 1 and row[at - 1].mention is None and (n + 1 == len(row) or row[n + 1].kind in (",", ";", "."))
        if listed or bare and quantity.kind == "count" or quantity.kind == "percent" and not _share(row, n):
            return not sentence.marks.value(row[n].last, "time")  # but "shut for a third day"
    return False


def _share(row: list[Item], n: int) -> bool:
    """Whether a hospital works at less than its capacity: "at 40 per cent of its capacity"."""
    quantity = row[n].quantity
    below = quantity is not None and quantity.kind == "percent" and quantity.value < 100 and n + 1 < len(row)
    bare = below and row[n + 1].kind in (",", ".", ";") and "capacity_share" in row[n - 1].classes  # "works at half"
    return bare or below and "capacity_share" in row[n + 1].classes


def named_after(sentence: Sentence, at: int, crossing: bool) -> Told:
    """The names behind a state: "the only working hospital is Al-Nao", "of 22 gates two are open: Joda and Tine"."""
    row = sentence.items
    kind = "crossing_noun" if crossing else "facility_noun"
    told = next((n for n in range(at + 1, min(at + 8, len(row))) if row[n].mention or row[n].kind in _PARTING), at)
    if has_kind(row[told : told + 1], ":", "-") and has_number(row[:at]) and has_any(row[:at], (kind,)):
        rest = range(told + 1, next((n for n in range(told + 1, len(row)) if row[n].kind == row[told].kind), len(row)))
        return [(n, m) for n in rest if (m := row[n].mention) and m.sort == "facility"] if not crossing else []
    near = (at + 1, at + 2, at - 1, at - 2)  # "the only hospital still functioning in El Fasher is X"
    noun = next((n for n in near if 0 < n < len(row) and kind in row[n].classes), 0)
    opens = at == 0 or at == 1 and "adverb" in row[0].classes  # "Still open in Tolo is X", "Also shut are X and Y"
    if not noun and not opens:
        return []
    front = min(noun, at)
    before = [*(row[m].last - 1 for m in range(max(0, front - 2), front)), row[front].first + 1]
    if not opens and not any(sentence.marks.run(m, name) for m in before for name in ("only_word", "last")):
        return []
    for n in range(max(noun, at) + 1, min(max(noun, at) + 7, len(row) - 1)):
        if not row[n].classes.isdisjoint(("be", "remain")):
            behind = n + 2 if n + 2 < len(row) and not row[n + 1].classes.isdisjoint(("article", "adverb")) else n + 1
            mention = row[behind].mention
            named = mention is not None and mention.sort in SORTS and (mention.sort != "facility") == crossing
            return [(behind, mention)] if named else []
        if row[n].kind not in ("name", "word", "date") and row[n].classes.isdisjoint(_WHERE):
            return []
    return []


_WHERE = frozenset({"place_in", "article", "that_town", "between", "and", "adjective", "direction"})


def of_a_part(sentence: Sentence, at: int, status: str | None, memory: Memory, back: bool) -> list[Mention] | None:
    """The hospital whose part tells of the whole: "the wards of X are full", "its wards are full"."""
    row, named = sentence.items, sentence.items[at].mention
    if back and status in _BARE:
        return _in_part(sentence, at, status, memory)
    if "possessive" in row[at].classes and at + 1 < len(row) and "hospital_part" in row[at + 1].classes:
        before = [m for i in row[:at] if (m := i.mention) is not None and m.sort == "facility"]
        told = memory.just.get("facility") if all(i.mention is None for i in row[:at]) else None
        named = before[-1] if before else told
    if status not in ("overwhelmed", "partial") or named is None or named.sort != "facility":
        return None
    return None if possessive(named.text) else [named]


def _in_part(sentence: Sentence, at: int, status: str, memory: Memory) -> list[Mention] | None:
    """The hospital of which a part or a service works no more: "At X, surgery has been halted", "its ward is shut"."""
    row, whole = sentence.items, ward_of(sentence, at)
    if not whole and not _a_part(row[at]):
        return None
    near = row[max(0, at - 3 - whole) : at]  # "three of its eight departments are open"
    if status == "functional" and not has_any(near, ("only_word",)) and not any(some_of(i) for i in near):
        if not whole or not has_any(near, _ALL):
            return None if at and "all" in row[at - 1].classes else []
    if whole:  # "every ward of X is open"
        return [m for m in (row[at].mention,) if m is not None]
    behind = row[at + 2].mention if at + 2 < len(row) and row[at + 1].classes & {"of", "place_at"} else None
    here = [m for i in row[:at] if (m := i.mention) is not None and m.kind == "place"]
    named = behind or (here[-1] if here else memory.just.get("facility"))
    return [named] if named is not None and named.sort == "facility" else None


def _a_part(item: Item) -> bool:
    """Whether an item is a part or a service of a hospital."""
    return item.mention is None and not item.units & {"hospitals", "facilities"} and bool(item.classes & _PARTS)
