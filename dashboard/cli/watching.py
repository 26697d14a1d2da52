"""The command that sends word when a rule holds."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.options import STORE, Store, app

EVERY = 5.0  # seconds between two looks at the pointer
AGAIN = 60.0, 3600.0  # seconds until what failed is sent again: at first, and at most
OVERDUE = 3600.0  # seconds after which a look is due though there is no new release: days pass


@app.command()
def watch(
    rule: Annotated[
        Path, typer.Option("--rule", envvar="HAKIKA_RULES", metavar="FILE", help="The rules: a TOML file.")
    ],
    once: Annotated[bool, typer.Option("--once", help="Look once, send, and end: for timers.")] = False,
    store: Store = STORE,
) -> None:
    """Send mail or a webhook when a rule holds; each thing is told once, and what fails is sent again."""
    from dashboard import printing, rules, sending, wording
    from dashboard import watch as watching
    from data import catalogue as seeds
    from data import warehouse

    catalogue = seeds.load()
    listed = rules.load(rule, catalogue)
    words = wording.make_words(catalogue)
    path = watching.state_path(store, rule)
    with watching.alone(path):
        if once:
            watching.look(store, path, listed, words.__getitem__, watching.now())
            if watching.deliver(path, sending.send, words.__getitem__, printing.say):
                raise typer.Exit(1)
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        seen, waited, left, pause = None, 0.0, 0, AGAIN[0]
        while not stop.is_set():
            newest = warehouse.current(store)
            if newest is not None and (newest != seen or waited >= (pause if left else OVERDUE)):
                pause = min(pause * 2, AGAIN[1]) if left and newest == seen else AGAIN[0]
                watching.look(store, path, listed, words.__getitem__, watching.now())
                left = watching.deliver(path, sending.send, words.__getitem__, printing.say)
                seen, waited = newest, 0.0
            stop.wait(EVERY)
            waited += EVERY
