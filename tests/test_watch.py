"""What `hakika watch` finds, and that each thing arrives once: with a mail server and a web server that are real."""

import asyncio
import email
import email.policy
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from small_store import at, build, document, figure, reading, seeds

from dashboard import rules, sending, watch
from dashboard.rules import Rule
from dashboard.watch import Message, News
from dashboard.wording import Words
from data.catalogue import Catalogue
from data.errors import Busy, InputError, NoRelease
from data.queries import watch as queries

pytestmark = pytest.mark.whole

QUOTE = "The Rafah crossing was closed on 2 March 2024, UNRWA said."


@dataclass
class MailServer:
    """Takes mail by SMTP on loopback; `refuse` is what it answers to a recipient instead, while it is set."""

    port: int = 0
    refuse: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 here")
        while line := (await reader.readline()).decode().strip():
            verb = line.upper().split()[0]
            if verb == "EHLO":
                say("250-here\r\n250 8BITMIME")
            elif verb == "RCPT" and self.refuse:
                say(self.refuse)
            elif verb == "DATA":
                say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                parsed = email.message_from_bytes(content[:-5].replace(b"\r\n..", b"\r\n."), policy=email.policy.SMTP)
                assert isinstance(parsed, EmailMessage)
                self.mails.append(parsed)
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("250 well")
        writer.close()


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server, ready = MailServer(), threading.Event()
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def serve() -> None:
        listener = await asyncio.start_server(server.talk, "127.0.0.1", 0)
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()
        async with listener:
            await ending.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(5)
    monkeypatch.setenv("HAKIKA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("HAKIKA_SMTP_PORT", str(server.port))
    monkeypatch.setenv("HAKIKA_SMTP_FROM", "hakika@example.org")
    yield server
    loop.call_soon_threadsafe(ending.set)
    thread.join(5)
    loop.close()


@dataclass
class Hook:
    """A web server that takes POSTs; `status` is what it answers."""

    url: str
    status: int = 204
    got: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            taken.keys.append(self.headers["Idempotency-Key"])
            self.send_response(taken.status)
            if taken.status == 302:
                self.send_header("Location", taken.url + "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    taken = Hook(f"http://127.0.0.1:{server.server_address[1]}/hook?token=secret")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield taken
    server.shutdown()
    server.server_close()


class World:
    """A small store with one rule, and what each look at it says."""

    def __init__(self, folder: Path, labels: Catalogue) -> None:
        self.catalogue = seeds(folder / "seeds")
        self.store = folder / "store"
        self.words = Words("en", labels.lexicons["en"].labels, self.catalogue, {})
        self.path = watch.state_path(self.store, folder / "rules.toml")
        self.said: list[str] = []

    def look(self, *listed: Rule, now: str = "2024-03-02T12:00") -> tuple[Message, ...]:
        watch.look(self.store, self.path, listed, lambda lang: self.words, at(now))
        return watch.read_state(self.path).waiting

    def news(self, *listed: Rule, now: str = "2024-03-02T12:00") -> list[News]:
        """What a look finds; it counts as sent."""
        found = [news for message in self.look(*listed, now=now) for news in message.news]
        watch.deliver(self.path, lambda message, words: None, lambda lang: self.words, self.said.append)
        return found

    def deliver(self) -> int:
        return watch.deliver(self.path, sending.send, lambda lang: self.words, self.said.append)

    def publish(self, *readings: object, now: str) -> None:
        assert build(self.store, self.catalogue, *readings, now=now)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, seeds_catalogue: Catalogue) -> Path:
    """A store with a first release, to be copied."""
    world = World(tmp_path_factory.mktemp("begun"), seeds_catalogue)
    said = figure(status="open", day="2024-02-28", quote="Rafah crossing is open.", org_id="unrwa")
    world.publish((document("a", lineage="a", published_at=at("2024-02-28")), [said]), now="2024-03-01")
    return world.store


@pytest.fixture
def world(tmp_path: Path, begun: Path, seeds_catalogue: Catalogue) -> World:
    shutil.copytree(begun, tmp_path / "store", symlinks=True)
    return World(tmp_path, seeds_catalogue)


def rule(when: str = "status", **fields: Any) -> Rule:
    return Rule.model_validate({"id": "r", "when": when, "webhook": "https://example.org/hook", "days": 0, **fields})


def closed(day: str = "2024-03-02", **fields: Any) -> tuple[object, Sequence[object]]:
    name = str(fields.pop("lineage", "b"))
    said = figure(status="closed", day=day, quote=QUOTE, **fields)
    return document(name + QUOTE, lineage=name, published_at=at(day)), [said]


# -- what is found


def test_a_changed_status_is_told_once_with_its_sentence(world: World) -> None:
    assert world.news(rule()) == []
    world.publish(closed(), now="2024-03-03")
    (news,) = world.news(rule())
    assert news.text.startswith("Crossing status, Rafah crossing: closed") and "UNRWA" in news.text
    assert (news.quote, news.speaker, news.day) == (QUOTE, "UNRWA", "2024-03-02")
    assert news.more == ("Before: open",)
    assert news.link.startswith("http://127.0.0.1:8501/o/") and news.source and news.source.startswith("https://")
    assert world.news(rule()) == []
    world.publish(closed("2024-03-03", lineage="c"), now="2024-03-04")
    assert world.news(rule()) == [], "said again, it has not changed"


def test_an_old_status_that_comes_late_is_no_change(world: World) -> None:
    world.news(rule())
    world.publish(closed("2024-02-20"), now="2024-03-03")
    assert world.news(rule()) == []


def test_a_first_look_tells_what_is_not_older_than_its_days(world: World) -> None:
    assert [n.more for n in world.news(rule(days=7))] == [("Before: nothing was known",)]
    assert world.news(rule(days=8), now="2024-03-02T13:00") == [], "days are not what a rule asks"


@pytest.mark.parametrize(
    ("narrowed", "told"),
    [
        ({"crisis": "gaza"}, 1),
        ({"place": ("PS02",)}, 0),
        ({"place": ("PSE.rafah-crossing",), "indicator": "crossing.status", "speaker": "unrwa"}, 1),
        ({"speaker": "ocha"}, 0),
        ({"indicator": "displacement.idps"}, 0),
        ({"crisis": "gaza", "place": ("PSE",)}, 0),
    ],
)
def test_rules_narrow(world: World, narrowed: dict[str, Any], told: int) -> None:
    world.news(rule(**narrowed))
    world.publish(closed(), now="2024-03-03")
    assert len(world.news(rule(**narrowed))) == told


def test_a_second_speaker_confirms_and_a_third_does_not(world: World) -> None:
    world.publish((document("1", lineage="1"), [figure(1_900_000, org_id="unrwa")]), now="2024-03-02")
    asked = rule("second_speaker")
    assert world.news(asked) == []
    outlet = figure(1_900_000, org_id="unrwa", quote="1.9 million displaced, UNRWA says")
    world.publish((document("2", lineage="2", published_at=at("2024-03-02")), [outlet]), now="2024-03-03")
    assert world.news(asked) == [], "an outlet that quotes the first speaker is no second one"
    far = figure(1_500_000, org_id="moh", org_text="MoH")
    world.publish((document("3", lineage="3", published_at=at("2024-03-03")), [far]), now="2024-03-04")
    assert world.news(asked) == [], "who says another number does not confirm"
    near = figure(1_910_000, "2024-03-01", org_id="ocha", org_text="OCHA")
    world.publish((document("4", lineage="4", published_at=at("2024-03-04")), [near]), now="2024-03-05")
    (news,) = world.news(asked)
    assert news.speaker == "OCHA" and news.more[0].startswith("UNRWA had said: 1.9 million")
    third = figure(1_900_000, "2024-03-02", org_id="moh", org_text="MoH")
    world.publish((document("5", lineage="5", published_at=at("2024-03-05")), [third]), now="2024-03-06")
    assert world.news(asked) == []


def test_a_source_that_revises_is_told_with_both_figures(world: World) -> None:
    world.publish((document("1", lineage="1"), [figure(100, quote="100 people displaced")]), now="2024-03-02")
    asked = rule("revision")
    assert world.news(asked) == []
    changed = document("2", lineage="1", version_at=at("2024-03-03"), retrieved_at=at("2024-03-03"))
    world.publish((changed, [figure(120, quote="120 people displaced")]), now="2024-03-04")
    (news,) = world.news(asked)
    assert news.quote == "120 people displaced" and news.more == ("Before: 100", "“100 people displaced”")
    gone = document("3", lineage="1", version_at=at("2024-03-05"), retrieved_at=at("2024-03-05"))
    world.publish((gone, []), now="2024-03-06")
    (news,) = world.news(asked)
    assert news.more == ("Taken back on 5 Mar 2024; no figure stands in its place.",)
    assert world.news(asked) == []


def test_a_series_that_goes_overdue_is_told_once(world: World) -> None:
    asked = rule("overdue")
    assert world.news(asked, now="2024-03-29T12:00") == []
    assert world.news(asked, now="2024-03-29T13:00") == [], "due that day, not overdue"
    (news,) = world.news(asked, now="2024-03-30T00:10")
    assert news.more == ("The newest figure of its series. The next was due by 29 Mar 2024: overdue by 1 day.",)
    assert world.news(asked, now="2024-04-20T00:10") == []


def test_held_figures_are_told_when_a_person_has_accepted_them(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    world = World(tmp_path, seeds_catalogue)
    early = figure(status="open", day="2024-02-20", quote="Rafah is open", confidence=0.9)
    doubtful = figure(status="closed", day="2024-03-02", quote=QUOTE, confidence=0.1)
    world.publish((document("a", lineage="a", published_at=at("2024-02-20")), [early]), now="2024-03-01")
    world.news(rule())
    world.publish((document("b", lineage="b", published_at=at("2024-03-02")), [doubtful]), now="2024-03-03")
    assert world.news(rule()) == []
    with reading(world.store) as con:
        held = queries.waiting(con)
    assert len(held) == 1
    world.catalogue = seeds(tmp_path / "seeds", f"{held[0]},accepted,read,A,2024-03-04,,")
    world.publish((document("c", lineage="c", published_at=at("2024-01-01")), []), now="2024-03-04")
    assert [n.quote for n in world.news(rule())] == [QUOTE]


def test_what_may_not_be_passed_on_is_not_told(world: World) -> None:
    world.news(rule())
    said = figure(status="closed", day="2024-03-02", quote=QUOTE)
    of = document("x", source_id="closed", lineage="x", published_at=at("2024-03-02"))
    world.publish((of, [said]), now="2024-03-03")
    assert world.news(rule()) == []


# -- that it arrives


def test_mail_arrives_once_with_sentence_speaker_day_and_link(world: World, mail_server: MailServer) -> None:
    asked = rule(mail="desk@example.org", webhook=(), title="Rafah")
    world.look(asked)
    world.publish(closed(), now="2024-03-03")
    mail_server.refuse = "451 try again later"
    world.look(asked)
    assert world.deliver() == 1 and mail_server.mails == []
    assert "refused the recipient (451)" in world.said[-1]
    mail_server.refuse = ""
    world.look(asked)
    assert world.deliver() == 0
    world.look(asked)
    assert world.deliver() == 0
    (mail,) = mail_server.mails
    text = mail.get_content()
    assert mail["Subject"] == "Hakika: Rafah (1)" and mail["To"] == "desk@example.org"
    assert QUOTE in text and "UNRWA" in text and "2 Mar 2024" in text and "/o/" in text


def test_a_failed_webhook_is_tried_again_and_the_mail_beside_it_is_not(
    world: World, mail_server: MailServer, hook: Hook
) -> None:
    asked = rule(mail="desk@example.org", webhook=hook.url)
    world.look(asked)
    world.publish(closed(), now="2024-03-03")
    hook.status = 500
    world.look(asked)
    assert world.deliver() == 1
    assert "127.0.0.1 answered 500." in world.said[-1] and "secret" not in "".join(world.said)
    hook.status = 204
    world.look(asked)
    assert world.deliver() == 0
    assert len(mail_server.mails) == 1 and len(hook.got) == 2 and len(set(hook.keys)) == 1
    (news,) = hook.got[1]["news"]
    assert news["quote"] == QUOTE and QUOTE in str(hook.got[1]["text"])


def test_a_redirect_is_not_followed(world: World, hook: Hook) -> None:
    asked = rule(webhook=hook.url)
    world.look(asked)
    world.publish(closed(), now="2024-03-03")
    hook.status = 302
    world.look(asked)
    assert world.deliver() == 1 and len(hook.got) == 1


def test_a_password_is_not_sent_without_tls(
    world: World, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKIKA_SMTP_USER", "desk")
    asked = rule(mail="desk@example.org", webhook=(), days=30)
    world.look(asked)
    assert world.deliver() == 1 and "no TLS" in world.said[-1] and not mail_server.mails


def test_a_slow_webhook_is_given_up_by_the_clock(world: World) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while not given_up.is_set():
            writer.write(b"H")
            await asyncio.sleep(0.05)
        writer.close()

    given_up = asyncio.Event()

    async def ask() -> str:
        server = await asyncio.start_server(trickle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        message = Message(message_id="m", rule="r", title="t", way="webhook", to=f"http://127.0.0.1:{port}/",
                          release=1, lang="en", news=())  # fmt: skip
        with pytest.raises(sending.NotSent) as raised:
            await asyncio.to_thread(sending.by_webhook, message, world.words, 0.3)
        given_up.set()
        await asyncio.sleep(0.1)
        server.close()
        await server.wait_closed()
        return str(raised.value)

    assert "in time" in asyncio.run(ask())


def test_one_watcher_at_a_time(world: World) -> None:
    with watch.alone(world.path), pytest.raises(Busy):
        watch.alone(world.path)


def test_a_store_made_anew_is_a_first_look(world: World, tmp_path: Path) -> None:
    world.news(rule())
    world.store.rename(tmp_path / "old")
    world.publish(closed("2024-02-10"), now="2024-03-04")
    (tmp_path / "old" / "watch").rename(world.store / "watch")
    assert world.news(rule()) == []


def test_without_a_release_and_with_a_damaged_state_it_says_so(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    world = World(tmp_path, seeds_catalogue)
    with pytest.raises(NoRelease):
        world.look(rule())
    world.path.parent.mkdir(parents=True)
    world.path.write_text("{")
    with pytest.raises(InputError, match="damaged"):
        watch.read_state(world.path)


# -- the file


def test_every_fault_of_a_file_of_rules_is_named(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        'extra = 1\n[[rule]]\nid = "a b"\nwhen = "status"\nmail = "x"\n'
        '[[rule]]\nid = "b"\nwhen = "overdue"\nplace = "Rafa crosing"\nwebhook = "https://u:p@example.org/"\n'
        '[[rule]]\nid = "c"\nwhen = "status"\nindicator = "displacement.idps"\nmail = "a@example.org"\n'
        '[[rule]]\nid = "d"\nwhen = "revision"\nspeaker = "nobody"\n'
        '[[rule]]\nid = "e"\nwhen = "revision"\nspeaker = "nobody"\nmail = "a@example.org"\n',
        "utf-8",
    )
    with pytest.raises(InputError) as raised:
        rules.load(path, seeds_catalogue)
    said = str(raised.value)
    for part in ('"extra"', "rule a b: id", "no mail address", "without a user name", "rule c: indicator",
                 "at least one", "rule e: speaker"):  # fmt: skip
        assert part in said
    assert "u:p" not in said


def test_names_become_ids_and_the_page_shows_no_address(tmp_path: Path, seeds_catalogue: Catalogue) -> None:
    from dashboard.wording import make_words

    path = tmp_path / "rules.toml"
    path.write_text(
        '[[rule]]\nid = "rafah"\nwhen = "status"\nplace = "Rafah crossing"\nspeaker = "UNRWA"\n'
        'mail = ["a@example.org", "b@example.org"]\nwebhook = "https://chat.example.org/hook?token=secret"\n'
    )
    (one,) = rules.load(path, seeds_catalogue)
    assert (one.place, one.speaker) == (("PSE.rafah-crossing",), ("unrwa",))
    told = rules.told(one, make_words(seeds_catalogue)["en"])
    assert told["ways"] == "mail, recipients: 2 · webhook at chat.example.org"
    assert "secret" not in str(told) and "@" not in str(told)


def test_the_page_sources_shows_the_rules_in_force(
    tmp_path: Path, seeds_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.views import sources
    from dashboard.wording import make_words

    english = make_words(seeds_catalogue)["en"]
    monkeypatch.delenv("HAKIKA_RULES", raising=False)
    assert sources.in_force(english) == {"rules": [], "fault": False}
    path = tmp_path / "rules.toml"
    monkeypatch.setenv("HAKIKA_RULES", str(path))
    assert sources.in_force(english) == {"rules": [], "fault": True}
    path.write_text('[[rule]]\nid = "r"\nwhen = "overdue"\ncrisis = "gaza"\nmail = "a@example.org"\n')
    (shown,) = sources.in_force(english)["rules"]
    assert (shown["when"], shown["about"]) == ("when a series goes overdue", "Gaza Strip")


def test_when_the_next_figure_is_due_is_said_in_words(seeds_catalogue: Catalogue) -> None:
    from dashboard.views import sources
    from dashboard.wording import make_words

    english = make_words(seeds_catalogue)["en"]
    due, today = date(2024, 5, 12), date(2024, 5, 15)
    assert sources.due(due, today, english) == "overdue by 3 days, was due by 12 May 2024"
    assert sources.due(today, today, english) == "next due by 15 May 2024"
    assert sources.due(None, today, english) == "no cadence declared"


def test_the_command_sends_once_and_ends_with_1_while_something_waits(
    warehouse: Path, tmp_path: Path, mail_server: MailServer
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "r"\nwhen = "status"\ncrisis = "gaza"\ndays = 3650\nmail = "a@example.org"\n')

    def run() -> int:
        command = [sys.executable, "-m", "dashboard.cli", "watch", "--rule", str(path), "--once"]
        done = subprocess.run([*command, "--store", str(warehouse)], capture_output=True, timeout=60, check=False)
        return done.returncode

    mail_server.refuse = "550 no"
    assert run() == 1
    mail_server.refuse = ""
    assert run() == 0 and run() == 0
    (mail,) = mail_server.mails
    assert "Rafah crossing" in mail.get_content()
