"""What a document says of places as a whole, and what its names mean there."""

from collections import Counter
from dataclasses import dataclass, field

from data.catalogue import Catalogue, fold
from ingest.text.figures import Claim
from ingest.text.items import Item
from ingest.text.names import Mention
from ingest.text.tokens import unowned

_RANK = {"country": 0, "territory": 1, "admin1": 2, "region": 3, "admin2": 4, "area": 4, "city": 3, "camp": 5}
POINTS = frozenset({"crossing", "port", "facility"})
_HOME = 3.0  # so many votes for a country make it the text's
_PROVINCES = ("department", "province", "region", "state", "governorate", "district")
_KNOWN = 50_000  # a city with more people is known by its name abroad
_SORTS = {"country": "country", "territory": "country", "admin1": "region", "region": "region"}
_SORTS |= dict.fromkeys(POINTS, "point")


@dataclass(slots=True)
class Where:
    """A place as chosen. `ids` has one id where the catalogue has the place, else none."""

    place_id: str | None
    text: str
    basis: str


@dataclass(slots=True)
class Known:
    """What a document has said of a place so far; numbers are those of sentences, -1: never.

    Attributes:
        seen: The sentence that named it last.
        paragraph: That sentence's paragraph.
        at: Whether it was told as where something is.
        figure: The last sentence with a figure of it.
        toll: The last sentence with deaths, injuries or flight there.
        struck: The last sentence that told of an attack on it.
        sort: "country", "region", "town" or "point".
        times: In how many sentences it was named.
        inner: Whether it was last told to lie in another; `outer`: that another lies in it.
        values: The largest number told there, by indicator.
        among: Whether it was last told as one of several: "in Leyte and Samar".
        framed: Whether the sentence that named it last was about it: "In Feni", "the worst-hit place is Feni".
        led: Whether it was last told as where people went, "to", whence, "from", or what an appeal is "for".
    """

    where: Where
    sort: str
    seen: int = -1
    paragraph: int = -1
    at: bool = False
    figure: int = -1
    toll: int = -1
    struck: int = -1
    times: int = 0
    inner: bool = False
    outer: bool = False
    led: str = ""
    framed: bool = False
    among: bool = False
    values: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What a document as a whole says of a place.

    Attributes:
        first: The number of the sentence that names it first; `paragraph`: that sentence's paragraph.
        times: How often it is named.
        close: How often an event stands right beside its name: "the quake in Ambon", "the Sudan conflict".
        events: In how many sentences it is told with an event that is not of another year.
        where: In how many it is where something is: "in X", "the village of X".
        called: What the text calls it: "village", "district"; "": nothing.
        wide: Whether a place with the event lies in it.
        spoken: In how many sentences it only says whose authority speaks.
        holder: How often it is only told as what holds the name before: "Kotcherwal in Rajouri".
        scene: Whether the text says that it took place there: "the attack took place in Tagab".
        point: Whether it is named as a hospital or a crossing; `past`: only where another month or year is told.
        alone: Whether it is told to be only one of those with the event: "in Kathmandu valley alone, 50 died".
        order: Among the places with the event in which no other with it lies, the number of this one; -1: it is none.
        tolls: The largest numbers of dead and of hurt told in a sentence that names it, by indicator.
    """

    place: Where
    first: int
    paragraph: int
    times: int = 0
    close: int = 0
    events: int = 0
    where: int = 0
    called: str = ""
    wide: bool = False
    spoken: int = 0
    holder: int = 0
    scene: bool = False
    point: bool = False
    past: bool = False
    alone: bool = False
    order: int = -1
    tolls: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Scene:
    """What a document says of places as a whole.

    Attributes:
        countries: Votes of the named places for their countries, by ISO3.
        whole: What the document as a whole says of each place, by key, in the order in which it names them.
        keys: The keys of `whole`; `firsts`: the number of the sentence that names each first.
        scenes: How many places have the event and hold no other that has it.
        focus: The key of the smallest place in which nearly all of what happens does; None: there is none.
        single: Whether the title or the beginning tells of what happens at one spot: a crash, a bombing.
        main: The place that the document is about; None: it names none.
        titles: Keys of the places that the title names.
        heading: The place of the heading above.
        lead: The place of the first figure of deaths or displacement under a heading.
        spot: The last place that was told as where something is.
        intro: The place of the line above that ends in a colon, for the lines that it opens.
        label: The place that begins the paragraph as its label; `topic`: the key of what began the sentence before.
        before: The claim before in this sentence, and the key of its place.
        rest: The last claim of the sentence before, and its place. `told`: all places that were named.
        known: All places that were named, by key, the last one last.
        dateline: The place of writing, for "here"; None: the text begins with none.
        strangers: Small places of countries of which the text says no more; their names mean others, nearer by.
        number: The number of the sentence; `paragraph`: of its paragraph; `figured`: of the last one with a figure;
            `headed`: of the last line that is only a name.
        bygone: Whether the sentence before tells of another year; `aside`: with a figure, by the way;
            `eventful`: of an event, without a figure.
    """

    catalogue: Catalogue
    countries: Counter[str] = field(default_factory=Counter)
    whole: dict[str, Told] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    scenes: int = 0
    focus: str | None = None
    single: bool = False
    main: Where | None = None
    titles: frozenset[str] = frozenset()
    heading: Where | None = None
    lead: Where | None = None
    spot: Where | None = None
    intro: Where | None = None
    label: Where | None = None
    topic: str = ""
    told: list[Where] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    before: tuple[Claim, str] | None = None
    rest: "tuple[Claim, Where] | None" = None
    number: int = 0
    figured: int = -1
    headed: int = -1
    bygone: bool = False
    aside: bool = False
    eventful: bool = False
    paragraph: int = -1
    titled: bool = False
    holders: dict[str, list[str]] = field(default_factory=dict)
    dateline: Where | None = None
    strangers: frozenset[str] = frozenset()
    settled: dict[int, tuple[Where, Mention]] = field(default_factory=dict)  # by identity of the mention

    def above(self, place_id: str) -> list[str]:
        """The places that hold a place, the nearest first."""
        found = self.holders.get(place_id)
        if found is None:
            found = self.holders[place_id] = self.catalogue.ancestors(place_id)
        return found

    def sort(self, place: Where) -> str:
        """What sort of place it is: "country", "region", "town" or "point"."""
        return _SORTS.get(self.catalogue.places[place.place_id].kind if place.place_id else "", "town")


def key_of(place: Where) -> str:
    """What tells one place from another: its id, else its folded name."""
    return place.place_id or fold(place.text)


def vote(scene: Scene, mention: Mention, weight: float) -> None:
    """Counts a mention for the countries that it may lie in."""
    if mention.sort == "capital":
        return
    places = scene.catalogue.places
    countries = dict.fromkeys([p.iso3 for i in mention.ids if (p := places.get(i)) is not None and p.iso3])
    for iso3 in countries:  # in the order of the ids, which says who is first of those with as many votes
        scene.countries[iso3] += weight / len(countries)  # type: ignore[assignment]


def nation(scene: Scene, row: list[Item]) -> Where:
    """The country that a text which names no place speaks of most: "Burmese jets bombed a village in the north"."""
    known = next((country for country, _ in scene.countries.most_common(1)), "")
    if known not in scene.catalogue.places:
        named = next((i.mention for i in row if i.mention is not None and i.mention.kind == "place"), None)
        return written(scene, named) if named is not None else Where(None, "", "inferred")
    return Where(known, scene.catalogue.places[known].name, "inferred")


def find_strangers(scene: Scene, named: Counter[str], sides: frozenset[str]) -> None:
    """Notes places of which the text names nothing else of their country: small ones, and mere `sides` of it.

    `named`: how often it names each; `sides`: those named as "Far North", "Eastern Province".
    """
    home, votes = next(iter(scene.countries.most_common(1)), ("", 0.0))
    places = scene.catalogue.places
    own: Counter[str] = Counter()
    for i, times in named.items():
        own[places[i].iso3 or ""] += times
    lone = {i for i, times in named.items() if own[iso3 := places[i].iso3 or ""] == times >= scene.countries[iso3]}
    small = ("admin1", "admin2", "city", "area", "camp") if votes >= _HOME else ()
    scene.strangers = sides & lone | {
        i
        for i in lone
        if (place := places[i]).iso3 not in (None, home) and place.kind in small and (place.population or 0) < _KNOWN
    }


def settle(scene: Scene, mention: Mention) -> str | None:
    """One of the ids that a name may mean: the one in the country that the document speaks of most."""
    places = scene.catalogue.places
    if len(mention.ids) == 1 and mention.sort != "capital":
        only = mention.ids[0]
        return only if only in places and only not in scene.strangers else None
    ids = [i for i in mention.ids if i in places]
    if mention.sort == "capital":
        told = [w.place_id for w in (scene.spot, scene.heading) if w is not None and w.place_id]
        near = [places[i].iso3 for i in told] + [country for country, _ in scene.countries.most_common(1)]
        return next((i for country in near for i in ids if places[i].iso3 == country), None)
    if not ids:
        return None
    name = fold(mention.text)

    def order(i: str) -> tuple[float, bool, int, float]:
        place = places[i]
        told, alike = scene.countries[place.iso3 or ""], fold(place.name) == name
        return told, alike, -_RANK.get(place.kind, 6), place.population or 0

    return max(ids, key=order)


def country(scene: Scene, place: Where | None) -> Where | None:
    """The country or territory that holds a place."""
    if place is None or place.place_id is None:
        return place
    places = scene.catalogue.places
    for i in (place.place_id, *scene.above(place.place_id)):
        if places[i].kind in ("country", "territory"):
            return Where(i, places[i].name, "inferred")
    return place


def province(scene: Scene, place: Where | None) -> Where | None:
    """The province, or what else a country is first divided into, that holds a district or is the place."""
    places = scene.catalogue.places
    if place is None or place.place_id is None or places[place.place_id].kind not in ("admin1", "admin2", "city"):
        return None
    for i in (place.place_id, *scene.above(place.place_id)):
        if places[i].kind == "admin1":
            return Where(i, place.text if i == place.place_id else places[i].name, "inferred")
    return None


def province_named(scene: Scene, line: str) -> Where | None:
    """The province that a heading names without its noun: "SUD", in a text of Haiti, for "Sud department"."""
    land = country(scene, scene.main)
    if land is None or land.place_id is None or not line[:1].isupper() or len(line.split()) > 2:
        return None
    places, home = scene.catalogue.places, land.place_id
    found = [i for noun in _PROVINCES for i in scene.catalogue.find_places(f"{line} {noun}")]
    own = [i for i in found if places[i].kind == "admin1" and home in scene.above(i)]
    return Where(own[0], line.title() if line.isupper() else line, "inferred") if own else None


def written(scene: Scene, mention: Mention) -> Where:
    """The place of one name, as written where the catalogue lacks it."""
    if (known := scene.settled.get(id(mention))) is not None:
        return known[0]
    text = unowned(mention.text)
    place_id = settle(scene, mention)
    if place_id is None and mention.ids and not mention.part and text.rpartition(" ")[2].islower():
        text = text.rpartition(" ")[0] or text  # "Tola township", where the catalogue has another Tola
    if mention.sort == "capital" and place_id is None:
        return Where(None, "", "inferred")
    main = scene.main
    folk = mention.kind == "people" or mention.text.endswith("territory")
    if folk and main is not None and main.place_id and scene.catalogue.within(main.place_id, [place_id or ""]):
        if scene.catalogue.places[main.place_id].kind == "territory":
            return Where(main.place_id, main.text, "inferred")
    place = Where(place_id, text, "inferred" if mention.kind == "people" else "stated")
    if not folk and mention.sort != "capital":
        scene.settled[id(mention)] = place, mention  # of the others it changes what is meant
    return place


def label(scene: Scene, row: list[Item]) -> Where | None:
    """The place that labels a paragraph: "GUATEMALA: the storms ..."."""
    for n in range(min(3, len(row) - 1)):
        mention = row[n].mention
        if mention is not None:
            sign = row[n + 1].kind
            headed = sign == ":" or sign == "-" and n == 0 and mention.text.isupper()
            placed = mention.kind == "place" and mention.sort not in POINTS and headed
            return written(scene, mention) if placed else None
    return None
