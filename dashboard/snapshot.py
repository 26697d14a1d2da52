"""Making frozen snapshots, taking them back, and writing them out for any static host.

snapshots/<id>/<id>.json          the document (see `frozen`); beside it the files of `bundle`
snapshots/<id>/status.json        what has become of it (see `fates`)
"""

import threading
from datetime import datetime
from pathlib import Path

from dashboard import bundle, fates, frozen, leaf, store
from dashboard.selection import LANGUAGES, Selection
from data import archive
from data.errors import BadSelection, InputError

_making = threading.Lock()


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
    for lang in LANGUAGES:
        behind = "" if lang == "en" else f"/{lang}"
        files[f"s/{snapshot_id}{behind}/index.html"] = leaf.page(document, status, lang, host).encode()
        files[f"embed/s/{snapshot_id}{behind}/index.html"] = leaf.frame(document, status, lang, host).encode()
    for name, content in files.items():
        archive.write(folder / name, content)
    return [folder / name for name in files]
