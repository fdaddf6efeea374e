"""Floor 1: paths on a command line → the files they stand for, in an order that depends on names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, InputError, UsageError


class InputFile(msgspec.Struct, frozen=True, order=True):
    """A file to read and the name it goes by: its path below the folder that was given."""

    name: str
    path: str


class Inputs(msgspec.Struct, frozen=True):
    """What a command line stands for: files in order of name, and paths that cannot be read."""

    files: tuple[InputFile, ...]
    errors: tuple[ErrorRecord, ...]


def walk(paths: Iterable[Path], leave_out: Path | None = None) -> Inputs:
    """All files under `paths`, folders recursively; hidden files and editors' lock files left out.

    `leave_out` is a file that lies among them and is no report: a roster.

    Raises UsageError (E202) when the paths hold no file at all, InputError (E301) when a path does
    not exist: a mistyped path is not an empty folder.
    """
    files: dict[str, InputFile] = {}
    errors: list[ErrorRecord] = []
    given = sorted(set(paths))
    for path in given:
        if path.is_dir():
            found = [
                file
                for file in _below(path, errors)
                if leave_out is None or Path(file.path).resolve() != leave_out.resolve()
            ]
        elif path.exists():
            found = [InputFile(path.name, str(path))]
        else:
            raise InputError("E301", "路径不存在", where=str(path), hint="请检查拼写")
        for file in found:
            # Two folders may hold equal names; the folder's own name then tells them apart.
            name = file.name if file.name not in files else f"{path.name}/{file.name}"
            files.setdefault(name, InputFile(name, file.path))
    if not files and not errors:
        raise UsageError(
            "E202",
            "没有找到任何文件",
            where="、".join(str(path) for path in given),
            hint="请给出含有年报文件的文件夹",
        )
    return Inputs(tuple(sorted(files.values())), tuple(errors))


def _below(folder: Path, errors: list[ErrorRecord]) -> Iterable[InputFile]:
    def note(error: OSError) -> None:
        failure = InputError(
            "E301",
            f"打不开文件夹：{error.strerror}",
            where=str(error.filename),
            hint="请检查读取权限",
        )
        errors.append(failure.record())

    for directory, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                path = Path(directory, name)
                yield InputFile(path.relative_to(folder).as_posix(), str(path))
