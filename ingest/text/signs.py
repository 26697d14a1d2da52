"""Choosing by signs: what speaks for and against each of several, how much that weighs, and the sum of it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Signs = list[tuple[str, float]]


@dataclass(slots=True)
class Choice(Generic[T]):
    """One of those that may be meant, what speaks for and against it, and the sum of what that weighs."""

    it: T
    signs: Signs
    score: float


def summed(it: T, signs: Signs, weights: dict[str, float]) -> Choice[T]:
    """One that may be meant, with its signs summed; a sign without a weight says nothing."""
    score = 0.0
    for name, value in signs:
        if name in weights:
            score += weights[name] * value
    return Choice(it, signs, score)


class Kinds:
    """What a figure of an indicator is like, as far as one sort of choice goes: the first prefix that fits says it."""

    def __init__(self, *kinds: tuple[str, str]) -> None:
        """Each of `kinds` is the beginning of an indicator's id, and the name of the kind."""
        self.kinds = kinds
        self.known: dict[str, str] = {}

    def __call__(self, indicator: str) -> str:
        """The kind of an indicator."""
        if indicator not in self.known:
            self.known[indicator] = next(kind for prefix, kind in self.kinds if indicator.startswith(prefix))
        return self.known[indicator]
