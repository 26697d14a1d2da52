"""Whether a name is a place that something may be at: not an authority's, an attacker's, or where somebody spoke.

Also what a country is told to do there: to kill, to send people home, or to have dead of its own.
"""

from collections.abc import Iterator

from ingest.text.gazetteer import gazetteer
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number, passing
from ingest.text.names import Mention
from ingest.text.scene import POINTS, Scene, Where
from ingest.text.tokens import possessive

_DIRECTING, _AT = frozenset({"article", "direction"}), frozenset({"place_at", "place_in"})
_HELPING, _SEATED = frozenset({"have", "be", "adverb"}), frozenset({"authority", "office_noun"})
_BODY = "organisation"
_DOING, _OWN = frozenset({"have", "adverb"}), frozenset({"reception", "counts_so_many"})
_BREAKS = frozenset("place_in place_at place_of of and be have area_noun that_town from to".split())
_BEFORE = frozenset({"place_in", "place_at", "place_of", "of"})
_DEEDS, _HURT = frozenset({"casualties.killed", "casualties.injured", "displacement.returnees"}), "casualties."
_EXPELLING, _WAGED = frozenset({"turned_away", "carried_off"}), frozenset({"waged"})
_CLAUSE = frozenset({"and", "that", "relative"})
_SHAKING = frozenset({"hazard", "mishap", "ravaged"})
_STRUCK = frozenset({"violence", "waged", "ravaged", "attacked", "assailed", "attacking"})
_STYLED = 8  # items back to who somebody is
_SENT = "displacement.returnees"
_DEED = 14  # items behind a force in which what it does is told


def _counted(row: list[Item], n: int) -> bool:
    """Whether the number of a place stands right behind its name: "DRC: 190,000", "the DRC with 9,000"."""
    if n + 2 >= len(row) or not row[n].mention.ids:  # type: ignore[union-attr]
        return False
    if row[n + 1].quantity is not None:
        return row[n + 1].quantity.kind == "count"  # type: ignore[union-attr]
    link = row[n + 1].kind in (":", "(") or "accounting" in row[n + 1].classes
    return link and row[n + 2].quantity is not None


def usable(row: list[Item], n: int, shut: frozenset[int]) -> bool:
    """Whether a name is a place that something may be at, and not that of an authority or an attacker."""
    mention = row[n].mention
    if mention is None or n in shut or mention.kind in ("organisation", "dateline"):
        return False
    if n + 1 < len(row) and row[n + 1].classes & {"waters", "meeting"}:
        return False  # "in the Indian Ocean", "at a Geneva conference for Chad's response plan"
    if mention.kind == "people":
        before, after = behind(row, n), row[n + 1] if n + 1 < len(row) else Item("", 0, 0)
        counted = "hazard" in after.classes or after.has_role("label") or "hospitals" in after.units
        counted = counted or "facilities" in after.units
        counted = counted or "area_noun" in after.classes and not before.classes.isdisjoint(("place_in", "attacked"))
        if not counted and "side_noun" in after.classes and "place_in" in before.classes:
            opens = n < 3 and has_kind(row[n + 2 : n + 3], ",")  # "On the Israeli side, nine have died"
            counted = opens or any(p.keys[0].startswith(_HURT) for i in row[max(0, n - _DEED) : n] for p in i.phrases)
        if not counted and not ("place_at" in before.classes and after.kind):
            return False
    if of_body(row, n) or of_a_tribe(row, n) or acronym(row, n):  # "US funding"
        return False
    if n > 1 and "which" in row[n - 1].classes and row[n - 2].units and has_any(row[n + 1 : n + 4], _EXPELLING):
        return False  # "900 people whom Chad had sent away"
    if n > 1 and "speech" in row[n - 1].classes and row[n - 2].kind in (",", '"'):
        return False  # "were hurt, said Nasir Daoud"
    if n + 1 < len(row) and "nation_noun" in row[n + 1].classes:
        if mention.sort in ("region", "part") or not mention.ids:
            return False  # "in the Caribbean country", "the East African nation"
    if n and "since_word" in row[n - 1].classes and has_any(row[n + 2 : n + 5], _WAGED):
        if not possessive(mention.text):
            return False  # "since Israel resumed strikes"
    if n and "since_word" in row[n - 1].classes and not mention.ids and has_class(row[n + 1 : n + 2], "mishap"):
        return False  # "since the Alau dam gave way"
    if n + 1 < len(row) and "superlative" in row[n + 1].classes and _told_most(row, n):
        return False
    return not speaks(row, n)


def acronym(row: list[Item], n: int) -> bool:
    """Whether a name is only the letters of one, or of a body: "the relief agency (NEMA)"."""
    text = row[n].mention.text  # type: ignore[union-attr]
    if not text.isupper() or not text.isascii() or len(text) >= (5 if len(row) > 2 else 0):
        return False
    hosts = n + 1 < len(row) and not row[n + 1].classes.isdisjoint(("hosting", "reception", "be"))
    return not hosts and not _counted(row, n) and behind(row, n).classes.isdisjoint(_AT)


def _told_most(row: list[Item], n: int) -> bool:
    """Whether a name with a superlative behind it says of what: "Europe's largest", but "Jos's main hospitals"."""
    noun = next((m for m in (n + 2, n + 3) if m < len(row) and (row[m].units or "area_noun" in row[m].classes)), 0)
    struck = noun and n and row[n - 1].classes & {"ravaged", "attacked"}
    unnamed = struck and all(i.mention is None for i in row[noun : noun + 3])
    return not unnamed and not (noun and row[noun].units)


_WAR = frozenset({"violence", "waged"})
_DEADLY = frozenset({"hazard", "long_event", "mishap", "local_event", "violence"})
_STRIKING = frozenset({"slain", "aggressor", "attacking", "striking_force", "foreign_help", "violence", "waged"})
"""Of which a sentence has one where `attacks` may hold."""
_OPINING = frozenset({"seated", "opining", "speaking", "speech", "felt"})
"""Of which a sentence has one where `opines` may hold."""


def _opens(row: list[Item], n: int) -> bool:
    """Whether a clause begins at an item."""
    return n == 0 or row[n - 1].kind in (",", ";", ":", '"') or not row[n - 1].classes.isdisjoint(_CLAUSE)


def attacks(row: list[Item], n: int) -> bool:
    """Whether a name only tells who strikes: "in Israeli attacks", "since Chad escalated its raids"."""
    mention = row[n].mention
    if mention is None or n + 1 >= len(row):
        return False
    following = row[n + 1].classes
    m = passing(row, n - 1, _DIRECTING)
    m = passing(row, m - 2, _DIRECTING) if m > 1 and "and" in row[m].classes and row[m - 1].mention else m
    if mention.sort == "country" and m > 0 and "by" in row[m].classes and has_any(row[max(0, m - 3) : m], _WAR):
        return True  # "a strike by Chad on Tola", "the offensive by Chad and Togo"
    m = n + 1
    while m < min(n + 4, len(row) - 1) and not row[m].classes.isdisjoint(_HELPING):
        m += 1
    if "aggressor" in following or "attacking" in row[m].classes:
        there = n > 0 and "place_at" in row[n - 1].classes and mention.kind == "place" and not possessive(mention.text)
        return not there  # "Chad has been shelling Darfur", but "In Kharkiv shelling killed three"
    if mention.kind == "people" and "striking_force" in following:
        deeds = row[n + 2 : n + _DEED]
        hurts = (p for item in deeds for p in item.phrases if p.role == "after" and p.keys[0].startswith(_HURT))
        if has_class(deeds, "attacking") or any(hurts):
            return True  # "Burmese forces shelled the town, killing nine"
    if (mention.kind == "people" or mention.text.isupper()) and "foreign_help" in following:
        return True  # "the halt of US funding"
    if mention.sort == "country" and "slain" in row[m].classes and _opens(row, n):
        return True  # "Chad has killed the rebel leader and four others"
    if mention.sort == "country" and row[n + 1].classes & _STRUCK and _opens(row, n):
        target = n + 2 + (n + 3 < len(row) and bool(row[n + 2].classes & _DIRECTING))
        if target < len(row) and (hit := row[target].mention) is not None and hit.kind == "place":
            return True  # "Chad strikes southern Tolo"
    own = mention.sort == "country" and possessive(mention.text)
    if own and n + 3 < len(row) and "slain" in row[n + 2].classes and row[n + 3].quantity is not None:
        if row[n + 1].classes.isdisjoint(_DEADLY) or "strikes_of" in row[n + 1].classes:
            return True  # "Chad's response has killed 900 people in Tola", but "Haiti's earthquake killed 900"
    if mention.kind != "people" and not own and not (mention.sort == "country" and mention.text.isupper()):
        return False  # but "in a US strike"
    for item in row[n + 1 : n + 4]:  # "in a Burmese rocket attack", "Burma's offensive has killed"
        if "waged" in item.classes or "violence" in item.classes and not own:
            return item.classes.isdisjoint(("hazard", "long_event"))
        both = item.mention is not None and item.mention.kind == "people"  # "in Egyptian-Libyan airstrikes on Libya"
        if item.kind not in ("word", "phrase") and not both or not item.classes.isdisjoint(_BREAKS):
            return False
    return False


def of_body(row: list[Item], n: int) -> bool:
    """Whether a name tells where an authority sits or spoke: "the ministry in Tehran", "told newsmen on Monday in Jos".

    So does that of the place whose office somebody holds: "the mayor of Yantai". Asked once of each name.
    """
    mention = row[n].mention
    assert mention is not None
    if mention.seat is None:
        mention.seat = _of_body(row, n, mention)
    return mention.seat


def _of_body(row: list[Item], n: int, mention: Mention) -> bool:
    point = mention.sort in POINTS
    m = passing(row, n - 1, _DIRECTING)
    if m >= 0 and "staff_of" in row[m].classes and not point:
        return True
    if has_class(row[max(0, n - _STYLED) : n], "scholar") and not has_number(row[max(0, n - _STYLED) : n]):
        return not has_class(row[max(0, n - 2) : n], "in")  # "a professor at the University of Aden"
    if m > 0 and "of" in row[m].classes and "body" in row[m - 1].classes:
        return True  # "Jean Katembo, administrator of the Beni territory"
    if m < 1 or row[m].classes.isdisjoint(_AT):
        return False
    before = m - 1
    if before > 1 and row[before].period is not None:
        before -= 2 if "date_filler" in row[before - 1].classes else 1
    if has_class(row[max(0, before - 2) : before + 1], "of_the_town"):
        return False  # "hospital officials in Nyala said"
    source = next((k for k in range(m - 1, max(m - 6, -1), -1) if "according" in row[k].classes), m)
    told = point or has_kind(row[source:m], ",", "quantity", "name")
    counts = n + 2 < len(row) and row[n + 1].classes & {"speech", "records"} and row[n + 2].quantity is not None
    if counts and mention.sort in ("country", "territory"):
        return False  # "health authorities in Iran report 1,300 deaths"
    if "body" in row[before].classes or said_there(row, n) or source < m and not told:
        return True  # "according to state media in Damascus"
    for k in range(m - 1, max(m - 8, -1), -1):  # "told newsmen at the barracks in Lagos", not "killed four newsmen"
        item = row[k]
        if "audience" in item.classes:
            return not has_number(row[max(0, k - 3) : k])
        if item.mention is not None or item.quantity is not None or item.kind not in ("word", "phrase"):
            return False
        if "that" in item.classes:
            return False  # "told reporters that in Chad"
    return False


def said_there(row: list[Item], n: int) -> bool:
    """Whether those who speak are told by their seat: "the relief department (RRD) in Geneva said"."""
    if n < 2 or n + 1 >= len(row) or "speech" not in row[n + 1].classes or "place_at" not in row[n - 1].classes:
        return False
    if row[n].mention is None or row[n].mention.sort in ("country", "territory"):  # type: ignore[union-attr]
        return False  # "officials in Guatemala reported"
    body = False
    for item in reversed(row[max(0, n - 10) : n - 1]):  # items before a name in which the subject of "said" stands
        if item.kind in (",", ";", ".", '"') or "that" in item.classes:
            break
        if item.quantity is not None or not item.classes.isdisjoint(("hazard", "have", "be")):
            return False
        body = body or not item.classes.isdisjoint(_SEATED) or bool(item.mention and item.mention.kind == _BODY)
    return body


def of_a_tribe(row: list[Item], n: int) -> bool:
    """Whether a name is that of a people: "between the Samburu and Turkana tribes", "Kikuyu militias"."""
    for m in range(n + 1, min(n + 4, len(row))):
        item = row[m]
        if m + 1 < len(row) and "area_noun" in row[m + 1].classes:
            return False  # "the Kurram tribal district"
        kin = n > 1 and "kinsfolk" in item.classes and row[n - 2].classes & {"from", "between", "of"}
        if "tribe" in item.classes or kin and "definite" in row[n - 1].classes:
            return True  # "people from the Dinka community", but "in the Boa community"
        if item.kind not in ("word", "name") and "and" not in item.classes:
            return False
    return False


def speaks(row: list[Item], n: int) -> bool:
    """Whether a name only tells whose authority it is: "Syria's health ministry"; asked once of each."""
    mention = row[n].mention
    if mention is None:
        return False
    if mention.voice is None:
        mention.voice = _speaks(row, n, possessive(mention.text))
    return mention.voice


def _speaks(row: list[Item], n: int, own: bool) -> bool:
    for item in row[n + 1 : n + (5 if own else 3)]:
        if "authority" in item.classes or item.mention and item.mention.kind == "organisation":
            return True
        plain = item.kind == "word" or "office_word" in item.classes
        if not plain and not (own and item.kind == "phrase" and item.classes.isdisjoint(_BREAKS)):
            break  # but "Chad's emergency services"
    return opines(row, n)


def opines(row: list[Item], n: int) -> bool:
    """Whether a name is that of a government that holds something to be so, or of where somebody has his seat or is.

    "Moscow believes that", "numbers reported by Phnom Penh", "a Nairobi-based group", "speaking by video from Aden";
    or of how far off something was felt: "the quake was felt in Aden".
    """
    if has_class(row[max(0, n - 7) : n], "felt") and (has_any(row, _SHAKING) or not has_number(row)):
        return True  # items from "felt" to where it was; but "is felt in Greece, which counted 37,000 arrivals"
    if n > 1 and not row[n - 1].classes.isdisjoint(_AT) and _spoke(row, n):
        return True
    m = n + 1
    if m + 1 < len(row) and "seated" in row[m].classes and row[m + 1].classes.isdisjoint(("preposition",)):
        return True
    while m + 1 < len(row) and not row[m].classes.isdisjoint(_DOING):
        m += 1
    return m < len(row) and "opining" in row[m].classes and behind(row, n).classes.isdisjoint(_BREAKS)


def _spoke(row: list[Item], n: int) -> bool:
    """Whether a name tells where somebody spoke of what was elsewhere: "12 died, he said by telephone from Aden"."""
    m = n - 2
    while m > 1 and (row[m].period is not None or "date_filler" in row[m].classes):
        m -= 1
    if "speaking" in row[m].classes:
        return True  # "Briefing the press in Aden"
    away = "from" in row[n - 1].classes
    if away and has_any(row[max(0, n - 7) : n - 1], ("speaking", "audience")):
        return True
    mention = row[n].mention
    if "speech" not in row[m].classes or mention is None or mention.sort in ("country", "territory"):
        return False
    over = away or n + 1 >= len(row) or row[n + 1].kind in (".", '"') or any(i.period for i in row[n + 1 : n + 3])
    over = over or row[n + 1].kind == "," and (m > 3 or not has_number(row[n + 2 : n + 3]))
    return over and m > 0 and row[m - 1].classes.isdisjoint(_HELPING)


def ministries(scene: Scene, row: list[Item], shut: frozenset[int]) -> Iterator[tuple[int, Where]]:
    """The countries whose ministries speak: "the Gaza Health Ministry said", and at which items."""
    homes = gazetteer(scene.catalogue).homes
    for n in sorted(n for n in shut if n < len(row)):
        mention = row[n].mention
        if mention is not None and mention.kind == "organisation" and (home := homes.get(mention.ids[0])):
            yield n, Where(home, scene.catalogue.places[home].name, "inferred")


def behind(row: list[Item], n: int) -> Item:
    """The item before a name, articles and "northern" left out."""
    m = passing(row, n - 1, _DIRECTING)
    return row[m] if m >= 0 else Item("", 0, 0)


def does(scene: Scene, row: list[Item], n: int, place: Where) -> str:
    """What a country does to those counted behind its name, as an indicator: killing, or sending home; else ""."""
    m = n - 1 - (n > 1 and "definite" in row[n - 1].classes)  # "strikes across the Gaza Strip killed"
    if place.place_id is None or scene.sort(place) != "country" or m >= 0 and row[m].classes & _BEFORE:
        return ""
    for m in range(n + 1, min(n + 4, len(row) - 1)):
        if row[m + 1].quantity is not None:
            if m + 2 < len(row) and "counted_before" in row[m + 2].classes:
                break  # "Chad has found 17 bodies"
            deeds = [p for p in row[m].phrases if p.sort == "figure" and p.keys[0] in _DEEDS]
            sent = (p for p in deeds if p.role == "before" or p.role == "after" and p.keys[0] == _SENT)
            return next((p.keys[0] for p in sent), "")
        if row[m].classes.isdisjoint(_DOING) or "be" in row[m].classes:
            break
    return ""


def mourns(row: list[Item], n: int) -> bool:
    """Whether a place is told to have dead or wounded of its own: "Kigali recorded four deaths"."""
    m = n + 1
    while m + 1 < len(row) and row[m].classes & {"adverb", "have", "perfect"} and row[m + 1].quantity is None:
        m += 1
    if m + 2 >= len(row) or not row[m].classes & _OWN or row[m + 1].quantity is None or row[n].mention is None:
        return False
    listed = row[m + 2].kind == "," or "and" in row[m + 2].classes  # "of 66 deaths, Kigali reported 21, Huye 18"
    victims = (*row[:n], *row[m + 2 : m + 4]) if listed else row[m + 2 : m + 4]
    return any(p.keys[0].startswith("casualties.") for i in victims for p in i.phrases)


def passed_over(sentence: Sentence, n: int) -> bool:
    """Whether a name is of those who attack or give an opinion, or of an earlier event."""
    row, classes = sentence.items, sentence.classes
    if not classes.isdisjoint(_STRIKING) and attacks(row, n) or not classes.isdisjoint(_OPINING) and opines(row, n):
        return True
    if "since_word" in classes and len(sentence.named) > 1 and n > 1 and has_class(row[n - 2 : n - 1], "since_word"):
        if row[n - 1].kind == "phrase" and sentence.marks.run(row[n - 1].last - 1, "of") and row[n - 1].phrases:
            return True  # "Kyaka has taken in 900 since the fall of Goma"
    elsewhere = "before_word" in classes and len(sentence.named) > 1  # "Prior to the Tola raid, 40 died in Kora"
    if ("date" in sentence.kinds or elsewhere) and _bygone(row, n):
        return True
    return "speech" in classes and _home_of_a_witness(sentence, n)


def _home_of_a_witness(sentence: Sentence, n: int) -> bool:
    """Whether a name only tells where somebody who speaks is from: "said Luka Audu, from nearby Kora village"."""
    row, raw = sentence.items, sentence.marks.tokens.raw
    link = n - 1
    while link > 1 and not row[link].classes.isdisjoint(("nearby", "article")):
        link -= 1
    if link < 3 or "from" not in row[link].classes or row[link - 1].kind != ",":
        return False
    m = link - 2
    while m > 0 and row[m].kind in ("word", "name") and raw[row[m].first][0].isupper():
        m -= 1
    return m < link - 2 and "speech" in row[m].classes


def _bygone(row: list[Item], n: int) -> bool:
    """Whether a name is that of an earlier event: "since the 2011 Somalia famine", "prior to the Tola raid"."""
    if n + 1 >= len(row) or row[n + 1].classes.isdisjoint(("hazard", "violence", "long_event", "mishap", "disease")):
        return False
    since = row[n - 1].period if n else None
    if since is None:
        return has_class(row[max(0, n - 2) : n], "before_word")
    return since.relation == "since" and since.grain == "year" and not since.relative
