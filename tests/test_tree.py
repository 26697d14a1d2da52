"""The tree of phrases: it holds what is written, and grows only where it is walked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from data.tree import Phrase, Saying, Sense, Trie, expand, plant, slots, split

WORDS = st.sampled_from(["gate", "is", "shut", "to", "all", "non-urgent", "Hôpital"])
CHOICES = st.lists(st.one_of(WORDS, st.just("")), min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})")
PHRASES = st.lists(st.one_of(WORDS, CHOICES), min_size=1, max_size=5).map(" ".join)


def walk(node: Trie, words: tuple[str, ...]) -> Trie | None:
    """The node behind these words; None: no phrase goes that way."""
    for word in words:
        match node.next.get(word):
            case None:
                return None
            case Trie() as following:
                node = following
            case waiting:
                node = node.grow(word, waiting)
    return node


def ends(node: Trie, words: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """All runs of words from a node at whose end something is meant."""
    found = {words} if node.entry else set()
    for word in list(node.next):
        following = walk(node, (word,))
        assert following is not None
        found |= ends(following, (*words, word))
    return found


@given(st.lists(PHRASES, min_size=1, max_size=4))
def test_a_tree_holds_every_variant_of_its_phrases_and_no_other(phrases: list[str]) -> None:
    root = plant([((), slots(phrase), Sense("class", str(n))) for n, phrase in enumerate(phrases)])

    variants = {split(variant): set[str]() for phrase in phrases for variant in expand(phrase)}
    for n, phrase in enumerate(phrases):
        for variant in expand(phrase):
            variants[split(variant)].add(str(n))
    assert ends(root) == set(variants)
    for words, classes in variants.items():
        node = walk(root, words)
        assert node is not None and node.entry is not None and node.entry.classes == classes


def test_only_what_is_walked_is_grown_and_it_is_kept() -> None:
    root = plant([((), slots("(open|shut) (to|for) (all|lorries)"), Sense("class", "state"))])

    assert all(isinstance(waiting, list) for waiting in root.next.values())
    node = walk(root, ("open", "to"))
    assert isinstance(root.next["open"], Trie) and isinstance(root.next["shut"], list)
    assert walk(root, ("open", "to")) is node
    assert walk(root, ("open", "all")) is None


def test_words_with_many_meanings_have_them_all_in_the_order_written() -> None:
    killed, dead = Phrase(("casualties.killed",), "figure", "before"), Phrase(("casualties.killed",), "figure", "after")
    root = plant(
        [
            ((), ("left",), Sense("class", "verb")),
            ((), ("left",), Sense("unit", "people")),
            ((), ("left",), Saying(dead, "(dead|for dead)")),
            ((), ("left",), Saying(killed)),
            ((), ("left",), Sense("number", 1)),
        ]
    )

    node = walk(root, ("left",))
    assert node is not None
    entry = node.entry
    assert entry is not None
    assert entry.classes == {"verb"} and entry.units == {"people"} and entry.values == (("number", 1),)
    assert entry.phrases == (
        replace(dead, role="around", tail=("dead",)),
        replace(dead, role="around", tail=("for", "dead")),
        killed,
    )
