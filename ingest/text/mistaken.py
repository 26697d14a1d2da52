"""What a status is said of where a crossing or hospital stands only near it: "schools near X are shut"."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence, has_any
from ingest.text.names import Mention

SPOTS = frozenset({"shelter_building", "spot_noun"})
USERS = frozenset({"user_people", "user_goods", "user_vehicles", "user_some", "user_aid"})
_ELSE = SPOTS | {"premises", "violence", "mishap", "that_area", "that_camp", "return_noun"}


def something_else(sentence: Sentence, at: int, n: int, crossing: bool) -> bool:
    """Whether a status at item `at` is said of something else than the crossing or hospital at item `n` before it."""
    row = sentence.items
    errand = next((m + 1 for m in range(max(0, n - 8), n - 1) if "errand" in row[m].classes), at)
    if "place_in" in row[errand].classes and not has_any(row[errand : at - 1], ("be", "have", "relative")):
        return True  # "evacuation operations from Rafah, the only crossing, were halted"
    if "return_noun" in row[n + 1].classes:
        return True  # "at Torkham returns were halted"
    return _beside(row, at, n) or _compound(sentence, at, n, crossing) or crossing and _of_sites(sentence, at, n)


def at_a_border(sentence: Sentence, n: int) -> bool:
    """Whether a border or gate is told only with what lies at it: "reopened the Dajabón border market"."""
    row, last = sentence.items, n
    while last + 2 < len(row) and row[last + 2].mention is not None:
        if row[last + 1].kind != "," and "and" not in row[last + 1].classes:
            break
        last += 2  # "shut the Tine, Adre and Birak markets"
    head = row[(end := _thing(sentence, last, len(row))) - 1]
    gate = not head.classes.isdisjoint(_OF_GATES) or sentence.marks.run(row[last].last - 1, "crossing_noun")
    gate = gate or head.kind != "phrase" and "article" not in row[max(0, n - 1)].classes
    return end > last + 1 and not gate  # "reopened the Medyka warehouse"


def of_a_road(row: list[Item], at: int) -> bool:
    """Whether a status only tells what a road or the like is: "cars could not pass the destroyed road"."""
    if at == 0 or at + 1 >= len(row) or "article" not in row[at - 1].classes:
        return False
    return bool(row[at + 1].classes & {"road_noun", "spot_noun"} or row[at + 1].units & {"other"})


def _beside(row: list[Item], at: int, n: int) -> bool:
    """Whether something else near a crossing or hospital is told of: "schools near the Rafah crossing are closed"."""
    held = n > 1 and "place_at" in row[n - 1 - ("article" in row[n - 1].classes)].classes
    after = n + 1 + (row[n + 1].kind == ",")
    held = held and "traffic_noun" not in row[n - 2].classes  # but "trade at Joda, after being halted, resumed"
    if held and after + 1 < at and "by" in row[after].classes and "in_progress" in row[after + 1].classes:
        return True  # "evacuations resumed at Rafah after being suspended"
    if any(i.kind in (",", "-", "(") or "relative" in i.classes for i in row[n:at]):
        return False
    m = n - 1
    while m > 0 and row[m].classes & {"article", "adjective", "direction"} and "nearby" not in row[m].classes:
        m -= 1  # but "the area surrounding the hospital is abandoned"
    if m > 1 and "post_of" in row[m].classes:
        return _beside(row, at, m)  # "the school beside the crossing at Joda"
    if m < 1 or row[m].classes.isdisjoint(("place_at", "place_in", "of", "next_to", "nearby")):
        return False
    m -= 2 * (m > 3 and row[m - 1].mention is not None and bool(row[m - 2].classes & {"from", "between"}))
    head = row[m - 1]  # "the road from Quetta to Chaman is blocked"
    if "crossing_noun" in head.classes:
        return m > 2 and _beside(row, at, m - 1)  # "the hospital near the crossing in Tine", but "the bridge at Tine"
    if "stands_for" in head.classes or any(p.sort == "status" for i in (head, row[m]) for p in i.phrases):
        return False
    return head.kind == "word" or bool(head.units or not head.classes.isdisjoint(_ELSE))


def _compound(sentence: Sentence, at: int, n: int, crossing: bool) -> bool:
    """Whether a crossing or hospital only begins a longer noun: "the Rafah crossing agreement was suspended"."""
    row, marks = sentence.items, sentence.marks
    if crossing and (end := _thing(sentence, n, at)) > n + 1:
        head, verb = row[end - 1], any(marks.run(row[end].first, name) for name in _HELPING)
        own = all(not i.classes.isdisjoint(_HELPING) for i in row[end:at])
        gate = marks.run(row[n].last - 1, "crossing_noun") > row[n].last or not head.classes.isdisjoint(_OF_GATES)
        road = end == n + 2 and "road_noun" in head.classes  # "the Masnaa road is cut"
        return own and (verb or head.kind == "phrase") and not (gate or road or head.classes & USERS)
    word = row[n + 1].kind == "word" or "resolved" in row[n + 1].classes
    word = word and not marks.tokens.raw[row[n + 1].first][0].isupper()
    return word and row[n].mention is not None and at - n > 2 and all("be" in i.classes for i in row[n + 2 : at])


def _thing(sentence: Sentence, n: int, stop: int) -> int:
    """The end of the nouns that make another thing of a gate's name: "the Torkham bazaar", "Joda transit centre"."""
    row, raw, end = sentence.items, sentence.marks.tokens.raw, n + 1
    end += end < stop and row[end].mention is not None and sentence.marks.tokens.joined(row[end].first)
    while end < stop and row[n].mention and (row[end].units or row[end].classes & _THINGS or row[end].kind == "word"):
        word = raw[row[end].last - 1]
        if row[end].kind == "word" and (word[0].isupper() or word.endswith("ly")):
            break
        end += 1
    return end


_HELPING = frozenset({"be", "have", "remain", "adverb", "perfect"})
_OF_GATES = frozenset({"crossing_noun", "crossing_word", "crossing_weak", "stands_for", "side_noun", "traffic_noun"})
_THINGS = SPOTS | _OF_GATES | set("premises area_noun building_noun road_noun adjective body_noun resolved".split())


def _of_sites(sentence: Sentence, at: int, n: int) -> bool:
    """Whether camps or schools are the subject: "two camps for those fleeing fights in Myawaddy have been closed"."""
    row = sentence.items
    while n > 3 and not sentence.marks.run(row[n].last - 1, "crossing_noun") and row[n - 2].mention is not None:
        if row[n - 1].kind != "," and "and" not in row[n - 1].classes:
            break
        n -= 2  # "schools in Tine, Metema and Adre"
    head = next((m for m in range(min(4, n)) if row[m].kind == "phrase" and row[m].units & _OTHERS), n)
    if any(i.kind == "," for i in row[head:n]) or sentence.marks.value(row[head].first, "time"):
        return False  # "After three years, the Joda crossing reopened"
    if n - head < 2 or row[n - 1].classes.isdisjoint(("place_in", "article", "place_of")):
        return False
    if "article" in row[n - 1].classes and "and" in row[n - 2].classes and not has_any(row[head:n], ("between",)):
        return False  # "schools and the Rafah crossing were closed"
    if has_any(row[n + 1 : at], ("relative",)):
        return False  # "the camps near X, which is shut"
    return all(i.classes.isdisjoint(_VERBS) and all(p.sort != "status" for p in i.phrases) for i in row[head:n])


_OTHERS = frozenset({"sites", "other", "facilities", "hospitals"})
_VERBS = frozenset({"be", "have", "remain", "speech", "stands_for", "that"})


def loose(row: list[Item], at: int, n: int, phrase: Phrase) -> bool:
    """Whether words about hospitals as a whole only touch a status: "the destruction of health facilities"."""
    if n > at:
        return phrase.status != "overwhelmed" and bool("facilities" in row[n].units)
    return sum(row[m].kind == "," for m in range(n, at)) == 1


def told_last(
    sentence: Sentence, at: int, bare: bool, memory: Memory, catalogue: Catalogue, land: Mention
) -> Mention | None:
    """The hospital told last, if "the hospital in Gaza" or, of one without a status, "the largest" may be that one."""
    told, noun = memory.points.get("facility"), sentence.marks.tokens.raw[sentence.items[at].last - 1].lower()
    its = [i for i in told.ids if catalogue.within(i, land.ids)] if told is not None else []
    if told is None or not any(noun in f"{told.text} {catalogue.places[i].name}".lower() for i in its):
        return None
    known = any(c.mention is not None and c.mention.ids == told.ids for c in memory.told)
    return told if bare or not known and "foremost" in sentence.items[at - 1].classes else None


def capital(sentence: Sentence, n: int) -> bool:
    """Whether an item is a name, or a word written as one."""
    item = sentence.items[n]
    return item.kind == "name" or item.kind == "word" and sentence.marks.tokens.raw[item.first][0].isupper()


def a_side(sentence: Sentence, at: int) -> bool:
    """Whether an item is a people's side of a gate: "the Palestinian side remains closed"."""
    row = sentence.items
    side = at > 1 and "side_noun" in row[at].classes and "article" in row[at - 2].classes
    return side and capital(sentence, at - 1) and not (at > 2 and "place_in" in row[at - 3].classes)
