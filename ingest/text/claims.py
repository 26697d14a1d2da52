"""Which quantity is a figure of which indicator: the cheapest phrase that fits what is counted and is said to be so."""

from dataclasses import dataclass, field

from data.catalogue import Catalogue
from ingest.text import modality
from ingest.text.items import Item, Sentence
from ingest.text.phrases import Link, Subject, links, subject

_PEOPLE = frozenset({"people", "person", "patients"})
_NOUN_YIELDS = {
    "displacement.refugees": ("casualties.", "displacement.returnees", "food."),
    "displacement.idps": ("casualties.", "displacement.returnees", "displacement.sheltered", "food.", "displacement.new"),
    "displacement.returnees": ("casualties.", "food."),
}
_SUMS = (("casualties.killed", "casualties.injured"), ("displacement.idps", "displacement.refugees", "displacement.returnees"))


@dataclass(slots=True)
class Claim:
    """A figure before it has a place, a day and a speaker. `at` and those of `link` are indices of items.

    Attributes:
        kept: Indices of the first and last item that the quote must hold.
        part: Whether the text gives it as a part of the figure before.
    """

    indicator: str
    unit: str | None
    at: int
    link: Link
    subject: Subject
    kept: tuple[int, int]
    status: str | None = None
    of: float | None = None
    part: bool = False
    units: frozenset[str] = frozenset()
    mention: int = -1


@dataclass(slots=True)
class Refusal:
    """A number or status that was seen and not taken, with the reason in words."""

    reason: str
    at: int
    last: int


@dataclass(slots=True)
class _State:
    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    whole: tuple[float, frozenset[str]] | None = None


def claims(sentence: Sentence, catalogue: Catalogue) -> tuple[list[Claim], list[Refusal]]:
    """The figures of a sentence, and the numbers that are none, each in order."""
    state = _State()
    endings = sentence.marks.lexicon.words.get("people_ending", ())
    for at, item in enumerate(sentence.items):
        if item.quantity is not None:
            _consider(sentence, at, state, catalogue, endings)
    return state.claims, state.refusals


def _consider(sentence: Sentence, at: int, state: _State, catalogue: Catalogue, endings: tuple[str, ...]) -> None:
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    what = subject(sentence, at, endings)
    of = quantity.of
    if _is_whole(row, at, what):
        state.whole = quantity.value, what.units
        return
    if not what.units and what.unknown is None and what.head < 0 and state.whole and quantity.value <= state.whole[0]:
        of, what.units = of or state.whole[0], state.whole[1]
    reason = "no subject"
    for link in _ordered(links(sentence, at, what), row):
        if link.phrase.sort == "not":
            if link.cost <= 3.5:
                state.refusals.append(Refusal(link.phrase.keys[0], at, max(link.tail, at)))
                return
            continue
        if link.cost > 5:
            break
        fit = _fit(link, sentence, at, what, catalogue)
        if fit is None:
            continue
        if why := modality.unreal(sentence, at, what, link):
            state.refusals.append(Refusal(why, at, max(link.tail, at)))
            return
        if _sum(row, link, fit[0]):
            state.refusals.append(Refusal("a sum of unlike things", at, max(link.tail, at)))
            return
        claim = Claim(fit[0], fit[1], at, link, what, _kept(at, link, what), of=of, units=what.units)
        if why := _part(row, claim, state.claims):
            state.refusals.append(Refusal(why, at, max(link.tail, at)))
            return
        state.claims.append(claim)
        return
    if (inherited := _inherit(sentence, at, what, state.claims)) is not None:
        state.claims.append(inherited)
        return
    if quantity.kind in ("count", "percent", "money") and (what.unknown is None or what.units):
        state.refusals.append(Refusal(reason, at, at))


def _kept(at: int, link: Link, what: Subject) -> tuple[int, int]:
    ends = [at, link.at, link.tail, max(at, what.head)]
    return min(ends), max(ends)


def _is_whole(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number is the total of a list: "Of the 36 hospitals, 13 are ..."."""
    if not what.units or at == 0:
        return False
    n = at - 1
    while n > 0 and row[n].classes & {"article", "filler", "all", "total_of"}:
        n -= 1
    if not row[n].classes & {"of", "out_of"}:
        return False
    return (n == 0 or row[n - 1].kind in (",", ";", "-", ".", '"')) and any(i.quantity for i in row[at + 1 :])


def _ordered(found: list[Link], row: list[Item]) -> list[Link]:
    """Links, cheapest first; a verb goes before the noun that it says something of, where it may."""
    nouns = [k for k in found if k.way in ("noun", "modifier") and k.phrase.sort == "figure"]
    if not nouns:
        return found
    yields = tuple(y for k in nouns for key in k.phrase.keys for y in _NOUN_YIELDS.get(key, ()))
    first = []
    for link in found:
        if link.way != "right" or link.cost > 3.0:
            continue
        if link.phrase.sort == "not" and link.cost <= 1.9 or yields and link.phrase.keys[0].startswith(yields):
            first.append(link)
    blocked = [k for k in found if k.way in ("left", "around") and k.cost <= 1.6]
    if blocked:
        return blocked + first + [k for k in found if k not in first and k not in blocked]
    return first + [k for k in found if k not in first]


def _fit(
    link: Link, sentence: Sentence, at: int, what: Subject, catalogue: Catalogue
) -> tuple[str, str] | None:
    """The indicator and unit that a phrase gives for what is counted; None: it does not fit."""
    row = sentence.items
    quantity = row[at].quantity
    assert quantity is not None
    keys = link.phrase.keys
    if len(keys) > 1 and "displacement.new" in keys:
        keys = _displaced(row, at, link, what, quantity.kind)
    for key in keys:
        indicator = catalogue.indicators.get(key)
        if indicator is None:
            continue
        units = indicator.units
        if quantity.kind == "money" or "currency" in units:
            if quantity.kind == "money" and "currency" in units and quantity.currency:
                return key, quantity.currency
            continue
        if quantity.kind == "percent":
            if "percent" not in units:
                continue
            if units[0] == "percent":
                if key != "displacement.share" or what.units & {"population", "people"}:
                    return key, "percent"
                continue
            if units[0] in what.units:
                return key, "percent"
            continue
        unit = _unit(units, link, what, row)
        if unit is None:
            continue
        if quantity.kind == "one" and (not key.startswith("casualties.") or link.cost > 3.2):
            continue
        return key, unit
    return None


def _unit(units: tuple[str, ...], link: Link, what: Subject, row: list[Item]) -> str | None:
    if link.way in ("noun", "modifier") and link.at == what.head:
        own = row[what.head].units
        if not own or own & set(units) or own & _PEOPLE and units[0] in ("people", "patients"):
            return "families" if "families" in own and "families" in units else units[0]
        return None
    if what.units:
        if "families" in what.units:
            return "families" if "families" in units else None
        if what.units & _PEOPLE and units[0] in ("people", "patients"):
            return units[0]
        return units[0] if units[0] in what.units else None
    if what.unknown is not None:
        people = units[0] == "people" and link.way == "left" and link.phrase.keys[0].startswith("casualties.")
        return units[0] if people and what.unknown.endswith("s") and what.unknown.islower() else None
    if what.head >= 0:
        noun = {key for p in row[what.head].phrases for key in p.keys}
        return units[0] if units[0] == "people" and any(k.startswith(("displ", "casual")) for k in noun) else None
    if link.way == "label":
        return units[0] if units[0] != "percent" else None
    return units[0] if units[0] in ("people",) else None


def _displaced(row: list[Item], at: int, link: Link, what: Subject, kind: str) -> tuple[str, ...]:
    """Whether "displaced" tells of a state, of an event, or of a share of the population."""
    if kind == "percent":
        return ("displacement.share",)
    if "families" in what.units:
        return ("displacement.new",)
    if link.way in ("left", "around"):
        return ("displacement.new",)
    if link.way == "modifier":
        return ("displacement.idps",)
    tail = row[link.at + 1] if link.at + 1 < len(row) else None
    if tail is not None and tail.classes & {"by"}:
        return ("displacement.new",)
    before = [row[n].classes for n in range(max(0, link.at - 3), link.at)]
    if any(c & {"present"} for c in before):
        return ("displacement.idps",)
    if any(c & {"perfect", "past", "have", "be"} for c in before):
        return ("displacement.new",)
    if link.way == "label":
        return ("displacement.idps",)
    events = any(
        key.startswith("casualties.") for n, i in enumerate(row) if n != link.at for p in i.phrases for key in p.keys
    )
    return ("displacement.new",) if events else ("displacement.idps",)


def _sum(row: list[Item], link: Link, indicator: str) -> bool:
    """Whether two unlike things are counted together: "killed and wounded", "IDPs and refugees"."""
    n = link.at + 1
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


def _part(row: list[Item], claim: Claim, before: list[Claim]) -> str:
    """Why a figure is only a part of the one before; "": it is none."""
    if not before or before[-1].indicator != claim.indicator:
        return ""
    introduced = any(row[n].classes & {"part"} for n in range(max(before[-1].at, claim.at - 3), claim.at))
    following = range(claim.subject.end, min(claim.subject.end + 3, len(row)))
    relative = any(row[n].classes & {"part"} for n in following)
    if not introduced and not relative:
        return ""
    if introduced and _own_place(row, claim.subject.end):
        return ""
    return "a part of a figure that is given"


def _own_place(row: list[Item], at: int) -> bool:
    """Whether a place follows the noun directly: "including 3.2 million to Poland"."""
    for n in range(at, min(at + 4, len(row))):
        mention = row[n].mention
        if mention is not None and mention.kind == "place":
            return True
        if row[n].kind != "phrase" or not row[n].classes & {"preposition", "place_in", "to", "in", "from", "article", "direction"}:
            return False
    return False


def _inherit(sentence: Sentence, at: int, what: Subject, before: list[Claim]) -> Claim | None:
    """A number that goes on a list: "195 through Bab al-Hawa, 22 through Bab al-Salam and 10 through ..."."""
    row = sentence.items
    if not before or what.unknown is not None:
        return None
    last = before[-1]
    quantity, earlier = row[at].quantity, row[last.at].quantity
    assert quantity is not None and earlier is not None or last.status
    if earlier is None or quantity is None or (quantity.kind, quantity.currency) != (earlier.kind, earlier.currency):
        return None
    if what.units and last.units and not what.units & last.units:
        return None
    if what.units and not last.units and not what.units & _PEOPLE:
        return None
    words = 0
    part = False
    for n in range(last.at + 1, at):
        item = row[n]
        if last.subject.end > n or n in (last.link.at, last.link.tail):
            continue
        if item.kind == "word":
            words += 1
        elif item.kind in (";", ".", "quantity"):
            return None
        elif item.classes & {"part"}:
            part = True
        elif item.phrases and any(p.role in ("before", "after") for p in item.phrases) or item.classes & {"speech"}:
            return None
    if words > 7 or row[at - 1].kind == "word" or row[at - 1].kind == "date":
        return None
    end = what.end
    if end < len(row):
        item = row[end]
        ok = item.kind in (",", ")", ".", ";", "name", "date", "-", "(") or item.classes & {
            "preposition", "place_in", "and", "to", "in", "from", "of",
        }
        if not ok or item.classes & {"be", "have"}:
            return None
    own = _own_place(row, end)
    if part and not own:
        return None
    if not own and not row[at - 1].classes & {"and", "filler"} and row[at - 1].kind not in (",", ":"):
        return None
    if not own and last.link.way not in ("left", "noun", "right", "label", "list", "around"):
        return None
    link = Link(last.link.phrase, last.link.at, "list", last.link.cost + 1.0, at)
    return Claim(
        last.indicator, last.unit if not what.units or "families" not in what.units else "families", at, link, what,
        (last.kept[0], max(at, what.end - 1)), part=part, units=what.units or last.units,
    )
