"""A whole text made ready: its sentences with all that the stages find, and what its title and beginning say."""

from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from datetime import date

from data.catalogue import Catalogue
from data.lexicon import Lexicon
from ingest.text import names, numbers, periods
from ingest.text.asides import ASIDE, without_asides
from ingest.text.days import Period
from ingest.text.gazetteer import Gazetteer, gazetteer, uncapitalise
from ingest.text.grouped import group
from ingest.text.items import Item, Sentence, has_kind, items
from ingest.text.marks import Marks, look_up
from ingest.text.names import Mention
from ingest.text.overview import overview
from ingest.text.quantities import Quantity
from ingest.text.scene import POINTS, Known, Scene, Where, country, find_strangers, key_of, settle, vote, written
from ingest.text.segment import segment
from ingest.text.series import tabled
from ingest.text.spelled import one_at, one_of_them
from ingest.text.tokens import Folder, first_at, tokenise
from ingest.text.usable import acronym, attacks, of_body, usable

_WIDE = 25  # so long is at least a line that goes on in the next
_PLACING = frozenset({"place_at", "place_in", "of"})
_SPREAD = ("displacement.", "food.", "people in need")
_OF_THE_WORLD = 1e7  # so many people are told of without a place where they are those of the world
MENTIONS = 3  # so often must a text name the place of its title for its figures to be that place's
_SIDES = frozenset(
    "far upper lower grand extrême north south east west central northern southern eastern western northeast northwest"
    " southeast southwest nord sud est ouest centre norte sur este oeste region province district state".split()
)  # of which names are made that many countries have: "Far North", "Eastern Province"

_folders: dict[tuple[str, str, str], Folder] = {}


def folder(lexicon: Lexicon, known: Gazetteer) -> Folder:
    """The folding of words for a language and a catalogue's names; kept, as it remembers words."""
    key = lexicon.lang, str(known.catalogue.folder), known.catalogue.hash
    if key not in _folders:
        if len(_folders) > 12:
            _folders.clear()
        _folders[key] = Folder(lexicon, frozenset(known.words))
    return _folders[key]


def sentences(
    text: str,
    lexicon: Lexicon,
    catalogue: Catalogue,
    published: date | None,
    around: date | None = None,
    covered: Period | None = None,
) -> list[Sentence]:
    """The sentences of a text with everything found in them; `around`: a day near which it was written.

    `covered`: the days that its title says it is of.
    """
    known = gazetteer(catalogue)
    tokens = tokenise(text, folder(lexicon, known))
    marks = look_up(tokens, lexicon)
    uncapitalise(known, marks)
    spans = segment(tokens.text, lexicon)
    for span in spans:
        line = tokens.text[span.start : span.end]
        if line.find("\n") >= _WIDE:  # only a narrow page has broken it
            tokens.text = tokens.text[: span.start] + line.replace("\n", " ") + tokens.text[span.end :]
    dates = periods.find(marks, published, around, covered)
    taken = frozenset(n for p in dates for n in range(p.first, p.last))
    counts = numbers.find(marks, taken)
    mentions = names.find(marks, known, taken.union(n for q in counts for n in range(q.front, q.last)))
    _name_shortly(mentions)
    mentions += _groups(marks, counts)
    counts += [one_at(tokens, m.first - 1) for m in mentions if m.kind == "people" and one_of_them(marks, m)]
    by_period = {p.first: p for p in dates}
    by_count = {q.front: q for q in counts}
    by_name = {m.first: m for m in mentions}
    begun = frozenset((*by_period, *by_count, *by_name))
    found = []
    for span in spans:
        first, last = first_at(tokens, span.start), bisect_left(tokens.starts, span.end)
        if (opened := marks.run(first, "opener")) and opened + 1 < last and tokens.words[opened] == ",":
            first = opened + 1  # "Meanwhile, in Boa"
        if first < last:
            row = items(marks, first, last, by_count, by_period, by_name, begun)
            sentence = Sentence(span, marks, first, last, row)
            if not sentence.classes.isdisjoint(ASIDE) and (kept := without_asides(row)) is not row:
                sentence = Sentence(span, marks, first, last, kept)
            for n in sentence.named:
                if (mention := sentence.items[n].mention) is not None and mention.sort == "facility" and mention.ids:
                    sentence.items[n].mention = _of_its_town(sentence.items, n, mention, catalogue)
            found.append(sentence)
    return found


def _of_its_town(row: list[Item], at: int, mention: Mention, catalogue: Catalogue) -> Mention:
    """A named hospital; as written where a town is told that is not its own: "in Nyala, the Turkish Hospital"."""
    before = at - 1 - ("article" in row[at - 1].classes)
    while before > 2 and row[before].kind == row[before - 2].kind == "," and row[before - 1].mention is not None:
        before -= 2  # "In Nyala, South Darfur, the"
    told = row[before - 1] if before > 1 and row[before].kind == "," and "place_at" in row[before - 2].classes else None
    if told is None and at + 2 < len(row) and "place_at" in row[at + 1].classes:
        told = row[at + 2]
    town = told.mention if told is not None else None
    if town is None or not town.ids or town.sort in POINTS:
        return mention
    above = {p for t in town.ids for p in catalogue.ancestors(t) if catalogue.places[p].kind != "country"}
    its = (i for i in mention.ids if catalogue.within(i, (*town.ids, *above)))  # and "Al-Shifa Hospital in north Gaza"
    return replace(mention, ids=tuple(its))


def _name_shortly(mentions: list[Mention]) -> None:
    """Takes the bare name of a hospital that was told with its noun for that hospital: "shelling near Nasser"."""
    known: dict[str, Mention] = {}
    for mention in mentions:
        if mention.sort == "facility" and mention.ids:
            known.setdefault(mention.text.partition(" ")[0], mention)
        elif mention.kind == "place" and not mention.ids and not mention.sort and mention.text in known:
            mention.ids, mention.sort = known[mention.text].ids, "facility"


def _groups(marks: Marks, counts: list[Quantity]) -> list[Mention]:
    """Groups of countries without a name, "in 20 countries": places as written, and no quantities."""
    found = []
    tokens = marks.tokens
    for quantity in list(counts):
        if marks.back(quantity.front, "place_in", 3) >= 0 and (end := _countries(marks, quantity.last)):
            start, stop = tokens.starts[quantity.first], tokens.ends[end - 1]
            text = tokens.text[start:stop]
            found.append(Mention("place", (), quantity.first, end, text, start=start, end=stop))
            counts.remove(quantity)
    return found


def _countries(marks: Marks, at: int) -> int:
    """The end of "countries", and of the words before it: "war-torn countries and territories"; 0: there is none."""
    tokens = marks.tokens
    for noun in range(at, min(at + 5, len(tokens))):  # words before "countries" that say which
        if end := marks.run(noun, "country_noun"):
            more = marks.run(end, "and") if end < len(tokens) else 0
            end = (marks.run(more, "area_noun") if more and more < len(tokens) else 0) or end
            inside = marks.run(end, "place_in") if end < len(tokens) else 0
            named = noun > at and 0 < inside < len(tokens) and tokens.raw[inside][0].isupper()
            return 0 if named else end  # "nine host countries in Europe" have a name
        if not tokens.raw[noun][0].isalpha() and not tokens.joined(noun) or marks.run(noun, "of"):
            return 0
        if marks.run(noun, "place_in") or any(e.units for _, e in marks.at[noun]):
            return 0
    return 0


def scene(heads: list[Sentence], body: list[Sentence], catalogue: Catalogue, crisis_id: str | None) -> Scene:
    """The place that the document is about, and the countries that it speaks of."""
    found = Scene(catalogue)
    crisis = catalogue.crises.get(crisis_id or "")
    for place_id in crisis.places if crisis else ():
        place = catalogue.places[place_id]
        found.countries[place.iso3 or ""] += 6
    named: Counter[str] = Counter()
    sides: set[str] = set()
    for sentence in (*heads * 5, *body):
        for n in sentence.named:
            mention = sentence.items[n].mention
            if mention is not None and mention.kind in ("place", "people"):
                if of_body(sentence.items, n) or len(mention.text) == 4 and acronym(sentence.items, n):
                    continue  # "a conference in Geneva", "the relief agency (NEMA)"
                vote(found, mention, 0.5 if mention.kind == "people" else 1.0)
                if mention.kind == "place" and len(mention.ids) == 1:
                    named[mention.ids[0]] += 1
                    if _SIDES.issuperset(mention.text.lower().replace("-", " ").split()):
                        sides.add(mention.ids[0])
    find_strangers(found, named, frozenset(sides))
    _mark_dateline(body)
    overview(found, heads, body)
    listed = False
    titled = _weights(found, heads, True)
    if weights := titled or _weights(found, body, False):
        best = max(weights, key=lambda key: weights[key][0])
        found.main = written(found, weights[best][1])
        if titled:
            found.titled = True
            largest = found.main
            found.main = _smallest(found, found.main, [m for _, m in weights.values()])
            listed = found.main is not largest and _apposed(heads)
        else:
            found.main = country(found, found.main)
        if found.main is not None and found.sort(found.main) == "point":
            found.main = country(found, found.main)
        if not listed and not _of_a_report(found, heads):
            found.main = _spoken_of(found, found.main)
        found.main = _territory(found, found.main, body)
    if found.titled and (several := _together(found, heads)) is not None:
        found.main, found.titles = several, frozenset({key_of(several)})
    else:
        _name_titles(found, heads)
    if not found.titled and _of_the_world(heads, body, found.main is None):
        if world := catalogue.find_places("World"):
            found.main = Where(world[0], catalogue.places[world[0]].name, "inferred")
    home = catalogue.places[found.main.place_id].iso3 if found.main is not None and found.main.place_id else None
    for told in found.whole.values():
        own = catalogue.places.get(told.place.place_id or "")
        told.scene = told.scene and (home is None or own is None or own.iso3 == home)
    if found.main is None and crisis and crisis.places:
        place = catalogue.places[crisis.places[0]]
        found.main = Where(place.place_id, place.name, "inferred")
    return found


def _together(found: Scene, heads: list[Sentence]) -> Where | None:
    """The two or three places of one sort that a title begins with: "Chad, Niger and northern Benin: Floods"."""
    for sentence in heads[:1]:
        first = sentence.items[0].mention
        if first is None or first.kind != "place" or first.sort in POINTS:
            return None
        place = group(found, sentence, 0)
        end = next((n for n, i in enumerate(sentence.items) if i.kind in (":", "-", "(")), 0)
        if place.text and place.place_id is None and place.text != first.text and end:
            return place
    return None


def _of_the_world(heads: list[Sentence], body: list[Sentence], placeless: bool) -> bool:
    """Whether a text is of the whole world: "globally", "Global" in its title, or no place and a number so large."""
    if any(not sentence.classes.isdisjoint(("worldwide", "world_word")) for sentence in heads):
        return True
    told = (s for s in body if placeless and any(p.keys[0].startswith(_SPREAD) for i in s.items for p in i.phrases))
    counts = (q for s in told for i in s.items if (q := i.quantity) is not None and q.kind == "count")
    large = any(quantity.value >= _OF_THE_WORLD for quantity in counts)
    return large or any("worldwide" in sentence.classes for sentence in body[:2])


def _name_titles(found: Scene, heads: list[Sentence]) -> None:
    """Takes the places of the title up as told before the text."""
    for sentence in heads:
        for n, item in enumerate(sentence.items):
            if item.mention is None or item.mention.kind != "place" or not usable(sentence.items, n, frozenset()):
                continue
            place = written(found, item.mention)
            if place.place_id or item.mention.part:
                found.titles |= {key_of(place)}
                found.known.setdefault(key_of(place), Known(place, found.sort(place)))


def _weights(found: Scene, part: list[Sentence], title: bool) -> dict[str, tuple[float, Mention]]:
    """How much each place of a title or a text counts, by id; attackers and places of writing count nothing."""
    weights: dict[str, tuple[float, Mention]] = {}
    votes = max(1.0, found.countries.total())
    for number, sentence in enumerate(part):
        row = sentence.items
        for n in sentence.named:
            mention = row[n].mention
            if mention is None or mention.kind not in ("place", "people") or mention.sort in ("facility", "capital"):
                continue
            following = row[n + 1].classes if n + 1 < len(row) else frozenset()
            if "authority" in following or of_body(row, n) or len(mention.text) == 4 and acronym(row, n):
                continue
            if title and attacks(row, n):
                continue
            if "superlative" in following and all(not found.catalogue.places[i].iso3 for i in mention.ids):
                continue  # "the world's worst storm"
            value = 1 / (1 + number / 4)
            if mention.kind == "people":
                value *= 0.5 if title else 0.2
            if mention.sort in ("crossing", "port"):
                value *= 0.5
            if n and "from" in row[n - 1].classes:
                value *= 0.3
            elif n and not row[n - 1].classes.isdisjoint(_PLACING) or n + 1 < len(row) and row[n + 1].kind == ":":
                value *= 1.3
            spoken = max((found.countries[found.catalogue.places[i].iso3 or ""] for i in mention.ids[:3]), default=0.0)
            value *= 1 + spoken / votes
            if title and not mention.ids and not mention.part:
                town = found.catalogue.find_places(mention.text.rpartition(" ")[0]) if not mention.sort else []
                if len(town) != 1:
                    continue
                mention = replace(mention, ids=tuple(town), text=found.catalogue.places[town[0]].name)  # "Jos airport"
            key = settle(found, mention) or mention.text
            weights[key] = weights.get(key, (0.0, mention))[0] + value, mention
    return weights


def _smallest(found: Scene, main: Where, others: list[Mention]) -> Where:
    """The one smaller place that a title names inside its largest: "Colombia: Catatumbo, humanitarian impact"."""
    if main.place_id is None:
        return main
    inside = []
    for mention in others:
        place_id = settle(found, mention)
        if place_id and mention.kind == "place" and main.place_id in found.above(place_id):
            inside.append(mention)
    return written(found, inside[0]) if len(inside) == 1 else main


def _apposed(heads: list[Sentence]) -> bool:
    """Whether a title sets two places beside each other, the larger and then the smaller: "Colombia: Catatumbo"."""
    for sentence in heads:
        row = sentence.items
        for one, sign, other in zip(row, row[1:], row[2:], strict=False):
            if one.mention and other.mention and sign.kind in (":", ",", "-") and other.mention.kind == "place":
                return True
    return False


def _spoken_of(found: Scene, main: Where | None) -> Where | None:
    """The place of the title where the text goes on speaking of it, or of no other of its country; else its country."""
    if main is None:
        return None
    told = found.whole.get(key_of(main))
    return main if told is not None and told.times >= MENTIONS or _alone(found, main) else country(found, main)


def _of_a_report(found: Scene, heads: list[Sentence]) -> bool:
    """Whether the place of a title is that of a report: "Situation Report: Floods, Sofala", and no mere side."""
    main = found.main.text.lower().split() if found.main is not None else []
    sides = heads[0].marks.lexicon.words.get("direction", ()) if heads else ()
    return bool(main) and main[0] not in sides and any("numbered" in sentence.classes for sentence in heads)


def _alone(found: Scene, main: Where) -> bool:
    """Whether a text names no place of a country but one, and what holds it."""
    if main.place_id is None:
        return False
    own = found.catalogue.places[main.place_id].iso3
    around = {main.place_id, *found.above(main.place_id)}
    for told in found.whole.values():
        if told.spoken == told.times or told.point:
            continue
        place = found.catalogue.places.get(told.place.place_id or "")
        if place is None or place.place_id not in around and place.iso3 == own:
            return False
    return True


def _territory(found: Scene, main: Where | None, body: list[Sentence]) -> Where | None:
    """The territory that a text speaks of most, where it is about a country of several territories."""
    catalogue = found.catalogue
    if main is None or main.place_id is None or catalogue.places[main.place_id].kind != "country":
        return main
    counts: dict[str, int] = {}
    for sentence in body:
        for n in sentence.named:
            mention = sentence.items[n].mention
            if mention is None or not (place_id := settle(found, mention)):
                continue
            for i in (place_id, *found.above(place_id)):
                place = catalogue.places[i]
                if place.kind == "territory" and place.parent_id == main.place_id:
                    counts[i] = counts.get(i, 0) + 1
    if not counts:
        return main
    best = max(counts, key=lambda i: counts[i])
    return Where(best, catalogue.places[best].name, main.basis)


def home(scene: Scene) -> str | None:
    """The country that a document speaks of most: its place id."""
    world = scene.main is not None and scene.main.place_id in scene.catalogue.find_places("World")
    best = scene.countries.most_common(1)
    return best[0][0] if best and not world else None


def _mark_dateline(body: list[Sentence]) -> None:
    """Marks the names that only tell where a text was written, such as "TORKHAM (AP) -"."""
    for number, sentence in enumerate(body[:3]):  # a caption or a summary may stand before
        raw = sentence.marks.tokens.raw
        for item, behind in zip(sentence.items, [*sentence.items[1:], None], strict=True):
            if (mention := item.mention) is None or mention.kind != "place":
                continue
            leads = number == 0 or raw[item.first - 1] == "/" and mention.text.isupper()
            agency = behind and behind.kind == "(" and raw[item.first].isupper()
            if leads and (mention.sort not in POINTS or agency) and _dateline(sentence, item):
                mention.kind = "dateline"


def _dateline(sentence: Sentence, item: Item) -> bool:
    """Whether a name at the beginning of a text tells where it was written: "MANILA (Reuters) - "."""
    row = sentence.items
    if sentence.marks.back(item.first, "place_at", 2) >= sentence.first:
        return False  # "In Kora, seven people - five of them children - died"
    end = next((n for n, i in enumerate(row[:8]) if not (i.mention or i.period or i.kind in (",", "(", ")"))), 0)
    if end and row[end].kind == ":" and len(row) > end + 11 and item.first < row[end].first:
        dated = any(i.period is not None for i in row[:end])  # "Idukki, 7 August: At least ..."
        sort = item.mention.sort if item.mention is not None else ""
        return dated and sort not in ("country", "territory") or row[0] is item and sort == "city"
    written = all(i.mention or i.kind == "," for i in row[:3] if i.first < item.first)  # "LA PAZ, Bolivia - "
    if item.first - sentence.first > (6 if written else 3):
        return False
    if len(row) > 3 and row[0] is item and row[1].kind == ",":
        near = zip(row[2:6], row[3:7], strict=False)
        if row[2].kind == "(" or any(i.kind == "(" and j.mention is not None for i, j in near):
            return True  # "LIMA, Aug 22 (Reuters) Rebels", "Guwahati, (Press News) Six died"
    if len(row) > 3 and row[0].kind == "(" and row[1] is item and has_kind(row[2:8], ")"):
        return True  # "(Geneva) A gang"
    dash = next((n for n, i in enumerate(row) if i.kind == "-" and 0 <= i.first - item.last <= 8), len(row))
    if dash + 1 < len(row) and row[dash + 1].quantity is not None:  # "Ituri province - 34 killed"
        return row[-1].kind == "." and not (sentence.marks.tokens.raw[item.last - 1].islower() or tabled(row, dash))
    return dash < len(row) and not (has_kind(row[:dash], "quantity") or tabled(row, dash))  # "Dead in Chad 90 – May"
