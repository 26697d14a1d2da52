"""Money that an appeal asks for, and what it has got."""

from data.catalogue import Catalogue
from data.tree import Phrase
from ingest.text.figures import Claim
from ingest.text.items import Item, has_class, has_kind, passing
from ingest.text.nouns import ANYBODY, Link, Subject
from ingest.text.quantities import Quantity

_LEAST = 1e5  # of an amount whose currency is that of the amount before
_SMALL = 1e4  # more than this is asked for: "cut from 900 dollars to 120 dollars a family"
_NEAR = 12  # items in which an appeal stands before its amount
_FUNDING, _OR_AT = "funding.", frozenset({"or", "same_number", "at_hour"})
_ASKED, _GOT = "funding.required", "funding.received"


def as_before(row: list[Item], at: int, end: int, last: Claim) -> None:
    """Gives a number the currency of the amount before: "seeks $877 million; it had received 94 million"."""
    quantity = row[at].quantity
    if quantity is None or quantity.kind != "count" or quantity.value < _LEAST:
        return
    said = [p.keys[0] for i in row[end : end + 1] for p in i.phrases if p.sort == "figure" and p.role != "after"]
    if said and not any(key.startswith(_FUNDING) for key in said):
        return  # "$674M appeal | 1.2M displaced"
    near = (*row[max(0, at - 4) : at], *row[end : end + 5])
    told = any(p.keys[0].startswith(_FUNDING) and p.sort == "figure" for i in near for p in i.phrases)
    if told and last.indicator.startswith(_FUNDING):
        quantity.kind, quantity.currency = "money", last.unit


def asked(row: list[Item], at: int) -> tuple[Phrase, int] | None:
    """The appeal whose amount follows it: "the appeal for Chad, for $1.4 billion", "the plan, at $701 million".

    Or the verb of a clause behind the amount: "the $90 million it needs in Fiji".
    """
    if (wanted := _wanted(row, at + 1)) is not None:
        return wanted
    if not at:
        return None
    if _of_amount(row, at):
        return Phrase((_ASKED,), "figure", "after"), at - 2  # "has received $1.5 billion of $4.2 billion"
    if "asking" in row[at - 1].classes and (n := _asked_on_a_day(row, at - 2)) >= 0:
        return Phrase((_ASKED,), "figure", "after"), n
    # "the appeal, $2 million, is", "the plan for Chad ($2 million)"
    inserted = row[at - 1].kind in (",", "(") and has_kind(row[at + 1 : at + 5], ",", ")")
    for n in range(at - 2 if inserted or "asking" in row[at - 1].classes else at - 1, max(at - _NEAR, -1), -1):
        for phrase in row[n].phrases:
            if phrase.role == "noun" and phrase.keys[0] == _ASKED:
                return phrase, n
        if row[n].quantity is not None or row[n].kind in (";", ".", ":") or row[n].classes & {"relative", "and"}:
            return None
        if n == at - 1 or any(p.sort == "not" or p.role == "after" for p in row[n].phrases):
            return None
    return None


def _of_amount(row: list[Item], at: int) -> bool:
    """Whether an amount is that of which another, right before, was got."""
    got = row[at - 2].quantity if at > 1 and row[at - 1].classes & {"of", "out_of"} else None
    told = any(p.keys[0] == _GOT for i in row[max(0, at - 6) : at - 2] for p in i.phrases)
    return told and got is not None and got.kind == "money"


def _asked_on_a_day(row: list[Item], end: int) -> int:
    """The verb that a day parts from the amount: "appealed on Tuesday to the donors for"; -1: there is none."""
    dated = False
    for n in range(end, max(end - 9, -1), -1):
        if "appealing" in row[n].classes:
            return n if dated else -1
        dated = dated or row[n].kind == "date"
        if row[n].kind not in ("date", "word", "name") and row[n].classes.isdisjoint(_TO_WHOM) and not row[n].units:
            return -1
    return -1


_TO_WHOM = frozenset({"in", "date_filler", "article", "to", "authority", "body"})


def _wanted(row: list[Item], end: int) -> tuple[Phrase, int] | None:
    """The verb that says of an amount before it that somebody asks for it: "the $12 million that the agency seeks"."""
    for n in range(end, min(end + 7, len(row))):
        if row[n].quantity is not None or row[n].kind not in ("word", "name", "phrase"):
            return None
        if "in" in row[n].classes or n == end and row[n].classes & {"of", "to", "infinitive", "and", "by"}:
            return None
        for phrase in row[n].phrases:
            if phrase.keys[0] == _ASKED and phrase.role == "after" and n > end:
                return None if n + 1 < len(row) and row[n + 1].quantity is not None else (phrase, n)
        if row[n].has_role("before", "after"):
            return None
    return None


def paid(row: list[Item], at: int, found: list[Link]) -> list[Link]:
    """What announces a sum, without the appeal that it was paid to: "contributions to the appeal reached"."""
    kept: list[Link] = []
    for link in found:
        n = link.at - 1 if row[at - 1].classes.isdisjoint(("of", "out_of")) else -1  # but "$1 billion of $4 billion"
        while n > 0 and link.phrase.keys[0] == _ASKED and row[n].kind in ("phrase", "word", "name", "date"):
            if "paid_in" in row[n].classes or row[n].classes & {"relative", "have", "be"}:
                break
            n -= 1
        if n < 0 or link.phrase.keys[0] != _ASKED or "paid_in" not in row[n].classes or link.at - n > _NEAR / 2:
            kept.append(link)
        elif not any(p.keys[0] == _ASKED for p in row[n - 1].phrases if n):  # but "seeks funding for a plan of"
            kept.append(Link(Phrase((_GOT,), "figure", "noun"), n, "label", link.cost, link.tail))
    return kept


def funded(row: list[Item], at: int, what: Subject, catalogue: Catalogue, last: Claim | None) -> Claim | None:
    """The money that a share of an appeal comes to: "is 21 per cent funded (US$90.6 million)".

    Or what an appeal just told, the claim `last`, "has" so far.
    """
    quantity = row[at].quantity
    if quantity is None or not quantity.currency:
        return None
    n = at - 1
    while n > 0 and row[n].classes & {"filler", "adverb"} or n > 0 and row[n].kind == "date":
        n -= 1
    if last is not None and last.indicator == _ASKED and n >= 0 and "have" in row[n].classes and not small(quantity):
        link = Link(Phrase((_GOT,), "figure", "after"), n, "left", 1.5, n)
        return Claim(_GOT, quantity.currency, at, link, what, (n, at))
    listed = last is not None and last.indicator == _ASKED and last.at < at and row[last.at].quantity is not None
    if listed and at > 1 and "asking" in row[at - 1].classes and (other := row[at - 2].mention) is not None:
        if other.kind == "organisation":  # "UNICEF asks for $20 million, WHO for $8 million"
            link = Link(Phrase((_ASKED,), "figure", "after"), at - 1, "list", 1.5, at - 1)
            return Claim(_ASKED, quantity.currency, at, link, what, (at - 2, at))
    if listed and (row[at - 1].kind == "," or row[at - 1].classes & {"and", "with"}) and not small(quantity):
        named = next((n for n in range(at + 2, min(at + 9, len(row))) if row[n].mention is not None), 0)
        if named and row[at + 1].classes & {"set_up_for", "infinitive"}:
            link = Link(Phrase((_ASKED,), "figure", "after"), at - 1, "list", 1.5, at - 1)
            return Claim(_ASKED, quantity.currency, at, link, what, (at - 1, named))  # "$4m for A, $2m for B"
    part = at + 2 < len(row) and row[at + 1].classes & {"of", "out_of"} and row[at + 2].quantity is not None
    if row[at - 1].kind not in ("(", ":", "-", ",") and not part and row[at - 1].classes.isdisjoint(_OR_AT):
        return None  # but "43 per cent funded, with $290 million of the $674 million required"
    share = next((n for n in range(at - 1, max(at - 7, -1), -1) if row[n].quantity is not None), -1)
    if share < 0 or row[share].quantity.kind != "percent":  # type: ignore[union-attr]
        return None
    for n in range(at - 1, max(share - 4, -1), -1):
        for phrase in row[n].phrases:
            if phrase.keys[0] == "funding.received" and phrase.keys[0] in catalogue.indicators:
                link = Link(phrase, n, "list", 1.8, n)
                return Claim(phrase.keys[0], quantity.currency, at, link, what, (min(n, share), at))
    return None


def otherwise(row: list[Item], at: int, link: Link) -> bool:
    """Whether what was received is no money of an appeal, or not all of the amount was."""
    spent = row[at + 1 : at + 2] and "infinitive" in row[at + 1].classes and has_class(row[at + 2 : at + 3], "receive")
    if spent and not any(p.keys[0] == _ASKED and p.sort == "figure" for i in row for p in i.phrases):
        return True  # "has already provided $500,000 to support local efforts"
    return link.way == "left" and _another_receives(row, link.at) or _shared(row, at)


def _another_receives(row: list[Item], at: int) -> bool:
    """Whether not an appeal but a country or people are said to have received money."""
    n = passing(row, at - 1)
    if n > 0 and row[n].kind == ",":
        return False  # "the plan, which is to help 3 million people, had received"
    mention = row[n].mention if n >= 0 else None
    if mention is not None and mention.kind == "place":
        near = 0 if n and "place_at" in row[n - 1].classes else max(0, n - 3)  # "partners in Chad have secured"
        return not any(p.keys[0] == _ASKED for i in row[near:n] for p in i.phrases)
    return any(i.units & ANYBODY for i in row[max(0, n - 2) : n + 1])


def small(quantity: Quantity) -> bool:
    """Whether an amount is too small for an appeal: "156 dollars a family"."""
    return quantity.kind == "money" and quantity.value is not None and quantity.value < _SMALL


def _shared(row: list[Item], at: int) -> bool:
    """Whether a share of an amount is told, and not that all of it was got: "26 per cent of the $300 million"."""
    share = row[at - 2].quantity if at > 1 and "of" in row[at - 1].classes else None
    return share is not None and share.kind == "percent" or _of_amount(row, at)
