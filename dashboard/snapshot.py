"""Making frozen snapshots, taking them back, and writing them out for any static host.

snapshots/<id>/<id>.json          the document (see `frozen`); beside it the files of `bundle`
snapshots/<id>/status.json        what has become of it (see `fates`)
"""

import threading
import time
from collections import OrderedDict
from datetime import datetime
from pathlib import Path

from dashboard import bundle, fates, frozen, leaf, store, templating
from dashboard.selection import LANGUAGES, Selection
from data import archive
from data.errors import BadSelection, InputError

RATE, ALL_RATE, WINDOW = 12, 60, 60.0
"""So many snapshots may one asker, and all askers together, make in so many seconds."""

_making = threading.Lock()
_counting = threading.Lock()
_made: OrderedDict[str, list[float]] = OrderedDict()


def make(of: store.Release, asked: Selection, now: datetime, group: str | None = None) -> tuple[str, bool]:
    """Freeze a selection: its id, and whether it is new.

    Raises:
        BadSelection: as `frozen.document`; or the same was made before and withdrawn.
        StoreError: it cannot be written.
    """
    document = frozen.document(of, asked, group)
    snapshot_id = frozen.identity(frozen.canonical(document))
    with _making:
        if fates.stamp(snapshot_id) is not None:
            if fates.status(snapshot_id).state == "withdrawn":
                raise BadSelection([f"This snapshot was withdrawn; /s/{snapshot_id} says why."])
            return snapshot_id, False
        bundle.make_first(snapshot_id, document)
        fates.begin(snapshot_id, document, of, now)
    return snapshot_id, True


def wait(who: str) -> int:
    """Seconds until this asker may make another snapshot; 0: now, and it is counted."""
    now = time.monotonic()
    with _counting:
        for name in {"", who}:
            kept = [at for at in _made.get(name, []) if now - at < WINDOW]
            if len(kept) >= (RATE if name else ALL_RATE):
                return int(WINDOW - (now - kept[0])) + 1
        for name in {"", who}:
            _made[name] = [*(at for at in _made.get(name, []) if now - at < WINDOW), now]
            _made.move_to_end(name)
        while len(_made) > 10_000:
            _made.popitem(last=False)
    return 0


def write_out(snapshot_id: str, folder: Path) -> list[Path]:
    """Write a snapshot's files and pages where any static host serves them under the addresses that they have here.

    Raises:
        InputError: there is no such snapshot, or it was withdrawn.
        StoreError: they cannot be written.
    """
    document, status = frozen.load(snapshot_id), fates.status(snapshot_id)
    if document is None or status.withdrawn:
        raise InputError(f'The snapshot "{snapshot_id}" was withdrawn, or its document is damaged.')
    host = bundle.origin()
    files = {f"s/{snapshot_id}{ending}": bundle.file(snapshot_id, document, ending) for ending in bundle.names()}
    files[f"s/{snapshot_id}/status.json"] = leaf.status_json(status, host).encode()
    files["embed.css"], files["embed.js"] = leaf.style(), leaf.script()
    files["style.css"] = (templating.style() + (templating.FOLDER / "page.css").read_text("utf-8")).encode()
    for lang in LANGUAGES:
        behind = "" if lang == "en" else f"/{lang}"
        files[f"s/{snapshot_id}{behind}/index.html"] = leaf.page(document, status, lang, host).encode()
        files[f"embed/s/{snapshot_id}{behind}/index.html"] = leaf.frame(
            document, status, lang, host, alone=True
        ).encode()
    for name, content in files.items():
        archive.write(folder / name, content)
    return [folder / name for name in files]
