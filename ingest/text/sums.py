"""Numbers of two groups told together: "killed and wounded", "IDPs and refugees", who stayed and who left a country."""

from dataclasses import replace

from data.tree import Phrase
from ingest.text.dwelling import lies, own_place
from ingest.text.figures import Claim, State
from ingest.text.items import Item, Sentence, has_any, has_class, has_number
from ingest.text.nouns import PEOPLE, Link, Subject

_SUMS = (
    ("casualties.killed", "casualties.injured"),
    ("displacement.idps", "displacement.refugees", "displacement.returnees"),
    ("displacement.new", "displacement.returnees"),
    ("displacement.new", "people affected"),
)

_EITHER = frozenset({"and", "or"})
_JOINING = {"label": _EITHER, "left": _EITHER, "right": frozenset({"or"})}  # what joins two things that are counted
_HAVING, _AT_HOME = frozenset({"adverb", "be", "gravely", "have"}), frozenset({"at_home", "both", "internal"})
_HOME = Phrase(("displacement.idps",), "figure", "before")
_AWAY = Phrase(("displacement.refugees",), "figure", "before")
_FLED = frozenset({"displacement.new", "displacement.idps", "displacement.refugees"})
_ROUNDED = 3.0  # per cent by which a share in words may be off its numbers
_LIVING = frozenset({"be", "present", "adverb", "part", "have", "dwell"})


def unlike(sentence: Sentence, link: Link, indicator: str, at: int, home: str | None) -> bool:
    """Whether two unlike things are counted together: "killed and wounded", "IDPs and refugees"."""
    row, words = sentence.items, sentence.marks.tokens.words
    if "forcibly" in sentence.classes and has_class((row[link.at], *row[at + 1 : at + 3]), "forcibly"):
        behind = row[link.at + 1 : link.at + 5]  # those of the whole world, inside their countries and outside
        if home is None or has_class(row, "worldwide") or has_class(behind, "part"):
            return True
    if indicator.startswith("displacement.") and _on_both_sides(row, max(link.at, link.tail)):
        return True
    n = (link.tail if link.way == "around" else link.at) + 1
    joint, joining = link.at - 1, _JOINING.get(link.way, frozenset())
    while joint > 0 and (row[joint].classes & _HAVING or row[joint].kind in ("date", "word")):
        joint -= 1  # "are displaced or have recently returned", "killed or badly wounded 50 people"
    counted = link.way == "left" and has_number(row[max(0, joint - 3) : joint - 1])  # "left 40 people dead and hurt 90"
    if joint > 0 and not counted and not joining.isdisjoint(row[joint].classes):
        before = {key for p in row[joint - 1].phrases for key in p.keys}
        if any(indicator in group and before & {*group} - {indicator} for group in _SUMS):
            return True
    if n + 1 >= len(row) or _EITHER.isdisjoint(row[n].classes) and words[row[n].first] != "/" and row[n].kind != ",":
        return False
    if row[n].kind == ",":  # "killed, injured or kidnapped"
        return _in_a_row(row, n, indicator)
    n += 1
    while n + 1 < len(row) and not row[n].classes.isdisjoint(("adverb", "article", "be", "have")):
        if "indefinite" in row[n].classes:
            return False  # "one was killed and another injured"
        n += 1
    keys = {key for p in row[n].phrases for key in p.keys if p.role in ("noun", "before") and p.only is None}
    if "missing_people" in row[n].classes:
        keys.add("missing")  # "400 deaths and missing people"
    while n + 2 < len(row) and row[n + 1].classes & {"another", "further", "filler", "article"}:
        n += 1  # "created 1.4 million refugees and displaced another 5.8 million"
    if not keys or n + 1 < len(row) and n + 1 != at and row[n + 1].quantity is not None:
        return False
    if indicator == "displacement.new" and link.way in ("right", "modifier") and row[n].has_role("noun"):
        return keys == {"displacement.refugees"} and not has_number(row[n + 1 : n + 4])  # "400 displaced and refugees"
    for group in _SUMS:
        if indicator in group and indicator not in keys and keys & {*group, "missing"}:
            return True
    return False


def _on_both_sides(row: list[Item], at: int) -> bool:
    """Whether people are told to be inside their country and out of it: "fled, both within Chad and abroad"."""
    for n in range(at + 1, min(at + 9, len(row) - 1)):
        if row[n].quantity is not None or row[n].kind in (";", "."):
            return False
        if not _EITHER.isdisjoint(row[n].classes) and has_any(row[max(at + 1, n - 3) : n], _AT_HOME):
            behind = row[n + 1 : n + 4]
            if has_number(behind):
                return False  # "are displaced inside Syria, and 4.5 million live abroad"
            fled = any(p.keys[0] == "displacement.refugees" for i in behind for p in i.phrases)
            return fled or has_class(behind, "abroad")
    return False


def _in_a_row(row: list[Item], at: int, indicator: str) -> bool:
    """Whether "or" or "and" follows a row of verbs of which one tells of others than the first."""
    other = False
    for n in range(at + 1, min(at + 9, len(row))):
        if not row[n].classes.isdisjoint(("and", "or")):
            last = {p.keys[0] for i in row[n + 1 : n + 2] for p in i.phrases if p.role == "noun" and n > at + 1}
            return other or any(indicator in g and indicator not in last and last & {*g} for g in _SUMS)
        keys = {p.keys[0] for p in row[n].phrases if p.role in ("noun", "before") and p.only is None}
        other = other or any(indicator in g and indicator not in keys and keys & {*g, "missing"} for g in _SUMS)
        if row[n].quantity is not None or not keys and row[n].kind != "," and not row[n].classes & {"be", "adverb"}:
            return False
    return False


def in_numbers(row: list[Item], claims: list[Claim]) -> list[Claim]:
    """The claims without shares that are told in numbers right behind: "half of the clinics, 41 out of 82, work"."""
    told: set[int] = set()
    for share, count in zip(claims, claims[1:], strict=False):
        quantity = row[share.at].quantity
        if quantity is None or quantity.kind != "percent" or share.indicator != count.indicator or count.at < share.at:
            continue
        of = (q := row[count.at].quantity) and q.kind == "count" and (q.of or count.of)
        if of and abs(100.0 * _value(row, count.at) / of - quantity.value) < _ROUNDED:
            told.add(share.at)
    return [c for c in claims if c.at not in told]


def same_event(row: list[Item], claims: list[Claim]) -> list[Claim]:
    """Leaves out people told beside the families of one event, or families beside people."""
    kept: list[Claim] = []
    for claim in claims:
        last = kept[-1] if kept else None
        same = last is not None and claim.at - last.at <= 7 and {last.unit, claim.unit} == {"people", "families"}
        if last is None or not same or (_value(row, claim.at) > _value(row, last.at)) != (claim.unit == "people"):
            kept.append(claim)  # "1,178 displaced households, of which 486 are in tents"
            continue
        opens, joined = row[claim.at - 1].kind == "(", row[claim.at - 1].classes & {"from", "of", "in", "with"}
        aside = any(row[n].kind in ("-", "(") or row[n].classes & {"or", "part"} for n in range(last.at, claim.at))
        beside = joined and claim.at == last.subject.end + 1  # "500 people from 90 households"
        end = claim.subject.end  # "90 families in Marib, about 500 people, live in"
        aside = aside or row[claim.at - 1].kind == "," and end < len(row) and row[end].kind == ","
        if (aside or beside) and (opens or last.indicator == claim.indicator or last.unit == "families"):
            if claim.unit == "people" and not opens:
                kept[-1] = claim
            continue
        kept.append(claim)
    return kept


def half(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """A number of those inside or outside their country: "14 million: 9 million inside Sudan and 4 million abroad"."""
    quantity = row[at].quantity
    if quantity is None or quantity.kind != "count" or what.before or what.unknown is not None:
        return None
    if what.head >= 0 and row[what.head].units.isdisjoint(PEOPLE):
        return None
    told = [q.value for c in state.claims if c.indicator in _FLED and (q := row[c.at].quantity) is not None]
    if not (told or state.claims) and what.head < 0:
        told = [value for key, value in state.memory.totals.items() if key in _FLED]
    if not told or max(told) < quantity.value and "and" not in row[at - 1].classes:
        return None
    n = at + 1 if at + 1 < len(row) and "at_home" in row[at + 1].classes else what.end  # "8.6 million internally"
    while n < min(what.end + 3, len(row)) and row[n].classes & _LIVING and "at_home" not in row[n].classes:
        n += 1
    side = _side(row, n)
    listed = all(c.indicator == "displacement.refugees" for c in state.claims) and "and" not in row[at - 1].classes
    inside = all("internal" in row[c.link.at].classes for c in state.claims)
    if side is None or side is _HOME and (listed or inside and "at_home" not in row[n].classes):
        return None  # "917,000 live as refugees: 518,000 in Kenya", "3 million IDPs: 2 million in Nigeria"
    return Claim(side.keys[0], "people", at, Link(side, n, "right", 1.0, n), what, (at, n), units=what.units)


def _side(row: list[Item], n: int) -> Phrase | None:
    """Whether words say that somebody is in their country, or outside it."""
    if n >= len(row):
        return None
    if "at_home" in row[n].classes:
        return _HOME
    return _AWAY if "abroad" in row[n].classes and "whole_country" not in row[n].classes else None


def unmixed(row: list[Item], claims: list[Claim]) -> list[Claim]:
    """The claims without a sum of those inside and outside their country, where some of either are told."""
    told = [c for c in claims if c.indicator in _FLED and c.status is None]
    for n, whole in enumerate(claims):
        parts = [c for c in claims[n + 1 :] if c.indicator.startswith("displacement.") and c.unit == whole.unit]
        kinds = {c.indicator for c in parts} - {"displacement.sheltered"}  # but "90: 30 in camps, 60 with relatives"
        unlike = whole.indicator in _FLED and len(kinds) > 1
        if unlike and sum(_value(row, c.at) for c in parts) == _value(row, whole.at):
            return [c for c in claims if c is not whole]  # "90 people (61 IDPs, 8 refugees and 21 returnees)"
    for whole, part in ((w, c) for w in told for c in told if w.at < c.at):
        if whole.indicator == "displacement.refugees" or _value(row, whole.at) <= _value(row, part.at):
            continue
        inside = any(_side(row, n) is _HOME for n in (whole.subject.end, whole.link.tail + 1))
        if inside or "internal" in row[whole.link.at].classes:
            continue  # "360,000 people at home and 185,000 across borders"
        between = row[max(whole.at, whole.link.tail) + 1 : part.at]
        some = has_class(between[-4:], "part")
        if part.link.phrase is _HOME or part.link.phrase is _AWAY:
            mixed = True
        elif part.indicator == "displacement.refugees":
            mixed = some and part.link.way == "right"  # "of whom 3 million have fled abroad"
        else:  # "9.6 million forced out, including 3.7 million IDPs"
            mixed = whole.indicator == "displacement.new" and "internal" in row[part.link.at].classes
            mixed = mixed and (some and not has_class(between, "relative") or _both(row, whole, told))
        if mixed and whole.unit == part.unit:
            return [c for c in claims if c is not whole]
    return claims


def parts_before(row: list[Item], state: State) -> None:
    """Takes the numbers whose noun stands in their sum: "in Kora are 900, in Boa 80, bringing the refugees to 980"."""
    word = next((n for n, i in enumerate(row) if "adds_up" in i.classes), 0)
    whole = next((c for c in state.claims if c.at > word), None)
    if whole is None or whole.link.at < word or any(c.at < word and c.link.way != "list" for c in state.claims):
        return
    bare = [n for n in range(word) if (q := row[n].quantity) is not None and q.kind == "count"]
    refused = {r.at for r in state.refusals if r.reason != "no subject"}
    placed = all(n not in refused and (lies(row, n + 1) or own_place(row, n + 1)) for n in bare)
    if len(bare) < 2 or not placed or sum(_value(row, n) for n in bare) > _value(row, whole.at):
        return
    link = Link(whole.link.phrase, whole.link.at, "list", whole.link.cost + 0.5, whole.link.tail)
    parts = [replace(whole, at=n, link=link, subject=Subject(-1, n + 1, frozenset()), kept=(n, n)) for n in bare]
    state.claims[:] = [*parts, *(c for c in state.claims if c.at > word)]
    state.refusals[:] = [r for r in state.refusals if r.at not in bare]


def _value(row: list[Item], at: int) -> float:
    quantity = row[at].quantity
    return quantity.value if quantity is not None else 0.0


def _both(row: list[Item], whole: Claim, claims: list[Claim]) -> bool:
    """Whether IDPs and refugees are told who come to about as many as were displaced."""
    told = {c.indicator: _value(row, c.at) for c in claims if c is not whole}
    if not {"displacement.idps", "displacement.refugees"} <= told.keys():
        return False
    return 0.7 <= (told["displacement.idps"] + told["displacement.refugees"]) / _value(row, whole.at) <= 1.1
