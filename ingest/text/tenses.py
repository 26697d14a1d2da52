"""What the words around a figure say of time: their tense, and whether the figure runs on."""

from ingest.text.calendars import EVENTS
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_any, has_class


def window(row: list[Item], claim: Claim) -> list[Item]:
    """The words that a claim is made of, and the one before; not what is told between of another thing."""
    low, high = claim.kept
    if not claim.status:
        return row[max(0, low - 1) : high + 1]
    commas = [n for n in range(claim.at + 1, claim.link.at) if row[n].kind == ","]
    if len(commas) > 1 and "whose" in row[commas[0] + 1].classes:  # "X, whose roof was hit, admits only births"
        return row[max(0, low - 3) : commas[0]] + row[commas[-1] : high + 1]
    return row[max(0, low - 3) : high + 1]


def running(row: list[Item], claim: Claim, dated: bool = True) -> bool:
    """Whether a figure is a running total or stands behind a label; `dated`: whether the sentence tells any day."""
    if grows(row, claim):
        return True
    return claim.link.way == "label" and not (dated and any(item.period is not None for item in window(row, claim)))


def bare_perfect(row: list[Item], claim: Claim, known: bool = False, dated: bool = False) -> bool:
    """Whether only the tense of a verb says that a figure runs on, and no war does.

    `known`: it is of an attack or accident, over when it is told; `dated`: on a day that the sentence tells.
    """
    around = window(row, claim)
    summed = has_class(row[:2], "in_sum")  # "in all, 397 have been killed"
    if summed or raised(row, claim) or any("running" in i.classes and "perfect_only" not in i.classes for i in around):
        return False
    if not known and active_perfect(row, claim) or of_war(row, claim):
        return False
    if known and any("bodies" in item.units for item in around):
        return False  # "rescuers have recovered 40 bodies"
    if not dated and any(item.period is not None and not item.period.said for item in row):
        return False
    behind = has_class(row[claim.at :], "assailed")  # "40 have been shot dead by men who stormed it"
    told = known or behind or has_any(row, EVENTS)
    return told and has_any(around, ("perfect_only", "perfect"))


def of_war(row: list[Item], claim: Claim) -> bool:
    """Whether a figure may be of a whole war; not where only a tail tells of it: "killed 9, as the war ..."."""
    tail = claim.kept[1] + 1
    wars = [n for n, item in enumerate(row) if "long_event" in item.classes]
    if not wars or wars[0] < tail:
        return bool(wars)
    comma = next((n for n in range(tail, len(row)) if row[n].kind == ","), len(row))
    return wars[0] < comma or has_any(row[tail:], ("since_word", "begin"))


_LASTING = EVENTS - {"mishap"} | {"waged", "turning_point"}


def active_perfect(row: list[Item], claim: Claim) -> bool:
    """Whether a cause is said to have done it until now: "floods have claimed the lives of 15"."""
    for n in range(claim.at - 1, max(claim.at - 8, -1), -1):
        item = row[n]
        if item.quantity is not None or item.kind == ";" or "be" in item.classes:
            return False
        if "perfect" in item.classes and "have" in item.classes or "perfect_only" in item.classes:
            behind = row[claim.kept[1] + 1 : claim.kept[1] + 5]  # "Togo has lost 40 people to the floods"
            to = behind if has_class(behind[:2], "to") else []
            return has_any((*row[max(0, n - 12) : n], *to), _LASTING)
    return False


def has_counted(sentence: Sentence, claim: Claim) -> bool:
    """Whether a number of deaths or attacks was counted until now: "has documented 40", "40 bodies have been found"."""
    row = sentence.items
    if claim.at and not row[claim.at - 1].classes.isdisjoint(("records", "speech")):
        before = row[claim.at - 2].classes if claim.at > 1 else frozenset()
        return "have" in before and "past" not in before or sentence.marks.run(row[claim.at - 1].first, "have") > 0
    behind = row[claim.kept[1] + 1].classes if claim.kept[1] + 1 < len(row) else frozenset()
    return "perfect" in behind and "past" not in behind and not has_any(row, EVENTS | {"after"})


def only_toll(row: list[Item], claim: Claim) -> bool:
    """Whether all that says that a figure runs on is its noun: "put the death toll of Monday's raid at 71"."""
    grows = [item for item in window(row, claim) if "running" in item.classes]
    bare = all("toll" in item.classes and "rising" not in item.classes for item in grows)
    return (bool(grows) or claim.link.way == "label") and bare and not raised(row, claim)


def raised(row: list[Item], claim: Claim) -> bool:
    """Whether a word before a figure says that it has risen: "has risen from 22 to 25"."""
    if not claim.indicator.startswith("casualties."):
        return False
    for n in range(claim.kept[0] - 1, max(claim.kept[0] - 15, -1), -1):
        if row[n].quantity is not None or row[n].kind == ";":
            return False
        if "rising" in row[n].classes:
            return True
    return False


def grows(row: list[Item], claim: Claim) -> bool:
    """Whether words say that a figure is a running total."""
    low, high = claim.kept
    for n in range(max(0, low - 1 - 2 * bool(claim.status)), min(len(row), high + 1)):
        if "running" in row[n].classes and not (n > claim.at and "come_to" in row[n].classes):
            return True
    return raised(row, claim) or has_class(row[high + 1 : high + 2], "latest_count")


def leading(row: list[Item], claim: Claim) -> str:
    """The tense of the clause before, for "leaving 24 dead": "after the present", "after the past", ... or ""."""
    for n in range(claim.kept[0] - 2, max(claim.kept[0] - 25, -1), -1):
        for tense in ("present", "perfect", "past"):
            if tense in row[n].classes or tense == "perfect" and "perfect_only" in row[n].classes:
                return f"after the {tense}"  # "the war has killed many and driven 900 from their homes"
    return ""


def tense(row: list[Item], claim: Claim) -> str:
    """The tense of the words around a claim: "present", "past", "perfect" or ""."""
    around = window(row, claim)
    before = row[claim.link.at - 1].classes if claim.status and claim.link.at else frozenset()
    if "present" in before:
        return "present"  # "was shelled and is out of service"
    if "have" in before and "past" not in before:
        return "perfect"  # "was looted and has closed"
    for n, item in enumerate(around):
        for tense in ("present", "perfect", "past"):
            if tense in item.classes:
                if n + 1 < len(around) and "perfect" in around[n + 1].classes:
                    return "perfect"  # "were reported to have been killed"
                gone = tense == "present" and has_class(around[n + 1 : n + 2], "gone_by")  # "sont morts"
                return "past" if gone else tense
    return ""


def told_in(row: list[Item], claim: Claim) -> str:
    """The tense of the clause that a claim is in: "have been abandoned, leaving | 24 dead"."""
    return leading(row, claim).rpartition(" ")[2]
