"""Whether a status is said to be so: plans, denials, orders and what is over are none."""

from ingest.text.items import Item, Sentence, has_any, has_class, has_kind
from ingest.text.limits import DENIED

_SHUT, _LASTING = ("closed", "nonfunctional"), frozenset({"remain", "keeping"})


def unreal(sentence: Sentence, at: int, subject: int, status: str) -> str:
    """Why a status is not said to be so; "": it is."""
    row = sentence.items
    low, high = min(at, subject), max(at, subject)
    heard = next((n for n in range(max(0, at - 4), at) if sentence.marks.run(row[n].first, "hearsay")), 0)
    if heard and row[heard - 1].kind == "," and has_kind(row[at + 1 : at + 3], ","):
        return "not said to be so"  # "Kora Hospital, said to have been abandoned, is open"
    if "no" in row[subject].classes and row[subject].last - row[subject].first > 1:
        return DENIED  # "It is not closed"
    object_ = subject == low > 0 and bool("place_in" in row[low - 1].classes)  # "treated at X, which has closed"
    apart = low + 2 < high and row[low + 1].kind == "," and "relative" in row[low + 2].classes
    object_ = object_ or subject == low and apart  # "were told to use X, which is open"
    inserted = range(0)
    if low + 2 < high and row[low + 1].kind == ",":  # "X, which used to shut at noon, has been kept open"
        inserted = range(low + 1, max((m for m in range(low + 2, high) if row[m].kind == ","), default=low))
    for n in range(low if object_ else max(0, low - 4), high):
        if n in inserted:
            continue
        if n < low and "denial" in row[n].classes and not has_kind(row[n:low], ","):
            return DENIED  # "denied that the crossing was shut"
        if n < low and any(row[m].kind in (",", ";", ":", ".") for m in range(n, low)):
            continue
        if row[n].classes & {"unreal", "future", "condition"} and "perhaps_past" not in row[n].classes:
            if status == "open" and n < low and "keeping" in row[n + 1].classes:
                if "needful" in row[n].classes:
                    return "not said to be so"  # "stressed the need to keep the crossing open"
            lasting = sentence.marks.run(row[n].last, "remain") or (row[n].classes | row[at].classes) & _LASTING
            if lasting and (status in ("closed", "nonfunctional") or not has_kind(row[:low], "date")):
                continue  # "would remain closed", and not "from July the gates will stay open until 20:00"
            if n == at and status in ("closed", "nonfunctional"):
                continue  # "blocked the crossing"
            if "future" in row[n].classes and status == "open" and _on_schedule(row, low, at):
                continue  # "On 1 May they announced that X will open five days a week"
            return "not said to be so"
        if n < at < subject and "bidden" in row[n].classes and at - n < 3:
            return "not said to be so"  # "approved the reopening of X"
        if low < n < at and "bare_be" in row[n].classes and not row[n - 1].classes & {"infinitive", "unreal", "future"}:
            return "not said to be so"  # "ask that X be opened"
        neither = n >= low or "neither" in row[n].classes
        denied = neither and "negation" in row[n].classes and not has_kind(row[n:high], ",")
        joined = next((m for m in range(n + 2, high) if denied and "and" in row[m].classes), n)
        befell = joined > n and all(p.sort != "status" for i in row[n + 1 : joined] for p in i.phrases)
        if denied and not befell:  # but "was not hit and works as before"
            return DENIED
    if "untrue" in sentence.classes and has_class(row[high + 1 :], "untrue"):
        return DENIED  # "reports that X was shut are false"
    pronoun = sentence.marks.run(row[subject].first, "pronoun")
    if low > 0 and pronoun and sentence.marks.run(row[low - 1].last - 1, "by") and status in _SHUT:
        return "a state that is over"  # "it reopened, three months after it was closed"
    if _only_asked(sentence, at) or "agreed_open" in row[at].classes and not _for_so_long(sentence, high):
        return "a plan"
    if _wished(sentence, low) or "agreed_use" in row[at].classes and (_denied(row, at) or _from_then(row, high)):
        return "a plan"
    if low < high == at > 2 and "be" in row[at - 1].classes and "by" in row[at - 2].classes:
        return "a state that is over"  # "traffic resumed at Joda after being halted for a day"
    if subject > at and _denied(row, at):
        return DENIED
    if at and "infinitive" in row[at - 1].classes and not sentence.marks.run(row[at].first, "article"):
        if at < 2 or "force" not in row[at - 2].classes:  # "led to closure of X"
            kept = "keeping" in row[at].classes and at > 1 and "resolved" in row[at - 2].classes
            return "" if kept else "a plan"  # "continues to keep X shut"
    behind = row[high + 1].classes if high + 1 < len(row) and subject > at else frozenset()
    if behind & {"unreal", "future"} and not behind & {"perhaps_past", "threat"}:
        return "not said to be so"  # "the closure of the crossing risks"
    if status == "open" and subject > at and any("given_up" in i.classes for i in row[high + 1 : high + 12]):
        return "a plan"  # "the reopening of X, shut since March, was put off"
    if at == 0 < subject and _supposed(row, high):
        return "not said to be so"
    over = subject > at and _is_over(row, at) or _after_days(sentence, at)
    return "a state that is over" if over or _long_ago(sentence, low, high, inserted, status) else ""


def _wished(sentence: Sentence, low: int) -> bool:
    """Whether to keep something so is wished: "urged the world to keep hospitals open", "the need to keep X open"."""
    row, n = sentence.items, low - 1
    while n > 0 and row[n].classes & {"article", "adjective", "direction"}:
        n -= 1
    n = low if "keeping" in row[low].classes else n
    if n < 1 or "keeping" not in row[n].classes:
        return False
    if n > 1 and "of" in row[n - 1].classes:
        return bool(row[n - 2].classes & {"wished", "bidden"})  # "the importance of keeping X open"
    if not sentence.marks.run(row[n - 1].last - 1, "infinitive") or "perhaps_past" in row[n - 1].classes:
        return False
    if sentence.marks.run(row[n - 1].first, "resolved") or has_any(row[max(0, n - 8) : n - 1], ("resolved",)):
        return False  # "decided to keep X open"
    return n < 2 or row[n - 2].classes.isdisjoint(("force", "resolved"))


def _for_so_long(sentence: Sentence, n: int) -> bool:
    """Whether it is told for how long: "agreed to open X and Y for three months"."""
    row, marks = sentence.items, sentence.marks
    time = next((m for m in range(n + 2, min(n + 12, len(row))) if marks.value(row[m].first, "time")), 0)
    return time > 0 and any("open_to" in i.classes for i in row[max(n + 1, time - 7) : time])


def _on_schedule(row: list[Item], low: int, at: int) -> bool:
    """Whether a gate is told to open on some days of each week, as was announced on a day before."""
    days = at + 1 < len(row) and "limited_hours" in row[at + 1].classes
    dated = any(i.period is not None and i.period.grain == "day" for i in row[:low])
    later = any(i.period is not None and i.period.dated for i in row[at + 1 :])  # "five days a week from 1 July"
    return days and dated and not later and any("speech" in i.classes for i in row[:low])


def _only_asked(sentence: Sentence, at: int) -> bool:
    """Whether a deed that a noun names was put off or asked for: "the reopening of X was delayed"."""
    row, marks = sentence.items, sentence.marks
    if not marks.run(row[at].first, "article") and (at == 0 or "article" not in row[at - 1].classes):
        return False
    for n in range(at + 1, min(at + 18, len(row))):
        if row[n].classes & {"relative", "have"} or row[n].kind in (";", "."):
            return False
        if "given_up" in row[n].classes:
            return True
        if "be" in row[n].classes:
            return bool(row[min(n + 1, len(row) - 1)].classes & {"bidden", "demanding"})
    return False


def _from_then(row: list[Item], n: int) -> bool:
    """Whether words say when something is to begin: "agreed to let aid in through X next week", "once talks end"."""
    for item in row[n + 1 : n + 8]:
        begins = item.period is not None and item.period.relation in ("undated", "since")
        if begins or item.classes & {"condition", "when", "coming", "future"}:
            return True
        if item.kind in (",", ";", "."):
            return False
    return False


def _supposed(row: list[Item], high: int) -> bool:
    """Whether a deed that begins a sentence is only thought of: "opening the crossing to all would save lives"."""
    for n in range(high + 1, min(high + 14, len(row))):
        if row[n].kind in (",", ";") or row[n].classes & {"be", "present", "past", "perfect"}:
            return False
        if "future" in row[n].classes:
            return "threat" not in row[n].classes
    return False


def _long_ago(sentence: Sentence, low: int, high: int, inserted: range, status: str) -> bool:
    """Whether a state is that of another time: "was previously closed", "before the war the crossing was open"."""
    row, marks = sentence.items, sentence.marks
    for n in range(max(0, low - 3), min(high + 2, len(row))):
        if n not in inserted and row[n].kind in ("date", "phrase") and marks.run(row[n].first, "formerly"):
            told = status in _SHUT and low < n < high and "have" in row[n - 1].classes and row[high].has_role("before")
            return not told  # but "had previously been closed": a past status in words of its own
        if n not in inserted and low - 2 < n < high + (status in _SHUT) * 2 and "often" in row[n].classes:
            return True  # "Israel frequently opens the crossing", "has been shut several times"
    near = (n for n in (*range(max(0, low - 5), low), high + 1) if n + 1 < len(row))
    return any("before_word" in row[n].classes and "long_event" in row[n + 1].classes for n in near)


def _denied(row: list[Item], at: int) -> bool:
    """Whether a deed is denied: "has not closed the crossing"."""
    n = at - 1
    while n > 0 and at - n < 3 and row[n].classes & {"have", "adverb"} and "negation" not in row[n].classes:
        n -= 1
    return n >= 0 and bool("negation" in row[n].classes) and "preposition" not in row[n].classes


def _is_over(row: list[Item], at: int) -> bool:
    """Whether a closure is told as what has ended: "after a six-month closure of the crossing"."""
    for n in range(at - 1, max(at - 7, 0), -1):
        if "indefinite" in row[n].classes:
            return bool("by" in row[n - 1].classes)
        if row[n].kind in (",", ";"):
            return False
    return False


def _after_days(sentence: Sentence, at: int) -> bool:
    """Whether a closure is told by how long it lasted: "opened after 40 days of closure"."""
    row, marks = sentence.items, sentence.marks
    if at < 4 or "of" not in row[at - 1].classes or not marks.value(row[at - 2].last - 1, "time"):
        return False
    return any(marks.run(row[n].last - 1, "by") for n in range(at - 5, at - 2) if n >= 0)
