"""The operator's rules: a TOML file that says of what `hakika watch` sends word, and to whom.

    [[rule]]
    id = "rafah"                          # letters, digits, - and _; names the rule for good
    title = "Rafah crossing"              # for the subject of messages and the page Sources
    when = "status"                       # see WHEN
    crisis = ["gaza"]                     # each narrows; what is not there narrows nothing
    indicator = ["crossing.status"]
    place = ["Rafah crossing"]            # an id, a name or an alias; the place itself, not what lies in it
    speaker = ["ocha"]                    # an id, a name or an alias
    within_percent = 5                    # of second_speaker: how far two numbers may lie apart
    days = 7                              # a rule's first look tells what is not older than this
    lang = "en"                           # of the messages: en, ar, fr, es
    mail = ["desk@example.org"]           # at least one of mail and webhook
    webhook = ["https://chat.example.org/hook"]

One value may stand without brackets. Addresses stay with the operator: the page Sources shows how many get mail, and of
a webhook its host alone.
"""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import httpx
from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from dashboard import selection, situation
from dashboard.selection import LANGUAGES
from dashboard.wording import Words
from data.catalogue import Catalogue
from data.errors import BadSelection, InputError
from data.models import Record
from data.queries.watch import About

When = Literal["status", "second_speaker", "revision", "overdue"]
WHEN: tuple[str, ...] = get_args(When)
"""A status changes; a second independent speaker confirms; a source revises or takes back; a series goes overdue."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Rule(Record):
    """One rule; the keys are explained at the top of this module."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")
    title: str = Field(default="", max_length=120)
    when: When
    crisis: Names = ()
    indicator: Names = ()
    place: Names = ()
    speaker: Names = ()
    within_percent: float = Field(default=5, ge=0, le=50)
    days: int = Field(default=7, ge=0, le=3650)
    lang: str = "en"
    mail: Names = ()
    webhook: Names = ()

    @field_validator("mail")
    @classmethod
    def _addresses(cls, mail: tuple[str, ...]) -> tuple[str, ...]:
        for address in mail:
            if not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", address) or not address.isascii():
                raise ValueError(f'"{address}" is no mail address')
        return mail

    @field_validator("webhook")
    @classmethod
    def _hooks(cls, hooks: tuple[str, ...]) -> tuple[str, ...]:
        for number, address in enumerate(hooks, 1):  # not named in full: it may hold a key
            try:
                url = httpx.URL(address)
            except (httpx.InvalidURL, TypeError):
                raise ValueError(f"address {number} cannot be read") from None
            if url.scheme not in ("http", "https") or not url.host or url.userinfo:
                raise ValueError(f"address {number} must be http or https, without a user name in it")
        return hooks

    @model_validator(mode="after")
    def _whole(self) -> "Rule":
        if not (self.mail or self.webhook):
            raise ValueError("mail, webhook: at least one must be given, or nobody gets word")
        if re.search(r"[\x00-\x1f\x7f]", self.title):
            raise ValueError("title: must be one line")
        if self.lang not in LANGUAGES:
            raise ValueError(f'lang: "{self.lang}" is none of {", ".join(LANGUAGES)}')
        return self

    @property
    def name(self) -> str:
        """What people read: its title, else its id."""
        return self.title or self.id

    @property
    def key(self) -> str:
        """What the rule asks, without its title and its recipients: these may change without telling all anew."""
        asked = self.model_dump_json(exclude={"title", "mail", "webhook", "lang", "days"})
        return f"{self.id}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"


def load(path: Path, catalogue: Catalogue) -> list[Rule]:
    """The rules of a file, with ids for names of places and speakers.

    Raises:
        InputError: the file cannot be read or used; every fault is named.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no TOML: {error}") from None
    faults = [f'{path}: "{key}" is no key of a file of rules; rules are [[rule]]' for key in table if key != "rule"]
    listed = table.get("rule", [])
    if not listed or not isinstance(listed, list):
        faults.append(f"{path}: holds no [[rule]]")
        listed = []
    rules: list[Rule] = []
    for number, entry in enumerate(listed, 1):
        try:
            rule = Rule.model_validate(entry)
        except ValidationError as error:
            name = entry.get("id", number) if isinstance(entry, dict) else number
            for fault in error.errors(include_url=False, include_input=False):
                where = ".".join(str(part) for part in fault["loc"])
                faults.append(f"{path}: rule {name}: {where + ': ' if where else ''}{fault['msg']}")
            continue
        if rule.id in {known.id for known in rules}:
            faults.append(f"{path}: rule {rule.id}: stands twice")
        rules.append(_named(rule, path, catalogue, faults))
    if faults:
        raise InputError("\n".join(faults))
    return rules


def _named(rule: Rule, path: Path, catalogue: Catalogue, faults: list[str]) -> Rule:
    found: dict[str, tuple[str, ...]] = {}
    for key, parameter in (("crisis", "crisis"), ("indicator", "indicator"), ("place", "place"), ("speaker", "org")):
        ids: list[str | None] = []
        for name in getattr(rule, key):
            try:
                one = selection.from_query(selection.PlainParameters({parameter: name}), catalogue)
            except BadSelection as error:
                faults += [f"{path}: rule {rule.id}: {key}: {fault}" for fault in error.faults]
                continue
            ids += {"crisis": [one.crisis], "indicator": [one.indicator], "place": one.places, "speaker": one.orgs}[key]
        found[key] = tuple(str(i) for i in ids)
    kinds = {catalogue.indicators[i].kind for i in found["indicator"]}
    if rule.when == "status" and kinds - {"status"}:
        faults.append(f"{path}: rule {rule.id}: indicator: a rule about a status needs indicators that are one")
    return rule.model_copy(update=found)


def about(rule: Rule, words: Words) -> About:
    """Which figures a rule is about: the places of its crises, or those of its own, or both at once."""
    places = set(rule.place)
    if rule.crisis:
        inside = {place for crisis in rule.crisis for place in situation.within(crisis, words)}
        places = places & inside if rule.place else inside
        places = places or {""}  # no place is in both: nothing, not everything
    return About(indicator_ids=rule.indicator, place_ids=tuple(sorted(places)), org_ids=rule.speaker)


def told(rule: Rule, words: Words) -> dict[str, str]:
    """A rule in words for the page that shows it; of its recipients only how many, and hosts."""
    catalogue = words.catalogue
    parts = [words.crisis(c) for c in rule.crisis]
    parts += [words.indicator(i) for i in rule.indicator]
    parts += [words.place(p) for p in rule.place]
    parts += [catalogue.organisations[o].name for o in rule.speaker]
    ways = [words.say("watch.mail", count=len(rule.mail))] if rule.mail else []
    ways += [words.say("watch.webhook", host=httpx.URL(hook).host) for hook in rule.webhook]
    return {
        "title": rule.name,
        "when": words.say(f"watch.when_{rule.when}"),
        "about": " · ".join(parts) or words.say("watch.everything"),
        "ways": " · ".join(ways),
    }
