"""Who is let through a crossing: "only ambulances are allowed through Erez", "nobody may cross at Joda"."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import alone
from ingest.text.figures import Claim, Memory, state
from ingest.text.gates import passed_by
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.mistaken import USERS, capital
from ingest.text.points import meant
from ingest.text.tokens import possessive

_STATUS, _NEAR = "crossing.status", 9
_FAR = 14


def passing(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """Crossings that are said to let only some, or nobody, pass."""
    row = sentence.items
    found: list[Claim] = []
    for at, item in enumerate(row):
        if "let_pass" not in item.classes or not (status := _limits(row, at)):
            continue
        own = _own(sentence, at, memory)
        framed = len(row) > 2 and "place_at" in row[0].classes and row[2].kind == ","  # "At X, only lorries"
        ends = [n for n in range(at + 1, len(row) - 1) if row[n].kind == "," and "and" in row[n + 1].classes]
        ends += [n for n in range(at + 1, len(row)) if row[n].kind == ";"]
        near = sorted(range(max(0, at - _FAR), min([len(row), at + _FAR, *ends])), key=lambda n: abs(n - at))
        for n in own or [1, *near][not framed :]:
            mentions = [alone(sentence, n)] if own else meant(sentence, n, True, memory, catalogue)
            if not mentions and (gate := passed_by(sentence, n, memory, catalogue)) is not None:
                mentions = [gate]
            while mentions and not own and 1 < n < at and (row[n - 1].kind == "," or "and" in row[n - 1].classes):
                n -= 2  # "Medyka, Korczowa and Dorohusk admit walkers only"
                mentions = [*(meant(sentence, n, True, memory, catalogue) or ()), *mentions]
            if n != at and mentions:
                more = [state(Phrase((_STATUS,), "status", "before", status), at, n, m, status) for m in mentions]
                found += [c for c in more if c.mention not in [other.mention for other in found]]
                break
        else:
            last = memory.told[-1] if memory.told and _kept_out(row, at) else None
            if last is not None and last.mention is not None and last.indicator == _STATUS:
                found.append(state(last.link.phrase, at, at, last.mention, status))  # "Freight is not accepted"
    return found


def _own(sentence: Sentence, at: int, memory: Memory) -> list[int]:
    """A place of the clause that no catalogue has, told like a crossing before it: "X is shut; at Y only lorries"."""
    row = sentence.items
    start = next((n + 1 for n in range(at, max(at - _FAR, -1), -1) if row[n].kind == ";"), 0)
    spoken = "crossing" in (memory.points if start else memory.just) or any(i.mention for i in row[:start])
    framed = "place_at" in row[start].classes and start + 1 < at
    town = row[start + framed].mention
    bare = unknown(sentence, start + framed) or town is not None and town.sort in ("city", "")
    bare = bare and (framed or all(capital(sentence, m) for m in range(start, at)))
    return [start + framed] if spoken and bare else []


def excepted(sentence: Sentence, memory: Memory, catalogue: Catalogue, found: list[Claim]) -> list[Claim]:
    """Crossings that are left out of what is said of the rest: "all gates are shut except Kerem Shalom"."""
    row = sentence.items
    more: list[Claim] = []
    for at in range(len(row) - 1):
        if "excepting" not in row[at].classes or at and "infinitive" in row[at - 1].classes:
            continue  # "opened to save the wounded"
        clause = next((n for n in range(at - 1, -1, -1) if row[n].kind == ";"), 0)
        said = [p.status for i in row[max(clause, at - _NEAR) : at] for p in i.phrases if p.keys[0] == _STATUS]
        if said:  # "closed all its gates with Syria except Masnaa"
            found = [c for c in found if not (c.link.at < at < c.at < at + _FAR)]
        else:  # "all gates but Adre are shut"
            said = [p.status for i in row[at + 1 : at + _NEAR] for p in i.phrases if p.keys[0] == _STATUS][:1]
            found = [c for c in found if c.at < at or c.link.at > at + _NEAR]
        status = _OTHER.get(said[-1] or "") if said else None
        for n in range(at + 1, min(at + _FAR, len(row)) if status else 0):
            if row[n].kind in (";", ".") or "relative" in row[n].classes:
                break
            for mention in meant(sentence, n, True, memory, catalogue) or ():
                more.append(state(Phrase((_STATUS,), "status", "after", status), at, n, mention, status, 1.8))
    told = {c.mention.start for c in found if c.mention is not None}
    return found + [c for c in more if c.mention is not None and c.mention.start not in told]


_OTHER = {"closed": "open", "open": "closed", "partially_open": "closed"}
_OTHER |= {"functional": "nonfunctional", "nonfunctional": "functional"}


def likewise(sentence: Sentence, found: list[Claim], memory: Memory, catalogue: Catalogue) -> list[Claim]:
    """What is told of others in two words: "as is Al-Ra'i", "So did Rafah", "Erez and Zikim are not"."""
    row = sentence.items
    more: list[Claim] = []
    for at, item in enumerate(row):
        told = [c for c in found if c.link.at < at]
        ends = at + 2 >= len(row) or row[at + 2].kind in (",", ";", ".")
        if told and ends and item.classes & {"be", "does_so"} and "negation" in row[min(at + 1, len(row) - 1)].classes:
            names = range(at - 1, told[-1].link.at, -1)
            more += _others(sentence, at, names, told[-1], _OTHER.get(told[-1].status or ""), memory, catalogue)
        known = (told or memory.told)[-1:] if ends and item.classes & {"be", "does_so", "have"} else []
        if known and has_class(row[at + 1 : at + 2], "too"):  # "Renk is too"
            names = range(at - 1, told[-1].link.at if told else -1, -1)
            more += _others(sentence, at, names, known[0], known[0].status, memory, catalogue)
        before = [c for c in found if c.at < at] or (memory.told if at <= 1 else [])
        if "likewise" in item.classes and before:
            last, names = before[-1], range(at + 1, len(row))
            more += _others(sentence, at, names, last, last.status, memory, catalogue)
            if at and not more:  # "Renk likewise"
                more += _others(sentence, at, range(at - 1, at), last, last.status, memory, catalogue)
    return more


def _others(
    sentence: Sentence, at: int, names: range, last: Claim, status: str | None, memory: Memory, catalogue: Catalogue
) -> list[Claim]:
    """The `status` of those named in a row, of whom so much is told at an item as of the `last` one."""
    row, crossing = sentence.items, last.indicator.startswith("crossing.")
    found: list[Claim] = []
    beside = _BESIDE if crossing or names.step > 0 else _BESIDE | {"place_in"}  # "Kora Clinic in Tolo is too"
    for n in names if status else ():
        if found and found[-1].mention and found[-1].mention.first < row[n].first < found[-1].mention.last:
            continue
        mentions = meant(sentence, n, crossing, memory, catalogue)
        if crossing and not mentions and at < n <= at + 3 and unknown(sentence, n):
            mentions = [alone(sentence, n)]  # "as are Tolo and Kutum"
        if mentions:
            found += [state(last.link.phrase, at, n, m, status, 1.4) for m in mentions]
        elif row[n].kind not in (",", "name", "word") and row[n].classes.isdisjoint(beside):
            break
    return found


def unknown(sentence: Sentence, n: int) -> bool:
    """Whether a capitalised name is of no place that is known: "Abboudiyeh"."""
    item = sentence.items[n]
    known = item.mention is not None and (item.mention.kind != "place" or bool(item.mention.ids))
    return item.kind in ("word", "name") and not known and sentence.marks.tokens.raw[item.first][0].isupper()


_BESIDE = frozenset({"article", "and", "adjective", "post_of", "also", "name_link", "direction"})


def _limits(row: list[Item], at: int) -> str:
    """What the words around "allowed through" make of the crossing; "": nothing."""
    for n in range(at - 1, max(at - _NEAR, -1), -1):
        item = row[n]
        only = "only_word" in item.classes or _nobody(item) and row[n + 1].classes & {"contrast", "limiting"}
        counted = row[n + 1].quantity is not None and not _nobody(row[n + 1])  # "only nine lorries were let in"
        if only and not counted and any(is_user(i, True) for i in row[n + 1 : at]):  # "nobody but patients may leave"
            return "partially_open"
        if _nobody(item) and "user_vehicles" in row[n + 1].classes and "trucks" not in row[n + 1].units and n + 1 < at:
            return "partially_open"  # "no vehicles are allowed through"
        if item.kind in (";", "."):
            break
    return "partially_open" if _kept_out(row, at) else _behind(row, at)


def _kept_out(row: list[Item], at: int) -> bool:
    """Whether some are told not to be let through: "freight is not accepted", "cars are kept off it"."""
    if at and "no_vehicles" in row[at - 1].classes:
        return True  # "vehicles are not" may be one item
    n, out = at - 1, "kept_off" in row[at].classes
    while n > 0 and row[n].classes & {"be", "have", "perfect", "adverb", "negation", "remain"}:
        out = out or "negation" in row[n].classes
        n -= 1
    return out and 0 <= n < at - 1 and bool(row[n].classes & (USERS - {"user_people"}))


def _behind(row: list[Item], at: int) -> str:
    """What the words behind "lets through" make of it: "only lorries", "cars but no walkers", "nobody"."""
    users, kinds = False, set[str]()
    for n in range(at + 1, min(at + _NEAR, len(row))):
        item = row[n]
        kinds |= item.classes & _EVERYBODY
        nobody = _nobody(item) and n + 1 < len(row)
        if n == at + 1 and nobody and "user_some" in row[n + 1].classes:
            return "partially_open"  # "lets no traders in"
        if nobody and row[n + 1].classes & {"contrast", "limiting"} and any(is_user(i) for i in row[n + 2 : n + 4]):
            return "partially_open"  # "lets nobody but patients through"
        if not users and (nobody and not is_user(row[n + 1]) or "nobody" in item.classes):
            return "closed" if n <= at + 2 and row[n + 1].kind != "word" else ""
        if "only_word" in item.classes and (users or any(is_user(i) for i in row[n + 1 : n + 5])):
            return "partially_open"
        till = "until" in item.classes and n + 1 < len(row) and row[n + 1].quantity is not None
        if (till or item.classes & {"limiting", "limited_hours"}) and (users or n <= at + 2):
            return "partially_open"  # "may be crossed on foot"
        barred = item.kind == "," and n + 1 < len(row) and "negation" in row[n + 1].classes  # ", not vehicles"
        if users and (barred or {"contrast", "and"} & item.classes) and _none(row, n + 1):
            return "partially_open"
        if item.kind in (";", ".") or item.mention is not None and item.mention.kind == "organisation":
            break
        users = users or is_user(item)
    return "open" if kinds == _EVERYBODY else ""  # "admits walkers, cars and lorries"


_EVERYBODY = frozenset({"user_people", "user_vehicles"})


def _none(row: list[Item], n: int) -> bool:
    """Whether some are told not to be let through: "but no pedestrians", "and nobody else"."""
    shut = n < len(row) and (any(p.status == "closed" for p in row[n].phrases) or "turned_away" in row[n].classes)
    zero = shut or n < len(row) and _nobody(row[n])
    return zero or n + 1 < len(row) and "negation" in row[n].classes and any(is_user(i) for i in row[n : n + 3])


def _nobody(item: Item) -> bool:
    return item.quantity is not None and item.quantity.kind == "zero"


def is_user(item: Item, body: bool = False) -> bool:
    """Whether an item names some who use a crossing, or what is brought through it; `body`: an agency is one."""
    people = body and "authority" in item.classes  # "with only the Red Cross let through"
    people = people or item.mention is not None and item.mention.kind in ("people", "organisation" if body else "")
    return people or bool(item.classes & USERS or item.units & {"people", "patients", "trucks"})


def place_alone(sentence: Sentence, n: int, at: int, memory: Memory) -> bool:
    """Whether an unknown name is told like a crossing just before: "Joda is open, whereas Qaa has been shut"."""
    row = sentence.items
    if n > at:  # "Iraq opened Arar to pilgrims"
        actor, town = row[at - 1].mention if at else None, row[n].mention
        users = has_class(row[n + 1 : n + 2], "open_to") and has_any(row[n + 2 : n + 5], USERS)
        users = users and actor is not None and actor.sort == "country"
        bare = unknown(sentence, n) or users and town is not None and town.sort == "city"
        return n == at + 1 and bare and (users or memory.gates or "crossing" in memory.just)
    if row[n].kind != "word" or not unknown(sentence, n):
        return False
    if n < 3 and at == n + 2 and row[n + 1].kind in (":", "-", "(") and all(unknown(sentence, m) for m in range(n)):
        return "crossing" in memory.points  # a line of a list: "Nahal Oz: closed"
    if any(i.kind not in (",", ":") and i.classes.isdisjoint(_TOLD) for i in row[n + 1 : at]):
        return False
    listed = [capital(sentence, m) or row[m].kind == "," or "and" in row[m].classes for m in range(n)]
    # "Rama, Bure and Tina have been shut"
    first = next((m for m in range(n, -1, -1) if m == 0 or not listed[m - 1]), n)
    owned = first < n and possessive(sentence.marks.tokens.raw[row[n - 1].last - 1])  # "Norway's Storskog is open"
    if first == 0 or owned:  # "Reni is open. Orlivka has been shut", where the sentence before tells of a crossing
        told = memory.gates or "crossing" in memory.points
        gates = "crossing" in memory.just or told and sentence.marks.run(row[at].first, "gate_state")
        placed = at + 2 < len(row) and "place_in" in row[at + 1].classes and row[at + 2].mention  # "was opened in Goma"
        own = bool(gates) and (at > n + 1 or row[at].last > row[at].first + 1)
        own = own and not has_class(row[at + 1 : at + 2], "article")  # "closed its office"
        return own and not placed and not sentence.marks.tokens.raw[row[n].first].endswith("s")
    if n > 1 and row[n - 1].kind == "," and "crossing_noun" in row[n - 2].classes:
        return True  # "a smaller crossing point, Joda, stayed open"
    if "only_word" in row[n - 1].classes and has_any(row[:n], ("crossing_noun", "crossing_word")):
        return True  # "seven border posts are shut; only Joda stays open"
    joined = row[n - 1].kind in (",", ";") or row[n - 1].classes & {"while", "and"}
    return bool(joined) and any(sentence.first <= m.first < row[n].first for m in memory.said)


_TOLD = frozenset({"be", "remain", "have", "adverb", "let_pass"})
