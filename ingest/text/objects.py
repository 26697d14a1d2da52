"""Verbs whose object a number's noun is: what stands before it, "killing", "left … dead", "hosts"."""

from data.tree import Phrase
from ingest.text.items import Item, Sentence
from ingest.text.nouns import HEALTH, INSIDE, PEOPLE, Link, Subject

SUM = "a sum of unlike things"
HOUSING = frozenset({"shelter_building", "refuge_spot"})  # where people may be said to stay
_STAY = "displacement.sheltered"
SHELTERED = Phrase((_STAY,), "figure", "before")
REFUGEES = Phrase(("displacement.refugees",), "figure", "noun")
KILLED = Phrase(("casualties.killed",), "figure", "noun")
ACROSS = Phrase(("crossing.people",), "figure", "before")
UPROOTED = Phrase(("displacement.new",), "figure", "after")
SITES = Phrase(("displacement.sites",), "figure", "after")
TRUCKS = Phrase(("crossing.trucks", "crossing.people", "crossing.medevac"), "figure", "noun")
COUNTED = {  # what is said of one hospital is said of a number of them too
    s: Phrase((f"health.hospitals_{s}", f"health.facilities_{s}"), "figure", "before")
    for s in ("functional", "partial", "nonfunctional")
}
AUXILIARY = frozenset({"be", "remain", "have", "present", "past", "perfect", "future", "unreal", "perhaps_past"})
_TITLED = INSIDE | {"area_noun", "authority", "body"}  # "a village chief and five guards"
PREPOSITIONS = frozenset({"preposition", "place_in", "of", "out_of", "from", "to", "in", "between"})
_PASSED = {"word": 0.9, "name": 0.8, "date": 0.5, '"': 0.2}  # what it costs to look behind an item of this kind
_DONE = ("after", "before", "around")  # roles of verbs
_THINGS = frozenset({"other", "hospitals", "facilities", "sites"})
_QUALIFYING = frozenset({"article", "filler", "adjective", "total_of"})


def left(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """What is done to the number's noun before it: "killing", "left … dead"."""
    row = sentence.items
    n, cost = _shared_verb(row, at, what)
    shared = n < at - 1
    found = _held(sentence, n, at, what)
    if n == at - 1 >= 0 and "step" in row[n].classes and not what.units.isdisjoint(("people", "person")):
        return found  # "was shot by two policemen"
    if _some_of(row, at):
        return found  # "forced most of the 4,000 inhabitants to flee"
    if (verb := _before_aside(row, n)) >= 0:
        n, cost = verb, cost + 0.5
    while n >= 0 and cost <= 2.5:
        item = row[n]
        if item.kind == "phrase":
            if "that" in item.classes:
                break  # "claims that 40,000 people have been displaced"
            for phrase in item.phrases:
                if phrase.role in _DONE and (link := _done_to(sentence, n, at, what, phrase, cost, shared)) is not None:
                    found.append(link)
            if "internal" in item.classes:
                has = next((i for i in reversed(row[max(n - 3, 0) : n]) if "adverb" not in i.classes), item)
                if "have" in has.classes and "be" not in has.classes:
                    found.append(Link(UPROOTED, n, "left", 1.0 + cost, n))  # "has internally displaced 90,000 people"
        step = _step(row, n) if item.kind == "phrase" else _PASSED.get(item.kind)
        if step is None:
            break
        cost += step
        n -= 1
    return found


def _held(sentence: Sentence, n: int, at: int, what: Subject) -> list[Link]:
    """What is said of camps and shelters, and of those in them, by the words right before a number or its noun."""
    row = sentence.items
    found: list[Link] = []
    housed = what.head >= 0 and "shelter_building" in row[what.head].classes
    if what.head >= 0 and "refuge_spot" in row[what.head].classes and n > 0:
        housed = stays(row, n) and "to" not in row[n].classes  # "are staying in 30 locations"
    if ("sites" in what.units or housed) and n >= 0 and _told_of_sites(sentence, n, at, what):
        found.append(Link(SITES, n, "left", 1.4, n))
    if (holder := _holder(row, n, what)) is not None:
        if holder.mention is None or holder.mention.sort == "camp":
            found.append(Link(SHELTERED, n, "left", 1.2, n))  # "the camp now has 4,000 people"
        elif holder.mention.kind == "place" and row[what.head].mention is not None:
            found.append(Link(REFUGEES, n, "left", 1.2, n))  # "Chile has 90,000 Venezuelans"
    if what.head >= 0 and not what.units.isdisjoint(("people", "families")) and (verb := _lodged(row, at)) >= 0:
        found.append(Link(SHELTERED, verb, "left", 0.9, verb))
    if "sites" in what.units and (end := _with_people(row, what.end)):
        found.append(Link(SITES, what.end, "right", 1.4, end))  # "4 shelters with about 1,000 people"
    if n > 0 and "preposition" in row[n].classes and "as_shelter" in row[n - 1].classes:
        found.append(Link(SHELTERED, n - 1, "left", 1.0, n - 1))  # "are serving as shelters for 30,000 people"
    return found


def _lodged(row: list[Item], at: int) -> int:
    """The verb of staying before those counted where shelters are told too: "у школі ночують 90"; -1: there is none."""
    verb, housed = -1, False
    for n in range(at - 1, max(at - 14, -1), -1):  # items in which both stand
        item = row[n]
        if item.kind in (";", ".", ":", "(") or item.quantity is not None and "sites" not in row[n + 1].units:
            break
        if any(p.role == "after" and not p.keys[0].startswith("displacement.s") for p in item.phrases):
            break
        camp = item.mention is not None and item.mention.sort == "camp"
        housed = (
            housed or camp or "sites" in item.units or not item.classes.isdisjoint(("that_camp", "shelter_building"))
        )
        if "dwell" in item.classes and verb < 0:
            verb = n
    return verb if housed else -1


def _told_of_sites(sentence: Sentence, n: int, at: int, what: Subject) -> bool:
    """Whether a number of camps or buildings is that of those in which people are: "in 12 camps", "stay in some 40"."""
    row, quantity = sentence.items, sentence.items[at].quantity
    if "out_of" in row[n].classes:
        return False  # "out of 38 camps, twelve are in use"
    if _into(sentence, row[_before_article(row, n)].last - 1) or row[n].kind == "(" and _in_brackets(row, n, what):
        return True
    return "dwell" in row[n].classes and quantity is not None and quantity.front < quantity.first


def _done_to(
    sentence: Sentence, n: int, at: int, what: Subject, phrase: Phrase, cost: float, shared: bool
) -> Link | None:
    """The link to a phrase at an item before a number, where it may be done to what is counted.

    `shared`: the verb has another object before, to which the number is joined.
    """
    row = sentence.items
    if phrase.sort == "status":
        if phrase.role == "after" and phrase.status in COUNTED and not what.units.isdisjoint(HEALTH):
            return Link(COUNTED[phrase.status], n, "left", 1.1 + cost, n)  # "closure of 40 clinics"
        return None
    if phrase.only is not None and (shared or cost > 1.5):
        hit = what.units & HEALTH and phrase.keys[0] == "health.hospitals_nonfunctional"
        hit = hit or what.units & PEOPLE and phrase.keys[0] == "displacement.new"  # "evacuated two towns and 90 people"
        if cost > 1.5 or not hit:
            return None  # "that lost their roofs and 15 that had collapsed"
    turns = phrase.role == "before" and not shared and cost < 0.5 and sentence.marks.lexicon.words.get("plural_ending")
    plural = turns and sentence.marks.ends(row[n].first, "plural_ending")  # "huyeron 8.000", "fueron evacuadas 80"
    inverted = bool(plural or turns and n and row[n - 1].classes & {"be", "have"})
    if inverted or phrase.role == "after" and not _passive(sentence, n, phrase, row[n]):
        return Link(phrase, n, "left", 1.0 + cost + 0.2 * inverted, n)
    if phrase.role != "around" or phrase.tail[0] not in sentence.marks.tokens.words[row[at].last : sentence.last]:
        return None
    if (tail := _tail(sentence, what.end, at, phrase)) < 0:
        return None
    if what.head < 0 and not phrase.keys[0].startswith("funding."):
        if any(p.sort == "not" and p.role == "after" for i in row[what.end : what.end + 1] for p in i.phrases):
            return None  # "sent 500 kits to camps"
    return Link(phrase, n, "around", 0.9 + cost - 0.02 * len(phrase.tail) + 0.05 * (tail - what.end), tail)


def _step(row: list[Item], n: int) -> float | None:
    """What it costs to look behind a phrase; None: what stands there is of something else."""
    item = row[n]
    if item.phrases and item.classes.isdisjoint(PREPOSITIONS) and item.has_role("after", "before"):
        return None
    if not item.classes.isdisjoint(("article", "filler", "of", "total_of", "adverb")):
        return 0.1
    if "be" in item.classes and "there" in row[n - 1].classes:
        return 0.1  # "in 12 shelters there are"
    if not item.classes.isdisjoint(("and", "or")):
        return 1.6
    if not item.classes.isdisjoint(AUXILIARY) or not item.classes.isdisjoint(("relative", "speech")):
        return None
    return 0.8


def _before_aside(row: list[Item], at: int) -> int:
    """A verb that an aside between commas parts from what it reaches: "reached, through 40 clinics, 900"; -1: none."""
    if at < 4 or row[at].kind != ",":
        return -1
    for n in range(at - 1, max(at - 9, 0), -1):
        if row[n].kind == ",":
            return n - 1 if row[n - 1].has_role("after") else -1
        if row[n].kind in (";", ".", ":"):
            return -1
    return -1


def _in_brackets(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a bracket tells how many the camps are in which people stay: "in camps in Tabqa (61 centres)"."""
    if what.end >= len(row) or row[what.end].kind != ")":
        return False
    return any(p.keys[0] == SHELTERED.keys[0] for i in row[:at] for p in i.phrases if "inhabiting" not in i.classes)


def _before_article(row: list[Item], at: int) -> int:
    """The item before "the", where people are told of: "29,000 evacuees have made it to the 217 shelters"."""
    if not at or "leading_article" not in row[at].classes:
        return at
    told = [p for i in row[max(0, at - 6) : at] for p in i.phrases if p.role in ("before", "noun")]
    people = any(p.keys[0].startswith("displacement.") for p in told)
    people = people and any(i.units & {"people", "families"} or i.has_role("noun") for i in row[max(0, at - 9) : at])
    return at - 1 if people else at


def stays(row: list[Item], n: int) -> bool:
    """Whether a verb of staying ends at a word, or right before it: "are lodged in", "live across"."""
    around = [i for i in row[max(0, n - 1) : n + 1] if not i.units]
    return any("dwell" in i.classes or any(p.keys[0] == _STAY for p in i.phrases) for i in around)


def _into(sentence: Sentence, word: int) -> bool:
    """Whether a word says where people are, so that a number of camps behind it is used: "in 12 camps"."""
    marks = sentence.marks
    if not marks.run(word, "place_in") or not marks.run(word, "preposition"):
        return False
    return not marks.run(word, "compare") and not marks.run(word, "not_where")


def _shared_verb(row: list[Item], at: int, what: Subject) -> tuple[int, float]:
    """Where the search for a verb begins, and at what cost: before the object that a number is joined to by "and"."""
    own = at > 1 and row[at - 2].kind == "," and "and" in row[at - 1].classes and what.end < len(row)
    if own:  # "damaged 90 schools, and four hospitals treat the injured"
        own = row[what.end].kind == "word" or not row[what.end].classes.isdisjoint(("be", "have", "reception"))
    if not own and not what.units.isdisjoint(HEALTH) and (first := _list_before(row, at)) < at:
        return first - 1, 0.5  # "destroyed 900 houses, four schools and two clinics"
    at -= at > 3 and "of" in row[at - 1].classes and "and" in row[at - 2].classes  # "deaths of two men and of 15 boys"
    if what.units and at > 2 and "and" in row[at - 1].classes:
        reach = 9 if what.units & PEOPLE else 5  # items back to what is killed beside them
        for n in range(at - 2, max(at - 1 - reach, 0), -1):
            if row[n].quantity is not None:
                return n - 1, 1.0
            if n < at - 2 and any(p.role == "after" and p.keys[0].startswith("casualties.") for p in row[n].phrases):
                return n, 0.8  # "killed the driver and three passengers"
            if reach > 5 and (row[n].kind == "," or row[n].classes & {"name_link", "leading_article"}):
                continue  # "killed the mayor of Tola, Ana al-Masri, and four others"
            if row[n].kind not in ("word", "name") and not row[n].units and row[n].classes.isdisjoint(_TITLED):
                break
    return at - 1, 0.0


def _list_before(row: list[Item], at: int) -> int:
    """The first of a list of numbers of things that goes on to the number at an item, else the item itself."""
    first = at
    while first > 2 and (row[first - 1].kind == "," or not row[first - 1].classes.isdisjoint(("and", "with"))):
        noun = first - 2
        if row[noun].kind == ",":
            noun -= 1
        n = noun
        while n > max(0, noun - 4) and (row[n].units or row[n].kind == "word" or "adjective" in row[n].classes):
            n -= 1
        if row[n].quantity is None or not any(not i.units.isdisjoint(_THINGS) for i in row[n + 1 : noun + 1]):
            break
        first = n
    whole = first - 2
    if whole > 3 and "part" in row[first - 1].classes and row[whole].kind == ",":
        n = next((m for m in range(whole - 1, whole - 4, -1) if row[m].quantity is not None), 0)
        # "damaged 133 buildings, including 94 schools and two clinics", but "a power cut affected 210 buildings, ..."
        return first if not n or "affected" in row[n - 1].classes else n
    return first


def _holder(row: list[Item], at: int, what: Subject) -> Item | None:
    """The camp or place that is said to have so many people, the verb or "with" at an item."""
    if at < 1 or what.head < 0 or what.units.isdisjoint(("people", "families")):
        return None
    if row[at].classes.isdisjoint(("have", "with")):
        return None
    n = at - 1
    while n > 0 and (row[n].kind in ("date", ",") or row[n].classes & {"adverb", "filler"}):
        n -= 1
    return row[n] if row[n].mention is not None or "that_camp" in row[n].classes else None


def _with_people(row: list[Item], at: int) -> int:
    """Where those who live in camps are counted, behind an item: "with 4,000 IDPs", "in Tola (90 people)"; 0: not."""
    if at + 1 < len(row) and "place_at" in row[at].classes and row[at + 1].mention is not None:
        at += 2
    if at + 2 >= len(row) or row[at].classes.isdisjoint(("with", "have", "where")) and row[at].kind != "(":
        return 0
    n = next((n for n in range(at + 1, min(at + 5, len(row) - 1)) if row[n].quantity is not None), 0)
    if not n or any(i.classes.isdisjoint(("article", "filler", "total_of", "inhabited")) for i in row[at + 1 : n]):
        return 0
    told = row[n + 1].units & {"people", "families"} or any("displ" in p.keys[0] for p in row[n + 1].phrases)
    told = told or "inhabited" in row[n - 1].classes  # "198 sites with a population of 9,000"
    return at if told else 0


def _some_of(row: list[Item], at: int) -> bool:
    """Whether most or many of those counted are told of, and not all: "most of the estimated 4,000 inhabitants"."""
    n = at - 1
    while n > 1 and "of" not in row[n].classes and not row[n].classes.isdisjoint(_QUALIFYING):
        n -= 1
    return n > 0 and "of" in row[n].classes and not row[n - 1].classes.isdisjoint(("portion", "most_of_all"))


def _passive(sentence: Sentence, at: int, phrase: Phrase, item: Item) -> bool:
    """Whether a verb that may also be a participle is one here: "were killed 12 ..." has no object."""
    row = sentence.items
    if not any([p.role == "before" and p.keys == phrase.keys and p.only == phrase.only for p in item.phrases]):
        return False
    if sentence.marks.ends(item.last - 1, "active_ending"):
        return False
    for n in range(at - 1, max(at - 3, -1), -1):
        if "be" in row[n].classes:
            return True
        if sentence.marks.run(row[n].last - 1, "have") or "adverb" not in row[n].classes:
            return False  # "is known to have killed"
    return False


def _tail(sentence: Sentence, start: int, at: int, phrase: Phrase) -> int:
    """The item at which the second part of a phrase ends, near behind the number; -1: none."""
    row, words = sentence.items, sentence.marks.tokens.words
    while start + 2 < len(row) and row[start + 1].quantity and row[start + 2].units & HEALTH:
        if row[start].kind != "," and "and" not in row[start].classes or row[start - 1].units.isdisjoint(_THINGS):
            break
        at, start = start + 1, start + 3  # "forced five hospitals and 100 clinics to close"
    if start + 2 < len(row) and row[start].kind == "," and "or" in row[start + 1].classes:
        at = next((m for m in range(start + 2, min(start + 12, len(row))) if row[m].kind == ","), at)
    near = range(row[at].last, row[start - 1].last)  # "has taken 82 lives - 66 of them"
    inside = any(tuple(words[n : n + len(phrase.tail)]) == phrase.tail for n in near)
    if not inside and start < len(row) and row[start].kind in ("-", "("):
        # "68 people - 19 of them children - to leave"
        at = next((m for m in range(start + 1, min(start + 16, len(row))) if row[m].kind in ("-", ")")), at)
    numbers = ((i.first, row[m].classes) for m, i in enumerate(row[at + 1 : at + 10], at) if i.quantity)
    # "caused 51 deaths and 140 injuries, forcing 13,000 to leave"
    counts = {first for first, before in numbers if before.isdisjoint(PREPOSITIONS)}
    some = {i.first for m, i in enumerate(row[at + 1 : at + 10], at) if i.quantity and "part" in row[m].classes}
    aside = False  # in "there are 2 million affected, including 90,000 displaced"
    # behind "52,000 villagers, or a third of the district,"
    for n in [n for item in row[at + 1 : at + 10] for n in range(item.first, item.last)][:9]:
        aside = n in some or aside and words[n] != ","
        if not aside and tuple(words[n : n + len(phrase.tail)]) == phrase.tail:
            for index in range(at, len(row)):
                if row[index].first <= n < row[index].last:  # but "moved 80 people from a care home"
                    return -1 if n > row[index].first and "other" in row[index].units else index
        if words[n] in (";", ".") or n in counts:
            break
    return -1


def trucks_head(row: list[Item], at: int, what: Subject) -> bool:
    """Whether a line begins with trucks, and only where or when is told before their number: "Trucks in May: 9"."""
    between = row[1 : at - 1]
    plain = all(i.kind in ("date", ",") or i.mention is not None or "place_in" in i.classes for i in between)
    ends = what.end >= len(row) or row[what.end].kind in ("(", ";", ",", ".")
    return (
        row[0].units == {"trucks"} and row[at - 1].kind == ":" and what.head < 0 and ends and plain and len(between) < 5
    )


def alone(row: list[Item], at: int, end: int) -> bool:
    """Whether a number stands alone or with its days: "112 lorries in November.", "Adre: 90 lorries (12 of fuel)"."""
    n = end + (end < len(row) and ("in" in row[end].classes or row[end].kind == "("))
    dated = n < len(row) and row[n].kind == "date"
    gate = any(i.mention is not None and i.mention.sort in ("crossing", "port") for i in row[:at])
    told = row[at - 1].kind == "," and (dated or any(p.sort == "status" for p in row[at - 2].phrases))
    told = told or row[at - 1].kind == ":" or row[at - 1].kind == "(" and row[at - 2].mention is not None
    opens = gate and (told or dated and "with" in row[at - 1].classes)
    rest = row[n + 1 :] if dated else row[end:]
    ends = opens and (not rest or rest[0].kind in (",", ";", ".", "(", ")"))
    return ends or dated and at <= 1 and all(i.kind == "." for i in rest)
