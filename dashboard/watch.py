"""What `hakika watch` does: find what rules are about in a release, and send word of each thing once.

A look finds what is new since the last one, puts it as messages into the state, writes the state, and only then sends;
each message that arrived leaves the state at once. So a failed message waits for the next look, and what was sent is
not sent again. The state is a file of the store, `watch/<name of the rules' file>.json`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout
from pydantic import ValidationError

from dashboard import bundle, pieces
from dashboard.rules import Rule, about
from dashboard.wording import Words
from data import archive, queries, warehouse
from data.errors import Busy, HakikaError, InputError, NoRelease
from data.models import Record
from data.queries import watch as asked

MOST = 50  # pieces of news in one message; of more it says how many
HOME = "http://127.0.0.1:8501"


class News(Record):
    """One thing to tell, in words. `key` is the same whenever the same thing is found."""

    key: str
    text: str
    more: tuple[str, ...] = ()
    quote: str | None = None
    speaker: str | None = None
    day: str | None = None
    link: str
    source: str | None = None


class Message(Record):
    """What one recipient gets of one rule after one look."""

    message_id: str
    rule: str
    title: str
    way: Literal["mail", "webhook"]
    to: str
    release: int
    lang: str
    news: tuple[News, ...]
    left_out: int = 0


class Looked(Record):
    """How far a rule has looked; `known` bounds its first look, `overdue` is the last day whose lateness was told."""

    release: int = 0
    runs: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    known: datetime = datetime.min
    overdue: date = date.min
    told: tuple[str, ...] = ()


class State(Record):
    """All that is remembered."""

    rules: dict[str, Looked] = {}
    waiting: tuple[Message, ...] = ()


Send = Callable[[Message, Words], None]
Tell = Callable[[str], None]


def state_path(store: Path, rules: Path) -> Path:
    """Where the state of a file of rules is kept."""
    return store / "watch" / f"{rules.stem}.json"


def read_state(path: Path) -> State:
    """The state, empty where nothing was looked at yet.

    Raises:
        InputError: the file is not what was written.
    """
    if not path.exists():
        return State()
    try:
        return State.model_validate_json(path.read_bytes())
    except ValidationError:
        raise InputError(f"{path} is damaged. Delete it: rules then begin as if they were new.") from None


def _write(path: Path, state: State) -> None:
    archive.write(path, state.model_dump_json(indent=1).encode())


def look(store: Path, path: Path, rules: Sequence[Rule], words: Callable[[str], Words], now: datetime) -> int:
    """Put what is new in the current release into the state, as messages that wait; gives the release's number.

    Reads the public file, as messages hand figures on. To be called by whoever holds the lock of `alone`.

    Raises:
        NoRelease: the store holds none yet.
    """
    release = warehouse.current(store, public=True)
    if release is None:
        raise NoRelease(f"{store} holds no release yet. Run `hakika ingest` to make one.")
    number = warehouse.number_of(release)
    state = read_state(path)
    looked, waiting = dict(state.rules), list(state.waiting)
    with closing(warehouse.connect(release)) as con:
        cursor = warehouse.cursor(con)
        runs, held = asked.runs(cursor), asked.waiting(cursor)
        for rule in rules:
            before = looked.get(rule.key, Looked())
            first = not set(before.runs) & set(runs)  # also where the store was made anew
            if first:
                since = now - timedelta(days=rule.days)
                before = before.model_copy(update={"known": since, "overdue": since.date(), "runs": (), "held": ()})
            if first or before.release != number or rule.when == "overdue":
                news, old = find(cursor, rule, words(rule.lang), before, now.date())
                fresh = [one for one in news if one.key not in before.told]
                waiting += _messages(rule, fresh, number, waiting)
                told = (*before.told, *(one.key for one in fresh), *(old if first else ()))
                before = before.model_copy(update={"told": tuple(dict.fromkeys(told))})
            fixed = {"release": number, "runs": runs, "held": held, "known": datetime.min, "overdue": now.date()}
            looked[rule.key] = before.model_copy(update=fixed)
    wanted = {(rule.id, to) for rule in rules for to in (*rule.mail, *rule.webhook)}
    new = State(rules=looked, waiting=tuple(m for m in waiting if (m.rule, m.to) in wanted))
    if new != state:
        _write(path, new)
    return number


def _messages(rule: Rule, news: Sequence[News], number: int, waiting: Sequence[Message]) -> list[Message]:
    made = []
    taken = {message.message_id for message in waiting}
    for way, addresses in (("mail", rule.mail), ("webhook", rule.webhook)):
        for to in addresses if news else ():
            key = hashlib.sha256("\x1f".join([rule.id, way, to, *(one.key for one in news)]).encode()).hexdigest()[:26]
            if key not in taken:
                made.append(
                    Message.model_validate(
                        {"message_id": key, "rule": rule.id, "title": rule.name, "way": way, "to": to,
                         "release": number, "lang": rule.lang, "news": tuple(news[:MOST]),
                         "left_out": max(len(news) - MOST, 0)}
                    )
                )  # fmt: skip
    return made


def deliver(path: Path, send: Send, words: Callable[[str], Words], tell: Tell) -> int:
    """Send what waits; gives how many messages still wait, as their sending failed. Each failure is told."""
    state = read_state(path)
    left: list[Message] = []
    for number, message in enumerate(state.waiting):
        try:
            send(message, words(message.lang))
        except HakikaError as error:
            tell(f"Rule {message.rule}: {error} It will be sent at the next look.")
            left.append(message)
        else:
            _write(path, state.model_copy(update={"waiting": (*left, *state.waiting[number + 1 :])}))
            tell(f"Rule {message.rule}: {len(message.news) + message.left_out} told by {message.way}.")
    return len(left)


def alone(path: Path) -> FileLock:
    """The lock of a state, taken: one watcher at a time.

    Raises:
        Busy: another one has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.stem}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(f"Another `hakika watch` works with {path}. Give this file of rules another name.") from None
    return lock


def find(cursor: Any, rule: Rule, words: Words, before: Looked, today: date) -> tuple[list[News], list[str]]:
    """What a rule tells, the newest first; and the keys of what is too old to be told at a first look."""
    which = about(rule, words)
    since = asked.Since(runs=before.runs, held=before.held, known=before.known)
    if rule.when == "status":
        return [_status(p, words) for p in asked.status_changes(cursor, which, since)], []
    if rule.when == "second_speaker":
        rows = asked.confirmations(cursor, which, since, rule.within_percent / 100)
        firsts = asked.ever(cursor, [row["first"] for row in rows])
        return [_confirmed(row, firsts[row["first"]], words) for row in rows], []
    if rule.when == "revision":
        rows = asked.revised(cursor, which, since)
        figures = asked.ever(cursor, [i for row in rows for i in (row["old_id"], row["new_id"]) if i])
        made = [(row["changed_at"] > before.known, _revised(row, figures, words)) for row in rows]
        return [news for new, news in made if new], [news.key for new, news in made if not new]
    series = queries.freshness.rows(cursor, which.place_ids, indicator_ids=which.indicator_ids, org_ids=which.org_ids)
    late = [row for row in series if row["due_on"] and before.overdue <= row["due_on"] < today]
    figures = asked.ever(cursor, [row["newest_id"] for row in late])
    return [_overdue(row, figures[row["newest_id"]], words, today) for row in late], []


def _news(key: str, point: Mapping[str, Any], words: Words, *more: str, text: str | None = None) -> News:
    where = bundle.origin() or HOME
    return News(
        key=key,
        text=text or words.sentence(point),
        more=more,
        quote=point["quote"] if point["found_as"] == "text" else None,
        speaker=words.speaker(point),
        day=point["period_end"].isoformat() if point["period_end"] else None,
        link=where + pieces.href(point["observation_id"], point["source_id"], words.catalogue, words.lang),
        source=pieces.source_url(point),
    )


def _status(point: Mapping[str, Any], words: Words) -> News:
    before = words.status(point["before"]) if point["before"] else words.say("watch.nothing_before")
    return _news(f"status/{point['observation_id']}", point, words, words.say("watch.before", figure=before))


def _confirmed(point: Mapping[str, Any], first: Mapping[str, Any], words: Words) -> News:
    said = words.say("watch.confirms", speaker=words.speaker(first), figure=words.figure(first), when=words.when(first))
    quote = [f"“{first['quote']}”"] if first["found_as"] == "text" and first["quote"] else []
    return _news(f"second/{first['observation_id']}", point, words, said, *quote)


def _revised(row: Mapping[str, Any], figures: Mapping[str, Mapping[str, Any]], words: Words) -> News:
    old = figures[row["old_id"]]
    key = f"revision/{row['change']}/{row['old_id']}/{row['new_id'] or ''}"
    quote = [f"“{old['quote']}”"] if old["found_as"] == "text" and old["quote"] else []
    if row["new_id"]:
        return _news(key, figures[row["new_id"]], words, words.say("watch.before", figure=words.figure(old)), *quote)
    why = [row["reason"]] if row["reason"] else []
    return _news(key, old, words, words.say("watch.withdrawn", day=words.day(row["changed_at"].date())), *why)


def _overdue(row: Mapping[str, Any], newest: Mapping[str, Any], words: Words, today: date) -> News:
    said = words.say(
        "watch.overdue", day=words.day(row["due_on"]), span=words.days((today - row["due_on"]).days)
    )  # fmt: skip
    return _news(f"overdue/{row['series_id']}/{row['due_on']}", newest, words, said)


def now() -> datetime:
    """This instant, UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
