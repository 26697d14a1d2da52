"""The period that a figure is for, and how it is known."""

from ingest.text.calendars import (
    EVENTS,
    LEADS,
    MANY,
    NEAR,
    REACH,
    Calendar,
    When,
    carried_on,
    current,
    happened,
    made,
    the_event,
)
from ingest.text.dated import of_date
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, closed
from ingest.text.meant import meant_as, of_its_event, of_them, opened
from ingest.text.nearby import adds_up, earlier_level, near
from ingest.text.tenses import (
    active_perfect,
    bare_perfect,
    grows,
    leading,
    of_war,
    only_toll,
    running,
    tense,
    told_in,
    window,
)

KINDS = ("word", "name", "quantity", "phrase")
FRESH = 14  # days for which what a text tells is of the event that it began with
_PERFECT = frozenset({"perfect", "perfect_only"})
_ANOTHER_TIME = frozenset({"peak", "before_word"})
_OF_TOLL = frozenset({"toll", "another"})  # "the latest toll was 40 dead", "another 90 were hurt"
_MORE = frozenset({"another", "further"})
_ELSE = frozenset({"another_one", "long_event", "before_word"})
_TURNS = frozenset({"long_event", "turning_point"})
_REACHES = frozenset({"label_link", "be", "running", "rising"})
_HOUSED = ("displacement.sheltered", "displacement.sites")
LARGE = 1000  # so many are not killed or driven out at once, where a text tells of a war


def by_rule(
    calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, others: frozenset[int], form: str, runs: bool
) -> tuple[When, str]:
    """The period of a claim of an indicator of this kind, and by which rule.

    `others`: all figures' items; `form`: the claim's tense; `runs`: whether it is a running total.
    """
    row = sentence.items
    classes = sentence.classes
    told = near(sentence, claim, others) if "date" in sentence.kinds else None
    perfect = kind == "flow" and not classes.isdisjoint(_PERFECT) and active_perfect(row, claim)
    runs = runs or perfect
    counted = row[claim.at - 1] if claim.at and kind == "flow" and claim.link.way == "noun" else None
    if counted is not None and "records" in counted.classes and sentence.marks.run(counted.first, "have"):
        runs = True  # "has documented 40 attacks on clinics"
    if told is not None and _changed(row, claim, told):
        told = None
    said = calendar.before
    same = not form and not (runs and told is None) or claim.link.way == "list" and told is None
    if said is not None and (same and _joined(row, said[0], claim, told) or not told and _both(row, said[0], claim)):
        return said[1], "of a day with the one before"  # "has killed 200 people and injured 500"
    if told is not None:
        unmoved = claim.link.way == "label" and not grows(row, claim) or only_toll(row, claim)
        if kind == "flow" and (runs and not unmoved or claim.link.way == "label") and _level(row, claim, told):
            return made(None, told.to_day, "stated"), "of a level"
        if unmoved or runs and _done(told, sentence, claim):
            runs = False
        relation = "on" if told.relation == "behind" else told.relation
        return of_date(calendar, told, kind, claim, runs, form, row), f"of a day {relation}"
    if earlier_level(row, claim):
        return When(None, None, "unknown"), "of an earlier level"
    if not classes.isdisjoint(_ANOTHER_TIME) and _at_another_time(row, claim, kind):
        return When(None, None, "unknown"), "of the past"
    if kind == "flow":
        if "since_word" in classes and _since_then(row, claim):
            return current(calendar), "of since"
        earlier = _of_earlier(row, claim.at)
        carried = carried_on(calendar, claim, row) if not earlier else None
        sudden = calendar.sudden and not _large(row, claim)
        if calendar.moved is not None and calendar.moved_in == sentence.span.paragraph and _goes_on_with(row, claim):
            if adds_up(row, -1, claim.at):
                return current(calendar), "of a total"  # "40 left on Friday, bringing the total to 350"
            return When(calendar.moved.start, calendar.moved.end, "inferred"), "of the same traffic"
        if claim.indicator.startswith("casualties.") and bare_perfect(row, claim, sudden):
            runs, form = False, ""  # "30 people have been killed in a strike": a day that is not told
        nature = "hazard" in classes  # its toll does not run on unless the text says so
        if runs or form == "present" or form == "perfect" and (not nature or perfect):
            found = current(calendar)
            if said is not None and said[1].end and said[0].indicator == claim.indicator and only_toll(row, claim):
                return said[1], "of a day with the one before"  # "killed 40 last month; others put the toll at 60"
            if carried is not None and claim.link.tail + 1 < len(row) and "by" in row[claim.link.tail + 1].classes:
                # "have been displaced by the strikes"
                return When(carried.start, carried.end, "inferred"), "of a cause"
            if carried is not None and carried.start is not None and found.end is not None:
                return made(carried.start, found.end, "inferred"), "of what runs on"
            if carried is None and (day := _of_event(calendar, sentence, claim)) is not None and day.start:
                return made(day.start, found.end, "inferred"), "of the event on"
            return found, "of what runs"
        if carried is not None:
            struck = calendar.struck if calendar.number < calendar.several else None
            if calendar.sudden and struck and carried.start == struck.from_day and not runs and not form:
                if calendar.published == carried.end and _told_of(row, claim):
                    return made(
                        struck.from_day, struck.to_day, "inferred"
                    ), "of the event"  # "fled a raid that killed 7"
            if carried.start and struck and struck.from_day and carried.start < struck.from_day:
                struck = None
            if form == "past" and struck is not None and calendar.published == carried.end != struck.to_day:
                # "12 were killed when it collapsed"
                return made(struck.from_day, struck.to_day, "inferred"), "of the event"
            return When(carried.start, carried.end, "inferred"), "of the same event"
        event = calendar.event
        in_it = calendar.told == sentence.span.paragraph and not earlier and "long_event" not in classes
        if event is not None and in_it:
            told_of = claim.indicator.startswith(("casualties.", "displacement.new"))
            if event.short and event.relation == "on" and told_of:
                on = calendar.published is not None and told_in(row, claim) == "perfect" and not claim.status
                return made(event.from_day, calendar.published if on else event.to_day, "inferred"), "of a day before"
        lead = not nature and not calendar.toll and calendar.number == calendar.lead  # "has turned deadly, killing 40"
        if claim.indicator.startswith(("casualties.", "displacement.")) and (
            lasts := _goes_on(calendar, sentence, claim)
        ):
            of_it = any(not i.classes.isdisjoint(_OF_TOLL) for i in row[max(0, claim.at - NEAR) : claim.at])
            over = lead or lasts == "a toll" and not (runs or of_it or "perfect" in (form, told_in(row, claim)))
            if not over or _of_event(calendar, sentence, claim) is None:
                return current(calendar), "of what goes on"
        if calendar.reported is not None and form != "past":
            return When(None, calendar.reported, "inferred"), "of the report"
        if (day := _of_event(calendar, sentence, claim)) is not None:
            on = running(row, claim) or "perfect" in (tense(row, claim), "" if lead else told_in(row, claim))
            if on and (nature or not bare_perfect(row, claim, sudden)):
                return made(day.start, calendar.published, "inferred"), "of the event on"  # "have been dug out"
            return day, "of the event"
        if calendar.flow is not None and claim.indicator.startswith("casualties.") and _told_on(calendar, sentence):
            return When(calendar.flow.start, calendar.flow.end, "inferred"), "of the flow before"
        if calendar.flow is not None and calendar.age <= 1 and _by_place(row, claim.at):
            return When(calendar.flow.start, calendar.flow.end, "inferred"), "of the flow before"
        if calendar.flow is not None and calendar.age <= 1 and calendar.flow.end == current(calendar).end:
            if claim.at and not row[claim.at - 1].classes.isdisjoint(_MORE):
                return When(calendar.flow.start, calendar.flow.end, "inferred"), "of what runs on"  # "another 90 fled"
        return When(None, None, "unknown"), "of no day"
    if form == "past" and claim.indicator == "health.hospital_status":
        ruined = sentence.marks.run(row[claim.link.at].first, "ruined")  # and so it still is
        if not ruined and not any(
            "refuge" in item.classes for item in window(row, claim)
        ):  # who "had taken refuge" is there
            return When(None, None, "unknown"), "of the past"
    if "before_then" in classes and _before_then(row, claim):
        return When(None, None, "unknown"), "of the past"
    if kind == "stock" and calendar.whole_in == calendar.number - 1 and calendar.whole and opened(row, claim):
        return calendar.whole, "of the level before"
    level = calendar.level
    if (
        level is not None
        and kind == "stock"
        and not claim.indicator.startswith("funding.")
        and (form == "past" and not runs or of_them(row, claim) or _listed(claim) or _was(calendar, sentence, claim))
    ):
        return When(level.start, level.end, "inferred"), "of the level before"
    found = current(calendar)
    return When(found.end, found.end, found.basis), "of what is"


def _was(calendar: Calendar, sentence: Sentence, claim: Claim) -> bool:
    """Whether a text without a day of its own tells a level in the past: "Diffa hosted 145,000 IDPs"."""
    if current(calendar).end is not None:
        return False
    words, ending = sentence.marks.tokens.words, sentence.marks.lexicon.words.get("past_ending", ("\0",))
    verbs = sentence.items[max(0, claim.at - 2) : claim.at]
    return any(i.phrases and words[i.last - 1].endswith(ending) for i in verbs) and "have" not in verbs[0].classes


def _at_another_time(row: list[Item], claim: Claim, kind: str) -> bool:
    """Whether a level is told of the time before an event, or of its worst: "before the war", "at the height of"."""
    low, high = claim.kept
    for n in range(max(0, low - 12), min(len(row) - 2, high + 7)):
        if "peak" in row[n].classes:
            return tense(row, claim) != "present"
        if kind != "stock" or low <= n <= high or 0 < n < low - 8:
            continue
        if "before_word" in row[n].classes and not any(i.quantity for i in row[min(n, high) + 1 : max(n, low)]):
            behind = row[n + 1 : n + 5]
            if "long_event" in behind[0].classes or "that" in behind[0].classes and behind[1].kind not in KINDS:
                return True
            if not behind[0].classes.isdisjoint(("definite", "possessive")):
                return any(i.classes & EVENTS or i.classes & _TURNS for i in behind)
    return False


def _by_place(row: list[Item], at: int) -> bool:
    """Whether a number stands in brackets behind a name, in a list of them: "Mueda (8,930 people), Nangade (2,140)"."""
    rows = [n for n in range(1, len(row) - 1) if row[n].kind == "(" and row[n - 1].mention and row[n + 1].quantity]
    return len(rows) > 1 and at - 1 in rows


def _of_event(calendar: Calendar, sentence: Sentence, claim: Claim) -> When | None:
    """The day of the event that a text is of, where a figure tells what it did and no other event is spoken of."""
    alone = calendar.number < calendar.several if claim.indicator[0] == "c" else calendar.several == MANY
    day = calendar.struck if calendar.number <= calendar.lead or alone else None
    if day is None or day.to_day is None or not claim.indicator.startswith(("casualties.", "displacement.new")):
        return None
    if calendar.published is None or not 0 <= (calendar.published - day.to_day).days <= FRESH:
        return None
    if "long_event" in sentence.classes and of_war(sentence.items, claim) or _of_earlier(sentence.items, claim.at):
        return None
    words = happened(sentence.items, sentence)
    after = calendar.number - calendar.struck_in
    told = after > 0 or calendar.flow is not None and calendar.flow.start == day.from_day
    if 0 < after <= LEADS and "date" not in sentence.kinds and _told_on(calendar, sentence, claim.at):
        return made(day.from_day, day.to_day, "inferred")
    if words.isdisjoint(calendar.happened) and (words and not the_event(sentence.items) or not told):
        reach = LEADS if calendar.several == MANY and claim.indicator.startswith("casualties.") else 1
        soon = (
            not words and 0 < calendar.struck_in - calendar.number <= reach
        )  # "40 were killed. The blast hit on Monday"
        soon = soon and all(i.period is None for i in sentence.items)
        if not soon and (calendar.number != calendar.lead or not 0 < calendar.struck_in - calendar.lead <= LEADS):
            return None
    return made(day.from_day, day.to_day, "inferred")


def _joined(row: list[Item], before: Claim, claim: Claim, told: Period | None) -> bool:
    """Whether a count of the hurt is told in one breath with that of the dead, behind a day that is of both."""
    if (before.indicator, claim.indicator) == _HOUSED and before.at < claim.at:
        return all(i.kind != ";" and i.period is None for i in row[before.kept[1] : claim.at])  # "900 are in two halls"
    if told is None and claim.link.way == before.link.way == "table" and before.indicator == claim.indicator:
        return True  # "as of 31 May: Niger 99,000; Chad 5,500"
    hurt = claim.indicator.startswith("casualties.")
    if hurt and told is None and before.indicator == "health.attacks" and claim.at > before.at:
        return all(item.kind != ";" for item in row[before.at : claim.at])  # "90 attacks since May, with 40 killed"
    if not hurt or not before.indicator.startswith("casualties."):
        return False
    if told is None and claim.link.way == "list" and before.indicator == claim.indicator:
        return not earlier_level(row, claim)  # "18 have died (8 in Tela, 10 in Yoro)"
    far = claim.kept[0] - before.kept[1]
    if far > 4 and not _told_with(row, before, claim):
        return False
    day = next((n for n, item in enumerate(row) if item.period is told), -1) if told is not None else -1
    if far <= 2 and day > claim.at and any(i.period is not None and not i.period.said for i in row[: before.at]):
        return True  # "gave the toll on Monday as 40 dead and 90 hurt, from the slide of 3 May"
    return day < min(before.at, claim.kept[0])


def _both(row: list[Item], before: Claim, claim: Claim) -> bool:
    """Whether the hurt are told right behind the dead, in the same tense: "17 have died and 50 more have been hurt"."""
    if not before.indicator.startswith("casualties.") or not claim.indicator.startswith("casualties."):
        return False
    return 0 < claim.at - before.kept[1] <= 4 and tense(row, before) == "perfect"


def _told_with(row: list[Item], before: Claim, claim: Claim) -> bool:
    """Whether words of where or who come between: "40 dead in Puno, the mayor said on Friday, with 90 injured"."""
    between = row[max(before.kept[1], before.at + 1) : claim.at]
    if not between or len(between) > _BREATH or "with" not in between[-1].classes:
        return False
    return not any(
        i.kind in (";", ".") or i.quantity is not None or i.period is not None and not i.period.said for i in between
    )


_BREATH = 16  # items between the dead and the hurt of one breath


def _before_then(row: list[Item], claim: Claim) -> bool:
    """Whether a level is told of a time before what is told: "was already hosting 100,000"."""
    around = range(max(1, claim.kept[0] - 4), claim.kept[1] + 1)
    return any("before_then" in row[n].classes and "past" in row[n - 1].classes for n in around)


def _listed(claim: Claim) -> bool:
    """Whether a figure stands alone in brackets, behind those whom it counts: "IDPs in camps (9,300)"."""
    return claim.link.way == "list" and claim.indicator.startswith("displacement.") and claim.kept[0] == claim.link.at


def _goes_on(calendar: Calendar, sentence: Sentence, claim: Claim) -> str:
    """By what a text tells of what is not over: a list of a report, a whole war, a toll that its title gives; or ""."""
    if sentence.span.kind != "sentence" or leading(sentence.items, claim) == "after the perfect":
        return "a list"
    if calendar.war and _large(sentence.items, claim) and not _of_one(sentence.items):
        return "a war"
    return "a toll" if calendar.toll else ""


def _told_of(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is told as what an event did: "the raid killed 12", "after an attack left 20 dead"."""
    if not claim.indicator.startswith("casualties."):
        return False
    before = range(claim.kept[0] - 1, max(claim.kept[0] - NEAR, -1), -1)
    stop = next((n for n in before if row[n].quantity is not None or not row[n].classes.isdisjoint(EVENTS)), -1)
    return stop >= 0 and row[stop].quantity is None


def _of_one(row: list[Item]) -> bool:
    """Whether a sentence begins with one attack: "that assault left 1,300 dead"."""
    if row[0].classes.isdisjoint(("definite", "this")):
        return False
    first = next((n for n, item in enumerate(row[:4]) if not item.classes.isdisjoint(EVENTS)), -1)
    return first > 0 and "long_event" not in row[first].classes


def _large(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is larger than one attack or accident makes it."""
    quantity = row[claim.at].quantity
    return quantity is not None and quantity.value >= LARGE


def _since_then(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is told since something that has no day here: "since the coup"."""
    low, high = claim.kept
    for n in (*range(high + 1, min(high + 9, len(row) - 1)), *range(low - 1, max(low - 9, -1), -1)):
        item = row[n]
        if item.quantity is not None or item.kind == ";":
            continue
        if "since_word" in item.classes and row[n + 1].kind in ("word", "phrase", "name"):
            return True
    return False


def _done(told: Period, sentence: Sentence, claim: Claim) -> bool:
    """Whether a day is that of an attack or accident that is over: "shelling on Monday has killed 58"."""
    hurt = claim.indicator.startswith("casualties.") and told.grain == "day" and told.relation == "on"
    if not hurt or "hazard" in sentence.classes or sentence.classes.isdisjoint(EVENTS):
        return False
    return bare_perfect(sentence.items, claim, True, True) and meant_as(told, claim, sentence.items) == "on"


def _level(row: list[Item], claim: Claim, told: Period) -> bool:
    """Whether a day right behind a running total is the day that it was reached on: "had reached 116 on Monday"."""
    at = next(n for n, item in enumerate(row) if item.period is told)
    if told.relation != "on" or told.grain != "day":
        return False
    if at < claim.at and "to" in row[at + 1].classes and any("toll" in item.classes for item in row[:at]):
        return True  # "the toll rose on Monday to 140"
    if at <= 3 and any("stood" in item.classes for item in row[at : claim.kept[1] + 1]):
        return not of_its_event(row, told)  # "on Monday evening the toll stood at 3,800"
    if claim.link.way == "label" and claim.kept[0] < at < claim.at and row[at + 1].classes & _REACHES:
        return all(EVENTS.isdisjoint(item.classes) for item in row[claim.kept[0] : at])  # "the toll on Monday was 40"
    said = at <= 2 and any("speech" in item.classes for item in row[at : claim.kept[0]])
    return said or 0 < at - max(claim.kept[1], claim.at) <= 2


def _changed(row: list[Item], claim: Claim, told: Period) -> bool:
    """Whether a date tells when a level changed and not what it is for: "rose last month from 1.7 to 1.9 million"."""
    levels = (
        earlier_level(row, claim)
        or claim.at > 1
        and "to" in row[claim.at - 1].classes
        and any(
            "from" in row[n].classes and row[n + 1].quantity is not None
            for n in range(max(0, claim.at - 5), claim.at - 1)
        )
    )
    at = next(n for n, item in enumerate(row) if item.period is told)
    for n in range(claim.kept[1] + 1, at):
        if "with" in row[n].classes and any(item.quantity is not None for item in row[n + 1 : min(n + 3, at)]):
            return grows(row, claim) or tense(row, claim) == "perfect"  # "has risen to 25, with three deaths on Sunday"
    if not levels:
        return False
    bracket = closed(row, claim.at + 1, at) if row[min(claim.at + 1, at)].kind == "(" else 0
    return not claim.at < at <= max(claim.at, bracket) + 4


def _of_earlier(row: list[Item], at: int) -> bool:
    """Whether what a figure counts came before: "earlier, 12 died", "before the raid"; not where one had said it."""
    for n in range(at + 1):
        if "before_word" in row[n].classes:
            return n < 3 and any(not i.classes.isdisjoint(EVENTS) for i in row[n + 1 : n + 3])
        if "earlier" in row[n].classes:
            return not any("speech" in item.classes for item in row[n + 1 : at])
    return False


def _told_on(calendar: Calendar, sentence: Sentence, at: int = -1) -> bool:
    """Whether a sentence may go on counting those hurt before: it names no event, time or place of its own.

    `at`: where its figure stands, if it may speak of what happened, and only of no other time.
    """
    row = sentence.items
    if calendar.published is None or at < 0 and calendar.age > REACH:
        return False
    if at < 0 and "earlier" in sentence.classes or at >= 0 and _of_earlier(row, at):
        return False
    elsewhere = len(row) > 1 and "in" in row[0].classes and row[1].mention is not None
    return not elsewhere and sentence.classes.isdisjoint(EVENTS if at < 0 else _ELSE)


def _goes_on_with(row: list[Item], claim: Claim) -> bool:
    """Whether a figure goes on telling of the traffic, or of what the attacks did, that was told before it."""
    return claim.indicator.startswith("crossing.") or claim.indicator.startswith("casualties.") and the_event(row)
