"""Bytes to the text that is kept: plain text and Markdown as given; HTML, PDF and e-mail through their parsers.

Offsets refer to the kept text. For plain text and Markdown it is the text as given, code point for code point; what is
hidden in it is looked through when matching, never taken out. A PDF is opened by native code: whoever calls `clean` on
one that comes from elsewhere does so in a process with limits.
"""

import email
import email.policy
import email.utils
import re
from dataclasses import dataclass, replace
from datetime import date

from data.errors import ReadError

MOST = 20_000_000
"""The longest text that is kept, in code points; what is longer is no report."""

_BLANK = re.compile(r"\n[ \t\r\n]*\n")
_STYLE = "translate(@style, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ', 'abcdefghijklmnopqrstuvwxyz')"
_UNSEEN = (
    "//*[@hidden or @aria-hidden='true' or "
    + " or ".join(
        f'contains({_STYLE}, "{style}")' for style in ("display:none", "visibility:hidden", "font-size:0", "opacity:0")
    )
    + "]"
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Text:
    """The kept text that all offsets refer to, and what the document says of itself.

    Attributes:
        published: The day of publication that the document states; None: it states none.
        lang: BCP 47, where the document states it.
    """

    text: str
    media_type: str = "text/plain"
    title: str | None = None
    published: date | None = None
    lang: str | None = None


def clean(content: bytes, media_type: str) -> Text:
    """The text of a document.

    Raises:
        ReadError: it holds no text that can be read, or one longer than `MOST`.
    """
    kind = media_type.split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        found = _html(content)
    elif kind == "application/pdf":
        found = _pdf(content)
    elif kind == "message/rfc822":
        found = _mail(content)
    elif kind.startswith("text/"):
        found = Text(_decoded(content), kind)
    else:
        raise ReadError(f"it is no text that can be read ({kind}); plain text, Markdown, HTML, e-mail and PDF can")
    if len(found.text) > MOST:
        raise ReadError(f"its text is longer than {MOST:,} characters; split it")
    return replace(found, media_type=kind)


def _decoded(content: bytes) -> str:
    """UTF-8, else UTF-16 by its mark, else Windows-1252; never fails."""
    if content.startswith(_MARKS[1:]):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _html(content: bytes) -> Text:
    import htmldate
    import lxml.html
    import trafilatura

    if len(content) > 4 * MOST:
        raise ReadError(f"the page is larger than {4 * MOST:,} bytes")
    try:
        tree = trafilatura.load_html(content)
        if tree is None:
            raise ReadError("the page is empty or no HTML")
        for node in tree.xpath(_UNSEEN):
            if node.getparent() is not None:
                node.drop_tree()
        title = " ".join((tree.findtext(".//title") or "").split()) or None
        lang = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip() or None
        page = lxml.html.tostring(tree, encoding="unicode")
        stated = htmldate.find_date(page, original_date=True, extensive_search=False)
        article = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True)
    except (ValueError, AttributeError, RecursionError, lxml.etree.LxmlError) as error:
        raise ReadError(f"the page cannot be parsed ({type(error).__name__})") from error
    text = (getattr(article, "text", None) or "").strip() if article is not None else ""
    if not text:
        raise ReadError("no article text was found on the page")
    published = date.fromisoformat(stated) if stated else None
    return Text(_paragraphs(text), title=getattr(article, "title", None) or title, published=published, lang=lang)


def _pdf(content: bytes) -> Text:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"the PDF cannot be opened ({error})") from error
    pages: list[str] = []
    length = 0
    try:
        for page in document:
            text = page.get_textpage().get_text_bounded()
            length += len(text)
            if length > MOST:
                raise ReadError(f"its text is longer than {MOST:,} characters; split it")
            pages.append(text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-"))
        title = (document.get_metadata_dict().get("Title") or "").strip() or None
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"a page of the PDF cannot be read ({error})") from error
    finally:
        document.close()
    text = "\n\n".join(pages).strip()
    if not text:
        raise ReadError("the PDF holds no text; it may be pictures of pages, which would have to be recognised first")
    return Text(text, title=title)


def _mail(content: bytes) -> Text:
    message = email.message_from_bytes(content, policy=email.policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        raise ReadError("the message has no text")
    try:
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        inner = Text(raw.decode(part.get_content_charset() or "utf-8", "replace").replace("\r\n", "\n"))
    except LookupError:
        inner = Text(_decoded(raw))
    if part.get_content_type() == "text/html":
        inner = _html(inner.text.encode())
    published = None
    if stated := message.get("Date"):
        try:
            published = email.utils.parsedate_to_datetime(str(stated)).date()
        except (ValueError, TypeError):
            published = None
    return Text(inner.text, title=str(message.get("Subject") or "").strip() or inner.title, published=published)


def _paragraphs(text: str) -> str:
    """One blank line between the paragraphs that an extractor has put on lines; rows of a table stay together."""
    found = ""
    for line in (line.strip() for line in _BLANK.sub("\n", text).split("\n")):
        if line:
            row = line.startswith("|") and found.rpartition("\n")[2].startswith("|")
            found += ("\n" if row else "\n\n" if found else "") + line
    return found
