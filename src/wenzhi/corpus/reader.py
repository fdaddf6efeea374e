"""Floor 5: a process of its own that reads and parses files, ended when a file takes too much.

Takes files, gives their analyses; a file that hangs, eats memory or crashes costs itself alone. The
process lives on from file to file, so that dictionaries are loaded once, and is replaced when it had
to end. It keeps the time by a watchdog outside Python: code that never comes back to the interpreter
is ended too, and nothing runs on where whoever asked was killed.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import os
import signal
import struct
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import msgspec

from wenzhi.corpus.analysis import Analysis, analyse, analyse_file
from wenzhi.corpus.limits import (
    Limits,
    broken_off,
    chosen_limits,
    lift_memory_limit,
    limit_memory,
    too_large,
    too_slow,
)
from wenzhi.read.containers import Content
from wenzhi.read.folders import InputFile

_LENGTH = struct.Struct("<I")
_LAST = b"\xc1"
"""Before an answer after which the process is to be replaced; msgpack never begins with this byte."""
_FIRST = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息12条。\n"
"""Read before any file, so that loading dictionaries counts against no file's limits."""


class Request(msgspec.Struct, frozen=True):
    """A file to read, the key of its analysis, and the folder from which the file's path counts.

    The reading process may have been started in another folder than the caller works in now. Paths are
    told as bytes: they need not be text in any encoding.
    """

    named: InputFile
    path: bytes
    key: str
    folder: bytes

    @classmethod
    def of(cls, file: InputFile, key: str) -> Request:
        """The request to read `file`."""
        named = msgspec.structs.replace(file, path="")
        return cls(named, os.fsencode(file.path), key, os.fsencode(Path.cwd()))

    @property
    def file(self) -> InputFile:
        """The file with its path."""
        return msgspec.structs.replace(self.named, path=os.fsdecode(self.path))


class Reader:
    """Reads files, one at a time, in a process of its own that starts at once.

    To be closed, or used in a `with` block. Raises UsageError (E200) for limits that make no sense.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or chosen_limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._running()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def analyse(self, file: InputFile, key: str) -> Analysis:
        """The analysis of `file`; its error is E307 where reading it had to be given up.

        Raises RuntimeError where the process cannot be started.
        """
        request = Request.of(file, key)
        answer = self.answer(msgspec.msgpack.encode(request))
        return msgspec.msgpack.decode(answer, type=Analysis)

    def answer(self, request: bytes) -> bytes:
        """`analyse` for an encoded `Request`: the encoded analysis."""
        process = self._running()
        requests, answers = _pipes(process)
        if not self._ready and _receive(answers) is None:
            raise RuntimeError(f"the reading process ended at its start ({process.wait()})")
        self._ready = True
        began = time.monotonic()
        answer: bytes | None = None
        try:
            _send(requests, request)
            answer = _receive(answers)
        except BrokenPipeError:
            pass
        except BaseException:  # Interrupted: the answer still to come is not for the next file.
            self.close()
            raise
        if answer is None:
            status = self.close()
            late = time.monotonic() - began >= self._limits.seconds
            return _given_up(request, self._limits, None if late else status)
        if answer.startswith(_LAST):
            self.close()  # What filled its memory may still do so.
        return answer.removeprefix(_LAST)

    def close(self) -> int:
        """End the process with all it has started; gives its exit status. It may start again."""
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return 0
        if sys.platform == "win32":
            process.kill()
        else:
            # A converter that the process has started is of its group. Until it is waited for,
            # its number belongs to nobody else.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        for pipe in _pipes(process):
            with contextlib.suppress(OSError):
                pipe.close()
        return process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; a new one where there is none or somebody ended it between two files."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        # Told where to find its modules, it imports what this process would, and nothing of a
        # script or notebook that called.
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._process = process
        with contextlib.suppress(BrokenPipeError):  # told when it is asked for the first file
            _send(_pipes(process)[0], msgspec.msgpack.encode(self._limits))
        return process


@cache
def shared_reader(limits: Limits) -> Reader:
    """A reader kept for as long as this process lives, so that a second addition starts at once."""
    reader = Reader(limits)
    atexit.register(reader.close)
    return reader


def serve() -> None:
    """What the process does: read files as they are asked for, until nobody asks any more."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b") as nowhere:
        # What a library prints must not pass for an answer, nor may it read requests.
        os.dup2(nowhere.fileno(), 0)
        os.dup2(2, 1)
        limits = msgspec.msgpack.decode(_receive(requests) or b"", type=Limits)
        _leave_out()
        analyse(Content("", _FIRST.encode()), "")
        limit_memory(limits.megabytes)
        _send(answers, b"")
        while (asked := _receive(requests)) is not None:
            faulthandler.dump_traceback_later(limits.seconds, exit=True, file=nowhere)
            answer = _answer(asked, limits)
            faulthandler.cancel_dump_traceback_later()
            _send(answers, answer)
    os._exit(0)  # Tidying up the dictionaries would take longer than a report.


def _leave_out() -> None:
    """Spare what libraries load and reading never uses: half a second of every start."""
    # jieba asks it for the place of its own dictionary and does without it.
    sys.modules.setdefault("pkg_resources", None)  # type: ignore[arg-type] # means: there is none
    # spaCy offers `spacy.info` by way of its command line, which brings HTTP and project tools.
    for name in ("spacy.cli", "spacy.cli.info"):
        stand_in = ModuleType(name)
        stand_in.info = None  # type: ignore[attr-defined]
        sys.modules.setdefault(name, stand_in)


def _answer(asked: bytes, limits: Limits) -> bytes:
    request = msgspec.msgpack.decode(asked, type=Request)
    with contextlib.suppress(OSError):  # on another machine it need not exist
        os.chdir(request.folder)
    try:
        return msgspec.msgpack.encode(analyse_file(request.file, request.key))
    except MemoryError:
        lift_memory_limit()
        error = too_large(request.file.name, limits)
        return _LAST + msgspec.msgpack.encode(Analysis(key=request.key, error=error))


def _given_up(asked: bytes, limits: Limits, status: int | None) -> bytes:
    """What is said where no answer came: by the exit `status`, or without one for being late."""
    request = msgspec.msgpack.decode(asked, type=Request)
    name = request.file.name
    error = too_slow(name, limits) if status is None else broken_off(name, status)
    return msgspec.msgpack.encode(Analysis(key=request.key, error=error))


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout  # type: ignore[return-value] # IO[bytes] of a pipe


def _send(pipe: BinaryIO, message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def _receive(pipe: BinaryIO) -> bytes | None:
    """The next message, or None where the other side has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None
