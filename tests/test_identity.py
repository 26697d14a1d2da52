"""The id of a snapshot is the same wherever it is made: on any machine, in any time zone, under any engine.

What the ids below are of comes from the engine and from nothing else that may change, so that a run under another
version of DuckDB must give them too.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import frozen_store, small_store

pytestmark = pytest.mark.whole

FROM_THE_ENGINE = ("schema", "view", "known_at", "rows", "sources", "license")
NUMBERS, STATUSES = "qistfiwfziuyjnyhtxq2ylwjsl", "b63z7yfndgnhofuk63jzvteiu3"
KEPT = {
    "schema": "snapshot/1",
    "title": {"en": "Displaced: Gaza", "ar": "\u0646\u0627\u0632\u062d\u0648\u0646: \u063a\u0632\u0629"},
    "alt": {"en": "A line."},
    "note": {"en": ""},
    "view": {
        "indicator": "displacement.idps", "kind": "stock", "place": "PS02", "org": None, "from": None, "to": None,
        "group": None, "mark": "line+interval",
    },
    "known_at": None,
    "rows": [
        {
            "obs": f"{n:026x}", "series": "displacement.idps/PS02/unrwa/point", "place": "PS02", "org": "unrwa",
            "cadence": "point", "breakdown": "", "period_start": day, "period_end": day, "period_basis": "stated",
            "value": value, "low": None, "high": None, "of": None, "status": None, "qualifier": "at_least",
            "unit": "people", "value_basis": "stated", "attribution": "UNRWA", "standing": "unreviewed",
            "found": "text", "source": 0, "quote": "at least so many",
        }
        for n, (day, value) in enumerate([("2024-01-01", 1_000_000), ("2024-02-01", 1_234_567.5)])
    ],
    "sources": [
        {
            "title": "An article", "publisher": "UNRWA", "url": "https://example.org/a", "archive": None,
            "published": "2024-02-02T00:00:00Z", "captured": "2024-02-03T00:00:00Z", "sha256": "0" * 64,
            "collection": "articles", "collection_title": "Articles", "licence": "CC BY 4.0", "words": "publisher",
        }
    ],
    "license": "CC BY 4.0",
    "citation": {"short": "UNRWA (2024)", "full": "UNRWA (2024): Displaced."},
}  # fmt: skip
MAKE = """
from datetime import datetime
from dashboard import snapshot, store
from dashboard.selection import Selection
for indicator, place in (("displacement.idps", "PS02"), ("crossing.status", "PSE.rafah-crossing")):
    asked = Selection(indicator=indicator, places=(place,))
    print(snapshot.make(store.release(), asked, datetime(2025, 3, 1))[0])
"""
KEPT_ID = "vefqe3crdrw5woqjpuzgwg2qlf"


@pytest.mark.parametrize(("zone", "seed"), [("Asia/Gaza", "1"), ("America/Los_Angeles", "77")])
def test_the_same_input_has_the_same_id_on_another_machine_in_another_time_zone(
    tmp_path: Path, zone: str, seed: str
) -> None:
    """Each run reads at another time, into a store of its own, in a process of its own."""
    catalogue = small_store.seeds(tmp_path)
    home = tmp_path / "store"
    frozen_store.first(home, catalogue, now=f"2025-01-{int(seed) % 28 + 1:02}")
    status = small_store.figure(status="closed", day="2024-02-03", quote="Rafah was closed", char_start=7)
    small_store.build(home, catalogue, (small_store.document("three", lineage="three"), [status]), now="2025-02-01")
    run = subprocess.run(
        [sys.executable, "-c", MAKE], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent,
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "HAKIKA_STORE": str(home)},
    )  # fmt: skip
    ids = run.stdout.split()
    from dashboard import frozen

    found = []
    for snapshot_id in ids:
        content = (home / "snapshots" / snapshot_id / f"{snapshot_id}.json").read_bytes()
        assert frozen.identity(content) == snapshot_id
        document = json.loads(content)
        found.append(frozen.identity(frozen.canonical({key: document[key] for key in FROM_THE_ENGINE})))
    assert found == [NUMBERS, STATUSES]


def test_a_document_that_was_kept_keeps_its_id_and_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an earlier version of this program, without any database."""
    from dashboard import frozen

    content = frozen.canonical(KEPT)
    assert frozen.identity(content) == KEPT_ID
    folder = tmp_path / "snapshots" / KEPT_ID
    folder.mkdir(parents=True)
    (folder / f"{KEPT_ID}.json").write_bytes(content)
    moment = "2024-03-01T00:00:00Z"
    status = {"id": KEPT_ID, "made_at": moment, "release": 1, "revision": 1, "state": "current", "checked_at": moment}
    (folder / "status.json").write_text(json.dumps({**status, "latest": KEPT_ID}))
    with frozen_store.served(tmp_path, monkeypatch) as call:
        assert call.get(f"/s/{KEPT_ID}.json").content == content
        for path in (f"/s/{KEPT_ID}", f"/embed/s/{KEPT_ID}/ar", f"/s/{KEPT_ID}.svg", f"/s/{KEPT_ID}.html"):
            answer = call.get(path)
            assert answer.status_code == 200 and "1,234,567.5" in answer.text or path.endswith((".svg", "/ar")), path
