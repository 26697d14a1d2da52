"""Many visitors at once: `python tests/bench/bench_sessions.py STORE [SECONDS]`, beside an empty page in the same run.

Four parts, each with a server of its own: 60 and 100 sessions that act every 2 s on average (another page, crisis or
indicator each time); 100 that arrive together; and 60 that act while a release is published, where no answer may hold
a fault and none may mix two releases. The visitors run on the same cores as the server, and their CPU is told apart
from the server's: where a machine has other work, read these and the ratios, or run all with `chrt -r 5`.

Bounds on two cores, at the 95th percentile: 60 sessions 150 ms, 100 sessions 300 ms, 100 together 2 s.
"""

import asyncio
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from streamlit_client import ROOT, Rerun, Server, control, machine, share, visiting

THINK = 2.0  # seconds between two actions of a visitor, on average
ARTICLE = "As of {day}, more than {people:,} people were internally displaced in the Gaza Strip, UNRWA said.\n"
PAGES = ("", "displacement", "crossings", "hospitals", "explore")
CRISES = ("gaza", "sudan")
INDICATORS = ("displacement.idps", "casualties.killed", "crossing.status", "health.attacks")


def action(chance: random.Random, empty: bool) -> tuple[str, str]:
    """A page and a query string."""
    if empty:
        return "", ""
    page = chance.choice(PAGES)
    query = f"crisis={chance.choice(CRISES)}"
    return page, query + (f"&indicator={chance.choice(INDICATORS)}" if page == "explore" else "")


async def acting(
    port: int, sessions: int, going: Callable[[], bool], empty: bool = False
) -> tuple[list[float], list[Rerun], int]:
    """First views (ms), later reruns, and how many sessions failed; until it is not `going` any more."""
    firsts: list[float] = []
    later: list[Rerun] = []
    failed = 0

    async def one(number: int) -> None:
        nonlocal failed
        chance = random.Random(number)
        await asyncio.sleep(chance.random() * THINK)
        try:
            async with visiting(port) as visitor:
                firsts.append((await visitor.rerun()).milliseconds)
                while going():
                    await asyncio.sleep(chance.uniform(0, 2 * THINK))
                    later.append(await visitor.rerun(*action(chance, empty)))
        except (OSError, TimeoutError, EOFError) as error:
            failed += 1
            print("a session failed:", error)

    await asyncio.gather(*(one(number) for number in range(sessions)))
    return firsts, later, failed


async def arriving(port: int, sessions: int) -> tuple[list[float], int]:
    """First views of visitors who all come at once, from opening the socket on (ms); how many failed."""
    views: list[float] = []
    failed = 0

    async def one() -> None:
        nonlocal failed
        begun = time.perf_counter()
        try:
            async with visiting(port) as visitor:
                found = await visitor.rerun()
                views.append((time.perf_counter() - begun) * 1000)
                failed += found.fault
        except (OSError, TimeoutError, EOFError) as error:
            failed += 1
            print("a session failed:", error)

    await asyncio.gather(*(one() for _ in range(sessions)))
    return views, failed


@dataclass
class Clock:
    """What server and visitors have used since it was made, in seconds of CPU, and the seconds that passed."""

    server: Server

    def __post_init__(self) -> None:
        """Begin."""
        self.begun, self.theirs, self.ours = time.monotonic(), self.server.cpu(), time.process_time()

    def read(self) -> tuple[float, float, float]:
        """Seconds passed, the server's CPU, the visitors'."""
        return time.monotonic() - self.begun, self.server.cpu() - self.theirs, time.process_time() - self.ours


def told(name: str, later: list[Rerun], failed: int, clock: Clock) -> None:
    """One line of results."""
    seconds, cpu, visitors = clock.read()
    waits = [one.milliseconds for one in later]
    print(
        f"{name:28} {len(later) / seconds:5.1f} reruns/s  p50 {statistics.median(waits):6.0f} ms  "
        f"p95 {share(waits, 0.95):6.0f} ms  {cpu / len(later) * 1000:4.0f} ms CPU a rerun, "
        f"{cpu / seconds:3.0%} of a core (visitors {visitors / seconds:3.0%})  "
        f"{statistics.mean(one.size for one in later) / 1000:3.0f} kB  "
        f"{clock.server.memory():4.0f} MB  "
        f"faults {sum(one.fault for one in later)}  sessions failed {failed}",
        flush=True,
    )


def part_acting(server: Server, name: str, sessions: int, seconds: float, empty: bool = False) -> None:
    """Visitors who act."""
    clock = Clock(server)
    ends = clock.begun + seconds
    _, later, failed = asyncio.run(acting(server.port, sessions, lambda: time.monotonic() < ends, empty))
    told(f"{name}, {sessions} sessions", later, failed, clock)


def part_arriving(server: Server, name: str, sessions: int) -> None:
    """Visitors who arrive together."""
    clock = Clock(server)
    views, failed = asyncio.run(arriving(server.port, sessions))
    _, cpu, visitors = clock.read()
    print(
        f"{name}, {sessions} together: first view p50 {statistics.median(views):.0f} ms, "
        f"p95 {share(views, 0.95):.0f} ms, last {max(views):.0f} ms, {cpu / sessions * 1000:.0f} ms CPU each "
        f"(visitors {visitors / sessions * 1000:.0f} ms), failed {failed}",
        flush=True,
    )


def part_publishing(server: Server, store: Path, sessions: int, seconds: float) -> None:
    """Visitors who act while a release is published; how they fared, and whether anybody saw two releases on a page."""
    text = store.parent / "article.txt"
    text.write_text(ARTICLE.format(day="12 May 2024", people=1_700_000 + random.randrange(90_000)))

    async def both() -> tuple[list[Rerun], int, str]:
        async def publish() -> str:
            await asyncio.sleep(seconds / 3)
            command = [sys.executable, "-m", "dashboard.cli", "add", str(text), "--published", "2024-05-13"]
            begun = time.monotonic()
            done = await asyncio.to_thread(
                subprocess.run, [*command, "--store", str(store)], cwd=ROOT, capture_output=True, text=True, check=True
            )
            said = (done.stdout + done.stderr).strip().splitlines()
            return f"{said[-1] if said else ''} ({time.monotonic() - begun:.1f} s after it was asked for)"

        publishing = asyncio.create_task(publish())
        ends = float("inf")

        def going() -> bool:
            nonlocal ends
            if publishing.done() and ends == float("inf"):
                ends = time.monotonic() + seconds / 3
            return time.monotonic() < ends

        _, later, failed = await acting(server.port, sessions, going)
        return later, failed, await publishing

    clock = Clock(server)
    later, failed, published = asyncio.run(both())
    told(f"while publishing, {sessions} sessions", later, failed, clock)
    shown = {release for one in later for release in one.releases}
    mixed = sum(len(one.releases) > 1 for one in later)
    print(f"{published}; releases shown {len(shown)}, answers that mix two {mixed}")


def main(given: Path, seconds: float) -> None:
    """Run all parts."""
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = control(8650, folder)
        try:
            part_acting(bare, "empty page", 60, seconds, empty=True)
            part_arriving(bare, "empty page", 100)
        finally:
            bare.stop()
        store = folder / "store"
        shutil.copytree(given, store, symlinks=True)
        for part in ("together", "60", "100", "publish"):
            server = Server("dashboard.app:app", 8651, ROOT, HAKIKA_STORE=str(store))
            try:
                if part == "together":
                    part_arriving(server, "dashboard", 100)
                elif part == "publish":
                    part_publishing(server, store, 60, seconds)
                else:
                    part_acting(server, "dashboard", int(part), seconds)
            finally:
                server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 14.0)
