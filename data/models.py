"""What a figure is: somebody's statement, found in one place of one document.

Records are frozen and refuse what they do not know, so that a value in the wrong form is stopped at the edge.
Dates are inclusive, instants are UTC without a zone.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

Qualifier = Literal["exact", "approx", "at_least", "more_than", "at_most", "less_than", "range"]
PeriodBasis = Literal["stated", "publication", "inferred", "unknown"]
PlaceBasis = Literal["stated", "inferred"]
ValueBasis = Literal["stated", "counted", "estimated", "unavailable"]
PublishedBasis = Literal["stated", "inferred", "unknown"]
Verdict = Literal["accepted", "rejected", "retracted"]
Kind = Literal["stock", "flow", "status"]

SEPARATOR = "\x1f"  # between the fields of a hash, here and in SQL


class Record(BaseModel):
    """A frozen record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("instants are UTC and carry no time zone; convert it first")
    return moment


Instant = Annotated[datetime, AfterValidator(_utc)]


class Document(Record):
    """One version of one published thing: article, situation report, data file, cited page.

    Attributes:
        lineage: What stays the same from version to version: canonical address or dataset id; "text:" and the hash
            of the content where there is neither.
        crisis_id: Names in doubt are resolved within its places.
        publisher_text: The publisher as written, where organisations.csv does not know it.
        url: Opens for a person; None for a pasted text.
        published_basis: "inferred": not before the last day that the document reports.
        retrieved_at: When we fetched it; for seeds, the day on which a person read the page.
        version_at: Orders the versions of a lineage: the publisher's own modification time, else when it was first met.
        returned_at: When these bytes, which another version had replaced, were met again in its place.
        restates: The days for which this version replaces earlier ones (date.min to date.max: all, undated figures
            too); None: it only adds.
        content: The bytes; kept in the raw archive, not in the warehouse.
    """

    source_id: str
    lineage: str
    crisis_id: str | None = None
    title: str
    publisher_id: str | None = None
    publisher_text: str | None = None
    url: str | None = None
    archive_url: str | None = None
    lang: str | None = None
    media_type: str
    published_at: Instant | None = None
    published_basis: PublishedBasis
    retrieved_at: Instant
    version_at: Instant
    returned_at: Instant | None = None
    restates: tuple[date, date] | None = None
    content: bytes

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.published_at is None) != (self.published_basis == "unknown"):
            raise ValueError("published_basis is 'unknown' exactly where published_at is missing")
        if self.restates is not None and self.restates[0] > self.restates[1]:
            raise ValueError("restates: its first day is after its last")
        return self


class Observation(Record):
    """One statement by somebody: an indicator, a place, a period, a value or a status, and where it stands.

    Attributes:
        place_id: None: a place that the catalogue lacks.
        place_text: The place as written; a crossing without an entry as "Wutung crossing", whatever post it is called.
        org_id: Who says it; None where nobody is named or organisations.csv does not know them.
        org_text: Who says it as written; told by a last word alone, by the whole name that the text gave before.
        breakdown: "cause=conflict;sex=f", sorted by key; "" is the total.
        period_end: Inclusive. None: undated, kept and listed but never charted.
        value: In `unit`; None for a status.
        of: The total of "17 of 36".
        value_basis: "counted": by us, from the publisher's records. "estimated": filled in by the publisher.
            "unavailable": the speaker says that there is no figure to be had; it has neither value nor status.
        confidence: How likely indicator, number and place are right, 0 to 1; for readers of text only.
        quote: For text, exactly the characters [char_start, char_end) of the kept text, in code points; for a table,
            a sentence that the row holds, if any.
        cell: For a table, "row 41, numPresentIdpInd" or a JSON pointer.
        cited: For curated facts, where on the cited page a person read it.
    """

    indicator_id: str
    place_id: str | None
    place_text: str
    place_basis: PlaceBasis = "stated"
    org_id: str | None = None
    org_text: str | None = None
    breakdown: str = ""
    period_start: date | None = None
    period_end: date | None = None
    period_basis: PeriodBasis
    value: float | None = None
    low: float | None = None
    high: float | None = None
    of: float | None = None
    qualifier: Qualifier = "exact"
    value_basis: ValueBasis = "stated"
    status: str | None = None
    unit: str | None = None
    confidence: float | None = None
    quote: str | None = None
    char_start: int | None = None
    char_end: int | None = None
    cell: str | None = None
    cited: str | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        faults = []
        if self.value_basis == "unavailable":
            if self.value is not None or self.status is not None:
                faults.append("what is unavailable has neither a value nor a status")
        elif (self.value is None) == (self.status is None):
            faults.append("a figure has either a value or a status")
        if (self.value is None) != (self.unit is None):
            faults.append("a value has a unit, a status has none")
        if (self.period_end is None) != (self.period_basis == "unknown"):
            faults.append("period_basis is 'unknown' exactly where period_end is missing")
        if self.period_start and self.period_end and self.period_start > self.period_end:
            faults.append("period_start is after period_end")
        if (self.char_start is None) != (self.char_end is None):
            faults.append("char_start and char_end go together")
        found = [self.char_start is not None, self.cell is not None, self.cited is not None]
        if sum(found) != 1:
            faults.append("a figure is found in exactly one way: characters, cell or cited place")
        if self.char_start is not None and self.char_end is not None:
            if self.quote is None or self.char_end - self.char_start != len(self.quote):
                faults.append("the quote has the length of its characters")
        if (self.qualifier == "range") != (self.low is not None and self.high is not None):
            faults.append("a range has both bounds, and only a range has them")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            faults.append("confidence lies between 0 and 1")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Review(Record):
    """A person's decision on an observation; only ever appended.

    Attributes:
        verdict: "rejected": we misread it. "retracted": the one who said it took it back.
        decided_by: A role or initials; it is public.
        retracted_at: When the speaker took it back; only and always with "retracted".
    """

    observation_id: str
    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: Instant
    retracted_at: Instant | None = None
    evidence_url: str | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.retracted_at is None) == (self.verdict == "retracted"):
            raise ValueError("retracted_at stands only and always with the verdict 'retracted'")
        return self


def digest(*fields: str) -> str:
    """First 26 hexadecimal digits of SHA-256 over the fields, joined by U+001F; SQL computes the same."""
    return hashlib.sha256(SEPARATOR.join(fields).encode("utf-8", "surrogatepass")).hexdigest()[:26]


def content_hash(content: bytes) -> str:
    """Full SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def number_text(value: float | None) -> str:
    """A number as it enters a hash: "" for None, no decimal point for whole numbers, else 17 significant digits."""
    if value is None:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.17g}"


def instant_text(moment: datetime | None) -> str:
    """An instant as it enters a hash: ISO 8601 with six decimals, "" for None."""
    return "" if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%S.%f")


def document_id(document: Document) -> str:
    """The id of one version of a document: the same source, lineage, publication and bytes give the same id.

    Bytes that come back after another version are a version of their own.
    """
    again = [] if document.returned_at is None else [instant_text(document.returned_at)]
    published = instant_text(document.published_at)
    return digest(document.source_id, document.lineage, published, content_hash(document.content), *again)


def observation_fields(observation: Observation) -> Sequence[str]:
    """What makes a claim the same claim, in the order in which it is hashed.

    Confidence, characters and cell are left out, so that a figure keeps its id when a newer version of the document
    repeats it or a newer reader finds it elsewhere.
    """
    o = observation
    return (
        o.indicator_id,
        o.place_id or "",
        o.place_text,
        o.place_basis,
        o.org_id or "",
        o.org_text or "",
        o.breakdown,
        o.period_start.isoformat() if o.period_start else "",
        o.period_end.isoformat() if o.period_end else "",
        o.period_basis,
        number_text(o.value),
        number_text(o.low),
        number_text(o.high),
        number_text(o.of),
        o.qualifier,
        o.value_basis,
        o.status or "",
        o.unit or "",
        o.quote or "",
        o.cited or "",
    )


def observation_id(source_id: str, lineage: str, observation: Observation) -> str:
    """The id of a claim: the same in every version of its document that makes it."""
    return digest(source_id, lineage, *observation_fields(observation))
