"""What a snapshot keeps of the documents behind its figures, and what has become of its figures since."""

from collections.abc import Sequence
from typing import Any

from duckdb import DuckDBPyConnection as Connection

from data.queries.ask import records


def cited_documents(con: Connection, document_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Documents by their id.

    Each has document_id, title, publisher, url, archive_url, published_at, retrieved_at, content_hash, source_id,
    source (its title), licence, citation, words.
    """
    sql = """
        SELECT
          d.document_id, d.title, coalesce(b.name, d.publisher_text) AS publisher, d.url, d.archive_url,
          d.published_at, d.retrieved_at, d.content_hash, s.source_id, s.title AS source, s.licence, s.citation, s.words
        FROM document d
        JOIN source s USING (source_id)
        LEFT JOIN organisation b ON b.org_id = d.publisher_id
        WHERE list_contains($document_ids, d.document_id)
        ORDER BY d.document_id
    """
    return {row["document_id"]: row for row in records(con, sql, {"document_ids": list(document_ids)})}


def became(con: Connection, indicator_id: str, observation_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What has become of figures of an indicator, by observation_id; one of which nothing is left is not there.

    Each has observation_id, standing, standing_reason, words, title, url, archive_url, quote, cell, revised_by. Where
    several versions of a document make the claim: as the one that stands has it, else as the latest read has it.
    """
    sql = """
        SELECT observation_id, standing, standing_reason, words, title, url, archive_url, quote, cell, revised_by
        FROM history
        WHERE indicator_id = $indicator_id AND list_contains($observation_ids, observation_id)
        QUALIFY row_number() OVER (
          PARTITION BY observation_id
          ORDER BY standing IN ('accepted', 'unreviewed') DESC, standing = 'held' DESC,
            standing IN ('rejected', 'retracted') DESC, recorded_at DESC, reading_id
        ) = 1
        ORDER BY observation_id
    """
    found = records(con, sql, {"indicator_id": indicator_id, "observation_ids": list(observation_ids)})
    return {row["observation_id"]: row for row in found}
