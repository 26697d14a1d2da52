"""Which phrase of the lexicon a quantity goes with: what is counted, and what is said of it.

Each way to reach a phrase from a number has a cost; the cheapest wins, so that the nearest noun, verb or label
decides. Phrases that say that a number is no figure of ours ("in need of", "plan to") compete on the same terms.
"""

from dataclasses import dataclass

from data.lexicon import Lexicon
from data.tree import Phrase
from ingest.text import nouns
from ingest.text.dwelling import in_sites, lies, there
from ingest.text.items import Item, Sentence
from ingest.text.labels import labels
from ingest.text.marks import mark
from ingest.text.nouns import INSIDE, PEOPLE, Link, Subject, describes, main_auxiliary, names_aside, of_health, subject
from ingest.text.objects import AUXILIARY, COUNTED, PREPOSITIONS, SITES, SUM, TRUCKS, alone, counts_itself, left

_REACH = 5.0
_DESCRIBING = frozenset({"related", "adjective", "adverb", "fresh", "violence", "hazard"})
_STOPS = (",", ";", "quantity")
_NOUNS = frozenset({"people", "families", "population"})


@dataclass(slots=True)
class Trigger:
    """An indicator's or status's phrase in a text; [start, end) in code points."""

    phrase: Phrase
    start: int
    end: int


def phrases(text: str, lexicon: Lexicon) -> list[Trigger]:
    """Phrases of indicators and statuses in the text, in order; the longest at each word."""
    marks = mark(text, lexicon)
    found: list[Trigger] = []
    at = 0
    while at < len(marks.tokens):
        end = at + 1
        for stop, entry in marks.at[at]:
            if kept := [p for p in entry.phrases if p.sort != "not"]:
                found += [Trigger(p, marks.tokens.starts[at], marks.tokens.ends[stop - 1]) for p in kept]
                end = stop
                break
        at = end
    return found


def links(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """All phrases that the number at item `at` may go with, the cheapest first."""
    found = _nouns(sentence, what)
    found += _finite(sentence, _right(sentence, at, what))
    found += left(sentence, at, what)
    found += labels(sentence, at, what)
    quantity = sentence.items[at].quantity
    kind = quantity.kind if quantity is not None else ""
    if "sites" in what.units and what.head < 0 and lies(sentence.items, what.end):
        found.append(Link(SITES, what.end, "right", 1.5, what.end + 1, True))
    if (
        "trucks" in what.units
        and what.head >= 0
        and not found
        and sentence.items[at - 1].kind != "("
        and ("moving" in sentence.classes or alone(sentence.items, at, what.end))
    ):
        found.append(Link(TRUCKS, what.head, "noun", 2.8, what.head))
    found = [k for k in found if k.phrase.keys[0] != SUM or k.way != "label" and kind != "zero"]
    found = [k for k in found if k.phrase.only is None or _counts(k.phrase.only, what, kind, sentence.items)]
    found.sort(key=lambda link: link.cost)
    return found


def _finite(sentence: Sentence, found: list[Link]) -> list[Link]:
    """Lets the verb of a sentence go before the participle of its subject: "people fleeing war have reached Chad"."""
    if not found:
        return found
    words, row = sentence.marks.tokens.words, sentence.items
    endings = sentence.marks.lexicon.words.get("participle_ending", ("\0",))
    first = next((k for k in found if k.phrase.sort == "figure"), None)
    if found[0].phrase.sort == "not" and not found[0].helped and first is not None and first.helped:
        between = row[found[0].at + 1 : first.at]
        past = words[row[found[0].at].last - 1].endswith(sentence.marks.lexicon.words.get("past_ending", ("\0",)))
        if past and all(i.kind != "quantity" and (i.classes & AUXILIARY or not i.phrases) for i in between):
            first.cost = min(first.cost, found[0].cost - 0.1)  # "facilities supported by WHO remain closed"
        return found
    if first is not None and found[0].phrase.sort == "not":
        came = next((k for k in found if "crossing.trucks" in k.phrase.keys and k.at > found[0].at), None)
        if came is not None and any("whom" in i.classes for i in row[max(0, found[0].at - 4) : found[0].at]):
            came.cost = min(came.cost, found[0].cost - 0.1)  # "60 lorries that had been stuck there crossed"
            return found
    if first is not None and "whom" in sentence.classes and (main := _main_verb(row, first, found)) is not None:
        main.cost = min(main.cost, first.cost - 0.1)
        return found
    ends = () if first is None or first.helped else (row[first.at].first, row[first.at].last - 1)  # "made homeless by"
    if first is None or not any(words[n].endswith(endings) for n in ends):
        return found
    for link in found:
        if link.phrase.sort != "figure" or link.at == first.at:
            continue
        if not link.helped and ("flight" in row[link.at].classes or _of_a_thing(row, link.at)):
            continue
        counts = [m for m in range(first.at, link.at) if row[m].quantity is not None]
        opens = any(not link.helped or "and" in row[m - 1].classes or row[m + 1].classes & AUXILIARY for m in counts)
        opens = opens or not link.helped and "and" in row[first.at + 1].classes  # "displaced and sheltered there"
        if opens or any(i.classes & {"relative", "part"} or i.kind == ";" for i in row[first.at : link.at]):
            break  # but "3,000 people remain missing and 8,000 were injured"
        for other in found:
            if other.at == link.at:
                other.cost = min(other.cost, first.cost - 0.1)
        break
    return found


def _main_verb(row: list[Item], first: Link, found: list[Link]) -> Link | None:
    """The verb of a sentence behind a clause with "who": "20,000 who had fled home are crammed into tents"."""
    if not any("whom" in i.classes for i in row[max(0, first.at - 4) : first.at]):
        return None
    for link in found:
        back = link.phrase.keys == ("displacement.returnees",) and row[link.at - 1].kind not in _STOPS
        if link.phrase.sort != "figure" or link.at <= first.at + 1 or not link.helped and not back:
            continue
        between = row[first.at + 1 : link.at]
        if back and not link.helped and all(i.kind not in _STOPS and "and" not in i.classes for i in between):
            return link  # "the refugees who left in May returned to their homes"
        stops = [m for m, i in enumerate(between) if i.classes & {"and", "or", "relative"} or i.kind in _STOPS]
        if stops and not (between[stops[-1]].kind == "," and len(stops) == 1 and between[-1].classes & AUXILIARY):
            return None  # but "who were hiding in a school, were killed"
        if any(not i.classes.isdisjoint(AUXILIARY) for i in between):
            return link
    return None


def _of_a_thing(row: list[Item], at: int) -> bool:
    """Whether a verb is a participle of the noun before it: "sheltering in buildings run by the agency"."""
    return bool(row[at - 1].units) or at + 1 < len(row) and bool("by" in row[at + 1].classes)


def _counts(only: str, what: Subject, kind: str, row: list[Item]) -> bool:
    """Whether a phrase that is said of one sort of noun, or of none at all, is said of this one."""
    if only == "none":
        return kind == "zero"
    if only == "people":
        if not what.units and what.head >= 0:
            return any(p.keys[0].startswith(("displ", "casual", "food")) for p in row[what.head].phrases)
        return bool(what.units & PEOPLE - {"patients"}) or not what.units and what.unknown is None
    return only in what.units


def _nouns(sentence: Sentence, what: Subject) -> list[Link]:
    row = sentence.items
    found = []
    if what.head >= 0:
        for phrase in row[what.head].phrases:
            if phrase.role == "noun" and phrase.sort != "status":
                found.append(Link(phrase, what.head, "noun", 1.0, what.head))
    for n in what.before:
        for phrase in row[n].phrases:
            if phrase.role in ("before", "noun") and phrase.sort != "status":
                found.append(Link(phrase, n, "modifier", 1.0, max(n, what.head)))
    return found


def _right(sentence: Sentence, at: int, what: Subject) -> list[Link]:
    """What is said of the number's noun behind it: "were killed", "have fled"."""
    row = sentence.items
    if at > 1 and row[at - 1].kind == "(" and row[at - 2].mention and row[at + 1 : at + 2] and row[at + 1].kind == ")":
        return []  # "died in Garissa (31) and Wajir (12), and 4,000 were displaced"
    words, endings = sentence.marks.tokens.words, sentence.marks.lexicon.words.get("adverb_ending", ("\0",))
    found: list[Link] = []
    cost = 0.0
    passed = helps = 0  # the last number and the last auxiliary behind it
    inside = False  # a phrase with a preposition, in which other words are no verbs
    helped = passive = False  # an auxiliary stands before
    health = not what.units.isdisjoint(("hospitals", "facilities"))  # of which few words say anything that is ours
    n = _behind_total(row, what.end)
    while n < len(row):
        item = row[n]
        kind, classes = item.kind, item.classes
        if kind == ",":
            if end := nouns.share_aside(row, n) or _inserted(row, n):
                cost += 0.2  # "six people, two of them children, lost their lives"
                n = end
                continue
            if health and (end := names_aside(row, n)):
                cost, n = cost + 0.3, end  # "two hospitals, Salkhad and Shahba, are out of service"
                continue
            if n + 3 < len(row) and row[n + 1].quantity and "part" in row[n + 2].classes:
                if not row[n + 3].classes.isdisjoint(AUXILIARY):
                    break  # "five gunmen attacked the post, two of them were killed"
        if (kind == "," or "and" in classes) and n + 1 < len(row) and row[n + 1].quantity:
            # "six aid workers and two drivers were killed"
            other = subject(sentence, n + 1, ())
            both = kind == "," and what.head >= 0 and other.head >= 0
            if both and words[row[other.head].first] == words[row[what.head].first]:
                break  # "home to 58,000 people, 26 people were killed"
            if kind == "," and other.head < 0 and what.head == n - 1:
                if _says_all(row, what.head) or any(p.role == "before" for i in row[n + 2 : n + 3] for p in i.phrases):
                    break  # "2 million internally displaced, 400,000 in safety abroad", "40 nurses, 12 wounded"
            load = "trucks" in what.units and other.head < 0 and "and" in classes  # "and nine of fuel"
            alike = load and other.end < len(row) and "of" in row[other.end].classes
            alike = alike or not other.units.isdisjoint(what.units)
            alike = alike or "person" in other.units and not what.units.isdisjoint(PEOPLE)
            if n == what.end or alike and not other.before:
                cost += 0.8
                n = other.end + (other.head < 0 and counts_itself(row, other.end))
                continue
        if kind == "phrase":
            if "while" in classes and n > what.end:
                break
            if "same_as" in classes and n == what.end and row[n + 1 : n + 3] and row[n + 1].quantity:
                cost, n = cost + 0.4, n + 3  # "3,100 people making up 700 families crossed"
                continue
            if "part" in classes and n > what.end and n + 1 < len(row) and row[n + 1].quantity:
                break  # "90 clinics were hit, of which 12 were destroyed"
            joins = n == what.end and what.head >= 0 and ("and" in classes or "or" in classes)
            if joins and (end := _joined(row, n + 1)):
                cost += 0.3  # "displaced people and refugees returned"
                n = end
                continue
            kept = [p for p in item.phrases if p.role == "before" and p.sort != "status"] if item.phrases else []
            if health and item.phrases and not any([p.keys[0].startswith("health.") for p in kept]):
                kept = [COUNTED[p.status] for p in item.phrases if p.role == "before" and p.status in COUNTED] or kept
            if "carrying" in classes or n == what.end and "with" in classes and "trucks" in what.units:
                found += [Link(p, n, "right", 3.3 + cost, n) for p in kept]
                cost += 0.5
                n = _load(row, n + 1)
                continue
            if not kept and helped and passive and _predicate(row, n):
                kept = [p for p in item.phrases if p.role == "noun" and p.keys[0].startswith("displacement.")]
            if kept and not passive and _agent(sentence, n, kept):
                found += [Link(p, n, "right", 1.3 + cost, n, helped) for p in kept if p.sort == "not"]
                break
            if kept and n > 1 and "several" in row[n - 1].classes and row[n - 2].kind in (",", "-"):
                break  # "half a million displaced people, most in camps"
            if kept and passed and helps < passed:
                cost += 2.0  # "40 with 90 injured"
            if kept:
                bare = any(p.role == "after" for p in item.phrases) and not helped
                extra = 2.0 if bare and cost > 1.6 else 0.0
                found += [Link(p, n, "right", 1.3 + cost + extra, n, helped) for p in kept]
                cost += 1.2
                inside = inside or not helped and bool("flight" in classes)  # "fleeing the latest flare-up"
            elif health and describes(row, n, what.end) and (end := main_auxiliary(row, n + 1)):
                cost, n = cost + 0.6, end  # "seven hospitals run by the ministry and the charity are closed"
                continue
            elif not classes.isdisjoint(AUXILIARY):
                helped, inside, helps = True, False, n
                passive = passive or bool("be" in classes)
            elif not classes.isdisjoint(("adverb", "article", "all", "those", "filler")):
                cost += 0.1
            elif "relative" in classes:
                if "whom" not in classes and not _NOUNS.isdisjoint(row[n + 1].units if n + 1 < len(row) else ()):
                    break  # "nine of them in a crash as residents fled"
                if "whom" in classes and passed and not row[n - 1].units.isdisjoint(PEOPLE) and n - passed < 3:
                    break  # "two million people, above all 90,000 who have fled"
                cost, inside = cost + 0.5, False
            elif not classes.isdisjoint(("and", "or")):
                shared = health and n + 1 < len(row) and (row[n + 1].classes & AUXILIARY or of_health(row[n + 1]))
                cost += 0.5 if shared else 1.0 if inside else 2.0  # "were bombed and closed"
            elif "contrast" in classes:
                cost += 2.0
            elif not classes.isdisjoint(PREPOSITIONS):
                if (helped or "dwell" in row[n - 1].classes) and not passed and there(row, n, what):
                    if place := in_sites(row, n):
                        found.append(Link(place, n, "right", 1.5 + cost, n, helped))
                inside = True
                cost += 0.3
            elif "speech" in classes:
                cost += 1.5 if health and any("that" in i.classes for i in row[n + 1 : n + 5]) else 2.5
            else:
                cost += 1.0 if item.phrases else 0.4
        elif kind == "word":
            adverb = words[item.first].endswith(endings)  # "spontaneously returned"
            if n == what.end and n + 1 < len(row) and "by" in row[n + 1].classes:
                inside = True  # "facilities surveyed by the agency were functional"
            cost += 0.4 if inside or adverb else 0.8 if health else 2.2
        elif kind == "name":
            cost += 0.2
        elif kind == "date":
            cost += 0.1
        elif kind == "quantity":
            housed = not passed and there(row, n - 1, what)
            passed = n
            if housed and (place := in_sites(row, n)):
                found.append(Link(place, n, "right", 1.3 + cost, n, helped))
            cost += 0.5 if inside else 1.2
        elif kind == ",":
            cost += 0.8
            inside = True
        elif kind == "(":
            end = _closing(row, n)
            for m in range(n + 1, end if not any(i.quantity for i in row[what.end : n]) else n):
                kept = [p for p in row[m].phrases if p.role == "before" and p.keys[0].startswith("food.")]
                found += [Link(p, m, "right", min(1.8 + cost, 3.0), m) for p in kept]
            n = end
            cost += 0.3
        elif kind == '"' or kind == ")" and n == what.end and row[at - 1].kind == "(":
            cost += 0.2  # "51 per cent (57) were closed"
        elif kind == "-":
            end = next((m for m in range(n + 1, min(n + 14, len(row))) if row[m].kind == "-"), 0)
            if end:
                n = end
                cost += 0.3
            else:
                cost += 1.0
                inside = True
        else:
            break
        if cost > _REACH:
            break
        n += 1
    return found


def _says_all(row: list[Item], at: int) -> bool:
    """Whether a noun tells already what a number counts: "internally displaced"."""
    return at >= 0 and any(p.role == "noun" and p.keys[0].startswith("displacement.") for p in row[at].phrases)


def _predicate(row: list[Item], at: int) -> bool:
    """Whether a noun is what people are said to be: "are conflict-induced internally displaced persons"."""
    n = at - 1
    while n > at - 4 and row[n].classes.isdisjoint(AUXILIARY) and row[n].classes & _DESCRIBING and not row[n].phrases:
        n -= 1
    return not row[n].classes.isdisjoint(AUXILIARY)


def _joined(row: list[Item], at: int) -> int:
    """The item behind a second noun without a number of its own; 0: there is none."""
    for n in range(at, min(at + 4, len(row))):
        if row[n].quantity is not None:
            return 0
        if row[n].units or any(p.role == "noun" for p in row[n].phrases):
            return n + 1
        if n == at + 1 and row[n].kind == "word" and not row[at].classes.isdisjoint(("possessive", "indefinite")):
            return n + 1  # "and their contents", "two guards and a plumber were killed"
        if row[n].kind != "phrase" or row[n].classes.isdisjoint(INSIDE):
            return 0
    return 0


def _inserted(row: list[Item], at: int) -> int:
    """The item behind an insertion between commas, where a verb goes on; 0: there is none."""
    opens = row[at + 1 : at + 4]  # "the state, which has 40 million people, were", "half of whom are girls, are"
    clause = bool(opens) and ("relative" in opens[0].classes or any(["part" in i.classes for i in opens]))
    named = row[at - 1].mention is not None or "area_noun" in row[at - 1].classes
    for n in range(at + 1, min(at + 14, len(row) - 1)):
        item = row[n]
        if item.kind == ",":
            said = row[n + 2 : n + 3] if row[n + 1].kind == "word" else (row[n + 1],)  # "face hunger"
            goes_on = row[n + 1].classes & AUXILIARY or any(p.role == "before" for i in said for p in i.phrases)
            return n + 1 if goes_on else 0
        if item.kind in (";", ".", "(", "-", ":") or not clause and not item.classes.isdisjoint(AUXILIARY):
            return 0
        if item.phrases and any([p.role == "before" for p in item.phrases]):
            return 0
        if "relative" in item.classes and (n > at + 1 or not named):
            return 0
    return 0


def _load(row: list[Item], at: int) -> int:
    """The item behind what lorries carry, where their own verb begins."""
    for n in range(at, min(at + 24, len(row))):
        verb = any(p.role == "before" and p.keys[0] == "crossing.trucks" for p in row[n].phrases)
        main = row[n].classes & AUXILIARY and "unreal" not in row[n].classes  # not "enough for 900 people"
        if row[n].kind in (";", ".") or main or n > at and verb:
            return n
    return at


def _agent(sentence: Sentence, at: int, kept: list[Phrase]) -> bool:
    """Whether a verb has an object, so that its subject is no victim: "two militants killed five people"."""
    row = sentence.items
    keys = [k.keys for k in kept]
    verbs = [p for p in row[at].phrases if p.role == "after" and p.sort == "figure" and p.keys in keys]
    if not verbs or at + 1 >= len(row) or sentence.marks.run(row[at].last - 1, "preposition"):
        return False  # "evacuated from Las Lajitas"
    if any(i.kind == "date" for i in row[at + 1 : at + 3]):  # "murieron el lunes"
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
        if n < len(row) and row[n].phrases and row[n].classes.isdisjoint(AUXILIARY):
            return n + 1
    return at


def _closing(row: list[Item], at: int) -> int:
    return next((n for n in range(at + 1, min(at + 25, len(row))) if row[n].kind == ")"), at)
