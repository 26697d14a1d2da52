"""A mapping as SQL: the second half of the table reader.

Over `staged`, one view `mapped_n` a mapping, with a row's number, its fate and the fields of an observation; and one
view `observation_n` of those that were taken. A fate is NULL (taken), a code (refused), or "-" and a name (ignored).
"""

from collections.abc import Callable
from typing import Any

import duckdb

from data.catalogue import Catalogue
from data.errors import ReadError
from data.models import SEPARATOR, Observation
from data.sources import Column, Mapping, Parts
from ingest.table import words
from ingest.table.rows import Rows
from ingest.table.staging import Stage
from ingest.table.words import Lookup, Word

FIELDS = tuple(Observation.model_fields)
NO_NUMBER = "NULL::DOUBLE"
NOT_SELECTED = "-not selected"
SAME = "doc indicator_id place_id org_id org_text breakdown period_start period_end value_basis unit".split()


class Compiled:
    """One mapping as SQL over `staged`."""

    def __init__(self, stage: Stage, mapping: Mapping, n: int, catalogue: Catalogue, crisis_id: str | None) -> None:
        """Ask the stage for the cells that the mapping reads; nothing is run yet."""
        self.stage, self.mapping, self.n = stage, mapping, n
        self.catalogue, self.crisis_id = catalogue, crisis_id
        self.fixed: dict[str, tuple[str, Any]] = {}
        self.lookups: list[Lookup] = []
        self.faults: list[tuple[str, str, str, str]] = []
        self.described: list[tuple[str, str]] = []
        self.fields: dict[str, str] = dict.fromkeys(FIELDS, "NULL")
        self.location = "NULL"
        self.gone = self._gone()
        self._where()
        self._what()
        self._where_and_who()
        self._when()
        self._how_known()

    def _bind(self, name: str, kind: str, value: object) -> str:
        self.fixed[name] = (kind, value)
        return f"f.{name}"

    def _fault(self, condition: str, code: str, reason: str, text: str = "NULL") -> None:
        """Rows for which the SQL condition holds are refused, or ignored where the code begins with "-"."""
        self.faults.append((condition, code if code.startswith("w") else f"'{code}'", reason, text))

    def _text(self, column: Column, described: bool = True) -> str:
        cell = f"s.{self.stage.cell(column, 'text')}"
        if described and self.mapping.count:
            self.described.append((self._said_in(column), cell))
        return cell

    def _said_in(self, column: Column) -> str:
        """The first of a column's names that the file has."""
        return next((name for name in column.column if name in self.stage.names), column.column[0])

    def _label(self, name: str, column: Column) -> str:
        known = [told for told in column.column if told in self.stage.names]
        return self._bind(f"label_{name}", "VARCHAR", " or ".join(known or column.column))

    def _where(self) -> None:
        for k, (name, texts) in enumerate(self.mapping.where.items()):
            chosen = self._bind(f"where_{k}", "VARCHAR[]", list(texts))
            cell = self._text(Column(column=(name,), optional=True), described=False)
            self._fault(f"NOT list_contains({chosen}, coalesce({cell}, ''))", NOT_SELECTED, "NULL")
        if self.mapping.leave is not None:
            cell = self._text(self.mapping.leave, described=False)
            self.faults.append((f"{cell} IS NOT NULL", f"'-' || {cell}", "NULL", "NULL"))
        self.newest = self.older = ""
        if (column := self.mapping.newest) is not None:
            self.newest = f"s.{self.stage.cell(column, 'number')}"
            self.older = self._bind("older", "VARCHAR", f"-older {' or '.join(column.column)}")

    def _number(self, name: str) -> str:
        value = getattr(self.mapping, name)
        if not isinstance(value, Column):
            return NO_NUMBER if value is None else self._bind(name, "DOUBLE", float(value))
        cell = f"s.{self.stage.cell(value, 'number')}"
        label = self._label(name, value)
        self._fault(
            f"{cell}_bad IS NOT NULL AND NOT {self.gone}",
            "number",
            f"{label} || ': \"' || {cell}_bad || '\" is no number'",
            f"{cell}_bad",
        )
        return cell

    def _counted(self) -> str:
        """For how many a row counts: for one, where no column of the file says otherwise."""
        one = self._bind("one", "DOUBLE", 1.0)
        count = self.mapping.count
        told = isinstance(count, Column) and set(count.column) & set(self.stage.names)
        return self._number("count") if told else one

    def _gone(self) -> str:
        """Whether the row says that there is no figure to be had, as SQL."""
        figure = self.mapping.status if self.mapping.value is None else self.mapping.value
        if not self.mapping.unavailable or not isinstance(figure, Column):
            return "false"
        texts = self._bind("unavailable", "VARCHAR[]", list(self.mapping.unavailable))
        return f"coalesce(list_contains({texts}, {self._text(figure, described=False)}), false)"

    def _word(self, name: str, value: object, resolve: Callable[[str], Word], required: bool = False) -> str:
        """What a constant or a column means, as SQL; a column's faults are noted."""
        if value is None:
            return "NULL::VARCHAR"
        if not isinstance(value, Column):
            word = resolve(str(value))
            if word.code:
                raise ReadError(f"its mapping: {name}: {word.reason}")
            return self._bind(name, "VARCHAR", word.meaning)

        def look_up(text: str, within: str | None) -> Word:
            word = words.mapped(text, value.map)
            if word.code == words.LEFT_OUT and not required:
                return Word(None)
            return word if word.code or word.meaning is None else resolve(word.meaning)

        return self._join(name, value, "NULL::VARCHAR", look_up, self.gone if name == "status" else "false")

    def _join(
        self, name: str, column: Column, within: str, resolve: Callable[[str, str | None], Word], unless: str = "false"
    ) -> str:
        """What a text means; where it means nothing the row is refused, unless a condition holds."""
        lookup = Lookup(f"word_{self.n}_{len(self.lookups)}", self._text(column), within, resolve)
        self.lookups.append(lookup)
        alias = f"w{len(self.lookups)}"
        label = self._label(name, column)
        refused = f"{alias}.code IS NOT NULL" + ("" if unless == "false" else f" AND NOT coalesce({unless}, false)")
        self._fault(refused, f"{alias}.code", f"{label} || ': ' || {alias}.reason", lookup.text)
        return f"{alias}.meaning"

    def _what(self) -> None:
        known = self.catalogue.indicators
        name = self._word("indicator", self.mapping.indicator, lambda t: words.indicator(t, self.catalogue), True)
        self._fault(f"{name} IS NULL", "no_indicator", "'the indicator is missing'")
        value = self._counted() if self.mapping.count else self._number("value")
        status = self._word("status", self.mapping.status, words.vocabulary("status"), True)
        if self.gone != "false" and status != "NULL::VARCHAR":
            status = f"CASE WHEN NOT {self.gone} THEN {status} END"
        low, high, of = self._number("low"), self._number("high"), self._number("of")
        unit = self._word("unit", self.mapping.unit, words.vocabulary("unit"))
        self._fault(f"{value} IS NULL AND {status} IS NULL AND NOT {self.gone}", "-no figure", "NULL")
        self._fault(f"{value} IS NOT NULL AND {status} IS NOT NULL", "two_claims", "'it has a value and a status'")
        self._fault(
            f"({status} IS NOT NULL) <> (i.kind = 'status') AND NOT {self.gone} "
            f"OR ({status} IS NOT NULL AND NOT list_contains(i.statuses, {status}))",
            "unknown_status",
            f"coalesce({status}, 'a number') || ' is no status of ' || i.indicator_id",
            status,
        )
        unit = f"CASE WHEN {status} IS NULL AND NOT {self.gone} THEN coalesce({unit}, i.units[1]) END"
        self._fault(
            f"{unit} IS NOT NULL AND NOT list_contains(i.units, {unit}) "
            f"AND NOT (list_contains(i.units, 'currency') AND regexp_full_match({unit}, '[A-Z]{{3}}'))",
            "unknown_unit",
            f"{unit} || ' is no unit of ' || i.indicator_id",
            unit,
        )
        for number in (sql for sql in (value, low, high) if sql != NO_NUMBER):
            self._fault(
                f"CASE WHEN {unit} = i.units[1] OR i.units[1] = 'currency' "
                f"THEN {number} < i.minimum OR {number} > i.maximum "
                f"WHEN {unit} = 'percent' THEN {number} NOT BETWEEN 0 AND 100 ELSE {number} < 0 AND i.minimum >= 0 END",
                "out_of_bounds",
                f"format('{{:.15g}} is outside the bounds of {{}}', {number}, i.indicator_id)",
                f"{number}::VARCHAR",
            )
        self.fields |= {
            "indicator_id": name, "value": value, "low": low, "high": high, "of": of, "status": status, "unit": unit,
        }  # fmt: skip
        self.indicators = [
            (i.indicator_id, i.kind, list(i.units), list(i.statuses), i.minimum, i.maximum) for i in known.values()
        ]

    def _where_and_who(self) -> None:
        mapping = self.mapping
        if isinstance(mapping.place, Column):
            column, within = mapping.place, mapping.within
            inside = self._text(within) if isinstance(within, Column) else "NULL::VARCHAR"
            fixed = within if isinstance(within, str) else None
            kind, kinds = mapping.kind if isinstance(mapping.kind, str) else None, dict[str, str]()
            if isinstance(mapping.kind, Column):
                inside = f"concat({inside}, chr(31), {self._text(mapping.kind, False)})"
                kinds = mapping.kind.map

            def look_up(text: str, row_within: str | None) -> Word:
                word = words.mapped(text, column.map)
                if word.meaning is None:
                    return word
                wanted, _, told = (row_within or "").partition(SEPARATOR)
                kind_of = kind if not told else words.mapped(told, kinds).meaning
                return words.place(word.meaning, fixed or wanted or None, self.catalogue, self.crisis_id, kind_of)

            self._fault(f"{self._text(column, False)} IS NULL", "no_place", "'the place is missing'")
            around = self._around(inside, fixed)
            known = self._join("place", column, inside, look_up, f"{around} IS NOT NULL")
            self.fields["place_text"] = self._text(column, False)
            self.fields["place_id"] = known if around == "NULL" else f"coalesce({known}, {around})"
            self.location = (
                "NULL" if around == "NULL" else f"CASE WHEN {known} IS NULL THEN {self._text(column, False)} END"
            )
        else:
            found = words.place(mapping.place, None, self.catalogue, self.crisis_id)
            if found.meaning is None:
                raise ReadError(f"its mapping: place: {found.reason}")
            self.fields["place_id"] = self._bind("place_id", "VARCHAR", found.meaning)
            self.fields["place_text"] = self._bind("place_text", "VARCHAR", self.catalogue.places[found.meaning].name)
        speaker = mapping.speaker
        self.fields["org_id"] = self._word("speaker", speaker, lambda text: words.speaker(text, self.catalogue))
        if isinstance(speaker, Column):
            self.fields["org_text"] = self._text(speaker, False)
        elif speaker is not None and not self.catalogue.find_organisations(speaker):
            self.fields["org_text"] = self._bind("org_text", "VARCHAR", speaker)

    def _around(self, inside: str, fixed: str | None) -> str:
        """The smallest of the wider places that the catalogue knows, as SQL."""
        found = []
        for k, column in enumerate(self.mapping.wider):

            def look_up(text: str, row_within: str | None) -> Word:
                wanted = (row_within or "").partition(SEPARATOR)[0]
                word = words.place(text, fixed or wanted or None, self.catalogue, self.crisis_id)
                return Word(word.meaning)

            found.append(self._join(f"wider_{k}", column, inside, look_up))
        return f"coalesce({', '.join(found)})" if found else "NULL"

    def _day(self, name: str, value: object, kind: str) -> str:
        if not isinstance(value, Column):
            return "NULL::DATE" if value is None else self._bind(f"{name}_{kind}", "DATE", str(value))
        cell = f"s.{self.stage.cell(value, kind)}"
        label = self._label(f"{name}_{kind}", value)
        written = self._bind(f"format_{name}_{kind}", "VARCHAR", " or ".join(value.format or ("%Y-%m-%d",)))
        reason = f"{label} || ': \"' || {cell}_bad || '\" is no day written as ' || {written}"
        self._fault(f"{cell}_bad IS NOT NULL", "day", reason, f"{cell}_bad")
        if self.mapping.count and self._said_in(value) not in dict(self.described):
            self._text(value)
        return cell

    def _when(self) -> None:
        first, last = self.mapping.period_start, self.mapping.period_end
        start = self._day("period_start", first, "first")
        end = self._day("period_end", last if last is not None else first, "last")
        if last is not None:
            flow_start = start
            start = f"CASE WHEN i.kind = 'flow' THEN {flow_start} ELSE coalesce({flow_start}, {end}) END"
            end = f"CASE WHEN i.kind = 'flow' THEN {end} ELSE coalesce({end}, {flow_start}) END"
        basis = self._word("period_basis", self.mapping.period_basis, words.vocabulary("period_basis"))
        self._fault(f"{start} > {end}", "period_order", "'its period ends before it starts'", f"{end}::VARCHAR")
        self.fields |= {
            "period_start": f"CASE WHEN {end} IS NOT NULL THEN {start} END",
            "period_end": end,
            "period_basis": f"CASE WHEN {end} IS NULL THEN 'unknown' "
            f"ELSE coalesce(nullif({basis}, 'unknown'), 'stated') END",
        }

    def _how_known(self) -> None:
        mapping = self.mapping
        for name in ("qualifier", "value_basis", "place_basis"):
            usual = {"qualifier": "exact"}.get(name, "stated")
            value = "counted" if mapping.count and mapping.value_basis == "stated" else getattr(mapping, name)
            value = value if name == "value_basis" else getattr(mapping, name)
            self.fields[name] = f"coalesce({self._word(name, value, words.vocabulary(name))}, '{usual}')"
            if self.gone != "false" and name != "place_basis":
                instead = "unavailable" if name == "value_basis" else "exact"
                self.fields[name] = f"CASE WHEN {self.gone} THEN '{instead}' ELSE {self.fields[name]} END"
        if self.location != "NULL":
            basis = self.fields["place_basis"]
            self.fields["place_basis"] = f"CASE WHEN {self.location} IS NOT NULL THEN 'inferred' ELSE {basis} END"
        low, high = self.fields["low"], self.fields["high"]
        self._fault(
            f"({self.fields['qualifier']} = 'range') <> ({low} IS NOT NULL AND {high} IS NOT NULL) OR {low} > {high}",
            "bad_range",
            "'a range, and only a range, has both bounds, the lower first'",
        )
        parts = mapping.breakdown.parts if isinstance(mapping.breakdown, Parts) else {"": mapping.breakdown}
        told: list[str] = []
        if self.location != "NULL":
            parts = {**parts, "location": ""}
        for key, value in sorted(parts.items()):
            if key == "location" and self.location != "NULL":
                plain = f"regexp_replace(trim(regexp_replace({self.location}, '[;=\\s]+', ' ', 'g')), ' +', ' ', 'g')"
                told.append(f"'location=' || nullif({plain}, '')")
                continue
            meaning = self._word(f"breakdown_{len(told)}", value, words.part if key else words.vocabulary("breakdown"))
            told.append(
                f"{self._bind(f'key_{len(told)}', 'VARCHAR', f'{key}=' if key else '')} || nullif({meaning}, '')"
            )
        self.fields["breakdown"] = f"concat_ws(';', {', '.join(told)})"
        for name in ("quote", "cited", "cell"):
            value = getattr(mapping, name)
            if isinstance(value, Column):
                self.fields[name] = self._text(value, False)
            elif value is not None:
                self.fields[name] = self._bind(name, "VARCHAR", value)

    def _cell(self, rows: Rows) -> str:
        """Where the figure stands in the file, as SQL."""
        figure = next((v for v in (self.mapping.value, self.mapping.status) if isinstance(v, Column)), None)
        names = [name for name in figure.column if name in rows.names] if figure else []
        if rows.pointer is not None:
            steps = [part.replace("~", "~0").replace("/", "~1") for name in names[:1] for part in name.split(".")]
            pointer = self._bind("pointer", "VARCHAR", f"{rows.pointer}/")
            return f"{pointer} || {self.stage.row} || {self._bind('label', 'VARCHAR', ''.join(f'/{s}' for s in steps))}"
        label = self._bind("label", "VARCHAR", f", {names[0]}" if names else "")
        return f"'row ' || {self.stage.row} || {label}"

    def create(self, con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
        """The look-ups, and the views `mapped_n` and `observation_n`."""
        for lookup in self.lookups:
            lookup.create(con)
        cell = f"coalesce({self.fields['cell']}, {self._cell(rows)})" if self.mapping.cell else self._cell(rows)
        if self.described:
            shown = [
                f"{self._bind(f'says_{k}', 'VARCHAR', f'{name}=')} || {text}"
                for k, (name, text) in enumerate(self.described)
            ]
            cell = f"concat_ws(', ', {', '.join(shown)})"
        self.fields["cell"] = f"CASE WHEN {self.fields['cited']} IS NULL THEN {cell} END"
        n = self.n
        fixed = ", ".join(f"?::{kind} AS {name}" for name, (kind, _) in self.fixed.items())
        con.execute(f"CREATE TABLE fixed_{n} AS SELECT {fixed}", [value for _, value in self.fixed.values()])
        con.execute(
            f"""CREATE TABLE indicator_{n} AS SELECT unnest(?::VARCHAR[]) AS indicator_id, unnest(?::VARCHAR[]) AS kind,
                unnest(?::VARCHAR[][]) AS units, unnest(?::VARCHAR[][]) AS statuses,
                unnest(?::DOUBLE[]) AS minimum, unnest(?::DOUBLE[]) AS maximum""",
            [list(column) for column in zip(*self.indicators, strict=True)],
        )
        joins = "".join(
            f" LEFT JOIN {w.name} w{k} ON w{k}.text = {w.text}"
            + (f" AND w{k}.within IS NOT DISTINCT FROM {w.within}" if w.within != "NULL::VARCHAR" else "")
            for k, w in enumerate(self.lookups, 1)
        )
        where = self.fields["cell"]
        at = "''" if self.mapping.cell is None else f"if({where} LIKE '/%', ' (at ' || {where} || ')', '')"
        chosen = [" ".join(f"WHEN {fault[0]} THEN {fault[part]}" for fault in self.faults) for part in (1, 2, 3)]
        selected = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in self.fields.items())
        every = "SELECT *"
        if self.newest:
            last = f"max(newest) FILTER (code IS NULL) OVER (PARTITION BY {', '.join(SAME)})"
            every = (
                f"SELECT * EXCLUDE (newest, older) REPLACE (if(code IS NULL AND newest < {last}, older, code) AS code)"
            )
            selected += f", {self.newest} AS newest, {self.older} AS older"
        con.execute(
            f"""CREATE VIEW mapped_{n} AS {every} FROM (
            SELECT {self.stage.line} AS line, {self.stage.doc} AS doc, {self.stage.row} AS row,
              CASE {chosen[0]} END AS code, CASE {chosen[1]} END || {at} AS reason,
              CASE {chosen[2]} END AS text, {selected}
            FROM staged s CROSS JOIN fixed_{n} f{self.stage.parts}{joins}
            LEFT JOIN indicator_{n} i ON i.indicator_id = {self.fields["indicator_id"]})"""
        )
        taken = {name: quoted(name) for name in FIELDS}
        if self.mapping.count:
            taken |= {
                "value": 'round(fsum("value"), 9) AS "value"',
                "cell": "format('{:d} row{}', count(*), if(count(*) = 1, '', 's')) "
                "|| coalesce(': ' || min(cell), '') AS cell",
                "quote": "NULL AS quote",
                "place_text": "min(place_text) AS place_text",  # one place may be written in two ways
            }
        line = "min(line) AS line" if self.mapping.count else "line"
        grouped = " GROUP BY doc, " + ", ".join(
            taken[f] for f in FIELDS if f not in ("value", "cell", "quote", "place_text")
        )
        told = ", ".join(taken[name] for name in FIELDS)
        con.execute(
            f"CREATE VIEW observation_{n} AS SELECT {told}, doc, {line} FROM mapped_{n} "
            f"WHERE code IS NULL{grouped if self.mapping.count else ''}"
        )


def quoted(name: str) -> str:
    """An identifier, safe in SQL."""
    return '"' + name.replace('"', '""') + '"'
