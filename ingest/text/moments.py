"""The period of a figure: what the rules of tense and nearness say, and what they leave to the figures behind it.

The rules take the nearest date of the sentence, else what is running or present until the publication, else what is
carried from before.
"""

from ingest.text.calendars import Calendar, When
from ingest.text.dating import by_rule
from ingest.text.figures import Claim
from ingest.text.items import Sentence
from ingest.text.nearby import earlier_level


def when(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int]) -> tuple[When, str]:
    """The period of a claim of an indicator of this kind: "stock", "flow" or "status", and by which rule.

    `others`: all figures' items.
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
    found, rule = by_rule(calendar, sentence, claim, kind, others)
    quantity = sentence.items[claim.at].quantity if claim.indicator.startswith("casualties.") else None
    if quantity is not None and quantity.value >= 10:  # a number of dead that is seldom that of two events
        before = calendar.counted.setdefault((claim.indicator, quantity.value), found)
        own = found.basis == "stated" or found.end is None and "date" in sentence.kinds
        found = found if own or before.end is None else before  # the same number told again
    if "date" in sentence.kinds and any(
        i.period and i.period.relation == "behind" and i.period.to_day == found.end for i in sentence.items
    ):
        return found, rule  # of what came before that of which the text is, and carries no day on
    until = found.basis == "stated" and not found.start and calendar.flow is not None  # "72 had died by Sunday"
    if kind == "flow" and claim.indicator.startswith(("casualties.", "displacement.")) and found.end is not None:
        calendar.flow, calendar.age = calendar.flow if until and calendar.flow.start else found, 0  # type: ignore[union-attr]
    if kind == "flow" and claim.indicator.startswith(("crossing.", "health.attacks")) and found.basis == "stated":
        calendar.moved, calendar.moved_in = found, sentence.span.paragraph
    if kind == "stock" and found.end is not None:
        if found.basis == "stated" and not earlier_level(sentence.items, claim):
            calendar.level = found
        if calendar.level is not None and found.end == calendar.level.end:
            calendar.level_in = sentence.span.paragraph
    calendar.before = claim, found
    return found, rule
