"""What a rerun of each page costs the server, beside an empty Streamlit page in the same run.

    python tests/bench/bench_reruns.py STORE [--rows N] [PAGE ...]

CPU is that of the server's process, by its own clock, over many reruns of one session; three rounds, the median. One
rerun of the Situation page should take at most 10 ms, where the empty page takes about 5.

With `--rows 10000000`, the store is given so many synthetic observations, and the page is Displacement with two charts
of a year of days: at most 20 ms. The first visit is told apart.
"""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

import synthetic
from streamlit_client import ROOT, Server, control, machine, visiting

RERUNS, ROUNDS = 200, 3


async def measure(server: Server, page: str) -> tuple[float, float]:
    """CPU milliseconds a rerun, and the median of the time a rerun takes."""
    async with visiting(server.port) as visitor:
        first = await visitor.rerun(page)
        print(f"{page or 'first page'}: first visit {first.milliseconds:.0f} ms, {first.size / 1000:.0f} kB")
        for _ in range(10):
            await visitor.rerun(page)
        rounds, waits = [], []
        for _ in range(ROUNDS):
            before = server.cpu()
            for _ in range(RERUNS):
                waits.append((await visitor.rerun(page)).milliseconds)
            rounds.append((server.cpu() - before) / RERUNS * 1000)
        return statistics.median(rounds), statistics.median(waits)


def main() -> None:
    """Print a line a page."""
    store, *pages = sys.argv[1:]
    rows = int(pages[1]) if pages[:1] == ["--rows"] else 0
    pages = pages[2:] if rows else pages
    with tempfile.TemporaryDirectory() as folder:
        servers: list[Server] = []
        print(machine())
        if rows:
            store = str(synthetic.store(Path(store), Path(folder, "store"), rows, 1_000))
        try:
            servers.append(bare := control(8650, Path(folder)))
            servers.append(ours := Server("dashboard.app:app", 8651, ROOT, HAKIKA_STORE=store))
            empty, wait = asyncio.run(measure(bare, ""))
            print(f"{'empty page':16} {empty:6.1f} ms CPU  {wait:6.1f} ms")
            for page in pages or (["displacement"] if rows else ["", "explore", "about"]):
                cpu, wait = asyncio.run(measure(ours, page))
                name = page or "situation"
                print(f"{name:16} {cpu:6.1f} ms CPU  {wait:6.1f} ms  {cpu / empty:4.1f} times that")
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    main()
