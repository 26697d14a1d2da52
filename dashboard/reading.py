"""Read a text that a visitor gives: in a limited process of its own, with nothing kept.

The parent (`read`) starts this module as a program, hands it the text through a pipe and takes a record back; what the
visitor gave is written nowhere. The child limits its own memory, time and files before it looks at the text.
"""

import base64
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import InputError, ReadError

MEMORY = 1 << 30
SECONDS = 20
LARGEST = 10_000_000
"""Bytes of a file that are taken."""
LONGEST = 200_000
"""Characters of a text that are taken."""
AT_ONCE = 2

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
}
CHECKOUT = Path(__file__).resolve().parent.parent
_free = threading.BoundedSemaphore(AT_ONCE)


def read(
    content: bytes, media_type: str, *, published: date | None = None, crisis_id: str | None = None, lang: str = "en"
) -> dict[str, Any]:
    """What is read from a text, and what is seen and not taken.

    Keys: text, title, lang, published, observations (fields of `Observation`), unread (reason, start, end, text).
    Offsets are code points of `text`. `lang` is used where the text neither says nor shows its own.

    Raises:
        InputError: it is too large, or too many are being read.
        ReadError: it could not be read within the limits.
    """
    if len(content) > LARGEST:
        raise InputError(f"The text has {len(content):,} bytes; at most {LARGEST:,} are taken.")
    if not _free.acquire(timeout=2):
        raise InputError("Other texts are being read. Try again in a moment.")
    asked = {
        "content": base64.b64encode(content).decode(),
        "media_type": media_type,
        "published": published.isoformat() if published else None,
        "crisis_id": crisis_id,
        "lang": lang,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.reading"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS + 5,
            cwd=CHECKOUT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(f"Reading took more than {SECONDS} seconds; it was given up.") from None
    finally:
        _free.release()
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise ReadError("Reading took more memory or time than one text may have; it was given up.") from None
    if "error" in answer:
        raise ReadError(str(answer["error"]))
    return answer


def _child(asked: Mapping[str, Any]) -> dict[str, Any]:
    from data import catalogue
    from ingest.text import Context, clean
    from ingest.text import read as read_text
    from ingest.text.language import language

    text = clean(base64.b64decode(asked["content"]), asked["media_type"])
    if len(text.text) > LONGEST:
        raise InputError(f"The text has {len(text.text):,} characters; at most {LONGEST:,} are taken.")
    published = date.fromisoformat(asked["published"]) if asked["published"] else text.published
    seeds = catalogue.load()
    lang = text.lang or language(text.text, seeds.lexicons) or asked["lang"]
    found = read_text(text, Context(seeds, lang, published, text.title, asked["crisis_id"]))
    return {
        "text": text.text,
        "title": text.title,
        "lang": lang,
        "published": published.isoformat() if published else None,
        "observations": [observation.model_dump(mode="json") for observation in found.observations],
        "unread": [{"reason": u.reason, "start": u.start, "end": u.end, "text": u.text} for u in found.unread],
    }


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the deadline still holds
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is already set
            resource.setrlimit(what, (most, most))


def main() -> None:
    """Take a request from standard input, answer on standard output."""
    _limit()
    try:
        answer = _child(json.load(sys.stdin))
    except Exception as error:
        answer = {"error": str(error) or type(error).__name__}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
