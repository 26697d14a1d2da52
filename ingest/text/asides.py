"""What stands aside in a sentence and parts a number from its verb: who most of the people are, and who says so."""

from ingest.text.items import Item, has_any

_SHARES = frozenset({"part", "most_of_all", "mostly", "largely"})
_WHO, _RELATIVE = frozenset({"age_or_sex", "subgroup", "user_some"}), _SHARES | {"relative", "which", "whom", "whose"}
ASIDE = _RELATIVE | {"speech", "according"}
"""Of which a sentence has one where something may stand aside in it."""
_CLAUSE = frozenset({"and", "while", "part", "but", "opener"})
_HELPS = frozenset({"be", "have", "past", "perfect", "present", "adverb"})
_LONG = 12  # items of an aside at most
_PAIRS = {",": ",", "(": ")", "-": "-"}


def without_asides(row: list[Item]) -> list[Item]:
    """A sentence without words that only tell who most of those counted are: "people, most of them women,".

    Who says so in its midst is put last: "12 people, the mayor said, were killed".
    """
    cuts: list[tuple[int, int]] = []
    told: list[Item] = []
    for n in [n for n, item in enumerate(row) if item.kind in _PAIRS]:
        if cuts and n < cuts[-1][1] or not (end := _closed(row, n)):
            continue
        if _is_share(row[n + 1 : end]) or _is_story(row, n, end):
            cuts.append((n, end + 1))
        elif not told and row[n].kind == "," and end + 2 < len(row) and _is_speech(row[n + 1 : end]):
            told = row[n:end]
            clause = row[end + 1].kind != "phrase" or not row[end + 1].classes.isdisjoint(_CLAUSE)
            done = row[end + 1].quantity is not None and row[n - 1].has_role("after") and "be" not in row[n - 2].classes
            clause = clause and not done  # "killed, officials said, 30 people"
            cuts.append((n, end + (not clause)))  # "Of these, officials said, 30 were children"
    if not cuts:
        return row
    stop = len(row) - (row[-1].kind == ".")
    kept = row[: cuts[0][0]]
    for (_, start), (last, _) in zip(cuts, [*cuts[1:], (stop, 0)], strict=True):
        kept += row[start:last]
    return kept + told + row[stop:]


def _closed(row: list[Item], n: int) -> int:
    """Where what opens at a sign is closed by its like, near behind; 0: it is not."""
    return next((m for m in range(n + 2, min(n + _LONG, len(row) - 1)) if row[m].kind == _PAIRS[row[n].kind]), 0)


def _is_share(aside: list[Item]) -> bool:
    """Whether words only tell who most or some of those counted are: "many of them children", "among them a nurse"."""
    if aside[0].classes.isdisjoint(_SHARES):
        return False
    for item in aside:
        one = item.quantity is not None and item.quantity.kind == "one"
        if not one and item.kind not in ("word", "phrase", "-") or item.has_role("before", "after", "label"):
            return False
    return any(item.classes & _WHO or "person" in item.units for item in aside)


def _is_story(row: list[Item], n: int, end: int) -> bool:
    """Whether a relative clause parts those counted from what is told of them: "14 men, who had gone to fish, died"."""
    if not has_any(row[n + 1 : n + 4], _RELATIVE) or any(i.quantity for i in row[n + 1 : end]):
        return False
    if not row[n + 1].classes.isdisjoint(("while", "contrast")):
        return False  # "hosts 9,000 people, while Tolo, hit by floods, hosts"
    counted = (row[n - 1].units or row[n - 1].phrases) and any(i.quantity for i in row[max(0, n - 4) : n])
    verb = row[end + 1].has_role("before", "after") or row[end + 1].classes & _HELPS
    return bool(counted and verb) and any(i.has_role("before", "after") for i in row[end + 1 : end + 6])


def _is_speech(aside: list[Item]) -> bool:
    """Whether words only tell who says so: "officials said", "according to the UN", "the ministry said on Monday"."""
    ends = aside[0].classes, aside[-1].classes, aside[max(0, len(aside) - 2)].classes
    if "according" not in ends[0] and not any("speech" in classes for classes in ends):
        return False
    for item in aside:
        if item.quantity is not None or item.period is not None and not item.period.said:
            return False
        if not item.classes.isdisjoint(("that", "relative", "which", "where", "and", "clause")):
            return False
    return True


def behind_part(row: list[Item], n: int) -> int:
    """The verb behind an aside that counts some: "90 people, of whom 10 needed care, left through X"; 0: none."""
    end = next((m for m in range(n + 3, min(n + 14, len(row) - 1)) if row[m].kind == ","), 0)
    if not end or all(i.quantity is None for i in row[n + 2 : end]):
        return 0
    verb = end + 1
    while verb < len(row) - 1 and row[verb].classes & _HELPS:
        verb += 1
    return end + 1 if row[verb].has_role("before") and row[verb].quantity is None else 0
