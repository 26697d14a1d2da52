"""Refugees by pairs of countries: files of the same country are versions of each other."""

from ingest.sources import pairs


def lineage(content: bytes, name: str) -> str:
    """The file of a country of asylum, of a country of origin, or of the world."""
    columns = ("origin_location_code",), ("asylum_location_code",)
    return f"hapi_refugees/{pairs.country(content, *columns, header=(), records=('data', ''))}"
