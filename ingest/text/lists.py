"""Numbers that go on from a figure before: lists, brackets, earlier levels, another speaker's count."""

from dataclasses import replace

from ingest.text.beside import names_place
from ingest.text.dwelling import lies, own_place
from ingest.text.figures import Claim, State
from ingest.text.gathered import anaphor, as_parts, fled_since, retold, spoken_of, topic
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, passing
from ingest.text.modality import numbered
from ingest.text.nouns import PEOPLE, Link, Subject
from ingest.text.objects import SHELTERED
from ingest.text.series import accounts, coded, named, respective

_TOLL = ["casualties.killed", "casualties.injured"]
_INTO, _NO_KINDS = frozenset({"in", "place_to"}), frozenset[str]()
_OTHERS = frozenset(
    {"missing", "trucks that did not enter", "a sum of unlike things"}
    | {"people in need", "people affected", "people reached or assisted", "people at risk"}
)
_TIMED = frozenset({"date_filler", "between", "from"})
_JOINING = frozenset({"name_link"})
_CAMP = 5_000  # beside a camp with more people a number of one digit is that of a camp
_HANDFUL = 20  # no more may be of camps, told of just before
_FALLING = frozenset({"label_link", "change", "with", "after", "article", "adjective", "filler"})


def inherit(sentence: Sentence, at: int, what: Subject, state: State) -> Claim | None:
    """A number that goes on from a figure before: a list, "from 81 on Friday", "(6,212)", "the figure was 315,000"."""
    row, here = sentence.items, bool(state.claims)
    if _none_before(row, at, what):
        return None
    if here and (share := _as_share(row, at, what, state.claims[-1])):
        return share
    if not here and (alike := _next_line(row, at, what, state)) is not None:
        return alike
    shared = "" if here or what.head >= 0 else _shared_out(row, state)
    last = _told_last(row, at, what, state, bool(shared) or anaphor(sentence, at))
    if last is None or _unlike(row, at, what, last, state):
        return None
    name = _place_before(sentence, at)
    lying = here and lies(row, what.end)
    own = _in_bracket(row, at) or lying or own_place(row, what.end) or name >= 0
    own = own or here and (_days(row, at, what, last) or has_class(row[what.end : what.end + 1], "elsewhere"))
    if shared != last.indicator and not _carries_on(sentence, at, what, last, here, lying, own):
        return None
    claim = _continued(sentence, at, what, last, name, here, own)
    return replace(claim, indicator=_of_pair(row, at, state.claims) or claim.indicator)


def _of_pair(row: list[Item], at: int, told: list[Claim]) -> str:
    """What each number of a pair counts: "40 died and 90 were hurt, down from 60 and 110"; "": of none such."""
    kinds = [c.indicator for c in told]
    each = has_class(row[at + 1 : at + 4], "respective")  # "bringing the total to 900 and 4,100 respectively"
    if kinds[-3:] == [*_TOLL, _TOLL[0]] and (told[-1].link.way == "list" or each) and told[-1].at == at - 2:
        return _TOLL[1]
    two = at + 2 < len(row) and "and" in row[at + 1].classes and row[at + 2].quantity is not None
    two = two and (each or not row[at - 1].classes.isdisjoint(("from", "compare")))
    return _TOLL[0] if two and kinds[-2:] == _TOLL else ""


def _none_before(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a number is told of something that no figure before it can be of."""
    quantity = row[at].quantity
    kinds = row[what.head].classes if what.head >= 0 else _NO_KINDS
    if "age_or_sex" in kinds and (not own_place(row, what.end) or not names_place(row[:at])):
        return True  # "killed 84 people, including 30 children, in Syria"
    if quantity is not None and quantity.kind == "count" and quantity.low is None and quantity.value % 1:
        return True  # "a tremor put at 6.9"
    if what.unknown is not None or "person" in what.units and "part" in row[at - 1].classes or "survived" in kinds:
        return True  # "14 are dead and 60 survivors are in hospital"
    if what.head < 0 and at + 1 < len(row) and row[at + 1].mention and not row[at - 1].classes.isdisjoint(_INTO):
        return True  # "were taken to four Safe Areas"
    # "there were 500 people inside the club", "90 people on board"
    return what.head >= 0 and not row[min(what.end, len(row) - 1)].classes.isdisjoint(("inside_them", "aboard"))


def _in_bracket(row: list[Item], at: int) -> bool:
    """Whether a number opens a bracket behind a name: "Tola (6,212)"."""
    return at > 1 and row[at - 1].kind == "(" and (row[at - 2].mention is not None or numbered(row, at - 2))


def _told_last(row: list[Item], at: int, what: Subject, state: State, named: bool) -> Claim | None:
    """The figure before a number with which that may go on; `named`: "the figure" is spoken of."""
    here, before = bool(state.claims), state.claims or state.memory.claims
    opened = at > 0 and row[at - 1].kind == "("
    if not before and (named or at == 0 and lies(row, what.end) or at > 1 and opened):
        before = state.memory.earlier
    if not before and (named or retold(row, at, what)):
        rows = (told for told in (row[:at], *list(state.memory.rows)[-1:]) if not has_number(told))
        before = [found for told in rows if (found := topic(told)) is not None][:1]  # "cut its count of the dead"
    shut = [c for c in before if here and not opened and _bracketed(row, c.at, at)]
    aside = [c for c in shut if not (c.link.way == "right" and _bracketed(row, c.at, c.link.at))]
    listed = [c for c in before if c not in aside]  # but "IDPs (900 people) are in Tola, and 400 in Boa"
    while len(listed) > 1 and listed[-1].indicator == "displacement.sites" and listed[-2].unit == "people":
        ats = (at, listed[-1].at, listed[-2].at) if here else ()
        told = [q.value for n in ats if (q := row[n].quantity) is not None]
        if told and told[0] * 10 < told[2] and told[0] <= told[1] * (10 if "compare" in row[at - 1].classes else 1):
            break  # "26,200 in 89 camps, up from 71"
        listed.pop()  # "1,738 are in 55 camps in Thrissur and 1,702 in Alappuzha"
    if here and "sites" in what.units:
        listed = [c for c in listed if c.unit == "sites"] or listed  # "90 sites host 9,000; in Boa, 40 sites"
    victims = has_class(row[max(0, at - 3) : at], "sufferers")  # "the most victims, over 40"
    if [c.indicator for c in listed[-2:]] == _TOLL and (victims or retold(row, at, what)):
        listed.pop()  # "40 dead and 90 hurt; the governor spoke of 55"
    last, quantity = listed[-1] if listed else None, row[at].quantity
    if quantity is not None and _in_bracket(row, at):
        if last is None or not here:
            return spoken_of(row, at) or as_parts(row, last, quantity.value, state)
        if last.indicator == "displacement.idps" and (fled := fled_since(row, at)) is not None:
            return fled
    return last


def _unlike(row: list[Item], at: int, what: Subject, last: Claim, state: State) -> bool:
    """Whether a number counts something else than the last figure, or others, or after something else was told."""
    quantity, here, bracket = row[at].quantity, bool(state.claims), _in_bracket(row, at)
    kind = "percent" if last.unit == "percent" else "money" if last.indicator.startswith("funding.") else "count"
    zero = quantity is not None and quantity.kind == "zero"  # "none by Rafah"
    nought = zero and last.indicator.startswith("crossing.")
    joined = row[at - 1].kind == "," or not row[at - 1].classes.isdisjoint(("and", "likewise"))
    one = here and joined and quantity is not None and quantity.kind == "one" and "person" in what.units
    one = one and last.indicator.startswith("casualties.")  # "three doctors, a driver and two guards"
    if quantity is None or quantity.kind != kind and not ((nought or one) and kind == "count"):
        return True
    most = row[last.at].quantity if here and last.indicator.startswith("displacement.") else None
    if most is not None and quantity.value < 10 and most.value > _CAMP:
        return True  # "Tola has 49,000 people, Kora 1 and 2 a total of"
    homes = bracket and "families" in what.units and last.indicator.startswith("displacement.")  # of people before
    whom = {*what.units, *last.units} - {"population"}  # "killed four people in Tola and one woman in Boa"
    if what.units and last.units and not what.units & last.units and not whom <= PEOPLE:
        if not homes:
            return True
    if what.units and not last.units and (what.units.isdisjoint(PEOPLE) or "patients" in what.units):
        return True  # "the toll rose to 41. Some 630 patients were at Nasser"
    topic = (p for i in row[:at] for p in i.phrases if p.role in ("noun", "before") and not here)
    if last.indicator.startswith("casualties.") and any(p.keys[0].startswith("displacement.") for p in topic):
        return True  # "60 soldiers died. The displaced are not counted since May, when there were 2 million of them"
    if what.head >= 0 and "foreign_people" in row[what.head].classes and last.unit == "patients":
        return True  # "received 76 wounded men and 335 passport holders"
    if last.link.way == "noun" and what.head >= 0 and "kind_apart" in row[what.head].classes:
        return True  # "4,000 returnees and 9,000 migrants"
    foreign = bracket and _origin(row, at - 3) or here and _comes_from(row, last.at, what.end)
    if foreign and last.indicator in ("displacement.refugees", "displacement.returnees", "crossing.people"):
        return True  # "refugees, mainly from South Sudan (950,000)", "including 40 from India"
    between = [r for r in state.refusals if here and last.at < r.at < at]
    if any(r.reason in _OTHERS for r in between) and not _adds_up(row, at, last):
        return True  # "the toll stands at 25; 13 are missing: eight in Cebu"
    # "534,000 have returned; 233,000 remain, including 30,300 in Montenegro"
    return any(r.reason == "no subject" and has_kind(row[last.at : r.at], ";") for r in between)


def _carries_on(sentence: Sentence, at: int, what: Subject, last: Claim, here: bool, lying: bool, own: bool) -> bool:
    """Whether the words around a number say that it goes on with the last figure.

    `here`: that stands in the same sentence; `lying`: those counted are told to be somewhere; `own`: the number has a
    place or day of its own.
    """
    row = sentence.items
    if _in_bracket(row, at):
        return True
    if anaphor(sentence, at):
        start = max((n for n in range(max(0, at - 3), at) if row[n].kind == ";"), default=max(0, at - 3))
        return not has_number(row[start:at])  # "stands at 700,000; it was 578,000 in June"
    if at == 0 and lies(row, what.end) and last.indicator.startswith(("casualties.", "displacement.sites")):
        return True  # "Three have been confirmed in Kasese"
    if here and what.head < 0 and what.end < len(row) and sentence.marks.run(row[what.end].first, "did_the_same"):
        return True  # "90,000 have crossed since May, and 17,000 did so on Friday"
    another = not here and 0 < at < 3 and has_any(row[:at], ("another", "further")) and lies(row, what.end)
    many = row[at].quantity.value > _HANDFUL  # type: ignore[union-attr]
    if another and many and last.indicator.startswith("displacement.") and last.unit != "sites":
        return True  # "Adjumani hosts 109,000 refugees. Another 2,800 have been registered in Kampala"
    more = has_class(row[what.head : what.head + 1] if what.head >= 0 else row[at + 1 : what.end], "more")
    others = here and more and "and" in row[at - 1].classes
    others = others and what.end < len(row) and sentence.marks.run(row[what.end].first, "preposition") > 0
    if others and last.indicator.startswith("casualties."):
        return True  # "killed five people on the spot and three others on the way"
    left = here and last.indicator == SHELTERED.keys[0] and has_class(row[what.end : what.end + 1], "remain")
    if left and has_kind(row[what.end + 1 : what.end + 2], ".", ",", ";"):
        return True  # "where 9,000 were sheltering in May, fewer than 1,800 remain"
    if at <= 1 and what.end < len(row) and "part" in row[what.end].classes and own_place(row, what.end):
        return True  # "Nine of them are in Khartoum"
    if 0 < at < 4 and "part" in row[0].classes and lies(row, what.end) and not has_class(row[at : at + 4], "from"):
        return True  # "Of these, 31 were in Boa"
    if retold(row, at, what) or _received(sentence, at, what, last) or here and respective(row, last.at, at):
        return True
    joined = row[at - 1].kind in (",", ";") or not row[at - 1].classes.isdisjoint(("and", "another", "while"))
    named = any(i.mention is not None and i.mention.kind == "place" for i in row[what.end + 2 : what.end + 4])
    if lying and (joined or named and "part" in row[at - 1].classes):
        return True  # "of the 60 deaths, 40 were in Ica and 20 were in Lima"
    return here and _goes_on(row, at, what, last, own)


def _continued(sentence: Sentence, at: int, what: Subject, last: Claim, name: int, here: bool, own: bool) -> Claim:
    """A figure that goes on with the last one; `name`: where its place begins, right before it; -1: none does."""
    row, quantity = sentence.items, sentence.items[at].quantity
    assert quantity is not None
    units = what.units or last.units
    unit = "families" if "families" in what.units and last.unit in ("families", "people") else last.unit
    link = Link(last.link.phrase, last.link.at if here else at, "list", last.link.cost + 1.0, at)
    low = last.kept[0] if here or last.at == at else at
    whole = row[last.at].quantity if here else None
    by_place = own and "compare" not in row[at - 1].classes and has_kind(row[last.at : at], "(", ":")
    if by_place and last.indicator == "displacement.sites" and whole is not None and quantity.value > whole.value:
        link.phrase, last, unit = SHELTERED, replace(last, indicator="displacement.sheltered"), "people"
        units = PEOPLE  # "at three sites: Kutum (90), Tawila (40)"
    mention = None if here or own else last.mention
    if name >= 0 and (row[name].mention is None or row[at - 1].kind == ","):
        mention = row[name].mention or named(sentence, name)
    mention = mention or accounts(sentence, at - 1) or coded(sentence, at - 2)
    kept = min(low, at), max(at, what.end - 1)
    return Claim(last.indicator, unit, at, link, what, kept, units=units, mention=mention)


def _next_line(row: list[Item], at: int, what: Subject, state: State) -> Claim | None:
    """The number of the next place, told as the one before: "Syria: 13 million are hungry. Yemen: 17 million."."""
    first = next(iter(state.memory.claims or state.memory.earlier), None)
    if first is None or not at == first.at == 2 or first.unit not in ("people", "families"):
        return None
    mention, above = row[0].mention, state.memory.rows[-1] if state.memory.rows else row
    placed = mention is not None and mention.kind == "place"
    dated = row[0].period is not None and above[0].period is not None  # "January: 3,100 displaced", "February: 900"
    if not placed and not dated or row[1].kind != ":" or what.units or what.head >= 0:
        return None
    link = Link(first.link.phrase, at, "list", first.link.cost + 1.0, at)
    return Claim(first.indicator, first.unit, at, link, what, (0, at), units=first.units)


def _comes_from(row: list[Item], start: int, at: int) -> bool:
    """Whether those counted are a part, and the country that they came from stands at an item."""
    at += has_class(row[at : at + 1], "be")  # "of whom a million are from South Sudan"
    mention = row[at + 1].mention if at + 1 < len(row) and "from" in row[at].classes else None
    return mention is not None and mention.sort == "country" and has_class(row[start:at], "part")


def _origin(row: list[Item], at: int) -> bool:
    """Whether a list of places with numbers in brackets begins with "from"."""
    for n in range(at, max(at - 24, -1), -1):
        item = row[n]
        if "from" in item.classes:
            return True
        listed = item.mention is not None or item.quantity is not None or item.kind in (",", "(", ")")
        if not listed and item.classes.isdisjoint(("and", "article")):
            return False
    return False


def _shared_out(row: list[Item], state: State) -> str:
    """The indicator of a figure before of which a row gives all parts: "54 went to Tola, 11 to Kora, 8 to Boa"."""
    counts = [q.value for i in row if (q := i.quantity) is not None and q.kind == "count"]
    many = len(counts) > 2 and sum(counts) > _HANDFUL
    return next((key for key, value in state.memory.values if many and value == sum(counts)), "")


def _adds_up(row: list[Item], at: int, last: Claim) -> bool:
    """Whether the numbers of a bracket are the parts of a figure: "15 deaths ... (6 in Honduras, 9 in Nicaragua)"."""
    start = next((n for n in range(at - 1, max(at - 20, -1), -1) if row[n].kind == "("), -1)
    whole = row[last.at].quantity if 0 <= last.at < len(row) else None
    if start < 0 or whole is None:
        return False
    parts = []
    for item in row[start:]:
        if item.kind == ")":
            break
        if item.quantity is not None:
            parts.append(item.quantity.value)
    return len(parts) > 1 and sum(parts) == whole.value


def _bracketed(row: list[Item], earlier: int, at: int) -> bool:
    """Whether a number stands in a bracket that is closed before a later one."""
    return next((i.kind for i in row[earlier:at] if i.kind in ("(", ")")), "(") == ")"


def _as_share(row: list[Item], at: int, what: Subject, last: Claim) -> Claim | None:
    """Those displaced as a share: "7.7 million people are displaced, around 17.5% of the population"."""
    quantity = row[at].quantity
    if quantity is None or quantity.kind != "percent":
        return None
    aside = what.head < 0 and at > 1 and row[at - 1].kind in ("-", ",") and what.end < len(row)
    if "population" not in what.units and not (aside and row[what.end].kind in ("-", ",", ".")):
        return None
    told = has_any(row[what.end : what.end + 1], ("be", "have", "unreal", "future"))  # "and half of them may go hungry"
    if told or last.indicator not in ("displacement.idps", "displacement.new") or at - last.subject.end > 9:
        return None
    link = Link(last.link.phrase, last.link.at, "list", last.link.cost + 0.5, at)
    return Claim("displacement.share", "percent", at, link, what, (last.kept[0], max(at, what.head)), units=what.units)


def _days(row: list[Item], at: int, what: Subject, last: Claim) -> bool:
    """Whether figures are listed by day: "14 trucks on Monday, 22 on Tuesday"."""

    def dated(n: int) -> bool:
        return any(i.period is not None for i in row[n : n + 2])

    if "part" in row[at - 1].classes and what.end == at + 1 and dated(what.end):
        return row[what.end].kind == "date" or has_any(row[what.end : what.end + 1], _TIMED)  # "including 118 in May"
    n, dates = passing(row, at - 1, _FALLING, last.at), row[max(0, last.at - 2) : at]  # "90 in 2019, falling to 40 in"
    joined = row[n].kind in (",", ";") or row[n].classes & {"and"} or n < at - 1 and "after" in row[n + 1].classes
    return bool(joined) and dated(what.end) and any(i.period is not None for i in dates)


def _place_before(sentence: Sentence, at: int) -> int:
    """Where the place right before a number begins: "in Odesa 17", "Ocaña 10,160", "and Tola camp 40"; -1: none."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    shared = at > 1 and "set_up_for" in row[at - 1].classes and has_class(row[:at], "accounting")
    shared = shared or at > 1 and row[at - 1].kind in (":", "-")  # "Ocaña accounts for 80, Tibú for 9"
    if at > 3 and row[at - 1].kind == "," and raw[row[at - 2].first][0].isupper() and not shared:
        before = row[at - 3 - ("place_at" in row[at - 3].classes)]
        shared = before.kind == ";" or "and" in before.classes
    n = at - 2 if shared else at - 1  # "in Ocaña 40; in Tibú, 9"
    n -= n > 0 and bool(row[n].classes & {"area_noun", "kept_noun", "another", "further", "total_of"})
    if n > 1 and shared and row[n].kind == ")":  # "Islam Qala (Herat): 3,120"
        n = next((m - 1 for m in range(n - 1, max(n - 5, 0), -1) if row[m].kind == "("), n)
    mention = row[n].mention if n >= 0 else None
    if mention is not None:
        return n if mention.kind == "place" else -1
    last = n
    while n > 0 and (row[n].kind == "word" and not raw[row[n].first].islower() or row[n].classes == _JOINING):
        n -= 1  # "Hammam al-Alil", "Hasansham U2"
    return n + 1 if 0 < n < last and (row[n].kind in (",", ";") or "and" in row[n].classes) else -1


def _received(sentence: Sentence, at: int, what: Subject, last: Claim) -> bool:
    """Whether a place is told to have taken in its share of those before: "Ethiopia has received 20,624"."""
    row = sentence.items
    n = at - 1
    while n > 1 and not row[n].classes.isdisjoint(_AUXILIARIES) and "reception" not in row[n].classes:
        n -= 1
    takes = row[n].classes & {"reception", "home_to"} and last.indicator.startswith(("displacement.", "casualties."))
    if n < 1 or what.units or not takes and "accounting" not in row[n].classes:
        return False
    while n > 1 and not row[n - 1].classes.isdisjoint(_AUXILIARIES):
        n -= 1
    mention = row[n - 1].mention or accounts(sentence, n)
    ends = all(i.kind in (",", ".", ";") or not i.classes.isdisjoint(_ENDS) for i in row[what.end : what.end + 1])
    return ends and mention is not None and mention.kind == "place"


_AUXILIARIES = frozenset({"have", "perfect", "adverb", "present", "filler"})
_ENDS = {"and", "while", "adverb", "of", "part"}


_AFTER = {*"every manner preposition place_in and to in from of filler adverb part through elsewhere whom".split()}
_COUNTED = frozenset({"past", "records", "speech", "survey", "former", "as_of"})  # "3,900 reported in round 15"


def _goes_on(row: list[Item], at: int, what: Subject, last: Claim, own: bool) -> bool:
    """Whether a number continues the list that the last figure began, or tells its earlier level."""
    the = "leading_article" in row[at - 1].classes and at > 2 and "compare" in row[at - 2].classes
    before = row[at - 2 if the else at - 1]  # "an increase from the 117,000 registered in May"
    dated = any(i.period is not None or "before_word" in i.classes for i in row[what.end : what.end + 3])
    than = last.link.way != "noun" or dated and "place_at" not in before.classes  # "500 beds, against 900 in May"
    compare = bool("compare" in before.classes) and than or bool("compare_only" in before.classes)
    words = 0
    n = last.at + 1
    while n < at:
        item = row[n]
        if item.kind == "(":
            while n < at and row[n].kind != ")":
                n += 1
        elif last.subject.end > n or n in (last.link.at, last.link.tail):
            pass
        elif item.kind == "word":
            words += 1
        elif compare and item.quantity is not None and item.quantity.kind == "percent" and n == at - 2:
            pass  # "is now 800, a fifth below the 1,000 of May"
        elif item.kind in (";", ".", "quantity") and not (item.kind != "." and own):
            return False
        elif "part" in item.classes:
            if not own:
                return False
        elif (item.has_role("before", "after") or "speech" in item.classes) and not own and not compare:
            return False
        n += 1
    if words > 8 or before.kind in ("word", "date") and not own:
        return False
    if what.end < len(row):
        item = row[what.end]
        fine = item.kind in (",", ")", ".", ";", "name", "date", "-", "(") or not item.classes.isdisjoint(_AFTER)
        fine = fine or compare and not item.classes.isdisjoint(_COUNTED)
        listed = what.head >= 0 and "and" in item.classes and has_number(row[what.end + 1 : what.end + 2])
        fine = fine or listed
        by = "by" in item.classes and "place_in" not in item.classes
        by_others = by and has_class(row[last.link.at + 1 : at], "by")  # "killed by troops and eight by settlers"
        if by and not by_others and not own_place(row, what.end) or not by and not fine:
            return False
        if item.classes & {"be", "have"}:
            return False
        if listed and before.kind == "," and last.link.way != "noun":
            return True  # "three nurses, a cook and two guards"
    if own or compare:
        return True
    n = at - 1
    while n > last.at and not row[n].classes.isdisjoint(("article", "filler")) and "and" not in row[n].classes:
        n -= 1
    if n < at - 1 and row[n].kind == "phrase" and last.link.way == "left" and row[n].classes.isdisjoint(_AFTER):
        n -= not row[n].has_role("before", "after")  # "raids killed 12 people and shelling another four"
    return bool("and" in row[n].classes) and last.link.way != "noun"
