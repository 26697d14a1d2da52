"""Cursors of a release, one a question; each knows its clocks, so that no question need ask the engine for them."""

from datetime import date, datetime, time
from weakref import WeakKeyDictionary

from duckdb import DuckDBPyConnection as Connection

_made: WeakKeyDictionary[Connection, tuple[Connection, bool]] = WeakKeyDictionary()


def cursor(
    con: Connection, known_at: datetime | date | None = None, recorded_at: datetime | date | None = None
) -> Connection:
    """A cursor for one question: it reads the release at the clocks' time (UTC); a bare date is its whole day."""
    one = con.cursor()
    one.execute("USE release")
    for clock, moment in (("known_at", known_at), ("recorded_at", recorded_at)):
        if moment is not None:
            if not isinstance(moment, datetime):
                moment = datetime.combine(moment, time.max)
            one.execute(f"SET VARIABLE {clock} = ?", [moment])
    _made[one] = con, known_at is None and recorded_at is None
    return one


def made(one: Connection) -> tuple[Connection, bool]:
    """The connection that a cursor was made of, and whether neither of its clocks is set.

    Raises:
        KeyError: the cursor was not made by `cursor`.
    """
    return _made[one]
