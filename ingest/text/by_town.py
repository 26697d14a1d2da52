"""Crossings and hospitals that bear a town's name, or are told by it: "Torkham and Chaman", "the hospital in Goma"."""

from data.catalogue import Catalogue, Place
from ingest.text.figures import Memory
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.mistaken import a_side, told_last
from ingest.text.names import Mention
from ingest.text.nouns import HEALTH
from ingest.text.tokens import possessive, unowned

CROSSINGS = ("crossing", "port")
SORTS = ("crossing", "port", "facility")
_MOST = 12
_OWN_NOUNS = ("ports", "bridges")
_DETAIL = 10  # items between a hospital and the words that say where it is
_INSERTED = frozenset({"between", "and", "run_by", "article", "name_link", "adjective"})
_TOWARDS = frozenset({"article", "adjective", "place_of", "area_noun", "that_town", "direction", "name_link", "in"})
QUALITIES = frozenset({"adjective", "superlative", "only_word", "direction", "last"})


def bears(
    sentence: Sentence, at: int, mention: Mention, memory: Memory, catalogue: Catalogue, spoken: bool = False
) -> Mention | None:
    """The crossing that bears a town's name, where crossings are spoken of: "Torkham and Chaman are closed"."""
    row, marks = sentence.items, sentence.marks
    words = marks.lexicon.words
    head = row[_first(sentence, at)].first
    side = at > 2 and "of" in row[at - 1].classes and a_side(sentence, at - 2)  # "the Egyptian side of Rafah"
    post = side or marks.back(head, "post_of", 4) >= 0
    port = marks.back(head, "port_of", 3) >= 0
    spoken = spoken or memory.gates or "crossing" in memory.points or has_any(row, ("crossing_noun", "crossing_weak"))
    spoken = spoken or any(i.mention is not None and i.mention.sort == "crossing" for i in row)
    if not spoken and not post and not port or at + 1 < len(row) and "authority" in row[at + 1].classes:
        return None
    found = [i for noun in words.get("crossing_noun", ())[:1] for i in catalogue.find_places(f"{mention.text} {noun}")]
    last = memory.points.get("crossing")
    ports = port or last is not None and any(catalogue.places[i].kind == "port" for i in last.ids)
    own = port_of_town(sentence, mention, catalogue) if ports else None
    if len(found) == 1 and catalogue.places[found[0]].kind in CROSSINGS:
        return renamed(mention, (found[0],), "crossing")
    if own is not None:
        return own
    named = not mention.ids or mention.sort != "country"
    if not named or not (post or port):
        return None
    return renamed(mention, (), "crossing") if port else alone(sentence, at)


def port_of_town(sentence: Sentence, mention: Mention, catalogue: Catalogue) -> Mention | None:
    """The port of a town, where the catalogue has it: "Izmail"."""
    nouns = sentence.marks.lexicon.words.get("port_of", ())[:1]
    ids = [i for noun in nouns for i in catalogue.find_places(f"{noun} {mention.text}")]
    port = len(ids) == 1 and catalogue.places[ids[0]].kind == "port"
    return renamed(mention, (ids[0],), "crossing") if port else None


def _first(sentence: Sentence, at: int) -> int:
    """The first of the names that stand in a row with a name: "the ports of Izmail and Reni"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    first = n = at
    while n > max(0, at - _MOST):
        named = row[n].mention is not None or row[n].kind == "word" and raw[row[n].first][0].isupper()
        if not named and row[n].kind != "," and "and" not in row[n].classes:
            break
        first, n = n if named else first, n - 1
    return first


def headed(sentence: Sentence, at: int) -> Mention | None:
    """The crossing that a word no catalogue has names, in a row of them: "the ports of Izmail and Reni"."""
    row, marks = sentence.items, sentence.marks
    if row[at].kind != "word" or not marks.tokens.raw[row[at].first][0].isupper():
        return None
    head = row[_first(sentence, at)].first
    if marks.back(head, "port_of", 3) >= 0:
        return unlisted(sentence, at)
    return alone(sentence, at) if marks.back(head, "post_of", 4) >= 0 else None  # "the crossing at Tina"


def renamed(mention: Mention, ids: tuple[str, ...], sort: str) -> Mention:
    """A mention that means another place, with the same words."""
    return Mention("place", ids, mention.first, mention.last, mention.text, sort, False, mention.start, mention.end)


def of_town(sentence: Sentence, at: int, mention: Mention, catalogue: Catalogue, sort: str = "facility") -> Mention:
    """The hospital or crossing without a name that an item means, by its town: "the health centre at Tolo"."""
    tokens, item = sentence.marks.tokens, sentence.items[at]
    town = unowned(mention.text)
    name = f"{town} {tokens.text[tokens.starts[item.first] : tokens.ends[item.last - 1]].lower()}"
    ids = tuple(i for i in catalogue.find_places(name) if catalogue.places[i].kind == sort)
    return Mention("place", ids, item.first, item.last, name, sort, False, mention.start, mention.end)


def in_turn(sentence: Sentence, at: int, crossing: bool, catalogue: Catalogue) -> list[Mention]:
    """Hospitals or crossings that share their noun: "Al-Awda and Indonesian hospitals", "the Nemba and Ruhwa posts"."""
    tokens, item = sentence.marks.tokens, sentence.items[at]
    noun = item.classes & {"crossing_noun", "crossing_word"} if crossing else "hospitals" in item.units
    if item.mention is not None or not noun or not tokens.words[item.last - 1].endswith("s"):
        return []
    spans: list[tuple[int, int]] = []
    end = start = item.first
    if crossing and sentence.marks.run(start - 1, "frontier") == start and not tokens.raw[start - 1][0].isupper():
        end = start = start - 1  # "the Mokambo and Sakania border posts"
    while start > sentence.first and len(spans) < _MOST:
        word = tokens.raw[start - 1]
        linked = start < end and sentence.marks.run(start - 1, "name_link") and tokens.raw[start - 2][0].isupper()
        if word[0].isupper() or linked or start < end and tokens.joined(start) and word[0].isalpha():
            start -= 1
            continue
        if start == end:
            break
        spans.append((start, end))
        if word not in (",", "and"):
            break
        start = end = start - (2 if word == "and" and tokens.raw[start - 2] == "," else 1)
    if start == sentence.first < end:
        spans.append((start, end))
    named = {i.mention.first: i.mention.kind for i in sentence.items[:at] if i.mention is not None}
    if spans and named.get(spans[-1][0]) == "organisation":
        spans.pop()  # "According to the UN, Joda and Renk crossings"
    peoples = {first for first, kind in named.items() if kind == "people"}
    if len(spans) < 2 or crossing and any(first in peoples for first, _ in spans):
        return []  # "the Syrian and Lebanese border posts"
    sort = "crossing" if crossing else "facility"
    found = []
    for first, last in reversed(spans):
        if first + 1 < last and (sentence.marks.run(first, "both") or sentence.marks.run(first, "article")):
            first += 1
        begins, ends = tokens.starts[first], tokens.ends[last - 1]
        text = tokens.text[begins:ends]
        known = catalogue.find_places(f"{text} crossing" if crossing else f"{text} Hospital")
        known = known or catalogue.find_places(f"{text} {tokens.words[item.last - 1][:-1]}")  # "Odesa and Reni ports"
        ids = tuple(i for i in known if catalogue.places[i].kind in (CROSSINGS if crossing else ("facility",)))
        if crossing and not ids:
            word = tokens.words[item.last - 1]  # "Kukuryki crossing", "Reni port"
            text += f" {word[:-1] if word in _OWN_NOUNS else 'crossing'}"
        found.append(Mention("place", ids, first, last, text, sort, False, begins, ends))
    return found if crossing or any(m.ids for m in found) else []


def among(sentence: Sentence, at: int, mention: Mention, catalogue: Catalogue) -> Mention | None:
    """The hospital that a bare name means among others: "Nasser Medical Complex and Al-Aqsa"."""
    row = sentence.items
    joined = [n for n in (at - 1, at + 1) if 0 <= n < len(row) and (row[n].kind == "," or "and" in row[n].classes)]
    line = at == 0 and len(row) > 2 and row[1].kind in (":", "-") and bool(row[2].phrases)  # "Nasser: functional"
    if mention.sort == "city" and not has_class(row[max(0, at - 1) : at + 2], "and"):
        return None  # "Turkish Hospital, Khartoum"
    beside = [row[2 * n - at].mention for n in joined if 0 <= 2 * n - at < len(row)]
    if not line and not any(m is not None and m.sort == "facility" for m in beside):
        return None
    for noun in sentence.marks.lexicon.words.get("facility_noun", ())[:1]:
        ids = [i for i in catalogue.find_places(f"{mention.text} {noun}") if catalogue.places[i].kind == "facility"]
        if len(ids) == 1:
            return renamed(mention, (ids[0],), "facility")
    return None


def styled(sentence: Sentence, comma: int, crossing: bool, catalogue: Catalogue) -> tuple[int, Mention] | None:
    """A name that the words between two commas call a hospital or a crossing: "X, the largest hospital, ..."."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    start = next((m for m in range(comma - 1, max(comma - 22, 0), -1) if row[m].kind == ","), 0)
    counted = row[start + 1].quantity
    led = counted.value == 1 if counted else sentence.marks.run(row[start + 1].first, "article")
    edges, near = {"frontier", "side_noun"}, range(start + 1, min(start + 5, comma))
    border = next((n + 1 for n in near if row[n].classes & edges), 0)
    led = led or border > 0 and "on_day" in row[start + 1].classes  # "Nickelsdorf, on the Austrian border, is open"
    if start < 1 or not led and not (crossing and border and row[border].classes & {"to", "with", "between"}):
        return None
    kind = {"crossing_noun", "crossing_word", "post_of", *edges} if crossing else {"facility_noun"}
    inside = row[start + 2 : min(comma, start + 9)]
    if not any(i.classes & kind or not crossing and "hospitals" in i.units for i in inside):
        return None
    n = start - 1
    named = row[n].mention
    bare = row[n].kind == "word" and raw[row[n].first][0].isupper() and not sentence.marks.run(row[n].first, "opener")
    if not (bare if named is None else named.kind == "place"):
        return None  # "Meanwhile, the bridge, 240 metres long, was closed"
    return n, titled(sentence, n, crossing, catalogue)


def labelled(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> list[Mention] | None:
    """The hospital that a bare name begins a line with, in a list of them: "Kyeshero: working"."""
    listed = sentence.items[1].kind == ":" and "facility" in memory.just
    bare = listed and sentence.marks.tokens.raw[sentence.items[0].first][0].isupper()
    return [titled(sentence, 0, False, catalogue)] if bare else None


def titled(sentence: Sentence, at: int, crossing: bool, catalogue: Catalogue) -> Mention:
    """The hospital or crossing that a bare name means."""
    named = sentence.items[at].mention
    bare = named if named is not None else unlisted(sentence, at)
    if bare.sort in SORTS and named is not None:
        return bare
    found = catalogue.find_places(f"{bare.text} {'crossing' if crossing else 'Hospital'}")
    ids = tuple(i for i in found if catalogue.places[i].kind in (CROSSINGS if crossing else ("facility",)))
    return renamed(bare, ids if len(ids) == 1 else (), "crossing" if crossing else "facility")


def by_name(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The hospital that a sentence begins with by its bare name, after another: "Nasser, with 180 beds, is full"."""
    row, raw, n = sentence.items, sentence.marks.tokens.raw, 0
    if "facility" not in memory.points or row[0].kind != "word" and "name_link" not in row[0].classes:
        return None
    while n + 2 < len(row) and row[n + 1].kind == "word" and raw[row[n + 1].first][0].isupper():
        n += 1  # "Al-Amal", "Kwa Mai"
    if n + 2 >= len(row) or row[n + 1].kind not in (",", ":") and row[n + 1].classes.isdisjoint(("have", "be")):
        return None
    bare = titled(sentence, n, False, catalogue)
    itself = row[n + 1].kind != "," or "with" in row[n + 2].classes  # not "Ana Ruiz, its head,", but "La Paix: 98 beds"
    itself = itself and (row[n + 1].kind != ":" or "facility" in memory.just)
    return bare if bare.ids or n and itself else None


def patron(item: Item) -> bool:
    """Whether a name tells whose hospital one is: "the MSF hospital in X", "the Turkish-run clinic at Y"."""
    mention = item.mention
    return mention is not None and (mention.kind != "place" or mention.sort == "country")


def wide(place: Place) -> bool:
    """Whether a place has many hospitals, so that one of them is not filed under its name."""
    return place.kind in ("country", "territory", "admin1", "region", "area") or (place.population or 0) > 500_000


def alone(sentence: Sentence, at: int) -> Mention:
    """A crossing that the catalogue lacks and a bare name tells, with its noun: "Tudora crossing"."""
    mention, words = sentence.items[at].mention, sentence.marks.lexicon.words
    found = unlisted(sentence, at) if mention is None else renamed(mention, (), "crossing")
    if "crossing_before" not in words and "crossing_noun" in words:
        found.text += f" {words['crossing_noun'][0]}"
    return found


def unlisted(sentence: Sentence, at: int) -> Mention:
    """A crossing that the catalogue lacks, by the bare words that name it."""
    tokens, row, first = sentence.marks.tokens, sentence.items, sentence.items[at].first
    while first > max(sentence.first, row[at].first - 3) and tokens.raw[first - 1][0].isupper():
        if sentence.marks.run(first - 1, "article") or possessive(tokens.raw[first - 1]):
            break  # "The Mutukula border", "Norway's Storskog"
        first -= 1
    while at + 1 < len(row):
        link = at + 2 < len(row) and "name_link" in row[at + 1].classes and "of" not in row[at + 1].classes
        if row[at + 1 + link].kind != "word" or not tokens.raw[row[at + 1 + link].first][0].isupper():
            break
        at += 1 + link  # "Ban Khlong Luek", "Francisco de Paula Santander"
    start, end = tokens.starts[first], tokens.ends[row[at].last - 1]
    return Mention("place", (), first, row[at].last, tokens.text[start:end], "crossing", False, start, end)


def described(sentence: Sentence, at: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """A hospital or crossing told by its town: "the general hospital in Mrauk-U", "the crossing at Joda"."""
    row, marks = sentence.items, sentence.marks
    if not (row[at].classes & {"crossing_noun", "crossing_weak"} if crossing else _is_health(row[at])):
        return None
    if row[at].mention is not None or marks.tokens.raw[row[at].last - 1].endswith(("s", "aux")):
        return None
    n = _article(sentence, at, crossing)
    bare = n == at - 1 >= 0 and "definite" in row[n].classes
    town = row[n].mention if n >= (at - 1 if crossing else 0) else None
    bare_town = town is not None and town.kind == "place" and not (town.ids or town.sort)
    if town is not None and (bare_town or town.sort in ("city", "camp", "admin2")):
        return of_town(sentence, at, town, catalogue, "crossing" if crossing else "facility")  # "Tolo's only hospital"
    if any(marks.run(row[m].first, "leading_article") for m in (n, n + 1) if m >= 0):
        pass  # "the last functioning hospital", whose first words are one item
    elif n < 0 or "article" not in row[n].classes and not _owner(sentence, n):
        return None
    elif crossing and "indefinite" in row[n].classes:
        return None
    start = n if n >= 0 and marks.run(row[n].first, "article") else n + 1
    if not crossing and start > 1 and (own := _just_named(sentence, start)) is not None:
        return own
    n = _its_town(sentence, at)
    mention = row[n].mention if n else None
    if mention is None or mention.kind != "place" or mention.sort in SORTS:
        return None
    weak = crossing and "crossing_noun" not in row[at].classes
    if crossing and (named := bears(sentence, n, mention, memory, catalogue, spoken=True)) is not None or weak:
        return named
    own_name = crossing or bare and not marks.tokens.raw[mention.first][0].islower()
    if not crossing and any(catalogue.places[i].kind in ("country", "territory") for i in mention.ids):
        return told_last(sentence, at, bare, memory, catalogue, mention)
    if own_name or any(wide(catalogue.places[i]) for i in mention.ids):
        return of_town(sentence, at, mention, catalogue, "crossing" if crossing else "facility")
    return renamed(mention, mention.ids, "facility")


def _article(sentence: Sentence, at: int, crossing: bool) -> int:
    """The article or owner before a noun and its qualities; -1: the sentence begins with these."""
    row, n = sentence.items, at - 1
    while n >= 0 and at - n < 5 and not _owner(sentence, n):
        quality = row[n].kind == "word" or row[n].phrases or not row[n].classes.isdisjoint(QUALITIES)
        if not (quality or "beds" in row[n + 1].units or not crossing and patron(row[n])):
            break
        n -= 1
    return n


def _just_named(sentence: Sentence, start: int) -> Mention | None:
    """The hospital right before words that say what it is: "Lacor Hospital (40 beds), the last one in Gulu"."""
    row = sentence.items
    if row[start - 1].kind in (",", "-", "("):
        opened = (m for m in range(start - 2, max(start - 11, 0), -1) if row[m].kind == "(")
        head = row[next(opened, start - 1) - 1 if row[start - 2].kind == ")" else start - 2].mention
        if head is not None and head.sort == "facility":
            return head
    return None


def _its_town(sentence: Sentence, at: int) -> int:
    """The name of the place in which something is told to be, behind it; 0: there is none."""
    row, n = sentence.items, at + 1
    while n < len(row) and n - at < _DETAIL and "place_at" not in row[n].classes:
        if n == at + 1 and "of" in row[n].classes:
            break
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_INSERTED):
            return 0
        n += 1
    n += 1
    while n < len(row) and n - at < _DETAIL + 3 and row[n].mention is None:
        if row[n].kind != "word" and row[n].classes.isdisjoint(_TOWARDS):
            return 0
        n += 1
    return n if n < len(row) and n - at < _DETAIL + 3 else 0


def last_described(sentence: Sentence, stop: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The last hospital before an item that is told by its town."""
    row = sentence.items
    for n in range(stop - 1, 0, -1) if "facility_noun" in sentence.classes else ():
        bare = "facility_noun" in row[n].classes and row[n].mention is None
        found = (fronted(sentence, n) or described(sentence, n, False, memory, catalogue)) if bare else None
        if found is not None:
            return found
    return None


def fronted(sentence: Sentence, at: int) -> Mention | None:
    """The hospital of a town told right before it: "in Nyala, the hospital is shut"; not one that was just named."""
    row = sentence.items
    if at < 3 or not _is_health(row[at]) or sentence.marks.tokens.raw[row[at].last - 1].endswith("s"):
        return None
    first = at - 1  # the article
    while first > 2 and row[first].classes & {"superlative", "direction"}:
        first -= 1  # "in Nyala, the main hospital is shut"
    where = "where" in row[first - 1].classes  # "are in Akobo, where the only hospital has shut"
    town = first - 2 if where or row[first - 1].kind == "," else first - 1
    town -= where and row[town].kind == ","
    if row[town].mention is None and all(i.mention is None for i in row[2:at]):
        town = 1  # "In Mariupol nobody is treated; the maternity hospital lies in ruins"
    mention = row[town].mention
    placed = where or "place_at" in row[town - 1].classes
    if mention is None or town < 1 or mention.sort not in ("", "city") or not placed:
        return None
    sole = row[first].quantity is not None and sentence.marks.run(row[first].last - 1, "only_word")
    if not sole and "article" not in row[first].classes or "indefinite" in row[first].classes:
        return None
    return renamed(mention, mention.ids, "facility")


def _owner(sentence: Sentence, at: int) -> bool:
    """Whether a name says whose something is: "MSF's hospital", "Yemen's western coast"."""
    raw = sentence.marks.tokens.raw[sentence.items[at].last - 1]
    return possessive(raw) and raw[0].isupper()


def _is_health(item: Item) -> bool:
    return bool(not item.units.isdisjoint(HEALTH) or "facility_noun" in item.classes)
