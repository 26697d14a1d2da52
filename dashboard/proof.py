"""A question with its proof: the same statement, with the ids of the figures behind each row beside them."""

from dashboard.allowed import AGGREGATES
from dashboard.gate import tokens

MOST = 50
"""Ids given for a row that sums up many figures."""

SHOWN = {"observation_id", "observation_ids", "*"}

TOGETHER = {"UNION", "EXCEPT", "INTERSECT", "PIVOT", "UNPIVOT"}


def with_proof(sql: str) -> str | None:
    """The statement with a column `observation_id`, or `observation_ids` where its rows sum up figures.

    One that has such a column, or takes all that there are, stays as it is. It may still not run: what stands after
    FROM must have the column. None where the words do not tell where it would go: several SELECTs put together,
    DISTINCT, PIVOT, a FROM that comes first. Raises nothing for what is no SQL.
    """
    found = tokens(sql)
    level: list[tuple[int, str, int]] = []  # the words that stand in no brackets, with their places among all
    depth = 0
    for index, (place, text) in enumerate(found):
        depth -= text in {")", "]", "}"}
        if depth == 0:
            level.append((place, text, index))
        depth += text in {"(", "[", "{"}
    words = [text for _, text, _ in level]
    if words.count("SELECT") != 1 or TOGETHER & set(words):
        return None
    select = words.index("SELECT")
    froms = [n for n, text in enumerate(words) if n > select and text == "FROM" and words[n - 1] != "DISTINCT"]
    if not froms or words[select + 1] == "DISTINCT" or "FROM" in words[:select]:
        return None
    inside = [text.lower() for _, text in found[level[select][2] : level[froms[0]][2]]]
    columns = list(zip(inside, [*inside[1:], ","], [*inside[2:], ",", ","], strict=True))
    if any(before in (",", "select", ".", "as") and name in SHOWN and after == "," for before, name, after in columns):
        return sql
    sums_up = "GROUP" in words or (
        "over" not in inside
        and any(name in AGGREGATES and after == "(" for name, after in zip(inside, inside[1:], strict=False))
    )
    column = (
        f"list(DISTINCT observation_id ORDER BY observation_id)[1:{MOST}] AS observation_ids"
        if sums_up
        else "observation_id"
    )
    place = level[froms[0]][0]
    return f"{sql[:place].rstrip()},\n  {column}\n{sql[place:]}"
