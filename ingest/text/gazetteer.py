"""All names of a catalogue as a tree of words."""

import re
from dataclasses import dataclass, field

from data.catalogue import Catalogue
from data.lexicon import WORD, fold_word, uncollected

_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
SIGNS = frozenset("-‐‑'’")


@dataclass(slots=True)
class _Node:
    places: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    next: dict[str, "_Node"] = field(default_factory=dict)


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
        self.small: set[str] = set()  # words for peoples that their language writes without a capital
        self.mapped: set[str] = set()  # what holds towns of the catalogue: of such places texts tell parts
        for place in catalogue.places.values():
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

    def meant(self, names: tuple[str, ...]) -> frozenset[str]:
        """All places that any of some names may mean; kept, as it is asked again and again."""
        if names not in self.asked:
            self.asked[names] = frozenset(i for name in names for i in self.catalogue.find_places(name))
        return self.asked[names]

    def add(self, text: str, kind: str, key: str) -> None:
        """Put one name into the tree, with and without a possessive ending."""
        if _POSSESSIVE.search(text):
            self.add(_POSSESSIVE.sub("", text), kind, key)
        node = self.root
        words = [fold_word(word) for word in WORD.findall(text) if word not in SIGNS]
        if len(words) > 1 and words[0] in ("the", "la", "le", "les"):
            words = words[1:]
        if not words:
            return
        if len(words) == 1 and len(text) <= 3:
            self.letters[words[0]] = text.isupper() and self.letters.get(words[0], True)
        for word in words:
            self.words.add(word)
            node = node.next.setdefault(word, _Node())
            if kind == "places" and self.catalogue.places[key].kind in ("crossing", "port", "facility"):
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
