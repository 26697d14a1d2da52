"""What the words of a table stand for: places, organisations, indicators and the few fixed vocabularies.

Each function takes one text as it stands in the file and gives what it means, or why it means nothing. A table has few
different words, so they are looked up once each, and rows are joined to the answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, get_args

import duckdb

from data.catalogue import Catalogue, fold
from data.models import PeriodBasis, PlaceBasis, Qualifier, ValueBasis

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "qualifier": get_args(Qualifier),
    "value_basis": get_args(ValueBasis),
    "period_basis": get_args(PeriodBasis),
    "place_basis": get_args(PlaceBasis),
}
UNITS = "state locality governorate province region prefecture district department oblast raion county zone".split()
"""Words that an administrative unit's full name may have after its plain one."""
LEFT_OUT = "-left out"


class Word(NamedTuple):
    """What a text means: `meaning` (None: nothing), or the code and the sentence of what is wrong.

    A code that begins with "-" is no fault: the row is ignored by that name.
    """

    meaning: str | None
    code: str | None = None
    reason: str | None = None


@dataclass
class Lookup:
    """A table that says what each text of a staged column means, or why it means nothing."""

    name: str
    text: str
    within: str
    resolve: Callable[[str, str | None], Word]

    def create(self, con: duckdb.DuckDBPyConnection) -> None:
        """Look up each different text of the column once."""
        pairs = con.execute(
            f"SELECT DISTINCT {self.text}, {self.within} FROM staged s WHERE {self.text} IS NOT NULL ORDER BY ALL"
        ).fetchall()
        found = [self.resolve(text, within) for text, within in pairs]
        con.execute(
            f"""CREATE TABLE {self.name} AS SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS within,
                unnest(?::VARCHAR[]) AS meaning, unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS reason""",
            [
                [text for text, _ in pairs],
                [within for _, within in pairs],
                [word.meaning for word in found],
                [word.code for word in found],
                [word.reason for word in found],
            ],
        )


def mapped(text: str, meanings: dict[str, str]) -> Word:
    """The text that `map` puts in a text's place; the text itself where there is no map, or where "*" says so."""
    if not meanings or (text not in meanings and meanings.get("*") == "*"):
        return Word(text)
    if text not in meanings and "*" in meanings:
        return Word(meanings["*"]) if meanings["*"] else Word(None, LEFT_OUT)
    if text not in meanings:
        return Word(None, "not_mapped", f'"{text}" is not among the texts that the mapping knows')
    return Word(meanings[text]) if meanings[text] else Word(None, LEFT_OUT)


def place(text: str, within: str | None, catalogue: Catalogue, crisis_id: str | None, kind: str | None = None) -> Word:
    """The id of the one place that a name means: inside another place, and of a kind, where these are given."""
    found = catalogue.find_places(text)
    inside = within or ""
    if within is not None:
        roots = catalogue.find_places(within)
        if not roots:
            return Word(None, "unknown_place", f'"{within}", in which "{text}" lies, is not in places.csv')
        found = [place_id for place_id in found if catalogue.within(place_id, roots)]
    elif len(found) > 1 and crisis_id in catalogue.crises:
        inside = crisis_id
        nearby = [p for p in found if catalogue.within(p, catalogue.crises[crisis_id].places)]
        found = nearby or found
    if kind is not None and text not in catalogue.places:
        roots = catalogue.find_places(within) if within else []
        for name in (text, *(f"{text} {unit}" for unit in UNITS)):
            alike = [p for p in catalogue.place_index.get(fold(name), ()) if catalogue.places[p].kind == kind]
            if some := [p for p in alike if not roots or catalogue.within(p, roots)]:
                found = some
                break
        else:
            found = [p for p in found if catalogue.places[p].admin_level is not None] or found
    where = f" in {inside}" if inside else ""
    if not found:
        return Word(None, "unknown_place", f'"{text}"{where} is in neither places.csv nor place_names.csv')
    if len(found) > 1:
        return Word(None, "ambiguous_place", f'"{text}"{where} may be {", ".join(found)}')
    return Word(found[0])


def speaker(text: str, catalogue: Catalogue) -> Word:
    """The id of the one organisation that a name means; none where nobody or several bear it."""
    found = catalogue.find_organisations(text)
    return Word(found[0] if len(found) == 1 else None)


def indicator(text: str, catalogue: Catalogue) -> Word:
    """The indicator's id, if there is such an indicator."""
    if text in catalogue.indicators:
        return Word(text)
    return Word(None, "unknown_indicator", f'"{text}" is not in indicators.toml')


def vocabulary(field: str) -> Callable[[str], Word]:
    """The look-up of a field that takes one of a few words; any word for the others."""
    known = VOCABULARIES.get(field)

    def look_up(text: str) -> Word:
        if known is None or text in known:
            return Word(text)
        return Word(None, f"unknown_{field}", f'"{text}" is none of {", ".join(known)}')

    return look_up


def part(text: str) -> Word:
    """A part of a breakdown, without the marks that separate parts."""
    return Word(" ".join(text.replace(";", " ").replace("=", " ").split()) or None)
