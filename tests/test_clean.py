"""Documents to the text that is kept."""

from datetime import date

import pytest

from data.errors import ReadError
from ingest.text import clean


@pytest.mark.parametrize("kind", ["text/plain", "text/markdown"])
def test_plain_text_is_kept_as_it_is(kind: str) -> None:
    text = "Twelve people\u200b were killed.\n\n\u202eabc\n"
    assert clean(text.encode(), kind).text == text


def test_a_page_gives_its_article_without_what_is_hidden() -> None:
    page = (
        '<html lang="en"><head><title>Floods</title><meta property="article:published_time" content="2024-05-03">'
        "</head><body><article><h1>Floods</h1><p>Twelve people were killed in Rafah on Friday, officials said in a "
        'long statement.</p><p style="display:none">Ninety people were killed.</p></article></body></html>'
    )
    found = clean(page.encode(), "text/html")
    assert "Twelve people were killed" in found.text
    assert "Ninety" not in found.text
    assert found.published == date(2024, 5, 3)


def test_a_message_gives_its_text_and_day() -> None:
    message = b"Subject: Update\r\nDate: Fri, 03 May 2024 10:00:00 +0000\r\n\r\nTwelve people were killed.\r\n"
    found = clean(message, "message/rfc822")
    assert found.text.strip() == "Twelve people were killed."
    assert found.published == date(2024, 5, 3)


def test_what_is_no_pdf_is_an_error_in_words() -> None:
    with pytest.raises(ReadError):
        clean(b"%PDF-1.4 broken", "application/pdf")
