"""Numbers that count only a part of a figure that is given, or unlike things together."""

from ingest.text.figures import Claim, State
from ingest.text.items import Item
from ingest.text.lists import own_place
from ingest.text.nouns import Link, Subject

_SHARED = (
    "people reached or assisted",
    "people in need",
    "not said to be so",
    "a forecast or a plan",
    "people at risk",
)
_SUMS = (
    ("casualties.killed", "casualties.injured"),
    ("displacement.idps", "displacement.refugees", "displacement.returnees"),
)


def subset(row: list[Item], at: int, what: Subject) -> str:
    """Whether a number counts some of those already counted: "ten of the injured"."""
    end = what.end
    if at > 1 and row[at - 1].classes & {"possessive"} and row[at - 2].classes & {"and"}:
        return "a part of a sum"
    if what.head > at + 1 and row[what.head].classes & {"counted_before"} and row[at + 1].classes & {"of"}:
        return "a part of a figure that is given"
    if end < len(row) and row[end].classes & {"of"} and end + 1 < len(row):
        following = row[end + 1 : end + 3]
        if any(i.classes & {"counted_before"} for i in following):
            return "a part of a figure that is given"
    return ""


def sum(row: list[Item], link: Link, indicator: str) -> bool:
    """Whether two unlike things are counted together: "killed and wounded", "IDPs and refugees"."""
    n = link.at + 1
    if link.way == "label" and link.at > 1 and row[link.at - 1].classes & {"and", "or"}:
        before = {key for p in row[link.at - 2].phrases for key in p.keys}
        if any(indicator in group and before & {*group} - {indicator} for group in _SUMS):
            return True
    if n + 1 >= len(row) or not row[n].classes & {"and", "or"}:
        return False
    n += 1
    while n + 1 < len(row) and row[n].classes & {"adverb", "article"}:
        n += 1
    keys = {key for p in row[n].phrases for key in p.keys if p.role in ("noun", "before")}
    if not keys or n + 1 < len(row) and row[n + 1].quantity is not None:
        return False
    for group in _SUMS:
        if indicator in group and indicator not in keys and keys & {*group, "missing"}:
            return True
    return False


def part(row: list[Item], claim: Claim, before: list[Claim], here: bool) -> str:
    """Why a figure is only a part of the one before; "": it is none."""
    if not before or before[-1].indicator != claim.indicator:
        return ""
    since = before[-1].at if here else 0
    introduced = any(row[n].classes & {"part"} for n in range(max(since, claim.at - 3), claim.at))
    end = claim.subject.end
    relative = end < len(row) and bool(row[end].classes & {"part"})
    if not introduced and not relative:
        return ""
    if introduced and (own_place(row, claim.subject.end) or own_place(row, claim.link.tail + 1)):
        return ""
    return "a part of a figure that is given"


def by_age_or_sex(row: list[Item], claim: Claim, state: State) -> bool:
    """Whether a figure of women, children and such is a part of a total told shortly before."""
    head = claim.subject.head
    return head >= 0 and bool(row[head].classes & {"age_or_sex"}) and known_total(claim, row, state)


def known_total(claim: Claim, row: list[Item], state: State) -> bool:
    """Whether a larger figure of the same indicator was told shortly before."""
    value = row[claim.at].quantity.value  # type: ignore[union-attr]
    return any(total > value for total in state.memory.totals.get(claim.indicator, ()))


def with_refused(row: list[Item], at: int, link: Link, state: State) -> str:
    """The reason against the number before that this one goes on with: "to assist 15 million and 8 million"."""
    last = state.refusals[-1] if state.refusals else None
    if last is None or not last.left or last.reason not in _SHARED or link.helped or row[last.at].quantity is None:
        return ""
    if any(i.quantity is not None for i in row[last.at + 1 : at]) or not row[at - 1].classes & {"and"}:
        return ""
    return last.reason
