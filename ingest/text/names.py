"""Places and organisations in a text.

Those of the catalogue, longest match first, all candidates kept; and capitalised names that the catalogue lacks, where
the words around them say that they are places.
"""

from dataclasses import dataclass

from data.catalogue import Catalogue, fold
from ingest.text import unlisted
from ingest.text.gazetteer import (
    Gazetteer,
    behind_noun,
    capitals,
    first_words,
    gazetteer,
    leads_on,
    longest,
    of_language,
    strange,
    surname,
)
from ingest.text.marks import Marks, mark, prefixed
from ingest.text.storms import without_storms
from ingest.text.tokens import Tokens

_OWNING = ("'s", "’s")
_ALSO = frozenset({"owned_by_town", "violence"})  # what may follow a place as well as who speaks for it
_KINDS_BEFORE = frozenset({"kind_before", "numbered_place"})
_NOUNS_BEFORE = (("crossing_before", "crossing"), ("facility_before", "facility"), ("place_before", ""))
_BEFORE = frozenset(name for name, _ in _NOUNS_BEFORE)
_NOUNS_FIRST = frozenset({"crossing_before", "facility_before", "place_before", "capital_word"})
_NOUNS_AFTER = (("crossing_noun", "crossing"), ("facility_noun", "facility"))
_NOUNS_BEHIND = (*_NOUNS_AFTER, ("crossing_weak", "crossing"))
_BEHIND = frozenset(name for name, _ in _NOUNS_BEHIND)
_NOUNS_UNKNOWN, _AREAS = (*_NOUNS_AFTER, ("post_noun", "crossing")), frozenset({"area_noun", "kept_noun"})
_NOUNS = _AREAS.union({"direction"}, [name for name, _ in _NOUNS_UNKNOWN])


@dataclass(slots=True)
class Mention:
    """A name as written. `start`, `end` are code points; `first`, `last` words: [start, end), [first, last).

    Attributes:
        kind: "place", "people" (a word for a place's people), "organisation", or "dateline" (a place of writing).
        ids: All that it may mean; empty where the catalogue lacks it.
        sort: The place's kind where the candidates agree, or what a word beside the name says ("crossing",
            "facility"); "" otherwise.
        part: Whether a word such as "northern" narrows the place to a part that the catalogue has not.
        seat: Whether it tells where an authority sits or spoke, once that is asked; `voice`: whether it only tells
            whose authority speaks.
    """

    kind: str
    ids: tuple[str, ...]
    first: int
    last: int
    text: str
    sort: str = ""
    part: bool = False
    start: int = 0
    end: int = 0
    seat: bool | None = None
    voice: bool | None = None


def names(text: str, catalogue: Catalogue, lang: str) -> list[Mention]:
    """Names in the text, in order, not overlapping, all candidates; spans are [start, end) in code points of `text`."""
    return find(mark(text, catalogue.lexicons[lang]), gazetteer(catalogue), frozenset())


def find(marks: Marks, known: Gazetteer, taken: frozenset[int]) -> list[Mention]:
    """Names among marked words; words in `taken` (of dates and numbers) are passed over."""
    reader, tokens = _Reader(marks, known, taken), marks.tokens
    found, end = list[Mention](), 0
    for at in first_words(known, marks, _NOUNS_FIRST):
        if at < end or at in taken or (mention := reader.mention(at)) is None:
            continue
        if mention.sort == "facility" and not mention.ids:
            mention.first = unlisted.fronted(marks, mention.first, end)
        if mention.sort == "crossing" and (span := unlisted.with_number(marks, mention.first, mention.last)):
            mention = Mention("place", (), *span, "", "crossing")  # "the No. 1 Friendship Bridge"
        mention.start, mention.end = tokens.starts[mention.first], tokens.ends[mention.last - 1]
        mention.sort = mention.sort or unlisted.camp(marks, mention.first, mention.last, mention.ids)
        mention.text = mention.text or unlisted.called(marks, mention.first, mention.last, mention.sort, mention.ids)
        if found and mention.sort == "crossing" and found[-1].last == mention.first and tokens.joined(mention.first):
            mention = reader.both(found.pop(), mention)
        found.append(mention)
        reader.before = mention
        if mention.ids and mention.kind == "place" and (short := unlisted.shortened(marks, mention.last, mention.text)):
            mention.last, reader.short[short] = mention.last + 3, mention
        end = mention.last
    lacking = [m for m in found if m.kind == "place" and not (m.ids or m.part) and m.sort in ("", "camp")]
    shut = {at for m in found for at in range(m.first, m.last)} | taken if lacking else set()
    for first, last in unlisted.told_again(marks, [(m.first, m.last) for m in lacking], shut):
        start, stop = tokens.starts[first], tokens.ends[last - 1]
        found.append(Mention("place", (), first, last, tokens.text[start:stop], "", False, start, stop))
    return without_storms(marks, sorted(found, key=lambda m: m.first) if lacking else found)


class _Reader:
    def __init__(self, marks: Marks, known: Gazetteer, taken: frozenset[int]) -> None:
        self.marks = marks
        self.tokens: Tokens = marks.tokens
        self.count = len(marks.tokens.words)
        self.known = known
        self.taken = taken
        self.before: Mention | None = None
        self.short: dict[str, Mention] = {}  # short forms that the text gives places
        self.place_class = "place_at" if "place_at" in marks.lexicon.words else "place_in"

    def capital(self, at: int) -> Mention | None:
        """The capital of the country that the text speaks of: "the capital", "Haiti's capital"."""
        last, end = self.before.last if self.before is not None else -1, unlisted.capital(self.marks, at)
        if not end or at - 2 <= last < at and self.tokens.words[last] == ",":
            return None  # "Lubumbashi, the capital of the province"
        places = self.known.catalogue.places
        ids = tuple(self.known.catalogue.find_places(self.tokens.words[at])) or self.known.capitals()
        if end < self.count and not self.tokens.raw[end][0].islower() and self.catalogued(end):
            return None  # "العاصمة الخرطوم"
        if self.before and self.before.last == at:  # "the Lebanese capital"
            countries = {places[i].iso3 for i in self.before.ids if i in places}
            ids = tuple(i for i in ids if places[i].iso3 in countries)
        return Mention("place", ids, at, end, "", "capital") if ids else None

    def mention(self, at: int) -> Mention | None:
        kinds = self.marks.kinds[at]
        if "capital_word" in kinds and (capital := self.capital(at)):
            return capital
        mention = self.catalogued(at)
        if mention is None and self.short and (whole := self.short.get(self.tokens.raw[at])):
            return Mention("place", whole.ids, at, at + 1, whole.text, whole.sort, whole.part)
        if mention is not None and (end := unlisted.held(self.marks, mention.last)):
            return self.divided(at, end) or Mention("dateline", (), at, end, "")
        named = None if kinds.isdisjoint(_BEFORE) else self.after_noun(at)
        if named and mention and named.sort and self.known.only(mention.ids, named.sort) and mention.last == named.last:
            return named  # "POSTE-FRONTIÈRE DE KAVIMVIRA COMPLIQUE"
        if named and (mention is None or mention.last < named.last or mention.kind != "place"):
            return named
        waters = not kinds.isdisjoint(_KINDS_BEFORE) and (mention is None or mention.kind != "organisation")
        if waters and (water := self.after_kind(at)) and (mention is None or mention.last < water.last):
            return water
        if mention is None:
            return self.unknown(at) if self.tokens.raw[at][0].isupper() or "saint" in kinds else None
        if mention.kind == "place":
            last = self.before.last if self.before is not None else 0
            if last < at and surname(self.known, self.marks, self.taken, mention.first, mention.last):
                return None
            if self.goes_on(mention):
                wide = not (self.known.wide.isdisjoint(mention.ids) or leads_on(self.known, self.marks, mention.last))
                if (end := self.capitals(at)) < self.count and self.marks.run(end, "speech"):  # "in Kyiv Zelensky said"
                    return mention if self.marks.back(at, self.place_class, 3) >= 0 else None
                whole = None if wide else self.unknown(at)
                return whole or (None if not wide and unlisted.office(self.marks, at, end) else mention)
            self.widen(mention)
        return mention

    def divided(self, at: int, end: int) -> Mention | None:
        """A region that several states share, and whose part it is: "Pakistan-controlled Kashmir"."""
        inner = self.catalogued(end) if end < self.count and self.tokens.near(end) else None
        if inner is None or inner.kind != "place" or not self.known.shared.issuperset(inner.ids):
            return None
        return Mention("place", self.lookup(at, inner.last), at, inner.last, "", "part", True)

    def goes_on(self, mention: Mention) -> bool:
        """Whether a word that nothing knows follows, as the name is a longer one: "San Miguel" of "San Miguel Ixta"."""
        at = mention.last
        if at >= self.count or not self.tokens.near(at) or self.tokens.raw[at - 1][-2:] in _OWNING:
            return False
        new = strange(self.known, self.marks, self.taken, at) and self.catalogued(at) is None
        return new or leads_on(self.known, self.marks, at)

    def after_kind(self, at: int) -> Mention | None:
        """A lake, mountain or numbered camp, whose noun is the first word of its name: "Lake Victoria", "Camp 11"."""
        marks, tokens = self.marks, self.tokens
        if not tokens.raw[at][0].isupper():
            return None
        if (end := marks.run(at, "kind_before")) and end < self.count and tokens.raw[end][0].isupper():
            inner = self.catalogued(end)
            last = inner.last if inner is not None and inner.kind == "place" else self.capitals(end)
            last -= last > end + 1 and bool(marks.run(last - 1, "kept_noun"))  # "Mount Elgon Volcano"
            if last:
                return Mention("place", self.lookup(at, last), at, last, "")
        if (end := marks.run(at, "numbered_place")) and end < self.count and tokens.raw[end].isdigit():
            return Mention("place", self.lookup(at, end + 1), at, end + 1, "") if self.tokens.near(end) else None
        return None

    def catalogued(self, at: int) -> Mention | None:
        found = longest(self.known, self.marks, self.taken, at)
        if found is None or self.tokens.raw[at].islower() and self.marks.run(at, self.place_class):
            return None  # "at Tina", and not At Tina
        last = found[2]
        if "," in self.tokens.words[at:last] and self.tokens.raw[last - 1][-2:] in _OWNING:
            last = self.tokens.words.index(",", at)  # "killed in Tripoli, Libya's health ministry said"
        return Mention(found[0], found[1], at, last, "")

    def widen(self, mention: Mention) -> None:
        """Takes in the words that make another place of a name: "northern Gaza", "Rafah crossing"."""
        marks, tokens = self.marks, self.tokens
        first, last = mention.first, mention.last
        kinds = self.known.kinds(mention.ids)
        mention.sort = next(iter(kinds)) if len(kinds) == 1 else ""
        if last < self.count and last not in self.taken:
            if kinds == {"country"} and (end := unlisted.own_side(marks, last)):
                mention.last, mention.part, mention.sort = end, True, "part"
                mention.ids = tuple(unlisted.side(self.known.catalogue, marks, last, end, first, last))
                return
            for name, sort in () if marks.kinds[last].isdisjoint(_BEHIND) else _NOUNS_BEHIND:
                if (end := unlisted.noun(marks, last, name)) and self.tokens.near(last):
                    owner = tokens.raw[last - 1][-2:] in _OWNING
                    weak = not owner or end < self.count and marks.run(end, "area_noun")
                    if kinds == {"country"} and weak and not self.lookup(first, end):
                        return  # "the Kenya border", "Kenya's border districts"
                    end = unlisted.counted(marks, end) or end  # "Tolo's clinic No. 3"
                    mention.ids = self.known.points_of(mention.ids, sort, unlisted.gate(marks, first, last, sort))
                    mention.last, mention.sort = end, sort
                    self.resolve(mention)
                    if owner and not mention.ids and tokens.raw[last].islower():  # "Palma's hospital"
                        town, noun = tokens.text[tokens.starts[first] : tokens.ends[last - 1] - 2], tokens.starts[last]
                        mention.text = f"{town} {tokens.text[noun : tokens.ends[end - 1]]}"
                    return
            if first and tokens.raw[first - 1].islower() and marks.run(first - 1, "water_noun") == first:
                mention.first, mention.sort, mention.ids = first - 1, "", ()  # "the river Niger" is no country
                self.resolve(mention)
                return
            apart = marks.run(last, "apart_noun") if self.tokens.near(last) else 0
            if (end := apart) and kinds == {"country"} and tokens.raw[last].islower():
                return  # "a blast at a Philippines airport"
            if end and tokens.raw[last - 1][-2:] not in _OWNING:
                mention.last, mention.sort, mention.ids = end, "", ()  # "Kabul airport" is not Kabul
                self.resolve(mention)
                return
            if (end := marks.run(last, "area_noun")) and tokens.raw[last][0].isupper() and self.tokens.near(last):
                mention.last = end
        if (front := marks.back(first, "held_place", 5)) > 0:  # "northern rebel-held Tola"
            start = marks.back(front, "direction", 5)
            if start >= 0 and (ids := unlisted.side(self.known.catalogue, marks, start, front, first, last)):
                mention.first, mention.part, mention.sort, mention.ids = start, True, "part", tuple(ids)
            return
        broken = "\n" in tokens.text[tokens.ends[first - 1] : tokens.starts[first]]
        start = -1 if broken else marks.back(first, "direction", 5)
        if start < 0 and (front := self.article(first)) < first and marks.run(front - 1, "of"):
            start = marks.back(front, "direction", 5)  # "the north of the West Bank"
        side = first if (own := start < 0 and last - first > 1) else start
        other = marks.back(side - 1, "direction", 5) if side > 1 and marks.run(side - 1, "and") else -1
        if own and other >= 0 and unlisted.side(self.known.catalogue, marks, other, first - 1, first + 1, last):
            start = first  # "South and West Darfur", where the catalogue has South Darfur too
        province = start >= 0 and "admin1" in kinds and self.known.mapped.isdisjoint(mention.ids)
        if start >= 0 and unlisted.apposed(marks, start, last, province):
            return
        if start >= 0 and start not in self.taken and mention.sort not in ("crossing", "port", "facility"):
            start = other if other >= 0 else start  # "eastern and south-eastern Bangladesh"
            if "," in tokens.words[first:last]:
                mention.last = tokens.words.index(",", first)  # "southern Tripoli, Libya"
            mention.first, mention.part, mention.ids = start, True, ()
            mention.sort = "part"
            self.resolve(mention)

    def both(self, one: Mention, other: Mention) -> Mention:
        """The crossing between two towns that a hyphen joins."""
        other.first, other.start = one.first, one.start
        other.text = self.tokens.text[other.start : other.end]
        other.ids = self.lookup(other.first, other.last) or other.ids or self.known.only(one.ids, "crossing")
        return other

    def after_noun(self, at: int) -> Mention | None:
        """A crossing or facility whose noun stands before its name: "hôpital de Minova", "paso de El Florido"."""
        noun = next(((end, sort) for name, sort in _NOUNS_BEFORE if (end := self.marks.run(at, name))), None)
        if noun is None or at - 1 in self.taken:
            return None
        marks, tokens = self.marks, self.tokens
        sort = noun[1]
        start = unlisted.behind_noun(marks, noun[0], sort == "facility")
        if start >= self.count or start in self.taken:
            return None
        inner = self.catalogued(start)
        told, whole = behind_noun(self.known, tokens.words, at, sort) if sort else ((), at)
        raw = tokens.raw[start]
        if inner is not None and inner.kind != "organisation":
            last = inner.last
        elif raw[0].isupper():
            last = self.capitals(start)
            if sort == "facility" and start + 1 < last < self.count and tokens.near(last) and tokens.capital(last):
                last = more.last if (more := self.catalogued(last)) else last  # "hospital Ana Ruiz Rivas"
        elif raw[0].isalpha() and not raw[0].islower() and start == noun[0] and not of_language(marks, start):
            last = start + 1  # a script without capitals: one word
        else:
            return None
        if last <= start:
            return None
        if last <= whole:
            return Mention("place", told, at, whole, "", sort)
        last += bool(sort) and tokens.words[last : last + 1] in (["»"], ["”"])
        if not sort:  # a script without capitals: only the noun before tells that an unknown word is a place
            return None if inner or raw.isupper() else Mention("place", (), start, last, "")
        ids = self.lookup(at, last) or (self.known.only(inner.ids, sort) if inner else ())
        town = self.known.catalogue.places[inner.ids[0]].name if inner and inner.kind == "place" and inner.ids else ""
        ids = ids or self.known.point(tokens.words[start:last], sort)
        ids = ids or self.known.called_after(fold(town).split(), sort)
        return Mention("place", ids, at, last, "", sort)

    def resolve(self, mention: Mention) -> None:
        """Looks the widened name up as a whole."""
        mention.ids = self.lookup(mention.first, mention.last) or mention.ids

    def unknown(self, at: int) -> Mention | None:
        """A run of capitalised words that the words around it call a place, a crossing or a hospital."""
        marks, tokens = self.marks, self.tokens
        other = at and tokens.near(at) and (self.before is None or self.before.last < at)
        if other and strange(self.known, marks, self.taken, at - 1) or not (end := self.capitals(at)):
            return None  # a later word of what is no place
        if end > at + 1 and unlisted.held(marks, end - 1):
            return Mention("dateline", (), at, end, "")
        common = end == at + 1 and (of_language(marks, at) or len(tokens.raw[at]) == 1)  # "and I saw"
        if common and _NOUNS.isdisjoint(marks.kinds[at]) and _NOUNS.isdisjoint(marks.kinds[end]):
            return None
        owner = tokens.raw[at][-2:] in _OWNING and tokens.raw[min(end, self.count - 1)][0].islower()
        if owner and (marks.run(end, "area_noun") if end > at + 1 else tokens.raw[at][:-2].isupper()):
            return None  # "Tibet's Tingri county", "MSF's hospital"
        article = end == at + 1 and marks.run(at, "indefinite") or marks.run(at, "leading_article")
        if article or marks.run(at, "with") or unlisted.office(marks, at, end):  # "An island", "With Food"
            return None  # "The Princess Alexandra Hospital" is named without its article
        for name, sort in _NOUNS_AFTER[:1] if marks.run(at - 1, "indefinite") else _NOUNS_UNKNOWN:
            for stop in range(at if sort == "facility" else at + 1, end + 1):
                if name in marks.kinds[stop] and (last := unlisted.noun(marks, stop, name)) and self.tokens.near(stop):
                    town = self.of_name(last) if sort == "facility" else 0
                    if tokens.words[last : last + 1] == ["«"] and (called := self.after_noun(stop)):
                        called.first = at  # "Перша лікарня «Тола»"
                        return called
                    if stop == at and not town:
                        continue
                    own_words, of = tokens.words[at:stop], tokens.words[last + 1 : town]  # "the Kora Hospital of Tolo"
                    found = self.known.point(own_words + of, sort) if own_words else self.known.called_after(of, sort)
                    ids = self.lookup(at, town or last) or found
                    return Mention("place", ids, at, town or last, "", sort)
        plain = common or tokens.raw[at][1:] and tokens.raw[at].removesuffix("'s").removesuffix("’s")[-1:].isupper()
        areas = [n for n in range(at + 1, min(end + 1, self.count)) if not marks.kinds[n].isdisjoint(_AREAS)]
        if plain and not areas:
            return None
        noun = marks.back(lead := prefixed(marks, at), "place_of", 4)  # but not "the Department of Emergencies"
        before_noun = noun >= 0 and not (tokens.raw[noun][0].isupper() and marks.run(noun, "authority"))
        joined = self.before is not None and self.before.last == lead
        whose = self.before.first if joined and self.before is not None else -1
        front = self.article(unlisted.beside(marks, lead, whose))
        in_place = marks.back(front, self.place_class, 3) >= 0 or self.listed(lead) or unlisted.reached(marks, lead)
        last = self.before.last if self.before is not None and self.before.kind == "place" else 0
        its = self.before if last == at and tokens.raw[at - 1][-2:] in _OWNING else None  # "in Tigray's Adi Daero"
        in_its = its is not None and marks.back(self.article(its.first), self.place_class, 3) >= 0
        in_place = in_place or unlisted.shown(marks, at, end, front, self.taken, last, in_its)
        in_place = in_place or unlisted.one_of_several(marks, at, end, self.capitals)
        told = in_place or marks.back(front, "preposition", 3) >= 0
        told = told or self.before is not None and at - self.before.last <= (last > 0 and tokens.words[at - 1] == ",")
        camps = any(stop > at + 1 and "sites" in e.units for stop, e in marks.at[at])  # "People in Relief Camps"
        if camps or marks.run(at - 1, "indefinite") and at > 0 or marks.run(at, "event_name"):
            return None
        for stop in areas:
            run = marks.run(stop, "area_noun") or marks.run(stop, "kept_noun")
            low = bool(run) and not tokens.raw[stop][0].isupper()
            own = told or before_noun or not low or marks.run(stop, "kept_noun" if front < at else "named_noun")
            if run and self.tokens.near(stop) and own:  # "the Sula valley alone"
                cut = low or marks.run(stop, "cut_noun") and marks.run(at, "direction") != stop
                return Mention("place", (), lead, stop if cut and not marks.run(stop, "kept_noun") else run, "")
        if plain:
            return None
        if (told or front < at) and (inside := unlisted.housed(marks, end)):
            return Mention("place", (), lead, inside, "")  # "Wat Saket temple"
        if before_noun or in_place and not (marks.run(end, "authority") and _ALSO.isdisjoint(marks.kinds[end])):
            return Mention("place", (), lead, end, "")
        start = marks.back(at, "direction", 5)
        part = start >= 0 and marks.back(self.article(start), self.place_class, 3) >= 0
        return Mention("place", (), start, end, "", "part", True) if part else None

    def listed(self, at: int) -> bool:
        """Whether a place and "and" stand right before: "Ouaddaï and Sila"."""
        before = self.before
        if before is None or before.kind != "place":
            return False
        if before.last == at - 1 and self.tokens.words[at - 1] == ",":
            end = self.capitals(at)
            plain = not end or end == at + 1 and of_language(self.marks, at)
            return not plain and unlisted.row_last(self.marks, end, self.capitals) > 0
        link = self.article(at) - 1
        end = link - (self.tokens.words[link - 1] == ",")
        noun = self.marks.back(end, "area_noun", 2)  # "Gorgo village and the Shir area"
        return before.last in (end, noun) and bool(self.marks.run(link, "and"))

    def of_name(self, at: int) -> int:
        """The end of "of Mirebalais" behind "University Hospital", or of "No. 3"; 0: there is none."""
        link = self.marks.run(at, "of")
        return unlisted.counted(self.marks, at) or (self.capitals(link) if link == at + 1 < self.count else 0)

    def article(self, at: int) -> int:
        return start if (start := self.marks.back(at, "article", 1)) >= 0 else at

    def lookup(self, first: int, last: int) -> tuple[str, ...]:
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        return tuple(self.known.catalogue.find_places(self.tokens.text[start:end]))

    def capitals(self, at: int) -> int:
        return capitals(self.known, self.marks, self.taken, at)
