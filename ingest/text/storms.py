"""Storms that bear the name of a place: "Cyclone Gombe" has nothing to do with the state of Gombe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.text.marks import Marks

if TYPE_CHECKING:
    from ingest.text.names import Mention


def without_storms(marks: Marks, found: list[Mention]) -> list[Mention]:
    """The names in a text without those of its storms, wherever they are told."""
    words, raw = marks.tokens.words, marks.tokens.raw
    storms = {m.first for m in found if m.first and m.kind == "place" and marks.run(m.first - 1, "storm")}
    if not storms:
        return found
    storms = {first for first in storms if words[first - 1] != "storm" or raw[first - 1] == "Storm"}
    named = {m.text for m in found if m.first in storms}
    return [m for m in found if m.text not in named or m.first not in storms and marks.run(m.first - 1, "place_in")]
