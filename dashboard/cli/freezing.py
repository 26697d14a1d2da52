"""The command that makes frozen snapshots, writes them out, takes them back."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.options import STORE, Json, Store, app, day

USAGE = "--indicator and --place make one, --withdraw and --reason take one back, --restore undoes that"


@app.command()
def snapshot(
    indicator: Annotated[str | None, typer.Option(metavar="ID", help="What is measured.")] = None,
    place: Annotated[list[str] | None, typer.Option(metavar="PLACE", help="Where; may repeat.")] = None,
    org: Annotated[list[str] | None, typer.Option(metavar="ORG", help="Who says it; may repeat; none: all.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of the window.")] = None,
    to: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the window.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="DATE", help="As the world knew it on that day.")] = None,
    group: Annotated[
        str | None, typer.Option(help="Only figures of one unit and cadence, such as trucks/month.")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="Write its files here too.")] = None,
    withdraw: Annotated[str | None, typer.Option(metavar="ID", help="Take a snapshot back.")] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is taken back; readers see it.")] = None,
    ask: Annotated[str, typer.Option(metavar="TEXT", help="Whom readers may ask about it.")] = "",
    restore: Annotated[str | None, typer.Option(metavar="ID", help="Undo a withdrawal.")] = None,
    store: Store = STORE,
    json_: Json = False,
) -> None:
    """Freeze a chart and print its id; or take a frozen chart back."""
    if withdraw or restore:
        if indicator or place or out or bool(withdraw) == bool(restore) or bool(withdraw) != bool(reason):
            raise typer.BadParameter(USAGE, param_hint="--withdraw" if withdraw else "--restore")
    elif not indicator or not place or reason:
        raise typer.BadParameter(USAGE, param_hint="--reason" if reason else "--place" if indicator else "--indicator")
    from dashboard import fates, printing

    os.environ["HAKIKA_STORE"] = str(store.resolve())
    if withdraw or restore:
        at = datetime.now(UTC)
        done = fates.withdraw(withdraw, reason or "", at, ask) if withdraw else fates.restore(restore or "")
        printing.as_json({"id": done.id, "state": done.state}) if json_ else print(done.id)
        return
    from dashboard import frozen, selection
    from dashboard import snapshot as snapshots
    from dashboard import store as served

    day(from_, "--from"), day(to, "--to")
    given = {"indicator": [indicator or ""], "place": place or [], "org": org or []}
    given |= {"from": [from_ or ""], "to": [to or ""], "known_at": [known_at or ""]}
    asked = selection.from_query(selection.PlainParameters(given), served.catalogue())
    snapshot_id, new = snapshots.make(served.release(), asked, datetime.now(UTC), group)
    if out is not None:
        written = snapshots.write_out(snapshot_id, out)
        printing.say(f"{len(written)} files written to {out}.")
    if not new:
        printing.say("The same had been made before.")
    if json_:
        printing.as_json({"id": snapshot_id, "new": new, "folder": str(frozen.folder(snapshot_id))})
    else:
        print(snapshot_id)
