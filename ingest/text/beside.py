"""How a name stands to a figure of its sentence: what labels it, owns it, ends its row, or is entered."""

from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_class, has_kind, has_number
from ingest.text.tokens import possessive

_BEFORE_NOUNS = frozenset({"article", "adjective", "direction", "nearby", "frontier"})
_LISTING, _OF_OR_FROM = frozenset({"by", "and", "while", "next_in_rank"}), frozenset({"of", "from"})
_TOLD, _LINKS = frozenset({"with", "set_up_for"}), frozenset({"label_link", "accounting"})
_CLAUSE = 12  # items behind a figure in which the clause begins that tells of the event
_JOINS = frozenset({"place_in", "place_at", "place_to", "article", "direction", "place_of", "nearby", "frontier"})


def ends(row: list[Item], n: int, at: int, told: list[int]) -> bool:
    """Whether a name ends a row of figures and is said of all: "eight dead and three missing in Jiangxi"."""
    if any(at < m < n for m in told) or has_kind(row[at + 1 : n], "(", ":"):
        return False
    return not has_number(row[max(at + 1, n - 3) : n])  # "4 dead, two in Nippes"


def owns(sentence: Sentence, n: int) -> bool:
    """Whether a name, or what stands for it, is that of an owner: "Gaza's", "the province's"."""
    return possessive(sentence.marks.tokens.raw[sentence.items[n].last - 1])


def labels(row: list[Item], n: int, at: int) -> bool:
    """Whether a name is the label of a number: "Mueda (8,930 people; 3 dead)", "Ocaña 10,160", "Nasser at 180 %"."""
    gap = at - n
    if gap < 1 or gap > 9:
        return False
    if gap < 3:
        if at >= len(row) or row[at].quantity is None or at + 1 < len(row) and "rate" in row[at + 1].classes:
            return False
        if gap == 2 and not row[n + 1].classes.isdisjoint(_TOLD):  # "followed by Kokrajhar with 56", "Cauca for 6,120"
            n -= 1 + (n > 1 and "article" in row[n - 1].classes)  # "and the DRC with 9,200"
            return n >= 0 and (row[n].kind == "," or not row[n].classes.isdisjoint(_LISTING))
        gap -= gap == 2 and not row[n + 1].classes.isdisjoint(("area_noun", "place_of", "another"))
        if gap == 1 and n > 1 and row[n - 2].mention is not None and "place_at" in row[n - 1].classes:
            return False  # "In the Sabreen market in Omdurman 54 people"
        if gap == 1 and n > 0 and "place_at" in row[n - 1].classes and has_number(row[:n]):
            return row[n - 2].kind in (",", ";") or "and" in row[n - 2].classes  # "40 deaths in Sofala 18 in Manica"
        if row[n + 1].kind == ":" and n > 3 and row[n - 1].classes & {"place_in", "by"}:
            return False  # "The roads are the worst in Africa: 90 people died"
        return gap == 1 or row[n + 1].kind in ("(", ":", "-") or not row[n + 1].classes.isdisjoint(_LINKS)
    return gap > 3 and row[n + 1].kind == "(" and not has_kind(row[n + 2 : at], ")")


def of_another(row: list[Item], n: int, at: int, bare: bool) -> float:
    """How much a name is the label of another number than that at `at`: most in a row, "Boa (12) and Tolos (3)"."""
    if n > at and "next_in_rank" in row[n - 1].classes:
        return 2.0  # "Chad leads with 40,000, followed by Niger"
    told = n > 1 and "place_at" in row[n - 1].classes and (row[n - 2].kind in (",", ";") or "and" in row[n - 2].classes)
    if n > at and not bare and not dashed(row, n) and not told or not has_number(row[n + 1 : n + 3]):
        return 0.0  # but "900 crossed, and at Kurmuk 3,000"
    if not any(m != at and labels(row, n, m) for m in range(n + 1, min(n + 3, len(row)))):
        return 0.0
    before = next((m for m in range(n - 4, max(n - 7, -1), -1) if row[m].mention is not None), -1)
    return 2.5 if before >= 0 and row[before + 1].kind == "(" and labels(row, before, before + 2) else 1.0


def dashed(row: list[Item], n: int) -> bool:
    """Whether a name in a list has its number behind a dash: "3.2 million, to Hungary — 583,000"."""
    if n + 2 >= len(row) or row[n + 1].kind != "-" or row[n + 2].quantity is None or n < 2:
        return False
    before = row[n - 2]
    return (before.kind in (",", ":", ";") or "and" in before.classes) and not _JOINS.isdisjoint(row[n - 1].classes)


def right_behind(row: list[Item], n: int, at: int, sheltered: bool) -> bool:
    """Whether only prepositions stand between a verb that ends at `at` and a name, or the camps in it."""
    for m, item in enumerate(row[at + 1 : n], at + 1):
        camps = item.quantity is not None or "sites" in item.units or "shelter_building" in item.classes
        towns = item.quantity is not None and row[m + 1].classes & {"area_noun", "place_of"}  # "fled 12 towns of"
        if item.classes.isdisjoint(_JOINS) and not (towns or sheltered and camps):
            return False
    return True


def named_next(row: list[Item], n: int) -> bool:
    """Whether a capital is named right behind: "its capital, Muzaffarabad"."""
    mention = row[n].mention
    if mention is None or mention.sort != "capital" or n + 2 >= len(row) or row[n + 1].kind != ",":
        return False
    named = row[n + 2].mention
    return named is not None and named.kind == "place"


def antecedent(sentence: Sentence, claim: Claim) -> int:
    """The name that "where" stands for: "Rafah, the southernmost city in Gaza, where ..."; -1: there is none.

    So does that of a label before its figure: "the number of displaced people in Goma has risen to 3,000".
    """
    row = sentence.items
    if sentence.classes.isdisjoint(("where", "which", "number_of")):
        return -1
    for n in range(claim.kept[0] - 1, max(claim.kept[0] - 14, 0), -1):
        if row[n].quantity is not None or row[n].kind in (";", ":"):
            return -1
        hosts = "which" in row[n].classes and claim.indicator.startswith("displacement.")  # "Chad, which shelters 900"
        if "where" in row[n].classes or hosts and has_class(row[n + 1 : min(n + 5, claim.at)], "hosting"):
            end = n - 1
            if row[end].kind == ",":
                comma = next((m for m in range(end - 1, max(end - 11, 0), -1) if row[m].kind == ","), 0)
                apart = named_next(row, comma - 1) or "and" in row[comma + 1].classes or has_kind(row[comma:end], ";")
                if row[end - 1].mention is not None:  # "some fled to Goma, others to Bukavu, where"
                    apart |= row[comma + 1].kind == "word" or not _APART.isdisjoint(row[comma + 1].classes)
                if comma and row[comma - 1].mention is not None and not apart:
                    return comma - 1
                end -= 1
            return end if row[end].mention is not None else -1
    return -1


_APART = frozenset({"more", "next_in_rank"})


def aside(row: list[Item], m: int, n: int) -> int:
    """The comma that ends words on some of those counted before: "41 people, including 15 women, in Sonitpur"."""
    if "part" in row[m].classes and m + 3 < n and "age_or_sex" in row[m + 2].classes:
        if "place_in" in row[m + 3].classes and not names_place(row[:m]):
            return m + 2  # "41 people including 15 women in Sonitpur"
    if "part" not in row[m].classes or row[m - 1].kind != ",":
        return 0
    for end in range(m + 1, min(n, m + 9)):
        if row[end].kind == ",":
            return end if "place_in" in row[end + 1].classes else 0
        if row[end].mention is not None or row[end].classes & {"clause", "relative"}:
            return 0
    return 0


def names_place(row: list[Item]) -> bool:
    """Whether words name a place, and not only a people: "a Russian strike killed 25"."""
    return any(item.mention is not None and item.mention.kind == "place" for item in row)


def holder(row: list[Item], m: int) -> int:
    """Where the word stands that places a noun whose "of" is also "from": "dans le stade de Bunia"; else the same."""
    if m < 2 or not row[m].classes >= _OF_OR_FROM or row[m - 1].kind != "word" and not row[m - 1].units:
        return m
    at = m - 3 if m > 2 and "article" in row[m - 2].classes else m - 2
    placed = row[at].phrases or not row[at].classes.isdisjoint(("place_in", "place_at"))
    return at if placed and row[at].classes.isdisjoint(_OF_OR_FROM) else m


def governing(row: list[Item], m: int) -> int:
    """The preposition before a noun: "in ten districts of Mizoram", "from the Piura town of Tambo"; else the noun."""
    for k in range(m - 1, max(m - 5, -1), -1):
        if not row[k].classes.isdisjoint(("place_in", "place_at", "from", "to", "heading_to")):
            return k if row[m - 1].mention is None or row[k].classes.isdisjoint(("to", "heading_to")) else m
        mention = row[k].mention
        if mention is not None and mention.kind in ("place", "people") and k == m - 1:
            continue
        if "and" in row[k].classes:
            return k  # "hit Tolo, and the town of Kara"
        if row[k].quantity is None and row[k].kind != "word" and row[k].classes.isdisjoint(_BEFORE_NOUNS):
            break
    return m


def calls(gap: list[Item]) -> bool:
    """Whether words between two names only say what the first is, or where: ", a camp in", "in the Indian state of"."""
    start = int(gap[0].kind == ",")
    start += "place_in" in gap[start].classes
    said = gap[start:]
    quantity = said[0].quantity  # "one of the islands of", "a quarter of the town of"
    if not start or "article" not in said[0].classes and (quantity is None or quantity.value not in (1.0, 25.0)):
        return False
    told = [i for i in said if i.mention is None or i.mention.kind != "people"]
    named = has_class(said, "area_noun")  # "a hillside settlement on the edge of"
    kinds = ("word", "quantity", "phrase") if named else ("word", "quantity")
    return all(not i.phrases and (i.classes & _SAYING or i.kind in kinds and not i.classes & _TELLING) for i in told)


_TELLING = frozenset({"be", "have", "and", "relative", "clause"})
_SAYING = frozenset({"article", "adjective", "direction", "area_noun", "place_of", "of", "place_in", "superlative"})


def cause(row: list[Item], claim: Claim) -> int:
    """Where the clause begins that tells how those counted died: "when a storm hit", "after a slide"; else the end."""
    for n in range(claim.kept[1] + 1, min(len(row), claim.kept[1] + _CLAUSE)):
        if row[n].quantity is not None or row[n].kind in (";", "."):
            break
        if not row[n].classes.isdisjoint(("when", "after")):
            return n
    return len(row)


def only_most(row: list[Item], last: int, n: int) -> bool:
    """Whether a place is only that of most of those told: "killed 40, the majority of them in Jos"."""
    for m in range(max(last + 1, n - 4), n):  # but "in Asia's most populous country"
        most = not row[m].classes.isdisjoint(("part", "mostly", "most_of_all"))
        most = most and (row[m - 1].mention is None or "mostly" in row[m].classes and "by_way_of" in row[m + 1].classes)
        if most and row[m + 1].classes.isdisjoint(("facility_part", "place_of", "area_noun")):  # "in most areas of Jos"
            if row[m - 1].quantity is not None and row[m - 2].kind == "," and not has_kind(row[m:n], ","):
                return m - 1 > last + 1  # "48,000 fled, 7,800 of these in Jos"
            return row[m - 1].kind in (",", "-", "(") or "part" not in row[m].classes  # but "9,000 of them in Jos"
    return False
