"""What a rerun of each page costs the server, beside an empty Streamlit page in the same run.

    python tests/bench/bench_reruns.py STORE [PAGE ...]

CPU is that of the server's process, by its own clock, over many reruns of one session; three rounds, the median. One
rerun of the Situation page should take at most 10 ms, where the empty page takes about 5.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parent.parent.parent
EMPTY = """import streamlit as st
st.text_input("a")
st.text_input("b")
st.text("A line of text.")
"""
CONTROL = """import gc
import streamlit as st
import pandas, plotly.graph_objects
app = st.App("empty.py")
gc.collect()
gc.freeze()
"""
RERUNS, ROUNDS = 200, 3


class Server:
    """One uvicorn process."""

    def __init__(self, target: str, port: int, folder: Path, **environment: str) -> None:
        self.port = port
        command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--log-level", "warning"]
        self.process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment})
        for _ in range(120):
            time.sleep(0.5)
            if self.process.poll() is not None:
                break
            try:
                httpx.get(f"http://127.0.0.1:{port}/_stcore/health")
                return
            except httpx.TransportError:
                continue
        self.stop()
        raise SystemExit(f"{target} did not start")

    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


async def rerun(socket: websockets.ClientConnection, page: str) -> None:
    """One rerun of a page, until its script has finished."""
    message = BackMsg()
    message.rerun_script.page_name = page
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await socket.recv())
        if answer.WhichOneof("type") == "script_finished":
            return


async def measure(server: Server, page: str) -> tuple[float, float]:
    """CPU milliseconds a rerun, and the median of the time a rerun takes."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        for _ in range(10):
            await rerun(socket, page)
        rounds, waits = [], []
        for _ in range(ROUNDS):
            before = server.cpu()
            for _ in range(RERUNS):
                begun = time.perf_counter()
                await rerun(socket, page)
                waits.append((time.perf_counter() - begun) * 1000)
            rounds.append((server.cpu() - before) / RERUNS * 1000)
        return statistics.median(rounds), statistics.median(waits)


def main() -> None:
    """Print a line a page."""
    store, *pages = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "empty.py").write_text(EMPTY)
        Path(folder, "control.py").write_text(CONTROL)
        servers: list[Server] = []
        try:
            servers.append(control := Server("control:app", 8618, Path(folder)))
            servers.append(ours := Server("dashboard.app:app", 8619, ROOT, HAKIKA_STORE=store))
            empty, wait = asyncio.run(measure(control, ""))
            print(f"{'empty page':16} {empty:6.1f} ms CPU  {wait:6.1f} ms")
            for page in pages or ["", "explore", "about"]:
                cpu, wait = asyncio.run(measure(ours, page))
                name = page or "situation"
                print(f"{name:16} {cpu:6.1f} ms CPU  {wait:6.1f} ms  {cpu / empty:4.1f} times that")
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    main()
