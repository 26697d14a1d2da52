"""What many tests share: the catalogue, and one warehouse built from seeds/samples."""

from pathlib import Path

import pytest

from data import catalogue
from data.catalogue import Catalogue

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def seeds_catalogue() -> Catalogue:
    """The catalogue of the checkout."""
    return catalogue.load()
