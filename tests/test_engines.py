"""Two versions of the engine over the same figures: the same snapshot, and each opens what the other wrote.

tests/run runs the tests that are marked `engine` once more with the oldest DuckDB that is supported, and names in
HAKIKA_OTHER_PYTHON the interpreter that has the newest. Where there is only one, these here are left out.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard import allowed, frozen, selection, snapshot, store
from dashboard.console import Console
from data import warehouse
from tests import frozen_store, small_store

ROOT = Path(__file__).parent.parent
OTHER = os.environ.get("HAKIKA_OTHER_PYTHON", "")
PROGRAM = """
import json, os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from tests import test_engines
own, given = Path(sys.argv[2]), Path(sys.argv[3])
os.environ["HAKIKA_STORE"] = str(own / "store")
print(json.dumps(test_engines.made(own) | {"read": test_engines.held(given)}))
"""

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not OTHER, reason="only one DuckDB here; tests/run names another"),
]


def made(folder: Path) -> dict[str, Any]:
    """A release of a few figures in `folder`, by this engine, with its store as HAKIKA_STORE; and a snapshot of it."""
    frozen_store.first(folder / "store", small_store.seeds(folder / "seeds"))
    asked = selection.from_query(selection.PlainParameters(frozen_store.ASKED), store.catalogue())
    snapshot_id, _ = snapshot.make(store.release(), asked, small_store.at("2024-06-03"))
    document = frozen.load(snapshot_id)
    return {"engine": duckdb.__version__, "snapshot": snapshot_id, "document": document, "held": held(folder)}


def held(folder: Path) -> dict[str, str]:
    """All that the public relations of the release in `folder` hold, as this engine reads it."""
    release = warehouse.current(folder / "store", public=True)
    assert release is not None
    con = warehouse.connect(release)
    try:
        cursor = warehouse.cursor(con)
        relations = sorted(allowed.RELATIONS)
        return {name: repr(cursor.execute(f"FROM {name} ORDER BY ALL").fetchall()) for name in relations}
    finally:
        con.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")


@pytest.fixture(scope="module")
def both(folders: tuple[Path, Path]) -> Any:
    """What this engine made and what the other made, which has also read this one's release."""
    ours, theirs = folders
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAKIKA_STORE", str(ours / "store"))
        frozen_store.forget()
        own = made(ours)
        frozen_store.forget()
    command = [OTHER, "-c", PROGRAM, str(ROOT), str(theirs), str(ours)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return own, json.loads(done.stdout.splitlines()[-1])


def test_there_are_two(both: Any) -> None:
    own, other = both
    assert own["engine"] == duckdb.__version__ != other["engine"]


def test_the_same_figures_give_the_same_snapshot(both: Any) -> None:
    own, other = both
    assert own["document"] == other["document"]
    assert own["snapshot"] == other["snapshot"]


def test_each_opens_what_the_other_wrote(both: Any, folders: tuple[Path, Path]) -> None:
    own, other = both
    assert held(folders[1]) == other["held"]
    assert other["read"] == own["held"]


@pytest.mark.skipif(sys.platform == "win32", reason="the console needs fork")
def test_the_console_answers_from_what_the_other_wrote(both: Any, folders: tuple[Path, Path]) -> None:
    release = warehouse.current(folders[1] / "store", public=True)
    assert release is not None
    with Console(trusted=True) as console:
        for name in sorted(allowed.RELATIONS):
            assert console.ask(release, f"FROM {name}").columns
        assert console.ask(release, "SELECT max(value) FROM latest('displacement.idps')").rows == [[1_950_000]]
