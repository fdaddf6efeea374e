"""Floor 1: files that hold many reports → the place of each, and its bytes when they are asked for.

A container is a zip archive (with another inside it, not deeper) or an export of a crawl (CSV, JSON
lines, JSON), on disk or in an archive. Finding what one holds keeps no bytes; a member is read again
by its place, in any process. It must not know what a report says.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from wenzhi.base.errors import InputError
from wenzhi.base.records import Document, PageFields
from wenzhi.read import archives, exports
from wenzhi.read.composition import NO_FIELDS
from wenzhi.read.document import MAX_BYTES, digest, read_bytes, read_content
from wenzhi.read.export_columns import Columns
from wenzhi.read.exports import Place, Shape

DEPTH = 2
"""An archive in an archive is how portals hand over a year of districts; deeper ones are bombs."""

MAX_INNER = 100 << 20
"""Bytes of an archive or export inside an archive, for it has to be held whole while it is read."""

STANDARD_INPUT = "-"
"""The path that means standard input, by custom."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_NO_CONTAINERS = frozenset(
    {
        *(
            ".htm",
            ".html",
            ".shtml",
            ".mht",
            ".xml",
            ".css",
            ".js",
            ".pdf",
            ".rtf",
            ".doc",
            ".docx",
        ),
        *(".wps", ".odt", ".ofd", ".xls", ".xlsx", ".et", ".ods", ".ppt", ".pptx", ".jpg", ".jpeg"),
        *(".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"),
    }
)
"""Endings of documents whose own reader looks at what they are, zip archives among them."""


class Member(msgspec.Struct, frozen=True):
    """The place of something in a container.

    `steps` are numbers of entries: in the archive on disk, then in an archive inside it; `row` is the
    place in an export, which is the file that the steps lead to. `part` is the number (from 1) of a
    report in a document that binds several.
    """

    steps: tuple[int, ...] = ()
    row: Place | None = None
    part: int | None = None


def part_digest(sha256: str, part: int) -> str:
    """The hash that report `part` of a document with this hash goes by."""
    return hashlib.sha256(f"{sha256}#{part}".encode()).hexdigest()


class Found(msgspec.Struct, frozen=True):
    """Something a container holds: what it is called, where it is, and the address it came from."""

    name: str
    member: Member
    url: str | None = None


class Content(msgspec.Struct, frozen=True):
    """The bytes of one report and what was said of it beside them.

    With a `part` the bytes are of a document that binds several reports, and the name ends in `#part`.
    """

    name: str
    content: bytes
    page: PageFields = NO_FIELDS
    part: int | None = None

    @property
    def sha256(self) -> str:
        """The hash of the bytes, of what stands beside them in an export, and of the part's number."""
        whole = digest(self.content, self.page)
        return whole if self.part is None else part_digest(whole, self.part)

    @property
    def whole(self) -> Content:
        """The document that this is a part of; itself where it is none."""
        if self.part is None:
            return self
        return Content(self.name.removesuffix(f"#{self.part}"), self.content, self.page)

    def document(self) -> Document:
        """What is read of the bytes. Raises InputError (E302, E303, E305, E308–E312)."""
        return read_bytes(self.content, self.name, self.page)


def expand(path: Path, name: str, columns: Columns) -> Iterator[Found | InputError] | None:
    """What the file at `path` holds, or None where it is one document.

    A member that is refused is an error among the others. The iterator raises InputError where
    reading cannot go on: E302, E303, E304, E320, E323, E325.
    """
    try:
        if not path.is_file():
            return None  # a pipe or a device; opening one may never end
        with path.open("rb") as file:
            head = file.read(exports.HEAD)
        kind = _kind(head, name)
        single = kind is None or _is_document(path, (), kind, columns)
    except OSError:
        return None  # reading it as a document will tell why
    except InputError:
        single = False  # a damaged container is told by whoever opens it
    if kind is None or single:
        return None
    return _bounded(_expand(path, name, Member(), kind, columns), name)


def load(path: Path, member: Member | None, name: str) -> Content:
    """The bytes of a file, or of what it holds at `member`.

    Raises InputError: E301, E302, E304, E320–E324.
    """
    if str(path) == STANDARD_INPUT:
        return Content(name, _standard_input(name))
    part = member.part if member is not None else None
    if member is None or (not member.steps and member.row is None):
        return Content(name, read_content(path, name), part=part)
    try:
        if member.row is None:
            archive = _archive(path, member.steps[:-1], name)
            content = archives.read_member(archive, member.steps[-1], name, MAX_BYTES)
            return Content(name, content, part=part)
        with _open(path, member.steps, name) as file:
            file.seek(member.row.start)
            row = exports.read_row(file.read(member.row.length), member.row, name)
    except OSError as error:
        raise _cannot_open(name, error) from error
    return Content(name, row.content, row.page, part)


def _bounded(found: Iterator[Found | InputError], name: str) -> Iterator[Found | InputError]:
    """Not more than an archive may hold in all, archives inside it included."""
    for number, one in enumerate(found):
        if number >= max(archives.MAX_MEMBERS, exports.MAX_ROWS):
            raise InputError(
                "E323", "里面的文件太多，其余没有读", where=name, hint="请分成几个再读"
            )
        yield one


def _kind(head: bytes, name: str) -> Shape | str | None:
    """`zip`, a shape of exports, or None for one document."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _NO_CONTAINERS:
        return None
    if head.startswith(_ZIP) or suffix == ".zip":
        return "zip" if head.strip(b"\0") else None
    return exports.shape_of(head, suffix)


def _is_document(path: Path, steps: tuple[int, ...], kind: Shape | str, columns: Columns) -> bool:
    """Whether what looks like a container is one document under a name that does not say so."""
    if kind == "zip":
        return len(steps) < DEPTH and archives.is_package(_archive(path, steps, path.name))
    if kind != "json":
        return False
    with _open(path, steps, path.name) as file:
        return exports.is_answer(file, columns)


def _expand(
    path: Path, name: str, member: Member, kind: Shape | str, columns: Columns
) -> Iterator[Found | InputError]:
    try:
        if kind == "zip":
            yield from _expand_archive(path, name, member, columns)
            return
        with _open(path, member.steps, name) as file:
            for row in exports.find_rows(file, kind, name, columns):  # type: ignore[arg-type]
                if isinstance(row, InputError):
                    yield row
                else:
                    place, url = row
                    found = Member(member.steps, place)
                    yield Found(f"{name}#{place.number}", found, url)
    except OSError as error:
        raise _cannot_open(name, error) from error


def _expand_archive(
    path: Path, name: str, member: Member, columns: Columns
) -> Iterator[Found | InputError]:
    archive = _archive(path, member.steps, name)
    if not archive.infolist():
        raise InputError("E302", "压缩包是空的", where=name, hint="请重新打包或下载")
    for one in archives.list_members(archive, name):
        if isinstance(one, InputError):
            yield one
            continue
        number, inner = one
        shown, place = f"{name}/{inner}", Member((*member.steps, number))
        yield from _expand_member(path, shown, place, columns)


def _expand_member(
    path: Path, name: str, place: Member, columns: Columns
) -> Iterator[Found | InputError]:
    archive = _archive(path, place.steps[:-1], name)
    kind = _kind(archives.read_head(archive, place.steps[-1], exports.HEAD), name)
    try:
        if kind is None or _is_document(path, place.steps, kind, columns):
            yield Found(name, place)
        elif kind == "zip" and len(place.steps) >= DEPTH:
            raise InputError(
                "E323",
                f"压缩包套压缩包超过 {DEPTH} 层",
                where=name,
                hint="请自行解压里层的压缩包后再读",
            )
        else:
            yield from _expand(path, name, place, kind, columns)
    except InputError as error:  # what is wrong with one member does not touch the others
        yield error


# Access -------------------------------------------------------------------------------------------


def _open(path: Path, steps: tuple[int, ...], name: str) -> BinaryIO:
    """The file on disk, or the one in an archive that the steps lead to."""
    if not steps:
        return path.open("rb")
    with _named(name):
        return io.BytesIO(_inner(str(path), steps, _stamp(path)))


def _archive(path: Path, steps: tuple[int, ...], name: str) -> zipfile.ZipFile:
    with _named(name):
        return _opened(str(path), steps, _stamp(path))


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """Errors inside are told of `name`: what is kept open does not know for whom."""
    try:
        yield
    except InputError as error:
        raise InputError(error.code, error.message, where=name, hint=error.hint) from error


@functools.lru_cache(maxsize=4)
def _opened(path: str, steps: tuple[int, ...], stamp: tuple[int, ...]) -> zipfile.ZipFile:
    """An open archive; kept, for its directory is long to read and its members come in order."""
    source = _inner(path, steps, stamp) if steps else Path(path)
    return archives.open_archive(source, path)


@functools.lru_cache(maxsize=2)
def _inner(path: str, steps: tuple[int, ...], stamp: tuple[int, ...]) -> bytes:
    """An archive or export inside an archive, whole."""
    outer = _opened(path, steps[:-1], stamp)
    return archives.read_member(outer, steps[-1], path, MAX_INNER)


def _stamp(path: Path) -> tuple[int, int, int]:
    """What an open archive is kept by: the file as it is now, in this process and no forked one."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, os.getpid()


def _standard_input(name: str) -> bytes:
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise archives.too_large(name, len(content), MAX_BYTES)
    return content


def _cannot_open(name: str, error: OSError) -> InputError:
    return InputError(
        "E301",
        f"打不开文件：{error.strerror or error}",
        where=name,
        hint="请检查路径与读取权限",
    )
