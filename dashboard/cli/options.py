"""What the commands share: the application, its options, progress, and the release they ask."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data import catalogue as seeds
from data.errors import InputError, NoRelease

if TYPE_CHECKING:
    from ingest.run import Mapper, Tell

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Humanitarian figures, each linked to the words or the table cell that it came from.",
)

PATIENCE = 120  # seconds that a command waits for another ingest to end

Store = Annotated[
    Path,
    typer.Option("--store", envvar="HAKIKA_STORE", help="Where releases, bytes and texts are kept."),
]
STORE = seeds.SEEDS.parent / "data" / "store"
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def now() -> datetime:
    """This instant, UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def day(text: str | None, option: str) -> date | None:
    """The day that an option names; wrong usage where it names none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2024-05-31', param_hint=option) from None


@contextmanager
def progress() -> Iterator["Tell"]:
    """Tells what is being done, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda source_id, doing: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:

        def tell(source_id: str, doing: str) -> None:
            status.update(escape(f"{source_id}: {doing}" if source_id else doing))

        yield tell


@contextmanager
def mapper(workers: int, cluster: str | None) -> Iterator["Mapper"]:
    """How texts are read: here, by several processes, or by a Dask cluster."""
    if cluster:
        try:
            from distributed import Client
        except ImportError:
            raise InputError("--cluster needs the package distributed: pip install 'hakika[cluster]'") from None
        with Client(cluster) as client:
            yield lambda function, jobs: client.gather(client.map(function, list(jobs), pure=False))
    elif workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            yield lambda function, jobs: pool.map(function, jobs, chunksize=4)
    else:
        yield map


def known(source_ids: list[str], catalogue: seeds.Catalogue) -> list[str]:
    """The ids, if there are such sources; wrong usage else."""
    from ingest.run import chosen

    try:
        return [source.source_id for source in chosen(source_ids, catalogue)]
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="SOURCE") from None


@contextmanager
def release(store: Path, known_at: date | None = None) -> Iterator[Any]:
    """A cursor on the current release.

    Raises:
        NoRelease: there is none yet.
    """
    from data import warehouse

    newest = warehouse.current(store)
    if newest is None:
        raise NoRelease(f"{store} holds no release yet. Run `hakika ingest` to make one.")
    with closing(warehouse.connect(newest)) as con:
        yield warehouse.cursor(con, known_at)


def missing(rows: Iterable[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Rows of a frame with None for what is missing."""
    import pandas as pd

    return [{key: None if pd.api.types.is_scalar(v) and pd.isna(v) else v for key, v in row.items()} for row in rows]
