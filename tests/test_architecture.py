"""Who may import whom, read from the syntax trees."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"data", "ingest", "dashboard"}

# module or package -> what it may not import (a prefix), the most specific entry deciding beside the general ones
FORBIDDEN: dict[str, set[str]] = {
    "data": {"ingest", "dashboard", "streamlit", "plotly", "starlette", "httpx"},
    "data.models": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.errors": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.catalogue": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.lexicon": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.sources": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.mappings": {"duckdb", "pandas", "pyarrow", "numpy"},
    "data.warehouse": {"pandas"},
    "ingest": {"dashboard", "streamlit", "plotly", "starlette"},
    "ingest.text": {"duckdb", "pandas", "data.warehouse", "data.queries", "data.archive", "ingest.fetch", "ingest.run"},
    "dashboard": {"ingest"},
}
EXCEPTIONS = {("dashboard.cli", "ingest"), ("dashboard.reading", "ingest.text")}
STREAMLIT = ("dashboard.views", "dashboard.main", "dashboard.app", "dashboard.store")


def modules() -> Iterator[tuple[str, Path]]:
    for package in sorted(OURS):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "store" not in path.relative_to(ROOT).parts[:-1]:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    """Every module that a file imports, also inside functions; `from a import b` counts as a and a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def lies_in(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


MODULES = dict(modules())


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    forbidden = set().union(*(names for prefix, names in FORBIDDEN.items() if lies_in(name, prefix)))
    allowed = {target for module, target in EXCEPTIONS if lies_in(name, module)}
    if lies_in(name, "dashboard") and not name.startswith(STREAMLIT):
        forbidden.add("streamlit")
    wrong = {
        used
        for used in imports(MODULES[name])
        for prefix in forbidden
        if lies_in(used, prefix) and not any(lies_in(used, target) for target in allowed)
    }
    assert not wrong, f"{name} imports {', '.join(sorted(wrong))}"


def test_only_the_warehouse_opens_a_database() -> None:
    openers = {
        name
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "connect"
        and isinstance(node.value, ast.Name)
        and node.value.id == "duckdb"
    }
    assert openers == {"data.warehouse"}


def test_names_that_would_shadow_the_packages_are_not_used() -> None:
    for path in ("dashboard/data.py", "dashboard/ingest.py", "dashboard/views/data.py", "dashboard/pages"):
        assert not (ROOT / path).exists()


def test_files_stay_readable() -> None:
    long = {
        name: n for name, path in MODULES.items() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_every_package_is_declared() -> None:
    """A top-level import of a third party stands in pyproject.toml, so that a bare machine has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [p for group in project["optional-dependencies"].values() for p in group]
    declared = {p.split("[")[0].split(">")[0].replace("-", "_").lower() for p in project["dependencies"] + extras}
    names = {"python_calamine": "calamine", "vl_convert_python": "vl_convert"}
    declared |= {names.get(p, p) for p in declared} | {"pyarrow"}
    import sys

    used = {name.split(".")[0] for path in MODULES.values() for name in imports(path)}
    assert used - OURS - set(sys.stdlib_module_names) <= declared
