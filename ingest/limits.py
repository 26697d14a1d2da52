"""Untrusted files are opened in a short-lived process with limits of the operating system."""

import contextlib
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from data.errors import HakikaError, ReadError

P = ParamSpec("P")
R = TypeVar("R")

MEMORY = 1 << 30
FILE_SIZE = 300_000_000


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the deadline still holds
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is already set
            resource.setrlimit(what, (most, most))


def apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function gives, computed in a process with 1 GiB of memory, 60 s, and no file over 300 MB.

    Function, arguments and result must pickle.

    Raises:
        ReadError: a limit was reached, or the process died.
        HakikaError: as the function raises it.
    """
    seconds = 60
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _limit, (seconds,))
    try:
        return pool.submit(function, *args, **kwargs).result(timeout=seconds)
    except TimeoutError:
        raise ReadError(f"it took more than {seconds} s to open; it was given up") from None
    except (BrokenProcessPool, MemoryError):
        raise ReadError("opening it took more memory or time than one file may have; it was given up") from None
    except (HakikaError, OSError):
        raise
    except Exception as error:
        raise ReadError(f"it cannot be opened ({type(error).__name__}: {error})") from error
    finally:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=True, cancel_futures=True)
