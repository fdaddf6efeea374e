"""Floor 7, what all of it takes: the paths that people name → the files, lists and weights they stand for.

Takes paths as the command line has them, gives inputs of a batch, rosters, organs, profiles and
suppressions. It must not know what is done with them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.base.errors import InputError, UsageError, setting_up
from wenzhi.base.records import Suppression

if TYPE_CHECKING:
    from wenzhi.checks.suppressions import Suppressions
    from wenzhi.corpus.organs import OrganMap
    from wenzhi.corpus.roster import RosterTable
    from wenzhi.read.export_columns import Columns
    from wenzhi.read.folders import InputFile, Inputs
    from wenzhi.scores.profile import Profile


def one_file(path: Path, columns: str) -> InputFile:
    """The one report a path stands for. Raises what reading says, UsageError (E210) for several."""
    from wenzhi.read.folders import walk_file

    inputs = walk_file(path, columns_said(columns))
    if inputs.errors and not inputs.files:
        first = inputs.errors[0]
        raise InputError(first.code, first.message, where=first.where, hint=first.hint)
    if len(inputs.files) != 1:
        raise several_reports(len(inputs.files), str(path), inputs.files[0].name)
    return inputs.files[0]


def several_reports(count: int, where: str, first: str) -> UsageError:
    """E210, naming the `first` of the `count` reports that the file `where` holds."""
    return UsageError(
        "E210",
        f"里面有 {count} 份，这里一次只看一份",
        where=where,
        hint=f"指明其中一份，如 {first}；inspect 也可加 --jsonl，一行一份",
    )


def columns_said(said: str) -> Columns:
    """Which columns of an export are what. Raises UsageError (E209)."""
    from wenzhi.read.export_columns import parse_columns

    return parse_columns(said)


def batch_of(paths: Sequence[Path], beside: Collection[Path], columns: str) -> Inputs:
    """What a batch is to read, without what is given `beside` the reports: a roster.

    Raises UsageError (E200) for standard input: it is read only once."""
    from wenzhi.corpus.roster import find_rosters, without_rosters
    from wenzhi.read.containers import STANDARD_INPUT
    from wenzhi.read.folders import walk

    if any(str(path) == STANDARD_INPUT for path in paths):
        raise UsageError(
            "E200", "标准输入只能给 check 和 inspect", where="-", hint="请存成文件再收入语料库"
        )
    inputs = without_rosters(walk(paths, beside, columns_said(columns)), find_rosters(paths))
    return without_suppressions(inputs, paths)


def given(*paths: Path | None) -> list[Path]:
    """The paths that were given."""
    return [path for path in paths if path is not None]


def organs_of(path: Path | None) -> OrganMap | None:
    """The list of organs at `path`. Raises SetupError (E301, E303, E308, E326)."""
    if path is None:
        return None
    from wenzhi.corpus.organs import read_organs

    with setting_up():
        return read_organs(path)


def roster_of(path: Path | None) -> RosterTable | None:
    """The roster at `path`. Raises SetupError (E301, E303, E306, E308)."""
    if path is None:
        return None
    from wenzhi.corpus.roster import read_roster_table

    with setting_up():
        return read_roster_table(path)


def profile_of(path: Path | None) -> Profile | None:
    """The weights in the file at `path` or the one that WENZHI_PROFILE names. Raises UsageError (E221)."""
    named = str(path) if path is not None else os.environ.get("WENZHI_PROFILE")
    if not named:
        return None
    from wenzhi.scores.profile import read_profile

    return read_profile(Path(named))


def start_reading(corpus: Path) -> None:
    """Where there is a corpus already, what is new is few: its reader loads while files are listed."""
    from wenzhi.corpus import POINTER

    if (corpus / POINTER).is_file():
        from wenzhi.corpus.limits import chosen_limits
        from wenzhi.corpus.reader import shared_reader

        shared_reader(chosen_limits())


def rosters_among(paths: Sequence[Path], roster: Path | None = None) -> tuple[str, ...]:
    """Rosters in the folders of `paths` that are not `roster`: a batch leaves them out."""
    from wenzhi.corpus.roster import find_rosters

    named = roster.resolve() if roster else None
    return tuple(name for name, path in find_rosters(paths).items() if path.resolve() != named)


def find_suppressions(folders: Iterable[Path]) -> Path | None:
    """The first `suppressions.toml` that lies in one of `folders`."""
    from wenzhi.checks import suppressions

    return suppressions.find_suppressions(folders)


def suppressions_of(path: Path | None, more: Sequence[Suppression] = ()) -> Suppressions:
    """The false alarms of the file at `path`, and `more`. Raises UsageError (E220)."""
    from wenzhi.checks.suppressions import Suppressions, read_suppressions

    return Suppressions((*(read_suppressions(path) if path else ()), *more))


def without_suppressions(inputs: Inputs, paths: Sequence[Path]) -> Inputs:
    """`inputs` without settings (TOML) that lie in folders, suppressions mostly: they are no reports."""
    from wenzhi.read.folders import Inputs

    given = {str(path) for path in paths}
    return Inputs(
        tuple(f for f in inputs.files if not _is_setting(Path(f.path)) or f.path in given),
        inputs.errors,
    )


def settings_among(paths: Sequence[Path], *named: Path | None) -> tuple[str, ...]:
    """TOML files in the folders of `paths` that a batch leaves out and that are not used as anything:
    neither called as suppressions are nor among those `named`.
    """
    from wenzhi.checks.suppressions import FILE_NAME

    used = {path.resolve() for path in named if path is not None}
    return tuple(
        path.relative_to(folder).as_posix()
        for folder in sorted(paths)
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if _is_setting(path) and path.name != FILE_NAME and path.resolve() not in used
    )


def _is_setting(path: Path) -> bool:
    return path.suffix.lower() == ".toml"
