"""Floor 1: paths on a command line → the files they stand for, in an order that depends on names."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, InputError, UsageError, setting_up
from wenzhi.read.archives import is_litter
from wenzhi.read.containers import STANDARD_INPUT, Content, Found, Member, expand, load
from wenzhi.read.export_columns import Columns

_USUAL = Columns()


class InputFile(msgspec.Struct, frozen=True):
    """One report to read and the name it goes by: its path below the folder that was given.

    What a container holds has its place in it as `member`, and the container's path as `path`; its
    name goes on below the container's: `crawl.zip/2023/a.html`, `dump.csv#18`; so does that of a report
    which a document binds with others: `年报汇编.pdf#2`. `url` is the address a row of an export gives.
    """

    name: str
    path: str
    member: Member | None = None
    url: str | None = None

    @property
    def place(self) -> str:
        """What a later version of the same report has in common with this: its name.

        Rows move when an export is made anew, so a row is known by its address, or else, being
        nothing but itself, by what it says.
        """
        if self.member is None or self.member.row is None:
            return self.name
        part = f"#{self.member.part}" if self.member.part is not None else ""
        return f"{self.name.removesuffix(part).rpartition('#')[0]}#{self.url or ''}{part}"

    @property
    def way(self) -> str:
        """The way to it as it was given, into the container it lies in."""
        if self.member is None:
            return spelled(Path(self.path).as_posix())
        holder = spelled(Path(self.path).name)
        return (
            spelled(Path(self.path).as_posix()) + self.name[self.name.find(holder) + len(holder) :]
        )

    def part(self, number: int) -> InputFile:
        """Report `number` (from 1) of a document that binds several."""
        member = msgspec.structs.replace(self.member or Member(), part=number)
        return InputFile(f"{self.name}#{number}", self.path, member, self.url)

    def read(self) -> Content:
        """Its bytes. Raises InputError (E301, E302, E304, E320–E324)."""
        return load(Path(self.path), self.member, self.name)


def spelled(path: str) -> str:
    """A path as it is shown and stored.

    Names that are not UTF-8 are read as GB18030, as archives of old Windows leave them, or escaped.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return "/".join(map(_spelled_name, os.fsencode(path).split(b"/")))
    return path


def _spelled_name(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return name.decode("utf-8", "backslashreplace")


class Inputs(msgspec.Struct, frozen=True):
    """What a command line stands for: files in order of name, and what cannot be read."""

    files: tuple[InputFile, ...]
    errors: tuple[ErrorRecord, ...]


def walk(
    paths: Iterable[Path], leave_out: Collection[Path] = (), columns: Columns = _USUAL
) -> Inputs:
    """All reports under `paths`: folders recursively, archives and exports opened.

    Hidden files and editors' lock files are left out, and so is `leave_out`, files that lie among
    them and are no reports: a roster. `columns` says which column of exports is what. A path may go on
    inside a container (`crawl.zip/2023/a.html`), or be `-`, standard input, alone.

    Raises UsageError (E202) when the paths hold no file at all, SetupError (E301) when a path does
    not exist: a mistyped path is not an empty folder.
    """
    files: list[InputFile] = []
    errors: list[ErrorRecord] = []
    given = sorted(set(paths))
    names, seen = set[str](), set(map(_real, leave_out))
    for path in given:
        with setting_up():
            on_disk, inside = _split(path)
        for file in _found(on_disk, errors):
            if _real(Path(file.path)) in seen and not inside:
                continue
            seen.add(_real(Path(file.path)))
            named = _named_apart(file, on_disk, names)
            names.add(named.name)
            files += _opened(named, inside, columns, errors)
    if not files and not errors:
        raise UsageError(
            "E202",
            "没有找到任何文件",
            where="、".join(spelled(str(path)) for path in given),
            hint="请给出含有年报文件的文件夹",
        )
    return Inputs(tuple(sorted(files, key=_order)), tuple(errors))


def walk_file(path: Path, columns: Columns = _USUAL) -> Inputs:
    """What one file holds: itself, named by the path as given, or the members of a container.

    Raises InputError (E301) where it does not exist.
    """
    if path.is_dir():
        return Inputs((InputFile(spelled(path.as_posix()), str(path)),), ())
    on_disk, inside = _split(path)
    named = InputFile(spelled(on_disk.as_posix()), str(on_disk))
    errors: list[ErrorRecord] = []
    return Inputs(tuple(_opened(named, inside, columns, errors)), tuple(errors))


def _order(file: InputFile) -> tuple[str, int]:
    """By name; rows of an export by number, so that a file is read from its beginning to its end."""
    row = file.member.row if file.member is not None else None
    return (file.name, 0) if row is None else (file.name.rpartition("#")[0], row.number)


def _real(path: Path) -> str:
    """Where a path leads, links not followed: two links to one file are two reports."""
    return os.path.normpath(Path.cwd() / path)


def _split(path: Path) -> tuple[Path, str]:
    """The part of a path that is on disk, and what is left: the way inside a container.

    Raises InputError (E301) where no such file exists.
    """
    if path.exists() or str(path) == STANDARD_INPUT:
        return path, ""
    whole = path.as_posix()
    beginnings = (parent.as_posix() for parent in path.parents)
    for beginning in (*beginnings, whole.rpartition("#")[0]):
        if beginning and Path(beginning).is_file():
            return Path(beginning), whole[len(beginning) :]
    if path.is_symlink():
        return path, ""  # reading it will tell that it leads nowhere
    raise InputError("E301", "路径不存在", where=spelled(str(path)), hint="请检查拼写")


def _found(path: Path, errors: list[ErrorRecord]) -> Iterable[InputFile]:
    """The files on disk that a path stands for."""
    if path.is_dir():
        return _below(path, errors)
    return [InputFile(spelled(path.name or str(path)), str(path))]


def _named_apart(file: InputFile, given: Path, taken: set[str]) -> InputFile:
    """Two folders may hold equal names: as much of the way to them as it takes tells them apart."""
    below = file.name if given.is_dir() else ""
    parts = Path(spelled(_real(given))).parts[1:]
    name = file.name
    for length in range(1, len(parts) + 1):
        if name not in taken:
            break
        name = "/".join(filter(None, [*parts[-length:], below]))
    return msgspec.structs.replace(file, name=name)


def _opened(
    file: InputFile, inside: str, columns: Columns, errors: list[ErrorRecord]
) -> Iterator[InputFile]:
    """A file, or what it holds if it is a container; of that, what lies at or below `inside`.

    `#2` behind a document is the second of the reports it binds; whether it does shows when it is read.
    """
    path = Path(file.path)
    members = None if file.path == STANDARD_INPUT else expand(path, file.name, columns)
    wanted, met = file.name + inside, not inside
    bound, part = _part(wanted) if inside else ("", 0)
    if members is None and not inside:
        yield file
    elif members is None and bound == file.name:
        met = True
        yield file.part(part)
    for member in _told(members or iter(()), errors, wanted, bound):
        met = True
        found = InputFile(member.name, file.path, member.member, member.url)
        yield found if _is_below(member.name, wanted) else found.part(part)
    if not met and not any(error.where and _is_below(error.where, wanted) for error in errors):
        raise InputError(
            "E301",
            f"{file.name} 里没有这个文件",
            where=wanted,
            hint="wenzhi corpus add --plan 可列出",
        )


def _told(
    members: Iterator[Found | InputError], errors: list[ErrorRecord], wanted: str, bound: str
) -> Iterator[Found]:
    """What could be found of what is wanted, or the document that binds it; errors are noted."""
    try:
        for one in members:
            where = one.where or "" if isinstance(one, InputError) else one.name
            if not _is_below(where, wanted) and where != bound:
                continue
            if isinstance(one, InputError):
                errors.append(one.record())
            else:
                yield one
    except InputError as error:
        errors.append(error.record())


def _part(wanted: str) -> tuple[str, int]:
    """A document's name and the number of the report in it that is wanted: `年报汇编.pdf#2`."""
    name, _, number = wanted.rpartition("#")
    return (name, int(number)) if re.fullmatch(r"[1-9]\d{0,3}", number, re.ASCII) else ("", 0)


def _is_below(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith((f"{wanted}/", f"{wanted}#"))


def _below(folder: Path, errors: list[ErrorRecord]) -> Iterator[InputFile]:
    def note(error: OSError) -> None:
        failure = InputError(
            "E301",
            f"打不开文件夹：{error.strerror}",
            where=spelled(str(error.filename)),
            hint="请检查读取权限",
        )
        errors.append(failure.record())

    for directory, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not is_litter(f"{name}/"))
        for name in sorted(names):
            if not is_litter(name):
                path = Path(directory, name)
                yield InputFile(spelled(path.relative_to(folder).as_posix()), str(path))
