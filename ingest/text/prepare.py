"""A whole text made ready: its sentences with all that the stages find, and what its title and beginning say."""

from datetime import date

from data.catalogue import Catalogue
from data.lexicon import Lexicon
from ingest.text import names, numbers, periods
from ingest.text.dating import Calendar
from ingest.text.items import Item, Sentence, items
from ingest.text.locate import Scene, Where, country, settle, vote, written
from ingest.text.marks import look_up
from ingest.text.names import Gazetteer, Mention
from ingest.text.segment import segment
from ingest.text.tokens import Folder, first_at, tokenise

_folders: dict[tuple[str, str, str], Folder] = {}


def folder(lexicon: Lexicon, known: Gazetteer) -> Folder:
    """The folding of words for a language and a catalogue's names; kept, as it remembers words."""
    key = lexicon.lang, str(known.catalogue.folder), known.catalogue.hash
    if key not in _folders:
        if len(_folders) > 12:
            _folders.clear()
        _folders[key] = Folder(lexicon, frozenset(known.words))
    return _folders[key]


def sentences(text: str, lexicon: Lexicon, catalogue: Catalogue, published: date | None) -> list[Sentence]:
    """The sentences of a text with everything found in them."""
    known = names.gazetteer(catalogue)
    tokens = tokenise(text, folder(lexicon, known))
    marks = look_up(tokens, lexicon)
    dates = periods.find(marks, published)
    taken = frozenset(n for p in dates for n in range(p.first, p.last))
    counts = numbers.find(marks, taken)
    busy = taken.union(n for q in counts for n in range(q.front, q.last))
    mentions = names.find(marks, known, busy)
    by_period = {p.first: p for p in dates}
    by_count = {q.front: q for q in counts}
    by_name = {m.first: m for m in mentions}
    found = []
    for span in segment(text, lexicon):
        first, last = first_at(tokens, span.start), first_at(tokens, span.end - 1)
        while last < len(tokens) and tokens.starts[last] < span.end:
            last += 1
        if first < last:
            row = items(marks, first, last, by_count, by_period, by_name)
            found.append(Sentence(span, marks, first, last, row))
    return found


def scene(title: str | None, body: list[Sentence], lexicon: Lexicon, catalogue: Catalogue, crisis_id: str | None) -> Scene:
    """The place that the document is about, and the countries that it speaks of."""
    found = Scene(catalogue)
    crisis = catalogue.crises.get(crisis_id or "")
    for place_id in crisis.places if crisis else ():
        place = catalogue.places[place_id]
        found.countries[place.iso3 or ""] += 6
    heads = sentences(title, lexicon, catalogue, None) if title else []
    first: list[tuple[float, Mention]] = []
    for weight, part in ((5.0, heads), (1.0, body)):
        for number, sentence in enumerate(part):
            for item in sentence.items:
                mention = item.mention
                if mention is None or mention.kind == "organisation":
                    continue
                vote(found, mention, weight)
                if number == 0 and weight == 1.0 and _dateline(sentence, item):
                    mention.kind = "dateline"
                    continue
                if mention.sort in ("crossing", "facility") or mention.kind == "people" and weight == 1.0:
                    continue
                value = weight * (3 if weight > 1 else 1) / (1 + number / 4)
                if mention.kind == "people":
                    value /= 2
                if item.first and sentence.marks.run(item.first - 1, "from") and weight > 1:
                    value /= 4
                first.append((value, mention))
    titled = [pair for pair in first if pair[0] > 2]
    scores: dict[str, tuple[float, Mention]] = {}
    for value, mention in titled or first:
        key = settle(found, mention) or mention.text
        old = scores.get(key, (0.0, mention))
        scores[key] = old[0] + value, old[1]
    if scores:
        best = max(scores.values(), key=lambda s: s[0])[1]
        found.main = written(found, best, 10.0)
        if not titled:
            found.main = country(found, found.main)
    elif crisis and crisis.places:
        place = catalogue.places[crisis.places[0]]
        found.main = Where(place.place_id, place.name, "inferred", 10.0)
    return found


def home(scene: Scene) -> str | None:
    """The country that a document speaks of most: its place id."""
    best = scene.countries.most_common(1)
    return best[0][0] if best else None


def _dateline(sentence: Sentence, item: Item) -> bool:
    """Whether a name at the beginning of a text tells where it was written: "MANILA (Reuters) - "."""
    if item.first - sentence.first > 3:
        return False
    return any(other.kind == "-" and 0 <= other.first - item.last <= 8 for other in sentence.items)


def calendar(title: str | None, body: list[Sentence], lexicon: Lexicon, published: date | None) -> Calendar:
    """The publication day, and the last day of the period that the title or the first lines report on."""
    found = Calendar(published)
    if title:
        marks = look_up(tokenise(title, Folder(lexicon)), lexicon)
        for period in periods.find(marks, published):
            if period.to_day and period.grain in ("day", "span") and not period.relative:
                found.reported = period.to_day
    if published and found.reported and found.reported > published:
        found.reported = None
    found.titled = found.reported is not None
    return found
