"""Which language a text is in, by the grammar words of the lexicons."""

import re
from collections.abc import Mapping

from data.lexicon import Lexicon
from data.tree import fold_word

SAMPLE = 6_000
"""So many characters of a text tell its language."""
LEAST = 2
"""Fewer words that a language knows tell nothing."""
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str, lexicons: Mapping[str, Lexicon]) -> str | None:
    """The language whose grammar words stand most often in a text; None where hardly any stand in it."""
    said = [fold_word(word) for word in _WORD.findall(text[:SAMPLE])]
    known = {lang: _grammar(lexicon) for lang, lexicon in lexicons.items()}
    counted = {lang: sum(word in words for word in said) for lang, words in known.items()}
    best = max(counted, key=lambda lang: counted[lang], default=None)
    return best if best is not None and counted[best] >= LEAST else None


def _grammar(lexicon: Lexicon) -> frozenset[str]:
    """The single words of a language's grammar and of its months, folded."""
    every = [*lexicon.words.values(), *lexicon.dates.months, *lexicon.dates.classes.values()]
    return frozenset(fold_word(word) for words in every for word in words if _WORD.fullmatch(word))
