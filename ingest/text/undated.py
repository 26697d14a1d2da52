"""The period of a figure for which its sentence tells no date: what runs on, what was told before, or the present."""

from ingest.text.calendars import (
    EVENTS,
    LEADS,
    MANY,
    NEAR,
    REACH,
    UNKNOWN,
    Calendar,
    Dated,
    When,
    carried_on,
    current,
    happened,
    made,
    of_a_war,
    the_event,
)
from ingest.text.days import Period
from ingest.text.figures import Claim
from ingest.text.items import Item, Sentence, has_any, has_class, has_kind
from ingest.text.meant import of_them, opened, was_over
from ingest.text.nearby import adds_up
from ingest.text.tenses import bare_perfect, leading, of_war, only_toll, running, tense, told_in, window

_FRESH = 14  # days for which what a text tells is of the event that it began with
_OF_TOLL = frozenset({"toll", "another"})  # "the latest toll was 40 dead", "another 90 were hurt"
_ELSE = frozenset({"another_one", "long_event", "before_word"})
_LARGE = 1000  # so many are not killed or driven out at once, where a text tells of a war


def of_flow(calendar: Calendar, sentence: Sentence, claim: Claim, form: str, runs: bool, perfect: bool) -> Dated:
    """The period of what happened, and by which rule.

    `form`: its tense; `runs`: whether it is a running total; `perfect`: what caused it is said to have done so.
    """
    row, nature = sentence.items, "hazard" in sentence.classes  # whose toll does not run on unless the text says so
    if "since_word" in sentence.classes and _since_then(row, claim):
        return current(calendar), "of since"
    earlier = _of_earlier(row, claim.at)
    carried = carried_on(calendar, claim, row) if not earlier else None
    if calendar.flow is not None and calendar.age <= 1 and claim.indicator[0] == "c" and _of_the_toll(row, claim):
        return calendar.flow.inferred, "of its whole"
    none = row[claim.at].quantity is not None and row[claim.at].quantity.value == 0  # type: ignore[union-attr]
    if carried is not None and none and _newer(calendar, sentence):
        carried = None  # "On 4 May two died in Tola. On 6 May a shell hit Kora. Nobody was hurt"
    sudden = calendar.sudden and not _large(row, claim)
    traffic = claim.indicator.startswith("crossing.") or claim.indicator.startswith("casualties.") and the_event(row)
    if calendar.moved is not None and calendar.moved_in == sentence.span.paragraph and traffic:
        return calendar.moved.inferred, "of the same traffic"
    if claim.indicator.startswith("casualties.") and bare_perfect(row, claim, sudden):
        runs, form = False, ""  # "30 people have been killed in a strike": a day that is not told
    begun = has_class(row[claim.kept[1] :], "begin")  # "have died in the floods that began earlier this month"
    left = not form and claim.indicator == "displacement.new" and told_in(row, claim) == "perfect"
    if runs or left or form == "present" or form == "perfect" and (not nature or perfect or begun):
        return _running(calendar, sentence, claim, carried)
    event = calendar.event
    in_it = calendar.told == sentence.span.paragraph and not earlier and "long_event" not in sentence.classes
    if event is not None and in_it and form in ("", "past") and _long_ago(calendar, event):
        return made(event.from_day, event.to_day, "inferred"), "of a year before"  # "In 2011 they raided it. 90 died"
    if carried is not None:
        return _carried(calendar, claim, row, carried, form)
    if event is not None and in_it and event.short and event.relation == "on":
        if claim.indicator.startswith(("casualties.", "displacement.new")):
            on = calendar.published is not None and told_in(row, claim) == "perfect" and not claim.status
            return made(event.from_day, calendar.published if on else event.to_day, "inferred"), "of a day before"
    if claim.indicator.startswith("casualties.") and calendar.age <= 1 and _whole_month(calendar):
        return calendar.flow.inferred, "of the month before"  # type: ignore[union-attr]
    lead = not nature and not calendar.toll and calendar.number == calendar.lead  # "has turned deadly, killing 40"
    if claim.indicator.startswith(("casualties.", "displacement.")) and _lasts(calendar, sentence, claim, form, lead):
        return current(calendar), "of what goes on"
    whole = calendar.titled and calendar.covered is not None  # all that the report tells is of its days
    if calendar.reported is not None and (whole or "past" not in (form, told_in(row, claim))):
        return When(None, calendar.reported, "inferred"), "of the report"
    if (day := _of_event(calendar, sentence, claim)) is not None:
        on = running(row, claim) or "perfect" in (tense(row, claim), "" if lead else told_in(row, claim))
        if on and (nature or not bare_perfect(row, claim, sudden)):
            return made(day.start, current(calendar).end, "inferred"), "of the event on"  # "have been dug out"
        return day, "of the event"
    return _with_flow(calendar, sentence, claim)


def _of_the_toll(row: list[Item], claim: Claim) -> bool:
    """Whether some of the dead or hurt told before are counted: "nine of the victims", "In Tolo alone, nine died"."""
    n, link = claim.at + 1, claim.link
    if link.way == "label":
        return has_class(row[max(0, link.at - 2) : link.at], "most_of_all")  # "most of the deaths, 90"
    alone = claim.at < 8 and has_class(row[: claim.at], "by_itself")
    return alone or link.way == "list" and has_any(row[n : n + 1], ("of", "part_of_them"))


def _whole_month(calendar: Calendar) -> bool:
    """Whether the flow before is that of a month that is over, as a monthly count is."""
    flow = calendar.flow
    if flow is None or flow.start is None or flow.end is None or calendar.published is None:
        return False
    return flow.start.day == 1 and 27 <= (flow.end - flow.start).days <= 30 and flow.end < calendar.published


def _newer(calendar: Calendar, sentence: Sentence) -> bool:
    """Whether a sentence right before tells the day of another event than that of the flow before it."""
    event = calendar.event
    if event is None or event.grain != "day" or event.relation != "on" or calendar.told != sentence.span.paragraph:
        return False
    return calendar.flow_in < calendar.told_in == calendar.number - 1


def _long_ago(calendar: Calendar, event: Period) -> bool:
    """Whether the sentence right before begins with a year or month that is over, and tells no later day."""
    if calendar.told_in != calendar.number - 1 or calendar.bygone_in == calendar.told_in:
        return False  # "In 2011 rebels raided Bor. The war goes on. 90 died"
    over = event.to_day is not None and calendar.published is not None and event.to_day < calendar.published
    return over and calendar.opens and event.dated and event.grain in ("year", "month") and event.relation == "on"


def _running(calendar: Calendar, sentence: Sentence, claim: Claim, carried: When | None) -> Dated:
    """The period of what runs on until now; `carried`: that of the flow with which it goes on."""
    row, found, said = sentence.items, current(calendar), calendar.before
    toll = only_toll(row, claim) and not adds_up(row, -1, claim.at)
    if said is not None and said[1].end and said[0].indicator == claim.indicator:
        if toll or "date" not in sentence.kinds and said[1].end != found.end and not adds_up(row, -1, claim.at):
            return said[1], "of a day with the one before"  # "killed 40 last month; others put the toll at 60"
    if carried is not None and claim.link.tail + 1 < len(row) and "by" in row[claim.link.tail + 1].classes:
        cause = row[claim.link.tail + 2 : claim.link.tail + 5]
        if not has_class(cause, "fighting") or not happened(cause, sentence).isdisjoint(calendar.flow_of):
            return carried.inferred, "of a cause"  # "have been displaced by the strikes"
        return found, "of what runs"  # "rockets killed five on Tuesday. 24,000 have been displaced by the clashes"
    if toll and calendar.sudden and sentence.span.kind == "sentence" and claim.indicator == "casualties.killed":
        day = carried if carried is not None and carried.start == carried.end else _of_event(calendar, sentence, claim)
        if day is not None and not has_any(window(row, claim), ("stood", "present", "perfect", "rising", "former")):
            return day.inferred, "of the event"  # "the ministry put the toll at 40"
    if carried is not None and carried.start is not None and found.end is not None:
        return made(carried.start, found.end, "inferred"), "of what runs on"
    if carried is None and (day := _of_event(calendar, sentence, claim)) is not None and day.start:
        return made(day.start, found.end, "inferred"), "of the event on"
    return found, "of what runs"


def _carried(calendar: Calendar, claim: Claim, row: list[Item], carried: When, form: str) -> Dated:
    """The period of what goes on with a flow told before, or of the event that both are of."""
    struck = calendar.struck if calendar.number < calendar.several else None
    framed = len(row) > 1 and "in" in row[0].classes and row[1].mention is not None and not has_any(row, EVENTS)
    if calendar.months is not None and carried.short and framed:
        return calendar.months.inferred, "of the weeks told"  # "In May 90 died. On 4 May Tola was hit. In Kora 9 died"
    if calendar.sudden and struck and carried.start == struck.from_day and not form:
        if calendar.published == carried.end and _told_of(row, claim):
            return made(struck.from_day, struck.to_day, "inferred"), "of the event"  # "fled a raid that killed 7"
    died = claim.link.way == "right" and claim.indicator.startswith("casualties.") and not has_class(row, "since_word")
    died = died and (not carried.start or struck is not None and carried.start == struck.from_day)
    over = form == "past" or died and not form  # "of them 12 died in Bogo"
    ran = calendar.published == carried.end or not carried.start
    if over and struck is not None and ran and carried.end != struck.to_day:
        return made(struck.from_day, struck.to_day, "inferred"), "of the event"  # "12 were killed when it collapsed"
    goes_on = struck is None and carried.start is None and calendar.published == carried.end
    if goes_on and form != "perfect" and _told_of(row, claim):
        return UNKNOWN, "of no day"  # "nationwide 90 have died. In Tolo the flood killed 12"
    return carried.inferred, "of the same event"


def _lasts(calendar: Calendar, sentence: Sentence, claim: Claim, form: str, lead: bool) -> bool:
    """Whether a figure is of what a text tells as not over; `lead`: it is told by its first sentence."""
    row, lasts = sentence.items, _goes_on(calendar, sentence, claim)
    of_it = has_any(row[max(0, claim.at - NEAR) : claim.at], _OF_TOLL)
    if lasts == "a list" and form == "past" and has_class(row[claim.kept[1] + 1 :], "when"):
        return False  # "90 people were displaced when their homes were pulled down"
    over = lead or lasts == "a toll" and not (of_it or "perfect" in (form, told_in(row, claim)))
    return bool(lasts) and (not over or _of_event(calendar, sentence, claim) is None)


def _with_flow(calendar: Calendar, sentence: Sentence, claim: Claim) -> Dated:
    """The period of the flow before, or of the event told before, where a figure may still be of it; else none."""
    flow, row, event = calendar.flow, sentence.items, calendar.event
    crossed = claim.indicator.startswith("crossing.") and "date" not in sentence.kinds and event is not calendar.struck
    crossed = crossed and not has_kind(row[1:2], ":")  # a line of a list of crossings has days of its own
    if event and (the_event(row) or crossed):
        day = made(event.from_day, event.to_day, "inferred")
        if day.short and event.relation != "since":
            return day, "of the event before"
    if flow is None:
        return UNKNOWN, "of no day"
    rows = [n for n in range(2, len(row)) if row[n - 1].kind == "(" and row[n - 2].mention and row[n].quantity]
    listed = calendar.age <= 1 and len(rows) > 1 and claim.at in rows  # "Mueda (8,930 people), Nangade (2,140)"
    if listed or claim.indicator.startswith("casualties.") and _told_on(calendar, sentence):
        return flow.inferred, "of the flow before"
    return UNKNOWN, "of no day"


def _of_event(calendar: Calendar, sentence: Sentence, claim: Claim) -> When | None:
    """The day of the event that a text is of, where a figure tells what it did and no other event is spoken of."""
    alone = calendar.number < calendar.several if claim.indicator[0] == "c" else calendar.several == MANY
    day = calendar.struck if calendar.number <= calendar.lead or alone else None
    if day is None or day.to_day is None or not claim.indicator.startswith(("casualties.", "displacement.new")):
        return None
    if calendar.published is None or not 0 <= (calendar.published - day.to_day).days <= _FRESH:
        return None
    if of_a_war(calendar, claim, sentence.items):
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
        soon = not words and 0 < calendar.struck_in - calendar.number <= reach  # "Ten died. The blast hit on Monday"
        soon = soon and all(i.period is None for i in sentence.items)
        if not soon and (calendar.number != calendar.lead or not 0 < calendar.struck_in - calendar.lead <= LEADS):
            return None
    return made(day.from_day, day.to_day, "inferred")


def _goes_on(calendar: Calendar, sentence: Sentence, claim: Claim) -> str:
    """By what a text tells of what is not over: a list of a report, a whole war, a toll that its title gives; or ""."""
    if sentence.span.kind != "sentence" or leading(sentence.items, claim) == "after the perfect":
        return "a list"
    return "a war" if calendar.war and _large(sentence.items, claim) else "a toll" if calendar.toll else ""


def _told_of(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is told as what an event did: "the raid killed 12", "after an attack left 20 dead"."""
    before = range(claim.kept[0] - 1, max(claim.kept[0] - NEAR, -1), -1)
    stop = next((n for n in before if row[n].quantity is not None or not row[n].classes.isdisjoint(EVENTS)), -1)
    return claim.indicator.startswith("casualties.") and stop >= 0 and row[stop].quantity is None


def _large(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is larger than one attack or accident makes it."""
    quantity = row[claim.at].quantity
    return quantity is not None and quantity.value >= _LARGE


def _since_then(row: list[Item], claim: Claim) -> bool:
    """Whether a figure is told since something that has no day here: "since the coup"."""
    low, high = claim.kept
    near = (*range(high + 1, min(high + 9, len(row) - 1)), *range(low - 1, max(low - 9, -1), -1))
    return any("since_word" in row[n].classes and row[n + 1].kind in ("word", "phrase", "name") for n in near)


def _of_earlier(row: list[Item], at: int) -> bool:
    """Whether what a figure counts came before: "earlier, 12 died", "before the raid"; not where one had said it."""
    for n in range(at + 1):
        if row[n].period is not None and row[n].period.relation == "behind":  # type: ignore[union-attr]
            return n == 0  # "A week after the flood, five died in a crash"
        if "before_word" in row[n].classes:
            return n < 3 and has_any(row[n + 1 : n + 3], EVENTS)
        if "earlier" in row[n].classes:
            return not has_class(row[n + 1 : at], "speech")
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


def of_level(calendar: Calendar, sentence: Sentence, claim: Claim, kind: str, form: str, runs: bool) -> Dated:
    """The day of a level or a state, and by which rule; `form`: its tense; `runs`: whether it is a running total."""
    row = sentence.items
    if form == "past" and claim.indicator == "health.hospital_status":
        ruined = sentence.marks.run(row[claim.link.at].first, "ruined")  # and so it still is
        said = not sentence.classes.isdisjoint(("speech", "audience"))
        reported = said and "past" in row[claim.link.at - 1].classes  # "was full, he said"
        if not ruined and not reported and not has_class(window(row, claim), "refuge"):
            return UNKNOWN, "of the past"  # but who "had taken refuge" is there
    had = any({"have", "past"} <= i.classes for i in row[max(0, claim.link.at - 3) : claim.link.at + 1])
    if kind == "status" and form == "past" and had and was_over(row, claim):
        return UNKNOWN, "of the past"  # "Medyka had been closed for 86 days"
    around = range(max(1, claim.kept[0] - 4), claim.kept[1] + 1) if "before_then" in sentence.classes else ()
    if any("before_then" in row[n].classes and "past" in row[n - 1].classes for n in around):  # "was already hosting"
        return UNKNOWN, "of the past"
    if kind == "stock" and calendar.whole_in == calendar.number - 1 and calendar.whole and opened(row, claim):
        return calendar.whole, "of the level before"
    alike = calendar.level_of == claim.indicator[:4] or calendar.level_in == sentence.span.paragraph
    if alike and calendar.level is not None and kind == "stock" and not claim.indicator.startswith("funding."):
        past = form == "past" and not runs or of_them(row, claim)
        alone = claim.link.way == "list" and claim.kept[0] == claim.link.at  # "IDPs in camps (9,300)"
        if past or alone and claim.indicator.startswith("displacement.") or _was(calendar, sentence, claim):
            return calendar.level.inferred, "of the level before"
    covered, now = calendar.covered, current(calendar)
    if claim.indicator == "funding.required" and now.end is None and covered is not None:
        return made(covered.from_day, covered.to_day, "inferred"), "of the title"
    return now.last, "of what is"


def _was(calendar: Calendar, sentence: Sentence, claim: Claim) -> bool:
    """Whether a text without a day of its own tells a level in the past: "Diffa hosted 145,000 IDPs"."""
    verbs = sentence.items[max(0, claim.at - 2) : claim.at]
    past = any(i.phrases and sentence.marks.ends(i.last - 1, "past_ending") for i in verbs)
    return past and "have" not in verbs[0].classes and current(calendar).end is None
