"""A visitor without a browser: speaks the websocket protocol of Streamlit; and a server to visit."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
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

    def memory(self) -> float:
        """Resident megabytes."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(20)


def control(port: int, folder: Path) -> Server:
    """An empty Streamlit page under our settings, with the same heavy modules in memory and frozen."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "empty.py").write_text(EMPTY)
    (folder / "control.py").write_text(CONTROL)
    return Server("control:app", port, folder)


@dataclass
class Rerun:
    """What one rerun brought: milliseconds, bytes, whether a fault was shown, which releases its links name."""

    milliseconds: float
    size: int
    fault: bool
    releases: set[bytes]


FAULTS = (b"Hakika cannot show this page", b"hk-fault")


KEPT_RUNS = 2  # as the browser: what was not shown for more runs than that is forgotten


@dataclass
class Visitor:
    """One session; like a browser, it keeps large messages and tells the server which, to be spared them."""

    socket: websockets.ClientConnection
    kept: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    runs: int = 0

    async def rerun(self, page: str = "", query: str = "") -> Rerun:
        """Ask for a page and wait until its script has finished."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.cached_message_hashes.extend(self.kept)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        size, fault, releases = 0, False, set[bytes]()
        while True:
            content = await self.socket.recv()
            assert isinstance(content, bytes)
            size += len(content)
            answer = ForwardMsg()
            answer.ParseFromString(content)
            kind = answer.WhichOneof("type")
            if kind == "ref_hash":
                content = self.kept[answer.ref_hash]
                self.shown[answer.ref_hash] = self.runs
            elif answer.metadata.cacheable:
                self.kept[answer.hash] = content
                self.shown[answer.hash] = self.runs
            fault = fault or any(text in content for text in FAULTS)
            fault = fault or (kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception")
            releases |= set(re.findall(rb"recorded_at=([\w%:.-]+)", content))
            if kind == "script_finished":
                fault = fault or answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
                self.runs += 1
                for name in [name for name, run in self.shown.items() if self.runs - run > KEPT_RUNS]:
                    del self.kept[name], self.shown[name]
                return Rerun((time.perf_counter() - begun) * 1000, size, fault, releases)


@asynccontextmanager
async def visiting(port: int) -> AsyncIterator[Visitor]:
    """A session with the server on a port of this machine."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None, open_timeout=60
    ) as socket:
        yield Visitor(socket)


def machine() -> str:
    """Cores, memory and load: what figures of one run are worth."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    load = os.getloadavg()[0]
    return f"{len(os.sched_getaffinity(0))} cores, {pages * size / 2**30:.0f} GiB, load {load:.1f} before the run"


def share(values: list[float], part: float) -> float:
    """A percentile, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else float("nan")
