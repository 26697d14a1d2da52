"""Some of those counted, told between them and their verb: "12 people, including six children and a nurse, died"."""

from ingest.text.items import Sentence
from ingest.text.nouns import ANYBODY, subject
from ingest.text.objects import AUXILIARY

_SOME = frozenset({"of", "out_of", "of_whom", "part_of_them", "among_them"})


def behind_listed(sentence: Sentence, at: int) -> int:
    """The verb behind "including six children and a woman" that is said of all of them; 0: none stands there."""
    row = sentence.items
    if not row[at].classes >= {"part", "preposition"} or row[at].classes & _SOME:
        return 0
    n = at + 1
    while n < len(row) - 1 and row[n].quantity is not None and n < at + 12:
        listed = subject(sentence, n, ())
        if listed.head < 0 or listed.units.isdisjoint(ANYBODY):
            return 0
        n = listed.end
        n += n < len(row) - 1 and (row[n].kind == "," or "and" in row[n].classes)
    return n if at + 2 < n < len(row) and (row[n].classes & AUXILIARY or row[n].has_role("before")) else 0
