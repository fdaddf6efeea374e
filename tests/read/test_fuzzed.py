"""Inputs on which the fuzzer once found a crash (benchmarks/fuzz.py): each is read or refused, and parsed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from wenzhi.base.errors import InputError
from wenzhi.parse.report import parse
from wenzhi.read import read

FUZZED = sorted((Path(__file__).parent / "files" / "fuzzed").iterdir())


@pytest.mark.parametrize("path", FUZZED, ids=lambda path: path.name)
def test_what_crashed_once_is_read_or_refused(path: Path) -> None:
    with contextlib.suppress(InputError):
        assert parse(read(path)).sections
