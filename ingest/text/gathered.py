"""Numbers that other numbers, or the head of their line, make plain: "six health centres out of 22", "half (53%)"."""

from collections.abc import Sequence

from data.tree import Phrase
from ingest.text.dwelling import own_place
from ingest.text.figures import Claim, State
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number
from ingest.text.nouns import HEALTH, PEOPLE, Link, Subject

_IDPS, _THOSE = Phrase(("displacement.idps",), "figure", "noun"), frozenset({"those", "part_of_them"})
_CROWD = 1000  # people that a share may be of
_WHO = frozenset({"article", "authority", "body", "witness", "event_name", "ministry"})
_SERVING, _REACHED = frozenset({"to", "set_up_for", "run_by", "with"}), ("people reached or assisted",)
_HEAD = 10  # items that may say what the numbers of a line count


def spell_out(row: list[Item], known: set[int]) -> None:
    """Takes the exact number that stands in brackets behind a round one: "over half a million (520,400)".

    A number that is only written once more in figures is taken out of the row: "seven (7) deaths"; so are the families
    of people that are counted: "4,800 people from 1,000 households live in tents".
    """
    for at in range(len(row) - 1 if not known else 0, 2, -1):
        if row[at].quantity and row[at - 1].kind == "(" and "area_noun" in row[at - 2].classes and row[at - 3].mention:
            del row[at - 2]  # "Tola district (42 families)"
    counted = [n for n, item in enumerate(row[:-3]) if item.quantity is not None]
    size = len(row)
    for at in reversed(counted) if not known else ():
        if at + 3 >= len(row):
            continue  # what stood behind was taken out
        one, other = row[at].quantity, row[at + 2].quantity
        again = one is not None and other is not None and (one.kind, one.value) == (other.kind, other.value)
        if again and row[at + 1].kind == "(" and row[at + 3].kind == ")":  # "two (2)"
            del row[at + 1 : at + 4]
        elif _share_there(row, at):
            row[at : at + 4] = [row[at + 2]]  # "25 per cent (1.4 million) in South Kivu"
        elif (beside := _bare_families(row, at) or _families_beside(row, at))[1]:
            del row[slice(*beside)]
    if len(row) < size:
        counted = [n for n, item in enumerate(row[:-3]) if item.quantity is not None]
    for at in counted:
        number = row[at].quantity
        if number is None:
            continue
        if number.of and number.value == 1 and "sites" in row[at + 1].units:
            number.value, number.of = number.of, None  # "in one of the four camps"
        if number.kind == "percent" and (told := _told_again(row, at)):
            number.value = told  # "half of health facilities, 51 per cent, are functional"
            return
        opens = at + 2 if row[at + 1].units else at + 1
        exact = row[opens + 1].quantity if opens + 2 < len(row) and row[opens].kind == "(" else None
        if exact is None or row[opens + 2].kind != ")":
            continue
        if number.kind == exact.kind == "count" and 0 < abs(exact.value - number.value) <= 0.15 * number.value:
            number.value, number.low, number.high, number.qualifier = exact.value, None, None, exact.qualifier
            known.add(opens + 1)


def _share_there(row: list[Item], at: int) -> bool:
    """Whether a share has its many people in brackets and a place behind: "25 per cent (1.4 million) in Kivu"."""
    share, count = row[at].quantity, row[at + 2].quantity
    if share is None or count is None or share.kind != "percent" or count.kind != "count" or count.value < _CROWD:
        return False
    n = at + 4 + has_class(row[at + 4 : at + 5], "be")
    there = n + 1 < len(row) and "place_in" in row[n].classes and row[n + 1].mention is not None
    return there and row[at + 1].kind == "(" and row[at + 3].kind == ")"


def _bare_families(row: list[Item], at: int) -> tuple[int, int] | None:
    """So where a label tells the families: "the number of families rises to 90 (500 people)"."""
    known = any("families" in i.units for i in row[max(0, at - 12) : at]) and _people(row[at + 3])
    closed = row[at + 1].kind == "(" and row[min(at + 4, len(row) - 1)].kind == ")"
    if not known or not _fewer(row[at], row[at + 2]) or not closed and row[at + 1].classes.isdisjoint(_BESIDE):
        return None
    del row[at + 4 : at + 4 + closed]
    return at, at + 2


def _families_beside(row: list[Item], at: int) -> tuple[int, int]:
    """The items that tell families beside people: "500 people from 90 households", "90 families or 500 people"."""
    if at + 4 >= len(row):
        return 0, 0
    noun = at + 2 if row[at + 1].kind in ("name", "word") or "adjective" in row[at + 1].classes else at + 1
    if row[noun + 1].kind == "(" and "families" in row[noun].units and noun + 4 < len(row):
        if not _fewer(row[at], row[noun + 2]) or not _people(row[noun + 3]) or row[noun + 4].kind != ")":
            return 0, 0
        del row[noun + 4]  # "90 families (500 people)"
        return at, noun + 2
    link = at + 5 if row[at + 2].kind == "(" and row[at + 4].kind == ")" else at + 2
    link += row[min(link, len(row) - 1)].kind == ","
    if link + 2 >= len(row) or not (not row[link].classes.isdisjoint(_BESIDE) or row[link].kind == "sign"):
        return 0, 0
    qualified = link + 3 < len(row) and row[link + 2].phrases and "families" in row[link + 3].units
    end = link + 3 if qualified else link + 2  # "in 90 displaced households"
    if _people(row[at + 1]) and "families" in row[end].units and _fewer(row[link + 1], row[at]):
        return at + 2, end + 1
    if "families" in row[at + 1].units and _people(row[end]) and _fewer(row[at], row[link + 1]):
        return (0, 0) if not row[link].classes.isdisjoint(("from", "in")) else (at, link + 1)
    return 0, 0


def _fewer(one: Item, other: Item) -> bool:
    few, many = one.quantity, other.quantity
    return few is not None and many is not None and few.kind == many.kind == "count" and few.value < many.value


def _people(item: Item) -> bool:
    return "people" in item.units or any(p.role == "noun" and p.keys[0].startswith("displ") for p in item.phrases)


_BESIDE = frozenset({"from", "or", "in", "same_number"})


def _told_again(row: list[Item], at: int) -> float:
    """The exact share that is set between commas behind a round one; 0: there is none. It is taken out of the row."""
    value = row[at].quantity.value  # type: ignore[union-attr]
    for n in range(at + 1, min(at + 8, len(row) - 2)):
        exact = row[n + 1].quantity
        if row[n].kind == "," and row[n + 2].kind == "," and exact is not None and exact.kind == "percent":
            if abs(exact.value - value) <= 0.15 * value:
                del row[n : n + 3]
                return exact.value
        if row[n].quantity is not None:
            break
    return 0.0


def gather(row: list[Item]) -> None:
    """Puts a total that stands behind the noun with its number: "six health centres out of 22" is 6 of 22."""
    if not any([not i.units.isdisjoint(HEALTH) for i in row if i.units]):
        return
    for at in range(len(row) - 4):
        number = row[at].quantity
        if number is None:
            continue
        if number.kind == "percent" and at and _enclosed(row, at) and "of" in row[at + 2].classes:
            del row[at + 1], row[at - 1]  # "over half (53%) of the hospitals"
            return
        share = row[at + 2].quantity
        if share is not None and share.kind == "percent" and _enclosed(row, at + 2) and number.kind == "count":
            del row[at + 1 : at + 4]  # "390 (35%) are working"
            return
        if number.kind != "count" or number.of is not None:
            continue
        n = next((m for m in range(at + 1, min(at + 5, len(row) - 1)) if "out_of" in row[m].classes), 0)
        whole = row[n + 1].quantity if n else None
        counted = any(i.units & HEALTH for i in row[at + 1 : n]) and not has_number(row[at + 1 : n])
        if whole is not None and counted and whole.kind == "count" and whole.value >= number.value:
            if n + 2 < len(row) and not row[n + 2].units:
                number.of = whole.value
                del row[n : n + 2]
                return


def _enclosed(row: list[Item], at: int) -> bool:
    return row[at - 1].kind == "(" and at + 1 < len(row) and row[at + 1].kind == ")"


def in_brackets(row: list[Item], at: int, state: State) -> bool:
    """Whether a share stands alone in brackets behind the count of hospitals that it is: "12 are closed (27%)"."""
    if at + 1 < len(row) and row[at - 1].kind == "(" and "age_or_sex" in row[at + 1].classes:
        return True  # "112,000 people (52% women) were displaced"
    if at + 1 >= len(row) or row[at - 1].kind != "(" or row[at + 1].kind != ")" or not state.claims:
        return False
    last = state.claims[-1]
    return last.unit in HEALTH and last.unit != "percent" and last.at < at <= max(last.link.tail, last.at) + 3


def heading(row: list[Item]) -> frozenset[str]:
    """What the numbers of a line count that begins with a noun: "Hospitals: 4 functional, 6 partially functional"."""
    if len(row) > 2 and row[1].kind == ":" and row[0].units:
        return row[0].units
    if len(row) > 3 and row[2].kind == ":" and row[0].mention is not None and not row[1].units.isdisjoint(HEALTH):
        return row[1].units  # "Tunis hospitals: two of five open"
    if len(row) > 3 and "out_of" in row[0].classes and row[2].kind == "," and not row[1].units.isdisjoint(HEALTH):
        return row[1].units  # "Among clinics, 13 per cent work"
    if row[0].units.isdisjoint(HEALTH):
        return frozenset()
    colon = next((n for n, i in enumerate(row[:_HEAD]) if i.kind == ":"), 0)
    if colon and not has_number(row[:colon]):
        return row[0].units  # "Hospitals hit by the quake: 12 destroyed"
    return frozenset()


def as_parts(row: list[Item], last: Claim | None, value: float, state: State) -> Claim | None:
    """The figure of a sentence before, if what stands in brackets behind places may be its parts.

    They are none if something else was counted since: "115 were hurt. 30 are missing in Logar (4) and Ghor (26)", or if
    they are more than the whole.
    """
    if last is None or value > state.memory.most.get(last.indicator, value):
        return None
    for other in state.refusals:
        if other.reason != "no subject" or row[other.at - 1].kind == "(" and row[other.at - 2].mention is not None:
            return None
    return last


def spoken_of(row: list[Item], at: int) -> Claim | None:
    """What a list in brackets counts: "refugees have fled to Tanzania (140,000), Rwanda (75,000)"."""
    for n in (*range(at - 1, -1, -1), *range(at + 1, len(row))):
        if row[n].kind == ";" or n < at and row[n].quantity is not None:
            return None
        state = n < at and not row[n - 1].classes.isdisjoint(_THOSE) and row[n + 1].classes >= {"be", "present"}
        for phrase in row[n].phrases:
            if state and _IDPS.keys[0] in phrase.keys:  # "those displaced are in the east: Ejdabia (6,050)"
                link, what = Link(_IDPS, n, "noun", 1.0, n), Subject(n, n + 1, frozenset())
                return Claim(_IDPS.keys[0], "people", at, link, what, (n, at))
            if phrase.sort == "figure" and phrase.role == "noun" and phrase.keys[0].startswith(("displ", "casual")):
                link = Link(phrase, n, "noun", 1.0, n)
                return Claim(phrase.keys[0], "people", at, link, Subject(n, n + 1, frozenset()), (n, at))
    return None


def topic(row: list[Item]) -> Claim | None:
    """What a row without a number speaks of: "The toll in Tola is disputed", "How many have died?"."""
    for n, item in enumerate(row):
        for phrase in item.phrases:
            told = phrase.sort == "figure" and phrase.role in ("noun", "label")
            if told and phrase.keys[0].startswith(("displacement.", "casualties.")):
                what = Subject(n, n + 1, frozenset())
                return Claim(phrase.keys[0], "people", len(row), Link(phrase, n, "noun", 1.0, n), what, (n, n))
    return None


def sites_told(row: list[Item], at: int, rows: Sequence[list[Item]]) -> frozenset[str]:
    """The sites of a line without a verb, where a number is of those in use: "Camps. 197 in use in Marib"."""
    topic = rows[-1] if rows else []
    camps = 0 < len(topic) < 5 and any("sites" in i.units for i in topic) and not has_number(topic)
    used = any(p.only == "sites" and p.keys[0] == "displacement.sites" for i in row[at + 1 : at + 3] for p in i.phrases)
    return frozenset({"sites"}) if camps and used else frozenset()


def for_them(sentence: Sentence, at: int) -> bool:
    """Whether a list in brackets counts what people are given, or who is of them: "kits for IDPs in Tola (90)"."""
    row, n = sentence.items, at - 2
    if n < 2 or row[at - 1].kind != "(" or row[n].mention is None:
        return False
    while n > 1 and (
        row[n].kind in ("name", "(", ")", ",", "quantity") or row[n].classes & {"and", "article", "area_noun"}
    ):
        n -= 1
    noun = row[n - 1]
    if row[n].classes.isdisjoint(("place_in", "place_to")):
        return False
    if (noun.kind == "word" or "witness" in noun.classes and "people" in noun.units) and n > 1 and _fled(row[n - 2]):
        return True  # "refugee leaders in Tola (14)"
    m = n - 1
    while m >= 0 and (row[m].units & PEOPLE or "families" in row[m].units or _fled(row[m])):
        if sentence.marks.run(row[m].first, "set_up_for"):
            return True  # "midwives for displaced women"
        m -= 1
    if m < 1 or not any(map(_fled, row[m + 1 : n])) or any("sites" in i.units for i in row[:m]):
        return False
    for_whom = has_any(row[m : m + 1], ("to", "set_up_for", "run_by", "with"))
    for_whom = for_whom or any(p.keys == ("people reached or assisted",) for p in row[m].phrases)
    thing = row[m - 1].kind == "word" or row[m - 1].units & {"other", *HEALTH} or "witness" in row[m - 1].classes
    return for_whom or "of" in row[m].classes and bool(thing)  # "committees of IDPs in Tola (8)"


def _fled(item: Item) -> bool:
    return any(p.sort == "figure" and p.role in ("noun", "before") and p.keys[0][:6] == "displa" for p in item.phrases)


def fled_since(row: list[Item], at: int) -> Claim | None:
    """Those of a list of the displaced who are told to have fled elsewhere: "others fled west, to Bani Waleed (9)"."""
    for n in range(at - 2, 0, -1):
        if row[n].quantity is not None or row[n].kind == ";":
            return None
        for phrase in row[n].phrases:
            if phrase.role == "before" and phrase.keys[0] == "displacement.new" and "flight" in row[n].classes:
                link = Link(phrase, n, "right", 1.0, n)
                return Claim(phrase.keys[0], "people", at, link, Subject(-1, at + 1, frozenset()), (n, at))
    return None


def anaphor(sentence: Sentence, at: int) -> bool:
    """Whether the number is told of "the figure" or its like, spoken of before."""
    row = sentence.items
    for n in range(at - 1, max(at - 9, -1), -1):
        if "same_figure" in row[n].classes:
            return True
        if row[n].classes & {"future", "unreal"} or "from" in row[n].classes and row[n + 1].mention is not None:
            return False  # "it was travelling from Tola with 54 people"
        if row[n].kind == "," and (m := next((m for m in range(n - 1, max(n - 9, 0), -1) if row[m].kind == ","), 0)):
            return "same_figure" in row[m - 1].classes  # "the official figure, which they confirmed, is"
        elif row[n].kind in (",", ";", "quantity") or row[n].units:
            return False
        elif "label_link" not in row[n].classes and any(p.sort == "figure" for p in row[n].phrases):
            if n + 1 == at or "be" not in row[n + 1].classes:
                return False  # but "fallen to", "the figure now used is"
    return False


def retold(row: list[Item], at: int, what: Subject) -> bool:
    """Whether somebody else's number of the same is told: "the Red Cross spoke of 14"."""
    if what.units or what.head >= 0:
        return False
    if has_class(row[what.end : what.end + 1], "according"):
        return row[at - 1].kind in (",", "-") or "or" in row[at - 1].classes  # "killed 18, 23 according to the elders"
    verb = at - 1
    while verb > 0 and at - verb < 5 and (row[verb].kind == "," or row[verb].classes & {"at_hour"}):
        verb -= 1  # "puts it lower, at 24,500"
    kept = at > 2 and "records" in row[at - 1].classes and "have" in row[at - 2].classes  # "had documented 558"
    told = not row[at - 1].classes.isdisjoint(("speech", "told_again")) or "told_again" in row[verb].classes
    if not (kept or told or by_another(row, at)):
        return False
    end = what.end + has_class(row[what.end : what.end + 1], "on_day")
    ends = end >= len(row) or row[end].kind in (",", ".", ";", "date", ")", '"')
    ends = ends or "and" in row[end].classes and has_class(row[end + 1 : end + 3], "speech")  # "settled on 90 and says"
    return ends or own_place(row, what.end)  # "2,056 for Myanmar"


def by_another(row: list[Item], at: int) -> bool:
    """Whether a number is put down to somebody else by his name alone: "counts 52 dead, the ombudsman at least 80"."""
    n = at - 1 - ("label_link" in row[at - 1].classes)
    last = n
    while n > 0 and (row[n].mention is not None and row[n].mention.kind == "organisation" or row[n].classes & _WHO):  # type: ignore[union-attr]
        n -= 1
    named = any(i.mention is not None or i.classes & {"authority", "body", "witness"} for i in row[n + 1 : last + 1])
    parted = row[n].kind == "," or not row[n].classes.isdisjoint(("and", "contrast", "while"))
    return n < last and named and parted and has_any(row[:n], ("records", "speech", "counts_so_many", "told_again"))


def _lies(row: list[Item], n: int) -> bool:
    """Whether an item names a place where some are, and not one that they came from."""
    mention = row[n].mention
    there = mention is not None and mention.kind == "place"
    return there and (n == 0 or row[n - 1].classes.isdisjoint(("from", "hail")))


def by_kind(row: list[Item], claims: list[Claim], told: set[tuple[str, float]]) -> list[Claim]:
    """Leaves out the parts of a figure that lie nowhere else: "62 lorries: 40 with food", "50 - 30 of them women".

    Those of a figure of a sentence before are only marked as known. `told` are the figures before: of 12
    dead "the blast killed eight in the pit, and four above".
    """
    if len(claims) < 2:
        return claims
    if len(claims) > 3 and {claims[0].indicator, claims[1].indicator} == {"casualties.killed", "casualties.injured"}:
        values = [q.value for c in claims if (q := row[c.at].quantity) is not None]
        if has_kind(row[claims[1].at : claims[2].at], ":", "-") and sum(values[2:]) == values[0] != values[1]:
            for claim in claims[2:]:  # "41 died and 12 were hurt: 20 in Ica, 21 in Puno"
                claim.indicator, claim.link.way = claims[0].indicator, "list"
    days = [n for n, i in enumerate(row) if i.period is not None]  # one beside all of them is that of all
    shared = len(days) == 1 and not min(c.at for c in claims) < days[0] < max(c.at for c in claims)
    elsewhere = bool(days) and not shared or any(_lies(row, n) for n in range(len(row)))
    for key in {c.indicator for c in claims} if not elsewhere else ():
        alike = [q.value for c in claims if c.indicator == key and (q := row[c.at].quantity) is not None]
        if len(alike) > 1 and (key, sum(alike)) in told:
            for claim in claims:
                claim.known = claim.known or claim.indicator == key
    for n, whole in enumerate(claims):
        parts = [c for c in claims[n + 1 :] if c.indicator == whole.indicator and not c.known]
        apposed = bool(parts) and parts[0].link.at == whole.link.at and row[parts[0].at - 1].kind == ","
        opened = apposed or parts and has_kind(row[whole.at : parts[0].at], ":", "-", "(")
        if len(parts) < 2 or not opened:
            continue  # "three people, two men and a boy, were hurt"
        values = [q.value for c in (whole, *parts) if (q := row[c.at].quantity) is not None]
        close = next((n for n in range(parts[-1].at, len(row)) if row[n].kind in ("-", ")", "," * apposed)), len(row))
        placed = any(_lies(row, m) for m in range(parts[0].at, close))
        dated = any(i.period is not None for i in row[parts[0].at : parts[-1].at])
        if sum(values[1:]) == values[0] and not placed and not dated:
            return [c for c in claims if all(c is not part for part in parts)]
    return claims
