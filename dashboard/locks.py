"""What the operating system holds a process to before it touches what a stranger wrote.

`limits()` sets ceilings that the kernel enforces on memory, time, files and priority. `lock()` then takes away, for
good, the means to reach anything: Landlock without a rule (no file, no network), and a seccomp filter that lets through
only the calls that a computation over memory and open descriptors needs. Both need no privileges, and hold root too.

On a system without Landlock and seccomp `missing()` says so; what to do about it is for the caller to decide.
"""

import ctypes
import os
import platform
import struct
import sys
from contextlib import suppress
from pathlib import Path

LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL = 1, 2
RET_KILL, RET_ERRNO, RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
EPERM, SIGKILL = 1, 9

NICENESS = 10
"""Behind the pages, which answer first; not so far behind that a busy machine starves a question."""

MACHINES = {"x86_64": (0xC000003E, 317, 0), "aarch64": (0xC00000B7, 277, 1)}
"""Processors: the kernel's audit number, the number of the call `seccomp`, and the column of CALLS."""

CALLS = {  # fmt: skip
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "nanosleep": (35, 101),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "getcpu": (309, 168),
    "restart_syscall": (219, 128),
    "setitimer": (38, 103),
}
"""The calls of a process that computes on what it already holds: none opens, connects, starts or signals anything."""


def limits(*, memory: int, seconds: int) -> None:
    """Hold this process to `memory` bytes of address space and `seconds` of processor time.

    It also writes no file, leaves no core, has at most 64 descriptors, and yields to everything else that wants the
    processor. Where the system knows no such limit (Windows), nothing is set.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # macOS refuses a ceiling on address space
            resource.setrlimit(kind, (most, most))
    with suppress(OSError):
        os.nice(NICENESS)
    if os.getsid(0) == os.getpid():  # a session is a group to the scheduler, with a niceness of its own; not another's
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICENESS))


def die_with_parent() -> None:
    """Ask the kernel to end this process when the thread that started it ends, however it ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def missing() -> str | None:
    """Which lock this system lacks, as a sentence; None where both are there."""
    if sys.platform != "linux":
        return f"{platform.system() or sys.platform} has neither Landlock nor seccomp."
    if platform.machine() not in MACHINES or struct.calcsize("P") != 8:
        return f"No seccomp filter is written for this processor ({platform.machine()})."
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) < 1:
        return "This Linux has no Landlock, or it is switched off."
    action = ctypes.c_uint32(RET_ERRNO)
    seccomp = MACHINES[platform.machine()][1]
    if libc.syscall(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, ctypes.byref(action)) != 0:
        return "This Linux has no seccomp filters, or they are switched off."
    return None


def lock() -> None:
    """Take from this process, for good, every way to reach a file, the network or another process.

    Landlock holds the thread that asks for it: to be called while there is only one. Everything that may still be
    wanted must have been imported and opened before.

    Raises:
        OSError: the kernel refused; the process must not go on.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs was refused")
    _landlock(libc)
    _seccomp(libc)


def _landlock(libc: ctypes.CDLL) -> None:
    """Handle every right that this kernel knows, and grant none."""
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        raise OSError(ctypes.get_errno(), "Landlock is not there")
    rights = (1 << (13, 14, 15, 15, 16)[min(version, 5) - 1]) - 1
    parts = [rights] + ([0b11] if version >= 4 else []) + ([0b11] if version >= 6 else [])  # files, TCP, signals
    rules = struct.pack(f"={len(parts)}Q", *parts)
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "Landlock refused its rules")
    try:
        if libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) != 0:
            raise OSError(ctypes.get_errno(), "Landlock refused to restrict")
    finally:
        os.close(ruleset)


def _seccomp(libc: ctypes.CDLL) -> None:
    """Let CALLS through, for all threads; refuse every other call, and end what calls for another machine's table."""
    machine, seccomp, column = MACHINES[platform.machine()]
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    code = [
        struct.pack("=HBBI", load, 0, 0, 4),  # which machine's table
        struct.pack("=HBBI", equal, 1, 0, machine),
        struct.pack("=HBBI", give, 0, 0, RET_KILL),
        struct.pack("=HBBI", load, 0, 0, 0),  # which call
        struct.pack("=HBBI", at_least, 0, 1, 0x40000000),  # the x32 table
        struct.pack("=HBBI", give, 0, 0, RET_KILL),
    ]
    for numbers in CALLS.values():
        code += [struct.pack("=HBBI", equal, 0, 1, numbers[column]), struct.pack("=HBBI", give, 0, 0, RET_ALLOW)]
    code.append(struct.pack("=HBBI", give, 0, 0, RET_ERRNO | EPERM))
    filters = ctypes.create_string_buffer(b"".join(code))
    program = struct.pack("HP", len(code), ctypes.addressof(filters))
    if libc.syscall(seccomp, SECCOMP_SET_MODE_FILTER, ctypes.c_uint(1), program) != 0:  # 1: all threads
        raise OSError(ctypes.get_errno(), "seccomp refused its filter")
