"""Floor 5: what a stored value depends on besides the reports: versions of the tool and its parts."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from wenzhi.parse.report import VERSION


@cache
def versions() -> dict[str, str]:
    """Name → version: stamped on snapshots and deliverables."""
    return {
        "wenzhi": version("wenzhi"),
        "parse": VERSION,
        "data": _data_digest(),
        "jieba": version("jieba"),
        "spacy": version("spacy"),
    }


def analysis_version() -> str:
    """The version of what reads and parses: an analysis made by another is made anew."""
    return f"{VERSION}+{_data_digest(_JUDGING)}"


_TALKING = frozenset({"ui.toml", "errors.toml", "schemas", "synth"})
"""Data that only shows or makes things: no stored value depends on it."""

_JUDGING = _TALKING | {"rules", "scores", "statutory", "residue.toml"}
"""Data that parsing does not read."""


@cache
def _data_digest(left_out: frozenset[str] = _TALKING) -> str:
    """A hash of the forms, lexicon, rules and dictionaries that ship with the package."""
    digest = hashlib.sha256()
    folders = [files("wenzhi") / "data"]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda item: item.name):
            if entry.name in left_out:
                continue
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith((".toml", ".txt")):
                digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()[:12]
