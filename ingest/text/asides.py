"""What stands aside in a sentence and parts a number from its verb: who most of the people are, and who says so."""

from ingest.text.items import Item

_SHARES = frozenset({"part", "most_of_all", "mostly", "largely", "among_them"})
_WHO = frozenset({"age_or_sex", "subgroup", "user_some"})
_SAYING = frozenset({"speech", "according"})
_GOES_ON = frozenset({"that", "relative", "which", "where", "and", "clause"})
_LONG = 12  # items of an aside at most
_PAIRS = {",": ",", "(": ")", "-": "-"}


def without_asides(row: list[Item]) -> list[Item]:
    """A sentence without words that only tell who most of those counted are: "people, most of them women,".

    Who says so in its midst is put last: "12 people, the mayor said, were killed".
    """
    found: list[Item] = []
    told: list[Item] = []
    n = 0
    while n < len(row):
        end = _closed(row, n) if row[n].kind in _PAIRS else 0
        if end and _is_share(row[n + 1 : end]):
            n = end + 1
        elif end and not told and row[n].kind == "," and end + 2 < len(row) and _is_speech(row[n + 1 : end]):
            told = row[n:end]
            n = end + (row[end + 1].quantity is None)  # "Of these, officials said, 30 were children"
        else:
            found.append(row[n])
            n += 1
    stop = len(found) - (found[-1].kind == ".") if told else len(found)
    return found[:stop] + told + found[stop:]


def _closed(row: list[Item], n: int) -> int:
    """Where what opens at a sign is closed by its like, near behind; 0: it is not."""
    return next((m for m in range(n + 2, min(n + _LONG, len(row) - 1)) if row[m].kind == _PAIRS[row[n].kind]), 0)


def _is_share(aside: list[Item]) -> bool:
    """Whether words only tell who most or some of those counted are: "many of them children", "among them a nurse"."""
    if aside[0].classes.isdisjoint(_SHARES) or any(i.classes & {"place_in"} and i.mention for i in aside):
        return False
    for item in aside:
        one = item.quantity is not None and item.quantity.kind == "one"
        if not one and item.kind not in ("word", "phrase", "-") or item.has_role("before", "after", "label"):
            return False
    return any(item.classes & _WHO or "person" in item.units for item in aside)


def _is_speech(aside: list[Item]) -> bool:
    """Whether words only tell who says so: "officials said", "according to the UN", "the ministry said on Monday"."""
    if not _GOES_ON.isdisjoint(c for item in aside for c in item.classes):
        return False
    if any(item.quantity is not None or item.period is not None and not item.period.said for item in aside):
        return False
    first, last = aside[0].classes, aside[-1].classes
    return "according" in first or "speech" in last or len(aside) > 1 and "speech" in first | aside[-2].classes
