"""Floor 5: how long and how much memory one file may take, and what is said of a file that took more.

Kept by the process that reads (`reader`). It must not know how a file is read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, UsageError

SECONDS = 60
"""A report is read in some hundredths of a second; a scanned one of many pages in some tens."""

MEGABYTES = 2048
"""On top of what the program itself holds. A report takes a few; page images some hundred."""

HEAVY = "E307"
"""The code of a file that was given up."""


class Limits(msgspec.Struct, frozen=True):
    """Wall-clock seconds and megabytes one file may take."""

    seconds: int = SECONDS
    megabytes: int = MEGABYTES


def chosen_limits() -> Limits:
    """The limits, as WENZHI_FILE_SECONDS and WENZHI_FILE_MB say. Raises UsageError (E200)."""
    return Limits(_number("WENZHI_FILE_SECONDS", SECONDS), _number("WENZHI_FILE_MB", MEGABYTES))


def _number(name: str, default: int) -> int:
    said = os.environ.get(name, "").strip() or str(default)
    if not said.isdecimal() or int(said) < 1:
        raise UsageError("E200", f"环境变量 {name} 读到 {said!r}", where=name, hint="请写正整数")
    return int(said)


def describe_limits() -> str:
    """The limits in words, and where this system cannot keep one."""
    limits = chosen_limits()
    if sys.platform == "linux":
        return f"每个文件最多读 {limits.seconds} 秒、{limits.megabytes} MB"
    return f"每个文件最多读 {limits.seconds} 秒；这个系统不能限内存"


def limit_memory(megabytes: int) -> None:
    """Let this process take `megabytes` more than it has; where the system cannot, nothing."""
    if sys.platform != "linux":
        return  # Windows has no such limit, macOS does not keep it.
    import resource

    # The sixth number is data and stack, which is what the limit counts (proc(5), getrlimit(2)).
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    held = int(pages[5]) * resource.getpagesize()
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = held + megabytes * 2**20
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def lift_memory_limit() -> None:
    """Let this process take what it needs to say that it had too little."""
    if sys.platform == "linux":
        import resource

        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def too_slow(name: str, limits: Limits) -> ErrorRecord:
    """What is said of a file that was not read in time."""
    return _given_up(
        name,
        f"读了 {limits.seconds} 秒还没读完，已停下",
        "请确认文件是否损坏；确为年报的，可设环境变量 WENZHI_FILE_SECONDS 放宽",
    )


def too_large(name: str, limits: Limits) -> ErrorRecord:
    """What is said of a file that took too much memory."""
    return _given_up(
        name,
        f"读它所用的内存超过 {limits.megabytes} MB，已停下",
        "请确认文件是否损坏或过大；确为年报的，可设环境变量 WENZHI_FILE_MB 放宽",
    )


def broken_off(name: str, status: int) -> ErrorRecord:
    """What is said of a file whose reading ended the process with `status`."""
    return _given_up(
        name,
        f"读它的进程中途退出（{status}）：内存不足，或文件触发了底层程序的错误",
        "请确认文件是否损坏；可另存为纯文本（.txt，UTF-8）后再试",
    )


def _given_up(name: str, message: str, hint: str) -> ErrorRecord:
    return ErrorRecord(code="E307", message=message, where=name, hint=hint)
