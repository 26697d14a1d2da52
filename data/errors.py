"""Everything that Hakika raises on purpose.

    HakikaError
      CatalogueError      seeds/ contradict themselves; every fault is listed
      InputError          a file, a text or an option that cannot be used
      FetchError          a source could not be reached, or answered what may not be read
      ReadError           a document does not have the structure that its reader was written for
      BadSelection        an address or option names what does not exist; every fault is listed
      Refused             a visitor's SQL that is not answered; carries the HTTP status
      StoreError
        Busy              another build holds the lock
        NoRelease         the store holds no release yet
        ChecksFailed      a build broke a rule and was not published

`str(error)` is a sentence for a person: what was expected, what was found, where, and what to do next.
"""

from collections.abc import Sequence


class HakikaError(Exception):
    """The root: catching it catches everything that is raised on purpose."""


class Faults(HakikaError):
    """Several faults at once, one a line; `faults` holds them singly."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep the faults in the order in which they were found."""
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class CatalogueError(Faults):
    """The reviewed data in seeds/ are wrong or contradict each other."""


class BadSelection(Faults):
    """A selection names something that does not exist, or is malformed."""


class InputError(HakikaError):
    """A file, a text or an option that cannot be used."""


class FetchError(HakikaError):
    """A source could not be reached, or what it sent may not be read."""


class ReadError(HakikaError):
    """A document does not have the structure that its reader expects."""


class Refused(HakikaError):
    """A statement that the SQL console does not answer.

    `status` is the HTTP status: 400 refused, 408 too slow, 413 too large, 503 busy or switched off.
    """

    def __init__(self, status: int, message: str) -> None:
        """Keep the status beside the sentence."""
        self.status = status
        super().__init__(message)


class StoreError(HakikaError):
    """The store cannot be read or written."""


class Busy(StoreError):
    """Another build holds the lock."""


class NoRelease(StoreError):
    """The store holds no release yet."""


class ChecksFailed(StoreError):
    """A build broke a rule of checks.sql; nothing was published."""
