"""Which crossing or hospital words mean: a name, a town that has a crossing, "it", "both gates", "the clinic in X"."""

from dataclasses import replace

from data.catalogue import Catalogue
from ingest.text.by_town import (
    CROSSINGS,
    QUALITIES,
    SORTS,
    alone,
    among,
    bears,
    described,
    fronted,
    headed,
    in_turn,
    last_described,
    port_of_town,
    renamed,
    titled,
    unlisted,
)
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, ward_of
from ingest.text.mistaken import a_side, capital
from ingest.text.names import Mention
from ingest.text.nouns import HEALTH
from ingest.text.questions import asks
from ingest.text.tokens import possessive

_TOLD = 2  # where more crossings are told in one paragraph, who crosses does so by all of them
_KEPT = 12  # so many crossings or hospitals may be meant by "all of them"
_GATES = ("crossing_noun", "crossing_word")
_POSTS, _CLAUSES = frozenset({"port_of", "post_of"}), frozenset({"and", "while", "contrast"})
_NOUNS = frozenset({"crossing_noun", "crossing_word", "facility_noun", "facility_word", "health_system"})
_POINTING = _NOUNS | {"article", "pronoun", "we", "side_noun"}  # one begins what points to a crossing or hospital


def remember(sentence: Sentence, memory: Memory, catalogue: Catalogue, found: list[Mention]) -> None:
    """Keeps the crossings and hospitals of a sentence for "the crossing" and "it" in the next; `found` had a status."""
    row = sentence.items
    placed = [(n, m) for n, i in enumerate(row) if (m := i.mention) is not None] if "name" in sentence.kinds else []
    named = [m for _, m in placed if m.sort in SORTS]
    back = sentence.marks.back
    way, asked = "by_way_of" in sentence.classes, asks(sentence)
    for n, mention in placed:
        if mention.kind != "place":
            continue
        first = row[n].first
        named_so = any([not kinds.isdisjoint(_POSTS) for kinds in sentence.marks.kinds[max(0, first - 4) : first]])
        named_so = named_so and (back(first, "port_of", 4) >= 0 or back(first, "post_of", 4) >= 0)
        if named_so or asked or way and by_way_of(row, n):
            point = bears(sentence, n, mention, memory, catalogue, spoken=True)
            named += [point] if point is not None else []
    named += [m for m in found if all(m.start != other.start for other in named)]
    if "facility_noun" in sentence.classes and all(m.sort != "facility" for m in named):
        told = last_described(sentence, len(row), memory, catalogue)
        named += [told] if told is not None else []  # "bombed a hospital in Meles. The hospital is out of service"
    if "post_of" in sentence.classes:
        named += [m for n in range(len(row)) if (m := headed(sentence, n)) is not None]  # "the crossing at Tina"
    memory.just = {}
    for mention in named:
        sort = sort_of(mention)
        memory.points[sort] = memory.just[sort] = mention
        known = memory.named.setdefault(sort, [])
        known[:] = [m for m in known if (m.ids or m.text) != (mention.ids or mention.text)][-_KEPT:]
        known.append(mention)
    gates = {m.ids or (m.text,) for m in named if m.sort in CROSSINGS}
    if gates:
        memory.passed |= gates
        memory.several = len(gates) > 1
    open_or_shut = any(m.sort in CROSSINGS for m in found)  # but not "Joussieh was hit"
    memory.gate = sentence.span.paragraph if open_or_shut and len(memory.passed) <= _TOLD else -1
    memory.just_in = sentence.span.paragraph


def begin(heads: list[Sentence], body: list[Sentence], memory: Memory) -> None:
    """Keeps the crossing and the hospital that a title names, or a text alone, for "the crossing" in the text."""
    for mention in (i.mention for s in heads for i in s.items):
        if mention is not None and mention.sort in SORTS:
            memory.points[sort_of(mention)] = replace(mention, first=-1, last=-1)
    memory.gates = any(not s.classes.isdisjoint(("crossing_noun", "crossing_word", "frontier")) for s in heads)
    if "crossing" in memory.points and memory.points["crossing"].ids:
        return  # but "strategic border crossing reopens"
    mentions = [s.items[n].mention for s in body for n in s.named]
    named = {m.ids or (m.text,): m for m in mentions if m is not None and m.sort in CROSSINGS}
    if len(named) == 1:
        memory.points["crossing"] = replace(next(iter(named.values())), first=-1, last=-1)


def meant(sentence: Sentence, at: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> list[Mention] | None:
    """What an item means of which a status may be said; []: a place's hospitals as a whole; None: nothing such."""
    item = sentence.items[at]
    mention = item.mention
    if mention is not None and mention.kind == "place":
        body = mention.sort == "crossing" and has_any(sentence.items[at + 1 : at + 2], ("authority", "body"))
        if mention.sort in SORTS and (body or _owns(sentence, at, mention) or _a_town(sentence.items, at)):
            return None  # "Ukraine's border service"
        front = start if (start := sentence.marks.back(item.first, "article", 1)) >= 0 else item.first
        wholly = not at or not sentence.items[at - 1].has_role("around")
        if not crossing and (ward_of(sentence, at) or wholly and sentence.marks.back(front, "facility_part", 4) >= 0):
            return None  # "the maternity wing of Al-Nao Hospital", "part of the Abs hospital"
        if mention.sort not in SORTS:
            placed = at and "place_at" in sentence.items[at - 1].classes
            moves = at == 1 and crossing and has_class(sentence.items[3:5], "traffic_noun")
            if placed and not moves and not sentence.marks.run(item.first - 1, "of"):
                return None  # "markets in Rafah", but "At Rafah, trade has resumed"
            if at and "place_of" in sentence.items[at - 1].classes:
                return None  # "camps near the town of Myawaddy"
            if not crossing and _its_own(sentence, at, memory):
                return [renamed(mention, mention.ids, "facility")]
            named = bears(sentence, at, mention, memory, catalogue, moves) if crossing else None
            named = named or _short(sentence, at, memory, "crossing" if crossing else "facility")
            if named is None and not crossing:
                named = among(sentence, at, mention, catalogue)
            return [named] if named is not None else None
        return [mention] if (mention.sort != "facility") == crossing else None
    if crossing and (named := headed(sentence, at)) is not None:
        return [named]
    if "both" in item.classes and has_class(sentence.items[at + 1 : at + 2], "be"):
        return _several(sentence, at + 1, memory, "crossing" if crossing else "facility") or None
    lone = item.quantity is not None and item.quantity.value == 1
    lone = lone and (crossing or not has_number(sentence.items[:at]))  # "two of three work, and one, in Juli, does not"
    if (lone or item.classes & {"that", "that_of"}) and at + 2 < len(sentence.items):
        return [other] if (other := _the_one(sentence, at, crossing, memory, catalogue)) is not None else None
    bare = item.classes.isdisjoint(_NOUNS) and item.units.isdisjoint(HEALTH)
    if bare and sentence.marks.kinds[item.first].isdisjoint(_POINTING):
        short = _short(sentence, at, memory, "crossing" if crossing else "facility")
        if short is None and crossing and capital(sentence, at) and not sentence.marks.tokens.raw[item.first].isupper():
            short = bears(sentence, at, unlisted(sentence, at), memory, catalogue)
        return [short] if short is not None else None
    if crossing and (border := _between(sentence, at, memory, catalogue)) is not None:
        return [border]
    if several := in_turn(sentence, at, crossing, catalogue):
        return several
    if crossing and (local := _local(sentence, at, memory, catalogue)) is not None:
        return [local]
    if not crossing and (by_town := fronted(sentence, at)) is not None:
        return [by_town]
    if spoken := spoken_of(sentence, at, memory, crossing, catalogue):
        return spoken
    if (one := described(sentence, at, crossing, memory, catalogue)) is not None:
        return [one]
    return [] if not crossing and _whole(sentence, at) else None


def _between(sentence: Sentence, at: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing that two towns tell: "the border between Narva and Ivangorod"."""
    row, run, tokens = sentence.items, sentence.marks.run, sentence.marks.tokens
    first = row[at].first
    border = "frontier" in row[at].classes or run(first, "frontier")
    n = at + (not run(row[at].last - 1, "between"))
    noun = border or run(first, "crossing_noun") or run(first, "crossing_weak")
    if not noun or n + 3 >= len(row) or not run(row[n].last - 1, "between"):
        return None
    link = next((m for m in range(n + 2, min(n + 5, len(row))) if "and" in row[m].classes), len(row) - 1)
    end = next((m for m in range(link + 1, len(row)) if not capital(sentence, m)), len(row))
    if end == link + 1 or not all(capital(sentence, m) for m in range(n + 1, link)):
        return None
    towns = [m for i in row[n + 1 : end] if (m := i.mention) is not None]
    if any(m.kind != "place" or m.sort in ("country", "territory", "facility") for m in towns):
        return None
    lands = [[m.ids[0], *catalogue.ancestors(m.ids[0])][-1] for m in towns if m.ids]
    bridge = not border and run(first, "spot_noun") and not memory.gates and "crossing" not in memory.points
    if len(lands) == 2 and lands[0] == lands[1] or bridge and len(lands) < 2:
        return None  # "the bridge between Tyre and Sidon"
    for at in (n + 1, link + 1):
        if (found := titled(sentence, at, True, catalogue)).ids:
            return found
    text, first, last = tokens.text, row[n + 1].first, row[end - 1].last
    start, stop = tokens.starts[first], tokens.ends[last - 1]
    both = f"{text[start : tokens.ends[row[link - 1].last - 1]]}-{text[tokens.starts[row[link + 1].first] : stop]}"
    name = f"{both} {sentence.marks.lexicon.words['crossing_noun'][0]}"
    return Mention("place", (), first, last, name, "crossing", False, start, stop)


def _owns(sentence: Sentence, at: int, mention: Mention) -> bool:
    """Whether something of a hospital is told, and not the hospital: "destroyed Al-Amal Hospital's infrastructure"."""
    row = sentence.items
    if mention.text[-2:] not in ("'s", "’s") or at + 1 >= len(row):
        return False
    return row[at + 1].kind in ("word", "phrase") and all(p.sort != "status" for p in row[at + 1].phrases)


def _a_town(row: list[Item], at: int) -> bool:
    """Whether a crossing's name only tells which town is meant: "Metema border town"."""
    town = at + 2 < len(row) and {"area_noun", "named_noun"} <= row[at + 1].classes and not row[at + 1].units
    return town and row[at + 2].classes.isdisjoint(_GATES)  # but "Metema border town's crossing"


def _its_own(sentence: Sentence, at: int, memory: Memory) -> bool:
    """Whether a town's hospital is told by the town alone, behind another's: "Oleshky's is flooded"."""
    row = sentence.items
    if at + 1 >= len(row) or not possessive(sentence.marks.tokens.raw[row[at].last - 1]):
        return False
    spoken = "facility" in memory.just or any("facility_noun" in i.classes for i in row[:at])
    return spoken and (has_any(row[at + 1 : at + 2], ("be", "have", "remain")) or row[at + 1].has_role("before"))


def by_way_of(row: list[Item], n: int) -> bool:
    """Whether people or goods go through a place: "by way of Belladère and Ouanaminthe"."""
    for item in reversed(row[:n]):
        if item.mention is None and item.kind != "," and item.classes.isdisjoint(("and", "article")):
            return "by_way_of" in item.classes
    return False


def _the_one(sentence: Sentence, at: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """Another hospital or crossing that is told by its town alone: "the one at Mweso", "and that in Kass"."""
    row = sentence.items
    be = next((m for m in range(at - 1, max(at - 4, 0), -1) if row[m].quantity is None and not _alone(sentence, m)), 0)
    named = row[be - 1].mention if be > 0 and "be" in row[be].classes else None
    if named is not None and named.sort in SORTS and (named.sort != "facility") == crossing:
        return named  # "Kora Hospital is the only one in Tolo that works"
    n = at + 1 + (row[at + 1].kind == ",")
    noun, sort = ("crossing_noun", "crossing") if crossing else ("facility_noun", "facility")
    spoken = any(noun in i.classes or i.mention is not None and i.mention.sort == sort for i in row[:at])
    n += 1 - (whose := "that_of" in row[at].classes)  # "that of Askeran"
    town = row[n].mention if n < len(row) and (whose or "place_at" in row[n - 1].classes) else None
    if town is None or town.kind != "place" or town.sort in SORTS or not (spoken or sort in memory.just):
        return None
    if crossing:
        return bears(sentence, n, town, memory, catalogue, spoken=True) or alone(sentence, n)
    return renamed(town, town.ids, "facility")


def _alone(sentence: Sentence, n: int) -> bool:
    run, last = sentence.marks.run, sentence.items[n].last - 1
    return bool(run(last, "only_word") or run(last, "last") or run(last, "article"))


def sort_of(mention: Mention) -> str:
    """What a mention is: "facility" for a hospital, "crossing" for a crossing or a port."""
    return "facility" if mention.sort == "facility" else "crossing"


def _local(sentence: Sentence, at: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing of the town that a sentence or clause begins with: "In Dajabón, the gate remains shut"."""
    row, run = sentence.items, sentence.marks.run
    where = at > 4 and "where" in row[at - 2].classes and row[at - 3].kind == ","  # "at Gaya, where the bridge is shut"
    first = at - 3 - (at > 3 and row[at - 2].kind == ",") - 2 * where  # "and at Chaman the gate is open"
    where = where and ("spot_noun" not in row[at].classes or has_class(row[at + 1 : at + 2], "place_to"))
    parted = first > 1 and (row[first - 1].kind in (";", ",") or not row[first - 1].classes.isdisjoint(_CLAUSES))
    first = first if (where or parted) and row[first + 1].mention is not None else 0
    framed = "place_at" in row[first].classes and (at == first + 3 or at > first + 3 and row[first + 2].kind == ",")
    article = row[at - 1].classes if framed else frozenset()  # "At Roseau the port"
    definite = "article" in article and "indefinite" not in article
    definite = definite and "facility_part" not in row[at].classes  # "the gate of the university"
    town = row[first + 1].mention if definite and any(run(row[at].first, name) for name in _GATES) else None
    told = (m for i in row[first + 2 : at] if (m := i.mention) is not None)
    if town is None or town.kind != "place" or any(m.sort in SORTS for m in told):
        return None
    near = where or at < first + 5 or row[at - 2].kind == ","
    near = near and town.sort not in ("country", "territory", "facility")
    found = bears(sentence, first + 1, town, memory, catalogue, spoken=True)
    return found or (renamed(town, (), "crossing") if near else None)


def spoken_of(sentence: Sentence, at: int, memory: Memory, crossing: bool, catalogue: Catalogue) -> list[Mention]:
    """The crossings or hospitals that "the crossing", "both gates", "the hospital" or "it" mean: those last named."""
    row = sentence.items
    sort = "crossing" if crossing else "facility"
    ours = at > 0 and sentence.marks.run(row[at - 1].first, "our") and "facility_noun" in row[at].classes
    ours = ours or (not crossing or list(memory.just) == [sort]) and sentence.marks.run(row[at].first, "we") > 0
    if ours:
        speaker = next((m for i in row[at:] if (m := i.mention) is not None and m.sort == sort), memory.just.get(sort))
        return [speaker] if speaker is not None else []
    if sentence.marks.run(row[at].first, "pronoun") or crossing and a_side(sentence, at):
        named = [i.mention for i in row[:at] if i.mention is not None and i.mention.sort in SORTS]
        if not crossing and not named and (one := last_described(sentence, at, memory, catalogue)) is not None:
            return [one]
        told = [m for m in memory.said if m.start >= sentence.span.start and m.sort in CROSSINGS]
        last = told[-1] if crossing and told else named[-1] if named else memory.just.get(sort)
        return [last] if last is not None and sort_of(last) == sort else []
    noun, own_article = row[at].first, False
    if sentence.marks.run(noun, "article") == noun + 1 < row[at].last:
        noun, own_article = noun + 1, True  # "the port" as one item
    elif sentence.marks.run(noun, "told_noun") == row[at].last:  # "المعبر", and "лікарня" with no name behind
        own_article = not has_kind(row[at + 1 : at + 2], "word", "name", '"', "quantity")
    names = _GATES if crossing else ("facility_noun", "facility_word")
    end = next((e for name in names if (e := sentence.marks.run(noun, name))), 0)
    there = "frontier" in row[at].classes and has_class(row[max(0, at - 3) : at], "on_day")  # "on the Austrian border"
    if not end or there or row[at].mention is not None or "post_of" in row[at].classes:
        return []
    if sentence.marks.tokens.raw[end - 1].endswith("s"):
        return _several(sentence, at, memory, sort)
    before = at - 1
    while before > 0 and at - before < 4 and (i := row[before]):
        if i.kind != "word" and not i.phrases and i.classes.isdisjoint(QUALITIES):
            break
        before -= 1
    if any(sentence.marks.run(row[n].first, "another_one") for n in range(before + 1, at)):
        return []  # "the smaller gate"
    definite = before >= 0 and sentence.marks.run(row[before].last - 1, "article")  # "through the", "in this"
    definite = definite and "indefinite" not in row[before].classes
    if not own_article and (not definite or before < at - 1 and not crossing):
        only = memory.points.get(sort) if crossing and 0 <= before < at - 1 else None
        # "a key crossing": the one that the text names
        return [] if only is None or only.first >= 0 or "indefinite" not in row[before].classes else [only]
    if at + 1 < len(row) and (row[at + 1].units or not row[at + 1].classes.isdisjoint(("authority", "body"))):
        return []  # "the border guards"
    if at + 1 < len(row) and not row[at + 1].classes.isdisjoint(("place_at", "of")) and not row[at + 1].phrases:
        if at + 2 < len(row) and (row[at + 2].mention or sentence.marks.tokens.raw[row[at + 2].first][0].isupper()):
            return []  # "the hospital in Mrauk-U"
    here = [m for i in row[:at] if (m := i.mention) is not None and m.sort in SORTS and sort_of(m) == sort]
    here = here or [m for m in memory.said if m.start >= sentence.span.start and sort_of(m) == sort]
    known = here[-1] if here else memory.points.get(sort)
    if known is None and not crossing and row[0].kind == '"' in [i.kind for i in row[at:]]:
        known = next((m for i in row[at:] if (m := i.mention) is not None and m.sort == "facility"), None)
    own = not crossing and end - noun > 1 and sentence.marks.run(end - 1, "facility_noun")
    if known is not None and own and sentence.marks.tokens.words[noun] not in known.text.lower():
        return []  # "South Hospital was shut. The paediatric hospital"
    if known is not None and not here and sentence.marks.run(noun, "crossing_weak") == end:
        if not sentence.marks.back(known.last, "crossing_weak") >= 0 and "crossing" not in memory.just:
            return []
    if crossing and sentence.marks.run(noun, "harbour") == end:
        towns = (m for i in reversed(row[:at]) if (m := i.mention) is not None and m.kind == "place")
        if own_port := next((p for m in towns if (p := port_of_town(sentence, m, catalogue)) is not None), None):
            return [own_port]  # "Izmail was hit again, but the port is loading ships"
        if known is not None and any(catalogue.places[i].kind == "crossing" for i in known.ids):
            return []  # "Joda crossing is open. The port is shut"
    return [known] if known is not None else []


def _several(sentence: Sentence, at: int, memory: Memory, sort: str) -> list[Mention]:
    """What "both crossings", "all three gates" and "the crossings" mean."""
    row = sentence.items
    here = [i.mention for i in row[:at] if i.mention is not None and i.mention.sort in SORTS]
    known = [*memory.named.get(sort, ()), *(m for m in here if sort_of(m) == sort)]
    count = 2 if has_class(row[max(0, at - 2) : at], "both") else 0
    n = next((n for n in range(at - 1, max(at - 4, 0), -1) if row[n].quantity is not None), 0)
    if n and (quantity := row[n].quantity) is not None:
        count = int(min(quantity.value, _KEPT)) if row[n - 1].classes & {"all", "article"} else -1
    if count > 1:
        return known[-count:] if len(known) >= count else []
    article = has_class(row[max(0, at - 2) : at], "article")
    if count == 0 and article and sentence.marks.run(row[at].first, "gates"):
        return known[-1:]  # "the gates were reopened": of the crossing
    recent = [m for m in memory.named.get(sort, ()) if m is memory.just.get(sort)]
    return known[-2:] if count == 0 and article and recent and len(known) == 2 else []


def _short(sentence: Sentence, at: int, memory: Memory, sort: str) -> Mention | None:
    """The hospital or crossing that was named in full before: "Al-Amal" after "Al-Amal Hospital"."""
    tokens, item = sentence.marks.tokens, sentence.items[at]
    word = tokens.words[item.first]
    whose = possessive(tokens.raw[item.last - 1])  # "Mandalay's airport"
    if item.kind not in ("word", "name") or not tokens.raw[item.first][0].isupper() or len(word) < 3 or whose:
        return None
    if item.mention is not None and item.mention.kind != "place":
        return None
    following = tokens.raw[item.last] if item.last < len(tokens) else ""
    for mention in reversed(memory.named.get(sort, [])):
        words = tokens.words[mention.first : mention.last]
        other = item.mention is not None and not {*tokens.words[item.first : item.last]} <= {*words}  # "South Darfur"
        if not other and word in words[:2] and mention.first < item.first and (words[0] == word or len(words[0]) < 4):
            if not following[:1].isupper() or tokens.words[item.last] in words:
                return mention
    return None


def _whole(sentence: Sentence, at: int) -> bool:
    """Whether a noun means a place's hospitals as a whole: "hospitals", "the health system"."""
    row = sentence.items
    item = row[at]
    if item.units.isdisjoint(HEALTH):
        return bool("health_system" in item.classes)
    if row[-1].kind == ":":
        return False  # the head of a list
    if at + 1 < len(row) and (row[at + 1].quantity is not None or row[at + 1].classes & {"others", "whom"}):
        return False  # "les hôpitaux restants", "the hospitals that have closed"
    if has_kind(row[at + 1 : at + 2], "(") and has_number(row[at + 2 : at + 3]):
        return False  # "hospitals (12) are closed"
    for n in range(at - 5, max(at - 9, -1), -1):  # "a third of drought-hit Somalia's clinics"
        if row[n].quantity and all(i.kind != "," and i.classes.isdisjoint(("be", "have")) for i in row[n:at]):
            return False
    for n in range(max(0, at - 4), at):
        few = "few" in row[n].classes and n and "leading_article" in row[n - 1].classes  # "the few remaining hospitals"
        one = "indefinite" in row[n].classes and "of" in row[n + 1].classes  # "one of the last hospitals"
        some = not few and not row[n].classes.isdisjoint(("several", "those", "negation", "number_of"))
        if some or one or row[n].quantity:
            return False
    named = at > 0 and row[at - 1].mention is not None
    owned = has_any(row[at + 1 : at + 2], ("of", "place_in")) and any(i.mention for i in row[at + 2 : at + 3])
    if at > named and "article" in row[at - 1 - named].classes and not owned:  # but "the hospitals of Port Sudan"
        return False
    words = sentence.marks.tokens.words
    plural = words[item.first].endswith("s") or words[item.last - 1].endswith("s")
    plural = plural or has_class(row[max(0, at - 3) : at], "every")  # "every hospital in Tolo is shut"
    return plural or bool("health_system" in item.classes)
