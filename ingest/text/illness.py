"""Whether people died of a disease or lie ill in hospital, which is no figure of the dead or the injured."""

from ingest.text.figures import Memory
from ingest.text.items import Sentence, has_any, has_class
from ingest.text.nouns import Link, Subject

_REACH = 60  # items around a figure that may say what people died of


def ailment(sentence: Sentence, at: int, indicator: str, link: Link, what: Subject, memory: Memory) -> str:
    """Why people told to have died or to be in hospital are no figure, as they were ill; "": they were not."""
    if indicator == "casualties.killed":
        slain = link.way == "right" and "slain" in sentence.items[link.at].classes
        if slain and not has_class(sentence.items[link.at : link.at + _NEAR], "disease"):
            return ""  # "amid the famine 12 aid workers were killed", but "were killed by cholera"
        ill = _diseased(sentence, at, memory) or _died_ill(sentence, at, link, what, memory)
        return "deaths by disease or hunger" if ill else ""
    return "people who are ill" if indicator == "casualties.injured" and _ill(sentence, at, link, what, memory) else ""


def _ill(sentence: Sentence, at: int, link: Link, what: Subject, memory: Memory) -> bool:
    """Whether those told to be in hospital are ill, and not injured."""
    return link.way == "right" and _diseased(sentence, at, memory)


def _died_ill(sentence: Sentence, at: int, link: Link, what: Subject, memory: Memory) -> bool:
    """Whether patients, or one person, died of what is no disaster or violence, or a disease is told to have killed."""
    row, n = sentence.items, link.at - 1
    while n > 0 and not row[n].classes.isdisjoint(("have", "perfect", "adverb")):
        n -= 1
    if link.at < at and n >= 0 and "disease" in row[n].classes:
        return True  # "cholera has killed 12 since the flood"
    died = link.phrase.sort == "figure" and "natural_death" in row[link.at].classes
    if died and row[at].quantity.kind == "one" and "casualties.killed" not in memory.most:  # type: ignore[union-attr]
        return not any(i.classes & _CAUSES for told in (row, *memory.rows) for i in told)  # "the death of his son"
    if "patients" not in what.units and not has_class(row[at + 1 : what.end], "sickly"):
        return False
    return died and not has_any(row[max(0, at - _REACH) : link.at + _NEAR], _CAUSES)


_NEAR = 6  # items behind a verb in which its cause stands
_BY_FORCE = frozenset({"violence", "wounding"})
_CAUSES = frozenset({"hazard", "mishap", "violence"})


def _diseased(sentence: Sentence, at: int, memory: Memory) -> bool:
    """Whether the deaths that the words around a number tell of are deaths by disease or hunger."""
    if not memory.disease and "disease" not in sentence.classes:
        return False
    row = sentence.items
    end = next((n for n in range(at, min(len(row), at + _REACH)) if row[n].kind == ";"), at + _REACH)
    classes = [item.classes for item in row[max(0, at - _REACH) : end]]  # "60 deaths; 4,000 cholera cases"
    if any(not c.isdisjoint(_BY_FORCE) for c in classes):
        return False
    return any("disease" in c for c in classes) or memory.disease and not any("mishap" in c for c in classes)
