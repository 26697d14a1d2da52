"""What a whole document says of each place that it names, before its figures are read.

A report often begins with the province and tells the village only further down: the figures are the village's.
"""

from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.names import Mention
from ingest.text.scene import POINTS, Scene, Told, Where, key_of, written
from ingest.text.tokens import possessive
from ingest.text.usable import of_body, speaks

_EVENTS = frozenset({"hazard", "violence", "mishap"})
_TOLD, _ANOTHER = _EVENTS | {"event_noun", "local_event", "pronoun"}, _EVENTS | {"after"}
_NAMED, _AT = _EVENTS | {"long_event"}, frozenset({"place_at", "place_in", "place_of", "happened"})
_BETWEEN = frozenset({"place_in", "place_of", "of", "article", "direction", "area_noun"})
_DEAD, _ENDS = frozenset({"sufferers", "natural_death"}), frozenset({"to", "and", "with", "article"})
_BEFORE_NAME = frozenset({"article", "direction", "place_of"})
_MOST = 0.65  # of the weight of all places with the event
_LEAD = 4  # so many sentences tell of one event where the beginning tells of one
_DISASTERS = frozenset({"hazard", "mishap", "disaster"})
_MOSTLY = 7  # items of a sentence in which "most of" them are told to be somewhere
_HERE = 3  # so many sentences behind a dateline in which "here" is the place of writing
_STRIKING, _LEADING = ("attacked", "overrun", "ravaged"), frozenset({"article", "direction", "area_noun", *_AT})
_SOME, _PLACES = frozenset({"portion", "several", "superlative"}), frozenset({"area_noun", "that_town"})
_PEOPLE = frozenset({"people", "person"})
_PARTING = frozenset({"clause", "speech", "body", "authority", "after", "from", "to", "and", "staff_of"})
_LATEST = 9  # sentences in which a report tells where what it begins with took place
_REACH = 9  # items behind a name in which "about 60 km north of the capital" stands


def overview(scene: Scene, heads: list[Sentence], body: list[Sentence]) -> None:
    """Notes all places that a text names, by key, in the order in which it names them."""
    found: dict[str, Told] = {}
    inside: list[tuple[str, str]] = []
    scene.single = any("mishap" in sentence.classes for sentence in (*heads, *body[:2]))
    here = any("here" in sentence.classes for sentence in body[:_HERE])
    headed = False
    towns: list[Told] = []  # that were named last
    for number, sentence in enumerate(body):
        headed = headed or number > 0 and sentence.span.kind == "heading"  # what follows may be elsewhere
        named = _named(scene, found, inside, sentence, number, here, headed)
        towns = [told for told in named if _fine(scene, told.place)] or towns
        tolls = _tolls(sentence.items) if towns and "quantity" in sentence.kinds else {}
        for told in towns:
            for indicator, many in tolls.items():
                told.tolls[indicator] = max(many, told.tolls.get(indicator, 0.0))
    _hold(scene, found, inside)
    scene.whole = found
    scene.keys = list(found)
    scene.firsts = [told.first for told in found.values()]
    scene.focus = _focus(scene)


def _named(
    scene: Scene,
    found: dict[str, Told],
    inside: list[tuple[str, str]],
    sentence: Sentence,
    number: int,
    here: bool,
    headed: bool,
) -> list[Told]:
    """Notes the places that a sentence names, and pairs of one and that in which it lies; those that may be its scene.

    `here`: "here" is the place of the dateline; `headed`: headings may have led elsewhere.
    """
    row, near = sentence.items, not sentence.classes.isdisjoint(_NAMED)
    past = "date" in sentence.kinds and of_another_year(row)
    event = last = -1  # whether it tells of an event, once that is asked; the item of the name before
    passed = False
    named = []
    for n in sentence.named:
        mention = row[n].mention
        if mention is None or mention.sort == "capital":
            continue
        if mention.kind != "place" and not (here and mention.kind == "dateline" and number == 0 and mention.ids):
            continue
        if event < 0:
            event = not sentence.classes.isdisjoint(_EVENTS) and not past
        place = written(scene, mention)
        key = key_of(place)
        told = found.get(key)
        if told is None:
            told = found[key] = Told(place, number, sentence.span.paragraph, point=mention.sort in POINTS, past=past)
        told.past &= past
        most = len(row) > 2 and "most_of_all" in row[0].classes and "of" in row[1].classes and n < _MOSTLY
        told.alone |= most or has_class(row[n + 1 : n + 2], "by_itself")  # "Most of the deaths were in Kora"
        told.times += 1
        if held := holds(row, last, n):
            told.holder += 1
            inside.append((key_of(written(scene, row[last].mention)), key))  # type: ignore[arg-type]
        former, last = last, n
        if speaks(row, n) or of_body(row, n):
            told.spoken += 1
            continue
        aside = _aside(row, n) or 0 <= former == n - 2 and "near_to" in row[n - 1].classes
        linked = 0 < n - former <= 3 and all(not i.classes.isdisjoint(_ENDS) for i in row[former + 1 : n])
        passed = not held and (aside or passed and linked)  # "on the road linking Jos to Kafanchan"
        if passed:
            continue
        named += [] if held else [told]
        if not event and scene.single and not held and number < _LEAD and not past:
            event = _lone(scene, found, number, sentence, n)
        told.events += event
        if near:
            told.close += has_any((*row[max(0, n - 4) : n], *row[n + 1 : n + 2]), _NAMED)
        _describe(told, sentence, n, mention)
        if not headed and not told.scene:
            told.scene = _is_scene(sentence, n, number, bool(held), event > 0)
    return named


def _describe(told: Told, sentence: Sentence, n: int, mention: Mention) -> None:
    """Notes what the words beside a name say of the place."""
    row = sentence.items
    before = row[n - 1].classes if n else frozenset()
    if not told.called and mention.sort != "country":  # but "the United States"
        told.called = _called(sentence, n, mention)
    if "place_of" in before and not told.called and not mention.part:  # "the largest city of eastern Chad"
        told.called = sentence.marks.tokens.words[max(row[n - 1].last - 2, row[n - 1].first)]  # "the village of Tola"
    told.where += "place_at" in before or "place_of" in before


def _is_scene(sentence: Sentence, n: int, number: int, held: bool, event: bool) -> bool:
    """Whether a sentence (the `number`th) tells at a name that what the text is of took place there.

    `held`: the name only tells where the one before it lies.
    """
    if "happened" in sentence.classes and _scene(sentence.items, n):
        return True
    if number < _LEAD and not held and (_of_the_dead(sentence.items, n) or _where_it_struck(sentence.items, n)):
        return True
    return event and number < _LATEST and "local_event" in sentence.classes and _assailed(sentence, n)


def _hold(scene: Scene, found: dict[str, Told], inside: list[tuple[str, str]]) -> None:
    """Notes which places hold others with an event, and in which order those with an event and no such place came."""
    for told in found.values():
        if told.events and told.place.place_id is not None:
            for key in scene.above(told.place.place_id):
                if key in found:
                    found[key].wide = True
    for key, holder in inside:
        if key != holder and found[key].events and found[key].place.place_id is None:
            found[holder].wide = True
    for told in found.values():
        if told.events and not told.wide and _fine(scene, told.place):
            told.order = scene.scenes
            scene.scenes += 1


def _tolls(row: list[Item]) -> dict[str, float]:
    """The largest numbers of dead and of hurt that a sentence tells, by indicator."""
    found: dict[str, float] = {}
    for n, item in enumerate(row):
        if item.quantity is None or item.quantity.kind != "count":
            continue
        for key in [p.keys[0] for i in row[max(0, n - 2) : n + 6] for p in i.phrases]:
            if key.startswith("casualties."):
                found[key] = max(item.quantity.value, found.get(key, 0.0))
    return found


def _focus(scene: Scene) -> str | None:
    """The smallest place in which nearly all of what a document tells happens."""
    weights = {key: told.events + told.close for key, told in scene.whole.items() if told.order >= 0}
    total = sum(weights.values())
    if not total:
        return None
    best = max(weights, key=lambda key: weights[key])
    if weights[best] >= _MOST * total:
        return best
    held: dict[str, int] = {}
    for key, weight in weights.items():
        place_id = scene.whole[key].place.place_id
        for holder in (place_id, *scene.above(place_id)) if place_id is not None else ():
            held[holder] = held.get(holder, 0) + weight
    most = [key for key, weight in held.items() if weight >= _MOST * total]
    return max(most, key=lambda key: len(scene.above(key)), default=None)


def _lone(scene: Scene, found: dict[str, Told], number: int, sentence: Sentence, n: int) -> bool:
    """Whether the beginning, which tells of one event, names here the first place that may be its scene."""
    mention, row = sentence.items[n].mention, sentence.items
    assert mention is not None
    place = written(scene, mention)
    towns = (t.first for t in found.values() if scene.sort(t.place) == "town")
    if scene.sort(place) == "country" or any(first != number for first in towns):
        return False
    if _pointed(row, n):
        return True
    called = n > 0 and "place_of" in row[n - 1].classes or _called(sentence, n, mention)
    return bool(called) and scene.sort(place) == "town"


def holds(row: list[Item], last: int, n: int) -> bool:
    """Whether a name only tells where the name before it lies: "Kotcherwal in Rajouri", "Mailari, Borno state"."""
    if last < 0 or not 0 < n - last - 1 <= 4 or possessive(row[last].mention.text):  # type: ignore[union-attr]
        return False  # "Yemen's southern province of Abyan"
    gap = row[last + 1 : n]
    if has_class(gap, "and"):
        return False
    if len(gap) == 1 and gap[0].kind == "," and n + 2 < len(row) and row[n + 2].mention is not None:
        if row[n + 1].kind == "," or "and" in row[n + 1].classes:
            return False  # "in Kitale, Lodwar and Kakuma"
    return all(i.kind in (",", "(") or not i.classes.isdisjoint(_BETWEEN) for i in gap)


def _fine(scene: Scene, place: Where) -> bool:
    """Whether a place is neither a country nor holds countries, so that an event may be told to be there."""
    if scene.sort(place) != "region" or place.place_id is None:
        return scene.sort(place) != "country"
    return bool(scene.catalogue.places[place.place_id].iso3)


def _aside(row: list[Item], n: int) -> bool:
    """Whether a name only tells how far off something is, or whose hospitals took the hurt in."""
    m = n - 1
    while m > 0 and n - m < 4 and not row[m].classes.isdisjoint(_BEFORE_NAME) and "beside" not in row[m].classes:
        m -= 1
    if m < 0:
        return False
    if "beside" in row[m].classes:
        return True
    noun = row[m - 1] if m else None
    if noun is None or row[m].classes.isdisjoint(_AT):
        return False
    return "facility_noun" in noun.classes or "hospitals" in noun.units


def _scene(row: list[Item], n: int) -> bool:
    """Whether it is told as where the event took place: "the attack took place in Tagab"."""
    link = n - 2 if n > 1 and "article" in row[n - 1].classes else n - 1
    if link < 1 or row[link].classes.isdisjoint(_AT):
        return False
    if has_class(row[n + 1 : n + 3], "happened"):
        return has_any(row[max(0, n - 8) : n], _EVENTS)  # "the raid on Kibish took place"
    for m in range(link, max(n - 10, -1), -1):
        if "happened" in row[m].classes:
            told = frozenset[str]().union(*(i.classes for i in row[max(0, m - 5) : m]))
            return not told.isdisjoint(_TOLD) and told.isdisjoint(_SOME)  # but "most of the raids were in Tagab"
        if row[m].mention is not None or row[m].quantity is not None or not row[m].classes.isdisjoint(_ANOTHER):
            return False
    return False


def _where_it_struck(row: list[Item], n: int) -> bool:
    """Whether a relative clause tells that the event struck there: "in Gansu, where the quakes struck on Monday"."""
    behind = row[n + 1 : n + 6]
    opens = len(behind) > 3 and behind[0].kind == "," and "where" in behind[1].classes
    event = opens and any("definite" in i.classes for i in behind[2:3]) and has_any(behind[3:4], _DISASTERS)
    return bool(event) and has_any(behind[4:5], ("mishap", "ravaged", "happened"))


def _assailed(sentence: Sentence, n: int) -> bool:
    """Whether a place is that of the event just told: "the gunmen stormed Tola", "the slide hit homes in Tola"."""
    row, marks = sentence.items, sentence.marks
    for k, item in enumerate(row):
        if item.quantity is not None and item.quantity.kind != "one" and any(i.units & _PEOPLE for i in row[k : k + 4]):
            return False  # an event with a toll of its own
    m = n - 1
    while m > 0 and (_owns(row[m]) or not row[m].classes.isdisjoint(_LEADING)) and row[m].classes.isdisjoint(_STRIKING):
        m -= 1
    if m < 1 or not has_any(row[m + 1 : n], _AT) and max(marks.back(row[m].last, name, 3) for name in _STRIKING) < 0:
        return False
    for k in range(m, max(-1, m - 14), -1):  # items from an event to its place
        item = row[k]
        if "local_event" in item.classes:
            for named in reversed(row[max(0, k - 3) : k]):  # "the dawn raid", "the Israeli strike", "Friday's blast"
                if named.kind == "," or named.quantity is not None or "indefinite" in named.classes:
                    return False
                if "definite" in named.classes or named.period is not None and named.period.grain == "day":
                    return True
            return False
        post = row[k + 1].kind == "word" or not row[k + 1].classes.isdisjoint(("spot_noun", "post_noun", "moving"))
        force = "authority" in item.classes and post  # "hit an army camp in Tola"
        if item.kind in (",", ";", ":", ".") or item.mention is not None or not force and item.classes & _PARTING:
            return False
    return False


def _owns(item: Item) -> bool:
    """Whether an item is the name of what holds the place behind it: "off Yemen's southern province of Abyan"."""
    return item.mention is not None and possessive(item.mention.text)


def _of_the_dead(row: list[Item], n: int) -> bool:
    """Whether a sentence only tells where those counted before it died: "The victims were all killed in Ibanda"."""
    noun = 0 if "article" not in row[0].classes and "all" not in row[0].classes else 1
    link = n - 2 if "article" in row[n - 1].classes else n - 1
    if noun >= link or row[noun].classes.isdisjoint(_DEAD) or row[link].classes.isdisjoint(("place_at", "place_of")):
        return False
    return all(i.kind == "phrase" or i.mention is not None for i in row[noun + 1 : n]) and n - noun < _REACH


def _called(sentence: Sentence, n: int, mention: Mention) -> str:
    """The noun beside or in a name that says what sort of place it is: "Banteay Ampil district"; "": none."""
    row, marks = sentence.items, sentence.marks
    after = n + 1 if n + 1 < len(row) and "area_noun" in row[n + 1].classes else -1
    if n > 1 and row[n - 1].kind == "," and (n == 2 or row[n - 3].mention is None) and after < 0:
        after = n - 2 if row[n - 2].classes & _PLACES else -1  # "the village, Tola, lies"
    after = after if after >= 0 else _said_to_be(row, n)
    if after >= 0:
        return marks.tokens.words[row[after].last - 1]
    return marks.tokens.words[mention.last - 1] if marks.run(mention.last - 1, "area_noun") else ""


def _said_to_be(row: list[Item], n: int) -> int:
    """The item behind a name that says what sort of place it is: "Bosso, a hamlet of 80 people"; -1: none does."""
    if n + 3 >= len(row) or row[n + 1].kind != ",":
        return -1
    if "article" not in row[n + 2].classes:
        return n + 2 if "inhabited" in row[n + 2].classes else -1
    for m in range(n + 3, min(n + 7, len(row))):
        if "area_noun" in row[m].classes or "place_of" in row[m].classes:
            return m
        if row[m].mention is not None or row[m].kind not in ("word", "phrase"):
            return -1
    return -1


def _pointed(row: list[Item], n: int) -> bool:
    """Whether its distance from another place is told: "Quweisna, 60 km north of the capital"."""
    for m in range(n + 1, min(n + _REACH, len(row))):
        item = row[m]
        if "length" in item.classes:
            return True
        if item.mention is not None or item.kind in (";", "."):
            return False
    return False


def of_another_year(row: list[Item]) -> bool:
    """Whether a sentence tells of a month or year by its number, and so of something else than the news."""
    for item in row:
        period = item.period
        if period is not None and period.grain in ("month", "year") and not period.relative:
            return True
    return False
