"""The view `history` against the rules in plain Python, over random worlds of versions, readings, holds and reviews."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from data import statements, warehouse

DAY = timedelta(days=1)
BEGIN = datetime(2024, 1, 1)
NEVER = datetime.max


@dataclass(frozen=True)
class Doc:
    id: str
    source: str
    lineage: str
    published: datetime | None
    retrieved: datetime
    version: datetime
    restates: tuple[date, date] | None
    hash: str

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        return (self.version, self.retrieved, self.id)


@dataclass(frozen=True)
class World:
    docs: list[Doc]
    readings: list[tuple[str, str, datetime]]  # id, document, read_at
    said: list[tuple[str, str, date | None]]  # observation, reading, day
    reviews: list[tuple[str, str, str, datetime, datetime | None]]  # id, observation, verdict, decided, retracted
    holds: list[tuple[str, datetime]]


def world(seed: int) -> World:
    dice = random.Random(seed)

    def moment() -> datetime:
        return BEGIN + DAY * dice.randrange(12)

    def day() -> date:
        return (BEGIN + DAY * dice.randrange(8)).date()

    docs, readings, said = [], [], []
    for n in range(dice.randint(1, 12)):
        kind = dice.random()
        first, last = sorted((day(), day()))
        restates = None if kind < 0.2 else (date.min, date.max) if kind < 0.7 else (first, last)
        published = None if dice.random() < 0.2 else moment()
        docs.append(
            Doc(
                f"d{n:02}", dice.choice(["ours", "theirs"]), dice.choice("ab"), published, moment(), moment(), restates,
                f"h{dice.randrange(6)}",
            )
        )  # fmt: skip
        for k in range(dice.randrange(3)):
            readings.append((f"r{n:02}.{k}", f"d{n:02}", moment()))
            for claim in sorted({dice.randrange(10) for _ in range(dice.randrange(4))}):
                said.append((f"o{claim}", f"r{n:02}.{k}", None if dice.random() < 0.15 else day()))
    reviews, holds = [], []
    for n in range(dice.randrange(6)):
        verdict = dice.choice(["accepted", "rejected", "retracted"])
        taken_back = moment() if verdict == "retracted" else None
        reviews.append((f"v{n}", f"o{dice.randrange(10)}", verdict, moment(), taken_back))
        holds.append((f"o{n}", moment()))
    return World(docs, readings, said, reviews, holds)


def expected(w: World, known: datetime, recorded: datetime) -> set[tuple[Any, ...]]:
    """(observation, reading, known_at, standing, revised_by, revised_at) by the rules, read plainly."""
    held = [d for d in w.docs if d.retrieved <= recorded]
    known_at: dict[str, datetime] = {}
    for d in held:
        so_far = {x.hash for x in held if (x.source, x.lineage) == (d.source, d.lineage) and x.order <= d.order}
        begins = d.published or d.retrieved
        known_at[d.id] = begins if d.source == "ours" or len(so_far) == 1 else max(begins, d.version)
    docs = {d.id: d for d in held if known_at[d.id] <= known}
    found = set()
    for observation, reading, day in w.said:
        _, document, read_at = next(r for r in w.readings if r[0] == reading)
        if document not in docs or read_at > recorded:
            continue
        d = docs[document]
        when = day or date.max
        later = [
            x for x in docs.values()
            if (x.source, x.lineage) == (d.source, d.lineage) and x.order > d.order
            and x.restates is not None and x.restates[0] <= when <= x.restates[1]
        ]  # fmt: skip
        by = min(later, key=lambda x: x.order).id if later else None
        revised_at = min(known_at[x.id] for x in later) if later else None
        reread = any(
            r[1] == document and r[2] <= recorded and (r[2], r[0]) > (read_at, reading) for r in w.readings
        )  # fmt: skip
        decided = [
            r for r in w.reviews if r[1] == observation and r[3] <= recorded and (r[4] is None or r[4] <= known)
        ]  # fmt: skip
        verdict = max(decided, key=lambda r: (r[3], r[0]))[2] if decided else None
        if verdict in ("rejected", "retracted"):
            standing = verdict
        elif by is not None:
            standing = "revised"
        elif reread:
            standing = "reread"
        elif verdict is not None:
            standing = verdict
        elif any(h[0] == observation and h[1] <= recorded for h in w.holds):
            standing = "held"
        else:
            standing = "unreviewed"
        found.add((observation, reading, known_at[document], standing, by, revised_at))
    return found


@pytest.fixture(scope="module")
def con() -> Any:
    made = warehouse.scratch()
    made.execute(statements.script("schema"))
    made.execute(statements.script("views"))
    yield made
    made.close()


def fill(con: Any, w: World) -> None:
    con.execute("BEGIN")
    for table in ("source", "document", "reading", "observation", "review", "hold"):
        con.execute(f"DELETE FROM {table}")
    for words in ("ours", "theirs"):
        con.execute(
            "INSERT INTO source VALUES ($1, 't', 'p', NULL, 'l', 'c', true, $2, 'final', NULL)",
            [words, "ours" if words == "ours" else "publisher"],
        )
    for d in w.docs:
        con.execute(
            "INSERT INTO document BY NAME SELECT $1 AS document_id, $2 AS source_id, $3 AS lineage, 't' AS title, "
            "'text/html' AS media_type, $4::TIMESTAMP AS published_at, 'stated' AS published_basis, "
            "$5::TIMESTAMP AS retrieved_at, $6::TIMESTAMP AS version_at, $7::DATE AS restates_from, "
            "$8::DATE AS restates_to, $9 AS content_hash, 'run' AS run_id",
            [d.id, d.source, d.lineage, d.published, d.retrieved, d.version, *(d.restates or (None, None)), d.hash],
        )
    for reading, document, read_at in w.readings:
        con.execute("INSERT INTO reading VALUES (?, ?, 'reader', ?, 'run')", [reading, document, read_at])
    for observation, reading, day in w.said:
        con.execute(
            "INSERT INTO observation BY NAME SELECT $1 AS observation_id, $2 AS reading_id, 'i' AS indicator_id, "
            "'p' AS place_id, 'p' AS place_text, 'stated' AS place_basis, '' AS breakdown, $3::DATE AS period_end, "
            "'stated' AS period_basis, 1 AS value, 'exact' AS qualifier, 'stated' AS value_basis, 'c' AS cell",
            [observation, reading, day],
        )
    for review, observation, verdict, decided, taken_back in w.reviews:
        con.execute(
            "INSERT INTO review VALUES (?, ?, ?, 'why', 'ab', ?, ?, NULL)",
            [review, observation, verdict, decided, taken_back],
        )
    for observation, held_at in w.holds:
        con.execute("INSERT INTO hold VALUES (?, 'rule', 'why', ?)", [observation, held_at])
    con.execute("COMMIT")


@pytest.mark.parametrize("seed", range(12))
def test_history_follows_the_rules(con: Any, seed: int) -> None:
    w = world(seed)
    fill(con, w)
    for known_day, recorded_day in ((None, None), (5, None), (None, 6), (7, 8), (3, 11)):
        clocks = [None if n is None else BEGIN + DAY * n for n in (known_day, recorded_day)]
        con.execute("SET VARIABLE known_at = ?", [clocks[0]])
        con.execute("SET VARIABLE recorded_at = ?", [clocks[1]])
        sql = "SELECT observation_id, reading_id, known_at, standing, revised_by, revised_at FROM history"
        found = {tuple(row) for row in con.execute(sql).fetchall()}
        assert found == expected(w, clocks[0] or NEVER, clocks[1] or NEVER), clocks
        for lineage in "ab" if known_day else "":  # narrowed to one lineage, its answers are the same
            con.execute("SET VARIABLE lineage = ?", [lineage])
            narrow = {tuple(row) for row in con.execute(f"{sql} WHERE lineage = '{lineage}'").fetchall()}
            con.execute("RESET VARIABLE lineage")
            con.execute(f"{sql} WHERE lineage = '{lineage}'")
            assert narrow == {tuple(row) for row in con.fetchall()}
