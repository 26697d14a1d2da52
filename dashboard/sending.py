"""Sending word: by mail over SMTP, or to a webhook by one POST of JSON.

The mail server is named by $HAKIKA_SMTP_HOST, _PORT (465: TLS from the start; else 587 or as told, with STARTTLS where
it is offered), _USER, _PASSWORD and _FROM. A password is sent over TLS alone. The operator gives the addresses of
webhooks, so that one inside the own network is allowed; all else is as for fetching: http and https, no user name, no
redirect, no proxy of the environment, 10 s to connect and 60 s in all, and of the answer only its status is read.
"""

import asyncio
import os
import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

import httpx

from dashboard.watch import Message, News
from dashboard.wording import Words
from data.errors import HakikaError

CONNECT_SECONDS, SECONDS = 10.0, 60.0


class NotSent(HakikaError):
    """A message could not be delivered; it is kept."""


def send(message: Message, words: Words) -> None:
    """Deliver one message.

    Raises:
        NotSent: it did not arrive, and why.
    """
    if message.way == "mail":
        by_mail(message, words, os.environ)
    else:
        by_webhook(message, words)


def body(message: Message, words: Words) -> str:
    """The message as plain text: each piece of news with its quote, its link and its source."""
    parts = [_piece(news, words) for news in message.news]
    if message.left_out:
        parts.append(words.say("watch.left_out", count=words.number(message.left_out)))
    parts.append(words.say("watch.foot", rule=message.title, release=message.release))
    return "\n\n".join(parts) + "\n"


def _piece(news: News, words: Words) -> str:
    lines = [news.text]
    if news.quote:
        lines.append(f"“{news.quote}”")
    lines += [*news.more, f"{words.say('link.figure')}: {news.link}"]
    if news.source:
        lines.append(f"{words.say('link.source')}: {news.source}")
    return "\n".join(lines)


def by_mail(message: Message, words: Words, environment: Mapping[str, str]) -> None:
    """Hand a message to the mail server.

    Raises:
        NotSent: there is none, or it did not take the message.
    """
    host, sender = environment.get("HAKIKA_SMTP_HOST", ""), environment.get("HAKIKA_SMTP_FROM", "")
    if not host or not sender:
        raise NotSent("mail needs $HAKIKA_SMTP_HOST and $HAKIKA_SMTP_FROM.")
    try:
        port = int(environment.get("HAKIKA_SMTP_PORT") or 587)
    except ValueError:
        raise NotSent("$HAKIKA_SMTP_PORT is no number.") from None
    mail = EmailMessage()
    try:
        mail["From"] = Address(display_name="Hakika", addr_spec=sender)
    except (ValueError, IndexError):
        raise NotSent("$HAKIKA_SMTP_FROM is no mail address.") from None
    mail["To"] = message.to
    count = len(message.news) + message.left_out
    mail["Subject"] = words.say("watch.subject", title=message.title, count=count)
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.lang
    mail.set_content(body(message, words))
    user, password = environment.get("HAKIKA_SMTP_USER", ""), environment.get("HAKIKA_SMTP_PASSWORD", "")
    try:
        with _server(host, port) as server:
            server.ehlo()
            if port != 465 and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if user:
                if not isinstance(server.sock, ssl.SSLSocket):
                    raise NotSent(f"{host} offers no TLS, and a password is not sent without.")
                server.login(user, password)
            server.send_message(mail, from_addr=sender, to_addrs=[message.to])
    except smtplib.SMTPAuthenticationError:
        raise NotSent(f"{host} refused the user or the password.") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"{host} answered {error.smtp_code}.") from None
    except smtplib.SMTPRecipientsRefused as refused:
        codes = ", ".join(str(code) for code, _ in refused.recipients.values())
        raise NotSent(f"{host} refused the recipient ({codes}).") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{host}, port {port}: {getattr(error, 'strerror', None) or error}.") from None


def _server(host: str, port: int) -> smtplib.SMTP:
    if port == 465:
        return smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=CONNECT_SECONDS)


def record(message: Message, words: Words) -> dict[str, object]:
    """The JSON of a webhook: the whole as `text`, as chat programs take it, and each piece of news by itself."""
    return {
        "id": message.message_id,
        "rule": message.rule,
        "title": message.title,
        "release": message.release,
        "text": body(message, words),
        "news": [news.model_dump() for news in message.news],
        "left_out": message.left_out,
    }


def by_webhook(message: Message, words: Words, seconds: float = SECONDS) -> None:
    """Post a message; any answer in the 200s means that it arrived.

    Raises:
        NotSent: it did not.
    """
    host = httpx.URL(message.to).host
    headers = {"Idempotency-Key": message.message_id, "User-Agent": "Hakika"}

    async def post() -> int:
        waits = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        async with asyncio.timeout(seconds):  # a wall clock, whatever trickles in
            async with httpx.AsyncClient(timeout=waits, follow_redirects=False, trust_env=False) as client:
                async with client.stream("POST", message.to, json=record(message, words), headers=headers) as answer:
                    return answer.status_code

    try:
        status = asyncio.run(post())
        if not 200 <= status < 300:
            raise NotSent(f"{host} answered {status}.")
    except (TimeoutError, httpx.TimeoutException):
        raise NotSent(f"{host} did not answer in time.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotSent(f"{host} cannot be reached: {error}.") from None
