"""Quantities: digits by language, words, scales, fractions, ranges, "X of Y", money, percent, and the words before."""

from collections.abc import Container
from datetime import MAXYEAR
from typing import cast

from data.lexicon import Lexicon
from data.models import Qualifier
from data.tree import COUNTING
from ingest.text import quantities
from ingest.text.marks import Marks, mark
from ingest.text.quantities import DASHES, Number, Quantity, begins, bounds, goes_on, is_ratio, parse_digits, remainder
from ingest.text.spelled import one_among, single, spelled
from ingest.text.tokens import possessive

_AGE = 1000  # "under 18" is an age, "under 3,000 people" is not
_LEAP = 1.3  # how many times the lower end of a range its upper end may be behind "by"
_LIVING = frozenset({"people", "families", "other"})
_PLACES = frozenset({"capital_word", "area_noun", "country_noun", "that_town", "that_region", "that_territory"})


def numbers(text: str, lexicon: Lexicon) -> list[Quantity]:
    """Quantities in the text, in order, not overlapping.

    Spans are [start, end) in code points of `text`. A range ("10 to 12 thousand") gives one Quantity with low and
    high, and their middle as value. Years, ordinals, ages and numbers in names are left out.
    """
    return find(mark(text, lexicon), ())


def find(marks: Marks, taken: Container[int]) -> list[Quantity]:
    """Quantities among marked words; words in `taken` (of dates) are passed over."""
    reader = _Reader(marks, taken)
    found: list[Quantity] = []
    end = 0
    words, kinds = marks.tokens.words, marks.kinds
    for at in marks.counts:
        if at < end or at in taken:
            continue
        if not words[at][0].isdecimal() and (kinds[at].isdisjoint(COUNTING) or not begins(marks, at)):
            continue
        quantity = reader.quantity(at, found[-1].last if found else 0)
        if quantity is None:
            continue
        if quantity.kind != "skip":
            found.append(quantity)
        end = quantity.last
    return found


class _Reader:
    def __init__(self, marks: Marks, taken: Container[int]) -> None:
        self.marks = marks
        self.tokens = marks.tokens
        self.lexicon = marks.lexicon
        self.taken = taken
        self.passed: set[int] = set()

    def quantity(self, at: int, floor: int) -> Quantity | None:
        marks = self.marks
        if at in self.passed:
            return Quantity(0, at, at + 1, kind="skip")
        if (run := marks.value(at, "count")) and not self.number(at) and not marks.value(at, "qualifier"):
            # "not a single hospital": only before a noun that is counted
            if not run[1] and max(marks.run(at, "negation"), marks.run(at, "number_of")) > run[0]:
                return None  # "no longer", "no. of"
            if not run[1] and marks.run(at, "number_sign") == at + 1 and self.tokens.words[at + 1 : at + 2] == ["."]:
                if "".join(self.tokens.words[at + 2 : at + 3]).isdecimal():
                    return None  # "No. 1 Friendship Bridge"
            return self.finish(Quantity(float(run[1]), at, run[0], kind="zero" if not run[1] else "count"), floor)
        first = at
        currency = None
        if (sign := marks.value(at, "currency")) and (self.tokens.touches(at + 1) or not marks.run(at, "indefinite")):
            currency, at = str(sign[1]), sign[0]
        number = self.number(at)
        if ratio := self.ratio(at, number):
            self.total(ratio)
            return self.finish(ratio, floor)
        if number is None:
            return self.one(at, floor)
        alone = number.value == 1 and not number.digits and one_among(marks, at, number.end, self.number)
        if alone or self.left_out(at, number) or not number.digits and quantities.named(self.tokens, at):
            return Quantity(number.value, first, number.end, kind="skip")
        low, high = None, None
        second = self.second(at, number, currency)
        if second is not None:
            low, high = bounds(number, second)
            number = second
        elif number.factor == 1 and marks.back(at, "from", 2) >= 0 and (link := marks.run(number.end, "to")):
            if (other := self.number(link)) and other.factor > 1 and 0.1 < number.bare / other.bare < 10:
                number.value *= other.factor  # "rose from 9.9 to 10.1 million"
        if currency is None and (sign := marks.value(number.end, "currency")):
            currency, number.end = str(sign[1]), sign[0]
        kind = "percent" if number.percent else "money" if currency else "count"
        value = number.value if low is None or high is None else (low + high) / 2
        quantity = Quantity(value, first, number.end, kind=kind, low=low, high=high, currency=currency)
        quantity.qualifier = "range" if low is not None else quantity.qualifier
        if self.is_year(quantity, number):
            quantity.kind = "skip"
            return quantity
        self.total(quantity)
        return self.finish(quantity, floor)

    def one(self, at: int, floor: int) -> Quantity | None:
        """The one of "a civilian"."""
        end = single(self.marks, at, self.number)
        return self.finish(Quantity(1, at, end, kind="one"), floor) if end else None

    def finish(self, quantity: Quantity, floor: int) -> Quantity:
        """Sets the qualifier and the places in the text."""
        quantity.front = quantity.first
        if quantity.kind != "zero":
            self.qualify(quantity, floor)
        quantity.start = self.tokens.starts[quantity.first]
        quantity.end = self.tokens.ends[quantity.last - 1]
        return quantity

    def qualify(self, quantity: Quantity, floor: int) -> None:
        marks = self.marks
        at = quantity.first
        chosen: Qualifier | None = None
        while at > floor:
            for start in range(max(floor, at - 5), at):
                if "qualifier" not in marks.kinds[start] or start in self.taken:
                    continue  # "hasta ahora 331" is a day and a number
                run = next((v for e, n in marks.at[start] if e == at for s, v in n.values if s == "qualifier"), None)
                floor = at if run == "exact" else floor  # "the tally has gone up to 20"
                if run is not None and at > floor:
                    chosen = cast(Qualifier, run) if chosen in (None, "approx") else chosen
                    quantity.front = at = start
                    break
            else:
                start = marks.back(at, "filler", 3)
                if start < floor or start < 0 or marks.run(start, "definite") and marks.back(start, "than", 1) >= 0:
                    break  # "fewer than the 300,000 of May"
                at = start
        after = marks.value(quantity.last, "after")
        if after is None and quantity.last < len(self.tokens.words) and self.tokens.words[quantity.last] == "+":
            after = quantity.last + 1, "at_least"
        if after is not None and not marks.run(after[0], "than"):  # "90 and more than 700 hurt"
            quantity.last = after[0]
            chosen = chosen or cast(Qualifier, after[1])
        elif (noun := self.noun(quantity.last)) and (behind := marks.value(noun, "after")):
            chosen = chosen or (None if marks.run(behind[0], "than") else cast(Qualifier, behind[1]))
        if chosen is not None and quantity.qualifier != "range":
            quantity.qualifier = chosen

    def number(self, at: int) -> Number | None:
        if at >= len(self.tokens.words) or at in self.taken:
            return None
        word = self.tokens.words[at]
        if (number := self.digits(at) if word[0].isdecimal() else spelled(self.marks, self.taken, at)) is None:
            return None
        if number.digits:
            self.scale(number, at)
        if number.value >= 1000 and number.value % 1000 == 0 and not number.percent:
            remainder(self.marks, self.taken, number)
        if percent := self.marks.value(number.end, "percent"):
            number.end, number.percent = percent[0], True
        return number

    def scale(self, number: Number, at: int) -> None:
        while scale := self.marks.value(number.end, "scale"):
            raw = self.tokens.raw[number.end]
            if len(raw) == 1 and raw.isascii() and not raw.isupper():
                alone = self.tokens.words[number.end - 2 : number.end + 2 : 3] == ["(", ")"]  # "Mali (2.6 m)"
                signs = [self.marks.value(n, "currency") for n in range(max(at - 2, 0), at)]
                alone = alone or any(sign and sign[0] == at for sign in signs)
                alone = alone or quantities.counts_people(self.marks, number.end + 1)  # "4.9 m people"
                if self.marks.run(number.end + 1, "of_a_length") or not (alone or self.tokens.touches(number.end)):
                    break  # "5 m", "20m east of Jos"
            number.factor *= float(scale[1])
            number.value = round(number.bare * number.factor, 4)
            number.end = scale[0]

    def digits(self, at: int) -> Number | None:
        tokens = self.tokens
        text, end = tokens.raw[at], at + 1
        signs = self.lexicon.numbers
        if len(text) <= 3 and text.isdecimal():
            while end < len(tokens.words) and end not in self.taken and goes_on(tokens, end, signs.group):
                text += tokens.raw[end]
                end += 1
        if len(text) <= 3 and text.isdecimal() and quantities.parted(self.marks, self.taken, at, end):
            text, end = text + tokens.raw[end + 1], end + 2
        scaled = bool(self.marks.value(end, "scale") or self.marks.value(end, "percent"))
        of_people = "." in text and quantities.counts_people(self.marks, end)
        value = parse_digits(text, signs.decimal, (*signs.group, ".") if of_people else signs.group, scaled)
        return None if value is None else Number(value, end, value, digits=True)

    def ratio(self, at: int, number: Number | None) -> Quantity | None:
        """A share in words: "a third of", "two thirds", "nine in ten"; `number`: the one at the word."""
        marks = self.marks
        count, end = 1.0, marks.run(at, "article") or at
        if end > at:
            number = Number(1.0, end, 1.0) if marks.value(at, "number") else None  # "un habitant sur cinq"
        if number:
            count, end = number.value, number.end
            whom = self.noun(end) if count < 10 and not number.digits else 0
            if count > 1 and not (whom and marks.run(whom, "in") and any(e.units & _LIVING for _, e in marks.at[end])):
                whom = 0  # but "three families in four"
            for name in ("in", "out_of") if whom or not marks.kinds[end].isdisjoint(("in", "out_of")) else ():
                link = marks.run(end, name) or whom and marks.run(whom, name)
                if link and (other := self.number(marks.run(link, "every") or link)):
                    fits = is_ratio(number, other, name) or marks.run(link, "every") and count < other.value
                    if count > 1 and whom and self.noun(other.end):
                        break  # "three families in four tents"
                    if fits and not marks.value(other.end, "time") and marks.run(link - 1, "article") != link:
                        kind = "percent" if marks.run(end, name) else "skip"  # its noun is inside
                        return Quantity(round(100 * count / other.value, 2), at, other.end, kind=kind)
        fraction = marks.value(end, "fraction")
        if fraction is None or fraction[0] in self.taken or marks.value(at, "whole") or count * float(fraction[1]) > 1:
            return None  # "200 third-country nationals"
        plural = count > 1
        whole = ("of", "all", "leading_article") if fraction[1] == 0.5 else ("of", "all")  # "half the hospitals"
        bare = marks.run(end, "bare_fraction") == fraction[0] and self.noun(fraction[0])  # "чверть лікарень"
        if not plural and not bare and not any(marks.run(fraction[0], name) for name in whole):
            return None
        if not plural and not bare and end == at and fraction[1] != 0.5:
            return None
        return Quantity(round(100 * count * float(fraction[1]), 2), at, fraction[0], kind="percent")

    def left_out(self, at: int, number: Number) -> bool:
        """Whether a number is part of a name, an ordinal, an age, a time or a duration."""
        tokens, marks, end = self.tokens, self.marks, number.end
        if number.digits and at > 0 and tokens.touches(at):
            before = tokens.raw[at - 1]
            sign = marks.value(at - 2, "currency") or marks.value(at - 1, "currency")
            worded = sign or marks.back(at, "filler", 1) >= 0 or quantities.qualified(marks, at)  # "at least183"
            counted = before in ":/#" and (before == "#" or at > 1 and tokens.raw[at - 2][-1].isdecimal())
            if counted or before.isalpha() and not worded:
                return True
        if number.digits and at > 0 and tokens.raw[at - 1][0].isupper() and tokens.joined(at):
            if len(tokens.raw[at - 1]) < 4 or tokens.raw[end : end + 1] and tokens.raw[end].isalpha():
                return not any(e.phrases for _, e in marks.at[at - 1])  # "F-16", "in Block-4 yesterday"
        if end < len(tokens.words):
            stuck = number.digits and tokens.touches(end)
            if stuck and tokens.raw[end].isalpha() and not number.percent:
                noun = len(tokens.raw[end]) > 3 and any(e.units or e.phrases for _, e in marks.at[end])  # "40people"
                return marks.value(end, "currency") is None and not noun
            if stuck and tokens.raw[end] in ":/" and tokens.touches(end + 1) and tokens.raw[end + 1][0].isdecimal():
                return True
            if tokens.joined(end) and not tokens.raw[end][0].isdecimal() and not marks.value(end, "after"):
                return not number.percent and not any(e.units & {"trucks", "beds"} for _, e in marks.at[end])
            if marks.value(end, "time") or marks.run(end, "multiple"):
                return True
        pair = at > 1 and (marks.value(at - 2, "number") or tokens.raw[at - 2].isdecimal())
        joined = pair and marks.kinds[at - 1] & {"and", "or", "to"}  # "aged three and 13", "phase 3 or 4"
        first = at - 2 if joined else at
        large = joined or number.value >= 1e5 or marks.value(at - 1, "qualifier")  # "in phase 4 and 83,000 in phase 5"
        if marks.back(first, "numbered", 2) >= 0 and (number.value < _AGE or not large):
            return True
        if at > 1 and marks.run(at - 1, "of") and any("person" in e.units for _, e in marks.at[at - 2]):
            return not self.noun(end) and number.value < 120  # "a man of 40"
        titled = number.digits and at > 0 and tokens.raw[at - 1][0].isupper() and number.value < _AGE
        if not titled or marks.back(at, "numbered_title", 2) < 0:
            return False
        return at < 2 or not tokens.raw[at - 2][0].isupper() or not self.noun(end)  # "In Oromia Region 900 people"

    def second(self, at: int, number: Number, currency: str | None) -> Number | None:
        """The upper end of a range."""
        marks, end = self.marks, number.end
        if end >= len(self.tokens.words):
            return None
        joined = self.tokens.joined(end)
        if not joined and marks.kinds[end].isdisjoint(("and", "to")) and self.tokens.words[end] not in DASHES:
            return None
        between = marks.back(at, "between", 2) >= 0
        if joined:
            link = end
        elif self.tokens.words[end] in DASHES and self.tokens.touches(end) and self.tokens.touches(end + 1):
            link = end + 1
        elif between and marks.run(end, "and"):
            link = marks.run(end, "and")
        elif marks.run(end, "to") and (between or marks.back(at, "from", 2) < 0 > marks.back(at - 1, "from", 2)):
            link = marks.run(end, "to")
        else:
            return None
        if currency and (sign := marks.value(link, "currency")):
            link = sign[0]
        if between and (qualifier := marks.value(link, "qualifier")):
            link = qualifier[0]  # "ranging from 14 to over 30"
        other = self.number(link)
        if other is None or number.percent > other.percent or other.bare * other.factor <= number.value:
            return None
        if not (between or other.percent) and other.value > _LEAP * number.value and marks.back(at, "step", 2) >= 0:
            return None  # "has risen by 12,000 to 318,400"
        stuck = other.digits and self.tokens.touches(other.end) and self.tokens.raw[other.end].isalpha()
        return None if stuck or marks.value(other.end, "time") else other

    def is_year(self, quantity: Quantity, number: Number) -> bool:
        raw = self.tokens.raw[number.end - 1]
        if quantity.kind != "count" or number.end - quantity.first != 1 or not raw.isdecimal() or len(raw) != 4:
            return False
        if not 1500 <= quantity.value <= min(2100, MAXYEAR) or self.marks.back(quantity.first, "part", 3) >= 0:
            return False
        if self.marks.risen(quantity.first):
            return False
        for at in range(number.end, min(number.end + 3, len(self.tokens.words))):
            if any(entry.units for _, entry in self.marks.at[at]):
                return False
        behind = self.marks.at[number.end] if number.end < len(self.tokens.words) else ()
        told = [p for _, entry in behind for p in entry.phrases if p.keys[0].startswith("casualties.")]
        if any(p.role == "before" or p.role == "noun" and self.marks.back(quantity.first, "in", 2) < 0 for p in told):
            return False  # "1500 injured"
        return self.finish(Quantity(quantity.value, quantity.first, quantity.last), 0).qualifier == "exact"

    def noun(self, at: int) -> int:
        """The end of the longest counted noun at a word; 0: there is none."""
        runs = self.marks.at[at] if at < len(self.tokens.words) else ()
        return next((end for end, entry in runs if entry.units), 0)

    def total_behind(self, quantity: Quantity) -> None:
        """Takes the total that stands behind the noun: "17 hospitals out of 36"; it is then no figure of its own."""
        noun = self.noun(quantity.last) if quantity.kind == "count" else 0
        if not noun:
            return
        for at in range(noun, min(noun + 3, len(self.tokens.words))):
            if link := self.marks.run(at, "out_of"):
                number = self.number(link)
                if number and number.value >= quantity.value and not number.percent and not self.noun(number.end):
                    quantity.of = number.value
                    if number.value in (3, 4, 5) and not number.digits and self.tokens.raw[quantity.first][0].isalpha():
                        share = round(100 * quantity.value / number.value, 2)  # "trois hôpitaux sur quatre"
                        quantity.of, quantity.value, quantity.kind = None, share, "percent"
                    self.passed.update(range(link, number.end))
                return
            if not self.tokens.raw[at][0].isalpha() or self.marks.value(at, "qualifier"):
                return  # "2.000 camas para más de dos millones"

    def slashed(self, quantity: Quantity) -> bool:
        """Joins the total of "17/36" to the quantity."""
        words, end = self.tokens.words, quantity.last
        if end >= len(words) or words[end] != "/" or quantity.kind != "count" or words[end + 2 : end + 3] == ["/"]:
            return False
        number = self.number(end + 1)
        if number is None or number.percent or number.end != end + 2 or not 0 <= quantity.value <= number.value < 1900:
            return False
        quantity.of, quantity.last = number.value, number.end
        return True

    def total(self, quantity: Quantity) -> None:
        """Joins the total of "17 of the 36 hospitals" to the quantity, up to the noun."""
        if quantity.kind not in ("count", "percent"):
            return
        linked = not self.marks.kinds[quantity.last].isdisjoint(("out_of", "of"))
        link = linked and (self.marks.run(quantity.last, "out_of") or self.marks.run(quantity.last, "of"))
        them = linked and self.marks.run(quantity.last, "part_of_them")
        if not link or them and self.number(them) is None:  # but "nine of them host 1,991 people"
            if not self.slashed(quantity):
                self.total_behind(quantity)
            return
        for at in range(link, min(link + 5, len(self.tokens.words))):
            if self.marks.value(at, "currency"):
                return
            number = self.number(at)
            if number is not None:
                if (sign := self.marks.value(number.end, "currency")) and quantity.kind == "count":
                    quantity.kind, quantity.currency = "money", str(sign[1])  # "1.1 billion of the 2.7 billion dollars"
                    return
                bigger = number.value >= quantity.value or quantity.kind == "percent"
                if bigger and not number.percent and not self.left_out(at, number):
                    if self.marks.run(quantity.last, "out_of") and quantity.value <= number.bare < number.value:
                        quantity.value *= number.factor  # "nine out of 12 million"
                    between = zip(self.tokens.raw[link:at], self.marks.kinds[link:at], strict=True)
                    named = any(raw[0].isupper() or not kinds.isdisjoint(_PLACES) for raw, kinds in between)
                    quantity.of = number.value if quantity.kind == "count" or number.value >= 1000 else quantity.of
                    quantity.last = link if named else number.end  # "20 of Gaza's 36 hospitals" leaves the name free
                    self.passed.update(range(at, number.end) if named else ())
                return
            raw = self.tokens.raw[at]  # but "30 of the hospital's 600 patients"
            if not raw[0].isalpha() or any(e.units for _, e in self.marks.at[at]) and not possessive(raw):
                return
