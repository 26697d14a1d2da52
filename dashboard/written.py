"""How the engine itself writes an answer's values as JSON: for each type, the expression that does it.

Days and instants (UTC) become ISO 8601, the endless ones the engine's words for them; integers beyond 2^53 and decimals
that no double holds become text; bytes are hexadecimal; a text of JSON stays text. Lists, structs and maps become what
JSON has for them, with the same done to all within. NaN, Infinity and -Infinity come bare: who reads makes them text.
"""

from collections.abc import Sequence

from duckdb.sqltypes import DuckDBPyType as Type

EXACT = 2**53
DEEPEST = 6
"""Lists within lists; deeper ones are text: the engine takes twice as long for each lambda within a lambda."""

AS_THEY_ARE = frozenset(
    "varchar boolean tinyint smallint integer utinyint usmallint uinteger float double null variant".split()
)
WHOLE = frozenset("bigint ubigint hugeint uhugeint".split())
NESTED = frozenset("list array struct tuple map union".split())
INSTANT = r"regexp_replace({}, '^(\d{{4,}}-\d\d-\d\d) ([\d:.]+)$', '\1T\2Z')"


def row(types: Sequence[Type]) -> str:
    """The expression that gives one row of these columns as the text of a JSON array."""
    return f"json_array({', '.join(_json(kind, f'#{place}') for place, kind in enumerate(types, 1))})"


def _json(kind: Type, value: str, depth: int = 0) -> str:
    """An expression for `value`, of this type, that the engine's JSON functions write as it should be."""
    if _as_it_is(kind):
        return value
    if kind.id in WHOLE:
        return f"CASE WHEN {value} BETWEEN -{EXACT} AND {EXACT} THEN to_json({value}) ELSE to_json({_text(value)}) END"
    if kind.id == "decimal":
        return _decimal(kind, value)
    if kind.id == "timestamp with time zone":
        return INSTANT.format(_text(f"CAST({value} AS TIMESTAMP)"))
    if kind.id.startswith("timestamp"):
        return INSTANT.format(_text(value))
    if kind.id == "blob":
        return f"lower(hex({value}))"
    return _nested(kind, value, depth) if kind.id in NESTED and depth < DEEPEST else _text(value)


def _as_it_is(kind: Type) -> bool:
    """Whether JSON holds all values of this type as the engine writes them by itself."""
    if kind.id not in NESTED:
        return kind.id in AS_THEY_ARE and str(kind) != "JSON"
    parts = _parts(kind)
    if kind.id in ("tuple", "union") or (kind.id == "struct" and not all(name for name, _ in parts)):
        return False
    if kind.id == "map" and parts[0][1].id in ("float", "double"):
        return False
    return all(_as_it_is(part) for _, part in parts)


def _text(value: str) -> str:
    return f"CAST({value} AS VARCHAR)"


def _decimal(kind: Type, value: str) -> str:
    double = f"CAST({value} AS DOUBLE)"
    digits = dict(kind.children)["precision"]
    if isinstance(digits, int) and digits <= 15:  # so few come back from a double as they were
        return double
    same = f"TRY_CAST({_text(double)} AS {kind}) = {value}"
    return f"CASE WHEN {same} THEN to_json({double}) ELSE to_json({_text(value)}) END"


def _nested(kind: Type, value: str, depth: int) -> str:
    parts = _parts(kind)
    each = f"v{depth}"
    if kind.id in ("list", "array"):
        return f"list_transform({value}, lambda {each}: {_json(parts[0][1], each, depth + 1)})"
    if kind.id == "map":
        (_, key), (_, held) = parts
        name, texts = (
            f"list_transform({of}({value}), lambda {each}: {how})"
            for of, how in (("map_keys", _key(key, each)), ("map_values", f"to_json({_json(held, each, depth + 1)})"))
        )
        return f"to_json(map({name}, {texts}))"
    if kind.id == "union":
        cases = (
            f"WHEN {_quoted(name)} THEN to_json({_json(part, f'union_extract({value}, {_quoted(name)})', depth)})"
            for name, part in parts[1:]
        )
        return f"CASE {_text(f'union_tag({value})')} {' '.join(cases)} END"
    if all(name for name, _ in parts):
        pairs = (
            f"{_quoted(name)}, {_json(part, f'struct_extract({value}, {_quoted(name)})', depth)}"
            for name, part in parts
        )
        return f"CASE WHEN {value} IS NOT NULL THEN json_object({', '.join(pairs)}) END"
    values = (_json(part, f"struct_extract({value}, {place})", depth) for place, (_, part) in enumerate(parts, 1))
    return f"CASE WHEN {value} IS NOT NULL THEN json_array({', '.join(values)}) END"


def _parts(kind: Type) -> list[tuple[str, Type]]:
    """The names and types of what a nested type holds."""
    return [(name, part) for name, part in kind.children if isinstance(part, Type)]


def _key(kind: Type, value: str) -> str:
    """The text of a key of a map."""
    written = INSTANT.format(_text(value)) if kind.id.startswith("timestamp") else _text(value)
    return f"replace({written}, 'inf', 'Infinity')" if kind.id in ("double", "float") else written


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
