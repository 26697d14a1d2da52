"""What is said of a number's noun behind it: the verbs that may be its own, and the words that lie on the way there."""

from dataclasses import dataclass, field

from data.tree import Phrase
from ingest.text.asides import behind_part
from ingest.text.dwelling import in_sites, there
from ingest.text.inserted import behind_listed
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number
from ingest.text.nouns import ANYBODY, HAPPENED, HEALTH, INSIDE, Link, Subject, of_health, subject
from ingest.text.objects import AUXILIARY, COUNTED, PREPOSITIONS

_BEFELL, _CAME = ("casualties.", "displacement.new", "displacement.r"), ("crossing.trucks",)
_STOPS, _BEFORE = (";", ".", ":", "("), (",", "word", "name", "date")
_NO_PARTICIPLES = PREPOSITIONS | {"natural_death"}  # "310 died and dozens more were hurt"
_EVENTS = HAPPENED | {"local_event"}


@dataclass(slots=True)
class _Way:
    """What has been passed on the way from the noun of the number that is item `at`.

    Attributes:
        health: Hospitals are counted, of which few words say anything that is ours.
        cost: What it costs to reach a phrase from here.
        passed: The last number behind the noun; 0: none.
        auxiliary: The last auxiliary; 0: none.
        inside: The words are those of a phrase with a preposition, and so no verbs.
        helped: An auxiliary has been passed.
        passive: And it was a "be".
    """

    sentence: Sentence
    at: int
    what: Subject
    health: bool
    found: list[Link] = field(default_factory=list)
    cost: float = 0.0
    passed: int = 0
    auxiliary: int = 0
    inside: bool = False
    helped: bool = False
    passive: bool = False


def right(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """What is said of the noun of the number that is item `at`, behind it: "were killed", "have fled"."""
    row = sentence.items
    if at > 1 and row[at - 1].kind == "(" and row[at - 2].mention and row[at + 1 : at + 2] and row[at + 1].kind == ")":
        return []  # "died in Garissa (31) and Wajir (12), and 4,000 were displaced"
    way = _Way(sentence, at, what, not what.units.isdisjoint(HEALTH))
    n = _behind_total(row, what.end)
    while 0 <= n < len(row):
        item = row[n]
        if (item.kind == "," or "and" in item.classes) and (end := _behind_insertion(way, n)):
            n = end
            continue
        n = (_phrase if item.kind == "phrase" else _other)(way, n)
        if way.cost > 5.0:
            break
    return way.found


def behind_clause(sentence: Sentence, what: Subject) -> int:
    """Where what was done begins, behind words that only say to whom: "two women who ran a school were shot"."""
    row, marks, n = sentence.items, sentence.marks, what.end
    if n + 1 >= len(row) or what.units and what.units.isdisjoint(ANYBODY | HEALTH | {"trucks"}):
        return n
    some = "part_of_them" in row[n].classes  # "two of those hurt have since died"
    if what.head < 0 and what.unknown is None and not some:
        return n
    if row[n].kind == "," and "of_whom" in row[n + 1].classes and (end := behind_part(row, n)):
        return end
    opens = n + (row[n].kind == "," and "whom" in row[n + 1].classes)
    if row[n].kind == "," and has_class(row[n + 1 : n + 3], "of_whom"):
        opens = n + 1 + ("of_whom" not in row[n + 1].classes)  # "many of whom had just come,"
    whose = not row[opens].classes.isdisjoint(("whose", "of_whom"))
    who = some or whose or "whom" in row[opens].classes
    doing = marks.ends(row[n].first, "active_ending") or marks.ends(row[n].first, "past_ending")
    doing = doing and row[n].kind in ("word", "phrase") and row[n].classes.isdisjoint(_NO_PARTICIPLES)
    if not (who or doing or "run_by" in row[n].classes):
        return n
    keys = _CAME if "trucks" in what.units else _BEFELL if what.units.isdisjoint(HEALTH) else ("health.",)
    told = False
    for m in range(opens + 1, min(n + 24, len(row) - 1)):  # items of a clause that says which people are meant
        item, helps = row[m], row[m].classes & AUXILIARY
        if item.quantity is not None or item.kind in _STOPS or "speech" in item.classes or told and not who:
            return n
        if "relative" in item.classes and row[m + 1].kind != "date" and not has_any(row[m + 1 : m + 4], _EVENTS):
            return n
        if item.kind == "," and "portion" in row[m + 1].classes and has_any(row[m + 2 : m + 5], AUXILIARY):
            return n  # "87 people died, dozens were injured"
        if told and (item.classes & {"and", "or"} or item.kind == "," and not row[m + 1].classes & AUXILIARY):
            return n  # "who were displaced and are in camps"
        finite = who and m > opens + 1 and row[m - 1].kind in _BEFORE[opens == n :] and _befell(item, keys)
        did = "natural_death" in item.classes or keys == _CAME or not marks.ends(item.last - 1, "past_ending")
        if finite and did and not item.has_role("noun"):
            return m  # "the 12 who stayed in the house died"
        if whose and helps:
            whose = False
        elif helps and (m > opens + 1 or not who):
            if any(_befell(k, ("",) if told or opens > n else keys) for k in row[m + 1 : m + 4]):
                return m
        told = told or _befell(item)
    return n


def _befell(item: Item, keys: tuple[str, ...] = _BEFELL) -> bool:
    """Whether an item tells that people were killed, hurt or driven out."""
    return any(p.role == "before" and p.sort == "figure" and p.keys[0].startswith(keys) for p in item.phrases)


def _behind_insertion(way: _Way, at: int) -> int:
    """The item behind what a comma or "and" inserts before the verb goes on; 0: nothing; -1: another clause begins."""
    row, item = way.sentence.items, way.sentence.items[at]
    if item.kind == ",":
        if end := _share_aside(row, at) or _inserted(row, at) or way.health and _some_of(row, at):
            way.cost += 0.2  # "six people, two of them children, lost their lives"
            return end
    return _behind_number(way, at) if at + 1 < len(row) and row[at + 1].quantity else 0


def _behind_number(way: _Way, at: int) -> int:
    """The item behind another number that shares the verb: "six aid workers and two drivers were killed"; 0, -1."""
    row, what, words = way.sentence.items, way.what, way.sentence.marks.tokens.words
    if any(i.classes & AUXILIARY or _befell(i) for i in row[at + 3 : at + 4]) and "part" in row[at + 2].classes:
        return -1  # "with 1.7 million people, 300 of whom are in camps", "carried 310 people, 82 of whom drowned"
    n = at + 3 if at + 4 < len(row) and row[at + 2].units == what.units != frozenset() else at + 2
    if row[at - 1].mention and n + 3 < len(row) and row[n + 1].mention and "place_at" in row[n].classes:
        verb = row[n + 2].has_role("before")
        if "place_at" in row[at - 2].classes and (verb or row[n + 2].classes & AUXILIARY or row[n + 3].quantity):
            way.cost, way.passed = way.cost + 0.3, 0 if verb else at + 1
            return n + 2  # "12,000 in Jos and 8,000 in Bokkos were"
    if "," in (row[at].kind, row[at - 1].kind) and at + 2 < len(row) and row[at + 2].classes & AUXILIARY:
        return -1  # "in the two regions, and 40,000 have fled"
    comma, other = row[at].kind == ",", subject(way.sentence, at + 1, ())
    if comma and what.head >= 0 and other.head >= 0 and words[row[other.head].first] == words[row[what.head].first]:
        return -1  # "home to 58,000 people, 26 people were killed"
    if comma and other.head < 0 and what.head == at - 1:
        if any(p.role == "before" for i in row[at + 2 : at + 3] for p in i.phrases):
            return -1  # "40 nurses, 12 wounded"
    load = "trucks" in what.units and other.head < 0 and "and" in row[at].classes  # "and nine of fuel"
    alike = load and other.end < len(row) and "of" in row[other.end].classes or not other.units.isdisjoint(what.units)
    alike = alike or "person" in other.units and not what.units.isdisjoint(ANYBODY)
    if way.health and other.units & (HEALTH | {"other"}) and "and" in row[at].classes:
        alike = True  # "three hospitals, 94 schools and 11 clinics were damaged"
    if at != what.end and not (alike and not other.before):
        return 0
    way.cost += 0.8
    return other.end + (other.head < 0)


def _phrase(way: _Way, at: int) -> int:
    """Takes what a phrase of the lexicon says; the next item, -1: none."""
    row, what, item = way.sentence.items, way.what, way.sentence.items[at]
    classes = item.classes
    if "while" in classes and at > what.end:
        return -1
    if "same_as" in classes and at == what.end and row[at + 1 : at + 3] and row[at + 1].quantity:
        way.cost += 0.4  # "3,100 people making up 700 families crossed"
        return at + 3
    if at == what.end + (row[at - 1].kind == ",") and (end := behind_listed(way.sentence, at)):
        way.cost += 0.4  # "12 people, including six children and a nurse, died"
        return end
    if "of_whom" in classes and (row[at - 1].kind == "," or "several" in row[at - 1].classes):
        return -1  # "9,000 people affected, most of whom had fled"
    if classes & {"part", "out_of"} and at > what.end and at + 1 < len(row) and row[at + 1].quantity:
        return -1  # "90 clinics were hit, of which 12 were destroyed", "two boys were among the 12 hurt"
    if "part" in classes and at - 1 > way.at and row[at - 1].quantity is not None:
        return -1  # "brought 104 ashore, 25 of whom were taken to hospital"
    joins = at == what.end and what.head >= 0 and ("and" in classes or "or" in classes)
    if joins and (end := _joined(row, at + 1)):
        way.cost += 0.3  # "displaced people and refugees returned"
        return end
    kept = _verbs(way, at) if item.phrases else []
    if "carrying" in classes or at == what.end and "with" in classes and "trucks" in what.units:
        end = _load(row, at + 1)
        if not _done_otherwise(row, end):
            way.found += [Link(p, at, "right", 3.3 + way.cost, at) for p in kept]
        way.cost += 0.5
        return end
    return _verb(way, at, kept) if kept else _grammar(way, at)


def _verbs(way: _Way, at: int) -> list[Phrase]:
    """The phrases of an item that may be said of the noun."""
    phrases = way.sentence.items[at].phrases
    kept = [p for p in phrases if p.role == "before" and p.sort != "status"]
    if way.health and not any([p.keys[0].startswith("health.") for p in kept]):
        kept = [COUNTED[p.status] for p in phrases if p.role == "before" and p.status in COUNTED] or kept
    if not kept and way.passive:
        kept = [p for p in phrases if p.role == "noun" and p.keys[0].startswith("displacement.")]
    return kept


def _verb(way: _Way, at: int, kept: list[Phrase]) -> int:
    """Takes a verb as said of the noun, unless the noun does it to others; the next item, -1: none."""
    row, item, cost = way.sentence.items, way.sentence.items[at], way.cost
    if not way.passive and _agent(way.sentence, at, kept):
        way.found += [Link(p, at, "right", 1.3 + cost, at, way.helped) for p in kept if p.sort == "not"]
        return -1
    if at > 1 and "several" in row[at - 1].classes and row[at - 2].kind in (",", "-"):
        return -1  # "half a million displaced people, most in camps"
    if way.passed and way.auxiliary < way.passed:
        cost += 2.0  # "40 with 90 injured"
    bare = item.has_role("after") and not way.helped
    extra = 2.0 if bare and cost > 1.6 else 0.0
    way.found += [Link(p, at, "right", 1.3 + cost + extra, at, way.helped) for p in kept]
    way.cost = cost + 1.2
    way.inside = way.inside or not way.helped and bool("flight" in item.classes)  # "fleeing the latest flare-up"
    return at + 1


def _grammar(way: _Way, at: int) -> int:
    """Passes a phrase that only joins and shapes what is said; the next item, -1: none."""
    row, classes = way.sentence.items, way.sentence.items[at].classes
    if not classes.isdisjoint(AUXILIARY):
        way.helped, way.inside, way.auxiliary = True, False, at
        way.passive = way.passive or bool("be" in classes)
    elif not classes.isdisjoint(("adverb", "article", "all", "those", "filler", "later")):
        way.cost += 0.1
    elif "relative" in classes:
        after = row[at + 1] if at + 1 < len(row) else row[at]
        if after.quantity is not None and ("whom" not in classes or row[at - 1].classes & PREPOSITIONS):
            return -1  # "it counted nine, in which two medics were hurt"
        if "whom" not in classes and not after.units.isdisjoint(("people", "families", "population")):
            return -1  # "nine of them in a crash as residents fled"
        if "whom" in classes and way.passed and not row[at - 1].units.isdisjoint(ANYBODY) and at - way.passed < 3:
            return -1  # "two million people, above all 90,000 who have fled"
        way.cost, way.inside, way.passive = way.cost + 0.5, False, False  # "is at war with two that had killed 30"
    elif not classes.isdisjoint(("and", "or")):
        shared = way.health and at + 1 < len(row) and (row[at + 1].classes & AUXILIARY or of_health(row[at + 1]))
        shared = shared or way.passive and any(_befell(k) for k in row[at + 1 : at + 3])
        way.cost += 0.5 if shared else 1.0 if way.inside else 2.0  # "were bombed and closed"
    elif "contrast" in classes:
        way.cost += 2.0
    elif "with" in classes and has_any(row[at + 1 : at + 2], ("several", "most_of_all", "portion")):
        return -1  # "are displaced, with many sheltering in schools"
    elif "mostly" in classes and has_class(row[at + 1 : at + 2], "those"):
        return -1  # "displaced people, especially those living in camps"
    elif not classes.isdisjoint(PREPOSITIONS):
        if way.helped or "dwell" in row[at - 1].classes:
            _house(way, at, at, 1.5)
        elif at == way.what.end and "place_at" in classes and way.what.head < 0:
            keys = {p.keys[0] for i in row[: way.at] for p in i.phrases} - {"displacement.sites"}
            if any(key.startswith("displacement.") for key in keys):
                _house(way, at, at, 0.8)  # "9,000 people are displaced: 3,000 in camps"
        way.inside = True
        way.cost += 0.3
    elif "speech" in classes:
        if has_kind(row[at + 1 : at + 3], "quantity"):
            return -1  # "a group of 40 doctors said 12 had been killed"
        way.cost += 1.5 if way.health and has_class(row[at + 1 : at + 5], "that") else 2.5
    else:
        way.cost += 1.0 if row[at].phrases else 0.4
    return at + 1


def _house(way: _Way, link: int, at: int, cost: float) -> None:
    """Takes camps or buildings in which those counted are said to be, named by the word at `link`."""
    row = way.sentence.items
    if not way.passed and there(row, link, way.what) and (place := in_sites(row, at)):
        way.found.append(Link(place, at, "right", cost + way.cost, at, way.helped))


def _other(way: _Way, at: int) -> int:
    """Passes a word, name, date, number or sign; the next item, -1: none."""
    row, what, kind = way.sentence.items, way.what, way.sentence.items[at].kind
    if kind == "word":
        adverb = way.inside or way.sentence.marks.ends(row[at].first, "adverb_ending")
        done = way.health or way.passive and way.sentence.marks.ends(row[at].first, "past_ending")
        way.cost += 0.4 if adverb else 0.8 if done else 2.2  # "spontaneously returned", "were robbed and shot"
    elif kind == "name":
        way.cost += 0.2
    elif kind == "date":
        way.cost += 0.1
    elif kind == "quantity":
        _house(way, at - 1, at, 1.3)
        way.passed = at
        way.cost += 0.5 if way.inside else 1.2
    elif kind == ",":
        listed = way.inside and row[at - 1].kind == "name" and has_kind(row[at + 1 : at + 2], "name")
        way.cost += 0.2 if listed else 0.8  # "in Fangak, Akobo, Leer and Mayendit"
        way.inside = True
    elif kind == "(":
        end = next((n for n in range(at + 1, min(at + 25, len(row))) if row[n].kind == ")"), at)
        for n in range(at + 1, end if not has_number(row[what.end : at]) else at):
            put_in = ("food.", *(("casualties.injured",) if end == at + 2 else ()))  # "and 100 others [injured]"
            kept = [p for p in row[n].phrases if p.role == "before" and p.keys[0].startswith(put_in)]
            way.found += [Link(p, n, "right", min(1.8 + way.cost, 3.0), n) for p in kept]
        way.cost += 0.3
        return end + 1
    elif kind == '"' or kind == ")" and at == what.end and row[way.at - 1].kind == "(":
        way.cost += 0.2  # "51 per cent (57) were closed"
    elif kind == "-":
        far = at + (25 if row[at + 1 : at + 2] and row[at + 1].kind == "name" else 14)  # which of them are meant
        if end := next((n for n in range(at + 1, min(far, len(row))) if row[n].kind == "-"), 0):
            way.cost += 0.3
            return end + 1
        way.cost += 1.0
        way.inside = True
    else:
        return -1
    return at + 1


def _joined(row: list[Item], at: int) -> int:
    """The item behind a second noun without a number of its own; 0: there is none."""
    for n in range(at, min(at + 4, len(row))):
        if row[n].quantity is not None:
            return 0
        if row[n].units or row[n].has_role("noun"):
            return n + 1
        if n == at + 1 and row[n].kind == "word" and not row[at].classes.isdisjoint(("possessive", "indefinite")):
            return n + 1  # "and their contents", "two guards and a plumber were killed"
        if row[n].kind != "phrase" or row[n].classes.isdisjoint(INSIDE):
            return 0
    return 0


def _share_aside(row: list[Item], at: int) -> int:
    """The item behind a share told behind a comma: "13 million people, or 29 per cent of the population, faced"; 0."""
    for n in range(at + 1, min(at + 5, len(row))):
        share = row[n].quantity
        if share is not None and share.kind == "percent" and has_class(row[n + 1 : n + 2], "of"):
            far = range(n + 2, min(n + 6, len(row) - 2))  # "or 60 per cent of the dead,"
            end = next((m for m in far if "population" in row[m].units or row[m + 1].kind == ","), 0)
            return end + 1 + (row[end + 1].kind == ",") if end else 0
        if row[n].classes.isdisjoint(("accounting", "same_number", "same_as", "or", "adverb", "article")):
            return 0
    return 0


def _inserted(row: list[Item], at: int) -> int:
    """The item behind an insertion between commas, where a verb goes on; 0: there is none."""
    opens = row[at + 1 : at + 4]  # "the state, which has 40 million people, were", "half of whom are girls, are"
    clause = bool(opens) and ("relative" in opens[0].classes or has_class(opens, "part"))
    named = row[at - 1].mention is not None or "area_noun" in row[at - 1].classes
    for n in range(at + 1, min(at + 14, len(row) - 1)):
        item = row[n]
        if item.kind == ",":
            said = row[n + 2 : n + 3] if row[n + 1].kind == "word" else (row[n + 1],)  # "face hunger"
            goes_on = row[n + 1].classes & AUXILIARY or any(p.role == "before" for i in said for p in i.phrases)
            return n + 1 if goes_on else 0
        if item.kind in (";", ".", "(", "-", ":") or not clause and not item.classes.isdisjoint(AUXILIARY):
            return 0
        if item.phrases and item.has_role("before") or "relative" in item.classes and (n > at + 1 or not named):
            return 0
    return 0


def _some_of(row: list[Item], at: int) -> int:
    """The verb behind a part without a second comma: "40 health units, including two hospitals were hit"; 0: none."""
    end = at + 4
    part = end < len(row) and "part" in row[at + 1].classes and row[at + 2].quantity and row[at + 3].units & HEALTH
    return end if part and row[end].classes & AUXILIARY else 0


def _load(row: list[Item], at: int) -> int:
    """The item behind what lorries carry, where their own verb begins."""
    for n in range(at, min(at + 24, len(row))):
        verb = any(p.role == "before" and "trucks" in (p.only, *p.keys[0].split(".")) for p in row[n].phrases)
        main = row[n].classes & AUXILIARY and "unreal" not in row[n].classes  # not "enough for 900 people"
        if row[n].kind in (";", ".") or main or n > at and verb:
            return n
    return at


def _done_otherwise(row: list[Item], at: int) -> bool:
    """Whether lorries are told to have had something else done to them: "trucks with flour were sent out"."""
    said = [i for i in row[at + 1 : at + 3] if "adverb" not in i.classes]
    done = bool(said) and said[0].kind in ("word", "phrase") and said[0].classes.isdisjoint(PREPOSITIONS | {"article"})
    return done and not said[0].phrases and has_any(row[at : at + 1], ("be",))


def _agent(sentence: Sentence, at: int, kept: list[Phrase]) -> bool:
    """Whether a verb has an object, so that its subject is no victim: "two militants killed five people"."""
    row = sentence.items
    keys = [k.keys for k in kept]
    verbs = [p for p in row[at].phrases if p.role == "after" and p.sort == "figure" and p.keys in keys]
    if not verbs or at + 1 >= len(row) or sentence.marks.run(row[at].last - 1, "preposition"):
        return False  # "evacuated from Las Lajitas"
    if has_kind(row[at + 1 : at + 3], "date", "-"):  # "murieron el lunes", "people displaced GoP – September"
        return False
    only = "only_word" in row[at + 1].classes and at + 2 < len(row)  # "have received only $2 million"
    following = row[at + 1 + only]
    if following.quantity is not None or following.mention is not None:
        return True
    return bool("article" in following.classes or following.units) and "preposition" not in following.classes


def _behind_total(row: list[Item], at: int) -> int:
    """Passes over "of the $2.7 billion required"."""
    if at + 1 < len(row) and not row[at].classes.isdisjoint(("of", "out_of")) and row[at + 1].quantity:
        n = at + 2
        if n < len(row) and (row[n].phrases or "families" in row[n].units) and row[n].classes.isdisjoint(AUXILIARY):
            return n + 1  # "1,120 people of 304 families are"
    return at
