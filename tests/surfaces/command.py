"""The command line as tests start it: within this process, or as one of its own.

Within this process nothing is loaded anew, which is most of what a short command costs. What the process
itself does (how quickly it starts, in what encoding it writes, how it ends) is asked of one of its own.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple
from unittest import mock

from wenzhi.surfaces.cli.main import main


class Done(NamedTuple):
    """What a command said and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, env: Mapping[str, str] | None = None, given: str = "") -> Done:
    """`wenzhi` with these arguments, in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (given.encode(), b"", b"")]
    with (
        mock.patch.object(sys, "argv", ["wenzhi", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", streams[0]),
        mock.patch.object(sys, "stdout", streams[1]),
        mock.patch.object(sys, "stderr", streams[2]),
        mock.patch.dict(os.environ, env or {}),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
    said = []
    for stream in streams[1:]:
        stream.flush()
        said.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    assert isinstance(code, int)
    return Done(code, *said)


def run_alone(*arguments: object, env: Mapping[str, str] | None = None, given: str = "") -> Done:
    """`wenzhi` with these arguments, as a person starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "wenzhi", *map(str, arguments)],
        capture_output=True,
        input=given,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def schema(name: str) -> object:
    """A schema that ships with the package."""
    return json.loads((files("wenzhi") / "data" / "schemas" / f"{name}.json").read_text("utf-8"))
