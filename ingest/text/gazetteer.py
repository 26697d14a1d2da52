"""All names of a catalogue as a tree of words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import compress, count
from operator import ne

from data.catalogue import Catalogue, fold
from data.lexicon import uncollected
from data.tree import OF_NAMES, fold_word, split
from ingest.text.marks import Marks
from ingest.text.tokens import first_at, possessive, unowned

_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_SIGNS = frozenset("-‐‑'’")
LINK = 3  # letters of a small word that a name may begin with: "al Buseif"
_LINE = re.compile(".+")
_SMALL_WORD = re.compile(r"(?<!['’\w])[^\W\d_A-ZÀ-ÞА-ЯЁІЇЄҐ]\w{3}")
_SECOND = frozenset({"la", "las", "los", "el", "l'"})


@dataclass(slots=True)
class _Node:
    places: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    next: dict[str, "_Node"] = field(default_factory=dict)


_NONE = _Node()
_POINTS = {"crossing": ("crossing", "port"), "facility": ("facility",)}


class Gazetteer:
    """All names of a catalogue as a tree of words."""

    @uncollected()
    def __init__(self, catalogue: Catalogue) -> None:
        """Build the tree; takes a second for a hundred thousand names."""
        self.catalogue = catalogue
        self.root = _Node()
        self.words: set[str] = set()
        self.points: dict[str, set[str]] = {}
        self.letters: dict[str, bool] = {}
        self.asked: dict[tuple[str, ...], frozenset[str]] = {}
        self.firsts: dict[str, frozenset[str]] = {}  # by language, words that a name may begin with though small
        self.small: set[str] = set()  # words for peoples that their language writes without a capital
        leaning = {w for lexicon in catalogue.lexicons.values() for w in lexicon.script.elisions}
        self.elided = re.compile(rf"\b({'|'.join(sorted(leaning)) or '!'})['’]", re.IGNORECASE)
        self.mapped: set[str] = set()  # what holds towns of the catalogue: of such places texts tell parts
        places = catalogue.places.values()
        self.wide = frozenset(p.place_id for p in places if p.kind in ("country", "territory", "region"))
        self.shared = frozenset(p.place_id for p in places if p.kind == "region" and not p.iso3)
        for place in places:
            self.add(place.name, "places", place.place_id)
            if place.kind == "city":
                self.mapped.update(catalogue.ancestors(place.place_id))
        for name in catalogue.place_names:
            self.add(name.name, "peoples" if name.lang.endswith("-demonym") else "places", name.place_id)
            if name.lang.endswith("-demonym") and name.name[0].islower():
                self.small.add(fold_word(name.name))
        for organisation in catalogue.organisations.values():
            for text in (organisation.name, *organisation.aliases):
                self.add(text, "organisations", organisation.org_id)
        ministries = [o for o in catalogue.organisations.values() if o.kind == "government"]
        self.homes = {o.org_id: home for o in ministries if (home := self.home((o.name, *o.aliases)))}

    def meant(self, names: tuple[str, ...]) -> frozenset[str]:
        """All places that any of some names may mean; kept, as it is asked again and again."""
        if names not in self.asked:
            self.asked[names] = frozenset(i for name in names for i in self.catalogue.find_places(name))
        return self.asked[names]

    def capitals(self) -> tuple[str, ...]:
        """All capitals, by what any language calls one: for a language whose word for them no place has as a name."""
        lexicons = self.catalogue.lexicons.values()
        return tuple(sorted(self.meant(tuple(w for x in lexicons for w in x.words.get("capital_word", ())))))

    def home(self, names: tuple[str, ...]) -> str | None:
        """The country or territory that the names of a ministry tell: "Sudan's health ministry", "Gaza MoH"."""
        found: set[str] = set()
        for name in names:
            words = [word for word in split(_POSSESSIVE.sub("", name)) if word not in _SIGNS]
            start = 0
            while start < len(words):
                node, last, end = self.root, self.root, start + 1
                for n, word in enumerate(words[start:], start + 1):
                    if (node := node.next.get(word, _NONE)) is _NONE:
                        break
                    if node.places:  # of "Haiti's civil protection agency", itself a name
                        last, end = node, n
                start = end
                found.update(i for i in last.places if i in self.wide)
        return next(iter(found)) if len(found) == 1 else None

    def only(self, ids: Iterable[str], sort: str) -> tuple[str, ...]:
        """Those of some places that are crossings, or that are facilities."""
        places = self.catalogue.places
        return tuple(i for i in ids if i in places and places[i].kind in _POINTS[sort])

    def kinds(self, ids: Iterable[str]) -> set[str]:
        """What sorts of places some are."""
        return {self.catalogue.places[i].kind for i in ids if i in self.catalogue.places}

    def points_of(self, ids: Iterable[str], sort: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The crossings or facilities of some places, else the only one of a whole name: "the Birgunj post"."""
        whole = self.only(self.meant(names), sort)
        return self.only(ids, sort) or (whole if len(whole) == 1 else ())

    def point(self, words: list[str], sort: str) -> tuple[str, ...]:
        """The only crossing or facility with all these words in its names."""
        sets = [self.points.get(w, set()) for w in words if w[0].isalnum()]
        ids = self.only(set.intersection(*sets), sort) if sets else ()
        return ids if len(ids) == 1 else ()

    def called_after(self, town: list[str], sort: str) -> tuple[str, ...]:
        """The only crossing or facility that has a town's name and begins with it: no "Al-Quds Hospital in Aleppo"."""
        places = self.catalogue.places
        return tuple(i for i in self.point(town, sort) if fold(places[i].name).startswith(town[0]))

    def add(self, text: str, kind: str, key: str) -> None:
        """Put one name into the tree, with and without a possessive ending."""
        if (not text.isascii() or "'" in text) and _POSSESSIVE.search(text):
            self.add(_POSSESSIVE.sub("", text), kind, key)
        if ("'" in text or "’" in text) and self.elided.search(text):
            self.add(self.elided.sub(r"\1 ", text), kind, key)  # "Côte d'Ivoire" where "d" is a word by itself
        words = [word for word in split(text) if word not in _SIGNS]
        if len(words) > 1 and words[0] in ("the", "la", "le", "les", "l"):
            words = words[1:]
        if not words:
            return
        if len(words) == 1 and len(text) <= (5 if kind == "places" else 3):
            self.letters[words[0]] = text.isupper() and self.letters.get(words[0], True)
        self.words.update(words)
        node = self.root
        for word in words:
            if (after := node.next.get(word)) is None:
                after = node.next[word] = _Node()
            node = after
        if kind == "places" and self.catalogue.places[key].kind in ("crossing", "port", "facility"):
            for word in words:
                self.points.setdefault(word, set()).add(key)
        kept = getattr(node, kind)
        if key not in kept:
            setattr(node, kind, (*kept, key))


_gazetteers: dict[tuple[str, str], Gazetteer] = {}


def gazetteer(catalogue: Catalogue) -> Gazetteer:
    """The tree of a catalogue's names, built once."""
    key = str(catalogue.folder), catalogue.hash
    if key not in _gazetteers:
        if len(_gazetteers) > 4:
            _gazetteers.clear()
        _gazetteers[key] = Gazetteer(catalogue)
    return _gazetteers[key]


def first_words(known: Gazetteer, marks: Marks, nouns: frozenset[str]) -> list[int]:
    """The words that a name may begin with: those with a capital, and of the small ones `nouns` and a few more."""
    tokens, lang = marks.tokens, marks.lexicon.lang
    if (small := known.firsts.get(lang)) is None:
        names = (w for w in known.root.next if len(w) <= LINK or not w[0].islower() or w in known.small)
        small = known.firsts[lang] = marks.lexicon.beginning(nouns).union(names)
    unlike = compress(count(), map(ne, tokens.raw, tokens.words))
    capital = [at for at in unlike if tokens.raw[at][0].isupper()]
    return sorted({*capital, *compress(count(), map(small.__contains__, tokens.words))})


def _calls_another(marks: Marks, at: int, end: int) -> bool:
    """Whether the last word says what another place is: "the southern Gaza city of Rafah"."""
    raw = marks.tokens.raw
    if end - at < 2 or end + 1 >= len(raw) or not raw[end - 1].islower() or not raw[end + 1][0].isupper():
        return False
    return marks.run(end - 1, "inhabited") == end + 1


def longest(known: Gazetteer, marks: Marks, taken: frozenset[int], at: int) -> tuple[str, tuple[str, ...], int] | None:
    """The longest name from a word on, whose words after the first are not `taken`: its kind, all ids, and its end."""
    tokens = marks.tokens
    node = known.root.next.get(tokens.words[at])
    if node is None:
        return None
    best: tuple[str, tuple[str, ...], int] | None = None
    end = at + 1
    while node is not None:
        ids = node.places or node.organisations or node.peoples
        small = end > at + 1 and tokens.raw[end - 1].islower() and not tokens.joined(end - 1)
        verb = small and marks.run(end - 1, "be")  # "hôpital Sud est fermé" is of no Sud-Est
        if ids and _written(known, marks, at, end) and not (verb or _calls_another(marks, at, end)):
            kind = "place" if node.places else "organisation" if node.organisations else "people"
            if kind == "place" and node.organisations and tokens.raw[at].isupper() and len(tokens.raw[at]) > 1:
                kind, ids = "organisation", node.organisations
            best = kind, ids, end
        if end >= len(tokens.words) or end in taken:
            break
        node = node.next.get(tokens.words[end])
        end += 1
    if best is None:
        return None
    for _, entry in marks.at[at]:
        if not entry.units.isdisjoint(("hospitals", "facilities")) and "facility_before" not in marks.kinds[at]:
            return None  # "Hospitals in Gaza" are no name
    if marks.run(at, "called_for_it") > best[2]:
        return None  # "World War Two", "the Geneva Conventions"
    money = tokens.words[at + 1 : at + 2] == ["$"] and tokens.raw[at].isupper()  # "NZ$20", but "Sudan's $20 million"
    return None if money or at + 1 < len(tokens.words) and marks.value(at, "currency") else best


def _written(known: Gazetteer, marks: Marks, at: int, end: int) -> bool:
    """Whether a name is written as a name: with a capital, where its script has them."""
    tokens = marks.tokens
    raw = unowned(tokens.raw[at])
    if raw[0].islower():
        small = tokens.words[at] in known.small and marks.counted(at)
        return small or len(raw) <= LINK and end - at > 1 and not tokens.raw[at + 1][0].islower()
    if end - at > 1:
        return True
    if len(raw) < 3 and raw.isascii() and not raw.isupper():
        return False
    if known.letters.get(tokens.words[at]) and not raw.isupper():  # "Car", "Who"
        return False
    # a capital that only begins a sentence names nothing where the word is one of grammar
    if any([not e.naming or e.phrases for _, e in marks.at[at]]):
        if not raw[0].isupper() and raw[0].isalpha():  # a script without capitals
            return not any(e.classes or e.values for _, e in marks.at[at])
        acronym = raw.isupper() and len(raw) > 2
        return (acronym or not tokens.begins(at)) and not any(e.values for _, e in marks.at[at])
    return True


def behind_noun(known: Gazetteer, words: list[str], at: int, sort: str) -> tuple[tuple[str, ...], int]:
    """The longest name of a crossing or hospital that begins with its noun, though that be small, and its end."""
    ids, last, end, node = tuple[str, ...](), at, at, known.root.next.get(words[at])
    while node is not None:
        end += 1
        if told := known.only(node.places, sort):
            ids, last = told, end
        node = node.next.get(words[end]) if end < len(words) else None
    return ids, last


def of_language(marks: Marks, at: int) -> bool:
    """Whether a word is one of the language, of grammar, dates, counting, though it may begin a name."""
    for _, entry in marks.at[at]:
        if entry.phrases or entry.values or not entry.naming:
            return True
    return False


def _opens(marks: Marks, at: int) -> bool:
    """Whether a word has a capital only because it begins a sentence: "Meanwhile", "Sadly,", "The"."""
    whole = marks.tokens.joined(at + 1) and marks.tokens.raw[at + 1][0].isupper()  # "An-Nur Hospital", "Al-Amal"
    if any((e.classes - OF_NAMES and not whole) or e.values for _, e in marks.at[at]) or marks.run(at, "opener"):
        return True
    return marks.tokens.words[at + 1 : at + 2] == [","] and marks.ends(at, "opener_ending")


def capitals(known: Gazetteer, marks: Marks, taken: frozenset[int], at: int) -> int:
    """The end of a run of capitalised words, small joining words inside it allowed; 0: none."""
    tokens = marks.tokens
    count = len(tokens.words)
    if tokens.begins(at) and _opens(marks, at) and not marks.run(at, "saint"):
        return 0  # but "St. Mary's Hospital"
    end = at
    while end < count and end - at < 8 and end not in taken:
        raw = tokens.raw[end]
        if (saint := marks.run(end, "saint")) and saint < count and tokens.raw[saint][0].isupper():
            end = saint  # "St. Louis"
        elif raw.isdigit() and end == at + 1 and tokens.touches(end):
            end += 1  # "M2"
        elif raw[0].isupper() and (end == at or tokens.near(end) or marks.back(end, "saint", 2) >= at):
            if end > at and not tokens.joined(end) and (node := known.root.next.get(tokens.words[end])) and node.places:
                wide = raw.isupper() or not known.letters.get(tokens.words[end])
                wide = wide and not known.wide.isdisjoint(node.places)
                within = not wide and (marks.back(end, "name_of", 2) > at or marks.run(at, "name_link"))  # "La Lima"
                if (wide or end - at > 1 or marks.at[at]) and not (within or marks.run(end - 1, "name_first")):
                    break
            end += 1
        elif end > at and raw[0].islower() and (tokens.joined(end) or marks.run(end, "name_link")):
            first = end + 1
            if first < count and not tokens.joined(end) and tokens.raw[first] in _SECOND and tokens.near(first):
                first += 1  # "Bellavista de los Pinos"
            beside = first < count and (tokens.near(first) or tokens.touches(first))  # "d'État"
            goes_on = beside and tokens.raw[first][0].isupper()
            titled = any(marks.run(n, "title") for n in range(at, end))  # "Mayor Ana Ruiz of Tambo"
            if (not goes_on or titled) and not tokens.joined(end):
                break
            end = first if goes_on else end + 1
        else:
            break
    while (
        end > at + 1
        and tokens.raw[end - 1].islower()
        and marks.run(end - 1, "name_link")
        and not tokens.joined(end - 1)
    ):
        end -= 1  # "Civil Affairs of Sichuan", where the last word is a place
    return end if end > at else 0


def strange(known: Gazetteer, marks: Marks, taken: frozenset[int], at: int) -> bool:
    """Whether a capitalised word is known neither as a word of the language nor as a name."""
    raw = marks.tokens.raw[at]
    if at in taken or not raw[0].isupper() or len(raw) < 3 or raw.isupper() or possessive(raw):
        return False
    node = known.root.next.get(marks.tokens.words[at])
    return not marks.at[at] and (node is None or not (node.places or node.peoples or node.organisations))


def uncapitalise(known: Gazetteer, marks: Marks) -> None:
    """Writes headlines as sentences are: "12 KILLED IN RAID ON BOA", "Twelve Killed in Raid on Boa"."""
    tokens = marks.tokens
    lines: list[tuple[int, int, bool]] = []
    for line in _LINE.finditer(tokens.text):
        below = bool(lines) and line.start() == lines[-1][1] + 1  # right below another, whose sentence may go on
        if _capital(line[0]) or below and line[0].isupper():
            lines.append((*line.span(), below))
    parts, kept, at = [], 0, 0
    for start, stop, below in lines:
        first = at = max(at, first_at(tokens, start))
        while at < len(tokens) and tokens.starts[at] < stop:
            node, end, last = known.root, at, at
            while end < len(tokens) and (node := node.next.get(tokens.words[end], _NONE)) is not _NONE:
                end += 1
                last = end if node.places or node.organisations or node.peoples else last
            for n in range(at, max(last, at + 1)):
                raw = tokens.raw[n]
                plain = _plain(marks, n, last > at) if last < at + 2 else n > at and marks.run(n, "article") == n + 1
                goes_on = n == first and below and tokens.raw[n - 1] not in ".!?:"
                if plain and (goes_on or not tokens.begins(n)):
                    raw = raw.lower()
                elif not (known.letters.get(tokens.words[n]) and raw.isupper()):
                    raw = raw.capitalize()
                if len(raw) == len(tokens.raw[n]):
                    parts += [tokens.text[kept : tokens.starts[n]], raw]
                    tokens.raw[n], kept = raw, tokens.ends[n]
            at = max(last, at + 1)
    if parts:
        tokens.text = "".join(parts) + tokens.text[kept:]


def _capital(line: str) -> bool:
    """Whether a line is in capitals, or only its small words have none; but names in a row have no such words."""
    title = not line[0].islower() and not _SMALL_WORD.search(line) and any([word.islower() for word in line.split()])
    return (title or line.isupper()) and line.count(" ") > 2


def _plain(marks: Marks, at: int, name: bool) -> bool:
    """Whether a word of the language is none of a month or weekday, nor only a name."""
    if not marks.kinds[at].isdisjoint(("month", "weekday", "name_first")):
        return False
    meant = of_language(marks, at)
    return marks.tokens.words[at] in marks.lexicon.vocabulary and (meant or not name)


def leads_on(known: Gazetteer, marks: Marks, at: int) -> bool:
    """Whether a small word leads on to the rest of a name: "Santander" of "Santander de Quilichao", not a country."""
    tokens = marks.tokens
    end = marks.run(at, "name_of")
    if not end or end >= len(tokens.words) or not tokens.near(end) or not tokens.raw[end][0].isupper():
        return False
    node = known.root.next.get(tokens.words[end])
    return node is None or known.wide.isdisjoint(node.places)


def surname(known: Gazetteer, marks: Marks, taken: frozenset[int], at: int, end: int) -> bool:
    """Whether the name of a place, [at, end), is a word of another: "Paris Monroe", "the Jakarta Post"."""
    tokens = marks.tokens
    if end < len(tokens.words) and tokens.raw[end][0].isupper() and tokens.near(end) and marks.run(end, "paper_noun"):
        return True
    if at == 0 or end - at > 1 or not tokens.near(at) or not strange(known, marks, taken, at - 1):
        return False
    speaking, titled = marks.run(end, "speech"), marks.back(at - 1, "title", 3) >= 0  # "Minister Nasser Daoud"
    if not speaking and (tokens.begins(at - 1) or at > 1 and tokens.raw[at - 2][0].isupper() and not titled):
        return False
    return known.wide.isdisjoint(known.root.next[tokens.words[at]].places)
