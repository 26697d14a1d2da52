"""How many frames a second are served from memory, beside a constant route of the same application in the same run.

    python tests/bench/bench_embed.py STORE [SECONDS]

One server process over the store, behind all of its middleware; 16 connections that are kept open. Frames should reach
85 % of the constant route, which answers with as many bytes. Also told: how long a new snapshot and its card take.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVER = """
from starlette.responses import Response
from starlette.routing import Route
from dashboard import app
body = b"x" * int(__import__("os").environ["BYTES"])
async def constant(request):
    return Response(body, headers={"Content-Type": "text/html", "ETag": '"x"'})
app.ROUTES.insert(0, Route("/constant", constant))
from starlette.applications import Starlette
served = Starlette(routes=app.ROUTES, middleware=app.MIDDLEWARE)
import uvicorn
uvicorn.run(served, port=int(__import__("os").environ["PORT"]), log_level="warning", access_log=False)
"""
PORT = int(os.environ.get("BENCH_PORT", "8649"))


async def one(path: str, until: float, counted: list[int], extra: str) -> None:
    """Ask again and again over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAccept-Encoding: gzip\r\n{extra}\r\n".encode()
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = head.split(b" ", 2)[1]
        assert status in (b"200", b"304"), head
        if status == b"200":
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        counted[0] += 1
    writer.close()


async def rate(path: str, seconds: float, extra: str = "") -> float:
    """Answers a second."""
    counted = [0]
    began = time.perf_counter()
    await asyncio.gather(*(one(path, began + seconds, counted, extra) for _ in range(16)))
    return counted[0] / (time.perf_counter() - began)


def main(store: Path, seconds: float) -> None:
    """Make a snapshot, serve it, and compare."""
    os.environ["HAKIKA_STORE"] = str(store)
    sys.path.insert(0, str(ROOT))
    from dashboard import frozen, pictures, showing, snapshot
    from dashboard import store as served
    from dashboard.selection import Selection

    of = served.release()
    times = []
    for place in ("PS02", "SDN", "PS01", "UKR", "LBN"):
        began = time.perf_counter()
        try:
            snapshot_id, new = snapshot.make(
                of, Selection(indicator="displacement.idps", places=(place,)), datetime.now(UTC)
            )
        except Exception:  # a store without figures of that place
            continue
        times.append(round(time.perf_counter() - began, 3) if new else None)
    document = frozen.load(snapshot_id)
    assert document is not None
    began = time.perf_counter()
    pictures.png(showing.picture(document, served.words("en"), pictures.CARD, "x"))
    card = time.perf_counter() - began
    environment = {**os.environ, "PORT": str(PORT), "BYTES": "4500"}
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, env=environment)
    try:
        for _ in range(100):
            time.sleep(0.3)
            try:
                asyncio.run(rate(f"/embed/s/{snapshot_id}", 0.3))
                break
            except OSError:
                continue
        rounds = []
        for _ in range(5):
            constant = asyncio.run(rate("/constant", seconds))
            frame = asyncio.run(rate(f"/embed/s/{snapshot_id}", seconds))
            rounds.append((constant, frame))
        live = asyncio.run(rate("/embed/v/displacement.idps?place=PS02", seconds))
        share = statistics.median(frame / constant for constant, frame in rounds)
        told = {
            "new snapshot, s": times,
            "card, s": round(card, 3),
            "constant/s": round(statistics.median(c for c, _ in rounds)),
            "embed/s": round(statistics.median(f for _, f in rounds)),
            "share": round(share, 3),
            "live embed/s": round(live),
        }
        print(json.dumps(told, indent=1))
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), float(sys.argv[2]) if len(sys.argv) > 2 else 2.0)
