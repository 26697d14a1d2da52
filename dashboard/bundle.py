"""The files of a snapshot, each made once and kept: document, table, pictures, single pages, and all of them in one.

Nothing in them depends on who asked or when: the same document gives the same bytes. The public address stands in them
only where the operator has named it ($HAKIKA_ORIGIN); else the id does.
"""

import contextlib
import hashlib
import io
import json
import os
import zipfile
from base64 import b64encode
from typing import Any

from markupsafe import Markup

from dashboard import canvas, citation, frozen, pictures, showing, store, templating
from dashboard.frozen import Document
from dashboard.routes import answers
from dashboard.selection import LANGUAGES
from dashboard.wording import Words
from data import archive
from data.errors import StoreError

FIELDS: dict[str, tuple[str, str]] = {
    "observation_id": ("string", "The figure: one statement by somebody; its page is /o/<id>"),
    "series_id": ("string", "The line of the chart that it belongs to: indicator, place, speaker, cadence"),
    "indicator": ("string", "What is measured"),
    "place_id": ("string", "Where: the id of the place"),
    "place": ("string", "Where: the name of the place in English"),
    "period_start": ("date", "First day that the figure is for; empty: not said"),
    "period_end": ("date", "Last day that the figure is for, included"),
    "period_basis": ("string", "How the days are known: stated, publication (the day of publication), inferred"),
    "value": ("number", "The number, in the unit of its row; empty for a status"),
    "low": ("number", "Lower bound of a range"),
    "high": ("number", "Upper bound of a range"),
    "of": ("number", "The total of which the value is a part, as in 17 of 36"),
    "status": ("string", "The status; empty for a number"),
    "qualifier": ("string", "exact, approx, at_least, more_than, at_most, less_than, range"),
    "unit": ("string", "What is counted; empty for a status"),
    "breakdown": ("string", "Of which group the figure is; empty: of all"),
    "value_basis": ("string", "stated; counted by us from the publisher's list; estimated: filled in by the publisher"),
    "attribution": ("string", "Who says it"),
    "standing": ("string", "accepted: a person has reviewed it; unreviewed: it stands without a review"),
    "quote": ("string", "The words of the source, else the cell, else where on the cited page it stands"),
    "title": ("string", "Title of the document"),
    "publisher": ("string", "Who published the document"),
    "published": ("datetime", "When the document was published, UTC"),
    "captured": ("datetime", "When the document was fetched, UTC"),
    "url": ("string", "Address of the document"),
    "sha256": ("string", "SHA-256 of the document's bytes, in hexadecimal"),
    "licence": ("string", "Licence of the source"),
}
"""Columns of the table: their type in a data package, and their meaning."""
DAY = (1980, 1, 1, 0, 0, 0)


def origin() -> str:
    """The public origin that the operator has named, without a slash at its end; empty where none is."""
    return (templating.safe_url(os.environ.get("HAKIKA_ORIGIN")) or "").rstrip("/")


def address(snapshot_id: str) -> str:
    """How the files call their snapshot: by its public address, else by its id."""
    return f"{origin()}/s/{snapshot_id}" if origin() else f"snapshot {snapshot_id}"


def names() -> list[str]:
    """Endings of all files of a snapshot behind its id: ".json", "-ar-narrow.svg"; English bears no language."""
    stems = ["" if lang == "en" else f"-{lang}" for lang in LANGUAGES]
    each = (".svg", "-narrow.svg", ".png", ".pdf", ".html")
    return [".json", ".csv", *(stem + end for stem in stems for end in each), ".zip"]


AT_ONCE = (".json", ".csv", ".svg", "-narrow.svg", ".png")
"""Made with the snapshot; the others when somebody first asks for them."""


def make_first(snapshot_id: str, document: Document) -> None:
    """Write the files without which a snapshot is none."""
    for ending in AT_ONCE:
        archive.write(frozen.folder(snapshot_id) / f"{snapshot_id}{ending}", made(snapshot_id, document, ending))


def file(snapshot_id: str, document: Document, ending: str) -> bytes:
    """A file of a snapshot: as it is kept; made and kept where nobody has asked for it before."""
    path = frozen.folder(snapshot_id) / f"{snapshot_id}{ending}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        content = made(snapshot_id, document, ending)
        with contextlib.suppress(StoreError):  # where nothing can be written, it is made anew each time
            archive.write(path, content)
        return content


def made(snapshot_id: str, document: Document, ending: str) -> bytes:
    """The bytes of a file, the same for the same document."""
    stem, _, form = ending.rpartition(".")
    lang = next((lang for lang in LANGUAGES if stem.startswith(f"-{lang}")), "en")
    words, called = store.words(lang), address(snapshot_id)
    if form == "json":
        return frozen.canonical(document)
    if form == "csv":
        return table(snapshot_id, document)
    if form == "zip":
        return _zip(snapshot_id, document)
    if form == "png":
        return pictures.png(showing.picture(document, words, pictures.CARD, called))
    size = pictures.NARROW if stem.endswith("narrow") else pictures.WIDE
    wide = showing.picture(document, words, size, called, headed=form == "pdf")
    if form == "svg":
        return wide.encode()
    if form == "html":
        return single_page(snapshot_id, document, words, wide)
    lines = [line for line in showing.captions(document, words, called) if line]
    return pictures.pdf(wide, lines, right_to_left=words.direction == "rtl")


def table(snapshot_id: str, document: Document) -> bytes:
    """The rows as CSV (RFC 4180), each with its source."""
    words = store.words("en")
    rows = [
        {
            **row,
            "observation_id": row["obs"],
            "series_id": row["series"],
            "indicator": document["view"]["indicator"],
            "place_id": row["place"],
            "place": words.place(row["place"]),
            **{key: source[key] for key in ("title", "publisher", "published", "captured", "url", "sha256", "licence")},
        }
        for row in document["rows"]
        for source in [document["sources"][row["source"]]]
    ]
    return answers.as_csv(list(FIELDS), rows, f"{snapshot_id}.csv").content


def single_page(snapshot_id: str, document: Document, words: Words, picture: str) -> bytes:
    """The snapshot as one file that fetches nothing: picture, table, words, and the document itself."""
    text = templating.render(
        "snapshot_file.html",
        **showing.values(document, words, snapshot_id=snapshot_id, status=None),
        style=Markup((templating.FOLDER / "embed.css").read_text("utf-8")),
        picture=f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}",
        digest=hashlib.sha256(frozen.canonical(document)).hexdigest(),
        document=citation.in_script(document),
        address=address(snapshot_id),
        link=f"{origin()}/s/{snapshot_id}" if origin() else "",
    )
    return text.encode()


def package(snapshot_id: str, document: Document, content: bytes) -> dict[str, Any]:
    """The description of the table (its bytes) as a Frictionless data package: each field with type, unit, meaning."""
    units = ", ".join(sorted({row["unit"] for row in document["rows"] if row["unit"]})) or "a status"
    numbers = ("value", "low", "high", "of")
    fields = [
        {"name": name, "type": kind, "description": meaning, **({"unit": units} if name in numbers else {})}
        for name, (kind, meaning) in FIELDS.items()
    ]
    return {
        "profile": "data-package",
        "name": f"hakika-{snapshot_id}",
        "id": snapshot_id,
        "title": document["title"]["en"],
        "description": document["citation"]["full"],
        "licenses": [{"name": "per-source", "title": document["license"]}],
        "sources": [
            {"title": s["title"], **({"path": url} if (url := templating.safe_url(s["url"])) else {})}
            for s in document["sources"]
        ],
        "resources": [
            {
                "name": "figures",
                "path": f"{snapshot_id}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {"fields": fields, "missingValues": [""], "primaryKey": "observation_id"},
            }
        ],
    }


def readme(snapshot_id: str, document: Document) -> str:
    """What the files are, how to cite them, and how to check the id."""
    languages = ", ".join(LANGUAGES)
    note = f"{document['note']['en']}\n\n" if document["note"]["en"] else ""
    text = (
        f"{document['title']['en']}\n\n{document['alt']['en']}\n\n{note}"
        f"Cite as: {document['citation']['full']}\n         {address(snapshot_id)}\n\n"
        f"Licence: {document['license']}\n\n"
        f"Files\n  {snapshot_id}.json      the snapshot itself: every point with its words and its source\n"
        f"  {snapshot_id}.csv       its points as a table; datapackage.json says what each column means\n"
        f"  {snapshot_id}.svg .png  pictures; -narrow for small screens; also in {languages}\n\n"
        "The id is the first 26 characters of the lower-case base32 of the SHA-256 of the bytes of "
        f"{snapshot_id}.json.\n"
        "A figure that is missing is not zero. Whether newer or corrected figures exist stands at its address.\n"
    )
    return "\n".join(canvas.plain(line) for line in text.split("\n"))


def _zip(snapshot_id: str, document: Document) -> bytes:
    """Document, table, pictures, description and readme; entries bear no time."""
    endings = [name for name in names() if not name.endswith((".html", ".pdf", ".zip"))]
    inside = {f"{snapshot_id}{ending}": file(snapshot_id, document, ending) for ending in endings}
    described = json.dumps(package(snapshot_id, document, inside[f"{snapshot_id}.csv"]), ensure_ascii=False, indent=1)
    inside |= {"datapackage.json": described.encode(), "README.txt": readme(snapshot_id, document).encode()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(inside):
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, inside[name])
    return whole.getvalue()
