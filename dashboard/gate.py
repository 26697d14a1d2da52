"""The gate: whether a visitor's statement is one question to what is public, and nothing else.

The engine itself parses the statement. It must be one SELECT; then its tree is walked whole, and every relation,
function, type and kind of node in it must be one that dashboard.allowed names. What is checked is what is run.

A gate alone is no sandbox: dashboard.console_worker runs it, and the statement, in a process that can reach nothing.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import duckdb

from dashboard.allowed import FUNCTIONS, READY, RELATIONS, SESSION, TABLE_FUNCTIONS, TYPES
from data.errors import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

LONGEST = 20_000
"""Characters of a statement."""

HERE = {("", ""), ("", "main"), ("", "release"), ("release", "main"), ("release", "")}
"""(catalogue, schema) of a public relation or macro, as it may be written."""

BUILT_IN = {("", ""), ("", "main"), ("", "pg_catalog"), ("system", "main"), ("system", "pg_catalog")}
"""(catalogue, schema) of a function: as the parser itself fills them in."""

SYSTEM_PREFIXES = ("duckdb_", "pg_", "sqlite_", "pragma_", "information_schema")

NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"}
TABLES = {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "EMPTY_FROM", "PIVOT"}
EXPRESSIONS = {
    "COLUMN_REF", "CONSTANT", "FUNCTION", "WINDOW", "CAST", "CASE", "COMPARISON", "CONJUNCTION", "OPERATOR", "BETWEEN",
    "COLLATE", "LAMBDA", "STAR", "SUBQUERY", "POSITIONAL_REFERENCE", "TYPE",
}  # fmt: skip
PARTS = {
    "ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING",
    "DESCENDING",
}  # fmt: skip

ONE = "One SELECT is answered at a time, and no other kind of statement."
DICTIONARY = (
    "What every relation and column means stands at /api/v1/dictionary, and beside the editor of the page Query."
)

PIVOT_VALUES = "hakika_pivot_values"
ENDS = {"", ")", ";", "USING", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT"}
WORD = re.compile(r"\w+|.", re.DOTALL)


def check(con: "Connection", sql: str, *, clock: bool = False, longest: int = LONGEST) -> str:
    """The text of the one statement in `sql`, without what ends it, if it may be run.

    `con` is used to parse and to read the tree; nothing of the statement is run. With `clock`, a time is set for the
    views, and what knows no time but now is refused.

    Raises:
        Refused: 400, and which name or kind of statement is refused.
    """
    try:
        sql.encode()
    except UnicodeEncodeError:
        _refuse("The statement is not valid text (UTF-8).")
    if "\0" in sql:
        _refuse("The statement contains a NUL character.")
    if len(sql) > longest:
        _refuse(f"The statement has {len(sql):,} characters; at most {longest:,} are read.")
    text, kinds = _statement(con, sql)
    pivots = 0
    checked = text
    if kinds != ["SELECT"]:
        checked, pivots = _fixed_pivots(text)
        if not pivots or PIVOT_VALUES in sql or not _only_pivots(kinds) or _statement(con, checked)[1] != ["SELECT"]:
            _refuse(ONE)
    tree = _tree(con, checked)
    seen = _Walk(clock)
    seen.query(tree, frozenset())
    if seen.pivots != pivots:
        _refuse("This PIVOT cannot be read: list its values with ON column IN (…).")
    return text


def _refuse(message: str) -> NoReturn:
    raise Refused(400, message)


def _statement(con: "Connection", sql: str) -> tuple[str, list[str]]:
    """The text, and the types of the statements that the engine finds in it."""
    statements = con.extract_statements(sql)  # raises duckdb.ParserException for what is no SQL
    try:
        kinds = [str(statement.type).rsplit(".", 1)[-1] for statement in statements]
    except ValueError:  # a kind that the engine's own Python does not know
        _refuse(ONE)
    if not kinds:
        _refuse("Write one SELECT.")
    ends = []
    for place, sign in reversed(tokens(sql)):
        if sign != ";":
            break
        ends.append(place)
    return (sql[: ends[-1]] if ends else sql).rstrip(), kinds


def _tree(con: "Connection", sql: str) -> dict[str, Any]:
    ((written,),) = con.execute("SELECT json_serialize_sql($1::VARCHAR)", [sql]).fetchall()
    tree = json.loads(written)
    if tree.get("error") is not False or len(tree.get("statements", [])) != 1:
        _refuse(ONE)
    statement = tree["statements"][0]
    if set(statement) - {"node", "named_param_map"} or statement.get("named_param_map"):
        _refuse("A statement with parameters is not answered.")
    return dict(statement["node"])


class _Walk:
    """One walk over a tree; `pivots` counts the values of PIVOT that are left for the engine to find."""

    def __init__(self, clock: bool) -> None:
        self.clock = clock
        self.pivots = 0

    def query(self, node: dict[str, Any], names: frozenset[str]) -> None:
        """A query node; `names` are the common table expressions in sight."""
        kind = node.get("type")
        if kind not in NODES:
            _refuse(f"This kind of query is not answered: {_shown(kind)}.")
        inner = names
        for entry in node.get("cte_map", {}).get("map", []):
            name, definition = _cte_name(entry["key"]), entry["value"]
            self.anything(definition, inner)
            inner = inner | {name}
        recursive = inner | {_cte_name(node["cte_name"])} if kind == "RECURSIVE_CTE_NODE" else inner
        for key, value in node.items():
            if key != "cte_map":  # where a recursion starts, on the left, its name is not its own yet
                self.anything(value, recursive if key == "right" else inner)

    def anything(self, value: Any, names: frozenset[str]) -> None:
        """Any part of the tree, by what it says of itself."""
        if isinstance(value, list):
            for part in value:
                self.anything(part, names)
        elif isinstance(value, dict):
            self._part(value, names)

    def _part(self, part: dict[str, Any], names: frozenset[str]) -> None:
        if "class" in part:
            self._expression(part)
        elif isinstance(kind := part.get("type"), str):
            if kind.endswith("_NODE"):
                self.query(part, names)
                return
            if "query_location" in part or kind in TABLES:
                if self._table(part, kind, names):
                    return
            elif kind.endswith("_TYPE_INFO"):
                self._type_info(part)
            elif kind not in PARTS:
                _refuse(f"This is not answered here: {_shown(kind)}.")
        elif "id" in part and "type_info" in part:
            self._type(part["id"])
        self.anything(list(part.values()), names)

    def _expression(self, part: dict[str, Any]) -> None:
        kind = part["class"]
        if kind not in EXPRESSIONS:
            _refuse(f"This kind of expression is not answered: {_shown(kind)}.")
        if kind in ("FUNCTION", "WINDOW"):
            where, name = _name(part, "catalog", "schema", "function_name")
            if name not in FUNCTIONS or where not in BUILT_IN:
                _refuse(f"The function {_shown(name)} is not among those that are answered here.")
        elif kind == "COLUMN_REF":
            column = part["column_names"]
            if len(column) == 1 and _fold(column[0]) in SESSION:
                _refuse(f"{_shown(column[0])} is not answered here.")
        elif kind == "TYPE":
            if part.get("catalog") or part.get("schema"):
                _refuse(f"The type {_shown(part['type_name'])} is not among those that are answered here.")
            self._type(part["type_name"])

    def _type(self, name: Any) -> None:
        if _fold(name) not in TYPES | {"unbound"}:
            _refuse(f"The type {_shown(name)} is not among those that are answered here.")

    def _type_info(self, part: dict[str, Any]) -> None:
        if part.get("catalog") or part.get("schema"):
            _refuse("A type of another schema is not answered here.")
        for name in ("name", "alias"):  # before 2.0 an extension's type is one of the engine's by another name
            if part.get(name):
                self._type(part[name])

    def _table(self, part: dict[str, Any], kind: str, names: frozenset[str]) -> bool:
        """Judge one entry of a FROM; True where its parts have been walked as well."""
        if kind == "SHOW_REF":
            _refuse(f"DESCRIBE, SHOW and SUMMARIZE are not answered here. {DICTIONARY}")
        if kind not in TABLES:
            _refuse(f"This is not answered in a FROM: {_shown(kind)}.")
        if kind == "BASE_TABLE":
            self._relation(part, names)
        elif kind == "PIVOT":
            enums = [pivot.get("pivot_enum") for pivot in part.get("pivots", []) if pivot.get("pivot_enum")]
            if any(name != PIVOT_VALUES for name in enums):
                _refuse("A PIVOT takes its values from a list, or from what it finds.")
            self.pivots += len(enums)
        elif kind == "TABLE_FUNCTION":
            function = part["function"]
            if function.get("class") != "FUNCTION":
                _refuse("This function is not answered in a FROM.")
            where, name = _name(function, "catalog", "schema", "function_name")
            if name not in TABLE_FUNCTIONS or where not in HERE:
                told = f" {DICTIONARY}" if name.startswith(("duckdb_", "pragma_")) else ""
                _refuse(f"The table function {_shown(name)} is not among those that are answered here.{told}")
            self.anything([value for key, value in function.items()], names)
            self.anything([value for key, value in part.items() if key != "function"], names)
            return True
        return False

    def _relation(self, part: dict[str, Any], names: frozenset[str]) -> None:
        where, name = _name(part, "catalog_name", "schema_name", "table_name")
        shown = ".".join(step for step in (*where, name) if step)
        if part.get("at_clause"):
            _refuse("AT is not answered here: a clock is set with known_at.")
        if where == ("", "") and name in names:
            return
        if name not in RELATIONS or where not in HERE:
            _refuse(f"There is no public relation {_shown(shown)}. There are: {', '.join(sorted(RELATIONS))}.")
        if self.clock and name in READY:
            _refuse(f"{name} knows no time but now: with a clock, ask {name.removesuffix('_now')}.")


def _fold(name: object) -> str:
    """A name as the engine compares it: only the letters of ASCII have cases."""
    text = str(name)
    return text.lower() if text.isascii() else text


def _name(part: dict[str, Any], catalogue: str, schema: str, name: str) -> tuple[tuple[str, str], str]:
    """The (catalogue, schema) and name of what a part refers to; since 2.0 it is there twice, and must be the same."""
    where = (_fold(part.get(catalogue) or ""), _fold(part.get(schema) or ""))
    own = _fold(part[name])
    path = [_fold(step) for step in part.get("qualified_name", {}).get("path", [])]
    if path and path != [step for step in (*where, own) if step]:
        _refuse(f"The name {_shown(own)} is not answered here.")
    return where, own


def _cte_name(name: str) -> str:
    folded = _fold(name)
    if not name.isidentifier() or folded.startswith(SYSTEM_PREFIXES):
        _refuse(f"A common table expression cannot be named {_shown(name)}.")
    return folded


def _shown(name: object) -> str:
    """A name for an error's text: short, on one line."""
    text = re.sub(r"\s+", " ", str(name))
    return f"“{text[:60]}”" if len(text) <= 60 else f"“{text[:59]}…”"


# A PIVOT whose values the engine is to find is, to the engine, two statements: one makes a type of the values found,
# one selects. Neither can be had as a tree. So what is checked is the same text with a name set in for the values. They
# differ by nothing but "IN name" between two of the engine's own tokens, and the walk counts that each arrived there.


def _only_pivots(kinds: list[str]) -> bool:
    """Whether these types are those of one SELECT with such a PIVOT: MULTI in 2.0; before, CREATEs and one SELECT."""
    return kinds == ["MULTI"] or (kinds[-1] == "SELECT" and set(kinds[:-1]) == {"CREATE"})


def _fixed_pivots(sql: str) -> tuple[str, int]:
    """The statement with a name for the values in each PIVOT … ON that lists none, and how many were set in."""
    found = tokens(sql)
    pivots = [index for index, (_, text) in enumerate(found) if text in {"PIVOT", "PIVOT_WIDER"}]
    places = [place for index in pivots for place in _open_ons(found, index, len(sql))]
    for place in sorted(places, reverse=True):
        sql = f"{sql[:place]}\nIN {PIVOT_VALUES} {sql[place:]}"
    return sql, len(places)


def tokens(sql: str) -> list[tuple[int, str]]:
    """Where each token begins, in characters, as the engine cuts them, and its first word in capitals or first sign."""
    starts = [start for start, kind in duckdb.tokenize(sql) if kind != duckdb.token_type.comment]
    if not sql.isascii():  # the engine counts bytes
        coded, steps = sql.encode(), itertools.pairwise([0, *starts])
        starts = list(itertools.accumulate(len(coded[before:start].decode()) for before, start in steps))
    return [(place, WORD.match(sql, place).group().upper()) for place in starts]  # type: ignore[union-attr]


def _open_ons(tokens: list[tuple[int, str]], at: int, length: int) -> Iterator[int]:
    """Where the token begins that follows a column of the ON of the PIVOT at `at`, if the column lists no values."""
    depth, on, listed, empty = 0, False, False, True
    for place, text in [*tokens[at + 1 :], (length, "")]:
        if depth == 0 and (text in ENDS or text == ","):
            if on and not empty and not listed:
                yield place
            if text != "," and (on or text in {"", ")", ";"}):
                return
            listed, empty = False, True
        elif depth == 0 and text == "ON" and not on:
            on, listed, empty = True, False, True
        else:
            depth += (text in {"(", "[", "{"}) - (text in {")", "]", "}"})
            listed = listed or (depth == 0 and text == "IN")
            empty = False
