"""The hospital of beds, and the crossing of trucks and people, where words only point to it: "through this gate"."""

from data.catalogue import Catalogue
from ingest.text.by_town import CROSSINGS, SORTS, bears, by_name, titled
from ingest.text.by_town import alone as crossing_of
from ingest.text.figures import Claim, Memory
from ingest.text.items import Sentence, has_any, has_number, passing
from ingest.text.names import Mention
from ingest.text.nouns import HEALTH
from ingest.text.objects import TRUCKS, alone
from ingest.text.passage import unknown
from ingest.text.points import by_way_of, spoken_of

_WIDE = frozenset({"area_noun", "that_region", "that_town", "whole_country", "country_noun", "health_system"})
_CROSSED = frozenset({"crossing.people", "crossing.medevac", "crossing.trucks"})


def own(sentence: Sentence, claims: list[Claim], memory: Memory, catalogue: Catalogue) -> None:
    """Gives beds the hospital, and trucks and people the crossing, that "the hospital" and "this crossing" mean."""
    for last, claim in zip((None, *claims), claims, strict=False):
        beds = claim.indicator in ("health.beds", "health.bed_occupancy")
        if claim.mention is None and (beds or claim.indicator.startswith("crossing.")):
            ward = _ward(sentence, claim, memory, catalogue) if beds else None
            claim.mention = ward if beds else _gate(sentence, last, claim, memory, catalogue)
            memory.said += [claim.mention] if claim.mention is not None else []
        elif claim.mention is None and claim.indicator == "displacement.returnees":
            claim.mention = _through_town(sentence, claim.at, memory, catalogue)  # "8,200 via Zaranj"


def _ward(sentence: Sentence, claim: Claim, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The hospital of beds."""
    row, end, leads = sentence.items, claim.subject.end, "place_at" in sentence.items[0].classes
    at = end + 1 < len(row) and "place_at" in row[end].classes
    for n in (end,) * at + (0,) * leads:  # "180 per cent at Nasser", "At Nasser, 200 beds"
        ward = titled(sentence, n + 1, False, catalogue) if row[n + 1].mention is not None else None
        if ward is not None and ward.ids:
            return ward
    start = next((n for n in range(claim.at, 0, -1) if row[n].kind == ";" and row[n + 1].classes & {"place_at"}), 0)
    named = [m for i in row[start:] if (m := i.mention) is not None and m.sort == "facility"]
    if named or start or leads and row[1].kind in ("name", "word"):
        return named[0] if len(named) == 1 and not (at and row[end + 1].mention) else None
    for n in range(1, len(row)):
        if row[n].mention is None and len(spoken := spoken_of(sentence, n, memory, False, catalogue)) == 1:
            return spoken[0]  # "X Hospital has 320 beds. Occupancy is at 97 per cent"
    if (bare := by_name(sentence, memory, catalogue)) is not None:
        return bare
    lone = all(i.mention is None and HEALTH.isdisjoint(i.units) for i in row) and not has_any(row, _WIDE)
    lone = lone and (sentence.span.kind != "item" or memory.just_in == sentence.span.paragraph)  # not of another item
    return memory.just.get("facility") if lone else None


def _gate(sentence: Sentence, last: Claim | None, claim: Claim, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing of trucks or people; `last`: the claim before."""
    row = sentence.items
    if (town := _through_town(sentence, claim.at, memory, catalogue)) is not None:
        return town
    n = passing(row, claim.link.at - 1)
    gate = row[n].mention if claim.link.way in ("left", "around") and n >= 0 else None
    if gate is not None and gate.sort in CROSSINGS:
        two = n > 1 and "and" in row[n - 1].classes and row[n - 2].mention is not None
        return None if two else gate  # "Torkham processed 180 lorries", but "Zikim and Erez handled 90"
    if claim.indicator == "crossing.trucks" and claim.link.way == "left" and n == claim.link.at - 1 >= 0:
        if unknown(sentence, n) and (n == 0 or row[n - 1].kind == ","):
            return crossing_of(sentence, n)  # "Machipanda handled 90 lorries"
    if last is not None and claim.link.way == "list" and last.indicator == claim.indicator and last.mention is not None:
        near = [m for i in row[last.at : claim.subject.end + 3] if (m := i.mention) is not None]
        if all(m.kind != "place" or m.start == last.mention.start for m in near):
            return last.mention  # "12 went through Rafah, five of them on Sunday"
    named = any(i.mention is not None and i.mention.sort in CROSSINGS for i in row)
    words = range(row[claim.at].last, row[min(claim.kept[1] + 3, len(row) - 1)].last)
    if "crossing" in memory.just and not named and any(sentence.marks.run(n, "that_way") for n in words):
        return memory.just["crossing"]  # "crossed there", "have gone that way"
    for n in range(1, len(row)):
        front = next((m for m in range(n - 1, 0, -1) if row[m].classes.isdisjoint(("article", "adjective"))), 0)
        way = front == claim.link.tail or sentence.marks.back(row[front].last, "by_way_of", 2) >= 0
        if row[n].mention is not None or not (way or by_way_of(row, n)):
            continue
        if len(spoken := spoken_of(sentence, n, memory, True, catalogue)) == 1:
            return spoken[0]  # "through this gate"
    if memory.gate == sentence.span.paragraph and claim.indicator in ("crossing.people", "crossing.trucks"):
        if all(m is None or m.kind != "place" or m.sort == "country" for m in (i.mention for i in row)):
            return memory.just["crossing"]  # "X was opened on Sunday. 1,500 people crossed into Chad and 380 came in"
    bare = claim.link.phrase is TRUCKS and all(i.mention is None for i in row)
    bare = bare and not memory.several  # "801 came through Erez and Zikim. In all 10,000 lorries have entered"
    return memory.points.get("crossing") if bare and alone(row, claim.at, claim.subject.end) else None


def _through_town(sentence: Sentence, at: int, memory: Memory, catalogue: Catalogue) -> Mention | None:
    """The crossing of a town that those counted went through: "120 patients were evacuated through Rafah"."""
    row = sentence.items
    leads = row[0].classes & {"by_way_of", "at_hour"} and not has_number(row[1:at])
    front = (1,) if leads else ()  # "Through Rafah 210 left", "At Metema 900 crossed"
    for n in (*front, *range(at + 1, min(at + 14, len(row)))):
        town = row[n].mention
        shared = "and" in row[n - 1].classes and all(_CROSSED.isdisjoint(k.keys) for i in row[at:n] for k in i.phrases)
        companions = "companions" in row[min(n + 1, len(row) - 1)].classes
        if row[n].kind == ";" or row[n].quantity is not None and not (shared or companions):
            return None
        if town is None or town.kind != "place":
            continue
        found = town if town.sort in SORTS else bears(sentence, n, town, memory, catalogue, spoken=True)
        partly = has_any(row[max(0, n - 3) : n], ("mostly",))  # "reached Yemen, mainly through Djibouti"
        if not partly and sentence.marks.back(row[n].first, "by_way_of", 3) >= 0:
            more = n + 2 < len(row) and (row[n + 1].kind == "," or "and" in row[n + 1].classes) and row[n + 2].mention
            some = [i.kind for i in row[n + 1 : n + 4]] == ["(", "quantity", ")"]
            return None if more or some else found  # "through the Joda and Adre crossings", "Joda (90) and Adre (40)"
        at_or_by = any(sentence.marks.back(row[n].first, name, 1) >= 0 for name in ("at_hour", "by"))
        if at_or_by and town.sort in ("city", *CROSSINGS) and found is not None and found.ids:
            return found
    return None
