"""Who hosts how many: "Chad has the largest group, with 40,000", a number in a bracket, those from abroad."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.dwelling import lies, own_place
from ingest.text.figures import Claim, Memory, State
from ingest.text.items import AUXILIARIES, Item, Sentence, has_any, has_number, passing
from ingest.text.nouns import ANYBODY, PEOPLE, Link, Subject
from ingest.text.objects import SHELTERED, SITES

_FAMILIES, _APART = ("displacement.", "crossing.people", "food.", "casualties."), (",", "-")
_LEADING, _ALL = frozenset({"accounting", "label_link", "adverb", "now", "world_word"}), frozenset({"population"})
_CENTRES = 1000  # so many centres no place has


def leader(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """The number of the place that has most of those told, where only "with" or a sign stands before it."""
    n = at - 1
    while n > 0 and (row[n].kind in (",", ":", "(", "-") or not row[n].classes.isdisjoint(_LEADING)):
        n -= 1
    kind = row[at].quantity.kind  # type: ignore[union-attr]
    if n == at - 1 or what.unknown is not None or kind not in ("count", "percent") or what.units - ANYBODY - _ALL:
        return None
    most, phrase = _most(row, n)
    if most < 0 and row[at - 1].kind == "(" and "portion" in row[n].classes:
        most = n  # "the majority (5,200)"
    lying = row[at - 1].kind != "(" and _set_apart(row, at, what)
    if most < 0 and lying and "portion" in row[n].classes:
        most = n  # "the majority, 5,200, are in Goma"
    if most < 0 or not (lying or _placed(row, most, at) or _closed(row, at, what) and own_place(row, what.end + 1)):
        return None  # but "most of them (700) in Sake"
    if kind == "percent":
        return _share(at, what, most, state)
    counted = next((i.units for i in row[most + 1 : at] if i.units), frozenset[str]())
    if "sites" in counted and not what.units and row[at].quantity.value < _CENTRES:  # type: ignore[union-attr]
        link = Link(SITES, most, "list", 2.2, at)  # "Tola has the most relief centres, with 37"
        return Claim("displacement.sites", "sites", at, link, what, (most, at), units=frozenset({"sites"}))
    before = state.claims or state.memory.claims or state.memory.earlier
    if phrase is None:
        last = next((c for c in reversed(before) if c.status is None), None)
        if last is None or last.unit not in ("people", "families") or not last.indicator.startswith(_FAMILIES):
            return None
        phrase = last.link.phrase
        there = last.indicator == "displacement.new" and lies(row, what.end + 1)
        indicator = "displacement.idps" if there else last.indicator
    else:
        indicator = phrase.keys[0]
    return Claim(indicator, "people", at, Link(phrase, most, "list", 2.2, at), what, (most, at), units=what.units)


def of_many(sentence: Sentence, at: int, what: Subject, state: State) -> Claim | None:
    """The first of several numbers by place of people told only as many: "drove hundreds to Boa (90), Kora (40)"."""
    row, words = sentence.items, sentence.marks.tokens.words
    if state.claims or at < 4 or row[at - 1].kind != "(" or not _closed(row, at, what) or has_number(row[:at]):
        return None
    mention, before = row[at - 2].mention, row[: at - 2]
    people = frozenset[str]().union(*[item.units for item in before]) & {"people", "families"}
    if mention is None or mention.kind != "place" or not people or what.units and what.units.isdisjoint(ANYBODY):
        return None
    if has_any(before, ("future", "unreal", "negation")):
        return None
    for n, item in enumerate(before):
        for phrase in item.phrases:
            if phrase.sort != "figure" or not phrase.keys[0].startswith(_FAMILIES) or phrase.role in ("noun", "label"):
                continue
            size, behind = len(phrase.tail), range(item.last, row[at - 2].first)
            if phrase.role == "around" and all(tuple(words[m : m + size]) != phrase.tail for m in behind):
                continue
            unit = "families" if "families" in (what.units or people) else "people"
            return Claim(phrase.keys[0], unit, at, Link(phrase, n, "list", 2.2, at), what, (n, at), units=what.units)
    return None


def aside(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """Those named right before a bracket that tells how many they are: "IDPs in camps (9,300 people)"."""
    last = next((c for c in reversed(state.claims) if c.at < at), None)
    if last is not None and last.indicator == "displacement.sites" and what.units & ANYBODY:
        opens = row[at - 1].kind in (":", "(") or "with" in row[at - 1].classes  # "Inside 40 centres: 9,000 persons"
        opens = opens and (what.head < 0 or row[what.head].classes.isdisjoint(("on_duty", "subgroup")))
        if opens and not any(i.quantity or i.kind == ";" for i in row[last.at + 1 : at]):
            unit = "families" if "families" in what.units else "people"
            link = Link(SHELTERED, last.at, "left", 1.2, at)  # "40 centres are open in Goma with 9,000 people"
            return Claim(SHELTERED.keys[0], unit, at, link, what, (last.at, what.head), units=what.units)
    if at < 2 or row[at - 1].kind != "(" or row[at].quantity.kind != "count" or not _closed(row, at, what):  # type: ignore[union-attr]
        return None
    n = at - 2
    sheltered = any(p.keys[0] == SHELTERED.keys[0] for p in row[n].phrases)  # "in camps"
    sheltered = sheltered or "sites" in row[n].units or "shelter_building" in row[n].classes
    while n > 0 and sheltered and (row[n].kind == "phrase" and not _key(row[n]) or "sites" in row[n].units):
        n -= 1
    key = _key(row[n])
    if not key or not sheltered and row[n].units or has_number(row[max(0, n - 5) : n]):
        return None
    phrase = SHELTERED if sheltered else next((p for p in row[n].phrases if p.keys[0] == key), SHELTERED)
    indicator = phrase.keys[0]
    if state.memory.most.get(indicator, 0.0) > row[at].quantity.value and not own_place(row, what.end + 1):  # type: ignore[union-attr]
        return None
    unit = "families" if "families" in what.units else "people"
    return Claim(indicator, unit, at, Link(phrase, n, "list", 2.2, at), what, (n, at), units=what.units)


def _key(item: Item) -> str:
    """The indicator of a word for people who are displaced, or for people."""
    keys = (p.keys[0] for p in item.phrases if p.role == "noun" and p.keys[0].startswith("displacement."))
    return next(keys, SHELTERED.keys[0] if not item.units.isdisjoint(PEOPLE) else "")


def _closed(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number stands alone in its bracket, with at most its noun and a share."""
    end = what.end
    if end + 1 < len(row) and "or" in row[end].classes and row[end + 1].quantity is not None:
        end += 2
    return row[at - 1].kind == "(" and end < len(row) and row[end].kind in (")", ",") and not what.unknown


def _set_apart(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number stands between commas, and where those are behind: "most of them, 900, are in Goma"."""
    end = what.end
    placed = any(i.mention is not None and i.mention.kind == "place" for i in row[end + 1 : end + 5])
    return row[at - 1].kind in _APART and end + 1 < len(row) and row[end].kind in _APART and placed


def of_a_kind(row: list[Item], what: Subject) -> bool:
    """Whether a noun says already what people are: "of the 2.2 million South Sudanese refugees"."""
    return any(p.role == "noun" and p.keys[0].startswith("displacement.") for p in row[what.head].phrases)


def _share(at: int, what: Subject, most: int, state: State) -> Claim | None:
    """The highest share of those displaced, behind others: "Somalia had the second-highest proportion (22%)"."""
    told = [c for c in (*state.memory.earlier, *state.memory.claims, *state.claims) if c.unit == "percent"]
    if not told or told[-1].indicator != "displacement.share":
        return None
    link = Link(told[-1].link.phrase, most, "list", 2.2, at)
    return Claim("displacement.share", "percent", at, link, what, (most, at), units=what.units)


def _most(row: list[Item], start: int) -> tuple[int, Phrase | None]:
    """The item that says "the largest number", going left, and the noun behind it where one is ours; -1: none."""
    phrase = None
    for n in range(start, max(start - 10, -1), -1):  # items between a number and the word for "most"
        item = row[n]
        if "most_of_all" in item.classes:
            return n, phrase
        if item.quantity is not None or item.kind in (";", ".", ":") or "relative" in item.classes:
            return -1, None
        for p in item.phrases:
            if p.role in ("noun", "label") and p.sort == "figure" and p.keys[0].startswith(_FAMILIES):
                phrase = p
    return -1, None


def _placed(row: list[Item], most: int, at: int) -> bool:
    """Whether a place is the subject, or where most went: "Lebanon has hosted the highest number"."""
    if row[at - 1].kind != "(" and any(i.mention is not None and i.mention.kind == "place" for i in row[most:at]):
        return True  # "the largest number have gone to Chad, with 74,000"
    for n in range(most - 1, max(most - 8, -1), -1):
        mention = row[n].mention
        if mention is not None:
            return mention.kind == "place"
        if row[n].quantity is not None or row[n].kind in (",", ";", ":", "."):
            return False
    return False


def by_a_place(row: list[Item], at: int) -> bool:
    """Whether a place is the subject of a verb: "Egypt has admitted"."""
    n = passing(row, at - 1, AUXILIARIES | {"be"} if "home_to" in row[at].classes else AUXILIARIES)
    mention = row[n].mention if n >= 0 else None
    ward = n > 0 and (before := row[n - 1].mention) is not None and before.sort == "facility"  # "Lacor Hospital Gulu"
    return mention is not None and mention.kind == "place" and not ward


def from_abroad(row: list[Item], what: Subject, catalogue: Catalogue, at: int) -> bool:
    """Whether those hosted are of another country, so that they are refugees: "Jordan hosts 630,000 Syrians"."""
    named = (row[n].mention for n in (what.head, what.head - 1) if n > at)  # "630,000 Syrians", "Syrian citizens"
    people = next((m for m in named if m is not None and m.kind == "people"), None)
    if people is None and _fled_to(row, at, what.end):
        return True
    if people is None and what.end + 1 < len(row) and "from" in row[what.end].classes and by_a_place(row, at):
        home, host = row[what.end + 1].mention, row[passing(row, at - 1, AUXILIARIES)].mention
        back = any(p.keys[-1] == "displacement.returnees" for i in row[what.end + 2 : what.end + 9] for p in i.phrases)
        return home is not None and home.sort == "country" and host is not None and host.ids != home.ids and not back
    host = row[passing(row, at - 1, AUXILIARIES)].mention
    if what.head >= 0 and "stateless" in row[what.head].classes and host is not None and host.sort == "country":
        return all("sites" not in i.units for i in row[what.end : what.end + 4])  # "Malaysia hosts 110,000 Rohingya"
    if people is None:  # but "Chad has received 9,000 people from Sudan"
        return False
    ids = [catalogue.places[i] for i in people.ids if i in catalogue.places]
    inside = (n for n in range(what.end + 1, min(what.end + 4, len(row))) if "from" not in row[what.end].classes)
    near = (m for n in (*range(at - 1, max(-1, at - 7), -1), *inside) if (m := row[n].mention) is not None)
    hosts = next((h for m in near if (h := {catalogue.places[i].iso3 for i in m.ids if i in catalogue.places})), set())
    if len(hosts) == 1 and any(i.iso3 in hosts for i in ids):
        return False  # "Rafah had sheltered a million Palestinians"
    return bool(ids) and all(i.kind == "country" for i in ids)


def _fled_to(row: list[Item], verb: int, n: int) -> bool:
    """Whether those whom a country hosts fled another: "who fled Sudan", "fleeing the war", but not "their homes"."""
    host = row[passing(row, verb - 1, AUXILIARIES | {"be"})].mention
    while n < len(row) - 1 and row[n].classes & {"whom", "have", "perfect", "adverb"}:
        n += 1
    fled = n < len(row) and "flight" in row[n].classes and not has_any(row[n + 1 : n + 4], ("possessive", "at_home"))
    home = next((m for i in row[n + 1 : n + 6] if (m := i.mention) is not None), None)
    return fled and host is not None and host.sort == "country" and (home is None or home.ids != host.ids)


def taken_in(row: list[Item], link: Link, what: Subject, told: str, catalogue: Catalogue, memory: Memory) -> bool:
    """Whether those taken in are refugees: by what they are, or as refugees were told of just before."""
    if link.way != "left":
        return False
    if not what.units and what.head < 0 and by_a_place(row, link.at):
        if told == "displacement.refugees" or _spoken_of(memory, "displacement.refugees", "displacement.idps"):
            return True
    return from_abroad(row, what, catalogue, link.at)


def _spoken_of(memory: Memory, key: str, other: str) -> bool:
    """Whether the sentence before speaks of those of one indicator, and not of those of another."""
    keys = {p.keys[0] for i in memory.rows[-1] for p in i.phrases if p.role == "noun"} if memory.rows else set()
    return key in keys and other not in keys
