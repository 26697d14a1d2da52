"""The period of a figure: what the rules of tense and nearness say, unless the signs for another one weigh more.

The rules take the nearest date of the sentence, else what is running or present until the publication, else what is
carried from before. Each other period that may be meant has signs: what sort of figure it is, its tense, how long ago
the day was told, whether the sentence goes on about "the quake". Their weights are set against labelled texts.
"""

from ingest.text.calendars import Calendar, When, made
from ingest.text.dating import by_rule, leading, running, tense, the_event
from ingest.text.day_weights import PERIOD
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence
from ingest.text.locate import together
from ingest.text.nearby import nearness, of_claim
from ingest.text.signs import Choice, Kinds, Signs, summed

WINDOW = 80  # items to each side of a figure that are looked at
kind_of = Kinds(
    ("casualties.", "toll"),
    ("displacement.new", "flight"),
    ("displacement.refugees", "refugees"),
    ("displacement.returnees", "return"),
    ("displacement.sheltered", "shelter"),
    ("displacement.sites", "shelter"),
    ("displacement.", "stock"),
    ("food.", "food"),
    ("funding.required", "asked"),
    ("funding.", "given"),
    ("crossing.status", "status"),
    ("crossing.", "traffic"),
    ("health.hospital_status", "status"),
    ("health.", "health"),
)


def when(
    calendar: Calendar,
    sentence: Sentence,
    claim: Claim,
    kind: str,
    others: frozenset[int],
    weighed: list[Choice[When]],
) -> When:
    """The period of a claim of an indicator of this kind: "stock", "flow" or "status"; `others`: all figures' items.

    All that is weighed is put into `weighed`.
    """
    if calendar.paragraph != sentence.span.paragraph:
        calendar.listed = calendar.listed and sentence.span.kind != "sentence"
        if not calendar.listed:
            calendar.age += sentence.span.paragraph - calendar.paragraph
        calendar.paragraph = sentence.span.paragraph
    weighed += choices(calendar, sentence, claim, kind, others)
    found = max(weighed, key=lambda c: c.score).it
    if kind == "flow" and claim.indicator.startswith(("casualties.", "displacement.")) and found.end is not None:
        calendar.flow, calendar.age = found, 0
        today = calendar.reported or calendar.published
        calendar.after = "a running total" if found.end == today and found.start != today else "a day"
    calendar.before = claim, found
    return found


def choices(
    calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int]
) -> list[Choice[When]]:
    """All periods that a claim may be for, the one of the rules first, each with its signs and their sum."""
    row = sentence.items
    ruled, rule = by_rule(calendar, sentence, claim, kind, others)
    sort, form = kind_of(claim.indicator), tense(row, claim) or leading(row, claim) or "no verb"
    about = _about(row, claim) + _told_before(calendar, sentence)
    signs: Signs = [("rule", 1.0), (f"rule {rule}", 1.0), (f"rule {rule}, {sort}", 1.0), (f"rule {rule}, {form}", 1.0)]
    signs += ((f"rule {rule}, {name}", 1.0) for name in about)
    found = [summed(ruled, signs, PERIOD)]
    for name, day, more in _others(calendar, sentence, claim, kind):
        if day.end == ruled.end:
            continue
        signs = [(name, 1.0), (f"{name}, {sort}", 1.0), (f"{name}, {form}", 1.0), (f"{name}, not {rule}", 1.0)]
        signs += ((f"{name}, {word}", 1.0) for word in about)
        signs += ((f"{name}, {word}", 1.0) for word in more)
        found.append(summed(day, signs, PERIOD))
    return found


def _told_before(calendar: Calendar, sentence: Sentence) -> list[str]:
    """What the document has said before."""
    found = [f"after {calendar.after}"]
    if calendar.toll:
        found.append("titled toll")
    if calendar.war:
        found.append("war told")
    if sentence.span.kind != "sentence":
        found.append("listed")
    if sentence.span.paragraph == 0:
        found.append("first lines")
    return found


def _others(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str) -> list[tuple[str, When, list[str]]]:
    """Periods that the rules may have passed over: a name, the period, and what is to be said of it."""
    published, reported = calendar.published, calendar.reported
    today = reported or published
    point = kind != "flow"
    found: list[tuple[str, When, list[str]]] = [("none", When(None, None, "unknown"), [])]
    if published is not None:
        found.append(("publication", When(published if point else None, published, "publication"), []))
    if reported is not None:
        found.append(("report", When(reported if point else None, reported, "inferred"), []))
    if calendar.flow is not None:
        ago = [f"{min(calendar.age, 2)} paragraphs ago"]
        found.append(("carried", calendar.flow, ago))
        if calendar.flow.start is not None and today is not None:
            found.append(("carried on", made(calendar.flow.start, today, "inferred"), ago))
    for name, event, number in (
        ("event", calendar.event, calendar.told_in),
        ("lead", calendar.first, calendar.first_in),
    ):
        if event is None or event.grain not in ("day", "span") or name == "lead" and event is calendar.event:
            continue
        ago = [f"{min(calendar.number - number, 3)} sentences ago", event.grain, event.relation]
        if name == "event" and calendar.told == sentence.span.paragraph:
            ago.append("this paragraph")
        found.append((name, made(event.from_day, event.to_day, "inferred"), ago))
        if today is not None:
            found.append((f"{name} on", made(event.from_day, today, "inferred"), ago))
    if calendar.dated is not None and calendar.dated.to_day != reported:
        ago = [f"{min(calendar.number - calendar.dated_in, 3)} sentences ago"]
        found.append(
            ("as of", made(None if kind == "flow" else calendar.dated.to_day, calendar.dated.to_day, "inferred"), ago)
        )
    for order, (cost, period) in enumerate(_near(sentence.items, claim)):
        said = [period.relation, period.grain, ("nearest", "second")[order], "far" if cost > 3 else "near"]
        if period.said:
            said.append("statement")
        if period.relative:
            said.append("relative")
        found.append(("told", made(period.from_day, period.to_day, "stated"), said))
        if today is not None and period.from_day is not None:
            found.append(("told on", made(period.from_day, today, "stated"), said))
    if calendar.before is not None:
        breath = ["one breath"] if together(sentence, calendar.before[0], claim) else []
        if calendar.before[0].indicator == claim.indicator:
            breath.append("same indicator")
        found.append(("as before", calendar.before[1], breath))
    return found


def _near(row: list[Item], claim: Claim) -> list[tuple[float, Period]]:
    """The two nearest dates of a sentence that settle a day, each with how far it stands."""
    found = []
    for n in range(max(0, claim.at - WINDOW), min(len(row), claim.at + WINDOW)):
        period = row[n].period
        if period is not None and period.to_day is not None and of_claim(period, claim):
            found.append((nearness(row, n, claim, frozenset()), n, period))
    return [(cost, period) for cost, _, period in sorted(found, key=lambda f: f[:2])[:2]]


def _about(row: list[Item], claim: Claim) -> list[str]:
    """What a sentence says of its event: that it is a known one, that it goes on, that it is a disaster's."""
    low, high = claim.kept
    found = []
    window = row[max(0, low - WINDOW) : high + WINDOW]
    if the_event(window):
        found.append("the event")
    if any("hazard" in item.classes for item in window):
        found.append("hazard")
    if running(row, claim):
        found.append("running")
    if any("long_event" in item.classes for item in window):
        found.append("war")
    if any(item.period is not None and not item.period.said for item in window):
        found.append("dated")
    return found
