"""Commands that hand out: export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.options import STORE, Json, Store, app
from data.errors import NoRelease


class Form(StrEnum):
    """How the views are written."""

    parquet = "parquet"
    csv = "csv"


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New, empty, or of an earlier export.")],
    store: Store = STORE,
    format_: Annotated[Form, typer.Option("--format", help="How the views are written.")] = Form.parquet,
    hxl: Annotated[bool, typer.Option("--hxl", help="Put a row of HXL tags under the head of each CSV.")] = False,
    json_: Json = False,
) -> None:
    """Write the public views, with dictionary, licences and descriptions, into a folder."""
    from dashboard import export as handing
    from dashboard import printing
    from data import warehouse

    newest = warehouse.current(store, public=True)
    if newest is None:
        raise NoRelease(f"{store} holds no release yet. Run `hakika ingest` to make one.")
    files = handing.export(newest, folder, format_.value, hxl=hxl)
    if json_:
        printing.as_json({"folder": str(folder), "files": [path.name for path in files]})
    else:
        print("\n".join(str(path) for path in files))
