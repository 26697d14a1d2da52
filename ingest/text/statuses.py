"""Statuses: what is said of a named crossing, a named hospital, or a place's hospitals as a whole."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.by_town import CROSSINGS, alone, by_name, labelled, styled
from ingest.text.crowded import ROOM, crowded
from ingest.text.figures import Claim, Memory, Refusal, Told, state
from ingest.text.gates import gate_of
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind, has_number
from ingest.text.limits import DENIED, counted, named_after, of_a_part, turned
from ingest.text.mistaken import SPOTS, USERS, at_a_border, loose, of_a_road, something_else
from ingest.text.names import Mention
from ingest.text.passage import excepted, likewise, passing, place_alone, unknown
from ingest.text.points import meant, remember
from ingest.text.posts import by_users, lined, opens_list
from ingest.text.questions import asks, confirmed, fragment
from ingest.text.real import unreal
from ingest.text.scene import POINTS
from ingest.text.traffic import in_list, listed, moving_at, on_foot, still_walked

_STAFF = frozenset({"title", "on_duty"})
_PASSED = frozenset({"place_in", "article", "between", "and", "crossing_noun", "facility_noun"})


def statuses(sentence: Sentence, memory: Memory, catalogue: Catalogue) -> tuple[list[Claim], list[Refusal]]:
    """Statuses in a sentence, and those that are only planned or denied."""
    row = sentence.items
    found: list[Claim] = []
    refused: list[Refusal] = []
    for at, item in enumerate(row):
        near = item.phrases if item.has_role("around") else ()
        whole = [p for p in near if p.sort == "status" and p.role == "around" and _closes(sentence, at, p)]
        for phrase in whole or item.phrases:  # "the closure of X was lifted"
            if phrase.sort != "status" or phrase.status is None or counted(sentence, at):
                continue
            if phrase.role == "around" and not whole:
                continue
            if "of_a_dam" in sentence.classes and phrase.keys[0].startswith("crossing."):
                continue  # "the sluice gates of the Deduru are opened"
            away = sentence.marks.run(item.last - 1, "from") and not sentence.marks.run(item.last - 1, "of")
            if phrase.role == "after" and (away or _passive(sentence, at)):
                continue  # "evacuated from X", "are closed"
            if phrase.role == "before" and (_opens_something(row, at, phrase) or of_a_road(row, at)):
                continue
            crossing = phrase.keys[0].startswith("crossing.")
            told: Told = lined(sentence, at, memory, catalogue) if crossing else []
            told = told or listed(sentence, at, phrase, memory, catalogue)
            told = told or _subjects(sentence, at, phrase, memory, catalogue)
            told = told or _carried(sentence, at, phrase, memory, catalogue)
            told = told or named_after(sentence, at, crossing)
            told = told or moving_at(sentence, at, phrase, memory, catalogue)
            for subject, mention in told or fragment(sentence, at, phrase, memory):
                why = unreal(sentence, at, subject, phrase.status)
                status = turned(sentence, at, subject, phrase.status, why == DENIED)
                if not status or why and why != DENIED:
                    refused += [Refusal(why, min(at, subject), max(at, subject))] if why else []
                    continue
                _take(row, found, state(phrase, at, subject, mention, status, 1 + 0.2 * abs(at - subject)))
                if mention is not None and phrase.keys[0].startswith("crossing."):
                    memory.said.append(mention)
    if "excepting" in sentence.classes:
        found = excepted(sentence, memory, catalogue, found)
    if "let_pass" in sentence.classes:
        let = passing(sentence, memory, catalogue)
        some = [(_place(c), c.link.at) for c in let if c.status == "partially_open"]
        shut = [(c, at) for c in found if c.status == "closed" for p, at in some if _place(c) == p]
        late = [c for c, at in shut if c.link.at > at or has_class(row[c.link.at : at], "with")]
        found = [c for c in found if c not in late]  # "lets people out, but takes no one back"
        found += [c for c in let if all(_place(c) != _place(other) for other in found)]
    if not sentence.classes.isdisjoint(("walking", "made_to_walk")):
        found = [still_walked(row, c) for c in found]
        found += [c for c in on_foot(sentence, memory, catalogue) if all(_place(c) != _place(o) for o in found)]
    if not sentence.classes.isdisjoint(("likewise", "too")) or found and "negation" in sentence.classes:
        found += likewise(sentence, found, memory, catalogue)
    if "quantity" in sentence.kinds and not sentence.classes.isdisjoint(ROOM):
        found += [c for c in crowded(sentence, memory, catalogue) if all(_place(c) != _place(o) for o in found)]
    full = [_place(c) for c in found if c.status == "overwhelmed"]
    found = [c for c in found if c.status != "functional" or _place(c) not in full]  # "takes patients but is full"
    if not sentence.classes.isdisjoint(_CONCEDING):
        found = [c for c in found if not _narrowed(row, c, found)]
    found = found or confirmed(sentence, memory) or by_users(sentence, memory, catalogue)
    if (opens := opens_list(sentence)) is not None:
        memory.posts = opens
    remember(sentence, memory, catalogue, memory.said + [c.mention for c in found if c.mention is not None])
    memory.asked = found if found and asks(sentence) and has_any(row[:1], ("be", "have", "does_so")) else []
    memory.told = found[-1:] or memory.told
    memory.said.clear()
    return [] if memory.asked else found, refused


_CONCEDING = frozenset({"contrast", "while"})


def _narrowed(row: list[Item], claim: Claim, found: list[Claim]) -> bool:
    """Whether what works is told behind "but" or "though" to do so only in part: "works, though only by day"."""
    less = {"functional": "partial", "open": "partially_open"}.get(claim.status or "")
    later = (c.link.at for c in found if c.status == less and _place(c) == _place(claim))
    return any(claim.link.at < at and has_any(row[claim.link.at + 1 : at], _CONCEDING) for at in later)


def _passive(sentence: Sentence, at: int) -> bool:
    """Whether something is done to what stands before: "are closed", and not "are overwhelming hospitals"."""
    marks, item = sentence.marks, sentence.items[at]
    if not at or sentence.items[at - 1].classes.isdisjoint(("be", "remain")) or marks.run(item.last - 1, "place_at"):
        return False
    if marks.run(item.last - 2, "infinitive") or at > 1 and "there" in sentence.items[at - 2].classes:
        return False  # "was forced to close X", "there has been no passage through X"
    return not marks.tokens.words[item.first].endswith(marks.lexicon.words.get("active_ending", ("\0",)))


def _opens_something(row: list[Item], at: int, phrase: Phrase) -> bool:
    """Whether something else is opened or shut there: "Medyka opened a lane for lorries"."""
    if at == 0 or at + 2 >= len(row) or row[at + 1].quantity is not None:
        return False
    if "definite" in row[at + 1].classes and row[at + 2].classes & {"crossing_noun", "facility_noun"}:
        return True  # "met at Adre to discuss reopening the crossing"
    idle = row[at - 1].mention is not None or row[at - 1].classes & _VERBAL or row[at + 1].classes.isdisjoint(USERS)
    if not idle and phrase.status == "closed" and row[at - 1].kind in ("word", "phrase"):
        return True  # "where protesters stopped buses"
    if not row[at].has_role("after"):
        return False
    active = "have" in row[at - 1].classes or row[at - 1].kind == "word"
    if active and "be" not in row[at - 1].classes and "definite" in row[at + 1].classes:
        after = row[at + 2]  # "the army had closed the road"
        return after.kind == "word" or bool("other" in after.units or not after.classes.isdisjoint(SPOTS))
    return row[at - 1].kind == "name" and bool("indefinite" in row[at + 1].classes)


def _closes(sentence: Sentence, at: int, phrase: Phrase) -> bool:
    """Whether the last words of a phrase stand behind its first: "keeps the gate open"."""
    words, start = sentence.marks.tokens.words, sentence.items[at].last
    stop = min(start + 14, sentence.last)  # words that the first and last words of a phrase may stand apart
    first, length = phrase.tail[0], len(phrase.tail)
    if first not in words[start:stop]:
        return False
    ends = (n for n in range(start, stop) if words[n] == first and tuple(words[n : n + length]) == phrase.tail)
    marks = sentence.marks  # but "traffic at X, after being suspended, resumed"
    return any(not (marks.run(n - 1, "in_progress") and marks.run(n - 2, "by")) for n in ends)


_BARE = 4  # words between a bare name and what is told of it


def _take(row: list[Item], found: list[Claim], claim: Claim) -> None:
    """Adds a claim, where the same words do not say something of the same place already."""
    alike = [c for c in found if c.indicator == claim.indicator and _place(c) == _place(claim)]
    if any(c.link.at == claim.link.at for c in alike) or alike and _attributive(row, claim):
        return
    found[:] = [c for c in found if c not in alike or c.status == claim.status or not _attributive(row, c)]
    same = [c for c in found if c in alike and c.at == claim.at]
    if any(c.status in ("partial", "partially_open") and 0 < claim.link.at - c.link.at < 6 for c in same):
        return  # "has only its emergency room open"
    if "present" in row[claim.link.at - 1].classes and not has_kind(row[: claim.link.at], "date"):
        was = [c for c in same if c.status == claim.status and "past" in row[c.link.at - 1].classes]
        found[:] = [c for c in found if c not in was]  # "was evacuated and is closed"
    if not any(c.status == claim.status for c in found if c in alike):
        found.append(claim)


def _attributive(row: list[Item], claim: Claim) -> bool:
    """Whether a status stands before a noun: "X, the last functioning hospital there, was evacuated"."""
    n = claim.link.at + 1
    if n > 2 and "facility_noun" in row[n - 2].classes and row[n - 3].classes & {"past", "superlative", "only_word"}:
        return True  # "X, the last hospital operating there, was evacuated"
    noun = row[n].classes & {"facility_noun", "crossing_noun"} if n < len(row) else ()  # "the only open crossing"
    return bool(noun) or n < len(row) and bool(row[n].units & {"hospitals", "facilities"})


def _place(claim: Claim) -> object:
    return claim.mention and (claim.mention.ids or claim.mention.text)


def _subjects(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> Told:
    """Items that a status is said of, each with the place that it means; None: a place's hospitals as a whole."""
    row = sentence.items
    crossing = phrase.keys[0].startswith("crossing.")
    heads = at <= 1 and at + 2 < len(row) and row[at + 1].kind == ":" and row[at + 2].mention is not None
    back = phrase.role in ("before", "noun") and not heads  # "Functional: Kassala Hospital, Gedaref Hospital"
    bare = by_name(sentence, memory, catalogue) if back and not crossing and "name" not in sentence.kinds else None
    if bare is not None and (bare.ids or row[at].first - bare.last < _BARE):
        return [(0, bare)]
    staff = back and has_any(row[max(0, at - 1) : at], _STAFF) and sentence.marks.ends(row[at].first, "active_ending")
    if staff or crossing and back and _acts(row, at):
        return []  # "a surgeon working there"
    step = -1 if back else 1
    cost = 0.0
    n = at
    while True:
        n += step
        if back and n >= 0 and row[n].kind == ")":  # "X Hospital (39 beds) was evacuated"
            start = next((m for m in range(n - 1, max(n - 16, -1), -1) if row[m].kind == "("), n)
            if all(i.mention is None or i.mention.sort not in POINTS for i in row[start:n]):
                n = start - 1
            elif has_number(row[max(0, start - 6) : start]):
                return []  # "none of the three hospitals (A, B and C) is functional"
        if not 0 <= n < len(row) or not back and _ends_object(row, at, n):
            return []
        if back and n and row[n].kind in (",", "-") and not _in_row(row, n, at):
            head = _apposed(sentence, n, crossing, memory, catalogue)
            if head == n - 1:
                own = not something_else(sentence, at, head, crossing)
                return [(head, m) for m in meant(sentence, head, crossing, memory, catalogue) or () if own]
            if head < 0 and (told := styled(sentence, n, crossing, catalogue)):
                return [told]
            n = head if head >= 0 else n
        frontier = back and crossing and cost < 0.7 and "frontier" in row[n].classes
        if frontier and n > 1 and "definite" in row[n - 2].classes and row[n - 1].kind == "word":
            if unknown(sentence, n - 1) and not sentence.marks.ends(row[n - 1].first, "people_ending"):
                return [(n, alone(sentence, n - 1))]  # "the Mutukula border was reopened", whatever was told before
        mentions = meant(sentence, n, crossing, memory, catalogue)
        if mentions is None and crossing and place_alone(sentence, n, at, memory):
            mentions = [alone(sentence, n)]
        if mentions is None and crossing and (back or n <= at + 2):
            gate = gate_of(sentence, n, at, memory, catalogue)
            own = n == at + 1 and has_class(row[n + 1 : n + 2], "meanwhile")  # "leaving Akanyaru as the only one open"
            gate = gate or (in_list(sentence, n, memory, catalogue) if own else None)
            mentions = [gate] if gate else None
        if mentions is None and not crossing:
            line = labelled(sentence, memory, catalogue) if back and n == 0 and at == 2 else None
            mentions = line or of_a_part(sentence, n, phrase.status, memory, back)
            if mentions == []:
                return []
        if mentions is not None:
            if not mentions and loose(row, at, n, phrase):
                return []
            if something_else(sentence, at, n, crossing) if back else at_a_border(sentence, n):
                return []
            return _with_joined(sentence, n, step, crossing, mentions, memory, catalogue)
        aside = back and "side_noun" in row[n].classes and has_class(row[max(0, n - 5) : n], "contrast")
        if aside or frontier and not has_class(row[n - 3 : n], "place_in"):
            return []  # "the bridge, but the Mexico border is shut"
        cost += _cost(row, n, phrase.role, crossing)
        noun = "crossing_noun" if crossing else "facility_noun"
        another = noun in row[n].classes and "indefinite" in row[n - 1].classes  # "since a bridge was washed away"
        its = "whose" in row[n].classes and n + 1 < at
        its = its and row[n + 1].classes.isdisjoint(("stands_for", "hospital_part"))
        if cost > 3.2 or back and n and (another or its):
            return []  # "X, whose road was cut by the quake, opened"


def _carried(sentence: Sentence, at: int, phrase: Phrase, memory: Memory, catalogue: Catalogue) -> Told:
    """The subject of the clause before, where a verb has none of its own: "took in 90 wounded and is full"."""
    row, crossing, n = sentence.items, phrase.keys[0].startswith("crossing."), at - 1
    while n > 0 and (row[n].kind == "date" or row[n].classes & (_VERBAL, _DATED)[row[n + 1].kind == "date"]):
        n -= 1  # "though for now only its ward is open"
    own = at + 1 < len(row) and unknown(sentence, at + 1)  # "closed Tine and reopened Birak"
    joined = row[n].kind == "," or row[n].classes & {"and", "contrast", "while"}
    if phrase.role != "before" or n < 2 or own or not joined:
        return []  # "X, shut on Sunday, was opened", "was shut on Sunday after a raid on a convoy, and reopened"
    start = next((m + 1 for m in range(n, -1, -1) if row[m].kind == ";"), 0)
    for m in range(start, n - 1):
        head = m - 1
        while head >= start and row[head].classes & {"article", "adjective", "direction"}:
            head -= 1
        town = row[head].mention if head >= start else None  # "In Minova the hospital"
        if town is not None and town.kind == "place":
            head -= 1 + bool(head and "place_at" in row[head - 1].classes)
        opens = head < start or row[head].kind in (",", "-", '"', ":", "date") or bool(row[head].classes & _OPENING)
        if opens and (mentions := meant(sentence, m, crossing, memory, catalogue)):
            return _with_joined(sentence, m, 1, crossing, mentions, memory, catalogue)
    told = [m for m in memory.said if m.start >= sentence.span.start and m.sort in CROSSINGS]
    return [(start, told[-1])] if crossing and told else []


def _acts(row: list[Item], at: int) -> bool:
    """Whether a land does so to what comes next, in a clause of its own: "X is open, and Chad shut the Tine gate"."""
    if at < 3 or at + 1 >= len(row) or row[at - 2].classes.isdisjoint(("and", "while", "contrast")):
        return False
    actor, behind = row[at - 1].mention, row[at + 1]
    named = "article" in behind.classes or behind.kind in ("name", "word", "quantity")
    return named and actor is not None and actor.sort == "country" and row[at - 3].kind == ","


_VERBAL = frozenset({"be", "remain", "adverb", "have", "perfect", "negation", "filler"})
_DATED, _OPENING = _VERBAL | {"preposition"}, frozenset({"that", "and", "contrast", "while", "speech", "aftermath"})


def _in_row(row: list[Item], comma: int, at: int) -> bool:
    """Whether a comma ends a row of names, and no insertion: "three ports, Odesa, Izmail and Reni, were reopened"."""
    n = comma - 3 if comma > 3 and "article" in row[comma - 2].classes else comma - 2
    named = n > 1 and row[comma - 1].kind in ("name", "word") and bool("and" in row[n].classes)
    named = named and row[n - 2].classes.isdisjoint(("between", "place_in", "of"))  # "between A and B, "
    return named and all(not i.classes.isdisjoint(_LEADING) for i in row[comma + 1 : at])


_LEADING = frozenset({"be", "have", "adverb", "remain", "all", "both", "whom"})  # "A, B and C, all of which are"


def _ends_object(row: list[Item], at: int, n: int) -> bool:
    """Whether what is opened or shut is told before an item: "opened a field hospital in Adre", "reopened after"."""
    classes = row[n].classes
    if "relative" in classes or n == at + 1 and ("from" in classes or row[n].kind == ","):
        return True  # "patients were evacuated from X", "X has closed, that of Y works"
    if n == at + 1 and "and" in classes and n + 1 < len(row) and all(p.sort != "status" for p in row[n + 1].phrases):
        return True  # "houses were destroyed and X was cut off"
    return n > at + 1 and bool(classes & {"place_in", "next_to"}) and not classes & {"of", "by"}


def _apposed(sentence: Sentence, comma: int, crossing: bool, memory: Memory, catalogue: Catalogue) -> int:
    """The subject before an insertion: "X crossing, a gate between A and B, reopened"; -1: there is none."""
    row = sentence.items
    sign = row[comma].kind
    start = next((m for m in range(comma - 1, max(comma - 22, 0), -1) if row[m].kind == sign), 0)
    direct = meant(sentence, comma - 1, crossing, memory, catalogue) is not None
    if sign == "-" and direct or has_kind(row[start:comma], ";"):
        return -1  # "Joda – open; Renk – closed"
    if direct and start == comma - 2 and row[comma - 1].mention is not None:
        return comma - 1  # "the only hospital in Tolo, Rabak Hospital, was hit"
    if start and row[start - 1].kind == ")":
        start = next((m for m in range(start - 2, max(start - 16, -1), -1) if row[m].kind == "("), start)
    for n in range(start - 1, max(start - 6, -1), -1):
        if meant(sentence, n, crossing, memory, catalogue) is not None:
            return n
        if row[n].kind not in ("word", "name") and row[n].classes.isdisjoint(_PASSED):
            return -1  # "X Hospital on Carriacou, its roof torn off, has closed"
    return -1


def _with_joined(
    sentence: Sentence, n: int, step: int, crossing: bool, mentions: list[Mention], memory: Memory, catalogue: Catalogue
) -> Told:
    """A subject with those that are joined to it: "Kerem Shalom and Kissufim crossings"."""
    row = sentence.items
    found: Told = [(n, m) for m in mentions] or [(n, None)]
    m, (first, last) = n + step, (mentions[0].first, mentions[-1].last) if mentions else (0, 0)
    if crossing and step < 0 and "and" in row[n + 1].classes and n + 2 < len(row) and unknown(sentence, n + 2):
        found.append((n + 2, alone(sentence, n + 2)))  # "Arida and Abboudiyeh stay open"
    while 0 <= m < len(row):
        if first <= row[m].first < last:
            m += step  # the words of "Ban Khlong Luek", of "Mokambo and Sakania border posts"
            continue
        if not row[m].classes.isdisjoint(("and", "article", "both", "superlative", "neither")) or row[m].kind == ",":
            m += step
            continue
        before, name = row[m - 1].classes, row[m].mention
        port = m > 1 and before & {"crossing_noun", "that_town"}
        if step < 0 and "of" in row[m].classes and m and (port or "and" in before):
            m -= 2 if port else 1  # "the port of Izmail and the port of Odesa", "les postes d'Adré et de Tiné"
            continue
        if step < 0 and m > 1 and "place_at" in before and name is not None and name.sort != "crossing":
            m -= 2  # "Torkham in Khyber, Kharlachi in Kurram"
            continue
        named = row[m].mention is not None or row[m].kind == "word" or "facility_noun" in row[m].classes
        more = meant(sentence, m, crossing, memory, catalogue) if named else None
        if not more and step < 0 and row[m + 1].kind == "," and "and" in row[m + 2].classes:
            head = _apposed(sentence, m + 1, crossing, memory, catalogue)  # "X bridge, further north, and Y bridge"
            m, more = head, meant(sentence, head, crossing, memory, catalogue) if head >= 0 else None
        own = in_list(sentence, m, memory, catalogue) if not more and crossing and named else None
        if own is not None and row[m - 1].classes.isdisjoint(("place_in",)) and (step > 0 or unknown(sentence, m)):
            last = next((k for k in range(m, len(row)) if row[k].last >= own.last), m) + 1
            joins = last == len(row) or row[last].kind in _ENDING or row[last].classes & {"and", "on_day"}
            more = [own] if joins and (step > 0 or m == 0 or row[m - 1].kind == ",") else None
        if not more:
            break
        found += [(m, mention) for mention in more]
        first, last = more[0].first, more[-1].last
        m += step
    return sorted(found, key=lambda f: f[0])


_ENDING = (",", ";", ".", "date")
_LIGHT = frozenset({"be", "remain", "have", "present", "past", "perfect", "adverb", "article", "filler"})


def _cost(row: list[Item], n: int, role: str, crossing: bool) -> float:
    item = row[n]
    if item.kind == "word":
        return 0.7 if role == "before" else 0.9
    if item.kind == ":":
        return 0.4
    if item.quantity is not None:
        counts = crossing and has_class(row[n + 1 : n + 3], "crossing_noun")  # "two crossings, A and B"
        return 0.4 if counts or item.quantity.value == 1 else 1.5 if crossing else 9.0
    if item.kind in (";", ".") or "rest" in item.classes:
        return 9.0
    if item.kind in (",", "-", "("):
        return 0.8
    if item.kind == "phrase":
        if not item.classes.isdisjoint(_LIGHT):
            return 0.0
        if not item.classes.isdisjoint(("and", "or", "relative", "speech")):
            return 0.3 if has_any(row[max(0, n - 3) : n], ("between", "contested")) else 1.3
        if item.phrases:
            told = any([p.sort == "status" and p.role != "around" for p in item.phrases])
            return 2.0 if told and "habitual" not in item.classes else 0.8
    return 0.3
