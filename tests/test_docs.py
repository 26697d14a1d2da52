"""What a stranger can use is written down: tables, views, columns, commands, addresses, seed keys."""

import re
from pathlib import Path

import pytest
from starlette.routing import Route

from data import catalogue, sources
from data.lexicon import Lexicon

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PUBLIC = {
    *("observations", "series", "history", "spans", "revisions", "series_now"),
    *("indicator", "place", "place_name", "organisation", "source", "crisis"),
}


@pytest.mark.parametrize("public", [False, True])
def test_every_table_view_and_column_has_a_comment(warehouse: Path, public: bool) -> None:
    from data import warehouse as store

    release = store.current(warehouse, public=public)
    assert release is not None
    con = store.connect(release)
    try:
        rows = con.execute(
            """
            SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND database_name = 'release'
            UNION ALL
            SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal AND database_name = 'release'
            """
        ).fetchall()
        columns = con.execute(
            """
            SELECT table_name || '.' || column_name, comment FROM duckdb_columns()
            WHERE NOT internal AND database_name = 'release'
            """
        ).fetchall()
    finally:
        con.close()
    assert {name for name, _ in rows} >= PUBLIC
    assert not [name for name, comment in rows + columns if not comment]


def test_every_public_view_stands_in_the_readme() -> None:
    assert not [
        name
        for name in PUBLIC - {"indicator", "place", "place_name", "organisation", "source", "crisis"}
        if f"`{name}`" not in README
    ]


def test_every_command_stands_in_the_readme() -> None:
    import typer

    from dashboard import cli

    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    assert len(commands) >= 12
    assert not [name for name in commands if not re.search(rf"(`hakika {name}\b|`{name}`)", README)]
    assert not [name for name, command in commands.items() if not (command.help or "").strip()]


def test_every_address_stands_in_the_readme_or_the_description_of_the_api() -> None:
    from dashboard import app
    from dashboard.routes import openapi

    described = set(openapi.document()["paths"])
    paths = [route.path for route in app.ROUTES if isinstance(route, Route)]
    assert "/healthz" in paths
    unsaid = []
    for path in paths:
        plain = re.sub(r"\{(\w+)(:\w+)?\}", r"{\1}", path)
        words = re.sub(r"\{(\w+)\}", r"<\1>", plain)
        if plain not in described and words not in README and plain not in README:
            unsaid.append(path)
    assert not unsaid


@pytest.mark.parametrize("record", [catalogue.Indicator, catalogue.Crisis, catalogue.Organisation, sources.Source])
def test_every_key_of_the_seeds_is_explained(record: type[catalogue.Record]) -> None:
    """In the record's docstring, or in the comments at the top of a seed file."""
    comments = "\n".join(
        line
        for path in (ROOT / "seeds").glob("*.toml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "#" in line
    )
    said = f"{record.__doc__}\n{comments}\n{README}"
    assert not [
        key
        for key in record.model_fields
        if not re.search(rf"\b{key.removeprefix(record.__name__.lower() + '_')}\b", said)
    ]


def test_every_section_of_a_lexicon_is_explained() -> None:
    import data.lexicon

    said = f"{data.lexicon.__doc__}\n{Lexicon.__doc__}"
    sections = {"qualifiers_after": "`after`", "reasons": "`[not]`", "lang": "<lang>"}
    assert not [key for key in Lexicon.model_fields if sections.get(key, f"[{key}]") not in said]


def test_links_in_the_readme_to_files_lead_somewhere() -> None:
    named = set(re.findall(r"`((?:data|ingest|dashboard|seeds|tests)/[\w./]*\w)`", README))
    assert len(named) > 8
    assert not [name for name in named if not (ROOT / name).exists() and not name.startswith("data/store")]
