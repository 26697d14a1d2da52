"""Whose a figure is: of those who speak in a sentence, the one who says it."""

from ingest.text.bodies import Speaker
from ingest.text.items import Item, Sentence, has_any, has_class
from ingest.text.speakers import COUNTED, SAYING

_OPEN, _CLOSE = "\u201c\u00ab\u201e", "\u201d\u00bb"


def named(said: list[Speaker], sentence: Sentence, known: dict[str, Speaker], last: Speaker | None) -> None:
    """Gives those told by a last word alone the whole name that the text has told before, and keeps new names.

    "Nugroho said" after "Sutopo Purwo Nugroho", "the agency said" after "Tolo's relief agency"; `last`: who spoke
    last, whom "the group" may mean too.
    """
    row, run = sentence.items, sentence.marks.run
    for speaker in said:
        if speaker.first == speaker.last:
            continue  # a pronoun, and named already
        word, the = speaker.text.lower(), has_class(row[max(0, speaker.first - 1) : speaker.first], "definite")
        if " " not in word and (the or speaker.kind == "person" and speaker.text[0].isupper()):
            whole = known.get(word)
            body = last is not None and last.org_id and the and run(row[speaker.first].first, "that_body")
            if whole is None and body:
                others = (i for i in row[: speaker.first] if "authority" in i.classes or i.mention is not None)
                whole = last if all(i.mention and i.mention.kind == "place" for i in others) else None
            if whole is not None:
                speaker.text, speaker.org_id = whole.text, whole.org_id
            continue
        parts = speaker.text.split(",")
        for part in parts[:1] if parts[0][0].isupper() else parts:
            known[part.split()[-1].lower()] = speaker  # "mayor, Omar Idris" may be both
        if run(row[speaker.first].first, "title"):
            known[word.split()[0]] = speaker  # "Mayor Omar Idris"


def quoted(text: str, inside: bool) -> tuple[bool, bool]:
    """Whether all of a sentence stands in quotation marks, and whether they are open behind it.

    `inside`: whether they are open before it: '"We have no water," Ruiz said. "We have 40 dead. It is dark."'.
    """
    whole = True
    for sign in text:
        if sign in _OPEN or sign in _CLOSE:
            inside = sign in _OPEN
        elif sign == '"':
            inside = not inside
        elif sign.isalnum() and not inside:
            whole = False
    return whole, inside


def of_the_town(row: list[Item], speaker: Speaker) -> bool:
    """Whether a speaker's words may name where it happened: "police in Kassala", or many words.

    So do those of authorities that tell a number of their own: "health authorities in Iran report 1,300 deaths".
    """
    words, end = row[speaker.first : speaker.last], speaker.last
    if (
        len(words) > 2
        and end + 1 < len(row)
        and row[end].classes & {"speech", "records"}
        and row[end + 1].quantity is not None
    ):
        land = words[-1].mention  # whose own dead they are
        return land is not None and land.sort in ("country", "territory")
    return len(words) > 6 or has_any(words, ("of_the_town", "from"))  # items that the name of a speaker takes


def nearest(found: list[Speaker], row: list[Item], at: int) -> Speaker | None:
    """The speaker nearest to a figure; none of a clause before it, where it has a verb of its own that counts it.

    "WHO said 12 had died in Goma; Bukavu counted seven".
    """
    found = [s for s in found if not (s.aside and at < s.first) and not _counts_anew(row, at, s.at)]
    semi = max((n for n in range(at) if row[n].kind == ";"), default=-1)
    told = [*row[at - 1 : at], *(row[semi + 2 : semi + 3] if semi >= 0 and row[semi + 1].mention else ())]
    there = at > 3 and "and" in row[at - 4].classes and "place_in" in row[at - 3].classes and row[at - 2].mention
    if there and row[at - 1].classes & SAYING:
        return None  # "officials in Togo report nine dead and in Chad report 12", by whom is not said
    if has_any(told, COUNTED):  # "Tajikistan put its dead at 35"
        found = [s for s in found if s.at > semi]
    return min(found, key=lambda s: _apart(row, *sorted((row[s.at].first, row[at].first))), default=None)


def _counts_anew(row: list[Item], at: int, n: int) -> bool:
    """Whether a speaker behind a figure gives another against it: "have 44 dead, whereas the police acknowledge 17"."""
    said = next((m for m in range(n, min(n + 4, len(row) - 1)) if "told_again" in row[m].classes), 0)
    against = at < n and has_any(row[at + 1 : n], ("while", "contrast"))
    return against and said > 0 and row[said + 1].quantity is not None


def _apart(row: list[Item], first: int, last: int) -> tuple[int, int]:
    """How far two words are apart: the clauses that begin between them, and the words."""
    between = [n for n in range(1, len(row)) if first < row[n].first < last and row[n - 1].kind == ","]
    return sum(not row[n].classes.isdisjoint(("and", "while")) for n in between), last - first
