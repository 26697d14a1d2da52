"""What announces a number: "the death toll has risen to", "IDPs:", "number of people displaced"."""

from dataclasses import dataclass

from data.tree import Phrase
from ingest.text.items import Item, Sentence, has_any, has_class, has_number
from ingest.text.money import asked, paid
from ingest.text.nouns import Link, Subject
from ingest.text.objects import REFUGEES, SITES, TRUCKS, trucks_head


@dataclass(slots=True)
class _View:
    """How the number that is item `at` stands to what may announce it.

    Attributes:
        near: The item that would be its label.
        linked: Words that tell a label's value stand before it: "to", "stands at", ":".
        change: It is what something has changed from.
        bare: It has no noun of its own; `alone`: and so ends its clause behind a label of several words.
        in_turn: The line sets nouns and numbers in turn; `glanced`: it is a row of key figures.
    """

    row: list[Item]
    at: int
    what: Subject
    near: int
    linked: bool
    change: bool
    bare: bool
    alone: bool
    in_turn: bool
    glanced: bool


def labels(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """What announces the number: "the death toll has risen to", "IDPs:", "number of people displaced"."""
    row = sentence.items
    told = at == 1 or "number_of" in sentence.classes or row[at].quantity.kind == "money"  # type: ignore[union-attr]
    if at == 0 or not told and not any([i.phrases or i.units for i in row[max(at - 25, 0) : at]]):
        return []
    view = _view(sentence, at, what)
    found: list[Link] = []
    cost = 0.0
    least = max(at - 25, 0)
    if not view.linked and not view.change and at + 1 < len(row):
        least = max(least, min(view.near, at - 5))  # nothing farther off announces a number that no words link to it
    for n in range(at - 1, least - 1, -1):
        item = row[n]
        if item.kind == "phrase":
            another = "number_of" in item.classes and "other" in row[n + 1].units
            if another or "while" in item.classes and "count_verb" not in row[at - 1].classes:
                break  # "no deaths, and the number of districts under water fell from 14 to 12"
            if "sites" in item.units and _many_sites(view, n):
                found.append(Link(SITES, n, "label", 1.0, n))  # "the number of open camps came down from 27 to"
            nouns = {phrase.keys for phrase in item.phrases if phrase.role == "noun" and phrase.only != "none"}
            for phrase in item.phrases:
                if phrase.role == "around" or phrase.sort == "status" or n and phrase.role == "after":
                    continue  # what no number is told of, or what is done to somebody before it
                if not _of_another(view, n, phrase):
                    for each in _costs(view, n, phrase, cost, nouns):
                        found.append(Link(phrase, n, "label", each, n))
        elif item.kind == "quantity":
            if row[at - 1].kind == ":" and not view.change:
                break  # "the toll is 25, while 13 are missing: eight in Cebu"
            cost += 0.7
        elif item.kind == ";":
            break
    if at == 1 and "to" in row[0].classes and has_class(row[2:4], "rising"):
        behind = ((n, p) for n, i in enumerate(row[3:9], 3) for p in i.phrases if p.role in ("noun", "label"))
        found += [Link(p, n, "label", 1.2, n) for n, p in behind if p.sort == "figure"]  # "A 480 ascendió la cifra de"
    if row[at].quantity.kind == "money" and (plan := asked(row, at)) is not None:  # type: ignore[union-attr]
        found.append(Link(plan[0], plan[1], "label", 1.2 if plan[1] > at else 2.0, plan[1]))
    if not found and trucks_head(row, at, what):
        found.append(Link(TRUCKS, 0, "label", 1.0, 0))
    if view.linked and not found and (n := _foreigners(sentence, at)) >= 0:
        found.append(Link(REFUGEES, n, "label", 2.0, n))
    return paid(row, at, found)


def _view(sentence: Sentence, at: int, what: Subject) -> _View:
    row, near = sentence.items, at - 1
    if row[near].mention is not None and near > 0 and row[near - 1].kind == ":":
        near -= 1  # "new displacements: Sudan 1.9 million"
    if row[near].kind in (":", "-"):
        near -= 1 + (near > 1 and row[near - 1].kind == "sign")  # "People in shelters*: 40"
        near = _head_of_line(row, near)
    bare, told, after = what.head < 0, bool(row[at - 1].phrases), _behind_bracket(row, at + 1)
    ends = bare and (what.end >= len(row) or row[what.end].kind in (",", ".", ";", "date"))
    return _View(
        row,
        at,
        what,
        near,
        linked=_introduced(sentence, at) or _verb_first(row, at),
        change="from" in row[at - 1].classes and has_class(row[after : after + 3], "to") or bare and _before(row, at),
        bare=bare,
        alone=ends and row[near].last - row[near].first > 2,  # "and the number of the wounded 19"
        in_turn=told and _told_in_turn(row),
        glanced=told and glance(row),
    )


def _before(row: list[Item], at: int) -> bool:
    """Whether a number only tells what one was before that has changed: "the toll, 80 in March, has risen to 104"."""
    n = at + 1
    while n < len(row) and (row[n].kind == "date" or row[n].classes & {"in", "preposition", "on_day"}):
        n += 1
    if row[at - 1].kind != "," or n == at + 1 or n >= len(row) or row[n].kind != ",":
        return False
    return has_any(row[n + 1 : n + 4], ("rising", "falling", "change_verb", "change"))


def _many_sites(view: _View, n: int) -> bool:
    """Whether the number of camps themselves is announced, and of nobody in them."""
    row = view.row
    if not view.linked | view.change or view.what.head >= 0 or not n or row[n - 1].kind != "phrase":
        return False
    fallen = has_any(row[view.at - 1 : view.at], ("falling", "change"))  # "the camps in Goma are now down to 14"
    if fallen and has_class(row[n + 1 : view.at], "be") and all(i.classes & _BEFORE_NOUN | i.units for i in row[:n]):
        return view.what.end >= len(row) or row[view.what.end].kind in (",", ".", ";")
    own = not row[n - 1].units and all(p.keys[0][:5] in ("casua", "displ") for p in row[n + 1].phrases)
    return own and "number_of" in row[n - 1].classes | row[max(0, n - 2)].classes


def _of_another(view: _View, n: int, phrase: Phrase) -> bool:
    """Whether a phrase before a number says something of another one."""
    row = view.row
    told = [i.units for i in row[max(0, n - 4) : n] if i.units] if phrase.only else []
    if told and phrase.only not in told[-1] and not told[-1].isdisjoint(("other", "hospitals", "facilities", "beds")):
        return True  # "the number of open schools fell to 12", "of working hospitals in Nyala fell to 3"
    if "label_link" in row[n].classes and row[n + 1].mention is None:  # "the number who have reached Greece"
        if phrase.only is not None or "change" in row[n].classes:
            return True
    before = n - 1 - (n > 1 and row[n - 1].kind == "date")  # "339 deaths: 182 by ...", "$39M 2022 Appeal | $3M got"
    return bool(n and row[before].quantity is not None and row[view.at - 1].kind in (":", "-") and n >= view.near)


def _costs(view: _View, n: int, phrase: Phrase, cost: float, nouns: set[tuple[str, ...]]) -> list[float]:
    """What it costs to take a phrase for the label of the number, for each way in which it may be one.

    `nouns`: what the nouns of its item count.
    """
    row, at, what, role, key = view.row, view.at, view.what, phrase.role, phrase.keys[0]
    found = []
    if role == "noun" and key in _COUNTED and _apposed(row, n, at, what):
        found.append(1.7)
    if view.bare and n < 3 and role == "noun" and key.startswith("crossing.") and _moves(view, n):
        return [*found, 1.3]
    if 3 < n < at - 2 and n != view.near and not (view.linked or view.change):
        return found  # nothing announces a number from so far
    if n <= 2 and n < at - 1 and role != "after" and _captions(row, n, at):
        return [*found, 1.4]
    if view.bare and role == "noun" and key.startswith("displacement.") and _now_at(row, n, at):
        return [*found, 1.4]
    if view.linked and role == "noun" and phrase.keys == ("displacement.new",):
        return [*found, 1.5 + 0.05 * (at - n)]
    if n < 4 and role in ("noun", "label") and _of_all(row, n, at, what):
        found.append(1.4)
    plain = n != view.near and phrase.keys in nouns and key.startswith(("displacement.", "crossing."))
    if plain and not _counted(row, n, at) and "running" not in row[n].classes:
        return found
    if n == at - 2 and role == "noun" and "number_of" in row[at - 1].classes and view.bare:
        found.append(1.0)  # "a fatalities number of 90"
    if n == at - 1 and role != "after" and _begins_line(row, n, at, what):
        found.append(1.4)
    if n == at - 1 and (role == "noun" and view.in_turn or role != "after" and view.glanced):
        found.append(0.8)
    verb = key.startswith("casualties.") and row[n].has_role("before") and row[at - 1].kind not in (":", "-")
    if role == "label" and at - n > 3 and verb:
        return found  # "three were killed ... of 315"
    own = _own_cost(view, n, phrase, cost)
    return found if own is None else [*found, own]


def _moves(view: _View, n: int) -> bool:
    """Whether a flow is told to have grown or shrunk: "truck entries fell from 2,100 in April to 480 in May"."""
    row, at = view.row, view.at
    if not (view.change or view.linked) or not has_any(row[n + 1 : at], ("falling", "rising", "change_verb")):
        return False
    before = [m for m in range(n + 1, at) if row[m].quantity is not None]
    return view.change and not before or len(before) == 1 and "from" in row[before[0] - 1].classes


def _now_at(row: list[Item], n: int, at: int) -> bool:
    """Whether a sentence begins with people who have become so many: "refugees in Chad are down to 900,000"."""
    between, turn = row[n + 1 : at - 1], row[at - 1].classes & {"falling", "rising", "running"}
    begins = turn and all(i.classes & _SUBJECT or i.mention for i in row[:n])
    helped = begins and has_any([*between, row[at - 1]], ("be", "have", "running"))
    return bool(helped) and all(i.classes & _UNTIL_VERB or i.mention or i.kind == "date" for i in between)


def _own_cost(view: _View, n: int, phrase: Phrase, cost: float) -> float | None:
    """What it costs to take a phrase that announces numbers; None: it does not announce this one."""
    row, at, near, direct = view.row, view.at, view.near, view.linked or view.change
    if not direct and n != near and n != at - 2:
        return None
    role, key, far = phrase.role, phrase.keys[0], 0.05 * (at - n)
    if role == "label" and (direct or n == near and (near < at - 1 or n == 0 or view.alone)):
        return (0.9 if n == near else 1.2 + cost) + far
    if n == at - 2 and view.bare and (role == "noun" or n == 0) and _bracketed_count(row, n, at):
        return 1.0
    if n == near < at - 1 and role in ("noun", "before") and (view.bare or n == 0 or row[n - 1].kind == ";"):
        return 0.9
    if view.linked and role == "noun" and key == "funding.required" and n >= at - 9:
        return 1.6 + cost + far
    if view.linked and role == "noun" and key in ("casualties.killed", "casualties.injured"):
        return 1.5 + cost + far
    if not direct or role not in ("noun", "before") or not _counted(row, n, at):
        return None
    if n == at - 1 and "label_link" in row[n].classes and role == "before":
        return None  # "deaths crossed 140"
    if phrase.sort == "not" and role == "before" and n != near:
        return None  # "the number of injured across all affected areas rose to 5,245"
    return 1.3 + cost + far


def _foreigners(sentence: Sentence, at: int) -> int:
    """The people of one country of whom a number in another is told: "the number of Rohingya in Cox's Bazar to"."""
    row = sentence.items
    for n in range(at - 2, max(at - 12, -1), -1):
        mention = row[n].mention
        if row[n].kind in (",", ";", ".") or row[n].quantity is not None:
            return -1
        named = row[n].units & {"people"} and sentence.marks.tokens.raw[row[n].first][0].isupper()
        if (named or mention is not None and mention.kind == "people") and "place_at" in row[n + 1].classes:
            place = row[n + 2].mention
            if place is None or place.kind != "place" or mention is not None and {*place.ids} & {*mention.ids}:
                return -1
            return n if has_class(row[max(0, n - 3) : n], "number_of") else -1
    return -1


_COUNTED = ("displacement.refugees", "displacement.idps", "displacement.returnees", "casualties.killed")


def _apposed(row: list[Item], n: int, at: int, what: Subject) -> bool:
    """Whether a bare number says how many a noun before it are: "hosts the bulk of the refugees, around 400,000"."""
    comma = at - 2 if "accounting" in row[at - 1].classes else at - 1
    if what.units or what.head >= 0 or not 0 <= n < comma or comma - n > 3 or row[comma].kind not in (",", "-"):
        return False
    before = frozenset(("be", "have") if row[comma].kind == "," else ())  # but "there are more refugees – 400,000 –"
    if any(i.kind == "quantity" or not i.classes.isdisjoint(before) for i in row[max(0, n - 4) : comma]):
        return False
    behind = row[what.end] if what.end < len(row) else row[comma]
    return behind.kind in (",", ".", ";", "-", "date") or "compare" in behind.classes


def _of_all(row: list[Item], n: int, at: int, what: Subject) -> bool:
    """Whether a number is a part of what a sentence begins with: "Of all deaths, five were reported in Oruro"."""
    if what.head >= 0 or what.units or n == 0 or at - n > 2 or at - n == 2 and row[at - 1].kind != ",":
        return False
    if row[0].classes.isdisjoint(("of", "out_of")) or any(i.quantity or i.mention for i in row[:n]):
        return False
    for n in range(what.end, min(what.end + 8, len(row))):
        if (mention := row[n].mention) is not None:
            return mention.kind == "place" and not row[n - 1].classes.isdisjoint(_PLACING)
        if row[n].kind not in ("word", "phrase") or row[n].units:
            return False
    return False


def _begins_line(row: list[Item], n: int, at: int, what: Subject) -> bool:
    """Whether a line begins with a noun and its number, as in a table: "Dead 40"."""
    if what.units or what.head >= 0 or row[n].has_role("around"):
        return False
    placed = n > 1 and row[1].kind in (":", "-") and row[0].mention is not None  # "Chad: refugees 900,000, IDPs 4,000"
    ends = ("date", "(", "-", ",", ";", ".") if placed else ("date", "(", "-")
    if at + 1 < len(row) and row[at + 1].mention is None and row[at + 1].kind not in ends:
        return False
    turn = placed and n > 3 and row[n - 1].kind in (",", ";") and row[n - 2].quantity is not None
    return turn or all(not i.classes.isdisjoint(_BEFORE_NOUN) for i in row[2 * placed : n])


def _captions(row: list[Item], n: int, at: int) -> bool:
    """Whether a line is a noun with its place or day, and then its number: "Refugees in Chad 450,000"."""
    told = [i for i in row[at + 1 :] if i.kind == "phrase" and i.classes.isdisjoint(("of", "authority", "body"))]
    if at + 1 < len(row) and row[-1].period is None or has_number(row[:at]) or told:
        return False  # but "Refugees in Chad 213,000 UNHCR – July 2006"
    plain = all(i.classes & _BEFORE_NOUN or i.units or i.mention and i.mention.kind == "people" for i in row[:n])
    m = n + 1
    while plain and m < at:
        i, behind = row[m], _behind_bracket(row, m)
        passed = i.mention is not None or i.period is not None or i.kind in (",", "-")
        plain = behind > m or passed or bool(i.classes & _CAPTION) and not i.phrases
        m = max(behind, m + 1)
    return plain


def _told_in_turn(row: list[Item]) -> bool:
    """Whether a line sets nouns and numbers in turn, a noun first: "West Darfur IDPs 292,400 Returnees 61,050"."""
    counts = [n for n, i in enumerate(row) if i.quantity is not None]
    return row[-1].quantity is not None and len(counts) > 1 and all(n and row[n - 1].phrases for n in counts)


def glance(row: list[Item]) -> bool:
    """Whether a line is a row of key figures without a verb: "Dead 40 (army) Injured 900 IDPs 7,000"."""
    if row[-1].kind == ".":
        return False
    told = sum(i.quantity is not None and n > 0 and bool(row[n - 1].phrases) for n, i in enumerate(row))
    return told >= 3 and not has_any(row, ("be", "have", "perfect", "relative"))


def _behind_bracket(row: list[Item], at: int) -> int:
    """The item behind a bracket that opens at an item, else the item itself."""
    if at < len(row) and row[at].kind == "(":
        return next((n + 1 for n in range(at, min(at + 16, len(row))) if row[n].kind == ")"), at)
    return at


def _head_of_line(row: list[Item], near: int) -> int:
    """The noun of "Deaths in June: 12" or, where it begins a line, of "Arrivals at Renk: 120"."""
    if row[near].kind == ")":  # "Displaced in Kutum (IOM): 40"
        near = next((n - 1 for n in range(near - 1, max(near - 6, 0), -1) if row[n].kind == "("), near)
    start = near
    while near > 0 and (row[near].period is not None or not row[near].classes.isdisjoint(("in", "preposition"))):
        near -= 1
    if start > 12:
        return near
    n, words = start, 0
    while n > 0 and (not row[n].phrases or "records" in row[n].classes):  # "Refugees registered in Chad: 40,000"
        if row[n].kind == "word":
            words += 1
        elif not (row[n].mention or row[n].period or row[n].kind in (",", "-") or row[n].classes & _JOINING):
            break
        n -= 1
    plain = n <= 2 or n <= 4 and all(i.mention or not i.classes.isdisjoint(("adjective", "adverb")) for i in row[:n])
    return n if plain and words < 2 and row[n].phrases else near


_FILLING = frozenset({"article", "filler", "adverb", "be", "total_of", "between"})
_PLACING = frozenset("in preposition place_in article direction abroad group_place whole_country".split())
_BEFORE_NOUN = frozenset({"number_of", "total_of", "filler", "adverb", "adjective"})
_SUBJECT, _UNTIL_VERB = _BEFORE_NOUN | {"article", "inhabited"}, _PLACING | {"be", "have", "adverb", "now", "perfect"}
_CAPTION = _PLACING | {"area_noun", "and"}
_JOINING = _PLACING.union("records through and same same_part same_span area_noun date_filler to".split())


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
        if quantity.qualifier != "at_least":  # whose "at" is none
            return True
    if quantity is not None and quantity.qualifier not in ("exact", "approx") and _put(row, at):
        return True
    if "with" in row[at - 1].classes and has_class(row[max(0, at - 6) : at - 1], "falling"):
        return True  # "the number of evacuees fell at 9 pm, with 150 people"
    n = at - 1
    while n >= 0 and at - n <= 3:
        if row[n].kind in (":", "-") or not row[n].classes.isdisjoint(("label_link", "running", "count_verb")):
            return not ("meanwhile" in row[n].classes and has_number(row[max(0, n - 8) : n]))  # "to 900 as 350 left"
        adverb = row[n].kind == "word" and sentence.marks.ends(row[n].first, "adverb_ending")
        filling = adverb or row[n].kind == "date" or row[n].classes & _FILLING
        if not filling:
            return False  # but "the number of the dead is now 28", "has remained consistently above 28"
        n -= 1
    return False


def _verb_first(row: list[Item], at: int) -> bool:
    """Whether the verb stands before the label, and only a place behind that: "بلغ عدد الجرحى في غزة 9806"."""
    n = at - 1
    while n > 1 and (row[n].mention is not None or row[n].classes & {"place_in", "area_noun"}):
        n -= 1
    told = n < at - 1 and any(p.role in ("label", "noun") and p.sort == "figure" for p in row[n].phrases)
    n -= 1 + (n > 1 and "number_of" in row[n - 1].classes)
    return told and n >= 0 and bool(row[n].classes & {"rising", "label_link"})


def _put(row: list[Item], at: int) -> bool:
    """Whether a toll is put above a number, or below it: "puts the toll above 400", "bringing the dead above 90"."""
    for n in range(at - 1, max(at - 8, -1), -1):
        if not row[n].classes.isdisjoint(("records", "rising", "adds_up")):
            return True
        if row[n].kind in ("quantity", ",", ";", ":", ".", "word"):
            return False
        if row[n].mention is not None and "place_at" not in row[n - 1].classes:
            return False
    return False


def _counted(row: list[Item], at: int, number: int) -> bool:
    """Whether "the number of" stands shortly before a phrase, or "number" itself as a verb before the number."""
    if "count_verb" in row[number - 1].classes:
        return True
    for n in range(at, max(at - 8, -1), -1):
        if "number_of" in row[n].classes or at > n >= at - 2 and row[n].classes & {"records", "rising"}:
            return True  # "the displaced population has grown to", "puts IDPs at 2,000"
        if row[n].kind in ("quantity", ",", ";", ":", "."):
            return False
    return False
