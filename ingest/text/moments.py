"""The period of a figure: what the rules of tense and nearness say; where they know none, the signs for one decide.

The rules take the nearest date of the sentence, else what is running or present until the publication, else what is
carried from before. Where these settle nothing, no day and each day told before have signs: what sort of figure it is,
its tense, what the rules say, whether the sentence goes on about "the quake". Their weights are set against labelled
texts.
"""

from ingest.text.calendars import EVENTS, Calendar, When, made, the_event
from ingest.text.dating import by_rule
from ingest.text.day_weights import PERIOD
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_class
from ingest.text.nearby import earlier_level, nearness, of_claim
from ingest.text.signs import Choice, Kinds, Signs, summed
from ingest.text.tenses import leading, running, tense

_SELDOM = 10  # a number of dead that is seldom that of two events
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
        if calendar.paragraph > calendar.level_in + 2:
            calendar.level = None
    while calendar.reports and (first := min(calendar.reports)) <= calendar.number:
        calendar.reported = calendar.reports.pop(first)
    weighed += choices(calendar, sentence, claim, kind, others)
    found = max(weighed, key=lambda c: c.score).it
    quantity = sentence.items[claim.at].quantity if claim.indicator.startswith("casualties.") else None
    if quantity is not None and quantity.value >= _SELDOM:
        before = calendar.counted.setdefault((claim.indicator, quantity.value), found)
        own = found.basis == "stated" or found.end is None and "date" in sentence.kinds
        found = found if own or before.end is None else before  # the same number told again
    if "date" in sentence.kinds and any(
        i.period and i.period.relation == "behind" and i.period.to_day == found.end for i in sentence.items
    ):
        return found  # of what came before that of which the text is, and carries no day on
    if kind == "flow" and claim.indicator.startswith(("casualties.", "displacement.")) and found.end is not None:
        calendar.flow, calendar.age = found, 0
    if kind == "flow" and claim.indicator.startswith(("crossing.", "health.attacks")) and found.basis == "stated":
        calendar.moved, calendar.moved_in = found, sentence.span.paragraph
    if kind == "stock" and found.end is not None:
        if found.basis == "stated" and not earlier_level(sentence.items, claim):
            calendar.level = found
        if calendar.level is not None and found.end == calendar.level.end:
            calendar.level_in = sentence.span.paragraph
    calendar.before = claim, found
    return found


def choices(
    calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int]
) -> list[Choice[When]]:
    """The period of the rules, and where they know none all that a claim may be for, with their signs and sums."""
    row = sentence.items
    form, runs = tense(row, claim), running(row, claim, "date" in sentence.kinds)
    ruled, rule = by_rule(calendar, sentence, claim, kind, others, form, runs)
    if ruled.end is not None:
        return [_summed(ruled, "rule", f"rule {rule}", "", [])]
    words = [kind_of(claim.indicator), form or leading(row, claim) or "no verb", *_about(sentence, claim, runs)]
    found = [_summed(ruled, "rule", f"rule {rule}", f"rule {rule}", words)]
    for name, day in _others(calendar, sentence, claim, kind):
        if day.end is not None:
            found.append(_summed(day, name, f"{name}, not {rule}", name, words))
    return found


def _summed(day: When, name: str, more: str, sort: str, words: list[str]) -> Choice[When]:
    signs: Signs = [(name, 1.0), (more, 1.0), *[(f"{sort}, {word}", 1.0) for word in words]]
    return summed(day, signs, PERIOD)


def _others(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str) -> list[tuple[str, When]]:
    """Periods that the rules may have passed over, each with what it is."""
    published, reported = calendar.published, calendar.reported
    today = reported or published
    point = kind != "flow"
    found = []
    if published is not None:
        found.append(("publication", When(published if point else None, published, "publication")))
    if reported is not None:
        found.append(("report", When(reported if point else None, reported, "inferred")))
    if calendar.dated is not None and calendar.dated.to_day != reported:
        day = calendar.dated.to_day
        found.append(("as of", When(day if point else None, day, "inferred")))
    if calendar.flow is not None:
        found.append(("carried", calendar.flow))
        if calendar.flow.start is not None and today is not None:
            found.append(("carried on", made(calendar.flow.start, today, "inferred")))
    for name, event in (("event", calendar.event), ("lead", calendar.first)):
        if event is not None and event.short and (name == "event" or event is not calendar.event):
            if event.relation != "since":
                found.append((name, made(event.from_day, event.to_day, "inferred")))
            if today is not None:
                found.append((f"{name} on", made(event.from_day, today, "inferred")))
    for period in _near(sentence.items, claim) if "date" in sentence.kinds else ():
        found.append(("told", made(period.from_day, period.to_day, "stated")))
        if today is not None and period.from_day is not None:
            found.append(("told on", made(period.from_day, today, "stated")))
    if calendar.before is not None and calendar.before[0].indicator[:4] == claim.indicator[:4]:
        found.append(("as before", calendar.before[1]))  # of the same matter
    return found


def _near(row: list[Item], claim: Claim) -> list[Period]:
    """The two nearest dates of a sentence that settle a day."""
    found = []
    for n in range(max(0, claim.at - WINDOW), min(len(row), claim.at + WINDOW)):
        period = row[n].period
        if period is not None and period.to_day is not None and of_claim(period, claim):
            found.append((n, period))
    if len(found) > 1:
        found.sort(key=lambda f: nearness(row, f[0], claim, frozenset()))
    return [period for _, period in found[:2]]


def _about(sentence: Sentence, claim: Claim, runs: bool) -> list[str]:
    """What a sentence says of its event: that it is a known one, that it goes on (`runs`), that it is a disaster's."""
    low, high = claim.kept
    found = []
    classes = sentence.classes
    row = sentence.items
    whole = low <= WINDOW and high + WINDOW >= len(row)
    window = row if whole else row[max(0, low - WINDOW) : high + WINDOW]
    if "definite" in classes and not classes.isdisjoint(EVENTS) and the_event(window):
        found.append("the event")
    if "hazard" in classes and (whole or has_class(window, "hazard")):
        found.append("hazard")
    if runs:
        found.append("running")
    if "long_event" in classes and (whole or has_class(window, "long_event")):
        found.append("war")
    if "date" in sentence.kinds and any(item.period is not None and not item.period.said for item in window):
        found.append("dated")
    return found
