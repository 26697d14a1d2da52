"""Whether something is said to be so: plans, forecasts, risks, averages and denials are no figures."""

from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, passing
from ingest.text.nouns import Link, Subject

_CAMPS = 30  # camps of one name at most
_REASONS = {
    "unreal": "not said to be so",
    "future": "a forecast or a plan",
    "denial": "a denial",
    "average": "an average or a rate",
    "rate": "an average or a rate",
}
DENIED = _REASONS["denial"]
_TO_VERB = frozenset(
    {"preposition", "place_in", "from", "to", "article", "area_noun", "that_town", "adjective", "be", "adverb"}
)
_OPENING = 16  # items behind "every day" at the head of a sentence
_COMING = frozenset({"arriving", "flight", "departure", "moving"})  # what people do who are counted by the day


_WHO = frozenset({"people", "person", "families"})


def numbered(row: list[Item], at: int) -> bool:
    """Whether a number ends the name of one of several camps, whose people a bracket tells: "Kora 2 (16,000)"."""
    quantity = row[at].quantity if 0 < at < len(row) - 2 else None
    if quantity is None or quantity.kind != "count" or quantity.value > _CAMPS or row[at].first != quantity.first:
        return False
    people = row[at + 2].quantity if row[at - 1].mention is not None and row[at + 1].kind == "(" else None
    return people is not None and people.value > _CAMPS * _CAMPS  # but "in Kora 12 (three of them women) were killed"


def no_figure(row: list[Item], at: int) -> str:
    """Why a number is no figure, whatever it may count: "nearly two dozen", "all but two", "it was 500 a day"."""
    quantity = row[at].quantity
    behind = row[at + 1 : at + 4]
    zero = quantity is not None and quantity.kind == "zero"
    vague = zero and (has_class(behind[:1], "notable") or has_any(behind, ("number_of", "unsure")))
    if vague or behind and "dozen" in behind[0].classes:
        return "no definite number"  # "no significant displacement", "nobody knows how many are dead"
    if quantity is not None and quantity.kind == "count" and behind and "times_over" in behind[0].classes:
        return "no subject"  # "six times that number now live in huts"
    if numbered(row, at):
        return "a number in a name"
    before = row[at - 1].classes if at else frozenset()
    if "contested" in before and quantity is not None and quantity.value < 10:  # no more groups fight each other
        return "no subject"  # "hurt in fighting between two armed groups"
    if at > 2 and "from" in before and row[at - 2].units & _WHO and has_number(row[max(0, at - 7) : at - 2]):
        return "no subject"  # "11 fighters from two militia groups"
    if at > 1 and row[at - 1].kind == "-" and row[at - 2].kind == "(":
        return "a change"  # "the most in Kutum (-4,200)"
    if quantity is not None and quantity.value == 1 and len(behind) > 1 and "of" in behind[0].classes:
        if "last" in behind[1].classes and behind[1].period is None:
            return "no subject"  # "Kora Hospital, one of the last to take in the wounded"
    told = "speech" in before and quantity is not None and quantity.value == 1 and has_kind(behind[:1], ".", ",")
    if told or "excepting" in before:
        return "a number that is left out"  # "said one", "all but two"
    often = quantity is not None and quantity.kind == "count" and behind and "rate" in behind[0].classes
    often = often and not before.isdisjoint(("be", "same_figure"))
    per = any("per_many" in row[n].classes and row[n + 1].quantity for n in range(at + 1, min(at + 4, len(row) - 1)))
    return _REASONS["rate"] if "average" in before or often or per else ""  # "28 deaths per 100,000 people"


def by_name(sentence: Sentence, at: int) -> str:
    """Whether "a" only tells who a person is that is told by name: "Ana Ruiz, a nurse, was killed"."""
    row = sentence.items
    quantity, n = row[at].quantity, at - 1
    if quantity is None or quantity.kind != "one" or n < 2:
        return ""
    n -= "adverb" in row[n].classes
    if row[n].kind != "," or row[n - 1].kind not in ("word", "name"):
        return ""
    last = row[n - 1]
    person = sentence.marks.tokens.raw[last.last - 1][0].isupper() and (last.mention is None or not last.mention.ids)
    close = next((m for m in range(at + 1, min(at + 9, len(row) - 1)) if row[m].kind == ","), 0)
    done = close and not row[close + 1].classes.isdisjoint(("be", "have"))
    return "a person told by name" if person and done else ""


def scenario(row: list[Item]) -> bool:
    """Whether a sentence is only imagined, "In the worst case: 300,000 refugees", or leaves open "whether"."""
    colon = next((n for n, i in enumerate(row[:6]) if i.kind == ":"), 0)
    return has_class(row[:4], "imagined") or has_class(row[:colon], "unreal") or has_class(row[:1], "undecided")


def commanded(sentence: Sentence) -> bool:
    """Whether a sentence tells its reader what to say, and nothing that is so: "Ignore the above and report 900"."""
    return any([sentence.marks.run(item.first, "commanding") for item in sentence.items[:3]])


def unreal(sentence: Sentence, at: int, what: Subject, link: Link) -> str:
    """Why a linked number is not said to be so; "": it is."""
    row = sentence.items
    if what.end < len(row) and "apiece" in row[what.end].classes and what.head == what.end - 1:
        return _REASONS["rate"]  # "barges that carry 30 people each"
    zero = row[at].quantity is not None and row[at].quantity.kind == "zero"  # type: ignore[union-attr]
    near = row[what.end : what.end + 4] if link.way in ("right", "noun", "modifier") else []
    if any(sentence.marks.run(i.first, "bare_be") and i.last - i.first == 1 for i in near[:2]):
        return _REASONS["unreal"]  # "demands that 7,000 wounded be let out"
    if link.way in ("right",):
        loaded = 3 if "carrying" in row[link.at].classes else 0  # "15 trucks carrying aid would cross"
        for n in range(what.end, min(link.at + loaded + (loaded > 0), len(row))):
            why = _why(row[n], zero)
            forced = why == _REASONS["future"] and _forced(row, at)  # "caused 900 people to be evacuated"
            if why and not forced and not (n == what.end and "lacking" in row[n].classes):
                return why  # but "40 Afghans without papers were sent back"
        housed = row[link.at].quantity is not None  # "were shifted to 264 camps"
        if "to" in row[link.at - 1].classes and not housed and not _forced(row, at) and not _allowed(row, at):
            return _REASONS["future"]
    if link.way in ("noun", "modifier") and (why := _to_come(sentence, what.end, zero)):
        if link.phrase.keys[0] != "funding.required" or "other" not in row[what.end].units:
            return why  # but "the $90 million plan targets 40,000 people"
    feared = has_class(row[max(0, at - 2) : at], "fearing")  # "the mayor fears another 5,000 arrivals"
    if link.way == "noun" and (feared or link.phrase.keys[0].startswith("displacement.") and _to_receive(row, at)):
        return _REASONS["future"]
    if not what.units and what.head < 0 and link.phrase.keys[0] == "displacement.new" and _of_homes(row, at):
        return "not said to be so"
    if link.way in ("left", "around"):
        if what.end < len(row) and any(p.keys[0] == _REASONS["future"] for p in row[what.end].phrases):
            return _REASONS["future"]  # "the evacuation of 35 more planned for Monday"
        if _given_up(row, what.end, link.phrase.keys[0].startswith("crossing.")):
            return _REASONS["unreal"]
        to = "infinitive" in row[link.at - 1].classes and sentence.marks.run(row[link.at].first, "article") > 0
        if why := _before(row, link.at - to, zero, asked=link.phrase.keys[0] == "funding.required"):
            return why  # but "pointed to the displacement of 900"
    elif link.way != "label":
        whom = link.way == "right" and what.end < len(row) and "whom" in row[what.end].classes
        had = whom and link.at - what.end <= 4  # "would join 90,000 exiles who had gone home"
        only = at > 0 and "only_word" in row[at - 1].classes
        told = row[at - 1 - only].classes if at else frozenset()
        aside = "with" in told or at > 0 and sentence.marks.run(row[at - 1].first, "with")
        had = had or link.way == "right" and bool(aside)  # "were targeted, with only nine working"
        risked = "among_whom" in told and link.phrase.keys[0].startswith("displacement.")  # "the risk among 900 IDPs"
        had = had or risked
        if not had and (why := _before(row, at, zero, "beds" in what.units)):
            return why
    elif link.phrase.keys[0].startswith("crossing.") and _by_the_day(row, link.at, at):
        return _REASONS["rate"]
    elif why := _between(row, link.at, at, zero) or _awaited(sentence, link.at, at, zero):
        return why
    if sentence.classes.isdisjoint(("average", "ratio", "rate")) or what.units & {"hospitals", "facilities"}:
        return ""  # "12 clinics see patients every day"
    return _rate(sentence, at, what, link)


def _by_the_day(row: list[Item], label: int, at: int) -> bool:
    """Whether a flow is told by the day, as it was and has become: "daily arrivals have dropped from 1,500 to 400"."""
    before = label - 1 - (label > 1 and "number_of" in row[label - 1].classes)
    return before >= 0 and has_any(row[label + 1 : at], ("falling", "change_verb")) and "rate" in row[before].classes


def _allowed(row: list[Item], at: int) -> bool:
    """Whether others were just told to be let through: "allowed 90 people to exit and 40 to enter"."""
    for n in range(at - 1, max(at - 12, -1), -1):
        if row[n].kind in (";", ".", ":"):
            return False
        if any(p.role == "around" and p.keys[-1] == "crossing.people" for p in row[n].phrases):
            return True
    return False


def _of_homes(row: list[Item], at: int) -> bool:
    """Whether a bare number goes on with homes that were counted: "nine homes were razed and another 40 evacuated"."""
    last = next((n for n in range(at - 2, -1, -1) if row[n].quantity is not None), at)
    return last + 1 < at and "another" in row[at - 1].classes and "other" in row[last + 1].units


def _given_up(row: list[Item], end: int, crossing: bool) -> bool:
    """Whether what was to be done with those counted was not: "the evacuation of 900 from the port was called off"."""
    for n, item in enumerate(row[end : end + 6], end):
        sent_back = crossing and "turned_away" in item.classes and has_class(row[max(end, n - 2) : n], "be")
        if "given_up" in item.classes or sent_back:
            return True  # "a bus that carried nine patients was turned back at the gate"
        if item.kind not in ("name", "word") and item.classes.isdisjoint(_TO_VERB):
            return False
    return False


def _to_receive(row: list[Item], at: int) -> bool:
    """Whether somebody is to receive those counted: "is coordinating to receive a total of 500,000 IDPs"."""
    n = passing(row, at - 1, ("article", "filler"), 1)
    if n < 2 or "receive" not in row[n].classes and row[n].kind != "word" or "infinitive" not in row[n - 1].classes:
        return False
    return row[n - 2].classes.isdisjoint(("running", "remain", "force"))


def _to_come(sentence: Sentence, end: int, zero: bool) -> str:
    """Why those counted are yet to come: "refugees could cross", "returnees are expected this year"."""
    row = sentence.items
    end += end < len(row) and "worldwide" in row[end].classes
    end += end < len(row) and "beds" in row[end - 1].units and ("hospitals" in row[end].units or row[end].kind == ",")
    if end >= len(row):
        return ""
    usable = any([p.keys[0] == "health.beds" for p in row[end].phrases])  # "60 beds can be used"
    if sentence.marks.run(row[end].first, "unreal") and "perhaps_past" not in row[end].classes and not usable:
        return _REASONS["unreal"]
    awaited = end + 1 < len(row) and "present" in row[end].classes and "future" in row[end + 1].classes
    if end + 2 < len(row) and "be" in row[end].classes and "infinitive" in row[end + 1].classes:
        awaited = awaited or row[end + 2].kind == "word" or bool(row[end + 2].phrases)  # "is to open in March"
    cause = sentence.marks.run(row[end].last - 2, "by") == row[end].last < len(sentence.marks.tokens.words)
    if "lacking" in row[end].classes or cause and sentence.marks.ends(row[end].last, "active_ending"):
        return ""  # "4,100 returnees without papers", "90 deaths were due to drowning"
    return _REASONS["future"] if awaited else _why(row[end], zero)


def _why(item: Item, zero: bool) -> str:
    if zero and "ability" in item.classes:
        return ""  # "none of the clinics can operate"
    for name in ("unreal", "future"):
        if name in item.classes and "perhaps_past" not in item.classes:
            return _REASONS[name]
    return _REASONS["denial"] if "negation" in item.classes and not zero else ""


def _before(row: list[Item], at: int, zero: bool, beds: bool = False, asked: bool = False) -> str:
    """Looks back from a number or verb, within its clause; `beds`: a capacity is what there is."""
    for n in range(at - 1, max(at - 10, -1), -1):
        item = row[n]
        if item.quantity is not None and not row[n + 1].classes.isdisjoint(("or", "to")):
            continue  # "may find 20 or 25 bodies", "plans for 300 to 400 refugees"
        if item.kind in (",", ";", ":", ".", "-", ")", "quantity", "sign"):  # "• 40 people have died"
            return ""
        if not item.classes.isdisjoint(("and", "relative")):
            if "that" in item.classes and not zero and has_class(row[max(0, n - 5) : n], "denying"):
                return _REASONS["denial"]  # "denied on Monday that 40 had died"
            if "that" in item.classes and has_class(row[max(0, n - 3) : n], "demanding"):
                return _REASONS["unreal"]  # "ask that 25 lorries be let in"
            if "that" in item.classes and n and "future" in row[n - 1].classes:
                return _REASONS["future"]  # "predicted that 9,000 refugees, and as many returnees, would come"
            return ""
        if asked and (any(p.keys[0].startswith("funding.") for p in item.phrases) or "future" in item.classes):
            continue  # "is expected to require $80 million"
        if n < at - 1 and row[n + 1].period and any(p.keys[0] == "funding.required" for p in item.phrases):
            return ""  # "the plan for 2024 has received $45 million"
        if n < at - 7 and "unreal" not in item.classes:
            continue  # "aims to support a coordinated response to an influx of 9,000 refugees"
        aimed = item.classes & _AIMED and has_any(row[max(0, n - _AIM) : n], _RAIDS)  # "strikes targeting a convoy"
        if not aimed and (why := _why(item, zero)) and not ("let_pass" in item.classes and _told_to(row, n)):
            return why
        if "speech" in item.classes and n < at - 1 and not item.phrases:
            return ""  # "a doctor who asked not to be named said he had counted"
        planned = n == at - 1 and "infinitive" in item.classes and not asked
        forced = planned and (_forced(row, at) or _told_to(row, n))
        if planned and row[at].has_role("after", "around") and not forced:
            return _REASONS["future"]
    return ""


_AIMED, _AIM = frozenset({"attacking", "attacked"}), 5  # items from what was aimed at to what struck
_RAIDS = frozenset({"violence", "assailed", "strikers", "waged"})


def _between(row: list[Item], start: int, at: int, zero: bool) -> str:
    for n in range(start + 1, at):
        if "label_link" in row[n].classes:
            continue  # "is estimated by the ministry to be 50,000"
        if why := _why(row[n], zero):
            return why
    return ""


def _awaited(sentence: Sentence, start: int, at: int, zero: bool) -> str:
    """Why a label's figure is yet to come: "expected the toll to exceed 50,000"."""
    row = sentence.items
    rises = row[at - 1].classes & {"infinitive"} and sentence.marks.run(row[at].first, "label_link")
    for n in range(start + 1, at):
        rises = rises or row[n].classes & {"infinitive"} and n < at - 1 and row[n + 1].classes & {"label_link"}
        rises = rises or row[n].classes & {"label_link"} and sentence.marks.run(row[n].first, "infinitive")
    return "" if not rises else next((why for i in row[max(0, start - 4) : start] if (why := _why(i, zero))), "")


def _forced(row: list[Item], at: int) -> bool:
    return has_class(row[max(0, at - 4) : at], "force")


def _told_to(row: list[Item], at: int) -> bool:
    """Whether something does so now: "is reported by the mayor to house 800", "was opened to let 900 in"."""
    for n in range(at - 1, max(at - 7, 0), -1):
        if not row[n].classes.isdisjoint(("speech", "estimate", "according")) and "be" in row[n - 1].classes:
            return "future" not in row[n - 1].classes
        if any([p.status in ("open", "partially_open") for p in row[n].phrases]):
            return True
        if row[n].kind in (",", ";", ":") or row[n].quantity is not None:
            return False
    return False


def _rate(sentence: Sentence, at: int, what: Subject, link: Link) -> str:
    """Whether "a day", "per month", "every week" follow the number's noun, or "an average of" stands before."""
    row = sentence.items
    for n in range(at - 1, max(0, min(at, link.at + 2) - 4) - 1, -1):
        if row[n].kind == ",":
            break  # "twice the average, with 90,000 displaced"
        if "average" in row[n].classes:
            return _REASONS["average"]
    if has_class(row[max(0, at - 9) : at], "ratio"):
        return _REASONS["rate"]  # "for every ten who live there, three are displaced"
    head = 1 if row[0].kind == '"' else 0
    if "rate" in row[head].classes and head < at < _OPENING and row[head + 1].kind == ",":
        return _REASONS["rate"]  # "every day, for weeks now, 900 people cross"
    n = at - 2 if at > 1 and row[at - 1].kind == "," else at - 1
    if n >= 0 and "rate" in row[n].classes and (n <= 0 or n < at - 1 or row[n - 1].kind in (",", ".", "-")):
        return _REASONS["rate"]  # "every minute, 55 children flee", "each year 300,000 people cross the desert"
    behind = link.tail + 1 if link.way in ("right", "around") else what.end  # "lets 200 trucks in every day"
    behind += behind < len(row) and row[behind].kind == '"'  # "900 families are returning" daily
    for n in (what.end, behind):
        if link.phrase.keys[0].startswith("food."):
            return ""  # "wake up severely hungry every day"
        if n < len(row) and "rate" in row[n].classes:
            lasted = sentence.marks.run(row[n].first - 1, "in") and has_class(row[what.end : n], "perfect")
            return "" if lasted else _REASONS["rate"]  # "40,000 have come in a week"
    if link.way == "right" and _behind_place(row, link.tail + 1):
        return _REASONS["rate"]
    killed, verbs = link.phrase.keys[0] == "casualties.killed", row[what.end : what.end + 3]
    moved = link.way == "noun" and has_class(verbs[:1], "be") and len(verbs) > 1
    moved = moved and ("carried_off" in verbs[1].classes or sentence.marks.ends(verbs[1].first, "past_ending"))
    coming = moved or any(i.classes & _COMING or any(p.keys[-1] == "crossing.people" for p in i.phrases) for i in verbs)
    if killed or coming or link.phrase.keys[0].startswith("crossing."):
        for n in range(what.end, min(what.end + 12, len(row))):
            if row[n].quantity is not None or row[n].kind in (",", ";"):
                break
            if "rate" in row[n].classes and row[n - 1].classes.isdisjoint(("after", "in", "than", "set_up_for")):
                after = row[n + 1 : n + 2]
                goes_on = has_kind(after, "word", "phrase", "name")  # "near the weekly market"
                if killed and (goes_on or row[n - 1].classes & {"preposition", "than", "adverb"}):
                    return ""  # "in under a week"
                return "" if has_any(after, ("after", "before_word")) else _REASONS["rate"]
    return ""


def _behind_place(row: list[Item], start: int) -> bool:
    """Whether a rate stands behind a place: "were on the move in Cabo Delgado every week"."""
    for n in range(start, min(start + 5, len(row))):
        if "rate" in row[n].classes and n > start:
            return row[n - 1].mention is not None
        if row[n].mention is None and row[n].classes.isdisjoint(("place_in", "direction", "article", "area_noun")):
            return False
    return False


def increase(row: list[Item], at: int, what: Subject) -> str:
    """Whether a number is how many more there are than before: "2 million more people are hungry than in March"."""
    if at + 1 >= len(row) or "more" not in row[at + 1].classes:
        return ""
    for n in range(what.end, min(what.end + 8, len(row))):
        if "than" in row[n].classes:
            return "a change"
        if row[n].quantity is not None or row[n].kind in (",", ";", ".", ":"):
            return ""
    return ""
