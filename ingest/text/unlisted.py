"""Places that the catalogue lacks: what the words around them, a list, or another sentence tells of them."""

from collections.abc import Callable, Iterable

from data.catalogue import Catalogue
from ingest.text.marks import Marks
from ingest.text.numbered import counting, labelled
from ingest.text.tokens import possessive, unowned

_OPENING, _ENDS = frozenset("-–—("), frozenset(",;.()")
_CALLED = 8  # words between a noun for a place and its name
_STOPS, _LISTING = frozenset(".;,()"), frozenset({"part", "such_as"})
_QUOTES, _STRIKERS = frozenset("\"'“”‘’"), ("hazard", "strikers", "mishap", "violence", "waged", "striking_force")
_MOVED = frozenset({"people", "families", "patients", "trucks"})
_AFTER_SIDES = frozenset({"preposition", "be", "have", "and", "relative", "perfect", "that"})
_SHORT = 5  # words before a verb in which those stand who do it


def shown(marks: Marks, at: int, end: int, front: int, numbers: frozenset[int], before: int, in_its: bool) -> bool:
    """Whether a capitalised name is shown to be a place by what stands around it; `in_its`: "in Tigray's" before it."""
    told = labelled(marks, at, end, numbers, before) or (at == 0 or before != at) and described(marks, front, end)
    told = told or front > 1 and front - 2 in numbers and marks.run(front - 1, "on_day") == front  # "41 on Samos"
    told = told or struck(marks, front, end) or named(marks, at, end) or _placed(marks, front, end)
    told = told or in_its and (end >= len(marks.tokens.words) or _goes_on(marks, end) or _does(marks, end))
    owned = range(end, min(end + 4, len(marks.tokens)))  # "Boa's last working hospital"
    owns = possessive(marks.tokens.raw[end - 1]) and any(marks.run(n, "owned_by_town") for n in owned)
    return told or owns or at == front and counting(marks, at, end, numbers)


def beside(marks: Marks, at: int, first: int) -> int:
    """Where words begin that only say whose or how near a place is: "nearby Boa", "rebel-held Boa".

    `first` is where the name right before begins, "Russia-occupied"; -1: there is none.
    """
    at = first if first >= 0 and held(marks, at - 1) == at else at
    near = max(marks.back(at, "nearby", 2), marks.back(at, "held_place", 3))
    hit = at - near > 1 and marks.run(at - 1, "attacked") and not marks.tokens.joined(at - 1)  # "a quake hit Boa"
    return near if near >= 0 and not hit else at


def _placed(marks: Marks, at: int, end: int) -> bool:
    """Whether words say that what follows is a place: "the residents of Boa", "left Boa for", "opened fire on Boa"."""
    if marks.back(at, "led", 4) >= 0 and not marks.run(end, "speech"):
        return True
    if at > 2 and marks.run(at - 1, "of") == at and marks.run(at - 2, "shelter_building") == at - 1:
        over = end >= len(marks.tokens.words) or not marks.tokens.raw[end][0].isupper()
        return over and not marks.run(end, "place_in")  # "the stadium of Boa", but not "the hotel of Accor in Boa"
    away = max(marks.back(at, "departure", 3), marks.back(at, "overrun", 3))
    if not any(e.units & _MOVED for n in range(max(0, away - _SHORT), away) for _, e in marks.at[n]):
        return False
    more = marks.run(end, "and")  # "left Boa and Tolo"
    more = 0 < more < len(marks.tokens) and marks.tokens.capital(more)
    return end >= len(marks.tokens.words) or _goes_on(marks, end) or more or bool(marks.run(end, "preposition"))


def described(marks: Marks, front: int, end: int) -> bool:
    """Whether a name is told right behind to be of a place: "Ruiru, a market town near", "Kora, the village where"."""
    tokens = marks.tokens
    if end + 3 < len(tokens.words) and tokens.words[end] in _QUOTES:
        end += 1
    if end + 4 >= len(tokens.words) or tokens.words[end] not in (",", "-", "–", "—"):
        return False
    for n in range(end + 2, end + 5):
        if front == 0 and tokens.words[n] in _OPENING and tokens.raw[end + 1][0].isupper():
            return True  # "Boa, Pakistan (Reuters) -"
        if tokens.raw[n - 1][0].isdigit() and marks.run(n, "length"):
            return True  # "Boa, some 60 km from"
    if any(marks.run(n, "beside") for n in range(end + 1, end + 3)):
        return True  # "Boa, just north of"
    if marks.back(front, "speech", 2) >= 0:
        return False  # "said Hassan Nour, the mayor of Kora"
    if not (at := marks.run(end + 1, "article")):
        link = marks.run(end + 1, "place_in")  # "Tonka, in the commune of Bandia"
        return bool(link) and (marks.run(link, "place_of") > link + 2 or marks.run(link, "area_noun") > 0)
    for n in range(at, min(at + 6, len(tokens.words) - 1)):  # words of what a place is said to be
        if tokens.raw[n] in _STOPS or tokens.raw[n][0].isdigit():
            return False
        if (noun := marks.run(n, "place_of")) and noun > n + 1:
            return noun < len(tokens.words) and (not tokens.raw[noun][0].islower() or bool(marks.run(noun, "article")))
        if marks.run(n, "title") or n > at and marks.run(n, "from"):
            return False  # "Jean Bila, the prefect of Boala department", "an official from the mines department"
        if (noun := marks.run(n, "area_noun")) and not tokens.words[noun - 1].endswith("s"):
            own = noun < len(tokens.words) and not (marks.run(noun, "be") or tokens.raw[noun][0].isdigit())
            return own and _goes_on(marks, noun)  # but "Yesterday, the town was"
    return False


def _goes_on(marks: Marks, at: int) -> bool:
    """Whether words go on as behind a noun for a place, or end, and not as behind "village" in "a village elder"."""
    if at >= len(marks.tokens.raw):
        return True
    told = any(marks.run(at, name) for name in ("place_at", "which", "where", "beside", "be", "with"))
    return told or marks.tokens.raw[at] in _ENDS or marks.tokens.raw[at][0].isdigit()


def _does(marks: Marks, at: int) -> bool:
    """Whether a verb follows that tells what a deed did: "has killed", "left"."""
    told = (p.keys[0] for _, entry in marks.at[at] for p in entry.phrases if p.role in ("after", "around"))
    acts = any(marks.run(at, name) for name in ("have", "date_filler", "by"))
    return acts or any(key.startswith(("casualties.", "displacement.new")) for key in told)


def told_again(marks: Marks, names: Iterable[tuple[int, int]], shut: set[int]) -> list[tuple[int, int]]:
    """Where names that were told for places stand without the words that told it; words in `shut` are passed over.

    A name is given and found as the range [first, last) of its words.
    """
    tokens = marks.tokens
    raw, words = tokens.raw, tokens.words
    told: dict[str, set[tuple[str, ...]]] = {}
    for first, last in names:
        told.setdefault(words[first], set()).add(tuple(words[first:last]))
    if not told:
        return []
    found = []
    for at, word in enumerate(words):
        if word not in told or at in shut or not raw[at][0].isupper() or at and raw[at - 1][0].isupper():
            continue
        name = max((n for n in told[word] if tuple(words[at : at + len(n)]) == n), key=len, default=())
        last = at + len(name)
        if name and not (last < len(tokens.words) and raw[last][0].isupper()) and shut.isdisjoint(range(at, last)):
            found.append((at, last))
    return found


def row_last(marks: Marks, at: int, capitals: Callable[[int], int]) -> int:
    """Where the last name of a row begins, behind "and": "Sumy" of "Pavlohrad, Tolos and Sumy"; 0: there is none.

    `at` is the end of the first name; `capitals` gives the end of a name that begins at a word, 0: none.
    """
    words = marks.tokens.words
    for _ in range(8):  # names of a row at most
        comma = at + (at < len(words) and words[at] == ",")
        link = marks.run(comma, "and") if comma < len(words) else 0
        if link:
            return link if link < len(words) and marks.tokens.raw[link][0].isupper() else 0
        if comma == at or comma >= len(words) or not (at := capitals(comma)):
            return 0
    return 0


def one_of_several(marks: Marks, at: int, end: int, capitals: Callable[[int], int]) -> bool:
    """Whether a name [at, end) is one of a row of places: "villages, including Boa", "Boa and Kora villages"."""
    tokens, kinds = marks.tokens, marks.kinds
    noun = -1
    if at and not (_LISTING.isdisjoint(kinds[at - 1]) and (at < 2 or _LISTING.isdisjoint(kinds[at - 2]))):
        noun = max(marks.back(at, "part", 2), marks.back(at, "such_as", 2))
    elif tokens.words[at - 1] in (":", "-", "–", "—") or tokens.words[at - 1] == "," and row_last(marks, end, capitals):
        noun = at - 1
    if noun > 1:
        noun -= tokens.words[noun - 1] == ","
        if _of_several(marks, noun):
            return True
    if end >= len(tokens.words) or tokens.words[end] != "," and "and" not in kinds[end]:
        return False
    last = row_last(marks, end, capitals)
    end = capitals(last) if last else len(tokens.words)
    if not 0 < end < len(tokens.words) or not tokens.raw[end][0].islower():
        return False
    return _of_several(marks, end + 1) or bool(marks.run(end, "stricken"))  # "Boa and Kora were hardest hit"


def _of_several(marks: Marks, end: int) -> bool:
    """Whether the word before another is a noun for several places: "villages"."""
    names = ("area_noun", "facility_noun", "crossing_noun")
    return marks.tokens.words[end - 1][-1] == "s" and any(marks.run(end - 1, name) == end for name in names)


def apposed(marks: Marks, start: int, last: int, province: bool) -> bool:
    """Whether a direction only tells where the whole of a place lies: "the northeastern Borno State".

    `start` is the word of the direction; the name ends at `last`; `province`: it may be a province's.
    """
    tokens = marks.tokens
    if province and (marks.back(last, "province_noun", 1) > 0 or marks.run(last, "province_noun")):
        return tokens.raw[last - 1].islower() or last < len(tokens.words) and tokens.raw[last].islower()
    if start < 1 or not (marks.run(start - 1, "article") or possessive(tokens.raw[start - 1])):
        return False
    return marks.back(last, "area_noun", 2) >= 0 or last < len(tokens.words) and bool(marks.run(last, "area_noun"))


def side(catalogue: Catalogue, marks: Marks, start: int, front: int, first: int, last: int) -> list[str]:
    """The sides of a place that the catalogue has, of the words [start, front) and a name [first, last)."""
    tokens = marks.tokens
    name = unowned(tokens.text[tokens.starts[first] : tokens.ends[last - 1]])
    return catalogue.find_places(f"{tokens.text[tokens.starts[start] : tokens.ends[front - 1]]} {name}")


def own_side(marks: Marks, at: int) -> int:
    """The end of words that name one side of the owner before them: "Syria's north-east"; 0: none."""
    end = marks.run(at, "terrain")
    if not end or end != marks.run(at, "direction") or not possessive(marks.tokens.raw[at - 1]):
        return 0
    words = marks.tokens.words
    return end if end >= len(words) or not words[end].isalpha() or not _AFTER_SIDES.isdisjoint(marks.kinds[end]) else 0


def capital(marks: Marks, at: int) -> int:
    """The end of a word for the capital of a country that is not named: "the capital"; 0: none."""
    raw, end = marks.tokens.raw, marks.run(at, "capital_word")
    led = at == 0 or any(marks.run(at - 1, name) for name in ("article", "place_in")) or raw[at - 1][0].isupper()
    led = led or at > 1 and marks.run(at - 2, "whole_country") == at  # "the country's capital"
    named = end < len(raw) and (raw[end][0].isupper() or marks.run(end, "of"))
    return end if led and not named else 0


def held(marks: Marks, at: int) -> int:
    """The end of "-held" or "-controlled" that a hyphen joins to a name, saying whose the place behind is; 0: none."""
    end = marks.run(at, "held_by")
    return end if end and marks.tokens.joined(at) else 0


def office(marks: Marks, at: int, end: int) -> bool:
    """Whether capitalised words name an office, "Civil Protection Department", or places by number, "Regions I, II".

    Or what a paragraph is about, "Human Impact:", those who fight, whose city follows, "the Turkana town of", a person
    behind a title, "Mayor", or a feast, "at the Irreecha festival in Tola".
    """
    raw = marks.tokens.raw
    if (feast := marks.run(end, "gathering")) and marks.run(feast, "place_in"):
        return True
    inner = marks.run(end, "place_of") if end < len(raw) else 0
    if end + 1 < inner < len(raw) and raw[inner][0].isupper() and marks.back(at, "place_in", 3) < 0:
        return not marks.run(end, "quarter_noun") and raw[end][-1] != "s"  # "Boa and Kora villages of"
    if at and raw[at - 1][-1].isalpha() and marks.back(at, "title", 3) >= 0:
        return True
    if end - at == 1 and marks.run(at, "waters"):
        return True  # "the Indian Ocean island"
    if marks.run(at, "armed_group") or end < len(raw) and raw[end] == ":" and marks.run(end - 1, "label_noun"):
        return True
    if raw[at][-1] == "s" and marks.run(at, "area_noun") and not raw[min(end, len(raw) - 1)].isdigit():
        return True
    if end - at < 2 or marks.run(end - 1, "authority") and not raw[end - 1].isupper():
        return end - at > 1  # "Flood Control Committee"
    if marks.run(at, "authority") and marks.run(at + 1, "of"):
        return True  # "Offices of Civil Defence"
    if marks.run(end - 1, "body_noun") or all(marks.run(n, "office_word") for n in range(at, end)):
        return True
    if not marks.run(end - 1, "office_noun"):
        return False
    joined = at > 1 and marks.run(at - 1, "and") and raw[at - 2][0].isupper()
    longer = joined and (not marks.at[at - 2] or marks.run(at - 2, "office_word"))
    return bool(longer) or any(marks.run(n, "office_word") for n in range(at, end - 1))  # "Permits Department"


def shortened(marks: Marks, at: int, name: str) -> str:
    """The short form of a name that stands behind it in brackets: "Gilgit-Baltistan (GB)"; "": none."""
    tokens = marks.tokens
    if at + 2 >= len(tokens.words) or tokens.words[at] != "(" or tokens.words[at + 2] != ")":
        return ""
    short = tokens.raw[at + 1]
    letters = iter(name.lower())
    own = short.isupper() and short.isalpha() and 1 < len(short) < 7 and short[0] == name[0].upper()
    return short if own and all(letter in letters for letter in short.lower()) else ""


def reached(marks: Marks, at: int) -> bool:
    """Whether somebody goes there, or leaves it: "fled to Semera", "have fled Uror", "forced 40 to leave Uror"."""
    gone = marks.back(at, "place_to", 2) >= 0 or marks.back(at, "flight", 1) >= 0
    gone = gone or at > 1 and marks.back(at, "place_in", 1) == at - 1 and marks.run(at - 2, "infinitive") == at - 1
    return gone and not possessive(marks.tokens.raw[at]) and marks.back(at, "according", 3) < 0


def struck(marks: Marks, at: int, end: int) -> bool:
    """Whether a disaster or those who attack are said right before a name to have struck it: "a quake struck Boa".

    Or an attack to have been on it, and where it lies: "a strike on Boa in Gedo"; or right behind: "Boa was shelled".
    """
    if end < len(marks.tokens.words) and marks.run(end, "stricken"):
        return True
    verb = max(marks.back(at, "attacked", 2), marks.back(at, "ravaged", 2), marks.back(at, "overrun", 2))
    verb = max(verb, marks.back(at, "fallen_on", 3))
    if verb > 0:
        return any(marks.run(n, name) for n in range(max(0, verb - _CALLED), verb) for name in _STRIKERS)
    if at > 1 and marks.run(at - 1, "of") == at and marks.back(at - 1, "bombarding", 2) >= 0:
        return _goes_on(marks, end) or _does(marks, end)  # "the shelling of Boa left two dead", but not "of Boa homes"
    link = marks.back(at, "place_in", 1)
    tokens, deed = marks.tokens, link - 2 * (link > 2 and marks.run(link - 2, "by") == link - 1)  # "by Chad on Boa"
    if link < 1 or all(marks.back(deed, name, 2) < 0 for name in ("violence", "mishap", "local_event")):
        return False
    if end < len(tokens.words) and tokens.words[end] in _QUOTES:
        end += 1
    if end < len(tokens.words) and tokens.words[end] in _ENDS and marks.back(link, "mishap", 2) >= 0:
        return True  # "killed in a raid on Boa."
    if end + 2 < len(tokens.words) and tokens.words[end] == ",":  # "an attack on Boa, north of the capital"
        return any(marks.run(end + 1, name) for name in ("direction", "near_to", "place_in"))
    if end + 1 >= len(tokens.words):
        return True  # "24 wounded in strike on Boa"
    placed = bool(marks.run(end, "place_at")) and not tokens.raw[end + 1][0].isdigit()
    return placed or _does(marks, end)  # "a raid on Boa left 40 dead"


def named(marks: Marks, at: int, end: int) -> bool:
    """Whether a place is said right before a word to bear it as its name: "a hamlet of ten houses called Tola".

    Or a name only tells which place is meant: "the worst-hit district, Tola, counted 40 dead", "the town was Tola".
    """
    words, raw = marks.tokens.words, marks.tokens.raw
    apposed = at > 1 and end + 1 < len(words) and words[at - 1] == words[end] == "," and raw[end + 1].islower()
    if apposed or at > 2 and end < len(words) and marks.run(at - 1, "be") == at and raw[end] in _ENDS:
        noun = max((n for n in range(max(0, at - 4), at - 1) if marks.run(n, "area_noun") == at - 1), default=0)
        most = marks.back(at - 1, "superlative", 2)  # "the largest, Tola, hosts 900"
        if most > 0 and marks.run(most - 1, "definite") == most:
            return True
        own = noun > 0 and raw[at - 2][-1] != "s" and (raw[noun - 1].islower() or marks.run(noun - 1, "definite"))
        return bool(own) and any(marks.run(n, "definite") or possessive(raw[n]) for n in range(noun - 3, noun))
    verb = marks.back(at, "named_as", 4)
    for n in range(verb - 1, max(verb - _CALLED, 0), -1):
        if words[n] in _ENDS or marks.run(n, "which"):
            return False
        if marks.run(n, "area_noun"):
            return not words[n].endswith("s")
    return False


def gate(marks: Marks, first: int, last: int, sort: str) -> tuple[str, ...]:
    """The name of the crossing that bears a town's name: "Birgunj crossing" of "the Birgunj customs post"."""
    nouns = marks.lexicon.words.get("crossing_noun", ())[: sort == "crossing"]
    return tuple(f"{marks.tokens.text[marks.tokens.starts[first] : marks.tokens.ends[last - 1]]} {n}" for n in nouns)


def called(marks: Marks, first: int, last: int, sort: str, ids: tuple[str, ...]) -> str:
    """The words of a name; a crossing that no catalogue has is one, whatever post it is called: "Wutung crossing"."""
    tokens = marks.tokens
    posts = range(first + 1, last) if sort == "crossing" and not ids else ()
    end = next((n for n in posts if marks.run(n, "post_name") == last), last)
    text = tokens.text[tokens.starts[first] : tokens.ends[end - 1]]
    return f"{text} {marks.lexicon.words['crossing_noun'][0]}" if end < last else text


def camp(marks: Marks, first: int, last: int, ids: tuple[str, ...]) -> str:
    """What sort of place a name is that no catalogue has: "camp" for "Khazer camp"; "": its words do not say."""
    return "camp" if not ids and last - first > 1 and marks.back(last, "camp_noun", 3) > first else ""


def counted(marks: Marks, at: int) -> int:
    """The end of "No. 3" that begins at a word; 0: there is none."""
    raw, end = marks.tokens.raw, marks.run(at, "number_sign") if at < len(marks.tokens.words) else 0
    end += 0 < end < len(raw) and raw[end] == "."
    return end + 1 if 0 < end < len(raw) and raw[end].isdigit() else 0


def noun(marks: Marks, at: int, name: str) -> int:
    """The end of "crossing", "field hospital" and their like at a word; 0: none, or several, or the "Post"."""
    end, raw = marks.run(at, name), marks.tokens.raw
    if not end or raw[at] == "Post":
        return 0
    out = raw[end - 1].endswith("s") if raw[at][0].islower() else marks.tokens.joined(end)  # "Port-au-Prince"
    of = marks.run(end, "of") if raw[at][0].islower() and end < len(raw) else 0
    beds = at > 0 and possessive(raw[at - 1]) and raw[at][0].islower() and marks.run(end, "hospital_part") > 0
    if beds and name == "facility_noun" and raw[end][-1] == "s":
        return 0  # "Delhi's hospital beds"
    return 0 if out or 0 < of < len(raw) and raw[of][0].isupper() else end  # "the Red Sea port of Hodeidah"


def housed(marks: Marks, end: int) -> int:
    """The end of "market" right behind a name that ends at a word; 0: there is none."""
    if end >= len(marks.tokens.words) or not marks.tokens.near(end):
        return 0
    return marks.run(end, "building_noun") or marks.run(end, "shelter_building")


def fronted(marks: Marks, first: int, end: int) -> int:
    """Where a hospital's name begins that is known to begin at a word: at "Queen" of "Queen Elizabeth Hospital".

    And behind its town, "Abu Tolo's Upper Nile Clinic", but not in "Children's Hospital"; no name is told before `end`.
    """
    raw, at = marks.tokens.raw, marks.back(first, "name_front", 4)
    if at >= end and raw[at][0].isupper() and marks.tokens.near(first):
        return at
    owner = next((n for n in range(first, first + 3) if n + 1 < len(raw) and possessive(raw[n])), -1)
    own = owner < 0 or not raw[owner + 1][0].isupper() or marks.run(owner + 1, "facility_noun")
    return first if own or marks.run(first, "saint") else owner + 1


def behind_noun(marks: Marks, at: int, within: bool) -> int:
    """Where the name of a crossing or hospital begins behind its noun: "hôpital de Minova"; `within`: "лікарня у"."""
    words = marks.tokens.words
    for _ in range(3):
        if at >= len(words):
            break
        step = at + 1 if words[at] in ("«", "“", '"', "„") else marks.run(at, "article") or marks.run(at, "of")
        if not (step := step or (marks.run(at, "place_in") if within else 0)):
            break
        at = step
    return at


def with_number(marks: Marks, first: int, last: int) -> tuple[int, int] | None:
    """The words of a bridge or gate with its number: "No. 1 Friendship Bridge", "Bridge No. 2"; None: it has none."""
    words = marks.tokens.words
    if first > 1 and words[first - 1].isdecimal():
        sign = first - 2 - (words[first - 2] == ".")
        return (sign, last) if sign >= 0 and marks.run(sign, "number_sign") == sign + 1 else None
    end = last + 1 if marks.run(last, "number_sign") == last + 1 else 0
    end += end > 0 and end < len(words) and words[end] == "."
    return (first, end + 1) if 0 < end < len(words) and words[end].isdecimal() else None
