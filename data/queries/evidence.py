"""One figure and all that it rests on: the walk from a point to the words."""

from datetime import date, datetime
from urllib.parse import quote, urlsplit

from duckdb import DuckDBPyConnection as Connection

from data.models import Kind, PeriodBasis, PlaceBasis, PublishedBasis, Qualifier, Record, ValueBasis, Verdict
from data.queries.ask import Asked, Question, Where, lineage_of, one_lineage, records


class ReviewRow(Record):
    """One decision of a person on the figure."""

    review_id: str
    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime
    retracted_at: datetime | None
    evidence_url: str | None


class Version(Record):
    """What one version of the document says for the same claim; observation_id is None where it says nothing."""

    document_id: str
    title: str
    published_at: datetime | None
    version_at: datetime
    retrieved_at: datetime
    known_at: datetime
    content_hash: str
    observation_id: str | None
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier | None
    status: str | None
    quote: str | None
    cell: str | None
    standing: str | None


class Evidence(Record):
    """One figure with its passage, document, source, reader, reviews and versions.

    Fields are named as in the views. `series_id` is None for a figure that no chart draws: undated, not standing, or
    overtaken by another of the same series and period. `versions` are those of the document's lineage, oldest first.
    """

    observation_id: str
    series_id: str | None
    indicator_id: str
    indicator_label: str
    definition: str
    kind: Kind
    place_id: str
    place: str
    place_kind: str
    place_text: str
    place_basis: PlaceBasis
    iso3: str | None
    pcode: str | None
    org_id: str | None
    org_text: str | None
    speaker: str | None
    breakdown: str
    period_start: date | None
    period_end: date | None
    period_basis: PeriodBasis
    value: float | None
    low: float | None
    high: float | None
    of: float | None
    qualifier: Qualifier
    value_basis: ValueBasis
    status: str | None
    unit: str | None
    confidence: float | None
    found_as: str
    quote: str | None
    char_start: int | None
    char_end: int | None
    cell: str | None
    cited: str | None
    standing: str
    standing_reason: str | None
    hold_reason: str | None
    revised_at: datetime | None
    revised_by: str | None
    reread_at: datetime | None
    retracted_at: datetime | None
    known_at: datetime
    recorded_at: datetime
    document_id: str
    lineage: str
    crisis_id: str | None
    title: str
    publisher_id: str | None
    publisher: str | None
    url: str | None
    archive_url: str | None
    lang: str | None
    media_type: str
    published_at: datetime | None
    published_basis: PublishedBasis
    retrieved_at: datetime
    version_at: datetime
    content_hash: str
    source_id: str
    source: str
    words: str
    maturity: str
    licence: str
    citation: str
    redistribute: bool
    reading_id: str
    reader: str
    read_at: datetime
    run_id: str
    run_started_at: datetime | None
    code_version: str | None
    reviews: tuple[ReviewRow, ...]
    versions: tuple[Version, ...]


def evidence(con: Connection, observation_id: str) -> Evidence | None:
    """The figure with this id at the cursor's clocks, or None.

    Where several versions of a document make the claim, it is shown as the one that stands has it, else the newest.
    Of a run, the public file holds only the id.
    """
    sql = """
        SELECT
          h.* EXCLUDE (publisher_text, verdict),
          i.label AS indicator_label, i.definition, i.kind,
          p.name AS place, p.kind AS place_kind, p.iso3, p.pcode,
          coalesce(g.name, h.org_text) AS speaker,
          coalesce(b.name, h.publisher_text) AS publisher,
          d.crisis_id, d.media_type, d.version_at,
          s.title AS source, s.maturity, s.licence, s.citation, s.redistribute,
          r.read_at, r.run_id, u.started_at AS run_started_at, u.code_version
        FROM history h
        JOIN document d USING (document_id)
        JOIN reading r ON r.reading_id = h.reading_id
        JOIN indicator i ON i.indicator_id = h.indicator_id
        JOIN place p ON p.place_id = h.place_id
        JOIN source s ON s.source_id = h.source_id
        LEFT JOIN organisation g ON g.org_id = h.org_id
        LEFT JOIN organisation b ON b.org_id = h.publisher_id
        LEFT JOIN run u ON u.run_id = r.run_id
        WHERE h.observation_id = $observation_id
        ORDER BY
          h.standing IN ('accepted', 'unreviewed') DESC, h.standing = 'held' DESC,
          d.version_at DESC, r.read_at DESC, h.reading_id
        LIMIT 1
    """
    lineage = lineage_of(con, observation_id)
    if lineage is None:
        return None
    with one_lineage(con, lineage):
        found = records(con, sql, {"observation_id": observation_id})
        if not found:
            return None
        row = found[0]
        versions = _versions(con, observation_id, row["source_id"], lineage)
    where = Where()
    table = where.stored(con, row["indicator_id"], [row["place_id"]])
    where.add("observation_id = $observation_id", observation_id=observation_id)
    drawn = records(con, f"SELECT series_id FROM {table} WHERE {where}", where.values)
    return Evidence.model_validate(
        {
            **row,
            "series_id": drawn[0]["series_id"] if drawn else None,
            "reviews": _reviews(con, observation_id),
            "versions": versions,
        }
    )


def _reviews(con: Connection, observation_id: str) -> list[dict[str, object]]:
    sql = """
        SELECT * EXCLUDE (observation_id)
        FROM review
        WHERE observation_id = $observation_id
          AND decided_at <= coalesce(getvariable('recorded_at')::TIMESTAMP, TIMESTAMP 'infinity')
          AND coalesce(retracted_at, TIMESTAMP '-infinity')
            <= coalesce(getvariable('known_at')::TIMESTAMP, TIMESTAMP 'infinity')
        ORDER BY decided_at, review_id
    """
    return records(con, sql, {"observation_id": observation_id})


def _versions(con: Connection, observation_id: str, source_id: str, lineage: str) -> list[dict[str, object]]:
    """What each version that the clocks let through says for the claim, by its latest reading."""
    sql = """
        WITH
        said AS (
          SELECT * FROM history WHERE source_id = $source_id AND lineage = $lineage
        ),
        claim AS (
          SELECT * FROM said WHERE observation_id = $observation_id LIMIT 1
        ),
        same AS (
          SELECT said.*
          FROM said, claim
          WHERE said.indicator_id = claim.indicator_id
            AND said.place_id = claim.place_id
            AND said.org_id IS NOT DISTINCT FROM claim.org_id
            AND said.breakdown = claim.breakdown
            AND said.unit IS NOT DISTINCT FROM claim.unit
            AND said.value_basis = claim.value_basis
            AND said.period_start IS NOT DISTINCT FROM claim.period_start
            AND said.period_end IS NOT DISTINCT FROM claim.period_end
            AND (said.reread_at IS NULL OR said.observation_id = $observation_id)
        ),
        known AS (
          SELECT document_id, min(known_at) AS known_at FROM said GROUP BY document_id
        )
        SELECT
          d.document_id, d.title, d.published_at, d.version_at, d.retrieved_at,
          coalesce(k.known_at, d.published_at, d.retrieved_at) AS known_at, d.content_hash,
          same.observation_id, same.value, same.low, same.high, same.qualifier, same.status, same.quote, same.cell,
          same.standing
        FROM document d
        LEFT JOIN known k USING (document_id)
        LEFT JOIN same ON same.document_id = d.document_id
        WHERE d.source_id = $source_id AND d.lineage = $lineage
          AND d.retrieved_at <= coalesce(getvariable('recorded_at')::TIMESTAMP, TIMESTAMP 'infinity')
          AND coalesce(k.known_at, greatest(coalesce(d.published_at, d.retrieved_at), d.version_at))
            <= coalesce(getvariable('known_at')::TIMESTAMP, TIMESTAMP 'infinity')
        QUALIFY row_number() OVER (
          PARTITION BY d.document_id, same.observation_id
          ORDER BY same.reread_at NULLS FIRST, same.reading_id
        ) = 1
        ORDER BY d.version_at, d.retrieved_at, d.document_id, same.observation_id
    """
    return records(con, sql, {"observation_id": observation_id, "source_id": source_id, "lineage": lineage})


@Question
def others(con: Connection, figure: Evidence) -> Asked:
    """Every other standing figure for the same indicator and place whose period touches the figure's.

    Columns: observation_id, org_id, speaker, breakdown, period_start, period_end, period_basis, value, low, high, of,
    qualifier, value_basis, status, unit, standing, words, found_as, source_id, source, publisher, title, published_at,
    url. The nearest periods first. Empty for an undated figure.
    """
    sql = """
        SELECT
          observation_id, org_id, speaker, breakdown, period_start, period_end, period_basis,
          value, low, high, "of", qualifier, value_basis, status, unit, standing, words, found_as,
          source_id, source, publisher, title, published_at, url
        FROM observations
        WHERE indicator_id = $indicator_id
          AND place_id = $place_id
          AND observation_id <> $observation_id
          AND period_end >= coalesce($period_start::DATE, $period_end::DATE)
          AND coalesce(period_start, period_end) <= $period_end::DATE
        QUALIFY row_number() OVER (
          PARTITION BY observation_id
          ORDER BY known_at DESC, recorded_at DESC, reading_id
        ) = 1
        ORDER BY abs(period_end - $period_end::DATE), speaker NULLS LAST, observation_id
    """
    keys = ("indicator_id", "place_id", "observation_id", "period_start", "period_end")
    return sql, {key: getattr(figure, key) for key in keys}


_LONG = 120  # characters: a longer quote is named by its first and last words
_WORDS = 6


def passage_url(evidence: Evidence) -> str | None:
    """The address that opens the document of a figure at its quote, or None; see `sentence_url`."""
    return sentence_url(evidence.url, evidence.quote, evidence.found_as, evidence.words)


def sentence_url(url: str | None, sentence: str | None, found_as: str, words: str) -> str | None:
    """The address that opens a page at a sentence, or None where that cannot be.

    It needs an http or https address and the publisher's own words: the quote of a digest does not stand on the page
    that it speaks of. The text directive is that of the WICG draft "URL Fragment Text Directives".
    """
    if url is None or sentence is None or found_as != "text" or words != "publisher":
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    parts = sentence.split()
    if not parts:
        return None
    text = " ".join(parts)
    if len(text) > _LONG and len(parts) > 2 * _WORDS:
        directive = f"{_escaped(' '.join(parts[:_WORDS]))},{_escaped(' '.join(parts[-_WORDS:]))}"
    else:
        directive = _escaped(text)
    address, _, fragment = url.partition("#")
    return f"{address}#{fragment.partition(':~:')[0]}:~:text={directive}"


def _escaped(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
