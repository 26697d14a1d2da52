"""What announces a number: "the death toll has risen to", "IDPs:", "number of people displaced"."""

from ingest.text.items import Item, Sentence
from ingest.text.nouns import Link, Subject


def labels(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """What announces the number: "the death toll has risen to", "IDPs:", "number of people displaced"."""
    row = sentence.items
    if at == 0:
        return []
    linked = _introduced(sentence, at)
    change = row[at - 1].classes & {"from"} and any(i.classes & {"to"} for i in row[at + 1 : at + 4])
    near = at - 1
    if row[near].mention is not None and near > 0 and row[near - 1].kind == ":":
        near -= 1  # "new displacements: Sudan 1.9 million"
    if row[near].kind in (":", "-"):
        near = _head_of_line(row, near - 1)
    found: list[Link] = []
    cost = 0.0
    for n in range(at - 1, max(at - 26, -1), -1):
        item = row[n]
        if item.kind == "quantity":
            if row[at - 1].kind == ":" and not change:
                break  # "the toll is 25, while 13 are missing: eight in Cebu"
            cost += 0.7
        elif item.kind == ";":
            break
        elif item.kind == "phrase":
            for phrase in item.phrases:
                if phrase.sort == "status":
                    continue
                far = 0.05 * (at - n)
                plain = any(p.role == "noun" and p.keys == phrase.keys for p in item.phrases) and n != near
                plain = plain and phrase.keys[0].startswith(("displacement.", "crossing."))
                if plain and not _counted(row, n, at) and not item.classes & {"running"}:
                    continue
                if phrase.role == "label" and (linked or change or n == near and (near < at - 1 or n == 0)):
                    found.append(Link(phrase, n, "label", (0.9 if n == near else 1.2 + cost) + far, n))
                elif _bracketed_count(row, n, at) and phrase.role == "noun" and what.head < 0:
                    found.append(Link(phrase, n, "label", 1.0, n))
                elif n == near < at - 1 and phrase.role in ("noun", "before") and (what.head < 0 or n == 0):
                    if n > 0 and row[n - 1].quantity is not None:
                        continue  # "339 deaths: 182 by ..."
                    found.append(Link(phrase, n, "label", 0.9, n))
                elif (linked or change) and phrase.role in ("noun", "before") and _counted(row, n, at):
                    found.append(Link(phrase, n, "label", 1.3 + cost + far, n))
    return found


def _head_of_line(row: list[Item], near: int) -> int:
    """The noun of "Deaths in June: 12" or, where it begins a line, of "Arrivals at Renk: 120"."""
    start = near
    while near > 0 and (row[near].period is not None or row[near].classes & {"in", "preposition"}):
        near -= 1
    if row[start].mention is None or start > 8:
        return near
    n = start
    while n > 0 and (
        row[n].mention is not None or row[n].period is not None or row[n].classes & _JOINING and not row[n].phrases
    ):
        n -= 1
    return n if n <= 2 and row[n].kind == "phrase" else near


_JOINING = frozenset({"in", "preposition", "place_in", "article", "through", "and", "direction"})


def _bracketed_count(row: list[Item], n: int, at: int) -> bool:
    """Whether a number stands alone in brackets behind a noun: "the most IDPs (740,000)"."""
    if n != at - 2 or row[at - 1].kind != "(" or at + 1 >= len(row) or row[at + 1].kind != ")":
        return False
    return not any(row[m].quantity is not None for m in range(max(0, n - 4), n))


def _introduced(sentence: Sentence, at: int) -> bool:
    """Whether the number is told as a label's value: "to", "at", "stands at", ":" stand before it."""
    row = sentence.items
    quantity = row[at].quantity
    if quantity is not None and quantity.front < quantity.first and sentence.marks.run(quantity.front, "label_link"):
        return True
    n = at - 1
    while n >= 0 and at - n <= 3:
        if row[n].kind in (":", "-") or row[n].classes & {"label_link", "running"}:
            return True
        if not row[n].classes & {"article", "filler", "adverb", "be", "total_of", "between"}:
            return False
        if row[n].classes & {"be"}:
            return True
        n -= 1
    return False


def _counted(row: list[Item], at: int, number: int) -> bool:
    """Whether "the number of" stands shortly before a phrase, or "number" itself as a verb before the number."""
    if row[number - 1].classes & {"count_verb"}:
        return True
    for n in range(at - 1, max(at - 6, -1), -1):
        if row[n].classes & {"number_of"}:
            return True
        if row[n].kind in ("quantity", ",", ";", ":", "."):
            return False
    return False
